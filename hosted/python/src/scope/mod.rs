//! Where every name lives: the symbol tables of a text.
//!
//! `collect` walks the tree once, makes a [`Scope`] per code unit and per comprehension and notes how each name is used; `resolve` then
//! decides, as CPython's `symtable.c` does, which names are local, global, or captured from an enclosing function.
//!
//! Comprehensions in functions and modules are *inlined*: they have a scope (their variables are invisible outside) but no code unit; their
//! variables become hidden locals of the function around them. In class bodies, and for generator expressions, they are functions.

mod collect;
mod context;
mod resolve;
pub(crate) mod type_params;
pub(crate) mod warn;

use crate::error::Res;
use ruff_python_ast::{Stmt, StmtAnnAssign};
use ruff_text_size::TextRange;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

pub(crate) use collect::{collect_expression, contains_walrus};

/// The set in which a module or class notes which of its annotations it has come by.
pub(crate) const CONDITIONAL: &str = "__conditional_annotations__";

/// The variable in which a class's code finds its type parameters.
pub(crate) const TYPE_PARAMS: &str = ".type_params";

/// The variable through which annotations reach the namespace of their class.
pub(crate) const NAMESPACE: &str = "__classdict__";

/// Index of a scope in [`Scopes`].
pub(crate) type ScopeId = usize;

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    /// A generator expression, or a comprehension that is compiled as a function. The text is what errors call it.
    Comprehension(&'static str),
    /// A comprehension that is part of the code around it.
    Inlined(&'static str),
    /// The function that computes annotations.
    Annotate,
    /// The function that makes type parameters and what has them.
    TypeParams,
    /// The function that computes a bound, a default or the value of an alias. The text is what errors call it.
    Lazy(&'static str),
}

impl ScopeKind {
    /// What errors call a scope in which nothing may be assigned, yielded or awaited.
    pub(crate) fn pure(self) -> Option<&'static str> {
        match self {
            ScopeKind::Annotate => Some("an annotation"),
            ScopeKind::TypeParams => Some("the definition of a generic"),
            ScopeKind::Lazy(what) => Some(what),
            _ => None,
        }
    }
}

/// How a name is used in one scope: bits of [`Symbol::flags`].
pub(crate) mod flag {
    pub(crate) const PARAM: u8 = 1;
    pub(crate) const LOCAL: u8 = 2;
    pub(crate) const GLOBAL: u8 = 4;
    pub(crate) const NONLOCAL: u8 = 8;
    pub(crate) const USE: u8 = 16;
    pub(crate) const ANNOTATED: u8 = 32;
    pub(crate) const TYPE_PARAM: u8 = 64;
}

/// Where a name of a code unit is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// Local of this function (or name of this class body).
    Local,
    /// Local of this function, shared with inner ones.
    Cell,
    /// Variable of an enclosing function.
    Free,
    /// Global or builtin.
    Global,
}

/// One name in one scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    pub(crate) flags: u8,
    pub(crate) home: Home,
    /// Where it was declared `nonlocal`, or first seen.
    pub(crate) at: TextRange,
}

/// A hidden local: the variable of an inlined comprehension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hidden {
    pub(crate) name: String,
    pub(crate) cell: bool,
}

/// One scope.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) parent: Option<ScopeId>,
    pub(crate) name: String,
    /// Name of the class around, for `__private` names.
    pub(crate) private: Option<String>,
    /// The only names to which `private` applies: those of a class's type parameters, around the class itself.
    pub(crate) only_private: Option<Rc<HashSet<String>>>,
    /// Reads names of the class around, as annotations and type parameters do.
    pub(crate) sees_class: bool,
    pub(crate) symbols: HashMap<String, Symbol>,
    /// Names in the order they were first seen.
    pub(crate) order: Vec<String>,
    /// Parameters in register order.
    pub(crate) params: Vec<String>,
    /// Captured variables, sorted.
    pub(crate) free: BTreeSet<String>,
    /// Names that a `:=` inside an expression rebinds.
    pub(crate) walrus: HashSet<String>,
    /// Names that are deleted somewhere: by `del`, or at the end of an `except`.
    pub(crate) deleted: HashSet<String>,
    pub(crate) generator: bool,
    /// It awaits: an `async def`, or a comprehension that does.
    pub(crate) coroutine: bool,
    /// The first `return` with a value.
    pub(crate) returns: Option<TextRange>,
    /// Class: some method wants `__class__`.
    pub(crate) needs_class_cell: bool,
    /// Class: an annotation reads the class's names.
    pub(crate) needs_namespace_cell: bool,
    /// Class: it notes which annotations it has come by.
    pub(crate) needs_conditional_cell: bool,
    /// Class: attributes that methods assign on their first parameter, in order.
    pub(crate) static_attributes: Vec<String>,
    /// Function or module: hidden locals of its inlined comprehensions.
    pub(crate) hidden: Vec<Hidden>,
    /// Inlined comprehension: index of each of its variables in the owner's `hidden`.
    pub(crate) slots: HashMap<String, usize>,
    /// Inlined comprehension: comprehensions and functions directly inside.
    pub(crate) inlined_children: Vec<ScopeId>,
}

impl Scope {
    /// Whether local names of this scope are registers.
    pub(crate) fn is_function(&self) -> bool {
        matches!(self.kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension(_)) || self.kind.pure().is_some()
    }

    /// A name as it is stored in this scope.
    pub(crate) fn mangle<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match &self.only_private {
            Some(only) if !only.contains(name) => Cow::Borrowed(name),
            _ => mangle(self.private.as_deref(), name),
        }
    }
}

/// Which scope of a node is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Its body.
    Body,
    /// Its annotations.
    Annotate,
    /// Its type parameters.
    TypeParams,
    /// The default of a type parameter.
    Default,
}

/// All scopes of a text. The module's is number 0.
#[derive(Debug)]
pub(crate) struct Scopes {
    pub(crate) list: Vec<Scope>,
    by_node: HashMap<(usize, Role), ScopeId>,
    /// Numbers of annotations that count only when control has come by them.
    conditional: HashMap<usize, usize>,
    /// What looks wrong, in the order of its discovery.
    pub(crate) warnings: Vec<warn::Warning>,
    /// `from __future__ import annotations` is in force.
    pub(crate) future_annotations: bool,
}

/// Key of a syntax node. Nodes do not move while a text is compiled, so their addresses identify them.
fn key<T>(node: &T) -> usize {
    core::ptr::from_ref(node) as usize
}

impl Scopes {
    /// The scope of a node that has one.
    pub(crate) fn of<T>(&self, node: &T, role: Role) -> Option<ScopeId> {
        self.by_node.get(&(key(node), role)).copied()
    }

    /// The number of an annotation that counts only when control has come by it.
    pub(crate) fn conditional(&self, a: &StmtAnnAssign) -> Option<usize> {
        self.conditional.get(&key(a)).copied()
    }

    /// The scope of the annotations of the module or class body `owner`.
    pub(crate) fn annotations_of(&self, owner: ScopeId) -> Option<ScopeId> {
        self.by_node.get(&(owner, Role::Annotate)).copied()
    }
}

/// Analyses the statements of a module.
pub(crate) fn collect_module(body: &[Stmt], future_annotations: bool) -> Res<Scopes> {
    collect::collect_module(body, future_annotations)
}

/// A name as it is stored: `__x` in class `C` is `_C__x`.
fn mangle<'a>(private: Option<&str>, name: &'a str) -> Cow<'a, str> {
    let Some(class) = private else { return Cow::Borrowed(name) };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    let class = class.trim_start_matches('_');
    if class.is_empty() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("_{class}{name}"))
}
