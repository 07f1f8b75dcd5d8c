//! Tasks: futures that run a coroutine, step by step, until its end is their result.
//!
//! ```text
//!              the loop calls                    it awaits a future
//!   scheduled ─────────────────▶ running ─────────────────────────────▶ waiting
//!       ▲                         │   │ it returns, raises                 │ the future is done:
//!       │        a bare yield     │   ▼                                    │ the loop calls `task_wakeup`
//!       └─────────────────────────┘  done      running ◀─────────────────┘
//! ```
//!
//! Scheduled, the loop holds a [`Step`]; waiting, the future holds the task in a callback. `waits_for` is the future meanwhile, so that to cancel the
//! task is to cancel that; otherwise `must_cancel` has the next step throw a `CancelledError` into the coroutine.

use core::mem::offset_of;

use super::future::{self, Future, Outcome, PENDING, future};
use super::registry::{self, Links};
use super::{current, library};
use crate::interp::delegation;
use crate::interp::generator::{self, Sent};
use crate::isolate::{Thread, names};
use crate::modules::contextvars;
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::refcount::sharing;
use crate::types::function_object::NativeFunction;
use crate::types::locked_state::LockedState;
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::types::{exception, protocol, str_object};

/// What a task holds beyond a future; what there is not is unbound.
#[derive(Debug)]
pub(super) struct State {
    pub(super) coroutine: Obj,
    /// A string, or the number in it.
    pub(super) name: Obj,
    pub(super) context: Obj,
    /// The future that the coroutine awaits.
    pub(super) waits_for: Obj,
    /// The next step is to throw a `CancelledError`.
    pub(super) must_cancel: bool,
    /// Somebody is to be told when the task ends before it is done.
    pub(super) log_destroy_pending: bool,
    /// Requests to cancel that were not taken back.
    pub(super) cancels: u32,
}

impl State {
    const fn new() -> State {
        State {
            coroutine: Obj::UNBOUND,
            name: Obj::UNBOUND,
            context: Obj::UNBOUND,
            waits_for: Obj::UNBOUND,
            must_cancel: false,
            log_destroy_pending: false,
            cancels: 0,
        }
    }
}

/// Payload of `Task`.
#[derive(Debug)]
#[repr(C)]
pub struct Task {
    /// First, so that a task is a future.
    pub(super) future: Future,
    state: LockedState<State>,
    pub(super) links: Links,
}

const _: () = assert!(offset_of!(Object<Task>, payload.future) == offset_of!(Object<Future>, payload));

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once; the state is used under the object's lock (A1), the links as `registry` says.
unsafe impl Payload for Task {
    const BUILTIN: Builtin = Builtin::AsyncTask;
    fn trace(&self, visit: &mut dyn Trace) {
        self.future.trace(visit);
        // SAFETY: tracing happens with the world stopped or by the owner of an unshared object.
        unsafe {
            self.state.peek(|s| {
                for o in [&s.coroutine, &s.name, &s.context, &s.waits_for] {
                    visit.obj(o);
                }
            });
        }
    }
    fn clear(&self) {
        self.future.clear();
        // SAFETY: the collector clears what nobody reaches.
        drop(unsafe { self.state.peek(|s| core::mem::replace(s, State::new())) });
    }
    unsafe fn end(this: *mut Self, th: &mut Thread) {
        // SAFETY: the payload of an object, reached by a pointer to all of it, that this thread is ending; then it is dropped.
        unsafe {
            th.isolate().tasks.unlink(this.byte_sub(offset_of!(Object<Task>, payload)).cast());
            core::ptr::drop_in_place(this);
        }
    }
}

impl Task {
    /// One before `__init__`.
    pub(super) const fn new() -> Task {
        Task { future: Future::new(), state: LockedState::new(State::new()), links: Links::new() }
    }
}

impl Object<Task> {
    /// Runs leaf code on the state.
    #[inline(always)]
    pub(super) fn with<O>(&self, th: &mut Thread, f: impl FnOnce(&mut State) -> O) -> O {
        // SAFETY: 1: the closures of this module move and copy references; what they take out ends outside. 2: our own header.
        unsafe { self.payload.state.with(th, &self.header, |_, s| f(s)) }
    }
}

