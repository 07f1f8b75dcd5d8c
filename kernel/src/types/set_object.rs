//! Sets and frozen sets: a dict's table whose values are all `None`.
//!
//! S1. A set's payload begins with a dict's, and the operations of `dict_object` use nothing of an object but its header and that payload: so
//! a set is given to them as it is. They do not look at the type.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicI64, Ordering};
use crate::types::dict_object::{self, Dict};
use crate::types::protocol;

/// `set`
#[derive(Debug)]
#[repr(C)]
pub struct Set {
    table: Dict,
}

/// `frozenset`
#[derive(Debug)]
#[repr(C)]
pub struct FrozenSet {
    table: Dict,
    /// The hash, or -1 while not computed.
    hash: AtomicI64,
}

// SAFETY: BUILTIN is used here alone; the rest is the dict's.
unsafe impl Payload for Set {
    const BUILTIN: Builtin = Builtin::Set;
    fn trace(&self, visit: &mut dyn Trace) {
        self.table.trace(visit);
    }
    fn clear(&self) {
        self.table.clear();
    }
    #[inline(always)]
    unsafe fn end(this: *mut Set, th: &mut Thread) {
        // SAFETY: the caller's contract, handed on.
        unsafe { Dict::end(&raw mut (*this).table, th) };
    }
}

// SAFETY: as above; the hash is an atomic word.
unsafe impl Payload for FrozenSet {
    const BUILTIN: Builtin = Builtin::FrozenSet;
    fn trace(&self, visit: &mut dyn Trace) {
        self.table.trace(visit);
    }
    fn clear(&self) {
        self.table.clear();
    }
}

impl Set {
    /// An empty one.
    pub const fn empty() -> Set {
        Set { table: Dict::empty() }
    }
}

impl FrozenSet {
    /// An empty one.
    pub const fn empty() -> FrozenSet {
        FrozenSet { table: Dict::empty(), hash: AtomicI64::new(-1) }
    }
}

impl Object<Set> {
    /// The elements as keys of a dict.
    #[inline]
    pub fn table(&self) -> &Object<Dict> {
        // SAFETY: S1: header and payload lie as in `Object<Dict>`, which is not larger (asserted below).
        unsafe { &*core::ptr::from_ref(self).cast::<Object<Dict>>() }
    }
}

impl Object<FrozenSet> {
    /// The elements as keys of a dict.
    #[inline]
    pub fn table(&self) -> &Object<Dict> {
        // SAFETY: as for `Set`.
        unsafe { &*core::ptr::from_ref(self).cast::<Object<Dict>>() }
    }

    /// `hash(self)`: independent of the order of the elements. Their own hashes are known from the table.
    pub fn hash(&self, th: &mut Thread) -> R<i64> {
        // Relaxed: every thread computes the same number.
        let known = self.hash.load(Ordering::Relaxed);
        if known != -1 {
            return Ok(known);
        }
        let h = hash_table(th, self.table());
        self.hash.store(h, Ordering::Relaxed);
        Ok(h)
    }
}

const _: () = assert!(size_of::<Object<Set>>() >= size_of::<Object<Dict>>() && core::mem::offset_of!(Set, table) == 0);
const _: () = assert!(size_of::<Object<FrozenSet>>() >= size_of::<Object<Dict>>() && core::mem::offset_of!(FrozenSet, table) == 0);

/// The elements of a set or frozen set; `None` for anything else.
#[inline]
pub fn table(v: &Obj) -> Option<&Object<Dict>> {
    match v.get::<Set>() {
        Some(s) => Some(s.table()),
        None => v.get::<FrozenSet>().map(Object::<FrozenSet>::table),
    }
}

/// Hash that the elements give a frozen set: CPython's, in which each hash is spread over all bits before they are combined by exclusive or.
pub(crate) fn hash_table(th: &mut Thread, t: &Object<Dict>) -> i64 {
    let mut at = 0;
    hash_set(core::iter::from_fn(|| {
        let (next, h, _, _) = t.hashed_from(th, at)?;
        at = next;
        Some(h)
    }))
}

/// The hash of a set from its elements' hashes, in any order.
pub(crate) fn hash_set(hashes: impl Iterator<Item = i64>) -> i64 {
    let (mut hash, mut count) = (0u64, 0u64);
    for h in hashes {
        count += 1;
        let h = h.cast_unsigned();
        hash ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
    }
    hash ^= count.wrapping_add(1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash.cast_signed() }
}

/// The hash of an element; an error for one that has none says what it was wanted for.
#[inline(always)]
pub fn hash_element(th: &mut Thread, v: &Obj) -> R<i64> {
    match protocol::hash_known(v) {
        Some(h) => Ok(h),
        None => hash_element_slow(th, v),
    }
}

#[inline(never)]
fn hash_element_slow(th: &mut Thread, v: &Obj) -> R<i64> {
    match protocol::hash(th, v) {
        Ok(h) => Ok(h),
        Err(e) => Err(dict_object::unhashable(th, e, v, "a set element")),
    }
}

/// Adds an element to a table.
#[inline(always)]
pub(crate) fn insert(th: &mut Thread, t: &Object<Dict>, v: &Obj) -> R<()> {
    let hash = hash_element(th, v)?;
    insert_hashed(th, t, hash, v)
}

/// [`insert`] with the hash known. The element that is there already stays.
#[inline(always)]
pub(crate) fn insert_hashed(th: &mut Thread, t: &Object<Dict>, hash: i64, v: &Obj) -> R<()> {
    t.add_key(th, hash, v)
}

/// Adds an element to a set.
pub fn add(th: &mut Thread, s: &Obj, v: &Obj) -> R<()> {
    // A small integer in a set of them.
    if let (Some(i), Some(s)) = (v.value().as_small(), s.exact::<Set>())
        && let Some(done) = s.table().add_small(th, i, v)
    {
        return done;
    }
    add_any(th, s, v)
}

#[inline(never)]
fn add_any(th: &mut Thread, s: &Obj, v: &Obj) -> R<()> {
    match table(s) {
        Some(t) => insert(th, t, v),
        None => Ok(()),
    }
}

/// A new set of the items.
pub fn new_set(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let out = th.alloc(Set::empty())?;
    fill(th, &out, &items)?;
    Ok(out)
}

/// A new frozen set of the items.
pub fn new_frozen(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let out = th.alloc(FrozenSet::empty())?;
    fill(th, &out, &items)?;
    Ok(out)
}

fn fill(th: &mut Thread, s: &Obj, items: &[Obj]) -> R<()> {
    for item in items {
        add(th, s, item)?;
    }
    Ok(())
}
