//! Text of floats: `repr`, formatting with a precision, and parsing as `float()` does.
//!
//! Shortest digits come from `zmij` (core's `{:e}` is not always the closest of the shortest); digits to a given precision come from core,
//! which rounds exactly. This module decides where the point, the zeros and the exponent go.

use super::int_text::{DECIMAL_BYTES, decimal};
use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode;

/// Every finite double is exact with this many decimals; whatever is asked beyond is zeros.
const MAX_DECIMALS: usize = 1080;

/// Which notation to write a float in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// As few digits as read back to the same float.
    Shortest,
    /// `e`: one digit, the precision's decimals and an exponent.
    Exponent,
    /// `f`: the precision's decimals.
    Fixed,
    /// `g`: the precision's significant digits, in whichever of the two is shorter.
    General,
}

/// How to write a float: CPython's arguments of `PyOS_double_to_string`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloatStyle {
    /// The notation.
    pub notation: Notation,
    /// Decimals or significant digits; not used by [`Notation::Shortest`].
    pub precision: usize,
    /// `#`: keep the point, and with `g` the trailing zeros.
    pub alternate: bool,
    /// At least one decimal, so that it looks like a float.
    pub add_dot_zero: bool,
    /// No minus sign on what rounds to zero (`z`).
    pub no_negative_zero: bool,
    /// `E`, `INF` and `NAN` instead of `e`, `inf` and `nan`.
    pub upper: bool,
}

impl FloatStyle {
    /// The style of `repr`.
    pub const REPR: Self =
        Self { notation: Notation::Shortest, precision: 0, alternate: false, add_dot_zero: true, no_negative_zero: false, upper: false };

    /// A notation with a precision and no flags.
    #[must_use]
    pub const fn new(notation: Notation, precision: usize) -> Self {
        Self { notation, precision, add_dot_zero: false, ..Self::REPR }
    }
}

/// Decimal digits of a finite float and the place of the point.
struct Digits {
    text: TextBuf,
    /// The value is 0.DIGITS times ten to this power.
    point: i32,
}

impl Digits {
    /// Takes apart `d.ddde±x` or `ddd.ddd`, the forms core and zmij write.
    fn of_text(text: &str) -> Result<Self, OutOfMemory> {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = TextBuf::with_capacity(text.len())?;
        digits.push_str(whole)?;
        digits.push_str(fraction)?;
        // At most 309 digits before the point, so this fits.
        let point = exponent.parse::<i32>().unwrap_or(0) + i32::try_from(whole.len()).unwrap_or(0);
        Ok(Self { text: digits, point })
    }

    fn shortest(x: f64) -> Result<Self, OutOfMemory> {
        let mut buffer = zmij::Buffer::new();
        let all = Self::of_text(buffer.format_finite(x))?;
        let skipped = all.text.as_str().len() - all.text.as_str().trim_start_matches('0').len();
        let digits = all.text.as_str().trim_matches('0');
        if digits.is_empty() {
            return Ok(Self { text: TextBuf::from_text("0")?, point: 1 });
        }
        Ok(Self { text: TextBuf::from_text(digits)?, point: all.point - i32::try_from(skipped).unwrap_or(0) })
    }

    /// `count` significant digits, less if the rest are zeros anyway.
    fn significant(x: f64, count: usize) -> Result<Self, OutOfMemory> {
        let mut text = TextBuf::new();
        text.push_fmt(format_args!("{:.*e}", count.saturating_sub(1).min(MAX_DECIMALS), x))?;
        Self::of_text(text.as_str())
    }

    /// Digits up to `decimals` places after the point, less if the rest are zeros anyway.
    fn fixed(x: f64, decimals: usize) -> Result<Self, OutOfMemory> {
        let mut text = TextBuf::new();
        text.push_fmt(format_args!("{:.*}", decimals.min(MAX_DECIMALS), x))?;
        Self::of_text(text.as_str())
    }
}

