//! How iterators are taken apart for copies and pickles (`__reduce__`), and put back where they were (`__setstate__`).
//!
//! A position is read and moved as one word: an iterator that other threads use meanwhile is taken apart as it was at one moment, and one that
//! has come to its end stays there.

use alloc::vec::Vec;

use super::iterators::{BytesIter, CallIter, DONE, ListIter, ListRevIter, SeqIter, StrIter, TupleIter};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::spec::Method;
use crate::types::{bytes_object, protocol, str_object};

/// A function of `builtins`, whatever a module's globals call so.
pub(crate) fn builtin(th: &mut Thread, name: &str) -> R<Obj> {
    let all = th.isolate().builtins.peek();
    let key = th.intern(name)?;
    match Obj::from_ref(&all).get::<Dict>().and_then(|d| d.get_name(&key)) {
        Some(f) => Ok(f),
        None => Err(th.raise(Builtin::AttributeError, format_args!("module 'builtins' has no attribute '{name}'"))),
    }
}

/// `(function, (whole,), at)`: what is iterated over, and a position for `__setstate__`.
pub(crate) fn positioned(th: &mut Thread, function: Obj, whole: &Obj, at: i64) -> R<Obj> {
    let call = th.tuple_of(core::slice::from_ref(whole))?;
    let at = th.int(at)?;
    th.tuple_of(&[function, call, at])
}

/// `(function, (empty,))`: an iterator that has come to its end.
pub(crate) fn ended(th: &mut Thread, function: Obj, empty: Obj) -> R<Obj> {
    let call = th.tuple_of(&[empty])?;
    th.pair(function, call)
}

/// `(iter, ([…],))`: what a copy of an iterator, which is used up here, has still to give.
pub(crate) fn listed(th: &mut Thread, copy: &Obj) -> R<Obj> {
    let rest = protocol::collect(th, copy)?;
    let rest = th.list(rest)?;
    let iter = builtin(th, "iter")?;
    ended(th, iter, rest)
}

/// The argument of `__setstate__` as a position from `least` to `most`.
pub(crate) fn position(th: &mut Thread, args: &Args<'_>, least: i64, most: impl FnOnce() -> usize) -> R<i64> {
    let [to] = args.exactly::<1>(th, "__setstate__")?;
    let to = protocol::index_size(th, to)?;
    Ok(to.min(i64::try_from(most()).unwrap_or(i64::MAX)).max(least))
}

/// Moves a position, unless it is at the end for good.
pub(crate) fn move_to(at: &AtomicUsize, to: usize) {
    // Relaxed, here and below: the items are published by what is iterated over.
    let mut now = at.load(Ordering::Relaxed);
    while now < DONE {
        match at.compare_exchange(now, to, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return,
            Err(other) => now = other,
        }
    }
}

fn of<T: Payload>(v: &Obj) -> &Object<T> {
    // SAFETY: called through methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<T>() }
}

fn length(v: &Obj) -> usize {
    v.get::<List>().map_or(0, |l| l.len())
}

fn reduce_list(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "list_iterator.__reduce__")?;
    let it = of::<ListIter>(v);
    let iter = builtin(th, "iter")?;
    match it.at.load(Ordering::Relaxed) {
        at if at < DONE => positioned(th, iter, &it.list, at as i64),
        _ => {
            let empty = th.list(Vec::new())?;
            ended(th, iter, empty)
        }
    }
}

fn set_list(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let it = of::<ListIter>(v);
    let to = position(th, args, 0, || length(&it.list))?;
    move_to(&it.at, to as usize);
    Ok(Obj::NONE)
}

/// Methods of `list_iterator`.
pub(super) const LIST_REDUCE: Method = Method::new("__reduce__", reduce_list);
/// See [`LIST_REDUCE`].
pub(super) const LIST_SET: Method = Method::new("__setstate__", set_list);

fn reduce_list_rev(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "list_reverseiterator.__reduce__")?;
    let it = of::<ListRevIter>(v);
    let reversed = builtin(th, "reversed")?;
    match it.at.load(Ordering::Relaxed) {
        at if at < DONE => positioned(th, reversed, &it.list, it.from as i64 - 1 - at as i64),
        _ => {
            let empty = th.list(Vec::new())?;
            ended(th, reversed, empty)
        }
    }
}

fn set_list_rev(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let it = of::<ListRevIter>(v);
    let to = position(th, args, -1, || it.from.min(length(&it.list)).saturating_sub(1))?;
    move_to(&it.at, (it.from as i64 - 1 - to).max(0) as usize);
    Ok(Obj::NONE)
}

