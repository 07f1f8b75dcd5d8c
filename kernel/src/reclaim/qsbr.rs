//! Quiescent-state reclamation: memory that has been unlinked is freed once every thread has been where it holds no pointer into it.
//!
//! # Guarantees
//! A block given to [`retire`] is freed once, after every thread that was attached then has passed a quiescent state: a safepoint, an attach,
//! being detached or suspended. Readers pay nothing. Garbage is bounded: a thread's closed batches make it poll, and past [`LIMIT_BYTES`] or
//! [`LIMIT_ITEMS`] all threads are asked to pass a safepoint. Not guaranteed: promptness of the last, open batch of a thread, which waits for
//! more garbage, for the thread's end or for a collection ([`free_stopped`]). When there is no memory to note a block, it is leaked and
//! counted (`Registry::leaked_bytes`).
//!
//! # States
//! ```text
//!  block:  linked ── unlinked by a store ── open batch ── closed batch, goal g ── freed when passed ≥ g
//!                                 retire          close                     poll, free_stopped
//! ```
//!
//! # Invariants
//! I1. `sequence` only grows. A batch's goal is the value to which its own closer advanced it, after all its blocks were unlinked.
//! I2. A thread stores in `seen` a `sequence` that it loaded while it held no pointer into shared memory. So with `seen ≥ g` it has no pointer
//!     into the batch with goal g, and finds none any more.
//! I3. A thread that is not attached has no pointers; when it attaches it synchronises with every scan that found it so (below).
//! I4. `passed ≤ seen` of every attached thread that has been quiescent since it attached, and `passed` only grows.
//! I5. A thread's list is its own, the registry's orphans are under the registry's lock.
//!
//! # Who touches what
//! `seen`, `awaits`: written by the thread, read by scans. `sequence`: anyone, by `fetch_add`. `passed`: written by scans, under the registry's
//! lock. `retired`: its thread; with the world stopped, the stopper.
//!
//! # Ordering
//! * unlinking store → `sequence.fetch_add` (Release) → `sequence.load` (Acquire) of `ThreadHead::quiescent`: what was unlinked is not found.
//! * reads of the block → `seen.store` (Release) → scan's `seen.load` (Acquire) → free: they end before it is freed.
//! * detach (Release) → scan's read-modify-write of `state` (AcqRel) → attach (Acquire). The scan does not load `state` but exchanges it for
//!   itself, so it comes either before the attach, which then acquires the unlinking through it, or after, and finds the thread attached. With
//!   a plain load this would take a sequentially consistent fence in every attach: the mutant shows it.
//! * `passed` (Release/Acquire): whoever frees by another's scan sees what it saw.
//!
//! # Progress
//! `retire` is wait-free but for its memory and the registry's lock, once per batch. A scan visits all threads, and happens when a batch is
//! closed, or when a thread that somebody waits for has become quiescent; a batch has at least [`BATCH_ITEMS`] blocks (or [`BATCH_BYTES`]).
//!
//! # Sources
//! McKenney and Slingwine's read-copy update; Hart et al., IPDPS 2006; FreeBSD's GUS and CPython's `qsbr.c`. Changed: offline threads are told by
//! the thread state, exchanged by the scan, instead of a sequence of zero and a fence.

use crate::prim::Ordering;
use crate::thread::{Registry, ThreadHead, WorldStopped, breaker};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::ptr::NonNull;

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

/// Blocks that close a batch.
pub const BATCH_ITEMS: usize = if cfg!(any(loom, stress)) { 1 } else { 64 };
/// Bytes that close a batch.
pub const BATCH_BYTES: usize = 64 << 10;
/// Blocks in closed batches past which all threads are asked to be quiescent at once.
pub const LIMIT_ITEMS: usize = 4 * BATCH_ITEMS;
/// The same in bytes.
pub const LIMIT_BYTES: usize = 1 << 20;

/// How a block is freed.
type Free = unsafe fn(NonNull<u8>);

#[derive(Debug)]
struct Retired {
    block: NonNull<u8>,
    bytes: usize,
    free: Free,
}

#[derive(Debug)]
struct Batch {
    goal: usize,
    items: usize,
}

/// Retired blocks, oldest first: those of closed batches, then those of the open one.
#[derive(Debug)]
pub(crate) struct RetireList {
    items: VecDeque<Retired>,
    batches: VecDeque<Batch>,
    open: usize,
    open_bytes: usize,
    /// Of all items.
    bytes: usize,
}

impl RetireList {
    pub(crate) fn new() -> RetireList {
        RetireList { items: VecDeque::new(), batches: VecDeque::new(), open: 0, open_bytes: 0, bytes: 0 }
    }

