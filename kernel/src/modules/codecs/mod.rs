//! The `_codecs` module: the registry of codecs, and those that need no tables.

mod charmap;
mod convert;
mod handlers;
mod names;
pub mod registry;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, OrRaise, Signature};
use crate::object::{Builtin, Obj};
use crate::text::codecs_wide::{self, Coding, EscapeError};
use crate::types::dict_object::Dict;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::{buffer, bytes_object, protocol, str_object};
use registry::Direction;

fn pair(th: &mut Thread, value: Obj, n: usize) -> R<Obj> {
    let n = th.int(n as i64)?;
    th.pair(value, n)
}

/// Bytes of a text, with how many characters they stand for.
fn encoded(th: &mut Thread, text: &Obj, out: &[u8]) -> R<Obj> {
    let n = text.get::<str_object::Str>().map_or(0, |s| s.chars());
    let out = bytes_object::new_bytes(th, out)?;
    pair(th, out, n)
}

fn errors_argument<'a>(th: &mut Thread, name: &str, v: Option<&'a Obj>) -> R<&'a str> {
    match v {
        None => Ok("strict"),
        Some(v) if v.is_none() => Ok("strict"),
        Some(v) if v.get::<str_object::Str>().is_some() => Ok(str_object::text(v)),
        Some(v) => {
            let t = th.argument_type(v);
            Err(th.type_error(format_args!("{name}() argument 2 must be str or None, not {t}")))
        }
    }
}

fn text_argument(th: &mut Thread, name: &str, v: &Obj) -> R<()> {
    if v.get::<str_object::Str>().is_some() {
        return Ok(());
    }
    let t = th.argument_type(v);
    Err(th.type_error(format_args!("{name}() argument 1 must be str, not {t}")))
}

/// `*_decode(data, errors=None, final=…)`; `last` is the default of `final`.
fn decoded(th: &mut Thread, name: &str, coding: Coding, args: &Args<'_>, last: bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let errors = errors_argument(th, name, a.get(1))?;
    let last = match a.get(2) {
        Some(f) => protocol::truth(th, f)?,
        None => last,
    };
    let data = escapes(th, coding, &a[0])?;
    let (text, n) = convert::decode(th, coding, &a[0], &data, errors, last)?;
    pair(th, text, n)
}

/// Bytes, or for the escapes of literals the UTF-8 of a text too.
fn escapes<'a>(th: &mut Thread, coding: Coding, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    if matches!(coding, Coding::UnicodeEscape | Coding::RawUnicodeEscape) && v.get::<str_object::Str>().is_some() {
        return Ok(Cow::Borrowed(str_object::text(v).as_bytes()));
    }
    buffer::required(th, v)
}

/// `*_encode(text, errors=None)`
fn encode_with(th: &mut Thread, name: &str, coding: Coding, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    let errors = errors_argument(th, name, a.get(1))?;
    text_argument(th, name, &a[0])?;
    let out = convert::encode(th, coding, &a[0], errors)?;
    encoded(th, &a[0], &out)
}

/// The byte order of a mark at the beginning, and its length.
fn mark(bytes: &[u8], wide: bool) -> Option<(bool, usize)> {
    if wide {
        match bytes.get(..4)? {
            [0xff, 0xfe, 0, 0] => Some((false, 4)),
            [0, 0, 0xfe, 0xff] => Some((true, 4)),
            _ => None,
        }
    } else {
        match bytes.get(..2)? {
            [0xff, 0xfe] => Some((false, 2)),
            [0xfe, 0xff] => Some((true, 2)),
            _ => None,
        }
    }
}

const NATIVE_BIG: bool = cfg!(target_endian = "big");

fn marked(wide: bool, big: bool) -> Coding {
    if wide { Coding::Utf32 { big } } else { Coding::Utf16 { big } }
}

