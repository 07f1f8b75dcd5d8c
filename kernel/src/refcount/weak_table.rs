//! Weak references: which of them lead to an object, how one is followed without a lock, and how all are cleared when the object ends.
//!
//! # Guarantees
//! [`upgrade`] takes a count of the object that the reference was made for, or nothing, and takes no lock. An object that has been decided dead (its
//! last count is gone and its finalizer is done, or the collector has ended it) is handed out no more. Each reference is cleared once; one that
//! has a callback is handed to whoever clears it for a dead object exactly once, with a count, if it lives itself and is not garbage. To make,
//! drop and clear references costs steps in proportion to those of the object in question, however many others there are. Not guaranteed: that an
//! upgrade succeeds while a finalizer runs (the object may look dead until that has begun).
//!
//! # States
//! Of a reference (a [`Node`]), named by the functions that move it:
//! ```text
//!             link                      unlink, detach
//!  unlinked ────────▶ linked, target = p ────────▶ cleared, target = null
//! ```
//! Of an object with references:
//! ```text
//!   lives ── last decref ──▶ dead ── revive ──▶ lives for its finalizer ── last decref ──▶ dead, finalized ── detach ──▶ freed
//!     ▲                                            │ somebody has taken a count
//!     └────────────────────────────────────────────┘
//!   lives ── search, world stopped ──▶ GARBAGE ── detach ──▶ taken apart, GARBAGE cleared
//!     ▲                                  │ before callbacks and finalizers; then decided anew, world stopped
//!     └──────────────────────────────────┘
//! ```
//!
//! # Invariants
//! W1. `target` goes from null to p once, and from p to null once, both under the lock of p's shard, the latter before p's block is freed: whoever
//!     ends p calls [`Table::detach`] first.
//! W2. Under the lock: a node is in the list of p exactly while its `target` is p; p has an entry in the shard's table exactly while the list is
//!     not empty, and carries FLAG_WEAKLY_REFERENCED exactly then. So whoever finds `target` to be p under the lock may touch p's header.
//! W3. Dead is dead: an object for which a decrement has said `Dead` has no count, and no `try_incref` takes one (I4 of `biased`; one that is not
//!     SHARED fails for everyone, by its `local` of zero) until the thread that ends it revives it for its finalizer. The walk that shares
//!     leaves dead objects alone (W6), so nothing makes one look alive. Hence [`Table::detach`] decides nothing; after the finalizer the last
//!     decrement has decided, one read-modify-write against those of the upgrades.
//! W4. GARBAGE is set while nobody is inside an upgrade of the object: in a stop of the world, since an upgrade passes no safepoint, or by the
//!     owner of an object that nobody else reaches. It is cleared, by a Release, when the references have been cleared, or while the object
//!     may be found again: before program code runs that may bring it back, after which the collector decides anew in a stop.
//! W5. A lock of a shard is a leaf, but for the list of `contention`, which is one below it. Nothing is dropped and no program code runs under it,
//!     and no block of the table is allocated or freed.
//! W6. A living reference is SHARED exactly when its living object is: each leads to the other, though neither counts it (D5). So `try_incref`
//!     answers for any reference of an object that the caller holds. While there is one thread, which `try_incref` answers in any case, a
//!     reference of an immortal object is not SHARED by that: it becomes so with all others, before there is a second thread.
//! W7. In a list Plain references come first, then Proxies, then all others. Of the first two kinds at most one lives: it is found, and used again,
//!     instead of a second one being made.
//!
//! # Who touches what
//! `target`: written under the lock of the shard; read by anyone. `neighbours`: under the lock while the node is linked; then by whoever has detached
//! it. `kind`: fixed. A shard's table: under its lock.
//!
//! # Why an upgrade gives the right object
//! It loads p from `target`, looks for GARBAGE, takes a count of whatever lies at p, and loads `target` again. Suppose that the count was taken of
//! another object X in the same block. Then `target` was set to null before the first object's block was freed (W1), the block was freed before X was
//! made in it, and X was SHARED after that, by a Release (`biased::set_shared`), in its `shared` word, which goes on by read-modify-writes; the
//! `try_incref` has read that or a later value by an Acquire. (Or X is the calling thread's own: then this thread has made it, after the end of the
//! other.) So the second load comes after the null, and finds it. If it still finds p, then the count is one of the object that the reference was
//! made for, and that protects it from then on. p itself may be followed all the while: a freed block keeps a dead header, and a page of
//! objects changes its kind or goes only in a stop (D7).
//!
//! # Ordering
//! * GARBAGE cleared (Release, `gc::dispose`) → loaded clear (Acquire, [`upgrade`]): the second load of `target` finds what was cleared before.
//!   Set: the stop orders it.
//! * `set_shared` (Release) → `try_incref` (Acquire): above.
//! * `target` set to null (Release, `Link::clear`) → found null (Acquire, [`Table::unlink`]): who has cleared a reference that is ending uses it no more.
//! * Else `target` is Relaxed: who finds p reads p's header only, which was there before the reference was made and published.
//! * all else: the lock of the shard.
//!
//! # Progress
//! [`upgrade`] is lock-free, as `try_incref`. All else blocks by the holder of a shard's lock, which waits for nobody: it takes as many steps as the
//! object has references, or as the shard's table has entries when that grows or shrinks.
//!
//! # Sources
//! CPython keeps the head of the list in each object that can be referred to weakly, and shares 127 locks among them (`Objects/weakrefobject.c`);
//! its `try_incref` under such a lock is what upgrades take. Changed: no word in the object, but a table for those that have references; an
//! upgrade takes no lock, as D6 has it for other reads.

