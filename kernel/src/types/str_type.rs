//! `str`

use alloc::vec::Vec;

use super::iterators;
use super::percent_formatting;
use super::sequence;
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SlotSpec, TypeSpec, Vtable};
use super::str_formatting;
use super::str_object::{Str, text};
use crate::isolate::Thread;
use crate::native::args::{named_text_argument, text_argument};
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::bytes_text::Pad;
use crate::text::str_index::Counted;
use crate::text::text_buf::{OutOfMemory, TextBuf};
use crate::text::{format_spec, str_case, str_index, str_layout, str_repr, str_search};
use crate::types::dict_object::Dict;
use crate::types::type_object::as_type;
use crate::types::{bytes_object, bytes_type, int_object, list_object, protocol, tuple_object};

fn this(v: &Obj) -> &Object<Str> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Str>() }
}

/// A `str` argument, or `TypeError`.
pub fn expect<'a>(th: &mut Thread, v: &'a Obj, what: &str) -> R<&'a str> {
    match v.get::<Str>() {
        Some(s) => Ok(s.payload.as_str()),
        None => {
            let t = th.argument_type(v);
            Err(th.type_error(format_args!("{what} must be str, not {t}")))
        }
    }
}

/// The text of a plain string equal to `v`: itself, or a copy of a subclass's.
fn plain(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.exact::<Str>().is_some() { Ok(v.clone()) } else { th.str(text(v)) }
}

/// Character `i` of a string that has it.
fn char_at(s: &Object<Str>, i: usize) -> Option<char> {
    if s.is_ascii() { s.as_str().as_bytes().get(i).map(|b| char::from(*b)) } else { str_index::nth_char(s.as_str(), i) }
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let s = this(v);
    if key.exact::<Slice>().is_some() {
        let (start, step, count) = match slice_object::plain_indices(key, s.chars()) {
            Some((start, step, count)) => (start as i64, step as i64, count),
            None => {
                let (start, _, step, count) = slice_object::indices(th, key, s.chars())?;
                (start, step, count)
            }
        };
        if step == 1 {
            let (a, b) = (start as usize, start as usize + count);
            if a == 0 && b == s.chars() {
                return plain(th, v);
            }
            let part = if s.is_ascii() { &s.as_str()[a..b] } else { str_index::char_slice(s.as_str(), a, b) };
            return th.str_part(s, part);
        }
        if s.is_ascii() && count > 1 {
            let all = s.as_str().as_bytes();
            let mut at = start;
            let chosen = core::iter::from_fn(|| {
                let b = all.get(at as usize).copied();
                at += step;
                b
            });
            return Str::allocate_ascii(th, count, chosen).or_raise(th);
        }
        let t = str_index::slice(s.as_str(), start.max(0) as usize, step as isize, count);
        return th.str_buf(t);
    }
    match sequence::index(th, key, s.chars(), "string")?.and_then(|i| char_at(s, i)) {
        Some(c) => th.char(c),
        None => Err(th.raise(Builtin::IndexError, format_args!("string index out of range"))),
    }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            th.str_concat(x, y)
        }
        BinaryOp::Mul => {
            let (s, n) = if a.get::<Str>().is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            if n == 1 {
                return plain(th, s);
            }
            th.afford(text(s).len().checked_mul(n))?;
            if text(s).is_empty() || n == 0 {
                return th.str("");
            }
            Str::allocate_repeated(th, this(s), n).or_raise(th)
        }
        BinaryOp::Mod if a.get::<Str>().is_some() => percent_formatting::percent_str(th, a, b),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// The `encoding` and `errors` of a call, which must be strings.
pub(crate) fn codec_arguments<'a>(
    th: &mut Thread,
    name: &str,
    encoding: Option<&'a Obj>,
    errors: Option<&'a Obj>,
) -> R<(Option<&'a str>, Option<&'a str>)> {
    let encoding = encoding.map(|e| named_text_argument(th, name, "encoding", e)).transpose()?;
    let errors = errors.map(|e| named_text_argument(th, name, "errors", e)).transpose()?;
    // Names of codecs are C strings.
    if [encoding, errors].into_iter().flatten().any(|t| t.contains('\0')) {
        return Err(th.value_error(format_args!("embedded null character")));
    }
    Ok((encoding, errors))
}

