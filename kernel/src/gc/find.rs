//! Garbage is found: candidates, the references among them, and what is reached from elsewhere.
//!
//! Both sorts of collection have the same core (Bacon, Rajan, 2001; CPython's `deduce_unreachable`). Of a set of candidates, take every
//! reference from one to another off the target's count: what has some left is referred to from outside the set. What can be reached from there
//! is alive, the rest is garbage. They differ in the set.
//!
//! * [`full`]: everything, with the world stopped. First all is marked that registers, frames and modules reach, which in most programs is all
//!   there is; the candidates are what remains.
//! * [`young`]: what the thread has allocated lately and never shared. Nobody else reaches it, by I-S2 not through shared objects either, so the
//!   world runs on. All that refers to it from older objects, registers and native code is in its counts.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::List;
use super::marker::{Marker, visit};
use crate::heap::{Kind, kind_of, marks};
use crate::isolate::{Isolate, Thread};
use crate::object::header::{FLAG_GARBAGE, FLAG_OLD};
use crate::object::lifecycle::type_of_header;
use crate::object::payload::Trace;
use crate::object::{Builtin, Header, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::thread::WorldStopped;

/// An object that may be garbage.
struct Candidate {
    object: NonNull<Header>,
    /// Its `local`, whose place the number of references that are not accounted for takes meanwhile.
    local: u32,
}

/// What a search has found.
pub(super) struct Found {
    /// Each has one more reference, the collector's.
    pub(super) garbage: List,
    /// Objects that were looked at one by one.
    pub(super) candidates: usize,
}

/// A list could not grow. Nothing has changed.
pub(super) struct NoMemory;

/// The candidates of a search. Until it ends their counts are scratch, and the bits of those not reached are clear.
struct Search<'a> {
    isolate: &'a Isolate,
    candidates: Vec<Candidate>,
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        for c in &self.candidates {
            // SAFETY: the candidates are there until the search has ended.
            unsafe { c.object.as_ref() }.local.store(c.local, Ordering::Relaxed);
        }
    }
}

/// Takes references off.
struct Subtract;

impl Trace for Subtract {
    #[inline(always)]
    fn value(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        // SAFETY: references lead to objects; candidates alone have clear bits, and they are at the caller's disposal.
        unsafe {
            if !v.is_counted() {
                spare_leaf(p); // In a generator's register; no part of a count.
            } else if !marks::is_marked(p) {
                let n = &p.as_ref().local;
                n.store(n.load(Ordering::Relaxed).wrapping_sub(1), Ordering::Relaxed);
            }
        }
    }
}

/// A register holds a leaf: it is not garbage, though nothing counts it (G5).
///
/// # Safety
/// 1. An uncounted reference to the object was found. 2. The world is stopped, or the object carries no GARBAGE.
pub(super) unsafe fn spare_leaf(p: NonNull<Header>) {
    // SAFETY: contracts 1 and 2.
    unsafe {
        if kind_of(p.cast()) != Kind::Container && p.as_ref().flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0 {
            p.as_ref().flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
        }
    }
}

impl Search<'_> {
    /// Adds a candidate. False without memory.
    fn add(&mut self, object: NonNull<Header>) -> bool {
        if self.candidates.try_reserve(1).is_err() {
            return false;
        }
        // SAFETY: the caller's object.
        let local = unsafe { object.as_ref() }.local.load(Ordering::Relaxed);
        self.candidates.push(Candidate { object, local });
        true
    }

    /// Puts into each candidate's `local` how many references it has from outside the set. What some thread is ending is marked (G4).
    ///
    /// # Safety
    /// 1. The candidates, whose bits are clear, are for this thread alone: not shared, or the world is stopped.
    unsafe fn subtract(&self, marker: &mut Marker) {
        // SAFETY: contract 1.
        unsafe {
            for c in &self.candidates {
                let h = c.object.as_ref();
                let references = biased::total(h);
                if references == 0 && biased::is_ending(h) {
                    marks::mark(c.object);
                    marker.value(type_of_header(self.isolate, c.object.as_ptr()).as_value());
                } else {
                    h.local.store(references.clamp(0, i64::from(i32::MAX)) as u32, Ordering::Relaxed);
                }
            }
            for c in &self.candidates {
                if !marks::is_marked(c.object) {
                    visit(self.isolate, c.object, &mut Subtract);
                }
            }
        }
    }

    /// Marks what is referred to from outside, and all that can be reached from it.
    ///
    /// # Safety
    /// 1. [`subtract`](Self::subtract) was called, and all as it says.
    unsafe fn mark(&self, marker: &mut Marker) {
        for c in &self.candidates {
            // SAFETY: contract 1.
            unsafe {
                let h = c.object.as_ref();
                let held = h.local.load(Ordering::Relaxed) != 0 || biased::is_immortal(h) || biased::is_queued(h);
                if held && marks::mark(c.object) {
                    marker.push(c.object);
                }
            }
        }
        // SAFETY: contract 1.
        unsafe { marker.drain() };
    }

    /// Ends the search: the candidates that are still not marked, each with a reference of the collector's, so that none ends before its turn.
    ///
    /// # Safety
    /// 1. [`mark`](Self::mark) was called, and all as it says.
    unsafe fn finish(mut self, mut garbage: List, survived: u8) -> Found {
        let n = self.candidates.len();
        for c in core::mem::take(&mut self.candidates) {
            // SAFETY: contract 1.
            unsafe {
                let h = c.object.as_ref();
                h.local.store(c.local, Ordering::Relaxed);
                if marks::is_marked(c.object) {
                    if survived != 0 {
                        h.flags.store(h.flags.load(Ordering::Relaxed) | survived, Ordering::Relaxed);
                    }
                } else {
                    h.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
                    biased::incref_stopped(h);
                    garbage.push(c.object);
                }
            }
        }
        Found { garbage, candidates: n }
    }
}

