//! `_TextFile`: what `TextIOWrapper` does often, with the buffers that this takes. The class in Python is derived from it, and does the rest.
//!
//! `decoded` is text from the file of which some was given out; `pending` are bytes that the buffer below has not got yet. Each method is one moment under
//! the object's lock: a line or a piece of text that is all there is taken, a text is added. Where there is more to do, the method of the class in Python is
//! called (`_written`, `_line_slowly` …), which has a lock of its own and takes from here what it works on.

use std::mem;

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, OrRaise, Payload, R, Trace};
use freewheel_kernel::types::function_types::DICT_ATTRIBUTE;
use freewheel_kernel::types::locked_state::LockedState;
use freewheel_kernel::types::spec::{BASE, DICT, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::{bytes_object, protocol};

use super::cursor::Cursor;
use super::newlines::Newline;
use super::{Refusal, append, flag, size_argument};

/// With so many bytes pending, they go on to the buffer.
const MOST_PENDING: usize = 8192;

/// Which texts `write` may add to what is pending as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quick {
    /// None: they have to be encoded.
    None,
    /// Those of ASCII characters.
    Ascii,
    /// All: the encoding is UTF-8.
    All,
}

#[derive(Debug)]
struct Buffers {
    decoded: Cursor,
    newline: Newline,
    pending: Vec<u8>,
    quick: Quick,
    /// Each write has more to it: lines, or all, go to the file at once.
    eager: bool,
    /// Whether `tell` is possible; iteration ends that.
    telling: bool,
    /// Iteration need not call `readline`: no program has overridden it.
    plain: bool,
    /// A method in Python is at work, whose pieces nobody may take or add to.
    busy: bool,
}

