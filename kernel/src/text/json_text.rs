//! Strings and numbers as JSON has them (RFC 8259), with the leniencies of Python's `json`.
//!
//! Texts hold no lone surrogates. An escape of one becomes U+FFFD, as in a literal of the language, apart from the 128 with which other
//! programs write bytes that are no text (PEP 383): those become the private characters that stand for such bytes here, and are written back as
//! they came.

use super::codecs::{ESCAPES, escaped_byte};
use super::text_buf::{OutOfMemory, TextBuf};

/// The lone surrogate that stands for byte 0, so to speak, in CPython.
const SURROGATE_ESCAPES: u32 = 0xDC00;

/// What a string may not hold as it is.
fn needs_escape(byte: u8, ascii: bool) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\' || (ascii && byte >= 0x7f)
}

/// Appends a text as a string, in quotes; with `ascii` all but ASCII is escaped.
///
/// # Errors
/// Without memory.
pub fn push_quoted(out: &mut TextBuf, text: &str, ascii: bool) -> Result<(), OutOfMemory> {
    out.reserve(text.len().saturating_add(2))?;
    out.push_char('"')?;
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| needs_escape(b, ascii)) {
        // The byte is ASCII, or the first of its character, since all of a character's bytes beyond ASCII need an escape where one does.
        let (plain, from) = rest.split_at(at);
        out.push_str(plain)?;
        let mut chars = from.chars();
        if let Some(c) = chars.next() {
            push_escape(out, c)?;
        }
        rest = chars.as_str();
    }
    out.push_str(rest)?;
    out.push_char('"')
}

fn push_escape(out: &mut TextBuf, c: char) -> Result<(), OutOfMemory> {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        c => {
            if let Some(byte) = escaped_byte(c) {
                return out.push_fmt(format_args!("\\u{:04x}", SURROGATE_ESCAPES + u32::from(byte)));
            }
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_fmt(format_args!("\\u{unit:04x}"))?;
            }
            Ok(())
        }
    }
}

/// The content of a string.
#[derive(Debug)]
pub enum Content<'t> {
    /// It has no escapes.
    Plain(&'t str),
    /// It had some.
    Built(TextBuf),
}

/// What is wrong with a string; offsets are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringError {
    /// It has no end.
    Unterminated,
    /// A control character, which `strict` refuses.
    Control(usize),
    /// A backslash before something else than the format knows.
    Escape(usize),
    /// A `u` without four digits behind it.
    Unicode(usize),
    /// No memory.
    Memory,
}

impl From<OutOfMemory> for StringError {
    fn from(_: OutOfMemory) -> Self {
        Self::Memory
    }
}

/// Reads a string from behind its opening quote: its content, and the offset behind its closing quote.
///
/// # Errors
/// See [`StringError`].
pub fn scan_string(text: &str, begin: usize, strict: bool) -> Result<(Content<'_>, usize), StringError> {
    let bytes = text.as_bytes();
    let mut built: Option<TextBuf> = None;
    // Where the part begins that is not in `built` yet.
    let mut from = begin;
    let mut at = begin;
    loop {
        let part = bytes.get(at..).unwrap_or(&[]);
        let Some(found) = part.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20) else {
            return Err(StringError::Unterminated);
        };
        at += found;
        let plain = text.get(from..at).unwrap_or("");
        match bytes[at] {
            b'"' => {
                let content = match built {
                    None => Content::Plain(plain),
                    Some(mut built) => {
                        built.push_str(plain)?;
                        Content::Built(built)
                    }
                };
                return Ok((content, at + 1));
            }
            b'\\' => {
                if built.is_none() {
                    built = Some(TextBuf::new());
                }
                if let Some(out) = &mut built {
                    out.push_str(plain)?;
                    let (c, end) = scan_escape(bytes, at)?;
                    out.push_char(c)?;
                    (at, from) = (end, end);
                }
            }
            _ if strict => return Err(StringError::Control(at)),
            _ => at += 1,
        }
    }
}

/// The character of the escape at a backslash, and the offset behind it.
fn scan_escape(bytes: &[u8], backslash: usize) -> Result<(char, usize), StringError> {
    let at = backslash + 1;
    let c = match bytes.get(at) {
        None => return Err(StringError::Unterminated),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return scan_unicode(bytes, at),
        Some(_) => return Err(StringError::Escape(backslash)),
    };
    Ok((c, at + 1))
}

