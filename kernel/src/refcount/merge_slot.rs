//! The queue of one heap slot: entries, the slot's occupant, and who may settle in its place.
//!
//! # Guarantee
//! Each object that is pushed is settled exactly once: by the slot's occupant, by the thread that pushes when nobody is there or the occupant is
//! detached, or by the collector. So nothing waits for an occupant that blocks, and nothing is lost when one ends.
//!
//! # States
//! ```text
//!               occupy                         push, attached occupant
//!  unoccupied ─────────▶ occupied, no entries ─────────────────────────▶ occupied, entries
//!      ▲  ▲ push: settled   │        ▲  ▲ push, detached occupant:            │
//!      │  └─ at once        │ vacate │  └─ settled at once                     │ take
//!      └────────────────────┘        └────────────────────────────────────────┘
//! ```
//!
//! # Invariants
//! Q1. Entries and occupant change under one leaf lock, so an entry is never left in a slot whose occupant has just drained for the last time
//!     (the trap "push-then-check against exit-then-check"): [`vacate`](MergeSlot::vacate) looks at the entries under the lock that it gives the
//!     slot up under.
//! Q2. While a slot is unoccupied, `local` of its objects is touched only under its lock; that is how a foreign thread may merge for it. While
//!     it is occupied by a detached thread, they are touched under the lock *and* with the thread's state claimed
//!     ([`ThreadHead::while_detached`]), which keeps the occupant from attaching and the world from being stopped.
//! Q3. The occupant is registered: it vacates the slot, under the lock, before it unregisters.
//! Q4. An object is at most once in a queue, and carries QUEUED while it is (I6 of `biased`).
//!
//! # Ordering
//! The lock publishes entries, and `local` from one occupant to the next. A claim is Acquire on the occupant's detach and Release on its next
//! attach.
//!
//! # Progress
//! The lock is held for one push, or, by the one who stands in for a detached occupant, for as many merges as there are entries, without calling
//! anything. Objects end outside it.

use alloc::vec::Vec;
use core::ptr::NonNull;

use freewheel_arch::Platform;

use super::biased::Outcome;
use crate::object::Header;
use crate::sync::leaf::Leaf;
use crate::thread::{Registry, ThreadHead, breaker};

#[cfg(all(test, loom))]
mod model;

struct State {
    /// The thread in the slot, or null.
    occupant: *const ThreadHead,
    entries: Vec<NonNull<Header>>,
}

// SAFETY: entries are queued objects, which stay alive until they are settled (Q4); of the occupant only atomics are touched, while it is
// registered (Q3).
unsafe impl Send for State {}

/// The merge queue of one heap slot.
#[derive(Debug)]
pub(crate) struct MergeSlot {
    state: Leaf<State>,
}

/// What became of a pushed object.
#[must_use]
pub(crate) enum Pushed {
    /// Nobody was there: it is settled, with this outcome.
    Settled(Outcome),
    /// The occupant was detached, and all that waited for it is settled: so many objects, these of them dead.
    SettledAll(usize, Vec<NonNull<Header>>),
    /// The occupant has been asked to drain.
    Waits,
    /// There was no memory for the entry.
    NoMemory,
}

impl MergeSlot {
    /// Unoccupied, without entries.
    pub(crate) fn new(platform: &'static dyn Platform) -> MergeSlot {
        let state = State { occupant: core::ptr::null(), entries: Vec::new() };
        MergeSlot { state: Leaf::new(platform, state) }
    }

    /// A registered thread is in the slot from now on, or (null) none.
    pub(crate) fn occupy(&self, occupant: *const ThreadHead) {
        self.state.with(|s| s.occupant = occupant);
    }

    /// Takes what waits for the occupant, which the caller is.
    pub(crate) fn take(&self) -> Vec<NonNull<Header>> {
        self.state.with(|s| core::mem::take(&mut s.entries))
    }

    /// The occupant leaves; false when something waits for it, and then it has not left.
    pub(crate) fn vacate(&self) -> bool {
        self.state.with(|s| {
            // Q1.
            let left = s.entries.is_empty();
            if left {
                s.occupant = core::ptr::null();
            }
            left
        })
    }

    /// Gives an object of the slot to whoever may settle it; `merge` settles one.
    ///
    /// # Safety
    /// 1. The calling thread is attached. 2. The object carries QUEUED by an exchange of the caller's.
    pub(crate) unsafe fn push(&self, p: NonNull<Header>, merge: impl Fn(NonNull<Header>) -> Outcome) -> Pushed {
        self.state.with(|s| {
            if s.occupant.is_null() {
                return Pushed::Settled(merge(p)); // Q2
            }
            if s.entries.try_reserve(1).is_err() {
                return Pushed::NoMemory;
            }
            s.entries.push(p);
            let entries = &mut s.entries;
            // SAFETY: 1: Q3. 2: the caller is attached, so nobody but itself could stop the world.
            let settled = unsafe {
                ThreadHead::while_detached(s.occupant, || {
                    let before = entries.len();
                    // The dead stay, to be ended by the caller; the others have been settled (Q2).
                    entries.retain(|p| merge(*p) == Outcome::Dead);
                    (before, core::mem::take(entries))
                })
            };
            match settled {
                Some((n, dead)) => Pushed::SettledAll(n, dead),
                None => {
                    // SAFETY: Q3, under the lock.
                    unsafe { Registry::request_unchecked(s.occupant, breaker::MERGE) };
                    Pushed::Waits
                }
            }
        })
    }

    /// Gives entries to `settle` until there are none, or it answers false and the entry stays. With the world stopped.
    pub(crate) fn settle_stopped(&self, mut settle: impl FnMut(NonNull<Header>) -> bool) -> bool {
        self.state.with(|s| {
            while let Some(p) = s.entries.pop() {
                if !settle(p) {
                    s.entries.push(p); // Its place is still there.
                    return false;
                }
            }
            true
        })
    }
}
