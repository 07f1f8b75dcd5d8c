//! The runtime inside a program of Rust: handles, calls both ways, threads, isolates.

#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use freewheel::embed::{Class, Error, Function, Module, Owned, OwnedIsolate, Setup, attach_within};

/// Tests come one after another: some are about time.
fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

fn isolate() -> OwnedIsolate {
    Setup::new().start().expect("an isolate")
}

#[test]
fn values_go_both_ways() -> Result<(), Error> {
    let _alone = alone();
    isolate().attach(|th| {
        th.run("def f(x): return x")?;
        let f = th.main()?.get(th, "f")?;
        assert_eq!(f.call(th, (7,))?.to::<i64>(th)?, 7);
        assert_eq!(f.call(th, (u64::MAX,))?.to::<u64>(th)?, u64::MAX);
        assert_eq!(f.call(th, (i128::MIN,))?.to::<i128>(th)?, i128::MIN);
        assert_eq!(f.call(th, (1.5,))?.to::<f64>(th)?, 1.5);
        assert_eq!(f.call(th, ("näme",))?.to::<String>(th)?, "näme");
        assert_eq!(f.call(th, (vec![1, 2],))?.to::<Vec<u8>>(th)?, [1, 2]);
        assert_eq!(f.call(th, ((1, "a"),))?.to::<(i32, String)>(th)?, (1, "a".into()));
        assert_eq!(f.call(th, (None::<i64>,))?.to::<Option<i64>>(th)?, None);
        let map = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(f.call(th, (map.clone(),))?.to::<BTreeMap<String, i32>>(th)?, map);
        assert!(f.call(th, (true,))?.to::<bool>(th)?);
        Ok(())
    })
}

#[test]
fn conversions_say_what_is_wrong() -> Result<(), Error> {
    let _alone = alone();
    isolate().attach(|th| {
        for (expression, class, message) in [
            ("'x'", Class::TypeError, "expected int, got str"),
            ("None", Class::TypeError, "expected int, got None"),
            ("256", Class::OverflowError, "int does not fit u8"),
            ("-1", Class::OverflowError, "int does not fit u8"),
            ("10 ** 50", Class::OverflowError, "int does not fit u8"),
        ] {
            let value = th.eval(expression)?;
            let e = value.to::<u8>(th).expect_err("no u8");
            assert!(e.is(th, class), "{expression}");
            assert_eq!(e.message(th), message);
        }
        let text = th.str("ab")?;
        let e = text.to::<Vec<String>>(th).expect_err("no sequence");
        assert_eq!(e.message(th), "expected a sequence, got str");
        let pair = th.eval("(1, 2, 3)")?;
        let e = pair.to::<(i64, i64)>(th).expect_err("three");
        assert_eq!(e.message(th), "expected 2 items, got 3");
        Ok(())
    })
}

#[test]
fn objects_are_used_as_programs_use_them() -> Result<(), Error> {
    let _alone = alone();
    isolate().attach(|th| {
        th.run("class P:\n    def __init__(self, x): self.x = x\n    def twice(self, *, by=2): return self.x * by")?;
        let class = th.main()?.get(th, "P")?;
        let p = class.call(th, (21,))?;
        assert_eq!(p.call_method(th, "twice", ())?.to::<i64>(th)?, 42);
        let three = th.value(3)?;
        let twice = p.get(th, "twice")?;
        assert_eq!(twice.call_with(th, &[], &[("by", three)])?.to::<i64>(th)?, 63);
        p.set(th, "x", "ab")?;
        assert_eq!(p.call_method(th, "twice", ())?.as_str(th), Some("abab"));
        assert!(p.is_instance(th, &class) && p.class(th).is(&class) && class.is_callable(th));
        assert!(p.get_opt(th, "nothing")?.is_none());
        p.delete(th, "x")?;
        let e = p.get(th, "x").expect_err("deleted");
        assert_eq!(e.class_name(th), "AttributeError");
        let d = th.dict(&[])?;
        d.set_item(th, "k", vec![1, 2, 3])?;
        let l = d.item(th, "k")?;
        assert_eq!((l.len(th)?, d.contains(th, "k")?, d.is_empty(th)?), (3, true, false));
        let mut sum = 0;
        let mut items = l.iter(th)?;
        while let Some(x) = items.next(th)? {
            sum += x.to::<i64>(th)?;
        }
        assert_eq!((sum, l.repr(th)?.as_str()), (6, "[1, 2, 3]"));
        d.delete_item(th, "k")?;
        assert!(!d.truth(th)?);
        let (a, b) = (th.value(1)?, th.value(1.0)?);
        assert!(a.equals(th, &b)? && !a.is_less(th, &b)? && !a.is(&b));
        assert_eq!(th.import("os.path")?.call_method(th, "join", ("a", "b"))?.str(th)?, "a/b");
        Ok(())
    })
}

