//! Reading a counted word from a published place without lock (D6).
//!
//! # Guarantee
//! [`protect`] gives a reference to the object that a word led to, if at some moment during the call the word lay in its place and the place was
//! where the reader's conditions put it; or nothing. It never gives an object that has ended, nor another one that its block holds by now.
//! Not guaranteed: that it succeeds; the caller tries so often, and then takes the lock.
//!
//! # Protocol
//! ```text
//!  reader                                             writer (under the container's lock)
//!  1 load the buffer, the length                      store the new word, or swap it in
//!  2 load the word v                                  store the new buffer, or length
//!  3 DEFERRED? or count v, unless it is dead          give up the old word's count; retire the old buffer
//!  4 load the word again: still v?
//!  5 look at buffer and length again
//! ```
//!
//! # Invariants
//! P1. What a word led to when it was read stays a header until the reader is quiescent (D7), so step 3 reads a count: of the object, of one that
//!     is dead (it fails), or of another object in the block, which it counts for no longer than step 4 takes.
//! P2. A place owns the count of its word. So if the word is there after step 3, the object was alive at that moment, with a count of its own
//!     besides ours; the block cannot have become another object's between step 3 and that moment and still be named by the place, unless the
//!     place names that other object now: then that is what the place holds.
//! P3. A DEFERRED object needs no count: only a collection ends it, in a stop, and the reader passes none.
//! P4. Steps 1 and 5 enclose 2 to 4: what they compare did not change meanwhile, or came back. Buffers do not come back before the reader is
//!     quiescent.
//!
//! # Ordering
//! All loads are Acquire, so that they stay in order, and step 3 is an Acquire exchange. They pair with the Release of the writer's stores: who
//! finds a word finds the object it leads to complete, and every length or buffer that was stored before it.
//!
//! # Progress
//! Wait-free, but for the exchange.

use super::biased::{self, DEFERRED_BIT, IMMORTAL_BIT};
use crate::object::Header;
use crate::prim::Ordering;

#[cfg(all(test, loom))]
mod model;

/// How an object is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Protected {
    /// By a count, which the caller owns.
    Counted,
    /// By nothing but that a collection does not come before the next safepoint (P3).
    Uncounted,
}

/// Steps 3 to 5 for a word that leads to `object`. `still` is steps 4 and 5: it loads the word again, and looks at what else there is. `release` gives a
/// count up.
///
/// # Safety
/// 1. The thread has not been quiescent since the word was read.
#[inline(always)]
pub(crate) unsafe fn protect(object: *mut Header, still: impl Fn() -> bool, release: impl FnOnce()) -> Option<Protected> {
    // SAFETY: contract 1 and P1.
    // Acquire: `still` looks after this.
    if unsafe { &*object }.shared.load(Ordering::Acquire) & (DEFERRED_BIT | IMMORTAL_BIT) != 0 {
        // The place still holds it, so it was alive when the bits were read.
        return if still() { Some(Protected::Uncounted) } else { None };
    }
    // SAFETY: contract 1.
    if unsafe { count(object, still, release) } { Some(Protected::Counted) } else { None }
}

/// [`protect`] for who keeps a count of the object, whatever it is. True: the caller has one.
///
/// # Safety
/// As [`protect`].
#[inline(always)]
pub(crate) unsafe fn count(object: *mut Header, still: impl Fn() -> bool, release: impl FnOnce()) -> bool {
    // SAFETY: contract 1 and P1.
    if !biased::try_incref(unsafe { &*object }) {
        return false;
    }
    if still() {
        return true;
    }
    release();
    false
}
