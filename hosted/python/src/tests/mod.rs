//! Tests of the whole front-end: snapshots of code, a checker over all code there is, and errors.

mod check;
mod corpus;
mod disassemble;
mod snapshots;
mod soup;

use crate::{Mode, SyntaxError, compile};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};

/// Runs `f` on a thread with the stack the front-end asks for.
fn on_big_stack<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(f).expect("a thread starts");
    thread.join().expect("the test passes")
}

/// Compiles a module and checks all its code.
fn module(text: &str) -> CodeUnit {
    let unit = compile(text, "test.py", Mode::Module).unwrap_or_else(|e| panic!("{e}\n{text}"));
    check::check_all(&unit).unwrap_or_else(|e| panic!("{e}\n{text}"));
    unit
}

fn error(text: &str) -> SyntaxError {
    match compile(text, "test.py", Mode::Module) {
        Ok(_) => panic!("compiles, but should not:\n{text}"),
        Err(e) => e,
    }
}

/// The code units directly inside another.
fn children(unit: &CodeUnit) -> impl Iterator<Item = &CodeUnit> {
    unit.consts.iter().filter_map(|c| match c {
        Const::Code(unit) => Some(&**unit),
        _ => None,
    })
}
