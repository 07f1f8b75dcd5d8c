//! What can be said without knowing the processor.

/// Tells the processor that this is a spin loop, so that it saves power or lets a sibling run.
#[inline(always)]
pub fn relax() {
    core::hint::spin_loop();
}

/// An address in the current native stack frame, to bound native recursion.
#[inline(always)]
pub fn stack_pointer() -> usize {
    let here = 0u8;
    core::ptr::addr_of!(here).addr()
}

/// Always zero: no counter is known.
#[inline(always)]
pub fn cycles() -> u64 {
    0
}

/// Orders all accesses before it with all after it, as far as memory goes.
#[inline(always)]
pub fn barrier() {
    core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
}

/// Does nothing: waiters look again on their own.
#[inline(always)]
pub fn signal_event() {}

/// Does not sleep.
#[inline(always)]
pub fn wait_for_event() {
    relax();
}

/// Does nothing: memory is fetched when it is needed.
#[inline(always)]
pub fn prefetch(_address: *const u8) {}

/// Assumed size of a cache line, which objects of different threads must not share.
pub const CACHE_LINE: usize = 64;

#[cfg(target_os = "none")]
pub use metal::{Interrupts, core_pointer, mask_interrupts, restore_interrupts, set_core_pointer, wait_for_interrupt};

/// For one core without interrupts.
#[cfg(target_os = "none")]
mod metal {
    use core::sync::atomic::{AtomicPtr, Ordering};

    /// Whether interrupts were on; here they never are.
    #[derive(Clone, Copy, Debug)]
    #[must_use = "interrupts stay off until they are restored"]
    pub struct Interrupts(());

    /// Does nothing.
    pub fn mask_interrupts() -> Interrupts {
        Interrupts(())
    }

    /// Does nothing.
    pub fn restore_interrupts(_before: Interrupts) {}

    /// Does not sleep.
    pub fn wait_for_interrupt() {
        super::relax();
    }

    static CORE: AtomicPtr<()> = AtomicPtr::new(core::ptr::null_mut());

    /// The pointer last set.
    pub fn core_pointer() -> *mut () {
        // Relaxed: one core.
        CORE.load(Ordering::Relaxed)
    }

    /// Keeps a pointer.
    ///
    /// # Safety
    /// None here; elsewhere the processor's register must be ours.
    pub unsafe fn set_core_pointer(pointer: *mut ()) {
        // Relaxed: one core.
        CORE.store(pointer, Ordering::Relaxed);
    }
}
