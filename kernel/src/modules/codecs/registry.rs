//! Which codecs and error handlers there are.
//!
//! Search functions lie in a list, codecs found and error handlers in dicts, all of which any number of threads may use. Two threads that look for the
//! same codec at the same time both search; the one that comes first is kept.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::{OutOfMemory, TextBuf};
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::{protocol, str_object, tuple_object};

/// The list of search functions.
pub(super) fn searches(th: &mut Thread) -> R<Obj> {
    th.hidden("codecs.searches", |th| th.list(alloc::vec::Vec::new()))
}

/// The dict of codecs found, by normalised name.
pub(super) fn found(th: &mut Thread) -> R<Obj> {
    th.hidden("codecs.found", Thread::dict)
}

/// The dict of error handlers.
pub(super) fn handlers(th: &mut Thread) -> R<Obj> {
    th.hidden("codecs.handlers", |th| {
        let all = th.dict()?;
        if let Some(d) = all.get::<Dict>() {
            for m in &super::handlers::ALL {
                let name = th.intern(m.name.strip_suffix("_errors").unwrap_or(m.name))?;
                let f = th.alloc(crate::types::function_object::NativeFunction { method: m, this: Obj::NONE, module: Obj::NONE })?;
                d.set_name(th, &name, &f)?;
            }
        }
        Ok(all)
    })
}

/// The name that search functions are given: lower case, with `-` for spaces.
fn search_key(name: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(name.len())?;
    for c in name.chars() {
        out.push_char(if c == ' ' { '-' } else { c.to_ascii_lowercase() })?;
    }
    Ok(out)
}

/// A name with `_` for each run of other characters than letters, digits and dots, and none at the ends.
///
/// # Errors
/// Without memory.
pub fn normalized(name: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(name.len())?;
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.as_str().is_empty() {
                out.push_char('_')?;
            }
            gap = false;
            out.push_char(c)?;
        } else {
            gap = true;
        }
    }
    Ok(out)
}

/// The codec of a name: a tuple of encoder, decoder, and classes for streams.
///
/// # Errors
/// `LookupError: unknown encoding: …`
pub fn lookup(th: &mut Thread, name: &str) -> R<Obj> {
    let key = search_key(name).or_raise(th)?;
    let key = th.intern(key.as_str())?;
    let known = found(th)?;
    if let Some(c) = known.get::<Dict>().and_then(|d| d.get_name(&key)) {
        return Ok(c);
    }
    let list = searches(th)?;
    let Some(l) = list.get::<List>() else { return Ok(Obj::NONE) };
    if l.is_empty() {
        // What the library knows is registered by its import; a program that uses only what is built in does without it.
        if let Err(e) = crate::interp::import::import(th, "encodings", &Obj::NONE, &Obj::NONE, 0) {
            drop(th.take_if(e, Builtin::ImportError)?);
        }
        if l.is_empty() {
            return Err(th.raise(Builtin::LookupError, format_args!("unknown encoding: {name}")));
        }
        if let Some(c) = known.get::<Dict>().and_then(|d| d.get_name(&key)) {
            return Ok(c);
        }
    }
    for search in l.snapshot(th)? {
        let codec = protocol::call(th, &search, core::slice::from_ref(&key))?;
        if codec.is_none() {
            continue;
        }
        if codec.get::<tuple_object::Tuple>().is_none_or(|t| t.items().len() != 4) {
            return Err(th.type_error(format_args!("codec search functions must return 4-tuples")));
        }
        return match known.get::<Dict>() {
            Some(d) => Ok(d.set_default(th, &key, &codec)?.0),
            None => Ok(codec),
        };
    }
    Err(th.raise(Builtin::LookupError, format_args!("unknown encoding: {name}")))
}

/// The error handler of a name.
///
/// # Errors
/// `LookupError: unknown error handler name '…'`
pub fn lookup_error(th: &mut Thread, name: &str) -> R<Obj> {
    let key = th.intern(name)?;
    let all = handlers(th)?;
    match all.get::<Dict>().and_then(|d| d.get_name(&key)) {
        Some(f) => Ok(f),
        None => Err(th.raise(Builtin::LookupError, format_args!("unknown error handler name '{name}'"))),
    }
}

/// What is done with a codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `encode`
    Encode,
    /// `decode`
    Decode,
}

