//! Translation of a pattern's words, in one pass without recursion: what is open is on a list, with the word at which it ends.

use freewheel_kernel::native::NoMemory;

use super::bytes::{ByteSet, Class};
use super::class::Fold;
use super::codes::op::*;
use super::codes::{At, Category, MAXREPEAT, info};
use super::find::Finder;
use super::first;
use super::program::{One, Op, Program, Repeat, Scan};
use super::sets::{Members, Rest, Set};

/// Alternatives of one instruction; of more, the last is the next instruction.
const CHOICES: usize = 8;

/// Sets before the last that are looked through for an equal one.
const RECENT: usize = 64;

/// What has begun and not ended.
enum Open {
    /// An alternative, up to its jump; where the next one's distance stands.
    Branch {
        targets: Vec<(usize, usize)>,
        index: usize,
        jumps: Vec<usize>,
    },
    Repeat(usize),
    Possessive(usize),
    Assert(usize),
    Atomic,
    /// The first part of a conditional.
    Yes {
        op: usize,
        end: usize,
    },
    /// The jump over its second part.
    No(usize),
}

/// A program in the making.
pub(super) struct Builder<'a> {
    code: &'a [u32],
    /// For UTF-8 text.
    pub(super) wide: bool,
    pub(super) program: Program,
    /// The sets of bytes behind classes, in order.
    pub(super) classes: Vec<ByteSet>,
    /// For each branch, where its targets begin.
    pub(super) branches: Vec<usize>,
    open: Vec<(usize, Open)>,
    /// The literal that the last instruction is may grow.
    growing: bool,
}

/// Pushes to a vector.
pub(super) fn push<T>(to: &mut Vec<T>, item: T) -> Result<(), NoMemory> {
    to.try_reserve(1).map_err(|_| NoMemory)?;
    to.push(item);
    Ok(())
}

/// The program of a pattern whose words are sound, for UTF-8 text or for bytes.
pub(super) fn build(code: &[u32], wide: bool) -> Result<Program, NoMemory> {
    let program = Program {
        ops: Vec::new(),
        bytes: Vec::new(),
        sets: Vec::new(),
        ones: Vec::new(),
        repeats: Vec::new(),
        choices: Vec::new(),
        targets: Vec::new(),
        tables: Vec::new(),
        min: 0,
        begins: false,
        first: None,
        finder: Finder::Every,
        at_beginning: false,
        at_end: false,
        leading: None,
    };
    let mut b = Builder { code, wide, program, classes: Vec::new(), branches: Vec::new(), open: Vec::new(), growing: false };
    if let &[INFO, _, flags, min, ..] = code {
        b.program.min = min;
        b.program.begins = flags & (info::PREFIX | info::CHARSET) != 0;
    }
    b.translate()?;
    first::analyse(&mut b)?;
    Ok(b.program)
}

