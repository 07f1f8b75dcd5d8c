//! `set` and `frozenset`: an inner dict whose values are `None`, so that all of its guarantees for threads hold here too.

use alloc::vec::Vec;

use super::dict_object::Dict;
use super::spec::{BASE, BinaryOp, CompareOp, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicI64, AtomicUsize, Ordering};
use crate::types::type_object::as_type;
use crate::types::{protocol, str_object};

/// Payload of `set`.
#[derive(Debug)]
pub struct Set {
    items: Obj,
}

/// Payload of `frozenset`.
#[derive(Debug)]
pub struct FrozenSet {
    items: Obj,
    /// Hash, or 0 while not computed.
    hash: AtomicI64,
}

// SAFETY: BUILTIN is used here alone; the inner dict is the only reference.
unsafe impl Payload for Set {
    const BUILTIN: Builtin = Builtin::Set;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.items);
    }
}
// SAFETY: as above.
unsafe impl Payload for FrozenSet {
    const BUILTIN: Builtin = Builtin::FrozenSet;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.items);
    }
}

/// The inner dict of a set or frozenset.
pub fn inner(v: &Obj) -> Option<&Object<Dict>> {
    let items = match v.get::<Set>() {
        Some(s) => &s.payload.items,
        None => &v.get::<FrozenSet>()?.payload.items,
    };
    items.get::<Dict>()
}

fn set(v: &Obj) -> &Object<Dict> {
    match inner(v) {
        Some(d) => d,
        // SAFETY: called through slots and methods of the two types, which check the receiver.
        None => unsafe { core::hint::unreachable_unchecked() },
    }
}

fn fill(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let d = th.dict()?;
    // SAFETY: just made.
    let t = unsafe { d.get_unchecked::<Dict>() };
    for x in items {
        t.set(th, &x, &Obj::NONE)?;
    }
    Ok(d)
}

/// A new set.
pub fn new_set(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let items = fill(th, items)?;
    th.alloc(Set { items })
}

/// A new frozenset.
pub fn new_frozen(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let items = fill(th, items)?;
    th.alloc(FrozenSet { items, hash: AtomicI64::new(0) })
}

/// Adds to a set.
pub fn add(th: &mut Thread, s: &Obj, x: &Obj) -> R<()> {
    match inner(s) {
        Some(d) => d.set_default(th, x, &Obj::NONE).map(drop),
        None => Ok(()),
    }
}

/// The values at one moment.
fn values(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    Ok(set(v).snapshot(th)?.into_iter().map(|(k, _)| k).collect())
}

/// The values of any iterable; quickly for sets.
fn values_of(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    if v.exact::<Set>().is_some() || v.exact::<FrozenSet>().is_some() { values(th, v) } else { protocol::collect(th, v) }
}

/// Whether `x` is in the set; a set as key counts as its frozenset.
fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    if x.get::<Set>().is_some() {
        let items = values(th, x)?;
        let f = new_frozen(th, items)?;
        return set(v).contains(th, &f);
    }
    set(v).contains(th, x)
}

fn like(th: &mut Thread, v: &Obj, items: Vec<Obj>) -> R<Obj> {
    if v.get::<FrozenSet>().is_some() { new_frozen(th, items) } else { new_set(th, items) }
}

