//! How arguments get to parameters: by position, by name, from defaults; what is left over into `*args` and `**kwargs`.
//!
//! Arguments lie in the registers where the frame will begin, so a call by position alone needs nothing of this. What needs no memory is bound where it lies
//! ([`bind_in_place`]); all else, and all that is wrong, goes the way that says what is wrong ([`distribute`]).

use alloc::vec::Vec;

use super::register::{copy, drop_word, into_obj, set};
use crate::bytecode::code_object::Code;
use crate::isolate::Thread;
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Obj, Value};
use crate::types::dict_object::Dict;
use crate::types::function_object::Function;
use crate::types::{str_object, tuple_object};

/// Puts arguments into parameter registers.
///
/// # Safety
/// 1. `at` and the `n` registers from there are the caller's; the window was reserved for the code.
pub(super) unsafe fn bind(
    th: &mut Thread,
    function: &Object<Function>,
    code: &Object<Code>,
    at: *mut Value,
    n: usize,
    names: &[Obj],
) -> R<()> {
    let locals = code.locals.len();
    // SAFETY: as the caller's.
    unsafe {
        let done = match bind_in_place(th, function, code, at, n, names) {
            Some(done) => done,
            None => {
                // Everything moves out, then to its place.
                let mut values: Vec<Obj> = th.vec(n)?;
                for i in 0..n {
                    let r = at.add(i);
                    values.push(Obj::from_owned(*r));
                    *r = Value::UNBOUND;
                }
                for i in 0..locals {
                    *at.add(i) = Value::UNBOUND;
                }
                distribute(th, function, code, at, values, names)
            }
        };
        if done.is_err() {
            for i in 0..locals.max(n) {
                set(at.add(i), Value::UNBOUND);
            }
        }
        done
    }
}

/// Most keywords that [`bind_in_place`] takes.
const FEW: usize = 8;

/// Where a keyword goes that is no parameter's: to `**kwargs`.
const REST: usize = usize::MAX;

/// [`bind`] of what needs no memory but for a tuple and a dict: few keywords, each the very name of a parameter that has nothing yet or no parameter's at all, or
/// else only positional arguments. `None` when there is more to do, and nothing was done.
///
/// # Safety
/// As [`bind`].
unsafe fn bind_in_place(
    th: &mut Thread,
    function: &Object<Function>,
    code: &Object<Code>,
    at: *mut Value,
    n: usize,
    names: &[Obj],
) -> Option<R<()>> {
    let (args, kwonly, locals) = (code.arg_count as usize, code.keyword_only as usize, code.locals.len());
    let positional = n - names.len();
    let f = code.flags;
    if names.len() > FEW || (positional > args && !(f.varargs && names.is_empty())) {
        return None;
    }
    let mut targets = [0; FEW];
    for (i, name) in names.iter().enumerate() {
        let from = positional.max(code.positional_only as usize).min(args + kwonly);
        targets[i] = match code.locals[from..args + kwonly].iter().position(|l| l.is(name)) {
            Some(k) if targets[..i].contains(&(from + k)) => return None,
            Some(k) => from + k,
            None if f.varkeywords && is_no_parameter(&code.locals[..args + kwonly], &names[..i], name) => REST,
            None => return None,
        };
    }
    let mut keywords = None;
    if f.varkeywords {
        let made = th.dict().and_then(|o| {
            // SAFETY: just made.
            let d = unsafe { o.get_unchecked::<Dict>() };
            for (i, name) in names.iter().enumerate().filter(|(i, _)| targets[*i] == REST) {
                // SAFETY: contract 1: a keyword's word, which stays where it is. Without memory the caller drops what is in the registers.
                let v = unsafe { &*at.add(positional + i) };
                d.set(th, name, Obj::from_ref(v))?;
            }
            Ok(o)
        });
        match made {
            Ok(d) => keywords = Some(d),
            Err(e) => {
                for i in n..locals {
                    // SAFETY: a register of the window.
                    unsafe { *at.add(i) = Value::UNBOUND };
                }
                return Some(Err(e));
            }
        }
    }
    // SAFETY: as `bind`. Every word is in one place: keywords wait outside of the registers, where nothing runs.
    unsafe {
        let mut waiting = [Value::UNBOUND; FEW];
        for (i, v) in waiting.iter_mut().enumerate().take(names.len()) {
            *v = core::mem::replace(&mut *at.add(positional + i), Value::UNBOUND);
        }
        let mut rest = None;
        if f.varargs {
            let more = positional.saturating_sub(args);
            let from = at.add(positional - more);
            let t = match th.tuple_of_words(from, more) {
                Ok(t) => t,
                Err(e) => {
                    // Nothing is lost: the caller drops what is in the registers.
                    for i in n..locals {
                        *at.add(i) = Value::UNBOUND;
                    }
                    waiting[..names.len()].iter().for_each(|v| drop_word(*v));
                    return Some(Err(e));
                }
            };
            for i in 0..more {
                *from.add(i) = Value::UNBOUND;
            }
            rest = Some(t);
        }
        for i in positional.min(args)..locals {
            *at.add(i) = Value::UNBOUND;
        }
        for i in 0..names.len() {
            if targets[i] == REST {
                drop_word(waiting[i]);
            } else {
                *at.add(targets[i]) = waiting[i];
            }
        }
        if let Some(t) = rest {
            *at.add(args + kwonly) = t.into_value();
        }
        if let Some(d) = keywords {
            *at.add(args + kwonly + usize::from(f.varargs)) = d.into_value();
        }
        Some(fill(th, function, code, at, positional.min(args)))
    }
}

