//! Coefficients: non-negative integers whose decimal digits matter.
//!
//! Those of at most 38 digits are machine words, longer ones big numbers. Whatever makes a coefficient longer than its operands asks first whether there
//! is [`room`]: the crate of big numbers ends the process when memory is out.

use std::cmp::Ordering;

use dashu_int::UBig;
use dashu_int::ops::{BitTest, DivRem};

use super::powers;

/// The most digits of a coefficient that is kept in words.
pub(super) const WIDE_DIGITS: u64 = 38;
/// The least number of more digits.
const WIDE_END: u128 = powers::WIDE[38];
const TEN_19: u128 = powers::WIDE[19];
const LARGEST_WORD: u128 = u64::MAX as u128;
/// The most digits of any coefficient: about one GiB, as for integers.
pub(super) const MOST_DIGITS: u64 = 2_585_827_972;

/// A number of 128 bits that does not ask for more alignment than an object has.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed(8))]
pub(super) struct Wide(u128);

/// A non-negative integer.
#[derive(Clone, Debug)]
pub(super) enum Coefficient {
    /// At most 38 digits.
    Small(Wide),
    /// More digits.
    Big(UBig),
}

use Coefficient::{Big, Small};

/// Memory for so many digits is not to be had.
#[derive(Debug)]
pub(super) struct NoRoom;

/// What a cut leaves behind, in parts of the last digit that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// Nothing.
    Zero,
    /// Less than a half.
    Less,
    /// A half.
    Half,
    /// More than a half.
    More,
}

impl Rest {
    /// Of a remainder that is compared with a half.
    pub(super) fn of(is_zero: bool, with_half: Ordering) -> Rest {
        match with_half {
            _ if is_zero => Rest::Zero,
            Ordering::Less => Rest::Less,
            Ordering::Equal => Rest::Half,
            Ordering::Greater => Rest::More,
        }
    }
}

/// Refuses what memory cannot hold.
pub(super) fn room(digits: u64) -> Result<(), NoRoom> {
    if digits > MOST_DIGITS {
        return Err(NoRoom);
    }
    // Several numbers of that size are alive at a time.
    let bytes = digits as usize / 2 * 4;
    if bytes > 1 << 20 && Vec::<u8>::new().try_reserve_exact(bytes).is_err() {
        return Err(NoRoom);
    }
    Ok(())
}

/// Decimal digits of a number; zero has one.
#[inline]
pub(super) fn digits_of(n: u128) -> u64 {
    if let Ok(n) = u64::try_from(n) {
        let about = ((64 - (n | 1).leading_zeros()) * 1233) >> 12;
        return u64::from(about) + u64::from(n | 1 >= powers::WIDE[about as usize] as u64 || about == 0);
    }
    let about = ((128 - n.leading_zeros()) * 1233) >> 12;
    u64::from(about) + u64::from(n >= powers::WIDE[about as usize])
}

/// Quotient and remainder by a power of ten below 10^39.
#[inline]
pub(super) fn split_wide(n: u128, k: u64) -> (u128, u128) {
    let p = powers::WIDE[k as usize];
    match (u64::try_from(n), u64::try_from(p)) {
        (Ok(n), Ok(p)) => (u128::from(n / p), u128::from(n % p)),
        (Ok(n), Err(_)) => (0, u128::from(n)),
        _ => {
            let q = n / p;
            (q, n - q * p)
        }
    }
}

impl From<u128> for Coefficient {
    #[inline]
    fn from(n: u128) -> Coefficient {
        if n < WIDE_END { Small(Wide(n)) } else { Big(UBig::from(n)) }
    }
}

impl From<UBig> for Coefficient {
    fn from(n: UBig) -> Coefficient {
        match u128::try_from(&n) {
            Ok(n) if n < WIDE_END => Small(Wide(n)),
            _ => Big(n),
        }
    }
}

impl Coefficient {
    /// Zero.
    pub(super) const ZERO: Coefficient = Small(Wide(0));
    /// One.
    pub(super) const ONE: Coefficient = Small(Wide(1));

    /// The number, if it has at most 38 digits.
    #[inline]
    pub(super) fn small(&self) -> Option<u128> {
        match self {
            Small(n) => Some(n.0),
            Big(_) => None,
        }
    }

    /// The number as a big one.
    pub(super) fn big(&self) -> UBig {
        match self {
            Small(n) => UBig::from(n.0),
            Big(n) => n.clone(),
        }
    }

    #[inline]
    pub(super) fn is_zero(&self) -> bool {
        self.small() == Some(0)
    }

    #[inline]
    pub(super) fn is_odd(&self) -> bool {
        match self {
            Small(n) => n.0 & 1 == 1,
            Big(n) => n.bit(0),
        }
    }

    /// Decimal digits; zero has one.
    #[inline]
    pub(super) fn digits(&self) -> u64 {
        match self {
            Small(n) => digits_of(n.0),
            Big(n) => big_digits(n),
        }
    }

