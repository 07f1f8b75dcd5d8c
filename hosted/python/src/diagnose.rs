//! The parser's errors in CPython's words, at CPython's places.
//!
//! CPython looks at a text that does not parse in this order: what its tokenizer refuses anywhere (strings without an end, brackets that do
//! not pair up), brackets that are still open where the error is, then what the grammar has a message of its own for; everything else is
//! `invalid syntax` at the token that could not be read.

use crate::error::{Error, ErrorKind, Incomplete};
use crate::limits;
use crate::{Mode, parse};
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{Expr, Mod};
use ruff_python_parser::{self as parser, InterpolatedStringErrorType, LexicalErrorType, ParseError, ParseErrorType, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

const INVALID: &str = "invalid syntax";
const CONTINUED_NOWHERE: &str = "unexpected EOF while parsing";

/// One token that means something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) range: TextRange,
}

/// A text that does not parse.
pub(crate) struct Text<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Vec<Token>,
}

/// What is wrong with a text, judged from all that the parser found.
pub(crate) fn diagnose(text: &str, tokens: &Tokens, errors: &[ParseError]) -> Option<Error> {
    let first = errors.first()?;
    let tokens = tokens
        .iter()
        .filter(|t| !matches!(t.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline))
        .map(|t| Token { kind: t.kind(), range: t.range() })
        .collect();
    let text = Text { text, tokens };
    let refused = || text.continued(first).or_else(|| text.tokenizer(errors)).or_else(|| text.unclosed(first));
    let mut error = refused().unwrap_or_else(|| text.grammar(first));
    let rest = text.text.get(first.location.start().to_usize()..).unwrap_or("");
    let open = error.message.ends_with("was never closed") || error.message.starts_with("unterminated triple-quoted");
    // What is missing at the end of the last line belongs into it, unless it is a block.
    let block = error.message.starts_with("expected an indented block");
    let statement = rest.is_empty() || error.message == CONTINUED_NOWHERE || (block && rest.trim().is_empty());
    error.incomplete = if open { Some(Incomplete::Closing) } else { statement.then_some(Incomplete::Statement) };
    Some(error)
}

fn point(at: TextSize) -> TextRange {
    TextRange::empty(at)
}

/// An error without a width: one mark under its first character.
fn at(at: TextSize, message: impl Into<String>) -> Error {
    Error::new(point(at), message)
}

