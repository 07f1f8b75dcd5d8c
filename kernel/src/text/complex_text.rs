//! Complex numbers to text and back.

use super::complex_math::Complex64;
use super::float_text::{self, FloatStyle, Notation};
use super::format_number::{Parts, push_aligned, push_number};
use super::format_spec::{Align, FormatError, FormatSpec, Sign};
use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode;

/// Whether only the imaginary part is shown: `repr` must tell `-0` from `0`.
fn is_imaginary(z: Complex64) -> bool {
    z.re == 0.0 && z.re.is_sign_positive()
}

const SHORTEST: FloatStyle = FloatStyle::new(Notation::Shortest, 0);

/// `repr(z)`
///
/// # Errors
/// When memory is out.
pub fn repr(z: Complex64) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(32)?;
    let plain = is_imaginary(z);
    if !plain {
        out.push_char('(')?;
        float_text::push_float(&mut out, z.re, &SHORTEST)?;
        if z.im.is_nan() || z.im.is_sign_positive() {
            out.push_char('+')?;
        }
    }
    float_text::push_float(&mut out, z.im, &SHORTEST)?;
    out.push_str(if plain { "j" } else { "j)" })?;
    Ok(out)
}

/// `format(z, spec)`
///
/// # Errors
/// As `complex.__format__`.
pub fn format(z: Complex64, spec: &str) -> Result<TextBuf, FormatError> {
    if spec.is_empty() {
        return Ok(repr(z)?);
    }
    let spec = FormatSpec::parse(spec, Align::Right, None)?;
    let notation = match spec.kind {
        None if spec.precision.is_none() => Notation::Shortest,
        None | Some('g' | 'G' | 'n') => Notation::General,
        Some('e' | 'E') => Notation::Exponent,
        Some('f' | 'F') => Notation::Fixed,
        Some(other) => return Err(FormatError::UnknownCode(other)),
    };
    if spec.precision.is_some_and(|precision| precision > 0x7fff_ffff) {
        return Err(FormatError::PrecisionTooBig);
    }
    if spec.fill == '0' {
        return Err(FormatError::NotAllowed("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(FormatError::NotAllowed("'=' alignment flag is not allowed in complex format specifier"));
    }
    let style = FloatStyle {
        alternate: spec.alternate,
        no_negative_zero: spec.no_negative_zero,
        upper: matches!(spec.kind, Some('E' | 'F' | 'G')),
        ..FloatStyle::new(notation, spec.precision.unwrap_or(6))
    };
    let plain = spec.kind.is_none() && is_imaginary(z);
    let parentheses = spec.kind.is_none() && !plain;
    let mut out = TextBuf::with_capacity(32)?;
    if parentheses {
        out.push_char('(')?;
    }
    if !plain {
        push_part(&mut out, z.re, &style, &spec)?;
    }
    let sign = if plain { spec.sign } else { Some(Sign::Plus) };
    push_part(&mut out, z.im, &style, &FormatSpec { sign, ..spec })?;
    out.push_str(if parentheses { "j)" } else { "j" })?;
    let mut padded = TextBuf::new();
    push_aligned(&mut padded, out.as_str(), spec.fill, spec.align, spec.width)?;
    Ok(padded)
}

fn push_part(out: &mut TextBuf, x: f64, style: &FloatStyle, spec: &FormatSpec) -> Result<(), OutOfMemory> {
    let mut text = TextBuf::with_capacity(32)?;
    float_text::push_float(&mut text, x, style)?;
    let (negative, body) = text.as_str().strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let whole = body.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = body.split_at_checked(whole).unwrap_or(("", body));
    let fraction = rest.strip_prefix('.').map_or(0, |decimals| decimals.bytes().take_while(u8::is_ascii_digit).count());
    push_number(out, &Parts { negative, prefix: "", digits, rest, group: 3, fraction }, &FormatSpec { width: 0, ..*spec })
}

/// Why a text is no complex number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComplexParseError {
    /// Not of the form.
    Malformed,
    /// An underscore that is not between digits.
    Underscore,
    /// `MemoryError`
    OutOfMemory,
}

impl From<OutOfMemory> for ComplexParseError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// Bytes of the longest float at the start of a text, its sign included; `None` when there is none.
fn float_prefix(text: &[u8]) -> Option<usize> {
    let mut at = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let rest = &text[at..];
    for word in [&b"infinity"[..], b"inf", b"nan"] {
        if rest.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word)) {
            return Some(at + word.len());
        }
    }
    let digits = |from: usize| text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(at);
    at += whole;
    let mut decimals = 0;
    if text.get(at) == Some(&b'.') {
        decimals = digits(at + 1);
        if whole + decimals > 0 {
            at += 1 + decimals;
        }
    }
    if whole + decimals == 0 {
        return None;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let from = at + 1 + usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(from);
        if exponent > 0 {
            at = from + exponent;
        }
    }
    Some(at)
}

