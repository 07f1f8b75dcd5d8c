//! Mappings of large blocks that are free, kept for the next large ones.
//!
//! A program that reads a file or a socket makes a large object for each part and drops it soon. Each would cost a mapping, and a fault of the
//! processor for each of its pages, which is dearer than filling it. What is kept is no more than [`LEAST`] or a quarter of what the isolate uses, and goes
//! back to the platform when that has nothing else to give, and with each full collection.

use alloc::vec::Vec;
use core::ptr::NonNull;

use freewheel_arch::Platform;

use super::page::Page;
use super::{SEGMENT, asan};

/// Mappings that are kept at most.
const MOST: usize = 16;
/// Bytes that may be kept however little is in use. None where memory is small.
const LEAST: usize = if cfg!(target_pointer_width = "64") { SEGMENT } else { 0 };

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
        let (at, bytes) = self.mappings.remove(i);
        self.bytes -= bytes;
        asan::allow(at.as_ptr(), bytes);
        Some((at, bytes))
    }

    /// Keeps a mapping, if there may be so many bytes, and gives the oldest ones back where there are too many.
    ///
    /// # Safety
    /// 1. It was mapped by the platform with these bytes, and nobody uses it.
    pub(super) unsafe fn put(&mut self, platform: &dyn Platform, at: NonNull<u8>, bytes: usize, most: usize) {
        let most = most.max(LEAST);
        if bytes > most || self.mappings.try_reserve(1).is_err() {
            // SAFETY: contract 1.
            unsafe { unmap(platform, at, bytes) };
            return;
        }
        while self.mappings.len() == MOST || self.bytes > most - bytes {
            let (at, bytes) = self.mappings.remove(0);
            self.bytes -= bytes;
            // SAFETY: what is kept is so by this contract.
            unsafe { unmap(platform, at, bytes) };
        }
        let head = size_of::<Page>();
        asan::forbid(at.as_ptr().wrapping_add(head), bytes - head);
        self.bytes += bytes;
        self.mappings.push((at, bytes));
    }

    /// Gives all back.
    pub(super) fn give_back(&mut self, platform: &dyn Platform) {
        self.bytes = 0;
        while let Some((at, bytes)) = self.mappings.pop() {
            // SAFETY: the contract of `put`.
            unsafe { unmap(platform, at, bytes) };
        }
    }
}

/// # Safety
/// As for [`Spare::put`].
unsafe fn unmap(platform: &dyn Platform, at: NonNull<u8>, bytes: usize) {
    asan::allow(at.as_ptr(), bytes);
    // SAFETY: the caller's contract.
    unsafe { platform.unmap(at, bytes) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::PAGE;
    use crate::sync::test_platform::PLATFORM;

    fn put(spare: &mut Spare, bytes: usize, most: usize) -> NonNull<u8> {
        let at = PLATFORM.map(bytes, PAGE).expect("memory");
        // SAFETY: fresh.
        unsafe { spare.put(&PLATFORM, at, bytes, most) };
        at
    }

    #[test]
    fn the_smallest_that_fits_is_taken() {
        let mut spare = Spare::new();
        let [a, b, c] = [5, 4, 9].map(|pages| (put(&mut spare, pages * PAGE, 32 * PAGE), pages * PAGE));
        assert_eq!(spare.take(4 * PAGE), Some(b));
        assert_eq!(spare.take(4 * PAGE), Some(a));
        assert_eq!(spare.take(4 * PAGE), None, "more than a quarter would be for nothing");
        assert_eq!(spare.take(10 * PAGE), None);
        assert_eq!(spare.take(8 * PAGE), Some(c));
        assert_eq!(spare.bytes, 0);
        for (at, bytes) in [a, b, c] {
            // SAFETY: taken, and not used.
            unsafe { unmap(&PLATFORM, at, bytes) };
        }
    }

    #[test]
    fn no_more_is_kept_than_may_be() {
        let most = LEAST.max(16 * PAGE);
        let mut spare = Spare::new();
        for _ in 0..2 * MOST {
            put(&mut spare, 3 * PAGE, most);
            assert!(spare.bytes <= most && spare.mappings.len() <= MOST);
        }
        let last = put(&mut spare, most, most);
        assert_eq!(spare.mappings, [(last, most)], "the oldest went");
        put(&mut spare, most + PAGE, most);
        assert_eq!(spare.mappings, [(last, most)], "what is too large is not kept");
        spare.give_back(&PLATFORM);
        assert_eq!(spare.take(most), None);
    }
}
