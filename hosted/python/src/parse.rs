//! The one place that knows the parser: text to tree, and its errors in Python's words.

use crate::error::{Error, ErrorKind, Res, fail};
use crate::source::Source;
use crate::{Mode, limits};
use ruff_python_ast::{Mod, ModExpression, ModModule, PythonVersion, Stmt};
use ruff_python_parser::{self as parser, LexicalErrorType, ParseError, ParseErrorType, ParseOptions};

/// A parsed text.
#[derive(Debug)]
pub(crate) enum Tree {
    Module(ModModule),
    Expression(ModExpression),
}

fn options(mode: Mode) -> ParseOptions {
    let mode = if mode == Mode::Eval { parser::Mode::Expression } else { parser::Mode::Module };
    ParseOptions::from(mode).with_target_version(PythonVersion::PY315)
}

/// Parses a text.
pub(crate) fn parse(source: &Source<'_>, mode: Mode) -> Res<Tree> {
    limits::check(&source.text, mode)?;
    let parsed = parser::parse_unchecked(&source.text, options(mode));
    if let Some(e) = parsed.errors().first() {
        return Err(translate(&source.text, e));
    }
    if let Some(e) = parsed.unsupported_syntax_errors().first() {
        return fail(e.range, e.to_string());
    }
    Ok(match parsed.into_syntax() {
        Mod::Module(m) => Tree::Module(m),
        Mod::Expression(e) => Tree::Expression(e),
    })
}

/// See [`crate::needs_more_input`].
pub(crate) fn needs_more_input(text: &str) -> bool {
    let Ok(source) = Source::new(text, "<stdin>") else { return false };
    match parse(&source, Mode::Interactive) {
        Err(e) => e.incomplete,
        Ok(Tree::Expression(_)) => false,
        Ok(Tree::Module(m)) => {
            let compound = m.body.last().is_some_and(|s| {
                matches!(
                    s,
                    Stmt::FunctionDef(_)
                        | Stmt::ClassDef(_)
                        | Stmt::If(_)
                        | Stmt::For(_)
                        | Stmt::While(_)
                        | Stmt::With(_)
                        | Stmt::Try(_)
                        | Stmt::Match(_)
                )
            });
            let last_line = source.text.strip_suffix('\n').and_then(|t| t.rsplit('\n').next());
            compound && !last_line.is_some_and(|l| l.trim().is_empty())
        }
    }
}

fn translate(text: &str, e: &ParseError) -> Error {
    let range = e.location;
    let message = match &e.error {
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => "unindent does not match any outer indentation level".to_owned(),
        _ => e.error.to_string(),
    };
    let rest = text.get(range.start().to_usize()..).unwrap_or("");
    let incomplete = rest.trim().is_empty();
    let mut error = Error::new(range, message);
    error.incomplete = incomplete;
    if matches!(e.error, ParseErrorType::Lexical(LexicalErrorType::IndentationError) | ParseErrorType::UnexpectedIndentation) {
        error = error.with_kind(ErrorKind::Indentation);
    }
    error
}
