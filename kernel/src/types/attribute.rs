//! Attributes of instances: slots by shape, dictionaries, descriptors.
//!
//! A1. An instance's slot index never changes meaning while it lives: attributes are added by moving to a child shape; deleting one, or
//! exceeding the inline slots, or asking for `__dict__`, moves all values to a dictionary (shape `dict_shape`) and empties the slots.
//! A2. Writers of a SHARED instance hold its lock; readers take none. A reader that finds a slot empty, or a shape that changed under it,
//! starts over: the value is either in the slot or, later, in the dictionary, which is published before the slots are emptied.
//! A3. How many slots an instance has room for is said by its shape, and is the same in all shapes of a tree; so is what a cached step from one shape
//! to the next relies on. A type whose instances outgrow theirs gets another tree with more room. Its count of slots goes up before the new root is
//! published, and whoever makes an instance reads the root first: it may get more room than its shape says, never less.

use alloc::vec::Vec;

use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::shape::{MAX_SLOTS, Shape, Storage};
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::refcount::{biased, sharing};
use crate::sync::object_lock::Locked;
use crate::types::dict_object::Dict;
use crate::types::module_object::Module;
use crate::types::type_object::Type;

/// So many of an instance's own fields: the dictionary, then `__slots__`, then slots. At most the capacity of its shape, or of one that it had.
fn fields<'a>(object: &'a Obj, ty: &Type, count: u32) -> &'a [Field] {
    debug_assert!(ty.has_extra);
    // SAFETY: the fields of an instance of the type lie there, all of them initialised, and it outlives the borrow.
    unsafe {
        let first = object.value().pointer_unchecked().cast::<u8>().add(ty.extra_offset as usize).cast::<Field>();
        core::slice::from_raw_parts(first, count as usize)
    }
}

/// Instances that have outgrown their slots until those that are made from then on get more: one may be an exception.
const ENOUGH_OUTGROWN: u32 = 2;

/// Notes that an instance has outgrown its slots. When enough have, its class has attributes that its methods do not assign, and instances that are made from
/// now on get more: a tree of shapes of their own.
#[cold]
fn outgrown(th: &Thread, ty: &Object<Type>, shape: &Shape) {
    // Layouts with something behind the fields find it by their number.
    if ty.layout != Builtin::Object {
        return;
    }
    // Acquire: pairs with the Release in `add`, as every look at a shape does.
    let root = ty.root_shape.load(Ordering::Acquire);
    let now = th.isolate().shapes.get(root);
    let slots = now.capacity - now.first;
    // One from before the last time says nothing.
    if shape.capacity < now.capacity || slots as usize >= MAX_SLOTS {
        return;
    }
    // Relaxed: a count.
    if ty.outgrown.fetch_add(1, Ordering::Relaxed) + 1 < ENOUGH_OUTGROWN {
        return;
    }
    let slots = ty.whole_slots(slots + (slots / 2).max(2));
    let Some(new) = th.isolate().shapes.add(now.ty, Storage::Slots, Vec::new(), now.first, now.first + slots) else { return };
    ty.outgrown.store(0, Ordering::Relaxed);
    // Relaxed: published by the shape, below.
    ty.inline.fetch_max(slots, Ordering::Relaxed);
    // Release: pairs with the Acquire of whoever makes an instance: one that has the new shape has the room that it says. Who comes second leaves it at that.
    let _ = ty.root_shape.compare_exchange(root, new, Ordering::Release, Ordering::Relaxed);
}

/// The instance's own attribute, without looking at its type.
pub fn own(th: &mut Thread, object: &Obj, ty: &Object<Type>, name: &Obj) -> R<Option<Obj>> {
    let Some(h) = object.header() else { return Ok(None) };
    if ty.layout == Builtin::Module {
        return Ok(object.get::<Module>().and_then(|m| m.attributes().get_name(name)));
    }
    if !ty.has_extra {
        return Ok(None);
    }
    loop {
        // Acquire: pairs with the Release that publishes a new shape, so that its slot is seen.
        let id = h.shape.load(Ordering::Acquire);
        let shape = th.isolate().shapes.get(id);
        let all = fields(object, ty, shape.capacity);
        match shape.storage {
            Storage::Slots => {
                if let Some(i) = shape.slot_of(name.value())
                    && let Some(v) = all[i].get(h)
                {
                    return Ok(Some(v));
                }
                if h.shape.load(Ordering::Acquire) == id {
                    return Ok(None);
                }
            }
            _ => {
                let Some(d) = all[0].get(h) else { return Ok(None) };
                return match d.get::<Dict>() {
                    Some(d) => Ok(d.get_name(name)),
                    None => Ok(None),
                };
            }
        }
    }
}

/// Whether attribute access of a type's instances is [`get`].
pub(crate) fn is_plain(ty: &Type) -> bool {
    type F = fn(&mut Thread, &Obj, &Obj) -> R<Option<Obj>>;
    ty.slots.getattr().is_some_and(|f| core::ptr::fn_addr_eq(f, get as F))
}

