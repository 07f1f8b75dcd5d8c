//! Short ASCII texts in place: what dates and times are written in.

/// So many bytes hold the longest of them: a date, a time and an offset with microseconds.
const ROOM: usize = 96;

/// A text that is being written. What does not fit is left out, which no caller comes near.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    bytes: [u8; ROOM],
    len: usize,
}

impl Text {
    /// Nothing yet.
    pub(super) const fn new() -> Text {
        Text { bytes: [0; ROOM], len: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What was written.
    pub(super) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }

    /// Adds an ASCII character.
    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    /// Adds a text.
    pub(super) fn push_str(&mut self, text: &str) {
        if let Some(place) = self.bytes.get_mut(self.len..self.len + text.len()) {
            place.copy_from_slice(text.as_bytes());
            self.len += text.len();
        }
    }

    /// Adds a number with at least `width` digits.
    #[inline]
    pub(super) fn number(&mut self, mut n: u32, width: usize) {
        let mut digits = [b'0'; 10];
        let mut at = digits.len();
        while n > 0 {
            at -= 1;
            digits[at] = b'0' + (n % 10) as u8;
            n /= 10;
        }
        for d in &digits[at.min(digits.len() - width)..] {
            self.push(*d);
        }
    }

    /// Adds a number as it is.
    pub(super) fn signed(&mut self, n: i32) {
        if n < 0 {
            self.push(b'-');
        }
        self.number(n.unsigned_abs(), 1);
    }
}
