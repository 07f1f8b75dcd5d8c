//! How threads of the runtime sleep.
//!
//! # Guarantees
//! [`wait_on`] sleeps detached until a [`wake_one`] or [`wake_all`] of its address, unless its validation fails. A wake-up that begins after a
//! successful validation is not lost (the platform's promise). A thread whose SIGNAL bit is set by `Registry::interrupt` does not sleep on.
//! Not guaranteed: that a wake-up has a cause. Callers loop over their own condition; [`ParkResult::Interrupted`] may have used up a wake-up
//! too, so a caller that gives up after it looks at its condition first, and passes the wake-up on if it finds it true.
//!
//! # Signals, and why none is lost
//! The sleeper writes where it sleeps, then sets `PARKED_BIT` in its `eval_breaker`; the interrupter sets `SIGNAL` in the same word, then reads
//! where. Both are read-modify-writes of one word, so one comes first:
//! * `SIGNAL` first: the sleeper's own exchange returns it, and it does not sleep;
//! * `PARKED_BIT` first: the interrupter sees it and the address, and wakes that address. If the sleeper is not in the queue yet, its
//!   validation, which runs later under the queue's lock, sees `SIGNAL`.
//!
//! Ordering: the exchange that sets `PARKED_BIT` is a Release that publishes the address to the interrupter's Acquire.

use crate::prim::Ordering;
use crate::thread::{ThreadHead, breaker};
use freewheel_arch::{ParkResult as Parked, Platform};

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParkResult {
    /// Woken, for whatever reason.
    Unparked,
    /// The validation failed: never slept.
    Invalid,
    /// The time was up.
    TimedOut,
    /// A signal waits for this thread; its bit is still set in `eval_breaker`.
    Interrupted,
}

impl From<Parked> for ParkResult {
    fn from(result: Parked) -> ParkResult {
        match result {
            Parked::Unparked => ParkResult::Unparked,
            Parked::Invalid => ParkResult::Invalid,
            Parked::TimedOut => ParkResult::TimedOut,
        }
    }
}

/// Something that can sleep on an address: the lower layer's view of a thread.
pub trait Waiter {
    /// Where it sleeps.
    fn platform(&self) -> &'static dyn Platform;
    /// Sleeps on `address` unless `validate` is false, at most `timeout` nanoseconds.
    fn park(&mut self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult;
}

/// A waiter that sleeps as it is: for locks whose holders never wait for another thread, and for threads that the runtime does not know.
#[allow(missing_debug_implementations, reason = "a platform has nothing to show")]
pub struct Plain(pub &'static dyn Platform);

impl Waiter for Plain {
    fn platform(&self) -> &'static dyn Platform {
        self.0
    }
    fn park(&mut self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
        self.0.park(address, validate, timeout).into()
    }
}

/// A thread sleeps detached, and signals do not wake it.
impl Waiter for ThreadHead {
    fn platform(&self) -> &'static dyn Platform {
        self.registry().platform()
    }
    fn park(&mut self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
        let platform = self.registry().platform();
        self.registry().count_lock_wait();
        self.detached(|| platform.park(address, validate, timeout)).into()
    }
}

/// A thread that signals wake.
#[derive(Debug)]
pub struct Interruptible<'a>(pub &'a mut ThreadHead);

impl Waiter for Interruptible<'_> {
    fn platform(&self) -> &'static dyn Platform {
        self.0.registry().platform()
    }
    fn park(&mut self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
        self.0.registry().count_lock_wait();
        wait_on(self.0, address, validate, timeout)
    }
}

/// Sleeps on `address` until it is woken, the time (nanoseconds) is up or a signal arrives. `validate` runs under the queue's lock with the
/// thread detached: it may look at atomics, and at nothing else.
pub fn wait_on(head: &mut ThreadHead, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
    // Relaxed: published by the exchange below.
    head.parked_at.store(address, Ordering::Relaxed);
    // Release: pairs with the Acquire in `Registry::interrupt`; publishes `parked_at`. Relaxed otherwise: we take nothing from the bits.
    let before = head.eval_breaker.fetch_or(breaker::PARKED_BIT, Ordering::Release);
    let result = if before & breaker::SIGNAL != 0 {
        ParkResult::Interrupted
    } else {
        let platform = head.registry().platform();
        let bits: *const _ = &raw const head.eval_breaker;
        head.detached(|| {
            platform.park(
                address,
                // Relaxed: an interrupter that will not find us in the queue has held its lock since it set the bit.
                // SAFETY: the head outlives this call, which borrows it.
                &mut || unsafe { &*bits }.load(Ordering::Relaxed) & breaker::SIGNAL == 0 && validate(),
                timeout,
            )
        })
        .into()
    };
    // Relaxed: the word orders nothing here; the bit only tells interrupters where to look.
    let after = head.eval_breaker.fetch_and(!breaker::PARKED_BIT, Ordering::Relaxed);
    if after & breaker::SIGNAL != 0 { ParkResult::Interrupted } else { result }
}

/// Sleeps for `nanos`, or until a signal arrives. True: the time is up.
pub fn sleep(head: &mut ThreadHead, nanos: u64) -> bool {
    let platform = head.registry().platform();
    let address = head.parking_address();
    let begun = platform.now();
    loop {
        let waited = platform.now().saturating_sub(begun);
        if waited >= nanos {
            return true;
        }
        if wait_on(head, address, &mut || true, Some(nanos - waited)) == ParkResult::Interrupted {
            return false;
        }
    }
}

/// Wakes one thread that waits on `address`; true if there was one.
pub fn wake_one(platform: &dyn Platform, address: usize) -> bool {
    let mut one = false;
    platform.unpark_one(address, &mut |woken, _| one = woken);
    one
}

/// Wakes all threads that wait on `address`.
pub fn wake_all(platform: &dyn Platform, address: usize) {
    platform.unpark_all(address);
}
