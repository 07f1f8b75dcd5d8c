//! Native library modules.

pub mod builtins;
pub mod collections;
pub mod gc;
pub mod itertools;
pub mod math;
pub mod random;
pub mod sys;
pub mod thread;
pub mod time;

use crate::types::spec::ModuleSpec;

/// All of them.
pub static ALL: &[&ModuleSpec] = &[
    &builtins::SPEC,
    &collections::SPEC,
    &itertools::SPEC,
    &gc::SPEC,
    &sys::SPEC,
    &math::SPEC,
    &crate::types::weakref::MODULE,
    &random::SPEC,
    &time::SPEC,
    &thread::SPEC,
];
