//! `range` and its iterator.

use dashu_int::IBig;

use super::function_object::payload;
use super::int_object::{Int, is_int, to_big, to_i64};
use super::spec::{CompareOp, GetSet, Method, SEQUENCE, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicI64, Ordering};
use crate::text::int_math;
use crate::types::{protocol, slice_object, str_object, tuple_object};

payload! {
    /// A range's payload: ints.
    Range = Range {
        /// Start.
        pub start: Obj => obj,
        /// Stop.
        pub stop: Obj => obj,
        /// Step, not zero.
        pub step: Obj => obj,
    }
}

/// A range iterator: `start + index * step` for `index < count`.
#[derive(Debug)]
pub struct RangeIter {
    start: i64,
    step: i64,
    count: i64,
    index: AtomicI64,
    /// Start, step and end (where the step after the last one leads) of a range beyond machine integers, as a tuple; unbound otherwise.
    big: Obj,
}

// SAFETY: BUILTIN is used here alone; the references are visited; the position is atomic.
unsafe impl Payload for RangeIter {
    const BUILTIN: Builtin = Builtin::RangeIter;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.big);
    }
}

impl RangeIter {
    /// Whether it counts machine integers.
    #[inline(always)]
    pub fn is_small(&self) -> bool {
        self.big.is_unbound()
    }

    /// Start, step and end of one that is not small.
    fn big(&self, th: &mut Thread) -> R<[IBig; 3]> {
        match tuple_object::items(&self.big) {
            [start, step, end] => Ok([to_big(start).or_raise(th)?, to_big(step).or_raise(th)?, to_big(end).or_raise(th)?]),
            _ => Err(th.no_memory()),
        }
    }

    /// Claims the next index. One that is not shared pays no read-modify-write: the position is then written by its only user.
    #[inline(always)]
    fn claim(&self) -> Option<i64> {
        let i = self.index.load(Ordering::Relaxed);
        if i >= self.count {
            return None;
        }
        self.index.store(i + 1, Ordering::Relaxed);
        Some(i)
    }

    /// The next value of a small one that only this thread uses.
    #[inline(always)]
    pub fn next_small(&self) -> Option<i64> {
        // The count was computed so that no value of the range overflows.
        self.claim().map(|i| self.start.wrapping_add(i.wrapping_mul(self.step)))
    }

    /// Gives back the value that [`next_small`](Self::next_small) just handed out.
    #[inline(always)]
    pub fn step_back(&self) {
        self.index.store(self.index.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
    }

    /// The next value of a small one that other threads may use too: no value is handed out twice.
    fn next_shared(&self) -> Option<i64> {
        let i = self.index.fetch_add(1, Ordering::Relaxed);
        if i >= self.count {
            self.index.store(self.count, Ordering::Relaxed);
            return None;
        }
        Some(self.start.wrapping_add(i.wrapping_mul(self.step)))
    }
}

fn range(v: &Obj) -> &Object<Range> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Range>() }
}

/// Number of values of a range.
fn length(r: &Range) -> IBig {
    let z = || IBig::ZERO;
    let (a, b, s) = (to_big(&r.start).unwrap_or_else(z), to_big(&r.stop).unwrap_or_else(z), to_big(&r.step).unwrap_or_else(z));
    let (low, high, step) = if s > IBig::ZERO { (a, b, s) } else { (b, a, -s) };
    if low >= high { IBig::ZERO } else { (high - low - IBig::ONE) / step + IBig::ONE }
}

fn small_length(th: &mut Thread, r: &Range) -> R<i64> {
    match small(r) {
        Some((_, _, n)) => Ok(n),
        None => match i64::try_from(&length(r)) {
            Ok(n) => Ok(n),
            Err(_) => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t"))),
        },
    }
}

/// Start, step and length of a range whose values are machine integers.
fn small(r: &Range) -> Option<(i64, i64, i64)> {
    let (a, b, s) = (r.start.value().as_small()?, r.stop.value().as_small()?, r.step.value().as_small()?);
    let n = if s == 1 {
        (b - a).max(0)
    } else if s > 0 {
        if a < b { (b - a - 1) / s + 1 } else { 0 }
    } else if b < a {
        (a - b - 1) / -s + 1
    } else {
        0
    };
    Some((a, s, n))
}

