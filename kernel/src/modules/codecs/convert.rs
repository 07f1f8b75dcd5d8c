//! Decoding and encoding with error handlers of the program's.

use alloc::vec::Vec;

use super::names::{self, Found, Names};
use super::registry;
use crate::isolate::Thread;
use crate::native::Raised;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::codecs::{ErrorMode, escaped_byte};
use crate::text::codecs_wide::{self, Coding, NAME_BEGINS, Step};
use crate::text::str_index;
use crate::text::text_buf::{TextBuf, extend, push};
use crate::types::bytes_object::Bytes;
use crate::types::{bytes_object, exception, protocol, str_object, tuple_object};

/// Something that cannot be decoded or encoded.
#[derive(Debug)]
pub(super) struct Trouble<'a> {
    /// `UnicodeDecodeError` or `UnicodeEncodeError`.
    pub class: Builtin,
    /// Name of the encoding in the exception.
    pub encoding: &'a str,
    /// What is decoded or encoded.
    pub object: &'a Obj,
    /// First and past the last place.
    pub places: (usize, usize),
    /// CPython's words.
    pub reason: &'a str,
}

impl Trouble<'_> {
    fn exception(&self, th: &mut Thread) -> R<Obj> {
        let (encoding, reason) = (th.str(self.encoding)?, th.str(self.reason)?);
        let (start, end) = (th.int(self.places.0 as i64)?, th.int(self.places.1 as i64)?);
        let args = th.tuple_of(&[encoding, self.object.clone(), start, end, reason])?;
        exception::make(th, self.class, args)
    }

    fn raise(&self, th: &mut Thread) -> Raised {
        match self.exception(th) {
            Ok(x) => th.raise_instance(x),
            Err(e) => e,
        }
    }

    /// Asks the handler: what to put in its place, where to go on, and the object to go on in, which a handler of decoding may have put into the
    /// exception. `length` is that of what is encoded.
    fn ask(&self, th: &mut Thread, errors: &str, length: usize) -> R<(Obj, usize, Obj)> {
        if errors == "strict" {
            return Err(self.raise(th));
        }
        let handler = registry::lookup_error(th, errors)?;
        let x = self.exception(th)?;
        let answer = protocol::call(th, &handler, core::slice::from_ref(&x))?;
        let what = if self.class == Builtin::UnicodeDecodeError { "decoding" } else { "encoding" };
        let wrong = |th: &mut Thread| {
            let kinds = if what == "decoding" { "(str, int)" } else { "(str/bytes, int)" };
            Err(th.type_error(format_args!("{what} error handler must return {kinds} tuple")))
        };
        let Some([put, at]) = answer.get::<tuple_object::Tuple>().map(|t| t.items()) else { return wrong(th) };
        // The text of what was decoded is looked at before the position, what was encoded after it.
        let text = put.get::<str_object::Str>().is_some();
        if what == "decoding" && !text {
            return wrong(th);
        }
        let position = protocol::index_size(th, at)?;
        if !text && put.get::<Bytes>().is_none() {
            return wrong(th);
        }
        let (now, length) = if self.class == Builtin::UnicodeDecodeError {
            let now = exception::as_exception(&x).and_then(|p| p.members[1].get(&p.header)).unwrap_or(Obj::NONE);
            let Some(n) = now.get::<Bytes>().map(|b| b.as_slice().len()) else {
                return Err(th.type_error(format_args!("UnicodeError 'object' attribute must be a bytes")));
            };
            (now, n)
        } else {
            (self.object.clone(), length)
        };
        let from = if position < 0 { position.saturating_add(length as i64) } else { position };
        match usize::try_from(from) {
            Ok(at) if at <= length => Ok((put.clone(), at, now)),
            _ => Err(th.raise(Builtin::IndexError, format_args!("position {from} from error handler out of bounds"))),
        }
    }
}

