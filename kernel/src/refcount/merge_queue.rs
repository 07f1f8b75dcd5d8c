//! Merge queues: where a foreign thread leaves an object that only its owner may settle.
//!
//! # Guarantee
//! Each entry is settled (`biased::merge`) exactly once, by the owner at a safepoint, by the thread that takes over the slot, by the
//! thread that queued it when nobody occupies the slot, or by the collector.
//!
//! # Invariants
//! Q1. Entries and the slot's state (occupied or not) change under one leaf lock per slot, so an entry is never pushed to a slot whose owner
//! has just drained for the last time (the trap "push-then-check against exit-then-check").
//! Q2. While a slot is unoccupied, `local` of its objects is touched only under its lock; that is how a foreign thread may merge for it.
//! Q3. An entry that finds no memory is left out: its object carries QUEUED, and the collector, which walks the heap, settles it.

use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use super::biased::{self, Outcome};
use crate::isolate::Thread;
use crate::object::{Header, lifecycle};
use crate::prim::{AtomicU64, Ordering};
use crate::thread::{Registry, breaker};

/// Most heap slots of an isolate.
pub const MAX_SLOTS: usize = 4096;

#[derive(Debug, Default)]
struct Queue {
    occupied: bool,
    entries: Vec<NonNull<Header>>,
}

// SAFETY: the pointers are to queued objects, which stay alive until their entry is settled (I3 of `biased`).
unsafe impl Send for Queue {}

/// The queues of an isolate, by slot.
#[derive(Debug)]
pub struct Queues {
    slots: Mutex<Vec<&'static Mutex<Queue>>>,
    queued: AtomicU64,
    merged: AtomicU64,
}

impl Default for Queues {
    fn default() -> Self {
        Self::new()
    }
}

impl Queues {
    /// No slots.
    pub const fn new() -> Queues {
        Queues { slots: Mutex::new(Vec::new()), queued: AtomicU64::new(0), merged: AtomicU64::new(0) }
    }

    /// (objects queued, objects merged) so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.queued.load(Ordering::Relaxed), self.merged.load(Ordering::Relaxed))
    }

    fn queue(&self, slot: u16) -> Option<&'static Mutex<Queue>> {
        self.slots.lock().get(slot as usize).copied()
    }

    /// Marks a slot as occupied by a thread, which then owns what waits in it. False without memory.
    pub fn occupy(&self, slot: u16) -> bool {
        let mut slots = self.slots.lock();
        while slots.len() <= slot as usize {
            let Ok(b) = Thread::boxed(Mutex::new(Queue::default())) else { return false };
            if slots.try_reserve(1).is_err() {
                return false;
            }
            slots.push(alloc::boxed::Box::leak(b));
        }
        slots[slot as usize].lock().occupied = true;
        true
    }

    /// Takes what waits for the occupant of a slot.
    fn take(&self, slot: u16) -> Vec<NonNull<Header>> {
        self.queue(slot).map_or_else(Vec::new, |q| core::mem::take(&mut q.lock().entries))
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
        isolate.merges.merged.fetch_add(entries.len() as u64, Ordering::Relaxed);
        for p in entries {
            settle(p);
        }
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
            q.occupied = false;
            return;
        }
    }
}

fn settle(p: NonNull<Header>) {
    // SAFETY: a queued object is alive until its entry is settled; we are its owner or stand in for it (Q2).
    if biased::merge(unsafe { p.as_ref() }) == Outcome::Dead {
        // SAFETY: the last reference is gone.
        unsafe { lifecycle::end(p.as_ptr()) };
    }
}

/// Hands an object to its owner, after [`Outcome::Queue`].
pub fn push(th: &mut Thread, p: NonNull<Header>) {
    let isolate = th.isolate();
    isolate.merges.queued.fetch_add(1, Ordering::Relaxed);
    // SAFETY: alive: the entry owns a reference.
    let owner = unsafe { p.as_ref() }.owner.load(Ordering::Relaxed);
    let Some(queue) = isolate.merges.queue(owner) else {
        // The owner gave it up meanwhile (`merge_zero_local`): anyone may settle it.
        settle(p);
        return;
    };
    let mut q = queue.lock();
    if q.occupied {
        if q.entries.try_reserve(1).is_ok() {
            q.entries.push(p);
        }
        drop(q);
        isolate.registry.for_each(&mut |head| {
            // SAFETY: the registry's list is locked, so the thread is registered while we look.
            unsafe {
                if (*head).slot == owner {
                    Registry::request_unchecked(head, breaker::MERGE);
                }
            }
        });
        return;
    }
    // Nobody is there (Q2): settle it under the lock, end it after.
    // SAFETY: as in `settle`.
    let dead = biased::merge(unsafe { p.as_ref() }) == Outcome::Dead;
    drop(q);
    isolate.merges.merged.fetch_add(1, Ordering::Relaxed);
    if dead {
        // SAFETY: the last reference is gone.
        unsafe { lifecycle::end(p.as_ptr()) };
    }
}
