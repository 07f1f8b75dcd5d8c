//! Where a raised exception goes: the innermost handler of the running frame, or the frame below.

use super::call;
use super::generator;
use super::register::drop_word;
use super::stack::{Frame, Kind};
use crate::isolate::Thread;
use crate::object::{Builtin, Obj, Value};
use crate::types::exception;

/// What [`unwind`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwound {
    /// The running frame's `pc` is at a handler, which has the exception.
    Handler,
    /// The entry frame was left; the exception is pending.
    Out,
}

/// Unwinds from the running frame's `pc` (behind the first word of the raising instruction), noting each frame in the traceback but those of code that
/// stands for native code.
#[cold]
#[inline(never)]
pub fn unwind(th: &mut Thread) -> Unwound {
    go(th, true)
}

/// [`unwind`] for an exception raised again: the first frame is in its traceback already.
#[cold]
#[inline(never)]
pub fn unwind_quietly(th: &mut Thread) -> Unwound {
    go(th, false)
}

fn go(th: &mut Thread, mut note: bool) -> Unwound {
    loop {
        // SAFETY: there is a running frame; its code is immortal and its registers valid.
        unsafe {
            let f: *mut Frame = th.stack.running;
            let code = (*f).code.as_ref();
            let at = (*f).pc.offset_from(code.words.as_ptr()) as u32 - 1;
            if note && !code.flags.native {
                exception::add_traceback(th, code, (*f).globals.as_ref(), at);
            }
            note = true;
            if let Some(h) = code.handlers.iter().find(|h| h.start <= at && at < h.end) {
                for i in (h.exc_reg as usize..code.registers as usize).rev() {
                    let r = (*f).base.add(i);
                    let old = *r;
                    *r = Value::UNBOUND;
                    drop_word(old);
                }
                let e = core::mem::replace(&mut th.exception, Obj::UNBOUND);
                *(*f).base.add(h.exc_reg as usize) = e.into_value();
                (*f).pc = code.words.as_ptr().add(h.target as usize);
                return Unwound::Handler;
            }
            let last = f == th.stack.entry;
            match (*f).kind {
                Kind::ForIter | Kind::Delegate => {
                    stop_iteration_to_error(th, code.makes());
                    generator::finish(th, f);
                }
                Kind::Resume => {
                    stop_iteration_to_error(th, code.makes());
                    call::pop(th, f);
                }
                _ => call::pop(th, f),
            }
            if last {
                return Unwound::Out;
            }
        }
    }
}

/// A `StopIteration` that leaves a generator or coroutine becomes a `RuntimeError` (PEP 479), and so does a `StopAsyncIteration` that leaves an
/// asynchronous generator: they would be taken for its end.
fn stop_iteration_to_error(th: &mut Thread, makes: Builtin) {
    let e = th.exception.clone();
    let stop = if exception::is_instance_of(th, &e, Builtin::StopIteration) {
        "StopIteration"
    } else if makes == Builtin::AsyncGenerator && exception::is_instance_of(th, &e, Builtin::StopAsyncIteration) {
        "StopAsyncIteration"
    } else {
        return;
    };
    let what = match makes {
        Builtin::Coroutine => "coroutine",
        Builtin::AsyncGenerator => "async generator",
        _ => "generator",
    };
    let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    let _ = th.raise(Builtin::RuntimeError, format_args!("{what} raised {stop}"));
    let new = th.exception.clone();
    if let Some(x) = new.get::<exception::Exception>() {
        drop(x.context.replace_raw(saved.clone()));
        let _ = exception::set_cause(th, &new, saved);
    }
}