/// Decodes bytes: the text, and how many bytes it was made of.
pub(super) fn decode(th: &mut Thread, coding: Coding, object: &Obj, bytes: &[u8], errors: &str, last: bool) -> R<(Obj, usize)> {
    if coding == Coding::Latin1 {
        // All bytes are characters. ASCII is as it is; short texts of it are kept by the isolate.
        let text = match core::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => th.str(text)?,
            _ => str_object::Str::allocate_latin1(th, bytes).or_raise(th)?,
        };
        return Ok((text, bytes.len()));
    }
    decode_named(th, coding.name(), object, bytes, errors, &mut |_, bytes, at, out| {
        codecs_wide::decode_step(coding, bytes, at, last, out).map_err(|_| None)
    })
}

/// One step of decoding: `Err(None)` is a lack of memory.
pub(super) type Stepper<'a> = dyn FnMut(&mut Thread, &[u8], usize, &mut TextBuf) -> Result<Step, Option<Raised>> + 'a;

/// [`decode`] for any way to decode.
pub(super) fn decode_named(
    th: &mut Thread,
    encoding: &str,
    object: &Obj,
    bytes: &[u8],
    errors: &str,
    step: &mut Stepper<'_>,
) -> R<(Obj, usize)> {
    let mode = ErrorMode::from_name(errors);
    // A handler may put other bytes in the place of these.
    let mut other: Option<Obj> = None;
    let mut out = TextBuf::new();
    let mut at = 0;
    let mut shown: Option<Obj> = None;
    loop {
        let now = other.clone();
        let bytes = now.as_ref().and_then(|o| o.get::<Bytes>()).map_or(bytes, |b| b.payload.as_slice());
        let (start, end, reason) = match step(th, bytes, at, &mut out) {
            Ok(Step::Done(n)) => return Ok((th.str(out.as_str())?, n)),
            Ok(Step::Bad { start, end, reason }) => (start, end, reason),
            Ok(Step::Named { start, end }) => {
                let name = bytes.get(start + NAME_BEGINS..end.saturating_sub(1)).and_then(|n| core::str::from_utf8(n).ok());
                match names::character(th, name.unwrap_or(""))? {
                    Found::Character(c) => {
                        out.push_char(c).or_raise(th)?;
                        at = end;
                        continue;
                    }
                    Found::Nothing => (start, end, "unknown Unicode character name"),
                    Found::NoNames => (start, end, "\\N escapes not supported (can't load unicodedata module)"),
                }
            }
            Err(Some(e)) => return Err(e),
            Err(None) => return Err(th.no_memory()),
        };
        match mode {
            Some(ErrorMode::Ignore) => at = end,
            Some(ErrorMode::Replace) => {
                out.push_char('\u{fffd}').or_raise(th)?;
                at = end;
            }
            Some(ErrorMode::BackslashReplace) => {
                for b in bytes.get(start..end).unwrap_or(&[]) {
                    out.push_fmt(format_args!("\\x{b:02x}")).or_raise(th)?;
                }
                at = end;
            }
            _ => {
                let object = match &shown {
                    Some(o) => o.clone(),
                    None if object.get::<bytes_object::Bytes>().is_some() => object.clone(),
                    None => bytes_object::new_bytes(th, bytes)?,
                };
                shown = Some(object.clone());
                let trouble = Trouble { class: Builtin::UnicodeDecodeError, encoding, object: &object, places: (start, end), reason };
                let (put, next, now) = trouble.ask(th, errors, bytes.len())?;
                out.push_str(str_object::text(&put)).or_raise(th)?;
                at = next;
                if !now.is(&object) {
                    other = Some(now.clone());
                    shown = Some(now);
                }
            }
        }
    }
}

/// Encodes one character: its bytes are appended; false when there are none.
pub(super) type Encoder<'a> = dyn FnMut(&mut Thread, char, &mut Vec<u8>) -> R<bool> + 'a;

