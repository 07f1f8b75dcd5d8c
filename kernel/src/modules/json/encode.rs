//! Objects to texts: `encoder(obj, level)` gives a tuple of one string.
//!
//! A container inside another is written by a call inside another, as deep as the thread's stack is; beyond that is a RecursionError. Program code
//! (`default`, an encoder of strings, `items()`) may run anywhere and change what is being written, so a list is asked item by item.

use alloc::string::String;
use alloc::vec::Vec;

use super::FUNCTIONS;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::text::{float_text, int_text, json_text};
use crate::types::dict_object::Dict;
use crate::types::frozen_dict::FrozenDict;
use crate::types::function_object::{NativeFunction, payload};
use crate::types::list_object::List;
use crate::types::spec::{GetSet, SlotSpec, TypeSpec, Vtable};
use crate::types::str_object::{self, Str};
use crate::types::tuple_object::{self, Tuple};
use crate::types::{float_object, int_object, int_type, list_type, protocol};

/// How strings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strings {
    /// As `encode_basestring_ascii` or `encode_basestring` would: the function itself need not be called.
    Known { ascii: bool },
    /// By a function of the program.
    Called,
}

payload! {
    /// What objects are written with.
    Encoder = JsonEncoder {
        /// A dict of the containers being written by their identity, or None.
        markers: Obj => obj,
        default: Obj => obj,
        encoder: Obj => obj,
        /// A string or None.
        indent: Obj => obj,
        key_separator: Obj => obj,
        item_separator: Obj => obj,
        strings: Strings => none,
        sort_keys: bool => none,
        skipkeys: bool => none,
        allow_nan: bool => none,
    }
}

fn encoder(v: &Obj) -> &Object<Encoder> {
    // SAFETY: called through slots and getters of the type, which check the receiver.
    unsafe { v.get_unchecked::<Encoder>() }
}

