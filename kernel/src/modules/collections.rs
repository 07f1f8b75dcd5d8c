//! The `_containers` module, which is the native part of `_collections`: `deque`, and the descriptor behind the fields of named tuples.

use crate::isolate::{Thread, names};
use crate::native::raised::{R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::types::deque_object::{Changed, Deque, End, UNBOUNDED};
use crate::types::dict_object::Dict;
use crate::types::function_object::payload;
use crate::types::function_types::store;
use crate::types::iterators::itself;
use crate::types::spec::{BASE, BinaryOp, CompareOp, GetSet, Method, ModuleSpec, SEQUENCE, SlotSpec, TypeSpec, UNHASHABLE, Vtable, WEAK};
use crate::types::{int_object, protocol, sequence, str_object};

fn deque(v: &Obj) -> &Object<Deque> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Deque>() }
}

/// `collections.deque`
pub static DEQUE: TypeSpec = TypeSpec {
    doc: "A sequence to which items are added, and from which they are taken, at both ends; with maxlen, the other end gives way.",
    flags: BASE | SEQUENCE | UNHASHABLE | WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(|th, v| iterate(th, v, true)),
        compare: Some(compare),
        len: Some(|th, v| Ok(deque(v).len(th))),
        getitem: Some(|th, v, key| {
            let i = position(th, v, key)?;
            match i.and_then(|i| deque(v).item(th, i)) {
                Some(x) => Ok(x),
                None => Err(sequence::out_of_range(th, "deque")),
            }
        }),
        setitem: Some(|th, v, key, value| {
            let i = position(th, v, key)?;
            let done = match (i, value) {
                (None, _) => false,
                (Some(i), Some(x)) => deque(v).set_item(th, i, x)?,
                (Some(i), None) => deque(v).remove_at(th, i, None).is_some(),
            };
            if done { Ok(()) } else { Err(sequence::out_of_range(th, "deque")) }
        }),
        contains: Some(|th, v, x| Ok(find(th, v, x, 0, usize::MAX, Builtin::RuntimeError)?.is_some())),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| th.new_payload(cls, Deque::empty(UNBOUNDED))),
        init: Some(init),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("append", |th, v, args| {
            let [x] = args.exactly::<1>(th, "deque.append")?;
            deque(v).push(th, End::Right, x.clone())?;
            Ok(Obj::NONE)
        })
        .doc("Adds an item at the right end."),
        Method::new("appendleft", |th, v, args| {
            let [x] = args.exactly::<1>(th, "deque.appendleft")?;
            deque(v).push(th, End::Left, x.clone())?;
            Ok(Obj::NONE)
        })
        .doc("Adds an item at the left end."),
        Method::new("pop", |th, v, args| {
            args.exactly::<0>(th, "deque.pop")?;
            popped(th, v, End::Right)
        })
        .doc("Takes the item at the right end and returns it."),
        Method::new("popleft", |th, v, args| {
            args.exactly::<0>(th, "deque.popleft")?;
            popped(th, v, End::Left)
        })
        .doc("Takes the item at the left end and returns it."),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "deque.extend")?;
            extend(th, v, x, End::Right)?;
            Ok(Obj::NONE)
        })
        .doc("Adds what an iterable gives at the right end."),
        Method::new("extendleft", |th, v, args| {
            let [x] = args.exactly::<1>(th, "deque.extendleft")?;
            extend(th, v, x, End::Left)?;
            Ok(Obj::NONE)
        })
        .doc("Adds what an iterable gives at the left end, one after the other."),
        Method::new("clear", |th, v, args| {
            args.exactly::<0>(th, "deque.clear")?;
            deque(v).clear_all(th);
            Ok(Obj::NONE)
        })
        .doc("Takes all items out."),
        Method::new("copy", |th, v, args| {
            args.exactly::<0>(th, "deque.copy")?;
            copy(th, v)
        })
        .doc("A new deque of the same items."),
        Method::new("__copy__", |th, v, args| {
            args.exactly::<0>(th, "deque.__copy__")?;
            copy(th, v)
        })
        .doc("A new deque of the same items."),
        Method::new("count", count).doc("How many of the items are equal to a value."),
        Method::new("index", index).doc("Where a value comes first, at start or after and before stop; ValueError when it is not there."),
        Method::new("insert", |th, v, args| {
            args.no_keywords(th, "deque.insert")?;
            let a = args.between(th, "insert", 2, 2)?;
            let i = size_argument(th, &a[0])?;
            if deque(v).insert(th, i, a[1].clone())? {
                return Ok(Obj::NONE);
            }
            Err(th.raise(Builtin::IndexError, format_args!("deque already at its maximum size")))
        })
        .doc("Insert value before index."),
        Method::new("remove", remove).doc("Takes out the first item that is equal to a value; ValueError when none is."),
        Method::new("reverse", |th, v, args| {
            args.exactly::<0>(th, "deque.reverse")?;
            deque(v).reverse(th);
            Ok(Obj::NONE)
        })
        .doc("Reverse *IN PLACE*."),
        Method::new("rotate", |th, v, args| {
            args.no_keywords(th, "deque.rotate")?;
            let a = args.between(th, "rotate", 0, 1)?;
            let n = match a.first() {
                Some(n) => size_argument(th, n)?,
                None => 1,
            };
            deque(v).rotate(th, n);
            Ok(Obj::NONE)
        })
        .doc("Moves n items from the right end to the left; with a negative n, the other way."),
        Method::new("__reversed__", |th, v, args| {
            args.exactly::<0>(th, "deque.__reversed__")?;
            iterate(th, v, false)
        })
        .doc("An iterator from the right end to the left."),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "deque.__reduce__")?;
            let call = match deque(v).max(th) {
                UNBOUNDED => th.tuple_of(&[])?,
                n => {
                    let (empty, n) = (th.tuple_of(&[])?, th.int(n as i64)?);
                    th.pair(empty, n)?
                }
            };
            let state = crate::types::object_reduce::getstate(th, v, false)?;
            let items = protocol::iter(th, v)?;
            let class = th.type_of(v).to_obj();
            th.tuple_of(&[class, call, state, items])
        })
        .doc("What pickle keeps."),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "deque.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[GetSet::read("maxlen", |th, v| match deque(v).max(th) {
        UNBOUNDED => Ok(Obj::NONE),
        n => th.int(n as i64),
    })],
    ..TypeSpec::new(Builtin::Deque, const { &Vtable::of::<Deque>() })
};

