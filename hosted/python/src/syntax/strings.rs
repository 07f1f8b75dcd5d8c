//! Programs of f-strings and t-strings: the strings that stand beside each other are one, and so are the literal parts that come to lie side by side.

use super::{Class, Writer};
use crate::error::Res;
use crate::fstring::{debug_text, interpolated_text};
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedElement, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// A part of a string.
enum Part<'a> {
    /// Characters, where they stand, and whether they begin in a string written with a `u`.
    Text(String, TextRange, bool),
    Value(&'a InterpolatedElement),
}

/// What the values of a string become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Formatted,
    Interpolated,
}

/// The parts of a string.
#[derive(Default)]
struct Parts<'a>(Vec<Part<'a>>);

impl<'a> Parts<'a> {
    fn text(&mut self, text: &str, at: TextRange, unicode: bool) {
        if let Some(Part::Text(last, place, _)) = self.0.last_mut() {
            last.push_str(text);
            *place = place.cover(at);
            return;
        }
        self.0.push(Part::Text(text.to_owned(), at, unicode));
    }

    fn elements(&mut self, elements: &'a ast::InterpolatedStringElements) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(s) => self.text(&s.value, s.range, false),
                InterpolatedStringElement::Interpolation(v) => {
                    if let (Some(written), Some(shown)) = (&v.debug_text, debug_text(v)) {
                        let start = v.start() + TextSize::new(1);
                        self.text(&shown, TextRange::at(start, TextSize::of(written.as_str())), false);
                    }
                    self.0.push(Part::Value(v));
                }
            }
        }
    }
}

impl Writer<'_> {
    /// An f-string, with what is concatenated to it.
    pub(super) fn joined(&mut self, f: &ast::ExprFString) -> Res<()> {
        let mut parts = Parts::default();
        for part in f.value.iter() {
            match part {
                FStringPart::Literal(s) => parts.text(&s.value, s.range, s.flags.prefix().is_unicode()),
                FStringPart::FString(s) => parts.elements(&s.elements),
            }
        }
        self.parts(parts, Value::Formatted)?;
        self.node(Class::JoinedStr, f);
        Ok(())
    }

    /// A t-string, with the others that stand beside it.
    pub(super) fn template(&mut self, t: &ast::ExprTString) -> Res<()> {
        let mut parts = Parts::default();
        for part in t.value.iter() {
            parts.elements(&part.elements);
        }
        self.parts(parts, Value::Interpolated)?;
        self.node(Class::TemplateStr, t);
        Ok(())
    }

    fn parts(&mut self, parts: Parts<'_>, kind: Value) -> Res<()> {
        let parts = parts.0.into_iter().filter(|p| !matches!(p, Part::Text(text, ..) if text.is_empty()));
        self.list(parts, |this, part| match part {
            Part::Text(text, at, unicode) => {
                this.constant(Const::Str(text));
                this.string_kind(unicode);
                this.node(Class::Constant, at);
                Ok(())
            }
            Part::Value(v) => this.value(v, kind),
        })
    }

    fn value(&mut self, v: &InterpolatedElement, kind: Value) -> Res<()> {
        self.expr(&v.expression)?;
        if kind == Value::Interpolated {
            let text = interpolated_text(self.source, v);
            self.constant(Const::Str(text));
        }
        self.int(match v.conversion {
            ConversionFlag::None if v.debug_text.is_some() && v.format_spec.is_none() => ConversionFlag::Repr as i8,
            other => other as i8,
        });
        match &v.format_spec {
            None => self.nothing(),
            Some(spec) => {
                let mut parts = Parts::default();
                parts.elements(&spec.elements);
                self.parts(parts, Value::Formatted)?;
                // With the colon.
                let start = spec.start().checked_sub(TextSize::new(1)).unwrap_or_default();
                self.node(Class::JoinedStr, TextRange::new(start, spec.end()));
            }
        }
        self.node(if kind == Value::Interpolated { Class::Interpolation } else { Class::FormattedValue }, v);
        Ok(())
    }
}