/// Methods of `list_reverseiterator`.
pub(super) const LIST_REV_REDUCE: Method = Method::new("__reduce__", reduce_list_rev);
/// See [`LIST_REV_REDUCE`].
pub(super) const LIST_REV_SET: Method = Method::new("__setstate__", set_list_rev);

fn reduce_tuple(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "tuple_iterator.__reduce__")?;
    let it = of::<TupleIter>(v);
    let iter = builtin(th, "iter")?;
    match it.at.load(Ordering::Relaxed) {
        at if at < DONE => positioned(th, iter, &it.tuple, at as i64),
        _ => {
            let empty = th.tuple(Vec::new())?;
            ended(th, iter, empty)
        }
    }
}

fn set_tuple(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let it = of::<TupleIter>(v);
    let to = position(th, args, 0, || super::tuple_object::items(&it.tuple).len())?;
    move_to(&it.at, to as usize);
    Ok(Obj::NONE)
}

/// Methods of `tuple_iterator`.
pub(super) const TUPLE_REDUCE: Method = Method::new("__reduce__", reduce_tuple);
/// See [`TUPLE_REDUCE`].
pub(super) const TUPLE_SET: Method = Method::new("__setstate__", set_tuple);

fn reduce_str(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "str_iterator.__reduce__")?;
    let it = of::<StrIter>(v);
    let iter = builtin(th, "iter")?;
    let text = it.text.get(&it.header);
    let given = text.as_ref().and_then(|s| str_object::text(s).get(..it.at.load(Ordering::Relaxed)));
    if let (Some(text), Some(given)) = (&text, given) {
        let at = given.chars().count();
        return positioned(th, iter, text, at as i64);
    }
    let empty = th.str("")?;
    ended(th, iter, empty)
}

fn set_str(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let it = of::<StrIter>(v);
    let held = it.text.get(&it.header);
    let text = held.as_ref().map_or("", str_object::text);
    let to = position(th, args, 0, || text.len())? as usize;
    let to = text.char_indices().nth(to).map_or(text.len(), |(at, _)| at);
    move_to(&it.at, to);
    Ok(Obj::NONE)
}

/// Methods of `str_iterator`.
pub(super) const STR_REDUCE: Method = Method::new("__reduce__", reduce_str);
/// See [`STR_REDUCE`].
pub(super) const STR_SET: Method = Method::new("__setstate__", set_str);

fn reduce_bytes(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "bytes_iterator.__reduce__")?;
    let it = of::<BytesIter>(v);
    let iter = builtin(th, "iter")?;
    match it.at.load(Ordering::Relaxed) {
        at if at < DONE => positioned(th, iter, &it.bytes, at as i64),
        _ => {
            let empty = th.tuple(Vec::new())?;
            ended(th, iter, empty)
        }
    }
}

fn set_bytes(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let it = of::<BytesIter>(v);
    let to = position(th, args, 0, || bytes_object::with_bytes(&it.bytes, <[u8]>::len).unwrap_or(0))?;
    move_to(&it.at, to as usize);
    Ok(Obj::NONE)
}

/// Methods of `bytes_iterator`.
pub(super) const BYTES_REDUCE: Method = Method::new("__reduce__", reduce_bytes);
/// See [`BYTES_REDUCE`].
pub(super) const BYTES_SET: Method = Method::new("__setstate__", set_bytes);

fn reduce_seq(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "iterator.__reduce__")?;
    let it = of::<SeqIter>(v);
    let iter = builtin(th, "iter")?;
    match it.object.get(&it.header) {
        Some(object) => {
            let at = it.at.load(Ordering::Relaxed);
            positioned(th, iter, &object, at as i64)
        }
        None => {
            let empty = th.tuple(Vec::new())?;
            ended(th, iter, empty)
        }
    }
}

fn set_seq(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let to = position(th, args, 0, || DONE - 1)?;
    move_to(&of::<SeqIter>(v).at, to as usize);
    Ok(Obj::NONE)
}

/// Methods of `iterator`.
pub(super) const SEQ_REDUCE: Method = Method::new("__reduce__", reduce_seq);
/// See [`SEQ_REDUCE`].
pub(super) const SEQ_SET: Method = Method::new("__setstate__", set_seq);

fn reduce_call(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "callable_iterator.__reduce__")?;
    let it = of::<CallIter>(v);
    let iter = builtin(th, "iter")?;
    match it.function.get(&it.header) {
        Some(function) => {
            let call = th.pair(function, it.sentinel.clone())?;
            th.pair(iter, call)
        }
        None => {
            let empty = th.tuple(Vec::new())?;
            ended(th, iter, empty)
        }
    }
}

/// Method of `callable_iterator`.
pub(super) const CALL_REDUCE: Method = Method::new("__reduce__", reduce_call);
