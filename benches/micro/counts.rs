//! What does it cost to count a reference and give it up, by the owner and by others?
#![allow(missing_docs, reason = "criterion's macros make the public items")]

use core::hint::black_box;
use criterion::{Criterion, criterion_group, criterion_main};
use freewheel_kernel::refcount::sharing;
use std::rc::Rc;
use std::sync::Arc;

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
    let rc = Rc::new(0);
    group.bench_function("Rc", |x| x.iter(|| drop(black_box(&rc).clone())));
    let arc = Arc::new(0);
    group.bench_function("Arc", |x| x.iter(|| drop(black_box(&arc).clone())));
    group.finish();
}

criterion_group!(benches, counts);
criterion_main!(benches);