/// `a op b` of two sets, as the type of `a`.
pub fn combine(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let x = values(th, a)?;
    let mut out = Vec::new();
    match op {
        BinaryOp::Or => {
            out = x;
            out.append(&mut values(th, b)?);
        }
        BinaryOp::And | BinaryOp::Sub => {
            for k in x {
                if set(b).contains(th, &k)? == (op == BinaryOp::And) {
                    th.push(&mut out, k)?;
                }
            }
        }
        BinaryOp::Xor => {
            for k in x {
                if !set(b).contains(th, &k)? {
                    th.push(&mut out, k)?;
                }
            }
            for k in values(th, b)? {
                if !set(a).contains(th, &k)? {
                    th.push(&mut out, k)?;
                }
            }
        }
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    like(th, a, out)
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if inner(a).is_none() || inner(b).is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    combine(th, op, a, b)
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if inner(b).is_none() || !matches!(op, BinaryOp::Or | BinaryOp::And | BinaryOp::Sub | BinaryOp::Xor) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    change(th, op, a, b)?;
    Ok(a.clone())
}

/// `a op= b` for any iterable `b`.
fn change(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<()> {
    let other = values_of(th, b)?;
    match op {
        BinaryOp::Or => {
            for k in other {
                add(th, a, &k)?;
            }
        }
        BinaryOp::Sub => {
            for k in other {
                set(a).remove(th, &k)?;
            }
        }
        BinaryOp::And => {
            let keep = new_set(th, other)?;
            for k in values(th, a)? {
                if !set(&keep).contains(th, &k)? {
                    set(a).remove(th, &k)?;
                }
            }
        }
        _ => {
            let other = new_set(th, other)?;
            for k in values(th, &other)? {
                if set(a).remove(th, &k)?.is_none() {
                    add(th, a, &k)?;
                }
            }
        }
    }
    Ok(())
}

fn subset(th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
    if set(a).len() > set(b).len() {
        return Ok(false);
    }
    for k in values(th, a)? {
        if !set(b).contains(th, &k)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if inner(b).is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (n, m) = (set(a).len(), set(b).len());
    let r = match op {
        CompareOp::Eq => n == m && subset(th, a, b)?,
        CompareOp::Ne => !(n == m && subset(th, a, b)?),
        CompareOp::Lt => n < m && subset(th, a, b)?,
        CompareOp::Le => subset(th, a, b)?,
        CompareOp::Gt => n > m && subset(th, b, a)?,
        CompareOp::Ge => subset(th, b, a)?,
    };
    Ok(Obj::from_bool(r))
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let name = th.type_name(v);
    if set(v).is_empty() {
        return th.str_fmt(format_args!("{name}()"));
    }
    if !protocol::repr_enter(th, v)? {
        return th.str_fmt(format_args!("{name}(...)"));
    }
    let plain = v.exact::<Set>().is_some();
    let r = values(th, v).and_then(|items| super::sequence::repr_items(th, &items, "{", "}"));
    protocol::repr_leave(th);
    let r = r?;
    if plain { Ok(r) } else { th.str_fmt(format_args!("{name}({})", str_object::text(&r))) }
}

/// The hash of a set of hashes: independent of order (as CPython mixes it).
fn frozen_hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let Some(f) = v.get::<FrozenSet>() else { return Ok(0) };
    let known = f.hash.load(Ordering::Relaxed);
    if known != 0 {
        return Ok(known);
    }
    let items = values(th, v)?;
    let n = items.len() as u64;
    let mut h: u64 = 0;
    for k in items {
        let x = protocol::hash(th, &k)? as u64;
        h ^= ((x ^ 89_869_747) ^ (x << 16)).wrapping_mul(3_644_798_167);
    }
    h ^= (n + 1).wrapping_mul(1_927_868_237);
    h ^= (h >> 11) ^ (h >> 25);
    h = h.wrapping_mul(69_069).wrapping_add(907_133_923);
    let h = match h as i64 {
        -1 => 590_923_713,
        h => h,
    };
    f.hash.store(h, Ordering::Relaxed);
    Ok(h)
}

/// Walks a set.
#[derive(Debug)]
pub struct SetIter {
    items: Obj,
    at: AtomicUsize,
    expected: usize,
}

// SAFETY: BUILTIN is used here alone; the inner dict is the only reference.
unsafe impl Payload for SetIter {
    const BUILTIN: Builtin = Builtin::SetIter;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.items);
    }
}

const DONE: usize = usize::MAX;

