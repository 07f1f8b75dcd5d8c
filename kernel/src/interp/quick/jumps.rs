//! Jumps.

use super::{both_flonum, both_small, exact_doubles, forms, reg};
use crate::bytecode::isa;
use crate::interp::eval::{Base, Next, Pc, drop_and_go, go, raise, second};
use crate::interp::ops::{self, arith as slow};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Obj, Value};
use crate::types::list_object::List;
use crate::types::spec::CompareOp;

/// `pc` moved by a distance in words.
#[inline(always)]
unsafe fn moved(pc: Pc, distance: isize) -> Pc {
    // SAFETY: the verifier has seen that the target is in the code.
    unsafe { pc.offset(distance) }
}

/// Goes on behind the second word, or by its distance when `jump`.
#[inline(always)]
unsafe fn branch(th: &mut Thread, pc: Pc, base: Base, jump: bool) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe { go(th, branched(pc, jump), base) }
}

/// The place behind the second word, or at its distance from there when `jump`.
#[inline(always)]
unsafe fn branched(pc: Pc, jump: bool) -> Pc {
    // SAFETY: the contract of `Form`.
    unsafe {
        let d = second(pc) as i32;
        moved(pc.add(1), if jump { d as isize } else { 0 })
    }
}

/// [`branch`] by a truth that had to be found out.
#[inline(always)]
unsafe fn branch_if(th: &mut Thread, pc: Pc, base: Base, w: u32, truth: R<bool>) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        match truth {
            Ok(t) => branch(th, pc, base, t == (isa::c(w) != 0)),
            Err(_) => raise(th, pc),
        }
    }
}

/// The truth of a word that needs no call.
#[inline(always)]
fn plain_truth(v: Value) -> Option<bool> {
    if v == Value::TRUE {
        Some(true)
    } else if v == Value::FALSE || v.is_none() {
        Some(false)
    } else if v.is_small() {
        Some(v.small_unchecked() != 0)
    } else {
        None
    }
}

forms! {
    /// `JUMP`
    jump |th, pc, base, w| {
        go(th, moved(pc, isa::sax(w) as isize), base)
    }

    /// `JUMP_BACK`
    jump_back |th, pc, base, w| {
        if th.head.poll_needed() {
            return poll(th, pc, base, w);
        }
        go(th, moved(pc, isa::sax(w) as isize), base)
    }

    /// `JUMP_IF_NONE`
    jump_if_none |th, pc, base, w| {
        let v = reg(base, isa::a(w));
        none_test(th, pc, base, w, v, v.is_none())
    }

    /// `JUMP_IF_NOT_NONE`
    jump_if_not_none |th, pc, base, w| {
        let v = reg(base, isa::a(w));
        none_test(th, pc, base, w, v, !v.is_none())
    }

    /// `JUMP_IS`
    jump_is |th, pc, base, w| {
        let (a, b) = (reg(base, isa::a(w)), reg(base, isa::b(w)));
        if a.is_unbound() || b.is_unbound() {
            return unbound(th, pc, if a.is_unbound() { isa::a(w) } else { isa::b(w) });
        }
        let to = branched(pc, a.is_same(b) == (isa::c(w) != 0));
        if a.is_counted() || b.is_counted() {
            let locals = th.stack.code().locals.len();
            let (x, y) = (a.is_counted() && isa::a(w) as usize >= locals, b.is_counted() && isa::b(w) as usize >= locals);
            if x || y {
                return spend(th, to, base, if x { isa::a(w) } else { isa::b(w) }, if y { isa::b(w) } else { isa::a(w) });
            }
        }
        go(th, to, base)
    }

    /// `JUMP_IN`
    jump_in |th, pc, base, w| {
        let (a, b) = (reg(base, isa::a(w)), reg(base, isa::b(w)));
        if a.is_small()
            && let Some(l) = Obj::from_ref(&b).exact::<List>()
            && (!b.is_counted() || (isa::b(w) as usize) < th.stack.code().locals.len())
            && let Some(found) = l.quick_contains(a)
        {
            return branch(th, pc, base, found == (isa::c(w) != 0));
        }
        jump_in_full(th, pc, base, w)
    }

    /// `JUMP_IN` of anything.
    #[inline(never)]
    jump_in_full |th, pc, base, w| {
        (*th.stack.running).pc = pc;
        let truth = slow::in_truth(th, base, w);
        branch_if(th, pc, base, w, truth)
    }
}

/// Drops two temporaries, which may be one, and goes on.
#[inline(never)]
unsafe fn spend(th: &mut Thread, to: Pc, base: Base, i: u8, j: u8) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        crate::interp::register::set(base.add(j as usize), Value::UNBOUND);
        crate::interp::register::set(base.add(i as usize), Value::UNBOUND);
        go(th, to, base)
    }
}

#[cold]
#[inline(never)]
unsafe fn unbound(th: &mut Thread, pc: Pc, i: u8) -> Next {
    let _ = ops::names::unbound(th, i);
    // SAFETY: the contract of `Form`.
    unsafe { raise(th, pc) }
}

