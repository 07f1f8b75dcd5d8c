//! Case of whole strings: mappings, and the predicates over all characters.

use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode::{self, is_cased, is_title};

/// Whether the capital sigma at byte `at` ends a word: a letter before it, none after, marks and the like being skipped.
fn is_final_sigma(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let after = text.get(at + 'Σ'.len_utf8()..).unwrap_or("");
    before.chars().rev().find(|c| !unicode::is_case_ignorable(*c)).is_some_and(is_cased)
        && !after.chars().find(|c| !unicode::is_case_ignorable(*c)).is_some_and(is_cased)
}

/// Appends the lower case of the character at byte `at`.
fn push_lower(out: &mut TextBuf, text: &str, at: usize, c: char) -> Result<(), OutOfMemory> {
    if c == 'Σ' {
        return out.push_char(if is_final_sigma(text, at) { 'ς' } else { 'σ' });
    }
    push_mapped(out, unicode::to_lower(c))
}

fn push_mapped(out: &mut TextBuf, mapping: unicode::Mapping) -> Result<(), OutOfMemory> {
    for c in mapping {
        out.push_char(c)?;
    }
    Ok(())
}

/// `text.lower()`.
pub fn lower(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        return TextBuf::mapped_ascii(text, |b| b.to_ascii_lowercase());
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    for (at, c) in text.char_indices() {
        push_lower(&mut out, text, at, c)?;
    }
    Ok(out)
}

/// `text.upper()`.
pub fn upper(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        return TextBuf::mapped_ascii(text, |b| b.to_ascii_uppercase());
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    for c in text.chars() {
        push_mapped(&mut out, unicode::to_upper(c))?;
    }
    Ok(out)
}

/// `text.casefold()`: full case folding.
pub fn casefold(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        return TextBuf::mapped_ascii(text, |b| b.to_ascii_lowercase());
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    for c in text.chars() {
        push_mapped(&mut out, unicode::to_folded(c))?;
    }
    Ok(out)
}

/// `text.swapcase()`.
pub fn swapcase(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        return TextBuf::mapped_ascii(text, |b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { b });
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    for (at, c) in text.char_indices() {
        if c.is_uppercase() {
            push_lower(&mut out, text, at, c)?;
        } else if c.is_lowercase() {
            push_mapped(&mut out, unicode::to_upper(c))?;
        } else {
            out.push_char(c)?;
        }
    }
    Ok(out)
}

/// `text.capitalize()`: the first character in title case, the others in lower case.
pub fn capitalize(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        let mut first = true;
        return TextBuf::mapped_ascii(text, |b| if core::mem::take(&mut first) { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() });
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    for (at, c) in text.char_indices() {
        if at == 0 {
            push_mapped(&mut out, unicode::to_title(c))?;
        } else {
            push_lower(&mut out, text, at, c)?;
        }
    }
    Ok(out)
}

/// `text.title()`: the same for every run of characters with case.
pub fn title(text: &str) -> Result<TextBuf, OutOfMemory> {
    if text.is_ascii() {
        let mut in_word = false;
        return TextBuf::mapped_ascii(text, |b| {
            let mapped = if in_word { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
            in_word = b.is_ascii_alphabetic();
            mapped
        });
    }
    let mut out = TextBuf::with_capacity(text.len())?;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        if in_word {
            push_lower(&mut out, text, at, c)?;
        } else {
            push_mapped(&mut out, unicode::to_title(c))?;
        }
        in_word = is_cased(c);
    }
    Ok(out)
}

fn all(text: &str, predicate: impl FnMut(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(predicate)
}

/// `text.isalpha()`.
#[must_use]
pub fn is_alpha(text: &str) -> bool {
    all(text, unicode::is_alpha)
}

/// `text.isalnum()`.
#[must_use]
pub fn is_alnum(text: &str) -> bool {
    all(text, unicode::is_alnum)
}

/// `text.isdecimal()`.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    all(text, unicode::is_decimal)
}

/// `text.isdigit()`.
#[must_use]
pub fn is_digit(text: &str) -> bool {
    all(text, unicode::is_digit)
}

/// `text.isnumeric()`.
#[must_use]
pub fn is_numeric(text: &str) -> bool {
    all(text, unicode::is_numeric)
}

/// `text.isspace()`.
#[must_use]
pub fn is_space(text: &str) -> bool {
    all(text, unicode::is_space)
}

/// `text.isprintable()`; the empty string is.
#[must_use]
pub fn is_printable(text: &str) -> bool {
    text.chars().all(unicode::is_printable)
}

/// `text.isidentifier()`.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(unicode::is_identifier_start) && chars.all(unicode::is_identifier_continue)
}

/// `text.isupper()`: something with case, and all of that upper.
#[must_use]
pub fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(|c| c.is_lowercase() || is_title(c))
}

/// `text.islower()`.
#[must_use]
pub fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(|c| c.is_uppercase() || is_title(c))
}

