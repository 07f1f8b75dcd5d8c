//! An assembler of the kernel's bytecode, for compilers: instructions of one code unit while it is being made, with labels, constants, names and cache
//! sites, and the final layout. What an instruction does, and which of its operands are used up, is written in [`isa`].
//!
//! Instructions are kept one per entry with symbolic jump targets. Only [`Assembler::finish`] knows word positions: there, jumps to jumps
//! are shortened and conditional jumps that do not reach become an inverted jump over a long one.
//!
//! The assembler follows control flow: after an unconditional transfer nothing is recorded until a label that something jumps to is bound.
//! A generator can therefore walk unreachable code like any other, for its errors, at no cost in the result. It follows, too, which registers
//! have certainly been written by then, so that a generator need not make sure of a local before code that must not run without it.
//!
//! It checks little by itself: the kernel verifies every unit before it runs, and says which rule is broken, and where.
//!
//! # Example
//! `fn double(x) { x + x }`, whose places are lines:
//! ```
//! use freewheel_assembler::Assembler;
//! use freewheel_kernel::bytecode::isa::Op;
//! use freewheel_kernel::bytecode::unit::{CodeUnit, Location};
//! use freewheel_kernel::bytecode::verify;
//!
//! let mut asm = Assembler::default();
//! asm.begin(1);
//! asm.emit(1_u32, Op::ADD, 1, 0, 0);
//! asm.emit(1, Op::RETURN, 1, 0, 0);
//! let mut unit = CodeUnit { name: "double".into(), arg_count: 1, locals: vec!["x".into()], registers: 2, ..CodeUnit::default() };
//! asm.finish(&mut unit, |pc, line| Location { pc, line, end_line: line, ..Location::default() })?;
//! verify::unit(&unit).expect("nothing is wrong with it");
//! # Ok::<(), freewheel_assembler::Error<u32>>(())
//! ```
#![forbid(unsafe_code)]
#![allow(clippy::std_instead_of_core, reason = "compilers run where there is std")]

use std::collections::HashMap;

use freewheel_kernel::bytecode::isa::{self, Op, Role, Tail};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const, Handler, Location};

/// What keeps instructions from becoming code, with the place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error<P> {
    /// There are more constants than an instruction can name.
    TooManyConstants(P),
    /// A jump does not reach its target.
    TooLarge(P),
}

impl<P> Error<P> {
    /// Where, and what is wrong, in words.
    pub fn into_parts(self) -> (P, &'static str) {
        match self {
            Error::TooManyConstants(at) => (at, "too many constants"),
            Error::TooLarge(at) => (at, "code is too large: a jump does not reach its target"),
        }
    }
}

impl<P: core::fmt::Debug> core::fmt::Display for Error<P> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Error::TooManyConstants(at) => write!(f, "too many constants, at {at:?}"),
            Error::TooLarge(at) => write!(f, "a jump does not reach its target, at {at:?}"),
        }
    }
}

impl<P: core::fmt::Debug> core::error::Error for Error<P> {}

/// A place in the code that can be jumped to before it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(u32);

const UNBOUND: u32 = u32::MAX;

/// A set of registers.
#[derive(Clone, Copy, Debug, Default)]
struct Registers([u64; 4]);

impl Registers {
    fn has(&self, r: u8) -> bool {
        self.0[usize::from(r >> 6)] >> (r & 63) & 1 != 0
    }

    fn set(&mut self, r: u8, there: bool) {
        let bit = 1 << (r & 63);
        let word = &mut self.0[usize::from(r >> 6)];
        *word = if there { *word | bit } else { *word & !bit };
    }

    fn meet(&mut self, other: Self) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a &= b;
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Ins<P> {
    op: Op,
    a: u8,
    b: u8,
    c: u8,
    /// Label of a jump, or the value of `Bx`, `W`.
    extra: u32,
    at: P,
}

/// The instructions and tables of a code unit in the making. `P` is a place in the source, kept with each instruction.
#[derive(Debug)]
pub struct Assembler<P> {
    ins: Vec<Ins<P>>,
    labels: Vec<u32>,
    used: Vec<bool>,
    /// What was written on all ways to a label that have been seen, or where the region of a handler began.
    written_at: Vec<Registers>,
    /// Registers that have been written on every way to here and not been emptied since.
    written: Registers,
    dead: bool,
    consts: Vec<Const>,
    const_index: HashMap<String, u32>,
    names: Vec<String>,
    name_index: HashMap<String, u32>,
    sites: Vec<u32>,
    handlers: Vec<(Label, Label, Label, u8)>,
}

impl<P> Default for Assembler<P> {
    fn default() -> Assembler<P> {
        Assembler {
            ins: Vec::new(),
            labels: Vec::new(),
            used: Vec::new(),
            written_at: Vec::new(),
            written: Registers::default(),
            dead: false,
            consts: Vec::new(),
            const_index: HashMap::new(),
            names: Vec::new(),
            name_index: HashMap::new(),
            sites: Vec::new(),
            handlers: Vec::new(),
        }
    }
}

impl<P: Copy + PartialEq> Assembler<P> {
    /// Makes a text the first constant, where a unit with the flag `docstring` has its own. To be called before anything else.
    pub fn docstring(&mut self, text: String) {
        self.consts.push(Const::Str(text));
    }

