//! Library modules written in Python, part of the program.

/// Name and source of each.
pub static FROZEN: &[(&str, &str)] = &[];

/// Native modules that need the operating system.
pub static NATIVE: &[&freewheel_kernel::types::spec::ModuleSpec] = &[];
