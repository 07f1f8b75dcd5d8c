//! Integers as bytes: `int.to_bytes` and `int.from_bytes`.

use super::int_text::Integer;
use super::text_buf::{OutOfMemory, reserve};
use alloc::vec::Vec;
use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, Sign, UBig};

/// Which byte comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// The least significant.
    Little,
    /// The most significant.
    Big,
}

/// Why an integer does not go into bytes; both are `OverflowError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToBytesError {
    /// More bytes are needed.
    TooBig,
    /// It is negative and the bytes are unsigned.
    Negative,
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for ToBytesError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl ToBytesError {
    /// CPython's message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::TooBig => "int too big to convert",
            Self::Negative => "can't convert negative int to unsigned",
            Self::OutOfMemory => "out of memory",
        }
    }
}

/// `value.to_bytes(length, order, signed=signed)`.
///
/// # Errors
/// See [`ToBytesError`].
pub fn to_bytes(value: &IBig, length: usize, order: ByteOrder, signed: bool) -> Result<Vec<u8>, ToBytesError> {
    let negative = value.sign() == Sign::Negative;
    if negative && !signed {
        return Err(ToBytesError::Negative);
    }
    let magnitude = value.clone().unsigned_abs().to_le_bytes();
    let significant = magnitude.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    if significant > length {
        return Err(ToBytesError::TooBig);
    }
    let mut out = Vec::new();
    reserve(&mut out, length)?;
    out.extend_from_slice(magnitude.get(..significant).unwrap_or(&[]));
    out.resize(length, 0);
    if negative {
        // Two's complement: invert and add one.
        let mut carry = true;
        for byte in &mut out {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    // The top bit has to be the sign.
    if signed && !value.is_zero() && out.last().is_none_or(|top| (top & 0x80 != 0) != negative) {
        return Err(ToBytesError::TooBig);
    }
    if order == ByteOrder::Big {
        out.reverse();
    }
    Ok(out)
}

/// `int.from_bytes(bytes, order, signed=signed)`.
#[must_use]
pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> Integer {
    let magnitude = match order {
        ByteOrder::Little => UBig::from_le_bytes(bytes),
        ByteOrder::Big => UBig::from_be_bytes(bytes),
    };
    let top = if order == ByteOrder::Little { bytes.last() } else { bytes.first() };
    let mut value = IBig::from(magnitude);
    if signed && top.is_some_and(|top| top & 0x80 != 0) {
        value -= IBig::ONE << bytes.len().saturating_mul(8);
    }
    Integer::from(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ByteOrder::{Big, Little};

    #[test]
    fn both_ways() {
        for value in [0i64, 1, -1, 127, 128, -128, -129, 255, 256, 65535, -32768, i64::MAX, i64::MIN] {
            for order in [Little, Big] {
                for length in 0..10 {
                    for signed in [false, true] {
                        let Ok(bytes) = to_bytes(&IBig::from(value), length, order, signed) else { continue };
                        assert_eq!(bytes.len(), length);
                        assert_eq!(from_bytes(&bytes, order, signed), Integer::Small(value));
                    }
                }
            }
        }
    }

    #[test]
    fn limits() {
        let bytes = |value: i64, length, signed| to_bytes(&IBig::from(value), length, Little, signed);
        assert_eq!(bytes(300, 1, false), Err(ToBytesError::TooBig));
        assert_eq!(bytes(-1, 1, false), Err(ToBytesError::Negative));
        assert_eq!(bytes(-129, 1, true), Err(ToBytesError::TooBig));
        assert_eq!(bytes(128, 1, true), Err(ToBytesError::TooBig));
        assert_eq!(bytes(-128, 1, true), Ok(alloc::vec![0x80]));
        assert_eq!(bytes(-1, 0, true), Err(ToBytesError::TooBig));
        assert_eq!(bytes(0, 0, true), Ok(Vec::new()));
        assert_eq!(bytes(-2, 3, true), Ok(alloc::vec![0xfe, 0xff, 0xff]));
        assert_eq!(to_bytes(&IBig::from(258), 3, Big, false), Ok(alloc::vec![0, 1, 2]));
        assert_eq!(from_bytes(&[], Big, true), Integer::Small(0));
    }
}
