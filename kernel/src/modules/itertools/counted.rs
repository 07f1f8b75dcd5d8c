//! Iterators that count: `batched`, `count`, `cycle`, `islice`, `repeat`.

use super::{empty, exchange};
use crate::isolate::Thread;
use crate::modules::collections::size_argument;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicI64, AtomicUsize, Ordering};
use crate::refcount::biased;
use crate::types::function_object::payload;
use crate::types::iterators::itself;
use crate::types::list_object::List;
use crate::types::locked_state::LockedState;
use crate::types::spec::{BASE, BinaryOp, Method, SlotSpec, TypeSpec, Vtable};
use crate::types::{int_object, protocol, str_object};

payload! {
    /// `batched`
    Batched = Batched {
        /// The values; unbound at the end.
        iterator: Field => field,
        /// Values in a batch.
        size: usize => none,
        /// Whether the last batch must be full.
        strict: bool => none,
    }
}

payload! {
    /// `count`
    Count = Count {
        /// The next number.
        value: Field => field,
        /// What is added to it.
        step: Obj => obj,
    }
}

payload! {
    /// `cycle`
    Cycle = Cycle {
        /// The values; unbound when all are saved.
        iterator: Field => field,
        /// A list of the values given in the first round.
        saved: Obj => obj,
        /// Place of the next value in the list.
        at: AtomicUsize => none,
    }
}

#[derive(Clone, Copy, Debug)]
struct Window {
    /// Values taken from the iterator.
    taken: usize,
    /// Number of the next value to give.
    next: usize,
    /// Number of the first value after the slice; `usize::MAX` when there is none.
    stop: usize,
    step: usize,
}

payload! {
    /// `islice`
    ISlice = ISlice {
        /// The values; unbound at the end.
        iterator: Field => field,
        /// Where the slice is.
        window: LockedState<Window> => none,
    }
}

payload! {
    /// `repeat`
    Repeat = Repeat {
        /// The value.
        object: Obj => obj,
        /// How often it is still given; negative: for ever.
        left: AtomicI64 => none,
    }
}

macro_rules! payload_of {
    ($name:ident, $payload:ident) => {
        fn $name(v: &Obj) -> &Object<$payload> {
            // SAFETY: called through slots and methods of the type, which check the receiver.
            unsafe { v.get_unchecked::<$payload>() }
        }
    };
}
payload_of!(batched, Batched);
payload_of!(count, Count);
payload_of!(cycle, Cycle);
payload_of!(islice, ISlice);
payload_of!(repeat, Repeat);

/// `itertools.batched`
pub static BATCHED: TypeSpec = TypeSpec {
    doc: "What an iterable gives in tuples of n, the last of what is left; with strict, ValueError when that is less than n.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let b = batched(v);
            let Some(iterator) = b.iterator.get(&b.header) else { return Ok(None) };
            let mut out = alloc::vec::Vec::new();
            while out.len() < b.size {
                match protocol::next(th, &iterator)? {
                    Some(x) => th.push(&mut out, x)?,
                    None => {
                        empty(th, &b.iterator, &b.header)?;
                        if out.is_empty() {
                            return Ok(None);
                        }
                        if b.strict {
                            return Err(th.value_error(format_args!("batched(): incomplete batch")));
                        }
                        break;
                    }
                }
            }
            th.tuple(out).map(Some)
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("batched", ["iterable", "n", "strict"]).required(2).keyword_only_from(2);
            let [iterable, n, strict] = args.bind(th, &signature)?;
            let n = size_argument(th, n.unwrap_or(&Obj::NONE))?;
            let strict = match strict {
                Some(v) => protocol::truth(th, v)?,
                None => false,
            };
            let Some(size) = usize::try_from(n).ok().filter(|n| *n > 0) else {
                return Err(th.value_error(format_args!("n must be at least one")));
            };
            let iterator = protocol::iter(th, iterable.unwrap_or(&Obj::NONE))?;
            th.new_payload(cls, Batched { iterator: Field::new(iterator), size, strict })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Batched, const { &Vtable::of::<Batched>() })
};