/// The character of `uXXXX`, or of two of them that are a pair of surrogates.
fn scan_unicode(bytes: &[u8], at: usize) -> Result<(char, usize), StringError> {
    let first = hex(bytes, at + 1).ok_or(StringError::Unicode(at))?;
    let end = at + 5;
    if (0xD800..0xDC00).contains(&first)
        && bytes.get(end..end + 2) == Some(br"\u")
        && let Some(second) = hex(bytes, end + 2)
        && (0xDC00..0xE000).contains(&second)
        && let Some(c) = char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    {
        return Ok((c, end + 6));
    }
    let c = match first {
        0xDC80..=0xDCFF => char::from_u32(first - SURROGATE_ESCAPES + ESCAPES),
        code => char::from_u32(code),
    };
    Ok((c.unwrap_or(char::REPLACEMENT_CHARACTER), end))
}

/// Four hexadecimal digits.
fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |value, &b| Some(value << 4 | char::from(b).to_digit(16)?))
}

/// The offset behind the number that begins at an offset, and whether it is one with a fraction or an exponent.
#[must_use]
pub fn scan_number(bytes: &[u8], begin: usize) -> Option<(usize, bool)> {
    let digits = |at: usize| at + bytes.get(at..).unwrap_or(&[]).iter().take_while(|b| b.is_ascii_digit()).count();
    let first = begin + usize::from(bytes.get(begin) == Some(&b'-'));
    let mut end = match bytes.get(first)? {
        b'0' => first + 1,
        b'1'..=b'9' => digits(first),
        _ => return None,
    };
    let mut is_float = false;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
        (end, is_float) = (digits(end + 1), true);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digits(sign) > sign {
            (end, is_float) = (digits(sign), true);
        }
    }
    Some((end, is_float))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn quoted(text: &str, ascii: bool) -> String {
        let mut out = TextBuf::new();
        push_quoted(&mut out, text, ascii).expect("memory");
        out.into_string()
    }

    fn read(text: &str) -> Result<(String, usize), StringError> {
        scan_string(text, 1, true).map(|(content, end)| match content {
            Content::Plain(s) => (s.into(), end),
            Content::Built(b) => (b.into_string(), end),
        })
    }

    #[test]
    fn strings_are_quoted() {
        assert_eq!(quoted("a\"\\\n\u{1}\u{7f}é😀", true), r#""a\"\\\n\u0001\u007f\u00e9\ud83d\ude00""#);
        assert_eq!(quoted("a\"\u{7f}é😀/", false), "\"a\\\"\u{7f}é😀/\"");
        assert_eq!(quoted("\u{10EEE9}", true), r#""\udce9""#);
    }

    #[test]
    fn strings_are_read() {
        assert_eq!(read(r#""ab" x"#), Ok(("ab".into(), 4)));
        assert_eq!(read(r#""\u00e9\ud83d\ude00\n""#), Ok(("é😀\n".into(), 22)));
        assert_eq!(read(r#""\ud83dx""#), Ok(("\u{fffd}x".into(), 9)));
        assert_eq!(read(r#""\udce9""#), Ok(("\u{10EEE9}".into(), 8)));
        assert_eq!(read(r#""ab"#), Err(StringError::Unterminated));
        assert_eq!(read("\"\\"), Err(StringError::Unterminated));
        assert_eq!(read("\"a\n\""), Err(StringError::Control(2)));
        assert_eq!(read(r#""\q""#), Err(StringError::Escape(1)));
        assert_eq!(read(r#""\u12""#), Err(StringError::Unicode(2)));
    }

    #[test]
    fn numbers_end_where_they_end() {
        for (text, end, is_float) in
            [("0", 1, false), ("-12,", 3, false), ("01", 1, false), ("1.5e+3]", 6, true), ("1.", 1, false), ("1e", 1, false)]
        {
            assert_eq!(scan_number(text.as_bytes(), 0), Some((end, is_float)), "{text}");
        }
        assert_eq!(scan_number(b"-", 0), None);
        assert_eq!(scan_number(b"x", 0), None);
    }
}
