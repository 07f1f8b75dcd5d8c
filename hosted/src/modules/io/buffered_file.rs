//! `_BufferedFile`: what buffered files do often, with their buffers; and `_RawFile`, the descriptor of a raw file, which tells them that it is closed. The
//! classes in Python are derived from them, and do the rest.
//!
//! `ahead` are bytes from the file of which some were given out; `behind` are bytes that the file has not got yet. Each method is one moment under the
//! object's lock: bytes that are all there are taken, or bytes added for which there is room. Where there is more to do, the method of the class in Python is
//! called (`_read_slowly`, `_line_slowly` …), which has a lock of its own and takes from here what it works on.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, OrRaise, Payload, R, Trace};
use freewheel_kernel::text::bytes_text;
use freewheel_kernel::types::bytes_object::{self, Bytes};
use freewheel_kernel::types::function_types::DICT_ATTRIBUTE;
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};

use super::{append, flag, size_argument};
use crate::modules::system::{raise_errno, system};

/// Payload of `_RawFile`: the descriptor; -1 before it is opened and when it is closed.
#[derive(Debug)]
pub(super) struct RawFile(Arc<AtomicI32>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the number is atomic.
unsafe impl Payload for RawFile {
    const BUILTIN: Builtin = Builtin::RawFile;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn descriptor(v: &Obj) -> &AtomicI32 {
    // SAFETY: called through attributes of the type, which check the receiver.
    unsafe { &v.get_unchecked::<RawFile>().payload.0 }
}

/// `_RawFile`
pub(super) static RAW_FILE: TypeSpec = TypeSpec {
    doc: "The descriptor of a file.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec { new: Some(|th, class, _| th.new_payload(class, RawFile(Arc::new(AtomicI32::new(-1))))), ..SlotSpec::NONE },
    getsets: &[
        GetSet::write(
            "_fd",
            // Relaxed: the number alone says it all.
            |th, v| th.int(i64::from(descriptor(v).load(Ordering::Relaxed))),
            |th, v, x| {
                let fd = x.map_or(Ok(-1), |x| protocol::index_c_int(th, x))?;
                descriptor(v).store(fd, Ordering::Relaxed);
                Ok(())
            },
        ),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::RawFile, const { &Vtable::of::<RawFile>() })
};

#[derive(Debug)]
struct Buffers {
    ahead: Vec<u8>,
    at: usize,
    behind: Vec<u8>,
    /// Up to this size bytes may be added to `behind` without further ado.
    room: usize,
    /// The descriptor of a raw file that has one; others are asked whether they are closed.
    file: Option<Arc<AtomicI32>>,
    /// Iteration need not call `readline`: no program has overridden it.
    plain: bool,
    /// A method in Python is at work, whose pieces nobody may take or add to.
    busy: bool,
}

/// Payload of `_BufferedFile`.
#[derive(Debug)]
pub(super) struct BufferedFile(LockedState<Buffers>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the state is a `LockedState`.
unsafe impl Payload for BufferedFile {
    const BUILTIN: Builtin = Builtin::BufferedFile;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Buffers {
    const NONE: Buffers = Buffers { ahead: Vec::new(), at: 0, behind: Vec::new(), room: 0, file: None, plain: false, busy: false };

    fn rest(&self) -> &[u8] {
        self.ahead.get(self.at..).unwrap_or(&[])
    }

    /// Takes so many of the bytes ahead.
    fn take(&mut self, th: &mut Thread, n: usize) -> R<Obj> {
        let n = n.min(self.rest().len());
        let part = bytes_object::new_bytes(th, &self.rest()[..n])?;
        self.at += n;
        Ok(part)
    }

    /// How many bytes the next line has that is all there.
    fn line(&self) -> Option<usize> {
        bytes_text::find_in(self.rest(), b"\n").map(|at| at + 1)
    }
}

fn object(v: &Obj) -> &Object<BufferedFile> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked() }
}

/// Runs `f` on the state, at one moment. `f` runs no program code, ends no object, and does not come here again; it may make bytes.
#[inline]
fn with<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Buffers) -> T) -> T {
    let object = object(v);
    // SAFETY: 1: what is asked of `f`, in this file alone. 2: its own header.
    unsafe { object.payload.0.with(th, &object.header, f) }
}

/// Whether the raw file is open, as far as that can be told without what its absence would raise.
fn is_open(th: &mut Thread, v: &Obj) -> R<bool> {
    // Relaxed: as above.
    if let Some(open) = with(th, v, |_, b| b.file.as_ref().map(|fd| fd.load(Ordering::Relaxed) >= 0)) {
        return Ok(open);
    }
    let raw = protocol::get_attr_text(th, v, "_raw")?.filter(|raw| !raw.is_none());
    let Some(raw) = raw else { return Ok(false) };
    match protocol::get_attr_text(th, &raw, "closed")? {
        Some(closed) => Ok(!protocol::truth(th, &closed)?),
        None => Ok(false),
    }
}

