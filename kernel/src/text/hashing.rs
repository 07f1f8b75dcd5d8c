//! Hashes of numbers, text and tuples, as `hash()` gives them on a 64-bit CPython.
//!
//! Numbers that are equal hash alike whatever their type: a rational is taken modulo the prime 2^61 - 1. Text is hashed with a key, so that
//! nobody can choose colliding strings from outside.

use super::float_text;
use core::hash::Hasher;
use dashu_int::{IBig, Sign};
use siphasher::sip::SipHasher13;

/// `sys.hash_info.modulus`.
pub const MODULUS: u64 = (1 << 61) - 1;

/// `sys.hash_info.inf`.
pub const HASH_INFINITY: i64 = 314_159;

/// -1 is CPython's sign of an error, so no hash is -1.
const fn no_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

fn signed(residue: u64, negative: bool) -> i64 {
    // A residue has 61 bits.
    let hash = i64::try_from(residue).unwrap_or(0);
    no_minus_one(if negative { -hash } else { hash })
}

/// Reduces modulo 2^61 - 1.
fn reduce(value: u128) -> u64 {
    u64::try_from(value % u128::from(MODULUS)).unwrap_or(0)
}

/// `hash(n)` of a small integer.
#[must_use]
#[inline(always)]
pub fn hash_i64(value: i64) -> i64 {
    // Most integers are their own hash, without a division.
    if value.unsigned_abs() < MODULUS && value != -1 {
        return value;
    }
    signed(value.unsigned_abs() % MODULUS, value < 0)
}

/// `hash(n)` of any integer.
#[must_use]
pub fn hash_big(value: &IBig) -> i64 {
    let (sign, words) = value.as_sign_words();
    let word_bits = dashu_int::Word::BITS;
    let residue = words.iter().rev().fold(0, |residue, word| reduce(u128::from(residue) << word_bits | u128::from(*word)));
    signed(residue, sign == Sign::Negative)
}

/// `hash(x)` of a float; `None` for NaN, which hashes by identity.
#[must_use]
pub fn hash_f64(x: f64) -> Option<i64> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { HASH_INFINITY } else { -HASH_INFINITY });
    }
    let (mantissa, exponent) = float_text::decompose(x)?;
    // 2^61 is 1 modulo 2^61 - 1, so powers of two repeat, the negative ones as well.
    let shift = exponent.rem_euclid(61);
    let residue = reduce(u128::from(mantissa.unsigned_abs()) << shift);
    Some(signed(residue, mantissa < 0))
}

/// `hash()` of a str (its UTF-8) or of bytes: SipHash-1-3, and 0 for nothing.
///
/// It is CPython's for bytes and ASCII text under the same key, and differs for other text, which CPython does not keep as UTF-8.
#[must_use]
pub fn hash_bytes(bytes: &[u8], key: &[u8; 16]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut hasher = SipHasher13::new_with_key(key);
    hasher.write(bytes);
    no_minus_one(hasher.finish().cast_signed())
}

/// SipHash-1-3 with the halves of the key as two numbers, the second being 0: what names a source text in files of compiled code.
#[must_use]
pub fn keyed_hash(bytes: &[u8], key: u64) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(key, 0);
    hasher.write(bytes);
    hasher.finish()
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// Combines the hashes of a tuple's elements: CPython's simplification of xxHash.
#[derive(Clone, Copy, Debug)]
pub struct TupleHasher {
    state: u64,
    len: u64,
}

impl Default for TupleHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl TupleHasher {
    /// Before the first element.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: PRIME_5, len: 0 }
    }

    /// Adds an element's hash.
    pub const fn add(&mut self, hash: i64) {
        let mixed = self.state.wrapping_add(hash.cast_unsigned().wrapping_mul(PRIME_2));
        self.state = mixed.rotate_left(31).wrapping_mul(PRIME_1);
        self.len += 1;
    }

    /// The tuple's hash.
    #[must_use]
    pub const fn finish(&self) -> i64 {
        Self::valid(self.state.wrapping_add(self.len ^ (PRIME_5 ^ 3_527_539)))
    }

    /// The hash of what always has as many elements: a slice's three.
    #[must_use]
    pub const fn finish_fixed(&self) -> i64 {
        Self::valid(self.state)
    }

    const fn valid(hash: u64) -> i64 {
        if hash == u64::MAX { 1_546_275_796 } else { hash.cast_signed() }
    }
}

/// `hash()` of a tuple from its elements' hashes.
pub fn hash_tuple(hashes: impl IntoIterator<Item = i64>) -> i64 {
    let mut hasher = TupleHasher::new();
    for hash in hashes {
        hasher.add(hash);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, hash) in [
            ("0", 0),
            ("1", 1),
            ("-1", -2),
            ("-2", -2),
            ("2305843009213693951", 0),
            ("2305843009213693952", 1),
            ("-2305843009213693951", 0),
            ("-2305843009213693952", -2),
            ("9223372036854775807", 3),
            ("-9223372036854775808", -4),
            ("18446744073709551616", 8),
            ("10000000000000000000000000000000000000000", 1388497483929617590),
            ("-10000000000000000000000000000000000000000", -1388497483929617590),
            ("5316911983139663491615228241121378303", 0),
            ("28467197388408726740474534600191833390", 0),
        ] {
            let value = IBig::from_str_radix(text, 10).unwrap();
            assert_eq!(hash_big(&value), hash, "{text}");
            if let Ok(small) = i64::try_from(&value) {
                assert_eq!(hash_i64(small), hash, "{text}");
            }
        }
        for (x, hash) in [
            (0.0, 0),
            (-0.0, 0),
            (1.0, 1),
            (-1.0, -2),
            (0.5, 1152921504606846976),
            (-1.5, -1152921504606846977),
            (1e+22, 1864712049423028464),
            (1e+300, 1224995262755759164),
            (5e-324, 16777216),
            (0.1, 230584300921369408),
            (-2.305843009213694e+18, -2),
            (1.7976931348623157e+308, 2234066890152476671),
            (-1e-05, -2170758078822671208),
        ] {
            assert_eq!(hash_f64(x), Some(hash), "{x}");
        }
        assert_eq!(hash_f64(f64::NEG_INFINITY), Some(-314_159));
        assert_eq!(hash_f64(f64::NAN), None);
    }

    #[test]
    fn tuples() {
        assert_eq!(hash_tuple([]), 5740354900026072187);
        assert_eq!(hash_tuple([1]), -6644214454873602895);
        assert_eq!(hash_tuple([1, 2, 3]), 529344067295497451);
        assert_eq!(hash_tuple([-2, 0]), 2575514064802888272);
        assert_eq!(hash_tuple([549755813888, -5]), 6141552649742586129);
    }

    #[test]
    fn text() {
        // CPython's key for PYTHONHASHSEED=0 is all zeros.
        assert_eq!(hash_bytes(b"", &[0; 16]), 0);
        assert_eq!(hash_bytes(b"a", &[0; 16]), 4644417185603328019);
        assert_eq!(hash_bytes(b"hello", &[0; 16]), -2096571579003691106);
        assert_eq!(hash_bytes(b"exactly8", &[0; 16]), -7020876967557843569);
        assert_eq!(hash_bytes(b"somewhat longer than that", &[0; 16]), -5782731898576231035);
    }
}