/// The task that a value is.
#[inline(always)]
pub(super) fn as_task(v: &Obj) -> Option<&Object<Task>> {
    v.get::<Task>()
}

/// The task that a value is known to be.
#[inline(always)]
pub(super) fn task(v: &Obj) -> &Object<Task> {
    // SAFETY: called through slots and methods of the type, which check the receiver, or with tasks that are known to be such.
    unsafe { v.get_unchecked::<Task>() }
}

/// Sets a reference of the state to a value.
pub(super) fn set(th: &mut Thread, t: &Object<Task>, value: Obj, place: impl FnOnce(&mut State) -> &mut Obj) -> R<()> {
    sharing::barrier(th, &t.header, &value)?;
    let old = t.with(th, |s| core::mem::replace(place(s), value));
    drop(old);
    Ok(())
}

/// What a task is made with.
pub(super) struct Given<'a> {
    pub(super) coroutine: &'a Obj,
    pub(super) event_loop: Option<&'a Obj>,
    pub(super) name: Option<&'a Obj>,
    pub(super) context: Option<&'a Obj>,
    pub(super) eager: bool,
}

/// `__init__`
pub(super) fn init(th: &mut Thread, v: &Obj, given: &Given<'_>) -> R<()> {
    future::init(th, v, given.event_loop)?;
    let t = task(v);
    if !acts_as_coroutine(th, given.coroutine)? {
        t.with(th, |s| s.log_destroy_pending = false);
        let shown = protocol::repr(th, given.coroutine)?;
        return Err(th.type_error(format_args!("a coroutine was expected, got {}", str_object::text(&shown))));
    }
    let context = match given.context.filter(|c| !c.is_none()) {
        Some(c) if contextvars::is_context(c) => c.clone(),
        Some(c) => {
            t.with(th, |s| s.log_destroy_pending = false);
            let what = protocol::shown_type(th, c);
            return Err(th.type_error(format_args!("a contextvars.Context was expected, got {what}")));
        }
        None => contextvars::copy_context(th)?,
    };
    let name = match given.name.filter(|n| !n.is_none()) {
        // Most names are never asked for: the number is kept, and the text made when it is.
        None => {
            let n = th.isolate().tasks.next_number();
            th.int(n as i64)?
        }
        Some(n) => name_of(th, n)?,
    };
    let coroutine = given.coroutine.clone();
    for o in [&context, &name, &coroutine] {
        sharing::barrier(th, &t.header, o)?;
    }
    let fresh = State { coroutine, name, context, log_destroy_pending: true, ..State::new() };
    let old = t.with(th, |s| core::mem::replace(s, fresh));
    drop(old);
    if given.eager {
        let event_loop = future(v).event_loop(th);
        let running = protocol::call_method(th, &event_loop, th.name(names::IS_RUNNING), &[])?;
        if protocol::truth(th, &running)? {
            return start_eagerly(th, v);
        }
    }
    step_soon(th, v, Obj::UNBOUND)?;
    registry::list(th, v);
    Ok(())
}

/// A name as a string.
pub(super) fn name_of(th: &mut Thread, name: &Obj) -> R<Obj> {
    if name.exact::<str_object::Str>().is_some() { Ok(name.clone()) } else { protocol::str(th, name) }
}

/// Whether a value is a coroutine, or a class of the program's has it act as one.
fn acts_as_coroutine(th: &mut Thread, v: &Obj) -> R<bool> {
    if generator::is_coroutine(v) {
        return Ok(true);
    }
    let asks = library::is_coroutine(th)?;
    let answer = protocol::call(th, &asks, core::slice::from_ref(v))?;
    protocol::truth(th, &answer)
}

/// Runs the first step at once, in place of whichever task the loop is in.
fn start_eagerly(th: &mut Thread, v: &Obj) -> R<()> {
    let event_loop = future(v).event_loop(th);
    let before = current::swap(th, &event_loop, v)?;
    registry::list(th, v);
    let context = task(v).with(th, |s| s.context.clone());
    let stepped = contextvars::enter(th, &context, |th| step_entered(th, v, None));
    // Errors of both: the first counts.
    let pending = stepped.err().map(|r| th.take(r));
    let back = current::swap(th, &event_loop, &before).map(drop);
    if future(v).status() != PENDING {
        let coroutine = task(v).with(th, |s| core::mem::replace(&mut s.coroutine, Obj::UNBOUND));
        drop(coroutine);
    }
    after(th, pending, back)
}

