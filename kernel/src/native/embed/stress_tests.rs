//! Owners, visitors and references against each other, under real threads: what ThreadSanitizer and AddressSanitizer are to see.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::vec::Vec;

use super::{Config, Error, Function, Module, Owned, OwnedIsolate};
use crate::sync::test_platform::PLATFORM;

const ROUNDS: usize = if cfg!(any(tsan, asan)) { 100 } else { 400 };

fn isolate() -> OwnedIsolate {
    let config = Config { heap_limit: 1 << 30, hash_key: [7; 16], ..Config::default() };
    OwnedIsolate::start(&PLATFORM, config).expect("memory")
}

#[test]
fn stress_visitors_give_references_to_each_other() {
    let isolate = isolate();
    let given: Mutex<Vec<Owned>> = Mutex::default();
    std::thread::scope(|s| {
        for n in 0..3 {
            let (isolate, given) = (&isolate, &given);
            s.spawn(move || {
                for i in 0..ROUNDS {
                    let done = isolate.attach(|th| {
                        let list = th.value(std::vec![n, i])?;
                        let inner = th.list(&[list.clone(), list])?;
                        given.lock().expect("no panic").push(th.own(&inner)?);
                        let other = given.lock().expect("no panic").pop();
                        match other {
                            Some(o) => th.handle(&o)?.len(th),
                            None => Ok(2),
                        }
                    });
                    assert_eq!(done.expect("no error"), 2);
                }
            });
        }
        // Given up by who is attached to nothing.
        let given = &given;
        s.spawn(move || {
            for _ in 0..ROUNDS {
                drop(given.lock().expect("no panic").pop());
                std::thread::yield_now();
            }
        });
    });
    isolate.end().expect("all have left");
    drop(given);
}

/// U2: however references go out and come back while nobody takes them in.
#[test]
fn stress_references_given_up_find_room() {
    let isolate = isolate();
    isolate
        .attach(|th| {
            let list = th.value(std::vec![1])?;
            for n in 1..40 {
                let mut some = Vec::new();
                for _ in 0..n {
                    some.push(th.own(&list)?);
                }
                std::thread::scope(|s| s.spawn(move || drop(some)).join()).expect("no panic");
            }
            assert!(th.eval("1").is_err(), "there is no compiler");
            th.poll()
        })
        .expect("no error");
    isolate.end().expect("nobody is in it");
}

#[test]
fn stress_references_are_given_up_while_isolates_end() {
    for _ in 0..ROUNDS / 20 {
        let isolate = isolate();
        let mut all: Vec<Owned> =
            (0..20).map(|i| isolate.attach(|th| th.value(std::vec![i]).and_then(|l| th.own(&l))).expect("no error")).collect();
        let rest = all.split_off(10);
        std::thread::scope(|s| {
            s.spawn(move || drop(rest));
            s.spawn(move || isolate.end().expect("nobody is in it"));
        });
        drop(all);
    }
}

#[test]
fn stress_interruptions_meet_attachments() {
    let isolate = isolate();
    isolate
        .attach(|th| {
            let poll = Function::new("poll", |th, _| {
                for _ in 0..10 {
                    th.poll()?;
                }
                Ok(())
            });
            th.add_module(Module::new("m").function(poll)).map(drop)
        })
        .expect("no error");
    let (over, last) = (AtomicBool::new(false), Mutex::new(None));
    std::thread::scope(|s| {
        for n in 0..2 {
            let (isolate, over, last) = (&isolate, &over, &last);
            s.spawn(move || {
                for i in 0..ROUNDS {
                    let meant = (i + n) % 2 == 0;
                    let done = isolate.attach(|th| {
                        if meant {
                            *last.lock().expect("no panic") = Some(th.interrupter());
                        }
                        let poll = th.import("m")?.get(th, "poll")?;
                        for _ in 0..5 {
                            poll.call(th, ())?;
                        }
                        Ok(())
                    });
                    match done {
                        Ok(()) => {}
                        // Only those that have given the means away.
                        Err(Error::Raised(report)) => assert!(meant && report.class == "KeyboardInterrupt", "{report}"),
                        Err(e) => panic!("{e}"),
                    }
                }
                over.store(true, Ordering::Relaxed);
            });
        }
        let (over, last) = (&over, &last);
        s.spawn(move || {
            let mut i = 0;
            while !over.load(Ordering::Relaxed) {
                let interrupter = last.lock().expect("no panic").clone();
                if let Some(interrupter) = interrupter {
                    i += 1;
                    let _ = if i % 2 == 0 { interrupter.stop() } else { interrupter.interrupt() };
                }
                std::thread::yield_now();
            }
        });
    });
    isolate.end().expect("all have left");
}
