//! `enumerate`, `zip`, `map`, `filter`, `reversed`.

use alloc::vec::Vec;

use super::function_object::payload;
use super::iterators::{ListIter, claim, itself};
use super::spec::{BASE, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj, Value};
use crate::prim::{AtomicBool, AtomicUsize, Ordering};
use crate::refcount::biased;
use crate::types::spec::BinaryOp;
use crate::types::tuple_object::{again_possible, give_again, pair_again};
use crate::types::type_object::as_type;
use crate::types::{int_object, iterator_pickle, protocol, str_object};

payload! {
    /// `enumerate`
    Enumerate = Enumerate {
        /// Iterator of the values.
        iterator: Obj => obj,
        /// The first number.
        start: Obj => obj,
        /// Numbers given so far.
        at: AtomicUsize => none,
        /// The pair given last.
        last: Field => field,
    }
}

payload! {
    /// `zip`
    Zip = Zip {
        /// The iterators.
        iterators: Vec<Obj> => list,
        /// Whether all must end together.
        strict: AtomicBool => none,
        /// The pair given last, of a sequence of pairs.
        last: Field => field,
    }
}

payload! {
    /// `map`
    Map = Map {
        /// The function.
        function: Obj => obj,
        /// Iterators of its arguments.
        iterators: Vec<Obj> => list,
        /// Whether all must end together.
        strict: AtomicBool => none,
    }
}

payload! {
    /// `filter`
    Filter = Filter {
        /// The test, or `None`.
        function: Obj => obj,
        /// Iterator of the values.
        iterator: Obj => obj,
    }
}

payload! {
    /// `reversed` of a sequence
    Reversed = Reversed {
        /// The sequence; unbound at the end.
        object: Field => field,
        /// Its length at the beginning.
        from: usize => none,
        /// Items given so far.
        at: AtomicUsize => none,
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
payload_of!(enumerate, Enumerate);
payload_of!(zip, Zip);
payload_of!(map, Map);
payload_of!(filter, Filter);
payload_of!(reversed, Reversed);

/// `enumerate`
pub static ENUMERATE: TypeSpec = TypeSpec {
    doc: "Pairs of a number, counted from start, and what an iterable gives.",
    flags: BASE,
    slots: SlotSpec { iter: Some(itself), next: Some(enumerate_next), new: Some(enumerate_new), ..SlotSpec::NONE },
    methods: &[
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "enumerate.__reduce__")?;
            let it = enumerate(v);
            let i = th.int(it.at.load(Ordering::Relaxed) as i64)?;
            let number = protocol::binary(th, BinaryOp::Add, &it.start, &i)?;
            let call = th.pair(it.iterator.clone(), number)?;
            let class = th.type_of(v).to_obj();
            th.pair(class, call)
        }),
        super::generic_alias::CLASS_GETITEM,
    ],
    ..TypeSpec::new(Builtin::Enumerate, const { &Vtable::of::<Enumerate>() })
};

/// The arguments of `enumerate`, which says of them what it says; a derived class speaks like others.
fn enumerate_arguments<'a>(th: &mut Thread, cls: &Obj, args: &Args<'a>) -> R<(&'a Obj, Option<&'a Obj>)> {
    if as_type(cls).is_some_and(|t| t.is_heap()) {
        const ENUMERATE: Signature<2> = Signature::new("enumerate", ["iterable", "start"]).required(1);
        let [iterable, start] = args.bind(th, &ENUMERATE)?;
        return Ok((iterable.or_raise(th)?, start));
    }
    let given = args.all.len();
    if given > 2 {
        return Err(th.type_error(format_args!("enumerate() takes at most 2 arguments ({given} given)")));
    }
    let positional = args.positional();
    let (mut iterable, mut start) = (positional.first(), positional.get(1));
    for (k, v) in args.keywords() {
        match str_object::text(k) {
            "iterable" if iterable.is_none() => iterable = Some(v),
            "start" if start.is_none() && (given == 2) => start = Some(v),
            name => return Err(th.type_error(format_args!("'{name}' is an invalid keyword argument for enumerate()"))),
        }
    }
    let Some(iterable) = iterable else {
        return Err(th.type_error(format_args!("enumerate() missing required argument 'iterable'")));
    };
    Ok((iterable, start))
}

