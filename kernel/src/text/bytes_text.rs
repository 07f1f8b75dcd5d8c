//! The methods of `bytes` and `bytearray`: they take letters, digits and white space for ASCII and leave other bytes alone.

use super::str_index::bounds;
use super::str_layout::center_left;
use super::str_search::Side;
use super::text_buf::{OutOfMemory, TextBuf, extend, push, reserve};
use alloc::vec::Vec;

/// White space of bytes: unlike in text, the separators 0x1c to 0x1f are none.
#[must_use]
pub const fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Where `needle` is first, in time that is linear in both.
#[must_use]
pub fn find_in(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [byte] => memchr::memchr(*byte, hay),
        _ => memchr::memmem::find(hay, needle),
    }
}

/// Where `needle` is last, in time that is linear in both.
#[must_use]
pub fn rfind_in(hay: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(hay.len()),
        [byte] => memchr::memrchr(*byte, hay),
        _ => memchr::memmem::rfind(hay, needle),
    }
}

/// The part between two bounds as Python gives them, and where it starts.
#[must_use]
pub fn bounded(bytes: &[u8], start: i64, end: i64) -> Option<(&[u8], usize)> {
    let (start, end) = bounds(start, end, bytes.len())?;
    Some((bytes.get(start..end)?, start))
}

/// `bytes.find(needle, start, end)`.
#[must_use]
pub fn find(bytes: &[u8], needle: &[u8], start: i64, end: i64) -> Option<usize> {
    let (part, first) = bounded(bytes, start, end)?;
    Some(first + find_in(part, needle)?)
}

/// `bytes.rfind(needle, start, end)`.
#[must_use]
pub fn rfind(bytes: &[u8], needle: &[u8], start: i64, end: i64) -> Option<usize> {
    let (part, first) = bounded(bytes, start, end)?;
    Some(first + rfind_in(part, needle)?)
}

/// `bytes.count(needle, start, end)`.
#[must_use]
pub fn count(bytes: &[u8], needle: &[u8], start: i64, end: i64) -> usize {
    let Some((part, _)) = bounded(bytes, start, end) else {
        return 0;
    };
    match needle {
        [] => part.len() + 1,
        [byte] => memchr::memchr_iter(*byte, part).count(),
        _ => memchr::memmem::find_iter(part, needle).count(),
    }
}

/// Pieces between separators; `sep` `None` is white space.
#[derive(Clone, Debug)]
pub struct Split<'a> {
    rest: Option<&'a [u8]>,
    sep: Option<&'a [u8]>,
    left: usize,
    from_right: bool,
}

impl<'a> Split<'a> {
    fn next_word(&mut self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let rest = if self.from_right { strip(rest, None, Side::Right) } else { strip(rest, None, Side::Left) };
        if rest.is_empty() {
            return None;
        }
        if self.left == 0 {
            return Some(rest);
        }
        self.left -= 1;
        if self.from_right {
            let start = rest.iter().rposition(|byte| is_space_byte(*byte)).map_or(0, |at| at + 1);
            let (rest, piece) = rest.split_at_checked(start)?;
            self.rest = Some(rest);
            return Some(piece);
        }
        let end = rest.iter().position(|byte| is_space_byte(*byte)).unwrap_or(rest.len());
        let (piece, rest) = rest.split_at_checked(end)?;
        self.rest = Some(rest);
        Some(piece)
    }
}

impl<'a> Iterator for Split<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.take()?;
        let Some(sep) = self.sep else {
            return self.next_word(rest);
        };
        let at = if self.left == 0 {
            None
        } else if self.from_right {
            rfind_in(rest, sep)
        } else {
            find_in(rest, sep)
        };
        let Some(at) = at else {
            return Some(rest);
        };
        self.left -= 1;
        let (before, after) = (rest.get(..at)?, rest.get(at + sep.len()..)?);
        let (piece, rest) = if self.from_right { (after, before) } else { (before, after) };
        self.rest = Some(rest);
        Some(piece)
    }
}

/// `bytes.split(sep, maxsplit)`; `None` for an empty separator (`ValueError: empty separator`).
#[must_use]
pub fn split<'a>(bytes: &'a [u8], sep: Option<&'a [u8]>, maxsplit: i64) -> Option<Split<'a>> {
    let left = usize::try_from(maxsplit).unwrap_or(usize::MAX);
    (!sep.is_some_and(<[u8]>::is_empty)).then_some(Split { rest: Some(bytes), sep, left, from_right: false })
}

/// `bytes.rsplit(sep, maxsplit)`, last piece first.
#[must_use]
pub fn rsplit<'a>(bytes: &'a [u8], sep: Option<&'a [u8]>, maxsplit: i64) -> Option<Split<'a>> {
    split(bytes, sep, maxsplit).map(|split| Split { from_right: true, ..split })
}

