//! References that threads outside of the isolate have given up: a thread of the isolate takes them and drops them.
//!
//! U1. Each word is owned by the list: its count is that of the reference given up. U2. There is room for as many words as references are out, reserved
//! when one is handed out, so that giving up needs no memory. U3. What is in the list when the isolate ends goes with all other objects, and is not
//! dropped. Whoever gives a reference up holds the lock under which the isolate is known (`embed::known`); by then it is not known any more.

use alloc::vec::Vec;

use spin::Mutex;

use super::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::{Obj, Value};
use crate::prim::{AtomicBool, Ordering};
use crate::thread::breaker;

#[derive(Debug, Default)]
struct Inner {
    waiting: Vec<Obj>,
    /// References that are out.
    out: usize,
}

/// The list of an isolate.
#[derive(Debug, Default)]
pub struct GivenUp {
    inner: Mutex<Inner>,
    some: AtomicBool,
}

impl GivenUp {
    /// Reserves room for one more reference that is handed out.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(crate) fn reserve(th: &mut Thread) -> R<()> {
        let isolate = th.isolate();
        let mut inner = isolate.given_up.inner.lock();
        // Besides those that wait already, which may still do so when all the others come.
        let wanted = inner.out + 1;
        let reserved = inner.waiting.try_reserve(wanted);
        if reserved.is_ok() {
            inner.out += 1;
        }
        drop(inner);
        reserved.or_raise(th)
    }

    /// A reference that was handed out ends on a thread of the isolate.
    pub(crate) fn settled(&self) {
        self.inner.lock().out -= 1;
    }

    /// Takes a reference that was handed out, from any thread, and asks the isolate's threads to drop it.
    pub(crate) fn push(&self, isolate: &super::Isolate, object: Obj) {
        let mut inner = self.inner.lock();
        debug_assert!(inner.waiting.len() < inner.waiting.capacity(), "U2");
        inner.waiting.push(object);
        inner.out -= 1;
        drop(inner);
        // Release: pairs with the Acquire in `drain`, which then finds the word.
        self.some.store(true, Ordering::Release);
        isolate.registry.request_all(breaker::MERGE);
    }

    /// Drops what waits, on a thread of the isolate. Finalizers may run.
    pub(crate) fn drain(th: &mut Thread) {
        let list = &th.isolate().given_up;
        // Relaxed: a hint; who asks threads to look here sets the word before. A load first: threads come by often, and the line is theirs in common.
        if !list.some.load(Ordering::Relaxed) {
            return;
        }
        // Acquire: pairs with the Release in `push`. Before the list is emptied, so that a word that comes meanwhile is announced again.
        list.some.swap(false, Ordering::Acquire);
        while let Some(object) = { list.inner.lock().waiting.pop() } {
            drop(object);
        }
    }

    /// The words that nobody has dropped go without being dropped (U3).
    pub(crate) fn close(&self) {
        for object in self.inner.lock().waiting.drain(..) {
            let _: Value = object.into_value();
        }
    }
}
