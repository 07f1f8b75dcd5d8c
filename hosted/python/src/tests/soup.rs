//! No text whatever makes the front-end panic, and what it accepts becomes sound code.

use super::{check, on_big_stack};
use crate::{Decoded, Mode, compile, decode, needs_more_input, nesting};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Pieces of programs. Those that open something are more than those that close it, so that texts get deep.
const PIECES: &[&str] = &[
    "a",
    "b",
    "_",
    "x",
    "self",
    "__x",
    "super()",
    "print",
    "match",
    "case",
    "type",
    "1",
    "0",
    "-1",
    "1.5",
    "10000000000000000000",
    "0x",
    "1_0",
    "'s'",
    "b's'",
    "f'{",
    "f\"{",
    "}'",
    "}\"",
    "f'''",
    "'''",
    "\"\"\"",
    "r'\\'",
    "!r",
    ":>3",
    "{{",
    "t'{",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "(",
    "[",
    "{",
    ",",
    ":",
    ";",
    ".",
    "...",
    "->",
    "=",
    ":=",
    "+=",
    "@",
    "*",
    "**",
    "+",
    "-",
    "~",
    "/",
    "//",
    "%",
    "<<",
    "&",
    "|",
    "^",
    "<",
    "==",
    "!=",
    " in ",
    " not in ",
    " is ",
    " and ",
    " or ",
    " not ",
    " if ",
    " else ",
    "lambda: ",
    "lambda a, *b, c=1: ",
    " for x in ",
    " for ",
    " async ",
    "await ",
    "yield ",
    "yield from ",
    "return ",
    "del ",
    "global a",
    "nonlocal a",
    "import a.b as c",
    "from . import *",
    "from a import b",
    "assert ",
    "raise ",
    " from ",
    "pass",
    "break",
    "continue",
    "\n",
    "\n",
    "\n ",
    "\n  ",
    "\n   ",
    "\n    ",
    "\n\t",
    "\\\n",
    "\r",
    "\u{c}",
    "#c\n",
    "if a:",
    "elif a:",
    "else:",
    "while a:",
    "for x in y:",
    "try:",
    "except:",
    "except E as e:",
    "except* E:",
    "finally:",
    "with a as b:",
    "with (a, b):",
    "def f(a, /, b, *, c):",
    "def f(*a, **k) -> a:",
    "class C(a, metaclass=b):",
    "class C:",
    "@a\n",
    "match a:",
    "case a.b:",
    "case [a, *_]:",
    "case {1: b, **c}:",
    "case C(x=1):",
    "case 1 | 2:",
    "case _:",
    "x: int = 1",
    "é",
    "\u{a0}",
    "\u{feff}",
    "$",
    "?",
    "!",
    "\0",
    "💥",
];

fn try_all(text: &str) {
    for mode in [Mode::Module, Mode::Interactive, Mode::Eval] {
        match compile(text, "soup", mode) {
            Ok(unit) => check::check_all(&unit).unwrap_or_else(|e| panic!("{e}\n{text:?}")),
            Err(e) => {
                assert!(!e.message.is_empty() && e.line >= 1 && e.column >= 1, "{e:?}\n{text:?}");
                assert!(e.source_line.is_none() || (e.end_line, e.end_column) >= (e.line, e.column), "{e:?}\n{text:?}");
            }
        }
    }
    needs_more_input(text);
    nesting(text);
}

fn run<S: Strategy + Send + 'static>(cases: u32, strategy: S, test: impl Fn(S::Value) + Send + 'static) {
    on_big_stack(move || {
        // No file of failures: a failure's text is in its message.
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        runner
            .run(&strategy, |value| {
                test(value);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{e}"));
    });
}

#[test]
fn token_soup_does_not_panic() {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..60);
    run(150000, pieces, |pieces| try_all(&pieces.concat()));
}

#[test]
fn any_text_does_not_panic() {
    run(500, any::<String>(), |text| try_all(&text));
}

#[test]
fn any_bytes_do_not_panic() {
    run(500, proptest::collection::vec(any::<u8>(), 0..200), |bytes| {
        if let Ok(Decoded::Text(text)) = decode(&bytes, "bytes") {
            let _ = compile(text, "bytes", Mode::Module);
        }
    });
}

/// Programs of this repository with a piece cut out, doubled or put in.
#[test]
fn damaged_programs_do_not_panic() {
    const PROGRAM: &str = include_str!("damaged.py");
    super::module(PROGRAM);
    let cut = (0..PROGRAM.len(), 0..40usize, proptest::sample::select(PIECES), any::<bool>());
    run(150000, proptest::collection::vec(cut, 1..4), |cuts| {
        let mut text = PROGRAM.to_owned();
        for (at, length, piece, put) in cuts {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, if put { piece } else { "" });
        }
        try_all(&text);
    });
}

#[test]
fn trees_of_any_shape_are_dropped() {
    on_big_stack(|| {
        let n = 200_000;
        for text in [
            format!("a{}", ".b".repeat(n)),
            format!("a{}", "()".repeat(n)),
            format!("a{}", "[0]".repeat(n)),
            format!("a{}", "+a".repeat(n)),
            format!("a{} = 1", ".b".repeat(n)),
            format!("x: a{} = 1", ".b".repeat(n)),
            format!("(\n{}pass", (0..300).map(|i| format!("{}if 1:\n", " ".repeat(i))).collect::<String>()),
        ] {
            let _ = compile(&text, "deep", Mode::Module);
        }
    });
}
