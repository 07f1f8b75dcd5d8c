//! Arithmetic of integers where Python differs from the machine: floors, sizes, exact comparison and conversion.
//!
//! Functions on `i64` answer [`Integer`] where the result may not fit. `dashu_int` aborts without memory, so operations whose result can be
//! much larger than the operands (power, left shift) first check its size against [`MAX_BITS`].

use super::float_text;
use super::int_text::Integer;
use core::cmp::Ordering;
use dashu_int::ops::{BitTest, DivRem, ExtendedGcd, Gcd, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};

/// The longest integer these functions will make, in bits: 2^33, one GiB, past which they answer [`IntError::TooLarge`].
pub const MAX_BITS: u64 = 1 << 33;

/// Why an integer operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntError {
    /// `ZeroDivisionError`.
    DivisionByZero,
    /// `ZeroDivisionError`: zero to a negative power. (A negative power of any other integer is a float's business.)
    ZeroToNegativePower,
    /// `ValueError`: a shift by a negative count.
    NegativeShift,
    /// `ValueError`: `pow()` modulo zero.
    ZeroModulus,
    /// `ValueError`: a negative power modulo what shares a factor with the base.
    NotInvertible,
    /// `ValueError`: the square root of a negative number.
    NegativeRoot,
    /// `OverflowError`: a result, or shift count, beyond [`MAX_BITS`].
    TooLarge,
    /// `OverflowError`: the quotient of two integers is beyond the largest float.
    QuotientTooLarge,
    /// `OverflowError`: the integer is beyond the largest float.
    FloatTooSmall,
}

impl IntError {
    /// CPython's message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ZeroToNegativePower => "zero to a negative power",
            Self::NegativeShift => "negative shift count",
            Self::ZeroModulus => "pow() 3rd argument cannot be 0",
            Self::NotInvertible => "base is not invertible for the given modulus",
            Self::NegativeRoot => "isqrt() argument must be nonnegative",
            Self::TooLarge => "too many digits in integer",
            Self::QuotientTooLarge => "integer division result too large for a float",
            Self::FloatTooSmall => "int too large to convert to float",
        }
    }
}

/// `a // b` and `a % b`: the quotient rounds down and the remainder has the divisor's sign. `None` where the quotient needs 65 bits.
///
/// # Errors
/// On division by zero.
pub fn divmod_i64(a: i64, b: i64) -> Result<Option<(i64, i64)>, IntError> {
    if b == 0 {
        return Err(IntError::DivisionByZero);
    }
    let (Some(quotient), Some(remainder)) = (a.checked_div(b), a.checked_rem(b)) else {
        return Ok(None);
    };
    // The quotient was cut towards zero; it is one too high if something was cut and the signs differ. Neither step can overflow.
    Ok(Some(if remainder != 0 && (remainder < 0) != (b < 0) { (quotient - 1, remainder + b) } else { (quotient, remainder) }))
}

/// `a // b`; `None` where it needs 65 bits.
///
/// # Errors
/// On division by zero.
pub fn floor_div_i64(a: i64, b: i64) -> Result<Option<i64>, IntError> {
    Ok(divmod_i64(a, b)?.map(|pair| pair.0))
}

/// `a % b`.
///
/// # Errors
/// On division by zero.
pub fn floor_mod_i64(a: i64, b: i64) -> Result<i64, IntError> {
    // Only MIN // -1 does not fit, and leaves no remainder.
    Ok(divmod_i64(a, b)?.map_or(0, |pair| pair.1))
}

/// `divmod(a, b)` of big integers.
///
/// # Errors
/// On division by zero.
pub fn divmod_big(a: &IBig, b: &IBig) -> Result<(IBig, IBig), IntError> {
    if b.is_zero() {
        return Err(IntError::DivisionByZero);
    }
    let (quotient, remainder) = a.div_rem(b);
    if !remainder.is_zero() && remainder.sign() != b.sign() { Ok((quotient - IBig::ONE, remainder + b)) } else { Ok((quotient, remainder)) }
}

