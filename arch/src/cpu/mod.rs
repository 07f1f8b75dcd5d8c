//! Processor primitives under the same names on every target.
//!
//! Each module exports all of them; what a processor lacks comes from [`portable`]. Code above never asks which processor it runs on.
//!
//! | name | meaning |
//! |---|---|
//! | [`relax`] | one turn of a spin loop |
//! | [`stack_pointer`] | an address in the current native stack frame |
//! | [`cycles`] | a counter for short intervals |
//! | [`prefetch`] | a cache line will soon be read |
//! | [`barrier`] | orders all accesses, those to devices included |
//! | [`CACHE_LINE`] | bytes that cores exchange as a whole |
//! | [`signal_event`] | lets waiters in [`wait_for_event`] look again |
//! | [`wait_for_event`] | sleeps until there may be something new; may return at any time |
//!
//! On bare metal (`target_os = "none"`), where the kernel is privileged, also:
//!
//! | name | meaning |
//! |---|---|
//! | `mask_interrupts`, `restore_interrupts` | a stretch of code without interrupts, on this core |
//! | `wait_for_interrupt` | sleeps until an interrupt is pending, called with interrupts masked |
//! | `core_pointer`, `set_core_pointer` | one pointer for each core |
//!
//! # Sleeping without losing a wake-up
//! Mask, look whether there is work, and only if there is none call `wait_for_interrupt`, then restore. An interrupt that comes between the
//! look and the sleep stays pending, and a pending interrupt ends the sleep although it is masked. x86 has no such instruction; there `sti`
//! takes effect after the `hlt` that follows it, which amounts to the same.

pub mod portable;

cfg_select! {
    miri => {
        use portable as this;
    }
    target_arch = "x86_64" => {
        mod x86_64;
        use x86_64 as this;
    }
    target_arch = "aarch64" => {
        mod aarch64;
        use aarch64 as this;
    }
    any(target_arch = "riscv32", target_arch = "riscv64") => {
        mod riscv;
        use riscv as this;
    }
    target_arch = "arm" => {
        mod arm;
        use arm as this;
    }
    _ => {
        use portable as this;
    }
}

pub use this::{CACHE_LINE, barrier, cycles, prefetch, relax, signal_event, stack_pointer, wait_for_event};
#[cfg(target_os = "none")]
pub use this::{Interrupts, core_pointer, mask_interrupts, restore_interrupts, set_core_pointer, wait_for_interrupt};

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(never)]
    fn deeper(n: usize) -> usize {
        let here = core::hint::black_box(stack_pointer());
        if n == 0 { here } else { core::hint::black_box(deeper(n - 1)) }
    }

    #[test]
    fn the_stack_grows_down() {
        let here = stack_pointer();
        assert_ne!(here, 0);
        assert!(deeper(10) < here);
    }

    #[test]
    fn portable_stack_pointer_is_near() {
        assert!(portable::stack_pointer().abs_diff(stack_pointer()) < 1 << 16);
    }

    #[test]
    fn counters_advance() {
        let start = cycles();
        for _ in 0..100_000 {
            relax();
        }
        // Zero where the processor has no counter that programs may read.
        assert!(cycles() > start || start == 0);
    }

    #[test]
    fn waiting_for_events_returns() {
        for _ in 0..10 {
            signal_event();
            barrier();
            wait_for_event();
        }
    }

    #[test]
    fn cache_lines_are_a_power_of_two() {
        const { assert!(CACHE_LINE.is_power_of_two() && CACHE_LINE >= 16) };
    }
}
