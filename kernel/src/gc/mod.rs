//! The collector: cycles of counted objects, and deferred ones (D8).
//!
//! Stop-the-world mark and subtract. With all other threads stopped:
//! 1. all merge queues are settled, whoever they belong to, so counts are what references say;
//! 2. each container object's side word starts as its count; every reference from another container object is subtracted
//!    (Bacon, Rajan, 2001; CPython's `deduce_unreachable`). What keeps a count is held from outside: by native code, by registers;
//! 3. marking starts from those, from uncounted register and frame references, from the isolate's own roots, and from what immortal
//!    objects hold, and goes on through all references and to the types of instances;
//! 4. what is not marked is garbage. It is revived by one reference each, so that nothing of it ends while it is looked at. What of it belongs
//!    to other threads is shared, with all that it reaches, and taken from its owner (MERGED): its references are given up by this thread, and
//!    the last of them ends it here and now, while its type is there.
//!
//! The world goes on. Weak references to the garbage are cleared, its finalizers run, and if none of them brought an object back (counted
//! again inside the garbage alone) its contents are cleared, so that counts do the rest; otherwise it is left for the next collection.
//!
//! G1. Nothing is allocated or freed from the heap while the world is stopped: the lists are Rust vectors, reserved before. G2. A side word
//! is only meaningful during a stop. G3. An object whose mark is missing is reachable from no root; since the world is stopped and counts
//! are exact, nobody can find it afterwards, except through weak references and the lists of subclasses, which refuse what carries GARBAGE; that
//! flag is set during the stop. G4. An object that some thread is just ending (`biased::is_ending`) is neither garbage nor looked into, since
//! its contents may be half gone; but its type is marked, which its end needs. G5. A DEFERRED leaf (`refcount::contention`) is garbage when
//! nothing counts it and no register holds it uncounted, those of suspended generators included: the walks of steps 2 and 3 meet all of them.

use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::heap::{Kind, Space, kind_of};
use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::header::{FLAG_FINALIZED, FLAG_GARBAGE, FLAG_WEAKLY_REFERENCED};
use crate::object::lifecycle::{extra_fields, trace, type_of_header};
use crate::object::payload::Trace;
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use crate::refcount::{biased, merge_queue};
use crate::thread::{WorldStopped, breaker};

/// State of an isolate's collector.
#[derive(Debug)]
pub struct State {
    /// Automatic collections happen.
    pub enabled: AtomicBool,
    running: AtomicBool,
    /// Bytes of containers allocated since the last collection.
    allocated: AtomicUsize,
    /// Bytes at which the next collection is due.
    threshold: AtomicUsize,
    collections: AtomicU64,
    longest: AtomicU64,
    freed: AtomicU64,
}

/// Least bytes between automatic collections.
const LEAST: usize = if cfg!(target_pointer_width = "64") { 24 << 20 } else { 16 << 10 };

impl Default for State {
    fn default() -> State {
        State {
            enabled: AtomicBool::new(true),
            running: AtomicBool::new(false),
            allocated: AtomicUsize::new(0),
            threshold: AtomicUsize::new(LEAST),
            collections: AtomicU64::new(0),
            longest: AtomicU64::new(0),
            freed: AtomicU64::new(0),
        }
    }
}

/// What a collector has done.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Collections.
    pub collections: u64,
    /// Longest stop.
    pub longest_nanos: u64,
    /// Objects found in garbage.
    pub freed: u64,
}

impl State {
    /// An object has become DEFERRED: its bytes come back in a collection only.
    pub(crate) fn promoted(&self, bytes: usize) {
        // Relaxed: a count.
        self.allocated.fetch_add(bytes, Ordering::Relaxed);
    }

    /// What it has done.
    pub fn counts(&self) -> Counts {
        Counts {
            collections: self.collections.load(Ordering::Relaxed),
            longest_nanos: self.longest.load(Ordering::Relaxed),
            freed: self.freed.load(Ordering::Relaxed),
        }
    }
}

/// Called when a thread has allocated its share: asks for a collection at the next safepoint when one is due.
#[cold]
pub fn trigger(th: &mut Thread) {
    let share = crate::isolate::start::GC_BUDGET;
    th.gc_budget = share;
    let gc = &th.isolate().gc;
    // Relaxed: a count.
    let n = gc.allocated.fetch_add(share as usize, Ordering::Relaxed) + share as usize;
    if n >= gc.threshold.load(Ordering::Relaxed) && gc.enabled.load(Ordering::Relaxed) {
        th.head.eval_breaker.fetch_or(breaker::GC, Ordering::Relaxed);
    }
}