/// `set_iterator`
pub static ITER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| {
            // SAFETY: called through the slot of the type.
            let it = unsafe { v.get_unchecked::<SetIter>() };
            // SAFETY: made over inner dicts.
            let d = unsafe { it.items.get_unchecked::<Dict>() };
            loop {
                let now = it.at.load(Ordering::Relaxed);
                if now == DONE {
                    return Ok(None);
                }
                if d.len() != it.expected {
                    it.at.store(DONE, Ordering::Relaxed);
                    return Err(th.raise(Builtin::RuntimeError, format_args!("Set changed size during iteration")));
                }
                let Some((next, k, _)) = d.entry_from(th, now) else {
                    it.at.store(DONE, Ordering::Relaxed);
                    return Ok(None);
                };
                if it.at.compare_exchange(now, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                    return Ok(Some(k));
                }
            }
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::SetIter, const { &Vtable::of::<SetIter>() })
};

fn iter(th: &mut Thread, v: &Obj) -> R<Obj> {
    let d = set(v);
    th.alloc(SetIter { items: d.to_obj(), at: AtomicUsize::new(0), expected: d.len() })
}

/// `a.method(*others)` that gives a new set.
fn fold(th: &mut Thread, op: BinaryOp, v: &Obj, args: &Args<'_>, name: &str) -> R<Obj> {
    args.no_keywords(th, name)?;
    let items = values(th, v)?;
    let mut out = like(th, v, items)?;
    for o in args.all {
        let other = values_of(th, o)?;
        let other = new_set(th, other)?;
        out = combine(th, op, &out, &other)?;
    }
    Ok(out)
}

fn fold_in_place(th: &mut Thread, op: BinaryOp, v: &Obj, args: &Args<'_>, name: &str) -> R<Obj> {
    args.no_keywords(th, name)?;
    for o in args.all {
        change(th, op, v, o)?;
    }
    Ok(Obj::NONE)
}

macro_rules! shared_methods {
    ($($extra:expr,)*) => {
        &[
            Method::new("union", |th, v, a| fold(th, BinaryOp::Or, v, a, "union")),
            Method::new("intersection", |th, v, a| fold(th, BinaryOp::And, v, a, "intersection")),
            Method::new("difference", |th, v, a| fold(th, BinaryOp::Sub, v, a, "difference")),
            Method::new("symmetric_difference", |th, v, a| {
                a.exactly::<1>(th, "symmetric_difference")?;
                fold(th, BinaryOp::Xor, v, a, "symmetric_difference")
            }),
            Method::new("copy", |th, v, a| {
                a.exactly::<0>(th, "copy")?;
                let items = values(th, v)?;
                like(th, v, items)
            }),
            Method::new("issubset", |th, v, a| {
                let [o] = a.exactly::<1>(th, "issubset")?;
                let other = values_of(th, o)?;
                let other = new_set(th, other)?;
                subset(th, v, &other).map(Obj::from_bool)
            }),
            Method::new("issuperset", |th, v, a| {
                let [o] = a.exactly::<1>(th, "issuperset")?;
                for k in values_of(th, o)? {
                    if !set(v).contains(th, &k)? {
                        return Ok(Obj::FALSE);
                    }
                }
                Ok(Obj::TRUE)
            }),
            Method::new("isdisjoint", |th, v, a| {
                let [o] = a.exactly::<1>(th, "isdisjoint")?;
                for k in values_of(th, o)? {
                    if set(v).contains(th, &k)? {
                        return Ok(Obj::FALSE);
                    }
                }
                Ok(Obj::TRUE)
            }),
            Method::class("__class_getitem__", |_, cls, _| Ok(cls.clone())),
            $($extra,)*
        ]
    };
}

fn key_error(th: &mut Thread, k: &Obj) -> crate::native::Raised {
    th.raise_with(Builtin::KeyError, Some(k.clone()))
}

