//! The header that every object begins with (D2): 16 bytes.

use crate::prim::{AtomicU8, AtomicU16, AtomicU32, Ordering};

/// Two counts, the shape, the owner, flags and a lock byte.
///
/// Who may touch what:
/// * `local`: read and written only by the thread that occupies slot `owner`, until the counts are merged, or by whoever stands in for it
///   (I1 of `refcount::biased`).
/// * `shared`: anyone, by read-modify-write once the object is SHARED; by the owner only before.
/// * `shape`: written by the owner before the object is shared, under the object's lock afterwards; read by anyone.
/// * `owner`: written at birth, and to [`NO_OWNER`] at death; in between it says nothing once the counts are merged.
/// * `flags`: fixed bits written at birth or under the lock.
/// * `lock`: see `sync::object_lock`.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct Header {
    /// The owner's count.
    pub local: AtomicU32,
    /// Everyone's count and the state bits, see `refcount::biased`.
    pub shared: AtomicU32,
    /// Shape id.
    pub shape: AtomicU32,
    /// Heap slot that owns `local` until the counts are merged; [`NO_OWNER`] in a free block.
    pub owner: AtomicU16,
    /// `FLAG_*` bits.
    pub flags: AtomicU8,
    /// Lock byte.
    pub lock: AtomicU8,
}

impl Header {
    /// A header by itself, with one reference, unshared. In a block that was another object's before, [`begin`](Header::begin) makes one.
    pub fn new(shape: u32, owner: u16) -> Header {
        Header {
            local: AtomicU32::new(1),
            shared: AtomicU32::new(0),
            shape: AtomicU32::new(shape),
            owner: AtomicU16::new(owner),
            flags: AtomicU8::new(0),
            lock: AtomicU8::new(0),
        }
    }
}

impl Header {
    /// Makes a block's first bytes the header of a new object with one reference, unshared. By atomic stores: a reader with a stale word may be
    /// loading `shared` and `owner` of what was in the block before (D7), and finds a dead object or an unshared one, which it lets be. It cannot
    /// take the new owner for itself: all objects of a block are born to the slot that its page belongs to.
    ///
    /// # Safety
    /// 1. `this` is the beginning of a block of the caller's, aligned, not in use.
    #[inline(always)]
    pub unsafe fn begin(this: *mut Header, shape: u32, owner: u16) {
        // SAFETY: contract 1; the fields are atomics, for which any bytes will do.
        let h = unsafe { &*this };
        // Relaxed: whoever is to find the object finds it by a later Release.
        h.local.store(1, Ordering::Relaxed);
        h.shape.store(shape, Ordering::Relaxed);
        h.owner.store(owner, Ordering::Relaxed);
        h.flags.store(0, Ordering::Relaxed);
        h.lock.store(0, Ordering::Relaxed);
        h.shared.store(0, Ordering::Relaxed);
    }
}

/// Nobody's slot: that of a free block, and of a thread that is not attached.
pub const NO_OWNER: u16 = freewheel_arch::platform::NO_SLOT;

/// The finalizer (`__del__`) has run.
pub const FLAG_FINALIZED: u8 = 1;
/// Weak references to the object exist (they live in the isolate's table).
pub const FLAG_WEAKLY_REFERENCED: u8 = 2;
/// The collector has found it in garbage; its container fields are being cleared.
pub const FLAG_GARBAGE: u8 = 4;
/// An interned string.
pub const FLAG_INTERNED: u8 = 8;
/// It has ended on a thread that could not take it apart: the collector does.
pub const FLAG_ABANDONED: u8 = 16;
/// It has survived a collection of young objects.
pub const FLAG_OLD: u8 = 32;

#[cfg(not(loom))]
const _: () = assert!(size_of::<Header>() == 16);
