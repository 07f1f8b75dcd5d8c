//! Finding, splitting, stripping and replacing in text. Positions are in characters, as Python counts them.

use super::bytes_text;
use super::str_index::{Counted, char_count};
use super::text_buf::{OutOfMemory, TextBuf, reserve};
use super::unicode::{is_line_break, is_space};
use alloc::vec::Vec;

/// The byte at which `needle` is first. Both are UTF-8, so a match of bytes is one of characters.
#[must_use]
pub fn find_in(text: &str, needle: &str) -> Option<usize> {
    bytes_text::find_in(text.as_bytes(), needle.as_bytes())
}

/// `text.find(needle, start, end)`.
#[must_use]
pub fn find(text: Counted<'_>, needle: &str, start: i64, end: i64) -> Option<usize> {
    let (part, first) = text.bounded(start, end)?;
    let at = find_in(part, needle)?;
    Some(first + if text.is_ascii() { at } else { char_count(part.get(..at)?) })
}

/// `text.rfind(needle, start, end)`.
#[must_use]
pub fn rfind(text: Counted<'_>, needle: &str, start: i64, end: i64) -> Option<usize> {
    let (part, first) = text.bounded(start, end)?;
    let at = bytes_text::rfind_in(part.as_bytes(), needle.as_bytes())?;
    Some(first + if text.is_ascii() { at } else { char_count(part.get(..at)?) })
}

/// `text.count(needle, start, end)`: occurrences that do not overlap; of the empty string, one around every character.
#[must_use]
pub fn count(text: Counted<'_>, needle: &str, start: i64, end: i64) -> usize {
    let Some((part, _)) = text.bounded(start, end) else { return 0 };
    match needle.as_bytes() {
        [] => char_count(part) + 1,
        [byte] => memchr::memchr_iter(*byte, part.as_bytes()).count(),
        wanted => memchr::memmem::find_iter(part.as_bytes(), wanted).count(),
    }
}

/// `text.startswith(prefix, start, end)`.
#[must_use]
pub fn starts_with(text: Counted<'_>, prefix: &str, start: i64, end: i64) -> bool {
    text.bounded(start, end).is_some_and(|(part, _)| part.starts_with(prefix))
}

/// `text.endswith(suffix, start, end)`.
#[must_use]
pub fn ends_with(text: Counted<'_>, suffix: &str, start: i64, end: i64) -> bool {
    text.bounded(start, end).is_some_and(|(part, _)| part.ends_with(suffix))
}

/// How many splits a `maxsplit` argument allows; negative is without limit.
fn split_limit(maxsplit: i64) -> usize {
    usize::try_from(maxsplit).unwrap_or(usize::MAX)
}

/// The pieces of [`split_whitespace`].
#[derive(Clone, Debug)]
pub struct SplitWhitespace<'a> {
    rest: &'a str,
    left: usize,
}

impl<'a> Iterator for SplitWhitespace<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_start_matches(is_space);
        if self.rest.is_empty() {
            return None;
        }
        if self.left == 0 {
            // The last piece keeps the white space at its end.
            return Some(core::mem::take(&mut self.rest));
        }
        self.left -= 1;
        let end = self.rest.find(is_space).unwrap_or(self.rest.len());
        let (piece, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(piece)
    }
}

/// `text.split(None, maxsplit)`.
#[must_use]
pub fn split_whitespace(text: &str, maxsplit: i64) -> SplitWhitespace<'_> {
    SplitWhitespace { rest: text, left: split_limit(maxsplit) }
}

/// The pieces of [`rsplit_whitespace`], from the right.
#[derive(Clone, Debug)]
pub struct RSplitWhitespace<'a> {
    rest: &'a str,
    left: usize,
}

impl<'a> Iterator for RSplitWhitespace<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.rest = self.rest.trim_end_matches(is_space);
        if self.rest.is_empty() {
            return None;
        }
        if self.left == 0 {
            return Some(core::mem::take(&mut self.rest));
        }
        self.left -= 1;
        let start = self.rest.char_indices().rev().find(|(_, c)| is_space(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let (rest, piece) = self.rest.split_at_checked(start)?;
        self.rest = rest;
        Some(piece)
    }
}

/// `text.rsplit(None, maxsplit)`, last piece first.
#[must_use]
pub fn rsplit_whitespace(text: &str, maxsplit: i64) -> RSplitWhitespace<'_> {
    RSplitWhitespace { rest: text, left: split_limit(maxsplit) }
}

/// `text.split(sep, maxsplit)`; `None` for an empty separator (`ValueError: empty separator`).
#[must_use]
pub fn split<'a>(text: &'a str, sep: &'a str, maxsplit: i64) -> Option<impl Iterator<Item = &'a str>> {
    (!sep.is_empty()).then(|| text.splitn(split_limit(maxsplit).saturating_add(1), sep))
}

