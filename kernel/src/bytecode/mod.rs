//! Bytecode: the instruction set, code units, their verification and printing.

pub mod code_object;
pub mod disassemble;
pub mod isa;
pub mod unit;
pub mod verify;
