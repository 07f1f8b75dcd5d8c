//! What a generator waits for, in `yield from` and `await`: iterators of any kind, driven by sending and throwing.
//!
//! Generators and coroutines are resumed on the spot; what is known to the interpreter besides is asked by its own functions; the rest has methods. However
//! they are driven, what comes of a step is a [`Sent`], so that a result needs no `StopIteration`.

use super::eval::Start;
use super::generator::{Generator, Input, Sent, close, ended, quick_enter, resume, sendable, throw};
use super::register::set;
use super::stack::Kind;
use super::{async_awaits, coroutine};
use crate::bytecode::isa;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::{exception, protocol};

/// `GET_YIELD_FROM_ITER`
///
/// # Safety
/// 1. The running frame's operands.
pub(crate) unsafe fn yield_from_iter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let v = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let it = if v.exact::<Generator>().is_some() {
            v
        } else if coroutine::is_coroutine(&v) {
            if !th.stack.code().iterable_coroutine {
                return Err(th.type_error(format_args!("cannot 'yield from' a coroutine object in a non-coroutine generator")));
            }
            v
        } else {
            protocol::iter(th, &v)?
        };
        if isa::b(w) as usize >= th.stack.code().locals.len() {
            set(base.add(isa::b(w) as usize), Value::UNBOUND);
        }
        set(base.add(isa::a(w) as usize), it.into_value());
        Ok(())
    }
}

/// `YIELD_FROM`: what the inner iterator yielded, or `None` when it has finished (its result is in place).
///
/// # Safety
/// 1. The running frame's operands.
pub(crate) unsafe fn delegate(th: &mut Thread, base: *mut Value, w: u32) -> R<Option<Obj>> {
    // SAFETY: contract 1.
    unsafe {
        let it = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let sent = Obj::from_ref(&*base.add(isa::c(w) as usize)).clone();
        let sent = if sent.is_unbound() { Obj::NONE } else { sent };
        match send_to(th, &it, sent)? {
            Sent::Yielded(v) | Sent::Delegated(v) => Ok(Some(v)),
            Sent::Returned(v) => {
                end(base, w, v.into_value());
                Ok(None)
            }
        }
    }
}

/// A `YIELD_FROM` whose inner iterator has finished with a result.
///
/// # Safety
/// 1. The running frame's operands; `v` is owned.
pub(crate) unsafe fn end(base: *mut Value, w: u32, v: Value) {
    // SAFETY: contract 1.
    unsafe {
        set(base.add(isa::b(w) as usize), Value::UNBOUND);
        set(base.add(isa::c(w) as usize), Value::UNBOUND);
        set(base.add(isa::a(w) as usize), v);
    }
}

/// Sends a value to an iterator of any kind.
pub(super) fn send_to(th: &mut Thread, it: &Obj, sent: Obj) -> R<Sent> {
    if sendable(it).is_some() {
        return resume(th, it, Input::Send(sent));
    }
    if let Some(step) = async_awaits::send_to(th, it, &sent) {
        return step;
    }
    if !sent.is_none() {
        let step = protocol::call_method(th, it, th.name(names::SEND), &[sent]);
        return of_method(th, step);
    }
    match protocol::next_with_value(th, it).transpose() {
        Some(step) => of_method(th, step),
        None => Ok(Sent::Returned(Obj::NONE)),
    }
}

/// Resumes what nothing awaits: a coroutine, or what acts as one. An exception that is given is raised in it.
pub(crate) fn drive(th: &mut Thread, this: &Obj, thrown: Option<Obj>) -> R<Sent> {
    let known = sendable(this);
    let step = match (thrown, known) {
        (None, Some(g)) => {
            // SAFETY: a generator or coroutine, which `this` keeps alive.
            if !th.is_native_stack_low() && unsafe { quick_enter(th, this.value(), Kind::Resume, 0) }.is_some() {
                return ended(th, g, Start::Normal);
            }
            return resume(th, this, Input::Send(Obj::NONE));
        }
        (Some(e), Some(_)) => return throw(th, this, e, true),
        (None, None) if th.type_of(this).slots.next().is_some() => return send_to(th, this, Obj::NONE),
        (None, None) => protocol::call_method(th, this, th.name(names::SEND), &[Obj::NONE]),
        (Some(e), None) => protocol::call_method(th, this, th.name(names::THROW), core::slice::from_ref(&e)),
    };
    of_method(th, step)
}

/// Throws into what a generator waits for; `None` when that is closed, or does not know how.
pub(super) fn throw_into(th: &mut Thread, inner: &Obj, e: &Obj, close_inner: bool) -> R<Option<Sent>> {
    if close_inner && exception::is_instance_of(th, e, Builtin::GeneratorExit) {
        return close_iterator(th, inner).map(|()| None);
    }
    if sendable(inner).is_some() {
        return throw(th, inner, e.clone(), close_inner).map(Some);
    }
    let Some(f) = protocol::get_attr_text(th, inner, "throw")? else { return Ok(None) };
    let step = protocol::call(th, &f, core::slice::from_ref(e));
    of_method(th, step).map(Some)
}

/// Closes what a generator waits for, if it knows how.
pub(super) fn close_iterator(th: &mut Thread, inner: &Obj) -> R<()> {
    if sendable(inner).is_some() {
        return close(th, inner).map(drop);
    }
    match protocol::get_attr_text(th, inner, "close")? {
        Some(f) => protocol::call(th, &f, &[]).map(drop),
        None => Ok(()),
    }
}

/// What a step by a method, `send` or `throw`, comes to.
fn of_method(th: &mut Thread, step: R<Obj>) -> R<Sent> {
    match step {
        Ok(v) => Ok(Sent::Yielded(v)),
        Err(r) => th.take_if(r, Builtin::StopIteration).map(|e| Sent::Returned(stop_value(&e))),
    }
}

/// The value of a `StopIteration`.
fn stop_value(e: &Obj) -> Obj {
    e.get::<exception::Exception>().and_then(|x| x.members[0].get(&x.header)).unwrap_or(Obj::NONE)
}
