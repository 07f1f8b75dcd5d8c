//! An isolate and its owner.

use alloc::boxed::Box;
use core::ptr::NonNull;

use freewheel_arch::Platform;
use freewheel_arch::platform::freewheel_current;
use spin::Mutex;

use super::known::Known;
use super::{Attached, Error, Exception};
use crate::isolate::given_up::GivenUp;
use crate::isolate::{Config, Isolate, Thread};
use crate::native::R;
use crate::object::Obj;
use crate::types::unraisable;

/// The state of the isolate's main thread while nobody runs in it.
#[derive(Debug)]
struct Idle(Box<Thread>);

// SAFETY: the state of a detached thread, which any thread may take up (`Thread::begin`); it is touched by whoever took it out of its place, alone.
unsafe impl Send for Idle {}

/// An isolate: modules, types, a heap and a collector of its own, of which an embedder is the owner.
///
/// Threads of the embedder [attach](Self::attach) to run code in it, as many at once as there are; a program may start threads besides. Dropping the owner
/// [ends](Self::end) the isolate.
///
/// # Example
/// With the front-end and the library on board, which `freewheel::embed::Setup` sets up:
/// ```no_run
/// use freewheel_kernel::native::embed::{Error, OwnedIsolate};
///
/// fn double(isolate: &OwnedIsolate) -> Result<i64, Error> {
///     isolate.attach(|th| {
///         th.run("def double(x): return 2 * x")?;
///         th.main()?.get(th, "double")?.call(th, (21,))?.to(th)
///     })
/// }
/// ```
#[derive(Debug)]
pub struct OwnedIsolate {
    known: Known,
    isolate: NonNull<Isolate>,
    main: Mutex<Option<Idle>>,
}

// SAFETY: an isolate is used by any number of threads; the main thread's state is behind a lock.
unsafe impl Send for OwnedIsolate {}
// SAFETY: as above.
unsafe impl Sync for OwnedIsolate {}

/// An isolate could not end.
#[derive(Debug)]
pub struct EndError {
    /// Threads that the program has started, and that still run.
    pub threads: usize,
    /// The isolate, as it is.
    pub isolate: OwnedIsolate,
}

impl core::fmt::Display for EndError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.threads == 0 {
            return f.write_str("the isolate cannot end from a thread that is attached");
        }
        if self.threads == 1 {
            return f.write_str("the isolate cannot end while a thread of its program runs");
        }
        write!(f, "the isolate cannot end while {} threads of its program run", self.threads)
    }
}

impl core::error::Error for EndError {}

/// What is done when a thread leaves, also when it unwinds.
struct Visit<'a> {
    owner: &'a OwnedIsolate,
    thread: Option<Box<Thread>>,
    is_main: bool,
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let Some(mut th) = self.thread.take() else { return };
        th.interrupts.begin();
        GivenUp::drain(&mut th);
        if self.is_main {
            th.head.detach();
            *self.owner.main.lock() = Some(Idle(th));
        } else {
            th.end();
        }
    }
}

impl OwnedIsolate {
    /// Starts an isolate on a platform.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`]; [`Error::AlreadyAttached`] from a thread that is attached.
    pub fn start(platform: &'static dyn Platform, config: Config) -> Result<OwnedIsolate, Error> {
        Self::start_prepared(platform, config, |_| Ok(()))
    }

