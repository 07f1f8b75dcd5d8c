//! References of one attachment.

use alloc::string::String;
use core::marker::PhantomData;

use super::attached::Brand;
use super::{Attached, Exception, FromHandle, IntoHandle};
use crate::native::Args;
use crate::object::Obj;
use crate::types::bytes_object::Bytes;
use crate::types::spec::CompareOp;
use crate::types::str_object::{self, Str};
use crate::types::{protocol, type_object};

/// A counted reference to an object, for as long as this thread is attached (E2).
///
/// Small integers, floats and the like are in the word itself; to clone or drop those costs nothing.
#[derive(Clone)]
#[repr(transparent)]
pub struct Handle<'i> {
    object: Obj,
    brand: Brand<'i>,
}

impl core::fmt::Debug for Handle<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.object.fmt(f)
    }
}

impl<'i> Handle<'i> {
    #[inline(always)]
    pub(super) const fn new(object: Obj) -> Handle<'i> {
        Handle { object, brand: PhantomData }
    }

    #[inline(always)]
    pub(super) fn obj(&self) -> &Obj {
        &self.object
    }

    #[inline(always)]
    pub(super) fn into_obj(self) -> Obj {
        self.object
    }

    /// Handles as the kernel sees them.
    pub(super) fn objects<'a>(all: &'a [Handle<'i>]) -> &'a [Obj] {
        // SAFETY: a handle is a transparent `Obj`.
        unsafe { core::slice::from_raw_parts(all.as_ptr().cast::<Obj>(), all.len()) }
    }

    /// Objects of this attachment as handles.
    pub(super) fn from_objects(all: &[Obj]) -> &[Handle<'i>] {
        // SAFETY: a handle is a transparent `Obj`; the caller has them lent by the thread whose brand this is.
        unsafe { core::slice::from_raw_parts(all.as_ptr().cast::<Handle<'i>>(), all.len()) }
    }

    /// The Rust value that the object stands for.
    ///
    /// # Errors
    /// `TypeError` when it is one of another kind, `OverflowError` when it does not fit.
    pub fn to<T: FromHandle<'i>>(&self, th: &mut Attached<'i>) -> Result<T, Exception<'i>> {
        T::from_handle(th, self)
    }

    /// Python's `is`.
    pub fn is(&self, other: &Handle<'i>) -> bool {
        self.object.is(&other.object)
    }

    /// Whether this is `None`.
    pub fn is_none(&self) -> bool {
        self.object.is_none()
    }

    /// The text of a `str`, lent as long as the token is (E4); `None` of anything else.
    pub fn as_str<'a>(&'a self, _: &'a Attached<'i>) -> Option<&'a str> {
        self.object.get::<Str>().map(|s| s.payload.as_str())
    }

    /// The bytes of a `bytes`, lent as long as the token is (E4); `None` of anything else.
    pub fn as_bytes<'a>(&'a self, _: &'a Attached<'i>) -> Option<&'a [u8]> {
        self.object.get::<Bytes>().map(|b| b.payload.as_slice())
    }

    /// The name of its class.
    pub fn type_name<'a>(&self, th: &'a mut Attached<'i>) -> &'a str {
        th.th().type_name(&self.object)
    }

    /// Its class.
    pub fn class(&self, th: &mut Attached<'i>) -> Handle<'i> {
        Handle::new(th.th().type_of(&self.object).to_obj())
    }

    /// `isinstance(self, class)`, of classes as they are; `False` when `class` is none.
    pub fn is_instance(&self, th: &mut Attached<'i>, class: &Handle<'i>) -> bool {
        let Some(class) = type_object::as_type(&class.object) else { return false };
        th.th().type_of(&self.object).is_subtype(class)
    }

    /// Whether it can be called.
    pub fn is_callable(&self, th: &mut Attached<'i>) -> bool {
        protocol::is_callable(th.th(), &self.object)
    }

    /// `self.name`
    ///
    /// # Errors
    /// `AttributeError`; what program code behind the attribute raises.
    pub fn get(&self, th: &mut Attached<'i>, name: &str) -> Result<Handle<'i>, Exception<'i>> {
        let kernel = th.th();
        let value = kernel.intern(name).and_then(|name| protocol::get_attr(kernel, &self.object, &name));
        th.made(value)
    }

    /// `self.name`, or `None` when there is no such attribute.
    ///
    /// # Errors
    /// What program code behind the attribute raises, but for `AttributeError`.
    pub fn get_opt(&self, th: &mut Attached<'i>, name: &str) -> Result<Option<Handle<'i>>, Exception<'i>> {
        let value = protocol::get_attr_text(th.th(), &self.object, name);
        th.done(value).map(|v| v.map(Handle::new))
    }

    /// `self.name = value`
    ///
    /// # Errors
    /// `AttributeError`, `TypeError`, `MemoryError`; what program code behind the attribute raises.
    pub fn set<T: IntoHandle<'i>>(&self, th: &mut Attached<'i>, name: &str, value: T) -> Result<(), Exception<'i>> {
        let value = value.into_handle(th)?;
        let kernel = th.th();
        let done = kernel.intern(name).and_then(|name| protocol::set_attr(kernel, &self.object, &name, Some(&value.object)));
        th.done(done)
    }

    /// `del self.name`
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub fn delete(&self, th: &mut Attached<'i>, name: &str) -> Result<(), Exception<'i>> {
        let kernel = th.th();
        let done = kernel.intern(name).and_then(|name| protocol::set_attr(kernel, &self.object, &name, None));
        th.done(done)
    }

    /// `self[key]`
    ///
    /// # Errors
    /// `KeyError`, `IndexError`, `TypeError`; what program code raises.
    pub fn item<K: IntoHandle<'i>>(&self, th: &mut Attached<'i>, key: K) -> Result<Handle<'i>, Exception<'i>> {
        let key = key.into_handle(th)?;
        let value = protocol::get_item(th.th(), &self.object, &key.object);
        th.made(value)
    }

    /// `self[key] = value`
    ///
    /// # Errors
    /// As for [`item`](Self::item), and `MemoryError`.
    pub fn set_item<K, V>(&self, th: &mut Attached<'i>, key: K, value: V) -> Result<(), Exception<'i>>
    where
        K: IntoHandle<'i>,
        V: IntoHandle<'i>,
    {
        let key = key.into_handle(th)?;
        let value = value.into_handle(th)?;
        let done = protocol::set_item(th.th(), &self.object, &key.object, &value.object);
        th.done(done)
    }

    /// `del self[key]`
    ///
    /// # Errors
    /// As for [`item`](Self::item).
    pub fn delete_item<K: IntoHandle<'i>>(&self, th: &mut Attached<'i>, key: K) -> Result<(), Exception<'i>> {
        let key = key.into_handle(th)?;
        let done = protocol::del_item(th.th(), &self.object, &key.object);
        th.done(done)
    }

    /// `item in self`
    ///
    /// # Errors
    /// `TypeError`; what program code raises.
    pub fn contains<T: IntoHandle<'i>>(&self, th: &mut Attached<'i>, item: T) -> Result<bool, Exception<'i>> {
        let item = item.into_handle(th)?;
        let found = protocol::contains(th.th(), &self.object, &item.object);
        th.done(found)
    }

    /// `len(self)`
    ///
    /// # Errors
    /// `TypeError`; what program code raises.
    pub fn len(&self, th: &mut Attached<'i>) -> Result<usize, Exception<'i>> {
        let n = protocol::len(th.th(), &self.object);
        th.done(n)
    }

    /// `not self`: of containers, whether there is nothing in them.
    ///
    /// # Errors
    /// What program code raises.
    pub fn is_empty(&self, th: &mut Attached<'i>) -> Result<bool, Exception<'i>> {
        self.truth(th).map(|yes| !yes)
    }

    /// `bool(self)`
    ///
    /// # Errors
    /// What program code raises.
    pub fn truth(&self, th: &mut Attached<'i>) -> Result<bool, Exception<'i>> {
        let yes = protocol::truth(th.th(), &self.object);
        th.done(yes)
    }

    /// `self == other`
    ///
    /// # Errors
    /// What program code raises.
    pub fn equals(&self, th: &mut Attached<'i>, other: &Handle<'i>) -> Result<bool, Exception<'i>> {
        let yes = protocol::equal(th.th(), &self.object, &other.object);
        th.done(yes)
    }

    /// `self < other`
    ///
    /// # Errors
    /// `TypeError` when they have no order; what program code raises.
    pub fn is_less(&self, th: &mut Attached<'i>, other: &Handle<'i>) -> Result<bool, Exception<'i>> {
        let yes = protocol::compare_truth(th.th(), CompareOp::Lt, &self.object, &other.object);
        th.done(yes)
    }

    /// `repr(self)`
    ///
    /// # Errors
    /// What program code raises.
    pub fn repr(&self, th: &mut Attached<'i>) -> Result<String, Exception<'i>> {
        let text = protocol::repr(th.th(), &self.object);
        th.done(text).map(|t| super::convert::copy(str_object::text(&t)))
    }

    /// `str(self)`
    ///
    /// # Errors
    /// What program code raises.
    pub fn str(&self, th: &mut Attached<'i>) -> Result<String, Exception<'i>> {
        let text = protocol::str(th.th(), &self.object);
        th.done(text).map(|t| super::convert::copy(str_object::text(&t)))
    }

    /// An iterator: `iter(self)`.
    ///
    /// # Errors
    /// `TypeError`; what program code raises.
    pub fn iter(&self, th: &mut Attached<'i>) -> Result<Items<'i>, Exception<'i>> {
        let iterator = protocol::iter(th.th(), &self.object);
        th.made(iterator).map(Items)
    }

    /// `self(*arguments)`, where the arguments are a tuple of values: `f.call(th, (1, "two"))`; one alone is `(1,)`, none is `()`.
    ///
    /// # Errors
    /// `TypeError`; what the function raises.
    pub fn call<A: IntoArguments<'i>>(&self, th: &mut Attached<'i>, arguments: A) -> Result<Handle<'i>, Exception<'i>> {
        arguments.with(th, |th, all| {
            let value = protocol::call(th.th(), &self.object, Handle::objects(all));
            th.made(value)
        })
    }

    /// `self(*arguments, **keywords)`
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    pub fn call_with(
        &self,
        th: &mut Attached<'i>,
        arguments: &[Handle<'i>],
        keywords: &[(&str, Handle<'i>)],
    ) -> Result<Handle<'i>, Exception<'i>> {
        let kernel = th.th();
        let value = (|| {
            let (mut all, mut names) = (kernel.vec(arguments.len() + keywords.len())?, kernel.vec(keywords.len())?);
            all.extend(arguments.iter().map(|x| x.object.clone()));
            for (name, value) in keywords {
                names.push(kernel.intern(name)?);
                all.push(value.object.clone());
            }
            protocol::call_args(kernel, &self.object, &Args { all: &all, names: &names })
        })();
        th.made(value)
    }

    /// `self.name(*arguments)`, as [`call`](Self::call).
    ///
    /// # Errors
    /// `AttributeError`; as for `call`.
    pub fn call_method<A: IntoArguments<'i>>(&self, th: &mut Attached<'i>, name: &str, arguments: A) -> Result<Handle<'i>, Exception<'i>> {
        arguments.with(th, |th, all| {
            let value = protocol::call_method_text(th.th(), &self.object, name, Handle::objects(all));
            th.made(value)
        })
    }
}

/// What an iterator gives.
#[derive(Clone, Debug)]
pub struct Items<'i>(Handle<'i>);

impl<'i> Items<'i> {
    /// The next, or `None` at the end.
    ///
    /// # Errors
    /// What the iterator raises.
    pub fn next(&mut self, th: &mut Attached<'i>) -> Result<Option<Handle<'i>>, Exception<'i>> {
        let item = protocol::next(th.th(), &self.0.object);
        th.done(item).map(|x| x.map(Handle::new))
    }
}

/// Tuples of values, as arguments of a call.
pub trait IntoArguments<'i> {
    /// Calls `f` with the objects of the values.
    ///
    /// # Errors
    /// What making the objects, and `f`, raises.
    fn with<T>(
        self,
        th: &mut Attached<'i>,
        f: impl FnOnce(&mut Attached<'i>, &[Handle<'i>]) -> Result<T, Exception<'i>>,
    ) -> Result<T, Exception<'i>>;
}

impl<'i> IntoArguments<'i> for &[Handle<'i>] {
    fn with<T>(
        self,
        th: &mut Attached<'i>,
        f: impl FnOnce(&mut Attached<'i>, &[Handle<'i>]) -> Result<T, Exception<'i>>,
    ) -> Result<T, Exception<'i>> {
        f(th, self)
    }
}

macro_rules! arguments {
    ($($name:ident)*) => {
        impl<'i, $($name: IntoHandle<'i>,)*> IntoArguments<'i> for ($($name,)*) {
            #[allow(non_snake_case, unused_variables, reason = "made by a macro, also for no arguments")]
            fn with<T>(
                self,
                th: &mut Attached<'i>,
                f: impl FnOnce(&mut Attached<'i>, &[Handle<'i>]) -> Result<T, Exception<'i>>,
            ) -> Result<T, Exception<'i>> {
                let ($($name,)*) = self;
                let all = [$($name.into_handle(th)?,)*];
                f(th, &all)
            }
        }
    };
}

arguments!();
arguments!(A0);
arguments!(A0 A1);
arguments!(A0 A1 A2);
arguments!(A0 A1 A2 A3);
arguments!(A0 A1 A2 A3 A4);
arguments!(A0 A1 A2 A3 A4 A5);