pub use crate::modules::codecs::encode;

/// The text that the bytes of `object` stand for. As in CPython no codec is asked about no bytes, not even whether there is such a one.
pub(crate) fn decode(th: &mut Thread, bytes: &[u8], object: &Obj, encoding: Option<&str>, errors: Option<&str>) -> R<Obj> {
    if bytes.is_empty() {
        return th.str("");
    }
    crate::modules::codecs::decode(th, bytes, object, encoding.unwrap_or("utf-8"), errors)
}

const NEW: Signature<3> = Signature::new("str", ["object", "encoding", "errors"]).required(0);

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    if let ([one], [], false) = (args.all, args.names, as_type(cls).is_some_and(|c| c.is_heap())) {
        return protocol::str(th, one);
    }
    if args.all.len() > 3 && as_type(cls).is_none_or(|c| !c.is_heap()) {
        let n = args.all.len();
        return Err(th.type_error(format_args!("str expected at most 3 arguments, got {n}")));
    }
    let [object, encoding, errors] = args.bind(th, &NEW)?;
    if args.names.is_empty() && as_type(cls).is_some_and(|c| !c.is_heap()) {
        // CPython's quick way to a plain string has its own words: types by their full names.
        for (which, v) in [("encoding", encoding), ("errors", errors)] {
            if let Some(v) = v.filter(|v| v.get::<Str>().is_none()) {
                let t = protocol::shown_type(th, v);
                return Err(th.type_error(format_args!("str() argument '{which}' must be str, not {t}")));
            }
        }
    }
    let value = match (object, encoding, errors) {
        (Some(o), None, None) => protocol::str(th, o)?,
        (o, encoding, errors) => {
            let (encoding, errors) = codec_arguments(th, "str", encoding, errors)?;
            let Some(o) = o else {
                let empty = th.str("")?;
                return of_class(th, cls, empty);
            };
            if o.get::<Str>().is_some() {
                return Err(th.type_error(format_args!("decoding str is not supported")));
            }
            let Some(b) = super::buffer::as_plain(th, o)? else {
                let t = th.type_name(o);
                return Err(th.type_error(format_args!("decoding to str: need a bytes-like object, {t} found")));
            };
            decode(th, &b, o, encoding, errors)?
        }
    };
    of_class(th, cls, value)
}

/// A plain string as one of a class.
fn of_class(th: &mut Thread, cls: &Obj, value: Obj) -> R<Obj> {
    match as_type(cls).filter(|c| c.is_heap()) {
        Some(c) => {
            let made = Str::allocate_as(th, c.root_shape.load(Ordering::Relaxed), c.instance_size(), text(&value)).or_raise(th)?;
            super::tuple_type::init_fields(&made, c);
            Ok(made)
        }
        None => Ok(value),
    }
}

/// The items to be joined.
pub(super) fn joined(th: &mut Thread, iterable: &Obj) -> R<Vec<Obj>> {
    if iterable.exact::<list_object::List>().is_some() || iterable.exact::<tuple_object::Tuple>().is_some() {
        return protocol::collect(th, iterable);
    }
    match protocol::iter(th, iterable) {
        Ok(it) => protocol::collect_list(th, &it),
        // Whatever was wrong with it, it is said in these words.
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            Err(th.type_error(format_args!("can only join an iterable")))
        }
    }
}

/// `sep.join(iterable)`
pub fn join(th: &mut Thread, sep: &Obj, iterable: &Obj) -> R<Obj> {
    let items = joined(th, iterable)?;
    for (i, x) in items.iter().enumerate() {
        if x.get::<Str>().is_none() {
            let t = th.type_name(x);
            return Err(th.type_error(format_args!("sequence item {i}: expected str instance, {t} found")));
        }
    }
    let s = text(sep);
    if let [one] = &items[..] {
        return plain(th, one);
    }
    if s.is_empty() {
        return th.str_join(&items);
    }
    let mut all = th.vec(items.len() * 2)?;
    for (i, x) in items.into_iter().enumerate() {
        if i > 0 {
            all.push(sep.clone());
        }
        all.push(x);
    }
    th.str_join(&all)
}

