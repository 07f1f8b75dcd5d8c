//! Products and quotients of machine words with more digits in between than 128 bits hold, without a big number.

use super::coefficient::{Coefficient, Rest, WIDE_DIGITS, digits_of};
use super::number::condition::*;
use super::number::{Number, Work};
use super::powers::WIDE;
use super::rounding::grows;

/// The product of two numbers of 128 bits: the high half and the low one.
fn product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (ah, al, bh, bl) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = al * bl;
    let middle = ah * bl + (low >> 64);
    let other = al * bh + (middle & LOW);
    (ah * bh + (middle >> 64) + (other >> 64), (other << 64) | (low & LOW))
}

/// Quotient and remainder of a number of 256 bits, the high half first, by a word.
fn by_word((high, low): (u128, u128), by: u64) -> ((u128, u128), u64) {
    let by = u128::from(by);
    let mut rest = 0;
    let mut step = |word: u128| {
        let n = (rest << 64) | word;
        let q = n / by;
        rest = n - q * by;
        q
    };
    let (a, b, c, d) = (step(high >> 64), step(high & u128::from(u64::MAX)), step(low >> 64), step(low & u128::from(u64::MAX)));
    (((a << 64) | b, (c << 64) | d), rest as u64)
}

/// Quotient and remainder of a number of 256 bits, the high half first and less than the divisor. By halves of the divisor, as on paper; a guess of a digit is
/// at most two too high.
fn by_wide((high, low): (u128, u128), by: u128) -> (u128, u128) {
    let shift = by.leading_zeros();
    let by = by << shift;
    let high = if shift == 0 { high } else { (high << shift) | (low >> (128 - shift)) };
    let low = low << shift;
    let (by_high, by_low) = (by >> 64, by & u128::from(u64::MAX));
    let step = |high: u128, word: u128| {
        let mut q = high / by_high;
        let mut rest = high - q * by_high;
        while q >> 64 != 0 || q * by_low > (rest << 64 | word) {
            q -= 1;
            rest += by_high;
            if rest >> 64 != 0 {
                break;
            }
        }
        // The true remainder has 128 bits; what is above them cancels out.
        (q, (high << 64 | word).wrapping_sub(q.wrapping_mul(by)))
    };
    let (first, rest) = step(high, low >> 64);
    let (second, rest) = step(rest, low & u128::from(u64::MAX));
    (first << 64 | second, rest >> shift)
}

/// The quotient of `a` times 10^shift, which has one or two digits more than the precision, and whether it is exact; `None` where big numbers are needed.
pub(super) fn quotient(a: &Coefficient, b: &Coefficient, shift: i64, prec: i64) -> Option<(u128, bool)> {
    let (a, b) = (a.small()?, b.small()?);
    if prec > 34 || shift <= 0 {
        return None;
    }
    let shift = shift as u64;
    let more = shift.saturating_sub(WIDE_DIGITS);
    let power = WIDE[(shift - more) as usize];
    let a = a.checked_mul(*WIDE.get(more as usize)?)?;
    let (high, low) = product(a, power);
    if high == 0 {
        return match (u64::try_from(low), u64::try_from(b)) {
            (Ok(n), Ok(b)) => Some((u128::from(n / b), n % b == 0)),
            _ => {
                let q = low / b;
                Some((q, low == q * b))
            }
        };
    }
    if high >= b {
        return None;
    }
    let (q, r) = by_wide((high, low), b);
    Some((q, r == 0))
}

impl Work {
    /// A product that has more digits than 128 bits hold, rounded; `None` where the usual way is to be taken: for shorter ones, near the ends of the range of
    /// exponents, and where the result has so many digits itself.
    pub(super) fn wide_product(&mut self, a: u128, b: u128, exponent: i64, negative: bool) -> Option<Number> {
        let s = self.settings;
        let (high, low) = product(a, b);
        if high == 0 || s.prec > 36 {
            return None;
        }
        let prec = s.prec as u64;
        // One digit may be left to be cut afterwards.
        let mut cut = digits_of(a) + digits_of(b) - 1 - prec;
        if cut > 38 {
            return None;
        }
        let (first, second) = (cut.min(19), cut.saturating_sub(19));
        let (q, r) = by_word((high, low), WIDE[first as usize] as u64);
        let (q, more) = by_word(q, WIDE[second as usize] as u64);
        let mut rest = u128::from(more) * WIDE[first as usize] + u128::from(r);
        let mut q = q.1;
        let mut half = Rest::of(rest == 0, rest.cmp(&(WIDE[cut as usize] / 2)));
        if q >= WIDE[prec as usize] {
            let last = q % 10;
            q /= 10;
            // What was cut before only tells whether anything comes after the digit.
            half = match (last, rest) {
                (0, 0) => Rest::Zero,
                (5, 0) => Rest::Half,
                (0..=4, _) => Rest::Less,
                _ => Rest::More,
            };
            rest |= last;
            cut += 1;
        }
        let mut exponent = exponent + cut as i64;
        let adjusted = exponent + s.prec - 1;
        if adjusted >= s.emax || adjusted < s.emin {
            return None;
        }
        self.status |= if rest == 0 { ROUNDED } else { ROUNDED | INEXACT };
        if grows(s.rounding, &q.into(), half, negative) {
            q += 1;
            if q == WIDE[prec as usize] {
                q /= 10;
                exponent += 1;
            }
        }
        Some(Number::new(negative, q.into(), exponent))
    }
}
