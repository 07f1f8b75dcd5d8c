//! Lists: the operations that are atomic for any number of threads.
//!
//! L1. The buffer's words up to `len` are values the list owns. L2. Writers of a SHARED list hold its lock; words change by single atomic
//! stores. L3. A reader without lock loads buffer, length and word, protects what it has read (`refcount::protect`), and believes it only if buffer
//! and word are still the same; after some tries it takes the lock. L4. A buffer that was replaced is freed after quiescence; growth never moves
//! words in place. L5. Words of a SHARED list that are moved are moved behind its [`Extent`] (`list_moves`), which every reader asks before and after:
//! so nobody sees one item moved and another not, nor an item that is not in the list yet.

use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::interp::register;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::obj::release_value;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicPtr, Ordering};
use crate::refcount::{biased, sharing};
use crate::sync::extent::{self, Extent};
use crate::sync::object_lock::Locked;

/// Times that a reader without lock looks before it takes the lock.
const RETRIES: u32 = 16;

/// Head of a buffer's block; the words follow.
#[derive(Debug)]
#[repr(C, align(16))]
struct Buffer {
    capacity: usize,
}

/// A list's payload.
#[derive(Debug)]
pub struct List {
    buffer: AtomicPtr<Buffer>,
    /// Number of items.
    pub(super) len: Extent,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each item once; the operations are safe for threads as the module says.
unsafe impl Payload for List {
    const BUILTIN: Builtin = Builtin::List;
    fn trace(&self, visit: &mut dyn Trace) {
        self.for_each_word(|v| visit.value(v));
    }
    fn clear(&self) {
        // Loads and stores will do: the caller has the list for itself. The last item first, as programs see CPython do.
        let n = self.len();
        self.len.set_alone(0);
        for i in (0..n).rev() {
            let word = self.word(i);
            let old = word.load(Ordering::Relaxed);
            word.store(Value::UNBOUND.to_raw(), Ordering::Release);
            // SAFETY: the word's count is ours.
            drop(unsafe { Obj::from_owned(Value::from_raw(old)) });
        }
    }
    const NEEDS_END: bool = true;
    #[inline(always)]
    unsafe fn end(this: *mut List, th: &mut Thread) {
        // SAFETY: nobody reaches the list any more: its words can be given up where they lie, the last first as in `clear`.
        unsafe {
            let buffer = (*this).buffer.load(Ordering::Relaxed);
            if let Some(b) = NonNull::new(buffer) {
                for i in (0..(*this).len.get()).rev() {
                    release_value(Value::from_raw(word_of(buffer, i).load(Ordering::Relaxed)));
                }
                th.free_buffer(b.cast());
            }
        }
    }
}

impl List {
    /// An empty one.
    pub fn empty() -> List {
        List { buffer: AtomicPtr::new(core::ptr::null_mut()), len: Extent::new(0) }
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Number of items of a list that only this thread reaches; of another list it may be larger than any.
    #[inline(always)]
    pub fn len_unshared(&self) -> usize {
        self.len.get_alone()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Word `i` of the current buffer; `i` must be below its capacity.
    #[inline(always)]
    pub(super) fn word(&self, i: usize) -> &AtomicPtr<Header> {
        // SAFETY: in bounds by contract; a buffer stays readable until this thread is quiescent.
        unsafe { word_of(self.buffer.load(Ordering::Acquire), i) }
    }

    /// Calls `f` for each item's word.
    #[inline(always)]
    pub(crate) fn for_each_word(&self, mut f: impl FnMut(Value)) {
        for i in 0..self.len() {
            f(Value::from_raw(self.word(i).load(Ordering::Relaxed)));
        }
    }

    /// Where word `i` lies, for an owner that moves words itself; `i` may be the capacity.
    #[inline(always)]
    pub(super) fn word_ptr(&self, i: usize) -> *mut *mut Header {
        // SAFETY: in bounds, or one past the end, by contract.
        unsafe { self.buffer.load(Ordering::Relaxed).add(1).cast::<*mut Header>().add(i) }
    }

    pub(super) fn capacity(&self) -> usize {
        // SAFETY: as in `word`.
        unsafe { self.buffer.load(Ordering::Acquire).as_ref() }.map_or(0, |b| b.capacity)
    }
}

/// Bytes of a buffer of so many words; `None` when there cannot be one.
fn buffer_bytes(words: usize) -> Option<usize> {
    if words >= extent::LIMIT {
        return None;
    }
    words.checked_mul(size_of::<Value>())?.checked_add(size_of::<Buffer>())
}

#[inline(always)]
unsafe fn word_of<'a>(b: *mut Buffer, i: usize) -> &'a AtomicPtr<Header> {
    // SAFETY: the caller gives a buffer with more than `i` words.
    unsafe { &*b.add(1).cast::<AtomicPtr<Header>>().add(i) }
}

impl Object<List> {
    #[inline(always)]
    pub(super) fn is_shared(&self) -> bool {
        biased::is_shared(&self.header)
    }

    #[inline]
    pub(super) fn lock(&self, th: &mut Thread) -> Option<Locked<'_>> {
        if self.is_shared() { Some(Locked::new(&self.header, &mut th.head)) } else { None }
    }

    /// The number of items, for readers; under the lock.
    #[inline(always)]
    pub(super) fn set_len(&self, n: usize) {
        if self.is_shared() { self.payload.len.set(n) } else { self.payload.len.set_alone(n) }
    }

    /// Item `i`, or `None` past the end.
    #[inline]
    pub fn item(&self, i: usize) -> Option<Obj> {
        if i >= self.len_unshared() {
            return None;
        }
        if !self.is_shared() {
            // SAFETY: only this thread writes the list.
            return Some(unsafe { Obj::from_borrowed(self.word_unshared(i)) });
        }
        self.item_shared(i)
    }

    /// Item `i`, counted from the end when negative; `None` outside.
    #[inline]
    pub fn item_index(&self, i: i64) -> Option<Obj> {
        // SAFETY: the word is ours; an uncounted one's object lives until the next safepoint at least.
        self.item_word_index(i).map(|v| unsafe { register::into_obj(v) })
    }

    /// Item `i`, which is below the length, of a list that is not shared; `None` of another.
    #[inline(always)]
    pub fn item_unshared(&self, i: usize) -> Option<Obj> {
        if self.is_shared() {
            return None;
        }
        // SAFETY: only this thread writes the list.
        Some(unsafe { Obj::from_borrowed(self.word_unshared(i)) })
    }

    /// Item `i` as a register word, or `None` past the end.
    #[inline(always)]
    pub fn item_word(&self, i: usize) -> Option<Value> {
        if i >= self.len_unshared() {
            return None;
        }
        if !self.is_shared() {
            // SAFETY: `i` is below the length; only this thread writes the list.
            return Some(unsafe { register::copy(self.word_unshared(i)) });
        }
        self.item_word_shared(i)
    }

    /// Item `i`, counted from the end when negative, as a register word; `None` outside.
    #[inline(always)]
    pub fn item_word_index(&self, i: i64) -> Option<Value> {
        if i >= 0 {
            return self.item_word(i as usize);
        }
        let from_end = i.unsigned_abs() as usize;
        if !self.is_shared() {
            return self.item_word(self.len_unshared().checked_sub(from_end)?);
        }
        self.item_word_from_end(from_end)
    }

    /// [`item`](Self::item) of a list that other threads may reach.
    #[inline(never)]
    fn item_shared(&self, i: usize) -> Option<Obj> {
        // SAFETY: as in `item_index`.
        self.item_word_shared(i).map(|v| unsafe { register::into_obj(v) })
    }

    /// [`item_word`](Self::item_word) of a list that other threads may reach.
    #[inline(never)]
    fn item_word_shared(&self, i: usize) -> Option<Value> {
        self.read_shared(|n| if i < n { Some(i) } else { None }, false)
    }

    /// The item that has so many, itself included, to the end of a list that other threads may reach.
    #[inline(never)]
    fn item_word_from_end(&self, from_end: usize) -> Option<Value> {
        self.read_shared(|n| n.checked_sub(from_end), true)
    }

    /// The item at the place that `place` gives for the number of items (L3): no lock, unless writers get between again and again. The number
    /// must not have been stored meanwhile if the place `depends` on it.
    #[inline(always)]
    fn read_shared(&self, place: impl Fn(usize) -> Option<usize>, depends: bool) -> Option<Value> {
        let len = &self.payload.len;
        for _ in 0..RETRIES {
            let b = self.payload.buffer.load(Ordering::Acquire);
            let Some(seen) = len.seen() else {
                crate::prim::spin_hint();
                continue;
            };
            let i = place(seen.number())?;
            // SAFETY: the buffer stays readable until this thread is quiescent.
            let w = unsafe {
                if b.is_null() || i >= (*b).capacity {
                    continue;
                }
                word_of(b, i)
            };
            let v = Value::from_raw(w.load(Ordering::Acquire));
            let still = || {
                let settled = if depends { len.is_still(seen) } else { len.covers(i) };
                settled && core::ptr::eq(b, self.payload.buffer.load(Ordering::Acquire))
            };
            if v.is_pointer() {
                // SAFETY: the word was read just now.
                if let Some(v) = unsafe { register::protect_shared_while(w, v, still) } {
                    return Some(v);
                }
            } else {
                if !v.is_unbound() && still() {
                    return Some(v);
                }
                // A writer has shortened the list, or is about to, or is moving words.
                crate::prim::spin_hint();
            }
        }
        self.read_locked(place)
    }

    #[cold]
    #[inline(never)]
    fn read_locked(&self, place: impl Fn(usize) -> Option<usize>) -> Option<Value> {
        let th = crate::isolate::thread::current_mut()?;
        let _lock = self.lock(th);
        let i = place(self.len())?;
        // SAFETY: under the lock the list keeps its items.
        Some(unsafe { register::copy(Value::from_raw(self.payload.word(i).load(Ordering::Acquire))) })
    }

    /// Replaces item `i` of a list that is not shared, and gives the old one.
    ///
    /// # Safety
    /// 1. The list is unshared and `i` is below its length.
    #[inline(always)]
    pub unsafe fn replace_unshared(&self, i: usize, value: Obj) -> Obj {
        let w = self.word(i);
        let old = w.load(Ordering::Relaxed);
        w.store(value.into_value().to_raw(), Ordering::Relaxed);
        // SAFETY: the old word's count is ours.
        unsafe { Obj::from_owned(Value::from_raw(old)) }
    }

    /// Replaces item `i`; false past the end.
    #[inline]
    pub fn set_item(&self, th: &mut Thread, i: usize, value: &Obj) -> R<bool> {
        match i64::try_from(i) {
            Ok(i) => self.set_index(th, i, value),
            Err(_) => Ok(false),
        }
    }

    /// Replaces item `i`, counted from the end when negative; false outside.
    #[inline]
    pub fn set_index(&self, th: &mut Thread, i: i64, value: &Obj) -> R<bool> {
        sharing::barrier(th, &self.header, value)?;
        let old;
        {
            let _lock = self.lock(th);
            let n = self.len();
            let i = if i < 0 { i + n as i64 } else { i };
            if i < 0 || i >= n as i64 {
                return Ok(false);
            }
            let i = i as usize;
            let new = value.clone().into_value().to_raw();
            let w = self.word(i);
            old = if self.is_shared() {
                // AcqRel: Release publishes the value, Acquire takes over the old one.
                w.swap(new, Ordering::AcqRel)
            } else {
                let old = w.load(Ordering::Relaxed);
                w.store(new, Ordering::Relaxed);
                old
            };
        }
        // SAFETY: the old word's count is ours. It ends outside the lock.
        drop(unsafe { Obj::from_owned(Value::from_raw(old)) });
        Ok(true)
    }

    /// Appends an item.
    #[inline]
    pub fn push(&self, th: &mut Thread, value: Obj) -> R<()> {
        if !self.is_shared() {
            let n = self.len_unshared();
            if n == self.payload.capacity() {
                self.grow(th, n + 1)?;
            }
            self.payload.word(n).store(value.into_value().to_raw(), Ordering::Relaxed);
            self.payload.len.set_alone(n + 1);
            return Ok(());
        }
        self.push_shared(th, value)
    }

    #[inline(never)]
    fn push_shared(&self, th: &mut Thread, value: Obj) -> R<()> {
        sharing::barrier(th, &self.header, &value)?;
        let _lock = self.lock(th);
        let n = self.len();
        if n == self.payload.capacity() {
            self.grow(th, n + 1)?;
        }
        self.payload.word(n).store(value.into_value().to_raw(), Ordering::Release);
        self.payload.len.set(n + 1);
        Ok(())
    }

    /// The word of item `i` of a list that only this thread reaches, which keeps its count.
    ///
    /// # Safety
    /// 1. The list is not shared, and `i` is below its length.
    #[inline(always)]
    pub unsafe fn word_unshared(&self, i: usize) -> Value {
        Value::from_raw(self.payload.word(i).load(Ordering::Relaxed))
    }

    /// Whether [`push_unshared`](Self::push_unshared) may be used.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.len_unshared() < self.payload.capacity()
    }

