//! `list`: what programs see of it.

use alloc::vec::Vec;

use super::spec::{BASE, BinaryOp, CompareOp, MATCH_SELF, Method, SEQUENCE, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::types::list_object::List;
use crate::types::tuple_object::Tuple;
use crate::types::{iterators, list_sort, protocol, sequence, slice_object, str_object};

static VTABLE: Vtable = Vtable::of::<List>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A sequence that can change, of what an iterable gives; without one, a new empty list.",
    flags: BASE | SEQUENCE | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(iterators::list_iterator),
        compare: Some(compare),
        len: Some(|_, v| Ok(list(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|th, v, x| match list(v).quick_contains(x.value()) {
            Some(found) => Ok(found),
            None => Ok(find(th, list(v), x, 0, usize::MAX)?.is_some()),
        }),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| th.new_payload(cls, List::empty())),
        init: Some(init),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("append", append).doc("Adds one item behind the last."),
        Method::new("extend", |th, this, args| {
            let [x] = args.exactly::<1>(th, "list.extend")?;
            extend(th, list(this), x)?;
            Ok(Obj::NONE)
        })
        .doc("Adds what an iterable gives behind the last item."),
        Method::new("insert", insert).doc("Insert object before index."),
        Method::new("pop", pop)
            .doc("Takes the item at an index out, the last one by default, and returns it; IndexError when there is none."),
        Method::new("remove", remove).doc("Takes out the first item that is equal to a value; ValueError when none is."),
        Method::new("clear", |th, this, args| {
            args.exactly::<0>(th, "list.clear")?;
            drop(list(this).replace_all(th, Vec::new())?);
            Ok(Obj::NONE)
        })
        .doc("Remove all items from list."),
        Method::new("copy", |th, this, args| {
            args.exactly::<0>(th, "list.copy")?;
            copy(th, list(this))
        })
        .doc("A new list of the same items."),
        Method::new("index", index).doc("Where a value comes first, at start or after and before stop; ValueError when it is not there."),
        Method::new("count", count).doc("How many of the items are equal to a value."),
        Method::new("reverse", |th, this, args| {
            args.exactly::<0>(th, "list.reverse")?;
            list(this).reverse(th);
            Ok(Obj::NONE)
        })
        .doc("Reverse *IN PLACE*."),
        Method::new("sort", |th, this, args| {
            let (key, reverse) = sort_options(th, args, "sort")?;
            sort(th, this, key.as_ref(), reverse)?;
            Ok(Obj::NONE)
        })
        .doc("Sorts the list where it lies, in ascending order, by key, or in descending order with reverse; equal items stay in order."),
        Method::new("__reversed__", |th, this, args| {
            args.exactly::<0>(th, "list.__reversed__")?;
            iterators::list_reverse_iterator(th, this, list(this).len())
        })
        .doc("An iterator from the last item to the first."),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "list.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::List, &VTABLE)
};

fn list(v: &Obj) -> &Object<List> {
    // SAFETY: called through slots and methods of `list`, which check the receiver.
    unsafe { v.get_unchecked::<List>() }
}

fn copy(th: &mut Thread, l: &Object<List>) -> R<Obj> {
    match l.copy_part(th, |n| Some((0, 1, n)))? {
        Some(copy) => Ok(copy),
        None => th.list_with_room(0),
    }
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    args.no_keywords(th, "list")?;
    let a = args.between(th, "list", 0, 1)?;
    let l = list(v);
    if !l.is_empty() {
        drop(l.replace_all(th, Vec::new())?);
    }
    match a.first() {
        Some(x) => extend(th, l, x),
        None => Ok(()),
    }
}

/// `list.extend`: items already taken stay when the iterable raises.
pub fn extend(th: &mut Thread, l: &Object<List>, x: &Obj) -> R<()> {
    if let Some(t) = x.exact::<Tuple>() {
        return l.extend_from(th, t.items());
    }
    if let Some(items) = plain_items(th, x)? {
        return l.extend(th, items);
    }
    if let Some(s) = x.exact::<str_object::Str>() {
        l.reserve(th, s.chars())?;
        for c in s.as_str().chars() {
            let c = th.char(c)?;
            l.push(th, c)?;
        }
        return Ok(());
    }
    let it = protocol::iter(th, x)?;
    let hint = protocol::room_hint(th, x)?;
    l.reserve(th, hint)?;
    while let Some(item) = protocol::next(th, &it)? {
        l.push(th, item)?;
    }
    Ok(())
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    if list(v).is_empty() {
        return th.str("[]");
    }
    sequence::guarded(th, v, "[...]", &mut |th| {
        let mut i = 0;
        let text = sequence::repr_items(th, "[", "]", &mut |_| {
            i += 1;
            Ok(list(v).item(i - 1))
        })?;
        th.str(text.as_str())
    })
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, Some(y)) = (list(a), b.get::<List>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if x.len() != y.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    th.check_native_stack()?;
    let mut i = 0;
    loop {
        let (Some(p), Some(q)) = (x.item(i), y.item(i)) else {
            return Ok(sequence::by_length(op, x.len(), y.len()));
        };
        if !sequence::same(th, &p, &q)? {
            return sequence::by_items(th, op, &p, &q);
        }
        i += 1;
    }
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let l = list(v);
    if sequence::is_slice(th, key) {
        if let Some(part) = l.copy_part(th, |n| slice_object::plain_indices(key, n))? {
            return Ok(part);
        }
        let (start, _, step, count) = slice_object::indices(th, key, l.len())?;
        return l.copy_strided(th, start as usize, step as isize, count);
    }
    let i = sequence::key_index(th, key, "list")?;
    match l.item_index(i) {
        Some(x) => Ok(x),
        None => Err(sequence::out_of_range(th, "list")),
    }
}

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let l = list(v);
    if sequence::is_slice(th, key) {
        return match value {
            Some(x) => set_slice(th, l, key, x),
            None => delete_slice(th, l, key),
        };
    }
    let i = sequence::key_index(th, key, "list")?;
    let done = match value {
        Some(x) => l.set_index(th, i, x)?,
        None => l.remove_index(th, i).is_some(),
    };
    if done { Ok(()) } else { Err(sequence::out_of_range(th, "list assignment")) }
}

