//! Numbers as bytes: the format characters that `struct`, `array` and `memoryview` share.

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
use crate::text::complex_math::Complex64;
use crate::text::int_text::Integer;
use crate::types::bytes_object::{Bytes, new_bytes};
use crate::types::complex_type::to_complex;
use crate::types::spec::UnaryOp;
use crate::types::{int_object, protocol};

/// Longest item in bytes.
pub const MOST_BYTES: usize = 16;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One byte as a byte string.
    Char,
    /// A truth value.
    Bool,
    /// An integer, two's complement.
    Signed,
    /// An integer without sign.
    Unsigned,
    /// A float of 2, 4 or 8 bytes.
    Float,
    /// Two floats.
    Complex,
    /// A character of four bytes (`array('w')`).
    Text,
}

/// The layout of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u8,
}

/// Why a value does not become an item.
#[derive(Debug)]
pub enum Unfit {
    /// An exception is pending.
    Raised(crate::native::Raised),
    /// The value is of another type.
    Type,
    /// The value does not fit.
    Range,
}

impl From<crate::native::Raised> for Unfit {
    fn from(r: crate::native::Raised) -> Unfit {
        Unfit::Raised(r)
    }
}

impl Item {
    /// The native layout of a format character; `None` for what is no single item.
    pub const fn native(code: u8) -> Option<Item> {
        let word = size_of::<usize>() as u8;
        let long = size_of::<core::ffi::c_long>() as u8;
        let (kind, size) = match code {
            b'c' => (Kind::Char, 1),
            b'?' => (Kind::Bool, 1),
            b'b' => (Kind::Signed, 1),
            b'B' => (Kind::Unsigned, 1),
            b'h' => (Kind::Signed, 2),
            b'H' => (Kind::Unsigned, 2),
            b'i' => (Kind::Signed, 4),
            b'I' => (Kind::Unsigned, 4),
            b'l' => (Kind::Signed, long),
            b'L' => (Kind::Unsigned, long),
            b'q' => (Kind::Signed, 8),
            b'Q' => (Kind::Unsigned, 8),
            b'n' => (Kind::Signed, word),
            b'N' | b'P' => (Kind::Unsigned, word),
            b'e' => (Kind::Float, 2),
            b'f' => (Kind::Float, 4),
            b'd' => (Kind::Float, 8),
            b'F' => (Kind::Complex, 8),
            b'D' => (Kind::Complex, 16),
            _ => return None,
        };
        Some(Item { kind, size })
    }

    /// The layout of a format character in the standard sizes.
    pub const fn standard(code: u8) -> Option<Item> {
        match code {
            b'l' => Some(Item { kind: Kind::Signed, size: 4 }),
            b'L' => Some(Item { kind: Kind::Unsigned, size: 4 }),
            b'n' | b'N' | b'P' => None,
            _ => Item::native(code),
        }
    }

    /// Bytes.
    pub const fn bytes(self) -> usize {
        self.size as usize
    }

