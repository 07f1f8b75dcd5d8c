//! `set` and `frozenset`: what programs see of them.

use alloc::vec::Vec;

use super::spec::{BASE, BinaryOp, CompareOp, MATCH_SELF, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable, WEAK};
use super::tuple_type::overrides_init;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::refcount::biased;
use crate::types::dict_batch::{Change, Hashed};
use crate::types::dict_object::Dict;
use crate::types::dict_table::{MISS, UNSURE};
use crate::types::set_object::{self, FrozenSet, Set, hash_element, insert, insert_hashed};
use crate::types::type_object::as_type;
use crate::types::{dict_type, iterators, protocol, sequence};

static SET_VTABLE: Vtable = Vtable::of::<Set>();
static FROZEN_VTABLE: Vtable = Vtable::of::<FrozenSet>();

const OPERATORS: &[BinaryOp] = &[BinaryOp::And, BinaryOp::Or, BinaryOp::Sub, BinaryOp::Xor];

/// `set`
pub static SET: TypeSpec = TypeSpec {
    doc: "Different hashable elements in no order.",
    flags: BASE | UNHASHABLE | MATCH_SELF | WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(iterators::set_iterator),
        compare: Some(compare),
        len: Some(|_, v| Ok(elements(v).len())),
        contains: Some(contains),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| th.new_payload(cls, Set::empty())),
        init: Some(init),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    inplace: OPERATORS,
    methods: &[
        Method::new("add", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.add")?;
            insert(th, elements(this), x)?;
            Ok(Obj::NONE)
        })
        .doc("Puts an element in, unless an equal one is there."),
        Method::new("clear", |th, this, args| {
            args.exactly::<0>(th, "set.clear")?;
            elements(this).clear_all(th);
            Ok(Obj::NONE)
        })
        .doc("Takes all elements out."),
        Method::new("__reduce__", |th, this, args| {
            args.exactly::<0>(th, "set.__reduce__")?;
            reduce(th, this)
        }),
        Method::new("copy", |th, this, args| {
            args.exactly::<0>(th, "set.copy")?;
            copy(th, elements(this), false)
        })
        .doc("A new set of the same elements."),
        Method::new("discard", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.discard")?;
            let hash = hash_for_lookup(th, x)?;
            elements(this).remove_hashed(th, hash, x)?;
            Ok(Obj::NONE)
        })
        .doc("Takes an element out, if it is there."),
        Method::new("remove", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.remove")?;
            let hash = hash_for_lookup(th, x)?;
            match elements(this).remove_hashed(th, hash, x)? {
                Some(_) => Ok(Obj::NONE),
                None => Err(dict_type::key_error(th, x)),
            }
        })
        .doc("Takes an element out; KeyError when it is not there."),
        Method::new("pop", |th, this, args| {
            args.exactly::<0>(th, "set.pop")?;
            match elements(this).pop_first(th) {
                Some((x, _)) => Ok(x),
                None => Err(th.raise(Builtin::KeyError, format_args!("pop from an empty set"))),
            }
        })
        .doc("Takes out some element and returns it; KeyError when there is none."),
        Method::new("update", |th, this, args| {
            args.no_keywords(th, "set.update")?;
            for x in args.all {
                update(th, elements(this), x)?;
            }
            Ok(Obj::NONE)
        })
        .doc("Puts in all elements of the others."),
        Method::new("difference_update", |th, this, args| {
            args.no_keywords(th, "set.difference_update")?;
            for x in args.all {
                subtract(th, elements(this), x)?;
            }
            Ok(Obj::NONE)
        })
        .doc("Takes out all elements of the others."),
        Method::new("intersection_update", |th, this, args| {
            args.no_keywords(th, "set.intersection_update")?;
            keep(th, elements(this), args.all)?;
            Ok(Obj::NONE)
        })
        .doc("Takes out what is not in each of the others."),
        Method::new("symmetric_difference_update", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.symmetric_difference_update")?;
            toggle(th, elements(this), x)?;
            Ok(Obj::NONE)
        })
        .doc("Takes out the other's elements that are there, and puts in those that are not."),
        Method::new("union", |th, this, args| union(th, this, args, "set.union", false))
            .doc("A new set: what is in this one or in any of the others."),
        Method::new("intersection", |th, this, args| {
            args.no_keywords(th, "set.intersection")?;
            intersection_of(th, elements(this), args.all, false)
        })
        .doc("A new set: what is in this one and in each of the others."),
        Method::new("difference", |th, this, args| difference_method(th, this, args, "set.difference", false))
            .doc("A new set: what is in this one and in none of the others."),
        Method::new("symmetric_difference", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.symmetric_difference")?;
            symmetric_difference(th, elements(this), x, false)
        })
        .doc("A new set: what is in exactly one of the two."),
        Method::new("isdisjoint", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.isdisjoint")?;
            Ok(Obj::from_bool(is_disjoint(th, this, x)?))
        })
        .doc("Whether no element is in both."),
        Method::new("issubset", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.issubset")?;
            Ok(Obj::from_bool(is_subset(th, this, x)?))
        })
        .doc("Whether all elements of this one are in the other."),
        Method::new("issuperset", |th, this, args| {
            let [x] = args.exactly::<1>(th, "set.issuperset")?;
            Ok(Obj::from_bool(is_superset(th, this, x)?))
        })
        .doc("Whether all elements of the other are in this one."),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "set.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::Set, &SET_VTABLE)
};

