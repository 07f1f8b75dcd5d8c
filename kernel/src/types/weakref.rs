//! Weak references.
//!
//! The isolate keeps a table from an object's address to the weak references to it. W1. An entry exists only while its object is alive or
//! ending: the ending thread takes the entry out under the table's lock before the block is freed. W2. A weak reference is upgraded under
//! the same lock, by `try_incref`: so death and upgrade are ordered, and an upgrade that wins is seen by the ending thread, which then lets
//! the object live. W3. The lock is a leaf: no program code runs and nothing is dropped under it. W4. What the collector has found in garbage
//! (GARBAGE, set with the world stopped) is not upgraded: the collector clears the references to it right after, and nothing that it is
//! about to take apart gets out. W5. A weak reference is SHARED exactly when its object is: each leads to the other, though neither counts it
//! (D5). So whoever ends or asks an object may look at the counts of all its weak references.

use alloc::vec::Vec;

use spin::Mutex;

use super::spec::{BASE, CompareOp, GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Isolate, Thread};
use crate::native::raised::R;
use crate::object::header::{FLAG_GARBAGE, FLAG_WEAKLY_REFERENCED};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicI64, AtomicPtr, Ordering};
use crate::refcount::{biased, sharing};
use crate::types::protocol;
use crate::types::type_object::Type;

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
    /// Returns when every upgrade that began before has ended: those that come see what was written before.
    pub(crate) fn barrier(&self) {
        drop(self.0.lock());
    }

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

/// Visits what an object leads to by weak references, for the walk that shares (W5): the weak references to it, and its own object if it is one.
///
/// # Safety
/// 1. `object`, of type `ty`, is alive, and was the calling thread's own until the walk marked it.
pub(crate) unsafe fn visit_weakly_linked(isolate: &Isolate, object: *mut Header, ty: &Type, visit: &mut dyn Trace) {
    // SAFETY: contract 1.
    let h = unsafe { &*object };
    if h.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0 {
        let t = isolate.weak.0.lock();
        let first = t.partition_point(|e| e.object.addr() < object.addr());
        for e in t[first..].iter().take_while(|e| e.object == object) {
            visit.value(Value::from_pointer(e.reference));
        }
    }
    if ty.layout == Builtin::Weakref {
        // SAFETY: the layout was tested.
        let p = unsafe { &*object.cast::<Object<Weak>>() }.target.load(Ordering::Relaxed);
        if !p.is_null() {
            visit.value(Value::from_pointer(p));
        }
    }
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
        if h.flags.load(Ordering::Relaxed) & FLAG_GARBAGE != 0 {
            return None; // W4
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
    if object.header().is_some_and(biased::is_shared) {
        sharing::share(th, &w)?; // W5: nobody sees it yet.
    }
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
        if biased::total(h) > 0 && h.flags.load(Ordering::Relaxed) & FLAG_GARBAGE == 0 {
            return false;
        }
        let first = t.partition_point(|e| e.object.addr() < object.addr());
        let mut last = first;
        while last < t.len() && t[last].object == object {
            last += 1;
        }
        let room = waiting.try_reserve(last - first).is_ok();
        for e in t.drain(first..last) {
            // SAFETY: a weak reference with an entry has its block until it has taken the entry out, which needs the lock; one that is
            // ending has no count, and is only cleared.
            unsafe {
                (*e.weak).target.store(core::ptr::null_mut(), Ordering::Release);
                if room
                    && !(*e.weak).callback.is_unbound()
                    && let Some(w) = living(e.reference)
                {
                    waiting.push(w);
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

/// A count of the weak reference of an entry, unless it is ending. The table is locked; the caller ends or holds the object (W5).
///
/// # Safety
/// 1. The block is that of a weak reference with an entry.
unsafe fn living(reference: *mut Header) -> Option<Obj> {
    // SAFETY: contract 1; a count is taken.
    unsafe { if biased::try_incref(&*reference) { Some(Obj::from_owned(Value::from_pointer(reference))) } else { None } }
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
    let n = t[first..].iter().take_while(|e| e.object == p).count();
    if out.try_reserve(n).is_err() {
        drop(t);
        return Err(th.no_memory());
    }
    for e in &t[first..first + n] {
        // SAFETY: it has an entry.
        out.extend(unsafe { living(e.reference) });
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
