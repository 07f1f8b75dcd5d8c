//! Iterators over sequences, and those the built-in functions make: `enumerate`, `zip`, `map`, `filter`, `reversed`, `iter(f, sentinel)`.
//!
//! A position is an atomic counter, advanced so that no item is handed out twice however many threads share the iterator.

use alloc::vec::Vec;

use super::function_object::payload;
use super::function_types::store;
use super::list_object::List;
use super::spec::{BASE, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use super::str_object::{self, Str};
use super::tuple_object::Tuple;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::refcount::biased;
use crate::types::{bytes_object, protocol};

/// Position past everything.
const DONE: usize = usize::MAX;

macro_rules! positional {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            /// What is walked.
            pub source: Obj,
            /// Index of the next item; [`usize::MAX`] when finished.
            pub at: AtomicUsize,
        }
        // SAFETY: the built-in type is used here alone; the source is the only reference.
        unsafe impl Payload for $name {
            const BUILTIN: Builtin = Builtin::$name;
            fn trace(&self, visit: &mut dyn Trace) {
                visit.obj(&self.source);
            }
        }
    };
}
positional!(
    /// Over a list, to its end as it then is.
    ListIter
);
positional!(
    /// Over a list, backwards. `at` counts down and is one more than the next index.
    ListRevIter
);
positional!(
    /// Over a tuple.
    TupleIter
);
positional!(
    /// Over a string's characters: `at` is a byte position.
    StrIter
);
positional!(
    /// Over bytes.
    BytesIter
);
positional!(
    /// Over an object with `__getitem__`.
    SeqIter
);

/// Takes the next position: plainly when only this thread can.
#[inline(always)]
fn claim(h: &crate::object::Header, at: &AtomicUsize) -> Option<usize> {
    let i = at.load(Ordering::Relaxed);
    if i == DONE {
        return None;
    }
    if !biased::is_shared(h) {
        at.store(i + 1, Ordering::Relaxed);
        return Some(i);
    }
    let mut now = i;
    loop {
        // Relaxed: the item itself is read with its own protection.
        match at.compare_exchange_weak(now, now + 1, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(i) => return Some(i),
            Err(DONE) => return None,
            Err(i) => now = i,
        }
    }
}

impl Object<ListIter> {
    /// The next item.
    #[inline]
    pub fn next_item(&self) -> Option<Obj> {
        let i = claim(&self.header, &self.at)?;
        // SAFETY: made over lists only.
        match unsafe { self.source.get_unchecked::<List>() }.item(i) {
            Some(v) => Some(v),
            None => {
                self.at.store(DONE, Ordering::Relaxed);
                None
            }
        }
    }
}

impl Object<TupleIter> {
    /// The next item.
    #[inline]
    pub fn next_item(&self) -> Option<Obj> {
        let i = claim(&self.header, &self.at)?;
        // SAFETY: made over tuples only.
        match unsafe { self.source.get_unchecked::<Tuple>() }.items().get(i) {
            Some(v) => Some(v.clone()),
            None => {
                self.at.store(DONE, Ordering::Relaxed);
                None
            }
        }
    }
}

fn at(i: usize) -> AtomicUsize {
    AtomicUsize::new(i)
}

/// An iterator over a list.
pub fn list_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(ListIter { source: v.clone(), at: at(0) })
}
/// An iterator over a list, backwards.
pub fn list_reverse_iterator(th: &mut Thread, v: &Obj, len: usize) -> R<Obj> {
    th.alloc(ListRevIter { source: v.clone(), at: at(len) })
}
/// An iterator over a tuple.
pub fn tuple_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(TupleIter { source: v.clone(), at: at(0) })
}
/// An iterator over a string.
pub fn str_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(StrIter { source: v.clone(), at: at(0) })
}
/// An iterator over bytes or a bytearray.
pub fn bytes_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(BytesIter { source: v.clone(), at: at(0) })
}
/// An iterator that calls `__getitem__` with 0, 1, 2 …
pub fn sequence_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(SeqIter { source: v.clone(), at: at(0) })
}

fn itself(_: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(v.clone())
}

macro_rules! get {
    ($v:expr, $t:ty) => {
        // SAFETY: called through slots and methods of the type, which check the receiver.
        unsafe { $v.get_unchecked::<$t>() }
    };
}