/// `x * 10^decimals` rounded half to even, exactly, for the sizes that 128 bits hold; most prices and percentages are among them.
fn scaled_decimal(x: f64, decimals: usize) -> Option<u64> {
    const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let power = u128::from(*POWERS.get(decimals)?);
    if x >= 4e9 {
        return None;
    }
    let bits = x.to_bits();
    let (biased, fraction) = (bits >> 52, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = if biased == 0 { (fraction, 1074) } else { (fraction | 1 << 52, 1075 - i64::try_from(biased).ok()?) };
    // x is below 2^32, so the exponent, that of a divisor, is at least 52 - 32.
    let product = u128::from(mantissa) * power;
    let Ok(shift @ 1..=127) = u32::try_from(exponent) else { return Some(0) };
    let (whole, rest, half) = (product >> shift, product & ((1 << shift) - 1), 1u128 << (shift - 1));
    u64::try_from(whole + u128::from(rest > half || (rest == half && whole & 1 == 1))).ok()
}

/// Most bytes of a [`fixed`] text.
pub const FIXED_BYTES: usize = 24;

/// A finite `x` with so many decimals and without sign, written from the end of a buffer of the caller; `None` for sizes that take longer.
/// The bytes are ASCII.
#[must_use]
pub fn fixed(x: f64, decimals: usize, buffer: &mut [u8; FIXED_BYTES]) -> Option<&[u8]> {
    if !x.is_finite() {
        return None;
    }
    let mut left = scaled_decimal(x.abs(), decimals)?;
    let mut at = FIXED_BYTES;
    let mut put = |byte: u8| {
        at -= 1;
        if let Some(place) = buffer.get_mut(at) {
            *place = byte;
        }
    };
    for _ in 0..decimals {
        put(b'0' + (left % 10) as u8);
        left /= 10;
    }
    if decimals > 0 {
        put(b'.');
    }
    // At most ten digits: the number is below 4e9.
    loop {
        put(b'0' + (left % 10) as u8);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    buffer.get(at..)
}

/// Appends `scaled / 10^decimals`.
fn push_scaled(out: &mut TextBuf, negative: bool, scaled: u64, decimals: usize) -> Result<(), OutOfMemory> {
    if negative {
        out.push_char('-')?;
    }
    let mut digits = [0; DECIMAL_BYTES];
    let digits = decimal(i64::try_from(scaled).map_err(|_| OutOfMemory)?, &mut digits);
    match digits.len().checked_sub(decimals).filter(|whole| *whole > 0) {
        Some(whole) => {
            out.push_str(digits.get(..whole).unwrap_or(""))?;
            if decimals > 0 {
                out.push_char('.')?;
                out.push_str(digits.get(whole..).unwrap_or(""))?;
            }
        }
        None => {
            out.push_str("0.")?;
            out.push_repeated('0', decimals - digits.len())?;
            out.push_str(digits)?;
        }
    }
    Ok(())
}

/// Appends `x` in a style.
pub fn push_float(out: &mut TextBuf, x: f64, style: &FloatStyle) -> Result<(), OutOfMemory> {
    if x.is_nan() {
        return out.push_str(if style.upper { "NAN" } else { "nan" });
    }
    if x.is_infinite() {
        if x < 0.0 {
            out.push_char('-')?;
        }
        return out.push_str(if style.upper { "INF" } else { "inf" });
    }
    if style.notation == Notation::Fixed
        && !style.alternate
        && !style.no_negative_zero
        && let Some(scaled) = scaled_decimal(x.abs(), style.precision)
    {
        return push_scaled(out, x.is_sign_negative(), scaled, style.precision);
    }
    // A precision beyond i32 cannot be asked for through Python; the cap only keeps the arithmetic below from overflowing.
    let precision = i32::try_from(style.precision.min(0x3fff_ffff)).unwrap_or(0x3fff_ffff);
    let magnitude = x.abs();
    let digits = match style.notation {
        Notation::Shortest => Digits::shortest(magnitude)?,
        Notation::Exponent => Digits::significant(magnitude, style.precision.saturating_add(1))?,
        Notation::Fixed => Digits::fixed(magnitude, style.precision)?,
        Notation::General => Digits::significant(magnitude, style.precision.max(1))?,
    };
    let mut text = digits.text.as_str();
    let mut point = digits.point;
    if x.is_sign_negative() && !(style.no_negative_zero && text.bytes().all(|b| b == b'0')) {
        out.push_char('-')?;
    }
    let mut exponent = None;
    let significant = precision.max(1);
    let use_exponent = match style.notation {
        Notation::Exponent => true,
        Notation::Fixed => false,
        Notation::Shortest => point <= -4 || point > 16,
        Notation::General => point <= -4 || point > significant - i32::from(style.add_dot_zero),
    };
    if use_exponent {
        exponent = Some(point - 1);
        point = 1;
    }
    // How many digits from the first one on, zeros included, must be written.
    let wanted = match style.notation {
        Notation::Shortest => 0,
        Notation::Exponent => precision + 1,
        Notation::Fixed => point + precision,
        Notation::General if style.alternate => significant,
        Notation::General => {
            text = text.trim_end_matches('0');
            0
        }
    };
    let mut end = wanted.max(i32::try_from(text.len()).unwrap_or(i32::MAX));
    end = end.max(if style.add_dot_zero && exponent.is_none() { point + 1 } else { point });
    push_positional(out, text, point, end, style.alternate)?;
    if let Some(exponent) = exponent {
        let sign = if exponent < 0 { '-' } else { '+' };
        let letter = if style.upper { 'E' } else { 'e' };
        out.push_fmt(format_args!("{letter}{sign}{:02}", exponent.unsigned_abs()))?;
    }
    Ok(())
}

/// Writes 0.DIGITS × 10^point up to its digit number `end`, filling with zeros on both sides.
fn push_positional(out: &mut TextBuf, digits: &str, point: i32, end: i32, alternate: bool) -> Result<(), OutOfMemory> {
    let count = |n: i32| usize::try_from(n).unwrap_or(0);
    let whole_len = count(point).min(digits.len());
    let (whole, fraction) = digits.split_at_checked(whole_len).unwrap_or((digits, ""));
    if point <= 0 {
        out.push_char('0')?;
    } else {
        out.push_str(whole)?;
        out.push_repeated('0', count(point) - whole_len)?;
    }
    if end > point || alternate {
        out.push_char('.')?;
    }
    if end > point {
        let leading = count(-point).min(count(end - point));
        out.push_repeated('0', leading)?;
        out.push_str(fraction)?;
        out.push_repeated('0', count(end - point).saturating_sub(leading + fraction.len()))?;
    }
    Ok(())
}

/// Appends `repr(x)`.
pub fn push_repr(out: &mut TextBuf, x: f64) -> Result<(), OutOfMemory> {
    push_float(out, x, &FloatStyle::REPR)
}

/// `repr(x)`.
pub fn repr(x: f64) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::new();
    push_repr(&mut out, x)?;
    Ok(out)
}

/// Why a text is no float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatParseError {
    /// `ValueError`: see [`FloatParseError::message`].
    Invalid,
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for FloatParseError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl FloatParseError {
    /// CPython's message; `shown` is the `repr` of what was parsed (of a str or of bytes).
    pub fn message(shown: &str) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::from_text("could not convert string to float: ")?;
        out.push_str(shown)?;
        Ok(out)
    }
}

