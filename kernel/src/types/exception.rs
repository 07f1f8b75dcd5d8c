//! Exception objects and how they become pending.

use crate::bytecode::code_object::Code;
use crate::bytecode::unit::Location;
use crate::isolate::Thread;
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicBool, Ordering};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::{exception_init, tuple_object};

/// Payload of every exception.
#[derive(Debug)]
pub struct Exception {
    /// `args`, a tuple.
    pub args: Field,
    /// `__traceback__`, or unbound.
    pub traceback: Field,
    /// `__cause__`, or unbound.
    pub cause: Field,
    /// `__context__`, or unbound.
    pub context: Field,
    /// `__suppress_context__`
    pub suppress: AtomicBool,
    /// Attributes of particular classes by position, see their declarations in `exception_types`; unbound reads as `None`.
    pub members: [Field; 7],
}

// SAFETY: BUILTIN stands for all exception classes, which share this layout; `trace` visits each reference once; fields are atomic words.
unsafe impl Payload for Exception {
    const BUILTIN: Builtin = Builtin::BaseException;
    fn trace(&self, visit: &mut dyn Trace) {
        for f in [&self.args, &self.traceback, &self.cause, &self.context] {
            visit.field(f);
        }
        for f in &self.members {
            visit.field(f);
        }
    }
    fn clear(&self) {
        for f in [&self.traceback, &self.cause, &self.context] {
            drop(f.replace_raw(Obj::UNBOUND));
        }
    }
}

impl Exception {
    /// With these arguments.
    pub fn new(args: Obj) -> Exception {
        Exception {
            args: Field::new(args),
            traceback: Field::empty(),
            cause: Field::empty(),
            context: Field::empty(),
            suppress: AtomicBool::new(false),
            members: core::array::from_fn(|_| Field::empty()),
        }
    }
}

/// Makes an exception class of a module.
///
/// # Errors
/// `MemoryError`.
pub fn make_class(th: &mut Thread, module: &str, name: &str, base: Builtin) -> R<Obj> {
    let (meta, base) = (th.builtin_type(Builtin::Type), th.builtin_type(base));
    let bases = th.tuple_of(&[base])?;
    let (name, module) = (th.intern(name)?, th.intern(module)?);
    let namespace = th.dict()?;
    // SAFETY: just made.
    let d = unsafe { namespace.get_unchecked::<crate::types::dict_object::Dict>() };
    d.set_name(th, th.name(crate::isolate::names::MODULE), &module)?;
    crate::types::class::type_new(th, &meta, &name, &bases, d, &crate::native::Args::NONE)
}

/// The member of an `OSError` that says how much was written.
pub(crate) const WRITTEN: usize = 4;

/// The payload of an exception instance.
#[inline]
pub fn as_exception(v: &Obj) -> Option<&Object<Exception>> {
    v.get::<Exception>()
}

/// A new instance of a built-in exception class: what calling the class with these arguments gives.
///
/// # Errors
/// `MemoryError`, and what the class says of the arguments.
pub fn make(th: &mut Thread, class: Builtin, args: Obj) -> R<Obj> {
    let ty = th.isolate().ty(class);
    let e = th.alloc_as(ty, Exception::new(args.clone()))?;
    exception_init::init_made(th, ty, &e, tuple_object::items(&args))?;
    Ok(e)
}

/// Makes a new exception pending.
pub(crate) fn raise_message(th: &mut Thread, class: Builtin, message: core::fmt::Arguments<'_>) {
    // Otherwise the `MemoryError` of the failed attempt is pending already.
    if let Ok(text) = th.str_fmt(message) {
        raise_argument(th, class, Some(text));
    }
}

/// Makes a new exception with one argument (or none) pending.
pub(crate) fn raise_argument(th: &mut Thread, class: Builtin, argument: Option<Obj>) {
    let args = match argument {
        Some(a) => th.tuple_from(&mut core::iter::once(a)),
        None => Ok(th.isolate().empty_tuple()),
    };
    let made = match args {
        Ok(args) => make(th, class, args),
        Err(e) => Err(e),
    };
    if let Ok(e) = made {
        set_context(th, &e);
        th.exception = e;
    }
}

/// Makes the isolate's own `MemoryError` pending.
pub(crate) fn raise_no_memory(th: &mut Thread) {
    let isolate = th.isolate();
    let v = isolate.memory_error.peek();
    // SAFETY: set up at the start and immortal.
    th.exception = unsafe { Obj::from_borrowed(v) };
}

