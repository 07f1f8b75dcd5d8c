//! The functions of `cmath`. Branch cuts, infinities and NaN are those of C's Annex G; where the standard leaves a sign open, CPython's.

use core::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, LN_10, PI};

use super::complex_math::Complex64;
use crate::prim::elementary as e;

/// Why a function has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CmathError {
    /// `ValueError: math domain error`
    Domain,
    /// `OverflowError: math range error`
    Range,
}

/// What a function gives.
pub type Outcome = Result<Complex64, CmathError>;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
/// Beyond this, sums of squares overflow.
const LARGE: f64 = f64::MAX / 4.0;
/// Steps of two that lift a subnormal number to full precision, and half of them for its root.
const SCALE_UP: i32 = 53;
const SCALE_DOWN: i32 = -27;

const fn c(re: f64, im: f64) -> Complex64 {
    Complex64::new(re, im)
}

fn sign(x: f64, of: f64) -> f64 {
    libm::copysign(x, of)
}

fn sqrt_large() -> f64 {
    libm::sqrt(LARGE)
}

fn log_large() -> f64 {
    e::log(LARGE)
}

/// The result, unless it overflowed.
fn in_range(z: Complex64) -> Outcome {
    if z.re.is_infinite() || z.im.is_infinite() { Err(CmathError::Range) } else { Ok(z) }
}

/// `log(hypot(re, im))` for parts whose squares overflow.
fn log_of_large(z: Complex64) -> f64 {
    e::log(e::hypot(z.re / 2.0, z.im / 2.0))
}

/// `cmath.sqrt`
pub fn sqrt(z: Complex64) -> Complex64 {
    if !z.is_finite_pair() {
        if z.im.is_infinite() {
            return c(INF, z.im);
        }
        return match (z.re.is_infinite(), z.re > 0.0, z.im.is_nan()) {
            (true, true, false) => c(INF, sign(0.0, z.im)),
            (true, true, true) => c(INF, NAN),
            (true, false, false) => c(0.0, sign(INF, z.im)),
            (true, false, true) => c(NAN, INF),
            _ => c(NAN, NAN),
        };
    }
    if z.re == 0.0 && z.im == 0.0 {
        return c(0.0, z.im);
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        let x = libm::ldexp(ax, SCALE_UP);
        libm::ldexp(libm::sqrt(x + e::hypot(x, libm::ldexp(ay, SCALE_UP))), SCALE_DOWN)
    } else {
        let x = ax / 8.0;
        2.0 * libm::sqrt(x + e::hypot(x, ay / 8.0))
    };
    let d = ay / (2.0 * s);
    if z.re >= 0.0 { c(s, sign(d, z.im)) } else { c(d, sign(s, z.im)) }
}

/// `cmath.acos`
pub fn acos(z: Complex64) -> Complex64 {
    if !z.is_finite_pair() {
        let im = sign(INF, -z.im);
        return match (z.re, z.im) {
            (x, y) if x.is_infinite() && y.is_infinite() => c(if x > 0.0 { FRAC_PI_4 } else { 3.0 * FRAC_PI_4 }, im),
            (x, y) if x.is_infinite() && y.is_nan() => c(NAN, INF),
            (x, _) if x.is_infinite() => c(if x > 0.0 { 0.0 } else { PI }, im),
            (x, y) if y.is_infinite() => c(if x.is_nan() { NAN } else { FRAC_PI_2 }, im),
            (0.0, _) => c(FRAC_PI_2, NAN),
            _ => c(NAN, NAN),
        };
    }
    if z.re.abs() > LARGE || z.im.abs() > LARGE {
        let size = log_of_large(z) + LN_2 * 2.0;
        return c(e::atan2(z.im.abs(), z.re), if z.re < 0.0 { -sign(size, z.im) } else { sign(size, -z.im) });
    }
    let s1 = sqrt(c(1.0 - z.re, -z.im));
    let s2 = sqrt(c(1.0 + z.re, z.im));
    c(2.0 * e::atan2(s1.re, s2.re), e::asinh(s2.re * s1.im - s2.im * s1.re))
}

