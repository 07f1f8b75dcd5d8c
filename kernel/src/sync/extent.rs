//! How many words of a buffer count, for readers without lock, who must not see one word moved and another not.
//!
//! # Words
//! | bits (64 / 32) | |
//! |---|---|
//! | 0 to 39 / 0 to 30 | the number |
//! | 40 to 62 / none | how often it was stored, as far as that goes |
//! | 63 / 31 | CHANGING: words are being moved |
//!
//! # Invariants
//! E1. One thread writes at a time (by a lock that its readers do not take). A writer that changes more than one word calls [`begin`](Extent::begin)
//!     before, changes each word once, by Release, and ends by [`set`](Extent::set).
//! E2. Words up to the number are there before the number is stored.
//! E3. While only one thread reaches the number it is stored by [`set_alone`](Extent::set_alone), and has no other bits; once others may, by `set`.
//!
//! So a reader believes word `i` if [`seen`](Extent::seen) gave a number above `i` both before and after it read the word: what it read was a
//! word of that place at a moment when it counted, and whoever looks after that, at any word, sees the move that brought it there whole. A reader whose
//! place *depends* on the number asks by [`is_still`](Extent::is_still) that it was never stored meanwhile: then it was the number all along.
//! (It could be stored 2²³ times, and be the same at the end, while a reader is between two looks; at ten million a second that takes a reader
//! that sleeps for a second or a multiple of it exact to a few nanoseconds.)
//!
//! # Ordering
//! `set` is Release, and `begin` is put before the words by their Release; `seen` is Acquire, so that it stays before or after the reader's other loads.

use crate::prim::{AtomicUsize, Ordering};

const CHANGING_BIT: usize = 1 << (usize::BITS - 1);
const NUMBER_BITS: u32 = if usize::BITS == 64 { 40 } else { usize::BITS - 1 };
const NUMBER_MASK: usize = (1 << NUMBER_BITS) - 1;
/// One store; nothing where there is no room for the count.
const ONE_STORE: usize = (1 << NUMBER_BITS) & !CHANGING_BIT;

/// Numbers are below this.
pub(crate) const LIMIT: usize = 1 << NUMBER_BITS;

/// See the module.
#[derive(Debug)]
pub(crate) struct Extent(AtomicUsize);

/// What a reader has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen(usize);

impl Seen {
    /// The number.
    #[inline(always)]
    pub(crate) fn number(self) -> usize {
        self.0 & NUMBER_MASK
    }
}

impl Extent {
    /// That of words that only the calling thread reaches.
    pub(crate) fn new(n: usize) -> Extent {
        Extent(AtomicUsize::new(n))
    }

    /// The number; while words are moved, the one before.
    #[inline(always)]
    pub(crate) fn get(&self) -> usize {
        // Acquire: E2.
        self.0.load(Ordering::Acquire) & NUMBER_MASK
    }

    /// The number, or one that is larger if other threads may reach it.
    #[inline(always)]
    pub(crate) fn get_alone(&self) -> usize {
        // Relaxed: only this thread has stored it (E3).
        self.0.load(Ordering::Relaxed)
    }

    /// The number, unless words are being moved.
    #[inline(always)]
    pub(crate) fn seen(&self) -> Option<Seen> {
        // Acquire: see "Ordering".
        let word = self.0.load(Ordering::Acquire);
        if word & CHANGING_BIT == 0 { Some(Seen(word)) } else { None }
    }

    /// Whether word `i` counts, and no words are being moved.
    #[inline(always)]
    pub(crate) fn covers(&self, i: usize) -> bool {
        self.seen().is_some_and(|s| i < s.number())
    }

    /// Whether the number has not been stored since it was seen. False where that is not counted.
    #[inline(always)]
    pub(crate) fn is_still(&self, seen: Seen) -> bool {
        ONE_STORE != 0 && self.seen() == Some(seen)
    }

    /// Words are going to be moved.
    #[inline(always)]
    pub(crate) fn begin(&self) {
        // A load and a store: E1. Relaxed: the words are stored by Release after it, so whoever has read one sees the bit, or a later number.
        self.0.store(self.0.load(Ordering::Relaxed) | CHANGING_BIT, Ordering::Relaxed);
    }

    /// Stores the number, which is below [`LIMIT`], for all threads.
    #[inline(always)]
    pub(crate) fn set(&self, n: usize) {
        // A load and a store: E1.
        let stores = (self.0.load(Ordering::Relaxed) & !NUMBER_MASK).wrapping_add(ONE_STORE) & !CHANGING_BIT;
        // Release: E2.
        self.0.store(stores | n, Ordering::Release);
    }

    /// Stores the number for this thread.
    #[inline(always)]
    pub(crate) fn set_alone(&self, n: usize) {
        // Relaxed: E3.
        self.0.store(n, Ordering::Relaxed);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn stores_are_counted_and_moves_hidden() {
        let e = Extent::new(3);
        assert_eq!((e.get(), e.get_alone()), (3, 3));
        let seen = e.seen().expect("nothing moves");
        assert!(e.covers(2) && !e.covers(3));
        e.begin();
        assert!(e.seen().is_none() && !e.covers(0) && !e.is_still(seen));
        assert_eq!(e.get(), 3);
        e.set(3);
        assert_eq!(e.seen().map(Seen::number), Some(3));
        assert!(!e.is_still(seen), "the number is the same, but was stored");
        assert_eq!(e.is_still(e.seen().expect("over")), usize::BITS == 64);
    }

    #[test]
    fn the_count_of_stores_goes_round_and_touches_nothing() {
        let n = LIMIT - 1;
        let e = Extent(AtomicUsize::new(!CHANGING_BIT & !NUMBER_MASK | n));
        let last = e.seen().expect("nothing moves");
        e.set(n);
        let first = e.seen().expect("the count must not reach the bit");
        assert_eq!((first.number(), first.0 & !NUMBER_MASK), (n, 0));
        assert_eq!(last == first, ONE_STORE == 0);
    }
}