/// A list with room for `n`.
fn room(n: usize) -> Result<List, NoMemory> {
    let mut list = Vec::new();
    if list.try_reserve_exact(n).is_err() {
        return Err(NoMemory);
    }
    Ok(list)
}

/// The garbage among what the thread has allocated lately and has not shared; at most about `most` objects are looked at.
pub(super) fn young(th: &mut Thread, most: usize) -> Result<Found, NoMemory> {
    /// Sets all bits again, however the search ends.
    struct End(NonNull<crate::heap::Arena>);
    impl Drop for End {
        fn drop(&mut self) {
            // SAFETY: the arena of the calling thread's slot.
            unsafe { marks::end_young(self.0.as_mut()) };
        }
    }
    let isolate = th.isolate();
    let mut search = Search { isolate, candidates: Vec::new() };
    let mut marker = Marker::new(isolate, false);
    let _end = End(th.arena);
    let mut complete = true;
    // SAFETY: the arena is this thread's, and the candidates are objects that nobody else reaches.
    unsafe {
        marks::begin_young(th.arena.as_ref(), most, |h| {
            // Acquire: a block that another thread has given back carries the dead word by the time its header says anything else. Objects that
            // are shared, deferred or immortal have bits here as well.
            let private = h.as_ref().shared.load(Ordering::Acquire) == 0;
            complete = complete && (!private || search.add(h));
            private && complete
        });
        if !complete {
            return Err(NoMemory);
        }
        let garbage = room(search.candidates.len())?;
        search.subtract(&mut marker);
        search.mark(&mut marker);
        if marker.missing {
            return Err(NoMemory);
        }
        let found = search.finish(garbage, FLAG_OLD);
        check_registers(th, &found.garbage);
        Ok(found)
    }
}

/// With `checks`: no register and no frame holds garbage (G6).
fn check_registers(_th: &Thread, _garbage: &List) {
    #[cfg(feature = "checks")]
    for v in _th.stack.words().iter().copied().chain(_th.stack.frames().iter().flat_map(|f| [f.function, f.extra])) {
        if let Some(p) = v.as_pointer().and_then(NonNull::new) {
            // SAFETY: what registers hold is alive.
            let garbage = unsafe { p.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0;
            assert!(!garbage || !_garbage.contains(&p), "G6: a register holds garbage");
        }
    }
}

/// All garbage. Objects that end with the queues go to `dead`. `slot` is the calling thread's.
///
/// # Safety
/// 1. The world is stopped.
pub(super) unsafe fn full(isolate: &Isolate, slot: u16, dead: &mut List, world: &WorldStopped) -> Result<Found, NoMemory> {
    /// Sets all bits again, and takes back what leaves were taken for, however the search ends.
    struct End<'a>(&'a Isolate);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            // SAFETY: the world is stopped.
            unsafe {
                self.0.space.end_marking();
                for slot in self.0.slots.lock().iter_mut() {
                    slot.arena.as_mut().restart_young();
                }
            }
        }
    }
    struct EndLeaves<'a>(&'a Isolate);
    impl Drop for EndLeaves<'_> {
        fn drop(&mut self) {
            self.0.contended.for_each_leaf(&mut |h| {
                // SAFETY: leaves in the list are there.
                unsafe { h.as_ref() }.flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
            });
        }
    }
    // SAFETY: contract 1, here and below.
    unsafe {
        settle_queues(isolate, dead, world);
        crate::heap::trim::give_back(isolate, false);
        let _end = End(isolate);
        isolate.space.begin_marking();
        // G5: leaves that nothing counts are taken for garbage until a register is found to hold them.
        isolate.contended.for_each_leaf(&mut |h| {
            let leaf = h.as_ref();
            if biased::total(leaf) == 0 && !biased::is_immortal(leaf) && !biased::is_queued(leaf) {
                leaf.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
            }
        });
        let leaves = EndLeaves(isolate);
        let mut marker = Marker::new(isolate, true);
        mark_from_roots(isolate, &mut marker);
        let mut search = Search { isolate, candidates: Vec::new() };
        let mut complete = true;
        isolate.space.for_each_unmarked(|h| complete = complete && search.add(h));
        let mut garbage = room(search.candidates.len() + isolate.contended.len())?;
        if !complete {
            return Err(NoMemory);
        }
        search.subtract(&mut marker);
        search.mark(&mut marker);
        if marker.missing {
            // Something may be alive that is not marked: nothing is garbage this time.
            return Err(NoMemory);
        }
        core::mem::forget(leaves);
        isolate.contended.for_each_leaf(&mut |h| {
            if h.as_ref().flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0 {
                biased::incref_stopped(h.as_ref());
                garbage.push(h);
            }
        });
        let found = search.finish(garbage, 0);
        take_from_owners(isolate, &found.garbage, slot);
        Ok(found)
    }
}

