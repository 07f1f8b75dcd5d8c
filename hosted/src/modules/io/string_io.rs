//! `StringIO`: text in memory.
//!
//! The text is kept as UTF-8 that grows at its end. Positions are counted in characters; the byte of the present one is kept beside it, so that
//! reading and writing on need not look for it.

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

use super::newlines::{self, Newline};
use super::{Refusal, base, length_argument, own_attributes, set_own_attributes, size_argument, state_position};

#[derive(Debug)]
struct Text {
    text: String,
    /// Characters in all.
    chars: usize,
    /// The position, in characters, which may lie behind the end.
    at: usize,
    /// The byte of the position; the end, where that lies behind it.
    byte: usize,
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
    const NONE: Text = Text { text: String::new(), chars: 0, at: 0, byte: 0, newline: Newline::Feed, seen: 0, ready: false, closed: false };

    fn open(&self) -> Result<(), Refusal> {
        if self.closed {
            return Err(Refusal::Closed);
        }
        if self.ready { Ok(()) } else { Err(Refusal::Unready) }
    }

    fn is_ascii(&self) -> bool {
        self.chars == self.text.len()
    }

    /// What follows the position.
    fn rest(&self) -> &str {
        self.text.get(self.byte..).unwrap_or("")
    }

    /// The byte of a character, or the end.
    fn byte_of(&self, at: usize) -> usize {
        if at >= self.chars {
            self.text.len()
        } else if self.is_ascii() {
            at
        } else if at >= self.at {
            self.byte + str_index::byte_offset(self.rest(), at - self.at)
        } else {
            str_index::byte_offset(&self.text, at)
        }
    }

    fn go(&mut self, at: usize) {
        self.byte = self.byte_of(at);
        self.at = at;
    }

    /// Writes a text of `chars` characters at the position.
    #[inline]
    fn write(&mut self, text: &str, chars: usize) -> Result<(), Refusal> {
        if chars == 0 {
            return Ok(());
        }
        let end = self.at.checked_add(chars).filter(|end| isize::try_from(*end).is_ok()).ok_or(Refusal::TooFar)?;
        let gap = self.at.saturating_sub(self.chars);
        self.text.try_reserve(gap.saturating_add(text.len())).map_err(|_| Refusal::NoMemory)?;
        if self.at >= self.chars {
            self.text.extend(std::iter::repeat_n('\0', gap));
            self.text.push_str(text);
            self.byte = self.text.len();
            self.chars = end;
        } else {
            let stop = self.byte_of(end);
            self.text.replace_range(self.byte..stop, text);
            self.byte += text.len();
            self.chars = self.chars.max(end);
        }
        self.at = end;
        Ok(())
    }

    /// The next `bytes` bytes as a string; the position moves behind it.
    fn take(&mut self, th: &mut Thread, bytes: usize) -> R<Obj> {
        let (from, to) = (self.byte, self.byte + bytes);
        let part = self.text.get(from..to).unwrap_or("");
        let (made, chars) = if self.is_ascii() {
            (th.ascii_str(part)?, part.len())
        } else {
            let made = th.str(part)?;
            let chars = made.get::<Str>().map_or(0, |s| s.chars());
            (made, chars)
        };
        self.at += chars;
        self.byte += part.len();
        Ok(made)
    }

    /// How many bytes the next `size` characters have, or all when that is negative.
    fn bytes_of(&self, size: i64) -> usize {
        match usize::try_from(size) {
            Ok(n) => self.byte_of(self.at.saturating_add(n)).saturating_sub(self.byte),
            Err(_) => self.rest().len(),
        }
    }

    /// How many bytes the next line has, of which at most `limit` characters are wanted.
    fn line_bytes(&self, limit: i64) -> usize {
        let rest = self.rest();
        let line = self.newline.line(rest.as_bytes()).unwrap_or(rest.len());
        if limit < 0 { line } else { line.min(self.bytes_of(limit)) }
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
        Newline::Feed => t.write(s.as_str(), s.chars()).map(|()| Newline::Feed),
        other => Ok(other),
    })?;
    if newline != Newline::Feed {
        let (text, chars, seen) = kept(th, newline, s)?;
        with_open(th, v, |_, t| {
            t.seen |= seen;
            t.write(&text, chars)
        })?;
    }
    Ok(s.chars())
}

fn read_line(th: &mut Thread, v: &Obj, limit: i64) -> R<Obj> {
    with_open(th, v, |th, t| {
        let n = t.line_bytes(limit);
        Ok(t.take(th, n))
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
        fresh.write(&text, chars).map_err(|e| refused(th, e))?;
        fresh.seen = seen;
        fresh.go(0);
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
        let chars = s.chars();
        with(th, v, |_, t| {
            mem::swap(&mut t.text, &mut copy);
            (t.chars, t.at, t.byte) = (chars, 0, 0);
        });
    }
    let at = state_position(th, at, "third", "got")?;
    with(th, v, |_, t| t.go(at));
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
            0 => t.go(usize::try_from(offset).unwrap_or(usize::MAX)),
            1 => {}
            _ => t.go(t.chars),
        }
        Ok(t.at)
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
        let size = size.map_or(t.at, |n| usize::try_from(n).unwrap_or(usize::MAX));
        if size < t.chars {
            let end = t.byte_of(size);
            t.text.truncate(end);
            t.chars = size;
            t.byte = t.byte.min(end);
        }
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
            let line = with_open(th, v, |th, t| match t.line_bytes(-1) {
                0 => Ok(None),
                n => Ok(Some(t.take(th, n))),
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
                let n = t.bytes_of(size);
                Ok(t.take(th, n))
            })?
        }),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            let limit = size_argument(th, a.first())?;
            read_line(th, v, limit)
        }),
        Method::new("getvalue", |th, v, args| {
            args.exactly::<0>(th, "StringIO.getvalue")?;
            with_open(th, v, |th, t| Ok(if t.is_ascii() { th.ascii_str(&t.text) } else { th.str(&t.text) }))?
        }),
        Method::new("tell", |th, v, args| {
            args.exactly::<0>(th, "StringIO.tell")?;
            let at = with_open(th, v, |_, t| Ok(t.at))?;
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
                (t.chars, t.at, t.byte) = (0, 0, 0);
                mem::take(&mut t.text)
            });
            drop(old);
            Ok(Obj::NONE)
        }),
        Method::new("__getstate__", |th, v, args| {
            args.exactly::<0>(th, "StringIO.__getstate__")?;
            let (text, newline, at) = with_open(th, v, |th, t| Ok((th.str(&t.text), t.newline, t.at)))?;
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