impl Text<'_> {
    fn line(&self, at: TextSize) -> usize {
        self.text.as_bytes()[..at.to_usize().min(self.text.len())].iter().filter(|&&b| b == b'\n').count() + 1
    }

    fn end_of_line(&self, at: TextSize) -> TextSize {
        let from = at.to_usize();
        let n = self.text.get(from..).and_then(|t| t.find('\n')).map_or(self.text.len(), |i| from + i);
        TextSize::try_from(n).unwrap_or(at)
    }

    /// A line that is to go on is the last one, and nothing before is wrong.
    fn continued(&self, first: &ParseError) -> Option<Error> {
        let before = self.text.strip_suffix('\n').unwrap_or(self.text).strip_suffix('\\')?;
        if first.location.end().to_usize() < before.len() {
            return None;
        }
        self.unclosed(first).or_else(|| Some(at(TextSize::try_from(before.len() + 1).ok()?, CONTINUED_NOWHERE)))
    }

    /// What the tokenizer would refuse first.
    fn tokenizer(&self, errors: &[ParseError]) -> Option<Error> {
        let lexical = errors.iter().find_map(|e| self.lexical(e).map(|x| (e.location.start(), x)));
        match (lexical, self.unpaired()) {
            (Some((a, e)), Some(b)) => Some(if a <= b.range.start() { e } else { b }),
            (a, b) => a.map(|a| a.1).or(b),
        }
    }

    /// A closing bracket that closes nothing, or another kind of bracket.
    fn unpaired(&self) -> Option<Error> {
        let mut open: Vec<(char, TextSize)> = Vec::new();
        for t in &self.tokens {
            let from = t.range.start();
            match t.kind {
                TokenKind::Lpar => open.push(('(', from)),
                TokenKind::Lsqb => open.push(('[', from)),
                TokenKind::Lbrace => open.push(('{', from)),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                    let (c, wanted) = match t.kind {
                        TokenKind::Rpar => (')', '('),
                        TokenKind::Rsqb => (']', '['),
                        _ => ('}', '{'),
                    };
                    match open.pop() {
                        None => return Some(at(from, format!("unmatched '{c}'"))),
                        Some((o, _)) if o == wanted => {}
                        Some((o, opened)) => {
                            let mut message = format!("closing parenthesis '{c}' does not match opening parenthesis '{o}'");
                            if self.line(opened) != self.line(from) {
                                message += &format!(" on line {}", self.line(opened));
                            }
                            return Some(at(from, message));
                        }
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// A bracket that no bracket closes, opened in a line before the error or anywhere when the text ends too early.
    fn unclosed(&self, first: &ParseError) -> Option<Error> {
        let mut open = Vec::new();
        for t in &self.tokens {
            match t.kind {
                TokenKind::Lpar => open.push(('(', t.range.start())),
                TokenKind::Lsqb => open.push(('[', t.range.start())),
                TokenKind::Lbrace => open.push(('{', t.range.start())),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => drop(open.pop()),
                _ => {}
            }
        }
        let &(c, opened) = open.last()?;
        let rest = self.text.get(first.location.start().to_usize()..).unwrap_or("");
        let early = self.line(first.location.start()) > self.line(opened) || rest.chars().all(|c| c.is_whitespace() || c == '\\');
        early.then(|| at(opened, format!("'{c}' was never closed")))
    }

    fn lexical(&self, e: &ParseError) -> Option<Error> {
        let from = e.location.start();
        let ParseErrorType::Lexical(kind) = &e.error else { return None };
        Some(match kind {
            LexicalErrorType::IndentationError => {
                at(self.end_of_line(from), "unindent does not match any outer indentation level").with_kind(ErrorKind::Indentation)
            }
            LexicalErrorType::UnclosedStringError => {
                let quoted = self.text[from.to_usize()..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
                let triple = quoted.starts_with("\"\"\"") || quoted.starts_with("'''");
                self.unterminated(from, if triple { "triple-quoted string" } else { "string" })
            }
            LexicalErrorType::FStringError(k) | LexicalErrorType::TStringError(k) => {
                let what = if matches!(kind, LexicalErrorType::FStringError(_)) { "f-string" } else { "t-string" };
                match k {
                    InterpolatedStringErrorType::UnterminatedString => self.unterminated(self.string_start(from), what),
                    InterpolatedStringErrorType::UnterminatedTripleQuotedString => {
                        self.unterminated(self.string_start(from), &format!("triple-quoted {what}"))
                    }
                    _ => return None,
                }
            }
            LexicalErrorType::UnrecognizedToken { tok: '$' | '?' | '!' | '`' } => Error::new(e.location, INVALID),
            LexicalErrorType::UnrecognizedToken { tok } => {
                let code = u32::from(*tok);
                let printable =
                    !tok.is_control() && !tok.is_whitespace() && !matches!(code, 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0xfeff);
                if printable {
                    at(from, format!("invalid character '{tok}' (U+{code:04X})"))
                } else {
                    at(from, format!("invalid non-printable character U+{code:04X}"))
                }
            }
            LexicalErrorType::LineContinuationError => {
                at(from + TextSize::of('\\'), "unexpected character after line continuation character")
            }
            LexicalErrorType::InvalidByteLiteral => Error::new(e.location, "bytes can only contain ASCII literal characters"),
            _ => return None,
        })
    }

    fn unterminated(&self, from: TextSize, what: &str) -> Error {
        let end = if what.starts_with("triple") { self.line(TextSize::of(self.text.trim_end())) } else { self.line(from) };
        at(from, format!("unterminated {what} literal (detected at line {end})"))
    }

    /// Where the innermost string that an offset lies in starts.
    fn string_start(&self, offset: TextSize) -> TextSize {
        let mut open = Vec::new();
        for t in self.tokens.iter().take_while(|t| t.range.start() <= offset) {
            match t.kind {
                TokenKind::FStringStart | TokenKind::TStringStart => open.push(t.range.start()),
                TokenKind::FStringEnd | TokenKind::TStringEnd => drop(open.pop()),
                _ => {}
            }
        }
        open.last().copied().unwrap_or(offset)
    }

    /// Index of the token at an offset, or the next one.
    pub(crate) fn index(&self, offset: TextSize) -> usize {
        self.tokens.partition_point(|t| t.range.end() <= offset && !(t.range.is_empty() && t.range.start() == offset))
    }

    /// `invalid syntax` at the token that could not be read.
    pub(crate) fn invalid(&self, offset: TextSize) -> Error {
        match self.tokens.get(self.index(offset)) {
            Some(t) if matches!(t.kind, TokenKind::Newline | TokenKind::EndOfFile) => at(t.range.start().max(offset), INVALID),
            Some(t) if t.kind == TokenKind::Indent => self.unexpected_indent(offset),
            Some(t) if t.range.start() <= offset || self.text[offset.to_usize()..t.range.start().to_usize()].trim().is_empty() => {
                Error::new(t.range, INVALID)
            }
            _ => at(offset, INVALID),
        }
    }

    /// At the last white space before the line's text.
    fn unexpected_indent(&self, offset: TextSize) -> Error {
        let start = self.text[..offset.to_usize()].rfind('\n').map_or(0, |i| i + 1);
        let line = &self.text[start..self.end_of_line(offset).to_usize()];
        let indent = line.len() - line.trim_start().len();
        let place = TextSize::try_from(start + indent.saturating_sub(1)).unwrap_or(offset);
        at(place, "unexpected indent").with_kind(ErrorKind::Indentation)
    }

    /// Whether some bracket is open at a token.
    fn in_brackets(&self, index: usize) -> bool {
        let mut depth = 0usize;
        for t in &self.tokens[..index] {
            match t.kind {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        depth > 0
    }

    /// First token of the statement that a token belongs to.
    fn statement_start(&self, index: usize) -> usize {
        let breaks = |t: &Token| matches!(t.kind, TokenKind::Newline | TokenKind::Semi | TokenKind::Indent | TokenKind::Dedent);
        self.tokens[..index].iter().rposition(breaks).map_or(0, |i| i + 1)
    }

    /// The line of the header before an offset, whose block is missing.
    fn header_line(&self, offset: TextSize) -> usize {
        let colon = self.tokens.iter().rposition(|t| t.kind == TokenKind::Colon && t.range.start() < offset);
        match colon.and_then(|c| self.tokens.get(self.statement_start(c))) {
            Some(t) => self.line(t.range.start()),
            None => self.line(offset),
        }
    }

    fn grammar(&self, e: &ParseError) -> Error {
        let range = e.location;
        let from = range.start();
        match &e.error {
            ParseErrorType::UnexpectedIndentation => self.unexpected_indent(from),
            ParseErrorType::OtherError(m) if m.starts_with("Expected an indented block after ") => {
                let clause = m["Expected an indented block after ".len()..].replace('`', "'").replace(" clause", " statement");
                let clause = clause.replace("'case' block", "'case' statement");
                let message = format!("expected an indented block after {clause} on line {}", self.header_line(from));
                self.invalid(from).with_message(message).with_kind(ErrorKind::Indentation)
            }
            ParseErrorType::OtherError(m) if m.contains("`except` or `finally`") => {
                // At the word in their place.
                let word = self.tokens[self.index(from)..]
                    .iter()
                    .find(|t| t.kind != TokenKind::Dedent && t.range.start() <= from && !t.range.is_empty());
                word.map_or_else(|| self.invalid(from), |t| Error::new(t.range, INVALID))
                    .with_message("expected 'except' or 'finally' block")
            }
            ParseErrorType::ExpectedToken { expected: TokenKind::Colon, found } => self.missing_colon(from, *found),
            ParseErrorType::InvalidAssignmentTarget => self.target(range, Target::Assigned),
            ParseErrorType::InvalidAugmentedAssignmentTarget => self.target(range, Target::Augmented),
            ParseErrorType::InvalidDeleteTarget => self.target(range, Target::Deleted),
            ParseErrorType::InvalidNamedAssignmentTarget => self.target(range, Target::Named),
            ParseErrorType::InvalidAnnotatedAssignmentTarget => self.target(range, Target::Annotated),
            ParseErrorType::PositionalAfterKeywordArgument => self.last_argument(from, "positional argument follows keyword argument"),
            ParseErrorType::PositionalAfterKeywordUnpacking => {
                self.last_argument(from, "positional argument follows keyword argument unpacking")
            }
            ParseErrorType::InvalidArgumentUnpackingOrder => {
                self.last_argument(from, "iterable argument unpacking follows keyword argument unpacking")
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam => {
                Error::new(range, "parameter without a default follows parameter with a default")
            }
            ParseErrorType::ExpectedKeywordParam => Error::new(range, "named parameters must follow bare *"),
            ParseErrorType::ParamAfterVarKeywordParam => Error::new(range, "parameters cannot follow var-keyword parameter"),
            ParseErrorType::VarParameterWithDefault => {
                let star = self.tokens[..self.index(from)].iter().rev().find(|t| matches!(t.kind, TokenKind::Star | TokenKind::DoubleStar));
                let what = if star.is_some_and(|t| t.kind == TokenKind::DoubleStar) { "keyword" } else { "positional" };
                self.invalid(from).with_message(format!("var-{what} parameter cannot have default value"))
            }
            ParseErrorType::EmptyTypeParams => Error::new(range, "Type parameter list cannot be empty"),
            ParseErrorType::EmptyImportNames => self.invalid(from).with_message("Expected one or more names after 'import'"),
            ParseErrorType::UnparenthesizedGeneratorExpression => Error::new(range, "Generator expression must be parenthesized"),
            ParseErrorType::IterableUnpackingInComprehension => Error::new(range, "iterable unpacking cannot be used in comprehension"),
            ParseErrorType::InvalidStarredExpressionUsage => Error::new(range, "can't use starred expression here"),
            ParseErrorType::FStringError(k) => self.interpolated("f-string", k, from),
            ParseErrorType::TStringError(k) => self.interpolated("t-string", k, from),
            ParseErrorType::ExpectedToken { .. } if let Some(e) = self.bound_of_variadic(from) => e,
            ParseErrorType::SimpleStatementsOnSameLine | ParseErrorType::ExpectedExpression | ParseErrorType::ExpectedToken { .. } => {
                self.two_in_a_row(from).unwrap_or_else(|| self.in_string(from).unwrap_or_else(|| self.invalid(from)))
            }
            ParseErrorType::OtherError(m) if m.contains("railing comma not allowed") => {
                Error::new(range, "trailing comma not allowed without surrounding parentheses")
            }
            ParseErrorType::Lexical(LexicalErrorType::FStringError(k)) => self.interpolated("f-string", k, from),
            ParseErrorType::Lexical(LexicalErrorType::TStringError(k)) => self.interpolated("t-string", k, from),
            ParseErrorType::Lexical(LexicalErrorType::OtherError(m)) if m.contains("integer literal") => {
                at(from, "invalid decimal literal")
            }
            ParseErrorType::Lexical(LexicalErrorType::UnicodeError) => {
                Error::new(range, "(unicode error) 'unicodeescape' codec can't decode bytes: malformed escape")
            }
            _ => self.literal_pattern(e).or_else(|| self.two_in_a_row(from)).unwrap_or_else(|| self.invalid(from)),
        }
    }

    /// `*Ts: bound` in a list of type parameters. A star before a name in brackets after the name of a definition is nothing else.
    fn bound_of_variadic(&self, colon: TextSize) -> Option<Error> {
        let i = self.index(colon);
        let [.., opening, star, name] = self.tokens.get(..i)? else { return None };
        let what = match star.kind {
            TokenKind::Star => "TypeVarTuple",
            TokenKind::DoubleStar => "ParamSpec",
            _ => return None,
        };
        let list = matches!(opening.kind, TokenKind::Lsqb | TokenKind::Comma) && name.kind == TokenKind::Name;
        let start = self.tokens.get(self.statement_start(i))?;
        let definition = matches!(start.kind, TokenKind::Def | TokenKind::Class | TokenKind::Type | TokenKind::Async);
        if !list || !definition || self.tokens.get(i)?.kind != TokenKind::Colon {
            return None;
        }
        // Several types in brackets are constraints.
        let mut depth = 0usize;
        let mut rest = self.tokens[i + 1..].iter();
        let tuple = self.tokens.get(i + 1).is_some_and(|t| t.kind == TokenKind::Lpar)
            && rest.any(|t| {
                match t.kind {
                    TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                    TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 || (depth == 1 && t.kind == TokenKind::Comma)
            })
            && depth == 1;
        let bound = if tuple { "constraints" } else { "bound" };
        Some(Error::new(self.tokens[i].range, format!("cannot use {bound} with {what}")))
    }

    fn missing_colon(&self, from: TextSize, found: TokenKind) -> Error {
        let i = self.index(from);
        let header = self.tokens.get(self.statement_start(i)).is_some_and(|t| {
            use TokenKind as T;
            matches!(
                t.kind,
                T::If
                    | T::Async
                    | T::Elif
                    | T::Else
                    | T::While
                    | T::For
                    | T::Def
                    | T::Class
                    | T::With
                    | T::Try
                    | T::Except
                    | T::Finally
                    | T::Match
                    | T::Case
            )
        });
        if found == TokenKind::Equal
            && let (Some(l), Some(r)) = (i.checked_sub(1).and_then(|j| self.tokens.get(j)), self.tokens.get(i + 1))
            && l.kind == TokenKind::Name
        {
            return Error::new(l.range.cover(r.range), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
        // A pattern or subject that goes on is a mistake of its own.
        let ends = self.tokens.get(i).is_none_or(|t| matches!(t.kind, TokenKind::Newline | TokenKind::EndOfFile));
        let matches = self.tokens.get(self.statement_start(i)).is_some_and(|t| matches!(t.kind, TokenKind::Match | TokenKind::Case));
        if header && (ends || !matches) && !self.in_brackets(i) {
            return self.invalid(from).with_message("expected ':'");
        }
        self.two_in_a_row(from).unwrap_or_else(|| self.invalid(from))
    }

    /// `print x`, or two operands in a row inside brackets.
    fn two_in_a_row(&self, from: TextSize) -> Option<Error> {
        let i = self.index(from);
        let (previous, next) = (self.tokens.get(i.checked_sub(1)?)?, self.tokens.get(i)?);
        if !starts_operand(next.kind) {
            return None;
        }
        let name = self.text.get(previous.range.to_std_range())?;
        if previous.kind == TokenKind::Name && matches!(name, "print" | "exec") && self.statement_start(i) == i - 1 {
            let last = self.tokens[i..]
                .iter()
                .take_while(|t| !matches!(t.kind, TokenKind::Newline | TokenKind::Semi | TokenKind::EndOfFile))
                .last()?;
            let range = previous.range.cover(last.range);
            return Some(Error::new(range, format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?")));
        }
        let simple = |t: &Token| matches!(t.kind, TokenKind::Name | TokenKind::Int | TokenKind::Float | TokenKind::String);
        let adjacent = previous.kind == TokenKind::Name && next.kind == TokenKind::String;
        if self.in_brackets(i) && simple(previous) && simple(next) && !adjacent {
            return Some(Error::new(previous.range.cover(next.range), "invalid syntax. Perhaps you forgot a comma?"));
        }
        None
    }

    /// An expression that ends too early in a replacement field.
    fn in_string(&self, from: TextSize) -> Option<Error> {
        let i = self.index(from);
        let mut kinds = Vec::new();
        for t in &self.tokens[..i] {
            match t.kind {
                TokenKind::FStringStart | TokenKind::TStringStart | TokenKind::Lbrace => kinds.push((t.kind, t.range)),
                TokenKind::FStringEnd | TokenKind::TStringEnd | TokenKind::Rbrace => drop(kinds.pop()),
                _ => {}
            }
        }
        let [.., (string, _), (TokenKind::Lbrace, brace)] = kinds[..] else { return None };
        let what = match string {
            TokenKind::FStringStart => "f-string",
            TokenKind::TStringStart => "t-string",
            _ => return None,
        };
        let next = self.tokens.get(i)?;
        if next.kind != TokenKind::Rbrace {
            return None;
        }
        let inner = self.text[brace.end().to_usize()..next.range.start().to_usize()].trim();
        if inner.is_empty() {
            return Some(Error::new(next.range, format!("{what}: valid expression required before '}}'")));
        }
        // The parser stops behind the last thing that is an expression.
        let (last, _) = self.tokens[..i].iter().enumerate().next_back()?;
        Some(Error::new(self.tokens[last].range, format!("{what}: expecting '=', or '!', or ':', or '}}'")))
    }

    fn interpolated(&self, what: &str, kind: &InterpolatedStringErrorType, from: TextSize) -> Error {
        let message = match kind {
            InterpolatedStringErrorType::UnclosedLbrace => format!("{what}: expecting '}}'"),
            InterpolatedStringErrorType::InvalidConversionFlag => {
                let token = self.tokens.get(self.index(from)).and_then(|t| self.text.get(t.range.to_std_range())).unwrap_or("");
                format!("{what}: invalid conversion character '{token}': expected 's', 'r', or 'a'")
            }
            InterpolatedStringErrorType::SingleRbrace => return at(from, format!("{what}: single '}}' is not allowed")),
            InterpolatedStringErrorType::LambdaWithoutParentheses => {
                format!("{what}: lambda expressions are not allowed without parentheses")
            }
            InterpolatedStringErrorType::ConversionFlagNotImmediatelyAfterExclamation => {
                format!("{what}: conversion type must come right after the exclamation mark")
            }
            InterpolatedStringErrorType::NewlineInFormatSpec => {
                format!("{what}: newlines are not allowed in format specifiers for single quoted {what}s")
            }
            InterpolatedStringErrorType::UnterminatedString | InterpolatedStringErrorType::UnterminatedTripleQuotedString => {
                return self.unterminated(self.string_start(from), what);
            }
        };
        self.invalid(from).with_message(message)
    }

    /// An error that is seen when the arguments of a call have been read.
    fn last_argument(&self, from: TextSize, message: &str) -> Error {
        let mut depth = 0;
        for t in &self.tokens[self.index(from)..] {
            match t.kind {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => return Error::new(t.range, message),
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
        }
        at(from, message)
    }

    /// Something that cannot be assigned to.
    fn target(&self, range: TextRange, how: Target) -> Error {
        let Some(e) = expression(self.text.get(range.to_std_range()).unwrap_or("")) else { return Error::new(range, INVALID) };
        let Some((bad, name)) = culprit(&e, how) else { return Error::new(range, INVALID) };
        // The expression was parsed alone, behind one bracket.
        let at = if core::ptr::eq(bad, &e) { range } else { bad.range() + range.start() - TextSize::new(1) };
        let alone = core::ptr::eq(bad, &e);
        let group = self.group(range);
        let message = match how {
            Target::Assigned
                if alone
                    && (is_operand(bad) || group != range)
                    && !matches!(name, "True" | "False" | "None")
                    && self.assigns_plainly(group) =>
            {
                format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?")
            }
            Target::Assigned => format!("cannot assign to {name}"),
            Target::Augmented => return Error::new(range, format!("'{name}' is an illegal expression for augmented assignment")),
            Target::Deleted => format!("cannot delete {name}"),
            Target::Named => format!("cannot use assignment expressions with {name}"),
            Target::Annotated => match e {
                Expr::Tuple(_) | Expr::List(_) => format!("only single target (not {name}) can be annotated"),
                _ => "illegal target for annotation".to_owned(),
            },
        };
        Error::new(at, message)
    }

    /// An expression with the parentheses around it alone.
    fn group(&self, range: TextRange) -> TextRange {
        let (mut whole, mut first) = (range, self.index(range.start()));
        let mut next = self.index(range.end());
        while let (Some(l), Some(r)) = (first.checked_sub(1).map(|i| self.tokens[i]), self.tokens.get(next))
            && l.kind == TokenKind::Lpar
            && r.kind == TokenKind::Rpar
        {
            whole = l.range.cover(r.range);
            (first, next) = (first - 1, next + 1);
        }
        whole
    }

    /// `target = value`, with one `=` and not as the target of a `for` or a `with`.
    fn assigns_plainly(&self, range: TextRange) -> bool {
        let i = self.index(range.end());
        let statement = self.tokens.get(self.statement_start(i)).map(|t| t.range.start());
        let rest = self.tokens.get(i + 1..).unwrap_or(&[]);
        let more = rest.iter().take_while(|t| !matches!(t.kind, TokenKind::Newline | TokenKind::Semi)).any(|t| t.kind == TokenKind::Equal);
        self.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Equal) && statement == Some(range.start()) && !more
    }
}

/// How a target is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Assigned,
    Augmented,
    Deleted,
    Named,
    Annotated,
}

fn starts_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(kind, T::Name | T::Int | T::Float | T::Complex | T::String | T::FStringStart | T::True | T::False | T::None | T::Lambda)
}

/// Expressions that bind more tightly than comparisons.
fn is_operand(e: &Expr) -> bool {
    !matches!(
        e,
        Expr::Compare(_)
            | Expr::BoolOp(_)
            | Expr::If(_)
            | Expr::Lambda(_)
            | Expr::Named(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::Generator(_)
    ) && !matches!(e, Expr::UnaryOp(u) if u.op == ruff_python_ast::UnaryOp::Not)
}

fn expression(text: &str) -> Option<Expr> {
    let text = format!("({text})");
    limits::check(&text, Mode::Eval).ok()?;
    let parsed = parser::parse_unchecked(&text, ParseOptions::from(parse::mode(Mode::Eval)));
    match parsed.into_syntax() {
        Mod::Expression(e) => Some(*e.body),
        Mod::Module(_) => None,
    }
}

/// The part of a target that cannot be one, and what it is called.
fn culprit(e: &Expr, how: Target) -> Option<(&Expr, &'static str)> {
    let name = match e {
        Expr::Tuple(t) if matches!(how, Target::Assigned | Target::Deleted) => return t.elts.iter().find_map(|e| culprit(e, how)),
        Expr::List(l) if matches!(how, Target::Assigned | Target::Deleted) => return l.elts.iter().find_map(|e| culprit(e, how)),
        Expr::Starred(s) if how == Target::Assigned => return culprit(&s.value, how),
        Expr::Name(_) => return None,
        Expr::Attribute(_) | Expr::Subscript(_) if how != Target::Named => return None,
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) => "list",
        Expr::Call(_) => "function call",
        Expr::BinOp(_) | Expr::UnaryOp(_) | Expr::BoolOp(_) => "expression",
        Expr::Compare(_) => "comparison",
        Expr::Lambda(_) => "lambda",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Generator(_) => "generator expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::BooleanLiteral(b) => {
            if b.value {
                "True"
            } else {
                "False"
            }
        }
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => "literal",
    };
    Some((e, name))
}