    /// Appends an item to a list that only this thread reaches.
    ///
    /// # Safety
    /// 1. The list is not shared and [has room](Self::has_room).
    #[inline(always)]
    pub unsafe fn push_unshared(&self, value: Obj) {
        let n = self.len_unshared();
        self.payload.word(n).store(value.into_value().to_raw(), Ordering::Relaxed);
        self.payload.len.set_alone(n + 1);
    }

    /// Gives the list room for `want` items; under the lock.
    #[cold]
    #[inline(never)]
    pub(super) fn grow(&self, th: &mut Thread, want: usize) -> R<()> {
        let old = self.payload.buffer.load(Ordering::Relaxed);
        let capacity = want.max(4).max((self.payload.capacity() + self.payload.capacity() / 8 * 3 + 6) & !3);
        let Some(bytes) = buffer_bytes(capacity) else {
            return Err(th.no_memory());
        };
        let new = th.alloc_buffer(bytes)?.cast::<Buffer>();
        let n = self.len();
        // SAFETY: the new buffer is ours with room for `capacity` words; the old one has at least `n`.
        unsafe {
            new.write(Buffer { capacity });
            for i in 0..n {
                let w = word_of(old, i).load(Ordering::Relaxed);
                new.add(1).cast::<AtomicPtr<Header>>().add(i).write(AtomicPtr::new(w));
            }
            for i in n..capacity {
                new.add(1).cast::<AtomicPtr<Header>>().add(i).write(AtomicPtr::new(Value::UNBOUND.to_raw()));
            }
        }
        self.publish(th, new.as_ptr());
        Ok(())
    }

