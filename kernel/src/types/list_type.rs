//! `list`

use alloc::vec::Vec;

use super::iterators;
use super::list_object::List;
use super::sequence::{self, compare_items};
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SEQUENCE, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::Signature;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::{protocol, sorting};

fn list(v: &Obj) -> &Object<List> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<List>() }
}

fn out_of_range(th: &mut Thread, what: &str) -> crate::native::Raised {
    th.raise(Builtin::IndexError, format_args!("list {what}index out of range"))
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let l = list(v);
    if key.exact::<Slice>().is_some() {
        let all = l.snapshot(th)?;
        let (start, _, step, count) = slice_object::indices(th, key, all.len())?;
        let mut out = th.vec(count)?;
        for k in 0..count as i64 {
            out.push(all[(start + k * step) as usize].clone());
        }
        return th.list(out);
    }
    let i = sequence::index(th, key, l.len(), "list")?;
    match i.and_then(|i| l.item(i)) {
        Some(x) => Ok(x),
        None => Err(out_of_range(th, "")),
    }
}

fn setitem(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let l = list(v);
    if key.exact::<Slice>().is_some() {
        return set_slice(th, v, key, value);
    }
    let i = sequence::index(th, key, l.len(), "list")?;
    let Some(i) = i else { return Err(out_of_range(th, "assignment ")) };
    let done = match value {
        Some(x) => l.set_item(th, i, x)?,
        None => l.remove_at(th, i).is_some(),
    };
    if done { Ok(()) } else { Err(out_of_range(th, "assignment ")) }
}

