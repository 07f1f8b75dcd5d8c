//! With the feature `checks`: requests for memory refused as the environment says, and a look at the heap when the program has ended.
//!
//! `FREEWHEEL_FAULT=N` or `N,TIMES` refuses request N of the program for heap memory, and TIMES - 1 after it. At the end everything is collected and the
//! heap looked over (`gc::verify`); when that finds a fault it is printed and the exit code is [`BROKEN`]. `tests/ci/faults.sh` runs programs in this way.

use freewheel_kernel::gc::{self, Extent, verify};
use freewheel_kernel::isolate::Thread;

/// Exit code of a program that left a broken heap.
pub(super) const BROKEN: i32 = 99;
/// Exit code of a program that has made fewer requests.
pub(super) const NOT_REACHED: i32 = 98;

fn wanted() -> Option<(u32, u32)> {
    let text = std::env::var("FREEWHEEL_FAULT").ok()?;
    let (n, times) = text.split_once(',').unwrap_or((&text, "1"));
    Some((n.parse().ok()?, times.parse().ok()?))
}

/// The program begins.
pub(super) fn begin(th: &mut Thread) {
    if let Some((n, times)) = wanted() {
        th.isolate().space.faults().refuse_from(n, times);
    }
}

/// The program has ended: another exit code, if there is something to say.
pub(super) fn end(th: &mut Thread) -> Option<i32> {
    wanted()?;
    let reached = th.isolate().space.faults().stop();
    if let Err(e) = gc::collect(th, Extent::Full) {
        drop(th.take(e));
    }
    match verify::verify(th) {
        Ok(_) => (!reached).then_some(NOT_REACHED),
        Err(fault) => {
            eprintln!("freewheel: the heap is broken: {fault}");
            Some(BROKEN)
        }
    }
}