/// `object.__getattribute__`: `None` when there is no such attribute.
pub fn get(th: &mut Thread, object: &Obj, name: &Obj) -> R<Option<Obj>> {
    let name = &th.intern_obj(name)?;
    let ty = th.type_of(object);
    let found = ty.lookup(name);
    if let Some(d) = &found {
        let dt = th.type_of(d);
        if dt.slots.descr_set().is_some()
            && let Some(f) = dt.slots.descr_get()
        {
            return f(th, d, Some(object), &ty.to_obj()).map(Some);
        }
    }
    if let Some(v) = own(th, object, ty, name)? {
        return Ok(Some(v));
    }
    match found {
        None => Ok(None),
        Some(d) => match th.type_of(&d).slots.descr_get() {
            Some(f) => f(th, &d, Some(object), &ty.to_obj()).map(Some),
            None => Ok(Some(d)),
        },
    }
}

/// `object.__setattr__` and `__delattr__`.
pub fn set(th: &mut Thread, object: &Obj, name: &Obj, value: Option<&Obj>) -> R<()> {
    let name = &th.intern_obj(name)?;
    let ty = th.type_of(object);
    let found = ty.lookup(name);
    if let Some(d) = &found
        && let Some(f) = th.type_of(d).slots.descr_set()
    {
        return f(th, d, object, value);
    }
    if let Some(m) = object.get::<Module>() {
        return match value {
            Some(v) => m.attributes().set_name(th, name, v),
            None => match m.attributes().remove(th, name)? {
                Some(_) => Ok(()),
                None => {
                    let (t, n) = (ty.name_text(), crate::types::str_object::text(name));
                    let error = th.raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}'"));
                    Err(crate::types::exception::with_attribute(th, error, object, name))
                }
            },
        };
    }
    if ty.has_extra {
        match value {
            Some(v) => {
                if set_own(th, object, ty, name, v)? {
                    return Ok(());
                }
            }
            None => {
                if delete_own(th, object, ty, name)? {
                    return Ok(());
                }
                if own_storage(th.isolate(), ty) {
                    return Err(no_attribute(th, object, name));
                }
            }
        }
    }
    let (t, n) = (ty.name_text(), crate::types::str_object::text(name));
    let error = match (&found, value) {
        (Some(_), _) => th.raise(Builtin::AttributeError, format_args!("'{t}' object attribute '{n}' is read-only")),
        (None, _) if own_storage(th.isolate(), ty) || sets_otherwise(ty) => {
            th.raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}'"))
        }
        (None, _) => th
            .raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}' and no __dict__ for setting new attributes")),
    };
    Err(crate::types::exception::with_attribute(th, error, object, name))
}

/// Whether a type sets attributes in a way of its own, about which nothing more can be said.
fn sets_otherwise(ty: &Object<Type>) -> bool {
    let plain: fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()> = set;
    ty.slots.setattr().is_some_and(|f| !core::ptr::fn_addr_eq(f, plain))
}

/// Whether instances may have attributes beyond those that `__slots__` names.
pub(crate) fn own_storage(isolate: &Isolate, ty: &Object<Type>) -> bool {
    let shape = isolate.shapes.get(ty.root_shape.load(Ordering::Relaxed));
    ty.has_extra && shape.storage != Storage::Fixed
}

/// `AttributeError` for a missing attribute.
#[cold]
pub fn no_attribute(th: &mut Thread, object: &Obj, name: &Obj) -> crate::native::Raised {
    let n = crate::types::str_object::text(name);
    let error = if let Some(t) = object.get::<Type>() {
        let t = t.name_text();
        th.raise(Builtin::AttributeError, format_args!("type object '{t}' has no attribute '{n}'"))
    } else if let Some(m) = object.get::<Module>() {
        let partial = m.initializing.load(Ordering::Relaxed);
        let m = m.described(th);
        let why = if partial { " (most likely due to a circular import)" } else { "" };
        th.raise(Builtin::AttributeError, format_args!("{m} has no attribute '{n}'{why}"))
    } else {
        let t = th.type_name(object);
        th.raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}'"))
    };
    crate::types::exception::with_attribute(th, error, object, name)
}

