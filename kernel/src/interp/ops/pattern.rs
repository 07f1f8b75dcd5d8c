//! Pattern matching.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use alloc::vec::Vec;

use super::{consume, read, write};
use crate::bytecode::isa::{self, Op};
use crate::interp::register::set;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::dict_object::Dict;
use crate::types::spec::{MAPPING, MATCH_SELF, SEQUENCE};
use crate::types::type_object::as_type;
use crate::types::{protocol, str_object, tuple_object};

/// `MATCH_SEQUENCE`, `MATCH_MAPPING`, `MATCH_KEYS`, `MATCH_REST`, `GET_LEN`
pub unsafe fn test(th: &mut Thread, base: *mut Value, w: u32, op: Op) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        let r = match op {
            Op::MATCH_SEQUENCE => Obj::from_bool(th.type_of(&v).has(SEQUENCE)),
            Op::MATCH_MAPPING => Obj::from_bool(th.type_of(&v).has(MAPPING)),
            Op::GET_LEN => {
                let n = protocol::len(th, &v)?;
                th.int(n as i64)?
            }
            Op::MATCH_KEYS => {
                let keys = read(th, base, isa::c(w))?.clone();
                match_keys(th, &v, &keys)?
            }
            _ => {
                let keys = read(th, base, isa::c(w))?.clone();
                let out = th.dict()?;
                let d = out.get_unchecked::<Dict>();
                let all = match v.exact::<Dict>() {
                    Some(from) => from.snapshot(th)?,
                    None => {
                        let ks = protocol::call_method_text(th, &v, "keys", &[])?;
                        let mut all = Vec::new();
                        for k in protocol::collect(th, &ks)? {
                            let x = protocol::get_item(th, &v, &k)?;
                            th.push(&mut all, (k, x))?;
                        }
                        all
                    }
                };
                for (k, x) in all {
                    d.set(th, &k, &x)?;
                }
                for k in tuple_object::items(&keys) {
                    d.remove(th, k)?;
                }
                consume(th, base, isa::c(w));
                out
            }
        };
        write(base, isa::a(w), r);
        Ok(())
    }
}

fn match_keys(th: &mut Thread, v: &Obj, keys: &Obj) -> R<Obj> {
    let mut out = Vec::new();
    let mut seen: Vec<Obj> = Vec::new();
    for k in tuple_object::items(keys) {
        for s in &seen {
            if protocol::equal(th, s, k)? {
                let r = protocol::repr(th, k)?;
                return Err(th.value_error(format_args!("mapping pattern checks duplicate key ({})", str_object::text(&r))));
            }
        }
        th.push(&mut seen, k.clone())?;
        let found = if let Some(d) = v.exact::<Dict>() {
            d.get(th, k)?
        } else {
            // `get` with a default of our own, so that `__missing__` is not asked.
            let marker = th.list(Vec::new())?;
            let r = protocol::call_method_text(th, v, "get", &[k.clone(), marker.clone()])?;
            if r.is(&marker) { None } else { Some(r) }
        };
        match found {
            Some(x) => th.push(&mut out, x)?,
            None => return Ok(Obj::NONE),
        }
    }
    th.tuple(out)
}

/// `MATCH_CLASS`
pub unsafe fn class(th: &mut Thread, base: *mut Value, w: u32, positional: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        let c = isa::c(w) as usize;
        let cls = Obj::from_ref(&*base.add(c)).clone();
        let keywords = Obj::from_ref(&*base.add(c + 1)).clone();
        let r = match_class(th, &v, &cls, tuple_object::items(&keywords), positional)?;
        set(base.add(c), Value::UNBOUND);
        set(base.add(c + 1), Value::UNBOUND);
        write(base, isa::a(w), r);
        Ok(())
    }
}

fn match_class(th: &mut Thread, v: &Obj, cls: &Obj, keywords: &[Obj], positional: usize) -> R<Obj> {
    let Some(t) = as_type(cls) else {
        return Err(th.type_error(format_args!("class pattern must refer to a class")));
    };
    if !protocol::is_instance(th, v, cls)? {
        return Ok(Obj::NONE);
    }
    let mut out = Vec::new();
    let mut seen: Vec<Obj> = Vec::new();
    if positional > 0 {
        let args = protocol::get_attr_quiet(th, cls, th.name(names::MATCH_ARGS))?;
        match args {
            Some(args) => {
                if args.get::<tuple_object::Tuple>().is_none() {
                    let (n, got) = (t.name_text(), th.type_name(&args));
                    return Err(th.type_error(format_args!("{n}.__match_args__ must be a tuple (got {got})")));
                }
                let list = tuple_object::items(&args);
                if list.len() < positional {
                    return Err(too_many(th, t.name_text(), list.len(), positional));
                }
                for n in &list[..positional] {
                    if n.get::<str_object::Str>().is_none() {
                        let got = th.type_name(n);
                        return Err(th.type_error(format_args!("__match_args__ elements must be strings (got {got})")));
                    }
                    match attribute(th, v, n, t.name_text(), &mut seen)? {
                        Some(x) => th.push(&mut out, x)?,
                        None => return Ok(Obj::NONE),
                    }
                }
            }
            None if t.has(MATCH_SELF) => {
                if positional > 1 {
                    return Err(too_many(th, t.name_text(), 1, positional));
                }
                th.push(&mut out, v.clone())?;
            }
            None => return Err(too_many(th, t.name_text(), 0, positional)),
        }
    }
    for n in keywords {
        match attribute(th, v, n, t.name_text(), &mut seen)? {
            Some(x) => th.push(&mut out, x)?,
            None => return Ok(Obj::NONE),
        }
    }
    th.tuple(out)
}

fn attribute(th: &mut Thread, v: &Obj, name: &Obj, class: &str, seen: &mut Vec<Obj>) -> R<Option<Obj>> {
    for s in seen.iter() {
        if str_object::text(s) == str_object::text(name) {
            let n = str_object::text(name);
            return Err(th.type_error(format_args!("{class}() got multiple sub-patterns for attribute '{n}'")));
        }
    }
    th.push(seen, name.clone())?;
    match protocol::get_attr_opt(th, v, name) {
        Ok(x) => Ok(x),
        Err(e) => th.take_if(e, Builtin::AttributeError).map(|_| None),
    }
}

#[cold]
fn too_many(th: &mut Thread, class: &str, allowed: usize, given: usize) -> crate::native::Raised {
    let s = if allowed == 1 { "" } else { "s" };
    th.type_error(format_args!("{class}() accepts {allowed} positional sub-pattern{s} ({given} given)"))
}
