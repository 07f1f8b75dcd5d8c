//! Biased reference counts: the owner of an object counts without atomics, everyone else with them.
//!
//! # Guarantees
//! An object is reported [`Outcome::Dead`] exactly once, when no count is left, to one thread, which then has it for itself. An object that
//! is DEFERRED is never reported: the collector finds it. Not guaranteed: promptness when the owner does not drain its queue.
//!
//! # Words
//! `local` counts what the owner took and gave back. `shared` is `count << 6 | bits`, the count signed.
//!
//! | bit | name | meaning |
//! |---|---|---|
//! | 0 | IMMORTAL | not counted at all |
//! | 1 | SHARED | other threads may reach it (D5); never cleared |
//! | 2 | MERGED | there is no owner: `local` is folded into the count |
//! | 3 | QUEUED | an entry for it is in its owner's merge queue, or about to be |
//! | 4 | DEFERRED | registers do not count it; a count of zero is no death; from birth, or set when its count is contended (`contention`) |
//!
//! # States
//! ```text
//!            set_shared              merge_zero_local / merge
//!  unshared ───────────▶ owned+SHARED ─────────────────────────▶ merged ── last decref ──▶ dead
//!      │                     │  foreign decref below zero ▲
//!      │ local == 0          └─▶ (short) ──▶ queued ──────┘ merge (owner or claimer)
//!      └──────▶ dead                 fell_short
//! ```
//! A freed block keeps the word [`DEAD`]: merged, count zero.
//!
//! # Invariants
//! I1. `local` is touched only while MERGED is clear, by the thread in slot `owner`, or by whoever stands in for it: under the lock of a
//!     slot that nobody occupies, with the occupant claimed while it is detached, or with the world stopped. `owner` does not change while
//!     the object lives: MERGED alone says that ownership has ended, so one word decides and no second store can be seen before or after it.
//! I2. Without SHARED, `shared`'s count is zero and only the owner reaches the object.
//! I3. References alive = `local` + count.
//! I4. With MERGED, count 0 and neither QUEUED nor DEFERRED the object is dead; `try_incref` never leaves that state.
//! I5. All transitions of `shared` after SHARED are read-modify-writes, so its modification order tells the story.
//! I6. An object that is *short*, its count below zero with neither MERGED nor QUEUED, has a thread in [`fell_short`] that took the count there.
//!     That thread has no reference any more: until it has set QUEUED another may do so, and the object die and its block be another's. It
//!     looks at no more than the header, which stays one until the thread is quiescent (D7), and what it finds short it may queue, whichever
//!     object that is: then that one is.
//!
//! # Ordering
//! Increments are Relaxed: whoever increments already has a reference, whose acquisition ordered it. Decrements are Release, and the one that
//! finds death does an Acquire: so everything that was done to the object happens before its end. The owner's `local` needs no ordering.
//! What sets SHARED, DEFERRED or IMMORTAL is Release, for readers that count what is in a block by now (`protect`).
//!
//! # Progress
//! Everything here is lock-free; the owner's fast paths are wait-free.
//!
//! # Sources
//! Choi, Shull, Torrellas, "Biased Reference Counting", PACT 2018; PEP 703. Changed: no thread identity in the word but a heap slot; unshared
//! objects are recognised by one bit, so that neither party needs to know who it is for them; deferral and immortality live in the same word,
//! so that one read decides.

#[cfg(not(loom))]
use super::contention;
use crate::object::header::{Header, NO_OWNER};
use crate::prim::{Ordering, fence};

#[cfg(all(test, loom))]
mod model;

/// Not counted.
pub const IMMORTAL_BIT: u32 = 1;
/// Reachable by other threads.
pub const SHARED_BIT: u32 = 2;
/// Without owner.
pub const MERGED_BIT: u32 = 4;
/// In the owner's queue.
pub const QUEUED_BIT: u32 = 8;
/// Counted only from the heap.
pub const DEFERRED_BIT: u32 = 16;
/// Where the count begins.
pub const COUNT_SHIFT: u32 = 6;
/// One reference.
pub const ONE: u32 = 1 << COUNT_SHIFT;
/// The `shared` word of a freed block.
pub const DEAD: u32 = MERGED_BIT;

