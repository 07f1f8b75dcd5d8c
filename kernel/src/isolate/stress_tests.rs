//! Real objects under real threads: what the Python programs cannot force, and what ThreadSanitizer is to see.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::vec::Vec;

use super::{Config, Isolate, Thread};
use crate::object::{Builtin, Obj, Object};
use crate::refcount::sharing;
use crate::sync::test_platform::PLATFORM;
use crate::types::bytes_object;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::set_object;
use crate::types::tuple_object::Tuple;
use crate::types::weakref;

const ROUNDS: usize = if cfg!(tsan) { 3_000 } else { 20_000 };

/// Runs `f` on the main thread of a fresh isolate. An isolate lives for ever.
pub(crate) fn with_isolate(gil: bool, f: impl FnOnce(&mut Thread) + Send + 'static) {
    // A thread of its own, whose pointer is its own.
    std::thread::spawn(move || {
        let config = Config { gil, heap_limit: 1 << 30, hash_key: [7; 16], ..Config::default() };
        let mut th = Isolate::start(&PLATFORM, config).expect("memory");
        f(&mut th);
        th.end();
    })
    .join()
    .expect("no panic");
}

/// Runs the bodies in threads of the isolate while the calling one waits, detached; each gets its number.
pub(super) fn run_all(th: &mut Thread, n: usize, body: impl Fn(&mut Thread, usize) + Send + Sync + 'static) {
    let body = Arc::new(body);
    let (done, wait) = mpsc::channel();
    for i in 0..n {
        let (body, done) = (body.clone(), done.clone());
        let started = th.start_thread(alloc::boxed::Box::new(move |th| {
            body(th, i);
            drop(body);
            done.send(()).expect("the starter waits");
        }));
        assert!(started.is_ok());
    }
    drop(done);
    th.detached(|| (0..n).for_each(|_| wait.recv().expect("the thread has not panicked")));
}

/// A list of two equal numbers: recognisable, and of the calling thread's own.
fn pair(th: &mut Thread, i: usize) -> Obj {
    let n = th.int(i as i64).expect("memory");
    th.list(alloc::vec![n.clone(), n]).expect("memory")
}

fn is_pair(o: &Obj) -> bool {
    let Some(l) = o.exact::<List>() else { return false };
    matches!((l.item(0), l.item(1)), (Some(a), Some(b)) if a.is(&b)) && l.len() == 2
}

/// Where threads wait for each other, again and again.
#[derive(Debug)]
pub(super) struct Meeting {
    threads: usize,
    arrived: AtomicUsize,
}

impl Meeting {
    /// Of so many threads.
    pub(super) fn new(threads: usize) -> Meeting {
        Meeting { threads, arrived: AtomicUsize::new(0) }
    }

    /// Returns when all are there.
    pub(super) fn wait(&self, th: &mut Thread) {
        // Nobody comes for the next time before all have come for this one.
        let all = (self.arrived.fetch_add(1, Ordering::AcqRel) / self.threads + 1) * self.threads;
        let since = Instant::now();
        for looks in 1u64.. {
            if self.arrived.load(Ordering::Acquire) >= all {
                return;
            }
            // Others may want to collect.
            poll(th);
            if looks.is_multiple_of(64) {
                std::thread::yield_now();
                assert!(since.elapsed() < Duration::from_secs(120), "another thread has failed");
            }
        }
    }
}

pub(super) fn poll(th: &mut Thread) {
    assert!(th.poll().is_ok());
}

/// Waits until `n` threads have come here, so that none is done before another has begun.
fn together(th: &mut Thread, come: &AtomicUsize, n: usize) {
    come.fetch_add(1, Ordering::Relaxed);
    while come.load(Ordering::Relaxed) < n {
        poll(th);
        std::thread::yield_now();
    }
}

