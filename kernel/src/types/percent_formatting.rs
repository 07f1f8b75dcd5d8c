//! The `%` operator of `str` and `bytes`: fetching and converting arguments; the syntax is in `text::percent`.

use alloc::string::String;
use alloc::vec::Vec;

use super::spec::UnaryOp;
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::{Builtin, Obj};
use crate::text::int_text::{DECIMAL_BYTES, Integer, decimal};
use crate::text::percent::{self, Amount, Format, PercentError, Resolved, Spec};
use crate::text::text_buf::{OutOfMemory, TextBuf, extend, reserve};
use crate::types::tuple_object::Tuple;
use crate::types::{bytes_object, float_object, int_object, int_type, protocol, sequence, str_object};

/// What formatting text and formatting bytes do differently.
trait Template: Format {
    /// What the result is collected in.
    type Out;
    /// How messages name the operation.
    const KIND: &'static str;
    /// An empty one with so much room.
    fn with_room(bytes: usize) -> Result<Self::Out, OutOfMemory>;
    /// Copies a part of the template.
    fn literal(&self, out: &mut Self::Out) -> Result<(), OutOfMemory>;
    /// Appends ASCII text.
    fn ascii(out: &mut Self::Out, text: &str) -> Result<(), OutOfMemory>;
    /// The key of a mapping as an object.
    fn key(&self, th: &mut Thread) -> R<Obj>;
    /// Converts with `s`, `r`, `a`, `b` or `c`.
    fn textual(th: &mut Thread, out: &mut Self::Out, v: &Obj, spec: &Resolved, at: &Place) -> R<()>;
}

/// Which argument a message is about: ` 2`, ` 'key'`, or nothing for the only one.
struct Place(String);

impl Place {
    fn error(&self, th: &mut Thread, message: core::fmt::Arguments<'_>) -> Raised {
        th.type_error(format_args!("format argument{}: {message}", self.0))
    }

    fn overflow(&self, th: &mut Thread, message: core::fmt::Arguments<'_>) -> Raised {
        th.raise(Builtin::OverflowError, format_args!("format argument{}: {message}", self.0))
    }
}

impl Template for str {
    type Out = TextBuf;
    const KIND: &'static str = "string";

    fn with_room(bytes: usize) -> Result<TextBuf, OutOfMemory> {
        TextBuf::with_capacity(bytes)
    }

    fn literal(&self, out: &mut TextBuf) -> Result<(), OutOfMemory> {
        out.push_str(self)
    }

    fn ascii(out: &mut TextBuf, text: &str) -> Result<(), OutOfMemory> {
        out.push_str(text)
    }

    fn key(&self, th: &mut Thread) -> R<Obj> {
        th.str(self)
    }

    fn textual(th: &mut Thread, out: &mut TextBuf, v: &Obj, spec: &Resolved, at: &Place) -> R<()> {
        let text = match spec.conversion {
            's' => protocol::str(th, v)?,
            'r' => protocol::repr(th, v)?,
            'a' => protocol::ascii(th, v)?,
            _ => {
                if let Some(s) = v.get::<str_object::Str>() {
                    if s.chars() != 1 {
                        let n = s.chars();
                        return Err(at.error(th, format_args!("%c requires an integer or a unicode character, not a string of length {n}")));
                    }
                    v.clone()
                } else if let Some(i) = asked_quietly(th, v, sequence::as_index)? {
                    let code = int_object::to_i64(&i).and_then(|i| u32::try_from(i).ok());
                    if code.is_some_and(|code| (0xd800..0xe000).contains(&code)) {
                        let message = format_args!("format argument{}: %c argument is a surrogate, which strings here cannot hold", at.0);
                        return Err(th.value_error(message));
                    }
                    match code.and_then(char::from_u32) {
                        Some(c) => th.char(c)?,
                        None => return Err(at.overflow(th, format_args!("%c argument not in range(0x110000)"))),
                    }
                } else {
                    let t = protocol::shown_type(th, v);
                    return Err(at.error(th, format_args!("%c requires an integer or a unicode character, not {t}")));
                }
            }
        };
        percent::push_text(out, str_object::text(&text), spec).or_raise(th)
    }
}

impl Template for [u8] {
    type Out = Vec<u8>;
    const KIND: &'static str = "bytes";

    fn with_room(bytes: usize) -> Result<Vec<u8>, OutOfMemory> {
        let mut out = Vec::new();
        reserve(&mut out, bytes)?;
        Ok(out)
    }

