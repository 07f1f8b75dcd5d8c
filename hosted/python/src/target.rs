//! Assignment and deletion targets.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use crate::scope::contains_walrus;
use freewheel_kernel::bytecode::isa::Op;
use ruff_python_ast::Expr;
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    /// Writes a register to a target; a temporary is consumed.
    pub(crate) fn store(&mut self, target: &'a Expr, src: u8) -> Res<()> {
        let mark = self.frame.top;
        let at = target.range();
        match target {
            Expr::Name(n) => self.store_name(at, &n.id, src),
            Expr::Attribute(a) => {
                let object = self.operand(&a.value)?;
                let name = self.mangled(&a.attr).into_owned();
                self.frame.asm.emit_site(at, Op::STORE_ATTR, object, src, &name);
            }
            Expr::Subscript(s) => {
                let object = self.held(&s.value, &[&s.slice])?;
                if let Some(parts) = self.plain_slice(&s.slice)? {
                    self.emit(at, Op::STORE_SLICE, object, parts, src);
                } else {
                    let index = self.operand(&s.slice)?;
                    self.emit(at, Op::STORE_ITEM, object, index, src);
                }
            }
            Expr::Tuple(t) => self.unpack(at, &t.elts, src)?,
            Expr::List(l) => self.unpack(at, &l.elts, src)?,
            Expr::Starred(_) => return fail(at, "starred assignment target must be in a list or tuple"),
            _ => return fail(at, "cannot assign to expression"),
        }
        self.frame.top = mark;
        Ok(())
    }

    fn unpack(&mut self, at: TextRange, targets: &'a [Expr], src: u8) -> Res<()> {
        let stars = targets.iter().filter(|t| t.is_starred_expr()).count();
        if stars > 1 {
            return fail(at, "multiple starred expressions in assignment");
        }
        let base = self.push_run(at, targets.len().max(1))?;
        if targets.is_empty() {
            self.frame.top = usize::from(base);
        }
        match targets.iter().position(Expr::is_starred_expr) {
            None => self.emit(at, Op::UNPACK, base, src, targets.len() as u8),
            Some(before) => {
                let after = (targets.len() - before - 1) as u32;
                self.frame.asm.emit_extra(at, Op::UNPACK_EX, base, src, before as u8, after);
            }
        }
        for (i, target) in targets.iter().enumerate() {
            let target = if let Expr::Starred(s) = target { &*s.value } else { target };
            self.store(target, base + i as u8)?;
        }
        Ok(())
    }

    /// `a, b = x, y` without a tuple. Returns whether it applied.
    pub(crate) fn parallel_assign(&mut self, targets: &'a [Expr], values: &'a [Expr]) -> Res<bool> {
        let plain = |list: &[Expr]| !list.iter().any(Expr::is_starred_expr);
        if targets.len() != values.len() || targets.len() > 4 || targets.is_empty() || !plain(targets) || !plain(values) {
            return Ok(false);
        }
        let mut registers = Vec::new();
        for (i, value) in values.iter().enumerate() {
            // A local is read when its target is written, so nothing may write to it before: neither a target nor a `:=`.
            let safe = |r: u8| {
                targets[..i].iter().all(|t| match t {
                    Expr::Name(t) => self.local(&t.id) != Some(r),
                    other => !contains_walrus(other) && !matches!(other, Expr::Tuple(_) | Expr::List(_)),
                })
            };
            registers.push(match self.in_place(value, &values[i + 1..]) {
                Some(r) if safe(r) => r,
                _ => self.temp(value)?,
            });
        }
        for (target, r) in targets.iter().zip(registers) {
            self.store(target, r)?;
        }
        Ok(true)
    }

    /// Deletes a target.
    pub(crate) fn delete(&mut self, target: &'a Expr) -> Res<()> {
        let mark = self.frame.top;
        let at = target.range();
        match target {
            Expr::Name(n) => self.delete_name(at, &n.id),
            Expr::Attribute(a) => {
                let object = self.operand(&a.value)?;
                let name = self.mangled(&a.attr).into_owned();
                self.frame.asm.emit_site(at, Op::DEL_ATTR, object, 0, &name);
            }
            Expr::Subscript(s) => {
                let object = self.held(&s.value, &[&s.slice])?;
                let index = self.operand(&s.slice)?;
                self.emit(at, Op::DEL_ITEM, object, index, 0);
            }
            Expr::Tuple(t) => t.elts.iter().try_for_each(|e| self.delete(e))?,
            Expr::List(l) => l.elts.iter().try_for_each(|e| self.delete(e))?,
            _ => return fail(at, "cannot delete expression"),
        }
        self.frame.top = mark;
        Ok(())
    }
}
