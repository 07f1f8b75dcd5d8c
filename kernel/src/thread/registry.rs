//! All threads of an isolate.
//!
//! # Who touches what
//! `list` is under a leaf lock (`sync::leaf`), and what runs under it ([`Registry::for_each`]) must keep to its rules. Heads are linked through
//! themselves, so registering needs no memory.
//!
//! Everything else has its protocol: `gil` in `thread::gil`; `stop_lock`, `stopper`, `countdown` in `thread::stop_the_world`; `sequence`,
//! `passed` in `reclaim::qsbr`.

use crate::prim::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use crate::reclaim::qsbr::{self, RetireList};
use crate::sync::leaf::Leaf;
use crate::sync::raw_mutex::RawMutex;
use crate::thread::gil::Gil;
use crate::thread::head::{DETACHED, STOPPING, SUSPENDED, set_current};
use crate::thread::{ThreadHead, breaker};
use alloc::vec::Vec;
use freewheel_arch::Platform;

/// More threads than this have no slots.
const MOST_THREADS: usize = u16::MAX as usize - 1;

/// What the registry's lock guards.
pub(crate) struct List {
    pub(crate) first: *mut ThreadHead,
    /// The world is stopped, or about to be: newcomers begin suspended.
    pub(crate) stopped: bool,
    /// Retired memory that ended threads have left.
    pub(crate) orphans: Vec<RetireList>,
}

/// The threads of an isolate, their common clock of reclamation, and the means to stop them all.
///
/// It must not move while a thread is registered.
pub struct Registry {
    platform: &'static dyn Platform,
    pub(crate) gil: Option<Gil>,
    list: Leaf<List>,
    count: AtomicUsize,
    pub(crate) stop_lock: RawMutex,
    pub(crate) stopper: AtomicPtr<ThreadHead>,
    pub(crate) countdown: AtomicU32,
    pub(crate) sequence: AtomicUsize,
    pub(crate) passed: AtomicUsize,
    pub(crate) leaked: AtomicUsize,
    lock_waits: AtomicU64,
    pub(crate) stops: AtomicU64,
    pub(crate) stopped_nanos: AtomicU64,
}

// SAFETY: `list` is used under `lock`; its raw pointers are to registered heads, which stay until they are unregistered under the same lock, and
// retired memory may be freed on any thread (contract of `retire`). The platform is Sync, the rest are atomics.
unsafe impl Sync for Registry {}
// SAFETY: as above; nothing in it belongs to one thread.
unsafe impl Send for Registry {}

impl core::fmt::Debug for Registry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Registry").field("threads", &self.threads()).field("gil", &self.gil.is_some()).finish_non_exhaustive()
    }
}

impl Registry {
    /// A registry without threads. With `gil` at most one of its threads will be attached at a time.
    pub fn new(platform: &'static dyn Platform, gil: bool) -> Registry {
        Registry {
            platform,
            gil: gil.then(Gil::new),
            list: Leaf::new(platform, List { first: core::ptr::null_mut(), stopped: false, orphans: Vec::new() }),
            count: AtomicUsize::new(0),
            stop_lock: RawMutex::new(),
            stopper: AtomicPtr::new(core::ptr::null_mut()),
            countdown: AtomicU32::new(0),
            sequence: AtomicUsize::new(1),
            passed: AtomicUsize::new(1),
            leaked: AtomicUsize::new(0),
            lock_waits: AtomicU64::new(0),
            stops: AtomicU64::new(0),
            stopped_nanos: AtomicU64::new(0),
        }
    }

