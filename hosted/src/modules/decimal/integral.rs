//! Operations that choose an exponent, and those on neighbours of a number.

use std::cmp::Ordering;

use super::coefficient::{Coefficient, Rest};
use super::number::condition::*;
use super::number::{Kind, Number, Rounding, Settings, Work};

impl Work {
    /// `a` with the exponent of `b`.
    pub(super) fn quantize(&mut self, a: &Number, b: &Number) -> Number {
        if !a.is_finite() || !b.is_finite() {
            if let Some(n) = self.nan_of(&[a, b]) {
                return n;
            }
            return if a.is_infinite() && b.is_infinite() { a.clone() } else { self.error(INVALID_OPERATION) };
        }
        self.with_exponent(a, b.exponent)
    }

    /// A finite number with another exponent.
    pub(super) fn with_exponent(&mut self, a: &Number, exponent: i64) -> Number {
        let s = self.settings;
        if exponent > s.emax || exponent < s.etiny() {
            return self.error(INVALID_OPERATION);
        }
        if a.coefficient.is_zero() {
            return self.finish(Number::zero(a.negative, exponent));
        }
        let more = a.exponent - exponent;
        if a.digits() + more > s.prec {
            return self.error(INVALID_OPERATION);
        }
        let mut n = Number::new(a.negative, Coefficient::ZERO, exponent);
        let mut met = 0;
        if more >= 0 {
            match a.coefficient.shift_left(more as u64) {
                Ok(c) => n.coefficient = c,
                Err(_) => return self.error(NO_ROOM),
            }
        } else {
            let (kept, rest) = a.coefficient.shift_right(more.unsigned_abs());
            n.coefficient = kept;
            self.round_last(&mut n, rest);
            if n.digits() > s.prec {
                return self.error(INVALID_OPERATION);
            }
            met = if rest == Rest::Zero { ROUNDED } else { ROUNDED | INEXACT };
        }
        let adjusted = n.adjusted();
        if adjusted > s.emax || adjusted < s.etiny() {
            return self.error(INVALID_OPERATION);
        }
        self.status |= met;
        self.finish(n)
    }