/// Counts past this, either way, make the object immortal: far from the 26-bit edge by more than all threads could add before they notice.
pub const GUARD: i32 = 1 << 24;
/// The same for `local`.
const LOCAL_GUARD: u32 = 1 << 31;

/// What a decrement found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Other references remain (or the collector decides).
    Alive,
    /// The last reference is gone and the caller has the object for itself.
    Dead,
    /// The caller must hand the object to its owner's merge queue; it stays there until that has been settled.
    Queue,
}

/// The signed count in a `shared` word.
#[inline(always)]
pub const fn count(word: u32) -> i32 {
    word as i32 >> COUNT_SHIFT
}

/// Slot of the calling thread, or [`NO_OWNER`] for a thread that is not attached.
#[inline(always)]
pub fn current_slot() -> u16 {
    #[cfg(not(loom))]
    {
        freewheel_arch::platform::freewheel_current_slot()
    }
    #[cfg(loom)]
    NO_OWNER
}

/// Whether other threads may reach the object.
#[inline(always)]
pub fn is_shared(h: &Header) -> bool {
    // Relaxed: only the owner can see this clear, and it set it itself.
    let word = h.shared.load(Ordering::Relaxed);
    check_owner(h, word);
    word & SHARED_BIT != 0
}

/// With `checks`: an object that is not SHARED is asked about by its owner only, or with the world stopped (I-S1 of `sharing`). Everything
/// that takes the way of unshared objects asks first, so a reference that reached another thread without the barrier is caught here, where it
/// is used, and not where memory has long been overwritten.
#[inline(always)]
pub(crate) fn check_owner(_h: &Header, _word: u32) {
    #[cfg(all(feature = "checks", not(loom)))]
    if _word & (SHARED_BIT | IMMORTAL_BIT) == 0 {
        check_owner_slow(_h);
    }
}

#[cfg(all(feature = "checks", not(loom)))]
fn check_owner_slow(h: &Header) {
    let (slot, owner) = (current_slot(), h.owner.load(Ordering::Relaxed));
    // Unit tests count without being anyone; NO_OWNER is also a dead header's.
    if slot == owner || slot == NO_OWNER {
        return;
    }
    let head = freewheel_arch::platform::freewheel_current().cast::<crate::thread::ThreadHead>();
    // SAFETY: `current_slot` is that of a live, registered thread state.
    let stopped = unsafe { (*head).has_stopped_the_world() };
    assert!(stopped, "I-S1: the thread in slot {slot} uses an unshared object of slot {owner}");
}

/// Whether the object is not counted.
#[inline(always)]
pub fn is_immortal(h: &Header) -> bool {
    h.shared.load(Ordering::Relaxed) & IMMORTAL_BIT != 0
}

/// Whether registers leave the object uncounted.
#[inline(always)]
pub fn is_deferred(h: &Header) -> bool {
    h.shared.load(Ordering::Relaxed) & (DEFERRED_BIT | IMMORTAL_BIT) != 0
}

/// Whether the caller holds the only reference to an unshared object.
#[inline(always)]
pub fn is_unique(h: &Header) -> bool {
    h.shared.load(Ordering::Relaxed) & (SHARED_BIT | IMMORTAL_BIT) == 0 && h.local.load(Ordering::Relaxed) == 1
}

/// Lets other threads reach the object. Only its owner (or the collector) calls this, before it publishes the object.
#[inline]
pub fn set_shared(h: &Header) {
    // Release: not for those who find the object by its publication, but for a reader with an old word that led to an object which was in the
    // block before. Its Acquire in `try_incref` must show it what replaced that word, which came before the block was used again
    // (P2 of `protect`; `weak_table` relies on it as well).
    h.shared.fetch_or(SHARED_BIT, Ordering::Release);
}

/// Takes [`set_shared`] back, for an object that was never published.
pub fn clear_shared(h: &Header) {
    // Relaxed: only this thread reaches the object.
    h.shared.fetch_and(!SHARED_BIT, Ordering::Relaxed);
}

