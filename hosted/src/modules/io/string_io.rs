//! `StringIO`: text in memory. It is kept as UTF-8 that grows at its end.

use std::borrow::Cow;
use std::mem;

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, OrRaise, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::text::{str_index, str_search};
use freewheel_kernel::types::function_types::DICT_ATTRIBUTE;
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::{protocol, tuple_object};

use super::cursor::Cursor;
use super::newlines::{self, Newline};
use super::{Refusal, base, length_argument, own_attributes, set_own_attributes, size_argument, state_position};

#[derive(Debug)]
struct Text {
    body: Cursor,
    newline: Newline,
    /// Kinds of line ends that were written, where they matter.
    seen: u8,
    ready: bool,
    closed: bool,
}

/// Payload of `StringIO`.
#[derive(Debug)]
pub(super) struct StringIo(LockedState<Text>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the state is a `LockedState`.
unsafe impl Payload for StringIo {
    const BUILTIN: Builtin = Builtin::StringIo;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Text {
    const NONE: Text = Text { body: Cursor::EMPTY, newline: Newline::Feed, seen: 0, ready: false, closed: false };

    fn open(&self) -> Result<(), Refusal> {
        if self.closed {
            return Err(Refusal::Closed);
        }
        if self.ready { Ok(()) } else { Err(Refusal::Unready) }
    }
}

fn file(v: &Obj) -> &Object<StringIo> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<StringIo>() }
}

/// Runs `f` on the state, at one moment. `f` runs no program code, ends no object, and does not come here again; it may make strings.
#[inline]
fn with<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Text) -> T) -> T {
    let object = file(v);
    // SAFETY: 1: what is asked of `f`, in this file alone. 2: its own header.
    unsafe { object.payload.0.with(th, &object.header, f) }
}

/// [`with`] on the state of an open file, for what may be refused.
#[inline]
fn with_open<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Text) -> Result<T, Refusal>) -> R<T> {
    let done = with(th, v, |th, t| {
        t.open()?;
        f(th, t)
    });
    done.map_err(|refusal| refused(th, refusal))
}

/// The words differ from those of other files in a full stop.
#[cold]
fn refused(th: &mut Thread, refusal: Refusal) -> Raised {
    match refusal {
        Refusal::Closed => th.value_error(format_args!("I/O operation on closed file")),
        other => other.raise(th),
    }
}

/// The whole text as a string.
fn all(th: &mut Thread, t: &Text) -> R<Obj> {
    if t.body.is_ascii() { th.ascii_str(t.body.text()) } else { th.str(t.body.text()) }
}

/// What is kept of a text that is written, with the number of its characters; and the kinds of line ends in it, where they matter.
fn kept<'a>(th: &mut Thread, newline: Newline, s: &'a Object<Str>) -> R<(Cow<'a, str>, usize, u8)> {
    let text = s.as_str();
    let seen = if matches!(newline, Newline::Translated | Newline::Any) { newlines::kinds(text) } else { 0 };
    let changed = match newline.written() {
        Some(end) => str_search::replace(text, "\n", end, -1).or_raise(th)?,
        None if newline == Newline::Translated && seen & !newlines::FEED != 0 => Some(newlines::alike(text).or_raise(th)?),
        None => None,
    };
    Ok(match changed {
        Some(t) => {
            let chars = str_index::char_count(t.as_str());
            (Cow::Owned(t.into_string()), chars, seen)
        }
        None => (Cow::Borrowed(text), s.chars(), seen),
    })
}

fn write(th: &mut Thread, v: &Obj, x: &Obj) -> R<usize> {
    let Some(s) = x.get::<Str>() else {
        let t = th.type_name(x);
        return Err(th.type_error(format_args!("string argument expected, got '{t}'")));
    };
    // Mostly nothing becomes of line ends, and it is known when the text is added.
    let newline = with_open(th, v, |_, t| match t.newline {
        Newline::Feed => t.body.write(s.as_str(), s.chars()).map(|()| Newline::Feed),
        other => Ok(other),
    })?;
    if newline != Newline::Feed {
        let (text, chars, seen) = kept(th, newline, s)?;
        with_open(th, v, |_, t| {
            t.seen |= seen;
            t.body.write(&text, chars)
        })?;
    }
    Ok(s.chars())
}

fn read_line(th: &mut Thread, v: &Obj, limit: i64) -> R<Obj> {
    with_open(th, v, |th, t| {
        let n = t.body.line_bytes(t.newline, limit);
        Ok(t.body.take(th, n))
    })?
}

/// A new text in the place of what is there, written, with the position at its beginning.
fn begin(th: &mut Thread, v: &Obj, x: Option<&Obj>, newline: &Obj) -> R<()> {
    let newline = Newline::of(th, newline)?;
    let mut fresh = Text { newline, ready: true, ..Text::NONE };
    if let Some(x) = x.filter(|x| !x.is_none()) {
        let Some(s) = x.get::<Str>() else {
            let t = th.type_name(x);
            return Err(th.type_error(format_args!("initial_value must be str or None, not {t}")));
        };
        let (text, chars, seen) = kept(th, newline, s)?;
        fresh.body.write(&text, chars).map_err(|e| refused(th, e))?;
        fresh.seen = seen;
        fresh.body.go(0);
    }
    with(th, v, |_, t| mem::swap(t, &mut fresh));
    Ok(())
}

