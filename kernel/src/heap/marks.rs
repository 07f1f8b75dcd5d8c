//! The collector's mark bits, and the pages where its young objects are.
//!
//! Each page has one bit for every place where an object may begin. A set bit says "known to be alive, or none of this collection's business".
//!
//! M1. Outside a collection all bits of all pages are set; those of leaf and raw pages always are. A collection clears the bits of its
//! candidates, sets them as it reaches the objects, and sets all in the end. So to mark an object takes no look at what and where it is.
//! M2. A container page whose blocks were handed out since its thread's last collection is in its arena's list of young pages. It gets there when it
//! becomes the page that blocks are taken from, and those that still are when a collection ends stay. (Blocks with a mapping of their own have no arena.)
//! M3. Young is what lies in such a page without FLAG_OLD. Collections of young objects set the flag in what survives; birth clears it.
//! Objects that are taken for young by mistake cost time, nothing else: any set of objects may be collected by itself, since references
//! from outside are in the objects' counts.
//! M4. The lists belong to the occupant of the slot. The bits of a page are written by the occupant of its slot, or with the world stopped. Others
//! may read them at any time, and find those of objects set that the occupant cannot have for candidates.

use core::ptr::NonNull;

use super::page::Page;
use super::{Arena, Kind, PAGE, Space};
use crate::object::Header;
use crate::object::header::FLAG_OLD;
use crate::prim::{AtomicUsize, Ordering};

/// Bytes from one place to the next: no object's block is smaller.
const GRAIN: usize = 32;
const BITS: usize = usize::BITS as usize;

/// A page's bits.
pub(super) type Marks = [AtomicUsize; PAGE / GRAIN / BITS];

/// A word of bits that are all set.
pub(super) const ALL_MARKED: usize = usize::MAX;

impl Page {
    /// The word and the bit of an object.
    #[inline(always)]
    unsafe fn place<'a>(object: NonNull<Header>) -> (&'a AtomicUsize, usize) {
        let i = (object.addr().get() & (PAGE - 1)) / GRAIN;
        // SAFETY: the object's page, or the first bytes of its own mapping, where it begins; the index is below the page's size.
        unsafe { (&*(&raw const (*Page::of(object.cast())).marks).cast::<AtomicUsize>().add(i / BITS), 1 << (i % BITS)) }
    }

    fn set_all(&self, word: usize) {
        for w in &self.marks {
            w.store(word, Ordering::Relaxed);
        }
    }

    fn marked(&self) -> u64 {
        self.marks.iter().map(|w| u64::from(w.load(Ordering::Relaxed).count_ones())).sum()
    }
}

/// Sets an object's bit: whether it was clear.
///
/// # Safety
/// 1. The object is there. 2. If its bit is clear, it is this thread's candidate.
#[inline(always)]
pub(crate) unsafe fn mark(object: NonNull<Header>) -> bool {
    // SAFETY: contract 1; by contract 2 nobody else writes the word.
    let (word, bit) = unsafe { Page::place(object) };
    let old = word.load(Ordering::Relaxed);
    if old & bit != 0 {
        return false;
    }
    word.store(old | bit, Ordering::Relaxed);
    true
}

/// Whether an object's bit is set.
///
/// # Safety
/// 1. The object is there.
#[inline(always)]
pub(crate) unsafe fn is_marked(object: NonNull<Header>) -> bool {
    // SAFETY: contract 1.
    let (word, bit) = unsafe { Page::place(object) };
    word.load(Ordering::Relaxed) & bit != 0
}

impl Space {
    /// Calls `f` for all pages that hold containers.
    fn container_pages(&self, mut f: impl FnMut(NonNull<Page>)) {
        let inner = self.inner.lock();
        for p in inner.pages.iter().chain(&inner.large) {
            // SAFETY: a page in use; kinds do not change.
            if unsafe { p.as_ref() }.kind == Kind::Container {
                f(*p);
            }
        }
    }

    /// Makes all containers candidates.
    ///
    /// # Safety
    /// 1. The world is stopped; [`end_marking`](Self::end_marking) follows before it goes on.
    pub(crate) unsafe fn begin_marking(&self) {
        // SAFETY: contract 1.
        self.container_pages(|p| unsafe { p.as_ref() }.set_all(0));
    }

