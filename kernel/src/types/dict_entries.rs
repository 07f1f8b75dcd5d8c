//! Dictionaries as a sequence of entries: iteration, snapshots, copies, order.

use alloc::vec::Vec;

use super::dict_object::{Dict, hash_key};
use super::dict_table::{Entry, Table};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Obj, Value};
use crate::prim::Ordering;

impl Object<Dict> {
    /// The first live entry from position `at` on: (position after it, key, value). Positions count entries, tombstones included.
    pub fn entry_from(&self, th: &mut Thread, at: usize) -> Option<(usize, Obj, Obj)> {
        let (i, _, k, v) = self.hashed_from(th, at)?;
        Some((i, k, v))
    }

    /// [`entry_from`](Self::entry_from) of a dict that only this thread reaches and that has `live` entries: the words that it keeps. `None` if it has another
    /// number.
    #[inline(always)]
    pub(super) fn words_from_unshared(&self, mut at: usize, live: usize) -> Option<(usize, Value, Value)> {
        let t = self.payload.table()?;
        // Relaxed, here and below: only this thread writes.
        if t.live.load(Ordering::Relaxed) as usize != live {
            return None;
        }
        if at == 0 {
            at = t.first_live()?;
        }
        while at < t.filled.load(Ordering::Relaxed) as usize {
            let e = t.entry(at);
            at += 1;
            let key = Value::from_raw(e.key.load(Ordering::Relaxed));
            if !key.is_unbound() {
                return Some((at, key, Value::from_raw(e.value.load(Ordering::Relaxed))));
            }
        }
        None
    }

    /// [`entry_from`](Self::entry_from) with the key's hash in second place.
    pub fn hashed_from(&self, th: &mut Thread, mut at: usize) -> Option<(usize, i64, Obj, Obj)> {
        let _lock = self.lock(th);
        let t = self.payload.table()?;
        if at == 0 {
            at = t.first_live()?;
        }
        while at < t.filled() {
            let e = t.entry(at);
            at += 1;
            let k = e.key();
            if !k.is_unbound() {
                // SAFETY: under the lock the dict keeps its keys and values.
                return Some((at, e.hash, unsafe { Obj::from_borrowed(k) }, unsafe { Obj::from_borrowed(e.value()) }));
            }
        }
        None
    }

    /// The last live entry before position `at` (`usize::MAX` for the end): (its position, key, value).
    pub fn entry_before(&self, th: &mut Thread, at: usize) -> Option<(usize, Obj, Obj)> {
        let _lock = self.lock(th);
        let t = self.payload.table()?;
        let mut at = at.min(t.filled());
        while at > 0 {
            at -= 1;
            let e = t.entry(at);
            let k = e.key();
            if !k.is_unbound() {
                // SAFETY: as above.
                return Some((at, unsafe { Obj::from_borrowed(k) }, unsafe { Obj::from_borrowed(e.value()) }));
            }
        }
        None
    }

    /// What `part` makes of each entry, at one moment.
    fn snapshot_of<T>(&self, th: &mut Thread, part: impl Fn(&Entry) -> T) -> R<Vec<T>> {
        loop {
            let mut out = th.vec(self.len())?;
            let _lock = self.lock(th);
            if self.len() > out.capacity() {
                continue;
            }
            if let Some(t) = self.payload.table() {
                out.extend(t.filled_entries().iter().filter(|e| !e.key().is_unbound()).map(part));
            }
            return Ok(out);
        }
    }

    /// All keys with their hashes, and values, at one moment.
    pub fn snapshot_hashed(&self, th: &mut Thread) -> R<Vec<(i64, Obj, Obj)>> {
        // SAFETY: under the lock the dict keeps its keys and values.
        self.snapshot_of(th, |e| unsafe { (e.hash, Obj::from_borrowed(e.key()), Obj::from_borrowed(e.value())) })
    }

    /// All keys, or all values, at one moment.
    pub fn snapshot_part(&self, th: &mut Thread, keys: bool) -> R<Vec<Obj>> {
        // SAFETY: as above.
        self.snapshot_of(th, |e| unsafe { Obj::from_borrowed(if keys { e.key() } else { e.value() }) })
    }

    /// All entries at one moment.
    pub fn snapshot(&self, th: &mut Thread) -> R<Vec<(Obj, Obj)>> {
        // SAFETY: as above.
        self.snapshot_of(th, |e| unsafe { (Obj::from_borrowed(e.key()), Obj::from_borrowed(e.value())) })
    }

    /// A new dict with the same entries (values included), made at one moment.
    pub fn copy(&self, th: &mut Thread) -> R<Obj> {
        let out = th.dict()?;
        // SAFETY: just made.
        let to = unsafe { out.get_unchecked::<Dict>() };
        self.copy_into(th, to)?;
        Ok(out)
    }

    /// Fills an empty unshared dict with this one's entries.
    pub fn copy_into(&self, th: &mut Thread, to: &Object<Dict>) -> R<()> {
        loop {
            let n = self.len();
            if n > 0 {
                let room = {
                    let _lock = self.lock(th);
                    self.payload.table().and_then(Table::compact_room)
                };
                to.rebuild(th, room.map_or(n, |room| room.max(n)))?;
            }
            // What the length says without the lock may be half of a change.
            let _lock = self.lock(th);
            let Some(from) = self.payload.table() else { return Ok(()) };
            if from.live() > n {
                continue;
            }
            let Some(t) = to.payload.table() else { return Ok(()) };
            if from.copy_to(t) {
                return Ok(());
            }
            for i in 0..from.filled() {
                let e = from.entry(i);
                if !e.key().is_unbound() {
                    // SAFETY: under the lock the dict keeps its keys and values.
                    unsafe { t.add(e.hash, Obj::from_borrowed(e.key()), Obj::from_borrowed(e.value())) };
                }
            }
            return Ok(());
        }
    }

    /// Moves the entry of a key to the end or the beginning: false when it is not there.
    pub fn move_to_end(&self, th: &mut Thread, key: &Obj, last: bool) -> R<bool> {
        let hash = hash_key(th, key)?;
        self.move_to_end_hashed(th, hash, key, last)
    }

    /// [`move_to_end`](Self::move_to_end) of a key whose hash is known.
    pub fn move_to_end_hashed(&self, th: &mut Thread, hash: i64, key: &Obj, last: bool) -> R<bool> {
        self.with_entry(th, hash, key, &mut |th, found| {
            let Some((t, f)) = found else { return Ok(false) };
            self.reorder(th, t, f, last)?;
            Ok(true)
        })
    }
}
