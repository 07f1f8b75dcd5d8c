//! Handlers, raising, context managers.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::isa::{self, Op};
use crate::interp::generator;
use crate::interp::register::{into_obj, set};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::exception::{self, Exception};
use crate::types::{exception_group, protocol};

/// `ENTER_HANDLER`
pub unsafe fn enter(th: &mut Thread, base: *mut Value, w: u32) {
    // SAFETY: the module's contract.
    unsafe {
        let a = isa::a(w) as usize;
        let e = Obj::from_ref(&*base.add(a)).clone();
        let mut previous = core::mem::replace(&mut th.handled, e);
        // What a generator's resumer handles is the next one's when it is resumed again: it is asked for at the end.
        if generator::seen_of_resumer(th).is_some_and(|seen| seen.is(&previous)) {
            previous = Obj::UNBOUND;
        }
        set(base.add(a + 1), previous.into_value());
    }
}

/// Makes what was handled before a handler the handled exception again: it was kept in the register behind `a`.
unsafe fn end_handler(th: &mut Thread, base: *mut Value, a: usize) {
    // SAFETY: the module's contract.
    unsafe {
        let r = base.add(a + 1);
        let mut previous = into_obj(*r);
        *r = Value::UNBOUND;
        if previous.is_unbound() {
            previous = generator::seen_of_resumer(th).unwrap_or(Obj::NONE);
        }
        drop(core::mem::replace(&mut th.handled, previous));
    }
}

/// `EXIT_HANDLER`
pub unsafe fn exit(th: &mut Thread, base: *mut Value, w: u32) {
    // SAFETY: the module's contract.
    unsafe {
        let a = isa::a(w) as usize;
        end_handler(th, base, a);
        set(base.add(a), Value::UNBOUND);
    }
}

/// `RAISE`
pub unsafe fn raise(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::a(w))?.clone();
        let e = protocol::exception_from(th, &v)?;
        if isa::b(w) == 1 {
            let cause = Obj::from_ref(&*base.add(isa::a(w) as usize + 1)).clone();
            let cause = if cause.is_none() {
                cause
            } else {
                let is_class =
                    crate::types::type_object::as_type(&cause).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
                if !is_class && exception::as_exception(&cause).is_none() {
                    return Err(th.type_error(format_args!("exception causes must derive from BaseException")));
                }
                protocol::exception_from(th, &cause)?
            };
            exception::set_cause(th, &e, cause)?;
        }
        Err(th.raise_instance(e))
    }
}

/// `RERAISE_HANDLED` and `RERAISE`: leaves an exception pending.
pub unsafe fn reraise(th: &mut Thread, base: *mut Value, w: u32, op: Op) {
    if op == Op::RERAISE_HANDLED {
        let e = th.handled.clone();
        if exception::as_exception(&e).is_none() {
            let _ = th.raise(Builtin::RuntimeError, format_args!("No active exception to reraise"));
            return;
        }
        th.exception = e;
        return;
    }
    // SAFETY: the module's contract.
    unsafe {
        let a = isa::a(w) as usize;
        let e = into_obj(*base.add(a));
        *base.add(a) = Value::UNBOUND;
        end_handler(th, base, a);
        if exception::as_exception(&e).is_some() {
            th.exception = e;
        } else {
            let _ = th.raise(Builtin::SystemError, format_args!("bytecode operand of the wrong type"));
        }
    }
}

/// `EXC_MATCH`
pub unsafe fn matches(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let e = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let c = read(th, base, isa::c(w))?;
        let r = protocol::exception_matches(th, &e, c)?;
        consume(th, base, isa::c(w));
        write(base, isa::a(w), Obj::from_bool(r));
        Ok(())
    }
}

/// `EXC_GROUP_MATCH`
pub unsafe fn group_match(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = base.add(isa::b(w) as usize);
        let e = Obj::from_ref(&*b).clone();
        let condition = read(th, base, isa::c(w))?.clone();
        let f = th.stack.running;
        let code = (*f).code.as_ref();
        let pc = ((*f).pc.offset_from(code.words.as_ptr()) as u32).saturating_sub(1);
        let (taken, rest) = exception_group::take_matching(th, &e, &condition, &code.to_obj(), pc)?;
        consume(th, base, isa::c(w));
        if !taken.is_none() {
            // As in CPython: it is the exception being handled, also after the clause, for the clauses that follow.
            drop(core::mem::replace(&mut th.handled, taken.clone()));
        }
        set(b, rest.into_value());
        write(base, isa::a(w), taken);
        Ok(())
    }
}

/// `EXC_GROUP_REST`
pub unsafe fn group_rest(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let e = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let list = read(th, base, isa::c(w))?.clone();
        let raised = protocol::collect(th, &list)?;
        let rest = exception_group::leftover(th, &e, &raised)?;
        consume(th, base, isa::c(w));
        write(base, isa::a(w), rest);
        Ok(())
    }
}

/// `WITH_ENTER`
pub unsafe fn with_enter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let m = read(th, base, isa::b(w))?.clone();
        let Some(exit) = protocol::lookup_special(th, &m, names::EXIT)? else {
            return Err(missing(th, &m, "__exit__"));
        };
        let Some(v) = protocol::call_special(th, &m, names::ENTER, &[])? else {
            return Err(missing(th, &m, "__enter__"));
        };
        consume(th, base, isa::b(w));
        write(base, isa::c(w), exit);
        write(base, isa::a(w), v);
        Ok(())
    }
}

#[cold]
fn missing(th: &mut Thread, m: &Obj, what: &str) -> crate::native::Raised {
    let t = protocol::shown_type(th, m);
    let ty = th.type_of(m);
    let other = ty.lookup(th.name(names::AENTER)).is_some() && ty.lookup(th.name(names::AEXIT)).is_some();
    let hint = if other { " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?" } else { "" };
    th.type_error(format_args!("'{t}' object does not support the context manager protocol (missed {what} method){hint}"))
}

/// `WITH_EXIT`
pub unsafe fn with_exit(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let f = read(th, base, isa::a(w))?.clone();
        set(base.add(isa::a(w) as usize), Value::UNBOUND);
        protocol::call(th, &f, &[Obj::NONE, Obj::NONE, Obj::NONE])?;
        Ok(())
    }
}

/// `WITH_EXCEPT`
pub unsafe fn with_except(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let f = read(th, base, isa::b(w))?.clone();
        let e = Obj::from_ref(&*base.add(isa::c(w) as usize)).clone();
        let t = th.type_of(&e).to_obj();
        let tb = e.get::<Exception>().and_then(|x| x.traceback.get(&x.header)).unwrap_or(Obj::NONE);
        let r = protocol::call(th, &f, &[t, e, tb])?;
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}
