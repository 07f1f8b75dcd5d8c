//! `bytes` and `bytearray`: layouts and what others ask of them.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use crate::heap::Kind;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::types::buffer::Exports;
use crate::types::list_object::List;
use crate::types::str_object::Str;
use crate::types::tuple_object::Tuple;
use crate::types::{int_object, protocol};

/// Payload of `bytes`: immutable, in the object's own block.
#[derive(Debug)]
#[repr(C)]
pub struct Bytes {
    len: usize,
    data: NonNull<u8>,
}

// SAFETY: BUILTIN is used here alone; there are no references; the bytes never change.
unsafe impl Payload for Bytes {
    const BUILTIN: Builtin = Builtin::Bytes;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
    fn trailing(&self) -> usize {
        self.len
    }
}

impl Bytes {
    /// The bytes.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` initialised bytes in the object's own block, never changed.
        unsafe { core::slice::from_raw_parts(self.data.as_ptr(), self.len) }
    }
}

/// Payload of `bytearray`.
#[derive(Debug)]
pub struct ByteArray {
    /// The bytes, under a leaf lock: no program code runs and no object ends while it is held.
    pub data: Mutex<Vec<u8>>,
    /// Views, which forbid to change the size.
    pub exports: Exports,
}

impl ByteArray {
    /// With these bytes.
    pub fn new(data: Vec<u8>) -> ByteArray {
        ByteArray { data: Mutex::new(data), exports: Exports::new() }
    }

    /// `self[i] = b` of a small index and a byte; false when there is more to do or to say, and nothing was done.
    #[inline]
    pub fn set_byte(&self, i: i64, b: i64) -> bool {
        let (Ok(i), Ok(b)) = (usize::try_from(i), u8::try_from(b)) else { return false };
        self.data.lock().get_mut(i).map(|place| *place = b).is_some()
    }
}

// SAFETY: BUILTIN is used here alone; there are no references; the bytes are under a lock.
unsafe impl Payload for ByteArray {
    const BUILTIN: Builtin = Builtin::ByteArray;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// New bytes.
pub fn new_bytes(th: &mut Thread, b: &[u8]) -> R<Obj> {
    new_bytes_as(th, Builtin::Bytes.shape(), size_of::<Object<Bytes>>(), b)
}

/// New bytes with the shape of a subclass, whose instances have `fixed` bytes before the data.
pub fn new_bytes_as(th: &mut Thread, shape: u32, fixed: usize, b: &[u8]) -> R<Obj> {
    // SAFETY: as many are written.
    unsafe { bytes_by_as(th, shape, fixed, b.len(), |out| out.copy_from_nonoverlapping(b.as_ptr(), b.len())) }
}

/// New bytes, `len` of them, that `fill` writes.
///
/// # Safety
/// 1. `fill` writes all of them at the place that it is given.
pub(crate) unsafe fn bytes_by(th: &mut Thread, len: usize, fill: impl FnOnce(*mut u8)) -> R<Obj> {
    // SAFETY: contract 1.
    unsafe { bytes_by_as(th, Builtin::Bytes.shape(), size_of::<Object<Bytes>>(), len, fill) }
}

#[inline(always)]
unsafe fn bytes_by_as(th: &mut Thread, shape: u32, fixed: usize, len: usize, fill: impl FnOnce(*mut u8)) -> R<Obj> {
    let kind = if fixed == size_of::<Object<Bytes>>() { Kind::Leaf } else { Kind::Container };
    let size = fixed.checked_add(len).filter(|n| isize::try_from(*n).is_ok()).or_raise(th)?;
    let block = th.alloc_raw(size, kind).or_raise(th)?;
    let object = block.cast::<Object<Bytes>>();
    // SAFETY: fresh memory of `fixed + len` bytes, aligned.
    unsafe {
        let data = block.add(fixed);
        fill(data.as_ptr());
        Object::begin(object, shape, th.slot(), Bytes { len, data });
        Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
    }
}

/// New bytes that `fill` writes in place: up to `most`, of which it says how many there are. It may wait meanwhile, detached.
///
/// # Errors
/// Without memory, and those of `fill`.
///
/// # Safety
/// 1. `fill` is given room for `most` bytes, which are not initialised, and has written as many as it says.
pub unsafe fn bytes_filled(th: &mut Thread, most: usize, fill: impl FnOnce(&mut Thread, NonNull<u8>) -> R<usize>) -> R<Obj> {
    // SAFETY: bytes that are not written yet, but nobody knows the object, and the collector does not look at them. What is left of them was written by
    // contract 1.
    unsafe {
        let made = bytes_by(th, most, |_| ())?;
        let payload = &raw mut (*made.value().pointer_unchecked().cast::<Object<Bytes>>()).payload;
        let data = (*payload).data;
        let n = fill(th, data)?.min(most);
        if most - n > most / 8 {
            return new_bytes(th, core::slice::from_raw_parts(data.as_ptr(), n));
        }
        (*payload).len = n;
        Ok(made)
    }
}

/// A new bytearray.
pub fn new_bytearray(th: &mut Thread, data: Vec<u8>) -> R<Obj> {
    th.alloc(ByteArray::new(data))
}

/// Whether a value is bytes or a bytearray.
pub fn is_bytes(v: &Obj) -> bool {
    v.get::<Bytes>().is_some() || v.get::<ByteArray>().is_some()
}

/// The contents of bytes, or a copy of those of anything else with a buffer, which others may change.
pub fn as_bytes<'a>(th: &mut Thread, v: &'a Obj) -> R<Option<Cow<'a, [u8]>>> {
    super::buffer::as_buffer(th, v)
}

