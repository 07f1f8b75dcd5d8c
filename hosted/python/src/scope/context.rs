//! The operations of the collecting walk on scopes: entering, leaving, and noting uses of names.

use super::collect::Collector;
use super::{Home, NAMESPACE, Role, Scope, ScopeId, ScopeKind, Symbol, flag, key};
use crate::error::{Res, fail};
use ruff_python_ast::{Expr, Parameters};
use ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The scope of the whole text, which is made first.
const MODULE: ScopeId = 0;

impl Collector {
    /// Makes a scope inside the current one.
    pub(super) fn open(&mut self, kind: ScopeKind, name: &str) -> ScopeId {
        let parent = self.scopes.list.get(self.current).map(|_| self.current);
        let around = parent.map(|p| &self.scopes.list[p]);
        let private = match kind {
            ScopeKind::Class => Some(name.to_owned()),
            _ => around.and_then(|p| p.private.clone()),
        };
        let only_private = if kind == ScopeKind::Class { None } else { around.and_then(|p| p.only_private.clone()) };
        let sees_class = kind.pure().is_some() && around.is_some_and(|p| p.kind == ScopeKind::Class || p.sees_class);
        self.scopes.list.push(Scope {
            kind,
            parent,
            name: name.to_owned(),
            private,
            only_private,
            sees_class,
            symbols: HashMap::new(),
            order: Vec::new(),
            params: Vec::new(),
            free: BTreeSet::new(),
            walrus: HashSet::new(),
            deleted: HashSet::new(),
            generator: false,
            coroutine: false,
            returns: None,
            needs_class_cell: false,
            needs_namespace_cell: false,
            needs_conditional_cell: false,
            static_attributes: Vec::new(),
            hidden: Vec::new(),
            slots: HashMap::new(),
            inlined_children: Vec::new(),
        });
        self.scopes.list.len() - 1
    }

    /// Makes a scope and remembers it for a node.
    pub(super) fn open_for<T>(&mut self, node: &T, role: Role, kind: ScopeKind, name: &str) -> ScopeId {
        let id = self.open(kind, name);
        self.scopes.by_node.insert((key(node), role), id);
        id
    }

    /// Runs `f` with `scope` as the current one.
    pub(super) fn within<T>(&mut self, scope: ScopeId, f: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        let saved = core::mem::replace(&mut self.current, scope);
        let loops = match self.scopes.list[scope].kind {
            ScopeKind::Inlined(_) => self.loops,
            _ => 0,
        };
        let loops = core::mem::replace(&mut self.loops, loops);
        let clauses = core::mem::take(&mut self.clauses);
        let conditions = core::mem::take(&mut self.conditions);
        let final_loops = match self.scopes.list[scope].kind {
            ScopeKind::Inlined(_) => self.final_loops,
            _ => self.final_loops.take(),
        };
        let result = f(self);
        self.current = saved;
        self.loops = loops;
        self.clauses = clauses;
        self.conditions = conditions;
        self.final_loops = final_loops;
        result
    }

    /// The scope of the code unit being read: the current one, or the one around its inlined comprehensions.
    pub(super) fn real(&self) -> ScopeId {
        let mut s = self.current;
        while let (ScopeKind::Inlined(_), Some(parent)) = (self.scopes.list[s].kind, self.scopes.list[s].parent) {
            s = parent;
        }
        s
    }

    pub(super) fn kind(&self) -> ScopeKind {
        self.scopes.list[self.current].kind
    }

    /// Sets flags of a name in a scope; the name is mangled already.
    pub(super) fn set(&mut self, scope: ScopeId, name: &str, flags: u8, at: TextRange) {
        let scope = &mut self.scopes.list[scope];
        if let Some(symbol) = scope.symbols.get_mut(name) {
            symbol.flags |= flags;
            if flags & flag::NONLOCAL != 0 {
                symbol.at = at;
            }
            return;
        }
        scope.symbols.insert(name.to_owned(), Symbol { flags, home: Home::Global, at });
        scope.order.push(name.to_owned());
    }

    pub(super) fn flags(&self, scope: ScopeId, name: &str) -> u8 {
        self.scopes.list[scope].symbols.get(name).map_or(0, |s| s.flags)
    }

    pub(super) fn mangled(&self, name: &str) -> String {
        self.scopes.list[self.current].mangle(name).into_owned()
    }

    /// Notes that a name is read.
    pub(super) fn read(&mut self, name: &str, at: TextRange) {
        let name = self.mangled(name);
        let mut s = self.current;
        while let (ScopeKind::Inlined(_), Some(parent)) = (self.scopes.list[s].kind, self.scopes.list[s].parent) {
            if self.flags(s, &name) & flag::LOCAL != 0 {
                return self.set(s, &name, flag::USE, at);
            }
            s = parent;
        }
        self.set(s, &name, flag::USE, at);
        // The short form of `super()` needs the class; see the call code.
        if name == "super" && self.scopes.list[s].is_function() {
            self.set(s, "__class__", flag::USE, at);
        }
        // Annotations and their like are functions, yet see the names of the class body they stand in.
        if self.scopes.list[s].sees_class {
            self.set(s, NAMESPACE, flag::USE, at);
        }
    }

    /// Notes that a name is bound.
    pub(super) fn bind(&mut self, name: &str, at: TextRange) -> Res<()> {
        self.check_writable(name, at)?;
        let name = self.mangled(name);
        self.set(self.current, &name, flag::LOCAL, at);
        Ok(())
    }

    /// `__debug__` is a constant, not a name.
    pub(super) fn check_writable(&self, name: &str, at: TextRange) -> Res<()> {
        if name == "__debug__" {
            return fail(at, "cannot assign to __debug__");
        }
        Ok(())
    }

