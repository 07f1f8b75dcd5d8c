//! `BytesIO`: bytes in memory.
//!
//! The bytes are those of a `bytes` object, as long as nobody writes, or the file's own. Once they were shown by `getbuffer` they lie in a bytearray,
//! which counts its views.

use std::mem;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Object, Payload, R, Signature, Trace};
use freewheel_kernel::refcount::sharing;
use freewheel_kernel::text::bytes_text;
use freewheel_kernel::types::bytes_object::{self, ByteArray, Bytes};
use freewheel_kernel::types::function_types::DICT_ATTRIBUTE;
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use freewheel_kernel::types::{buffer, memory_view, protocol, tuple_object};

use super::{Refusal, append, base, length_argument, own_attributes, set_own_attributes, size_argument, state_position};

/// Where the bytes lie.
#[derive(Debug)]
enum Contents {
    /// In a `bytes` object, which others have too.
    Whole(Obj),
    /// Here.
    Own(Vec<u8>),
    /// In a bytearray, which views refer to.
    Shown(Obj),
}

#[derive(Debug)]
struct Memory {
    contents: Contents,
    at: usize,
    closed: bool,
}

/// Payload of `BytesIO`.
#[derive(Debug)]
pub(super) struct BytesIo(LockedState<Memory>);

// SAFETY: 1: the number is used here alone. 2: there is one reference at most. 3: the state is a `LockedState`.
unsafe impl Payload for BytesIo {
    const BUILTIN: Builtin = Builtin::BytesIo;
    fn trace(&self, visit: &mut dyn Trace) {
        // SAFETY: tracing happens with the world stopped, or by the owner of an unshared object.
        unsafe {
            self.0.peek(|m| match &m.contents {
                Contents::Whole(o) | Contents::Shown(o) => visit.obj(o),
                Contents::Own(_) => {}
            });
        }
    }
}

impl Memory {
    const EMPTY: Memory = Memory { contents: Contents::Own(Vec::new()), at: 0, closed: false };

    fn open(&self) -> Result<(), Refusal> {
        if self.closed { Err(Refusal::Closed) } else { Ok(()) }
    }

    /// Refuses when there are views.
    fn free(&self) -> Result<(), Refusal> {
        self.open()?;
        match &self.contents {
            Contents::Shown(b) if b.get::<ByteArray>().is_some_and(|b| b.exports.any()) => Err(Refusal::Exported),
            _ => Ok(()),
        }
    }

