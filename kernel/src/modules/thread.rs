//! The `_thread` module: threads, locks, thread-local objects.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::thread_handle;
use super::time::nanoseconds;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::header::NO_OWNER;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value, lifecycle};
use crate::prim::{AtomicU32, AtomicU64, Ordering};
use crate::refcount::biased::{self, Outcome};
use crate::refcount::sharing;
use crate::sync::{LockResult, RawMutex};
use crate::text::TextBuf;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::spec::{BASE, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::struct_sequence::{self, Layout};
use crate::types::{attribute, exception, protocol, str_object, tuple_object};

/// Least bytes of native stack that a program may ask for.
const LEAST_STACK: i64 = 53248;

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

impl Lock {
    pub(super) const fn new() -> Lock {
        Lock { mutex: RawMutex::new() }
    }

    pub(super) fn mutex(&self) -> &RawMutex {
        &self.mutex
    }

    pub(super) fn is_locked(&self) -> bool {
        self.mutex.is_locked()
    }

    /// Releases the lock, if it is held.
    pub(super) fn give_back(&self, th: &Thread) {
        let _ = self.mutex.try_unlock(th.isolate().platform());
    }
}

pub(super) fn lock(v: &Obj) -> &Object<Lock> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Lock>() }
}

fn rlock(v: &Obj) -> &Object<RLock> {
    // SAFETY: as above.
    unsafe { v.get_unchecked::<RLock>() }
}

const ACQUIRE: Signature<2> = Signature::new("acquire", ["blocking", "timeout"]).required(0);

/// `blocking` and `timeout`: how long to wait, `Some(0)` for not at all.
fn patience(th: &mut Thread, args: &Args<'_>) -> R<Option<u64>> {
    let [blocking, timeout] = args.bind(th, &ACQUIRE)?;
    let blocking = match blocking {
        Some(b) => protocol::truth(th, b)?,
        None => true,
    };
    let Some(t) = timeout else { return Ok(if blocking { None } else { Some(0) }) };
    let nanos = nanoseconds(th, t)?;
    let unset = nanos == -1_000_000_000;
    if !blocking && !unset {
        return Err(th.value_error(format_args!("can't specify a timeout for a non-blocking call")));
    }
    if unset {
        return Ok(if blocking { None } else { Some(0) });
    }
    match u64::try_from(nanos) {
        Ok(n) => Ok(Some(n)),
        Err(_) => Err(th.value_error(format_args!("timeout value must be a non-negative number"))),
    }
}

/// Takes a mutex; signals are handled while waiting.
pub(super) fn take(th: &mut Thread, m: &RawMutex, wait: Option<u64>) -> R<bool> {
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
    if lock(v).mutex.try_unlock(th.isolate().platform()) {
        return Ok(Obj::NONE);
    }
    Err(th.raise(Builtin::RuntimeError, format_args!("release unlocked lock")))
}

fn shown(th: &mut Thread, v: &Obj, locked: bool, name: &str, rest: &str) -> R<Obj> {
    let state = if locked { "locked" } else { "unlocked" };
    let at = v.value().without_uncounted().to_bits();
    th.str_fmt(format_args!("<{state} {name} object{rest} at {at:#x}>"))
}

