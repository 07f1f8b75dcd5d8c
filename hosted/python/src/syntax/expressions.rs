//! Programs of expressions.

use super::{Class, Writer};
use crate::error::Res;
use crate::fold::int_literal;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, ExprContext, Number, Operator, UnaryOp};
use ruff_text_size::Ranged;

/// The expression that one begins with, in chains that may be of any length.
fn beginning(e: &Expr) -> Option<&Expr> {
    match e {
        Expr::Attribute(a) => Some(&a.value),
        Expr::Subscript(s) => Some(&s.value),
        Expr::Call(c) => Some(&c.func),
        Expr::BinOp(b) => Some(&b.left),
        _ => None,
    }
}

impl Writer<'_> {
    pub(super) fn optional(&mut self, e: Option<&Expr>) -> Res<()> {
        match e {
            Some(e) => self.expr(e),
            None => {
                self.nothing();
                Ok(())
            }
        }
    }

    /// The list of some expressions.
    pub(super) fn expressions(&mut self, all: &[Expr]) -> Res<()> {
        self.list(all, Self::expr)
    }

    pub(super) fn expr(&mut self, e: &Expr) -> Res<()> {
        let mut chain = Vec::new();
        let mut first = e;
        while let Some(b) = beginning(first) {
            chain.push(first);
            first = b;
        }
        self.first(first)?;
        for e in chain.into_iter().rev() {
            self.rest(e)?;
        }
        Ok(())
    }

    /// What comes after the [`beginning`].
    fn rest(&mut self, e: &Expr) -> Res<()> {
        let class = match e {
            Expr::Attribute(a) => {
                self.text(&a.attr);
                self.context(a.ctx);
                Class::Attribute
            }
            Expr::Subscript(s) => {
                self.expr(&s.slice)?;
                self.context(s.ctx);
                Class::Subscript
            }
            Expr::Call(c) => {
                self.arguments(&c.arguments)?;
                Class::Call
            }
            Expr::BinOp(b) => {
                self.operator(b.op);
                self.expr(&b.right)?;
                Class::BinOp
            }
            _ => return Ok(()),
        };
        self.node(class, e);
        Ok(())
    }

    /// An expression that has no [`beginning`].
    fn first(&mut self, e: &Expr) -> Res<()> {
        let class = match e {
            Expr::BoolOp(b) => {
                self.plain(match b.op {
                    BoolOp::And => Class::And,
                    BoolOp::Or => Class::Or,
                });
                self.expressions(&b.values)?;
                Class::BoolOp
            }
            Expr::Named(n) => {
                self.expr(&n.target)?;
                self.expr(&n.value)?;
                Class::NamedExpr
            }
            Expr::UnaryOp(u) => {
                self.plain(match u.op {
                    UnaryOp::Invert => Class::Invert,
                    UnaryOp::Not => Class::Not,
                    UnaryOp::UAdd => Class::UAdd,
                    UnaryOp::USub => Class::USub,
                });
                self.expr(&u.operand)?;
                Class::UnaryOp
            }
            Expr::Lambda(l) => {
                self.parameters(l.parameters.as_deref())?;
                self.expr(&l.body)?;
                Class::Lambda
            }
            Expr::If(i) => {
                self.expr(&i.test)?;
                self.expr(&i.body)?;
                self.expr(&i.orelse)?;
                Class::IfExp
            }
            Expr::Dict(d) => {
                self.list(&d.items, |this, item| this.optional(item.key.as_ref()))?;
                self.list(&d.items, |this, item| this.expr(&item.value))?;
                Class::Dict
            }
            Expr::Set(s) => {
                self.expressions(&s.elts)?;
                Class::Set
            }
            Expr::ListComp(c) => {
                self.expr(&c.elt)?;
                self.generators(&c.generators)?;
                Class::ListComp
            }
            Expr::SetComp(c) => {
                self.expr(&c.elt)?;
                self.generators(&c.generators)?;
                Class::SetComp
            }
            Expr::DictComp(c) => {
                // `{**d for …}` has its one expression where a key would be.
                match &c.key {
                    Some(key) => {
                        self.expr(key)?;
                        self.expr(&c.value)?;
                    }
                    None => {
                        self.expr(&c.value)?;
                        self.nothing();
                    }
                }
                self.generators(&c.generators)?;
                Class::DictComp
            }
            Expr::Generator(g) => {
                self.generator(g)?;
                Class::GeneratorExp
            }
            Expr::Await(a) => {
                self.expr(&a.value)?;
                Class::Await
            }
            Expr::Yield(y) => {
                self.optional(y.value.as_deref())?;
                Class::Yield
            }
            Expr::YieldFrom(y) => {
                self.expr(&y.value)?;
                Class::YieldFrom
            }
            Expr::Compare(c) => {
                self.expr(&c.left)?;
                self.list(&c.ops, |this, op| {
                    this.plain(comparison(*op));
                    Ok(())
                })?;
                self.expressions(&c.comparators)?;
                Class::Compare
            }
            Expr::FString(f) => return self.joined(f),
            Expr::TString(t) => return self.template(t),
            Expr::StringLiteral(s) => {
                self.constant(Const::Str(s.value.to_str().to_owned()));
                self.string_kind(s.value.is_unicode());
                Class::Constant
            }
            Expr::BytesLiteral(b) => {
                self.literal(e, Const::Bytes(b.value.bytes().collect()));
                return Ok(());
            }
            Expr::NumberLiteral(n) => {
                let value = match &n.value {
                    Number::Int(i) => int_literal(i, e.range())?,
                    Number::Float(f) => Const::Float(*f),
                    Number::Complex { real, imag } => Const::Complex(*real, *imag),
                };
                self.literal(e, value);
                return Ok(());
            }
            Expr::BooleanLiteral(b) => {
                self.literal(e, Const::Bool(b.value));
                return Ok(());
            }
            Expr::EllipsisLiteral(_) => {
                self.literal(e, Const::Ellipsis);
                return Ok(());
            }
            Expr::Starred(s) => {
                self.expr(&s.value)?;
                self.context(s.ctx);
                Class::Starred
            }
            Expr::Name(n) => {
                self.text(&n.id);
                self.context(n.ctx);
                Class::Name
            }
            Expr::List(l) => {
                self.expressions(&l.elts)?;
                self.context(l.ctx);
                Class::List
            }
            Expr::Tuple(t) => {
                self.expressions(&t.elts)?;
                self.context(t.ctx);
                Class::Tuple
            }
            Expr::Slice(s) => {
                self.optional(s.lower.as_deref())?;
                self.optional(s.upper.as_deref())?;
                self.optional(s.step.as_deref())?;
                Class::Slice
            }
            // The others have a beginning; and commands of a notebook, which the parser does not read in these modes.
            Expr::NoneLiteral(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Call(_) | Expr::BinOp(_) | Expr::IpyEscapeCommand(_) => {
                self.literal(e, Const::None);
                return Ok(());
            }
        };
        self.node(class, e);
        Ok(())
    }

    /// `kind` of a string: whether it was written with a `u`.
    pub(super) fn string_kind(&mut self, unicode: bool) {
        self.optional_text(unicode.then_some("u"));
    }

    fn context(&mut self, ctx: ExprContext) {
        self.plain(match ctx {
            ExprContext::Store => Class::Store,
            ExprContext::Del => Class::Del,
            ExprContext::Load | ExprContext::Invalid => Class::Load,
        });
    }

    pub(super) fn operator(&mut self, op: Operator) {
        self.plain(match op {
            Operator::Add => Class::Add,
            Operator::Sub => Class::Sub,
            Operator::Mult => Class::Mult,
            Operator::MatMult => Class::MatMult,
            Operator::Div => Class::Div,
            Operator::Mod => Class::Mod,
            Operator::Pow => Class::Pow,
            Operator::LShift => Class::LShift,
            Operator::RShift => Class::RShift,
            Operator::BitOr => Class::BitOr,
            Operator::BitXor => Class::BitXor,
            Operator::BitAnd => Class::BitAnd,
            Operator::FloorDiv => Class::FloorDiv,
        });
    }

    fn generator(&mut self, g: &ast::ExprGenerator) -> Res<()> {
        self.expr(&g.elt)?;
        self.generators(&g.generators)
    }

    fn generators(&mut self, all: &[ast::Comprehension]) -> Res<()> {
        self.list(all, |this, c| {
            this.expr(&c.target)?;
            this.expr(&c.iter)?;
            this.expressions(&c.ifs)?;
            this.int(c.is_async);
            this.plain(Class::Comprehension);
            Ok(())
        })
    }

    /// The lists of a call's arguments.
    fn arguments(&mut self, a: &ast::Arguments) -> Res<()> {
        match &*a.args {
            // The call's parentheses are its own.
            [Expr::Generator(g)] if !g.parenthesized => {
                self.generator(g)?;
                self.node(Class::GeneratorExp, a);
                self.list_of(1);
            }
            args => self.expressions(args)?,
        }
        self.keywords(&a.keywords)
    }

    /// The list of keyword arguments.
    pub(super) fn keywords(&mut self, all: &[ast::Keyword]) -> Res<()> {
        self.list(all, |this, k| {
            this.optional_text(k.arg.as_ref());
            this.expr(&k.value)?;
            this.node(Class::Keyword, k);
            Ok(())
        })
    }
}

const fn comparison(op: CmpOp) -> Class {
    match op {
        CmpOp::Eq => Class::Eq,
        CmpOp::NotEq => Class::NotEq,
        CmpOp::Lt => Class::Lt,
        CmpOp::LtE => Class::LtE,
        CmpOp::Gt => Class::Gt,
        CmpOp::GtE => Class::GtE,
        CmpOp::Is => Class::Is,
        CmpOp::IsNot => Class::IsNot,
        CmpOp::In => Class::In,
        CmpOp::NotIn => Class::NotIn,
    }
}
