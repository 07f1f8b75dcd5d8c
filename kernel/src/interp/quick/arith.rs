//! Arithmetic on small integers and flonums.

use super::{both_small, doubles, forms, plain_doubles, raw_small, reg};
use crate::bytecode::isa;
use crate::interp::eval::{bodies, put};
use crate::interp::ops::arith as slow;
use crate::object::Value;
use crate::types::spec::{BinaryOp, UnaryOp};

/// Operators without a quick form, and the slow forms of the others.
macro_rules! operators {
    ($($name:ident $how:ident $op:ident;)*) => {
        bodies! { $($name 1 |th, pc, base, w| slow::$how(th, base, w, BinaryOp::$op);)* }
    };
}
operators! {
    add_slow binary Add;
    sub_slow binary Sub;
    mul_slow binary Mul;
    true_div_slow binary TrueDiv;
    floor_div_slow binary FloorDiv;
    modulo_slow binary Mod;
    mat_mul binary MatMul;
    lshift_slow binary LShift;
    rshift_slow binary RShift;
    and_slow binary And;
    or_slow binary Or;
    xor_slow binary Xor;
    iadd_slow inplace Add;
    isub_slow inplace Sub;
    imul_slow inplace Mul;
    itrue_div_slow inplace TrueDiv;
    ifloor_div_slow inplace FloorDiv;
    imod_slow inplace Mod;
    ipow inplace Pow;
    imat_mul inplace MatMul;
    ilshift_slow inplace LShift;
    irshift_slow inplace RShift;
    iand_slow inplace And;
    ior_slow inplace Or;
    ixor_slow inplace Xor;
}
bodies! {
    pow 1 |th, pc, base, w| slow::power(th, base, w);
    add_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Add, false);
    sub_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Sub, false);
    mul_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Mul, false);
    floor_div_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::FloorDiv, false);
    modulo_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Mod, false);
    lshift_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::LShift, false);
    rshift_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::RShift, false);
    and_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::And, false);
    iadd_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Add, true);
    isub_i_slow 1 |th, pc, base, w| slow::binary_immediate(th, base, w, BinaryOp::Sub, true);
    neg_slow 1 |th, pc, base, w| slow::unary(th, base, w, UnaryOp::Neg);
    pos 1 |th, pc, base, w| slow::unary(th, base, w, UnaryOp::Pos);
    invert 1 |th, pc, base, w| slow::unary(th, base, w, UnaryOp::Invert);
    not_slow 1 |th, pc, base, w| slow::not(th, base, w);
}

/// `A = B op C`: by `small` on the bits of two small integers (2n + 1), by `float` when one is a flonum and the other a number; `None` of
/// either goes the slow way.
macro_rules! binary {
    ($($name:ident $mixed:ident $slow:ident $small:ident $op:tt $float:expr;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, b) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
                if both_small(a, b) {
                    if let Some(v) = $small(a.to_bits() as isize, b.to_bits() as isize) {
                        return put(th, pc, base, isa::a(w), v);
                    }
                } else if let Some((x, y)) = plain_doubles(a, b)
                    && let Some(v) = Value::from_common_f64(x $op y)
                {
                    return put(th, pc, base, isa::a(w), v);
                }
                $mixed(th, pc, base, w)
            }

            #[inline(never)]
            $mixed |th, pc, base, w| {
                if let Some((x, y)) = doubles(reg(base, isa::b(w)), reg(base, isa::c(w)))
                    && let Some(v) = $float(x, y)
                {
                    return put(th, pc, base, isa::a(w), v);
                }
                $slow(th, pc, base, w)
            }
        )* }
    };
}

/// `A = B op c` for integers only.
macro_rules! integers {
    ($($name:ident $slow:ident $small:expr;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, b) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
                if both_small(a, b)
                    && let Some(v) = $small(a.to_bits() as isize, b.to_bits() as isize)
                {
                    return put(th, pc, base, isa::a(w), v);
                }
                $slow(th, pc, base, w)
            }
        )* }
    };
}

/// `A = B op i`, as [`binary`].
macro_rules! immediate {
    ($($name:ident $slow:ident $small:expr, $float:expr;)*) => {
        forms! { $(
            $name |th, pc, base, w| {
                let (a, i) = (reg(base, isa::b(w)), isa::c(w) as i8 as isize);
                if a.is_small() {
                    if let Some(v) = $small(a.to_bits() as isize, i << 1 | 1) {
                        return put(th, pc, base, isa::a(w), v);
                    }
                } else if a.is_flonum() {
                    if let Some(v) = $float(a.flonum_unchecked(), i as f64) {
                        return put(th, pc, base, isa::a(w), v);
                    }
                }
                $slow(th, pc, base, w)
            }
        )* }
    };
}

#[inline(always)]
fn plus(a: isize, b: isize) -> Option<Value> {
    a.checked_add(b - 1).map(raw_small)
}
#[inline(always)]
fn minus(a: isize, b: isize) -> Option<Value> {
    a.checked_sub(b - 1).map(raw_small)
}
#[inline(always)]
fn times(a: isize, b: isize) -> Option<Value> {
    (a - 1).checked_mul(b >> 1).map(|n| raw_small(n | 1))
}
#[inline(always)]
fn never(_: f64, _: f64) -> Option<Value> {
    None
}