fn enumerate_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let (iterable, start) = enumerate_arguments(th, cls, args)?;
    let start = match start {
        Some(v) => protocol::index(th, v)?,
        None => Obj::from_i31(0),
    };
    let iterator = protocol::iter(th, iterable)?;
    th.new_payload(cls, Enumerate { iterator, start, at: AtomicUsize::new(0), last: Field::empty() })
}

impl Object<Enumerate> {
    /// The next number and item, as register words, of one that goes over a list and that, like the list, only this thread reaches; `None` when
    /// there is more to do, or nothing left, and nothing was done.
    ///
    /// # Safety
    /// 1. The items' register is the caller's to fill.
    #[inline(always)]
    pub unsafe fn quick_pair(&self) -> Option<(Value, Value)> {
        let items = self.iterator.exact::<ListIter>()?;
        let (item, i) = items.peek_word()?;
        let start = self.start.value();
        if item.is_unbound() || !start.is_small() || biased::is_shared(&self.header) {
            return None;
        }
        let at = self.at.load(Ordering::Relaxed);
        let number = Value::from_small(start.small_unchecked().checked_add(at as i64)?)?;
        // SAFETY: only this thread reaches the list, which keeps the item.
        let item = unsafe { crate::interp::register::quick_copy(item)? };
        items.advance(i);
        self.at.store(at + 1, Ordering::Relaxed);
        Some((number, item))
    }
}

fn enumerate_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = enumerate(v);
    let Some(item) = protocol::next(th, &it.iterator)? else { return Ok(None) };
    if !biased::is_shared(&it.header) && again_possible(&it.last) {
        let i = it.at.load(Ordering::Relaxed);
        if let Some(number) = it.start.value().as_small().and_then(|start| Value::from_small(start.checked_add(i as i64)?)) {
            it.at.store(i + 1, Ordering::Relaxed);
            // SAFETY: asked just now; a small integer is no pointer.
            return Ok(Some(unsafe { give_again(&it.last, Obj::from_owned(number), item) }));
        }
    }
    enumerate_slow(th, it, item)
}

#[inline(never)]
fn enumerate_slow(th: &mut Thread, it: &Object<Enumerate>, item: Obj) -> R<Option<Obj>> {
    let i = claim(&it.at, &it.header) as i64;
    if let Some(number) = it.start.value().as_small().and_then(|s| Value::from_small(s.checked_add(i)?)) {
        // SAFETY: no pointer.
        let number = unsafe { Obj::from_owned(number) };
        return pair_again(th, &it.last, &it.header, number, item).map(Some);
    }
    enumerate_far(th, it, i, item).map(Some)
}

/// A pair with a number that is no small integer.
#[inline(never)]
fn enumerate_far(th: &mut Thread, it: &Object<Enumerate>, i: i64, x: Obj) -> R<Obj> {
    let number = match int_object::to_i64(&it.start).and_then(|s| s.checked_add(i)) {
        Some(n) => th.int(n)?,
        None => {
            let i = th.int(i)?;
            protocol::binary(th, BinaryOp::Add, &it.start, &i)?
        }
    };
    pair_again(th, &it.last, &it.header, number, x)
}

/// What `zip` and `map` are made of again: the class, its arguments, and whether all must end together.
fn reduced(th: &mut Thread, v: &Obj, args: Vec<Obj>, strict: bool) -> R<Obj> {
    let class = th.type_of(v).to_obj();
    let call = th.tuple(args)?;
    if strict { th.tuple_of(&[class, call, Obj::TRUE]) } else { th.pair(class, call) }
}

fn set_strict(th: &mut Thread, strict: &AtomicBool, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "__setstate__")?;
    // Relaxed, as all reads of it: a flag alone.
    strict.store(protocol::truth(th, x)?, Ordering::Relaxed);
    Ok(Obj::NONE)
}

/// Takes the keyword `strict`, the only one there may be.
fn strict_of(th: &mut Thread, args: &Args<'_>, name: &str) -> R<bool> {
    let mut strict = false;
    for (k, v) in args.keywords() {
        let k = str_object::text(k);
        if k != "strict" {
            return Err(th.type_error(format_args!("{name}() got an unexpected keyword argument '{k}'")));
        }
        strict = protocol::truth(th, v)?;
    }
    Ok(strict)
}

