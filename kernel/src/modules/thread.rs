//! The `_thread` module: threads, locks, thread-local objects.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::time::duration;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::header::NO_OWNER;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value, lifecycle};
use crate::prim::{AtomicU32, AtomicU64, Ordering};
use crate::refcount::biased::{self, Outcome};
use crate::refcount::sharing;
use crate::sync::{LockResult, RawMutex};
use crate::types::dict_object::Dict;
use crate::types::spec::{BASE, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::types::{attribute, exception, protocol, str_object, tuple_object};

/// Longest timeout in seconds.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// Payload of `lock`.
#[derive(Debug)]
pub struct Lock {
    mutex: RawMutex,
}

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Lock {
    const BUILTIN: Builtin = Builtin::Lock;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// Payload of `RLock`.
#[derive(Debug)]
pub struct RLock {
    mutex: RawMutex,
    /// Thread that holds it, or 0.
    owner: AtomicU64,
    count: AtomicU32,
}

// SAFETY: as above.
unsafe impl Payload for RLock {
    const BUILTIN: Builtin = Builtin::RLock;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn lock(v: &Obj) -> &Object<Lock> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Lock>() }
}

fn rlock(v: &Obj) -> &Object<RLock> {
    // SAFETY: as above.
    unsafe { v.get_unchecked::<RLock>() }
}

const ACQUIRE: Signature<2> =
    Signature { name: "acquire", parameters: ["blocking", "timeout"], required: 0, positional_only: 0, keyword_only_from: 2 };

/// `blocking` and `timeout`: how long to wait, `Some(0)` for not at all.
fn patience(th: &mut Thread, args: &Args<'_>) -> R<Option<u64>> {
    let [blocking, timeout] = args.bind(th, &ACQUIRE)?;
    let blocking = match blocking {
        Some(b) => protocol::truth(th, b)?,
        None => true,
    };
    let Some(t) = timeout else { return Ok(if blocking { None } else { Some(0) }) };
    let x = protocol::to_f64(th, t)?;
    if !blocking && x != -1.0 {
        return Err(th.value_error(format_args!("can't specify a timeout for a non-blocking call")));
    }
    if x == -1.0 {
        return Ok(if blocking { None } else { Some(0) });
    }
    if x < 0.0 {
        return Err(th.value_error(format_args!("timeout value must be a non-negative number")));
    }
    if x > TIMEOUT_MAX {
        return Err(th.raise(Builtin::OverflowError, format_args!("timestamp out of range for C PyTime_t")));
    }
    duration(th, t)
}

/// Takes a mutex; signals are handled while waiting.
fn take(th: &mut Thread, m: &RawMutex, wait: Option<u64>) -> R<bool> {
    if m.try_lock() {
        return Ok(true);
    }
    if wait == Some(0) {
        return Ok(false);
    }
    crate::refcount::merge_queue::drain_before_waiting(th);
    let until = wait.map(|w| th.isolate().platform().now().saturating_add(w));
    loop {
        let left = until.map(|u| u.saturating_sub(th.isolate().platform().now()));
        match m.lock_interruptible(&mut th.head, left) {
            LockResult::Acquired => return Ok(true),
            LockResult::TimedOut => return Ok(false),
            LockResult::Interrupted => th.poll()?,
        }
    }
}

fn acquire(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let wait = patience(th, args)?;
    take(th, &lock(v).mutex, wait).map(Obj::from_bool)
}

fn release(th: &mut Thread, v: &Obj, _: &Args<'_>) -> R<Obj> {
    let m = &lock(v).mutex;
    if !m.is_locked() {
        return Err(th.raise(Builtin::RuntimeError, format_args!("release unlocked lock")));
    }
    // SAFETY: it is locked; a lock may be released by any thread, as the language has it.
    unsafe { m.unlock(th.isolate().platform()) };
    Ok(Obj::NONE)
}

fn shown(th: &mut Thread, v: &Obj, locked: bool, name: &str, rest: &str) -> R<Obj> {
    let state = if locked { "locked" } else { "unlocked" };
    let at = v.value().without_uncounted().to_bits();
    th.str_fmt(format_args!("<{state} {name} object{rest} at {at:#x}>"))
}

/// `_thread.lock`
pub static LOCK: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let l = lock(v).mutex.is_locked();
            shown(th, v, l, "_thread.lock", "")
        }),
        new: Some(|th, _, args| {
            args.exactly::<0>(th, "lock")?;
            th.alloc(Lock { mutex: RawMutex::new() })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("acquire", acquire),
        Method::new("acquire_lock", acquire),
        Method::new("__enter__", |th, v, _| take(th, &lock(v).mutex, None).map(Obj::from_bool)),
        Method::new("release", release),
        Method::new("release_lock", release),
        Method::new("__exit__", release),
        Method::new("locked", |th, v, a| {
            let [] = a.exactly::<0>(th, "locked")?;
            Ok(Obj::from_bool(lock(v).mutex.is_locked()))
        })
        .leaf(|v, a| a.is_empty().then(|| Value::from_bool(lock(v).mutex.is_locked()))),
        Method::new("_at_fork_reinit", |_, _, _| Ok(Obj::NONE)),
    ],
    ..TypeSpec::new(Builtin::Lock, const { &Vtable::of::<Lock>() })
};

