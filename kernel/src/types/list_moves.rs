//! Lists: the operations that move items, which no reader sees half done (L5 of `list_object`).
//!
//! Each holds the list's lock, if it is SHARED, moves words between [`begin_move`](Object::begin_move) and the next `set_len`, and changes each once.
//! A list that only one thread reaches needs none of that, and its words are moved as memory.

use alloc::vec::Vec;

use super::list_object::List;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Obj, Value};
use crate::prim::Ordering;
use crate::refcount::sharing;

impl Object<List> {
    /// Before words are moved, under the lock. The next length stored ends it.
    #[inline(always)]
    fn begin_move(&self) {
        if self.is_shared() {
            self.payload.len.begin();
        }
    }

    /// Takes item `i` out.
    pub fn remove_at(&self, th: &mut Thread, i: usize) -> Option<Obj> {
        let _lock = self.lock(th);
        self.take_at(i)
    }

    /// Takes item `i` out; under the lock.
    fn take_at(&self, i: usize) -> Option<Obj> {
        let n = self.len();
        if i >= n {
            return None;
        }
        let old = self.payload.word(i).load(Ordering::Relaxed);
        if !self.is_shared() {
            // SAFETY: all are words of the buffer, which only this thread reaches.
            unsafe { core::ptr::copy(self.payload.word_ptr(i + 1), self.payload.word_ptr(i), n - 1 - i) };
            self.payload.len.set_alone(n - 1);
            self.payload.word(n - 1).store(Value::UNBOUND.to_raw(), Ordering::Relaxed);
            // SAFETY: the word's count is ours.
            return Some(unsafe { Obj::from_owned(Value::from_raw(old)) });
        }
        if i != n - 1 {
            self.begin_move();
        }
        for k in i..n - 1 {
            self.payload.word(k).store(self.payload.word(k + 1).load(Ordering::Relaxed), Ordering::Release);
        }
        self.set_len(n - 1);
        self.payload.word(n - 1).store(Value::UNBOUND.to_raw(), Ordering::Release);
        // SAFETY: the word's count is ours.
        Some(unsafe { Obj::from_owned(Value::from_raw(old)) })
    }

    /// Inserts before item `i` (clamped to the length).
    pub fn insert(&self, th: &mut Thread, i: usize, value: Obj) -> R<()> {
        sharing::barrier(th, &self.header, &value)?;
        let _lock = self.lock(th);
        self.insert_at(th, i, value)
    }

    /// Inserts before item `i`; under the lock.
    fn insert_at(&self, th: &mut Thread, i: usize, value: Obj) -> R<()> {
        let n = self.len();
        let i = i.min(n);
        if n == self.payload.capacity() {
            self.grow(th, n + 1)?;
        }
        if !self.is_shared() {
            // SAFETY: there is room for one word more in the buffer, which only this thread reaches.
            unsafe { core::ptr::copy(self.payload.word_ptr(i), self.payload.word_ptr(i + 1), n - i) };
            self.payload.word(i).store(value.into_value().to_raw(), Ordering::Relaxed);
            self.payload.len.set_alone(n + 1);
            return Ok(());
        }
        if i != n {
            self.begin_move();
        }
        for k in (i..n).rev() {
            self.payload.word(k + 1).store(self.payload.word(k).load(Ordering::Relaxed), Ordering::Release);
        }
        self.payload.word(i).store(value.into_value().to_raw(), Ordering::Release);
        self.set_len(n + 1);
        Ok(())
    }

    /// Replaces `self[from..to]` (clamped) by `items`; the items taken out are given back.
    pub fn splice(&self, th: &mut Thread, from: usize, to: usize, items: Vec<Obj>) -> R<Vec<Obj>> {
        self.splice_part(th, &|_| (from, to), items)
    }

