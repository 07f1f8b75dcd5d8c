//! The generator's state: the function being compiled, its registers, and how functions nest.

use crate::error::{Res, fail};
use crate::parse::{self, Root};
use crate::scope::warn::Warning;
use crate::scope::{self, CONDITIONAL, NAMESPACE, ScopeId, ScopeKind, Scopes, flag};
use crate::source::Source;
use crate::unwind::Block;
use crate::variable::Place;
use crate::{Mode, Options};
use freewheel_assembler::{Assembler, Label};
use freewheel_kernel::bytecode::isa::Op;
use freewheel_kernel::bytecode::unit::{CodeFlags, CodeUnit, Const};
use ruff_text_size::{Ranged, TextRange, TextSize};
use std::borrow::Cow;
use std::collections::HashMap;

/// Registers a frame may have.
const MAX_REGISTERS: usize = 249;
/// Named locals that get registers; the rest are far.
const MAX_NEAR: usize = 180;
/// Longest run of temporaries built for one display or call.
pub(crate) const MAX_RUN: usize = 30;

/// One code unit in the making.
#[derive(Debug, Default)]
pub(crate) struct Frame<'a> {
    pub(crate) scope: ScopeId,
    pub(crate) asm: Assembler<TextRange>,
    pub(crate) unit: CodeUnit,
    /// Number of locals: the first temporary.
    pub(crate) locals: usize,
    /// Next free temporary.
    pub(crate) top: usize,
    /// Registers in all, so far.
    max: usize,
    pub(crate) places: HashMap<String, Place>,
    /// Register of the first hidden local.
    pub(crate) hidden: usize,
    /// Inlined comprehensions around, outermost first.
    pub(crate) inlined: Vec<ScopeId>,
    /// What `return`, `break` and `continue` have to leave.
    pub(crate) blocks: Vec<Block<'a>>,
}

/// The code generator.
#[derive(Debug)]
pub(crate) struct Compiler<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) scopes: &'a Scopes,
    pub(crate) frame: Frame<'a>,
    /// Bare expressions are printed.
    pub(crate) interactive: bool,
    /// Names of the top level are looked for in a namespace.
    pub(crate) namespace: bool,
    /// Instructions in code units that are done.
    pub(crate) finished: usize,
}

/// Compiles a whole text.
pub(crate) fn compile(source: &Source<'_>, options: Options) -> Res<(CodeUnit, Vec<Warning>)> {
    let mode = options.mode;
    let mut tree = parse::parse(source, mode)?;
    let mut warnings = core::mem::take(&mut tree.warnings);
    let mut scopes = match tree.root() {
        Root::Module(body) => scope::collect_module(body, options.future_annotations)?,
        Root::Expression(e) => scope::collect_expression(e)?,
    };
    if options.namespace
        && mode == Mode::Interactive
        && let Root::Module(body) = tree.root()
    {
        parse::single_statement(source, body)?;
    }
    warnings.append(&mut scopes.warnings);
    let mut c = Compiler {
        source,
        scopes: &scopes,
        frame: Frame::default(),
        interactive: mode == Mode::Interactive,
        namespace: options.namespace,
        finished: 0,
    };
    c.open_frame(0, "<module>".to_owned(), TextRange::default())?;
    c.frame.unit.first_line = 1;
    c.frame.unit.flags.module = true;
    c.frame.unit.flags.namespace = options.namespace;
    match tree.root() {
        Root::Module(body) => c.module(body)?,
        Root::Expression(e) => {
            let r = c.operand(e)?;
            c.emit(e.range(), Op::RETURN, r, 0, 0);
        }
    }
    Ok((c.close_frame()?, warnings))
}

impl<'a> Compiler<'a> {
    // ---- frames ----