/// `start` and `end` of a search, as given.
fn window(th: &mut Thread, a: &[Obj]) -> R<(i64, i64)> {
    let mut get = |i: usize, otherwise: i64| match a.get(i) {
        Some(v) if !v.is_none() => {
            let Some(i) = sequence::as_index(th, v)? else {
                return Err(th.type_error(format_args!("slice indices must be integers or have an __index__ method")));
            };
            protocol::index_clamped(th, &i)
        }
        _ => Ok(otherwise),
    };
    Ok((get(1, 0)?, get(2, i64::MAX)?))
}

type Find = fn(Counted<'_>, &str, i64, i64) -> Option<usize>;

/// A string's text with the count that it keeps.
fn counted(v: &Obj) -> Counted<'_> {
    match v.get::<Str>() {
        Some(s) => Counted { text: s.as_str(), chars: s.chars() },
        None => Counted { text: "", chars: 0 },
    }
}

fn search(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Find) -> R<Option<usize>> {
    let a = args.between(th, name, 1, 3)?;
    let needle = match a[0].get::<Str>() {
        Some(s) => s.payload.as_str(),
        None => {
            let t = th.argument_type(&a[0]);
            return Err(th.type_error(format_args!("{name}() argument 1 must be str, not {t}")));
        }
    };
    let (start, end) = window(th, a)?;
    Ok(f(counted(v), needle, start, end))
}

fn position(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: Find, raise: bool) -> R<Obj> {
    match search(th, v, args, name, f)? {
        Some(i) => th.int(i as i64),
        None if raise => Err(th.value_error(format_args!("substring not found"))),
        None => Ok(Obj::from_i31(-1)),
    }
}

fn affix(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(Counted<'_>, &str, i64, i64) -> bool) -> R<Obj> {
    let a = args.between(th, name, 1, 3)?;
    let (start, end) = window(th, a)?;
    if let Some(t) = a[0].get::<tuple_object::Tuple>() {
        for x in t.items() {
            let Some(s) = x.get::<Str>() else {
                let t = th.type_name(x);
                return Err(th.type_error(format_args!("tuple for {name} must only contain str, not {t}")));
            };
            if f(counted(v), s.as_str(), start, end) {
                return Ok(Obj::TRUE);
            }
        }
        return Ok(Obj::FALSE);
    }
    let Some(s) = a[0].get::<Str>() else {
        let t = th.type_name(&a[0]);
        return Err(th.type_error(format_args!("{name} first arg must be str or a tuple of str, not {t}")));
    };
    Ok(Obj::from_bool(f(counted(v), s.as_str(), start, end)))
}

fn simple(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(&str) -> Result<TextBuf, OutOfMemory>) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    let t = f(text(v));
    th.str_buf(t)
}

/// [`simple`] of a method that makes of each ASCII character another one.
fn mapped(
    th: &mut Thread,
    v: &Obj,
    args: &Args<'_>,
    name: &str,
    map: impl FnMut(u8) -> u8,
    otherwise: fn(&str) -> Result<TextBuf, OutOfMemory>,
) -> R<Obj> {
    let s = this(v);
    if s.is_ascii() && s.chars() > 1 {
        args.exactly::<0>(th, name)?;
        return Str::allocate_mapped(th, s.as_str(), map).or_raise(th);
    }
    simple(th, v, args, name, otherwise)
}

fn test(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, f: fn(&str) -> bool) -> R<Obj> {
    args.exactly::<0>(th, name)?;
    Ok(Obj::from_bool(f(text(v))))
}