fn rlock_acquire(th: &mut Thread, v: &Obj, wait: Option<u64>) -> R<bool> {
    let l = rlock(v);
    // Relaxed: equal to our number only if we wrote it.
    if l.owner.load(Ordering::Relaxed) == th.ident {
        l.count.fetch_add(1, Ordering::Relaxed);
        return Ok(true);
    }
    if !take(th, &l.mutex, wait)? {
        return Ok(false);
    }
    l.owner.store(th.ident, Ordering::Relaxed);
    l.count.store(1, Ordering::Relaxed);
    Ok(true)
}

fn rlock_release(th: &mut Thread, v: &Obj, _: &Args<'_>) -> R<Obj> {
    let l = rlock(v);
    if l.owner.load(Ordering::Relaxed) != th.ident {
        return Err(th.raise(Builtin::RuntimeError, format_args!("cannot release un-acquired lock")));
    }
    if l.count.fetch_sub(1, Ordering::Relaxed) == 1 {
        l.owner.store(0, Ordering::Relaxed);
        // SAFETY: held by this thread.
        unsafe { l.mutex.unlock(th.isolate().platform()) };
    }
    Ok(Obj::NONE)
}

/// `_thread.RLock`
pub static RLOCK: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let l = rlock(v);
            let (o, n) = (l.owner.load(Ordering::Relaxed), l.count.load(Ordering::Relaxed));
            let rest = alloc::format!(" owner={o} count={}", if o == 0 { 0 } else { n });
            let locked = l.mutex.is_locked();
            shown(th, v, locked, "_thread.RLock", &rest)
        }),
        new: Some(|th, cls, _| th.new_payload(cls, RLock { mutex: RawMutex::new(), owner: AtomicU64::new(0), count: AtomicU32::new(0) })),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("acquire", |th, v, args| {
            let wait = patience(th, args)?;
            rlock_acquire(th, v, wait).map(Obj::from_bool)
        }),
        Method::new("__enter__", |th, v, _| rlock_acquire(th, v, None).map(Obj::from_bool)),
        Method::new("release", rlock_release),
        Method::new("__exit__", rlock_release),
        Method::new("locked", |_, v, _| Ok(Obj::from_bool(rlock(v).mutex.is_locked()))),
        Method::new("_is_owned", |th, v, _| Ok(Obj::from_bool(rlock(v).owner.load(Ordering::Relaxed) == th.ident))),
        Method::new("_recursion_count", |th, v, _| {
            let l = rlock(v);
            let mine = l.owner.load(Ordering::Relaxed) == th.ident;
            th.int(if mine { i64::from(l.count.load(Ordering::Relaxed)) } else { 0 })
        }),
        Method::new("_release_save", |th, v, _| {
            let l = rlock(v);
            if l.owner.load(Ordering::Relaxed) != th.ident {
                return Err(th.raise(Builtin::RuntimeError, format_args!("cannot release un-acquired lock")));
            }
            let n = l.count.swap(0, Ordering::Relaxed);
            l.owner.store(0, Ordering::Relaxed);
            // SAFETY: held by this thread.
            unsafe { l.mutex.unlock(th.isolate().platform()) };
            th.int(i64::from(n))
        }),
        Method::new("_acquire_restore", |th, v, args| {
            let [n] = args.exactly::<1>(th, "_acquire_restore")?;
            let n = protocol::index_i64(th, n, Builtin::OverflowError)?;
            let l = rlock(v);
            take(th, &l.mutex, None)?;
            l.owner.store(th.ident, Ordering::Relaxed);
            l.count.store(n.clamp(1, i64::from(u32::MAX)) as u32, Ordering::Relaxed);
            Ok(Obj::NONE)
        }),
    ],
    ..TypeSpec::new(Builtin::RLock, const { &Vtable::of::<RLock>() })
};

