//! Pages: aligned runs of blocks of one size class and kind, with their head at the start.
//!
//! P1. A page's kind, class and owner slot never change while it holds an object that a stale reader might meet: object pages are given back
//! only with the world stopped. P2. `local`, `fresh`, `taken` and `given` belong to the occupant of slot `slot` (or the collector). P3. `remote` is a
//! stack: anyone pushes with one exchange, the owner takes all with one swap, so there is no ABA. P4. A free object block keeps a dead
//! header; its link lies behind it. A free raw block's link is its first word. (For `marks`, `young` and `next_young` see `heap::marks`.)

use core::ptr::NonNull;

use super::marks::{ALL_MARKED, Marks};
use super::{Kind, asan};
use crate::object::Header;
use crate::prim::{AtomicPtr, Ordering};

/// A free block's link.
type Link = *mut u8;

/// Head of a page.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Page {
    /// Owner; nobody's for a block of its own, which is freed in another way.
    pub(crate) slot: u16,
    /// Kind of the blocks.
    pub(crate) kind: Kind,
    /// Size class, or `u8::MAX` for a block of its own.
    pub(crate) class: u8,
    /// Bytes of a block.
    pub(crate) block: u32,
    /// Blocks handed out, and taken back, since the page is the arena's.
    pub(crate) taken: u64,
    pub(crate) given: u64,
    /// Whether the page is in its class's list.
    pub(crate) listed: bool,
    /// Whether the page is in its arena's list of young pages.
    pub(crate) young: bool,
    /// Free blocks.
    pub(crate) local: Link,
    /// First block never used, and the end of the page.
    pub(crate) fresh: *mut u8,
    pub(crate) end: *mut u8,
    /// Next page of the class with room, or of the free pages.
    pub(crate) next: *mut Page,
    /// Next young page of the arena.
    pub(crate) next_young: *mut Page,
    /// Bytes of the mapping, for a block of its own.
    pub(crate) mapped: usize,
    /// Where it is among the space's mappings; under the space's lock.
    pub(super) place: usize,
    /// Blocks freed by others.
    remote: AtomicPtr<u8>,
    /// The collector's bits.
    pub(super) marks: Marks,
}

impl Page {
    /// Writes the head of a page.
    ///
    /// # Safety
    /// 1. `at` is the start of an unused page of `bytes` zeroed or old bytes. 2. `block` fits.
    pub(crate) unsafe fn init(at: NonNull<u8>, bytes: usize, slot: u16, kind: Kind, class: u8, block: usize) -> *mut Page {
        let p = at.as_ptr().cast::<Page>();
        let first = size_of::<Page>();
        let count = (bytes - first) / block;
        // SAFETY: contract 1.
        unsafe {
            asan::forbid(at.as_ptr().add(first), bytes - first);
            p.write(Page {
                slot,
                kind,
                class,
                block: block as u32,
                taken: 0,
                given: 0,
                listed: false,
                young: false,
                local: core::ptr::null_mut(),
                fresh: at.as_ptr().add(first),
                end: at.as_ptr().add(first + count * block),
                next: core::ptr::null_mut(),
                next_young: core::ptr::null_mut(),
                mapped: 0,
                place: 0,
                remote: AtomicPtr::new(core::ptr::null_mut()),
                marks: core::array::from_fn(|_| ALL_MARKED.into()),
            });
        }
        p
    }

    /// First block. Its pointer may reach the whole page, which one made of `self` may not.
    pub(crate) fn first(&self) -> *mut u8 {
        self.end.with_addr(core::ptr::from_ref(self).addr() + size_of::<Page>())
    }

    /// Takes a block, if there is one without looking at what others freed. `kind` is the page's, which callers know.
    #[inline(always)]
    pub(crate) fn take(&mut self, kind: Kind) -> Option<NonNull<u8>> {
        debug_assert!(kind == self.kind);
        let p = self.local;
        if !p.is_null() {
            // SAFETY: P4: a free block's link.
            self.local = unsafe { *link_of(p, kind) };
            asan::allow(p, self.block as usize);
            self.taken += 1;
            return NonNull::new(p);
        }
        if self.fresh != self.end {
            let p = self.fresh;
            self.fresh = p.wrapping_add(self.block as usize);
            asan::allow(p, self.block as usize);
            self.taken += 1;
            return NonNull::new(p);
        }
        None
    }

