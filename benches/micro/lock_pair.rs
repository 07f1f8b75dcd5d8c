//! What does it cost to take and give up a lock that nobody else wants? (Beside peers, and contended: `peers/locks.rs`.)
#![allow(missing_docs, reason = "criterion's macros make the public items")]

use core::hint::black_box;
use criterion::{Criterion, criterion_group, criterion_main};
use freewheel_kernel::object::Header;
use freewheel_kernel::sync::{Locked, lock_two};

fn lock_pair(c: &mut Criterion) {
    let mut th = freewheel_benches::thread();
    let mut group = c.benchmark_group("lock_pair");
    let (a, b) = (Header::new(0, 1), Header::new(0, 1));
    group.bench_function("object", |x| x.iter(|| drop(Locked::new(black_box(&a), &mut th.head))));
    group.bench_function("two objects", |x| x.iter(|| drop(lock_two(black_box(&a), black_box(&b), &mut th.head))));
    group.finish();
}

criterion_group!(benches, lock_pair);
criterion_main!(benches);
