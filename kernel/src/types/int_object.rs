//! Integers: small ones are words, others hold a big number.

use dashu_int::IBig;
use dashu_int::ops::BitTest;

use crate::heap::Kind;
use crate::heap::outside::Outside;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::text::int_text::Integer;

/// An integer beyond the small ones (or one that is an instance of a subclass).
#[derive(Debug)]
pub struct Int {
    /// The number.
    pub value: IBig,
    _digits: Outside,
}

impl Int {
    /// A big number whose digits count against the heap's limit.
    ///
    /// # Errors
    /// `MemoryError`
    pub fn new(th: &mut Thread, value: IBig) -> R<Int> {
        let bytes = value.bit_len() / 8;
        Ok(Int { value, _digits: Outside::claim(th, bytes)? })
    }
}

// SAFETY: BUILTIN is used here alone; there are no references; the number never changes.
unsafe impl Payload for Int {
    const BUILTIN: Builtin = Builtin::Int;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// Whether a value is an int (a bool counts).
#[inline]
pub fn is_int(v: &Obj) -> bool {
    let w = v.value();
    w.is_small() || w == Value::TRUE || w == Value::FALSE || v.get::<Int>().is_some()
}

/// The machine integer of an int or bool that fits.
#[inline]
pub fn to_i64(v: &Obj) -> Option<i64> {
    let w = v.value();
    if let Some(i) = w.as_small() {
        return Some(i);
    }
    if w == Value::TRUE {
        return Some(1);
    }
    if w == Value::FALSE {
        return Some(0);
    }
    v.get::<Int>().and_then(|i| i64::try_from(&i.value).ok())
}

/// The number of an int or bool.
pub fn to_integer(v: &Obj) -> Option<Integer> {
    match to_i64(v) {
        Some(i) => Some(Integer::Small(i)),
        None => v.get::<Int>().map(|i| Integer::Big(i.value.clone())),
    }
}

/// The number of an int or bool as a big one.
pub fn to_big(v: &Obj) -> Option<IBig> {
    to_integer(v).map(IBig::from)
}

/// Whether an int is below zero.
pub fn is_negative(v: &Obj) -> bool {
    match v.value().as_small() {
        Some(i) => i < 0,
        None => v.get::<Int>().is_some_and(|i| i.value < IBig::ZERO),
    }
}

/// The nearest float of an int; `OverflowError` when there is none.
pub fn to_f64(th: &mut Thread, v: &Obj) -> R<f64> {
    if let Some(i) = to_i64(v) {
        return Ok(i as f64);
    }
    match to_big(v).as_ref().and_then(crate::text::int_math::to_f64) {
        Some(x) => Ok(x),
        None => Err(th.raise(Builtin::OverflowError, format_args!("int too large to convert to float"))),
    }
}

impl Thread {
    /// An int.
    #[inline]
    pub fn int(&mut self, i: i64) -> R<Obj> {
        match Value::from_small(i) {
            // SAFETY: not a pointer.
            Some(v) => Ok(unsafe { Obj::from_owned(v) }),
            None => self.alloc(Int { value: IBig::from(i), _digits: Outside::default() }),
        }
    }

    /// An int from a number of up to 128 bits.
    pub fn int_wide(&mut self, i: i128) -> R<Obj> {
        match i64::try_from(i) {
            Ok(i) => self.int(i),
            Err(_) => self.big(IBig::from(i)),
        }
    }

    /// An int from a number of any size.
    pub fn integer(&mut self, i: Integer) -> R<Obj> {
        match i {
            Integer::Small(i) => self.int(i),
            Integer::Big(b) => self.big(b),
        }
    }

    /// An int from a big number.
    pub fn big(&mut self, b: IBig) -> R<Obj> {
        match i64::try_from(&b) {
            Ok(i) => self.int(i),
            Err(_) => {
                let i = Int::new(self, b)?;
                self.alloc(i)
            }
        }
    }
}