    /// Replaces the buffer; the old one is freed when nobody reads it.
    fn publish(&self, th: &mut Thread, new: *mut Buffer) {
        // AcqRel: publishes the words; takes over the old buffer.
        let old = self.payload.buffer.swap(new, Ordering::AcqRel);
        if let Some(old) = NonNull::new(old) {
            // SAFETY: the old buffer is ours; nobody new finds it.
            unsafe {
                let bytes = old.as_ref().capacity * size_of::<Value>() + size_of::<Buffer>();
                if self.is_shared() { th.retire_buffer(old.cast(), bytes) } else { th.free_buffer(old.cast()) }
            }
        }
    }

    /// Makes room for `n` more items.
    pub fn reserve(&self, th: &mut Thread, n: usize) -> R<()> {
        let _lock = self.lock(th);
        let want = self.len().saturating_add(n);
        if want > self.payload.capacity() { self.grow(th, want) } else { Ok(()) }
    }

    /// Takes the last item out.
    pub fn pop_last(&self, th: &mut Thread) -> Option<Obj> {
        let _lock = self.lock(th);
        let n = self.len().checked_sub(1)?;
        self.set_len(n);
        // A load and a store will do: there is one writer (L2).
        let old = self.payload.word(n).load(Ordering::Relaxed);
        self.payload.word(n).store(Value::UNBOUND.to_raw(), Ordering::Release);
        // SAFETY: the word's count is ours.
        Some(unsafe { Obj::from_owned(Value::from_raw(old)) })
    }

