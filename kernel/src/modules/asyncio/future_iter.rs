//! What awaiting a future gives: an iterator whose one step gives the future to the task that runs, and whose second is the result.

use super::future::{self, PENDING, future};
use crate::interp::generator::Sent;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicBool, Ordering};
use crate::types::spec::{Method, SlotSpec, TypeSpec, Vtable};
use crate::types::{class_protocol, exception, type_object};

/// Payload of `FutureIter`.
#[derive(Debug)]
pub(crate) struct FutureIter {
    future: Obj,
    /// It was closed, or something was thrown into it: there is nothing more.
    closed: AtomicBool,
}

// SAFETY: BUILTIN is used here alone; `trace` visits the one reference, which never changes.
unsafe impl Payload for FutureIter {
    const BUILTIN: Builtin = Builtin::AsyncFutureIter;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.future);
    }
}

fn iterator(v: &Obj) -> &FutureIter {
    // SAFETY: called through slots and methods of the type, which check the receiver, or after a look at the shape.
    unsafe { &v.get_unchecked::<FutureIter>().payload }
}

/// The iterator of a future.
pub(super) fn new(th: &mut Thread, v: &Obj) -> R<Obj> {
    future::check_ready(th, future(v))?;
    th.alloc(FutureIter { future: v.clone(), closed: AtomicBool::new(false) })
}

/// What `await` takes of a plain future or task; `None` for anything else.
#[inline(always)]
pub(crate) fn of_exact(th: &mut Thread, v: &Obj) -> Option<R<Obj>> {
    future::exact(v)?;
    Some(new(th, v))
}

/// A step of an iterator, whatever is sent to it; `None` for anything else.
#[inline(always)]
pub(crate) fn send_to(th: &mut Thread, it: &Obj) -> Option<R<Sent>> {
    it.exact::<FutureIter>()?;
    Some(step(th, it))
}

fn step(th: &mut Thread, it: &Obj) -> R<Sent> {
    let it = iterator(it);
    if it.closed.load(Ordering::Relaxed) {
        return Ok(Sent::Returned(Obj::NONE));
    }
    let f = future(&it.future);
    if f.status() != PENDING {
        return future::result(th, &it.future).map(Sent::Returned);
    }
    if f.with(th, |s| core::mem::replace(&mut s.blocking, true)) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("await wasn't used with future")));
    }
    Ok(Sent::Yielded(it.future.clone()))
}

/// `throw`
fn throw(th: &mut Thread, v: &Obj, args: &crate::native::Args<'_>) -> R<Obj> {
    let a = args.between(th, "throw", 1, 3)?;
    crate::interp::generator_type::warn_of_parts(th, "throw", a)?;
    let part = |i: usize| a.get(i).filter(|x| !x.is_none());
    if part(2).is_some_and(|t| t.get::<exception::Traceback>().is_none()) {
        return Err(th.type_error(format_args!("throw() third argument must be a traceback")));
    }
    let is_class = type_object::as_type(&a[0]).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
    let e = if is_class {
        crate::interp::generator_type::thrown(th, &a[..a.len().min(2)])?
    } else if exception::as_exception(&a[0]).is_some() {
        if part(1).is_some() {
            return Err(th.type_error(format_args!("instance exception may not have a separate value")));
        }
        class_protocol::exception_from(th, &a[0])?
    } else {
        return Err(th.type_error(format_args!("exceptions must be classes deriving BaseException or instances of such a class")));
    };
    if let (Some(t), Some(x)) = (part(2), exception::as_exception(&e)) {
        crate::refcount::sharing::barrier(th, &x.header, t)?;
        drop(x.traceback.replace_raw(t.clone()));
    }
    iterator(v).closed.store(true, Ordering::Relaxed);
    Err(th.reraise(e))
}

/// `FutureIter`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "What awaiting a future takes.",
    slots: SlotSpec { iter: Some(|_, v| Ok(v.clone())), next: Some(|th, v| step(th, v)?.into_next(th)), ..SlotSpec::NONE },
    methods: &[
        Method::new("send", |th, v, args| {
            args.exactly::<1>(th, "FutureIter.send")?;
            step(th, v)?.into_result(th)
        })
        .doc("The next step; what is sent has no meaning."),
        Method::new("throw", throw).doc("Raise an exception, after which there are no more steps."),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "FutureIter.close")?;
            iterator(v).closed.store(true, Ordering::Relaxed);
            Ok(Obj::NONE)
        })
        .doc("Have no more steps."),
    ],
    ..TypeSpec::new(Builtin::AsyncFutureIter, const { &Vtable::of::<FutureIter>() })
};