/// `text.rsplit(sep, maxsplit)`, last piece first; `None` for an empty separator.
#[must_use]
pub fn rsplit<'a>(text: &'a str, sep: &'a str, maxsplit: i64) -> Option<impl Iterator<Item = &'a str>> {
    (!sep.is_empty()).then(|| text.rsplitn(split_limit(maxsplit).saturating_add(1), sep))
}

/// The lines of [`split_lines`].
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    rest: &'a str,
    keep_ends: bool,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (end, next) = match self.rest.char_indices().find(|(_, c)| is_line_break(*c)) {
            Some((at, '\r')) if self.rest.as_bytes().get(at + 1) == Some(&b'\n') => (at, at + 2),
            Some((at, c)) => (at, at + c.len_utf8()),
            None => (self.rest.len(), self.rest.len()),
        };
        let line = self.rest.get(..if self.keep_ends { next } else { end })?;
        self.rest = self.rest.get(next..)?;
        Some(line)
    }
}

/// `text.splitlines(keep_ends)`.
#[must_use]
pub fn split_lines(text: &str, keep_ends: bool) -> Lines<'_> {
    Lines { rest: text, keep_ends }
}

/// Which ends to strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `lstrip`.
    Left,
    /// `rstrip`.
    Right,
    /// `strip`.
    Both,
}

/// `text.strip(chars)` and its one-sided forms; `None` strips white space.
#[must_use]
pub fn strip<'a>(text: &'a str, chars: Option<&str>, side: Side) -> &'a str {
    /// Tab to carriage return, the four separators, and the space.
    const SPACES: u128 = 0x1f << 9 | 0xf << 28 | 1 << 32;
    // Characters below 0x80 are looked up in a bit set.
    let set = chars.map_or(SPACES, |chars| chars.bytes().filter(u8::is_ascii).fold(0u128, |set, byte| set | 1 << byte));
    let in_set = |byte: u8| byte < 0x80 && set >> byte & 1 == 1;
    // Mostly that is all there is to be stripped.
    let (bytes, mut from, mut to) = (text.as_bytes(), 0, text.len());
    if side != Side::Right {
        while from < to && bytes.get(from).is_some_and(|byte| in_set(*byte)) {
            from += 1;
        }
    }
    if side != Side::Left {
        while from < to && bytes.get(to - 1).is_some_and(|byte| in_set(*byte)) {
            to -= 1;
        }
    }
    let mut text = text.get(from..to).unwrap_or(text);
    if [text.as_bytes().first(), text.as_bytes().last()].into_iter().flatten().all(u8::is_ascii) {
        return text;
    }
    let stripped = |c: char| match chars {
        _ if c.is_ascii() => set >> u32::from(c) & 1 == 1,
        Some(chars) => chars.contains(c),
        None => is_space(c),
    };
    if side != Side::Right {
        text = text.trim_start_matches(stripped);
    }
    if side != Side::Left {
        text = text.trim_end_matches(stripped);
    }
    text
}

/// What is before and after the first `sep`; `None` if there is none. An empty separator is the caller's `ValueError`.
#[must_use]
pub fn partition<'a>(text: &'a str, sep: &str) -> Option<(&'a str, &'a str)> {
    let at = find_in(text, sep)?;
    Some((text.get(..at)?, text.get(at + sep.len()..)?))
}

/// What is before and after the last `sep`.
#[must_use]
pub fn rpartition<'a>(text: &'a str, sep: &str) -> Option<(&'a str, &'a str)> {
    let at = bytes_text::rfind_in(text.as_bytes(), sep.as_bytes())?;
    Some((text.get(..at)?, text.get(at + sep.len()..)?))
}

/// `text.replace(old, new, count)`, a negative count being without limit; `None` if nothing changes, so that the caller can return the
/// same object.
///
/// # Errors
/// Without memory.
pub fn replace(text: &str, old: &str, new: &str, count: i64) -> Result<Option<TextBuf>, OutOfMemory> {
    if old == new {
        return Ok(None);
    }
    let limit = split_limit(count);
    if let [byte] = old.as_bytes() {
        return replaced_byte(text, *byte, new, limit);
    }
    replaced(text, text.match_indices(old).take(limit), old.len(), new)
}

/// [`replace`] of one ASCII character, byte by byte.
fn replaced_byte(text: &str, old: u8, new: &str, limit: usize) -> Result<Option<TextBuf>, OutOfMemory> {
    let found = text.bytes().filter(|b| *b == old).count().min(limit);
    if found == 0 {
        return Ok(None);
    }
    let mut out = Vec::new();
    let room = new.len().checked_mul(found).and_then(|n| n.checked_add(text.len() - found)).ok_or(OutOfMemory)?;
    reserve(&mut out, room)?;
    let mut left = found;
    for byte in text.bytes() {
        if byte == old && left > 0 {
            left -= 1;
            out.extend_from_slice(new.as_bytes());
        } else {
            out.push(byte);
        }
    }
    TextBuf::from_utf8(out).map(Some)
}

