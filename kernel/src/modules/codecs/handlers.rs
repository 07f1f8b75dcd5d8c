//! The error handlers that are always there, as functions of the exception.

use super::names::Names;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::{Builtin, Obj};
use crate::text::codecs::{ESCAPES, escaped_byte};
use crate::text::str_index;
use crate::text::text_buf::{OutOfMemory, TextBuf};
use crate::types::spec::Method;
use crate::types::{bytes_object, exception, int_object, protocol, str_object};

/// All of them, named as `codecs` names them.
pub(super) static ALL: [Method; 8] = [
    Method::new("strict_errors", strict),
    Method::new("ignore_errors", ignore),
    Method::new("replace_errors", replace),
    Method::new("xmlcharrefreplace_errors", |th, _, a| escaped(th, a, Kind::Reference)),
    Method::new("backslashreplace_errors", |th, _, a| escaped(th, a, Kind::Backslash)),
    Method::new("namereplace_errors", |th, _, a| escaped(th, a, Kind::Name)),
    Method::new("surrogateescape", surrogate_escape),
    // Texts hold no lone surrogates here, so this has nothing to put for bytes, nor to take from texts.
    Method::new("surrogatepass", strict),
];

fn surrogate_escape(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let x = argument(th, args)?;
    let decoding = exception::is_instance_of(th, x, Builtin::UnicodeDecodeError);
    if !decoding && !exception::is_instance_of(th, x, Builtin::UnicodeEncodeError) {
        return Err(unknown(th, x));
    }
    let (object, start, end) = places(th, x)?;
    if decoding {
        let mut put = TextBuf::new();
        for i in start..end {
            match bytes_object::byte_at(&object, i).filter(|b| *b >= 0x80).and_then(|b| char::from_u32(ESCAPES + u32::from(b))) {
                Some(c) => put.push_char(c).or_raise(th)?,
                None if i == start => return strict(th, this, args),
                None => return answer(th, put.as_str(), i),
            }
        }
        return answer(th, put.as_str(), end);
    }
    let mut put = th.vec(end - start)?;
    for c in characters(&object, start, end) {
        match escaped_byte(c) {
            Some(b) => put.push(b),
            None => return strict(th, this, args),
        }
    }
    let put = bytes_object::new_bytes(th, &put)?;
    let at = th.int(end as i64)?;
    th.pair(put, at)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Reference,
    Backslash,
    Name,
}

/// `\xe9`, `\u20ac` or `\U0001f600`
pub(super) fn push_backslash(out: &mut TextBuf, code: u32) -> Result<(), OutOfMemory> {
    match code {
        0..=0xff => out.push_fmt(format_args!("\\x{code:02x}")),
        0x100..=0xffff => out.push_fmt(format_args!("\\u{code:04x}")),
        _ => out.push_fmt(format_args!("\\U{code:08x}")),
    }
}

fn argument<'a>(th: &mut Thread, args: &Args<'a>) -> R<&'a Obj> {
    let [x] = args.exactly::<1>(th, "error handler")?;
    Ok(x)
}

fn strict(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let x = argument(th, args)?;
    if exception::as_exception(x).is_none() {
        return Err(th.type_error(format_args!("codec must pass exception instance")));
    }
    Err(th.raise_instance(x.clone()))
}

/// `TypeError` for an exception that a handler is not for.
#[cold]
fn unknown(th: &mut Thread, x: &Obj) -> Raised {
    let t = th.type_name(x);
    th.type_error(format_args!("don't know how to handle {t} in error callback"))
}

/// The object of an exception, and the places in it, within its bounds.
fn places(th: &mut Thread, x: &Obj) -> R<(Obj, usize, usize)> {
    if !exception::is_instance_of(th, x, Builtin::UnicodeError) {
        return Err(unknown(th, x));
    }
    let mut found = [Obj::NONE, Obj::NONE, Obj::NONE];
    for (place, name) in found.iter_mut().zip(["object", "start", "end"]) {
        *place = protocol::get_attr_text(th, x, name)?.unwrap_or(Obj::NONE);
    }
    let [object, start, end] = found;
    let kind = if exception::is_instance_of(th, x, Builtin::UnicodeDecodeError) { "bytes" } else { "string" };
    let right = if kind == "bytes" { object.get::<bytes_object::Bytes>().is_some() } else { object.get::<str_object::Str>().is_some() };
    if !right {
        return Err(th.type_error(format_args!("UnicodeError 'object' attribute must be a {kind}")));
    }
    let length = protocol::len(th, &object)?;
    let start = usize::try_from(int_object::to_i64(&start).unwrap_or(0)).unwrap_or(0).min(length.saturating_sub(1));
    let end = usize::try_from(int_object::to_i64(&end).unwrap_or(0)).unwrap_or(0).clamp((start + 1).min(length), length);
    Ok((object, start, end))
}

/// The characters of a text between two places.
fn characters(object: &Obj, start: usize, end: usize) -> impl Iterator<Item = char> {
    let text = str_object::text(object);
    let from = str_index::byte_offset(text, start);
    text.get(from..).unwrap_or("").chars().take(end - start)
}

fn answer(th: &mut Thread, put: &str, at: usize) -> R<Obj> {
    let (put, at) = (th.str(put)?, th.int(at as i64)?);
    th.pair(put, at)
}

fn ignore(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let x = argument(th, args)?;
    let (_, _, end) = places(th, x)?;
    answer(th, "", end)
}

fn replace(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let x = argument(th, args)?;
    let (_, start, end) = places(th, x)?;
    if exception::is_instance_of(th, x, Builtin::UnicodeDecodeError) {
        return answer(th, "\u{fffd}", end);
    }
    let c = if exception::is_instance_of(th, x, Builtin::UnicodeEncodeError) { '?' } else { '\u{fffd}' };
    let mut put = TextBuf::new();
    put.push_repeated(c, end - start).or_raise(th)?;
    answer(th, put.as_str(), end)
}

fn escaped(th: &mut Thread, args: &Args<'_>, kind: Kind) -> R<Obj> {
    let x = argument(th, args)?;
    let decoding = exception::is_instance_of(th, x, Builtin::UnicodeDecodeError);
    if kind != Kind::Backslash && !exception::is_instance_of(th, x, Builtin::UnicodeEncodeError) {
        return Err(unknown(th, x));
    }
    let (object, start, end) = places(th, x)?;
    let mut put = TextBuf::new();
    if decoding {
        for i in start..end {
            let b = bytes_object::byte_at(&object, i).unwrap_or(0);
            put.push_fmt(format_args!("\\x{b:02x}")).or_raise(th)?;
        }
    } else {
        let names = if kind == Kind::Name { Some(Names::new(th)?) } else { None };
        for c in characters(&object, start, end) {
            match (kind, &names) {
                (_, Some(names)) => {
                    names.push(th, &mut put, c)?;
                    Ok(())
                }
                (Kind::Reference, None) => put.push_fmt(format_args!("&#{};", u32::from(c))),
                _ => push_backslash(&mut put, u32::from(c)),
            }
            .or_raise(th)?;
        }
    }
    answer(th, put.as_str(), end)
}
