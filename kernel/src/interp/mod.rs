//! The evaluation of bytecode.
pub mod call;
pub mod stack;
