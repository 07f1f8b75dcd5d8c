//! Slots of program classes: each looks its dunder method up in the class and calls it.

use super::number_protocol::number_slot;
use super::protocol::{call_args, call_found, call_found_with, call_special, truth};
use super::spec::{BinaryOp, CompareOp, SlotSpec, UnaryOp};
use crate::isolate::Thread;
use crate::isolate::names::{self, Name};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::attribute;
use crate::types::int_object;
use crate::types::type_object::Type;

/// The slots that call dunders; a class takes those whose dunders it (or a program base) defines.
pub static SLOTS: SlotSpec = SlotSpec {
    repr: Some(|th, v| required(th, v, names::REPR, &[])),
    str: Some(|th, v| required(th, v, names::STR, &[])),
    hash: Some(hash),
    call: Some(call_slot),
    getattr: Some(getattr),
    setattr: Some(setattr),
    iter: Some(iter),
    next: Some(next),
    compare: Some(compare),
    truth: Some(truth_slot),
    len: Some(len),
    getitem: Some(|th, v, k| required(th, v, names::GETITEM, &[k])),
    setitem: Some(setitem),
    contains: Some(contains),
    binary: Some(binary),
    power_mod: None,
    inplace: Some(inplace),
    unary: Some(unary),
    descr_get: Some(descr_get),
    descr_set: Some(descr_set),
    new: Some(new),
    init: Some(init),
    finalize: Some(finalize),
};

/// Calls a dunder that the class must have; `TypeError` when it was removed.
fn required(th: &mut Thread, v: &Obj, name: Name, args: &[&Obj]) -> R<Obj> {
    match call_special(th, v, name, args)? {
        Some(r) => Ok(r),
        None => {
            let (t, n) = (th.type_name(v), crate::types::str_object::text(th.name(name)));
            Err(th.raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}'")))
        }
    }
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let f = th.type_of(v).lookup(th.name(names::HASH));
    let Some(f) = f.filter(|f| !f.is_none()) else { return crate::types::protocol::unhashable(th, v) };
    let r = call_found(th, &f, v, &[])?;
    match int_object::to_integer(&r) {
        Some(crate::text::int_text::Integer::Small(i)) => Ok(if i == -1 { -2 } else { i }),
        Some(crate::text::int_text::Integer::Big(b)) => Ok(crate::text::hashing::hash_big(&b)),
        None => Err(th.type_error(format_args!("__hash__ method should return an integer"))),
    }
}

fn call_slot(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let f = th.type_of(v).lookup(th.name(names::CALL));
    let Some(f) = f else { return Err(crate::types::protocol::not_callable(th, v)) };
    call_with_receiver(th, &f, v, args)
}

/// Calls a method found in the class with all of `args`.
fn call_with_receiver(th: &mut Thread, f: &Obj, v: &Obj, args: &Args<'_>) -> R<Obj> {
    if th.type_of(f).has(super::spec::METHOD) {
        let mut all: alloc::vec::Vec<Value> = th.vec(args.all.len() + 1)?;
        all.push(v.value());
        all.extend(args.all.iter().map(Obj::value));
        return call_args(th, f, &Args { all: Obj::from_slice(&all), names: args.names });
    }
    let bound = match th.type_of(f).slots.descr_get() {
        Some(get) => {
            let ty = th.type_of(v).to_obj();
            get(th, f, Some(v), &ty)?
        }
        None => f.clone(),
    };
    call_args(th, &bound, args)
}

fn getattr(th: &mut Thread, v: &Obj, name: &Obj) -> R<Option<Obj>> {
    let ty = th.type_of(v);
    let custom = ty.lookup(th.name(names::GETATTRIBUTE));
    let plain = custom.as_ref().is_none_or(|f| f.exact::<crate::types::function_object::SlotWrapper>().is_some());
    let r = if plain {
        match base_getattr(ty) {
            Some(f) => f(th, v, name),
            None => attribute::get(th, v, name),
        }
    } else {
        match custom {
            Some(f) => call_found(th, &f, v, &[name]).map(Some),
            None => Ok(None),
        }
    };
    let fallback = ty.lookup(th.name(names::GETATTR));
    match (r, fallback) {
        (Ok(None), Some(f)) => call_found(th, &f, v, &[name]).map(Some),
        (Err(e), Some(f)) => {
            let _ = th.take_if(e, Builtin::AttributeError)?;
            call_found(th, &f, v, &[name]).map(Some)
        }
        (r, _) => r,
    }
}

