//! A cell whose lock lies beside it, the same under loom, which then checks that the lock orders all accesses.

use crate::prim::UnsafeCell;

/// A value that some lock guards.
pub(crate) struct Guarded<T>(UnsafeCell<T>);

impl<T> Guarded<T> {
    /// Wraps a value.
    pub(crate) fn new(value: T) -> Guarded<T> {
        Guarded(UnsafeCell::new(value))
    }

    /// Runs `f` on the value.
    ///
    /// # Safety
    /// 1. The caller holds the lock that guards the value until `f` returns, and is not inside another `with` of the same cell.
    pub(crate) unsafe fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: 1: nothing else uses the value meanwhile; loom checks it.
        self.0.with_mut(|value| f(unsafe { &mut *value }))
    }
}
