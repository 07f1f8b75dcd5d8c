//! The text being compiled: line ends made uniform, and positions of offsets.

use crate::error::{Error, ErrorKind, SyntaxError};
use crate::scope::warn::Warning;
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

    /// Warnings with file, lines and columns.
    pub(crate) fn warnings(&self, found: Vec<Warning>) -> Vec<SyntaxError> {
        found.into_iter().map(|(range, message)| self.report(Error::new(range, message))).collect()
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

/// What the bytes of a source text are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// UTF-8, without its mark.
    Text(&'a str),
    /// Bytes in another encoding, of the name that they give it.
    Encoded(&'a [u8], String),
}

/// Reads bytes as source text, as far as that can be done without knowing any encoding but UTF-8.
///
/// # Errors
/// Bytes that are not UTF-8 and declare no other encoding; a NUL among them; a mark of UTF-8 before the name of another encoding.
pub fn decode<'a>(bytes: &'a [u8], filename: &str) -> Result<Decoded<'a>, SyntaxError> {
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let body = marked.unwrap_or(bytes);
    match declared_encoding(body).map(canonical) {
        Some(name) if name != "utf-8" && marked.is_none() => return Ok(Decoded::Encoded(body, name)),
        Some(name) if name != "utf-8" => {
            let line = body.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
            let line = String::from_utf8_lossy(line).into_owned();
            // The line as a whole, and no place in it.
            let (column, end_column) = (0, line.chars().count() as u32);
            return Err(SyntaxError {
                column,
                end_column,
                source_line: Some(line),
                ..bare(filename, &format!("encoding problem: {name} with BOM"))
            });
        }
        _ => {}
    }
    if body.contains(&0) {
        return Err(bare(filename, "source code cannot contain null bytes"));
    }
    core::str::from_utf8(body).map(Decoded::Text).map_err(|e| {
        let at = e.valid_up_to();
        let before = &body[..at];
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        let line = before.iter().filter(|b| **b == b'\n').count() as u32 + 1;
        let end = body[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(body.len(), |i| at + i);
        let column = String::from_utf8_lossy(&body[start..at]).chars().count() as u32 + 1;
        let message = format!(
            "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding declared; \
             see https://peps.python.org/pep-0263/ for details",
            body[at]
        );
        SyntaxError {
            line,
            column,
            end_line: line,
            end_column: column,
            source_line: Some(String::from_utf8_lossy(&body[start..end]).into_owned()),
            ..bare(filename, &message)
        }
    })
}

/// The name of an encoding as CPython's tokenizer knows it, which has one for each of the two that most files declare.
fn canonical(name: String) -> String {
    let plain: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is = |known: &str| plain.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if is("utf-8") {
        "utf-8".into()
    } else if ["latin-1", "iso-8859-1", "iso-latin-1"].into_iter().any(is) {
        "iso-8859-1".into()
    } else {
        name
    }
}

/// The encoding a comment in one of the first two lines declares (PEP 263).
fn declared_encoding(body: &[u8]) -> Option<String> {
    let mut rest = body;
    for _ in 0..2 {
        let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.strip_prefix(b"\r\n").or(after.get(1..)).unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let line = line.trim_start_matches([' ', '\t', '\u{c}']);
        match line.strip_prefix('#') {
            Some(comment) => {
                if let Some(name) = comment.match_indices("coding").find_map(|(i, word)| encoding_name(&comment[i + word.len()..])) {
                    return Some(name);
                }
            }
            None if line.is_empty() => {}
            None => return None,
        }
    }
    None
}

/// The name that follows the word `coding`.
fn encoding_name(rest: &str) -> Option<String> {
    let value = rest.strip_prefix([':', '='])?.trim_start_matches([' ', '\t']);
    let name: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}
