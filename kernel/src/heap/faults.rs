//! Requests for memory that are refused on purpose: with the feature `checks`, for tests of what happens then.

use crate::prim::{AtomicI64, Ordering};

/// Which requests are refused.
#[derive(Debug)]
pub struct Faults {
    /// Requests that are granted before the first that is refused.
    granted: AtomicI64,
    /// Requests that are refused then, one after the other.
    refused: AtomicI64,
}

impl Faults {
    /// None.
    pub(super) const fn new() -> Faults {
        Faults { granted: AtomicI64::new(i64::MAX), refused: AtomicI64::new(0) }
    }

    /// From now on request `n` of all threads together, counted from one, is refused, and as many after it as make `times`.
    pub fn refuse_from(&self, n: u32, times: u32) {
        // Relaxed: requests that others make meanwhile are counted or not.
        self.refused.store(times.into(), Ordering::Relaxed);
        self.granted.store(i64::from(n) - 1, Ordering::Relaxed);
    }

    /// Refuses nothing any more: whether any request has been refused.
    pub fn stop(&self) -> bool {
        self.granted.swap(i64::MAX, Ordering::Relaxed) < 0
    }

    /// Counts a request: whether it is refused.
    #[inline]
    pub(super) fn refuse(&self) -> bool {
        let left = self.granted.fetch_sub(1, Ordering::Relaxed);
        left <= 0 && left > -self.refused.load(Ordering::Relaxed)
    }
}
