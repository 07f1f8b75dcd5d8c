//! `Future`: what programs see of it.

use alloc::vec::Vec;

use super::future::{self, CANCELLED, FINISHED, Future, PENDING, future};
use super::{flag, future_iter, library, not_deleted};
use crate::isolate::Thread;
use crate::modules::contextvars;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::{generic_alias, protocol};

const SET_RESULT: Signature<1> = Signature::new("set_result", ["result"]).positional_only(1);
const SET_EXCEPTION: Signature<1> = Signature::new("set_exception", ["exception"]).positional_only(1);
const ADD_CALLBACK: Signature<2> =
    Signature::new("add_done_callback", ["fn", "context"]).required(1).positional_only(1).keyword_only_from(1);
const REMOVE_CALLBACK: Signature<1> = Signature::new("remove_done_callback", ["fn"]).positional_only(1);
/// Parameters of `cancel`, for tasks as well.
pub(super) const CANCEL: Signature<1> = Signature::new("cancel", ["msg"]).required(0);

/// The only argument of a method.
fn one<'a>(th: &mut Thread, args: &Args<'a>, parameters: &Signature<1>) -> R<&'a Obj> {
    let [value] = args.bind(th, parameters)?;
    match value {
        Some(v) => Ok(v),
        None => Err(th.type_error(format_args!("an argument is missing"))),
    }
}

/// Subscription of the class.
pub(super) const SUBSCRIPT: Method = Method::class("__class_getitem__", |th, class, args| {
    let [key] = args.exactly::<1>(th, "__class_getitem__")?;
    generic_alias::subscript(th, class, key)
});

fn or_none(v: Obj) -> Obj {
    if v.is_unbound() { Obj::NONE } else { v }
}

/// A reference of a future that has been through `__init__`.
fn part(th: &mut Thread, v: &Obj, pick: fn(&future::State) -> &Obj) -> R<Obj> {
    let f = future(v);
    future::check_ready(th, f)?;
    Ok(or_none(f.with(th, |s| pick(s).clone())))
}

/// `repr` by a function of the library.
pub(super) fn repr_by(th: &mut Thread, v: &Obj, function: fn(&mut Thread) -> R<Obj>) -> R<Obj> {
    future::check_ready(th, future(v))?;
    let function = function(th)?;
    protocol::call(th, &function, core::slice::from_ref(v))
}

fn has_status(v: &Obj, args: &[Obj], holds: fn(u8) -> bool) -> Option<Value> {
    args.is_empty().then(|| Obj::from_bool(holds(future(v).status())).value())
}

fn exception(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "Future.exception")?;
    let f = future(v);
    if !f.is_ready(th) {
        return Err(library::invalid_state(th, format_args!("Future object is not initialized.")));
    }
    match f.status() {
        FINISHED => {}
        CANCELLED => return Err(future::raise_cancelled(th, v)),
        _ => return Err(library::invalid_state(th, format_args!("Exception is not set."))),
    }
    Ok(or_none(f.with(th, |s| {
        s.log_traceback = false;
        s.exception.clone()
    })))
}

fn add_done_callback(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [function, context] = args.bind(th, &ADD_CALLBACK)?;
    let f = future(v);
    if !f.is_ready(th) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("uninitialized Future object")));
    }
    let context = match context {
        Some(c) => c.clone(),
        None => contextvars::copy_context(th)?,
    };
    future::add_callback(th, v, function.unwrap_or(v), &context).map(|()| Obj::NONE)
}

fn callbacks(th: &mut Thread, v: &Obj) -> R<Obj> {
    let f = future(v);
    future::check_ready(th, f)?;
    let all = future::callbacks(th, f)?;
    if all.is_empty() {
        return Ok(Obj::NONE);
    }
    let mut pairs: Vec<Obj> = th.vec(all.len())?;
    for c in all {
        pairs.push(th.pair(c.function, c.context)?);
    }
    th.list(pairs)
}

fn set_log_traceback(th: &mut Thread, v: &Obj, value: Option<&Obj>) -> R<()> {
    if flag(th, "Future", "_log_traceback", value)? {
        return Err(th.value_error(format_args!("_log_traceback can only be set to False")));
    }
    future(v).with(th, |s| s.log_traceback = false);
    Ok(())
}

fn set_cancel_message(th: &mut Thread, v: &Obj, value: Option<&Obj>) -> R<()> {
    match value {
        Some(m) => future::set(th, future(v), m.clone(), |s| &mut s.cancel_message),
        None => Err(not_deleted(th, "Future", "_cancel_message")),
    }
}

fn read_ready(th: &mut Thread, f: &Object<Future>, pick: fn(&future::State) -> bool) -> Obj {
    Obj::from_bool(f.with(th, |s| !s.event_loop.is_unbound() && pick(s)))
}

