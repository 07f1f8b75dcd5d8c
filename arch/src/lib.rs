//! The processor and the environment under the kernel.
//!
//! [`cpu`] exports the same names for every processor; [`Platform`] is what an environment (an operating system, a board) provides;
//! [`region`] implements its pages for environments that have nothing but memory.
#![no_std]

pub mod cpu;
pub mod platform;
pub mod region;

pub use platform::{ParkResult, Platform, Stream, WriteError};