macro_rules! iterator_spec {
    ($(#[$doc:meta])* $spec:ident, $payload:ident, $builtin:ident, $next:expr) => {
        $(#[$doc])*
        pub static $spec: TypeSpec = TypeSpec {
            slots: SlotSpec { iter: Some(itself), next: Some($next), ..SlotSpec::NONE },
            ..TypeSpec::new(Builtin::$builtin, const { &Vtable::of::<$payload>() })
        };
    };
}

/// `list_iterator`
pub static LIST_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(|_, v| Ok(get!(v, ListIter).next_item())), ..SlotSpec::NONE },
    methods: &[Method::new("__length_hint__", |th, v, _| {
        let it = get!(v, ListIter);
        let i = it.at.load(Ordering::Relaxed);
        let n = get!(it.source, List).len();
        th.int(if i == DONE { 0 } else { n.saturating_sub(i) as i64 })
    })],
    ..TypeSpec::new(Builtin::ListIter, const { &Vtable::of::<ListIter>() })
};
iterator_spec!(
    /// `tuple_iterator`
    TUPLE_ITER,
    TupleIter,
    TupleIter,
    |_, v| Ok(get!(v, TupleIter).next_item())
);
iterator_spec!(
    /// `list_reverseiterator`
    LIST_REV_ITER,
    ListRevIter,
    ListRevIter,
    |_, v| {
        let it = get!(v, ListRevIter);
        let mut i = it.at.load(Ordering::Relaxed);
        loop {
            if i == 0 {
                return Ok(None);
            }
            match it.at.compare_exchange(i, i - 1, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => i = now,
            }
        }
        let item = get!(it.source, List).item(i - 1);
        if item.is_none() {
            it.at.store(0, Ordering::Relaxed);
        }
        Ok(item)
    }
);
iterator_spec!(
    /// `str_iterator`
    STR_ITER,
    StrIter,
    StrIter,
    |th, v| {
        let it = get!(v, StrIter);
        let text = get!(it.source, Str).as_str();
        let mut i = it.at.load(Ordering::Relaxed);
        loop {
            let Some(c) = text.get(i..).and_then(|t| t.chars().next()) else { return Ok(None) };
            match it.at.compare_exchange(i, i + c.len_utf8(), Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return th.char(c).map(Some),
                Err(now) => i = now,
            }
        }
    }
);
iterator_spec!(
    /// `bytes_iterator`
    BYTES_ITER,
    BytesIter,
    BytesIter,
    |_, v| {
        let it = get!(v, BytesIter);
        let Some(i) = claim(&it.header, &it.at) else { return Ok(None) };
        let b = bytes_object::byte_at(&it.source, i);
        if b.is_none() {
            it.at.store(DONE, Ordering::Relaxed);
        }
        Ok(b.map(|b| Obj::from_i31(i32::from(b))))
    }
);
iterator_spec!(
    /// `iterator`
    SEQ_ITER,
    SeqIter,
    SeqIter,
    |th, v| {
        let it = get!(v, SeqIter);
        let Some(i) = claim(&it.header, &it.at) else { return Ok(None) };
        let k = th.int(i as i64)?;
        match protocol::get_item(th, &it.source, &k) {
            Ok(x) => Ok(Some(x)),
            Err(e) => {
                it.at.store(DONE, Ordering::Relaxed);
                match th.take_if(e, Builtin::IndexError) {
                    Ok(_) => Ok(None),
                    Err(e) => th.take_if(e, Builtin::StopIteration).map(|_| None),
                }
            }
        }
    }
);

payload! {
    /// `iter(f, sentinel)`
    CallIter = CallIter {
        /// Called for each value; unbound at the end.
        pub function: Field => field,
        /// The value that ends it.
        pub sentinel: Obj => obj,
    }
}

/// `iter(f, sentinel)`
pub fn call_iterator(th: &mut Thread, f: &Obj, sentinel: &Obj) -> R<Obj> {
    th.alloc(CallIter { function: Field::new(f.clone()), sentinel: sentinel.clone() })
}

iterator_spec!(
    /// `callable_iterator`
    CALL_ITER,
    CallIter,
    CallIter,
    |th, v| {
        let it = get!(v, CallIter);
        let Some(f) = it.function.get(&it.header) else { return Ok(None) };
        let r = match protocol::call(th, &f, &[]) {
            Ok(r) => r,
            Err(e) => {
                let r = th.take_if(e, Builtin::StopIteration).map(|_| None);
                drop(it.function.replace_raw(Obj::UNBOUND));
                return r;
            }
        };
        if protocol::equal(th, &it.sentinel, &r)? {
            drop(it.function.replace_raw(Obj::UNBOUND));
            return Ok(None);
        }
        Ok(Some(r))
    }
);