/// What is ahead may be read when the raw file has been closed by itself, as in CPython: closing this file drops it.
fn read(th: &mut Thread, v: &Obj, size: Option<&Obj>) -> R<Obj> {
    let size = size_argument(th, size)?;
    let ready = with(th, v, |th, b| match usize::try_from(size) {
        Ok(n) if n > 0 && n <= b.rest().len() && !b.busy => Some(b.take(th, n)),
        _ => None,
    });
    match ready {
        Some(part) => part,
        None => {
            let size = th.int(size)?;
            protocol::call_method_text(th, v, "_read_slowly", &[size])
        }
    }
}

fn read_once(th: &mut Thread, v: &Obj, size: Option<&Obj>) -> R<Obj> {
    let size = size_argument(th, size)?;
    let ready = with(th, v, |th, b| match usize::try_from(size) {
        Ok(n) if n > 0 && !b.rest().is_empty() && !b.busy => Some(b.take(th, n)),
        _ => None,
    });
    match ready {
        Some(part) => part,
        None => {
            let size = th.int(size)?;
            protocol::call_method_text(th, v, "_read1_slowly", &[size])
        }
    }
}

fn read_line(th: &mut Thread, v: &Obj, limit: Option<&Obj>) -> R<Obj> {
    let limit = size_argument(th, limit)?;
    let ready = with(th, v, |th, b| match b.line() {
        Some(n) if limit < 0 && !b.busy => Some(b.take(th, n)),
        _ => None,
    });
    match ready {
        Some(line) => line,
        None => {
            let limit = th.int(limit)?;
            protocol::call_method_text(th, v, "_line_slowly", &[limit])
        }
    }
}

fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let line = if with(th, v, |_, b| b.plain) { read_line(th, v, None)? } else { protocol::call_method_text(th, v, "readline", &[])? };
    Ok(if protocol::truth(th, &line)? { Some(line) } else { None })
}

fn write(th: &mut Thread, v: &Obj, x: &Obj) -> R<Obj> {
    if let Some(data) = x.get::<Bytes>() {
        let data = data.payload.as_slice();
        let added = is_open(th, v)?
            && with(th, v, |_, b| match b.behind.len().checked_add(data.len()) {
                Some(n) if n <= b.room && b.room > 0 && !b.busy => append(&mut b.behind, data).is_ok(),
                _ => false,
            });
        if added {
            return th.int(data.len() as i64);
        }
    }
    protocol::call_method_text(th, v, "_write_slowly", std::slice::from_ref(x))
}

/// Reads ahead after everything was given out. The room is taken out of the state meanwhile: reading may wait, and runs no other way under a lock.
fn read_in(th: &mut Thread, v: &Obj, size: usize) -> R<Obj> {
    let Some(file) = with(th, v, |_, b| b.file.clone()) else { return Err(th.value_error(format_args!("no file of the system"))) };
    // Relaxed: as above.
    let fd = file.load(Ordering::Relaxed);
    if fd < 0 {
        return Err(th.value_error(format_args!("I/O operation on closed file")));
    }
    let mut room = with(th, v, |_, b| {
        b.at = 0;
        mem::take(&mut b.ahead)
    });
    room.clear();
    room.try_reserve(size).or_raise(th)?;
    let got = system(th, || {
        // SAFETY: there is room for `size` bytes.
        unsafe { libc::read(fd, room.as_mut_ptr().cast(), size) as i64 }
    })?;
    match got {
        Ok(n) => {
            // SAFETY: the system has written so many, of those there is room for.
            unsafe { room.set_len(usize::try_from(n).unwrap_or(0).min(size)) };
            with(th, v, |_, b| mem::swap(&mut b.ahead, &mut room));
            th.int(n)
        }
        Err(libc::EAGAIN) => Ok(Obj::from_i31(-1)),
        Err(e) => Err(raise_errno(th, e, &[])),
    }
}

/// Bytes that the classes in Python hand over.
fn bytes_of<'a>(th: &mut Thread, x: &'a Obj) -> R<&'a [u8]> {
    match x.get::<Bytes>() {
        Some(b) => Ok(b.payload.as_slice()),
        None => Err(th.type_error(format_args!("bytes are required"))),
    }
}

