//! Decimal numbers as the General Decimal Arithmetic Specification has them, and the settings and conditions of an operation.

use std::cmp::Ordering;

use super::coefficient::Coefficient;

/// The largest precision.
pub(super) const MAX_PREC: i64 = 999_999_999_999_999_999;
/// The largest exponent of a context.
pub(super) const MAX_EMAX: i64 = 999_999_999_999_999_999;
/// The least exponent of a context.
pub(super) const MIN_EMIN: i64 = -999_999_999_999_999_999;
/// The least exponent of a number.
pub(super) const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);

/// Conditions that operations meet, as bits. The first nine are signals, in the order in which they are looked at; the others are kinds of the first.
pub(super) mod condition {
    pub(in super::super) const INVALID_OPERATION: u32 = 1;
    pub(in super::super) const FLOAT_OPERATION: u32 = 1 << 1;
    pub(in super::super) const DIVISION_BY_ZERO: u32 = 1 << 2;
    pub(in super::super) const OVERFLOW: u32 = 1 << 3;
    pub(in super::super) const UNDERFLOW: u32 = 1 << 4;
    pub(in super::super) const SUBNORMAL: u32 = 1 << 5;
    pub(in super::super) const INEXACT: u32 = 1 << 6;
    pub(in super::super) const ROUNDED: u32 = 1 << 7;
    pub(in super::super) const CLAMPED: u32 = 1 << 8;
    pub(in super::super) const CONVERSION_SYNTAX: u32 = 1 << 9;
    pub(in super::super) const DIVISION_IMPOSSIBLE: u32 = 1 << 10;
    pub(in super::super) const DIVISION_UNDEFINED: u32 = 1 << 11;
    pub(in super::super) const INVALID_CONTEXT: u32 = 1 << 12;
    /// `MemoryError`, whatever is trapped.
    pub(in super::super) const NO_ROOM: u32 = 1 << 13;

    /// All that `InvalidOperation` stands for.
    pub(in super::super) const INVALID: u32 =
        INVALID_OPERATION | CONVERSION_SYNTAX | DIVISION_IMPOSSIBLE | DIVISION_UNDEFINED | INVALID_CONTEXT | NO_ROOM;
    /// What makes the result of an operation none.
    pub(in super::super) const ERRORS: u32 = INVALID | DIVISION_BY_ZERO;
}

use condition::*;

/// How to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    ZeroFiveUp,
}

impl Rounding {
    /// All of them by number, with the names programs use.
    pub(super) const ALL: [(Rounding, &str); 8] = [
        (Rounding::Up, "ROUND_UP"),
        (Rounding::Down, "ROUND_DOWN"),
        (Rounding::Ceiling, "ROUND_CEILING"),
        (Rounding::Floor, "ROUND_FLOOR"),
        (Rounding::HalfUp, "ROUND_HALF_UP"),
        (Rounding::HalfDown, "ROUND_HALF_DOWN"),
        (Rounding::HalfEven, "ROUND_HALF_EVEN"),
        (Rounding::ZeroFiveUp, "ROUND_05UP"),
    ];

    pub(super) fn name(self) -> &'static str {
        Rounding::ALL[self as usize].1
    }
}

/// What an operation takes from a context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Digits of results, at least one.
    pub(super) prec: i64,
    /// The largest adjusted exponent.
    pub(super) emax: i64,
    /// The least adjusted exponent of normal numbers.
    pub(super) emin: i64,
    pub(super) rounding: Rounding,
    /// Exponents are at most [`etop`](Settings::etop).
    pub(super) clamp: bool,
}

impl Settings {
    /// The widest there are: what is exact under them is exact.
    pub(super) const WIDEST: Settings =
        Settings { prec: MAX_PREC, emax: MAX_EMAX, emin: MIN_EMIN, rounding: Rounding::HalfEven, clamp: false };

    /// The least exponent of any result.
    #[inline]
    pub(super) fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }

    /// Digits that the payload of a NaN may have.
    #[inline]
    pub(super) fn most_payload(&self) -> i64 {
        self.prec - i64::from(self.clamp)
    }

    /// The largest exponent of a result with all digits.
    #[inline]
    pub(super) fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }
}

/// Settings of an operation, and the conditions met so far.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) settings: Settings,
    pub(super) status: u32,
}

impl Work {
    pub(super) fn new(settings: Settings) -> Work {
        Work { settings, status: 0 }
    }

    /// Work under the widest settings.
    pub(super) fn widest() -> Work {
        Work::new(Settings::WIDEST)
    }

    /// Notes a condition that leaves no result.
    #[cold]
    pub(super) fn error(&mut self, condition: u32) -> Number {
        self.status |= condition;
        Number::nan()
    }
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Finite,
    Infinite,
    Quiet,
    Signaling,
}

/// A decimal number. The coefficient of a NaN is its payload; infinities have none.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) coefficient: Coefficient,
    pub(super) exponent: i64,
    pub(super) negative: bool,
    pub(super) kind: Kind,
}

impl Number {
    #[inline]
    pub(super) fn new(negative: bool, coefficient: Coefficient, exponent: i64) -> Number {
        Number { coefficient, exponent, negative, kind: Kind::Finite }
    }

    pub(super) fn zero(negative: bool, exponent: i64) -> Number {
        Number::new(negative, Coefficient::ZERO, exponent)
    }

    pub(super) fn one() -> Number {
        Number::new(false, Coefficient::ONE, 0)
    }

