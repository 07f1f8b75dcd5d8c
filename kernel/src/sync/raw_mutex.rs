//! A mutex for native modules and for the runtime's long locks: threads wait for it detached.
//!
//! The protocol is [`lock_byte`]'s; this adds who waits how. Unlike an object's lock it may be held across safepoints and given up by another
//! thread than the one that took it, as Python's `Lock` allows. Guarantees, invariants and ordering: see there.

use crate::prim::AtomicU8;
use crate::sync::lock_byte;
use crate::sync::parking::{Interruptible, ParkResult};
use crate::thread::ThreadHead;
use freewheel_arch::Platform;

/// How a wait for a mutex ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum LockResult {
    /// The caller has the mutex.
    Acquired,
    /// The time was up.
    TimedOut,
    /// A signal waits for the thread.
    Interrupted,
}

/// A mutex without a value.
#[derive(Debug)]
pub struct RawMutex {
    byte: AtomicU8,
}

impl Default for RawMutex {
    fn default() -> RawMutex {
        RawMutex::new()
    }
}

impl RawMutex {
    /// A mutex that nobody holds.
    #[cfg(not(loom))]
    pub const fn new() -> RawMutex {
        RawMutex { byte: AtomicU8::new(0) }
    }

    /// A mutex that nobody holds.
    #[cfg(loom)]
    pub fn new() -> RawMutex {
        RawMutex { byte: AtomicU8::new(0) }
    }

    /// Takes the mutex if it is free.
    #[inline]
    #[must_use]
    pub fn try_lock(&self) -> bool {
        lock_byte::try_lock(&self.byte)
    }

    /// Takes the mutex within `timeout` nanoseconds (`None`: however long it takes), without regard to signals. False: out of time.
    #[inline]
    #[must_use]
    pub fn lock(&self, head: &mut ThreadHead, timeout: Option<u64>) -> bool {
        if timeout.is_none() {
            lock_byte::lock(&self.byte, head);
            return true;
        }
        lock_byte::lock_timeout(&self.byte, head, timeout) == ParkResult::Unparked
    }

    /// [`lock`](Self::lock), but a signal ends the wait.
    #[inline]
    pub fn lock_interruptible(&self, head: &mut ThreadHead, timeout: Option<u64>) -> LockResult {
        match lock_byte::lock_timeout(&self.byte, &mut Interruptible(head), timeout) {
            ParkResult::Unparked => LockResult::Acquired,
            ParkResult::Interrupted => LockResult::Interrupted,
            ParkResult::TimedOut | ParkResult::Invalid => LockResult::TimedOut,
        }
    }

    /// Whether someone holds the mutex; by the time the caller knows, it may have changed.
    pub fn is_locked(&self) -> bool {
        lock_byte::is_locked(&self.byte)
    }

    /// Gives the mutex up.
    ///
    /// # Safety
    /// 1. The mutex is locked, and whoever locked it leaves it to the caller to unlock it. 2. `platform` is the one its waiters park on.
    #[inline]
    pub unsafe fn unlock(&self, platform: &dyn Platform) {
        // SAFETY: 1 and 2 are the same.
        unsafe { lock_byte::unlock(&self.byte, platform) }
    }

    /// Gives the mutex up if someone holds it, whoever that is; false when nobody does. `platform` is the one its waiters park on.
    ///
    /// For the locks of programs, which any thread may release at any time: invariant I6 of [`lock_byte`].
    #[inline]
    #[must_use]
    pub fn try_unlock(&self, platform: &dyn Platform) -> bool {
        lock_byte::try_unlock(&self.byte, platform)
    }

    /// Forgets the holder and all waiters: for the child of a `fork`, where they do not exist. Whoever does wait sleeps on.
    ///
    /// # Safety
    /// 1. No other thread uses the mutex, or no memory depends on it.
    pub unsafe fn reset(&self) {
        self.byte.store(0, crate::prim::Ordering::Relaxed);
    }
}