/// Gives a dead merged object one reference again, for its finalizer.
pub fn revive_merged(h: &Header) {
    // Relaxed: the caller has the object for itself.
    h.shared.fetch_or(MERGED_BIT, Ordering::Relaxed);
    h.shared.fetch_add(ONE, Ordering::Relaxed);
}

/// Takes a reference for the collector, with the world stopped.
pub fn incref_stopped(h: &Header) {
    let word = h.shared.load(Ordering::Relaxed);
    if word & IMMORTAL_BIT != 0 {
        return;
    }
    if word & SHARED_BIT == 0 {
        // The owner is stopped, so its count may be touched (I1).
        let n = h.local.load(Ordering::Relaxed);
        h.local.store(n.wrapping_add(1), Ordering::Relaxed);
    } else {
        h.shared.fetch_add(ONE, Ordering::Relaxed);
    }
}

/// Takes an object from its owner, with the world stopped: from here on it is SHARED and MERGED, so that whoever gives up the last reference
/// has found the end at once, and nothing waits for the owner. (What it refers to must be shared as well.)
pub fn merge_stopped(h: &Header) {
    let word = h.shared.load(Ordering::Relaxed);
    if word & (MERGED_BIT | IMMORTAL_BIT) != 0 {
        set_shared(h);
        return;
    }
    let local = h.local.load(Ordering::Relaxed);
    h.local.store(0, Ordering::Relaxed);
    if local > GUARD as u32 {
        make_immortal(h);
        return;
    }
    // Relaxed: the restart of the world publishes it.
    h.shared.store((word | SHARED_BIT | MERGED_BIT).wrapping_add(local << COUNT_SHIFT), Ordering::Relaxed);
}

/// The slot that must settle an object after [`Outcome::Queue`], or `None` when its owner has given it up meanwhile, so that anyone may.
#[inline]
pub fn slot_to_settle(h: &Header) -> Option<u16> {
    // Acquire: pairs with the Release of whoever set MERGED, after its last use of `local`.
    if h.shared.load(Ordering::Acquire) & MERGED_BIT != 0 { None } else { Some(h.owner.load(Ordering::Relaxed)) }
}

/// Whether a queue entry for the object waits.
pub fn is_queued(h: &Header) -> bool {
    h.shared.load(Ordering::Relaxed) & QUEUED_BIT != 0
}

/// Ends a deferred object whose only reference is the caller's (the collector's): it looks like any dead one then, and no stale word or
/// weak list gives a reference to it any more. False when it has others, and then nothing has changed.
#[must_use]
pub fn end_deferred(h: &Header) -> bool {
    let word = h.shared.load(Ordering::Relaxed);
    if word & (IMMORTAL_BIT | QUEUED_BIT) != 0 || total(h) > 1 {
        return false;
    }
    // One exchange, so that a reference taken meanwhile is seen. The owner is the caller, or has lost the object (`merge_stopped`).
    // AcqRel: all uses of the object happen before its end.
    let dead = word & !DEFERRED_BIT & (ONE - 1) | MERGED_BIT | SHARED_BIT;
    if h.shared.compare_exchange(word, dead, Ordering::AcqRel, Ordering::Relaxed).is_err() {
        return false;
    }
    h.local.store(0, Ordering::Relaxed);
    true
}

/// Whether the object is between its last reference and the end of its block: finalizer and weak references may still be going on, or it
/// waits in its thread's list. For the collector, with the world stopped: such an object is neither garbage nor to be looked into, since its
/// contents may be half gone.
pub fn is_ending(h: &Header) -> bool {
    let word = h.shared.load(Ordering::Relaxed);
    word & (IMMORTAL_BIT | DEFERRED_BIT | QUEUED_BIT) == 0
        && total(h) == 0
        && h.flags.load(Ordering::Relaxed) & crate::object::header::FLAG_ABANDONED == 0
}

/// Lets registers leave the object uncounted from now on. The caller owns a count of it, or is the only one to reach it: so it is alive, and
/// whoever gives up a count after this sees the bit in the word that its exchange replaces (P1 of `contention`).
#[inline]
pub fn set_deferred(h: &Header) {
    // A reader that misses the bit counts, which is right too. Release: as in `set_shared`, for one that finds it.
    h.shared.fetch_or(DEFERRED_BIT, Ordering::Release);
}

