//! Freewheel on an operating system.
#![allow(clippy::std_instead_of_core, reason = "this crate is made for std")]

pub mod cli;
pub mod embed;
mod file_names;
mod finder;
pub mod host;
pub mod library;
pub mod modules;
pub mod platform;
mod set_up;
mod signals;
mod stacks;
mod syntax_tree;