    /// Starts a code unit and returns the one it interrupts.
    pub(crate) fn open_frame(&mut self, scope: ScopeId, qualname: String, at: TextRange) -> Res<Frame<'a>> {
        const TOO_MANY: &str = "too many parameters and captured variables in one function";
        let s = &self.scopes.list[scope];
        if s.params.len() > MAX_NEAR + 40 {
            return fail(at, TOO_MANY);
        }
        let mut frame = Frame { scope, ..Frame::default() };
        frame.unit.name = s.name.clone();
        frame.unit.qualname = qualname;
        frame.unit.filename = self.source.filename.to_owned();
        frame.unit.first_line = self.source.line(at.start());
        frame.unit.flags = CodeFlags {
            future_annotations: self.scopes.future_annotations,
            generator: s.generator || s.coroutine,
            coroutine: s.coroutine && !s.generator,
            async_generator: s.coroutine && s.generator,
            class_body: s.kind == ScopeKind::Class,
            ..CodeFlags::default()
        };
        frame.unit.free = s.free.iter().cloned().collect();
        let cells = frame.place_names(self.scopes, self.namespace);
        if frame.locals > MAX_NEAR + 40 {
            return fail(at, TOO_MANY);
        }
        frame.top = frame.locals;
        frame.max = frame.locals;
        frame.asm.begin(s.params.len());
        let saved = core::mem::replace(&mut self.frame, frame);
        for cell in cells {
            self.frame.unit.cells.push(cell);
            self.emit(TextRange::empty(at.start()), Op::MAKE_CELL, cell, 0, 0);
        }
        Ok(saved)
    }

    /// Ends the current code unit.
    pub(crate) fn close_frame(&mut self) -> Res<CodeUnit> {
        let Frame { asm, mut unit, max, .. } = core::mem::take(&mut self.frame);
        unit.registers = max as u32;
        self.finished += asm.len();
        asm.finish(&mut unit, |pc, at| self.source.location(pc, at))?;
        Ok(unit)
    }

    /// `__qualname__` of something named `name` that is made here.
    pub(crate) fn qualname(&self, name: &str) -> String {
        let scope = &self.scopes.list[self.frame.scope];
        let declared_global = scope.symbols.get(name).is_some_and(|s| s.flags & flag::GLOBAL != 0);
        match scope.kind {
            ScopeKind::Module => name.to_owned(),
            // As if there were no scope of type parameters.
            ScopeKind::TypeParams => {
                let own = self.frame.unit.qualname.len() - scope.name.len();
                format!("{}{name}", &self.frame.unit.qualname[..own])
            }
            _ if declared_global => name.to_owned(),
            // The code of a generator expression is named like a scope, but has none of its own in names; a comprehension is not even named.
            ScopeKind::Comprehension("generator expression") => format!("{}.{name}", self.frame.unit.qualname),
            ScopeKind::Comprehension(_) => {
                let own = self.frame.unit.qualname.len() - scope.name.len();
                format!("{}{name}", &self.frame.unit.qualname[..own])
            }
            ScopeKind::Class => format!("{}.{name}", self.frame.unit.qualname),
            _ => format!("{}.<locals>.{name}", self.frame.unit.qualname),
        }
    }

    /// Kind of the code unit being made.
    pub(crate) fn kind(&self) -> ScopeKind {
        self.scopes.list[self.frame.scope].kind
    }

    /// A name as it is stored in this place.
    pub(crate) fn mangled<'n>(&self, name: &'n str) -> Cow<'n, str> {
        self.scopes.list[self.frame.scope].mangle(name)
    }

    // ---- instructions ----

    pub(crate) fn emit(&mut self, at: TextRange, op: Op, a: u8, b: u8, c: u8) {
        self.frame.asm.emit(at, op, a, b, c);
    }

    pub(crate) fn jump(&mut self, at: TextRange, to: Label) {
        self.frame.asm.jump(at, Op::JUMP, 0, 0, 0, to);
    }

    pub(crate) fn jump_on(&mut self, at: TextRange, op: Op, a: u8, to: Label) {
        self.frame.asm.jump(at, op, a, 0, 0, to);
    }

    pub(crate) fn label(&mut self) -> Label {
        self.frame.asm.label()
    }

    pub(crate) fn bind(&mut self, label: Label) {
        self.frame.asm.bind(label);
    }

    /// Loads a constant, as an immediate when it is a small integer.
    pub(crate) fn load_const(&mut self, at: TextRange, value: Const, dst: u8) -> Res<()> {
        if let Const::Int(i) = value
            && let Ok(small) = i16::try_from(i)
        {
            self.frame.asm.emit_extra(at, Op::LOAD_INT, dst, 0, 0, u32::from(small as u16));
            return Ok(());
        }
        let index = self.frame.asm.constant(value, at)?;
        self.frame.asm.emit_extra(at, Op::LOAD_CONST, dst, 0, 0, index);
        Ok(())
    }

    /// Loads a constant into a new temporary.
    pub(crate) fn const_temp(&mut self, at: TextRange, value: Const) -> Res<u8> {
        let r = self.push(at)?;
        self.load_const(at, value, r)?;
        Ok(r)
    }

    // ---- registers ----

    /// Reserves the next temporary.
    pub(crate) fn push(&mut self, at: TextRange) -> Res<u8> {
        self.push_run(at, 1)
    }

    /// Reserves `n` temporaries in a row and returns the first.
    pub(crate) fn push_run(&mut self, at: TextRange, n: usize) -> Res<u8> {
        let first = self.frame.top;
        self.frame.top += n;
        if self.frame.top > MAX_REGISTERS {
            return fail(at, "code is too complex: a function needs too many registers");
        }
        self.frame.max = self.frame.max.max(self.frame.top);
        Ok(first as u8)
    }

    /// Whether a run of `n` temporaries fits, with some room for what its values need.
    pub(crate) fn has_room(&self, n: usize) -> bool {
        n <= MAX_RUN && self.frame.top + n + 12 < MAX_REGISTERS
    }

    pub(crate) fn is_local(&self, register: u8) -> bool {
        usize::from(register) < self.frame.locals
    }

    /// A temporary to build a value in that goes to `dst` in the end. A local must keep its old value until then, a temporary need not.
    pub(crate) fn work(&mut self, at: TextRange, dst: u8) -> Res<u8> {
        if self.is_local(dst) {
            return self.push(at);
        }
        if self.frame.top <= usize::from(dst) {
            self.frame.top = usize::from(dst);
            return self.push(at);
        }
        Ok(dst)
    }

    /// Moves a finished value from its working temporary to where it belongs.
    pub(crate) fn finish_work(&mut self, at: TextRange, work: u8, dst: u8) {
        if work != dst {
            self.emit(at, Op::MOVE, dst, work, 0);
        }
    }
}

