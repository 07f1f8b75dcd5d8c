//! Rust values for objects, and back.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Attached, Exception, Handle};
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::str_object::Str;
use crate::types::{bytes_object, float_object, int_object, protocol};

/// What can be made of an object.
pub trait FromHandle<'i>: Sized {
    /// The value that the object stands for.
    ///
    /// # Errors
    /// `TypeError` when it is one of another kind, `OverflowError` when it does not fit.
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>>;
}

/// What objects can be made of.
pub trait IntoHandle<'i> {
    /// The object that stands for the value.
    ///
    /// # Errors
    /// `MemoryError`.
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>>;
}

/// A text of one's own. Without memory it is empty: who asked is told of nothing else either.
pub(super) fn copy(text: &str) -> String {
    let mut out = String::new();
    if out.try_reserve_exact(text.len()).is_ok() {
        out.push_str(text);
    }
    out
}

#[cold]
fn wrong<'i>(th: &mut Attached<'i>, wanted: &str, handle: &Handle<'i>) -> Exception<'i> {
    let kernel = th.th();
    let got = kernel.argument_type(handle.obj());
    let raised = kernel.type_error(format_args!("expected {wanted}, got {got}"));
    th.caught(raised)
}

impl<'i> FromHandle<'i> for Handle<'i> {
    fn from_handle(_: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        Ok(handle.clone())
    }
}

impl<'i> IntoHandle<'i> for Handle<'i> {
    fn into_handle(self, _: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        Ok(self)
    }
}

impl<'i> IntoHandle<'i> for &Handle<'i> {
    fn into_handle(self, _: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        Ok(self.clone())
    }
}

impl<'i> FromHandle<'i> for () {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        if handle.is_none() { Ok(()) } else { Err(wrong(th, "None", handle)) }
    }
}

impl<'i> IntoHandle<'i> for () {
    fn into_handle(self, _: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        Ok(Handle::new(Obj::NONE))
    }
}

impl<'i> FromHandle<'i> for bool {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        let o = handle.obj();
        if o.is(&Obj::TRUE) || o.is(&Obj::FALSE) { Ok(o.is(&Obj::TRUE)) } else { Err(wrong(th, "bool", handle)) }
    }
}

impl<'i> IntoHandle<'i> for bool {
    fn into_handle(self, _: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        Ok(Handle::new(Obj::from_bool(self)))
    }
}

macro_rules! integers {
    ($($ty:ident)*) => {$(
        impl<'i> FromHandle<'i> for $ty {
            fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
                if let Some(i) = int_object::to_i64(handle.obj()).and_then(|i| i.try_into().ok()) {
                    return Ok(i);
                }
                match int_object::to_big(handle.obj()) {
                    None => Err(wrong(th, "int", handle)),
                    Some(i) => match i128::try_from(&i).ok().and_then(|i| i.try_into().ok()) {
                        Some(i) => Ok(i),
                        None => Err(th.error(Builtin::OverflowError, format_args!(concat!("int does not fit ", stringify!($ty))))),
                    },
                }
            }
        }
        impl<'i> IntoHandle<'i> for $ty {
            fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
                let made = match i64::try_from(self) {
                    Ok(i) => th.th().int(i),
                    // What is no `i64` is one of few: an unsigned one, or an `i128` itself.
                    Err(_) => th.th().int_wide(self as i128),
                };
                th.made(made)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

impl<'i> FromHandle<'i> for f64 {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        let o = handle.obj();
        if let Some(x) = float_object::as_f64(o) {
            return Ok(x);
        }
        if !int_object::is_int(o) {
            return Err(wrong(th, "float", handle));
        }
        let x = int_object::to_f64(th.th(), o);
        th.done(x)
    }
}

impl<'i> IntoHandle<'i> for f64 {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        let made = th.th().float(self);
        th.made(made)
    }
}

impl<'i> FromHandle<'i> for String {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        let Some(s) = handle.obj().get::<Str>() else { return Err(wrong(th, "str", handle)) };
        let mut text = String::new();
        let room = text.try_reserve_exact(s.payload.as_str().len());
        if room.is_err() {
            let raised = th.th().no_memory();
            return Err(th.caught(raised));
        }
        text.push_str(s.payload.as_str());
        Ok(text)
    }
}

impl<'i> IntoHandle<'i> for &str {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        th.str(self)
    }
}

