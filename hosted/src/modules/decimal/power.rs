//! Powers.
//!
//! A whole power is a product, rounded at each step to a few digits more; another one is e^(y ln x), of which both functions are rounded correctly at a
//! higher precision. Either is right to the last digit in nearly all cases, and gives the digits that CPython's module in C does.

use dashu_int::UBig;
use dashu_int::fast_div::ConstDivisor;

use super::coefficient::Coefficient;
use super::number::condition::*;
use super::number::{Number, Rounding, Settings, Work};

/// Digits of the largest exponent.
const EXPONENT_DIGITS: i64 = 19;

/// Decimal digits of a machine integer's magnitude.
fn digits(n: i64) -> i64 {
    super::coefficient::digits_of(u128::from(n.unsigned_abs())) as i64
}

/// A power by a modulus that is under way.
#[derive(Debug)]
pub(super) struct PowerMod {
    ring: ConstDivisor,
    value: UBig,
    /// So many times it is still to be raised to the tenth power: the zeros that the exponent stands for.
    left: u64,
    negative: bool,
}

impl PowerMod {
    pub(super) fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Takes some of the steps, the fewer the longer the modulus is.
    pub(super) fn advance(&mut self) {
        let words = self.ring.value().as_words().len() as u64;
        let steps = (4096 / words.saturating_mul(words)).max(1).min(self.left);
        let ten = UBig::from(10u8);
        let mut value = self.ring.reduce(std::mem::take(&mut self.value));
        self.left -= steps;
        for _ in 0..steps {
            let next = value.pow(&ten);
            if next == value {
                self.left = 0;
                break;
            }
            value = next;
        }
        self.value = value.residue();
    }

    /// What it is when all is done.
    pub(super) fn result(self) -> Number {
        Number::new(self.negative, self.value.into(), 0)
    }
}