    /// Runs `f` on the bytes.
    fn read<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match &self.contents {
            Contents::Own(v) => f(v),
            Contents::Whole(b) => f(whole(b)),
            Contents::Shown(b) => match b.get::<ByteArray>() {
                Some(b) => f(&b.data.lock()),
                None => f(&[]),
            },
        }
    }

    fn len(&self) -> usize {
        self.read(<[u8]>::len)
    }

    /// Runs `f` on the bytes as a vector that it may change; also gives what they were shared with, which is to end outside of the lock.
    fn change<T>(&mut self, f: impl FnOnce(&mut Vec<u8>) -> T) -> Result<(T, Option<Obj>), Refusal> {
        match &mut self.contents {
            Contents::Own(v) => Ok((f(v), None)),
            Contents::Shown(b) => {
                let Some(b) = b.get::<ByteArray>() else { return Err(Refusal::Closed) };
                Ok((f(&mut b.data.lock()), None))
            }
            Contents::Whole(b) => {
                let (mut own, old) = (Vec::new(), whole(b));
                append(&mut own, old)?;
                let result = f(&mut own);
                match mem::replace(&mut self.contents, Contents::Own(own)) {
                    Contents::Whole(b) | Contents::Shown(b) => Ok((result, Some(b))),
                    Contents::Own(_) => Ok((result, None)),
                }
            }
        }
    }

    /// Writes at the position. Gives what is to end outside of the lock.
    fn write(&mut self, b: &[u8]) -> Result<Option<Obj>, Refusal> {
        self.free()?;
        if b.is_empty() {
            return Ok(None);
        }
        let at = self.at;
        let Some(end) = at.checked_add(b.len()).filter(|end| isize::try_from(*end).is_ok()) else { return Err(Refusal::TooLarge) };
        let (done, old) = self.change(|v| {
            let len = v.len();
            if v.try_reserve(end.saturating_sub(len)).is_err() {
                return Err(Refusal::NoMemory);
            }
            if at == len {
                v.extend_from_slice(b);
                return Ok(());
            }
            if at > len {
                v.resize(at, 0);
            }
            let inside = (v.len() - at).min(b.len());
            v[at..at + inside].copy_from_slice(&b[..inside]);
            v.extend_from_slice(&b[inside..]);
            Ok(())
        })?;
        if done.is_ok() {
            self.at = end;
        }
        done.map(|()| old)
    }

    /// The places of the next `size` bytes, or of all when that is negative, as far as there are so many; the position moves behind them.
    fn take(&mut self, size: i64) -> (usize, usize) {
        let len = self.len();
        let from = self.at.min(len);
        let to = match usize::try_from(size) {
            Ok(n) => from.saturating_add(n).min(len),
            Err(_) => len,
        };
        self.at += to - from;
        (from, to)
    }

    /// [`take`](Self::take) up to the end of a line.
    fn take_line(&mut self, limit: i64) -> (usize, usize) {
        let from = self.at;
        let end = self.read(|b| b.get(from..).and_then(|rest| bytes_text::find_in(rest, b"\n")).map(|n| n + 1));
        let line = end.and_then(|n| i64::try_from(n).ok());
        self.take(match (line, limit) {
            (Some(n), 0..) => n.min(limit),
            (Some(n), _) => n,
            (None, _) => limit,
        })
    }

    /// A part of the bytes as an object.
    fn part(&self, th: &mut Thread, (from, to): (usize, usize)) -> R<Obj> {
        match &self.contents {
            Contents::Whole(b) if from == 0 && to == whole(b).len() => Ok(b.clone()),
            _ => self.read(|b| bytes_object::new_bytes(th, b.get(from..to).unwrap_or(&[]))),
        }
    }
}

fn whole(b: &Obj) -> &[u8] {
    b.get::<Bytes>().map_or(&[], |b| b.payload.as_slice())
}

fn file(v: &Obj) -> &Object<BytesIo> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<BytesIo>() }
}

/// Runs `f` on the state, at one moment. `f` runs no program code, ends no object, and does not come here again; it may make strings and bytes.
#[inline]
fn with<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Memory) -> T) -> T {
    let object = file(v);
    // SAFETY: 1: what is asked of `f`, in this file alone. 2: its own header.
    unsafe { object.payload.0.with(th, &object.header, f) }
}

/// [`with`] on the state of an open file, for what may be refused.
#[inline]
fn with_open<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Memory) -> Result<T, Refusal>) -> R<T> {
    let done = with(th, v, |th, m| {
        m.open()?;
        f(th, m)
    });
    done.map_err(|refusal| refusal.raise(th))
}

/// Bytes of an argument, which may be a program's.
fn with_bytes<T>(th: &mut Thread, x: &Obj, f: impl FnOnce(&mut Thread, &[u8]) -> R<T>) -> R<T> {
    if let Some(b) = x.get::<Bytes>() {
        return f(th, b.payload.as_slice());
    }
    let b = buffer::required(th, x)?;
    f(th, &b)
}

fn write(th: &mut Thread, v: &Obj, x: &Obj) -> R<usize> {
    if buffer::has_buffer(x) {
        with_open(th, v, |_, m| m.free())?;
    }
    with_bytes(th, x, |th, b| {
        let old = with_open(th, v, |_, m| m.write(b))?;
        drop(old);
        Ok(b.len())
    })
}