/// `frozenset`
pub static FROZEN_SET: TypeSpec = TypeSpec {
    doc: "Different hashable elements in no order, which do not change; so it is hashable itself.",
    flags: BASE | MATCH_SELF | WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        // SAFETY: the slot of `frozenset` is only called with one.
        hash: Some(|th, v| unsafe { v.get_unchecked::<FrozenSet>() }.hash(th)),
        iter: Some(iterators::set_iterator),
        compare: Some(compare),
        len: Some(|_, v| Ok(elements(v).len())),
        contains: Some(contains),
        binary: Some(binary),
        new: Some(new_frozen),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    methods: &[
        Method::new("__reduce__", |th, this, args| {
            args.exactly::<0>(th, "frozenset.__reduce__")?;
            reduce(th, this)
        }),
        Method::new("copy", |th, this, args| {
            args.exactly::<0>(th, "frozenset.copy")?;
            if this.exact::<FrozenSet>().is_some() { Ok(this.clone()) } else { copy(th, elements(this), true) }
        })
        .doc("A new set of the same elements."),
        Method::new("union", |th, this, args| union(th, this, args, "frozenset.union", true))
            .doc("A new set: what is in this one or in any of the others."),
        Method::new("intersection", |th, this, args| {
            args.no_keywords(th, "frozenset.intersection")?;
            intersection_of(th, elements(this), args.all, true)
        })
        .doc("A new set: what is in this one and in each of the others."),
        Method::new("difference", |th, this, args| difference_method(th, this, args, "frozenset.difference", true))
            .doc("A new set: what is in this one and in none of the others."),
        Method::new("symmetric_difference", |th, this, args| {
            let [x] = args.exactly::<1>(th, "frozenset.symmetric_difference")?;
            symmetric_difference(th, elements(this), x, true)
        })
        .doc("A new set: what is in exactly one of the two."),
        Method::new("isdisjoint", |th, this, args| {
            let [x] = args.exactly::<1>(th, "frozenset.isdisjoint")?;
            Ok(Obj::from_bool(is_disjoint(th, this, x)?))
        })
        .doc("Whether no element is in both."),
        Method::new("issubset", |th, this, args| {
            let [x] = args.exactly::<1>(th, "frozenset.issubset")?;
            Ok(Obj::from_bool(is_subset(th, this, x)?))
        })
        .doc("Whether all elements of this one are in the other."),
        Method::new("issuperset", |th, this, args| {
            let [x] = args.exactly::<1>(th, "frozenset.issuperset")?;
            Ok(Obj::from_bool(is_superset(th, this, x)?))
        })
        .doc("Whether all elements of the other are in this one."),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "frozenset.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::FrozenSet, &FROZEN_VTABLE)
};

/// The elements of what is known to be a set or frozen set.
fn elements(v: &Obj) -> &Object<Dict> {
    // SAFETY: called through slots and methods of the two types, which check the receiver; S1 of `set_object` holds for both layouts.
    unsafe { &*v.value().pointer_unchecked().cast::<Object<Dict>>() }
}

fn empty(th: &mut Thread, frozen: bool) -> R<Obj> {
    if frozen { th.alloc(FrozenSet::empty()) } else { th.alloc(Set::empty()) }
}

fn copy(th: &mut Thread, t: &Object<Dict>, frozen: bool) -> R<Obj> {
    let out = empty(th, frozen)?;
    t.copy_into(th, elements(&out))?;
    Ok(out)
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    args.no_keywords(th, "set")?;
    let a = args.between(th, th.type_of(v).name_text(), 0, 1)?;
    let t = elements(v);
    if !t.is_empty() {
        t.clear_all(th);
    }
    match a.first() {
        Some(x) => update(th, t, x),
        None => Ok(()),
    }
}

fn new_frozen(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let heap = as_type(cls).is_some_and(|t| t.is_heap());
    if !heap || !overrides_init(th, cls) {
        args.no_keywords(th, "frozenset")?;
    }
    let positional = Args::new(args.positional());
    let a = positional.between(th, as_type(cls).map_or("frozenset", |t| t.name_text()), 0, 1)?;
    if !heap
        && let Some(s) = a.first()
        && s.exact::<FrozenSet>().is_some()
    {
        return Ok(s.clone());
    }
    let out = th.new_payload(cls, FrozenSet::empty())?;
    if let Some(x) = a.first() {
        update(th, elements(&out), x)?;
    }
    Ok(out)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let name = th.type_name(v);
    let plain = v.exact::<Set>().is_some();
    if elements(v).is_empty() {
        return th.str_fmt(format_args!("{name}()"));
    }
    if !protocol::repr_enter(th, v)? {
        return th.str_fmt(format_args!("{name}(...)"));
    }
    let mut at = 0;
    let text = sequence::repr_items(th, "{", "}", &mut |th| {
        Ok(elements(v).entry_from(th, at).map(|(next, x, _)| {
            at = next;
            x
        }))
    });
    protocol::repr_leave(th);
    let text = text?;
    if plain { th.str(text.as_str()) } else { th.str_fmt(format_args!("{name}({})", text.as_str())) }
}

/// The hash to look an element up by. A set, which has none, is looked for as the frozen set of its elements.
fn hash_for_lookup(th: &mut Thread, x: &Obj) -> R<i64> {
    match protocol::hash(th, x) {
        Ok(h) => Ok(h),
        Err(e) => {
            if x.get::<Set>().is_some() {
                drop(th.take_if(e, Builtin::TypeError)?);
                return Ok(set_object::hash_table(th, elements(x)));
            }
            Err(crate::types::dict_object::unhashable(th, e, x, "a set element"))
        }
    }
}

fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let hash = hash_for_lookup(th, x)?;
    elements(v).contains_hashed(th, hash, x)
}

