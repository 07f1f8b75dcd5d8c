//! What the engine runs: the words of a pattern translated once for each of the two kinds of text.
//!
//! Text of single bytes (`bytes` and ASCII) and UTF-8 text have programs of their own, since literals and sets are compared as bytes. Positions are
//! bytes in both. Targets of jumps are numbers of instructions; nearly all lie ahead, only repeats go back.
//!
//! Beside what the words say a program has what follows from them: which bytes can come next after a repeat or at the beginning of an alternative,
//! so that most ways that lead nowhere are not entered ([`first`](super::first)), and how a search finds places to start at ([`find`](super::find)).

use super::bytes::{Class, Table};
use super::class::Fold;
use super::codes::At;
use super::find::Finder;
use super::sets::Set;

/// An instruction. Where nothing else is said, the next one follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Op {
    /// Never matches.
    Fail,
    /// The pattern has matched.
    Done,
    /// One byte.
    Byte(u8),
    /// These of the program's bytes.
    Bytes {
        at: u32,
        len: u32,
    },
    /// A character of a set.
    Set(u32),
    /// A place.
    At(At),
    /// Beginning or end of a group.
    Mark(u32),
    Jump(u32),
    /// One of up to eight alternatives. The table says which can begin with a byte, `at_end` which can be empty; `targets` is where their instructions are listed.
    Branch {
        table: u32,
        at_end: u8,
        targets: u32,
    },
    /// As many characters of a set as match.
    Most(u32),
    /// As few.
    Fewest(u32),
    /// As many, and never fewer.
    Possessive(u32),
    /// The beginning of a repeat of more than a character.
    Repeat(u32),
    /// Its end: once more, or on.
    MaxUntil(u32),
    /// Its end: on, or once more.
    MinUntil(u32),
    /// The second choice of [`MinUntil`](Op::MinUntil).
    MinMore(u32),
    /// Before a repeat that never gives back what it has.
    PossessiveStart(u32),
    /// Its head, and its end.
    PossessiveLoop(u32),
    PossessiveEnd(u32),
    /// What follows up to its end matches here, `back` characters before; then comes `next`.
    Assert {
        back: u32,
        next: u32,
    },
    AssertEnd,
    /// It does not.
    AssertNot {
        back: u32,
        next: u32,
    },
    AssertNotEnd,
    /// What follows up to its end matches, in the first way that does.
    Atomic,
    AtomicEnd,
    /// What a group matched.
    Ref {
        group: u32,
        fold: Fold,
    },
    /// Goes to `no` unless the group has matched.
    IfGroup {
        group: u32,
        no: u32,
    },
}

/// What a set's repeats look for, from the first character that cannot be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// All characters are in it.
    All,
    /// All but these one to three bytes.
    But1(u8),
    But2(u8, u8),
    But3(u8, u8, u8),
    /// By its class.
    Class,
}

/// A repeat of one character.
#[derive(Clone, Copy, Debug)]
pub(super) struct One {
    pub(super) set: u32,
    pub(super) scan: Scan,
    pub(super) min: u32,
    pub(super) max: u32,
    /// What has to follow.
    pub(super) next: Option<Look>,
    /// What follows is not in the set: it comes after all of the repeat or not at all.
    pub(super) apart: bool,
}

/// What can come next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Bytes.
    pub(super) class: Class,
    /// The only one, where there is one and not the end.
    pub(super) only: Option<u8>,
    /// The end of the text.
    pub(super) end: bool,
}

/// A repeat of more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: u32,
    /// The instruction at which its body begins; its end; what follows.
    pub(super) body: u32,
    pub(super) until: u32,
    pub(super) exit: u32,
}

/// A program for one kind of text.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) bytes: Vec<u8>,
    pub(super) sets: Vec<Set>,
    pub(super) ones: Vec<One>,
    pub(super) repeats: Vec<Repeat>,
    /// Of branches: which alternatives can begin with a byte.
    pub(super) choices: Vec<Table>,
    /// Their instructions.
    pub(super) targets: Vec<u32>,
    /// The classes of sets.
    pub(super) tables: Vec<Table>,
    /// Fewest characters of a match.
    pub(super) min: u32,
    /// The pattern says that all matches begin with a character of a set or with a text.
    pub(super) begins: bool,
    /// What a match begins with.
    pub(super) first: Option<Look>,
    /// Where it begins elsewhere than at the beginning of the text; whether it may begin there as well, and at the end.
    pub(super) finder: Finder,
    pub(super) at_beginning: bool,
    pub(super) at_end: bool,
    /// A match that begins with this repeat without upper bound, and does not refer to groups: if none begins at a place, none begins at any other
    /// from which the repeat comes to the same end.
    pub(super) leading: Option<u32>,
}

impl Program {
    /// Whether a byte is in a class.
    #[inline(always)]
    pub(super) fn is_in(&self, class: Class, b: u8) -> bool {
        self.tables[class.table as usize][b as usize] & class.mask != 0
    }

    /// Whether what comes at a place is what is looked for.
    #[inline(always)]
    pub(super) fn can_come(&self, look: Look, text: &[u8], pos: usize) -> bool {
        text.get(pos).map_or(look.end, |b| self.is_in(look.class, *b))
    }
}
