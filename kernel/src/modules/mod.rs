//! Native library modules.

pub mod builtins;
pub mod sys;

use crate::types::spec::ModuleSpec;

/// All of them.
pub static ALL: &[&ModuleSpec] = &[&builtins::SPEC, &sys::SPEC];