#[inline(always)]
fn quotient(a: isize, b: isize) -> Option<Value> {
    let (x, y) = (a >> 1, b >> 1);
    // Both exact in a double, so the quotient is rounded once.
    if y != 0 && (x.unsigned_abs() as u64) < 1 << 52 && (y.unsigned_abs() as u64) < 1 << 52 {
        Value::from_f64(x as f64 / y as f64)
    } else {
        None
    }
}

#[inline(always)]
fn floor_quotient(a: isize, b: isize) -> Option<Value> {
    let (x, y) = (a >> 1, b >> 1);
    if y == 0 || y == -1 {
        return None;
    }
    let q = x / y;
    let q = if x % y != 0 && (x < 0) != (y < 0) { q - 1 } else { q };
    Some(raw_small(q << 1 | 1))
}

#[inline(always)]
fn remainder(a: isize, b: isize) -> Option<Value> {
    let (x, y) = (a >> 1, b >> 1);
    if y == 0 || y == -1 {
        return None;
    }
    let m = x % y;
    let m = if m != 0 && (m < 0) != (y < 0) { m + y } else { m };
    Some(raw_small(m << 1 | 1))
}

#[inline(always)]
fn shifted_left(a: isize, b: isize) -> Option<Value> {
    let (x, n) = (a >> 1, b >> 1);
    if !(0..isize::BITS as isize - 2).contains(&n) {
        return None;
    }
    let v = x << n;
    if v >> n == x { Value::from_small(v as i64) } else { None }
}

#[inline(always)]
fn shifted_right(a: isize, b: isize) -> Option<Value> {
    let (x, n) = (a >> 1, b >> 1);
    if n < 0 { None } else { Some(raw_small((x >> n.min(isize::BITS as isize - 1)) << 1 | 1)) }
}

binary! {
    add add_mixed add_slow plus + |x: f64, y: f64| Value::from_f64(x + y);
    sub sub_mixed sub_slow minus - |x: f64, y: f64| Value::from_f64(x - y);
    mul mul_mixed mul_slow times * |x: f64, y: f64| Value::from_f64(x * y);
    true_div true_div_mixed true_div_slow quotient / |x: f64, y: f64| if y != 0.0 { Value::from_f64(x / y) } else { None };
    iadd iadd_mixed iadd_slow plus + |x: f64, y: f64| Value::from_f64(x + y);
    isub isub_mixed isub_slow minus - |x: f64, y: f64| Value::from_f64(x - y);
    imul imul_mixed imul_slow times * |x: f64, y: f64| Value::from_f64(x * y);
    itrue_div itrue_div_mixed itrue_div_slow quotient / |x: f64, y: f64| if y != 0.0 { Value::from_f64(x / y) } else { None };
}

integers! {
    floor_div floor_div_slow floor_quotient;
    modulo modulo_slow remainder;
    lshift lshift_slow shifted_left;
    rshift rshift_slow shifted_right;
    and and_slow |a: isize, b: isize| Some(raw_small(a & b));
    or or_slow |a: isize, b: isize| Some(raw_small(a | b));
    xor xor_slow |a: isize, b: isize| Some(raw_small(a ^ b | 1));
    ifloor_div ifloor_div_slow floor_quotient;
    imod imod_slow remainder;
    ilshift ilshift_slow shifted_left;
    irshift irshift_slow shifted_right;
    iand iand_slow |a: isize, b: isize| Some(raw_small(a & b));
    ior ior_slow |a: isize, b: isize| Some(raw_small(a | b));
    ixor ixor_slow |a: isize, b: isize| Some(raw_small(a ^ b | 1));
}

immediate! {
    add_i add_i_slow plus, |x: f64, y: f64| Value::from_f64(x + y);
    sub_i sub_i_slow minus, |x: f64, y: f64| Value::from_f64(x - y);
    mul_i mul_i_slow times, |x: f64, y: f64| Value::from_f64(x * y);
    floor_div_i floor_div_i_slow floor_quotient, never;
    modulo_i modulo_i_slow remainder, never;
    lshift_i lshift_i_slow shifted_left, never;
    rshift_i rshift_i_slow shifted_right, never;
    and_i and_i_slow |a: isize, b: isize| Some(raw_small(a & b)), never;
    iadd_i iadd_i_slow plus, |x: f64, y: f64| Value::from_f64(x + y);
    isub_i isub_i_slow minus, |x: f64, y: f64| Value::from_f64(x - y);
}

forms! {
    /// `NEG`
    neg |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        if v.is_small() {
            if let Some(n) = v.small_unchecked().checked_neg().and_then(Value::from_small) {
                return put(th, pc, base, isa::a(w), n);
            }
        } else if v.is_flonum()
            && let Some(n) = Value::from_f64(-v.flonum_unchecked())
        {
            return put(th, pc, base, isa::a(w), n);
        }
        neg_slow(th, pc, base, w)
    }

    /// `NOT`
    not |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        if v == Value::TRUE || v == Value::FALSE {
            return put(th, pc, base, isa::a(w), Value::from_bool(v == Value::FALSE));
        }
        not_slow(th, pc, base, w)
    }
}
