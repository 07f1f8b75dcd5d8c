//! The `_contextvars` module: variables whose values belong to a context, of which each thread has a current one.
//!
//! A context's values lie in a dict that copies of the context share until one of them writes. Only the thread that has entered a context writes to
//! it, so writes never meet; anyone may read, iterate or copy it at any time, without lock.
//!
//! ```text
//! IDLE --lend--> LENT          the dict may be another context's too: nobody writes to it any more
//! IDLE --write--> WRITING --> IDLE
//! LENT --write--> WRITING --> IDLE   with a dict of its own
//! WRITING --write--> WRITING --> IDLE   the same, by the finalizer of a value that a write displaced
//! ```
//!
//! I1. A dict that was lent is never written to: the writer puts another one in its place after it has left LENT, so whoever reads a dict and finds LENT
//! afterwards has either that one, or one that was lent before. I2. Whoever finds WRITING takes a copy of the dict, which is one from before or after
//! the write. I3. A write ends only the state that it finds as WRITING: when a finalizer within it has written, and perhaps lent what it wrote, the
//! state is that other dict's, and stays.

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Raised, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicBool, AtomicU32, Ordering};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::spec::{CompareOp, GetSet, MAPPING, Method, ModuleSpec, SlotSpec, TypeSpec, UNHASHABLE, Vtable, WEAK};
use crate::types::{generic_alias, protocol, str_object};

/// Payload of `ContextVar`; nothing of it changes.
#[derive(Debug)]
pub struct ContextVar {
    name: Obj,
    /// Value where a context has none; or unbound.
    default: Obj,
}

// SAFETY: BUILTIN is used here alone; both references are visited; they never change.
unsafe impl Payload for ContextVar {
    const BUILTIN: Builtin = Builtin::ContextVar;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.name);
        visit.obj(&self.default);
    }
}

/// The dict is this context's alone.
const IDLE: u32 = 0;
/// Another context may have the dict, or an iterator.
const LENT: u32 = 1;
/// The dict is this context's alone, and is being written to.
const WRITING: u32 = 2;

/// Payload of `Context`.
#[derive(Debug)]
pub struct Context {
    /// The dict of values by variable.
    values: Field,
    /// `IDLE`, `LENT` or `WRITING`.
    state: AtomicU32,
    /// A thread runs in it.
    entered: AtomicBool,
}

// SAFETY: BUILTIN is used here alone; the dict is the only reference; what threads may do is said above.
unsafe impl Payload for Context {
    const BUILTIN: Builtin = Builtin::Context;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.values);
    }
}

/// Payload of `Token`; nothing but `used` changes.
#[derive(Debug)]
pub struct Token {
    var: Obj,
    context: Obj,
    /// The value before; or unbound.
    old: Obj,
    /// It has been given to `reset`.
    used: AtomicBool,
}

// SAFETY: BUILTIN is used here alone; the references are visited; they never change.
unsafe impl Payload for Token {
    const BUILTIN: Builtin = Builtin::ContextToken;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.var);
        visit.obj(&self.context);
        visit.obj(&self.old);
    }
}

/// Payload of `Token.MISSING`.
#[derive(Debug)]
pub struct Missing;

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Missing {
    const BUILTIN: Builtin = Builtin::TokenMissing;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn var(v: &Obj) -> &Object<ContextVar> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<ContextVar>() }
}

fn context(v: &Obj) -> &Object<Context> {
    // SAFETY: as above, or with the thread's own context.
    unsafe { v.get_unchecked::<Context>() }
}

fn token(v: &Obj) -> &Object<Token> {
    // SAFETY: as above.
    unsafe { v.get_unchecked::<Token>() }
}

impl Object<Context> {
    /// The dict, to read from.
    fn read(&self) -> Obj {
        self.values.load(&self.header)
    }

