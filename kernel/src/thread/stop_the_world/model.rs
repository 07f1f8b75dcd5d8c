//! Loom models of attaching, detaching and stopping, over the real registry. A race on the contents means that two threads ran at once or that
//! an ordering is missing; a deadlock is a lost wake-up.

use crate::prim::{AtomicUsize, Ordering, UnsafeCell};
use crate::sync::loom_platform::{LoomPlatform, check, keep, with_thread};
use crate::sync::parking::{ParkResult, wait_on};
use crate::thread::head::{DETACHED, STOPPING, SUSPENDED};
use crate::thread::{Registry, ThreadHead, breaker};
use loom::thread;

struct Shared {
    registry: Registry,
    contents: UnsafeCell<u32>,
    other: AtomicUsize,
}

// SAFETY: the cell is what the model checks.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    fn new(gil: bool) -> &'static Shared {
        keep(Shared { registry: Registry::new(LoomPlatform::leaked(), gil), contents: UnsafeCell::new(0), other: AtomicUsize::new(0) })
    }
    fn add(&self) {
        // SAFETY: loom checks it.
        self.contents.with_mut(|c| unsafe { *c += 1 });
    }
    fn end(&self, turns: u32) {
        // SAFETY: loom checks it.
        assert_eq!(self.contents.with(|c| unsafe { *c }), turns);
        assert_eq!(self.registry.threads(), 0);
    }
    fn stop(&self, head: &mut ThreadHead) {
        self.registry.stop_the_world(head, |_, _| self.add());
    }
}

/// One thread works while attached and passes a safepoint; the other stops the world.
#[test]
fn model_stop_against_a_running_thread() {
    check(|| {
        let s = Shared::new(false);
        let other = thread::spawn(|| {
            with_thread(&s.registry, |head| {
                s.add();
                if head.poll_needed() {
                    head.safepoint();
                }
                s.add();
            })
        });
        with_thread(&s.registry, |head| s.stop(head));
        other.join().unwrap();
        s.end(3);
    });
}

/// One thread comes back from a call that blocks; the other stops the world twice.
#[test]
fn model_stop_against_attach() {
    check(|| {
        let s = Shared::new(false);
        let other = thread::spawn(|| {
            with_thread(&s.registry, |head| {
                head.detached(|| ());
                s.add();
            })
        });
        with_thread(&s.registry, |head| {
            s.stop(head);
            s.stop(head);
        });
        other.join().unwrap();
        s.end(3);
    });
}

#[test]
fn model_two_stoppers() {
    check(|| {
        let s = Shared::new(false);
        let other = thread::spawn(|| with_thread(&s.registry, |head| s.stop(head)));
        with_thread(&s.registry, |head| s.stop(head));
        other.join().unwrap();
        s.end(2);
    });
}

/// Under the global lock whatever an attached thread does excludes the other; the first lets go at a safepoint if it is asked.
#[test]
fn model_global_lock() {
    check(|| {
        let s = Shared::new(true);
        let other = thread::spawn(|| with_thread(&s.registry, |_| s.add()));
        with_thread(&s.registry, |head| {
            s.add();
            s.registry.request(head, breaker::GIL_DROP);
            head.safepoint();
            s.add();
        });
        other.join().unwrap();
        s.end(3);
    });
}

/// A signal ends a wait that nothing else would end.
#[test]
fn model_interrupt_against_wait() {
    check(|| {
        let s = Shared::new(false);
        let waiter = thread::spawn(|| {
            with_thread(&s.registry, |head| {
                s.other.store(core::ptr::from_mut(head).expose_provenance(), Ordering::Release);
                let address = head.parking_address();
                while wait_on(head, address, &mut || true, None) != ParkResult::Interrupted {}
            })
        });
        let head = loop {
            match s.other.load(Ordering::Acquire) {
                0 => thread::yield_now(),
                head => break head,
            }
        };
        s.registry.interrupt(core::ptr::with_exposed_provenance(head));
        waiter.join().unwrap();
        s.end(0);
    });
}

/// Runs `leave` as the last step of an attached thread's work, in place of `detach`, against a stop.
fn against_a_stop(leave: fn(&'static Shared, &mut ThreadHead)) {
    check(move || {
        let s = Shared::new(false);
        let other = thread::spawn(move || {
            with_thread(&s.registry, |head| {
                s.add();
                leave(s, head);
                head.attach();
            })
        });
        with_thread(&s.registry, |head| s.stop(head));
        other.join().unwrap();
    });
}

/// The mutant: a thread that stops does not publish its work.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_relaxed_detach() {
    against_a_stop(|_, head| {
        if head.state.load(Ordering::Relaxed) == STOPPING {
            return head.detach();
        }
        // The mutated step: Relaxed where `detach` has Release.
        if head.state.compare_exchange(crate::thread::head::ATTACHED, DETACHED, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            head.detach();
        }
    });
}

/// The mutant: a thread that detaches does not look whether somebody waits for it.
#[test]
#[should_panic(expected = "deadlock")]
fn model_mutant_detach_without_a_look() {
    against_a_stop(|_, head| {
        // The omitted step: `one_stopped`.
        if head.state.swap(DETACHED, Ordering::AcqRel) == STOPPING {
            head.state.swap(SUSPENDED, Ordering::AcqRel);
        }
    });
}
