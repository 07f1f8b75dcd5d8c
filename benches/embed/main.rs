//! What crossing the border between Rust and the runtime costs, and what an isolate does.
//!
//! `cargo bench -p freewheel-benches --bench embed` prints medians of one run; `benches/README.md` keeps what they were.
#![allow(clippy::std_instead_of_core, reason = "a program of the host's")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use freewheel::embed::{Error, Function, OwnedIsolate, Setup};

const ROUNDS: usize = 15;

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn nanos(n: u64, took: Duration) -> f64 {
    took.as_nanos() as f64 / n as f64
}

fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0) * 4096
}

fn row(what: &str, value: f64, unit: &str, bar: &str) {
    println!("{what:<58} {value:>10.1} {unit:<4} {bar}");
}

/// A Rust loop that calls a function of the program's.
fn call_in(isolate: &OwnedIsolate, n: u64) -> Result<f64, Error> {
    isolate.attach(|th| {
        th.run("def add(a, b): return a + b")?;
        let add = th.main()?.get(th, "add")?;
        let mut all = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            for i in 0..n {
                let sum: i64 = add.call(th, (i as i32, 2))?.to(th)?;
                black_box(sum);
            }
            all.push(nanos(n, began.elapsed()));
        }
        Ok(median(all))
    })
}

/// A loop of the program's that calls a native function, less the loop.
fn call_out(isolate: &OwnedIsolate, n: u64) -> Result<f64, Error> {
    isolate.attach(|th| {
        let f = th.function(Function::new("f", |th, args| Ok(args.get::<i32>(th, 0)? + 1)).parameters(["x"]))?;
        th.main()?.set(th, "f", f)?;
        th.run("def calls(n, f):\n    for i in range(n): f(i)\ndef nothing(n):\n    for i in range(n): pass")?;
        let (calls, nothing) = (th.main()?.get(th, "calls")?, th.main()?.get(th, "nothing")?);
        let f = th.main()?.get(th, "f")?;
        let mut all = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            calls.call(th, (n, &f))?;
            let with = began.elapsed();
            let began = Instant::now();
            nothing.call(th, (n,))?;
            all.push(nanos(n, with.saturating_sub(began.elapsed())));
        }
        Ok(median(all))
    })
}

fn attach(isolate: &OwnedIsolate, n: u64) -> f64 {
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        for _ in 0..n {
            black_box(isolate.attach(|_| Ok(())).is_ok());
        }
        all.push(nanos(n, began.elapsed()));
    }
    median(all)
}

/// The same by a thread that does not find the main thread's place free.
fn attach_beside(isolate: &OwnedIsolate, n: u64) -> Result<f64, Error> {
    isolate.attach(|th| Ok(th.detached(|| attach(isolate, n))))
}

const WORK: &str = "def work(n):
    total, d = 0, {}
    for i in range(n):
        d[i % 100] = [i]
        total += len(d) + i % 7
    return total";

/// How much faster two isolates do twice the work than one after the other, and the same of a native loop.
fn two_isolates() -> Result<(f64, f64), Error> {
    let isolates = [Setup::new().start()?, Setup::new().start()?];
    for i in &isolates {
        i.attach(|th| th.run(WORK))?;
    }
    let work = |i: usize| {
        let done = isolates[i].attach(|th| th.main()?.get(th, "work")?.call(th, (300_000,)).map(drop));
        assert!(done.is_ok(), "{done:?}");
    };
    let spin = |_: usize| {
        let mut x = 1_u64;
        for _ in 0..40_000_000_u64 {
            x = black_box(x.wrapping_mul(3));
        }
        black_box(x);
    };
    let gain = |f: &(dyn Fn(usize) + Sync)| {
        let began = Instant::now();
        f(0);
        f(1);
        let one = began.elapsed();
        let began = Instant::now();
        std::thread::scope(|s| {
            s.spawn(|| f(0));
            s.spawn(|| f(1));
        });
        one.as_secs_f64() / began.elapsed().as_secs_f64()
    };
    let mut gains = (Vec::new(), Vec::new());
    for _ in 0..9 {
        gains.0.push(gain(&work));
        gains.1.push(gain(&spin));
    }
    Ok((median(gains.0), median(gains.1)))
}

/// Isolates one after another, each used by two threads in turn.
fn lives(n: usize) -> Result<(), Error> {
    for _ in 0..n {
        let isolate = Setup::new().start()?;
        isolate.attach(|th| th.run(WORK))?;
        for _ in 0..2 {
            let done = std::thread::scope(|s| {
                let one =
                    s.spawn(|| isolate.attach(|th| th.run("import json, re\nkept = [json.dumps({'a': [work(1000)]}) for _ in range(20)]")));
                one.join().unwrap_or(Err(Error::OutOfMemory))
            });
            done?;
        }
        let _ = isolate.end();
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    let isolate = Setup::new().start()?;
    row("call of a function of two small ints from Rust, and back", call_in(&isolate, 200_000)?, "ns", "at most 60");
    row("call of a native function of one int from the program", call_out(&isolate, 200_000)?, "ns", "at most 25");
    row("attach and leave, as the main thread", attach(&isolate, 20_000), "ns", "");
    row("attach and leave, beside it", attach_beside(&isolate, 2_000)?, "ns", "");
    let _ = isolate.end();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let i = Setup::new().start()?;
        starts.push(began.elapsed().as_secs_f64() * 1e3);
        let began = Instant::now();
        let _ = i.end();
        ends.push(began.elapsed().as_secs_f64() * 1e3);
    }
    row("start of an isolate", median(starts), "ms", "below 2");
    row("its end", median(ends), "ms", "");
    let before = resident();
    let mut all = Vec::new();
    for _ in 0..50 {
        all.push(Setup::new().start()?);
    }
    row("memory of an isolate that has done nothing", (resident() - before) as f64 / 50.0 / 1024.0, "KiB", "below 1024");
    drop(all);
    row("memory left by 50 of them, of all", (resident().saturating_sub(before)) as f64 / 1024.0, "KiB", "");
    // What the process keeps of the library, and of the allocator's, is there after some.
    lives(10)?;
    let before = resident();
    lives(200)?;
    row("memory after 200 isolates that two threads each have used", resident() as f64 / before as f64 * 100.0, "%", "at most 105");
    let before = resident();
    for _ in 0..1000 {
        let _ = Setup::new().start()?.end();
    }
    row("memory after 1,000 more that have done nothing", resident() as f64 / before as f64 * 100.0, "%", "100");
    let (ours, spin) = two_isolates()?;
    row("two isolates on two processors, gain", ours * 100.0, "%", "");
    row("the same of a native loop", spin * 100.0, "%", "");
    row("one over the other", ours / spin * 100.0, "%", "at least 95");
    Ok(())
}
