//! The heap: per-slot arenas of pages over segments from the platform (D7).
//!
//! A segment is mapped from the platform, aligned to its size, and cut into pages. An arena (one per heap slot) takes pages for a size class
//! and kind and hands out blocks without lock or atomic; blocks that other threads free come back through each page's remote list.
//! Blocks beyond [`size_class::MAX_SMALL`] have a mapping of their own; some of those that are free are kept ([`spare`]). After mimalloc (Leijen, Zorn,
//! de Moura, 2019) and snmalloc.

pub(crate) mod asan;
#[cfg(feature = "checks")]
pub mod faults;
pub(crate) mod marks;
pub mod outside;
mod page;
pub mod size_class;
mod spare;
pub(crate) mod trim;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::ptr::NonNull;

use freewheel_arch::Platform;
use spin::Mutex;

use crate::object::Header;
use crate::object::header::NO_OWNER;
use crate::prim::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use page::Page;
use size_class::{CLASSES, MAX_SMALL, class_of, size_of_class};

/// Bytes of a page.
pub const PAGE: usize = if cfg!(target_pointer_width = "64") { 64 << 10 } else { 1 << 10 };
/// Bytes of a segment.
pub const SEGMENT: usize = if cfg!(target_pointer_width = "64") { 4 << 20 } else { 8 << 10 };

/// What a page's blocks are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Objects that refer to others: walked by the collector.
    Container,
    /// Objects that do not.
    Leaf,
    /// Buffers.
    Raw,
}

const KINDS: usize = 3;

/// Memory of an isolate.
pub struct Space {
    platform: &'static dyn Platform,
    limit: AtomicUsize,
    used: AtomicUsize,
    peak: AtomicUsize,
    refills: AtomicU64,
    /// Blocks handed out from pages that went back, and blocks of their own.
    allocations: AtomicU64,
    /// Memory ran out, and nobody has looked for empty pages since.
    trim: AtomicBool,
    /// With `checks`: which requests are refused.
    #[cfg(feature = "checks")]
    faults: faults::Faults,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    segments: Vec<NonNull<u8>>,
    /// Pages in use (small ones), for walks.
    pages: Vec<NonNull<Page>>,
    /// Mappings of single blocks.
    large: Vec<NonNull<Page>>,
    /// Mappings without a block, for the next large one.
    spare: spare::Spare,
    /// Unused pages.
    free: Vec<NonNull<u8>>,
}

// SAFETY: the pointers are to memory of the space, guarded by the lock around `Inner`, or by the rules of `Page`.
unsafe impl Send for Inner {}

impl core::fmt::Debug for Space {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Space").field("used", &self.used).field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Space {
    /// A space that may hold up to `limit` bytes of pages.
    pub const fn new(platform: &'static dyn Platform, limit: usize) -> Space {
        Space {
            platform,
            limit: AtomicUsize::new(limit),
            used: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            refills: AtomicU64::new(0),
            allocations: AtomicU64::new(0),
            trim: AtomicBool::new(false),
            #[cfg(feature = "checks")]
            faults: faults::Faults::new(),
            inner: Mutex::new(Inner {
                segments: Vec::new(),
                pages: Vec::new(),
                large: Vec::new(),
                spare: spare::Spare::new(),
                free: Vec::new(),
            }),
        }
    }
    /// Most bytes.
    pub fn limit(&self) -> usize {
        self.limit.load(Ordering::Relaxed)
    }
    /// Sets the most bytes.
    pub fn set_limit(&self, bytes: usize) {
        self.limit.store(bytes, Ordering::Relaxed);
    }
    /// Bytes of pages and mappings in use.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }
    /// Most bytes ever in use.
    pub fn peak(&self) -> usize {
        self.peak.load(Ordering::Relaxed)
    }
    /// Pages and large blocks handed out so far.
    pub fn refills(&self) -> u64 {
        self.refills.load(Ordering::Relaxed)
    }
    /// Blocks handed out so far. Each page counts for itself, so this costs nothing until somebody asks.
    ///
    /// # Safety
    /// 1. The world is stopped.
    pub unsafe fn allocations(&self) -> u64 {
        let inner = self.inner.lock();
        // SAFETY: pages in use; contract 1.
        let counted: u64 = inner.pages.iter().map(|p| unsafe { p.as_ref() }.taken).sum();
        counted + self.allocations.load(Ordering::Relaxed)
    }

    /// Requests to refuse, for tests.
    #[cfg(feature = "checks")]
    pub fn faults(&self) -> &faults::Faults {
        &self.faults
    }

    /// Takes `bytes` off the quota.
    fn charge(&self, bytes: usize) -> bool {
        // Relaxed: a count.
        let used = self.used.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if used > self.limit.load(Ordering::Relaxed) {
            self.used.fetch_sub(bytes, Ordering::Relaxed);
            return false;
        }
        self.peak.fetch_max(used, Ordering::Relaxed);
        self.refills.fetch_add(1, Ordering::Relaxed);
        true
    }