fn pad(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, how: Pad) -> R<Obj> {
    let a = args.between(th, name, 1, 2)?;
    let width = protocol::index_size(th, &a[0])?;
    let fill = match a.get(1) {
        Some(c) => {
            let Some(s) = c.get::<Str>() else {
                let t = th.type_name(c);
                return Err(th.type_error(format_args!("The fill character must be a unicode character, not {t}")));
            };
            if s.chars() != 1 {
                return Err(th.type_error(format_args!("The fill character must be exactly one character long")));
            }
            s.as_str().chars().next().unwrap_or(' ')
        }
        None => ' ',
    };
    let s = this(v);
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(s.chars());
    if missing == 0 {
        return plain(th, v);
    }
    let (before, after) = str_layout::sides(how, missing, width);
    if let (true, true, Ok(byte)) = (s.is_ascii(), fill.is_ascii(), u8::try_from(fill)) {
        return Str::allocate_padded(th, s.as_str(), byte, before, after).or_raise(th);
    }
    let t = str_layout::padded(s.as_str(), fill, before, after);
    th.str_buf(t)
}

fn strip(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, side: str_search::Side) -> R<Obj> {
    let a = args.between(th, name, 0, 1)?;
    let chars = match a.first() {
        Some(c) if !c.is_none() => match c.get::<Str>() {
            Some(s) => Some(s.payload.as_str()),
            None => return Err(th.type_error(format_args!("{name} arg must be None or str"))),
        },
        _ => None,
    };
    let t = str_search::strip(text(v), chars, side);
    if t.len() == text(v).len() {
        return plain(th, v);
    }
    th.str_part(this(v), t)
}

const SPLIT: [&str; 2] = ["sep", "maxsplit"];

fn split(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &'static str, from_right: bool) -> R<Obj> {
    let [sep, most] = args.bind(th, &Signature::new(name, SPLIT).required(0).keyword_only_from(2))?;
    let most = match most {
        Some(m) => protocol::index_size(th, m)?,
        None => -1,
    };
    let mut out = Vec::new();
    let t = text(v);
    match sep.filter(|s| !s.is_none()) {
        None => {
            if from_right {
                for p in str_search::rsplit_whitespace(t, most) {
                    let p = th.str_part(this(v), p)?;
                    th.push(&mut out, p)?;
                }
                out.reverse();
            } else {
                for p in str_search::split_whitespace(t, most) {
                    let p = th.str_part(this(v), p)?;
                    th.push(&mut out, p)?;
                }
            }
        }
        Some(s) => {
            let Some(s) = s.get::<Str>() else {
                let t = th.type_name(s);
                return Err(th.type_error(format_args!("must be str or None, not {t}")));
            };
            if s.as_str().is_empty() {
                return Err(th.value_error(format_args!("empty separator")));
            }
            if from_right {
                if let Some(parts) = str_search::rsplit(t, s.as_str(), most) {
                    for p in parts {
                        let p = th.str_part(this(v), p)?;
                        th.push(&mut out, p)?;
                    }
                }
                out.reverse();
            } else if let [byte] = s.as_str().as_bytes() {
                let limit = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1);
                // One search for all: parts are short as a rule, and to begin one takes longer than such a one.
                let mut from = 0;
                for i in memchr::memchr_iter(*byte, t.as_bytes()).take(limit - 1) {
                    let p = th.str_part(this(v), t.get(from..i).unwrap_or(""))?;
                    th.push(&mut out, p)?;
                    from = i + 1;
                }
                let p = th.str_part(this(v), t.get(from..).unwrap_or(""))?;
                th.push(&mut out, p)?;
            } else if let Some(parts) = str_search::split(t, s.as_str(), most) {
                for p in parts {
                    let p = th.str_part(this(v), p)?;
                    th.push(&mut out, p)?;
                }
            }
        }
    }
    th.list(out)
}