/// `text` with `new` in place of the `length` bytes at each match; `None` without matches.
fn replaced<'a>(
    text: &str,
    matches: impl Iterator<Item = (usize, &'a str)>,
    length: usize,
    new: &str,
) -> Result<Option<TextBuf>, OutOfMemory> {
    let mut matches = matches.peekable();
    if matches.peek().is_none() {
        return Ok(None);
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    let mut done = 0;
    for (at, _) in matches {
        out.push_str(text.get(done..at).unwrap_or(""))?;
        out.push_str(new)?;
        done = at + length;
    }
    out.push_str(text.get(done..).unwrap_or(""))?;
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    const MAX: i64 = i64::MAX;

    #[test]
    fn finding() {
        assert_eq!(find(Counted::of("héllo wörld"), "wö", 0, MAX), Some(6));
        assert_eq!(find(Counted::of("héllo"), "l", 3, MAX), Some(3));
        assert_eq!(find(Counted::of("héllo"), "l", 4, MAX), None);
        assert_eq!(find(Counted::of("abc"), "", 3, MAX), Some(3));
        assert_eq!(find(Counted::of("abc"), "", 4, MAX), None);
        assert_eq!(find(Counted::of("abc"), "", -1, MAX), Some(2));
        assert_eq!(rfind(Counted::of("héllo"), "l", 0, -1), Some(3));
        assert_eq!(rfind(Counted::of("abc"), "", 0, MAX), Some(3));
        assert_eq!(rfind(Counted::of("aaa"), "aa", 0, MAX), Some(1));
        assert_eq!(count(Counted::of("aaaa"), "aa", 0, MAX), 2);
        assert_eq!(count(Counted::of("aé"), "", 0, MAX), 3);
        assert_eq!(count(Counted::of("abc"), "", 3, MAX), 1);
        assert_eq!(count(Counted::of("abc"), "", 4, MAX), 0);
        assert!(
            starts_with(Counted::of("héllo"), "él", 1, MAX)
                && !starts_with(Counted::of("abc"), "", 4, MAX)
                && ends_with(Counted::of("héllo"), "l", 0, -1)
        );
    }

    #[test]
    fn splitting() {
        let words = |text, max| split_whitespace(text, max).collect::<Vec<_>>();
        assert_eq!(words(" a\u{2003}b\x1cc  ", -1), ["a", "b", "c"]);
        assert_eq!(words("  a b  c ", 1), ["a", "b  c "]);
        assert_eq!(words("  a b ", 0), ["a b "]);
        assert!(words(" \t ", -1).is_empty());
        let words = |text, max| rsplit_whitespace(text, max).collect::<Vec<_>>();
        assert_eq!(words("  a  b c ", 1), ["c", "  a  b"]);
        assert_eq!(words(" a b ", 0), [" a b"]);
        assert_eq!(split("a,b,,c", ",", -1).unwrap().collect::<Vec<_>>(), ["a", "b", "", "c"]);
        assert_eq!(split("a,b,c", ",", 1).unwrap().collect::<Vec<_>>(), ["a", "b,c"]);
        assert_eq!(split("", ",", -1).unwrap().collect::<Vec<_>>(), [""]);
        assert_eq!(rsplit("aaa", "aa", -1).unwrap().collect::<Vec<_>>(), ["", "a"]);
        assert_eq!(rsplit("a,b,c", ",", 0).unwrap().collect::<Vec<_>>(), ["a,b,c"]);
        assert!(split("a", "", -1).is_none());
        assert_eq!(split_lines("a\r\nb\n\rc\u{2028}\x0bd\u{85}", false).collect::<Vec<_>>(), ["a", "b", "", "c", "", "d"]);
        assert_eq!(split_lines("a\r\nb\n\nc", true).collect::<Vec<_>>(), ["a\r\n", "b\n", "\n", "c"]);
        assert_eq!(split_lines("", true).count(), 0);
    }

    #[test]
    fn stripping_and_replacing() {
        assert_eq!(strip("  a\u{a0}\n", None, Side::Both), "a");
        assert_eq!(strip("xéax", Some("éx"), Side::Left), "ax");
        assert_eq!(strip("xéax", Some("éx"), Side::Right), "xéa");
        assert_eq!(strip("xx", Some(""), Side::Both), "xx");
        let replaced = |text, old, new, count| replace(text, old, new, count).unwrap().map_or("same".to_string(), TextBuf::into_string);
        assert_eq!(replaced("aéa", "", "-", -1), "-a-é-a-");
        assert_eq!(replaced("abc", "", "-", 2), "-a-bc");
        assert_eq!(replaced("", "", "x", -1), "x");
        assert_eq!(replaced("banana", "an", "AN", 1), "bANana");
        assert_eq!(replaced("banana", "an", "", -1), "ba");
        assert_eq!(replaced("banana", "x", "y", -1), "same");
        assert_eq!(replaced("banana", "a", "y", 0), "same");
        assert_eq!(partition("a=b=c", "="), Some(("a", "b=c")));
        assert_eq!(rpartition("a=b=c", "="), Some(("a=b", "c")));
        assert_eq!(partition("abc", "="), None);
    }
}
