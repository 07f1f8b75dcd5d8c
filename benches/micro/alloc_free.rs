//! What does it cost to make a small object and let it go? (Blocks beside mimalloc: `peers/heap.rs`.)
#![allow(missing_docs, reason = "criterion's macros make the public items")]

use core::hint::black_box;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use freewheel_kernel::native::Obj;

fn alloc_free(c: &mut Criterion) {
    let mut th = freewheel_benches::thread();
    let mut group = c.benchmark_group("alloc_free");
    group.bench_function("pair", |x| x.iter(|| drop(black_box(th.pair(Obj::NONE, Obj::TRUE)))));
    group.bench_function("empty list", |x| x.iter(|| drop(black_box(th.list(Vec::new())))));
    group.bench_function("100 pairs, then all freed", |x| {
        x.iter_batched_ref(
            || Vec::with_capacity(100),
            |v| {
                v.extend((0..100).map(|_| th.pair(Obj::NONE, Obj::TRUE).ok()));
                v.clear();
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, alloc_free);
criterion_main!(benches);