impl Work {
    /// One with so many zeros after the point.
    pub(super) fn padded_one(&mut self, zeros: i64, negative: bool) -> Number {
        match Coefficient::ONE.shift_left(zeros as u64) {
            Ok(c) => Number::new(negative, c, -zeros),
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// `base ** exponent`
    pub(super) fn power(&mut self, base: &Number, exponent: &Number) -> Number {
        if let Some(n) = self.nan_of(&[base, exponent]) {
            return n;
        }
        let whole = exponent.is_integer();
        let negative = whole && base.negative && exponent.is_odd_integer();
        if base.is_zero() {
            return match (exponent.is_zero(), exponent.negative) {
                (true, _) => self.error(INVALID_OPERATION),
                (_, true) => Number::infinity(negative),
                _ => Number::zero(negative, 0),
            };
        }
        if base.negative && !whole {
            return self.error(INVALID_OPERATION);
        }
        let one = Number::one();
        if exponent.is_infinite() {
            let order = base.compare_values(&one);
            if order.is_eq() {
                self.status |= INEXACT | ROUNDED;
                return self.padded_one(self.settings.prec - 1, false);
            }
            return if order.is_lt() != exponent.negative { Number::zero(negative, 0) } else { Number::infinity(negative) };
        }
        if base.is_infinite() {
            return match (exponent.is_zero(), exponent.negative) {
                (true, _) => Number { negative, ..one },
                (_, true) => Number::zero(negative, 0),
                _ => Number::infinity(negative),
            };
        }
        if exponent.is_zero() {
            return Number { negative, ..one };
        }
        if base.magnitude().compare_magnitudes(&one).is_eq() {
            return self.power_of_one(base, exponent, whole, negative);
        }
        if let Some(n) = self.far_out(base, exponent, negative) {
            return n;
        }
        if whole { self.whole_power(base, exponent, negative) } else { self.real_power(base, exponent, negative) }
    }

    /// A power of 1 or -1, whose zeros are multiplied.
    fn power_of_one(&mut self, base: &Number, exponent: &Number, whole: bool, negative: bool) -> Number {
        let most = self.settings.prec - 1;
        let zeros = if whole {
            if exponent.negative {
                return Number::new(negative, Coefficient::ONE, 0);
            }
            let mut wide = Work::widest();
            let zeros = wide.mul(exponent, &Number::from_i64(-base.exponent));
            let zeros = zeros.to_i64().unwrap_or(if zeros.negative { -1 } else { i64::MAX });
            if zeros > most {
                self.status |= ROUNDED;
            }
            zeros.min(most)
        } else {
            self.status |= INEXACT | ROUNDED;
            most
        };
        if zeros < 0 {
            return Number::new(negative, Coefficient::ONE, -zeros);
        }
        self.padded_one(zeros, negative)
    }

    /// The result, if it is far beyond the largest or least exponent.
    fn far_out(&mut self, base: &Number, exponent: &Number, negative: bool) -> Option<Number> {
        let x = base.adjusted();
        // A bound of the size of log10(base), as a power of ten.
        let zeta = match x {
            1.. => digits(x) - 1,
            ..=-2 => digits(x + 1) - 1,
            _ => {
                let distance = Work::widest().sub(&base.magnitude(), &Number::one());
                distance.adjusted() - if x == 0 { 2 } else { 1 }
            }
        };
        let theta = exponent.adjusted();
        let etiny = self.settings.etiny();
        if (x < 0) == exponent.negative {
            (digits(self.settings.emax) < zeta + theta)
                .then(|| self.finish(Number::new(negative, Coefficient::ONE, super::integral::MAX_EXPONENT)))
        } else {
            (digits(etiny) < zeta + theta).then(|| self.finish(Number::new(negative, Coefficient::ONE, etiny - 1)))
        }
    }

    fn whole_power(&mut self, base: &Number, exponent: &Number, negative: bool) -> Number {
        let mut work = Work::new(Settings { rounding: Rounding::HalfEven, clamp: false, ..self.settings });
        work.settings.prec += exponent.digits() + exponent.exponent + 2;
        let mut factor = base.clone();
        if exponent.negative {
            work.settings.prec += 1;
            factor = work.div(&Number::one(), base);
            self.status |= work.status;
            if work.status & ERRORS != 0 {
                return Number::nan();
            }
            work.status = 0;
        }
        // The exponent fits machine integers, or the base is so near to one that few digits tell it from one.
        let places = exponent.exponent;
        let count = if places >= 0 {
            exponent.coefficient.shift_left(places as u64)
        } else {
            Ok(exponent.coefficient.shift_right(places.unsigned_abs()).0)
        };
        let Ok(count) = count else { return self.error(NO_ROOM) };
        let mut n = match count.small().and_then(|n| u64::try_from(n).ok()) {
            Some(n) => power_by_bits(&mut work, &factor, n),
            None => power_by_big_bits(&mut work, &factor, &count.big()),
        };
        self.status |= work.status;
        n.negative = negative;
        if n.is_infinite() {
            // For roundings that lead away from infinities.
            n = Number::new(negative, Coefficient::ONE, super::integral::MAX_EXPONENT);
        }
        self.finish(n)
    }

    fn real_power(&mut self, base: &Number, exponent: &Number, negative: bool) -> Number {
        let mut work = Work::new(Work::settings_of(base.digits().max(self.settings.prec) + 4 + EXPONENT_DIGITS));
        let log = work.ln(base);
        let product = work.mul(&log, exponent);
        let memory = work.status & NO_ROOM;
        work.status = 0;
        let mut n = work.exp(&product);
        self.status |= work.status | memory;
        if n.is_finite() && n.compare_values(&Number::one()).is_eq() {
            n = self.padded_one(self.settings.prec - 1, false);
        }
        if n.is_infinite() {
            n = Number::new(negative, Coefficient::ONE, super::integral::MAX_EXPONENT);
        }
        self.finish(n)
    }

    /// `base ** exponent % modulus`, of integers and exactly, up to the zeros that the exponent stands for; `Err` with what is a result at once.
    pub(super) fn power_mod(&mut self, base: &Number, exponent: &Number, modulus: &Number) -> Result<PowerMod, Number> {
        if let Some(n) = self.nan_of(&[base, exponent, modulus]) {
            return Err(n);
        }
        let whole = base.is_integer() && exponent.is_integer() && modulus.is_integer();
        if !whole || modulus.is_zero() || modulus.digits() + modulus.exponent > self.settings.prec {
            return Err(self.error(INVALID_OPERATION));
        }
        let negative = base.negative && exponent.is_odd_integer();
        if exponent.is_zero() {
            if base.is_zero() {
                return Err(self.error(INVALID_OPERATION));
            }
            let one = modulus.magnitude().compare_magnitudes(&Number::one()).is_eq();
            return Err(Number::new(negative, u128::from(!one).into(), 0));
        }
        if exponent.negative {
            return Err(self.error(INVALID_OPERATION));
        }
        if base.is_zero() {
            return Err(Number::zero(negative, 0));
        }
        // What is whole without its exponent, and the power of ten that is left.
        let parts = |n: &Number| match n.exponent {
            e if e >= 0 => (n.coefficient.big(), e as u64),
            e => (n.coefficient.shift_right(e.unsigned_abs()).0.big(), 0),
        };
        let (m, tens) = parts(modulus);
        let Ok(m) = Coefficient::from(m).shift_left(tens) else { return Err(self.error(NO_ROOM)) };
        let m = m.big();
        if m.is_one() {
            return Err(Number::zero(negative, 0));
        }
        let ring = ConstDivisor::new(m);
        let (b, tens) = parts(base);
        let b = ring.reduce(b) * ring.reduce(10u8).pow(&UBig::from(tens));
        let (e, left) = parts(exponent);
        let value = b.pow(&e).residue();
        Ok(PowerMod { ring, value, left, negative })
    }
}

fn is_done(n: &Number, status: u32) -> bool {
    !n.is_finite() || (n.coefficient.is_zero() && status & CLAMPED != 0)
}

fn power_by_bits(work: &mut Work, base: &Number, exponent: u64) -> Number {
    let mut n = base.clone();
    for bit in (0..exponent.max(1).ilog2()).rev() {
        n = work.mul(&n, &n);
        if exponent >> bit & 1 == 1 {
            n = work.mul(&n, base);
        }
        if is_done(&n, work.status) {
            break;
        }
    }
    n
}

/// The same with the bits from the other end, as CPython's module does it for exponents beyond machine integers.
fn power_by_big_bits(work: &mut Work, base: &Number, exponent: &UBig) -> Number {
    use dashu_int::ops::BitTest;
    let (mut n, mut square) = (Number::one(), base.clone());
    let bits = exponent.bit_len();
    for bit in 0..bits {
        if exponent.bit(bit) {
            n = work.mul(&n, &square);
        }
        if bit + 1 < bits {
            square = work.mul(&square, &square);
        }
        if is_done(&n, work.status) || is_done(&square, work.status) && square.is_nan() {
            break;
        }
    }
    n
}
