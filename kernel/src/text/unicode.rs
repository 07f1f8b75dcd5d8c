//! Properties and mappings of single characters, as Python's `unicodedata` has them.
//!
//! Most answers come from core's `char`; unicode_tables.rs holds what core does not know or sees otherwise: Python's `isalpha` is the L
//! categories where core's `is_alphabetic` adds marks, core has no title case and no case folding, and so on.

use super::unicode_tables as tables;

/// Whether a table of packed ranges has `c`.
fn contains(table: &[u32], c: char) -> bool {
    let c = u32::from(c);
    // The range that could hold `c` is the last one which starts at or before it.
    let after = table.partition_point(|range| range >> 11 <= c);
    after.checked_sub(1).and_then(|i| table.get(i)).is_some_and(|range| c - (range >> 11) <= range & 0x7ff)
}

fn mapped(table: &'static [(char, &'static str)], c: char) -> Option<&'static str> {
    table.binary_search_by_key(&c, |pair| pair.0).ok().and_then(|i| table.get(i)).map(|pair| pair.1)
}

/// A letter: `str.isalpha` of one character.
#[must_use]
pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { contains(&tables::ALPHA, c) }
}

/// The value of a decimal digit of any script: `unicodedata.decimal`.
#[must_use]
pub fn decimal_value(c: char) -> Option<u8> {
    let code = u32::from(c);
    let after = tables::DECIMAL_ZEROS.partition_point(|zero| *zero <= code);
    let zero = after.checked_sub(1).and_then(|i| tables::DECIMAL_ZEROS.get(i))?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// A decimal digit of any script: `str.isdecimal` of one character.
#[must_use]
pub fn is_decimal(c: char) -> bool {
    decimal_value(c).is_some()
}

/// A decimal digit or one like it, such as a superscript: `str.isdigit` of one character.
#[must_use]
pub fn is_digit(c: char) -> bool {
    is_decimal(c) || contains(&tables::DIGIT_NOT_DECIMAL, c)
}

/// Has a numeric value: `str.isnumeric` of one character.
#[must_use]
pub fn is_numeric(c: char) -> bool {
    c.is_numeric() || contains(&tables::NUMERIC_IDEOGRAPH, c)
}

/// A letter or a character with a numeric value: `str.isalnum` of one character.
#[must_use]
pub fn is_alnum(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_alpha(c) || is_numeric(c) }
}

/// White space: `str.isspace` of one character. Unlike core's, it includes the four ASCII separators 0x1c to 0x1f.
#[must_use]
pub fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\x1c'..='\x1f' | ' ') || (!c.is_ascii() && c.is_whitespace())
}

/// Ends a line for `str.splitlines`.
#[must_use]
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Shown by `repr` as itself: `str.isprintable` of one character.
#[must_use]
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() { matches!(c, ' '..='~') } else { !contains(&tables::UNPRINTABLE, c) }
}

/// Starts an identifier: XID_Start or `_`.
#[must_use]
pub fn is_identifier_start(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic() || c == '_'
    } else {
        contains(&tables::ALPHA, c) != contains(&tables::ID_START_EXCEPTIONS, c)
    }
}

/// Continues an identifier: XID_Continue.
#[must_use]
pub fn is_identifier_continue(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { is_identifier_start(c) || contains(&tables::ID_CONTINUE_ONLY, c) }
}

/// A title case letter (category Lt), such as `ǅ`.
#[must_use]
pub fn is_title(c: char) -> bool {
    !c.is_ascii() && contains(&tables::TITLECASE, c)
}

/// Has case: upper, lower or title.
#[must_use]
pub fn is_cased(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_lowercase() || c.is_uppercase() || is_title(c) }
}

/// Ignored when a capital sigma looks for the letters around it.
#[must_use]
pub fn is_case_ignorable(c: char) -> bool {
    contains(&tables::CASE_IGNORABLE, c)
}

/// One to three characters that a character maps to.
#[derive(Clone, Debug)]
pub enum Mapping {
    /// From the small tables.
    Table(core::str::Chars<'static>),
    /// One character.
    One(Option<char>),
    /// Core's lower case.
    Lower(core::char::ToLowercase),
    /// Core's upper case.
    Upper(core::char::ToUppercase),
}

impl Iterator for Mapping {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Table(chars) => chars.next(),
            Self::One(c) => c.take(),
            Self::Lower(chars) => chars.next(),
            Self::Upper(chars) => chars.next(),
        }
    }
}

