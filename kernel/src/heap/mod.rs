//! stub
use core::ptr::NonNull;
/// Kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// Container.
    Container,
    /// Leaf.
    Leaf,
    /// Raw.
    Raw,
}
/// Space.
#[derive(Debug)]
pub struct Space {}
impl Space {
    /// New.
    pub fn new(_p: &'static dyn freewheel_arch::Platform, _limit: usize) -> Space {
        Space {}
    }
}
/// Arena.
#[derive(Debug)]
pub struct Arena {}
impl Arena {
    /// New.
    pub fn new(_s: &Space, _slot: u16) -> Arena {
        Arena {}
    }
    /// Alloc.
    pub fn alloc(&mut self, size: usize, _kind: Kind) -> Option<NonNull<u8>> {
        let l = core::alloc::Layout::from_size_align(size + 16, 16).ok()?;
        // SAFETY: stub.
        unsafe {
            let p = alloc::alloc::alloc_zeroed(l);
            if p.is_null() {
                return None;
            }
            *p.cast::<usize>() = size;
            NonNull::new(p.add(16))
        }
    }
    /// Free.
    /// # Safety
    /// stub
    pub unsafe fn free(&mut self, b: NonNull<u8>) {
        // SAFETY: stub.
        unsafe { free_foreign(b) }
    }
}
/// Free.
/// # Safety
/// stub
pub unsafe fn free_foreign(b: NonNull<u8>) {
    // SAFETY: stub.
    unsafe {
        let p = b.as_ptr().sub(16);
        let size = *p.cast::<usize>();
        alloc::alloc::dealloc(p, core::alloc::Layout::from_size_align(size + 16, 16).unwrap());
    }
}