    /// Gives `bytes` back to the quota.
    fn uncharge(&self, bytes: usize) {
        // Relaxed: a count.
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn take_page(&self, slot: u16, kind: Kind, class: usize) -> Option<*mut Page> {
        if !self.charge(PAGE) {
            return None;
        }
        let mut inner = self.inner.lock();
        let at = match inner.free.pop() {
            Some(p) => p,
            None => match self.map_segment(&mut inner) {
                Some(p) => p,
                None => {
                    self.uncharge(PAGE);
                    return None;
                }
            },
        };
        if inner.pages.try_reserve(1).is_err() {
            inner.free.push(at);
            self.uncharge(PAGE);
            return None;
        }
        // SAFETY: an unused page.
        let p = unsafe { Page::init(at, PAGE, slot, kind, class as u8, size_of_class(class).max(if kind == Kind::Raw { 16 } else { 32 })) };
        // SAFETY: not null.
        inner.pages.push(unsafe { NonNull::new_unchecked(p) });
        Some(p)
    }

    fn map_segment(&self, inner: &mut Inner) -> Option<NonNull<u8>> {
        let n = SEGMENT / PAGE;
        inner.segments.try_reserve(1).ok()?;
        inner.free.try_reserve(n).ok()?;
        let s = self.map(inner, SEGMENT, SEGMENT)?;
        inner.segments.push(s);
        for i in (1..n).rev() {
            // SAFETY: inside the segment.
            inner.free.push(unsafe { s.add(i * PAGE) });
        }
        Some(s)
    }

    /// Memory from the platform. What lies spare goes back before there is none.
    fn map(&self, inner: &mut Inner, bytes: usize, align: usize) -> Option<NonNull<u8>> {
        self.platform.map(bytes, align).or_else(|| {
            while let Some((at, bytes)) = inner.spare.excess(0) {
                // SAFETY: nobody uses what lies spare.
                unsafe { self.platform.unmap(at, bytes) };
            }
            self.platform.map(bytes, align)
        })
    }

    fn take_large(&self, kind: Kind, bytes: usize) -> Option<NonNull<u8>> {
        let least = bytes.checked_add(size_of::<Page>())?.checked_next_multiple_of(4096.min(PAGE))?;
        let mut inner = self.inner.lock();
        inner.large.try_reserve(1).ok()?;
        let (at, whole) = self.spare(&mut inner, least).or_else(|| {
            if !self.charge(least) {
                return None;
            }
            let at = self.map(&mut inner, least, PAGE);
            if at.is_none() {
                self.uncharge(least);
            }
            Some((at?, least))
        })?;
        // SAFETY: memory that nobody uses; one block.
        unsafe {
            let p = Page::init(at, whole, NO_OWNER, kind, u8::MAX, whole - size_of::<Page>());
            (*p).mapped = whole;
            (*p).place = inner.large.len();
            self.allocations.fetch_add(1, Ordering::Relaxed);
            inner.large.push(NonNull::new_unchecked(p));
            (*p).take(kind)
        }
    }

    /// A mapping that lies spare, if the quota allows for it.
    fn spare(&self, inner: &mut Inner, least: usize) -> Option<(NonNull<u8>, usize)> {
        let (at, bytes) = inner.spare.take(least)?;
        if self.charge(bytes) {
            return Some((at, bytes));
        }
        let kept = inner.spare.keep(at, bytes);
        debug_assert!(kept, "its place is free");
        None
    }

    /// Takes the mapping of one block back.
    ///
    /// # Safety
    /// 1. The block is not used any more, and no reader is left.
    unsafe fn free_large(&self, p: *mut Page) {
        let most = spare::most(self.used());
        // SAFETY: contract 1. Places are written under the lock.
        unsafe {
            let (at, bytes) = (NonNull::new_unchecked(p.cast::<u8>()), (*p).mapped);
            poison(at.add(size_of::<Page>()), p);
            let mut inner = self.inner.lock();
            let place = (*p).place;
            inner.large.swap_remove(place);
            if let Some(moved) = inner.large.get(place) {
                (*moved.as_ptr()).place = place;
            }
            let kept = bytes <= most && inner.spare.keep(at, bytes);
            drop(inner);
            self.uncharge(bytes);
            if !kept {
                asan::allow(at.as_ptr(), bytes);
                self.platform.unmap(at, bytes);
            }
        }
        self.give_spare_back(most);
    }

    /// How many blocks have a mapping of their own.
    #[cfg(test)]
    pub(crate) fn mappings(&self) -> usize {
        self.inner.lock().large.len()
    }

    /// Gives mappings that lie spare back to the platform, until no more than so many bytes do.
    pub(crate) fn give_spare_back(&self, most: usize) {
        // Each without the lock: that takes long, and others wait for it awake.
        while let Some((at, bytes)) = { self.inner.lock().spare.excess(most) } {
            // SAFETY: nobody uses what lies spare.
            unsafe { self.platform.unmap(at, bytes) };
        }
    }

    /// Calls `f` for every live object in container pages, and in leaf pages if asked.
    ///
    /// # Safety
    /// 1. The world is stopped, and `f` neither allocates nor frees.
    pub unsafe fn for_each_object(&self, leaves: bool, f: &mut dyn FnMut(NonNull<Header>)) {
        let inner = self.inner.lock();
        for p in inner.pages.iter().chain(&inner.large) {
            // SAFETY: pages in use; contract 1.
            unsafe {
                let p = p.as_ref();
                if p.kind == Kind::Container || (leaves && p.kind == Kind::Leaf) {
                    p.for_each(&mut *f);
                }
            }
        }
    }
}

impl Drop for Space {
    /// Unmaps everything: nobody uses a block, or looks at a header, any more.
    fn drop(&mut self) {
        let inner = self.inner.get_mut();
        let unmap = |at: NonNull<u8>, bytes: usize| {
            asan::allow(at.as_ptr(), bytes);
            // SAFETY: mapped by this space, with so many bytes; unused, as whoever drops it knows.
            unsafe { self.platform.unmap(at, bytes) };
        };
        for segment in inner.segments.drain(..) {
            unmap(segment, SEGMENT);
        }
        for page in inner.large.drain(..) {
            // SAFETY: the page's head is in its own mapping, which is there.
            let bytes = unsafe { page.as_ref() }.mapped;
            unmap(page.cast(), bytes);
        }
        while let Some((at, bytes)) = inner.spare.excess(0) {
            unmap(at, bytes);
        }
    }
}

/// The pages of one heap slot.
#[derive(Debug)]
pub struct Arena {
    space: NonNull<Space>,
    slot: u16,
    /// Page that blocks come from, per kind and class; null before the first.
    current: [[*mut Page; CLASSES]; KINDS],
    /// All pages of a kind and class, through `next`.
    lists: [[*mut Page; CLASSES]; KINDS],
    /// Where in them the next search for a block begins; null: at the front.
    resume: [[*mut Page; CLASSES]; KINDS],
    /// Container pages that blocks were taken from since the last collection, the newest first, through `next_young` (M2 of `marks`).
    young: *mut Page,
}

// SAFETY: only the occupant of the slot uses an arena; slots are handed over under a lock.
unsafe impl Send for Arena {}

impl Arena {
    /// An arena of a slot. The space outlives it.
    pub fn new(space: &Space, slot: u16) -> Arena {
        Arena {
            space: NonNull::from(space),
            slot,
            current: [[core::ptr::null_mut(); CLASSES]; KINDS],
            lists: [[core::ptr::null_mut(); CLASSES]; KINDS],
            resume: [[core::ptr::null_mut(); CLASSES]; KINDS],
            young: core::ptr::null_mut(),
        }
    }

