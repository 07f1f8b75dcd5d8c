//! Processor primitives under the same names on every target.

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

/// Assumed size of a cache line, which objects of different threads must not share.
pub const CACHE_LINE: usize = 64;
