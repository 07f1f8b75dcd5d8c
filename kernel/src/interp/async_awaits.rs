//! What the methods of asynchronous generators give to be awaited: `async_generator_asend`, `async_generator_athrow`; and `anext_awaitable`, which
//! `anext()` with a default gives.
//!
//! ```text
//!            begin                       yields through
//!  INIT ─────────────► ACTIVE ◄──────────────────────────► ITER
//!    │ the generator     │
//!    └─ is BUSY ─────────┴─ a value, the end, an exception ─► CLOSED
//! ```
//!
//! A1. `state` becomes ACTIVE by one exchange; only the thread that did that steps through the generator. Another one, and the generator itself, gets
//! `ValueError`. A2. From ACTIVE to CLOSED the awaitable holds the generator's BUSY mark. The references never change, but for an iterator that is
//! found once (`anext_awaitable`): two threads may both look for it, and one of them is kept.

use super::async_generator::{end, is_ended, leave, occupy};
use super::coroutine::{self, awaitable_iterator};
use super::delegation::{self, close_iterator, throw_into};
use super::generator::{self, Generator, Input, Sent, generator, resume, throw};
use super::generator_type::thrown;
use crate::isolate::Thread;
use crate::modules::asyncio::future_iter;
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicU8, Ordering};
use crate::types::function_types::store;
use crate::types::spec::{Method, SlotSpec, TypeSpec, Vtable};
use crate::types::{exception, unawaited};

const INIT: u8 = 0;
const ITER: u8 = 1;
const ACTIVE: u8 = 2;
const CLOSED: u8 = 3;

/// `async_generator_asend`
#[derive(Debug)]
pub struct AsyncSend {
    state: AtomicU8,
    generator: Obj,
    value: Obj,
}

/// `async_generator_athrow`
#[derive(Debug)]
pub struct AsyncThrow {
    state: AtomicU8,
    generator: Obj,
    /// What is thrown, a tuple; unbound for `aclose()`.
    arguments: Obj,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once, none of which changes.
unsafe impl Payload for AsyncSend {
    const BUILTIN: Builtin = Builtin::AsyncSend;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.generator);
        visit.obj(&self.value);
    }
}

// SAFETY: as above.
unsafe impl Payload for AsyncThrow {
    const BUILTIN: Builtin = Builtin::AsyncThrow;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.generator);
        visit.obj(&self.arguments);
    }
}

impl AsyncSend {
    /// Sends `value` when it is awaited.
    pub(super) fn new(generator: Obj, value: Obj) -> AsyncSend {
        AsyncSend { state: AtomicU8::new(INIT), generator, value }
    }
}

impl AsyncThrow {
    /// Throws, or closes, when it is awaited.
    pub(super) fn new(generator: Obj, arguments: Obj) -> AsyncThrow {
        AsyncThrow { state: AtomicU8::new(INIT), generator, arguments }
    }

    fn method(&self) -> &'static str {
        if self.arguments.is_unbound() { "aclose" } else { "athrow" }
    }
}

fn sender(v: &Obj) -> &Object<AsyncSend> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<AsyncSend>() }
}

fn thrower(v: &Obj) -> &Object<AsyncThrow> {
    // SAFETY: as above.
    unsafe { v.get_unchecked::<AsyncThrow>() }
}

/// Sends a value to what is known here; `None` for anything else.
pub(super) fn send_to(th: &mut Thread, it: &Obj, sent: &Obj) -> Option<R<Sent>> {
    if let Some(step) = future_iter::send_to(th, it) {
        return Some(step);
    }
    if it.exact::<AsyncSend>().is_some() {
        return Some(step_send(th, it, Input::Send(sent.clone())));
    }
    if it.exact::<AsyncThrow>().is_some() {
        return Some(step_throw(th, it, Input::Send(sent.clone())));
    }
    coroutine::wrapped(it).map(|c| resume(th, c, Input::Send(sent.clone())))
}

/// Makes an awaitable ACTIVE: whether that is for the first time.
fn begin(th: &mut Thread, state: &AtomicU8, g: &Generator, (name, method): (&str, &str)) -> R<bool> {
    loop {
        let now = state.load(Ordering::Acquire);
        match now {
            CLOSED => return Err(th.raise(Builtin::RuntimeError, format_args!("cannot reuse already awaited {name}"))),
            ACTIVE => return Err(th.value_error(format_args!("async generator already executing"))),
            _ => {}
        }
        // AcqRel: A1; pairs with the Release in `settle`.
        if state.compare_exchange(now, ACTIVE, Ordering::AcqRel, Ordering::Acquire).is_err() {
            continue;
        }
        if now == INIT && !occupy(g) {
            state.store(CLOSED, Ordering::Release);
            return Err(th.raise(Builtin::RuntimeError, format_args!("{method}(): asynchronous generator is already running")));
        }
        return Ok(now == INIT);
    }
}

/// Ends an awaitable that holds its generator.
fn finish(state: &AtomicU8, g: &Generator) {
    leave(g);
    state.store(CLOSED, Ordering::Release);
}

