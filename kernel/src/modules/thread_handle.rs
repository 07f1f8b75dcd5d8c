//! `_thread._ThreadHandle`: what a thread that was started is joined by.
//!
//! The state is one word; transitions are atomic exchanges. Whether the thread is over is said by a lock that is held from the handle's birth on and given
//! back as the thread's last act, so that a join waits for all of the thread's end, its thread-local values included.
//!
//! ```text
//! NEW --start--> STARTING --began--> RUNNING --is_over, _set_done--> DONE
//!                 |    ^
//!           failed|    |start, which takes the lock
//!                 v    |
//!                 FAILED
//! ```
//!
//! H1. The lock is free only in FAILED, in STARTING around it, and once the thread is over. So who takes it in NEW, STARTING or FAILED knows that a
//! start has failed, gives it back, and looks again.

use alloc::vec::Vec;

use super::thread::{Lock, lock, start_with, take};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicU32, AtomicU64, Ordering, fence};
use crate::types::dict_object::Dict;
use crate::types::protocol;
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};

const NEW: u32 = 0;
const STARTING: u32 = 1;
const RUNNING: u32 = 2;
const DONE: u32 = 3;
const FAILED: u32 = 4;

/// Payload of `_ThreadHandle`.
#[derive(Debug)]
pub struct ThreadHandle {
    /// Held until the thread is over (H1).
    over: Obj,
    ident: AtomicU64,
    state: AtomicU32,
}

// SAFETY: BUILTIN is used here alone; the lock is the only reference; it does not change, and the rest is atomic.
unsafe impl Payload for ThreadHandle {
    const BUILTIN: Builtin = Builtin::ThreadHandle;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.over);
    }
}

fn handle(v: &Obj) -> &Object<ThreadHandle> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<ThreadHandle>() }
}

fn make(th: &mut Thread) -> R<Obj> {
    let over = Lock::new();
    let _ = over.mutex().try_lock();
    let over = th.alloc(over)?;
    th.alloc(ThreadHandle { over, ident: AtomicU64::new(0), state: AtomicU32::new(NEW) })
}

impl ThreadHandle {
    /// The thread has been seen to be over: from here on the lock is not asked, which those who join hold for a moment.
    fn is_over(&self) {
        let _ = self.state.compare_exchange(RUNNING, DONE, Ordering::AcqRel, Ordering::Acquire);
    }

    fn was_started(&self) -> bool {
        !matches!(self.state.load(Ordering::Acquire), NEW | FAILED)
    }

    fn has_begun(&self) -> bool {
        matches!(self.state.load(Ordering::Acquire), RUNNING | DONE)
    }

    fn is_done(&self) -> bool {
        match self.state.load(Ordering::Acquire) {
            DONE => true,
            RUNNING if !lock(&self.over).is_locked() => {
                // Acquire: pairs with the Release that gave the lock back; what the thread wrote is visible.
                fence(Ordering::Acquire);
                self.is_over();
                true
            }
            _ => false,
        }
    }
}

/// Waits for the thread, at most so many nanoseconds.
fn join(th: &mut Thread, v: &Obj, wait: Option<u64>) -> R<()> {
    let h = handle(v);
    let until = wait.map(|w| th.isolate().platform().now().saturating_add(w));
    loop {
        if !h.was_started() {
            return Err(th.raise(Builtin::RuntimeError, format_args!("thread not started")));
        }
        if h.is_done() {
            return Ok(());
        }
        if h.ident.load(Ordering::Relaxed) == th.ident {
            return Err(th.raise(Builtin::RuntimeError, format_args!("Cannot join current thread")));
        }
        let over = lock(&h.over);
        let left = until.map(|u| u.saturating_sub(th.isolate().platform().now()));
        if !take(th, over.mutex(), left)? {
            return Ok(());
        }
        let began = h.has_begun();
        if began {
            h.is_over();
        }
        over.give_back(th);
        if began {
            return Ok(());
        }
        // H1: the start is failing, or begins anew, this very moment.
        th.poll()?;
        crate::prim::spin_hint();
    }
}

/// `_ThreadHandle`
pub static HANDLE: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let ident = handle(v).ident.load(Ordering::Relaxed);
            th.str_fmt(format_args!("<_thread._ThreadHandle object: ident={ident}>"))
        }),
        new: Some(|th, _, _| make(th)),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("join", |th, v, args| {
            let a = args.between(th, "join", 0, 1)?;
            let wait = match a.first().filter(|t| !t.is_none()) {
                Some(t) => super::time::duration(th, t)?,
                None => None,
            };
            join(th, v, wait)?;
            Ok(Obj::NONE)
        }),
        Method::new("is_done", |_, v, _| Ok(Obj::from_bool(handle(v).is_done()))),
        Method::new("_set_done", |th, v, _| {
            let h = handle(v);
            // AcqRel: as every step of the state; Acquire of NEW and FAILED: nothing is read after it.
            if h.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |s| (s != NEW && s != FAILED).then_some(DONE)).is_err() {
                return Err(th.raise(Builtin::RuntimeError, format_args!("thread not started")));
            }
            lock(&h.over).give_back(th);
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[GetSet::read("ident", |th, v| {
        let n = handle(v).ident.load(Ordering::Relaxed);
        th.int(n as i64)
    })],
    ..TypeSpec::new(Builtin::ThreadHandle, const { &Vtable::of::<ThreadHandle>() })
};

