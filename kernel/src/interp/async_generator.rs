//! The type `async_generator`: a generator (`interp::generator`) that yields to whoever awaits its `asend()` and kin (`interp::async_awaits`).
//!
//! `marks` are bits that any thread may set and test, each by one atomic operation: BUSY is what one awaitable holds from its first step to its
//! last, so that two of them do not take turns in one generator. The generator's own claim (G1) makes that safe, BUSY makes it sane.

use super::async_awaits::{AsyncSend, AsyncThrow};
use super::generator::{Generator, generator};
use super::generator_type::{self, NAME, QUALNAME, SUBSCRIPT, state};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::function_types::store;
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::{protocol, str_object, unraisable};

/// The hooks of `sys.set_asyncgen_hooks` have been told of it.
const HOOKED: u8 = 1;
/// It has ended, or is being closed.
const ENDED: u8 = 2;
/// An awaitable is stepping through it.
const BUSY: u8 = 4;

/// Takes the generator for one awaitable; false when another has it.
pub(super) fn occupy(g: &Generator) -> bool {
    // AcqRel: pairs with that of `leave`.
    g.marks.fetch_or(BUSY, Ordering::AcqRel) & BUSY == 0
}

/// Gives the generator back for the next awaitable.
pub(super) fn leave(g: &Generator) {
    g.marks.fetch_and(!BUSY, Ordering::AcqRel);
}

/// Notes that it has ended.
pub(super) fn end(g: &Generator) {
    g.marks.fetch_or(ENDED, Ordering::AcqRel);
}

/// Whether it has ended.
pub(super) fn is_ended(g: &Generator) -> bool {
    g.marks.load(Ordering::Acquire) & ENDED != 0
}

/// Tells the thread's hooks of a generator that is used for the first time.
fn tell_hooks(th: &mut Thread, v: &Obj) -> R<()> {
    let g = generator(v);
    if g.marks.fetch_or(HOOKED, Ordering::AcqRel) & HOOKED != 0 {
        return Ok(());
    }
    let [first, last] = th.async_hooks.clone();
    if !last.is_unbound() {
        store(th, &g.extra, &g.header, last)?;
    }
    if !first.is_unbound() {
        protocol::call(th, &first, core::slice::from_ref(v))?;
    }
    Ok(())
}

/// `asend(value)`, and `__anext__()` with `None`.
pub(super) fn asend(th: &mut Thread, v: &Obj, value: Obj) -> R<Obj> {
    tell_hooks(th, v)?;
    th.alloc(AsyncSend::new(v.clone(), value))
}

/// `athrow(…)`, and `aclose()` without arguments.
fn athrow(th: &mut Thread, v: &Obj, arguments: Obj) -> R<Obj> {
    tell_hooks(th, v)?;
    th.alloc(AsyncThrow::new(v.clone(), arguments))
}

/// One that is dropped: its finalizer is told, or it is closed.
fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    let g: &Object<Generator> = generator(v);
    if g.state() == super::generator::CLOSED {
        return Ok(());
    }
    let Some(finalizer) = g.extra.get(&g.header).filter(|_| !is_ended(g)) else { return generator_type::finalize(th, v) };
    let Err(r) = protocol::call(th, &finalizer, core::slice::from_ref(v)) else { return Ok(()) };
    let e = th.take(r);
    match protocol::repr(th, v) {
        Ok(t) => unraisable::report(th, e, &alloc::format!("Exception ignored while finalizing generator {}", str_object::text(&t)), None),
        Err(r) => drop(th.take(r)),
    }
    Ok(())
}

static VTABLE: Vtable = generator_type::vtable(Builtin::AsyncGenerator);

/// `async_generator`
pub static ASYNC_GENERATOR: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec { repr: Some(generator_type::repr), finalize: Some(finalize), ..SlotSpec::NONE },
    methods: &[
        Method::new("__aiter__", |th, v, args| {
            args.exactly::<0>(th, "__aiter__")?;
            Ok(v.clone())
        }),
        Method::new("__anext__", |th, v, args| {
            args.exactly::<0>(th, "__anext__")?;
            asend(th, v, Obj::NONE)
        }),
        Method::new("asend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "async_generator.asend")?;
            asend(th, v, x.clone())
        }),
        Method::new("athrow", |th, v, args| {
            let arguments = args.between(th, "athrow", 1, 3)?;
            super::generator_type::warn_of_parts(th, "athrow", arguments)?;
            let arguments = th.tuple_of(arguments)?;
            athrow(th, v, arguments)
        }),
        Method::new("aclose", |th, v, args| {
            args.exactly::<0>(th, "async_generator.aclose")?;
            athrow(th, v, Obj::UNBOUND)
        }),
        SUBSCRIPT,
    ],
    getsets: &[
        NAME,
        QUALNAME,
        GetSet::read("ag_running", |_, v| Ok(Obj::from_bool(generator(v).marks.load(Ordering::Acquire) & BUSY != 0))),
        GetSet::read("ag_suspended", generator_type::is_suspended),
        GetSet::read("ag_code", generator_type::code),
        GetSet::read("ag_await", generator_type::waits_for),
        GetSet::read("ag_frame", generator_type::frame),
        GetSet::read("ag_state", |th, v| state(th, v, "AGEN")),
    ],
    ..TypeSpec::new(Builtin::AsyncGenerator, &VTABLE)
};