    /// Whether control can reach the next instruction.
    pub fn live(&self) -> bool {
        !self.dead
    }

    /// Whether nothing was recorded so far.
    pub fn is_empty(&self) -> bool {
        self.ins.is_empty()
    }

    /// Number of instructions so far.
    pub fn len(&self) -> usize {
        self.ins.len()
    }

    /// A new label, not bound yet.
    pub fn label(&mut self) -> Label {
        self.labels.push(UNBOUND);
        self.used.push(false);
        self.written_at.push(Registers::default());
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label here; code becomes reachable again when something jumps to it.
    pub fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.ins.len() as u32;
        if self.used[label.0 as usize] {
            let there = self.written_at[label.0 as usize];
            if self.dead {
                self.written = there;
            } else {
                self.written.meet(there);
            }
            self.dead = false;
        }
    }

    /// Says that the first `count` registers, the parameters, are written from the beginning.
    pub fn begin(&mut self, count: usize) {
        (0..count.min(256)).for_each(|r| self.written.set(r as u8, true));
    }

    /// Whether a register has certainly been written, unless it is emptied at a place in a loop that comes later in the text.
    pub fn has_written(&self, r: u8) -> bool {
        self.written.has(r)
    }

    /// Says that here begins a region whose handler is at `target`.
    pub fn begin_region(&mut self, target: Label) {
        if !self.dead {
            self.written_at[target.0 as usize] = self.written;
        }
    }

    /// A label bound here that only marks the place.
    pub fn mark(&mut self) -> Label {
        let label = self.label();
        self.labels[label.0 as usize] = self.ins.len() as u32;
        label
    }

    /// Binds the start of a handler: reachable, whatever comes before, exactly when something is `covered`.
    pub fn start_handler(&mut self, target: Label, covered: bool) {
        self.labels[target.0 as usize] = self.ins.len() as u32;
        self.written = self.written_at[target.0 as usize];
        self.dead = !covered;
    }

    /// Whether two marks are at the same place.
    pub fn is_empty_span(&self, start: Label, end: Label) -> bool {
        self.labels[start.0 as usize] == self.labels[end.0 as usize]
    }

    fn push(&mut self, ins: Ins<P>) {
        if self.dead {
            return;
        }
        self.ins.push(ins);
        self.dead = ends_flow(ins.op);
        let written = !matches!(ins.op, Op::CLEAR | Op::DEL_LOCAL);
        for (role, r) in ins.op.format().roles.into_iter().zip([ins.a, ins.b, ins.c]) {
            // What could be read was there. (Temporaries are taken by it; nobody asks for them.)
            if matches!(role, Role::Dst | Role::Src) {
                self.written.set(r, written);
            }
        }
    }

    /// Emits an instruction of three byte operands.
    pub fn emit(&mut self, at: P, op: Op, a: u8, b: u8, c: u8) {
        debug_assert_eq!(op.format().tail, Tail::None);
        self.push(Ins { op, a, b, c, extra: 0, at });
    }

    /// Emits an instruction with a `Bx` operand or a second word that is not a jump.
    pub fn emit_extra(&mut self, at: P, op: Op, a: u8, b: u8, c: u8, extra: u32) {
        self.push(Ins { op, a, b, c, extra, at });
    }

    /// Emits a jump of any kind.
    pub fn jump(&mut self, at: P, op: Op, a: u8, b: u8, c: u8, to: Label) {
        debug_assert!(is_jump(op));
        if !self.dead {
            let label = to.0 as usize;
            if self.used[label] {
                self.written_at[label].meet(self.written);
            } else {
                self.written_at[label] = self.written;
            }
            self.used[label] = true;
        }
        self.push(Ins { op, a, b, c, extra: to.0, at });
    }

