//! The hash table behind dicts and sets: insertion-ordered entries with an index of small integers (Hettinger's compact dict).
//!
//! One raw block: [`Table`], then `1 << log2` index cells of 1, 2 or 4 bytes, then `usable` entries.
//! D1. An entry's hash is written once, before an index cell names it. D2. An entry's key changes at most once, to a tombstone (unbound),
//! after which its cell says [`DELETED`]; entries are never reused: a full table is rebuilt. D3. Cells, keys and values are single words
//! written atomically, so a reader without lock sees no torn one. D4. Only the holder of the dict's lock (or the owner of an unshared dict)
//! writes. D5. While a key comes or goes, the number of live entries has [`CHANGING_BIT`]: whoever reads the number waits for the end of
//! that, or it would disagree with a lookup that has seen the key, or seen it gone.

use core::ptr::NonNull;

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicPtr, AtomicU8, AtomicU16, AtomicU32, Ordering};
use crate::types::str_object::{self, Str};
use crate::types::tuple_object::Tuple;

/// Head of a table's block.
#[derive(Debug)]
#[repr(C)]
pub struct Table {
    /// Index cells, as a power of two.
    log2: u8,
    /// Bytes of a cell, as a power of two: 0, 1, 2.
    cell: u8,
    /// Entries there is room for.
    usable: u32,
    /// Entries ever filled.
    pub(crate) filled: AtomicU32,
    /// Entries that are no tombstones, and [`CHANGING_BIT`].
    pub(crate) live: AtomicU32,
    /// Changes when the set of keys or their places do; 0 until somebody asks.
    pub(crate) keys_version: AtomicU32,
    /// Where the entries begin, in bytes from the table's own beginning.
    entries: u32,
    /// Entries before this one are tombstones: taking the first entry again and again need not pass them each time.
    pub(crate) first: AtomicU32,
    /// Entries from this one on are tombstones.
    pub(crate) end: AtomicU32,
}

/// One key and value.
#[derive(Debug)]
#[repr(C)]
pub struct Entry {
    pub(crate) hash: i64,
    pub(crate) key: AtomicPtr<Header>,
    pub(crate) value: AtomicPtr<Header>,
}

impl Entry {
    /// The key's word.
    #[inline(always)]
    pub fn key(&self) -> Value {
        Value::from_raw(self.key.load(Ordering::Acquire))
    }
    /// The value's word.
    #[inline(always)]
    pub fn value(&self) -> Value {
        Value::from_raw(self.value.load(Ordering::Acquire))
    }
}

/// Cell of a place never used.
pub const EMPTY: u32 = u32::MAX;
/// Cell of a deleted entry.
pub const DELETED: u32 = u32::MAX - 1;

/// In the number of live entries: it is about to change.
const CHANGING_BIT: u32 = 1 << 31;

/// No entry: the key is not there.
pub const MISS: usize = usize::MAX;
/// No entry yet: program code must compare the key at the place.
pub const UNSURE: usize = usize::MAX - 1;

/// An index cell; past [`DELETED`](Cell::DELETED) is the cell of a place never used.
trait Cell {
    /// Cell of a deleted entry.
    const DELETED: u32;
    fn get(&self) -> u32;
}

macro_rules! cells {
    ($($atomic:ident $plain:ident),*) => {$(
        impl Cell for $atomic {
            const DELETED: u32 = $plain::MAX as u32 - 1;
            #[inline(always)]
            fn get(&self) -> u32 {
                self.load(Ordering::Acquire) as u32
            }
        }
    )*};
}
cells!(AtomicU8 u8, AtomicU16 u16, AtomicU32 u32);

/// What a comparison without program code says of a key and an entry's key of the same hash.
#[inline]
pub(super) fn quick_equal(a: Value, b: Value) -> Option<bool> {
    if a.is_same(b) {
        return Some(true);
    }
    if a.is_small() && b.is_small() {
        return Some(false);
    }
    let (x, y) = (Obj::from_ref(&a), Obj::from_ref(&b));
    if let (Some(x), Some(y)) = (x.exact::<Str>(), y.exact::<Str>()) {
        return Some(str_object::equal(x, y));
    }
    quick_equal_items(plain_items(x)?, plain_items(y)?, NESTED)
}