/// `(type, ([elements],), state)`
fn reduce(th: &mut Thread, v: &Obj) -> R<Obj> {
    let out = protocol::collect_list(th, v)?;
    let out = th.list(out)?;
    let call = th.tuple_of(&[out])?;
    let state = super::object_reduce::getstate(th, v, false)?;
    let class = th.type_of(v).to_obj();
    th.tuple_of(&[class, call, state])
}

/// A set, frozen set or dict, which know the hashes of what they hold.
fn known(x: &Obj) -> Option<&Object<Dict>> {
    match set_object::table(x) {
        Some(t) => Some(t),
        None => x.exact::<Dict>(),
    }
}

/// The entries of one that another has too (`wanted`), or has not, each looked at at one moment.
fn entries_of(th: &mut Thread, walked: &Object<Dict>, other: &Object<Dict>, wanted: bool) -> R<Vec<Hashed>> {
    let mut entries = walked.snapshot_hashed(th)?;
    let found = other.get_all(th, &entries)?;
    let mut found = found.iter();
    entries.retain(|_| found.next().is_some_and(|f| f.is_some() == wanted));
    Ok(entries)
}

/// Adds to a new set the entries of one that another has too (`wanted`), or has not.
fn add_entries_of(th: &mut Thread, out: &Object<Dict>, walked: &Object<Dict>, other: &Object<Dict>, wanted: bool) -> R<()> {
    if biased::is_shared(&walked.header) || biased::is_shared(&other.header) {
        let entries = entries_of(th, walked, other, wanted)?;
        return out.change_all(th, Change::Add, &entries);
    }
    // Nobody else changes the two, so they are walked where they lie. (If comparisons do, or what runs at a safepoint, or they share them, each step
    // still sees a whole entry.)
    let mut at = add_quickly(th, out, walked, Some((other, wanted)))?;
    while let Some((next, hash, key, _)) = walked.hashed_from(th, at) {
        th.poll()?;
        at = next;
        if other.contains_hashed(th, hash, &key)? == wanted {
            insert_hashed(th, out, hash, &key)?;
        }
    }
    Ok(())
}

