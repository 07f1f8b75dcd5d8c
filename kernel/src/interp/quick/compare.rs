//! Comparisons that leave a truth value.

use super::{both_flonum, both_small, exact_doubles, forms, put_spent, reg};
use crate::bytecode::isa;
use crate::interp::eval::{bodies, put};
use crate::interp::ops::arith as slow;
use crate::object::Value;
use crate::types::spec::CompareOp;

bodies! {
    lt_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Lt);
    le_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Le);
    eq_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Eq);
    ne_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Ne);
    gt_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Gt);
    ge_slow 1 |th, pc, base, w| slow::compare(th, base, w, CompareOp::Ge);
    is_slow 1 |th, pc, base, w| slow::is(th, base, w, false);
    is_not_slow 1 |th, pc, base, w| slow::is(th, base, w, true);
    contains 1 |th, pc, base, w| slow::contains(th, base, w, false);
    not_contains 1 |th, pc, base, w| slow::contains(th, base, w, true);
}

macro_rules! comparisons {
    ($($name:ident $mixed:ident $slow:ident $cmp:tt;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, b) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
                if both_small(a, b) {
                    return put(th, pc, base, isa::a(w), Value::from_bool((a.to_bits() as isize) $cmp (b.to_bits() as isize)));
                }
                if both_flonum(a, b) {
                    return put(th, pc, base, isa::a(w), Value::from_bool(a.flonum_unchecked() $cmp b.flonum_unchecked()));
                }
                $mixed(th, pc, base, w)
            }

            #[inline(never)]
            $mixed |th, pc, base, w| {
                if let Some((x, y)) = exact_doubles(reg(base, isa::b(w)), reg(base, isa::c(w))) {
                    return put(th, pc, base, isa::a(w), Value::from_bool(x $cmp y));
                }
                $slow(th, pc, base, w)
            }
        )* }
    };
}
comparisons! {
    lt lt_mixed lt_slow <;
    le le_mixed le_slow <=;
    eq eq_mixed eq_slow ==;
    ne ne_mixed ne_slow !=;
    gt gt_mixed gt_slow >;
    ge ge_mixed ge_slow >=;
}

macro_rules! identity {
    ($($name:ident $slow:ident $truth:literal;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, b) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
                let locals = th.stack.code().locals.len();
                // A counted temporary is to be dropped, an unbound local to be refused.
                if a.is_unbound() || b.is_unbound() || (b.is_counted() && isa::c(w) as usize >= locals) {
                    return $slow(th, pc, base, w);
                }
                let r = Value::from_bool(a.is_same(b) == $truth);
                if a.is_counted() && isa::b(w) as usize >= locals {
                    *base.add(isa::b(w) as usize) = Value::UNBOUND;
                    return put_spent(th, pc, base, isa::a(w), r, a);
                }
                put(th, pc, base, isa::a(w), r)
            }
        )* }
    };
}
identity! {
    is is_slow true;
    is_not is_not_slow false;
}
