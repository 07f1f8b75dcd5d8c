//! Programs of patterns.

use super::{Class, Writer};
use crate::error::Res;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{Expr, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange, TextSize};

impl Writer<'_> {
    pub(super) fn pattern(&mut self, p: &Pattern) -> Res<()> {
        let class = match p {
            Pattern::MatchValue(v) => {
                self.pattern_value(&v.value)?;
                Class::MatchValue
            }
            Pattern::MatchSingleton(s) => {
                self.constant(match s.value {
                    Singleton::None => Const::None,
                    Singleton::True => Const::Bool(true),
                    Singleton::False => Const::Bool(false),
                });
                Class::MatchSingleton
            }
            Pattern::MatchSequence(s) => {
                self.list(&s.patterns, Self::pattern)?;
                Class::MatchSequence
            }
            Pattern::MatchMapping(m) => {
                self.list(&m.keys, Self::pattern_value)?;
                self.list(&m.patterns, Self::pattern)?;
                self.optional_text(m.rest.as_ref());
                Class::MatchMapping
            }
            Pattern::MatchClass(c) => {
                self.expr(&c.cls)?;
                self.list(&c.arguments.patterns, Self::pattern)?;
                self.list(&c.arguments.keywords, |this, k| {
                    this.text(&k.attr);
                    Ok(())
                })?;
                self.list(&c.arguments.keywords, |this, k| this.pattern(&k.pattern))?;
                Class::MatchClass
            }
            Pattern::MatchStar(s) => {
                self.optional_text(s.name.as_ref());
                Class::MatchStar
            }
            Pattern::MatchAs(a) => {
                match &a.pattern {
                    Some(p) => self.pattern(p)?,
                    None => self.nothing(),
                }
                self.optional_text(a.name.as_ref());
                Class::MatchAs
            }
            Pattern::MatchOr(o) => {
                self.list(&o.patterns, Self::pattern)?;
                Class::MatchOr
            }
        };
        let at = self.with_plus(p.range());
        self.node(class, at);
        Ok(())
    }

    /// A value to compare with: a literal, a complex number, or a dotted name.
    fn pattern_value(&mut self, e: &Expr) -> Res<()> {
        if let Expr::BinOp(b) = e {
            self.pattern_value(&b.left)?;
            self.operator(b.op);
            self.pattern_value(&b.right)?;
            let at = self.with_plus(e.range());
            self.node(Class::BinOp, at);
            return Ok(());
        }
        let signed = self.with_plus(e.range());
        if signed == e.range() {
            return self.expr(e);
        }
        self.plain(Class::UAdd);
        self.expr(e)?;
        self.node(Class::UnaryOp, signed);
        Ok(())
    }

    /// A range that begins with the plus before it, if the parser was not shown that one.
    fn with_plus(&self, at: TextRange) -> TextRange {
        let before = self.pluses.partition_point(|p| *p < at.start());
        let Some(&plus) = before.checked_sub(1).and_then(|i| self.pluses.get(i)) else { return at };
        let next = self.after_blanks(plus + TextSize::new(1));
        if next == at.start() { TextRange::new(plus, at.end()) } else { at }
    }
}