/// Lower case of one character, without regard to its neighbours (see `str_case` for the final sigma).
#[must_use]
pub fn to_lower(c: char) -> Mapping {
    Mapping::Lower(c.to_lowercase())
}

/// Upper case of one character.
#[must_use]
pub fn to_upper(c: char) -> Mapping {
    Mapping::Upper(c.to_uppercase())
}

/// Title case of one character.
#[must_use]
pub fn to_title(c: char) -> Mapping {
    if c.is_ascii() {
        return Mapping::One(Some(c.to_ascii_uppercase()));
    }
    mapped(&tables::TITLE_MAP, c).map_or_else(|| to_upper(c), |text| Mapping::Table(text.chars()))
}

/// Full case folding of one character.
#[must_use]
pub fn to_folded(c: char) -> Mapping {
    if c.is_ascii() {
        return Mapping::One(Some(c.to_ascii_lowercase()));
    }
    if let Some(text) = mapped(&tables::FOLD_MAP, c) {
        return Mapping::Table(text.chars());
    }
    let code = u32::from(c);
    let after = tables::FOLD_SHIFTS.partition_point(|run| run.0 <= code);
    if let Some(&(first, last, stride, distance)) = after.checked_sub(1).and_then(|i| tables::FOLD_SHIFTS.get(i))
        && code <= last
        && (code - first).is_multiple_of(u32::from(stride))
    {
        return Mapping::One(code.checked_add_signed(distance).and_then(char::from_u32));
    }
    to_lower(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts and sums of code points, taken from Python 3.15 with `sum(map(ord, filter(str.isalpha, every character)))`.
    fn checksum(predicate: impl Fn(char) -> bool) -> (usize, u64) {
        ('\0'..=char::MAX).filter(|c| predicate(*c)).fold((0, 0), |(n, sum), c| (n + 1, sum + u64::from(u32::from(c))))
    }

    #[test]
    fn predicates_agree_with_python() {
        assert_eq!(checksum(is_alpha), (145672, 16169005246));
        assert_eq!(checksum(is_decimal), (770, 40623335));
        assert_eq!(checksum(is_digit), (898, 44368669));
        assert_eq!(checksum(is_numeric), (2023, 116623774));
        assert_eq!(checksum(is_alnum), (147596, 16280671617));
        assert_eq!(checksum(is_space), (29, 141704));
        assert_eq!(checksum(is_line_break), (10, 16731));
        assert_eq!(checksum(is_printable), (159613, 17258563829));
        assert_eq!(checksum(is_identifier_start), (145894, 16181327416));
        assert_eq!(checksum(is_identifier_continue), (149221, 16540742468));
        assert_eq!(checksum(is_title), (31, 220514));
        assert_eq!(checksum(is_case_ignorable), (2794, 414598526));
        assert_eq!(checksum(is_cased), (4632, 220285830));
    }

    fn mapping_checksum(map: impl Fn(char) -> Mapping) -> u64 {
        // The position enters as well, so that permuted results show.
        ('\0'..=char::MAX)
            .flat_map(|c| map(c).enumerate().map(move |(i, m)| (u64::from(u32::from(m)) ^ u64::from(u32::from(c))) * (i as u64 + 1)))
            .sum()
    }

    #[test]
    fn mappings_agree_with_python() {
        assert_eq!(mapping_checksum(to_lower), 5394123);
        assert_eq!(mapping_checksum(to_upper), 9918975);
        assert_eq!(mapping_checksum(to_title), 8948525);
        assert_eq!(mapping_checksum(to_folded), 9971942);
    }

    #[test]
    fn decimal_values() {
        assert_eq!(decimal_value('7'), Some(7));
        assert_eq!(decimal_value('\u{663}'), Some(3));
        assert_eq!(decimal_value('\u{1d7ff}'), Some(9));
        assert_eq!(decimal_value('²'), None);
        assert_eq!(decimal_value('a'), None);
        assert_eq!(decimal_value('\0'), None);
    }
}
