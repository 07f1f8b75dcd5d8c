//! UTF-16, UTF-32 and the escapes of string literals, step by step: a step goes as far as the next thing that cannot be decoded, so that whoever asked
//! can put something in its place and go on.

use super::codecs::check_utf8;
use super::text_buf::{OutOfMemory, TextBuf, extend, push, reserve};
use super::utf7;
use alloc::vec::Vec;

/// An encoding that needs no tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// `utf-8`
    Utf8,
    /// `ascii`
    Ascii,
    /// `latin-1`
    Latin1,
    /// `utf-16` without a mark of the byte order; big-endian or not.
    Utf16 {
        /// Big-endian.
        big: bool,
    },
    /// `utf-32` without a mark of the byte order.
    Utf32 {
        /// Big-endian.
        big: bool,
    },
    /// `utf-7`
    Utf7,
    /// `unicode_escape`
    UnicodeEscape,
    /// `raw_unicode_escape`
    RawUnicodeEscape,
}

impl Coding {
    /// The name in exceptions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Coding::Utf8 => "utf-8",
            Coding::Ascii => "ascii",
            Coding::Latin1 => "latin-1",
            Coding::Utf16 { big: false } => "utf-16-le",
            Coding::Utf16 { big: true } => "utf-16-be",
            Coding::Utf32 { big: false } => "utf-32-le",
            Coding::Utf32 { big: true } => "utf-32-be",
            Coding::Utf7 => "utf7",
            Coding::UnicodeEscape => "unicodeescape",
            Coding::RawUnicodeEscape => "rawunicodeescape",
        }
    }
}

/// How far a step of decoding came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To here: the end, or where bytes are missing that may come yet.
    Done(usize),
    /// Bytes that mean nothing.
    Bad {
        /// The first of them.
        start: usize,
        /// Past the last.
        end: usize,
        /// CPython's words.
        reason: &'static str,
    },
    /// `\N{…}`: whoever knows names goes on at the end with the character, or takes this for bytes that mean nothing.
    Named {
        /// The backslash.
        start: usize,
        /// Past the closing brace.
        end: usize,
    },
}

/// Bytes before the name in `\N{…}`.
pub const NAME_BEGINS: usize = 3;

const SURROGATE: &str = "code point in surrogate code point range(0xd800, 0xe000)";

/// Decodes `bytes` from `at` on into `out`. With `last`, nothing comes after these bytes.
///
/// # Errors
/// Without memory.
pub fn decode_step(coding: Coding, bytes: &[u8], at: usize, last: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    match coding {
        Coding::Utf8 => utf8(bytes, at, last, out),
        Coding::Ascii => ascii(bytes, at, out),
        Coding::Latin1 => {
            out.push_latin1(bytes.get(at..).unwrap_or(&[]))?;
            Ok(Step::Done(bytes.len()))
        }
        Coding::Utf16 { big } => utf16(bytes, at, last, big, out),
        Coding::Utf32 { big } => utf32(bytes, at, last, big, out),
        Coding::Utf7 => utf7::decode(bytes, at, last, out),
        Coding::UnicodeEscape => unicode_escape(bytes, at, last, out),
        Coding::RawUnicodeEscape => raw_unicode_escape(bytes, at, last, out),
    }
}

fn utf8(bytes: &[u8], at: usize, last: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let error = check_utf8(rest);
    let good = error.map_or(rest.len(), |e| e.start);
    out.push_str(rest.get(..good).and_then(|g| core::str::from_utf8(g).ok()).unwrap_or(""))?;
    Ok(match error {
        None => Step::Done(bytes.len()),
        Some(e) if !last && e.reason == "unexpected end of data" => Step::Done(at + e.start),
        Some(e) => Step::Bad { start: at + e.start, end: at + e.end, reason: e.reason },
    })
}

fn ascii(bytes: &[u8], at: usize, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let good = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
    out.push_str(rest.get(..good).and_then(|g| core::str::from_utf8(g).ok()).unwrap_or(""))?;
    let start = at + good;
    Ok(if good == rest.len() { Step::Done(bytes.len()) } else { Step::Bad { start, end: start + 1, reason: "ordinal not in range(128)" } })
}

fn unit(bytes: &[u8], at: usize, big: bool) -> Option<u32> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(u32::from(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }))
}

