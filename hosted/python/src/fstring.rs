//! f-strings.

use crate::compiler::{Compiler, MAX_RUN};
use crate::error::Res;
use crate::source::Source;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedElement, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange};
use std::borrow::Cow;

/// One piece of the result: text, or a value to format.
enum Piece<'a> {
    Text(String, TextRange),
    Value(&'a InterpolatedElement),
}

impl<'a> Compiler<'a> {
    /// An f-string, with what is concatenated to it.
    pub(crate) fn fstring(&mut self, f: &'a ast::ExprFString, dst: u8) -> Res<()> {
        let mut pieces = Vec::new();
        for part in f.value.iter() {
            match part {
                FStringPart::Literal(s) => add_text(&mut pieces, &s.value, s.range),
                FStringPart::FString(s) => add_elements(&mut pieces, &s.elements),
            }
        }
        self.pieces(f.range, pieces, dst)
    }

    fn pieces(&mut self, at: TextRange, pieces: Vec<Piece<'a>>, dst: u8) -> Res<()> {
        let mark = self.frame.top;
        let mut pieces = pieces;
        if pieces.len() <= 1 {
            return match pieces.pop() {
                None => self.load_const(at, Const::Str(String::new()), dst),
                Some(Piece::Text(text, range)) => self.load_const(range, Const::Str(text), dst),
                Some(Piece::Value(v)) => self.format(v, dst),
            };
        }
        let base = mark as u8;
        for piece in pieces {
            if self.frame.top - mark >= MAX_RUN || !self.has_room(2) {
                let n = self.frame.top - mark;
                self.emit(at, Op::BUILD_STRING, base, base, n as u8);
                self.frame.top = mark + 1;
            }
            let r = self.push(at)?;
            match piece {
                Piece::Text(text, range) => self.load_const(range, Const::Str(text), r)?,
                Piece::Value(v) => {
                    self.frame.top = usize::from(r);
                    self.format(v, r)?;
                    self.frame.top = usize::from(r) + 1;
                }
            }
        }
        let n = self.frame.top - mark;
        self.emit(at, Op::BUILD_STRING, dst, base, n as u8);
        self.frame.top = mark;
        Ok(())
    }

    fn format(&mut self, v: &'a InterpolatedElement, dst: u8) -> Res<()> {
        let mark = self.frame.top;
        let mut flags = conversion(v);
        let value = match &v.format_spec {
            None => self.operand(&v.expression)?,
            Some(spec) => {
                flags |= 4;
                let value = self.temp(&v.expression)?;
                let mut pieces = Vec::new();
                add_elements(&mut pieces, &spec.elements);
                let r = self.push(v.range)?;
                self.pieces(spec.range, pieces, r)?;
                value
            }
        };
        self.emit(v.range, Op::FORMAT, dst, value, flags);
        self.frame.top = mark;
        Ok(())
    }
}

impl<'a> Compiler<'a> {
    /// A t-string, with the others that stand beside it.
    pub(crate) fn tstring(&mut self, t: &'a ast::ExprTString, dst: u8) -> Res<()> {
        let mut strings = vec![String::new()];
        let mut values = Vec::new();
        for element in t.value.iter().flat_map(|part| part.elements.iter()) {
            let text = match element {
                InterpolatedStringElement::Literal(s) => Some(Cow::Borrowed(&*s.value)),
                InterpolatedStringElement::Interpolation(v) => debug_text(v),
            };
            if let (Some(text), Some(last)) = (text, strings.last_mut()) {
                last.push_str(&text);
            }
            if let InterpolatedStringElement::Interpolation(v) = element {
                strings.push(String::new());
                values.push(v);
            }
        }
        let at = t.range;
        let mark = self.frame.top;
        let base = self.const_temp(at, Const::Tuple(strings.into_iter().map(Const::Str).collect()))?;
        let list = self.push(at)?;
        self.frame.top = usize::from(list);
        if self.has_room(values.len()) {
            for v in &values {
                self.interpolation(v)?;
            }
            // An empty run lies nowhere.
            self.frame.top = usize::from(list);
            self.push(at)?;
            match values.len() {
                0 => self.load_const(at, Const::Tuple(Vec::new()), list)?,
                n => self.emit(at, Op::BUILD_TUPLE, list, list, n as u8),
            }
        } else {
            self.push(at)?;
            self.emit(at, Op::BUILD_LIST, list, list, 0);
            for v in &values {
                let r = self.interpolation(v)?;
                self.emit(at, Op::LIST_APPEND, list, r, 0);
                self.frame.top = usize::from(list) + 1;
            }
            self.emit(at, Op::LIST_TO_TUPLE, list, list, 0);
        }
        self.emit(at, Op::BUILD_TEMPLATE, dst, base, 0);
        self.frame.top = mark;
        Ok(())
    }

