//! Calls.

use crate::compiler::Compiler;
use crate::error::Res;
use crate::scope::{self, ScopeKind};
use crate::variable::Place;
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast::{self as ast, Arguments, Expr};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    /// Whether a call has to collect its arguments in a tuple and a dict.
    pub(crate) fn is_wide_call(&self, arguments: &Arguments) -> bool {
        arguments.args.iter().any(Expr::is_starred_expr)
            || arguments.keywords.iter().any(|k| k.arg.is_none())
            || !self.has_room(arguments.args.len() + arguments.keywords.len() + 2)
    }

    /// `super()` in a method, which is short for `super(__class__, self)`.
    pub(crate) fn is_short_super(&self, c: &ast::ExprCall) -> bool {
        let Expr::Name(n) = &*c.func else { return false };
        let scope = &self.scopes.list[self.frame.scope];
        n.id == "super"
            && c.arguments.is_empty()
            && self.place("super") == Place::Global
            && matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension(_))
            && scope.symbols.get("__class__").is_some_and(|s| s.home == scope::Home::Free)
            && self.frame.unit.arg_count > 0
    }

    /// Compiles what `is_short_super` found.
    pub(crate) fn short_super(&mut self, c: &'a ast::ExprCall, dst: u8) -> Res<()> {
        let at = c.range();
        let base = self.push_run(at, 3)?;
        self.load_name(c.func.range(), "super", base)?;
        self.load_name(at, "__class__", base + 1)?;
        let first = self.scopes.list[self.frame.scope].params[0].clone();
        match self.frame.places.get(&first) {
            Some(Place::Cell(r)) => self.emit(at, Op::LOAD_CELL, base + 2, *r, 0),
            _ => self.emit(at, Op::MOVE, base + 2, 0, 0),
        }
        self.emit(at, Op::CALL, base, 2, dst);
        Ok(())
    }

    /// A method call on the object in `left`; temporaries from `mark` on are free but for it.
    pub(crate) fn method_call(&mut self, c: &'a ast::ExprCall, left: u8, mark: usize, dst: u8) -> Res<()> {
        let at = c.range();
        let base = mark as u8;
        if let Expr::Attribute(a) = &*c.func {
            let name = self.mangled(&a.attr).into_owned();
            self.frame.top = mark;
            self.push_run(at, 2)?;
            self.frame.asm.emit_site(a.range, Op::LOAD_METHOD, base, left, &name);
        }
        self.arguments(at, base, Op::CALL_METHOD, Op::CALL_METHOD_KW, 0, &c.arguments, None, dst)
    }

    /// Calls what is in `base`; `given` arguments follow it already.
    pub(crate) fn call_arguments(&mut self, at: TextRange, base: u8, given: usize, arguments: Option<&'a Arguments>, dst: u8) -> Res<()> {
        match arguments {
            None => {
                self.emit(at, Op::CALL, base, given as u8, dst);
                Ok(())
            }
            Some(a) if self.is_wide_call(a) => self.wide_call(at, base, given, a, None, dst),
            Some(a) => self.arguments(at, base, Op::CALL, Op::CALL_KW, given, a, None, dst),
        }
    }

    /// Calls what is in `base` as a class statement does, with `last` as one more positional argument; the result goes to `base`.
    pub(crate) fn call_with_base(&mut self, at: TextRange, base: u8, given: usize, arguments: Option<&'a Arguments>, last: u8) -> Res<()> {
        match arguments {
            None => {
                let r = self.push(at)?;
                self.emit(at, Op::MOVE, r, last, 0);
                self.emit(at, Op::CALL, base, given as u8 + 1, base);
                Ok(())
            }
            Some(a) if self.is_wide_call(a) => self.wide_call(at, base, given, a, Some(last), base),
            Some(a) => self.arguments(at, base, Op::CALL, Op::CALL_KW, given, a, Some(last), base),
        }
    }

    /// Arguments in consecutive temporaries.
    #[allow(clippy::too_many_arguments, reason = "one call site's worth of context, used from two places")]
    fn arguments(
        &mut self,
        at: TextRange,
        base: u8,
        plain: Op,
        with_names: Op,
        given: usize,
        a: &'a Arguments,
        last: Option<u8>,
        dst: u8,
    ) -> Res<()> {
        for e in &a.args {
            self.temp(e)?;
        }
        if let Some(last) = last {
            let r = self.push(at)?;
            self.emit(at, Op::MOVE, r, last, 0);
        }
        for k in &a.keywords {
            self.temp(&k.value)?;
        }
        let n = (given + a.args.len() + usize::from(last.is_some()) + a.keywords.len()) as u8;
        if a.keywords.is_empty() {
            self.emit(at, plain, base, n, dst);
        } else {
            let names = a.keywords.iter().filter_map(|k| k.arg.as_ref()).map(|k| Const::Str(k.to_string())).collect();
            let names = self.frame.asm.constant(Const::Tuple(names), at)?;
            self.frame.asm.emit_extra(at, with_names, base, n, dst, names);
        }
        Ok(())
    }

    /// A call with an iterable and a dict: `f(*a, **b)`, or one with very many arguments.
    fn wide_call(&mut self, at: TextRange, base: u8, given: usize, a: &'a Arguments, last: Option<u8>, dst: u8) -> Res<()> {
        let tuple = base + 1;
        self.frame.top = usize::from(tuple) + given;
        let starred = a.args.iter().any(Expr::is_starred_expr);
        if let ([Expr::Starred(s)], 0, None) = (&*a.args, given, last) {
            // Nothing to put together: the call itself goes through it, after the keywords were computed.
            self.temp(&s.value)?;
        } else if !starred && self.has_room(a.args.len()) {
            for e in &a.args {
                self.temp(e)?;
            }
            if let Some(last) = last {
                let r = self.push(at)?;
                self.emit(at, Op::MOVE, r, last, 0);
            }
            let n = given + a.args.len() + usize::from(last.is_some());
            if n == 0 {
                self.push(at)?;
                self.load_const(at, Const::Tuple(Vec::new()), tuple)?;
            } else {
                self.emit(at, Op::BUILD_TUPLE, tuple, tuple, n as u8);
            }
        } else {
            if given == 0 {
                self.push(at)?;
            }
            self.emit(at, Op::BUILD_LIST, tuple, tuple, given as u8);
            for e in &a.args {
                self.frame.top = usize::from(tuple) + 1;
                let (op, e) = if let Expr::Starred(s) = e { (Op::LIST_EXTEND, &*s.value) } else { (Op::LIST_APPEND, e) };
                let r = self.operand(e)?;
                self.emit(at, op, tuple, r, 0);
            }
            if let Some(last) = last {
                self.emit(at, Op::LIST_APPEND, tuple, last, 0);
            }
            self.emit(at, Op::LIST_TO_TUPLE, tuple, tuple, 0);
        }
        self.frame.top = usize::from(tuple) + 1;
        if a.keywords.is_empty() {
            self.emit(at, Op::CALL_EX, base, 0, dst);
            return Ok(());
        }
        let dict = self.push(at)?;
        let first = self.frame.top;
        let mut rest = &a.keywords[..];
        let mut made = false;
        while !rest.is_empty() {
            self.frame.top = first;
            let named = rest.iter().take_while(|k| k.arg.is_some()).count();
            if named == 0 {
                if !made {
                    self.emit(at, Op::BUILD_MAP, dict, first as u8, 0);
                    made = true;
                }
                let r = self.operand(&rest[0].value)?;
                self.emit(at, Op::DICT_MERGE, dict, r, base);
                rest = &rest[1..];
                continue;
            }
            let n = named.min(8);
            for k in &rest[..n] {
                self.const_temp(k.range, Const::Str(k.arg.as_ref().map(ToString::to_string).unwrap_or_default()))?;
                self.temp(&k.value)?;
            }
            if made {
                // Merged, not added, so that a keyword repeated by an earlier `**` is noticed.
                self.emit(at, Op::BUILD_MAP, first as u8, first as u8, n as u8);
                self.emit(at, Op::DICT_MERGE, dict, first as u8, base);
            } else {
                self.emit(at, Op::BUILD_MAP, dict, first as u8, n as u8);
                made = true;
            }
            rest = &rest[n..];
        }
        self.emit(at, Op::CALL_EX, base, 1, dst);
        Ok(())
    }
}
