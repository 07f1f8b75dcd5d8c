//! Tuples: immutable, items in the object's own block.
//!
//! A tuple of numbers, strings and constants refers to nothing that could refer back, so it can be in no cycle: it lies in a leaf page, where the
//! collector does not look, and is not counted as a reason to collect. T1. The items of a tuple in a leaf page are no pointers, or exact strings,
//! bytes, ints or floats.
//!
//! T2. Blocks are multiples of 16 bytes. Where the items leave a word over, the hash is kept there once it is known, and 0 before: it costs no
//! memory, and tuples of an odd number of items have it. Whoever begins a tuple writes the 0. A pair, which iterators may fill anew, has no such word.

use core::ptr::NonNull;

use crate::heap::Kind;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::obj::release_value;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Header, Obj, Value};
use crate::prim::{AtomicI64, Ordering};
use crate::refcount::biased;
use crate::types::type_object::Type;

/// A tuple's payload.
#[derive(Debug)]
#[repr(C)]
pub struct Tuple {
    len: usize,
    items: NonNull<Obj>,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each item once; items never change after the tuple is published.
unsafe impl Payload for Tuple {
    const BUILTIN: Builtin = Builtin::Tuple;
    const KIND: Kind = Kind::Container;
    fn trace(&self, visit: &mut dyn Trace) {
        for item in self.items() {
            visit.obj(item);
        }
    }
    fn trailing(&self) -> usize {
        self.len * size_of::<Obj>()
    }
    #[inline(always)]
    unsafe fn end(this: *mut Tuple, th: &mut Thread) {
        // SAFETY: the trait's contract; the items are words that the tuple owns. The last first, as in `drop`.
        unsafe {
            let mut n = (*this).len;
            while n > 0 {
                n -= 1;
                crate::interp::register::drop_word_by(th, (*this).items.add(n).cast::<Value>().read());
            }
        }
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        // The last item first, as programs see CPython do.
        for i in (0..self.len).rev() {
            // SAFETY: the items are initialised and owned; nobody reaches the tuple any more.
            unsafe { core::ptr::drop_in_place(self.items.add(i).as_ptr()) };
        }
    }
}

impl Tuple {
    /// The items.
    #[inline(always)]
    pub fn items(&self) -> &[Obj] {
        // SAFETY: `len` initialised items in the object's own block, never changed.
        unsafe { core::slice::from_raw_parts(self.items.as_ptr(), self.len) }
    }

    /// The word behind the items that has the hash, if there is one (T2).
    #[inline(always)]
    fn hash_word(&self) -> Option<&AtomicI64> {
        let end = self.items.as_ptr().wrapping_add(self.len);
        if !has_word(end) {
            return None;
        }
        // SAFETY: T2: it is in the block, and written.
        Some(unsafe { &*end.cast::<AtomicI64>() })
    }

    /// The hash, if it is kept.
    #[inline(always)]
    pub(crate) fn known_hash(&self) -> Option<i64> {
        // Relaxed: a number that says all there is to it.
        self.hash_word().map(|w| w.load(Ordering::Relaxed)).filter(|h| *h != 0)
    }

    /// Keeps the hash, if there is room for it.
    #[inline(always)]
    pub(crate) fn keep_hash(&self, hash: i64) {
        if let Some(word) = self.hash_word() {
            // Relaxed: as above. Threads that compute it at the same time come to the same.
            word.store(hash, Ordering::Relaxed);
        }
    }

