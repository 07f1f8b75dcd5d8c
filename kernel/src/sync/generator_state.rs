//! What a generator is doing, in one word: who may touch what is inside of it.
//!
//! ```text
//!   CREATED --claim--> RUNNING --leave--> SUSPENDED --claim--> RUNNING --leave--> CLOSED
//!      |  ^                                  |  ^
//!      v  |  begin_look, end_look            v  |
//!   CREATED + LOOKED_AT_BIT           SUSPENDED + LOOKED_AT_BIT
//! ```
//!
//! S1. Who claims has the inside for itself until it leaves; a claim is one exchange, so there is one such thread. S2. Who looks does not claim: nobody
//! else must find the generator running. The bit keeps claims away, and the object's lock other lookers: it is set and taken back under that lock, so
//! who finds it waits for the lock and tries again. S3. Claims and looks acquire what the last one to leave has released, and a look that ends
//! releases its reads to the claim after it. S4. A generator that no other thread reaches is claimed and left without an exchange, by relaxed stores.

use crate::prim::{AtomicU8, Ordering};

#[cfg(all(test, loom))]
mod model;

/// It has not started.
pub(crate) const CREATED: u8 = 0;
/// It waits at a `yield` or `await`.
pub(crate) const SUSPENDED: u8 = 1;
/// A thread is in it.
pub(crate) const RUNNING: u8 = 2;
/// It has returned or raised.
pub(crate) const CLOSED: u8 = 3;
/// Beside CREATED or SUSPENDED: a thread that holds the object's lock looks at what is inside.
const LOOKED_AT_BIT: u8 = 4;

/// The word.
#[derive(Debug)]
pub(crate) struct GeneratorState(AtomicU8);

/// What came of an attempt to claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    /// It is the caller's; what it was before.
    From(u8),
    /// A thread is in it.
    Running,
    /// It has ended, and stays so.
    Closed,
    /// A thread that holds the object's lock looks at it.
    LookedAt,
}

impl GeneratorState {
    /// Of a generator that nobody else reaches yet.
    pub(crate) fn new(state: u8) -> GeneratorState {
        GeneratorState(AtomicU8::new(state))
    }

    /// What it is doing; another thread may have changed that meanwhile.
    pub(crate) fn get(&self) -> u8 {
        self.0.load(Ordering::Acquire) & !LOOKED_AT_BIT
    }

    /// What it is doing, of one that no other thread reaches (S4); of any, whether it is RUNNING.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }

    /// Claims or leaves one that no other thread reaches (S4).
    #[inline(always)]
    pub(crate) fn set_alone(&self, state: u8) {
        self.0.store(state, Ordering::Relaxed);
    }

    /// Ends the caller's claim.
    #[inline(always)]
    pub(crate) fn leave(&self, state: u8) {
        // Release: S3.
        self.0.store(state, Ordering::Release);
    }

    /// Claims it, unless somebody is there already.
    pub(crate) fn claim(&self) -> Claim {
        let mut now = self.0.load(Ordering::Acquire);
        loop {
            match now {
                RUNNING => return Claim::Running,
                CLOSED => return Claim::Closed,
                CREATED | SUSPENDED => {}
                _ => return Claim::LookedAt,
            }
            // Acquire: S3. Release is not needed: who acquires from this exchange finds RUNNING, and touches nothing.
            match self.0.compare_exchange(now, RUNNING, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Claim::From(now),
                Err(other) => now = other,
            }
        }
    }

    /// Keeps claims away while the caller, who holds the object's lock, looks: what it is doing. `None` if a thread is in it, or it has ended.
    pub(crate) fn begin_look(&self) -> Option<u8> {
        let mut now = self.0.load(Ordering::Acquire);
        loop {
            if now >= RUNNING {
                return None;
            }
            // Acquire: S3.
            match self.0.compare_exchange(now, now | LOOKED_AT_BIT, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Some(now),
                Err(other) => now = other,
            }
        }
    }

    /// Ends a look that found `before`.
    pub(crate) fn end_look(&self, before: u8) {
        // Release: what was read comes before what the next claim writes (S3).
        self.0.store(before, Ordering::Release);
    }
}
