//! The means to stop what runs in an isolate.

use super::known::Known;
use super::{Attached, OwnedIsolate};
use crate::thread::interrupts::Wish;

/// Stops what a thread does in an isolate, or what all its threads do, from any thread.
///
/// Made by [`Attached::interrupter`] for the thread and the attachment at hand, and by [`OwnedIsolate::interrupter`] for all threads that are in the isolate
/// at the time, those of the program among them. When the attachment is over, or the isolate has ended, it does nothing.
///
/// Native code that waits or computes is not interrupted, but for the waits of the runtime's own (locks, sleeping, joining threads); what it calls, and what
/// it returns to, is.
#[derive(Clone, Debug)]
pub struct Interrupter {
    known: Known,
    /// The thread's number and its attachment's; none for all.
    of: Option<(u64, u64)>,
}

impl Attached<'_> {
    /// Stops what this thread does in this attachment.
    pub fn interrupter(&mut self) -> Interrupter {
        let known = self.known().clone();
        let th = self.th();
        Interrupter { known, of: Some((th.ident, th.interrupts.attachment())) }
    }
}

impl OwnedIsolate {
    /// Stops what all threads do in the isolate.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter { known: self.known().clone(), of: None }
    }
}

impl Interrupter {
    fn wish(&self, wish: Wish) -> bool {
        // SAFETY: the lock keeps the isolate from ending.
        self.known.lock().is_some_and(|isolate| unsafe { isolate.as_ref() }.wish(self.of, wish))
    }

    /// A `KeyboardInterrupt` at the next instruction that looks for one, once: program code may catch it, and clean up. False when the attachment is over, or the
    /// isolate has ended.
    pub fn interrupt(&self) -> bool {
        self.wish(Wish::Interrupt)
    }

    /// A `KeyboardInterrupt` at every such instruction, until [`relent`](Self::relent) or the end of the attachment: whoever catches it comes no further than to
    /// the next call or turn of a loop. False as for [`interrupt`](Self::interrupt).
    pub fn stop(&self) -> bool {
        self.wish(Wish::Stop)
    }

    /// Takes back what was asked for and has not been done.
    pub fn relent(&self) -> bool {
        self.wish(Wish::None)
    }
}