use alloc::vec::Vec;
use core::ptr::{NonNull, null_mut};

use freewheel_arch::Platform;

use super::biased;
use crate::object::header::{FLAG_GARBAGE, FLAG_WEAKLY_REFERENCED, Header};
use crate::prim::{AtomicPtr, Ordering, UnsafeCell};
use crate::sync::leaf::Leaf;

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

/// Binary logarithm of the number of shards.
const SHARD_BITS: u32 = if cfg!(loom) {
    0
} else if cfg!(target_pointer_width = "64") {
    6
} else {
    2
};
const SHARDS: usize = 1 << SHARD_BITS;

/// Entries of the smallest table.
const LEAST: usize = if cfg!(any(loom, stress)) { 2 } else { 8 };

/// What a weak reference is to its object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Like any other that could be made: there is one at a time.
    Plain,
    /// A proxy like any other that could be made: there is one at a time.
    Proxy,
    /// One of many.
    Other,
    /// Its callback is to be called when the object ends.
    Callback,
}

/// What a weak reference is as far as the table is concerned: how its object begins.
#[derive(Debug)]
#[repr(C)]
pub struct Node {
    /// The reference's own header.
    pub header: Header,
    /// Its place.
    pub link: Link,
}

#[derive(Clone, Copy, Debug)]
struct Neighbours {
    previous: *mut Node,
    next: *mut Node,
}

/// Where a weak reference leads, and its place among those that lead there.
pub struct Link {
    target: AtomicPtr<Header>,
    neighbours: UnsafeCell<Neighbours>,
    kind: Kind,
}

impl core::fmt::Debug for Link {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Link").field("target", &self.target).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Link {
    /// That of a reference that leads nowhere yet.
    pub fn new(kind: Kind) -> Link {
        Link {
            target: AtomicPtr::new(null_mut()),
            neighbours: UnsafeCell::new(Neighbours { previous: null_mut(), next: null_mut() }),
            kind,
        }
    }

    /// The object, which may be ending, or null. Not to be followed but by those who know that it is there.
    pub fn target(&self) -> *mut Header {
        // Relaxed: see "Ordering".
        self.target.load(Ordering::Relaxed)
    }

    /// Leads nowhere from now on. Who ends the reference may find that and free the block before the caller has given up the lock.
    fn clear(&self) {
        // Release: pairs with the Acquire in `unlink`: the use of the node that was made here is over.
        self.target.store(null_mut(), Ordering::Release);
    }

    /// # Safety
    /// 1. The caller has the lock of the shard that the node is linked in, or has detached it, or nobody else knows it.
    unsafe fn with_neighbours<R>(&self, f: impl FnOnce(&mut Neighbours) -> R) -> R {
        // SAFETY: contract 1; `f` is one of those below, which do not come back here for the same node.
        self.neighbours.with_mut(|n| f(unsafe { &mut *n }))
    }

