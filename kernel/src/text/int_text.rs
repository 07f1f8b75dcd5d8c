//! Text of integers: `int()` with a base, and digits in base 2 to 36.
//!
//! Python refuses decimal conversions of more than `sys.get_int_max_str_digits()` digits, since they take quadratic time; the limit is an
//! argument here (zero for none).

use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode;
use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign, UBig};

/// CPython's default limit on decimal digits.
pub const DEFAULT_MAX_DIGITS: usize = 4300;

/// An integer, small if it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integer {
    /// Fits in 64 bits.
    Small(i64),
    /// Does not.
    Big(IBig),
}

impl From<IBig> for Integer {
    fn from(value: IBig) -> Self {
        match i64::try_from(&value) {
            Ok(small) => Self::Small(small),
            Err(_) => Self::Big(value),
        }
    }
}

impl From<Integer> for IBig {
    fn from(value: Integer) -> Self {
        match value {
            Integer::Small(small) => Self::from(small),
            Integer::Big(big) => big,
        }
    }
}

/// Why a text is no integer, or an integer gets no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntTextError {
    /// The base is neither 0 nor in 2..=36.
    Base,
    /// Not an integer in that base, which is the one shown in the message.
    Invalid(u32),
    /// A text of that many digits is over the limit.
    TooManyDigits {
        /// How many the text has.
        digits: usize,
        /// How many there may be.
        limit: usize,
    },
    /// An integer is over the limit.
    TooLarge {
        /// How many digits there may be.
        limit: usize,
    },
    /// `MemoryError`; all others are `ValueError`.
    OutOfMemory,
}

impl From<OutOfMemory> for IntTextError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl IntTextError {
    /// CPython's message; `shown` is the `repr` of what was parsed (of a str or of bytes), of which 200 characters are shown.
    pub fn message(&self, shown: &str) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        match self {
            Self::Base => out.push_str("int() base must be >= 2 and <= 36, or 0")?,
            Self::Invalid(base) => {
                out.push_fmt(format_args!("invalid literal for int() with base {base}: "))?;
                let end = shown.char_indices().nth(200).map_or(shown.len(), |(at, _)| at);
                out.push_str(shown.get(..end).unwrap_or(shown))?;
            }
            Self::TooManyDigits { digits, limit } => out.push_fmt(format_args!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use \
                 sys.set_int_max_str_digits() to increase the limit"
            ))?,
            Self::TooLarge { limit } => out.push_fmt(format_args!(
                "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
            ))?,
            Self::OutOfMemory => out.push_str("out of memory")?,
        }
        Ok(out)
    }
}

/// Parses what `int(text, base)` accepts: white space around, a sign, a prefix that suits the base, digits of any script, underscores.
///
/// # Errors
/// See [`IntTextError`]; `max_digits` is the limit for bases that are no power of two, zero for none.
pub fn parse(text: &str, base: u32, max_digits: usize) -> Result<Integer, IntTextError> {
    // Most texts are digits that fit a machine integer, and no more of them than any limit allows.
    if base == 10
        && (1..=18).contains(&text.len())
        && let Some(value) = text.bytes().try_fold(0i64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
    {
        return Ok(Integer::Small(value));
    }
    if base == 1 || base > 36 {
        return Err(IntTextError::Base);
    }
    let mut rest = trimmed(text);
    let negative = rest.starts_with('-');
    if let Some(unsigned) = rest.strip_prefix(['-', '+']) {
        rest = unsigned;
    }
    let (base, digits) = without_prefix(rest, base)?;
    let invalid = IntTextError::Invalid(base.shown);
    let mut value = Some(0i64);
    let mut count = 0usize;
    let mut after_digit = base.prefixed;
    for c in digits.chars() {
        if c == '_' {
            if !after_digit {
                return Err(invalid);
            }
            after_digit = false;
            continue;
        }
        let digit = digit_value(c).filter(|digit| *digit < base.radix).ok_or(invalid)?;
        value = value.and_then(|v| v.checked_mul(i64::from(base.radix))?.checked_sub(i64::from(digit)));
        after_digit = true;
        count += 1;
    }
    if !after_digit || count == 0 {
        return Err(invalid);
    }
    if base.octal_style && value != Some(0) {
        return Err(invalid);
    }
    if max_digits > 0 && count > max_digits && !base.radix.is_power_of_two() {
        return Err(IntTextError::TooManyDigits { digits: count, limit: max_digits });
    }
    // Counted below zero, where there is room for one more.
    match value.and_then(|v| if negative { Some(v) } else { v.checked_neg() }) {
        Some(small) => Ok(Integer::Small(small)),
        None => big(digits, count, base.radix, negative),
    }
}

/// The text of bytes that may show a number; `None` when they cannot. Bytes are ASCII to `int` and `float`: digits of other scripts are none there.
pub fn of_bytes(bytes: &[u8]) -> Option<&str> {
    if bytes.is_ascii() { core::str::from_utf8(bytes).ok() } else { None }
}

/// The text of a number without the white space around it: of ASCII that is what C takes for such, without the separators U+001C to U+001F.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| if c.is_ascii() { matches!(c, ' ' | '\t'..='\r') } else { unicode::is_space(c) })
}

