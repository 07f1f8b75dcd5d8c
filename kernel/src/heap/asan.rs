//! What AddressSanitizer is told of blocks, under `cfg(asan)`; otherwise these functions do nothing.
//!
//! The sanitizer knows the mappings that pages are cut from, and nothing of the blocks in them. So what must not be touched is named: a page's blocks
//! before they are handed out, what is left of a block beyond the bytes asked for, and a block that was given back. Of that the header and the link
//! stay (P4 of `page`): a stale reader may look at the one, the heap uses the other. A buffer that readers without lock may be at is given
//! back after quiescence, so an access that is reported came too late.

/// Bytes may not be touched from now on.
#[inline(always)]
pub(super) fn forbid(_from: *mut u8, _bytes: usize) {
    #[cfg(asan)]
    // SAFETY: the sanitizer notes the range, and reads or writes nothing of it.
    unsafe {
        __asan_poison_memory_region(_from.cast(), _bytes);
    }
}

/// Bytes may be touched again.
#[inline(always)]
pub(super) fn allow(_from: *mut u8, _bytes: usize) {
    #[cfg(asan)]
    // SAFETY: as in `forbid`.
    unsafe {
        __asan_unpoison_memory_region(_from.cast(), _bytes);
    }
}

/// A block is in use up to so many bytes.
#[inline(always)]
pub(crate) fn trim(_block: core::ptr::NonNull<u8>, _bytes: usize) {
    #[cfg(asan)]
    // SAFETY: the block is in use. Its last bytes are forbidden from the next word on: the sanitizer knows a word's beginning only.
    unsafe {
        let used = _bytes.next_multiple_of(size_of::<u64>());
        forbid(_block.as_ptr().add(_bytes), used - _bytes);
        forbid(_block.as_ptr().add(used), super::usable_size(_block).saturating_sub(used));
    }
}

#[cfg(asan)]
unsafe extern "C" {
    fn __asan_poison_memory_region(from: *const core::ffi::c_void, bytes: usize);
    fn __asan_unpoison_memory_region(from: *const core::ffi::c_void, bytes: usize);
}

/// Each of these is to end in a report; `tests/ci/asan.sh` runs them one by one.
#[cfg(all(test, asan))]
mod tests {
    use core::ptr::NonNull;

    use crate::isolate::stress_tests::with_isolate;

    /// Reads a byte, as an access that the compiler cannot leave out.
    fn read(block: NonNull<u8>, at: usize) {
        // SAFETY: mapped memory. That it must not be read is the point.
        core::hint::black_box(unsafe { block.add(at).as_ptr().read_volatile() });
    }

    #[test]
    #[ignore = "ends in a report"]
    fn reported_a_buffer_given_back() {
        with_isolate(false, |th| {
            let b = th.alloc_buffer(64).expect("memory");
            read(b, 40);
            // SAFETY: used again, to have it reported.
            unsafe { th.free_buffer(b) };
            read(b, 40);
        });
    }

    #[test]
    #[ignore = "ends in a report"]
    fn reported_an_object_that_has_ended() {
        with_isolate(false, |th| {
            let n = th.int(7).expect("memory");
            let o = th.pair(n.clone(), n).expect("memory");
            let b = NonNull::new(o.value().as_pointer().expect("an object").cast::<u8>()).expect("not null");
            read(b, size_of::<crate::object::Header>() + size_of::<usize>());
            drop(o);
            // What a stale reader may look at.
            read(b, 0);
            read(b, size_of::<crate::object::Header>() + size_of::<usize>());
        });
    }

    #[test]
    #[ignore = "ends in a report"]
    fn reported_a_byte_too_many() {
        with_isolate(false, |th| {
            let b = th.alloc_buffer(41).expect("memory");
            read(b, 40);
            read(b, 41);
        });
    }

    #[test]
    #[ignore = "ends in a report"]
    fn reported_a_buffer_that_another_thread_gave_back() {
        with_isolate(false, |th| {
            let b = th.alloc_buffer(64).expect("memory");
            // SAFETY: as above.
            unsafe { crate::heap::free_foreign(b) };
            read(b, 40);
        });
    }
}