fn iterators_of(th: &mut Thread, list: &[Obj]) -> R<Vec<Obj>> {
    let mut out = th.vec(list.len())?;
    for x in list {
        out.push(protocol::iter(th, x)?);
    }
    Ok(out)
}

/// The next value of each iterator; `None` when one ends. In a strict sequence all must end then.
fn next_of_all(th: &mut Thread, iterators: &[Obj], strict: bool, name: &str) -> R<Option<Vec<Obj>>> {
    let mut out = th.vec(iterators.len())?;
    for (i, it) in iterators.iter().enumerate() {
        match protocol::next(th, it)? {
            Some(x) => out.push(x),
            None if strict => {
                drop(out);
                if i > 0 {
                    return Err(uneven(th, name, i, "shorter"));
                }
                for (k, it) in iterators.iter().enumerate().skip(1) {
                    if protocol::next(th, it)?.is_some() {
                        return Err(uneven(th, name, k, "longer"));
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

#[cold]
fn uneven(th: &mut Thread, name: &str, i: usize, how: &str) -> Raised {
    let (at, others) = (i + 1, if i == 1 { " " } else { "s 1-" });
    th.value_error(format_args!("{name}() argument {at} is {how} than argument{others}{i}"))
}

/// `zip`
pub static ZIP: TypeSpec = TypeSpec {
    doc: "Tuples of the first, the second, the next items of several iterables, as long as each has one; with strict, ValueError when one ends before the others.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let z = zip(v);
            // The commonest case without a vector.
            if let [a, b] = z.iterators.as_slice()
                && !z.strict.load(Ordering::Relaxed)
            {
                let Some(x) = protocol::next(th, a)? else { return Ok(None) };
                let Some(y) = protocol::next(th, b)? else { return Ok(None) };
                return pair_again(th, &z.last, &z.header, x, y).map(Some);
            }
            if z.iterators.is_empty() {
                return Ok(None);
            }
            match next_of_all(th, &z.iterators, z.strict.load(Ordering::Relaxed), "zip")? {
                Some(items) => th.tuple(items).map(Some),
                None => Ok(None),
            }
        }),
        new: Some(|th, cls, args| {
            let strict = strict_of(th, args, "zip")?;
            let iterators = iterators_of(th, args.positional())?;
            th.new_payload(cls, Zip { iterators, strict: AtomicBool::new(strict), last: Field::empty() })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "zip.__reduce__")?;
            let z = zip(v);
            let mut parts = th.vec(z.iterators.len())?;
            parts.extend_from_slice(&z.iterators);
            reduced(th, v, parts, z.strict.load(Ordering::Relaxed))
        }),
        Method::new("__setstate__", |th, v, args| set_strict(th, &zip(v).strict, args)),
    ],
    ..TypeSpec::new(Builtin::Zip, const { &Vtable::of::<Zip>() })
};

/// `map`
pub static MAP: TypeSpec = TypeSpec {
    doc: "What a function returns for the first, the second, the next items of one or several iterables, as long as each has one; with strict, ValueError when one ends before the others.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let m = map(v);
            if let [a] = m.iterators.as_slice() {
                let Some(x) = protocol::next(th, a)? else { return Ok(None) };
                return protocol::call(th, &m.function, core::slice::from_ref(&x)).map(Some);
            }
            match next_of_all(th, &m.iterators, m.strict.load(Ordering::Relaxed), "map")? {
                Some(items) => protocol::call(th, &m.function, &items).map(Some),
                None => Ok(None),
            }
        }),
        new: Some(|th, cls, args| {
            let strict = strict_of(th, args, "map")?;
            let [function, iterables @ ..] = args.positional() else {
                return Err(th.type_error(format_args!("map() must have at least two arguments.")));
            };
            if iterables.is_empty() {
                return Err(th.type_error(format_args!("map() must have at least two arguments.")));
            }
            let iterators = iterators_of(th, iterables)?;
            th.new_payload(cls, Map { function: function.clone(), iterators, strict: AtomicBool::new(strict) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "map.__reduce__")?;
            let m = map(v);
            let mut parts = th.vec(m.iterators.len() + 1)?;
            parts.push(m.function.clone());
            parts.extend_from_slice(&m.iterators);
            reduced(th, v, parts, m.strict.load(Ordering::Relaxed))
        }),
        Method::new("__setstate__", |th, v, args| set_strict(th, &map(v).strict, args)),
    ],
    ..TypeSpec::new(Builtin::Map, const { &Vtable::of::<Map>() })
};