fn set_slice(th: &mut Thread, l: &Object<List>, key: &Obj, value: &Obj) -> R<()> {
    if let Some(items) = value.exact::<List>()
        && let Some((start, 1, count)) = slice_object::plain_indices(key, l.len())
        && items.len() == count
        && l.overwrite(start, items)
    {
        return Ok(());
    }
    // The slice's bounds are asked for before the items, and mean what they mean for the length after that.
    let bounds = slice_object::Bounds::of(th, key)?;
    let items = match plain_items(th, value)? {
        Some(items) => items,
        None => {
            let it = match protocol::iter(th, value) {
                Ok(it) => it,
                // Whatever was wrong with it, it is said in these words.
                Err(e) => {
                    drop(th.take_if(e, Builtin::TypeError)?);
                    return Err(th.type_error(format_args!("must assign iterable to extended slice")));
                }
            };
            protocol::collect_list(th, &it)?
        }
    };
    if bounds.step == 1 {
        drop(l.splice_part(th, &|n| bounds.range(n), items)?);
        return Ok(());
    }
    let (start, _, step, count) = bounds.over(l.len());
    if items.len() != count {
        let n = items.len();
        return Err(th.value_error(format_args!("attempt to assign sequence of size {n} to extended slice of size {count}")));
    }
    drop(l.replace_strided(th, start, step, items)?);
    Ok(())
}

/// The items of a list, a tuple or what else is read at one moment; `None` for what is iterated over.
fn plain_items(th: &mut Thread, v: &Obj) -> R<Option<Vec<Obj>>> {
    if v.exact::<List>().is_some() || v.exact::<Tuple>().is_some() || v.exact::<super::deque_object::Deque>().is_some() {
        return protocol::collect(th, v).map(Some);
    }
    protocol::snapshot(th, v)
}

fn delete_slice(th: &mut Thread, l: &Object<List>, key: &Obj) -> R<()> {
    let bounds = slice_object::Bounds::of(th, key)?;
    if bounds.step == 1 {
        drop(l.splice_part(th, &|n| bounds.range(n), Vec::new())?);
        return Ok(());
    }
    let (start, _, step, count) = bounds.over(l.len());
    if count == 0 {
        return Ok(());
    }
    let (from, _) = sequence::covered(start, step, count);
    drop(l.remove_strided(th, from, step.unsigned_abs() as usize, count)?);
    Ok(())
}