    fn push(&mut self, retired: Retired) -> bool {
        // Room for the batch too, so that closing it cannot fail.
        if self.items.try_reserve(1).is_err() || self.batches.try_reserve(1).is_err() {
            return false;
        }
        self.open += 1;
        self.open_bytes += retired.bytes;
        self.bytes += retired.bytes;
        self.items.push_back(retired);
        true
    }

    /// Takes the oldest block if its batch's goal is reached.
    fn pop_passed(&mut self, passed: usize) -> Option<Retired> {
        let batch = self.batches.front_mut()?;
        if before(passed, batch.goal) {
            return None;
        }
        batch.items -= 1;
        if batch.items == 0 {
            self.batches.pop_front();
        }
        self.pop()
    }

    fn pop(&mut self) -> Option<Retired> {
        let retired = self.items.pop_front()?;
        self.bytes -= retired.bytes;
        Some(retired)
    }

    fn last_goal(&self) -> Option<usize> {
        self.batches.back().map(|b| b.goal)
    }
}

/// Whether sequence `a` is older than `b`; they wrap around.
#[inline]
fn before(a: usize, b: usize) -> bool {
    (a.wrapping_sub(b) as isize) < 0
}

/// Frees a block when no thread can be reading it any more.
///
/// # Safety
/// 1. No reader that begins now can find the block: it has been unlinked, by a store that precedes this call. 2. `free` may be called with it,
///    once, later, on any thread of the isolate, with locks held; it does not retire, stop the world or wait. 3. `head` is the calling
///    thread's, and attached. 4. Readers reach the block while attached, and not across a safepoint.
#[inline]
pub unsafe fn retire(head: &mut ThreadHead, block: NonNull<u8>, bytes: usize, free: Free) {
    let list = &mut head.retired;
    if !list.push(Retired { block, bytes, free }) {
        leak(head.registry(), bytes);
    } else if list.open >= BATCH_ITEMS || list.open_bytes >= BATCH_BYTES {
        close(head);
    }
}

#[cold]
fn leak(registry: &Registry, bytes: usize) {
    // Relaxed: a counter.
    registry.leaked.fetch_add(bytes, Ordering::Relaxed);
    // What is waiting may make room.
    registry.request_all(breaker::QSBR);
}

/// Closes the open batch and asks for a poll at the next safepoint.
#[cold]
fn close(head: &mut ThreadHead) {
    let registry = head.registry();
    let list = &mut head.retired;
    if list.open == 0 {
        return;
    }
    // I1. AcqRel: Release publishes what unlinked the blocks; Acquire keeps the chain of earlier advances, so that this value stands for them.
    let goal = registry.sequence.fetch_add(1, Ordering::AcqRel).wrapping_add(1);
    list.batches.push_back(Batch { goal, items: list.open });
    (list.open, list.open_bytes) = (0, 0);
    let waiting = list.batches.front().map_or(goal, |b| b.goal);
    let much = list.items.len() > LIMIT_ITEMS || list.bytes > LIMIT_BYTES;
    // Release: pairs with the scan's Acquire; a missed notice costs time only.
    head.awaits.store(waiting, Ordering::Release);
    // Relaxed: our own bit.
    head.eval_breaker.fetch_or(breaker::QSBR, Ordering::Relaxed);
    if much {
        registry.request_all(breaker::QSBR);
    }
}

/// Frees what can be freed, and asks those that hold up the rest to be quiescent. At a safepoint, after [`ThreadHead::quiescent`].
#[cold]
pub(crate) fn poll(head: &mut ThreadHead) {
    let registry = head.registry();
    let scan = scan(registry, head.retired.last_goal());
    free_passed(head, scan.passed);
    while scan.orphans && free_orphan(registry, scan.passed) {}
}

/// A thread that somebody may wait for has just detached.
#[cold]
pub(crate) fn tell(registry: &Registry) {
    scan(registry, None);
}

struct Scan {
    passed: usize,
    orphans: bool,
}

/// Finds out how far all threads have come. Threads whose batches may be freed now are asked to poll, and if `goal` is given, so are those
/// that have not reached it.
fn scan(registry: &Registry, goal: Option<usize>) -> Scan {
    registry.with_list(|list| {
        // Acquire: what was unlinked before this value is known to those who attach after we have passed them (I3).
        let mut oldest = registry.sequence.load(Ordering::Acquire);
        each(list.first, |head| {
            // SAFETY: heads in the list are alive; atomics only.
            let (state, seen, bits) = unsafe { (&(*head).state, &(*head).seen, &(*head).eval_breaker) };
            if is_attached(state) {
                // Acquire: pairs with the Release in `quiescent`: its reads are over.
                let seen = seen.load(Ordering::Acquire);
                if before(seen, oldest) {
                    oldest = seen;
                }
                if goal.is_some_and(|goal| before(seen, goal)) {
                    bits.fetch_or(breaker::QSBR, Ordering::Release);
                }
            }
        });
        // I4: one that has just attached may still show an older state.
        let known = registry.passed.load(Ordering::Acquire);
        if before(known, oldest) {
            // Release: see "Ordering".
            registry.passed.store(oldest, Ordering::Release);
            each(list.first, |head| {
                // SAFETY: as above.
                let (awaits, bits) = unsafe { (&(*head).awaits, &(*head).eval_breaker) };
                let goal = awaits.load(Ordering::Acquire);
                if goal != 0 && !before(oldest, goal) {
                    bits.fetch_or(breaker::QSBR, Ordering::Release);
                }
            });
        } else {
            oldest = known;
        }
        Scan { passed: oldest, orphans: !list.orphans.is_empty() }
    })
}

