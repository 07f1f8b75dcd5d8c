//! Blocks of 16 to 512 bytes: locally, and freed by another thread.

use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use freewheel_benches::{at_once, thread};
use freewheel_kernel::isolate::Thread;
use mimalloc::MiMalloc;

use crate::measure::{Table, at_once as native, next, timed};

/// Blocks that a thread holds at a time.
const HELD: usize = 1000;
/// Places between a producer and its consumer.
const RING: usize = 1 << 12;

fn layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, 16).expect("a small layout")
}

/// Writes to a block, as its user would.
fn touch(block: *mut u8) {
    // SAFETY: a block of at least 16 bytes, just allocated.
    unsafe { block.cast::<u64>().write(1) };
}

fn ours_alloc(th: &mut Thread, bytes: usize) -> *mut u8 {
    let b = th.alloc_buffer(bytes).expect("memory").as_ptr();
    touch(b);
    b
}

fn ours_free(th: &mut Thread, block: *mut u8) {
    // SAFETY: from `ours_alloc`, and given up.
    unsafe { th.free_buffer(NonNull::new_unchecked(block)) };
}

fn theirs_alloc(bytes: usize) -> *mut u8 {
    // SAFETY: the layout is not empty.
    let b = unsafe { MiMalloc.alloc(layout(bytes)) };
    touch(b);
    b
}

fn theirs_free(block: *mut u8, bytes: usize) {
    // SAFETY: from `theirs_alloc` of so many bytes, and given up.
    unsafe { MiMalloc.dealloc(block, layout(bytes)) };
}

/// Frees a block whose size its pool does not tell: mimalloc finds it by the address, as we do.
fn theirs_free_unsized(block: *mut u8) {
    theirs_free(block, 16);
}

/// Sizes of the mixed patterns: mostly small.
fn size(seed: &mut u64) -> usize {
    [16, 32, 48, 64, 96, 128, 256, 512][next(seed) % 8]
}

/// A ring from one producer to one consumer.
struct Ring {
    places: Vec<AtomicPtr<u8>>,
}

impl Ring {
    fn new() -> Ring {
        Ring { places: (0..RING).map(|_| AtomicPtr::default()).collect() }
    }
    fn put(&self, i: u64, block: *mut u8) {
        let place = &self.places[i as usize % RING];
        while !place.load(Ordering::Acquire).is_null() {
            std::thread::yield_now();
        }
        place.store(block, Ordering::Release);
    }
    fn take(&self, i: u64) -> *mut u8 {
        let place = &self.places[i as usize % RING];
        loop {
            let b = place.load(Ordering::Acquire);
            if !b.is_null() {
                place.store(std::ptr::null_mut(), Ordering::Release);
                return b;
            }
            std::thread::yield_now();
        }
    }
}

/// Blocks that threads pass to each other by exchanging them: what one put there another frees (larson, xmalloc).
fn pool() -> Vec<AtomicPtr<u8>> {
    (0..HELD).map(|_| AtomicPtr::default()).collect()
}

pub(crate) fn run(table: &mut Table) {
    let mut th = thread();
    for bytes in [16, 32, 64, 128, 256, 512] {
        table.compare(
            &format!("{bytes} bytes, one at a time"),
            "mimalloc",
            Some(1.0),
            &mut |n| {
                timed(n, |_| {
                    let b = black_box(ours_alloc(&mut th, bytes));
                    ours_free(&mut th, b);
                })
            },
            &mut |n| timed(n, |_| theirs_free(black_box(theirs_alloc(bytes)), bytes)),
        );
    }
    for bytes in [32, 128, 512] {
        let (mut a, mut b) = (vec![std::ptr::null_mut(); HELD], vec![std::ptr::null_mut(); HELD]);
        table.compare(
            &format!("{bytes} bytes, {HELD} made, then freed in another order"),
            "mimalloc",
            Some(1.0),
            &mut |n| {
                timed(n.div_ceil(HELD as u64), |_| {
                    a.iter_mut().for_each(|p| *p = ours_alloc(&mut th, bytes));
                    (0..HELD).for_each(|i| ours_free(&mut th, a[i * 7 % HELD]));
                })
            },
            &mut |n| {
                timed(n.div_ceil(HELD as u64), |_| {
                    b.iter_mut().for_each(|p| *p = theirs_alloc(bytes));
                    (0..HELD).for_each(|i| theirs_free(b[i * 7 % HELD], bytes));
                })
            },
        );
    }
    producer_and_consumer(table, &mut th);
    exchanges(table, &mut th);
}

fn producer_and_consumer(table: &mut Table, th: &mut Thread) {
    let ours = |th: &mut Thread, n: u64| {
        let ring = Arc::new(Ring::new());
        at_once(th, 2, move |th, number| {
            for i in 0..n {
                if number == 0 { ring.put(i, ours_alloc(th, 64)) } else { ours_free(th, ring.take(i)) }
            }
        })
    };
    let theirs = |n: u64| {
        let ring = Ring::new();
        native(2, |number| {
            for i in 0..n {
                if number == 0 { ring.put(i, theirs_alloc(64)) } else { theirs_free(ring.take(i), 64) }
            }
        })
    };
    table.compare("64 bytes, made by one thread, freed by another", "mimalloc", Some(1.0), &mut |n| ours(th, n), &mut { theirs });
}

fn exchanges(table: &mut Table, th: &mut Thread) {
    // Each thread replaces blocks in places of its own most of the time (larson: every 16th is another's), or always in common ones (xmalloc).
    for (what, common) in [("larson: two threads, mostly their own blocks", 16), ("xmalloc: two threads, each other's blocks", 1)] {
        let place = move |number: usize, seed: &mut u64| {
            let i = next(seed) % (HELD / 2);
            if next(seed).is_multiple_of(common) { (next(seed) % 2) * (HELD / 2) + i } else { number * (HELD / 2) + i }
        };
        let ours = |th: &mut Thread, n: u64| {
            let pool = Arc::new(pool());
            let mine = Arc::clone(&pool);
            let time = at_once(th, 2, move |th, number| {
                let mut seed = number as u64;
                for _ in 0..n {
                    let bytes = size(&mut seed);
                    let old = mine[place(number, &mut seed)].swap(ours_alloc(th, bytes), Ordering::AcqRel);
                    if !old.is_null() {
                        ours_free(th, old);
                    }
                }
            });
            for p in pool.iter() {
                let b = p.swap(std::ptr::null_mut(), Ordering::Acquire);
                if !b.is_null() {
                    ours_free(th, b);
                }
            }
            time
        };
        let theirs = |n: u64| {
            let pool = pool();
            let time = native(2, |number| {
                let mut seed = number as u64;
                for _ in 0..n {
                    let bytes = size(&mut seed);
                    let old = pool[place(number, &mut seed)].swap(theirs_alloc(bytes), Ordering::AcqRel);
                    if !old.is_null() {
                        theirs_free_unsized(old);
                    }
                }
            });
            for p in pool.iter() {
                let b = p.swap(std::ptr::null_mut(), Ordering::Acquire);
                if !b.is_null() {
                    theirs_free_unsized(b);
                }
            }
            time
        };
        table.compare(what, "mimalloc", Some(1.0), &mut |n| ours(th, n), &mut { theirs });
    }
}
