//! The engine: runs a program from one place on, and goes back where it fails.
//!
//! What there is to go back to is on one stack of frames: places to go on from, and what to put back on the way there (marks of groups, counts of
//! repeats). So nothing is copied when a way is entered, and neither the pattern nor the text can overflow the native stack. A *barrier* is the frame
//! below what is looked around for or kept: when that has matched, the frames above it go, but for the marks, which are put back if all of it fails.
//!
//! Every so many frames the thread polls, so that a stop of the world, a collection or Ctrl-C does not wait for the match's end. What a poll raises
//! is the result. It may run program code, which may match: all state is the caller's own.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::R;
use memchr::memrchr;

use super::chars;
use super::codes::MAXREPEAT;
use super::program::{One, Op, Program, Repeat};
use super::scan;
use super::state::{BYTES_OF_A_FRAME, Frame, Kind, NONE, Slot, State};

/// What is run, on what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) program: &'a Program,
    /// The pattern's words.
    pub(super) code: &'a [u32],
    /// Up to where it is searched.
    pub(super) text: &'a [u8],
}

/// What counts as a match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// It does not end where it began.
    pub(super) must_advance: bool,
    /// It ends at the end.
    pub(super) full: bool,
}

/// Whether a repeat goes on.
enum Turn {
    /// It has to.
    Due,
    /// It may; so often it has been taken.
    Allowed(usize),
    /// It may not.
    Over,
}

