//! RISC-V, 32 and 64 bits, in machine mode when on bare metal.

use core::arch::asm;

pub use super::portable::{prefetch, relax, signal_event, wait_for_event};

/// Usual size of a cache line; the architecture names none.
pub const CACHE_LINE: usize = 64;

/// The stack pointer.
#[inline(always)]
pub fn stack_pointer() -> usize {
    let sp: usize;
    // SAFETY: copies a register.
    unsafe { asm!("mv {}, sp", out(reg) sp, options(nomem, nostack, preserves_flags)) };
    sp
}

/// The timer, which all cores share.
#[cfg(target_arch = "riscv64")]
#[inline(always)]
pub fn cycles() -> u64 {
    let count: u64;
    // SAFETY: reads a register that systems let programs read.
    unsafe { asm!("rdtime {}", out(reg) count, options(nomem, nostack, preserves_flags)) };
    count
}

/// The cycle counter: the smallest cores have this and no timer of their own.
#[cfg(target_arch = "riscv32")]
#[inline(always)]
pub fn cycles() -> u64 {
    loop {
        let (high, low, again): (u32, u32, u32);
        // SAFETY: reads registers.
        unsafe {
            asm!("rdcycleh {}", "rdcycle {}", "rdcycleh {}", out(reg) high, out(reg) low, out(reg) again, options(nomem, nostack, preserves_flags));
        }
        // Unless the lower half ran over in between.
        if high == again {
            return u64::from(high) << 32 | u64::from(low);
        }
    }
}

/// Orders all accesses before it with all after it, those to devices included.
#[inline(always)]
pub fn barrier() {
    // SAFETY: only waits.
    unsafe { asm!("fence iorw, iorw", options(nostack, preserves_flags)) };
}

#[cfg(target_os = "none")]
pub use metal::{Interrupts, core_pointer, mask_interrupts, restore_interrupts, set_core_pointer, wait_for_interrupt};

#[cfg(target_os = "none")]
mod metal {
    use core::arch::asm;

    /// Bit of `mstatus`: machine-mode interrupts are on.
    const INTERRUPTS_ON: usize = 1 << 3;

    /// Whether interrupts were on.
    #[derive(Clone, Copy, Debug)]
    #[must_use = "interrupts stay off until they are restored"]
    pub struct Interrupts(bool);

    /// Turns interrupts off on this core.
    pub fn mask_interrupts() -> Interrupts {
        let status: usize;
        // SAFETY: we are privileged. No `nomem`: what follows must not move up.
        unsafe { asm!("csrrci {}, mstatus, 8", out(reg) status, options(nostack, preserves_flags)) };
        Interrupts(status & INTERRUPTS_ON != 0)
    }

    /// Turns interrupts on again, if they were on.
    pub fn restore_interrupts(before: Interrupts) {
        if before.0 {
            // SAFETY: we are privileged, and they were on before.
            unsafe { asm!("csrsi mstatus, 8", options(nostack, preserves_flags)) };
        }
    }

    /// Sleeps until an enabled interrupt is pending. Called, and returns, with interrupts off.
    pub fn wait_for_interrupt() {
        // SAFETY: only waits; a pending interrupt ends it although `mstatus` keeps it from being taken.
        unsafe { asm!("wfi", options(nostack, preserves_flags)) };
    }

    /// The core's pointer.
    pub fn core_pointer() -> *mut () {
        let bits: usize;
        // SAFETY: copies a register. Code built for bare metal leaves it alone.
        unsafe { asm!("mv {}, tp", out(reg) bits, options(nomem, nostack, preserves_flags)) };
        core::ptr::with_exposed_provenance_mut(bits)
    }

    /// Sets the core's pointer.
    ///
    /// # Safety
    /// Nothing else on this core uses the register `tp`.
    pub unsafe fn set_core_pointer(pointer: *mut ()) {
        // SAFETY: the contract gives us the register.
        unsafe { asm!("mv tp, {}", in(reg) pointer.expose_provenance(), options(nomem, nostack, preserves_flags)) };
    }
}
