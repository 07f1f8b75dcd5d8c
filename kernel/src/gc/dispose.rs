//! The end of garbage, with the world running.
//!
//! Callbacks of weak references to it and its finalizers run, and if none of them brought an object back, the other weak references are cleared,
//! then its contents, so that counts do the rest. The collector holds one reference to each object meanwhile, so that none ends while others are still looked at.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::List;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::header::{FLAG_FINALIZED, FLAG_GARBAGE, FLAG_WEAKLY_REFERENCED};
use crate::object::lifecycle::{extra_fields, shape_of_header, trace, type_of_header};
use crate::object::payload::Trace;
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::refcount::weak_table::{Cleared, Which};
use crate::types::weakref;

/// Sets or clears the flag by which others refuse to bring garbage back.
fn mark_as_garbage(garbage: &List, yes: bool) {
    for p in garbage {
        // SAFETY: the collector holds a reference to each.
        let flags = unsafe { &p.as_ref().flags };
        if yes {
            // Relaxed: W4 of `weak_table`: in a stop, or nobody else reaches it.
            flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
        } else {
            // Release: pairs with the Acquire in `weak_table::upgrade`; who finds it clear finds the weak references cleared that were before.
            flags.fetch_and(!FLAG_GARBAGE, Ordering::Release);
        }
    }
}

fn clear_weak_references(th: &Thread, garbage: &List, which: Which, mut cleared: Option<&mut Cleared>) {
    for p in garbage {
        // SAFETY: the collector holds a reference to each, which carries GARBAGE.
        unsafe {
            if p.as_ref().flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0 {
                weakref::clear(th, *p, which, cleared.as_deref_mut());
            }
        }
    }
}

/// The finalizer of an object, if it has not run.
fn finalizer(th: &Thread, p: NonNull<Header>) -> Option<fn(&mut Thread, &Obj) -> R<()>> {
    // SAFETY: the collector holds a reference.
    let (h, ty) = unsafe { (p.as_ref(), type_of_header(th.isolate(), p.as_ptr())) };
    if h.flags.load(Ordering::Relaxed) & FLAG_FINALIZED != 0 { None } else { ty.slots.finalize() }
}

/// Tells the program of its garbage, by callbacks and finalizers, each once; whether one of them brought something back. If not, the weak
/// references that are left have been cleared. As in CPython, those without callbacks lead to their objects until then: a finalizer may use them,
/// and what comes back has them still.
fn tell(th: &mut Thread, garbage: &List) -> bool {
    let mut cleared = Cleared::none();
    clear_weak_references(th, garbage, Which::Callbacks, Some(&mut cleared));
    if !cleared.is_empty() || garbage.iter().any(|p| finalizer(th, *p).is_some()) {
        mark_as_garbage(garbage, false);
        weakref::call_back(th, cleared);
        for p in garbage {
            let Some(f) = finalizer(th, *p) else { continue };
            // SAFETY: the collector holds a reference to each.
            let this = unsafe {
                p.as_ref().flags.fetch_or(FLAG_FINALIZED, Ordering::Relaxed);
                Obj::from_borrowed(Value::from_pointer(p.as_ptr()))
            };
            crate::types::protocol::call_finalizer(th, f, &this);
        }
        // Other threads get at what they may reach by a weak reference, or by what finalizers have published, before the stop, and are counted, or
        // after it, when the flag says what has become of it (W4 of `weak_table`).
        let decide = || {
            let back = resurrected(garbage);
            if !back {
                mark_as_garbage(garbage, true);
            }
            back
        };
        // SAFETY: as above.
        let alone = garbage.iter().all(|p| unsafe { !biased::is_shared(p.as_ref()) });
        let isolate = th.isolate();
        let back = if alone { decide() } else { isolate.registry.stop_the_world(&mut th.head, |_, _| decide()) };
        if back {
            return true;
        }
    }
    // Without callbacks: those that finalizers have made meanwhile are not called (as in CPython), or there would be no end of telling.
    clear_weak_references(th, garbage, Which::All, None);
    false
}

