//! A platform over loom's mutex and condition variable, so that models run the real locks and a lost wake-up is a deadlock that loom reports.
//! Time stands still: a wait with a time limit does not end by itself.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;
use freewheel_arch::{ParkResult, Platform, Stream, WriteError};
use loom::sync::{Condvar, Mutex};

/// The sleepers, as (address, ticket).
#[derive(Default)]
struct Queue {
    sleepers: Vec<(usize, u32)>,
    tickets: u32,
}

/// Runs a model with at most three preemptions, unless the environment sets another bound. With two, a stop that finds a thread in the middle of
/// its work, and the thread that counts itself off before the stopper looks, are missed; four make hours out of seconds.
pub(crate) fn check(f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(3));
    builder.check(f);
}

/// A value of one execution that lives for ever.
pub(crate) fn keep<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Runs `f` on a registered, attached thread of `registry`.
pub(crate) fn with_thread<R>(registry: &'static crate::thread::Registry, f: impl FnOnce(&mut crate::thread::ThreadHead) -> R) -> R {
    let head = Box::into_raw(Box::new(crate::thread::ThreadHead::new(0)));
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

/// A platform of one loom execution.
pub(crate) struct LoomPlatform {
    queue: Mutex<Queue>,
    wake: Condvar,
}

impl LoomPlatform {
    /// A platform for this execution; a few bytes are leaked, since the kernel wants it for ever.
    pub(crate) fn leaked() -> &'static LoomPlatform {
        Box::leak(Box::new(LoomPlatform { queue: Mutex::new(Queue::default()), wake: Condvar::new() }))
    }
}

// SAFETY: nothing is mapped; the queue's mutex is held from the validation to the sleep.
unsafe impl Platform for LoomPlatform {
    fn map(&self, _: usize, _: usize) -> Option<NonNull<u8>> {
        None
    }
    unsafe fn unmap(&self, _: NonNull<u8>, _: usize) {}
    fn park(&self, address: usize, validate: &mut dyn FnMut() -> bool, _: Option<u64>) -> ParkResult {
        let mut queue = self.queue.lock().unwrap();
        if !validate() {
            return ParkResult::Invalid;
        }
        queue.tickets += 1;
        let ticket = queue.tickets;
        queue.sleepers.push((address, ticket));
        while queue.sleepers.iter().any(|s| s.1 == ticket) {
            queue = self.wake.wait(queue).unwrap();
        }
        ParkResult::Unparked
    }
    fn unpark_one(&self, address: usize, found: &mut dyn FnMut(bool, bool)) {
        let mut queue = self.queue.lock().unwrap();
        let one = queue.sleepers.iter().position(|s| s.0 == address);
        if let Some(i) = one {
            queue.sleepers.remove(i);
        }
        found(one.is_some(), queue.sleepers.iter().any(|s| s.0 == address));
        if one.is_some() {
            self.wake.notify_all();
        }
    }
    fn unpark_all(&self, address: usize) {
        let mut queue = self.queue.lock().unwrap();
        queue.sleepers.retain(|s| s.0 != address);
        self.wake.notify_all();
    }
    fn now(&self) -> u64 {
        0
    }
    fn wall_clock(&self) -> Option<u64> {
        None
    }
    fn entropy(&self, _: &mut [u8]) {}
    fn write(&self, _: Stream, _: &[u8]) -> Result<(), WriteError> {
        Ok(())
    }
    fn start_thread(&self, _: fn(usize), _: usize) -> bool {
        false
    }
    fn yield_now(&self) {
        loom::thread::yield_now();
    }
    fn stack_limit(&self) -> usize {
        0
    }
    fn cores(&self) -> usize {
        1
    }
    fn abort(&self, message: &str) -> ! {
        panic!("{message}")
    }
}