/// Raises to a non-negative power, within [`MAX_BITS`].
///
/// # Errors
/// [`IntError::TooLarge`]; [`IntError::ZeroToNegativePower`] is the caller's, who also makes negative powers floats.
pub fn pow(base: &Integer, exponent: u64) -> Result<Integer, IntError> {
    if let Integer::Small(small) = base {
        if let Some(value) = u32::try_from(exponent).ok().and_then(|exponent| small.checked_pow(exponent)) {
            return Ok(Integer::Small(value));
        }
        // These fit whatever the exponent.
        match small {
            0 | 1 => return Ok(Integer::Small(*small)),
            -1 => return Ok(Integer::Small(if exponent.is_multiple_of(2) { 1 } else { -1 })),
            _ => {}
        }
    }
    let base = IBig::from(base.clone());
    let bits = (base.bit_len() as u64).checked_mul(exponent).filter(|bits| *bits <= MAX_BITS);
    let exponent = usize::try_from(exponent).ok();
    match (bits, exponent) {
        (Some(_), Some(exponent)) => Ok(Integer::from(base.pow(exponent))),
        _ => Err(IntError::TooLarge),
    }
}

/// Bytes that a power takes at least.
pub fn least_bytes_of_pow(base: &Integer, exponent: u64) -> usize {
    let bits = match base {
        Integer::Small(i) => u64::from(64 - i.unsigned_abs().leading_zeros()),
        Integer::Big(b) => b.bit_len() as u64,
    };
    // What is too large for any number has an error of its own.
    let bits = bits.saturating_sub(1).checked_mul(exponent).filter(|bits| *bits <= MAX_BITS);
    bits.map_or(0, |bits| (bits / 8) as usize)
}

/// `pow(base, exponent, modulus)`, also with a negative exponent; the result has the modulus's sign.
///
/// # Errors
/// [`IntError::ZeroModulus`] and [`IntError::NotInvertible`].
pub fn pow_mod(base: &IBig, exponent: &IBig, modulus: &IBig) -> Result<IBig, IntError> {
    if modulus.is_zero() {
        return Err(IntError::ZeroModulus);
    }
    let magnitude = modulus.clone().unsigned_abs();
    let (_, reduced) = divmod_big(base, &IBig::from(magnitude.clone()))?;
    let mut power = reduced.unsigned_abs();
    if exponent.sign() == Sign::Negative {
        power = inverse(&power, &magnitude).ok_or(IntError::NotInvertible)?;
    }
    let result = pow_mod_positive(power, &exponent.clone().unsigned_abs(), &magnitude);
    Ok(if modulus.sign() == Sign::Negative && !result.is_zero() { IBig::from(result) + modulus } else { IBig::from(result) })
}

fn inverse(value: &UBig, modulus: &UBig) -> Option<UBig> {
    if modulus.is_one() {
        return Some(UBig::ZERO);
    }
    if value.is_zero() {
        return None;
    }
    let (gcd, coefficient, _) = value.gcd_ext(modulus);
    if !gcd.is_one() {
        return None;
    }
    let (_, inverse) = divmod_big(&coefficient, &IBig::from(modulus.clone())).ok()?;
    Some(inverse.unsigned_abs())
}

fn pow_mod_positive(base: UBig, exponent: &UBig, modulus: &UBig) -> UBig {
    // Modulo 1 the crate's ring has no valid one to start from.
    if modulus.is_one() {
        return UBig::ZERO;
    }
    let ring = dashu_int::fast_div::ConstDivisor::new(modulus.clone());
    ring.reduce(base).pow(exponent).residue()
}

/// `a << count` for a small integer.
///
/// # Errors
/// [`IntError::NegativeShift`] and [`IntError::TooLarge`].
pub fn shift_left(value: &Integer, count: i64) -> Result<Integer, IntError> {
    if count < 0 {
        return Err(IntError::NegativeShift);
    }
    let count = count.unsigned_abs();
    if let Integer::Small(small) = value {
        if *small == 0 {
            return Ok(Integer::Small(0));
        }
        // Fits if the sign comes back when shifted down again.
        if let Some(shifted) = u32::try_from(count).ok().and_then(|count| small.checked_shl(count))
            && shifted >> count == *small
        {
            return Ok(Integer::Small(shifted));
        }
    }
    let big = IBig::from(value.clone());
    match usize::try_from(count) {
        Ok(count) if (big.bit_len() as u64).saturating_add(count as u64) <= MAX_BITS => Ok(Integer::from(big << count)),
        _ => Err(IntError::TooLarge),
    }
}

