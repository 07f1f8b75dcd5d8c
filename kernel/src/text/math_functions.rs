//! The functions of `math` on floats: `libm` with Python's domains, errors and exact cases.
//!
//! NaN comes back for NaN. A result within a unit in the last place of CPython's is what `libm` promises; logarithms of powers of their base,
//! and the gamma function of small integers, are exact.

use super::int_math;
use super::math_error::MathError;
use dashu_int::{IBig, Sign};

/// A result that is NaN though the argument was not is a domain error, and an infinite one of a finite argument a range error.
fn checked(x: f64, result: f64, domain: impl FnOnce(f64) -> MathError) -> Result<f64, MathError> {
    if result.is_nan() && !x.is_nan() {
        Err(domain(x))
    } else if result.is_infinite() && x.is_finite() {
        Err(MathError::Range)
    } else {
        Ok(result)
    }
}

/// Functions whose only trouble is where `libm` gives NaN or overflows.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident = $function:path, $domain:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// Outside of the domain, and past the largest float.
            pub fn $name(x: f64) -> Result<f64, MathError> {
                checked(x, $function(x), $domain)
            }
        )*
    };
}

functions! {
    /// `math.sqrt`.
    sqrt = libm::sqrt, MathError::ExpectedNonnegative;
    /// `math.cbrt`.
    cbrt = crate::prim::elementary::cbrt, |_| MathError::Domain;
    /// `math.exp`.
    exp = crate::prim::elementary::exp, |_| MathError::Domain;
    /// `math.exp2`.
    exp2 = crate::prim::elementary::exp2, |_| MathError::Domain;
    /// `math.expm1`.
    expm1 = crate::prim::elementary::expm1, |_| MathError::Domain;
    /// `math.sin`.
    sin = crate::prim::elementary::sin, MathError::ExpectedFinite;
    /// `math.cos`.
    cos = crate::prim::elementary::cos, MathError::ExpectedFinite;
    /// `math.tan`.
    tan = crate::prim::elementary::tan, MathError::ExpectedFinite;
    /// `math.asin`.
    asin = crate::prim::elementary::asin, MathError::ExpectedMinusOneToOne;
    /// `math.acos`.
    acos = crate::prim::elementary::acos, MathError::ExpectedMinusOneToOne;
    /// `math.atan`.
    atan = crate::prim::elementary::atan, |_| MathError::Domain;
    /// `math.sinh`.
    sinh = crate::prim::elementary::sinh, |_| MathError::Domain;
    /// `math.cosh`.
    cosh = crate::prim::elementary::cosh, |_| MathError::Domain;
    /// `math.tanh`.
    tanh = crate::prim::elementary::tanh, |_| MathError::Domain;
    /// `math.asinh`.
    asinh = crate::prim::elementary::asinh, |_| MathError::Domain;
    /// `math.acosh`.
    acosh = crate::prim::elementary::acosh, MathError::ExpectedAtLeastOne;
    /// `math.erf`.
    erf = crate::prim::elementary::erf, |_| MathError::Domain;
    /// `math.erfc`.
    erfc = crate::prim::elementary::erfc, |_| MathError::Domain;
}

/// `math.atanh`.
///
/// # Errors
/// Unless strictly between -1 and 1.
pub fn atanh(x: f64) -> Result<f64, MathError> {
    if x.abs() >= 1.0 { Err(MathError::ExpectedBetweenMinusOneAndOne(x)) } else { Ok(crate::prim::elementary::atanh(x)) }
}

/// `math.log1p`.
///
/// # Errors
/// Unless above -1.
pub fn log1p(x: f64) -> Result<f64, MathError> {
    if x <= -1.0 { Err(MathError::ExpectedAboveMinusOne(x)) } else { Ok(crate::prim::elementary::log1p(x)) }
}

/// `math.atan2`.
#[must_use]
pub fn atan2(y: f64, x: f64) -> f64 {
    crate::prim::elementary::atan2(y, x)
}

/// Which logarithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Natural.
    E,
    /// Binary; exact for powers of two.
    Two,
    /// Decimal; exact for the powers of ten that a float holds.
    Ten,
}

fn log_positive(x: f64, base: Base) -> f64 {
    match base {
        Base::E => crate::prim::elementary::log(x),
        Base::Two => match libm::frexp(x) {
            (0.5, exponent) if x.is_finite() => f64::from(exponent - 1),
            _ => crate::prim::elementary::log2(x),
        },
        Base::Ten => {
            let log = crate::prim::elementary::log10(x);
            let nearest = libm::rint(log);
            // Powers of ten are floats without error up to 10^22.
            let power = if (0.0..=22.0).contains(&nearest) { (0..nearest as u32).fold(1.0, |power, _| power * 10.0) } else { 0.0 };
            if power == x { nearest } else { log }
        }
    }
}

/// `math.log`, `log2` or `log10` of a float.
///
/// # Errors
/// Unless positive.
pub fn log(x: f64, base: Base) -> Result<f64, MathError> {
    if x <= 0.0 { Err(MathError::ExpectedPositive(Some(x))) } else { Ok(log_positive(x, base)) }
}

/// `math.log`, `log2` or `log10` of an integer, which may be beyond the largest float.
///
/// # Errors
/// Unless positive.
pub fn log_integer(value: &IBig, base: Base) -> Result<f64, MathError> {
    if value.is_zero() || value.sign() == Sign::Negative {
        return Err(MathError::ExpectedPositive(None));
    }
    if let Some(x) = int_math::to_f64(value) {
        return Ok(log_positive(x, base));
    }
    let (mantissa, exponent) = int_math::frexp(value);
    // Rounded once.
    Ok(libm::fma(log_positive(2.0, base), exponent as f64, log_positive(mantissa, base)))
}

