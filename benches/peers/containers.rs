//! Shared dictionaries: reads and writes of small integer keys by two threads.

use std::hint::black_box;
use std::sync::Arc;

use dashmap::DashMap;
use freewheel_benches::{at_once, thread};
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::Obj;
use freewheel_kernel::refcount::sharing;
use freewheel_kernel::types::dict_object::Dict;

use crate::measure::{Table, at_once as native, next};

const KEYS: i64 = 1 << 10;

fn key(seed: &mut u64) -> i64 {
    (next(seed) % KEYS as usize) as i64
}

/// A dict in which every key has an object, or a number, for value.
fn filled(th: &mut Thread, objects: bool) -> Obj {
    let d = th.dict().expect("memory");
    for i in 0..KEYS {
        let k = th.int(i).expect("memory");
        let v = if objects { th.list(vec![k.clone()]).expect("memory") } else { k.clone() };
        d.exact::<Dict>().expect("a dict").set(th, &k, &v).expect("memory");
    }
    sharing::share(th, &d).expect("memory");
    d
}

/// `n` operations by each of two threads, of which `writes` in a hundred store.
fn ours(th: &mut Thread, d: &Obj, n: u64, writes: usize) -> std::time::Duration {
    let d = d.clone();
    at_once(th, 2, move |th, number| {
        let d = d.exact::<Dict>().expect("a dict");
        let mut seed = number as u64;
        for _ in 0..n {
            let k = th.int(key(&mut seed)).expect("a small integer");
            if next(&mut seed) % 100 < writes {
                d.set(th, &k, &k).expect("memory");
            } else {
                drop(black_box(d.get(th, &k).expect("integers have hashes")));
            }
        }
    })
}

pub(crate) fn run(table: &mut Table) {
    let mut th = thread();
    let numbers = filled(&mut th, false);
    for (what, writes, with_both) in [("reads", 0, true), ("99 % reads, numbers", 1, true), ("half writes, numbers", 50, false)] {
        let dash: DashMap<i64, u64> = (0..KEYS).map(|i| (i, i as u64)).collect();
        let with_dash = |n: u64| {
            native(2, |number| {
                let mut seed = number as u64;
                for _ in 0..n {
                    let k = key(&mut seed);
                    if next(&mut seed) % 100 < writes {
                        dash.insert(k, k as u64);
                    } else {
                        black_box(dash.get(&k).map(|v| *v));
                    }
                }
            })
        };
        table.compare(what, "dashmap", Some(1.0), &mut |n| ours(&mut th, &numbers, n, writes), &mut { with_dash });
        if with_both {
            let map: papaya::HashMap<i64, u64> = (0..KEYS).map(|i| (i, i as u64)).collect();
            let with_papaya = |n: u64| {
                native(2, |number| {
                    let mut seed = number as u64;
                    for _ in 0..n {
                        let k = key(&mut seed);
                        let map = map.pin();
                        if next(&mut seed) % 100 < writes {
                            map.insert(k, k as u64);
                        } else {
                            black_box(map.get(&k).copied());
                        }
                    }
                })
            };
            table.compare(what, "papaya", Some(1.0), &mut |n| ours(&mut th, &numbers, n, writes), &mut { with_papaya });
        }
    }
    // Values that are objects are counted for the reader: the peers' are `Arc`s.
    let objects = filled(&mut th, true);
    let dash: DashMap<i64, Arc<u64>> = (0..KEYS).map(|i| (i, Arc::new(i as u64))).collect();
    let with_dash = |n: u64| {
        native(2, |number| {
            let mut seed = number as u64;
            for _ in 0..n {
                let k = key(&mut seed);
                next(&mut seed);
                black_box(dash.get(&k).map(|v| Arc::clone(&v)));
            }
        })
    };
    table.compare("reads, objects", "dashmap", Some(1.0), &mut |n| ours(&mut th, &objects, n, 0), &mut { with_dash });
}
