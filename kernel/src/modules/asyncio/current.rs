//! What each thread is running: a loop, and the task that the loop is in.
//!
//! Both are words of the thread's own state, which it alone uses; another thread that asks for the task of a loop that it does not run itself looks at them
//! with the world stopped.

use super::library;
use crate::gc::inspect;
use crate::isolate::{Thread, names};
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::types::{protocol, str_object};

/// The loop that the thread is running.
#[inline]
pub(super) fn running_loop(th: &Thread) -> Option<&Obj> {
    if th.running_loop.is_unbound() { None } else { Some(&th.running_loop) }
}

/// The loop that the thread is running.
///
/// # Errors
/// `RuntimeError` where there is none.
pub(super) fn required_loop(th: &mut Thread) -> R<Obj> {
    match running_loop(th) {
        Some(l) => Ok(l.clone()),
        None => Err(th.raise(Builtin::RuntimeError, format_args!("no running event loop"))),
    }
}

/// Sets the loop that the thread is running; `None` for none.
pub(super) fn set_running_loop(th: &mut Thread, event_loop: &Obj) {
    let event_loop = if event_loop.is_none() { Obj::UNBOUND } else { event_loop.clone() };
    drop(core::mem::replace(&mut th.running_loop, event_loop));
}

/// The running loop, or that of the policy.
pub(super) fn event_loop(th: &mut Thread) -> R<Obj> {
    if let Some(l) = running_loop(th) {
        return Ok(l.clone());
    }
    let policy = library::policy(th)?;
    let policy = protocol::call(th, &policy, &[])?;
    protocol::call_method(th, &policy, th.name(names::GET_EVENT_LOOP), &[])
}

/// Refuses a loop that the thread is not running.
#[inline]
fn check_loop(th: &mut Thread, event_loop: &Obj) -> R<()> {
    if th.running_loop.is(event_loop) { Ok(()) } else { Err(not_running(th, event_loop)) }
}

#[cold]
fn not_running(th: &mut Thread, event_loop: &Obj) -> Raised {
    match protocol::repr(th, event_loop) {
        Ok(shown) => th.raise(Builtin::RuntimeError, format_args!("loop {} is not the running loop", str_object::text(&shown))),
        Err(r) => r,
    }
}

/// `RuntimeError` about two tasks, or what stands for none.
#[cold]
fn misplaced(th: &mut Thread, parts: [&str; 3], task: &Obj, other: &Obj) -> Raised {
    let none = Obj::NONE;
    let other = if other.is_unbound() { &none } else { other };
    match (protocol::repr(th, task), protocol::repr(th, other)) {
        (Ok(a), Ok(b)) => {
            let ([begin, middle, end], a, b) = (parts, str_object::text(&a), str_object::text(&b));
            th.raise(Builtin::RuntimeError, format_args!("{begin} {a} {middle} {b} {end}"))
        }
        (Err(r), _) | (_, Err(r)) => r,
    }
}

/// The running loop is in a task from now on.
#[inline]
pub(super) fn enter(th: &mut Thread, event_loop: &Obj, task: &Obj) -> R<()> {
    check_loop(th, event_loop)?;
    if !th.running_task.is_unbound() {
        let other = th.running_task.clone();
        return Err(misplaced(th, ["Cannot enter into task", "while another task", "is being executed."], task, &other));
    }
    th.running_task = task.clone();
    Ok(())
}

/// The running loop is in no task from now on.
#[inline]
pub(super) fn leave(th: &mut Thread, event_loop: &Obj, task: &Obj) -> R<()> {
    check_loop(th, event_loop)?;
    if !th.running_task.is(task) {
        let other = th.running_task.clone();
        return Err(misplaced(th, ["Invalid attempt to leave task", "while task", "is entered."], task, &other));
    }
    drop(core::mem::replace(&mut th.running_task, Obj::UNBOUND));
    Ok(())
}

/// The running loop is in another task from now on, or in none; gives the one before, or `None`.
pub(super) fn swap(th: &mut Thread, event_loop: &Obj, task: &Obj) -> R<Obj> {
    check_loop(th, event_loop)?;
    let task = if task.is_none() { Obj::UNBOUND } else { task.clone() };
    let before = core::mem::replace(&mut th.running_task, task);
    Ok(if before.is_unbound() { Obj::NONE } else { before })
}

/// The task that a loop is in, whichever thread runs it; or `None`.
pub(super) fn task_of(th: &mut Thread, event_loop: &Obj) -> R<Obj> {
    if th.running_loop.is(event_loop) {
        return Ok(if th.running_task.is_unbound() { Obj::NONE } else { th.running_task.clone() });
    }
    let registry = &th.isolate().registry;
    let found = inspect::taken(th, |take| {
        registry.for_each(&mut |head| {
            // SAFETY: the head comes first in a thread's state, and the world is stopped.
            let t = unsafe { &*head.cast::<Thread>() };
            if t.running_loop.is(event_loop)
                && let Some(h) = t.running_task.header()
            {
                take(core::ptr::NonNull::from(h));
            }
        });
    })?;
    Ok(found.into_iter().next().unwrap_or(Obj::NONE))
}