#[cold]
#[inline(never)]
unsafe fn poll(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        (*th.stack.running).pc = pc;
        match th.poll() {
            Ok(()) => go(th, moved(pc, isa::sax(w) as isize), base),
            Err(_) => raise(th, pc),
        }
    }
}

#[inline(always)]
unsafe fn none_test(th: &mut Thread, pc: Pc, base: Base, w: u32, v: Value, jump: bool) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        if v.is_unbound() {
            return unbound(th, pc, isa::a(w));
        }
        let to = if jump { moved(pc, isa::sbx(w) as isize) } else { pc };
        if v.is_counted() && isa::a(w) as usize >= th.stack.code().locals.len() {
            *base.add(isa::a(w) as usize) = Value::UNBOUND;
            return drop_and_go(th, to, base, v);
        }
        go(th, to, base)
    }
}

macro_rules! truths {
    ($($name:ident $slow:ident $how:ident $when:literal;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                match plain_truth(reg(base, isa::a(w))) {
                    Some(t) => go(th, moved(pc, if t == $when { isa::sbx(w) as isize } else { 0 }), base),
                    None => $slow(th, pc, base, w),
                }
            }
        )* }
        $(
            #[inline(never)]
            unsafe fn $slow(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
                // SAFETY: the contract of `Form`.
                unsafe {
                    (*th.stack.running).pc = pc;
                    match slow::$how(th, base, isa::a(w)) {
                        Ok(t) => go(th, moved(pc, if t == $when { isa::sbx(w) as isize } else { 0 }), base),
                        Err(_) => raise(th, pc),
                    }
                }
            }
        )*
    };
}
truths! {
    jump_if_true jump_if_true_slow truth_consume true;
    jump_if_false jump_if_false_slow truth_consume false;
    jump_if_true_keep jump_if_true_keep_slow truth_keep true;
    jump_if_false_keep jump_if_false_keep_slow truth_keep false;
}

macro_rules! comparisons {
    ($($name:ident $mixed:ident $slow:ident $immediate:ident $immediate_slow:ident $cmp:tt $op:ident;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, b) = (reg(base, isa::a(w)), reg(base, isa::b(w)));
                if both_small(a, b) {
                    return branch(th, pc, base, ((a.to_bits() as isize) $cmp (b.to_bits() as isize)) == (isa::c(w) != 0));
                }
                if both_flonum(a, b) {
                    return branch(th, pc, base, (a.flonum_unchecked() $cmp b.flonum_unchecked()) == (isa::c(w) != 0));
                }
                $mixed(th, pc, base, w)
            }

            #[inline(never)]
            $mixed |th, pc, base, w| {
                if let Some((x, y)) = exact_doubles(reg(base, isa::a(w)), reg(base, isa::b(w))) {
                    return branch(th, pc, base, (x $cmp y) == (isa::c(w) != 0));
                }
                $slow(th, pc, base, w)
            }

            $immediate |th, pc, base, w| {
                let (a, i) = (reg(base, isa::a(w)), isa::b(w) as i8 as isize);
                if a.is_small() {
                    return branch(th, pc, base, ((a.to_bits() as isize) $cmp (i << 1 | 1)) == (isa::c(w) != 0));
                }
                if a.is_flonum() {
                    return branch(th, pc, base, (a.flonum_unchecked() $cmp (i as f64)) == (isa::c(w) != 0));
                }
                $immediate_slow(th, pc, base, w)
            }
        )* }
        $(
            #[inline(never)]
            unsafe fn $slow(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
                // SAFETY: the contract of `Form`.
                unsafe {
                    (*th.stack.running).pc = pc;
                    let truth = slow::compare_truth(th, base, w, CompareOp::$op);
                    branch_if(th, pc, base, w, truth)
                }
            }

            #[inline(never)]
            unsafe fn $immediate_slow(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
                // SAFETY: the contract of `Form`.
                unsafe {
                    (*th.stack.running).pc = pc;
                    let truth = slow::compare_truth_immediate(th, base, w, CompareOp::$op);
                    branch_if(th, pc, base, w, truth)
                }
            }
        )*
    };
}
comparisons! {
    jump_lt jump_lt_mixed jump_lt_slow jump_lt_i jump_lt_i_slow < Lt;
    jump_le jump_le_mixed jump_le_slow jump_le_i jump_le_i_slow <= Le;
    jump_eq jump_eq_mixed jump_eq_slow jump_eq_i jump_eq_i_slow == Eq;
    jump_ne jump_ne_mixed jump_ne_slow jump_ne_i jump_ne_i_slow != Ne;
    jump_gt jump_gt_mixed jump_gt_slow jump_gt_i jump_gt_i_slow > Gt;
    jump_ge jump_ge_mixed jump_ge_slow jump_ge_i jump_ge_i_slow >= Ge;
}