fn partition(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, from_right: bool) -> R<Obj> {
    let [sep] = args.exactly::<1>(th, name)?;
    let Some(s) = sep.get::<Str>() else {
        let t = protocol::shown_type(th, sep);
        return Err(th.type_error(format_args!("must be str, not {t}")));
    };
    if s.as_str().is_empty() {
        return Err(th.value_error(format_args!("empty separator")));
    }
    let t = text(v);
    let found = if from_right { str_search::rpartition(t, s.as_str()) } else { str_search::partition(t, s.as_str()) };
    let (a, b, c) = match found {
        Some((a, c)) => (th.str_part(this(v), a)?, sep.clone(), th.str_part(this(v), c)?),
        None if from_right => (th.str("")?, th.str("")?, plain(th, v)?),
        None => (plain(th, v)?, th.str("")?, th.str("")?),
    };
    th.tuple_of_array([a, b, c])
}

fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [old, new, count] = match (args.all, args.names) {
        ([old, new], []) => [Some(old), Some(new), None],
        _ => args.bind(th, &Signature::new("replace", ["old", "new", "count"]).required(2).positional_only(2))?,
    };
    let (Some(old), Some(new)) = (old, new) else { return Ok(Obj::NONE) };
    for (i, x) in [old, new].into_iter().enumerate() {
        if x.get::<Str>().is_none() {
            let (n, t) = (i + 1, th.argument_type(x));
            return Err(th.type_error(format_args!("replace() argument {n} must be str, not {t}")));
        }
    }
    let count = match count {
        Some(c) => protocol::index_size(th, c)?,
        None => -1,
    };
    if let ([byte], Some(with)) = (text(old).as_bytes(), new.get::<Str>()) {
        if with.as_str().is_empty() && count < 0 && text(v).len() > 1 {
            let made = Str::allocate_without(th, this(v), *byte).or_raise(th)?;
            return match text(&made).len() {
                n if n == text(v).len() => plain(th, v),
                // The short ones are there already.
                0 | 1 => th.str(text(&made)),
                _ => Ok(made),
            };
        }
        let (found, wanted) = (text(v).bytes().filter(|b| b == byte).count(), usize::try_from(count).unwrap_or(usize::MAX));
        let all = found <= wanted;
        let found = found.min(wanted);
        if found == 0 || text(old) == text(new) {
            return plain(th, v);
        }
        if let ([put], true, true) = (text(new).as_bytes(), all && text(v).len() > 1, this(v).is_ascii()) {
            return Str::allocate_mapped(th, text(v), |b| if b == *byte { *put } else { b }).or_raise(th);
        }
        if text(v).len() - found + with.as_str().len() > 1 {
            return Str::allocate_replaced(th, this(v), *byte, with, found).or_raise(th);
        }
    }
    match str_search::replace(text(v), text(old), text(new), count).or_raise(th)? {
        Some(t) => th.str(t.as_str()),
        None => plain(th, v),
    }
}

/// What a table has for a character.
enum Translated {
    Char(char),
    Text(Obj),
    Nothing,
}

fn translated(th: &mut Thread, table: &Obj, c: char) -> R<Translated> {
    let r = match protocol::get_item(th, table, &Obj::from_i31(c as i32)) {
        Ok(r) => r,
        Err(e) => {
            th.take_if(e, Builtin::LookupError)?;
            return Ok(Translated::Char(c));
        }
    };
    if r.is_none() {
        Ok(Translated::Nothing)
    } else if r.get::<Str>().is_some() {
        Ok(Translated::Text(r))
    } else if let Some(c) = int_object::to_i64(&r).and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32) {
        Ok(Translated::Char(c))
    } else if let Some(0xd800..0xe000) = int_object::to_i64(&r) {
        Err(th.value_error(format_args!("character mapping gives a surrogate, which strings here cannot hold")))
    } else if int_object::is_int(&r) {
        Err(th.value_error(format_args!("character mapping must be in range(0x110000)")))
    } else {
        Err(th.type_error(format_args!("character mapping must return integer, None or str")))
    }
}

