//! stub
use crate::prim::{AtomicU32, Ordering};
use freewheel_arch::Platform;
/// Bits.
#[allow(missing_docs)]
pub mod breaker {
    pub const STOP: u32 = 1;
    pub const MERGE: u32 = 2;
    pub const GC: u32 = 4;
    pub const SIGNAL: u32 = 8;
}
/// Head.
#[derive(Debug)]
#[repr(C)]
pub struct ThreadHead {
    /// Slot.
    pub slot: u16,
    /// Breaker.
    pub eval_breaker: AtomicU32,
}
impl ThreadHead {
    /// New.
    pub fn new(slot: u16) -> ThreadHead {
        ThreadHead { slot, eval_breaker: AtomicU32::new(0) }
    }
    /// Poll.
    #[inline(always)]
    pub fn poll_needed(&self) -> bool {
        self.eval_breaker.load(Ordering::Relaxed) != 0
    }
    /// Detached.
    pub fn detached<R>(&mut self, f: impl FnOnce() -> R) -> R {
        f()
    }
    /// Safepoint.
    pub fn safepoint(&mut self) -> u32 {
        0
    }
    /// Attach.
    pub fn attach(&mut self) {}
    /// Detach.
    pub fn detach(&mut self) {}
}
/// Registry.
pub struct Registry {
    p: &'static dyn Platform,
}
impl core::fmt::Debug for Registry {
    fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        Ok(())
    }
}
impl Registry {
    /// New.
    pub fn new(p: &'static dyn Platform, _gil: bool) -> Registry {
        Registry { p }
    }
    /// Platform.
    pub fn platform(&self) -> &'static dyn Platform {
        self.p
    }
    /// Request.
    pub fn request_slot(&self, _slot: u16, _bits: u32) {}
}
