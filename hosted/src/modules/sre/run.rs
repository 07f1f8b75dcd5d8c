//! A match: the engine at work, between two looks at whether the thread has to do something else.
//!
//! The engine is a plain loop that knows no threads. It looks at characters through functions of ours, which count the looks down; every so many the
//! thread polls, so that a stop of the world, a collection or Ctrl-C does not wait for the match's end. What a poll raises leaves the engine by
//! unwinding: it holds nothing but memory of its own.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, R, Raised};
use rustpython_sre_engine::{Request, State, StrDrive};

use super::text::{Narrow, Place, Text, Utf8};

/// Looks at characters from one poll to the next: tens of microseconds.
const LOOKS: u32 = 1 << 12;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(LOOKS) };
    /// The state of the thread whose match is running, or null.
    static RUNNING: Cell<*mut Thread> = const { Cell::new(std::ptr::null_mut()) };
}

/// Counts a look at a character.
#[inline(always)]
pub(super) fn tick() {
    LEFT.with(|left| match left.get() {
        0 => poll(left),
        n => left.set(n - 1),
    });
}

#[cold]
#[inline(never)]
fn poll(left: &Cell<u32>) {
    left.set(LOOKS);
    // SAFETY: null, or the state of this very thread, lent to `guarded`, which is below us on the stack and does not use it until the engine
    // is done.
    if let Some(th) = unsafe { RUNNING.get().as_mut() }
        && let Err(raised) = th.poll()
    {
        resume_unwind(Box::new(raised));
    }
}

/// Puts back what was running when this match began: a poll may run program code, which may match.
struct Restore(*mut Thread);

impl Drop for Restore {
    fn drop(&mut self) {
        RUNNING.set(self.0);
    }
}

/// Runs the engine, `f`, with polls.
fn guarded(th: &mut Thread, f: impl FnOnce() -> bool) -> R<bool> {
    let outer = RUNNING.replace(&raw mut *th);
    let restore = Restore(outer);
    // The engine's state is not used again after unwinding: `Search` counts as over.
    let result = catch_unwind(AssertUnwindSafe(f));
    drop(restore);
    match result {
        Ok(found) => Ok(found),
        Err(payload) => Err(match payload.downcast::<Raised>() {
            Ok(raised) => *raised,
            Err(_) => th.raise(Builtin::RuntimeError, format_args!("invalid SRE code")),
        }),
    }
}

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// A match that begins at the start.
    Prefix,
    /// One that ends at the end as well.
    Full,
    /// The first one anywhere.
    Search,
}

/// Start and end of what a group matched.
pub(super) type Span = Option<(Place, Place)>;

/// One match after the other in a text.
pub(super) struct Search<'a> {
    pub(super) text: &'a Text<'a>,
    code: &'a [u32],
    state: State,
    /// Where the next match is looked for.
    pub(super) from: Place,
    /// Characters from here on are not there.
    end: usize,
    /// The next match is not an empty one at its start: there was one.
    pub(super) must_advance: bool,
    near: Cell<Place>,
}

impl<'a> Search<'a> {
    /// Goes through `text` from `start` to `end`, which are characters in it.
    pub(super) fn new(text: &'a Text<'a>, code: &'a [u32], start: usize, end: usize) -> Search<'a> {
        Search::from_place(text, code, text.seek(Place::default(), start), end, false)
    }

    /// The same from a known place.
    pub(super) fn from_place(text: &'a Text<'a>, code: &'a [u32], from: Place, end: usize, must_advance: bool) -> Search<'a> {
        Search { text, code, state: State::default(), from, end, must_advance, near: Cell::new(from) }
    }

    /// Whether there is a match; [`span`](Search::span) tells which.
    pub(super) fn run(&mut self, th: &mut Thread, how: How) -> R<bool> {
        if self.from.index > self.end {
            return Ok(false);
        }
        let (text, code) = (self.text, self.code);
        let (start, end, must_advance) = (self.from.index, self.end, self.must_advance);
        let state = &mut self.state;
        let found = match text {
            Text::Ascii(s) => run(th, state, Narrow(s.as_bytes()), code, (start, end), must_advance, how),
            Text::Bytes(b) => run(th, state, Narrow(b), code, (start, end), must_advance, how),
            Text::Wide(s, chars) => {
                let reader = Utf8 { text: s, chars: *chars, near: &self.near };
                run(th, state, reader, code, (start, end), must_advance, how)
            }
        };
        // Groups are near the match's start, and that is near where the engine last was.
        if let Ok(true) = found {
            self.near.set(text.seek(self.near.get(), self.state.start));
        }
        found
    }

    /// Where the match that was found begins and ends.
    pub(super) fn span(&self) -> (Place, Place) {
        let start = self.place(self.state.start);
        (start, self.text.seek(start, self.state.cursor.position))
    }

    fn place(&self, index: usize) -> Place {
        self.text.seek(self.near.get(), index)
    }

    /// Where a group matched, from 1.
    pub(super) fn group(&self, i: usize) -> Span {
        let (start, end) = self.state.marks.get(i - 1);
        if !start.is_some() || !end.is_some() || start.unpack() > end.unpack() {
            return None;
        }
        let start = self.place(start.unpack());
        Some((start, self.text.seek(start, end.unpack())))
    }

    /// The last group that ended.
    pub(super) fn last_index(&self) -> Option<usize> {
        usize::try_from(self.state.marks.last_index()).ok()
    }

    /// Goes on behind the match that was found, which ends at `end`.
    pub(super) fn go_on(&mut self, end: Place) {
        self.must_advance = self.state.cursor.position == self.state.start;
        self.from = end;
        self.near.set(end);
    }
}

fn run<S: StrDrive>(
    th: &mut Thread,
    state: &mut State,
    string: S,
    code: &[u32],
    (start, end): (usize, usize),
    must_advance: bool,
    how: How,
) -> R<bool> {
    let request = Request { string, start, end, pattern_codes: code, match_all: how == How::Full, must_advance };
    state.reset(&request, start);
    guarded(th, || if how == How::Search { state.search(request) } else { state.py_match(&request) })
}
