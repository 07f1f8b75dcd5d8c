//! The collector: cycles of counted objects, and deferred ones (D8).
//!
//! Counts free most objects. What refers to itself in a circle, and deferred objects, the collector finds ([`find`]) and ends ([`dispose`]):
//! * each thread looks at what it has allocated lately and not shared, by itself, while the others run;
//! * now and then, when the memory in use has doubled, one thread stops the world and looks at everything.
//!
//! # Invariants
//! G1. Nothing is allocated or freed from the heap while garbage is searched: the lists are Rust vectors. Without memory for them nothing changes.
//! G2. During a search the `local` of its candidates is scratch (a word that only their owner uses, who is the searcher, or stopped, or detached
//!     and then touches no object), and put back before it ends.
//! G3. An object whose mark is missing is reachable from no root; since it is this thread's alone, or the world is stopped, and counts are
//!     exact, nobody can find it afterwards, except through weak references and the lists of subclasses, which refuse what carries GARBAGE; that
//!     flag is set during the search.
//! G4. An object that some thread is just ending (`biased::is_ending`) is neither garbage nor looked into, since its contents may be half gone;
//!     but its type is marked, which its end needs.
//! G5. A DEFERRED leaf (`refcount::contention`) is garbage when nothing counts it and no register holds it uncounted, those of suspended
//!     generators included: a full collection's walks meet all of them.
//! G6. A search of young objects takes no DEFERRED or immortal ones for candidates, and no shared ones. So registers and frames, which hold those alone
//!     uncounted, need not be scanned, and no other thread can take or give up a reference meanwhile.

mod callbacks;
mod dispose;
mod find;
pub mod inspect;
mod marker;
#[cfg(all(test, not(loom), not(miri)))]
mod tests;
pub mod verify;

use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::{Field, Header, Obj};
use crate::prim::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use crate::refcount::merge_queue;
use crate::thread::breaker;

type List = Vec<NonNull<Header>>;

/// What a collection looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// What the calling thread has allocated lately, and never shared.
    Young,
    /// Everything.
    Full,
}

/// Classes of pauses: up to 100 microseconds, and so on by factors of about three.
pub const PAUSE_BOUNDS: [u64; 7] = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000];

/// What collections of one extent have done.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    /// Collections.
    pub collections: u64,
    /// Objects found in garbage.
    pub freed: u64,
    /// Objects that were looked at one by one; in a full collection those that are not marked at once.
    pub candidates: u64,
    /// All pauses together, in nanoseconds.
    pub nanos: u64,
    /// Longest pause: what a collection took of its thread, and when it was a full one, of all. Nanoseconds.
    pub longest_nanos: u64,
    /// Pauses by length: those up to each of [`PAUSE_BOUNDS`], and longer ones.
    pub pauses: [u64; PAUSE_BOUNDS.len() + 1],
}

#[derive(Debug)]
struct Statistics {
    collections: AtomicU64,
    freed: AtomicU64,
    candidates: AtomicU64,
    nanos: AtomicU64,
    longest: AtomicU64,
    pauses: [AtomicU64; PAUSE_BOUNDS.len() + 1],
}

impl Statistics {
    fn new() -> Statistics {
        Statistics {
            collections: AtomicU64::new(0),
            freed: AtomicU64::new(0),
            candidates: AtomicU64::new(0),
            nanos: AtomicU64::new(0),
            longest: AtomicU64::new(0),
            pauses: core::array::from_fn(|_| AtomicU64::new(0)),
        }
    }

    fn note(&self, nanos: u64, (freed, candidates): (usize, usize)) {
        // Relaxed: counts.
        self.collections.fetch_add(1, Ordering::Relaxed);
        self.freed.fetch_add(freed as u64, Ordering::Relaxed);
        self.candidates.fetch_add(candidates as u64, Ordering::Relaxed);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
        self.longest.fetch_max(nanos, Ordering::Relaxed);
        let class = PAUSE_BOUNDS.iter().position(|b| nanos <= *b).unwrap_or(PAUSE_BOUNDS.len());
        self.pauses[class].fetch_add(1, Ordering::Relaxed);
    }

    fn counts(&self) -> Counts {
        Counts {
            collections: self.collections.load(Ordering::Relaxed),
            freed: self.freed.load(Ordering::Relaxed),
            candidates: self.candidates.load(Ordering::Relaxed),
            nanos: self.nanos.load(Ordering::Relaxed),
            longest_nanos: self.longest.load(Ordering::Relaxed),
            pauses: core::array::from_fn(|i| self.pauses[i].load(Ordering::Relaxed)),
        }
    }
}

/// State of an isolate's collector.
#[derive(Debug)]
pub struct State {
    /// Automatic collections happen.
    enabled: AtomicBool,
    /// A full collection is going on.
    running: AtomicBool,
    /// Bytes of containers between a thread's collections of young objects, at first.
    interval: AtomicUsize,
    /// Bytes of memory in use at which a full collection is due.
    full_at: AtomicUsize,
    /// Bytes of objects promoted since the last full collection.
    promoted: AtomicUsize,
    /// `gc.callbacks`, unbound until the module is made.
    pub(crate) callbacks: Field,
    young: Statistics,
    full: Statistics,
}