/// Parses what `float()` accepts: white space around, a sign, digits of any script, underscores between digits, `inf`, `nan`.
///
/// # Errors
/// [`FloatParseError::Invalid`] for anything else.
pub fn parse(text: &str) -> Result<f64, FloatParseError> {
    let text = super::int_text::trimmed(text);
    if text.is_ascii() && !text.contains('_') {
        return text.parse().map_err(|_| FloatParseError::Invalid);
    }
    let mut plain = TextBuf::with_capacity(text.len())?;
    let mut previous = ' ';
    for c in text.chars() {
        // An underscore needs a digit on each side.
        let c = unicode::decimal_value(c).map_or(c, |digit| char::from(b'0' + digit));
        if (c == '_' && !previous.is_ascii_digit()) || (previous == '_' && !c.is_ascii_digit()) || !c.is_ascii() {
            return Err(FloatParseError::Invalid);
        }
        if c != '_' {
            plain.push_char(c)?;
        }
        previous = c;
    }
    if previous == '_' {
        return Err(FloatParseError::Invalid);
    }
    plain.as_str().parse().map_err(|_| FloatParseError::Invalid)
}

/// `x.hex()`.
pub fn to_hex(x: f64) -> Result<TextBuf, OutOfMemory> {
    if !x.is_finite() {
        return repr(x);
    }
    let bits = x.to_bits();
    let mantissa = bits & 0xf_ffff_ffff_ffff;
    let biased = (bits >> 52) & 0x7ff;
    let sign = if x.is_sign_negative() { "-" } else { "" };
    let mut out = TextBuf::new();
    if biased == 0 && mantissa == 0 {
        out.push_fmt(format_args!("{sign}0x0.0p+0"))?;
    } else {
        let lead = u8::from(biased != 0);
        let exponent = i64::try_from(biased.max(1)).unwrap_or(0) - 1023;
        out.push_fmt(format_args!("{sign}0x{lead}.{mantissa:013x}p{exponent:+}"))?;
    }
    Ok(out)
}

/// Why a text is no hexadecimal float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// `ValueError`.
    Invalid,
    /// `OverflowError`.
    TooLarge,
}

