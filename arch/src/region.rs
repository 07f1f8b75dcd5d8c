//! Pages from regions of memory, for environments that have no `mmap`.
//!
//! A board hands its free memory to a [`Regions`] once, region by region, and its `Platform` maps and unmaps from there. Free memory is a list
//! of holes inside itself (`linked_list_allocator`), sorted by address, so that neighbours join again; finding and giving back take time in
//! proportion to the number of holes. That is few and seldom: the heap above asks for whole segments.

use core::alloc::Layout;
use core::ptr::NonNull;

use heapless::Vec;
use linked_list_allocator::Heap;
use spin::Mutex;

/// Most regions. Boards have one to four banks of memory; boot loaders cut holes into them.
pub const MAX_REGIONS: usize = 16;

/// A region could not be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionError {
    /// There are [`MAX_REGIONS`] already.
    TooMany,
    /// It has no room for a single hole.
    TooSmall,
}

/// Free memory, in up to [`MAX_REGIONS`] regions.
///
/// Interrupt handlers must not use it: they would wait for the lock that the code they interrupt holds.
pub struct Regions {
    all: Mutex<Vec<Heap, MAX_REGIONS>>,
}

impl core::fmt::Debug for Regions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Regions").field("free_bytes", &self.free_bytes()).finish_non_exhaustive()
    }
}

impl Default for Regions {
    fn default() -> Self {
        Self::new()
    }
}

impl Regions {
    /// None yet.
    pub const fn new() -> Self {
        Regions { all: Mutex::new(Vec::new()) }
    }

    /// Adds a region.
    ///
    /// # Errors
    /// When it is one too many, or too small to use.
    ///
    /// # Safety
    /// 1. The memory is readable and writable, and for as long as `self` lives nothing else uses it. 2. Whoever uses `self` may use it.
    pub unsafe fn add(&self, start: NonNull<u8>, bytes: usize) -> Result<(), RegionError> {
        // A hole holds its size and the next one's address. Up to one word is lost at either end.
        if bytes < 4 * size_of::<usize>() {
            return Err(RegionError::TooSmall);
        }
        let mut all = self.all.lock();
        if all.is_full() {
            return Err(RegionError::TooMany);
        }
        // SAFETY: 1: the memory is ours, and as long-lived as the heap that is made of it.
        let heap = unsafe { Heap::new(start.as_ptr(), bytes) };
        all.push(heap).map_err(|_| RegionError::TooMany)
    }

    /// `bytes` zeroed bytes at a multiple of `align`, a power of two; `None` when no hole is large enough.
    pub fn map(&self, bytes: usize, align: usize) -> Option<NonNull<u8>> {
        let layout = Layout::from_size_align(bytes, align).ok().filter(|l| l.size() > 0)?;
        let start = self.all.lock().iter_mut().find_map(|heap| heap.allocate_first_fit(layout).ok())?;
        // SAFETY: the allocation is `bytes` long and ours. Outside of the lock: it takes long.
        unsafe { start.write_bytes(0, bytes) };
        Some(start)
    }

    /// Takes memory back.
    ///
    /// # Safety
    /// 1. `start` and `bytes` are those of one earlier `map` of `self`. 2. Nothing uses the memory any more.
    pub unsafe fn unmap(&self, start: NonNull<u8>, bytes: usize) {
        // The size alone decides how much a hole takes back.
        let Ok(layout) = Layout::from_size_align(bytes, 1) else { return };
        let holds = |heap: &&mut Heap| (heap.bottom().addr()..heap.top().addr()).contains(&start.addr().get());
        if let Some(heap) = self.all.lock().iter_mut().find(holds) {
            // SAFETY: 1: this heap allocated it with this size. 2: it is free now.
            unsafe { heap.deallocate(start, layout) };
        }
    }

