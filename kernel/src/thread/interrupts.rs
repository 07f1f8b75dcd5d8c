//! What a host wants of a thread: that it stops what it is doing, in one attachment and no other.
//!
//! # Guarantee
//! A wish is for the attachment that it names: it is seen in that one or nowhere. One that was accepted is seen by the thread when it has taken the bit that
//! was set after it. An interruption is taken once, a stop again and again until the attachment is over.
//!
//! # States
//! One word: the attachment's number, above the wish.
//! ```text
//!              wish(n, Interrupt)                  take: once
//!   n, None ────────────────────▶ n, Interrupt ─────────────▶ n, None
//!      ▲ │                             │ wish(n, Stop)
//!      │ └────────── wish(n, Stop) ────┴──────▶ n, Stop ──▶ take: again and again
//!      │ wish(n, None), from any                  │
//!      └──────────────────────────────────────────┘       any ── begin ──▶ n + 1, None
//! ```
//!
//! # Invariants
//! N1. Whoever wishes sets the wish before the SIGNAL bit; the thread that has taken the bit sees the wish.
//! N2. A wish changes the word only while the number in it is the one that it names: wish and number are one word, changed by exchanges.
//!
//! # Who touches what
//! Anybody, by read-modify-writes; who is not the thread itself keeps it alive meanwhile (the registry's lock).
//!
//! # Ordering
//! The exchange of `wish` is a Release, and before the bit, which is set with Release and taken with Acquire; so `take` sees it (N1).
//!
//! # Progress
//! `begin` is wait-free, the others lock-free: an exchange fails because another got through.

use crate::prim::{AtomicU64, Ordering};

#[cfg(all(test, loom))]
mod model;

/// What a host wants of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Wish {
    /// Nothing.
    None,
    /// That it raises, once.
    Interrupt,
    /// That it raises at every safepoint.
    Stop,
}

const WISH_MASK: u64 = 3;
const NUMBER_SHIFT: u32 = 2;

/// A thread's part.
#[derive(Debug)]
pub(crate) struct Interrupts(AtomicU64);

impl Interrupts {
    /// Nobody wants anything, of attachment 0.
    pub(crate) fn new() -> Interrupts {
        Interrupts(AtomicU64::new(0))
    }

    /// The number of the attachment that goes on, or of the last one.
    pub(crate) fn attachment(&self) -> u64 {
        // Relaxed: a number that says all there is to it.
        self.0.load(Ordering::Relaxed) >> NUMBER_SHIFT
    }

    /// Another attachment begins, of which nobody wants anything.
    pub(crate) fn begin(&self) {
        let next = (self.attachment() + 1) << NUMBER_SHIFT;
        // Relaxed: only the thread itself changes the number, and the wishes that this overwrites are for the one before (N2).
        self.0.swap(next, Ordering::Relaxed);
    }

    /// Wishes something of the thread in this attachment, or in whichever goes on. False when that one is over.
    #[must_use]
    pub(crate) fn wish(&self, attachment: Option<u64>, wish: Wish) -> bool {
        let mut word = self.0.load(Ordering::Relaxed);
        loop {
            if attachment.is_some_and(|n| n != word >> NUMBER_SHIFT) {
                return false;
            }
            let next = word & !WISH_MASK | wish as u64;
            // Release: N1.
            match self.0.compare_exchange_weak(word, next, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
    }

    /// What the thread is to do now, at a safepoint that took the bit. An interruption is taken away by this.
    #[must_use]
    pub(crate) fn take(&self) -> Wish {
        // Relaxed: whoever took the bit sees what was wished before it was set (N1).
        let mut word = self.0.load(Ordering::Relaxed);
        loop {
            match word & WISH_MASK {
                0 => return Wish::None,
                1 => match self.0.compare_exchange_weak(word, word & !WISH_MASK, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => return Wish::Interrupt,
                    Err(now) => word = now,
                },
                _ => return Wish::Stop,
            }
        }
    }
}