fn read(th: &mut Thread, v: &Obj, size: i64) -> R<Obj> {
    with_open(th, v, |th, m| {
        let places = m.take(size);
        Ok(m.part(th, places))
    })?
}

/// The next line, empty at the end.
fn read_line(th: &mut Thread, v: &Obj, limit: i64) -> R<Obj> {
    with_open(th, v, |th, m| {
        let places = m.take_line(limit);
        Ok(m.part(th, places))
    })?
}

fn value(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (made, old) = with_open(th, v, |th, m| {
        let mut old = None;
        let all = m.part(th, (0, m.len())).and_then(|b| {
            // Whoever asks again gets the same object.
            if let Contents::Own(_) = &m.contents {
                sharing::barrier(th, &file(v).header, &b)?;
                old = Some(mem::replace(&mut m.contents, Contents::Whole(b.clone())));
            }
            Ok(b)
        });
        Ok((all, old))
    })?;
    drop(old);
    made
}

/// Replaces everything.
fn reset(th: &mut Thread, v: &Obj, contents: Contents, at: usize) -> R<()> {
    if let Contents::Whole(b) = &contents {
        sharing::barrier(th, &file(v).header, b)?;
    }
    let done = with(th, v, |_, m| {
        let closed = mem::replace(&mut m.closed, false);
        if let Err(e) = m.free() {
            m.closed = closed;
            return Err(e);
        }
        Ok(mem::replace(m, Memory { contents, at, closed: false }))
    });
    match done {
        Ok(old) => {
            drop(old);
            Ok(())
        }
        Err(e) => Err(e.raise(th)),
    }
}

/// Contents that begin as those of an argument.
fn contents_of(th: &mut Thread, x: Option<&Obj>) -> R<Contents> {
    match x {
        None => Ok(Contents::Own(Vec::new())),
        Some(x) if x.exact::<Bytes>().is_some() => Ok(Contents::Whole(x.clone())),
        Some(x) => {
            let b = buffer::required(th, x)?;
            buffer::owned(th, b).map(Contents::Own)
        }
    }
}

fn view(th: &mut Thread, v: &Obj) -> R<Obj> {
    let fresh = bytes_object::new_bytearray(th, Vec::new())?;
    sharing::barrier(th, &file(v).header, &fresh)?;
    let (shown, old) = with_open(th, v, |_, m| {
        let mut old = None;
        if !matches!(m.contents, Contents::Shown(_)) {
            let (bytes, whole) = m.change(mem::take)?;
            if let Some(b) = fresh.get::<ByteArray>() {
                *b.data.lock() = bytes;
            }
            m.contents = Contents::Shown(fresh.clone());
            old = whole;
        }
        match &m.contents {
            Contents::Shown(b) => Ok((b.clone(), old)),
            _ => Err(Refusal::Closed),
        }
    })?;
    drop(old);
    memory_view::new_view(th, &shown)
}

