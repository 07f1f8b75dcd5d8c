//! Views of dicts (`keys()`, `values()`, `items()`) and their iterators.

use alloc::vec::Vec;

use super::function_object::payload;
use super::spec::{BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::prim::{AtomicUsize, Ordering};
use crate::refcount::biased;
use crate::types::dict_object::Dict;
use crate::types::tuple_object::{self, Tuple};
use crate::types::{mapping_proxy, protocol, sequence, set_object, set_type};

payload! {
    /// `dict_keys`
    DictKeys = DictKeys {
        /// The dict.
        dict: Obj => obj,
    }
}

payload! {
    /// `dict_values`
    DictValues = DictValues {
        /// The dict.
        dict: Obj => obj,
    }
}

payload! {
    /// `dict_items`
    DictItems = DictItems {
        /// The dict.
        dict: Obj => obj,
    }
}

fn dict(v: &Obj) -> &Object<Dict> {
    // SAFETY: views and iterators are only made of dicts.
    unsafe { v.get_unchecked::<Dict>() }
}

/// The dict of a view.
fn of_view(v: &Obj) -> &Obj {
    if let Some(k) = v.exact::<DictKeys>() {
        return &k.payload.dict;
    }
    match v.exact::<DictItems>() {
        Some(i) => &i.payload.dict,
        // SAFETY: called through slots and methods of the three view types, which have no subclasses.
        None => unsafe { &v.get_unchecked::<DictValues>().payload.dict },
    }
}

/// All keys, values or items of a dict or a view of one at one moment; `None` for anything else.
pub(crate) fn snapshot(th: &mut Thread, v: &Obj) -> R<Option<Vec<Obj>>> {
    let keys = v.exact::<Dict>().is_some() || v.exact::<DictKeys>().is_some();
    let items = v.exact::<DictItems>().is_some();
    if !keys && !items && v.exact::<DictValues>().is_none() {
        return Ok(None);
    }
    let d = if let Some(d) = v.exact::<Dict>() { d } else { dict(of_view(v)) };
    if !items {
        return d.snapshot_part(th, keys).map(Some);
    }
    let entries = d.snapshot(th)?;
    let mut out = th.vec(entries.len())?;
    for (k, x) in entries {
        out.push(th.pair(k, x)?);
    }
    Ok(Some(out))
}

/// `dict.keys()`
pub fn keys(th: &mut Thread, d: &Obj) -> R<Obj> {
    th.alloc(DictKeys { dict: d.clone() })
}

/// `dict.values()`
pub fn values(th: &mut Thread, d: &Obj) -> R<Obj> {
    th.alloc(DictValues { dict: d.clone() })
}

/// `dict.items()`
pub fn items(th: &mut Thread, d: &Obj) -> R<Obj> {
    th.alloc(DictItems { dict: d.clone() })
}

/// Value of `at` in an iterator that has come to its end.
const DONE: usize = usize::MAX - 1;

/// Where an iteration over a dict is. Threads that share an iterator get different entries: each claims its own by moving `at`.
#[derive(Debug)]
pub struct Cursor {
    dict: Obj,
    /// Position of the next entry, or one past it when going backwards.
    at: AtomicUsize,
    /// Number of entries the dict had; another number is an error, for good.
    size: AtomicUsize,
    /// Entries still expected.
    remaining: AtomicUsize,
}

/// What [`Cursor::peek`] found: the words that the dict holds, and what the cursor is once they are passed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Next {
    pub(crate) key: Value,
    pub(crate) value: Value,
    at: usize,
    remaining: usize,
}

impl Cursor {
    fn new(d: &Obj, at: usize) -> Cursor {
        let n = dict(d).len();
        Cursor { dict: d.clone(), at: AtomicUsize::new(at), size: AtomicUsize::new(n), remaining: AtomicUsize::new(n) }
    }

    /// One that goes on from the same place on its own.
    fn copy(&self) -> Cursor {
        let word = |from: &AtomicUsize| AtomicUsize::new(from.load(Ordering::Relaxed));
        Cursor { dict: self.dict.clone(), at: word(&self.at), size: word(&self.size), remaining: word(&self.remaining) }
    }

