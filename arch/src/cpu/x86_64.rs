//! x86-64.

use core::arch::asm;

pub use super::portable::{relax, signal_event, wait_for_event};

/// Size of a cache line. Some prefetchers fetch lines in pairs; objects are not spread that far for it.
pub const CACHE_LINE: usize = 64;

/// The stack pointer.
#[inline(always)]
pub fn stack_pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mov {}, rsp", out(reg) sp, options(nomem, nostack, preserves_flags)) };
    sp
}

/// The time-stamp counter. Its rate is constant on processors of the last fifteen years, and unrelated to the clock rate of the moment.
#[inline(always)]
pub fn cycles() -> u64 {
    // SAFETY: every x86-64 has the instruction; systems may forbid it, but those we run on do not.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// Asks for the cache line of an address, which need not be one of memory.
#[inline(always)]
pub fn prefetch(address: *const u8) {
    // SAFETY: a hint; part of SSE, which every x86-64 has.
    unsafe { core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(address.cast()) };
}

/// Orders all accesses before it with all after it.
#[inline(always)]
pub fn barrier() {
    // SAFETY: part of SSE2, which every x86-64 has.
    unsafe { core::arch::x86_64::_mm_mfence() };
}

#[cfg(target_os = "none")]
pub use metal::{Interrupts, core_pointer, mask_interrupts, restore_interrupts, set_core_pointer, wait_for_interrupt};

#[cfg(target_os = "none")]
mod metal {
    use core::arch::asm;

    /// Flag of RFLAGS: interrupts are on.
    const INTERRUPT_FLAG: u64 = 1 << 9;
    /// Model-specific register with the base of the segment GS.
    const GS_BASE: u32 = 0xc000_0101;

    /// What the interrupt flag was.
    #[derive(Clone, Copy, Debug)]
    #[must_use = "interrupts stay off until they are restored"]
    pub struct Interrupts(bool);

    /// Turns interrupts off on this core.
    pub fn mask_interrupts() -> Interrupts {
        let flags: u64;
        // SAFETY: we are privileged. No `nomem`: what follows must not move up.
        unsafe { asm!("pushfq", "pop {}", "cli", out(reg) flags) };
        Interrupts(flags & INTERRUPT_FLAG != 0)
    }

    /// Turns interrupts on again, if they were on.
    pub fn restore_interrupts(before: Interrupts) {
        if before.0 {
            // SAFETY: we are privileged, and they were on before.
            unsafe { asm!("sti", options(nostack)) };
        }
    }

    /// Sleeps until an interrupt has been handled. Called, and returns, with interrupts off.
    pub fn wait_for_interrupt() {
        // SAFETY: we are privileged. The instruction after `sti` still runs without interrupts, so none comes before the `hlt`.
        unsafe { asm!("sti", "hlt", "cli", options(nostack)) };
    }

    /// The core's pointer.
    pub fn core_pointer() -> *mut () {
        let (low, high): (u32, u32);
        // SAFETY: we are privileged; every x86-64 has the register.
        unsafe { asm!("rdmsr", in("ecx") GS_BASE, out("eax") low, out("edx") high, options(nomem, nostack, preserves_flags)) };
        core::ptr::with_exposed_provenance_mut((u64::from(high) << 32 | u64::from(low)) as usize)
    }

    /// Sets the core's pointer.
    ///
    /// # Safety
    /// Nothing else on this core uses the base of GS.
    pub unsafe fn set_core_pointer(pointer: *mut ()) {
        let bits = pointer.expose_provenance() as u64;
        // SAFETY: we are privileged; the contract gives us the register.
        unsafe { asm!("wrmsr", in("ecx") GS_BASE, in("eax") bits as u32, in("edx") (bits >> 32) as u32, options(nostack, preserves_flags)) };
    }
}
