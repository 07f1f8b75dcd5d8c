//! Loom models of weak references: upgrades against the end of the object, the reuse of its block, its finalizer, and the collector.
//!
//! `contents` stands for what lies in the block: who is given the object reads it, the end and the next object write it. Loom reports a race
//! where a count does not protect the object that it was thought to be of.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, fence};
use loom::thread;

use super::*;
use crate::refcount::biased::Outcome;
use crate::sync::loom_platform::{LoomPlatform, check};

/// The owner's slot, and the other thread's.
const OWNER: u16 = 1;
const OTHER: u16 = 2;

struct World {
    table: Table,
    object: Header,
    node: Node,
    contents: UnsafeCell<u32>,
    ends: AtomicUsize,
    /// The object has a finalizer that has not run.
    finalizes: AtomicUsize,
}

// SAFETY: the cells are what the models check.
unsafe impl Sync for World {}
// SAFETY: as above.
unsafe impl Send for World {}

impl World {
    /// A shared object with one reference of its owner's, and a weak reference to it.
    fn new(kind: Kind) -> Arc<World> {
        let w = Arc::new(World {
            table: Table::new(LoomPlatform::leaked()),
            object: Header::new(0, OWNER),
            node: Node { header: Header::new(0, OWNER), link: Link::new(kind) },
            contents: UnsafeCell::new(1),
            ends: AtomicUsize::new(0),
            finalizes: AtomicUsize::new(0),
        });
        biased::set_shared(&w.object);
        biased::set_shared(&w.node.header);
        let mut spare = Spare::with_room(LEAST).unwrap();
        // SAFETY: both live as long as the world, whose owner is here.
        assert!(matches!(unsafe { w.table.link(w.node(), w.object(), OWNER, &mut spare) }, Linked::New));
        w
    }
    fn object(&self) -> NonNull<Header> {
        NonNull::from(&self.object)
    }
    fn node(&self) -> NonNull<Node> {
        NonNull::from(&self.node)
    }
    /// What the contents are, by one who has a count.
    fn read(&self) -> u32 {
        // SAFETY: loom checks it.
        self.contents.with(|c| unsafe { *c })
    }
    fn write(&self, value: u32) {
        // SAFETY: loom checks it.
        self.contents.with_mut(|c| unsafe { *c = value });
    }
    /// Clears the weak reference and frees the block, as `lifecycle` does.
    fn end(&self) {
        // SAFETY: dead.
        unsafe { self.table.detach(self.object(), Which::All, OWNER, None) };
        self.bury();
    }
    fn bury(&self) {
        self.write(0);
        self.object.flags.store(0, Ordering::Relaxed);
        self.object.shared.store(biased::DEAD, Ordering::Release);
        self.ends.fetch_add(1, Ordering::Relaxed);
    }
    /// Another object in the same block, with a reference of the owner's.
    fn again(&self, share: fn(&Header)) {
        self.write(2);
        self.object.local.store(1, Ordering::Relaxed);
        self.object.shared.store(0, Ordering::Relaxed);
        share(&self.object);
    }
    /// Gives a count back; whoever finds the end ends the object.
    fn release(&self, slot: u16) {
        match biased::decref_by(&self.object, slot) {
            Outcome::Dead => self.end(),
            Outcome::Alive => {}
            Outcome::Queue => unreachable!("the count was taken from `shared`"),
        }
    }
    /// [`upgrade`] by the other thread, which uses what it is given and gives it back.
    fn use_weakly(&self, upgrade: fn(&World) -> bool) -> bool {
        let given = upgrade(self);
        if given {
            assert_eq!(self.read(), 1, "another object");
            self.release(OTHER);
        }
        given
    }
}

fn real(w: &World) -> bool {
    upgrade(&w.node.link, OTHER, |_| w.release(OTHER)).is_some()
}