/// Tuples in tuples that [`quick_equal_items`] looks into.
pub(super) const NESTED: u32 = 3;

/// Whether all items of two tuples are equal, by items that are small integers, floats in a word, strings and tuples of such; `None` when they do not tell.
#[inline(never)]
pub(super) fn quick_equal_items(a: &[Obj], b: &[Obj], nested: u32) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    for (x, y) in a.iter().zip(b) {
        let (v, w) = (x.value(), y.value());
        if v.is_same(w) {
            continue;
        }
        // Two floats in a word are equal only if they are the same: neither is zero with a sign, or no number.
        if (v.is_small() && w.is_small()) || (v.is_flonum() && w.is_flonum()) {
            return Some(false);
        }
        let same = match (x.exact::<Str>(), y.exact::<Str>()) {
            (Some(x), Some(y)) => str_object::equal(x, y),
            _ if nested > 0 => quick_equal_items(plain_items(x)?, plain_items(y)?, nested - 1)?,
            _ => return None,
        };
        if !same {
            return Some(false);
        }
    }
    Some(true)
}

/// The items of a tuple, or of an instance of a class derived from it that compares as tuples do (a named tuple).
#[inline(always)]
fn plain_items(v: &Obj) -> Option<&[Obj]> {
    if let Some(t) = v.exact::<Tuple>() {
        return Some(t.items());
    }
    // Relaxed: shapes of one class share a type.
    let shape = v.header()?.shape.load(Ordering::Relaxed);
    if shape < crate::object::shape::FIRST_USER_ID {
        return None;
    }
    derived_items(v, shape)
}

#[inline(never)]
fn derived_items(v: &Obj, shape: u32) -> Option<&[Obj]> {
    let isolate = crate::isolate::current();
    // SAFETY: types of shapes of live objects are alive.
    let ty = unsafe { isolate.shapes.get(shape).ty.as_ref() };
    let (f, g) = (ty.slots.compare()?, super::tuple_type::SPEC.slots.compare?);
    let plain = ty.layout == Builtin::Tuple && core::ptr::fn_addr_eq(f, g);
    // SAFETY: an instance of that layout.
    plain.then(|| unsafe { v.get_unchecked::<Tuple>() }.payload.items())
}

const MIN_LOG2: u32 = 3;

/// Entries that the fewest cells allow.
pub(super) const SMALLEST_USABLE: usize = usable_of(MIN_LOG2);

/// Entries of a dict's first table, fewer than its cells would allow: most dicts that a program has many of hold no more.
pub(super) const FIRST_USABLE: usize = 3;

impl Table {
    /// A table with the fewest cells, and room for `usable` entries, no more than those allow.
    #[inline(always)]
    pub(super) fn allocate_smallest(th: &mut Thread, usable: usize) -> R<NonNull<Table>> {
        const CELLS: usize = size_of::<Table>() + (1 << MIN_LOG2);
        debug_assert!(usable <= SMALLEST_USABLE);
        let block = th.alloc_buffer(CELLS + usable * size_of::<Entry>())?;
        let table = block.cast::<Table>();
        // SAFETY: fresh memory of so many bytes, 16-aligned; the cells are a byte each.
        unsafe {
            table.write(Table {
                log2: MIN_LOG2 as u8,
                cell: 0,
                usable: usable as u32,
                filled: AtomicU32::new(0),
                live: AtomicU32::new(0),
                keys_version: AtomicU32::new(0),
                entries: CELLS as u32,
                first: AtomicU32::new(0),
                end: AtomicU32::new(0),
            });
            block.add(size_of::<Table>()).cast::<[u8; 1 << MIN_LOG2]>().write([0xff; 1 << MIN_LOG2]);
        }
        Ok(table)
    }

