//! How far characters of a set go.

use memchr::{memchr, memchr2, memchr3};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::R;

use super::chars;
use super::engine::Subject;
use super::program::{One, Scan};

/// Bytes that are passed over at once without a poll.
const BYTES: usize = 1 << 16;

/// Where a run of a repeat's set ends that begins at `from`.
pub(super) fn to_end<const WIDE: bool>(th: &mut Thread, s: &Subject<'_>, one: &One, from: usize) -> R<usize> {
    within::<WIDE>(th, s, one, from, s.text.len())
}

/// The same, not past `end`.
#[inline]
pub(super) fn within<const WIDE: bool>(th: &mut Thread, s: &Subject<'_>, one: &One, from: usize, end: usize) -> R<usize> {
    let mut to = from;
    loop {
        let stop = end.min(to.saturating_add(BYTES));
        to = run::<WIDE>(s, one, to, stop, end);
        if to < stop || to >= end {
            return Ok(to);
        }
        th.poll()?;
    }
}

/// Where a run of a repeat's set ends that begins at `from`, not past `end`. It may stop at the first character from `stop` on as well.
#[inline]
fn run<const WIDE: bool>(s: &Subject<'_>, one: &One, from: usize, stop: usize, end: usize) -> usize {
    let part = s.text.get(from..end).unwrap_or(&[]);
    match one.scan {
        // These are so quick that they need no stop.
        Scan::All => end,
        Scan::But1(a) => from + memchr(a, part).unwrap_or(part.len()),
        Scan::But2(a, b) => from + memchr2(a, b, part).unwrap_or(part.len()),
        Scan::But3(a, b, c) => from + memchr3(a, b, c, part).unwrap_or(part.len()),
        Scan::Class => class::<WIDE>(s, one, from, stop),
    }
}

#[inline]
fn class<const WIDE: bool>(s: &Subject<'_>, one: &One, from: usize, stop: usize) -> usize {
    let set = &s.program.sets[one.set as usize];
    let table = &s.program.tables[set.class.table as usize];
    let mut at = from;
    if !WIDE {
        let part = s.text.get(from..stop).unwrap_or(&[]);
        return from + part.iter().position(|b| table[*b as usize] & set.class.mask == 0).unwrap_or(part.len());
    }
    while at < stop {
        let b = s.text[at];
        if table[b as usize] & set.class.mask == 0 {
            break;
        }
        if b < 0x80 {
            at += 1;
            continue;
        }
        let next = chars::take::<WIDE>(s.program, s.code, one.set, s.text, at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}