/// Place of the first item equal to `x` in `from..to`.
fn find(th: &mut Thread, l: &Object<List>, x: &Obj, from: usize, to: usize) -> R<Option<(usize, Obj)>> {
    let mut i = from;
    while i < to
        && let Some(item) = l.item(i)
    {
        if sequence::same(th, &item, x)? {
            return Ok(Some((i, item)));
        }
        i += 1;
    }
    Ok(None)
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (a.get::<List>(), b.get::<List>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            if let Some(made) = x.concat_unshared(th, y) {
                return made;
            }
            let mut items = x.snapshot(th)?;
            let more = y.snapshot(th)?;
            items.try_reserve_exact(more.len()).map_err(|_| th.no_memory())?;
            items.extend(more);
            th.list(items)
        }
        BinaryOp::Mul => {
            let (l, n) = match a.get::<List>() {
                Some(l) => (l, b),
                None => (list(b), a),
            };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let items = l.snapshot(th)?;
            if n == 1 { th.list(items) } else { th.list_repeated(&items, n) }
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let l = list(a);
    match op {
        BinaryOp::Add => extend(th, l, b)?,
        BinaryOp::Mul => {
            let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let items = l.snapshot(th)?;
            let items = sequence::repeat(th, &items, n)?;
            drop(l.replace_all(th, items)?);
        }
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    Ok(a.clone())
}

fn append(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "list.append")?;
    list(this).push(th, x.clone())?;
    Ok(Obj::NONE)
}

fn insert(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "insert", 2, 2)?;
    let i = protocol::index_size(th, &a[0])?;
    list(this).insert_index(th, i, a[1].clone())?;
    Ok(Obj::NONE)
}

fn pop(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "pop", 0, 1)?;
    let i = match a.first() {
        Some(i) => protocol::index_size(th, i)?,
        None => -1,
    };
    let l = list(this);
    match l.remove_index(th, i) {
        Some(x) => Ok(x),
        None if l.is_empty() => Err(th.raise(Builtin::IndexError, format_args!("pop from empty list"))),
        None => Err(sequence::out_of_range(th, "pop")),
    }
}

fn remove(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "list.remove")?;
    let l = list(this);
    let mut from = 0;
    while let Some((i, item)) = find(th, l, x, from, usize::MAX)? {
        // Another thread, or the comparison, may have moved the item meanwhile: then that place is looked at again.
        if l.remove_same(th, i, &item).is_some() {
            return Ok(Obj::NONE);
        }
        from = i;
    }
    Err(th.value_error(format_args!("list.remove(x): x not in list")))
}

fn index(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "index", 1, 3)?;
    let l = list(this);
    let (from, to) = sequence::bounds(th, a.get(1), a.get(2), l.len())?;
    match find(th, l, &a[0], from, to)? {
        Some((i, _)) => th.int(i as i64),
        None => Err(th.value_error(format_args!("list.index(x): x not in list"))),
    }
}

fn count(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "list.count")?;
    let (mut n, mut from) = (0, 0);
    while let Some((i, _)) = find(th, list(this), x, from, usize::MAX)? {
        n += 1;
        from = i + 1;
    }
    th.int(n)
}