    /// The dict, to keep: nobody writes to it any more; and whether a context made of it must not either.
    fn lend(&self, th: &mut Thread) -> R<(Obj, u32)> {
        let values = self.read();
        // AcqRel: the reads of the dict come before, and whoever leaves LENT sees that it was lent.
        match self.state.compare_exchange(IDLE, LENT, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) | Err(LENT) => Ok((values, LENT)),
            Err(_) => Ok((copied(th, &self.read())?, IDLE)),
        }
    }

    /// Runs `write` on a dict that is this context's alone. Only for the thread that has entered the context; `write` may come back here once it has
    /// changed the dict, by the finalizer of what it took out.
    fn write(&self, th: &mut Thread, write: impl FnOnce(&mut Thread, &Object<Dict>) -> R<()>) -> R<()> {
        let mut before = Obj::NONE;
        if self.state.compare_exchange(IDLE, WRITING, Ordering::AcqRel, Ordering::Acquire).is_err() {
            // Lent, and stays so until this thread says otherwise; or being written to by this thread.
            let own = copied(th, &self.read())?;
            sharing::barrier(th, &self.header, &own)?;
            // Release: before the new dict can be read (I1).
            self.state.store(WRITING, Ordering::Release);
            before = self.values.replace_raw(own);
        }
        let values = self.read();
        let picked = core::mem::replace(&mut th.context_pick, Obj::UNBOUND);
        let result = match values.get::<Dict>() {
            Some(d) => write(th, d),
            None => Ok(()),
        };
        // I3. Release: pairs with the exchange in `lend`; Relaxed: only this thread left WRITING.
        let _ = self.state.compare_exchange(WRITING, IDLE, Ordering::Release, Ordering::Relaxed);
        // Only now: it may be the last of its values, whose finalizers write, too.
        drop(before);
        drop(picked);
        // A finalizer may have looked up what it replaced.
        drop(core::mem::replace(&mut th.context_pick, Obj::UNBOUND));
        result
    }
}

fn copied(th: &mut Thread, values: &Obj) -> R<Obj> {
    match values.get::<Dict>() {
        Some(d) => d.copy(th),
        None => th.dict(),
    }
}

fn lookup(th: &mut Thread, values: &Obj, key: &Obj) -> R<Option<Obj>> {
    match values.get::<Dict>() {
        Some(d) => d.get(th, key),
        None => Ok(None),
    }
}

fn new_context(th: &mut Thread, values: Obj, state: u32) -> R<Obj> {
    th.alloc(Context { values: Field::new(values), state: AtomicU32::new(state), entered: AtomicBool::new(false) })
}

/// The calling thread's current context, made at its first use.
fn current(th: &mut Thread) -> R<Obj> {
    if th.context.is_unbound() {
        let values = th.dict()?;
        let made = new_context(th, values, IDLE)?;
        context(&made).entered.store(true, Ordering::Relaxed);
        th.context = made;
    }
    Ok(th.context.clone())
}

/// A copy of the current context, which costs the same whatever it holds.
pub fn copy_context(th: &mut Thread) -> R<Obj> {
    let now = current(th)?;
    let (values, state) = context(&now).lend(th)?;
    new_context(th, values, state)
}

/// The value of a variable in the current context, or its default.
pub fn value_of(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let Some(x) = v.get::<ContextVar>() else { return Ok(None) };
    if let Some(c) = th.context.get::<Context>() {
        let values = c.read();
        if let Some(found) = lookup(th, &values, v)? {
            return Ok(Some(found));
        }
    }
    Ok(if x.default.is_unbound() { None } else { Some(x.default.clone()) })
}

/// Sets a variable in the current context.
pub fn set(th: &mut Thread, v: &Obj, value: &Obj) -> R<()> {
    let now = current(th)?;
    context(&now).write(th, |th, d| d.set(th, v, value))
}

/// A new variable.
pub fn new_variable(th: &mut Thread, name: &str) -> R<Obj> {
    let name = th.str(name)?;
    th.alloc(ContextVar { name, default: Obj::UNBOUND })
}

fn class_getitem(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [key] = args.exactly::<1>(th, "__class_getitem__")?;
    generic_alias::subscript(th, class, key)
}

fn address(v: &Obj) -> usize {
    v.value().without_uncounted().to_bits()
}