/// Removes a value (a set counts as its frozenset); whether it was there.
fn remove(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    if x.get::<Set>().is_some() {
        let items = values(th, x)?;
        let f = new_frozen(th, items)?;
        return Ok(set(v).remove(th, &f)?.is_some());
    }
    Ok(set(v).remove(th, x)?.is_some())
}

const OPERATORS: &[BinaryOp] = &[BinaryOp::Or, BinaryOp::And, BinaryOp::Sub, BinaryOp::Xor];

/// `set`
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(compare),
        len: Some(|_, v| Ok(set(v).len())),
        contains: Some(contains),
        iter: Some(iter),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| {
            let items = th.dict()?;
            th.new_payload(cls, Set { items })
        }),
        init: Some(|th, v, args| {
            args.no_keywords(th, "set")?;
            let a = args.between(th, "set", 0, 1)?;
            set(v).clear_all(th);
            if let Some(o) = a.first() {
                let it = protocol::iter(th, o)?;
                while let Some(x) = protocol::next(th, &it)? {
                    add(th, v, &x)?;
                }
            }
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    inplace: OPERATORS,
    methods: shared_methods![
        Method::new("add", |th, v, a| {
            let [x] = a.exactly::<1>(th, "set.add")?;
            add(th, v, x)?;
            Ok(Obj::NONE)
        }),
        Method::new("remove", |th, v, a| {
            let [x] = a.exactly::<1>(th, "set.remove")?;
            if remove(th, v, x)? { Ok(Obj::NONE) } else { Err(key_error(th, x)) }
        }),
        Method::new("discard", |th, v, a| {
            let [x] = a.exactly::<1>(th, "set.discard")?;
            remove(th, v, x)?;
            Ok(Obj::NONE)
        }),
        Method::new("pop", |th, v, a| {
            a.exactly::<0>(th, "set.pop")?;
            match set(v).pop_first(th) {
                Some((k, _)) => Ok(k),
                None => {
                    let m = th.str("pop from an empty set")?;
                    Err(th.raise_with(Builtin::KeyError, Some(m)))
                }
            }
        }),
        Method::new("clear", |th, v, a| {
            a.exactly::<0>(th, "set.clear")?;
            set(v).clear_all(th);
            Ok(Obj::NONE)
        }),
        Method::new("update", |th, v, a| fold_in_place(th, BinaryOp::Or, v, a, "update")),
        Method::new("intersection_update", |th, v, a| fold_in_place(th, BinaryOp::And, v, a, "intersection_update")),
        Method::new("difference_update", |th, v, a| fold_in_place(th, BinaryOp::Sub, v, a, "difference_update")),
        Method::new("symmetric_difference_update", |th, v, a| fold_in_place(th, BinaryOp::Xor, v, a, "symmetric_difference_update")),
    ],
    ..TypeSpec::new(Builtin::Set, const { &Vtable::of::<Set>() })
};

/// `frozenset`
pub static FROZEN: TypeSpec = TypeSpec {
    flags: BASE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(frozen_hash),
        compare: Some(compare),
        len: Some(|_, v| Ok(set(v).len())),
        contains: Some(contains),
        iter: Some(iter),
        binary: Some(binary),
        new: Some(|th, cls, args| {
            args.no_keywords(th, "frozenset")?;
            let a = args.between(th, "frozenset", 0, 1)?;
            let c = as_type(cls).or_raise(th)?;
            let items = match a.first() {
                Some(o) if o.exact::<FrozenSet>().is_some() && !c.is_heap() => return Ok(o.clone()),
                Some(o) => protocol::collect(th, o)?,
                None => Vec::new(),
            };
            let items = fill(th, items)?;
            th.new_payload(cls, FrozenSet { items, hash: AtomicI64::new(0) })
        }),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    methods: shared_methods![],
    ..TypeSpec::new(Builtin::FrozenSet, const { &Vtable::of::<FrozenSet>() })
};
