//! Sets of characters, as words of a program name them: which bytes, and which characters beyond.

use super::bytes::{ByteSet, Class};
use super::class::{self, Fold};
use super::codes::op::*;
use super::codes::{Category, Kind};

/// A set of characters, ready to be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Set {
    /// In bytes and ASCII text, its members. In other text those below 128, and the bytes with which some member above begins.
    pub(super) class: Class,
    /// Its members from 128 to 255.
    pub(super) high: [u64; 2],
    /// Its members from 256 on.
    pub(super) rest: Rest,
}

/// Members of a set among the characters from 256 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rest {
    Nothing,
    All,
    /// What a letter of a program stands for, or all else.
    Literal {
        wanted: u32,
        fold: Fold,
        negated: bool,
    },
    Category(Category),
    /// The words of the pattern from here on say.
    Words {
        at: u32,
        fold: Fold,
    },
}

impl Rest {
    /// Whether a character from 256 on is a member. `code` is the pattern's.
    pub(super) fn contains(&self, code: &[u32], c: u32) -> bool {
        match *self {
            Rest::Nothing => false,
            Rest::All => true,
            Rest::Literal { wanted, fold, negated } => fold.is_literal(wanted, c) != negated,
            Rest::Category(category) => class::is_in(category, c),
            Rest::Words { at, fold } => is_member(code.get(at as usize..).unwrap_or(&[]), fold.lower(c)),
        }
    }
}

/// Which characters a set has, before it is known for which kind of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Members {
    /// Those below 256.
    pub(super) latin: ByteSet,
    pub(super) rest: Rest,
}

impl Members {
    pub(super) const EVERYTHING: Members = Members { latin: ByteSet::ALL, rest: Rest::All };
    pub(super) const NOTHING: Members = Members { latin: ByteSet::NONE, rest: Rest::Nothing };

    pub(super) fn all_but(b: u8) -> Members {
        Members { latin: ByteSet::of(b).complement(), rest: Rest::All }
    }

    fn latin(is: impl Fn(u32) -> bool) -> ByteSet {
        let mut latin = ByteSet::NONE;
        for b in 0..=255u8 {
            if is(u32::from(b)) {
                latin.insert(b);
            }
        }
        latin
    }

    /// What one letter of a program stands for, or what it does not.
    pub(super) fn literal(wanted: u32, fold: Fold, negated: bool) -> Members {
        let latin = Members::latin(|c| fold.is_literal(wanted, c) != negated);
        // Small letters of ASCII and Latin 1 have capitals beyond, but only Unicode's cases know them.
        let rest = match (negated, wanted < 256 && fold != Fold::Unicode) {
            (false, true) => Rest::Nothing,
            (true, true) => Rest::All,
            (_, false) => Rest::Literal { wanted, fold, negated },
        };
        Members { latin, rest }
    }

    pub(super) fn category(category: Category) -> Members {
        let rest = match (category.kind, category.negated) {
            (Kind::Unicode, _) => Rest::Category(category),
            (_, true) => Rest::All,
            (_, false) => Rest::Nothing,
        };
        Members { latin: Members::latin(|c| class::is_in(category, c)), rest }
    }

    /// The set that words at `at` in `code` name, up to `FAILURE`.
    pub(super) fn words(code: &[u32], at: usize, fold: Fold) -> Members {
        let words = code.get(at..).unwrap_or(&[]);
        let (plain, beyond) = below_256(words);
        let latin = match fold {
            Fold::None => plain,
            Fold::Ascii | Fold::Unicode => Members::latin(|c| contains(&plain, fold.lower(c))),
            // Either case may be named, and neither where the set is what is not named.
            Fold::Locale => {
                let negated = words.first() == Some(&NEGATE);
                let named = |c: u32| contains(&plain, c) != negated;
                Members::latin(|c| (named(fold.lower(c)) || named(class::upper_ascii(c))) != negated)
            }
        };
        let rest = match beyond {
            Some(all) if fold != Fold::Unicode => {
                if all {
                    Rest::All
                } else {
                    Rest::Nothing
                }
            }
            _ => Rest::Words { at: u32::try_from(at).unwrap_or(u32::MAX), fold },
        };
        Members { latin, rest }
    }

    /// The bytes with which a member begins in UTF-8, or a few more.
    pub(super) fn leads(&self) -> ByteSet {
        let mut leads = self.latin.lower_half();
        for b in self.latin.iter().filter(|b| !b.is_ascii()) {
            leads.insert(0xc0 | b >> 6);
        }
        match self.rest {
            Rest::Nothing => {}
            Rest::Literal { wanted, fold: Fold::None | Fold::Ascii | Fold::Locale, negated: false } => {
                if let Some(c) = char::from_u32(wanted) {
                    leads.insert(c.encode_utf8(&mut [0; 4]).as_bytes()[0]);
                }
            }
            _ => leads.insert_range(0xc4, 0xf4),
        }
        leads
    }
}

fn contains(set: &ByteSet, c: u32) -> bool {
    u8::try_from(c).is_ok_and(|b| set.contains(b))
}

