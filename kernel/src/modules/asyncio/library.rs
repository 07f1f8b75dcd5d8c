//! What the module takes from the library's Python: classes, functions, and the methods of loops.

use crate::interp::import;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::{Obj, Value};
use crate::types::type_object::as_type;
use crate::types::{protocol, str_object, unraisable};

/// Something of a module, imported when it is asked for first and kept from then on.
fn member(th: &mut Thread, key: &str, module: &str, name: &str) -> R<Obj> {
    th.hidden(key, |th| {
        let name = th.intern(name)?;
        // A name that is wanted makes the import give the last module of a dotted name.
        let wanted = th.tuple_of(core::slice::from_ref(&name))?;
        let module = import::import(th, module, &Obj::NONE, &wanted, 0)?;
        protocol::get_attr(th, &module, &name)
    })
}

macro_rules! members {
    ($($(#[$doc:meta])* $f:ident: $module:literal $name:literal;)*) => {
        $($(#[$doc])*
        pub(super) fn $f(th: &mut Thread) -> R<Obj> {
            member(th, concat!("asyncio.", $module, ".", $name), $module, $name)
        })*
    };
}

members! {
    /// The class of what ends a cancelled task.
    cancelled_error: "asyncio.exceptions" "CancelledError";
    /// The class of the error of asking a future for what it has not got.
    invalid_state_error: "asyncio.exceptions" "InvalidStateError";
    /// What knows things that act as coroutines.
    is_coroutine: "asyncio.coroutines" "iscoroutine";
    /// The policy that has a loop for each thread.
    policy: "asyncio.events" "_get_event_loop_policy";
    /// `repr` of a future.
    future_repr: "asyncio.base_futures" "_future_repr";
    /// `repr` of a task.
    task_repr: "asyncio.base_tasks" "_task_repr";
    /// `get_stack` of a task.
    task_get_stack: "asyncio.base_tasks" "_task_get_stack";
    /// `print_stack` of a task.
    task_print_stack: "asyncio.base_tasks" "_task_print_stack";
    /// Where a future is made, in debug mode.
    extract_stack: "traceback" "extract_stack";
    /// The class of the set of tasks of other makes.
    weak_set: "weakref" "WeakSet";
}

/// `InvalidStateError` with a message.
#[cold]
pub(super) fn invalid_state(th: &mut Thread, message: core::fmt::Arguments<'_>) -> Raised {
    let made = match (th.str_fmt(message), invalid_state_error(th)) {
        (Ok(text), Ok(class)) => protocol::call(th, &class, &[text]),
        (Err(r), _) | (_, Err(r)) => Err(r),
    };
    match made {
        Ok(e) => th.raise_instance(e),
        Err(r) => r,
    }
}

/// Whether an exception is a `CancelledError`.
pub(super) fn is_cancelled_error(th: &mut Thread, e: &Obj) -> R<bool> {
    let class = cancelled_error(th)?;
    Ok(as_type(&class).is_some_and(|c| th.type_of(e).is_subtype(c)))
}

/// `event_loop.call_soon(callback, argument, context=context)`
pub(super) fn call_soon(th: &mut Thread, event_loop: &Obj, callback: &Obj, argument: Option<&Obj>, context: &Obj) -> R<()> {
    let mut words = [callback.value(), context.value(), Value::NONE];
    if let Some(a) = argument {
        words[1..].copy_from_slice(&[a.value(), context.value()]);
    }
    let all = &words[..2 + usize::from(argument.is_some())];
    let names = core::slice::from_ref(th.name(names::CONTEXT_WORD));
    protocol::call_method_args(th, event_loop, th.name(names::CALL_SOON), &Args { all: Obj::from_slice(all), names }).map(drop)
}

/// `future.cancel(msg=message)`: whether it was possible.
pub(super) fn cancel(th: &mut Thread, future: &Obj, message: &Obj) -> R<bool> {
    let args = Args { all: core::slice::from_ref(message), names: core::slice::from_ref(th.name(names::MSG)) };
    let result = protocol::call_method_args(th, future, th.name(names::CANCEL), &args)?;
    protocol::truth(th, &result)
}

/// Calls a loop's handler of exceptions with what there is to say; what goes wrong is reported.
pub(super) fn call_exception_handler(th: &mut Thread, event_loop: &Obj, context: &Obj) {
    let method = match protocol::get_attr(th, event_loop, th.name(names::CALL_EXCEPTION_HANDLER)) {
        Ok(m) => m,
        Err(r) => {
            let e = th.take(r);
            return unraisable::report(th, e, "Exception ignored while finalizing asyncio future", None);
        }
    };
    if let Err(r) = protocol::call(th, &method, core::slice::from_ref(context)) {
        let e = th.take(r);
        let what = protocol::repr(th, &method)
            .and_then(|shown| th.str_fmt(format_args!("Exception ignored while calling asyncio function {}", str_object::text(&shown))));
        match what {
            Ok(what) => unraisable::report(th, e, str_object::text(&what), None),
            Err(r) => drop(th.take(r)),
        }
    }
}
