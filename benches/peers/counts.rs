//! Taking a count and giving it back: by the owner, by another thread, by two at once.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use biasedrc::Brc;
use freewheel_benches::{at_once, thread};
use freewheel_kernel::interp::register;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::Obj;
use freewheel_kernel::refcount::{contention, sharing};

use crate::measure::{Table, at_once as native, repeat, timed};

/// A count taken and given back through a register, as running code does it.
fn through_register(object: &Obj) {
    // SAFETY: the object is alive, and the word is dropped.
    unsafe { register::drop_word(black_box(register::copy(object.value()))) };
}

pub(crate) fn run(table: &mut Table) {
    let mut th = thread();
    let unshared = th.list(Vec::new()).expect("memory");
    let shared = th.list(Vec::new()).expect("memory");
    sharing::share(&mut th, &shared).expect("memory");
    let (rc, arc, brc) = (Rc::new(0), Arc::new(0), Brc::new(0));
    let clone = |o: &Obj, n| timed(n, |_| drop(black_box(black_box(o).clone())));
    let rc = |n| timed(n, |_| drop(black_box(black_box(&rc).clone())));
    let arc = |n| timed(n, |_| drop(black_box(black_box(&arc).clone())));
    let brc = |n| timed(n, |_| drop(black_box(black_box(&brc).clone())));
    table.compare("owner, unshared", "Rc", Some(1.3), &mut |n| clone(&unshared, n), &mut { rc });
    table.compare("owner, unshared", "biasedrc", Some(1.0), &mut |n| clone(&unshared, n), &mut { brc });
    table.compare("owner, shared", "Rc", Some(1.3), &mut |n| clone(&shared, n), &mut { rc });
    table.compare("owner, shared", "biasedrc", Some(1.0), &mut |n| clone(&shared, n), &mut { brc });
    table.compare("owner, shared", "Arc", None, &mut |n| clone(&shared, n), &mut { arc });

    // Another thread counts, while the owner waits.
    let foreign = |th: &mut Thread, n| {
        let mine = shared.clone();
        at_once(th, 1, move |_, _| repeat(n, |_| drop(black_box(black_box(&mine).clone()))))
    };
    let owned_elsewhere = Brc::new(0);
    let their_foreign = |n| native(1, |_| repeat(n, |_| drop(black_box(black_box(&owned_elsewhere).clone()))));
    let there = Arc::new(0);
    let arc_there = |n| native(1, |_| repeat(n, |_| drop(black_box(black_box(&there).clone()))));
    table.compare("another thread", "Arc", Some(1.1), &mut |n| foreign(&mut th, n), &mut { arc_there });
    table.compare("another thread", "biasedrc", Some(1.0), &mut |n| foreign(&mut th, n), &mut { their_foreign });

    // Two threads read one object, once it is known to be contended; or each its own.
    let hot: Vec<Obj> = (0..2).map(|_| th.list(Vec::new()).expect("memory")).collect();
    for h in &hot {
        assert!(contention::defer(&mut th, h).expect("memory"));
    }
    let reads = |th: &mut Thread, threads, n, common: bool| {
        let hot = hot.clone();
        at_once(th, threads, move |_, number| {
            let object = &hot[if common { 0 } else { number }];
            repeat(n, |_| through_register(black_box(object)));
        })
    };
    let shared_arc = Arc::new(0);
    let arcs = |n| native(2, |_| repeat(n, |_| drop(black_box(black_box(&shared_arc).clone()))));
    table.compare("two threads, contended", "Arc", None, &mut |n| reads(&mut th, 2, n, true), &mut { arcs });
    let th = std::cell::RefCell::new(th);
    table.scaling(
        "two threads over one, contended",
        "the same of its own",
        Some(1.0 / 0.95),
        &mut |threads, n| reads(&mut th.borrow_mut(), threads, n, true),
        &mut |threads, n| reads(&mut th.borrow_mut(), threads, n, false),
    );
    table.scaling(
        "two threads over one, contended",
        "a native spin",
        Some(1.0 / 0.95),
        &mut |threads, n| reads(&mut th.borrow_mut(), threads, n, true),
        &mut |threads, n| native(threads, |_| spin(n)),
    );
}

/// Waits for its own last result, and touches no memory.
fn spin(n: u64) {
    let mut state = 1u64;
    repeat(n, |_| state = black_box(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1)));
}