/// Decodes UTF-16 or UTF-32 whose order is given, or said by a mark: the text, how many bytes, and the order found.
fn decode_marked(th: &mut Thread, object: &Obj, data: &[u8], errors: &str, order: i64, wide: bool, last: bool) -> R<(Obj, usize, i64)> {
    let (big, skip, found) = match (order, mark(data, wide)) {
        (0, Some((big, n))) => (big, n, if big { 1 } else { -1 }),
        // No mark: the order is not known, whatever is taken for it.
        (0, None) => (NATIVE_BIG, 0, 0),
        (n, _) => (n > 0, 0, n),
    };
    let coding = marked(wide, big);
    let name = match (order, wide) {
        (0, false) => "utf-16",
        (0, true) => "utf-32",
        _ => coding.name(),
    };
    let mut from = Some(skip);
    let (text, n) = convert::decode_named(th, name, object, data, errors, &mut |_, bytes, at, out| {
        let at = from.take().unwrap_or(at);
        codecs_wide::decode_step(coding, bytes, at, last, out).map_err(|_| None)
    })?;
    Ok((text, n, found))
}

fn utf_marked_decode(th: &mut Thread, name: &str, wide: bool, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let errors = errors_argument(th, name, a.get(1))?;
    let last = match a.get(2) {
        Some(f) => protocol::truth(th, f)?,
        None => false,
    };
    let data = buffer::required(th, &a[0])?;
    let (text, n, _) = decode_marked(th, &a[0], &data, errors, 0, wide, last)?;
    pair(th, text, n)
}

/// `utf_16_ex_decode(data, errors=None, byteorder=0, final=False)`
fn utf_ex_decode(th: &mut Thread, name: &str, wide: bool, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, name, 1, 4)?;
    let errors = errors_argument(th, name, a.get(1))?;
    let order = match a.get(2) {
        Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
        None => 0,
    };
    let last = match a.get(3) {
        Some(f) => protocol::truth(th, f)?,
        None => false,
    };
    let data = buffer::required(th, &a[0])?;
    let (text, n, order) = decode_marked(th, &a[0], &data, errors, order, wide, last)?;
    let (n, order) = (th.int(n as i64)?, th.int(order)?);
    th.tuple_of(&[text, n, order])
}

/// Encodes with a mark of the byte order before the text.
fn encode_marked(th: &mut Thread, object: &Obj, errors: &str, wide: bool) -> R<Vec<u8>> {
    let coding = marked(wide, NATIVE_BIG);
    let rest = convert::encode(th, coding, object, errors)?;
    let mut out: Vec<u8> = th.vec(rest.len() + 4)?;
    if let Some(m) = codecs_wide::encode_all(coding, "\u{feff}").or_raise(th)? {
        out.extend(m);
    }
    out.extend(rest);
    Ok(out)
}

/// `utf_16_encode(text, errors=None, byteorder=0)`
fn utf_marked_encode(th: &mut Thread, name: &str, wide: bool, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let errors = errors_argument(th, name, a.get(1))?;
    let order = match a.get(2) {
        Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
        None => 0,
    };
    text_argument(th, name, &a[0])?;
    let out = match order {
        0 => encode_marked(th, &a[0], errors, wide)?,
        n => convert::encode(th, marked(wide, n > 0), &a[0], errors)?,
    };
    encoded(th, &a[0], &out)
}

/// `encode(obj, encoding="utf-8", errors="strict")`, `decode(…)`
fn convert_any(th: &mut Thread, way: Direction, args: &Args<'_>) -> R<Obj> {
    let name = if way == Direction::Encode { "encode" } else { "decode" };
    let [object, encoding, errors] = args.bind(th, &Signature::new(name, ["obj", "encoding", "errors"]).required(1))?;
    let encoding = match encoding {
        Some(e) => crate::native::args::named_text_argument(th, name, "encoding", e)?,
        None => "utf-8",
    };
    let errors = match errors {
        Some(e) => Some(crate::native::args::named_text_argument(th, name, "errors", e)?),
        None => None,
    };
    let codec = registry::lookup(th, encoding)?;
    registry::apply(th, way, &codec, object.unwrap_or(&Obj::NONE), encoding, errors)
}

