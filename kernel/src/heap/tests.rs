use super::*;
use crate::object::header::FLAG_OLD;
use crate::refcount::biased;
use crate::sync::test_platform::PLATFORM;

#[test]
fn blocks_are_reused_and_distinct() {
    let space = Space::new(&PLATFORM, 64 << 20);
    let mut a = Arena::new(&space, 0);
    for bytes in [1, 16, 17, 100, 256, 257, 1000, MAX_SMALL] {
        let x = a.alloc(bytes, Kind::Raw).unwrap();
        let y = a.alloc(bytes, Kind::Raw).unwrap();
        assert_ne!(x, y);
        // SAFETY: in use.
        assert!(unsafe { usable_size(x) } >= bytes);
        // SAFETY: not used again.
        unsafe { a.free(x) };
        assert_eq!(a.alloc(bytes, Kind::Raw).unwrap(), x);
    }
}

#[test]
fn the_quota_is_kept_and_recovers() {
    let space = Space::new(&PLATFORM, 4 * PAGE);
    let mut a = Arena::new(&space, 0);
    assert!(a.alloc(64 * PAGE, Kind::Raw).is_none());
    let big = a.alloc(2 * PAGE, Kind::Raw).unwrap();
    assert!(a.alloc(3 * PAGE, Kind::Raw).is_none());
    // SAFETY: not used again.
    unsafe { a.free(big) };
    assert!(a.alloc(3 * PAGE, Kind::Raw).is_some());
}

#[test]
fn large_blocks_are_reused_and_counted() {
    let space = Space::new(&PLATFORM, 64 << 20);
    let mut a = Arena::new(&space, 0);
    let blocks: Vec<_> = (0..5).map(|_| a.alloc(3 * PAGE, Kind::Raw).unwrap()).collect();
    let full = space.used();
    // In an order that is none.
    for i in [2, 0, 4, 1, 3] {
        // SAFETY: not used again.
        unsafe { a.free(blocks[i]) };
    }
    assert_eq!(space.used(), 0);
    let again: Vec<_> = (0..5).map(|_| a.alloc(3 * PAGE, Kind::Leaf).unwrap()).collect();
    assert_eq!(space.used(), full);
    if cfg!(target_pointer_width = "64") {
        assert!(again.iter().all(|p| blocks.contains(p)));
    }
    space.set_limit(full + PAGE);
    // SAFETY: not used again.
    unsafe { a.free(again[0]) };
    assert!(a.alloc(5 * PAGE, Kind::Raw).is_none(), "what lies spare is no part of the quota, and gives no more of it");
    space.give_spare_back(0);
    assert!(a.alloc(3 * PAGE, Kind::Raw).is_some());
}

#[cfg(not(miri))]
#[test]
fn large_objects_go_at_the_next_safepoint() {
    crate::isolate::stress_tests::with_isolate(false, |th| {
        let before = th.isolate().space.used();
        for _ in 0..20 {
            let bytes = crate::types::bytes_object::new_bytes(th, &[7; 5 * PAGE]).expect("memory");
            assert!(th.isolate().space.used() >= before + 5 * PAGE);
            drop(bytes);
            th.poll().expect("nothing is raised");
            assert!(th.isolate().space.used() <= before, "its mapping is free");
        }
    });
}

#[test]
fn blocks_freed_by_another_slot_come_back() {
    let space = Space::new(&PLATFORM, 64 << 20);
    let (mut a, mut b) = (Arena::new(&space, 0), Arena::new(&space, 1));
    let blocks: alloc::vec::Vec<_> = (0..100).map(|_| a.alloc(64, Kind::Raw).unwrap()).collect();
    for p in &blocks {
        // SAFETY: not used again.
        unsafe { b.free(*p) };
    }
    // SAFETY: nothing else runs.
    unsafe { a.unlist_empty(false) };
    let again: alloc::vec::Vec<_> = (0..100).map(|_| a.alloc(64, Kind::Raw).unwrap()).collect();
    assert!(again.iter().all(|p| blocks.contains(p)));
}