fn seek(th: &mut Thread, v: &Obj, offset: i64, whence: i32) -> R<Obj> {
    if whence == 0 && offset < 0 {
        with_open(th, v, |_, _| Ok(()))?;
        return Err(th.value_error(format_args!("negative seek value {offset}")));
    }
    if !(0..=2).contains(&whence) {
        with_open(th, v, |_, _| Ok(()))?;
        return Err(th.value_error(format_args!("invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    let at = with_open(th, v, |_, m| {
        let from = match whence {
            0 => 0,
            1 => m.at,
            _ => m.len(),
        };
        let at = (from as i64).checked_add(offset).ok_or(Refusal::TooFar)?.max(0);
        m.at = usize::try_from(at).map_err(|_| Refusal::TooFar)?;
        Ok(at)
    })?;
    th.int(at)
}

fn truncate(th: &mut Thread, v: &Obj, size: Option<&Obj>) -> R<Obj> {
    with_open(th, v, |_, m| m.free())?;
    let size = length_argument(th, size)?;
    if let Some(n @ ..0) = size {
        return Err(th.value_error(format_args!("negative size value {n}")));
    }
    let (size, old) = with_open(th, v, |_, m| {
        m.free()?;
        let size = size.map_or(m.at, |n| usize::try_from(n).unwrap_or(usize::MAX));
        if size >= m.len() {
            return Ok((size, None));
        }
        if size == 0 && matches!(m.contents, Contents::Whole(_)) {
            return Ok((0, Some(mem::replace(&mut m.contents, Contents::Own(Vec::new())))));
        }
        let ((), old) = m.change(|v| v.truncate(size))?;
        Ok((size, old.map(Contents::Whole)))
    })?;
    drop(old);
    th.int(size as i64)
}

fn set_state(th: &mut Thread, v: &Obj, state: &Obj) -> R<()> {
    let [data, at, extra, ..] = tuple_object::items(state) else {
        let (c, t) = (th.type_name(v), th.type_name(state));
        return Err(th.type_error(format_args!("{c}.__setstate__ argument should be 3-tuple, got {t}")));
    };
    with_open(th, v, |_, m| m.free())?;
    reset(th, v, Contents::Own(Vec::new()), 0)?;
    let contents = contents_of(th, Some(data))?;
    reset(th, v, contents, 0)?;
    let at = state_position(th, at, "second", "not")?;
    with(th, v, |_, m| m.at = at);
    set_own_attributes(th, v, extra, "third")
}

/// A program's class may have its own way to close.
fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    base::finalize_unless_plain(th, v, Builtin::BytesIo)
}

fn read_into(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let [room] = args.exactly::<1>(th, name)?;
    let wanted = base::room_len(th, room, name)?;
    let part = with_open(th, v, |_, m| {
        let (from, to) = m.take(i64::try_from(wanted).unwrap_or(i64::MAX));
        let copied = m.read(|b| {
            let (part, mut copy) = (b.get(from..to).unwrap_or(&[]), Vec::new());
            copy.try_reserve_exact(part.len()).map(|()| {
                copy.extend_from_slice(part);
                copy
            })
        });
        copied.map_err(|_| {
            m.at = from;
            Refusal::NoMemory
        })
    })?;
    base::store(th, room, &part)
}

macro_rules! able {
    ($name:literal) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("BytesIO.", $name))?;
            with_open(th, v, |_, _| Ok(Obj::TRUE))
        })
    };
}

const NEW: Signature<1> = Signature::new("BytesIO", ["initial_bytes"]).required(0);

