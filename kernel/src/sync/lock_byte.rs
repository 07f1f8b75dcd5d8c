//! A lock in one byte: spins a little, then parks through the platform.
//!
//! # Guarantees
//! Mutual exclusion; what a holder wrote is visible to the next one. A waiter that has waited for [`FAIR_NANOS`] is next, or comes after
//! waiters that have waited as long: no one is overtaken for ever. Not guaranteed: order among those that wait less.
//!
//! # Words
//! | bit | name | meaning |
//! |---|---|---|
//! | 0 | `LOCKED_BIT` | held, or on its way to a woken waiter |
//! | 1 | `PARKED_BIT` | someone may sleep: the unlocker has to look |
//! | 2 | `STARVED_BIT` | someone has waited too long: the unlocker hands over instead of letting go |
//! | 3 | `HANDOFF_BIT` | held in the name of a woken waiter, which clears the bit when it gets there |
//!
//! # States
//! ```text
//!        try_lock, lock                    lock_slow             lock_slow, late
//!  0 ───────────────────▶ LOCKED ──────────────────▶ LOCKED|PARKED ─────────▶ LOCKED|PARKED|STARVED
//!  ▲ ◀──────────────────── │ unlock                   │ unlock_slow                 │ unlock_slow
//!  └──────────────────────────────────────────────────┘ one woken, competes         ▼
//!                          LOCKED ◀────────────────────────────────────── LOCKED|HANDOFF, one woken, claims
//! ```
//!
//! # Invariants
//! I1. Whoever sets `LOCKED_BIT`, or clears `HANDOFF_BIT`, holds the lock until it gives it up.
//! I2. A thread sleeps only if it saw `LOCKED_BIT` and `PARKED_BIT` together under the queue's lock; `PARKED_BIT` is cleared only under the
//!     queue's lock, by an unlocker that found no one left. So no sleeper is overlooked.
//! I3. `HANDOFF_BIT` is set only when a sleeper was woken for it, and each woken thread looks for it before anything else; so it is claimed.
//! I4. A thread that leaves without the lock (out of time, interrupted) tries once more first: a wake-up that it may have used up is not
//!     lost, because either it gets the lock, or someone holds it who will wake the next.
//! I5. The unlocker does not touch the byte after the store that lets go, which runs under the queue's lock: the byte's owner may free it then.
//! I6. `try_unlock` lets go by an exchange from a word with `LOCKED_BIT` and without `HANDOFF_BIT`: so it undoes one taking of the lock, whoever's,
//!     or says that there was none. A lock on its way to a woken waiter is not let go in between.
//!
//! # Ordering
//! Acquire of the exchange that locks, with Release of the one that unlocks. Setting `PARKED_BIT` publishes nothing: the queue's lock orders
//! it with the unlocker's look at the queue.
//!
//! # Progress
//! Blocking, by the holder. `try_lock` and the uncontended pair are wait-free.
//!
//! # Sources
//! WebKit's `WTF::Lock`, and `parking_lot`'s `RawMutex`. Changed: the platform's wake-ups carry no token, so a hand-off is a bit of the word;
//! fairness is the waiter's demand (a bit that it sets when it has waited too long) and needs no timer per queue.

use crate::prim::{AtomicU8, Ordering, spin_hint};
use crate::sync::parking::{ParkResult, Waiter};
use freewheel_arch::Platform;

/// Held.
pub const LOCKED_BIT: u8 = 1;
/// Someone may sleep.
pub const PARKED_BIT: u8 = 2;
/// Someone has waited too long.
pub const STARVED_BIT: u8 = 4;
/// Held for a woken waiter.
pub const HANDOFF_BIT: u8 = 8;

/// A waiter that has waited this long, in nanoseconds, is not overtaken any more.
pub const FAIR_NANOS: u64 = 1_000_000;

/// Looks that a waiter takes before it sleeps, where another core can let go meanwhile; each waits twice as long as the one before: whoever looks
/// too often takes the line from the holder, who needs it to let go.
const LOOKS: u32 = 9;

/// Takes the lock if it is free.
#[inline(always)]
#[must_use]
pub fn try_lock(byte: &AtomicU8) -> bool {
    // Acquire: pairs with the Release in `unlock`.
    match byte.compare_exchange(0, LOCKED_BIT, Ordering::Acquire, Ordering::Relaxed) {
        Ok(_) => true,
        Err(word) => word & LOCKED_BIT == 0 && try_lock_slow(byte, word),
    }
}

/// The lock is free, but others sleep.
#[cold]
fn try_lock_slow(byte: &AtomicU8, mut word: u8) -> bool {
    while word & LOCKED_BIT == 0 {
        // Acquire: as in `try_lock`.
        match byte.compare_exchange(word, word | LOCKED_BIT, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return true,
            Err(now) => word = now,
        }
    }
    false
}