/// `_thread.lock`
pub static LOCK: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let l = lock(v).mutex.is_locked();
            shown(th, v, l, "_thread.lock", "")
        }),
        new: Some(|th, _, args| {
            args.exactly::<0>(th, "lock")?;
            th.alloc(Lock::new())
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
        Method::new("_at_fork_reinit", |_, v, _| {
            // SAFETY: a lock of a program guards no memory.
            unsafe { lock(v).mutex.reset() };
            Ok(Obj::NONE)
        }),
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
    flags: BASE | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let l = rlock(v);
            let (o, n) = (l.owner.load(Ordering::Relaxed), l.count.load(Ordering::Relaxed));
            let rest = alloc::format!(" owner={o} count={}", if o == 0 { 0 } else { n });
            let locked = l.mutex.is_locked();
            shown(th, v, locked, "_thread.RLock", &rest)
        }),
        new: Some(|th, cls, args| {
            // A class derived from it may have an `__init__` that takes some.
            if cls.is(&th.builtin_type(Builtin::RLock)) {
                args.exactly::<0>(th, "RLock")?;
            }
            th.new_payload(cls, RLock { mutex: RawMutex::new(), owner: AtomicU64::new(0), count: AtomicU32::new(0) })
        }),
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
        Method::new("_at_fork_reinit", |_, v, _| {
            let l = rlock(v);
            l.owner.store(0, Ordering::Relaxed);
            l.count.store(0, Ordering::Relaxed);
            // SAFETY: a lock of a program guards no memory.
            unsafe { l.mutex.reset() };
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
    flags: BASE | WEAK,
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
            if str_object::text(name) == "__dict__" {
                let t = th.type_name(v);
                return Err(th.raise(Builtin::AttributeError, format_args!("'{t}' object attribute '__dict__' is read-only")));
            }
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
    Method::new("start_joinable_thread", thread_handle::start_joinable_thread),
    Method::new("_make_thread_handle", thread_handle::make_thread_handle),
    Method::new("_shutdown", thread_handle::shutdown),
    Method::new("_get_main_thread_ident", |th, _, _| th.int(1)),
    Method::new("_is_main_interpreter", |_, _, _| Ok(Obj::TRUE)),
    Method::new("daemon_threads_allowed", |_, _, _| Ok(Obj::TRUE)),
    Method::new("_excepthook", excepthook),
    Method::new("get_ident", |th, _, _| th.int(th.ident as i64)),
    Method::new("get_native_id", |th, _, _| {
        let n = th.isolate().platform().thread_number().unwrap_or(th.ident);
        th.int(n as i64)
    }),
    Method::new("_count", |th, _, _| {
        let n = th.isolate().running_threads();
        th.int(n.saturating_sub(1) as i64)
    }),
    Method::new("allocate_lock", |th, _, args| {
        args.exactly::<0>(th, "allocate_lock")?;
        th.alloc(Lock::new())
    }),
    Method::new("allocate", |th, _, args| {
        args.exactly::<0>(th, "allocate")?;
        th.alloc(Lock::new())
    }),
    Method::new("stack_size", stack_size),
    Method::new("set_name", set_name),
    Method::new("_get_name", |th, _, a| {
        a.exactly::<0>(th, "_get_name")?;
        let mut name = TextBuf::new();
        let mut read = Ok(());
        th.isolate().platform().thread_name(&mut |text| read = name.push_str(text));
        read.or_raise(th)?;
        th.str(name.as_str())
    }),
    Method::new("exit_thread", |th, _, _| Err(th.raise_with(Builtin::SystemExit, None))),
    Method::new("exit", |th, _, _| Err(th.raise_with(Builtin::SystemExit, None))),
    Method::new("interrupt_main", interrupt_main),
    Method::new("_print_exception", |th, _, a| {
        let [e] = a.exactly::<1>(th, "_print_exception")?;
        super::sys::print_exception(th, e)?;
        Ok(Obj::NONE)
    }),
];

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "Threads and locks, for threading.",
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
        th.add_to_module(m, "_NAME_MAXLEN", Obj::from_i31(15))?;
        let t = th.builtin_type(Builtin::ThreadHandle);
        th.add_to_module(m, "_ThreadHandle", t)?;
        let t = struct_sequence::class(th, &HOOK_ARGUMENTS)?;
        th.add_to_module(m, "_ExceptHookArgs", t)?;
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
    let given = tuple_object::items(&a[1]);
    let mut all: Vec<Obj> = th.vec(given.len())?;
    all.extend_from_slice(given);
    let mut names: Vec<Obj> = Vec::new();
    if let Some(k) = a.get(2) {
        let Some(d) = k.get::<Dict>() else { return Err(th.type_error(format_args!("optional 3rd arg must be a dictionary"))) };
        for (k, v) in d.snapshot(th)? {
            th.push(&mut names, k)?;
            th.push(&mut all, v)?;
        }
    }
    let ident = start_with(th, a[0].clone(), all, names, None)?;
    th.int(ident as i64)
}

