//! Loom models of reclamation, over the real registry. Freeing writes to the block, so a reader that still has it is a race that loom reports.

use super::*;
use crate::prim::{AtomicBool, AtomicU32, UnsafeCell};
use crate::sync::loom_platform::{LoomPlatform, check, keep, with_thread};
use alloc::boxed::Box;
use loom::thread;

struct Shared {
    registry: Registry,
    /// The link to the block: false once it is unlinked.
    linked: AtomicBool,
    block: UnsafeCell<u32>,
    freed: AtomicU32,
}

// SAFETY: the cell is what the model checks.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

unsafe fn free(block: NonNull<u8>) {
    // SAFETY: made by `Shared::retire` from a reference that lives for ever.
    let s = unsafe { block.cast::<Shared>().as_ref() };
    // SAFETY: loom checks it.
    s.block.with_mut(|b| unsafe { *b += 1 });
    s.freed.fetch_add(1, Ordering::Relaxed);
}

impl Shared {
    fn new() -> &'static Shared {
        keep(Shared {
            registry: Registry::new(LoomPlatform::leaked(), false),
            linked: AtomicBool::new(true),
            block: UnsafeCell::new(0),
            freed: AtomicU32::new(0),
        })
    }
    fn read(&self) {
        if self.linked.load(Ordering::Acquire) {
            // SAFETY: loom checks it.
            assert_eq!(self.block.with(|b| unsafe { *b }), 0);
        }
    }
    fn unlink(&'static self, head: &mut ThreadHead) {
        self.linked.store(false, Ordering::Release);
        // SAFETY: unlinked by the store.
        unsafe { retire(head, NonNull::from(self).cast(), 1, free) };
    }
}

/// A reader reads before and after a safepoint, while the writer unlinks, retires and polls.
#[test]
fn model_reader_against_retire() {
    check(|| {
        let s = Shared::new();
        let reader = thread::spawn(|| {
            with_thread(&s.registry, |head| {
                s.read();
                if head.poll_needed() {
                    head.safepoint();
                }
                s.read();
            })
        });
        with_thread(&s.registry, |head| {
            s.unlink(head);
            head.safepoint();
        });
        reader.join().unwrap();
        assert_eq!(s.freed.load(Ordering::Relaxed), 1);
    });
}

/// A reader comes and goes: the scan takes it for quiescent, or it finds the block unlinked.
#[test]
fn model_scan_against_attach() {
    check(|| {
        let s = Shared::new();
        let reader = thread::spawn(|| {
            with_thread(&s.registry, |head| {
                head.detached(|| ());
                s.read();
            })
        });
        with_thread(&s.registry, |head| {
            s.unlink(head);
            head.safepoint();
        });
        reader.join().unwrap();
        assert_eq!(s.freed.load(Ordering::Relaxed), 1);
    });
}

/// Runs a registered reader, detached at first, against a writer that frees as soon as `quiet` says that the reader is quiescent.
fn against_a_scan(quiet: fn(&ThreadHead) -> bool) {
    check(move || {
        let s = Shared::new();
        let head = Box::into_raw(Box::new(ThreadHead::new(0)));
        // SAFETY: the head is boxed and outlives both threads' use of it, which end before it is freed.
        unsafe { assert!(s.registry.register(head)) };
        let sent = head.expose_provenance();
        let reader = thread::spawn(move || {
            // SAFETY: as above; only its atomics are used by others.
            let head: &mut ThreadHead = unsafe { &mut *core::ptr::with_exposed_provenance_mut(sent) };
            head.attach();
            s.read();
            head.detach();
        });
        s.linked.store(false, Ordering::Release);
        // SAFETY: as above.
        if quiet(unsafe { &*head }) {
            // SAFETY: that is what the model checks.
            unsafe { free(NonNull::from(s).cast()) };
        }
        reader.join().unwrap();
        // SAFETY: nobody uses it any more.
        unsafe {
            s.registry.unregister(head);
            drop(Box::from_raw(head));
        }
    });
}

/// The step of the scan that the mutant replaces.
#[test]
fn model_exchange_of_the_state() {
    against_a_scan(|head| !is_attached(&head.state));
}

/// The mutant: the scan loads the state instead of exchanging it. A reader that attaches afterwards may still find the old link.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_load_of_the_state() {
    against_a_scan(|head| head.state.load(Ordering::Acquire) == crate::thread::head::DETACHED);
}

/// The mutant: a thread is taken to be quiescent because it was attached and polled nothing.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_no_grace_period() {
    against_a_scan(|_| true);
}
