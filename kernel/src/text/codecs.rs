//! What can be wrong with UTF-8, with CPython's error positions and reasons, and what to do about it. The encodings: [`codecs_wide`](super::codecs_wide).

/// What stands for a byte that is no text, less the byte. Where CPython puts a lone surrogate, which texts cannot hold here, `surrogateescape` puts a
/// character of the last plane's private area, as names of files do.
pub const ESCAPES: u32 = 0x10_EE00;

/// The byte that a character stands for under `surrogateescape`.
#[must_use]
pub fn escaped_byte(c: char) -> Option<u8> {
    u32::from(c).checked_sub(ESCAPES).and_then(|b| u8::try_from(b).ok()).filter(|b| *b >= 0x80)
}

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
    /// The mode of an `errors` argument; `None` for names of other handlers.
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

/// What was wrong and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadUtf8 {
    /// First bad byte.
    pub start: usize,
    /// Past the last bad byte.
    pub end: usize,
    /// CPython's words.
    pub reason: &'static str,
}

/// Finds the first thing that is no UTF-8, if any.
#[must_use]
pub fn check_utf8(bytes: &[u8]) -> Option<BadUtf8> {
    let error = core::str::from_utf8(bytes).err()?;
    let start = error.valid_up_to();
    let (end, reason) = match (error.error_len(), bytes.get(start)) {
        (None, _) => (bytes.len(), "unexpected end of data"),
        (Some(len), Some(0x80..=0xc1 | 0xf5..)) => (start + len, "invalid start byte"),
        (Some(len), _) => (start + len, "invalid continuation byte"),
    };
    Some(BadUtf8 { start, end, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(check_utf8(bytes), Some(BadUtf8 { start, end, reason }), "{bytes:x?}");
        }
        assert_eq!(check_utf8("aé€😀".as_bytes()), None);
    }
}
