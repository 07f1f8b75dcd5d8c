//! The evaluation of bytecode.
//!
//! `eval` is the loop and its table, `quick` what instructions do in the usual case, `ops` the bodies of all others, `call` enters functions of any kind, `bind` gives them their arguments,
//! `unwind` finds handlers.

pub mod async_awaits;
pub mod async_generator;
mod bind;
pub mod cache;
pub mod call;
pub mod class_body;
pub mod coroutine;
pub(crate) mod delegation;
pub mod eval;
pub mod execute;
pub mod generator;
pub mod generator_type;
pub mod import;
pub mod import_lock;
pub mod ops;
pub mod quick;
pub mod register;
pub mod stack;
pub mod stub_cache;
pub mod unwind;
