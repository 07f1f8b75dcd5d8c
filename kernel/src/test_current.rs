//! The calling thread's pointer, for unit tests, where no shim defines it.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use core::cell::Cell;

std::thread_local! {
    static CURRENT: Cell<(*mut (), u16)> = const { Cell::new((core::ptr::null_mut(), freewheel_arch::platform::NO_SLOT)) };
}

#[unsafe(no_mangle)]
fn freewheel_current() -> *mut () {
    CURRENT.with(Cell::get).0
}

#[unsafe(no_mangle)]
fn freewheel_current_slot() -> u16 {
    CURRENT.with(Cell::get).1
}

#[unsafe(no_mangle)]
fn freewheel_set_current(pointer: *mut (), slot: u16) {
    CURRENT.with(|c| c.set((pointer, slot)));
}
