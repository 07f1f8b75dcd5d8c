//! The `binascii` module.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::text::binary_text::{self as text, BinaryTextError, Decoded};
use crate::text::bytes_text;
use crate::text::int_text::Integer;
use crate::types::bytes_object::new_bytes;
use crate::types::bytes_type::hex_arguments;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::str_object::Str;
use crate::types::{buffer, int_object, protocol};

/// Bytes, or a string of ASCII characters.
fn ascii<'a>(th: &mut Thread, v: &'a Obj) -> R<Cow<'a, [u8]>> {
    if let Some(s) = v.get::<Str>() {
        let t = s.payload.as_str();
        return if t.is_ascii() {
            Ok(Cow::Borrowed(t.as_bytes()))
        } else {
            Err(th.value_error(format_args!("string argument should contain only ASCII characters")))
        };
    }
    match buffer::as_buffer(th, v)? {
        Some(b) => Ok(b),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument should be bytes, buffer or ASCII string, not '{t}'")))
        }
    }
}

#[cold]
fn failed(th: &mut Thread, e: BinaryTextError) -> Raised {
    match e {
        BinaryTextError::Message(m) => th.raise(Builtin::BinasciiError, format_args!("{m}")),
        BinaryTextError::LoneCharacter(n) => th.raise(
            Builtin::BinasciiError,
            format_args!("Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4"),
        ),
        BinaryTextError::OutOfMemory => th.no_memory(),
    }
}

fn decoded(th: &mut Thread, r: Decoded) -> R<Obj> {
    match r {
        Ok(b) => new_bytes(th, &b),
        Err(e) => Err(failed(th, e)),
    }
}

fn flag(th: &mut Thread, v: Option<&Obj>, otherwise: bool) -> R<bool> {
    match v {
        Some(v) => protocol::truth(th, v),
        None => Ok(otherwise),
    }
}

fn hexlify(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let [data, sep, group] = args.bind(th, &Signature::new(name, ["data", "sep", "bytes_per_sep"]).required(1))?;
    let none = Obj::NONE;
    let b = buffer::required(th, data.unwrap_or(&none))?;
    let (sep, group) = hex_arguments(th, sep, group)?;
    let t = bytes_text::to_hex(&b, sep, group).or_raise(th)?;
    new_bytes(th, t.as_str().as_bytes())
}

fn unhexlify(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    const IGNORED: &[u8] = b"";
    let [t, ignored] =
        args.bind(th, &Signature::new(name, ["hexstr", "ignorechars"]).required(1).positional_only(1).keyword_only_from(1))?;
    let none = Obj::NONE;
    let t = ascii(th, t.unwrap_or(&none))?;
    let ignored = match ignored {
        Some(i) => buffer::required(th, i)?,
        None => Cow::Borrowed(IGNORED),
    };
    if ignored.is_empty() {
        return decoded(th, text::from_hex(&t));
    }
    let mut kept: Vec<u8> = th.vec(t.len())?;
    kept.extend(t.iter().filter(|b| b.is_ascii_hexdigit() || !ignored.contains(b)));
    decoded(th, text::from_hex(&kept))
}

/// The low 32 bits of an integer.
fn low_bits(th: &mut Thread, v: Option<&Obj>) -> R<u32> {
    let Some(v) = v else { return Ok(0) };
    let i = protocol::index(th, v)?;
    Ok(match int_object::to_integer(&i) {
        Some(Integer::Small(i)) => i as u32,
        Some(Integer::Big(b)) => {
            let mask = dashu_int::IBig::from(u32::MAX);
            u32::try_from(&(b & mask)).unwrap_or(0)
        }
        None => 0,
    })
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "binascii",
    doc: "Bytes as text, and back.",
    functions: &[
        Method::new("hexlify", |th, _, a| hexlify(th, a, "hexlify")),
        Method::new("b2a_hex", |th, _, a| hexlify(th, a, "b2a_hex")),
        Method::new("unhexlify", |th, _, a| unhexlify(th, a, "unhexlify")),
        Method::new("a2b_hex", |th, _, a| unhexlify(th, a, "a2b_hex")),
        Method::new("b2a_base64", |th, _, args| {
            const SIGNATURE: Signature<4> =
                Signature::new("b2a_base64", ["data", "padded", "wrapcol", "newline"]).required(1).positional_only(1).keyword_only_from(1);
            let [data, padded, wrap, newline] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (padded, newline) = (flag(th, padded, true)?, flag(th, newline, true)?);
            let wrap = match wrap {
                Some(w) => match usize::try_from(protocol::index_size(th, w)?) {
                    Ok(w) => w,
                    Err(_) => return Err(th.value_error(format_args!("wrapcol must be >= 0"))),
                },
                None => 0,
            };
            let t = text::to_base64(&b, padded, wrap, newline).or_raise(th)?;
            new_bytes(th, &t)
        }),
        Method::new("a2b_base64", |th, _, args| {
            const SIGNATURE: Signature<2> =
                Signature::new("a2b_base64", ["data", "strict_mode"]).required(1).positional_only(1).keyword_only_from(1);
            let [data, strict] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let strict = flag(th, strict, false)?;
            decoded(th, text::from_base64(&t, strict))
        }),
        Method::new("b2a_uu", |th, _, args| {
            const SIGNATURE: Signature<2> =
                Signature::new("b2a_uu", ["data", "backtick"]).required(1).positional_only(1).keyword_only_from(1);
            let [data, backtick] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let backtick = flag(th, backtick, false)?;
            decoded(th, text::to_uu(&b, backtick))
        }),
        Method::new("a2b_uu", |th, _, args| {
            let [line] = args.exactly::<1>(th, "binascii.a2b_uu")?;
            let t = ascii(th, line)?;
            decoded(th, text::from_uu(&t))
        }),
        Method::new("b2a_qp", |th, _, args| {
            const SIGNATURE: Signature<4> = Signature::new("b2a_qp", ["data", "quotetabs", "istext", "header"]).required(1);
            let [data, tabs, is_text, header] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (tabs, is_text, header) = (flag(th, tabs, false)?, flag(th, is_text, true)?, flag(th, header, false)?);
            let t = text::to_qp(&b, tabs, is_text, header).or_raise(th)?;
            new_bytes(th, &t)
        }),
        Method::new("a2b_qp", |th, _, args| {
            const SIGNATURE: Signature<2> = Signature::new("a2b_qp", ["data", "header"]).required(1);
            let [data, header] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let header = flag(th, header, false)?;
            decoded(th, text::from_qp(&t, header))
        }),
        Method::new("crc32", |th, _, args| {
            let a = args.between(th, "crc32", 1, 2)?;
            let (b, before) = (buffer::required(th, &a[0])?, low_bits(th, a.get(1))?);
            th.int(i64::from(text::crc32(&b, before)))
        }),
        Method::new("crc_hqx", |th, _, args| {
            let [data, before] = args.exactly::<2>(th, "crc_hqx")?;
            let (b, before) = (buffer::required(th, data)?, low_bits(th, Some(before))?);
            th.int(i64::from(text::crc_hqx(&b, before as u16)))
        }),
    ],
    init: Some(|th, m| {
        let (e, i) = (th.builtin_type(Builtin::BinasciiError), th.builtin_type(Builtin::BinasciiIncomplete));
        th.add_to_module(m, "Error", e)?;
        th.add_to_module(m, "Incomplete", i)
    }),
};
