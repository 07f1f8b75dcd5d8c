//! Threads that their host wants to stop what they are doing: `KeyboardInterrupt` at the next safepoint, or at every one. What is wanted of a thread is
//! `thread::interrupts`.

use alloc::vec::Vec;

use super::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::Builtin;
use crate::prim::Ordering;
use crate::thread::breaker;
use crate::thread::interrupts::Wish;

impl Isolate {
    /// Wishes something of the thread with this number, in this attachment; of all threads without one. Whether there is such a thread.
    pub(crate) fn wish(&self, of: Option<(u64, u64)>, wish: Wish) -> bool {
        let mut heads = Vec::new();
        let mut found = false;
        self.registry.for_each(&mut |head| {
            // SAFETY: heads in the list are alive, and begin thread states; only an atomic, and a number that never changes, are looked at.
            let (ident, interrupts) = unsafe { ((*head.cast::<Thread>()).ident, &(*head.cast::<Thread>()).interrupts) };
            if of.is_none_or(|(i, _)| i == ident) && interrupts.wish(of.map(|(_, attachment)| attachment), wish) {
                found = true;
                if wish != Wish::None && heads.try_reserve(1).is_ok() {
                    heads.push(head);
                }
            }
        });
        // The bit after the wish (N1 there). Who has ended meanwhile is not found any more.
        for head in heads {
            self.registry.interrupt(head);
        }
        found
    }
}

/// What a thread does that found SIGNAL in its word: raises, if somebody wants it to.
pub(super) fn look(th: &mut Thread) -> R<()> {
    match th.interrupts.take() {
        Wish::None => return Ok(()),
        Wish::Interrupt => {}
        // At the next safepoint again. Relaxed: the thread's own wish to itself.
        Wish::Stop => {
            th.head.eval_breaker.fetch_or(breaker::SIGNAL, Ordering::Relaxed);
        }
    }
    Err(th.raise(Builtin::KeyboardInterrupt, format_args!("interrupted by the host")))
}
