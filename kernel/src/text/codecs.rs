//! UTF-8, ASCII and Latin-1, with CPython's error positions and reasons.

use super::text_buf::{OutOfMemory, TextBuf, extend, push, reserve};
use alloc::vec::Vec;

/// What to do with what cannot be decoded or encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorMode {
    /// Fail.
    Strict,
    /// Leave it out.
    Ignore,
    /// Put U+FFFD, or `?` when encoding.
    Replace,
    /// Put an escape such as `\xe9`.
    BackslashReplace,
    /// Put `&#233;`; only when encoding.
    XmlCharRefReplace,
}

impl ErrorMode {
    /// The mode of an `errors` argument; `None` for names this module does not handle.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "strict" => Self::Strict,
            "ignore" => Self::Ignore,
            "replace" => Self::Replace,
            "backslashreplace" => Self::BackslashReplace,
            "xmlcharrefreplace" => Self::XmlCharRefReplace,
            _ => return None,
        })
    }
}

/// What was wrong and where: the arguments of `UnicodeDecodeError` and `UnicodeEncodeError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodecError {
    /// `utf-8`, `ascii` or `latin-1`.
    pub encoding: &'static str,
    /// First bad position, in bytes when decoding and in characters when encoding.
    pub start: usize,
    /// Past the last bad position.
    pub end: usize,
    /// CPython's words.
    pub reason: &'static str,
}

/// Why decoding or encoding failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodecFailure {
    /// Bad input, in strict mode.
    Invalid(CodecError),
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for CodecFailure {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl CodecError {
    /// CPython's text of a `UnicodeDecodeError`, whose first bad byte is `byte`.
    pub fn decode_message(&self, byte: u8) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        out.push_fmt(format_args!("'{}' codec can't decode ", self.encoding))?;
        if self.end == self.start + 1 {
            out.push_fmt(format_args!("byte 0x{byte:02x} in position {}", self.start))?;
        } else {
            out.push_fmt(format_args!("bytes in position {}-{}", self.start, self.end.saturating_sub(1)))?;
        }
        out.push_fmt(format_args!(": {}", self.reason))?;
        Ok(out)
    }

    /// CPython's text of a `UnicodeEncodeError`, whose first bad character is `c`.
    pub fn encode_message(&self, c: char) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        out.push_fmt(format_args!("'{}' codec can't encode ", self.encoding))?;
        if self.end == self.start + 1 {
            out.push_str("character '")?;
            push_backslash(&mut out, c)?;
            out.push_fmt(format_args!("' in position {}", self.start))?;
        } else {
            out.push_fmt(format_args!("characters in position {}-{}", self.start, self.end.saturating_sub(1)))?;
        }
        out.push_fmt(format_args!(": {}", self.reason))?;
        Ok(out)
    }
}

fn push_backslash(out: &mut TextBuf, c: char) -> Result<(), OutOfMemory> {
    match u32::from(c) {
        code @ 0..=0xff => out.push_fmt(format_args!("\\x{code:02x}")),
        code @ 0x100..=0xffff => out.push_fmt(format_args!("\\u{code:04x}")),
        code => out.push_fmt(format_args!("\\U{code:08x}")),
    }
}

/// Finds the first thing that is no UTF-8, if any.
#[must_use]
pub fn check_utf8(bytes: &[u8]) -> Option<CodecError> {
    let error = core::str::from_utf8(bytes).err()?;
    let start = error.valid_up_to();
    let (end, reason) = match (error.error_len(), bytes.get(start)) {
        (None, _) => (bytes.len(), "unexpected end of data"),
        (Some(len), Some(0x80..=0xc1 | 0xf5..)) => (start + len, "invalid start byte"),
        (Some(len), _) => (start + len, "invalid continuation byte"),
    };
    Some(CodecError { encoding: "utf-8", start, end, reason })
}

fn push_undecodable(out: &mut TextBuf, bad: &[u8], error: CodecError, mode: ErrorMode) -> Result<(), CodecFailure> {
    match mode {
        // CPython has no character reference for bytes either.
        ErrorMode::Strict | ErrorMode::XmlCharRefReplace => return Err(CodecFailure::Invalid(error)),
        ErrorMode::Ignore => {}
        ErrorMode::Replace => out.push_char('\u{fffd}')?,
        ErrorMode::BackslashReplace => {
            for byte in bad {
                out.push_fmt(format_args!("\\x{byte:02x}"))?;
            }
        }
    }
    Ok(())
}

