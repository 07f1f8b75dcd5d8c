//! `str.format`.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::text::str_format::{self, Accessor, First, Numbering, TemplateError};
use crate::text::text_buf::TextBuf;
use crate::types::{protocol, str_object};

#[cold]
fn template_error(th: &mut Thread, e: TemplateError) -> crate::native::Raised {
    match e.message() {
        Ok(m) => th.value_error(format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

/// `template.format(*args, **keywords)`; with `mapping`, `template.format_map(mapping)`.
///
/// As in CPython, a text that is the only part is given back itself, one of a derived class, too: a template without fields, what a field gave.
pub fn format(th: &mut Thread, template: &Obj, args: &Args<'_>, mapping: Option<&Obj>) -> R<Obj> {
    let text = str_object::text(template);
    if !text.is_empty() && !text.contains(['{', '}']) {
        return Ok(template.clone());
    }
    let mut numbering = Numbering::default();
    let mut out = TextBuf::new();
    match expand(th, &mut out, text, args, mapping, &mut numbering, 2)? {
        Some(only) if str_object::text(&only).len() == out.as_str().len() => Ok(only),
        _ => th.str(out.as_str()),
    }
}

/// Appends a template's text, and gives what its last field gave, if that is not empty.
fn expand(
    th: &mut Thread,
    out: &mut TextBuf,
    template: &str,
    args: &Args<'_>,
    mapping: Option<&Obj>,
    numbering: &mut Numbering,
    depth: u32,
) -> R<Option<Obj>> {
    if depth == 0 {
        return Err(template_error(th, TemplateError::Recursion));
    }
    let mut last = None;
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
        last = Some(text).filter(|t| !str_object::text(t).is_empty());
    }
    Ok(last)
}
