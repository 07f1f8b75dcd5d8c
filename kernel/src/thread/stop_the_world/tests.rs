//! Threads, stops and the global lock over real threads.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use super::*;
use crate::prim::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::parking::{ParkResult, sleep, wait_on};
use crate::sync::raw_mutex::{LockResult, RawMutex};
use crate::sync::test_platform::{PLATFORM, keep, registry, sleepers, with_thread};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::vec::Vec;

/// A head's address, to be sent to another thread.
#[derive(Clone, Copy)]
struct Pointer(*const ThreadHead);
// SAFETY: only the registry dereferences it, after it has checked it.
unsafe impl Send for Pointer {}
impl Pointer {
    fn get(self) -> *const ThreadHead {
        self.0
    }
}

#[test]
fn attach_and_detach() {
    let r = registry(false);
    with_thread(r, 3, |head| {
        assert!(head.is_attached());
        assert_eq!((head.slot, r.threads()), (3, 1));
        assert_eq!(head.detached(|| 7), 7);
        head.detach();
        assert!(!head.is_attached());
        assert_eq!(head.detached(|| 8), 8);
        assert!(!head.is_attached());
        head.attach();
    });
    assert_eq!(r.threads(), 0);
}

#[test]
fn attached_threads_are_found_through_the_current_pointer() {
    use crate::object::header::NO_OWNER;
    use crate::refcount::biased::current_slot;
    assert_eq!(core::mem::offset_of!(ThreadHead, slot), 0);
    with_thread(registry(false), 77, |head| {
        assert_eq!(current_slot(), 77);
        assert_eq!(head.detached(current_slot), NO_OWNER);
        assert_eq!(current_slot(), 77);
    });
    assert_eq!(current_slot(), NO_OWNER);
}

#[test]
fn safepoints_return_what_is_left_for_the_upper_layers() {
    let r = registry(false);
    with_thread(r, 1, |head| {
        assert!(!head.poll_needed());
        r.request(head, breaker::GC | breaker::MERGE);
        r.request_all(breaker::QSBR | breaker::STOP | breaker::GIL_DROP);
        assert!(head.poll_needed());
        assert_eq!(head.safepoint(), breaker::GC | breaker::MERGE);
        assert!(!head.poll_needed());
    });
    // A thread that has ended is not touched.
    r.request(core::ptr::without_provenance(64), breaker::GC);
    r.interrupt(core::ptr::without_provenance(64));
}

#[test]
fn a_stop_inside_a_stop_just_runs() {
    let r = registry(false);
    with_thread(r, 1, |head| {
        assert_eq!(r.stop_the_world(head, |head, _| r.stop_the_world(head, |_, _| 5)), 5);
        assert_eq!(r.stops(), 1);
    });
}

#[test]
fn a_panic_in_a_stop_lets_the_world_go_on() {
    let r = registry(false);
    with_thread(r, 1, |head| {
        let result = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| r.stop_the_world(head, |_, _| panic!("in the stop"))));
        assert!(result.is_err());
        r.stop_the_world(head, |_, _| ());
    });
}

/// Running threads stop at safepoints; one that is detached does not hold up the stop, and cannot attach during it.
#[test]
fn stopped_threads_do_nothing() {
    let r = registry(false);
    let rounds = if cfg!(miri) { 3 } else { 50 };
    let done = Arc::new(AtomicBool::new(false));
    let work = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..2)
        .map(|i| {
            let (done, work) = (done.clone(), work.clone());
            thread::spawn(move || {
                with_thread(r, 2 + i, |head| {
                    while !done.load(Ordering::Relaxed) {
                        work.fetch_add(1, Ordering::Relaxed);
                        if i == 0 {
                            head.detached(thread::yield_now);
                        }
                        if head.poll_needed() {
                            head.safepoint();
                        }
                    }
                })
            })
        })
        .collect();
    with_thread(r, 1, |head| {
        for _ in 0..rounds {
            r.stop_the_world(head, |_, _| {
                let before = work.load(Ordering::Relaxed);
                for _ in 0..10 {
                    thread::yield_now();
                }
                assert_eq!(work.load(Ordering::Relaxed), before);
            });
            head.detached(thread::yield_now);
        }
        done.store(true, Ordering::Relaxed);
        head.detached(|| threads.into_iter().for_each(|t| t.join().unwrap()));
    });
    assert_eq!((r.stops(), r.threads()), (rounds, 0));
}

