//! States of libraries that objects hold under a lock.

use std::sync::{Mutex, PoisonError};

use freewheel_kernel::isolate::Thread;

use super::system::SHORT;

/// Runs `f` on what the lock holds, with the thread detached when it has much to do or to wait for. `f` touches no object, so whoever has the lock waits for
/// nobody. A panic under it leaves nothing half done that counts.
pub(super) fn with<T, R>(th: &mut Thread, state: &Mutex<T>, input: usize, f: impl FnOnce(&mut T) -> R) -> R {
    if input <= SHORT
        && let Ok(mut held) = state.try_lock()
    {
        return f(&mut held);
    }
    th.detached(|| f(&mut state.lock().unwrap_or_else(PoisonError::into_inner)))
}