/// Takes the lock, however long it takes.
#[inline]
pub fn lock(byte: &AtomicU8, waiter: &mut dyn Waiter) {
    if !try_lock(byte) {
        // A waiter that stops at signals has to wait on: this is not the call for it.
        while lock_slow(byte, waiter, None) != ParkResult::Unparked {}
    }
}

/// Takes the lock within `timeout` nanoseconds. [`ParkResult::Unparked`] means that the caller has it.
#[inline]
pub fn lock_timeout(byte: &AtomicU8, waiter: &mut dyn Waiter, timeout: Option<u64>) -> ParkResult {
    if try_lock(byte) { ParkResult::Unparked } else { lock_slow(byte, waiter, timeout) }
}

/// The queue's key.
#[inline]
fn address(byte: &AtomicU8) -> usize {
    core::ptr::from_ref(byte).addr()
}

#[cold]
fn lock_slow(byte: &AtomicU8, waiter: &mut dyn Waiter, timeout: Option<u64>) -> ParkResult {
    let platform = waiter.platform();
    let looks = if cfg!(loom) || platform.cores() < 2 { 0 } else { LOOKS };
    let mut looked = 0;
    // (when we began to wait, whether we have been in the queue, how we must leave)
    let (mut since, mut woken, mut leave) = (None, false, None);
    let mut word = byte.load(Ordering::Relaxed);
    loop {
        // I3: before all else. A newcomer does not take what is meant for a sleeper.
        if word & LOCKED_BIT == 0 || (woken && word & HANDOFF_BIT != 0) {
            // Acquire: pairs with the Release in `unlock`.
            match byte.compare_exchange(word, (word | LOCKED_BIT) & !HANDOFF_BIT, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return ParkResult::Unparked,
                Err(now) => word = now,
            }
            continue;
        }
        if let Some(result) = leave {
            return result; // I4
        }
        if word & PARKED_BIT == 0 && looked < looks {
            for _ in 0..1u32 << looked {
                spin_hint();
            }
            looked += 1;
            word = byte.load(Ordering::Relaxed);
            continue;
        }
        let now = platform.now();
        let begun = *since.get_or_insert(now);
        let waited = now.saturating_sub(begun);
        let remaining = match timeout {
            Some(limit) if waited >= limit => {
                leave = Some(ParkResult::TimedOut);
                continue;
            }
            Some(limit) => Some(limit - waited),
            None => None,
        };
        let starved = if waited >= FAIR_NANOS { STARVED_BIT } else { 0 };
        let marked = word | PARKED_BIT | starved;
        if marked != word {
            // Relaxed: see "Ordering".
            if let Err(now) = byte.compare_exchange(word, marked, Ordering::Relaxed, Ordering::Relaxed) {
                word = now;
                continue;
            }
        }
        let mut validate = || {
            // I2. Relaxed: the queue's lock orders this with the unlocker, which changes the byte under it.
            let word = byte.load(Ordering::Relaxed);
            word & (LOCKED_BIT | PARKED_BIT) == LOCKED_BIT | PARKED_BIT && !(woken && word & HANDOFF_BIT != 0)
        };
        match waiter.park(address(byte), &mut validate, remaining) {
            ParkResult::Unparked => (woken, looked) = (true, 0),
            ParkResult::Invalid => {}
            ParkResult::TimedOut => leave = Some(ParkResult::TimedOut),
            ParkResult::Interrupted => {
                woken = true;
                leave = Some(ParkResult::Interrupted);
            }
        }
        word = byte.load(Ordering::Relaxed);
    }
}

/// Gives the lock up.
///
/// # Safety
/// 1. The caller holds the lock. 2. `platform` is the one that its waiters park on.
#[inline(always)]
pub unsafe fn unlock(byte: &AtomicU8, platform: &dyn Platform) {
    // Release: pairs with the Acquire of the next holder.
    if byte.compare_exchange(LOCKED_BIT, 0, Ordering::Release, Ordering::Relaxed).is_err() {
        unlock_slow(byte, platform);
    }
}

#[cold]
fn unlock_slow(byte: &AtomicU8, platform: &dyn Platform) {
    platform.unpark_one(address(byte), &mut |woken, more| {
        let word = byte.load(Ordering::Relaxed);
        // A bit that a waiter has set since the load is lost, and it finds that out when it validates, after us (I2).
        // Release: pairs with the Acquire of the next holder. I5: the last touch.
        byte.swap(let_go(word, woken, more), Ordering::Release);
    });
}

/// The word after the lock was given up: whether one was woken, and whether more are waiting.
fn let_go(word: u8, woken: bool, more: bool) -> u8 {
    let parked = if more { PARKED_BIT } else { 0 };
    match woken {
        true if word & STARVED_BIT != 0 => LOCKED_BIT | HANDOFF_BIT | parked,
        true => parked,
        false => 0,
    }
}