/// `text.istitle()`: upper or title case exactly where a run of characters with case starts.
#[must_use]
pub fn is_title_text(text: &str) -> bool {
    let (mut in_word, mut any) = (false, false);
    for c in text.chars() {
        if c.is_uppercase() || is_title(c) {
            if in_word {
                return false;
            }
            (in_word, any) = (true, true);
        } else if c.is_lowercase() {
            if !in_word {
                return false;
            }
            any = true;
        } else {
            in_word = false;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings() {
        for (map, expected) in [(lower as fn(&str) -> _, ""), (upper, ""), (title, ""), (capitalize, ""), (swapcase, ""), (casefold, "")] {
            assert_eq!(map("").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "hello world"),
            (upper, "HELLO WORLD"),
            (title, "Hello World"),
            (capitalize, "Hello world"),
            (swapcase, "HELLO world"),
            (casefold, "hello world"),
        ] {
            assert_eq!(map("hello WORLD").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "they're bill's"),
            (upper, "THEY'RE BILL'S"),
            (title, "They'Re Bill'S"),
            (capitalize, "They're bill's"),
            (swapcase, "THEY'RE BILL'S"),
            (casefold, "they're bill's"),
        ] {
            assert_eq!(map("they're bill's").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{df} \u{fb01} \u{149}"),
            (upper, "SS FI \u{2bc}N"),
            (title, "Ss Fi \u{2bc}N"),
            (capitalize, "Ss \u{fb01} \u{149}"),
            (swapcase, "SS FI \u{2bc}N"),
            (casefold, "ss fi \u{2bc}n"),
        ] {
            assert_eq!(map("\u{df} \u{fb01} \u{149}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{3b1}\u{3c2}"),
            (upper, "\u{391}\u{3a3}"),
            (title, "\u{391}\u{3c2}"),
            (capitalize, "\u{391}\u{3c2}"),
            (swapcase, "\u{3b1}\u{3c2}"),
            (casefold, "\u{3b1}\u{3c3}"),
        ] {
            assert_eq!(map("\u{391}\u{3a3}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{3b1}\u{3c2}."),
            (upper, "\u{391}\u{3a3}."),
            (title, "\u{391}\u{3c2}."),
            (capitalize, "\u{391}\u{3c2}."),
            (swapcase, "\u{3b1}\u{3c2}."),
            (casefold, "\u{3b1}\u{3c3}."),
        ] {
            assert_eq!(map("\u{391}\u{3a3}.").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{3b1}.\u{3c3}\u{3b1}"),
            (upper, "\u{391}.\u{3a3}\u{391}"),
            (title, "\u{391}.\u{3a3}\u{3b1}"),
            (capitalize, "\u{391}.\u{3c3}\u{3b1}"),
            (swapcase, "\u{3b1}.\u{3c3}\u{3b1}"),
            (casefold, "\u{3b1}.\u{3c3}\u{3b1}"),
        ] {
            assert_eq!(map("\u{391}.\u{3a3}\u{391}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{3c3}"),
            (upper, "\u{3a3}"),
            (title, "\u{3a3}"),
            (capitalize, "\u{3a3}"),
            (swapcase, "\u{3c3}"),
            (casefold, "\u{3c3}"),
        ] {
            assert_eq!(map("\u{3a3}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{3b1}\u{3c2}\u{301} x"),
            (upper, "\u{391}\u{3a3}\u{301} X"),
            (title, "\u{391}\u{3c2}\u{301} X"),
            (capitalize, "\u{391}\u{3c2}\u{301} x"),
            (swapcase, "\u{3b1}\u{3c2}\u{301} X"),
            (casefold, "\u{3b1}\u{3c3}\u{301} x"),
        ] {
            assert_eq!(map("\u{391}\u{3a3}\u{301} x").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "a\u{3c2} \u{3c3}1"),
            (upper, "A\u{3a3} \u{3a3}1"),
            (title, "A\u{3c2} \u{3a3}1"),
            (capitalize, "A\u{3c2} \u{3c3}1"),
            (swapcase, "a\u{3c2} \u{3c3}1"),
            (casefold, "a\u{3c3} \u{3c3}1"),
        ] {
            assert_eq!(map("A\u{3a3} \u{3a3}1").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{1c6} \u{1c6} \u{1c6}"),
            (upper, "\u{1c4} \u{1c4} \u{1c4}"),
            (title, "\u{1c5} \u{1c5} \u{1c5}"),
            (capitalize, "\u{1c5} \u{1c6} \u{1c6}"),
            (swapcase, "\u{1c4} \u{1c5} \u{1c6}"),
            (casefold, "\u{1c6} \u{1c6} \u{1c6}"),
        ] {
            assert_eq!(map("\u{1c6} \u{1c5} \u{1c4}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{1c6}abc"),
            (upper, "\u{1c4}ABC"),
            (title, "\u{1c5}abc"),
            (capitalize, "\u{1c5}abc"),
            (swapcase, "\u{1c5}ABC"),
            (casefold, "\u{1c6}abc"),
        ] {
            assert_eq!(map("\u{1c5}abc").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "i\u{307}i"),
            (upper, "\u{130}I"),
            (title, "\u{130}i"),
            (capitalize, "\u{130}i"),
            (swapcase, "i\u{307}i"),
            (casefold, "i\u{307}i"),
        ] {
            assert_eq!(map("\u{130}I").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{1fb3} \u{1fb3}"),
            (upper, "\u{391}\u{399} \u{391}\u{399}"),
            (title, "\u{1fbc} \u{1fbc}"),
            (capitalize, "\u{1fbc} \u{1fb3}"),
            (swapcase, "\u{391}\u{399} \u{1fbc}"),
            (casefold, "\u{3b1}\u{3b9} \u{3b1}\u{3b9}"),
        ] {
            assert_eq!(map("\u{1fb3} \u{1fbc}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "1a2b"),
            (upper, "1A2B"),
            (title, "1A2B"),
            (capitalize, "1a2b"),
            (swapcase, "1A2b"),
            (casefold, "1a2b"),
        ] {
            assert_eq!(map("1a2B").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{e9}\u{e9}"),
            (upper, "\u{c9}\u{c9}"),
            (title, "\u{c9}\u{e9}"),
            (capitalize, "\u{c9}\u{e9}"),
            (swapcase, "\u{c9}\u{e9}"),
            (casefold, "\u{e9}\u{e9}"),
        ] {
            assert_eq!(map("\u{e9}\u{c9}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{ab70} \u{ab70}"),
            (upper, "\u{13a0} \u{13a0}"),
            (title, "\u{13a0} \u{13a0}"),
            (capitalize, "\u{13a0} \u{ab70}"),
            (swapcase, "\u{13a0} \u{ab70}"),
            (casefold, "\u{13a0} \u{13a0}"),
        ] {
            assert_eq!(map("\u{ab70} \u{13a0}").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{fb03}x"),
            (upper, "FFIX"),
            (title, "Ffix"),
            (capitalize, "Ffix"),
            (swapcase, "FFIX"),
            (casefold, "ffix"),
        ] {
            assert_eq!(map("\u{fb03}x").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "\u{2bc}n"),
            (upper, "\u{2bc}N"),
            (title, "\u{2bc}N"),
            (capitalize, "\u{2bc}n"),
            (swapcase, "\u{2bc}N"),
            (casefold, "\u{2bc}n"),
        ] {
            assert_eq!(map("\u{2bc}n").unwrap(), expected);
        }
        for (map, expected) in [
            (lower as fn(&str) -> _, "a\u{345}\u{3c2}"),
            (upper, "A\u{399}\u{3a3}"),
            (title, "A\u{345}\u{3c2}"),
            (capitalize, "A\u{345}\u{3c2}"),
            (swapcase, "A\u{399}\u{3c2}"),
            (casefold, "a\u{3b9}\u{3c3}"),
        ] {
            assert_eq!(map("a\u{345}\u{3a3}").unwrap(), expected);
        }
    }

    #[test]
    fn predicates() {
        let all = [
            "", "a", "1", "\u{b2}", "\u{bd}", "\u{4e00}", "\u{663}", "a1", "a b", " ", "\u{1c}", "_a", "1a", "\u{e9}", "\u{aa}", "A", "Ab",
            "aB", "Ab Cd", "AB", "\u{1c5}", "\u{1c5}A", "A\u{1c5}", "ab1", "AB1", "\u{2167}", "\u{2177}", "\u{a}", "\u{a0}", "\u{2118}",
            "A1b", "A1B", "3Ab", "They'Re", "They're",
        ];
        assert_eq!(
            all.map(is_alpha).map(u8::from),
            [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "isalpha"
        );
        assert_eq!(
            all.map(is_alnum).map(u8::from),
            [0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0],
            "isalnum"
        );
        assert_eq!(
            all.map(is_decimal).map(u8::from),
            [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "isdecimal"
        );
        assert_eq!(
            all.map(is_digit).map(u8::from),
            [0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            "isdigit"
        );
        assert_eq!(
            all.map(is_numeric).map(u8::from),
            [0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            "isnumeric"
        );
        assert_eq!(
            all.map(is_space).map(u8::from),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0],
            "isspace"
        );
        assert_eq!(
            all.map(is_printable).map(u8::from),
            [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1],
            "isprintable"
        );
        assert_eq!(
            all.map(is_identifier).map(u8::from),
            [0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0],
            "isidentifier"
        );
        assert_eq!(
            all.map(is_upper).map(u8::from),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0],
            "isupper"
        );
        assert_eq!(
            all.map(is_lower).map(u8::from),
            [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            "islower"
        );
        assert_eq!(
            all.map(is_title_text).map(u8::from),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 0],
            "istitle"
        );
    }
}