    /// [`start`](Self::start), for an environment that has something to do in the isolate before anybody else.
    ///
    /// # Errors
    /// As for `start`; what `prepare` raises.
    pub fn start_prepared(
        platform: &'static dyn Platform,
        config: Config,
        prepare: impl FnOnce(&mut Thread) -> R<()>,
    ) -> Result<OwnedIsolate, Error> {
        if !freewheel_current().is_null() {
            return Err(Error::AlreadyAttached);
        }
        let mut th = Isolate::start(platform, config).ok_or(Error::OutOfMemory)?;
        let isolate = th.isolate;
        let Some(known) = Known::new(isolate) else {
            th.end();
            return Err(Error::OutOfMemory);
        };
        th.head.detach();
        let owned = OwnedIsolate { known, isolate, main: Mutex::new(Some(Idle(th))) };
        owned.attach(|th| {
            let kernel = th.th();
            // Any thread may attach, so the program is one of several threads from the beginning (D5).
            let ready = prepare(kernel).and_then(|()| kernel.isolate().go_multi(kernel));
            th.done(ready)
        })?;
        Ok(owned)
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// Runs `f` in the isolate: the calling thread is one of its threads until `f` returns. Any number of threads may be attached at once.
    ///
    /// The thread that attaches when no other is takes the part of the program's main thread. Whoever comes to an isolate for a moment only need not fear
    /// for its speed: to attach and leave again costs the main thread less than a microsecond, others some ten.
    ///
    /// # Errors
    /// What `f` raises, as a [`Report`](super::Report) that is no object any more; [`Error::AlreadyAttached`] when the thread is attached, here or to
    /// another isolate, and not in [`Attached::detached`]; [`Error::OutOfMemory`] when there is no room for a thread more.
    pub fn attach<T>(&self, f: impl for<'i> FnOnce(&mut Attached<'i>) -> Result<T, Exception<'i>>) -> Result<T, Error> {
        if !freewheel_current().is_null() {
            return Err(Error::AlreadyAttached);
        }
        let main = self.main.lock().take();
        let is_main = main.is_some();
        let thread = match main {
            Some(Idle(mut th)) => {
                th.begin();
                Some(th)
            }
            // SAFETY: the isolate lives as long as its owner, and threads leave before.
            None => unsafe { self.isolate.as_ref() }.attach_thread(),
        };
        let mut visit = Visit { owner: self, thread, is_main };
        let Some(th) = visit.thread.as_deref_mut() else { return Err(Error::OutOfMemory) };
        th.interrupts.begin();
        GivenUp::drain(th);
        // SAFETY: attached, by the visit, which is over when `f` is.
        let mut attached = unsafe { Attached::new(th, &self.known) };
        match f(&mut attached) {
            Ok(v) => Ok(v),
            Err(e) => Err(Error::Raised(e.report(&mut attached))),
        }
    }

    /// Ends the program (its threads that are no daemons are waited for, exit functions run, `__main__` is emptied), then the isolate: every object goes,
    /// and every byte is given back. What is still referred to from outside, by [`Owned`](super::Owned), is gone for its holders.
    ///
    /// # Errors
    /// Threads of the program still run (daemons): then the program has ended, and the isolate is given back as it is. With 0 threads: the calling thread
    /// is attached, to whatever isolate.
    pub fn end(mut self) -> Result<(), EndError> {
        match self.try_end() {
            Ok(()) => Ok(()),
            Err(threads) => Err(EndError { threads, isolate: self }),
        }
    }

    fn try_end(&mut self) -> Result<(), usize> {
        if !freewheel_current().is_null() {
            return Err(0);
        }
        // Nobody is attached: that borrows the owner.
        let Some(Idle(mut th)) = self.main.get_mut().take() else { return Ok(()) };
        th.begin();
        // What was wished of threads in the isolate was not for its end.
        th.interrupts.begin();
        if !th.isolate().finalizing.load(crate::prim::Ordering::Relaxed) {
            th.finish(&mut |th, _| {
                let e = core::mem::replace(&mut th.exception, Obj::UNBOUND);
                if !e.is_unbound() {
                    unraisable::report(th, e, "Exception ignored in an exit function", None);
                }
            });
        }
        let threads = th.settle();
        if threads != 0 {
            th.head.detach();
            *self.main.get_mut() = Some(Idle(th));
            return Err(threads);
        }
        // Not known from now on: what native functions have captured ends with them, and then asks.
        *self.known.lock() = None;
        // SAFETY: 1: nothing runs in this thread. 2: just settled; visitors come through the owner, which is ours, and no program code runs any more. 3:
        // handles have gone with their attachments, and who has an `Owned` does not find the isolate.
        unsafe { th.release() };
        Ok(())
    }
}

impl Drop for OwnedIsolate {
    /// [`end`](OwnedIsolate::end). If that cannot be, since threads of the program run or the calling thread is attached to some isolate, this one stays for as
    /// long as the process lives.
    fn drop(&mut self) {
        if self.try_end().is_err()
            && let Some(idle) = self.main.get_mut().take()
        {
            Box::leak(idle.0);
        }
    }
}