/// `itertools.count`
pub static COUNT: TypeSpec = TypeSpec {
    doc: "The numbers from start on, each a step from the one before.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let c = count(v);
            let value = protocol::repr(th, &c.value.load(&c.header))?;
            let value = str_object::text(&value);
            if int_object::is_int(&c.step) && int_object::to_i64(&c.step) == Some(1) {
                return th.str_fmt(format_args!("count({value})"));
            }
            let step = protocol::repr(th, &c.step)?;
            th.str_fmt(format_args!("count({value}, {})", str_object::text(&step)))
        }),
        iter: Some(itself),
        next: Some(count_next),
        new: Some(|th, cls, args| {
            let signature = Signature::new("count", ["start", "step"]).required(0);
            let [start, step] = args.bind(th, &signature)?;
            for v in [start, step].into_iter().flatten() {
                if !protocol::is_number(th, v) {
                    return Err(th.type_error(format_args!("a number is required")));
                }
            }
            let mut start = start.cloned().unwrap_or(Obj::from_i31(0));
            let step = step.cloned().unwrap_or(Obj::from_i31(1));
            // Counting by ones, only the number itself matters, not a subclass it may be of.
            if int_object::to_i64(&step) == Some(1)
                && int_object::is_int(&step)
                && int_object::is_int(&start)
                && let Some(i) = int_object::to_i64(&start)
            {
                start = th.int(i)?;
            }
            th.new_payload(cls, Count { value: Field::new(start), step })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Count, const { &Vtable::of::<Count>() })
};

fn count_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let c = count(v);
    loop {
        let value = c.value.load(&c.header);
        let next = match (value.value().as_small(), c.step.value().as_small()) {
            // Both have 63 bits, so the sum fits.
            (Some(a), Some(b)) => th.int(a + b)?,
            _ => protocol::binary(th, BinaryOp::Add, &value, &c.step)?,
        };
        if exchange(th, &c.value, &c.header, &value, next)? {
            return Ok(Some(value));
        }
    }
}

/// `itertools.cycle`
pub static CYCLE: TypeSpec = TypeSpec {
    doc: "What an iterable gives, and the same over and over again.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let c = cycle(v);
            // SAFETY: made with a list.
            let saved = unsafe { c.saved.get_unchecked::<List>() };
            if let Some(iterator) = c.iterator.get(&c.header) {
                if let Some(x) = protocol::next(th, &iterator)? {
                    saved.push(th, x.clone())?;
                    return Ok(Some(x));
                }
                empty(th, &c.iterator, &c.header)?;
            }
            let n = saved.len();
            if n == 0 {
                return Ok(None);
            }
            let after = |i: usize| if i + 1 >= n { 0 } else { i + 1 };
            // Relaxed: the values are published by the list.
            let i = if biased::is_shared(&c.header) {
                c.at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |i| Some(after(i))).unwrap_or(0)
            } else {
                let i = c.at.load(Ordering::Relaxed);
                c.at.store(after(i), Ordering::Relaxed);
                i
            };
            Ok(saved.item(i))
        }),
        new: Some(|th, cls, args| {
            let a = args.between(th, "cycle", 1, 1)?;
            let iterator = protocol::iter(th, &a[0])?;
            let saved = th.list(alloc::vec::Vec::new())?;
            th.new_payload(cls, Cycle { iterator: Field::new(iterator), saved, at: AtomicUsize::new(0) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Cycle, const { &Vtable::of::<Cycle>() })
};

/// `itertools.repeat`
pub static REPEAT: TypeSpec = TypeSpec {
    doc: "One object over and over again, or so many times.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let r = repeat(v);
            let object = protocol::repr(th, &r.object)?;
            let object = str_object::text(&object);
            match r.left.load(Ordering::Relaxed) {
                n if n < 0 => th.str_fmt(format_args!("repeat({object})")),
                n => th.str_fmt(format_args!("repeat({object}, {n})")),
            }
        }),
        iter: Some(itself),
        next: Some(|_, v| {
            let r = repeat(v);
            let left = r.left.load(Ordering::Relaxed);
            if left < 0 {
                return Ok(Some(r.object.clone()));
            }
            let taken = if biased::is_shared(&r.header) {
                r.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| if n > 0 { Some(n - 1) } else { None }).is_ok()
            } else {
                r.left.store((left - 1).max(0), Ordering::Relaxed);
                left > 0
            };
            Ok(taken.then(|| r.object.clone()))
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("repeat", ["object", "times"]).required(1);
            let [object, times] = args.bind(th, &signature)?;
            let left = match times {
                Some(n) => size_argument(th, n)?.max(0),
                None => -1,
            };
            th.new_payload(cls, Repeat { object: object.cloned().unwrap_or(Obj::NONE), left: AtomicI64::new(left) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__length_hint__", |th, v, _| match repeat(v).left.load(Ordering::Relaxed) {
        n if n < 0 => Err(th.type_error(format_args!("len() of unsized object"))),
        n => th.int(n),
    })],
    ..TypeSpec::new(Builtin::Repeat, const { &Vtable::of::<Repeat>() })
};

