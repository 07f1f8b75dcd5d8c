//! The `binascii` module.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::text::base_n::{self, Alphabet, Ascii85, BASE32, BASE64, BASE85, Rules};
use crate::text::binary_text::{self as text, BinaryTextError, Decoded};
use crate::text::bytes_text;
use crate::text::int_text::Integer;
use crate::text::text_buf::extend;
use crate::types::bytes_object::{Bytes, new_bytes};
use crate::types::bytes_type::hex_arguments;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::str_object::Str;
use crate::types::{buffer, bytes_object, int_object, protocol, sequence};

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
        BinaryTextError::LoneCharacters(n) => th.raise(
            Builtin::BinasciiError,
            format_args!("Invalid base32-encoded string: number of data characters ({n}) cannot be 1, 3, or 6 more than a multiple of 8"),
        ),
        BinaryTextError::NoDigit85(at) => th.raise(Builtin::BinasciiError, format_args!("bad Base85 character at position {at}")),
        BinaryTextError::Overflow85(at) => th.raise(Builtin::BinasciiError, format_args!("Base85 overflow in hunk starting at byte {at}")),
        BinaryTextError::NoAscii85(b) => th.raise(Builtin::BinasciiError, format_args!("Non-Ascii85 digit found: {}", char::from(b))),
        BinaryTextError::InsideGroup85(b) => th.raise(Builtin::BinasciiError, format_args!("'{}' inside Ascii85 5-tuple", char::from(b))),
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

/// Columns of a line: 0 for all.
fn columns(th: &mut Thread, v: Option<&Obj>) -> R<usize> {
    let Some(v) = v else { return Ok(0) };
    let i = protocol::index(th, v)?;
    let n = match int_object::to_integer(&i) {
        Some(Integer::Small(n)) => n,
        Some(Integer::Big(n)) if n > dashu_int::IBig::ZERO => {
            return Err(th.raise(Builtin::OverflowError, format_args!("Python int too large for C size_t")));
        }
        _ => -1,
    };
    usize::try_from(n).map_err(|_| th.value_error(format_args!("Cannot convert negative int")))
}

/// An alphabet of the caller's.
fn other_alphabet<const N: usize>(th: &mut Thread, v: Option<&Obj>) -> R<Option<Alphabet<N>>> {
    let Some(v) = v else { return Ok(None) };
    let digits = buffer::required(th, v)?;
    match <&[u8; N]>::try_from(&*digits) {
        Ok(digits) => Ok(Some(Alphabet::new(digits))),
        Err(_) => Err(th.value_error(format_args!("alphabet must have length {N}"))),
    }
}

/// [`other_alphabet`] of decoding functions, which take bytes and nothing like them.
fn alphabet_in_bytes<const N: usize>(th: &mut Thread, name: &str, v: Option<&Obj>) -> R<Option<Alphabet<N>>> {
    if let Some(v) = v
        && v.get::<Bytes>().is_none()
    {
        let t = th.argument_type(v);
        return Err(th.type_error(format_args!("{name}() argument 'alphabet' must be bytes, not {t}")));
    }
    other_alphabet(th, v)
}

/// What of a text is stepped over.
fn ignored_bytes<'a>(th: &mut Thread, v: Option<&'a Obj>) -> R<Cow<'a, [u8]>> {
    v.map_or(Ok(Cow::Borrowed(&[])), |v| buffer::required(th, v))
}

fn hexlify(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let [data, sep, group] = args.bind(th, &Signature::new(name, ["data", "sep", "bytes_per_sep"]).required(1))?;
    let none = Obj::NONE;
    let b = buffer::required(th, data.unwrap_or(&none))?;
    let (sep, group) = hex_arguments(th, sep, group)?;
    if sep.is_none() || group == 0 {
        let Some(n) = b.len().checked_mul(2) else { return Err(th.no_memory()) };
        // SAFETY: two digits are written for each byte, into room for so many.
        return unsafe {
            bytes_object::bytes_filled(th, n, |_, out| {
                sequence::hex_into(out.as_ptr(), &b);
                Ok(n)
            })
        };
    }
    let t = bytes_text::to_hex(&b, sep, group).or_raise(th)?;
    new_bytes(th, t.as_str().as_bytes())
}