/// `ContextVar`
pub static VARIABLE: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let x = var(v);
            let name = protocol::repr(th, &x.name)?;
            if !protocol::repr_enter(th, v)? {
                return th.str("...");
            }
            let default = if x.default.is_unbound() { Ok(None) } else { protocol::repr(th, &x.default).map(Some) };
            protocol::repr_leave(th);
            let (name, at) = (str_object::text(&name), address(v));
            match default? {
                Some(d) => th.str_fmt(format_args!("<ContextVar name={name} default={} at {at:#x}>", str_object::text(&d))),
                None => th.str_fmt(format_args!("<ContextVar name={name} at {at:#x}>")),
            }
        }),
        new: Some(|th, cls, args| {
            let given = args.positional().len();
            if given != 1 {
                let bound = if given == 0 { "exactly" } else { "at most" };
                return Err(th.type_error(format_args!("ContextVar() takes {bound} 1 positional argument ({given} given)")));
            }
            let [name, default] =
                args.bind(th, &Signature::new("ContextVar", ["name", "default"]).required(1).positional_only(1).keyword_only_from(1))?;
            let name = name.cloned().unwrap_or(Obj::NONE);
            if name.get::<str_object::Str>().is_none() {
                return Err(th.type_error(format_args!("context variable name must be a str")));
            }
            th.new_payload(cls, ContextVar { name, default: default.cloned().unwrap_or(Obj::UNBOUND) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("get", |th, v, args| {
            let a = args.between(th, "get", 0, 1)?;
            if let Some(c) = th.context.get::<Context>() {
                let values = c.read();
                if let Some(found) = lookup(th, &values, v)? {
                    return Ok(found);
                }
            }
            match a.first() {
                Some(d) => Ok(d.clone()),
                None if !var(v).default.is_unbound() => Ok(var(v).default.clone()),
                None => Err(th.raise_with(Builtin::LookupError, Some(v.clone()))),
            }
        }),
        Method::new("set", |th, v, args| {
            let [value] = args.exactly::<1>(th, "ContextVar.set")?;
            let now = current(th)?;
            let values = context(&now).read();
            let old = lookup(th, &values, v)?.unwrap_or(Obj::UNBOUND);
            let made = th.alloc(Token { var: v.clone(), context: now.clone(), old, used: AtomicBool::new(false) })?;
            set(th, v, value)?;
            Ok(made)
        }),
        Method::new("reset", |th, v, args| {
            let [t] = args.exactly::<1>(th, "ContextVar.reset")?;
            reset(th, v, t)
        }),
        Method::class("__class_getitem__", class_getitem),
    ],
    getsets: &[GetSet::read("name", |_, v| Ok(var(v).name.clone()))],
    ..TypeSpec::new(Builtin::ContextVar, const { &Vtable::of::<ContextVar>() })
};

fn reset(th: &mut Thread, v: &Obj, t: &Obj) -> R<Obj> {
    let Some(x) = t.get::<Token>() else {
        let r = protocol::repr(th, t)?;
        return Err(th.type_error(format_args!("expected an instance of Token, got {}", str_object::text(&r))));
    };
    fn refuse(th: &mut Thread, t: &Obj, class: Builtin, why: &str) -> Raised {
        match protocol::repr(th, t) {
            Ok(r) => th.raise(class, format_args!("{} {why}", str_object::text(&r))),
            Err(e) => e,
        }
    }
    if x.used.load(Ordering::Relaxed) {
        return Err(refuse(th, t, Builtin::RuntimeError, "has already been used once"));
    }
    if !x.var.is(v) {
        return Err(refuse(th, t, Builtin::ValueError, "was created by a different ContextVar"));
    }
    let now = current(th)?;
    if !x.context.is(&now) {
        return Err(refuse(th, t, Builtin::ValueError, "was created in a different Context"));
    }
    // Only the thread that has entered the context comes this far.
    x.used.store(true, Ordering::Relaxed);
    context(&now).write(th, |th, d| if x.old.is_unbound() { d.remove(th, v).map(drop) } else { d.set(th, v, &x.old) })?;
    Ok(Obj::NONE)
}

/// `Token`
pub static TOKEN: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let x = token(v);
            let shown = protocol::repr(th, &x.var)?;
            let used = if x.used.load(Ordering::Relaxed) { " used" } else { "" };
            th.str_fmt(format_args!("<Token{used} var={} at {:#x}>", str_object::text(&shown), address(v)))
        }),
        hash: Some(protocol::unhashable),
        new: Some(|th, _, _| Err(th.raise(Builtin::RuntimeError, format_args!("Tokens can only be created by ContextVars")))),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__enter__", |_, v, _| Ok(v.clone())),
        Method::new("__exit__", |th, v, _| reset(th, &token(v).var, v)),
        Method::class("__class_getitem__", class_getitem),
    ],
    getsets: &[
        GetSet::read("var", |_, v| Ok(token(v).var.clone())),
        GetSet::read("old_value", |th, v| {
            let old = &token(v).old;
            if old.is_unbound() { missing(th) } else { Ok(old.clone()) }
        }),
    ],
    ..TypeSpec::new(Builtin::ContextToken, const { &Vtable::of::<Token>() })
};

/// `Token.MISSING`'s type.
pub static MISSING: TypeSpec = TypeSpec {
    slots: SlotSpec { repr: Some(|th, _| th.str("<Token.MISSING>")), ..SlotSpec::NONE },
    ..TypeSpec::new(Builtin::TokenMissing, const { &Vtable::of::<Missing>() })
};

fn missing(th: &mut Thread) -> R<Obj> {
    let name = th.intern("MISSING")?;
    let class = th.builtin_type(Builtin::ContextToken);
    protocol::get_attr(th, &class, &name)
}

fn key<'a>(th: &mut Thread, k: &'a Obj) -> R<&'a Obj> {
    if k.get::<ContextVar>().is_some() {
        return Ok(k);
    }
    let r = protocol::repr(th, k)?;
    Err(th.type_error(format_args!("a ContextVar key was expected, got {}", str_object::text(&r))))
}

