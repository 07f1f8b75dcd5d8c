//! What is made for good while an isolate runs, and given back when it ends: names that messages borrow, records that sites of code refer to, declarations
//! of native functions.
//!
//! K1. What was put here stays where it is, alive, until the list is dropped. The list is dropped after the last object has ended and no thread is left.

use alloc::boxed::Box;
use alloc::vec::Vec;

use spin::Mutex;

/// One thing, and how it ends.
#[derive(Debug)]
struct Item {
    at: *mut (),
    end: unsafe fn(*mut ()),
}

// SAFETY: what goes in may be used on any thread (contract 2 of `keep`), and only whoever drops the list touches it.
unsafe impl Send for Item {}

/// Things that live as long as an isolate.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Vec<Item>>);

impl Kept {
    /// Keeps a value. Without memory for the list's growth it is kept for ever.
    ///
    /// # Safety
    /// 1. The reference is not used after the list's end (K1): by nothing but objects and threads of its isolate. 2. The value may be used, and end, on any
    ///    thread.
    pub unsafe fn keep<T: 'static>(&self, value: Box<T>) -> &'static T {
        let at = Box::into_raw(value);
        // SAFETY: the pointer is that of a box of this very type.
        let end = |p: *mut ()| drop(unsafe { Box::from_raw(p.cast::<T>()) });
        let mut all = self.0.lock();
        if all.try_reserve(1).is_ok() {
            all.push(Item { at: at.cast(), end });
        }
        // SAFETY: K1, contract 1.
        unsafe { &*at }
    }

    /// Keeps a text. `None` without memory.
    ///
    /// # Safety
    /// As [`keep`](Self::keep).
    pub unsafe fn text(&self, text: &str) -> Option<&'static str> {
        let mut bytes: Vec<u8> = Vec::new();
        bytes.try_reserve_exact(text.len()).ok()?;
        bytes.extend_from_slice(text.as_bytes());
        let kept = crate::prim::boxed(bytes.into_boxed_slice())?;
        // SAFETY: contract 1; a text.
        let kept = unsafe { self.keep(kept) };
        core::str::from_utf8(kept).ok()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for item in self.0.get_mut().drain(..) {
            // SAFETY: put here by `keep` with the function that ends it, once.
            unsafe { (item.end)(item.at) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::sync::Arc;

    #[test]
    fn what_is_kept_ends_with_the_list() {
        let list = Kept::default();
        let counted = Arc::new(5);
        // SAFETY: not used after the list.
        let (number, text) = unsafe { (list.keep(Box::new(counted.clone())), list.text("näme").unwrap()) };
        assert_eq!((**number, text, Arc::strong_count(&counted)), (5, "näme", 2));
        drop(list);
        assert_eq!(Arc::strong_count(&counted), 1);
    }
}
