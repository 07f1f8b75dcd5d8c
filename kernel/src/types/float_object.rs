//! Floats: those with a common exponent are words, others are boxed.

use crate::heap::Kind;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj, Value};

/// A boxed double.
#[derive(Debug)]
pub struct Float {
    /// The number.
    pub value: f64,
}

// SAFETY: BUILTIN is used here alone; there are no references; the number never changes.
unsafe impl Payload for Float {
    const BUILTIN: Builtin = Builtin::Float;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The double of a float (not of an int).
#[inline]
pub fn as_f64(v: &Obj) -> Option<f64> {
    if v.value().is_flonum() {
        return Some(v.value().flonum_unchecked());
    }
    v.get::<Float>().map(|f| f.value)
}

impl Thread {
    /// A float.
    #[inline]
    pub fn float(&mut self, x: f64) -> R<Obj> {
        match Value::from_f64(x) {
            // SAFETY: not a pointer.
            Some(v) => Ok(unsafe { Obj::from_owned(v) }),
            None => self.alloc(Float { value: x }),
        }
    }
}