#[test]
fn what_is_raised_comes_out_as_a_report() {
    let _alone = alone();
    let isolate = isolate();
    let told = isolate.attach(|th| th.run_file("def f(): raise ValueError('no')\nf()", "some/script.py")).expect_err("raised");
    let Error::Raised(report) = told else { panic!("{told}") };
    assert_eq!((report.class.as_str(), report.message.as_str(), report.to_string().as_str()), ("ValueError", "no", "ValueError: no"));
    assert_eq!(
        report.traceback,
        "Traceback (most recent call last):\n  File \"some/script.py\", line 2, in <module>\n  File \"some/script.py\", line 1, in f\nValueError: no\n"
    );
    let told = isolate.attach(|th| th.run("1 +")).expect_err("no syntax");
    assert!(told.to_string().starts_with("SyntaxError: invalid syntax"), "{told}");
    // The isolate is as before.
    assert_eq!(isolate.attach(|th| th.eval("1 + 1")?.to::<i64>(th)).expect("no error"), 2);
}

fn shapes(calls: Arc<AtomicUsize>) -> Module {
    Module::new("shapes")
        .doc("Shapes of the host.")
        .constant("SIDES", vec![3, 4])
        .function(
            Function::new("area", move |th, args| {
                calls.fetch_add(1, Ordering::Relaxed);
                let (a, b): (f64, f64) = (args.get(th, 0)?, args.get_or(th, 1, 1.0)?);
                if a < 0.0 {
                    return Err(th.value_error(format_args!("no side is {a}")));
                }
                Ok(a * b)
            })
            .parameters(["a", "b"])
            .required(1)
            .doc("Of a rectangle."),
        )
        .function(Function::new("count", |_, args| Ok(args.len())))
        .function(Function::of_handles("apply", |th, args| {
            let f = args.get::<freewheel::embed::Handle<'_>>(th, 0)?;
            f.call(th, (args.handle(1).cloned(),))
        }))
}

#[test]
fn programs_call_native_functions() -> Result<(), Error> {
    let _alone = alone();
    let calls = Arc::new(AtomicUsize::new(0));
    let isolate = isolate();
    let output: Vec<String> = isolate.attach(|th| {
        th.add_module(shapes(calls.clone()))?;
        th.run(
            "import shapes
def attempt(f, *args, **keywords):
    try:
        return repr(f(*args, **keywords))
    except Exception as e:
        return f'{type(e).__name__}: {e}'
out = [attempt(shapes.area, 3), attempt(shapes.area, 3, b=2), attempt(shapes.area, b=2), attempt(shapes.area, 'x'),
    attempt(shapes.area, -1), attempt(shapes.area, 1, c=2), attempt(shapes.count, 1, 2, 3), attempt(shapes.count, x=1),
    attempt(shapes.apply, str.upper, 'a'), attempt(shapes.apply, lambda x: x / 0, 1), repr(shapes.area), shapes.area.__doc__,
    shapes.area.__module__, shapes.__doc__, repr(shapes.SIDES), type(shapes.area).__name__]
class C: area = shapes.count
out.append(attempt(C().area))",
        )?;
        let e = th.add_module(shapes(calls.clone())).expect_err("twice");
        assert_eq!(e.message(th), "there is a module 'shapes' already");
        th.main()?.get(th, "out")?.to(th)
    })?;
    assert_eq!(
        output,
        [
            "3.0",
            "6.0",
            "TypeError: area() missing required argument 'a' (pos 1)",
            "TypeError: area() argument 'a': expected float, got str",
            "ValueError: no side is -1",
            "TypeError: area() got an unexpected keyword argument 'c'",
            "3",
            "TypeError: count() takes no keyword arguments",
            "'A'",
            "ZeroDivisionError: division by zero",
            "<built-in function area>",
            "Of a rectangle.",
            "shapes",
            "Shapes of the host.",
            "[3, 4]",
            "builtin_function_or_method",
            "1",
        ]
    );
    assert_eq!(calls.load(Ordering::Relaxed), 4);
    isolate.end().expect("no threads");
    // What the functions had captured is gone with them.
    assert_eq!(Arc::strong_count(&calls), 1);
    Ok(())
}

