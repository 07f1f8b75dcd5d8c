//! The `_asyncio` module: futures, tasks, and what each thread is running, for the library's `asyncio`.
//!
//! `asyncio` itself is Python: its loop, transports and synchronisation. What each `await` and each turn of the loop goes through is here: a future
//! keeps a result and whom to tell of it ([`future`]), awaiting it gives it to the task that runs ([`future_iter`]), and a task resumes its coroutine,
//! looks at what that waits for and has itself called when it is there ([`task`]). Loops are used through their methods, `call_soon` above all, so
//! any class that has them will do.
//!
//! A1. What changes of a future or task lies in states that the object's lock guards once it is SHARED; its status is written under that lock, too, and read
//!     by anyone. Under the lock references move and are copied, nothing ends and nothing is called. So threads that use one future at a time, which
//!     `asyncio` does not allow, see one order of its changes, and each callback that was added is scheduled once. A2. A future leaves PENDING
//!     once ([`future::settle`]); to begin anew it takes another `__init__`. A3. What the loop of a future does, and all other program code, runs
//!     with no lock held, and may change the future: nothing is remembered across it. A4. A task's coroutine runs in one thread, the one whose
//!     running loop is the task's loop ([`current`]). A5. All tasks that wait are listed, but not held ([`registry`]).

pub(crate) mod current;
pub(crate) mod future;
pub(crate) mod future_iter;
mod future_type;
mod library;
pub(crate) mod registry;
pub(crate) mod task;
mod task_type;

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::types::protocol;
use crate::types::spec::{Method, ModuleSpec};

pub use future_iter::SPEC as FUTURE_ITER;
pub use future_type::SPEC as FUTURE;
pub use task::STEP;
pub use task_type::SPEC as TASK;

/// A function of a loop and a task.
fn loop_and_task<'a>(th: &mut Thread, name: &'static str, args: &Args<'a>) -> R<[&'a Obj; 2]> {
    match args.bind(th, &Signature::new(name, ["loop", "task"]))? {
        [Some(event_loop), Some(task)] => Ok([event_loop, task]),
        _ => Err(th.type_error(format_args!("{name}() missing required argument"))),
    }
}

/// A function of a task.
fn the_task<'a>(th: &mut Thread, name: &'static str, args: &Args<'a>) -> R<&'a Obj> {
    match args.bind(th, &Signature::new(name, ["task"]))? {
        [Some(task)] => Ok(task),
        [None] => Err(th.type_error(format_args!("{name}() missing required argument"))),
    }
}

