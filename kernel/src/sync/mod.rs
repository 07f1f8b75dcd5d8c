//! Locks and waiting.
//!
//! [`lock_byte`] is the one locking protocol: an object's lock, a native module's mutex and the kernel's own short locks are all bytes that
//! it governs. [`versioned`] is how an answer is remembered without one, [`extent`] how readers without one see words that move together,
//! [`generator_state`] how one thread at a time has the inside of a generator, and others look. [`parking`] is how a thread of the runtime sleeps:
//! detached, and woken early by a signal where it asks for that.

pub(crate) mod extent;
pub(crate) mod generator_state;
pub(crate) mod leaf;
pub mod lock_byte;
pub mod object_lock;
pub mod parking;
pub mod raw_mutex;
pub mod versioned;

#[cfg(all(test, loom))]
pub(crate) mod loom_platform;
#[cfg(all(test, not(loom)))]
pub(crate) mod test_platform;

pub use object_lock::{Locked, LockedTwo, lock_two};
pub use parking::{ParkResult, wait_on, wake_all, wake_one};
pub use raw_mutex::{LockResult, RawMutex};