    /// Bytes in all holes. The largest [`map`](Self::map) that can succeed may be much smaller.
    pub fn free_bytes(&self) -> usize {
        self.all.lock().iter().map(Heap::free).sum()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec;

    const KIB: usize = 1024;

    /// Memory for a test, which lives until the process ends.
    fn memory(bytes: usize) -> NonNull<u8> {
        let memory = vec![0xaau8; bytes].leak();
        NonNull::new(memory.as_mut_ptr()).expect("not null")
    }

    fn regions(sizes: &[usize]) -> Regions {
        let regions = Regions::new();
        for &bytes in sizes {
            // SAFETY: fresh memory that lives for ever.
            unsafe { regions.add(memory(bytes), bytes) }.expect("room");
        }
        regions
    }

    #[test]
    fn maps_zeroed_and_aligned() {
        let r = regions(&[64 * KIB]);
        for align in [1, 16, 64, 4 * KIB] {
            let p = r.map(4 * KIB, align).expect("room");
            assert_eq!(p.addr().get() % align, 0);
            // SAFETY: just mapped.
            let bytes = unsafe { core::slice::from_raw_parts(p.as_ptr(), 4 * KIB) };
            assert!(bytes.iter().all(|&b| b == 0));
        }
    }

    #[test]
    fn memory_comes_back_whole() {
        let r = regions(&[64 * KIB]);
        let free = r.free_bytes();
        for round in 0..3 {
            let pages: vec::Vec<_> = core::iter::from_fn(|| r.map(4 * KIB, 4 * KIB)).collect();
            assert!(pages.len() >= 14, "{} pages in round {round}", pages.len());
            assert!(r.map(4 * KIB, 4 * KIB).is_none());
            // Every other page first, so that holes have to join.
            for p in pages.iter().step_by(2).chain(pages.iter().skip(1).step_by(2)) {
                // SAFETY: mapped above with this size, and not used.
                unsafe { r.unmap(*p, 4 * KIB) };
            }
            assert_eq!(r.free_bytes(), free);
        }
        assert!(r.map(48 * KIB, 16).is_some());
    }

    #[test]
    fn several_regions_are_one() {
        let r = regions(&[8 * KIB, 32 * KIB, 8 * KIB]);
        let large = r.map(16 * KIB, 16).expect("the second has room");
        let pages: vec::Vec<_> = core::iter::from_fn(|| r.map(KIB, 16)).collect();
        assert!(pages.len() >= 28);
        // SAFETY: mapped above with these sizes, and not used.
        unsafe {
            r.unmap(large, 16 * KIB);
            pages.iter().for_each(|p| r.unmap(*p, KIB));
        }
        assert!(r.map(24 * KIB, 16).is_some());
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        let r = regions(&[4 * KIB; MAX_REGIONS]);
        // SAFETY: fresh memory that lives for ever.
        unsafe {
            assert_eq!(r.add(memory(KIB), KIB), Err(RegionError::TooMany));
            assert_eq!(Regions::new().add(memory(8), 8), Err(RegionError::TooSmall));
        }
        assert!(r.map(0, 16).is_none());
        assert!(r.map(KIB, 3).is_none());
        assert!(r.map(usize::MAX, 16).is_none());
        assert!(r.map(8 * KIB, 16).is_none());
    }

    #[test]
    fn threads_share_it() {
        let r = regions(&[256 * KIB]);
        let free = r.free_bytes();
        std::thread::scope(|s| {
            for t in 0..2u8 {
                let r = &r;
                s.spawn(move || {
                    for i in 0..50 {
                        let bytes = KIB * (1 + i % 7);
                        let p = r.map(bytes, 64).expect("room for two");
                        // SAFETY: ours until it is unmapped.
                        unsafe {
                            p.write_bytes(t, bytes);
                            assert_eq!(p.add(bytes - 1).read(), t);
                            r.unmap(p, bytes);
                        }
                    }
                });
            }
        });
        assert_eq!(r.free_bytes(), free);
    }
}
