//! Annotations: functions that compute them when somebody asks (PEP 649).

use crate::compiler::Compiler;
use crate::error::Res;
use crate::scope::{Role, ScopeId, ScopeKind};
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
                items.push((self.mangled(p.name()).into_owned(), annotation));
            }
        }
        if let Some(returns) = &f.returns {
            items.push(("return".to_owned(), returns));
        }
        self.annotations(scope, f.range, &items).map(Some)
    }

    /// Makes an annotation function in the next temporary.
    pub(crate) fn annotate_function(&mut self, at: TextRange, unit: CodeUnit) -> Res<u8> {
        self.make_plain(at, unit)
    }

    /// Stores the annotation function of a module or class body as `name`.
    pub(crate) fn own_annotations(&mut self, body: &'a [Stmt], owner: ScopeId, name: &str) -> Res<()> {
        let Some(scope) = self.scopes.annotations_of(owner) else { return Ok(()) };
        let mut found = Vec::new();
        annotated(body, &mut found);
        let items: Vec<_> = found.into_iter().map(|(name, e)| (self.mangled(name).into_owned(), e)).collect();
        let at = items.first().map_or(TextRange::default(), |(_, e)| e.range());
        let unit = self.annotations(scope, at, &items)?;
        let mark = self.frame.top;
        let r = self.annotate_function(at, unit)?;
        let op = if self.kind() == ScopeKind::Class { Op::STORE_NAME } else { Op::STORE_GLOBAL };
        self.frame.asm.emit_site(at, op, r, 0, name);
        self.frame.top = mark;
        Ok(())
    }

    fn annotations(&mut self, scope: ScopeId, at: TextRange, items: &[(String, &'a Expr)]) -> Res<CodeUnit> {
        let saved = self.open_helper(scope, "__annotate__", at)?;
        let known = self.label();
        self.frame.asm.jump(at, Op::JUMP_GT_I, 0, LAST_FORMAT, 0, known);
        let error = self.push(at)?;
        self.frame.asm.emit_site(at, Op::LOAD_GLOBAL, error, 0, "NotImplementedError");
        self.emit(at, Op::RAISE, error, 0, 0);
        self.bind(known);
        self.frame.top = usize::from(error);
        let result = self.push(at)?;
        self.emit(at, Op::BUILD_MAP, result, result + 1, 0);
        for (name, e) in items {
            self.frame.top = usize::from(result) + 1;
            let key = self.const_temp(e.range(), Const::Str(name.clone()))?;
            let value = self.push(e.range())?;
            if self.scopes.future_annotations {
                let text = match e {
                    // The text of a string is its `repr`.
                    Expr::StringLiteral(s) => repr(s.value.to_str()),
                    _ => self.source.slice(e.range()).split_whitespace().collect::<Vec<_>>().join(" "),
                };
                self.load_const(e.range(), Const::Str(text), value)?;
            } else if let Expr::Starred(s) = e {
                // `*args: *Ts` annotates with the one value that `Ts` unpacks to.
                self.expr_to(&s.value, value)?;
                self.emit(e.range(), Op::UNPACK, value + 1, value, 1);
                self.push(e.range())?;
                self.emit(e.range(), Op::MOVE, value, value + 1, 0);
            } else {
                self.expr_to(e, value)?;
            }
            self.emit(e.range(), Op::MAP_ADD, result, key, value);
        }
        self.emit(at, Op::RETURN, result, 0, 0);
        let unit = self.close_frame()?;
        self.frame = saved;
        Ok(unit)
    }
}

/// A string as a literal of the language.
fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Annotated names of a body, those in nested blocks included.
fn annotated<'a>(body: &'a [Stmt], found: &mut Vec<(&'a str, &'a Expr)>) {
    for s in body {
        match s {
            Stmt::AnnAssign(a) => {
                if let (true, Expr::Name(n)) = (a.simple, &*a.target) {
                    found.push((&n.id, &a.annotation));
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