    /// An interpolation in the next temporary: its value, its text, and its format if it has one.
    fn interpolation(&mut self, v: &'a InterpolatedElement) -> Res<u8> {
        let mut flags = conversion(v);
        let base = self.temp(&v.expression)?;
        let text = interpolated_text(self.source, v);
        self.const_temp(v.range, Const::Str(text))?;
        if let Some(spec) = &v.format_spec {
            flags |= 4;
            let mut pieces = Vec::new();
            add_elements(&mut pieces, &spec.elements);
            let r = self.push(v.range)?;
            self.frame.top = usize::from(r);
            self.pieces(spec.range, pieces, r)?;
            self.frame.top = usize::from(r) + 1;
        }
        self.emit(v.range, Op::BUILD_INTERPOLATION, base, base, flags);
        self.frame.top = usize::from(base) + 1;
        Ok(base)
    }
}

/// What stands in the braces of a t-string before `=`, `!`, `:` or the end.
pub(crate) fn interpolated_text(source: &Source<'_>, v: &InterpolatedElement) -> String {
    let inner = source.slice(v.range);
    let end = usize::from(v.expression.range().end() - v.range.start());
    let mut text = plain_text(&inner[1..end], false);
    let mut comment = false;
    for c in inner[end..].chars() {
        match c {
            '\n' => comment = false,
            _ if comment => continue,
            '#' => {
                comment = true;
                continue;
            }
            '=' | '!' | ':' | '}' => break,
            _ => {}
        }
        text.push(c);
    }
    text
}

/// The text of an expression without its comments, and on one line if so asked: blanks outside strings become one. Strings, which may hold `#`, are told
/// by their quotes.
pub(crate) fn plain_text(expression: &str, one_line: bool) -> String {
    let mut out = String::new();
    let mut rest = expression;
    let mut quote: Option<&str> = None;
    while let Some(c) = rest.chars().next() {
        let mut n = c.len_utf8();
        match quote {
            Some(q) if rest.starts_with(q) => {
                n = q.len();
                quote = None;
            }
            Some(_) if c == '\\' => n += rest[1..].chars().next().map_or(0, char::len_utf8),
            Some(_) => {}
            None if c == '#' => {
                rest = rest.find('\n').map_or("", |i| &rest[i..]);
                continue;
            }
            None if one_line && (c.is_whitespace() || c == '\\') => {
                rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
                if !out.is_empty() && !rest.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            None if c == '"' || c == '\'' => {
                let one = &rest[..1];
                let three = rest.get(..3).filter(|t| t.chars().all(|d| d == c));
                quote = Some(three.unwrap_or(one));
                n = quote.map_or(1, str::len);
            }
            None => {}
        }
        out.push_str(&rest[..n]);
        rest = &rest[n..];
    }
    out
}

/// What `=` shows of a value: the text in its braces, without comments.
pub(crate) fn debug_text(v: &InterpolatedElement) -> Option<Cow<'_, str>> {
    let text = v.debug_text.as_ref()?.as_str();
    Some(if text.contains('#') { Cow::Owned(plain_text(text, false)) } else { Cow::Borrowed(text) })
}

/// The conversion of a value as instructions say it.
fn conversion(v: &InterpolatedElement) -> u8 {
    match v.conversion {
        ConversionFlag::None if v.debug_text.is_some() && v.format_spec.is_none() => 2,
        ConversionFlag::None => 0,
        ConversionFlag::Str => 1,
        ConversionFlag::Repr => 2,
        ConversionFlag::Ascii => 3,
    }
}

fn add_text(pieces: &mut Vec<Piece<'_>>, text: &str, range: TextRange) {
    if text.is_empty() {
        return;
    }
    if let Some(Piece::Text(last, _)) = pieces.last_mut() {
        last.push_str(text);
        return;
    }
    pieces.push(Piece::Text(text.to_owned(), range));
}

fn add_elements<'a>(pieces: &mut Vec<Piece<'a>>, elements: &'a ast::InterpolatedStringElements) {
    for element in elements {
        match element {
            InterpolatedStringElement::Literal(s) => add_text(pieces, &s.value, s.range),
            InterpolatedStringElement::Interpolation(v) => {
                if let Some(debug) = debug_text(v) {
                    add_text(pieces, &debug, v.range);
                }
                pieces.push(Piece::Value(v));
            }
        }
    }
}