/// A new range.
pub fn new_range(th: &mut Thread, start: Obj, stop: Obj, step: Obj) -> R<Obj> {
    th.alloc(Range { start, stop, step })
}

fn new(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    if let ([stop], true) = (args.all, args.names.is_empty())
        && stop.value().is_small()
    {
        return new_range(th, Obj::from_i31(0), stop.clone(), Obj::from_i31(1));
    }
    let a = args.between(th, "range", 1, 3)?;
    let (start, stop, step) = match a {
        [stop] => (Obj::from_i31(0), protocol::index(th, stop)?, Obj::from_i31(1)),
        [start, stop] => (protocol::index(th, start)?, protocol::index(th, stop)?, Obj::from_i31(1)),
        _ => (protocol::index(th, &a[0])?, protocol::index(th, &a[1])?, protocol::index(th, &a[2])?),
    };
    if to_i64(&step) == Some(0) {
        return Err(th.value_error(format_args!("range() arg 3 must not be zero")));
    }
    new_range(th, start, stop, step)
}

/// The value at an index that is in range.
fn at(th: &mut Thread, r: &Range, i: i64) -> R<Obj> {
    if let Some((a, s, _)) = small(r) {
        return th.int(a + i * s);
    }
    let (a, s) = (to_big(&r.start).or_raise(th)?, to_big(&r.step).or_raise(th)?);
    th.big(a + s * IBig::from(i))
}

/// An item of a range, or an index, beyond machine integers; the key is an int.
fn get_big(th: &mut Thread, r: &Range, key: &Obj) -> R<Obj> {
    let mut i = to_big(key).or_raise(th)?;
    let n = length(r);
    if i < IBig::ZERO {
        i += &n;
    }
    if i < IBig::ZERO || i >= n {
        return Err(th.raise(Builtin::IndexError, format_args!("range object index out of range")));
    }
    let (a, s) = (to_big(&r.start).or_raise(th)?, to_big(&r.step).or_raise(th)?);
    th.big(a + s * i)
}

/// A slice of a range, when all numbers are machine integers.
fn small_slice(th: &mut Thread, r: &Range, key: &Obj) -> R<Option<Obj>> {
    let (Some((first, stride, n)), Some(s)) = (small(r), key.exact::<slice_object::Slice>()) else { return Ok(None) };
    let plain = |v: &Obj| v.is_none() || v.value().is_small();
    if !plain(&s.start) || !plain(&s.stop) || !plain(&s.step) {
        return Ok(None);
    }
    let (start, stop, step, _) = slice_object::indices(th, key, n as usize)?;
    let value = |i: i64| i.checked_mul(stride)?.checked_add(first);
    let (Some(start), Some(stop), Some(step)) = (value(start), value(stop), step.checked_mul(stride)) else { return Ok(None) };
    let (start, stop, step) = (th.int(start)?, th.int(stop)?, th.int(step)?);
    new_range(th, start, stop, step).map(Some)
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let r = range(v);
    if let Some(part) = small_slice(th, r, key)? {
        return Ok(part);
    }
    if key.exact::<slice_object::Slice>().is_some() {
        let (start, stop, step) = slice_object::big_indices(th, key, &length(r))?;
        let (first, stride) = (to_big(&r.start).or_raise(th)?, to_big(&r.step).or_raise(th)?);
        let (a, b) = (th.big(&first + start * &stride)?, th.big(first + stop * &stride)?);
        let step = th.big(step * stride)?;
        return new_range(th, a, b, step);
    }
    let Some(key) = super::sequence::as_index(th, key)? else {
        let t = th.type_name(key);
        return Err(th.type_error(format_args!("range indices must be integers or slices, not {t}")));
    };
    let (Some((_, _, n)), Some(i)) = (small(r), to_i64(&key)) else { return get_big(th, r, &key) };
    let i = if i < 0 { i + n } else { i };
    if i < 0 || i >= n {
        return Err(th.raise(Builtin::IndexError, format_args!("range object index out of range")));
    }
    at(th, r, i)
}

/// Index of an int in a range.
fn find(r: &Range, x: &Obj) -> Option<IBig> {
    let x = to_big(x)?;
    let (a, s) = (to_big(&r.start)?, to_big(&r.step)?);
    let (q, m) = int_math::divmod_big(&(x - a), &s).ok()?;
    if m == IBig::ZERO && q >= IBig::ZERO && q < length(r) { Some(q) } else { None }
}

