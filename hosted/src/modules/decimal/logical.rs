//! Logical operations on numbers whose digits are zeros and ones.

use super::coefficient::Coefficient;
use super::number::condition::*;
use super::number::{Number, Work};

/// What is done with two digits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Logic {
    And,
    Or,
    Xor,
}

impl Work {
    /// The digits of an operand, the last first; `None` if it is not made of zeros and ones.
    fn bits(&self, a: &Number) -> Option<Vec<u8>> {
        let fits = a.is_finite() && !a.negative && a.exponent == 0;
        let mut digits = Vec::new();
        if !fits || a.coefficient.write(&mut digits).is_err() || digits.iter().any(|d| !matches!(d, b'0' | b'1')) {
            return None;
        }
        digits.reverse();
        Some(digits)
    }

    /// The number that digits show, the last first; those beyond the precision are left out.
    fn of_bits(&mut self, mut digits: Vec<u8>) -> Number {
        digits.truncate(usize::try_from(self.settings.prec).unwrap_or(usize::MAX));
        digits.reverse();
        match Coefficient::parse(&digits) {
            Ok(c) => Number::new(false, c, 0),
            Err(_) => self.error(NO_ROOM),
        }
    }

    /// `a` and `b`, digit by digit.
    pub(super) fn logical(&mut self, a: &Number, b: &Number, logic: Logic) -> Number {
        let (Some(x), Some(y)) = (self.bits(a), self.bits(b)) else { return self.error(INVALID_OPERATION) };
        let (mut long, short) = if x.len() >= y.len() { (x, y) } else { (y, x) };
        for (i, d) in long.iter_mut().enumerate() {
            let (p, q) = (*d - b'0', short.get(i).map_or(0, |d| d - b'0'));
            *d = b'0'
                + match logic {
                    Logic::And => p & q,
                    Logic::Or => p | q,
                    Logic::Xor => p ^ q,
                };
        }
        self.of_bits(long)
    }

    /// `a` with each digit of the precision inverted.
    pub(super) fn invert(&mut self, a: &Number) -> Number {
        let prec = usize::try_from(self.settings.prec).unwrap_or(usize::MAX);
        if super::coefficient::room(prec as u64).is_err() {
            return self.error(NO_ROOM);
        }
        let Some(mut digits) = self.bits(a) else { return self.error(INVALID_OPERATION) };
        if digits.try_reserve(prec.saturating_sub(digits.len())).is_err() {
            return self.error(NO_ROOM);
        }
        digits.resize(prec.max(digits.len()), b'0');
        for d in &mut digits {
            *d = if *d == b'0' { b'1' } else { b'0' };
        }
        self.of_bits(digits)
    }
}