    /// Emits an instruction with a cache site for `name`.
    pub fn emit_site(&mut self, at: P, op: Op, a: u8, b: u8, name: &str) {
        if self.dead {
            return;
        }
        let name = self.name(name);
        self.sites.push(name);
        self.push(Ins { op, a, b, c: 0, extra: self.sites.len() as u32 - 1, at });
    }

    /// Index of a name.
    pub fn name(&mut self, name: &str) -> u32 {
        if self.dead {
            return 0;
        }
        if let Some(&i) = self.name_index.get(name) {
            return i;
        }
        let i = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.name_index.insert(name.to_owned(), i);
        i
    }

    /// Index of a constant; equal constants share one.
    ///
    /// # Errors
    /// [`Error::TooManyConstants`].
    pub fn constant(&mut self, value: Const, at: P) -> Result<u32, Error<P>> {
        if self.dead {
            return Ok(0);
        }
        let i = self.consts.len() as u32;
        // Code is unique; for all else the debug text tells apart what Python tells apart (1, 1.0, True, 0.0, -0.0).
        if !matches!(value, Const::Code(_)) {
            let key = format!("{value:?}");
            if let Some(&i) = self.const_index.get(&key) {
                return Ok(i);
            }
            self.const_index.insert(key, i);
        }
        if i > u32::from(u16::MAX) {
            return Err(Error::TooManyConstants(at));
        }
        self.consts.push(value);
        Ok(i)
    }

    /// Adds a line to the handler table; inner ones must come first.
    pub fn handler(&mut self, start: Label, end: Label, target: Label, exc_reg: u8) {
        self.handlers.push((start, end, target, exc_reg));
    }

    /// Lays the code out and moves everything into `unit`: code, constants, names, sites, handlers and locations. `locate` says where a place is, for
    /// tracebacks; it is given the word of the first instruction there, too.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn finish(mut self, unit: &mut CodeUnit, mut locate: impl FnMut(u32, P) -> Location) -> Result<(), Error<P>> {
        let removed = self.thread_jumps();
        let (starts, long) = self.layout(&removed);
        let target = |label: u32| starts[self.labels[label as usize] as usize];
        let mut code = Vec::with_capacity(*starts.last().unwrap_or(&0) as usize);
        let mut last_at = None;
        for (i, ins) in self.ins.iter().enumerate() {
            if removed[i] {
                continue;
            }
            if last_at != Some(ins.at) {
                unit.locations.push(locate(code.len() as u32, ins.at));
                last_at = Some(ins.at);
            }
            let too_far = || Error::TooLarge(ins.at);
            let here = code.len() as i64;
            let distance = |words: i64, to: u32| i32::try_from(i64::from(target(to)) - here - words).map_err(|_| too_far());
            match ins.op.format().tail {
                Tail::None => code.push(isa::abc(ins.op, ins.a, ins.b, ins.c)),
                Tail::ConstBx | Tail::IntBx | Tail::FreeBx | Tail::FarBx => code.push(isa::abx(ins.op, ins.a, ins.extra as u16)),
                Tail::JumpBx if long[i] => {
                    code.push(isa::abx(inverse(ins.op), ins.a, 1));
                    code.push(isa::asx(Op::JUMP, distance(2, ins.extra)?).ok_or_else(too_far)?);
                }
                Tail::JumpBx => code.push(isa::abx(ins.op, ins.a, distance(1, ins.extra)? as i16 as u16)),
                Tail::JumpAx => code.push(isa::asx(ins.op, distance(1, ins.extra)?).ok_or_else(too_far)?),
                Tail::JumpW => {
                    code.push(isa::abc(ins.op, ins.a, ins.b, ins.c));
                    code.push(distance(2, ins.extra)? as u32);
                }
                Tail::SiteW | Tail::ConstW | Tail::NameW | Tail::NumberW => {
                    code.push(isa::abc(ins.op, ins.a, ins.b, ins.c));
                    code.push(ins.extra);
                }
            }
        }
        for &(start, end, to, exc_reg) in &self.handlers {
            let (start, end, target) = (target(start.0), target(end.0), target(to.0));
            if start < end {
                unit.handlers.push(Handler { start, end, target, exc_reg });
            }
        }
        unit.code = code;
        unit.consts = self.consts;
        unit.names = self.names;
        unit.sites = self.sites;
        Ok(())
    }