    fn literal(&self, out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
        extend(out, self)
    }

    fn ascii(out: &mut Vec<u8>, text: &str) -> Result<(), OutOfMemory> {
        extend(out, text.as_bytes())
    }

    fn key(&self, th: &mut Thread) -> R<Obj> {
        bytes_object::new_bytes(th, self)
    }

    fn textual(th: &mut Thread, out: &mut Vec<u8>, v: &Obj, spec: &Resolved, at: &Place) -> R<()> {
        match spec.conversion {
            'r' | 'a' => {
                let text = protocol::ascii(th, v)?;
                percent::push_bytes(out, str_object::text(&text).as_bytes(), spec).or_raise(th)
            }
            'c' => {
                if bytes_object::is_bytes(v)
                    && let Some(b) = bytes_object::as_bytes(th, v)?
                {
                    if b.len() != 1 {
                        // It is named as what it is made of, a subclass, too.
                        let t = if v.get::<bytes_object::Bytes>().is_some() { "bytes" } else { "bytearray" };
                        let n = b.len();
                        return Err(at.error(
                            th,
                            format_args!("%c requires an integer in range(256) or a single byte, not a {t} object of length {n}"),
                        ));
                    }
                    return percent::push_bytes(out, &b, spec).or_raise(th);
                }
                let Some(i) = sequence::as_index(th, v)? else {
                    let t = protocol::shown_type(th, v);
                    return Err(at.error(th, format_args!("%c requires an integer in range(256) or a single byte, not {t}")));
                };
                match int_object::to_i64(&i).and_then(|i| u8::try_from(i).ok()) {
                    Some(b) => percent::push_bytes(out, &[b], spec).or_raise(th),
                    None => Err(at.overflow(th, format_args!("%c argument not in range(256)"))),
                }
            }
            _ => {
                if let Some(b) = bytes_object::as_bytes(th, v)? {
                    return percent::push_bytes(out, &b, spec).or_raise(th);
                }
                let Some(made) = protocol::call_special(th, v, names::BYTES, &[])? else {
                    let t = protocol::shown_type(th, v);
                    return Err(
                        at.error(th, format_args!("%b requires a bytes-like object, or an object that implements __bytes__, not {t}"))
                    );
                };
                match made.get::<bytes_object::Bytes>() {
                    Some(b) => percent::push_bytes(out, b.as_slice(), spec).or_raise(th),
                    None => Err(protocol::wrong_result(th, v, "__bytes__", "a bytes", &made)),
                }
            }
        }
    }
}

/// The right operand.
struct Arguments<'a> {
    value: &'a Obj,
    items: Option<&'a [Obj]>,
    next: usize,
    used_key: bool,
    is_mapping: bool,
}

impl Arguments<'_> {
    fn count(&self) -> usize {
        self.items.map_or(1, <[Obj]>::len)
    }

    fn take(&mut self, th: &mut Thread) -> R<Obj> {
        let n = self.next;
        self.next += 1;
        let found = match self.items {
            Some(items) => items.get(n).cloned(),
            None if n == 0 => Some(self.value.clone()),
            None => None,
        };
        match found {
            Some(v) => Ok(v),
            None => {
                let got = self.count();
                Err(th.type_error(format_args!("not enough arguments for format string (got {got})")))
            }
        }
    }

    /// The place of the argument taken last.
    fn place(&self) -> Place {
        Place(if self.items.is_some() { alloc::format!(" {}", self.next) } else { String::new() })
    }

    fn need_mapping(&self, th: &mut Thread) -> R<()> {
        if self.is_mapping {
            return Ok(());
        }
        let t = protocol::shown_type(th, self.value);
        Err(th.type_error(format_args!("format requires a mapping, not {t}")))
    }
}