fn translate(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const UNKNOWN: u8 = 0xff;
    const NOTHING: u8 = 0xfe;
    let [table] = args.exactly::<1>(th, "str.translate")?;
    let mut out = TextBuf::with_capacity(text(v).len()).or_raise(th)?;
    // While all is ASCII each character is asked for once, as in CPython; from the first that is not on, each time that it comes.
    let mut known = [UNKNOWN; 128];
    let mut ascii = this(v).is_ascii();
    for c in text(v).chars() {
        let put = match known.get(c as usize).filter(|_| ascii) {
            Some(&put) if put != UNKNOWN => put,
            _ => {
                let put = match translated(th, table, c)? {
                    Translated::Nothing => NOTHING,
                    Translated::Char(put) if put.is_ascii() => put as u8,
                    Translated::Text(put) if matches!(text(&put).as_bytes(), [_]) => text(&put).as_bytes()[0],
                    Translated::Char(put) => {
                        ascii = false;
                        out.push_char(put).or_raise(th)?;
                        continue;
                    }
                    Translated::Text(put) => {
                        ascii = false;
                        out.push_str(text(&put)).or_raise(th)?;
                        continue;
                    }
                };
                if let Some(place) = known.get_mut(c as usize) {
                    *place = put;
                }
                put
            }
        };
        if put != NOTHING {
            out.push_char(char::from(put)).or_raise(th)?;
        }
    }
    th.str(out.as_str())
}

fn maketrans(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "maketrans", 1, 3)?;
    let out = th.dict()?;
    // SAFETY: just made.
    let d = unsafe { out.get_unchecked::<Dict>() };
    if a.len() == 1 {
        let Some(from) = a[0].get::<Dict>() else {
            return Err(th.type_error(format_args!("if you give only one argument to maketrans it must be a dict")));
        };
        for (k, x) in from.snapshot(th)? {
            let key = if let Some(s) = k.get::<Str>() {
                let mut chars = s.as_str().chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Obj::from_i31(c as i32),
                    _ => return Err(th.value_error(format_args!("string keys in translatetable must be of length 1"))),
                }
            } else if int_object::is_int(&k) {
                k
            } else {
                return Err(th.type_error(format_args!("keys in translate table mustbe strings or integers")));
            };
            d.set(th, &key, &x)?;
        }
        return Ok(out);
    }
    let y = expect(th, &a[1], "maketrans() argument 2")?;
    let z = a.get(2).map(|z| expect(th, z, "maketrans() argument 3")).transpose()?;
    let Some(x) = a[0].get::<Str>().map(|s| s.payload.as_str()) else {
        return Err(th.type_error(format_args!("first maketrans argument must be a string if there is a second argument")));
    };
    if x.chars().count() != y.chars().count() {
        return Err(th.value_error(format_args!("the first two maketrans arguments must have equal length")));
    }
    for (c, e) in x.chars().zip(y.chars()) {
        d.set(th, &Obj::from_i31(c as i32), &Obj::from_i31(e as i32))?;
    }
    if let Some(z) = z {
        for c in z.chars() {
            d.set(th, &Obj::from_i31(c as i32), &Obj::NONE)?;
        }
    }
    Ok(out)
}

fn remove_affix(th: &mut Thread, v: &Obj, args: &Args<'_>, name: &str, suffix: bool) -> R<Obj> {
    let [x] = args.exactly::<1>(th, if suffix { "str.removesuffix" } else { "str.removeprefix" })?;
    let Some(x) = x.get::<Str>() else {
        let t = th.argument_type(x);
        return Err(th.type_error(format_args!("{name}() argument must be str, not {t}")));
    };
    let t = text(v);
    let r = if suffix { t.strip_suffix(x.as_str()).filter(|_| !x.as_str().is_empty()) } else { t.strip_prefix(x.as_str()) };
    match r {
        Some(r) => th.str(r),
        None => plain(th, v),
    }
}

