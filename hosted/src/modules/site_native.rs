//! The names that CPython's `site` adds to the built-in ones: `exit`, `quit`, `copyright`, `credits`, `license` and `help`.
//!
//! They show at a prompt what to do, and do it when they are called. What they need of the library is imported then.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Signature, Trace};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{SlotSpec, TypeSpec, Vtable};

use crate::library;

/// Payload: which of them.
#[derive(Debug)]
pub(crate) struct Site(Name);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Exit,
    Quit,
    Copyright,
    Credits,
    License,
    Help,
}

const NAMES: [(&str, Name); 6] = [
    ("exit", Name::Exit),
    ("quit", Name::Quit),
    ("copyright", Name::Copyright),
    ("credits", Name::Credits),
    ("license", Name::License),
    ("help", Name::Help),
];

const COPYRIGHT: &str = "\
Freewheel: copyright (c) its authors, under the MIT licence or Apache-2.0.
The library: copyright (c) 2001 Python Software Foundation. All Rights Reserved.";

const CREDITS: &str = "The language and its library are the work of the Python community: see https://www.python.org for more information.";

// SAFETY: 1: the number is used here alone. 2: it holds no reference. 3: it does not change.
unsafe impl Payload for Site {
    const BUILTIN: Builtin = Builtin::Site;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn name_of(v: &Obj) -> Name {
    v.exact::<Site>().map_or(Name::Help, |s| s.payload.0)
}

/// The type of them all.
pub(crate) static SITE: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            th.str(match name_of(v) {
                Name::Exit => "Use exit() or Ctrl-D (i.e. EOF) to exit",
                Name::Quit => "Use quit() or Ctrl-D (i.e. EOF) to exit",
                Name::Copyright => COPYRIGHT,
                Name::Credits => CREDITS,
                Name::License => "Type license() to see the full license text",
                Name::Help => "Type help() for interactive help, or help(object) for help about object.",
            })
        }),
        call: Some(|th, v, args| match name_of(v) {
            Name::Exit | Name::Quit => leave(th, args),
            Name::Copyright => show(th, args, COPYRIGHT),
            Name::Credits => show(th, args, CREDITS),
            Name::License => show(th, args, &library::licences()),
            Name::Help => {
                let pydoc = import::import(th, "pydoc", &Obj::NONE, &Obj::NONE, 0)?;
                let help = protocol::get_attr_text(th, &pydoc, "help")?.unwrap_or(Obj::NONE);
                protocol::call_args(th, &help, args)
            }
        }),
        ..TypeSpec::new(Builtin::Site, const { &Vtable::of::<Site>() }).slots
    },
    ..TypeSpec::new(Builtin::Site, const { &Vtable::of::<Site>() })
};

fn leave(th: &mut Thread, args: &Args<'_>) -> R<Obj> {
    const CALL: Signature<1> = Signature::new("exit", ["code"]).required(0);
    let [code] = args.bind(th, &CALL)?;
    Err(th.raise_with(Builtin::SystemExit, code.cloned()))
}

fn show(th: &mut Thread, args: &Args<'_>, text: &str) -> R<Obj> {
    args.exactly::<0>(th, "__call__")?;
    let builtins = import::import(th, "builtins", &Obj::NONE, &Obj::NONE, 0)?;
    let print = protocol::get_attr_text(th, &builtins, "print")?.unwrap_or(Obj::NONE);
    let text = th.str(text)?;
    protocol::call(th, &print, &[text])
}

/// Adds them to the built-in names.
///
/// # Errors
/// `MemoryError`
pub(crate) fn add(th: &mut Thread) -> R<()> {
    let builtins = th.isolate().builtins.peek();
    let builtins = Obj::from_ref(&builtins).clone();
    let Some(names) = builtins.get::<Dict>() else { return Ok(()) };
    for (text, name) in NAMES {
        let text = th.intern(text)?;
        let object = th.alloc(Site(name))?;
        names.set_name(th, &text, &object)?;
    }
    Ok(())
}