#[cold]
fn percent_error(th: &mut Thread, e: PercentError) -> Raised {
    match e.message() {
        Ok(m) => th.value_error(format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

/// `template % value` of text. A template without a `%` is given back itself, one of a derived class, too.
pub fn percent_str(th: &mut Thread, template: &Obj, value: &Obj) -> R<Obj> {
    let text = str_object::text(template);
    let out = percent(th, text, value)?;
    if text.is_empty() || text.contains('%') { th.str(out.as_str()) } else { Ok(template.clone()) }
}

/// `template % value` of bytes.
pub fn percent_bytes(th: &mut Thread, template: &[u8], value: &Obj) -> R<Vec<u8>> {
    percent(th, template, value)
}

fn percent<T: Template + ?Sized>(th: &mut Thread, template: &T, value: &Obj) -> R<T::Out> {
    // Room for a few characters of each argument.
    let mut out = T::with_room(template.bytes().len().saturating_add(32)).or_raise(th)?;
    let items = value.get::<Tuple>().map(|t| t.payload.items());
    let is_text = value.get::<str_object::Str>().is_some() || (T::IS_BYTES && bytes_object::is_bytes(value));
    // Deques have items by index, and are no mappings.
    let ty = th.type_of(value);
    let is_mapping = items.is_none() && !is_text && ty.slots.getitem().is_some() && ty.layout != Builtin::Deque;
    let mut args = Arguments { value, items, next: 0, used_key: false, is_mapping };
    for piece in percent::parse(template) {
        match piece {
            Err(e) => {
                if matches!(e, PercentError::IncompleteKey(_)) {
                    args.need_mapping(th)?;
                }
                return Err(percent_error(th, e));
            }
            Ok(percent::Piece::Literal(t)) => t.literal(&mut out).or_raise(th)?,
            Ok(percent::Piece::Spec(spec)) => one(th, &mut out, &spec, &mut args)?,
        }
    }
    let left = match args.items {
        Some(items) => args.next < items.len(),
        None => args.next == 0 && !is_mapping && !args.used_key,
    };
    if left {
        let (required, got, kind) = (args.next, args.count(), T::KIND);
        return Err(th.type_error(format_args!("not all arguments converted during {kind} formatting (required {required}, got {got})")));
    }
    Ok(out)
}

fn star(th: &mut Thread, amount: Amount, args: &mut Arguments<'_>, what: &str) -> R<Option<i64>> {
    if amount != Amount::Star {
        return Ok(None);
    }
    // A lone argument is the value's.
    if args.items.is_none() {
        args.next = 1;
    }
    let v = args.take(th)?;
    if !int_object::is_int(&v) {
        let t = protocol::shown_type(th, &v);
        return Err(args.place().error(th, format_args!("* requires int, not {t}")));
    }
    match int_object::to_i64(&v).filter(|n| what == "width" || i32::try_from(*n).is_ok()) {
        Some(n) => Ok(Some(n)),
        None => Err(args.place().overflow(th, format_args!("too big for {what}"))),
    }
}

fn one<T: Template + ?Sized>(th: &mut Thread, out: &mut T::Out, spec: &Spec<'_, T>, args: &mut Arguments<'_>) -> R<()> {
    let keyed = match spec.key {
        Some(k) => {
            args.need_mapping(th)?;
            args.used_key = true;
            let k = k.key(th)?;
            let v = protocol::get_item(th, args.value, &k)?;
            Some((k, v))
        }
        None => None,
    };
    if keyed.is_none() && args.used_key {
        let at = spec.position;
        return Err(th.value_error(format_args!("format requires a parenthesised mapping key at position {at}")));
    }
    if keyed.is_none()
        && spec.is_bare()
        && let Some(conversion) = spec.conversion
    {
        let v = args.take(th)?;
        if bare::<T>(out, conversion, &v).or_raise(th)? {
            return Ok(());
        }
        return convert(th, out, (spec, conversion), args, None, v, (None, None));
    }
    let width = star(th, spec.width, args, "width")?;
    let precision = star(th, spec.precision, args, "precision")?;
    let Some(conversion) = spec.conversion else { return Err(percent_error(th, PercentError::Stray(spec.position))) };
    let (key, v) = match keyed {
        Some((k, v)) => (Some(k), v),
        None => (None, args.take(th)?),
    };
    convert(th, out, (spec, conversion), args, key, v, (width, precision))
}

/// `%s` of a text and `%d` of a small integer, without anything between; whether it was that.
fn bare<T: Template + ?Sized>(out: &mut T::Out, conversion: char, v: &Obj) -> Result<bool, OutOfMemory> {
    if conversion == 's'
        && !T::IS_BYTES
        && let Some(text) = v.exact::<str_object::Str>()
    {
        T::ascii(out, text.as_str())?;
        return Ok(true);
    }
    if conversion == 'd'
        && let Some(n) = v.value().as_small()
    {
        T::ascii(out, decimal(n, &mut [0; DECIMAL_BYTES]))?;
        return Ok(true);
    }
    Ok(false)
}

/// Formats an argument by a specification, whose `*` stand for the numbers.
fn convert<T: Template + ?Sized>(
    th: &mut Thread,
    out: &mut T::Out,
    (spec, c): (&Spec<'_, T>, char),
    args: &mut Arguments<'_>,
    key: Option<Obj>,
    v: Obj,
    (width, precision): (Option<i64>, Option<i64>),
) -> R<()> {
    if let Err(e) = spec.check(c) {
        return Err(percent_error(th, e));
    }
    let resolved = spec.resolve(c, width, precision);
    // Text for a message is made only where one is raised.
    let place = |th: &mut Thread, args: &Arguments<'_>| -> R<Place> {
        match &key {
            Some(k) => {
                let r = protocol::repr(th, k)?;
                Ok(Place(alloc::format!(" {}", str_object::text(&r))))
            }
            None => Ok(args.place()),
        }
    };
    match c {
        's' | 'r' | 'a' if !T::IS_BYTES => T::textual(th, out, &v, &resolved, &Place(String::new())),
        's' | 'r' | 'a' | 'b' | 'c' => {
            let place = place(th, args)?;
            T::textual(th, out, &v, &resolved, &place)
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let Some(n) = integer(th, &v, c)? else {
                let (t, what) = (protocol::shown_type(th, &v), if matches!(c, 'd' | 'i' | 'u') { "a real number" } else { "an integer" });
                return Err(place(th, args)?.error(th, format_args!("%{c} requires {what}, not {t}")));
            };
            let limit = th.isolate().int_max_str_digits.load(crate::prim::Ordering::Relaxed);
            let mut text = TextBuf::with_capacity(24).or_raise(th)?;
            match percent::push_int(&mut text, &n, &resolved, limit) {
                Ok(()) => T::ascii(out, text.as_str()).or_raise(th),
                Err(e) => Err(int_type::text_error(th, e, "")),
            }
        }
        _ => {
            let x = asked_quietly(th, &v, |th, v| match protocol::unary_opt(th, UnaryOp::Float, v)? {
                Some(x) => Ok(float_object::as_f64(&x)),
                None => match sequence::as_index(th, v)? {
                    Some(i) => int_object::to_f64(th, &i).map(Some),
                    None => Ok(None),
                },
            })?;
            let Some(x) = x else {
                let t = protocol::shown_type(th, &v);
                return Err(place(th, args)?.error(th, format_args!("%{c} requires a real number, not {t}")));
            };
            let mut text = TextBuf::new();
            percent::push_float(&mut text, x, &resolved).or_raise(th)?;
            T::ascii(out, text.as_str()).or_raise(th)
        }
    }
}

/// What an argument gives for a number. One that says by a `TypeError` why it is none is none like others.
fn asked_quietly<T>(th: &mut Thread, v: &Obj, ask: impl FnOnce(&mut Thread, &Obj) -> R<Option<T>>) -> R<Option<T>> {
    match ask(th, v) {
        Err(e) => th.take_if(e, Builtin::TypeError).map(|_| None),
        given => given,
    }
}

/// An argument of `%d` (anything with `__int__` or `__index__`) or of `%x` and its like (`__index__` alone).
fn integer(th: &mut Thread, v: &Obj, c: char) -> R<Option<Integer>> {
    asked_quietly(th, v, |th, v| integer_of(th, v, c))
}

fn integer_of(th: &mut Thread, v: &Obj, c: char) -> R<Option<Integer>> {
    if let Some(n) = int_object::to_integer(v) {
        return Ok(Some(n));
    }
    if matches!(c, 'd' | 'i' | 'u')
        && let Some(i) = protocol::unary_opt(th, UnaryOp::Int, v)?
    {
        return Ok(int_object::to_integer(&i));
    }
    // A str or bytes that passes for a number by `__float__` is read as digits, as `int()` reads it.
    if matches!(c, 'd' | 'i' | 'u')
        && (v.get::<str_object::Str>().is_some() || v.get::<bytes_object::Bytes>().is_some())
        && th.type_of(v).lookup(th.name(names::FLOAT)).is_some()
    {
        let i = int_type::convert(th, v)?;
        return Ok(int_object::to_integer(&i));
    }
    Ok(protocol::unary_opt(th, UnaryOp::Index, v)?.as_ref().and_then(int_object::to_integer))
}
