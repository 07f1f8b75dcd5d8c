//! Iterators of lists, tuples, sets and anything with `__getitem__`, and those that call a function.
//!
//! I1. A position is claimed by moving it, so threads that share an iterator are never given the same one. I2. An iterator that has come to
//! its end stays there: its position is moved far beyond any length, from where it can be moved on without coming round.

use super::function_object::payload;
use super::spec::{Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Header, Obj, Value};
use crate::prim::{AtomicUsize, Ordering};
use crate::refcount::biased;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::tuple_object::Tuple;
use crate::types::{bytes_object, iterator_pickle, protocol, set_object, str_object};

/// Position of an iterator that has come to its end (I2).
pub(crate) const DONE: usize = usize::MAX / 2;

/// Claims the next position (I1).
#[inline(always)]
pub(crate) fn claim(at: &AtomicUsize, holder: &Header) -> usize {
    // Relaxed: the items are published by what is iterated over.
    if biased::is_shared(holder) {
        return at.fetch_add(1, Ordering::Relaxed);
    }
    let i = at.load(Ordering::Relaxed);
    at.store(i + 1, Ordering::Relaxed);
    i
}

payload! {
    /// `list_iterator`
    ListIter = ListIter {
        /// The list.
        pub list: Obj => obj,
        /// Next position.
        pub at: AtomicUsize => none,
    }
}

payload! {
    /// `list_reverseiterator`
    ListRevIter = ListRevIter {
        /// The list.
        pub list: Obj => obj,
        /// How many positions were claimed.
        pub at: AtomicUsize => none,
        /// Number of items at the beginning.
        pub from: usize => none,
    }
}

payload! {
    /// `tuple_iterator`
    TupleIter = TupleIter {
        /// The tuple.
        pub tuple: Obj => obj,
        /// Next position.
        pub at: AtomicUsize => none,
    }
}

payload! {
    /// `str_iterator`
    StrIter = StrIter {
        /// The string; unbound at the end.
        pub(super) text: Field => field,
        /// Next position, in bytes.
        pub(super) at: AtomicUsize => none,
    }
}

payload! {
    /// `bytes_iterator`
    BytesIter = BytesIter {
        /// The bytes or bytearray.
        pub bytes: Obj => obj,
        /// Next position.
        pub at: AtomicUsize => none,
    }
}

payload! {
    /// `set_iterator`
    SetIter = SetIter {
        /// The set or frozen set.
        set: Obj => obj,
        /// Position of the next entry.
        at: AtomicUsize => none,
        /// Number of elements that the set had; another number is an error, for good.
        size: AtomicUsize => none,
        /// Elements given.
        given: AtomicUsize => none,
    }
}

payload! {
    /// An iterator that calls `__getitem__` with 0, 1, 2 …
    SeqIter = SeqIter {
        /// The sequence; unbound at the end.
        pub(super) object: Field => field,
        /// Next position.
        pub(super) at: AtomicUsize => none,
    }
}

payload! {
    /// `iter(function, sentinel)`
    CallIter = CallIter {
        /// The function; unbound at the end.
        pub(super) function: Field => field,
        /// The value that ends the iteration.
        pub(super) sentinel: Obj => obj,
    }
}

impl Object<ListIter> {
    /// The next item; `None` at the end.
    #[inline]
    pub fn next_item(&self) -> Option<Obj> {
        // SAFETY: made of lists only.
        let l = unsafe { self.list.get_unchecked::<List>() };
        let item = l.item(claim(&self.at, &self.header));
        if item.is_none() {
            self.at.store(DONE, Ordering::Relaxed);
        }
        item
    }