/// Least bytes by which memory grows between full collections.
const LEAST: usize = if cfg!(feature = "checks") {
    1 << 20
} else if cfg!(target_pointer_width = "64") {
    24 << 20
} else {
    16 << 10
};

/// Bytes of containers between a thread's collections of young objects: what fits a second-level cache, and is looked at in less than a millisecond.
/// (With `checks` a collection comes every few allocations, in the middle of everything.)
const INTERVAL: usize = if cfg!(feature = "checks") {
    512
} else if cfg!(target_pointer_width = "64") {
    256 << 10
} else {
    8 << 10
};

/// A program that gives no garbage to collect is looked at up to so many times less often.
const MOST_PATIENCE: usize = if cfg!(feature = "checks") { 1 } else { 32 };

/// Bytes that stand for one container where a threshold is given as a number of objects, as `gc.set_threshold` has it.
pub const BYTES_PER_CONTAINER: usize = 64;

/// Objects after which a collection of young objects leaves the others alone: as many as an interval may have.
const MOST_YOUNG: usize = 8 << 10;

/// The same for a thread that gives no garbage to collect: enough to see that it begins to.
const SAMPLE: usize = 3 << 10;

impl Default for State {
    fn default() -> State {
        State {
            enabled: AtomicBool::new(true),
            running: AtomicBool::new(false),
            interval: AtomicUsize::new(INTERVAL),
            full_at: AtomicUsize::new(LEAST),
            promoted: AtomicUsize::new(0),
            callbacks: Field::empty(),
            young: Statistics::new(),
            full: Statistics::new(),
        }
    }
}

impl State {
    /// An object has become DEFERRED: its bytes come back in a full collection only.
    pub(crate) fn promoted(&self, bytes: usize) {
        // Relaxed: a count.
        self.promoted.fetch_add(bytes, Ordering::Relaxed);
    }

    /// What collections of an extent have done so far.
    pub fn counts(&self, extent: Extent) -> Counts {
        match extent {
            Extent::Young => self.young.counts(),
            Extent::Full => self.full.counts(),
        }
    }

    /// Whether collections happen by themselves.
    pub fn is_enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    /// Lets collections happen by themselves, or not.
    pub fn set_enabled(&self, yes: bool) {
        // Relaxed: threads that see it late collect once more, or once less.
        self.enabled.store(yes, Ordering::Relaxed);
    }

    /// Bytes of containers that a thread allocates before it looks at them for the first time; 0: it never does.
    pub fn interval(&self) -> usize {
        self.interval.load(Ordering::Relaxed)
    }

    /// Sets [`interval`](Self::interval), for threads that have had their next collection.
    pub fn set_interval(&self, bytes: usize) {
        // Relaxed: a setting.
        self.interval.store(bytes, Ordering::Relaxed);
    }

    fn full_is_due(&self, isolate: &Isolate) -> bool {
        isolate.space.used().saturating_add(self.promoted.load(Ordering::Relaxed)) >= self.full_at.load(Ordering::Relaxed)
    }

    /// At first, and after a full collection: the next comes when memory has doubled, or half of what may be used still is.
    pub(crate) fn set_full_at(&self, isolate: &Isolate) {
        let used = isolate.space.used();
        let left = isolate.space.limit().saturating_sub(used);
        self.promoted.store(0, Ordering::Relaxed);
        self.full_at.store(used.saturating_add(used.max(LEAST).min(left / 2)), Ordering::Relaxed);
    }
}

/// A thread's part in collections.
#[derive(Debug)]
pub struct Pace {
    /// Bytes of containers that the thread may allocate before the next.
    pub(crate) budget: isize,
    /// It has allocated them.
    due: bool,
    /// The interval is so many times the isolate's.
    patience: usize,
    /// Collections of young objects since the last full one that the thread knows of, and that one's number.
    since_full: (u32, u64),
}

impl Pace {
    /// That of a new thread.
    pub(crate) fn new(state: &State) -> Pace {
        let mut pace = Pace { budget: 0, due: false, patience: 1, since_full: (0, 0) };
        pace.restart(state);
        pace
    }

    fn restart(&mut self, state: &State) {
        self.due = false;
        let bytes = match state.interval() {
            0 => usize::MAX,
            interval => interval.saturating_mul(self.patience),
        };
        self.budget = bytes.min(isize::MAX as usize).cast_signed();
    }
}

/// The calling thread begins to count anew, by the interval that is set now.
pub(crate) fn restart(th: &mut Thread) {
    th.pace.restart(&th.isolate().gc);
}