    /// Declares parameters in register order.
    pub(super) fn params(&mut self, parameters: &Parameters) -> Res<()> {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs).map(|p| &p.parameter);
        let rest = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| &**p);
        for p in positional.chain(rest) {
            self.check_writable(&p.name, p.name.range())?;
            let name = self.mangled(&p.name);
            if self.flags(self.current, &name) & flag::PARAM != 0 {
                return fail(p.name.range(), format!("duplicate parameter '{}' in function definition", p.name));
            }
            self.set(self.current, &name, flag::PARAM | flag::LOCAL, p.name.range());
            self.scopes.list[self.current].params.push(name);
        }
        Ok(())
    }

    /// Handles `global` and `nonlocal`.
    pub(super) fn declare(&mut self, name: &str, bit: u8, at: TextRange) -> Res<()> {
        let name = self.mangled(name);
        let scope = self.current;
        let word = if bit == flag::GLOBAL { "global" } else { "nonlocal" };
        if bit == flag::NONLOCAL && self.kind() == ScopeKind::Module {
            return fail(at, "nonlocal declaration not allowed at module level");
        }
        self.check_writable(&name, at)?;
        let flags = self.flags(scope, &name);
        if flags & flag::PARAM != 0 {
            return fail(at, format!("name '{name}' is parameter and {word}"));
        }
        if flags & (flag::GLOBAL | flag::NONLOCAL) & !bit != 0 {
            return fail(at, format!("name '{name}' is nonlocal and global"));
        }
        if flags & flag::ANNOTATED != 0 {
            return fail(at, format!("annotated name '{name}' can't be {word}"));
        }
        if flags & flag::LOCAL != 0 {
            return fail(at, format!("name '{name}' is assigned to before {word} declaration"));
        }
        if flags & flag::USE != 0 {
            return fail(at, format!("name '{name}' is used prior to {word} declaration"));
        }
        self.set(scope, &name, bit, at);
        if bit == flag::GLOBAL {
            // The module's own uses then go past a namespace that is not its globals, too (`exec` with two dicts).
            self.set(MODULE, &name, bit, at);
        }
        Ok(())
    }

    /// Notes that a name is deleted here.
    pub(super) fn note_deleted(&mut self, name: &str) {
        let name = self.mangled(name);
        self.scopes.list[self.current].deleted.insert(name);
    }

    /// Binds the target of `:=`, which lies outside of all comprehensions around.
    pub(super) fn bind_walrus(&mut self, name: &str, at: TextRange) -> Res<()> {
        if self.in_iterable > 0 {
            return fail(at, "assignment expression cannot be used in a comprehension iterable expression");
        }
        self.check_writable(name, at)?;
        let shown = name;
        let name = self.mangled(name);
        let mut passed = Vec::new();
        let mut s = self.current;
        while let (ScopeKind::Inlined(_) | ScopeKind::Comprehension(_), Some(parent)) =
            (self.scopes.list[s].kind, self.scopes.list[s].parent)
        {
            if self.flags(s, &name) & flag::LOCAL != 0 {
                return fail(at, format!("assignment expression cannot rebind comprehension iteration variable '{shown}'"));
            }
            if !matches!(self.scopes.list[s].kind, ScopeKind::Inlined(_)) {
                passed.push(s);
            }
            s = parent;
        }
        if s != self.current && self.scopes.list[s].kind == ScopeKind::Class {
            return fail(at, "assignment expression within a comprehension cannot be used in a class body");
        }
        if s != self.current {
            match self.scopes.list[s].kind {
                ScopeKind::TypeParams => {
                    return fail(at, "assignment expression within a comprehension cannot be used within the definition of a generic");
                }
                ScopeKind::Lazy("a type alias") => {
                    return fail(at, "assignment expression within a comprehension cannot be used in a type alias");
                }
                ScopeKind::Lazy(_) => {
                    return fail(at, "assignment expression within a comprehension cannot be used in a TypeVar bound");
                }
                _ => {}
            }
        }
        let global = self.scopes.list[s].kind == ScopeKind::Module || self.flags(s, &name) & flag::GLOBAL != 0;
        self.set(s, &name, flag::LOCAL, at);
        self.scopes.list[s].walrus.insert(name.clone());
        for p in passed {
            self.set(p, &name, if global { flag::GLOBAL } else { flag::NONLOCAL }, at);
            self.scopes.list[p].walrus.insert(name.clone());
        }
        Ok(())
    }

    /// Binds the names in an assignment target of a comprehension, before its parts are read.
    pub(super) fn bind_comprehension_target(&mut self, target: &Expr) -> Res<()> {
        match target {
            Expr::Name(n) => self.bind(&n.id, n.range),
            Expr::Tuple(t) => t.elts.iter().try_for_each(|e| self.bind_comprehension_target(e)),
            Expr::List(t) => t.elts.iter().try_for_each(|e| self.bind_comprehension_target(e)),
            Expr::Starred(s) => self.bind_comprehension_target(&s.value),
            _ => Ok(()),
        }
    }

    /// Remembers `self.name = …` in a method for the class around.
    pub(super) fn note_static_attribute(&mut self, object: &Expr, attribute: &str) {
        let Expr::Name(object) = object else { return };
        let real = self.real();
        let scope = &self.scopes.list[real];
        let Some(mut parent) = scope.parent else { return };
        if let (ScopeKind::TypeParams, Some(outer)) = (self.scopes.list[parent].kind, self.scopes.list[parent].parent) {
            parent = outer;
        }
        if scope.kind != ScopeKind::Function
            || self.scopes.list[parent].kind != ScopeKind::Class
            || scope.params.first().map(String::as_str) != Some(object.id.as_str())
        {
            return;
        }
        let name = self.mangled(attribute);
        let seen = &mut self.scopes.list[parent].static_attributes;
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
}
