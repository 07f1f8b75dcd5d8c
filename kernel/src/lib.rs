//! The Freewheel kernel: a free-threaded object runtime without `std`.
#![no_std]

extern crate alloc;

pub mod bytecode;
pub mod object;
pub mod prim;
pub mod refcount;
pub mod text;

#[cfg(test)]
mod test_current;
