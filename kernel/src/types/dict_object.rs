//! Dictionaries: the operations that are atomic for any number of threads.
//!
//! An unshared dict is worked on without lock. A shared one is written under its lock; lookups take none as long as keys of equal hashes are
//! identical, small integers or strings, else they take the lock too. Comparing keys may run program code, which never happens under the lock:
//! the entry is compared outside and looked at again afterwards.

use core::ptr::NonNull;

use super::dict_table::{DELETED, EMPTY, Entry, FIRST_USABLE, MISS, SMALLEST_USABLE, Table, UNSURE, quick_equal};
use crate::interp::register;
use crate::isolate::Thread;
use crate::native::raised::{R, Raised};
use crate::object::obj::release_value;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj, Value};
use crate::prim::{AtomicPtr, Ordering};
use crate::refcount::{biased, sharing};
use crate::sync::object_lock::Locked;
use crate::types::protocol;
use crate::types::str_object::{self, Str};

/// Times that a reader without lock looks before it takes the lock.
const RETRIES: u32 = 16;

/// A dict's payload (sets have one too, with `None` for values).
#[derive(Debug)]
pub struct Dict {
    /// Null when empty and never written.
    table: AtomicPtr<Table>,
}

// SAFETY: BUILTIN is used here alone; `trace` visits keys and values once; the operations are safe for threads as the module says.
unsafe impl Payload for Dict {
    const BUILTIN: Builtin = Builtin::Dict;
    fn trace(&self, visit: &mut dyn Trace) {
        if let Some(t) = self.table() {
            for i in 0..t.filled() {
                visit.value(t.entry(i).key());
                visit.value(t.entry(i).value());
            }
        }
    }
    fn clear(&self) {
        self.discard(false);
    }
    #[inline(always)]
    unsafe fn end(this: *mut Dict, th: &mut Thread) {
        // SAFETY: nobody reaches the dict any more: the words can be given up where they lie.
        unsafe { Dict::end_words((*this).table.load(Ordering::Acquire), th) };
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        self.discard(true);
    }
}

/// Where a key is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) index: usize,
    pub(super) place: usize,
}

impl Dict {
    /// An empty one.
    pub const fn empty() -> Dict {
        Dict { table: AtomicPtr::new(core::ptr::null_mut()) }
    }

    #[inline(always)]
    pub(super) fn table(&self) -> Option<&Table> {
        // Acquire: pairs with the Release that publishes a table.
        // SAFETY: a table stays readable until this thread is quiescent.
        unsafe { self.table.load(Ordering::Acquire).as_ref() }
    }

    /// Ends the entries and the table of a dict that has ended, so that no reader is left either.
    ///
    /// # Safety
    /// 1. The table is null, or the caller's alone.
    #[inline]
    unsafe fn end_words(table: *mut Table, th: &mut Thread) {
        // SAFETY: contract 1.
        unsafe {
            let Some(t) = table.as_ref() else { return };
            for e in t.filled_entries() {
                release_value(e.key());
                release_value(e.value());
            }
            if let Some(t) = NonNull::new(table) {
                th.free_buffer(t.cast());
            }
        }
    }

    /// The table, which is the caller's to end.
    fn into_table(self) -> *mut Table {
        // Acquire and Release, as in `discard`: nothing is left for the drop.
        let table = self.table.load(Ordering::Acquire);
        self.table.store(core::ptr::null_mut(), Ordering::Release);
        table
    }

    fn discard(&self, last: bool) {
        // Acquire: the entries that another thread wrote last. A load and a store will do: the caller has the dict for itself.
        let Some(t) = NonNull::new(self.table.load(Ordering::Acquire)) else { return };
        self.table.store(core::ptr::null_mut(), Ordering::Release);
        // SAFETY: the table is ours now.
        unsafe {
            for i in 0..t.as_ref().filled() {
                let e = t.as_ref().entry(i);
                drop(Obj::from_owned(e.key()));
                drop(Obj::from_owned(e.value()));
            }
            let bytes = t.as_ref().bytes();
            if let Some(th) = crate::isolate::thread::current_mut() {
                if last {
                    // A reader of the table holds a reference to the dict, so at its end there is none.
                    th.free_buffer(t.cast());
                } else {
                    th.retire_buffer(t.cast(), bytes);
                }
            } else {
                crate::heap::free_foreign(t.cast());
            }
        }
    }