    /// A table with room for at least `want` entries.
    pub fn allocate(th: &mut Thread, want: usize) -> R<NonNull<Table>> {
        let mut log2 = MIN_LOG2;
        while usable_of(log2) < want {
            log2 += 1;
            if log2 > 30 {
                return Err(th.no_memory());
            }
        }
        let cell = if log2 <= 7 {
            0
        } else if log2 <= 15 {
            1
        } else {
            2u32
        };
        let usable = usable_of(log2);
        let cells = size_of::<Table>() + (1usize << (log2 + cell));
        let Some(bytes) = usable.checked_mul(size_of::<Entry>()).and_then(|n| n.checked_add(cells)).filter(|n| u32::try_from(*n).is_ok())
        else {
            return Err(th.no_memory());
        };
        let block = th.alloc_buffer(bytes)?;
        let table = block.cast::<Table>();
        // SAFETY: fresh memory of `bytes` bytes, 16-aligned.
        unsafe {
            table.write(Table {
                log2: log2 as u8,
                cell: cell as u8,
                usable: usable as u32,
                filled: AtomicU32::new(0),
                live: AtomicU32::new(0),
                keys_version: AtomicU32::new(0),
                entries: cells as u32,
                first: AtomicU32::new(0),
                end: AtomicU32::new(0),
            });
            core::ptr::write_bytes(block.add(size_of::<Table>()).as_ptr(), 0xff, 1 << (log2 + cell));
        }
        Ok(table)
    }

    /// How many entries there is room for (a table allocated for so many has as many cells), if a copy place by place is worth it: there are no tombstones, and
    /// not much more room than entries (a dict that grew one by one has up to 3.4 times as much).
    pub(super) fn compact_room(&self) -> Option<usize> {
        let live = self.live();
        Some(self.usable as usize).filter(|room| live == self.filled() && *room < live * 4 + 8)
    }

    /// Fills a new table with this one's entries, each at its place, as a writer or with the writers kept out; false, and nothing done, when the two differ in
    /// layout, or this one has tombstones.
    pub(super) fn copy_to(&self, to: &Table) -> bool {
        let n = self.filled();
        if to.log2 != self.log2 || to.cell != self.cell || (to.usable as usize) < n || to.filled() != 0 || self.live() != n {
            return false;
        }
        // SAFETY: both tables have so many cells, and the new one room for the entries, which nobody else reaches; no one writes the old ones (D4), whose keys
        // and values are alive.
        unsafe {
            core::ptr::copy_nonoverlapping(self.cells(), to.cells().cast_mut(), 1 << (self.log2 + self.cell));
            for (i, e) in self.filled_entries().iter().enumerate() {
                let at = to.entries().cast_mut().add(i);
                let (key, value) = (Obj::from_borrowed(e.key()), Obj::from_borrowed(e.value()));
                at.write(Entry {
                    hash: e.hash,
                    key: AtomicPtr::new(key.into_value().to_raw()),
                    value: AtomicPtr::new(value.into_value().to_raw()),
                });
            }
        }
        // Relaxed: the table is published as a whole.
        to.filled.store(n as u32, Ordering::Relaxed);
        to.live.store(n as u32, Ordering::Relaxed);
        to.end.store(n as u32, Ordering::Relaxed);
        true
    }

