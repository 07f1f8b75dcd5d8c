//! Operators, and operations on numbers of any type, behind the built-in functions.

use dashu_int::IBig;

use super::int_object::{is_int, to_big};
use super::int_type::int_error;
use super::protocol;
use super::spec::{BinaryOp, UnaryOp};
use super::type_object::Type;
use crate::isolate::{Thread, names};
use crate::native::raised::{R, Raised};
use crate::object::{Builtin, Obj};
use crate::text::int_math;
use crate::types::complex_type::as_complex;
use crate::types::float_object::as_f64;

/// `pow(a, b, modulus)`
pub fn power(th: &mut Thread, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    if modulus.is_none() {
        return protocol::binary(th, BinaryOp::Pow, a, b);
    }
    if is_int(a) && is_int(b) && is_int(modulus) {
        let zero = || IBig::ZERO;
        let (x, y, m) = (to_big(a).unwrap_or_else(zero), to_big(b).unwrap_or_else(zero), to_big(modulus).unwrap_or_else(zero));
        return match int_math::pow_mod(&x, &y, &m) {
            Ok(r) => th.big(r),
            Err(e) => Err(int_error(th, e)),
        };
    }
    // The method of a built-in number would come back here.
    if th.type_of(a).is_heap()
        && let Some(r) = protocol::call_special(th, a, names::POW, &[b, modulus])?
        && !r.is_not_implemented()
    {
        return Ok(r);
    }
    if as_f64(a).is_some() || as_f64(b).is_some() {
        return Err(th.type_error(format_args!("pow() 3rd argument not allowed unless all arguments are integers")));
    }
    if as_complex(a).is_some() || as_complex(b).is_some() {
        return Err(th.value_error(format_args!("complex modulo")));
    }
    let (x, y, m) = (th.type_name(a), th.type_name(b), th.type_name(modulus));
    Err(th.type_error(format_args!("unsupported operand type(s) for ** or pow(): '{x}', '{y}', '{m}'")))
}

/// `__pow__` and `__rpow__` of a built-in number with a modulus.
pub(crate) fn power_method(th: &mut Thread, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    if as_f64(a).is_some() || as_f64(b).is_some() && !modulus.is_none() {
        return Err(th.type_error(format_args!("pow() 3rd argument not allowed unless all arguments are integers")));
    }
    if !is_int(a) || !is_int(b) || !(is_int(modulus) || modulus.is_none()) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    power(th, a, b, modulus)
}

/// `round(v, digits)`
pub fn round(th: &mut Thread, v: &Obj, digits: Option<&Obj>) -> R<Obj> {
    let digits = digits.filter(|d| !d.is_none());
    let r = match digits {
        Some(d) => protocol::call_special(th, v, names::ROUND, &[d])?,
        None => protocol::call_special(th, v, names::ROUND, &[])?,
    };
    match r {
        Some(r) => Ok(r),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("type {t} doesn't define __round__ method")))
        }
    }
}

/// `sum(iterable, start)`: ints exactly, floats with Neumaier's compensation as CPython 3.12 and later do.
pub fn sum(th: &mut Thread, iterable: &Obj, start: &Obj) -> R<Obj> {
    let it = protocol::iter(th, iterable)?;
    let mut total = start.clone();
    // Machine integers first.
    if let Some(mut n) = total.value().as_small() {
        loop {
            let Some(x) = protocol::next(th, &it)? else { return th.int(n) };
            match x.value().as_small().and_then(|i| n.checked_add(i)) {
                Some(s) => n = s,
                None => {
                    let so_far = th.int(n)?;
                    total = protocol::binary(th, BinaryOp::Add, &so_far, &x)?;
                    break;
                }
            }
        }
    }
    if let Some(mut hi) = as_f64(&total) {
        let mut lo = 0.0;
        loop {
            let Some(x) = protocol::next(th, &it)? else {
                return th.float(if lo != 0.0 && f64::is_finite(lo) { hi + lo } else { hi });
            };
            let y = match as_f64(&x) {
                Some(y) => y,
                None if is_int(&x) => {
                    hi += super::int_object::to_f64(th, &x)?;
                    continue;
                }
                None => {
                    let so_far = th.float(if lo != 0.0 && f64::is_finite(lo) { hi + lo } else { hi })?;
                    total = protocol::binary(th, BinaryOp::Add, &so_far, &x)?;
                    break;
                }
            };
            let t = hi + y;
            if libm::fabs(hi) >= libm::fabs(y) {
                lo += (hi - t) + y;
            } else {
                lo += (y - t) + hi;
            }
            hi = t;
        }
    }
    while let Some(x) = protocol::next(th, &it)? {
        total = protocol::binary(th, BinaryOp::Add, &total, &x)?;
    }
    Ok(total)
}

