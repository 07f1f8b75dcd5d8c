//! 64-bit Arm.

use core::arch::asm;

pub use super::portable::relax;

/// Largest line of the cores in use: Apple's have 128 bytes, most others 64.
pub const CACHE_LINE: usize = 128;

/// The stack pointer.
#[inline(always)]
pub fn stack_pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mov {}, sp", out(reg) sp, options(nomem, nostack, preserves_flags)) };
    sp
}

/// The virtual counter, of some tens of megahertz or more; the same on all cores.
#[inline(always)]
pub fn cycles() -> u64 {
    let count: u64;
    // SAFETY: reads a register that systems let programs read.
    unsafe { asm!("mrs {}, cntvct_el0", out(reg) count, options(nomem, nostack, preserves_flags)) };
    count
}

/// Asks for the cache line of an address, which need not be one of memory.
#[inline(always)]
pub fn prefetch(address: *const u8) {
    // SAFETY: a hint that never faults.
    unsafe { asm!("prfm pldl1keep, [{}]", in(reg) address, options(nostack, preserves_flags, readonly)) };
}

/// Completes all accesses before it, those to devices included.
#[inline(always)]
pub fn barrier() {
    // SAFETY: only waits.
    unsafe { asm!("dsb sy", options(nostack, preserves_flags)) };
}

/// Wakes all cores in [`wait_for_event`].
#[inline(always)]
pub fn signal_event() {
    // SAFETY: sets the event flag of each core. The barrier lets them see what was written before.
    unsafe { asm!("dsb ishst", "sev", options(nostack, preserves_flags)) };
}

/// Sleeps until an event or an interrupt; the event may have come before.
#[inline(always)]
pub fn wait_for_event() {
    // On an operating system other threads share the core, and some event stream or timer bounds the sleep.
    // SAFETY: only waits.
    unsafe { asm!("wfe", options(nostack, preserves_flags)) };
}

#[cfg(target_os = "none")]
pub use metal::{Interrupts, core_pointer, mask_interrupts, restore_interrupts, set_core_pointer, wait_for_interrupt};

#[cfg(target_os = "none")]
mod metal {
    use core::arch::asm;

    /// The mask bits (DAIF) as they were.
    #[derive(Clone, Copy, Debug)]
    #[must_use = "interrupts stay off until they are restored"]
    pub struct Interrupts(u64);

    /// Masks interrupts on this core.
    pub fn mask_interrupts() -> Interrupts {
        let flags: u64;
        // SAFETY: we are privileged. No `nomem`: what follows must not move up.
        unsafe { asm!("mrs {}, daif", "msr daifset, #2", out(reg) flags, options(nostack, preserves_flags)) };
        Interrupts(flags)
    }

    /// Puts the mask back.
    pub fn restore_interrupts(before: Interrupts) {
        // SAFETY: the value was read from there.
        unsafe { asm!("msr daif, {}", in(reg) before.0, options(nostack, preserves_flags)) };
    }

    /// Sleeps until an interrupt is pending. Called, and returns, with interrupts masked.
    pub fn wait_for_interrupt() {
        // SAFETY: only waits; a masked interrupt ends it too.
        unsafe { asm!("dsb sy", "wfi", options(nostack, preserves_flags)) };
    }

    /// The core's pointer.
    pub fn core_pointer() -> *mut () {
        let bits: usize;
        // SAFETY: we are privileged: the register is the operating system's, whose place we take.
        unsafe { asm!("mrs {}, tpidr_el1", out(reg) bits, options(nomem, nostack, preserves_flags)) };
        core::ptr::with_exposed_provenance_mut(bits)
    }

    /// Sets the core's pointer.
    ///
    /// # Safety
    /// Nothing else on this core uses TPIDR_EL1.
    pub unsafe fn set_core_pointer(pointer: *mut ()) {
        // SAFETY: the contract gives us the register.
        unsafe { asm!("msr tpidr_el1, {}", in(reg) pointer.expose_provenance(), options(nostack, preserves_flags)) };
    }
}
