//! References that cross threads and outlive attachments.

use core::mem::ManuallyDrop;

use freewheel_arch::platform::freewheel_current;

use super::known::Known;
use super::{Attached, Exception, Handle};
use crate::isolate::Thread;
use crate::isolate::given_up::GivenUp;
use crate::object::{Builtin, Obj};
use crate::refcount::sharing;

/// A reference to an object that any thread may hold, for as long as it likes (E3).
///
/// Made by [`Attached::own`]; [`Attached::handle`] gives a [`Handle`] to work with. While it exists the object lives, unless its isolate ends.
///
/// An object that refers to itself through what a native function has captured is not found by the collector: an `Owned` is a root.
#[derive(Debug)]
pub struct Owned {
    object: ManuallyDrop<Obj>,
    known: Known,
}

impl<'i> Attached<'i> {
    /// A reference to the same object for any thread. Whatever the object reaches is shared from now on.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn own(&mut self, handle: &Handle<'i>) -> Result<Owned, Exception<'i>> {
        let known = self.known().clone();
        let th = self.th();
        let object = handle.obj().clone();
        match sharing::share(th, &object).and_then(|()| GivenUp::reserve(th)) {
            Ok(()) => Ok(Owned { object: ManuallyDrop::new(object), known }),
            Err(e) => Err(self.caught(e)),
        }
    }

    /// The object of a reference, for this attachment.
    ///
    /// # Errors
    /// `RuntimeError` when it is one of another isolate, or of one that has ended.
    pub fn handle(&mut self, owned: &Owned) -> Result<Handle<'i>, Exception<'i>> {
        if !owned.known.is_of(self.th()) {
            return Err(self.error(Builtin::RuntimeError, format_args!("the object belongs to another isolate")));
        }
        Ok(Handle::new((*owned.object).clone()))
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: taken once, here.
        let object = unsafe { ManuallyDrop::take(&mut self.object) };
        let current = freewheel_current().cast::<Thread>();
        // SAFETY: null, or the state of the calling thread, which is attached.
        let attached_to = unsafe { current.as_ref() }.map(|th| th.isolate);
        let known = self.known.lock();
        match *known {
            Some(isolate) if attached_to == Some(isolate) => {
                // SAFETY: the isolate of an attached thread lives.
                unsafe { isolate.as_ref() }.given_up.settled();
                drop(known);
                drop(object);
            }
            // SAFETY: the lock keeps the isolate from ending.
            Some(isolate) => unsafe { isolate.as_ref().given_up.push(isolate.as_ref(), object) },
            // The object is gone.
            None => {
                let _ = object.into_value();
            }
        }
    }
}
