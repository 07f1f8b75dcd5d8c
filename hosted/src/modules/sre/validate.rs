//! Whether a program of words is one that the engine runs safely.
//!
//! The engine takes a program at its word: how far a repeat's body goes, how long a literal prefix is, how far to look back. `re` makes
//! none but good ones, but `_sre.compile` is there for all, so every word is checked once, when a pattern is made. Parts lie inside each other;
//! their depth is bounded here, and the parser of `re` stays far below.

use super::codes::op::*;
use super::codes::{At, Category, info as bit};

/// Deepest nesting of parts.
const DEPTH: usize = 4000;

/// Whether `code` is the program of a pattern with that many groups.
pub(super) fn is_valid(code: &[u32], groups: usize) -> bool {
    match code.split_last() {
        Some((&last, body)) => last == SUCCESS && sequence(body, groups, DEPTH).is_some(),
        None => false,
    }
}

/// The word at `i`, as an offset from its own place: the place it points to, which lies in `code` or at its end.
fn target(code: &[u32], i: usize) -> Option<usize> {
    let to = i.checked_add(*code.get(i)? as usize)?;
    (to > i && to <= code.len()).then_some(to)
}

/// Whether instructions follow each other to the very end.
fn sequence(code: &[u32], groups: usize, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let body = |from: usize, to: usize| sequence(code.get(from..to)?, groups, depth);
    let ends_with = |op: u32, at: usize| (code.get(at) == Some(&op)).then_some(());
    let mut i = 0;
    while let Some(&word) = code.get(i) {
        i = match word {
            FAILURE | ANY | ANY_ALL => i + 1,
            op if is_literal(op) => {
                code.get(i + 1)?;
                i + 2
            }
            MARK => {
                (*code.get(i + 1)? as usize <= 2 * groups + 1).then_some(())?;
                i + 2
            }
            AT => {
                At::of(*code.get(i + 1)?)?;
                i + 2
            }
            CATEGORY => {
                Category::of(*code.get(i + 1)?)?;
                i + 2
            }
            GROUPREF | GROUPREF_IGNORE | GROUPREF_UNI_IGNORE | GROUPREF_LOC_IGNORE => {
                ((*code.get(i + 1)? as usize) < groups).then_some(())?;
                i + 2
            }
            IN | IN_IGNORE | IN_UNI_IGNORE | IN_LOC_IGNORE => {
                let end = target(code, i + 1)?;
                charset(code.get(i + 2..end)?)?;
                end
            }
            INFO => {
                let end = target(code, i + 1)?;
                info(code.get(i + 2..end)?)?;
                end
            }
            BRANCH => branches(code, i, groups, depth)?,
            REPEAT_ONE | MIN_REPEAT_ONE | POSSESSIVE_REPEAT_ONE => {
                let end = target(code, i + 1)?;
                bounds(code, i)?;
                ends_with(SUCCESS, end - 1)?;
                body(i + 4, end - 1)?;
                one(code.get(i + 4..end - 1)?)?;
                end
            }
            op @ (REPEAT | POSSESSIVE_REPEAT) => {
                let end = target(code, i + 1)?;
                bounds(code, i)?;
                body(i + 4, end)?;
                if op == POSSESSIVE_REPEAT {
                    ends_with(SUCCESS, end)?;
                } else {
                    ends_with(MAX_UNTIL, end).or_else(|| ends_with(MIN_UNTIL, end))?;
                }
                end + 1
            }
            ATOMIC_GROUP => {
                let end = target(code, i + 1)?;
                ends_with(SUCCESS, end - 1)?;
                body(i + 2, end - 1)?;
                end
            }
            ASSERT | ASSERT_NOT => {
                let end = target(code, i + 1)?;
                (*code.get(i + 2)? <= i32::MAX as u32).then_some(())?;
                ends_with(SUCCESS, end - 1)?;
                body(i + 3, end - 1)?;
                end
            }
            GROUPREF_EXISTS => {
                ((*code.get(i + 1)? as usize) < groups).then_some(())?;
                // This one is counted from the word before; it may be the end of all.
                let end = (i + 1).checked_add(*code.get(i + 2)? as usize).filter(|e| *e >= i + 3)?;
                // A jump over the other part stands at the end of the first; a literal may look like one.
                let other = (|| {
                    let jump = end.checked_sub(2).filter(|j| *j >= i + 3)?;
                    ends_with(JUMP, jump)?;
                    let to = target(code, jump + 1)?;
                    body(i + 3, jump)?;
                    body(end, to)?;
                    Some(to)
                })();
                match other {
                    Some(to) => to,
                    None => {
                        body(i + 3, end)?;
                        end
                    }
                }
            }
            // What stands inside others only, and what is no instruction.
            _ => return None,
        };
    }
    (i == code.len()).then_some(())
}