impl Frame<'_> {
    /// Gives every name of the scope its place; returns the registers that become cells.
    fn place_names(&mut self, scopes: &Scopes, namespace: bool) -> Vec<u8> {
        let scope = &scopes.list[self.scope];
        let mut cells = Vec::new();
        if scope.kind == ScopeKind::Class {
            for (wanted, name) in [
                (scope.needs_class_cell, "__class__"),
                (scope.needs_namespace_cell, NAMESPACE),
                (scope.needs_conditional_cell, CONDITIONAL),
            ] {
                if wanted {
                    cells.push(self.unit.locals.len() as u8);
                    self.unit.locals.push(name.to_owned());
                }
            }
        }
        let is_local = |name: &&String| matches!(scope.symbols[*name].home, scope::Home::Local | scope::Home::Cell);
        let others: Vec<&String> = match scope.is_function() {
            true => scope.order.iter().filter(is_local).filter(|n| !scope.params.contains(n)).collect(),
            false => Vec::new(),
        };
        let fixed =
            scope.params.len() + others.iter().filter(|n| scope.symbols[**n].home == scope::Home::Cell).count() + scope.hidden.len();
        let mut near_left = MAX_NEAR.saturating_sub(fixed);
        for name in scope.params.iter().chain(others) {
            let symbol = scope.symbols[name];
            let is_cell = symbol.home == scope::Home::Cell;
            if symbol.flags & flag::PARAM == 0 && !is_cell {
                if near_left == 0 {
                    self.places.insert(name.clone(), Place::Far(self.unit.far.len() as u16));
                    self.unit.far.push(name.clone());
                    continue;
                }
                near_left -= 1;
            }
            // More than 255 parameters wrap around here; `open_frame` refuses them.
            let register = self.unit.locals.len() as u8;
            self.unit.locals.push(if name == ".format" { "format".to_owned() } else { name.clone() });
            if is_cell {
                cells.push(register);
            }
            self.places.insert(name.clone(), if is_cell { Place::Cell(register) } else { Place::Local(register) });
        }
        self.hidden = self.unit.locals.len();
        for h in &scope.hidden {
            if h.cell {
                self.unit.cells.push(self.unit.locals.len() as u8);
            }
            self.unit.locals.push(h.name.clone());
        }
        self.locals = self.unit.locals.len();
        for name in &scope.order {
            if !self.places.contains_key(name) {
                let place = self.outer_place(scopes, name, namespace);
                self.places.insert(name.clone(), place);
            }
        }
        cells
    }

    /// Place of a name that is no local of a function.
    fn outer_place(&self, scopes: &Scopes, name: &str, namespace: bool) -> Place {
        let scope = &scopes.list[self.scope];
        let symbol = scope.symbols[name];
        let free = || self.unit.free.iter().position(|f| f == name).unwrap_or(0) as u16;
        let declared = symbol.flags & (flag::GLOBAL | flag::NONLOCAL) != 0;
        let in_class_annotation = scope.sees_class && scope.free.contains(NAMESPACE) && name != NAMESPACE && name != CONDITIONAL;
        match (scope.kind, symbol.home) {
            (ScopeKind::Class, scope::Home::Free) if !declared => Place::NameOrFree(free() as u8),
            (ScopeKind::Class, scope::Home::Global) if declared => Place::Global,
            (ScopeKind::Class, scope::Home::Free) => Place::Free(free()),
            (ScopeKind::Class, _) => Place::Name,
            (ScopeKind::Module, _) if namespace && !declared => Place::Name,
            (_, scope::Home::Free) if in_class_annotation => Place::NamespaceOrFree(free()),
            (_, scope::Home::Free) => Place::Free(free()),
            _ if in_class_annotation && !declared => Place::NamespaceOrGlobal,
            _ => Place::Global,
        }
    }
}

/// The empty range at the start of another.
pub(crate) fn at_start(at: impl Ranged) -> TextRange {
    TextRange::empty(at.start())
}

/// The line of `at` up to its end, for headers of blocks.
pub(crate) fn up_to(at: TextRange, end: TextSize) -> TextRange {
    TextRange::new(at.start(), end.max(at.start()))
}
