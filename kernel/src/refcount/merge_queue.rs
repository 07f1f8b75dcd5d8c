//! Merge queues: where a foreign thread leaves an object that only its owner may settle.
//!
//! # Guarantee
//! Each object for which `biased::decref` answered `Queue` is settled (`biased::merge`) exactly once: by the owner at a safepoint, by the
//! thread that queued it when the owner is detached or its slot is not occupied, or by the collector. So nothing waits for an owner that blocks.
//!
//! # Invariants
//! Q1. Entries and the slot's occupant change under one leaf lock per slot, so an entry is never pushed to a slot whose owner has just drained
//!     for the last time (the trap "push-then-check against exit-then-check").
//! Q2. While a slot is unoccupied, `local` of its objects is touched only under its lock; that is how a foreign thread may merge for it. While
//!     it is occupied by a detached thread, they are touched under the lock *and* with the thread's state claimed
//!     ([`ThreadHead::while_detached`]), which keeps the occupant from attaching and the world from being stopped.
//! Q3. The occupant named in a queue is registered: [`leave`] takes it out, under the lock, before the thread unregisters.
//! Q4. An object is at most once in a queue, and carries QUEUED while it is. An entry that found no memory (or no attached thread to push it)
//!     is counted as lost: its object carries QUEUED, and the next collection, which then walks all objects, settles it.
//!
//! # Ordering
//! The lock of the queue publishes entries, and `local` from one occupant to the next. A claim is Acquire on the occupant's detach and Release
//! on its next attach.
//!
//! # Progress
//! The lock is a spin lock that is held for one push, or, by the one who stands in for a detached owner, for as many merges as there are
//! entries, without calling anything. Objects end outside it.

use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use super::biased::{self, Outcome};
use crate::isolate::Thread;
use crate::object::{Header, lifecycle};
use crate::prim::{AtomicU64, Ordering};
use crate::thread::{Registry, ThreadHead, WorldStopped, breaker};

/// Most heap slots of an isolate.
pub const MAX_SLOTS: usize = 4096;

#[derive(Debug)]
struct Queue {
    /// The thread in the slot, or null.
    occupant: *const ThreadHead,
    entries: Vec<NonNull<Header>>,
}

// SAFETY: the entries are queued objects, which stay alive until they are settled (I3 of `biased`); of the occupant only atomics are touched,
// while it is registered (Q3).
unsafe impl Send for Queue {}

/// The queues of an isolate, by slot.
#[derive(Debug)]
pub struct Queues {
    slots: Mutex<Vec<&'static Mutex<Queue>>>,
    queued: AtomicU64,
    merged: AtomicU64,
    lost: AtomicU64,
}

impl Default for Queues {
    fn default() -> Self {
        Self::new()
    }
}

impl Queues {
    /// No slots.
    pub const fn new() -> Queues {
        Queues { slots: Mutex::new(Vec::new()), queued: AtomicU64::new(0), merged: AtomicU64::new(0), lost: AtomicU64::new(0) }
    }

    /// (objects queued, objects merged) so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.queued.load(Ordering::Relaxed), self.merged.load(Ordering::Relaxed))
    }

    fn queue(&self, slot: u16) -> Option<&'static Mutex<Queue>> {
        self.slots.lock().get(slot as usize).copied()
    }

    /// Makes a slot's queue. False without memory.
    pub fn reserve(&self, slot: u16) -> bool {
        let mut slots = self.slots.lock();
        while slots.len() <= slot as usize {
            let Ok(b) = Thread::boxed(Mutex::new(Queue { occupant: core::ptr::null(), entries: Vec::new() })) else { return false };
            if slots.try_reserve(1).is_err() {
                return false;
            }
            slots.push(alloc::boxed::Box::leak(b));
        }
        true
    }

    /// Marks a reserved slot as occupied by a registered thread, which then owns what waits in it.
    pub fn occupy(&self, slot: u16, occupant: *const ThreadHead) {
        if let Some(q) = self.queue(slot) {
            q.lock().occupant = occupant;
        }
    }

    /// Takes what waits for the occupant of a slot.
    fn take(&self, slot: u16) -> Vec<NonNull<Header>> {
        self.queue(slot).map_or_else(Vec::new, |q| core::mem::take(&mut q.lock().entries))
    }

    fn count_merged(&self, n: usize) {
        // Relaxed: a count.
        self.merged.fetch_add(n as u64, Ordering::Relaxed);
    }

    /// Settles what waits in all queues, with the world stopped; what ended by it is pushed to `dead`, for [`end_all`] when the world goes on.
    /// True when entries were lost, so that there may be objects with QUEUED that are in no queue. Without room in `dead` the rest waits.
    pub(crate) fn settle_stopped(&self, dead: &mut Vec<NonNull<Header>>, _world: &WorldStopped) -> bool {
        for q in self.slots.lock().iter() {
            let mut q = q.lock();
            while let Some(p) = q.entries.pop() {
                if dead.try_reserve(1).is_err() {
                    q.entries.push(p); // Its place is still there.
                    return false;
                }
                self.count_merged(1);
                // SAFETY: alive (I3 of `biased`); all owners are stopped.
                if biased::merge(unsafe { p.as_ref() }) == Outcome::Dead {
                    dead.push(p);
                }
            }
        }
        self.lost.swap(0, Ordering::Relaxed) != 0
    }

    /// An entry for an object found no place.
    pub(crate) fn lose(&self) {
        // Relaxed: a count that the next collection looks at.
        self.lost.fetch_add(1, Ordering::Relaxed);
    }
}