/// Encodes a text that may hold characters which the encoding lacks.
pub(super) fn encode_named(
    th: &mut Thread,
    encoding: &str,
    object: &Obj,
    errors: &str,
    reason: &str,
    encode: &mut Encoder<'_>,
) -> R<Vec<u8>> {
    let text = str_object::text(object);
    let mode = ErrorMode::from_name(errors);
    let mut out: Vec<u8> = th.vec(text.len())?;
    // In bytes and in characters.
    let (mut at, mut index) = (0, 0);
    // Counted once, and places are looked for from the last one on: a text may be bad all over.
    let length = object.get::<str_object::Str>().map_or(0, |s| s.chars());
    while let Some(c) = text.get(at..).and_then(|r| r.chars().next()) {
        if encode(th, c, &mut out)? {
            at += c.len_utf8();
            index += 1;
            continue;
        }
        // All that follow and cannot be encoded either go together.
        let (start, mut end) = (index, index);
        let mut scratch = Vec::new();
        let mut bad_end = at;
        for c in text.get(at..).unwrap_or("").chars() {
            scratch.clear();
            if encode(th, c, &mut scratch)? {
                break;
            }
            end += 1;
            bad_end += c.len_utf8();
        }
        let put = match mode {
            Some(ErrorMode::Ignore) => None,
            Some(m @ (ErrorMode::Replace | ErrorMode::BackslashReplace | ErrorMode::XmlCharRefReplace)) => {
                let mut put = TextBuf::new();
                for c in text.get(at..bad_end).unwrap_or("").chars() {
                    let code = u32::from(c);
                    match m {
                        ErrorMode::Replace => put.push_char('?'),
                        ErrorMode::XmlCharRefReplace => put.push_fmt(format_args!("&#{code};")),
                        _ => super::handlers::push_backslash(&mut put, code),
                    }
                    .or_raise(th)?;
                }
                Some(th.str(put.as_str())?)
            }
            None if errors == "namereplace" => {
                let mut put = TextBuf::new();
                let names = Names::new(th)?;
                for c in text.get(at..bad_end).unwrap_or("").chars() {
                    names.push(th, &mut put, c)?;
                }
                Some(th.str(put.as_str())?)
            }
            None if errors == "surrogateescape" && text.get(at..bad_end).unwrap_or("").chars().all(|c| escaped_byte(c).is_some()) => {
                for b in text.get(at..bad_end).unwrap_or("").chars().filter_map(escaped_byte) {
                    push(&mut out, b).or_raise(th)?;
                }
                None
            }
            _ => {
                let trouble = Trouble { class: Builtin::UnicodeEncodeError, encoding, object, places: (start, end), reason };
                let (put, next, _) = trouble.ask(th, errors, length)?;
                let (from, skipped) = if next >= end { (bad_end, end) } else { (0, 0) };
                bad_end = from + str_index::byte_offset(text.get(from..).unwrap_or(""), next - skipped);
                end = next;
                Some(put)
            }
        };
        if let Some(put) = put {
            if put.get::<str_object::Str>().is_some() {
                for c in str_object::text(&put).chars() {
                    if !encode(th, c, &mut out)? {
                        let trouble =
                            Trouble { class: Builtin::UnicodeEncodeError, encoding, object, places: (start, end.max(start + 1)), reason };
                        return Err(trouble.raise(th));
                    }
                }
            } else if let Some(r) = bytes_object::with_bytes(&put, |b| extend(&mut out, b)) {
                r.or_raise(th)?;
            }
        }
        (at, index) = (bad_end, end);
    }
    Ok(out)
}

/// Encodes a text in an encoding that needs no tables.
pub(super) fn encode(th: &mut Thread, coding: Coding, object: &Obj, errors: &str) -> R<Vec<u8>> {
    if let Some(mut all) = codecs_wide::encode_all(coding, str_object::text(object)).or_raise(th)? {
        // UTF-8 could write what stands for bytes as characters; the handler that put them there takes them back.
        if coding == Coding::Utf8 && errors == "surrogateescape" && all.contains(&0xf4) {
            all.clear();
            for c in str_object::text(object).chars() {
                match escaped_byte(c) {
                    Some(b) => push(&mut all, b).or_raise(th)?,
                    None => extend(&mut all, c.encode_utf8(&mut [0; 4]).as_bytes()).or_raise(th)?,
                }
            }
        }
        return Ok(all);
    }
    let (most, reason) = if coding == Coding::Ascii { (0x7f, "ordinal not in range(128)") } else { (0xff, "ordinal not in range(256)") };
    encode_named(th, coding.name(), object, errors, reason, &mut |th, c, out| match u8::try_from(c).ok().filter(|b| *b <= most) {
        Some(b) => {
            push(out, b).or_raise(th)?;
            Ok(true)
        }
        None => Ok(false),
    })
}