/// `bytes.decode('utf-8', mode)`.
///
/// # Errors
/// The first bad sequence in strict mode; without memory.
pub fn decode_utf8(bytes: &[u8], mode: ErrorMode) -> Result<TextBuf, CodecFailure> {
    let mut out = TextBuf::with_capacity(bytes.len())?;
    let mut done = 0;
    loop {
        let rest = bytes.get(done..).unwrap_or(&[]);
        let Some(error) = check_utf8(rest) else {
            out.push_str(core::str::from_utf8(rest).unwrap_or(""))?;
            return Ok(out);
        };
        out.push_str(rest.get(..error.start).and_then(|good| core::str::from_utf8(good).ok()).unwrap_or(""))?;
        let bad = rest.get(error.start..error.end).unwrap_or(&[]);
        let shifted = CodecError { start: done + error.start, end: done + error.end, ..error };
        push_undecodable(&mut out, bad, shifted, mode)?;
        done = shifted.end;
    }
}

/// `bytes.decode('ascii', mode)`.
///
/// # Errors
/// The first bad byte in strict mode; without memory.
pub fn decode_ascii(bytes: &[u8], mode: ErrorMode) -> Result<TextBuf, CodecFailure> {
    let mut out = TextBuf::with_capacity(bytes.len())?;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte.is_ascii() {
            out.push_char(char::from(byte))?;
        } else {
            let error = CodecError { encoding: "ascii", start: at, end: at + 1, reason: "ordinal not in range(128)" };
            push_undecodable(&mut out, &[byte], error, mode)?;
        }
    }
    Ok(out)
}

/// `bytes.decode('latin-1')`, which cannot fail but for memory.
pub fn decode_latin1(bytes: &[u8]) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::new();
    out.push_latin1(bytes)?;
    Ok(out)
}

/// `text.encode('ascii', mode)`.
///
/// # Errors
/// The first run of bad characters in strict mode; without memory.
pub fn encode_ascii(text: &str, mode: ErrorMode) -> Result<Vec<u8>, CodecFailure> {
    encode_narrow(text, mode, "ascii", 0x7f, "ordinal not in range(128)")
}

/// `text.encode('latin-1', mode)`.
///
/// # Errors
/// The first run of bad characters in strict mode; without memory.
pub fn encode_latin1(text: &str, mode: ErrorMode) -> Result<Vec<u8>, CodecFailure> {
    encode_narrow(text, mode, "latin-1", 0xff, "ordinal not in range(256)")
}