/// Ends the counting of an object for good.
pub fn make_immortal(h: &Header) {
    // Whoever misses the bit changes a count that nobody reads any more. Release: as in `set_shared`.
    h.shared.fetch_or(IMMORTAL_BIT | SHARED_BIT, Ordering::Release);
}

/// All references, for the collector with the world stopped and the queues drained.
pub fn total(h: &Header) -> i64 {
    let word = h.shared.load(Ordering::Relaxed);
    let local = if word & MERGED_BIT != 0 { 0 } else { h.local.load(Ordering::Relaxed) };
    i64::from(local) + i64::from(count(word))
}

/// Takes a reference. The caller has one already, or is protected otherwise.
#[inline(always)]
pub fn incref(h: &Header) {
    // Relaxed: see "Ordering".
    let word = h.shared.load(Ordering::Relaxed);
    check_owner(h, word);
    if word & (SHARED_BIT | IMMORTAL_BIT) == 0 {
        // I2: only this thread reaches the object, so plain arithmetic will do.
        incref_local(h);
    } else if word & IMMORTAL_BIT == 0 {
        // Not a call, which would push to memory, and an exchange waits for that. But out of the way of unshared objects, which most are.
        core::hint::cold_path();
        incref_by(h, current_slot());
    }
}

/// [`incref`] of an object that the calling thread owns, by plain arithmetic.
#[inline(always)]
pub fn incref_local(h: &Header) {
    let n = h.local.load(Ordering::Relaxed).wrapping_add(1);
    h.local.store(n, Ordering::Relaxed);
    if n >= LOCAL_GUARD {
        core::hint::cold_path();
        // Near its edge: the object is not counted any more. It is SHARED only if it was: what it refers to may not be. No call, for which
        // the evaluation loop would make room on the stack. Release: as in `set_shared`.
        h.shared.fetch_or(IMMORTAL_BIT, Ordering::Release);
    }
}

/// [`incref_local`] for a register. Fewer registers exist than are between the guard and the edge, so that what lies in the heap, which is
/// counted by [`incref_local`], passes the guard before the sum passes the edge.
#[inline(always)]
pub fn incref_for_register(h: &Header) {
    let n = h.local.load(Ordering::Relaxed);
    h.local.store(n.wrapping_add(1), Ordering::Relaxed);
}

/// [`incref`] of a SHARED object, as a call: for the evaluation loop, where room for its instructions is dear.
#[inline(never)]
pub fn incref_shared(h: &Header) {
    incref_by(h, current_slot());
}

/// [`incref`] of a SHARED or immortal object by the thread in `slot`.
#[inline(always)]
pub fn incref_by(h: &Header, slot: u16) {
    // Relaxed: only the owner (or who stands in for it) sets MERGED, so the owner sees its own state here.
    let word = h.shared.load(Ordering::Relaxed);
    // An object without MERGED has an owner, so a thread without slot is not it.
    if word & (MERGED_BIT | IMMORTAL_BIT) == 0 && h.owner.load(Ordering::Relaxed) == slot {
        incref_local(h);
    } else if word & IMMORTAL_BIT == 0 {
        incref_foreign(h, word);
    }
}

/// Takes a reference of an object that others own, or nobody; `word` is what was seen last.
#[inline(always)]
fn incref_foreign(h: &Header, word: u32) {
    // Relaxed, and not ours to touch (I1): only whether it changes meanwhile is of interest.
    let local = h.local.load(Ordering::Relaxed);
    // Relaxed: see "Ordering".
    let old = h.shared.fetch_add(ONE, Ordering::Relaxed);
    if old != word || h.local.load(Ordering::Relaxed) != local || count(old) > GUARD {
        look_at(h, old);
    }
}

/// A foreign increment that found `old` was a special one: another thread has used the header meanwhile (see [`contention`]; the caller owns a
/// count), or the count is near its edge.
#[cold]
#[inline(never)]
fn look_at(h: &Header, old: u32) {
    if count(old) > GUARD {
        make_immortal(h);
    }
    #[cfg(not(loom))]
    contention::met_another(h);
}

