//! The walk over the tree that makes scopes and notes every use of a name, with the errors that depend on context only.

use super::{CONDITIONAL, Role, Scope, ScopeId, ScopeKind, Scopes, TYPE_PARAMS, flag, key, resolve};
use crate::error::{Res, fail};
use crate::{pattern, pattern_check};
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{self as ast, Comprehension, Expr, ExprContext, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};
use std::collections::HashMap;

/// What may not leave an `except*` clause.
const EARLY: &str = "'break', 'continue' and 'return' cannot appear in an except* block";

/// State of the walk.
pub(super) struct Collector {
    pub(super) scopes: Scopes,
    pub(super) current: ScopeId,
    /// Loops around, in this code unit.
    pub(super) loops: u32,
    /// Loops around the innermost `finally` block, inside one.
    pub(super) final_loops: Option<u32>,
    /// `except*` clauses around, which nothing may leave early.
    pub(super) clauses: u32,
    /// Blocks around, in this code unit, whose statements may not be executed.
    pub(super) conditions: u32,
    /// Depth of iterables of comprehensions, where `:=` is not allowed.
    pub(super) in_iterable: u32,
}

const FUTURES: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

fn new_collector() -> Collector {
    let scopes = Scopes {
        list: Vec::<Scope>::new(),
        by_node: HashMap::new(),
        conditional: HashMap::new(),
        warnings: Vec::new(),
        future_annotations: false,
    };
    let mut c = Collector { scopes, current: 0, loops: 0, final_loops: None, clauses: 0, conditions: 0, in_iterable: 0 };
    c.open(ScopeKind::Module, "<module>");
    c
}

/// Analyses the statements of a module.
pub(super) fn collect_module(body: &[Stmt], future_annotations: bool) -> Res<Scopes> {
    let mut c = new_collector();
    c.scopes.future_annotations = future_annotations;
    c.futures(body)?;
    c.body(body)?;
    resolve::resolve(&mut c.scopes)?;
    Ok(c.scopes)
}

/// Analyses one expression (`eval`).
pub(crate) fn collect_expression(e: &Expr) -> Res<Scopes> {
    let mut c = new_collector();
    c.expr(e)?;
    resolve::resolve(&mut c.scopes)?;
    Ok(c.scopes)
}

/// `from __future__` lines that stand where they may.
fn future_prefix(body: &[Stmt]) -> usize {
    let is_doc = |s: &Stmt| matches!(s, Stmt::Expr(e) if e.value.is_string_literal_expr());
    let start = usize::from(body.first().is_some_and(is_doc));
    let is_future = |s: &&Stmt| matches!(s, Stmt::ImportFrom(f) if f.level == 0 && f.module.as_deref() == Some("__future__"));
    start + body[start..].iter().take_while(is_future).count()
}

impl Collector {
    fn futures(&mut self, body: &[Stmt]) -> Res<()> {
        for stmt in &body[..future_prefix(body)] {
            let Stmt::ImportFrom(f) = stmt else { continue };
            for alias in &f.names {
                match alias.name.as_str() {
                    "annotations" => self.scopes.future_annotations = true,
                    "braces" => return fail(alias.range, "not a chance"),
                    name if !FUTURES.contains(&name) => return fail(alias.range, format!("future feature {name} is not defined")),
                    _ => {}
                }
            }
        }
        for stmt in &body[future_prefix(body)..] {
            if let Stmt::ImportFrom(f) = stmt
                && f.level == 0
                && f.module.as_deref() == Some("__future__")
            {
                return fail(f.range, "from __future__ imports must occur at the beginning of the file");
            }
        }
        Ok(())
    }

    pub(super) fn body(&mut self, body: &[Stmt]) -> Res<()> {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn exprs<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) -> Res<()> {
        list.into_iter().try_for_each(|e| self.expr(e))
    }

    fn maybe(&mut self, e: Option<&Expr>) -> Res<()> {
        e.map_or(Ok(()), |e| self.expr(e))
    }

    fn loop_body(&mut self, body: &[Stmt]) -> Res<()> {
        self.loops += 1;
        let result = self.body(body);
        self.loops -= 1;
        result
    }

