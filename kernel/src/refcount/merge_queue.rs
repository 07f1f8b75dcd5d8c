//! Merge queues: where a foreign thread leaves an object that only its owner may settle.
//!
//! # Guarantee
//! Each object for which `biased::decref` answered `Queue` is settled (`biased::merge`) exactly once: by the owner at a safepoint, by the
//! thread that queued it when the owner is detached or its slot is not occupied, or by the collector. So nothing waits for an owner that blocks.
//!
//! The queue of each slot, and its invariants Q1 to Q4, are `refcount::merge_slot`'s. Q5. An entry that found no memory (or no attached thread to
//! push it) is counted as lost: its object carries QUEUED, and the next collection, which then walks all objects, settles it.

use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use super::biased::{self, Outcome};
use super::merge_slot::{MergeSlot, Pushed};
use crate::isolate::Thread;
use crate::object::{Header, lifecycle};
use crate::prim::{AtomicU64, Ordering};
use crate::thread::{ThreadHead, WorldStopped, breaker};

/// Most heap slots of an isolate.
pub const MAX_SLOTS: usize = 4096;

/// The queues of an isolate, by slot.
#[derive(Debug)]
pub struct Queues {
    slots: Mutex<Vec<&'static MergeSlot>>,
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

    fn queue(&self, slot: u16) -> Option<&'static MergeSlot> {
        self.slots.lock().get(slot as usize).copied()
    }

    /// Makes a slot's queue. False without memory.
    pub fn reserve(&self, slot: u16, platform: &'static dyn freewheel_arch::Platform) -> bool {
        let mut slots = self.slots.lock();
        while slots.len() <= slot as usize {
            let Ok(b) = Thread::boxed(MergeSlot::new(platform)) else { return false };
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
            q.occupy(occupant);
        }
    }

    /// Takes what waits for the occupant of a slot.
    fn take(&self, slot: u16) -> Vec<NonNull<Header>> {
        self.queue(slot).map_or_else(Vec::new, MergeSlot::take)
    }

    fn count_merged(&self, n: usize) {
        // Relaxed: a count.
        self.merged.fetch_add(n as u64, Ordering::Relaxed);
    }

    /// Settles what waits in all queues, with the world stopped; what ended by it is pushed to `dead`, for [`end_all`] when the world goes on.
    /// True when entries were lost, so that there may be objects with QUEUED that are in no queue. Without room in `dead` the rest waits.
    pub(crate) fn settle_stopped(&self, dead: &mut Vec<NonNull<Header>>, _world: &WorldStopped) -> bool {
        for q in self.slots.lock().iter() {
            let all = q.settle_stopped(|p| {
                if dead.try_reserve(1).is_err() {
                    return false;
                }
                self.count_merged(1);
                // SAFETY: alive (Q4); all owners are stopped.
                if biased::merge(unsafe { p.as_ref() }) == Outcome::Dead {
                    dead.push(p);
                }
                true
            });
            if !all {
                return false;
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

impl Drop for Queues {
    fn drop(&mut self) {
        for slot in self.slots.get_mut().drain(..) {
            // SAFETY: made from a box in `reserve`; the threads that knew it have ended, and the isolate with them.
            drop(unsafe { alloc::boxed::Box::from_raw(core::ptr::from_ref(slot).cast_mut()) });
        }
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
            // SAFETY: alive (Q4); we are the owner.
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
        if queue.vacate() {
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
    // SAFETY: alive: it carries QUEUED, so nobody finds its end before it is settled.
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
    // SAFETY: 1: `th` is. 2: what `Outcome::Queue` says.
    let pushed = unsafe {
        // SAFETY: alive (Q4); the slot says that we stand in for the owner (Q2).
        queue.push(p, |p| biased::merge(p.as_ref()))
    };
    match pushed {
        Pushed::Settled(outcome) => {
            merges.count_merged(1);
            if outcome == Outcome::Dead {
                // SAFETY: the last reference is gone.
                unsafe { lifecycle::end(p.as_ptr()) };
            }
        }
        Pushed::SettledAll(n, dead) => {
            merges.count_merged(n);
            end_all(dead);
        }
        Pushed::Waits => {}
        Pushed::NoMemory => merges.lose(),
    }
}