/// Gives a reference back that is not the last, of an object that only this thread reaches; false when it is not so, and nothing was done.
#[inline(always)]
pub fn quick_decref(h: &Header) -> bool {
    let word = h.shared.load(Ordering::Relaxed);
    check_owner(h, word);
    if word & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) != 0 {
        core::hint::cold_path();
        return false;
    }
    let n = h.local.load(Ordering::Relaxed);
    if n == 1 {
        return false;
    }
    // I2: only this thread reaches the object.
    h.local.store(n.wrapping_sub(1), Ordering::Relaxed);
    true
}

/// Gives a reference back.
#[inline(always)]
pub fn decref(h: &Header) -> Outcome {
    let word = h.shared.load(Ordering::Relaxed);
    check_owner(h, word);
    if word & (SHARED_BIT | IMMORTAL_BIT | DEFERRED_BIT) == 0 {
        // I2: only this thread reaches the object.
        let n = h.local.load(Ordering::Relaxed).wrapping_sub(1);
        h.local.store(n, Ordering::Relaxed);
        if n == 0 { Outcome::Dead } else { Outcome::Alive }
    } else if word & IMMORTAL_BIT != 0 {
        Outcome::Alive
    } else if word & SHARED_BIT == 0 {
        // As above, but deferred: the collector decides.
        h.local.store(h.local.load(Ordering::Relaxed).wrapping_sub(1), Ordering::Relaxed);
        Outcome::Alive
    } else {
        decref_shared(h)
    }
}

#[inline(never)]
fn decref_shared(h: &Header) -> Outcome {
    decref_by(h, current_slot())
}

/// [`decref`] by the thread in `slot`.
#[inline(always)]
pub fn decref_by(h: &Header, slot: u16) -> Outcome {
    let word = h.shared.load(Ordering::Relaxed);
    // I1: as in `incref_by`.
    if word & (MERGED_BIT | IMMORTAL_BIT) == 0 && h.owner.load(Ordering::Relaxed) == slot {
        let n = h.local.load(Ordering::Relaxed).wrapping_sub(1);
        h.local.store(n, Ordering::Relaxed);
        if n != 0 { Outcome::Alive } else { last_local(h, word) }
    } else if word & IMMORTAL_BIT != 0 {
        Outcome::Alive
    } else {
        decref_foreign(h, word, slot)
    }
}

#[cold]
#[inline(never)]
fn last_local(h: &Header, word: u32) -> Outcome {
    // Unshared but DEFERRED: the collector decides.
    if word & SHARED_BIT == 0 { Outcome::Alive } else { merge_zero_local(h) }
}

/// The owner's last local reference is gone: gives up ownership, so that whoever drops the last one elsewhere finds the death.
fn merge_zero_local(h: &Header) -> Outcome {
    // I1: the one exchange after which this thread may touch the object only if it is told that it has found the end.
    // AcqRel: Release so that the owner's uses happen before the end that another thread finds; Acquire so that theirs happen before ours.
    let old = h.shared.fetch_or(MERGED_BIT, Ordering::AcqRel);
    // A queue entry keeps the object; `merge` will find the end.
    if count(old) == 0 && old & (QUEUED_BIT | DEFERRED_BIT) == 0 { Outcome::Dead } else { Outcome::Alive }
}

/// Gives back a reference of an object that others own, or nobody; `word` is what was seen last, and has no IMMORTAL.
#[inline(always)]
fn decref_foreign(h: &Header, word: u32, slot: u16) -> Outcome {
    if word & (MERGED_BIT | QUEUED_BIT) == 0 && (count(word) <= 0 || slot == NO_OWNER) {
        return decref_short(h);
    }
    // Release: pairs with the Acquire of whoever finds the end.
    let old = h.shared.fetch_sub(ONE, Ordering::Release);
    let new = old.wrapping_sub(ONE);
    if new & (MERGED_BIT | QUEUED_BIT) == 0 && count(new) < 0 {
        return fell_short(h);
    }
    settled(h, new)
}

