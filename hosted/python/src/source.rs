//! The text being compiled: line ends made uniform, and positions of offsets.

use crate::error::{Error, ErrorKind, SyntaxError};
use crate::stmt::docstring;
use freewheel_kernel::bytecode::unit::Location;
use ruff_python_ast::Stmt;
use ruff_text_size::{TextRange, TextSize};
use std::borrow::Cow;

/// Longest text accepted, in bytes. Offsets are 32-bit, and the tree of a text takes some twenty times its size.
const MAX_SOURCE: usize = 256 << 20;

/// A source text with its name and line starts.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) filename: &'a str,
    lines: Vec<u32>,
    /// [`Options::optimize`](crate::Options).
    pub(crate) optimize: u8,
}

/// Range of instructions that come from no place in the text.
pub(crate) const NOWHERE: TextRange = TextRange::new(TextSize::new(u32::MAX), TextSize::new(u32::MAX));

impl<'a> Source<'a> {
    /// Prepares a text: drops a byte order mark and turns `\r\n` and `\r` into `\n`, as Python does before it reads tokens.
    pub(crate) fn new(text: &'a str, filename: &'a str) -> Result<Self, SyntaxError> {
        if text.len() > MAX_SOURCE {
            return Err(bare(filename, "source code is too large"));
        }
        if text.contains('\0') {
            return Err(bare(filename, "source code string cannot contain null bytes"));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) };
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1));
        Ok(Source { text, filename, lines, optimize: 0 })
    }

    /// The docstring of a body, with its indentation removed, unless such are left out.
    pub(crate) fn docstring(&self, body: &[Stmt]) -> Option<(String, TextRange)> {
        if self.optimize < 2 { docstring(body) } else { None }
    }

    /// Line (from 0) that holds an offset.
    fn line_of(&self, offset: u32) -> usize {
        self.lines.partition_point(|&start| start <= offset) - 1
    }

    /// Line number of an offset, from 1.
    pub(crate) fn line(&self, offset: TextSize) -> u32 {
        self.line_of(offset.to_u32()) as u32 + 1
    }

    /// The text of a range.
    pub(crate) fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.to_std_range()).unwrap_or("")
    }

    /// Position of a range as code units store it.
    pub(crate) fn location(&self, pc: u32, range: TextRange) -> Location {
        if range == NOWHERE {
            return Location { pc, ..Location::default() };
        }
        let (start, end) = (range.start().to_u32(), range.end().to_u32());
        let (first, last) = (self.line_of(start), self.line_of(end));
        Location {
            pc,
            line: first as u32 + 1,
            end_line: last as u32 + 1,
            column: start - self.lines[first],
            end_column: end - self.lines[last],
        }
    }

    /// Text of a line (from 0), without its newline.
    fn line_text(&self, line: usize) -> &str {
        let start = self.lines[line] as usize;
        let end = self.lines.get(line + 1).map_or(self.text.len(), |&e| e as usize);
        self.text[start..end].trim_end_matches('\n')
    }

    /// A warning as it is printed.
    pub(crate) fn warning(&self, range: TextRange, message: &str) -> String {
        let line = self.line_of(range.start().to_u32());
        let text = self.line_text(line).trim();
        let shown = if text.is_empty() { String::new() } else { format!("  {text}\n") };
        format!("{}:{}: SyntaxWarning: {message}\n{shown}", self.filename, line + 1)
    }

    /// Adds file, lines and columns to an error.
    pub(crate) fn report(&self, error: Error) -> SyntaxError {
        let clamp = |offset: TextSize| (offset.to_u32() as usize).min(self.text.len()) as u32;
        let (start, end) = (clamp(error.range.start()), clamp(error.range.end()));
        let column = |line: usize, offset: u32| {
            let from = self.lines[line] as usize;
            self.text.get(from..offset as usize).map_or(0, |t| t.chars().count()) as u32 + 1
        };
        let (first, last) = (self.line_of(start), self.line_of(end));
        SyntaxError {
            kind: error.kind,
            message: error.message,
            filename: self.filename.to_owned(),
            line: first as u32 + 1,
            column: column(first, start),
            end_line: last as u32 + 1,
            end_column: column(last, end),
            source_line: Some(self.line_text(first).to_owned()),
            incomplete: error.incomplete,
        }
    }
}

/// An error about the text as a whole.
fn bare(filename: &str, message: &str) -> SyntaxError {
    SyntaxError {
        kind: ErrorKind::Syntax,
        message: message.to_owned(),
        filename: filename.to_owned(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
        source_line: None,
        incomplete: None,
    }
}

/// Reads bytes as UTF-8 source text.
pub(crate) fn decode<'a>(bytes: &'a [u8], filename: &str) -> Result<&'a str, SyntaxError> {
    let has_mark = bytes.starts_with(b"\xef\xbb\xbf");
    let body = if has_mark { &bytes[3..] } else { bytes };
    if body.contains(&0) {
        return Err(bare(filename, "source code cannot contain null bytes"));
    }
    if let Some(name) = declared_encoding(body) {
        let plain = name.to_ascii_lowercase().replace('_', "-");
        let is_utf8 = plain == "utf8" || plain == "utf-8" || plain.starts_with("utf-8-") || plain == "ascii" || plain == "us-ascii";
        if !is_utf8 {
            let message = if has_mark { format!("encoding problem: {name} with BOM") } else { format!("unknown encoding: {name}") };
            return Err(bare(filename, &message));
        }
    }
    core::str::from_utf8(body).map_err(|e| {
        let at = e.valid_up_to();
        let line = body[..at].iter().filter(|&&b| b == b'\n').count() as u32 + 1;
        let mut error = bare(
            filename,
            &format!("(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {at}: {}", body[at], utf8_reason(&e)),
        );
        (error.line, error.end_line) = (line, line);
        error
    })
}

/// CPython's name for what is wrong with a byte sequence.
fn utf8_reason(e: &core::str::Utf8Error) -> &'static str {
    match e.error_len() {
        None => "unexpected end of data",
        Some(1) => "invalid start byte",
        Some(_) => "invalid continuation byte",
    }
}

/// The encoding a comment in one of the first two lines declares (PEP 263).
fn declared_encoding(body: &[u8]) -> Option<String> {
    for line in body.split(|&b| b == b'\n').take(2) {
        let line = String::from_utf8_lossy(line);
        let trimmed = line.trim_start_matches([' ', '\t', '\u{c}']);
        let Some(comment) = trimmed.strip_prefix('#') else {
            if trimmed.trim().is_empty() {
                continue;
            }
            return None;
        };
        if let Some(i) = comment.find("coding") {
            let rest = &comment[i + 6..];
            if let Some(value) = rest.strip_prefix([':', '=']) {
                let value = value.trim_start_matches([' ', '\t']);
                let name: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
                if !name.is_empty() {
                    return Some(name);
                }
            }
        }
    }
    None
}
