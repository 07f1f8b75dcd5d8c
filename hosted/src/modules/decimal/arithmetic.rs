//! Sums, products and quotients.

use std::cmp::Ordering;

use super::coefficient::{Coefficient, NoRoom};
use super::number::condition::*;
use super::number::{Kind, Number, Rounding, Work};
use super::wide;

/// A division that gives an integer, before it is fit into the settings.
struct Whole {
    quotient: Number,
    remainder: Number,
}

impl Work {
    /// The number, or `MemoryError`.
    pub(super) fn with_room(&mut self, n: Result<Number, NoRoom>) -> Number {
        match n {
            Ok(n) => self.finish(n),
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// The number within the settings, a zero with its sign, a NaN as it is.
    pub(super) fn plus_as_is(&mut self, a: &Number) -> Number {
        self.finish(a.clone())
    }

    /// `+a`
    pub(super) fn plus(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        let negative = a.negative && (!a.is_zero() || self.settings.rounding == Rounding::Floor);
        self.finish(a.with_sign(negative))
    }

    /// `-a`
    pub(super) fn minus(&mut self, a: &Number) -> Number {
        if let Some(n) = self.nan_of(&[a]) {
            return n;
        }
        let negative = !a.negative && (!a.is_zero() || self.settings.rounding == Rounding::Floor);
        self.finish(a.with_sign(negative))
    }

    /// `abs(a)`
    pub(super) fn abs(&mut self, a: &Number) -> Number {
        if a.negative { self.minus(a) } else { self.plus(a) }
    }

    /// `a + b`
    pub(super) fn add(&mut self, a: &Number, b: &Number) -> Number {
        self.sum(a, b, b.negative)
    }

    /// `a - b`
    pub(super) fn sub(&mut self, a: &Number, b: &Number) -> Number {
        self.sum(a, b, !b.negative)
    }

    fn sum(&mut self, a: &Number, b: &Number, b_negative: bool) -> Number {
        if let Some(n) = self.nan_of(&[a, b]) {
            return n;
        }
        match (a.kind, b.kind) {
            (Kind::Finite, Kind::Finite) => {}
            (Kind::Infinite, Kind::Infinite) if a.negative != b_negative => return self.error(INVALID_OPERATION),
            (Kind::Infinite, _) => return a.clone(),
            _ => return Number::infinity(b_negative),
        }
        let n = self.finite_sum(a, b, b_negative);
        self.with_room(n)
    }

    fn finite_sum(&self, a: &Number, b: &Number, b_negative: bool) -> Result<Number, NoRoom> {
        let exponent = a.exponent.min(b.exponent);
        let (x, y, exponent) = if a.exponent == b.exponent {
            (None, None, exponent)
        } else {
            let (high, low) = if a.exponent > b.exponent { (a, b) } else { (b, a) };
            let mut low_coefficient = None;
            let mut exponent = exponent;
            if !high.coefficient.is_zero() {
                // What is far below the last digit that counts may be anything of its size: a one there keeps the shift short.
                let digits = high.digits();
                let prec = self.settings.prec;
                let least = high.exponent - 1 - if digits > prec { 0 } else { prec + 1 - digits };
                if low.adjusted() < least {
                    exponent = least;
                    low_coefficient = Some(if low.coefficient.is_zero() { Coefficient::ZERO } else { Coefficient::ONE });
                }
            }
            let shifted = Some(high.coefficient.shift_left((high.exponent - exponent) as u64)?);
            if a.exponent > b.exponent { (shifted, low_coefficient, exponent) } else { (low_coefficient, shifted, exponent) }
        };
        let (x, y) = (x.as_ref().unwrap_or(&a.coefficient), y.as_ref().unwrap_or(&b.coefficient));
        if a.negative == b_negative {
            return Ok(Number::new(a.negative, x.add(y), exponent));
        }
        Ok(match x.compare(y) {
            Ordering::Greater => Number::new(a.negative, x.sub(y), exponent),
            Ordering::Less => Number::new(b_negative, y.sub(x), exponent),
            Ordering::Equal => Number::zero(self.settings.rounding == Rounding::Floor, exponent),
        })
    }

    /// `a * b` before it is fit into the settings.
    fn product(&mut self, a: &Number, b: &Number) -> Result<Number, NoRoom> {
        let negative = a.negative != b.negative;
        if !a.is_finite() || !b.is_finite() {
            if let Some(n) = self.nan_of(&[a, b]) {
                return Ok(n);
            }
            return Ok(if a.is_zero() || b.is_zero() { self.error(INVALID_OPERATION) } else { Number::infinity(negative) });
        }
        Ok(Number::new(negative, a.coefficient.mul(&b.coefficient)?, a.exponent + b.exponent))
    }

    /// `a * b`
    pub(super) fn mul(&mut self, a: &Number, b: &Number) -> Number {
        if let (true, true, Some(x), Some(y)) = (a.is_finite(), b.is_finite(), a.coefficient.small(), b.coefficient.small())
            && let Some(n) = self.wide_product(x, y, a.exponent + b.exponent, a.negative != b.negative)
        {
            return n;
        }
        let n = self.product(a, b);
        self.with_room(n)
    }

    /// `a * b + c`, rounded once. What the product has no result for, the sum has none for.
    pub(super) fn fma(&mut self, a: &Number, b: &Number, c: &Number) -> Number {
        match self.product(a, b) {
            Ok(n) if self.status & INVALID_OPERATION != 0 => n,
            Ok(n) => self.add(&n, c),
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// `a / b`
    pub(super) fn div(&mut self, a: &Number, b: &Number) -> Number {
        let negative = a.negative != b.negative;
        if !a.is_finite() || !b.is_finite() {
            if let Some(n) = self.nan_of(&[a, b]) {
                return n;
            }
            if a.is_infinite() {
                return if b.is_infinite() { self.error(INVALID_OPERATION) } else { Number::infinity(negative) };
            }
            self.status |= CLAMPED;
            return Number::zero(negative, self.settings.etiny());
        }
        if b.coefficient.is_zero() {
            if a.coefficient.is_zero() {
                return self.error(DIVISION_UNDEFINED);
            }
            self.status |= DIVISION_BY_ZERO;
            return Number::infinity(negative);
        }
        let ideal = a.exponent - b.exponent;
        if a.coefficient.is_zero() {
            return self.finish(Number::zero(negative, ideal));
        }
        let n = self.quotient(a, b, ideal, negative);
        self.with_room(n)
    }

    fn quotient(&self, a: &Number, b: &Number, ideal: i64, negative: bool) -> Result<Number, NoRoom> {
        // One digit more than the precision, and a last digit that says whether there are more.
        let shift = b.digits() - a.digits() + self.settings.prec + 1;
        let (mut q, whole) = match wide::quotient(&a.coefficient, &b.coefficient, shift, self.settings.prec) {
            Some((q, whole)) => (q.into(), whole),
            None => {
                let (q, r) = if shift > 0 {
                    a.coefficient.shift_left(shift as u64)?.div_rem(&b.coefficient)
                } else {
                    a.coefficient.div_rem(&b.coefficient.shift_left(shift.unsigned_abs())?)
                };
                (q, r.is_zero())
            }
        };
        let mut exponent = ideal - shift;
        if !whole {
            if matches!(q.last_digit(), 0 | 5) {
                q = q.add(&Coefficient::ONE);
            }
        } else if exponent < ideal {
            let zeros = q.trailing_zeros_up_to((ideal - exponent) as u64);
            q = q.shift_right(zeros).0;
            exponent += zeros as i64;
        }
        Ok(Number::new(negative, q, exponent))
    }

    /// Quotient and remainder of finite numbers, the divisor not zero; `None` with the condition noted when the quotient has too many digits.
    fn whole(&mut self, a: &Number, b: &Number) -> Option<Whole> {
        let ideal = a.exponent.min(b.exponent);
        let negative = a.negative != b.negative;
        if a.coefficient.is_zero() {
            return Some(Whole { quotient: Number::zero(negative, 0), remainder: Number::zero(a.negative, ideal) });
        }
        let result = (|| {
            let more = a.adjusted() - b.adjusted();
            if more < 0 {
                let rest = a.coefficient.shift_left((a.exponent - ideal) as u64)?;
                return Ok(Some((Coefficient::ZERO, rest)));
            }
            if more > self.settings.prec {
                return Ok(None);
            }
            let x = a.coefficient.shift_left((a.exponent - ideal) as u64)?;
            let y = b.coefficient.shift_left((b.exponent - ideal) as u64)?;
            let (q, r) = x.div_rem(&y);
            Ok(if q.digits() as i64 > self.settings.prec { None } else { Some((q, r)) })
        })();
        match result {
            Ok(Some((q, r))) => Some(Whole { quotient: Number::new(negative, q, 0), remainder: Number::new(a.negative, r, ideal) }),
            Ok(None) => {
                self.status |= DIVISION_IMPOSSIBLE;
                None
            }
            Err(NoRoom) => {
                self.status |= NO_ROOM;
                None
            }
        }
    }

    /// `a // b`, cut towards zero.
    pub(super) fn div_int(&mut self, a: &Number, b: &Number) -> Number {
        let negative = a.negative != b.negative;
        if let Some(n) = self.nan_of(&[a, b]) {
            return n;
        }
        match (a.is_infinite(), b.is_infinite()) {
            (true, true) => return self.error(INVALID_OPERATION),
            (true, false) => return Number::infinity(negative),
            (false, true) => return Number::zero(negative, 0),
            _ => {}
        }
        if b.is_zero() {
            if a.is_zero() {
                return self.error(DIVISION_UNDEFINED);
            }
            self.status |= DIVISION_BY_ZERO;
            return Number::infinity(negative);
        }
        match self.whole(a, b) {
            Some(w) => self.finish(w.quotient),
            None => Number::nan(),
        }
    }

    /// [`whole`](Work::whole) of any numbers; `Err` with the remainder of those that have no quotient.
    fn whole_for_remainder(&mut self, a: &Number, b: &Number) -> Result<Whole, Number> {
        if let Some(n) = self.nan_of(&[a, b]) {
            return Err(n);
        }
        if a.is_infinite() {
            return Err(self.error(INVALID_OPERATION));
        }
        if b.is_infinite() {
            return Err(self.finish(a.clone()));
        }
        if b.is_zero() {
            return Err(self.error(if a.is_zero() { DIVISION_UNDEFINED } else { INVALID_OPERATION }));
        }
        self.whole(a, b).ok_or_else(Number::nan)
    }

    /// `a % b`, with the sign of `a`.
    pub(super) fn rem(&mut self, a: &Number, b: &Number) -> Number {
        match self.whole_for_remainder(a, b) {
            Ok(w) => self.finish(w.remainder),
            Err(n) => n,
        }
    }

    /// `divmod(a, b)`
    pub(super) fn div_mod(&mut self, a: &Number, b: &Number) -> (Number, Number) {
        let negative = a.negative != b.negative;
        if let Some(n) = self.nan_of(&[a, b]) {
            return (n.clone(), n);
        }
        if a.is_infinite() {
            let q = if b.is_infinite() { Number::nan() } else { Number::infinity(negative) };
            return (q, self.error(INVALID_OPERATION));
        }
        if b.is_infinite() {
            return (Number::zero(negative, 0), self.finish(a.clone()));
        }
        if b.is_zero() {
            if a.is_zero() {
                return (self.error(DIVISION_UNDEFINED), Number::nan());
            }
            self.status |= DIVISION_BY_ZERO;
            return (Number::infinity(negative), self.error(INVALID_OPERATION));
        }
        match self.whole(a, b) {
            Some(w) => (self.finish(w.quotient), self.finish(w.remainder)),
            None => (Number::nan(), Number::nan()),
        }
    }

    /// The remainder of the division whose quotient is the nearest integer, the even one of two.
    pub(super) fn rem_near(&mut self, a: &Number, b: &Number) -> Number {
        let Whole { quotient, mut remainder } = match self.whole_for_remainder(a, b) {
            Ok(w) => w,
            Err(n) => return n,
        };
        if a.adjusted() - b.adjusted() >= -1 && !remainder.coefficient.is_zero() {
            let Ok(y) = b.coefficient.shift_left((b.exponent - remainder.exponent) as u64) else { return self.error(NO_ROOM) };
            let twice = remainder.coefficient.add(&remainder.coefficient);
            let order = twice.compare(&y);
            if order == Ordering::Greater || (order == Ordering::Equal && quotient.coefficient.is_odd()) {
                if quotient.coefficient.add(&Coefficient::ONE).digits() as i64 > self.settings.prec {
                    return self.error(DIVISION_IMPOSSIBLE);
                }
                remainder = Number::new(!remainder.negative, y.sub(&remainder.coefficient), remainder.exponent);
            }
        }
        self.finish(remainder)
    }
}