struct Base {
    radix: u32,
    /// The base as the caller gave it, or as CPython shows it.
    shown: u32,
    /// A prefix was there, after which an underscore may come.
    prefixed: bool,
    /// Base 0 and a leading zero: only zero itself may look so.
    octal_style: bool,
}

/// Finds the base from a prefix if it is 0, and takes a prefix off that fits.
fn without_prefix(text: &str, base: u32) -> Result<(Base, &str), IntTextError> {
    let prefix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    let mut found = Base { radix: base, shown: base, prefixed: false, octal_style: false };
    if prefix != 0 && (base == 0 || base == prefix) {
        found.radix = prefix;
        found.prefixed = true;
        return Ok((found, text.get(2..).unwrap_or("")));
    }
    if base == 0 {
        found.radix = 10;
        found.octal_style = text.starts_with('0');
    }
    Ok((found, text))
}

fn digit_value(c: char) -> Option<u32> {
    if c.is_ascii() { c.to_digit(36) } else { unicode::decimal_value(c).map(u32::from) }
}

/// Converts more digits than fit in 64 bits; they are known to be valid.
fn big(digits: &str, count: usize, radix: u32, negative: bool) -> Result<Integer, IntTextError> {
    let mut plain = TextBuf::with_capacity(count)?;
    for digit in digits.chars().filter_map(digit_value) {
        plain.push_char(char::from_digit(digit, radix).unwrap_or('0'))?;
    }
    let magnitude = UBig::from_str_radix(plain.as_str(), radix).map_err(|_| IntTextError::Invalid(radix))?;
    Ok(Integer::from(IBig::from_parts(if negative { Sign::Negative } else { Sign::Positive }, magnitude)))
}

/// Appends an integer in base 2 to 36 with a minus sign if negative, and no prefix.
pub fn push_i64(out: &mut TextBuf, value: i64, radix: u32, upper: bool) -> Result<(), OutOfMemory> {
    if value < 0 {
        out.push_char('-')?;
    }
    push_u64(out, value.unsigned_abs(), radix, upper)
}

/// Appends the digits of an unsigned integer in base 2 to 36.
pub fn push_u64(out: &mut TextBuf, mut value: u64, radix: u32, upper: bool) -> Result<(), OutOfMemory> {
    let radix = radix.clamp(2, 36);
    let mut digits = [0u8; 64];
    let mut start = digits.len();
    for place in digits.iter_mut().rev() {
        let digit = u32::try_from(value % u64::from(radix)).unwrap_or(0);
        let digit = char::from_digit(digit, radix).unwrap_or('0');
        *place = if upper { digit.to_ascii_uppercase() } else { digit } as u8;
        start -= 1;
        value /= u64::from(radix);
        if value == 0 {
            break;
        }
    }
    out.push_latin1(digits.get(start..).unwrap_or(&[]))
}

