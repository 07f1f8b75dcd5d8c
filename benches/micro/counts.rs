//! What does it cost to count a reference and give it up? (Beside peers, and by other threads: `peers/counts.rs`.)
#![allow(missing_docs, reason = "criterion's macros make the public items")]

use core::hint::black_box;
use criterion::{Criterion, criterion_group, criterion_main};
use freewheel_kernel::refcount::sharing;

fn counts(c: &mut Criterion) {
    let mut th = freewheel_benches::thread();
    let mut group = c.benchmark_group("counts");
    let own = th.list(Vec::new()).expect("memory");
    group.bench_function("unshared, by its owner", |x| x.iter(|| drop(black_box(&own).clone())));
    let shared = th.list(Vec::new()).expect("memory");
    assert!(sharing::share(&mut th, &shared).is_ok());
    group.bench_function("shared, by its owner", |x| x.iter(|| drop(black_box(&shared).clone())));
    let number = th.int(7).expect("no memory is needed");
    group.bench_function("small integer", |x| x.iter(|| drop(black_box(&number).clone())));
    group.finish();
}

criterion_group!(benches, counts);
criterion_main!(benches);
