//! The Freewheel kernel: a free-threaded object runtime without `std`.
#![no_std]

extern crate alloc;

pub mod bytecode;
pub mod object;
pub mod prim;
pub mod reclaim;
pub mod refcount;
pub mod sync;
pub mod text;
pub mod thread;

#[cfg(test)]
mod test_current;