#[test]
fn empty_pages_go_back_for_any_kind() {
    let space = Space::new(&PLATFORM, 8 * PAGE);
    let mut a = Arena::new(&space, 0);
    let n = 7 * PAGE / 1024;
    let blocks: alloc::vec::Vec<_> = (0..n).map_while(|_| a.alloc(1024, Kind::Raw)).collect();
    let full = space.used();
    assert!(full >= 7 * PAGE);
    for p in &blocks {
        // SAFETY: not used again.
        unsafe { a.free(*p) };
    }
    // SAFETY: nothing else runs, here and below.
    unsafe {
        a.unlist_empty(false);
        space.take_back();
    }
    assert_eq!(space.used(), PAGE, "the current page is kept");
    // SAFETY: this test is the only user of the space.
    assert_eq!(unsafe { space.allocations() }, blocks.len() as u64);
    let other: alloc::vec::Vec<_> = (0..6).map(|_| a.alloc(MAX_SMALL, Kind::Raw).unwrap()).collect();
    assert_eq!(other.len(), 6);
    // SAFETY: as above.
    assert_eq!(unsafe { space.allocations() }, blocks.len() as u64 + 6);
}

#[test]
fn walks_see_live_objects_only() {
    let space = Space::new(&PLATFORM, 64 << 20);
    let mut a = Arena::new(&space, 3);
    let mut live = alloc::vec::Vec::new();
    for i in 0..50 {
        let p = a.alloc(48, Kind::Container).unwrap().cast::<Header>();
        // SAFETY: fresh memory.
        unsafe { p.write(Header::new(7, 3)) };
        if i % 3 == 0 {
            // SAFETY: not used again, its header is dead.
            unsafe {
                p.as_ref().shared.store(biased::DEAD, Ordering::Relaxed);
                p.as_ref().owner.store(crate::object::header::NO_OWNER, Ordering::Relaxed);
                p.as_ref().shape.store(u32::MAX, Ordering::Relaxed);
                a.free(p.cast());
            }
        } else {
            live.push(p);
        }
    }
    let mut seen = alloc::vec::Vec::new();
    // SAFETY: one thread.
    unsafe { space.for_each_object(false, &mut |h| seen.push(h)) };
    seen.sort();
    live.sort();
    assert_eq!(seen, live);
}

#[test]
fn young_pages_and_marks() {
    const SIZE: usize = PAGE / 64;
    let space = Space::new(&PLATFORM, 1 << 24);
    let mut arena = Arena::new(&space, 3);
    let object = |arena: &mut Arena| {
        let p = arena.alloc(SIZE, Kind::Container).expect("memory").cast::<Header>();
        // SAFETY: a block of the arena's.
        unsafe { Header::begin(p.as_ptr(), 9, 3) };
        p
    };
    let all: Vec<_> = (0..3 * PAGE / SIZE).map(|_| object(&mut arena)).collect();
    // SAFETY: nobody else uses the arena, and the objects are there.
    unsafe {
        assert!(all.iter().all(|p| marks::is_marked(*p)), "M1");
        let mut seen = Vec::new();
        marks::begin_young(&arena, usize::MAX, |p| {
            seen.push(p);
            p != all[0]
        });
        seen.sort_unstable();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        assert_eq!(seen, sorted);
        assert!(marks::is_marked(all[0]) && all[1..].iter().all(|p| !marks::is_marked(*p)));
        assert!(marks::mark(all[5]) && !marks::mark(all[5]) && !marks::is_marked(all[6]));
        marks::end_young(&mut arena);
        assert!(all.iter().all(|p| marks::is_marked(*p)), "M1");
        // One page is still being filled; its objects are passed over when they are old.
        for p in &all {
            p.as_ref().flags.store(FLAG_OLD, Ordering::Relaxed);
        }
        let new = object(&mut arena);
        let mut seen = Vec::new();
        marks::begin_young(&arena, usize::MAX, |p| {
            seen.push(p);
            true
        });
        assert_eq!(seen, [new]);
        marks::end_young(&mut arena);
        // All of them at once: what is not marked is shown, page by page.
        space.begin_marking();
        for p in &all {
            assert!(marks::mark(*p));
        }
        let mut left = Vec::new();
        space.for_each_unmarked(|p| left.push(p));
        assert_eq!(left, [new]);
        space.end_marking();
        assert!(marks::is_marked(new), "M1");
    }
}