fn unhexlify(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<Obj> {
    let [t, ignored] =
        args.bind(th, &Signature::new(name, ["hexstr", "ignorechars"]).required(1).positional_only(1).keyword_only_from(1))?;
    let none = Obj::NONE;
    let t = ascii(th, t.unwrap_or(&none))?;
    let ignored = ignored_bytes(th, ignored)?;
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
            const SIGNATURE: Signature<5> = Signature::new("b2a_base64", ["data", "padded", "wrapcol", "newline", "alphabet"])
                .required(1)
                .positional_only(1)
                .keyword_only_from(1);
            let [data, padded, wide, newline, alphabet] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (padded, wide, newline) = (flag(th, padded, true)?, columns(th, wide)?, flag(th, newline, true)?);
            let other = other_alphabet(th, alphabet)?;
            let mut t = base_n::encode(&b, other.as_ref().unwrap_or(&BASE64), padded, wide).or_raise(th)?;
            if newline {
                extend(&mut t, b"\n").or_raise(th)?;
            }
            new_bytes(th, &t)
        })
        .doc("Encodes bytes in base 64."),
        Method::new("a2b_base64", |th, _, args| {
            const SIGNATURE: Signature<6> =
                Signature::new("a2b_base64", ["data", "strict_mode", "padded", "alphabet", "ignorechars", "canonical"])
                    .required(1)
                    .positional_only(1)
                    .keyword_only_from(1);
            let [data, strict, padded, alphabet, ignored, canonical] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let (strict, padded) = (flag(th, strict, ignored.is_some())?, flag(th, padded, true)?);
            let other = alphabet_in_bytes(th, "a2b_base64", alphabet)?;
            let (ignored, canonical) = (ignored_bytes(th, ignored)?, flag(th, canonical, false)?);
            let rules = Rules { strict, padded, ignored: &ignored, canonical };
            decoded(th, base_n::decode(&t, other.as_ref().unwrap_or(&BASE64), rules))
        })
        .doc("Decodes base 64."),
        Method::new("b2a_base32", |th, _, args| {
            const SIGNATURE: Signature<4> =
                Signature::new("b2a_base32", ["data", "padded", "wrapcol", "alphabet"]).required(1).positional_only(1).keyword_only_from(1);
            let [data, padded, wide, alphabet] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (padded, wide) = (flag(th, padded, true)?, columns(th, wide)?);
            let other = other_alphabet(th, alphabet)?;
            let t = base_n::encode(&b, other.as_ref().unwrap_or(&BASE32), padded, wide).or_raise(th)?;
            new_bytes(th, &t)
        })
        .doc("Encodes bytes in base 32."),
        Method::new("a2b_base32", |th, _, args| {
            const SIGNATURE: Signature<5> = Signature::new("a2b_base32", ["data", "padded", "alphabet", "ignorechars", "canonical"])
                .required(1)
                .positional_only(1)
                .keyword_only_from(1);
            let [data, padded, alphabet, ignored, canonical] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let padded = flag(th, padded, true)?;
            let other = alphabet_in_bytes(th, "a2b_base32", alphabet)?;
            let (ignored, canonical) = (ignored_bytes(th, ignored)?, flag(th, canonical, false)?);
            let rules = Rules { strict: true, padded, ignored: &ignored, canonical };
            decoded(th, base_n::decode(&t, other.as_ref().unwrap_or(&BASE32), rules))
        })
        .doc("Decodes base 32."),
        Method::new("b2a_base85", |th, _, args| {
            const SIGNATURE: Signature<4> =
                Signature::new("b2a_base85", ["data", "pad", "wrapcol", "alphabet"]).required(1).positional_only(1).keyword_only_from(1);
            let [data, whole, wide, alphabet] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (whole, wide) = (flag(th, whole, false)?, columns(th, wide)?);
            let other = other_alphabet(th, alphabet)?;
            let t = base_n::encode85(&b, other.as_ref().unwrap_or(&BASE85), whole, wide).or_raise(th)?;
            new_bytes(th, &t)
        })
        .doc("Encodes bytes in base 85."),
        Method::new("a2b_base85", |th, _, args| {
            const SIGNATURE: Signature<4> = Signature::new("a2b_base85", ["data", "alphabet", "ignorechars", "canonical"])
                .required(1)
                .positional_only(1)
                .keyword_only_from(1);
            let [data, alphabet, ignored, canonical] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let other = alphabet_in_bytes(th, "a2b_base85", alphabet)?;
            let (ignored, canonical) = (ignored_bytes(th, ignored)?, flag(th, canonical, false)?);
            let rules = Rules { ignored: &ignored, canonical, ..Rules::default() };
            decoded(th, base_n::decode85(&t, other.as_ref().unwrap_or(&BASE85), rules))
        })
        .doc("Decodes base 85."),
        Method::new("b2a_ascii85", |th, _, args| {
            const SIGNATURE: Signature<5> = Signature::new("b2a_ascii85", ["data", "foldspaces", "wrapcol", "pad", "adobe"])
                .required(1)
                .positional_only(1)
                .keyword_only_from(1);
            let [data, folds, wide, whole, adobe] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let b = buffer::required(th, data.unwrap_or(&none))?;
            let (folds_spaces, wide) = (flag(th, folds, false)?, columns(th, wide)?);
            let (whole, adobe) = (flag(th, whole, false)?, flag(th, adobe, false)?);
            let t = base_n::encode_ascii85(&b, Ascii85 { folds_spaces, adobe }, whole, wide).or_raise(th)?;
            new_bytes(th, &t)
        })
        .doc("Encodes bytes in Ascii85."),
        Method::new("a2b_ascii85", |th, _, args| {
            const SIGNATURE: Signature<5> = Signature::new("a2b_ascii85", ["data", "foldspaces", "adobe", "ignorechars", "canonical"])
                .required(1)
                .positional_only(1)
                .keyword_only_from(1);
            let [data, folds, adobe, ignored, canonical] = args.bind(th, &SIGNATURE)?;
            let none = Obj::NONE;
            let t = ascii(th, data.unwrap_or(&none))?;
            let (folds_spaces, adobe) = (flag(th, folds, false)?, flag(th, adobe, false)?);
            let (ignored, canonical) = (ignored_bytes(th, ignored)?, flag(th, canonical, false)?);
            let rules = Rules { ignored: &ignored, canonical, ..Rules::default() };
            decoded(th, base_n::decode_ascii85(&t, Ascii85 { folds_spaces, adobe }, rules))
        })
        .doc("Decodes Ascii85."),
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
        let alphabets: [(&str, &[u8]); 10] = [
            ("ASCII85_ALPHABET", base_n::ASCII85.digits()),
            ("BASE32HEX_ALPHABET", base_n::BASE32_HEX.digits()),
            ("BASE32_ALPHABET", BASE32.digits()),
            ("BASE64_ALPHABET", BASE64.digits()),
            ("BASE85_ALPHABET", BASE85.digits()),
            ("BINHEX_ALPHABET", b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"),
            ("CRYPT_ALPHABET", b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
            ("URLSAFE_BASE64_ALPHABET", base_n::URL_SAFE_BASE64.digits()),
            ("UU_ALPHABET", b" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"),
            ("Z85_ALPHABET", base_n::Z85.digits()),
        ];
        for (name, digits) in alphabets {
            let digits = new_bytes(th, digits)?;
            th.add_to_module(m, name, digits)?;
        }
        th.add_to_module(m, "Error", e)?;
        th.add_to_module(m, "Incomplete", i)
    }),
};
