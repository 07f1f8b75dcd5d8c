//! Bytecode: the instruction set, code units, their verification, printing, and images of them.

pub mod code_object;
pub mod disassemble;
pub mod image;
pub mod isa;
pub mod unit;
pub mod verify;
