//! Character positions in UTF-8 text: counting, seeking and slicing.
//!
//! Python indexes strings by code point. ASCII text needs none of this (positions are bytes); callers that know it should say so, since
//! finding out costs a pass over the text. Otherwise bytes are counted eight at a time.

use super::text_buf::{OutOfMemory, TextBuf};

const LOW_BITS: u64 = 0x0101_0101_0101_0101;

/// How many of eight bytes start a character.
fn starts_in(chunk: [u8; 8]) -> usize {
    let word = u64::from_le_bytes(chunk);
    // A continuation byte is 0b10xxxxxx; one bit per byte is left, and the multiplication adds them up in the top byte.
    let continuations = (word >> 7) & !(word >> 6) & LOW_BITS;
    8 - usize::try_from(continuations.wrapping_mul(LOW_BITS) >> 56).unwrap_or(0)
}

const fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// How many characters a text has.
#[must_use]
pub fn char_count(text: &str) -> usize {
    let (chunks, rest) = text.as_bytes().as_chunks::<8>();
    chunks.iter().map(|chunk| starts_in(*chunk)).sum::<usize>() + rest.iter().filter(|byte| is_start(**byte)).count()
}

/// The byte at which character number `index` starts; the text's length from its end on.
#[must_use]
pub fn byte_offset(text: &str, index: usize) -> usize {
    let bytes = text.as_bytes();
    let mut left = index;
    let mut at = 0;
    for chunk in bytes.as_chunks::<8>().0 {
        let starts = starts_in(*chunk);
        if left < starts {
            break;
        }
        left -= starts;
        at += 8;
    }
    for byte in bytes.get(at..).unwrap_or(&[]) {
        if is_start(*byte) {
            if left == 0 {
                return at;
            }
            left -= 1;
        }
        at += 1;
    }
    bytes.len()
}

/// The number of the character at byte `offset`, which must be a boundary (else it counts those that start before it).
#[must_use]
pub fn char_index(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or_else(|| text.char_indices().take_while(|(at, _)| *at < offset).count(), char_count)
}

/// Character number `index`.
#[must_use]
pub fn nth_char(text: &str, index: usize) -> Option<char> {
    if text.is_ascii() {
        return text.as_bytes().get(index).copied().map(char::from);
    }
    text.get(byte_offset(text, index)..)?.chars().next()
}

/// Start and end, which may be negative or too large, as positions in `len` elements; `None` if the start is past the end or past `len`.
///
/// This is what `find`, `count` and `startswith` do with their bounds; an end not given is `i64::MAX`.
#[must_use]
pub fn bounds(start: i64, end: i64, len: usize) -> Option<(usize, usize)> {
    let clamp = |position: i64| {
        let size = i64::try_from(len).unwrap_or(i64::MAX);
        let position = if position < 0 { position.saturating_add(size).max(0) } else { position };
        usize::try_from(position).unwrap_or(usize::MAX)
    };
    let (start, end) = (clamp(start), clamp(end).min(len));
    (start <= end).then_some((start, end))
}

/// Characters `start` to `end` (exclusive), cut to what there is.
#[must_use]
pub fn char_slice(text: &str, start: usize, end: usize) -> &str {
    if start >= end {
        return "";
    }
    let tail = text.get(byte_offset(text, start)..).unwrap_or("");
    tail.get(..byte_offset(tail, end - start)).unwrap_or(tail)
}

/// A text and how many characters it has: where that is as many as bytes, places need not be sought.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The text.
    pub text: &'a str,
    /// Its characters.
    pub chars: usize,
}

