//! What the lower layers know of a thread.
//!
//! # States
//! `state` is one word, changed by read-modify-writes only:
//! ```text
//!             attach                  stop_the_world
//!  DETACHED ──────────▶ ATTACHED ───────────────────────▶ STOPPING
//!    ▲ │ ◀──────────────── detach                             │ detach, safepoint, unregister
//!    │ │ stop_the_world                                       ▼
//!    │ └──────────────────────────────────────────────▶ SUSPENDED
//!    └────────────────────────────────────────────────────┘ the world goes on
//! ```
//! A DETACHED thread's state can be CLAIMED by an attached one, which then works on the counts of its objects in its place, for a few
//! instructions, and gives it back as DETACHED. Whoever meets CLAIMED (the thread that attaches, the stopper) spins.
//!
//! Only an ATTACHED (or STOPPING) thread touches objects. The request to stop is part of the state, so that a thread that detaches just then
//! cannot miss it; the `STOP` bit of `eval_breaker` only tells the thread's loop to look. `thread::stop_the_world` has the argument.
//!
//! # Who touches what
//! * `slot`, `registry`, `this`, `retired`, `watch`: the thread itself; others with the world stopped, or before and after its registration.
//! * `eval_breaker`, `state`: anyone, by read-modify-writes. `PARKED_BIT` and `parked_at`: see `sync::parking`.
//! * `seen`, `awaits`: written by the thread, read by whoever scans (`reclaim::qsbr`).
//! * `next`, `previous`: under the registry's lock.
//!
//! A head has an address for as long as it is registered, and others reach it through pointers while its thread has a `&mut` to it. That is
//! why it is `PhantomPinned`: the compiler does not take a `&mut` to such a type for the only way to it. Others take references to its
//! atomics only, never to the whole.

use crate::prim::{AtomicU32, AtomicUsize, Ordering, spin_hint};
use crate::reclaim::qsbr::{self, RetireList};
use crate::thread::{Registry, breaker};
use core::cell::Cell;
use core::marker::PhantomPinned;

/// Does not touch objects.
pub(crate) const DETACHED: u32 = 0;
/// May touch objects.
pub(crate) const ATTACHED: u32 = 1;
/// Attached, and somebody waits for it to stop.
pub(crate) const STOPPING: u32 = 2;
/// Stopped, or detached and not to attach, until the world goes on.
pub(crate) const SUSPENDED: u32 = 3;
/// Detached, and for a few instructions another thread stands in for it (`refcount::merge_queue`).
pub(crate) const CLAIMED: u32 = 4;

/// The first part of every thread's state.
#[derive(Debug)]
#[repr(C)]
pub struct ThreadHead {
    /// The heap slot that the thread occupies.
    pub slot: u16,
    /// `breaker` bits that others (and the thread itself) set.
    pub eval_breaker: AtomicU32,
    pub(crate) state: AtomicU32,
    /// The retire sequence that the thread last knew of when it was quiescent.
    pub(crate) seen: AtomicUsize,
    /// The sequence that the thread's oldest closed batch waits for; 0: none.
    pub(crate) awaits: AtomicUsize,
    /// Where the thread sleeps, while `PARKED_BIT` is set.
    pub(crate) parked_at: AtomicUsize,
    pub(crate) registry: *const Registry,
    /// The pointer by which the head was registered, which may reach more than the head: what `freewheel_current` gives while attached.
    pub(crate) this: *mut ThreadHead,
    pub(crate) next: Cell<*mut ThreadHead>,
    pub(crate) previous: Cell<*mut ThreadHead>,
    pub(crate) retired: RetireList,
    /// Objects whose counts others change meanwhile.
    #[cfg(not(loom))]
    pub(crate) watch: crate::refcount::contention::Watch,
    pinned: PhantomPinned,
}

/// Says who the calling thread is. (Loom's threads are all one to the hook.)
#[inline]
pub(crate) fn set_current(head: *mut ThreadHead, slot: u16) {
    if cfg!(not(loom)) {
        freewheel_arch::platform::freewheel_set_current(head.cast(), slot);
    }
}

