//! Class statements.

use crate::compiler::{Compiler, up_to};
use crate::error::Res;
use crate::scope::{NAMESPACE, Role, TYPE_PARAMS};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange, TextSize};

impl<'a> Compiler<'a> {
    /// `class C(bases): body` is `C = __build_class__(body, 'C', bases)`.
    pub(crate) fn class_def(&mut self, c: &'a ast::StmtClassDef) -> Res<()> {
        let at = up_to(TextRange::new(c.name.start(), c.name.end()), c.name.end());
        let line = c.decorator_list.first().map_or(c.range, Ranged::range);
        self.decorators(&c.decorator_list)?;
        let base = self.push(at)?;
        let qualname = self.qualname(&self.mangled(&c.name));
        match &c.type_params {
            None => self.class_itself(c, base, qualname, None)?,
            Some(t) => self.generic(line, c, base, 0, |s| s.generic_class(c, t, qualname))?,
        }
        self.decorate(&c.decorator_list, base)?;
        let result = (usize::from(base) - c.decorator_list.len()) as u8;
        self.store_name(at, &c.name, result);
        Ok(())
    }

    /// Makes a class in `base`; the base `generic` comes after those that are written.
    pub(crate) fn class_itself(&mut self, c: &'a ast::StmtClassDef, base: u8, qualname: String, generic: Option<u8>) -> Res<()> {
        let at = up_to(TextRange::new(c.name.start(), c.name.end()), c.name.end());
        let line = c.decorator_list.first().map_or(c.range, Ranged::range);
        self.emit(at, Op::LOAD_BUILD_CLASS, base, 0, 0);
        let Some(scope) = self.scopes.of(c, Role::Body) else { return Ok(()) };
        let saved = self.open_frame(scope, qualname, line)?;
        self.class_body(c, line)?;
        let unit = self.close_frame()?;
        self.frame = saved;
        self.make_plain(at, unit)?;
        self.const_temp(at, Const::Str(c.name.to_string()))?;
        let keyword = match c.decorator_list.last() {
            Some(d) => {
                let rest = self.source.slice(TextRange::new(d.end(), c.name.start()));
                d.end() + TextSize::of(rest.rfind("class").map_or("", |i| &rest[..i]))
            }
            None => c.start(),
        };
        let call = TextRange::new(keyword, c.end());
        match generic {
            None => self.call_arguments(call, base, 2, c.arguments.as_deref(), base)?,
            Some(generic) => self.call_with_base(call, base, 2, c.arguments.as_deref(), generic)?,
        }
        self.frame.top = usize::from(base) + 1;
        Ok(())
    }

    fn class_body(&mut self, c: &'a ast::StmtClassDef, line: TextRange) -> Res<()> {
        let at = TextRange::new(c.name.start(), c.name.end());
        let scope = &self.scopes.list[self.frame.scope];
        let r = self.push(at)?;
        if scope.needs_namespace_cell {
            self.emit(at, Op::LOAD_LOCALS, r, 0, 0);
            let cell = u8::from(scope.needs_class_cell);
            debug_assert_eq!(self.frame.unit.locals[usize::from(cell)], NAMESPACE);
            self.emit(at, Op::STORE_CELL, cell, r, 0);
        }
        if let Some(cell) = self.conditional_cell() {
            self.emit(at, Op::BUILD_SET, r, r, 0);
            self.emit(at, Op::STORE_CELL, cell, r, 0);
        }
        self.frame.asm.emit_site(at, Op::LOAD_NAME, r, 0, "__name__");
        self.frame.asm.emit_site(at, Op::STORE_NAME, r, 0, "__module__");
        self.load_const(at, Const::Str(self.frame.unit.qualname.clone()), r)?;
        self.frame.asm.emit_site(at, Op::STORE_NAME, r, 0, "__qualname__");
        if c.type_params.is_some() {
            self.load_name(at, TYPE_PARAMS, r)?;
            self.frame.asm.emit_site(at, Op::STORE_NAME, r, 0, "__type_params__");
        }
        self.load_const(at, Const::Int(self.source.line(line.start()).into()), r)?;
        self.frame.asm.emit_site(at, Op::STORE_NAME, r, 0, "__firstlineno__");
        let mut body = &c.body[..];
        if let Some((doc, at)) = self.source.docstring(body) {
            self.load_const(at, Const::Str(doc), r)?;
            self.frame.asm.emit_site(at, Op::STORE_NAME, r, 0, "__doc__");
            body = &body[1..];
        }
        self.frame.top = usize::from(r);
        self.own_annotations(body, self.frame.scope, "__annotate_func__")?;
        self.body(body)?;
        let end = c.body.last().map_or(at, Ranged::range);
        let attributes = scope.static_attributes.iter().map(|a| Const::Str(a.clone())).collect();
        let r = self.push(at)?;
        self.load_const(end, Const::Tuple(attributes), r)?;
        self.frame.asm.emit_site(end, Op::STORE_NAME, r, 0, "__static_attributes__");
        if scope.needs_namespace_cell {
            self.emit(end, Op::COPY, r, u8::from(scope.needs_class_cell), 0);
            self.frame.asm.emit_site(end, Op::STORE_NAME, r, 0, "__classdictcell__");
        }
        if scope.needs_class_cell {
            self.emit(end, Op::COPY, r, 0, 0);
            self.emit(end, Op::RETURN, r, 0, 0);
        } else {
            self.emit(end, Op::RETURN_NONE, 0, 0, 0);
        }
        Ok(())
    }
}
