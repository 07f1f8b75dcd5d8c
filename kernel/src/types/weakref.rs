//! Weak references as objects: `weakref.ref`, and the functions of `_weakref`. How they are kept, followed and cleared: `refcount::weak_table`.

use alloc::vec::Vec;
use core::mem::offset_of;
use core::ptr::NonNull;

use super::spec::{self, BASE, CompareOp, GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::obj::release;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Header, Obj, Value};
use crate::prim::{AtomicI64, Ordering};
use crate::refcount::weak_table::{self, Cleared, Kind, Link, Linked, Node, Spare, Which};
use crate::refcount::{biased, sharing};
use crate::types::dict_object::Dict;
use crate::types::protocol;
use crate::types::type_object::{Type, as_type};

/// A weak reference.
#[derive(Debug)]
#[repr(C)]
pub struct Weak {
    /// Where it leads. First, so that header and link are a [`Node`].
    link: Link,
    /// Called with the reference when the object ends, and given up then; or unbound.
    callback: Field,
    /// Hash of the object, once asked for; 0 before.
    hash: AtomicI64,
}

const _: () = assert!(
    offset_of!(Object<Weak>, header) == offset_of!(Node, header) && offset_of!(Object<Weak>, payload.link) == offset_of!(Node, link)
);

// SAFETY: BUILTIN stands for the three types, which share this layout; where the link leads is not a reference that counts.
unsafe impl Payload for Weak {
    const BUILTIN: Builtin = Builtin::Weakref;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.callback);
    }
    fn clear(&self) {
        drop(self.callback.replace_raw(Obj::UNBOUND));
    }
    unsafe fn end(this: *mut Self, th: &mut Thread) {
        // SAFETY: the payload of an object, reached by a pointer to all of it, that this thread is ending; then it is dropped.
        unsafe {
            let node = this.byte_sub(offset_of!(Object<Weak>, payload)).cast::<Node>();
            th.isolate().weak.unlink(NonNull::new_unchecked(node));
            core::ptr::drop_in_place(this);
        }
    }
}

/// Whether instances of a layout are weak references: those and their proxies.
pub(crate) fn is_weak(layout: Builtin) -> bool {
    matches!(layout, Builtin::Weakref | Builtin::WeakProxy | Builtin::CallableProxy)
}

/// The layout of weak references for another of the types that have it.
pub(super) const fn vtable(layout: Builtin) -> Vtable {
    Vtable { layout, ..Vtable::of::<Weak>() }
}

fn weak(v: &Obj) -> &Object<Weak> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Weak>() }
}

/// An owned value of a reference that the caller has a count of.
///
/// # Safety
/// 1. The count is given to the value.
unsafe fn owned(node: NonNull<Node>) -> Obj {
    // SAFETY: contract 1; nodes are the beginnings of objects.
    unsafe { Obj::from_owned(Value::from_pointer(node.as_ptr().cast())) }
}

/// Visits what an object leads to by weak references, for the walk that shares (W6 of `weak_table`): the weak references to it, and its own object if
/// it is one. What is ending is not made to look alive (W3), and is left to end unshared.
///
/// # Safety
/// 1. `object`, of type `ty`, is alive, and was the calling thread's own until the walk marked it; or the world is stopped.
pub(crate) unsafe fn visit_weakly_linked(isolate: &Isolate, object: *mut Header, ty: &Type, visit: &mut dyn Trace) {
    /// # Safety
    /// 1. As for the objects.
    unsafe fn one(p: NonNull<Header>, visit: &mut dyn Trace) {
        // SAFETY: contract 1: if it is not shared it is this thread's too, or the world is stopped.
        if unsafe { biased::is_shared(p.as_ref()) || weak_table::lives(p.as_ref()) } {
            visit.value(Value::from_pointer(p.as_ptr()));
        }
    }
    // SAFETY: contract 1. A reference that leads to an object has that object's block before it, until it has been cleared.
    unsafe {
        isolate.weak.for_each(NonNull::new_unchecked(object), |node| one(node.cast(), visit));
        if is_weak(ty.layout)
            && let Some(p) = NonNull::new((*object.cast::<Node>()).link.target())
        {
            one(p, visit);
        }
    }
}