/// An encoding that is built in, by its normalised name.
enum BuiltIn {
    Plain(Coding),
    /// With a mark of the byte order; UTF-32 or UTF-16.
    Marked(bool),
}

fn built_in(th: &mut Thread, name: &str) -> R<Option<BuiltIn>> {
    // The usual spellings, without making a copy of the name.
    match name {
        "utf-8" | "utf8" | "UTF-8" => return Ok(Some(BuiltIn::Plain(Coding::Utf8))),
        "ascii" => return Ok(Some(BuiltIn::Plain(Coding::Ascii))),
        "latin-1" => return Ok(Some(BuiltIn::Plain(Coding::Latin1))),
        _ => {}
    }
    if name.len() > 16 {
        return Ok(None);
    }
    let mut name = registry::normalized(name).or_raise(th)?.into_bytes();
    name.make_ascii_lowercase();
    Ok(Some(match core::str::from_utf8(&name).unwrap_or("") {
        "utf_8" | "utf8" | "u8" | "utf" => BuiltIn::Plain(Coding::Utf8),
        "ascii" | "us_ascii" | "646" => BuiltIn::Plain(Coding::Ascii),
        "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" | "l1" | "latin" | "8859" => BuiltIn::Plain(Coding::Latin1),
        "utf_16" | "utf16" | "u16" => BuiltIn::Marked(false),
        "utf_32" | "utf32" | "u32" => BuiltIn::Marked(true),
        "utf_16_le" | "utf_16le" => BuiltIn::Plain(Coding::Utf16 { big: false }),
        "utf_16_be" | "utf_16be" => BuiltIn::Plain(Coding::Utf16 { big: true }),
        "utf_32_le" | "utf_32le" => BuiltIn::Plain(Coding::Utf32 { big: false }),
        "utf_32_be" | "utf_32be" => BuiltIn::Plain(Coding::Utf32 { big: true }),
        _ => return Ok(None),
    }))
}

/// `str.encode`
///
/// # Errors
/// `UnicodeEncodeError`; `LookupError` for what there is no codec or error handler of; what these raise.
pub fn encode(th: &mut Thread, text: &Obj, encoding: &str, errors: Option<&str>) -> R<Vec<u8>> {
    match built_in(th, encoding)? {
        Some(BuiltIn::Plain(c)) => convert::encode(th, c, text, errors.unwrap_or("strict")),
        Some(BuiltIn::Marked(wide)) => encode_marked(th, text, errors.unwrap_or("strict"), wide),
        None => registry::encode_text(th, text, encoding, errors),
    }
}

/// `bytes.decode`
///
/// # Errors
/// `UnicodeDecodeError`; `LookupError` for what there is no codec or error handler of; what these raise.
pub fn decode(th: &mut Thread, bytes: &[u8], object: &Obj, encoding: &str, errors: Option<&str>) -> R<Obj> {
    let strict = errors.unwrap_or("strict");
    match built_in(th, encoding)? {
        // Most text is in order, and is copied once.
        Some(BuiltIn::Plain(c @ (Coding::Utf8 | Coding::Ascii)))
            if let Ok(text) = core::str::from_utf8(bytes)
                && (c == Coding::Utf8 || text.is_ascii()) =>
        {
            th.str(text)
        }
        Some(BuiltIn::Plain(c)) => Ok(convert::decode(th, c, object, bytes, strict, true)?.0),
        Some(BuiltIn::Marked(wide)) => Ok(decode_marked(th, object, bytes, strict, 0, wide, true)?.0),
        None => {
            let object = match object.get::<bytes_object::Bytes>() {
                Some(_) => object.clone(),
                None => bytes_object::new_bytes(th, bytes)?,
            };
            registry::decode_text(th, &object, encoding, errors)
        }
    }
}