    /// A new list of the items that `part` chooses for a length (start, step, count), which are in it, as they were together at one moment; `None`
    /// if it chooses none. `part` is asked under the list's lock, too.
    #[inline(always)]
    pub fn copy_part(&self, th: &mut Thread, part: impl Fn(usize) -> Option<(usize, isize, usize)>) -> R<Option<Obj>> {
        let Some((start, step, count)) = part(self.len()) else { return Ok(None) };
        if count > 0 && !self.is_shared() {
            let mut from = self.payload.word_ptr(start);
            // SAFETY: only this thread writes the list, which keeps the items; first and last are in the list, so are those between.
            let copy = th.list_of(count, |_| unsafe {
                let word = *from;
                from = from.wrapping_offset(step);
                Obj::from_borrowed(Value::from_raw(word))
            });
            return copy.map(Some);
        }
        self.copy_part_shared(th, &part, count)
    }

    /// A new list of `count` items: `start`, `start + step`, … at one moment. Those that are past the end by then are left out.
    pub fn copy_strided(&self, th: &mut Thread, start: usize, step: isize, count: usize) -> R<Obj> {
        let part = |n: usize| {
            let there = if step > 0 { n.saturating_sub(start).div_ceil(step.unsigned_abs()) } else { usize::from(start < n) * count };
            Some((start, step, there.min(count)))
        };
        match self.copy_part(th, part)? {
            Some(copy) => Ok(copy),
            None => th.list_with_room(0),
        }
    }

