//! Operators, comparisons, truth.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::isa;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Obj, Value};
use crate::types::int_object::Int;
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::spec::{BinaryOp, CompareOp, UnaryOp};
use crate::types::str_object::{self, Str};

/// `A = B op C`
#[inline(never)]
pub unsafe fn binary(th: &mut Thread, base: *mut Value, w: u32, op: BinaryOp) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let b = read(th, base, isa::c(w))?;
        let r = match (op, a.exact::<Str>(), b.exact::<Str>()) {
            (BinaryOp::Add, Some(x), Some(y)) => th.str_concat(x, y)?,
            _ => protocol::binary(th, op, a, b)?,
        };
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A = B ** C`: small squares and cubes are common.
pub unsafe fn power(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let (a, b) = (*base.add(isa::b(w) as usize), *base.add(isa::c(w) as usize));
        if a.is_flonum() && b.is_small() && b.small_unchecked() == 2 {
            let x = a.flonum_unchecked();
            if let Some(v) = Value::from_f64(x * x) {
                super::super::register::set(base.add(isa::a(w) as usize), v);
                return Ok(());
            }
        }
        binary(th, base, w, BinaryOp::Pow)
    }
}

/// `A = B op= C`
#[inline(never)]
pub unsafe fn inplace(th: &mut Thread, base: *mut Value, w: u32, op: BinaryOp) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let b = read(th, base, isa::c(w))?;
        let r = if op == BinaryOp::Add
            && let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>())
        {
            th.str_concat(x, y)?
        } else {
            protocol::inplace(th, op, a, b)?
        };
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A = B op i`
#[inline(never)]
pub unsafe fn binary_immediate(th: &mut Thread, base: *mut Value, w: u32, op: BinaryOp, in_place: bool) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let i = Obj::from_i31(i32::from(isa::c(w) as i8));
        let r = if in_place { protocol::inplace(th, op, a, &i)? } else { protocol::binary(th, op, a, &i)? };
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A = op B`
pub unsafe fn unary(th: &mut Thread, base: *mut Value, w: u32, op: UnaryOp) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let r = protocol::unary(th, op, a)?;
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A = not B`
pub unsafe fn not(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let r = !protocol::truth(th, a)?;
        consume(th, base, isa::b(w));
        write(base, isa::a(w), Obj::from_bool(r));
        Ok(())
    }
}

/// Comparisons that need no call.
#[inline]
fn quick(op: CompareOp, a: &Obj, b: &Obj) -> Option<bool> {
    if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>()) {
        return Some(match op {
            CompareOp::Eq => str_object::equal(x, y),
            CompareOp::Ne => !str_object::equal(x, y),
            _ => op.holds(x.as_str().cmp(y.as_str())),
        });
    }
    if let (Some(x), Some(y)) = (a.exact::<Int>(), b.exact::<Int>()) {
        return Some(op.holds(x.value.cmp(&y.value)));
    }
    None
}

/// `A = B op C`
#[inline(never)]
pub unsafe fn compare(th: &mut Thread, base: *mut Value, w: u32, op: CompareOp) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let b = read(th, base, isa::c(w))?;
        let r = match quick(op, a, b) {
            Some(t) => Obj::from_bool(t),
            None => {
                th.check_native_stack()?;
                protocol::compare(th, op, a, b)?
            }
        };
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// Truth of `A op B`.
#[inline(never)]
pub unsafe fn compare_truth(th: &mut Thread, base: *mut Value, w: u32, op: CompareOp) -> R<bool> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let b = read(th, base, isa::b(w))?;
        let r = match quick(op, a, b) {
            Some(t) => t,
            None => protocol::compare_truth(th, op, a, b)?,
        };
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        Ok(r)
    }
}

/// Truth of `A op i`.
#[inline(never)]
pub unsafe fn compare_truth_immediate(th: &mut Thread, base: *mut Value, w: u32, op: CompareOp) -> R<bool> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let i = Obj::from_i31(i32::from(isa::b(w) as i8));
        let r = protocol::compare_truth(th, op, a, &i)?;
        consume(th, base, isa::a(w));
        Ok(r)
    }
}

/// `A = B is C`
pub unsafe fn is(th: &mut Thread, base: *mut Value, w: u32, not: bool) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let b = read(th, base, isa::c(w))?;
        let r = a.is(b) != not;
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), Obj::from_bool(r));
        Ok(())
    }
}

/// `A = B in C`
pub unsafe fn contains(th: &mut Thread, base: *mut Value, w: u32, not: bool) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::b(w))?;
        let b = read(th, base, isa::c(w))?;
        let r = protocol::contains(th, b, a)? != not;
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), Obj::from_bool(r));
        Ok(())
    }
}

/// Truth of `A in B`.
pub unsafe fn in_truth(th: &mut Thread, base: *mut Value, w: u32) -> R<bool> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let b = read(th, base, isa::b(w))?;
        let quick = b.exact::<List>().and_then(|l| l.quick_contains(a.value()));
        let r = match quick {
            Some(found) => found,
            None => protocol::contains(th, b, a)?,
        };
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        Ok(r)
    }
}

/// Truth of a register that is then consumed.
#[inline(never)]
pub unsafe fn truth_consume(th: &mut Thread, base: *mut Value, i: u8) -> R<bool> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, i)?;
        let r = protocol::truth(th, a)?;
        consume(th, base, i);
        Ok(r)
    }
}

/// Truth of a register.
#[inline(never)]
pub unsafe fn truth_keep(th: &mut Thread, base: *mut Value, i: u8) -> R<bool> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, i)?;
        protocol::truth(th, a)
    }
}