    pub(super) fn infinity(negative: bool) -> Number {
        Number { kind: Kind::Infinite, ..Number::zero(negative, 0) }
    }

    pub(super) fn nan() -> Number {
        Number { kind: Kind::Quiet, ..Number::zero(false, 0) }
    }

    /// An integer.
    pub(super) fn from_i64(n: i64) -> Number {
        Number::new(n < 0, u128::from(n.unsigned_abs()).into(), 0)
    }

    #[inline]
    pub(super) fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    pub(super) fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    #[inline]
    pub(super) fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signaling)
    }

    /// A finite zero.
    #[inline]
    pub(super) fn is_zero(&self) -> bool {
        self.is_finite() && self.coefficient.is_zero()
    }

    #[inline]
    pub(super) fn digits(&self) -> i64 {
        self.coefficient.digits() as i64
    }

    /// The exponent of the first digit.
    #[inline]
    pub(super) fn adjusted(&self) -> i64 {
        self.exponent + self.digits() - 1
    }

    /// The same with another sign.
    pub(super) fn with_sign(&self, negative: bool) -> Number {
        Number { negative, ..self.clone() }
    }

    /// The same without sign.
    pub(super) fn magnitude(&self) -> Number {
        self.with_sign(false)
    }

    /// Whether a finite number is an integer.
    pub(super) fn is_integer(&self) -> bool {
        if !self.is_finite() {
            return false;
        }
        self.exponent >= 0
            || self.coefficient.is_zero()
            || (self.adjusted() >= 0 && self.coefficient.trailing_zeros() as i64 >= -self.exponent)
    }

    /// Whether a finite integer is odd.
    pub(super) fn is_odd_integer(&self) -> bool {
        match self.exponent {
            0 => self.coefficient.is_odd(),
            e if e < 0 => self.coefficient.shift_right(e.unsigned_abs()).0.is_odd(),
            _ => false,
        }
    }

    /// A finite integer as a machine integer, if it is one and fits.
    pub(super) fn to_i64(&self) -> Option<i64> {
        if !self.is_integer() {
            return None;
        }
        if self.coefficient.is_zero() {
            return Some(0);
        }
        if self.adjusted() > 18 {
            return None;
        }
        let whole = if self.exponent >= 0 {
            self.coefficient.shift_left(self.exponent as u64).ok()?
        } else {
            self.coefficient.shift_right(self.exponent.unsigned_abs()).0
        };
        let n = i128::try_from(whole.small()?).ok()?;
        i64::try_from(if self.negative { -n } else { n }).ok()
    }

    /// Compares the magnitudes of finite numbers.
    pub(super) fn compare_magnitudes(&self, other: &Number) -> Ordering {
        match (self.coefficient.is_zero(), other.coefficient.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        if self.exponent == other.exponent {
            return self.coefficient.compare(&other.coefficient);
        }
        // With equal adjusted exponents the shift is by no more than the digits of the longer one.
        self.adjusted().cmp(&other.adjusted()).then_with(|| {
            let by = self.exponent.abs_diff(other.exponent);
            let (longer, shorter, order) =
                if self.exponent > other.exponent { (other, self, Ordering::Less) } else { (self, other, Ordering::Greater) };
            match shorter.coefficient.shift_left(by) {
                Ok(s) => {
                    let o = longer.coefficient.compare(&s);
                    if order == Ordering::Less { o.reverse() } else { o }
                }
                Err(_) => order,
            }
        })
    }

    /// Compares numbers that are no NaN.
    pub(super) fn compare_values(&self, other: &Number) -> Ordering {
        let (za, zb) = (self.is_zero(), other.is_zero());
        if za || zb {
            let side = |n: &Number| if n.negative { Ordering::Less } else { Ordering::Greater };
            return match (za, zb) {
                (true, true) => Ordering::Equal,
                (true, false) => side(other).reverse(),
                _ => side(self),
            };
        }
        if self.negative != other.negative {
            return if self.negative { Ordering::Less } else { Ordering::Greater };
        }
        let order = match (self.is_infinite(), other.is_infinite()) {
            (false, false) => self.compare_magnitudes(other),
            (a, b) => a.cmp(&b),
        };
        if self.negative { order.reverse() } else { order }
    }
}

impl Work {
    /// The result of an operation on a NaN, if one of the operands is: the first signaling one, or else the first.
    #[inline]
    pub(super) fn nan_of(&mut self, operands: &[&Number]) -> Option<Number> {
        if operands.iter().all(|n| !n.is_nan()) {
            return None;
        }
        self.nan_among(operands)
    }

    #[cold]
    fn nan_among(&mut self, operands: &[&Number]) -> Option<Number> {
        let signaling = operands.iter().find(|n| n.kind == Kind::Signaling);
        if signaling.is_some() {
            self.status |= INVALID_OPERATION;
        }
        let n = signaling.or_else(|| operands.iter().find(|n| n.is_nan()))?;
        let quiet = Number { kind: Kind::Quiet, ..(*n).clone() };
        Some(self.fit_payload(quiet))
    }

    /// Cuts the payload of a NaN to what the precision leaves room for.
    pub(super) fn fit_payload(&self, mut n: Number) -> Number {
        let most = self.settings.most_payload();
        if n.digits() > most {
            n.coefficient = n.coefficient.low_digits(most as u64);
        }
        n
    }
}
