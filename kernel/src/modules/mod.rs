//! Native library modules.

pub mod bisect;
pub mod builtins;
pub mod collections;
pub mod functools;
pub mod gc;
pub mod heapq;
pub mod itertools;
pub mod math;
pub mod operator;
pub mod random;
pub mod sys;
pub mod thread;
pub mod time;

use crate::types::spec::ModuleSpec;

/// All of them.
pub static ALL: &[&ModuleSpec] = &[
    &builtins::SPEC,
    &bisect::SPEC,
    &collections::SPEC,
    &functools::SPEC,
    &heapq::SPEC,
    &itertools::SPEC,
    &operator::SPEC,
    &gc::SPEC,
    &sys::SPEC,
    &math::SPEC,
    &crate::types::weakref::MODULE,
    &random::SPEC,
    &time::SPEC,
    &thread::SPEC,
];
