//! Decimals of other objects, and other objects of decimals.

use dashu_int::{IBig, UBig};
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::text::{float_text, hashing, unicode};
use freewheel_kernel::types::float_object::as_f64;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::tuple_object::Tuple;
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{int_object, protocol};

use super::coefficient::{Coefficient, NoRoom, room};
use super::context::Context;
use super::number::condition::*;
use super::number::{Kind, Number, Rounding, Work};
use super::objects::{Decimal, not_supported, of_int};
use super::powers;
use super::text::{self, Notation};
use crate::modules::system::if_long;

/// ASCII for the digits of all scripts. `lenient`: spaces at the ends and underscores are left out. `None` if anything else is not ASCII.
fn ascii(text: &str, lenient: bool) -> Option<Vec<u8>> {
    let text = if lenient { text.trim_matches(unicode::is_space) } else { text };
    let mut out = Vec::new();
    out.try_reserve(text.len()).ok()?;
    for c in text.chars() {
        match c {
            '_' if lenient => {}
            ' '..='~' => out.push(c as u8),
            _ => out.push(b'0' + unicode::decimal_value(c).filter(|_| !c.is_ascii())?),
        }
    }
    Some(out)
}

/// The number of a text: exactly as it is, or under the settings.
fn of_text(work: &mut Work, text: &str, exact: bool) -> Number {
    // Most are plain ASCII, which need not be copied.
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'_');
    let copy = if plain { None } else { ascii(text, exact) };
    let text = if plain { Some(text.as_bytes()) } else { copy.as_deref() };
    work.read(text, exact)
}

/// The number of a float, exactly.
pub(super) fn of_float(x: f64) -> Number {
    if x.is_nan() {
        return Number::nan();
    }
    let Some((mantissa, exponent)) = float_text::decompose(x).filter(|_| x.is_finite()) else { return Number::infinity(x < 0.0) };
    let mut m = mantissa.unsigned_abs();
    let negative = x.is_sign_negative();
    if m == 0 {
        return Number::zero(negative, 0);
    }
    let zeros = m.trailing_zeros();
    m >>= zeros;
    let exponent = i64::from(exponent) + i64::from(zeros);
    let m = UBig::from(m);
    let places = exponent.unsigned_abs() as usize;
    if exponent >= 0 {
        Number::new(negative, (m << places).into(), 0)
    } else {
        Number::new(negative, (m * UBig::from(5u8).pow(places)).into(), exponent)
    }
}

/// The parts of a number in a tuple or list: sign, digits, exponent or letter.
fn of_parts(th: &mut Thread, v: &Obj) -> R<Number> {
    let parts = protocol::collect(th, v)?;
    let [sign, digits, exponent] = &parts[..] else {
        return Err(th.value_error(format_args!("argument must be a sequence of length 3")));
    };
    let negative = match int_object::to_i64(sign) {
        Some(s @ (0 | 1)) => s == 1,
        _ => return Err(th.value_error(format_args!("sign must be an integer with the value 0 or 1"))),
    };
    let mut kind = Kind::Finite;
    let mut infinite = false;
    let mut places = 0;
    if let Some(s) = exponent.get::<Str>() {
        match s.as_str() {
            "F" => infinite = true,
            "n" => kind = Kind::Quiet,
            "N" => kind = Kind::Signaling,
            _ => return Err(th.value_error(format_args!("string argument in the third position must be 'F', 'n' or 'N'"))),
        }
    } else if int_object::is_int(exponent) {
        places = protocol::index_size(th, exponent)?;
    } else {
        return Err(th.value_error(format_args!("exponent must be an integer")));
    }
    if digits.get::<Tuple>().is_none() && digits.get::<List>().is_none() {
        return Err(th.value_error(format_args!("coefficient must be a tuple of digits")));
    }
    let digits = protocol::collect(th, digits)?;
    let mut text = th.vec(digits.len())?;
    for d in &digits {
        match int_object::to_i64(d) {
            Some(d @ 0..=9) => text.push(b'0' + d as u8),
            _ => return Err(th.value_error(format_args!("coefficient must be a tuple of digits"))),
        }
    }
    if infinite {
        return Ok(Number::infinity(negative));
    }
    match if_long(th, text.len(), || Coefficient::parse(&text)) {
        Ok(c) => {
            // Beyond any exponent, it makes no difference how far.
            let most = super::integral::MAX_EXPONENT;
            Ok(Number { kind, ..Number::new(negative, c, if kind == Kind::Finite { places.clamp(-most, most) } else { 0 }) })
        }
        Err(_) => Err(th.no_memory()),
    }
}