/// An argument of C's `Py_ssize_t`.
pub(crate) fn size_argument(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = protocol::index(th, v)?;
    match int_object::to_i64(&i) {
        Some(i) => Ok(i),
        None => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t"))),
    }
}

/// The place that an index means, `None` outside.
fn position(th: &mut Thread, v: &Obj, key: &Obj) -> R<Option<usize>> {
    let Some(i) = sequence::as_index_i64(th, key, Builtin::IndexError)? else {
        let t = th.type_name(key);
        return Err(th.type_error(format_args!("sequence index must be integer, not '{t}'")));
    };
    let n = deque(v).len(th) as i64;
    let i = if i < 0 { i + n } else { i };
    Ok(usize::try_from(i).ok().filter(|_| i < n))
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    let signature = Signature::new("deque", ["iterable", "maxlen"]).required(0);
    let [iterable, max] = args.bind(th, &signature)?;
    let max = match max.filter(|m| !m.is_none()) {
        None => UNBOUNDED,
        Some(m) if !int_object::is_int(m) => return Err(th.type_error(format_args!("an integer is required"))),
        Some(m) => match usize::try_from(size_argument(th, m)?) {
            Ok(n) => n,
            Err(_) => return Err(th.value_error(format_args!("maxlen must be non-negative"))),
        },
    };
    deque(v).reset(th, max);
    match iterable {
        Some(x) => extend(th, v, x, End::Right),
        None => Ok(()),
    }
}

fn popped(th: &mut Thread, v: &Obj, end: End) -> R<Obj> {
    match deque(v).pop(th, end) {
        Some(x) => Ok(x),
        None => Err(th.raise(Builtin::IndexError, format_args!("pop from an empty deque"))),
    }
}

