//! `Task`: what programs see of it.

use super::future::{self, future};
use super::future_type::{CANCEL, SUBSCRIPT, repr_by};
use super::task::{self, Given, Task, task};
use super::{flag, library};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::{protocol, str_object};

const NEW: Signature<5> = Signature::new("Task", ["coro", "loop", "name", "context", "eager_start"]).required(1).keyword_only_from(1);

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    let [coroutine, event_loop, name, context, eager] = args.bind(th, &NEW)?;
    let eager = match eager {
        Some(e) => protocol::truth(th, e)?,
        None => false,
    };
    task::init(th, v, &Given { coroutine: coroutine.unwrap_or(v), event_loop, name, context, eager })
}

/// A reference of a task, or `None`.
fn part(th: &mut Thread, v: &Obj, pick: fn(&task::State) -> &Obj) -> Obj {
    let found = task(v).with(th, |s| pick(s).clone());
    if found.is_unbound() { Obj::NONE } else { found }
}

fn name(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "Task.get_name")?;
    let name = part(th, v, |s| &s.name);
    if name.is_none() || name.get::<str_object::Str>().is_some() {
        return Ok(name);
    }
    let number = protocol::str(th, &name)?;
    let text = th.str_fmt(format_args!("Task-{}", str_object::text(&number)))?;
    task::set(th, task(v), text.clone(), |s| &mut s.name)?;
    Ok(text)
}

/// A function of the library's on a task and what else is given, `None` where it is not.
fn by_library<const N: usize>(
    th: &mut Thread,
    v: &Obj,
    args: &Args<'_>,
    parameters: &Signature<N>,
    function: fn(&mut Thread) -> R<Obj>,
) -> R<Obj> {
    let given = args.bind(th, parameters)?;
    future::check_ready(th, future(v))?;
    let mut all = th.vec(N + 1)?;
    all.push(v.clone());
    all.extend(given.iter().map(|g| g.cloned().unwrap_or(Obj::NONE)));
    let function = function(th)?;
    protocol::call(th, &function, &all)
}

/// `Task`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A coroutine that a loop runs; what it returns is the result of this future.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| repr_by(th, v, library::task_repr)),
        new: Some(|th, class, _| th.new_payload(class, Task::new())),
        init: Some(init),
        finalize: Some(task::finalize),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("set_result", |th, _, args| {
            args.exactly::<1>(th, "Task.set_result")?;
            Err(th.raise(Builtin::RuntimeError, format_args!("Task does not support set_result operation")))
        }),
        Method::new("set_exception", |th, _, args| {
            args.exactly::<1>(th, "Task.set_exception")?;
            Err(th.raise(Builtin::RuntimeError, format_args!("Task does not support set_exception operation")))
        }),
        Method::new("cancel", |th, v, args| {
            let [message] = args.bind(th, &CANCEL)?;
            Ok(Obj::from_bool(task::cancel(th, v, message.unwrap_or(&Obj::NONE))?))
        })
        .doc("Have a CancelledError raised in the coroutine, which may catch it: whether the task is not done. What the coroutine awaits is cancelled first."),
        Method::new("cancelling", |th, v, args| {
            args.exactly::<0>(th, "Task.cancelling")?;
            let n = task(v).with(th, |s| s.cancels);
            th.int(i64::from(n))
        })
        .doc("How many times the task was cancelled without that being taken back."),
        Method::new("uncancel", |th, v, args| {
            args.exactly::<0>(th, "Task.uncancel")?;
            let n = task(v).with(th, |s| {
                if s.cancels == 1 {
                    s.must_cancel = false;
                }
                s.cancels = s.cancels.saturating_sub(1);
                s.cancels
            });
            th.int(i64::from(n))
        })
        .doc("Take one cancellation back; gives how many are left."),
        Method::new("get_coro", |th, v, args| {
            args.exactly::<0>(th, "Task.get_coro")?;
            Ok(part(th, v, |s| &s.coroutine))
        })
        .doc("The coroutine."),
        Method::new("get_context", |th, v, args| {
            args.exactly::<0>(th, "Task.get_context")?;
            Ok(part(th, v, |s| &s.context))
        })
        .doc("The context that the coroutine runs in."),
        Method::new("get_name", name).doc("The name."),
        Method::new("set_name", |th, v, args| {
            let [name] = args.exactly::<1>(th, "Task.set_name")?;
            let name = task::name_of(th, name)?;
            task::set(th, task(v), name, |s| &mut s.name)?;
            Ok(Obj::NONE)
        })
        .doc("Have this name from now on."),
        Method::new("get_stack", |th, v, args| {
            const PARAMETERS: Signature<1> = Signature::new("get_stack", ["limit"]).required(0).keyword_only_from(0);
            by_library(th, v, args, &PARAMETERS, library::task_get_stack)
        })
        .doc("The frames of the coroutine, of which there is one while it waits, or those of the traceback of what ended it, at most so many."),
        Method::new("print_stack", |th, v, args| {
            const PARAMETERS: Signature<2> = Signature::new("print_stack", ["limit", "file"]).required(0).keyword_only_from(0);
            by_library(th, v, args, &PARAMETERS, library::task_print_stack)
        })
        .doc("Write the frames of get_stack() as a traceback to a file, or to standard error."),
        SUBSCRIPT,
    ],
    getsets: &[
        GetSet::write(
            "_log_destroy_pending",
            |th, v| Ok(Obj::from_bool(task(v).with(th, |s| s.log_destroy_pending))),
            |th, v, x| {
                let log = flag(th, "Task", "_log_destroy_pending", x)?;
                task(v).with(th, |s| s.log_destroy_pending = log);
                Ok(())
            },
        ),
        GetSet::read("_must_cancel", |th, v| Ok(Obj::from_bool(task(v).with(th, |s| s.must_cancel)))),
        GetSet::read("_coro", |th, v| Ok(part(th, v, |s| &s.coroutine))),
        GetSet::read("_fut_waiter", |th, v| Ok(part(th, v, |s| &s.waits_for))),
    ],
    ..TypeSpec::new(Builtin::AsyncTask, const { &Vtable::of::<Task>() })
};