fn encode_narrow(text: &str, mode: ErrorMode, encoding: &'static str, last: u8, reason: &'static str) -> Result<Vec<u8>, CodecFailure> {
    let mut out = Vec::new();
    reserve(&mut out, text.len())?;
    let fits = |c: char| u8::try_from(c).ok().filter(|byte| *byte <= last);
    for (index, c) in text.chars().enumerate() {
        if let Some(byte) = fits(c) {
            push(&mut out, byte)?;
            continue;
        }
        match mode {
            ErrorMode::Strict => {
                let run = text.chars().skip(index).take_while(|c| fits(*c).is_none()).count();
                return Err(CodecFailure::Invalid(CodecError { encoding, start: index, end: index + run, reason }));
            }
            ErrorMode::Ignore => {}
            ErrorMode::Replace => push(&mut out, b'?')?,
            ErrorMode::BackslashReplace | ErrorMode::XmlCharRefReplace => {
                let mut escape = TextBuf::new();
                if mode == ErrorMode::BackslashReplace {
                    push_backslash(&mut escape, c)?;
                } else {
                    escape.push_fmt(format_args!("&#{};", u32::from(c)))?;
                }
                extend(&mut out, escape.as_str().as_bytes())?;
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(bytes: &[u8]) -> (usize, usize, &'static str) {
        match decode_utf8(bytes, ErrorMode::Strict) {
            Err(CodecFailure::Invalid(error)) => (error.start, error.end, error.reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn utf8_errors() {
        for (bytes, start, end, reason) in [
            (&b"\x80"[..], 0, 1, "invalid start byte"),
            (b"\xc0\x80", 0, 1, "invalid start byte"),
            (b"\x61\xc3", 1, 2, "unexpected end of data"),
            (b"\xc3\x28", 0, 1, "invalid continuation byte"),
            (b"\xe2\x82", 0, 2, "unexpected end of data"),
            (b"\xe2\x28\xa1", 0, 1, "invalid continuation byte"),
            (b"\xe0\x80\x80", 0, 1, "invalid continuation byte"),
            (b"\xed\xa0\x80", 0, 1, "invalid continuation byte"),
            (b"\xf0\x90\x80", 0, 3, "unexpected end of data"),
            (b"\xf0\x80\x80\x80", 0, 1, "invalid continuation byte"),
            (b"\xf4\x90\x80\x80", 0, 1, "invalid continuation byte"),
            (b"\xf5", 0, 1, "invalid start byte"),
            (b"\xf0\x9f\x98", 0, 3, "unexpected end of data"),
            (b"\xf0\x9f", 0, 2, "unexpected end of data"),
            (b"\xf0", 0, 1, "unexpected end of data"),
            (b"\xe2\x82\x28", 0, 2, "invalid continuation byte"),
            (b"\xf0\x9f\x98\x28", 0, 3, "invalid continuation byte"),
            (b"\x61\x62\xf1\x80\x80", 2, 5, "unexpected end of data"),
            (b"\xed\xa0", 0, 1, "invalid continuation byte"),
            (b"\xf0\x8f", 0, 1, "invalid continuation byte"),
            (b"\xe1\x80\xff", 0, 2, "invalid continuation byte"),
        ] {
            assert_eq!(strict(bytes), (start, end, reason), "{bytes:x?}");
        }
        for (bytes, replaced, ignored) in [
            (&b"\x80"[..], "\u{fffd}", ""),
            (b"\xc0\x80", "\u{fffd}\u{fffd}", ""),
            (b"\x61\xc3", "a\u{fffd}", "a"),
            (b"\xc3\x28", "\u{fffd}(", "("),
            (b"\xe2\x82", "\u{fffd}", ""),
            (b"\xe2\x28\xa1", "\u{fffd}(\u{fffd}", "("),
            (b"\xe0\x80\x80", "\u{fffd}\u{fffd}\u{fffd}", ""),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}", ""),
            (b"\xf0\x90\x80", "\u{fffd}", ""),
            (b"\xf0\x80\x80\x80", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}", ""),
            (b"\xf4\x90\x80\x80", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}", ""),
            (b"\xf5", "\u{fffd}", ""),
            (b"\xf0\x9f\x98", "\u{fffd}", ""),
            (b"\xf0\x9f", "\u{fffd}", ""),
            (b"\xf0", "\u{fffd}", ""),
            (b"\xe2\x82\x28", "\u{fffd}(", "("),
            (b"\xf0\x9f\x98\x28", "\u{fffd}(", "("),
            (b"\x61\x62\xf1\x80\x80", "ab\u{fffd}", "ab"),
            (b"\xed\xa0", "\u{fffd}\u{fffd}", ""),
            (b"\xf0\x8f", "\u{fffd}\u{fffd}", ""),
            (b"\xe1\x80\xff", "\u{fffd}\u{fffd}", ""),
        ] {
            assert_eq!(decode_utf8(bytes, ErrorMode::Replace).unwrap(), replaced, "{bytes:x?}");
            assert_eq!(decode_utf8(bytes, ErrorMode::Ignore).unwrap(), ignored, "{bytes:x?}");
        }
        assert_eq!(decode_utf8(b"a\xff\xfe", ErrorMode::BackslashReplace).unwrap(), "a\\xff\\xfe");
        let message = |bytes: &[u8]| check_utf8(bytes).map(|error| error.decode_message(bytes[error.start]).unwrap()).unwrap();
        assert_eq!(message(b"\x80"), "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte");
        assert_eq!(message(b"a\xe2\x82"), "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data");
    }

    #[test]
    fn narrow_encodings() {
        let text = "aé€b";
        assert_eq!(encode_ascii(text, ErrorMode::Replace).unwrap(), b"a??b");
        assert_eq!(encode_ascii(text, ErrorMode::Ignore).unwrap(), b"ab");
        assert_eq!(encode_ascii(text, ErrorMode::BackslashReplace).unwrap(), b"a\\xe9\\u20acb");
        assert_eq!(encode_ascii(text, ErrorMode::XmlCharRefReplace).unwrap(), b"a&#233;&#8364;b");
        assert_eq!(encode_latin1(text, ErrorMode::Replace).unwrap(), b"a\xe9?b");
        let Err(CodecFailure::Invalid(error)) = encode_latin1("a€€b", ErrorMode::Strict) else { panic!() };
        assert_eq!(
            error.encode_message('€').unwrap(),
            "'latin-1' codec can't encode characters in position 1-2: ordinal not in range(256)"
        );
        let Err(CodecFailure::Invalid(error)) = encode_ascii("aé", ErrorMode::Strict) else { panic!() };
        assert_eq!(
            error.encode_message('é').unwrap(),
            "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)"
        );
        assert_eq!(decode_ascii(b"a\xff\xfe", ErrorMode::Replace).unwrap(), "a\u{fffd}\u{fffd}");
        assert_eq!(decode_latin1(b"a\xe9").unwrap(), "aé");
    }
}
