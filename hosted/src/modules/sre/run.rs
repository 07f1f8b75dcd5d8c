//! One match after the other in a text: the program for its kind, where to try it, and what it found.

use std::cell::Cell;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::R;

use super::chars;
use super::engine::{Subject, Wanted};
use super::find::{self, Finder};
use super::pattern::Pattern;
use super::scan;
use super::state::State;
use super::text::{Place, Text};

/// Places that a search passes over from one poll to the next.
const PLACES: usize = 1 << 16;

thread_local! {
    /// The engine's memory, between searches.
    static SPARE: Cell<State> = Cell::default();
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
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) text: &'a Text<'a>,
    pattern: &'a Pattern,
    state: State,
    /// The state has room for the pattern's groups.
    prepared: bool,
    /// Where the next match is looked for.
    pub(super) from: Place,
    /// Characters from here on are not there.
    end: usize,
    /// The same in bytes.
    end_byte: usize,
    /// The next match is not an empty one at its start: there was one.
    pub(super) must_advance: bool,
    /// The bytes of the match that was found.
    found: (usize, usize),
    /// A place near which others are sought.
    near: Cell<Place>,
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        let mut state = core::mem::take(&mut self.state);
        state.trim();
        // A thread that ends has no place for it any more.
        let _ = SPARE.try_with(|spare| spare.set(state));
    }
}

impl<'a> Search<'a> {
    /// Goes through `text` from `start` to `end`, which are characters in it.
    pub(super) fn new(text: &'a Text<'a>, pattern: &'a Pattern, start: usize, end: usize) -> Search<'a> {
        Search::from_place(text, pattern, text.seek(Place::default(), start), end, false)
    }

    /// The same from a known place.
    pub(super) fn from_place(text: &'a Text<'a>, pattern: &'a Pattern, from: Place, end: usize, must_advance: bool) -> Search<'a> {
        let end_byte = if end == text.len() { text.bytes().len() } else { text.seek(from, end).byte };
        let state = SPARE.try_with(Cell::take).unwrap_or_default();
        Search { text, pattern, state, prepared: false, from, end, end_byte, must_advance, found: (0, 0), near: Cell::new(from) }
    }

    /// Whether there is a match; [`span`](Search::span) tells which.
    pub(super) fn run(&mut self, th: &mut Thread, how: How) -> R<bool> {
        if self.from.index > self.end {
            return Ok(false);
        }
        let wide = matches!(self.text, Text::Wide(..));
        let program = self.pattern.program(th, wide)?;
        if !self.prepared {
            self.state.prepare(th, program, self.pattern.groups)?;
            self.prepared = true;
        }
        let text = self.text.bytes().get(..self.end_byte).unwrap_or(&[]);
        let subject = Subject { program, code: &self.pattern.code, text };
        let found = if wide { self.run_in::<true>(th, &subject, how)? } else { self.run_in::<false>(th, &subject, how)? };
        let Some(found) = found else { return Ok(false) };
        self.found = found;
        // Groups are near the match's start.
        self.near.set(self.place(found.0));
        Ok(true)
    }

    fn run_in<const WIDE: bool>(&mut self, th: &mut Thread, s: &Subject<'_>, how: How) -> R<Option<(usize, usize)>> {
        let start = self.from.byte;
        // Characters have one byte at least.
        if s.text.len() - start < s.program.min as usize {
            return Ok(None);
        }
        if how == How::Search {
            return self.search::<WIDE>(th, s, start);
        }
        if !s.program.first.is_none_or(|look| s.program.can_come(look, s.text, start)) {
            return Ok(None);
        }
        let wanted = Wanted { must_advance: self.must_advance, full: how == How::Full };
        Ok(self.state.run::<WIDE>(th, s, start, wanted)?.map(|end| (start, end)))
    }

    fn search<const WIDE: bool>(&mut self, th: &mut Thread, s: &Subject<'_>, start: usize) -> R<Option<(usize, usize)>> {
        let p = s.program;
        let len = s.text.len();
        // Behind the last place at which there is room for a match.
        let stop = if p.begins { len } else { (len + 1).saturating_sub((p.min as usize).saturating_sub(1)).max(start + 1) };
        let mut at = start;
        while at < stop {
            let near = stop.min(at.saturating_add(PLACES));
            let Some(candidate) = find::next(p, s.text, at, near) else {
                if near == stop || matches!(p.finder, Finder::Start) {
                    return Ok(None);
                }
                at = near;
                while WIDE && s.text.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
                    at += 1;
                }
                th.poll()?;
                continue;
            };
            self.state.charge(th, candidate - at)?;
            let must_advance = self.must_advance && candidate == start;
            if let Some(end) = self.state.run::<WIDE>(th, s, candidate, Wanted { must_advance, full: false })? {
                return Ok(Some((candidate, end)));
            }
            if matches!(p.finder, Finder::Start) {
                return Ok(None);
            }
            // Where the repeat that a match begins with ends, no match has begun before either.
            at = match p.leading.and_then(|n| p.ones.get(n as usize)) {
                Some(one) if !must_advance => scan::to_end::<WIDE>(th, s, one, candidate)?,
                _ => candidate,
            };
            self.state.tick(th)?;
            at += if WIDE { s.text.get(at).map_or(1, |b| chars::length(*b)) } else { 1 };
        }
        Ok(None)
    }

    /// Where the match that was found begins and ends.
    pub(super) fn span(&self) -> (Place, Place) {
        let start = self.near.get();
        (start, self.place(self.found.1))
    }

    fn place(&self, byte: usize) -> Place {
        self.text.place_of(self.near.get(), byte)
    }

    /// Where a group matched, from 1.
    pub(super) fn group(&self, i: usize) -> Span {
        let (start, end) = self.state.group(i - 1)?;
        let start = self.place(start);
        Some((start, self.text.place_of(start, end)))
    }

    /// The last group that ended.
    pub(super) fn last_index(&self) -> Option<usize> {
        Some(self.state.last_group).filter(|n| *n > 0)
    }

    /// Goes on behind the match that was found, which ends at `end`.
    pub(super) fn go_on(&mut self, end: Place) {
        self.must_advance = self.found.0 == self.found.1;
        self.from = end;
        self.near.set(end);
    }
}
