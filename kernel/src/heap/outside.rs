//! Memory that an object keeps outside of the heap, such as the digits of a big number, counted against the isolate's limit all the same.

use crate::isolate::Thread;
use crate::native::raised::R;

/// Less than this is not worth counting; the object's own block is about as large.
const LEAST: usize = 256;

/// A claim to bytes of the quota, given back when it is dropped, on a thread of the same isolate.
#[derive(Debug, Default)]
pub struct Outside(usize);

impl Outside {
    /// Claims `bytes`, or raises `MemoryError`.
    ///
    /// # Errors
    /// When the isolate's limit leaves no room.
    #[inline]
    pub fn claim(th: &mut Thread, bytes: usize) -> R<Outside> {
        if bytes < LEAST {
            return Ok(Outside(0));
        }
        if th.isolate().space.charge(bytes) { Ok(Outside(bytes)) } else { Err(th.no_memory()) }
    }
}

impl Drop for Outside {
    #[inline]
    fn drop(&mut self) {
        if self.0 != 0 {
            // Without a current thread the isolate is gone, or going.
            if let Some(th) = crate::isolate::thread::current_mut() {
                th.isolate().space.uncharge(self.0);
            }
        }
    }
}
