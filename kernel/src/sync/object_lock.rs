//! The lock in every object's header.
//!
//! # Guarantees
//! Those of [`lock_byte`] (the states, invariants and orderings are there): one thread at a time, and what it wrote is seen by the next.
//!
//! # Rules for holders
//! These are leaf locks. While a thread holds one it runs no program code, passes no safepoint and takes no other object's lock, except the
//! second of a pair by [`lock_two`], which orders the two by address.
//! R1. So no cycle of waits exists: whoever holds a lock either runs, or waits for the second of a pair, whose address is higher.
//! R2. So nothing needs to be suspended when a thread detaches: the only detached holders wait for the second of a pair, or are about to
//!     take over a lock that was handed to them. Neither has begun to change its objects, so the collector finds them whole.
//! R3. With the world stopped no lock is needed, and none may be taken: a holder of R2's kind would not come to give it up.
//!
//! Waiting parks the thread detached, so that a waiter does not hold up a stop; attaching again may wait for the world to go on.
//!
//! # Progress
//! Blocking, by holders that run a bounded native operation.
//!
//! # Sources
//! The critical sections of PEP 703; changed: they suspend at detach, and may nest, because they run program code inside. Ours do not.

use crate::object::header::Header;
use crate::sync::lock_byte;
use crate::thread::{Registry, ThreadHead};
use core::marker::PhantomData;
use freewheel_arch::Platform;

#[cfg(all(test, loom))]
mod model;

/// Takes an object's lock. Prefer [`Locked`].
#[inline(always)]
pub fn lock(h: &Header, head: &mut ThreadHead) {
    lock_byte::lock(&h.lock, head);
}

/// Takes an object's lock if it is free.
#[inline(always)]
#[must_use]
pub fn try_lock(h: &Header) -> bool {
    lock_byte::try_lock(&h.lock)
}

/// Gives an object's lock up.
///
/// # Safety
/// 1. The calling thread holds it. 2. `platform` is that of its isolate.
#[inline(always)]
pub unsafe fn unlock(h: &Header, platform: &dyn Platform) {
    // SAFETY: 1 and 2 are the same.
    unsafe { lock_byte::unlock(&h.lock, platform) }
}

/// A held object's lock; dropping it gives the lock up.
#[derive(Debug)]
#[must_use = "the lock is given up when this is dropped"]
pub struct Locked<'a> {
    header: &'a Header,
    registry: *const Registry,
    /// A lock is given up by the thread that took it.
    not_send: PhantomData<*mut ()>,
}

impl<'a> Locked<'a> {
    /// Takes the lock of the object.
    #[inline(always)]
    pub fn new(h: &'a Header, head: &mut ThreadHead) -> Locked<'a> {
        lock(h, head);
        Locked { header: h, registry: head.registry(), not_send: PhantomData }
    }

    /// Takes the lock of the object if it is free.
    #[inline(always)]
    pub fn try_new(h: &'a Header, head: &ThreadHead) -> Option<Locked<'a>> {
        try_lock(h).then(|| Locked { header: h, registry: head.registry(), not_send: PhantomData })
    }

    /// The object.
    #[inline(always)]
    pub fn header(&self) -> &'a Header {
        self.header
    }
}

impl Drop for Locked<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the registry outlives its threads, and the thread that made this guard still runs.
        let platform = unsafe { &*self.registry }.platform();
        // SAFETY: 1: `new` took the lock. 2: the waiters are threads of the same registry.
        unsafe { unlock(self.header, platform) }
    }
}

/// The held locks of one or two objects.
#[derive(Debug)]
#[must_use = "the locks are given up when this is dropped"]
pub struct LockedTwo<'a> {
    /// Dropped in this order; the order of release does not matter.
    second: Option<Locked<'a>>,
    first: Locked<'a>,
}

impl LockedTwo<'_> {
    /// Whether the two objects were one.
    pub fn is_same(&self) -> bool {
        self.second.is_none()
    }
    /// The object with the lower address.
    pub fn first(&self) -> &Header {
        self.first.header()
    }
}

/// Takes the locks of two objects in the order of their addresses; of one object, once.
#[inline]
pub fn lock_two<'a>(a: &'a Header, b: &'a Header, head: &mut ThreadHead) -> LockedTwo<'a> {
    let (x, y) = (core::ptr::from_ref(a).addr(), core::ptr::from_ref(b).addr());
    let (low, high) = if x <= y { (a, b) } else { (b, a) };
    let first = Locked::new(low, head);
    let second = if x == y { None } else { Some(Locked::new(high, head)) };
    LockedTwo { second, first }
}

#[cfg(all(test, not(loom)))]
mod tests {
    #![allow(clippy::std_instead_of_core, reason = "tests run on std")]

    extern crate std;

    use super::*;
    use crate::prim::Ordering;
    use crate::sync::test_platform::{keep, registry, with_thread};
    use std::vec::Vec;

    #[test]
    fn guards_lock_and_unlock() {
        with_thread(registry(false), 1, |head| {
            let (a, b) = (Header::new(0, 1), Header::new(0, 1));
            {
                let _a = Locked::new(&a, head);
                assert!(!try_lock(&a));
                assert!(Locked::try_new(&a, head).is_none());
            }
            {
                let both = lock_two(&b, &a, head);
                assert!(!both.is_same() && !try_lock(&a) && !try_lock(&b));
            }
            assert!(lock_two(&a, &a, head).is_same());
            assert_eq!((a.lock.load(Ordering::Relaxed), b.lock.load(Ordering::Relaxed)), (0, 0));
        });
    }

    /// Threads move units between two objects, in both orders, while the world is stopped now and then: nothing is lost and nothing hangs.
    fn transfers(rounds: usize) {
        struct Account(Header, core::cell::UnsafeCell<i64>);
        // SAFETY: the cell is used under the header's lock.
        unsafe impl Sync for Account {}
        let r = registry(false);
        let accounts: &'static [Account; 2] = keep([
            Account(Header::new(0, 1), core::cell::UnsafeCell::new(100)),
            Account(Header::new(0, 1), core::cell::UnsafeCell::new(100)),
        ]);
        let threads: Vec<_> = (0..3u16)
            .map(|i| {
                std::thread::spawn(move || {
                    with_thread(r, i, |head| {
                        for round in 0..rounds {
                            let one = (usize::from(i) + round) % 2;
                            let (from, to) = (&accounts[one], &accounts[1 - one]);
                            {
                                let _both = lock_two(&from.0, &to.0, head);
                                // SAFETY: both are locked.
                                unsafe {
                                    *from.1.get() -= 1;
                                    *to.1.get() += 1;
                                }
                            }
                            if round % 64 == 0 {
                                // SAFETY: R2: holders that a stop finds have not begun.
                                r.stop_the_world(head, |_, _| assert_eq!(unsafe { *accounts[0].1.get() + *accounts[1].1.get() }, 200));
                            }
                            if head.poll_needed() {
                                head.safepoint();
                            }
                        }
                    })
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        assert_eq!((accounts[0].0.lock.load(Ordering::Relaxed), accounts[1].0.lock.load(Ordering::Relaxed)), (0, 0));
    }

    #[test]
    fn transfers_lose_nothing() {
        transfers(if cfg!(miri) { 10 } else { 2_000 });
    }

    #[test]
    fn stress_transfers_lose_nothing() {
        transfers(100_000);
    }
}