/// Entries that are passed between two safepoints.
const STRETCH: usize = 1024;

/// Adds elements of a set or dict to a set, all or those that a `filter` has (or has not), as long as the tables alone tell what is equal and each is this
/// thread's alone: the position of the first entry for which more is to do, or behind the last.
fn add_quickly(th: &mut Thread, out: &Object<Dict>, walked: &Object<Dict>, filter: Option<(&Object<Dict>, bool)>) -> R<usize> {
    let mut at = 0;
    loop {
        // Whatever runs here may change them all.
        th.poll()?;
        let shared = biased::is_shared(&out.header) || biased::is_shared(&walked.header);
        if shared || filter.is_some_and(|(other, _)| biased::is_shared(&other.header)) {
            return Ok(at);
        }
        let Some(from) = walked.payload.table().filter(|t| at < t.filled()) else { return Ok(at) };
        let end = from.filled().min(at + STRETCH);
        // From here to the end of the stretch no program code runs.
        while at < end {
            let e = from.entry(at);
            let key = e.key();
            if key.is_unbound() {
                at += 1;
                continue;
            }
            if let Some((other, wanted)) = filter {
                let found = other.payload.table().map_or(MISS, |t| t.find(e.hash, key).0);
                if found == UNSURE {
                    return Ok(at);
                }
                if (found != MISS) != wanted {
                    at += 1;
                    continue;
                }
            }
            // SAFETY: the entry keeps its key.
            let key_of = || unsafe { Obj::from_borrowed(key) };
            match out.payload.table().map(|t| (t, t.find(e.hash, key))) {
                Some((_, (UNSURE, _))) => return Ok(at),
                Some((t, (MISS, place))) if t.has_room() => t.add_at(place, e.hash, key_of(), Obj::NONE),
                Some((_, (MISS, _))) | None => {
                    insert_hashed(th, out, e.hash, &key_of())?;
                }
                Some(_) => {}
            }
            at += 1;
        }
    }
}

