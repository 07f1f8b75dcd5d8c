//! Whether a program of words is one that the engine runs safely.
//!
//! The engine takes a program at its word: how far a repeat's body goes, how long a literal prefix is, how far to look back. `re` makes
//! none but good ones, but `_sre.compile` is there for all, so every word is checked once, when a pattern is made. Parts lie inside each other;
//! their depth is bounded here, and the parser of `re` stays far below.

use rustpython_sre_engine::{MAXREPEAT, SreAtCode, SreCatCode, SreInfo, SreOpcode};

/// Deepest nesting of parts.
const DEPTH: usize = 4000;

/// Whether `code` is the program of a pattern with that many groups.
pub(super) fn is_valid(code: &[u32], groups: usize) -> bool {
    match code.split_last() {
        Some((&last, body)) => last == SreOpcode::SUCCESS as u32 && sequence(body, groups, DEPTH).is_some(),
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
    use SreOpcode::*;
    let depth = depth.checked_sub(1)?;
    let body = |from: usize, to: usize| sequence(code.get(from..to)?, groups, depth);
    let ends_with = |op: SreOpcode, at: usize| (code.get(at) == Some(&(op as u32))).then_some(());
    let mut i = 0;
    while let Some(&word) = code.get(i) {
        i = match SreOpcode::try_from(word).ok()? {
            SUCCESS | FAILURE | ANY | ANY_ALL => i + 1,
            LITERAL
            | NOT_LITERAL
            | LITERAL_IGNORE
            | NOT_LITERAL_IGNORE
            | LITERAL_UNI_IGNORE
            | NOT_LITERAL_UNI_IGNORE
            | LITERAL_LOC_IGNORE
            | NOT_LITERAL_LOC_IGNORE => {
                code.get(i + 1)?;
                i + 2
            }
            MARK => {
                (*code.get(i + 1)? as usize <= 2 * groups + 1).then_some(())?;
                i + 2
            }
            AT => {
                SreAtCode::try_from(*code.get(i + 1)?).ok()?;
                i + 2
            }
            CATEGORY => {
                SreCatCode::try_from(*code.get(i + 1)?).ok()?;
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
                // The engine looks at the item without asking whether there is one.
                (i + 4 < end - 1).then_some(())?;
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
            MAX_UNTIL | MIN_UNTIL | JUMP | CHARSET | BIGCHARSET | NEGATE | RANGE | RANGE_UNI_IGNORE | SUBPATTERN => return None,
        };
    }
    (i == code.len()).then_some(())
}

/// The bounds of a repeat.
fn bounds(code: &[u32], i: usize) -> Option<()> {
    let (min, max) = (*code.get(i + 2)? as usize, *code.get(i + 3)? as usize);
    (min <= max && max <= MAXREPEAT).then_some(())
}

/// `<BRANCH> (<skip> body <JUMP> <to the end>)… <0>`: the place behind it.
fn branches(code: &[u32], start: usize, groups: usize, depth: usize) -> Option<usize> {
    let (mut i, mut end) = (start + 1, None);
    while *code.get(i)? != 0 {
        let next = target(code, i)?;
        let jump = next.checked_sub(2).filter(|j| *j > i && code[*j] == SreOpcode::JUMP as u32)?;
        sequence(code.get(i + 1..jump)?, groups, depth)?;
        let to = target(code, jump + 1)?;
        (*end.get_or_insert(to) == to).then_some(())?;
        i = next;
    }
    end.filter(|e| *e == i + 1)
}

/// Members of a set, and the word that ends them.
fn charset(set: &[u32]) -> Option<()> {
    use SreOpcode::*;
    let (&last, set) = set.split_last()?;
    (last == FAILURE as u32).then_some(())?;
    let mut i = 0;
    while let Some(&word) = set.get(i) {
        i += match SreOpcode::try_from(word).ok()? {
            NEGATE => 1,
            LITERAL => 2,
            RANGE | RANGE_UNI_IGNORE => 3,
            CHARSET => 1 + 8,
            CATEGORY => {
                SreCatCode::try_from(*set.get(i + 1)?).ok()?;
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
    let flags = SreInfo::from_bits(flags)?;
    let (prefix, set) = (flags.contains(SreInfo::PREFIX), flags.contains(SreInfo::CHARSET));
    if (prefix && set) || (flags.contains(SreInfo::LITERAL) && !prefix) {
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