/// Whether an instruction takes a character that is its operand, or is not.
fn is_literal(op: u32) -> bool {
    matches!(
        op,
        LITERAL
            | NOT_LITERAL
            | LITERAL_IGNORE
            | NOT_LITERAL_IGNORE
            | LITERAL_UNI_IGNORE
            | NOT_LITERAL_UNI_IGNORE
            | LITERAL_LOC_IGNORE
            | NOT_LITERAL_LOC_IGNORE
    )
}

/// Whether `item` is one instruction that takes one character: `re` repeats no other this way.
fn one(item: &[u32]) -> Option<()> {
    let (&first, rest) = item.split_first()?;
    let one = match first {
        FAILURE | ANY | ANY_ALL => rest.is_empty(),
        op if op == CATEGORY || is_literal(op) => rest.len() == 1,
        IN | IN_IGNORE | IN_UNI_IGNORE | IN_LOC_IGNORE => rest.first().is_some_and(|skip| *skip as usize == rest.len()),
        _ => false,
    };
    one.then_some(())
}

/// The bounds of a repeat.
fn bounds(code: &[u32], i: usize) -> Option<()> {
    let (min, max) = (*code.get(i + 2)?, *code.get(i + 3)?);
    (min <= max).then_some(())
}

/// `<BRANCH> (<skip> body <JUMP> <to the end>)… <0>`: the place behind it.
fn branches(code: &[u32], start: usize, groups: usize, depth: usize) -> Option<usize> {
    let (mut i, mut end) = (start + 1, None);
    while *code.get(i)? != 0 {
        let next = target(code, i)?;
        let jump = next.checked_sub(2).filter(|j| *j > i && code[*j] == JUMP)?;
        sequence(code.get(i + 1..jump)?, groups, depth)?;
        let to = target(code, jump + 1)?;
        (*end.get_or_insert(to) == to).then_some(())?;
        i = next;
    }
    end.filter(|e| *e == i + 1)
}

/// Members of a set, and the word that ends them.
fn charset(set: &[u32]) -> Option<()> {
    let (&last, set) = set.split_last()?;
    (last == FAILURE).then_some(())?;
    let mut i = 0;
    while let Some(&word) = set.get(i) {
        i += match word {
            NEGATE => 1,
            LITERAL => 2,
            RANGE | RANGE_UNI_IGNORE => 3,
            CHARSET => 1 + 8,
            CATEGORY => {
                Category::of(*set.get(i + 1)?)?;
                2
            }
            BIGCHARSET => {
                let blocks = *set.get(i + 1)? as usize;
                let which = set.get(i + 2..i + 2 + 64)?;
                which.iter().flat_map(|w| w.to_ne_bytes()).all(|b| (b as usize) < blocks).then_some(())?;
                2 + 64 + blocks.checked_mul(8)?
            }
            _ => return None,
        };
    }
    (i == set.len()).then_some(())
}

/// `<flags> <min> <max>`, then what all matches begin with: `<length> <skip> prefix overlaps`, or a set.
fn info(words: &[u32]) -> Option<()> {
    let (&[flags, _, _], rest) = words.split_first_chunk::<3>()?;
    let (prefix, set) = (flags & bit::PREFIX != 0, flags & bit::CHARSET != 0);
    if flags > 7 || (prefix && set) || (flags & bit::LITERAL != 0 && !prefix) {
        return None;
    }
    if set {
        return charset(rest);
    }
    if !prefix {
        return rest.is_empty().then_some(());
    }
    let (&[len, skip], rest) = rest.split_first_chunk::<2>()?;
    let (len, overlaps) = (len as usize, rest.get(len as usize..)?);
    let good = len > 0 && skip as usize <= len && overlaps.len() == len && overlaps.iter().all(|o| (*o as usize) < len);
    good.then_some(())
}