/// Appends a big integer in base 2 to 36 with a minus sign if negative, and no prefix.
///
/// # Errors
/// [`IntTextError::TooLarge`] in bases that are no power of two, past `max_digits` unless that is zero.
pub fn push_big(out: &mut TextBuf, value: &IBig, radix: u32, upper: bool, max_digits: usize) -> Result<(), IntTextError> {
    let radix = radix.clamp(2, 36);
    let limited = max_digits > 0 && !radix.is_power_of_two();
    let too_large = IntTextError::TooLarge { limit: max_digits };
    // A cheap bound first: a number of b bits has more than b / 3.3220 decimal digits, so this refuses before any work is done.
    if limited && radix == 10 && value.bit_len() / 10 * 3 > max_digits.saturating_add(10) {
        return Err(too_large);
    }
    let start = out.len();
    let radix8 = u8::try_from(radix).unwrap_or(36);
    // The alternate flag of `in_radix` means capital digits.
    if upper {
        out.push_fmt(format_args!("{:#}", value.in_radix(radix8)))
    } else {
        out.push_fmt(format_args!("{}", value.in_radix(radix8)))
    }?;
    if limited && out.len() - start - usize::from(value.sign() == Sign::Negative) > max_digits {
        return Err(too_large);
    }
    Ok(())
}

/// Appends either kind of integer.
///
/// # Errors
/// As [`push_big`].
pub fn push_integer(out: &mut TextBuf, value: &Integer, radix: u32, upper: bool, max_digits: usize) -> Result<(), IntTextError> {
    match value {
        Integer::Small(small) => Ok(push_i64(out, *small, radix, upper)?),
        Integer::Big(big) => push_big(out, big, radix, upper, max_digits),
    }
}

/// Appends `repr` of a small integer.
pub fn push_decimal(out: &mut TextBuf, value: i64) -> Result<(), OutOfMemory> {
    push_i64(out, value, 10, false)
}

/// Bytes of the longest machine integer in decimal.
pub const DECIMAL_BYTES: usize = 20;

/// The numbers below 100 in two digits.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    pairs
};

/// Decimal text of a machine integer, written from the end of a buffer of the caller.
#[must_use]
pub fn decimal(value: i64, buffer: &mut [u8; DECIMAL_BYTES]) -> &str {
    str::from_utf8(decimal_bytes(value, buffer)).unwrap_or("")
}

/// [`decimal`] as bytes, which are ASCII digits and perhaps a minus sign before them.
#[must_use]
pub fn decimal_bytes(value: i64, buffer: &mut [u8; DECIMAL_BYTES]) -> &[u8] {
    let mut left = value.unsigned_abs();
    let mut at = DECIMAL_BYTES;
    // Two digits at a time, while there are.
    for pair in buffer.as_chunks_mut::<2>().0.iter_mut().rev() {
        if left < 10 {
            pair[1] = b'0' + left as u8;
            at -= 1;
            break;
        }
        *pair = PAIRS[(left % 100) as usize];
        left /= 100;
        at -= 2;
        if left == 0 {
            break;
        }
    }
    if value < 0
        && let Some(place) = at.checked_sub(1).and_then(|before| buffer.get_mut(before))
    {
        *place = b'-';
        at -= 1;
    }
    buffer.get(at..).unwrap_or(&[])
}

