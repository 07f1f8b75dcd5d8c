//! Tuples: immutable, items in the object's own block.

use core::ptr::NonNull;

use crate::heap::Kind;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::obj::release_value;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Header, Obj, Value};
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

    /// A new tuple with a shape of a subclass, whose instances have `fixed` bytes before the items.
    pub fn allocate_as(th: &mut Thread, shape: u32, fixed: usize, items: &mut dyn ExactSizeIterator<Item = Obj>) -> R<Obj> {
        let len = items.len();
        let block = th.alloc_raw(fixed + len * size_of::<Obj>(), Kind::Container).or_raise(th)?;
        let object = block.cast::<Object<Tuple>>();
        // SAFETY: fresh memory of that size, aligned; the iterator gives exactly `len` items, or fewer, which are filled up.
        unsafe {
            let data = block.add(fixed).cast::<Obj>();
            for i in 0..len {
                data.add(i).write(items.next().unwrap_or(Obj::NONE));
            }
            object.write(Object { header: Header::new(shape, th.slot()), payload: Tuple { len, items: data } });
            Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
        }
    }
}

impl Tuple {
    /// A new instance of a subclass of `tuple`, attributes unset.
    pub fn allocate_for(th: &mut Thread, ty: &Object<Type>, items: &mut dyn ExactSizeIterator<Item = Obj>) -> R<Obj> {
        let len = items.len();
        let header = th.alloc_instance(ty, len * size_of::<Obj>()).or_raise(th)?;
        // SAFETY: header and own fields are initialised; behind them is room for `len` items, and the type's layout is that of a tuple. The
        // iterator gives exactly `len` items, or fewer, which are filled up.
        unsafe {
            let data = header.cast::<u8>().add(ty.instance_size()).cast::<Obj>();
            for i in 0..len {
                data.add(i).write(items.next().unwrap_or(Obj::NONE));
            }
            (&raw mut (*header.as_ptr().cast::<Object<Tuple>>()).payload).write(Tuple { len, items: data });
            Ok(Obj::from_owned(Value::from_pointer(header.as_ptr())))
        }
    }
}

impl Thread {
    /// A new tuple that takes `n` owned words over.
    ///
    /// # Safety
    /// 1. `words` are `n` readable words that the caller owns; on success it gives them up.
    pub unsafe fn tuple_of_words(&mut self, words: *const Value, n: usize) -> R<Obj> {
        if n == 0 {
            return Ok(self.isolate().empty_tuple());
        }
        let block = self.alloc_raw(size_of::<Object<Tuple>>() + n * size_of::<Obj>(), Kind::Container).or_raise(self)?;
        let object = block.cast::<Object<Tuple>>();
        // SAFETY: fresh memory of that size, aligned; contract 1.
        unsafe {
            let data = block.add(size_of::<Object<Tuple>>()).cast::<Obj>();
            for i in 0..n {
                data.add(i).write(crate::interp::register::into_obj(*words.add(i)));
            }
            object.write(Object { header: Header::new(Builtin::Tuple.shape(), self.slot()), payload: Tuple { len: n, items: data } });
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
        self.tuple_from(&mut items.iter().cloned())
    }
    /// A pair.
    #[inline]
    pub fn pair(&mut self, a: Obj, b: Obj) -> R<Obj> {
        self.tuple_of_array([a, b])
    }

    /// A new tuple that takes an array's items.
    #[inline]
    pub fn tuple_of_array<const N: usize>(&mut self, items: [Obj; N]) -> R<Obj> {
        let words = items.map(core::mem::ManuallyDrop::new);
        // SAFETY: owned words, given up; without memory they are dropped below.
        unsafe {
            let r = self.tuple_of_words(words.as_ptr().cast(), N);
            if r.is_err() {
                drop(words.map(core::mem::ManuallyDrop::into_inner));
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
    let out = th.pair(a, b)?;
    if biased::is_shared(holder) {
        return Ok(out);
    }
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
