//! What the benches share: an isolate to measure in.
#![allow(clippy::std_instead_of_core, reason = "benches run on std")]

use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use freewheel::platform::PLATFORM;
use freewheel_kernel::isolate::{Config, Isolate, Thread};

/// The main thread of a new isolate, attached.
///
/// # Panics
/// When there is no memory for one.
pub fn thread() -> Box<Thread> {
    Isolate::start(&PLATFORM, Config { heap_limit: 1 << 30, ..Config::default() }).expect("memory for an isolate")
}

/// Runs `body` in so many threads of the caller's isolate at once, each with its number, while the caller waits: the time from the moment when all
/// are ready until the last has done it.
///
/// # Panics
/// When a thread cannot be started.
pub fn at_once(th: &mut Thread, threads: usize, body: impl Fn(&mut Thread, usize) + Send + Sync + 'static) -> Duration {
    let (body, ready, done) = (Arc::new(body), Arc::new(Barrier::new(threads + 1)), Arc::new(Barrier::new(threads + 1)));
    for i in 0..threads {
        let (body, ready, done) = (Arc::clone(&body), Arc::clone(&ready), Arc::clone(&done));
        let started = th.start_thread(Box::new(move |th| {
            th.detached(|| ready.wait());
            body(th, i);
            drop(body);
            th.detached(|| done.wait());
        }));
        assert!(started.is_ok(), "a thread");
    }
    th.detached(|| {
        ready.wait();
        let started = Instant::now();
        done.wait();
        started.elapsed()
    })
}