#[test]
fn many_threads_work_in_one_isolate() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    let f = isolate.attach(|th| {
        th.run("found = {}\ndef work(n):\n    for i in range(1000):\n        found[n, i] = [i]\n    return sum(len(found[n, i]) for i in range(1000))")?;
        let f = th.main()?.get(th, "work")?;
        th.own(&f)
    })?;
    std::thread::scope(|s| {
        for n in 0..4 {
            let (isolate, f) = (&isolate, &f);
            s.spawn(move || {
                for k in 0..5 {
                    let counted = isolate.attach(|th| th.handle(f)?.call(th, (n * 10 + k,))?.to::<i64>(th));
                    assert_eq!(counted.expect("no error"), 1000);
                }
            });
        }
    });
    drop(f);
    let n: usize = isolate.attach(|th| th.eval("len(found)")?.to(th))?;
    assert_eq!(n, 20_000);
    isolate.end().expect("all have left");
    Ok(())
}

#[test]
fn owned_references_go_anywhere() -> Result<(), Error> {
    let _alone = alone();
    let (a, b) = (isolate(), isolate());
    let make = |isolate: &OwnedIsolate| -> Result<Owned, Error> {
        isolate.attach(|th| {
            th.run("class C:\n    def __del__(self): gone.append(1)\ngone = []")?;
            let c = th.main()?.get(th, "C")?.call(th, ())?;
            th.own(&c)
        })
    };
    let gone = |isolate: &OwnedIsolate| isolate.attach(|th| th.eval("len(gone)")?.to::<usize>(th));
    let x = make(&a)?;
    let told = b.attach(|th| th.handle(&x).map(drop)).expect_err("another isolate's");
    assert_eq!(told.to_string(), "RuntimeError: the object belongs to another isolate");
    // Given up by a thread that is attached to nothing, to another isolate, and to its own.
    std::thread::scope(|s| s.spawn(|| drop(x)).join().expect("no panic"));
    assert_eq!(gone(&a)?, 1);
    let x = make(&a)?;
    b.attach(|_| {
        drop(x);
        Ok(())
    })?;
    assert_eq!(gone(&a)?, 1);
    let x = make(&a)?;
    a.attach(|th| {
        drop(x);
        assert_eq!(th.eval("len(gone)")?.to::<usize>(th)?, 1);
        Ok(())
    })?;
    // After the end of its isolate it is nothing to anybody.
    let x = make(&a)?;
    a.end().expect("no threads");
    let told = b.attach(|th| th.handle(&x).map(drop)).expect_err("gone");
    assert_eq!(told.to_string(), "RuntimeError: the object belongs to another isolate");
    drop(x);
    Ok(())
}

#[test]
fn attachments_do_not_nest_but_when_detached() -> Result<(), Error> {
    let _alone = alone();
    let (a, b) = (isolate(), isolate());
    a.attach(|th| {
        assert!(matches!(b.attach(|_| Ok(())), Err(Error::AlreadyAttached)));
        assert!(matches!(a.attach(|_| Ok(())), Err(Error::AlreadyAttached)));
        assert!(matches!(Setup::new().start(), Err(Error::AlreadyAttached)));
        let list = th.eval("[1]")?;
        let other = th.detached(|| b.attach(|th| th.eval("2")?.to::<i64>(th)));
        let same = th.detached(|| a.attach(|th| th.eval("3")?.to::<i64>(th)));
        assert_eq!((other.ok(), same.ok(), list.len(th)?), (Some(2), Some(3), 1));
        Ok(())
    })
}

#[test]
fn a_panic_leaves_the_isolate_in_order() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        isolate.attach(|th| -> Result<(), _> {
            let _list = th.eval("[1]")?;
            panic!("of the host")
        })
    }));
    assert!(caught.is_err());
    assert_eq!(isolate.attach(|th| th.eval("4")?.to::<i64>(th))?, 4);
    isolate.end().expect("no threads");
    Ok(())
}

#[test]
fn a_native_function_that_panics_raises() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    isolate.attach(|th| {
        let f = th.function(Function::new("f", |th, args| {
            let _list = th.eval("[1]")?;
            assert!(args.is_empty(), "{} arguments", args.len());
            Ok(())
        }))?;
        th.main()?.set(th, "f", f)?;
        th.run("def g():\n    try: f(1)\n    finally: done.append(1)\ndone = []")?;
        let e = th.eval("g()").expect_err("it panicked");
        assert!(e.is(th, Class::SystemError));
        assert_eq!(e.message(th), "f() panicked: 1 arguments");
        assert_eq!(th.eval("len(done)")?.to::<usize>(th)?, 1);
        Ok(())
    })?;
    isolate.end().expect("no threads");
    Ok(())
}

