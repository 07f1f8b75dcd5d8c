//! How arrays are pickled: as bytes in a format that has a number, whatever machine reads them.

use super::array::{Array, by_code, gathered, shown_code};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::types::items::{self, Item, Kind};
use crate::types::str_object::Str;
use crate::types::type_object::as_type;
use crate::types::{buffer, bytes_object, protocol};

const LITTLE: bool = cfg!(target_endian = "little");

/// The codecs of the formats that are text, from [`UTF16`] on.
const CODECS: [&str; 4] = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"];

/// The first number of text.
const UTF16: i64 = 18;

/// The formats, by half their number: each has one number little-endian and the next big-endian, but bytes, which have a number each.
const FORMATS: [(Kind, u8); 14] = [
    // 0 and 1 are bytes without and with a sign.
    (Kind::Unsigned, 1),
    (Kind::Unsigned, 2),
    (Kind::Signed, 2),
    (Kind::Unsigned, 4),
    (Kind::Signed, 4),
    (Kind::Unsigned, 8),
    (Kind::Signed, 8),
    (Kind::Float, 4),
    (Kind::Float, 8),
    // 18 and 19 are UTF-16.
    (Kind::Char, 0),
    (Kind::Text, 4),
    (Kind::Complex, 8),
    (Kind::Complex, 16),
    (Kind::Float, 2),
];

/// The layout of a format, and whether it is little-endian.
fn format(number: i64) -> Option<(Item, bool)> {
    let (kind, size) = *FORMATS.get(usize::try_from(number).ok()? / 2)?;
    if size == 1 {
        return Some((Item { kind: if number == 0 { Kind::Unsigned } else { Kind::Signed }, size }, LITTLE));
    }
    Some((Item { kind, size }, number % 2 == 0))
}

/// The number of an item's own format.
fn number(item: Item) -> i32 {
    if item.size == 1 {
        return i32::from(item.kind == Kind::Signed);
    }
    let at = FORMATS.iter().position(|f| *f == (item.kind, item.size)).unwrap_or(0) as i32;
    at * 2 + i32::from(!LITTLE)
}

/// The type code of integers of a layout.
fn integer_code(layout: Item) -> u8 {
    let codes = if layout.kind == Kind::Signed { b"bhiq" } else { b"BHIQ" };
    codes.iter().copied().find(|c| Item::native(*c) == Some(layout)).unwrap_or(b'q')
}

/// `__reduce_ex__(protocol)`
pub(super) fn reduce(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [protocol_number] = args.exactly::<1>(th, "array.__reduce_ex__")?;
    let protocol_number = protocol::index_i64(th, protocol_number, Builtin::OverflowError)?;
    // SAFETY: a method of the type, which checks the receiver.
    let a = unsafe { v.get_unchecked::<Array>() };
    let class = th.type_of(v).to_obj();
    let state = protocol::get_attr_text(th, v, "__dict__")?.unwrap_or(Obj::NONE);
    let code = th.str(shown_code(a.code))?;
    if protocol_number < 3 {
        let all = super::array::to_list(th, a)?;
        let call = th.pair(code, all)?;
        return th.tuple_of(&[class, call, state]);
    }
    let module = crate::interp::import::import(th, "array", &Obj::NONE, &Obj::NONE, 0)?;
    let function = protocol::get_attr_text(th, &module, "_array_reconstructor")?.unwrap_or(Obj::NONE);
    let bytes = a.copy(th)?;
    let bytes = bytes_object::new_bytes(th, &bytes)?;
    let call = th.tuple_of(&[class, code, Obj::from_i31(number(a.item)), bytes])?;
    th.tuple_of(&[function, call, state])
}

/// `_array_reconstructor(class, typecode, format, bytes)`
pub(super) fn reconstruct(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [class, code, format_number, bytes] = args.exactly::<4>(th, "_array_reconstructor")?;
    let Some(ty) = as_type(class) else {
        let t = th.type_name(class);
        return Err(th.type_error(format_args!("first argument must be a type object, not {t}")));
    };
    if !ty.is_subtype_of(th.isolate(), Builtin::Array) {
        let n = ty.name_text();
        return Err(th.type_error(format_args!("{n} is not a subtype of array.array")));
    }
    let Some(text) = code.get::<Str>() else {
        let t = th.argument_type(code);
        return Err(th.type_error(format_args!("_array_reconstructor() argument 2 must be str, not {t}")));
    };
    let Some((mut code_byte, mut item)) = by_code(text.as_str()) else {
        return Err(th.value_error(format_args!("second argument must be a valid type code")));
    };
    let from = protocol::index_i64(th, format_number, Builtin::OverflowError)?;
    let Some((layout, little)) = format(from) else {
        return Err(th.value_error(format_args!("third argument must be a valid machine format code.")));
    };
    let own = layout == item;
    let mut shown = code.clone();
    if matches!(layout.kind, Kind::Signed | Kind::Unsigned) && layout != item {
        // Integers keep their layout, whatever its code is called here.
        (code_byte, item) = (integer_code(layout), layout);
        shown = th.str(shown_code(code_byte))?;
    }
    if bytes.get::<bytes_object::Bytes>().is_none() {
        let t = th.type_name(bytes);
        return Err(th.type_error(format_args!("fourth argument should be bytes, not {t}")));
    }
    let contents = buffer::as_buffer(th, bytes)?.unwrap_or_default();
    // The same layout needs no values in between.
    let same = little == LITTLE || item.size == 1;
    let raw = if own && same {
        bytes.clone()
    } else {
        // An item of UTF-16 is no character by itself.
        let size = if from / 2 == UTF16 / 2 { 2 } else { layout.bytes() };
        if !contents.len().is_multiple_of(size) {
            return Err(th.value_error(format_args!("string length not a multiple of item size")));
        }
        if let Some(codec) = usize::try_from(from - UTF16).ok().and_then(|at| CODECS.get(at)) {
            let text = super::codecs::decode(th, &contents, bytes, codec, None)?;
            return protocol::call(th, class, &[shown, text]);
        }
        if layout == item && same {
            return protocol::call(th, class, &[shown, bytes.clone()]);
        }
        let mut values = th.vec(contents.len() / size)?;
        for p in contents.chunks_exact(size) {
            values.push(items::unpack(th, layout, p, little)?);
        }
        let values = th.list(values)?;
        bytes_of(th, code_byte, item, &values)?
    };
    protocol::call(th, class, &[shown, raw])
}

fn bytes_of(th: &mut Thread, code: u8, item: Item, values: &Obj) -> R<Obj> {
    let all = gathered(th, code, item, values)?;
    bytes_object::new_bytes(th, &all)
}
