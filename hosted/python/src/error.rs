//! What can be wrong with a source text.

use core::fmt;
use ruff_text_size::{Ranged, TextRange};

/// Which exception class a [`SyntaxError`] becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `MemoryError`: the text is valid for all we know, but nests too deeply to find out.
    Memory,
}

/// An error in a source text, with what a traceback shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Exception class.
    pub kind: ErrorKind,
    /// The message, without position.
    pub message: String,
    /// File name as given by the caller.
    pub filename: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// Column after the end, from 1.
    pub end_column: u32,
    /// The line the error starts in, without its newline.
    pub source_line: Option<String>,
    /// More input could still complete the text.
    pub incomplete: Option<Incomplete>,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, line {})", self.message, self.filename, self.line)
    }
}

impl core::error::Error for SyntaxError {}

/// What a text lacks at its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Incomplete {
    /// The end of a statement, or a block: at a prompt, a blank line says that it will not come.
    Statement,
    /// What closes a bracket or a string, in which lines may be blank.
    Closing,
}

/// An error inside the front-end: a message and a range of the text.
#[derive(Clone, Debug)]
pub(crate) struct Error {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) range: TextRange,
    pub(crate) incomplete: Option<Incomplete>,
}

/// Result of a stage.
pub(crate) type Res<T> = Result<T, Error>;

impl From<freewheel_assembler::Error<TextRange>> for Error {
    fn from(e: freewheel_assembler::Error<TextRange>) -> Error {
        let (at, message) = e.into_parts();
        Error::new(at, message)
    }
}

impl Error {
    /// A plain `SyntaxError`.
    pub(crate) fn new(at: impl Ranged, message: impl Into<String>) -> Self {
        Error { kind: ErrorKind::Syntax, message: message.into(), range: at.range(), incomplete: None }
    }

    /// The same error in other words.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same error as another exception class.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.kind = kind;
        self
    }
}

/// An error, ready to return.
pub(crate) fn fail<T>(at: impl Ranged, message: impl Into<String>) -> Res<T> {
    Err(Error::new(at, message))
}