    /// The next item's word and where it lies, unbound at the end; `None` when other threads may reach the iterator or the list. The item is
    /// passed by [`advance`](Self::advance).
    #[inline(always)]
    pub fn peek_word(&self) -> Option<(Value, usize)> {
        // SAFETY: made of lists only.
        let l = unsafe { self.list.get_unchecked::<List>() };
        if biased::is_shared(&self.header) || biased::is_shared(&l.header) {
            return None;
        }
        let i = self.at.load(Ordering::Relaxed);
        // SAFETY: only this thread reaches the list.
        Some((if i < l.len_unshared() { unsafe { l.word_unshared(i) } } else { Value::UNBOUND }, i))
    }

    /// Notes that the end was seen: there are no more items, whatever becomes of the list.
    #[inline(always)]
    pub fn close(&self) {
        self.at.store(DONE, Ordering::Relaxed);
    }

    /// Passes the item at `i`, which [`peek_word`](Self::peek_word) found.
    #[inline(always)]
    pub fn advance(&self, i: usize) {
        self.at.store(i + 1, Ordering::Relaxed);
    }

    /// The next item of an iterator and a list that only this thread reaches; `None` without having done anything otherwise, or at the end.
    #[inline(always)]
    pub fn next_unshared(&self) -> Option<Obj> {
        // SAFETY: as above.
        let l = unsafe { self.list.get_unchecked::<List>() };
        let i = self.at.load(Ordering::Relaxed);
        if biased::is_shared(&self.header) || i >= l.len_unshared() {
            return None;
        }
        let item = l.item_unshared(i)?;
        self.at.store(i + 1, Ordering::Relaxed);
        Some(item)
    }

    /// The next item as a register word, unbound at the end; `None` when other threads may reach the iterator.
    #[inline(always)]
    pub fn next_word(&self) -> Option<Value> {
        // SAFETY: as above.
        let l = unsafe { self.list.get_unchecked::<List>() };
        if biased::is_shared(&self.header) {
            return None;
        }
        let i = self.at.load(Ordering::Relaxed);
        if i < l.len()
            && let Some(v) = l.item_word(i)
        {
            self.at.store(i + 1, Ordering::Relaxed);
            return Some(v);
        }
        self.at.store(DONE, Ordering::Relaxed);
        Some(Value::UNBOUND)
    }

    fn hint(&self) -> usize {
        // SAFETY: as above.
        unsafe { self.list.get_unchecked::<List>() }.len().saturating_sub(self.at.load(Ordering::Relaxed))
    }
}

impl Object<ListRevIter> {
    fn next_item(&self) -> Option<Obj> {
        // SAFETY: made of lists only.
        let l = unsafe { self.list.get_unchecked::<List>() };
        let item = self.from.checked_sub(claim(&self.at, &self.header) + 1).and_then(|i| l.item(i));
        if item.is_none() {
            self.at.store(DONE, Ordering::Relaxed);
        }
        item
    }

    fn hint(&self) -> usize {
        let left = self.from.saturating_sub(self.at.load(Ordering::Relaxed));
        // SAFETY: as above.
        if left > unsafe { self.list.get_unchecked::<List>() }.len() { 0 } else { left }
    }
}

impl Object<TupleIter> {
    fn items(&self) -> &[Obj] {
        // SAFETY: made of tuples only.
        unsafe { self.tuple.get_unchecked::<Tuple>() }.payload.items()
    }

    /// The next item's word and where it lies, unbound at the end; `None` when other threads may reach the iterator. The item is passed by
    /// [`advance`](Self::advance).
    #[inline(always)]
    pub fn peek_word(&self) -> Option<(Value, usize)> {
        if biased::is_shared(&self.header) {
            return None;
        }
        let i = self.at.load(Ordering::Relaxed);
        Some((self.items().get(i).map_or(Value::UNBOUND, Obj::value), i))
    }

    /// Passes the item at `i`, which [`peek_word`](Self::peek_word) found.
    #[inline(always)]
    pub fn advance(&self, i: usize) {
        self.at.store(i + 1, Ordering::Relaxed);
    }

