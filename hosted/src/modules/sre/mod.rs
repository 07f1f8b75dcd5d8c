//! The `_sre` module: what `re` compiles patterns to, and what runs them.
//!
//! `re` is written in Python: it parses a pattern and makes a program of words from it. When a pattern is made, [`validate`](mod@validate) looks at
//! every word, since a program may be handed in by anyone. When it is first used, [`build`] translates the words into a [`program`] for the kind of
//! text at hand, [`first`] works out what can follow what, and [`find`] where a search has to look at all. [`engine`] runs the program on the bytes of
//! the text, [`run`] goes from match to match, and [`text`] turns bytes into places of characters. The rest are the types that programs see.
//!
//! What differs from CPython's engine: a conditional inside the very group that it asks for finds that group as it was on the way there, where CPython's
//! may still see an end from a way that failed; and nothing matches where a search is to end before it begins, where CPython's `match` finds some
//! empty matches.
//!
//! Threads: patterns, matches and templates never change after they are made, so everything on them is lock-free. A scanner has a place where it
//! goes on; see [`scanner`].

mod build;
mod bytes;
mod chars;
mod class;
mod codes;
mod engine;
mod find;
mod first;
mod matched;
mod pattern;
mod program;
mod replace;
mod run;
mod scan;
mod scanner;
mod sets;
mod state;
mod text;
mod validate;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::text::unicode;
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{Method, ModuleSpec};

use class::{lower_ascii, lower_unicode};
use codes::{CODESIZE, MAGIC, MAXREPEAT};

pub(super) use matched::MATCH;
pub(super) use pattern::PATTERN;
pub(super) use replace::TEMPLATE;
pub(super) use scanner::SCANNER;

/// Most groups of a pattern: a bound of the language, as in CPython.
const MAXGROUPS: i64 = (i32::MAX / 2) as i64;

/// The only argument: the number of a character.
fn character(th: &mut Thread, args: &Args<'_>, name: &str) -> R<i64> {
    let [c] = args.exactly::<1>(th, name)?;
    protocol::index_i64(th, c, Builtin::OverflowError)
}

/// What a function makes of a character; numbers that are none stay as they are.
fn mapped(c: i64, map: fn(u32) -> u32) -> i64 {
    u32::try_from(c).map_or(c, |c| i64::from(map(c)))
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_sre",
    doc: "",
    functions: &[
        Method::new("compile", pattern::compile),
        Method::new("template", replace::template),
        Method::new("getcodesize", |th, _, args| {
            args.exactly::<0>(th, "getcodesize")?;
            th.int(CODESIZE)
        }),
        Method::new("ascii_iscased", |th, _, args| {
            let c = character(th, args, "ascii_iscased")?;
            Ok(Obj::from_bool(u8::try_from(c).is_ok_and(|c| c.is_ascii_alphabetic())))
        }),
        Method::new("ascii_tolower", |th, _, args| {
            let c = character(th, args, "ascii_tolower")?;
            th.int(mapped(c, lower_ascii))
        }),
        Method::new("unicode_iscased", |th, _, args| {
            let c = character(th, args, "unicode_iscased")?;
            // Characters whose capital is several count as well: the compiler knows those that share one.
            let other = |c: char| !unicode::to_lower(c).eq([c]) || !unicode::to_upper(c).eq([c]);
            Ok(Obj::from_bool(u32::try_from(c).ok().and_then(char::from_u32).is_some_and(other)))
        }),
        Method::new("unicode_tolower", |th, _, args| {
            let c = character(th, args, "unicode_tolower")?;
            th.int(mapped(c, lower_unicode))
        }),
    ],
    init: Some(|th, m| {
        for (name, n) in [("MAGIC", MAGIC), ("CODESIZE", CODESIZE), ("MAXREPEAT", i64::from(MAXREPEAT)), ("MAXGROUPS", MAXGROUPS)] {
            let n = th.int(n)?;
            th.add_to_module(m, name, n)?;
        }
        Ok(())
    }),
};