/// `key` and `reverse` of `list.sort` and `sorted`.
pub fn sort_options(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<(Option<Obj>, bool)> {
    let signature = Signature::new(name, ["key", "reverse"]).required(0).keyword_only_from(0);
    let [key, reverse] = args.bind(th, &signature)?;
    let reverse = match reverse {
        Some(v) => protocol::truth(th, v)?,
        None => false,
    };
    Ok((key.filter(|k| !k.is_none()).cloned(), reverse))
}

/// `list.sort`: an unshared list is empty meanwhile, as in CPython; a shared one keeps its items until they are replaced at once.
pub fn sort(th: &mut Thread, v: &Obj, key: Option<&Obj>, reverse: bool) -> R<()> {
    let l = list(v);
    let key = key.filter(|k| !k.is_none());
    if l.len() < 2 && key.is_none() {
        return Ok(());
    }
    if !crate::refcount::biased::is_shared(&l.header) {
        let mut items = l.steal(th)?;
        let sorted = sort_items(th, &mut items, key, reverse);
        let meanwhile = l.replace_all(th, items)?;
        sorted?;
        return if meanwhile.is_empty() { Ok(()) } else { Err(modified(th)) };
    }
    loop {
        let mut items = l.snapshot(th)?;
        let mut before: Vec<Value> = th.vec(items.len())?;
        before.extend(items.iter().map(Obj::value));
        let quiet = key.is_none() && kind_of(&items) != Kind::Any;
        sort_items(th, &mut items, key, reverse)?;
        match l.permute(th, &before, items) {
            Ok(old) => {
                drop(old);
                return Ok(());
            }
            // No program code saw the list, so sorting what it has become is an order of events that may as well have been.
            Err(items) if quiet => drop(items),
            Err(items) => {
                drop(items);
                return Err(modified(th));
            }
        }
    }
}

#[cold]
fn modified(th: &mut Thread) -> crate::native::Raised {
    th.value_error(format_args!("list modified during sort"))
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Small,
    Flonum,
    Str,
    Any,
}

/// What all of the values are, if that helps to compare them.
fn kind_of(items: &[Obj]) -> Kind {
    let Some(first) = items.first() else { return Kind::Small };
    let all = |f: fn(&Obj) -> bool| items.iter().all(f);
    if first.value().is_small() && all(|x| x.value().is_small()) {
        Kind::Small
    } else if first.value().is_flonum() && all(|x| x.value().is_flonum()) {
        Kind::Flonum
    } else if first.exact::<str_object::Str>().is_some() && all(|x| x.exact::<str_object::Str>().is_some()) {
        Kind::Str
    } else {
        Kind::Any
    }
}

/// An item with what it is sorted by. The counts stay with the vectors that the words came from.
#[derive(Clone, Copy)]
struct Keyed {
    key: Value,
    item: Value,
}

/// Sorts items; after an error they are a permutation of what they were.
pub fn sort_items(th: &mut Thread, items: &mut [Obj], key: Option<&Obj>, reverse: bool) -> R<()> {
    // Keys are asked for in the order of the items.
    let keys = key.map(|key| keys_of(th, items, key)).transpose()?;
    // Equal items keep their order in a reversed sort too.
    if reverse {
        items.reverse();
    }
    let r = match keys {
        None => sort_plain(th, items),
        Some(mut keys) => {
            if reverse {
                keys.reverse();
            }
            sort_keyed(th, items, &keys)
        }
    };
    if reverse {
        items.reverse();
    }
    r
}

fn sort_plain(th: &mut Thread, items: &mut [Obj]) -> R<()> {
    let kind = kind_of(items);
    // SAFETY: `Obj` is a transparent word; the slice is only permuted, so every count stays owned once.
    let words = unsafe { core::slice::from_raw_parts_mut(items.as_mut_ptr().cast::<Value>(), items.len()) };
    if kind == Kind::Small {
        // Equal small integers are the same word, so that no order among them can be seen. The tagged words compare as the numbers do.
        words.sort_unstable_by_key(|v| v.to_bits() as isize);
        return Ok(());
    }
    let mut scratch = th.vec(words.len() / 2)?;
    sort_by(th, kind, words, &mut scratch, |v| *v)
}

fn keys_of(th: &mut Thread, items: &[Obj], key: &Obj) -> R<Vec<Obj>> {
    let mut keys: Vec<Obj> = th.vec(items.len())?;
    for item in items {
        let k = protocol::call(th, key, core::slice::from_ref(item))?;
        keys.push(k);
    }
    Ok(keys)
}

fn sort_keyed(th: &mut Thread, items: &mut [Obj], keys: &[Obj]) -> R<()> {
    let kind = kind_of(keys);
    let mut pairs: Vec<Keyed> = th.vec(items.len())?;
    pairs.extend(keys.iter().zip(items.iter()).map(|(k, i)| Keyed { key: k.value(), item: i.value() }));
    let mut scratch = th.vec(items.len() / 2)?;
    let r = sort_by(th, kind, &mut pairs, &mut scratch, |p| p.key);
    // SAFETY: as in `sort_plain`: the words are a permutation of those that were there (S1 of `list_sort`).
    let words = unsafe { core::slice::from_raw_parts_mut(items.as_mut_ptr().cast::<Value>(), items.len()) };
    for (w, p) in words.iter_mut().zip(&pairs) {
        *w = p.item;
    }
    r
}

fn sort_by<T: Copy>(th: &mut Thread, kind: Kind, v: &mut [T], scratch: &mut Vec<T>, key: impl Fn(&T) -> Value) -> R<()> {
    match kind {
        Kind::Small => list_sort::sort(v, scratch, false, &mut |a, b| Ok((key(a).to_bits() as isize) < (key(b).to_bits() as isize))),
        Kind::Flonum => list_sort::sort(v, scratch, false, &mut |a, b| Ok(key(a).flonum_unchecked() < key(b).flonum_unchecked())),
        Kind::Str => list_sort::sort(v, scratch, false, &mut |a, b| {
            let (a, b) = (key(a), key(b));
            // The order of UTF-8 is that of the characters.
            Ok(str_object::text(Obj::from_ref(&a)) < str_object::text(Obj::from_ref(&b)))
        }),
        Kind::Any => list_sort::sort(v, scratch, true, &mut |a, b| {
            let (a, b) = (key(a), key(b));
            protocol::compare_truth(th, CompareOp::Lt, Obj::from_ref(&a), Obj::from_ref(&b))
        }),
    }
}