/// The owner gives up the last reference, the block is used again, and the other thread follows the weak reference.
fn against_reuse(upgrade: fn(&World) -> bool, share: fn(&Header)) {
    check(move || {
        let w = World::new(Kind::Other);
        let other = {
            let w = w.clone();
            thread::spawn(move || w.use_weakly(upgrade))
        };
        if biased::decref_by(&w.object, OWNER) == Outcome::Dead {
            w.end();
            w.again(share);
        }
        other.join().unwrap();
        assert_eq!(w.ends.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn model_upgrade_against_the_end_and_reuse() {
    against_reuse(real, biased::set_shared);
}

/// The mutant: no second load. The count may be one of the next object.
#[test]
#[should_panic]
fn model_mutant_upgrade_without_a_second_load() {
    against_reuse(
        |w| {
            let p = w.node.link.target();
            // SAFETY: null, or the block's.
            !p.is_null() && biased::try_incref_by(unsafe { &*p }, OTHER)
        },
        biased::set_shared,
    );
}

/// The mutant: the next object is shared without Release. The second load may find what is no longer there.
#[test]
#[should_panic]
fn model_mutant_shared_without_release() {
    against_reuse(real, |h| {
        h.shared.fetch_or(biased::SHARED_BIT, Ordering::Relaxed);
    });
}

/// The owner's last reference goes and the finalizer runs, which may be passed by upgrades; whoever then finds the end, ends the object, once.
/// `settle` is what the ending thread does with its reference after the finalizer: whether it has found the end.
fn against_a_finalizer(settle: fn(&Header) -> bool) {
    check(move || {
        let w = World::new(Kind::Other);
        let other = {
            let w = w.clone();
            thread::spawn(move || {
                let given = upgrade(&w.node.link, OTHER, |_| unreachable!("the block is not used again")).is_some();
                if given {
                    assert_eq!(w.read(), 1);
                    if biased::decref_by(&w.object, OTHER) == Outcome::Dead {
                        w.finalize_and_end(|h| biased::decref_by(h, OTHER) == Outcome::Dead);
                    }
                }
            })
        };
        if biased::decref_by(&w.object, OWNER) == Outcome::Dead {
            w.finalize_and_end(settle);
        }
        other.join().unwrap();
        assert_eq!(w.ends.load(Ordering::Relaxed), 1);
        assert_eq!(w.finalizes.load(Ordering::Relaxed), 1);
        assert!(upgrade(&w.node.link, OTHER, |_| unreachable!()).is_none());
    });
}

impl World {
    /// `lifecycle::end_one`.
    fn finalize_and_end(&self, settle: fn(&Header) -> bool) {
        const FINALIZED: u8 = crate::object::header::FLAG_FINALIZED;
        if self.object.flags.load(Ordering::Relaxed) & FINALIZED == 0 {
            biased::revive_merged(&self.object);
            self.object.flags.fetch_or(FINALIZED, Ordering::Relaxed);
            self.finalizes.fetch_add(1, Ordering::Relaxed);
            assert_eq!(self.read(), 1);
            if !settle(&self.object) {
                return;
            }
        }
        self.end();
    }
}

#[test]
fn model_upgrade_against_a_finalizer() {
    against_a_finalizer(|h| biased::decref_by(h, OWNER) == Outcome::Dead);
}

/// The mutant: the count is looked at, and then given up. An upgrade comes between.
#[test]
#[should_panic]
fn model_mutant_end_decided_by_a_look() {
    against_a_finalizer(|h| {
        let alone = biased::total(h) == 1;
        let _ = biased::decref_by(h, OWNER);
        fence(Ordering::Acquire);
        alone
    });
}

/// The collector has found the object in garbage and takes it apart, with a reference of its own; `clear` is how it clears the flag in the end.
fn against_the_collector(clear: fn(&Header)) {
    check(move || {
        let w = World::new(Kind::Other);
        biased::merge_stopped(&w.object);
        w.object.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
        let other = {
            let w = w.clone();
            thread::spawn(move || assert!(!w.use_weakly(real), "garbage was given out"))
        };
        // SAFETY: garbage.
        unsafe { w.table.detach(w.object(), Which::All, OWNER, None) };
        clear(&w.object);
        if biased::decref_by(&w.object, OWNER) == Outcome::Dead {
            w.bury();
        }
        other.join().unwrap();
        assert_eq!(w.ends.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn model_upgrade_against_the_collector() {
    against_the_collector(|h| {
        h.flags.fetch_and(!FLAG_GARBAGE, Ordering::Release);
    });
}

/// The mutant: the flag is cleared without Release. An upgrade may find it clear, and the weak reference not.
#[test]
#[should_panic]
fn model_mutant_garbage_cleared_without_release() {
    against_the_collector(|h| {
        h.flags.fetch_and(!FLAG_GARBAGE, Ordering::Relaxed);
    });
}

/// A reference with a callback ends in one thread, by way of `unlink`, while its object ends in another: it is handed over whole, or not at all, though its
/// block is used again at once.
fn callback_against_the_end_of_its_reference(unlink: fn(&World)) {
    check(move || {
        let w = World::new(Kind::Callback);
        // Here `contents` are the reference's.
        let end = move |w: &World| {
            unlink(w);
            w.ends.fetch_add(1, Ordering::Relaxed);
            // SAFETY: loom checks it.
            unsafe { w.node.link.with_neighbours(|n| n.next = null_mut()) };
            w.write(2);
            w.node.header.local.store(1, Ordering::Relaxed);
            w.node.header.shared.store(0, Ordering::Relaxed);
            biased::set_shared(&w.node.header);
        };
        let other = {
            let w = w.clone();
            thread::spawn(move || {
                if biased::decref_by(&w.node.header, OWNER) == Outcome::Dead {
                    end(&w);
                }
            })
        };
        assert_eq!(biased::decref_by(&w.object, OWNER), Outcome::Dead);
        let mut cleared = Cleared::none();
        // SAFETY: dead.
        unsafe { w.table.detach(w.object(), Which::All, OTHER, Some(&mut cleared)) };
        if cleared.pop().is_some() {
            assert_eq!(w.read(), 1);
            if biased::decref_by(&w.node.header, OTHER) == Outcome::Dead {
                end(&w);
            }
        }
        other.join().unwrap();
        assert_eq!(w.ends.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn model_callback_against_the_end_of_its_reference() {
    // SAFETY: dead.
    callback_against_the_end_of_its_reference(|w| unsafe { w.table.unlink(w.node()) });
}

/// The mutant: a reference that has been cleared is gone, though who has cleared it may not be done with it.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_cleared_reference_gone_at_once() {
    callback_against_the_end_of_its_reference(|w| {
        if !w.node.link.target().is_null() {
            // SAFETY: dead.
            unsafe { w.table.unlink(w.node()) };
        }
    });
}

/// The Plain reference ends in one thread, while another asks for it and makes a new one if there is none.
#[test]
fn model_plain_reference_against_its_end() {
    check(|| {
        let w = World::new(Kind::Plain);
        let other = {
            let w = w.clone();
            thread::spawn(move || {
                if biased::decref_by(&w.node.header, OWNER) == Outcome::Dead {
                    // SAFETY: dead.
                    unsafe { w.table.unlink(w.node()) };
                }
            })
        };
        let mine = Node { header: Header::new(0, OTHER), link: Link::new(Kind::Plain) };
        biased::set_shared(&mine.header);
        let node = NonNull::from(&mine);
        // SAFETY: the object is held throughout; the node is unlinked before it goes.
        match unsafe { w.table.link(node, w.object(), OTHER, &mut Spare::with_room(LEAST).unwrap()) } {
            Linked::New => {
                other.join().unwrap();
                assert_eq!(w.table.size().0, 1);
                assert_eq!(mine.link.target(), w.object().as_ptr());
                assert_eq!(biased::decref_by(&mine.header, OTHER), Outcome::Dead);
                // SAFETY: dead.
                unsafe { w.table.unlink(node) };
            }
            Linked::Found(found) => {
                other.join().unwrap();
                // SAFETY: in the world, and counted.
                let found = unsafe { found.as_ref() };
                assert_eq!(biased::decref_by(&found.header, OTHER), Outcome::Dead, "the last count");
                // SAFETY: dead.
                unsafe { w.table.unlink(w.node()) };
            }
            Linked::Full(_) => unreachable!("there is one object"),
        }
        assert_eq!(w.table.size().0, 0);
        assert_eq!(w.object.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED, 0);
    });
}
