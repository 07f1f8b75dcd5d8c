//! What the benches share: an isolate to measure in.
#![allow(clippy::std_instead_of_core, reason = "benches run on std")]

use freewheel::platform::PLATFORM;
use freewheel_kernel::isolate::{Config, Isolate, Thread};

/// The main thread of a new isolate, attached.
///
/// # Panics
/// When there is no memory for one.
pub fn thread() -> Box<Thread> {
    let config = Config { gil: false, heap_limit: 1 << 30, hash_key: [0; 16], modules: &[], argv: Vec::new(), host: None };
    Isolate::start(&PLATFORM, config).expect("memory for an isolate")
}
