//! The `_string` module: how `string.Formatter` reads templates. It is the reader of `str.format`.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::args::text_argument;
use freewheel_kernel::native::{Args, Obj, R, Raised};
use freewheel_kernel::text::str_format::{self, Accessor, First, Piece, TemplateError};
use freewheel_kernel::types::iterators;
use freewheel_kernel::types::spec::{Method, ModuleSpec};

#[cold]
fn template_error(th: &mut Thread, e: TemplateError) -> Raised {
    match e.message() {
        Ok(m) => th.value_error(format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

/// The only argument, a string.
fn text<'a>(th: &mut Thread, args: &Args<'a>, name: &str) -> R<&'a str> {
    let [v] = args.exactly::<1>(th, name)?;
    if v.get::<freewheel_kernel::types::str_object::Str>().is_none() {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("expected str, got {t}")));
    }
    text_argument(th, name, v)
}

/// An iterator of what was collected.
fn iterator(th: &mut Thread, items: Vec<Obj>) -> R<Obj> {
    let list = th.list(items)?;
    iterators::list_iterator(th, &list)
}

/// Pieces of a template: text, then the name, specification and conversion of the field behind it, or `None` where there is none.
fn parser(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let template = text(th, args, "formatter_parser")?;
    let mut out = Vec::new();
    let mut literal = "";
    for piece in str_format::parse(template) {
        let field = match piece {
            Err(e) => return Err(template_error(th, e)),
            Ok(Piece::Field(f)) => Some(f),
            // The text before a field has no brace. One that ends with a brace stood for two of them, and belongs to no field.
            Ok(Piece::Literal(t)) => {
                literal = t;
                if !t.ends_with(['{', '}']) && t.as_bytes().as_ptr_range().end != template.as_bytes().as_ptr_range().end {
                    continue;
                }
                None
            }
        };
        let mut parts = [th.str(literal)?, Obj::NONE, Obj::NONE, Obj::NONE];
        literal = "";
        if let Some(f) = field {
            parts[1] = th.str(f.name)?;
            parts[2] = th.str(f.spec)?;
            if let Some(c) = f.conversion {
                parts[3] = th.char(c)?;
            }
        }
        let item = th.tuple_of_array(parts)?;
        th.push(&mut out, item)?;
    }
    iterator(th, out)
}

/// What a field's name begins with, and an iterator of the steps from there: whether it is an attribute, and which.
fn split(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let name = text(th, args, "formatter_field_name_split")?;
    let (first, accessors) = match str_format::split_name(name) {
        Ok(x) => x,
        Err(e) => return Err(template_error(th, e)),
    };
    let first = match first {
        First::Auto => th.str("")?,
        First::Index(i) => th.int(i as i64)?,
        First::Name(n) => th.str(n)?,
    };
    let mut out = Vec::new();
    for a in accessors {
        let (is_attribute, key) = match a {
            Err(e) => return Err(template_error(th, e)),
            Ok(Accessor::Attribute(n)) => (true, th.str(n)?),
            Ok(Accessor::Index(i)) => (false, th.int(i as i64)?),
            Ok(Accessor::Key(k)) => (false, th.str(k)?),
        };
        let item = th.pair(Obj::from_bool(is_attribute), key)?;
        th.push(&mut out, item)?;
    }
    let steps = iterator(th, out)?;
    th.pair(first, steps)
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "string helper module",
    functions: &[
        Method::new("formatter_parser", parser).doc("The parts of a format string: text, field name, format, conversion."),
        Method::new("formatter_field_name_split", split)
            .doc("A field name's first part, and an iterator over the attributes and items that follow."),
    ],
    init: None,
};
