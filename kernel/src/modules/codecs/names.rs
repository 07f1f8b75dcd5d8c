//! Names of characters, which the `unicodedata` module of the environment knows: it is imported when a name is asked for.

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::TextBuf;
use crate::types::{protocol, str_object};

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// This character.
    Character(char),
    /// Nothing, or more than one character.
    Nothing,
    /// There is no table of names.
    NoNames,
}

/// The module, where there is one.
fn table(th: &mut Thread) -> R<Option<Obj>> {
    match crate::interp::import::import(th, "unicodedata", &Obj::NONE, &Obj::NONE, 0) {
        Ok(m) => Ok(Some(m)),
        Err(e) => {
            drop(th.take_if(e, Builtin::ImportError)?);
            Ok(None)
        }
    }
}

/// The character of a name.
pub(super) fn character(th: &mut Thread, name: &str) -> R<Found> {
    let Some(module) = table(th)? else { return Ok(Found::NoNames) };
    let name = th.str(name)?;
    match protocol::call_method_text(th, &module, "lookup", &[name]) {
        Ok(found) => {
            let mut all = str_object::text(&found).chars();
            Ok(match (all.next(), all.next()) {
                (Some(c), None) => Found::Character(c),
                _ => Found::Nothing,
            })
        }
        Err(e) => {
            drop(th.take_if(e, Builtin::KeyError)?);
            Ok(Found::Nothing)
        }
    }
}

/// The name of a character, for those that have one.
#[derive(Debug)]
pub(super) struct Names(Option<Obj>);

impl Names {
    pub(super) fn new(th: &mut Thread) -> R<Names> {
        table(th).map(Names)
    }

    /// `\N{…}`, or the number of a character without a name.
    pub(super) fn push(&self, th: &mut Thread, out: &mut TextBuf, c: char) -> R<()> {
        match self.of(th, c)? {
            Some(name) => out.push_fmt(format_args!("\\N{{{}}}", str_object::text(&name))),
            None => super::handlers::push_backslash(out, u32::from(c)),
        }
        .or_raise(th)
    }

    fn of(&self, th: &mut Thread, c: char) -> R<Option<Obj>> {
        let Some(module) = &self.0 else { return Ok(None) };
        let c = th.char(c)?;
        let name = protocol::call_method_text(th, module, "name", &[c, Obj::NONE])?;
        Ok(name.get::<str_object::Str>().is_some().then_some(name))
    }
}
