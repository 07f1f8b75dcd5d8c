//! Inline caches (D10): one atomic word per site, or one pointer to a record, shared by all threads.
//!
//! C1. A word carries its own kind in the low bits; an opcode that finds another kind, or an empty word, takes the slow way. (Where slot and
//! module words share a site, the uppermost bit tells them apart: no shape has it.) C2. Slot words hold
//! the shape they are for, so they are right or refused; they never change meaning (A1 of `types::attribute`). When a class gets a data
//! descriptor or an attribute hook after the fact, the slot epoch moves and the slot words of all code are emptied; whoever fills one reads the
//! epoch before the lookup, and empties its own word again if the epoch has moved meanwhile. C3. A record is complete before its pointer is
//! stored (Release) and immutable; it names the shape and the version of the type that it was filled from, read before the lookup. Records
//! that are replaced are kept (their number per site is bounded by [`MAX_FILLS`]), so no reader can find one freed. The record of a class's own attribute
//! is right as long as its metaclass has none of the name: when a metaclass gets one, or a class another metaclass, the versions of classes do. C4. A site of a builtin that is
//! closed stays closed: it is filled by an exchange against what was there before, and nothing but closing writes it otherwise. So a function that is
//! published after its code's sites were closed finds no record of the isolate's builtins.

use crate::object::payload::Object;
use crate::object::{Header, Obj};
use crate::prim::{AtomicPtr, AtomicU32, Ordering};
use crate::types::type_object::Type;

/// A site's word before it is filled, and after it was emptied: no shape and no version is like it.
pub const EMPTY: u64 = u64::MAX;

/// Bytes of a slot.
const WORD: usize = size_of::<crate::object::Value>();

/// Kinds of slot words, in the low 2 bits: a slot that is there.
pub const SLOT: u64 = 0;
/// A store that adds a slot: old and new shape.
pub const ADD: u64 = 1;

/// Kinds of name words, in the low 4 bits: an entry of the globals.
pub const GLOBAL: u64 = 3;
/// Attribute of a module: version and index of its dict.
pub const MODULE: u64 = 5;

/// How often a site is filled before it is left generic.
pub const MAX_FILLS: u32 = 12;

/// How often the forms of a code's loops are written before they stay what they are.
pub const MAX_LOOP_FILLS: u32 = 256;

/// Whether something may be written to code once more, by its counter; counts that.
#[inline]
pub fn may_write(counter: &AtomicU32, limit: u32) -> bool {
    // Relaxed: a counter. Read first: once it is at the limit, no thread writes to code that all of them run.
    counter.load(Ordering::Relaxed) < limit && counter.fetch_add(1, Ordering::Relaxed) < limit
}

/// How often a slot word may change before its site is left to the stub cache.
pub const MAX_REFILLS: u64 = 200;

/// A slot word: byte offset of the slot, a multiple of the word's size, and the kind in its low bits 16 | how often it was refilled 8 | new shape 20 | shape 20.
/// The shape is uppermost and the offset lowermost, so that a load takes one shift and one comparison for the guard, and none for the offset.
#[inline(always)]
pub const fn slot_word(kind: u64, offset: usize, shape: u32, new_shape: u32) -> u64 {
    kind | (offset * WORD) as u64 | (new_shape as u64) << 24 | (shape as u64) << 44
}

/// A slot word that takes another's place, or none when that has changed often enough.
#[inline(always)]
pub const fn refilled(old: u64, new: u64) -> Option<u64> {
    // Empty, or a module's.
    if old >> 63 != 0 {
        return Some(new);
    }
    let n = old >> 16 & 0xff;
    if n >= MAX_REFILLS { None } else { Some(new | (n + 1) << 16) }
}

/// Slot of a slot word of kind [`SLOT`], in bytes from the object's start.
#[inline(always)]
pub const fn slot_bytes(word: u64) -> usize {
    (word & 0xffff) as usize
}
/// Slot of a slot word of any kind, in words from the object's start.
#[inline(always)]
pub const fn offset(word: u64) -> usize {
    (word & 0xfffc) as usize / WORD
}
/// Kind of a slot word.
#[inline(always)]
pub const fn slot_kind(word: u64) -> u64 {
    word & 3
}
/// Shape of a slot word.
#[inline(always)]
pub const fn shape(word: u64) -> u32 {
    (word >> 44) as u32
}
/// New shape of a slot word.
#[inline(always)]
pub const fn new_shape(word: u64) -> u32 {
    (word >> 24 & 0xf_ffff) as u32
}

// Below the half that name words of modules lie in, and below what an empty word looks like.
const _: () = assert!(crate::object::shape::MAX_SHAPES <= 1 << 19);