/// Whether the pending exception says that the generator has ended.
fn says_end(th: &Thread, _: &Raised) -> bool {
    let is = |class| exception::is_instance_of(th, &th.exception, class);
    is(Builtin::StopAsyncIteration) || is(Builtin::GeneratorExit)
}

/// What a step means for whoever awaits: a value that was yielded is the result.
fn settle(th: &mut Thread, state: &AtomicU8, g: &Generator, r: R<Sent>) -> R<Sent> {
    match r {
        Ok(Sent::Delegated(v)) => {
            state.store(ITER, Ordering::Release);
            Ok(Sent::Delegated(v))
        }
        Ok(Sent::Yielded(v)) => {
            finish(state, g);
            Ok(Sent::Returned(v))
        }
        Ok(Sent::Returned(_)) => {
            end(g);
            finish(state, g);
            Err(th.raise_with(Builtin::StopAsyncIteration, None))
        }
        Err(r) => {
            if says_end(th, &r) {
                end(g);
            }
            finish(state, g);
            Err(r)
        }
    }
}

/// [`settle`] for `aclose()`, which the end of the generator fulfils.
fn settle_close(th: &mut Thread, state: &AtomicU8, g: &Generator, r: R<Sent>) -> R<Sent> {
    match r {
        Ok(Sent::Delegated(v)) => {
            state.store(ITER, Ordering::Release);
            return Ok(Sent::Delegated(v));
        }
        Ok(Sent::Yielded(_)) => {
            finish(state, g);
            return Err(th.raise(Builtin::RuntimeError, format_args!("async generator ignored GeneratorExit")));
        }
        Ok(Sent::Returned(_)) => {}
        Err(r) => {
            let ended = says_end(th, &r);
            if !ended {
                finish(state, g);
                return Err(r);
            }
            drop(th.take(r));
        }
    }
    finish(state, g);
    Ok(Sent::Returned(Obj::NONE))
}

/// A step of `asend()`.
fn step_send(th: &mut Thread, this: &Obj, input: Input) -> R<Sent> {
    let a = sender(this);
    let g = generator(&a.generator);
    let first = begin(th, &a.state, g, ("__anext__()/asend()", "anext"))?;
    let r = match input {
        Input::Send(v) => {
            let v = if first && v.is_none() { a.value.clone() } else { v };
            resume(th, &a.generator, Input::Send(v))
        }
        Input::Throw(e) => throw(th, &a.generator, e, true),
    };
    settle(th, &a.state, g, r)
}

/// A step of `athrow()` or `aclose()`.
fn step_throw(th: &mut Thread, this: &Obj, input: Input) -> R<Sent> {
    let a = thrower(this);
    let g = generator(&a.generator);
    let closes = a.arguments.is_unbound();
    let sends = matches!(input, Input::Send(_));
    if sends && g.state() == generator::CLOSED && a.state.load(Ordering::Acquire) == INIT {
        a.state.store(CLOSED, Ordering::Release);
        return Ok(Sent::Returned(Obj::NONE));
    }
    let first = begin(th, &a.state, g, ("aclose()/athrow()", a.method()))?;
    let r = match input {
        Input::Send(_) if first && is_ended(g) => {
            finish(&a.state, g);
            return Err(th.raise_with(Builtin::StopAsyncIteration, None));
        }
        Input::Send(v) if first && !v.is_none() => {
            leave(g);
            a.state.store(INIT, Ordering::Release);
            return Err(th.raise(Builtin::RuntimeError, format_args!("can't send non-None value to a just-started coroutine")));
        }
        Input::Send(_) if first => {
            if closes {
                end(g);
            }
            let e = if closes { generator_exit(th) } else { thrown(th, crate::types::tuple_object::items(&a.arguments)) };
            e.and_then(|e| throw(th, &a.generator, e, false))
        }
        Input::Send(v) => resume(th, &a.generator, Input::Send(v)),
        Input::Throw(e) => throw(th, &a.generator, e, true),
    };
    if closes { settle_close(th, &a.state, g, r) } else { settle(th, &a.state, g, r) }
}

fn generator_exit(th: &mut Thread) -> R<Obj> {
    let args = th.isolate().empty_tuple();
    exception::make(th, Builtin::GeneratorExit, args)
}

type Step = fn(&mut Thread, &Obj, Input) -> R<Sent>;

/// `close()`
fn close(th: &mut Thread, v: &Obj, args: &Args<'_>, state: &AtomicU8, step: Step) -> R<Obj> {
    args.exactly::<0>(th, "close")?;
    if state.load(Ordering::Acquire) == CLOSED {
        return Ok(Obj::NONE);
    }
    let e = generator_exit(th)?;
    match step(th, v, Input::Throw(e)) {
        Ok(Sent::Returned(_)) => Ok(Obj::NONE),
        Ok(_) => Err(th.raise(Builtin::RuntimeError, format_args!("coroutine ignored GeneratorExit"))),
        Err(r) if says_end(th, &r) => {
            drop(th.take(r));
            Ok(Obj::NONE)
        }
        Err(r) => th.take_if(r, Builtin::StopIteration).map(|_| Obj::NONE),
    }
}

