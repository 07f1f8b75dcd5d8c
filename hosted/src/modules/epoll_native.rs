//! `select.epoll`: a set of descriptors that the system keeps, and says which of them are ready.
//!
//! The descriptor of the set is one atomic word, which is -1 once it is closed. As with files, a thread that waits while another one closes the set
//! has the number of a descriptor that may become another's.

use core::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::time;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Signature, Trace};
use freewheel_kernel::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::{float_object, int_object, protocol};

use super::posix::path;
use super::system::{checked, errno, raise_errno};

/// Payload of `epoll`.
#[derive(Debug)]
struct Epoll {
    descriptor: AtomicI32,
}

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the descriptor is an atomic.
unsafe impl Payload for Epoll {
    const BUILTIN: Builtin = Builtin::Epoll;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Drop for Epoll {
    fn drop(&mut self) {
        let fd = *self.descriptor.get_mut();
        if fd >= 0 {
            // SAFETY: the descriptor is this object's. What goes wrong has nobody to be told.
            unsafe { libc::close(fd) };
        }
    }
}

fn epoll(v: &Obj) -> &Epoll {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<Epoll>().payload }
}

/// The descriptor of a set that is open.
fn open(th: &mut Thread, v: &Obj) -> R<i32> {
    // Relaxed, here and below: the number publishes nothing.
    match epoll(v).descriptor.load(Ordering::Relaxed) {
        fd if fd >= 0 => Ok(fd),
        _ => Err(th.value_error(format_args!("I/O operation on closed epoll object"))),
    }
}

fn close(th: &mut Thread, v: &Obj) -> R<Obj> {
    let fd = epoll(v).descriptor.swap(-1, Ordering::Relaxed);
    // SAFETY: the descriptor was this object's, which has given it up.
    if fd >= 0 && th.detached(|| unsafe { libc::close(fd) }) < 0 {
        let e = errno();
        return Err(raise_errno(th, e, &[]));
    }
    Ok(Obj::NONE)
}

