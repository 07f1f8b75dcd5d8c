//! Properties and cases of characters, as programs ask for them.

use rustpython_unicode::{case, classify};

use super::codes::{Category, Kind, Property};

/// Whether a character has the property that a category asks for, or lacks it.
pub(super) fn is_in(category: Category, c: u32) -> bool {
    let has = match (category.property, category.kind) {
        (Property::Digit, Kind::Unicode) => is_unicode(c, classify::is_decimal),
        (Property::Digit, _) => (0x30..=0x39).contains(&c),
        (Property::Space, Kind::Unicode) => is_unicode(c, classify::is_space),
        (Property::Space, _) => matches!(c, 0x09..=0x0d | 0x20),
        (Property::Word, kind) => is_word(kind, c),
        (Property::LineBreak, Kind::Unicode) => matches!(c, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029),
        (Property::LineBreak, _) => c == 0x0a,
    };
    has != category.negated
}

fn is_unicode(c: u32, is: impl Fn(char) -> bool) -> bool {
    char::from_u32(c).is_some_and(is)
}

/// Whether a character is part of words.
#[inline]
pub(super) fn is_word(kind: Kind, c: u32) -> bool {
    match u8::try_from(c) {
        Ok(b) if b.is_ascii() => b.is_ascii_alphanumeric() || b == b'_',
        _ => kind == Kind::Unicode && is_unicode(c, classify::is_alnum),
    }
}

/// The cases that do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// They all count.
    None,
    /// Those of ASCII's letters.
    Ascii,
    /// The same, but a set may name either case.
    Locale,
    /// Those of Unicode, of characters that have one small letter.
    Unicode,
}

impl Fold {
    /// The small letter.
    #[inline]
    pub(super) fn lower(self, c: u32) -> u32 {
        match self {
            Fold::None => c,
            Fold::Ascii | Fold::Locale => lower_ascii(c),
            Fold::Unicode => lower_unicode(c),
        }
    }

    /// Whether `c` stands for the letter `wanted` of a program.
    pub(super) fn is_literal(self, wanted: u32, c: u32) -> bool {
        self.lower(c) == wanted || (self == Fold::Locale && (c == wanted || upper_ascii(c) == wanted))
    }
}

/// The small letter of one of ASCII's.
#[inline]
pub(super) fn lower_ascii(c: u32) -> u32 {
    if matches!(c, 0x41..=0x5a) { c + 0x20 } else { c }
}

/// The capital of one of ASCII's letters.
pub(super) fn upper_ascii(c: u32) -> u32 {
    if matches!(c, 0x61..=0x7a) { c - 0x20 } else { c }
}

/// The small letter, where it is one character.
pub(super) fn lower_unicode(c: u32) -> u32 {
    if c < 0x80 {
        return lower_ascii(c);
    }
    char::from_u32(c).map_or(c, |c| u32::from(case::simple_lowercase(c)))
}

/// The capital, where it is one character.
pub(super) fn upper_unicode(c: u32) -> u32 {
    if c < 0x80 {
        return upper_ascii(c);
    }
    char::from_u32(c).map_or(c, |c| u32::from(case::simple_uppercase(c)))
}