/// A safepoint's collection: what finalizers raise is reported by them; without memory for its lists the collection is put off.
pub fn collect_if_due(th: &mut Thread) {
    let gc = &th.isolate().gc;
    if gc.allocated.load(Ordering::Relaxed) < gc.threshold.load(Ordering::Relaxed) {
        return;
    }
    let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    if let Err(e) = collect(th) {
        drop(th.take(e));
    }
    th.exception = saved;
}

type List = Vec<NonNull<Header>>;

/// Collects everything: the number of objects found in garbage.
///
/// # Errors
/// `MemoryError` when the lists cannot be had; then nothing was changed.
pub fn collect(th: &mut Thread) -> R<usize> {
    let isolate = th.isolate();
    if isolate.gc.running.swap(true, Ordering::AcqRel) {
        return Ok(0);
    }
    let began = isolate.platform().now();
    // Room for the lists, as far as a guess goes; the stop tells what was missing.
    let mut found: Result<Found, usize> = Err(1 << 12);
    while let Err(want) = found {
        let mut room = Room { objects: Vec::new(), garbage: Vec::new(), marks: Vec::new() };
        let ok = room.objects.try_reserve(want).is_ok() && room.garbage.try_reserve(want).is_ok() && room.marks.try_reserve(want).is_ok();
        if !ok {
            isolate.gc.running.store(false, Ordering::Release);
            return Err(th.no_memory());
        }
        merge_queue::drain(th);
        let slot = th.slot();
        let mut dead: List = Vec::new();
        found = isolate.registry.stop_the_world(&mut th.head, |_, world| {
            // SAFETY: the world is stopped.
            unsafe { find(isolate, slot, room, &mut dead, world) }
        });
        merge_queue::end_all(dead);
    }
    let pause = isolate.platform().now().saturating_sub(began);
    let gc = &isolate.gc;
    gc.longest.fetch_max(pause, Ordering::Relaxed);
    gc.collections.fetch_add(1, Ordering::Relaxed);
    gc.allocated.store(0, Ordering::Relaxed);
    let mut n = 0;
    if let Ok(f) = found {
        gc.threshold.store(LEAST.max(f.live * 64), Ordering::Relaxed);
        n = f.garbage.len();
        gc.freed.fetch_add(n as u64, Ordering::Relaxed);
        // A collection may come in the middle of an end (from a finalizer). What ends here must not wait for that one: types end last.
        let (trash, ending) = (core::mem::take(&mut th.trash), core::mem::replace(&mut th.ending, 0));
        dispose(th, &f.garbage);
        (th.trash, th.ending) = (trash, ending);
    }
    gc.running.store(false, Ordering::Release);
    Ok(n)
}

struct Room {
    objects: List,
    garbage: List,
    marks: List,
}

struct Found {
    garbage: List,
    /// Container objects that live.
    live: usize,
}

/// Marked, in a side word.
const MARK: u32 = 1 << 31;

/// Pushes without allocating; counts what would not fit.
struct Marks {
    list: List,
    missing: bool,
}

impl Marks {
    fn push(&mut self, p: NonNull<Header>) {
        if self.list.len() == self.list.capacity() && self.list.try_reserve(1).is_err() {
            self.missing = true;
            return;
        }
        self.list.push(p);
    }

    /// Marks an object if it is a container not marked yet.
    fn mark(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        // SAFETY: the world is stopped; references lead to objects.
        unsafe {
            if kind_of(p.cast()) != Kind::Container {
                spare_leaf(v, p);
                return;
            }
            if let Some(side) = Space::side(p) {
                let now = side.load(Ordering::Relaxed);
                if now & MARK == 0 {
                    side.store(now | MARK, Ordering::Relaxed);
                    self.push(p);
                }
            }
        }
    }
}

impl Trace for Marks {
    fn value(&mut self, v: Value) {
        self.mark(v);
    }
}

/// A register holds a leaf: it is not garbage, though nothing counts it (G5).
///
/// # Safety
/// 1. The world is stopped, and `v` refers to the leaf `p`.
#[inline(always)]
unsafe fn spare_leaf(v: Value, p: NonNull<Header>) {
    if !v.is_counted() {
        // SAFETY: contract 1.
        let flags = unsafe { &p.as_ref().flags };
        if flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0 {
            flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
        }
    }
}

struct Subtract;

impl Trace for Subtract {
    fn value(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        // SAFETY: as in `Marks::mark`.
        unsafe {
            if !v.is_counted() {
                // An uncounted reference, in a generator's register, is no part of a count.
                if kind_of(p.cast()) != Kind::Container {
                    spare_leaf(v, p);
                }
                return;
            }
            if kind_of(p.cast()) == Kind::Container
                && let Some(side) = Space::side(p)
            {
                side.store(side.load(Ordering::Relaxed).wrapping_sub(1) & !MARK, Ordering::Relaxed);
            }
        }
    }
}

