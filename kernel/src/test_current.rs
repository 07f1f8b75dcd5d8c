//! The calling thread's pointer, for unit tests, where no shim defines it.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

std::thread_local! {
    static CURRENT: core::cell::Cell<*mut ()> = const { core::cell::Cell::new(core::ptr::null_mut()) };
}

#[unsafe(no_mangle)]
fn freewheel_current() -> *mut () {
    CURRENT.with(core::cell::Cell::get)
}

#[unsafe(no_mangle)]
fn freewheel_set_current(pointer: *mut ()) {
    CURRENT.with(|c| c.set(pointer));
}