/// `cmath.acosh`
pub fn acosh(z: Complex64) -> Complex64 {
    if !z.is_finite_pair() {
        return match (z.re, z.im) {
            (x, y) if x.is_infinite() && y.is_infinite() => c(INF, sign(if x > 0.0 { FRAC_PI_4 } else { 3.0 * FRAC_PI_4 }, y)),
            (x, y) if x.is_infinite() => c(INF, if y.is_nan() { NAN } else { sign(if x > 0.0 { 0.0 } else { PI }, y) }),
            (x, y) if y.is_infinite() => c(INF, if x.is_nan() { NAN } else { sign(FRAC_PI_2, y) }),
            (0.0, _) => c(NAN, FRAC_PI_2),
            _ => c(NAN, NAN),
        };
    }
    if z.re.abs() > LARGE || z.im.abs() > LARGE {
        return c(log_of_large(z) + LN_2 * 2.0, e::atan2(z.im, z.re));
    }
    let s1 = sqrt(c(z.re - 1.0, z.im));
    let s2 = sqrt(c(z.re + 1.0, z.im));
    c(e::asinh(s1.re * s2.re + s1.im * s2.im), 2.0 * e::atan2(s1.im, s2.re))
}

/// `cmath.asinh`
pub fn asinh(z: Complex64) -> Complex64 {
    if !z.is_finite_pair() {
        return match (z.re, z.im) {
            (x, y) if x.is_infinite() && y.is_infinite() => c(x, sign(FRAC_PI_4, y)),
            (x, y) if x.is_infinite() => c(x, if y.is_nan() { NAN } else { sign(0.0, y) }),
            (x, y) if y.is_infinite() => {
                if x.is_nan() {
                    c(INF, NAN)
                } else {
                    c(sign(INF, x), sign(FRAC_PI_2, y))
                }
            }
            (x, 0.0) if x.is_nan() => c(NAN, z.im),
            _ => c(NAN, NAN),
        };
    }
    if z.re.abs() > LARGE || z.im.abs() > LARGE {
        let size = log_of_large(z) + LN_2 * 2.0;
        return c(if z.im >= 0.0 { sign(size, z.re) } else { -sign(size, -z.re) }, e::atan2(z.im, z.re.abs()));
    }
    let s1 = sqrt(c(1.0 + z.im, -z.re));
    let s2 = sqrt(c(1.0 - z.im, z.re));
    c(e::asinh(s1.re * s2.im - s2.re * s1.im), e::atan2(z.im, s1.re * s2.re - s1.im * s2.im))
}

/// `cmath.asin`
pub fn asin(z: Complex64) -> Complex64 {
    let s = asinh(c(-z.im, z.re));
    c(s.im, -s.re)
}

/// `cmath.atanh`
///
/// # Errors
/// At ±1.
pub fn atanh(z: Complex64) -> Outcome {
    if !z.is_finite_pair() {
        return Ok(match (z.re, z.im) {
            (x, y) if x.is_infinite() => c(sign(0.0, x), if y.is_nan() { NAN } else { sign(FRAC_PI_2, y) }),
            (x, y) if y.is_infinite() => c(if x.is_nan() { 0.0 } else { sign(0.0, x) }, sign(FRAC_PI_2, y)),
            (0.0, _) => c(z.re, NAN),
            _ => c(NAN, NAN),
        });
    }
    if z.re.is_sign_negative() {
        return atanh(z.negated()).map(Complex64::negated);
    }
    let ay = z.im.abs();
    if z.re > sqrt_large() || ay > sqrt_large() {
        let h = e::hypot(z.re / 2.0, z.im / 2.0);
        return Ok(c(z.re / 4.0 / h / h, -sign(FRAC_PI_2, -z.im)));
    }
    if z.re == 1.0 && ay < libm::sqrt(f64::MIN_POSITIVE) {
        if ay == 0.0 {
            return Err(CmathError::Domain);
        }
        let re = -e::log(libm::sqrt(ay) / libm::sqrt(e::hypot(ay, 2.0)));
        return Ok(c(re, sign(e::atan2(2.0, -ay) / 2.0, z.im)));
    }
    let rest = 1.0 - z.re;
    Ok(c(e::log1p(4.0 * z.re / (rest * rest + ay * ay)) / 4.0, -e::atan2(-2.0 * z.im, rest * (1.0 + z.re) - ay * ay) / 2.0))
}

/// `cmath.atan`
///
/// # Errors
/// At ±1j.
pub fn atan(z: Complex64) -> Outcome {
    atanh(c(-z.im, z.re)).map(|s| c(s.im, -s.re))
}

/// Whether an infinite real part meets a finite imaginary part that has a direction.
fn is_far(z: Complex64) -> bool {
    z.re.is_infinite() && z.im.is_finite() && z.im != 0.0
}

