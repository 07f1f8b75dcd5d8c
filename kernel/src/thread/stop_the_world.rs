//! Stopping all threads but one.
//!
//! # Guarantees
//! While the closure of [`Registry::stop_the_world`] runs, no other thread of the isolate is attached; all that they did happens before it,
//! and all that it does happens before they go on. Stops that several threads ask for come one after the other. Threads that register
//! meanwhile begin suspended, and no thread leaves the list. Not guaranteed: a bound on the wait, which lasts as long as the slowest thread
//! takes to its next safepoint or detach.
//!
//! # States
//! Those of `thread::head`. The stopper, under the registry's lock, moves DETACHED threads to SUSPENDED and ATTACHED ones to STOPPING, and
//! counts the latter; they move on to SUSPENDED themselves and count themselves off.
//!
//! # Invariants
//! I1. `stop_lock` is held by the one stopper, from before the first transition to after the last. Waiting for it is detached, so the stopper
//!     before it can stop the thread that waits.
//! I2. `countdown` is one (the stopper's own) plus the number of threads in STOPPING, from the first transition until the stopper gives its
//!     own up; it is raised before a thread is marked, so it never reaches zero early.
//! I3. A thread leaves STOPPING once, by its own swap, and counts itself off after it.
//! I4. With the world stopped, every other thread in the list is SUSPENDED. `list.stopped` says so to those that register.
//!
//! # Why no wake-up is lost
//! The request is part of the state word. A thread that detaches sees it, or the stopper sees DETACHED: one word has one order. The `STOP` bit is
//! set after STOPPING (Release) and taken before the state is looked at (Acquire), so a thread that takes the bit finds the state; a bit that
//! outlives its stop costs one more look. The stopper sleeps on `countdown`, looked at under the queue's lock, and whoever brings it to zero wakes
//! that address afterwards; those who are suspended sleep on the `stopper` word's address, with their state looked at under the queue's
//! lock, and the restart changes all states before it wakes the address.
//!
//! # Ordering
//! detach/STOPPING→SUSPENDED (Release) → `countdown` (AcqRel chain) or the stopper's DETACHED→SUSPENDED (Acquire): publishes the threads' work.
//! The restart's SUSPENDED→DETACHED (Release) → attach (Acquire): publishes the stopper's.
//!
//! # Progress
//! Blocking, by every attached thread. The cost is proportional to the number of threads.
//!
//! # Sources
//! CPython's `stop_the_world` (PEP 703). Changed: the request lives in the state word, so the stopper need not poll for threads that have
//! detached since (CPython wakes each millisecond for that), and one wake-up of one address releases everybody.

use crate::prim::{Ordering, spin_hint};
use crate::thread::head::{ATTACHED, CLAIMED, DETACHED, STOPPING, SUSPENDED};
use crate::thread::{Registry, ThreadHead, breaker};

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

/// Witness that no other thread of the isolate runs.
#[derive(Debug)]
pub struct WorldStopped(());