/// Runs `f` with the hash and the value of each element of an iterable; false stops. Hashes that sets and dicts know are not asked for again.
fn for_each(th: &mut Thread, x: &Obj, f: &mut dyn FnMut(&mut Thread, i64, &Obj) -> R<bool>) -> R<()> {
    if let Some(t) = known(x) {
        if !biased::is_shared(&t.header) {
            let mut at = 0;
            while let Some((next, hash, key, _)) = t.hashed_from(th, at) {
                th.poll()?;
                at = next;
                if !f(th, hash, &key)? {
                    break;
                }
            }
            return Ok(());
        }
        for (hash, key, _) in t.snapshot_hashed(th)? {
            if !f(th, hash, &key)? {
                break;
            }
        }
        return Ok(());
    }
    let it = protocol::iter(th, x)?;
    while let Some(item) = protocol::next(th, &it)? {
        let hash = hash_element(th, &item)?;
        if !f(th, hash, &item)? {
            break;
        }
    }
    Ok(())
}

/// `set.update` with one iterable.
pub(crate) fn update(th: &mut Thread, t: &Object<Dict>, x: &Obj) -> R<()> {
    if t.is_empty()
        && !biased::is_shared(&t.header)
        && let Some(from) = set_object::table(x)
        && !core::ptr::eq(from, t)
    {
        return from.copy_into(th, t);
    }
    // A set of several threads changes at one moment.
    if let Some(from) = known(x)
        && biased::is_shared(&t.header)
    {
        let entries = from.snapshot_hashed(th)?;
        return t.change_all(th, Change::Add, &entries);
    }
    if let Some(from) = known(x)
        && !biased::is_shared(&from.header)
    {
        let mut at = add_quickly(th, t, from, None)?;
        while let Some((next, hash, item, _)) = from.hashed_from(th, at) {
            th.poll()?;
            at = next;
            insert_hashed(th, t, hash, &item)?;
        }
        return Ok(());
    }
    for_each(th, x, &mut |th, hash, item| {
        insert_hashed(th, t, hash, item)?;
        Ok(true)
    })
}

/// `set.intersection_update`
fn keep(th: &mut Thread, t: &Object<Dict>, others: &[Obj]) -> R<()> {
    let Some((first, rest)) = others.split_first() else { return Ok(()) };
    if biased::is_shared(&t.header) {
        let first = to_set(th, first)?;
        let kept = intersection_of(th, elements(&first), rest, false)?;
        return t.keep_all(th, elements(&kept));
    }
    let kept = intersection_of(th, t, others, false)?;
    // Comparisons may have shared the set meanwhile. What it had before ends with `kept`.
    if t.swap_with(elements(&kept)) { Ok(()) } else { t.keep_all(th, elements(&kept)) }
}

/// `set.difference_update` with one iterable.
pub(crate) fn subtract(th: &mut Thread, t: &Object<Dict>, x: &Obj) -> R<()> {
    // What was common a moment ago may not be all that is common when it is taken out, so not in a set of several threads.
    if let Some(other) = set_object::table(x)
        && other.len() > t.len()
        && !biased::is_shared(&t.header)
    {
        let entries = entries_of(th, t, other, true)?;
        return t.change_all(th, Change::Remove, &entries);
    }
    if let Some(other) = known(x)
        && biased::is_shared(&t.header)
    {
        let entries = other.snapshot_hashed(th)?;
        return t.change_all(th, Change::Remove, &entries);
    }
    for_each(th, x, &mut |th, hash, item| {
        t.remove_hashed(th, hash, item)?;
        Ok(true)
    })
}

/// `set.symmetric_difference_update`
fn toggle(th: &mut Thread, t: &Object<Dict>, x: &Obj) -> R<()> {
    // An element that an iterable gives twice counts once.
    let other = as_table(th, x)?;
    let entries = match known(&other) {
        Some(other) => other.snapshot_hashed(th)?,
        None => return Ok(()),
    };
    t.change_all(th, Change::Toggle, &entries)
}

/// An iterable as a set, a frozen set or a dict.
fn as_table(th: &mut Thread, x: &Obj) -> R<Obj> {
    if set_object::table(x).is_some() || x.exact::<Dict>().is_some() {
        return Ok(x.clone());
    }
    let out = empty(th, false)?;
    update(th, elements(&out), x)?;
    Ok(out)
}