    /// Shortens jumps to jumps and says which jumps lead to the very next instruction.
    fn thread_jumps(&mut self) -> Vec<bool> {
        for i in 0..self.ins.len() {
            let op = self.ins[i].op;
            if !is_jump(op) || op == Op::JUMP_BACK {
                continue;
            }
            // A chain of jumps is never long, except in a loop that jumps to itself: then any of them will do.
            for _ in 0..8 {
                let at = self.labels[self.ins[i].extra as usize] as usize;
                let Some(&next) = self.ins.get(at) else { break };
                if next.op == Op::JUMP {
                    self.ins[i].extra = next.extra;
                } else if next.op == Op::JUMP_BACK && op == Op::JUMP {
                    self.ins[i].op = Op::JUMP_BACK;
                    self.ins[i].extra = next.extra;
                    break;
                } else {
                    break;
                }
            }
        }
        let mut removed = vec![false; self.ins.len()];
        while self.remove_unreachable(&mut removed) {}
        for i in 0..self.ins.len() {
            if self.ins[i].op == Op::JUMP {
                let to = self.labels[self.ins[i].extra as usize] as usize;
                if to > i && removed[i + 1..to].iter().all(|&r| r) {
                    removed[i] = true;
                }
            }
        }
        removed
    }

    /// Marks instructions that nothing leads to any more, now that jumps to jumps go elsewhere. Returns whether there were any.
    fn remove_unreachable(&self, removed: &mut [bool]) -> bool {
        let mut targeted = vec![false; self.ins.len() + 1];
        for (i, ins) in self.ins.iter().enumerate() {
            if !removed[i] && is_jump(ins.op) {
                targeted[self.labels[ins.extra as usize] as usize] = true;
            }
        }
        for (_, _, target, _) in &self.handlers {
            targeted[self.labels[target.0 as usize] as usize] = true;
        }
        let (mut reachable, mut changed) = (true, false);
        for i in 0..self.ins.len() {
            reachable |= targeted[i];
            if removed[i] {
                continue;
            }
            if !reachable {
                removed[i] = true;
                changed = true;
            } else if ends_flow(self.ins[i].op) {
                reachable = false;
            }
        }
        changed
    }

    /// First word of every instruction (and of the end), and which conditional jumps need the long form.
    fn layout(&self, removed: &[bool]) -> (Vec<u32>, Vec<bool>) {
        let mut long = vec![false; self.ins.len()];
        loop {
            let mut starts = Vec::with_capacity(self.ins.len() + 1);
            let mut pc = 0u32;
            for (i, ins) in self.ins.iter().enumerate() {
                starts.push(pc);
                if !removed[i] {
                    pc += ins.op.format().words() as u32 + u32::from(long[i]);
                }
            }
            starts.push(pc);
            let mut grew = false;
            for (i, ins) in self.ins.iter().enumerate() {
                if ins.op.format().tail == Tail::JumpBx && !long[i] {
                    let to = i64::from(starts[self.labels[ins.extra as usize] as usize]);
                    let distance = to - i64::from(starts[i]) - 1;
                    if i16::try_from(distance).is_err() {
                        long[i] = true;
                        grew = true;
                    }
                }
            }
            if !grew {
                return (starts, long);
            }
        }
    }
}

/// Whether an opcode's last operand is a jump distance.
fn is_jump(op: Op) -> bool {
    matches!(op.format().tail, Tail::JumpBx | Tail::JumpAx | Tail::JumpW)
}

/// Whether control never goes on to the next instruction.
fn ends_flow(op: Op) -> bool {
    matches!(op, Op::JUMP | Op::JUMP_BACK | Op::RETURN | Op::RETURN_NONE | Op::RAISE | Op::RERAISE | Op::RERAISE_HANDLED)
}

/// The conditional jump that goes when `op` does not.
fn inverse(op: Op) -> Op {
    match op {
        Op::JUMP_IF_TRUE => Op::JUMP_IF_FALSE,
        Op::JUMP_IF_FALSE => Op::JUMP_IF_TRUE,
        Op::JUMP_IF_TRUE_KEEP => Op::JUMP_IF_FALSE_KEEP,
        Op::JUMP_IF_FALSE_KEEP => Op::JUMP_IF_TRUE_KEEP,
        Op::JUMP_IF_NONE => Op::JUMP_IF_NOT_NONE,
        Op::JUMP_IF_NOT_NONE => Op::JUMP_IF_NONE,
        other => other,
    }
}