/// `_start_joinable(function, lock)`: calls the function in a new thread; the lock, which the caller has taken, is given back when everything
/// of the thread is over, its thread-local values included.
fn start_joinable(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [function, done] = args.exactly::<2>(th, "_start_joinable")?;
    if done.exact::<Lock>().is_none() {
        return Err(th.type_error(format_args!("2nd arg must be a lock")));
    }
    let ident = start_with(th, function.clone(), Vec::new(), Vec::new(), Some((done, &Obj::NONE)))?;
    th.int(ident as i64)
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
        lock.give_back(th);
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

/// Starts a thread that calls a function; gives its number. `done` is the lock that it gives back at its end, and its handle or `None`.
pub(super) fn start_with(th: &mut Thread, function: Obj, all: Vec<Obj>, names: Vec<Obj>, done: Option<(&Obj, &Obj)>) -> R<u64> {
    // The new thread may use at once what it is given; from here on others can reach it too (D5).
    th.isolate().go_multi(th)?;
    sharing::share(th, &function)?;
    for v in all.iter().chain(&names) {
        sharing::share(th, v)?;
    }
    let mut handle = Obj::NONE;
    let mut done = match done {
        Some((done, of)) => {
            sharing::share(th, done)?;
            sharing::share(th, of)?;
            handle = of.clone();
            Done::new(done)
        }
        None => None,
    };
    let body = alloc::boxed::Box::new(move |th: &mut Thread| {
        th.done = done.take();
        thread_handle::begin(th, &handle);
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
        if !handle.is_none() {
            thread_handle::end(th, &handle);
        }
    });
    th.start_thread(body)
}

/// What `threading.excepthook` is given.
static HOOK_ARGUMENTS: Layout = Layout {
    name: "_thread._ExceptHookArgs",
    doc: "What threading.excepthook is told of an exception that nobody caught.",
    fields: &["exc_type", "exc_value", "exc_traceback", "thread"],
    visible: 4,
    open: true,
};

/// `_excepthook(args)`: reports the exception that ended a thread.
fn excepthook(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [a] = args.exactly::<1>(th, "_excepthook")?;
    let wanted = struct_sequence::class(th, &HOOK_ARGUMENTS)?;
    let of_kind = th.type_of(a).to_obj().is(&wanted);
    let (true, [class, value, _, thread]) = (of_kind, tuple_object::items(a)) else {
        return Err(th.type_error(format_args!("_thread.excepthook argument type must be ExceptHookArgs")));
    };
    if class.is(&th.builtin_type(Builtin::SystemExit)) {
        return Ok(Obj::NONE);
    }
    let name = match protocol::get_attr_text(th, thread, "name")? {
        Some(n) => protocol::str(th, &n)?,
        None => {
            let ident = th.ident;
            th.str_fmt(format_args!("{ident}"))?
        }
    };
    let line = th.str_fmt(format_args!("Exception in thread {}:\n", str_object::text(&name)))?;
    crate::types::unraisable::write_error(th, str_object::text(&line));
    let value = if value.is_none() { protocol::call(th, class, &[])? } else { value.clone() };
    super::sys::print_exception(th, &value)?;
    Ok(Obj::NONE)
}

/// `stack_size(size=0)`: what was asked for before. Stacks are of one size, whatever is asked for.
fn stack_size(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "stack_size", 0, 1)?;
    let size = match a.first() {
        Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
        None => 0,
    };
    if size != 0 && size < LEAST_STACK {
        return Err(th.value_error(format_args!("size must be at least {LEAST_STACK} bytes")));
    }
    let asked = th.hidden("thread.stack_size", |th| {
        let mut one = th.vec(1)?;
        one.push(Obj::from_i31(0));
        th.list(one)
    })?;
    let Some(l) = asked.get::<List>() else { return Ok(Obj::from_i31(0)) };
    // Asking without a size is asking for the usual one, as in CPython.
    let size = th.int(size)?;
    let before = l.exchange_item(th, 0, size)?;
    Ok(before.unwrap_or(Obj::from_i31(0)))
}

fn set_name(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [name] = args.bind(th, &Signature::new("set_name", ["name"]))?;
    let Some(name) = name else { return Ok(Obj::NONE) };
    let name = crate::native::args::named_text_argument(th, "set_name", "name", name)?;
    th.isolate().platform().name_thread(name);
    Ok(Obj::NONE)
}

/// `interrupt_main(signum=SIGINT)`: as if the signal had arrived.
fn interrupt_main(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "interrupt_main", 0, 1)?;
    let signal = match a.first() {
        Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
        None => 2,
    };
    let Some(host) = th.isolate().config.host else {
        th.isolate().registry.request_all(crate::thread::breaker::SIGNAL);
        return Ok(Obj::NONE);
    };
    if !host.simulate_signal(signal) {
        return Err(th.value_error(format_args!("signal number out of range")));
    }
    // The main thread interrupts itself here and now, not at some call later.
    th.poll()?;
    Ok(Obj::NONE)
}