/// `bytes.splitlines(keep_ends)`: lines end with `\n`, `\r` or both.
pub fn split_lines(bytes: &[u8], keep_ends: bool) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let next = match rest.get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            Some([_, ..]) => end + 1,
            _ => end,
        };
        let line = rest.get(..if keep_ends { next } else { end })?;
        rest = rest.get(next..)?;
        Some(line)
    })
}

/// `bytes.strip(set)` and its one-sided forms; `None` strips white space.
#[must_use]
pub fn strip<'a>(bytes: &'a [u8], set: Option<&[u8]>, side: Side) -> &'a [u8] {
    let stripped = |byte: u8| set.map_or_else(|| is_space_byte(byte), |set| set.contains(&byte));
    let mut bytes = bytes;
    while let ([first, rest @ ..], true) = (bytes, side != Side::Right)
        && stripped(*first)
    {
        bytes = rest;
    }
    while let ([rest @ .., last], true) = (bytes, side != Side::Left)
        && stripped(*last)
    {
        bytes = rest;
    }
    bytes
}

/// What is before and after the first (or, from the right, the last) `sep`.
#[must_use]
pub fn partition<'a>(bytes: &'a [u8], sep: &[u8], from_right: bool) -> Option<(&'a [u8], &'a [u8])> {
    let at = if from_right { rfind_in(bytes, sep) } else { find_in(bytes, sep) }?;
    Some((bytes.get(..at)?, bytes.get(at + sep.len()..)?))
}

/// `bytes.replace(old, new, count)`; a negative count is without limit.
pub fn replace(bytes: &[u8], old: &[u8], new: &[u8], count: i64) -> Result<Vec<u8>, OutOfMemory> {
    let mut left = usize::try_from(count).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    if old.is_empty() {
        // Between all bytes, and at both ends.
        for byte in bytes {
            if left > 0 {
                extend(&mut out, new)?;
                left -= 1;
            }
            push(&mut out, *byte)?;
        }
        if left > 0 {
            extend(&mut out, new)?;
        }
        return Ok(out);
    }
    reserve(&mut out, bytes.len())?;
    let mut done = 0;
    for at in memchr::memmem::find_iter(bytes, old).take(left) {
        extend(&mut out, bytes.get(done..at).unwrap_or(&[]))?;
        extend(&mut out, new)?;
        done = at + old.len();
    }
    extend(&mut out, bytes.get(done..).unwrap_or(&[]))?;
    Ok(out)
}

/// How to pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pad {
    /// `ljust`.
    Left,
    /// `rjust`.
    Right,
    /// `center`.
    Center,
}

/// `bytes.ljust`, `rjust` and `center`.
pub fn pad(bytes: &[u8], width: i64, fill: u8, how: Pad) -> Result<Vec<u8>, OutOfMemory> {
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(bytes.len());
    let before = match how {
        Pad::Left => 0,
        Pad::Right => missing,
        Pad::Center => center_left(missing, width),
    };
    let mut out = Vec::new();
    reserve(&mut out, bytes.len().checked_add(missing).ok_or(OutOfMemory)?)?;
    out.resize(before, fill);
    out.extend_from_slice(bytes);
    out.resize(bytes.len() + missing, fill);
    Ok(out)
}

/// `bytes.zfill(width)`.
pub fn zfill(bytes: &[u8], width: i64) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = pad(bytes, width, b'0', Pad::Right)?;
    let zeros = out.len() - bytes.len();
    // The sign changes places with the first zero.
    if zeros > 0 && matches!(bytes.first(), Some(b'+' | b'-')) {
        out.swap(0, zeros);
    }
    Ok(out)
}

/// `bytes.expandtabs(tab_size)`.
pub fn expand_tabs(bytes: &[u8], tab_size: i64) -> Result<Vec<u8>, OutOfMemory> {
    let size = usize::try_from(tab_size).unwrap_or(0);
    let (mut out, mut column) = (Vec::new(), 0usize);
    for byte in bytes {
        if *byte == b'\t' {
            if size > 0 {
                let spaces = size - column % size;
                reserve(&mut out, spaces)?;
                out.resize(out.len() + spaces, b' ');
                column = column.checked_add(spaces).ok_or(OutOfMemory)?;
            }
        } else {
            column = if matches!(byte, b'\n' | b'\r') { 0 } else { column + 1 };
            push(&mut out, *byte)?;
        }
    }
    Ok(out)
}

/// Maps every byte with its predecessor at hand.
fn mapped(bytes: &[u8], map: impl Fn(Option<u8>, u8) -> u8) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = Vec::new();
    reserve(&mut out, bytes.len())?;
    let mut previous = None;
    for &byte in bytes {
        out.push(map(previous, byte));
        previous = Some(byte);
    }
    Ok(out)
}