/// The object of a weak reference, if it lives.
#[inline]
pub fn upgrade(th: &Thread, v: &Obj) -> Option<Obj> {
    // SAFETY: the count that the upgrade took of something else.
    let p = weak_table::upgrade(&weak(v).link, th.slot(), |other| unsafe { release(other.as_ptr()) })?;
    // SAFETY: the count that it took.
    Some(unsafe { Obj::from_owned(Value::from_pointer(p.as_ptr())) })
}

/// `__weakref__` of instances of program classes: the first of the weak references, or `None`.
pub(crate) static FIRST: spec::GetSet = spec::GetSet::read("__weakref__", |th, v| {
    let p = v.value().as_pointer().and_then(NonNull::new).filter(|_| th.type_of(v).has(spec::WEAK));
    // Of a base of another layout.
    let Some(p) = p else { return Err(th.raise(Builtin::AttributeError, format_args!("This object has no __weakref__"))) };
    let (table, slot) = (&th.isolate().weak, th.slot());
    let mut first = Obj::NONE;
    // SAFETY: the caller holds the object, and nodes in its list are there; the count is the value's.
    unsafe {
        table.for_each(p, |node| {
            if first.is_none() && biased::try_incref_by(&node.as_ref().header, slot) {
                first = owned(node);
            }
        });
    }
    Ok(first)
});

/// A weak reference to an object, or a proxy of it: the one that there is, if it is to be like any other.
///
/// # Errors
/// `TypeError` for values that are no objects or hold none; `MemoryError`.
pub fn new_ref(th: &mut Thread, cls: &Obj, object: &Obj, callback: Option<&Obj>) -> R<Obj> {
    let ty = th.type_of(object);
    let target = object.value().as_pointer().and_then(NonNull::new).filter(|_| ty.has(spec::WEAK));
    let Some(target) = target else {
        let t = th.type_name(object);
        return Err(th.type_error(format_args!("cannot create weak reference to '{t}' object")));
    };
    let (table, slot) = (&th.isolate().weak, th.slot());
    let callback = callback.filter(|c| !c.is_none()).cloned().unwrap_or(Obj::UNBOUND);
    let kind = if !callback.is_unbound() {
        Kind::Callback
    } else {
        let is = |b: Builtin| cls.value().is_same(th.isolate().ty(b).as_value());
        if is(Builtin::Weakref) {
            Kind::Plain
        } else if is(Builtin::WeakProxy) || is(Builtin::CallableProxy) {
            Kind::Proxy
        } else {
            Kind::Other
        }
    };
    if matches!(kind, Kind::Plain | Kind::Proxy) {
        // SAFETY: the caller holds the object; the count is the value's.
        if let Some(w) = unsafe { table.only(target, kind, slot).map(|node| owned(node)) } {
            return Ok(w);
        }
    }
    let payload = Weak { link: Link::new(kind), callback: Field::new(callback), hash: AtomicI64::new(0) };
    let w = match as_type(cls).filter(|t| matches!(t.layout, Builtin::WeakProxy | Builtin::CallableProxy)) {
        // SAFETY: the layouts are one, by `vtable`.
        Some(proxy) => unsafe { th.alloc_laid_out(proxy, payload)? },
        None => th.new_payload(cls, payload)?,
    };
    if object.header().is_some_and(|h| sharing::publishes(th, h)) {
        sharing::share(th, &w)?; // W6: nobody sees it yet.
    }
    // SAFETY: an object's pointer is not null.
    let node = unsafe { NonNull::new_unchecked(w.value().pointer_unchecked().cast::<Node>()) };
    let mut spare = Spare::default();
    loop {
        // SAFETY: 1: made above; `Payload::end` unlinks it. 2: the caller holds the object. 3: above; only this thread could have shared it since.
        match unsafe { table.link(node, target, slot, &mut spare) } {
            Linked::New => return Ok(w),
            // SAFETY: the count is the value's.
            Linked::Found(node) => return Ok(unsafe { owned(node) }),
            Linked::Full(n) => {
                th.afford(Spare::bytes(n))?;
                spare = match Spare::with_room(n) {
                    Some(room) => room,
                    None => return Err(th.no_memory()),
                };
            }
        }
    }
}