type GetAttr = fn(&mut Thread, &Obj, &Obj) -> R<Option<Obj>>;

/// The slot of the nearest built-in base.
fn base_getattr(ty: &Type) -> Option<GetAttr> {
    ty.mro().iter().find_map(|t| t.spec.and_then(|s| s.slots.getattr))
}

fn setattr(th: &mut Thread, v: &Obj, name: &Obj, value: Option<&Obj>) -> R<()> {
    match value {
        Some(x) => required(th, v, names::SETATTR, &[name, x]),
        None => required(th, v, names::DELATTR, &[name]),
    }
    .map(drop)
}

fn iter(th: &mut Thread, v: &Obj) -> R<Obj> {
    let f = th.type_of(v).lookup(th.name(names::ITER));
    match f {
        Some(f) if !f.is_none() => call_found(th, &f, v, &[]),
        _ => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("'{t}' object is not iterable")))
        }
    }
}

fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    match required(th, v, names::NEXT, &[]) {
        Ok(x) => Ok(Some(x)),
        // One that says more than that it is the end goes on as it is: `next` and `yield from` want it.
        Err(e) if stops_with_value(th) => Err(e),
        Err(e) => th.take_if(e, Builtin::StopIteration).map(|_| None),
    }
}

/// Whether the pending exception is a `StopIteration` with arguments or of a class of the program's own.
fn stops_with_value(th: &Thread) -> bool {
    let plain = th.isolate().ty(Builtin::StopIteration);
    let ty = th.type_of(&th.exception);
    if !ty.is_subtype(plain) {
        return false;
    }
    let Some(x) = th.exception.get::<crate::types::exception::Exception>() else { return false };
    !core::ptr::eq(ty, plain) || !crate::types::tuple_object::items(&x.args.load(&x.header)).is_empty()
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    try_dunder(th, op.name(), a, b, None)
}

fn truth_slot(th: &mut Thread, v: &Obj) -> R<bool> {
    if let Some(f) = th.type_of(v).lookup(th.name(names::BOOL)) {
        if f.is_none() {
            let t = th.type_name(v);
            return Err(th.type_error(format_args!("'{t}' cannot be interpreted as a boolean")));
        }
        let r = call_found(th, &f, v, &[])?;
        if r.is(&Obj::TRUE) || r.is(&Obj::FALSE) {
            return Ok(r.is(&Obj::TRUE));
        }
        return Err(crate::types::protocol::wrong_result(th, v, "__bool__", "a bool", &r));
    }
    match th.type_of(v).slots.len() {
        Some(f) => Ok(f(th, v)? != 0),
        None => Ok(true),
    }
}

fn len(th: &mut Thread, v: &Obj) -> R<usize> {
    let r = required(th, v, names::LEN, &[])?;
    let n = match crate::types::protocol::index_clamped(th, &r)? {
        i64::MAX => crate::types::protocol::index_i64(th, &r, Builtin::OverflowError)?,
        n => n,
    };
    if n < 0 {
        return Err(th.value_error(format_args!("__len__() should return >= 0")));
    }
    Ok(n as usize)
}

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let r = match value {
        Some(x) => call_special(th, v, names::SETITEM, &[key, x])?,
        None => call_special(th, v, names::DELITEM, &[key])?,
    };
    if r.is_some() {
        return Ok(());
    }
    let t = th.type_name(v);
    Err(match value {
        Some(_) => th.type_error(format_args!("'{t}' object does not support item assignment")),
        None => th.type_error(format_args!("'{t}' object does not support item deletion")),
    })
}

