//! How built-in types and modules are declared: static tables of functions.

use crate::isolate::Thread;
use crate::isolate::names::{self, Name};
use crate::native::{Args, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj};

/// A native function: the receiver (`self`, the class of a class method, the module of a function) and the arguments after it.
pub type NativeFn = fn(&mut Thread, &Obj, &Args<'_>) -> R<Obj>;

/// Binary operators, in the order of the instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    MatMul,
    LShift,
    RShift,
    And,
    Or,
    Xor,
    DivMod,
}

impl BinaryOp {
    /// All of them, by number.
    pub const ALL: [BinaryOp; 14] = {
        use BinaryOp::*;
        [Add, Sub, Mul, TrueDiv, FloorDiv, Mod, Pow, MatMul, LShift, RShift, And, Or, Xor, DivMod]
    };
    /// The operator as in messages.
    pub const fn symbol(self) -> &'static str {
        ["+", "-", "*", "/", "//", "%", "** or pow()", "@", "<<", ">>", "&", "|", "^", "divmod()"][self as usize]
    }
    /// The in-place operator as in messages.
    pub const fn inplace_symbol(self) -> &'static str {
        ["+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "<<=", ">>=", "&=", "|=", "^=", "divmod()"][self as usize]
    }
    /// `__add__` and so on.
    pub const fn name(self) -> Name {
        use names::*;
        [ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD, POW, MATMUL, LSHIFT, RSHIFT, AND, OR, XOR, DIVMOD][self as usize]
    }
    /// `__radd__` and so on.
    pub const fn reflected_name(self) -> Name {
        use names::*;
        [RADD, RSUB, RMUL, RTRUEDIV, RFLOORDIV, RMOD, RPOW, RMATMUL, RLSHIFT, RRSHIFT, RAND, ROR, RXOR, RDIVMOD][self as usize]
    }
    /// `__iadd__` and so on (`divmod` has none and gives its plain name).
    pub const fn inplace_name(self) -> Name {
        use names::*;
        [IADD, ISUB, IMUL, ITRUEDIV, IFLOORDIV, IMOD, IPOW, IMATMUL, ILSHIFT, IRSHIFT, IAND, IOR, IXOR, DIVMOD][self as usize]
    }
}

/// Unary operators and number conversions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum UnaryOp {
    Neg,
    Pos,
    Invert,
    Abs,
    Int,
    Float,
    Index,
}

