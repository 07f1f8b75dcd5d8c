//! Square root, exponential function and logarithms, correctly rounded, half to even whatever the context says.
//!
//! The functions compute digits beyond the precision until it is certain how to round; but for the cases treated first their results are no decimal
//! numbers, so that happens.

use dashu_int::UBig;
use dashu_int::ops::{BitTest, SquareRootRem};

use super::coefficient::{Coefficient, room};
use super::fixed;
use super::integral::MAX_EXPONENT;
use super::number::condition::*;
use super::number::{Number, Rounding, Settings, Work};
use super::powers;

/// Bits of so many decimal digits.
fn bits_of(digits: u64) -> usize {
    (digits as f64 * std::f64::consts::LOG2_10) as usize + 2
}

/// CPython's module does not know how to begin an exponential function of more digits.
const MOST_EXP_DIGITS: u64 = 1 << 52;
/// Digits that are computed beyond the precision.
const MORE: u64 = 3;
/// Bits beyond those, at first.
const GUARD: usize = 64;

/// Cut digits of a number that goes on: a last digit that no rounding takes for the end.
fn unending(negative: bool, digits: UBig, exponent: i64) -> Number {
    let mut c = Coefficient::from(digits);
    if matches!(c.last_digit(), 0 | 5) {
        c = c.add(&Coefficient::ONE);
    }
    Number::new(negative, c, exponent)
}

impl Work {
    /// [`finish`](Work::finish), half to even.
    fn finish_even(&mut self, n: Number) -> Number {
        let given = self.settings.rounding;
        self.settings.rounding = Rounding::HalfEven;
        let n = self.finish(n);
        self.settings.rounding = given;
        n
    }

    /// Whether functions with results of the precision can be computed.
    fn has_room(&mut self, operand: &Number) -> bool {
        let fits = room((self.settings.prec as u64).saturating_add(operand.coefficient.digits()).saturating_mul(4)).is_ok();
        if !fits {
            self.status |= NO_ROOM;
        }
        fits
    }

    /// The square root.
    pub(super) fn sqrt(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        let ideal = a.exponent.div_euclid(2);
        if a.is_zero() {
            return self.finish(Number::zero(a.negative, ideal));
        }
        if a.negative {
            return self.error(INVALID_OPERATION);
        }
        if a.is_infinite() {
            return a.clone();
        }
        if !self.has_room(a) {
            return Number::nan();
        }
        let mut c = a.coefficient.big();
        if a.exponent.rem_euclid(2) == 1 {
            c *= 10u8;
        }
        let (root, rest) = c.sqrt_rem();
        if rest.is_zero() {
            return self.finish_even(Number::new(false, root.into(), ideal));
        }
        let have = Coefficient::from(root.clone()).digits();
        let more = (self.settings.prec as u64 + 2).saturating_sub(have);
        let root = if more > 0 { powers::times_ten(&c, 2 * more).sqrt_rem().0 } else { root };
        self.finish_even(unending(false, root, ideal - more as i64))
    }

    /// e^a
    pub(super) fn exp(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        if a.is_infinite() {
            return if a.negative { Number::zero(false, 0) } else { a.clone() };
        }
        if a.coefficient.is_zero() {
            return Number::one();
        }
        let digits = self.settings.prec as u64 + MORE;
        let adjusted = a.adjusted();
        if adjusted >= 19 {
            let exponent = if a.negative { -MAX_EXPONENT } else { MAX_EXPONENT };
            return self.finish_even(Number::new(false, Coefficient::ONE, exponent));
        }
        let nothing = Number::new(false, Coefficient::from(9u128), -(digits as i64) - 1);
        if a.compare_magnitudes(&nothing).is_le() {
            // So near to one that CPython's module takes it for one before it looks at exponents.
            self.status |= INEXACT | ROUNDED;
            return self.padded_one(self.settings.prec - 1, false);
        }
        if digits > MOST_EXP_DIGITS {
            return self.error(INVALID_OPERATION);
        }
        if !self.has_room(a) {
            return Number::nan();
        }
        let mut guard = GUARD;
        loop {
            // The multiple of ln(10) that is taken off has up to 62 bits.
            let bits = bits_of(digits) + guard;
            let wide = bits + 72;
            let x = scaled(a, wide);
            let ln10 = fixed::ln10(wide);
            let mut whole = &x / &ln10;
            let rest = if a.negative {
                whole += 1u8;
                &whole * &ln10 - &x
            } else {
                x - &whole * &ln10
            };
            let e = fixed::exp(&(rest >> (wide - bits)), bits);
            let whole = i64::try_from(whole).unwrap_or(MAX_EXPONENT);
            if let Some((c, exponent)) = fixed::cut(&e, fixed::ERROR, bits, digits) {
                let exponent = exponent + if a.negative { -whole } else { whole };
                return self.finish_even(unending(false, c, exponent));
            }
            guard *= 2;
        }
    }