    /// Puts a block of the owner's back.
    ///
    /// # Safety
    /// 1. The block is of this page, which is of that kind, and not in use. 2. The caller is the owner.
    #[inline(always)]
    pub(crate) unsafe fn put(&mut self, p: *mut u8, kind: Kind) {
        forbid_free(p, kind, self.block);
        // SAFETY: contract 1.
        unsafe { *link_of(p, kind) = self.local };
        self.local = p;
        self.given += 1;
    }

    /// Gives a block back from another thread.
    ///
    /// # Safety
    /// 1. The block is of this page and not in use.
    pub(crate) unsafe fn put_remote(page: *mut Page, p: *mut u8) {
        // SAFETY: the kind is fixed while a block lives (P1); `remote` is atomic.
        unsafe {
            let (kind, remote) = ((*page).kind, &(*page).remote);
            forbid_free(p, kind, (*page).block);
            let mut head = remote.load(Ordering::Relaxed);
            loop {
                *link_of(p, kind) = head;
                // Release: pairs with the Acquire in `collect`; publishes the link, and the end of all use of the block.
                match remote.compare_exchange_weak(head, p, Ordering::Release, Ordering::Relaxed) {
                    Ok(_) => return,
                    Err(now) => head = now,
                }
            }
        }
    }

    /// Takes in what others freed; whether there was any.
    pub(crate) fn collect(&mut self) -> bool {
        if self.remote.load(Ordering::Relaxed).is_null() {
            return false;
        }
        // Acquire: pairs with the Release in `put_remote`.
        let mut p = self.remote.swap(core::ptr::null_mut(), Ordering::Acquire);
        while !p.is_null() {
            // SAFETY: P4.
            unsafe {
                let next = *link_of(p, self.kind);
                self.put(p, self.kind);
                p = next;
            }
        }
        true
    }

    /// Whether no block is in use, as far as the owner knows.
    pub(crate) fn is_empty(&self) -> bool {
        self.taken == self.given
    }

    /// The page of a block.
    #[inline(always)]
    pub(crate) fn of(block: NonNull<u8>) -> *mut Page {
        block.as_ptr().map_addr(|a| a & !(super::PAGE - 1)).cast()
    }

    /// Calls `f` for every object in use.
    ///
    /// # Safety
    /// 1. The world is stopped. 2. The page holds objects.
    pub(crate) unsafe fn for_each(&self, mut f: impl FnMut(NonNull<Header>)) {
        let mut p = self.first();
        while p != self.fresh {
            // SAFETY: blocks below `fresh` have been used, so each begins with a header, a dead one when free (P4).
            unsafe {
                let h = NonNull::new_unchecked(p.cast::<Header>());
                if !is_free(h) {
                    f(h);
                }
            }
            p = p.wrapping_add(self.block as usize);
        }
    }

    /// Blocks in use, but for those that others have given back and nobody has taken in.
    pub(super) fn in_use(&self) -> u64 {
        self.taken - self.given
    }
}

/// Of a block that is given back the header and the link may be touched, nothing else.
#[inline(always)]
pub(super) fn forbid_free(p: *mut u8, kind: Kind, bytes: u32) {
    let kept = link_of(p, kind).addr() + size_of::<Link>() - p.addr();
    asan::allow(p, kept);
    asan::forbid(p.wrapping_add(kept), bytes as usize - kept);
}

/// Whether a header is that of a free block: no object has such a shape.
fn is_free(h: NonNull<Header>) -> bool {
    // SAFETY: the caller's header.
    unsafe { h.as_ref() }.shape.load(Ordering::Relaxed) == u32::MAX
}

/// Where a free block keeps its link.
#[inline(always)]
fn link_of(p: *mut u8, kind: Kind) -> *mut Link {
    if kind == Kind::Raw { p.cast() } else { p.wrapping_add(size_of::<Header>()).cast() }
}