fn contains(th: &mut Thread, v: &Obj, item: &Obj) -> R<bool> {
    let f = th.type_of(v).lookup(th.name(names::CONTAINS));
    match f {
        Some(f) if f.is_none() => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("'{t}' object is not a container")))
        }
        Some(f) => {
            let r = call_found(th, &f, v, &[item])?;
            truth(th, &r)
        }
        None => {
            let it = crate::types::protocol::iter(th, v)?;
            while let Some(x) = crate::types::protocol::next(th, &it)? {
                if crate::types::protocol::equal(th, &x, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

fn is_ours(th: &Thread, op: BinaryOp, v: &Obj) -> bool {
    match (number_slot(th, op, th.type_of(v)), SLOTS.binary) {
        (Some(f), Some(g)) => core::ptr::fn_addr_eq(f, g),
        _ => false,
    }
}

/// Calls a dunder if the class has it; one that is None is no dunder that is missing, but one that cannot be called.
fn try_dunder(th: &mut Thread, name: Name, a: &Obj, b: &Obj, modulus: Option<&Obj>) -> R<Obj> {
    match (th.type_of(a).lookup_by(th, th.name(name)), modulus) {
        (Some(f), None) => call_found_with(th, &f, a, b),
        (Some(f), Some(m)) => call_found(th, &f, a, &[b, m]),
        (None, _) => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Both orders, as CPython's `slot_nb_…` functions try them.
fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    both_orders(th, op, a, b, None)
}

/// [`binary`], or `pow` with a modulus.
pub(crate) fn both_orders(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj, modulus: Option<&Obj>) -> R<Obj> {
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    if core::ptr::eq(ta, tb) {
        return try_dunder(th, op.name(), a, b, modulus);
    }
    let mut other = !core::ptr::eq(ta, tb) && is_ours(th, op, b);
    if is_ours(th, op, a) {
        if other && tb.is_subtype(ta) {
            let (mine, theirs) = (ta.lookup(th.name(op.reflected_name())), tb.lookup(th.name(op.reflected_name())));
            let overrides = match (&mine, &theirs) {
                (Some(x), Some(y)) => !x.is(y),
                (None, Some(_)) => true,
                _ => false,
            };
            if overrides {
                let r = try_dunder(th, op.reflected_name(), b, a, modulus)?;
                if !r.is_not_implemented() {
                    return Ok(r);
                }
                other = false;
            }
        }
        let r = try_dunder(th, op.name(), a, b, modulus)?;
        if !r.is_not_implemented() || core::ptr::eq(ta, tb) {
            return Ok(r);
        }
    }
    if other { try_dunder(th, op.reflected_name(), b, a, modulus) } else { Ok(Obj::NOT_IMPLEMENTED) }
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    try_dunder(th, op.inplace_name(), a, b, None)
}

fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    Ok(call_special(th, a, op.name(), &[])?.unwrap_or(Obj::NOT_IMPLEMENTED))
}

fn descr_get(th: &mut Thread, d: &Obj, instance: Option<&Obj>, owner: &Obj) -> R<Obj> {
    let none = Obj::NONE;
    match call_special(th, d, names::GET, &[instance.unwrap_or(&none), owner])? {
        Some(r) => Ok(r),
        None => Ok(d.clone()),
    }
}

fn descr_set(th: &mut Thread, d: &Obj, instance: &Obj, value: Option<&Obj>) -> R<()> {
    let (name, done) = match value {
        Some(v) => (names::SET, call_special(th, d, names::SET, &[instance, v])?),
        None => (names::DELETE, call_special(th, d, names::DELETE, &[instance])?),
    };
    match done {
        Some(_) => Ok(()),
        None => {
            let name = th.name(name).clone();
            Err(th.raise_with(Builtin::AttributeError, Some(name)))
        }
    }
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let Some(ty) = cls.get::<Type>() else { return Ok(Obj::NONE) };
    let Some(f) = ty.lookup(th.name(names::NEW)) else {
        return crate::types::object_type::new(th, cls, args);
    };
    let f = match th.type_of(&f).slots.descr_get() {
        Some(get) => get(th, &f, None, cls)?,
        None => f,
    };
    let mut all: alloc::vec::Vec<Value> = th.vec(args.all.len() + 1)?;
    all.push(cls.value());
    all.extend(args.all.iter().map(Obj::value));
    call_args(th, &f, &Args { all: Obj::from_slice(&all), names: args.names })
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    let f = th.type_of(v).lookup(th.name(names::INIT));
    let Some(f) = f else { return Ok(()) };
    let r = call_with_receiver(th, &f, v, args)?;
    if r.is_none() {
        return Ok(());
    }
    let t = th.type_name(&r);
    Err(th.type_error(format_args!("__init__() should return None, not '{t}'")))
}

fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    let f = th.type_of(v).lookup(th.name(names::DEL));
    match f {
        Some(f) => call_found(th, &f, v, &[]).map(drop),
        None => Ok(()),
    }
}