impl<'i> IntoHandle<'i> for String {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        th.str(&self)
    }
}

impl<'i> IntoHandle<'i> for &String {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        th.str(self)
    }
}

impl<'i> IntoHandle<'i> for char {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        let made = th.th().char(self);
        th.made(made)
    }
}

/// `bytes`, where a vector would be a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl<'i> FromHandle<'i> for Bytes {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        let bytes = bytes_object::as_bytes(th.th(), handle.obj());
        match th.done(bytes)? {
            Some(b) => Ok(Bytes(b.into_owned())),
            None => Err(wrong(th, "bytes", handle)),
        }
    }
}

impl<'i> IntoHandle<'i> for Bytes {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        th.bytes(&self.0)
    }
}

impl<'i, T: FromHandle<'i>> FromHandle<'i> for Option<T> {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        if handle.is_none() { Ok(None) } else { T::from_handle(th, handle).map(Some) }
    }
}

impl<'i, T: IntoHandle<'i>> IntoHandle<'i> for Option<T> {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        match self {
            Some(v) => v.into_handle(th),
            None => Ok(th.none()),
        }
    }
}

/// Of any iterable but text, each item converted.
impl<'i, T: FromHandle<'i>> FromHandle<'i> for Vec<T> {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        if handle.obj().get::<Str>().is_some() || !protocol::is_iterable(th.th(), handle.obj()) {
            return Err(wrong(th, "a sequence", handle));
        }
        let items = protocol::collect(th.th(), handle.obj());
        let items = th.done(items)?;
        let out = th.th().vec(items.len());
        let mut out: Vec<T> = th.done(out)?;
        for item in items {
            out.push(T::from_handle(th, &Handle::new(item))?);
        }
        Ok(out)
    }
}

/// A list.
impl<'i, T: IntoHandle<'i>> IntoHandle<'i> for Vec<T> {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        let out = th.th().vec(self.len());
        let mut out = th.done(out)?;
        for item in self {
            out.push(item.into_handle(th)?.into_obj());
        }
        let made = th.th().list(out);
        th.made(made)
    }
}

/// A dict.
impl<'i, K: IntoHandle<'i>, V: IntoHandle<'i>> IntoHandle<'i> for BTreeMap<K, V> {
    fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        let made = th.dict(&[])?;
        for (k, v) in self {
            made.set_item(th, k, v)?;
        }
        Ok(made)
    }
}

/// Of a dict, each key and value converted.
impl<'i, K: FromHandle<'i> + Ord, V: FromHandle<'i>> FromHandle<'i> for BTreeMap<K, V> {
    fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
        let Some(d) = handle.obj().get::<Dict>() else { return Err(wrong(th, "dict", handle)) };
        let entries = d.snapshot(th.th());
        let mut out = BTreeMap::new();
        for (k, v) in th.done(entries)? {
            out.insert(K::from_handle(th, &Handle::new(k))?, V::from_handle(th, &Handle::new(v))?);
        }
        Ok(out)
    }
}

macro_rules! tuples {
    ($n:literal: $($name:ident $at:tt)*) => {
        /// A tuple.
        impl<'i, $($name: IntoHandle<'i>,)*> IntoHandle<'i> for ($($name,)*) {
            fn into_handle(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
                let items = [$(self.$at.into_handle(th)?,)*];
                th.tuple(&items)
            }
        }
        /// Of a tuple or a list of so many items.
        impl<'i, $($name: FromHandle<'i>,)*> FromHandle<'i> for ($($name,)*) {
            fn from_handle(th: &mut Attached<'i>, handle: &Handle<'i>) -> Result<Self, Exception<'i>> {
                let items: Vec<Handle<'i>> = Vec::from_handle(th, handle)?;
                if items.len() != $n {
                    let n = items.len();
                    return Err(th.value_error(format_args!(concat!("expected ", $n, " items, got {}"), n)));
                }
                Ok(($($name::from_handle(th, &items[$at])?,)*))
            }
        }
    };
}

tuples!(1: A 0);
tuples!(2: A 0 B 1);
tuples!(3: A 0 B 1 C 2);
tuples!(4: A 0 B 1 C 2 D 3);
tuples!(5: A 0 B 1 C 2 D 3 E 4);
tuples!(6: A 0 B 1 C 2 D 3 E 4 F 5);