    /// A new tuple with a shape of a subclass, whose instances have `fixed` bytes before the items.
    pub fn allocate_as(th: &mut Thread, shape: u32, fixed: usize, items: &mut dyn ExactSizeIterator<Item = Obj>) -> R<Obj> {
        let len = items.len();
        let block = th.alloc_raw(room(fixed + len * size_of::<Obj>()), Kind::Container).or_raise(th)?;
        let object = block.cast::<Object<Tuple>>();
        // SAFETY: fresh memory of that size, aligned; the iterator gives exactly `len` items, or fewer, which are filled up.
        unsafe {
            let data = block.add(fixed).cast::<Obj>();
            for i in 0..len {
                data.add(i).write(items.next().unwrap_or(Obj::NONE));
            }
            Object::begin(object, shape, th.slot(), Tuple::begin(data, len));
            Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
        }
    }
}

impl Tuple {
    /// A new instance of a subclass of `tuple`, attributes unset.
    pub fn allocate_for(th: &mut Thread, ty: &Object<Type>, items: &mut dyn ExactSizeIterator<Item = Obj>) -> R<Obj> {
        let len = items.len();
        let bytes = len * size_of::<Obj>();
        let header = th.alloc_instance(ty, room(ty.instance_size() + bytes) - ty.instance_size()).or_raise(th)?;
        // SAFETY: header and own fields are initialised; behind them is room for `len` items, and the type's layout is that of a tuple. The
        // iterator gives exactly `len` items, or fewer, which are filled up.
        unsafe {
            let data = header.cast::<u8>().add(ty.instance_size()).cast::<Obj>();
            for i in 0..len {
                data.add(i).write(items.next().unwrap_or(Obj::NONE));
            }
            (&raw mut (*header.as_ptr().cast::<Object<Tuple>>()).payload).write(Tuple::begin(data, len));
            Ok(Obj::from_owned(Value::from_pointer(header.as_ptr())))
        }
    }
}

/// Bytes of a hash that is kept behind the items; none where a word is too small for it, or no atomic is as large as what it holds.
const HASH: usize = if size_of::<usize>() == size_of::<i64>() && size_of::<AtomicI64>() == size_of::<i64>() { size_of::<i64>() } else { 0 };

// T2: iterators give their pairs again.
const _: () = assert!((size_of::<Object<Tuple>>() + 2 * size_of::<Obj>()).is_multiple_of(16) || HASH == 0);

/// Bytes to ask for, so that the block's last word may be touched.
#[inline(always)]
const fn room(bytes: usize) -> usize {
    if HASH == 0 { bytes } else { bytes.next_multiple_of(16) }
}

/// Whether items that end here have left a word over.
#[inline(always)]
fn has_word(end: *mut Obj) -> bool {
    HASH != 0 && !end.addr().is_multiple_of(16)
}

impl Tuple {
    /// The payload of a tuple whose items are written, or will be.
    ///
    /// # Safety
    /// 1. There is room for `len` items, and behind them up to a multiple of 16 bytes.
    #[inline(always)]
    unsafe fn begin(items: NonNull<Obj>, len: usize) -> Tuple {
        let end = items.as_ptr().wrapping_add(len);
        if has_word(end) {
            // SAFETY: contract 1.
            unsafe { end.cast::<i64>().write(0) };
        }
        Tuple { len, items }
    }
}

/// Where a tuple of these items belongs (T1).
#[inline(always)]
fn kind_for(items: &[Obj]) -> Kind {
    let is_atom = |o: &Obj| {
        let Some(h) = o.header() else { return true };
        // Relaxed: the shapes looked for never change.
        let shape = h.shape.load(Ordering::Relaxed);
        shape == Builtin::Str.shape() || shape == Builtin::Int.shape() || shape == Builtin::Float.shape() || shape == Builtin::Bytes.shape()
    };
    if items.iter().all(is_atom) { Kind::Leaf } else { Kind::Container }
}

impl Thread {
    /// A new tuple that takes `n` owned words over.
    ///
    /// # Safety
    /// 1. `words` are `n` readable words that the caller owns; on success it gives them up.
    pub unsafe fn tuple_of_words(&mut self, words: *const Value, n: usize) -> R<Obj> {
        // SAFETY: contract 1, for all three.
        unsafe { self.tuple_of_words_in(words, n, kind_for(core::slice::from_raw_parts(words.cast(), n))) }
    }