    /// Version of the keys and place of a string key's value, for a cache of names: `None` when the key is absent (the version still counts).
    pub fn cache_name(&self, th: &Thread, name: &Obj) -> (u32, Option<usize>) {
        let Some(t) = self.table() else { return (0, None) };
        let version = t.version(|| th.isolate().new_version());
        (version, self.find_identical(t, name).map(|f| t.value_place(f.index)))
    }

    /// The value word at a place that [`cache_name`](Self::cache_name) gave together with `version`, when the keys still have that; not protected.
    ///
    /// # Safety
    /// 1. The place came with the version.
    #[inline(always)]
    pub unsafe fn cached_value(&self, version: u32, place: usize) -> Option<&AtomicPtr<crate::object::Header>> {
        let t = self.table()?;
        // SAFETY: no two tables have the same version.
        if t.keys_version.load(Ordering::Acquire) == version { Some(unsafe { t.value_at_place(place) }) } else { None }
    }

    /// Whether the keys still have `version`.
    #[inline(always)]
    pub fn has_version(&self, version: u32) -> bool {
        self.table().is_some_and(|t| t.keys_version.load(Ordering::Acquire) == version)
    }

    fn find_identical(&self, t: &Table, name: &Obj) -> Option<Found> {
        let s = name.get::<Str>()?;
        let mut p = t.probe(s.hash());
        loop {
            match p.cell() {
                EMPTY => return None,
                DELETED => {}
                n => {
                    if t.entry(n as usize).key().is_same(name.value()) {
                        return Some(Found { index: n as usize, place: p.i });
                    }
                }
            }
            p.step();
        }
    }
}

/// The hash of a key; an error for one that has none says what it was wanted for.
#[inline(always)]
pub fn hash_key(th: &mut Thread, key: &Obj) -> R<i64> {
    match protocol::hash_known(key) {
        Some(h) => Ok(h),
        None => hash_key_slow(th, key),
    }
}

#[inline(never)]
fn hash_key_slow(th: &mut Thread, key: &Obj) -> R<i64> {
    match protocol::hash(th, key) {
        Ok(h) => Ok(h),
        Err(e) => Err(unhashable(th, e, key, "a dict key")),
    }
}

/// Says what an object without a hash was wanted for.
#[cold]
pub(crate) fn unhashable(th: &mut Thread, e: Raised, key: &Obj, what: &str) -> Raised {
    if !core::ptr::eq(th.type_of(&th.exception.clone()), th.isolate().ty(Builtin::TypeError)) {
        return e;
    }
    let error = th.take(e);
    let ty = th.type_of(key);
    let name = protocol::qualified_name(th, ty);
    let name = name.strip_prefix("__main__.").unwrap_or(&name);
    match protocol::str(th, &error) {
        Ok(text) => th.type_error(format_args!("cannot use '{name}' as {what} ({})", str_object::text(&text))),
        Err(e) => e,
    }
}

/// What a look without lock found.
enum Look<'a> {
    /// The key, in an entry of a table.
    Hit(&'a Table, usize),
    /// Not there.
    Miss,
    /// The lock or program code must tell.
    Unsure,
}

/// A lookup needs the lock, or program code.
#[derive(Clone, Copy, Debug)]
pub struct Unsure;

/// Outcome of one pass over a table.
pub(super) enum Pass {
    Hit(Found),
    /// Not there.
    Miss,
    /// Program code ran and the table changed: again.
    Again,
    /// Entry to be compared by program code, with its key.
    Compare(Found, Obj),
}

impl Object<Dict> {
    #[inline(always)]
    fn is_shared(&self) -> bool {
        biased::is_shared(&self.header)
    }

