//! `dict`: what programs see of it.

use super::spec::{BASE, BinaryOp, CompareOp, MAPPING, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::refcount::biased;
use crate::text::text_buf::TextBuf;
use crate::types::dict_batch::Change;
use crate::types::dict_object::{Dict, hash_key};
use crate::types::tuple_object::Tuple;
use crate::types::type_object::as_type;
use crate::types::{dict_views, protocol, sequence, str_object};

static VTABLE: Vtable = Vtable::of::<Dict>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A table of keys and their values, from a mapping or from pairs, and from named arguments; without any, empty.",
    flags: BASE | MAPPING | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(dict_views::iter_keys),
        compare: Some(compare),
        len: Some(|_, v| Ok(dict(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|th, v, k| dict(v).contains(th, k)),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| th.new_payload(cls, Dict::empty())),
        init: Some(|th, v, args| update_from(th, v, args, "dict")),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    inplace: &[BinaryOp::Or],
    methods: &[
        Method::new("get", get).leaf(get_leaf).doc("The value of a key; for one that is not there, the default."),
        Method::new("setdefault", setdefault).doc("The value of a key; one that is not there is put in with the default first."),
        Method::new("pop", pop)
            .doc("Takes a key out and returns its value; of one that is not there, the default, or KeyError where none is given."),
        Method::new("popitem", popitem).doc("Takes out the pair that was put in last, and returns it; KeyError when there is none."),
        Method::new("update", |th, this, args| {
            update_from(th, this, args, "update")?;
            Ok(Obj::NONE)
        })
        .doc("Puts in what a mapping or pairs give, then the named arguments; values of keys that are there are replaced."),
        Method::new("keys", |th, this, args| {
            args.exactly::<0>(th, "dict.keys")?;
            dict_views::keys(th, this)
        })
        .doc("A view of the keys, which behaves as a set."),
        Method::new("values", |th, this, args| {
            args.exactly::<0>(th, "dict.values")?;
            dict_views::values(th, this)
        })
        .doc("A view of the values."),
        Method::new("items", |th, this, args| {
            args.exactly::<0>(th, "dict.items")?;
            dict_views::items(th, this)
        })
        .doc("A view of the pairs of key and value, which behaves as a set."),
        Method::new("clear", |th, this, args| {
            args.exactly::<0>(th, "dict.clear")?;
            dict(this).clear_all(th);
            Ok(Obj::NONE)
        })
        .doc("Takes all keys out."),
        Method::new("copy", |th, this, args| {
            args.exactly::<0>(th, "dict.copy")?;
            dict(this).copy(th)
        })
        .doc("A new dict of the same keys and values."),
        Method::class("fromkeys", fromkeys).doc("Create a new dictionary with keys from iterable and values set to value."),
        Method::new("__reversed__", |th, this, args| {
            args.exactly::<0>(th, "dict.__reversed__")?;
            dict_views::reversed_keys(th, this)
        })
        .doc("An iterator over the keys from the last to the first."),
        // The next four are for `collections.OrderedDict`.
        Method::new("_ordered_init", |th, this, args| {
            let given = args.positional().len();
            if given > 1 {
                return Err(th.type_error(format_args!("expected at most 1 argument, got {given}")));
            }
            set_entries(th, this, args)
        }),
        Method::new("_ordered_update", |th, this, args| {
            let given = args.positional().len();
            if given > 1 {
                return Err(th.type_error(format_args!("update() takes at most 1 positional argument ({given} given)")));
            }
            set_entries(th, this, args)
        }),
        Method::new("_move_to_end", |th, this, args| {
            let [k, last] = args.exactly::<2>(th, "move_to_end")?;
            let last = protocol::truth(th, last)?;
            if dict(this).move_to_end(th, k, last)? { Ok(Obj::NONE) } else { Err(key_error(th, k)) }
        }),
        Method::new("_pop_first", |th, this, _| match dict(this).pop_first(th) {
            Some((k, v)) => th.pair(k, v),
            None => Err(th.raise(Builtin::KeyError, format_args!("dictionary is empty"))),
        }),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "dict.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::Dict, &VTABLE)
};

fn dict(v: &Obj) -> &Object<Dict> {
    // SAFETY: called through slots and methods of `dict`, which check the receiver.
    unsafe { v.get_unchecked::<Dict>() }
}

/// `KeyError` with the key.
#[cold]
pub fn key_error(th: &mut Thread, key: &Obj) -> Raised {
    th.raise_with(Builtin::KeyError, Some(key.clone()))
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    match dict(v).get(th, key)? {
        Some(x) => Ok(x),
        None => missing(th, v, key),
    }
}

#[cold]
fn missing(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if v.exact::<Dict>().is_none()
        && let Some(x) = protocol::call_special(th, v, names::MISSING, &[key])?
    {
        return Ok(x);
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
    sequence::guarded(th, v, "{...}", &mut |th| {
        let mut text = TextBuf::new();
        text.push_char('{').or_raise(th)?;
        let mut at = 0;
        let mut first = true;
        while let Some((next, key, value)) = dict(v).entry_from(th, at) {
            at = next;
            let key = protocol::repr(th, &key)?;
            let value = protocol::repr(th, &value)?;
            let (key, value) = (str_object::text(&key), str_object::text(&value));
            text.push_fmt(format_args!("{}{key}: {value}", if first { "" } else { ", " })).or_raise(th)?;
            first = false;
        }
        text.push_char('}').or_raise(th)?;
        th.str(text.as_str())
    })
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, Some(y)) = (dict(a), b.get::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        CompareOp::Eq => Ok(Obj::from_bool(equal(th, x, y)?)),
        CompareOp::Ne => Ok(Obj::from_bool(!equal(th, x, y)?)),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn equal(th: &mut Thread, a: &Object<Dict>, b: &Object<Dict>) -> R<bool> {
    th.check_native_stack()?;
    if a.len() != b.len() {
        return Ok(false);
    }
    let (x, y) = (steady(th, a)?, steady(th, b)?);
    let x = x.as_ref().and_then(Obj::get::<Dict>).unwrap_or(a);
    let y = y.as_ref().and_then(Obj::get::<Dict>).unwrap_or(b);
    equal_unshared(th, x, y)
}

/// A copy of a dict that other threads may change, as it was at one moment; `None` for one that they do not reach.
fn steady(th: &mut Thread, d: &Object<Dict>) -> R<Option<Obj>> {
    if biased::is_shared(&d.header) { d.copy(th).map(Some) } else { Ok(None) }
}

fn equal_unshared(th: &mut Thread, a: &Object<Dict>, b: &Object<Dict>) -> R<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((next, hash, key, value)) = a.hashed_from(th, at) {
        th.poll()?;
        at = next;
        match b.get_hashed(th, hash, &key)? {
            Some(other) => {
                if !sequence::same(th, &value, &other)? {
                    return Ok(false);
                }
            }
            None => return Ok(false),
        }
    }
    Ok(true)
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (BinaryOp::Or, Some(x), Some(_)) = (op, a.get::<Dict>(), b.get::<Dict>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let out = x.copy(th)?;
    update(th, &out, b)?;
    Ok(out)
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if op != BinaryOp::Or {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    update(th, a, b)?;
    Ok(a.clone())
}

/// `update(x, **keywords)` and `dict.__init__`.
fn update_from(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str) -> R<()> {
    let positional = Args::new(args.positional());
    if let Some(x) = positional.between(th, name, 0, 1)?.first() {
        update(th, v, x)?;
    }
    for (key, value) in args.keywords() {
        dict(v).set(th, key, value)?;
    }
    Ok(())
}

/// `v.update(from)` without keywords: a mapping, or pairs. `v` is a dict.
pub fn update(th: &mut Thread, v: &Obj, from: &Obj) -> R<()> {
    if let Some(d) = from.get::<Dict>()
        && is_plain(th, from)
    {
        return merge(th, dict(v), d);
    }
    let keys = protocol::get_attr_quiet(th, from, th.name(names::KEYS))?;
    match keys {
        Some(keys) => {
            let keys = protocol::call(th, &keys, &[])?;
            let it = protocol::iter(th, &keys)?;
            while let Some(key) = protocol::next(th, &it)? {
                let value = protocol::get_item(th, from, &key)?;
                dict(v).set(th, &key, &value)?;
            }
            Ok(())
        }
        None => update_pairs(th, dict(v), from),
    }
}

/// Whether iterating a dict (or an instance of a subclass) gives what the dict holds.
pub(crate) fn is_plain(th: &Thread, v: &Obj) -> bool {
    if v.exact::<Dict>().is_some() {
        return true;
    }
    match (th.type_of(v).slots.iter(), SPEC.slots.iter) {
        (Some(f), Some(g)) => core::ptr::fn_addr_eq(f, g),
        _ => false,
    }
}

/// Adds the entries of one dict to another.
pub(crate) fn merge(th: &mut Thread, to: &Object<Dict>, from: &Object<Dict>) -> R<()> {
    if core::ptr::eq(to, from) {
        return Ok(());
    }
    if to.is_empty() && !biased::is_shared(&to.header) {
        return from.copy_into(th, to);
    }
    let entries = from.snapshot_hashed(th)?;
    to.change_all(th, Change::Set, &entries)
}

/// `update` of an `OrderedDict`, which is `MutableMapping`'s: each entry is set as a program sets it, so that a class derived from it has its say.
fn set_entries(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    if let Some(from) = args.positional().first() {
        set_entries_of(th, v, from)?;
    }
    for (key, value) in args.keywords() {
        protocol::set_item(th, v, key, value)?;
    }
    Ok(Obj::NONE)
}

fn set_entries_of(th: &mut Thread, v: &Obj, from: &Obj) -> R<()> {
    if let Some(d) = from.get::<Dict>()
        && reads_plainly(th, from)?
    {
        let own = match (th.type_of(v).slots.setitem(), SPEC.slots.setitem) {
            (Some(f), Some(g)) => core::ptr::fn_addr_eq(f, g),
            _ => false,
        };
        if own {
            return merge(th, dict(v), d);
        }
        for (key, value) in d.snapshot(th)? {
            protocol::set_item(th, v, &key, &value)?;
        }
        return Ok(());
    }
    if let Some(keys) = protocol::get_attr_text(th, from, "keys")? {
        let keys = protocol::call(th, &keys, &[])?;
        let it = protocol::iter(th, &keys)?;
        while let Some(key) = protocol::next(th, &it)? {
            let value = protocol::get_item(th, from, &key)?;
            protocol::set_item(th, v, &key, &value)?;
        }
        return Ok(());
    }
    let pairs = match protocol::get_attr_text(th, from, "items")? {
        Some(items) => protocol::call(th, &items, &[])?,
        None => from.clone(),
    };
    let it = protocol::iter(th, &pairs)?;
    while let Some(pair) = protocol::next(th, &it)? {
        let pair = protocol::iter(th, &pair)?;
        let mut parts = [Obj::NONE, Obj::NONE];
        for (n, part) in parts.iter_mut().enumerate() {
            let Some(x) = protocol::next(th, &pair)? else {
                let s = if n == 1 { "" } else { "s" };
                return Err(th.value_error(format_args!("need more than {n} value{s} to unpack")));
            };
            *part = x;
        }
        if protocol::next(th, &pair)?.is_some() {
            return Err(th.value_error(format_args!("too many values to unpack (expected 2)")));
        }
        protocol::set_item(th, v, &parts[0], &parts[1])?;
    }
    Ok(())
}

/// Whether `keys()` and items of a dict are what it holds, in its order.
fn reads_plainly(th: &mut Thread, v: &Obj) -> R<bool> {
    if v.exact::<Dict>().is_some() {
        return Ok(true);
    }
    let items = match (th.type_of(v).slots.getitem(), SPEC.slots.getitem) {
        (Some(f), Some(g)) => core::ptr::fn_addr_eq(f, g),
        _ => false,
    };
    let keys = th.name(names::KEYS);
    Ok(items
        && is_plain(th, v)
        && match (th.type_of(v).lookup(keys), th.isolate().ty(Builtin::Dict).lookup(keys)) {
            (Some(own), Some(plain)) => own.is(&plain),
            _ => false,
        })
}

fn update_pairs(th: &mut Thread, to: &Object<Dict>, from: &Obj) -> R<()> {
    let it = protocol::iter(th, from)?;
    let mut i = 0;
    while let Some(pair) = protocol::next(th, &it)? {
        if let Some(t) = pair.exact::<Tuple>()
            && let [key, value] = t.items()
        {
            to.set(th, key, value)?;
            i += 1;
            continue;
        }
        let items = match protocol::collect(th, &pair) {
            Ok(items) => items,
            Err(e) => return Err(no_pair(th, e, i)),
        };
        let [key, value] = items.as_slice() else {
            let n = items.len();
            return Err(th.value_error(format_args!("dictionary update sequence element #{i} has length {n}; 2 is required")));
        };
        to.set(th, key, value)?;
        i += 1;
    }
    Ok(())
}

#[cold]
fn no_pair(th: &mut Thread, e: Raised, i: usize) -> Raised {
    let error = match th.take_if(e, Builtin::TypeError) {
        Ok(error) => error,
        Err(e) => return e,
    };
    drop(error);
    let e = th.type_error(format_args!("object is not iterable"));
    let error = th.take(e);
    let noted = th.str_fmt(format_args!("Cannot convert dictionary update sequence element #{i} to a sequence")).and_then(|note| {
        protocol::call_method_text(th, &error, "add_note", &[note])?;
        Ok(())
    });
    match noted {
        Ok(()) => th.reraise(error),
        Err(e) => e,
    }
}

fn get(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "get", 1, 2)?;
    Ok(match dict(this).get(th, &a[0])? {
        Some(v) => v,
        None => a.get(1).cloned().unwrap_or(Obj::NONE),
    })
}

/// [`get`] of a key whose hash is known, in a dict where that needs no program code and no lock.
fn get_leaf(this: &Obj, args: &[Obj]) -> Option<Value> {
    let (key, default) = match args {
        [key] => (key, Value::NONE),
        [key, default] => (key, default.value()),
        _ => return None,
    };
    let hash = protocol::hash_known(key)?;
    let found = dict(this).quick_get(hash, key).ok()?;
    // SAFETY: the caller's register holds the default.
    Some(found.unwrap_or_else(|| unsafe { crate::interp::register::copy(default) }))
}

fn setdefault(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "setdefault", 1, 2)?;
    let default = a.get(1).cloned().unwrap_or(Obj::NONE);
    Ok(dict(this).set_default(th, &a[0], &default)?.0)
}

fn pop(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "pop", 1, 2)?;
    let d = dict(this);
    // As in CPython, an empty dict does not ask for the hash.
    let found = if d.is_empty() { None } else { d.remove(th, &a[0])? };
    match (found, a.get(1)) {
        (Some(v), _) => Ok(v),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(key_error(th, &a[0])),
    }
}

fn popitem(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "dict.popitem")?;
    match dict(this).pop_last(th) {
        Some((k, v)) => th.pair(k, v),
        None => Err(th.raise(Builtin::KeyError, format_args!("popitem(): dictionary is empty"))),
    }
}

fn fromkeys(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "fromkeys", 1, 2)?;
    let value = a.get(1).cloned().unwrap_or(Obj::NONE);
    let plain = as_type(cls).is_some_and(|t| core::ptr::eq(t, th.isolate().ty(Builtin::Dict)));
    let out = if plain { th.dict()? } else { protocol::call(th, cls, &[])? };
    // Sets and dicts know the hashes of their keys.
    let known = match super::set_object::table(&a[0]) {
        Some(t) if a[0].exact::<super::set_object::Set>().is_some() || a[0].exact::<super::set_object::FrozenSet>().is_some() => Some(t),
        _ => a[0].exact::<Dict>(),
    };
    if let (Some(from), Some(d)) = (known, out.exact::<Dict>()) {
        for (hash, key, _) in from.snapshot_hashed(th)? {
            d.set_hashed(th, hash, &key, &value)?;
        }
        return Ok(out);
    }
    let it = protocol::iter(th, &a[0])?;
    while let Some(key) = protocol::next(th, &it)? {
        match out.exact::<Dict>() {
            Some(d) => {
                let hash = hash_key(th, &key)?;
                d.set_hashed(th, hash, &key, &value)?;
            }
            None => protocol::set_item(th, &out, &key, &value)?,
        }
    }
    Ok(out)
}
