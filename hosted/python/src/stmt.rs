//! Statements.

use crate::compiler::{Compiler, up_to};
use crate::error::{Res, fail};
use crate::expr::in_place_op;
use crate::unwind::Exit;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, Expr, Operator, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// Most instructions made of one text. Nested `finally` doubles code, and some text would fill any memory.
const MAX_INSTRUCTIONS: usize = 8 << 20;

impl<'a> Compiler<'a> {
    /// The statements of a module.
    pub(crate) fn module(&mut self, body: &'a [Stmt]) -> Res<()> {
        let mut rest = body;
        if !self.interactive
            && let Some((doc, at)) = self.source.docstring(body)
        {
            let r = self.const_temp(at, Const::Str(doc))?;
            self.store_name(at, "__doc__", r);
            self.frame.top = self.frame.locals;
            rest = &body[1..];
        }
        self.own_annotations(body, self.frame.scope, "__annotate__")?;
        self.body(rest)?;
        let at = body.last().map_or(TextRange::default(), Ranged::range);
        self.emit(at, Op::RETURN_NONE, 0, 0, 0);
        Ok(())
    }

    /// Statements in a row.
    pub(crate) fn body(&mut self, body: &'a [Stmt]) -> Res<()> {
        for s in body {
            let mark = self.frame.top;
            self.stmt(s)?;
            if self.finished + self.frame.asm.len() > MAX_INSTRUCTIONS {
                return fail(s, "code is too large");
            }
            self.frame.top = mark;
        }
        Ok(())
    }