    /// A block of at least `bytes` bytes, 16-aligned, not initialised; `None` without memory.
    #[inline(always)]
    pub fn alloc(&mut self, bytes: usize, kind: Kind) -> Option<NonNull<u8>> {
        #[cfg(feature = "checks")]
        // SAFETY: the space outlives the arena.
        if unsafe { self.space.as_ref() }.faults.refuse() {
            return None;
        }
        if bytes <= MAX_SMALL {
            let class = class_of(if kind == Kind::Raw { bytes } else { bytes.max(32) });
            // SAFETY: a class is below CLASSES; pages of the table are this slot's.
            unsafe {
                let p = *self.current.get_unchecked(kind as usize).get_unchecked(class);
                if !p.is_null()
                    && let Some(b) = (*p).take(kind)
                {
                    return Some(b);
                }
            }
            self.alloc_slow(class, kind)
        } else {
            // SAFETY: the space outlives the arena.
            unsafe { self.space.as_ref() }.take_large(kind, bytes)
        }
    }

    #[cold]
    #[inline(never)]
    fn alloc_slow(&mut self, class: usize, kind: Kind) -> Option<NonNull<u8>> {
        let k = kind as usize;
        // SAFETY: pages of the lists are this slot's.
        unsafe {
            // Pages with blocks free, or freed by others. A few steps, on from where the last search ended, so that a long list of full pages costs
            // little each time, and each of them is looked at in its turn.
            let mut p = self.resume[k][class];
            if p.is_null() {
                p = self.lists[k][class];
            }
            for _ in 0..8 {
                if p.is_null() {
                    break;
                }
                (*p).collect();
                let block = (*p).take(kind);
                if block.is_some() {
                    self.resume[k][class] = (*p).next;
                    self.current[k][class] = p;
                    self.note_young(p);
                    return block;
                }
                p = (*p).next;
            }
            self.resume[k][class] = p;
            let p = self.space.as_ref().take_page(self.slot, kind, class)?;
            (*p).next = self.lists[k][class];
            (*p).listed = true;
            self.lists[k][class] = p;
            self.current[k][class] = p;
            self.note_young(p);
            (*p).take(kind)
        }
    }

