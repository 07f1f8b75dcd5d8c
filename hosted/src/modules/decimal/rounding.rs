//! The end of every operation: a result within precision and exponents.

use super::coefficient::{Coefficient, Rest};
use super::number::condition::*;
use super::number::{Kind, Number, Rounding, Work};

/// Whether a magnitude grows when its rest is rounded.
pub(super) fn grows(rounding: Rounding, coefficient: &Coefficient, rest: Rest, negative: bool) -> bool {
    if rest == Rest::Zero {
        return false;
    }
    match rounding {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::HalfUp => rest >= Rest::Half,
        Rounding::HalfDown => rest > Rest::Half,
        Rounding::HalfEven => rest > Rest::Half || (rest == Rest::Half && coefficient.is_odd()),
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::ZeroFiveUp => matches!(coefficient.last_digit(), 0 | 5),
    }
}

impl Work {
    /// Rounds the coefficient of `n`, which has lost `rest`; it may have one digit more afterwards.
    pub(super) fn round_last(&self, n: &mut Number, rest: Rest) {
        if grows(self.settings.rounding, &n.coefficient, rest, n.negative) {
            n.coefficient = n.coefficient.add(&Coefficient::ONE);
        }
    }

    /// A result that fits the settings, with the conditions that this meets.
    #[inline]
    pub(super) fn finish(&mut self, n: Number) -> Number {
        if n.is_finite() {
            let s = &self.settings;
            let digits = n.digits();
            let adjusted = n.exponent + digits - 1;
            // Most results need nothing.
            if digits <= s.prec && adjusted <= s.emax && adjusted >= s.emin && !(s.clamp && n.exponent > s.etop()) {
                return n;
            }
            return self.finish_finite(n, digits);
        }
        if n.kind == Kind::Infinite { n } else { self.fit_payload(n) }
    }

    #[inline(never)]
    fn finish_finite(&mut self, n: Number, digits: i64) -> Number {
        let n = match self.fit_exponent(n, digits) {
            Ok(n) => n,
            Err(done) => return done,
        };
        let digits = n.digits();
        if digits <= self.settings.prec { n } else { self.fit_precision(n, digits) }
    }

    /// Cuts digits beyond the precision.
    fn fit_precision(&mut self, mut n: Number, digits: i64) -> Number {
        let by = digits - self.settings.prec;
        let (kept, rest) = n.coefficient.shift_right(by as u64);
        n.coefficient = kept;
        n.exponent += by;
        self.status |= ROUNDED;
        if rest == Rest::Zero {
            return n;
        }
        self.status |= INEXACT;
        if grows(self.settings.rounding, &n.coefficient, rest, n.negative) {
            n.coefficient = n.coefficient.add(&Coefficient::ONE);
            if n.digits() > self.settings.prec {
                n.coefficient = n.coefficient.shift_right(1).0;
                n.exponent += 1;
                let digits = n.digits();
                return match self.fit_exponent(n, digits) {
                    Ok(n) | Err(n) => n,
                };
            }
        }
        n
    }

    /// Overflow, clamping and underflow; `Err` with what is a result as it is.
    fn fit_exponent(&mut self, mut n: Number, digits: i64) -> Result<Number, Number> {
        let s = self.settings;
        let adjusted = n.exponent + digits - 1;
        let zero = n.coefficient.is_zero();
        if adjusted > s.emax {
            if zero {
                n.exponent = if s.clamp { s.etop() } else { s.emax };
                self.status |= CLAMPED;
                return Err(n);
            }
            return Err(self.overflow(n.negative));
        }
        if s.clamp && n.exponent > s.etop() {
            let by = n.exponent - s.etop();
            match n.coefficient.shift_left(by as u64) {
                Ok(c) => n.coefficient = c,
                Err(_) => return Err(self.error(NO_ROOM)),
            }
            n.exponent -= by;
            self.status |= CLAMPED;
            if !zero && adjusted < s.emin {
                self.status |= SUBNORMAL;
            }
            return Ok(n);
        }
        if adjusted >= s.emin {
            return Ok(n);
        }
        let etiny = s.etiny();
        if zero {
            if n.exponent < etiny {
                n.exponent = etiny;
                self.status |= CLAMPED;
            }
            return Err(n);
        }
        self.status |= SUBNORMAL;
        if n.exponent < etiny {
            let (kept, rest) = n.coefficient.shift_right((etiny - n.exponent) as u64);
            n.coefficient = kept;
            n.exponent = etiny;
            self.round_last(&mut n, rest);
            self.status |= ROUNDED;
            if rest != Rest::Zero {
                self.status |= INEXACT | UNDERFLOW;
                if n.coefficient.is_zero() {
                    self.status |= CLAMPED;
                }
            }
        }
        Ok(n)
    }

    /// What is too large: an infinity, or the largest number if rounding leads towards zero.
    pub(super) fn overflow(&mut self, negative: bool) -> Number {
        self.status |= OVERFLOW | INEXACT | ROUNDED;
        let to_largest = match self.settings.rounding {
            Rounding::Down | Rounding::ZeroFiveUp => true,
            Rounding::Ceiling => negative,
            Rounding::Floor => !negative,
            _ => false,
        };
        if to_largest { self.largest(negative) } else { Number::infinity(negative) }
    }

    /// The largest finite number.
    pub(super) fn largest(&mut self, negative: bool) -> Number {
        match Coefficient::nines(self.settings.prec as u64) {
            Ok(c) => Number::new(negative, c, self.settings.etop()),
            Err(_) => self.error(NO_ROOM),
        }
    }
}