impl Direction {
    fn noun(self) -> &'static str {
        match self {
            Direction::Encode => "encoder",
            Direction::Decode => "decoder",
        }
    }
    fn gerund(self) -> &'static str {
        match self {
            Direction::Encode => "encoding",
            Direction::Decode => "decoding",
        }
    }
}

/// Encodes or decodes an object by a registered codec.
pub fn apply(th: &mut Thread, way: Direction, codec: &Obj, object: &Obj, encoding: &str, errors: Option<&str>) -> R<Obj> {
    let f = tuple_object::items(codec)[usize::from(way == Direction::Decode)].clone();
    let result = match errors {
        Some(e) => {
            let e = th.str(e)?;
            protocol::call(th, &f, &[object.clone(), e])
        }
        None => protocol::call(th, &f, core::slice::from_ref(object)),
    };
    let result = match result {
        Ok(r) => r,
        Err(e) => {
            let e = th.take(e);
            let note = th.str_fmt(format_args!("{} with '{encoding}' codec failed", way.gerund()))?;
            if let Err(second) = protocol::call_method_text(th, &e, "add_note", &[note]) {
                drop(th.take(second));
            }
            return Err(th.reraise(e));
        }
    };
    match result.get::<tuple_object::Tuple>().map(|t| t.items()) {
        Some([value, _]) => Ok(value.clone()),
        _ => Err(th.type_error(format_args!("{} must return a tuple (object, integer)", way.noun()))),
    }
}

/// The codec of a name, which must be one between text and bytes.
fn text_codec(th: &mut Thread, way: Direction, encoding: &str) -> R<Obj> {
    let codec = lookup(th, encoding)?;
    if codec.exact::<tuple_object::Tuple>().is_none()
        && let Some(is) = protocol::get_attr_text(th, &codec, "_is_text_encoding")?
        && !protocol::truth(th, &is)?
    {
        let how = if way == Direction::Encode { "encode" } else { "decode" };
        return Err(th.raise(
            Builtin::LookupError,
            format_args!("'{encoding}' is not a text encoding; use codecs.{how}() to handle arbitrary codecs"),
        ));
    }
    Ok(codec)
}

/// `str.encode` by a registered codec.
pub fn encode_text(th: &mut Thread, text: &Obj, encoding: &str, errors: Option<&str>) -> R<alloc::vec::Vec<u8>> {
    let codec = text_codec(th, Direction::Encode, encoding)?;
    let result = apply(th, Direction::Encode, &codec, text, encoding, errors)?;
    match crate::types::bytes_object::with_bytes(&result, crate::text::text_buf::to_vec) {
        Some(b) => b.or_raise(th),
        None => {
            let t = th.type_name(&result);
            Err(th.type_error(format_args!(
                "'{encoding}' encoder returned '{t}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
            )))
        }
    }
}

/// `bytes.decode` by a registered codec.
pub fn decode_text(th: &mut Thread, bytes: &Obj, encoding: &str, errors: Option<&str>) -> R<Obj> {
    let codec = text_codec(th, Direction::Decode, encoding)?;
    let result = apply(th, Direction::Decode, &codec, bytes, encoding, errors)?;
    if result.get::<str_object::Str>().is_none() {
        let t = th.type_name(&result);
        return Err(th.type_error(format_args!(
            "'{encoding}' decoder returned '{t}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
        )));
    }
    Ok(result)
}

/// `register(search_function)`
pub(super) fn register(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [f] = args.exactly::<1>(th, "_codecs.register")?;
    if !protocol::is_callable(th, f) {
        return Err(th.type_error(format_args!("argument must be callable")));
    }
    let list = searches(th)?;
    if let Some(l) = list.get::<List>() {
        l.push(th, f.clone())?;
    }
    Ok(Obj::NONE)
}

/// `unregister(search_function)`: what has been found is forgotten, as it may have been found by this function.
pub(super) fn unregister(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [f] = args.exactly::<1>(th, "_codecs.unregister")?;
    let list = searches(th)?;
    if list.get::<List>().is_some_and(|l| crate::modules::atexit::remove_one(th, l, f)) {
        let known = found(th)?;
        if let Some(d) = known.get::<Dict>() {
            d.clear_all(th);
        }
    }
    Ok(Obj::NONE)
}
