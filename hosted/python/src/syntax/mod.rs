//! Abstract syntax trees as programs see them: those of `ast`, in the classes, with the fields and the places that CPython gives them.
//!
//! A [`Program`] says how to make such a tree: steps that push values and gather the last of them into lists and nodes. It is plain data, so that who makes
//! objects of it, and who reads objects into it, needs no stack that grows with the tree, and neither does its end.
//!
//! `statements`, `expressions`, `patterns` and `strings` write the program of a text's tree. They recurse as the code generator does, within the bounds of
//! `limits`, and walk in loops what has none.

mod classes;
mod expressions;
mod patterns;
mod statements;
mod strings;

use crate::error::Res;
use crate::parse::{self, Root, Tree};
use crate::source::Source;
use crate::{Mode, SyntaxError};
pub use classes::{Class, Field, Kind, Number, PLACE, Places};
use freewheel_kernel::bytecode::unit::Const;
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Where a node stands: lines from 1, columns in bytes of UTF-8 from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line of its first character.
    pub line: u32,
    /// Column of its first character.
    pub column: u32,
    /// Line of the character after its last.
    pub end_line: u32,
    /// Column of the character after its last.
    pub end_column: u32,
}

/// A step of a [`Program`], which works on a stack of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Pushes `None`, for a field that has no value.
    Nothing,
    /// Pushes a constant: the value of a literal, or a field that is a number.
    Constant(Const),
    /// Pushes an identifier or another string.
    Text(Box<str>),
    /// Takes as many values, and pushes a list of them.
    List(u32),
    /// Takes the values of a class's fields, in their order, and pushes a node. The place says nothing for a class that has none.
    Node(Class, Place),
}

/// How a tree is made: steps that leave it, and nothing else, on the stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The steps.
    pub steps: Vec<Step>,
}

/// The tree of a text, and what looks wrong in the text although it is valid, as [`compile_with_warnings`](crate::compile_with_warnings) says it.
///
/// # Errors
/// Whatever keeps the text from being parsed.
pub fn parse_tree(text: &str, filename: &str, mode: Mode) -> Result<(Program, Vec<SyntaxError>), SyntaxError> {
    let source = Source::new(text, filename)?;
    let (program, mut tree) = write(&source, mode).map_err(|e| source.report(e))?;
    Ok((program, source.warnings(core::mem::take(&mut tree.warnings))))
}

fn write(source: &Source<'_>, mode: Mode) -> Res<(Program, Tree)> {
    let tree = parse::parse(source, mode)?;
    let mut w = Writer { source, pluses: &tree.pluses, steps: Vec::new() };
    match tree.root() {
        Root::Module(body) if mode == Mode::Interactive => {
            parse::single_statement(source, body)?;
            w.body(body)?;
            w.plain(Class::Interactive);
        }
        Root::Module(body) => {
            w.body(body)?;
            w.steps.push(Step::List(0));
            w.plain(Class::Module);
        }
        Root::Expression(e) => {
            w.expr(e)?;
            w.plain(Class::Expression);
        }
    }
    let steps = w.steps;
    Ok((Program { steps }, tree))
}

/// What writes the program of a tree.
struct Writer<'a> {
    source: &'a Source<'a>,
    /// Where a plus stood that the parser was not shown (`signs`).
    pluses: &'a [TextSize],
    steps: Vec<Step>,
}

impl Writer<'_> {
    /// A node whose fields have been pushed.
    fn node(&mut self, class: Class, at: impl Ranged) {
        let place = self.place(at.range());
        self.steps.push(Step::Node(class, place));
    }

    /// A node of a class without places.
    fn plain(&mut self, class: Class) {
        self.steps.push(Step::Node(class, Place::default()));
    }

    fn place(&self, range: TextRange) -> Place {
        let at = self.source.location(0, range);
        Place { line: at.line, column: at.column, end_line: at.end_line, end_column: at.end_column }
    }

    fn nothing(&mut self) {
        self.steps.push(Step::Nothing);
    }

    fn text(&mut self, text: &str) {
        self.steps.push(Step::Text(text.into()));
    }

    fn optional_text(&mut self, text: Option<impl AsRef<str>>) {
        match text {
            Some(t) => self.text(t.as_ref()),
            None => self.nothing(),
        }
    }

    fn constant(&mut self, value: Const) {
        self.steps.push(Step::Constant(value));
    }

    fn int(&mut self, value: impl Into<i64>) {
        self.constant(Const::Int(value.into()));
    }

    fn list_of(&mut self, count: usize) {
        // A text has fewer bytes than this number can say.
        self.steps.push(Step::List(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    /// Writes all of some things, and their list.
    fn list<T>(&mut self, all: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T) -> Res<()>) -> Res<()> {
        let mut count = 0;
        for x in all {
            each(self, x)?;
            count += 1;
        }
        self.list_of(count);
        Ok(())
    }

    /// The first character that is neither blank nor of a comment.
    fn after_blanks(&self, from: TextSize) -> TextSize {
        let text = &*self.source.text;
        let mut at = from.to_usize();
        while let Some(rest) = text.get(at..) {
            match rest.bytes().next() {
                Some(b'#') => at += rest.find('\n').unwrap_or(rest.len()),
                Some(b' ' | b'\t' | b'\n' | b'\x0c' | b'\\') => at += 1,
                _ => break,
            }
        }
        TextSize::try_from(at).unwrap_or(from)
    }
}