fn escape_decode(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "escape_decode", 1, 2)?;
    let errors = errors_argument(th, "escape_decode", a.get(1))?;
    let data = escapes(th, Coding::UnicodeEscape, &a[0])?;
    let instead: Option<&[u8]> = match errors {
        "replace" => Some(b"?"),
        "ignore" => Some(b""),
        _ => None,
    };
    match codecs_wide::unescape_bytes(&data, instead) {
        Ok(out) => {
            let out = bytes_object::new_bytes(th, &out)?;
            pair(th, out, data.len())
        }
        Err(EscapeError::Trailing) => Err(th.value_error(format_args!("Trailing \\ in string"))),
        Err(EscapeError::Hex(_)) if errors != "strict" => {
            Err(th.value_error(format_args!("decoding error; unknown error handling code: {errors}")))
        }
        Err(EscapeError::Hex(at)) => Err(th.value_error(format_args!("invalid \\x escape at position {at}"))),
        Err(EscapeError::OutOfMemory) => Err(th.no_memory()),
    }
}

fn register_error(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [name, handler] = args.exactly::<2>(th, "register_error")?;
    text_argument(th, "register_error", name)?;
    if !protocol::is_callable(th, handler) {
        return Err(th.type_error(format_args!("handler must be callable")));
    }
    let all = registry::handlers(th)?;
    if let Some(d) = all.get::<Dict>() {
        let name = th.intern_obj(name)?;
        d.set_name(th, &name, handler)?;
    }
    Ok(Obj::NONE)
}

/// `_unregister_error(name)`: whether there was one; those that are always there stay.
fn unregister_error(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [name] = args.exactly::<1>(th, "_codecs._unregister_error")?;
    text_argument(th, "_unregister_error", name)?;
    let text = str_object::text(name);
    if handlers::ALL.iter().any(|m| m.name.strip_suffix("_errors").unwrap_or(m.name) == text) {
        return Err(th.value_error(format_args!("cannot un-register built-in error handler '{text}'")));
    }
    let all = registry::handlers(th)?;
    match all.get::<Dict>() {
        Some(d) => Ok(Obj::from_bool(d.remove(th, name)?.is_some())),
        None => Ok(Obj::FALSE),
    }
}

macro_rules! coding {
    ($decode:literal, $encode:literal, $coding:expr, $last:expr) => {
        [
            Method::new($decode, |th, _, a| decoded(th, $decode, $coding, a, $last)),
            Method::new($encode, |th, _, a| encode_with(th, $encode, $coding, a)),
        ]
    };
}

const UTF_8: [Method; 2] = coding!("utf_8_decode", "utf_8_encode", Coding::Utf8, false);
const UTF_7: [Method; 2] = coding!("utf_7_decode", "utf_7_encode", Coding::Utf7, false);
const ASCII: [Method; 2] = coding!("ascii_decode", "ascii_encode", Coding::Ascii, true);
const LATIN_1: [Method; 2] = coding!("latin_1_decode", "latin_1_encode", Coding::Latin1, true);
const UTF_16_LE: [Method; 2] = coding!("utf_16_le_decode", "utf_16_le_encode", Coding::Utf16 { big: false }, false);
const UTF_16_BE: [Method; 2] = coding!("utf_16_be_decode", "utf_16_be_encode", Coding::Utf16 { big: true }, false);
const UTF_32_LE: [Method; 2] = coding!("utf_32_le_decode", "utf_32_le_encode", Coding::Utf32 { big: false }, false);
const UTF_32_BE: [Method; 2] = coding!("utf_32_be_decode", "utf_32_be_encode", Coding::Utf32 { big: true }, false);
const ESCAPE: [Method; 2] = coding!("unicode_escape_decode", "unicode_escape_encode", Coding::UnicodeEscape, true);
const RAW: [Method; 2] = coding!("raw_unicode_escape_decode", "raw_unicode_escape_encode", Coding::RawUnicodeEscape, true);