/// Items already taken stay when the iterable raises.
fn extend(th: &mut Thread, v: &Obj, x: &Obj, end: End) -> R<()> {
    if x.is(v) {
        for item in deque(v).snapshot(th)? {
            deque(v).push(th, end, item)?;
        }
        return Ok(());
    }
    let it = protocol::iter(th, x)?;
    while let Some(item) = protocol::next(th, &it)? {
        deque(v).push(th, end, item)?;
    }
    Ok(())
}

/// A deque of the same type, items and bound.
fn copy(th: &mut Thread, v: &Obj) -> R<Obj> {
    let max = deque(v).max(th);
    if v.exact::<Deque>().is_some() {
        let items = deque(v).snapshot(th)?;
        let new = th.alloc(Deque::empty(max))?;
        deque(&new).replace_all(th, items)?;
        return Ok(new);
    }
    let cls = th.type_of(v).to_obj();
    let made = if max == UNBOUNDED {
        protocol::call(th, &cls, core::slice::from_ref(v))?
    } else {
        let max = th.int(max as i64)?;
        protocol::call(th, &cls, &[v.clone(), max])?
    };
    if made.get::<Deque>().is_none() {
        let (want, got) = (th.type_name(v), th.type_name(&made));
        return Err(th.type_error(format_args!("{want}() must return a deque, not {got}")));
    }
    Ok(made)
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add if a.get::<Deque>().is_some() && b.get::<Deque>().is_some() => {
            let new = copy(th, a)?;
            if b.exact::<Deque>().is_none() {
                // One of a derived class is gone through as it says itself.
                extend(th, &new, b, End::Right)?;
                return Ok(new);
            }
            for item in deque(b).snapshot(th)? {
                deque(&new).push(th, End::Right, item)?;
            }
            Ok(new)
        }
        BinaryOp::Mul => {
            let (d, n) = if a.get::<Deque>().is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let new = copy(th, d)?;
            multiply(th, deque(&new), n)?;
            Ok(new)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => extend(th, a, b, End::Right)?,
        BinaryOp::Mul => {
            let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            multiply(th, deque(a), n)?;
        }
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    Ok(a.clone())
}

/// `d *= n`
fn multiply(th: &mut Thread, d: &Object<Deque>, n: usize) -> R<()> {
    match n {
        0 => d.clear_all(th),
        1 => {}
        _ => {
            let items = d.snapshot(th)?;
            let max = d.max(th);
            if items.len().checked_mul(n).is_none_or(|total| isize::try_from(total).is_err()) {
                return Err(th.no_memory());
            }
            let this = d.to_obj();
            if items.len() > 1 && this.exact::<Deque>().is_none() {
                // What one of a derived class has behind its items, again and again, is what it gives when it is gone through.
                let n = if max == UNBOUNDED { n } else { n.min(max.div_ceil(items.len())) };
                let given = protocol::collect_list(th, &this)?;
                for item in (1..n).flat_map(|_| &given) {
                    d.push(th, End::Right, item.clone())?;
                }
                return Ok(());
            }
            // Of a bounded deque only the last rounds are seen.
            let rounds = if items.is_empty() || max == UNBOUNDED { n } else { n.min(max / items.len() + 2) };
            let items = sequence::repeat(th, &items, rounds)?;
            d.replace_all(th, items)?;
        }
    }
    Ok(())
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    sequence::guarded(th, v, "[...]", &mut |th| {
        // A derived class shows what it gives as its items, as it is compared by them.
        let items = if v.exact::<Deque>().is_some() { deque(v).snapshot(th)? } else { protocol::collect_list(th, v)? };
        let mut items = items.iter();
        let list = sequence::repr_items(th, "[", "]", &mut |_| Ok(items.next().cloned()))?;
        let name = crate::types::type_object::name_of(th.type_of(v));
        match deque(v).max(th) {
            UNBOUNDED => th.str_fmt(format_args!("{name}({})", list.as_str())),
            max => th.str_fmt(format_args!("{name}({}, maxlen={max})", list.as_str())),
        }
    })
}

#[cold]
fn mutated(th: &mut Thread, class: Builtin) -> Raised {
    th.raise(class, format_args!("deque mutated during iteration"))
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if b.get::<Deque>().is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    if a.is(b) && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::from_bool(op == CompareOp::Eq));
    }
    let (x, y) = (deque(a), deque(b));
    let ((n, xv), (m, yv)) = (x.state(th), y.state(th));
    if n != m && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    th.check_native_stack()?;
    if a.exact::<Deque>().is_none() || b.exact::<Deque>().is_none() {
        return compare_iterated(th, op, a, b);
    }
    let mut i = 0;
    loop {
        let (p, q) = (x.item_of(th, xv, i), y.item_of(th, yv, i));
        let (Ok(p), Ok(q)) = (p, q) else { return Err(mutated(th, Builtin::RuntimeError)) };
        let (Some(p), Some(q)) = (p, q) else { return Ok(sequence::by_length(op, n, m)) };
        if !sequence::same(th, &p, &q)? {
            return sequence::by_items(th, op, &p, &q);
        }
        i += 1;
    }
}

