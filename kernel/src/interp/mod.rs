//! The evaluation of bytecode.
//!
//! `eval` is the loop, `ops` the bodies of instructions that are not quick, `call` enters functions, `unwind` finds handlers.

pub mod cache;
pub mod call;
pub mod class_body;
pub mod eval;
pub mod generator;
pub mod import;
pub mod import_lock;
pub mod ops;
pub mod quick;
pub mod register;
pub mod stack;
pub mod stub_cache;
pub mod unwind;
