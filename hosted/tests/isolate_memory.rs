//! An isolate that ends gives every byte back. One test, so that nobody else in the process allocates meanwhile.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};

use freewheel::embed::{Error, Function, Module, Setup};

/// The system's allocator, with a count of the bytes in use.
struct Counted;

static IN_USE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: the caller's contract.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: the caller's contract.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn dealloc(&self, p: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: the caller's contract.
        unsafe { System.dealloc(p, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Bytes of the process that are resident.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    text.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok()).expect("a number") * 4096
}

/// A life of an isolate with much in it.
fn live(threads: usize) -> Result<(), Error> {
    let isolate = Setup::new().start()?;
    isolate.attach(|th| {
        let calls = AtomicUsize::new(0);
        let area = Function::new("area", move |th, args| {
            calls.fetch_add(1, Ordering::Relaxed);
            args.get::<f64>(th, 0)
        });
        th.add_module(Module::new("shapes").function(area))?;
        th.run(
            "import re, json, collections, weakref, array, threading, decimal, io, asyncio, enum, dataclasses, datetime, shapes
class Node:
    def __init__(self): self.me, self.data = self, [0] * 100_000
nodes = [Node() for _ in range(5)]
refs = [weakref.ref(n, lambda r: None) for n in nodes]
view = memoryview(array.array('i', range(1000)))
text, big, number = 'x' * 100_000, 10 ** 5000, decimal.Decimal('1.5')
def gen():
    yield from nodes
g = gen(); next(g)
def deep(n): return deep(n - 1) if n else sorted(nodes, key=id)
deep(100)
found = re.findall('a+(?P<n>b)?', 'aab' * 1000)
out = json.dumps({str(i): [i] for i in range(1000)})
async def main(): await asyncio.sleep(0)
asyncio.run(main())
@dataclasses.dataclass
class D: x: int = 1
class Color(enum.Enum): RED = 1
D.__name__ = 'E'
try: D(1, 2, 3)
except TypeError as e: kept = e
shapes.area(2)",
        )
    })?;
    // In turn: threads that wait for each other make the platform's queues larger, which are the process's.
    for _ in 0..threads {
        std::thread::scope(|s| {
            s.spawn(|| isolate.attach(|th| th.run("deep(10); local = [Node() for _ in range(3)]")).expect("no error"));
        });
    }
    isolate.end().expect("no threads");
    Ok(())
}

#[test]
fn every_byte_comes_back() -> Result<(), Error> {
    // What is made once for the process.
    live(2)?;
    let before = IN_USE.load(Ordering::Relaxed);
    for _ in 0..3 {
        live(2)?;
    }
    let after = IN_USE.load(Ordering::Relaxed);
    assert_eq!(after - before, 0, "bytes of the allocator's");
    let before = resident();
    for _ in 0..10 {
        live(1)?;
    }
    let after = resident();
    assert!(after < before + (8 << 20), "{before} bytes resident, then {after}");
    Ok(())
}