    /// The next entry of a dict that no other thread reaches; `None` when there is more to do. It is passed by [`advance`](Self::advance).
    #[inline(always)]
    pub(crate) fn peek(&self) -> Option<Next> {
        let d = dict(&self.dict);
        // What refers to an unshared dict is unshared itself (I-S2 of `refcount::sharing`).
        if biased::is_shared(&d.header) {
            return None;
        }
        let remaining = self.remaining.load(Ordering::Relaxed).checked_sub(1)?;
        let (at, key, value) = d.words_from_unshared(self.at.load(Ordering::Relaxed), self.size.load(Ordering::Relaxed))?;
        Some(Next { key, value, at, remaining })
    }

    /// Passes the entry that [`peek`](Self::peek) found.
    #[inline(always)]
    pub(crate) fn advance(&self, next: Next) {
        self.at.store(next.at, Ordering::Relaxed);
        self.remaining.store(next.remaining, Ordering::Relaxed);
    }

    fn step(&self, th: &mut Thread, backwards: bool) -> R<Option<(Obj, Obj)>> {
        if !backwards && let Some(next) = self.peek() {
            self.advance(next);
            // SAFETY: nothing has changed since: the dict keeps them.
            return Ok(Some(unsafe { (Obj::from_borrowed(next.key), Obj::from_borrowed(next.value)) }));
        }
        let d = dict(&self.dict);
        loop {
            // Relaxed, here and below: the entries are published by the dict itself.
            let at = self.at.load(Ordering::Relaxed);
            if at == DONE {
                return Ok(None);
            }
            if d.len() != self.size.load(Ordering::Relaxed) {
                self.size.store(usize::MAX, Ordering::Relaxed);
                return Err(th.raise(Builtin::RuntimeError, format_args!("dictionary changed size during iteration")));
            }
            let found = if backwards { d.entry_before(th, at) } else { d.entry_from(th, at) };
            let Some((next, key, value)) = found else {
                self.at.store(DONE, Ordering::Relaxed);
                return Ok(None);
            };
            // What refers to an unshared dict is unshared itself (I-S2 of `refcount::sharing`): then nobody else moves the position.
            let alone = !biased::is_shared(&d.header);
            if alone {
                self.at.store(next, Ordering::Relaxed);
            } else if self.at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed).is_err() {
                continue;
            }
            let remaining = self.remaining.load(Ordering::Relaxed);
            if remaining == 0 {
                self.at.store(DONE, Ordering::Relaxed);
                return Err(th.raise(Builtin::RuntimeError, format_args!("dictionary keys changed during iteration")));
            }
            if alone {
                self.remaining.store(remaining - 1, Ordering::Relaxed);
            } else {
                self.remaining.fetch_sub(1, Ordering::Relaxed);
            }
            return Ok(Some((key, value)));
        }
    }

    fn hint(&self) -> usize {
        if self.at.load(Ordering::Relaxed) == DONE || dict(&self.dict).len() != self.size.load(Ordering::Relaxed) {
            return 0;
        }
        self.remaining.load(Ordering::Relaxed)
    }
}

/// What an iterator makes of an entry.
fn key_of(_: &mut Thread, key: Obj, _: Obj) -> R<Obj> {
    Ok(key)
}
fn value_of(_: &mut Thread, _: Obj, value: Obj) -> R<Obj> {
    Ok(value)
}
fn pair_of(th: &mut Thread, key: Obj, value: Obj) -> R<Obj> {
    th.pair(key, value)
}

