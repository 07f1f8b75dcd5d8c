//! Weak references.
//!
//! The isolate keeps a table from an object's address to the weak references to it. W1. An entry exists only while its object is alive or
//! ending: the ending thread takes the entry out under the table's lock before the block is freed. W2. A weak reference is upgraded under
//! the same lock, by `try_incref`: so death and upgrade are ordered, and an upgrade that wins is seen by the ending thread, which then lets
//! the object live. W3. The lock is a leaf: no program code runs and nothing is dropped under it.

use alloc::vec::Vec;

use spin::Mutex;

use super::spec::{BASE, CompareOp, GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::header::FLAG_WEAKLY_REFERENCED;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicI64, AtomicPtr, Ordering};
use crate::refcount::{biased, sharing};
use crate::types::protocol;

/// A weak reference.
#[derive(Debug)]
pub struct Weak {
    /// The object, or null when it has ended.
    target: AtomicPtr<Header>,
    /// Called with the reference when the object ends, or unbound.
    callback: Obj,
    /// Hash of the object, once asked for; 0 before.
    hash: AtomicI64,
}

// SAFETY: BUILTIN is used here alone; the target is not a reference that counts.
unsafe impl Payload for Weak {
    const BUILTIN: Builtin = Builtin::Weakref;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.callback);
    }
}

impl Drop for Weak {
    fn drop(&mut self) {
        if let Some(th) = crate::isolate::thread::current_mut() {
            let mine = core::ptr::from_ref(self);
            th.isolate().weak.forget(self.target.load(Ordering::Relaxed), mine);
        }
    }
}

/// Entries: object, weak reference.
#[derive(Debug, Default)]
pub struct Table(Mutex<Vec<Entry>>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    object: *mut Header,
    weak: *const Weak,
    reference: *mut Header,
}

// SAFETY: the pointers are to objects that are alive while their entries exist (W1; a weak reference takes its entry out when it ends).
unsafe impl Send for Entry {}

impl Table {
    fn forget(&self, object: *mut Header, weak: *const Weak) {
        if object.is_null() {
            return;
        }
        let mut t = self.0.lock();
        if let Ok(i) = t.binary_search_by_key(&object.addr(), |e| e.object.addr()) {
            let mut a = i;
            while a > 0 && t[a - 1].object == object {
                a -= 1;
            }
            while a < t.len() && t[a].object == object {
                if core::ptr::eq(t[a].weak, weak) {
                    t.remove(a);
                    return;
                }
                a += 1;
            }
        }
    }
}

fn weak(v: &Obj) -> &Object<Weak> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Weak>() }
}

/// The object of a weak reference, if it lives.
pub fn upgrade(th: &Thread, v: &Obj) -> Option<Obj> {
    let w = weak(v);
    let _table = th.isolate().weak.0.lock();
    let p = w.target.load(Ordering::Acquire);
    if p.is_null() {
        return None;
    }
    // SAFETY: the entry exists, so the block is an object's (W1, W2).
    unsafe {
        let h = &*p;
        // A dead unshared object is this thread's own and has no count left.
        if !biased::is_shared(h) && !biased::is_deferred(h) {
            if h.local.load(Ordering::Relaxed) == 0 {
                return None;
            }
            return Some(Obj::from_borrowed(Value::from_pointer(p)));
        }
        if biased::try_incref(h) { Some(Obj::from_owned(Value::from_pointer(p))) } else { None }
    }
}

/// A weak reference to an object.
///
/// # Errors
/// `TypeError` for values that are no objects or hold none; `MemoryError`.
pub fn new_ref(th: &mut Thread, cls: &Obj, object: &Obj, callback: Option<&Obj>) -> R<Obj> {
    let allowed = match object.header() {
        None => false,
        Some(_) => {
            !matches!(
                th.type_of(object).layout,
                Builtin::Int | Builtin::Float | Builtin::Str | Builtin::Tuple | Builtin::List | Builtin::Dict | Builtin::Bytes
            ) || th.type_of(object).is_heap()
        }
    };
    if !allowed {
        let t = th.type_name(object);
        return Err(th.type_error(format_args!("cannot create weak reference to '{t}' object")));
    }
    let callback = callback.filter(|c| !c.is_none()).cloned().unwrap_or(Obj::UNBOUND);
    let w = th.new_payload(cls, Weak { target: AtomicPtr::new(core::ptr::null_mut()), callback, hash: AtomicI64::new(0) })?;
    let p = object.value().pointer_unchecked();
    let entry = Entry { object: p, weak: core::ptr::from_ref(&weak(&w).payload), reference: w.value().pointer_unchecked() };
    {
        let mut t = th.isolate().weak.0.lock();
        if t.try_reserve(1).is_err() {
            drop(t);
            return Err(th.no_memory());
        }
        let at = t.partition_point(|e| e.object.addr() < p.addr());
        t.insert(at, entry);
        weak(&w).target.store(p, Ordering::Release);
    }
    if let Some(h) = object.header() {
        h.flags.fetch_or(FLAG_WEAKLY_REFERENCED, Ordering::Relaxed);
        // A weak reference that others may reach leads to its object (D5).
        if biased::is_shared(&weak(&w).header) {
            sharing::share(th, object)?;
        }
    }
    Ok(w)
}