static VTABLE: Vtable = Vtable::of::<Str>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Text: what an object says of itself, or bytes decoded.",
    flags: BASE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let t = str_repr::repr(text(v));
            th.str_buf(t)
        }),
        str: Some(plain),
        hash: Some(|_, v| Ok(this(v).hash())),
        compare: Some(|_, op, a, b| {
            let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            Ok(Obj::from_bool(op.holds(x.as_str().cmp(y.as_str()))))
        }),
        len: Some(|_, v| Ok(this(v).chars())),
        getitem: Some(getitem),
        contains: Some(|th, v, x| {
            let Some(s) = x.get::<Str>() else {
                let t = th.type_name(x);
                return Err(th.type_error(format_args!("'in <string>' requires string as left operand, not {t}")));
            };
            Ok(str_search::find_in(text(v), s.as_str()).is_some())
        }),
        iter: Some(iterators::str_iterator),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul, BinaryOp::Mod],
    methods: &[
        Method::new("__format__", |th, v, args| {
            let [spec] = args.exactly::<1>(th, "str.__format__")?;
            let spec = text_argument(th, "__format__", spec)?;
            if spec.is_empty() {
                return protocol::str(th, v);
            }
            match format_spec::format_str(text(v), spec) {
                // As in CPython, what asks for no change gives the string itself, of a derived class, too.
                Ok(t) if !t.as_str().is_empty() && t.as_str() == text(v) => Ok(v.clone()),
                Ok(t) => th.str(t.as_str()),
                Err(e) => {
                    let t = th.type_name(v);
                    Err(super::int_type::format_error(th, e, spec, t))
                }
            }
        }),
        Method::new("capitalize", |th, v, a| simple(th, v, a, "str.capitalize", str_case::capitalize)),
        Method::new("casefold", |th, v, a| simple(th, v, a, "str.casefold", str_case::casefold)),
        Method::new("lower", |th, v, a| mapped(th, v, a, "str.lower", |b| b.to_ascii_lowercase(), str_case::lower)),
        Method::new("upper", |th, v, a| mapped(th, v, a, "str.upper", |b| b.to_ascii_uppercase(), str_case::upper)),
        Method::new("swapcase", |th, v, a| simple(th, v, a, "str.swapcase", str_case::swapcase)),
        Method::new("title", |th, v, a| {
            let mut in_word = false;
            let map = |b: u8| {
                let low = b | 0x20;
                let letter = low.is_ascii_lowercase();
                let mapped = if !letter {
                    b
                } else if in_word {
                    low
                } else {
                    b & !0x20
                };
                in_word = letter;
                mapped
            };
            mapped(th, v, a, "str.title", map, str_case::title)
        }),
        Method::new("isalnum", |th, v, a| test(th, v, a, "str.isalnum", str_case::is_alnum)),
        Method::new("isalpha", |th, v, a| test(th, v, a, "str.isalpha", str_case::is_alpha)),
        Method::new("isascii", |th, v, a| {
            a.exactly::<0>(th, "str.isascii")?;
            Ok(Obj::from_bool(counted(v).is_ascii()))
        }),
        Method::new("isdecimal", |th, v, a| test(th, v, a, "str.isdecimal", str_case::is_decimal)),
        Method::new("isdigit", |th, v, a| test(th, v, a, "str.isdigit", str_case::is_digit)),
        Method::new("isidentifier", |th, v, a| test(th, v, a, "str.isidentifier", str_case::is_identifier)),
        Method::new("islower", |th, v, a| test(th, v, a, "str.islower", str_case::is_lower)),
        Method::new("isnumeric", |th, v, a| test(th, v, a, "str.isnumeric", str_case::is_numeric)),
        Method::new("isprintable", |th, v, a| test(th, v, a, "str.isprintable", str_case::is_printable)),
        Method::new("isspace", |th, v, a| test(th, v, a, "str.isspace", str_case::is_space)),
        Method::new("istitle", |th, v, a| test(th, v, a, "str.istitle", str_case::is_title_text)),
        Method::new("isupper", |th, v, a| test(th, v, a, "str.isupper", str_case::is_upper)),
        Method::new("center", |th, v, a| pad(th, v, a, "center", Pad::Center)),
        Method::new("ljust", |th, v, a| pad(th, v, a, "ljust", Pad::Left)),
        Method::new("rjust", |th, v, a| pad(th, v, a, "rjust", Pad::Right)),
        Method::new("zfill", |th, v, a| {
            let [w] = a.exactly::<1>(th, "str.zfill")?;
            let w = protocol::index_size(th, w)?;
            let t = str_layout::zfill(text(v), w);
            th.str_buf(t)
        }),
        Method::new("expandtabs", |th, v, args| {
            let n = bytes_type::tab_size(th, args)?;
            let t = str_layout::expand_tabs(text(v), n);
            th.str_buf(t)
        }),
        Method::new("count", |th, v, args| {
            let a = args.between(th, "count", 1, 3)?;
            let Some(s) = a[0].get::<Str>() else {
                let t = th.argument_type(&a[0]);
                return Err(th.type_error(format_args!("count() argument 1 must be str, not {t}")));
            };
            let (start, end) = window(th, a)?;
            let n = str_search::count(counted(v), s.as_str(), start, end);
            th.int(n as i64)
        }),
        Method::new("find", |th, v, a| position(th, v, a, "find", str_search::find, false)),
        Method::new("rfind", |th, v, a| position(th, v, a, "rfind", str_search::rfind, false)),
        Method::new("index", |th, v, a| position(th, v, a, "index", str_search::find, true)),
        Method::new("rindex", |th, v, a| position(th, v, a, "rindex", str_search::rfind, true)),
        Method::new("startswith", |th, v, a| affix(th, v, a, "startswith", str_search::starts_with)),
        Method::new("endswith", |th, v, a| affix(th, v, a, "endswith", str_search::ends_with)),
        Method::new("strip", |th, v, a| strip(th, v, a, "strip", str_search::Side::Both)),
        Method::new("lstrip", |th, v, a| strip(th, v, a, "lstrip", str_search::Side::Left)),
        Method::new("rstrip", |th, v, a| strip(th, v, a, "rstrip", str_search::Side::Right)),
        Method::new("split", |th, v, a| split(th, v, a, "split", false)),
        Method::new("rsplit", |th, v, a| split(th, v, a, "rsplit", true)),
        Method::new("splitlines", |th, v, args| {
            let [keep] = args.bind(th, &Signature::new("splitlines", ["keepends"]).required(0))?;
            let keep = match keep {
                Some(k) => protocol::truth(th, k)?,
                None => false,
            };
            let mut out = Vec::new();
            for l in str_search::split_lines(text(v), keep) {
                let l = th.str(l)?;
                th.push(&mut out, l)?;
            }
            th.list(out)
        }),
        Method::new("partition", |th, v, a| partition(th, v, a, "str.partition", false)),
        Method::new("rpartition", |th, v, a| partition(th, v, a, "str.rpartition", true)),
        Method::new("replace", replace),
        Method::new("join", |th, v, a| {
            let [x] = a.exactly::<1>(th, "str.join")?;
            join(th, v, x)
        }),
        Method::new("format", |th, v, a| str_formatting::format(th, v, a, None)),
        Method::new("format_map", |th, v, a| {
            let [m] = a.exactly::<1>(th, "str.format_map")?;
            str_formatting::format(th, v, &Args::NONE, Some(m))
        }),
        Method::new("encode", |th, v, args| {
            let [e, errors] = args.bind(th, &Signature::new("encode", ["encoding", "errors"]).required(0))?;
            let (e, errors) = codec_arguments(th, "encode", e, errors)?;
            if matches!(e, None | Some("utf-8")) && errors.is_none_or(|e| e != "surrogateescape") {
                // As it is.
                return bytes_object::new_bytes(th, text(v).as_bytes());
            }
            let b = encode(th, v, e.unwrap_or("utf-8"), errors)?;
            bytes_object::new_bytes(th, &b)
        }),
        Method::new("translate", translate),
        Method::fixed("maketrans", maketrans),
        Method::new("removeprefix", |th, v, a| remove_affix(th, v, a, "removeprefix", false)),
        Method::new("removesuffix", |th, v, a| remove_affix(th, v, a, "removesuffix", true)),
        Method::new("__getnewargs__", |th, v, args| {
            args.exactly::<0>(th, "str.__getnewargs__")?;
            let s = plain(th, v)?;
            th.tuple_of(&[s])
        }),
    ],
    ..TypeSpec::new(Builtin::Str, &VTABLE)
};