impl UnaryOp {
    /// All of them, by number.
    pub const ALL: [UnaryOp; 7] = [UnaryOp::Neg, UnaryOp::Pos, UnaryOp::Invert, UnaryOp::Abs, UnaryOp::Int, UnaryOp::Float, UnaryOp::Index];
    /// `__neg__` and so on.
    pub const fn name(self) -> Name {
        use names::*;
        [NEG, POS, INVERT, ABS, INT, FLOAT, INDEX][self as usize]
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum CompareOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CompareOp {
    /// All of them, by number.
    pub const ALL: [CompareOp; 6] = [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];
    /// `__lt__` and so on.
    pub const fn name(self) -> Name {
        use names::*;
        [LT, LE, EQ, NE, GT, GE][self as usize]
    }
    /// `<` and so on.
    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }
    /// The operator with its operands exchanged.
    pub const fn swapped(self) -> CompareOp {
        [CompareOp::Gt, CompareOp::Ge, CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le][self as usize]
    }
    /// What the operator says of an ordering.
    #[inline]
    pub fn holds(self, o: core::cmp::Ordering) -> bool {
        match self {
            CompareOp::Lt => o.is_lt(),
            CompareOp::Le => o.is_le(),
            CompareOp::Eq => o.is_eq(),
            CompareOp::Ne => o.is_ne(),
            CompareOp::Gt => o.is_gt(),
            CompareOp::Ge => o.is_ge(),
        }
    }
}

macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {
        /// Slots of a built-in type, as declared.
        #[derive(Clone, Copy, Debug)]
        pub struct SlotSpec { $($(#[$doc])* pub $name: Option<$ty>,)* }

        impl SlotSpec {
            /// No slots: each is inherited.
            pub const NONE: SlotSpec = SlotSpec { $($name: None,)* };
        }

        /// Slots of a type object. They change when a class attribute is assigned, one word at a time.
        #[derive(Debug)]
        pub struct Slots { $($name: crate::prim::AtomicPtr<()>,)* }

        impl Slots {
            /// The slots as declared.
            pub fn of_spec(spec: &SlotSpec) -> Slots {
                Slots { $($name: crate::prim::AtomicPtr::new(match spec.$name { Some(f) => f as *mut (), None => core::ptr::null_mut() }),)* }
            }
            $($(#[$doc])*
            #[allow(clippy::new_ret_no_self, reason = "the slots have the language's names")]
            #[inline(always)]
            pub fn $name(&self) -> Option<$ty> {
                // Relaxed: the word is code, published by the program's start.
                let p = self.$name.load(crate::prim::Ordering::Relaxed);
                // SAFETY: the word is null or was made from a function of this very type, in `new` or `set`.
                if p.is_null() { None } else { Some(unsafe { core::mem::transmute::<*mut (), $ty>(p) }) }
            })*
            /// Recomputes every slot: `pick` is given the slot's accessor in a declaration or a type, and what to do lies with it.
            pub fn inherit_from(&self, base: &Slots) {
                $(if self.$name.load(crate::prim::Ordering::Relaxed).is_null() {
                    self.$name.store(base.$name.load(crate::prim::Ordering::Relaxed), crate::prim::Ordering::Relaxed);
                })*
            }
            /// Writes the slots of `spec` that are there.
            pub fn set(&self, spec: &SlotSpec) {
                $(if let Some(f) = spec.$name { self.$name.store(f as *mut (), crate::prim::Ordering::Relaxed); })*
            }
            /// Copies one slot, by number.
            pub fn copy_one(&self, from: &Slots, which: SlotId) {
                match which { $(SlotId::$name => self.$name.store(from.$name.load(crate::prim::Ordering::Relaxed), crate::prim::Ordering::Relaxed),)* }
            }
            /// Writes one slot from a declaration, by number.
            pub fn set_one(&self, from: &SlotSpec, which: SlotId) {
                match which { $(SlotId::$name => self.$name.store(match from.$name { Some(f) => f as *mut (), None => core::ptr::null_mut() }, crate::prim::Ordering::Relaxed),)* }
            }
        }

        /// A slot by number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(non_camel_case_types, missing_docs, reason = "named as the slots are")]
        pub enum SlotId { $($name,)* }

        impl SlotId {
            /// All slots.
            pub const ALL: &'static [SlotId] = &[$(SlotId::$name,)*];
            /// Whether a declaration has it.
            pub fn is_in(self, spec: &SlotSpec) -> bool {
                match self { $(SlotId::$name => spec.$name.is_some(),)* }
            }
        }
    };
}

slots! {
    /// `repr(x)`
    repr: fn(&mut Thread, &Obj) -> R<Obj>;
    /// `str(x)`
    str: fn(&mut Thread, &Obj) -> R<Obj>;
    /// `hash(x)`; an unhashable type has a function that raises.
    hash: fn(&mut Thread, &Obj) -> R<i64>;
    /// `x(...)`
    call: fn(&mut Thread, &Obj, &Args<'_>) -> R<Obj>;
    /// `x.name`; `None` when there is no such attribute (no exception is raised for it).
    getattr: fn(&mut Thread, &Obj, &Obj) -> R<Option<Obj>>;
    /// `x.name = v`, `del x.name`
    setattr: fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()>;
    /// `iter(x)`
    iter: fn(&mut Thread, &Obj) -> R<Obj>;
    /// `next(x)`; `None` at the end.
    next: fn(&mut Thread, &Obj) -> R<Option<Obj>>;
    /// Comparison of the type's own object (left) with any; may give `NotImplemented`.
    compare: fn(&mut Thread, CompareOp, &Obj, &Obj) -> R<Obj>;
    /// `bool(x)`
    truth: fn(&mut Thread, &Obj) -> R<bool>;
    /// `len(x)`
    len: fn(&mut Thread, &Obj) -> R<usize>;
    /// `x[k]`
    getitem: fn(&mut Thread, &Obj, &Obj) -> R<Obj>;
    /// `x[k] = v`, `del x[k]`
    setitem: fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()>;
    /// `v in x`
    contains: fn(&mut Thread, &Obj, &Obj) -> R<bool>;
    /// `a op b`, where a or b is of this type; may give `NotImplemented`.
    binary: fn(&mut Thread, BinaryOp, &Obj, &Obj) -> R<Obj>;
    /// `pow(a, b, modulus)`, where one of them is of this type; may give `NotImplemented`.
    power_mod: fn(&mut Thread, &Obj, &Obj, &Obj) -> R<Obj>;
    /// `a op= b`, a of this type; may give `NotImplemented`.
    inplace: fn(&mut Thread, BinaryOp, &Obj, &Obj) -> R<Obj>;
    /// Unary operators; `NotImplemented` when the type lacks this one.
    unary: fn(&mut Thread, UnaryOp, &Obj) -> R<Obj>;
    /// `descriptor.__get__(instance or None, owner)`
    descr_get: fn(&mut Thread, &Obj, Option<&Obj>, &Obj) -> R<Obj>;
    /// `descriptor.__set__(instance, value)`, `__delete__`
    descr_set: fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()>;
    /// `T.__new__(T, ...)`
    new: fn(&mut Thread, &Obj, &Args<'_>) -> R<Obj>;
    /// `x.__init__(...)`
    init: fn(&mut Thread, &Obj, &Args<'_>) -> R<()>;
    /// `x.__del__()`
    finalize: fn(&mut Thread, &Obj) -> R<()>;
}

/// How a method receives its first argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// `self`
    Instance,
    /// The class.
    Class,
    /// Nothing (`this` is `None`).
    Static,
}

/// A native method or function.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// First argument.
    pub binding: Binding,
    /// The code.
    pub call: NativeFn,
    /// A short way, see [`LeafFn`].
    pub leaf: Option<LeafFn>,
    /// Docstring.
    pub doc: &'static str,
}

/// A short way for a call without named arguments: it runs no program code and raises nothing, and gives the result as a register word. It is given
/// what [`NativeFn`] is: the receiver, and the arguments. `None`: nothing was done, and the function is to be called.
pub type LeafFn = fn(&Obj, &[Obj]) -> Option<crate::object::Value>;

impl Method {
    /// An instance method, or a module's function.
    pub const fn new(name: &'static str, call: NativeFn) -> Method {
        Method { name, binding: Binding::Instance, call, leaf: None, doc: "" }
    }
    /// A class method.
    pub const fn class(name: &'static str, call: NativeFn) -> Method {
        Method { name, binding: Binding::Class, call, leaf: None, doc: "" }
    }
    /// A static method.
    pub const fn fixed(name: &'static str, call: NativeFn) -> Method {
        Method { name, binding: Binding::Static, call, leaf: None, doc: "" }
    }
    /// The same with a short way.
    pub const fn leaf(self, leaf: LeafFn) -> Method {
        Method { leaf: Some(leaf), ..self }
    }
    /// The same with a docstring.
    pub const fn doc(self, doc: &'static str) -> Method {
        Method { doc, ..self }
    }
}

/// Reads a computed attribute.
pub type GetFn = fn(&mut Thread, &Obj) -> R<Obj>;
/// Writes or deletes a computed attribute.
pub type SetFn = fn(&mut Thread, &Obj, Option<&Obj>) -> R<()>;

/// A computed attribute of a built-in type.
#[derive(Debug)]
pub struct GetSet {
    /// Its name.
    pub name: &'static str,
    /// Reads it.
    pub get: GetFn,
    /// Writes or deletes it; `None`: read-only.
    pub set: Option<SetFn>,
}

impl GetSet {
    /// A read-only attribute.
    pub const fn read(name: &'static str, get: GetFn) -> GetSet {
        GetSet { name, get, set: None }
    }
    /// A writable attribute.
    pub const fn write(name: &'static str, get: GetFn, set: SetFn) -> GetSet {
        GetSet { name, get, set: Some(set) }
    }
}

/// May be a base class of program classes.
pub const BASE: u32 = 1;
/// Instances have a dictionary for attributes.
pub const DICT: u32 = 2;
/// `match` sees a sequence.
pub const SEQUENCE: u32 = 4;
/// `match` sees a mapping.
pub const MAPPING: u32 = 8;
/// `hash()` raises; the type's `__hash__` is None.
pub const UNHASHABLE: u32 = 16;
/// A class pattern with one positional sub-pattern matches the subject itself.
pub const MATCH_SELF: u32 = 32;
/// Functions and the like, which bind when found in a class: the lookup for a method call skips the bound method.
pub const METHOD: u32 = 64;
/// A program class that is treated as a built-in one: its attributes stay as they are.
pub const SEALED: u32 = 256;
/// Instances may be referred to weakly.
pub const WEAK: u32 = 512;
/// Programs set `__abstractmethods__` to something that is true: no instances are made.
pub const ABSTRACT: u32 = 1024;
/// Made by a `class` statement (or a call of `type`).
pub const HEAP: u32 = 128;

/// A built-in type.
#[derive(Debug)]
pub struct TypeSpec {
    /// Which one.
    pub builtin: Builtin,
    /// Docstring.
    pub doc: &'static str,
    /// `BASE`, `DICT`, …
    pub flags: u32,
    /// Slots.
    pub slots: SlotSpec,
    /// Operators that `slots.binary` knows, shown as `__add__`, `__radd__` …
    pub binary: &'static [BinaryOp],
    /// Operators that `slots.inplace` knows.
    pub inplace: &'static [BinaryOp],
    /// Operators that `slots.unary` knows.
    pub unary: &'static [UnaryOp],
    /// Methods.
    pub methods: &'static [Method],
    /// Computed attributes.
    pub getsets: &'static [GetSet],
    /// Layout of instances.
    pub vtable: &'static Vtable,
}

impl TypeSpec {
    /// An empty declaration to fill with `..`.
    pub const fn new(builtin: Builtin, vtable: &'static Vtable) -> TypeSpec {
        TypeSpec {
            builtin,
            doc: "",
            flags: 0,
            slots: SlotSpec::NONE,
            binary: &[],
            inplace: &[],
            unary: &[],
            methods: &[],
            getsets: &[],
            vtable,
        }
    }
}

/// What the runtime does with payloads of a layout without knowing their Rust type.
#[derive(Debug)]
pub struct Vtable {
    /// Bytes of header and fixed payload.
    pub size: usize,
    /// Whether the collector walks such objects.
    pub kind: crate::heap::Kind,
    /// Whether bytes follow the fixed payload.
    pub trailing: unsafe fn(*const Header) -> usize,
    /// Ends the payload.
    pub end: unsafe fn(*mut Header, &mut Thread),
    /// Ends an object that is nothing but its payload: `lifecycle::end_plain`.
    pub end_plain: unsafe fn(*mut Header, &mut Thread),
    /// Visits the references.
    pub trace: unsafe fn(*const Header, &mut dyn Trace),
    /// Gives up references that may be part of a cycle.
    pub clear: unsafe fn(*const Header),
    /// The layout.
    pub layout: Builtin,
}

impl Vtable {
    /// The functions for payload `T`.
    pub const fn of<T: Payload>() -> Vtable {
        Vtable {
            size: size_of::<Object<T>>(),
            kind: T::KIND,
            // SAFETY: (all four) the caller's contract is that the header begins an object of this layout.
            trailing: |h| unsafe { (*h.cast::<Object<T>>()).payload.trailing() },
            // SAFETY: as above; called once, when nobody else reaches the object.
            end: |h, th| unsafe { T::end(&raw mut (*h.cast::<Object<T>>()).payload, th) },
            end_plain: crate::object::lifecycle::end_plain::<T>,
            // SAFETY: as above.
            trace: |h, v| unsafe { (*h.cast::<Object<T>>()).payload.trace(v) },
            // SAFETY: as above.
            clear: |h| unsafe { (*h.cast::<Object<T>>()).payload.clear() },
            layout: T::BUILTIN,
        }
    }
}

/// A native module.
#[derive(Debug)]
pub struct ModuleSpec {
    /// Name.
    pub name: &'static str,
    /// Docstring.
    pub doc: &'static str,
    /// Functions.
    pub functions: &'static [Method],
    /// Adds the rest (types, constants) when the module is first imported.
    pub init: Option<fn(&mut Thread, &Obj) -> R<()>>,
}
