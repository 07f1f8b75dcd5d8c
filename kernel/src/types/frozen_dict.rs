//! `frozendict`: a dict that does not change, hashable when its values are (PEP 814). The dict inside is written before anybody else sees the object,
//! and never again, and the hash is kept in one atomic word; all operations are those of a dict that nobody writes, lock-free.

use super::function_object::payload;
use super::spec::{BASE, BinaryOp, CompareOp, MAPPING, MATCH_SELF, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicI64, Ordering};
use crate::text::hashing::hash_tuple;
use crate::text::text_buf::TextBuf;
use crate::types::dict_object::Dict;
use crate::types::set_object::hash_set;
use crate::types::{dict_type, protocol, str_object};

payload! {
    /// A frozendict's payload.
    FrozenDict = FrozenDict {
        /// A dict that nobody else reaches.
        items: Obj => obj,
        /// Its hash, or 0 before it was asked for.
        hash: AtomicI64 => none,
    }
}

fn frozen(v: &Obj) -> &Object<FrozenDict> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<FrozenDict>() }
}

/// The dict inside, for those who do not change it.
pub(crate) fn inside(v: &Obj) -> Option<&Obj> {
    v.get::<FrozenDict>().map(|f| &f.payload.items)
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let given = args.positional().len();
    if given > 1 {
        return Err(th.type_error(format_args!("frozendict expected at most 1 argument, got {given}")));
    }
    let plain = cls.is(&th.builtin_type(Builtin::FrozenDict));
    if let ([one], true) = (args.all, args.names.is_empty())
        && plain
        && one.exact::<FrozenDict>().is_some()
    {
        return Ok(one.clone());
    }
    let dict = th.builtin_type(Builtin::Dict);
    let mut all = th.vec(args.all.len())?;
    for (i, v) in args.all.iter().enumerate() {
        all.push(if i < given { inside(v).unwrap_or(v).clone() } else { v.clone() });
    }
    let items = protocol::call_args(th, &dict, &Args { all: &all, names: args.names })?;
    th.new_payload(cls, FrozenDict { items, hash: AtomicI64::new(0) })
}

/// A plain one of a fresh dict.
fn of(th: &mut Thread, items: Obj) -> R<Obj> {
    th.alloc(FrozenDict { items, hash: AtomicI64::new(0) })
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let is_dict = |v: &Obj| inside(v).is_some() || v.get::<Dict>().is_some();
    if op != BinaryOp::Or || !is_dict(a) || !is_dict(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (left, right) = (inside(a).unwrap_or(a), inside(b).unwrap_or(b));
    let (Some(l), Some(r)) = (left.get::<Dict>(), right.get::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if a.exact::<FrozenDict>().is_some() && r.is_empty() {
        return Ok(a.clone());
    }
    let joined = l.copy(th)?;
    dict_type::update(th, &joined, right)?;
    // The result is of the kind of the left one.
    if inside(a).is_some() { of(th, joined) } else { Ok(joined) }
}

/// The hash of the items as a set: their order does not matter.
fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    // Relaxed: it follows from what is in there, which never changes, so every thread computes the same.
    let known = frozen(v).hash.load(Ordering::Relaxed);
    if known != 0 {
        return Ok(known);
    }
    if th.is_native_stack_low() {
        return Err(th.recursion_error(" while hashing a frozendict"));
    }
    let Some(d) = frozen(v).items.get::<Dict>() else { return Ok(0) };
    let all = d.snapshot_hashed(th)?;
    let mut hashes = th.vec(all.len())?;
    for (key, _, x) in &all {
        hashes.push(hash_tuple([*key, protocol::hash(th, x)?]));
    }
    let hash = hash_set(hashes.iter().copied());
    frozen(v).hash.store(hash, Ordering::Relaxed);
    Ok(hash)
}

fn delegate(th: &mut Thread, v: &Obj, name: &str, args: &Args<'_>) -> R<Obj> {
    let Some(f) = protocol::get_attr_text(th, &frozen(v).items, name)? else { return Ok(Obj::NONE) };
    protocol::call_args(th, &f, args)
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "frozendict() -> new empty immutable dictionary",
    flags: BASE | MAPPING | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let inner = protocol::repr(th, &frozen(v).items)?;
            let name = th.type_name(v);
            let mut out = TextBuf::new();
            let shown = str_object::text(&inner);
            out.push_fmt(format_args!("{name}({})", if shown == "{}" { "" } else { shown })).or_raise(th)?;
            th.str(out.as_str())
        }),
        hash: Some(hash),
        iter: Some(|th, v| protocol::iter(th, &frozen(v).items)),
        compare: Some(|th, op, a, b| {
            let other = inside(b).unwrap_or(b);
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) || (inside(b).is_none() && b.get::<Dict>().is_none()) {
                return Ok(Obj::NOT_IMPLEMENTED);
            }
            let same = protocol::equal(th, &frozen(a).items, other)?;
            Ok(Obj::from_bool(same == (op == CompareOp::Eq)))
        }),
        len: Some(|th, v| protocol::len(th, &frozen(v).items)),
        getitem: Some(|th, v, k| protocol::get_item(th, &frozen(v).items, k)),
        contains: Some(|th, v, k| protocol::contains(th, &frozen(v).items, k)),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[
        Method::new("get", |th, v, a| delegate(th, v, "get", a)),
        Method::new("keys", |th, v, a| delegate(th, v, "keys", a)),
        Method::new("values", |th, v, a| delegate(th, v, "values", a)),
        Method::new("items", |th, v, a| delegate(th, v, "items", a)),
        Method::new("__reversed__", |th, v, a| delegate(th, v, "__reversed__", a)),
        Method::new("copy", |th, v, a| {
            a.exactly::<0>(th, "copy")?;
            if v.exact::<FrozenDict>().is_some() {
                return Ok(v.clone());
            }
            let items = delegate(th, v, "copy", &Args::NONE)?;
            of(th, items)
        }),
        Method::new("__getnewargs__", |th, v, _| {
            let items = delegate(th, v, "copy", &Args::NONE)?;
            th.tuple(alloc::vec![items])
        }),
        Method::class("fromkeys", |th, cls, a| {
            let dict = th.builtin_type(Builtin::Dict);
            let Some(f) = protocol::get_attr_text(th, &dict, "fromkeys")? else { return Ok(Obj::NONE) };
            let items = protocol::call_args(th, &f, a)?;
            protocol::call(th, cls, &[items])
        }),
        Method::class("__class_getitem__", |th, cls, a| {
            let [key] = a.exactly::<1>(th, "__class_getitem__")?;
            super::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::FrozenDict, const { &Vtable::of::<FrozenDict>() })
};