    /// [`tuple_of_words`](Thread::tuple_of_words) in a page of a kind that suits the items.
    ///
    /// # Safety
    /// As [`tuple_of_words`](Thread::tuple_of_words). 2. T1.
    #[inline(always)]
    unsafe fn tuple_of_words_in(&mut self, words: *const Value, n: usize, kind: Kind) -> R<Obj> {
        if n == 0 {
            return Ok(self.isolate().empty_tuple());
        }
        let block = self.alloc_raw(room(size_of::<Object<Tuple>>() + n * size_of::<Obj>()), kind).or_raise(self)?;
        let object = block.cast::<Object<Tuple>>();
        // SAFETY: fresh memory of that size, aligned; contract 1.
        unsafe {
            let data = block.add(size_of::<Object<Tuple>>()).cast::<Obj>();
            for i in 0..n {
                data.add(i).write(crate::interp::register::into_obj(*words.add(i)));
            }
            Object::begin(object, Builtin::Tuple.shape(), self.slot(), Tuple::begin(data, n));
            Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
        }
    }
    /// A new tuple that takes the items of a `Vec`.
    pub fn tuple(&mut self, mut items: alloc::vec::Vec<Obj>) -> R<Obj> {
        // SAFETY: the vector owns the words, and forgets them when the tuple has taken them over.
        unsafe {
            let t = self.tuple_of_words(items.as_ptr().cast(), items.len())?;
            items.set_len(0);
            Ok(t)
        }
    }
    /// A new tuple of an iterator's items.
    pub fn tuple_from(&mut self, items: &mut dyn ExactSizeIterator<Item = Obj>) -> R<Obj> {
        if items.len() == 0 {
            return Ok(self.isolate().empty_tuple());
        }
        Tuple::allocate_as(self, Builtin::Tuple.shape(), size_of::<Object<Tuple>>(), items)
    }
    /// A new tuple of copies.
    pub fn tuple_of(&mut self, items: &[Obj]) -> R<Obj> {
        self.tuple_repeated(items, 1)
    }
    /// A new tuple of copies of the items, `n` times one behind the other.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn tuple_repeated(&mut self, items: &[Obj], n: usize) -> R<Obj> {
        let Some(len) = items.len().checked_mul(n) else { return Err(self.no_memory()) };
        if len == 0 {
            return Ok(self.isolate().empty_tuple());
        }
        let size = len.checked_mul(size_of::<Obj>()).and_then(|n| n.checked_add(size_of::<Object<Tuple>>()));
        let Some(size) = size.filter(|n| isize::try_from(*n).is_ok()) else { return Err(self.no_memory()) };
        let block = self.alloc_raw(room(size), kind_for(items)).or_raise(self)?;
        let object = block.cast::<Object<Tuple>>();
        // SAFETY: fresh memory of that size, aligned; all of its places are written, with a reference for each.
        unsafe {
            let data = block.add(size_of::<Object<Tuple>>()).cast::<Obj>();
            for round in 0..n {
                for (i, item) in items.iter().enumerate() {
                    data.add(round * items.len() + i).write(item.clone());
                }
            }
            Object::begin(object, Builtin::Tuple.shape(), self.slot(), Tuple::begin(data, len));
            Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
        }
    }
    /// A pair.
    #[inline]
    pub fn pair(&mut self, a: Obj, b: Obj) -> R<Obj> {
        self.tuple_of_array([a, b])
    }

    /// A new tuple that takes an array's items.
    #[inline]
    pub fn tuple_of_array<const N: usize>(&mut self, items: [Obj; N]) -> R<Obj> {
        let kind = kind_for(&items);
        self.tuple_of_array_in(items, kind)
    }

    #[inline]
    fn tuple_of_array_in<const N: usize>(&mut self, items: [Obj; N], kind: Kind) -> R<Obj> {
        let items = core::mem::ManuallyDrop::new(items);
        // SAFETY: owned words, given up; without memory they are dropped below. The kind suits them.
        unsafe {
            let r = self.tuple_of_words_in(items.as_ptr().cast(), N, kind);
            if r.is_err() {
                drop(core::mem::ManuallyDrop::into_inner(items));
            }
            r
        }
    }
}

/// Whether a pair that an unshared iterator keeps can be given again: nobody else has it.
#[inline(always)]
pub(crate) fn again_possible(last: &Field) -> bool {
    let v = last.peek();
    // SAFETY: the field keeps its pair alive.
    v.is_counted() && unsafe { biased::is_unique(&*v.pointer_unchecked()) }
}

/// Gives the kept pair again, with other items.
///
/// # Safety
/// 1. [`again_possible`] said so, and nothing has happened since. 2. Only this thread reaches the holder of the field, in which there have
///    been pairs only.
#[inline(always)]
pub(crate) unsafe fn give_again(last: &Field, a: Obj, b: Obj) -> Obj {
    // SAFETY: with a count of one, which is the field's, no one sees the pair change. The items are made good before the old ones are
    // released, since that may run program code.
    unsafe {
        let p = last.peek().pointer_unchecked();
        let out = Obj::from_borrowed(Value::from_pointer(p));
        let items = (*p.cast::<Object<Tuple>>()).payload.items.as_ptr().cast::<Value>();
        let (old_a, old_b) = (items.replace(a.into_value()), items.add(1).replace(b.into_value()));
        release_value(old_a);
        release_value(old_b);
        out
    }
}

