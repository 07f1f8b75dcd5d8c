//! Futures: a result that is to come, and whom to tell of it.
//!
//! ```text
//!            set_result, set_exception
//!  PENDING ────────────────────────────▶ FINISHED
//!     └───────────────── cancel ───────▶ CANCELLED
//! ```
//!
//! A task begins as a future does ([`Task`](super::task::Task)), so all of this goes for both. Whoever makes a future leave PENDING ([`settle`]) takes
//! its callbacks out and has the loop call them soon. A callback that comes later is passed on to the loop at once.

use alloc::vec::Vec;

use super::task::{Task, as_task};
use super::{current, library, registry};
use crate::isolate::{Thread, names};
use crate::native::Raised;
use crate::native::raised::{NoMemory, OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicU8, Ordering};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::locked_state::LockedState;
use crate::types::{exception, protocol, set_object, type_object};

/// There is no result yet.
pub(super) const PENDING: u8 = 0;
/// There will be none.
pub(super) const CANCELLED: u8 = 1;
/// There is a result, or an exception.
pub(super) const FINISHED: u8 = 2;

/// Whom to tell, and in which context.
#[derive(Clone, Debug)]
pub(super) struct Callback {
    pub(super) function: Obj,
    pub(super) context: Obj,
}

impl Callback {
    const NONE: Callback = Callback { function: Obj::UNBOUND, context: Obj::UNBOUND };

    fn is(&self, other: &Callback) -> bool {
        self.function.is(&other.function) && self.context.is(&other.context)
    }
}

/// What a future holds; what there is not is unbound.
#[derive(Debug)]
pub(super) struct State {
    /// Its loop; unbound before `__init__`.
    pub(super) event_loop: Obj,
    /// The first callback; few futures have another.
    first: Callback,
    more: Vec<Callback>,
    pub(super) result: Obj,
    pub(super) exception: Obj,
    /// The exception's traceback when it was set.
    traceback: Obj,
    /// Where the future was made, in debug mode.
    pub(super) source_traceback: Obj,
    pub(super) cancel_message: Obj,
    /// What ended a cancelled task, until somebody is told.
    pub(super) cancelled_error: Obj,
    /// Who waits for it: one, or a set when `awaited_by_set`.
    awaited_by: Obj,
    awaited_by_set: bool,
    /// It was given to whoever awaits it, and a task is to take it.
    pub(super) blocking: bool,
    /// Nobody has asked for the exception yet.
    pub(super) log_traceback: bool,
}

impl State {
    const fn new(event_loop: Obj) -> State {
        State {
            event_loop,
            first: Callback::NONE,
            more: Vec::new(),
            result: Obj::UNBOUND,
            exception: Obj::UNBOUND,
            traceback: Obj::UNBOUND,
            source_traceback: Obj::UNBOUND,
            cancel_message: Obj::UNBOUND,
            cancelled_error: Obj::UNBOUND,
            awaited_by: Obj::UNBOUND,
            awaited_by_set: false,
            blocking: false,
            log_traceback: false,
        }
    }

    fn trace(&self, visit: &mut dyn Trace) {
        let callbacks = core::iter::once(&self.first).chain(&self.more).flat_map(|c| [&c.function, &c.context]);
        let rest = [
            &self.event_loop,
            &self.result,
            &self.exception,
            &self.traceback,
            &self.source_traceback,
            &self.cancel_message,
            &self.cancelled_error,
            &self.awaited_by,
        ];
        callbacks.chain(rest).for_each(|o| visit.obj(o));
    }
}

/// Payload of `Future`, and the beginning of that of `Task`.
#[derive(Debug)]
pub struct Future {
    status: AtomicU8,
    state: LockedState<State>,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once; the state is used under the object's lock (A1).
unsafe impl Payload for Future {
    const BUILTIN: Builtin = Builtin::AsyncFuture;
    fn trace(&self, visit: &mut dyn Trace) {
        self.peek(|s| s.trace(visit));
    }
    fn clear(&self) {
        drop(self.peek(|s| core::mem::replace(s, State::new(Obj::UNBOUND))));
    }
}

impl Future {
    /// One before `__init__`.
    pub(super) const fn new() -> Future {
        Future { status: AtomicU8::new(PENDING), state: LockedState::new(State::new(Obj::UNBOUND)) }
    }

    /// `PENDING`, `CANCELLED` or `FINISHED`.
    #[inline(always)]
    pub(super) fn status(&self) -> u8 {
        // Acquire: pairs with the Release in `settle`; what goes with the status is read under the lock.
        self.status.load(Ordering::Acquire)
    }