impl Registry {
    /// Runs `f` while all other threads of the isolate are detached or suspended. A safepoint for the caller, who is `me` and attached. Inside
    /// another stop by the same thread it just runs `f`.
    pub fn stop_the_world<R>(&self, me: &mut ThreadHead, f: impl FnOnce(&mut ThreadHead, &WorldStopped) -> R) -> R {
        /// Lets the world go on, even if `f` unwinds.
        struct Restart<'a>(&'a Registry, *mut ThreadHead, u64);
        impl Drop for Restart<'_> {
            fn drop(&mut self) {
                self.0.start_the_world(self.1);
                // Relaxed: counters.
                self.0.stops.fetch_add(1, Ordering::Relaxed);
                self.0.stopped_nanos.fetch_add(self.0.platform().now().saturating_sub(self.2), Ordering::Relaxed);
                // SAFETY: 1: locked below by this thread. 2: waiters are threads of this registry.
                unsafe { self.0.stop_lock.unlock(self.0.platform()) };
            }
        }
        let pointer: *mut ThreadHead = me;
        // Relaxed: equal to us only if we wrote it.
        if core::ptr::eq(self.stopper.load(Ordering::Relaxed), pointer) {
            return f(me, &WorldStopped(()));
        }
        // I1. Without a time limit this always succeeds.
        while !self.stop_lock.lock(me, None) {}
        me.quiescent();
        let begun = self.platform().now();
        self.mark_all(pointer);
        let _restart = Restart(self, pointer, begun);
        // I2: gives up the stopper's own. Acquire: pairs with the Release of those that counted themselves off.
        if self.countdown.fetch_sub(1, Ordering::AcqRel) != 1 {
            self.wait_for_the_last();
        }
        f(me, &WorldStopped(()))
    }

    /// Moves every other thread to SUSPENDED or STOPPING.
    fn mark_all(&self, me: *mut ThreadHead) {
        self.with_list(|list| {
            list.stopped = true; // I4
            self.stopper.store(me, Ordering::Relaxed);
            self.countdown.store(1, Ordering::Relaxed);
            let mut head = list.first;
            while !head.is_null() {
                // SAFETY: heads in the list are alive; only atomics and links are touched.
                let (state, bits, next) = unsafe { (&(*head).state, &(*head).eval_breaker, (*head).next.get()) };
                if !core::ptr::eq(head, me) && self.mark(state) {
                    // Release: after STOPPING, see "Why no wake-up is lost".
                    bits.fetch_or(breaker::STOP, Ordering::Release);
                }
                head = next;
            }
        });
    }

    /// Marks one thread; true if it has to be waited for.
    fn mark(&self, state: &crate::prim::AtomicU32) -> bool {
        loop {
            // Acquire: pairs with the Release in `detach`.
            match state.compare_exchange(DETACHED, SUSPENDED, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return false,
                Err(ATTACHED) => {}
                Err(CLAIMED) => {
                    // The claimer is at it, and takes no lock of ours.
                    spin_hint();
                    continue;
                }
                Err(_) => self.platform().abort("a thread is stopped twice"),
            }
            // I2. Relaxed: nobody counts off before it is marked.
            self.countdown.fetch_add(1, Ordering::Relaxed);
            // Release: pairs with the Acquire of the swap that leaves STOPPING, which keeps the count before the thread's own.
            if state.compare_exchange(ATTACHED, STOPPING, Ordering::Release, Ordering::Relaxed).is_ok() {
                return true;
            }
            // It has detached meanwhile. Not zero after this: I2.
            self.countdown.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn wait_for_the_last(&self) {
        // Acquire: pairs with the Release of those that counted themselves off.
        while self.countdown.load(Ordering::Acquire) != 0 {
            self.platform().park(self.countdown_address(), &mut || self.countdown.load(Ordering::Relaxed) != 0, None);
        }
    }

    /// A thread that was STOPPING has stopped (I3).
    pub(crate) fn one_stopped(&self) {
        // AcqRel: Release pairs with the stopper's Acquire; the chain of exchanges keeps those of all threads.
        if self.countdown.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.platform().unpark_all(self.countdown_address());
        }
    }

    fn start_the_world(&self, me: *mut ThreadHead) {
        self.with_list(|list| {
            list.stopped = false;
            let mut head = list.first;
            while !head.is_null() {
                // SAFETY: heads in the list are alive; only atomics and links are touched.
                let (state, bits, next) = unsafe { (&(*head).state, &(*head).eval_breaker, (*head).next.get()) };
                if !core::ptr::eq(head, me) {
                    // Relaxed: `stop_lock` is still held, so no newer request is lost.
                    bits.fetch_and(!breaker::STOP, Ordering::Relaxed);
                    // Release: pairs with the Acquire in `attach`; publishes what the stopper did.
                    let was = state.swap(DETACHED, Ordering::Release);
                    debug_assert_eq!(was, SUSPENDED, "I4");
                }
                head = next;
            }
        });
        self.stopper.store(core::ptr::null_mut(), Ordering::Relaxed);
        self.platform().unpark_all(self.resume_address());
    }

    /// Where suspended threads sleep.
    pub(crate) fn resume_address(&self) -> usize {
        core::ptr::from_ref(&self.stopper).addr()
    }

    fn countdown_address(&self) -> usize {
        core::ptr::from_ref(&self.countdown).addr()
    }

    /// Nanoseconds for which the world has been stopped, from request to restart, in all.
    pub fn stopped_nanos(&self) -> u64 {
        self.stopped_nanos.load(Ordering::Relaxed)
    }

    /// How often the world was stopped.
    pub fn stops(&self) -> u64 {
        self.stops.load(Ordering::Relaxed)
    }
}
