//! Plain state inside an object, changed under the object's lock once other threads can reach the object (D6).

use crate::isolate::Thread;
use crate::object::Header;
use crate::prim::UnsafeCell;
use crate::refcount::biased;
use crate::sync::object_lock::Locked;

/// A value that its owner thread uses as it is, and that the lock of the object guards when that is shared.
#[derive(Debug)]
pub struct LockedState<T>(UnsafeCell<T>);

impl<T> LockedState<T> {
    /// With this content.
    pub const fn new(value: T) -> LockedState<T> {
        LockedState(UnsafeCell::new(value))
    }

    /// Runs `f` on the state; `holder` is the header of the object that contains it.
    ///
    /// # Safety
    /// 1. `f` runs no program code (so it ends no object), passes no safepoint, and does not come back to this state. 2. `holder` is the
    ///    header of the very object.
    #[inline(always)]
    pub unsafe fn with<O>(&self, th: &mut Thread, holder: &Header, f: impl FnOnce(&mut Thread, &mut T) -> O) -> O {
        if !biased::is_shared(holder) {
            // SAFETY: only this thread reaches an unshared object, and by contract 1 it is not inside another `with`.
            return self.0.with_mut(|state| f(th, unsafe { &mut *state }));
        }
        let _lock = Locked::new(holder, &mut th.head);
        // SAFETY: under the lock, and by contract 1 not inside another `with`.
        self.0.with_mut(|state| f(th, unsafe { &mut *state }))
    }

    /// Looks at the state without lock.
    ///
    /// # Safety
    /// 1. The world is stopped, or the object is unshared, or nobody reaches it any more; and the thread is not inside [`with`](Self::with).
    pub unsafe fn peek<O>(&self, f: impl FnOnce(&mut T) -> O) -> O {
        // SAFETY: contract 1; holders of object locks have not begun to change anything when the world is stopped (R2 of `object_lock`).
        self.0.with_mut(|state| f(unsafe { &mut *state }))
    }
}