/// Several threads stop the world at once: their stops exclude each other, and threads come and go meanwhile.
#[test]
fn several_stoppers_take_turns() {
    for gil in [false, true] {
        let r = registry(gil);
        let inside = Arc::new(AtomicUsize::new(0));
        let rounds = if cfg!(miri) { 2 } else { 40 };
        let threads: Vec<_> = (0..3)
            .map(|i| {
                let inside = inside.clone();
                thread::spawn(move || {
                    for _ in 0..rounds {
                        with_thread(r, i, |head| {
                            r.stop_the_world(head, |_, _| {
                                assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
                                thread::yield_now();
                                assert_eq!(inside.fetch_sub(1, Ordering::Relaxed), 1);
                            });
                            head.safepoint();
                        });
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        assert_eq!((r.stops(), r.threads()), (3 * rounds, 0));
    }
}

/// A busy holder of the global lock lets a waiter have it.
#[test]
fn the_global_lock_changes_hands() {
    let r = registry(true);
    let turns = Arc::new(AtomicUsize::new(0));
    let busy = |slot: u16, turns: Arc<AtomicUsize>| {
        thread::spawn(move || {
            with_thread(r, slot, |head| {
                let mut mine = 0;
                while mine < 2 {
                    // Relaxed: the global lock orders.
                    if turns.load(Ordering::Relaxed) % 2 == usize::from(slot) {
                        turns.store(turns.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                        mine += 1;
                    }
                    if head.poll_needed() {
                        head.safepoint();
                    }
                }
            })
        })
    };
    let threads = [busy(0, turns.clone()), busy(1, turns.clone())];
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(turns.load(Ordering::Relaxed), 4);
}

#[test]
fn a_signal_ends_an_interruptible_wait() {
    let r = registry(false);
    let (send, receive) = mpsc::channel();
    let waiter = thread::spawn(move || {
        with_thread(r, 1, |head| {
            send.send((Pointer(head), head.parking_address())).unwrap();
            assert!(!sleep(head, u64::MAX), "ended by the signal");
            assert_eq!(wait_on(head, 64, &mut || true, None), ParkResult::Interrupted, "while the bit is set nothing is waited for");
            assert_eq!(head.safepoint(), breaker::SIGNAL);
            assert!(sleep(head, 1000), "the time is up");
            assert_eq!(wait_on(head, 64, &mut || false, None), ParkResult::Invalid);
            let mutex = RawMutex::new();
            assert_eq!(mutex.lock_interruptible(head, None), LockResult::Acquired);
            assert!(!mutex.lock(head, Some(1000)));
            r.interrupt(head);
            assert_eq!(mutex.lock_interruptible(head, None), LockResult::Interrupted);
            // SAFETY: locked above.
            unsafe { mutex.unlock(&PLATFORM) };
            assert_eq!(mutex.lock_interruptible(head, None), LockResult::Acquired, "a signal does not spoil what need not wait");
        })
    });
    let (head, address) = receive.recv().unwrap();
    while sleepers(address) == 0 {
        thread::yield_now();
    }
    r.interrupt(head.get());
    waiter.join().unwrap();
}

/// A stop does not wait for a thread that waits for a mutex, and the mutex works across it.
#[test]
fn waiting_for_a_mutex_is_detached() {
    let r = registry(false);
    let mutex: &'static RawMutex = keep(RawMutex::new());
    with_thread(r, 1, |head| {
        assert!(mutex.lock(head, None) && mutex.is_locked());
        let other = thread::spawn(move || {
            with_thread(r, 2, |head| {
                assert!(mutex.lock(head, None));
                // SAFETY: locked above.
                unsafe { mutex.unlock(&PLATFORM) };
            })
        });
        for _ in 0..3 {
            r.stop_the_world(head, |_, _| thread::yield_now());
        }
        // SAFETY: locked above.
        unsafe { mutex.unlock(&PLATFORM) };
        head.detached(|| other.join().unwrap());
    });
    assert!(!mutex.is_locked());
}