/// The number that `Decimal(v)` is, exactly; or what `create_decimal(v)` of a context is, within its settings.
pub(super) fn number_of(th: &mut Thread, v: &Obj, context: &Context, exact: bool) -> R<Number> {
    let mut work = context.work();
    let n = if let Some(d) = v.get::<Decimal>() {
        if exact {
            return Ok(d.number.clone());
        }
        work.take(d.number.clone(), exact)
    } else if let Some(s) = v.get::<Str>() {
        if_long(th, s.as_str().len(), || of_text(&mut work, s.as_str(), exact))
    } else if let Some(n) = of_int(v) {
        work.take(n, exact)
    } else if v.get::<Tuple>().is_some() || v.get::<List>().is_some() {
        let n = of_parts(th, v)?;
        work.take(n, exact)
    } else if let Some(x) = as_f64(v) {
        context.settle(th, FLOAT_OPERATION)?;
        let n = of_float(x);
        if exact { n } else { work.finish(n) }
    } else {
        return Err(not_supported(th, v));
    };
    let status = if exact { work.status & ERRORS } else { work.status };
    context.settle(th, status)?;
    Ok(n)
}

/// An int of a number cut by a rounding mode.
pub(super) fn to_int(th: &mut Thread, n: &Number, rounding: Rounding) -> R<Obj> {
    match n.kind {
        Kind::Finite => {}
        Kind::Infinite => return Err(th.raise(Builtin::OverflowError, format_args!("cannot convert Infinity to integer"))),
        _ => return Err(th.value_error(format_args!("cannot convert NaN to integer"))),
    }
    let mut work = Work::widest();
    work.settings.rounding = rounding;
    let bytes = n.coefficient.bytes().saturating_add(n.exponent.max(0) as usize);
    let whole = if_long(th, bytes, || {
        let whole = work.round_to_integral(n, false);
        whole.coefficient.shift_left(whole.exponent.max(0) as u64)
    });
    let Ok(c) = whole else { return Err(th.no_memory()) };
    integer(th, n.negative, &c)
}

fn integer(th: &mut Thread, negative: bool, c: &Coefficient) -> R<Obj> {
    if let Some(n) = c.small().and_then(|n| i64::try_from(n).ok()) {
        return th.int(if negative { -n } else { n });
    }
    let n = IBig::from(c.big());
    th.big(if negative { -n } else { n })
}

/// `as_integer_ratio`
pub(super) fn ratio(th: &mut Thread, n: &Number) -> R<Obj> {
    match n.kind {
        Kind::Finite => {}
        Kind::Infinite => return Err(th.raise(Builtin::OverflowError, format_args!("cannot convert Infinity to integer ratio"))),
        _ => return Err(th.value_error(format_args!("cannot convert NaN to integer ratio"))),
    }
    let bytes = n.coefficient.bytes().saturating_add(n.exponent.unsigned_abs() as usize);
    let Ok((top, bottom)) = if_long(th, bytes, || parts_of_ratio(n)) else { return Err(th.no_memory()) };
    let (top, bottom) = (integer(th, n.negative, &top)?, integer(th, false, &bottom)?);
    th.pair(top, bottom)
}

/// Numerator and denominator of a finite number's magnitude.
fn parts_of_ratio(n: &Number) -> Result<(Coefficient, Coefficient), NoRoom> {
    let places = n.exponent.unsigned_abs();
    if n.coefficient.is_zero() || n.exponent >= 0 {
        return Ok((n.coefficient.shift_left(places)?, Coefficient::ONE));
    }
    let zeros = n.coefficient.trailing_zeros_up_to(places);
    let top = n.coefficient.shift_right(zeros).0.big();
    let places = places - zeros;
    room(places)?;
    // What is common with a power of ten are twos, or fives.
    let bottom = powers::power(places);
    let common = dashu_int::ops::Gcd::gcd(&top, &bottom);
    Ok(((top / &common).into(), (bottom / common).into()))
}