/// Whether where a value is in a range can be computed. An instance of a subclass of int may have an `__eq__` of its own.
fn is_plain(x: &Obj) -> bool {
    is_int(x) && (x.exact::<Int>().is_some() || x.get::<Int>().is_none())
}

/// Looks through a range for what is equal to `x`, which need not be an int: `f` is told where, and says whether to go on.
fn walk(th: &mut Thread, v: &Obj, x: &Obj, f: &mut dyn FnMut(i64) -> bool) -> R<()> {
    let it = iter(th, v)?;
    let mut at = 0i64;
    while let Some(y) = protocol::next(th, &it)? {
        if protocol::equal(th, &y, x)? && !f(at) {
            break;
        }
        at += 1;
    }
    Ok(())
}

fn contains(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    if is_plain(x) {
        return Ok(find(range(v), x).is_some());
    }
    let mut found = false;
    walk(th, v, x, &mut |_| {
        found = true;
        false
    })?;
    Ok(found)
}

/// An iterator of machine integers.
fn small_iter(th: &mut Thread, start: i64, step: i64, count: i64) -> R<Obj> {
    th.alloc(RangeIter { start, step, count, index: AtomicI64::new(0), big: Obj::UNBOUND })
}

/// An iterator of any integers.
fn big_iter(th: &mut Thread, start: IBig, step: IBig, count: IBig) -> R<Obj> {
    let end = &start + &step * &count;
    let numbers = [th.big(start)?, th.big(step)?, th.big(end)?];
    let big = th.tuple_of(&numbers)?;
    // More than that nobody waits for.
    let count = i64::try_from(&count).unwrap_or(i64::MAX);
    th.alloc(RangeIter { start: 0, step: 0, count, index: AtomicI64::new(0), big })
}

/// `iter` of a range.
pub(crate) fn iter(th: &mut Thread, v: &Obj) -> R<Obj> {
    let r = range(v);
    if let Some((start, step, count)) = small(r) {
        return small_iter(th, start, step, count);
    }
    let (start, step) = (to_big(&r.start).or_raise(th)?, to_big(&r.step).or_raise(th)?);
    big_iter(th, start, step, length(r))
}

fn iterator(v: &Obj) -> &Object<RangeIter> {
    // SAFETY: as in `range`.
    unsafe { v.get_unchecked::<RangeIter>() }
}

fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = iterator(v);
    if it.is_small() {
        let n = if crate::refcount::biased::is_shared(&it.header) { it.next_shared() } else { it.next_small() };
        return match n {
            Some(i) => th.int(i).map(Some),
            None => Ok(None),
        };
    }
    let i = it.index.fetch_add(1, Ordering::Relaxed);
    if i >= it.count {
        it.index.store(it.count, Ordering::Relaxed);
        return Ok(None);
    }
    let [a, s, _] = it.big(th)?;
    th.big(a + s * IBig::from(i)).map(Some)
}

static VTABLE: Vtable = Vtable::of::<Range>();