#[test]
fn the_process_is_the_hosts() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    for (program, expected) in [
        ("import signal; signal.signal(signal.SIGINT, print)", "ValueError: signal only works in main thread of the main interpreter"),
        (
            "import faulthandler; faulthandler.dump_traceback_later(100)",
            "RuntimeError: dump_traceback_later is for programs of the command line",
        ),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
    ] {
        assert_eq!(isolate.attach(|th| th.run(program)).expect_err("refused").to_string(), expected);
    }
    isolate.end().expect("no threads");
    Ok(())
}

#[test]
fn an_isolate_waits_for_its_threads() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    isolate.attach(|th| {
        th.run("import threading, time\nt = threading.Thread(target=time.sleep, args=(0.05,))\nt.start()")?;
        th.run("go = threading.Event()\nd = threading.Thread(target=go.wait, daemon=True)\nd.start()")
    })?;
    let go = isolate.attach(|th| {
        let go = th.main()?.get(th, "go")?;
        th.own(&go)
    })?;
    let refused = isolate.end().expect_err("a daemon runs");
    assert_eq!((refused.threads, refused.to_string().as_str()), (1, "the isolate cannot end while a thread of its program runs"));
    let isolate = refused.isolate;
    isolate.attach(|th| th.handle(&go)?.call_method(th, "set", ()).map(drop))?;
    drop(go);
    let mut isolate = Some(isolate);
    while let Some(i) = isolate.take() {
        isolate = i.end().err().map(|e| e.isolate);
        std::thread::yield_now();
    }
    Ok(())
}

#[test]
fn a_last_finalizer_may_start_a_thread() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    isolate.attach(|th| {
        th.run(
            "import gc
gc.disable()
class Late:
    def __init__(self): self.me = self
    def __del__(self):
        import threading, time
        threading.Thread(target=time.sleep, args=(0.2,), daemon=True).start()
Late()",
        )
    })?;
    let refused = isolate.end().expect_err("there is a thread again");
    assert_eq!(refused.threads, 1);
    let mut left = Some(refused.isolate);
    while let Some(isolate) = left.take() {
        left = isolate.end().err().map(|e| e.isolate);
        std::thread::yield_now();
    }
    Ok(())
}

