//! Texts to objects: `scanner(string, idx)` and `scanstring`.
//!
//! A value inside another is read by a call inside another, as deep as the thread's stack is; beyond that is a RecursionError.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::raised::{R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::json_text::{self, Content, StringError};
use crate::text::{float_text, int_text, str_index};
use crate::types::dict_object::Dict;
use crate::types::function_object::payload;
use crate::types::protocol;
use crate::types::spec::{GetSet, SlotSpec, TypeSpec, Vtable};
use crate::types::str_object::Str;

payload! {
    /// What texts are read with: the hooks of a decoder.
    Scanner = JsonScanner {
        strict: bool => none,
        object_hook: Obj => obj,
        object_pairs_hook: Obj => obj,
        array_hook: Obj => obj,
        parse_float: Obj => obj,
        parse_int: Obj => obj,
        parse_constant: Obj => obj,
    }
}

fn scanner(v: &Obj) -> &Object<Scanner> {
    // SAFETY: called through slots and getters of the type, which check the receiver.
    unsafe { v.get_unchecked::<Scanner>() }
}

/// `_json.Scanner`
pub static TYPE: TypeSpec = TypeSpec {
    doc: "JSON scanner object",
    slots: SlotSpec {
        new: Some(|th, cls, args| {
            let signature = Signature::new("make_scanner", ["context"]);
            let [context] = args.bind(th, &signature)?;
            let context = context.cloned().unwrap_or(Obj::NONE);
            let mut get = |name: &str| {
                let name = th.intern(name)?;
                protocol::get_attr(th, &context, &name)
            };
            let strict = get("strict")?;
            let (object_hook, object_pairs_hook) = (get("object_hook")?, get("object_pairs_hook")?);
            let (parse_float, parse_int, parse_constant) = (get("parse_float")?, get("parse_int")?, get("parse_constant")?);
            let strict = protocol::truth(th, &strict)?;
            // Decoders written for an older `json` have none.
            let array_hook = protocol::get_attr_text(th, &context, "array_hook")?.unwrap_or(Obj::NONE);
            th.new_payload(cls, Scanner { strict, object_hook, object_pairs_hook, array_hook, parse_float, parse_int, parse_constant })
        }),
        call: Some(|th, v, args| {
            let signature = Signature::new("scan_once", ["string", "idx"]);
            let [string, index] = args.bind(th, &signature)?;
            let (string, index) = (string.cloned().unwrap_or(Obj::NONE), index.cloned().unwrap_or(Obj::NONE));
            let Some(text) = string.get::<Str>() else {
                let t = th.type_name(&string);
                return Err(th.type_error(format_args!("first argument must be a string, not {t}")));
            };
            let index = protocol::index_size(th, &index)?;
            let Ok(index) = usize::try_from(index) else {
                return Err(th.value_error(format_args!("idx cannot be negative")));
            };
            if index > text.chars() {
                return Err(stop(th, index));
            }
            let memo = th.dict()?;
            let scan = Scan { scanner: scanner(v), document: &string, string: text, memo: &memo };
            let at = scan.offset(index);
            let (value, end) = scan.value(th, at)?;
            let end = th.int(scan.position(end) as i64)?;
            th.pair(value, end)
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("strict", |_, v| Ok(Obj::from_bool(scanner(v).strict))),
        GetSet::read("object_hook", |_, v| Ok(scanner(v).object_hook.clone())),
        GetSet::read("object_pairs_hook", |_, v| Ok(scanner(v).object_pairs_hook.clone())),
        GetSet::read("array_hook", |_, v| Ok(scanner(v).array_hook.clone())),
        GetSet::read("parse_float", |_, v| Ok(scanner(v).parse_float.clone())),
        GetSet::read("parse_int", |_, v| Ok(scanner(v).parse_int.clone())),
        GetSet::read("parse_constant", |_, v| Ok(scanner(v).parse_constant.clone())),
    ],
    ..TypeSpec::new(Builtin::JsonScanner, const { &Vtable::of::<Scanner>() })
};

/// `scanstring(string, end, strict=True)`
pub(super) fn scanstring(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "scanstring", 2, 3)?;
    let Some(text) = a[0].get::<Str>() else {
        let t = th.argument_type(&a[0]);
        return Err(th.type_error(format_args!("scanstring() argument 1 must be str, not {t}")));
    };
    let end = protocol::index_size(th, &a[1])?;
    let strict = match a.get(2) {
        Some(v) => protocol::truth(th, v)?,
        None => true,
    };
    let Some(end) = usize::try_from(end).ok().filter(|&n| n <= text.chars()) else {
        return Err(th.value_error(format_args!("end is out of bounds")));
    };
    let at = if text.is_ascii() { end } else { str_index::byte_offset(text.as_str(), end) };
    let (string, end) = string(th, &a[0], text, at, strict)?;
    let end = th.int(position(text, end) as i64)?;
    th.pair(string, end)
}

/// Character number of a byte offset.
fn position(text: &Object<Str>, offset: usize) -> usize {
    if text.is_ascii() { offset } else { str_index::char_index(text.as_str(), offset) }
}

/// `StopIteration(index)`, which says that no value begins there.
#[cold]
fn stop(th: &mut Thread, index: usize) -> Raised {
    match th.int(index as i64) {
        Ok(i) => th.raise_with(Builtin::StopIteration, Some(i)),
        Err(e) => e,
    }
}

/// `json.JSONDecodeError(message, document, position)`
#[cold]
fn refuse(th: &mut Thread, document: &Obj, text: &Object<Str>, message: &str, offset: usize) -> Raised {
    let made = (|| {
        let json = crate::interp::import::import(th, "json.decoder", &Obj::NONE, &Obj::TRUE, 0)?;
        let name = th.intern("JSONDecodeError")?;
        let class = protocol::get_attr(th, &json, &name)?;
        let (message, at) = (th.str(message)?, th.int(position(text, offset) as i64)?);
        protocol::call(th, &class, &[message, document.clone(), at])
    })();
    match made {
        Ok(e) => th.raise_instance(e),
        Err(e) => e,
    }
}

/// The string whose opening quote is before an offset, and the offset behind it.
fn string(th: &mut Thread, document: &Obj, text: &Object<Str>, at: usize, strict: bool) -> R<(Obj, usize)> {
    let (message, place) = match json_text::scan_string(text.as_str(), at, strict) {
        Ok((Content::Plain(s), end)) => return Ok((th.str_part(text, s)?, end)),
        Ok((Content::Built(s), end)) => return Ok((th.str(s.as_str())?, end)),
        Err(StringError::Unterminated) => ("Unterminated string starting at", at.saturating_sub(1)),
        Err(StringError::Control(place)) => ("Invalid control character at", place),
        Err(StringError::Escape(place)) => ("Invalid \\escape", place),
        Err(StringError::Unicode(place)) => ("Invalid \\uXXXX escape", place),
        Err(StringError::Memory) => return Err(th.no_memory()),
    };
    Err(refuse(th, document, text, message, place))
}

/// One call of a scanner. Offsets are bytes of the text.
struct Scan<'s> {
    scanner: &'s Object<Scanner>,
    document: &'s Obj,
    string: &'s Object<Str>,
    /// A dict of the keys read: objects of one kind have the same keys, which are one string each.
    memo: &'s Obj,
}

