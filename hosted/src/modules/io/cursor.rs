//! A text with a position, counted in characters. The byte of the position is kept beside it, so that reading on need not look for it.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, R};
use freewheel_kernel::text::str_index;
use freewheel_kernel::types::str_object::Str;

use super::Refusal;
use super::newlines::Newline;

/// The text, and where one is in it.
#[derive(Debug)]
pub(super) struct Cursor {
    text: String,
    /// Characters in all.
    chars: usize,
    /// The position, in characters, which may lie behind the end.
    at: usize,
    /// The byte of the position; the end, where that lies behind it.
    byte: usize,
}

impl Cursor {
    /// No text.
    pub(super) const EMPTY: Cursor = Cursor { text: String::new(), chars: 0, at: 0, byte: 0 };

    /// A text, which has so many characters, from its beginning.
    pub(super) fn new(text: String, chars: usize) -> Cursor {
        Cursor { text, chars, at: 0, byte: 0 }
    }

    /// All of the text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Its length in characters.
    pub(super) fn chars(&self) -> usize {
        self.chars
    }

    /// The position.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether all of its characters are ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.chars == self.text.len()
    }

    /// What follows the position.
    #[inline]
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.byte..).unwrap_or("")
    }

    /// How many characters follow the position.
    pub(super) fn left(&self) -> usize {
        self.chars.saturating_sub(self.at)
    }

    /// The byte of a character, or the end.
    fn byte_of(&self, at: usize) -> usize {
        if at >= self.chars {
            self.text.len()
        } else if self.is_ascii() {
            at
        } else if at >= self.at {
            self.byte + str_index::byte_offset(self.rest(), at - self.at)
        } else {
            str_index::byte_offset(&self.text, at)
        }
    }

    /// Moves the position.
    pub(super) fn go(&mut self, at: usize) {
        self.byte = self.byte_of(at);
        self.at = at;
    }

    /// Writes a text of `chars` characters at the position.
    ///
    /// # Errors
    /// When the position would pass what it can be; without memory.
    #[inline]
    pub(super) fn write(&mut self, text: &str, chars: usize) -> Result<(), Refusal> {
        if chars == 0 {
            return Ok(());
        }
        let end = self.at.checked_add(chars).filter(|end| isize::try_from(*end).is_ok()).ok_or(Refusal::TooFar)?;
        let gap = self.at.saturating_sub(self.chars);
        self.text.try_reserve(gap.saturating_add(text.len())).map_err(|_| Refusal::NoMemory)?;
        if self.at >= self.chars {
            if gap > 0 {
                self.text.extend(std::iter::repeat_n('\0', gap));
            }
            self.text.push_str(text);
            self.byte = self.text.len();
            self.chars = end;
        } else {
            let stop = self.byte_of(end);
            self.text.replace_range(self.byte..stop, text);
            self.byte += text.len();
            self.chars = self.chars.max(end);
        }
        self.at = end;
        Ok(())
    }

    /// Cuts the text; the position stays.
    pub(super) fn truncate(&mut self, chars: usize) {
        if chars < self.chars {
            let end = self.byte_of(chars);
            self.text.truncate(end);
            self.chars = chars;
            self.byte = self.byte.min(end);
        }
    }

    /// The next `bytes` bytes as a string; the position moves behind it.
    pub(super) fn take(&mut self, th: &mut Thread, bytes: usize) -> R<Obj> {
        let (from, to) = (self.byte, self.byte + bytes);
        let part = self.text.get(from..to).unwrap_or("");
        let (made, chars) = if self.is_ascii() {
            (th.ascii_str(part)?, part.len())
        } else {
            let made = th.str(part)?;
            let chars = made.get::<Str>().map_or(0, |s| s.chars());
            (made, chars)
        };
        self.at += chars;
        self.byte += part.len();
        Ok(made)
    }

    /// How many bytes the next `size` characters have, or all when that is negative.
    pub(super) fn bytes_of(&self, size: i64) -> usize {
        match usize::try_from(size) {
            Ok(n) => self.byte_of(self.at.saturating_add(n)).saturating_sub(self.byte),
            Err(_) => self.rest().len(),
        }
    }

    /// How many bytes the next line has that is all there, with its end; `None` when there is no end.
    #[inline]
    pub(super) fn line(&self, newline: Newline) -> Option<usize> {
        newline.line(self.rest().as_bytes())
    }

    /// How many bytes the next line has, of which at most `limit` characters are wanted.
    pub(super) fn line_bytes(&self, newline: Newline, limit: i64) -> usize {
        let line = self.line(newline).unwrap_or(self.rest().len());
        if limit < 0 { line } else { line.min(self.bytes_of(limit)) }
    }
}