/// Runs `f` on the contents of bytes or a bytearray; `f` may not run program code.
#[inline]
pub fn with_bytes<T>(v: &Obj, f: impl FnOnce(&[u8]) -> T) -> Option<T> {
    if let Some(b) = v.exact::<Bytes>() {
        return Some(f(b.as_slice()));
    }
    if let Some(b) = v.exact::<ByteArray>() {
        return Some(f(&b.data.lock()));
    }
    if let Some(b) = v.get::<Bytes>() {
        return Some(f(b.as_slice()));
    }
    v.get::<ByteArray>().map(|b| f(&b.data.lock()))
}

/// Byte `i` of bytes or a bytearray.
#[inline]
pub fn byte_at(v: &Obj, i: usize) -> Option<u8> {
    with_bytes(v, |b| b.get(i).copied()).flatten()
}

/// One byte from an int; `ValueError` out of range.
pub fn byte_from(th: &mut Thread, v: &Obj, what: &str) -> R<u8> {
    let i = protocol::index(th, v)?;
    match int_object::to_i64(&i).and_then(|i| u8::try_from(i).ok()) {
        Some(b) => Ok(b),
        None => Err(th.value_error(format_args!("{what} must be in range(0, 256)"))),
    }
}

/// Bytes from an iterable of ints, for a value of type `what`; `hinted` ones ask it how many there are.
pub fn from_iterable(th: &mut Thread, v: &Obj, what: &str, hinted: bool) -> R<Vec<u8>> {
    if v.get::<Str>().is_some() || !protocol::is_iterable(th, v) {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("cannot convert '{t}' object to {what}")));
    }
    let mut out = Vec::new();
    // Usually all are bytes; what is not is found out below.
    let listed = match v.exact::<List>() {
        Some(l) => Some(l.snapshot(th)?),
        None => None,
    };
    if let Some(items) = listed.as_deref().or(v.exact::<Tuple>().map(|t| t.payload.items())) {
        out = th.vec(items.len())?;
        out.extend(items.iter().map_while(|x| x.value().as_small().and_then(|n| u8::try_from(n).ok())));
        if out.len() == items.len() {
            return Ok(out);
        }
        out.clear();
    }
    drop(listed);
    let it = match protocol::iter(th, v) {
        Ok(it) => it,
        // Whatever was wrong with it, it is said in these words.
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            let t = th.type_name(v);
            return Err(th.type_error(format_args!("cannot convert '{t}' object to {what}")));
        }
    };
    if hinted && v.exact::<List>().is_none() && v.exact::<Tuple>().is_none() {
        let room = protocol::room_hint(th, v)?;
        out.try_reserve(room).or_raise(th)?;
    }
    while let Some(x) = protocol::next(th, &it)? {
        if th.type_of(&x).slots.unary().is_none() {
            let t = th.type_name(&x);
            return Err(th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")));
        }
        let b = byte_from(th, &x, if what == "bytes" { "bytes" } else { "byte" })?;
        th.push(&mut out, b)?;
    }
    Ok(out)
}
