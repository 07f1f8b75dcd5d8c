//! 32-bit Arm. On bare metal this means a microcontroller of the M profile: one core, and PRIMASK for interrupts.

use core::arch::asm;

pub use super::portable::{prefetch, relax};

/// Line of the caches that some of these processors have.
pub const CACHE_LINE: usize = 32;

/// The stack pointer.
#[inline(always)]
pub fn stack_pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mov {}, sp", out(reg) sp, options(nomem, nostack, preserves_flags)) };
    sp
}

/// Completes all accesses before it, those to devices included.
#[inline(always)]
pub fn barrier() {
    // SAFETY: only waits.
    unsafe { asm!("dsb", options(nostack, preserves_flags)) };
}

/// Wakes all cores in [`wait_for_event`].
#[inline(always)]
pub fn signal_event() {
    // SAFETY: sets the event flag of each core. The barrier lets them see what was written before.
    unsafe { asm!("dsb", "sev", options(nostack, preserves_flags)) };
}

/// Sleeps until an event or an interrupt; the event may have come before.
#[inline(always)]
pub fn wait_for_event() {
    // SAFETY: only waits.
    unsafe { asm!("wfe", options(nostack, preserves_flags)) };
}

#[cfg(not(target_os = "none"))]
pub use super::portable::cycles;
#[cfg(target_os = "none")]
pub use metal::cycles;
#[cfg(target_os = "none")]
pub use metal::{Interrupts, mask_interrupts, restore_interrupts, wait_for_interrupt};
#[cfg(target_os = "none")]
pub use super::portable::{core_pointer, set_core_pointer};

#[cfg(target_os = "none")]
mod metal {
    use core::arch::asm;

    /// The cycle counter of the debug unit, where the image has turned it on (DEMCR, DWT_CTRL), else zero. It has 32 bits and runs over
    /// within a minute.
    pub fn cycles() -> u64 {
        const DWT_CYCCNT: usize = 0xe000_1004;
        let register: *const u32 = core::ptr::with_exposed_provenance(DWT_CYCCNT);
        // SAFETY: the architecture places the register there, or something that reads as zero.
        u64::from(unsafe { register.read_volatile() })
    }

    /// What PRIMASK was.
    #[derive(Clone, Copy, Debug)]
    #[must_use = "interrupts stay off until they are restored"]
    pub struct Interrupts(u32);

    /// Turns interrupts off.
    pub fn mask_interrupts() -> Interrupts {
        let mask: u32;
        // SAFETY: we are privileged. No `nomem`: what follows must not move up.
        unsafe { asm!("mrs {}, PRIMASK", "cpsid i", out(reg) mask, options(nostack, preserves_flags)) };
        Interrupts(mask)
    }

    /// Puts the mask back.
    pub fn restore_interrupts(before: Interrupts) {
        // SAFETY: the value was read from there.
        unsafe { asm!("msr PRIMASK, {}", in(reg) before.0, options(nostack, preserves_flags)) };
    }

    /// Sleeps until an interrupt is pending. Called, and returns, with interrupts off.
    pub fn wait_for_interrupt() {
        // SAFETY: only waits; an interrupt that PRIMASK holds back ends it too.
        unsafe { asm!("dsb", "wfi", options(nostack, preserves_flags)) };
    }
}
