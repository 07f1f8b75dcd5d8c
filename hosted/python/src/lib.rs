//! Python front-end: source text in, [`CodeUnit`] out.
//!
//! The stages, in order: `limits` refuses input that would nest too deeply, `parse` turns text into a tree, `scope` decides where every
//! name lives, and the code generator (`compiler`, `expr`, `stmt` and friends) walks the tree once per function and hands instructions to
//! the assembler, which lays them out. Nothing here runs Python code, and nothing here trusts its input: all errors are [`SyntaxError`]s.
//!
//! # Stack
//! The generator recurses over the tree, whose depth `limits` bounds. [`nesting`] says how deep the tree of a text can be: each level takes
//! a few kilobytes of stack in an unoptimised build, so that 64 MiB are ample for any text.
#![forbid(unsafe_code)]

mod annotate;
mod annotation_text;
mod asynchronous;
mod call;
mod carets;
mod class;
mod compiler;
mod comprehension;
mod cond;
mod diagnose;
mod dismantle;
mod error;
mod expr;
mod fold;
mod fstring;
mod function;
mod import;
mod limits;
mod parse;
mod pattern;
mod pattern_check;
mod scope;
mod signs;
mod source;
mod stmt;
mod syntax;
mod target;
mod type_params;
mod typos;
mod unwind;
mod variable;

#[cfg(test)]
mod tests;

pub use carets::excerpt;
pub use error::{ErrorKind, Incomplete, SyntaxError};
use freewheel_kernel::bytecode::unit::CodeUnit;
pub use scope::warn::warning_as_error;
pub use source::{Decoded, decode};
pub use syntax::{Class, Field, Kind, Number, PLACE, Place, Places, Program, Step, parse_tree};
pub use typos::KeywordTypo;

/// What kind of text is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A file: statements.
    Module,
    /// Input of a prompt: statements, whose bare expressions are printed.
    Interactive,
    /// One expression; the unit returns its value.
    Eval,
}

/// What kind of text is compiled, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Its kind.
    pub mode: Mode,
    /// For `exec` and `eval`: names of the top level are looked for in a namespace that is given when the code is run.
    pub namespace: bool,
    /// As if it began with `from __future__ import annotations`.
    pub future_annotations: bool,
    /// What is left out: nothing (0), assertions (1), docstrings too (2).
    pub optimize: u8,
}

impl From<Mode> for Options {
    fn from(mode: Mode) -> Options {
        Options { mode, namespace: false, future_annotations: false, optimize: 0 }
    }
}

/// Compiles `text`, naming it `filename` in positions and messages.
///
/// # Errors
/// Whatever is wrong with the text, in the words of CPython where there is a counterpart.
pub fn compile(text: &str, filename: &str, options: impl Into<Options>) -> Result<CodeUnit, SyntaxError> {
    compile_with_warnings(text, filename, options).map(|(unit, _)| unit)
}

/// [`compile`], and what looks wrong in the text although it is valid: each a `SyntaxWarning`, or the error here where warnings are errors.
///
/// # Errors
/// As [`compile`].
pub fn compile_with_warnings(text: &str, filename: &str, options: impl Into<Options>) -> Result<(CodeUnit, Vec<SyntaxError>), SyntaxError> {
    let options = options.into();
    let mut source = source::Source::new(text, filename)?;
    source.optimize = options.optimize;
    let (unit, warnings) = compiler::compile(&source, options).map_err(|e| source.report(e))?;
    Ok((unit, source.warnings(warnings)))
}

/// Nesting up to which a text may be compiled on any stack that programs run on.
pub const SHALLOW: usize = 24;

/// How deep the tree of a text can be, as far as that is known without building it; `None` for a text that [`compile`] will refuse.
///
/// Compiling takes at most 16 KiB of stack for each level, and 256 KiB to begin with.
pub fn nesting(text: &str) -> Option<usize> {
    limits::check(text, Mode::Module).ok()
}

/// Looks for a misspelt keyword in the last line of a text that is no valid syntax there. What it gives are places in that line.
pub fn keyword_typo(text: &str) -> Option<KeywordTypo> {
    typos::keyword_typo(text)
}

/// What a prompt should read another line for before it compiles `text`, if it should.
///
/// That is so when the text ends inside a bracket, a string or a block, and when it ends in a compound statement that no empty line has
/// closed yet.
pub fn needs_more_input(text: &str) -> Option<Incomplete> {
    parse::needs_more_input(text)
}