impl Builder<'_> {
    fn word(&self, i: usize) -> u32 {
        self.code.get(i).copied().unwrap_or(0)
    }

    /// The place to which the distance at `i` leads.
    fn target(&self, i: usize) -> usize {
        i + self.word(i) as usize
    }

    fn emit(&mut self, op: Op) -> Result<usize, NoMemory> {
        self.growing = false;
        push(&mut self.program.ops, op)?;
        Ok(self.program.ops.len() - 1)
    }

    /// The number of the next instruction.
    fn here(&self) -> u32 {
        // Words are fewer than 2^32 where instructions are.
        u32::try_from(self.program.ops.len()).unwrap_or(u32::MAX)
    }

    fn translate(&mut self) -> Result<(), NoMemory> {
        let mut i = 0;
        while i < self.code.len() {
            let closes = match self.open.last() {
                // A jump ends the first part where there is a second; it is no instruction that could stand there otherwise.
                Some(&(jump, Open::Yes { op, end })) if i == end => {
                    debug_assert!(jump <= end);
                    self.growing = false;
                    self.patch_no(op);
                    self.open.pop();
                    continue;
                }
                Some(&(jump, Open::Yes { .. })) => i == jump && self.word(i) == JUMP,
                Some(&(end, _)) => i == end,
                None => false,
            };
            if closes {
                i = self.close(i)?;
                continue;
            }
            i = self.instruction(i)?;
        }
        Ok(())
    }

    fn patch_no(&mut self, op: usize) {
        let here = self.here();
        if let Some(Op::IfGroup { no, .. }) = self.program.ops.get_mut(op) {
            *no = here;
        }
    }

    /// Ends what is open last at word `i`; where the words go on.
    fn close(&mut self, i: usize) -> Result<usize, NoMemory> {
        self.growing = false;
        let Some((_, open)) = self.open.pop() else { return Ok(i + 1) };
        match open {
            Open::Branch { targets, index, mut jumps } => {
                let jump = self.emit(Op::Jump(0))?;
                push(&mut jumps, jump)?;
                let (at, index) = (i + 2, index + 1);
                if let Some(&(slot, _)) = targets.get(index) {
                    self.program.targets[slot] = self.here();
                    let end = self.target(at) - 2;
                    push(&mut self.open, (end, Open::Branch { targets, index, jumps }))?;
                } else {
                    let here = self.here();
                    for jump in jumps {
                        self.program.ops[jump] = Op::Jump(here);
                    }
                }
                return Ok(at + 1);
            }
            Open::Repeat(n) => {
                let number = n as u32;
                self.program.repeats[n].until = self.here();
                if self.word(i) == MAX_UNTIL {
                    self.emit(Op::MaxUntil(number))?;
                } else {
                    self.emit(Op::MinUntil(number))?;
                    self.emit(Op::MinMore(number))?;
                }
                self.program.repeats[n].exit = self.here();
            }
            Open::Possessive(n) => {
                self.program.repeats[n].until = self.here();
                self.emit(Op::PossessiveEnd(n as u32))?;
                self.program.repeats[n].exit = self.here();
            }
            Open::Assert(op) => {
                let negated = matches!(self.program.ops[op], Op::AssertNot { .. });
                self.emit(if negated { Op::AssertNotEnd } else { Op::AssertEnd })?;
                let here = self.here();
                if let Op::Assert { next, .. } | Op::AssertNot { next, .. } = &mut self.program.ops[op] {
                    *next = here;
                }
            }
            Open::Atomic => {
                self.emit(Op::AtomicEnd)?;
            }
            Open::Yes { op, .. } => {
                let jump = self.emit(Op::Jump(0))?;
                self.patch_no(op);
                let end = self.target(i + 1);
                push(&mut self.open, (end, Open::No(jump)))?;
                return Ok(i + 2);
            }
            Open::No(jump) => {
                self.program.ops[jump] = Op::Jump(self.here());
                return Ok(i);
            }
        }
        Ok(i + 1)
    }

    /// Translates the instruction at word `i`; where the next one is.
    fn instruction(&mut self, i: usize) -> Result<usize, NoMemory> {
        let next = match self.word(i) {
            FAILURE => {
                self.emit(Op::Fail)?;
                i + 1
            }
            SUCCESS => {
                self.emit(Op::Done)?;
                i + 1
            }
            INFO => self.target(i + 1),
            AT => {
                if let Some(at) = At::of(self.word(i + 1)) {
                    self.emit(Op::At(at))?;
                }
                i + 2
            }
            MARK => {
                self.emit(Op::Mark(self.word(i + 1)))?;
                i + 2
            }
            LITERAL => {
                self.literal(self.word(i + 1))?;
                i + 2
            }
            GROUPREF | GROUPREF_IGNORE | GROUPREF_LOC_IGNORE | GROUPREF_UNI_IGNORE => {
                let fold = match self.word(i) {
                    GROUPREF => Fold::None,
                    GROUPREF_IGNORE => Fold::Ascii,
                    GROUPREF_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                self.emit(Op::Ref { group: self.word(i + 1), fold })?;
                i + 2
            }
            GROUPREF_EXISTS => {
                let op = self.emit(Op::IfGroup { group: self.word(i + 1), no: 0 })?;
                let end = i + 1 + self.word(i + 2) as usize;
                // Where a jump would stand that ends the first part.
                let jump = if end >= i + 5 { end - 2 } else { end };
                push(&mut self.open, (jump, Open::Yes { op, end }))?;
                i + 3
            }
            BRANCH => self.branch(i)?,
            REPEAT_ONE | MIN_REPEAT_ONE | POSSESSIVE_REPEAT_ONE => self.one(i)?,
            REPEAT | POSSESSIVE_REPEAT => {
                let n = self.program.repeats.len();
                let possessive = self.word(i) == POSSESSIVE_REPEAT;
                let repeat = Repeat { min: self.word(i + 2), max: self.word(i + 3), ..Repeat::default() };
                push(&mut self.program.repeats, repeat)?;
                if possessive {
                    self.emit(Op::PossessiveStart(n as u32))?;
                    self.emit(Op::PossessiveLoop(n as u32))?;
                } else {
                    self.emit(Op::Repeat(n as u32))?;
                }
                self.program.repeats[n].body = self.here();
                let end = self.target(i + 1);
                push(&mut self.open, (end, if possessive { Open::Possessive(n) } else { Open::Repeat(n) }))?;
                i + 4
            }
            ATOMIC_GROUP => {
                self.emit(Op::Atomic)?;
                let end = self.target(i + 1) - 1;
                push(&mut self.open, (end, Open::Atomic))?;
                i + 2
            }
            word @ (ASSERT | ASSERT_NOT) => {
                let (back, next) = (self.word(i + 2), 0);
                let op = self.emit(if word == ASSERT { Op::Assert { back, next } } else { Op::AssertNot { back, next } })?;
                let end = self.target(i + 1) - 1;
                push(&mut self.open, (end, Open::Assert(op)))?;
                i + 3
            }
            _ => {
                let (members, next) = self.members(i);
                let set = self.set(members)?;
                self.emit(Op::Set(set))?;
                next
            }
        };
        Ok(next)
    }

    /// A character as it is, joined to the last one if that was one.
    fn literal(&mut self, c: u32) -> Result<(), NoMemory> {
        let mut buffer = [0; 4];
        let bytes: &[u8] = if self.wide {
            match char::from_u32(c) {
                Some(c) => c.encode_utf8(&mut buffer).as_bytes(),
                None => &[],
            }
        } else {
            match u8::try_from(c) {
                Ok(b) => {
                    buffer[0] = b;
                    &buffer[..1]
                }
                Err(_) => &[],
            }
        };
        if bytes.is_empty() {
            self.emit(Op::Fail)?;
            return Ok(());
        }
        let at = self.program.bytes.len();
        self.program.bytes.try_reserve(bytes.len()).map_err(|_| NoMemory)?;
        self.program.bytes.extend_from_slice(bytes);
        let len = bytes.len() as u32;
        match self.program.ops.last_mut() {
            Some(last @ Op::Byte(_)) if self.growing => *last = Op::Bytes { at: at as u32 - 1, len: len + 1 },
            Some(Op::Bytes { len: old, .. }) if self.growing => *old += len,
            _ => {
                let op = if len == 1 { Op::Byte(bytes[0]) } else { Op::Bytes { at: at as u32, len } };
                self.emit(op)?;
            }
        }
        self.growing = true;
        Ok(())
    }

    /// `<BRANCH> (<skip> body <JUMP> <to the end>)… <0>`
    fn branch(&mut self, i: usize) -> Result<usize, NoMemory> {
        let (mut at, mut count) = (i + 1, 0);
        while self.word(at) != 0 {
            at = self.target(at);
            count += 1;
        }
        // For each alternative, where its instruction is listed.
        let mut targets = Vec::new();
        loop {
            let left = count - targets.len();
            let slots = self.program.targets.len();
            let op = self.emit(Op::Branch { table: self.program.choices.len() as u32, at_end: 0, targets: slots as u32 })?;
            push(&mut self.program.choices, [0; 256])?;
            push(&mut self.branches, slots)?;
            for n in 0..CHOICES.min(left) {
                if n == CHOICES - 1 && left > CHOICES {
                    // The next of these instructions.
                    push(&mut self.program.targets, op as u32 + 1)?;
                } else {
                    push(&mut targets, (slots + n, op))?;
                    push(&mut self.program.targets, 0)?;
                }
            }
            if left <= CHOICES {
                break;
            }
        }
        if let Some(&(slot, _)) = targets.first() {
            self.program.targets[slot] = self.here();
        }
        let end = self.target(i + 1) - 2;
        push(&mut self.open, (end, Open::Branch { targets, index: 0, jumps: Vec::new() }))?;
        Ok(i + 2)
    }

    /// The characters that the instruction at `i` takes, one of them, and the place behind it.
    fn members(&self, i: usize) -> (Members, usize) {
        let literal = |fold, negated| (Members::literal(self.word(i + 1), fold, negated), i + 2);
        let words = |fold| (Members::words(self.code, i + 2, fold), self.target(i + 1));
        match self.word(i) {
            ANY => (Members::all_but(b'\n'), i + 1),
            ANY_ALL => (Members::EVERYTHING, i + 1),
            CATEGORY => (Category::of(self.word(i + 1)).map_or(Members::NOTHING, Members::category), i + 2),
            LITERAL => literal(Fold::None, false),
            NOT_LITERAL => literal(Fold::None, true),
            LITERAL_IGNORE => literal(Fold::Ascii, false),
            NOT_LITERAL_IGNORE => literal(Fold::Ascii, true),
            LITERAL_LOC_IGNORE => literal(Fold::Locale, false),
            NOT_LITERAL_LOC_IGNORE => literal(Fold::Locale, true),
            LITERAL_UNI_IGNORE => literal(Fold::Unicode, false),
            NOT_LITERAL_UNI_IGNORE => literal(Fold::Unicode, true),
            IN => words(Fold::None),
            IN_IGNORE => words(Fold::Ascii),
            IN_LOC_IGNORE => words(Fold::Locale),
            IN_UNI_IGNORE => words(Fold::Unicode),
            _ => (Members::NOTHING, i + 1),
        }
    }

    /// The number of a set with these members.
    fn set(&mut self, members: Members) -> Result<u32, NoMemory> {
        let bytes = if self.wide { members.leads() } else { members.latin };
        let set = Set { class: self.class(bytes)?, high: members.latin.upper_half(), rest: members.rest };
        let sets = &mut self.program.sets;
        let from = sets.len().saturating_sub(RECENT);
        if let Some(known) = sets[from..].iter().position(|s| *s == set) {
            return Ok((from + known) as u32);
        }
        push(sets, set)?;
        Ok(sets.len() as u32 - 1)
    }

    /// The class of a set of bytes.
    pub(super) fn class(&mut self, bytes: ByteSet) -> Result<Class, NoMemory> {
        let from = self.classes.len().saturating_sub(RECENT);
        let n = match self.classes[from..].iter().position(|c| *c == bytes) {
            Some(known) => from + known,
            None => {
                let n = self.classes.len();
                push(&mut self.classes, bytes)?;
                if n.is_multiple_of(8) {
                    push(&mut self.program.tables, [0; 256])?;
                }
                for b in bytes.iter() {
                    self.program.tables[n / 8][b as usize] |= 1 << (n % 8);
                }
                n
            }
        };
        Ok(Class { table: (n / 8) as u32, mask: 1 << (n % 8) })
    }

    /// The bytes of a class.
    pub(super) fn bytes_of(&self, class: Class) -> ByteSet {
        let n = class.table as usize * 8 + class.mask.trailing_zeros() as usize;
        self.classes.get(n).copied().unwrap_or(ByteSet::ALL)
    }

    /// `<op> <skip> <min> <max> item <SUCCESS>`
    fn one(&mut self, i: usize) -> Result<usize, NoMemory> {
        let (min, max) = (self.word(i + 2), self.word(i + 3));
        let (members, _) = self.members(i + 4);
        let set = self.set(members)?;
        let one = One { set, scan: self.scan(set, max), min, max, next: None, apart: false };
        let n = self.program.ones.len() as u32;
        push(&mut self.program.ones, one)?;
        self.emit(match self.word(i) {
            REPEAT_ONE => Op::Most(n),
            MIN_REPEAT_ONE => Op::Fewest(n),
            _ => Op::Possessive(n),
        })?;
        Ok(self.target(i + 1))
    }

    /// How the end of a repeat of a set is found.
    fn scan(&self, set: u32, max: u32) -> Scan {
        let set = &self.program.sets[set as usize];
        let all_above = set.rest == Rest::All && set.high == [!0; 2];
        if self.wide && !(all_above && max == MAXREPEAT) {
            return Scan::Class;
        }
        let mut out = self.bytes_of(set.class).complement();
        if self.wide {
            out = out.lower_half();
        }
        let mut bytes = out.iter();
        match (out.len(), bytes.next(), bytes.next(), bytes.next()) {
            (0, ..) => Scan::All,
            (1, Some(a), ..) => Scan::But1(a),
            (2, Some(a), Some(b), _) => Scan::But2(a, b),
            (3, Some(a), Some(b), Some(c)) => Scan::But3(a, b, c),
            _ => Scan::Class,
        }
    }
}
