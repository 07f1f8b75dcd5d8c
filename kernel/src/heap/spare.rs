//! Mappings of large blocks that are free, kept for the next large ones.
//!
//! A program that reads a file or a socket makes a large object for each part and drops it soon. Each would cost a mapping, and a fault of the
//! processor for each of its pages, which is dearer than filling it. What is kept is no more than [`most`], and goes back to the platform when that has
//! nothing else to give, and after each full collection.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::page::Page;
use super::{SEGMENT, asan};

/// Mappings that are kept at most.
const MOST: usize = 16;

/// Bytes that may lie spare while so many are in use. None where memory is small.
pub(super) fn most(used: usize) -> usize {
    if cfg!(target_pointer_width = "64") { SEGMENT.max(used / 4) } else { 0 }
}

/// Mappings without a block, the oldest first, each with its bytes.
#[derive(Default)]
pub(super) struct Spare {
    mappings: Vec<(NonNull<u8>, usize)>,
    bytes: usize,
}

impl Spare {
    pub(super) const fn new() -> Spare {
        Spare { mappings: Vec::new(), bytes: 0 }
    }

    /// The smallest that has `least` bytes, unless much of it would be for nothing, and how many it has.
    pub(super) fn take(&mut self, least: usize) -> Option<(NonNull<u8>, usize)> {
        let fits = |bytes: usize| bytes >= least && bytes - least <= least / 4;
        let (i, _) = self.mappings.iter().enumerate().filter(|(_, m)| fits(m.1)).min_by_key(|(_, m)| m.1)?;
        Some(self.remove(i))
    }

    /// Keeps a mapping; false when there is no room to note it.
    pub(super) fn keep(&mut self, at: NonNull<u8>, bytes: usize) -> bool {
        if self.mappings.try_reserve(1).is_err() {
            return false;
        }
        let head = size_of::<Page>();
        asan::forbid(at.as_ptr().wrapping_add(head), bytes - head);
        self.bytes += bytes;
        self.mappings.push((at, bytes));
        true
    }

    /// The oldest mapping, if there are too many, or more than so many bytes.
    pub(super) fn excess(&mut self, bytes: usize) -> Option<(NonNull<u8>, usize)> {
        let much = !self.mappings.is_empty() && (self.bytes > bytes || self.mappings.len() > MOST);
        much.then(|| self.remove(0))
    }

    fn remove(&mut self, i: usize) -> (NonNull<u8>, usize) {
        let (at, bytes) = self.mappings.remove(i);
        self.bytes -= bytes;
        asan::allow(at.as_ptr(), bytes);
        (at, bytes)
    }
}

#[cfg(test)]
mod tests {
    use freewheel_arch::Platform;

    use super::*;
    use crate::heap::PAGE;
    use crate::sync::test_platform::PLATFORM;

    fn keep(spare: &mut Spare, bytes: usize) -> (NonNull<u8>, usize) {
        let at = PLATFORM.map(bytes, PAGE).expect("memory");
        assert!(spare.keep(at, bytes));
        (at, bytes)
    }

    fn unmap((at, bytes): (NonNull<u8>, usize)) {
        // SAFETY: mapped above, and not used.
        unsafe { PLATFORM.unmap(at, bytes) };
    }

    #[test]
    fn the_smallest_that_fits_is_taken() {
        let mut spare = Spare::new();
        let [a, b, c] = [5, 4, 9].map(|pages| keep(&mut spare, pages * PAGE));
        assert_eq!(spare.take(4 * PAGE), Some(b));
        assert_eq!(spare.take(4 * PAGE), Some(a));
        assert_eq!(spare.take(4 * PAGE), None, "more than a quarter would be for nothing");
        assert_eq!(spare.take(10 * PAGE), None);
        assert_eq!(spare.take(8 * PAGE), Some(c));
        assert_eq!(spare.bytes, 0);
        [a, b, c].into_iter().for_each(unmap);
    }

    #[test]
    fn the_oldest_go_first() {
        let mut spare = Spare::new();
        let all: Vec<_> = (0..MOST + 2).map(|_| keep(&mut spare, 3 * PAGE)).collect();
        let mut gone: Vec<_> = core::iter::from_fn(|| spare.excess(usize::MAX)).collect();
        assert_eq!(gone, all[..2], "no more than so many");
        gone.extend(core::iter::from_fn(|| spare.excess(7 * PAGE)));
        assert_eq!(gone, all[..MOST], "two of three pages are seven pages at most");
        gone.extend(core::iter::from_fn(|| spare.excess(0)));
        assert_eq!(gone, all);
        assert_eq!((spare.take(3 * PAGE), spare.bytes), (None, 0));
        gone.into_iter().for_each(unmap);
    }

    #[test]
    fn little_may_lie_spare() {
        if cfg!(target_pointer_width = "64") {
            assert_eq!((most(0), most(8 * SEGMENT)), (SEGMENT, 2 * SEGMENT));
        } else {
            assert_eq!((most(0), most(8 * SEGMENT)), (0, 0));
        }
    }
}