/// A number from a seed, and the next seed.
pub(super) fn next(seed: &mut usize) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn stress_items_of_a_shared_list_are_whole() {
    for gil in [false, true] {
        with_isolate(gil, |th| {
            let list = th.list(Vec::new()).expect("memory");
            assert!(sharing::share(th, &list).is_ok());
            let mine = list.clone();
            run_all(th, 4, move |th, number| {
                let l = mine.exact::<List>().expect("a list");
                let mut seed = number;
                for i in 0..ROUNDS {
                    match next(&mut seed) % 8 {
                        0 | 1 => {
                            let v = pair(th, i);
                            assert!(l.push(th, v).is_ok());
                        }
                        2 => {
                            let v = pair(th, i);
                            assert!(l.set_item(th, i % 16, &v).is_ok());
                        }
                        3 => drop(l.pop_last(th)),
                        4 => drop(l.remove_at(th, i % 5)),
                        5 if i % 64 == 0 => drop(l.replace_all(th, Vec::new())),
                        _ => assert!(l.item(i % 16).is_none_or(|v| is_pair(&v))),
                    }
                    poll(th);
                }
            });
            assert!(list.exact::<List>().expect("a list").snapshot(th).expect("memory").iter().all(is_pair));
        });
    }
}

#[test]
fn stress_entries_of_a_shared_dict_are_whole() {
    for gil in [false, true] {
        with_isolate(gil, |th| {
            let dict = th.dict().expect("memory");
            assert!(sharing::share(th, &dict).is_ok());
            run_all(th, 4, move |th, number| {
                let d = dict.exact::<Dict>().expect("a dict");
                let mut seed = number;
                for i in 0..ROUNDS {
                    let key = th.int((next(&mut seed) % 40) as i64).expect("memory");
                    match next(&mut seed) % 6 {
                        0 | 1 => {
                            let v = pair(th, i);
                            assert!(d.set(th, &key, &v).is_ok());
                        }
                        2 => drop(d.remove(th, &key)),
                        3 if i % 128 == 0 => d.clear_all(th),
                        4 if i % 16 == 0 => assert!(d.snapshot(th).expect("memory").iter().all(|(_, v)| is_pair(v))),
                        _ => assert!(d.get(th, &key).is_ok_and(|v| v.is_none_or(|v| is_pair(&v)))),
                    }
                    poll(th);
                }
            });
        });
    }
}

/// Objects with a mapping of their own end, and their mappings go or are used again, while others read the places that they were in.
#[test]
fn stress_large_objects_end_under_readers() {
    const LARGE: usize = crate::heap::size_class::MAX_SMALL + 1;
    for gil in [false, true] {
        with_isolate(gil, |th| {
            let list = th.list(alloc::vec![Obj::NONE; 4]).expect("memory");
            assert!(sharing::share(th, &list).is_ok());
            let mine = list.clone();
            let before = th.isolate().space.mappings();
            run_all(th, 4, move |th, number| {
                let l = mine.exact::<List>().expect("a list");
                let mut seed = number;
                for i in 0..ROUNDS {
                    let at = next(&mut seed) % 4;
                    if next(&mut seed).is_multiple_of(4) {
                        let v = bytes_object::new_bytes(th, &[i as u8; LARGE]).expect("memory");
                        assert!(l.set_item(th, at, &v).is_ok());
                    } else if let Some(v) = l.item(at) {
                        let same = bytes_object::with_bytes(&v, |b| b.len() == LARGE && b[0] == b[LARGE / 2] && b[0] == b[LARGE - 1]);
                        assert!(same.unwrap_or(v.is_none()), "whole, and of one maker");
                    }
                    poll(th);
                }
            });
            drop(list);
            // Those that threads have retired last wait for this.
            crate::gc::collect(th, crate::gc::Extent::Full).expect("memory");
            assert_eq!(th.isolate().space.mappings(), before, "none is left over");
        });
    }
}

/// Objects of one thread, which waits, are dropped by the others: each ends at once, and none is left to the waiting owner.
#[test]
fn stress_nothing_waits_for_a_blocked_owner() {
    with_isolate(false, |th| {
        let list = th.list(Vec::new()).expect("memory");
        let l = list.clone();
        for i in 0..ROUNDS {
            let v = pair(th, i);
            assert!(l.exact::<List>().expect("a list").push(th, v).is_ok());
        }
        assert!(sharing::share(th, &list).is_ok());
        run_all(th, 3, move |th, _| while l.exact::<List>().expect("a list").pop_last(th).is_some() {});
        let (queued, merged) = th.isolate().merges.counts();
        assert!(queued >= ROUNDS as u64 && merged == queued, "{queued} {merged}");
    });
}