    fn stmt(&mut self, s: &'a Stmt) -> Res<()> {
        match s {
            Stmt::Expr(e) if self.interactive && self.frame.unit.flags.module => {
                let r = self.operand(&e.value)?;
                self.emit(e.range, Op::PRINT_EXPR, r, 0, 0);
                Ok(())
            }
            Stmt::Expr(e) => self.discard(&e.value),
            Stmt::Assign(a) => self.assign(a),
            Stmt::AugAssign(a) => self.aug_assign(a),
            Stmt::AnnAssign(a) => self.ann_assign(a),
            Stmt::Return(r) => self.return_stmt(r),
            Stmt::If(i) => self.if_stmt(i),
            Stmt::While(w) => self.while_stmt(w),
            Stmt::For(f) if f.is_async => self.async_for(f),
            Stmt::For(f) => self.for_stmt(f),
            Stmt::Break(b) => self.leave_loop(b.range, true),
            Stmt::Continue(c) => self.leave_loop(c.range, false),
            Stmt::FunctionDef(f) => self.function_def(f),
            Stmt::ClassDef(c) => self.class_def(c),
            Stmt::Raise(r) => self.raise(r),
            Stmt::Try(t) => self.try_stmt(t),
            Stmt::With(w) => self.with_stmt(w, 0),
            Stmt::Match(m) => self.match_stmt(m),
            Stmt::Assert(a) => self.assert_stmt(a),
            Stmt::Import(i) => self.import(i),
            Stmt::ImportFrom(i) => self.import_from(i),
            Stmt::Delete(d) => d.targets.iter().try_for_each(|t| self.delete(t)),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) => Ok(()),
            Stmt::TypeAlias(t) => self.type_alias(t),
            Stmt::IpyEscapeCommand(_) => fail(s, "invalid syntax"),
        }
    }

    fn assign(&mut self, a: &'a ast::StmtAssign) -> Res<()> {
        if let [target] = &a.targets[..] {
            match target {
                Expr::Name(n) => {
                    if let Some(r) = self.local(&n.id) {
                        return self.expr_to(&a.value, r);
                    }
                }
                Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                    if let Expr::Tuple(ast::ExprTuple { elts: values, .. }) | Expr::List(ast::ExprList { elts: values, .. }) = &*a.value
                        && self.parallel_assign(elts, values)?
                    {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        let later: Vec<&Expr> = a.targets.iter().collect();
        let value = self.held(&a.value, &later)?;
        let (last, first) = a.targets.split_last().expect("an assignment has targets");
        for target in first {
            let mark = self.frame.top;
            let mut copy = value;
            if !self.is_local(value) {
                copy = self.push(target.range())?;
                self.emit(target.range(), Op::COPY, copy, value, 0);
            }
            self.store(target, copy)?;
            self.frame.top = mark;
        }
        self.store(last, value)
    }

    fn aug_assign(&mut self, a: &'a ast::StmtAugAssign) -> Res<()> {
        let at = a.range;
        match &*a.target {
            Expr::Name(n) => {
                if let Some(r) = self.local(&n.id) {
                    let left = self.held(&a.target, &[&a.value])?;
                    return self.in_place_operator(a, left, r);
                }
                let left = self.push(n.range)?;
                self.load_name(n.range, &n.id, left)?;
                self.in_place_operator(a, left, left)?;
                self.store_name(n.range, &n.id, left);
            }
            Expr::Attribute(t) => {
                let name = self.mangled(&t.attr).into_owned();
                let object = self.held(&t.value, &[&a.value])?;
                let again = self.copy_temp(t.range, object)?;
                let value = self.push(at)?;
                self.frame.asm.emit_site(t.range, Op::LOAD_ATTR, value, again, &name);
                self.in_place_operator(a, value, value)?;
                self.frame.asm.emit_site(t.range, Op::STORE_ATTR, object, value, &name);
            }
            Expr::Subscript(t) => {
                let object = self.held(&t.value, &[&t.slice, &a.value])?;
                let index = self.held(&t.slice, &[&a.value])?;
                let mark = self.frame.top;
                let object_again = self.copy_temp(t.range, object)?;
                let index_again = self.copy_temp(t.range, index)?;
                self.frame.top = mark;
                // The value may take the place of the first copy, which it was computed from.
                let value = self.push(at)?;
                self.emit(t.range, Op::LOAD_ITEM, value, object_again, index_again);
                self.in_place_operator(a, value, value)?;
                self.emit(t.range, Op::STORE_ITEM, object, index, value);
            }
            other => return fail(other, "illegal expression for augmented assignment"),
        }
        Ok(())
    }

    /// A second reader of a value: the local itself, or a copy of a temporary.
    fn copy_temp(&mut self, at: TextRange, r: u8) -> Res<u8> {
        if self.is_local(r) {
            return Ok(r);
        }
        let copy = self.push(at)?;
        self.emit(at, Op::COPY, copy, r, 0);
        Ok(copy)
    }

    /// `dst = left op= value`.
    fn in_place_operator(&mut self, a: &'a ast::StmtAugAssign, left: u8, dst: u8) -> Res<()> {
        let short = match a.op {
            Operator::Add => Some(Op::IADD_I),
            Operator::Sub => Some(Op::ISUB_I),
            _ => None,
        };
        if let Some(op) = short
            && let Some(i) = self.immediate(&a.value)?
        {
            self.emit(a.range, op, dst, left, i);
            return Ok(());
        }
        let r = self.operand(&a.value)?;
        self.emit(a.range, in_place_op(a.op), dst, left, r);
        Ok(())
    }

    fn ann_assign(&mut self, a: &'a ast::StmtAnnAssign) -> Res<()> {
        self.ann_assign_value(a)?;
        self.note_annotation(a)
    }

    fn ann_assign_value(&mut self, a: &'a ast::StmtAnnAssign) -> Res<()> {
        let Some(value) = &a.value else {
            // Without a value the target's parts are still evaluated.
            return match &*a.target {
                Expr::Attribute(t) => self.discard(&t.value),
                Expr::Subscript(t) => {
                    self.discard(&t.value)?;
                    self.discard(&t.slice)
                }
                Expr::Name(_) => Ok(()),
                other => fail(other, "only single target can be annotated"),
            };
        };
        if let Expr::Name(n) = &*a.target
            && let Some(r) = self.local(&n.id)
        {
            return self.expr_to(value, r);
        }
        let r = self.held(value, &[&a.target])?;
        self.store(&a.target, r)
    }

    fn return_stmt(&mut self, r: &'a ast::StmtReturn) -> Res<()> {
        let constant = match &r.value {
            None => Some(Const::None),
            Some(e) => self.fold(e)?,
        };
        let must_unwind = self.must_unwind();
        let value = match (&r.value, &constant) {
            (Some(e), None) if must_unwind => Some(self.temp(e)?),
            // It returns from outside of the blocks around, but what is wrong with the value is theirs.
            (Some(e), None) if !self.frame.blocks.is_empty() => Some(self.bound_operand(e)?),
            (Some(e), None) => Some(self.operand(e)?),
            _ => None,
        };
        let mut result = Ok(());
        self.unwind(0, r.range, |c| match (value, constant) {
            (Some(v), _) => c.emit(r.range, Op::RETURN, v, 0, 0),
            (None, None | Some(Const::None)) => c.emit(r.range, Op::RETURN_NONE, 0, 0, 0),
            (None, Some(constant)) => match c.const_temp(r.range, constant) {
                Ok(v) => c.emit(r.range, Op::RETURN, v, 0, 0),
                Err(e) => result = Err(e),
            },
        })?;
        result
    }

    fn if_stmt(&mut self, i: &'a ast::StmtIf) -> Res<()> {
        let end = self.label();
        let mut next = self.label();
        self.jump_if(&i.test, next, false)?;
        self.body(&i.body)?;
        for clause in &i.elif_else_clauses {
            self.jump(i.range, end);
            self.bind(next);
            next = self.label();
            if let Some(test) = &clause.test {
                self.jump_if(test, next, false)?;
            }
            self.body(&clause.body)?;
        }
        self.bind(next);
        self.bind(end);
        Ok(())
    }

    fn while_stmt(&mut self, w: &'a ast::StmtWhile) -> Res<()> {
        let (head, exhausted, exit) = (self.label(), self.label(), self.label());
        self.bind(head);
        self.jump_if(&w.test, exhausted, false)?;
        self.enter(Exit::Loop { head, exit, iterator: None }, w.range)?;
        self.body(&w.body)?;
        self.leave();
        self.frame.asm.jump(w.test.range(), Op::JUMP_BACK, 0, 0, 0, head);
        self.bind(exhausted);
        self.body(&w.orelse)?;
        self.bind(exit);
        Ok(())
    }

    fn for_stmt(&mut self, f: &'a ast::StmtFor) -> Res<()> {
        let at = f.iter.range();
        let iterator = self.push(at)?;
        self.frame.top = usize::from(iterator);
        let r = self.operand(&f.iter)?;
        self.frame.top = usize::from(iterator) + 1;
        self.emit(at, Op::GET_ITER, iterator, r, 0);
        let (head, exhausted, exit) = (self.label(), self.label(), self.label());
        self.bind(head);
        self.next_item(&f.target, at, iterator, exhausted)?;
        self.enter(Exit::Loop { head, exit, iterator: Some(iterator) }, f.range)?;
        self.body(&f.body)?;
        self.leave();
        self.frame.asm.jump(up_to(f.range, f.iter.end()), Op::JUMP_BACK, 0, 0, 0, head);
        self.bind(exhausted);
        self.frame.top = usize::from(iterator);
        self.body(&f.orelse)?;
        self.bind(exit);
        Ok(())
    }

    /// Fetches the next value of an iterator into a target.
    pub(crate) fn next_item(&mut self, target: &'a Expr, at: TextRange, iterator: u8, exhausted: freewheel_assembler::Label) -> Res<()> {
        let mark = self.frame.top;
        let local = match target {
            Expr::Name(n) => self.local(&n.id),
            _ => None,
        };
        match local {
            Some(r) => self.frame.asm.jump(at, Op::FOR_ITER, r, iterator, 0, exhausted),
            None => {
                let r = self.push(at)?;
                self.frame.asm.jump(at, Op::FOR_ITER, r, iterator, 0, exhausted);
                self.store(target, r)?;
            }
        }
        self.frame.top = mark;
        Ok(())
    }

    fn leave_loop(&mut self, at: TextRange, is_break: bool) -> Res<()> {
        let Some(index) = self.innermost_loop() else { return fail(at, "'break' outside loop") };
        let Exit::Loop { head, exit, iterator } = self.frame.blocks[index].exit else { return Ok(()) };
        self.unwind(index + 1, at, |c| {
            if !is_break {
                c.frame.asm.jump(at, Op::JUMP_BACK, 0, 0, 0, head);
                return;
            }
            if let Some(r) = iterator {
                c.emit(at, Op::CLEAR, r, 0, 0);
            }
            c.jump(at, exit);
        })
    }

    fn raise(&mut self, r: &'a ast::StmtRaise) -> Res<()> {
        let Some(exc) = &r.exc else {
            self.emit(r.range, Op::RERAISE_HANDLED, 0, 0, 0);
            return Ok(());
        };
        let base = self.temp(exc)?;
        if let Some(cause) = &r.cause {
            self.temp(cause)?;
        }
        self.emit(r.range, Op::RAISE, base, r.cause.is_some().into(), 0);
        Ok(())
    }

    fn assert_stmt(&mut self, a: &'a ast::StmtAssert) -> Res<()> {
        if self.source.optimize > 0 {
            return Ok(());
        }
        let ok = self.label();
        self.jump_if(&a.test, ok, true)?;
        let base = self.push(a.range)?;
        self.emit(a.range, Op::LOAD_ASSERTION_ERROR, base, 0, 0);
        if let Some(msg) = &a.msg {
            self.temp(msg)?;
            self.emit(a.test.range(), Op::CALL, base, 1, base);
        }
        self.emit(a.test.range(), Op::RAISE, base, 0, 0);
        self.bind(ok);
        Ok(())
    }
}

/// The docstring of a body, with its indentation removed.
pub(crate) fn docstring(body: &[Stmt]) -> Option<(String, TextRange)> {
    match body.first() {
        Some(Stmt::Expr(e)) => match &*e.value {
            Expr::StringLiteral(s) => Some((clean_docstring(s.value.to_str()), s.range)),
            _ => None,
        },
        _ => None,
    }
}

/// Removes the indentation that the lines after the first share, as CPython does when it compiles.
fn clean_docstring(text: &str) -> String {
    let text = expand_tabs(text);
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let margin = text.split('\n').skip(1).filter(|l| !l.trim_start_matches(' ').is_empty()).map(|l| indent(&l)).min().unwrap_or(0);
    let mut lines = text.split('\n');
    let mut clean = lines.next().unwrap_or("").trim_start_matches(' ').to_owned();
    for line in lines {
        clean.push('\n');
        clean.push_str(&line[margin.min(indent(&line))..]);
    }
    clean
}

fn expand_tabs(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let (mut out, mut column) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '\t' => {
                let n = 8 - column % 8;
                out.extend(core::iter::repeat_n(' ', n));
                column += n;
            }
            '\n' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}