/// Clears the weak references to a dying object and runs their callbacks; false when someone has upgraded one, so that it lives on.
pub(crate) fn clear_for(th: &mut Thread, object: *mut Header) -> bool {
    let mut waiting: Vec<Obj> = Vec::new();
    {
        let mut t = th.isolate().weak.0.lock();
        // SAFETY: the ending thread has the object's block.
        let h = unsafe { &*object };
        if biased::total(h) > 0 && h.flags.load(Ordering::Relaxed) & crate::object::header::FLAG_GARBAGE == 0 {
            return false;
        }
        let first = t.partition_point(|e| e.object.addr() < object.addr());
        let mut last = first;
        while last < t.len() && t[last].object == object {
            last += 1;
        }
        let room = waiting.try_reserve(last - first).is_ok();
        for e in t.drain(first..last) {
            // SAFETY: a weak reference with an entry is alive; one that is ending has no count, and is only cleared.
            unsafe {
                (*e.weak).target.store(core::ptr::null_mut(), Ordering::Release);
                let r = &*e.reference;
                let alive = if biased::is_shared(r) { biased::try_incref(r) } else { r.local.load(Ordering::Relaxed) > 0 };
                if room && alive && !(*e.weak).callback.is_unbound() {
                    let v = Value::from_pointer(e.reference);
                    waiting.push(if biased::is_shared(r) { Obj::from_owned(v) } else { Obj::from_borrowed(v) });
                } else if alive && biased::is_shared(r) {
                    // The count just taken goes back after the lock; a plain decrement cannot end it here, as its owner still holds one.
                    let _ = biased::decref(r);
                }
            }
        }
    }
    for w in waiting {
        let callback = weak(&w).callback.clone();
        let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
        if let Err(e) = protocol::call(th, &callback, core::slice::from_ref(&w)) {
            let e = th.take(e);
            super::unraisable::report(th, e, "Exception ignored while calling weakref callback", Some(&callback));
        }
        th.exception = saved;
    }
    true
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
    getsets: &[GetSet::read("__callback__", |_, v| Ok(if weak(v).callback.is_unbound() { Obj::NONE } else { weak(v).callback.clone() }))],
    ..TypeSpec::new(Builtin::Weakref, const { &Vtable::of::<Weak>() })
};

/// Weak references to an object, with those of them that live.
fn references(th: &mut Thread, object: &Obj) -> R<Vec<Obj>> {
    let Some(p) = object.value().as_pointer() else { return Ok(Vec::new()) };
    let mut out: Vec<Obj> = Vec::new();
    let t = th.isolate().weak.0.lock();
    let first = t.partition_point(|e| e.object.addr() < p.addr());
    for e in t[first..].iter().take_while(|e| e.object == p) {
        // SAFETY: as in `clear_for`.
        unsafe {
            let r = &*e.reference;
            if biased::try_incref(r) {
                let o = Obj::from_owned(Value::from_pointer(e.reference));
                if out.try_reserve(1).is_ok() {
                    out.push(o);
                } else {
                    core::mem::forget(o);
                }
            }
        }
    }
    Ok(out)
}

/// The `_weakref` module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        Method::new("getweakrefcount", |th, _, a| {
            let [x] = a.exactly::<1>(th, "getweakrefcount")?;
            let n = references(th, x)?.len();
            th.int(n as i64)
        }),
        Method::new("getweakrefs", |th, _, a| {
            let [x] = a.exactly::<1>(th, "getweakrefs")?;
            let l = references(th, x)?;
            th.list(l)
        }),
    ],
    init: Some(|th, m| {
        let t = th.builtin_type(Builtin::Weakref);
        th.add_to_module(m, "ref", t.clone())?;
        th.add_to_module(m, "ReferenceType", t)
    }),
};