    /// The next item as a register word, unbound at the end.
    #[inline(always)]
    pub fn next_word(&self) -> Value {
        match self.items().get(claim(&self.at, &self.header)) {
            // SAFETY: the tuple keeps the item.
            Some(v) => unsafe { crate::interp::register::copy(v.value()) },
            None => {
                self.at.store(DONE, Ordering::Relaxed);
                Value::UNBOUND
            }
        }
    }

    /// The next item; `None` at the end.
    #[inline]
    pub fn next_item(&self) -> Option<Obj> {
        let item = self.items().get(claim(&self.at, &self.header));
        if item.is_none() {
            self.at.store(DONE, Ordering::Relaxed);
        }
        item.cloned()
    }
}

/// `iter` of a list.
pub fn list_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(ListIter { list: v.clone(), at: AtomicUsize::new(0) })
}

/// `reversed` of a list of `from` items.
pub fn list_reverse_iterator(th: &mut Thread, v: &Obj, from: usize) -> R<Obj> {
    th.alloc(ListRevIter { list: v.clone(), at: AtomicUsize::new(0), from })
}

/// `iter` of a tuple.
pub fn tuple_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(TupleIter { tuple: v.clone(), at: AtomicUsize::new(0) })
}

/// `iter` of a string.
pub fn str_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(StrIter { text: Field::new(v.clone()), at: AtomicUsize::new(0) })
}

/// `iter` of bytes or a bytearray.
pub fn bytes_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(BytesIter { bytes: v.clone(), at: AtomicUsize::new(0) })
}

/// `iter` of a set or frozen set.
pub fn set_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    let size = set_object::table(v).map_or(0, |t| t.len());
    th.alloc(SetIter { set: v.clone(), at: AtomicUsize::new(0), size: AtomicUsize::new(size), given: AtomicUsize::new(0) })
}

/// An iterator that calls `__getitem__` with 0, 1, 2 …
pub fn sequence_iterator(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.alloc(SeqIter { object: Field::new(v.clone()), at: AtomicUsize::new(0) })
}

/// `iter(function, sentinel)`, whose first argument must be callable.
pub fn call_iterator(th: &mut Thread, function: &Obj, sentinel: &Obj) -> R<Obj> {
    if !protocol::is_callable(th, function) {
        return Err(th.type_error(format_args!("iter(v, w): v must be callable")));
    }
    th.alloc(CallIter { function: Field::new(function.clone()), sentinel: sentinel.clone() })
}

/// The slot `iter` of every iterator.
pub fn itself(_: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(v.clone())
}

macro_rules! payload_of {
    ($name:ident, $payload:ident) => {
        fn $name(v: &Obj) -> &Object<$payload> {
            // SAFETY: called through slots and methods of the type, which check the receiver.
            unsafe { v.get_unchecked::<$payload>() }
        }
    };
}
payload_of!(list, ListIter);
payload_of!(list_rev, ListRevIter);
payload_of!(tuple, TupleIter);
payload_of!(string, StrIter);
payload_of!(bytes, BytesIter);
payload_of!(set, SetIter);
payload_of!(seq, SeqIter);
payload_of!(call, CallIter);

/// `list_iterator`
pub static LIST_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(|_, v| Ok(list(v).next_item())), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let n = list(v).hint();
            th.int(n as i64)
        }),
        iterator_pickle::LIST_REDUCE,
        iterator_pickle::LIST_SET,
    ],
    ..TypeSpec::new(Builtin::ListIter, const { &Vtable::of::<ListIter>() })
};

/// `list_reverseiterator`
pub static LIST_REV_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(|_, v| Ok(list_rev(v).next_item())), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let n = list_rev(v).hint();
            th.int(n as i64)
        }),
        iterator_pickle::LIST_REV_REDUCE,
        iterator_pickle::LIST_REV_SET,
    ],
    ..TypeSpec::new(Builtin::ListRevIter, const { &Vtable::of::<ListRevIter>() })
};