    /// # Safety
    /// As for [`with_neighbours`](Self::with_neighbours).
    unsafe fn next(&self) -> *mut Node {
        // SAFETY: contract 1.
        unsafe { self.with_neighbours(|n| n.next) }
    }
}

/// Takes a count of the object that a reference leads to. `slot` is the calling thread's; `give_back` drops a count of another object that
/// happens to lie where that one was.
#[inline]
pub fn upgrade(link: &Link, slot: u16, give_back: impl FnOnce(NonNull<Header>)) -> Option<NonNull<Header>> {
    let p = NonNull::new(link.target())?;
    // SAFETY: the block was that object's when the reference was made, and is an object's, or a free one with a header, as long as this thread
    // passes no safepoint.
    let h = unsafe { p.as_ref() };
    // W4. Acquire: pairs with the Release of who clears the flag: then the second load finds what was cleared before that.
    if h.flags.load(Ordering::Acquire) & FLAG_GARBAGE != 0 || !biased::try_incref_by(h, slot) {
        return None;
    }
    // After the Acquire in `try_incref`, see "Why an upgrade gives the right object".
    if link.target() == p.as_ptr() {
        return Some(p);
    }
    core::hint::cold_path();
    give_back(p);
    None
}

/// Whether an object has not ended: for one that the calling thread owns, or one that is SHARED, or with the world stopped.
pub fn lives(h: &Header) -> bool {
    biased::is_deferred(h) || biased::is_queued(h) || biased::total(h) != 0
}

/// Objects and the first of the references to each.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Null: the place is empty.
    object: *mut Header,
    first: *mut Node,
}

const EMPTY: Entry = Entry { object: null_mut(), first: null_mut() };

/// The table of a shard: open addressing, linear probing, no marks for what was taken out.
#[derive(Debug)]
struct Slots {
    /// None, or a power of two.
    entries: Vec<Entry>,
    used: usize,
}

// SAFETY: the pointers are to objects that are there while their entries are (W2), and to nodes that leave the table before they end, both under
// the lock.
unsafe impl Send for Slots {}

fn hash(object: *mut Header) -> usize {
    // Fibonacci hashing: the top bits are those that all bits of the address have a part in.
    object.addr().wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as usize)
}

impl Slots {
    fn mask(&self) -> usize {
        self.entries.len() - 1
    }

    /// Where the search for an object begins; there are entries.
    fn home(&self, object: *mut Header) -> usize {
        // The bits below those that have chosen the shard.
        (hash(object) << SHARD_BITS) >> (usize::BITS - self.entries.len().trailing_zeros())
    }

    fn find(&self, object: *mut Header) -> Option<usize> {
        if self.entries.is_empty() {
            return None;
        }
        let mut i = self.home(object);
        // There is always an empty place.
        loop {
            let e = self.entries[i];
            if e.object == object {
                return Some(i);
            }
            if e.object.is_null() {
                return None;
            }
            i = (i + 1) & self.mask();
        }
    }

    fn is_full(&self) -> bool {
        (self.used + 1) * 4 > self.entries.len() * 3
    }

    fn is_sparse(&self) -> bool {
        self.entries.len() > LEAST && self.used * 8 < self.entries.len()
    }

    /// Entries of a table for those in use and one more.
    fn fitting(&self) -> usize {
        ((self.used + 1) * 2).next_power_of_two().max(LEAST)
    }

    /// Adds an object that is not there; there is room.
    fn add(&mut self, entry: Entry) {
        let mut i = self.home(entry.object);
        while !self.entries[i].object.is_null() {
            i = (i + 1) & self.mask();
        }
        self.entries[i] = entry;
        self.used += 1;
    }

    fn remove(&mut self, at: usize) {
        let (mask, mut hole, mut i) = (self.mask(), at, at);
        loop {
            i = (i + 1) & mask;
            let e = self.entries[i];
            if e.object.is_null() {
                break;
            }
            // It may move into the hole if its search passes there.
            let home = self.home(e.object);
            if i.wrapping_sub(home) & mask >= i.wrapping_sub(hole) & mask {
                self.entries[hole] = e;
                hole = i;
            }
        }
        self.entries[hole] = EMPTY;
        self.used -= 1;
    }

