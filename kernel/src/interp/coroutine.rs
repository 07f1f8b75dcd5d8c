//! Coroutines, what `await` does, and the instructions of asynchronous statements.
//!
//! A coroutine is a generator (`interp::generator`) that only `await` and its own methods resume. Its wrapper, which `__await__` gives, holds the
//! coroutine and nothing else: both are as safe for threads as generators are.

use alloc::vec::Vec;

use super::generator::{self, CREATED, Generator, Input, close, generator, has_shape, resume, throw};
use super::generator_type::{self, NAME, QUALNAME, SUBSCRIPT, close_method, send, state, throw_method};
use super::ops::{consume, read, write};
use super::register::{into_obj, set};
use crate::bytecode::isa;
use crate::isolate::{Thread, names};
use crate::modules::asyncio::future_iter;
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::{exception, function_types, protocol, unawaited};

/// Whether a value is a coroutine: made by an `async def`.
#[inline(always)]
pub(super) fn is_coroutine(v: &Obj) -> bool {
    has_shape(v, Builtin::Coroutine)
}

/// Whether a value is a generator of a function that `types.coroutine` was applied to.
fn is_iterable_coroutine(v: &Obj) -> bool {
    v.exact::<Generator>().is_some_and(|g| g.code().iterable_coroutine)
}

/// Notes where a coroutine is made, as far as `sys.set_coroutine_origin_tracking_depth` asks for: (file, line, function), innermost first.
pub(super) fn note_origin(th: &mut Thread, g: &Object<Generator>) -> R<()> {
    let depth = th.origin_depth as usize;
    let mut places: Vec<(Obj, Obj, u32)> = th.vec(depth.min(th.stack.depth()))?;
    for f in th.stack.listed().take(depth) {
        // SAFETY: a frame's code is immortal, and its `pc` stands behind the first word of the call.
        let (code, pc) = unsafe { (f.code.as_ref(), f.pc.offset_from(f.code.as_ref().words.as_ptr()) as u32) };
        places.push((code.filename.clone(), code.name.clone(), code.location(pc.saturating_sub(1)).line));
    }
    let mut origin = th.vec(places.len())?;
    for (file, name, line) in places {
        let line = th.int(i64::from(line))?;
        origin.push(th.tuple_of(&[file, line, name])?);
    }
    let origin = th.tuple(origin)?;
    function_types::store(th, &g.extra, &g.header, origin)
}

/// The iterator that awaiting a value takes.
///
/// # Errors
/// `TypeError` for what cannot be awaited, in words that `refusal` may replace.
pub(super) fn awaitable_iterator(th: &mut Thread, v: &Obj, refusal: Option<&str>) -> R<Obj> {
    if is_coroutine(v) || is_iterable_coroutine(v) {
        return Ok(v.clone());
    }
    if let Some(it) = future_iter::of_exact(th, v) {
        return it;
    }
    let Some(it) = protocol::call_special(th, v, names::AWAIT, &[])? else {
        let t = th.type_name(v);
        return Err(match refusal {
            Some(words) => th.type_error(format_args!("{words}: {t}")),
            None => th.type_error(format_args!("'{t}' object can't be awaited")),
        });
    };
    if is_coroutine(&it) || is_iterable_coroutine(&it) || th.type_of(&it).slots.next().is_none() {
        return Err(protocol::wrong_result(th, v, "__await__", "an iterator", &it));
    }
    Ok(it)
}

/// `GET_AWAITABLE`
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn get_awaitable(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        // Mostly it is a coroutine that a call has just made, which stays where it is.
        let there = Obj::from_ref(&*base.add(isa::b(w) as usize));
        if isa::a(w) == isa::b(w) && is_coroutine(there) && generator::is_fresh(generator(there)) {
            return Ok(());
        }
        let v = read(th, base, isa::b(w))?.clone();
        let refusal = match isa::c(w) {
            1 => Some("'async with' received an object from __aenter__ that does not implement __await__"),
            2 => Some("'async with' received an object from __aexit__ that does not implement __await__"),
            _ => None,
        };
        let it = awaitable_iterator(th, &v, refusal)?;
        if is_coroutine(&it) && generator::delegate_of(th, generator(&it)).is_some() {
            return Err(th.raise(Builtin::RuntimeError, format_args!("coroutine is being awaited already")));
        }
        consume(th, base, isa::b(w));
        write(base, isa::a(w), it);
        Ok(())
    }
}

