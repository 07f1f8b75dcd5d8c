//! `dict`, its views and their iterators.

use alloc::vec::Vec;

use super::dict_object::Dict;
use super::function_object::payload;
use super::set_object::{self, Set};
use super::spec::{BASE, BinaryOp, CompareOp, GetSet, MAPPING, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::text::text_buf::TextBuf;
use crate::types::{protocol, str_object, tuple_object};

fn dict(v: &Obj) -> &Object<Dict> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Dict>() }
}

#[cold]
fn key_error(th: &mut Thread, key: &Obj) -> Raised {
    th.raise_with(Builtin::KeyError, Some(key.clone()))
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if let Some(x) = dict(v).get(th, key)? {
        return Ok(x);
    }
    if v.exact::<Dict>().is_none()
        && let Some(r) = protocol::call_special(th, v, names::MISSING, &[key])?
    {
        return Ok(r);
    }
    Err(key_error(th, key))
}

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    match value {
        Some(x) => dict(v).set(th, key, x),
        None => match dict(v).remove(th, key)? {
            Some(_) => Ok(()),
            None => Err(key_error(th, key)),
        },
    }
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    if dict(v).is_empty() {
        return th.str("{}");
    }
    if !protocol::repr_enter(th, v)? {
        return th.str("{...}");
    }
    let r = repr_pairs(th, v);
    protocol::repr_leave(th);
    r
}

fn repr_pairs(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut out = TextBuf::new();
    out.push_str("{").or_raise(th)?;
    for (i, (k, x)) in dict(v).snapshot(th)?.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ").or_raise(th)?;
        }
        let (k, x) = (protocol::repr(th, &k)?, protocol::repr(th, &x)?);
        out.push_fmt(format_args!("{}: {}", str_object::text(&k), str_object::text(&x))).or_raise(th)?;
    }
    out.push_str("}").or_raise(th)?;
    th.str(out.as_str())
}

