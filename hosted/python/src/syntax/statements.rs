//! Programs of statements.

use super::{Class, Writer};
use crate::error::Res;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt, TypeParam};
use ruff_text_size::{Ranged, TextRange, TextSize};

impl Writer<'_> {
    /// The list of a body's statements.
    pub(super) fn body(&mut self, body: &[Stmt]) -> Res<()> {
        self.list(body, Self::statement)
    }

    fn statement(&mut self, s: &Stmt) -> Res<()> {
        match s {
            Stmt::FunctionDef(f) => return self.function(f),
            Stmt::ClassDef(c) => return self.class(c),
            Stmt::If(i) => return self.conditional(i),
            Stmt::Try(t) => return self.protected(t),
            _ => {}
        }
        let class = match s {
            Stmt::Return(r) => {
                self.optional(r.value.as_deref())?;
                Class::Return
            }
            Stmt::Delete(d) => {
                self.expressions(&d.targets)?;
                Class::Delete
            }
            Stmt::TypeAlias(t) => {
                self.expr(&t.name)?;
                self.type_params(t.type_params.as_deref())?;
                self.expr(&t.value)?;
                Class::TypeAlias
            }
            Stmt::Assign(a) => {
                self.expressions(&a.targets)?;
                self.expr(&a.value)?;
                self.nothing();
                Class::Assign
            }
            Stmt::AugAssign(a) => {
                self.expr(&a.target)?;
                self.operator(a.op);
                self.expr(&a.value)?;
                Class::AugAssign
            }
            Stmt::AnnAssign(a) => {
                self.expr(&a.target)?;
                self.expr(&a.annotation)?;
                self.optional(a.value.as_deref())?;
                self.int(a.simple);
                Class::AnnAssign
            }
            Stmt::For(f) => {
                self.expr(&f.target)?;
                self.expr(&f.iter)?;
                self.body(&f.body)?;
                self.body(&f.orelse)?;
                self.nothing();
                if f.is_async { Class::AsyncFor } else { Class::For }
            }
            Stmt::While(w) => {
                self.expr(&w.test)?;
                self.body(&w.body)?;
                self.body(&w.orelse)?;
                Class::While
            }
            Stmt::With(w) => {
                self.list(&w.items, |this, item| {
                    this.expr(&item.context_expr)?;
                    this.optional(item.optional_vars.as_deref())?;
                    this.plain(Class::WithItem);
                    Ok(())
                })?;
                self.body(&w.body)?;
                self.nothing();
                if w.is_async { Class::AsyncWith } else { Class::With }
            }
            Stmt::Match(m) => {
                self.expr(&m.subject)?;
                self.list(&m.cases, |this, case| {
                    this.pattern(&case.pattern)?;
                    this.optional(case.guard.as_deref())?;
                    this.body(&case.body)?;
                    this.plain(Class::MatchCase);
                    Ok(())
                })?;
                Class::Match
            }
            Stmt::Raise(r) => {
                self.optional(r.exc.as_deref())?;
                self.optional(r.cause.as_deref())?;
                Class::Raise
            }
            Stmt::Assert(a) => {
                self.expr(&a.test)?;
                self.optional(a.msg.as_deref())?;
                Class::Assert
            }
            Stmt::Import(i) => {
                self.aliases(&i.names)?;
                self.int(i.is_lazy);
                Class::Import
            }
            Stmt::ImportFrom(i) => {
                self.optional_text(i.module.as_ref());
                self.aliases(&i.names)?;
                self.int(i.level);
                self.int(i.is_lazy);
                Class::ImportFrom
            }
            Stmt::Global(g) => {
                self.names(&g.names)?;
                Class::Global
            }
            Stmt::Nonlocal(n) => {
                self.names(&n.names)?;
                Class::Nonlocal
            }
            Stmt::Expr(e) => {
                self.expr(&e.value)?;
                Class::Expr
            }
            Stmt::Break(_) => Class::Break,
            Stmt::Continue(_) => Class::Continue,
            // Written above; and commands of a notebook, which the parser does not read in these modes.
            Stmt::Pass(_) | Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::If(_) | Stmt::Try(_) | Stmt::IpyEscapeCommand(_) => {
                Class::Pass
            }
        };
        let at = match s {
            Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Match(_) => self.block(s),
            _ => s.range(),
        };
        self.node(class, at);
        Ok(())
    }

    fn names(&mut self, names: &[ast::Identifier]) -> Res<()> {
        self.list(names, |this, name| {
            this.text(name);
            Ok(())
        })
    }

    fn aliases(&mut self, names: &[ast::Alias]) -> Res<()> {
        self.list(names, |this, alias| {
            this.text(&alias.name);
            this.optional_text(alias.asname.as_ref());
            this.node(Class::Alias, alias);
            Ok(())
        })
    }

    fn function(&mut self, f: &ast::StmtFunctionDef) -> Res<()> {
        self.text(&f.name);
        self.parameters(Some(&f.parameters))?;
        self.body(&f.body)?;
        self.decorators(&f.decorator_list)?;
        self.optional(f.returns.as_deref())?;
        self.nothing();
        self.type_params(f.type_params.as_deref())?;
        let at = self.undecorated(self.block(f), &f.decorator_list);
        self.node(if f.is_async { Class::AsyncFunctionDef } else { Class::FunctionDef }, at);
        Ok(())
    }

    fn class(&mut self, c: &ast::StmtClassDef) -> Res<()> {
        self.text(&c.name);
        let arguments = c.arguments.as_deref();
        self.expressions(arguments.map_or(&[], |a| &a.args))?;
        self.keywords(arguments.map_or(&[], |a| &a.keywords))?;
        self.body(&c.body)?;
        self.decorators(&c.decorator_list)?;
        self.type_params(c.type_params.as_deref())?;
        let at = self.undecorated(self.block(c), &c.decorator_list);
        self.node(Class::ClassDef, at);
        Ok(())
    }

    fn decorators(&mut self, all: &[ast::Decorator]) -> Res<()> {
        self.list(all, |this, d| this.expr(&d.expression))
    }

    /// A statement whose end is that of a body: a semicolon behind the last statement there belongs to it, as it does not to that statement.
    fn block(&self, whole: impl Ranged) -> TextRange {
        let whole = whole.range();
        let rest = self.source.text.get(whole.end().to_usize()..).unwrap_or("");
        let mut after = rest;
        while let Some(next) = after.strip_prefix([' ', '\t', '\x0c']).or_else(|| after.strip_prefix("\\\n")) {
            after = next;
        }
        match after.strip_prefix(';') {
            Some(after) => TextRange::new(whole.start(), whole.end() + TextSize::of(rest) - TextSize::of(after)),
            None => whole,
        }
    }

    /// A definition from its first word on.
    fn undecorated(&self, whole: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        match decorators.last() {
            Some(d) => TextRange::new(self.after_blanks(d.end()).min(whole.end()), whole.end()),
            None => whole,
        }
    }

    /// `if`: each `elif` is the only statement of the `else` before it, and ends where all of it does.
    fn conditional(&mut self, i: &ast::StmtIf) -> Res<()> {
        self.expr(&i.test)?;
        self.body(&i.body)?;
        let mut starts = Vec::new();
        let mut has_else = false;
        for clause in &i.elif_else_clauses {
            match &clause.test {
                Some(test) => {
                    starts.push(clause.start());
                    self.expr(test)?;
                }
                None => has_else = true,
            }
            self.body(&clause.body)?;
        }
        if !has_else {
            self.list_of(0);
        }
        let whole = self.block(i);
        for start in starts.into_iter().rev() {
            self.node(Class::If, TextRange::new(start, whole.end()));
            self.list_of(1);
        }
        self.node(Class::If, whole);
        Ok(())
    }

    fn protected(&mut self, t: &ast::StmtTry) -> Res<()> {
        self.body(&t.body)?;
        self.list(&t.handlers, |this, ExceptHandler::ExceptHandler(h)| {
            this.optional(h.type_.as_deref())?;
            this.optional_text(h.name.as_ref());
            this.body(&h.body)?;
            let at = this.block(h);
            this.node(Class::ExceptHandler, at);
            Ok(())
        })?;
        self.body(&t.orelse)?;
        self.body(&t.finalbody)?;
        let at = self.block(t);
        self.node(if t.is_star { Class::TryStar } else { Class::Try }, at);
        Ok(())
    }

    fn type_params(&mut self, all: Option<&ast::TypeParams>) -> Res<()> {
        self.list(all.map_or(&[][..], |t| &t.type_params), |this, p| {
            let (class, name, bound, default) = match p {
                TypeParam::TypeVar(t) => (Class::TypeVar, &t.name, Some(t.bound.as_deref()), &t.default),
                TypeParam::ParamSpec(t) => (Class::ParamSpec, &t.name, None, &t.default),
                TypeParam::TypeVarTuple(t) => (Class::TypeVarTuple, &t.name, None, &t.default),
            };
            this.text(name);
            if let Some(bound) = bound {
                this.optional(bound)?;
            }
            this.optional(default.as_deref())?;
            this.node(class, p);
            Ok(())
        })
    }

    /// `arguments`: the parameters of a function, or of a lambda.
    pub(super) fn parameters(&mut self, p: Option<&ast::Parameters>) -> Res<()> {
        let none = ast::Parameters::default();
        let p = p.unwrap_or(&none);
        let plain = |this: &mut Self, p: &ast::ParameterWithDefault| this.parameter(&p.parameter);
        self.list(&p.posonlyargs, plain)?;
        self.list(&p.args, plain)?;
        self.optional_parameter(p.vararg.as_deref())?;
        self.list(&p.kwonlyargs, plain)?;
        self.list(&p.kwonlyargs, |this, p| this.optional(p.default.as_deref()))?;
        self.optional_parameter(p.kwarg.as_deref())?;
        let defaults: Vec<&Expr> = p.posonlyargs.iter().chain(&p.args).filter_map(|p| p.default.as_deref()).collect();
        self.list(defaults, Self::expr)?;
        self.plain(Class::Arguments);
        Ok(())
    }

    fn optional_parameter(&mut self, p: Option<&ast::Parameter>) -> Res<()> {
        match p {
            Some(p) => self.parameter(p),
            None => {
                self.nothing();
                Ok(())
            }
        }
    }

    fn parameter(&mut self, p: &ast::Parameter) -> Res<()> {
        self.text(&p.name);
        self.optional(p.annotation.as_deref())?;
        self.nothing();
        self.node(Class::Arg, TextRange::new(p.name.start(), p.end()));
        Ok(())
    }

    /// The value of a literal, without the name of its kind.
    pub(super) fn literal(&mut self, at: impl Ranged, value: Const) {
        self.constant(value);
        self.nothing();
        self.node(Class::Constant, at);
    }
}