/// Whether a keyword is no parameter's name, nor that of a keyword before it.
fn is_no_parameter(parameters: &[Obj], before: &[Obj], name: &Obj) -> bool {
    let text = str_object::text(name);
    name.exact::<str_object::Str>().is_some() && parameters.iter().chain(before).all(|p| str_object::text(p) != text)
}

/// Fills parameters that have nothing with their defaults, those that may be given by position from `positional` on.
///
/// # Safety
/// As [`bind`].
unsafe fn fill(th: &mut Thread, function: &Object<Function>, code: &Object<Code>, at: *mut Value, positional: usize) -> R<()> {
    let (args, kwonly) = (code.arg_count as usize, code.keyword_only as usize);
    // SAFETY: as the caller's.
    unsafe { defaults(th, function, code, at, positional) }?;
    if kwonly == 0 {
        return Ok(());
    }
    let given = function.kwdefaults.get(&function.header);
    let mut missing: Vec<&str> = Vec::new();
    for k in args..args + kwonly {
        // SAFETY: a parameter register.
        if unsafe { !(*at.add(k)).is_unbound() } {
            continue;
        }
        let v = match given.as_ref().and_then(|d| d.get::<Dict>()) {
            Some(d) => d.get(th, &code.locals[k])?,
            None => None,
        };
        match v {
            // SAFETY: a parameter register.
            Some(v) => unsafe { set(at.add(k), v.into_value()) },
            None => missing.push(str_object::text(&code.locals[k])),
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing_arguments(th, function, "keyword-only", &missing)) }
}

/// [`bind`] of anything.
///
/// # Safety
/// As [`bind`].
unsafe fn distribute(
    th: &mut Thread,
    function: &Object<Function>,
    code: &Object<Code>,
    at: *mut Value,
    values: Vec<Obj>,
    names: &[Obj],
) -> R<()> {
    let (args, kwonly) = (code.arg_count as usize, code.keyword_only as usize);
    let positional = values.len() - names.len();
    let f = code.flags;
    let mut extra: Vec<Obj> = Vec::new();
    let keywords = if f.varkeywords { Some(th.dict()?) } else { None };
    let place = |i: usize, o: Obj| {
        // SAFETY: a parameter register.
        unsafe { set(at.add(i), o.into_value()) }
    };
    for (i, v) in values.into_iter().enumerate() {
        if i < positional {
            if i < args {
                place(i, v);
            } else if f.varargs {
                // SAFETY: the word is owned.
                let v = unsafe { into_obj(v.into_value()) };
                th.push(&mut extra, v)?;
            }
            continue;
        }
        let name = &names[i - positional];
        let text = str_object::text(name);
        let found =
            (code.positional_only as usize..args + kwonly).find(|k| code.locals[*k].is(name) || str_object::text(&code.locals[*k]) == text);
        match (found, &keywords) {
            (Some(k), _) => {
                // SAFETY: a parameter register.
                if unsafe { !(*at.add(k)).is_unbound() } {
                    let q = qualname(function);
                    return Err(th.type_error(format_args!("{q}() got multiple values for argument '{text}'")));
                }
                place(k, v);
            }
            (None, Some(d)) => {
                // SAFETY: the word is owned; the dict was made above.
                unsafe {
                    let v = into_obj(v.into_value());
                    d.get_unchecked::<Dict>().set(th, name, &v)?;
                }
            }
            (None, None) => {
                let q = qualname(function);
                // All keywords are looked at for this, before there is talk of an unknown one.
                let only = code.locals[..code.positional_only as usize].iter().map(str_object::text);
                let only: Vec<&str> = only.filter(|p| names.iter().any(|n| str_object::text(n) == *p)).collect();
                if !only.is_empty() {
                    let only = only.join(", ");
                    return Err(
                        th.type_error(format_args!("{q}() got some positional-only arguments passed as keyword arguments: '{only}'"))
                    );
                }
                let close = crate::text::suggest::closest(text, code.locals[..args + kwonly].iter().map(str_object::text));
                if let Some(c) = close {
                    return Err(th.type_error(format_args!("{q}() got an unexpected keyword argument '{text}'. Did you mean '{c}'?")));
                }
                return Err(th.type_error(format_args!("{q}() got an unexpected keyword argument '{text}'")));
            }
        }
    }
    if positional > args && !f.varargs {
        return Err(too_many(th, function, code, at, positional));
    }
    // SAFETY: as the caller's.
    unsafe { fill(th, function, code, at, args.min(positional)) }?;
    let mut next = args + kwonly;
    if f.varargs {
        let t = th.tuple(extra)?;
        place(next, t);
        next += 1;
    }
    if let Some(d) = keywords {
        place(next, d);
    }
    Ok(())
}