/// A name word: kind 4 | place of the value in the dict's table 27 | version of the keys 32 | 1 for an attribute of a module, whose sites hold
/// slot words too.
#[inline(always)]
pub const fn name_word(kind: u64, place: usize, version: u32) -> u64 {
    kind | (place as u64) << 4 | (version as u64) << 31 | ((kind == MODULE) as u64) << 63
}
/// Greatest place of a name word.
pub const MAX_PLACE: usize = (1 << 27) - 1;
/// Place of a name word.
#[inline(always)]
pub const fn place(word: u64) -> usize {
    (word >> 4 & 0x7ff_ffff) as usize
}
/// Version of a name word.
#[inline(always)]
pub const fn version(word: u64) -> u32 {
    (word >> 31) as u32
}

/// What was found in a type.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct Record {
    /// Shape of the receiver (for attributes of a class itself: 0, and `ty` is the class).
    pub shape: u32,
    /// The type's version.
    pub version: u32,
    /// The type.
    pub ty: *const Object<Type>,
    /// The attribute, owned.
    pub value: Obj,
    /// What it gives.
    pub how: How,
    /// The receiver is the class itself.
    pub of_class: bool,
}

impl Record {
    /// Whether it holds for an object with such a header: the receiver's shape, or the class itself.
    ///
    /// # Safety
    /// 1. `ty` is alive: the record is one of a site that is being executed, whose fill took the class from a receiver; classes end only in
    ///    collections, which a record survives by its version.
    #[inline(always)]
    pub unsafe fn fits(&self, h: &Header) -> bool {
        // SAFETY: contract 1.
        let ty = unsafe { &*self.ty };
        let same = if self.of_class { core::ptr::eq(ty.header_ptr(), h) } else { self.shape == h.shape.load(Ordering::Relaxed) };
        same && ty.version() == self.version
    }
}

/// What an attribute that was found in a type gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Itself.
    Value,
    /// A plain function or method descriptor: the receiver becomes its first argument.
    Method,
    /// What it says when it is asked (`__get__`), each time: a descriptor that no attribute of the receiver comes before.
    Getter,
}

/// Where a builtin was found, while the globals lack its name.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct BuiltinRecord {
    /// Version of the globals' keys.
    pub globals: u32,
    /// Version of the builtins' keys.
    pub builtins: u32,
    /// The value in the builtins' table, which is there as long as their keys have that version.
    pub value: *const AtomicPtr<Header>,
}

/// What a site holds that shall remember no builtin any more (C4): no keys have these versions (`Isolate::new_version` stays below).
#[derive(Debug)]
struct Closed(BuiltinRecord);

// SAFETY: it never changes, and its pointer is not followed: no versions are like its own.
unsafe impl Sync for Closed {}

static CLOSED: Closed = Closed(BuiltinRecord { globals: u32::MAX, builtins: u32::MAX, value: core::ptr::null() });

fn closed() -> *mut BuiltinRecord {
    (&raw const CLOSED.0).cast_mut()
}

/// Publishes where a builtin is, unless the site is [closed](close_builtin_site); whether it did.
pub fn publish_builtin(place: &AtomicPtr<BuiltinRecord>, r: BuiltinRecord) -> bool {
    // Relaxed: compared, not followed.
    let old = place.load(Ordering::Relaxed);
    if core::ptr::eq(old, closed()) {
        return false;
    }
    let Ok(b) = crate::isolate::Thread::boxed(r) else { return false };
    // SAFETY: 1: code reads it, which runs while the isolate lives. 2: words, and a counted value.
    let new = core::ptr::from_ref(unsafe { crate::isolate::current().kept.keep(b) }).cast_mut();
    // Release: as in `publish`. An exchange, so that a site that was closed meanwhile stays closed. Relaxed: the other's record is not followed.
    place.compare_exchange(old, new, Ordering::Release, Ordering::Relaxed).is_ok()
}

/// From now on the site remembers no builtin.
pub fn close_builtin_site(place: &AtomicPtr<BuiltinRecord>) {
    // Relaxed: `CLOSED` needs no publishing. A reader that still finds the old record runs a function that was made before; it stays in memory (C3).
    place.store(closed(), Ordering::Relaxed);
}

/// Publishes a record in its place of the code.
pub fn publish<T: 'static>(place: &AtomicPtr<T>, r: T) {
    if let Ok(b) = crate::isolate::Thread::boxed(r) {
        // SAFETY: 1: code reads it, which runs while the isolate lives. 2: words, and a counted value.
        let new = unsafe { crate::isolate::current().kept.keep(b) };
        // Release: pairs with the Acquire of readers; publishes the record. The old one stays (C3).
        place.store(core::ptr::from_ref(new).cast_mut(), Ordering::Release);
    }
}