/// Weak references are upgraded while their objects are replaced, and others collect.
#[test]
fn stress_weak_references_against_death_and_collection() {
    with_isolate(false, |th| {
        let refs = th.list(alloc::vec![Obj::NONE; 8]).expect("memory");
        assert!(sharing::share(th, &refs).is_ok());
        let (stop, upgraded) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (seen, come) = (upgraded.clone(), AtomicUsize::new(0));
        run_all(th, 4, move |th, number| {
            together(th, &come, 4);
            let l = refs.exact::<List>().expect("a list");
            let weak_type = th.builtin_type(Builtin::Weakref);
            match number {
                0 => {
                    while !stop.load(Ordering::Relaxed) {
                        assert!(crate::gc::collect(th, crate::gc::Extent::Full).is_ok());
                        poll(th);
                    }
                }
                1 => {
                    for i in 0..ROUNDS {
                        // A set: unlike a list it can be referred to weakly.
                        let target = set_object::new_set(th, Vec::new()).expect("memory");
                        let w = weakref::new_ref(th, &weak_type, &target, None).expect("memory");
                        assert!(l.set_item(th, i % 8, &w).is_ok());
                        drop(w);
                        poll(th);
                    }
                    stop.store(true, Ordering::Relaxed);
                }
                _ => {
                    let mut i = 0;
                    while !stop.load(Ordering::Relaxed) {
                        i += 1;
                        if let Some(w) = l.item(i % 8).filter(|w| !w.is_none())
                            && let Some(o) = weakref::upgrade(th, &w)
                        {
                            assert!(core::ptr::eq(th.type_of(&o), th.isolate().ty(Builtin::Set)));
                            upgraded.fetch_add(1, Ordering::Relaxed);
                        }
                        poll(th);
                    }
                }
            }
        });
        std::println!("upgraded {}", seen.load(Ordering::Relaxed));
    });
}

