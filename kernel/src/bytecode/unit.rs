//! What a front-end hands to the kernel: code as plain data, not yet verified.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A constant of a code unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other integer, as its decimal digits with an optional leading `-`.
    BigInt(String),
    /// A float.
    Float(f64),
    /// A complex number, by its parts.
    Complex(f64, f64),
    /// A string.
    Str(String),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A tuple of constants.
    Tuple(Vec<Const>),
    /// A frozen set of constants (`x in {1, 2}`).
    FrozenSet(Vec<Const>),
    /// The code of a function, class body or comprehension.
    Code(Box<CodeUnit>),
}

/// Flags of a code unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeFlags {
    /// Has a `*args` parameter (it follows the keyword-only ones).
    pub varargs: bool,
    /// Has a `**kwargs` parameter (the last).
    pub varkeywords: bool,
    /// Calling it makes a generator, a coroutine or an asynchronous generator: its frame is in the heap.
    pub generator: bool,
    /// Calling it makes a coroutine (then `generator` is set, too).
    pub coroutine: bool,
    /// Calling it makes an asynchronous generator (then `generator` is set, too).
    pub async_generator: bool,
    /// A class body: names live in a namespace mapping, not in registers.
    pub class_body: bool,
    /// A module's body: its names are the globals.
    pub module: bool,
    /// Of a module's body, text of `exec` or an expression: its names live in a namespace mapping, which may be another than the globals.
    pub namespace: bool,
    /// `from __future__ import annotations` is in force.
    pub future_annotations: bool,
    /// `consts[0]` is the docstring.
    pub docstring: bool,
    /// Stands for native code: its frames are in no traceback, and who counts frames does not see them.
    pub native: bool,
}

impl CodeFlags {
    /// How many there are.
    const COUNT: u32 = 11;

    /// One bit for each, in the order of their declaration.
    pub fn bits(self) -> u32 {
        // By name, so that a flag that is added is not forgotten here.
        let CodeFlags {
            varargs,
            varkeywords,
            generator,
            coroutine,
            async_generator,
            class_body,
            module,
            namespace,
            future_annotations,
            docstring,
            native,
        } = self;
        let all: [bool; CodeFlags::COUNT as usize] = [
            varargs,
            varkeywords,
            generator,
            coroutine,
            async_generator,
            class_body,
            module,
            namespace,
            future_annotations,
            docstring,
            native,
        ];
        all.iter().enumerate().fold(0, |bits, (i, set)| bits | u32::from(*set) << i)
    }

    /// The flags of [`bits`](Self::bits); `None` where a bit stands for nothing.
    pub fn from_bits(bits: u32) -> Option<CodeFlags> {
        let bit = |i: u32| bits >> i & 1 != 0;
        (bits >> CodeFlags::COUNT == 0).then(|| CodeFlags {
            varargs: bit(0),
            varkeywords: bit(1),
            generator: bit(2),
            coroutine: bit(3),
            async_generator: bit(4),
            class_body: bit(5),
            module: bit(6),
            namespace: bit(7),
            future_annotations: bit(8),
            docstring: bit(9),
            native: bit(10),
        })
    }
}

/// One line of the handler table. Earlier lines are inner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// First word covered.
    pub start: u32,
    /// Word after the last one covered.
    pub end: u32,
    /// Word where the handler starts.
    pub target: u32,
    /// Temporary that receives the exception; it and all above are dropped first. `exc_reg + 1` must exist too.
    pub exc_reg: u8,
}

/// Source position of the instructions from `pc` on, to the next entry. Lines count from 1, columns are UTF-8 bytes from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// First word.
    pub pc: u32,
    /// First line; 0 when artificial.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Column in the first line.
    pub column: u32,
    /// Column after the end, in the last line.
    pub end_column: u32,
}

/// Code of one function, class body or module.
///
/// Locals are ordered: positional-only and positional parameters, keyword-only parameters, `*args`, `**kwargs`, other locals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeUnit {
    /// `__name__` of the function.
    pub name: String,
    /// `__qualname__` of the function.
    pub qualname: String,
    /// File, as in tracebacks.
    pub filename: String,
    /// Line of the `def`.
    pub first_line: u32,
    /// Flags.
    pub flags: CodeFlags,
    /// Positional parameters, positional-only ones included.
    pub arg_count: u32,
    /// Positional-only parameters.
    pub positional_only: u32,
    /// Keyword-only parameters.
    pub keyword_only: u32,
    /// Names of the register locals. `locals.len()` is where temporaries start.
    pub locals: Vec<String>,
    /// Names of the far locals.
    pub far: Vec<String>,
    /// Registers in all; at most 250. The frame needs no more than this (callee windows lie beyond or overlap the call's temporaries).
    pub registers: u32,
    /// Locals that hold cells (set up by `MAKE_CELL`): indices into `locals`.
    pub cells: Vec<u8>,
    /// Names of the free variables, in closure order.
    pub free: Vec<String>,
    /// Constants.
    pub consts: Vec<Const>,
    /// Names that instructions refer to.
    pub names: Vec<String>,
    /// Cache sites; each is the index of its name in `names`. Every site belongs to exactly one instruction.
    pub sites: Vec<u32>,
    /// Instruction words, see [`crate::bytecode::isa`].
    pub code: Vec<u32>,
    /// Handler table.
    pub handlers: Vec<Handler>,
    /// Source positions, ascending by `pc`.
    pub locations: Vec<Location>,
}