/// Appends `bin()`, `oct()` or `hex()`: sign, prefix and digits.
pub fn push_prefixed(out: &mut TextBuf, value: &Integer, radix: u32) -> Result<(), IntTextError> {
    let mut digits = TextBuf::new();
    push_integer(&mut digits, value, radix, false, 0)?;
    let prefix = match radix {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    };
    let (sign, digits) = digits.as_str().strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    for part in [sign, prefix, digits] {
        out.push_str(part)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    fn small(text: &str, base: u32) -> Option<i64> {
        match parse(text, base, DEFAULT_MAX_DIGITS) {
            Ok(Integer::Small(value)) => Some(value),
            _ => None,
        }
    }

    #[test]
    fn parses_as_int_does() {
        for (text, base, value) in [
            (" \u{2003} 1\u{663} ", 10, 13),
            ("0_0", 0, 0),
            ("0x_1", 0, 1),
            ("0x_1", 16, 1),
            ("0b1", 2, 1),
            ("0b1", 16, 177),
            ("-0x1f", 16, -31),
            ("-0", 0, 0),
            ("00", 0, 0),
            ("\u{661}\u{662}", 10, 12),
            ("-9223372036854775808", 10, i64::MIN),
            ("9223372036854775807", 10, i64::MAX),
            ("1_000", 10, 1000),
            ("zZ", 36, 1295),
            ("0o17", 0, 15),
            ("+7", 0, 7),
        ] {
            assert_eq!(small(text, base), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_as_int_does() {
        for (text, base) in [
            ("x", 10),
            ("", 3),
            ("9", 8),
            ("0x", 0),
            ("010", 0),
            ("-01", 0),
            ("0_x1", 0),
            ("1__1", 10),
            ("1_", 10),
            ("_1", 10),
            ("+ 1", 10),
            ("+-1", 10),
            ("0b2", 0),
            ("1\0", 10),
            ("0x_", 0),
            ("0x__1", 0),
        ] {
            assert_eq!(parse(text, base, 0), Err(IntTextError::Invalid(base)), "{text}");
        }
        assert_eq!(parse("1", 37, 0), Err(IntTextError::Base));
        assert_eq!(parse("1", 1, 0), Err(IntTextError::Base));
        assert_eq!(IntTextError::Invalid(10).message("'x'").unwrap(), "invalid literal for int() with base 10: 'x'");
        let ones = "1".repeat(4301);
        let error = parse(&ones, 10, DEFAULT_MAX_DIGITS).unwrap_err();
        assert_eq!(
            error.message("").unwrap(),
            "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to \
             increase the limit"
        );
        assert!(matches!(parse(&ones, 36, 4300), Err(IntTextError::TooManyDigits { digits: 4301, .. })));
        assert!(parse(&ones, 16, 4300).is_ok());
        assert!(matches!(parse(&"0".repeat(5000), 10, 4300), Err(IntTextError::TooManyDigits { .. })));
    }

    #[test]
    fn big_values() {
        let value = parse("-0x1_0000_0000_0000_0000", 0, 4300).unwrap();
        assert_eq!(IBig::from(value.clone()).to_string(), "-18446744073709551616");
        let mut out = TextBuf::new();
        push_prefixed(&mut out, &value, 16).unwrap();
        out.push_char(' ').unwrap();
        push_prefixed(&mut out, &Integer::Small(-8), 8).unwrap();
        out.push_char(' ').unwrap();
        push_integer(&mut out, &value, 36, true, 0).unwrap();
        assert_eq!(out, "-0x10000000000000000 -0o10 -3W5E11264SGSG");
        let power = |n: usize| IBig::from(10).pow(n);
        let mut out = TextBuf::new();
        assert_eq!(push_big(&mut out, &power(4300), 10, false, 4300), Err(IntTextError::TooLarge { limit: 4300 }));
        assert_eq!(push_big(&mut out, &power(100_000), 10, false, 4300), Err(IntTextError::TooLarge { limit: 4300 }));
        let mut out = TextBuf::new();
        push_big(&mut out, &-power(4299), 10, false, 4300).unwrap();
        assert_eq!(out.len(), 4301);
    }

    #[test]
    fn small_values() {
        let text = |value, radix| {
            let mut out = TextBuf::new();
            push_i64(&mut out, value, radix, false).unwrap();
            out.into_string()
        };
        assert_eq!(text(0, 10), "0");
        assert_eq!(text(i64::MIN, 10), "-9223372036854775808");
        assert_eq!(text(i64::MIN, 2), String::from("-1") + &"0".repeat(63));
        assert_eq!(text(255, 16), "ff");
    }
}