/// Payload of `_TextFile`.
#[derive(Debug)]
pub(super) struct TextFile(LockedState<Buffers>);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the state is a `LockedState`.
unsafe impl Payload for TextFile {
    const BUILTIN: Builtin = Builtin::TextFile;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Buffers {
    const NONE: Buffers = Buffers {
        decoded: Cursor::EMPTY,
        newline: Newline::Feed,
        pending: Vec::new(),
        quick: Quick::None,
        eager: false,
        telling: false,
        plain: false,
        busy: false,
    };

    /// Takes the next line, or what there is of it. Of a line end of two characters no half is taken, unless the text is `last`: the other half may
    /// follow. Gives whether that is the line's end.
    fn take_line(&mut self, th: &mut Thread, limit: i64, last: bool) -> R<(Obj, bool)> {
        let line = self.decoded.line(self.newline);
        let mut n = self.decoded.line_bytes(self.newline, limit);
        if line.is_none() && !last && self.newline == Newline::Both && self.decoded.rest()[..n].ends_with('\r') {
            n -= 1;
        }
        Ok((self.decoded.take(th, n)?, line == Some(n)))
    }
}

/// What follows a write.
enum After {
    Nothing,
    /// `_began`: it is the first that is pending.
    Began,
    /// `_written`: it may go on to the buffer, or to the file.
    Written,
    /// `_make_room`, and once more: nothing was done, so that texts are not joined into a long one.
    Full,
    /// `_write_slowly`: nothing was done.
    Slowly,
}

/// Runs `f` on the state, at one moment. `f` runs no program code, ends no object, and does not come here again; it may make strings.
#[inline]
fn with<T>(th: &mut Thread, v: &Obj, f: impl FnOnce(&mut Thread, &mut Buffers) -> T) -> T {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    let object: &Object<TextFile> = unsafe { v.get_unchecked() };
    // SAFETY: 1: what is asked of `f`, in this file alone. 2: its own header.
    unsafe { object.payload.0.with(th, &object.header, f) }
}

/// Adds a text to what is pending, if that may be done as it is.
fn add_text(b: &mut Buffers, s: &Object<Str>, join: bool) -> Result<After, Refusal> {
    if b.quick == Quick::None || b.quick == Quick::Ascii && !s.is_ascii() {
        return Ok(After::Slowly);
    }
    let (text, first) = (s.as_str(), b.pending.is_empty());
    if !first && !join && b.pending.len().saturating_add(text.len()) > MOST_PENDING {
        return Ok(After::Full);
    }
    append(&mut b.pending, text.as_bytes())?;
    Ok(if b.pending.len() >= MOST_PENDING || b.eager || text.is_empty() {
        After::Written
    } else if first {
        After::Began
    } else {
        After::Nothing
    })
}

fn write(th: &mut Thread, v: &Obj, x: &Obj) -> R<Obj> {
    let Some(s) = x.get::<Str>() else { return protocol::call_method_text(th, v, "_write_slowly", std::slice::from_ref(x)) };
    // What is below may write here in its turn, but not for ever.
    for join in [false, false, false, true] {
        let after = with(th, v, |_, b| add_text(b, s, join));
        match after.map_err(|e| e.raise(th))? {
            After::Nothing => {}
            After::Began => drop(protocol::call_method_text(th, v, "_began", &[])?),
            After::Written => drop(protocol::call_method_text(th, v, "_written", std::slice::from_ref(x))?),
            After::Slowly => return protocol::call_method_text(th, v, "_write_slowly", std::slice::from_ref(x)),
            After::Full => {
                protocol::call_method_text(th, v, "_make_room", &[])?;
                continue;
            }
        }
        break;
    }
    th.int(s.chars() as i64)
}

fn read(th: &mut Thread, v: &Obj, size: Option<&Obj>) -> R<Obj> {
    let size = size_argument(th, size)?;
    let ready = with(th, v, |th, b| match usize::try_from(size) {
        Ok(n) if n > 0 && n <= b.decoded.left() && !b.busy => {
            let bytes = b.decoded.bytes_of(size);
            Some(b.decoded.take(th, bytes))
        }
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

fn read_line(th: &mut Thread, v: &Obj, limit: Option<&Obj>) -> R<Obj> {
    let limit = size_argument(th, limit)?;
    let ready = with(th, v, |th, b| match (b.decoded.line(b.newline), usize::try_from(limit)) {
        _ if b.busy => None,
        (Some(n), Err(_)) => Some(b.decoded.take(th, n)),
        (line, Ok(most)) if most > 0 && (line.is_some() || most <= b.decoded.left()) => {
            let n = b.decoded.line_bytes(b.newline, limit);
            Some(b.decoded.take(th, n))
        }
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
    let ready = with(th, v, |th, b| {
        if b.telling || !b.plain || b.busy {
            return None;
        }
        let n = b.decoded.line(b.newline)?;
        Some(b.decoded.take(th, n))
    });
    if let Some(line) = ready {
        return line.map(Some);
    }
    let line = protocol::call_method_text(th, v, "_next_slowly", &[])?;
    Ok(if protocol::truth(th, &line)? { Some(line) } else { None })
}

/// A string argument of the methods that the class in Python calls.
fn text_of<'a>(th: &mut Thread, x: &'a Obj) -> R<&'a Object<Str>> {
    match x.get::<Str>() {
        Some(s) => Ok(s),
        None => Err(th.type_error(format_args!("a string is required"))),
    }
}

/// The type.
pub(super) static SPEC: TypeSpec = TypeSpec {
    doc: "What text files do often.",
    flags: BASE | DICT | WEAK,
    slots: SlotSpec {
        new: Some(|th, class, _| th.new_payload(class, TextFile(LockedState::new(Buffers::NONE)))),
        next: Some(next),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("write", |th, v, args| {
            let [x] = args.exactly::<1>(th, "_io.TextIOWrapper.write")?;
            write(th, v, x)
        }),
        Method::new("read", |th, v, args| {
            let a = args.between(th, "read", 0, 1)?;
            read(th, v, a.first())
        }),
        Method::new("readline", |th, v, args| {
            let a = args.between(th, "readline", 0, 1)?;
            read_line(th, v, a.first())
        }),
        // _set_up(plain): no buffers, and whether iteration may go without `readline`
        Method::new("_set_up", |th, v, args| {
            let [plain] = args.exactly::<1>(th, "_set_up")?;
            let plain = protocol::truth(th, plain)?;
            drop(with(th, v, |_, b| mem::replace(b, Buffers { plain, ..Buffers::NONE })));
            Ok(Obj::NONE)
        }),
        Method::new("_set_newline", |th, v, args| {
            let [newline] = args.exactly::<1>(th, "_set_newline")?;
            let newline = Newline::of(th, newline)?;
            with(th, v, |_, b| b.newline = newline);
            Ok(Obj::NONE)
        }),
        // _set_quick(0 for none, 1 for ASCII, 2 for all texts; whether each write has more to it)
        Method::new("_set_quick", |th, v, args| {
            let [quick, eager] = args.exactly::<2>(th, "_set_quick")?;
            let (quick, eager) = (protocol::index_size(th, quick)?, protocol::truth(th, eager)?);
            let quick = [Quick::None, Quick::Ascii, Quick::All][quick.clamp(0, 2) as usize];
            with(th, v, |_, b| (b.quick, b.eager) = (quick, eager));
            Ok(Obj::NONE)
        }),
        // _hold(text): replaces what was decoded
        Method::new("_hold", |th, v, args| {
            let [x] = args.exactly::<1>(th, "_hold")?;
            let s = text_of(th, x)?;
            let mut copy = String::new();
            copy.try_reserve_exact(s.as_str().len()).or_raise(th)?;
            copy.push_str(s.as_str());
            let fresh = Cursor::new(copy, s.chars());
            drop(with(th, v, |_, b| mem::replace(&mut b.decoded, fresh)));
            Ok(Obj::NONE)
        }),
        // How many decoded characters are left.
        Method::new("_left", |th, v, args| {
            args.exactly::<0>(th, "_left")?;
            let left = with(th, v, |_, b| b.decoded.left());
            th.int(left as i64)
        }),
        // _take(size): so many of the decoded characters, or all when that is negative
        Method::new("_take", |th, v, args| {
            let [size] = args.exactly::<1>(th, "_take")?;
            let size = protocol::index_size(th, size)?;
            with(th, v, |th, b| {
                let n = b.decoded.bytes_of(size);
                b.decoded.take(th, n)
            })
        }),
        // _take_line(limit, last): see `take_line`
        Method::new("_take_line", |th, v, args| {
            let [limit, last] = args.exactly::<2>(th, "_take_line")?;
            let (limit, last) = (protocol::index_size(th, limit)?, protocol::truth(th, last)?);
            let (part, ended) = with(th, v, |th, b| b.take_line(th, limit, last))?;
            th.pair(part, Obj::from_bool(ended))
        }),
        // _add(bytes): more that is pending
        Method::new("_add", |th, v, args| {
            let [x] = args.exactly::<1>(th, "_add")?;
            let Some(data) = x.get::<bytes_object::Bytes>() else { return Err(th.type_error(format_args!("bytes are required"))) };
            with(th, v, |_, b| append(&mut b.pending, data.payload.as_slice())).map_err(|e| e.raise(th))?;
            Ok(Obj::NONE)
        }),
        // What is pending, which is no longer.
        Method::new("_take_pending", |th, v, args| {
            args.exactly::<0>(th, "_take_pending")?;
            with(th, v, |th, b| {
                let data = bytes_object::new_bytes(th, &b.pending)?;
                b.pending.clear();
                Ok(data)
            })
        }),
    ],
    getsets: &[
        // See `_alone` in the classes' file.
        flag!("_busy", busy),
        GetSet::read("_pending_size", |th, v| {
            let n = with(th, v, |_, b| b.pending.len());
            th.int(n as i64)
        }),
        flag!("_telling", telling),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::TextFile, const { &Vtable::of::<TextFile>() })
};