fn set_slice(th: &mut Thread, v: &Obj, key: &Obj, value: Option<&Obj>) -> R<()> {
    let l = list(v);
    let items = match value {
        Some(x) => {
            if th.type_of(x).slots.iter().is_none() && th.type_of(x).slots.getitem().is_none() {
                return Err(th.type_error(format_args!("can only assign an iterable")));
            }
            protocol::collect(th, x)?
        }
        None => Vec::new(),
    };
    let (start, stop, step, count) = slice_object::indices(th, key, l.len())?;
    if step == 1 {
        let old = l.splice(th, start as usize, stop.max(start) as usize, items)?;
        drop(old);
        return Ok(());
    }
    if value.is_none() {
        let all = l.snapshot(th)?;
        let gone: Vec<i64> = (0..count as i64).map(|k| start + k * step).collect();
        let (low, high) = (gone.first().copied().unwrap_or(0), gone.last().copied().unwrap_or(0));
        let (low, high) = (low.min(high), low.max(high));
        let keep: Vec<Obj> = all
            .into_iter()
            .enumerate()
            .filter(|(i, _)| {
                let i = *i as i64;
                count == 0 || i < low || i > high || (i - low) % step.abs() != 0
            })
            .map(|(_, x)| x)
            .collect();
        drop(l.replace_all(th, keep)?);
        return Ok(());
    }
    if items.len() != count {
        let n = items.len();
        return Err(th.value_error(format_args!("attempt to assign sequence of size {n} to extended slice of size {count}")));
    }
    for (k, x) in items.iter().enumerate() {
        l.set_item(th, (start + k as i64 * step) as usize, x)?;
    }
    Ok(())
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    if list(v).is_empty() {
        return th.str("[]");
    }
    if !protocol::repr_enter(th, v)? {
        return th.str("[...]");
    }
    let r = list(v).snapshot(th).and_then(|items| sequence::repr_items(th, &items, "[", "]"));
    protocol::repr_leave(th);
    r
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (a.get::<List>(), b.get::<List>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let mut items = x.snapshot(th)?;
            items.append(&mut y.snapshot(th)?);
            th.list(items)
        }
        BinaryOp::Mul => {
            let (l, n) = if a.get::<List>().is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let items = list(l).snapshot(th)?;
            let out = sequence::repeat(th, &items, n)?;
            th.list(out)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            extend(th, a, b)?;
            Ok(a.clone())
        }
        BinaryOp::Mul => {
            let Some(n) = sequence::repeat_count(th, b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let items = list(a).snapshot(th)?;
            let out = sequence::repeat(th, &items, n)?;
            drop(list(a).replace_all(th, out)?);
            Ok(a.clone())
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn extend(th: &mut Thread, v: &Obj, iterable: &Obj) -> R<()> {
    if iterable.exact::<List>().is_some() || iterable.exact::<super::tuple_object::Tuple>().is_some() {
        let items = protocol::collect(th, iterable)?;
        return list(v).extend(th, items);
    }
    // Item by item, as the list may be looked at by what the iterator runs.
    let it = protocol::iter(th, iterable)?;
    while let Some(x) = protocol::next(th, &it)? {
        list(v).push(th, x)?;
    }
    Ok(())
}

fn find(th: &mut Thread, v: &Obj, x: &Obj, start: usize, stop: usize) -> R<Option<usize>> {
    let mut i = start;
    while i < stop {
        let Some(y) = list(v).item(i) else { return Ok(None) };
        if protocol::equal(th, &y, x)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

static VTABLE: Vtable = Vtable::of::<List>();

const SORT: Signature<2> =
    Signature { name: "sort", parameters: ["key", "reverse"], required: 0, positional_only: 0, keyword_only_from: 0 };

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE | SEQUENCE | UNHASHABLE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(|th, op, a, b| {
            let (Some(x), Some(y)) = (a.get::<List>(), b.get::<List>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let (x, y) = (x.snapshot(th)?, y.snapshot(th)?);
            compare_items(th, op, &x, &y)
        }),
        len: Some(|_, v| Ok(list(v).len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(|th, v, x| Ok(find(th, v, x, 0, usize::MAX)?.is_some())),
        iter: Some(iterators::list_iterator),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(|th, cls, _| th.new_payload(cls, List::empty())),
        init: Some(|th, v, args| {
            args.no_keywords(th, "list")?;
            let a = args.between(th, "list", 0, 1)?;
            let items = match a.first() {
                Some(x) => protocol::collect(th, x)?,
                None => Vec::new(),
            };
            drop(list(v).replace_all(th, items)?);
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    inplace: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("append", |th, v, args| {
            let [x] = args.exactly::<1>(th, "list.append")?;
            list(v).push(th, x.clone())?;
            Ok(Obj::NONE)
        }),
        Method::new("extend", |th, v, args| {
            let [x] = args.exactly::<1>(th, "list.extend")?;
            extend(th, v, x)?;
            Ok(Obj::NONE)
        }),
        Method::new("insert", |th, v, args| {
            let [i, x] = args.exactly::<2>(th, "insert")?;
            let i = protocol::index_clamped(th, i)?;
            let n = list(v).len() as i64;
            let i = if i < 0 { (i + n).max(0) } else { i.min(n) };
            list(v).insert(th, i as usize, x.clone())?;
            Ok(Obj::NONE)
        }),
        Method::new("pop", |th, v, args| {
            let a = args.between(th, "pop", 0, 1)?;
            let l = list(v);
            let Some(i) = a.first() else {
                return match l.pop_last(th) {
                    Some(x) => Ok(x),
                    None => Err(th.raise(Builtin::IndexError, format_args!("pop from empty list"))),
                };
            };
            let i = protocol::index_i64(th, i, Builtin::IndexError)?;
            let n = l.len() as i64;
            if n == 0 {
                return Err(th.raise(Builtin::IndexError, format_args!("pop from empty list")));
            }
            let i = if i < 0 { i + n } else { i };
            let x = if i < 0 { None } else { l.remove_at(th, i as usize) };
            match x {
                Some(x) => Ok(x),
                None => Err(th.raise(Builtin::IndexError, format_args!("pop index out of range"))),
            }
        }),
        Method::new("remove", |th, v, args| {
            let [x] = args.exactly::<1>(th, "list.remove")?;
            match find(th, v, x, 0, usize::MAX)? {
                Some(i) => {
                    drop(list(v).remove_at(th, i));
                    Ok(Obj::NONE)
                }
                None => Err(th.value_error(format_args!("list.remove(x): x not in list"))),
            }
        }),
        Method::new("clear", |th, v, args| {
            args.exactly::<0>(th, "list.clear")?;
            drop(list(v).steal(th)?);
            Ok(Obj::NONE)
        }),
        Method::new("copy", |th, v, args| {
            args.exactly::<0>(th, "list.copy")?;
            let items = list(v).snapshot(th)?;
            th.list(items)
        }),
        Method::new("index", |th, v, args| {
            let a = args.between(th, "index", 1, 3)?;
            let n = list(v).len();
            let (start, stop) = sequence::bounds(th, a.get(1), a.get(2), n)?;
            match find(th, v, &a[0], start, stop)? {
                Some(i) => th.int(i as i64),
                None => Err(th.value_error(format_args!("list.index(x): x not in list"))),
            }
        }),
        Method::new("count", |th, v, args| {
            let [x] = args.exactly::<1>(th, "list.count")?;
            let mut n = 0;
            let mut i = 0;
            while let Some(y) = list(v).item(i) {
                n += i64::from(protocol::equal(th, &y, x)?);
                i += 1;
            }
            th.int(n)
        }),
        Method::new("reverse", |th, v, args| {
            args.exactly::<0>(th, "list.reverse")?;
            list(v).reverse(th);
            Ok(Obj::NONE)
        }),
        Method::new("sort", |th, v, args| {
            let [key, reverse] = args.bind(th, &SORT)?;
            let reverse = match reverse {
                Some(r) => protocol::truth(th, r)?,
                None => false,
            };
            sort(th, v, key, reverse)?;
            Ok(Obj::NONE)
        }),
        Method::new("__reversed__", |th, v, args| {
            args.exactly::<0>(th, "__reversed__")?;
            let n = list(v).len();
            iterators::list_reverse_iterator(th, v, n)
        }),
        Method::class("__class_getitem__", |_, cls, _| Ok(cls.clone())),
    ],
    ..TypeSpec::new(Builtin::List, &VTABLE)
};

/// Sorts in place. The items are sorted in a buffer of their own (I-S3 of `sharing`: program code runs meanwhile), and a list that was
/// changed meanwhile is reported.
pub fn sort(th: &mut Thread, v: &Obj, key: Option<&Obj>, reverse: bool) -> R<()> {
    let l = list(v);
    let shared = crate::refcount::biased::is_shared(&l.header);
    let mut items = if shared { l.snapshot(th)? } else { l.steal(th)? };
    let r = sorting::sort(th, &mut items, key.filter(|k| !k.is_none()), reverse);
    let touched = !shared && !l.is_empty();
    drop(l.replace_all(th, items)?);
    r?;
    if touched {
        return Err(th.value_error(format_args!("list modified during sort")));
    }
    Ok(())
}
