//! f-strings.

use crate::compiler::{Compiler, MAX_RUN};
use crate::error::Res;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedElement, InterpolatedStringElement};
use ruff_text_size::TextRange;

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
        let mut flags = match v.conversion {
            ConversionFlag::None if v.debug_text.is_some() && v.format_spec.is_none() => 2,
            ConversionFlag::None => 0,
            ConversionFlag::Str => 1,
            ConversionFlag::Repr => 2,
            ConversionFlag::Ascii => 3,
        };
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
                if let Some(debug) = &v.debug_text {
                    add_text(pieces, debug.as_str(), v.range);
                }
                pieces.push(Piece::Value(v));
            }
        }
    }
}