fn utf16(bytes: &[u8], mut at: usize, last: bool, big: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    let end = bytes.len();
    loop {
        let start = at;
        let Some(first) = unit(bytes, at, big) else {
            return Ok(if at >= end || !last { Step::Done(at.min(end)) } else { Step::Bad { start, end, reason: "truncated data" } });
        };
        at += 2;
        if let Some(c) = char::from_u32(first) {
            out.push_char(c)?;
            continue;
        }
        if first >= 0xdc00 {
            return Ok(Step::Bad { start, end: at, reason: "illegal encoding" });
        }
        let Some(second) = unit(bytes, at, big) else {
            return Ok(if last { Step::Bad { start, end, reason: "unexpected end of data" } } else { Step::Done(start) });
        };
        if !(0xdc00..0xe000).contains(&second) {
            return Ok(Step::Bad { start, end: at, reason: "illegal UTF-16 surrogate" });
        }
        at += 2;
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        out.push_char(char::from_u32(code).unwrap_or('\u{fffd}'))?;
    }
}

fn utf32(bytes: &[u8], mut at: usize, last: bool, big: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    let end = bytes.len();
    loop {
        let start = at;
        let Some(four) = bytes.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok()) else {
            return Ok(if at >= end || !last { Step::Done(at.min(end)) } else { Step::Bad { start, end, reason: "truncated data" } });
        };
        at += 4;
        let code = if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        match char::from_u32(code) {
            Some(c) => out.push_char(c)?,
            None => {
                let reason = if code < 0x11_0000 { SURROGATE } else { "code point not in range(0x110000)" };
                return Ok(Step::Bad { start, end: at, reason });
            }
        }
    }
}

/// Hexadecimal digits at a place: their value, and how many of the wanted ones there are.
fn hex(bytes: &[u8], at: usize, wanted: usize) -> (u32, usize) {
    let mut value = 0;
    for i in 0..wanted {
        match bytes.get(at + i).and_then(|b| char::from(*b).to_digit(16)) {
            Some(d) => value = value << 4 | d,
            None => return (value, i),
        }
    }
    (value, wanted)
}

/// The character of a `\x`, `\u` or `\U` whose digits begin at `at`; the escape began at `start`.
fn numbered(bytes: &[u8], start: usize, at: usize, wanted: usize, last: bool) -> Result<(char, usize), Step> {
    let (value, found) = hex(bytes, at, wanted);
    let end = at + found;
    if found < wanted {
        if !last && end >= bytes.len() {
            return Err(Step::Done(start));
        }
        let reason = match wanted {
            2 => "truncated \\xXX escape",
            4 => "truncated \\uXXXX escape",
            _ => "truncated \\UXXXXXXXX escape",
        };
        return Err(Step::Bad { start, end, reason });
    }
    match char::from_u32(value) {
        Some(c) => Ok((c, end)),
        None => Err(Step::Bad { start, end, reason: if value < 0x11_0000 { SURROGATE } else { "illegal Unicode character" } }),
    }
}

fn unicode_escape(bytes: &[u8], mut at: usize, last: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        if b != b'\\' {
            out.push_char(char::from(b))?;
            continue;
        }
        let Some(&c) = bytes.get(at) else {
            return Ok(if last { Step::Bad { start, end: at, reason: "\\ at end of string" } } else { Step::Done(start) });
        };
        at += 1;
        let plain = match c {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => char::from(c),
            b'a' => '\x07',
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'v' => '\x0b',
            b'0'..=b'7' => {
                let mut code = u32::from(c - b'0');
                for _ in 0..2 {
                    match bytes.get(at) {
                        Some(&d @ b'0'..=b'7') => {
                            code = code << 3 | u32::from(d - b'0');
                            at += 1;
                        }
                        _ => break,
                    }
                }
                char::from_u32(code).unwrap_or('\u{fffd}')
            }
            b'x' | b'u' | b'U' => {
                let wanted = match c {
                    b'x' => 2,
                    b'u' => 4,
                    _ => 8,
                };
                match numbered(bytes, start, at, wanted, last) {
                    Ok((c, end)) => {
                        at = end;
                        c
                    }
                    Err(step) => return Ok(step),
                }
            }
            b'N' => {
                let rest = bytes.get(at..).unwrap_or(&[]);
                let bad = |end| Step::Bad { start, end, reason: "malformed \\N character escape" };
                return Ok(match (rest.first(), rest.iter().position(|b| *b == b'}')) {
                    (Some(b'{'), Some(1)) => bad(at + 1),
                    (Some(b'{'), Some(n)) => Step::Named { start, end: at + n + 1 },
                    (Some(b'{') | None, _) if !last => Step::Done(start),
                    (Some(b'{'), None) => bad(bytes.len()),
                    _ => bad(at),
                });
            }
            _ => {
                out.push_char('\\')?;
                char::from(c)
            }
        };
        out.push_char(plain)?;
    }
    Ok(Step::Done(at))
}

