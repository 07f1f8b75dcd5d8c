//! Native library modules.

use crate::types::spec::ModuleSpec;

/// All of them.
pub static ALL: &[&ModuleSpec] = &[];
