//! Deques: the operations that are atomic for any number of threads.
//!
//! A ring of words, its capacity a power of two. Every operation on a SHARED deque, reading included, runs under its lock: an end is where
//! threads meet, so there is nothing to gain from readers that get by without. What an operation takes out ends after the lock is given up.

use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::refcount::{biased, sharing};
use crate::types::locked_state::LockedState;

/// No bound on the length.
pub const UNBOUNDED: usize = usize::MAX;

/// An end of a deque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first item's.
    Left,
    /// The last item's.
    Right,
}

#[derive(Debug)]
struct Ring {
    words: *mut Value,
    /// A power of two, or zero without words.
    capacity: usize,
    /// Place of the first item.
    head: usize,
    len: usize,
    /// Changes whenever items come, go or move.
    version: usize,
    /// Most items there may be.
    max: usize,
}

/// A deque's payload.
#[derive(Debug)]
pub struct Deque {
    ring: LockedState<Ring>,
}

// SAFETY: BUILTIN is used here alone; `trace` visits each item once; the operations are safe for threads as the module says.
unsafe impl Payload for Deque {
    const BUILTIN: Builtin = Builtin::Deque;
    fn trace(&self, visit: &mut dyn Trace) {
        // SAFETY: tracing happens with the world stopped or by the owner of an unshared object.
        unsafe { self.ring.peek(|r| (0..r.len).for_each(|i| visit.value(r.word(i)))) }
    }
    fn clear(&self) {
        // SAFETY: the collector clears what nobody reaches.
        drop(unsafe { self.ring.peek(Ring::take) });
    }
}

impl Drop for Deque {
    fn drop(&mut self) {
        Payload::clear(self);
    }
}

/// Items and words taken out of a ring; ending them may run program code.
struct Taken(Ring);

impl Drop for Taken {
    fn drop(&mut self) {
        for i in 0..self.0.len {
            // SAFETY: the word's count is ours.
            drop(unsafe { Obj::from_owned(self.0.word(i)) });
        }
        if let Some(p) = NonNull::new(self.0.words) {
            // SAFETY: the words came from `alloc_buffer`, and nobody else knows them.
            unsafe {
                match crate::isolate::thread::current_mut() {
                    Some(th) => th.free_buffer(p.cast()),
                    None => crate::heap::free_foreign(p.cast()),
                }
            }
        }
    }
}

impl Ring {
    const fn empty(max: usize) -> Ring {
        Ring { words: core::ptr::null_mut(), capacity: 0, head: 0, len: 0, version: 0, max }
    }

    #[inline(always)]
    fn place(&self, i: usize) -> *mut Value {
        debug_assert!(self.capacity > 0);
        // SAFETY: the mask keeps the place inside the words.
        unsafe { self.words.add((self.head.wrapping_add(i)) & (self.capacity - 1)) }
    }

    /// Word of item `i`, which is below the length.
    #[inline(always)]
    fn word(&self, i: usize) -> Value {
        debug_assert!(i < self.len);
        // SAFETY: initialised: it holds an item.
        unsafe { self.place(i).read() }
    }

    #[inline(always)]
    fn put(&mut self, i: usize, word: Value) {
        // SAFETY: the place is inside the words.
        unsafe { self.place(i).write(word) }
    }

    fn take(&mut self) -> Taken {
        let new = Ring { version: self.version.wrapping_add(1), ..Ring::empty(self.max) };
        Taken(core::mem::replace(self, new))
    }

    /// Makes room for `more` items.
    #[inline(always)]
    fn reserve(&mut self, th: &mut Thread, more: usize) -> R<()> {
        if self.len + more <= self.capacity { Ok(()) } else { self.grow(th, more) }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, th: &mut Thread, more: usize) -> R<()> {
        let capacity = self.len.checked_add(more).and_then(|n| n.max(8).checked_next_power_of_two()).or_raise(th)?;
        let bytes = capacity.checked_mul(size_of::<Value>()).or_raise(th)?;
        let new = th.alloc_buffer(bytes)?.cast::<Value>().as_ptr();
        for i in 0..self.len {
            // SAFETY: `capacity` is more than the length.
            unsafe { new.add(i).write(self.word(i)) };
        }
        let old = core::mem::replace(&mut self.words, new);
        self.capacity = capacity;
        self.head = 0;
        if let Some(old) = NonNull::new(old) {
            // SAFETY: all users of the words hold the lock, or are the owner's thread: us.
            unsafe { th.free_buffer(old.cast()) };
        }
        Ok(())
    }

