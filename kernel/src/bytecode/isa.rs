//! The instruction set: 32-bit words over the registers of one frame.
//!
//! # Registers
//! A frame owns `registers` consecutive registers. `0..locals` are the function's named locals (parameters first), `locals..registers`
//! are temporaries. Every register always holds a valid `Value`; `unbound` stands for "nothing".
//!
//! # Words
//! The first word of an instruction is `op | A << 8 | B << 16 | C << 24`. `Bx` is B and C read as one unsigned 16-bit number, `sBx` the same
//! signed, `sAx` the upper 24 bits signed. Some instructions have a second word, called `W`. All jump distances count words from the *end*
//! of the jumping instruction. Code is shared by all threads; only the low byte of a first word ever changes (specialisation, D10).
//!
//! # Who owns an operand
//! * `Dst`: written; its old value is dropped after the sources were read, so a destination may equal a source.
//! * `Src`: read. **If it is a temporary (index ≥ locals) it is consumed**: afterwards it is `unbound` (or, for small ints and floats, may
//!   keep a stale number, which nothing reads). If it is a local it is borrowed; an `unbound` local raises `UnboundLocalError`.
//! * `Peek`: read, never consumed.
//! * `Base`: first of a run of temporaries that the instruction describes; all are consumed.
//!
//! So a temporary is written once and read once; a second read needs a `COPY` first.
//!
//! # Exceptions
//! A code unit has a handler table. When an instruction raises, the innermost handler (first entry of the table whose range holds the
//! instruction's first word) is taken: all temporaries ≥ its `exc_reg` are dropped, the exception instance is written to `exc_reg`, and
//! control goes to its target. The handler begins with `ENTER_HANDLER`.

/// What one operand field (A, B or C) of an instruction means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Field not used; must be zero.
    Unused,
    /// Register written.
    Dst,
    /// Register read, consumed when it is a temporary.
    Src,
    /// Register read and kept.
    Peek,
    /// Local register that holds a cell object.
    Cell,
    /// First register of a run of temporaries; the instruction's documentation gives the length.
    Base,
    /// Unsigned immediate.
    Imm,
    /// Signed 8-bit immediate.
    Signed,
}

/// What the rest of an instruction (the joined field or the second word) means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    None,
    /// `Bx`: index into the constants.
    ConstBx,
    /// `sBx`: a small integer.
    IntBx,
    /// `Bx`: index of a free variable of the function's closure.
    FreeBx,
    /// `Bx`: index of a far local (a local beyond the addressable ones).
    FarBx,
    /// `sBx`: jump distance in words.
    JumpBx,
    /// `sAx`: jump distance in words.
    JumpAx,
    /// `W`: index of a cache site, which also names an attribute or variable.
    SiteW,
    /// `W`: signed jump distance in words.
    JumpW,
    /// `W`: index into the constants.
    ConstW,
    /// `W`: index into the names.
    NameW,
    /// `W`: an unsigned number with a meaning of its own.
    NumberW,
}

/// Shape of one opcode's operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Roles of A, B and C.
    pub roles: [Role; 3],
    /// Meaning of the joined field or second word.
    pub tail: Tail,
}

impl Format {
    /// Length of the instruction in words: 1 or 2.
    pub const fn words(self) -> usize {
        match self.tail {
            Tail::SiteW | Tail::JumpW | Tail::ConstW | Tail::NameW | Tail::NumberW => 2,
            _ => 1,
        }
    }
}