/// Clears the weak references to a dead object and calls their callbacks.
///
/// # Safety
/// 1. The object is dead and finalized, and the caller is ending it.
pub(crate) unsafe fn clear_for(th: &mut Thread, object: NonNull<Header>) {
    // SAFETY: contract 1.
    #[cfg(feature = "checks")]
    assert!(!weak_table::lives(unsafe { object.as_ref() }), "W3: an object that has been decided dead has references");
    let mut cleared = Cleared::none();
    // SAFETY: contract 1.
    unsafe { clear(th, object, Which::All, Some(&mut cleared)) };
    call_back(th, cleared);
}

/// Clears weak references to an object; [`call_back`] is to be called with those added to `cleared`, if callbacks are to be called at all.
///
/// # Safety
/// 1. The object is dead and finalized, or GARBAGE, and the caller is ending it.
pub(crate) unsafe fn clear(th: &Thread, object: NonNull<Header>, which: Which, cleared: Option<&mut Cleared>) {
    // SAFETY: contract 1.
    unsafe { th.isolate().weak.detach(object, which, th.slot(), cleared) };
}

/// Calls the callbacks of weak references that have been cleared.
pub(crate) fn call_back(th: &mut Thread, mut cleared: Cleared) {
    while let Some(node) = cleared.pop() {
        // SAFETY: the list's count.
        let w = unsafe { owned(node) };
        let callback = weak(&w).callback.replace_raw(Obj::UNBOUND);
        let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
        if let Err(e) = protocol::call(th, &callback, core::slice::from_ref(&w)) {
            let e = th.take(e);
            super::unraisable::report(th, e, "Exception ignored while calling weakref callback", Some(&callback));
        }
        th.exception = saved;
    }
}

fn same(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if b.get::<Weak>().is_none() || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    match (upgrade(th, a), upgrade(th, b)) {
        (Some(x), Some(y)) => protocol::compare(th, op, &x, &y),
        _ => Ok(Obj::from_bool(a.is(b) == (op == CompareOp::Eq))),
    }
}

/// `weakref.ReferenceType`
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let at = v.value().without_uncounted().to_bits();
            match upgrade(th, v) {
                Some(o) => {
                    let (t, to) = (th.type_name(&o), o.value().without_uncounted().to_bits());
                    th.str_fmt(format_args!("<weakref at {at:#x}; to '{t}' at {to:#x}>"))
                }
                None => th.str_fmt(format_args!("<weakref at {at:#x}; dead>")),
            }
        }),
        hash: Some(|th, v| {
            let known = weak(v).hash.load(Ordering::Relaxed);
            if known != 0 {
                return Ok(known);
            }
            let Some(o) = upgrade(th, v) else { return Err(th.type_error(format_args!("weak object has gone away"))) };
            let h = protocol::hash(th, &o)?;
            weak(v).hash.store(h, Ordering::Relaxed);
            Ok(h)
        }),
        call: Some(|th, v, args| {
            args.exactly::<0>(th, "weakref")?;
            Ok(upgrade(th, v).unwrap_or(Obj::NONE))
        }),
        compare: Some(same),
        new: Some(|th, cls, args| {
            let a = args.positional();
            if a.is_empty() || a.len() > 2 {
                let n = a.len();
                return Err(th.type_error(format_args!("ReferenceType expected at least 1 argument, got {n}")));
            }
            new_ref(th, cls, &a[0], a.get(1))
        }),
        init: Some(|_, _, _| Ok(())),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::read("__callback__", |_, v| Ok(weak(v).callback.get(&weak(v).header).unwrap_or(Obj::NONE)))],
    ..TypeSpec::new(Builtin::Weakref, const { &Vtable::of::<Weak>() })
};