/// `a >> count`, rounding down.
///
/// # Errors
/// [`IntError::NegativeShift`].
pub fn shift_right(value: &Integer, count: i64) -> Result<Integer, IntError> {
    if count < 0 {
        return Err(IntError::NegativeShift);
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    match value {
        Integer::Small(small) => Ok(Integer::Small(small >> count.min(63))),
        Integer::Big(big) if count >= big.bit_len() => Ok(Integer::Small(if big.sign() == Sign::Negative { -1 } else { 0 })),
        Integer::Big(big) => Ok(Integer::from(big >> count)),
    }
}

/// The greatest common divisor, never negative.
#[must_use]
pub fn gcd(a: &IBig, b: &IBig) -> IBig {
    let (a, b) = (a.clone().unsigned_abs(), b.clone().unsigned_abs());
    // The crate refuses gcd(0, 0), which Python has as 0.
    if a.is_zero() {
        return IBig::from(b);
    }
    if b.is_zero() { IBig::from(a) } else { IBig::from(a.gcd(&b)) }
}

/// The greatest common divisor of machine integers; 2^63 does fit in the result.
#[must_use]
pub const fn gcd_i64(a: i64, b: i64) -> u64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The square root rounded down.
///
/// # Errors
/// [`IntError::NegativeRoot`].
pub fn isqrt(value: &Integer) -> Result<Integer, IntError> {
    match value {
        Integer::Small(small) => small.checked_isqrt().map(Integer::Small).ok_or(IntError::NegativeRoot),
        Integer::Big(big) if big.sign() == Sign::Negative => Err(IntError::NegativeRoot),
        Integer::Big(big) => Ok(Integer::from(IBig::from(big.clone().unsigned_abs().nth_root(2)))),
    }
}

/// How many bits the magnitude has.
#[must_use]
pub fn bit_length(value: &IBig) -> u64 {
    // The crate counts bits of the magnitude for UBig only.
    magnitude_bits(value) as u64
}

fn magnitude_bits(value: &IBig) -> usize {
    let (_, words) = value.as_sign_words();
    let word_bits = dashu_int::Word::BITS as usize;
    words.last().map_or(0, |top| words.len() * word_bits - top.leading_zeros() as usize)
}

/// How many bits of the magnitude are set.
#[must_use]
pub fn bit_count(value: &IBig) -> u64 {
    value.as_sign_words().1.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// The top 64 bits of a magnitude, how many bits were left out, and whether any of those is set.
#[allow(clippy::useless_conversion, reason = "a word has 32 bits on 32-bit targets")]
fn top_bits(words: &[dashu_int::Word], bits: usize) -> (u64, usize, bool) {
    let word_bits = dashu_int::Word::BITS as usize;
    let skipped = bits.saturating_sub(64);
    let mut top = 0u64;
    let mut sticky = false;
    for (index, word) in words.iter().enumerate() {
        let at = index * word_bits;
        let word = u64::from(*word);
        if at >= skipped {
            // Bits that do not fit are above the number's length, hence zero.
            top |= word << (at - skipped).min(63);
        } else if at + word_bits <= skipped {
            sticky |= word != 0;
        } else {
            let cut = skipped - at;
            top |= word >> cut;
            sticky |= word & ((1 << cut) - 1) != 0;
        }
    }
    (top, skipped, sticky)
}

/// The nearest float, ties to even; `None` past the largest.
#[must_use]
pub fn to_f64(value: &IBig) -> Option<f64> {
    let (sign, words) = value.as_sign_words();
    let (top, skipped, sticky) = top_bits(words, magnitude_bits(value));
    let x = float_text::scaled(top, sticky, i64::try_from(skipped).ok()?)?;
    Some(if sign == Sign::Negative { -x } else { x })
}

/// A mantissa from 0.5 to 1 and an exponent, for what is beyond the largest float.
#[must_use]
pub fn frexp(value: &IBig) -> (f64, i64) {
    let (sign, words) = value.as_sign_words();
    let bits = magnitude_bits(value);
    let (top, skipped, sticky) = top_bits(words, bits);
    let exponent = i64::try_from(bits).unwrap_or(i64::MAX);
    let mantissa = float_text::scaled(top, sticky, i64::try_from(skipped).unwrap_or(0).saturating_sub(exponent)).unwrap_or(0.0);
    (if sign == Sign::Negative { -mantissa } else { mantissa }, exponent)
}

/// The nearest float to `a / b`, ties to even.
///
/// # Errors
/// On division by zero, and [`IntError::QuotientTooLarge`].
pub fn true_div(a: &Integer, b: &Integer) -> Result<f64, IntError> {
    if let (Integer::Small(a), Integer::Small(b)) = (a, b) {
        // Exact operands, so that the machine's division rounds once.
        const EXACT: u64 = 1 << 53;
        if *b == 0 {
            return Err(IntError::DivisionByZero);
        }
        if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
            // Zero by a negative number is -0.0, as in CPython.
            return Ok(*a as f64 / *b as f64);
        }
    }
    true_div_big(&IBig::from(a.clone()), &IBig::from(b.clone()))
}

fn true_div_big(a: &IBig, b: &IBig) -> Result<f64, IntError> {
    if b.is_zero() {
        return Err(IntError::DivisionByZero);
    }
    let negative = (a.sign() == Sign::Negative) != (b.sign() == Sign::Negative);
    if a.is_zero() {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    // Scale so that the quotient has 64 or 65 bits; the remainder only says whether something is left.
    let shift = magnitude_bits(a) as i64 - magnitude_bits(b) as i64 - 64;
    if shift > 1000 {
        return Err(IntError::QuotientTooLarge);
    }
    if shift < -1300 {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    let (mut a, mut b) = (a.clone().unsigned_abs(), b.clone().unsigned_abs());
    let distance = usize::try_from(shift.unsigned_abs()).unwrap_or(0);
    if shift < 0 {
        a <<= distance;
    } else {
        b <<= distance;
    }
    let (quotient, remainder) = a.div_rem(b);
    let quotient = IBig::from(quotient);
    let (top, skipped, sticky) = top_bits(quotient.as_sign_words().1, magnitude_bits(&quotient));
    let exponent = shift + i64::try_from(skipped).unwrap_or(0);
    let x = float_text::scaled(top, sticky || !remainder.is_zero(), exponent).ok_or(IntError::QuotientTooLarge)?;
    Ok(if negative { -x } else { x })
}

/// The integer part of a float, exactly; `None` for infinities and NaN.
#[must_use]
pub fn from_f64(x: f64) -> Option<Integer> {
    let (mantissa, exponent) = float_text::decompose(x)?;
    if exponent <= 0 {
        // Towards zero, on the magnitude.
        let magnitude = mantissa.unsigned_abs().checked_shr(exponent.unsigned_abs()).unwrap_or(0);
        let value = i64::try_from(magnitude).unwrap_or(0);
        return Some(Integer::Small(if mantissa < 0 { -value } else { value }));
    }
    Some(Integer::from(IBig::from(mantissa) << usize::try_from(exponent).unwrap_or(0)))
}

/// Compares an integer with a float exactly; `None` with NaN.
#[must_use]
pub fn compare_with_f64(value: &Integer, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = from_f64(x)?;
    // What the float has past its integer part decides only between equals.
    let fraction = x - libm::trunc(x);
    let tie = 0.0f64.partial_cmp(&fraction);
    match (value, &whole) {
        (Integer::Small(a), Integer::Small(b)) => Some(a.cmp(b)),
        (a, b) => Some(IBig::from(a.clone()).cmp(&IBig::from(b.clone()))),
    }
    .map(|order| order.then(tie.unwrap_or(Ordering::Equal)))
}

#[cfg(test)]
#[path = "int_math_tests.rs"]
mod tests;
