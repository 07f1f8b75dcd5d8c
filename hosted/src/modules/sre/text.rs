//! What is searched: ASCII text and bytes, where a position is a place in memory, and UTF-8 text, where it is the number of a character.
//!
//! The engine counts in bytes, programs in characters. In UTF-8 text a [`Place`] remembers both, and new ones are sought from the nearest known one,
//! so that a search that goes on from match to match reads the text once.

use std::borrow::Cow;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, R};
use freewheel_kernel::text::str_index;
use freewheel_kernel::types::buffer;
use freewheel_kernel::types::bytes_object::{self, Bytes};
use freewheel_kernel::types::str_object::Str;

/// A position: the number of a character, and the byte where it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: usize,
    pub(super) byte: usize,
}

/// A subject. It borrows from an immutable object, or is a copy of one that others may change.
#[derive(Debug)]
pub(super) enum Text<'a> {
    Ascii(&'a str),
    /// With its number of characters.
    Wide(&'a str, usize),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Text<'a> {
    /// What a string or bytes-like object holds.
    pub(super) fn of(th: &mut Thread, v: &'a Obj) -> R<Text<'a>> {
        if let Some(s) = v.get::<Str>() {
            let s = &s.payload;
            return Ok(if s.is_ascii() { Text::Ascii(s.as_str()) } else { Text::Wide(s.as_str(), s.chars()) });
        }
        match bytes_object::as_bytes(th, v)? {
            Some(b) => Ok(Text::Bytes(b)),
            None => {
                let t = th.type_name(v);
                Err(th.type_error(format_args!("expected string or bytes-like object, got '{t}'")))
            }
        }
    }

    pub(super) fn is_bytes(&self) -> bool {
        matches!(self, Text::Bytes(_))
    }

    /// Its length in characters.
    pub(super) fn len(&self) -> usize {
        match self {
            Text::Ascii(s) => s.len(),
            Text::Wide(_, n) => *n,
            Text::Bytes(b) => b.len(),
        }
    }

    /// Its bytes.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Text::Ascii(s) | Text::Wide(s, _) => s.as_bytes(),
            Text::Bytes(b) => b,
        }
    }

    /// The place of a byte at which a character begins, counted from a known one.
    #[inline]
    pub(super) fn place_of(&self, near: Place, byte: usize) -> Place {
        match self {
            Text::Wide(s, _) => place_of(s, near, byte),
            _ => Place { index: byte, byte },
        }
    }

    /// The place of character `index`, which is at most the length, sought from a known one.
    pub(super) fn seek(&self, near: Place, index: usize) -> Place {
        match self {
            Text::Wide(s, n) => seek(s, *n, near, index),
            _ => Place { index, byte: index },
        }
    }

    /// The part between two places; `string` is the object that this is the text of.
    pub(super) fn part(&self, th: &mut Thread, string: &Obj, from: Place, to: Place) -> R<Obj> {
        match self {
            Text::Ascii(s) | Text::Wide(s, _) => {
                let part = s.get(from.byte..to.byte).unwrap_or("");
                match string.get::<Str>() {
                    Some(_) if part.len() == s.len() && string.exact::<Str>().is_some() => Ok(string.clone()),
                    Some(whole) => th.str_part(whole, part),
                    None => th.str(part),
                }
            }
            Text::Bytes(b) => {
                let part = b.get(from.byte..to.byte.min(b.len())).unwrap_or(&[]);
                if part.len() == b.len() && string.exact::<Bytes>().is_some() {
                    Ok(string.clone())
                } else {
                    bytes_object::new_bytes(th, part)
                }
            }
        }
    }
}

/// [`Text::part`] of what `string` holds now: without a copy of all of it where others may change it.
pub(super) fn part_of(th: &mut Thread, string: &Obj, from: Place, to: Place) -> R<Obj> {
    if string.get::<Str>().is_none()
        && string.get::<Bytes>().is_none()
        && let Some(part) = buffer::part(th, string, from.byte, to.byte)?
    {
        return bytes_object::new_bytes(th, &part);
    }
    Text::of(th, string)?.part(th, string, from, to)
}

/// The place of a byte, by way of a known one, or from the beginning where that is nearer.
fn place_of(s: &str, near: Place, byte: usize) -> Place {
    let count = |from: usize, to: usize| str_index::char_count(s.get(from..to).unwrap_or(""));
    let index = if byte >= near.byte {
        near.index + count(near.byte, byte)
    } else if near.byte - byte < byte {
        near.index - count(byte, near.byte)
    } else {
        count(0, byte)
    };
    Place { index, byte }
}

/// The place of character `index` of a text of `chars` characters, by way of the nearest of its ends and a known place.
fn seek(s: &str, chars: usize, near: Place, index: usize) -> Place {
    let bytes = s.as_bytes();
    let (from, to) = if index >= near.index { (near, Place { index: chars, byte: bytes.len() }) } else { (Place::default(), near) };
    // Backwards when that is the shorter way, forwards with the quicker counting else.
    let byte = if to.index - index < (index - from.index) / 4 {
        let (mut byte, mut left) = (to.byte, to.index - index);
        while left > 0 && byte > 0 {
            byte -= 1;
            if bytes[byte] & 0xc0 != 0x80 {
                left -= 1;
            }
        }
        byte
    } else {
        from.byte + str_index::byte_offset(s.get(from.byte..to.byte).unwrap_or(""), index - from.index)
    };
    Place { index, byte }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_characters() {
        let s = "aäb€c😀d".repeat(40);
        let n = s.chars().count();
        let all: Vec<usize> = s.char_indices().map(|(i, _)| i).chain([s.len()]).collect();
        for near in (0..=n).step_by(7) {
            for index in 0..=n {
                let near = Place { index: near, byte: all[near] };
                assert_eq!(seek(&s, n, near, index), Place { index, byte: all[index] });
                assert_eq!(place_of(&s, near, all[index]), Place { index, byte: all[index] });
            }
        }
    }
}
