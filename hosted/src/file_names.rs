//! File names and words of the command line as text.
//!
//! They are bytes for the system and mostly text for programs. Strings hold no lone surrogates, so a byte that is not UTF-8 is shown as
//! the private character U+10EE00 plus that byte, and becomes the byte again on its way back: any name that was listed can be opened.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use freewheel_kernel::text::codecs::{ESCAPES, escaped_byte};

/// A name as text.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().filter_map(|b| char::from_u32(ESCAPES + u32::from(*b))));
    }
    out
}

/// A name as bytes.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    if !text.bytes().any(|b| b == 0xf4) {
        return text.as_bytes().into();
    }
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match escaped_byte(c) {
            Some(b) => out.push(b),
            None => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out
}

/// [`decode`] of a word or path.
pub(crate) fn text(name: impl AsRef<OsStr>) -> String {
    decode(name.as_ref().as_bytes())
}

/// [`encode`], as a path.
pub(crate) fn path(text: &str) -> PathBuf {
    PathBuf::from(OsString::from_vec(encode(text)))
}

/// [`path`] of a folder, where nothing is the current one.
pub(crate) fn folder(text: &str) -> PathBuf {
    if text.is_empty() { Path::new(".").to_owned() } else { path(text) }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn any_bytes_come_back() {
        for bytes in [&b"plain"[..], "caf\u{e9}".as_bytes(), b"\xff\xfe", b"a\x80b\xc3", "\u{10ffff}".as_bytes()] {
            assert_eq!(encode(&decode(bytes)), bytes);
        }
    }
}