/// `cmath.cosh`
///
/// # Errors
/// For an infinite imaginary part, and where the result is too large.
pub fn cosh(z: Complex64) -> Outcome {
    if !z.is_finite_pair() {
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(CmathError::Domain);
        }
        return Ok(if is_far(z) {
            let im = sign(INF, e::sin(z.im));
            c(sign(INF, e::cos(z.im)), if z.re > 0.0 { im } else { -im })
        } else if z.re.is_infinite() {
            if z.im.is_nan() { c(INF, NAN) } else { c(INF, sign(0.0, z.im) * sign(1.0, z.re)) }
        } else if z.re.is_nan() {
            c(NAN, if z.im == 0.0 { 0.0 } else { NAN })
        } else {
            c(NAN, if z.re == 0.0 { 0.0 } else { NAN })
        });
    }
    if z.re.abs() > log_large() {
        let x = z.re - sign(1.0, z.re);
        return in_range(c(e::cos(z.im) * e::cosh(x) * core::f64::consts::E, e::sin(z.im) * e::sinh(x) * core::f64::consts::E));
    }
    in_range(c(e::cos(z.im) * e::cosh(z.re), e::sin(z.im) * e::sinh(z.re)))
}

/// `cmath.cos`
///
/// # Errors
/// As [`cosh`].
pub fn cos(z: Complex64) -> Outcome {
    cosh(c(-z.im, z.re))
}

/// `cmath.sinh`
///
/// # Errors
/// As [`cosh`].
pub fn sinh(z: Complex64) -> Outcome {
    if !z.is_finite_pair() {
        if z.im.is_infinite() && !z.re.is_nan() {
            return Err(CmathError::Domain);
        }
        return Ok(if is_far(z) {
            let re = sign(INF, e::cos(z.im));
            c(if z.re > 0.0 { re } else { -re }, sign(INF, e::sin(z.im)))
        } else if z.re.is_infinite() {
            if z.im.is_nan() { c(INF, NAN) } else { c(z.re, z.im) }
        } else if z.re.is_nan() {
            c(NAN, if z.im == 0.0 { z.im } else { NAN })
        } else {
            c(if z.re == 0.0 { 0.0 } else { NAN }, NAN)
        });
    }
    if z.re.abs() > log_large() {
        let x = z.re - sign(1.0, z.re);
        return in_range(c(e::cos(z.im) * e::sinh(x) * core::f64::consts::E, e::sin(z.im) * e::cosh(x) * core::f64::consts::E));
    }
    in_range(c(e::cos(z.im) * e::sinh(z.re), e::sin(z.im) * e::cosh(z.re)))
}

/// `cmath.sin`
///
/// # Errors
/// As [`cosh`].
pub fn sin(z: Complex64) -> Outcome {
    sinh(c(-z.im, z.re)).map(|s| c(s.im, -s.re))
}

/// `cmath.tanh`
///
/// # Errors
/// For an infinite imaginary part of a finite number.
pub fn tanh(z: Complex64) -> Outcome {
    if !z.is_finite_pair() {
        if z.im.is_infinite() && z.re.is_finite() {
            return Err(CmathError::Domain);
        }
        return Ok(if is_far(z) {
            c(sign(1.0, z.re), sign(0.0, 2.0 * e::sin(z.im) * e::cos(z.im)))
        } else if z.re.is_infinite() {
            c(sign(1.0, z.re), if z.im == 0.0 { z.im } else { 0.0 })
        } else if z.re == 0.0 {
            c(z.re, NAN)
        } else {
            c(NAN, if z.im == 0.0 { z.im } else { NAN })
        });
    }
    if z.re.abs() > log_large() {
        return Ok(c(sign(1.0, z.re), 4.0 * e::sin(z.im) * e::cos(z.im) * e::exp(-2.0 * z.re.abs())));
    }
    let (tx, ty, cx) = (e::tanh(z.re), e::tan(z.im), 1.0 / e::cosh(z.re));
    let both = tx * ty;
    let by = 1.0 + both * both;
    Ok(c(tx * (1.0 + ty * ty) / by, ((ty / by) * cx) * cx))
}

/// `cmath.tan`
///
/// # Errors
/// As [`tanh`].
pub fn tan(z: Complex64) -> Outcome {
    tanh(c(-z.im, z.re)).map(|s| c(s.im, -s.re))
}