/// Gives the lock up if someone holds it, who need not be the caller; false when nobody does (I6). `platform` is the one that its waiters park on.
///
/// For locks that any thread may give up. Unlike for [`unlock`], nobody has to know that the lock is held: of several threads that try at once, as many
/// succeed as the lock was taken.
#[inline]
#[must_use]
pub fn try_unlock(byte: &AtomicU8, platform: &dyn Platform) -> bool {
    // Release: pairs with the Acquire of the next holder.
    match byte.compare_exchange(LOCKED_BIT, 0, Ordering::Release, Ordering::Relaxed) {
        Ok(_) => true,
        Err(word) => is_held(word) && try_unlock_slow(byte, platform),
    }
}

#[cold]
fn try_unlock_slow(byte: &AtomicU8, platform: &dyn Platform) -> bool {
    let mut done = false;
    platform.unpark_one(address(byte), &mut |woken, more| {
        let mut word = byte.load(Ordering::Relaxed);
        // When someone else was quicker, the one woken here finds out by itself what has become of the lock; `PARKED_BIT` stays as it is, so that I2 holds.
        while is_held(word) {
            // Release: pairs with the Acquire of the next holder. I5: the last touch.
            match byte.compare_exchange(word, let_go(word, woken, more), Ordering::Release, Ordering::Relaxed) {
                Ok(_) => {
                    done = true;
                    return;
                }
                Err(now) => word = now,
            }
        }
    });
    done
}

/// Whether someone holds the lock in its own name.
fn is_held(word: u8) -> bool {
    word & (LOCKED_BIT | HANDOFF_BIT) == LOCKED_BIT
}

/// Whether the lock is held, and not only promised to a waiter; a hint unless the caller knows that nobody else can change it.
#[inline]
pub fn is_locked(byte: &AtomicU8) -> bool {
    is_held(byte.load(Ordering::Relaxed))
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::sync::parking::Plain;
    use crate::sync::test_platform::PLATFORM;

    #[test]
    fn uncontended_pair_leaves_nothing() {
        let byte = AtomicU8::new(0);
        assert!(try_lock(&byte) && !try_lock(&byte) && is_locked(&byte));
        // SAFETY: held, and nobody waits elsewhere.
        unsafe { unlock(&byte, &PLATFORM) };
        assert_eq!(byte.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn only_what_is_held_is_let_go() {
        for (word, done, after) in [
            (0, false, 0),
            (LOCKED_BIT, true, 0),
            (LOCKED_BIT | PARKED_BIT, true, 0),
            (PARKED_BIT, false, PARKED_BIT),
            (LOCKED_BIT | HANDOFF_BIT, false, LOCKED_BIT | HANDOFF_BIT),
        ] {
            let byte = AtomicU8::new(word);
            assert_eq!((try_unlock(&byte, &PLATFORM), byte.load(Ordering::Relaxed)), (done, after), "{word}");
        }
    }

    #[test]
    fn a_timed_wait_ends() {
        let byte = AtomicU8::new(LOCKED_BIT);
        assert_eq!(lock_timeout(&byte, &mut Plain(&PLATFORM), Some(1_000_000)), ParkResult::TimedOut);
        assert_eq!(lock_timeout(&byte, &mut Plain(&PLATFORM), Some(0)), ParkResult::TimedOut);
        // SAFETY: held by this test.
        unsafe { unlock(&byte, &PLATFORM) };
        assert_eq!(byte.load(Ordering::Relaxed), 0, "the mark that the waiter left is gone");
    }

    #[test]
    fn only_a_woken_waiter_claims_a_hand_off() {
        let byte = AtomicU8::new(LOCKED_BIT | HANDOFF_BIT);
        assert!(!try_lock(&byte));
        assert_eq!(lock_timeout(&byte, &mut Plain(&PLATFORM), Some(1_000_000)), ParkResult::TimedOut);
    }

    /// A waiter that is told to leave takes the lock if it is free by then (I4).
    #[test]
    fn leaving_tries_once_more() {
        struct Letting<'a>(&'a AtomicU8);
        impl Waiter for Letting<'_> {
            fn platform(&self) -> &'static dyn Platform {
                &PLATFORM
            }
            fn park(&mut self, _: usize, _: &mut dyn FnMut() -> bool, _: Option<u64>) -> ParkResult {
                // SAFETY: the test holds the lock.
                unsafe { unlock(self.0, &PLATFORM) };
                ParkResult::Interrupted
            }
        }
        let byte = AtomicU8::new(LOCKED_BIT);
        assert_eq!(lock_timeout(&byte, &mut Letting(&byte), None), ParkResult::Unparked);
        assert_eq!(byte.load(Ordering::Relaxed), LOCKED_BIT);
    }
}