/// Ends garbage with the world running: weak references, finalizers, contents.
pub(super) fn dispose(th: &mut Thread, garbage: &List) {
    if garbage.is_empty() {
        return;
    }
    let alive = tell(th, garbage);
    if !alive {
        for p in garbage {
            // SAFETY: as above; only the garbage refers to it, so nobody else looks at its fields.
            unsafe {
                (type_of_header(th.isolate(), p.as_ptr()).vtable.clear)(p.as_ptr());
                // What was cleared may have run code that changed the object: its shape is that of now.
                for f in extra_fields(p.as_ptr(), shape_of_header(th.isolate(), p.as_ptr())) {
                    drop(f.replace_raw(Obj::UNBOUND));
                }
            }
        }
        mark_as_garbage(garbage, false);
    }
    // Counted objects first: the last count ends each. Then the deferred ones, which no count ends, types among them: their instances need
    // them to end. One that does not fit the list keeps the collector's reference for good.
    let mut deferred: List = Vec::new();
    for p in garbage {
        // SAFETY: the collector's reference is still held, and given up.
        unsafe {
            if alive || !biased::is_deferred(p.as_ref()) {
                crate::object::obj::release(p.as_ptr());
            } else if deferred.try_reserve(1).is_ok() {
                deferred.push(*p);
            }
        }
    }
    end_deferred(th, deferred);
}

/// Ends deferred garbage: what nothing refers to any more first, and so on. What something else has got hold of stays.
fn end_deferred(th: &mut Thread, mut list: List) {
    let isolate = th.isolate();
    // SAFETY: the collector's references are held, here and below.
    let type_of = |p: NonNull<Header>| unsafe { type_of_header(isolate, p.as_ptr()) };
    // The types of those that are classes of metaclasses, once for each: a metaclass ends after its classes, which do not count it.
    let mut needed: Vec<*const Header> = Vec::new();
    if needed.try_reserve(list.len()).is_err() {
        return release_all(list);
    }
    needed.extend(list.iter().filter(|p| type_of(**p).is_heap()).map(|p| type_of(*p).header_ptr()));
    list.sort_unstable();
    let Some(contended) = isolate.contended.take(&list) else { return release_all(list) };
    // The newest are likely to refer to the older ones: a class to its bases.
    list.reverse();
    // Types come last: what is left may hold the last count of an instance of theirs, as a function does of its globals and builtins.
    let mut types_too = false;
    loop {
        let before = list.len();
        list.retain(|p| {
            let ty = type_of(*p);
            // SAFETY: as above; an object without other references is ours to end.
            unsafe {
                let waits = !types_too && ty.vtable.layout == Builtin::Type;
                if waits || needed.contains(&p.as_ptr().cast_const()) || !biased::end_deferred(p.as_ref()) {
                    return true;
                }
                crate::object::lifecycle::end(p.as_ptr());
            }
            if ty.is_heap()
                && let Some(i) = needed.iter().position(|t| *t == ty.header_ptr())
            {
                needed.swap_remove(i);
            }
            false
        });
        if list.len() == before {
            if types_too {
                break;
            }
            types_too = true;
        }
    }
    list.reverse();
    isolate.contended.put_back(contended, &list);
    release_all(list);
}

/// Gives up the collector's references; what is deferred is found again by the next collection.
fn release_all(list: List) {
    for p in list {
        // SAFETY: the collector's reference is given up.
        unsafe { crate::object::obj::release(p.as_ptr()) };
    }
}

/// Whether a finalizer brought something back: then some object has more references than the garbage and the collector account for.
fn resurrected(garbage: &List) -> bool {
    struct Count<'a>(&'a mut Vec<(usize, i64)>);
    impl Trace for Count<'_> {
        fn value(&mut self, v: Value) {
            if v.is_counted()
                && let Some(p) = v.as_pointer()
                && let Ok(i) = self.0.binary_search_by_key(&p.addr(), |x| x.0)
            {
                self.0[i].1 -= 1;
            }
        }
    }
    let mut counts: Vec<(usize, i64)> = Vec::new();
    if counts.try_reserve_exact(garbage.len()).is_err() {
        return true;
    }
    for p in garbage {
        // SAFETY: the collector holds a reference to each.
        counts.push((p.addr().get(), biased::total(unsafe { p.as_ref() }) - 1));
    }
    counts.sort_unstable_by_key(|x| x.0);
    for p in garbage {
        // SAFETY: as above; nobody else reaches them, or the world is stopped.
        unsafe { trace(p.as_ptr(), &mut Count(&mut counts)) };
    }
    counts.iter().any(|x| x.1 != 0)
}