    /// Bytes of the block.
    pub fn bytes(&self) -> usize {
        self.entries as usize + self.usable as usize * size_of::<Entry>()
    }
    /// Entries filled so far.
    #[inline(always)]
    pub fn filled(&self) -> usize {
        // Acquire: pairs with the Release in `add`; the entries below are complete.
        self.filled.load(Ordering::Acquire) as usize
    }
    /// Live entries; for a writer (D4), or when the writers are kept out.
    #[inline(always)]
    pub fn live(&self) -> usize {
        (self.live.load(Ordering::Acquire) & !CHANGING_BIT) as usize
    }
    /// Live entries; `None` while a writer is at it.
    #[inline(always)]
    pub(super) fn settled_live(&self) -> Option<usize> {
        // Acquire: pairs with the Release of a writer; lookups after this see the keys that it counted.
        let n = self.live.load(Ordering::Acquire);
        if n & CHANGING_BIT == 0 { Some(n as usize) } else { None }
    }
    /// Whether another entry fits.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.filled.load(Ordering::Relaxed) < self.usable
    }

    #[inline(always)]
    fn cells(&self) -> *const u8 {
        // SAFETY: the cells follow the head in its block. Tables are only reached through pointers to the whole block.
        unsafe { core::ptr::from_ref(self).add(1).cast() }
    }

    /// The entries, filled or not.
    #[inline(always)]
    fn entries(&self) -> *const Entry {
        // SAFETY: entries follow the cells in the block; as for `cells`.
        unsafe { core::ptr::from_ref(self).cast::<u8>().add(self.entries as usize).cast() }
    }

    /// What cell `i` says.
    #[inline(always)]
    pub(super) fn cell(&self, i: usize) -> u32 {
        // SAFETY: `i` is masked by the caller to the number of cells; they are only accessed atomically.
        unsafe {
            match self.cell {
                0 => match (*self.cells().cast::<AtomicU8>().add(i)).load(Ordering::Acquire) {
                    0xff => EMPTY,
                    0xfe => DELETED,
                    n => n as u32,
                },
                1 => match (*self.cells().cast::<AtomicU16>().add(i)).load(Ordering::Acquire) {
                    0xffff => EMPTY,
                    0xfffe => DELETED,
                    n => n as u32,
                },
                _ => (*self.cells().cast::<AtomicU32>().add(i)).load(Ordering::Acquire),
            }
        }
    }

    #[inline(always)]
    fn set_cell(&self, i: usize, n: u32) {
        // SAFETY: as in `cell`. Release: publishes the entry that the cell names (D1).
        unsafe {
            match self.cell {
                0 => (*self.cells().cast::<AtomicU8>().add(i)).store(n as u8, Ordering::Release),
                1 => (*self.cells().cast::<AtomicU16>().add(i)).store(n as u16, Ordering::Release),
                _ => (*self.cells().cast::<AtomicU32>().add(i)).store(n, Ordering::Release),
            }
        }
    }

    /// Entry `i`, which must be below [`filled`](Table::filled).
    #[inline(always)]
    pub fn entry(&self, i: usize) -> &Entry {
        // SAFETY: those below `filled` are initialised.
        unsafe { &*self.entries().add(i) }
    }

    /// Where the value of entry `i` lies, in words from the table's start.
    pub fn value_place(&self, i: usize) -> usize {
        ((&raw const self.entry(i).value).addr() - core::ptr::from_ref(self).addr()) / size_of::<Value>()
    }

    /// The value at such a place.
    ///
    /// # Safety
    /// 1. [`value_place`](Table::value_place) of this table gave it.
    #[inline(always)]
    pub unsafe fn value_at_place(&self, place: usize) -> &AtomicPtr<Header> {
        // SAFETY: contract 1; the entries are in the table's block.
        unsafe { &*core::ptr::from_ref(self).cast::<AtomicPtr<Header>>().add(place) }
    }

    /// The entries filled so far, tombstones included.
    #[inline(always)]
    pub fn filled_entries(&self) -> &[Entry] {
        // SAFETY: those below `filled` are initialised, and all that changes in an entry from then on are atomic words.
        unsafe { core::slice::from_raw_parts(self.entries(), self.filled()) }
    }

    /// Looks for a key, as a writer (D4) or with the writers kept out: the index of its entry and its place. Without program code, so there
    /// may be a key of which it cannot tell whether it is equal: [`UNSURE`], with its place. [`MISS`] comes with the first free place.
    #[inline(always)]
    pub fn find(&self, hash: i64, key: Value) -> (usize, usize) {
        match self.find_first(hash, key) {
            Some(found) => found,
            None if key.is_small() && self.cell == 0 => self.find_small(hash, key),
            None => self.find_on(hash, key),
        }
    }

    /// [`find`](Table::find) where it ends at the first place, as most searches do.
    #[inline(always)]
    pub fn find_first(&self, hash: i64, key: Value) -> Option<(usize, usize)> {
        let place = hash as usize & ((1usize << self.log2) - 1);
        match self.cell(place) {
            EMPTY => Some((MISS, place)),
            n if n < DELETED && self.entry(n as usize).key().to_raw() == key.without_uncounted().to_raw() => Some((n as usize, place)),
            _ => None,
        }
    }

    #[inline(never)]
    fn find_on(&self, hash: i64, key: Value) -> (usize, usize) {
        match self.cell {
            0 => self.find_in::<AtomicU8>(hash, key),
            1 => self.find_in::<AtomicU16>(hash, key),
            _ => self.find_in::<AtomicU32>(hash, key),
        }
    }

    /// [`find`](Table::find) of a small integer in a small table: a loop without calls.
    #[inline(never)]
    fn find_small(&self, hash: i64, key: Value) -> (usize, usize) {
        let (cells, entries) = (self.cells().cast::<AtomicU8>(), self.entries());
        let mut p = self.probe(hash);
        let mut free = usize::MAX;
        loop {
            // SAFETY: as in `find_in`.
            let n = unsafe { (*cells.add(p.i)).get() };
            if n < AtomicU8::DELETED {
                // SAFETY: as above.
                let e = unsafe { &*entries.add(n as usize) };
                let k = e.key();
                if k.to_raw() == key.to_raw() {
                    return (n as usize, p.i);
                }
                if e.hash == hash && !k.is_small() {
                    // A float or a truth value may be equal, any object may say so; a string is not.
                    return (UNSURE, p.i);
                }
            } else if n > AtomicU8::DELETED {
                return (MISS, if free == usize::MAX { p.i } else { free });
            } else if free == usize::MAX {
                free = p.i;
            }
            p.step();
        }
    }

    #[inline(always)]
    fn find_in<C: Cell>(&self, hash: i64, key: Value) -> (usize, usize) {
        let key = key.without_uncounted();
        let (cells, entries) = (self.cells().cast::<C>(), self.entries());
        let mut p = self.probe(hash);
        let mut free = usize::MAX;
        loop {
            // SAFETY: the place is masked to the number of cells; what a cell names is filled.
            let n = unsafe { (*cells.add(p.i)).get() };
            if n < C::DELETED {
                // SAFETY: as above.
                let e = unsafe { &*entries.add(n as usize) };
                if e.hash == hash {
                    let k = e.key();
                    // The table's own words are never marked uncounted.
                    if k.to_raw() == key.to_raw() {
                        return (n as usize, p.i);
                    }
                    match quick_equal(key, k) {
                        Some(true) => return (n as usize, p.i),
                        Some(false) => {}
                        None => return (UNSURE, p.i),
                    }
                }
            } else if n > C::DELETED {
                return (MISS, if free == usize::MAX { p.i } else { free });
            } else if free == usize::MAX {
                free = p.i;
            }
            p.step();
        }
    }

    /// The places to look for a hash, in order.
    #[inline(always)]
    pub fn probe(&self, hash: i64) -> Probe<'_> {
        let mask = (1usize << self.log2) - 1;
        Probe { table: self, mask, perturb: hash as u64, i: hash as usize & mask }
    }

    /// Replaces the value of an entry and gives the old one. A load and a store will do: there is one writer (D4).
    #[inline(always)]
    pub fn replace(&self, index: usize, value: Obj) -> Obj {
        let place = &self.entry(index).value;
        let old = place.load(Ordering::Relaxed);
        // Release: publishes the value to readers without lock.
        place.store(value.into_value().to_raw(), Ordering::Release);
        // SAFETY: the old word's count is ours.
        unsafe { Obj::from_owned(Value::from_raw(old)) }
    }

    /// Adds an entry for a key that is not there; there must be room. Takes over the counts of `key` and `value`.
    pub fn add(&self, hash: i64, key: Obj, value: Obj) {
        let mut p = self.probe(hash);
        while p.cell() < DELETED {
            p.step();
        }
        // The first free place may be a deleted one: its chain goes on behind it as before.
        self.add_at(p.i, hash, key, value);
    }

    /// [`add`](Table::add) with the first free place on the hash's way known.
    #[inline]
    pub fn add_at(&self, place: usize, hash: i64, key: Obj, value: Obj) {
        let n = self.filled.load(Ordering::Relaxed);
        debug_assert!(n < self.usable);
        let e = core::ptr::from_ref(self.entry(n as usize)).cast_mut();
        // SAFETY: nobody reads an entry that no cell names and that lies beyond `filled` (D1).
        unsafe {
            (&raw mut (*e).hash).write(hash);
            (*e).key.store(key.into_value().to_raw(), Ordering::Relaxed);
            (*e).value.store(value.into_value().to_raw(), Ordering::Relaxed);
        }
        let live = self.live.load(Ordering::Relaxed);
        // Relaxed: whoever sees the cell sees this, or the number after it (D5).
        self.live.store(live | CHANGING_BIT, Ordering::Relaxed);
        // Release: readers that count entries see them complete.
        self.filled.store(n + 1, Ordering::Release);
        self.end.store(n + 1, Ordering::Relaxed);
        self.set_cell(place, n);
        self.live.store(live + 1, Ordering::Release);
        self.keys_version.store(0, Ordering::Release);
    }

    /// Takes out the entry that the cell at a probe's place names; its key and value.
    pub fn take(&self, place: usize, index: usize) -> (Obj, Obj) {
        self.keys_version.store(0, Ordering::Release);
        let e = self.entry(index);
        let unbound = Value::UNBOUND.to_raw();
        let live = self.live.load(Ordering::Relaxed);
        // Relaxed: whoever sees the key gone sees this, or the number after it (D5).
        self.live.store(live | CHANGING_BIT, Ordering::Relaxed);
        // Loads and stores will do: there is one writer (D4). Release: a reader that still finds the old word rechecks it.
        let (value, key) = (e.value.load(Ordering::Relaxed), e.key.load(Ordering::Relaxed));
        e.value.store(unbound, Ordering::Release);
        e.key.store(unbound, Ordering::Release);
        self.set_cell(place, DELETED);
        self.live.store(live - 1, Ordering::Release);
        // SAFETY: the words' counts are ours now.
        unsafe { (Obj::from_owned(Value::from_raw(key)), Obj::from_owned(Value::from_raw(value))) }
    }

    /// The first live entry; for a writer (D4), since it notes what it passes.
    pub fn first_live(&self) -> Option<usize> {
        let from = self.first.load(Ordering::Relaxed) as usize;
        let found = (from..self.filled()).find(|i| !self.entry(*i).key().is_unbound());
        self.first.store(found.unwrap_or(self.filled()) as u32, Ordering::Relaxed);
        found
    }

    /// The last live entry; for a writer, as [`first_live`](Table::first_live).
    pub fn last_live(&self) -> Option<usize> {
        let end = self.end.load(Ordering::Relaxed) as usize;
        let found = (0..end).rev().find(|i| !self.entry(*i).key().is_unbound());
        self.end.store(found.map_or(0, |i| i as u32 + 1), Ordering::Relaxed);
        found
    }

    /// The place whose cell names entry `index`.
    pub fn place_of(&self, index: usize) -> usize {
        let mut p = self.probe(self.entry(index).hash);
        while p.cell() != index as u32 {
            p.step();
        }
        p.i
    }

    /// Whether this is a dict's first table, full.
    #[inline(always)]
    pub(super) fn is_first_full(&self) -> bool {
        self.usable == FIRST_USABLE as u32 && self.live.load(Ordering::Relaxed) == FIRST_USABLE as u32
    }

    /// [`move_to`](Table::move_to) from a dict's first table, full, to one with as many cells.
    #[inline(always)]
    pub(super) fn move_first_to(&self, to: &Table) {
        debug_assert!(self.is_first_full() && self.log2 == to.log2);
        // SAFETY: as in `move_to`; nobody writes this table meanwhile (D4). No cell says "deleted", so all stay as they are.
        unsafe {
            to.cells().cast_mut().cast::<[u8; 1 << MIN_LOG2]>().write(self.cells().cast::<[u8; 1 << MIN_LOG2]>().read());
            to.entries().cast_mut().cast::<[Entry; FIRST_USABLE]>().write(self.entries().cast::<[Entry; FIRST_USABLE]>().read());
        }
        let n = FIRST_USABLE as u32;
        // Release: as in `add_at`.
        to.filled.store(n, Ordering::Release);
        to.end.store(n, Ordering::Relaxed);
        to.live.store(n, Ordering::Release);
    }

    /// Moves the live entries' words to an empty table with room, without counting.
    pub fn move_to(&self, to: &Table) {
        self.move_entries_to(to, self.filled_entries().iter());
    }

    /// [`move_to`](Table::move_to) with one entry before all others, or after them.
    pub(super) fn move_to_with(&self, to: &Table, index: usize, last: bool) {
        let all = self.filled_entries();
        let (before, rest) = all.split_at(index);
        let Some((entry, after)) = rest.split_first() else { return };
        let others = before.iter().chain(after);
        if last { self.move_entries_to(to, others.chain([entry])) } else { self.move_entries_to(to, [entry].into_iter().chain(others)) }
    }

    /// Makes an entry the last one; there must be room. Its cell names either place, so that a reader finds the key all the time.
    pub(super) fn move_last(&self, place: usize, index: usize) {
        let n = self.filled.load(Ordering::Relaxed);
        debug_assert!(n < self.usable);
        // Cached places are those of the old entry.
        self.keys_version.store(0, Ordering::Release);
        let (from, e) = (self.entry(index), core::ptr::from_ref(self.entry(n as usize)).cast_mut());
        // SAFETY: as in `add_at`. The counts move with the words.
        unsafe {
            (&raw mut (*e).hash).write(from.hash);
            (*e).key.store(from.key().to_raw(), Ordering::Relaxed);
            (*e).value.store(from.value().to_raw(), Ordering::Relaxed);
        }
        // Release: as in `add_at`.
        self.filled.store(n + 1, Ordering::Release);
        self.end.store(n + 1, Ordering::Relaxed);
        self.set_cell(place, n);
        // Release: a reader that came by the old cell finds no value, looks again, and finds the new one.
        let unbound = Value::UNBOUND.to_raw();
        from.value.store(unbound, Ordering::Release);
        from.key.store(unbound, Ordering::Release);
        self.keys_version.store(0, Ordering::Release);
    }

    #[inline(always)]
    fn move_entries_to<'a>(&self, to: &Table, entries: impl Iterator<Item = &'a Entry>) {
        let mut n = 0;
        for e in entries {
            if e.key().is_unbound() {
                continue;
            }
            let mut p = to.probe(e.hash);
            while p.cell() < DELETED {
                p.step();
            }
            let target = to.entries().cast_mut().wrapping_add(n as usize);
            // SAFETY: the new table has room and is the caller's alone. The counts move there; the caller retires this table without dropping
            // its words.
            unsafe {
                (&raw mut (*target).hash).write(e.hash);
                (*target).key.store(e.key().to_raw(), Ordering::Relaxed);
                (*target).value.store(e.value().to_raw(), Ordering::Relaxed);
            }
            to.set_cell(p.i, n);
            n += 1;
        }
        // Release: as in `add_at`.
        to.filled.store(n, Ordering::Release);
        to.end.store(n, Ordering::Relaxed);
        to.live.store(n, Ordering::Release);
    }

    /// Version of the keys for a cache; assigned when first asked for. 0: none to be had.
    pub fn version(&self, fresh: impl FnOnce() -> u32) -> u32 {
        let v = self.keys_version.load(Ordering::Acquire);
        if v != 0 {
            return v;
        }
        let new = fresh();
        match self.keys_version.compare_exchange(0, new, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => new,
            Err(now) => now,
        }
    }
}

const fn usable_of(log2: u32) -> usize {
    (2usize << log2) / 3
}

/// A walk over the places of a hash.
#[derive(Debug)]
pub struct Probe<'a> {
    table: &'a Table,
    mask: usize,
    perturb: u64,
    /// The place.
    pub i: usize,
}

impl Probe<'_> {
    /// What the cell says: an entry, [`EMPTY`] or [`DELETED`].
    #[inline(always)]
    pub fn cell(&self) -> u32 {
        self.table.cell(self.i)
    }
    /// On to the next place.
    #[inline(always)]
    pub fn step(&mut self) {
        self.perturb >>= 5;
        self.i = (self.i.wrapping_mul(5).wrapping_add(self.perturb as usize).wrapping_add(1)) & self.mask;
    }
}