/// A pair from an iterator that gives pairs: the one it gave last, kept in `last`, when nobody else has that any more (CPython's `enumerate` does
/// the same). `holder` is the iterator.
#[inline(always)]
pub fn pair_again(th: &mut Thread, last: &Field, holder: &Header, a: Obj, b: Obj) -> R<Obj> {
    if !biased::is_shared(holder) && again_possible(last) {
        // SAFETY: asked just now.
        return Ok(unsafe { give_again(last, a, b) });
    }
    pair_anew(th, last, holder, a, b)
}

#[inline(never)]
fn pair_anew(th: &mut Thread, last: &Field, holder: &Header, a: Obj, b: Obj) -> R<Obj> {
    // Who keeps the first pair keeps the others as well.
    if !last.peek().is_unbound() || biased::is_shared(holder) {
        return th.pair(a, b);
    }
    // In a container page, whatever it holds: it may be filled anew with whatever comes (T1).
    let out = th.tuple_of_array_in([a, b], Kind::Container)?;
    // SAFETY: only this thread reaches the iterator.
    drop(unsafe { last.replace_unshared(out.clone()) });
    Ok(out)
}

/// Items of a tuple that is known to be one.
#[inline]
pub fn items(t: &Obj) -> &[Obj] {
    match t.get::<Tuple>() {
        Some(t) => t.payload.items(),
        None => &[],
    }
}

#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use crate::heap::kind_of;
    use crate::isolate::stress_tests::with_isolate;
    use crate::refcount::sharing;

    fn kind(o: &Obj) -> Kind {
        // SAFETY: alive.
        unsafe { kind_of(NonNull::from(o.header().expect("an object")).cast()) }
    }

    #[test]
    fn tuples_of_atoms_lie_in_leaf_pages() {
        with_isolate(false, |th| {
            let text = th.str("a text of its own").expect("memory");
            let list = th.list(alloc::vec::Vec::new()).expect("memory");
            let atoms = th.tuple(alloc::vec![text.clone(), Obj::NONE, Obj::from_i31(7)]).expect("memory");
            assert_eq!(kind(&atoms), Kind::Leaf);
            for other in [list.clone(), atoms.clone(), th.isolate().ty(Builtin::List).to_obj()] {
                let t = th.tuple(alloc::vec![Obj::NONE, other]).expect("memory");
                assert_eq!(kind(&t), Kind::Container);
            }
            assert_eq!(kind(&th.pair(Obj::NONE, text.clone()).expect("memory")), Kind::Leaf);
            // An iterator may fill it anew with whatever comes.
            let (last, h) = (Field::new(Obj::UNBOUND), Header::new(7, th.slot()));
            let first = pair_again(th, &last, &h, Obj::NONE, Obj::TRUE).expect("memory");
            assert_eq!(kind(&first), Kind::Container);
            let place = first.value();
            drop(first);
            let second = pair_again(th, &last, &h, list.clone(), Obj::NONE).expect("memory");
            assert!(second.value() == place && items(&second)[0].is(&list), "the pair is given again");
            drop((second, last));
            // What reaches the tuple reaches its items (I-S2).
            list.exact::<crate::types::list_object::List>().expect("a list").push(th, atoms.clone()).expect("memory");
            sharing::share(th, &list).expect("memory");
            for o in [&atoms, &text] {
                assert!(biased::is_shared(o.header().expect("an object")));
            }
        });
    }

    #[test]
    fn hashes_are_kept_where_there_is_room() {
        with_isolate(false, |th| {
            for n in 0..9 {
                let items: alloc::vec::Vec<_> = (0..n).map(Obj::from_i31).collect();
                for o in [th.tuple_of(&items), th.tuple(items.clone()), th.tuple_from(&mut items.iter().cloned())] {
                    let o = o.expect("memory");
                    let t = &o.exact::<Tuple>().expect("a tuple").payload;
                    assert_eq!(t.known_hash(), None);
                    let hash = crate::types::protocol::hash(th, &o).expect("numbers have one");
                    let kept = HASH != 0 && n % 2 == 1;
                    assert_eq!(t.known_hash(), kept.then_some(hash), "{n} items");
                    assert_eq!(crate::types::protocol::hash(th, &o).expect("the same"), hash);
                }
            }
        });
    }
}
