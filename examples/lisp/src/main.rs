//! A small Lisp on the Freewheel kernel: what a language needs that brings its own compiler. No Python front-end takes part.
//!
//! `cargo run -p freewheel-lisp -- examples/lisp/primes.lisp` runs a file. The language:
//!
//! * numbers, strings, `nil`, `true`, `false`, and everything that the kernel's built-in functions make;
//! * `(define NAME VALUE)`, `(define (NAME PARAMETERS…) BODY…)`, `(lambda (PARAMETERS…) BODY…)`, `(let ((NAME VALUE)…) BODY…)`, `(set! NAME VALUE)`;
//! * `(if CONDITION THEN ELSE)`, `(while CONDITION BODY…)`, `(begin …)`, `(and …)`, `(or …)`, `(not …)`;
//! * `+ - * / % < <= > >= =`, `(list …)`, and calls of anything else;
//! * `(pmap FUNCTION LIST)`, which calls a function for each item at once, in a thread for each processor.
//!
//! A function sees its parameters, the variables of its `let`s and globals; those of a function around it are an error that says so.

#![allow(clippy::std_instead_of_core, reason = "a program of the host's")]

mod compile;
mod read;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use freewheel::embed::{Config, Error, Function, Handle, Module, Owned, OwnedIsolate};
use freewheel::platform::PLATFORM;

/// An isolate with the language's own functions.
fn start() -> Result<Arc<OwnedIsolate>, Error> {
    let isolate = Arc::new(OwnedIsolate::start(&PLATFORM, Config::default())?);
    let (weak, processors) = (Arc::downgrade(&isolate), std::thread::available_parallelism().map_or(1, usize::from));
    let pmap = Function::of_handles("pmap", move |th, args| {
        let (f, items): (Handle<'_>, Vec<Handle<'_>>) = (args.get(th, 0)?, args.get(th, 1)?);
        let f = th.own(&f)?;
        let mut work = Vec::new();
        for item in items {
            work.push((th.own(&item)?, OnceLock::new()));
        }
        // Other threads do the work, and this one waits, detached: it must not be in their way.
        let failed = th.detached(|| map(&weak, processors, &f, &work));
        if let Some(e) = failed {
            return Err(th.value_error(format_args!("pmap: {e}")));
        }
        let mut results = Vec::new();
        for (_, result) in &work {
            if let Some(r) = result.get() {
                results.push(th.handle(r)?);
            }
        }
        th.list(&results)
    })
    .parameters(["function", "items"]);
    isolate.attach(|th| {
        let lisp = th.add_module(Module::new("lisp").function(pmap))?;
        let pmap = lisp.get(th, "pmap")?;
        th.main()?.set(th, "pmap", pmap)
    })?;
    Ok(isolate)
}

/// Calls a function for each item, in so many threads; what went wrong first.
fn map(isolate: &Weak<OwnedIsolate>, threads: usize, f: &Owned, work: &[(Owned, OnceLock<Owned>)]) -> Option<Error> {
    let isolate = isolate.upgrade()?;
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|s| {
        for _ in 0..threads.min(work.len()) {
            s.spawn(|| {
                let done = isolate.attach(|th| {
                    let f = th.handle(f)?;
                    while let Some((item, result)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let item = th.handle(item)?;
                        let value = f.call(th, (item,))?;
                        let _ = result.set(th.own(&value)?);
                    }
                    Ok(())
                });
                if let Err(e) = done {
                    failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a program; what its last form gives, as it is printed.
fn run(isolate: &OwnedIsolate, file: &str, text: &str) -> Result<String, String> {
    let forms = read::read(text).map_err(|e| format!("{file}:{e}"))?;
    let unit = compile::program(file, &forms).map_err(|e| format!("{file}:{e}"))?;
    isolate.attach(|th| th.run_unit(&unit)?.repr(th)).map_err(|e| match e {
        Error::Raised(report) => report.traceback,
        e => e.to_string(),
    })
}

fn main() -> std::process::ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: freewheel-lisp FILE");
        return 2.into();
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) => {
            eprintln!("{file}: {e}");
            return 1.into();
        }
    };
    let ran = start().map_err(|e| e.to_string()).and_then(|isolate| run(&isolate, &file, &text));
    match ran {
        Ok(_) => 0.into(),
        Err(e) => {
            eprintln!("{}", e.trim_end());
            1.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> String {
        run(&start().expect("memory"), "test.lisp", text).unwrap_or_else(|e| e)
    }

    #[test]
    fn expressions() {
        for (text, expected) in [
            ("(+ 1 2 3)", "6"),
            ("(- 5)", "-5"),
            ("(- 10 1 2)", "7"),
            ("(/ 7 2)", "3.5"),
            ("(* 100000 100000 100000)", "1000000000000000"),
            ("(if (< 1 2) \"yes\" \"no\")", "'yes'"),
            ("(if nil 1)", "None"),
            ("(let ((x 2) (y 3)) (* x y))", "6"),
            ("(let ((x 2)) (let ((x (+ x 1))) (set! x (* x 10)) x))", "30"),
            ("(and 1 nil 2)", "None"),
            ("(or nil 2 3)", "2"),
            ("(not (= 1 2))", "True"),
            ("(list 1 \"a\" 2.5 true)", "[1, 'a', 2.5, True]"),
            ("(len (list 1 2))", "2"),
            ("((lambda (x y) (+ x y)) 3 4)", "7"),
            ("(sum (range 10))", "45"),
            ("; nothing\n5 ; but this", "5"),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn programs() {
        let fib = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 20)";
        assert_eq!(value(fib), "6765");
        let loops = "(define n 0) (define total 0) (while (< n 1000) (set! total (+ total n)) (set! n (+ n 1))) total";
        assert_eq!(value(loops), "499500");
        let inner = "(define (f n) (let ((i 0) (l (list))) (while (< i n) (set! l (+ l (list (* i i)))) (set! i (+ i 1))) l)) (f 5)";
        assert_eq!(value(inner), "[0, 1, 4, 9, 16]");
        let parallel = "(define (square n) (* n n)) (pmap square (range 100))";
        assert_eq!(value(parallel), format!("{:?}", (0..100).map(|i| i * i).collect::<Vec<_>>()));
    }

    #[test]
    fn errors_name_their_places() {
        for (text, expected) in [
            ("(+ 1", "test.lisp:1: a list has no end"),
            ("1)", "test.lisp:1: a parenthesis closes nothing"),
            ("\n\"abc", "test.lisp:2: a string has no end"),
            ("(if)", "test.lisp:1: if takes 2 or 3 forms, not 0"),
            ("(let (x) 1)", "test.lisp:1: let takes pairs of a name and a value"),
            (
                "(define (f x)\n  (lambda (y) (+ x y)))",
                "test.lisp:2: x is a variable of the function around this one, which is not supported",
            ),
            (
                "\n(frobnicate 1)",
                "Traceback (most recent call last):\n  File \"test.lisp\", line 2, in <module>\nNameError: name 'frobnicate' is not defined\n",
            ),
            (
                "(define (f) (/ 1 0))\n(pmap f (list 1))",
                "Traceback (most recent call last):\n  File \"test.lisp\", line 2, in <module>\nValueError: pmap: TypeError: f() takes 0 positional arguments but 1 was given\n",
            ),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}