macro_rules! iterator {
    ($(#[$doc:meta])* $payload:ident, $spec:ident, $new:ident, $make:ident, $backwards:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[repr(transparent)]
        pub struct $payload(Cursor);

        // SAFETY: BUILTIN is used here alone; the dict is the one reference; positions are atomic words.
        unsafe impl Payload for $payload {
            const BUILTIN: Builtin = Builtin::$payload;
            const KIND: crate::heap::Kind = crate::heap::Kind::Container;
            fn trace(&self, visit: &mut dyn Trace) {
                visit.obj(&self.0.dict);
            }
        }

        /// Its type.
        pub static $spec: TypeSpec = TypeSpec {
            slots: SlotSpec {
                iter: Some(|_, v| Ok(v.clone())),
                next: Some(|th, v| {
                    // SAFETY: called through a slot of the type.
                    let it = unsafe { v.get_unchecked::<$payload>() };
                    match it.0.step(th, $backwards)? {
                        Some((k, v)) => $make(th, k, v).map(Some),
                        None => Ok(None),
                    }
                }),
                ..SlotSpec::NONE
            },
            methods: &[Method::new("__length_hint__", |th, v, _| {
                // SAFETY: as above.
                let n = unsafe { v.get_unchecked::<$payload>() }.0.hint();
                th.int(n as i64)
            }),
            Method::new("__reduce__", |th, v, args| {
                args.exactly::<0>(th, "__reduce__")?;
                // SAFETY: as above.
                let copy = unsafe { v.get_unchecked::<$payload>() }.0.copy();
                let copy = th.alloc($payload(copy))?;
                super::iterator_pickle::listed(th, &copy)
            })],
            ..TypeSpec::new(Builtin::$payload, const { &Vtable::of::<$payload>() })
        };

        /// An iterator over a dict.
        pub fn $new(th: &mut Thread, d: &Obj) -> R<Obj> {
            let at = if $backwards { usize::MAX } else { 0 };
            th.alloc($payload(Cursor::new(d, at)))
        }
    };
}

iterator!(
    /// `dict_keyiterator`
    DictKeyIter, KEY_ITER, iter_keys, key_of, false
);
iterator!(
    /// `dict_valueiterator`
    DictValueIter, VALUE_ITER, iter_values, value_of, false
);
iterator!(
    /// `dict_itemiterator`
    DictItemIter, ITEM_ITER, iter_items, pair_of, false
);
iterator!(
    /// `dict_reversekeyiterator`
    DictRevKeyIter, REV_KEY_ITER, reversed_keys, key_of, true
);
iterator!(
    /// `dict_reversevalueiterator`
    DictRevValueIter, REV_VALUE_ITER, reversed_values, value_of, true
);
iterator!(
    /// `dict_reverseitemiterator`
    DictRevItemIter, REV_ITEM_ITER, reversed_items, pair_of, true
);

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let name = th.type_name(v);
    if !protocol::repr_enter(th, v)? {
        return th.str("...");
    }
    let all = protocol::collect(th, v).and_then(|all| {
        let mut rest = all.into_iter();
        sequence::repr_items(th, "[", "]", &mut |_| Ok(rest.next()))
    });
    protocol::repr_leave(th);
    let all = all?;
    th.str_fmt(format_args!("{name}({})", all.as_str()))
}

/// Whether a value takes part in comparisons of views: a set, or a view of keys or items.
fn is_set_like(v: &Obj) -> bool {
    set_object::table(v).is_some() || v.exact::<DictKeys>().is_some() || v.exact::<DictItems>().is_some()
}

