//! Comparisons, the larger and the smaller, and what kind of number one is.

use std::cmp::Ordering;

use super::number::condition::*;
use super::number::{Kind, Number, Settings, Work};

/// The order of all representations: by value, then by exponent; NaNs beyond the infinities, by payload.
pub(super) fn total(a: &Number, b: &Number) -> Ordering {
    if a.negative != b.negative {
        return if a.negative { Ordering::Less } else { Ordering::Greater };
    }
    let rank = |n: &Number| match n.kind {
        Kind::Finite | Kind::Infinite => 0,
        Kind::Signaling => 1,
        Kind::Quiet => 2,
    };
    let order = rank(a).cmp(&rank(b)).then_with(|| match a.kind {
        Kind::Signaling | Kind::Quiet => a.coefficient.compare(&b.coefficient),
        _ => match (a.is_infinite(), b.is_infinite()) {
            (false, false) => a.compare_magnitudes(b).then(a.exponent.cmp(&b.exponent)),
            (x, y) => x.cmp(&y),
        },
    });
    if a.negative { order.reverse() } else { order }
}

/// The order as -1, 0 or 1.
pub(super) fn sign_of(order: Ordering) -> Number {
    Number::from_i64(order as i64)
}

/// Whether two numbers have the same exponent, or are alike in having none.
pub(super) fn same_quantum(a: &Number, b: &Number) -> bool {
    match (a.is_finite(), b.is_finite()) {
        (true, true) => a.exponent == b.exponent,
        (false, false) => a.is_nan() == b.is_nan(),
        _ => false,
    }
}

/// Whether a number is normal under the settings.
pub(super) fn is_normal(a: &Number, s: &Settings) -> bool {
    a.is_finite() && !a.coefficient.is_zero() && a.adjusted() >= s.emin
}

/// Whether a number is subnormal under the settings.
pub(super) fn is_subnormal(a: &Number, s: &Settings) -> bool {
    a.is_finite() && !a.coefficient.is_zero() && a.adjusted() < s.emin
}

/// The class of a number as the specification names it.
pub(super) fn class(a: &Number, s: &Settings) -> &'static str {
    match a.kind {
        Kind::Quiet => "NaN",
        Kind::Signaling => "sNaN",
        Kind::Infinite if a.negative => "-Infinity",
        Kind::Infinite => "+Infinity",
        Kind::Finite => match (a.coefficient.is_zero(), is_subnormal(a, s), a.negative) {
            (true, _, true) => "-Zero",
            (true, _, false) => "+Zero",
            (_, true, true) => "-Subnormal",
            (_, true, false) => "+Subnormal",
            (_, _, true) => "-Normal",
            _ => "+Normal",
        },
    }
}

impl Work {
    /// Which is greater, as a number; `signal`: any NaN is an invalid operand.
    pub(super) fn compare(&mut self, a: &Number, b: &Number, signal: bool) -> Number {
        if let Some(n) = self.nan_of(&[a, b]) {
            if signal {
                self.status |= INVALID_OPERATION;
            }
            return n;
        }
        sign_of(a.compare_values(b))
    }

    /// The greater or smaller of two numbers; a quiet NaN gives way to a number.
    pub(super) fn pick(&mut self, a: &Number, b: &Number, greater: bool, by_magnitude: bool) -> Number {
        match (a.kind, b.kind) {
            (Kind::Quiet, Kind::Finite | Kind::Infinite) => return self.finish(b.clone()),
            (Kind::Finite | Kind::Infinite, Kind::Quiet) => return self.finish(a.clone()),
            _ => {}
        }
        if let Some(n) = self.nan_of(&[a, b]) {
            return n;
        }
        let order = if by_magnitude { a.magnitude().compare_values(&b.magnitude()) } else { a.compare_values(b) };
        let order = order.then_with(|| total(a, b));
        let first = if greater { order.is_ge() } else { order.is_lt() };
        self.finish(if first { a.clone() } else { b.clone() })
    }
}
