//! Signs in literal patterns, which the parser crate knows as older grammars had them: `case +1`, `case Point(+0.5)` and `case +0+1j` are patterns
//! since 3.15.
//!
//! A text with such a pattern is parsed a second time with a space in each such plus's place. That changes neither a position nor a value: a plus
//! before the literal of a number does nothing, be it in a pattern or in what only looks like one. A text that parses pays nothing.

use crate::diagnose::{Text, Token};
use crate::error::Error;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_parser::{ParseError, ParseErrorType};
use ruff_text_size::{Ranged, TextRange, TextSize};

const fn is_sign(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Plus | TokenKind::Minus)
}

const fn is_number(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Int | TokenKind::Float | TokenKind::Complex)
}

/// What a literal pattern may follow, but for the word `case`.
const fn opens_pattern(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(kind, T::Lpar | T::Lsqb | T::Lbrace | T::Comma | T::Vbar | T::Colon | T::Equal)
}

/// The text without the pluses that begin a literal pattern, and where they stand, if it has any.
pub(crate) fn without_pluses(text: &str, tokens: &Tokens) -> Option<(String, Vec<TextSize>)> {
    let is_case = |range: TextRange| text.get(range.to_std_range()) == Some("case");
    let mut out: Option<(String, Vec<TextSize>)> = None;
    let mut begins = true;
    // Whether this is still the pattern of a case, and how many brackets are open there.
    let (mut in_case, mut depth) = (false, 0usize);
    // The last two tokens that mean something: what a pattern follows, and a plus that begins one.
    let (mut opened, mut plus) = (false, None::<TextRange>);
    for t in tokens {
        match t.kind() {
            TokenKind::Comment | TokenKind::NonLogicalNewline => continue,
            TokenKind::Newline | TokenKind::Semi | TokenKind::Indent | TokenKind::Dedent => {
                (begins, in_case, opened, plus) = (true, false, false, None);
                continue;
            }
            _ => {}
        }
        if begins {
            in_case = is_case(t.range());
            (begins, opened, depth) = (false, in_case, 0);
            continue;
        }
        match t.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            // The body may show its source, as `f"{+1=}"` does.
            TokenKind::Colon | TokenKind::If if depth == 0 => in_case = false,
            _ => {}
        }
        if let Some(place) = plus.filter(|_| in_case && is_number(t.kind())) {
            let (text, places) = out.get_or_insert_with(|| (text.to_owned(), Vec::new()));
            text.replace_range(place.to_std_range(), " ");
            places.push(place.start());
        }
        plus = (opened && t.kind() == TokenKind::Plus).then(|| t.range());
        opened = opens_pattern(t.kind());
    }
    out
}

impl Text<'_> {
    /// What is wrong with the literal pattern at an error.
    pub(crate) fn literal_pattern(&self, e: &ParseError) -> Option<Error> {
        let i = self.index(e.location.start());
        let signed = self.tokens.get(i).is_some_and(|t| is_sign(t.kind));
        let number = i + usize::from(signed);
        let kind = self.tokens.get(number)?.kind;
        match &e.error {
            ParseErrorType::ExpectedImaginaryNumber => {
                let bracket = i.checked_sub(1).filter(|&j| self.tokens[j].kind == TokenKind::Lpar);
                match kind {
                    TokenKind::Int | TokenKind::Float if !signed && bracket.is_none() => Some(self.required(i, "imaginary")),
                    _ => Some(self.unread(bracket.unwrap_or(i))),
                }
            }
            ParseErrorType::ExpectedRealNumber if kind == TokenKind::Complex => {
                let third = i >= 2 && is_sign(self.tokens[i - 1].kind) && is_number(self.tokens[i - 2].kind);
                Some(if third { self.unread(number + 1) } else { self.required(number, "real") })
            }
            ParseErrorType::ExpectedRealNumber => {
                let end = e.location.end();
                let after = self.tokens[i..].iter().position(|t| t.range.start() >= end && is_sign(t.kind))?;
                Some(self.unread(i + after))
            }
            ParseErrorType::OtherError(m) if m == "Expected a pattern" && signed => Some(self.unread(number)),
            ParseErrorType::OtherError(m) if m.starts_with("Unary '+' is not allowed") => Some(self.unread(i)),
            _ => None,
        }
    }

    fn required(&self, index: usize, part: &str) -> Error {
        Error::new(self.tokens[index].range, format!("{part} number required in complex literal"))
    }

    fn unread(&self, index: usize) -> Error {
        let at = self.tokens.get(index).map_or(TextSize::of(self.text), |t: &Token| t.range.start());
        self.invalid(at)
    }
}