    /// The nearest integer; `exact`: with the conditions of rounding.
    pub(super) fn round_to_integral(&mut self, a: &Number, exact: bool) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        if a.is_infinite() || a.exponent >= 0 {
            return a.clone();
        }
        if a.coefficient.is_zero() {
            return Number::zero(a.negative, 0);
        }
        let (kept, rest) = a.coefficient.shift_right(a.exponent.unsigned_abs());
        let mut n = Number::new(a.negative, kept, 0);
        self.round_last(&mut n, rest);
        if exact {
            self.status |= if rest == Rest::Zero { ROUNDED } else { ROUNDED | INEXACT };
        }
        n
    }

    /// The result without zeros at its end.
    pub(super) fn normalize(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        let mut n = self.finish(a.clone());
        if !n.is_finite() {
            return n;
        }
        if n.coefficient.is_zero() {
            return Number::zero(n.negative, 0);
        }
        let most = if self.settings.clamp { self.settings.etop() } else { self.settings.emax } - n.exponent;
        let zeros = n.coefficient.trailing_zeros_up_to(most.max(0) as u64);
        n.coefficient = n.coefficient.shift_right(zeros).0;
        n.exponent += zeros as i64;
        n
    }

    /// The next number towards an infinity.
    fn next(&mut self, a: &Number, up: bool) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        if a.is_infinite() {
            return if a.negative == up { self.largest(a.negative) } else { a.clone() };
        }
        let rounding = if up { Rounding::Ceiling } else { Rounding::Floor };
        let mut work = Work::new(Settings { rounding, clamp: self.settings.clamp, ..self.settings });
        let n = work.finish(a.clone());
        if work.status & (INEXACT | ERRORS) != 0 {
            self.status |= work.status & ERRORS;
            return n;
        }
        work.status = 0;
        // A step that is too small to be shown leads to the neighbour by rounding.
        let step = Number::new(!up, Coefficient::ONE, self.settings.etiny() - 1);
        let n = work.add(a, &step);
        self.status |= work.status & ERRORS;
        n
    }

    /// The next smaller number.
    pub(super) fn next_minus(&mut self, a: &Number) -> Number {
        self.next(a, false)
    }

    /// The next larger number.
    pub(super) fn next_plus(&mut self, a: &Number) -> Number {
        self.next(a, true)
    }

    /// The next number towards `b`.
    pub(super) fn next_toward(&mut self, a: &Number, b: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a, b]) {
            return n;
        }
        let n = match a.compare_values(b) {
            Ordering::Equal => return a.with_sign(b.negative),
            Ordering::Less => self.next_plus(a),
            Ordering::Greater => self.next_minus(a),
        };
        if n.is_infinite() {
            self.status |= OVERFLOW | ROUNDED | INEXACT;
        } else if n.is_finite() && n.adjusted() < self.settings.emin {
            self.status |= UNDERFLOW | SUBNORMAL | ROUNDED | INEXACT;
            if n.coefficient.is_zero() {
                self.status |= CLAMPED;
            }
        }
        n
    }

    /// The exponent of the first digit.
    pub(super) fn logb(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        if a.is_infinite() {
            return Number::infinity(false);
        }
        if a.coefficient.is_zero() {
            self.status |= DIVISION_BY_ZERO;
            return Number::infinity(true);
        }
        self.finish(Number::from_i64(a.adjusted()))
    }

    /// `a` times 10^b.
    pub(super) fn scaleb(&mut self, a: &Number, b: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a, b]) {
            return n;
        }
        let most = 2 * (self.settings.emax + self.settings.prec);
        let whole = if b.exponent == 0 { b.to_i64() } else { None };
        let Some(by) = whole.filter(|by| by.unsigned_abs() <= most as u64) else { return self.error(INVALID_OPERATION) };
        if a.is_infinite() {
            return a.clone();
        }
        // Far beyond both ends it makes no difference how far.
        let exponent = a.exponent.saturating_add(by).clamp(MIN_EXPONENT, MAX_EXPONENT);
        self.finish(Number { exponent, ..a.clone() })
    }

    /// `a` with its digits moved by `b` places, within the precision.
    pub(super) fn shift(&mut self, a: &Number, b: &Number) -> Number {
        let by = match self.places(a, b) {
            Ok(by) => by,
            Err(n) => return n,
        };
        let prec = self.settings.prec as u64;
        let c = if by >= 0 {
            a.coefficient.low_digits(prec - by as u64).shift_left(by as u64)
        } else {
            Ok(a.coefficient.low_digits(prec).shift_right(by.unsigned_abs()).0)
        };
        match c {
            Ok(coefficient) => Number { coefficient, ..a.clone() },
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// `a` with its digits rotated by `b` places within the precision.
    pub(super) fn rotate(&mut self, a: &Number, b: &Number) -> Number {
        let by = match self.places(a, b) {
            Ok(by) => by,
            Err(n) => return n,
        };
        let prec = self.settings.prec as u64;
        let whole = a.coefficient.low_digits(prec);
        let left = if by >= 0 { by as u64 } else { prec - by.unsigned_abs() };
        // The first `left` digits go to the end.
        let moved = whole.low_digits(prec - left).shift_left(left);
        match moved {
            Ok(c) => Number { coefficient: c.add(&whole.shift_right(prec - left).0), ..a.clone() },
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// How far to move digits; `Err` with the result if there is nothing to move.
    fn places(&mut self, a: &Number, b: &Number) -> Result<i64, Number> {
        if let Some(n) = self.nan_of(&[a, b]) {
            return Err(n);
        }
        let whole = if b.exponent == 0 { b.to_i64() } else { None };
        match whole.filter(|by| by.unsigned_abs() <= self.settings.prec as u64) {
            None => Err(self.error(INVALID_OPERATION)),
            Some(_) if a.kind == Kind::Infinite => Err(a.clone()),
            Some(by) => Ok(by),
        }
    }
}

/// Exponents are kept within these, so that sums of a few do not overflow.
pub(super) const MAX_EXPONENT: i64 = 2_000_000_000_000_000_000;
/// See [`MAX_EXPONENT`].
pub(super) const MIN_EXPONENT: i64 = -2_000_000_000_000_000_000;