/// The end of something that was pending before something else was done.
fn after(th: &mut Thread, pending: Option<Obj>, then: R<()>) -> R<()> {
    let Some(e) = pending else { return then };
    if let Err(r) = then {
        drop(th.take(r));
    }
    Err(th.reraise(e))
}

/// Has the loop make the next step soon; it throws an exception that is given.
fn step_soon(th: &mut Thread, v: &Obj, thrown: Obj) -> R<()> {
    let step = th.alloc(Step { task: v.clone(), thrown })?;
    let event_loop = future(v).event_loop(th);
    let context = task(v).with(th, |s| s.context.clone());
    library::call_soon(th, &event_loop, &step, None, &context)
}

/// Has the next step throw a `RuntimeError`.
#[cold]
fn fail_soon(th: &mut Thread, v: &Obj, message: core::fmt::Arguments<'_>) -> R<()> {
    let text = th.str_fmt(message)?;
    let args = th.tuple_of(&[text])?;
    let e = exception::make(th, Builtin::RuntimeError, args)?;
    step_soon(th, v, e)
}

/// A step in the loop that the thread is running.
fn step(th: &mut Thread, v: &Obj, thrown: Option<Obj>) -> R<()> {
    let event_loop = future(v).event_loop(th);
    current::enter(th, &event_loop, v)?;
    match step_entered(th, v, thrown) {
        Ok(()) => current::leave(th, &event_loop, v),
        Err(r) => {
            let e = th.take(r);
            let left = current::leave(th, &event_loop, v);
            after(th, Some(e), left)
        }
    }
}

/// Resumes the coroutine.
fn step_entered(th: &mut Thread, v: &Obj, mut thrown: Option<Obj>) -> R<()> {
    let t = task(v);
    if future(v).status() != PENDING {
        return Err(already_done(th, v, thrown));
    }
    let (must_cancel, waited_for, coroutine) = t.with(th, |s| {
        let must_cancel = core::mem::replace(&mut s.must_cancel, false);
        (must_cancel, core::mem::replace(&mut s.waits_for, Obj::UNBOUND), s.coroutine.clone())
    });
    drop(waited_for);
    if must_cancel {
        let is_one = match &thrown {
            Some(e) => library::is_cancelled_error(th, e)?,
            None => false,
        };
        if !is_one {
            thrown = Some(future::make_cancelled_error(th, v)?);
        }
    }
    if coroutine.is_unbound() {
        return Err(th.raise(Builtin::RuntimeError, format_args!("uninitialized Task object")));
    }
    match delegation::drive(th, &coroutine, thrown) {
        Ok(Sent::Yielded(x) | Sent::Delegated(x)) => wait_for(th, v, &x),
        Ok(Sent::Returned(x)) => {
            if t.with(th, |s| core::mem::replace(&mut s.must_cancel, false)) {
                // Cancelled just before the end.
                let message = future::cancel_message(th, future(v));
                return future::cancel(th, v, &message).map(drop);
            }
            future::set_result(th, v, &x)
        }
        Err(r) => end_by(th, v, r),
    }
}

#[cold]
fn already_done(th: &mut Thread, v: &Obj, thrown: Option<Obj>) -> Raised {
    let thrown = thrown.unwrap_or(Obj::NONE);
    match (protocol::repr(th, v), protocol::repr(th, &thrown)) {
        (Ok(a), Ok(b)) => {
            library::invalid_state(th, format_args!("__step(): already done: {} {}", str_object::text(&a), str_object::text(&b)))
        }
        (Err(r), _) | (_, Err(r)) => r,
    }
}