/// A comparison in which a derived class takes part, which may have a way of its own to go through its items.
fn compare_iterated(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, y) = (protocol::iter(th, a)?, protocol::iter(th, b)?);
    loop {
        match (protocol::next(th, &x)?, protocol::next(th, &y)?) {
            (Some(p), Some(q)) => {
                if !sequence::same(th, &p, &q)? {
                    return sequence::by_items(th, op, &p, &q);
                }
            }
            (p, q) => return Ok(sequence::by_length(op, usize::from(p.is_some()), usize::from(q.is_some()))),
        }
    }
}

/// Place of the first item equal to `x` in `from..to` and the version of the deque; a deque that changes meanwhile raises `class`.
fn find(th: &mut Thread, v: &Obj, x: &Obj, from: usize, to: usize, class: Builtin) -> R<Option<(usize, usize)>> {
    let d = deque(v);
    let (n, version) = d.state(th);
    for i in from..to.min(n) {
        let Ok(Some(item)) = d.item_of(th, version, i) else { return Err(mutated(th, class)) };
        if sequence::same(th, &item, x)? {
            return Ok(Some((i, version)));
        }
        if d.state(th).1 != version {
            return Err(mutated(th, class));
        }
    }
    Ok(None)
}

fn count(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "deque.count")?;
    let (mut n, mut from) = (0, 0);
    while let Some((i, version)) = find(th, v, x, from, usize::MAX, Builtin::RuntimeError)? {
        if deque(v).state(th).1 != version {
            return Err(mutated(th, Builtin::RuntimeError));
        }
        n += 1;
        from = i + 1;
    }
    th.int(n)
}

fn index(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.no_keywords(th, "deque.index")?;
    let a = args.between(th, "index", 1, 3)?;
    let n = deque(v).len(th);
    let (from, to) = sequence::bounds(th, a.get(1), a.get(2), n)?;
    match find(th, v, &a[0], from, to, Builtin::RuntimeError)? {
        Some((i, _)) => th.int(i as i64),
        None => Err(th.value_error(format_args!("deque.index(x): x not in deque"))),
    }
}

fn remove(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "deque.remove")?;
    match find(th, v, x, 0, usize::MAX, Builtin::IndexError)? {
        None => Err(th.value_error(format_args!("deque.remove(x): x not in deque"))),
        Some((i, version)) => match deque(v).remove_at(th, i, Some(version)) {
            Some(_) => Ok(Obj::NONE),
            None => Err(mutated(th, Builtin::IndexError)),
        },
    }
}

payload! {
    /// An iterator of a deque, forwards.
    DequeIter = DequeIter {
        /// The deque.
        deque: Obj => obj,
        /// Its version at the beginning; another one is an error.
        version: usize => none,
        /// Items not yet given.
        left: AtomicUsize => none,
    }
}

payload! {
    /// An iterator of a deque, backwards.
    DequeRevIter = DequeRevIter {
        /// The deque.
        deque: Obj => obj,
        /// Its version at the beginning; another one is an error.
        version: usize => none,
        /// Items not yet given.
        left: AtomicUsize => none,
    }
}

fn iterate(th: &mut Thread, v: &Obj, forwards: bool) -> R<Obj> {
    let (n, version) = deque(v).state(th);
    let left = AtomicUsize::new(n);
    if forwards {
        th.alloc(DequeIter { deque: v.clone(), version, left })
    } else {
        th.alloc(DequeRevIter { deque: v.clone(), version, left })
    }
}

