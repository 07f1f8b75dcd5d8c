//! A platform over `std`, for unit tests.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use core::ptr::NonNull;
use freewheel_arch::{ParkResult, Platform, Stream, WriteError};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::boxed::Box;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The platform of unit tests.
pub(crate) struct TestPlatform;

/// The one there is.
pub(crate) static PLATFORM: TestPlatform = TestPlatform;

struct Sleeper {
    address: usize,
    woken: Mutex<bool>,
    wake: Condvar,
}

static QUEUE: Mutex<VecDeque<Arc<Sleeper>>> = Mutex::new(VecDeque::new());

fn queue() -> MutexGuard<'static, VecDeque<Arc<Sleeper>>> {
    QUEUE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wake(sleeper: &Sleeper) {
    *sleeper.woken.lock().unwrap() = true;
    sleeper.wake.notify_one();
}

fn clock() -> Instant {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *BEGUN.get_or_init(Instant::now)
}

/// How many threads sleep on `address`.
pub(crate) fn sleepers(address: usize) -> usize {
    queue().iter().filter(|s| s.address == address).count()
}

// SAFETY: mapped memory is the allocator's. A sleeper enters the queue under the lock under which it validated, and an unpark takes that lock,
// so an unpark that begins later finds it.
unsafe impl Platform for TestPlatform {
    fn map(&self, bytes: usize, align: usize) -> Option<NonNull<u8>> {
        // Every mapping is aligned alike, so that `unmap` knows the layout.
        assert!(align <= 1 << 22);
        // SAFETY: the size is not zero.
        NonNull::new(unsafe { alloc_zeroed(Layout::from_size_align(bytes.max(1), 1 << 22).ok()?) })
    }
    unsafe fn unmap(&self, start: NonNull<u8>, bytes: usize) {
        // SAFETY: the layout of `map`.
        unsafe { dealloc(start.as_ptr(), Layout::from_size_align_unchecked(bytes.max(1), 1 << 22)) }
    }
    fn park(&self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
        let sleeper = Arc::new(Sleeper { address, woken: Mutex::new(false), wake: Condvar::new() });
        {
            let mut queue = queue();
            if !validate() {
                return ParkResult::Invalid;
            }
            queue.push_back(sleeper.clone());
        }
        let woken = sleeper.woken.lock().unwrap();
        match timeout {
            None => drop(sleeper.wake.wait_while(woken, |woken| !*woken).unwrap()),
            Some(nanos) => {
                let (woken, _) = sleeper.wake.wait_timeout_while(woken, Duration::from_nanos(nanos), |woken| !*woken).unwrap();
                drop(woken);
                let mut queue = queue();
                if let Some(i) = queue.iter().position(|s| Arc::ptr_eq(s, &sleeper)) {
                    queue.remove(i);
                    return ParkResult::TimedOut;
                }
            }
        }
        ParkResult::Unparked
    }
    fn unpark_one(&self, address: usize, found: &mut dyn FnMut(bool, bool)) {
        let mut queue = queue();
        let sleeper = queue.iter().position(|s| s.address == address).and_then(|i| queue.remove(i));
        found(sleeper.is_some(), queue.iter().any(|s| s.address == address));
        if let Some(sleeper) = sleeper {
            wake(&sleeper);
        }
    }
    fn unpark_all(&self, address: usize) {
        queue().retain(|s| {
            if s.address == address {
                wake(s);
            }
            s.address != address
        });
    }
    fn now(&self) -> u64 {
        clock().elapsed().as_nanos() as u64
    }
    fn wall_clock(&self) -> Option<u64> {
        None
    }
    fn entropy(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
    fn write(&self, _: Stream, _: &[u8]) -> Result<(), WriteError> {
        Ok(())
    }
    fn start_thread(&self, entry: fn(usize), argument: usize) -> bool {
        std::thread::Builder::new().spawn(move || entry(argument)).is_ok()
    }
    fn yield_now(&self) {
        std::thread::yield_now();
    }
    fn stack_limit(&self) -> usize {
        0
    }
    fn cores(&self) -> usize {
        2
    }
    fn abort(&self, message: &str) -> ! {
        panic!("{message}")
    }
}

/// Keeps a value for ever, in a way that leak checkers see.
pub(crate) fn keep<T: Send + Sync + 'static>(value: T) -> &'static T {
    static KEPT: Mutex<std::vec::Vec<&'static (dyn core::any::Any + Send + Sync)>> = Mutex::new(std::vec::Vec::new());
    let kept: &'static T = Box::leak(Box::new(value));
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
    kept
}

/// A registry over the test platform that lives for ever.
pub(crate) fn registry(gil: bool) -> &'static crate::thread::Registry {
    keep(crate::thread::Registry::new(&PLATFORM, gil))
}

/// Runs `f` on a registered, attached thread of `registry`.
pub(crate) fn with_thread<R>(
    registry: &'static crate::thread::Registry,
    slot: u16,
    f: impl FnOnce(&mut crate::thread::ThreadHead) -> R,
) -> R {
    let head = Box::into_raw(Box::new(crate::thread::ThreadHead::new(slot)));
    // SAFETY: the head is boxed, so it stays where it is; it is unregistered and freed below, by the only thread that uses it.
    unsafe {
        assert!(registry.register(head));
        (*head).attach();
        let result = f(&mut *head);
        registry.unregister(head);
        drop(Box::from_raw(head));
        result
    }
}
