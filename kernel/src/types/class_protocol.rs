//! What classes decide: `isinstance`, `issubclass`, and what may be raised and caught. Part of [`protocol`](super::protocol), which exports it.

use super::protocol::{call, call_special, truth};
use crate::isolate::{Thread, names};
use crate::native::raised::{R, Raised};
use crate::object::{Builtin, Obj, Object};
use crate::types::exception;
use crate::types::generic_alias;
use crate::types::protocol;
use crate::types::tuple_object;
use crate::types::type_object::{Type, as_type};
use crate::types::union_type;

/// Whether an object claims a class that is not its type: a proxy passes `__class__` on, and programs may define it.
fn claims(th: &mut Thread, v: &Obj, class: &Object<Type>) -> R<bool> {
    let (t, object) = (th.type_of(v), th.isolate().ty(Builtin::Object));
    let name = th.name(names::CLASS);
    // Nearly all types read `__class__` as `object` has it.
    let generic = t.slots.getattr().zip(object.slots.getattr()).is_some_and(|(f, g)| core::ptr::fn_addr_eq(f, g));
    let plain = if t.is_heap() {
        generic && t.lookup(name).zip(object.lookup(name)).is_some_and(|(x, y)| x.is(&y))
    } else {
        !matches!(t.layout, Builtin::WeakProxy | Builtin::CallableProxy)
    };
    if plain {
        return Ok(false);
    }
    let said = protocol::get_attr_opt(th, v, name)?;
    Ok(said.as_ref().and_then(as_type).is_some_and(|said| said.is_subtype(class)))
}

/// `isinstance(v, class)`
pub fn is_instance(th: &mut Thread, v: &Obj, class: &Obj) -> R<bool> {
    if let Some(c) = as_type(class) {
        let t = th.type_of(v);
        if core::ptr::eq(t, c) {
            return Ok(true);
        }
        if core::ptr::eq(th.type_of(class), th.isolate().ty(Builtin::Type)) {
            return if t.is_subtype(c) { Ok(true) } else { claims(th, v, c) };
        }
    }
    if class.get::<tuple_object::Tuple>().is_some() {
        th.check_native_stack()?;
        for c in tuple_object::items(class) {
            if is_instance(th, v, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(parts) = union_type::members(class) {
        for c in parts {
            if is_instance(th, v, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if class.get::<generic_alias::GenericAlias>().is_some() {
        return Err(th.type_error(format_args!("isinstance() argument 2 cannot be a parameterized generic")));
    }
    if let Some(r) = call_special(th, class, names::INSTANCECHECK, &[v])? {
        return truth(th, &r);
    }
    match as_type(class) {
        Some(c) => Ok(th.type_of(v).is_subtype(c)),
        None => Err(th.type_error(format_args!("isinstance() arg 2 must be a type, a tuple of types, or a union"))),
    }
}

/// `issubclass(v, class)`
pub fn is_subclass(th: &mut Thread, v: &Obj, class: &Obj) -> R<bool> {
    if class.get::<tuple_object::Tuple>().is_some() {
        th.check_native_stack()?;
        for c in tuple_object::items(class) {
            if is_subclass(th, v, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(parts) = union_type::members(class) {
        for c in parts {
            if is_subclass(th, v, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if class.get::<generic_alias::GenericAlias>().is_some() {
        return Err(th.type_error(format_args!("issubclass() argument 2 cannot be a parameterized generic")));
    }
    // Whoever decides for the class may take what is no class.
    if !core::ptr::eq(th.type_of(class), th.isolate().ty(Builtin::Type))
        && let Some(r) = call_special(th, class, names::SUBCLASSCHECK, &[v])?
    {
        return truth(th, &r);
    }
    let Some(t) = as_type(v) else {
        return Err(th.type_error(format_args!("issubclass() arg 1 must be a class")));
    };
    match as_type(class) {
        Some(c) => Ok(t.is_subtype(c)),
        None => Err(th.type_error(format_args!("issubclass() arg 2 must be a class, a tuple of classes, or a union"))),
    }
}

/// Whether the pending exception of `e` matches an `except` clause's class or tuple.
pub fn exception_matches(th: &mut Thread, e: &Obj, class: &Obj) -> R<bool> {
    if let Some(c) = as_type(class)
        && c.is_subtype_of(th.isolate(), Builtin::BaseException)
    {
        return Ok(th.type_of(e).is_subtype(c));
    }
    if class.get::<tuple_object::Tuple>().is_some() {
        for c in tuple_object::items(class) {
            match as_type(c) {
                Some(t) if t.is_subtype_of(th.isolate(), Builtin::BaseException) => {
                    if th.type_of(e).is_subtype(t) {
                        return Ok(true);
                    }
                }
                _ => return Err(not_exception_class(th)),
            }
        }
        return Ok(false);
    }
    Err(not_exception_class(th))
}

#[cold]
fn not_exception_class(th: &mut Thread) -> Raised {
    th.type_error(format_args!("catching classes that do not inherit from BaseException is not allowed"))
}

/// `raise v`: an instance to make pending from a class or an instance.
pub fn exception_from(th: &mut Thread, v: &Obj) -> R<Obj> {
    if exception::as_exception(v).is_some() {
        return Ok(v.clone());
    }
    if let Some(t) = as_type(v)
        && t.is_subtype_of(th.isolate(), Builtin::BaseException)
    {
        let e = call(th, v, &[])?;
        if exception::as_exception(&e).is_some() {
            return Ok(e);
        }
        let (n, t) = (protocol::qualified_name(th, t), protocol::qualified_name(th, th.type_of(&e)));
        return Err(
            th.type_error(format_args!("calling <class '{n}'> should have returned an instance of BaseException, not <class '{t}'>"))
        );
    }
    Err(th.type_error(format_args!("exceptions must derive from BaseException")))
}
