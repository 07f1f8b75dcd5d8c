//! What refers to what: for `gc.get_objects`, `get_referrers` and `get_referents`.
//!
//! All containers are looked at with the world stopped. What is handed out of another thread's is shared first, with all that it reaches (D5).

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::find;
use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::header::FLAG_GARBAGE;
use crate::object::lifecycle::{trace, type_of_header};
use crate::object::payload::Trace;
use crate::object::{Header, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;

/// The containers for which `wanted` holds, which may look at them but neither count nor allocate. Those that are ending, or found to be garbage, are not
/// asked about.
///
/// # Errors
/// `MemoryError`
pub fn containers(th: &mut Thread, wanted: &mut dyn FnMut(NonNull<Header>) -> bool) -> R<Vec<Obj>> {
    let isolate = th.isolate();
    taken(th, |take| {
        // SAFETY: (both) `taken` stops the world.
        unsafe {
            isolate.space.for_each_object(false, &mut |p| {
                if is_there(p.as_ref()) && wanted(p) {
                    take(p);
                }
            });
        }
    })
}

/// Whether an object neither is ending nor has been found to be garbage; with the world stopped.
fn is_there(h: &Header) -> bool {
    !biased::is_ending(h) && biased::total(h) != 0 && h.flags.load(Ordering::Relaxed) & FLAG_GARBAGE == 0
}

/// The objects that `look` gives to the function it is called with. It is called with the world stopped, and neither counts nor allocates; what it gives is
/// alive or ending, and what is ending is left out.
///
/// # Errors
/// `MemoryError`
pub(crate) fn taken(th: &mut Thread, look: impl FnOnce(&mut dyn FnMut(NonNull<Header>))) -> R<Vec<Obj>> {
    let isolate = th.isolate();
    let slot = th.slot();
    let found = isolate.registry.stop_the_world(&mut th.head, |_, _| {
        let mut found: Vec<NonNull<Header>> = Vec::new();
        let mut complete = true;
        look(&mut |p| {
            // SAFETY: `look`'s contract: the block is that of an object.
            if !complete || !is_there(unsafe { p.as_ref() }) {
                return;
            }
            complete = found.try_reserve(1).is_ok();
            if complete {
                found.push(p);
            }
        });
        if !complete {
            return None;
        }
        // SAFETY: the world is stopped, and the objects are alive.
        unsafe {
            find::share_others(isolate, &found, slot);
            for p in &found {
                biased::incref_stopped(p.as_ref());
            }
        }
        Some(found)
    });
    let Some(found) = found else { return Err(th.no_memory()) };
    let mut objects = Vec::new();
    let room = objects.try_reserve_exact(found.len()).is_ok();
    for p in found {
        // SAFETY: the reference taken above.
        let o = unsafe { Obj::from_owned(Value::from_pointer(p.as_ptr())) };
        if room {
            objects.push(o);
        }
    }
    if room { Ok(objects) } else { Err(th.no_memory()) }
}

/// The containers that refer to one of `objects`.
///
/// # Errors
/// `MemoryError`
pub fn referrers(th: &mut Thread, objects: &[Obj]) -> R<Vec<Obj>> {
    struct Refers<'a>(&'a [Obj], bool);
    impl Trace for Refers<'_> {
        fn value(&mut self, v: Value) {
            self.1 = self.1 || (v.is_pointer() && self.0.iter().any(|o| o.value().is_same(v.without_uncounted())));
        }
    }
    let isolate = th.isolate();
    containers(th, &mut |p| {
        let mut refers = Refers(objects, false);
        // SAFETY: `containers` stops the world, and leaves out what is ending.
        unsafe {
            trace(p.as_ptr(), &mut refers);
            if let Some(ty) = heap_type(isolate, p) {
                refers.value(ty);
            }
        }
        refers.1
    })
}

/// What the objects refer to, one after the other.
///
/// # Errors
/// `MemoryError`
pub fn referents(th: &mut Thread, objects: &[Obj]) -> R<Vec<Obj>> {
    struct Collect(Vec<Value>, bool);
    impl Trace for Collect {
        fn value(&mut self, v: Value) {
            self.1 = self.1 && (v.is_unbound() || self.0.try_reserve(1).is_ok());
            if self.1 && !v.is_unbound() {
                self.0.push(v);
            }
        }
    }
    let (isolate, slot) = (th.isolate(), th.slot());
    let found = isolate.registry.stop_the_world(&mut th.head, |_, _| {
        let mut found = Collect(Vec::new(), true);
        for p in objects.iter().filter_map(|o| o.value().as_pointer()).filter_map(NonNull::new) {
            // SAFETY: the caller's object; the world is stopped.
            unsafe {
                trace(p.as_ptr(), &mut found);
                if let Some(ty) = heap_type(isolate, p) {
                    found.value(ty);
                }
            }
        }
        let Collect(words, complete) = found;
        let (mut pointers, mut owned) = (Vec::new(), Vec::new());
        if !complete || pointers.try_reserve_exact(words.len()).is_err() || owned.try_reserve_exact(words.len()).is_err() {
            return None;
        }
        pointers.extend(words.iter().filter_map(|v| v.as_pointer()).filter_map(NonNull::new));
        // SAFETY: what an object refers to is alive while that is, and nobody else runs. A generator that another thread is running refers to
        // objects of that thread's own (G3 of `interp::generator`).
        unsafe {
            find::share_others(isolate, &pointers, slot);
            owned.extend(words.iter().map(|v| Obj::from_borrowed(*v)));
        }
        Some(owned)
    });
    found.ok_or_else(|| th.no_memory())
}

/// The type of an instance of a program's class, which it keeps alive.
///
/// # Safety
/// 1. The object is alive.
unsafe fn heap_type(isolate: &Isolate, p: NonNull<Header>) -> Option<Value> {
    // SAFETY: contract 1.
    let ty = unsafe { type_of_header(isolate, p.as_ptr()) };
    ty.is_heap().then(|| ty.as_value())
}