/// `_BufferedFile`
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "What buffered files do often.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        new: Some(|th, class, _| th.new_payload(class, BufferedFile(LockedState::new(Buffers::NONE)))),
        next: Some(next),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("read", |th, v, args| {
            let a = args.between(th, "read", 0, 1)?;
            read(th, v, a.first())
        }),
        Method::new("read1", |th, v, args| {
            let a = args.between(th, "read1", 0, 1)?;
            read_once(th, v, a.first())
        }),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            read_line(th, v, a.first())
        }),
        Method::new("write", |th, v, args| {
            let [x] = args.exactly::<1>(th, "write")?;
            write(th, v, x)
        }),
        // _set_up(raw, room, plain): empty buffers over a raw file
        Method::new("_set_up", |th, v, args| {
            let [raw, room, plain] = args.exactly::<3>(th, "_set_up")?;
            let file = raw.get::<RawFile>().map(|f| f.payload.0.clone());
            let (room, plain) = (protocol::index_size(th, room)?, protocol::truth(th, plain)?);
            let fresh = Buffers { file, plain, room: usize::try_from(room).unwrap_or(0), ..Buffers::NONE };
            drop(with(th, v, |_, b| mem::replace(b, fresh)));
            Ok(Obj::NONE)
        }),
        // Nothing is added without further ado from here on.
        Method::new("_stop", |th, v, args| {
            args.exactly::<0>(th, "_stop")?;
            with(th, v, |_, b| b.room = 0);
            Ok(Obj::NONE)
        }),
        // _hold(bytes, at): what was read ahead, of which so many were given out
        Method::new("_hold", |th, v, args| {
            let [x, at] = args.exactly::<2>(th, "_hold")?;
            let given = bytes_of(th, x)?;
            let at = usize::try_from(protocol::index_size(th, at)?).unwrap_or(0).min(given.len());
            let held = with(th, v, |_, b| {
                b.at = at;
                b.ahead.clear();
                b.ahead.try_reserve(given.len()).map(|()| b.ahead.extend_from_slice(given))
            });
            held.or_raise(th)?;
            Ok(Obj::NONE)
        }),
        // _read_in(size): reads so much ahead, and gives how much there was; -1 when there is nothing yet
        Method::new("_read_in", |th, v, args| {
            let [size] = args.exactly::<1>(th, "_read_in")?;
            let size = usize::try_from(protocol::index_size(th, size)?).unwrap_or(0).min(isize::MAX as usize);
            read_in(th, v, size)
        }),
        // _take(size): so many of the bytes ahead, or all when that is negative, as far as there are so many
        Method::new("_take", |th, v, args| {
            let [size] = args.exactly::<1>(th, "_take")?;
            let size = usize::try_from(protocol::index_size(th, size)?).unwrap_or(usize::MAX);
            with(th, v, |th, b| b.take(th, size))
        }),
        // _take_line(limit): the same up to the end of a line
        Method::new("_take_line", |th, v, args| {
            let [limit] = args.exactly::<1>(th, "_take_line")?;
            let limit = usize::try_from(protocol::index_size(th, limit)?).unwrap_or(usize::MAX);
            with(th, v, |th, b| {
                let n = b.line().unwrap_or(usize::MAX).min(limit);
                b.take(th, n)
            })
        }),
        // What is ahead, which stays.
        Method::new("_peek", |th, v, args| {
            args.exactly::<0>(th, "_peek")?;
            with(th, v, |th, b| bytes_object::new_bytes(th, b.rest()))
        }),
        // How many bytes are ahead, which are forgotten.
        Method::new("_drop", |th, v, args| {
            args.exactly::<0>(th, "_drop")?;
            let left = with(th, v, |_, b| {
                let left = b.rest().len();
                b.at = 0;
                b.ahead.clear();
                left
            });
            th.int(left as i64)
        }),
        // _add(bytes): more that is behind
        Method::new("_add", |th, v, args| {
            let [x] = args.exactly::<1>(th, "_add")?;
            let data = bytes_of(th, x)?;
            with(th, v, |_, b| append(&mut b.behind, data)).map_err(|e| e.raise(th))?;
            Ok(Obj::NONE)
        }),
        // What is behind, which stays.
        Method::new("_behind", |th, v, args| {
            args.exactly::<0>(th, "_behind")?;
            with(th, v, |th, b| bytes_object::new_bytes(th, &b.behind))
        }),
        // _written(count): so many bytes are no longer behind
        Method::new("_written", |th, v, args| {
            let [n] = args.exactly::<1>(th, "_written")?;
            let n = usize::try_from(protocol::index_size(th, n)?).unwrap_or(usize::MAX);
            with(th, v, |_, b| drop(b.behind.drain(..n.min(b.behind.len()))));
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[
        // See `_alone` in the classes' file.
        flag!("_busy", busy),
        GetSet::read("_left", |th, v| {
            let n = with(th, v, |_, b| b.rest().len());
            th.int(n as i64)
        }),
        GetSet::read("_behind_size", |th, v| {
            let n = with(th, v, |_, b| b.behind.len());
            th.int(n as i64)
        }),
        GetSet::write(
            "_at",
            |th, v| {
                let at = with(th, v, |_, b| b.at);
                th.int(at as i64)
            },
            |th, v, x| {
                let at = x.map_or(Ok(0), |x| protocol::index_size(th, x))?;
                with(th, v, |_, b| b.at = usize::try_from(at).unwrap_or(0).min(b.ahead.len()));
                Ok(())
            },
        ),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::BufferedFile, const { &Vtable::of::<BufferedFile>() })
};