/// `itertools.islice`
pub static ISLICE: TypeSpec = TypeSpec {
    doc: "What a slice of an iterable would be: from start (0) to stop, in steps (of 1); no negative numbers.",
    flags: BASE,
    slots: SlotSpec { iter: Some(itself), next: Some(islice_next), new: Some(islice_new), ..SlotSpec::NONE },
    ..TypeSpec::new(Builtin::ISlice, const { &Vtable::of::<ISlice>() })
};

/// A bound of the slice: -1 for what is no index at all.
fn bound(th: &mut Thread, v: &Obj) -> i64 {
    match protocol::index_i64(th, v, Builtin::OverflowError) {
        Ok(i) => i,
        Err(e) => {
            drop(th.take(e));
            -1
        }
    }
}

fn islice_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "islice", 2, 4)?;
    let (start, stop, step) = match a {
        [_, stop] => (&Obj::NONE, stop, &Obj::NONE),
        [_, start, stop] => (start, stop, &Obj::NONE),
        _ => (&a[1], &a[2], &a[3]),
    };
    let first = if start.is_none() { 0 } else { bound(th, start) };
    let last = if stop.is_none() { i64::MAX } else { bound(th, stop) };
    if last == -1 {
        return Err(th.value_error(format_args!("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")));
    }
    if first < 0 || last < 0 {
        return Err(th.value_error(format_args!("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")));
    }
    let by = if step.is_none() { 1 } else { bound(th, step) };
    if by < 1 {
        return Err(th.value_error(format_args!("Step for islice() must be a positive integer or None.")));
    }
    let iterator = protocol::iter(th, &a[0])?;
    let size = |i: i64| usize::try_from(i).unwrap_or(usize::MAX);
    let stop = if stop.is_none() { usize::MAX } else { size(last) };
    let window = Window { taken: 0, next: size(first), stop, step: size(by) };
    th.new_payload(cls, ISlice { iterator: Field::new(iterator), window: LockedState::new(window) })
}

fn islice_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = islice(v);
    let Some(iterator) = it.iterator.get(&it.header) else { return Ok(None) };
    // The values up to the next one are claimed at once, then taken.
    // SAFETY: 1: arithmetic only. 2: our own header.
    let (before, at_end) = unsafe {
        it.window.with(th, &it.header, |_, w| {
            let before = *w;
            w.taken = w.taken.max(w.next);
            let at_end = w.taken >= w.stop;
            if !at_end {
                w.taken += 1;
                w.next = w.next.saturating_add(w.step).min(w.stop);
            }
            (before, at_end)
        })
    };
    let mut skip = before.next.saturating_sub(before.taken);
    let mut take = |th: &mut Thread| -> R<Option<Obj>> {
        while skip > 0 {
            if protocol::next(th, &iterator)?.is_none() {
                return Ok(None);
            }
            skip -= 1;
        }
        if at_end { Ok(None) } else { protocol::next(th, &iterator) }
    };
    match take(th) {
        Ok(Some(x)) => Ok(Some(x)),
        Ok(None) => {
            empty(th, &it.iterator, &it.header)?;
            Ok(None)
        }
        Err(e) => {
            // What raised is over, too.
            let e = th.take(e);
            empty(th, &it.iterator, &it.header)?;
            Err(th.reraise(e))
        }
    }
}