/// `a op b`
pub fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let ty = th.type_of(a);
    if core::ptr::eq(ty, th.type_of(b))
        && let Some(f) = ty.slots.binary()
    {
        // Of equal types there is one function to ask.
        let r = f(th, op, a, b)?;
        return if r.is_not_implemented() { Err(unsupported(th, op.symbol(), a, b)) } else { Ok(r) };
    }
    let r = binary_or_not_implemented(th, op, a, b)?;
    if r.is_not_implemented() {
        return Err(unsupported(th, op.symbol(), a, b));
    }
    Ok(r)
}

/// `a op b`, or `NotImplemented`.
pub fn binary_or_not_implemented(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    let fa = ta.slots.binary();
    let mut fb = if core::ptr::eq(ta, tb) { None } else { tb.slots.binary() };
    if let (Some(x), Some(y)) = (fa, fb)
        && core::ptr::fn_addr_eq(x, y)
    {
        fb = None;
    }
    if let Some(f) = fa {
        if let Some(g) = fb
            && (tb.is_subtype(ta) || is_asked_first(th, op, ta, tb))
        {
            let r = g(th, op, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            fb = None;
        }
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    match fb {
        Some(g) => g(th, op, a, b),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Whether a program's class is asked before the sequence on its left: `+` and `*` of sequences are no operators of numbers, which come first. A class
/// derived from a sequence counts as one, unless it has operators of its own.
fn is_asked_first(th: &Thread, op: BinaryOp, left: &Type, right: &Type) -> bool {
    if !right.is_heap() || !is_sequence(left) || !(op == BinaryOp::Add || (op == BinaryOp::Mul && !is_sequence(right))) {
        return false;
    }
    match (left.slots.binary(), th.isolate().ty(left.layout).slots.binary()) {
        (Some(own), Some(plain)) => core::ptr::fn_addr_eq(own, plain),
        _ => false,
    }
}

/// `a op= b`
pub fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    // A derived class on the left has `__iadd__` as an operator like any other, but not `__imul__`.
    if (op == BinaryOp::Mul || !ta.is_heap())
        && is_asked_first(th, op, ta, tb)
        && let Some(f) = tb.slots.binary()
        && ta.slots.binary().is_none_or(|own| !core::ptr::fn_addr_eq(own, f))
    {
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if let Some(f) = th.type_of(a).slots.inplace() {
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    let r = binary_or_not_implemented(th, op, a, b)?;
    if r.is_not_implemented() {
        return Err(unsupported(th, op.inplace_symbol(), a, b));
    }
    Ok(r)
}

fn is_sequence(t: &Type) -> bool {
    use Builtin::{Array, ByteArray, Bytes, Deque, List, Str, Tuple};
    matches!(t.layout, Str | Bytes | ByteArray | List | Tuple | Deque | Array)
}

/// The error of an operator that neither operand's type has.
#[cold]
pub(crate) fn unsupported(th: &mut Thread, symbol: &str, a: &Obj, b: &Obj) -> Raised {
    if symbol == "+" || symbol == "+=" {
        // Sequences complain in their own words.
        let (x, y) = (th.type_of(a), th.type_of(b));
        let (s, t) = (x.name_text(), y.name_text());
        let what = match x.layout {
            Builtin::Str => Some("str"),
            Builtin::List => Some("list"),
            Builtin::Tuple => Some("tuple"),
            Builtin::Deque => Some("deque"),
            _ => None,
        };
        if let Some(what) = what {
            return th.type_error(format_args!("can only concatenate {what} (not \"{t}\") to {what}"));
        }
        if matches!(x.layout, Builtin::Bytes | Builtin::ByteArray) {
            return th.type_error(format_args!("can't concat {t} to {s}"));
        }
    }
    if symbol == "*" || symbol == "*=" {
        let (x, y) = (th.type_of(a), th.type_of(b));
        if is_sequence(x) || is_sequence(y) {
            let t = if is_sequence(x) { y.name_text() } else { x.name_text() };
            return th.type_error(format_args!("can't multiply sequence by non-int of type '{t}'"));
        }
    }
    let (x, y) = (th.type_name(a), th.type_name(b));
    th.type_error(format_args!("unsupported operand type(s) for {symbol}: '{x}' and '{y}'"))
}

/// A unary operator; `None` when the type lacks it.
pub fn unary_opt(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Option<Obj>> {
    if let Some(f) = th.type_of(a).slots.unary() {
        let r = f(th, op, a)?;
        if !r.is_not_implemented() {
            return Ok(Some(r));
        }
    }
    Ok(None)
}

/// `-a`, `+a`, `~a`, `abs(a)`
pub fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    if let Some(r) = unary_opt(th, op, a)? {
        return Ok(r);
    }
    let t = th.type_name(a);
    Err(match op {
        UnaryOp::Neg => th.type_error(format_args!("bad operand type for unary -: '{t}'")),
        UnaryOp::Pos => th.type_error(format_args!("bad operand type for unary +: '{t}'")),
        UnaryOp::Invert => th.type_error(format_args!("bad operand type for unary ~: '{t}'")),
        UnaryOp::Abs => th.type_error(format_args!("bad operand type for abs(): '{t}'")),
        UnaryOp::Int => th.type_error(format_args!("int() argument must be a string, a bytes-like object or a real number, not '{t}'")),
        UnaryOp::Float => th.type_error(format_args!("float() argument must be a string or a real number, not '{t}'")),
        UnaryOp::Index => th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")),
    })
}

/// Whether C's `PyNumber_Check` takes a value for a number.
pub(crate) fn is_number(th: &Thread, v: &Obj) -> bool {
    let t = th.type_of(v);
    matches!(t.layout, Builtin::Int | Builtin::Bool | Builtin::Float | Builtin::Complex)
        || [names::INDEX, names::INT, names::FLOAT].iter().any(|n| t.lookup(th.name(*n)).is_some())
}

/// `operator.index(v)`: an int.
#[inline(always)]
pub fn index(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.value().is_small() {
        // SAFETY: no pointer.
        return Ok(unsafe { Obj::from_owned(v.value()) });
    }
    index_slow(th, v)
}

#[inline(never)]
fn index_slow(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.exact::<crate::types::int_object::Int>().is_some() {
        return Ok(v.clone());
    }
    // An instance of a subclass is an int already, whatever `__index__` it has.
    if let Some(i) = v.get::<crate::types::int_object::Int>() {
        return th.big(i.value.clone());
    }
    let r = unary(th, UnaryOp::Index, v)?;
    // A bool, or an instance of a subclass, stands for its number.
    match crate::types::int_object::to_integer(&r) {
        Some(_) if r.value().is_small() => Ok(r),
        Some(i) => th.integer(i),
        None => Err(protocol::wrong_result(th, v, "__index__", "an int", &r)),
    }
}

/// [`index`] as a machine integer; out of range raises `class` ("cannot fit 'int' into an index-sized integer").
pub fn index_i64(th: &mut Thread, v: &Obj, class: Builtin) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    match crate::types::int_object::to_i64(&i) {
        Some(i) => Ok(i),
        None => {
            let t = th.type_name(v);
            Err(th.raise(class, format_args!("cannot fit '{t}' into an index-sized integer")))
        }
    }
}

/// [`index`] as a machine integer, for sizes given as arguments ("Python int too large to convert to C ssize_t").
pub fn index_size(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    match crate::types::int_object::to_i64(&i) {
        Some(i) => Ok(i),
        None => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t"))),
    }
}

/// [`index`] as a machine integer, clamped to its range (slices).
pub fn index_clamped(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    Ok(crate::types::int_object::to_i64(&i).unwrap_or(if crate::types::int_object::is_negative(&i) { i64::MIN } else { i64::MAX }))
}

/// `float(v)` for numbers.
pub fn to_f64(th: &mut Thread, v: &Obj) -> R<f64> {
    if let Some(x) = crate::types::float_object::as_f64(v) {
        return Ok(x);
    }
    if let Some(i) = v.value().as_small() {
        return Ok(i as f64);
    }
    if let Some(r) = unary_opt(th, UnaryOp::Float, v)? {
        return match crate::types::float_object::as_f64(&r) {
            Some(x) => Ok(x),
            None => Err(protocol::wrong_result(th, v, "__float__", "a float", &r)),
        };
    }
    if let Some(r) = crate::types::sequence::as_index(th, v)? {
        return crate::types::int_object::to_f64(th, &r);
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("must be real number, not {t}")))
}