    /// Moves to another block, which is empty and large enough, and gives the old one.
    fn move_to(&mut self, room: Vec<Entry>) -> Vec<Entry> {
        let old = core::mem::replace(&mut self.entries, room);
        self.used = 0;
        for e in &old {
            if !e.object.is_null() {
                self.add(*e);
            }
        }
        old
    }
}

/// Room for a shard's table, allocated outside its lock.
#[derive(Debug, Default)]
pub struct Spare(Vec<Entry>);

impl Spare {
    /// Bytes of room for so many entries.
    pub fn bytes(entries: usize) -> Option<usize> {
        entries.checked_mul(size_of::<Entry>())
    }

    /// Room for so many entries; `None` without memory.
    pub fn with_room(entries: usize) -> Option<Spare> {
        let mut v = Vec::new();
        v.try_reserve_exact(entries).ok()?;
        v.resize(entries, EMPTY);
        Some(Spare(v))
    }
}

/// What [`Table::link`] has done.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub enum Linked {
    /// The reference leads to its object now.
    New,
    /// Nothing: the object has this Plain one, or Proxy, of which the caller has a count.
    Found(NonNull<Node>),
    /// Nothing: the table must grow. The caller comes again with room for so many entries.
    Full(usize),
}

/// Which references are cleared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// All.
    All,
    /// Those with callbacks.
    Callbacks,
}

/// References that have been cleared and have callbacks to be called, the newest of each object first. Their counts are the list's.
#[derive(Debug)]
pub struct Cleared {
    first: *mut Node,
    last: *mut Node,
}

impl Cleared {
    /// None yet.
    pub const fn none() -> Cleared {
        Cleared { first: null_mut(), last: null_mut() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.first.is_null()
    }

    fn push(&mut self, node: NonNull<Node>) {
        let p = node.as_ptr();
        // SAFETY: nodes of the list are detached, and the list's own.
        unsafe {
            node.as_ref().link.with_neighbours(|n| n.next = null_mut());
            if self.first.is_null() {
                self.first = p;
            } else {
                (*self.last).link.with_neighbours(|n| n.next = p);
            }
        }
        self.last = p;
    }

    /// Takes the next one, with its count.
    pub fn pop(&mut self) -> Option<NonNull<Node>> {
        let node = NonNull::new(self.first)?;
        // SAFETY: as in `push`.
        self.first = unsafe { node.as_ref().link.next() };
        Some(node)
    }
}

/// One part of the table, in cache lines of its own (two, as processors fetch pairs).
#[cfg_attr(target_pointer_width = "64", repr(align(128)))]
struct Shard(
    /// W5.
    Leaf<Slots>,
);

/// The weak references of an isolate, by object.
pub struct Table {
    shards: [Shard; SHARDS],
}

impl core::fmt::Debug for Table {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Table").finish_non_exhaustive()
    }
}

impl Kind {
    /// Its place in a list (W7).
    fn rank(self) -> u8 {
        match self {
            Kind::Plain => 0,
            Kind::Proxy => 1,
            Kind::Other | Kind::Callback => 2,
        }
    }
}

/// The one of a list that is Plain, or a Proxy, and lives, with a count (W7). It comes behind none but those that are ending, and a Plain one.
///
/// # Safety
/// 1. `first` is null or the first of a list whose shard's lock the caller has.
unsafe fn only(first: *mut Node, kind: Kind, slot: u16) -> Option<NonNull<Node>> {
    let mut p = first;
    while let Some(node) = NonNull::new(p) {
        // SAFETY: contract 1: linked, so its block is there.
        let n = unsafe { node.as_ref() };
        if n.link.kind.rank() > kind.rank() {
            break;
        }
        if n.link.kind == kind && biased::try_incref_by(&n.header, slot) {
            return Some(node);
        }
        // SAFETY: as above.
        p = unsafe { n.link.next() };
    }
    None
}

impl Table {
    /// An empty one; `platform` is that of the threads that use it.
    pub fn new(platform: &'static dyn Platform) -> Table {
        let shard = |_| Shard(Leaf::new(platform, Slots { entries: Vec::new(), used: 0 }));
        Table { shards: core::array::from_fn(shard) }
    }

    fn shard(&self, object: *mut Header) -> &Shard {
        &self.shards[hash(object).checked_shr(usize::BITS - SHARD_BITS).unwrap_or(0)]
    }