/// Sets `__context__` to the exception being handled, unless it is the same one; breaks a loop that this would close.
pub(crate) fn set_context(th: &mut Thread, e: &Obj) {
    let handled = th.handled.clone();
    if handled.is_none() || handled.is_unbound() || handled.is(e) {
        return;
    }
    let Some(x) = e.get::<Exception>() else { return };
    // A chain that leads back to `e` is cut there (bounded, so that a loop made by the program does not hang us).
    let mut at = handled.clone();
    for _ in 0..1000 {
        let Some(o) = at.get::<Exception>() else { break };
        let next = o.context.load(&o.header);
        if next.is(e) {
            drop(o.context.replace_raw(Obj::UNBOUND));
            break;
        }
        if next.is_unbound() {
            break;
        }
        at = next;
    }
    if sharing::barrier(th, &x.header, &handled).is_ok() {
        drop(x.context.replace_raw(handled));
    }
}

/// Whether a value is an instance of a built-in class.
pub fn is_instance_of(th: &Thread, v: &Obj, class: Builtin) -> bool {
    th.type_of(v).is_subtype_of(th.isolate(), class)
}

/// Adds `name` and `obj` to the pending `AttributeError`.
pub(crate) fn with_attribute(th: &mut Thread, raised: Raised, object: &Obj, name: &Obj) -> Raised {
    let e = th.exception.clone();
    if let Some(x) = e.get::<Exception>() {
        drop(x.members[0].replace_raw(name.clone()));
        drop(x.members[1].replace_raw(object.clone()));
    }
    raised
}

/// Sets member `i` of the pending exception.
pub fn with_member(th: &mut Thread, raised: Raised, i: usize, value: Obj) -> Raised {
    let e = th.exception.clone();
    if let Some(x) = e.get::<Exception>() {
        drop(x.members[i].replace_raw(value));
    }
    raised
}

/// Raises `cause` as the cause of the exception about to be raised: sets `__cause__` and hides the context.
pub fn set_cause(th: &mut Thread, e: &Obj, cause: Obj) -> R<()> {
    if let Some(x) = e.get::<Exception>() {
        sharing::barrier(th, &x.header, &cause)?;
        x.suppress.store(true, Ordering::Relaxed);
        drop(x.cause.replace_raw(if cause.is_none() { Obj::UNBOUND } else { cause }));
    }
    Ok(())
}

/// One place that an exception passed through, newest first: `__traceback__` leads to the outermost frame.
#[derive(Debug)]
pub struct Traceback {
    /// Towards where it was raised, or unbound.
    pub next: Field,
    /// The code object.
    pub code: Obj,
    /// The globals.
    pub globals: Obj,
    /// Word of the instruction; of one that a program made the offset that it gave, which counts two for a word.
    pub pc: u32,
    /// The line of one that a program made, or 0 for that of the instruction.
    pub line: u32,
    /// The frame of one that a program made, or unbound.
    pub frame: Obj,
}

impl Traceback {
    /// The place in the text.
    pub fn location(&self) -> Location {
        let pc = if self.frame.is_unbound() { self.pc } else { self.pc / 2 };
        let at = crate::bytecode::code_object::location(&self.code, pc);
        if self.line == 0 || self.line == at.line {
            return at;
        }
        Location { line: self.line, end_line: self.line, ..Location::default() }
    }
}

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once.
unsafe impl Payload for Traceback {
    const BUILTIN: Builtin = Builtin::Traceback;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.next);
        visit.obj(&self.code);
        visit.obj(&self.globals);
        visit.obj(&self.frame);
    }
    fn clear(&self) {
        drop(self.next.replace_raw(Obj::UNBOUND));
    }
}

/// Notes that the pending exception passed through an instruction.
pub(crate) fn add_traceback(th: &mut Thread, code: &Object<Code>, globals: &Object<Dict>, pc: u32) {
    // The isolate's own `MemoryError` gets no entries: it is raised again and again.
    if th.exception.header().is_none_or(crate::refcount::biased::is_immortal) {
        return;
    }
    let e = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    if let Some(x) = e.get::<Exception>() {
        let next = Field::new(x.traceback.load(&x.header));
        let entry = Traceback { next, code: code.to_obj(), globals: globals.to_obj(), pc, line: 0, frame: Obj::UNBOUND };
        // Without memory for the entry the traceback stays shorter.
        if let Ok(t) = th.alloc(entry)
            && sharing::barrier(th, &x.header, &t).is_ok()
        {
            drop(x.traceback.replace_raw(t));
        }
    }
    th.exception = e;
}