payload! {
    /// `enumerate`
    Enumerate = Enumerate {
        /// The inner iterator.
        pub inner: Obj => obj,
        /// The next number, when beyond `at`; else unbound.
        pub big: Field => field,
        /// The next number.
        pub at: crate::prim::AtomicI64 => none,
    }
}

/// `enumerate`
pub static ENUMERATE: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = get!(v, Enumerate);
            let Some(x) = protocol::next(th, &it.inner)? else { return Ok(None) };
            if let Some(n) = it.big.get(&it.header) {
                let next = protocol::binary(th, super::spec::BinaryOp::Add, &n, &Obj::from_i31(1))?;
                store(th, &it.big, &it.header, next)?;
                return th.pair(n, x).map(Some);
            }
            let i = if biased::is_shared(&it.header) {
                it.at.fetch_add(1, Ordering::Relaxed)
            } else {
                let i = it.at.load(Ordering::Relaxed);
                it.at.store(i + 1, Ordering::Relaxed);
                i
            };
            let n = th.int(i)?;
            th.pair(n, x).map(Some)
        }),
        new: Some(|th, cls, args| {
            let a = args.bind(
                th,
                &Signature { name: "enumerate", parameters: ["iterable", "start"], required: 1, positional_only: 0, keyword_only_from: 2 },
            )?;
            let inner = protocol::iter(th, a[0].unwrap_or(&Obj::NONE))?;
            let start = match a[1] {
                Some(s) => protocol::index(th, s)?,
                None => Obj::from_i31(0),
            };
            let small = start.value().as_small();
            let big = if small.is_some() { Field::empty() } else { Field::new(start) };
            th.new_payload(cls, Enumerate { inner, big, at: crate::prim::AtomicI64::new(small.unwrap_or(0)) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Enumerate, const { &Vtable::of::<Enumerate>() })
};

payload! {
    /// `zip`
    Zip = Zip {
        /// The inner iterators.
        pub inner: Vec<Obj> => list,
        /// All must end together.
        pub strict: bool => none,
    }
}

fn iterators(th: &mut Thread, args: &[Obj], complain: &str) -> R<Vec<Obj>> {
    let mut out = th.vec(args.len())?;
    for (i, a) in args.iter().enumerate() {
        if th.type_of(a).slots.iter().is_none() && th.type_of(a).slots.getitem().is_none() && !complain.is_empty() {
            let n = i + 1;
            return Err(th.type_error(format_args!("zip argument #{n} must support iteration")));
        }
        out.push(protocol::iter(th, a)?);
    }
    Ok(out)
}

fn strict_keyword(th: &mut Thread, args: &Args<'_>, name: &str) -> R<bool> {
    let mut strict = false;
    for (k, v) in args.keywords() {
        if str_object::text(k) != "strict" {
            let k = str_object::text(k);
            return Err(th.type_error(format_args!("{name}() got an unexpected keyword argument '{k}'")));
        }
        strict = protocol::truth(th, v)?;
    }
    Ok(strict)
}

/// Raises for iterables of different lengths, of which number `i` ended first or went on.
fn uneven(th: &mut Thread, name: &str, i: usize, longer: bool) -> crate::native::Raised {
    let n = i + 1;
    let others = if i == 1 { alloc::string::String::from(" 1") } else { alloc::format!("s 1-{i}") };
    let word = if longer { "longer" } else { "shorter" };
    th.value_error(format_args!("{name}() argument {n} is {word} than argument{others}"))
}

/// One value of each inner iterator, or `None` when one has ended.
fn round(th: &mut Thread, inner: &[Obj], strict: bool, name: &str) -> R<Option<Vec<Obj>>> {
    let mut out = th.vec(inner.len())?;
    for (i, it) in inner.iter().enumerate() {
        match protocol::next(th, it)? {
            Some(x) => out.push(x),
            None => {
                if strict {
                    if i > 0 {
                        return Err(uneven(th, name, i, false));
                    }
                    for (k, other) in inner.iter().enumerate().skip(1) {
                        if protocol::next(th, other)?.is_some() {
                            return Err(uneven(th, name, k, true));
                        }
                    }
                }
                return Ok(None);
            }
        }
    }
    Ok(Some(out))
}

/// `zip`
pub static ZIP: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let z = get!(v, Zip);
            if z.inner.is_empty() {
                return Ok(None);
            }
            match round(th, &z.inner, z.strict, "zip")? {
                Some(items) => th.tuple(items).map(Some),
                None => Ok(None),
            }
        }),
        new: Some(|th, cls, args| {
            let strict = strict_keyword(th, args, "zip")?;
            for (i, a) in args.positional().iter().enumerate() {
                let ty = th.type_of(a);
                if ty.slots.iter().is_none() && ty.slots.getitem().is_none() {
                    let (n, t) = (i + 1, ty.name_text());
                    let _ = n;
                    return Err(th.type_error(format_args!("'{t}' object is not iterable")));
                }
            }
            let inner = iterators(th, args.positional(), "")?;
            th.new_payload(cls, Zip { inner, strict })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Zip, const { &Vtable::of::<Zip>() })
};

