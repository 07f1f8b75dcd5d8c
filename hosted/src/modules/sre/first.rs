//! Which bytes can come next, at each instruction: from there backwards through the program.
//!
//! The sets are never too small. What looks around is passed over as if it matched; a repeat's end goes back to its body, which a first walk does not
//! know yet and takes for anything, and a second one knows. That is exact but for bodies that can be empty, and those of repeats inside them.

use freewheel_kernel::native::NoMemory;

use super::build::Builder;
use super::bytes::ByteSet;
use super::codes::{At, MAXREPEAT};
use super::find;
use super::program::{Look, Op};

/// What can come next: one of these bytes, or the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First {
    pub(super) bytes: ByteSet,
    pub(super) end: bool,
}

impl First {
    const ANYTHING: First = First { bytes: ByteSet::ALL, end: true };

    fn of(bytes: ByteSet) -> First {
        First { bytes, end: false }
    }

    fn or(self, other: First) -> First {
        First { bytes: self.bytes.union(other.bytes), end: self.end || other.end }
    }

    /// Only if it is one of these bytes, or the end.
    fn if_in(self, bytes: ByteSet) -> First {
        First { bytes: self.bytes.intersection(bytes), ..self }
    }
}

/// Fills in what follows from the instructions.
pub(super) fn analyse(b: &mut Builder<'_>) -> Result<(), NoMemory> {
    let mut firsts = Vec::new();
    firsts.try_reserve_exact(b.program.ops.len()).map_err(|_| NoMemory)?;
    firsts.resize(b.program.ops.len(), First::ANYTHING);
    walk(b, &mut firsts, true);
    if !b.program.repeats.is_empty() {
        walk(b, &mut firsts, true);
    }
    look_ahead(b, &firsts)?;
    let start = firsts.first().copied().unwrap_or(First::ANYTHING);
    b.program.first = look(b, start)?;
    b.program.leading = leading(b);
    // A search looks at the beginning of the text once. Elsewhere what stands only there need not be looked for.
    if b.program.ops.contains(&Op::At(At::Beginning)) {
        walk(b, &mut firsts, false);
    }
    let later = firsts.first().copied().unwrap_or(First::ANYTHING);
    b.program.at_beginning = later != start;
    b.program.at_end = later.end;
    b.program.finder = find::finder(b, later)?;
    Ok(())
}

fn walk(b: &Builder<'_>, firsts: &mut [First], at_beginning: bool) {
    let p = &b.program;
    for (i, op) in p.ops.iter().enumerate().rev() {
        let at = |pc: usize| firsts.get(pc).copied().unwrap_or(First::ANYTHING);
        let next = at(i + 1);
        let set = |n: u32| p.sets.get(n as usize).map_or(ByteSet::ALL, |s| b.bytes_of(s.class));
        let repeat = |n: u32| p.repeats.get(n as usize).copied().unwrap_or_default();
        let around = |n: u32| at(repeat(n).body as usize).or(at(repeat(n).exit as usize));
        firsts[i] = match *op {
            Op::Fail => First::of(ByteSet::NONE),
            // What is kept or looked around for is matched without regard to what follows.
            Op::Done | Op::AssertEnd | Op::AssertNotEnd | Op::AtomicEnd | Op::PossessiveEnd(_) | Op::Ref { .. } => First::ANYTHING,
            Op::Byte(byte) => First::of(ByteSet::of(byte)),
            Op::Bytes { at, .. } => First::of(p.bytes.get(at as usize).map_or(ByteSet::ALL, |byte| ByteSet::of(*byte))),
            Op::Set(n) => First::of(set(n)),
            Op::At(At::Beginning) if !at_beginning => First::of(ByteSet::NONE),
            Op::At(At::End | At::EndLine) => next.if_in(ByteSet::of(b'\n')),
            Op::At(At::EndString) => next.if_in(ByteSet::NONE),
            Op::At(_) | Op::Mark(_) | Op::Atomic | Op::PossessiveStart(_) => next,
            Op::Jump(to) => at(to as usize),
            Op::Branch { targets, table, .. } => {
                alternatives(b, targets, table).iter().map(|to| at(*to as usize)).reduce(First::or).unwrap_or(First::ANYTHING)
            }
            Op::Most(n) | Op::Fewest(n) | Op::Possessive(n) => match p.ones.get(n as usize) {
                Some(one) if one.max == 0 => next,
                Some(one) if one.min > 0 => First::of(set(one.set)),
                Some(one) => First::of(set(one.set)).or(next),
                None => First::ANYTHING,
            },
            Op::Repeat(n) if repeat(n).min > 0 => next,
            Op::Repeat(n) | Op::MaxUntil(n) | Op::MinUntil(n) => around(n),
            Op::MinMore(n) => at(repeat(n).body as usize),
            Op::PossessiveLoop(n) if repeat(n).min > 0 => next,
            Op::PossessiveLoop(n) => around(n),
            // Up to its end it takes no character.
            Op::Assert { next, .. } | Op::AssertNot { next, .. } => at(next as usize),
            Op::IfGroup { no, .. } => next.or(at(no as usize)),
        };
    }
}

