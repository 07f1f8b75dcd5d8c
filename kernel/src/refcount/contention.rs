//! Contended counts are noticed, and the object becomes DEFERRED (D4): from then on whoever reads it writes nothing to it.
//!
//! # What is noticed
//! A thread that takes a count of an object it does not own sees two signs that another core is at the same line, both within the few
//! nanoseconds of its own exchange, and both for nothing but a comparison:
//! * `shared` was not what this thread had loaded just before;
//! * the owner's `local` was one thing before the exchange and is another after it.
//!
//! [`ENOUGH`] signs for one object within [`LASTING`] promote it; or one, while the thread meets others everywhere ([`CROWDED`] signs within
//! [`SHORT`]), as in a loop over a large list that all cores walk. Signs are kept per thread, for the last few objects ([`WATCHED`]): so an object
//! that is used by one thread after another, or once by many, is left alone, and noticing costs no write that others see.
//!
//! # Invariants
//! P1. DEFERRED is set by one read-modify-write of `shared`, by a thread that owns a count meanwhile. So the object is alive then, and every
//!     later decrement sees the bit in the word that it exchanges: none of them reports a death (the trap "promotion against the last decref").
//! P2. It is never cleared but by the collector, which ends the object (`biased::end_deferred`).
//! P3. A DEFERRED object that this module has seen is in the isolate's list exactly once, until the collector ends it. The list owns no count.
//!     The collector needs it to find leaves, whose pages it does not walk; people read it to learn where their cores meet.
//! P4. What must end at once when its last reference goes is not promoted: an object with a finalizer, a generator.
//!
//! # Costs
//! A promoted object ends in a collection, not with its last reference; its bytes are counted as allocated, so that the next one comes sooner.
//! Without memory for the list the object stays as it is.

use alloc::vec::Vec;
use core::cell::Cell;
use core::ptr::NonNull;

use spin::Mutex;

use super::biased;
use crate::heap::{Kind, kind_of, usable_size};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::lifecycle::type_of_header;
use crate::object::{Builtin, Header, Obj, Value};
use crate::thread::ThreadHead;

/// Objects that a thread watches.
const WATCHED: usize = 8;
/// Signs that promote an object.
pub const ENOUGH: u32 = 8;
/// Nanoseconds within which they must come.
const LASTING: u64 = 4_000_000;
/// Signs, of whatever object, that tell that other threads use all that this one uses.
const CROWDED: u32 = 6;
/// Nanoseconds within which they must come: a hundred or so contended exchanges.
const SHORT: u64 = 20_000;

/// Signs that come one after the other.
#[derive(Clone, Copy, Debug, Default)]
struct Signs {
    /// Nanoseconds of the platform's clock at the first of them.
    since: u64,
    number: u32,
}