    /// Adds an item, for which there is room.
    #[inline(always)]
    fn add(&mut self, end: End, word: Value) {
        if end == End::Left {
            self.head = self.head.wrapping_sub(1) & (self.capacity - 1);
            self.len += 1;
            self.put(0, word);
        } else {
            self.len += 1;
            self.put(self.len - 1, word);
        }
        self.version = self.version.wrapping_add(1);
    }

    fn item_of(&self, version: usize, i: usize) -> Result<Option<Obj>, Changed> {
        if self.version != version {
            return Err(Changed);
        }
        // SAFETY: the caller is in `with`: meanwhile the deque keeps its items.
        Ok((i < self.len).then(|| unsafe { Obj::from_borrowed(self.word(i)) }))
    }

    #[inline(always)]
    fn remove(&mut self, end: End) -> Option<Obj> {
        if self.len == 0 {
            return None;
        }
        let word = self.word(if end == End::Left { 0 } else { self.len - 1 });
        if end == End::Left {
            self.head = (self.head + 1) & (self.capacity - 1);
        }
        self.len -= 1;
        self.version = self.version.wrapping_add(1);
        // SAFETY: the word's count was the ring's, which has given it up.
        Some(unsafe { Obj::from_owned(word) })
    }
}

impl Deque {
    /// An empty one of at most `max` items.
    pub const fn empty(max: usize) -> Deque {
        Deque { ring: LockedState::new(Ring::empty(max)) }
    }
}

/// An item was asked for in a deque that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed;

impl Object<Deque> {
    /// Runs leaf code on the ring.
    #[inline(always)]
    fn ring<O>(&self, th: &mut Thread, f: impl FnOnce(&mut Thread, &mut Ring) -> O) -> O {
        // SAFETY: 1: the closures of this file move words and allocate, no more. 2: our own header.
        unsafe { self.payload.ring.with(th, &self.header, f) }
    }

    /// Number of items.
    #[inline]
    pub fn len(&self, th: &mut Thread) -> usize {
        self.ring(th, |_, r| r.len)
    }

    /// Most items there may be.
    pub fn max(&self, th: &mut Thread) -> usize {
        self.ring(th, |_, r| r.max)
    }

    /// Length and version at one moment.
    pub fn state(&self, th: &mut Thread) -> (usize, usize) {
        self.ring(th, |_, r| (r.len, r.version))
    }

    /// Empties it and gives it another bound.
    pub fn reset(&self, th: &mut Thread, max: usize) {
        drop(self.ring(th, |_, r| {
            r.max = max;
            r.take()
        }));
    }

    /// Takes all items out.
    pub fn clear_all(&self, th: &mut Thread) {
        drop(self.ring(th, |_, r| r.take()));
    }

    /// Adds an item at an end; one falls out at the other if the deque was full.
    #[inline]
    pub fn push(&self, th: &mut Thread, end: End, value: Obj) -> R<()> {
        sharing::barrier(th, &self.header, &value)?;
        let other = if end == End::Left { End::Right } else { End::Left };
        let out = self.ring(th, |th, r| {
            if r.len < r.max {
                r.reserve(th, 1)?;
                r.add(end, value.into_value());
                return R::Ok(None);
            }
            if r.max == 0 {
                return Ok(Some(value));
            }
            let out = r.remove(other);
            r.add(end, value.into_value());
            Ok(out)
        })?;
        drop(out);
        Ok(())
    }

    /// Takes the item at an end out.
    #[inline]
    pub fn pop(&self, th: &mut Thread, end: End) -> Option<Obj> {
        self.ring(th, |_, r| r.remove(end))
    }

    /// Item `i`.
    pub fn item(&self, th: &mut Thread, i: usize) -> Option<Obj> {
        // SAFETY: under the lock the deque keeps its items.
        self.ring(th, |_, r| (i < r.len).then(|| unsafe { Obj::from_borrowed(r.word(i)) }))
    }

    /// Item `i` of a deque that still has `version`.
    pub fn item_of(&self, th: &mut Thread, version: usize, i: usize) -> Result<Option<Obj>, Changed> {
        self.ring(th, |_, r| r.item_of(version, i))
    }

    /// The next item of an iteration, forwards or backwards, that has `left` of the items of `version` before it.
    #[inline]
    pub fn item_left(&self, th: &mut Thread, version: usize, left: usize, forwards: bool) -> Result<Option<Obj>, Changed> {
        self.ring(th, |_, r| {
            let i = if forwards { r.len.wrapping_sub(left) } else { left.wrapping_sub(1) };
            r.item_of(version, if left == 0 { usize::MAX } else { i })
        })
    }