/// `filter`
pub static FILTER: TypeSpec = TypeSpec {
    doc: "Those items of an iterable that a function is true of; with None, those that are true themselves.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let f = filter(v);
            let plain = f.function.is_none() || f.function.is(&th.builtin_type(Builtin::Bool));
            while let Some(x) = protocol::next(th, &f.iterator)? {
                let keep = if plain {
                    protocol::truth(th, &x)?
                } else {
                    let r = protocol::call(th, &f.function, core::slice::from_ref(&x))?;
                    protocol::truth(th, &r)?
                };
                if keep {
                    return Ok(Some(x));
                }
            }
            Ok(None)
        }),
        new: Some(|th, cls, args| {
            let a = args.between(th, "filter", 2, 2)?;
            let iterator = protocol::iter(th, &a[1])?;
            th.new_payload(cls, Filter { function: a[0].clone(), iterator })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "filter.__reduce__")?;
        let f = filter(v);
        let call = th.pair(f.function.clone(), f.iterator.clone())?;
        let class = th.type_of(v).to_obj();
        th.pair(class, call)
    })],
    ..TypeSpec::new(Builtin::Filter, const { &Vtable::of::<Filter>() })
};

/// `reversed`
pub static REVERSED: TypeSpec = TypeSpec {
    doc: "An iterator over a sequence from its last item to the first.",
    flags: BASE,
    slots: SlotSpec { iter: Some(itself), next: Some(reversed_next), new: Some(reversed_new), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = reversed(v);
            let left = it.from.saturating_sub(it.at.load(Ordering::Relaxed));
            let n = match it.object.get(&it.header) {
                Some(o) if left <= protocol::len(th, &o)? => left,
                _ => 0,
            };
            th.int(n as i64)
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "reversed.__reduce__")?;
            let it = reversed(v);
            let class = th.type_of(v).to_obj();
            match (it.object.get(&it.header), it.at.load(Ordering::Relaxed)) {
                (Some(o), at) if at <= it.from => iterator_pickle::positioned(th, class, &o, it.from as i64 - 1 - at as i64),
                _ => {
                    let empty = th.tuple(Vec::new())?;
                    iterator_pickle::ended(th, class, empty)
                }
            }
        }),
        Method::new("__setstate__", |th, v, args| {
            let it = reversed(v);
            let n = match it.object.get(&it.header) {
                Some(o) => protocol::len(th, &o)?,
                None => 0,
            };
            let to = iterator_pickle::position(th, args, -1, || it.from.min(n).saturating_sub(1))?;
            iterator_pickle::move_to(&it.at, (it.from as i64 - 1 - to).max(0) as usize);
            Ok(Obj::NONE)
        }),
    ],
    ..TypeSpec::new(Builtin::Reversed, const { &Vtable::of::<Reversed>() })
};

fn reversed_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "reversed", 1, 1)?;
    let v = &a[0];
    match th.type_of(v).lookup(th.name(names::REVERSED)) {
        Some(f) if f.is_none() => {}
        Some(f) => return protocol::call_found(th, &f, v, &[]),
        None => {
            let slots = &th.type_of(v).slots;
            let layout = th.type_of(v).layout;
            let is_sequence = slots.getitem().is_some() && !matches!(layout, Builtin::Dict | Builtin::MappingProxy);
            if is_sequence {
                let from = protocol::len(th, v)?;
                return th.new_payload(cls, Reversed { object: Field::new(v.clone()), from, at: AtomicUsize::new(0) });
            }
        }
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("'{t}' object is not reversible")))
}

fn reversed_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = reversed(v);
    let Some(object) = it.object.get(&it.header) else { return Ok(None) };
    if let Some(i) = it.from.checked_sub(claim(&it.at, &it.header) + 1) {
        let i = th.int(i as i64)?;
        match protocol::get_item(th, &object, &i) {
            Ok(x) => return Ok(Some(x)),
            Err(e) => {
                let e = match th.take_if(e, Builtin::IndexError) {
                    Ok(e) => e,
                    Err(e) => th.take_if(e, Builtin::StopIteration)?,
                };
                drop(e);
            }
        }
    }
    drop(it.object.replace_raw(Obj::UNBOUND));
    Ok(None)
}
