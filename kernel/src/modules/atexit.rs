//! The `atexit` module: what the main thread calls at the end of the program, last registered first.
//!
//! The functions lie in a list, which any number of threads may append to.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::Obj;
use crate::object::payload::Object;
use crate::types::list_object::List;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::{protocol, tuple_object, unraisable};

/// The list of (function, arguments, names of the last arguments).
fn registered(th: &mut Thread) -> R<Obj> {
    th.hidden("atexit", |th| th.list(alloc::vec::Vec::new()))
}

fn register(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let Some(f) = args.positional().first() else {
        return Err(th.type_error(format_args!("register() takes at least 1 argument (0 given)")));
    };
    if !protocol::is_callable(th, f) {
        return Err(th.type_error(format_args!("the first argument must be callable")));
    }
    let (all, names) = (th.tuple_of(&args.all[1..])?, th.tuple_of(args.names)?);
    let entry = th.tuple_of(&[f.clone(), all, names])?;
    let list = registered(th)?;
    if let Some(l) = list.get::<List>() {
        l.push(th, entry)?;
    }
    Ok(f.clone())
}

/// Takes an object out of a list that other threads may change meanwhile, if it is there: never another one. Whether it was there.
pub(super) fn remove_one(th: &mut Thread, list: &Object<List>, item: &Obj) -> bool {
    let mut at = 0;
    while let Some(x) = list.item(at) {
        if !x.is(item) {
            at += 1;
        } else if list.remove_same(th, at, item).is_some() {
            return true;
        } else {
            // It has moved, to where is not known.
            at = 0;
        }
    }
    false
}

fn unregister(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [f] = args.exactly::<1>(th, "atexit.unregister")?;
    let list = registered(th)?;
    let Some(l) = list.get::<List>() else { return Ok(Obj::NONE) };
    // Comparing runs program code, which may register and unregister itself.
    for entry in l.snapshot(th)? {
        if protocol::equal(th, f, &tuple_object::items(&entry)[0])? {
            remove_one(th, l, &entry);
        }
    }
    Ok(Obj::NONE)
}

/// Runs the functions; an exception of one does not keep the others from running. What they register is not run.
fn run(th: &mut Thread, _: &Obj, _: &Args<'_>) -> R<Obj> {
    let list = registered(th)?;
    let Some(l) = list.get::<List>() else { return Ok(Obj::NONE) };
    for entry in l.snapshot(th)?.iter().rev() {
        let [f, all, names] = tuple_object::items(entry) else { continue };
        let args = Args { all: tuple_object::items(all), names: tuple_object::items(names) };
        if let Err(e) = protocol::call_args(th, f, &args) {
            let e = th.take(e);
            unraisable::report(th, e, "Exception ignored in atexit callback", Some(f));
        }
    }
    protocol::call_method_text(th, &list, "clear", &[])
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "atexit",
    doc: "Functions that are called when the program ends.",
    functions: &[
        Method::new("register", register),
        Method::new("unregister", unregister),
        Method::new("_run_exitfuncs", run),
        Method::new("_clear", |th, _, _| {
            let list = registered(th)?;
            protocol::call_method_text(th, &list, "clear", &[])
        }),
        Method::new("_ncallbacks", |th, _, _| {
            let list = registered(th)?;
            let n = list.get::<List>().map_or(0, |l| l.len());
            th.int(n as i64)
        }),
    ],
    init: None,
};
