//! Threads that their host wants to stop what they are doing.
//!
//! # Guarantee
//! A thread that is interrupted raises `KeyboardInterrupt` at its next safepoint, once, and wakes from an interruptible wait for that. One that is stopped
//! raises it at every safepoint, so that no handler goes on for longer than to the next call or turn of a loop, and program code cannot swallow it for
//! ever. Both end with the attachment that they were meant for.
//!
//! # Who touches what
//! `wish` and `attachment` are written by the thread itself, and by others under the registry's lock, which keeps the thread alive. N1. Whoever wishes
//! something sets the wish before the SIGNAL bit, with Release; the thread that takes the bit, with Acquire, sees the wish. N2. A wish is for one attachment:
//! it is set only under the lock, when the number is the same, and a thread begins a new attachment by counting, then emptying its wish. A wish that comes
//! between the two is emptied; one that comes after finds another number.

use super::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::Builtin;
use crate::prim::{AtomicU8, AtomicU64, Ordering};
use crate::thread::breaker;

/// What a host wants of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Wish {
    /// Nothing.
    None,
    /// An exception, once.
    Interrupt,
    /// One at every safepoint.
    Stop,
}

/// A thread's part.
#[derive(Debug)]
pub(crate) struct Interrupts {
    wish: AtomicU8,
    attachment: AtomicU64,
}

impl Interrupts {
    /// Nobody wants anything.
    pub(crate) const fn new() -> Interrupts {
        Interrupts { wish: AtomicU8::new(Wish::None as u8), attachment: AtomicU64::new(0) }
    }

    /// The number of the attachment that goes on, or of the last one.
    pub(crate) fn attachment(&self) -> u64 {
        // Relaxed: asked by the thread itself, or under the registry's lock.
        self.attachment.load(Ordering::Relaxed)
    }

    /// Another attachment begins (N2).
    pub(crate) fn begin(&self) {
        self.attachment.fetch_add(1, Ordering::Relaxed);
        self.wish.store(Wish::None as u8, Ordering::Relaxed);
    }
}

impl Isolate {
    /// Wishes something of the thread with this number, in this attachment; of all threads without one. Whether there is such a thread.
    pub(crate) fn wish(&self, of: Option<(u64, u64)>, wish: Wish) -> bool {
        let mut heads = alloc::vec::Vec::new();
        let mut found = false;
        self.registry.for_each(&mut |head| {
            // SAFETY: heads in the list are alive, and begin thread states; only atomics, and a number that never changes, are looked at.
            let (ident, interrupts) = unsafe { ((*head.cast::<Thread>()).ident, &(*head.cast::<Thread>()).interrupts) };
            if of.is_none_or(|(i, attachment)| i == ident && attachment == interrupts.attachment()) {
                found = true;
                // Release: N1.
                interrupts.wish.store(wish as u8, Ordering::Release);
                // Who finds no room is not woken from a wait, but asked all the same.
                if wish != Wish::None && heads.try_reserve(1).is_ok() {
                    heads.push(head);
                }
            }
        });
        for head in heads {
            self.registry.interrupt(head);
        }
        found
    }
}

/// What a thread does that found SIGNAL in its word: raises, if somebody wants it to.
pub(super) fn look(th: &mut Thread) -> R<()> {
    let wish = &th.interrupts.wish;
    // Acquire: N1.
    if wish.load(Ordering::Acquire) == Wish::None as u8 {
        return Ok(());
    }
    // Relaxed: taken by the thread itself; a wish that comes meanwhile sets the bit again.
    if wish.compare_exchange(Wish::Interrupt as u8, Wish::None as u8, Ordering::Relaxed, Ordering::Relaxed).is_err() {
        // At the next safepoint again.
        th.head.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
    }
    Err(th.raise(Builtin::KeyboardInterrupt, format_args!("interrupted by the host")))
}