/// The garbage; or how much room its lists need. Objects that end with the queues go to `dead`. `slot` is the calling thread's.
///
/// # Safety
/// 1. The world is stopped.
unsafe fn find(isolate: &Isolate, slot: u16, room: Room, dead: &mut List, world: &WorldStopped) -> Result<Found, usize> {
    let Room { mut objects, mut garbage, marks } = room;
    let mut total = 0;
    // SAFETY: contract 1, here and below.
    unsafe {
        crate::heap::free_pending(&isolate.space);
        settle_queues(isolate, dead, world);
        crate::heap::trim::give_back(isolate, false);
        isolate.space.for_each_object(false, &mut |h| {
            total += 1;
            if objects.len() < objects.capacity() {
                objects.push(h);
            }
        });
        let deferred = isolate.contended.len();
        if objects.len() < total || garbage.capacity() < total + deferred {
            return Err(total + total / 8 + deferred + 64);
        }
        if !isolate.space.prepare_side() {
            return Ok(Found { garbage: Vec::new(), live: total });
        }
        for h in &objects {
            if let Some(side) = Space::side(*h) {
                let count = biased::total(h.as_ref()).clamp(0, i64::from(i32::MAX)) as u32;
                side.store(count, Ordering::Relaxed);
            }
        }
        // G5: leaves that nothing counts are taken for garbage until a register is found to hold them.
        isolate.contended.for_each_leaf(&mut |h| {
            let leaf = h.as_ref();
            if biased::total(leaf) == 0 && !biased::is_immortal(leaf) && !biased::is_queued(leaf) {
                leaf.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
            }
        });
        for h in &objects {
            if !biased::is_ending(h.as_ref()) {
                trace(h.as_ptr(), &mut Subtract);
            }
        }
        let mut marks = Marks { list: marks, missing: false };
        for h in &objects {
            if biased::is_ending(h.as_ref()) {
                marks.mark(type_of_header(isolate, h.as_ptr()).as_value()); // G4
                continue;
            }
            let side = Space::side(*h).map_or(1, |s| s.load(Ordering::Relaxed));
            // Deferred objects count heap references only; what holds them otherwise are registers and native handles, and the latter count.
            if side & !MARK != 0 || biased::is_immortal(h.as_ref()) || biased::is_queued(h.as_ref()) {
                marks.mark(Value::from_pointer(h.as_ptr()));
            }
        }
        isolate.registry.for_each(&mut |head| {
            // The head comes first in a thread's state.
            let t = &*head.cast::<Thread>();
            for v in t.stack.words() {
                marks.mark(*v);
            }
            for f in t.stack.frames() {
                marks.mark(f.function);
                marks.mark(f.extra);
                marks.mark(f.globals.as_ref().as_value());
            }
        });
        while let Some(p) = marks.list.pop() {
            trace(p.as_ptr(), &mut marks);
            marks.mark(type_of_header(isolate, p.as_ptr()).as_value());
        }
        if marks.missing {
            // Something may be alive that is not marked: nothing is garbage this time.
            isolate.contended.for_each_leaf(&mut |h| {
                h.as_ref().flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
            });
            isolate.space.release_side();
            return Ok(Found { garbage: Vec::new(), live: total });
        }
        for h in &objects {
            if Space::side(*h).is_some_and(|s| s.load(Ordering::Relaxed) & MARK == 0) && !biased::is_ending(h.as_ref()) {
                // One reference of the collector's, so that nothing ends before its turn.
                h.as_ref().flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
                biased::incref_stopped(h.as_ref());
                garbage.push(*h);
            }
        }
        let live = total - garbage.len();
        isolate.contended.for_each_leaf(&mut |h| {
            if h.as_ref().flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0 {
                biased::incref_stopped(h.as_ref());
                garbage.push(h);
            }
        });
        isolate.space.release_side();
        take_from_owners(&garbage, slot, &mut marks.list);
        Ok(Found { garbage, live })
    }
}