/// `Future`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A result that is to come, which coroutines await and of which functions can be told. It belongs to a loop, and is not for several threads at a time.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| repr_by(th, v, library::future_repr)),
        iter: Some(future_iter::new),
        new: Some(|th, class, _| th.new_payload(class, Future::new())),
        init: Some(|th, v, args| {
            let [event_loop] = args.bind(th, &Signature::new("Future", ["loop"]).required(0).keyword_only_from(0))?;
            future::init(th, v, event_loop)
        }),
        finalize: Some(future::finalize),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("result", |th, v, args| {
            args.exactly::<0>(th, "Future.result")?;
            future::result(th, v)
        })
        .doc("The result, or its exception raised. CancelledError if there will be none, InvalidStateError if there is none yet."),
        Method::new("exception", exception)
            .doc("The exception, or None if there is a result. CancelledError if there will be none, InvalidStateError if there is none yet."),
        Method::new("set_result", |th, v, args| {
            let result = one(th, args, &SET_RESULT)?;
            future::set_result(th, v, result).map(|()| Obj::NONE)
        })
        .doc("Have this result from now on. InvalidStateError if there is one."),
        Method::new("set_exception", |th, v, args| {
            let e = one(th, args, &SET_EXCEPTION)?;
            future::set_exception(th, v, e).map(|()| Obj::NONE)
        })
        .doc("Have this exception in place of a result from now on. InvalidStateError if there is one."),
        Method::new("add_done_callback", add_done_callback)
            .doc("Have the loop call a function with the future when that is done, or soon if it is. The context is a copy of the current one unless one is given."),
        Method::new("remove_done_callback", |th, v, args| {
            let function = one(th, args, &REMOVE_CALLBACK)?;
            future::check_ready(th, future(v))?;
            let n = future::remove_callback(th, v, function)?;
            th.int(n as i64)
        })
        .doc("Do not call a function when the future is done; gives how many times it would have been called."),
        Method::new("cancel", |th, v, args| {
            let [message] = args.bind(th, &CANCEL)?;
            future::check_ready(th, future(v))?;
            Ok(Obj::from_bool(future::cancel(th, v, message.unwrap_or(&Obj::NONE))?))
        })
        .doc("Have no result at all, if there is none yet: whether it was so."),
        Method::new("cancelled", |th, v, args| {
            args.exactly::<0>(th, "Future.cancelled")?;
            Ok(Obj::from_bool(future(v).status() == CANCELLED))
        })
        .leaf(|v, args| has_status(v, args, |s| s == CANCELLED))
        .doc("Whether it was cancelled."),
        Method::new("done", |th, v, args| {
            args.exactly::<0>(th, "Future.done")?;
            Ok(Obj::from_bool(future(v).status() != PENDING))
        })
        .leaf(|v, args| has_status(v, args, |s| s != PENDING))
        .doc("Whether there is a result or an exception, or it was cancelled."),
        Method::new("get_loop", |th, v, args| {
            args.exactly::<0>(th, "Future.get_loop")?;
            part(th, v, |s| &s.event_loop)
        })
        .doc("The loop it belongs to."),
        Method::new("_make_cancelled_error", |th, v, args| {
            args.exactly::<0>(th, "Future._make_cancelled_error")?;
            future::make_cancelled_error(th, v)
        })
        .doc("The CancelledError for whoever awaits it; the first one is told what ended it."),
        Method::new("__await__", |th, v, args| {
            args.exactly::<0>(th, "Future.__await__")?;
            future_iter::new(th, v)
        }),
        SUBSCRIPT,
    ],
    getsets: &[
        GetSet::read("_state", |th, v| {
            future::check_ready(th, future(v))?;
            th.intern(match future(v).status() {
                PENDING => "PENDING",
                CANCELLED => "CANCELLED",
                _ => "FINISHED",
            })
        }),
        GetSet::write(
            "_asyncio_future_blocking",
            |th, v| Ok(read_ready(th, future(v), |s| s.blocking)),
            |th, v, x| {
                let Some(x) = x else { return Err(not_deleted(th, "Future", "_asyncio_future_blocking")) };
                future::check_ready(th, future(v))?;
                let blocking = protocol::truth(th, x)?;
                future(v).with(th, |s| s.blocking = blocking);
                Ok(())
            },
        ),
        GetSet::read("_loop", |th, v| Ok(or_none(future(v).event_loop(th)))),
        GetSet::read("_callbacks", callbacks),
        GetSet::read("_result", |th, v| part(th, v, |s| &s.result)),
        GetSet::read("_exception", |th, v| part(th, v, |s| &s.exception)),
        GetSet::write(
            "_log_traceback",
            |th, v| {
                future::check_ready(th, future(v))?;
                Ok(read_ready(th, future(v), |s| s.log_traceback))
            },
            set_log_traceback,
        ),
        GetSet::read("_source_traceback", |th, v| Ok(or_none(future(v).with(th, |s| s.source_traceback.clone())))),
        GetSet::write("_cancel_message", |th, v| Ok(future::cancel_message(th, future(v))), set_cancel_message),
        GetSet::read("_asyncio_awaited_by", future::awaited_by),
    ],
    ..TypeSpec::new(Builtin::AsyncFuture, const { &Vtable::of::<Future>() })
};
