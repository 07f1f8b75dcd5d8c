//! An object's lock and parking_lot's.

use std::cell::UnsafeCell;
use std::hint::black_box;
use std::sync::Arc;

use freewheel_benches::{at_once, thread};
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::object::Header;
use freewheel_kernel::sync::Locked;
use parking_lot::lock_api::RawMutex as _;
use parking_lot::{Mutex, RawMutex};

use crate::measure::{Table, at_once as native, timed};

/// A header, and what its lock protects.
struct Counter {
    header: Header,
    value: UnsafeCell<u64>,
}

// SAFETY: the value is touched under the lock only.
unsafe impl Sync for Counter {}

/// Work outside the lock, and a little inside.
fn elsewhere(i: u64) {
    let mut x = i;
    for _ in 0..8 {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005));
    }
}

pub(crate) fn run(table: &mut Table) {
    let mut th = thread();
    let h = Header::new(0, 1);
    let raw = RawMutex::INIT;
    table.compare(
        "uncontended",
        "parking_lot::RawMutex",
        Some(1.05),
        &mut |n| timed(n, |_| drop(Locked::new(black_box(&h), &mut th.head))),
        &mut |n| {
            timed(n, |_| {
                let raw = black_box(&raw);
                raw.lock();
                // SAFETY: locked just now.
                unsafe { raw.unlock() };
            })
        },
    );
    for (what, pause) in [("two threads, always wanted", false), ("two threads, with work between", true)] {
        let ours = |th: &mut Thread, n| {
            let counter = Arc::new(Counter { header: Header::new(0, 1), value: UnsafeCell::new(0) });
            at_once(th, 2, move |th, _| {
                for i in 0..n {
                    let lock = Locked::new(&counter.header, &mut th.head);
                    // SAFETY: under the lock.
                    unsafe { *counter.value.get() += 1 };
                    drop(lock);
                    if pause {
                        elsewhere(i);
                    }
                }
            })
        };
        let theirs = |n| {
            let counter = Mutex::new(0u64);
            native(2, |_| {
                for i in 0..n {
                    *counter.lock() += 1;
                    if pause {
                        elsewhere(i);
                    }
                }
            })
        };
        table.compare(what, "parking_lot::Mutex", Some(1.0 / 0.9), &mut |n| ours(&mut th, n), &mut { theirs });
    }
}