impl Signs {
    /// These and one more, if it comes within `span` of the first; else that one.
    fn and_one(self, now: u64, span: u64) -> Signs {
        if now.wrapping_sub(self.since) < span {
            Signs { number: self.number.saturating_add(1), ..self }
        } else {
            Signs { since: now, number: 1 }
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Watched {
    /// The object's address, which is never followed.
    object: usize,
    signs: Signs,
}

/// What a thread has noticed lately.
#[derive(Debug, Default)]
pub struct Watch {
    /// Signs of whatever object.
    all: Cell<Signs>,
    objects: [Cell<Watched>; WATCHED],
}

impl Watch {
    /// Notes a sign for an object; true when it has enough.
    fn of(&self, object: usize, now: u64) -> bool {
        let place = &self.objects[(object >> 5) % WATCHED];
        let mut w = place.get();
        if w.object != object {
            w = Watched { object, ..Watched::default() };
        }
        w.signs = w.signs.and_one(now, LASTING);
        let enough = w.signs.number >= ENOUGH;
        place.set(if enough { Watched::default() } else { w });
        enough
    }

    /// Notes a sign of whatever object; true when there are many.
    fn of_any(&self, now: u64) -> bool {
        let all = self.all.get().and_one(now, SHORT);
        self.all.set(all);
        all.number >= CROWDED
    }
}

/// Another thread has used the header of an object while this one took a count of it, which it owns.
#[cold]
#[inline(never)]
pub(super) fn met_another(h: &Header) {
    let head = freewheel_arch::platform::freewheel_current().cast::<ThreadHead>();
    if head.is_null() {
        return;
    }
    // SAFETY: that of the calling thread's live, registered state; `&mut`s in the callers do not touch cells and registry meanwhile.
    let (watch, registry) = unsafe { (&(*head).watch, &*(*head).registry) };
    let object = core::ptr::from_ref(h).addr();
    if biased::is_deferred(h) {
        // Counted by native code; its signs go on being counted for those who ask, all as if they came at once.
        if watch.of(object, 0) {
            let _ = promote(h, ENOUGH);
        }
        return;
    }
    let now = registry.platform().now();
    let crowded = watch.of_any(now);
    if watch.of(object, now) {
        let _ = promote(h, ENOUGH);
    } else if crowded {
        let _ = promote(h, 1);
    }
}

/// Makes the object DEFERRED, if it may be: true unless it was before, or cannot be. The caller owns a count (P1).
#[cold]
#[inline(never)]
fn promote(h: &Header, signs: u32) -> bool {
    let Some(th) = crate::isolate::thread::current_mut() else { return false };
    let isolate = th.isolate();
    // SAFETY: the caller's count keeps the object alive.
    let ty = unsafe { type_of_header(isolate, h) };
    if ty.slots.finalize().is_some() || ty.layout == Builtin::Generator {
        return false; // P4
    }
    let new = isolate.contended.add(h, signs);
    if new {
        // SAFETY: as above.
        isolate.gc.promoted(unsafe { usable_size(NonNull::from(h).cast()) });
    }
    new
}

/// Does at once what contention would bring about: from now on registers do not count the object, and a collection frees it. It is shared, since
/// any thread may find it in the list. False when it is deferred already, or cannot be: a number in a word, an immortal object, one with a
/// finalizer, a generator.
///
/// # Errors
/// `MemoryError`; then nothing has changed.
pub fn defer(th: &mut Thread, object: &Obj) -> R<bool> {
    let Some(h) = object.header() else { return Ok(false) };
    super::sharing::share(th, object)?;
    Ok(promote(h, 0))
}

/// An object whose count was contended.
#[derive(Clone, Copy, Debug)]
struct Contended {
    object: NonNull<Header>,
    /// Signs noticed by all threads.
    signs: u64,
}

// SAFETY: the objects are DEFERRED, so they are there until the collector has taken them off the list.
unsafe impl Send for Contended {}

/// The promoted objects of an isolate.
#[derive(Debug, Default)]
pub struct List(Mutex<Vec<Contended>>);

impl List {
    /// Promotes an object that the caller owns a count of, or notes more signs of it; true when it was not deferred before.
    fn add(&self, h: &Header, signs: u32) -> bool {
        let signs = u64::from(signs);
        let object = NonNull::from(h);
        // A leaf lock: nothing is called under it.
        let mut list = self.0.lock();
        let known = biased::is_deferred(h);
        if known && let Some(c) = list.iter_mut().find(|c| c.object == object) {
            c.signs = c.signs.saturating_add(signs);
            return false;
        }
        if biased::is_immortal(h) || list.try_reserve(1).is_err() {
            return false;
        }
        // P1. Under the lock, so that of two threads one adds it (P3).
        biased::set_deferred(h);
        list.push(Contended { object, signs });
        !known
    }

    /// Objects promoted so far that live.
    pub fn len(&self) -> usize {
        self.0.lock().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The objects with the most signs of contention, the most contended first, at most `n`, each with its signs.
    ///
    /// # Errors
    /// `MemoryError`
    pub fn most(&self, th: &mut Thread, n: usize) -> R<Vec<(Obj, u64)>> {
        let mut copy: Vec<Contended> = th.vec(self.len() + 16)?;
        {
            let list = self.0.lock();
            let room = copy.capacity();
            copy.extend(list.iter().take(room));
        }
        copy.sort_unstable_by_key(|c| core::cmp::Reverse(c.signs));
        copy.truncate(n);
        let mut out = th.vec(copy.len())?;
        // SAFETY: this thread has passed no safepoint since it read the list, so the collector has ended none of them.
        let alive = |c: &Contended| unsafe { Obj::from_borrowed(Value::from_pointer(c.object.as_ptr())) };
        out.extend(copy.iter().map(|c| (alive(c), c.signs)));
        Ok(out)
    }

    /// Calls `f` for the leaves among the objects, with the world stopped.
    pub(crate) fn for_each_leaf(&self, f: &mut dyn FnMut(NonNull<Header>)) {
        for c in self.0.lock().iter() {
            // SAFETY: P3: the object is there.
            if unsafe { kind_of(c.object.cast()) } == Kind::Leaf {
                f(c.object);
            }
        }
    }

    /// Takes those off that are in `objects`, which is sorted by address: they are about to end. `None` without memory, and then nothing was done.
    pub(crate) fn take(&self, objects: &[NonNull<Header>]) -> Option<Taken> {
        let mut list = self.0.lock();
        let mut taken = Vec::new();
        let ends = |c: &Contended| objects.binary_search(&c.object).is_ok();
        taken.try_reserve_exact(list.iter().filter(|c| ends(c)).count()).ok()?;
        list.retain(|c| {
            let is = ends(c);
            if is {
                taken.push(*c);
            }
            !is
        });
        Some(Taken(taken))
    }

    /// Puts those back that are in `objects` after all, which is sorted by address. Without memory a leaf among them stays until the isolate ends.
    pub(crate) fn put_back(&self, taken: Taken, objects: &[NonNull<Header>]) {
        let mut list = self.0.lock();
        for c in taken.0 {
            // P3: another thread may have got hold of it, and entered it, meanwhile.
            let stays = objects.binary_search(&c.object).is_ok() && !list.iter().any(|other| other.object == c.object);
            if stays && list.try_reserve(1).is_ok() {
                list.push(c);
            }
        }
    }
}

/// Entries that [`List::take`] has taken off.
#[derive(Debug)]
pub(crate) struct Taken(Vec<Contended>);

#[cfg(all(test, not(loom), not(miri)))]
mod tests {
    use super::*;
    use crate::isolate::stress_tests::with_isolate;
    use crate::types::list_object::List as Items;

    fn collect(th: &mut Thread) -> usize {
        crate::gc::collect(th, crate::gc::Extent::Full).expect("memory")
    }

    #[test]
    fn signs_promote_an_object_and_a_collection_frees_it() {
        with_isolate(false, |th| {
            let text = th.str("a text that is nobody's constant").expect("memory");
            let list = th.list(alloc::vec![text.clone()]).expect("memory");
            assert!(crate::refcount::sharing::share(th, &list).is_ok());
            for (object, kind) in [(text, Kind::Leaf), (list, Kind::Container)] {
                let h = object.header().expect("an object");
                // SAFETY: alive.
                assert_eq!(unsafe { kind_of(NonNull::from(h).cast()) }, kind);
                met_another(h);
                assert!(!biased::is_deferred(h), "too early");
                for _ in 0..ENOUGH {
                    met_another(h);
                }
                assert!(biased::is_deferred(h));
                assert!(!promote(h, 1), "once is enough");
                th.head.watch.all.take();
                drop(object);
            }
            let contended = &th.isolate().contended;
            assert_eq!(contended.len(), 2);
            assert_eq!(contended.most(th, 9).expect("memory").len(), 2);
            // The list ends in the first collection, and gives the text up; that is met in the next.
            assert!(collect(th) >= 1);
            collect(th);
            assert_eq!(contended.len(), 0);
        });
    }

    #[test]
    fn what_is_held_survives_its_promotion() {
        with_isolate(false, |th| {
            let text = th.str("another text that is nobody's constant").expect("memory");
            let held = th.list(alloc::vec![text.clone()]).expect("memory");
            assert!(defer(th, &text).expect("memory"));
            drop(text);
            collect(th);
            let back = held.exact::<Items>().expect("a list").item(0).expect("its item");
            assert_eq!(crate::types::str_object::text(&back), "another text that is nobody's constant");
            drop((held, back));
            collect(th);
            assert!(th.isolate().contended.is_empty());
        });
    }

    #[test]
    fn signs_count_when_they_come_together() {
        let w = Watch::default();
        let (a, b) = (0x1000, 0x1020);
        for round in 0..3 {
            for i in 1..ENOUGH {
                assert!(!w.of(a, round * LASTING + u64::from(i)), "sign {i} of round {round}");
            }
        }
        assert!(w.of(a, 2 * LASTING + 100));
        assert!(!w.of(a, 2 * LASTING + 101), "begins anew");
        assert!(!w.of(b, 1), "each object has its own");
        for i in 1..CROWDED {
            assert!(!w.of_any(1_000_000 + u64::from(i)));
        }
        assert!(!w.of_any(1_000_000 + 2 * SHORT), "too late");
        for i in 2..CROWDED {
            assert!(!w.of_any(1_000_000 + 2 * SHORT + u64::from(i)));
        }
        assert!(w.of_any(1_000_000 + 2 * SHORT + 100));
    }

    #[test]
    fn what_must_end_at_once_is_not_deferred() {
        with_isolate(false, |th| {
            let number = th.int(5).expect("no memory is needed");
            assert!(!defer(th, &number).expect("memory"));
            let none = Obj::NONE;
            assert!(!defer(th, &none).expect("memory"));
            let ty = th.isolate().ty(Builtin::List).to_obj();
            assert!(!defer(th, &ty).expect("memory"), "built-in types are immortal");
        });
    }
}