/// `tuple_iterator`
pub static TUPLE_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(|_, v| Ok(tuple(v).next_item())), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let n = tuple(v).items().len().saturating_sub(tuple(v).at.load(Ordering::Relaxed));
            th.int(n as i64)
        }),
        iterator_pickle::TUPLE_REDUCE,
        iterator_pickle::TUPLE_SET,
    ],
    ..TypeSpec::new(Builtin::TupleIter, const { &Vtable::of::<TupleIter>() })
};

fn str_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = string(v);
    let held = it.text.peek();
    if !biased::is_shared(&it.header)
        && !held.is_unbound()
        // SAFETY: made of strings only, and this thread alone takes the string away.
        && let s = unsafe { Obj::from_ref(&held).get_unchecked::<str_object::Str>() }
        && s.is_ascii()
    {
        let at = it.at.load(Ordering::Relaxed);
        if let Some(byte) = s.as_str().as_bytes().get(at) {
            it.at.store(at + 1, Ordering::Relaxed);
            return Ok(Some(th.isolate().ascii_char(*byte).clone()));
        }
    }
    str_next_slow(th, it)
}

fn char_at(text: &Obj, at: usize) -> Option<char> {
    str_object::text(text).get(at..)?.chars().next()
}

#[inline(never)]
fn str_next_slow(th: &mut Thread, it: &Object<StrIter>) -> R<Option<Obj>> {
    let mut at = it.at.load(Ordering::Relaxed);
    if !biased::is_shared(&it.header) {
        // Only this thread ends it, which does not happen meanwhile: no count.
        let text = it.text.peek();
        if text.is_unbound() {
            return Ok(None);
        }
        return match char_at(Obj::from_ref(&text), at) {
            Some(c) => {
                it.at.store(at + c.len_utf8(), Ordering::Relaxed);
                th.char(c).map(Some)
            }
            None => {
                drop(it.text.replace_raw(Obj::UNBOUND));
                Ok(None)
            }
        };
    }
    let Some(text) = it.text.get(&it.header) else { return Ok(None) };
    loop {
        let Some(c) = char_at(&text, at) else {
            drop(it.text.replace_raw(Obj::UNBOUND));
            return Ok(None);
        };
        match it.at.compare_exchange(at, at + c.len_utf8(), Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return th.char(c).map(Some),
            Err(now) => at = now,
        }
    }
}

/// `str_iterator`
pub static STR_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(str_next), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = string(v);
            let at = it.at.load(Ordering::Relaxed);
            let left = it.text.get(&it.header).map_or(0, |s| str_object::text(&s).get(at..).map_or(0, |rest| rest.chars().count()));
            th.int(left as i64)
        }),
        iterator_pickle::STR_REDUCE,
        iterator_pickle::STR_SET,
    ],
    ..TypeSpec::new(Builtin::StrIter, const { &Vtable::of::<StrIter>() })
};

fn bytes_next(_: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = bytes(v);
    let byte = bytes_object::byte_at(&it.bytes, claim(&it.at, &it.header));
    if byte.is_none() {
        it.at.store(DONE, Ordering::Relaxed);
    }
    Ok(byte.map(|b| Obj::from_i31(i32::from(b))))
}

/// `bytes_iterator`
pub static BYTES_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(bytes_next), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = bytes(v);
            let n = bytes_object::with_bytes(&it.bytes, <[u8]>::len).unwrap_or(0).saturating_sub(it.at.load(Ordering::Relaxed));
            th.int(n as i64)
        }),
        iterator_pickle::BYTES_REDUCE,
        iterator_pickle::BYTES_SET,
    ],
    ..TypeSpec::new(Builtin::BytesIter, const { &Vtable::of::<BytesIter>() })
};

fn elements(it: &SetIter) -> &Object<Dict> {
    match set_object::table(&it.set) {
        Some(t) => t,
        // `set_iterator` is the slot of sets only.
        None => unreachable!("a set iterator has a set"),
    }
}

