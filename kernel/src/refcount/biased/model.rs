//! Loom models of biased counts: two threads and the collectible queue between them.
//!
//! `uses` stands for the object's contents: every reference writes or reads it before it is given back, and the end must come after all of
//! that. Loom reports a data race when an ordering is too weak, which is what the mutant shows.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize};
use loom::thread;

use super::*;

struct Object {
    header: Header,
    contents: UnsafeCell<u32>,
    other: UnsafeCell<u32>,
    queued: AtomicBool,
    deaths: AtomicUsize,
}

// SAFETY: the cells are what the model checks: loom reports any unordered access.
unsafe impl Sync for Object {}
// SAFETY: as above.
unsafe impl Send for Object {}

impl Object {
    fn new(references: u32) -> Arc<Object> {
        let header = Header::new(0, 1);
        header.local.store(references, Ordering::Relaxed);
        set_shared(&header);
        Arc::new(Object {
            header,
            contents: UnsafeCell::new(0),
            other: UnsafeCell::new(0),
            queued: AtomicBool::new(false),
            deaths: AtomicUsize::new(0),
        })
    }
    fn settle(&self, outcome: Outcome) {
        match outcome {
            Outcome::Alive => {}
            // A read-modify-write, as the queue's head has: loom lets a plain store here be older than the owner's earlier swap, though that
            // read an even older value, and the entry would be lost in the model alone.
            Outcome::Queue => assert!(!self.queued.swap(true, Ordering::Release), "queued twice"),
            Outcome::Dead => {
                // The end has the object for itself: both threads' last uses happened before.
                // SAFETY: loom checks it.
                self.contents.with_mut(|c| unsafe { *c += 1 });
                // SAFETY: loom checks it.
                self.other.with_mut(|c| unsafe { *c += 1 });
                self.deaths.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    fn drain(&self) {
        if self.queued.swap(false, Ordering::Acquire) {
            self.settle(merge(&self.header));
        }
    }
}

/// The owner (slot 1) and another thread (slot 2) each give back a reference that the owner had counted.
#[test]
fn model_owner_and_foreign_decref() {
    loom::model(|| {
        let object = Object::new(2);
        let foreign = {
            let object = object.clone();
            thread::spawn(move || {
                // SAFETY: loom checks it.
                object.other.with_mut(|c| unsafe { *c += 1 });
                let outcome = decref_by(&object.header, 2);
                object.settle(outcome);
            })
        };
        // SAFETY: loom checks it.
        object.contents.with_mut(|c| unsafe { *c += 1 });
        let outcome = decref_by(&object.header, 1);
        object.settle(outcome);
        object.drain();
        foreign.join().unwrap();
        object.drain();
        assert_eq!(object.deaths.load(Ordering::Relaxed), 1, "{:?}", object.header);
    });
}

/// Another thread takes its own reference through a stale word while the owner gives up the last one: it gets a live object or nothing.
#[test]
fn model_try_incref_against_the_end() {
    loom::model(|| {
        let object = Object::new(1);
        let reader = {
            let object = object.clone();
            thread::spawn(move || {
                if try_incref_by(&object.header, 2) {
                    // SAFETY: loom checks it: the reference protects the object.
                    object.other.with_mut(|c| unsafe { *c += 1 });
                    let outcome = decref_by(&object.header, 2);
                    object.settle(outcome);
                }
            })
        };
        // SAFETY: loom checks it.
        object.contents.with_mut(|c| unsafe { *c += 1 });
        let outcome = decref_by(&object.header, 1);
        object.settle(outcome);
        object.drain();
        reader.join().unwrap();
        object.drain();
        assert_eq!(object.deaths.load(Ordering::Relaxed), 1, "{:?}", object.header);
    });
}

/// Two foreign threads: only one entry is queued, and the end is found once.
#[test]
fn model_two_foreign_decrefs() {
    loom::model(|| {
        let object = Object::new(2);
        let others: [_; 2] = core::array::from_fn(|i| {
            let object = object.clone();
            thread::spawn(move || {
                let outcome = decref_by(&object.header, 2 + i as u16);
                object.settle(outcome);
            })
        });
        for other in others {
            other.join().unwrap();
        }
        object.drain();
        assert_eq!(object.deaths.load(Ordering::Relaxed), 1, "{:?}", object.header);
    });
}

/// A thread has seen a count to take from that others take first: `gives_back` is its decrement, for which the count was 1 when it looked. The
/// other takes that count, or finds none (`counted` of the two references are counted in `shared`); whoever must settles the object in the
/// owner's place. Its block may be another's at once.
fn the_count_seen_is_taken(counted: u32, gives_back: fn(&Header) -> Outcome) {
    loom::model(move || {
        let object = Object::new(2 - counted);
        object.header.shared.fetch_add(counted * ONE, Ordering::Relaxed);
        let late = {
            let object = object.clone();
            thread::spawn(move || {
                // SAFETY: loom checks it.
                object.other.with_mut(|c| unsafe { *c += 1 });
                match gives_back(&object.header) {
                    Outcome::Queue => object.settle(merge(&object.header)),
                    outcome => object.settle(outcome),
                }
            })
        };
        // SAFETY: loom checks it.
        object.contents.with_mut(|c| unsafe { *c += 1 });
        let outcome = match decref_by(&object.header, 3) {
            Outcome::Queue => merge(&object.header),
            outcome => outcome,
        };
        object.settle(outcome);
        let reused = outcome == Outcome::Dead;
        if reused {
            // The next object in the block, which is nobody else's yet.
            object.header.local.store(1, Ordering::Relaxed);
            object.header.shared.store(0, Ordering::Relaxed);
        }
        late.join().unwrap();
        assert_eq!(object.deaths.load(Ordering::Relaxed), 1, "{:?}", object.header);
        if reused {
            assert!(is_unique(&object.header), "{:?}", object.header);
        }
    });
}

/// What a thread saw that thinks there is a count of one to take from.
const SEEN: u32 = ONE | SHARED_BIT;

#[test]
fn model_the_count_seen_is_taken() {
    the_count_seen_is_taken(0, |h| decref_foreign(h, SEEN, 2));
    the_count_seen_is_taken(1, |h| decref_foreign(h, SEEN, 2));
}

/// The mutant: QUEUED is set whatever the object has become meanwhile (I6).
#[test]
#[should_panic]
fn model_mutant_queued_without_a_look() {
    the_count_seen_is_taken(0, |h| {
        let old = h.shared.fetch_sub(ONE, Ordering::Release);
        if old & (MERGED_BIT | QUEUED_BIT) != 0 || count(old) > 0 {
            return settled(h, old.wrapping_sub(ONE));
        }
        let old = h.shared.fetch_or(QUEUED_BIT, Ordering::Release);
        if old & QUEUED_BIT == 0 { Outcome::Queue } else { Outcome::Alive }
    });
}

/// The mutant: a count that has gone below zero is left at that; nobody finds the end.
#[test]
#[should_panic]
fn model_mutant_left_short() {
    the_count_seen_is_taken(1, |h| {
        let old = h.shared.fetch_sub(ONE, Ordering::Release);
        settled(h, old.wrapping_sub(ONE))
    });
}

/// The owner gives up ownership while another thread is between setting QUEUED and the push. `settles_now` is how that thread decides that
/// the owner is gone, `end` how the owner gives up.
fn owner_gives_up_in_flight(settles_now: fn(&Header) -> bool, end: fn(&Header) -> Outcome) {
    loom::model(move || {
        let object = Object::new(2);
        let foreign = {
            let object = object.clone();
            thread::spawn(move || match decref_by(&object.header, 2) {
                Outcome::Queue if settles_now(&object.header) => object.settle(merge(&object.header)),
                outcome => object.settle(outcome),
            })
        };
        // A third thread (3) takes a reference and hands it to the owner: what it counted in `shared` the owner gives back in `local`, which
        // so comes to zero with the owner's last, though the foreign thread's reference was counted there.
        incref_by(&object.header, 3);
        let outcome = decref_by(&object.header, 1);
        object.settle(outcome);
        let outcome = if object.header.shared.load(Ordering::Relaxed) & MERGED_BIT == 0 {
            object.header.local.store(0, Ordering::Relaxed);
            end(&object.header)
        } else {
            decref_by(&object.header, 1)
        };
        object.settle(outcome);
        foreign.join().unwrap();
        object.drain();
        assert_eq!(object.deaths.load(Ordering::Relaxed), 1, "{:?}", object.header);
    });
}

#[test]
fn model_owner_gives_up_while_an_entry_is_in_flight() {
    owner_gives_up_in_flight(|h| slot_to_settle(h).is_none(), merge_zero_local);
}

/// The mutant: `owner` is cleared before MERGED is set, and the other thread goes by `owner`. Both settle the object, or count it wrong.
#[test]
#[should_panic]
fn model_mutant_owner_cleared_before_merged() {
    owner_gives_up_in_flight(
        // Exchanges, stronger than the loads and stores they stand for, so that loom takes them for dependent.
        |h| h.owner.fetch_or(0, Ordering::AcqRel) == NO_OWNER,
        |h| {
            h.owner.swap(NO_OWNER, Ordering::AcqRel);
            merge_zero_local(h)
        },
    );
}

/// The mutant: a foreign decrement without Release. Its use of the object is then not ordered before the end.
#[test]
#[should_panic]
fn model_mutant_relaxed_decref() {
    loom::model(|| {
        let object = Object::new(1);
        object.header.shared.fetch_add(ONE, Ordering::Relaxed);
        let foreign = {
            let object = object.clone();
            thread::spawn(move || {
                // SAFETY: loom checks it, and objects here.
                object.other.with_mut(|c| unsafe { *c += 1 });
                // The mutated step: Relaxed where `decref_foreign` has Release.
                let old = object.header.shared.fetch_sub(ONE, Ordering::Relaxed);
                if old & MERGED_BIT != 0 && count(old) == 1 {
                    fence(Ordering::Acquire);
                    object.settle(Outcome::Dead);
                }
            })
        };
        let outcome = decref_by(&object.header, 1);
        object.settle(outcome);
        foreign.join().unwrap();
    });
}

/// A foreign thread makes an object DEFERRED, and gives its count up, while the owner gives up its last: `promote_and_drop` is what it does.
fn promotion_against_the_last_decref(promote_and_drop: fn(&Header) -> Outcome) {
    loom::model(move || {
        let object = Object::new(1);
        object.header.shared.fetch_add(ONE, Ordering::Relaxed);
        let foreign = {
            let object = object.clone();
            thread::spawn(move || {
                let outcome = promote_and_drop(&object.header);
                object.settle(outcome);
            })
        };
        let outcome = decref_by(&object.header, 1);
        object.settle(outcome);
        foreign.join().unwrap();
        object.drain();
        // What is DEFERRED is in a list, and the collector's to end.
        assert_eq!(object.deaths.load(Ordering::Relaxed), 0, "{:?}", object.header);
        assert_eq!(total(&object.header), 0);
        incref_stopped(&object.header);
        assert!(end_deferred(&object.header));
        assert!(!try_incref_by(&object.header, 2), "dead");
    });
}

#[test]
fn model_promotion_against_the_last_decref() {
    promotion_against_the_last_decref(|h| {
        set_deferred(h);
        decref_by(h, 2)
    });
}

/// The mutant: the count is given up before the bit is set (P1 of `contention`), so the owner may find the end in between, and an object that is
/// dead is in the list.
#[test]
#[should_panic]
fn model_mutant_promotion_without_a_count() {
    promotion_against_the_last_decref(|h| {
        let outcome = decref_by(h, 2);
        set_deferred(h);
        outcome
    });
}

/// The mutant: the bit is set by a load and a store, which loses a decrement that comes between.
#[test]
#[should_panic]
fn model_mutant_promotion_by_a_store() {
    promotion_against_the_last_decref(|h| {
        let word = h.shared.load(Ordering::Relaxed);
        h.shared.store(word | DEFERRED_BIT, Ordering::Relaxed);
        decref_by(h, 2)
    });
}