/// The members below 256; and whether all from 256 on are in, or none, where that is plain.
fn below_256(words: &[u32]) -> (ByteSet, Option<bool>) {
    // The first member that a character belongs to decides; the negation turns around what comes after it.
    let (mut set, mut undecided, mut is_in) = (ByteSet::NONE, ByteSet::ALL, true);
    let (mut i, mut plain) = (0, true);
    let at = |i: usize| words.get(i).copied().unwrap_or(FAILURE);
    loop {
        let mut here = ByteSet::NONE;
        let mut range = |from: u32, to: u32| {
            if let Ok(from) = u8::try_from(from) {
                here.insert_range(from, u8::try_from(to).unwrap_or(255));
            }
        };
        match at(i) {
            NEGATE => {
                is_in = !is_in;
                i += 1;
                continue;
            }
            LITERAL => {
                range(at(i + 1), at(i + 1));
                plain &= at(i + 1) < 256;
                i += 2;
            }
            RANGE => {
                range(at(i + 1), at(i + 2));
                plain &= at(i + 2) < 256;
                i += 3;
            }
            RANGE_UNI_IGNORE => {
                let within = |c: u32| (at(i + 1)..=at(i + 2)).contains(&c);
                here = Members::latin(|c| within(c) || within(class::upper_unicode(c)));
                plain = false;
                i += 3;
            }
            CATEGORY => {
                let Some(category) = Category::of(at(i + 1)) else { break };
                here = Members::latin(|c| class::is_in(category, c));
                plain &= category.kind != Kind::Unicode && !category.negated;
                i += 2;
            }
            CHARSET => {
                here = ByteSet::from_words(words.get(i + 1..).unwrap_or(&[]));
                i += 9;
            }
            BIGCHARSET => {
                here = Members::latin(|c| is_in_blocks(words.get(i + 1..).unwrap_or(&[]), c));
                plain = false;
                i += 66 + 8 * at(i + 1) as usize;
            }
            _ => break,
        }
        let here = here.intersection(undecided);
        if is_in {
            set = set.union(here);
        }
        undecided = undecided.intersection(here.complement());
    }
    if !is_in {
        set = set.union(undecided);
    }
    (set, plain.then_some(!is_in))
}

/// `<number of blocks> <256 bytes, each the number of a block> <blocks of 256 bits>`
fn is_in_blocks(words: &[u32], c: u32) -> bool {
    let Ok(c) = u16::try_from(c) else { return false };
    let (high, low) = (usize::from(c >> 8), usize::from(c & 0xff));
    let Some(block) = words.get(1 + high / 4).map(|w| usize::from(w.to_ne_bytes()[high % 4])) else { return false };
    words.get(65 + 8 * block + low / 32).is_some_and(|w| w >> (low % 32) & 1 != 0)
}

/// Whether a character is in the set that words name.
fn is_member(words: &[u32], c: u32) -> bool {
    let mut is_in = true;
    let mut i = 0;
    let at = |i: usize| words.get(i).copied().unwrap_or(FAILURE);
    let within = |i: usize, c: u32| (at(i + 1)..=at(i + 2)).contains(&c);
    loop {
        let (found, length) = match at(i) {
            NEGATE => {
                is_in = !is_in;
                (false, 1)
            }
            LITERAL => (at(i + 1) == c, 2),
            RANGE => (within(i, c), 3),
            RANGE_UNI_IGNORE => (within(i, c) || within(i, class::upper_unicode(c)), 3),
            CATEGORY => (Category::of(at(i + 1)).is_some_and(|category| class::is_in(category, c)), 2),
            CHARSET => (c < 256 && at(i + 1 + c as usize / 32) >> (c % 32) & 1 != 0, 9),
            BIGCHARSET => (is_in_blocks(words.get(i + 1..).unwrap_or(&[]), c), 66 + 8 * at(i + 1) as usize),
            _ => return !is_in,
        };
        if found {
            return is_in;
        }
        i += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members that a set has beyond 255 begin, in UTF-8, with bytes that its leads have.
    #[test]
    fn leads_are_those_of_members() {
        let sets: [&[u32]; 6] = [
            &[LITERAL, 0xe9, LITERAL, 0x6f22, FAILURE],
            &[NEGATE, LITERAL, 0xe9, FAILURE],
            &[RANGE, 0x70, 0x1_f600, FAILURE],
            &[CATEGORY, 14, FAILURE],
            &[NEGATE, CATEGORY, 13, LITERAL, 0x212a, FAILURE],
            &[RANGE_UNI_IGNORE, 0x61, 0x17f, FAILURE],
        ];
        for words in sets {
            for fold in [Fold::None, Fold::Ascii, Fold::Unicode] {
                let members = Members::words(words, 0, fold);
                let leads = members.leads();
                for c in (0..0x2_0000).filter_map(char::from_u32) {
                    let n = u32::from(c);
                    let is_in = is_member(words, fold.lower(n));
                    let known = if n < 256 { members.latin.contains(n as u8) } else { members.rest.contains(words, n) };
                    assert_eq!(known, is_in, "{words:?} {fold:?} {c:?}");
                    assert!(!is_in || leads.contains(c.encode_utf8(&mut [0; 4]).as_bytes()[0]), "{words:?} {fold:?} {c:?}");
                }
            }
        }
    }

    #[test]
    fn sets_of_the_locale_name_either_case() {
        let set = |words: &[u32]| Members::words(words, 0, Fold::Locale).latin;
        for b in *b"aA" {
            assert!(set(&[LITERAL, 0x61, FAILURE]).contains(b));
            assert!(set(&[LITERAL, 0x41, FAILURE]).contains(b));
            assert!(!set(&[NEGATE, LITERAL, 0x61, FAILURE]).contains(b));
        }
        assert!(set(&[NEGATE, LITERAL, 0x61, FAILURE]).contains(b'b'));
    }
}