    /// Gives a buffer back, of this arena or another.
    ///
    /// # Safety
    /// 1. The block came from some arena of the same space, as a raw one, and is not used again.
    pub unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: contract 1.
        unsafe { self.free_as(block, Kind::Raw) }
    }

    /// Gives an object's block back, of this arena or another.
    ///
    /// # Safety
    /// 1. The block came from some arena of the same space, as an object's, and is not used again. 2. Its header is dead. 3. If it is
    ///    [`mapped`] for itself, no stale reader is left.
    pub unsafe fn free_object(&mut self, block: NonNull<u8>) {
        // SAFETY: contract 1. All kinds of objects are freed alike.
        unsafe { self.free_as(block, Kind::Container) }
    }

    #[cold]
    #[inline(never)]
    unsafe fn free_as(&mut self, block: NonNull<u8>, kind: Kind) {
        let p = Page::of(block);
        // SAFETY: contract of `free` or `free_object`.
        unsafe {
            if free_own(self.slot, block, kind) {
            } else if (*p).class != u8::MAX {
                Page::put_remote(p, block.as_ptr());
            } else {
                self.space.as_ref().free_large(p);
            }
        }
    }
}

/// Gives a block back if it is of a slot's own pages; false: it is another's, or has a mapping of its own.
///
/// # Safety
/// 1. As [`Arena::free`] or [`Arena::free_object`], by `kind`. 2. The caller occupies the slot.
#[inline(always)]
pub(crate) unsafe fn free_own(slot: u16, block: NonNull<u8>, kind: Kind) -> bool {
    let p = Page::of(block);
    // SAFETY: the page of a block in use. Its slot alone tells: blocks with a mapping of their own have nobody's.
    unsafe {
        if (*p).slot != slot {
            return false;
        }
        poison(block, p);
        (*p).put(block.as_ptr(), kind);
    }
    true
}

/// Bytes of the mapping that an object has for itself, which is not touched from now on but for its header; `None` when it lies in a page with others.
///
/// # Safety
/// 1. The block is an object's, which has ended.
pub(crate) unsafe fn mapped(block: NonNull<u8>) -> Option<usize> {
    let p = Page::of(block);
    // SAFETY: contract 1.
    unsafe {
        if (*p).class != u8::MAX {
            return None;
        }
        page::forbid_free(block.as_ptr(), (*p).kind, (*p).block);
        Some((*p).mapped)
    }
}

#[inline(always)]
fn poison(_block: NonNull<u8>, _page: *mut Page) {
    #[cfg(feature = "checks")]
    // SAFETY: the block is free and of its page's size; its header and link stay.
    unsafe {
        let keep = size_of::<Header>() + size_of::<usize>();
        let n = (*_page).block as usize;
        if n > keep {
            asan::allow(_block.as_ptr(), n);
            core::ptr::write_bytes(_block.as_ptr().add(keep), 0xf5, n - keep);
        }
    }
}

/// Gives a block back from a thread without an arena.
///
/// # Safety
/// As [`Arena::free`]. A large raw block leaks until the space ends.
pub unsafe fn free_foreign(block: NonNull<u8>) {
    let p = Page::of(block);
    // SAFETY: the page of a block in use.
    unsafe {
        if (*p).class != u8::MAX {
            Page::put_remote(p, block.as_ptr());
        }
    }
}

/// Kind of a block's page.
///
/// # Safety
/// 1. The block is in use, or an object's block.
#[inline(always)]
pub unsafe fn kind_of(block: NonNull<u8>) -> Kind {
    // SAFETY: contract 1.
    unsafe { (*Page::of(block)).kind }
}

/// The slot whose page an object lies in; `None` for one with a mapping of its own.
///
/// # Safety
/// 1. The block is an object's.
pub(crate) unsafe fn slot_of(block: NonNull<u8>) -> Option<u16> {
    // SAFETY: contract 1.
    let slot = unsafe { (*Page::of(block)).slot };
    (slot != NO_OWNER).then_some(slot)
}

/// Bytes of a block.
///
/// # Safety
/// 1. The block is in use.
pub unsafe fn usable_size(block: NonNull<u8>) -> usize {
    // SAFETY: contract 1.
    unsafe { (*Page::of(block)).block as usize }
}
