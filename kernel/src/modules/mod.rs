//! Native library modules.

pub mod array;
mod array_pickle;
pub mod asyncio;
pub mod atexit;
pub mod binascii;
pub mod bisect;
mod breakpoint;
pub mod builtins;
pub mod cmath;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod functools;
pub mod gc;
pub mod heapq;
pub mod itertools;
pub mod json;
pub mod math;
pub mod operator;
pub mod random;
pub mod structs;
pub mod sys;
pub mod sys_tools;
pub mod thread;
pub mod thread_handle;
pub mod time;
pub mod type_names;
pub mod typing;
pub mod warnings;

use crate::types::spec::ModuleSpec;

/// All of them.
pub static ALL: &[&ModuleSpec] = &[
    &builtins::SPEC,
    &array::SPEC,
    &asyncio::SPEC,
    &binascii::SPEC,
    &bisect::SPEC,
    &collections::SPEC,
    &functools::SPEC,
    &heapq::SPEC,
    &itertools::SPEC,
    &json::SPEC,
    &operator::SPEC,
    &gc::SPEC,
    &structs::SPEC,
    &sys::SPEC,
    &math::SPEC,
    &cmath::SPEC,
    &crate::types::weakref::MODULE,
    &random::SPEC,
    &time::SPEC,
    &type_names::SPEC,
    &thread::SPEC,
    &typing::SPEC,
    &atexit::SPEC,
    &codecs::SPEC,
    &contextvars::SPEC,
    &warnings::SPEC,
];