#[test]
fn a_program_that_starts_threads_for_ever_ends() -> Result<(), Error> {
    let _alone = alone();
    let mut isolate = Setup::new().heap_limit(256 << 20).start()?;
    isolate.attach(|th| th.run("import threading\nthreading.excepthook = lambda a: None"))?;
    let bomb = "while True: threading.Thread(target=threading.Event().wait, daemon=True).start()";
    let began = Instant::now();
    let told = attach_within(&isolate, LIMIT, |th| th.run(bomb)).expect_err("it does not end by itself");
    assert!(told.to_string().starts_with("KeyboardInterrupt") || told.to_string().starts_with("RuntimeError: can't start"), "{told}");
    println!("{:?} late", began.elapsed().saturating_sub(LIMIT));
    loop {
        isolate.interrupter().stop();
        match isolate.end() {
            Ok(()) => break,
            Err(e) => isolate = e.isolate,
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    println!("{:?} in all", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    Ok(())
}

#[test]
fn threads_of_a_program_can_be_stopped() -> Result<(), Error> {
    let _alone = alone();
    let mut isolate = isolate();
    isolate.attach(|th| {
        th.run(
            "import threading
threading.excepthook = lambda a: None
def spin(n):
    while True:
        try:
            for i in range(n): pass
            threading.Event().wait(n)
        except BaseException: pass
for n in range(1, 17): threading.Thread(target=spin, args=(n,), daemon=True).start()",
        )
    })?;
    let all = isolate.interrupter();
    let began = Instant::now();
    loop {
        all.stop();
        match isolate.end() {
            Ok(()) => break,
            Err(e) => isolate = e.isolate,
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    Ok(())
}

#[test]
fn a_heap_has_its_limit() -> Result<(), Error> {
    let _alone = alone();
    let isolate = Setup::new().heap_limit(64 << 20).start()?;
    let told = isolate.attach(|th| th.run("l = []\nwhile True: l.append([0] * 1000)")).expect_err("too much");
    assert_eq!(told.to_string(), "MemoryError");
    isolate.attach(|th| th.run("del l"))?;
    assert_eq!(isolate.attach(|th| th.eval("len([0] * 1000)")?.to::<usize>(th))?, 1000);
    Ok(())
}

const LIMIT: Duration = Duration::from_millis(30);

/// How long a hostile program goes on after its time is up.
fn overtime(isolate: &OwnedIsolate, program: &str) -> Duration {
    let began = Instant::now();
    let told = attach_within(isolate, LIMIT, |th| th.run(program)).expect_err("it does not end by itself");
    let took = began.elapsed();
    let said = told.to_string();
    let expected = ["KeyboardInterrupt: interrupted by the host", "MemoryError", "RecursionError: maximum recursion depth exceeded"];
    assert!(expected.iter().any(|e| said.starts_with(e)), "{program}: {said}");
    took.saturating_sub(LIMIT)
}

#[test]
fn hostile_programs_end_in_time() -> Result<(), Error> {
    let _alone = alone();
    let isolate = Setup::new().heap_limit(256 << 20).start()?;
    isolate.attach(|th| th.run("import time, threading, queue, re, itertools"))?;
    for program in [
        "while True: pass",
        "for _ in itertools.count(): pass",
        "def f():\n    while True:\n        try: time.sleep(0)\n        except BaseException: pass\nf()",
        "while True:\n    try:\n        while True: pass\n    except BaseException: continue",
        "while True:\n    try:\n        try:\n            while True: pass\n        finally:\n            while True: pass\n    except: pass",
        "def f():\n    try: f()\n    finally: f()\nf()",
        "def g():\n    while True:\n        try: yield\n        except BaseException: pass\nfor _ in g(): pass",
        "class C:\n    def __del__(self):\n        while True: pass\nwhile True: C()",
        "l = []\nwhile True: l.append(l[:])",
        "s = 'x'\nwhile True: s += s",
        "time.sleep(100)",
        "lock = threading.Lock(); lock.acquire(); lock.acquire()",
        "threading.Event().wait()",
        "queue.Queue().get()",
        "sorted(itertools.repeat(1))",
        "sum(itertools.count())",
        "list(itertools.count())",
        "any(x < 0 for x in itertools.count())",
        "re.match('(a+)+$', 'a' * 60 + 'b')",
        "re.sub('(x+x+)+y', '', 'x' * 60)",
        "x = 3\nwhile True: x *= x",
        "x = 10 ** 10 ** 9",
        "def f(): f()\nwhile True:\n    try: f()\n    except RecursionError: pass",
        "sorted(range(10 ** 7), key=lambda x: -x)",
        "while True: 'a' in 'ab' * 10 ** 6",
        "itertools.product(range(10), repeat=100).__reduce__; sum(1 for _ in itertools.product(range(10), repeat=20))",
        "max(itertools.permutations(range(20)))",
        "set(itertools.combinations(range(40), 20))",
        "while True: '%s' * 10 ** 5 % tuple(range(10 ** 5))",
    ] {
        let late = overtime(&isolate, program);
        println!("{late:?} {program:?}");
        assert!(late < Duration::from_millis(50 * if cfg!(debug_assertions) { 10 } else { 1 }), "{program}: {late:?} late");
        assert_eq!(isolate.attach(|th| th.eval("1 + 1")?.to::<i64>(th))?, 2, "{program}");
    }
    isolate.end().expect("no threads");
    Ok(())
}

#[test]
fn an_interrupted_program_may_clean_up() -> Result<(), Error> {
    let _alone = alone();
    let isolate = isolate();
    let told = attach_within(&isolate, LIMIT, |th| {
        th.run("done = []\ntry:\n    while True: pass\nfinally:\n    for i in range(100): done.append(str(i))")
    });
    assert_eq!(told.expect_err("interrupted").to_string(), "KeyboardInterrupt: interrupted by the host");
    assert_eq!(isolate.attach(|th| th.eval("len(done)")?.to::<usize>(th))?, 100);
    // One for an attachment that is over does nothing to the next.
    let old = isolate.attach(|th| Ok(th.interrupter()))?;
    isolate.attach(|th| {
        assert!(!old.interrupt());
        th.run("for i in range(1000): pass")
    })?;
    let all = isolate.interrupter();
    let told = isolate.attach(|th| {
        assert!(all.stop());
        th.run("for i in range(1000): pass")
    });
    assert!(told.is_err());
    isolate.attach(|th| {
        assert!(all.stop() && all.relent());
        th.run("for i in range(1000): pass")
    })?;
    isolate.end().expect("no threads");
    assert!(!all.interrupt());
    Ok(())
}