    #[inline(never)]
    fn copy_part_shared(&self, th: &mut Thread, part: &dyn Fn(usize) -> Option<(usize, isize, usize)>, mut room: usize) -> R<Option<Obj>> {
        loop {
            let out = th.list_with_room(room)?;
            // SAFETY: just made.
            let to = unsafe { out.get_unchecked::<List>() };
            let _lock = self.lock(th);
            let Some((start, step, count)) = part(self.len()) else { return Ok(None) };
            if count > room {
                // The list has grown meanwhile, and may grow on.
                room = count.saturating_mul(2).min(extent::LIMIT - 1);
                continue;
            }
            for filled in 0..count {
                let i = start.wrapping_add_signed(step.wrapping_mul(filled as isize));
                // SAFETY: under the lock the list keeps its items.
                let v = unsafe { Obj::from_borrowed(Value::from_raw(self.payload.word(i).load(Ordering::Relaxed))) };
                to.payload.word(filled).store(v.into_value().to_raw(), Ordering::Relaxed);
            }
            to.payload.len.set_alone(count);
            return Ok(Some(out));
        }
    }

    /// A new list of this one's items and another's, each at one moment; `None` when either is shared, or there is nothing to join.
    pub fn concat_unshared(&self, th: &mut Thread, other: &Object<List>) -> Option<R<Obj>> {
        let (n, m) = (self.len(), other.len());
        if self.is_shared() || other.is_shared() || n + m == 0 {
            return None;
        }
        // SAFETY: only this thread writes the lists, which keep the items.
        Some(th.list_of(n + m, |i| unsafe {
            let word = if i < n { self.payload.word(i) } else { other.payload.word(i - n) };
            Obj::from_borrowed(Value::from_raw(word.load(Ordering::Relaxed)))
        }))
    }