fn raw_unicode_escape(bytes: &[u8], mut at: usize, last: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        if b != b'\\' {
            out.push_char(char::from(b))?;
            continue;
        }
        match bytes.get(at) {
            Some(&c @ (b'u' | b'U')) => match numbered(bytes, start, at + 1, if c == b'u' { 4 } else { 8 }, last) {
                Ok((c, end)) => {
                    at = end;
                    out.push_char(c)?;
                }
                Err(step) => return Ok(step),
            },
            Some(&c) => {
                // A backslash takes the next one with it, so that an even number of them escapes nothing.
                out.push_char('\\')?;
                out.push_char(char::from(c))?;
                at += 1;
            }
            None if !last => return Ok(Step::Done(start)),
            None => out.push_char('\\')?,
        }
    }
    Ok(Step::Done(at))
}

fn push_unit(out: &mut Vec<u8>, value: u16, big: bool) -> Result<(), OutOfMemory> {
    extend(out, &if big { value.to_be_bytes() } else { value.to_le_bytes() })
}

/// Encodes a text in an encoding that can say everything; `None` for the two that cannot.
///
/// # Errors
/// Without memory.
pub fn encode_all(coding: Coding, text: &str) -> Result<Option<Vec<u8>>, OutOfMemory> {
    let mut out = Vec::new();
    reserve(&mut out, text.len())?;
    match coding {
        Coding::Ascii | Coding::Latin1 => return Ok(None),
        Coding::Utf8 => extend(&mut out, text.as_bytes())?,
        Coding::Utf7 => utf7::encode(text, &mut out)?,
        Coding::Utf16 { big } => {
            for c in text.chars() {
                for u in c.encode_utf16(&mut [0; 2]) {
                    push_unit(&mut out, *u, big)?;
                }
            }
        }
        Coding::Utf32 { big } => {
            for c in text.chars() {
                let code = u32::from(c);
                extend(&mut out, &if big { code.to_be_bytes() } else { code.to_le_bytes() })?;
            }
        }
        Coding::UnicodeEscape | Coding::RawUnicodeEscape => {
            let mut escape = TextBuf::new();
            for c in text.chars() {
                escape.clear();
                let code = u32::from(c);
                if coding == Coding::RawUnicodeEscape && code < 0x100 {
                    push(&mut out, code as u8)?;
                    continue;
                }
                match c {
                    '\\' => escape.push_str("\\\\")?,
                    '\t' => escape.push_str("\\t")?,
                    '\n' => escape.push_str("\\n")?,
                    '\r' => escape.push_str("\\r")?,
                    ' '..='~' => escape.push_char(c)?,
                    _ if code < 0x100 => escape.push_fmt(format_args!("\\x{code:02x}"))?,
                    _ if code < 0x10000 => escape.push_fmt(format_args!("\\u{code:04x}"))?,
                    _ => escape.push_fmt(format_args!("\\U{code:08x}"))?,
                }
                extend(&mut out, escape.as_str().as_bytes())?;
            }
        }
    }
    Ok(Some(out))
}