/// `_deque_iterator(deque, index=0)`, and the same backwards: one that has given `index` items already.
fn new_iterator(th: &mut Thread, args: &Args<'_>, name: &str, forwards: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    if a[0].get::<Deque>().is_none() {
        let t = th.argument_type(&a[0]);
        return Err(th.type_error(format_args!("{name}() argument 1 must be collections.deque, not {t}")));
    }
    let given = match a.get(1) {
        Some(i) => protocol::index_size(th, i)?,
        None => 0,
    };
    let it = iterate(th, &a[0], forwards)?;
    let left = if forwards { &self::forwards(&it).left } else { &backwards(&it).left };
    // Relaxed: nobody else has it yet.
    let n = left.load(Ordering::Relaxed);
    left.store(n.saturating_sub(usize::try_from(given).unwrap_or(0)), Ordering::Relaxed);
    Ok(it)
}

/// `(type, (deque, index))`
fn iterator_parts(th: &mut Thread, v: &Obj, d: &Obj, left: &AtomicUsize) -> R<Obj> {
    let (n, _) = deque(d).state(th);
    let given = th.int(n.saturating_sub(left.load(Ordering::Relaxed)) as i64)?;
    let call = th.pair(d.clone(), given)?;
    let class = th.type_of(v).to_obj();
    th.pair(class, call)
}

#[inline]
fn next_item(th: &mut Thread, d: &Obj, version: usize, left: &AtomicUsize, forwards: bool) -> R<Option<Obj>> {
    loop {
        // Relaxed: the items are published by the deque's lock.
        let k = left.load(Ordering::Relaxed);
        match deque(d).item_left(th, version, k, forwards) {
            Err(Changed) => {
                left.store(0, Ordering::Relaxed);
                return Err(mutated(th, Builtin::RuntimeError));
            }
            Ok(None) => return Ok(None),
            Ok(Some(item)) => {
                if left.compare_exchange(k, k - 1, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                    return Ok(Some(item));
                }
            }
        }
    }
}

fn forwards(v: &Obj) -> &Object<DequeIter> {
    // SAFETY: as in `deque`.
    unsafe { v.get_unchecked() }
}

fn backwards(v: &Obj) -> &Object<DequeRevIter> {
    // SAFETY: as in `deque`.
    unsafe { v.get_unchecked() }
}

/// `_collections._deque_iterator`
pub static ITER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = forwards(v);
            next_item(th, &it.deque, it.version, &it.left, true)
        }),
        new: Some(|th, _, args| new_iterator(th, args, "_deque_iterator", true)),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__length_hint__", |th, v, _| th.int(forwards(v).left.load(Ordering::Relaxed) as i64)),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "_deque_iterator.__reduce__")?;
            let it = forwards(v);
            iterator_parts(th, v, &it.deque, &it.left)
        }),
    ],
    ..TypeSpec::new(Builtin::DequeIter, const { &Vtable::of::<DequeIter>() })
};

/// `_collections._deque_reverse_iterator`
pub static REV_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = backwards(v);
            next_item(th, &it.deque, it.version, &it.left, false)
        }),
        new: Some(|th, _, args| new_iterator(th, args, "_deque_reverse_iterator", false)),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__length_hint__", |th, v, _| th.int(backwards(v).left.load(Ordering::Relaxed) as i64)),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "_deque_reverse_iterator.__reduce__")?;
            let it = backwards(v);
            iterator_parts(th, v, &it.deque, &it.left)
        }),
    ],
    ..TypeSpec::new(Builtin::DequeRevIter, const { &Vtable::of::<DequeRevIter>() })
};

