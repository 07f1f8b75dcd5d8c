extern crate std;

use super::{Extent, collect};
use crate::heap::{Kind, kind_of};
use crate::isolate::Thread;
use crate::isolate::stress_tests::with_isolate;
use crate::object::header::FLAG_OLD;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::refcount::sharing;
use crate::types::list_object::List;
use crate::types::{set_object, weakref};
use core::ptr::NonNull;

/// A set, which can be referred to weakly, and a weak reference to it; `held` keeps the set, and the set keeps it, as far as a list can.
fn cycle(th: &mut Thread) -> (Obj, Obj) {
    let list = th.list(alloc::vec![]).expect("memory");
    let ty = th.builtin_type(Builtin::Weakref);
    let target = set_object::new_set(th, alloc::vec![]).expect("memory");
    let weak = weakref::new_ref(th, &ty, &target, None).expect("memory");
    push(th, &list, &target);
    push(th, &list, &list.clone());
    (list, weak)
}

fn push(th: &mut Thread, list: &Obj, item: &Obj) {
    assert!(list.exact::<List>().expect("a list").push(th, item.clone()).is_ok());
}

fn young(th: &mut Thread) -> usize {
    collect(th, Extent::Young).expect("memory")
}

fn is_old(o: &Obj) -> bool {
    o.header().expect("an object").flags.load(Ordering::Relaxed) & FLAG_OLD != 0
}

#[test]
fn young_cycles_end_without_a_stop() {
    with_isolate(false, |th| {
        young(th);
        let stops = th.isolate().registry.stops();
        let (list, weak) = cycle(th);
        drop(list);
        assert!(weakref::upgrade(th, &weak).is_some());
        // The list and the set.
        assert_eq!(young(th), 2);
        assert!(weakref::upgrade(th, &weak).is_none());
        assert_eq!(young(th), 0);
        assert_eq!(th.isolate().registry.stops(), stops);
    });
}

#[test]
fn what_something_else_refers_to_survives_and_is_old() {
    with_isolate(false, |th| {
        let holder = th.list(alloc::vec![]).expect("memory");
        young(th);
        assert!(is_old(&holder));
        let (list, weak) = cycle(th);
        // By an older object alone.
        push(th, &holder, &list);
        let address = list.header().map(core::ptr::from_ref);
        drop(list);
        assert_eq!(young(th), 0);
        let item = holder.exact::<List>().expect("a list").item(0).expect("an item");
        assert!(is_old(&item) && item.header().map(core::ptr::from_ref) == address);
        assert!(weakref::upgrade(th, &weak).is_some());
        // Old garbage waits for a collection of everything.
        drop((item, holder));
        assert_eq!(young(th), 0);
        assert!(weakref::upgrade(th, &weak).is_some());
        assert_eq!(collect(th, Extent::Full).expect("memory"), 2);
        assert!(weakref::upgrade(th, &weak).is_none());
    });
}

#[test]
fn a_block_is_young_again_with_its_next_object() {
    with_isolate(false, |th| {
        let old = th.list(alloc::vec![]).expect("memory");
        young(th);
        assert!(is_old(&old));
        let address = old.header().map(core::ptr::from_ref);
        drop(old);
        let new = th.list(alloc::vec![]).expect("memory");
        assert_eq!(new.header().map(core::ptr::from_ref), address, "the block freed last comes first");
        assert!(!is_old(&new));
    });
}

#[test]
fn shared_garbage_is_left_to_full_collections() {
    with_isolate(false, |th| {
        let (list, weak) = cycle(th);
        assert!(sharing::share(th, &list).is_ok());
        drop(list);
        assert_eq!(young(th), 0);
        assert!(weakref::upgrade(th, &weak).is_some());
        // With the weak reference's own entry nothing else is in the way.
        assert_eq!(collect(th, Extent::Full).expect("memory"), 2);
        assert!(weakref::upgrade(th, &weak).is_none());
    });
}

#[test]
fn young_garbage_gives_up_what_it_refers_to() {
    with_isolate(false, |th| {
        let shared = th.list(alloc::vec![]).expect("memory");
        assert!(sharing::share(th, &shared).is_ok());
        let (list, weak) = cycle(th);
        push(th, &list, &shared);
        let before = crate::refcount::biased::total(shared.header().expect("an object"));
        drop(list);
        assert_eq!(young(th), 2);
        assert!(weakref::upgrade(th, &weak).is_none());
        assert_eq!(crate::refcount::biased::total(shared.header().expect("an object")), before - 1);
    });
}

