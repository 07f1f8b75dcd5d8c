//! `slice`, and the indices it stands for.

use dashu_int::IBig;

use super::function_object::payload;
use super::int_object::to_big;
use super::spec::{CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::text::hashing::TupleHasher;
use crate::types::{protocol, str_object};

payload! {
    /// A slice's payload.
    Slice = Slice {
        /// Start, any value.
        pub start: Obj => obj,
        /// Stop.
        pub stop: Obj => obj,
        /// Step.
        pub step: Obj => obj,
    }
}

/// A slice object.
pub fn new_slice(th: &mut Thread, start: Obj, stop: Obj, step: Obj) -> R<Obj> {
    th.alloc(Slice { start, stop, step })
}

/// A part of a slice that is not `None`, as an int; `kinds` names in an error what it may be.
fn bound(th: &mut Thread, v: &Obj, kinds: &str) -> R<Obj> {
    match super::sequence::as_index(th, v)? {
        Some(i) => Ok(i),
        None => Err(th.type_error(format_args!("slice indices must be {kinds} or have an __index__ method"))),
    }
}

fn part(th: &mut Thread, v: &Obj) -> R<i64> {
    let i = bound(th, v, "integers")?;
    protocol::index_clamped(th, &i)
}

/// `(start, count)` of a slice without a step over `len` items, by its bounds, if they are small integers or `None`.
#[inline(always)]
pub fn plain_bounds(start: Value, stop: Value, len: usize) -> Option<(usize, usize)> {
    let n = len as i64;
    let place = |v: Value, default: i64| {
        if v.is_small() {
            let i = v.small_unchecked();
            Some(if i < 0 { i.saturating_add(n).max(0) } else { i.min(n) })
        } else if v.is_none() {
            Some(default)
        } else {
            None
        }
    };
    let (start, stop) = (place(start, 0)?, place(stop, n)?);
    Some((start as usize, (stop - start).max(0) as usize))
}

/// `(start, step, count)` of a slice over `len` items, if its parts are small integers or `None` and the step is not zero: what needs no call
/// and raises nothing.
#[inline]
pub fn plain_indices(slice: &Obj, len: usize) -> Option<(usize, isize, usize)> {
    let s = slice.exact::<Slice>()?;
    let small = |v: &Obj, default: i64| if v.is_none() { Some(default) } else { v.value().as_small() };
    let step = small(&s.step, 1)?;
    let n = len as i64;
    // Small integers and lengths are far from the ends of `i64`.
    if step == 1 {
        let clamp = |i: i64| if i < 0 { (i + n).max(0) } else { i.min(n) };
        let start = clamp(small(&s.start, 0)?);
        let stop = clamp(small(&s.stop, n)?);
        return Some((start as usize, 1, (stop - start).max(0) as usize));
    }
    if step == 0 || isize::try_from(step).is_err() {
        return None;
    }
    if step == -1 {
        let clamp = |i: i64| if i < 0 { (i + n).max(-1) } else { i.min(n - 1) };
        let start = clamp(small(&s.start, n - 1)?);
        let stop = if s.stop.is_none() { -1 } else { clamp(s.stop.value().as_small()?) };
        return Some((start.max(0) as usize, -1, (start - stop).max(0) as usize));
    }
    let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
    let clamp = |i: i64| if i < 0 { (i + n).max(low) } else { i.min(high) };
    let start = if s.start.is_none() { if step < 0 { high } else { low } } else { clamp(s.start.value().as_small()?) };
    let stop = if s.stop.is_none() { if step < 0 { low } else { high } } else { clamp(s.stop.value().as_small()?) };
    let count = if step < 0 {
        if stop < start { (start - stop - 1) / -step + 1 } else { 0 }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    Some((start.max(0) as usize, step as isize, count as usize))
}

/// What a slice says, before it is known how many items there are. What program code has to tell is told by then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    start: Option<i64>,
    stop: Option<i64>,
    /// Never zero.
    pub(crate) step: i64,
}

impl Bounds {
    /// The bounds of a slice, which is asked for its step first.
    pub(crate) fn of(th: &mut Thread, slice: &Obj) -> R<Bounds> {
        let Some(s) = slice.exact::<Slice>() else {
            return Err(th.type_error(format_args!("slice expected")));
        };
        let step = if s.step.is_none() { 1 } else { part(th, &s.step)?.max(-i64::MAX) };
        if step == 0 {
            return Err(th.value_error(format_args!("slice step cannot be zero")));
        }
        let mut get = |v: &Obj| if v.is_none() { Ok(None) } else { part(th, v).map(Some) };
        Ok(Bounds { start: get(&s.start)?, stop: get(&s.stop)?, step })
    }

    /// `(start, stop, step, count)` over `len` items: positions are in range, `count` items are taken from `start` by `step`.
    pub(crate) fn over(&self, len: usize) -> (i64, i64, i64, usize) {
        let (n, step) = (len as i64, self.step);
        let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
        let clamp = |i: i64| if i < 0 { i.saturating_add(n).max(low) } else { i.min(high) };
        let start = self.start.map_or(if step < 0 { high } else { low }, clamp);
        let stop = self.stop.map_or(if step < 0 { low } else { high }, clamp);
        let count = if step < 0 {
            if stop < start { ((start - stop - 1) / -step + 1) as usize } else { 0 }
        } else if start < stop {
            ((stop - start - 1) / step + 1) as usize
        } else {
            0
        };
        (start, stop, step, count)
    }

    /// Where a slice without a step begins and ends in `len` items.
    pub(crate) fn range(&self, len: usize) -> (usize, usize) {
        let (start, stop, ..) = self.over(len);
        (start as usize, stop.max(start) as usize)
    }
}

/// `(start, stop, step, count)` of a slice over `len` items: positions are in range, `count` items are taken from `start` by `step`.
pub fn indices(th: &mut Thread, slice: &Obj, len: usize) -> R<(i64, i64, i64, usize)> {
    Ok(Bounds::of(th, slice)?.over(len))
}

/// Where a slice without a step begins and ends in `len` items, the number of one moment. What program code has to tell was told before, for the number
/// there was then: `start` and `stop` of [`indices`].
pub(crate) fn range_now(slice: &Obj, len: usize, start: i64, stop: i64) -> (usize, usize) {
    match plain_indices(slice, len) {
        Some((start, _, count)) => (start, start + count),
        None => ((start as usize).min(len), (stop.max(start) as usize).min(len)),
    }
}

/// [`indices`] over any number of items.
pub fn big_indices(th: &mut Thread, slice: &Obj, n: &IBig) -> R<(IBig, IBig, IBig)> {
    let Some(s) = slice.exact::<Slice>() else {
        return Err(th.type_error(format_args!("slice expected")));
    };
    let mut get = |v: &Obj| -> R<Option<IBig>> {
        if v.is_none() {
            return Ok(None);
        }
        let i = bound(th, v, "integers or None")?;
        Ok(Some(to_big(&i).or_raise(th)?))
    };
    let step = get(&s.step)?.unwrap_or(IBig::ONE);
    if step == IBig::ZERO {
        return Err(th.value_error(format_args!("slice step cannot be zero")));
    }
    let back = step < IBig::ZERO;
    let (low, high) = if back { (IBig::NEG_ONE, n - IBig::ONE) } else { (IBig::ZERO, n.clone()) };
    let clamp = |i: IBig| if i < IBig::ZERO { (i + n).max(low.clone()) } else { i.min(high.clone()) };
    let start = get(&s.start)?.map_or_else(|| if back { high.clone() } else { low.clone() }, &clamp);
    let stop = get(&s.stop)?.map_or_else(|| if back { low.clone() } else { high.clone() }, &clamp);
    Ok((start, stop, step))
}

fn slice(v: &Obj) -> &Object<Slice> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<Slice>() }
}