/// `GET_AITER`
///
/// # Safety
/// As [`get_awaitable`].
pub unsafe fn get_aiter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        let Some(it) = protocol::call_special(th, &v, names::AITER, &[])? else {
            let t = th.type_name(&v);
            return Err(th.type_error(format_args!("'async for' requires an object with __aiter__ method, got {t}")));
        };
        if !has_anext(th, &it) {
            let t = th.type_name(&it);
            return Err(th.type_error(format_args!("'async for' received an object from __aiter__ that does not implement __anext__: {t}")));
        }
        consume(th, base, isa::b(w));
        write(base, isa::a(w), it);
        Ok(())
    }
}

/// Whether a value is an asynchronous iterator.
pub(crate) fn has_anext(th: &Thread, v: &Obj) -> bool {
    th.type_of(v).lookup(th.name(names::ANEXT)).is_some()
}

/// `GET_ANEXT`
///
/// # Safety
/// As [`get_awaitable`].
pub unsafe fn get_anext(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        if has_shape(&v, Builtin::AsyncGenerator) {
            let it = super::async_generator::asend(th, &v, Obj::NONE)?;
            write(base, isa::a(w), it);
            return Ok(());
        }
        let Some(next) = protocol::call_special(th, &v, names::ANEXT, &[])? else {
            let t = th.type_name(&v);
            return Err(th.type_error(format_args!("'async for' requires an iterator with __anext__ method, got {t}")));
        };
        let it = match awaitable_iterator(th, &next, None) {
            Ok(it) => it,
            Err(r) => {
                let cause = th.take(r);
                let t = th.type_name(&next);
                return Err(caused(th, format_args!("'async for' received an invalid object from __anext__: {t}"), cause));
            }
        };
        write(base, isa::a(w), it);
        Ok(())
    }
}

/// `TypeError` with a cause.
fn caused(th: &mut Thread, message: core::fmt::Arguments<'_>, cause: Obj) -> Raised {
    let r = th.type_error(message);
    let e = th.exception.clone();
    if let Some(x) = e.get::<exception::Exception>() {
        // Just made: only this thread reaches it.
        drop(x.context.replace_raw(cause.clone()));
    }
    match exception::set_cause(th, &e, cause) {
        Ok(()) => r,
        Err(r) => r,
    }
}

/// `END_ASYNC_FOR`: whether the loop has ended; else the exception is pending again.
///
/// # Safety
/// As [`get_awaitable`].
pub unsafe fn end_async_for(th: &mut Thread, base: *mut Value, w: u32) -> bool {
    // SAFETY: contract 1: the registers are a handler's.
    unsafe {
        let a = isa::a(w) as usize;
        if !exception::is_instance_of(th, Obj::from_ref(&*base.add(a)), Builtin::StopAsyncIteration) {
            return false;
        }
        let r = base.add(a + 1);
        let previous = into_obj(*r);
        *r = Value::UNBOUND;
        let previous = if previous.is_unbound() { Obj::NONE } else { previous };
        drop(core::mem::replace(&mut th.handled, previous));
        set(base.add(a), Value::UNBOUND);
        true
    }
}

/// `ASYNC_WITH_ENTER`
///
/// # Safety
/// As [`get_awaitable`].
pub unsafe fn async_with_enter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let m = read(th, base, isa::b(w))?.clone();
        let Some(exit) = protocol::lookup_special(th, &m, names::AEXIT)? else { return Err(no_manager(th, &m, "__aexit__")) };
        let Some(enter) = protocol::lookup_special(th, &m, names::AENTER)? else { return Err(no_manager(th, &m, "__aenter__")) };
        let v = protocol::call(th, &enter, &[])?;
        consume(th, base, isa::b(w));
        write(base, isa::c(w), exit);
        write(base, isa::a(w), v);
        Ok(())
    }
}