    /// What the logarithms do for operands that are none; `None` for positive numbers.
    fn no_logarithm(&mut self, a: &Number) -> Option<Number> {
        if let Some(n) = self.nan_of(&[a]) {
            return Some(n);
        }
        if a.is_zero() {
            return Some(Number::infinity(true));
        }
        if a.negative {
            return Some(self.error(INVALID_OPERATION));
        }
        if a.is_infinite() {
            return Some(Number::infinity(false));
        }
        None
    }

    /// The natural logarithm.
    pub(super) fn ln(&mut self, a: &Number) -> Number {
        if let Some(n) = self.no_logarithm(a) {
            return n;
        }
        if a.compare_values(&Number::one()).is_eq() {
            return Number::zero(false, 0);
        }
        self.logarithm(a, false)
    }

    /// The logarithm to the base of ten.
    pub(super) fn log10(&mut self, a: &Number) -> Number {
        if let Some(n) = self.no_logarithm(a) {
            return n;
        }
        if a.coefficient.is_power_of_ten() {
            return self.finish_even(Number::from_i64(a.adjusted()));
        }
        self.logarithm(a, true)
    }

    fn logarithm(&mut self, a: &Number, of_ten: bool) -> Number {
        let adjusted = a.adjusted();
        // Under settings of a small range the result is too large.
        let size = 2 * if adjusted < 0 { -adjusted - 1 } else { adjusted };
        if !of_ten && size.checked_ilog10().unwrap_or(0) as i64 > self.settings.emax {
            self.status |= OVERFLOW | INEXACT | ROUNDED;
            return Number::infinity(adjusted < 0);
        }
        if !self.has_room(a) {
            return Number::nan();
        }
        let digits = self.settings.prec as u64 + MORE;
        // The nearer to one, the more leading zeros the logarithm has.
        let mut zeros = 0;
        if matches!(adjusted, -1 | 0) {
            let distance = Work::widest().sub(a, &Number::one());
            zeros = bits_of(distance.adjusted().min(0).unsigned_abs() + 1);
        }
        let mut guard = GUARD;
        loop {
            let bits = bits_of(digits) + zeros + guard;
            // The logarithm of a number of one digit before the point, or of its inverse.
            let first = a.digits() as u64 - 1;
            let m = if adjusted == -1 {
                (powers::power(first + 1) << bits) / a.coefficient.big()
            } else {
                (a.coefficient.big() << bits) / powers::power(first)
            };
            let mut y = fixed::ln(&m, bits);
            let mut negative = adjusted < 0;
            if !matches!(adjusted, -1 | 0) {
                let tens = (fixed::ln10(bits + 64) * adjusted.unsigned_abs()) >> 64usize;
                y = if negative { tens - y } else { tens + y };
            } else if y.is_zero() {
                negative = false;
            }
            if of_ten {
                y = (y << bits) / fixed::ln10(bits);
            }
            if let Some((c, exponent)) = fixed::cut(&y, fixed::ERROR, bits, digits) {
                return self.finish_even(unending(negative, c, exponent));
            }
            guard *= 2;
        }
    }

    /// The widest settings but for the precision.
    pub(super) fn settings_of(prec: i64) -> Settings {
        Settings { prec, ..Settings::WIDEST }
    }
}

/// The magnitude of a finite number at `bits`, cut.
fn scaled(a: &Number, bits: usize) -> UBig {
    let c = a.coefficient.big();
    if a.exponent >= 0 {
        powers::times_ten(&c, a.exponent as u64) << bits
    } else {
        // Digits far below the last bit need no division by all of a power.
        let places = a.exponent.unsigned_abs();
        let beyond = places.saturating_sub(bits as u64 / 3 + c.bit_len() as u64 / 3 + 20);
        if beyond > 0 {
            return UBig::ZERO;
        }
        (c << bits) / powers::power(places)
    }
}
