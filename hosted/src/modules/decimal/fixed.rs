//! Logarithms and exponentials of binary fixed-point numbers, for the correctly rounded functions.
//!
//! `x` at `bits` stands for x / 2^bits. Results are less than [`ERROR`] units of the last place off.

use std::cell::RefCell;

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};

use super::powers::{self, MOST_KEPT_BITS};

/// A bound of the error of the functions here, in units of the last place.
pub(super) const ERROR: u32 = 1 << 10;

thread_local! {
    /// ln(10) with the most bits that were asked for, but not more than [`MOST_KEPT_BITS`].
    static LN10: RefCell<(usize, UBig)> = const { RefCell::new((0, UBig::ZERO)) };
}

/// ln(10) at `bits`, at most two units off.
pub(super) fn ln10(bits: usize) -> UBig {
    LN10.with(|kept| {
        let (have, value) = &*kept.borrow();
        if *have >= bits { Some(value >> (have - bits)) } else { None }
    })
    .unwrap_or_else(|| {
        // Somewhat more, as the next one who asks may want a few bits more.
        let more = bits + 64 + bits / 8;
        let work = more + 32;
        let part = |n: u64, times: u64| inverse_tangent(n, work) * times;
        // 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161)
        let value = (part(31, 46) + part(49, 34) + part(161, 20)) >> (work - more);
        let result = &value >> (more - bits);
        if more <= MOST_KEPT_BITS {
            LN10.with(|kept| *kept.borrow_mut() = (more, value));
        }
        result
    })
}

/// The hyperbolic arc tangent of 1/n at `bits`, by splitting the sum of 1 / ((2k + 1) n^(2k)) in halves.
fn inverse_tangent(n: u64, bits: usize) -> UBig {
    struct Part {
        odd: UBig,
        power: UBig,
        sum: UBig,
    }
    // The depth is the logarithm of the number of terms.
    fn split(from: u64, to: u64, square: u64) -> Part {
        if to - from == 1 {
            return Part { odd: UBig::from(2 * from + 1), power: UBig::from(square), sum: UBig::from(square) };
        }
        let middle = from + (to - from) / 2;
        let (l, r) = (split(from, middle, square), split(middle, to, square));
        Part { sum: l.sum * &r.odd * &r.power + &l.odd * r.sum, odd: l.odd * r.odd, power: l.power * r.power }
    }
    let terms = bits as u64 / (2 * u64::from(n.ilog2())) + 2;
    let Part { odd, power, sum } = split(0, terms, n * n);
    (sum << bits) / (odd * power * n)
}

/// e^x at `bits`, for 0 <= x < 4.
pub(super) fn exp(x: &UBig, bits: usize) -> UBig {
    // The series of x / 2^halvings, squared so often. A squaring doubles the relative error.
    let halvings = (bits as f64).sqrt() as usize + 1;
    let work = bits + halvings + 16 + 2 * (bits.ilog2() as usize + 1);
    let x = (x << (work - bits)) >> halvings;
    let one = UBig::ONE << work;
    let mut sum = &one + &x;
    let mut term = x.clone();
    let mut n = 2u64;
    while !term.is_zero() {
        term = ((term * &x) >> work) / n;
        sum += &term;
        n += 1;
    }
    for _ in 0..halvings {
        sum = (&sum * &sum) >> work;
    }
    sum >> (work - bits)
}

/// ln(x) at `bits`, for 1 <= x < 16.
pub(super) fn ln(x: &UBig, bits: usize) -> UBig {
    const START: usize = 48;
    let top = if bits > 60 { x >> (bits - 60) } else { x << (60 - bits) };
    let about = (u64::try_from(top).unwrap_or(0) as f64 / (1u64 << 60) as f64).ln();
    let mut y = IBig::from((about * (1u64 << START) as f64) as u64);
    let mut have = START;
    // Each step triples the bits that are right: y + 2 (x - e^y) / (x + e^y). The first guess has a few less than it has bits.
    while have < bits {
        let next = (3 * have - 24).min(bits);
        y <<= next - have;
        have = next;
        let x = IBig::from(x >> (bits - have));
        let e = IBig::from(exp(&UBig::try_from(y.clone()).unwrap_or(UBig::ZERO), have));
        y += ((&x - &e) << (have + 1)) / (&x + &e);
        if y < IBig::ZERO {
            y = IBig::ZERO;
        }
    }
    if have > bits {
        y >>= have - bits;
    }
    UBig::try_from(y).unwrap_or(UBig::ZERO)
}

/// The first `digits` decimal digits of `x` at `bits`, which is less than `error` units off, and the exponent of the last of them; `None` if they are not
/// certain.
pub(super) fn cut(x: &UBig, error: u32, bits: usize, digits: u64) -> Option<(UBig, i64)> {
    let error = UBig::from(error);
    if *x <= error {
        return None;
    }
    // The place of the first digit: right, or one too high.
    let high = x.bit_len() as f64 * std::f64::consts::LOG10_2;
    let mut place = (high - bits as f64 * std::f64::consts::LOG10_2).ceil() as i64;
    for _ in 0..3 {
        let k = digits as i64 - place;
        let scaled = |x: UBig| {
            if k >= 0 { powers::times_ten(&x, k as u64) >> bits } else { (x >> bits) / powers::power(k.unsigned_abs()) }
        };
        let (low, high) = (scaled(x - &error), scaled(x + &error));
        if low != high {
            return None;
        }
        let have = super::coefficient::Coefficient::from(low.clone()).digits();
        if have == digits {
            return Some((low, -k));
        }
        place += have as i64 - digits as i64;
    }
    None
}