#[cold]
fn no_manager(th: &mut Thread, m: &Obj, what: &str) -> Raised {
    let t = protocol::shown_type(th, m);
    let ty = th.type_of(m);
    let other = ty.lookup(th.name(names::ENTER)).is_some() && ty.lookup(th.name(names::EXIT)).is_some();
    let hint = if other { " but it supports the context manager protocol. Did you mean to use 'with'?" } else { "" };
    th.type_error(format_args!("'{t}' object does not support the asynchronous context manager protocol (missed {what} method){hint}"))
}

// ---- types ----

static COROUTINE_VTABLE: Vtable = generator_type::vtable(Builtin::Coroutine);

/// `coroutine`
pub static COROUTINE: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(generator_type::repr),
        finalize: Some(|th, v| {
            let g = generator(v);
            if g.state() == CREATED {
                let q = g.qualname.load(&g.header);
                unawaited::warn_coroutine(th, v, &q, g.extra.get(&g.header));
                return Ok(());
            }
            generator_type::finalize(th, v)
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("send", send),
        Method::new("throw", throw_method),
        Method::new("close", close_method),
        Method::new("__await__", |th, v, args| {
            args.exactly::<0>(th, "__await__")?;
            th.alloc(Wrapper { coroutine: v.clone() })
        }),
        SUBSCRIPT,
    ],
    getsets: &[
        NAME,
        QUALNAME,
        GetSet::read("cr_running", generator_type::is_running),
        GetSet::read("cr_suspended", generator_type::is_suspended),
        GetSet::read("cr_code", generator_type::code),
        GetSet::read("cr_await", generator_type::waits_for),
        GetSet::read("cr_frame", generator_type::frame),
        GetSet::read("cr_origin", |_, v| Ok(generator(v).extra.get(&generator(v).header).unwrap_or(Obj::NONE))),
        GetSet::read("cr_state", |th, v| state(th, v, "CORO")),
    ],
    ..TypeSpec::new(Builtin::Coroutine, &COROUTINE_VTABLE)
};

/// What `coroutine.__await__()` gives: an iterator that resumes the coroutine.
#[derive(Debug)]
pub struct Wrapper {
    coroutine: Obj,
}

// SAFETY: BUILTIN is used here alone; `trace` visits the one reference, which never changes.
unsafe impl Payload for Wrapper {
    const BUILTIN: Builtin = Builtin::CoroutineWrapper;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.coroutine);
    }
}

/// The coroutine behind a wrapper.
pub(super) fn wrapped(v: &Obj) -> Option<&Obj> {
    v.exact::<Wrapper>().map(|w| &w.payload.coroutine)
}

fn inner(v: &Obj) -> &Obj {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<Wrapper>().payload.coroutine }
}

/// `coroutine_wrapper`
pub static WRAPPER: TypeSpec = TypeSpec {
    doc: "A wrapper object implementing __await__ for coroutines.",
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| resume(th, inner(v), Input::Send(Obj::NONE))?.into_next(th)),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("send", |th, v, args| {
            let [x] = args.exactly::<1>(th, "coroutine_wrapper.send")?;
            resume(th, inner(v), Input::Send(x.clone()))?.into_result(th)
        }),
        Method::new("throw", |th, v, args| {
            let a = args.between(th, "throw", 1, 3)?;
            let e = generator_type::thrown(th, a)?;
            throw(th, inner(v), e, true)?.into_result(th)
        }),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "coroutine_wrapper.close")?;
            close(th, inner(v))
        }),
    ],
    ..TypeSpec::new(Builtin::CoroutineWrapper, const { &Vtable::of::<Wrapper>() })
};
