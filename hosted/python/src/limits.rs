//! Bounds on nesting, checked on the tokens before a tree is built.
//!
//! The code generator recurses over the tree, so the tree's depth must be bounded by something that costs no stack to find out. Four things
//! make a tree deeper, and each leaves tokens that a loop can count: brackets, indentation, strings inside strings' replacement fields, and
//! operators that take what follows as their operand (`not`, `-`, `lambda`, `… if … else`, `**`). The first three have CPython's limits and
//! messages. Prefixes have a limit of ours; CPython's depends on its native stack.
//!
//! Chains that lean to the left (`a.b.c`, `f()()`, `a + b + c`) have no limit: all passes walk them in loops.
//!
//! The count is an upper bound: an operator counts until something follows that surely ends its operand.

use crate::Mode;
use crate::error::{Error, ErrorKind, Res};
use crate::parse;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::lexer::lex;
use ruff_text_size::{TextRange, TextSize};

/// Most brackets around one place, those of replacement fields in strings included.
const MAX_BRACKETS: usize = 200;
/// Most indentation levels.
const MAX_INDENTATION: usize = 99;
/// Most f-strings around one place.
const MAX_STRINGS: usize = 150;
/// Most operators waiting for the end of their operand.
const MAX_PREFIXES: usize = 2000;

/// What is nested too deeply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excess {
    Brackets,
    Indentation,
    Strings,
    Prefixes,
}

impl Excess {
    fn message(self) -> (ErrorKind, &'static str) {
        match self {
            Excess::Brackets => (ErrorKind::Syntax, "too many nested parentheses"),
            Excess::Indentation => (ErrorKind::Indentation, "too many levels of indentation"),
            Excess::Strings => (ErrorKind::Syntax, "too many nested f-strings or t-strings"),
            Excess::Prefixes => (ErrorKind::Memory, "Parser stack overflowed - Python source too complex to parse"),
        }
    }
}

/// Operators that wait for their operand's end inside one pair of brackets.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    /// Signs and powers, which any other operator ends.
    signs: usize,
    /// `not`, which `and` and `or` end.
    nots: usize,
    /// `lambda`, `else` and such, which a comma ends.
    tails: usize,
    /// Parameter lists of lambdas that are not finished: their commas end nothing.
    parameters: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.signs + self.nots + self.tails
    }

    fn end_operands(&mut self) {
        if self.parameters == 0 {
            *self = Level::default();
        }
    }
}

/// The walk over the tokens.
#[derive(Debug, Default)]
struct Scan {
    outer: Vec<Level>,
    level: Level,
    /// Sum of the depths of `outer`.
    below: usize,
    indentation: usize,
    strings: usize,
    /// The last token ends an operand, so that an operator now has two of them.
    after_operand: bool,
    deepest: usize,
}

impl Scan {
    fn open(&mut self) {
        self.below += self.level.depth();
        self.outer.push(core::mem::take(&mut self.level));
        self.after_operand = false;
    }

    fn close(&mut self) {
        self.level = self.outer.pop().unwrap_or_default();
        self.below = self.below.saturating_sub(self.level.depth());
        self.after_operand = true;
    }

    fn token(&mut self, token: TokenKind) -> Result<(), Excess> {
        use TokenKind as T;
        let after_operand = core::mem::replace(&mut self.after_operand, false);
        match token {
            T::Lpar | T::Lsqb | T::Lbrace => self.open(),
            T::Rpar | T::Rsqb | T::Rbrace => self.close(),
            T::FStringStart | T::TStringStart => {
                self.strings += 1;
                self.open();
            }
            T::FStringEnd | T::TStringEnd => {
                self.strings = self.strings.saturating_sub(1);
                self.close();
            }
            T::Indent => self.indentation += 1,
            T::Dedent => self.indentation = self.indentation.saturating_sub(1),
            T::Newline => self.level = Level::default(),
            T::Comma | T::Semi | T::For => self.level.end_operands(),
            T::Comment | T::NonLogicalNewline => self.after_operand = after_operand,
            T::DoubleStar => self.level.signs += 1,
            T::Plus | T::Minus | T::Tilde | T::Star | T::Await if !after_operand => self.level.signs += 1,
            T::Not if after_operand => {}
            T::Not => self.level.nots += 1,
            T::And | T::Or => (self.level.signs, self.level.nots) = (0, 0),
            T::If => (self.level.signs, self.level.nots) = (0, 0),
            T::Else | T::ColonEqual | T::Yield => self.level.tails += 1,
            T::Lambda => {
                self.level.tails += 1;
                self.level.parameters += 1;
            }
            T::Colon => self.level.parameters = self.level.parameters.saturating_sub(1),
            t if t.is_operator() || matches!(t, T::Is | T::In) => self.level.signs = 0,
            T::Name | T::Int | T::Float | T::Complex | T::String | T::True | T::False | T::None | T::Ellipsis => self.after_operand = true,
            t => self.after_operand = t.is_soft_keyword(),
        }
        let prefixes = self.below + self.level.depth();
        self.deepest = self.deepest.max(prefixes + self.outer.len() + self.indentation);
        if self.outer.len() - self.strings.min(self.outer.len()) > MAX_BRACKETS {
            return Err(Excess::Brackets);
        }
        if self.indentation > MAX_INDENTATION {
            return Err(Excess::Indentation);
        }
        if self.strings > MAX_STRINGS {
            return Err(Excess::Strings);
        }
        if prefixes > MAX_PREFIXES {
            return Err(Excess::Prefixes);
        }
        Ok(())
    }
}

/// Depth that the tree of a text may have, or what exceeds a limit.
fn scan(text: &str, mode: Mode) -> Result<usize, Excess> {
    let mut lexer = lex(text, parse::mode(mode));
    let mut scan = Scan::default();
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return Ok(scan.deepest),
            token => scan.token(token)?,
        }
    }
}

/// Refuses a text whose tree would be too deep; else says how deep it may become.
pub(crate) fn check(text: &str, mode: Mode) -> Res<usize> {
    scan(text, mode).map_err(|excess| {
        let (kind, message) = excess.message();
        let end = TextSize::try_from(first_excess(text, mode)).unwrap_or_default();
        Error::new(TextRange::empty(end), message).with_kind(kind)
    })
}

/// Where the token stands that is one too many. The lexer keeps its positions to itself, so this halves the text until it knows; texts
/// that get here are not in a hurry.
fn first_excess(text: &str, mode: Mode) -> usize {
    let (mut fits, mut exceeds) = (0, text.len());
    while exceeds - fits > 1 {
        let middle = text.floor_char_boundary((fits + exceeds) / 2);
        if middle <= fits {
            break;
        }
        match scan(&text[..middle], mode) {
            Ok(_) => fits = middle,
            Err(_) => exceeds = middle,
        }
    }
    fits
}