fn qualname(function: &Object<Function>) -> alloc::string::String {
    let q = function.qualname.load(&function.header);
    alloc::string::String::from(str_object::text(&q))
}

#[cold]
fn too_many(th: &mut Thread, function: &Object<Function>, code: &Object<Code>, at: *mut Value, given: usize) -> Raised {
    let args = code.arg_count as usize;
    let d = function.defaults.get(&function.header);
    let defaults = d.as_ref().map_or(0, |d| tuple_object::items(d).len());
    // SAFETY: parameter registers of the window being bound.
    let kw_given = (args..args + code.keyword_only as usize).filter(|k| unsafe { !(*at.add(*k)).is_unbound() }).count();
    let q = qualname(function);
    let takes = if defaults > 0 { alloc::format!("from {} to {args}", args - defaults) } else { alloc::format!("{args}") };
    let s = if args == 1 && defaults == 0 { "" } else { "s" };
    if kw_given > 0 {
        let (a, b) = (if given == 1 { "" } else { "s" }, if kw_given == 1 { "" } else { "s" });
        return th.type_error(format_args!(
            "{q}() takes {takes} positional argument{s} but {given} positional argument{a} (and {kw_given} keyword-only argument{b}) were given"
        ));
    }
    let were = if given == 1 { "was" } else { "were" };
    th.type_error(format_args!("{q}() takes {takes} positional argument{s} but {given} {were} given"))
}

#[cold]
fn missing_arguments(th: &mut Thread, function: &Object<Function>, kind: &str, missing: &[&str]) -> Raised {
    let q = qualname(function);
    let n = missing.len();
    let mut list = alloc::string::String::new();
    for (i, m) in missing.iter().enumerate() {
        if i > 0 {
            list.push_str(if n == 2 {
                " and "
            } else if i == n - 1 {
                ", and "
            } else {
                ", "
            });
        }
        list.push('\'');
        list.push_str(m);
        list.push('\'');
    }
    let s = if n == 1 { "" } else { "s" };
    th.type_error(format_args!("{q}() missing {n} required {kind} argument{s}: {list}"))
}

/// Fills positional parameters from the defaults.
///
/// # Safety
/// As [`bind`].
unsafe fn defaults(th: &mut Thread, function: &Object<Function>, code: &Object<Code>, at: *mut Value, from: usize) -> R<()> {
    let args = code.arg_count as usize;
    if from >= args {
        return Ok(());
    }
    let d = function.defaults.get(&function.header);
    let items = d.as_ref().map_or(&[][..], tuple_object::items);
    let first = args - items.len().min(args);
    let mut missing: Vec<&str> = Vec::new();
    for i in from..args {
        // SAFETY: a parameter register.
        unsafe {
            if !(*at.add(i)).is_unbound() {
                continue;
            }
            if i >= first {
                *at.add(i) = copy(items[i - first].value());
            } else {
                missing.push(str_object::text(&code.locals[i]));
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing_arguments(th, function, "positional", &missing)) }
}