/// The loop that a function is given, or the running one.
fn given_or_running(th: &mut Thread, name: &'static str, args: &Args<'_>) -> R<Obj> {
    let [event_loop] = args.bind(th, &Signature::new(name, ["loop"]).required(0))?;
    match event_loop.filter(|l| !l.is_none()) {
        Some(l) => Ok(l.clone()),
        None => current::required_loop(th),
    }
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_asyncio",
    doc: "Futures and tasks of asyncio.",
    functions: &[
        Method::new("_get_running_loop", |th, _, args| {
            args.exactly::<0>(th, "_asyncio._get_running_loop")?;
            Ok(current::running_loop(th).cloned().unwrap_or(Obj::NONE))
        })
        .doc("The loop that the calling thread is running, or None."),
        Method::new("get_running_loop", |th, _, args| {
            args.exactly::<0>(th, "_asyncio.get_running_loop")?;
            current::required_loop(th)
        })
        .doc("The loop that the calling thread is running; RuntimeError where it is running none."),
        Method::new("_set_running_loop", |th, _, args| {
            let [event_loop] = args.exactly::<1>(th, "_asyncio._set_running_loop")?;
            current::set_running_loop(th, event_loop);
            Ok(Obj::NONE)
        })
        .doc("Tell which loop the calling thread is running from now on; None for no loop. For those who write loops."),
        Method::new("get_event_loop", |th, _, args| {
            args.exactly::<0>(th, "_asyncio.get_event_loop")?;
            current::event_loop(th)
        })
        .doc("The loop that the calling thread is running, or else the one that the policy has for it."),
        Method::new("current_task", |th, _, args| {
            let event_loop = given_or_running(th, "current_task", args)?;
            current::task_of(th, &event_loop)
        })
        .doc("The task that a loop, without argument the running one, is in; or None."),
        Method::new("all_tasks", |th, _, args| {
            let event_loop = given_or_running(th, "all_tasks", args)?;
            registry::all(th, &event_loop)
        })
        .doc("The set of tasks of a loop, without argument the running one, that are not done."),
        Method::new("_enter_task", |th, _, args| {
            let [event_loop, task] = loop_and_task(th, "_enter_task", args)?;
            current::enter(th, event_loop, task).map(|()| Obj::NONE)
        })
        .doc("Tell that the running loop is in a task from now on; it must be in none."),
        Method::new("_leave_task", |th, _, args| {
            let [event_loop, task] = loop_and_task(th, "_leave_task", args)?;
            current::leave(th, event_loop, task).map(|()| Obj::NONE)
        })
        .doc("Tell that the running loop is not in this task any more."),
        Method::new("_swap_current_task", |th, _, args| {
            let [event_loop, task] = loop_and_task(th, "_swap_current_task", args)?;
            current::swap(th, event_loop, task)
        })
        .doc("Tell that the running loop is in another task, or None, from now on; gives the one before."),
        Method::new("_register_task", |th, _, args| {
            let task = the_task(th, "_register_task", args)?;
            registry::register(th, task).map(|()| Obj::NONE)
        })
        .doc("Have all_tasks() find a task that its loop is to run."),
        Method::new("_unregister_task", |th, _, args| {
            let task = the_task(th, "_unregister_task", args)?;
            registry::unregister(th, task).map(|()| Obj::NONE)
        })
        .doc("Have all_tasks() not find a task any more."),
        Method::new("_register_eager_task", |th, _, args| {
            let task = the_task(th, "_register_eager_task", args)?;
            registry::register_eager(th, task).map(|()| Obj::NONE)
        })
        .doc("Have all_tasks() find a task that is about to run without its loop."),
        Method::new("_unregister_eager_task", |th, _, args| {
            let task = the_task(th, "_unregister_eager_task", args)?;
            registry::unregister_eager(th, task).map(|()| Obj::NONE)
        })
        .doc("Have all_tasks() not find a task any more that ran without its loop."),
        Method::new("future_add_to_awaited_by", |th, _, args| {
            args.no_keywords(th, "_asyncio.future_add_to_awaited_by")?;
            let [future, waiter] = args.exactly::<2>(th, "future_add_to_awaited_by")?;
            future::add_awaited_by(th, future, waiter).map(|()| Obj::NONE)
        })
        .doc("Note that a future is awaited by another one."),
        Method::new("future_discard_from_awaited_by", |th, _, args| {
            args.no_keywords(th, "_asyncio.future_discard_from_awaited_by")?;
            let [future, waiter] = args.exactly::<2>(th, "future_discard_from_awaited_by")?;
            future::discard_awaited_by(th, future, waiter).map(|()| Obj::NONE)
        })
        .doc("Note that a future is not awaited by another one any more."),
    ],
    init: Some(|th, m| {
        for (name, b) in [("Future", Builtin::AsyncFuture), ("Task", Builtin::AsyncTask)] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};

/// The error of an attribute that is not to be deleted.
#[cold]
fn not_deleted(th: &mut Thread, class: &str, name: &str) -> crate::native::Raised {
    th.raise(Builtin::AttributeError, format_args!("attribute '{name}' of '_asyncio.{class}' objects cannot be deleted"))
}

/// The truth of what an attribute is set to.
fn flag(th: &mut Thread, class: &str, name: &str, value: Option<&Obj>) -> R<bool> {
    match value {
        Some(v) => protocol::truth(th, v),
        None => Err(not_deleted(th, class, name)),
    }
}
