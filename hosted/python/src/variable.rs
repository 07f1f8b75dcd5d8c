//! Reading, writing and deleting variables, wherever they live.

use crate::compiler::Compiler;
use crate::error::Res;
use crate::scope::{NAMESPACE, ScopeKind};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_text_size::TextRange;

/// Where the current code unit finds a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A register.
    Local(u8),
    /// The cell in a register.
    Cell(u8),
    /// A cell of the closure.
    Free(u16),
    /// A local beyond the registers.
    Far(u16),
    /// The globals, then the builtins.
    Global,
    /// The class namespace, then the globals and builtins.
    Name,
    /// The class namespace, then a cell of the closure.
    NameOrFree(u8),
    /// An annotation in a class: its namespace, then the globals.
    NamespaceOrGlobal,
    /// An annotation in a class: its namespace, then a cell of the closure.
    NamespaceOrFree(u16),
}

impl Compiler<'_> {
    /// The place of a name, which is mangled already.
    pub(crate) fn place(&self, name: &str) -> Place {
        for &scope in self.frame.inlined.iter().rev() {
            if let Some(&slot) = self.scopes.list[scope].slots.get(name) {
                let register = (self.frame.hidden + slot) as u8;
                let cell = self.scopes.list[self.frame.scope].hidden[slot].cell;
                return if cell { Place::Cell(register) } else { Place::Local(register) };
            }
        }
        let other = if self.namespace && self.kind() == ScopeKind::Module { Place::Name } else { Place::Global };
        self.frame.places.get(name).copied().unwrap_or(other)
    }

    /// The register of a plain local; `name` is as written.
    pub(crate) fn local(&self, name: &str) -> Option<u8> {
        match self.place(&self.mangled(name)) {
            Place::Local(r) => Some(r),
            _ => None,
        }
    }

    /// Reads a variable; `name` is as written.
    pub(crate) fn load_name(&mut self, at: TextRange, name: &str, dst: u8) -> Res<()> {
        let name = self.mangled(name).into_owned();
        match self.place(&name) {
            Place::Local(r) => self.emit(at, Op::MOVE, dst, r, 0),
            Place::Cell(r) => self.emit(at, Op::LOAD_CELL, dst, r, 0),
            Place::Free(i) => self.frame.asm.emit_extra(at, Op::LOAD_FREE, dst, 0, 0, i.into()),
            Place::Far(i) => self.frame.asm.emit_extra(at, Op::LOAD_FAR, dst, 0, 0, i.into()),
            Place::Global => self.frame.asm.emit_site(at, Op::LOAD_GLOBAL, dst, 0, &name),
            Place::Name => self.frame.asm.emit_site(at, Op::LOAD_NAME, dst, 0, &name),
            Place::NameOrFree(i) => self.frame.asm.emit_site(at, Op::LOAD_NAME_OR_FREE, dst, i, &name),
            Place::NamespaceOrGlobal => self.load_from_namespace(at, &name, None, dst)?,
            Place::NamespaceOrFree(i) => self.load_from_namespace(at, &name, Some(i), dst)?,
        }
        Ok(())
    }

    /// `namespace[name] if name in namespace else …`, for annotations in class bodies.
    fn load_from_namespace(&mut self, at: TextRange, name: &str, free: Option<u16>, dst: u8) -> Res<()> {
        let mark = self.frame.top;
        let (outside, end) = (self.label(), self.label());
        let namespace = self.push(at)?;
        let key = self.push(at)?;
        for test in [true, false] {
            self.load_name(at, NAMESPACE, namespace)?;
            self.load_const(at, Const::Str(name.to_owned()), key)?;
            if test {
                self.frame.asm.jump(at, Op::JUMP_IN, key, namespace, 0, outside);
            } else {
                self.emit(at, Op::LOAD_ITEM, dst, namespace, key);
            }
        }
        self.frame.top = mark;
        self.jump(at, end);
        self.bind(outside);
        match free {
            Some(i) => self.frame.asm.emit_extra(at, Op::LOAD_FREE, dst, 0, 0, i.into()),
            None => self.frame.asm.emit_site(at, Op::LOAD_GLOBAL, dst, 0, name),
        }
        self.bind(end);
        Ok(())
    }

    /// Writes a register to a variable; a temporary is consumed.
    pub(crate) fn store_name(&mut self, at: TextRange, name: &str, src: u8) {
        let name = self.mangled(name).into_owned();
        match self.place(&name) {
            Place::Local(r) if r == src => {}
            Place::Local(r) => self.emit(at, Op::MOVE, r, src, 0),
            Place::Cell(r) => self.emit(at, Op::STORE_CELL, r, src, 0),
            Place::Free(i) => self.frame.asm.emit_extra(at, Op::STORE_FREE, src, 0, 0, i.into()),
            Place::Far(i) => self.frame.asm.emit_extra(at, Op::STORE_FAR, src, 0, 0, i.into()),
            Place::Global => self.frame.asm.emit_site(at, Op::STORE_GLOBAL, src, 0, &name),
            Place::Name | Place::NameOrFree(_) | Place::NamespaceOrGlobal | Place::NamespaceOrFree(_) => {
                self.frame.asm.emit_site(at, Op::STORE_NAME, src, 0, &name);
            }
        }
    }

    /// Deletes a variable.
    pub(crate) fn delete_name(&mut self, at: TextRange, name: &str) {
        let name = self.mangled(name).into_owned();
        match self.place(&name) {
            Place::Local(r) => self.emit(at, Op::DEL_LOCAL, r, 0, 0),
            Place::Cell(r) => self.emit(at, Op::DEL_CELL, r, 0, 0),
            Place::Free(i) => self.frame.asm.emit_extra(at, Op::DEL_FREE, 0, 0, 0, i.into()),
            Place::Far(i) => self.frame.asm.emit_extra(at, Op::DEL_FAR, 0, 0, 0, i.into()),
            Place::Global => self.frame.asm.emit_site(at, Op::DEL_GLOBAL, 0, 0, &name),
            Place::Name | Place::NameOrFree(_) | Place::NamespaceOrGlobal | Place::NamespaceOrFree(_) => {
                self.frame.asm.emit_site(at, Op::DEL_NAME, 0, 0, &name);
            }
        }
    }

    /// Puts the cell of a captured variable, not its content, into a temporary.
    pub(crate) fn load_cell_itself(&mut self, at: TextRange, name: &str, dst: u8) {
        let cell = match self.place(name) {
            Place::Cell(r) => Some(r),
            // A class's own cells are not among its names.
            _ => self.frame.unit.cells.iter().copied().find(|&r| {
                usize::from(r) < self.frame.hidden && self.frame.unit.locals[usize::from(r)] == name && self.frame.unit.flags.class_body
            }),
        };
        match cell {
            Some(r) => self.emit(at, Op::COPY, dst, r, 0),
            None => {
                let i = self.frame.unit.free.iter().position(|f| f == name).unwrap_or(0);
                self.frame.asm.emit_extra(at, Op::LOAD_CLOSURE, dst, 0, 0, i as u32);
            }
        }
    }
}