fn set_state(th: &mut Thread, v: &Obj, state: &Obj) -> R<()> {
    let [text, newline, at, extra, ..] = tuple_object::items(state) else {
        let (c, t) = (th.type_name(v), th.type_name(state));
        return Err(th.type_error(format_args!("{c}.__setstate__ argument should be 4-tuple, got {t}")));
    };
    if with(th, v, |_, t| t.closed) {
        return Err(refused(th, Refusal::Closed));
    }
    begin(th, v, Some(text), newline)?;
    // Line ends have been translated before.
    if let Some(s) = text.get::<Str>() {
        let mut copy = String::new();
        copy.try_reserve(s.as_str().len()).or_raise(th)?;
        copy.push_str(s.as_str());
        let mut body = Cursor::new(copy, s.chars());
        with(th, v, |_, t| mem::swap(&mut t.body, &mut body));
    }
    let at = state_position(th, at, "third", "got")?;
    with(th, v, |_, t| t.body.go(at));
    set_own_attributes(th, v, extra, "fourth")
}

fn seek(th: &mut Thread, v: &Obj, offset: i64, whence: i32) -> R<Obj> {
    with_open(th, v, |_, _| Ok(()))?;
    if !(0..=2).contains(&whence) {
        return Err(th.value_error(format_args!("Invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    if whence == 0 && offset < 0 {
        return Err(th.value_error(format_args!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        return Err(th.raise(Builtin::OSError, format_args!("Can't do nonzero cur-relative seeks")));
    }
    let at = with_open(th, v, |_, t| {
        match whence {
            0 => t.body.go(usize::try_from(offset).unwrap_or(usize::MAX)),
            1 => {}
            _ => t.body.go(t.body.chars()),
        }
        Ok(t.body.at())
    })?;
    th.int(at as i64)
}

fn truncate(th: &mut Thread, v: &Obj, size: Option<&Obj>) -> R<Obj> {
    with_open(th, v, |_, _| Ok(()))?;
    let size = length_argument(th, size)?;
    if let Some(n @ ..0) = size {
        return Err(th.value_error(format_args!("negative pos value {n}")));
    }
    let size = with_open(th, v, |_, t| {
        let size = size.map_or(t.body.at(), |n| usize::try_from(n).unwrap_or(usize::MAX));
        t.body.truncate(size);
        Ok(size)
    })?;
    th.int(size as i64)
}

/// A program's class may have its own way to close.
fn finalize(th: &mut Thread, v: &Obj) -> R<()> {
    base::finalize_unless_plain(th, v, Builtin::StringIo)
}

macro_rules! able {
    ($name:literal) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("StringIO.", $name))?;
            with_open(th, v, |_, _| Ok(Obj::TRUE))
        })
    };
}

const NEW: Signature<2> = Signature::new("StringIO", ["initial_value", "newline"]).required(0);

/// `StringIO`
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "Text I/O implementation using an in-memory buffer.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        new: Some(|th, class, _| th.new_payload(class, StringIo(LockedState::new(Text::NONE)))),
        init: Some(|th, v, args| {
            let [x, newline] = args.bind(th, &NEW)?;
            match newline {
                Some(n) => begin(th, v, x, n),
                None => {
                    let n = th.str("\n")?;
                    begin(th, v, x, &n)
                }
            }
        }),
        next: Some(|th, v| {
            let line = with_open(th, v, |th, t| match t.body.line_bytes(t.newline, -1) {
                0 => Ok(None),
                n => Ok(Some(t.body.take(th, n))),
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
            let [x] = args.exactly::<1>(th, "_io.StringIO.write")?;
            let n = write(th, v, x)?;
            th.int(n as i64)
        }),
        Method::new("read", |th, v, args| {
            let a = args.between(th, "read", 0, 1)?;
            let size = size_argument(th, a.first())?;
            with_open(th, v, |th, t| {
                let n = t.body.bytes_of(size);
                Ok(t.body.take(th, n))
            })?
        }),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            let limit = size_argument(th, a.first())?;
            read_line(th, v, limit)
        }),
        Method::new("getvalue", |th, v, args| {
            args.exactly::<0>(th, "StringIO.getvalue")?;
            with_open(th, v, |th, t| Ok(all(th, t)))?
        }),
        Method::new("tell", |th, v, args| {
            args.exactly::<0>(th, "StringIO.tell")?;
            let at = with_open(th, v, |_, t| Ok(t.body.at()))?;
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
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "StringIO.close")?;
            let old = with(th, v, |_, t| {
                t.closed = true;
                mem::replace(&mut t.body, Cursor::EMPTY)
            });
            drop(old);
            Ok(Obj::NONE)
        }),
        Method::new("__getstate__", |th, v, args| {
            args.exactly::<0>(th, "StringIO.__getstate__")?;
            let (text, newline, at) = with_open(th, v, |th, t| Ok((all(th, t), t.newline, t.body.at())))?;
            let (newline, at, own) = (newline.shown(th)?, th.int(at as i64)?, own_attributes(th, v)?);
            th.tuple_of(&[text?, newline, at, own])
        }),
        Method::new("__setstate__", |th, v, args| {
            let [state] = args.exactly::<1>(th, "_io.StringIO.__setstate__")?;
            set_state(th, v, state).map(|()| Obj::NONE)
        }),
    ],
    getsets: &[
        GetSet::read("closed", |th, v| {
            let closed = with(th, v, |_, t| if t.ready { Ok(t.closed) } else { Err(Refusal::Unready) });
            closed.map(Obj::from_bool).map_err(|e| e.raise(th))
        }),
        GetSet::read("newlines", |th, v| {
            let seen = with_open(th, v, |_, t| Ok(t.seen))?;
            newlines::shown_kinds(th, seen)
        }),
        GetSet::read("line_buffering", |th, v| with_open(th, v, |_, _| Ok(Obj::FALSE))),
        // `print` may give a whole line at once.
        GetSet::read("_takes_lines_at_once", |_, _| Ok(Obj::TRUE)),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::StringIo, const { &Vtable::of::<StringIo>() })
};