fn set_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = set(v);
    let t = elements(it);
    loop {
        // Relaxed: the elements are published by the set itself.
        let at = it.at.load(Ordering::Relaxed);
        if at >= DONE {
            return Ok(None);
        }
        if t.len() != it.size.load(Ordering::Relaxed) {
            it.size.store(usize::MAX, Ordering::Relaxed);
            return Err(th.raise(Builtin::RuntimeError, format_args!("Set changed size during iteration")));
        }
        let Some((next, x, _)) = t.entry_from(th, at) else {
            it.at.store(DONE, Ordering::Relaxed);
            return Ok(None);
        };
        if it.at.compare_exchange(at, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            it.given.fetch_add(1, Ordering::Relaxed);
            return Ok(Some(x));
        }
    }
}

/// `set_iterator`
pub static SET_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(set_next), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = set(v);
            let (n, size) = (elements(it).len(), it.size.load(Ordering::Relaxed));
            let left =
                if it.at.load(Ordering::Relaxed) >= DONE || n != size { 0 } else { n.saturating_sub(it.given.load(Ordering::Relaxed)) };
            th.int(left as i64)
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "set_iterator.__reduce__")?;
            let it = set(v);
            let word = |from: &AtomicUsize| AtomicUsize::new(from.load(Ordering::Relaxed));
            let copy = SetIter { set: it.set.clone(), at: word(&it.at), size: word(&it.size), given: word(&it.given) };
            let copy = th.alloc(copy)?;
            iterator_pickle::listed(th, &copy)
        }),
    ],
    ..TypeSpec::new(Builtin::SetIter, const { &Vtable::of::<SetIter>() })
};

fn seq_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = seq(v);
    let Some(object) = it.object.get(&it.header) else { return Ok(None) };
    let i = claim(&it.at, &it.header);
    let i = th.int(i as i64)?;
    // What is derived from a type with such an iterator is read as that type: its own `__getitem__` may know no end.
    let ty = th.isolate().ty(th.type_of(&object).layout);
    let item = match ty.slots.iter().and(ty.slots.getitem()) {
        Some(f) => f(th, &object, &i),
        None => protocol::get_item(th, &object, &i),
    };
    match item {
        Ok(x) => Ok(Some(x)),
        Err(e) => {
            let e = match th.take_if(e, Builtin::IndexError) {
                Ok(e) => e,
                Err(e) => th.take_if(e, Builtin::StopIteration)?,
            };
            drop(e);
            drop(it.object.replace_raw(Obj::UNBOUND));
            Ok(None)
        }
    }
}

/// `iterator`
pub static SEQ_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(seq_next), ..SlotSpec::NONE },
    methods: &[
        Method::new("__length_hint__", |th, v, _| {
            let it = seq(v);
            let Some(object) = it.object.get(&it.header) else { return th.int(0) };
            if th.type_of(&object).slots.len().is_none() {
                return Ok(Obj::NOT_IMPLEMENTED);
            }
            let n = protocol::len(th, &object)?;
            th.int(n.saturating_sub(it.at.load(Ordering::Relaxed)) as i64)
        }),
        iterator_pickle::SEQ_REDUCE,
        iterator_pickle::SEQ_SET,
    ],
    ..TypeSpec::new(Builtin::SeqIter, const { &Vtable::of::<SeqIter>() })
};

fn call_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = call(v);
    let Some(function) = it.function.get(&it.header) else { return Ok(None) };
    match protocol::call(th, &function, &[]) {
        Ok(x) => {
            if !protocol::equal(th, &it.sentinel, &x)? {
                return Ok(Some(x));
            }
        }
        Err(e) => drop(th.take_if(e, Builtin::StopIteration)?),
    }
    drop(it.function.replace_raw(Obj::UNBOUND));
    Ok(None)
}

/// `callable_iterator`
pub static CALL_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec { iter: Some(itself), next: Some(call_next), ..SlotSpec::NONE },
    methods: &[iterator_pickle::CALL_REDUCE],
    ..TypeSpec::new(Builtin::CallIter, const { &Vtable::of::<CallIter>() })
};