/// `_json.Encoder`
pub static TYPE: TypeSpec = TypeSpec {
    doc: "What writes values as JSON, for json.encoder.",
    slots: SlotSpec {
        new: Some(make),
        call: Some(|th, v, args| {
            let signature = Signature::new("_iterencode", ["obj", "_current_indent_level"]);
            let [object, level] = args.bind(th, &signature)?;
            let level = protocol::index_size(th, level.unwrap_or(&Obj::NONE))?;
            let mut encode = Encode { encoder: encoder(v), out: TextBuf::new() };
            encode.value(th, object.unwrap_or(&Obj::NONE), usize::try_from(level).unwrap_or(0))?;
            let text = th.str(encode.out.as_str())?;
            th.tuple_raw(&[text])
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("markers", |_, v| Ok(encoder(v).markers.clone())),
        GetSet::read("default", |_, v| Ok(encoder(v).default.clone())),
        GetSet::read("encoder", |_, v| Ok(encoder(v).encoder.clone())),
        GetSet::read("indent", |_, v| Ok(encoder(v).indent.clone())),
        GetSet::read("key_separator", |_, v| Ok(encoder(v).key_separator.clone())),
        GetSet::read("item_separator", |_, v| Ok(encoder(v).item_separator.clone())),
        GetSet::read("sort_keys", |_, v| Ok(Obj::from_bool(encoder(v).sort_keys))),
        GetSet::read("skipkeys", |_, v| Ok(Obj::from_bool(encoder(v).skipkeys))),
    ],
    ..TypeSpec::new(Builtin::JsonEncoder, const { &Vtable::of::<Encoder>() })
};

fn make(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<9> = Signature::new(
        "make_encoder",
        ["markers", "default", "encoder", "indent", "key_separator", "item_separator", "sort_keys", "skipkeys", "allow_nan"],
    );
    let given = args.bind(th, &SIGNATURE)?.map(|v| v.cloned().unwrap_or(Obj::NONE));
    let [markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan] = given;
    for (i, v) in [(5, &key_separator), (6, &item_separator)] {
        if v.get::<Str>().is_none() {
            let t = th.argument_type(v);
            return Err(th.type_error(format_args!("make_encoder() argument {i} must be str, not {t}")));
        }
    }
    let sort_keys = protocol::truth(th, &sort_keys)?;
    let skipkeys = protocol::truth(th, &skipkeys)?;
    let allow_nan = protocol::truth(th, &allow_nan)?;
    if !markers.is_none() && markers.get::<Dict>().is_none() {
        let t = th.type_name(&markers);
        return Err(th.type_error(format_args!("make_encoder() argument 1 must be dict or None, not {t}")));
    }
    if !indent.is_none() && indent.get::<Str>().is_none() {
        let t = th.type_name(&indent);
        return Err(th.type_error(format_args!("make_encoder() argument 4 must be str or None, not {t}")));
    }
    let function = encoder.exact::<NativeFunction>();
    let is = |which: usize| function.is_some_and(|f| core::ptr::eq(f.method, &FUNCTIONS[which]));
    let strings = match (is(0), is(1)) {
        (true, _) => Strings::Known { ascii: true },
        (_, true) => Strings::Known { ascii: false },
        _ => Strings::Called,
    };
    th.new_payload(
        cls,
        Encoder { markers, default, encoder, indent, key_separator, item_separator, strings, sort_keys, skipkeys, allow_nan },
    )
}

/// Adds a note to an exception that is under way. What goes wrong with that is not told: the exception matters more.
#[cold]
fn noted(th: &mut Thread, e: Raised, note: core::fmt::Arguments<'_>) -> Raised {
    let exception = th.take(e);
    let added = th.str_fmt(note).and_then(|note| protocol::call_method_text(th, &exception, "add_note", &[note]));
    if let Err(second) = added {
        drop(th.take(second));
    }
    th.reraise(exception)
}

/// The class of a value with its module, where that is neither the built-in one nor the program.
fn shown_class(th: &mut Thread, v: &Obj) -> String {
    let name = protocol::qualified_name(th, th.type_of(v));
    match name.strip_prefix("__main__.") {
        Some(rest) => rest.into(),
        None => name,
    }
}

/// One call of an encoder.
struct Encode<'e> {
    encoder: &'e Object<Encoder>,
    out: TextBuf,
}

impl Encode<'_> {
    fn push(&mut self, th: &mut Thread, text: &str) -> R<()> {
        self.out.push_str(text).or_raise(th)
    }

    /// A value, at a depth of indentation.
    fn value(&mut self, th: &mut Thread, v: &Obj, level: usize) -> R<()> {
        if self.scalar(th, v)? {
            return Ok(());
        }
        if v.get::<Str>().is_some() {
            return self.string(th, v);
        }
        if th.is_native_stack_low() {
            return Err(th.recursion_error(" while encoding a JSON object"));
        }
        th.poll()?;
        if v.get::<List>().is_some() || v.get::<Tuple>().is_some() {
            return self.array(th, v, level);
        }
        if v.get::<Dict>().is_some() || v.get::<FrozenDict>().is_some() {
            return self.object(th, v, level);
        }
        let mark = self.enter(th, v)?;
        let other = protocol::call(th, &self.encoder.default, core::slice::from_ref(v))?;
        if let Err(e) = self.value(th, &other, level) {
            let t = shown_class(th, v);
            return Err(noted(th, e, format_args!("when serializing {t} object")));
        }
        self.leave(th, mark)
    }

    /// Writes a constant or a number, if the value is one.
    fn scalar(&mut self, th: &mut Thread, v: &Obj) -> R<bool> {
        if v.is_none() {
            self.push(th, "null")?;
        } else if v.is(&Obj::TRUE) {
            self.push(th, "true")?;
        } else if v.is(&Obj::FALSE) {
            self.push(th, "false")?;
        } else if int_object::is_int(v) {
            match int_object::to_i64(v) {
                Some(i) => int_text::push_decimal(&mut self.out, i).or_raise(th)?,
                // Not by a method of the class, which may be an enumeration.
                None => {
                    let text = int_type::repr(th, v)?;
                    self.push(th, str_object::text(&text))?;
                }
            }
        } else if let Some(x) = float_object::as_f64(v) {
            self.float(th, v, x)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn float(&mut self, th: &mut Thread, v: &Obj, x: f64) -> R<()> {
        if x.is_finite() {
            return float_text::push_repr(&mut self.out, x).or_raise(th);
        }
        if !self.encoder.allow_nan {
            let shown = protocol::repr(th, v)?;
            let shown = str_object::text(&shown);
            return Err(th.value_error(format_args!("Out of range float values are not JSON compliant: {shown}")));
        }
        let text = if x.is_nan() {
            "NaN"
        } else if x > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        self.push(th, text)
    }

    fn string(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if let Strings::Known { ascii } = self.encoder.strings {
            return json_text::push_quoted(&mut self.out, str_object::text(v), ascii).or_raise(th);
        }
        let made = protocol::call(th, &self.encoder.encoder, core::slice::from_ref(v))?;
        if made.get::<Str>().is_none() {
            let t = th.type_name(&made);
            return Err(th.type_error(format_args!("encoder() must return a string, not {t}")));
        }
        self.push(th, str_object::text(&made))
    }

    /// Notes a container that is being written, and gives the key of the note. One that is being written already is inside itself.
    fn enter(&self, th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
        let Some(markers) = self.encoder.markers.get::<Dict>() else { return Ok(None) };
        let id = th.int((v.value().without_uncounted().to_bits() & (i64::MAX as usize)) as i64)?;
        if markers.contains(th, &id)? {
            return Err(th.value_error(format_args!("Circular reference detected")));
        }
        markers.set(th, &id, v)?;
        Ok(Some(id))
    }

    fn leave(&self, th: &mut Thread, mark: Option<Obj>) -> R<()> {
        if let (Some(markers), Some(id)) = (self.encoder.markers.get::<Dict>(), mark) {
            markers.remove(th, &id)?;
        }
        Ok(())
    }

    /// A new line, where there is an indent.
    fn line(&mut self, th: &mut Thread, level: usize) -> R<()> {
        let Some(indent) = self.encoder.indent.get::<Str>() else { return Ok(()) };
        self.push(th, "\n")?;
        self.out.push_str_repeated(indent.as_str(), level).or_raise(th)
    }

    fn separate(&mut self, th: &mut Thread, first: bool, level: usize) -> R<()> {
        if !first {
            self.push(th, str_object::text(&self.encoder.item_separator))?;
        }
        self.line(th, level)
    }

    fn array(&mut self, th: &mut Thread, v: &Obj, level: usize) -> R<()> {
        // A class of the program may iterate as it likes.
        let collected = match v.exact::<List>().is_some() || v.exact::<Tuple>().is_some() {
            true => Vec::new(),
            false => match protocol::iter(th, v) {
                Ok(it) => protocol::collect(th, &it)?,
                Err(e) => {
                    drop(th.take_if(e, Builtin::TypeError)?);
                    return Err(th.type_error(format_args!("_iterencode_list needs a sequence")));
                }
            },
        };
        let item = |i: usize| match v.exact::<List>() {
            Some(l) => l.item(i),
            None if v.exact::<Tuple>().is_some() => tuple_object::items(v).get(i).cloned(),
            None => collected.get(i).cloned(),
        };
        if item(0).is_none() {
            return self.push(th, "[]");
        }
        let mark = self.enter(th, v)?;
        self.push(th, "[")?;
        let mut i = 0;
        while let Some(x) = item(i) {
            // Numbers and constants do not look by themselves.
            th.poll()?;
            self.separate(th, i == 0, level + 1)?;
            if let Err(e) = self.value(th, &x, level + 1) {
                let t = shown_class(th, v);
                return Err(noted(th, e, format_args!("when serializing {t} item {i}")));
            }
            i += 1;
        }
        self.leave(th, mark)?;
        self.line(th, level)?;
        self.push(th, "]")
    }

    /// The items of a mapping; of a plain dict those of one moment.
    fn items(&self, th: &mut Thread, v: &Obj) -> R<Vec<(Obj, Obj)>> {
        if !self.encoder.sort_keys
            && let Some(d) = v.exact::<Dict>()
        {
            return d.snapshot(th);
        }
        let items = protocol::call_method_text(th, v, "items", &[])?;
        let mut items = match protocol::iter(th, &items) {
            Ok(it) => protocol::collect(th, &it)?,
            Err(e) => {
                drop(th.take_if(e, Builtin::TypeError)?);
                let (of, t) = (th.type_name(v), th.type_name(&items));
                return Err(th.type_error(format_args!("{of}.items() must return an iterable, not {t}")));
            }
        };
        if self.encoder.sort_keys {
            list_type::sort_items(th, &mut items, None, false)?;
        }
        let mut out = th.vec(items.len())?;
        for item in items {
            match item.get::<Tuple>().map(|_| tuple_object::items(&item)) {
                Some([key, value]) => out.push((key.clone(), value.clone())),
                _ => return Err(th.value_error(format_args!("items must return 2-tuples"))),
            }
        }
        Ok(out)
    }

    fn object(&mut self, th: &mut Thread, v: &Obj, level: usize) -> R<()> {
        let empty = match (v.get::<Dict>(), v.get::<FrozenDict>()) {
            (Some(d), _) => d.is_empty(),
            (None, Some(_)) => protocol::len(th, v)? == 0,
            _ => true,
        };
        if empty {
            return self.push(th, "{}");
        }
        let mark = self.enter(th, v)?;
        self.push(th, "{")?;
        let mut first = true;
        for (key, x) in self.items(th, v)? {
            th.poll()?;
            if !self.key(th, &key, first, level + 1)? {
                continue;
            }
            first = false;
            self.push(th, str_object::text(&self.encoder.key_separator))?;
            if let Err(e) = self.value(th, &x, level + 1) {
                let t = shown_class(th, v);
                let exception = th.take(e);
                let shown = protocol::repr(th, &key);
                let e = th.reraise(exception);
                return Err(match &shown {
                    Ok(key) => noted(th, e, format_args!("when serializing {t} item {}", str_object::text(key))),
                    Err(_) => e,
                });
            }
        }
        self.leave(th, mark)?;
        if !first {
            self.line(th, level)?;
        }
        self.push(th, "}")
    }

    /// A key, with what comes before it; false for one that is left out.
    fn key(&mut self, th: &mut Thread, key: &Obj, first: bool, level: usize) -> R<bool> {
        if key.get::<Str>().is_some() {
            self.separate(th, first, level)?;
            self.string(th, key)?;
            return Ok(true);
        }
        // The text of the key, which the encoder of strings may want.
        let from = self.out.len();
        let known = self.scalar(th, key)?;
        let text = th.str(self.out.as_str().get(from..).unwrap_or(""))?;
        self.out.truncate(from);
        if known {
            self.separate(th, first, level)?;
            self.string(th, &text)?;
            return Ok(true);
        }
        if self.encoder.skipkeys {
            return Ok(false);
        }
        let t = th.type_name(key);
        Err(th.type_error(format_args!("keys must be str, int, float, bool or None, not {t}")))
    }
}
