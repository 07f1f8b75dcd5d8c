//! Freewheel on an operating system.
#![allow(clippy::std_instead_of_core, reason = "this crate is made for std")]

pub mod cli;
pub mod host;
pub mod modules;
pub mod platform;