/// `math.gamma`.
///
/// # Errors
/// At zero, negative integers and minus infinity, and past the largest float.
pub fn gamma(x: f64) -> Result<f64, MathError> {
    if x == f64::NEG_INFINITY || (x <= 0.0 && x == libm::floor(x)) {
        return Err(MathError::GammaPole(x));
    }
    if (1.0..=23.0).contains(&x) && x == libm::floor(x) {
        // Every factorial up to 22! is a float without error.
        return Ok((1..x as u32).fold(1.0, |product, n| product * f64::from(n)));
    }
    checked(x, libm::tgamma(x), MathError::GammaPole)
}

/// `math.lgamma`.
///
/// # Errors
/// At zero and negative integers, and past the largest float.
pub fn lgamma(x: f64) -> Result<f64, MathError> {
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x <= 0.0 && x == libm::floor(x) {
        return Err(MathError::GammaPole(x));
    }
    checked(x, libm::lgamma(x), MathError::GammaPole)
}

/// `math.pow`, which unlike `**` has no complex results.
///
/// # Errors
/// [`MathError::Domain`] and [`MathError::Range`].
pub fn pow(x: f64, y: f64) -> Result<f64, MathError> {
    use super::float_math::FloatError;
    super::float_math::pow(x, y).map_err(|error| if error == FloatError::PowerTooLarge { MathError::Range } else { MathError::Domain })
}

/// `math.fmod`.
///
/// # Errors
/// For a zero divisor or an infinite dividend.
pub fn fmod(x: f64, y: f64) -> Result<f64, MathError> {
    if x.is_nan() || y.is_nan() {
        return Ok(f64::NAN);
    }
    if x.is_infinite() || y == 0.0 { Err(MathError::Domain) } else { Ok(libm::fmod(x, y)) }
}

/// `math.remainder`: to the nearest multiple, ties to even.
///
/// # Errors
/// For a zero divisor or an infinite dividend.
pub fn remainder(x: f64, y: f64) -> Result<f64, MathError> {
    if x.is_nan() || y.is_nan() {
        return Ok(f64::NAN);
    }
    if x.is_infinite() || y == 0.0 { Err(MathError::Domain) } else { Ok(libm::remainder(x, y)) }
}

/// `math.fma`.
///
/// # Errors
/// [`MathError::FmaInvalid`] and [`MathError::FmaOverflow`].
pub fn fma(x: f64, y: f64, z: f64) -> Result<f64, MathError> {
    let result = libm::fma(x, y, z);
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        Err(MathError::FmaInvalid)
    } else if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        Err(MathError::FmaOverflow)
    } else {
        Ok(result)
    }
}

/// `math.frexp`: a mantissa from 0.5 to below 1 and an exponent.
#[must_use]
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) }
}

/// `math.ldexp`: `x` times two to a power.
///
/// # Errors
/// [`MathError::Range`].
pub fn ldexp(x: f64, exponent: i64) -> Result<f64, MathError> {
    // Past these bounds every finite float overflows or vanishes.
    let exponent = i32::try_from(exponent.clamp(-5000, 5000)).unwrap_or(0);
    checked(x, libm::scalbn(x, exponent), |_| MathError::Domain)
}

/// `math.modf`: the fraction and the whole part, both with the sign of `x`.
#[must_use]
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() { (libm::copysign(0.0, x), x) } else { (libm::copysign(x - libm::trunc(x), x), libm::trunc(x)) }
}

/// `math.nextafter(x, y, steps=steps)`.
#[must_use]
pub fn next_after(x: f64, y: f64, steps: u64) -> f64 {
    if x.is_nan() || (y.is_nan() && steps > 0) {
        return f64::NAN;
    }
    if steps == 0 {
        return x;
    }
    if x == y {
        return y;
    }
    const MAGNITUDE: u64 = u64::MAX >> 1;
    // The floats in order, both zeros at 0; no magnitude is beyond i64.
    let place = |x: f64| i128::from(x.to_bits() & MAGNITUDE) * if x.is_sign_negative() { -1 } else { 1 };
    let (from, to) = (place(x), place(y));
    if i128::from(steps) >= (to - from).abs() {
        return y;
    }
    let place = if to > from { from + i128::from(steps) } else { from - i128::from(steps) };
    let magnitude = f64::from_bits(u64::try_from(place.unsigned_abs()).unwrap_or(0));
    if place == 0 {
        libm::copysign(0.0, x)
    } else if place < 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// `math.ulp`: the distance to the next float of larger magnitude.
#[must_use]
pub fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let above = next_after(x, f64::INFINITY, 1);
    if above.is_infinite() { x - next_after(x, 0.0, 1) } else { above - x }
}

/// `math.isclose`.
///
/// # Errors
/// [`MathError::NegativeTolerance`].
pub fn is_close(a: f64, b: f64, relative: f64, absolute: f64) -> Result<bool, MathError> {
    if relative < 0.0 || absolute < 0.0 {
        return Err(MathError::NegativeTolerance);
    }
    if a == b {
        return Ok(true);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(false);
    }
    let difference = (b - a).abs();
    Ok(difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute)
}

#[cfg(test)]
#[path = "math_functions_tests.rs"]
mod tests;