    /// Looks at the state: for the collector and for who has stopped the world.
    pub(super) fn peek<O>(&self, f: impl FnOnce(&mut State) -> O) -> O {
        // SAFETY: the callers trace or clear an object, or have stopped the world.
        unsafe { self.state.peek(f) }
    }
}

/// The future that a value is known to be.
#[inline(always)]
pub(super) fn future(v: &Obj) -> &Object<Future> {
    debug_assert!(as_future(v).is_some());
    // SAFETY: called through slots and methods of the types, which check the receiver, or after `as_future`; a task begins as a future.
    unsafe { &*v.value().pointer_unchecked().cast::<Object<Future>>() }
}

/// The future or task that a value is.
pub(super) fn as_future(v: &Obj) -> Option<&Object<Future>> {
    if v.get::<Future>().is_none() && v.get::<Task>().is_none() {
        return None;
    }
    // SAFETY: tested above; a task begins as a future.
    Some(unsafe { &*v.value().pointer_unchecked().cast::<Object<Future>>() })
}

/// The same of a plain instance of one of the two classes, none of whose methods has another meaning.
#[inline(always)]
pub(super) fn exact(v: &Obj) -> Option<&Object<Future>> {
    if v.exact::<Future>().is_none() && v.exact::<Task>().is_none() {
        return None;
    }
    // SAFETY: as above.
    Some(unsafe { &*v.value().pointer_unchecked().cast::<Object<Future>>() })
}

impl Object<Future> {
    /// Runs leaf code on the state.
    #[inline(always)]
    pub(super) fn with<O>(&self, th: &mut Thread, f: impl FnOnce(&mut State) -> O) -> O {
        // SAFETY: 1: the closures of this module move and copy references; what they take out ends outside. 2: our own header.
        unsafe { self.payload.state.with(th, &self.header, |_, s| f(s)) }
    }

    /// Whether `__init__` has been run.
    pub(super) fn is_ready(&self, th: &mut Thread) -> bool {
        self.with(th, |s| !s.event_loop.is_unbound())
    }