    /// Replaces item `i`; false past the end.
    pub fn set_item(&self, th: &mut Thread, i: usize, value: &Obj) -> R<bool> {
        sharing::barrier(th, &self.header, value)?;
        let value = value.clone();
        let old = self.ring(th, |_, r| {
            if i >= r.len {
                return Err(value);
            }
            let old = r.word(i);
            r.put(i, value.into_value());
            // SAFETY: the old word's count was the ring's.
            Ok(unsafe { Obj::from_owned(old) })
        });
        Ok(old.is_ok())
    }

    /// Takes item `i` out, if the deque still has `version` where one is given.
    pub fn remove_at(&self, th: &mut Thread, i: usize, version: Option<usize>) -> Option<Obj> {
        self.ring(th, |_, r| {
            if i >= r.len || version.is_some_and(|v| v != r.version) {
                return None;
            }
            let word = r.word(i);
            // The shorter part moves.
            if i < r.len / 2 {
                for k in (0..i).rev() {
                    r.put(k + 1, r.word(k));
                }
                r.head = (r.head + 1) & (r.capacity - 1);
            } else {
                for k in i..r.len - 1 {
                    r.put(k, r.word(k + 1));
                }
            }
            r.len -= 1;
            r.version = r.version.wrapping_add(1);
            // SAFETY: the word's count was the ring's.
            Some(unsafe { Obj::from_owned(word) })
        })
    }

    /// Inserts before item `i`, counted from the end when negative, clamped to the deque; false when it is full.
    pub fn insert(&self, th: &mut Thread, i: i64, value: Obj) -> R<bool> {
        sharing::barrier(th, &self.header, &value)?;
        let refused = self.ring(th, |th, r| {
            if r.len >= r.max {
                return R::Ok(Some(value));
            }
            r.reserve(th, 1)?;
            let n = r.len;
            let at = if i < 0 { i.saturating_add(n as i64).max(0) } else { i };
            let at = usize::try_from(at).unwrap_or(n).min(n);
            if at < n / 2 {
                r.add(End::Left, value.into_value());
                for k in 0..at {
                    let (a, b) = (r.word(k), r.word(k + 1));
                    r.put(k, b);
                    r.put(k + 1, a);
                }
            } else {
                r.add(End::Right, value.into_value());
                for k in (at..n).rev() {
                    let (a, b) = (r.word(k), r.word(k + 1));
                    r.put(k, b);
                    r.put(k + 1, a);
                }
            }
            Ok(None)
        })?;
        Ok(refused.is_none())
    }

    /// Moves the last `n` items to the front, or the first `-n` to the end.
    pub fn rotate(&self, th: &mut Thread, n: i64) {
        self.ring(th, |_, r| {
            if r.len < 2 {
                return;
            }
            let n = n.rem_euclid(r.len as i64) as usize;
            // The fewer steps of the two ways.
            if n <= r.len / 2 {
                for _ in 0..n {
                    let w = r.word(r.len - 1);
                    r.len -= 1;
                    r.add(End::Left, w);
                }
            } else {
                for _ in 0..r.len - n {
                    let w = r.word(0);
                    r.head = (r.head + 1) & (r.capacity - 1);
                    r.len -= 1;
                    r.add(End::Right, w);
                }
            }
        });
    }

    /// Reverses the items in place.
    pub fn reverse(&self, th: &mut Thread) {
        self.ring(th, |_, r| {
            for i in 0..r.len / 2 {
                let k = r.len - 1 - i;
                let (a, b) = (r.word(i), r.word(k));
                r.put(i, b);
                r.put(k, a);
            }
            r.version = r.version.wrapping_add(1);
        });
    }

    /// All items at one moment.
    pub fn snapshot(&self, th: &mut Thread) -> R<Vec<Obj>> {
        self.ring(th, |th, r| {
            let mut out = th.vec(r.len)?;
            // SAFETY: under the lock the deque keeps its items.
            out.extend((0..r.len).map(|i| unsafe { Obj::from_borrowed(r.word(i)) }));
            Ok(out)
        })
    }

    /// Puts items in place of all that are there, the last ones that fit.
    pub fn replace_all(&self, th: &mut Thread, items: Vec<Obj>) -> R<()> {
        if biased::is_shared(&self.header) {
            for v in &items {
                sharing::share(th, v)?;
            }
        }
        let mut items = items.into_iter();
        let mut old = None;
        self.ring(th, |th, r| {
            let fit = items.len().min(r.max);
            let mut new = Ring { version: r.version.wrapping_add(1), ..Ring::empty(r.max) };
            new.reserve(th, fit)?;
            for v in items.as_slice()[items.len() - fit..].iter() {
                new.add(End::Right, v.clone().into_value());
            }
            old = Some(Taken(core::mem::replace(r, new)));
            R::Ok(())
        })?;
        drop((old, items.by_ref().count()));
        Ok(())
    }
}