/// About how many containers the calling thread has allocated since its last collection, and how many collections of young objects it made since the
/// last full one.
pub(crate) fn progress(th: &Thread) -> (usize, u32) {
    let whole = th.isolate().gc.interval().saturating_mul(th.pace.patience);
    let allocated = if th.pace.due { whole } else { whole.saturating_sub(th.pace.budget.max(0).cast_unsigned()) };
    (allocated / BYTES_PER_CONTAINER, th.pace.since_full.0)
}

/// Called when a thread has allocated its share: asks for a collection at the next safepoint.
#[cold]
pub fn trigger(th: &mut Thread) {
    th.pace.restart(&th.isolate().gc);
    if th.isolate().gc.is_enabled() && th.isolate().gc.interval() != 0 {
        th.pace.due = true;
        th.head.eval_breaker.fetch_or(breaker::GC, Ordering::Relaxed);
    }
}

/// A safepoint's collection: what finalizers raise is reported by them; without memory for its lists the collection is put off.
pub fn collect_if_due(th: &mut Thread) {
    if !th.pace.due {
        return;
    }
    let isolate = th.isolate();
    // With `checks-full` often enough for its look at the heap to come in the middle of everything.
    let often = cfg!(feature = "checks-full") && th.pace.since_full.0 >= 4;
    let extent = if often || isolate.gc.full_is_due(isolate) { Extent::Full } else { Extent::Young };
    let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    if let Err(e) = collect(th, extent) {
        drop(th.take(e));
    }
    th.exception = saved;
}

/// Collects: the number of objects found in garbage. None when a full collection is going on already, in another thread or around this call.
///
/// # Errors
/// `MemoryError` when the lists cannot be had; then nothing was changed.
pub fn collect(th: &mut Thread, extent: Extent) -> R<usize> {
    if core::mem::replace(&mut th.collecting, true) {
        return Ok(0);
    }
    callbacks::notify(th, "start", extent, 0);
    let result = search_and_dispose(th, extent);
    callbacks::notify(th, "stop", extent, *result.as_ref().unwrap_or(&0));
    th.collecting = false;
    result
}

fn search_and_dispose(th: &mut Thread, extent: Extent) -> R<usize> {
    let isolate = th.isolate();
    let gc = &isolate.gc;
    let began = isolate.platform().now();
    let found = match extent {
        Extent::Young => {
            let most = if th.pace.patience == 1 { MOST_YOUNG } else { SAMPLE };
            find::young(th, most)
        }
        Extent::Full => {
            if gc.running.swap(true, Ordering::AcqRel) {
                return Ok(0);
            }
            merge_queue::drain(th);
            let slot = th.slot();
            let mut dead: List = Vec::new();
            let found = isolate.registry.stop_the_world(&mut th.head, |me, world| {
                crate::reclaim::free_stopped(me, world);
                // SAFETY: the world is stopped.
                unsafe { find::full(isolate, slot, &mut dead, world) }
            });
            merge_queue::end_all(dead);
            isolate.space.give_spare_back(0);
            found
        }
    };
    let stopped = isolate.platform().now().saturating_sub(began);
    let result = match found {
        Ok(found) => {
            let n = found.garbage.len();
            // A collection may come in the middle of an end (from a finalizer). What ends here must not wait for that one: types end last.
            let (trash, ending) = (core::mem::take(&mut th.trash), core::mem::replace(&mut th.ending, 0));
            dispose::dispose(th, &found.garbage);
            (th.trash, th.ending) = (trash, ending);
            pace(th, extent, &found);
            Ok((n, found.candidates))
        }
        Err(find::NoMemory) => Err(th.no_memory()),
    };
    th.pace.restart(gc);
    #[cfg(feature = "checks-full")]
    if extent == Extent::Full
        && let Err(fault @ verify::Fault::Broken { .. }) = verify::verify(th)
    {
        panic!("the heap is broken after a collection: {fault}");
    }
    let n = *result.as_ref().unwrap_or(&(0, 0));
    match extent {
        Extent::Young => gc.young.note(isolate.platform().now().saturating_sub(began), n),
        Extent::Full => {
            gc.full.note(stopped, n);
            gc.set_full_at(isolate);
            gc.running.store(false, Ordering::Release);
        }
    }
    result.map(|(garbage, _)| garbage)
}

/// How soon the thread will look again.
fn pace(th: &mut Thread, extent: Extent, found: &find::Found) {
    let fulls = th.isolate().gc.full.collections.load(Ordering::Relaxed);
    if extent == Extent::Full {
        th.pace.since_full = (0, fulls + 1);
        return;
    }
    if th.pace.since_full.1 != fulls {
        th.pace.since_full = (0, fulls);
    }
    th.pace.since_full.0 = th.pace.since_full.0.saturating_add(1);
    let (n, garbage) = (found.candidates, found.garbage.len());
    if garbage <= n / 16 {
        th.pace.patience = (th.pace.patience * 2).min(MOST_PATIENCE);
    } else if garbage >= n / 4 {
        th.pace.patience = 1;
    }
}