/// Exchanges the state for itself, which orders the scan with the thread's attach and detach (I3).
#[inline]
fn is_attached(state: &crate::prim::AtomicU32) -> bool {
    use crate::thread::head::{ATTACHED, STOPPING};
    // AcqRel: Acquire pairs with detach, Release with attach.
    matches!(state.fetch_or(0, Ordering::AcqRel), ATTACHED | STOPPING)
}

fn each(first: *mut ThreadHead, mut f: impl FnMut(*mut ThreadHead)) {
    let mut head = first;
    while !head.is_null() {
        f(head);
        // SAFETY: the caller holds the registry's lock, so heads in the list are alive and the links are ours.
        head = unsafe { &(*head).next }.get();
    }
}

fn free_passed(head: &mut ThreadHead, passed: usize) {
    while let Some(retired) = head.retired.pop_passed(passed) {
        // SAFETY: contract of `retire`: unlinked, and all threads have been quiescent since (I2, I3).
        unsafe { (retired.free)(retired.block) };
    }
    let waiting = head.retired.batches.front().map_or(0, |b| b.goal);
    head.awaits.store(waiting, Ordering::Release);
}

/// Frees one list that an ended thread has left, if its time has come.
fn free_orphan(registry: &Registry, passed: usize) -> bool {
    let found = registry.with_list(|list| {
        let i = list.orphans.iter().position(|l| l.last_goal().is_none_or(|goal| !before(passed, goal)))?;
        Some(list.orphans.swap_remove(i))
    });
    found.map(free_list).is_some()
}

/// Frees all of a list. The caller knows that nobody reads it.
fn free_list(mut list: RetireList) {
    while let Some(retired) = list.pop() {
        // SAFETY: contract of `retire`; the caller's knowledge.
        unsafe { (retired.free)(retired.block) };
    }
}

/// Frees lists that nobody reads any more: no thread is left.
pub(crate) fn free_lists(lists: Vec<RetireList>) {
    lists.into_iter().for_each(free_list);
}

/// An ending thread, attached for the last time, frees what it can and leaves the rest to the registry.
pub(crate) fn prepare_to_leave(head: &mut ThreadHead) {
    let registry = head.registry();
    close(head);
    loop {
        head.quiescent();
        if head.retired.items.is_empty() {
            return;
        }
        poll(head);
        let kept = core::mem::replace(&mut head.retired, RetireList::new());
        let kept = registry.with_list(|list| {
            if kept.items.is_empty() || list.orphans.try_reserve(1).is_err() {
                return Some(kept);
            }
            list.orphans.push(kept);
            None
        });
        match kept {
            None => {
                // Whoever is last to come by frees it.
                registry.request_all(breaker::QSBR);
                return;
            }
            // No memory to hand it over: wait for the others instead, which we can, here.
            Some(kept) => {
                head.retired = kept;
                head.detached(|| registry.platform().yield_now());
            }
        }
    }
}

/// Frees everything that is retired, of all threads, open batches included: with the world stopped all are quiescent. `me` is the stopper.
pub fn free_stopped(me: &mut ThreadHead, _world: &WorldStopped) {
    let registry = me.registry();
    let mut head = registry.with_list(|list| list.first);
    while !head.is_null() {
        // SAFETY: the world is stopped: heads stay in the list, and their threads do not use their lists.
        let list = unsafe { &mut (*head).retired };
        free_list(core::mem::replace(list, RetireList::new()));
        // SAFETY: as above.
        unsafe { &(*head).awaits }.store(0, Ordering::Relaxed);
        // SAFETY: heads that register meanwhile come first in the list, so they change our successor's links, not ours.
        head = registry.with_list(|_| unsafe { &(*head).next }.get());
    }
    free_lists(registry.with_list(|list| core::mem::take(&mut list.orphans)));
}

impl Registry {
    /// Bytes that were given up because there was no memory to note them.
    pub fn leaked_bytes(&self) -> usize {
        self.leaked.load(Ordering::Relaxed)
    }
}

impl ThreadHead {
    /// Bytes that this thread has retired and not freed yet.
    pub fn retired_bytes(&self) -> usize {
        self.retired.bytes
    }
}
