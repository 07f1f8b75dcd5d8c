//! Type parameters and type aliases: their scopes (PEP 695, 696).
//!
//! `def f[T: B = D](x: T)` has a scope of its own for `T` around the function's annotations and body, and one for each of `B` and `D`, which
//! are computed when somebody asks for them.

use super::collect::Collector;
use super::{Role, ScopeId, ScopeKind, flag};
use crate::error::{Res, fail};
use ruff_python_ast::{self as ast, Expr, Parameters, TypeParam, TypeParams};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;

/// Names that the scopes themselves need.
const RESERVED: &[&str] = &["__classdict__", "__conditional_annotations__"];

/// Names of the parameters by which the scope of type parameters gets the defaults of its function.
pub(crate) const DEFAULTS: [&str; 2] = [".defaults", ".kwdefaults"];

impl Collector {
    /// Makes the scope of the type parameters of `node`.
    pub(super) fn open_type_params<T>(&mut self, node: &T, name: &str) -> ScopeId {
        self.open_for(node, Role::TypeParams, ScopeKind::TypeParams, &format!("<generic parameters of {name}>"))
    }

    /// Defaults are computed outside and handed in.
    pub(super) fn default_parameters(&mut self, p: &Parameters) {
        let positional = p.posonlyargs.iter().chain(&p.args).any(|p| p.default.is_some());
        let keyword = p.kwonlyargs.iter().any(|p| p.default.is_some());
        for (name, wanted) in DEFAULTS.into_iter().zip([positional, keyword]) {
            if wanted {
                self.set(self.current, name, flag::PARAM | flag::LOCAL, TextRange::default());
                self.scopes.list[self.current].params.push(name.to_owned());
            }
        }
    }

    /// Private names among the type parameters of a class belong to that class.
    pub(super) fn private_type_params(&mut self, t: &TypeParams, class: &str) {
        let scope = &mut self.scopes.list[self.current];
        scope.private = Some(class.to_owned());
        scope.only_private = Some(Rc::new(t.iter().map(|p| p.name().to_string()).collect()));
    }

    /// Binds type parameters and reads what belongs to them.
    pub(super) fn type_params(&mut self, t: &TypeParams) -> Res<()> {
        let mut had_default = false;
        for p in t.iter() {
            let name = p.name();
            if RESERVED.contains(&name.as_str()) {
                return fail(p.range(), format!("reserved name '{name}' cannot be used for type parameter"));
            }
            let mangled = self.mangled(name);
            if self.flags(self.current, &mangled) & flag::TYPE_PARAM != 0 {
                return fail(p.range(), format!("duplicate type parameter '{name}'"));
            }
            self.check_writable(name, p.range())?;
            self.set(self.current, &mangled, flag::LOCAL | flag::TYPE_PARAM, name.range);
            let (bound, default, what) = match p {
                TypeParam::TypeVar(v) => (v.bound.as_deref(), v.default.as_deref(), "a TypeVar default"),
                TypeParam::TypeVarTuple(v) => (None, v.default.as_deref(), "a TypeVarTuple default"),
                TypeParam::ParamSpec(v) => (None, v.default.as_deref(), "a ParamSpec default"),
            };
            if let Some(e) = bound {
                let what = if e.is_tuple_expr() { "a TypeVar constraint" } else { "a TypeVar bound" };
                self.lazy(p, Role::Body, what, name, e)?;
            }
            match default {
                Some(e) => self.lazy(p, Role::Default, what, name, e)?,
                None if had_default => {
                    return fail(p.range(), format!("non-default type parameter '{name}' follows default type parameter"));
                }
                None => {}
            }
            had_default = default.is_some();
        }
        Ok(())
    }

    /// `type X[T] = value`
    pub(super) fn type_alias(&mut self, t: &ast::StmtTypeAlias) -> Res<()> {
        let Expr::Name(name) = &*t.name else { return fail(&*t.name, "invalid syntax") };
        self.bind(&name.id, name.range)?;
        match &t.type_params {
            None => self.lazy(t, Role::Body, "a type alias", &name.id, &t.value),
            Some(p) => {
                let scope = self.open_type_params(t, &name.id);
                self.within(scope, |c| {
                    c.type_params(p)?;
                    c.lazy(t, Role::Body, "a type alias", &name.id, &t.value)
                })
            }
        }
    }

    fn lazy<T>(&mut self, node: &T, role: Role, what: &'static str, name: &str, e: &Expr) -> Res<()> {
        let scope = self.open_for(node, role, ScopeKind::Lazy(what), name);
        self.within(scope, |c| {
            c.annotate_parameter();
            c.expr(super::collect::star_value(e))
        })
    }
}