#[test]
fn many_objects_beyond_what_one_look_takes() {
    with_isolate(false, |th| {
        let mut kept = alloc::vec::Vec::new();
        for i in 0..3 * super::MOST_YOUNG {
            let (list, _) = cycle(th);
            if i % 2 == 0 {
                kept.push(list);
            }
        }
        let before = kept.len();
        // The newest are looked at, the others are old from now on.
        let first = young(th);
        assert!(first > 0 && first < 2 * super::MOST_YOUNG, "{first}");
        assert_eq!(young(th), 0);
        let rest = collect(th, Extent::Full).expect("memory");
        assert_eq!(first + rest, 2 * (3 * super::MOST_YOUNG - before));
        for list in &kept {
            let l = list.exact::<List>().expect("a list");
            assert!(l.len() == 2 && l.item(1).expect("an item").is(list));
        }
        // Cycles: the vector's going is not enough.
        drop(kept);
        assert_eq!(collect(th, Extent::Full).expect("memory"), 2 * before);
    });
}

#[test]
fn all_marks_are_set_outside_of_collections() {
    with_isolate(false, |th| {
        let (list, _weak) = cycle(th);
        for extent in [Extent::Young, Extent::Full, Extent::Young] {
            assert!(collect(th, extent).is_ok());
            let isolate = th.isolate();
            let mut seen = 0;
            isolate.registry.stop_the_world(&mut th.head, |_, _| {
                // SAFETY: the world is stopped.
                unsafe {
                    isolate.space.for_each_object(true, &mut |h| {
                        seen += 1;
                        assert!(crate::heap::marks::is_marked(h), "M1");
                    });
                }
            });
            assert!(seen > 100);
        }
        let h = NonNull::from(list.header().expect("an object"));
        // SAFETY: a live object.
        assert_eq!(unsafe { kind_of(h.cast()) }, Kind::Container);
    });
}

#[test]
fn a_long_chain_is_followed_without_recursion() {
    with_isolate(false, |th| {
        let mut list = th.list(alloc::vec![]).expect("memory");
        let first = list.clone();
        for _ in 0..if cfg!(miri) { 100 } else { 300_000 } {
            list = th.list(alloc::vec![list]).expect("memory");
        }
        push(th, &first, &list);
        drop(first);
        assert_eq!(young(th), 0);
        assert_eq!(collect(th, Extent::Full).expect("memory"), 0);
        drop(list);
        assert!(collect(th, Extent::Full).expect("memory") > 100);
    });
}

#[test]
fn a_heap_in_order_is_found_in_order_and_what_is_broken_is_named() {
    use super::verify::{Fault, Rule, verify};
    use crate::refcount::biased;
    with_isolate(false, |th| {
        let item = th.list(alloc::vec![]).expect("memory");
        let holder = th.list(alloc::vec![item.clone(), item.clone()]).expect("memory");
        let whole = verify(th).expect("in order");
        assert!(whole.objects > 1000 && whole.references > 1000);
        let broken = |th: &mut Thread, wanted: Rule| match verify(th) {
            Err(Fault::Broken { rule, .. }) => assert_eq!(rule, wanted),
            other => panic!("{wanted:?} was not seen: {other:?}"),
        };
        // Two references in the holder, and one count.
        let h = item.header().expect("an object");
        let n = h.local.load(Ordering::Relaxed);
        h.local.store(1, Ordering::Relaxed);
        broken(th, Rule::Counted);
        h.local.store(n, Ordering::Relaxed);
        // Shared without what it refers to.
        biased::set_shared(holder.header().expect("an object"));
        broken(th, Rule::Shared);
        biased::clear_shared(holder.header().expect("an object"));
        let (shape, owner) = (h.shape.load(Ordering::Relaxed), h.owner.load(Ordering::Relaxed));
        h.shape.store(u32::MAX - 1, Ordering::Relaxed);
        broken(th, Rule::Shape);
        // Free, as far as the heap knows.
        h.shape.store(u32::MAX, Ordering::Relaxed);
        broken(th, Rule::InUse);
        h.shape.store(shape, Ordering::Relaxed);
        h.owner.store(owner + 1, Ordering::Relaxed);
        broken(th, Rule::Owner);
        h.owner.store(owner, Ordering::Relaxed);
        assert_eq!(verify(th), Ok(whole));
    });
}