impl HexError {
    /// CPython's message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Invalid => "invalid hexadecimal floating-point string",
            Self::TooLarge => "hexadecimal value too large to represent as a float",
        }
    }
}

/// `float.fromhex(text)`.
///
/// # Errors
/// When the text has another form, or the value is beyond the largest float.
pub fn from_hex(text: &str) -> Result<f64, HexError> {
    let text = text.trim_matches(|c: char| matches!(c, '\t'..='\r' | ' '));
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let signed = |x: f64| if negative { -x } else { x };
    if ["inf", "infinity"].iter().any(|word| body.eq_ignore_ascii_case(word)) {
        return Ok(signed(f64::INFINITY));
    }
    if body.eq_ignore_ascii_case("nan") {
        return Ok(signed(f64::NAN));
    }
    let body = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")).unwrap_or(body);
    let (mantissa, exponent) = body.split_once(['p', 'P']).map_or((body, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(HexError::Invalid);
    }
    let mut exponent = exponent.map_or(Ok(0), decimal_exponent)?;
    // The value is bits × 2^exponent, and a little more if `sticky`.
    let (mut bits, mut sticky) = (0u64, false);
    for (index, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
        let digit = char::from(digit).to_digit(16).ok_or(HexError::Invalid)?;
        let after_point = index >= whole.len();
        if bits >> 60 == 0 {
            bits = bits << 4 | u64::from(digit);
            exponent = exponent.saturating_sub(if after_point { 4 } else { 0 });
        } else {
            sticky |= digit != 0;
            exponent = exponent.saturating_add(if after_point { 0 } else { 4 });
        }
    }
    if bits == 0 {
        return Ok(signed(0.0));
    }
    scaled(bits, sticky, exponent).map(signed).ok_or(HexError::TooLarge)
}

/// An exponent in decimal, saturated: beyond 2^40 all are as large or as small.
fn decimal_exponent(text: &str) -> Result<i64, HexError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(HexError::Invalid);
    }
    let value = digits.iter().fold(0i64, |n, d| (n * 10 + i64::from(d - b'0')).min(1 << 40));
    Ok(if negative { -value } else { value })
}

/// The float nearest to (bits + a little if sticky) × 2^exponent, ties to even; `None` past the largest.
pub(super) fn scaled(bits: u64, sticky: bool, exponent: i64) -> Option<f64> {
    if bits == 0 {
        return Some(0.0);
    }
    let length = 64 - i64::from(bits.leading_zeros());
    // The last bit kept is worth 2^last: 53 bits, or fewer where floats become subnormal.
    let last = exponent.saturating_add(length - 53).max(-1074);
    let drop = last.saturating_sub(exponent);
    let (mut kept, dropped, half) = if drop <= 0 {
        (bits << (-drop).min(63), false, false)
    } else if drop > 64 {
        (0, true, false)
    } else {
        let low = if drop == 64 { bits } else { bits & ((1 << drop) - 1) };
        let half = 1u64 << (drop - 1);
        (if drop == 64 { 0 } else { bits >> drop }, low & (half - 1) != 0, low & half != 0)
    };
    if half && (dropped || sticky || kept & 1 == 1) {
        kept += 1;
    }
    // Written as a sum so that a carry into the 54th bit moves the exponent by itself.
    if kept < 1 << 52 {
        return Some(f64::from_bits(kept));
    }
    let biased = last + 1075;
    if biased + i64::from(kept >> 53 != 0) > 2046 {
        return None;
    }
    let biased = u64::try_from(biased).ok()?;
    Some(f64::from_bits(((biased - 1) << 52) + kept))
}

/// A finite float as mantissa × 2^exponent, the mantissa odd unless zero; `None` for infinities and NaN.
#[must_use]
pub fn decompose(x: f64) -> Option<(i64, i32)> {
    if !x.is_finite() {
        return None;
    }
    let bits = x.to_bits();
    let biased = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let fraction = i64::try_from(bits & 0xf_ffff_ffff_ffff).unwrap_or(0);
    let mantissa = if biased == 0 { fraction } else { fraction | 1 << 52 };
    if mantissa == 0 {
        return Some((0, 0));
    }
    let zeros = mantissa.trailing_zeros();
    let exponent = biased.max(1) - 1075 + i32::try_from(zeros).unwrap_or(0);
    let odd = mantissa >> zeros;
    Some((if x < 0.0 { -odd } else { odd }, exponent))
}

#[cfg(test)]
#[path = "float_text_tests.rs"]
mod tests;
