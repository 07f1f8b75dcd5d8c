//! `%` formatting and `str.format`.

use super::spec::{BinaryOp, UnaryOp};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::int_text::Integer;
use crate::text::percent::{self, Amount, PercentError, Spec};
use crate::text::str_format::{self, Accessor, First, Numbering, TemplateError};
use crate::text::text_buf::TextBuf;
use crate::types::tuple_object::Tuple;
use crate::types::{float_object, int_object, int_type, protocol, str_object};

#[cold]
fn percent_error(th: &mut Thread, e: PercentError) -> crate::native::Raised {
    match e.message() {
        Ok(m) => th.value_error(format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

/// Arguments of a `%` format.
struct Arguments<'a> {
    value: &'a Obj,
    items: Option<&'a [Obj]>,
    next: usize,
    used_key: bool,
}

impl Arguments<'_> {
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
            None => Err(th.type_error(format_args!("not enough arguments for format string"))),
        }
    }
}

/// `template % arguments`
pub fn percent(th: &mut Thread, template: &str, value: &Obj) -> R<Obj> {
    let mut out = TextBuf::new();
    let is_tuple = value.get::<Tuple>().is_some();
    let is_mapping = !is_tuple && value.get::<str_object::Str>().is_none() && th.type_of(value).slots.getitem().is_some();
    let mut args = Arguments { value, items: value.get::<Tuple>().map(|t| t.payload.items()), next: 0, used_key: false };
    for piece in percent::parse(template) {
        match piece {
            Err(e) => {
                return Err(percent_error(th, e));
            }
            Ok(percent::Piece::Literal(t)) => out.push_str(t).or_raise(th)?,
            Ok(percent::Piece::Spec(spec)) => one(th, &mut out, &spec, &mut args, is_mapping)?,
        }
    }
    let left = match args.items {
        Some(items) => args.next < items.len(),
        None => args.next == 0 && !is_mapping && !args.used_key,
    };
    if left {
        return Err(th.type_error(format_args!("not all arguments converted during string formatting")));
    }
    th.str(out.as_str())
}

fn star(th: &mut Thread, amount: Amount, args: &mut Arguments<'_>) -> R<Option<i64>> {
    if amount != Amount::Star {
        return Ok(None);
    }
    let v = args.take(th)?;
    if !int_object::is_int(&v) {
        return Err(th.type_error(format_args!("* wants int")));
    }
    protocol::index_i64(th, &v, Builtin::OverflowError).map(Some)
}

fn one(th: &mut Thread, out: &mut TextBuf, spec: &Spec<'_, str>, args: &mut Arguments<'_>, is_mapping: bool) -> R<()> {
    let keyed = match spec.key {
        Some(k) => {
            if !is_mapping {
                return Err(th.type_error(format_args!("format requires a mapping")));
            }
            args.used_key = true;
            let k = th.str(k)?;
            Some(protocol::get_item(th, args.value, &k)?)
        }
        None => None,
    };
    let width = star(th, spec.width, args)?;
    let precision = star(th, spec.precision, args)?;
    let v = match keyed {
        Some(v) => v,
        None => args.take(th)?,
    };
    if let Err(e) = spec.check() {
        return Err(percent_error(th, e));
    }
    let resolved = spec.resolve(width, precision);
    let c = spec.conversion;
    match c {
        's' | 'r' | 'a' => {
            let text = match c {
                's' => protocol::str(th, &v)?,
                'r' => protocol::repr(th, &v)?,
                _ => protocol::ascii(th, &v)?,
            };
            percent::push_text(out, str_object::text(&text), &resolved).or_raise(th)
        }
        'c' => {
            let text = if let Some(s) = v.get::<str_object::Str>() {
                if s.chars() != 1 {
                    return Err(
                        th.type_error(format_args!("%c requires an int or a unicode character, not a string of length {}", s.chars()))
                    );
                }
                v.clone()
            } else if int_object::is_int(&v) {
                match int_object::to_i64(&v).and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32) {
                    Some(c) => th.char(c)?,
                    None => return Err(th.raise(Builtin::OverflowError, format_args!("%c arg not in range(0x110000)"))),
                }
            } else {
                let t = th.type_name(&v);
                return Err(th.type_error(format_args!("%c requires an int or a unicode character, not {t}")));
            };
            percent::push_text(out, str_object::text(&text), &resolved).or_raise(th)
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let n = integer(th, &v, c)?;
            let limit = th.isolate().int_max_str_digits.load(crate::prim::Ordering::Relaxed);
            match percent::push_int(out, &n, &resolved, limit) {
                Ok(()) => Ok(()),
                Err(e) => Err(int_type::text_error(th, e, "")),
            }
        }
        _ => {
            let x = match protocol::unary_opt(th, UnaryOp::Float, &v)? {
                Some(x) => float_object::as_f64(&x),
                None => match protocol::unary_opt(th, UnaryOp::Index, &v)? {
                    Some(i) => Some(int_object::to_f64(th, &i)?),
                    None => None,
                },
            };
            let Some(x) = x else {
                let t = th.type_name(&v);
                return Err(th.type_error(format_args!("must be real number, not {t}")));
            };
            percent::push_float(out, x, &resolved).or_raise(th)
        }
    }
}