/// Ends a task by what its coroutine raised.
fn end_by(th: &mut Thread, v: &Obj, raised: Raised) -> R<()> {
    let e = th.take(raised);
    if library::is_cancelled_error(th, &e)? {
        future::set(th, future(v), e, |s| &mut s.cancelled_error)?;
        return future::cancel(th, v, &Obj::NONE).map(drop);
    }
    future::set_exception(th, v, &e)?;
    let leaves = [Builtin::KeyboardInterrupt, Builtin::SystemExit].iter().any(|b| exception::is_instance_of(th, &e, *b));
    if leaves { Err(th.reraise(e)) } else { Ok(()) }
}

/// Has the task called when what its coroutine has yielded, a future if all is well, is done.
fn wait_for(th: &mut Thread, v: &Obj, x: &Obj) -> R<()> {
    if x.is(v) {
        return cannot_wait(th, v, x, Misuse::Itself);
    }
    if let Some(f) = future::exact(x) {
        let event_loop = future(v).event_loop(th);
        let (same_loop, blocking) = f.with(th, |s| (s.event_loop.is(&event_loop), s.blocking));
        if !same_loop {
            return cannot_wait(th, v, x, Misuse::OtherLoop);
        }
        if !blocking {
            return cannot_wait(th, v, x, Misuse::Yield);
        }
        future::add_awaited_by(th, x, v)?;
        f.with(th, |s| s.blocking = false);
        let (wakeup, context) = (wakeup(th, v)?, task(v).with(th, |s| s.context.clone()));
        future::add_callback(th, x, &wakeup, &context)?;
        return now_waits_for(th, v, x);
    }
    if x.is_none() {
        return step_soon(th, v, Obj::UNBOUND);
    }
    wait_for_other(th, v, x)
}

/// [`wait_for`] of what is no plain future of ours.
#[inline(never)]
fn wait_for_other(th: &mut Thread, v: &Obj, x: &Obj) -> R<()> {
    let blocking = protocol::get_attr_quiet(th, x, th.name(names::FUTURE_BLOCKING))?.filter(|b| !b.is_none());
    let Some(blocking) = blocking else {
        let misuse = if generator::is_plain(x) { Misuse::YieldGenerator } else { Misuse::BadYield };
        return cannot_wait(th, v, x, misuse);
    };
    let blocking = protocol::truth(th, &blocking)?;
    let (its, ours) = (future::loop_of(th, x)?, future(v).event_loop(th));
    if !its.is(&ours) {
        return cannot_wait(th, v, x, Misuse::OtherLoop);
    }
    if !blocking {
        return cannot_wait(th, v, x, Misuse::Yield);
    }
    future::add_awaited_by(th, x, v)?;
    protocol::set_attr(th, x, th.name(names::FUTURE_BLOCKING), Some(&Obj::FALSE))?;
    let (wakeup, context) = (wakeup(th, v)?, task(v).with(th, |s| s.context.clone()));
    let words = [wakeup.value(), context.value()];
    let args = Args { all: Obj::from_slice(&words), names: core::slice::from_ref(th.name(names::CONTEXT_WORD)) };
    protocol::call_method_args(th, x, th.name(names::ADD_DONE_CALLBACK), &args)?;
    now_waits_for(th, v, x)
}

/// Keeps what the task waits for, and cancels that if the task is to be cancelled.
fn now_waits_for(th: &mut Thread, v: &Obj, x: &Obj) -> R<()> {
    let t = task(v);
    set(th, t, x.clone(), |s| &mut s.waits_for)?;
    if t.with(th, |s| s.must_cancel) {
        let message = future::cancel_message(th, future(v));
        if library::cancel(th, x, &message)? {
            t.with(th, |s| s.must_cancel = false);
        }
    }
    Ok(())
}

/// Why a task cannot wait for what its coroutine has yielded.
enum Misuse {
    Itself,
    OtherLoop,
    Yield,
    YieldGenerator,
    BadYield,
}