    /// [`splice`](Self::splice) of what `part` chooses for the length of that moment.
    pub fn splice_part(&self, th: &mut Thread, part: &dyn Fn(usize) -> (usize, usize), items: Vec<Obj>) -> R<Vec<Obj>> {
        if self.is_shared() {
            for v in &items {
                sharing::share(th, v)?;
            }
        }
        let mut out: Vec<Obj> = Vec::new();
        let _lock = self.lock(th);
        let n = self.len();
        let (from, to) = part(n);
        let from = from.min(n);
        let to = to.clamp(from, n);
        let (gone, new) = (to - from, items.len());
        if n - gone + new > self.payload.capacity() {
            self.grow(th, n - gone + new)?;
        }
        let word = |i: usize| self.payload.word(i);
        // Before any word moves, so that a failure leaves the list as it was.
        if out.try_reserve(gone).is_err() {
            return Err(th.no_memory());
        }
        if from != n && (to != n || new != 0) {
            self.begin_move();
        }
        for i in from..to {
            // SAFETY: the word's count moves to `out`; the word is overwritten below.
            out.push(unsafe { Obj::from_owned(Value::from_raw(word(i).load(Ordering::Relaxed))) });
        }
        if new > gone {
            for i in (to..n).rev() {
                word(i + new - gone).store(word(i).load(Ordering::Relaxed), Ordering::Release);
            }
        } else if new < gone {
            for i in to..n {
                word(i + new - gone).store(word(i).load(Ordering::Relaxed), Ordering::Release);
            }
        }
        for (i, v) in items.into_iter().enumerate() {
            word(from + i).store(v.into_value().to_raw(), Ordering::Release);
        }
        self.set_len(n - gone + new);
        for i in n - gone + new..n {
            word(i).store(Value::UNBOUND.to_raw(), Ordering::Release);
        }
        Ok(out)
    }

    /// Replaces all items; the old ones are given back.
    pub fn replace_all(&self, th: &mut Thread, items: Vec<Obj>) -> R<Vec<Obj>> {
        self.splice(th, 0, usize::MAX, items)
    }

    /// Reverses the items in place.
    pub fn reverse(&self, th: &mut Thread) {
        let _lock = self.lock(th);
        let n = self.len();
        self.begin_move();
        for i in 0..n / 2 {
            let (a, b) = (self.payload.word(i), self.payload.word(n - 1 - i));
            let (x, y) = (a.load(Ordering::Relaxed), b.load(Ordering::Relaxed));
            a.store(y, Ordering::Release);
            b.store(x, Ordering::Release);
        }
        self.set_len(n);
    }

    /// Takes item `i` out, counted from the end when negative.
    pub fn remove_index(&self, th: &mut Thread, i: i64) -> Option<Obj> {
        if i == -1 {
            return self.pop_last(th);
        }
        let _lock = self.lock(th);
        let at = if i < 0 { i + self.len() as i64 } else { i };
        self.take_at(usize::try_from(at).ok()?)
    }

    /// Takes item `i` out if it still is `item`.
    pub fn remove_same(&self, th: &mut Thread, i: usize, item: &Obj) -> Option<Obj> {
        let _lock = self.lock(th);
        if i >= self.len() || !Value::from_raw(self.payload.word(i).load(Ordering::Relaxed)).is_same(item.value()) {
            return None;
        }
        self.take_at(i)
    }

    /// Inserts before item `i`, counted from the end when negative, clamped to the list.
    pub fn insert_index(&self, th: &mut Thread, i: i64, value: Obj) -> R<()> {
        sharing::barrier(th, &self.header, &value)?;
        let _lock = self.lock(th);
        let n = self.len();
        let at = if i < 0 { i.saturating_add(n as i64).max(0) } else { i };
        self.insert_at(th, usize::try_from(at).unwrap_or(n), value)
    }

