//! Operations on numbers of any type, behind the built-in functions.

use dashu_int::IBig;

use super::int_object::{is_int, to_big};
use super::int_type::int_error;
use super::protocol;
use super::spec::BinaryOp;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::Obj;
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