/// Payload of `_local`: the arguments for `__init__` in each thread.
#[derive(Debug)]
pub struct Local {
    args: Obj,
}

// SAFETY: BUILTIN is used here alone; the arguments are the only reference.
unsafe impl Payload for Local {
    const BUILTIN: Builtin = Builtin::ThreadLocal;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.args);
    }
}

/// The calling thread's dict of a local; made, and `__init__` run, at the thread's first use.
fn local_dict(th: &mut Thread, v: &Obj) -> R<Obj> {
    if let Some((_, d)) = th.locals.iter().find(|(l, _)| l.is(v)) {
        return Ok(d.clone());
    }
    let d = th.dict()?;
    if th.locals.try_reserve(1).is_err() {
        return Err(th.no_memory());
    }
    th.locals.push((v.clone(), d.clone()));
    let ty = th.type_of(v);
    if ty.is_heap()
        && let Some(init) = ty.slots.init()
        && let Some(l) = v.get::<Local>()
    {
        let args = l.payload.args.clone();
        if !args.is_none() {
            init(th, v, &Args::new(tuple_object::items(&args)))?;
        }
    }
    Ok(d)
}

/// `_thread._local`
pub static LOCAL: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        getattr: Some(|th, v, name| {
            let d = local_dict(th, v)?;
            if str_object::text(name) == "__dict__" {
                return Ok(Some(d));
            }
            let name = th.intern_obj(name)?;
            // A data descriptor of a subclass goes first, as everywhere.
            if let Some(x) = th.type_of(v).lookup(&name)
                && th.type_of(&x).slots.descr_set().is_some()
            {
                return attribute::get(th, v, &name);
            }
            if let Some(x) = d.get::<Dict>().and_then(|d| d.get_name(&name)) {
                return Ok(Some(x));
            }
            attribute::get(th, v, &name)
        }),
        setattr: Some(|th, v, name, value| {
            let d = local_dict(th, v)?;
            let name = th.intern_obj(name)?;
            if let Some(x) = th.type_of(v).lookup(&name)
                && th.type_of(&x).slots.descr_set().is_some()
            {
                return attribute::set(th, v, &name, value);
            }
            let Some(t) = d.get::<Dict>() else { return Ok(()) };
            match value {
                Some(x) => t.set_name(th, &name, x),
                None => match t.remove(th, &name)? {
                    Some(_) => Ok(()),
                    None => Err(attribute::no_attribute(th, v, &name)),
                },
            }
        }),
        new: Some(|th, cls, args| {
            let all = th.tuple_of(args.positional())?;
            let plain = !crate::types::type_object::as_type(cls).is_some_and(|c| c.is_heap());
            if plain && !args.all.is_empty() {
                return Err(th.type_error(format_args!("Initialization arguments are not supported")));
            }
            let v = th.new_payload(cls, Local { args: all })?;
            // The making thread's `__init__` is run by the call of the class.
            let d = th.dict()?;
            if th.locals.try_reserve(1).is_err() {
                return Err(th.no_memory());
            }
            th.locals.push((v.clone(), d));
            Ok(v)
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::ThreadLocal, const { &Vtable::of::<Local>() })
};

/// Threads started here that have not ended.
static FUNCTIONS: &[Method] = &[
    Method::new("start_new_thread", start),
    Method::new("start_new", start),
    Method::new("_start_joinable", start_joinable),
    Method::new("get_ident", |th, _, _| th.int(th.ident as i64)),
    Method::new("get_native_id", |th, _, _| th.int(th.ident as i64)),
    Method::new("_count", |th, _, _| {
        let n = th.isolate().running_threads();
        th.int(n.saturating_sub(1) as i64)
    }),
    Method::new("allocate_lock", |th, _, _| th.alloc(Lock { mutex: RawMutex::new() })),
    Method::new("stack_size", |_, _, _| Ok(Obj::from_i31(0))),
    Method::new("exit", |th, _, _| Err(th.raise_with(Builtin::SystemExit, None))),
    Method::new("interrupt_main", |th, _, _| {
        th.isolate().registry.request_all(crate::thread::breaker::SIGNAL);
        Ok(Obj::NONE)
    }),
    Method::new("_print_exception", |th, _, a| {
        let [e] = a.exactly::<1>(th, "_print_exception")?;
        super::sys::print_exception(th, e)?;
        Ok(Obj::NONE)
    }),
    Method::new("_daemon_exit", |_, _, _| Ok(Obj::NONE)),
];

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.",
    functions: FUNCTIONS,
    init: Some(|th, m| {
        for (n, b) in [
            ("lock", Builtin::Lock),
            ("LockType", Builtin::Lock),
            ("RLock", Builtin::RLock),
            ("_local", Builtin::ThreadLocal),
            ("error", Builtin::RuntimeError),
        ] {
            let t = th.builtin_type(b);
            th.add_to_module(m, n, t)?;
        }
        let t = th.float(TIMEOUT_MAX)?;
        th.add_to_module(m, "TIMEOUT_MAX", t)
    }),
};

