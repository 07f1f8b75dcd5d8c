//! Loom models of a heap slot that changes hands: its objects are settled once, by one thread at a time, whoever is in the slot.
//!
//! `owned` stands for what only the owner, or who stands in for it, may touch (`local` of the slot's objects): every decrement by the owner and
//! every merge writes it, and loom reports two that no ordering separates. The pushing thread's own use of the object is `other`.

use loom::sync::Arc;
use loom::thread;

use super::*;
use crate::prim::{AtomicUsize, Ordering, UnsafeCell};
use crate::refcount::biased;
use crate::sync::loom_platform::{LoomPlatform, check, keep, with_thread};

/// The slot whose objects are looked at, and the one of the thread that pushes.
const SLOT: u16 = 1;
const OTHER: u16 = 2;

struct Model {
    registry: &'static Registry,
    slot: MergeSlot,
    header: Header,
    owned: UnsafeCell<u32>,
    other: UnsafeCell<u32>,
    deaths: AtomicUsize,
}

// SAFETY: the cells are what the model checks.
unsafe impl Sync for Model {}
// SAFETY: as above.
unsafe impl Send for Model {}

impl Model {
    /// An object that slot 1 has counted so often.
    fn new(references: u32) -> Arc<Model> {
        let platform = LoomPlatform::leaked();
        let header = Header::new(0, SLOT);
        header.local.store(references, Ordering::Relaxed);
        biased::set_shared(&header);
        Arc::new(Model {
            registry: keep(Registry::new(platform, false)),
            slot: MergeSlot::new(platform),
            header,
            owned: UnsafeCell::new(0),
            other: UnsafeCell::new(0),
            deaths: AtomicUsize::new(0),
        })
    }

    fn touch_owned(&self) {
        // SAFETY: loom checks it.
        self.owned.with_mut(|c| unsafe { *c += 1 });
    }

    fn merge(&self) -> Outcome {
        self.touch_owned();
        biased::merge(&self.header)
    }

    fn end(&self) {
        // SAFETY: loom checks it: the end comes after all uses.
        self.other.with_mut(|c| unsafe { *c += 1 });
        self.deaths.fetch_add(1, Ordering::Relaxed);
    }

    fn drain(&self) {
        for _ in self.slot.take() {
            if self.merge() == Outcome::Dead {
                self.end();
            }
        }
    }

    /// The owner gives one reference back.
    fn owner_decref(&self) {
        self.touch_owned();
        if biased::decref_by(&self.header, SLOT) == Outcome::Dead {
            self.end();
        }
    }

    /// A thread in the slot: what it does, and its end by `vacate`.
    fn occupy(&self, body: impl FnOnce(&mut ThreadHead), vacate: fn(&Model) -> bool) {
        with_thread(self.registry, |head| {
            self.slot.occupy(head);
            body(head);
            loop {
                self.drain();
                if vacate(self) {
                    break;
                }
            }
        });
    }

    /// Another thread gives one reference back, and hands the object on if it must.
    fn foreign_decref(&self, push: fn(&Model) -> Pushed) {
        with_thread(self.registry, |_| {
            // SAFETY: loom checks it.
            self.other.with_mut(|c| unsafe { *c += 1 });
            match biased::decref_by(&self.header, OTHER) {
                Outcome::Alive => {}
                Outcome::Dead => self.end(),
                Outcome::Queue if biased::slot_to_settle(&self.header).is_none() => {
                    if biased::merge(&self.header) == Outcome::Dead {
                        self.end();
                    }
                }
                Outcome::Queue => match push(self) {
                    Pushed::Settled(Outcome::Dead) => self.end(),
                    Pushed::SettledAll(n, dead) => {
                        assert_eq!(n, 1, "one object is pushed once");
                        dead.iter().for_each(|_| self.end());
                    }
                    _ => {}
                },
            }
        });
    }

    fn push(&self) -> Pushed {
        // SAFETY: 1: in `with_thread`. 2: in `foreign_decref`.
        unsafe { self.slot.push(NonNull::from(&self.header), |_| self.merge()) }
    }
}

/// The slot's thread gives its reference back and ends, and another takes the slot over, while a foreign thread gives back the other.
fn takeover(vacate: fn(&Model) -> bool, push: fn(&Model) -> Pushed) {
    check(move || {
        let m = Model::new(2);
        let foreign = {
            let m = m.clone();
            thread::spawn(move || m.foreign_decref(push))
        };
        m.occupy(|_| m.owner_decref(), vacate);
        // Whatever was the slot's is the next one's to settle, by then or now.
        m.occupy(|_| (), |m| m.slot.vacate());
        foreign.join().unwrap();
        assert_eq!(m.deaths.load(Ordering::Relaxed), 1, "{:?}", m.header);
        assert!(m.slot.settle_stopped(|_| false), "something is left");
    });
}

#[test]
fn model_a_slot_is_taken_over() {
    takeover(|m| m.slot.vacate(), Model::push);
}

/// The mutant: the one who leaves does not look whether something has come since it drained (Q1), and nobody comes after it.
#[test]
#[should_panic]
fn model_mutant_leaves_without_a_look() {
    check(|| {
        let m = Model::new(2);
        let foreign = {
            let m = m.clone();
            thread::spawn(move || m.foreign_decref(Model::push))
        };
        m.occupy(
            |_| m.owner_decref(),
            |m| {
                m.slot.occupy(core::ptr::null());
                true
            },
        );
        foreign.join().unwrap();
        assert_eq!(m.deaths.load(Ordering::Relaxed), 1, "{:?}", m.header);
    });
}

/// The slot's thread blocks, detached, between two uses of what is its own, while a foreign thread gives a reference back.
fn blocked_owner(push: fn(&Model) -> Pushed) {
    check(move || {
        let m = Model::new(2);
        let foreign = {
            let m = m.clone();
            thread::spawn(move || m.foreign_decref(push))
        };
        m.occupy(
            |head| {
                head.detached(|| ());
                m.owner_decref();
            },
            |m| m.slot.vacate(),
        );
        foreign.join().unwrap();
        assert_eq!(m.deaths.load(Ordering::Relaxed), 1, "{:?}", m.header);
    });
}

#[test]
fn model_a_blocked_owner_is_stood_in_for() {
    blocked_owner(Model::push);
}

/// The mutant: the pusher sees that the owner is detached, and does not claim it (Q2): the owner comes back meanwhile.
#[test]
#[should_panic]
fn model_mutant_stands_in_without_a_claim() {
    blocked_owner(|m| {
        m.slot.state.with(|s| {
            // SAFETY: Q3, under the lock.
            let gone = s.occupant.is_null() || unsafe { (*s.occupant).state.load(Ordering::Acquire) } == crate::thread::head::DETACHED;
            if gone {
                return Pushed::Settled(m.merge());
            }
            s.entries.push(NonNull::from(&m.header));
            Pushed::Waits
        })
    });
}