/// `bytes.lower()`.
pub fn lower(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    mapped(bytes, |_, byte| byte.to_ascii_lowercase())
}

/// `bytes.upper()`.
pub fn upper(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    mapped(bytes, |_, byte| byte.to_ascii_uppercase())
}

/// `bytes.swapcase()`.
pub fn swapcase(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    mapped(bytes, |_, byte| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte })
}

/// `bytes.capitalize()`.
pub fn capitalize(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    mapped(bytes, |previous, byte| if previous.is_none() { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() })
}

/// `bytes.title()`.
pub fn title(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    mapped(bytes, |previous, byte| {
        if previous.is_some_and(|previous| previous.is_ascii_alphabetic()) { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() }
    })
}

/// `bytes.translate(table, delete)`; a table of `None` keeps all bytes.
pub fn translate(bytes: &[u8], table: Option<&[u8; 256]>, delete: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = Vec::new();
    reserve(&mut out, bytes.len())?;
    for byte in bytes.iter().filter(|byte| !delete.contains(byte)) {
        out.push(table.and_then(|table| table.get(usize::from(*byte))).copied().unwrap_or(*byte));
    }
    Ok(out)
}

/// Whether there are bytes and all satisfy a predicate: `isalpha` with `u8::is_ascii_alphabetic`, `isalnum`, `isdigit`; `isspace` with
/// [`is_space_byte`].
#[must_use]
pub fn is_all(bytes: &[u8], predicate: impl Fn(&u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(predicate)
}

/// `bytes.isupper()`.
#[must_use]
pub fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// `bytes.islower()`.
#[must_use]
pub fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// `bytes.istitle()`.
#[must_use]
pub fn is_title(bytes: &[u8]) -> bool {
    let mut in_word = false;
    for byte in bytes {
        if (byte.is_ascii_uppercase() && in_word) || (byte.is_ascii_lowercase() && !in_word) {
            return false;
        }
        in_word = byte.is_ascii_alphabetic();
    }
    bytes.iter().any(u8::is_ascii_uppercase)
}

/// The two hexadecimal digits of each byte.
pub const HEX_DIGITS: [[u8; 2]; 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut all = [[0; 2]; 256];
    let mut i = 0;
    while i < all.len() {
        all[i] = [DIGITS[i >> 4], DIGITS[i & 15]];
        i += 1;
    }
    all
};

/// `bytes.hex(sep, group)`: with a separator, groups are counted from the right, or from the left if `group` is negative.
pub fn to_hex(bytes: &[u8], sep: Option<char>, group: i64) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(bytes.len().checked_mul(2).ok_or(OutOfMemory)?)?;
    let size = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
    for (index, byte) in bytes.iter().enumerate() {
        let place = if group < 0 { index } else { bytes.len() - index };
        if let Some(sep) = sep
            && index > 0
            && size > 0
            && place.is_multiple_of(size)
        {
            out.push_char(sep)?;
        }
        for nibble in [byte >> 4, byte & 15] {
            out.push_char(char::from_digit(u32::from(nibble), 16).unwrap_or('0'))?;
        }
    }
    Ok(out)
}

/// Why `bytes.fromhex` refuses a text; both are `ValueError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromHexError {
    /// The character at this position is no hexadecimal digit.
    At(usize),
    /// The last digit has no second one.
    Odd,
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for FromHexError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl FromHexError {
    /// CPython's message.
    pub fn message(self) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        match self {
            Self::At(position) => out.push_fmt(format_args!("non-hexadecimal number found in fromhex() arg at position {position}"))?,
            Self::Odd => out.push_str("fromhex() arg must contain an even number of hexadecimal digits")?,
            Self::OutOfMemory => out.push_str("out of memory")?,
        }
        Ok(out)
    }
}

/// `bytes.fromhex(text)`: pairs of digits, with ASCII white space between pairs. A character that is not ASCII is an error before any other.
///
/// # Errors
/// See [`FromHexError`].
pub fn from_hex(text: impl Iterator<Item = char>) -> Result<Vec<u8>, FromHexError> {
    let mut out = Vec::new();
    let mut chars = text.enumerate();
    while let Some((at, c)) = chars.next() {
        if u8::try_from(c).is_ok_and(is_space_byte) {
            continue;
        }
        let high = c.to_digit(16).ok_or(FromHexError::At(at))?;
        let (at, c) = chars.next().ok_or(FromHexError::Odd)?;
        let low = c.to_digit(16).ok_or(FromHexError::At(at))?;
        push(&mut out, u8::try_from(high << 4 | low).unwrap_or(0))?;
    }
    Ok(out)
}

#[cfg(test)]
#[path = "bytes_text_tests.rs"]
mod tests;