    /// Replaces `self[from..from + items.len()]` by copies of `items` if that takes no more than storing words: the list is not shared, and
    /// neither it nor what is replaced can run program code. False: nothing was done.
    pub fn overwrite(&self, from: usize, items: &Object<List>) -> bool {
        let n = items.len();
        if self.is_shared() || items.is_shared() || from.checked_add(n).is_none_or(|end| end > self.len()) || core::ptr::eq(self, items) {
            return false;
        }
        if n == 0 {
            return true;
        }
        // SAFETY: both buffers have as many words there, they are not the same, and only this thread reaches them.
        unsafe {
            let (to, new) = (self.payload.word_ptr(from).cast::<Value>(), items.payload.word_ptr(0).cast::<Value>());
            // Mostly all are small integers, which one bit says of all of them.
            let mut all = 1;
            for i in 0..n {
                all &= (*to.add(i)).to_bits() & (*new.add(i)).to_bits();
            }
            if all == 0 && (0..n).any(|i| (*to.add(i)).is_pointer()) {
                return false;
            }
            core::ptr::copy_nonoverlapping(new, to, n);
            if all == 0 {
                for i in 0..n {
                    core::mem::forget(Obj::from_borrowed(*to.add(i)));
                }
            }
        }
        true
    }

    /// Whether an item is the very word, or both are small integers and equal: `None` when that does not decide it.
    #[inline(always)]
    pub fn quick_contains(&self, x: Value) -> Option<bool> {
        // A float is equal to itself unless it is no number, and such floats are boxed.
        if self.is_shared() || !x.is_small() {
            return None;
        }
        let n = self.len();
        if n == 0 {
            return Some(false);
        }
        // SAFETY: only this thread reaches the list, and nothing below writes it; the buffer has `n` words.
        let words = unsafe { core::slice::from_raw_parts(core::ptr::from_ref(self.payload.word(0)).cast::<Value>(), n) };
        for v in words {
            if *v == x {
                return Some(true);
            }
            if !v.is_small() && !v.is_none() {
                return None;
            }
        }
        Some(false)
    }

    /// All items at one moment.
    pub fn snapshot(&self, th: &mut Thread) -> R<Vec<Obj>> {
        self.snapshot_range(th, 0, usize::MAX)
    }

    /// Items `from..to` (clamped) at one moment.
    pub fn snapshot_range(&self, th: &mut Thread, from: usize, to: usize) -> R<Vec<Obj>> {
        loop {
            let n = to.min(self.len()).saturating_sub(from);
            let mut out = th.vec(n)?;
            let _lock = self.lock(th);
            let now = to.min(self.len()).saturating_sub(from);
            if now > out.capacity() {
                continue;
            }
            for i in from..from + now {
                // SAFETY: under the lock the list keeps its items.
                out.push(unsafe { Obj::from_borrowed(Value::from_raw(self.payload.word(i).load(Ordering::Relaxed))) });
            }
            return Ok(out);
        }
    }

    /// Appends copies of items.
    pub fn extend_from(&self, th: &mut Thread, items: &[Obj]) -> R<()> {
        if self.is_shared() {
            let mut all = th.vec(items.len())?;
            all.extend_from_slice(items);
            return self.extend(th, all);
        }
        self.reserve(th, items.len())?;
        for v in items {
            // SAFETY: not shared; there is room.
            unsafe { self.push_unshared(v.clone()) };
        }
        Ok(())
    }

    /// Appends all items of a `Vec`.
    pub fn extend(&self, th: &mut Thread, items: Vec<Obj>) -> R<()> {
        if self.is_shared() {
            for v in &items {
                sharing::share(th, v)?;
            }
        }
        let _lock = self.lock(th);
        let n = self.len();
        if n + items.len() > self.payload.capacity() {
            self.grow(th, n + items.len())?;
        }
        let added = items.len();
        for (i, v) in items.into_iter().enumerate() {
            self.payload.word(n + i).store(v.into_value().to_raw(), Ordering::Release);
        }
        self.set_len(n + added);
        Ok(())
    }

