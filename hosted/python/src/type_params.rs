//! Type parameters and type aliases (PEP 695, 696).
//!
//! A generic function, class or alias is made by a function of its own, called once, whose locals are the type parameters. Bounds, defaults
//! and the values of aliases are functions that are called when somebody asks.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use crate::function::with;
use crate::scope::type_params::DEFAULTS;
use crate::scope::{Role, TYPE_PARAMS};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, Expr, TypeParam, TypeParams};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    /// Makes something that has type parameters in `base`, behind which lie `given` values that the function which makes it takes as its
    /// parameters. `make` leaves the result in the register it returns.
    pub(crate) fn generic<T>(&mut self, at: TextRange, node: &T, base: u8, given: u8, make: impl FnOnce(&mut Self) -> Res<u8>) -> Res<()> {
        let Some(scope) = self.scopes.of(node, Role::TypeParams) else { return Ok(()) };
        let name = self.qualname(&self.scopes.list[scope].name.clone());
        let saved = self.open_frame(scope, name, at)?;
        self.frame.unit.arg_count = given.into();
        self.frame.unit.positional_only = given.into();
        let made = make(self)?;
        self.emit(at, Op::RETURN, made, 0, 0);
        let unit = self.close_frame()?;
        self.frame = saved;
        let f = self.make_plain(at, unit)?;
        self.emit(at, Op::MOVE, base, f, 0);
        self.frame.top = usize::from(base) + 1 + usize::from(given);
        self.emit(at, Op::CALL, base, given, base);
        self.frame.top = usize::from(base) + 1;
        Ok(())
    }

    /// A function with type parameters, inside the function that makes it.
    pub(crate) fn generic_function(&mut self, f: &'a ast::StmtFunctionDef, t: &'a TypeParams, flags: u8, qualname: String) -> Res<u8> {
        let at = t.range;
        let params = self.type_params(t)?;
        let base = self.push(at)?;
        for (i, name) in DEFAULTS.into_iter().enumerate() {
            if flags & 1 << i != 0 {
                let r = self.push(at)?;
                self.load_name(at, name, r)?;
            }
        }
        self.function_itself(f, base, flags, qualname)?;
        let copy = self.push(at)?;
        self.emit(at, Op::COPY, copy, base, 0);
        self.frame.asm.emit_site(at, Op::STORE_ATTR, copy, params, "__type_params__");
        Ok(base)
    }

    /// A class with type parameters, inside the function that makes it.
    pub(crate) fn generic_class(&mut self, c: &'a ast::StmtClassDef, t: &'a TypeParams, qualname: String) -> Res<u8> {
        let at = t.range;
        let params = self.type_params(t)?;
        self.store_name(at, TYPE_PARAMS, params);
        let base = self.push(at)?;
        let generic = self.push(at)?;
        self.load_typing(at, "_subscript_generic", generic);
        let r = self.push(at)?;
        self.load_name(at, TYPE_PARAMS, r)?;
        self.emit(at, Op::CALL, generic, 1, generic);
        self.frame.top = usize::from(generic) + 1;
        let made = self.push(at)?;
        self.class_itself(c, made, qualname, Some(generic))?;
        self.emit(at, Op::MOVE, base, made, 0);
        Ok(base)
    }

    /// `type X[T] = value`
    pub(crate) fn type_alias(&mut self, t: &'a ast::StmtTypeAlias) -> Res<()> {
        let Expr::Name(name) = &*t.name else { return fail(&*t.name, "invalid syntax") };
        let base = self.push(t.range)?;
        match &t.type_params {
            None => self.alias(t, &name.id, None, base)?,
            Some(p) => self.generic(t.range, t, base, 0, |c| {
                let base = c.push(t.range)?;
                c.alias(t, &name.id, Some(p), base)?;
                Ok(base)
            })?,
        }
        self.store_name(t.range, &name.id, base);
        Ok(())
    }

    fn alias(&mut self, t: &'a ast::StmtTypeAlias, name: &str, params: Option<&'a TypeParams>, base: u8) -> Res<()> {
        self.load_typing(t.range, "_make_alias", base);
        self.const_temp(t.range, Const::Str(name.to_owned()))?;
        match params {
            Some(p) => self.type_params(p)?,
            None => self.const_temp(t.range, Const::None)?,
        };
        self.evaluator(t, Role::Body, &t.value)?;
        self.emit(t.range, Op::CALL, base, 3, base);
        self.frame.top = usize::from(base) + 1;
        Ok(())
    }

    /// Makes type parameters, binds them, and puts a tuple of them into the next temporary.
    fn type_params(&mut self, t: &'a TypeParams) -> Res<u8> {
        let result = self.push(t.range)?;
        self.emit(t.range, Op::BUILD_LIST, result, result, 0);
        for p in t.iter() {
            self.frame.top = usize::from(result) + 1;
            self.type_param(p)?;
            let r = self.push(p.range())?;
            self.load_name(p.range(), p.name(), r)?;
            self.emit(p.range(), Op::LIST_APPEND, result, r, 0);
        }
        self.emit(t.range, Op::LIST_TO_TUPLE, result, result, 0);
        self.frame.top = usize::from(result) + 1;
        Ok(result)
    }

    fn type_param(&mut self, p: &'a TypeParam) -> Res<()> {
        let at = p.range();
        let base = self.push(at)?;
        let (maker, default) = match p {
            TypeParam::TypeVar(v) => ("_make_typevar", v.default.as_deref()),
            TypeParam::TypeVarTuple(v) => ("_make_typevartuple", v.default.as_deref()),
            TypeParam::ParamSpec(v) => ("_make_paramspec", v.default.as_deref()),
        };
        self.load_typing(at, maker, base);
        self.const_temp(at, Const::Str(p.name().to_string()))?;
        self.evaluator_or_none(at, p, Role::Default, default)?;
        let mut given = 2;
        if let TypeParam::TypeVar(v) = p {
            let several = v.bound.as_deref().is_some_and(Expr::is_tuple_expr);
            self.evaluator_or_none(at, p, Role::Body, v.bound.as_deref().filter(|_| !several))?;
            self.evaluator_or_none(at, p, Role::Body, v.bound.as_deref().filter(|_| several))?;
            given = 4;
        }
        self.emit(at, Op::CALL, base, given, base);
        self.store_name(at, p.name(), base);
        Ok(())
    }

    fn evaluator_or_none<T>(&mut self, at: TextRange, node: &T, role: Role, e: Option<&'a Expr>) -> Res<()> {
        match e {
            Some(e) => self.evaluator(node, role, e),
            None => self.const_temp(at, Const::None).map(drop),
        }
    }

    /// A function that computes `e` in the next temporary.
    fn evaluator<T>(&mut self, node: &T, role: Role, e: &'a Expr) -> Res<()> {
        let at = e.range();
        let Some(scope) = self.scopes.of(node, role) else { return Ok(()) };
        let name = self.scopes.list[scope].name.clone();
        let saved = self.open_helper(scope, &name, at)?;
        self.refuse_formats(at)?;
        let r = self.push(at)?;
        self.annotation_to(e, r)?;
        self.emit(at, Op::RETURN, r, 0, 0);
        let unit = self.close_frame()?;
        self.frame = saved;
        let base = self.push(at)?;
        // The format is `VALUE` unless said otherwise.
        self.const_temp(at, Const::Tuple(vec![Const::Int(1)]))?;
        let closure = if self.closure(at, &unit)? { with::CLOSURE } else { 0 };
        self.make(at, base, with::DEFAULTS | closure, unit)
    }

    /// A function of the module that knows type parameters.
    fn load_typing(&mut self, at: TextRange, name: &str, dst: u8) {
        let name = self.frame.asm.name(name);
        self.frame.asm.emit_extra(at, Op::LOAD_TYPING, dst, 0, 0, name);
    }
}
