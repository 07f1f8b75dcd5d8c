//! `object.__reduce_ex__` and what it is made of: how copies and pickles take objects apart.

use alloc::vec::Vec;

use super::class::mangle;
use super::function_object::MethodDescriptor;
use super::spec::Method;
use crate::interp::import;
use crate::isolate::names::Name;
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::module_object::Module;
use crate::types::str_object::{self, Str};
use crate::types::type_object::as_type;
use crate::types::{protocol, tuple_object};

/// Methods of `object`.
pub const GETSTATE: Method = Method::new("__getstate__", |th, v, args| {
    args.exactly::<0>(th, "object.__getstate__")?;
    state(th, v, false)
});
/// See [`GETSTATE`].
pub const REDUCE: Method = Method::new("__reduce__", |th, v, args| {
    args.exactly::<0>(th, "object.__reduce__")?;
    by_copyreg(th, v, 0)
});
/// See [`GETSTATE`].
pub const REDUCE_EX: Method = Method::new("__reduce_ex__", reduce_ex);

fn copyreg(th: &mut Thread, name: Name) -> R<Obj> {
    // While another thread imports it, it may lack the function: then the import waits.
    if let Some(m) = import::known(th, th.name(names::COPYREG))
        && let Some(f) = m.get::<Module>().and_then(|m| m.attributes().get_name(th.name(name)))
    {
        return Ok(f);
    }
    let m = import::import(th, "copyreg", &Obj::NONE, &Obj::NONE, 0)?;
    protocol::get_attr_name(th, &m, name)
}

fn by_copyreg(th: &mut Thread, v: &Obj, version: i32) -> R<Obj> {
    let f = copyreg(th, names::REDUCE_OLD)?;
    protocol::call(th, &f, &[v.clone(), Obj::from_i31(version)])
}

#[cold]
fn cannot(th: &mut Thread, v: &Obj) -> crate::native::Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("cannot pickle '{t}' object"))
}

/// What an instance holds: its dict, `None` when that is empty, and with `__slots__` a pair of it and a dict of their values.
fn state(th: &mut Thread, v: &Obj, required: bool) -> R<Obj> {
    let ty = th.type_of(v);
    if required && ty.layout != Builtin::Object {
        return Err(cannot(th, v));
    }
    let own = protocol::get_attr_quiet(th, v, th.name(names::DICT))?;
    let own = match own {
        Some(d) if d.get::<Dict>().is_some_and(|d| !d.is_empty()) => d,
        _ => Obj::NONE,
    };
    let slots = th.dict()?;
    let Some(d) = slots.get::<Dict>() else { return Ok(own) };
    let order: Vec<Obj> = ty.mro().iter().map(|t| t.to_obj()).collect();
    for t in &order {
        let Some(t) = as_type(t) else { continue };
        let Some(declared) = t.attributes().get_name(th.name(names::SLOTS)) else { continue };
        let declared = if declared.get::<Str>().is_some() { th.tuple_of(core::slice::from_ref(&declared))? } else { declared };
        for name in protocol::collect(th, &declared)? {
            if name.get::<Str>().is_none() || matches!(str_object::text(&name), "__dict__" | "__weakref__") {
                continue;
            }
            let name = th.intern(&mangle(t.name_text(), str_object::text(&name)))?;
            if let Some(value) = protocol::get_attr_quiet(th, v, &name)? {
                d.set(th, &name, &value)?;
            }
        }
    }
    if d.is_empty() {
        return Ok(own);
    }
    th.pair(own, slots.clone())
}

/// What `__getstate__` gives, the program's or that of `object`; `required`: an object whose payload would be lost cannot be pickled.
pub(crate) fn getstate(th: &mut Thread, v: &Obj, required: bool) -> R<Obj> {
    let name = th.name(names::GETSTATE);
    let overridden = th.type_of(v).lookup(name).is_some_and(|f| !is_objects(&f));
    if overridden {
        return protocol::call_method(th, v, name, &[]);
    }
    state(th, v, required)
}