/// Settles what waits for this thread's slot.
pub fn drain(th: &mut Thread) {
    let isolate = th.isolate();
    loop {
        let entries = isolate.merges.take(th.slot());
        if entries.is_empty() {
            return;
        }
        isolate.merges.count_merged(entries.len());
        for p in entries {
            // SAFETY: alive (I3 of `biased`); we are the owner.
            if biased::merge(unsafe { p.as_ref() }) == Outcome::Dead {
                // SAFETY: the last reference is gone.
                unsafe { lifecycle::end(p.as_ptr()) };
            }
        }
    }
}

/// [`drain`] before the thread waits for something, so that what waits for it does not wait as long.
#[inline]
pub fn drain_before_waiting(th: &mut Thread) {
    // Relaxed: a hint; who comes later finds the thread detached.
    if th.head.eval_breaker.load(Ordering::Relaxed) & breaker::MERGE != 0 {
        drain(th);
    }
}

/// Ends this thread's occupation of its slot; drains first.
pub fn leave(th: &mut Thread) {
    let isolate = th.isolate();
    let Some(queue) = isolate.merges.queue(th.slot()) else { return };
    loop {
        drain(th);
        let mut q = queue.lock();
        if q.entries.is_empty() {
            q.occupant = core::ptr::null();
            return;
        }
    }
}

/// Ends objects that were found dead.
pub(crate) fn end_all(dead: Vec<NonNull<Header>>) {
    for p in dead {
        // SAFETY: the last reference is gone, and only the caller knows.
        unsafe { lifecycle::end(p.as_ptr()) };
    }
}

/// Hands an object to its owner, after [`Outcome::Queue`].
pub fn push(th: &mut Thread, p: NonNull<Header>) {
    let merges = &th.isolate().merges;
    merges.queued.fetch_add(1, Ordering::Relaxed);
    // SAFETY: alive: the reference that we give up is kept until the object is settled.
    let h = unsafe { p.as_ref() };
    let Some(queue) = biased::slot_to_settle(h).and_then(|slot| merges.queue(slot)) else {
        // The owner has given it up meanwhile (`merge_zero_local`): anyone may settle it.
        merges.count_merged(1);
        if biased::merge(h) == Outcome::Dead {
            // SAFETY: the last reference is gone.
            unsafe { lifecycle::end(p.as_ptr()) };
        }
        return;
    };
    let mut q = queue.lock();
    if q.occupant.is_null() {
        // Nobody is there (Q2): settled under the lock, ended after.
        let dead = biased::merge(h) == Outcome::Dead;
        drop(q);
        merges.count_merged(1);
        if dead {
            // SAFETY: the last reference is gone.
            unsafe { lifecycle::end(p.as_ptr()) };
        }
        return;
    }
    if q.entries.try_reserve(1).is_err() {
        drop(q);
        merges.lose();
        return;
    }
    q.entries.push(p);
    let occupant = q.occupant;
    let entries = &mut q.entries;
    // SAFETY: 1: Q3. 2: this thread is attached, so nobody but itself could stop the world.
    let settled = unsafe {
        ThreadHead::while_detached(occupant, || {
            let before = entries.len();
            // The dead stay, to be ended by us; the others have been settled.
            // SAFETY: alive (I3 of `biased`); we stand in for the owner (Q2).
            entries.retain(|p| biased::merge(p.as_ref()) == Outcome::Dead);
            (before, core::mem::take(entries))
        })
    };
    match settled {
        Some((n, dead)) => {
            drop(q);
            merges.count_merged(n);
            end_all(dead);
        }
        // SAFETY: Q3, under the lock.
        None => unsafe { Registry::request_unchecked(occupant, breaker::MERGE) },
    }
}
