//! Bytecode: the instruction set, code units, their verification and printing.

pub mod isa;
pub mod unit;
