//! The Freewheel kernel: a free-threaded object runtime without `std`.
//!
//! Under `cfg(loom)` only the protocols are built (`prim`, `sync`, `thread`, `reclaim`, the header and its counts), whose models run on loom's
//! atomics; the layers above have statics and constants that those cannot be in.
#![no_std]

extern crate alloc;

#[cfg(not(loom))]
pub mod bytecode;
#[cfg(not(loom))]
pub mod gc;
#[cfg(not(loom))]
pub mod heap;
#[cfg(not(loom))]
pub mod interp;
#[cfg(not(loom))]
pub mod isolate;
#[cfg(not(loom))]
pub mod modules;
#[cfg(not(loom))]
pub mod native;
pub mod object;
pub mod prim;
pub mod reclaim;
pub mod refcount;
pub mod sync;
#[cfg(not(loom))]
pub mod text;
pub mod thread;
#[cfg(not(loom))]
pub mod types;

#[cfg(test)]
mod test_current;
