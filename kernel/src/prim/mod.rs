//! Atomics and interior mutability, from one place: the native ones, or loom's under `cfg(loom)`.

#[cfg(not(loom))]
pub use portable_atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};

#[cfg(loom)]
pub use loom::sync::atomic::{AtomicBool, AtomicI64, AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};

#[cfg(not(loom))]
pub use core::cell::UnsafeCell;

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
