//! Float operators where Python differs from the machine: floors, powers and decimal rounding.

use super::float_text;
use super::int_math;
use super::int_text::Integer;
use super::text_buf::{OutOfMemory, TextBuf};

/// Why a float operation has no float result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatError {
    /// `ZeroDivisionError`.
    DivisionByZero,
    /// `ZeroDivisionError`: zero to a negative power.
    ZeroToNegativePower,
    /// `OverflowError`: a power beyond the largest float.
    PowerTooLarge,
    /// `OverflowError`: rounding went beyond the largest float.
    RoundedTooLarge,
    /// Not an error: a negative number to a fractional power is complex.
    Complex,
    /// `OverflowError`: an infinity has no integer.
    InfinityToInteger,
    /// `ValueError`: NaN has no integer.
    NanToInteger,
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for FloatError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl FloatError {
    /// CPython's message. That of [`FloatError::PowerTooLarge`] is the second argument, after `errno.ERANGE` (34).
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ZeroToNegativePower => "zero to a negative power",
            Self::PowerTooLarge => "Numerical result out of range",
            Self::RoundedTooLarge => "rounded value too large to represent",
            Self::Complex => "complex result",
            Self::InfinityToInteger => "cannot convert float infinity to integer",
            Self::NanToInteger => "cannot convert float NaN to integer",
            Self::OutOfMemory => "out of memory",
        }
    }
}

/// `divmod(a, b)`: the quotient rounds down and the remainder has the divisor's sign.
///
/// # Errors
/// On division by zero.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64), FloatError> {
    if b == 0.0 {
        return Err(FloatError::DivisionByZero);
    }
    let mut remainder = libm::fmod(a, b);
    // Exact up to rounding, since a - remainder is a multiple of b.
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = libm::copysign(0.0, b);
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 {
        libm::copysign(0.0, a / b)
    } else {
        let floor = libm::floor(quotient);
        // The division may have rounded down from just below an integer.
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    Ok((floor, remainder))
}

/// `a // b`.
///
/// # Errors
/// On division by zero.
pub fn floor_div(a: f64, b: f64) -> Result<f64, FloatError> {
    divmod(a, b).map(|pair| pair.0)
}

/// `a % b`.
///
/// # Errors
/// On division by zero.
pub fn floor_mod(a: f64, b: f64) -> Result<f64, FloatError> {
    divmod(a, b).map(|pair| pair.1)
}

/// `a ** b`.
///
/// # Errors
/// [`FloatError::ZeroToNegativePower`], [`FloatError::PowerTooLarge`], and [`FloatError::Complex`] where the result is a complex number.
pub fn pow(a: f64, b: f64) -> Result<f64, FloatError> {
    // The special cases are spelled out, as in CPython, so that they do not depend on the library's pow.
    if b == 0.0 || a == 1.0 {
        return Ok(1.0);
    }
    if a.is_nan() || b.is_nan() {
        return Ok(f64::NAN);
    }
    if b.is_infinite() {
        let magnitude = a.abs();
        return Ok(if magnitude == 1.0 {
            1.0
        } else if (b > 0.0) == (magnitude > 1.0) {
            f64::INFINITY
        } else {
            0.0
        });
    }
    let odd = libm::fmod(b.abs(), 2.0) == 1.0;
    let signed = |x: f64| if odd { libm::copysign(x, a) } else { x };
    if a.is_infinite() {
        return Ok(signed(if b > 0.0 { f64::INFINITY } else { 0.0 }));
    }
    if a == 0.0 {
        return if b < 0.0 { Err(FloatError::ZeroToNegativePower) } else { Ok(signed(0.0)) };
    }
    if a < 0.0 && b != libm::floor(b) {
        return Err(FloatError::Complex);
    }
    let power = crate::prim::elementary::pow(a.abs(), b);
    if power.is_infinite() { Err(FloatError::PowerTooLarge) } else { Ok(signed(power)) }
}

/// `round(x)`: the nearest integer, ties to even.
///
/// # Errors
/// For infinities and NaN.
pub fn round_to_int(x: f64) -> Result<Integer, FloatError> {
    int_math::from_f64(libm::rint(x)).ok_or(if x.is_nan() { FloatError::NanToInteger } else { FloatError::InfinityToInteger })
}