    /// Number of entries.
    #[inline(always)]
    pub fn len(&self) -> usize {
        let Some(t) = self.payload.table() else { return 0 };
        match t.settled_live() {
            Some(n) => n,
            None => self.len_slow(),
        }
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// [`len`](Self::len) while a writer is at it (D5 of `dict_table`).
    #[cold]
    #[inline(never)]
    fn len_slow(&self) -> usize {
        for _ in 0..RETRIES {
            crate::prim::spin_hint();
            match self.payload.table().map(Table::settled_live) {
                None => return 0,
                Some(Some(n)) => return n,
                Some(None) => {}
            }
        }
        let Some(th) = crate::isolate::thread::current_mut() else { return 0 };
        let _lock = self.lock(th);
        self.payload.table().map_or(0, Table::live)
    }

    /// A register's copy of the value of entry `index` in table `t`, which was the dict's just now; `None` when the entry or the table has
    /// changed meanwhile.
    #[inline]
    fn protect(&self, t: &Table, index: usize) -> Option<Value> {
        let v = t.entry(index).value();
        if v.is_unbound() {
            return None;
        }
        if !self.is_shared() {
            // SAFETY: only this thread writes the dict.
            return Some(unsafe { register::copy(v) });
        }
        // The table is still the dict's and the entry still holds the word: so the dict holds this very object.
        let still = || core::ptr::eq(t, self.payload.table.load(Ordering::Acquire));
        if !v.is_pointer() {
            // It needs no protection, but must be the dict's.
            return if still() { Some(v) } else { None };
        }
        // SAFETY: the word was read just now.
        unsafe { register::protect_shared_while(&t.entry(index).value, v, still) }
    }

    /// Looks a key up without lock and without program code, in a dict that other threads may reach.
    ///
    /// An entry that says that the key is there was there when its key was read; a walk to an empty cell that met no such entry passed a moment at
    /// which there was none: a table only ever gains entries behind the walk or after the key was taken out.
    #[inline]
    fn find_shared(&self, hash: i64, key: Value) -> Look<'_> {
        let Some(t) = self.payload.table() else { return Look::Miss };
        let mut p = t.probe(hash);
        loop {
            match p.cell() {
                EMPTY => return Look::Miss,
                DELETED => {}
                n => {
                    let e = t.entry(n as usize);
                    if e.hash == hash {
                        match Self::key_is(e, key) {
                            Some(true) => return Look::Hit(t, n as usize),
                            Some(false) => {}
                            None => return Look::Unsure,
                        }
                    }
                }
            }
            p.step();
        }
    }

    /// Whether the key of an entry, which has the key's hash, is `key`, as far as can be told without lock and program code.
    #[inline(always)]
    fn key_is(e: &Entry, key: Value) -> Option<bool> {
        let k = e.key();
        if k.is_same(key) {
            return Some(true);
        }
        // What was taken out meanwhile is not there; of two small integers with one hash one is not the other.
        if k.is_unbound() || (k.is_small() && key.is_small()) {
            return Some(false);
        }
        if k.is_pointer() && key.is_pointer() { Self::text_is(e, k, key) } else { None }
    }

    /// [`key_is`](Self::key_is) of strings, whose text is looked at.
    #[inline(never)]
    fn text_is(e: &Entry, k: Value, key: Value) -> Option<bool> {
        let want = Obj::from_ref(&key).exact::<Str>()?;
        // SAFETY: the word was read just now.
        let held = unsafe { register::protect_shared(&e.key, k)? };
        let same = Obj::from_ref(&held).exact::<Str>().map(|s| str_object::equal(s, want));
        // SAFETY: ours.
        unsafe { register::drop_word(held) };
        same
    }

    /// The value of a key as a register word, looked up without running program code: `Err` when that takes more.
    #[inline(always)]
    pub fn quick_get(&self, hash: i64, key: &Obj) -> Result<Option<Value>, Unsure> {
        if !self.is_shared() {
            let Some(t) = self.payload.table() else { return Ok(None) };
            return match t.find(hash, key.value()) {
                (MISS, _) => Ok(None),
                (UNSURE, _) => Err(Unsure),
                // SAFETY: only this thread writes the dict.
                (index, _) => Ok(Some(unsafe { register::copy(t.entry(index).value()) })),
            };
        }
        self.get_shared(hash, key)
    }