fn union(th: &mut Thread, this: &Obj, args: &Args<'_>, name: &str, frozen: bool) -> R<Obj> {
    args.no_keywords(th, name)?;
    if args.all.is_empty() && this.exact::<FrozenSet>().is_some() {
        return Ok(this.clone());
    }
    let out = copy(th, elements(this), frozen)?;
    for x in args.all {
        update(th, elements(&out), x)?;
    }
    Ok(out)
}

fn intersection_of(th: &mut Thread, t: &Object<Dict>, others: &[Obj], frozen: bool) -> R<Obj> {
    let Some((first, rest)) = others.split_first() else { return copy(th, t, frozen) };
    let mut out = intersection(th, t, first, frozen)?;
    for x in rest {
        out = intersection(th, elements(&out), x, frozen)?;
    }
    Ok(out)
}

/// Elements of `t` that an iterable gives too.
pub(crate) fn intersection(th: &mut Thread, t: &Object<Dict>, x: &Obj, frozen: bool) -> R<Obj> {
    let out = empty(th, frozen)?;
    let result = elements(&out);
    // Walk the smaller of two sets.
    if let Some(other) = known(x) {
        let walks_own = other.len() > t.len() && set_object::table(x).is_some();
        let (walked, other) = if walks_own { (t, other) } else { (other, t) };
        add_entries_of(th, result, walked, other, true)?;
        return Ok(out);
    }
    // Items are looked up here, not put in: what has no hash is not spoken of as an element.
    let it = protocol::iter(th, x)?;
    while let Some(item) = protocol::next(th, &it)? {
        let hash = protocol::hash(th, &item)?;
        if t.contains_hashed(th, hash, &item)? {
            insert_hashed(th, result, hash, &item)?;
            // As in CPython nothing is asked for any more once all elements have been found.
            if result.len() >= t.len() {
                break;
            }
        }
    }
    Ok(out)
}

fn difference_method(th: &mut Thread, this: &Obj, args: &Args<'_>, name: &str, frozen: bool) -> R<Obj> {
    args.no_keywords(th, name)?;
    let Some((first, rest)) = args.all.split_first() else { return copy(th, elements(this), frozen) };
    let out = difference(th, elements(this), first, frozen)?;
    for x in rest {
        subtract(th, elements(&out), x)?;
    }
    Ok(out)
}

/// Elements of `t` that an iterable does not give.
pub(crate) fn difference(th: &mut Thread, t: &Object<Dict>, x: &Obj, frozen: bool) -> R<Obj> {
    // Looking up beats copying and removing, unless there is little to remove.
    if let Some(other) = known(x)
        && other.len() >= t.len() / 4
    {
        let out = empty(th, frozen)?;
        add_entries_of(th, elements(&out), t, other, false)?;
        return Ok(out);
    }
    let out = copy(th, t, frozen)?;
    subtract(th, elements(&out), x)?;
    Ok(out)
}

/// Elements that only one of the two has.
pub(crate) fn symmetric_difference(th: &mut Thread, t: &Object<Dict>, x: &Obj, frozen: bool) -> R<Obj> {
    let out = copy(th, t, frozen)?;
    toggle(th, elements(&out), x)?;
    Ok(out)
}

