//! Bodies of instructions, by family. Each reads its operands in place, and on success consumes the temporaries among them.
//!
//! All functions here share one contract: `base` is the running frame's register 0 and `w` an instruction word of its verified code, so the
//! operand registers exist and hold valid values. On `Err` an exception is pending and nothing was consumed that unwinding would miss.

pub mod arith;
pub mod attribute;
pub mod build;
pub mod exceptions;
pub mod function;
pub mod items;
pub mod iteration;
pub mod names;
pub mod pattern;

use super::register::set;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Obj, Value};

/// Number of locals of the running frame.
#[inline(always)]
pub(super) fn locals(th: &Thread) -> usize {
    // SAFETY: an instruction is being executed, so there is a frame.
    unsafe { th.stack.code().locals.len() }
}

/// The value of a source register, borrowed in place; an unbound local raises.
#[inline(always)]
pub(super) unsafe fn read<'a>(th: &mut Thread, base: *mut Value, i: u8) -> R<&'a Obj> {
    // SAFETY: the module's contract.
    let r = unsafe { Obj::from_ref(&*base.add(i as usize)) };
    if r.is_unbound() {
        names::unbound(th, i)?;
    }
    Ok(r)
}

/// Drops a source register if it is a temporary.
#[inline(always)]
pub(super) unsafe fn consume(th: &Thread, base: *mut Value, i: u8) {
    if i as usize >= locals(th) {
        // SAFETY: the module's contract.
        unsafe { set(base.add(i as usize), Value::UNBOUND) };
    }
}

/// Writes a destination register.
#[inline(always)]
pub(super) unsafe fn write(base: *mut Value, i: u8, v: Obj) {
    // SAFETY: the module's contract.
    unsafe { set(base.add(i as usize), v.into_value()) }
}