    #[inline(never)]
    fn get_shared(&self, hash: i64, key: &Obj) -> Result<Option<Value>, Unsure> {
        for _ in 0..RETRIES {
            match self.find_shared(hash, key.value()) {
                Look::Hit(t, index) => {
                    if let Some(v) = self.protect(t, index) {
                        return Ok(Some(v));
                    }
                }
                Look::Miss => return Ok(None),
                Look::Unsure => break,
            }
        }
        Err(Unsure)
    }

    /// The value of a name: a string key, compared by text.
    #[inline]
    pub fn get_name(&self, name: &Obj) -> Option<Obj> {
        let t = self.payload.table()?;
        let s = name.get::<Str>()?;
        let hash = s.hash();
        let mut p = t.probe(hash);
        loop {
            match p.cell() {
                EMPTY => return None,
                DELETED => {}
                n => {
                    let e = t.entry(n as usize);
                    if e.key().is_same(name.value()) {
                        return match self.protect(t, n as usize) {
                            // SAFETY: the word is ours.
                            Some(v) => Some(unsafe { register::into_obj(v) }),
                            None => self.get_name_locked(name),
                        };
                    }
                    if e.hash == hash {
                        return self.get_name_locked(name);
                    }
                }
            }
            p.step();
        }
    }

    #[cold]
    #[inline(never)]
    fn get_name_locked(&self, name: &Obj) -> Option<Obj> {
        let th = crate::isolate::thread::current_mut()?;
        let s = name.get::<Str>()?;
        let _lock = self.lock(th);
        let t = self.payload.table()?;
        let mut p = t.probe(s.hash());
        loop {
            match p.cell() {
                EMPTY => return None,
                DELETED => {}
                n => {
                    let e = t.entry(n as usize);
                    if e.hash == s.hash() && quick_equal(name.value(), e.key()) == Some(true) {
                        // SAFETY: under the lock the dict keeps its values.
                        return Some(unsafe { Obj::from_borrowed(e.value()) });
                    }
                }
            }
            p.step();
        }
    }