/// `BytesIO`
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        new: Some(|th, class, _| th.new_payload(class, BytesIo(LockedState::new(Memory::EMPTY)))),
        init: Some(|th, v, args| {
            let [x] = args.bind(th, &NEW)?;
            let contents = contents_of(th, x.filter(|x| !x.is_none()))?;
            reset(th, v, contents, 0)
        }),
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| {
            let line = with_open(th, v, |th, m| match m.take_line(-1) {
                (from, to) if from < to => Ok(Some(m.part(th, (from, to)))),
                _ => Ok(None),
            })?;
            line.transpose()
        }),
        finalize: Some(finalize),
        ..SlotSpec::NONE
    },
    methods: &[
        able!("readable"),
        able!("writable"),
        able!("seekable"),
        Method::new("write", |th, v, args| {
            let [x] = args.exactly::<1>(th, "_io.BytesIO.write")?;
            let n = write(th, v, x)?;
            th.int(n as i64)
        }),
        Method::new("writelines", |th, v, args| {
            let [lines] = args.exactly::<1>(th, "_io.BytesIO.writelines")?;
            with_open(th, v, |_, _| Ok(()))?;
            let it = protocol::iter(th, lines)?;
            while let Some(line) = protocol::next(th, &it)? {
                write(th, v, &line)?;
            }
            Ok(Obj::NONE)
        }),
        Method::new("read", |th, v, args| {
            let a = args.between(th, "read", 0, 1)?;
            let size = size_argument(th, a.first())?;
            read(th, v, size)
        }),
        Method::new("read1", |th, v, args| {
            let a = args.between(th, "read1", 0, 1)?;
            let size = size_argument(th, a.first())?;
            read(th, v, size)
        }),
        Method::new("readinto", |th, v, args| read_into(th, v, args, "readinto")),
        Method::new("readinto1", |th, v, args| read_into(th, v, args, "readinto1")),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            let limit = size_argument(th, a.first())?;
            read_line(th, v, limit)
        }),
        Method::new("readlines", |th, v, args| {
            let a = args.between(th, "readlines", 0, 1)?;
            let most = match a.first().filter(|n| !n.is_none()) {
                None => 0,
                Some(n) if freewheel_kernel::types::int_object::is_int(n) => protocol::index_size(th, n)?,
                Some(n) => {
                    let t = th.type_name(n);
                    return Err(th.type_error(format_args!("integer argument expected, got '{t}'")));
                }
            };
            let (mut lines, mut size) = (Vec::new(), 0i64);
            loop {
                let line = read_line(th, v, -1)?;
                let n = whole(&line).len() as i64;
                if n == 0 {
                    break;
                }
                th.push(&mut lines, line)?;
                size = size.saturating_add(n);
                if most > 0 && size >= most {
                    break;
                }
            }
            th.list(lines)
        }),
        Method::new("getvalue", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.getvalue")?;
            value(th, v)
        }),
        Method::new("getbuffer", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.getbuffer")?;
            view(th, v)
        }),
        Method::new("tell", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.tell")?;
            let at = with_open(th, v, |_, m| Ok(m.at))?;
            th.int(at as i64)
        }),
        Method::new("seek", |th, v, args| {
            let a = args.between(th, "seek", 1, 2)?;
            let offset = protocol::index_size(th, &a[0])?;
            let whence = a.get(1).map_or(Ok(0), |w| protocol::index_c_int(th, w))?;
            seek(th, v, offset, whence)
        }),
        Method::new("truncate", |th, v, args| {
            let a = args.between(th, "truncate", 0, 1)?;
            truncate(th, v, a.first())
        }),
        Method::new("flush", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.flush")?;
            with_open(th, v, |_, _| Ok(Obj::NONE))
        }),
        Method::new("isatty", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.isatty")?;
            with_open(th, v, |_, _| Ok(Obj::FALSE))
        }),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.close")?;
            let done = with(th, v, |_, m| {
                if m.closed {
                    return Ok(None);
                }
                m.free()?;
                m.closed = true;
                Ok(Some(mem::replace(&mut m.contents, Contents::Own(Vec::new()))))
            });
            done.map(|_| Obj::NONE).map_err(|e: Refusal| e.raise(th))
        }),
        Method::new("__getstate__", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.__getstate__")?;
            let (all, at) = with_open(th, v, |th, m| Ok((m.part(th, (0, m.len())), m.at)))?;
            let (all, at, own) = (all?, th.int(at as i64)?, own_attributes(th, v)?);
            th.tuple_of(&[all, at, own])
        }),
        Method::new("__setstate__", |th, v, args| {
            let [state] = args.exactly::<1>(th, "_io.BytesIO.__setstate__")?;
            set_state(th, v, state).map(|()| Obj::NONE)
        }),
        Method::new("__sizeof__", |th, v, args| {
            args.exactly::<0>(th, "BytesIO.__sizeof__")?;
            let own = with(th, v, |_, m| match &m.contents {
                Contents::Own(v) => v.capacity(),
                _ => 0,
            });
            let size = th.type_of(v).instance_size() + own;
            th.int(size as i64)
        }),
    ],
    getsets: &[GetSet::read("closed", |th, v| Ok(Obj::from_bool(with(th, v, |_, m| m.closed)))), DICT_ATTRIBUTE],
    ..TypeSpec::new(Builtin::BytesIo, const { &Vtable::of::<BytesIo>() })
};