    /// Calls `f` for the candidates that have not been marked. Pages without any are passed by at the price of their heads.
    ///
    /// # Safety
    /// 1. The world is stopped, and [`begin_marking`](Self::begin_marking) has been called. 2. `f` neither allocates nor frees here.
    pub(crate) unsafe fn for_each_unmarked(&self, mut f: impl FnMut(NonNull<Header>)) {
        self.container_pages(|p| {
            // SAFETY: contract 1. Bits are set for objects in use only, so that where all of these are marked the numbers agree.
            unsafe {
                let p = p.as_ref();
                if p.marked() != p.in_use() {
                    p.for_each(|h| {
                        if !is_marked(h) {
                            f(h);
                        }
                    });
                }
            }
        });
    }

    /// Ends what [`begin_marking`](Self::begin_marking) began (M1).
    ///
    /// # Safety
    /// 1. The world is stopped.
    pub(crate) unsafe fn end_marking(&self) {
        // SAFETY: contract 1.
        self.container_pages(|p| unsafe { p.as_ref() }.set_all(ALL_MARKED));
    }
}

impl Arena {
    /// Blocks are going to be taken from a page (M2).
    ///
    /// # Safety
    /// 1. The page is this arena's, and the caller occupies its slot.
    pub(super) unsafe fn note_young(&mut self, p: *mut Page) {
        // SAFETY: contract 1.
        unsafe {
            if (*p).kind == Kind::Container && !(*p).young {
                (*p).young = true;
                (*p).next_young = self.young;
                self.young = p;
            }
        }
    }

    /// Keeps of the young pages those for which `keep` holds, in order.
    ///
    /// # Safety
    /// 1. The caller occupies the slot, or the world is stopped.
    unsafe fn retain_young(&mut self, keep: impl Fn(*mut Page) -> bool) {
        let mut link: *mut *mut Page = &raw mut self.young;
        // SAFETY: the pages of the list are this arena's, and nobody else is about (contract 1).
        unsafe {
            while !(*link).is_null() {
                let p = *link;
                if keep(p) {
                    link = &raw mut (*p).next_young;
                } else {
                    (*p).young = false;
                    *link = core::mem::replace(&mut (*p).next_young, core::ptr::null_mut());
                }
            }
        }
    }

    /// Forgets the young pages that the arena has given up.
    ///
    /// # Safety
    /// 1. The world is stopped.
    pub(super) unsafe fn forget_unlisted(&mut self) {
        // SAFETY: contract 1.
        unsafe { self.retain_young(|p| (*p).listed) };
    }

    /// After a collection: young are from now on the pages that blocks are being taken from.
    ///
    /// # Safety
    /// 1. As for [`retain_young`](Self::retain_young).
    pub(crate) unsafe fn restart_young(&mut self) {
        let current = self.current[Kind::Container as usize];
        // SAFETY: contract 1.
        unsafe {
            self.retain_young(|p| current.contains(&p));
            for p in current {
                if !p.is_null() {
                    self.note_young(p);
                }
            }
        }
    }
}

/// Shows `f` the young objects of an arena, the newest pages' first, until `most` objects have been looked at, and makes those candidates for which
/// it answers true. What is left out counts as old from then on, unless its page gets young again.
///
/// # Safety
/// 1. The caller occupies the arena's slot; [`end_young`] follows before anything else. 2. `f` neither allocates from the heap nor frees.
pub(crate) unsafe fn begin_young(arena: &Arena, most: usize, mut f: impl FnMut(NonNull<Header>) -> bool) {
    let mut seen = 0;
    let mut p = arena.young;
    // SAFETY: pages of the arena's list.
    while let Some(page) = unsafe { p.as_ref() }
        && seen < most
    {
        // SAFETY: contract 1. Other threads may end objects here meanwhile; headers stay headers.
        unsafe {
            page.for_each(|h| {
                seen += 1;
                if h.as_ref().flags.load(Ordering::Relaxed) & FLAG_OLD == 0 && f(h) {
                    let (word, bit) = Page::place(h);
                    word.store(word.load(Ordering::Relaxed) & !bit, Ordering::Relaxed);
                }
            });
        }
        p = page.next_young;
    }
}

/// Ends what [`begin_young`] began (M1): no object of the arena is young any more.
///
/// # Safety
/// 1. The caller occupies the arena's slot.
pub(crate) unsafe fn end_young(arena: &mut Arena) {
    let mut p = arena.young;
    // SAFETY: pages of the arena's list.
    while let Some(page) = unsafe { p.as_ref() } {
        page.set_all(ALL_MARKED);
        p = page.next_young;
    }
    // SAFETY: contract 1.
    unsafe { arena.restart_young() };
}