/// The descriptor that an argument is, or has.
fn descriptor(th: &mut Thread, v: &Obj) -> R<i32> {
    let fd = path::descriptor(th, v)?;
    if fd < 0 {
        return Err(th.value_error(format_args!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

/// A mask of events: the low 32 bits of a number.
fn mask(th: &mut Thread, v: &Obj) -> R<u32> {
    Ok(protocol::index_i64(th, v, Builtin::OverflowError)? as u32)
}

/// Changes what the system keeps of a descriptor.
fn control(th: &mut Thread, v: &Obj, what: i32, fd: &Obj, events: u32) -> R<Obj> {
    let set = open(th, v)?;
    let fd = descriptor(th, fd)?;
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: the event is ours, and read only.
    let done = unsafe { libc::epoll_ctl(set, what, fd, &raw mut event) };
    if done < 0 {
        let e = errno();
        return Err(raise_errno(th, e, &[]));
    }
    Ok(Obj::NONE)
}

/// How long to wait; `None`: for ever.
fn timeout(th: &mut Thread, v: Option<&Obj>) -> R<Option<Duration>> {
    let Some(v) = v.filter(|v| !v.is_none()) else { return Ok(None) };
    if float_object::as_f64(v).is_none() && !int_object::is_int(v) {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("timeout must be a real number or None, not {t}")));
    }
    let nanos = time::nanoseconds(th, v)?;
    let limit = u64::try_from(nanos).ok().map(Duration::from_nanos);
    if limit.is_some_and(|l| l.as_millis() >= i32::MAX as u128) {
        return Err(th.raise(Builtin::OverflowError, format_args!("timeout is too large")));
    }
    Ok(limit)
}

/// Milliseconds, of which a part counts as a whole one: nobody is to be woken early.
fn milliseconds(d: Duration) -> i32 {
    d.as_nanos().div_ceil(1_000_000).try_into().unwrap_or(i32::MAX)
}

fn poll(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    /// As many as CPython asks for at most when it is not told.
    const DEFAULT_MOST: i32 = 1023;
    /// So many events have room on the stack.
    const FEW: usize = 16;
    const PARAMETERS: Signature<2> = Signature::new("poll", ["timeout", "maxevents"]).required(0);
    let [wait, most] = args.bind(th, &PARAMETERS)?;
    let set = open(th, v)?;
    let limit = timeout(th, wait)?;
    let most = match most {
        Some(n) => protocol::index_c_int(th, n)?,
        None => -1,
    };
    let most = match most {
        -1 => DEFAULT_MOST,
        n if n > 0 => n,
        n => return Err(th.value_error(format_args!("maxevents must be greater than 0, got {n}"))),
    };
    let none = libc::epoll_event { events: 0, u64: 0 };
    let mut few = [none; FEW];
    let mut many: Vec<libc::epoll_event>;
    let room = if most as usize <= FEW {
        &mut few[..most as usize]
    } else {
        many = th.vec(most as usize)?;
        many.resize(most as usize, none);
        &mut many[..]
    };
    let n = if limit == Some(Duration::ZERO) {
        // SAFETY: the room is ours, and as long as it says. It does not wait.
        let n = unsafe { libc::epoll_wait(set, room.as_mut_ptr(), most, 0) };
        if n < 0 && errno() != libc::EINTR {
            let e = errno();
            return Err(raise_errno(th, e, &[]));
        }
        n.max(0) as usize
    } else {
        let start = Instant::now();
        let n = checked(th, &[], || {
            let left = limit.map_or(-1, |l| milliseconds(l.saturating_sub(start.elapsed())));
            // SAFETY: as above.
            i64::from(unsafe { libc::epoll_wait(set, room.as_mut_ptr(), most, left) })
        })?;
        n as usize
    };
    let mut ready = th.vec(n)?;
    for e in &room[..n] {
        let (fd, events) = (th.int(e.u64 as i64)?, th.int(i64::from(e.events))?);
        ready.push(th.pair(fd, events)?);
    }
    th.list(ready)
}

const REGISTER: Signature<2> = Signature::new("register", ["fd", "eventmask"]).required(1);
const MODIFY: Signature<2> = Signature::new("modify", ["fd", "eventmask"]);
const UNREGISTER: Signature<1> = Signature::new("unregister", ["fd"]);

/// `epoll`
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "A set of descriptors, and for each which events to tell of.",
    slots: SlotSpec {
        new: Some(|th, class, args| {
            let [size, flags] = args.bind(th, &Signature::new("epoll", ["sizehint", "flags"]).required(0))?;
            let size = match size {
                Some(n) => protocol::index_c_int(th, n)?,
                None => -1,
            };
            let flags = match flags {
                Some(n) => protocol::index_c_int(th, n)?,
                None => 0,
            };
            if size != -1 && size <= 0 {
                return Err(th.value_error(format_args!("negative sizehint")));
            }
            if flags != 0 && flags != libc::EPOLL_CLOEXEC {
                return Err(th.raise(Builtin::OSError, format_args!("invalid flags")));
            }
            // SAFETY: a plain call.
            let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
            if fd < 0 {
                let e = errno();
                return Err(raise_errno(th, e, &[]));
            }
            th.new_payload(class, Epoll { descriptor: AtomicI32::new(fd) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::class("fromfd", |th, class, args| {
            let [fd] = args.exactly::<1>(th, "epoll.fromfd")?;
            let fd = protocol::index_c_int(th, fd)?;
            th.new_payload(class, Epoll { descriptor: AtomicI32::new(fd) })
        })
        .doc("The set that a descriptor is of."),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "epoll.close")?;
            close(th, v)
        })
        .doc("Close the set's descriptor; after that there is nothing else to be done with it."),
        Method::new("fileno", |th, v, args| {
            args.exactly::<0>(th, "epoll.fileno")?;
            let fd = open(th, v)?;
            th.int(i64::from(fd))
        })
        .doc("The set's descriptor."),
        Method::new("register", |th, v, args| {
            let [fd, events] = args.bind(th, &REGISTER)?;
            let events = match events {
                Some(m) => mask(th, m)?,
                None => (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32,
            };
            control(th, v, libc::EPOLL_CTL_ADD, fd.unwrap_or(v), events)
        })
        .doc("Tell of these events of a descriptor; OSError if it is in the set."),
        Method::new("modify", |th, v, args| {
            let [fd, events] = args.bind(th, &MODIFY)?;
            let events = mask(th, events.unwrap_or(v))?;
            control(th, v, libc::EPOLL_CTL_MOD, fd.unwrap_or(v), events)
        })
        .doc("Tell of other events of a descriptor in the set."),
        Method::new("unregister", |th, v, args| {
            let [fd] = args.bind(th, &UNREGISTER)?;
            control(th, v, libc::EPOLL_CTL_DEL, fd.unwrap_or(v), 0)
        })
        .doc("Take a descriptor out of the set."),
        Method::new("poll", poll)
            .doc("Wait so many seconds, without a number for ever, for an event; gives a list of pairs of descriptor and events, no more than maxevents."),
        Method::new("__enter__", |th, v, _| {
            open(th, v)?;
            Ok(v.clone())
        }),
        Method::new("__exit__", |th, v, _| close(th, v)),
    ],
    getsets: &[GetSet::read("closed", |_, v| Ok(Obj::from_bool(epoll(v).descriptor.load(Ordering::Relaxed) < 0)))],
    ..TypeSpec::new(Builtin::Epoll, const { &Vtable::of::<Epoll>() })
};

/// Constants of the module.
pub(super) const CONSTANTS: &[(&str, i64)] = &[
    ("EPOLLIN", libc::EPOLLIN as i64),
    ("EPOLLPRI", libc::EPOLLPRI as i64),
    ("EPOLLOUT", libc::EPOLLOUT as i64),
    ("EPOLLERR", libc::EPOLLERR as i64),
    ("EPOLLHUP", libc::EPOLLHUP as i64),
    ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
    ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
    ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
    ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
    ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
    ("EPOLLMSG", libc::EPOLLMSG as i64),
    ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
    ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
    ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
    ("EPOLLET", libc::EPOLLET as u32 as i64),
    ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
];
