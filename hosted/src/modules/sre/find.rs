//! Where a match can begin: how a search passes over what cannot match without running the program.
//!
//! A candidate is a place where the program is tried; a finder gives each place at which a match begins, in order, and few others. What it looks for
//! is worked out from the program: the text that all matches begin with, or *lanes*, the first few bytes of each alternative. Lanes are looked for all
//! at once, one bit for each of their places (Baeza-Yates and Gonnet, "A new approach to text searching", 1992).

use memchr::{memchr, memchr2, memchr3, memmem};

use super::build::{Builder, push};
use super::bytes::{ByteSet, Class};
use super::codes::At;
use super::first::{self, First};
use super::program::{Op, Program};
use freewheel_kernel::native::NoMemory;

/// Most lanes, most places of one, most bits of all.
const LANES: usize = 16;
const LENGTH: usize = 16;
const BITS: usize = 64;

/// Bytes, from where on finding a text is worth the preparation that it takes.
const LONG: usize = 256;

/// Bytes in vain, after which those of lanes are looked at one by one.
const TRIES: u32 = 8;

/// How candidates are found.
#[derive(Debug)]
pub(super) enum Finder {
    /// All places are some.
    Every,
    /// The beginning of the text.
    Start,
    /// Beginnings of lines.
    Lines,
    /// Where this text is, which is not empty.
    Text(Vec<u8>),
    /// Where one of these bytes is.
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Class(Class),
    /// Where one of the lanes is.
    Lanes(Lanes),
    /// The same, where all begin with one byte.
    OneThenLanes(u8, Lanes),
}

/// The first bytes of alternatives, all of one length.
#[derive(Debug)]
pub(super) struct Lanes {
    /// For each byte the places, over all lanes, where it can be.
    table: Vec<u64>,
    starts: u64,
    ends: u64,
    length: usize,
}

impl Lanes {
    /// The first place in `from..stop` from which a lane matches.
    fn find(&self, text: &[u8], from: usize, stop: usize) -> Option<usize> {
        let table: &[u64; 256] = self.table.as_slice().try_into().ok()?;
        let end = text.len().min(stop.saturating_add(self.length - 1));
        let mut state = 0u64;
        for (i, b) in text.get(from..end)?.iter().enumerate() {
            state = (state << 1 | self.starts) & table[*b as usize];
            if state & self.ends != 0 {
                return Some(from + i + 1 - self.length);
            }
        }
        None
    }

    /// Whether a lane matches at `at`.
    fn is_at(&self, text: &[u8], at: usize) -> bool {
        let mut state = self.starts;
        let Some(bytes) = text.get(at..).and_then(|t| t.get(..self.length)) else { return false };
        for b in bytes {
            state &= self.table[*b as usize];
            if state == 0 {
                return false;
            }
            state <<= 1;
        }
        true
    }
}

/// The first candidate from `from` on and before `stop`. Places within a character are none.
#[inline]
pub(super) fn next(p: &Program, text: &[u8], from: usize, stop: usize) -> Option<usize> {
    if p.at_beginning && from == 0 && stop > 0 {
        return Some(0);
    }
    match p.finder.find(p, text, from, stop) {
        None if p.at_end && stop > text.len() => Some(text.len()),
        found => found,
    }
}

impl Finder {
    /// The same but for beginning and end.
    fn find(&self, p: &Program, text: &[u8], from: usize, stop: usize) -> Option<usize> {
        // Bytes at which a candidate can begin: `stop` itself is past the last one.
        let near = text.get(from..stop.min(text.len()));
        match self {
            Finder::Every => (from < stop).then_some(from),
            Finder::Start => (from == 0 && stop > 0).then_some(0),
            Finder::Lines if from == 0 => (stop > 0).then_some(0),
            Finder::Lines => text.get(from - 1..stop.min(text.len() + 1) - 1).and_then(|t| memchr(b'\n', t)).map(|i| from + i),
            Finder::Text(needle) => {
                let end = text.len().min(stop.saturating_add(needle.len() - 1));
                let text = text.get(from..end)?;
                let found = if text.len() >= LONG { memmem::find(text, needle) } else { find_short(text, needle) };
                found.map(|i| from + i)
            }
            Finder::One(a) => memchr(*a, near?).map(|i| from + i),
            Finder::Two(a, b) => memchr2(*a, *b, near?).map(|i| from + i),
            Finder::Three(a, b, c) => memchr3(*a, *b, *c, near?).map(|i| from + i),
            Finder::Class(class) => near?.iter().position(|b| p.is_in(*class, *b)).map(|i| from + i),
            Finder::Lanes(lanes) => lanes.find(text, from, stop),
            Finder::OneThenLanes(b, lanes) => {
                let (mut at, mut tries) = (from, 0);
                loop {
                    at += memchr(*b, text.get(at..stop.min(text.len()))?)?;
                    if lanes.is_at(text, at) {
                        return Some(at);
                    }
                    at += 1;
                    tries += 1;
                    // Where the byte is everywhere, looking for the lanes alone is quicker.
                    if tries == TRIES {
                        return lanes.find(text, at, stop);
                    }
                }
            }
        }
    }
}