impl ThreadHead {
    /// The head of a thread that is not registered yet.
    pub fn new(slot: u16) -> ThreadHead {
        ThreadHead {
            slot,
            eval_breaker: AtomicU32::new(0),
            state: AtomicU32::new(DETACHED),
            seen: AtomicUsize::new(0),
            awaits: AtomicUsize::new(0),
            parked_at: AtomicUsize::new(0),
            registry: core::ptr::null(),
            this: core::ptr::null_mut(),
            next: Cell::new(core::ptr::null_mut()),
            previous: Cell::new(core::ptr::null_mut()),
            retired: RetireList::new(),
            #[cfg(not(loom))]
            watch: crate::refcount::contention::Watch::default(),
            pinned: PhantomPinned,
        }
    }

    /// Where the thread runs.
    ///
    /// # Panics
    /// When the thread is not registered.
    #[inline]
    pub fn platform(&self) -> &'static dyn freewheel_arch::Platform {
        self.registry().platform()
    }

    /// The registry that the thread belongs to. The lifetime is the registry's, which outlives its threads.
    ///
    /// # Panics
    /// When the thread is not registered.
    #[inline(always)]
    pub(crate) fn registry<'a>(&self) -> &'a Registry {
        assert!(!self.registry.is_null(), "the thread is not registered");
        // SAFETY: `register` promises that the registry stays where it is while it has threads. Callers in this crate do not keep the
        // reference longer than the thread.
        unsafe { &*self.registry }
    }

    /// Whether the thread may touch objects.
    #[inline]
    pub fn is_attached(&self) -> bool {
        // Relaxed: a question about the calling thread, whose own last transition decides between attached and not.
        matches!(self.state.load(Ordering::Relaxed), ATTACHED | STOPPING)
    }

    /// Makes ready to touch objects: waits for the world to go on, and in GIL mode for the global lock. A quiescent state. From here to the
    /// next detach `freewheel_current` gives the pointer by which the thread was registered.
    pub fn attach(&mut self) {
        let registry = self.registry();
        loop {
            if let Some(gil) = &registry.gil {
                gil.take(registry, self);
            }
            // Acquire: pairs with the Release of the world's restart, and with the scan of `reclaim::qsbr` that found us detached.
            match self.state.compare_exchange(DETACHED, ATTACHED, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => break,
                Err(SUSPENDED) => {
                    if let Some(gil) = &registry.gil {
                        gil.give(registry);
                    }
                    self.wait_for_the_world();
                }
                Err(CLAIMED) => {
                    if let Some(gil) = &registry.gil {
                        gil.give(registry);
                    }
                    spin_hint();
                }
                Err(_) => registry.platform().abort("a thread attaches twice"),
            }
        }
        set_current(self.this, self.slot);
        self.quiescent();
    }

    /// Stops touching objects, until [`attach`](Self::attach): a stop of the world does not wait for this thread then.
    pub fn detach(&mut self) {
        let registry = self.registry();
        // Before another may claim our slot: from here on we are nobody's owner.
        set_current(core::ptr::null_mut(), freewheel_arch::platform::NO_SLOT);
        // Release: what we did to objects is seen by whoever stops the world, and by the scan that takes us for quiescent.
        match self.state.compare_exchange(ATTACHED, DETACHED, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => {}
            Err(STOPPING) => {
                // AcqRel: Release as above; Acquire pairs with the mark, so that we count ourselves off after we were counted. Nobody else
                // leaves STOPPING.
                self.state.swap(SUSPENDED, Ordering::AcqRel);
                registry.one_stopped();
            }
            Err(_) => registry.platform().abort("a thread detaches twice"),
        }
        if let Some(gil) = &registry.gil {
            gil.give(registry);
        }
        // Relaxed: a hint, whose bit stays. Somebody waits for us to be quiescent, and we may be away for long.
        if self.eval_breaker.load(Ordering::Relaxed) & breaker::QSBR != 0 {
            qsbr::tell(registry);
        }
    }

    #[cold]
    fn wait_for_the_world(&self) {
        let registry = self.registry();
        // No wake-up is lost: the restart changes the state, then wakes this address; the state is looked at under the queue's lock.
        let platform = registry.platform();
        let state = &self.state;
        platform.park(registry.resume_address(), &mut || state.load(Ordering::Relaxed) == SUSPENDED, None);
    }

    /// Whether [`safepoint`](Self::safepoint) has something to do.
    #[inline(always)]
    pub fn poll_needed(&self) -> bool {
        // Relaxed: a hint; `safepoint` acquires.
        self.eval_breaker.load(Ordering::Relaxed) != 0
    }

    /// A place where the thread may be stopped, and holds no pointer into memory that others may retire. Stops for the world, hands the
    /// global lock over, polls for reclamation; returns what is left for the upper layers ([`breaker`] bits, cleared from the word).
    #[cold]
    pub fn safepoint(&mut self) -> u32 {
        // Acquire: pairs with the Release of whoever set a bit, and publishes why. The bits are taken before they are acted on, so that a
        // request that comes meanwhile is seen at the next poll.
        let bits = self.eval_breaker.swap(0, Ordering::Acquire);
        if bits & breaker::STOP != 0 {
            // If the stop is over already this costs a little and harms nothing.
            self.detach();
            self.attach();
        }
        if bits & breaker::GIL_DROP != 0 {
            self.pass_the_gil();
        }
        self.quiescent();
        if bits & breaker::QSBR != 0 {
            qsbr::poll(self);
        }
        bits & !breaker::OWN
    }

    fn pass_the_gil(&mut self) {
        let registry = self.registry();
        if let Some(gil) = &registry.gil {
            let turn = gil.turn();
            self.detach();
            gil.wait_for_another(registry, turn);
            self.attach();
        }
    }

    /// Notes that the thread holds no pointer into memory that was retired before now.
    #[inline]
    pub(crate) fn quiescent(&mut self) {
        // Acquire: pairs with the Release of the advance that closed a batch: what it unlinked is not found by us from here on.
        let now = self.registry().sequence.load(Ordering::Acquire);
        // Release: pairs with the scan's Acquire: our earlier reads of unlinked memory happen before it is freed.
        self.seen.store(now, Ordering::Release);
    }

    /// Runs `f`, which blocks or takes long and touches no object, detached. In a thread that is detached already it just runs.
    pub fn detached<R>(&mut self, f: impl FnOnce() -> R) -> R {
        struct Attach<'a>(&'a mut ThreadHead);
        impl Drop for Attach<'_> {
            fn drop(&mut self) {
                self.0.attach();
            }
        }
        if !self.is_attached() {
            return f();
        }
        self.detach();
        // Attached again even if `f` unwinds.
        let _attach = Attach(self);
        f()
    }

    /// Runs `f` in the place of a thread that is detached: until it returns, the thread does not attach and the world is not stopped. `None`
    /// when the thread is not detached. `f` is short: it takes no lock that another thread may hold while it attaches or stops the world.
    ///
    /// # Safety
    /// 1. `head` is registered and stays so during the call. 2. The caller is attached, or holds what keeps its own stop away.
    pub(crate) unsafe fn while_detached<R>(head: *const ThreadHead, f: impl FnOnce() -> R) -> Option<R> {
        // SAFETY: 1: only the atomic is touched.
        let state = unsafe { &(*head).state };
        // Acquire: pairs with the Release in `detach`: we see the counts as the thread left them.
        state.compare_exchange(DETACHED, CLAIMED, Ordering::Acquire, Ordering::Relaxed).ok()?;
        let result = f();
        // Release: pairs with the Acquire in `attach`, and in `mark`: the thread, or the stopper, sees what we did.
        state.swap(DETACHED, Ordering::Release);
        Some(result)
    }

    /// Whether this thread has stopped all others.
    pub fn has_stopped_the_world(&self) -> bool {
        // Relaxed: equal to us only if we wrote it.
        !self.registry.is_null() && core::ptr::eq(self.registry().stopper.load(Ordering::Relaxed), self)
    }

    /// An address that belongs to this thread alone, to sleep on when nobody but `Registry::interrupt` is to wake it.
    pub fn parking_address(&self) -> usize {
        core::ptr::from_ref(&self.parked_at).addr()
    }

    /// Where the thread sleeps, or last slept, interruptibly: what `Registry::interrupt` wakes.
    pub fn wake_address(&self) -> usize {
        self.parked_at.load(Ordering::Relaxed)
    }
}
