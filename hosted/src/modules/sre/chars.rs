//! Characters of a text and places between them: bytes, and UTF-8. Places are always between characters.

use super::class::{self, Fold};
use super::codes::At;
use super::program::Program;

/// How many bytes the character has that begins with `lead`.
#[inline(always)]
pub(super) const fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

/// The character at a place before the end, and the place behind it.
#[inline]
fn wide_at(text: &[u8], pos: usize) -> Option<(u32, usize)> {
    let lead = *text.get(pos)?;
    let more = |i: usize| u32::from(text.get(pos + i).copied().unwrap_or(0) & 0x3f);
    let first = u32::from(lead);
    Some(match length(lead) {
        1 => (first, pos + 1),
        2 => ((first & 0x1f) << 6 | more(1), pos + 2),
        3 => ((first & 0x0f) << 12 | more(1) << 6 | more(2), pos + 3),
        _ => ((first & 0x07) << 18 | more(1) << 12 | more(2) << 6 | more(3), pos + 4),
    })
}

/// The character at a place, and the place behind it; nothing at the end.
#[inline]
fn at<const WIDE: bool>(text: &[u8], pos: usize) -> Option<(u32, usize)> {
    if WIDE { wide_at(text, pos) } else { text.get(pos).map(|b| (u32::from(*b), pos + 1)) }
}

/// The place before the character that ends at `pos`; nothing at the beginning.
#[inline]
pub(super) fn before<const WIDE: bool>(text: &[u8], pos: usize) -> Option<usize> {
    let mut at = pos.checked_sub(1)?;
    if WIDE {
        while at > 0 && text.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
            at -= 1;
        }
    }
    Some(at)
}

/// The place `n` characters before.
pub(super) fn back<const WIDE: bool>(text: &[u8], pos: usize, n: usize) -> Option<usize> {
    if !WIDE || n == 0 {
        return pos.checked_sub(n);
    }
    let mut at = pos;
    for _ in 0..n {
        at = before::<WIDE>(text, at)?;
    }
    Some(at)
}

/// The place `n` characters on in UTF-8 text.
pub(super) fn forward(text: &[u8], pos: usize, n: usize) -> Option<usize> {
    let mut at = pos;
    for _ in 0..n {
        at += length(*text.get(at)?);
    }
    Some(at)
}

/// The place behind the character at `pos` if that is in a set, else `pos`.
#[inline(always)]
pub(super) fn take<const WIDE: bool>(p: &Program, code: &[u32], set: u32, text: &[u8], pos: usize) -> usize {
    let Some(&b) = text.get(pos) else { return pos };
    let s = &p.sets[set as usize];
    if !p.is_in(s.class, b) {
        return pos;
    }
    if !WIDE || b < 0x80 { pos + 1 } else { take_wide(p, code, set, text, pos) }
}

/// The same where the first byte is one of a member's.
#[inline(never)]
fn take_wide(p: &Program, code: &[u32], set: u32, text: &[u8], pos: usize) -> usize {
    let Some((c, next)) = wide_at(text, pos) else { return pos };
    let s = &p.sets[set as usize];
    let is_in = match c {
        0..256 => s.high[(c as usize / 64) % 2] >> (c % 64) & 1 != 0,
        _ => s.rest.contains(code, c),
    };
    if is_in { next } else { pos }
}

/// Whether a place is one of those that are asked for.
pub(super) fn is_at<const WIDE: bool>(what: At, text: &[u8], pos: usize) -> bool {
    let line_end = || text.get(pos) == Some(&b'\n');
    let boundary = |kind| {
        let is_word = |c: Option<(u32, usize)>| c.is_some_and(|(c, _)| class::is_word(kind, c));
        let that = before::<WIDE>(text, pos).and_then(|i| at::<WIDE>(text, i));
        is_word(that) != is_word(at::<WIDE>(text, pos))
    };
    match what {
        At::Beginning => pos == 0,
        At::BeginningLine => pos == 0 || text.get(pos - 1) == Some(&b'\n'),
        At::End => pos == text.len() || (pos + 1 == text.len() && line_end()),
        At::EndLine => pos == text.len() || line_end(),
        At::EndString => pos == text.len(),
        At::Boundary(kind) => boundary(kind),
        At::NonBoundary(kind) => !boundary(kind),
    }
}

/// The place behind what stands at `pos` and says the same as what is between `from` and `to`.
pub(super) fn same<const WIDE: bool>(text: &[u8], fold: Fold, (from, to): (usize, usize), pos: usize) -> Option<usize> {
    if fold == Fold::None {
        let wanted = text.get(from..to)?;
        return text.get(pos..)?.starts_with(wanted).then_some(pos + wanted.len());
    }
    let (mut i, mut pos) = (from, pos);
    while i < to {
        let (wanted, next) = at::<WIDE>(text, i)?;
        let (c, behind) = at::<WIDE>(text, pos)?;
        if c != wanted && fold.lower(c) != fold.lower(wanted) {
            return None;
        }
        (i, pos) = (next, behind);
    }
    Some(pos)
}
