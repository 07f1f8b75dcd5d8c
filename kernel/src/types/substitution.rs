//! Type parameters of generic aliases and unions: finding them, and putting types in their place.
//!
//! A type parameter is whatever has `__typing_subst__`; what else takes parameters has `__parameters__`.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::str_object;
use crate::types::tuple_object::{self, Tuple};
use crate::types::type_object::as_type;

/// An attribute, unless it is missing or `None`.
pub fn attribute(th: &mut Thread, v: &Obj, name: &str) -> R<Option<Obj>> {
    let name = th.intern(name)?;
    Ok(protocol::get_attr_quiet(th, v, &name)?.filter(|x| !x.is_none()))
}

fn add(th: &mut Thread, found: &mut Vec<Obj>, x: &Obj) -> R<()> {
    if found.iter().any(|y| y.is(x)) {
        return Ok(());
    }
    th.push(found, x.clone())
}

/// Items of a tuple or list.
fn nested(th: &mut Thread, v: &Obj) -> R<Option<Vec<Obj>>> {
    if v.get::<Tuple>().is_some() {
        let items = tuple_object::items(v);
        let mut out = th.vec(items.len())?;
        out.extend_from_slice(items);
        return Ok(Some(out));
    }
    match v.get::<List>() {
        Some(_) => protocol::collect(th, v).map(Some),
        None => Ok(None),
    }
}

/// The type parameters among `args`, each once, in the order of their first use.
pub fn parameters(th: &mut Thread, args: &[Obj]) -> R<Obj> {
    let mut found = Vec::new();
    collect(th, args, &mut found)?;
    th.tuple(found)
}

fn collect(th: &mut Thread, args: &[Obj], found: &mut Vec<Obj>) -> R<()> {
    th.check_native_stack()?;
    for x in args {
        if as_type(x).is_some() {
            continue;
        }
        if attribute(th, x, "__typing_subst__")?.is_some() {
            add(th, found, x)?;
        } else if let Some(items) = nested(th, x)? {
            collect(th, &items, found)?;
        } else if let Some(inner) = attribute(th, x, "__parameters__")?
            && inner.get::<Tuple>().is_some()
        {
            for y in tuple_object::items(&inner) {
                add(th, found, y)?;
            }
        }
    }
    Ok(())
}

/// What stands in brackets, as a list: an unpacked tuple counts as its items.
fn unpacked(th: &mut Thread, item: &Obj) -> R<Obj> {
    let given: &[Obj] = match item.get::<Tuple>() {
        Some(_) => tuple_object::items(item),
        None => core::slice::from_ref(item),
    };
    let mut out = th.vec(given.len())?;
    for x in given {
        let parts = if as_type(x).is_some() { None } else { attribute(th, x, "__typing_unpacked_tuple_args__")? };
        match &parts {
            Some(p) if p.get::<Tuple>().is_some() && tuple_object::items(p).last().is_none_or(|l| !l.is(&Obj::ELLIPSIS)) => {
                for y in tuple_object::items(p) {
                    th.push(&mut out, y.clone())?;
                }
            }
            _ => th.push(&mut out, x.clone())?,
        }
    }
    th.tuple(out)
}

/// `owner[item]`: `args`, which have the type parameters `params`, with the types in `item` in their place.
pub fn substitute(th: &mut Thread, owner: &Obj, args: &[Obj], params: &[Obj], item: &Obj) -> R<Vec<Obj>> {
    if params.is_empty() {
        let text = protocol::repr(th, owner)?;
        return Err(th.type_error(format_args!("{} is not a generic class", str_object::text(&text))));
    }
    let mut item = unpacked(th, item)?;
    for p in params {
        if let Some(prepare) = attribute(th, p, "__typing_prepare_subst__")? {
            if item.get::<Tuple>().is_none() {
                item = th.tuple_of(core::slice::from_ref(&item))?;
            }
            item = protocol::call(th, &prepare, &[owner.clone(), item.clone()])?;
        }
    }
    let given: &[Obj] = match item.get::<Tuple>() {
        Some(_) => tuple_object::items(&item),
        None => core::slice::from_ref(&item),
    };
    if given.len() != params.len() {
        let text = protocol::repr(th, owner)?;
        let (how, n, wanted) = (if given.len() > params.len() { "many" } else { "few" }, given.len(), params.len());
        return Err(th.type_error(format_args!("Too {how} arguments for {}; actual {n}, expected {wanted}", str_object::text(&text))));
    }
    replace(th, args, params, given)
}

fn replace(th: &mut Thread, args: &[Obj], params: &[Obj], given: &[Obj]) -> R<Vec<Obj>> {
    th.check_native_stack()?;
    let mut out = th.vec(args.len())?;
    for x in args {
        if as_type(x).is_some() {
            th.push(&mut out, x.clone())?;
            continue;
        }
        if let Some(items) = nested(th, x)? {
            let new = replace(th, &items, params, given)?;
            let new = if x.get::<Tuple>().is_some() { th.tuple(new)? } else { th.list(new)? };
            th.push(&mut out, new)?;
            continue;
        }
        let spread = match attribute(th, x, "__typing_is_unpacked_typevartuple__")? {
            Some(flag) => protocol::truth(th, &flag)?,
            None => false,
        };
        let new = match attribute(th, x, "__typing_subst__")? {
            Some(f) => {
                let at = params.iter().position(|p| p.is(x));
                let for_it = at.and_then(|i| given.get(i)).unwrap_or(x);
                protocol::call(th, &f, core::slice::from_ref(for_it))?
            }
            None => inside(th, x, params, given)?,
        };
        if !spread {
            th.push(&mut out, new)?;
            continue;
        }
        if new.get::<Tuple>().is_none() {
            let (t, got) = (th.type_name(x), th.type_name(&new));
            return Err(th.type_error(format_args!("expected __typing_subst__ of {t} objects to return a tuple, not {got}")));
        }
        for y in tuple_object::items(&new) {
            th.push(&mut out, y.clone())?;
        }
    }
    Ok(out)
}

/// `x` with types in the place of its own parameters.
fn inside(th: &mut Thread, x: &Obj, params: &[Obj], given: &[Obj]) -> R<Obj> {
    let Some(own) = attribute(th, x, "__parameters__")?.filter(|p| p.get::<Tuple>().is_some_and(|_| !tuple_object::items(p).is_empty()))
    else {
        return Ok(x.clone());
    };
    let mut subs = th.vec(tuple_object::items(&own).len())?;
    for p in tuple_object::items(&own) {
        let Some(i) = params.iter().position(|q| q.is(p)) else {
            th.push(&mut subs, p.clone())?;
            continue;
        };
        let value = &given[i];
        // What stands for several types is iterable itself.
        if value.get::<Tuple>().is_some() && th.type_of(p).slots.iter().is_some() {
            for y in tuple_object::items(value) {
                th.push(&mut subs, y.clone())?;
            }
        } else {
            th.push(&mut subs, value.clone())?;
        }
    }
    let subs = th.tuple(subs)?;
    protocol::get_item(th, x, &subs)
}