impl<'a> Counted<'a> {
    /// Counts.
    #[must_use]
    pub fn of(text: &'a str) -> Counted<'a> {
        Counted { text, chars: char_count(text) }
    }

    /// Whether all of it is ASCII.
    #[must_use]
    pub fn is_ascii(self) -> bool {
        self.chars == self.text.len()
    }

    /// The part between two bounds as Python gives them, and the number of its first character.
    #[must_use]
    pub fn bounded(self, start: i64, end: i64) -> Option<(&'a str, usize)> {
        if start == 0 && end == i64::MAX {
            return Some((self.text, 0));
        }
        let (start, end) = bounds(start, end, self.chars)?;
        let part = if self.is_ascii() { self.text.get(start..end)? } else { char_slice(self.text, start, end) };
        Some((part, start))
    }
}

/// `text[start:...:step]` of `count` characters, `start` being the number of the first one; bounds are those of `slice.indices`.
///
/// # Errors
/// Without memory.
pub fn slice(text: &str, start: usize, step: isize, count: usize) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(count)?;
    let stride = step.unsigned_abs().max(1) - 1;
    if count == 0 {
        return Ok(out);
    }
    if step < 0 {
        // Up to and with the first character, backwards.
        let head = char_slice(text, 0, start.saturating_add(1));
        push_strided(&mut out, head.chars().rev(), stride, count)?;
    } else {
        let tail = text.get(byte_offset(text, start)..).unwrap_or("");
        push_strided(&mut out, tail.chars(), stride, count)?;
    }
    Ok(out)
}

fn push_strided(out: &mut TextBuf, mut chars: impl Iterator<Item = char>, skip: usize, count: usize) -> Result<(), OutOfMemory> {
    for index in 0..count {
        let next = if index == 0 { chars.next() } else { chars.nth(skip) };
        match next {
            Some(c) => out.push_char(c)?,
            None => break,
        }
    }
    Ok(())
}

/// The characters in reverse order.
pub fn reversed(text: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(text.len())?;
    for c in text.chars().rev() {
        out.push_char(c)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    const TEXTS: [&str; 5] = ["", "abc", "héllo wörld, ünïcödé", "→→→→→→→→→→", "a😀b😀c😀d😀e😀"];

    #[test]
    fn seeks_like_a_plain_walk() {
        for text in TEXTS {
            let count = text.chars().count();
            assert_eq!(char_count(text), count);
            for (index, (at, c)) in text.char_indices().enumerate() {
                assert_eq!(byte_offset(text, index), at);
                assert_eq!(char_index(text, at), index);
                assert_eq!(nth_char(text, index), Some(c));
            }
            assert_eq!(byte_offset(text, count), text.len());
            assert_eq!(byte_offset(text, usize::MAX), text.len());
            assert_eq!(nth_char(text, count), None);
            for start in 0..count + 2 {
                for end in 0..count + 2 {
                    let expected: String = text.chars().take(end).skip(start).collect();
                    assert_eq!(char_slice(text, start, end), expected);
                }
            }
        }
        assert_eq!(char_index("é", 1), 1);
    }

    #[test]
    fn bounds_as_in_python() {
        assert_eq!(bounds(0, i64::MAX, 3), Some((0, 3)));
        assert_eq!(bounds(3, 5, 3), Some((3, 3)));
        assert_eq!(bounds(4, 5, 3), None);
        assert_eq!(bounds(-2, -1, 3), Some((1, 2)));
        assert_eq!(bounds(i64::MIN, i64::MIN, 3), Some((0, 0)));
        assert_eq!(bounds(2, 1, 3), None);
        assert_eq!(Counted::of("héllo").bounded(-4, -1), Some(("éll", 1)));
    }

    #[test]
    fn strided_slices() {
        assert_eq!(slice("héllo", 0, 2, 3).unwrap(), "hlo");
        assert_eq!(slice("héllo", 4, -1, 5).unwrap(), "olléh");
        assert_eq!(slice("héllo", 3, -2, 2).unwrap(), "lé");
        assert_eq!(slice("héllo", 9, -2, 9).unwrap(), "olh");
        assert_eq!(slice("héllo", 0, isize::MIN, 2).unwrap(), "h");
        assert_eq!(slice("héllo", 9, 1, 0).unwrap(), "");
        assert_eq!(reversed("aé→").unwrap(), "→éa");
    }
}