    #[inline]
    pub(super) fn lock(&self, th: &mut Thread) -> Option<Locked<'_>> {
        if self.is_shared() { Some(Locked::new(&self.header, &mut th.head)) } else { None }
    }

    /// One pass under the lock (or as the only user).
    #[inline]
    pub(super) fn pass(&self, hash: i64, key: &Obj) -> Pass {
        let Some(t) = self.payload.table() else { return Pass::Miss };
        match t.find(hash, key.value()) {
            (MISS, _) => Pass::Miss,
            (UNSURE, place) => {
                let index = t.cell(place) as usize;
                // SAFETY: under the lock the dict keeps its keys.
                Pass::Compare(Found { index, place }, unsafe { Obj::from_borrowed(t.entry(index).key()) })
            }
            (index, place) => Pass::Hit(Found { index, place }),
        }
    }

    /// Slow pass that knows which entries were compared unequal already.
    fn pass_except(&self, hash: i64, key: &Obj, table: *const Table, unequal: &[usize]) -> Pass {
        let Some(t) = self.payload.table() else { return Pass::Again };
        if !core::ptr::eq(t, table) {
            return Pass::Again;
        }
        let mut p = t.probe(hash);
        loop {
            match p.cell() {
                EMPTY => return Pass::Miss,
                DELETED => {}
                n => {
                    let e = t.entry(n as usize);
                    if e.hash == hash && !unequal.contains(&(n as usize)) {
                        let k = e.key();
                        let found = Found { index: n as usize, place: p.i };
                        match quick_equal(key.value(), k) {
                            Some(true) => return Pass::Hit(found),
                            Some(false) => {}
                            // SAFETY: as above.
                            None => return Pass::Compare(found, unsafe { Obj::from_borrowed(k) }),
                        }
                    }
                }
            }
            p.step();
        }
    }

    /// Finds a key and runs `f` under the lock with what was found. `f` must not run program code; what it displaces it returns.
    #[allow(clippy::type_complexity, reason = "one closure of one helper")]
    pub(super) fn with_entry<T>(
        &self,
        th: &mut Thread,
        hash: i64,
        key: &Obj,
        f: &mut dyn FnMut(&mut Thread, Option<(&Table, Found)>) -> R<T>,
    ) -> R<T> {
        let mut unequal: alloc::vec::Vec<usize> = alloc::vec::Vec::new();
        let mut table: *const Table = core::ptr::null();
        loop {
            let lock = self.lock(th);
            let pass = if unequal.is_empty() { self.pass(hash, key) } else { self.pass_except(hash, key, table, &unequal) };
            match pass {
                Pass::Hit(found) => {
                    let r = f(th, self.payload.table().map(|t| (t, found)));
                    drop(lock);
                    return r;
                }
                Pass::Miss => {
                    let r = f(th, None);
                    drop(lock);
                    return r;
                }
                Pass::Again => unequal.clear(),
                Pass::Compare(found, k) => {
                    table = self.payload.table.load(Ordering::Relaxed);
                    drop(lock);
                    if protocol::equal(th, &k, key)? {
                        let lock = self.lock(th);
                        if let Some(t) = self.payload.table()
                            && core::ptr::eq(t, table)
                            && t.entry(found.index).key().is_same(k.value())
                        {
                            let r = f(th, Some((t, found)));
                            drop(lock);
                            return r;
                        }
                        unequal.clear();
                    } else {
                        th.push(&mut unequal, found.index)?;
                    }
                }
            }
        }
    }

    /// The value of a key.
    #[inline(always)]
    pub fn get(&self, th: &mut Thread, key: &Obj) -> R<Option<Obj>> {
        let hash = hash_key(th, key)?;
        self.get_hashed(th, hash, key)
    }

    /// [`get`](Self::get) with the key's hash known.
    #[inline(always)]
    pub fn get_hashed(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<Option<Obj>> {
        match self.quick_get(hash, key) {
            // SAFETY: the word is ours.
            Ok(v) => Ok(v.map(|v| unsafe { register::into_obj(v) })),
            Err(Unsure) => self.get_locked(th, hash, key),
        }
    }

    #[inline(never)]
    fn get_locked(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<Option<Obj>> {
        self.with_entry(th, hash, key, &mut |_, found| {
            // SAFETY: under the lock the dict keeps its values.
            Ok(found.map(|(t, f)| unsafe { Obj::from_borrowed(t.entry(f.index).value()) }))
        })
    }

    /// Whether a key is there.
    pub fn contains(&self, th: &mut Thread, key: &Obj) -> R<bool> {
        let hash = hash_key(th, key)?;
        self.contains_hashed(th, hash, key)
    }

    /// [`contains`](Self::contains) with the key's hash known.
    pub fn contains_hashed(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<bool> {
        let Some(t) = self.payload.table() else { return Ok(false) };
        if !self.is_shared() {
            match t.find(hash, key.value()).0 {
                MISS => return Ok(false),
                UNSURE => {}
                _ => return Ok(true),
            }
        } else {
            match self.find_shared(hash, key.value()) {
                Look::Hit(..) => return Ok(true),
                Look::Miss => return Ok(false),
                Look::Unsure => {}
            }
        }
        Ok(self.get_locked(th, hash, key)?.is_some())
    }

    /// The key object that is equal to `key`.
    pub fn get_key(&self, th: &mut Thread, key: &Obj) -> R<Option<Obj>> {
        let hash = hash_key(th, key)?;
        self.get_key_hashed(th, hash, key)
    }

    /// [`get_key`](Self::get_key) with the key's hash known.
    pub fn get_key_hashed(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<Option<Obj>> {
        self.with_entry(th, hash, key, &mut |_, found| {
            // SAFETY: under the lock the dict keeps its keys.
            Ok(found.map(|(t, f)| unsafe { Obj::from_borrowed(t.entry(f.index).key()) }))
        })
    }

    /// Sets the value of a key.
    #[inline]
    pub fn set(&self, th: &mut Thread, key: &Obj, value: &Obj) -> R<()> {
        let hash = hash_key(th, key)?;
        self.set_hashed(th, hash, key, value)
    }

    /// Sets the value of a name (an interned string).
    pub fn set_name(&self, th: &mut Thread, name: &Obj, value: &Obj) -> R<()> {
        let hash = match name.get::<Str>() {
            Some(s) => s.hash(),
            None => hash_key(th, name)?,
        };
        self.set_hashed(th, hash, name, value)
    }

    /// [`set`](Self::set) with the key's hash known.
    pub fn set_hashed(&self, th: &mut Thread, hash: i64, key: &Obj, value: &Obj) -> R<()> {
        if !self.is_shared() {
            let Some(t) = self.payload.table() else { return self.set_first(th, FIRST_USABLE, hash, key, value) };
            match t.find(hash, key.value()) {
                (MISS, place) => {
                    if t.has_room() {
                        t.add_at(place, hash, key.clone(), value.clone());
                        return Ok(());
                    }
                    return self.insert_new(th, hash, key.clone(), value.clone());
                }
                (UNSURE, _) => {}
                (index, _) => {
                    drop(t.replace(index, value.clone()));
                    return Ok(());
                }
            }
        }
        self.set_slow(th, hash, key, value)
    }

    /// [`add_key`](Self::add_key) of a small integer whose place is the first looked at; `None` when there is more to it.
    #[inline(always)]
    pub fn add_small(&self, th: &mut Thread, i: i64, key: &Obj) -> Option<R<()>> {
        // Those are their own hashes.
        if self.is_shared() || i.unsigned_abs() >= 1 << 60 || i == -1 {
            return None;
        }
        let Some(t) = self.payload.table() else { return Some(self.set_first(th, SMALLEST_USABLE, i, key, &Obj::NONE)) };
        match t.find_first(i, key.value())? {
            (MISS, place) if t.has_room() => {
                // SAFETY: a small integer is no pointer.
                let key = unsafe { Obj::from_owned(key.value()) };
                t.add_at(place, i, key, Obj::NONE);
                Some(Ok(()))
            }
            (MISS, _) => None,
            _ => Some(Ok(())),
        }
    }

    /// Adds a key without value unless it is there: what sets do.
    #[inline(always)]
    pub fn add_key(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<()> {
        if !self.is_shared() {
            let Some(t) = self.payload.table() else { return self.set_first(th, SMALLEST_USABLE, hash, key, &Obj::NONE) };
            match t.find(hash, key.value()) {
                (MISS, place) if t.has_room() => {
                    t.add_at(place, hash, key.clone(), Obj::NONE);
                    return Ok(());
                }
                (MISS, _) => return self.insert_new(th, hash, key.clone(), Obj::NONE),
                (UNSURE, _) => {}
                _ => return Ok(()),
            }
        }
        self.set_slow(th, hash, key, &Obj::NONE)
    }

    /// The first entry of a dict that is not shared, in a table with room for so many. (Sets that have any elements mostly have more than dicts.)
    #[inline(never)]
    fn set_first(&self, th: &mut Thread, usable: usize, hash: i64, key: &Obj, value: &Obj) -> R<()> {
        let new = Table::allocate_smallest(th, usable)?;
        // SAFETY: the table is ours.
        let t = unsafe { new.as_ref() };
        t.add_at(t.probe(hash).i, hash, key.clone(), value.clone());
        // Release: publishes the entry, should the dict be shared later.
        self.payload.table.store(new.as_ptr(), Ordering::Release);
        Ok(())
    }

    #[inline(never)]
    fn set_slow(&self, th: &mut Thread, hash: i64, key: &Obj, value: &Obj) -> R<()> {
        let old = self.with_entry(th, hash, key, &mut |th, found| match found {
            Some((t, f)) => {
                self.share_pair(th, value, value)?;
                Ok(t.replace(f.index, value.clone()))
            }
            None => {
                self.share_pair(th, key, value)?;
                self.insert_new(th, hash, key.clone(), value.clone())?;
                Ok(Obj::UNBOUND)
            }
        })?;
        drop(old);
        Ok(())
    }

    /// Before a store, and under the lock: comparing keys may have run program code that shared the dict.
    #[inline]
    fn share_pair(&self, th: &mut Thread, key: &Obj, value: &Obj) -> R<()> {
        if self.is_shared() {
            sharing::share(th, key)?;
            sharing::share(th, value)?;
        }
        Ok(())
    }

    /// The value of a key, which is set to `value` when missing; and whether it was missing.
    pub fn set_default(&self, th: &mut Thread, key: &Obj, value: &Obj) -> R<(Obj, bool)> {
        let hash = hash_key(th, key)?;
        self.set_default_hashed(th, hash, key, value)
    }

    /// [`set_default`](Self::set_default) with the key's hash known.
    pub fn set_default_hashed(&self, th: &mut Thread, hash: i64, key: &Obj, value: &Obj) -> R<(Obj, bool)> {
        if !self.is_shared()
            && let Some(t) = self.payload.table()
        {
            match t.find(hash, key.value()) {
                (MISS, place) => {
                    if t.has_room() {
                        t.add_at(place, hash, key.clone(), value.clone());
                    } else {
                        self.insert_new(th, hash, key.clone(), value.clone())?;
                    }
                    return Ok((value.clone(), true));
                }
                (UNSURE, _) => {}
                // SAFETY: only this thread writes the dict.
                (index, _) => return Ok((unsafe { Obj::from_borrowed(t.entry(index).value()) }, false)),
            }
        }
        self.with_entry(th, hash, key, &mut |th, found| match found {
            // SAFETY: under the lock the dict keeps its values.
            Some((t, f)) => Ok((unsafe { Obj::from_borrowed(t.entry(f.index).value()) }, false)),
            None => {
                self.share_pair(th, key, value)?;
                self.insert_new(th, hash, key.clone(), value.clone())?;
                Ok((value.clone(), true))
            }
        })
    }

    /// Adds a key that is not there; under the lock.
    pub(super) fn insert_new(&self, th: &mut Thread, hash: i64, key: Obj, value: Obj) -> R<()> {
        let full = self.payload.table().is_none_or(|t| !t.has_room());
        if full {
            if let Some(t) = self.payload.table()
                && t.is_first_full()
            {
                let new = Table::allocate_smallest(th, SMALLEST_USABLE)?;
                // SAFETY: the new table is ours.
                t.move_first_to(unsafe { new.as_ref() });
                self.replace_table(th, new);
            } else {
                let live = self.len();
                self.rebuild(th, (live * 2 + live / 2).max(SMALLEST_USABLE))?;
            }
        }
        if let Some(t) = self.payload.table() {
            t.add(hash, key, value);
        }
        Ok(())
    }

    /// Moves the entries to a new table with room for `want`; under the lock.
    pub(super) fn rebuild(&self, th: &mut Thread, want: usize) -> R<()> {
        let new = Table::allocate(th, want)?;
        if let Some(t) = self.payload.table() {
            // SAFETY: the new table is ours.
            t.move_to(unsafe { new.as_ref() });
        }
        self.replace_table(th, new);
        Ok(())
    }

    /// Puts one entry before or after all others; under the lock.
    pub(super) fn reorder(&self, th: &mut Thread, t: &Table, found: Found, last: bool) -> R<()> {
        if last && t.has_room() {
            t.move_last(found.place, found.index);
            return Ok(());
        }
        let live = t.live();
        let new = Table::allocate(th, if last { live * 2 } else { live }.max(SMALLEST_USABLE))?;
        // SAFETY: the new table is ours.
        t.move_to_with(unsafe { new.as_ref() }, found.index, last);
        self.replace_table(th, new);
        Ok(())
    }

    /// Puts a table with the same entries in place of the dict's own; under the lock.
    fn replace_table(&self, th: &mut Thread, new: NonNull<Table>) {
        let old = self.payload.table.load(Ordering::Relaxed);
        // SAFETY: the old table is valid, and not used after this but by readers that came before.
        unsafe {
            // Release: publishes the new table's entries.
            self.payload.table.store(new.as_ptr(), Ordering::Release);
            if let Some(old) = NonNull::new(old) {
                let bytes = old.as_ref().bytes();
                old.as_ref().keys_version.store(0, Ordering::Release);
                if self.is_shared() {
                    th.retire_buffer(old.cast(), bytes);
                } else {
                    th.free_buffer(old.cast());
                }
            }
        }
    }

    /// Makes room for `n` more entries.
    pub fn reserve(&self, th: &mut Thread, n: usize) -> R<()> {
        let lock = self.lock(th);
        let r = if n > FIRST_USABLE && self.is_empty() { self.rebuild(th, n) } else { Ok(()) };
        drop(lock);
        r
    }

    /// Takes a key out: its value.
    pub fn remove(&self, th: &mut Thread, key: &Obj) -> R<Option<Obj>> {
        let hash = hash_key(th, key)?;
        Ok(self.remove_hashed(th, hash, key)?.map(|(_, v)| v))
    }

    /// Takes an entry out: its key and value.
    pub fn remove_hashed(&self, th: &mut Thread, hash: i64, key: &Obj) -> R<Option<(Obj, Obj)>> {
        if !self.is_shared() {
            let Some(t) = self.payload.table() else { return Ok(None) };
            match t.find(hash, key.value()) {
                (MISS, _) => return Ok(None),
                (UNSURE, _) => {}
                (index, place) => return Ok(Some(t.take(place, index))),
            }
        }
        self.with_entry(th, hash, key, &mut |_, found| Ok(found.map(|(t, f)| t.take(f.place, f.index))))
    }

    /// Takes the last entry out.
    pub fn pop_last(&self, th: &mut Thread) -> Option<(Obj, Obj)> {
        let _lock = self.lock(th);
        let t = self.payload.table()?;
        let i = t.last_live()?;
        Some(t.take(t.place_of(i), i))
    }

    /// Takes the first entry out.
    pub fn pop_first(&self, th: &mut Thread) -> Option<(Obj, Obj)> {
        let _lock = self.lock(th);
        let t = self.payload.table()?;
        let i = t.first_live()?;
        Some(t.take(t.place_of(i), i))
    }

    /// Takes everything out.
    pub fn clear_all(&self, th: &mut Thread) {
        let old;
        {
            let _lock = self.lock(th);
            old = self.take_table(core::ptr::null_mut());
        }
        self.end_table(old);
    }

    /// Exchanges the tables of two dicts that only this thread reaches.
    pub(super) fn swap_tables(&self, other: &Object<Dict>) {
        let own = self.take_table(core::ptr::null_mut());
        let theirs = other.take_table(own.into_table());
        drop(self.take_table(theirs.into_table()));
    }

    /// Puts another table in place of this dict's; under the lock.
    fn take_table(&self, new: *mut Table) -> Dict {
        // AcqRel: publishes the new table's entries; takes over the old one.
        let old = self.payload.table.swap(new, Ordering::AcqRel);
        // SAFETY: still readable.
        if let Some(t) = unsafe { old.as_ref() } {
            t.keys_version.store(0, Ordering::Release);
        }
        Dict { table: AtomicPtr::new(old) }
    }

    /// Ends the entries of a table that was this dict's. Outside the lock, since that may run program code.
    fn end_table(&self, old: Dict) {
        if self.is_shared() {
            // Others may be reading the table.
            old.discard(false);
        }
        drop(old);
    }
}

impl Thread {
    /// A new empty dict.
    #[inline]
    pub fn dict(&mut self) -> R<Obj> {
        self.alloc(Dict::empty())
    }
}
