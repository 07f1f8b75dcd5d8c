//! The engine's memory: the stack of what there is to go back to, marks of groups, counts of repeats, and the steps to the next poll.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{OrRaise, R};

use super::program::Program;

/// Frames from one poll to the next: tens of microseconds.
const FRAMES: u32 = 1 << 12;

/// Bytes that take about as long to pass over as a frame takes.
pub(super) const BYTES_OF_A_FRAME: usize = 16;

/// A mark that is not set.
pub(super) const NONE: usize = usize::MAX;

/// What to do when the way ahead has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Go on with instruction `arg` at `a`.
    Choice,
    /// With the alternatives `b` of the branch `arg`.
    Alternatives,
    /// With less of the repeat `arg`, which ends at `a` and has to end at `b` at least.
    Most,
    /// With more of it; it ends at `a`, and `b` more characters are allowed.
    Fewest,
    /// Mark `arg` was `a`, and the last group `b`.
    Mark,
    /// Repeat `arg` had been taken `a` times, the last one from `b`.
    Slot,
    /// What was kept or asserted, from `a` on, does not match; `b` is the barrier before.
    Barrier,
    /// It was not to match, so that instruction `arg` follows; or it was one more turn of a repeat, which is over.
    BarrierPassed,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) arg: u32,
    pub(super) a: usize,
    pub(super) b: usize,
}

/// How often a repeat has been taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) count: usize,
    /// Where its last turn began: another from there would be endless.
    pub(super) last: usize,
}

/// The engine's memory, which is used again.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) stack: Vec<Frame>,
    pub(super) marks: Vec<usize>,
    pub(super) slots: Vec<Slot>,
    /// The last group that ended, or 0.
    pub(super) last_group: usize,
    pub(super) barrier: usize,
    /// Marks may be set.
    pub(super) marked: bool,
    left: u32,
    /// Characters that were passed over one by one.
    pub(super) passed: usize,
}

impl State {
    /// Room for the groups and repeats of a program.
    pub(super) fn prepare(&mut self, th: &mut Thread, program: &Program, groups: usize) -> R<()> {
        // A program may name one group more than it has.
        let marks = groups * 2 + 2;
        self.marks.clear();
        self.marks.try_reserve(marks).ok().or_raise(th)?;
        self.marks.resize(marks, NONE);
        self.slots.clear();
        self.slots.try_reserve(program.repeats.len()).ok().or_raise(th)?;
        self.slots.resize(program.repeats.len(), Slot { count: 0, last: NONE });
        self.last_group = 0;
        self.marked = false;
        self.left = FRAMES;
        Ok(())
    }

    /// Forgets what a run has left.
    #[inline]
    pub(super) fn reset(&mut self) {
        self.stack.clear();
        self.barrier = 0;
        if self.marked {
            self.marks.fill(NONE);
            self.last_group = 0;
            self.marked = false;
        }
    }

    /// Gives memory back that an unusual match has needed.
    pub(super) fn trim(&mut self) {
        const KEPT: usize = 1 << 12;
        if self.stack.capacity() > KEPT || self.marks.capacity() > KEPT || self.slots.capacity() > KEPT {
            *self = State::default();
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, th: &mut Thread, kind: Kind, arg: u32, a: usize, b: usize) -> R<()> {
        if self.stack.len() == self.stack.capacity() {
            self.grow(th)?;
        }
        self.stack.push(Frame { kind, arg, a, b });
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, th: &mut Thread) -> R<()> {
        let more = self.stack.len().max(32);
        th.afford(more.checked_mul(size_of::<Frame>()))?;
        self.stack.try_reserve(more).ok().or_raise(th)
    }

    /// Remembers a repeat's count, if anything can come back to it.
    #[inline(always)]
    pub(super) fn push_slot(&mut self, th: &mut Thread, n: u32) -> R<()> {
        if self.stack.is_empty() {
            return Ok(());
        }
        let Slot { count, last } = self.slots[n as usize];
        self.push(th, Kind::Slot, n, count, last)
    }

    #[inline(always)]
    pub(super) fn set_mark(&mut self, th: &mut Thread, n: u32, pos: usize) -> R<()> {
        let old = self.marks[n as usize];
        if !self.stack.is_empty() {
            self.push(th, Kind::Mark, n, old, self.last_group)?;
        }
        self.marked = true;
        self.marks[n as usize] = pos;
        if n % 2 == 1 {
            self.last_group = n as usize / 2 + 1;
        }
        Ok(())
    }

    /// Where a group matched.
    #[inline]
    pub(super) fn group(&self, n: usize) -> Option<(usize, usize)> {
        let (from, to) = (*self.marks.get(2 * n)?, *self.marks.get(2 * n + 1)?);
        (from != NONE && to != NONE && from <= to).then_some((from, to))
    }

    pub(super) fn push_barrier(&mut self, th: &mut Thread, kind: Kind, arg: u32, pos: usize) -> R<()> {
        let before = core::mem::replace(&mut self.barrier, self.stack.len());
        self.push(th, kind, arg, pos, before)
    }

    /// What is above the barrier has matched: there is no way back into it. Gives where it began.
    pub(super) fn commit(&mut self) -> usize {
        let at = self.barrier;
        let Frame { a: pos, b: before, .. } = self.stack[at];
        let mut kept = at;
        if at > 0 {
            for i in at + 1..self.stack.len() {
                if self.stack[i].kind == Kind::Mark {
                    self.stack[kept] = self.stack[i];
                    kept += 1;
                }
            }
        }
        self.stack.truncate(kept);
        self.barrier = before;
        pos
    }

    /// What is above the barrier has matched and should not have: all is as it was before.
    pub(super) fn abandon(&mut self) {
        while self.stack.len() > self.barrier
            && let Some(frame) = self.stack.pop()
        {
            match frame.kind {
                Kind::Mark => self.restore_mark(&frame),
                _ if self.stack.len() == self.barrier => {
                    self.barrier = frame.b;
                    return;
                }
                _ => {}
            }
        }
    }

    pub(super) fn restore_mark(&mut self, frame: &Frame) {
        self.marks[frame.arg as usize] = frame.a;
        self.last_group = frame.b;
    }

    /// Counts a step towards the next poll.
    #[inline(always)]
    pub(super) fn tick(&mut self, th: &mut Thread) -> R<()> {
        self.left -= 1;
        if self.left == 0 {
            self.left = FRAMES;
            th.poll()?;
        }
        Ok(())
    }

    /// Counts bytes that were passed over.
    #[inline(always)]
    pub(super) fn charge(&mut self, th: &mut Thread, bytes: usize) -> R<()> {
        if bytes < BYTES_OF_A_FRAME { Ok(()) } else { self.charge_slow(th, bytes) }
    }

    #[inline(never)]
    fn charge_slow(&mut self, th: &mut Thread, bytes: usize) -> R<()> {
        match self.left.checked_sub(u32::try_from(bytes / BYTES_OF_A_FRAME).unwrap_or(u32::MAX)) {
            Some(left) if left > 0 => self.left = left,
            _ => {
                self.left = FRAMES;
                th.poll()?;
            }
        }
        Ok(())
    }
}