fn equal(th: &mut Thread, a: &Object<Dict>, b: &Object<Dict>) -> R<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    th.check_native_stack()?;
    for (k, x) in a.snapshot(th)? {
        match b.get(th, &k)? {
            Some(y) if protocol::equal(th, &x, &y)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// `d.update(other)` for a mapping or an iterable of pairs.
pub fn update_from(th: &mut Thread, d: &Object<Dict>, other: &Obj) -> R<()> {
    if let Some(o) = other.get::<Dict>()
        && th.type_of(other).slots.iter().zip(SPEC.slots.iter).is_some_and(|(f, g)| core::ptr::fn_addr_eq(f, g))
    {
        for (k, v) in o.snapshot(th)? {
            d.set(th, &k, &v)?;
        }
        return Ok(());
    }
    if let Some(keys) = protocol::get_attr_opt(th, other, th.name(names::KEYS))? {
        let keys = protocol::call(th, &keys, &[])?;
        let it = protocol::iter(th, &keys)?;
        while let Some(k) = protocol::next(th, &it)? {
            let v = protocol::get_item(th, other, &k)?;
            d.set(th, &k, &v)?;
        }
        return Ok(());
    }
    let it = protocol::iter(th, other)?;
    let mut i = 0;
    while let Some(pair) = protocol::next(th, &it)? {
        if th.type_of(&pair).slots.iter().is_none() && th.type_of(&pair).slots.getitem().is_none() {
            return Err(th.type_error(format_args!("cannot convert dictionary update sequence element #{i} to a sequence")));
        }
        let items = protocol::collect(th, &pair)?;
        let [k, v] = &items[..] else {
            let n = items.len();
            return Err(th.value_error(format_args!("dictionary update sequence element #{i} has length {n}; 2 is required")));
        };
        d.set(th, k, v)?;
        i += 1;
    }
    Ok(())
}

fn update(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str) -> R<()> {
    let positional = args.positional();
    if positional.len() > 1 {
        let n = positional.len();
        return Err(th.type_error(format_args!("{name} expected at most 1 argument, got {n}")));
    }
    if let Some(o) = positional.first() {
        update_from(th, dict(v), o)?;
    }
    for (k, x) in args.keywords() {
        dict(v).set(th, k, x)?;
    }
    Ok(())
}

fn merge(th: &mut Thread, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(_)) = (a.get::<Dict>(), b.get::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let out = x.copy(th)?;
    update_from(th, dict(&out), b)?;
    Ok(out)
}

static VTABLE: Vtable = Vtable::of::<Dict>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE | MAPPING | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(|th, op, a, b| {
            let (Some(x), Some(y)) = (a.get::<Dict>(), b.get::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            match op {
                CompareOp::Eq => equal(th, x, y).map(Obj::from_bool),
                CompareOp::Ne => equal(th, x, y).map(|b| Obj::from_bool(!b)),
                _ => Ok(Obj::NOT_IMPLEMENTED),
            }
        }),
        len: Some(|_, v| Ok(dict(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|th, v, k| dict(v).contains(th, k)),
        iter: Some(|th, v| walk::<0>(th, v)),
        binary: Some(|th, op, a, b| if op == BinaryOp::Or { merge(th, a, b) } else { Ok(Obj::NOT_IMPLEMENTED) }),
        inplace: Some(|th, op, a, b| {
            if op != BinaryOp::Or {
                return Ok(Obj::NOT_IMPLEMENTED);
            }
            update_from(th, dict(a), b)?;
            Ok(a.clone())
        }),
        new: Some(|th, cls, _| th.new_payload(cls, Dict::empty())),
        init: Some(|th, v, args| update(th, v, args, "dict")),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    inplace: &[BinaryOp::Or],
    methods: &[
        Method::new("get", |th, v, args| {
            let a = args.between(th, "get", 1, 2)?;
            Ok(match dict(v).get(th, &a[0])? {
                Some(x) => x,
                None => a.get(1).cloned().unwrap_or(Obj::NONE),
            })
        }),
        Method::new("setdefault", |th, v, args| {
            let a = args.between(th, "setdefault", 1, 2)?;
            dict(v).set_default(th, &a[0], a.get(1).unwrap_or(&Obj::NONE)).map(|x| x.0)
        }),
        Method::new("pop", |th, v, args| {
            let a = args.between(th, "pop", 1, 2)?;
            match (dict(v).remove(th, &a[0])?, a.get(1)) {
                (Some(x), _) => Ok(x),
                (None, Some(d)) => Ok(d.clone()),
                (None, None) => Err(key_error(th, &a[0])),
            }
        }),
        Method::new("popitem", |th, v, args| {
            args.exactly::<0>(th, "dict.popitem")?;
            match dict(v).pop_last(th) {
                Some((k, x)) => th.pair(k, x),
                None => {
                    let m = th.str("popitem(): dictionary is empty")?;
                    Err(th.raise_with(Builtin::KeyError, Some(m)))
                }
            }
        }),
        Method::new("update", |th, v, args| update(th, v, args, "update").map(|()| Obj::NONE)),
        Method::new("clear", |th, v, args| {
            args.exactly::<0>(th, "dict.clear")?;
            dict(v).clear_all(th);
            Ok(Obj::NONE)
        }),
        Method::new("copy", |th, v, args| {
            args.exactly::<0>(th, "dict.copy")?;
            dict(v).copy(th)
        }),
        Method::new("keys", |th, v, args| {
            args.exactly::<0>(th, "dict.keys")?;
            th.alloc(DictKeys { dict: v.clone() })
        }),
        Method::new("values", |th, v, args| {
            args.exactly::<0>(th, "dict.values")?;
            th.alloc(DictValues { dict: v.clone() })
        }),
        Method::new("items", |th, v, args| {
            args.exactly::<0>(th, "dict.items")?;
            th.alloc(DictItems { dict: v.clone() })
        }),
        Method::new("__reversed__", |th, v, args| {
            args.exactly::<0>(th, "__reversed__")?;
            walk_back::<0>(th, v)
        }),
        Method::class("fromkeys", |th, cls, args| {
            let a = args.between(th, "fromkeys", 1, 2)?;
            let value = a.get(1).cloned().unwrap_or(Obj::NONE);
            let out = protocol::call(th, cls, &[])?;
            let it = protocol::iter(th, &a[0])?;
            while let Some(k) = protocol::next(th, &it)? {
                match out.exact::<Dict>() {
                    Some(d) => d.set(th, &k, &value)?,
                    None => protocol::set_item(th, &out, &k, &value)?,
                }
            }
            Ok(out)
        }),
        // Internal to OrderedDict.
        Method::new("_move_to_end", |th, v, args| {
            let [k, last] = args.exactly::<2>(th, "move_to_end")?;
            let last = protocol::truth(th, last)?;
            if dict(v).move_to_end(th, k, last)? { Ok(Obj::NONE) } else { Err(key_error(th, k)) }
        }),
        Method::new("_pop_first", |th, v, _| match dict(v).pop_first(th) {
            Some((k, x)) => th.pair(k, x),
            None => {
                let m = th.str("dictionary is empty")?;
                Err(th.raise_with(Builtin::KeyError, Some(m)))
            }
        }),
        Method::class("__class_getitem__", |_, cls, _| Ok(cls.clone())),
    ],
    ..TypeSpec::new(Builtin::Dict, &VTABLE)
};

macro_rules! walks {
    ($($name:ident $back:ident $spec:ident $back_spec:ident $rev:ident;)*) => { $(
        /// Walks a dict's entries.
        #[derive(Debug)]
        pub struct $name { dict: Obj, at: AtomicUsize, expected: usize }
        // SAFETY: BUILTIN is used here alone; the dict is the only reference.
        unsafe impl Payload for $name {
            const BUILTIN: Builtin = Builtin::$name;
            fn trace(&self, visit: &mut dyn Trace) { visit.obj(&self.dict); }
        }
        /// Walks a dict's entries backwards.
        #[derive(Debug)]
        pub struct $back { dict: Obj, at: AtomicUsize, expected: usize }
        // SAFETY: as above.
        unsafe impl Payload for $back {
            const BUILTIN: Builtin = Builtin::$rev;
            fn trace(&self, visit: &mut dyn Trace) { visit.obj(&self.dict); }
        }
    )* };
}
walks! {
    DictKeyIter DictRevKeys KEY_ITER REV_KEY_ITER DictRevKeyIter;
    DictValueIter DictRevValues VALUE_ITER REV_VALUE_ITER DictRevValueIter;
    DictItemIter DictRevItems ITEM_ITER REV_ITEM_ITER DictRevItemIter;
}

fn walk<const WHAT: u8>(th: &mut Thread, d: &Obj) -> R<Obj> {
    let (dict_obj, at, expected) = (d.clone(), AtomicUsize::new(0), dict(d).len());
    match WHAT {
        0 => th.alloc(DictKeyIter { dict: dict_obj, at, expected }),
        1 => th.alloc(DictValueIter { dict: dict_obj, at, expected }),
        _ => th.alloc(DictItemIter { dict: dict_obj, at, expected }),
    }
}

fn walk_back<const WHAT: u8>(th: &mut Thread, d: &Obj) -> R<Obj> {
    let (dict_obj, at, expected) = (d.clone(), AtomicUsize::new(usize::MAX - 1), dict(d).len());
    match WHAT {
        0 => th.alloc(DictRevKeys { dict: dict_obj, at, expected }),
        1 => th.alloc(DictRevValues { dict: dict_obj, at, expected }),
        _ => th.alloc(DictRevItems { dict: dict_obj, at, expected }),
    }
}

/// What a walk hands out of an entry.
fn pick<const WHAT: u8>(th: &mut Thread, k: Obj, v: Obj) -> R<Option<Obj>> {
    match WHAT {
        0 => Ok(Some(k)),
        1 => Ok(Some(v)),
        _ => th.pair(k, v).map(Some),
    }
}

const DONE: usize = usize::MAX;

fn advance<const WHAT: u8>(th: &mut Thread, d: &Obj, at: &AtomicUsize, expected: usize) -> R<Option<Obj>> {
    loop {
        let now = at.load(Ordering::Relaxed);
        if now == DONE {
            return Ok(None);
        }
        if dict(d).len() != expected {
            at.store(DONE, Ordering::Relaxed);
            return Err(th.raise(Builtin::RuntimeError, format_args!("dictionary changed size during iteration")));
        }
        let Some((next, k, v)) = dict(d).entry_from(th, now) else {
            at.store(DONE, Ordering::Relaxed);
            return Ok(None);
        };
        if at.compare_exchange(now, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            return pick::<WHAT>(th, k, v);
        }
    }
}

fn retreat<const WHAT: u8>(th: &mut Thread, d: &Obj, at: &AtomicUsize, expected: usize) -> R<Option<Obj>> {
    loop {
        let now = at.load(Ordering::Relaxed);
        if now == DONE {
            return Ok(None);
        }
        if dict(d).len() != expected {
            at.store(DONE, Ordering::Relaxed);
            return Err(th.raise(Builtin::RuntimeError, format_args!("dictionary changed size during iteration")));
        }
        let Some((next, k, v)) = dict(d).entry_before(th, now) else {
            at.store(DONE, Ordering::Relaxed);
            return Ok(None);
        };
        if at.compare_exchange(now, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            return pick::<WHAT>(th, k, v);
        }
    }
}

macro_rules! get {
    ($v:expr, $t:ty) => {
        // SAFETY: called through slots and methods of the type, which check the receiver.
        unsafe { $v.get_unchecked::<$t>() }
    };
}

macro_rules! walk_spec {
    ($spec:ident, $payload:ident, $step:ident, $what:literal) => {
        /// An iterator over a dict.
        pub static $spec: TypeSpec = TypeSpec {
            slots: SlotSpec {
                iter: Some(|_, v| Ok(v.clone())),
                next: Some(|th, v| {
                    let it = get!(v, $payload);
                    $step::<$what>(th, &it.dict, &it.at, it.expected)
                }),
                ..SlotSpec::NONE
            },
            methods: &[Method::new("__length_hint__", |th, v, _| {
                let it = get!(v, $payload);
                th.int(if it.at.load(Ordering::Relaxed) == DONE { 0 } else { it.expected as i64 })
            })],
            ..TypeSpec::new(<$payload as Payload>::BUILTIN, const { &Vtable::of::<$payload>() })
        };
    };
}
walk_spec!(KEY_ITER, DictKeyIter, advance, 0);
walk_spec!(VALUE_ITER, DictValueIter, advance, 1);
walk_spec!(ITEM_ITER, DictItemIter, advance, 2);
walk_spec!(REV_KEY_ITER, DictRevKeys, retreat, 0);
walk_spec!(REV_VALUE_ITER, DictRevValues, retreat, 1);
walk_spec!(REV_ITEM_ITER, DictRevItems, retreat, 2);

payload! {
    /// `d.keys()`
    DictKeys = DictKeys {
        /// The dict.
        pub dict: Obj => obj,
    }
}
payload! {
    /// `d.values()`
    DictValues = DictValues {
        /// The dict.
        pub dict: Obj => obj,
    }
}
payload! {
    /// `d.items()`
    DictItems = DictItems {
        /// The dict.
        pub dict: Obj => obj,
    }
}

fn view_repr(th: &mut Thread, v: &Obj, name: &str) -> R<Obj> {
    if !protocol::repr_enter(th, v)? {
        return th.str("...");
    }
    let r = protocol::collect(th, v).and_then(|items| super::sequence::repr_items(th, &items, "[", "]"));
    protocol::repr_leave(th);
    let r = r?;
    th.str_fmt(format_args!("{name}({})", str_object::text(&r)))
}

fn is_set_like(v: &Obj) -> bool {
    v.get::<DictKeys>().is_some()
        || v.get::<DictItems>().is_some()
        || v.get::<Set>().is_some()
        || v.get::<set_object::FrozenSet>().is_some()
}

fn view_compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if !is_set_like(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (n, m) = (protocol::len(th, a)?, protocol::len(th, b)?);
    let all_in = |th: &mut Thread, x: &Obj, y: &Obj| -> R<bool> {
        for k in protocol::collect(th, x)? {
            if !protocol::contains(th, y, &k)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let r = match op {
        CompareOp::Eq => n == m && all_in(th, a, b)?,
        CompareOp::Ne => !(n == m && all_in(th, a, b)?),
        CompareOp::Lt => n < m && all_in(th, a, b)?,
        CompareOp::Le => n <= m && all_in(th, a, b)?,
        CompareOp::Gt => n > m && all_in(th, b, a)?,
        CompareOp::Ge => n >= m && all_in(th, b, a)?,
    };
    Ok(Obj::from_bool(r))
}

fn view_binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let items: Vec<Obj> = match op {
        BinaryOp::And | BinaryOp::Or | BinaryOp::Sub | BinaryOp::Xor => protocol::collect(th, a)?,
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    if th.type_of(b).slots.iter().is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let other = protocol::collect(th, b)?;
    let (x, y) = (set_object::new_set(th, items)?, set_object::new_set(th, other)?);
    set_object::combine(th, op, &x, &y)
}

macro_rules! view_spec {
    ($spec:ident, $payload:ident, $what:literal, $name:literal, $set:literal, $contains:expr) => {
        /// A view of a dict.
        pub static $spec: TypeSpec = TypeSpec {
            slots: SlotSpec {
                repr: Some(|th, v| view_repr(th, v, $name)),
                len: Some(|_, v| Ok(dict(&get!(v, $payload).dict).len())),
                iter: Some(|th, v| walk::<$what>(th, &get!(v, $payload).dict)),
                contains: $contains,
                compare: if $set { Some(view_compare) } else { None },
                binary: if $set { Some(view_binary) } else { None },
                hash: if $set { Some(protocol::unhashable) } else { None },
                ..SlotSpec::NONE
            },
            binary: if $set { &[BinaryOp::And, BinaryOp::Or, BinaryOp::Sub, BinaryOp::Xor] } else { &[] },
            methods: &[
                Method::new("__reversed__", |th, v, _| walk_back::<$what>(th, &get!(v, $payload).dict)),
                Method::new("isdisjoint", |th, v, args| {
                    let [o] = args.exactly::<1>(th, "isdisjoint")?;
                    for x in protocol::collect(th, o)? {
                        if protocol::contains(th, v, &x)? {
                            return Ok(Obj::FALSE);
                        }
                    }
                    Ok(Obj::TRUE)
                }),
            ],
            getsets: &[GetSet::read("mapping", |th, v| super::mapping_proxy::new(th, &get!(v, $payload).dict))],
            ..TypeSpec::new(Builtin::$payload, const { &Vtable::of::<$payload>() })
        };
    };
}
view_spec!(KEYS, DictKeys, 0, "dict_keys", true, Some(|th, v, k| dict(&get!(v, DictKeys).dict).contains(th, k)));
view_spec!(VALUES, DictValues, 1, "dict_values", false, None);
view_spec!(
    ITEMS,
    DictItems,
    2,
    "dict_items",
    true,
    Some(|th, v, pair| {
        let Some(p) = pair.get::<tuple_object::Tuple>() else { return Ok(false) };
        let [k, x] = p.items() else { return Ok(false) };
        match dict(&get!(v, DictItems).dict).get(th, k)? {
            Some(y) => protocol::equal(th, &y, x),
            None => Ok(false),
        }
    })
);