impl State {
    /// Runs the program at `start`: the end of the match, if there is one.
    pub(super) fn run<const WIDE: bool>(&mut self, th: &mut Thread, s: &Subject<'_>, start: usize, wanted: Wanted) -> R<Option<usize>> {
        let Subject { program: p, code, text } = *s;
        self.reset();
        let (mut pc, mut pos) = (0usize, start);
        'run: loop {
            // Each instruction that matches goes on with the next turn, each that fails falls out.
            loop {
                match p.ops[pc] {
                    Op::Byte(b) => {
                        if text.get(pos) == Some(&b) {
                            (pc, pos) = (pc + 1, pos + 1);
                            continue;
                        }
                    }
                    Op::Bytes { at, len } => {
                        let wanted = &p.bytes[at as usize..(at + len) as usize];
                        if starts_with(text.get(pos..).unwrap_or(&[]), wanted) {
                            (pc, pos) = (pc + 1, pos + wanted.len());
                            continue;
                        }
                    }
                    Op::Set(n) => {
                        let next = chars::take::<WIDE>(p, code, n, text, pos);
                        if next != pos {
                            (pc, pos) = (pc + 1, next);
                            continue;
                        }
                    }
                    Op::Mark(n) => {
                        self.set_mark(th, n, pos)?;
                        pc += 1;
                        continue;
                    }
                    Op::Jump(to) => {
                        pc = to as usize;
                        continue;
                    }
                    Op::Branch { table, at_end, targets } => {
                        let can = text.get(pos).map_or(at_end, |b| p.choices[table as usize][*b as usize]);
                        if can != 0 {
                            let others = can & (can - 1);
                            if others != 0 {
                                self.push(th, Kind::Alternatives, pc as u32, pos, usize::from(others))?;
                            }
                            pc = p.targets[(targets + can.trailing_zeros()) as usize] as usize;
                            continue;
                        }
                    }
                    Op::Most(n) => {
                        let one = &p.ones[n as usize];
                        if let Some((to, min)) = most::<WIDE>(th, s, one, pos)? {
                            self.charge(th, to - pos)?;
                            let Some(to) = last(s, one, min, to) else { break };
                            if to > min && !one.apart {
                                self.push(th, Kind::Most, pc as u32, to, min)?;
                            }
                            (pc, pos) = (pc + 1, to);
                            continue;
                        }
                    }
                    Op::Possessive(n) => {
                        let one = &p.ones[n as usize];
                        if let Some((to, _)) = most::<WIDE>(th, s, one, pos)? {
                            self.charge(th, to - pos)?;
                            (pc, pos) = (pc + 1, to);
                            continue;
                        }
                    }
                    Op::Fewest(n) => {
                        let one = &p.ones[n as usize];
                        if let Some(from) = least::<WIDE>(s, one, pos) {
                            let left = if one.max == MAXREPEAT { usize::MAX } else { (one.max - one.min) as usize };
                            if let Some((to, left)) = self.nearest::<WIDE>(th, s, one, from, left)? {
                                if left > 0 {
                                    self.push(th, Kind::Fewest, pc as u32, to, left)?;
                                }
                                (pc, pos) = (pc + 1, to);
                                continue;
                            }
                        }
                    }
                    Op::At(at) => {
                        if chars::is_at::<WIDE>(at, text, pos) {
                            pc += 1;
                            continue;
                        }
                    }
                    Op::Repeat(n) => {
                        self.push_slot(th, n)?;
                        // The end counts the turn that it comes from; there has been none.
                        self.slots[n as usize] = Slot { count: usize::MAX, last: NONE };
                        pc = p.repeats[n as usize].until as usize;
                        continue;
                    }
                    Op::MaxUntil(n) => {
                        let repeat = p.repeats[n as usize];
                        pc = match self.turn(th, repeat, n, pos)? {
                            Turn::Due => repeat.body as usize,
                            Turn::Over => repeat.exit as usize,
                            Turn::Allowed(count) => {
                                self.push(th, Kind::Choice, repeat.exit, pos, 0)?;
                                self.push_slot(th, n)?;
                                self.slots[n as usize] = Slot { count, last: pos };
                                repeat.body as usize
                            }
                        };
                        continue;
                    }
                    Op::MinUntil(n) => {
                        let repeat = p.repeats[n as usize];
                        pc = match self.turn(th, repeat, n, pos)? {
                            Turn::Due => repeat.body as usize,
                            Turn::Over => repeat.exit as usize,
                            Turn::Allowed(_) => {
                                self.push(th, Kind::Choice, pc as u32 + 1, pos, 0)?;
                                repeat.exit as usize
                            }
                        };
                        continue;
                    }
                    Op::MinMore(n) => {
                        self.push_slot(th, n)?;
                        let slot = &mut self.slots[n as usize];
                        *slot = Slot { count: slot.count.wrapping_add(1), last: pos };
                        pc = p.repeats[n as usize].body as usize;
                        continue;
                    }
                    Op::PossessiveStart(n) => {
                        self.slots[n as usize] = Slot { count: 0, last: NONE };
                        pc += 1;
                        continue;
                    }
                    Op::PossessiveLoop(n) => {
                        self.tick(th)?;
                        let repeat = p.repeats[n as usize];
                        let slot = &mut self.slots[n as usize];
                        if slot.count < repeat.min as usize {
                            self.push_barrier(th, Kind::Barrier, 0, pos)?;
                            pc += 1;
                        } else if (repeat.max == MAXREPEAT || slot.count < repeat.max as usize) && pos != slot.last {
                            slot.last = pos;
                            self.push_barrier(th, Kind::BarrierPassed, repeat.exit, pos)?;
                            pc += 1;
                        } else {
                            pc = repeat.exit as usize;
                        }
                        continue;
                    }
                    Op::PossessiveEnd(n) => {
                        self.commit();
                        self.slots[n as usize].count += 1;
                        pc = p.repeats[n as usize].body as usize - 1;
                        continue;
                    }
                    Op::Assert { back, .. } => {
                        if let Some(from) = chars::back::<WIDE>(text, pos, back as usize) {
                            self.push_barrier(th, Kind::Barrier, 0, pos)?;
                            (pc, pos) = (pc + 1, from);
                            continue;
                        }
                    }
                    Op::AssertNot { back, next } => {
                        match chars::back::<WIDE>(text, pos, back as usize) {
                            Some(from) => {
                                self.push_barrier(th, Kind::BarrierPassed, next, pos)?;
                                (pc, pos) = (pc + 1, from);
                            }
                            None => pc = next as usize,
                        }
                        continue;
                    }
                    Op::Atomic => {
                        self.push_barrier(th, Kind::Barrier, 0, pos)?;
                        pc += 1;
                        continue;
                    }
                    Op::AssertEnd => {
                        pos = self.commit();
                        pc += 1;
                        continue;
                    }
                    Op::AtomicEnd => {
                        self.commit();
                        pc += 1;
                        continue;
                    }
                    Op::AssertNotEnd => self.abandon(),
                    Op::Ref { group, fold } => {
                        if let Some((from, to)) = self.group(group as usize)
                            && let Some(end) = chars::same::<WIDE>(text, fold, (from, to), pos)
                        {
                            self.charge(th, to - from)?;
                            (pc, pos) = (pc + 1, end);
                            continue;
                        }
                    }
                    Op::IfGroup { group, no } => {
                        pc = if self.group(group as usize).is_some() { pc + 1 } else { no as usize };
                        continue;
                    }
                    Op::Done => {
                        if !(wanted.full && pos != text.len() || wanted.must_advance && pos == start) {
                            return Ok(Some(pos));
                        }
                    }
                    Op::Fail => {}
                }
                break;
            }
            loop {
                let Some(frame) = self.stack.pop() else { return Ok(None) };
                match frame.kind {
                    Kind::Mark => self.restore_mark(&frame),
                    Kind::Slot => self.slots[frame.arg as usize] = Slot { count: frame.a, last: frame.b },
                    Kind::Choice => {
                        self.tick(th)?;
                        (pc, pos) = (frame.arg as usize, frame.a);
                        continue 'run;
                    }
                    Kind::Alternatives => {
                        self.tick(th)?;
                        let (can, others) = (frame.b, frame.b & (frame.b - 1));
                        if others != 0 {
                            self.stack.push(Frame { b: others, ..frame });
                        }
                        if let Op::Branch { targets, .. } = p.ops[frame.arg as usize] {
                            pc = p.targets[(targets + can.trailing_zeros()) as usize] as usize;
                        }
                        pos = frame.a;
                        continue 'run;
                    }
                    Kind::Most => {
                        self.tick(th)?;
                        if let Op::Most(n) = p.ops[frame.arg as usize]
                            && let Some(to) = chars::before::<WIDE>(text, frame.a)
                        {
                            let found = last(s, &p.ones[n as usize], frame.b, to);
                            self.charge(th, to - found.unwrap_or(frame.b))?;
                            let Some(to) = found else { continue };
                            if to > frame.b {
                                self.stack.push(Frame { a: to, ..frame });
                            }
                            (pc, pos) = (frame.arg as usize + 1, to);
                            continue 'run;
                        }
                    }
                    Kind::Fewest => {
                        self.tick(th)?;
                        if let Op::Fewest(n) = p.ops[frame.arg as usize] {
                            let one = &p.ones[n as usize];
                            let from = chars::take::<WIDE>(p, code, one.set, text, frame.a);
                            let left = if frame.b == usize::MAX { usize::MAX } else { frame.b - 1 };
                            if from != frame.a
                                && let Some((to, left)) = self.nearest::<WIDE>(th, s, one, from, left)?
                            {
                                if left > 0 {
                                    self.stack.push(Frame { a: to, b: left, ..frame });
                                }
                                (pc, pos) = (frame.arg as usize + 1, to);
                                continue 'run;
                            }
                        }
                    }
                    Kind::Barrier => self.barrier = frame.b,
                    Kind::BarrierPassed => {
                        self.barrier = frame.b;
                        (pc, pos) = (frame.arg as usize, frame.a);
                        continue 'run;
                    }
                }
            }
        }
    }

    /// What the end of a repeat's turn leads to. One that is due is begun.
    #[inline(always)]
    fn turn(&mut self, th: &mut Thread, repeat: Repeat, n: u32, pos: usize) -> R<Turn> {
        self.tick(th)?;
        let slot = self.slots[n as usize];
        let count = slot.count.wrapping_add(1);
        if count < repeat.min as usize {
            self.push_slot(th, n)?;
            self.slots[n as usize].count = count;
            return Ok(Turn::Due);
        }
        let more = (repeat.max == MAXREPEAT || count < repeat.max as usize) && pos != slot.last;
        Ok(if more { Turn::Allowed(count) } else { Turn::Over })
    }

    /// The first place from `from` on at which what follows a repeat can begin, over at most `left` characters; how many are left then.
    #[inline]
    fn nearest<const WIDE: bool>(
        &mut self,
        th: &mut Thread,
        s: &Subject<'_>,
        one: &One,
        from: usize,
        left: usize,
    ) -> R<Option<(usize, usize)>> {
        let Some(look) = one.next else { return Ok(Some((from, left))) };
        let (mut at, mut left) = (from, left);
        loop {
            if s.program.can_come(look, s.text, at) {
                return Ok(Some((at, left)));
            }
            if left == 0 {
                return Ok(None);
            }
            let next = chars::take::<WIDE>(s.program, s.code, one.set, s.text, at);
            if next == at {
                return Ok(None);
            }
            at = next;
            if left != usize::MAX {
                left -= 1;
            }
            self.passed += 1;
            if self.passed.is_multiple_of(BYTES_OF_A_FRAME) {
                self.tick(th)?;
            }
        }
    }
}

