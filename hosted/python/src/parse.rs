//! The one place that knows the parser: text to tree, and its errors in Python's words.

use crate::diagnose::diagnose;
use crate::dismantle::dismantle;
use crate::error::{Error, Incomplete, Res, fail};
use crate::scope::warn::{Warning, escapes};
use crate::signs::without_pluses;
use crate::source::Source;
use crate::{Mode, limits};
use ruff_python_ast::{Expr, Mod, PythonVersion, Stmt};
use ruff_python_parser::{self as parser, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Texts up to this length have trees so shallow that they can be dropped as usual.
const SHORT: usize = 16 << 10;

/// A parsed text.
#[derive(Debug)]
pub(crate) struct Tree {
    /// `None` only while it is dropped.
    root: Option<Mod>,
    short: bool,
    /// Escape sequences that mean nothing.
    pub(crate) warnings: Vec<Warning>,
    /// Where a plus stands that the parser was not shown (`signs`), in order.
    pub(crate) pluses: Vec<TextSize>,
}

impl Tree {
    /// The statements, or the one expression.
    pub(crate) fn root(&self) -> Root<'_> {
        match &self.root {
            Some(Mod::Module(m)) => Root::Module(&m.body),
            Some(Mod::Expression(e)) => Root::Expression(&e.body),
            None => Root::Module(&[]),
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        if let Some(root) = self.root.take()
            && !self.short
        {
            dismantle(root);
        }
    }
}

/// What a tree consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Root<'t> {
    Module(&'t [Stmt]),
    Expression(&'t Expr),
}

/// The parser's name of a mode.
pub(crate) fn mode(mode: Mode) -> parser::Mode {
    if mode == Mode::Eval { parser::Mode::Expression } else { parser::Mode::Module }
}

/// Parses a text.
pub(crate) fn parse(source: &Source<'_>, mode: Mode) -> Res<Tree> {
    limits::check(&source.text, mode)?;
    let options = ParseOptions::from(self::mode(mode)).with_target_version(PythonVersion::PY315);
    let mut parsed = parser::parse_unchecked(&source.text, options.clone());
    let mut pluses = Vec::new();
    if !parsed.errors().is_empty()
        && let Some((text, places)) = without_pluses(&source.text, parsed.tokens())
    {
        pluses = places;
        parsed = parser::parse_unchecked(&text, options);
    }
    let error = diagnose(&source.text, parsed.tokens(), parsed.errors())
        .or_else(|| parsed.unsupported_syntax_errors().first().map(|e| Error::new(e.range, e.to_string())));
    let warnings = if error.is_none() { escapes(&source.text, parsed.tokens()) } else { Vec::new() };
    let tree = Tree { root: Some(parsed.into_syntax()), short: source.text.len() <= SHORT, warnings, pluses };
    error.map_or(Ok(tree), Err)
}

/// Refuses statements on more than one line where `compile` takes what a prompt would.
pub(crate) fn single_statement(source: &Source<'_>, body: &[Stmt]) -> Res<()> {
    match body.array_windows().find(|[a, b]| source.slice(TextRange::new(a.end(), b.start())).contains('\n')) {
        Some([first, _]) => fail(TextRange::empty(first.end()), "multiple statements found while compiling a single statement"),
        None => Ok(()),
    }
}

/// See [`crate::needs_more_input`].
pub(crate) fn needs_more_input(text: &str) -> Option<Incomplete> {
    let source = Source::new(text, "<stdin>").ok()?;
    match parse(&source, Mode::Interactive) {
        Err(e) => e.incomplete,
        Ok(tree) => {
            let Root::Module(body) = tree.root() else { return None };
            let compound = body.last().is_some_and(|s| {
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
            (compound && !last_line.is_some_and(|l| l.trim().is_empty())).then_some(Incomplete::Statement)
        }
    }
}