/// The targets of a branch: those from `targets` to where the next branch's begin.
pub(super) fn alternatives<'b>(b: &'b Builder<'_>, targets: u32, table: u32) -> &'b [u32] {
    let end = b.branches.get(table as usize + 1).copied().unwrap_or(b.program.targets.len());
    b.program.targets.get(targets as usize..end).unwrap_or(&[])
}

/// What is looked for ahead, unless that is anything.
fn look(b: &mut Builder<'_>, next: First) -> Result<Option<Look>, NoMemory> {
    if next == First::ANYTHING {
        return Ok(None);
    }
    let only = if next.bytes.len() == 1 && !next.end { next.bytes.iter().next() } else { None };
    Ok(Some(Look { class: b.class(next.bytes)?, only, end: next.end }))
}

/// Tells repeats and branches what has to come next.
fn look_ahead(b: &mut Builder<'_>, firsts: &[First]) -> Result<(), NoMemory> {
    for i in 0..b.program.ops.len() {
        let next = firsts.get(i + 1).copied().unwrap_or(First::ANYTHING);
        match b.program.ops[i] {
            Op::Most(n) | Op::Fewest(n) | Op::Possessive(n) => {
                let look = look(b, next)?;
                let one = b.program.ones[n as usize];
                let own = b.bytes_of(b.program.sets[one.set as usize].class);
                let apart = own.intersection(next.bytes).is_empty();
                let one = &mut b.program.ones[n as usize];
                (one.next, one.apart) = (look, apart);
            }
            Op::Branch { table, at_end: _, targets } => {
                let mut at_end = 0;
                let mut choices = [0; 256];
                for (n, to) in alternatives(b, targets, table).iter().enumerate() {
                    let first = firsts.get(*to as usize).copied().unwrap_or(First::ANYTHING);
                    let bit = 1u8 << n;
                    for byte in 0..=255u8 {
                        if first.bytes.contains(byte) {
                            choices[byte as usize] |= bit;
                        }
                    }
                    if first.end {
                        at_end |= bit;
                    }
                }
                b.program.choices[table as usize] = choices;
                b.program.ops[i] = Op::Branch { table, at_end, targets };
            }
            _ => {}
        }
    }
    Ok(())
}

/// The repeat of one character that the program begins with, if it has no upper bound and nothing asks for what groups matched.
fn leading(b: &Builder<'_>) -> Option<u32> {
    let ops = &b.program.ops;
    let n = match ops.iter().find(|op| !matches!(op, Op::Mark(_)))? {
        Op::Most(n) | Op::Fewest(n) => *n,
        _ => return None,
    };
    let refers = ops.iter().any(|op| matches!(op, Op::Ref { .. } | Op::IfGroup { .. }));
    (b.program.ones.get(n as usize)?.max == MAXREPEAT && !refers).then_some(n)
}