/// Settles what waits in the merge queues, and what should but got lost on the way (Q4 of `merge_queue`).
///
/// # Safety
/// 1. The world is stopped.
unsafe fn settle_queues(isolate: &Isolate, dead: &mut List, world: &WorldStopped) {
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
/// threads still use (D5). `list` is empty and has room for all containers.
///
/// # Safety
/// 1. The world is stopped.
unsafe fn take_from_owners(garbage: &List, slot: u16, list: &mut List) {
    struct Share<'a>(&'a mut List);
    impl Trace for Share<'_> {
        fn value(&mut self, v: Value) {
            let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
            // SAFETY: the world is stopped; references lead to objects.
            unsafe {
                let h = p.as_ref();
                if !biased::is_shared(h) {
                    biased::set_shared(h);
                    // Each container is pushed at most once, so the room is enough; leaves refer to nothing, but for tuples of such.
                    if kind_of(p.cast()) == Kind::Container {
                        self.0.push(p);
                    } else if h.shape.load(Ordering::Relaxed) == Builtin::Tuple.shape() {
                        // One level deep: T1 of `tuple_object`.
                        trace(p.as_ptr(), self);
                    }
                }
            }
        }
    }
    for p in garbage {
        // SAFETY: contract 1.
        let h = unsafe { p.as_ref() };
        if h.owner.load(Ordering::Relaxed) != slot && !biased::is_shared(h) {
            Share(list).value(Value::from_pointer(p.as_ptr()));
            while let Some(q) = list.pop() {
                // SAFETY: contract 1.
                unsafe { trace(q.as_ptr(), &mut Share(list)) };
            }
        }
    }
    for p in garbage {
        // SAFETY: contract 1.
        let h = unsafe { p.as_ref() };
        if h.owner.load(Ordering::Relaxed) != slot {
            biased::merge_stopped(h);
        }
    }
}

/// Sets or clears the flag by which others refuse to bring garbage back.
fn mark_as_garbage(garbage: &List, yes: bool) {
    for p in garbage {
        // SAFETY: the collector holds a reference to each.
        let flags = unsafe { &p.as_ref().flags };
        if yes {
            flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
        } else {
            flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
        }
    }
}

fn clear_weak_references(th: &mut Thread, garbage: &List) {
    for p in garbage {
        // SAFETY: the collector holds a reference to each.
        if unsafe { p.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0 {
            crate::types::weakref::clear_for(th, p.as_ptr());
        }
    }
}

/// Runs the finalizers of garbage that have not run; whether one of them brought something back.
fn run_finalizers(th: &mut Thread, garbage: &List) -> bool {
    let mut finalized = false;
    for p in garbage {
        // SAFETY: the collector holds a reference to each.
        let (h, ty) = unsafe { (p.as_ref(), type_of_header(th.isolate(), p.as_ptr())) };
        let Some(f) = ty.slots.finalize() else { continue };
        if h.flags.load(Ordering::Relaxed) & FLAG_FINALIZED != 0 {
            continue;
        }
        if !finalized {
            // The weak references from before are gone. Those that finalizers make work as any other.
            finalized = true;
            mark_as_garbage(garbage, false);
        }
        h.flags.fetch_or(FLAG_FINALIZED, Ordering::Relaxed);
        // SAFETY: as above.
        let this = unsafe { Obj::from_borrowed(Value::from_pointer(p.as_ptr())) };
        crate::types::protocol::call_finalizer(th, f, &this);
    }
    if !finalized {
        return false;
    }
    // From here on nobody gets at the garbage by a weak reference that a finalizer has made and published; who did before is counted.
    mark_as_garbage(garbage, true);
    th.isolate().weak.barrier();
    if resurrected(garbage) {
        return true;
    }
    clear_weak_references(th, garbage);
    false
}

/// Ends garbage with the world running: weak references, finalizers, contents.
fn dispose(th: &mut Thread, garbage: &List) {
    if garbage.is_empty() {
        return;
    }
    clear_weak_references(th, garbage);
    let alive = run_finalizers(th, garbage);
    if !alive {
        for p in garbage {
            // SAFETY: as above; only the garbage refers to it, so nobody else looks at its fields.
            unsafe {
                let ty = type_of_header(th.isolate(), p.as_ptr());
                (ty.vtable.clear)(p.as_ptr());
                for f in extra_fields(p.as_ptr(), ty) {
                    drop(f.replace_raw(Obj::UNBOUND));
                }
            }
        }
    }
    mark_as_garbage(garbage, false);
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
    loop {
        let before = list.len();
        list.retain(|p| {
            let ty = type_of(*p);
            // SAFETY: as above; an object without other references is ours to end.
            unsafe {
                if needed.contains(&p.as_ptr().cast_const()) || !biased::end_deferred(p.as_ref()) {
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
            break;
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
        // SAFETY: as above. A resurrected object may be changed by other threads meanwhile; then its counts do not add up, and it is left.
        unsafe { trace(p.as_ptr(), &mut Count(&mut counts)) };
    }
    counts.iter().any(|x| x.1 != 0)
}
