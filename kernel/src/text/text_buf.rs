//! A growable UTF-8 string whose every growth may fail.
//!
//! Python code can ask for a string of any size (`'x' * n`), so running out of memory has to come back as a value that the caller turns
//! into `MemoryError`. `alloc::string::String` aborts instead; [`TextBuf`] wraps it and reserves first.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Memory for a result was not available; becomes Python's `MemoryError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutOfMemory;

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("out of memory")
    }
}

impl core::error::Error for OutOfMemory {}

/// Makes room for `extra` more elements, or says that there is none.
pub(crate) fn reserve<T>(vec: &mut Vec<T>, extra: usize) -> Result<(), OutOfMemory> {
    vec.try_reserve(extra).map_err(|_| OutOfMemory)
}

/// Appends bytes to a byte vector.
pub(crate) fn extend(vec: &mut Vec<u8>, bytes: &[u8]) -> Result<(), OutOfMemory> {
    reserve(vec, bytes.len())?;
    vec.extend_from_slice(bytes);
    Ok(())
}

/// Appends one element to a vector.
pub(crate) fn push<T>(vec: &mut Vec<T>, item: T) -> Result<(), OutOfMemory> {
    reserve(vec, 1)?;
    vec.push(item);
    Ok(())
}

/// Copies bytes into a vector of their own.
pub fn to_vec(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut vec = Vec::new();
    vec.try_reserve_exact(bytes.len()).map_err(|_| OutOfMemory)?;
    vec.extend_from_slice(bytes);
    Ok(vec)
}

/// A growable UTF-8 string; what may allocate returns `Result`.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct TextBuf {
    text: String,
}

impl TextBuf {
    /// An empty buffer, which owns no memory yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: String::new() }
    }

    /// An empty buffer with room for `bytes` bytes of UTF-8.
    ///
    /// # Errors
    /// When that much memory is not available, as for every other method here that returns `Result`.
    pub fn with_capacity(bytes: usize) -> Result<Self, OutOfMemory> {
        let mut buf = Self::new();
        buf.reserve(bytes)?;
        Ok(buf)
    }

    /// A buffer that holds a copy of `text`.
    pub fn from_text(text: &str) -> Result<Self, OutOfMemory> {
        let mut buf = Self::new();
        buf.text.try_reserve_exact(text.len()).map_err(|_| OutOfMemory)?;
        buf.text.push_str(text);
        Ok(buf)
    }

    /// A copy of ASCII text with every byte mapped to another ASCII byte.
    pub(super) fn mapped_ascii(text: &str, mut map: impl FnMut(u8) -> u8) -> Result<Self, OutOfMemory> {
        let mut bytes = to_vec(text.as_bytes())?;
        for byte in &mut bytes {
            *byte = map(*byte);
        }
        Self::from_utf8(bytes)
    }

    /// A buffer of bytes that are UTF-8 by construction.
    pub(super) fn from_utf8(bytes: Vec<u8>) -> Result<Self, OutOfMemory> {
        String::from_utf8(bytes).map(|text| Self { text }).map_err(|_| OutOfMemory)
    }

    /// Makes room for `bytes` more bytes.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), OutOfMemory> {
        self.text.try_reserve(bytes).map_err(|_| OutOfMemory)
    }

    /// Appends `text`.
    pub fn push_str(&mut self, text: &str) -> Result<(), OutOfMemory> {
        self.reserve(text.len())?;
        self.text.push_str(text);
        Ok(())
    }

    /// Appends one character.
    pub fn push_char(&mut self, c: char) -> Result<(), OutOfMemory> {
        self.reserve(c.len_utf8())?;
        self.text.push(c);
        Ok(())
    }

    /// Appends the ASCII characters in `bytes`; bytes from 0x80 on come out as Latin-1 characters.
    pub fn push_latin1(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        if bytes.is_ascii()
            && let Ok(text) = core::str::from_utf8(bytes)
        {
            return self.push_str(text);
        }
        self.reserve(bytes.len())?;
        for &byte in bytes {
            self.push_char(char::from(byte))?;
        }
        Ok(())
    }

    /// Appends `c` `count` times.
    pub fn push_repeated(&mut self, c: char, count: usize) -> Result<(), OutOfMemory> {
        self.reserve(c.len_utf8().checked_mul(count).ok_or(OutOfMemory)?)?;
        let mut left = count;
        if let (true, Ok(byte)) = (c.is_ascii() && count > 4, u8::try_from(c)) {
            // ASCII goes in runs.
            let run = [byte; 32];
            while left > 0 {
                let n = left.min(run.len());
                self.text.push_str(run.get(..n).and_then(|run| str::from_utf8(run).ok()).unwrap_or(""));
                left -= n;
            }
        }
        for _ in 0..left {
            self.text.push(c);
        }
        Ok(())
    }

    /// Appends `text` `count` times.
    pub fn push_str_repeated(&mut self, text: &str, count: usize) -> Result<(), OutOfMemory> {
        if text.is_empty() {
            return Ok(());
        }
        self.reserve(text.len().checked_mul(count).ok_or(OutOfMemory)?)?;
        for _ in 0..count {
            self.text.push_str(text);
        }
        Ok(())
    }

    /// Appends formatted text: `buf.push_fmt(format_args!("{n}"))`.
    pub fn push_fmt(&mut self, args: fmt::Arguments<'_>) -> Result<(), OutOfMemory> {
        // The formatting of core's own types fails only when the writer does.
        fmt::Write::write_fmt(self, args).map_err(|_| OutOfMemory)
    }

    /// The text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Forgets the text and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// Forgets all from byte `len` on, which begins a character.
    pub fn truncate(&mut self, len: usize) {
        if self.text.is_char_boundary(len) {
            self.text.truncate(len);
        }
    }

    /// Removes and returns the last character.
    pub fn pop(&mut self) -> Option<char> {
        self.text.pop()
    }

    /// The text as a `String`, without copying.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    /// The UTF-8 bytes, without copying.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// Fails instead of aborting when there is no memory.
impl fmt::Write for TextBuf {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text).map_err(|_| fmt::Error)
    }
}

impl AsRef<str> for TextBuf {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl PartialEq<str> for TextBuf {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for TextBuf {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collects_text() {
        let mut buf = TextBuf::with_capacity(4).unwrap();
        buf.push_str("aé").unwrap();
        buf.push_char('→').unwrap();
        buf.push_repeated('ß', 2).unwrap();
        buf.push_str_repeated("xy", 2).unwrap();
        buf.push_latin1(b"z\xe9").unwrap();
        buf.push_fmt(format_args!("{:03}", 7)).unwrap();
        assert_eq!(buf, "aé→ßßxyxyzé007");
        assert_eq!(buf.into_string().len(), "aé→ßßxyxyzé007".len());
    }

    #[test]
    fn says_when_memory_is_short() {
        let mut buf = TextBuf::new();
        assert_eq!(buf.push_repeated('x', usize::MAX), Err(OutOfMemory));
        assert_eq!(buf.push_repeated('ß', usize::MAX), Err(OutOfMemory));
        assert_eq!(buf.push_str_repeated("ab", usize::MAX / 2), Err(OutOfMemory));
        assert_eq!(TextBuf::with_capacity(usize::MAX), Err(OutOfMemory));
        assert!(buf.is_empty());
    }
}