/// `__await__()`
const AWAIT: Method = Method::new("__await__", |th, v, args| {
    args.exactly::<0>(th, "__await__")?;
    Ok(v.clone())
});

fn throw_method(th: &mut Thread, v: &Obj, args: &Args<'_>, step: Step) -> R<Obj> {
    let a = args.between(th, "throw", 1, 3)?;
    let e = thrown(th, a)?;
    step(th, v, Input::Throw(e))?.into_result(th)
}

/// `async_generator_asend`
pub static SEND: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| step_send(th, v, Input::Send(Obj::NONE))?.into_next(th)),
        finalize: Some(|th, v| {
            if sender(v).state.load(Ordering::Acquire) == INIT {
                unawaited::warn_method(th, "asend", generator(&sender(v).generator));
            }
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        AWAIT,
        Method::new("send", |th, v, args| {
            let [x] = args.exactly::<1>(th, "async_generator_asend.send")?;
            step_send(th, v, Input::Send(x.clone()))?.into_result(th)
        }),
        Method::new("throw", |th, v, args| throw_method(th, v, args, step_send)),
        Method::new("close", |th, v, args| close(th, v, args, &sender(v).state, step_send)),
    ],
    ..TypeSpec::new(Builtin::AsyncSend, const { &Vtable::of::<AsyncSend>() })
};

/// `async_generator_athrow`
pub static THROW: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| step_throw(th, v, Input::Send(Obj::NONE))?.into_next(th)),
        finalize: Some(|th, v| {
            let a = thrower(v);
            if a.state.load(Ordering::Acquire) == INIT {
                unawaited::warn_method(th, a.method(), generator(&a.generator));
            }
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        AWAIT,
        Method::new("send", |th, v, args| {
            let [x] = args.exactly::<1>(th, "async_generator_athrow.send")?;
            step_throw(th, v, Input::Send(x.clone()))?.into_result(th)
        }),
        Method::new("throw", |th, v, args| throw_method(th, v, args, step_throw)),
        Method::new("close", |th, v, args| close(th, v, args, &thrower(v).state, step_throw)),
    ],
    ..TypeSpec::new(Builtin::AsyncThrow, const { &Vtable::of::<AsyncThrow>() })
};

/// `anext_awaitable`: the next value of an asynchronous iterator, or a default at its end.
#[derive(Debug)]
pub struct AnextAwaitable {
    awaited: Obj,
    default: Obj,
    /// The iterator that awaiting takes, once somebody did.
    iterator: Field,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once.
unsafe impl Payload for AnextAwaitable {
    const BUILTIN: Builtin = Builtin::AnextAwaitable;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.awaited);
        visit.obj(&self.default);
        visit.field(&self.iterator);
    }
}

/// `anext(…, default)`, given what `__anext__` returned.
pub(crate) fn anext_or(th: &mut Thread, awaited: Obj, default: Obj) -> R<Obj> {
    th.alloc(AnextAwaitable { awaited, default, iterator: Field::empty() })
}

fn anext(v: &Obj) -> &Object<AnextAwaitable> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<AnextAwaitable>() }
}

fn anext_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = anext(v);
    if let Some(it) = a.iterator.get(&a.header) {
        return Ok(it);
    }
    let it = awaitable_iterator(th, &a.awaited, None)?;
    store(th, &a.iterator, &a.header, it.clone())?;
    Ok(it)
}

fn step_anext(th: &mut Thread, v: &Obj, input: Input) -> R<Sent> {
    let it = anext_iterator(th, v)?;
    let r = match input {
        Input::Send(x) => delegation::send_to(th, &it, x),
        Input::Throw(e) => match throw_into(th, &it, &e, false) {
            Ok(Some(sent)) => Ok(sent),
            Ok(None) => Err(th.reraise(e)),
            Err(r) => Err(r),
        },
    };
    r.or_else(|r| th.take_if(r, Builtin::StopAsyncIteration).map(|_| Sent::Returned(anext(v).default.clone())))
}

/// The type of [`AnextAwaitable`].
pub static ANEXT: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| step_anext(th, v, Input::Send(Obj::NONE))?.into_next(th)),
        ..SlotSpec::NONE
    },
    methods: &[
        AWAIT,
        Method::new("send", |th, v, args| {
            let [x] = args.exactly::<1>(th, "anext_awaitable.send")?;
            step_anext(th, v, Input::Send(x.clone()))?.into_result(th)
        }),
        Method::new("throw", |th, v, args| throw_method(th, v, args, step_anext)),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "anext_awaitable.close")?;
            let it = anext_iterator(th, v)?;
            close_iterator(th, &it).map(|()| Obj::NONE)
        }),
    ],
    ..TypeSpec::new(Builtin::AnextAwaitable, const { &Vtable::of::<AnextAwaitable>() })
};