fn integer(th: &mut Thread, v: &Obj, c: char) -> R<Integer> {
    let decimal = matches!(c, 'd' | 'i' | 'u');
    if let Some(n) = int_object::to_integer(v) {
        return Ok(n);
    }
    let r = if decimal { protocol::unary_opt(th, UnaryOp::Int, v)? } else { protocol::unary_opt(th, UnaryOp::Index, v)? };
    if let Some(n) = r.as_ref().and_then(int_object::to_integer) {
        return Ok(n);
    }
    let t = th.type_name(v);
    Err(if decimal {
        th.type_error(format_args!("%{c} format: a real number is required, not {t}"))
    } else {
        th.type_error(format_args!("%{c} format: an integer is required, not {t}"))
    })
}

#[cold]
fn template_error(th: &mut Thread, e: TemplateError) -> crate::native::Raised {
    match e.message() {
        Ok(m) => th.value_error(format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

/// `template.format(*args, **keywords)`; with `mapping`, `template.format_map(mapping)`.
pub fn format(th: &mut Thread, template: &str, args: &Args<'_>, mapping: Option<&Obj>) -> R<Obj> {
    let mut numbering = Numbering::default();
    let mut out = TextBuf::new();
    expand(th, &mut out, template, args, mapping, &mut numbering, 2)?;
    th.str(out.as_str())
}

fn expand(
    th: &mut Thread,
    out: &mut TextBuf,
    template: &str,
    args: &Args<'_>,
    mapping: Option<&Obj>,
    numbering: &mut Numbering,
    depth: u32,
) -> R<()> {
    if depth == 0 {
        return Err(template_error(th, TemplateError::Recursion));
    }
    for piece in str_format::parse(template) {
        let field = match piece {
            Err(e) => return Err(template_error(th, e)),
            Ok(str_format::Piece::Literal(t)) => {
                out.push_str(t).or_raise(th)?;
                continue;
            }
            Ok(str_format::Piece::Field(f)) => f,
        };
        let (first, accessors) = match field.parts() {
            Ok(x) => x,
            Err(e) => return Err(template_error(th, e)),
        };
        let position = match numbering.position(first) {
            Ok(p) => p,
            Err(e) => return Err(template_error(th, e)),
        };
        let mut v = match (position, first) {
            (Some(i), _) => {
                if mapping.is_some() {
                    return Err(th.value_error(format_args!("Format string contains positional fields")));
                }
                match args.positional().get(i) {
                    Some(v) => v.clone(),
                    None => {
                        return Err(
                            th.raise(Builtin::IndexError, format_args!("Replacement index {i} out of range for positional args tuple"))
                        );
                    }
                }
            }
            (None, First::Name(n)) => {
                let key = th.str(n)?;
                match mapping {
                    Some(m) => protocol::get_item(th, m, &key)?,
                    None => match args.keywords().find(|(k, _)| str_object::text(k) == n) {
                        Some((_, v)) => v.clone(),
                        None => return Err(th.raise_with(Builtin::KeyError, Some(key))),
                    },
                }
            }
            (None, _) => Obj::NONE,
        };
        for a in accessors {
            v = match a {
                Err(e) => return Err(template_error(th, e)),
                Ok(Accessor::Attribute(n)) => {
                    let n = th.intern(n)?;
                    protocol::get_attr(th, &v, &n)?
                }
                Ok(Accessor::Index(i)) => {
                    let i = th.int(i as i64)?;
                    protocol::get_item(th, &v, &i)?
                }
                Ok(Accessor::Key(k)) => {
                    let k = th.str(k)?;
                    protocol::get_item(th, &v, &k)?
                }
            };
        }
        v = match field.conversion {
            None => v,
            Some('s') => protocol::str(th, &v)?,
            Some('r') => protocol::repr(th, &v)?,
            Some('a') => protocol::ascii(th, &v)?,
            Some(c) => return Err(template_error(th, TemplateError::UnknownConversion(c))),
        };
        let spec = if field.nested {
            let mut inner = TextBuf::new();
            expand(th, &mut inner, field.spec, args, mapping, numbering, depth - 1)?;
            th.str(inner.as_str())?
        } else {
            th.str(field.spec)?
        };
        let text = protocol::format(th, &v, &spec)?;
        out.push_str(str_object::text(&text)).or_raise(th)?;
    }
    Ok(())
}

/// `template op arguments`, the `%` of the binary slot.
pub fn percent_operator(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    debug_assert_eq!(op, BinaryOp::Mod);
    let t = alloc::string::String::from(str_object::text(a));
    percent(th, &t, b)
}