/// `int(x)`: towards zero.
///
/// # Errors
/// For infinities and NaN.
pub fn truncate_to_int(x: f64) -> Result<Integer, FloatError> {
    int_math::from_f64(x).ok_or(if x.is_nan() { FloatError::NanToInteger } else { FloatError::InfinityToInteger })
}

/// `round(x, digits)`: rounds the exact decimal value of the float, ties to even.
///
/// # Errors
/// [`FloatError::RoundedTooLarge`].
pub fn round_digits(x: f64, digits: i64) -> Result<f64, FloatError> {
    // CPython's bounds: a float has no more than 323 digits after the point that matter, and 309 before it.
    if !x.is_finite() || digits > 323 {
        return Ok(x);
    }
    if digits < -308 {
        return Ok(0.0 * x);
    }
    let mut text = TextBuf::new();
    if let Ok(decimals) = usize::try_from(digits) {
        text.push_fmt(format_args!("{:.*}", decimals, x.abs()))?;
    } else {
        push_rounded_left(&mut text, x.abs(), usize::try_from(digits.unsigned_abs()).unwrap_or(308))?;
    }
    let rounded: f64 = text.as_str().parse().unwrap_or(f64::NAN);
    if rounded.is_infinite() { Err(FloatError::RoundedTooLarge) } else { Ok(libm::copysign(rounded, x)) }
}

/// Writes `x` rounded to a multiple of 10^places.
fn push_rounded_left(out: &mut TextBuf, x: f64, places: usize) -> Result<(), OutOfMemory> {
    let mut whole = TextBuf::new();
    let floor = libm::floor(x);
    whole.push_fmt(format_args!("{floor:.0}"))?;
    let digits = whole.as_str();
    let (kept, dropped) = digits.split_at_checked(digits.len().saturating_sub(places)).unwrap_or(("", digits));
    // A dropped part shorter than the places is below a tenth of the unit, hence less than half.
    let mut dropped_digits = dropped.bytes();
    let lead = if dropped.len() < places { b'0' } else { dropped_digits.next().unwrap_or(b'0') };
    let rest = x != floor || dropped_digits.any(|digit| digit != b'0');
    let odd = kept.bytes().last().is_some_and(|digit| digit & 1 == 1);
    let up = lead > b'5' || (lead == b'5' && (rest || odd));
    if !up {
        out.push_str(if kept.is_empty() { "0" } else { kept })?;
    } else {
        // Adding one: trailing nines become zeros, and the digit before them grows.
        let head = kept.trim_end_matches('9');
        let (front, last) = head.split_at_checked(head.len().saturating_sub(1)).unwrap_or(("", head));
        out.push_str(front)?;
        out.push_char(last.chars().next().map_or('1', |digit| char::from_u32(u32::from(digit) + 1).unwrap_or('0')))?;
        out.push_repeated('0', kept.len() - head.len())?;
    }
    out.push_repeated('0', places)
}

/// Why `x.as_integer_ratio()` has no answer: the kind of error and CPython's message.
#[must_use]
pub const fn integer_ratio_message(x: f64) -> &'static str {
    // OverflowError for the first, ValueError for the second.
    if x.is_infinite() { "cannot convert Infinity to integer ratio" } else { "cannot convert NaN to integer ratio" }
}

