//! Keywords that were misspelt: what CPython's `traceback` tries on a line that is no valid syntax.

use crate::Mode;
use crate::error::Incomplete;
use crate::parse::parse;
use crate::source::Source;
use freewheel_kernel::text::suggest;
use ruff_python_ast::PythonVersion;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{self as parser, ParseOptions};
use ruff_text_size::Ranged;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];

/// Longest text that is tried, in bytes.
const LONGEST: usize = 1024;
/// Names tried in the line, and keywords for each.
const NAMES: usize = 10;
const MATCHES: usize = 3;

/// Where a keyword was misspelt, in characters from 0, and the keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordTypo {
    /// First character.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// What was meant.
    pub keyword: &'static str,
}

/// Looks for the name in the last line of a text, where it is no valid syntax, in whose place a keyword would make the text valid, or the beginning of
/// something valid. Of a long text the line is tried by itself.
pub(crate) fn keyword_typo(text: &str) -> Option<KeywordTypo> {
    let text = text.trim_end_matches('\n');
    if text.rsplit('\n').next().is_none_or(|last| last.trim().is_empty()) {
        return None;
    }
    let begin = text.rfind('\n').map_or(0, |i| i + 1);
    let found = if text.len() > LONGEST { in_last_line(text[begin..].trim_start(), 0, true) } else { in_last_line(text, begin, false) };
    found.map(|t| {
        // Places are counted in the whole line.
        let indent = if text.len() > LONGEST { text[begin..].chars().take_while(|c| c.is_whitespace()).count() } else { 0 };
        KeywordTypo { start: t.start + indent, end: t.end + indent, keyword: t.keyword }
    })
}

/// The same in `text`, whose last line begins at `begin`. A line alone need not stand where it could.
fn in_last_line(text: &str, begin: usize, alone: bool) -> Option<KeywordTypo> {
    // It is tried on whatever stack is left where an error is shown.
    if text.len() > LONGEST || crate::nesting(text).is_none_or(|n| n > crate::SHALLOW) {
        return None;
    }
    let options = ParseOptions::from(parser::Mode::Module).with_target_version(PythonVersion::PY315);
    let parsed = parser::parse_unchecked(text, options);
    let names = parsed.tokens().iter().filter(|t| {
        matches!(t.kind(), TokenKind::Name | TokenKind::Match | TokenKind::Case | TokenKind::Type)
            && t.range().start().to_usize() >= begin
            && !KEYWORDS.contains(&&text[t.range()])
    });
    for t in names.take(NAMES) {
        let range = t.range().to_std_range();
        for keyword in candidates(&text[range.clone()]) {
            let changed = format!("{}{keyword}{}", &text[..range.start], &text[range.end..]);
            if begins_something(&changed, alone) {
                let start = text[begin..range.start].chars().count();
                return Some(KeywordTypo { start, end: start + text[range].chars().count(), keyword });
            }
        }
    }
    None
}

fn begins_something(text: &str, alone: bool) -> bool {
    // A block may follow, or what closes a bracket.
    let goes_on = |incomplete: Option<Incomplete>, message: &str| {
        incomplete.is_some() && (text.ends_with(':') || message.ends_with("was never closed"))
    };
    if alone {
        let Ok(source) = Source::new(text, "<string>") else { return false };
        return parse(&source, Mode::Module).map_or_else(|e| goes_on(e.incomplete, &e.message), |_| true);
    }
    crate::compile(text, "<string>", Mode::Module).map_or_else(|e| goes_on(e.incomplete, &e.message), |_| true)
}

/// Keywords that may have been meant, the likeliest first.
fn candidates(name: &str) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = suggest::closest(name, KEYWORDS.into_iter()).into_iter().collect();
    let mut near: Vec<(f64, &'static str)> = KEYWORDS.iter().map(|k| (ratio(k, name), *k)).filter(|(r, _)| *r >= 0.5).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(a.1)));
    all.extend(near.into_iter().take(MATCHES).map(|(_, k)| k));
    all.truncate(MATCHES);
    all
}

/// How alike two words are, from 0 to 1: twice what they have in common by their lengths (Ratcliff and Obershelp, as `difflib`).
fn ratio(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut common = 0;
    let mut parts = vec![(0, a.len(), 0, b.len())];
    while let Some((a_from, a_to, b_from, b_to)) = parts.pop() {
        let mut best = (0, 0, 0);
        for i in a_from..a_to {
            for j in b_from..b_to {
                let n = (0..(a_to - i).min(b_to - j)).take_while(|k| a[i + k] == b[j + k]).count();
                if n > best.0 {
                    best = (n, i, j);
                }
            }
        }
        let (n, i, j) = best;
        if n > 0 {
            common += n;
            parts.extend([(a_from, i, b_from, j), (i + n, a_to, j + n, b_to)]);
        }
    }
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::keyword_typo;

    #[test]
    fn misspelt_keywords_are_found_where_the_keyword_would_do() {
        let check = |line: &str, expected: Option<(usize, &str)>| {
            assert_eq!(keyword_typo(line).map(|t| (t.start, t.keyword)), expected, "{line}");
        };
        check("imprt os", Some((0, "import")));
        check("if 1:\n    whille x:", Some((4, "while")));
        check("for x im range(10):", Some((6, "in")));
        check("x = 1\nif x:\n    é = 1; asert é", Some((11, "assert")));
        check("if x:\n    pass\nels:", Some((0, "else")));
        check("els:", None);
        check("retrun 1", None);
        check(&("y = 1\n".repeat(300) + "  retrun 1"), Some((2, "return")));
        check("x = = 1", None);
        check("frob os", None);
        check(&"imprt os ".repeat(200), None);
        check(&"(".repeat(900), None);
    }
}