/// Where a text is in a short one.
fn find_short(text: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let mut at = 0;
    loop {
        at += memchr(first, text.get(at..)?)?;
        let behind = text.get(at + 1..)?;
        if behind.len() < rest.len() {
            return None;
        }
        if behind.starts_with(rest) {
            return Some(at);
        }
        at += 1;
    }
}

/// The finder of a program whose matches begin with `start`, unless at the beginning of the text.
pub(super) fn finder(b: &mut Builder<'_>, start: First) -> Result<Finder, NoMemory> {
    let ops = &b.program.ops;
    match ops.iter().find(|op| !matches!(op, Op::Mark(_))) {
        Some(Op::At(At::Beginning)) => return Ok(Finder::Start),
        Some(Op::At(At::BeginningLine)) => return Ok(Finder::Lines),
        _ => {}
    }
    if start.bytes == ByteSet::ALL {
        return Ok(Finder::Every);
    }
    let lanes = if start.end { Vec::new() } else { lanes(b)? };
    if let [lane] = lanes.as_slice()
        && lane.len() > 1
    {
        // Of a single one, as much as is fixed.
        let fixed = lane.iter().take_while(|set| set.len() == 1);
        let mut text = Vec::new();
        for byte in fixed.filter_map(|set| set.iter().next()) {
            push(&mut text, byte)?;
        }
        if text.len() > 1 {
            return Ok(Finder::Text(text));
        }
    }
    let length = lanes.iter().map(Vec::len).min().unwrap_or(0).min(BITS / lanes.len().max(1));
    let lanes = if length > 1 { Some(compiled(&lanes, length)?) } else { None };
    let mut bytes = start.bytes.iter();
    Ok(match (start.bytes.len(), bytes.next(), bytes.next(), bytes.next(), lanes) {
        (1, Some(a), _, _, Some(lanes)) => Finder::OneThenLanes(a, lanes),
        (1, Some(a), _, _, None) => Finder::One(a),
        (2..128, _, _, _, Some(lanes)) => Finder::Lanes(lanes),
        (2, Some(a), Some(b), _, None) => Finder::Two(a, b),
        (3, Some(a), Some(b), Some(c), None) => Finder::Three(a, b, c),
        _ => Finder::Class(b.class(start.bytes)?),
    })
}

fn compiled(lanes: &[Vec<ByteSet>], length: usize) -> Result<Lanes, NoMemory> {
    let mut table = Vec::new();
    table.try_reserve_exact(256).map_err(|_| NoMemory)?;
    table.resize(256, 0u64);
    let (mut starts, mut ends) = (0, 0);
    for (n, lane) in lanes.iter().enumerate() {
        for (i, set) in lane.iter().take(length).enumerate() {
            for b in set.iter() {
                table[b as usize] |= 1 << (n * length + i);
            }
        }
        starts |= 1 << (n * length);
        ends |= 1 << (n * length + length - 1);
    }
    Ok(Lanes { table, starts, ends, length })
}