impl Scan<'_> {
    fn bytes(&self) -> &[u8] {
        self.string.as_str().as_bytes()
    }

    fn offset(&self, index: usize) -> usize {
        if self.string.is_ascii() { index } else { str_index::byte_offset(self.string.as_str(), index) }
    }

    fn position(&self, offset: usize) -> usize {
        position(self.string, offset)
    }

    fn refuse<T>(&self, th: &mut Thread, message: &str, offset: usize) -> R<T> {
        Err(refuse(th, self.document, self.string, message, offset))
    }

    /// The offset of the first byte from `at` that is no white space.
    fn skip(&self, at: usize) -> usize {
        let rest = self.bytes().get(at..).unwrap_or(&[]);
        at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
    }

    fn is_at(&self, at: usize, byte: u8) -> bool {
        self.bytes().get(at) == Some(&byte)
    }

    /// The value that begins at an offset, and the offset behind it.
    fn value(&self, th: &mut Thread, at: usize) -> R<(Obj, usize)> {
        let rest = self.bytes().get(at..).unwrap_or(&[]);
        match rest.first() {
            Some(b'"') => return string(th, self.document, self.string, at + 1, self.scanner.strict),
            Some(b'{') => return self.object(th, at + 1),
            Some(b'[') => return self.array(th, at + 1),
            Some(b'n') if rest.starts_with(b"null") => return Ok((Obj::NONE, at + 4)),
            Some(b't') if rest.starts_with(b"true") => return Ok((Obj::TRUE, at + 4)),
            Some(b'f') if rest.starts_with(b"false") => return Ok((Obj::FALSE, at + 5)),
            _ => {}
        }
        for name in ["NaN", "Infinity", "-Infinity"] {
            if rest.starts_with(name.as_bytes()) {
                let text = th.intern(name)?;
                let value = protocol::call(th, &self.scanner.parse_constant, &[text])?;
                return Ok((value, at + name.len()));
            }
        }
        match json_text::scan_number(self.bytes(), at) {
            Some((end, is_float)) => Ok((self.number(th, at, end, is_float)?, end)),
            None => Err(stop(th, self.position(at))),
        }
    }

    fn number(&self, th: &mut Thread, at: usize, end: usize, is_float: bool) -> R<Obj> {
        let text = self.string.as_str().get(at..end).unwrap_or("");
        let (parse, class) = match is_float {
            true => (&self.scanner.parse_float, Builtin::Float),
            false => (&self.scanner.parse_int, Builtin::Int),
        };
        if parse.is(&th.builtin_type(class)) {
            if is_float {
                if let Ok(x) = float_text::parse(text) {
                    return th.float(x);
                }
            } else if text.len() <= 19
                && let Ok(i) = int_text::parse(text, 10, 0)
            {
                return th.integer(i);
            }
        }
        let text = th.str(text)?;
        protocol::call(th, parse, &[text])
    }

    /// An array, from behind its bracket.
    fn array(&self, th: &mut Thread, at: usize) -> R<(Obj, usize)> {
        if th.is_native_stack_low() {
            return Err(th.recursion_error(" while decoding a JSON array from a unicode string"));
        }
        th.poll()?;
        let mut items = Vec::new();
        let mut at = self.skip(at);
        if self.is_at(at, b']') {
            return self.array_made(th, items, at + 1);
        }
        loop {
            let (value, end) = self.value(th, at)?;
            th.push(&mut items, value)?;
            at = self.skip(end);
            if self.is_at(at, b']') {
                return self.array_made(th, items, at + 1);
            }
            if !self.is_at(at, b',') {
                return self.refuse(th, "Expecting ',' delimiter", at);
            }
            let comma = at;
            at = self.skip(at + 1);
            if self.is_at(at, b']') {
                return self.refuse(th, "Illegal trailing comma before end of array", comma);
            }
        }
    }

    fn array_made(&self, th: &mut Thread, items: Vec<Obj>, end: usize) -> R<(Obj, usize)> {
        let list = th.list(items)?;
        let hook = &self.scanner.array_hook;
        Ok((if hook.is_none() { list } else { protocol::call(th, hook, &[list])? }, end))
    }

    /// An object, from behind its brace.
    fn object(&self, th: &mut Thread, at: usize) -> R<(Obj, usize)> {
        if th.is_native_stack_low() {
            return Err(th.recursion_error(" while decoding a JSON object from a unicode string"));
        }
        th.poll()?;
        let pairs_hook = &self.scanner.object_pairs_hook;
        // One of the two is what the object becomes.
        let (dict, mut pairs) = (th.dict()?, Vec::new());
        // SAFETY: a dict, made here or by the caller.
        let (entries, memo) = unsafe { (dict.get_unchecked::<Dict>(), self.memo.get_unchecked::<Dict>()) };
        let mut at = self.skip(at);
        if !self.is_at(at, b'}') {
            loop {
                if !self.is_at(at, b'"') {
                    return self.refuse(th, "Expecting property name enclosed in double quotes", at);
                }
                let (key, end) = string(th, self.document, self.string, at + 1, self.scanner.strict)?;
                let (key, _) = memo.set_default(th, &key, &key)?;
                at = self.skip(end);
                if !self.is_at(at, b':') {
                    return self.refuse(th, "Expecting ':' delimiter", at);
                }
                let (value, end) = self.value(th, self.skip(at + 1))?;
                if pairs_hook.is_none() {
                    entries.set(th, &key, &value)?;
                } else {
                    let pair = th.pair(key, value)?;
                    th.push(&mut pairs, pair)?;
                }
                at = self.skip(end);
                if self.is_at(at, b'}') {
                    break;
                }
                if !self.is_at(at, b',') {
                    return self.refuse(th, "Expecting ',' delimiter", at);
                }
                let comma = at;
                at = self.skip(at + 1);
                if self.is_at(at, b'}') {
                    return self.refuse(th, "Illegal trailing comma before end of object", comma);
                }
            }
        }
        let made = if !pairs_hook.is_none() {
            let pairs = th.list(pairs)?;
            protocol::call(th, pairs_hook, &[pairs])?
        } else if !self.scanner.object_hook.is_none() {
            protocol::call(th, &self.scanner.object_hook, &[dict])?
        } else {
            dict
        };
        Ok((made, at + 1))
    }
}
