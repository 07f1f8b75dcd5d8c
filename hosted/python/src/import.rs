//! Imports.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::Const;
use ruff_python_ast as ast;
use ruff_text_size::TextRange;

impl<'a> Compiler<'a> {
    /// `import a, b.c as d`.
    pub(crate) fn import(&mut self, i: &'a ast::StmtImport) -> Res<()> {
        for alias in &i.names {
            let mark = self.frame.top;
            let module = self.import_module(i.range, &alias.name, 0, Const::None)?;
            let mut parts = alias.name.split('.');
            let first = parts.next().unwrap_or("");
            match &alias.asname {
                None => self.store_name(i.range, first, module),
                Some(asname) => {
                    // The import gives the outermost package; walk down to the module that gets the name.
                    for part in parts {
                        let inner = self.push(i.range)?;
                        self.import_from_module(i.range, inner, module, part);
                        self.emit(i.range, Op::MOVE, module, inner, 0);
                        self.frame.top = usize::from(inner);
                    }
                    self.store_name(i.range, asname, module);
                }
            }
            self.frame.top = mark;
        }
        Ok(())
    }

    /// `from m import a, b as c` and `from m import *`.
    pub(crate) fn import_from(&mut self, i: &'a ast::StmtImportFrom) -> Res<()> {
        let name = i.module.as_deref().unwrap_or("");
        let names = i.names.iter().map(|a| Const::Str(a.name.to_string())).collect();
        let module = self.import_module(i.range, name, i.level, Const::Tuple(names))?;
        if i.names.iter().any(|a| a.name.as_str() == "*") {
            self.emit(i.range, Op::IMPORT_STAR, module, 0, 0);
            return Ok(());
        }
        for alias in &i.names {
            let target = alias.asname.as_ref().unwrap_or(&alias.name);
            match self.local(target) {
                Some(r) => self.import_from_module(i.range, r, module, &alias.name),
                None => {
                    let r = self.push(alias.range)?;
                    self.import_from_module(i.range, r, module, &alias.name);
                    self.store_name(alias.range, target, r);
                    self.frame.top = usize::from(r);
                }
            }
        }
        self.emit(i.range, Op::CLEAR, module, 0, 0);
        Ok(())
    }

    fn import_module(&mut self, at: TextRange, name: &str, level: u32, from: Const) -> Res<u8> {
        let Ok(level) = u8::try_from(level) else { return fail(at, "too many dots in a relative import") };
        let r = self.const_temp(at, from)?;
        let name = self.frame.asm.name(name);
        self.frame.asm.emit_extra(at, Op::IMPORT_NAME, r, level, r, name);
        Ok(r)
    }

    fn import_from_module(&mut self, at: TextRange, dst: u8, module: u8, name: &str) {
        let name = self.frame.asm.name(name);
        self.frame.asm.emit_extra(at, Op::IMPORT_FROM, dst, module, 0, name);
    }
}