    /// The last digit.
    pub(super) fn last_digit(&self) -> u8 {
        match self {
            Small(n) => (n.0 % 10) as u8,
            Big(n) => n % 10u8,
        }
    }

    /// Bytes of the number, for what is counted outside of the heap.
    #[inline]
    pub(super) fn bytes(&self) -> usize {
        match self {
            Small(_) => 0,
            Big(n) => n.bit_len() / 8,
        }
    }

    #[inline]
    pub(super) fn compare(&self, other: &Coefficient) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => {
                let (a, b) = (a.0, b.0);
                a.cmp(&b)
            }
            (Small(_), Big(_)) => Ordering::Less,
            (Big(_), Small(_)) => Ordering::Greater,
            (Big(a), Big(b)) => a.cmp(b),
        }
    }

    #[inline]
    pub(super) fn add(&self, other: &Coefficient) -> Coefficient {
        match (self, other) {
            // Twice 38 digits fit 128 bits.
            (Small(a), Small(b)) => (a.0 + b.0).into(),
            (Big(a), Big(b)) => Big(a + b),
            (Big(a), Small(b)) | (Small(b), Big(a)) => Big(a + UBig::from(b.0)),
        }
    }

    /// The difference from one that is not greater.
    pub(super) fn sub(&self, other: &Coefficient) -> Coefficient {
        match (self, other) {
            (Small(a), Small(b)) => a.0.saturating_sub(b.0).into(),
            (Big(a), Big(b)) if a >= b => (a - b).into(),
            (Big(a), Small(b)) => (a - UBig::from(b.0)).into(),
            _ => Coefficient::ZERO,
        }
    }

    pub(super) fn mul(&self, other: &Coefficient) -> Result<Coefficient, NoRoom> {
        match (self, other) {
            (Small(a), Small(b)) => {
                let (a, b) = (a.0, b.0);
                match a.checked_mul(b) {
                    Some(n) => Ok(n.into()),
                    None => Ok(Big(UBig::from(a) * UBig::from(b))),
                }
            }
            (Big(a), Big(b)) => {
                room((a.bit_len() as u64 + b.bit_len() as u64) / 3)?;
                Ok(Big(a * b))
            }
            (Big(_), Small(n)) | (Small(n), Big(_)) if n.0 == 0 => Ok(Coefficient::ZERO),
            (Big(a), Small(n)) | (Small(n), Big(a)) => Ok(Big(match u64::try_from(n.0) {
                Ok(n) => a * n,
                Err(_) => a * UBig::from(n.0),
            })),
        }
    }

    /// Quotient and remainder by one that is not zero.
    pub(super) fn div_rem(&self, other: &Coefficient) -> (Coefficient, Coefficient) {
        match (self, other) {
            (Small(a), Small(b)) => {
                let (a, b) = (a.0, b.0);
                match (u64::try_from(a), u64::try_from(b)) {
                    (Ok(a), Ok(b)) => (u128::from(a / b).into(), u128::from(a % b).into()),
                    _ => {
                        let q = a / b;
                        (q.into(), (a - q * b).into())
                    }
                }
            }
            (Small(_), Big(_)) => (Coefficient::ZERO, self.clone()),
            (Big(a), _) => {
                let (q, r) = match other {
                    Big(b) => a.div_rem(b),
                    Small(b) => a.div_rem(UBig::from(b.0)),
                };
                (q.into(), r.into())
            }
        }
    }

    /// Times 10^k.
    pub(super) fn shift_left(&self, k: u64) -> Result<Coefficient, NoRoom> {
        if k == 0 || self.is_zero() {
            return Ok(self.clone());
        }
        if let (Small(n), true) = (self, k < WIDE_DIGITS)
            && let Some(n) = n.0.checked_mul(powers::WIDE[k as usize])
        {
            return Ok(n.into());
        }
        room(self.digits().saturating_add(k))?;
        Ok(Big(powers::times_ten(&self.big(), k)))
    }

    /// Without the last k digits, and what they were.
    pub(super) fn shift_right(&self, k: u64) -> (Coefficient, Rest) {
        if k == 0 {
            return (self.clone(), Rest::Zero);
        }
        match self {
            Small(n) => {
                let n = n.0;
                if k > WIDE_DIGITS {
                    return (Coefficient::ZERO, if n == 0 { Rest::Zero } else { Rest::Less });
                }
                let (q, r) = split_wide(n, k);
                (Small(Wide(q)), Rest::of(r == 0, (2 * r).cmp(&powers::WIDE[k as usize])))
            }
            Big(n) => {
                if k > self.digits() {
                    return (Coefficient::ZERO, Rest::Less);
                }
                let (q, rest) = powers::by_ten(n, k);
                (q.into(), rest)
            }
        }
    }

    /// The last k digits.
    pub(super) fn low_digits(&self, k: u64) -> Coefficient {
        match self {
            Small(_) if k > WIDE_DIGITS => self.clone(),
            Small(n) => Small(Wide(split_wide(n.0, k).1)),
            Big(_) if k >= self.digits() => self.clone(),
            Big(n) => (n % powers::power(k)).into(),
        }
    }

    /// How many zeros end it; none end zero.
    pub(super) fn trailing_zeros(&self) -> u64 {
        self.trailing_zeros_up_to(u64::MAX)
    }

    /// How many zeros end it, but no more than `most`.
    pub(super) fn trailing_zeros_up_to(&self, most: u64) -> u64 {
        match self {
            Small(n) => {
                // There are as many binary ones at least.
                let mut n = n.0;
                let most = most.min(u64::from(n.trailing_zeros()));
                let mut count = 0;
                if n == 0 {
                    return 0;
                }
                while count < most {
                    let (q, r) = split_wide(n, 1);
                    if r != 0 {
                        break;
                    }
                    n = q;
                    count += 1;
                }
                count
            }
            Big(n) => {
                // Found by halves, so that few divisions are by large powers.
                let most = (n.trailing_zeros().unwrap_or(0) as u64).min(self.digits()).min(most);
                let (mut left, mut count, mut step) = (n.clone(), 0, most.next_power_of_two());
                while step > 0 {
                    if count + step <= most {
                        let (q, r) = (&left).div_rem(powers::power(step));
                        if r.is_zero() {
                            (left, count) = (q, count + step);
                        }
                    }
                    step /= 2;
                }
                count
            }
        }
    }

    /// Whether it is a power of ten.
    pub(super) fn is_power_of_ten(&self) -> bool {
        match self {
            Small(n) => powers::WIDE[digits_of(n.0) as usize - 1] == { n.0 },
            Big(n) => {
                let k = self.digits() - 1;
                n.trailing_zeros() == Some(k as usize) && *n == powers::power(k)
            }
        }
    }

    /// 10^k - 1, or 0 for no digits.
    pub(super) fn nines(k: u64) -> Result<Coefficient, NoRoom> {
        Ok(Coefficient::ONE.shift_left(k)?.sub(&Coefficient::ONE))
    }

    /// The number that ASCII digits show; the empty text is zero.
    pub(super) fn parse(digits: &[u8]) -> Result<Coefficient, NoRoom> {
        let zeros = digits.iter().take_while(|d| **d == b'0').count();
        let digits = &digits[zeros..];
        if digits.len() as u64 <= WIDE_DIGITS {
            let mut n = 0u128;
            for part in digits.chunks(18) {
                let low = part.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0'));
                n = n * powers::WIDE[part.len()] + u128::from(low);
            }
            return Ok(n.into());
        }
        room(digits.len() as u64)?;
        let text = std::str::from_utf8(digits).unwrap_or("0");
        Ok(UBig::from_str_radix(text, 10).unwrap_or(UBig::ZERO).into())
    }

    /// Appends the decimal digits.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), NoRoom> {
        match self {
            Small(n) => {
                let mut room = [0; 40];
                let mut at = room.len();
                let mut left = n.0;
                // Machine words by 19 digits; all but the first word with their zeros.
                while left > LARGEST_WORD {
                    let high = left / TEN_19;
                    let mut low = (left - high * TEN_19) as u64;
                    for _ in 0..19 {
                        at -= 1;
                        room[at] = b'0' + (low % 10) as u8;
                        low /= 10;
                    }
                    left = high;
                }
                let mut low = left as u64;
                while low >= 100 {
                    let pair = (low % 100) as u8;
                    low /= 100;
                    at -= 2;
                    room[at] = b'0' + pair / 10;
                    room[at + 1] = b'0' + pair % 10;
                }
                if low >= 10 {
                    at -= 1;
                    room[at] = b'0' + (low % 10) as u8;
                    low /= 10;
                }
                at -= 1;
                room[at] = b'0' + low as u8;
                out.try_reserve(room.len() - at).map_err(|_| NoRoom)?;
                out.extend_from_slice(&room[at..]);
            }
            Big(n) => {
                room(self.digits())?;
                let text = n.to_string();
                out.try_reserve(text.len()).map_err(|_| NoRoom)?;
                out.extend_from_slice(text.as_bytes());
            }
        }
        Ok(())
    }
}

fn big_digits(n: &UBig) -> u64 {
    let words = n.as_words();
    let bits = n.bit_len();
    // The two highest words as a float say the logarithm to about 15 digits.
    let word = f64::from(2u32).powi(dashu_int::Word::BITS as i32);
    let high = words.iter().rev().take(2).fold(0.0, |x, w| x * word + *w as f64);
    let below = words.len().saturating_sub(2) * dashu_int::Word::BITS as usize;
    let log = high.log10() + below as f64 * std::f64::consts::LOG10_2;
    let whole = log.floor();
    let slack = 1e-9 + bits as f64 * 1e-15;
    let near = if log - whole < slack {
        whole
    } else if whole + 1.0 - log < slack {
        whole + 1.0
    } else {
        return whole as u64 + 1;
    };
    let power = powers::power(near as u64);
    near as u64 + u64::from(*n >= power)
}
