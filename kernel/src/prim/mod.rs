//! Atomics and interior mutability, from one place: the native ones, or loom's under `cfg(loom)`.

pub mod elementary;

#[cfg(not(loom))]
pub use portable_atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};

#[cfg(loom)]
pub use loom::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};

/// A cell that is reached through closures, as loom's is, so that a model sees each access.
#[cfg(not(loom))]
#[derive(Debug)]
#[repr(transparent)]
pub struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    /// With this content.
    pub const fn new(value: T) -> Self {
        UnsafeCell(core::cell::UnsafeCell::new(value))
    }
    /// Reads through a pointer.
    #[inline(always)]
    pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get())
    }
    /// Writes through a pointer.
    #[inline(always)]
    pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}

#[cfg(loom)]
pub use loom::cell::UnsafeCell;

/// One turn of a spin loop.
#[inline(always)]
pub fn spin_hint() {
    #[cfg(not(loom))]
    freewheel_arch::cpu::relax();
    #[cfg(loom)]
    loom::thread::yield_now();
}

/// A value in a box, where there is memory for it.
#[cfg(not(loom))]
pub fn boxed<T>(value: T) -> Option<alloc::boxed::Box<T>> {
    // A vector of one is the allocation that may fail in a stable `alloc`.
    let mut v = alloc::vec::Vec::new();
    v.try_reserve_exact(1).ok()?;
    v.push(value);
    let slice = alloc::boxed::Box::into_raw(v.into_boxed_slice());
    // SAFETY: a boxed slice of one element has the layout of a boxed element.
    Some(unsafe { alloc::boxed::Box::from_raw(slice.cast::<T>()) })
}
