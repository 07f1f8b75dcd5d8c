//! Annotations: functions that compute them when somebody asks (PEP 649).

use crate::annotation_text::annotation_text;
use crate::compiler::Compiler;
use crate::error::Res;
use crate::scope::{CONDITIONAL, Role, ScopeId, ScopeKind};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};
use ruff_python_ast::{self as ast, AnyParameterRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// The highest format an annotation function knows: `annotationlib.Format.VALUE_WITH_FAKE_GLOBALS`.
const LAST_FORMAT: u8 = 2;

impl<'a> Compiler<'a> {
    /// The annotation function of a `def`, if it has annotations.
    pub(crate) fn function_annotations(&mut self, f: &'a ast::StmtFunctionDef) -> Res<Option<CodeUnit>> {
        let Some(scope) = self.scopes.of(f, Role::Annotate) else { return Ok(None) };
        let items = self.annotations_of(f);
        let name = format!("{}.__annotate__", self.mangled(&f.name));
        self.annotations(scope, f.range, &name, &items).map(Some)
    }

    fn annotations_of(&self, f: &'a ast::StmtFunctionDef) -> Vec<Item<'a>> {
        let p = &f.parameters;
        // In the order of the function's own registers, but for `*args`, which CPython lists before the keyword-only ones.
        let ordinary = |p: &'a ast::ParameterWithDefault| AnyParameterRef::NonVariadic(p);
        let all = (p.posonlyargs.iter().map(ordinary))
            .chain(p.args.iter().map(ordinary))
            .chain(p.vararg.iter().map(|p| AnyParameterRef::Variadic(p)))
            .chain(p.kwonlyargs.iter().map(ordinary))
            .chain(p.kwarg.iter().map(|p| AnyParameterRef::Variadic(p)));
        let mut items = Vec::new();
        for p in all {
            if let Some(annotation) = p.annotation() {
                items.push(Item { name: self.mangled(p.name()).into_owned(), annotation, number: None });
            }
        }
        if let Some(returns) = &f.returns {
            items.push(Item { name: "return".to_owned(), annotation: returns, number: None });
        }
        items
    }

    /// Makes an annotation function in the next temporary.
    pub(crate) fn annotate_function(&mut self, at: TextRange, unit: CodeUnit) -> Res<u8> {
        self.make_plain(at, unit)
    }

    /// Stores the annotation function of a module or class body as `name`.
    pub(crate) fn own_annotations(&mut self, body: &'a [Stmt], owner: ScopeId, name: &str) -> Res<()> {
        let Some(scope) = self.scopes.annotations_of(owner) else { return Ok(()) };
        if self.scopes.future_annotations {
            let at = body.first().map_or(TextRange::default(), Ranged::range);
            let r = self.push(at)?;
            self.emit(at, Op::BUILD_MAP, r, r, 0);
            self.store_name(at, "__annotations__", r);
            self.frame.top = usize::from(r);
            return Ok(());
        }
        let mut found = Vec::new();
        annotated(body, &mut found);
        let items: Vec<_> = found
            .into_iter()
            .map(|(name, a)| Item { name: self.mangled(name).into_owned(), annotation: &a.annotation, number: self.scopes.conditional(a) })
            .collect();
        let at = items.first().map_or(TextRange::default(), |i| i.annotation.range());
        if self.kind() == ScopeKind::Module && items.iter().any(|i| i.number.is_some()) {
            let r = self.push(at)?;
            self.emit(at, Op::BUILD_SET, r, r, 0);
            self.frame.asm.emit_site(at, Op::STORE_GLOBAL, r, 0, CONDITIONAL);
            self.frame.top = usize::from(r);
        }
        let unit = self.annotations(scope, at, "__annotate__", &items)?;
        let mark = self.frame.top;
        let r = self.annotate_function(at, unit)?;
        let op = if self.kind() == ScopeKind::Class { Op::STORE_NAME } else { Op::STORE_GLOBAL };
        self.frame.asm.emit_site(at, op, r, 0, name);
        self.frame.top = mark;
        Ok(())
    }

    /// The cell of a class's set of annotations that it has come by.
    pub(crate) fn conditional_cell(&self) -> Option<u8> {
        let scope = &self.scopes.list[self.frame.scope];
        let before = u8::from(scope.needs_class_cell) + u8::from(scope.needs_namespace_cell);
        scope.needs_conditional_cell.then_some(before)
    }

    /// Notes that control has come by an annotation, where that matters.
    pub(crate) fn note_annotation(&mut self, a: &'a ast::StmtAnnAssign) -> Res<()> {
        if let (true, true, Expr::Name(name)) = (self.scopes.future_annotations, a.simple, &*a.target)
            && matches!(self.kind(), ScopeKind::Module | ScopeKind::Class)
        {
            let mark = self.frame.top;
            let map = self.push(a.range)?;
            self.load_name(a.range, "__annotations__", map)?;
            let key = self.const_temp(a.range, Const::Str(self.mangled(&name.id).into_owned()))?;
            let value = self.const_temp(a.range, Const::Str(annotation_text(self.source, &a.annotation)))?;
            self.emit(a.range, Op::STORE_ITEM, map, key, value);
            self.frame.top = mark;
            return Ok(());
        }
        let Some(number) = self.scopes.conditional(a) else { return Ok(()) };
        let mark = self.frame.top;
        let set = self.push(a.range)?;
        match self.conditional_cell() {
            Some(cell) => self.emit(a.range, Op::LOAD_CELL, set, cell, 0),
            None => self.frame.asm.emit_site(a.range, Op::LOAD_GLOBAL, set, 0, CONDITIONAL),
        }
        let number = self.const_temp(a.range, Const::Int(number as i64))?;
        self.emit(a.range, Op::SET_ADD, set, number, 0);
        self.emit(a.range, Op::CLEAR, set, 0, 0);
        self.frame.top = mark;
        Ok(())
    }

    fn annotations(&mut self, scope: ScopeId, at: TextRange, name: &str, items: &[Item<'a>]) -> Res<CodeUnit> {
        let saved = self.open_helper(scope, name, at)?;
        self.refuse_formats(at)?;
        let result = self.push(at)?;
        self.emit(at, Op::BUILD_MAP, result, result + 1, 0);
        for Item { name, annotation: e, number } in items {
            self.frame.top = usize::from(result) + 1;
            let passed = self.label();
            if let Some(number) = number {
                let n = self.const_temp(e.range(), Const::Int(*number as i64))?;
                let set = self.push(e.range())?;
                self.load_name(e.range(), CONDITIONAL, set)?;
                self.frame.asm.jump(e.range(), Op::JUMP_IN, n, set, 0, passed);
                self.frame.top = usize::from(result) + 1;
            }
            let key = self.const_temp(e.range(), Const::Str(name.clone()))?;
            let value = self.push(e.range())?;
            if self.scopes.future_annotations {
                self.load_const(e.range(), Const::Str(annotation_text(self.source, e)), value)?;
            } else {
                self.annotation_to(e, value)?;
            }
            self.emit(e.range(), Op::MAP_ADD, result, key, value);
            self.bind(passed);
        }
        self.emit(at, Op::RETURN, result, 0, 0);
        let unit = self.close_frame()?;
        self.frame = saved;
        Ok(unit)
    }

    /// Begins a function that computes annotations: it knows no formats but those of values.
    pub(crate) fn refuse_formats(&mut self, at: TextRange) -> Res<()> {
        let known = self.label();
        // The parameter is a cell when something inside names it, which nothing can.
        self.frame.asm.jump(at, Op::JUMP_GT_I, 0, LAST_FORMAT, 0, known);
        let error = self.push(at)?;
        self.frame.asm.emit_site(at, Op::LOAD_GLOBAL, error, 0, "NotImplementedError");
        self.emit(at, Op::RAISE, error, 0, 0);
        self.bind(known);
        self.frame.top = usize::from(error);
        Ok(())
    }

    /// Computes an annotation. `*args: *Ts` annotates with the one value that `Ts` unpacks to.
    pub(crate) fn annotation_to(&mut self, e: &'a Expr, dst: u8) -> Res<()> {
        let Expr::Starred(s) = e else { return self.expr_to(e, dst) };
        self.expr_to(&s.value, dst)?;
        let mark = self.frame.top;
        let one = self.push(e.range())?;
        self.emit(e.range(), Op::UNPACK, one, dst, 1);
        self.emit(e.range(), Op::MOVE, dst, one, 0);
        self.frame.top = mark;
        Ok(())
    }
}

/// An annotated name.
struct Item<'a> {
    name: String,
    annotation: &'a Expr,
    /// Its number, when it counts only once control has come by it.
    number: Option<usize>,
}

/// Annotated names of a body, those in nested blocks included.
fn annotated<'a>(body: &'a [Stmt], found: &mut Vec<(&'a str, &'a ast::StmtAnnAssign)>) {
    for s in body {
        match s {
            Stmt::AnnAssign(a) => {
                if let (true, Expr::Name(n)) = (a.simple, &*a.target) {
                    found.push((&n.id, a));
                }
            }
            Stmt::If(i) => {
                annotated(&i.body, found);
                i.elif_else_clauses.iter().for_each(|c| annotated(&c.body, found));
            }
            Stmt::For(f) => {
                annotated(&f.body, found);
                annotated(&f.orelse, found);
            }
            Stmt::While(w) => {
                annotated(&w.body, found);
                annotated(&w.orelse, found);
            }
            Stmt::With(w) => annotated(&w.body, found),
            Stmt::Try(t) => {
                annotated(&t.body, found);
                for ast::ExceptHandler::ExceptHandler(h) in &t.handlers {
                    annotated(&h.body, found);
                }
                annotated(&t.orelse, found);
                annotated(&t.finalbody, found);
            }
            Stmt::Match(m) => m.cases.iter().for_each(|c| annotated(&c.body, found)),
            _ => {}
        }
    }
}