fn view(th: &mut Thread, v: &Obj, method: &str) -> R<Obj> {
    // What is iterated over stays as it is.
    let (values, _) = context(v).lend(th)?;
    let shown = protocol::call_method_text(th, &values, method, &[])?;
    protocol::iter(th, &shown)
}

/// `Context`
pub static CONTEXT: TypeSpec = TypeSpec {
    flags: UNHASHABLE | MAPPING | WEAK,
    slots: SlotSpec {
        hash: Some(protocol::unhashable),
        new: Some(|th, cls, args| {
            if !args.all.is_empty() {
                return Err(th.type_error(format_args!("Context() does not accept any arguments")));
            }
            let values = Field::new(th.dict()?);
            th.new_payload(cls, Context { values, state: AtomicU32::new(IDLE), entered: AtomicBool::new(false) })
        }),
        compare: Some(|th, op, a, b| {
            let (CompareOp::Eq | CompareOp::Ne, Some(x)) = (op, b.get::<Context>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let ((left, _), (right, _)) = (context(a).lend(th)?, x.lend(th)?);
            let same = protocol::equal(th, &left, &right)?;
            Ok(Obj::from_bool(same == (op == CompareOp::Eq)))
        }),
        len: Some(|_, v| Ok(context(v).read().get::<Dict>().map_or(0, |d| d.len()))),
        getitem: Some(|th, v, k| {
            let k = key(th, k)?;
            let values = context(v).read();
            match lookup(th, &values, k)? {
                Some(x) => Ok(x),
                None => Err(th.raise_with(Builtin::KeyError, Some(k.clone()))),
            }
        }),
        contains: Some(|th, v, k| {
            let k = key(th, k)?;
            let values = context(v).read();
            Ok(lookup(th, &values, k)?.is_some())
        }),
        iter: Some(|th, v| view(th, v, "keys")),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("run", run),
        Method::new("copy", |th, v, args| {
            args.exactly::<0>(th, "Context.copy")?;
            let (values, state) = context(v).lend(th)?;
            new_context(th, values, state)
        }),
        Method::new("get", |th, v, args| {
            let a = args.between(th, "get", 1, 2)?;
            let k = key(th, &a[0])?;
            let values = context(v).read();
            Ok(lookup(th, &values, k)?.or_else(|| a.get(1).cloned()).unwrap_or(Obj::NONE))
        }),
        Method::new("keys", |th, v, args| {
            args.exactly::<0>(th, "Context.keys")?;
            view(th, v, "keys")
        }),
        Method::new("values", |th, v, args| {
            args.exactly::<0>(th, "Context.values")?;
            view(th, v, "values")
        }),
        Method::new("items", |th, v, args| {
            args.exactly::<0>(th, "Context.items")?;
            view(th, v, "items")
        }),
    ],
    ..TypeSpec::new(Builtin::Context, const { &Vtable::of::<Context>() })
};

/// `context.run(callable, *args, **kwargs)`
fn run(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    if args.positional().is_empty() {
        return Err(th.type_error(format_args!("run() missing 1 required positional argument")));
    }
    let (function, rest) = (&args.all[0], args.rest());
    enter(th, v, |th| protocol::call_args(th, function, &rest))
}

/// Whether a value is a context.
pub(crate) fn is_context(v: &Obj) -> bool {
    v.get::<Context>().is_some()
}

/// Runs `body` in a value that is known to be a context.
///
/// # Errors
/// `RuntimeError` when a thread is in it; what `body` raises.
pub(crate) fn enter<T>(th: &mut Thread, v: &Obj, body: impl FnOnce(&mut Thread) -> R<T>) -> R<T> {
    // Acquire: pairs with the Release below, so that this thread sees what the one before it wrote.
    if context(v).entered.swap(true, Ordering::Acquire) {
        let r = protocol::repr(th, v)?;
        return Err(th.raise(Builtin::RuntimeError, format_args!("cannot enter context: {} is already entered", str_object::text(&r))));
    }
    let before = core::mem::replace(&mut th.context, v.clone());
    let picked = core::mem::replace(&mut th.context_pick, Obj::UNBOUND);
    let result = body(th);
    let inner = core::mem::replace(&mut th.context, before);
    drop(core::mem::replace(&mut th.context_pick, picked));
    drop(inner);
    context(v).entered.store(false, Ordering::Release);
    result
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[Method::new("copy_context", |th, _, args| {
        args.exactly::<0>(th, "_contextvars.copy_context")?;
        copy_context(th)
    })],
    init: Some(|th, m| {
        for (name, b) in [("ContextVar", Builtin::ContextVar), ("Context", Builtin::Context), ("Token", Builtin::ContextToken)] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        let none = th.alloc(Missing)?;
        sharing::share(th, &none)?;
        let name = th.intern("MISSING")?;
        th.isolate().ty(Builtin::ContextToken).attributes().set_name(th, &name, &none)
    }),
};