macro_rules! isa {
    ($($(#[$doc:meta])* $name:ident = [$a:ident $b:ident $c:ident $tail:ident];)*) => {
        /// One operation. The number is the low byte of an instruction's first word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        pub enum Op { $($(#[$doc])* $name,)* }

        /// All opcodes in numeric order.
        pub const OPS: &[Op] = &[$(Op::$name,)*];
        const NAMES: &[&str] = &[$(stringify!($name),)*];
        const FORMATS: &[Format] = &[$(Format { roles: [Role::$a, Role::$b, Role::$c], tail: Tail::$tail },)*];
    };
}

isa! {
    // ---- moves and constants ----
    /// Nothing.
    NOP = [Unused Unused Unused None];
    /// `A = B`.
    MOVE = [Dst Src Unused None];
    /// `A = B`, B kept even when it is a temporary.
    COPY = [Dst Peek Unused None];
    /// `A = constants[Bx]`.
    LOAD_CONST = [Dst Unused Unused ConstBx];
    /// `A = sBx`.
    LOAD_INT = [Dst Unused Unused IntBx];
    /// `A = unbound`, dropping what it held; never an error.
    CLEAR = [Dst Unused Unused None];
    /// `del` of a local: error when it is unbound, else `A = unbound`.
    DEL_LOCAL = [Dst Unused Unused None];
    /// `A = far[Bx]`. Far locals are the named locals that do not fit 8-bit operands.
    LOAD_FAR = [Dst Unused Unused FarBx];
    /// `far[Bx] = A`.
    STORE_FAR = [Src Unused Unused FarBx];
    /// `del far[Bx]`; A unused.
    DEL_FAR = [Unused Unused Unused FarBx];

    // ---- cells and free variables ----
    /// Local A becomes a new cell that holds A's old value (a parameter, or unbound).
    MAKE_CELL = [Dst Unused Unused None];
    /// `A = cell B` content; NameError-family error when empty.
    LOAD_CELL = [Dst Cell Unused None];
    /// Content of cell A = B.
    STORE_CELL = [Cell Src Unused None];
    /// Empties cell A; error when it is empty.
    DEL_CELL = [Cell Unused Unused None];
    /// `A = closure[Bx]` content.
    LOAD_FREE = [Dst Unused Unused FreeBx];
    /// Content of `closure[Bx]` = A.
    STORE_FREE = [Src Unused Unused FreeBx];
    /// Empties `closure[Bx]`; A unused.
    DEL_FREE = [Unused Unused Unused FreeBx];
    /// `A = closure[Bx]`, the cell itself (to build an inner closure). A local cell is passed with `COPY`.
    LOAD_CLOSURE = [Dst Unused Unused FreeBx];

    // ---- names ----
    /// `A =` global or builtin named by the site.
    LOAD_GLOBAL = [Dst Unused Unused SiteW];
    /// Global named by the site `= A`.
    STORE_GLOBAL = [Src Unused Unused SiteW];
    /// Deletes the global named by the site.
    DEL_GLOBAL = [Unused Unused Unused SiteW];
    /// Class bodies: `A =` name from the class namespace, else global, else builtin.
    LOAD_NAME = [Dst Unused Unused SiteW];
    /// Class bodies: class namespace[name] = A.
    STORE_NAME = [Src Unused Unused SiteW];
    /// Class bodies: deletes a name of the class namespace.
    DEL_NAME = [Unused Unused Unused SiteW];
    /// Class bodies: `A =` name from the class namespace, else content of `closure[B]` (B immediate).
    LOAD_NAME_OR_FREE = [Dst Imm Unused SiteW];
    /// `A =` the class body's namespace.
    LOAD_LOCALS = [Dst Unused Unused None];

    // ---- attributes ----
    /// `A = B.name`.
    LOAD_ATTR = [Dst Src Unused SiteW];
    /// `A.name = B`.
    STORE_ATTR = [Src Src Unused SiteW];
    /// `del A.name`.
    DEL_ATTR = [Src Unused Unused SiteW];
    /// For a method call: `A = function, A+1 = B` when `B.name` is a plain method, else `A = B.name, A+1 = unbound`. Consumed by `CALL_METHOD`.
    LOAD_METHOD = [Dst Src Unused SiteW];

    // ---- subscripts ----
    /// `A = B[C]`.
    LOAD_ITEM = [Dst Src Src None];
    /// `A = B[C]`, C a small integer.
    LOAD_ITEM_I = [Dst Src Signed None];
    /// `A[B] = C`.
    STORE_ITEM = [Src Src Src None];
    /// `del A[B]`.
    DEL_ITEM = [Src Src Unused None];
    /// `A = B[C:C+1]`. C is a Base of two.
    LOAD_SLICE = [Dst Src Base None];
    /// `A[B:B+1] = C`. B is a Base of two.
    STORE_SLICE = [Src Base Src None];
    /// `A = slice(B, B+1)` or, when C is 3, `slice(B, B+1, B+2)`. B is a Base; C is 2 or 3.
    BUILD_SLICE = [Dst Base Imm None];

    // ---- binary operators: A = B op C ----
    /// `+`
    ADD = [Dst Src Src None];
    /// `-`
    SUB = [Dst Src Src None];
    /// `*`
    MUL = [Dst Src Src None];
    /// `/`
    TRUE_DIV = [Dst Src Src None];
    /// `//`
    FLOOR_DIV = [Dst Src Src None];
    /// `%`
    MOD = [Dst Src Src None];
    /// `**`
    POW = [Dst Src Src None];
    /// `@`
    MAT_MUL = [Dst Src Src None];
    /// `<<`
    LSHIFT = [Dst Src Src None];
    /// `>>`
    RSHIFT = [Dst Src Src None];
    /// `&`
    AND = [Dst Src Src None];
    /// `|`
    OR = [Dst Src Src None];
    /// `^`
    XOR = [Dst Src Src None];
    /// `+=`: `A = B op= C`; A is usually B. The other in-place operators follow in the same order as the binary ones.
    IADD = [Dst Src Src None];
    /// `-=`
    ISUB = [Dst Src Src None];
    /// `*=`
    IMUL = [Dst Src Src None];
    /// `/=`
    ITRUE_DIV = [Dst Src Src None];
    /// `//=`
    IFLOOR_DIV = [Dst Src Src None];
    /// `%=`
    IMOD = [Dst Src Src None];
    /// `**=`
    IPOW = [Dst Src Src None];
    /// `@=`
    IMAT_MUL = [Dst Src Src None];
    /// `<<=`
    ILSHIFT = [Dst Src Src None];
    /// `>>=`
    IRSHIFT = [Dst Src Src None];
    /// `&=`
    IAND = [Dst Src Src None];
    /// `|=`
    IOR = [Dst Src Src None];
    /// `^=`
    IXOR = [Dst Src Src None];
    /// `A = B + C`, C a signed 8-bit integer.
    ADD_I = [Dst Src Signed None];
    /// `A = B - C`, C a signed 8-bit integer.
    SUB_I = [Dst Src Signed None];
    /// `A = B * C`, C a signed 8-bit integer.
    MUL_I = [Dst Src Signed None];
    /// `A = B // C`, C a signed 8-bit integer.
    FLOOR_DIV_I = [Dst Src Signed None];
    /// `A = B % C`, C a signed 8-bit integer.
    MOD_I = [Dst Src Signed None];
    /// `A = B << C`, C a signed 8-bit integer.
    LSHIFT_I = [Dst Src Signed None];
    /// `A = B >> C`, C a signed 8-bit integer.
    RSHIFT_I = [Dst Src Signed None];
    /// `A = B & C`, C a signed 8-bit integer.
    AND_I = [Dst Src Signed None];
    /// `A = B += C`, C a signed 8-bit integer.
    IADD_I = [Dst Src Signed None];
    /// `A = B -= C`, C a signed 8-bit integer.
    ISUB_I = [Dst Src Signed None];

    // ---- unary operators ----
    /// `A = -B`
    NEG = [Dst Src Unused None];
    /// `A = +B`
    POS = [Dst Src Unused None];
    /// `A = ~B`
    INVERT = [Dst Src Unused None];
    /// `A = not B`
    NOT = [Dst Src Unused None];

    // ---- comparisons: A = B op C ----
    /// `<`
    LT = [Dst Src Src None];
    /// `<=`
    LE = [Dst Src Src None];
    /// `==`
    EQ = [Dst Src Src None];
    /// `!=`
    NE = [Dst Src Src None];
    /// `>`
    GT = [Dst Src Src None];
    /// `>=`
    GE = [Dst Src Src None];
    /// `A = B is C`
    IS = [Dst Src Src None];
    /// `A = B is not C`
    IS_NOT = [Dst Src Src None];
    /// `A = B in C`
    IN = [Dst Src Src None];
    /// `A = B not in C`
    NOT_IN = [Dst Src Src None];

    // ---- jumps ----
    /// Jumps.
    JUMP = [Unused Unused Unused JumpAx];
    /// Jumps backwards (a loop): also a safepoint.
    JUMP_BACK = [Unused Unused Unused JumpAx];
    /// Jumps when A is true. A is consumed.
    JUMP_IF_TRUE = [Src Unused Unused JumpBx];
    /// Jumps when A is false. A is consumed.
    JUMP_IF_FALSE = [Src Unused Unused JumpBx];
    /// Jumps when A is true. A is kept on both ways.
    JUMP_IF_TRUE_KEEP = [Peek Unused Unused JumpBx];
    /// Jumps when A is false. A is kept on both ways.
    JUMP_IF_FALSE_KEEP = [Peek Unused Unused JumpBx];
    /// Jumps when A is None. A is consumed.
    JUMP_IF_NONE = [Src Unused Unused JumpBx];
    /// Jumps when A is not None. A is consumed.
    JUMP_IF_NOT_NONE = [Src Unused Unused JumpBx];
    /// Jumps when the truth of `A < B` equals C (0 or 1).
    JUMP_LT = [Src Src Imm JumpW];
    /// Jumps when the truth of `A <= B` equals C.
    JUMP_LE = [Src Src Imm JumpW];
    /// Jumps when the truth of `A == B` equals C.
    JUMP_EQ = [Src Src Imm JumpW];
    /// Jumps when the truth of `A != B` equals C.
    JUMP_NE = [Src Src Imm JumpW];
    /// Jumps when the truth of `A > B` equals C.
    JUMP_GT = [Src Src Imm JumpW];
    /// Jumps when the truth of `A >= B` equals C.
    JUMP_GE = [Src Src Imm JumpW];
    /// Jumps when the truth of `A is B` equals C.
    JUMP_IS = [Src Src Imm JumpW];
    /// Jumps when the truth of `A in B` equals C.
    JUMP_IN = [Src Src Imm JumpW];
    /// Jumps when the truth of `A < B` equals C; B is a signed 8-bit integer.
    JUMP_LT_I = [Src Signed Imm JumpW];
    /// Jumps when the truth of `A <= B` equals C; B is a signed 8-bit integer.
    JUMP_LE_I = [Src Signed Imm JumpW];
    /// Jumps when the truth of `A == B` equals C; B is a signed 8-bit integer.
    JUMP_EQ_I = [Src Signed Imm JumpW];
    /// Jumps when the truth of `A != B` equals C; B is a signed 8-bit integer.
    JUMP_NE_I = [Src Signed Imm JumpW];
    /// Jumps when the truth of `A > B` equals C; B is a signed 8-bit integer.
    JUMP_GT_I = [Src Signed Imm JumpW];
    /// Jumps when the truth of `A >= B` equals C; B is a signed 8-bit integer.
    JUMP_GE_I = [Src Signed Imm JumpW];

    // ---- iteration and unpacking ----
    /// `A = iter(B)`.
    GET_ITER = [Dst Src Unused None];
    /// `A =` next value of iterator B (kept). On exhaustion B is cleared and control jumps by W. A and B differ.
    FOR_ITER = [Dst Peek Unused JumpW];
    /// Unpacks B into exactly C values, written to A, A+1 … (temporaries).
    UNPACK = [Base Src Imm None];
    /// Unpacks B into C values before the star, a list, and W values after it, written to A … in that order.
    UNPACK_EX = [Base Src Imm NumberW];

    // ---- building ----
    /// `A = (B, B+1, … )`, C values.
    BUILD_TUPLE = [Dst Base Imm None];
    /// `A = [B, B+1, … ]`, C values.
    BUILD_LIST = [Dst Base Imm None];
    /// `A = {B, B+1, … }`, C values.
    BUILD_SET = [Dst Base Imm None];
    /// `A = {B: B+1, B+2: B+3, … }`, C pairs.
    BUILD_MAP = [Dst Base Imm None];
    /// Joins C strings from B on into A.
    BUILD_STRING = [Dst Base Imm None];
    /// Appends B to the list A.
    LIST_APPEND = [Peek Src Unused None];
    /// Extends the list A with the iterable B (`*x` in displays and calls).
    LIST_EXTEND = [Peek Src Unused None];
    /// Adds B to the set A.
    SET_ADD = [Peek Src Unused None];
    /// Adds the values of iterable B to the set A.
    SET_UPDATE = [Peek Src Unused None];
    /// `A[B] = C` for the dict A of a display or comprehension.
    MAP_ADD = [Peek Src Src None];
    /// Updates dict A from the mapping B (`**x` in a display).
    DICT_UPDATE = [Peek Src Unused None];
    /// Updates dict A from the mapping B (`**x` in a call to C, peeked for messages); a repeated key is a TypeError.
    DICT_MERGE = [Peek Src Peek None];
    /// `A = tuple(B)`, B a list made by this frame.
    LIST_TO_TUPLE = [Dst Src Unused None];
    /// `A = format(B)`. C bits 0–1: conversion (0 none, 1 `str`, 2 `repr`, 3 `ascii`); bit 2: the format spec is in temporary B+1 (B is then a temporary).
    FORMAT = [Dst Src Imm None];

    /// `A =` an interpolation of a template string: value B, text B+1. C bits 0–1: conversion as of `FORMAT`; bit 2: the format spec is in B+2.
    BUILD_INTERPOLATION = [Dst Base Imm None];
    /// `A =` a template of the strings in tuple B and the interpolations in tuple B+1.
    BUILD_TEMPLATE = [Dst Base Unused None];

    // ---- functions, classes, calls ----
    /// `A =` function of code constant W. B flags what lies in A+1, A+2 … (temporaries, in this order): 1 defaults tuple, 2 keyword-only
    /// defaults dict, 4 closure tuple of cells, 8 annotate function.
    MAKE_FUNCTION = [Base Imm Unused ConstW];
    /// `C = A(A+1 … A+B)`.
    CALL = [Base Imm Dst None];
    /// As `CALL` for a pair made by `LOAD_METHOD`: function A, receiver A+1 (or unbound), then B arguments from A+2.
    CALL_METHOD = [Base Imm Dst None];
    /// As `CALL` with B arguments in all from A+1, the last of which are named by the tuple constant W.
    CALL_KW = [Base Imm Dst ConstW];
    /// As `CALL_METHOD` with B arguments in all from A+2, the last of which are named by the tuple constant W.
    CALL_METHOD_KW = [Base Imm Dst ConstW];
    /// `C = A(*A+1, **A+2)`: A+1 iterable, A+2 a dict when B is 1 (absent when 0).
    CALL_EX = [Base Imm Dst None];
    /// Returns A.
    RETURN = [Src Unused Unused None];
    /// Returns None.
    RETURN_NONE = [Unused Unused Unused None];
    /// `A =` the builtin `__build_class__`.
    LOAD_BUILD_CLASS = [Dst Unused Unused None];

    /// `A =` the function W of the module `_typing`, which makes type parameters and aliases.
    LOAD_TYPING = [Dst Unused Unused NameW];

    // ---- generators ----
    /// Suspends, handing out B; when resumed, A = what was sent.
    YIELD = [Dst Src Unused None];
    /// `A = iter(B)` for `yield from` (a generator stays itself).
    GET_YIELD_FROM_ITER = [Dst Src Unused None];
    /// Sends C (kept; first None) to the iterator B (kept). When it yields, suspends *at this instruction*, handing the value out; on resume C = the
    /// sent value and the instruction runs again. When it finishes, A = its result, B and C are cleared and control goes on.
    YIELD_FROM = [Dst Peek Peek None];
    /// `A =` the iterator that awaiting B takes, for a `YIELD_FROM`: a coroutine stays itself. C says who waits, for messages: 0 `await`, 1 the
    /// entry of `async with`, 2 its exit.
    GET_AWAITABLE = [Dst Src Imm None];
    /// `A = type(B).__aiter__(B)`.
    GET_AITER = [Dst Src Unused None];
    /// `A =` the iterator that awaiting `type(B).__anext__(B)` takes; B is kept.
    GET_ANEXT = [Dst Peek Unused None];
    /// The handler of what awaiting the next value raised, in A: ends it as `EXIT_HANDLER A` does when that is a `StopAsyncIteration`, else raises
    /// it again as `RERAISE A` does.
    END_ASYNC_FOR = [Base Unused Unused None];
    /// Enters asynchronous context manager B: `C = type(B).__aexit__` bound to B, `A =` result of `__aenter__`, to be awaited. A and C differ.
    ASYNC_WITH_ENTER = [Dst Src Dst None];

    // ---- exceptions ----
    /// Handler entry: the exception in A becomes the handled one (`sys.exception()`); the previous goes to A+1.
    ENTER_HANDLER = [Base Unused Unused None];
    /// Handler end: A+1 becomes the handled exception again; A and A+1 are cleared.
    EXIT_HANDLER = [Base Unused Unused None];
    /// `raise A`, or `raise A from A+1` when B is 1. A is a Base.
    RAISE = [Base Imm Unused None];
    /// Bare `raise`.
    RERAISE_HANDLED = [Unused Unused Unused None];
    /// Ends the handler as `EXIT_HANDLER A` does, then raises A again with its traceback as it is.
    RERAISE = [Base Unused Unused None];
    /// `A =` whether exception B (kept) matches C (a class or tuple of classes; else TypeError).
    EXC_MATCH = [Dst Peek Src None];
    /// `A =` the part of the exception B that `except* C` takes, or `None`; B is replaced by what is left of it, or `None`.
    EXC_GROUP_MATCH = [Dst Peek Src None];
    /// `A =` what `except*` clauses leave to raise of the exception B (kept), given what they raised in the list C; or `None`.
    EXC_GROUP_REST = [Dst Peek Src None];
    /// `A = AssertionError`.
    LOAD_ASSERTION_ERROR = [Dst Unused Unused None];
    /// Enters context manager B: `C = type(B).__exit__` bound to B, `A =` result of `__enter__`. A and C differ.
    WITH_ENTER = [Dst Src Dst None];
    /// Normal exit: calls A(None, None, None), ignoring the result. A is consumed.
    WITH_EXIT = [Src Unused Unused None];
    /// `A = B(type(C), C, traceback of C)`; B consumed, C kept.
    WITH_EXCEPT = [Dst Src Peek None];

    // ---- imports ----
    /// `A = __import__(name W)` at level B, from-list C (a tuple or None).
    IMPORT_NAME = [Dst Imm Src NameW];
    /// `A =` attribute (or submodule) W of module B (kept).
    IMPORT_FROM = [Dst Peek Unused NameW];
    /// Copies the public names of module A into the globals.
    IMPORT_STAR = [Src Unused Unused None];

    // ---- pattern matching ----
    /// `A =` whether B (kept) is a sequence as `match` means it.
    MATCH_SEQUENCE = [Dst Peek Unused None];
    /// `A =` whether B (kept) is a mapping.
    MATCH_MAPPING = [Dst Peek Unused None];
    /// `A =` tuple of B's (kept) values for the keys in tuple C (kept), or None when one is missing.
    MATCH_KEYS = [Dst Peek Peek None];
    /// Class pattern: subject B (kept), class in temporary C, keyword names tuple in C+1 (both consumed), W positional sub-patterns.
    /// `A =` tuple of the attributes, or None when it does not match.
    MATCH_CLASS = [Dst Peek Base NumberW];
    /// `A =` new dict of mapping B (kept) without the keys of tuple C (consumed) (`**rest`).
    MATCH_REST = [Dst Peek Src None];
    /// `A = len(B)`, B kept.
    GET_LEN = [Dst Peek Unused None];

    // ---- rest ----
    /// REPL: prints A through `sys.displayhook`.
    PRINT_EXPR = [Src Unused Unused None];

    // ---- specialised forms: never in a code unit, written in place at run time ----
    /// `LOAD_ATTR` whose site holds a slot.
    LOAD_ATTR_SLOT = [Dst Src Unused SiteW];
    /// `LOAD_ATTR` whose site holds a record.
    LOAD_ATTR_RECORD = [Dst Src Unused SiteW];
    /// `LOAD_ATTR` whose site holds an attribute of a module.
    LOAD_ATTR_MODULE = [Dst Src Unused SiteW];
    /// `STORE_ATTR` whose site holds a slot.
    STORE_ATTR_SLOT = [Src Src Unused SiteW];
    /// `LOAD_METHOD` whose site holds a record.
    LOAD_METHOD_RECORD = [Dst Src Unused SiteW];
    /// `LOAD_METHOD` whose site holds a record of what takes no receiver.
    LOAD_METHOD_VALUE = [Dst Src Unused SiteW];
    /// `LOAD_METHOD` whose site holds a slot.
    LOAD_METHOD_SLOT = [Dst Src Unused SiteW];
    /// `LOAD_METHOD` whose site holds an attribute of a module.
    LOAD_METHOD_MODULE = [Dst Src Unused SiteW];
    /// `LOAD_GLOBAL` whose site holds an entry index of the globals.
    LOAD_GLOBAL_MODULE = [Dst Unused Unused SiteW];
    /// `LOAD_GLOBAL` whose site holds a record of a builtin.
    LOAD_GLOBAL_BUILTIN = [Dst Unused Unused SiteW];
    /// `FOR_ITER` over a range iterator.
    FOR_ITER_RANGE = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over a list iterator.
    FOR_ITER_LIST = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over a tuple iterator.
    FOR_ITER_TUPLE = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over an iterator of a dict's keys or values.
    FOR_ITER_DICT = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over an iterator of a dict's items, before an `UNPACK` of what it gives into two.
    FOR_ITER_ITEMS = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over a generator.
    FOR_ITER_GENERATOR = [Dst Peek Unused JumpW];
    /// `FOR_ITER` over an `enumerate`, before an `UNPACK` of what it gives into two.
    FOR_ITER_ENUMERATE = [Dst Peek Unused JumpW];
}

/// The first opcode that only the runtime may write.
pub const FIRST_SPECIALISED: Op = Op::LOAD_ATTR_SLOT;

impl Op {
    /// The opcode with this number, or `None` when there is none.
    pub const fn from_u8(byte: u8) -> Option<Op> {
        if (byte as usize) < OPS.len() { Some(OPS[byte as usize]) } else { None }
    }
    /// Its name as the disassembler prints it.
    pub const fn name(self) -> &'static str {
        NAMES[self as usize]
    }
    /// The shape of its operands.
    pub const fn format(self) -> Format {
        FORMATS[self as usize]
    }
    /// Whether only the runtime writes it, so that a code unit may not hold it.
    pub const fn is_specialised(self) -> bool {
        self as u8 >= FIRST_SPECIALISED as u8
    }
}

/// First word of an instruction with three 8-bit operands.
pub const fn abc(op: Op, a: u8, b: u8, c: u8) -> u32 {
    op as u32 | (a as u32) << 8 | (b as u32) << 16 | (c as u32) << 24
}
/// First word of an instruction with an 8-bit and an unsigned 16-bit operand.
pub const fn abx(op: Op, a: u8, bx: u16) -> u32 {
    op as u32 | (a as u32) << 8 | (bx as u32) << 16
}
/// First word of an instruction with a signed 24-bit operand; `None` when it does not fit.
pub const fn asx(op: Op, ax: i32) -> Option<u32> {
    if ax < -(1 << 23) || ax >= 1 << 23 { None } else { Some(op as u32 | (ax as u32) << 8) }
}
/// Field A.
#[inline(always)]
pub const fn a(word: u32) -> u8 {
    (word >> 8) as u8
}
/// Field B.
#[inline(always)]
pub const fn b(word: u32) -> u8 {
    (word >> 16) as u8
}
/// Field C.
#[inline(always)]
pub const fn c(word: u32) -> u8 {
    (word >> 24) as u8
}
/// Fields B and C as one unsigned number.
#[inline(always)]
pub const fn bx(word: u32) -> u16 {
    (word >> 16) as u16
}
/// Fields B and C as one signed number.
#[inline(always)]
pub const fn sbx(word: u32) -> i16 {
    (word >> 16) as i16
}
/// Fields A, B and C as one signed number.
#[inline(always)]
pub const fn sax(word: u32) -> i32 {
    (word as i32) >> 8
}
/// The opcode number.
#[inline(always)]
pub const fn op(word: u32) -> u8 {
    word as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_round_trip() {
        let w = abc(Op::ADD, 1, 2, 255);
        assert_eq!((op(w), a(w), b(w), c(w)), (Op::ADD as u8, 1, 2, 255));
        assert_eq!(sbx(abx(Op::LOAD_INT, 0, (-5i16) as u16)), -5);
        assert_eq!(asx(Op::JUMP, -8_388_608).map(sax), Some(-8_388_608));
        assert_eq!(asx(Op::JUMP, 8_388_608), None);
    }

    #[test]
    fn every_number_names_its_opcode() {
        assert!(OPS.len() <= 256);
        for (i, op) in OPS.iter().enumerate() {
            assert_eq!(*op as usize, i);
            assert_eq!(Op::from_u8(i as u8), Some(*op));
        }
        assert_eq!(Op::from_u8(255), None);
    }
}