/// Whether a method found in a class is that of `object`.
fn is_objects(f: &Obj) -> bool {
    f.exact::<MethodDescriptor>().is_some_and(|m| m.shape == Builtin::Object.shape())
}

fn reduce_ex(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [version] = args.exactly::<1>(th, "object.__reduce_ex__")?;
    let version = protocol::index_i64(th, version, Builtin::OverflowError)?;
    if let Some(f) = th.type_of(v).lookup(th.name(names::REDUCE))
        && !is_objects(&f)
    {
        return protocol::call_method(th, v, th.name(names::REDUCE), &[]);
    }
    if version < 2 {
        return by_copyreg(th, v, version.clamp(0, 1) as i32);
    }
    let cls = th.type_of(v);
    if cls.slots.new().is_none() {
        return Err(cannot(th, v));
    }
    let (given, keywords) = new_arguments(th, v)?;
    let list = v.get::<crate::types::list_object::List>().is_some();
    let dict = v.get::<Dict>().is_some();
    let state = getstate(th, v, given.is_none() && !list && !dict)?;
    let given = given.unwrap_or(Obj::NONE);
    let given: &[Obj] = if given.is_none() { &[] } else { tuple_object::items(&given) };
    let cls = cls.to_obj();
    let (f, parts) = match keywords {
        Some(keywords) => {
            let args = th.tuple_of(given)?;
            (copyreg(th, names::NEWOBJ_EX)?, th.tuple_of(&[cls, args, keywords])?)
        }
        None => {
            let mut parts = th.vec(given.len() + 1)?;
            parts.push(cls);
            parts.extend_from_slice(given);
            (copyreg(th, names::NEWOBJ)?, th.tuple(parts)?)
        }
    };
    let items = if list { protocol::iter(th, v)? } else { Obj::NONE };
    let pairs = match dict {
        true => {
            let all = protocol::call_method(th, v, th.name(names::ITEMS), &[])?;
            protocol::iter(th, &all)?
        }
        false => Obj::NONE,
    };
    th.tuple_of(&[f, parts, state, items, pairs])
}

/// A method that the class has.
fn special(th: &mut Thread, v: &Obj, name: Name) -> R<Option<Obj>> {
    let name = th.name(name);
    if th.type_of(v).lookup(name).is_none() {
        return Ok(None);
    }
    protocol::get_attr_opt(th, v, name)
}

/// What `__getnewargs_ex__` or `__getnewargs__` gives: positional arguments, and those by keyword unless there are none.
fn new_arguments(th: &mut Thread, v: &Obj) -> R<(Option<Obj>, Option<Obj>)> {
    let wrong = |th: &mut Thread, f: &str, got: &Obj| {
        let t = th.type_name(got);
        th.type_error(format_args!("{f} should return a tuple, not '{t}'"))
    };
    if let Some(f) = special(th, v, names::GETNEWARGS_EX)? {
        let pair = protocol::call(th, &f, &[])?;
        if pair.get::<tuple_object::Tuple>().is_none() {
            return Err(wrong(th, "__getnewargs_ex__", &pair));
        }
        let [args, keywords] = tuple_object::items(&pair) else {
            let n = tuple_object::items(&pair).len();
            return Err(th.value_error(format_args!("__getnewargs_ex__ should return a tuple of length 2, not {n}")));
        };
        if args.get::<tuple_object::Tuple>().is_none() {
            let t = th.type_name(args);
            return Err(th.type_error(format_args!("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{t}'")));
        }
        let Some(d) = keywords.get::<Dict>() else {
            let t = th.type_name(keywords);
            return Err(th.type_error(format_args!("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{t}'")));
        };
        let keywords = if !d.is_empty() { Some(keywords.clone()) } else { None };
        return Ok((Some(args.clone()), keywords));
    }
    if let Some(f) = special(th, v, names::GETNEWARGS)? {
        let args = protocol::call(th, &f, &[])?;
        if args.get::<tuple_object::Tuple>().is_none() {
            return Err(wrong(th, "__getnewargs__", &args));
        }
        return Ok((Some(args), None));
    }
    Ok((None, None))
}