/// Several threads make, follow and drop weak references to the same few objects while these are replaced, some to end at once and some in a
/// collection. A reference gives the set with its own number, or nothing: not another that lies where that one was.
#[test]
fn stress_weak_references_of_the_same_objects() {
    const PLACES: usize = 4;
    with_isolate(false, |th| {
        // Pairs: an object and its number; a weak reference and its object's number.
        let (objects, refs) = (th.list(alloc::vec![Obj::NONE; PLACES]), th.list(alloc::vec![Obj::NONE; 2 * PLACES]));
        let (objects, refs) = (objects.expect("memory"), refs.expect("memory"));
        for l in [&objects, &refs] {
            assert!(sharing::share(th, l).is_ok());
        }
        let running = Arc::new(AtomicUsize::new(3));
        let upgraded = Arc::new(AtomicUsize::new(0));
        let (o, r, n, come) = (objects.clone(), refs.clone(), upgraded.clone(), AtomicUsize::new(0));
        run_all(th, 4, move |th, number| {
            together(th, &come, 4);
            let (objects, refs) = (o.exact::<List>().expect("a list"), r.exact::<List>().expect("a list"));
            let weak_type = th.builtin_type(Builtin::Weakref);
            if number == 3 {
                while running.load(Ordering::Relaxed) != 0 {
                    assert!(crate::gc::collect(th, crate::gc::Extent::Full).is_ok());
                    poll(th);
                }
                return;
            }
            let get = |l: &Object<List>, i: usize| Some(l.item(i)?.exact::<Tuple>()?.items().to_vec());
            let mut seed = number;
            for i in 0..4 * ROUNDS {
                let place = next(&mut seed) % PLACES;
                match next(&mut seed) % 8 {
                    what @ (0 | 1) => {
                        let n = th.int((4 * i + number) as i64).expect("memory");
                        let set = set_object::new_set(th, alloc::vec![n.clone()]).expect("memory");
                        if what == 1 {
                            // A list that holds itself, and the set.
                            let list = th.list(alloc::vec![set.clone()]).expect("memory");
                            assert!(list.exact::<List>().expect("a list").push(th, list.clone()).is_ok());
                        }
                        let pair = th.tuple(alloc::vec![set, n]).expect("memory");
                        assert!(objects.set_item(th, place, &pair).is_ok());
                    }
                    2 | 3 => {
                        if let Some(pair) = get(objects, place) {
                            let w = weakref::new_ref(th, &weak_type, &pair[0], None).expect("memory");
                            let again = weakref::new_ref(th, &weak_type, &pair[0], None).expect("memory");
                            assert!(w.is(&again), "there is one");
                            assert!(weakref::upgrade(th, &w).is_some_and(|o| o.is(&pair[0])), "the object is held");
                            let pair = th.tuple(alloc::vec![w, pair[1].clone()]).expect("memory");
                            assert!(refs.set_item(th, place, &pair).is_ok());
                            assert!(refs.set_item(th, PLACES + next(&mut seed) % PLACES, &pair).is_ok());
                        }
                    }
                    4 => assert!(refs.set_item(th, PLACES + place, &Obj::NONE).is_ok()),
                    _ => {
                        if let Some(pair) = get(refs, next(&mut seed) % (2 * PLACES))
                            && let Some(o) = weakref::upgrade(th, &pair[0])
                        {
                            assert!(core::ptr::eq(th.type_of(&o), th.isolate().ty(Builtin::Set)));
                            assert!(set_object::table(&o).expect("a set").get(th, &pair[1]).is_ok_and(|v| v.is_some()), "another set");
                            n.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                poll(th);
            }
            running.fetch_sub(1, Ordering::Relaxed);
        });
        std::println!("upgraded {}", upgraded.load(Ordering::Relaxed));
        for l in [&objects, &refs] {
            assert!(l.exact::<List>().expect("a list").replace_all(th, Vec::new()).is_ok());
        }
        assert!(crate::gc::collect(th, crate::gc::Extent::Full).is_ok());
        assert_eq!(th.isolate().weak.size().0, 0, "what leads to nothing takes no place");
    });
}

/// Threads collect their own young cycles while others publish, drop and collect everything.
#[test]
fn stress_young_collections_beside_full_ones() {
    with_isolate(false, |th| {
        let place = th.list(alloc::vec![Obj::NONE; 8]).expect("memory");
        assert!(sharing::share(th, &place).is_ok());
        let running = Arc::new(AtomicUsize::new(3));
        let freed = Arc::new(AtomicUsize::new(0));
        let (l, n) = (place.clone(), freed.clone());
        run_all(th, 4, move |th, number| {
            let l = l.exact::<List>().expect("a list");
            if number == 0 {
                while running.load(Ordering::Relaxed) != 0 {
                    let full = crate::gc::collect(th, crate::gc::Extent::Full).expect("memory");
                    n.fetch_add(full, Ordering::Relaxed);
                    poll(th);
                }
                return;
            }
            for i in 0..ROUNDS {
                let (inner, outer) = (pair(th, i), pair(th, i));
                let push = |th: &mut Thread, to: &Obj, item: Obj| assert!(to.exact::<List>().expect("a list").push(th, item).is_ok());
                push(th, &inner, outer.clone());
                push(th, &outer, inner.clone());
                if i % 4 == number {
                    assert!(l.set_item(th, i % 8, &inner).is_ok());
                } else if let Some(other) = l.item((i + 1) % 8) {
                    // Something that other threads count, and make garbage of.
                    push(th, &outer, other);
                }
                drop((inner, outer));
                if i % 128 == 0 {
                    let young = crate::gc::collect(th, crate::gc::Extent::Young).expect("memory");
                    n.fetch_add(young, Ordering::Relaxed);
                }
                poll(th);
            }
            running.fetch_sub(1, Ordering::Relaxed);
        });
        let l = place.exact::<List>().expect("a list");
        for i in 0..8 {
            assert!(l.set_item(th, i, &Obj::NONE).is_ok());
        }
        let rest = crate::gc::collect(th, crate::gc::Extent::Full).expect("memory");
        assert_eq!(freed.load(Ordering::Relaxed) + rest, 3 * 2 * ROUNDS, "each cycle once");
    });
}

/// Threads begin and end all the time, take over each other's slots, and leave objects behind that others drop.
#[test]
fn stress_slots_are_taken_over() {
    with_isolate(false, |th| {
        let pool = th.list(alloc::vec![Obj::NONE; 16]).expect("memory");
        assert!(sharing::share(th, &pool).is_ok());
        for round in 0..ROUNDS / 200 {
            let pool = pool.clone();
            run_all(th, 4, move |th, number| {
                let l = pool.exact::<List>().expect("a list");
                for i in 0..16 {
                    let v = pair(th, round * 4 + number);
                    assert!(l.set_item(th, (i * 5 + number) % 16, &v).is_ok());
                    assert!(l.item(i).is_none_or(|v| v.is_none() || is_pair(&v)));
                    poll(th);
                }
            });
        }
        assert!(th.isolate().slots.lock().len() <= 16);
    });
}