/// Writes the instance's own attribute; false when it may have none of its own.
pub fn set_own(th: &mut Thread, object: &Obj, ty: &Object<Type>, name: &Obj, value: &Obj) -> R<bool> {
    let Some(h) = object.header() else { return Ok(false) };
    let shared = biased::is_shared(h);
    if shared {
        sharing::share(th, value)?;
    }
    let old;
    {
        let _lock = if shared { Some(Locked::new(h, &mut th.head)) } else { None };
        let isolate = th.isolate();
        let shape = isolate.shapes.get(h.shape.load(Ordering::Relaxed));
        match shape.storage {
            Storage::Slots => {
                let all = fields(object, ty, shape.capacity);
                match shape.slot_of(name.value()) {
                    Some(i) => old = Some(all[i].replace_raw(value.clone())),
                    None => match isolate.shapes.child(shape, name) {
                        Some(id) => {
                            drop(all[shape.used()].replace_raw(value.clone()));
                            // Release: pairs with the Acquire of readers; publishes the slot.
                            h.shape.store(id, Ordering::Release);
                            return Ok(true);
                        }
                        None => {
                            outgrown(th, ty, shape);
                            old = None;
                        }
                    },
                }
            }
            Storage::Fixed | Storage::None => return Ok(false),
            Storage::Dict => old = None,
        }
    }
    if old.is_some() {
        return Ok(true);
    }
    let d = dict_of(th, object, ty)?;
    // SAFETY: `dict_of` gives a dict.
    let d = unsafe { d.get_unchecked::<Dict>() };
    d.set_name(th, name, value)?;
    Ok(true)
}

/// Deletes the instance's own attribute; false when it has none of that name.
pub fn delete_own(th: &mut Thread, object: &Obj, ty: &Object<Type>, name: &Obj) -> R<bool> {
    if own(th, object, ty, name)?.is_none() {
        return Ok(false);
    }
    let d = dict_of(th, object, ty)?;
    // SAFETY: `dict_of` gives a dict.
    let d = unsafe { d.get_unchecked::<Dict>() };
    Ok(d.remove(th, name)?.is_some())
}

/// The instance's dictionary, made from its slots when it has none yet: `object.__dict__`.
pub fn dict_of(th: &mut Thread, object: &Obj, ty: &Object<Type>) -> R<Obj> {
    if let Some(m) = object.get::<Module>() {
        return Ok(m.dict.clone());
    }
    let Some(h) = object.header() else { return Err(th.no_memory()) };
    loop {
        if let Some(d) = fields(object, ty, 1)[0].get(h) {
            return Ok(d);
        }
        let fresh = th.dict()?;
        let shared = biased::is_shared(h);
        // SAFETY: just made.
        let d = unsafe { fresh.get_unchecked::<Dict>() };
        let id = h.shape.load(Ordering::Acquire);
        let shape = th.isolate().shapes.get(id);
        let all = fields(object, ty, shape.capacity);
        if shape.storage == Storage::Slots {
            for (i, name) in shape.names().iter().enumerate() {
                if let Some(v) = all[shape.first as usize + i].get(h) {
                    d.set_name(th, name, &v)?;
                }
            }
        }
        if shared {
            sharing::share(th, &fresh)?;
        }
        {
            let _lock = if shared { Some(Locked::new(h, &mut th.head)) } else { None };
            // Under the lock nothing else writes; what was copied before it must still be so.
            if h.shape.load(Ordering::Relaxed) != id || !all[0].peek().is_unbound() {
                continue;
            }
            if shape.storage == Storage::Slots {
                let same = (0..shape.len()).all(|i| {
                    let now = all[shape.first as usize + i].peek();
                    d.get_name(&shape.names()[i]).map_or(now.is_unbound(), |v| v.value().is_same(now))
                });
                if !same {
                    continue;
                }
            }
            drop(all[0].replace_raw(fresh.clone()));
            if shape.storage == Storage::Slots {
                // Release: publishes the dictionary to readers that find the slots empty (A2).
                h.shape.store(ty.dict_shape.load(Ordering::Relaxed), Ordering::Release);
            }
        }
        if shape.storage == Storage::Slots {
            // No writer uses them any more, so this needs no lock; and what they hold may end here, if the dictionary has been written already.
            for i in 0..shape.len() {
                drop(all[shape.first as usize + i].replace_raw(Obj::UNBOUND));
            }
        }
        return Ok(fresh);
    }
}

/// Replaces the instance's dictionary (`object.__dict__ = d`).
pub fn replace_dict(th: &mut Thread, object: &Obj, ty: &Object<Type>, dict: &Obj) -> R<()> {
    if object.get::<Module>().is_some() {
        return Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute")));
    }
    dict_of(th, object, ty)?;
    let Some(h) = object.header() else { return Ok(()) };
    sharing::barrier(th, h, dict)?;
    drop(fields(object, ty, 1)[0].replace_raw(dict.clone()));
    Ok(())
}

/// Reads a slot of `__slots__`.
pub fn get_fixed(object: &Obj, index: usize, th: &Thread) -> Option<Obj> {
    let ty = th.type_of(object);
    fields(object, ty, 1 + ty.fixed)[1 + index].get(object.header()?)
}

/// Writes or empties a slot of `__slots__`; the old value.
pub fn set_fixed(th: &mut Thread, object: &Obj, index: usize, value: Option<&Obj>) -> R<Obj> {
    let ty = th.type_of(object);
    let Some(h) = object.header() else { return Ok(Obj::UNBOUND) };
    if let Some(v) = value {
        sharing::barrier(th, h, v)?;
    }
    Ok(fields(object, ty, 1 + ty.fixed)[1 + index].replace_raw(value.map_or(Obj::UNBOUND, Obj::clone)))
}