/// Whether no element of an iterable is in a set.
pub(crate) fn is_disjoint(th: &mut Thread, this: &Obj, x: &Obj) -> R<bool> {
    if set_object::table(x).is_some() && th.type_of(x).is_heap() {
        // One of a derived class is an iterable like any other.
        for item in protocol::collect(th, x)? {
            let hash = hash_element(th, &item)?;
            if elements(this).contains_hashed(th, hash, &item)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    // Walk the smaller of two sets.
    let (this, x) = match set_object::table(x) {
        Some(other) if other.len() > elements(this).len() => (x, this),
        _ => (this, x),
    };
    let t = elements(this);
    let mut disjoint = true;
    for_each(th, x, &mut |th, hash, item| {
        disjoint = !t.contains_hashed(th, hash, item)?;
        Ok(disjoint)
    })?;
    Ok(disjoint)
}

/// Whether all of `a` is in `b`.
pub(crate) fn all_in(th: &mut Thread, a: &Object<Dict>, b: &Object<Dict>) -> R<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((next, hash, key, _)) = a.hashed_from(th, at) {
        th.poll()?;
        at = next;
        if !b.contains_hashed(th, hash, &key)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A set as it was at one moment: a copy, if other threads may change it.
fn steady(th: &mut Thread, x: &Obj) -> R<Obj> {
    match x.get::<Set>() {
        Some(s) if biased::is_shared(&s.header) => copy(th, s.table(), false),
        _ => Ok(x.clone()),
    }
}

fn is_subset(th: &mut Thread, this: &Obj, x: &Obj) -> R<bool> {
    if let Some(other) = set_object::table(x) {
        if elements(this).len() > other.len() {
            return Ok(false);
        }
        let (this, other) = (steady(th, this)?, steady(th, x)?);
        return all_in(th, elements(&this), elements(&other));
    }
    let this = steady(th, this)?;
    let t = elements(&this);
    let found = intersection(th, t, x, false)?;
    Ok(elements(&found).len() == t.len())
}

fn is_superset(th: &mut Thread, this: &Obj, x: &Obj) -> R<bool> {
    if set_object::table(x).is_some() {
        return is_subset(th, x, this);
    }
    let t = elements(this);
    let mut all = true;
    for_each(th, x, &mut |th, hash, item| {
        all = t.contains_hashed(th, hash, item)?;
        Ok(all)
    })?;
    Ok(all)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if set_object::table(b).is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    th.check_native_stack()?;
    let (a, b) = (steady(th, a)?, steady(th, b)?);
    let (x, y) = (elements(&a), elements(&b));
    let holds = match op {
        CompareOp::Eq => x.len() == y.len() && all_in(th, x, y)?,
        CompareOp::Ne => x.len() != y.len() || !all_in(th, x, y)?,
        CompareOp::Le => all_in(th, x, y)?,
        CompareOp::Ge => all_in(th, y, x)?,
        CompareOp::Lt => x.len() < y.len() && all_in(th, x, y)?,
        CompareOp::Gt => x.len() > y.len() && all_in(th, y, x)?,
    };
    Ok(Obj::from_bool(holds))
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(_)) = (set_object::table(a), set_object::table(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let frozen = a.get::<Set>().is_none();
    match op {
        BinaryOp::Or => {
            let out = copy(th, x, frozen)?;
            update(th, elements(&out), b)?;
            Ok(out)
        }
        BinaryOp::And => intersection(th, x, b, frozen),
        BinaryOp::Sub => difference(th, x, b, frozen),
        BinaryOp::Xor => symmetric_difference(th, x, b, frozen),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if set_object::table(b).is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let t = elements(a);
    match op {
        BinaryOp::Or => update(th, t, b)?,
        BinaryOp::And => {
            keep(th, t, core::slice::from_ref(b))?;
        }
        BinaryOp::Sub => subtract(th, t, b)?,
        BinaryOp::Xor => toggle(th, t, b)?,
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    Ok(a.clone())
}

/// An iterable as a new set.
pub(crate) fn to_set(th: &mut Thread, x: &Obj) -> R<Obj> {
    let out = empty(th, false)?;
    update(th, elements(&out), x).map(|()| out)
}

/// The elements of a set or frozen set, or `MemoryError` for what is none (which does not happen).
pub(crate) fn table_of<'a>(th: &mut Thread, v: &'a Obj) -> R<&'a Object<Dict>> {
    set_object::table(v).or_raise(th)
}