static FUNCTIONS: [Method; 41] = {
    let [a0, a1] = UTF_8;
    let [b0, b1] = ASCII;
    let [c0, c1] = LATIN_1;
    let [d0, d1] = UTF_16_LE;
    let [e0, e1] = UTF_16_BE;
    let [f0, f1] = UTF_32_LE;
    let [g0, g1] = UTF_32_BE;
    let [h0, h1] = ESCAPE;
    let [i0, i1] = RAW;
    let [j0, j1] = UTF_7;
    [
        a0,
        a1,
        b0,
        b1,
        c0,
        c1,
        d0,
        d1,
        e0,
        e1,
        f0,
        f1,
        g0,
        g1,
        h0,
        h1,
        i0,
        i1,
        j0,
        j1,
        Method::new("utf_16_decode", |th, _, a| utf_marked_decode(th, "utf_16_decode", false, a)),
        Method::new("utf_32_decode", |th, _, a| utf_marked_decode(th, "utf_32_decode", true, a)),
        Method::new("utf_16_ex_decode", |th, _, a| utf_ex_decode(th, "utf_16_ex_decode", false, a)),
        Method::new("utf_32_ex_decode", |th, _, a| utf_ex_decode(th, "utf_32_ex_decode", true, a)),
        Method::new("utf_16_encode", |th, _, a| utf_marked_encode(th, "utf_16_encode", false, a)),
        Method::new("utf_32_encode", |th, _, a| utf_marked_encode(th, "utf_32_encode", true, a)),
        Method::new("charmap_decode", charmap::decode),
        Method::new("charmap_encode", charmap::encode),
        Method::new("charmap_build", charmap::build),
        Method::new("escape_decode", escape_decode),
        Method::new("escape_encode", |th, _, args| {
            let a = args.between(th, "escape_encode", 1, 2)?;
            if a[0].get::<bytes_object::Bytes>().is_none() {
                let t = th.argument_type(&a[0]);
                return Err(th.type_error(format_args!("escape_encode() argument 1 must be bytes, not {t}")));
            }
            let data = buffer::required(th, &a[0])?;
            let out = codecs_wide::escape_bytes(&data).or_raise(th)?;
            let out = bytes_object::new_bytes(th, &out)?;
            pair(th, out, data.len())
        }),
        Method::new("readbuffer_encode", |th, _, args| {
            let a = args.between(th, "readbuffer_encode", 1, 2)?;
            let data = escapes(th, Coding::UnicodeEscape, &a[0])?;
            let out = bytes_object::new_bytes(th, &data)?;
            pair(th, out, data.len())
        }),
        Method::new("encode", |th, _, a| convert_any(th, Direction::Encode, a)),
        Method::new("decode", |th, _, a| convert_any(th, Direction::Decode, a)),
        Method::new("register", registry::register),
        Method::new("unregister", registry::unregister),
        Method::new("lookup", |th, _, args| {
            let [name] = args.exactly::<1>(th, "_codecs.lookup")?;
            let name = crate::native::args::text_argument(th, "lookup", name)?;
            registry::lookup(th, name)
        }),
        Method::new("_normalize_encoding", |th, _, args| {
            let [name] = args.exactly::<1>(th, "_codecs._normalize_encoding")?;
            let name = crate::native::args::text_argument(th, "_normalize_encoding", name)?;
            th.str_buf(registry::normalized(name))
        }),
        Method::new("register_error", register_error),
        Method::new("_unregister_error", unregister_error),
        Method::new("lookup_error", |th, _, args| {
            let [name] = args.exactly::<1>(th, "_codecs.lookup_error")?;
            let name = crate::native::args::text_argument(th, "lookup_error", name)?;
            registry::lookup_error(th, name)
        }),
    ]
};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec { name: "_codecs", doc: "", functions: &FUNCTIONS, init: None };