payload! {
    /// `map`
    Map = Map {
        /// The function.
        pub function: Obj => obj,
        /// The inner iterators.
        pub inner: Vec<Obj> => list,
        /// All must end together.
        pub strict: bool => none,
    }
}

/// `map`
pub static MAP: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let m = get!(v, Map);
            if let [one] = &m.inner[..] {
                return match protocol::next(th, one)? {
                    Some(x) => protocol::call(th, &m.function, &[x]).map(Some),
                    None => Ok(None),
                };
            }
            match round(th, &m.inner, m.strict, "map")? {
                Some(items) => protocol::call(th, &m.function, &items).map(Some),
                None => Ok(None),
            }
        }),
        new: Some(|th, cls, args| {
            let strict = strict_keyword(th, args, "map")?;
            let [f, rest @ ..] = args.positional() else {
                return Err(th.type_error(format_args!("map() must have at least two arguments.")));
            };
            if rest.is_empty() {
                return Err(th.type_error(format_args!("map() must have at least two arguments.")));
            }
            let inner = iterators(th, rest, "")?;
            th.new_payload(cls, Map { function: f.clone(), inner, strict })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Map, const { &Vtable::of::<Map>() })
};

payload! {
    /// `filter`
    Filter = Filter {
        /// The test, or `None` for truth.
        pub function: Obj => obj,
        /// The inner iterator.
        pub inner: Obj => obj,
    }
}

/// `filter`
pub static FILTER: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let f = get!(v, Filter);
            while let Some(x) = protocol::next(th, &f.inner)? {
                let keep = if f.function.is_none() {
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
            let [f, it] = args.exactly::<2>(th, "filter")?;
            let inner = protocol::iter(th, it)?;
            th.new_payload(cls, Filter { function: f.clone(), inner })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Filter, const { &Vtable::of::<Filter>() })
};

positional!(
    /// `reversed` over a sequence: `at` counts down and is one more than the next index.
    Reversed
);

/// `reversed`
pub static REVERSED: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = get!(v, Reversed);
            let mut i = it.at.load(Ordering::Relaxed);
            loop {
                if i == 0 {
                    return Ok(None);
                }
                match it.at.compare_exchange(i, i - 1, Ordering::Relaxed, Ordering::Relaxed) {
                    Ok(_) => break,
                    Err(now) => i = now,
                }
            }
            let k = th.int(i as i64 - 1)?;
            match protocol::get_item(th, &it.source, &k) {
                Ok(x) => Ok(Some(x)),
                Err(e) => {
                    it.at.store(0, Ordering::Relaxed);
                    th.take_if(e, Builtin::IndexError).map(|_| None)
                }
            }
        }),
        new: Some(|th, cls, args| {
            let [v] = args.exactly::<1>(th, "reversed")?;
            if let Some(r) = protocol::call_special(th, v, names::REVERSED, &[])? {
                return Ok(r);
            }
            let ty = th.type_of(v);
            if ty.slots.getitem().is_none() || ty.slots.len().is_none() || ty.layout == Builtin::Dict {
                let t = th.type_name(v);
                return Err(th.type_error(format_args!("'{t}' object is not reversible")));
            }
            let n = protocol::len(th, v)?;
            th.new_payload(cls, Reversed { source: v.clone(), at: AtomicUsize::new(n) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__length_hint__", |th, v, _| th.int(get!(v, Reversed).at.load(Ordering::Relaxed) as i64))],
    getsets: &[] as &[GetSet],
    ..TypeSpec::new(Builtin::Reversed, const { &Vtable::of::<Reversed>() })
};