static VTABLE: Vtable = Vtable::of::<Slice>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "What stands between the brackets in x[start:stop:step].",
    slots: SlotSpec {
        repr: Some(|th, v| {
            let s = slice(v);
            let (a, b, c) = (protocol::repr(th, &s.start)?, protocol::repr(th, &s.stop)?, protocol::repr(th, &s.step)?);
            th.str_fmt(format_args!("slice({}, {}, {})", str_object::text(&a), str_object::text(&b), str_object::text(&c)))
        }),
        new: Some(|th, _, args| {
            let a = args.between(th, "slice", 1, 3)?;
            let (start, stop, step) = match a {
                [stop] => (Obj::NONE, stop.clone(), Obj::NONE),
                [start, stop] => (start.clone(), stop.clone(), Obj::NONE),
                _ => (a[0].clone(), a[1].clone(), a[2].clone()),
            };
            new_slice(th, start, stop, step)
        }),
        compare: Some(|th, op, a, b| {
            let (Some(x), Some(y)) = (a.exact::<Slice>(), b.exact::<Slice>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let (x, y) = (
                th.tuple_of(&[x.start.clone(), x.stop.clone(), x.step.clone()])?,
                th.tuple_of(&[y.start.clone(), y.stop.clone(), y.step.clone()])?,
            );
            match op {
                CompareOp::Eq | CompareOp::Ne => protocol::compare(th, op, &x, &y),
                _ => protocol::compare(th, op, &x, &y),
            }
        }),
        hash: Some(|th, v| {
            let s = slice(v);
            let mut hasher = TupleHasher::new();
            for part in [&s.start, &s.stop, &s.step] {
                hasher.add(protocol::hash(th, part)?);
            }
            Ok(hasher.finish_fixed())
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("indices", |th, v, args| {
            let [n] = args.exactly::<1>(th, "slice.indices")?;
            let n = protocol::index(th, n)?;
            let n = to_big(&n).or_raise(th)?;
            if n < IBig::ZERO {
                return Err(th.value_error(format_args!("length should not be negative")));
            }
            let (a, b, c) = big_indices(th, v, &n)?;
            let items = [th.big(a)?, th.big(b)?, th.big(c)?];
            th.tuple_of(&items)
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "slice.__reduce__")?;
            let s = slice(v);
            let call = th.tuple_of(&[s.start.clone(), s.stop.clone(), s.step.clone()])?;
            let class = th.type_of(v).to_obj();
            th.pair(class, call)
        }),
        super::generic_alias::CLASS_GETITEM,
    ],
    getsets: &[
        GetSet::read("start", |_, v| Ok(slice(v).start.clone())),
        GetSet::read("stop", |_, v| Ok(slice(v).stop.clone())),
        GetSet::read("step", |_, v| Ok(slice(v).step.clone())),
    ],
    ..TypeSpec::new(Builtin::Slice, &VTABLE)
};
