//! stub
use crate::thread::ThreadHead;
use core::ptr::NonNull;
/// Retire.
/// # Safety
/// stub
pub unsafe fn retire(_h: &mut ThreadHead, _block: NonNull<u8>, _bytes: usize, _free: unsafe fn(NonNull<u8>)) {}