/// Whether a text begins with another, which is short as a rule: a call to compare them would take longer than the loop.
#[inline(always)]
fn starts_with(text: &[u8], wanted: &[u8]) -> bool {
    if wanted.len() > 16 || text.len() < wanted.len() {
        return text.starts_with(wanted);
    }
    let mut i = 0;
    while i < wanted.len() {
        if text[i] != wanted[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The farthest that a repeat goes from `pos`, and the least far.
#[inline]
fn most<const WIDE: bool>(th: &mut Thread, s: &Subject<'_>, one: &One, pos: usize) -> R<Option<(usize, usize)>> {
    let Some(min) = least_place::<WIDE>(s, one, pos) else { return Ok(None) };
    let to = if WIDE && one.max != MAXREPEAT {
        let mut to = pos;
        for _ in 0..one.max {
            let next = chars::take::<WIDE>(s.program, s.code, one.set, s.text, to);
            if next == to {
                break;
            }
            to = next;
        }
        to
    } else {
        let end = if one.max == MAXREPEAT { s.text.len() } else { s.text.len().min(pos.saturating_add(one.max as usize)) };
        scan::within::<WIDE>(th, s, one, pos, end)?
    };
    Ok((to >= min).then_some((to, min)))
}

/// The place `min` characters on, whatever these are.
#[inline]
fn least_place<const WIDE: bool>(s: &Subject<'_>, one: &One, pos: usize) -> Option<usize> {
    if !WIDE || one.min == 0 {
        return pos.checked_add(one.min as usize).filter(|to| *to <= s.text.len());
    }
    chars::forward(s.text, pos, one.min as usize)
}

/// The place behind the fewest characters of a repeat.
#[inline]
fn least<const WIDE: bool>(s: &Subject<'_>, one: &One, pos: usize) -> Option<usize> {
    let mut to = pos;
    for _ in 0..one.min {
        let next = chars::take::<WIDE>(s.program, s.code, one.set, s.text, to);
        if next == to {
            return None;
        }
        to = next;
    }
    Some(to)
}

/// The last place from `min` to `to` at which what follows a repeat can begin.
#[inline]
fn last(s: &Subject<'_>, one: &One, min: usize, to: usize) -> Option<usize> {
    let Some(look) = one.next else { return Some(to) };
    if one.apart || (look.end && to == s.text.len()) {
        return s.program.can_come(look, s.text, to).then_some(to);
    }
    let end = s.text.len().min(to + 1);
    let bytes = s.text.get(min..end)?;
    let found = match look.only {
        Some(b) => memrchr(b, bytes),
        None => bytes.iter().rposition(|b| s.program.is_in(look.class, *b)),
    };
    found.map(|i| min + i)
}