/// Why [`unescape_bytes`] refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscapeError {
    /// A backslash at the end.
    Trailing,
    /// `\x` at this position without two digits.
    Hex(usize),
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for EscapeError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// Undoes the escapes of a bytes literal. `instead` is what stands for a bad `\x`: `None` refuses it.
///
/// # Errors
/// As [`EscapeError`] says.
pub fn unescape_bytes(bytes: &[u8], instead: Option<&[u8]>) -> Result<Vec<u8>, EscapeError> {
    let mut out = Vec::new();
    reserve(&mut out, bytes.len())?;
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        if b != b'\\' {
            push(&mut out, b)?;
            continue;
        }
        let Some(&c) = bytes.get(at) else { return Err(EscapeError::Trailing) };
        at += 1;
        let plain = match c {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => c,
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'7' => {
                let mut code = u32::from(c - b'0');
                for _ in 0..2 {
                    let Some(&d @ b'0'..=b'7') = bytes.get(at) else { break };
                    code = code << 3 | u32::from(d - b'0');
                    at += 1;
                }
                code as u8
            }
            b'x' => match hex(bytes, at, 2) {
                (value, 2) => {
                    at += 2;
                    value as u8
                }
                (_, found) => {
                    let Some(instead) = instead else { return Err(EscapeError::Hex(start)) };
                    extend(&mut out, instead)?;
                    at += found;
                    continue;
                }
            },
            _ => {
                push(&mut out, b'\\')?;
                c
            }
        };
        push(&mut out, plain)?;
    }
    Ok(out)
}

/// Escapes bytes as their `repr` does, but for quotes.
///
/// # Errors
/// Without memory.
pub fn escape_bytes(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = TextBuf::with_capacity(bytes.len())?;
    for &b in bytes {
        match b {
            b'\\' => out.push_str("\\\\")?,
            b'\'' => out.push_str("\\'")?,
            b'\t' => out.push_str("\\t")?,
            b'\n' => out.push_str("\\n")?,
            b'\r' => out.push_str("\\r")?,
            b' '..=b'~' => out.push_char(char::from(b))?,
            _ => out.push_fmt(format_args!("\\x{b:02x}"))?,
        }
    }
    Ok(out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(coding: Coding, bytes: &[u8], last: bool) -> (TextBuf, Step) {
        let mut out = TextBuf::new();
        let step = decode_step(coding, bytes, 0, last, &mut out).unwrap();
        (out, step)
    }

    #[test]
    fn round_trips() {
        let text = "a\\é€😀\n\x7f";
        for coding in [
            Coding::Utf8,
            Coding::Utf16 { big: false },
            Coding::Utf16 { big: true },
            Coding::Utf32 { big: false },
            Coding::Utf32 { big: true },
            Coding::UnicodeEscape,
        ] {
            let bytes = encode_all(coding, text).unwrap().unwrap();
            assert_eq!(decoded(coding, &bytes, true), (TextBuf::from_text(text).unwrap(), Step::Done(bytes.len())), "{coding:?}");
            // What is cut off waits for the rest, or is an error.
            for n in 0..bytes.len() {
                let (_, step) = decoded(coding, &bytes[..n], false);
                assert!(matches!(step, Step::Done(k) if k <= n), "{coding:?} {n}");
            }
        }
    }

    #[test]
    fn errors_of_wide_encodings() {
        let bad = |coding, bytes: &[u8]| match decoded(coding, bytes, true).1 {
            Step::Bad { start, end, reason } => (start, end, reason),
            other => panic!("{other:?}"),
        };
        let utf16 = Coding::Utf16 { big: false };
        assert_eq!(bad(utf16, b"a\0b"), (2, 3, "truncated data"));
        assert_eq!(bad(utf16, b"\x00\xd8"), (0, 2, "unexpected end of data"));
        assert_eq!(bad(utf16, b"\x00\xdc"), (0, 2, "illegal encoding"));
        assert_eq!(bad(utf16, b"\x00\xd8a\0"), (0, 2, "illegal UTF-16 surrogate"));
        assert_eq!(bad(Coding::Utf32 { big: true }, b"\0\x11\0\0"), (0, 4, "code point not in range(0x110000)"));
        assert_eq!(bad(Coding::UnicodeEscape, b"a\\u12"), (1, 5, "truncated \\uXXXX escape"));
        assert_eq!(bad(Coding::UnicodeEscape, b"\\"), (0, 1, "\\ at end of string"));
        assert_eq!(bad(Coding::UnicodeEscape, b"a\\N{}b"), (1, 4, "malformed \\N character escape"));
        assert_eq!(decoded(Coding::UnicodeEscape, b"a\\N{b}c", true).1, Step::Named { start: 1, end: 6 });
        assert_eq!(unescape_bytes(b"\\x4g", None), Err(EscapeError::Hex(0)));
        assert_eq!(unescape_bytes(b"a\\x4g", Some(b"?")).unwrap(), b"a?g");
    }
}