/// `as_tuple`
pub(super) fn to_tuple(th: &mut Thread, n: &Number) -> R<Obj> {
    let class = super::signals::class(th, super::signals::Class::Tuple)?;
    let exponent = match n.kind {
        Kind::Finite => th.int(n.exponent)?,
        Kind::Infinite => th.intern("F")?,
        Kind::Quiet => th.intern("n")?,
        Kind::Signaling => th.intern("N")?,
    };
    let mut digits = Vec::new();
    let shown = n.is_finite() || n.is_infinite() || !n.coefficient.is_zero();
    if shown && if_long(th, n.coefficient.bytes(), || n.coefficient.write(&mut digits)).is_err() {
        return Err(th.no_memory());
    }
    let digits = th.tuple_from(&mut digits.iter().map(|d| Obj::from_i31(i32::from(d - b'0'))))?;
    // What `namedtuple` gives is up to whoever has changed it.
    match as_type(&class).filter(|c| c.layout == Builtin::Tuple && c.is_heap()) {
        Some(c) => Tuple::allocate_for(th, c, &mut [Obj::from_i31(i32::from(n.negative)), digits, exponent].into_iter()),
        None => Err(th.type_error(format_args!("DecimalTuple is no class of tuples"))),
    }
}

/// The hash of a number that is no NaN: that of an equal int, float or fraction.
pub(super) fn hash(n: &Number) -> i64 {
    if n.is_infinite() {
        return if n.negative { -hashing::HASH_INFINITY } else { hashing::HASH_INFINITY };
    }
    let modulus = u128::from(hashing::MODULUS);
    let mut h = match n.coefficient.small() {
        Some(c) => c % modulus,
        None => u128::from(hashing::hash_big(&IBig::from(n.coefficient.big())).unsigned_abs()),
    };
    // The inverse of ten is its power by two less than the prime; and powers repeat after one less than it.
    let (mut base, mut e) = (if n.exponent < 0 { INVERSE_OF_TEN } else { 10 }, n.exponent.unsigned_abs() % (hashing::MODULUS - 1));
    while e > 0 {
        if e & 1 == 1 {
            h = h * base % modulus;
        }
        base = base * base % modulus;
        e >>= 1;
    }
    let h = h as i64;
    match if n.negative { -h } else { h } {
        -1 => -2,
        h => h,
    }
}

/// 10 times this is one more than a multiple of 2^61 - 1.
const INVERSE_OF_TEN: u128 = 2_075_258_708_292_324_556;

/// Compares a number with a rational one by their product with its denominator.
pub(super) fn times_denominator(th: &mut Thread, n: &Number, v: &Obj) -> R<(Number, Number)> {
    let (top, bottom) = (th.intern("numerator")?, th.intern("denominator")?);
    let (top, bottom) = (protocol::get_attr(th, v, &top)?, protocol::get_attr(th, v, &bottom)?);
    let (Some(top), Some(bottom)) = (of_int(&top), of_int(&bottom)) else {
        return Err(th.type_error(format_args!("numerator and denominator must be integers")));
    };
    if !n.is_finite() {
        return Ok((n.clone(), top));
    }
    match if_long(th, n.coefficient.bytes() + bottom.coefficient.bytes(), || n.coefficient.mul(&bottom.coefficient)) {
        Ok(c) => Ok((Number::new(n.negative, c, n.exponent), top)),
        Err(_) => Err(th.no_memory()),
    }
}

/// Digits and exponent as a float.
pub(super) fn to_float(th: &mut Thread, n: &Number) -> R<f64> {
    match n.kind {
        Kind::Signaling => return Err(th.value_error(format_args!("cannot convert signaling NaN to float"))),
        Kind::Quiet => return Ok(if n.negative { -f64::NAN } else { f64::NAN }),
        Kind::Infinite => return Ok(if n.negative { f64::NEG_INFINITY } else { f64::INFINITY }),
        Kind::Finite => {}
    }
    let x = if_long(th, n.coefficient.bytes(), || {
        let text = text::write(n, Notation::Scientific, true)?;
        Ok::<f64, NoRoom>(float_text::parse(std::str::from_utf8(&text).unwrap_or("0")).unwrap_or(0.0))
    });
    x.map_err(|_| th.no_memory())
}