    /// Where the isolate runs.
    #[inline]
    pub fn platform(&self) -> &'static dyn Platform {
        self.platform
    }

    /// Whether the isolate runs under a global lock.
    pub fn has_gil(&self) -> bool {
        self.gil.is_some()
    }

    /// Runs `f` on the list, under its lock.
    pub(crate) fn with_list<R>(&self, f: impl FnOnce(&mut List) -> R) -> R {
        self.list.with(f)
    }

    /// Adds a thread, detached. False: there are too many.
    ///
    /// # Safety
    /// 1. `head` stays where it is, and alive, until [`unregister`](Self::unregister). 2. So does the registry. 3. It is not registered, and
    ///    no other thread uses it yet. (Whoever wants to reach a larger thread state through `freewheel_current` passes a pointer that may.)
    pub unsafe fn register(&self, head: *mut ThreadHead) -> bool {
        self.with_list(|list| {
            if self.threads() >= MOST_THREADS {
                return false;
            }
            // SAFETY: 3: ours alone until it is in the list.
            let new = unsafe { &mut *head };
            new.registry = self;
            new.this = head;
            // Relaxed: published by the list's lock.
            new.state.store(if list.stopped { SUSPENDED } else { DETACHED }, Ordering::Relaxed);
            new.previous.set(core::ptr::null_mut());
            new.next.set(list.first);
            if !list.first.is_null() {
                // SAFETY: 1: heads in the list are alive; the links are used under the lock only.
                unsafe { &(*list.first).previous }.set(head);
            }
            list.first = head;
            self.count.fetch_add(1, Ordering::Relaxed);
            true
        })
    }

    /// Removes a thread; waits until the world goes on if it is stopped. What the thread has retired and is not yet free goes to the
    /// registry. Afterwards the thread is detached and the registry does not know it.
    ///
    /// # Safety
    /// 1. `head` is registered here, and the calling thread's (or that of a thread that does not run any more, and then the caller is not
    ///    attached).
    pub unsafe fn unregister(&self, head: *mut ThreadHead) {
        // SAFETY: 1: the head is alive and its owner does not use it meanwhile.
        let me = unsafe { &mut *head };
        // Attached, so that nobody who has stopped the world sees the list change.
        if !me.is_attached() {
            me.attach();
        }
        qsbr::prepare_to_leave(me);
        let (was, left) = self.with_list(|list| {
            let (next, previous) = (me.next.get(), me.previous.get());
            if previous.is_null() {
                list.first = next;
            } else {
                // SAFETY: neighbours in the list are alive.
                unsafe { &(*previous).next }.set(next);
            }
            if !next.is_null() {
                // SAFETY: as above.
                unsafe { &(*next).previous }.set(previous);
            }
            let left = self.count.fetch_sub(1, Ordering::Relaxed) - 1;
            // AcqRel: as in `detach`; a stop that is under way counts us as stopped.
            let was = me.state.swap(DETACHED, Ordering::AcqRel);
            if let Some(gil) = &self.gil {
                gil.give(self); // I1 of `thread::gil`: the holder is cleared under this lock.
            }
            // Nobody is left who could read what they left.
            (was, if left == 0 { core::mem::take(&mut list.orphans) } else { Vec::new() })
        });
        me.registry = core::ptr::null();
        set_current(core::ptr::null_mut(), freewheel_arch::platform::NO_SLOT);
        if was == STOPPING {
            self.one_stopped();
        }
        qsbr::free_lists(left);
    }

    /// A thread is about to sleep for a lock. (A count in memory that all share, but whoever gets here goes to sleep.)
    pub(crate) fn count_lock_wait(&self) {
        // Relaxed: a count.
        self.lock_waits.fetch_add(1, Ordering::Relaxed);
    }

    /// How often threads slept for the lock of an object or a program's lock.
    pub fn lock_waits(&self) -> u64 {
        self.lock_waits.load(Ordering::Relaxed)
    }

    /// Number of registered threads.
    #[inline]
    pub fn threads(&self) -> usize {
        // Relaxed: out of date by the time the caller has it anyway.
        self.count.load(Ordering::Relaxed)
    }

    /// Runs `f` for each thread, under the registry's lock: `f` may use the heads' atomics (with the world stopped, all of them), and must
    /// not call back into the registry.
    pub fn for_each(&self, f: &mut dyn FnMut(*mut ThreadHead)) {
        self.with_list(|list| {
            let mut head = list.first;
            while !head.is_null() {
                // Read before `f`, which may do anything with the head but unregister it.
                // SAFETY: heads in the list are alive, and the links are used under the lock only.
                let next = unsafe { &(*head).next }.get();
                f(head);
                head = next;
            }
        });
    }

    /// Sets bits in a thread's `eval_breaker`. Does nothing if the thread has ended. Takes the registry's lock and looks for the thread:
    /// whoever knows that it lives uses [`request_unchecked`](Self::request_unchecked).
    pub fn request(&self, head: *const ThreadHead, bits: u32) {
        self.find(head, &mut |head| {
            // SAFETY: the head is in the list, hence alive, until the lock is given up.
            unsafe { Self::request_unchecked(head, bits) };
        });
    }

    /// Sets bits in a thread's `eval_breaker`.
    ///
    /// # Safety
    /// 1. `head` is alive.
    #[inline]
    pub unsafe fn request_unchecked(head: *const ThreadHead, bits: u32) {
        // SAFETY: 1. Only the atomic is touched.
        let word = unsafe { &(*head).eval_breaker };
        word.fetch_or(bits, Ordering::Release);
    }

    /// Sets bits in every thread's `eval_breaker`.
    pub fn request_all(&self, bits: u32) {
        self.for_each(&mut |head| {
            // SAFETY: heads in the list are alive.
            unsafe { Self::request_unchecked(head, bits) };
        });
    }

    /// Sets the SIGNAL bit of a thread, and wakes it if it is in an interruptible wait. Does nothing if the thread has ended. Not to be called
    /// from a signal handler itself: it takes locks.
    pub fn interrupt(&self, head: *const ThreadHead) {
        let mut sleeps_at = None;
        self.find(head, &mut |head| {
            // SAFETY: the head is in the list, hence alive, until the lock is given up.
            let (word, parked_at) = unsafe { (&(*head).eval_breaker, &(*head).parked_at) };
            // AcqRel: Release for the reason of the signal; Acquire pairs with the Release in `sync::parking::wait_on`, publishes `parked_at`.
            if word.fetch_or(breaker::SIGNAL, Ordering::AcqRel) & breaker::PARKED_BIT != 0 {
                sleeps_at = Some(parked_at.load(Ordering::Relaxed));
            }
        });
        if let Some(address) = sleeps_at {
            // Bystanders on the same address are woken for nothing, and sleep again.
            self.platform.unpark_all(address);
        }
    }

    fn find(&self, wanted: *const ThreadHead, f: &mut dyn FnMut(*mut ThreadHead)) {
        self.for_each(&mut |head| {
            if core::ptr::eq(head, wanted) {
                f(head);
            }
        });
    }

    /// Asks whoever holds the global lock to let go.
    pub(crate) fn request_gil_drop(&self) {
        if let Some(gil) = &self.gil {
            self.with_list(|_| gil.request_drop());
        }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // No thread is registered any more, so nothing is left; a registry that never had threads has nothing either.
        let left = self.with_list(|list| core::mem::take(&mut list.orphans));
        qsbr::free_lists(left);
    }
}
