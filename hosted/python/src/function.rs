//! Functions: `def`, `lambda`, and what all code made into functions shares.

use crate::compiler::{Compiler, up_to};
use crate::error::Res;
use crate::scope::{Role, ScopeId};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};
use ruff_python_ast::{self as ast, Decorator, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// Parts of a function object that lie beside it: `MAKE_FUNCTION`'s flags.
pub(crate) mod with {
    pub(crate) const DEFAULTS: u8 = 1;
    pub(crate) const KEYWORD_DEFAULTS: u8 = 2;
    pub(crate) const CLOSURE: u8 = 4;
    pub(crate) const ANNOTATE: u8 = 8;
}

impl<'a> Compiler<'a> {
    /// A `def` statement.
    pub(crate) fn function_def(&mut self, f: &'a ast::StmtFunctionDef) -> Res<()> {
        let at = up_to(TextRange::new(f.name.start(), f.name.end()), f.name.end());
        let line = f.decorator_list.first().map_or(f.range, Ranged::range);
        self.decorators(&f.decorator_list)?;
        let base = self.push(at)?;
        let flags = self.defaults(at, &f.parameters)?;
        let qualname = self.qualname(&self.mangled(&f.name));
        match &f.type_params {
            None => self.function_itself(f, base, flags, qualname)?,
            Some(t) => {
                self.generic(line, f, base, flags.count_ones() as u8, |c| c.generic_function(f, t, flags, qualname))?;
            }
        }
        self.decorate(&f.decorator_list, base)?;
        let result = (usize::from(base) - f.decorator_list.len()) as u8;
        self.store_name(at, &f.name, result);
        Ok(())
    }

    /// Makes a function in `base`; the defaults that `flags` name lie behind it.
    pub(crate) fn function_itself(&mut self, f: &'a ast::StmtFunctionDef, base: u8, mut flags: u8, qualname: String) -> Res<()> {
        let at = up_to(TextRange::new(f.name.start(), f.name.end()), f.name.end());
        let line = f.decorator_list.first().map_or(f.range, Ranged::range);
        let annotate = self.function_annotations(f)?;
        let Some(scope) = self.scopes.of(f, Role::Body) else { return Ok(()) };
        let saved = self.open_frame(scope, qualname, line)?;
        self.parameters(&f.parameters);
        self.function_body(&f.body)?;
        let unit = self.close_frame()?;
        self.frame = saved;
        if self.closure(at, &unit)? {
            flags |= with::CLOSURE;
        }
        if let Some(unit) = annotate {
            self.annotate_function(at, unit)?;
            flags |= with::ANNOTATE;
        }
        self.make(at, base, flags, unit)
    }

    /// A `lambda` expression.
    pub(crate) fn lambda(&mut self, l: &'a ast::ExprLambda, dst: u8) -> Res<()> {
        let at = l.range;
        let base = self.push(at)?;
        let mut flags = match &l.parameters {
            Some(parameters) => self.defaults(at, parameters)?,
            None => 0,
        };
        let Some(scope) = self.scopes.of(l, Role::Body) else { return Ok(()) };
        let saved = self.open_frame(scope, self.qualname("<lambda>"), at)?;
        if let Some(parameters) = &l.parameters {
            self.parameters(parameters);
        }
        let r = self.operand(&l.body)?;
        self.emit(l.body.range(), Op::RETURN, r, 0, 0);
        let unit = self.close_frame()?;
        self.frame = saved;
        if self.closure(at, &unit)? {
            flags |= with::CLOSURE;
        }
        self.make(at, base, flags, unit)?;
        self.finish_work(at, base, dst);
        Ok(())
    }

    /// Turns code into a function in `base`; what the flags name lies behind it.
    pub(crate) fn make(&mut self, at: TextRange, base: u8, flags: u8, unit: CodeUnit) -> Res<()> {
        let code = self.frame.asm.constant(Const::Code(Box::new(unit)), at)?;
        self.frame.asm.emit_extra(at, Op::MAKE_FUNCTION, base, flags, 0, code);
        self.frame.top = usize::from(base) + 1;
        Ok(())
    }

    /// A function without parameters of its own in the next temporary.
    pub(crate) fn make_plain(&mut self, at: TextRange, unit: CodeUnit) -> Res<u8> {
        let base = self.push(at)?;
        let flags = if self.closure(at, &unit)? { with::CLOSURE } else { 0 };
        self.make(at, base, flags, unit)?;
        Ok(base)
    }

    /// Puts the cells that `unit` captures into a tuple in the next temporary, if there are any.
    pub(crate) fn closure(&mut self, at: TextRange, unit: &CodeUnit) -> Res<bool> {
        if unit.free.is_empty() {
            return Ok(false);
        }
        let result = self.push(at)?;
        self.frame.top = usize::from(result);
        if self.has_room(unit.free.len()) {
            for name in &unit.free {
                let r = self.push(at)?;
                self.load_cell_itself(at, name, r);
            }
            self.emit(at, Op::BUILD_TUPLE, result, result, unit.free.len() as u8);
        } else {
            self.push(at)?;
            self.emit(at, Op::BUILD_LIST, result, result, 0);
            for name in &unit.free {
                let r = self.push(at)?;
                self.load_cell_itself(at, name, r);
                self.emit(at, Op::LIST_APPEND, result, r, 0);
                self.frame.top = usize::from(r);
            }
            self.emit(at, Op::LIST_TO_TUPLE, result, result, 0);
        }
        self.frame.top = usize::from(result) + 1;
        Ok(true)
    }

    /// Fills in what the current code unit says about its parameters.
    pub(crate) fn parameters(&mut self, p: &Parameters) {
        let unit = &mut self.frame.unit;
        unit.positional_only = p.posonlyargs.len() as u32;
        unit.arg_count = (p.posonlyargs.len() + p.args.len()) as u32;
        unit.keyword_only = p.kwonlyargs.len() as u32;
        unit.flags.varargs = p.vararg.is_some();
        unit.flags.varkeywords = p.kwarg.is_some();
    }

    fn function_body(&mut self, body: &'a [Stmt]) -> Res<()> {
        if let Some((doc, _)) = self.source.docstring(body) {
            self.frame.unit.flags.docstring = true;
            self.frame.asm.docstring(doc);
        }
        self.body(body)?;
        let at = body.last().map_or(TextRange::default(), Ranged::range);
        self.emit(at, Op::RETURN_NONE, 0, 0, 0);
        Ok(())
    }

    /// Puts defaults into the next temporaries; returns the flags that say which there are.
    fn defaults(&mut self, at: TextRange, p: &'a Parameters) -> Res<u8> {
        let mut flags = 0;
        let positional: Vec<_> = p.posonlyargs.iter().chain(&p.args).filter_map(|p| p.default.as_deref()).collect();
        if !positional.is_empty() {
            flags |= with::DEFAULTS;
            let result = self.push(at)?;
            let mut values = Vec::new();
            for e in &positional {
                match self.fold(e)? {
                    Some(v) => values.push(v),
                    None => break,
                }
            }
            if values.len() == positional.len() {
                self.load_const(at, Const::Tuple(values), result)?;
            } else if self.has_room(positional.len()) {
                self.frame.top = usize::from(result);
                for e in &positional {
                    self.temp(e)?;
                }
                self.emit(at, Op::BUILD_TUPLE, result, result, positional.len() as u8);
            } else {
                self.emit(at, Op::BUILD_LIST, result, result, 0);
                for e in &positional {
                    self.frame.top = usize::from(result) + 1;
                    let r = self.operand(e)?;
                    self.emit(at, Op::LIST_APPEND, result, r, 0);
                }
                self.emit(at, Op::LIST_TO_TUPLE, result, result, 0);
            }
            self.frame.top = usize::from(result) + 1;
        }
        if p.kwonlyargs.iter().any(|p| p.default.is_some()) {
            flags |= with::KEYWORD_DEFAULTS;
            let result = self.push(at)?;
            self.emit(at, Op::BUILD_MAP, result, result + 1, 0);
            for p in &p.kwonlyargs {
                let Some(default) = &p.default else { continue };
                let name = self.mangled(&p.parameter.name).into_owned();
                let key = self.const_temp(p.range, Const::Str(name))?;
                let value = self.operand(default)?;
                self.emit(p.range, Op::MAP_ADD, result, key, value);
                self.frame.top = usize::from(result) + 1;
            }
        }
        Ok(flags)
    }

    /// Computes decorators into the next temporaries.
    pub(crate) fn decorators(&mut self, list: &'a [Decorator]) -> Res<()> {
        list.iter().try_for_each(|d| self.temp(&d.expression).map(drop))
    }

    /// Applies decorators, which lie below what they decorate; the result takes the place of the first.
    pub(crate) fn decorate(&mut self, list: &'a [Decorator], decorated: u8) -> Res<()> {
        for (i, d) in list.iter().rev().enumerate() {
            let callee = decorated - 1 - i as u8;
            self.emit(d.expression.range(), Op::CALL, callee, 1, callee);
        }
        Ok(())
    }

    /// Starts a code unit for a generated function with one positional-only parameter.
    pub(crate) fn open_helper(&mut self, scope: ScopeId, name: &str, at: TextRange) -> Res<crate::compiler::Frame<'a>> {
        let saved = self.open_frame(scope, self.qualname(name), at)?;
        self.frame.unit.arg_count = 1;
        self.frame.unit.positional_only = 1;
        Ok(saved)
    }
}
