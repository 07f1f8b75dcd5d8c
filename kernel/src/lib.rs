//! The Freewheel kernel: a free-threaded object runtime without `std`.
#![no_std]

extern crate alloc;

pub mod bytecode;
pub mod gc;
pub mod heap;
pub mod interp;
pub mod isolate;
pub mod modules;
pub mod native;
pub mod object;
pub mod prim;
pub mod reclaim;
pub mod refcount;
pub mod sync;
pub mod text;
pub mod thread;
pub mod types;

#[cfg(test)]
mod test_current;
