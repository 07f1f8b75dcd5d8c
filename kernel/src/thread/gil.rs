//! The global lock of an isolate that runs without free threading.
//!
//! # Guarantees
//! At most one thread is attached. A thread that waits gets its turn: after [`PATIENCE`] it asks the holder to let go, and a holder that lets
//! go at a safepoint does not take the lock back before another has had it.
//!
//! # Invariants
//! I1. `holder` is null or a registered head: a thread takes the lock only while registered, and `unregister` clears it under the
//!     registry's lock, under which [`Gil::request_drop`] reads it.
//! I2. `turns` is `count << 1 | waiting`: the count grows each time the lock is taken, by the taker; the low bit tells it that someone who
//!     let go sleeps until that happens. One word, so the two cannot pass each other by: either the sleeper's exchange fails because the
//!     count has changed, or the taker's exchange returns the bit and it wakes the sleeper.
//! I3. Waiters do not give up, so where `waiters` is not zero someone will take the lock, and whoever let it go will be woken.
//!
//! # Ordering
//! The lock's own (`sync::lock_byte`). `waiters` is published to a holder by the Release of the request that sets `GIL_DROP`.
//!
//! # Sources
//! Antoine Pitrou's new GIL (CPython 3.2), `ceval_gil.c`.

use crate::prim::{AtomicPtr, AtomicU8, AtomicU32, Ordering};
use crate::sync::lock_byte;
use crate::sync::parking::{ParkResult, Plain};
use crate::thread::{Registry, ThreadHead, breaker};

/// How long a thread waits, in nanoseconds, before it asks the holder to let go.
pub(crate) const PATIENCE: u64 = 5_000_000;

const WAITING_BIT: u32 = 1;
const ONE_TURN: u32 = 2;

#[derive(Debug)]
pub(crate) struct Gil {
    byte: AtomicU8,
    turns: AtomicU32,
    waiters: AtomicU32,
    holder: AtomicPtr<ThreadHead>,
}

impl Gil {
    pub(crate) fn new() -> Gil {
        Gil { byte: AtomicU8::new(0), turns: AtomicU32::new(0), waiters: AtomicU32::new(0), holder: AtomicPtr::new(core::ptr::null_mut()) }
    }

    /// Waits for the lock.
    pub(crate) fn take(&self, registry: &Registry, head: *mut ThreadHead) {
        if !lock_byte::try_lock(&self.byte) {
            self.take_slow(registry);
        }
        self.holder.store(head, Ordering::Relaxed);
        // I2. Relaxed: the count orders nothing, the lock does.
        let mut turn = self.turns.load(Ordering::Relaxed);
        loop {
            let next = (turn & !WAITING_BIT).wrapping_add(ONE_TURN);
            match self.turns.compare_exchange(turn, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => turn = now,
            }
        }
        if turn & WAITING_BIT != 0 {
            registry.platform().unpark_all(self.turns_address());
        }
    }

    #[cold]
    fn take_slow(&self, registry: &Registry) {
        // Relaxed: published by the request to drop.
        self.waiters.fetch_add(1, Ordering::Relaxed);
        loop {
            let turn = self.turn();
            if lock_byte::lock_timeout(&self.byte, &mut Plain(registry.platform()), Some(PATIENCE)) == ParkResult::Unparked {
                break;
            }
            // If it has changed hands meanwhile the new holder has its own time first.
            if self.turn() == turn {
                registry.request_gil_drop();
            }
        }
        self.waiters.fetch_sub(1, Ordering::Relaxed);
    }

    /// Gives the lock up.
    pub(crate) fn give(&self, registry: &Registry) {
        self.holder.store(core::ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: the caller was attached, so it holds the lock; waiters park on the registry's platform.
        unsafe { lock_byte::unlock(&self.byte, registry.platform()) }
    }

    /// Number of the present turn.
    pub(crate) fn turn(&self) -> u32 {
        self.turns.load(Ordering::Relaxed) & !WAITING_BIT
    }

    /// Sleeps until the lock has been taken by another since `turn`, when the caller held it; returns at once if nobody waits.
    pub(crate) fn wait_for_another(&self, registry: &Registry, turn: u32) {
        if self.waiters.load(Ordering::Relaxed) == 0 {
            return;
        }
        loop {
            // I2. The bit may be there already, from a spurious wake-up.
            match self.turns.compare_exchange(turn, turn | WAITING_BIT, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => {}
                Err(now) if now == turn | WAITING_BIT => {}
                Err(_) => return,
            }
            let validate = &mut || self.turns.load(Ordering::Relaxed) == turn | WAITING_BIT;
            registry.platform().park(self.turns_address(), validate, None);
        }
    }

    /// Asks the holder, if there is one, to let go. The registry's lock is held (I1).
    pub(crate) fn request_drop(&self) {
        let holder = self.holder.load(Ordering::Relaxed);
        if !holder.is_null() {
            // SAFETY: I1: the head is registered, hence alive. Only its atomic is touched.
            let bits = unsafe { &(*holder).eval_breaker };
            // Release: publishes `waiters`.
            bits.fetch_or(breaker::GIL_DROP, Ordering::Release);
        }
    }

    fn turns_address(&self) -> usize {
        core::ptr::from_ref(&self.turns).addr()
    }
}
