//! Powers of ten, and what is multiplied and divided by them.

use std::cell::RefCell;
use std::cmp::Ordering;

use dashu_int::UBig;
use dashu_int::ops::{BitTest, DivRem};

use super::coefficient::Rest;

/// The powers of ten that 128 bits hold.
pub(super) const WIDE: [u128; 39] = {
    let mut all = [1; 39];
    let mut i = 1;
    while i < all.len() {
        all[i] = all[i - 1] * 10;
        i += 1;
    }
    all
};

/// So many powers of five are kept; an operation at some precision asks for the same two or three again and again.
const KEPT: usize = 4;
/// Numbers of more bits are not kept.
pub(super) const MOST_KEPT_BITS: usize = 1 << 23;

thread_local! {
    /// Powers of five that were asked for last, the latest first.
    static FIVES: RefCell<Vec<(u64, UBig)>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f` on 5^k.
fn with_five<T>(k: u64, f: impl FnOnce(&UBig) -> T) -> T {
    FIVES.with(|kept| {
        let found = kept.borrow().iter().position(|(e, _)| *e == k);
        if let Some(at) = found {
            let mut kept = kept.borrow_mut();
            kept[..=at].rotate_right(1);
            return f(&kept[0].1);
        }
        let made = UBig::from(5u8).pow(k as usize);
        let result = f(&made);
        if made.bit_len() <= MOST_KEPT_BITS {
            let mut kept = kept.borrow_mut();
            kept.truncate(KEPT - 1);
            kept.insert(0, (k, made));
        }
        result
    })
}

/// 10^k. The caller has asked whether there is room.
pub(super) fn power(k: u64) -> UBig {
    match WIDE.get(k as usize) {
        Some(p) => UBig::from(*p),
        None => with_five(k, |five| five << k as usize),
    }
}

/// `n` times 10^k.
pub(super) fn times_ten(n: &UBig, k: u64) -> UBig {
    match WIDE.get(k as usize) {
        Some(p) => n * UBig::from(*p),
        None => with_five(k, |five| (n * five) << k as usize),
    }
}

/// `n` without its last k digits, and what they were.
pub(super) fn by_ten(n: &UBig, k: u64) -> (UBig, Rest) {
    if let Some(p) = WIDE.get(k as usize) {
        let p = UBig::from(*p);
        let (q, r) = n.div_rem(&p);
        let rest = Rest::of(r.is_zero(), (r << 1usize).cmp(&p));
        return (q, rest);
    }
    // Division by 2^k is a shift; what it cuts off comes after the remainder of the division by 5^k.
    let (low, high) = n.clone().split_bits(k as usize);
    with_five(k, |five| {
        let (q, r) = (&high).div_rem(five);
        // The whole remainder is r * 2^k + low, half of 10^k is 5^k * 2^(k-1).
        let order = match (&r << 1usize).cmp(five) {
            // 2r = 5^k has no solution, as a power of five is odd; 2r = 5^k - 1 is decided by the bits below.
            Ordering::Less if (&r << 1usize) + UBig::ONE == *five => low.cmp(&(UBig::ONE << (k as usize - 1))),
            other => other,
        };
        (q, Rest::of(r.is_zero() && low.is_zero(), order))
    })
}
