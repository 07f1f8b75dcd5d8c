//! The type `generator`, and what it has in common with those of coroutines and asynchronous generators.

use super::generator::{self, CLOSED, CREATED, Generator, Input, RUNNING, SUSPENDED, close, delegate_of, generator, resume, throw};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::Payload;
use crate::object::{Builtin, Obj};
use crate::types::function_types::store;
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::{exception, frame_object, generic_alias, protocol, str_object, unraisable};

/// `repr()`
pub(super) fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let q = generator(v).qualname.load(&generator(v).header);
    let at = v.value().without_uncounted().to_bits();
    let t = th.type_name(v);
    th.str_fmt(format_args!("<{t} object {} at {at:#x}>", str_object::text(&q)))
}

/// `__name__`
pub(super) const NAME: GetSet = GetSet::write(
    "__name__",
    |_, v| Ok(generator(v).name.load(&generator(v).header)),
    |th, v, x| {
        let x = text(th, "__name__", x)?;
        store(th, &generator(v).name, &generator(v).header, x)
    },
);

/// `__qualname__`
pub(super) const QUALNAME: GetSet = GetSet::write(
    "__qualname__",
    |_, v| Ok(generator(v).qualname.load(&generator(v).header)),
    |th, v, x| {
        let x = text(th, "__qualname__", x)?;
        store(th, &generator(v).qualname, &generator(v).header, x)
    },
);

/// What a name is set to, which must be a string.
fn text(th: &mut Thread, what: &str, x: Option<&Obj>) -> R<Obj> {
    match x {
        Some(x) if x.get::<str_object::Str>().is_some() => Ok(x.clone()),
        _ => Err(th.type_error(format_args!("{what} must be set to a string object"))),
    }
}

/// `__class_getitem__`
pub(super) const SUBSCRIPT: Method = Method::class("__class_getitem__", |th, cls, args| {
    let [key] = args.exactly::<1>(th, "__class_getitem__")?;
    generic_alias::subscript(th, cls, key)
});

/// Whether a thread is in it.
pub(super) fn is_running(_: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(Obj::from_bool(generator(v).state() == RUNNING))
}

/// Whether it waits.
pub(super) fn is_suspended(_: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(Obj::from_bool(generator(v).state() == SUSPENDED))
}

/// Its code.
pub(super) fn code(_: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(generator(v).code().to_obj())
}

/// What it waits for, or `None`.
pub(super) fn waits_for(th: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(delegate_of(th, generator(v)).unwrap_or(Obj::NONE))
}

/// Its frame, as of now; one that has ended has none.
pub(super) fn frame(th: &mut Thread, v: &Obj) -> R<Obj> {
    let g = generator(v);
    if g.state() == CLOSED {
        return Ok(Obj::NONE);
    }
    // While this thread is in it, its activation is on the stack.
    if let Some(depth) = frame_object::depth_of_generator(th, v) {
        return frame_object::at_depth(th, depth);
    }
    let place = generator::place(th, g);
    frame_object::of_generator(th, g.code().to_obj(), g.globals(), place, v.clone())
}

/// What it is doing, in a word that begins with `prefix`.
pub(super) fn state(th: &mut Thread, v: &Obj, prefix: &str) -> R<Obj> {
    let word = match generator(v).state() {
        CREATED => "CREATED",
        SUSPENDED => "SUSPENDED",
        RUNNING => "RUNNING",
        _ => "CLOSED",
    };
    th.intern(&alloc::format!("{prefix}_{word}"))
}

/// `send()`
pub(super) fn send(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, if generator(v).code().flags.coroutine { "coroutine.send" } else { "generator.send" })?;
    resume(th, v, Input::Send(x.clone()))?.into_result(th)
}

/// `throw()`
pub(super) fn throw_method(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "throw", 1, 3)?;
    warn_of_parts(th, "throw", a)?;
    let e = thrown(th, a)?;
    throw(th, v, e, true)?.into_result(th)
}

/// Warns of an exception given in parts.
pub(crate) fn warn_of_parts(th: &mut Thread, method: &str, a: &[Obj]) -> R<()> {
    if a.len() < 2 {
        return Ok(());
    }
    let text = format_args!("the (type, exc, tb) signature of {method}() is deprecated, use the single-arg signature instead.");
    crate::modules::warnings::warn(th, Builtin::DeprecationWarning, text, 1)
}

/// `close()`
pub(super) fn close_method(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, if generator(v).code().flags.coroutine { "coroutine.close" } else { "generator.close" })?;
    close(th, v)
}

/// The exception that the arguments of `throw()` stand for: one of an exception, or a class, a value and a traceback.
pub(crate) fn thrown(th: &mut Thread, a: &[Obj]) -> R<Obj> {
    let Some(first) = a.first() else { return Err(th.type_error(format_args!("throw expected at least 1 argument, got 0"))) };
    let value = match a.get(1) {
        Some(x) if !x.is_none() => {
            if exception::as_exception(x).is_some() {
                x.clone()
            } else {
                protocol::call(th, first, core::slice::from_ref(x))?
            }
        }
        _ => first.clone(),
    };
    let is_class = crate::types::type_object::as_type(&value).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
    if exception::as_exception(&value).is_none() && !is_class {
        let t = th.type_name(&value);
        return Err(th.type_error(format_args!("exceptions must be classes or instances deriving from BaseException, not {t}")));
    }
    // A class that makes something else of itself is an error inside, where it is thrown.
    protocol::exception_from(th, &value).or_else(|r| Ok(th.take(r)))
}

/// Ends one that is dropped while it waits: `GeneratorExit` is raised in it.
pub(super) fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    if generator(v).state() == SUSPENDED
        && let Err(r) = close(th, v)
    {
        let e = th.take(r);
        let shown = protocol::repr(th, v);
        match shown {
            Ok(t) => unraisable::report(th, e, &alloc::format!("Exception ignored while closing generator {}", str_object::text(&t)), None),
            Err(r) => drop(th.take(r)),
        }
    }
    Ok(())
}

static VTABLE: Vtable = Vtable::of::<Generator>();

/// The layout of generators for another of the types that have it.
pub(super) const fn vtable(layout: Builtin) -> Vtable {
    Vtable { layout, ..Vtable::of::<Generator>() }
}

const _: () = assert!(matches!(Generator::BUILTIN, Builtin::Generator));

/// `generator`
pub static SPEC: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(generator::next),
        finalize: Some(finalize),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("send", send), Method::new("throw", throw_method), Method::new("close", close_method), SUBSCRIPT],
    getsets: &[
        NAME,
        QUALNAME,
        GetSet::read("gi_running", is_running),
        GetSet::read("gi_suspended", is_suspended),
        GetSet::read("gi_code", code),
        GetSet::read("gi_yieldfrom", waits_for),
        GetSet::read("gi_frame", frame),
        GetSet::read("gi_state", |th, v| state(th, v, "GEN")),
    ],
    ..TypeSpec::new(Builtin::Generator, &VTABLE)
};