/// Handles of threads that the end of the program waits for: a dict used as a set.
fn waited_for(th: &mut Thread) -> R<Obj> {
    th.hidden("thread.handles", Thread::dict)
}

/// `start_joinable_thread(function, handle=None, daemon=True)`
pub(super) fn start_joinable_thread(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [function, given, daemon] =
        args.bind(th, &Signature::new("start_joinable_thread", ["function", "handle", "daemon"]).required(1))?;
    let function = function.cloned().unwrap_or(Obj::NONE);
    if !protocol::is_callable(th, &function) {
        return Err(th.type_error(format_args!("thread function must be callable")));
    }
    let daemon = match daemon {
        Some(d) => protocol::truth(th, d)?,
        None => true,
    };
    let v = match given.filter(|h| !h.is_none()) {
        Some(h) if h.get::<ThreadHandle>().is_none() => return Err(th.type_error(format_args!("'handle' must be a _ThreadHandle"))),
        Some(h) => h.clone(),
        None => make(th)?,
    };
    // What can fail comes before the state says that a thread starts, which others may wait for then.
    let all = waited_for(th)?;
    let h = handle(&v);
    // AcqRel, here and below: one start at a time, which sees what the failed one before it did.
    if h.state.compare_exchange(NEW, STARTING, Ordering::AcqRel, Ordering::Acquire).is_err() {
        if h.state.compare_exchange(FAILED, STARTING, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return Err(th.raise(Builtin::RuntimeError, format_args!("thread already started")));
        }
        // Those who waited for the start that failed have it for a moment only.
        if let Err(e) = take(th, lock(&h.over).mutex(), None) {
            let _ = h.state.compare_exchange(STARTING, FAILED, Ordering::AcqRel, Ordering::Acquire);
            return Err(e);
        }
    }
    let listed = match all.get::<Dict>().filter(|_| !daemon) {
        Some(d) => d.set(th, &v, &Obj::NONE),
        None => Ok(()),
    };
    let started = listed.and_then(|()| start_with(th, function, Vec::new(), Vec::new(), Some((&h.over, &v))));
    match started {
        Ok(ident) => {
            h.began(ident);
            Ok(v)
        }
        Err(e) => {
            let e = th.take(e);
            if let Some(d) = all.get::<Dict>()
                && let Err(e) = d.remove(th, &v)
            {
                drop(th.take(e));
            }
            // The lock first: whoever finds FAILED may take it for the next start.
            lock(&h.over).give_back(th);
            let _ = h.state.compare_exchange(STARTING, FAILED, Ordering::AcqRel, Ordering::Acquire);
            Err(th.reraise(e))
        }
    }
}

impl ThreadHandle {
    /// The thread runs: said by whoever comes first, itself or the one that started it.
    pub(super) fn began(&self, ident: u64) {
        self.ident.store(ident, Ordering::Relaxed);
        let _ = self.state.compare_exchange(STARTING, RUNNING, Ordering::AcqRel, Ordering::Acquire);
    }
}

/// What a thread with a handle does first.
pub(super) fn begin(th: &mut Thread, v: &Obj) {
    if let Some(h) = v.get::<ThreadHandle>() {
        h.began(th.ident);
    }
}

/// What a thread with a handle does last: nobody waits for it in the list any more, and takes its end from the lock.
pub(super) fn end(th: &mut Thread, v: &Obj) {
    let forgotten = waited_for(th).and_then(|all| match all.get::<Dict>() {
        Some(d) => d.remove(th, v).map(drop),
        None => Ok(()),
    });
    if let Err(e) = forgotten {
        drop(th.take(e));
    }
}

/// `_make_thread_handle(ident)`: for a thread that was not started here.
pub(super) fn make_thread_handle(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [ident] = args.exactly::<1>(th, "_make_thread_handle")?;
    let ident = protocol::index_i64(th, ident, Builtin::OverflowError)?;
    let v = make(th)?;
    let h = handle(&v);
    h.ident.store(ident as u64, Ordering::Relaxed);
    h.state.store(RUNNING, Ordering::Release);
    Ok(v)
}

/// `_shutdown()`: waits for all threads that are no daemons.
pub(super) fn shutdown(th: &mut Thread, _: &Obj, _: &Args<'_>) -> R<Obj> {
    loop {
        let all = waited_for(th)?;
        let Some(d) = all.get::<Dict>() else { return Ok(Obj::NONE) };
        let mut waited = false;
        for (v, _) in d.snapshot(th)? {
            if handle(&v).ident.load(Ordering::Relaxed) == th.ident {
                continue;
            }
            if !handle(&v).was_started() {
                continue;
            }
            join(th, &v, None)?;
            drop(d.remove(th, &v)?);
            waited = true;
        }
        if !waited {
            return Ok(Obj::NONE);
        }
    }
}
