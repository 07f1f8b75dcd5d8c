//! The nearest of some names to a misspelt one, for "Did you mean".
//!
//! Levenshtein distance with CPython's costs (traceback.py): a changed letter costs 2, or 1 when only its case differs, an insertion or
//! deletion 2; a suggestion may cost at most a third of the lengths.

use alloc::vec::Vec;

const MOVE: usize = 2;
const CASE: usize = 1;
const MAX_LENGTH: usize = 40;
const MAX_CANDIDATES: usize = 750;

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) || a.to_lowercase().eq(b.to_lowercase()) {
        CASE
    } else {
        MOVE
    }
}

/// Cost of turning `a` into `b`, or more than `most`.
pub fn distance(a: &str, b: &str, most: usize) -> usize {
    if a == b {
        return 0;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH || a.len().abs_diff(b.len()) * MOVE > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=a.len()).map(|i| i * MOVE).collect();
    for (j, y) in b.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (j + 1) * MOVE;
        for (i, x) in a.iter().enumerate() {
            let best = (diagonal + substitution(*x, *y)).min(row[i] + MOVE).min(row[i + 1] + MOVE);
            diagonal = row[i + 1];
            row[i + 1] = best;
        }
    }
    row[a.len()]
}

/// The candidate nearest to `wrong`, if any is near enough.
pub fn closest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let n = wrong.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for c in candidates.take(MAX_CANDIDATES) {
        if c == wrong {
            continue;
        }
        let mut most = (n + c.chars().count() + 3) * MOVE / 6;
        if let Some((d, _)) = best {
            most = most.min(d - 1);
        }
        let d = distance(wrong, c, most);
        if d <= most && best.is_none_or(|(b, _)| d < b) {
            best = Some((d, c));
            if d == 0 {
                break;
            }
        }
    }
    best.map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        assert_eq!(closest("lenght", ["length", "width"].into_iter()), Some("length"));
        assert_eq!(closest("Foo", ["foo", "bar"].into_iter()), Some("foo"));
        assert_eq!(closest("abc", ["xyz"].into_iter()), None);
    }
}