/// The bytes that each alternative begins with; none if there are too many or one is not known.
fn lanes(b: &Builder<'_>) -> Result<Vec<Vec<ByteSet>>, NoMemory> {
    let mut done: Vec<Vec<ByteSet>> = Vec::new();
    let mut todo = Vec::new();
    push(&mut todo, (0, Vec::new()))?;
    while let Some((mut pc, mut lane)) = todo.pop() {
        let forks = loop {
            if lane.len() >= LENGTH {
                break None;
            }
            match step(b, pc, &mut lane)? {
                Step::On(next) => pc = next,
                Step::End => break None,
                Step::Fork(targets) => break Some(targets),
            }
        };
        match forks {
            Some(targets) => {
                for to in targets {
                    let mut copy = Vec::new();
                    copy.try_reserve_exact(lane.len()).map_err(|_| NoMemory)?;
                    copy.extend_from_slice(&lane);
                    push(&mut todo, (*to as usize, copy))?;
                }
            }
            None if lane.is_empty() => return Ok(Vec::new()),
            None if done.contains(&lane) => {}
            None => push(&mut done, lane)?,
        }
        if done.len() + todo.len() > LANES {
            return Ok(Vec::new());
        }
    }
    Ok(done)
}

/// Where a lane goes on.
enum Step<'b> {
    On(usize),
    End,
    Fork(&'b [u32]),
}

fn step<'b>(b: &'b Builder<'_>, pc: usize, lane: &mut Vec<ByteSet>) -> Result<Step<'b>, NoMemory> {
    let p = &b.program;
    let Some(op) = p.ops.get(pc) else { return Ok(Step::End) };
    let set = |n: u32| p.sets.get(n as usize).map_or(ByteSet::ALL, |s| b.bytes_of(s.class));
    // After a character that may have several bytes nothing is known.
    let one_byte = |set: &ByteSet| !b.wide || set.lower_half() == *set;
    Ok(match *op {
        Op::Byte(byte) => {
            push(lane, ByteSet::of(byte))?;
            Step::On(pc + 1)
        }
        Op::Bytes { at, len } => {
            for byte in p.bytes.iter().skip(at as usize).take(len as usize) {
                push(lane, ByteSet::of(*byte))?;
            }
            Step::On(pc + 1)
        }
        Op::Set(n) => {
            push(lane, set(n))?;
            if one_byte(&set(n)) { Step::On(pc + 1) } else { Step::End }
        }
        Op::Most(n) | Op::Fewest(n) | Op::Possessive(n) => {
            let Some(one) = p.ones.get(n as usize) else { return Ok(Step::End) };
            let set = set(one.set);
            for _ in 0..one.min.min(LENGTH as u32) {
                push(lane, set)?;
                if !one_byte(&set) {
                    return Ok(Step::End);
                }
            }
            if one.min == one.max { Step::On(pc + 1) } else { Step::End }
        }
        Op::Mark(_) | Op::At(_) | Op::Atomic | Op::AtomicEnd | Op::PossessiveStart(_) => Step::On(pc + 1),
        Op::Assert { next, .. } | Op::AssertNot { next, .. } => Step::On(next as usize),
        Op::Jump(to) => Step::On(to as usize),
        Op::Repeat(n) | Op::PossessiveLoop(n) if p.repeats.get(n as usize).is_some_and(|r| r.min > 0) => Step::On(pc + 1),
        Op::Branch { targets, table, .. } => Step::Fork(first::alternatives(b, targets, table)),
        _ => Step::End,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lanes and texts are found where a slow search finds them.
    #[test]
    fn candidates_are_the_first_ones() -> Result<(), NoMemory> {
        let lane = |s: &str| s.bytes().map(ByteSet::of).collect::<Vec<_>>();
        let lanes = compiled(&[lane("abca"), lane("bcab"), lane("ccc!")], 3)?;
        let mut text = Vec::new();
        let mut n = 7u32;
        for _ in 0..400 {
            n = n.wrapping_mul(1_103_515_245).wrapping_add(12345);
            text.push(b"abc"[(n >> 16) as usize % 3]);
        }
        for from in 0..text.len() {
            for stop in [from, from + 1, from + 5, text.len()] {
                let stop = stop.min(text.len());
                let is_at = |i: usize| ["abc", "bca", "ccc"].iter().any(|t| text[i..].starts_with(t.as_bytes()));
                assert_eq!(lanes.find(&text, from, stop), (from..stop).find(|i| is_at(*i)));
                assert_eq!(lanes.is_at(&text, from), is_at(from));
            }
            let short = &text[from..text.len().min(from + 50)];
            assert_eq!(find_short(short, b"abca"), (0..short.len()).find(|i| short[*i..].starts_with(b"abca")));
        }
        Ok(())
    }
}
