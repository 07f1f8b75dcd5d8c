//! Freewheel on an operating system.

pub mod platform;
