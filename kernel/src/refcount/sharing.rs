//! Sharing by reachability (D5): what other threads can reach carries SHARED, transitively.
//!
//! I-S1. An object without SHARED is reachable only from its owner thread. I-S2. A SHARED object holds no reference to an unshared one;
//! an immortal one does until there is a second thread ([`publishes`]). Kept by [`barrier`], called before a reference is stored in an object
//! that may be shared: it shares the stored object and all it reaches *before* the store publishes them. The walk uses a list, not recursion, so a
//! chain of any length is fine.
//!
//! Order inside the walk: an object is marked when it is put on the list, so that cycles end; nothing is visible to others until the
//! final store of the caller, so the order among the objects does not matter.

use alloc::vec::Vec;

use super::biased;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Trace;
use crate::object::{Header, Obj, Value};
use crate::prim::Ordering;

/// Shares `value` when `holder` is shared: call before storing `value` in `holder`.
///
/// # Errors
/// `MemoryError` when the walk's list cannot grow; then nothing may be stored.
#[inline(always)]
pub fn barrier(th: &mut Thread, holder: &Header, value: &Obj) -> R<()> {
    if value.value().is_pointer() && publishes(th, holder) { share(th, value) } else { Ok(()) }
}

/// Whether other threads may reach what an object refers to. An immortal object is SHARED from birth, but while there is one thread it publishes
/// nothing: [`Isolate::go_multi`](crate::isolate::Isolate::go_multi) shares the contents of all immortal objects before there are two. Otherwise a
/// weak reference to a built-in type with a method for a callback would share the method's globals, and with them the program, from then on.
#[inline]
pub fn publishes(th: &Thread, holder: &Header) -> bool {
    biased::is_shared(holder) && (!biased::is_immortal(holder) || th.isolate().multi.load(Ordering::Relaxed))
}

/// Shares an object and everything it reaches.
///
/// # Errors
/// `MemoryError`; then nothing is shared.
#[inline]
pub fn share(th: &mut Thread, value: &Obj) -> R<()> {
    match value.header() {
        Some(h) if !biased::is_shared(h) => share_slow(th, value.value()),
        _ => Ok(()),
    }
}

struct Walk {
    /// Every object this walk marked; those before `next` have been traced.
    marked: Vec<*mut Header>,
    failed: bool,
}

impl Trace for Walk {
    fn value(&mut self, v: Value) {
        if let Some(p) = v.as_pointer() {
            // SAFETY: the holder, which we own or which is being shared by us, keeps it alive.
            let h = unsafe { &*p };
            if !biased::is_shared(h) {
                if self.marked.try_reserve(1).is_err() {
                    self.failed = true;
                    return;
                }
                biased::set_shared(h);
                self.marked.push(p);
            }
        }
    }
}

/// Shares what an object refers to and its weak references, where it carries SHARED itself without having been walked: an immortal one, made before
/// there was a second thread.
///
/// # Errors
/// `MemoryError`; then nothing is shared.
pub fn share_contents(th: &mut Thread, holder: &Header) -> R<()> {
    let mut walk = Walk { marked: Vec::new(), failed: false };
    let p = core::ptr::from_ref(holder).cast_mut();
    // SAFETY: the caller's object is alive, and there is no other thread yet.
    unsafe {
        crate::object::lifecycle::trace(p, &mut walk);
        let ty = crate::object::lifecycle::type_of_header(th.isolate(), p);
        walk.value(ty.as_value());
        crate::types::weakref::visit_weakly_linked(th.isolate(), p, ty, &mut walk);
    }
    share_marked(th, walk)
}

#[cold]
#[inline(never)]
fn share_slow(th: &mut Thread, value: Value) -> R<()> {
    let mut walk = Walk { marked: Vec::new(), failed: false };
    walk.value(value);
    share_marked(th, walk)
}

/// Goes on with what a walk has marked, until it has marked all.
fn share_marked(th: &mut Thread, mut walk: Walk) -> R<()> {
    let mut next = 0;
    while next < walk.marked.len() && !walk.failed {
        let p = walk.marked[next];
        next += 1;
        // SAFETY: alive as argued in `Walk::value`.
        unsafe {
            crate::object::lifecycle::trace(p, &mut walk);
            // Whoever reaches an instance reaches its type.
            let ty = crate::object::lifecycle::type_of_header(th.isolate(), p);
            walk.value(ty.as_value());
            crate::types::weakref::visit_weakly_linked(th.isolate(), p, ty, &mut walk);
        }
    }
    if !walk.failed {
        return Ok(());
    }
    // I-S2 would be broken by a half-shared graph. Nothing of it is published yet, so the marks can be taken back.
    for p in walk.marked {
        // SAFETY: as above; only this thread reaches the object.
        unsafe { biased::clear_shared(&*p) };
    }
    Err(th.no_memory())
}
