//! Loom models of the lock byte, over a queue of loom's own locks. A race on the contents is a failure of exclusion or of an ordering; a
//! deadlock is a lost wake-up.

use crate::prim::{AtomicU8, Ordering, UnsafeCell};
use crate::sync::lock_byte::{self, LOCKED_BIT, STARVED_BIT};
use crate::sync::loom_platform::{LoomPlatform, check, keep};
use crate::sync::parking::{ParkResult, Plain, Waiter};
use freewheel_arch::Platform;
use loom::thread;

struct Shared {
    platform: &'static LoomPlatform,
    lock: AtomicU8,
    contents: UnsafeCell<u32>,
}

// SAFETY: the cell is what the model checks.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    fn new() -> &'static Shared {
        keep(Shared { platform: LoomPlatform::leaked(), lock: AtomicU8::new(0), contents: UnsafeCell::new(0) })
    }
    fn lock(&self) {
        lock_byte::lock(&self.lock, &mut Plain(self.platform));
    }
    fn unlock(&self) {
        // SAFETY: locked by the caller.
        unsafe { lock_byte::unlock(&self.lock, self.platform) }
    }
    fn add(&self) {
        // SAFETY: loom checks it.
        self.contents.with_mut(|c| unsafe { *c += 1 });
    }
    fn turn(&self) {
        self.lock();
        self.add();
        self.unlock();
    }
    fn end(&self, turns: u32) {
        // SAFETY: loom checks it.
        assert_eq!(self.contents.with(|c| unsafe { *c }), turns);
        assert_eq!(self.lock.load(Ordering::Relaxed) & LOCKED_BIT, 0);
    }
}

#[test]
fn model_lock_excludes() {
    check(|| {
        let s = Shared::new();
        let other = thread::spawn(|| {
            s.turn();
            s.turn();
        });
        s.turn();
        other.join().unwrap();
        s.end(3);
    });
}

#[test]
fn model_three_threads_lock() {
    check(|| {
        let s = Shared::new();
        let others = [thread::spawn(|| s.turn()), thread::spawn(|| s.turn())];
        s.turn();
        others.into_iter().for_each(|t| t.join().unwrap());
        s.end(3);
    });
}

/// A waiter has become impatient: the lock is handed over, to it or to another that was asleep, and the holder comes back for it.
#[test]
fn model_hand_off() {
    check(|| {
        let s = Shared::new();
        s.lock();
        let others = [thread::spawn(|| s.turn()), thread::spawn(|| s.turn())];
        s.add();
        s.lock.fetch_or(STARVED_BIT, Ordering::Relaxed);
        s.unlock();
        s.turn();
        others.into_iter().for_each(|t| t.join().unwrap());
        s.end(4);
    });
}

/// A waiter gives up just when it is woken: the wake-up is not lost to the other (I4).
#[test]
fn model_a_leaver_passes_the_wake_up_on() {
    struct Leaver(Plain);
    impl Waiter for Leaver {
        fn platform(&self) -> &'static dyn Platform {
            self.0.platform()
        }
        fn park(&mut self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
            self.0.park(address, validate, timeout);
            ParkResult::Interrupted
        }
    }
    check(|| {
        let s = Shared::new();
        s.lock();
        let leaver = thread::spawn(|| {
            if lock_byte::lock_timeout(&s.lock, &mut Leaver(Plain(s.platform)), None) == ParkResult::Unparked {
                s.add();
                s.unlock();
            }
        });
        let other = thread::spawn(|| s.turn());
        s.unlock();
        leaver.join().unwrap();
        other.join().unwrap();
        assert_eq!(s.lock.load(Ordering::Relaxed) & LOCKED_BIT, 0);
    });
}

/// Two threads give up a lock that was taken once, while a third takes it: what was taken and not given up is held (I6).
fn two_let_go(let_go: fn(&Shared) -> bool, starved: bool) {
    check(move || {
        let s = Shared::new();
        s.lock();
        if starved {
            s.lock.fetch_or(STARVED_BIT, Ordering::Relaxed);
        }
        let taker = thread::spawn(|| s.lock());
        let other = thread::spawn(move || let_go(s));
        let mine = let_go(s);
        let released = u32::from(mine) + u32::from(other.join().unwrap());
        taker.join().unwrap();
        assert_eq!(u32::from(s.lock.load(Ordering::Relaxed) & LOCKED_BIT), 2 - released);
    });
}

#[test]
fn model_only_what_is_held_is_let_go() {
    two_let_go(|s| lock_byte::try_unlock(&s.lock, s.platform), false);
}

#[test]
fn model_what_is_handed_over_is_not_let_go() {
    two_let_go(|s| lock_byte::try_unlock(&s.lock, s.platform), true);
}

/// The mutant: looking first, and letting go then.
#[test]
#[should_panic(expected = "left == right")]
fn model_mutant_look_and_let_go() {
    two_let_go(
        |s| {
            let held = lock_byte::is_locked(&s.lock);
            if held {
                s.unlock();
            }
            held
        },
        false,
    );
}

/// The mutant: the unlock publishes nothing.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_relaxed_unlock() {
    check(|| {
        let s = Shared::new();
        let other = thread::spawn(|| s.turn());
        s.lock();
        s.add();
        // The mutated step: Relaxed where `unlock` has Release.
        if s.lock.compare_exchange(LOCKED_BIT, 0, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            s.unlock();
        }
        other.join().unwrap();
    });
}

/// The mutant: sleeping without a look under the queue's lock (I2).
#[test]
#[should_panic(expected = "deadlock")]
fn model_mutant_blind_sleep() {
    struct Blind(Plain);
    impl Waiter for Blind {
        fn platform(&self) -> &'static dyn Platform {
            self.0.platform()
        }
        fn park(&mut self, address: usize, _: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
            self.0.park(address, &mut || true, timeout)
        }
    }
    check(|| {
        let s = Shared::new();
        let other = thread::spawn(|| {
            lock_byte::lock(&s.lock, &mut Blind(Plain(s.platform)));
            s.unlock();
        });
        s.turn();
        other.join().unwrap();
    });
}