/// Has the next step say why the task cannot wait for `x`.
#[cold]
fn cannot_wait(th: &mut Thread, v: &Obj, x: &Obj, why: Misuse) -> R<()> {
    let (shown, other) = (protocol::repr(th, v)?, protocol::repr(th, x)?);
    let (shown, other) = (str_object::text(&shown), str_object::text(&other));
    match why {
        Misuse::Itself => fail_soon(th, v, format_args!("Task cannot await on itself: {shown}")),
        Misuse::OtherLoop => fail_soon(th, v, format_args!("Task {shown} got Future {other} attached to a different loop")),
        Misuse::Yield => fail_soon(th, v, format_args!("yield was used instead of yield from in task {shown} with {other}")),
        Misuse::YieldGenerator => {
            fail_soon(th, v, format_args!("yield was used instead of yield from for generator in task {shown} with {other}"))
        }
        Misuse::BadYield => fail_soon(th, v, format_args!("Task got bad yield: {other}")),
    }
}

/// What a future that a task waits for calls when it is done.
static WAKEUP: Method = Method::new("task_wakeup", |th, v, args| {
    let [done] = args.exactly::<1>(th, "task_wakeup")?;
    future::discard_awaited_by(th, done, v)?;
    let outcome = if future::exact(done).is_some() {
        future::outcome(th, done)
    } else {
        protocol::call_method(th, done, th.name(names::RESULT), &[]).map(Outcome::Value)
    };
    let thrown = match outcome {
        Ok(Outcome::Value(_)) => None,
        Ok(Outcome::Exception(e)) => Some(e),
        Err(r) => Some(th.take(r)),
    };
    step(th, v, thrown).map(|()| Obj::NONE)
});

fn wakeup(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(NativeFunction { method: &WAKEUP, this: v.clone(), module: Obj::NONE })
}

/// `cancel`: whether the task is not done, and so will have to do with it.
pub(super) fn cancel(th: &mut Thread, v: &Obj, message: &Obj) -> R<bool> {
    let (f, t) = (future(v), task(v));
    f.with(th, |s| s.log_traceback = false);
    if f.status() != PENDING {
        return Ok(false);
    }
    let waits_for = t.with(th, |s| {
        s.cancels = s.cancels.saturating_add(1);
        s.waits_for.clone()
    });
    // It stays what is waited for: it may be a task that ignores this, and be asked again.
    if !waits_for.is_unbound() && library::cancel(th, &waits_for, message)? {
        return Ok(true);
    }
    t.with(th, |s| s.must_cancel = true);
    future::set(th, f, message.clone(), |s| &mut s.cancel_message)?;
    Ok(true)
}

/// Tells the loop of a task that ends before it is done: the finalizer.
pub(super) fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    if future(v).status() == PENDING && task(v).with(th, |s| s.log_destroy_pending) {
        let (event_loop, source) = future(v).with(th, |s| (s.event_loop.clone(), s.source_traceback.clone()));
        let message = th.str("Task was destroyed but it is pending!")?;
        future::tell(th, &event_loop, &[("task", v.clone()), ("message", message), ("source_traceback", source)])?;
    }
    future::finalize(th, v)
}

/// Payload of `TaskStepMethWrapper`: the next step of a task, as the loop calls it.
#[derive(Debug)]
pub(crate) struct Step {
    task: Obj,
    /// What it throws, or unbound.
    thrown: Obj,
}

// SAFETY: BUILTIN is used here alone; both references are visited; they never change.
unsafe impl Payload for Step {
    const BUILTIN: Builtin = Builtin::AsyncTaskStep;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.task);
        visit.obj(&self.thrown);
    }
}

fn step_of(v: &Obj) -> &Step {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<Step>().payload }
}

/// `TaskStepMethWrapper`
pub static STEP: TypeSpec = TypeSpec {
    doc: "The next step of a task.",
    slots: SlotSpec {
        call: Some(|th, v, args| {
            if !args.names.is_empty() {
                return Err(th.type_error(format_args!("function takes no keyword arguments")));
            }
            if !args.all.is_empty() {
                return Err(th.type_error(format_args!("function takes no positional arguments")));
            }
            let s = step_of(v);
            let thrown = if s.thrown.is_unbound() { None } else { Some(s.thrown.clone()) };
            step(th, &s.task, thrown).map(|()| Obj::NONE)
        }),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::read("__self__", |_, v| Ok(step_of(v).task.clone()))],
    ..TypeSpec::new(Builtin::AsyncTaskStep, const { &Vtable::of::<Step>() })
};
