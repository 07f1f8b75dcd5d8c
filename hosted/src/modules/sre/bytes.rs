//! Sets of bytes.

/// Which of the 256 bytes are in a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(super) const NONE: ByteSet = ByteSet([0; 4]);
    pub(super) const ALL: ByteSet = ByteSet([!0; 4]);

    pub(super) const fn of(b: u8) -> ByteSet {
        let mut set = ByteSet::NONE;
        set.insert(b);
        set
    }

    pub(super) const fn insert(&mut self, b: u8) {
        self.0[b as usize / 64] |= 1 << (b % 64);
    }

    /// Adds all from one byte to another, both included.
    pub(super) fn insert_range(&mut self, from: u8, to: u8) {
        for b in from..=to {
            self.insert(b);
        }
    }

    pub(super) const fn contains(&self, b: u8) -> bool {
        self.0[b as usize / 64] >> (b % 64) & 1 != 0
    }

    fn zip(self, other: ByteSet, f: impl Fn(u64, u64) -> u64) -> ByteSet {
        ByteSet(core::array::from_fn(|i| f(self.0[i], other.0[i])))
    }

    pub(super) fn union(self, other: ByteSet) -> ByteSet {
        self.zip(other, |a, b| a | b)
    }

    pub(super) fn intersection(self, other: ByteSet) -> ByteSet {
        self.zip(other, |a, b| a & b)
    }

    pub(super) fn complement(self) -> ByteSet {
        ByteSet(self.0.map(|w| !w))
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == ByteSet::NONE
    }

    pub(super) fn len(&self) -> u32 {
        self.0.iter().map(|w| w.count_ones()).sum()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        (0..=255).filter(move |b| self.contains(*b))
    }

    /// The words for bytes from 128 on.
    pub(super) const fn upper_half(&self) -> [u64; 2] {
        [self.0[2], self.0[3]]
    }

    /// Its words for bytes below 128, with nothing above.
    pub(super) const fn lower_half(&self) -> ByteSet {
        ByteSet([self.0[0], self.0[1], 0, 0])
    }

    /// Takes away what `words`, 32 bytes to a word, do not have.
    pub(super) fn from_words(words: &[u32]) -> ByteSet {
        let word = |i: usize| u64::from(words.get(i).copied().unwrap_or(0));
        ByteSet(core::array::from_fn(|i| word(2 * i) | word(2 * i + 1) << 32))
    }
}

/// A set of bytes among others in a table that all sets of eight share: one bit of each of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) table: u32,
    pub(super) mask: u8,
}

/// Eight sets: for each byte, which of them it is in.
pub(super) type Table = [u8; 256];