/// `start_new_thread(function, args, kwargs={})`: the new thread's number.
fn start(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "start_new_thread", 2, 3)?;
    if !protocol::is_callable(th, &a[0]) {
        return Err(th.type_error(format_args!("first arg must be callable")));
    }
    if a[1].get::<tuple_object::Tuple>().is_none() {
        return Err(th.type_error(format_args!("2nd arg must be a tuple")));
    }
    let mut all: Vec<Obj> = tuple_object::items(&a[1]).to_vec();
    let mut names: Vec<Obj> = Vec::new();
    if let Some(k) = a.get(2) {
        let Some(d) = k.get::<Dict>() else { return Err(th.type_error(format_args!("optional 3rd arg must be a dictionary"))) };
        for (k, v) in d.snapshot(th)? {
            th.push(&mut names, k)?;
            th.push(&mut all, v)?;
        }
    }
    start_with(th, a[0].clone(), all, names, None)
}

/// `_start_joinable(function, lock)`: calls the function in a new thread; the lock, which the caller has taken, is given back when everything
/// of the thread is over, its thread-local values included.
fn start_joinable(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [function, done] = args.exactly::<2>(th, "_start_joinable")?;
    if done.exact::<Lock>().is_none() {
        return Err(th.type_error(format_args!("2nd arg must be a lock")));
    }
    start_with(th, function.clone(), Vec::new(), Vec::new(), Some(done))
}

/// A held lock that a thread gives back as its last act, when it may not touch the counts of its slot any more: so it keeps the lock by a
/// count of nobody's, in `shared`.
#[derive(Debug)]
pub(crate) struct Done(NonNull<Header>);

// SAFETY: the count is taken and given back atomically; a lock is shared by nature.
unsafe impl Send for Done {}

impl Done {
    /// Keeps a lock, which is shared.
    fn new(lock: &Obj) -> Option<Done> {
        let h = lock.header()?;
        biased::incref_by(h, NO_OWNER);
        Some(Done(NonNull::from(h)))
    }

    /// Gives the lock back.
    pub(crate) fn give_back(self, th: &mut Thread) {
        // SAFETY: the count keeps the object alive, which is a lock.
        let lock = unsafe { &*self.0.as_ptr().cast::<Object<Lock>>() };
        if lock.mutex.is_locked() {
            // SAFETY: whoever started the thread took it for this moment.
            unsafe { lock.mutex.unlock(th.isolate().platform()) };
        }
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        let h = self.0.as_ptr();
        // SAFETY: the count that `new` took, given back to where it came from.
        unsafe {
            match biased::decref_by(&*h, NO_OWNER) {
                Outcome::Alive => {}
                Outcome::Dead => lifecycle::end(h),
                Outcome::Queue => lifecycle::queue(h),
            }
        }
    }
}

fn start_with(th: &mut Thread, function: Obj, all: Vec<Obj>, names: Vec<Obj>, done: Option<&Obj>) -> R<Obj> {
    // The new thread may use at once what it is given; from here on others can reach it too (D5).
    th.isolate().go_multi(th)?;
    sharing::share(th, &function)?;
    for v in all.iter().chain(&names) {
        sharing::share(th, v)?;
    }
    let mut done = match done {
        Some(done) => {
            sharing::share(th, done)?;
            Done::new(done)
        }
        None => None,
    };
    let body = alloc::boxed::Box::new(move |th: &mut Thread| {
        th.done = done.take();
        let r = protocol::call_args(th, &function, &Args { all: &all, names: &names });
        if let Err(e) = r {
            let e = th.take(e);
            if !exception::is_instance_of(th, &e, Builtin::SystemExit) {
                let shown = protocol::repr(th, &function).ok();
                th.exception = Obj::UNBOUND;
                let text = alloc::format!("Exception ignored in thread started by {}", shown.as_ref().map_or("?", |s| str_object::text(s)));
                crate::types::unraisable::report(th, e, &text, None);
            }
        }
    });
    th.start_thread(body)?;
    th.int(th.ident as i64)
}