/// The count that was there to take from is gone: others have taken it meanwhile. Whoever finds the object short sees to it that the owner
/// merges (I6).
#[cold]
#[inline(never)]
fn fell_short(h: &Header) -> Outcome {
    let mut word = h.shared.load(Ordering::Relaxed);
    loop {
        if word & (MERGED_BIT | QUEUED_BIT | IMMORTAL_BIT) != 0 || count(word) >= 0 {
            return Outcome::Alive;
        }
        // Release: as in `decref_short`. (The use of the object that this thread has ended was released by its `fetch_sub`, whose release
        // sequence this continues.)
        match h.shared.compare_exchange_weak(word, word | QUEUED_BIT, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return Outcome::Queue,
            Err(now) => word = now,
        }
    }
}

/// [`decref_foreign`] when there seems to be no count to take from, or by a thread that is not attached, so that nothing keeps the header
/// once its reference is gone: the count goes below zero and QUEUED is set in one exchange.
#[cold]
#[inline(never)]
fn decref_short(h: &Header) -> Outcome {
    let mut word = h.shared.load(Ordering::Relaxed);
    loop {
        let new = word.wrapping_sub(ONE);
        // Without a count of ours to take from the owner must merge.
        let queue = word & (MERGED_BIT | QUEUED_BIT) == 0 && count(new) < 0;
        let new = if queue { new | QUEUED_BIT } else { new };
        // Release: our uses of the object happen before the merge, or the end that another finds.
        match h.shared.compare_exchange_weak(word, new, Ordering::Release, Ordering::Relaxed) {
            Ok(_) if queue => return Outcome::Queue,
            Ok(_) => return settled(h, new),
            Err(now) => word = now,
        }
    }
}

/// What a decrement that left `new` has found.
#[inline(always)]
fn settled(h: &Header, new: u32) -> Outcome {
    if count(new) < -GUARD {
        make_immortal(h);
    }
    if new & MERGED_BIT != 0 && count(new) == 0 && new & (QUEUED_BIT | DEFERRED_BIT) == 0 {
        // Acquire: pairs with the Release of all other decrements. (ThreadSanitizer knows no fences; a load of the word does the same.)
        if cfg!(tsan) {
            h.shared.load(Ordering::Acquire);
        } else {
            fence(Ordering::Acquire);
        }
        return Outcome::Dead;
    }
    Outcome::Alive
}

/// Settles a queue entry: folds `local` into the count. Called by the owner, or by whoever has claimed
/// the owner's slot, once for each [`Outcome::Queue`].
pub fn merge(h: &Header) -> Outcome {
    // I1: we are the owner, or stand in for it, or the object is merged already and `local` is folded in.
    let merged = h.shared.load(Ordering::Relaxed) & MERGED_BIT != 0;
    let local = if merged { 0 } else { h.local.load(Ordering::Relaxed) };
    if !merged {
        h.local.store(0, Ordering::Relaxed);
        if local > GUARD as u32 {
            // The sum could pass the edge of the count: saturated for good.
            make_immortal(h);
            h.shared.fetch_and(!QUEUED_BIT, Ordering::Relaxed);
            return Outcome::Alive;
        }
    }
    let mut word = h.shared.load(Ordering::Relaxed);
    loop {
        let new = (word & !QUEUED_BIT | MERGED_BIT).wrapping_add(local << COUNT_SHIFT);
        // AcqRel: as in `merge_zero_local`.
        match h.shared.compare_exchange_weak(word, new, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) if count(new) == 0 && new & (DEFERRED_BIT | IMMORTAL_BIT) == 0 => return Outcome::Dead,
            Ok(_) => return Outcome::Alive,
            Err(now) => word = now,
        }
    }
}

/// Takes a reference through a word that may be stale: the memory is an object's or a freed block's, but nobody protects it.
/// True: the caller has a reference to *some* live SHARED (or its own) object at this address and must check that it is the one it meant.
#[inline]
pub fn try_incref(h: &Header) -> bool {
    try_incref_by(h, current_slot())
}