    fn stmt(&mut self, stmt: &Stmt) -> Res<()> {
        let block = matches!(stmt, Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_));
        self.conditions += u32::from(block);
        let result = self.one_stmt(stmt);
        self.conditions -= u32::from(block);
        result
    }

    fn one_stmt(&mut self, stmt: &Stmt) -> Res<()> {
        self.warn_leaving(stmt);
        match stmt {
            Stmt::FunctionDef(f) => self.function(f),
            Stmt::ClassDef(c) => self.class(c),
            Stmt::Return(r) => {
                if !self.scopes.list[self.current].is_function() {
                    return fail(r.range, "'return' outside function");
                }
                if self.clauses > 0 {
                    return fail(r.range, EARLY);
                }
                if r.value.is_some() {
                    self.scopes.list[self.current].returns.get_or_insert(r.range);
                }
                self.maybe(r.value.as_deref())
            }
            Stmt::Delete(d) => {
                d.targets.iter().for_each(|t| self.note_deleted_in(t));
                self.exprs(&d.targets)
            }
            Stmt::Assign(a) => {
                self.expr(&a.value)?;
                self.exprs(&a.targets)
            }
            Stmt::AugAssign(a) => {
                if let Expr::Name(n) = &*a.target {
                    self.read(&n.id, n.range);
                }
                self.expr(&a.value)?;
                self.expr(&a.target)
            }
            Stmt::AnnAssign(a) => self.annotated(a),
            Stmt::For(f) => {
                if f.is_async && !self.in_coroutine() {
                    return fail(f.range, "'async for' outside async function");
                }
                self.expr(&f.iter)?;
                self.expr(&f.target)?;
                self.loop_body(&f.body)?;
                self.body(&f.orelse)
            }
            Stmt::While(w) => {
                self.expr(&w.test)?;
                self.loop_body(&w.body)?;
                self.body(&w.orelse)
            }
            Stmt::If(i) => {
                self.expr(&i.test)?;
                self.body(&i.body)?;
                for clause in &i.elif_else_clauses {
                    self.maybe(clause.test.as_ref())?;
                    self.body(&clause.body)?;
                }
                Ok(())
            }
            Stmt::With(w) => {
                if w.is_async && !self.in_coroutine() {
                    return fail(w.range, "'async with' outside async function");
                }
                for item in &w.items {
                    self.expr(&item.context_expr)?;
                    self.maybe(item.optional_vars.as_deref())?;
                }
                self.body(&w.body)
            }
            Stmt::Match(m) => self.match_stmt(m),
            Stmt::Raise(r) => {
                self.maybe(r.exc.as_deref())?;
                self.maybe(r.cause.as_deref())
            }
            Stmt::Try(t) => self.try_stmt(t),
            Stmt::Assert(a) => {
                self.warn_assert(stmt, &a.test);
                self.expr(&a.test)?;
                self.maybe(a.msg.as_deref())
            }
            Stmt::Import(i) => {
                if i.is_lazy {
                    return fail(i.range, "lazy imports are not supported yet");
                }
                for alias in &i.names {
                    let bound = alias.asname.as_deref().unwrap_or_else(|| alias.name.split('.').next().unwrap_or(""));
                    self.bind(bound, alias.range)?;
                }
                Ok(())
            }
            Stmt::ImportFrom(i) => self.import_from(i),
            Stmt::Global(g) => g.names.iter().try_for_each(|n| self.declare(n, flag::GLOBAL, g.range)),
            Stmt::Nonlocal(g) => g.names.iter().try_for_each(|n| self.declare(n, flag::NONLOCAL, g.range)),
            Stmt::Expr(e) => self.expr(&e.value),
            Stmt::Pass(_) => Ok(()),
            Stmt::Break(ast::StmtBreak { range, .. }) | Stmt::Continue(ast::StmtContinue { range, .. })
                if self.loops == 0 && self.clauses > 0 =>
            {
                fail(*range, EARLY)
            }
            Stmt::Break(b) if self.loops == 0 => fail(b.range, "'break' outside loop"),
            Stmt::Continue(c) if self.loops == 0 => fail(c.range, "'continue' not properly in loop"),
            Stmt::Break(_) | Stmt::Continue(_) => Ok(()),
            Stmt::TypeAlias(t) => self.type_alias(t),
            Stmt::IpyEscapeCommand(c) => fail(c.range, "invalid syntax"),
        }
    }

    /// Notes the names among the targets of a `del`.
    fn note_deleted_in(&mut self, target: &Expr) {
        let mut waiting = vec![target];
        while let Some(target) = waiting.pop() {
            match target {
                Expr::Name(n) => self.note_deleted(&n.id),
                Expr::Tuple(t) => waiting.extend(&t.elts),
                Expr::List(l) => waiting.extend(&l.elts),
                _ => {}
            }
        }
    }

    fn try_stmt(&mut self, t: &ast::StmtTry) -> Res<()> {
        self.body(&t.body)?;
        for (i, handler) in t.handlers.iter().enumerate() {
            let ast::ExceptHandler::ExceptHandler(h) = handler;
            if h.type_.is_none() && i + 1 < t.handlers.len() {
                return fail(h.range, "default 'except:' must be last");
            }
            self.maybe(h.type_.as_deref())?;
            if let Some(name) = &h.name {
                self.bind(name, name.range)?;
                self.note_deleted(name);
            }
            if t.is_star {
                let loops = core::mem::take(&mut self.loops);
                self.clauses += 1;
                let result = self.body(&h.body);
                self.clauses -= 1;
                self.loops = loops;
                result?;
            } else {
                self.body(&h.body)?;
            }
        }
        self.body(&t.orelse)?;
        let outer = self.final_loops.replace(self.loops);
        let done = self.body(&t.finalbody);
        self.final_loops = outer;
        done
    }

    fn import_from(&mut self, i: &ast::StmtImportFrom) -> Res<()> {
        if i.is_lazy {
            return fail(i.range, "lazy imports are not supported yet");
        }
        for alias in &i.names {
            if alias.name.as_str() == "*" {
                if self.kind() != ScopeKind::Module {
                    return fail(alias.range, "import * only allowed at module level");
                }
                continue;
            }
            self.bind(alias.asname.as_ref().unwrap_or(&alias.name), alias.range)?;
        }
        Ok(())
    }

    fn match_stmt(&mut self, m: &ast::StmtMatch) -> Res<()> {
        self.expr(&m.subject)?;
        for (i, case) in m.cases.iter().enumerate() {
            let last = i + 1 == m.cases.len();
            let names = pattern_check::check(&case.pattern, last || case.guard.is_some())?;
            let mut values = Vec::new();
            pattern::values(&case.pattern, &mut values);
            self.exprs(values)?;
            for (name, range) in names {
                self.bind(&name, range)?;
            }
            self.maybe(case.guard.as_deref())?;
            self.body(&case.body)?;
        }
        Ok(())
    }

    fn annotated(&mut self, a: &ast::StmtAnnAssign) -> Res<()> {
        if let Expr::Name(n) = &*a.target {
            let name = self.mangled(&n.id);
            let flags = self.flags(self.current, &name);
            if a.simple && flags & (flag::GLOBAL | flag::NONLOCAL) != 0 && self.kind() != ScopeKind::Module {
                let word = if flags & flag::GLOBAL != 0 { "global" } else { "nonlocal" };
                return fail(a.range, format!("annotated name '{name}' can't be {word}"));
            }
            if a.simple {
                self.bind(&n.id, n.range)?;
                self.set(self.current, &name, flag::ANNOTATED, n.range);
            } else if a.value.is_some() {
                self.bind(&n.id, n.range)?;
            }
        } else {
            self.expr(&a.target)?;
        }
        if a.simple && matches!(self.kind(), ScopeKind::Module | ScopeKind::Class) {
            let owner = self.current;
            let scope = match self.scopes.annotations_of(owner) {
                Some(scope) => scope,
                None => {
                    let scope = self.open(ScopeKind::Annotate, "__annotate__");
                    self.scopes.by_node.insert((owner, Role::Annotate), scope);
                    self.within(scope, |c| {
                        c.annotate_parameter();
                        Ok(())
                    })?;
                    scope
                }
            };
            if self.scopes.future_annotations {
                self.set(owner, "__annotations__", flag::LOCAL, a.range);
            } else {
                // A module can be asked before its end, so that all of its annotations are conditional.
                let conditional = self.conditions > 0 || self.kind() == ScopeKind::Module;
                if conditional {
                    let number = self.scopes.conditional.len();
                    self.scopes.conditional.insert(key(a), number);
                }
                self.within(scope, |c| {
                    if conditional {
                        c.set(scope, CONDITIONAL, flag::USE, a.range);
                    }
                    c.expr(&a.annotation)
                })?;
            }
        }
        self.maybe(a.value.as_deref())
    }

    /// The parameter of an annotation function. Its name cannot clash with one in the annotations.
    pub(super) fn annotate_parameter(&mut self) {
        self.set(self.current, ".format", flag::PARAM | flag::LOCAL, TextRange::default());
        self.scopes.list[self.current].params.push(".format".to_owned());
    }

    fn function(&mut self, f: &ast::StmtFunctionDef) -> Res<()> {
        self.bind(&f.name, f.name.range)?;
        self.defaults(&f.parameters)?;
        self.exprs(f.decorator_list.iter().map(|d| &d.expression))?;
        match &f.type_params {
            None => self.function_itself(f),
            Some(t) => {
                let scope = self.open_type_params(f, &f.name);
                self.within(scope, |c| {
                    c.default_parameters(&f.parameters);
                    c.type_params(t)?;
                    c.function_itself(f)
                })
            }
        }
    }

    /// Annotations and body of a function.
    fn function_itself(&mut self, f: &ast::StmtFunctionDef) -> Res<()> {
        let annotations: Vec<&Expr> =
            f.parameters.iter().filter_map(|p| p.as_parameter().annotation()).chain(f.returns.as_deref()).collect();
        if !annotations.is_empty() {
            let scope = self.open_for(f, Role::Annotate, ScopeKind::Annotate, "__annotate__");
            let skip = self.scopes.future_annotations;
            self.within(scope, |c| {
                c.annotate_parameter();
                if skip { Ok(()) } else { c.exprs(annotations.iter().map(|e| star_value(e))) }
            })?;
        }
        let scope = self.open_for(f, Role::Body, ScopeKind::Function, &f.name);
        self.scopes.list[scope].coroutine = f.is_async;
        self.within(scope, |c| {
            c.params(&f.parameters)?;
            c.body(&f.body)
        })?;
        match &self.scopes.list[scope] {
            Scope { coroutine: true, generator: true, returns: Some(at), .. } => fail(*at, "'return' with value in async generator"),
            _ => Ok(()),
        }
    }

    fn defaults(&mut self, parameters: &Parameters) -> Res<()> {
        self.exprs(parameters.iter_non_variadic_params().filter_map(|p| p.default.as_deref()))
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Res<()> {
        self.bind(&class.name, class.name.range)?;
        self.exprs(class.decorator_list.iter().map(|d| &d.expression))?;
        match &class.type_params {
            None => self.class_itself(class),
            Some(t) => {
                let scope = self.open_type_params(class, &class.name);
                self.within(scope, |c| {
                    c.private_type_params(t, &class.name);
                    c.set(scope, TYPE_PARAMS, flag::LOCAL, t.range);
                    c.type_params(t)?;
                    c.class_itself(class)
                })
            }
        }
    }

    /// Bases and body of a class.
    fn class_itself(&mut self, class: &ast::StmtClassDef) -> Res<()> {
        if let Some(arguments) = &class.arguments {
            self.arguments(arguments)?;
        }
        let scope = self.open_for(class, Role::Body, ScopeKind::Class, &class.name);
        self.within(scope, |c| {
            if let Some(t) = &class.type_params {
                c.set(scope, TYPE_PARAMS, flag::USE, t.range);
            }
            c.body(&class.body)
        })
    }

    fn arguments(&mut self, arguments: &ast::Arguments) -> Res<()> {
        for (i, keyword) in arguments.keywords.iter().enumerate() {
            if let Some(name) = &keyword.arg {
                self.check_writable(name, keyword.range)?;
                let earlier = &arguments.keywords[..i];
                // Quadratic, so only for lists that people write; a longer one is checked when it is called.
                if i < 256 && earlier.iter().any(|k| k.arg.as_ref().is_some_and(|a| a.id == name.id)) {
                    return fail(keyword.range, format!("keyword argument repeated: {name}"));
                }
            }
        }
        self.exprs(&arguments.args)?;
        self.exprs(arguments.keywords.iter().map(|k| &k.value))
    }

    /// Reads an expression. Chains that lean to the left (`a + b + c`, `a.b().c`) are walked in a loop, for they can be very long.
    pub(super) fn expr(&mut self, e: &Expr) -> Res<()> {
        let mut spine = Vec::new();
        let mut e = e;
        loop {
            let left = match e {
                Expr::BinOp(b) => &b.left,
                Expr::Attribute(a) => &a.value,
                Expr::Subscript(s) => &s.value,
                Expr::Call(c) => &c.func,
                _ => break,
            };
            spine.push(e);
            e = left;
        }
        self.leaf(e)?;
        for e in spine.into_iter().rev() {
            match e {
                Expr::BinOp(b) => self.expr(&b.right)?,
                Expr::Subscript(s) => {
                    self.warn_subscript(s);
                    self.expr(&s.slice)?;
                }
                Expr::Call(c) => {
                    self.warn_call(c);
                    self.arguments(&c.arguments)?;
                }
                Expr::Attribute(a) if a.ctx == ExprContext::Store => {
                    self.check_writable(&a.attr, a.range)?;
                    self.note_static_attribute(&a.value, &a.attr);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn leaf(&mut self, e: &Expr) -> Res<()> {
        if let Expr::Compare(c) = e {
            self.warn_compare(c);
        }
        match e {
            Expr::Name(n) => match n.ctx {
                ExprContext::Load => {
                    self.read(&n.id, n.range);
                    Ok(())
                }
                ExprContext::Del if n.id == "__debug__" => fail(n.range, "cannot delete __debug__"),
                // In a comprehension the targets are bound before anything else is read.
                _ if matches!(self.kind(), ScopeKind::Inlined(_)) => Ok(()),
                _ => self.bind(&n.id, n.range),
            },
            Expr::Named(n) => {
                self.expr(&n.value)?;
                if let Some(what) = self.kind().pure() {
                    return fail(n.range, format!("named expression cannot be used within {what}"));
                }
                match &*n.target {
                    Expr::Name(t) => self.bind_walrus(&t.id, t.range),
                    other => fail(other, "cannot use assignment expressions with expression"),
                }
            }
            Expr::Lambda(l) => {
                if let Some(parameters) = &l.parameters {
                    self.defaults(parameters)?;
                }
                let scope = self.open_for(l, Role::Body, ScopeKind::Lambda, "<lambda>");
                self.within(scope, |c| {
                    if let Some(parameters) = &l.parameters {
                        c.params(parameters)?;
                    }
                    c.expr(&l.body)
                })
            }
            Expr::ListComp(c) => self.comprehension(c, "list comprehension", "<listcomp>", &c.generators, &[&c.elt]),
            Expr::SetComp(c) => self.comprehension(c, "set comprehension", "<setcomp>", &c.generators, &[&c.elt]),
            Expr::DictComp(c) => {
                let parts: Vec<&Expr> = c.key.as_deref().into_iter().chain([&*c.value]).collect();
                self.comprehension(c, "dict comprehension", "<dictcomp>", &c.generators, &parts)
            }
            Expr::Generator(c) => self.comprehension(c, "generator expression", "<genexpr>", &c.generators, &[&c.elt]),
            Expr::Yield(y) => {
                self.yields(y.range)?;
                self.maybe(y.value.as_deref())
            }
            Expr::YieldFrom(y) => {
                self.yields(y.range)?;
                if self.in_coroutine() {
                    return fail(y.range, "'yield from' inside async function");
                }
                self.expr(&y.value)
            }
            Expr::Await(a) if let Some(what) = self.kind().pure() => {
                fail(a.range, format!("await expression cannot be used within {what}"))
            }
            Expr::Await(a) => {
                self.awaits(a.range)?;
                self.expr(&a.value)
            }
            Expr::IpyEscapeCommand(c) => fail(c.range, "invalid syntax"),
            _ => {
                let mut children = Children { collector: self, result: Ok(()) };
                walk_expr(&mut children, e);
                children.result
            }
        }
    }

    fn yields(&mut self, at: TextRange) -> Res<()> {
        match self.kind() {
            ScopeKind::Function | ScopeKind::Lambda => {
                self.scopes.list[self.current].generator = true;
                Ok(())
            }
            ScopeKind::Comprehension(what) | ScopeKind::Inlined(what) => fail(at, format!("'yield' inside {what}")),
            kind => match kind.pure() {
                Some(what) => fail(at, format!("yield expression cannot be used within {what}")),
                None => fail(at, "'yield' outside function"),
            },
        }
    }

    /// Whether this is the body of an `async def`.
    fn in_coroutine(&self) -> bool {
        let scope = &self.scopes.list[self.current];
        scope.kind == ScopeKind::Function && scope.coroutine
    }

    fn awaits(&mut self, at: TextRange) -> Res<()> {
        match self.kind() {
            // Whether that may be is known at its end.
            ScopeKind::Comprehension(_) | ScopeKind::Inlined(_) => {
                self.scopes.list[self.current].coroutine = true;
                Ok(())
            }
            _ if self.in_coroutine() => Ok(()),
            ScopeKind::Annotate => fail(at, "await expression cannot be used within an annotation"),
            // Refused before this is asked.
            ScopeKind::TypeParams | ScopeKind::Lazy(_) => fail(at, "'await' outside function"),
            ScopeKind::Function | ScopeKind::Lambda => fail(at, "'await' outside async function"),
            ScopeKind::Module | ScopeKind::Class => fail(at, "'await' outside function"),
        }
    }

    fn comprehension<T: Ranged>(
        &mut self,
        node: &T,
        what: &'static str,
        name: &str,
        generators: &[Comprehension],
        parts: &[&Expr],
    ) -> Res<()> {
        self.iterable(&generators[0].iter)?;
        let generator = what == "generator expression";
        // One that is part of an annotation would see the names of the class around, which comprehensions do not.
        let inline = !generator && self.kind() != ScopeKind::Class && !self.scopes.list[self.real()].sees_class;
        let kind = if inline { ScopeKind::Inlined(what) } else { ScopeKind::Comprehension(what) };
        let scope = self.open_for(node, Role::Body, kind, name);
        self.scopes.list[scope].generator = generator;
        if inline {
            // A comprehension directly inside another one belongs to it; the outermost belongs to the code unit.
            self.scopes.list[self.current].inlined_children.push(scope);
        }
        self.within(scope, |c| {
            if !inline {
                c.set(scope, ".0", flag::PARAM | flag::LOCAL, TextRange::default());
                c.scopes.list[scope].params.push(".0".to_owned());
            }
            for g in generators {
                c.bind_comprehension_target(&g.target)?;
            }
            for (i, g) in generators.iter().enumerate() {
                c.expr(&g.target)?;
                if i > 0 {
                    c.iterable(&g.iter)?;
                }
                c.exprs(&g.ifs)?;
            }
            c.exprs(parts.iter().map(|e| star_value(e)))
        })?;
        self.scopes.list[scope].coroutine |= generators.iter().any(|g| g.is_async);
        if generator || !self.scopes.list[scope].coroutine {
            return Ok(());
        }
        // A generator expression that awaits can be made anywhere; any other comprehension awaits where it stands.
        match self.kind() {
            ScopeKind::Comprehension(_) | ScopeKind::Inlined(_) => self.scopes.list[self.current].coroutine = true,
            _ if self.in_coroutine() => {}
            _ => return fail(node.range(), "asynchronous comprehension outside of an asynchronous function"),
        }
        Ok(())
    }

    fn iterable(&mut self, e: &Expr) -> Res<()> {
        self.in_iterable += 1;
        let result = self.expr(e);
        self.in_iterable -= 1;
        result
    }
}

/// The expression behind a `*`.
pub(super) fn star_value(e: &Expr) -> &Expr {
    match e {
        Expr::Starred(s) => &s.value,
        other => other,
    }
}

/// Visits the parts of the expressions that need no care of their own.
struct Children<'c> {
    collector: &'c mut Collector,
    result: Res<()>,
}

impl Visitor<'_> for Children<'_> {
    fn visit_expr(&mut self, e: &Expr) {
        if self.result.is_ok() {
            self.result = self.collector.expr(e);
        }
    }
}

/// Whether an expression holds a `:=`.
pub(crate) fn contains_walrus(e: &Expr) -> bool {
    struct Finder(bool);
    impl Visitor<'_> for Finder {
        fn visit_expr(&mut self, mut e: &Expr) {
            // Chains to the left in a loop, as in `Collector::expr`.
            while !self.0 {
                e = match e {
                    Expr::Named(_) => {
                        self.0 = true;
                        return;
                    }
                    Expr::BinOp(b) => {
                        self.visit_expr(&b.right);
                        &b.left
                    }
                    Expr::Attribute(a) => &a.value,
                    Expr::Subscript(s) => {
                        self.visit_expr(&s.slice);
                        &s.value
                    }
                    Expr::Call(c) => {
                        self.visit_arguments(&c.arguments);
                        &c.func
                    }
                    _ => return walk_expr(self, e),
                };
            }
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(e);
    finder.0
}