    /// Replaces item `i` and gives the old one; `None` past the end.
    pub fn exchange_item(&self, th: &mut Thread, i: usize, value: Obj) -> R<Option<Obj>> {
        sharing::barrier(th, &self.header, &value)?;
        let _lock = self.lock(th);
        if i >= self.len() {
            return Ok(None);
        }
        // AcqRel: Release publishes the value, Acquire takes over the old one.
        let old = self.payload.word(i).swap(value.into_value().to_raw(), Ordering::AcqRel);
        // SAFETY: the old word's count is ours.
        Ok(Some(unsafe { Obj::from_owned(Value::from_raw(old)) }))
    }
}

impl Thread {
    /// A new empty list with room for `n` items.
    #[inline]
    pub fn list_with_room(&mut self, n: usize) -> R<Obj> {
        if n == 0 {
            return self.alloc(List::empty());
        }
        let Some(bytes) = buffer_bytes(n) else {
            return Err(self.no_memory());
        };
        // The list first: it frees the buffer when something fails after.
        let out = self.alloc(List::empty())?;
        let buffer = self.alloc_buffer(bytes)?.cast::<Buffer>();
        // SAFETY: the buffer is ours with room for `n` words; the list was just made.
        unsafe {
            buffer.write(Buffer { capacity: n });
            for i in 0..n {
                buffer.add(1).cast::<AtomicPtr<Header>>().add(i).write(AtomicPtr::new(Value::UNBOUND.to_raw()));
            }
            out.get_unchecked::<List>().payload.buffer.store(buffer.as_ptr(), Ordering::Release);
        }
        Ok(out)
    }

    /// A new list of `n` items (not none), of which `item` gives each; it runs no program code.
    #[inline(always)]
    fn list_of(&mut self, n: usize, mut item: impl FnMut(usize) -> Obj) -> R<Obj> {
        let Some(bytes) = buffer_bytes(n) else {
            return Err(self.no_memory());
        };
        let buffer = self.alloc_buffer(bytes)?.cast::<Buffer>();
        match self.alloc(List { buffer: AtomicPtr::new(buffer.as_ptr()), len: Extent::new(n) }) {
            Ok(out) => {
                // SAFETY: the buffer has room for `n` words, and nobody has looked at the list yet.
                unsafe {
                    buffer.write(Buffer { capacity: n });
                    let words = buffer.add(1).cast::<AtomicPtr<Header>>();
                    for i in 0..n {
                        words.add(i).write(AtomicPtr::new(item(i).into_value().to_raw()));
                    }
                }
                Ok(out)
            }
            Err(e) => {
                // SAFETY: nobody knows the buffer.
                unsafe { self.free_buffer(buffer.cast()) };
                Err(e)
            }
        }
    }

    /// A new list that takes `n` owned words over.
    ///
    /// # Safety
    /// 1. `words` are `n` readable words that the caller owns; on success it gives them up.
    pub unsafe fn list_of_words(&mut self, words: *const Value, n: usize) -> R<Obj> {
        if n == 0 {
            return self.alloc(List::empty());
        }
        // SAFETY: contract 1.
        self.list_of(n, |i| unsafe { crate::interp::register::into_obj(*words.add(i)) })
    }

    /// A new list of copies of the items, `n` times one behind the other.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list_repeated(&mut self, items: &[Obj], n: usize) -> R<Obj> {
        let Some(total) = items.len().checked_mul(n) else { return Err(self.no_memory()) };
        match items {
            _ if total == 0 => self.alloc(List::empty()),
            [one] => self.list_of(total, |_| one.clone()),
            _ => {
                let mut next = items.iter().cycle();
                self.list_of(total, |_| next.next().cloned().unwrap_or(Obj::NONE))
            }
        }
    }

    /// A new list of a `Vec`'s items.
    pub fn list(&mut self, items: Vec<Obj>) -> R<Obj> {
        let n = items.len();
        if n == 0 {
            return self.alloc(List::empty());
        }
        let mut items = core::mem::ManuallyDrop::new(items);
        let words = items.as_mut_ptr();
        // SAFETY: each item is read once; the vector forgets them all, or keeps them when there is no list.
        let r = self.list_of(n, |i| unsafe { words.add(i).read() });
        // SAFETY: as said: they have moved, or the list was not made.
        unsafe {
            if r.is_ok() {
                items.set_len(0);
            }
            core::mem::ManuallyDrop::drop(&mut items);
        }
        r
    }
}