/// `x.as_integer_ratio()`: numerator and denominator in lowest terms; `None` for infinities and NaN.
#[must_use]
pub fn as_integer_ratio(x: f64) -> Option<(Integer, Integer)> {
    let (mantissa, exponent) = float_text::decompose(x)?;
    let power = i64::from(exponent.unsigned_abs());
    let scale = |value: i64| int_math::shift_left(&Integer::Small(value), power).ok();
    if exponent >= 0 { Some((scale(mantissa)?, Integer::Small(1))) } else { Some((Integer::Small(mantissa), scale(1)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: f64, b: f64) -> bool {
        a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
    }

    #[test]
    fn division() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        for (a, b, quotient, remainder) in [
            (7.5, 2.0, 3.0, 1.5),
            (7.5, -2.0, -4.0, -0.5),
            (7.5, 0.1, 74.0, 0.09999999999999959),
            (7.5, inf, 0.0, 7.5),
            (7.5, -inf, -1.0, -inf),
            (7.5, nan, nan, nan),
            (7.5, 1e-300, 7.5e+300, 7.223898960297836e-301),
            (-7.5, 2.0, -4.0, 0.5),
            (-7.5, -2.0, 3.0, -1.5),
            (-7.5, 0.1, -75.0, 4.163336342344337e-16),
            (-7.5, inf, -1.0, inf),
            (-7.5, -inf, 0.0, -7.5),
            (-7.5, nan, nan, nan),
            (-7.5, 1e-300, -7.5e+300, 2.776101039702164e-301),
            (1e+300, 2.0, 5e+299, 0.0),
            (1e+300, -2.0, -5e+299, -0.0),
            (1e+300, 0.1, 1e+301, 0.00011215964963492975),
            (1e+300, inf, 0.0, 1e+300),
            (1e+300, -inf, -1.0, -inf),
            (1e+300, nan, nan, nan),
            (1e+300, 1e-300, inf, 4.891554850853602e-301),
            (0.0, 2.0, 0.0, 0.0),
            (0.0, -2.0, -0.0, -0.0),
            (0.0, 0.1, 0.0, 0.0),
            (0.0, inf, 0.0, 0.0),
            (0.0, -inf, -0.0, -0.0),
            (0.0, nan, nan, nan),
            (0.0, 1e-300, 0.0, 0.0),
            (-0.0, 2.0, -0.0, 0.0),
            (-0.0, -2.0, 0.0, -0.0),
            (-0.0, 0.1, -0.0, 0.0),
            (-0.0, inf, -0.0, 0.0),
            (-0.0, -inf, 0.0, -0.0),
            (-0.0, nan, nan, nan),
            (-0.0, 1e-300, -0.0, 0.0),
            (inf, 2.0, nan, nan),
            (inf, -2.0, nan, nan),
            (inf, 0.1, nan, nan),
            (inf, inf, nan, nan),
            (inf, -inf, nan, nan),
            (inf, nan, nan, nan),
            (inf, 1e-300, nan, nan),
            (-inf, 2.0, nan, nan),
            (-inf, -2.0, nan, nan),
            (-inf, 0.1, nan, nan),
            (-inf, inf, nan, nan),
            (-inf, -inf, nan, nan),
            (-inf, nan, nan, nan),
            (-inf, 1e-300, nan, nan),
            (nan, 2.0, nan, nan),
            (nan, -2.0, nan, nan),
            (nan, 0.1, nan, nan),
            (nan, inf, nan, nan),
            (nan, -inf, nan, nan),
            (nan, nan, nan, nan),
            (nan, 1e-300, nan, nan),
            (1.0, 2.0, 0.0, 1.0),
            (1.0, -2.0, -1.0, -1.0),
            (1.0, 0.1, 9.0, 0.09999999999999995),
            (1.0, inf, 0.0, 1.0),
            (1.0, -inf, -1.0, -inf),
            (1.0, nan, nan, nan),
            (1.0, 1e-300, 9.999999999999999e+299, 8.963186528039712e-301),
        ] {
            let (q, r) = divmod(a, b).unwrap();
            assert!(same(q, quotient) && same(r, remainder), "{a} {b}: {q} {r}");
        }
        assert_eq!(divmod(1.0, -0.0), Err(FloatError::DivisionByZero));
    }

    #[test]
    fn powers() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        for (a, b, power) in [
            (0.0, 0.0, 1.0),
            (0.0, 1.0, 0.0),
            (0.0, 2.0, 0.0),
            (0.0, 3.0, 0.0),
            (0.0, inf, 0.0),
            (0.0, -inf, inf),
            (0.0, nan, nan),
            (-0.0, 0.0, 1.0),
            (-0.0, 1.0, -0.0),
            (-0.0, 2.0, 0.0),
            (-0.0, 3.0, -0.0),
            (-0.0, inf, 0.0),
            (-0.0, -inf, inf),
            (-0.0, nan, nan),
            (1.0, 0.0, 1.0),
            (1.0, 1.0, 1.0),
            (1.0, 2.0, 1.0),
            (1.0, 3.0, 1.0),
            (1.0, -3.0, 1.0),
            (1.0, -2.0, 1.0),
            (1.0, inf, 1.0),
            (1.0, -inf, 1.0),
            (1.0, nan, 1.0),
            (-1.0, 0.0, 1.0),
            (-1.0, 1.0, -1.0),
            (-1.0, 2.0, 1.0),
            (-1.0, 3.0, -1.0),
            (-1.0, -3.0, -1.0),
            (-1.0, -2.0, 1.0),
            (-1.0, inf, 1.0),
            (-1.0, -inf, 1.0),
            (-1.0, nan, nan),
            (2.0, 0.0, 1.0),
            (2.0, 1.0, 2.0),
            (2.0, 2.0, 4.0),
            (2.0, 3.0, 8.0),
            (2.0, -3.0, 0.125),
            (2.0, -2.0, 0.25),
            (2.0, inf, inf),
            (2.0, -inf, 0.0),
            (2.0, nan, nan),
            (-2.0, 0.0, 1.0),
            (-2.0, 1.0, -2.0),
            (-2.0, 2.0, 4.0),
            (-2.0, 3.0, -8.0),
            (-2.0, -3.0, -0.125),
            (-2.0, -2.0, 0.25),
            (-2.0, inf, inf),
            (-2.0, -inf, 0.0),
            (-2.0, nan, nan),
            (0.5, 0.0, 1.0),
            (0.5, 1.0, 0.5),
            (0.5, 2.0, 0.25),
            (0.5, 3.0, 0.125),
            (0.5, -3.0, 8.0),
            (0.5, -2.0, 4.0),
            (0.5, inf, 0.0),
            (0.5, -inf, inf),
            (0.5, nan, nan),
            (inf, 0.0, 1.0),
            (inf, 1.0, inf),
            (inf, 2.0, inf),
            (inf, 3.0, inf),
            (inf, -3.0, 0.0),
            (inf, -2.0, 0.0),
            (inf, inf, inf),
            (inf, -inf, 0.0),
            (inf, nan, nan),
            (-inf, 0.0, 1.0),
            (-inf, 1.0, -inf),
            (-inf, 2.0, inf),
            (-inf, 3.0, -inf),
            (-inf, -3.0, -0.0),
            (-inf, -2.0, 0.0),
            (-inf, inf, inf),
            (-inf, -inf, 0.0),
            (-inf, nan, nan),
            (nan, 0.0, 1.0),
            (nan, 1.0, nan),
            (nan, 2.0, nan),
            (nan, 3.0, nan),
            (nan, -3.0, nan),
            (nan, -2.0, nan),
            (nan, inf, nan),
            (nan, -inf, nan),
            (nan, nan, nan),
        ] {
            assert!(same(pow(a, b).unwrap(), power), "{a} {b} {power}");
        }
        assert_eq!(pow(-8.0, 0.5), Err(FloatError::Complex));
        assert_eq!(pow(-0.0, -1.0), Err(FloatError::ZeroToNegativePower));
        assert_eq!(pow(-1e300, 3.0), Err(FloatError::PowerTooLarge));
    }

    #[test]
    fn rounding() {
        for (x, digits, rounded) in [
            (2.675, 2, 2.67),
            (0.5, 0, 0.0),
            (1.5, 0, 2.0),
            (2.5, 0, 2.0),
            (-0.5, 0, -0.0),
            (5.0, -1, 0.0),
            (15.0, -1, 20.0),
            (25.0, -1, 20.0),
            (5.000001, -1, 10.0),
            (45.0, -2, 0.0),
            (50.0, -2, 0.0),
            (50.5, -2, 100.0),
            (150.0, -2, 200.0),
            (250.0, -2, 200.0),
            (95.0, -1, 100.0),
            (995.0, -1, 1000.0),
            (999.0, -1, 1000.0),
            (1e+22, -20, 1e+22),
            (-1234.5, -3, -1000.0),
            (4.0, -1, 0.0),
            (0.6, -1, 0.0),
            (1e+308, -308, 1e+308),
            (1.4e+308, -308, 1e+308),
            (5e+307, -308, 1e+308),
            (5.1e+307, -308, 1e+308),
            (1e-320, 322, 1e-320),
            (5e-324, 323, 0.0),
            (5e-324, 324, 5e-324),
            (1e+300, -309, 0.0),
            (-1.0, -400, -0.0),
            (0.0, -1, 0.0),
            (-0.0, 2, -0.0),
            (1.005, 2, 1.0),
            (1234567.891, -3, 1235000.0),
            (f64::INFINITY, 2, f64::INFINITY),
            (8.5, -5, 0.0),
            (-527903.820525131, -5, -500000.0),
            (442433.81017533294, 1, 442433.8),
            (-690055.4583951795, -5, -700000.0),
            (-960365.6470538527, 2, -960365.65),
            (835910.0861754378, 6, 835910.086175),
            (980049.6513420732, -6, 1000000.0),
            (-556143.6486193647, 2, -556143.65),
            (-279510.1809995974, 6, -279510.181),
            (-654670.9414292622, -5, -700000.0),
            (-476560.8427762922, 8, -476560.84277629),
            (-948720.6365329021, 4, -948720.6365),
            (613304.6934046468, 6, 613304.693405),
            (-456504.4910693823, -4, -460000.0),
            (-380300.08540092886, 4, -380300.0854),
            (734643.3063133762, 7, 734643.3063134),
            (697058.5566766672, -1, 697060.0),
            (-826563.4947301564, 3, -826563.495),
            (-325195.0491711282, 0, -325195.0),
            (11907.551420830656, -4, 10000.0),
            (-505355.5596830266, -2, -505400.0),
            (-821307.5854692194, 8, -821307.58546922),
            (635765.7740337276, 2, 635765.77),
            (680925.3588355442, -6, 1000000.0),
            (817740.5788293728, 3, 817740.579),
            (409813.8791668003, -2, 409800.0),
            (696088.1764472693, 2, 696088.18),
            (-609749.6537276204, 0, -609750.0),
            (197824.9443799788, 0, 197825.0),
            (-97255.2126449258, -3, -97000.0),
            (-389776.807134522, 7, -389776.8071345),
            (594781.6974407206, -5, 600000.0),
            (-907356.0019929747, 4, -907356.002),
            (994943.9656799019, 2, 994943.97),
            (69243.58975884435, 1, 69243.6),
            (401757.43911926844, -4, 400000.0),
            (994557.7483442246, -3, 995000.0),
            (-867123.0612278782, 8, -867123.06122788),
            (-594658.7676552073, 4, -594658.7677),
            (-117696.08741544443, -4, -120000.0),
            (-288338.49078529596, 5, -288338.49079),
            (2055.0, -1, 2060.0),
            (-3435.0, -1, -3440.0),
            (2990.0, -1, 2990.0),
            (1435.0, -1, 1440.0),
            (-5935.0, -1, -5940.0),
            (8520.0, -1, 8520.0),
            (-3375.0, -1, -3380.0),
            (-7935.0, -1, -7940.0),
            (7190.0, -1, 7190.0),
            (-8740.0, -1, -8740.0),
            (4500.0, -1, 4500.0),
            (-5315.0, -1, -5320.0),
            (-4320.0, -1, -4320.0),
            (5670.0, -1, 5670.0),
            (1920.0, -1, 1920.0),
            (5.6930524274832684e+20, -17, 5.693e+20),
            (4.230683416087097e+20, -11, 4.230683416e+20),
            (9.270736051628948e+19, -9, 9.2707360516e+19),
            (6.816945868556704e+20, -10, 6.8169458686e+20),
            (6.700375849535448e+20, -10, 6.7003758495e+20),
            (1.8110880148305265e+20, -11, 1.811088015e+20),
            (3.189810124729679e+20, -12, 3.18981012e+20),
            (9.893588064487812e+19, -6, 9.8935880644878e+19),
            (2.319024270643636e+20, -6, 2.31902427064364e+20),
            (9.999470228845555e+20, -14, 9.99947e+20),
        ] {
            assert!(same(round_digits(x, digits).unwrap(), rounded), "{x} {digits} {rounded}");
        }
        assert_eq!(round_digits(-1.7e308, -308), Err(FloatError::RoundedTooLarge));
    }

    #[test]
    fn integers() {
        assert_eq!(round_to_int(2.5), Ok(Integer::Small(2)));
        assert_eq!(round_to_int(-3.5), Ok(Integer::Small(-4)));
        assert_eq!(truncate_to_int(-3.5), Ok(Integer::Small(-3)));
        assert_eq!(round_to_int(f64::NAN), Err(FloatError::NanToInteger));
        assert_eq!(truncate_to_int(f64::NEG_INFINITY), Err(FloatError::InfinityToInteger));
        assert_eq!(as_integer_ratio(-0.75), Some((Integer::Small(-3), Integer::Small(4))));
        assert_eq!(as_integer_ratio(6.0), Some((Integer::Small(6), Integer::Small(1))));
        assert_eq!(as_integer_ratio(0.0), Some((Integer::Small(0), Integer::Small(1))));
        assert_eq!(as_integer_ratio(f64::NAN), None);
    }
}