/// `cmath.exp`
///
/// # Errors
/// For an infinite imaginary part unless the real part is -inf or NaN, and where the result is too large.
pub fn exp(z: Complex64) -> Outcome {
    if !z.is_finite_pair() {
        if z.im.is_infinite() && (z.re.is_finite() || z.re == INF) {
            return Err(CmathError::Domain);
        }
        return Ok(if is_far(z) {
            let size = if z.re > 0.0 { INF } else { 0.0 };
            c(sign(size, e::cos(z.im)), sign(size, e::sin(z.im)))
        } else if z.re.is_infinite() {
            match (z.re > 0.0, z.im == 0.0) {
                (true, true) => c(INF, z.im),
                (true, false) => c(INF, NAN),
                (false, true) => c(0.0, z.im),
                (false, false) => c(0.0, 0.0),
            }
        } else {
            c(NAN, if z.im == 0.0 { z.im } else { NAN })
        });
    }
    if z.re > log_large() {
        let l = e::exp(z.re - 1.0);
        return in_range(c(l * e::cos(z.im) * core::f64::consts::E, l * e::sin(z.im) * core::f64::consts::E));
    }
    let l = e::exp(z.re);
    in_range(c(l * e::cos(z.im), l * e::sin(z.im)))
}

/// `cmath.log` without a base; at zero the result is -inf with an error, which a division by another logarithm may heal.
pub fn log_raw(z: Complex64) -> (Complex64, Option<CmathError>) {
    if !z.is_finite_pair() {
        let r = match (z.re, z.im) {
            (x, y) if x.is_infinite() && y.is_infinite() => c(INF, sign(if x > 0.0 { FRAC_PI_4 } else { 3.0 * FRAC_PI_4 }, y)),
            (x, y) if x.is_infinite() => c(INF, if y.is_nan() { NAN } else { sign(if x > 0.0 { 0.0 } else { PI }, y) }),
            (x, y) if y.is_infinite() => c(INF, if x.is_nan() { NAN } else { sign(FRAC_PI_2, y) }),
            _ => c(NAN, NAN),
        };
        return (r, None);
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let im = e::atan2(z.im, z.re);
    let re = if ax > LARGE || ay > LARGE {
        log_of_large(c(ax, ay)) + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return (c(-INF, im), Some(CmathError::Domain));
        }
        e::log(e::hypot(libm::ldexp(ax, SCALE_UP), libm::ldexp(ay, SCALE_UP))) - f64::from(SCALE_UP) * LN_2
    } else {
        let h = e::hypot(ax, ay);
        if (0.71..=1.73).contains(&h) {
            let (am, an) = if ax > ay { (ax, ay) } else { (ay, ax) };
            e::log1p((am - 1.0) * (am + 1.0) + an * an) / 2.0
        } else {
            e::log(h)
        }
    };
    (c(re, im), None)
}

/// `cmath.log(z)`
///
/// # Errors
/// At zero.
pub fn log(z: Complex64) -> Outcome {
    match log_raw(z) {
        (r, None) => Ok(r),
        (_, Some(e)) => Err(e),
    }
}

/// `cmath.log10`
///
/// # Errors
/// At zero.
pub fn log10(z: Complex64) -> Outcome {
    log(z).map(|r| c(r.re / LN_10, r.im / LN_10))
}

/// `cmath.rect`
///
/// # Errors
/// For an infinite angle of anything but zero or NaN.
pub fn rect(r: f64, phi: f64) -> Outcome {
    if !r.is_finite() || !phi.is_finite() {
        if r != 0.0 && !r.is_nan() && phi.is_infinite() {
            return Err(CmathError::Domain);
        }
        return Ok(if r.is_infinite() && phi.is_finite() && phi != 0.0 {
            let (re, im) = (sign(INF, e::cos(phi)), sign(INF, e::sin(phi)));
            if r > 0.0 { c(re, im) } else { c(-re, -im) }
        } else if r.is_infinite() {
            if phi.is_nan() { c(INF, NAN) } else { c(r, if r > 0.0 { phi } else { -phi }) }
        } else if r.is_nan() {
            c(NAN, if phi == 0.0 { 0.0 } else { NAN })
        } else if r == 0.0 {
            c(0.0, 0.0)
        } else {
            c(NAN, NAN)
        });
    }
    Ok(if phi == 0.0 { c(r, r * phi) } else { c(r * e::cos(phi), r * e::sin(phi)) })
}