/// [`try_incref`] by the thread in `slot`.
#[inline]
pub fn try_incref_by(h: &Header, slot: u16) -> bool {
    // Acquire: an object found alive here is seen as its maker shared it.
    let mut word = h.shared.load(Ordering::Acquire);
    if word & IMMORTAL_BIT != 0 {
        return true;
    }
    if slot != NO_OWNER && h.owner.load(Ordering::Relaxed) == slot && word & MERGED_BIT == 0 {
        // We are the owner: nobody frees or reuses the block but us. A deferred object without counts is alive until the collector ends it.
        let n = h.local.load(Ordering::Relaxed);
        if n == 0 && word & DEFERRED_BIT == 0 {
            return false;
        }
        h.local.store(n + 1, Ordering::Relaxed);
        return true;
    }
    // Relaxed: as in `incref_foreign`.
    let local = h.local.load(Ordering::Relaxed);
    let mut raced = false;
    loop {
        if word & SHARED_BIT == 0 || (word & MERGED_BIT != 0 && count(word) == 0 && word & (QUEUED_BIT | DEFERRED_BIT) == 0) {
            return false;
        }
        // Acquire: as above, for the word that the exchange saw.
        match h.shared.compare_exchange_weak(word, word.wrapping_add(ONE), Ordering::Acquire, Ordering::Acquire) {
            Ok(old) => {
                if raced || h.local.load(Ordering::Relaxed) != local || count(old) > GUARD {
                    look_at(h, old);
                }
                return true;
            }
            Err(now) => word = now,
        }
        raced = true;
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn object(slot: u16) -> Header {
        Header::new(7, slot)
    }

    #[test]
    fn unshared_objects_count_locally() {
        let h = object(1);
        assert!(is_unique(&h));
        incref(&h);
        assert_eq!(total(&h), 2);
        assert_eq!(decref(&h), Outcome::Alive);
        assert_eq!(decref(&h), Outcome::Dead);
    }

    #[test]
    fn a_foreign_decrement_without_count_is_queued_once() {
        let h = object(1);
        set_shared(&h);
        incref_by(&h, 1);
        incref_by(&h, 1);
        assert_eq!(decref_by(&h, 2), Outcome::Queue);
        assert_eq!(decref_by(&h, 2), Outcome::Alive);
        assert_eq!(total(&h), 1);
        assert_eq!(merge(&h), Outcome::Alive);
        assert_eq!(decref_by(&h, 2), Outcome::Dead);
    }

    #[test]
    fn the_owner_that_ends_first_leaves_a_merged_object() {
        let h = object(1);
        set_shared(&h);
        incref_by(&h, 2);
        assert_eq!(decref_by(&h, 1), Outcome::Alive);
        assert_eq!(decref_by(&h, 2), Outcome::Dead);
    }

    #[test]
    fn the_owner_that_ends_while_queued_leaves_the_end_to_the_merge() {
        let h = object(1);
        set_shared(&h);
        incref_by(&h, 1);
        assert_eq!(decref_by(&h, 2), Outcome::Queue);
        assert_eq!(decref_by(&h, 1), Outcome::Alive);
        assert_eq!(total(&h), 0);
        assert_eq!(merge(&h), Outcome::Dead);
    }

    #[test]
    fn stale_words_give_nothing() {
        let h = object(1);
        assert!(!try_incref_by(&h, 2), "unshared");
        set_shared(&h);
        assert!(try_incref_by(&h, 2));
        assert_eq!(decref_by(&h, 2), Outcome::Alive);
        assert_eq!(decref_by(&h, 1), Outcome::Dead);
        assert!(!try_incref_by(&h, 2), "dead");
        assert!(!try_incref_by(&h, 1), "dead to its owner too");
    }

    #[test]
    fn immortal_and_deferred_objects_do_not_die() {
        let h = object(1);
        set_deferred(&h);
        assert_eq!(decref_by(&h, 1), Outcome::Alive);
        let h = object(1);
        make_immortal(&h);
        for _ in 0..3 {
            assert_eq!(decref_by(&h, 2), Outcome::Alive);
        }
        assert!(try_incref_by(&h, 3));
    }
}