/// `_count_elements(mapping, iterable)`: adds one to the count of each element.
fn count_elements(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "_count_elements", 2, 2)?;
    let it = protocol::iter(th, &a[1])?;
    let one = Obj::from_i31(1);
    // A subclass of dict that reads and writes as dict does.
    let plain = a[0].get::<Dict>().filter(|_| {
        let own = th.type_of(&a[0]);
        let dict = th.isolate().ty(Builtin::Dict);
        let same = |th: &Thread, name: &Obj| match (own.lookup(name), dict.lookup(name)) {
            (Some(x), Some(y)) => x.is(&y) || th.type_of(&x).layout != Builtin::Function,
            _ => false,
        };
        same(th, th.name(names::GET_METHOD)) && same(th, th.name(names::SETITEM))
    });
    if let Some(d) = plain {
        while let Some(x) = protocol::next(th, &it)? {
            let hash = protocol::hash(th, &x)?;
            let n = match d.get_hashed(th, hash, &x)? {
                Some(n) => protocol::binary(th, BinaryOp::Add, &n, &one)?,
                None => one.clone(),
            };
            d.set_hashed(th, hash, &x, &n)?;
        }
        return Ok(Obj::NONE);
    }
    let get = protocol::get_attr_name(th, &a[0], names::GET_METHOD)?;
    while let Some(x) = protocol::next(th, &it)? {
        let n = protocol::call(th, &get, &[x.clone(), Obj::from_i31(0)])?;
        let n = protocol::binary(th, BinaryOp::Add, &n, &one)?;
        protocol::set_item(th, &a[0], &x, &n)?;
    }
    Ok(Obj::NONE)
}

payload! {
    /// A descriptor that reads one item of a tuple: a field of a named tuple.
    TupleGetter = TupleField {
        /// Which item.
        index: usize => none,
        /// The docstring.
        doc: Field => field,
    }
}

impl TupleGetter {
    /// A descriptor of item `index`.
    pub fn new(index: usize, doc: Obj) -> TupleGetter {
        TupleGetter { index, doc: Field::new(doc) }
    }
}

fn getter(v: &Obj) -> &Object<TupleGetter> {
    // SAFETY: as in `deque`.
    unsafe { v.get_unchecked() }
}

/// `_collections._tuplegetter`
pub static TUPLE_GETTER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let doc = {
                let doc = getter(v).doc.load(&getter(v).header);
                protocol::repr(th, &doc)?
            };
            th.str_fmt(format_args!("_tuplegetter({}, {})", getter(v).index, str_object::text(&doc)))
        }),
        descr_get: Some(|th, v, instance, _| {
            let i = match instance {
                None => return Ok(v.clone()),
                Some(i) if i.is_none() => return Ok(v.clone()),
                Some(i) => i,
            };
            let n = getter(v).index;
            if i.get::<crate::types::tuple_object::Tuple>().is_none() {
                let t = th.type_name(i);
                return Err(th.type_error(format_args!("descriptor for index '{n}' for tuple subclasses doesn't apply to '{t}' object")));
            }
            match crate::types::tuple_object::items(i).get(n) {
                Some(x) => Ok(x.clone()),
                None => Err(th.raise(Builtin::IndexError, format_args!("tuple index out of range"))),
            }
        }),
        descr_set: Some(|th, _, _, value| {
            let what = if value.is_some() { "set" } else { "delete" };
            Err(th.raise(Builtin::AttributeError, format_args!("can't {what} attribute")))
        }),
        new: Some(|th, _, args| {
            let a = args.between(th, "_tuplegetter", 2, 2)?;
            let i = size_argument(th, &a[0])?;
            th.alloc(TupleGetter { index: usize::try_from(i).unwrap_or(usize::MAX), doc: Field::new(a[1].clone()) })
        }),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::write(
        "__doc__",
        |_, v| Ok(getter(v).doc.load(&getter(v).header)),
        |th, v, x| store(th, &getter(v).doc, &getter(v).header, x.cloned().unwrap_or(Obj::NONE)),
    )],
    ..TypeSpec::new(Builtin::TupleField, const { &Vtable::of::<TupleGetter>() })
};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_containers",
    doc: "High performance data structures.",
    functions: &[Method::new("_count_elements", count_elements)],
    init: Some(|th, m| {
        for (name, b) in [
            ("deque", Builtin::Deque),
            ("_deque_iterator", Builtin::DequeIter),
            ("_deque_reverse_iterator", Builtin::DequeRevIter),
            ("_tuplegetter", Builtin::TupleField),
        ] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};