    /// Takes out `count` items: `start`, `start + step`, … (`step` is positive). Those past the end are left out.
    pub fn remove_strided(&self, th: &mut Thread, start: usize, step: usize, count: usize) -> R<Vec<Obj>> {
        let mut out: Vec<Obj> = th.vec(count)?;
        let _lock = self.lock(th);
        let n = self.len();
        self.begin_move();
        let mut to = start;
        for from in start..n {
            let word = self.payload.word(from).load(Ordering::Relaxed);
            if (from - start).is_multiple_of(step) && out.len() < count {
                // SAFETY: the word's count moves to `out`; the word is overwritten below.
                out.push(unsafe { Obj::from_owned(Value::from_raw(word)) });
            } else {
                self.payload.word(to).store(word, Ordering::Release);
                to += 1;
            }
        }
        let left = to.min(n);
        self.set_len(left);
        if left < n {
            for i in left..n {
                self.payload.word(i).store(Value::UNBOUND.to_raw(), Ordering::Release);
            }
        }
        Ok(out)
    }

    /// Replaces the items `start`, `start + step`, … and gives back the old ones. Those past the end (the list got shorter) are not replaced,
    /// and are given back themselves.
    pub fn replace_strided(&self, th: &mut Thread, start: i64, step: i64, mut items: Vec<Obj>) -> R<Vec<Obj>> {
        if self.is_shared() {
            for v in &items {
                sharing::share(th, v)?;
            }
        }
        let _lock = self.lock(th);
        let len = self.len();
        let n = len as i64;
        self.begin_move();
        let mut at = start;
        for item in &mut items {
            if at >= 0 && at < n {
                let word = self.payload.word(at as usize);
                let new = core::mem::replace(item, Obj::UNBOUND).into_value().to_raw();
                // SAFETY: the old word's count is ours.
                *item = unsafe { Obj::from_owned(Value::from_raw(word.swap(new, Ordering::AcqRel))) };
            }
            at = at.saturating_add(step);
        }
        self.set_len(len);
        Ok(items)
    }

    /// Replaces all items by a permutation of them if they still are `expected`; the items given, or the old ones, come back.
    pub fn permute(&self, th: &mut Thread, expected: &[Value], mut items: Vec<Obj>) -> Result<Vec<Obj>, Vec<Obj>> {
        let _lock = self.lock(th);
        let n = self.len();
        let word = |i: usize| self.payload.word(i);
        let same = n == items.len()
            && n == expected.len()
            && expected.iter().enumerate().all(|(i, v)| Value::from_raw(word(i).load(Ordering::Relaxed)).is_same(*v));
        if !same {
            return Err(items);
        }
        self.begin_move();
        for (i, item) in items.iter_mut().enumerate() {
            let new = core::mem::replace(item, Obj::UNBOUND).into_value().to_raw();
            // SAFETY: the old word's count is ours.
            *item = unsafe { Obj::from_owned(Value::from_raw(word(i).swap(new, Ordering::AcqRel))) };
        }
        self.set_len(n);
        Ok(items)
    }

    /// Exchanges the items `i` and `k` if they still are `a` and `b`.
    pub fn swap_items(&self, th: &mut Thread, i: usize, k: usize, a: &Obj, b: &Obj) {
        let _lock = self.lock(th);
        let n = self.len();
        if i.max(k) >= n {
            return;
        }
        let (x, y) = (self.payload.word(i), self.payload.word(k));
        let (p, q) = (x.load(Ordering::Relaxed), y.load(Ordering::Relaxed));
        if Value::from_raw(p).is_same(a.value()) && Value::from_raw(q).is_same(b.value()) {
            self.begin_move();
            // Release: E1 of `extent`.
            x.store(q, Ordering::Release);
            y.store(p, Ordering::Release);
            self.set_len(n);
        }
    }

    /// Takes all items out and leaves the list empty, without giving up the count of any: for sorting a list that is not shared.
    pub fn steal(&self, th: &mut Thread) -> R<Vec<Obj>> {
        self.replace_all(th, Vec::new())
    }
}