/// Parses what `complex()` accepts: a real and an imaginary part, either of which may be missing, perhaps in parentheses.
///
/// # Errors
/// For anything else.
pub fn parse(text: &str) -> Result<Complex64, ComplexParseError> {
    let mut plain = TextBuf::with_capacity(text.len())?;
    let (mut previous, mut underscores) = (' ', false);
    for c in text.chars() {
        let c = match unicode::decimal_value(c) {
            Some(digit) => char::from(b'0' + digit),
            None if unicode::is_space(c) => ' ',
            // What follows is not looked at, so that no underscore in it is at fault.
            None if !c.is_ascii() => {
                return Err(if previous == '_' { ComplexParseError::Underscore } else { ComplexParseError::Malformed });
            }
            None => c,
        };
        if (c == '_' && !previous.is_ascii_digit()) || (previous == '_' && !c.is_ascii_digit()) {
            return Err(ComplexParseError::Underscore);
        }
        if c == '\0' {
            return Err(if underscores { ComplexParseError::Underscore } else { ComplexParseError::Malformed });
        }
        if c == '_' {
            underscores = true;
        } else {
            plain.push_char(c)?;
        }
        previous = c;
    }
    if previous == '_' {
        return Err(ComplexParseError::Underscore);
    }
    let mut t = plain.as_str().trim_matches(' ');
    if let Some(inner) = t.strip_prefix('(') {
        t = inner.trim_start_matches(' ').strip_suffix(')').ok_or(ComplexParseError::Malformed)?.trim_end_matches(' ');
    }
    let float = |t: &str| t.parse::<f64>().map_err(|_| ComplexParseError::Malformed);
    let is_j = |t: &str| matches!(t, "j" | "J");
    let part = |t: &str, n: usize| float(t.get(..n).unwrap_or(t));
    /// The factor of a bare `j`.
    fn bare(t: &str) -> Option<f64> {
        match t {
            "j" | "J" | "+j" | "+J" => Some(1.0),
            "-j" | "-J" => Some(-1.0),
            _ => None,
        }
    }
    if let Some(im) = bare(t) {
        return Ok(Complex64::new(0.0, im));
    }
    let n = float_prefix(t.as_bytes()).ok_or(ComplexParseError::Malformed)?;
    let first = part(t, n)?;
    let rest = t.get(n..).unwrap_or("");
    if rest.is_empty() {
        return Ok(Complex64::new(first, 0.0));
    }
    if is_j(rest) {
        return Ok(Complex64::new(0.0, first));
    }
    if !rest.starts_with(['+', '-']) {
        return Err(ComplexParseError::Malformed);
    }
    if let Some(im) = bare(rest) {
        return Ok(Complex64::new(first, im));
    }
    let m = float_prefix(rest.as_bytes()).ok_or(ComplexParseError::Malformed)?;
    let second = part(rest, m)?;
    if is_j(rest.get(m..).unwrap_or("")) { Ok(Complex64::new(first, second)) } else { Err(ComplexParseError::Malformed) }
}
