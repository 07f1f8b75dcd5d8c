//! Hexadecimal floats as `float.fromhex` reads them: `[sign] ["0x"] digits ["." digits] ["p" [sign] digits]`, or `inf` and `nan`.

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HexError {
    /// The text is no hexadecimal float: `ValueError`.
    Invalid,
    /// It is too large for a float: `OverflowError`.
    TooLarge,
}

/// Parses the text, with white space allowed around it, and rounds half to even.
///
/// # Errors
/// See [`HexError`].
pub fn parse(text: &str) -> Result<f64, HexError> {
    let text = text.trim_matches(|c: char| matches!(c, ' ' | '\t'..='\r'));
    let (negative, body) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..).unwrap_or("")),
        [b'+', ..] => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let magnitude = if body.eq_ignore_ascii_case("inf") || body.eq_ignore_ascii_case("infinity") {
        f64::INFINITY
    } else if body.eq_ignore_ascii_case("nan") {
        f64::NAN
    } else {
        finite(body)?
    };
    Ok(if negative { -magnitude } else { magnitude })
}

fn finite(body: &str) -> Result<f64, HexError> {
    let body = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")).unwrap_or(body);
    let (digits, exponent) = match body.find(['p', 'P']) {
        Some(at) => (body.get(..at).unwrap_or(""), exponent(body.get(at + 1..).unwrap_or(""))?),
        None => (body, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(HexError::Invalid);
    }
    // The leading 60 bits, whether anything but zeros follows, and the weight of the last bit kept.
    let (mut bits, mut sticky, mut scale) = (0u64, false, exponent);
    for (c, in_fraction) in whole.chars().map(|c| (c, false)).chain(fraction.chars().map(|c| (c, true))) {
        let digit = c.to_digit(16).ok_or(HexError::Invalid)?;
        let kept = bits >> 60 == 0;
        if kept {
            bits = bits << 4 | u64::from(digit);
        } else {
            sticky |= digit != 0;
        }
        scale = match (kept, in_fraction) {
            (true, true) => scale.saturating_sub(4),
            (false, false) => scale.saturating_add(4),
            _ => scale,
        };
    }
    if bits == 0 {
        return Ok(0.0);
    }
    assemble(bits, sticky, scale)
}

fn exponent(text: &str) -> Result<i64, HexError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..).unwrap_or("")),
        [b'+', ..] => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HexError::Invalid);
    }
    // Beyond a bound the value is zero or too large whatever the digits before it.
    let n = digits.parse::<i64>().unwrap_or(i64::MAX).min(i64::MAX / 4);
    Ok(if negative { -n } else { n })
}

/// `bits * 2^scale`, a little more if `sticky`.
fn assemble(bits: u64, sticky: bool, scale: i64) -> Result<f64, HexError> {
    let width = 64 - i64::from(bits.leading_zeros());
    // The exponent of the highest bit; below the normal range fewer bits are kept.
    let top = scale.saturating_add(width - 1);
    if top > 1023 {
        return Err(HexError::TooLarge);
    }
    if top < -1075 {
        return Ok(0.0);
    }
    let keep = if top < -1022 { 53 - (-1022 - top) } else { 53 };
    let dropped = width - keep;
    let (mut mantissa, unit) = if dropped <= 0 {
        (bits, scale)
    } else {
        let shift = dropped.min(63) as u32;
        let (high, low, half) = if dropped > 63 { (0, bits, 0) } else { (bits >> shift, bits & ((1 << shift) - 1), 1u64 << (shift - 1)) };
        let up = low > half || (low == half && (sticky || high & 1 == 1));
        (high + u64::from(up), scale + dropped)
    };
    let mut unit = unit;
    if mantissa >> 53 != 0 {
        mantissa >>= 1;
        unit += 1;
    }
    let value = libm::scalbn(mantissa as f64, unit as i32);
    if value.is_infinite() { Err(HexError::TooLarge) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_hex_writes() {
        assert_eq!(parse("0x1.8p3"), Ok(12.0));
        assert_eq!(parse(" -0x.8p0 "), Ok(-0.5));
        assert_eq!(parse("1.5"), Ok(1.3125));
        assert_eq!(parse("0x0.0000000000001p-1022"), Ok(5e-324));
        assert_eq!(parse("0x1p-1075"), Ok(0.0));
        assert_eq!(parse("0x1.8p-1075"), Ok(5e-324));
        assert_eq!(parse("0x1.fffffffffffffp+1023"), Ok(f64::MAX));
        assert_eq!(parse("0x1.fffffffffffff8p+1023"), Err(HexError::TooLarge));
        assert_eq!(parse("0x1.00000000000008p0"), Ok(1.0));
        assert_eq!(parse("0x1.000000000000080000000001p0"), Ok(1.0 + f64::EPSILON));
        assert_eq!(parse("-inf"), Ok(f64::NEG_INFINITY));
        assert!(parse("nan").is_ok_and(f64::is_nan));
    }

    #[test]
    fn refuses_other_text() {
        for text in ["", "x", "0x", "0x.p1", "1p", "1p+", "0x1.2.3", "1 2", "--1"] {
            assert_eq!(parse(text), Err(HexError::Invalid), "{text}");
        }
        assert_eq!(parse("0x1p1024"), Err(HexError::TooLarge));
    }
}
