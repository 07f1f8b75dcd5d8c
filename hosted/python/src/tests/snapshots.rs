//! What code the main constructs become.

use super::disassemble::disassemble;
use super::{children, error, module};
use freewheel_kernel::bytecode::unit::CodeUnit;

/// Code of the only function in a module.
fn function(text: &str) -> CodeUnit {
    children(&module(text)).next().expect("a function").clone()
}

/// Checks a function's code, written with one instruction per line.
#[track_caller]
fn expect(text: &str, code: &str) {
    let trim = |s: &str| s.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&disassemble(&function(text))), trim(code));
}

#[test]
fn locals_are_read_and_written_in_place() {
    expect(
        "def f(a, b):\n    c = a + b * 2\n    return c",
        "0 MUL_I t0 b 2
         1 ADD c a t0
         2 RETURN c",
    );
}

#[test]
fn loops_jump_back() {
    expect(
        "def f(n):\n    i = 0\n    while i < n:\n        i += 1",
        "0 LOAD_INT i 0
         1 JUMP_LT i n 0 ->5
         3 IADD_I i i 1
         4 JUMP_BACK ->1
         5 RETURN_NONE",
    );
    expect(
        "def f(n):\n    for x in n:\n        if x: break",
        "0 GET_ITER t0 n
         1 FOR_ITER x t0 ->7
         3 JUMP_IF_FALSE x ->6
         4 CLEAR t0
         5 JUMP ->7
         6 JUMP_BACK ->1
         7 RETURN_NONE",
    );
}

#[test]
fn methods_are_not_bound() {
    expect(
        "def f(a, b):\n    return a.m(b, k=1)",
        "0 LOAD_METHOD t0 a m
         2 MOVE t2 b
         3 LOAD_INT t3 1
         4 CALL_METHOD_KW t0 2 t0 Tuple([Str(\"k\")])
         6 RETURN t0",
    );
}

#[test]
fn a_swap_needs_one_copy() {
    expect(
        "def f(a, b):\n    a, b = b, a + b\n    return a",
        "0 ADD t0 a b
         1 MOVE a b
         2 MOVE b t0
         3 RETURN a",
    );
}

#[test]
fn a_failing_handler_restores_the_handled_exception() {
    expect(
        "def f(g):\n    try:\n        g()\n    except KeyError:\n        return g",
        "0 MOVE t0 g
         1 CALL t0 0 t0
         2 CLEAR t0
         3 JUMP ->19
         4 ENTER_HANDLER t0
         5 LOAD_GLOBAL t3 KeyError
         7 EXC_MATCH t2 t0 t3
         8 JUMP_IF_FALSE t2 ->12
         9 MOVE t2 g
         10 EXIT_HANDLER t0
         11 RETURN t2
         12 RERAISE t0
         13 ENTER_HANDLER t2
         14 COPY t4 t2
         15 EXIT_HANDLER t2
         16 EXIT_HANDLER t0
         17 ENTER_HANDLER t4
         18 RERAISE t4
         19 RETURN_NONE
         0..3 ->4 t0
         5..10 ->13 t2",
    );
}

#[test]
fn unknown_constructs_are_named() {
    assert_eq!(error("lazy import x").message, "lazy imports are not supported yet");
}