fn all_in(th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
    let it = protocol::iter(th, a)?;
    while let Some(x) = protocol::next(th, &it)? {
        if !protocol::contains(th, b, &x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if !is_set_like(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (m, n) = (protocol::len(th, a)?, protocol::len(th, b)?);
    let holds = match op {
        CompareOp::Eq => m == n && all_in(th, a, b)?,
        CompareOp::Ne => m != n || !all_in(th, a, b)?,
        CompareOp::Le => m <= n && all_in(th, a, b)?,
        CompareOp::Lt => m < n && all_in(th, a, b)?,
        CompareOp::Ge => m >= n && all_in(th, b, a)?,
        CompareOp::Gt => m > n && all_in(th, b, a)?,
    };
    Ok(Obj::from_bool(holds))
}

/// Set operations with any iterable on the other side; the result is a set.
fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Or => {
            let out = set_type::to_set(th, a)?;
            let t = set_type::table_of(th, &out)?;
            set_type::update(th, t, b)?;
            Ok(out)
        }
        BinaryOp::Sub => {
            let out = set_type::to_set(th, a)?;
            let t = set_type::table_of(th, &out)?;
            set_type::subtract(th, t, b)?;
            Ok(out)
        }
        BinaryOp::Xor => {
            let left = set_type::to_set(th, a)?;
            let t = set_type::table_of(th, &left)?;
            set_type::symmetric_difference(th, t, b, false)
        }
        BinaryOp::And => {
            let is_view = |v: &Obj| v.exact::<DictKeys>().is_some() || v.exact::<DictItems>().is_some();
            let (view, other) = if is_view(a) { (a, b) } else { (b, a) };
            let out = set_object::new_set(th, alloc::vec::Vec::new())?;
            let it = protocol::iter(th, other)?;
            while let Some(x) = protocol::next(th, &it)? {
                if protocol::contains(th, view, &x)? {
                    set_object::add(th, &out, &x)?;
                }
            }
            Ok(out)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn is_disjoint(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let it = protocol::iter(th, x)?;
    while let Some(x) = protocol::next(th, &it)? {
        if protocol::contains(th, v, &x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn has_item(th: &mut Thread, v: &Obj, x: &Obj) -> R<bool> {
    let Some(_) = x.get::<Tuple>() else { return Ok(false) };
    let [key, value] = tuple_object::items(x) else { return Ok(false) };
    match dict(of_view(v)).get(th, key)? {
        Some(found) => sequence::same(th, &found, value),
        None => Ok(false),
    }
}

const OPERATORS: &[BinaryOp] = &[BinaryOp::And, BinaryOp::Or, BinaryOp::Sub, BinaryOp::Xor];

const MAPPING_ATTRIBUTE: GetSet = GetSet::read("mapping", |th, v| mapping_proxy::new(th, of_view(v)));

const LEN: fn(&mut Thread, &Obj) -> R<usize> = |_, v| Ok(dict(of_view(v)).len());

/// `dict_keys`
pub static KEYS: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(|th, v| iter_keys(th, of_view(v))),
        compare: Some(compare),
        len: Some(LEN),
        contains: Some(|th, v, k| dict(of_view(v)).contains(th, k)),
        binary: Some(binary),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    methods: &[
        Method::new("isdisjoint", |th, this, args| {
            let [x] = args.exactly::<1>(th, "dict_keys.isdisjoint")?;
            Ok(Obj::from_bool(is_disjoint(th, this, x)?))
        })
        .doc("Return True if the view and the given iterable have a null intersection."),
        Method::new("__reversed__", |th, this, _| reversed_keys(th, of_view(this)))
            .doc("An iterator over the keys from the last to the first."),
    ],
    getsets: &[MAPPING_ATTRIBUTE],
    ..TypeSpec::new(Builtin::DictKeys, const { &Vtable::of::<DictKeys>() })
};

/// `dict_values`
pub static VALUES: TypeSpec = TypeSpec {
    slots: SlotSpec { repr: Some(repr), iter: Some(|th, v| iter_values(th, of_view(v))), len: Some(LEN), ..SlotSpec::NONE },
    methods: &[Method::new("__reversed__", |th, this, _| reversed_values(th, of_view(this)))
        .doc("Return a reverse iterator over the dict values.")],
    getsets: &[MAPPING_ATTRIBUTE],
    ..TypeSpec::new(Builtin::DictValues, const { &Vtable::of::<DictValues>() })
};

/// `dict_items`
pub static ITEMS: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        iter: Some(|th, v| iter_items(th, of_view(v))),
        compare: Some(compare),
        len: Some(LEN),
        contains: Some(has_item),
        binary: Some(binary),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    methods: &[
        Method::new("isdisjoint", |th, this, args| {
            let [x] = args.exactly::<1>(th, "dict_items.isdisjoint")?;
            Ok(Obj::from_bool(is_disjoint(th, this, x)?))
        })
        .doc("Return True if the view and the given iterable have a null intersection."),
        Method::new("__reversed__", |th, this, _| reversed_items(th, of_view(this))).doc("Return a reverse iterator over the dict items."),
    ],
    getsets: &[MAPPING_ATTRIBUTE],
    ..TypeSpec::new(Builtin::DictItems, const { &Vtable::of::<DictItems>() })
};
