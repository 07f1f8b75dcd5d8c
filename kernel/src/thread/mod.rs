//! Threads of the runtime: attached, detached, suspended; safepoints; stopping the world.

mod gil;
pub(crate) mod head;
#[cfg_attr(loom, allow(dead_code, reason = "isolates are not in the models"))]
pub(crate) mod interrupts;
mod registry;
mod stop_the_world;

pub use head::ThreadHead;
pub use registry::Registry;
pub use stop_the_world::WorldStopped;

/// Bits of [`ThreadHead::eval_breaker`]: why a thread should leave its loop for a moment.
pub mod breaker {
    /// The world is to be stopped. Handled by `safepoint`.
    pub const STOP: u32 = 1;
    /// The merge queue of the thread's slot has entries.
    pub const MERGE: u32 = 2;
    /// A collection is wanted.
    pub const GC: u32 = 4;
    /// A signal waits for the main thread.
    pub const SIGNAL: u32 = 8;
    /// Another thread has thrown an exception at this one.
    pub const ASYNC_EXC: u32 = 16;
    /// Another thread has waited long enough for the global lock. Handled by `safepoint`.
    pub const GIL_DROP: u32 = 32;
    /// Retired memory waits for this thread to be quiescent, or may be free now. Handled by `safepoint`.
    pub const QSBR: u32 = 64;
    /// The thread is in an interruptible wait; set and cleared by itself, never seen by a safepoint.
    pub(crate) const PARKED_BIT: u32 = 1 << 31;
    /// What `safepoint` handles itself.
    pub(crate) const OWN: u32 = STOP | GIL_DROP | QSBR | PARKED_BIT;
}