    /// The loop, or unbound.
    #[inline]
    pub(super) fn event_loop(&self, th: &mut Thread) -> Obj {
        self.with(th, |s| s.event_loop.clone())
    }
}

/// Sets a reference of the state to a value.
pub(super) fn set(th: &mut Thread, f: &Object<Future>, value: Obj, place: impl FnOnce(&mut State) -> &mut Obj) -> R<()> {
    sharing::barrier(th, &f.header, &value)?;
    let old = f.with(th, |s| core::mem::replace(place(s), value));
    drop(old);
    Ok(())
}

/// `RuntimeError` for one that has not been through `__init__`.
pub(super) fn check_ready(th: &mut Thread, f: &Object<Future>) -> R<()> {
    if f.is_ready(th) { Ok(()) } else { Err(th.raise(Builtin::RuntimeError, format_args!("Future object is not initialized."))) }
}

/// `__init__`
pub(super) fn init(th: &mut Thread, v: &Obj, event_loop: Option<&Obj>) -> R<()> {
    let f = future(v);
    if f.is_ready(th) {
        let t = th.type_name(v);
        return Err(th.raise(Builtin::RuntimeError, format_args!("{t} object is already initialized")));
    }
    let event_loop = match event_loop.filter(|l| !l.is_none()) {
        Some(l) => l.clone(),
        None => current::event_loop(th)?,
    };
    set(th, f, event_loop.clone(), |s| &mut s.event_loop)?;
    let debug = protocol::call_method(th, &event_loop, th.name(names::GET_DEBUG), &[])?;
    // Modules may be gone when the program has ended.
    if protocol::truth(th, &debug)? && !th.isolate().finalizing.load(Ordering::Relaxed) {
        let extract = library::extract_stack(th)?;
        let stack = protocol::call(th, &extract, &[])?;
        set(th, f, stack, |s| &mut s.source_traceback)?;
    }
    Ok(())
}

/// Makes a future leave PENDING, and `put` what belongs to that into its state. False: it had left it before, and nothing was done.
fn settle(th: &mut Thread, f: &Object<Future>, status: u8, put: impl FnOnce(&mut State)) -> bool {
    f.with(th, |s| {
        if f.status() != PENDING {
            return false;
        }
        put(s);
        // Release: pairs with the Acquire in `status`.
        f.status.store(status, Ordering::Release);
        true
    })
}

/// Has the loop call the callbacks, of which there are none from then on.
fn schedule_callbacks(th: &mut Thread, v: &Obj) -> R<()> {
    if as_task(v).is_some() {
        registry::unlist(th, v);
    }
    let taken = future(v).with(th, |s| {
        if s.first.function.is_unbound() && s.more.is_empty() {
            return None;
        }
        Some((s.event_loop.clone(), core::mem::replace(&mut s.first, Callback::NONE), core::mem::take(&mut s.more)))
    });
    let Some((event_loop, first, more)) = taken else { return Ok(()) };
    if !first.function.is_unbound() {
        library::call_soon(th, &event_loop, &first.function, Some(v), &first.context)?;
    }
    for c in more {
        library::call_soon(th, &event_loop, &c.function, Some(v), &c.context)?;
    }
    Ok(())
}

/// `set_result`
pub(super) fn set_result(th: &mut Thread, v: &Obj, result: &Obj) -> R<()> {
    let f = future(v);
    check_ready(th, f)?;
    sharing::barrier(th, &f.header, result)?;
    let mut result = result.clone();
    if !settle(th, f, FINISHED, |s| core::mem::swap(&mut s.result, &mut result)) {
        return Err(library::invalid_state(th, format_args!("invalid state")));
    }
    schedule_callbacks(th, v)
}

/// `set_exception`
pub(super) fn set_exception(th: &mut Thread, v: &Obj, given: &Obj) -> R<()> {
    let f = future(v);
    check_ready(th, f)?;
    if f.status() != PENDING {
        return Err(library::invalid_state(th, format_args!("invalid state")));
    }
    let is_class = type_object::as_type(given).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
    let mut e = if is_class { protocol::call(th, given, &[])? } else { given.clone() };
    if exception::as_exception(&e).is_none() {
        return Err(th.type_error(format_args!("invalid exception object")));
    }
    if exception::is_instance_of(th, &e, Builtin::StopIteration) {
        e = no_stop_iteration(th, e)?;
    }
    let mut traceback = exception::as_exception(&e).map_or(Obj::UNBOUND, |x| x.traceback.load(&x.header));
    sharing::barrier(th, &f.header, &e)?;
    sharing::barrier(th, &f.header, &traceback)?;
    let put = |s: &mut State| {
        core::mem::swap(&mut s.exception, &mut e);
        core::mem::swap(&mut s.traceback, &mut traceback);
    };
    if !settle(th, f, FINISHED, put) {
        return Err(library::invalid_state(th, format_args!("invalid state")));
    }
    schedule_callbacks(th, v)?;
    f.with(th, |s| s.log_traceback = true);
    Ok(())
}

/// What a future has in place of a `StopIteration`, which would end whoever awaits it.
#[cold]
fn no_stop_iteration(th: &mut Thread, e: Obj) -> R<Obj> {
    let text = th.str("StopIteration interacts badly with generators and cannot be raised into a Future")?;
    let args = th.tuple_of(&[text])?;
    let made = exception::make(th, Builtin::RuntimeError, args)?;
    exception::set_cause(th, &made, e.clone())?;
    if let Some(x) = exception::as_exception(&made) {
        sharing::barrier(th, &x.header, &e)?;
        drop(x.context.replace_raw(e));
    }
    Ok(made)
}

/// `cancel` of a future that is no task, and the end of one that is: whether it was pending.
pub(super) fn cancel(th: &mut Thread, v: &Obj, message: &Obj) -> R<bool> {
    let f = future(v);
    sharing::barrier(th, &f.header, message)?;
    let mut message = if message.is_none() { Obj::UNBOUND } else { message.clone() };
    f.with(th, |s| s.log_traceback = false);
    if !settle(th, f, CANCELLED, |s| core::mem::swap(&mut s.cancel_message, &mut message)) {
        return Ok(false);
    }
    schedule_callbacks(th, v)?;
    Ok(true)
}

/// The message of a cancellation, or `None`.
pub(super) fn cancel_message(th: &mut Thread, f: &Object<Future>) -> Obj {
    let message = f.with(th, |s| s.cancel_message.clone());
    if message.is_unbound() { Obj::NONE } else { message }
}

/// The error of whoever asks a cancelled future: what ended it, for the first, else a new one.
pub(super) fn make_cancelled_error(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (kept, message) = future(v).with(th, |s| (core::mem::replace(&mut s.cancelled_error, Obj::UNBOUND), s.cancel_message.clone()));
    if !kept.is_unbound() {
        return Ok(kept);
    }
    let class = library::cancelled_error(th)?;
    let args = if message.is_unbound() || message.is_none() { &[][..] } else { core::slice::from_ref(&message) };
    protocol::call(th, &class, args)
}

#[cold]
pub(super) fn raise_cancelled(th: &mut Thread, v: &Obj) -> Raised {
    match make_cancelled_error(th, v) {
        Ok(e) => th.raise_instance(e),
        Err(r) => r,
    }
}

/// What a future has come to.
pub(super) enum Outcome {
    /// This result.
    Value(Obj),
    /// This exception, with the traceback that it had when it was set.
    Exception(Obj),
}

/// What a future has come to, which counts as having been told.
///
/// # Errors
/// `CancelledError`, `InvalidStateError`.
pub(super) fn outcome(th: &mut Thread, v: &Obj) -> R<Outcome> {
    let f = future(v);
    match f.status() {
        FINISHED => {}
        CANCELLED => return Err(raise_cancelled(th, v)),
        _ => return Err(library::invalid_state(th, format_args!("Result is not set."))),
    }
    let (exception, traceback) = f.with(th, |s| {
        s.log_traceback = false;
        if s.exception.is_unbound() {
            return (s.result.clone(), None);
        }
        (s.exception.clone(), Some(core::mem::replace(&mut s.traceback, Obj::UNBOUND)))
    });
    let Some(traceback) = traceback else { return Ok(Outcome::Value(exception)) };
    if let Some(x) = exception::as_exception(&exception) {
        sharing::barrier(th, &x.header, &traceback)?;
        drop(x.traceback.replace_raw(traceback));
    }
    Ok(Outcome::Exception(exception))
}

/// `result`
pub(super) fn result(th: &mut Thread, v: &Obj) -> R<Obj> {
    if !future(v).is_ready(th) {
        return Err(library::invalid_state(th, format_args!("Future object is not initialized.")));
    }
    match outcome(th, v)? {
        Outcome::Value(x) => Ok(x),
        Outcome::Exception(e) => Err(th.raise_instance(e)),
    }
}

/// `add_done_callback`
pub(super) fn add_callback(th: &mut Thread, v: &Obj, function: &Obj, context: &Obj) -> R<()> {
    enum Added {
        Here,
        TooLate(Obj),
        NoRoom,
    }
    let f = future(v);
    sharing::barrier(th, &f.header, function)?;
    sharing::barrier(th, &f.header, context)?;
    let mut callback = Callback { function: function.clone(), context: context.clone() };
    let added = f.with(th, |s| {
        if f.status() != PENDING {
            return Added::TooLate(s.event_loop.clone());
        }
        if s.first.function.is_unbound() && s.more.is_empty() {
            core::mem::swap(&mut s.first, &mut callback);
        } else if s.more.try_reserve(1).is_err() {
            return Added::NoRoom;
        } else {
            s.more.push(core::mem::replace(&mut callback, Callback::NONE));
        }
        Added::Here
    });
    match added {
        Added::Here => Ok(()),
        Added::TooLate(event_loop) => library::call_soon(th, &event_loop, function, Some(v), context),
        Added::NoRoom => Err(NoMemory).or_raise(th),
    }
}

/// The callbacks of the moment.
pub(super) fn callbacks(th: &mut Thread, f: &Object<Future>) -> R<Vec<Callback>> {
    loop {
        let n = f.with(th, |s| s.more.len());
        let mut all: Vec<Callback> = th.vec(n + 1)?;
        let fit = f.with(th, |s| {
            let fit = s.more.len() <= n;
            if fit {
                all.extend(core::iter::once(&s.first).chain(&s.more).filter(|c| !c.function.is_unbound()).cloned());
            }
            fit
        });
        if fit {
            return Ok(all);
        }
    }
}

/// `remove_done_callback`: how many there were.
pub(super) fn remove_callback(th: &mut Thread, v: &Obj, function: &Obj) -> R<usize> {
    let f = future(v);
    let seen = callbacks(th, f)?;
    let mut unwanted: Vec<bool> = th.vec(seen.len())?;
    for c in &seen {
        unwanted.push(protocol::equal(th, &c.function, function)?);
    }
    // The comparisons may have changed the future. What is left of what was seen is in the same order, with what is new behind it.
    Ok(f.with(th, |s| {
        let mut at = 0;
        // `seen` keeps what goes.
        let mut keep = |c: &Callback| {
            while at < seen.len() && !seen[at].is(c) {
                at += 1;
            }
            at += 1;
            !unwanted.get(at - 1).copied().unwrap_or(false)
        };
        let before = usize::from(!s.first.function.is_unbound()) + s.more.len();
        if !s.first.function.is_unbound() && !keep(&s.first) {
            s.first = Callback::NONE;
        }
        s.more.retain(keep);
        before - usize::from(!s.first.function.is_unbound()) - s.more.len()
    }))
}

/// Notes that a future is awaited by another; anything else is left alone.
pub(super) fn add_awaited_by(th: &mut Thread, v: &Obj, waiter: &Obj) -> R<()> {
    let Some(f) = as_future(v).filter(|_| as_future(waiter).is_some()) else { return Ok(()) };
    sharing::barrier(th, &f.header, waiter)?;
    let mut one = waiter.clone();
    let set = loop {
        let known = f.with(th, |s| {
            if s.awaited_by.is_unbound() {
                core::mem::swap(&mut s.awaited_by, &mut one);
                return None;
            }
            Some((s.awaited_by.clone(), s.awaited_by_set))
        });
        match known {
            None => return Ok(()),
            Some((set, true)) => break set,
            Some((other, false)) => {
                // A second one: from now on there is a set.
                let mut first = th.vec(1)?;
                first.push(other.clone());
                let mut set = set_object::new_set(th, first)?;
                sharing::barrier(th, &f.header, &set)?;
                f.with(th, |s| {
                    if !s.awaited_by_set && s.awaited_by.is(&other) {
                        core::mem::swap(&mut s.awaited_by, &mut set);
                        s.awaited_by_set = true;
                    }
                });
            }
        }
    };
    set_object::add(th, &set, waiter)
}

/// Notes that a future is not awaited by another any more.
pub(super) fn discard_awaited_by(th: &mut Thread, v: &Obj, waiter: &Obj) -> R<()> {
    let Some(f) = as_future(v).filter(|_| as_future(waiter).is_some()) else { return Ok(()) };
    let set = f.with(th, |s| {
        if s.awaited_by_set {
            return Some(s.awaited_by.clone());
        }
        if s.awaited_by.is(waiter) {
            // The caller holds it.
            s.awaited_by = Obj::UNBOUND;
        }
        None
    });
    match set.as_ref().and_then(set_object::table) {
        Some(table) => {
            // Of another hash it would not be found; one that has none is in no set.
            table.remove(th, waiter).map(drop)
        }
        None => Ok(()),
    }
}

/// `_asyncio_awaited_by`
pub(super) fn awaited_by(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (waiters, is_set) = future(v).with(th, |s| (s.awaited_by.clone(), s.awaited_by_set));
    if waiters.is_unbound() {
        return Ok(Obj::NONE);
    }
    if is_set {
        let all = protocol::collect(th, &waiters)?;
        return set_object::new_frozen(th, all);
    }
    let mut one = th.vec(1)?;
    one.push(waiters);
    set_object::new_frozen(th, one)
}

/// The loop of a future of any make.
pub(super) fn loop_of(th: &mut Thread, v: &Obj) -> R<Obj> {
    if let Some(f) = exact(v) {
        let event_loop = f.event_loop(th);
        return Ok(if event_loop.is_unbound() { Obj::NONE } else { event_loop });
    }
    match protocol::get_attr_quiet(th, v, th.name(names::GET_LOOP))? {
        Some(get) => protocol::call(th, &get, &[]),
        None => protocol::get_attr(th, v, th.name(names::LOOP)),
    }
}

/// Tells the loop of an exception that nobody has asked for: the finalizer.
pub(super) fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    let told = future(v).with(th, |s| {
        if !s.log_traceback {
            return None;
        }
        s.log_traceback = false;
        Some((s.event_loop.clone(), s.exception.clone(), s.source_traceback.clone()))
    });
    let Some((event_loop, exception, source)) = told else { return Ok(()) };
    let name = th.type_name(v);
    let message = th.str_fmt(format_args!("{} exception was never retrieved", name.rsplit('.').next().unwrap_or(name)))?;
    tell(th, &event_loop, &[("message", message), ("exception", exception), ("future", v.clone()), ("source_traceback", source)])
}

/// Calls the loop's handler of exceptions with those of the items that there are.
pub(super) fn tell(th: &mut Thread, event_loop: &Obj, items: &[(&str, Obj)]) -> R<()> {
    let context = th.dict()?;
    if let Some(d) = context.get::<Dict>() {
        for (name, value) in items.iter().filter(|(_, v)| !v.is_unbound()) {
            let name = th.intern(name)?;
            d.set_name(th, &name, value)?;
        }
    }
    library::call_exception_handler(th, event_loop, &context);
    Ok(())
}
