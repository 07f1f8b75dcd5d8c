//! The words of programs as `re` writes them: numbers of instructions, places and categories. They are those of `re._constants`, whose `MAGIC` says
//! which version of the numbers it means.

/// The version of the numbers below.
pub(super) const MAGIC: i64 = 20_230_612;

/// Bytes in a word of a program.
pub(super) const CODESIZE: i64 = 4;

/// The upper bound of a repeat that has none.
pub(super) const MAXREPEAT: u32 = u32::MAX;

/// Instructions.
pub(super) mod op {
    pub(in super::super) const FAILURE: u32 = 0;
    pub(in super::super) const SUCCESS: u32 = 1;
    pub(in super::super) const ANY: u32 = 2;
    pub(in super::super) const ANY_ALL: u32 = 3;
    pub(in super::super) const ASSERT: u32 = 4;
    pub(in super::super) const ASSERT_NOT: u32 = 5;
    pub(in super::super) const AT: u32 = 6;
    pub(in super::super) const BRANCH: u32 = 7;
    pub(in super::super) const CATEGORY: u32 = 8;
    pub(in super::super) const CHARSET: u32 = 9;
    pub(in super::super) const BIGCHARSET: u32 = 10;
    pub(in super::super) const GROUPREF: u32 = 11;
    pub(in super::super) const GROUPREF_EXISTS: u32 = 12;
    pub(in super::super) const IN: u32 = 13;
    pub(in super::super) const INFO: u32 = 14;
    pub(in super::super) const JUMP: u32 = 15;
    pub(in super::super) const LITERAL: u32 = 16;
    pub(in super::super) const MARK: u32 = 17;
    pub(in super::super) const MAX_UNTIL: u32 = 18;
    pub(in super::super) const MIN_UNTIL: u32 = 19;
    pub(in super::super) const NOT_LITERAL: u32 = 20;
    pub(in super::super) const NEGATE: u32 = 21;
    pub(in super::super) const RANGE: u32 = 22;
    pub(in super::super) const REPEAT: u32 = 23;
    pub(in super::super) const REPEAT_ONE: u32 = 24;
    pub(in super::super) const MIN_REPEAT_ONE: u32 = 26;
    pub(in super::super) const ATOMIC_GROUP: u32 = 27;
    pub(in super::super) const POSSESSIVE_REPEAT: u32 = 28;
    pub(in super::super) const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub(in super::super) const GROUPREF_IGNORE: u32 = 30;
    pub(in super::super) const IN_IGNORE: u32 = 31;
    pub(in super::super) const LITERAL_IGNORE: u32 = 32;
    pub(in super::super) const NOT_LITERAL_IGNORE: u32 = 33;
    pub(in super::super) const GROUPREF_LOC_IGNORE: u32 = 34;
    pub(in super::super) const IN_LOC_IGNORE: u32 = 35;
    pub(in super::super) const LITERAL_LOC_IGNORE: u32 = 36;
    pub(in super::super) const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub(in super::super) const GROUPREF_UNI_IGNORE: u32 = 38;
    pub(in super::super) const IN_UNI_IGNORE: u32 = 39;
    pub(in super::super) const LITERAL_UNI_IGNORE: u32 = 40;
    pub(in super::super) const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub(in super::super) const RANGE_UNI_IGNORE: u32 = 42;
}

/// Places between characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The very beginning of the text.
    Beginning,
    /// The same, or after a line feed.
    BeginningLine,
    /// Between a word of these kinds and what is none.
    Boundary(Kind),
    /// Where no such boundary is.
    NonBoundary(Kind),
    /// The end, or before a line feed that is the last character.
    End,
    /// The end, or before a line feed.
    EndLine,
    /// The very end.
    EndString,
}

/// Which characters are letters, digits, spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Those of ASCII.
    Ascii,
    /// Those of the locale, which are ASCII's: no locale is ever set that has others in single bytes.
    Locale,
    /// Those of Unicode.
    Unicode,
}

impl At {
    /// The place of a number.
    pub(super) fn of(code: u32) -> Option<At> {
        Some(match code {
            0 | 2 => At::Beginning,
            1 => At::BeginningLine,
            3 => At::Boundary(Kind::Ascii),
            4 => At::NonBoundary(Kind::Ascii),
            5 => At::End,
            6 => At::EndLine,
            7 => At::EndString,
            8 => At::Boundary(Kind::Locale),
            9 => At::NonBoundary(Kind::Locale),
            10 => At::Boundary(Kind::Unicode),
            11 => At::NonBoundary(Kind::Unicode),
            _ => return None,
        })
    }
}

/// A property of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Digit,
    Space,
    Word,
    LineBreak,
}

/// The characters that have a property, or those that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Category {
    pub(super) property: Property,
    pub(super) kind: Kind,
    pub(super) negated: bool,
}

impl Category {
    /// The category of a number. Odd numbers are those that lack the property.
    pub(super) fn of(code: u32) -> Option<Category> {
        let (property, kind) = match code / 2 {
            0 => (Property::Digit, Kind::Ascii),
            1 => (Property::Space, Kind::Ascii),
            2 => (Property::Word, Kind::Ascii),
            3 => (Property::LineBreak, Kind::Ascii),
            4 => (Property::Word, Kind::Locale),
            5 => (Property::Digit, Kind::Unicode),
            6 => (Property::Space, Kind::Unicode),
            7 => (Property::Word, Kind::Unicode),
            8 => (Property::LineBreak, Kind::Unicode),
            _ => return None,
        };
        Some(Category { property, kind, negated: code % 2 == 1 })
    }
}

/// Bits of the word after `INFO`.
pub(super) mod info {
    pub(in super::super) const PREFIX: u32 = 1;
    pub(in super::super) const LITERAL: u32 = 2;
    pub(in super::super) const CHARSET: u32 = 4;
}

/// Bits of a pattern's flags.
pub(super) mod flag {
    pub(in super::super) const IGNORECASE: i64 = 2;
    pub(in super::super) const LOCALE: i64 = 4;
    pub(in super::super) const MULTILINE: i64 = 8;
    pub(in super::super) const DOTALL: i64 = 16;
    pub(in super::super) const UNICODE: i64 = 32;
    pub(in super::super) const VERBOSE: i64 = 64;
    pub(in super::super) const DEBUG: i64 = 128;
    pub(in super::super) const ASCII: i64 = 256;
}