/// Marks all that the program can reach by itself: from registers and frames of threads, and from modules.
///
/// # Safety
/// 1. The world is stopped, and marking has begun.
unsafe fn mark_from_roots(isolate: &Isolate, marker: &mut Marker) {
    for field in [&isolate.modules, &isolate.builtins, &isolate.sys] {
        marker.field(field);
    }
    isolate.registry.for_each(&mut |head| {
        // SAFETY: contract 1; the head comes first in a thread's state.
        unsafe {
            let t = &*head.cast::<Thread>();
            for v in t.stack.words() {
                marker.value(*v);
            }
            for f in t.stack.frames() {
                marker.value(f.function);
                marker.value(f.extra);
                marker.value(f.globals.as_ref().as_value());
            }
        }
    });
    // SAFETY: contract 1.
    unsafe { marker.drain() };
}

/// Settles what waits in the merge queues, and what should but got lost on the way (Q4 of `merge_queue`).
///
/// # Safety
/// 1. The world is stopped.
pub(super) unsafe fn settle_queues(isolate: &Isolate, dead: &mut List, world: &WorldStopped) {
    if !isolate.merges.settle_stopped(dead, world) {
        return;
    }
    // SAFETY: contract 1. Every queue is empty now, so whatever carries QUEUED has lost its entry.
    unsafe {
        isolate.space.for_each_object(true, &mut |h| {
            if biased::is_queued(h.as_ref())
                && (dead.len() < dead.capacity() || dead.try_reserve(1).is_ok())
                && biased::merge(h.as_ref()) == biased::Outcome::Dead
            {
                dead.push(h);
            }
        });
    }
}

/// Takes garbage that other threads own from them, and shares what it reaches: finalizers and clearing run here, and may meet objects those
/// threads still use (D5).
///
/// # Safety
/// 1. The world is stopped.
unsafe fn take_from_owners(isolate: &Isolate, garbage: &List, slot: u16) {
    // SAFETY: contract 1; the collector holds a reference to each.
    unsafe {
        share_others(isolate, garbage, slot);
        for p in garbage.iter().filter(|p| p.as_ref().owner.load(Ordering::Relaxed) != slot) {
            biased::merge_stopped(p.as_ref());
        }
    }
}

/// Shares what the thread in `slot` does not own of the objects, and what they reach: what [`sharing::share`](crate::refcount::sharing::share) does for
/// its owner.
///
/// # Safety
/// 1. The world is stopped, and the objects are alive.
pub(super) unsafe fn share_others(isolate: &Isolate, objects: &[NonNull<Header>], slot: u16) {
    struct Share<'a, 'b>(&'a mut Marker<'b>);
    impl Trace for Share<'_, '_> {
        fn value(&mut self, v: Value) {
            let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
            // SAFETY: the world is stopped; references lead to objects.
            unsafe {
                let h = p.as_ref();
                if !biased::is_shared(h) {
                    biased::set_shared(h);
                    // Leaves refer to nothing, but for tuples of such.
                    if kind_of(p.cast()) == Kind::Container {
                        self.0.push(p);
                    } else if h.shape.load(Ordering::Relaxed) == Builtin::Tuple.shape() {
                        // One level deep: T1 of `tuple_object`.
                        crate::object::lifecycle::trace(p.as_ptr(), self);
                    }
                }
            }
        }
    }
    /// # Safety
    /// 1. The world is stopped, and the object is alive.
    unsafe fn contents(isolate: &Isolate, p: NonNull<Header>, marker: &mut Marker) {
        // SAFETY: contract 1.
        unsafe {
            visit(isolate, p, &mut Share(marker));
            let ty = type_of_header(isolate, p.as_ptr());
            Share(marker).value(ty.as_value());
            crate::types::weakref::visit_weakly_linked(isolate, p.as_ptr(), ty, &mut Share(marker));
        }
    }
    let mut marker = Marker::new(isolate, false);
    // SAFETY: contract 1, here and below.
    unsafe {
        for p in objects.iter().filter(|p| p.as_ref().owner.load(Ordering::Relaxed) != slot) {
            Share(&mut marker).value(Value::from_pointer(p.as_ptr()));
            while let Some(q) = marker.pop() {
                contents(isolate, q, &mut marker);
            }
        }
        // Without memory for the list the walk has left shared objects that refer to others: those are looked for until there are none.
        while core::mem::take(&mut marker.missing) {
            isolate.space.for_each_object(false, &mut |p| {
                if biased::is_shared(p.as_ref()) && !biased::is_ending(p.as_ref()) {
                    contents(isolate, p, &mut marker);
                    while let Some(q) = marker.pop() {
                        contents(isolate, q, &mut marker);
                    }
                }
            });
        }
    }
}
