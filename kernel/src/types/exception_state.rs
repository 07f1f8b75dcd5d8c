//! How copies and pickles take exceptions apart and put them together: `__reduce__` and `__setstate__`.

use super::exception::Exception;
use super::spec::Method;
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::str_object::Str;
use crate::types::{protocol, tuple_object};

fn exception(v: &Obj) -> &Object<Exception> {
    // SAFETY: called through methods of exception classes, which check the receiver.
    unsafe { v.get_unchecked::<Exception>() }
}

fn member(v: &Obj, i: usize) -> Option<Obj> {
    exception(v).members[i].get(&exception(v).header).filter(|m| !m.is_none())
}

/// `BaseException.__reduce__`
pub(crate) const REDUCE: Method = Method::new("__reduce__", |th, v, args| {
    args.exactly::<0>(th, "BaseException.__reduce__")?;
    let (class, args, state) = (th.type_of(v).to_obj(), arguments(th, v)?, state(th, v)?);
    match state {
        Some(state) => th.tuple_of(&[class, args, state]),
        None => th.pair(class, args),
    }
});

/// `BaseException.__setstate__`
pub(crate) const SETSTATE: Method = Method::new("__setstate__", set_state);

/// What makes an equal exception: names of files, which are no arguments, included.
fn arguments(th: &mut Thread, v: &Obj) -> R<Obj> {
    let args = exception(v).args.load(&exception(v).header);
    let is_os = th.type_of(v).is_subtype_of(th.isolate(), Builtin::OSError);
    if let [number, text] = tuple_object::items(&args)
        && is_os
        && let Some(file) = member(v, 2)
    {
        return match member(v, 3) {
            // The fourth is an error number of another system.
            Some(second) => th.tuple_of(&[number.clone(), text.clone(), file, Obj::NONE, second]),
            None => th.tuple_of(&[number.clone(), text.clone(), file]),
        };
    }
    Ok(args)
}

/// What an exception holds beside its arguments, if anything.
fn state(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let own = protocol::get_attr_quiet(th, v, th.name(names::DICT))?;
    let own = own.filter(|d| d.get::<Dict>().is_some_and(|d| !d.is_empty()));
    let ty = th.type_of(v);
    let members: &[(usize, &str)] = if ty.is_subtype_of(th.isolate(), Builtin::ImportError) {
        &[(0, "name"), (1, "path"), (2, "name_from")]
    } else if ty.is_subtype_of(th.isolate(), Builtin::AttributeError) {
        // Not the object: it need not be one that can be taken apart.
        &[(0, "name")]
    } else {
        &[]
    };
    if members.iter().all(|(i, _)| member(v, *i).is_none()) {
        return Ok(own);
    }
    let made = match own.as_ref().and_then(|d| d.get::<Dict>()) {
        Some(d) => d.copy(th)?,
        None => th.dict()?,
    };
    if let Some(d) = made.get::<Dict>() {
        for (i, name) in members {
            if let Some(value) = member(v, *i) {
                let name = th.intern(name)?;
                d.set_name(th, &name, &value)?;
            }
        }
    }
    Ok(Some(made))
}

fn set_state(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [state] = args.exactly::<1>(th, "BaseException.__setstate__")?;
    if state.is_none() {
        return Ok(Obj::NONE);
    }
    let Some(d) = state.get::<Dict>() else {
        return Err(th.type_error(format_args!("state is not a dictionary")));
    };
    for (name, value) in d.snapshot(th)? {
        if name.get::<Str>().is_none() {
            let t = th.type_name(&name);
            return Err(th.type_error(format_args!("attribute name must be string, not '{t}'")));
        }
        protocol::set_attr(th, v, &name, Some(&value))?;
    }
    Ok(Obj::NONE)
}