/// How many weak references to an object live.
fn count(th: &Thread, object: &Obj) -> usize {
    let mut n = 0;
    if let Some(p) = object.value().as_pointer().and_then(NonNull::new) {
        // SAFETY: the caller holds the object, and nodes in its list are there. By W6 those that are not shared are this thread's.
        unsafe { th.isolate().weak.for_each(p, |node| n += usize::from(weak_table::lives(&node.as_ref().header))) };
    }
    n
}

/// Weak references to an object, those of them that live.
fn references(th: &mut Thread, object: &Obj) -> R<Vec<Obj>> {
    let Some(p) = object.value().as_pointer().and_then(NonNull::new) else { return Ok(Vec::new()) };
    let (table, slot) = (&th.isolate().weak, th.slot());
    loop {
        let mut out = th.vec(count(th, object))?;
        let mut fit = true;
        // SAFETY: the caller holds the object, and nodes in its list are there; the counts are the values'.
        unsafe {
            table.for_each(p, |node| {
                fit = fit && (out.len() < out.capacity() || !weak_table::lives(&node.as_ref().header));
                if fit && biased::try_incref_by(&node.as_ref().header, slot) {
                    out.push(owned(node));
                }
            });
        }
        if fit {
            return Ok(out);
        }
        // Other threads have made some meanwhile.
    }
}

/// `_remove_dead_weakref(dict, key)`: takes an entry out whose value is a reference to an object that has ended. An entry that another thread put in
/// its place meanwhile goes back.
fn remove_dead(th: &mut Thread, _: &Obj, args: &crate::native::Args<'_>) -> R<Obj> {
    let [d, key] = args.exactly::<2>(th, "_remove_dead_weakref")?;
    let Some(d) = d.get::<Dict>() else {
        let t = th.argument_type(d);
        return Err(th.type_error(format_args!("_remove_dead_weakref() argument 1 must be dict, not {t}")));
    };
    let is_dead = |th: &Thread, v: &Obj| v.get::<Weak>().is_some() && upgrade(th, v).is_none();
    if let Some(v) = d.get(th, key)?
        && is_dead(th, &v)
        && let Some(taken) = d.remove(th, key)?
        && !is_dead(th, &taken)
    {
        d.set_default(th, key, &taken)?;
    }
    Ok(Obj::NONE)
}

/// The `_weakref` module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        Method::new("getweakrefcount", |th, _, a| {
            let [x] = a.exactly::<1>(th, "getweakrefcount")?;
            let n = count(th, x);
            th.int(n as i64)
        }),
        Method::new("getweakrefs", |th, _, a| {
            let [x] = a.exactly::<1>(th, "getweakrefs")?;
            let l = references(th, x)?;
            th.list(l)
        }),
        Method::new("proxy", |th, _, a| super::weak_proxy::new(th, a))
            .doc("What stands for an object without keeping it alive; callback is called when the object ends."),
        Method::new("_remove_dead_weakref", remove_dead).doc("Takes a key out of a dict if its weak reference is dead, in one step."),
    ],
    init: Some(|th, m| {
        let t = th.builtin_type(Builtin::Weakref);
        th.add_to_module(m, "ref", t.clone())?;
        th.add_to_module(m, "ReferenceType", t)?;
        for (name, b) in [("ProxyType", Builtin::WeakProxy), ("CallableProxyType", Builtin::CallableProxy)] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};