/// `range`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "The numbers from start (0) to stop, which is not one of them, in steps (of 1).",
    flags: SEQUENCE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let r = range(v);
            let (a, b, c) = (protocol::repr(th, &r.start)?, protocol::repr(th, &r.stop)?, protocol::repr(th, &r.step)?);
            let (a, b, c) = (str_object::text(&a), str_object::text(&b), str_object::text(&c));
            if c == "1" { th.str_fmt(format_args!("range({a}, {b})")) } else { th.str_fmt(format_args!("range({a}, {b}, {c})")) }
        }),
        hash: Some(|th, v| {
            let r = range(v);
            let n = th.big(length(r))?;
            let zero = to_i64(&n) == Some(0);
            let one = to_i64(&n) == Some(1);
            let t =
                th.tuple_of(&[n, if zero { Obj::NONE } else { r.start.clone() }, if zero || one { Obj::NONE } else { r.step.clone() }])?;
            protocol::hash(th, &t)
        }),
        compare: Some(|_, op, a, b| {
            let Some(y) = b.exact::<Range>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let x = range(a);
            let (n, m) = (length(x), length(y));
            let same = n == m
                && (n == IBig::ZERO || (to_big(&x.start) == to_big(&y.start) && (n == IBig::ONE || to_big(&x.step) == to_big(&y.step))));
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        truth: Some(|_, v| Ok(length(range(v)) != IBig::ZERO)),
        len: Some(|th, v| small_length(th, range(v)).map(|n| n as usize)),
        getitem: Some(getitem),
        contains: Some(contains),
        iter: Some(iter),
        new: Some(new),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("index", |th, v, args| {
            let [x] = args.exactly::<1>(th, "range.index")?;
            if is_plain(x) {
                return match find(range(v), x) {
                    Some(i) => th.big(i),
                    None => Err(th.value_error(format_args!("range.index(x): x not in range"))),
                };
            }
            // What is no int may still be equal to one.
            let mut found = None;
            walk(th, v, x, &mut |at| {
                found = Some(at);
                false
            })?;
            match found {
                Some(at) => th.int(at),
                None => Err(th.value_error(format_args!("sequence.index(x): x not in sequence"))),
            }
        }),
        Method::new("count", |th, v, args| {
            let [x] = args.exactly::<1>(th, "range.count")?;
            if is_plain(x) {
                return Ok(Obj::from_i31(i32::from(find(range(v), x).is_some())));
            }
            let mut n = 0;
            walk(th, v, x, &mut |_| {
                n += 1;
                true
            })?;
            th.int(n)
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "range.__reduce__")?;
            let r = range(v);
            let call = th.tuple_of(&[r.start.clone(), r.stop.clone(), r.step.clone()])?;
            let class = th.type_of(v).to_obj();
            th.pair(class, call)
        }),
        Method::new("__reversed__", |th, v, args| {
            args.exactly::<0>(th, "range.__reversed__")?;
            let r = range(v);
            if let Some((first, step, n)) = small(r)
                && let Some(last) = (n - 1).checked_mul(step).and_then(|by| first.checked_add(by))
            {
                return small_iter(th, last, -step, n);
            }
            let (first, step, n) = (to_big(&r.start).or_raise(th)?, to_big(&r.step).or_raise(th)?, length(r));
            let last = first + (&n - IBig::ONE) * &step;
            big_iter(th, last, -step, n)
        }),
    ],
    getsets: &[
        GetSet::read("start", |_, v| Ok(range(v).start.clone())),
        GetSet::read("stop", |_, v| Ok(range(v).stop.clone())),
        GetSet::read("step", |_, v| Ok(range(v).step.clone())),
    ],
    ..TypeSpec::new(Builtin::Range, &VTABLE)
};

static ITER_VTABLE: Vtable = Vtable::of::<RangeIter>();

/// `range_iterator`
pub static ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(|_, v| Ok(v.clone())), next: Some(next), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = iterator(v);
            th.int((it.count - it.index.load(Ordering::Relaxed)).max(0))
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "range_iterator.__reduce__")?;
            let it = iterator(v);
            let i = it.index.load(Ordering::Relaxed).min(it.count);
            let (start, step, stop) = if it.is_small() {
                let (start, step) = (IBig::from(it.start), IBig::from(it.step));
                let stop = &start + &step * IBig::from(it.count);
                (start, step, stop)
            } else {
                let [start, step, end] = it.big(th)?;
                (start, step, end)
            };
            let bounds = [th.big(start + &step * IBig::from(i))?, th.big(stop)?, th.big(step)?];
            let class = th.builtin_type(Builtin::Range);
            let left = protocol::call(th, &class, &bounds)?;
            let function = super::iterator_pickle::builtin(th, "iter")?;
            let call = th.tuple_of(&[left])?;
            th.tuple_of(&[function, call, Obj::NONE])
        }),
        Method::new("__setstate__", |th, v, args| {
            let it = iterator(v);
            let [by] = args.exactly::<1>(th, "range_iterator.__setstate__")?;
            let by = protocol::index_i64(th, by, Builtin::OverflowError)?;
            // Relaxed: a position alone. It counts from where the iterator is.
            let mut now = it.index.load(Ordering::Relaxed);
            loop {
                let to = now.saturating_add(by.max(0)).min(it.count).max(now);
                match it.index.compare_exchange(now, to, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => return Ok(Obj::NONE),
                    Err(other) => now = other,
                }
            }
        }),
    ],
    ..TypeSpec::new(Builtin::RangeIter, &ITER_VTABLE)
};
