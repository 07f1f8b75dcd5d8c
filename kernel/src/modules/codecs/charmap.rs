//! Encodings of one byte a character, by tables of the library's.

use super::convert::{decode_named, encode_named};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::codecs_wide::{Coding, Step};
use crate::text::text_buf::{extend, push};
use crate::types::dict_object::Dict;
use crate::types::{buffer, bytes_object, int_object, protocol, str_object};

const UNDEFINED: &str = "character maps to <undefined>";

/// What a table has for a key; a key that it lacks is a `None`.
fn mapped(th: &mut Thread, table: &Obj, key: u32) -> R<Obj> {
    let key = Obj::from_i31(key as i32);
    if let Some(d) = table.exact::<Dict>() {
        return Ok(d.get(th, &key)?.unwrap_or(Obj::NONE));
    }
    match protocol::get_item(th, table, &key) {
        Ok(v) => Ok(v),
        Err(e) => {
            drop(th.take_if(e, Builtin::LookupError)?);
            Ok(Obj::NONE)
        }
    }
}

/// `charmap_decode(data, errors="strict", mapping=None)`
pub(super) fn decode(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "charmap_decode", 1, 3)?;
    let errors = super::errors_argument(th, "charmap_decode", a.get(1))?;
    let data = buffer::required(th, &a[0])?;
    let table = a.get(2).filter(|t| !t.is_none());
    let Some(table) = table else {
        let (text, n) = super::convert::decode(th, Coding::Latin1, &a[0], &data, errors, true)?;
        return super::pair(th, text, n);
    };
    let letters: Option<alloc::vec::Vec<char>> = match table.get::<str_object::Str>() {
        Some(s) => {
            let mut all = th.vec(s.chars())?;
            all.extend(str_object::text(table).chars());
            Some(all)
        }
        None => None,
    };
    let (text, n) = decode_named(th, "charmap", &a[0], &data, errors, &mut |th, bytes, mut at, out| {
        while let Some(&b) = bytes.get(at) {
            let bad = Step::Bad { start: at, end: at + 1, reason: UNDEFINED };
            if let Some(letters) = &letters {
                match letters.get(usize::from(b)) {
                    Some(c) if *c != '\u{fffe}' => out.push_char(*c).map_err(|_| None)?,
                    _ => return Ok(bad),
                }
            } else {
                let found = mapped(th, table, u32::from(b)).map_err(Some)?;
                if found.is_none() {
                    return Ok(bad);
                }
                if found.get::<str_object::Str>().is_some() {
                    if str_object::text(&found) == "\u{fffe}" {
                        return Ok(bad);
                    }
                    out.push_str(str_object::text(&found)).map_err(|_| None)?;
                } else if int_object::is_int(&found) {
                    match int_object::to_i64(&found).and_then(|i| u32::try_from(i).ok()) {
                        Some(0xfffe) => return Ok(bad),
                        Some(code) if code < 0x11_0000 => match char::from_u32(code) {
                            Some(c) => out.push_char(c).map_err(|_| None)?,
                            None => return Ok(bad),
                        },
                        _ => return Err(Some(th.type_error(format_args!("character mapping must be in range(0x110000)")))),
                    }
                } else {
                    return Err(Some(th.type_error(format_args!("character mapping must return integer, None or str"))));
                }
            }
            at += 1;
        }
        Ok(Step::Done(at))
    })?;
    super::pair(th, text, n)
}

/// `charmap_encode(text, errors="strict", mapping=None)`
pub(super) fn encode(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "charmap_encode", 1, 3)?;
    let errors = super::errors_argument(th, "charmap_encode", a.get(1))?;
    super::text_argument(th, "charmap_encode", &a[0])?;
    let out = match a.get(2).filter(|t| !t.is_none()) {
        None => super::convert::encode(th, Coding::Latin1, &a[0], errors)?,
        Some(table) => encode_named(th, "charmap", &a[0], errors, UNDEFINED, &mut |th, c, out| {
            let found = mapped(th, table, u32::from(c))?;
            if found.is_none() {
                return Ok(false);
            }
            if int_object::is_int(&found) {
                let Some(b) = int_object::to_i64(&found).and_then(|i| u8::try_from(i).ok()) else {
                    return Err(th.type_error(format_args!("character mapping must be in range(256)")));
                };
                push(out, b).or_raise(th)?;
                return Ok(true);
            }
            match bytes_object::with_bytes(&found, |b| extend(out, b)) {
                Some(r) => r.or_raise(th).map(|()| true),
                None => {
                    let t = th.type_name(&found);
                    Err(th.type_error(format_args!("character mapping must return integer, bytes or None, not {t}")))
                }
            }
        })?,
    };
    super::encoded(th, &a[0], &out)
}

/// `charmap_build(decoding_table)`: the table for the other direction.
pub(super) fn build(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [table] = args.exactly::<1>(th, "_codecs.charmap_build")?;
    super::text_argument(th, "charmap_build", table)?;
    let out = th.dict()?;
    if let Some(d) = out.get::<Dict>() {
        for (i, c) in str_object::text(table).chars().take(256).enumerate() {
            if c != '\u{fffe}' {
                d.set(th, &Obj::from_i31(u32::from(c) as i32), &Obj::from_i31(i as i32))?;
            }
        }
    }
    Ok(out)
}