    /// The object's reference of a kind of which there is one at a time, with a count, if there is one. `slot` is the calling thread's.
    ///
    /// # Safety
    /// 1. The caller holds the object.
    pub unsafe fn only(&self, object: NonNull<Header>, kind: Kind, slot: u16) -> Option<NonNull<Node>> {
        // SAFETY: contract 1.
        // Relaxed: who misses a reference that is being made makes another, and finds it then.
        if unsafe { object.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED == 0 {
            return None;
        }
        self.shard(object.as_ptr()).0.with(|slots| {
            let i = slots.find(object.as_ptr())?;
            // SAFETY: of the table, under its lock.
            unsafe { only(slots.entries[i].first, kind, slot) }
        })
    }

    /// Lets a new reference lead to an object. `slot` is the calling thread's; a table that grows takes its room from `spare`, and leaves its old one.
    ///
    /// # Safety
    /// 1. `node` is the caller's, new, and its object's block ends through [`unlink`](Self::unlink). 2. The caller holds the object. 3. W6.
    pub unsafe fn link(&self, node: NonNull<Node>, object: NonNull<Header>, slot: u16, spare: &mut Spare) -> Linked {
        let (p, q) = (object.as_ptr(), node.as_ptr());
        self.shard(p).0.with(|slots| {
            let at = slots.find(p);
            // SAFETY: contract 1.
            let new = unsafe { &node.as_ref().link };
            // SAFETY: nodes of the list are linked, their shard's lock is held; the new one is the caller's.
            unsafe {
                if let Some(i) = at {
                    let first = slots.entries[i].first;
                    if matches!(new.kind, Kind::Plain | Kind::Proxy)
                        && let Some(found) = only(first, new.kind, slot)
                    {
                        return Linked::Found(found);
                    }
                    // W7
                    let (mut previous, mut next) = (null_mut(), first);
                    while !next.is_null() && (*next).link.kind.rank() < new.kind.rank() {
                        (previous, next) = (next, (*next).link.next());
                    }
                    new.with_neighbours(|n| *n = Neighbours { previous, next });
                    if previous.is_null() {
                        slots.entries[i].first = q;
                    } else {
                        (*previous).link.with_neighbours(|n| n.next = q);
                    }
                    if !next.is_null() {
                        (*next).link.with_neighbours(|n| n.previous = q);
                    }
                } else {
                    if slots.is_full() {
                        let n = slots.fitting();
                        if spare.0.len() < n {
                            return Linked::Full(n);
                        }
                        spare.0 = slots.move_to(core::mem::take(&mut spare.0));
                    }
                    slots.add(Entry { object: p, first: q });
                    // W2. Relaxed: whoever ends the object has been told by the counts.
                    object.as_ref().flags.fetch_or(FLAG_WEAKLY_REFERENCED, Ordering::Relaxed);
                }
            }
            // Relaxed: see "Ordering".
            new.target.store(p, Ordering::Relaxed);
            Linked::New
        })
    }

    /// Takes an ending reference out, if it has not been cleared.
    ///
    /// # Safety
    /// 1. `node` is dead, and the caller is ending it.
    pub unsafe fn unlink(&self, node: NonNull<Node>) {
        // SAFETY: contract 1.
        let link = unsafe { &node.as_ref().link };
        // Acquire: pairs with the Release in `clear`. It takes no lock then: of which shard it was is not known any more.
        let object = link.target.load(Ordering::Acquire);
        if object.is_null() {
            return;
        }
        let shard = self.shard(object);
        let sparse = shard.0.with(|slots| {
            // It may have been cleared meanwhile, and the object gone (W2).
            if !link.target().is_null() {
                // SAFETY: linked, and the lock is held.
                unsafe { slots.take_out(node) };
            }
            slots.is_sparse()
        });
        if sparse {
            Self::shrink(shard);
        }
    }

    /// Clears references to an object; those of them that live and have callbacks are added to `cleared`, if any are to be called. `slot` is the
    /// calling thread's.
    ///
    /// # Safety
    /// 1. The object is dead (W3), or GARBAGE, and the caller is ending it.
    pub unsafe fn detach(&self, object: NonNull<Header>, which: Which, slot: u16, mut cleared: Option<&mut Cleared>) {
        let shard = self.shard(object.as_ptr());
        let sparse = shard.0.with(|slots| {
            let Some(i) = slots.find(object.as_ptr()) else { return false };
            let mut p = slots.entries[i].first;
            // SAFETY: nodes of the list are linked, and there until they have been cleared; afterwards those that are counted here.
            unsafe {
                while let Some(node) = NonNull::new(p) {
                    let n = node.as_ref();
                    p = n.link.next();
                    if n.link.kind != Kind::Callback && which == Which::Callbacks {
                        continue;
                    }
                    // What is garbage itself is not called any more. Relaxed: set in a stop; cleared when nothing refers to it.
                    let wanted = n.link.kind == Kind::Callback && n.header.flags.load(Ordering::Relaxed) & FLAG_GARBAGE == 0;
                    // Before it is cleared: one that is ending may then be gone at once.
                    let call = cleared.as_deref_mut().filter(|_| wanted && biased::try_incref_by(&n.header, slot));
                    match which {
                        Which::All => n.link.clear(),
                        Which::Callbacks => slots.take_out(node),
                    }
                    if let Some(list) = call {
                        list.push(node);
                    }
                }
                if which == Which::All {
                    slots.remove(i);
                    object.as_ref().flags.fetch_and(!FLAG_WEAKLY_REFERENCED, Ordering::Relaxed);
                }
            }
            slots.is_sparse()
        });
        if sparse {
            Self::shrink(shard);
        }
    }

    /// Shows `f` the references to an object, under the lock: `f` neither drops one nor comes back here. Some may be ending.
    ///
    /// # Safety
    /// 1. The caller holds the object, or is ending it, or the world is stopped.
    pub unsafe fn for_each(&self, object: NonNull<Header>, mut f: impl FnMut(NonNull<Node>)) {
        // SAFETY: contract 1.
        // Relaxed: as in `only`.
        if unsafe { object.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED == 0 {
            return;
        }
        self.shard(object.as_ptr()).0.with(|slots| {
            let Some(i) = slots.find(object.as_ptr()) else { return };
            let mut p = slots.entries[i].first;
            while let Some(node) = NonNull::new(p) {
                // SAFETY: nodes of the list are linked.
                p = unsafe { node.as_ref().link.next() };
                f(node);
            }
        });
    }

    /// Moves a shard's table to a smaller block, if there is memory for one.
    #[cold]
    fn shrink(shard: &Shard) {
        let room = shard.0.with(|slots| if slots.is_sparse() { slots.fitting() } else { 0 });
        let Some(Spare(room)) = (room != 0).then(|| Spare::with_room(room)).flatten() else { return };
        // The old block, or the new one, is freed when the lock has been given up.
        drop(shard.0.with(|slots| {
            // Others may have come between.
            if slots.is_sparse() && slots.fitting() <= room.len() { slots.move_to(room) } else { room }
        }));
    }

    /// Objects that have references, and places for such, for tests.
    #[cfg(test)]
    pub(crate) fn size(&self) -> (usize, usize) {
        self.shards.iter().fold((0, 0), |(used, places), s| {
            let (u, p) = s.0.with(|slots| (slots.used, slots.entries.len()));
            (used + u, places + p)
        })
    }
}

impl Slots {
    /// Takes a node out of its list, and the list out of the table when it was the last.
    ///
    /// # Safety
    /// 1. The node is linked in this table, whose lock is held.
    unsafe fn take_out(&mut self, node: NonNull<Node>) {
        // SAFETY: contract 1; its neighbours are linked as well, and its object is there (W2).
        unsafe {
            let link = &node.as_ref().link;
            let object = link.target();
            let Neighbours { previous, next } = link.with_neighbours(|n| *n);
            // The last use of the node, and before the object is told (W1).
            link.clear();
            if !next.is_null() {
                (*next).link.with_neighbours(|n| n.previous = previous);
            }
            if !previous.is_null() {
                (*previous).link.with_neighbours(|n| n.next = next);
            } else if let Some(i) = self.find(object) {
                if next.is_null() {
                    self.remove(i);
                    // W2. Relaxed: a thread that ends the object and finds the flag clear has nothing to clear; this is our last use of the object.
                    (*object).flags.fetch_and(!FLAG_WEAKLY_REFERENCED, Ordering::Relaxed);
                } else {
                    self.entries[i].first = next;
                }
            }
        }
    }
}