    /// The smallest and the largest integer.
    pub const fn range(self) -> (i128, i128) {
        let bits = self.size as u32 * 8;
        if matches!(self.kind, Kind::Signed) { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
    }
}

/// The bytes of an item as a number.
fn word(bytes: &[u8], little: bool) -> u64 {
    let step = |n: u64, b: &u8| n << 8 | u64::from(*b);
    if little { bytes.iter().rev().fold(0, step) } else { bytes.iter().fold(0, step) }
}

/// Writes the low bytes of a number.
fn put_word(out: &mut [u8], n: u64, little: bool) {
    let all = n.to_le_bytes();
    for (i, b) in all.iter().enumerate().take(out.len()) {
        let at = if little { i } else { out.len() - 1 - i };
        out[at] = *b;
    }
}

fn float(bytes: &[u8], little: bool) -> f64 {
    let n = word(bytes, little);
    match bytes.len() {
        2 => half_to_f64(n as u16),
        4 => f64::from(f32::from_bits(n as u32)),
        _ => f64::from_bits(n),
    }
}

/// Writes a float; `false` when it is too large for its size. In four bytes it is written as an infinity then.
fn put_float(out: &mut [u8], x: f64, little: bool) -> bool {
    let n = match out.len() {
        2 => match f64_to_half(x) {
            Some(h) => u64::from(h),
            None => return false,
        },
        4 => {
            let y = x as f32;
            put_word(out, u64::from(y.to_bits()), little);
            return y.is_finite() || !x.is_finite();
        }
        _ => x.to_bits(),
    };
    put_word(out, n, little);
    true
}

/// The value of an IEEE 754 half.
pub fn half_to_f64(h: u16) -> f64 {
    let (exponent, fraction) = (i32::from(h >> 10 & 0x1f), f64::from(h & 0x3ff));
    let x = match exponent {
        0 => libm::ldexp(fraction, -24),
        31 if h & 0x3ff == 0 => f64::INFINITY,
        31 => f64::from_bits(0x7ff0_0000_0000_0000 | u64::from(h & 0x3ff) << 42),
        e => libm::ldexp(fraction + 1024.0, e - 25),
    };
    libm::copysign(x, if h & 0x8000 == 0 { 1.0 } else { -1.0 })
}

/// The nearest IEEE 754 half, ties to even; `None` when that is too large.
pub fn f64_to_half(x: f64) -> Option<u16> {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    let size = x.abs();
    if x.is_nan() {
        let kept = (x.to_bits() >> 42 & 0x3ff) as u16;
        return Some(sign | 0x7c00 | if kept == 0 { 0x200 } else { kept });
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // The step between halves of this size is 2^(e-11), and no smaller than 2^-24.
    let (_, e) = libm::frexp(size);
    let step = if size == 0.0 { -24 } else { (e - 11).max(-24) };
    let mut steps = libm::rint(libm::ldexp(size, -step)) as u32;
    let mut step = step;
    if steps == 2048 {
        (steps, step) = (1024, step + 1);
    }
    if steps < 1024 {
        return Some(sign | steps as u16);
    }
    let exponent = u16::try_from(step + 25).ok()?;
    if exponent >= 31 { None } else { Some(sign | exponent << 10 | (steps - 1024) as u16) }
}

/// The value of an item; `bytes` are exactly its bytes.
pub fn unpack(th: &mut Thread, item: Item, bytes: &[u8], little: bool) -> R<Obj> {
    match item.kind {
        Kind::Char => new_bytes(th, bytes),
        Kind::Bool => Ok(Obj::from_bool(bytes.iter().any(|b| *b != 0))),
        Kind::Signed => {
            let unused = 64 - 8 * bytes.len() as u32;
            th.int(((word(bytes, little) << unused) as i64) >> unused)
        }
        Kind::Unsigned => {
            let n = word(bytes, little);
            match i64::try_from(n) {
                Ok(i) => th.int(i),
                Err(_) => th.big(dashu_int::IBig::from(n)),
            }
        }
        Kind::Float => th.float(float(bytes, little)),
        Kind::Complex => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            th.complex(Complex64::new(float(re, little), float(im, little)))
        }
        Kind::Text => match char::from_u32(word(bytes, little) as u32) {
            Some(c) => th.str(c.encode_utf8(&mut [0; 4])),
            None => Err(th.value_error(format_args!("character U+{:x} is not in range [U+0000; U+10ffff]", word(bytes, little)))),
        },
    }
}

/// Writes a value as an item into exactly its bytes.
pub fn pack(th: &mut Thread, item: Item, v: &Obj, out: &mut [u8], little: bool) -> Result<(), Unfit> {
    match item.kind {
        Kind::Char => match v.get::<Bytes>() {
            Some(b) if b.as_slice().len() == 1 => {
                out.copy_from_slice(b.as_slice());
                Ok(())
            }
            Some(_) => Err(Unfit::Range),
            None => Err(Unfit::Type),
        },
        Kind::Bool => {
            let b = protocol::truth(th, v)?;
            put_word(out, u64::from(b), little);
            Ok(())
        }
        Kind::Signed | Kind::Unsigned => {
            let i = if int_object::is_int(v) {
                v.clone()
            } else {
                match protocol::unary_opt(th, UnaryOp::Index, v)? {
                    Some(i) if int_object::is_int(&i) => i,
                    Some(i) => return Err(Unfit::Raised(protocol::wrong_result(th, v, "__index__", "an int", &i))),
                    None => return Err(Unfit::Type),
                }
            };
            let n = match int_object::to_integer(&i) {
                Some(Integer::Small(i)) => i128::from(i),
                Some(Integer::Big(b)) => i128::try_from(&b).map_err(|_| Unfit::Range)?,
                None => return Err(Unfit::Type),
            };
            let (low, high) = item.range();
            if n < low || n > high {
                return Err(Unfit::Range);
            }
            put_word(out, n as u64, little);
            Ok(())
        }
        Kind::Float => {
            let x = protocol::to_f64(th, v)?;
            if put_float(out, x, little) { Ok(()) } else { Err(Unfit::Range) }
        }
        Kind::Complex => {
            let z = match to_complex(th, v) {
                Ok(z) => z,
                Err(e) => {
                    th.take_if(e, crate::object::Builtin::TypeError)?;
                    return Err(Unfit::Type);
                }
            };
            let (re, im) = out.split_at_mut(item.bytes() / 2);
            // Parts that are too large become infinities.
            put_float(re, z.re, little);
            put_float(im, z.im, little);
            Ok(())
        }
        Kind::Text => {
            let Some(s) = v.get::<crate::types::str_object::Str>() else { return Err(Unfit::Type) };
            let mut chars = s.as_str().chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => {
                    put_word(out, u64::from(u32::from(c)), little);
                    Ok(())
                }
                _ => Err(Unfit::Range),
            }
        }
    }
}

/// [`pack`] in the byte order of the machine, as C assigns: a float that is too large for four bytes becomes an infinity.
pub fn assign(th: &mut Thread, item: Item, v: &Obj, out: &mut [u8]) -> Result<(), Unfit> {
    match pack(th, item, v, out, cfg!(target_endian = "little")) {
        Err(Unfit::Range) if item.kind == Kind::Float && item.size == 4 => Ok(()),
        r => r,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        for h in (0..=u16::MAX).step_by(if cfg!(miri) { 97 } else { 1 }) {
            let x = half_to_f64(h);
            assert!(x.is_nan() || f64_to_half(x) == Some(h), "{h:x}");
        }
        assert_eq!(f64_to_half(65519.99), Some(0x7bff));
        assert_eq!(f64_to_half(65520.0), None);
        assert_eq!(f64_to_half(libm::ldexp(1.0, -25)), Some(0));
        assert_eq!(f64_to_half(1.0 / 3.0), Some(0x3555));
    }
}
