//! Template strings (PEP 750): `string.templatelib.Template` and `Interpolation`.
//!
//! Both never change once made. An iterator of a template claims positions (I1 of `iterators`).

use alloc::string::String;
use alloc::vec::Vec;

use super::function_object::payload;
use super::iterators::claim;
use super::spec::{BinaryOp, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::AtomicUsize;
use crate::types::generic_alias;
use crate::types::str_object::{self, Str};
use crate::types::{protocol, tuple_object};

payload! {
    /// Payload of `Template`.
    Template = StringTemplate {
        /// Tuple of the texts around the interpolations, one more than those.
        strings: Obj => obj,
        /// Tuple of the interpolations.
        interpolations: Obj => obj,
    }
}

payload! {
    /// Payload of the iterator of a `Template`.
    TemplateIter = TemplateIter {
        /// The template.
        template: Obj => obj,
        /// Next position, where texts and interpolations alternate.
        at: AtomicUsize => none,
    }
}

payload! {
    /// Payload of `Interpolation`.
    Interpolation = Interpolation {
        /// The value.
        value: Obj => obj,
        /// The text it was computed from.
        expression: Obj => obj,
        /// `'s'`, `'r'`, `'a'` or `None`.
        conversion: Obj => obj,
        /// The format specification, a string.
        format_spec: Obj => obj,
    }
}

fn this(v: &Obj) -> &Object<Template> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<Template>() }
}

fn part(v: &Obj) -> &Object<Interpolation> {
    // SAFETY: as in `this`.
    unsafe { v.get_unchecked::<Interpolation>() }
}

/// An interpolation as code makes it: the conversion by its number in `FORMAT`, the specification `None` when there is none.
pub fn interpolation(th: &mut Thread, value: Obj, expression: Obj, conversion: u8, format_spec: Obj) -> R<Obj> {
    let conversion = match conversion {
        1 => th.intern("s")?,
        2 => th.intern("r")?,
        3 => th.intern("a")?,
        _ => Obj::NONE,
    };
    let format_spec = if format_spec.is_none() { th.name(names::EMPTY).clone() } else { format_spec };
    th.alloc(Interpolation { value, expression, conversion, format_spec })
}

/// A template of a tuple of strings and a tuple of interpolations.
pub fn template(th: &mut Thread, strings: Obj, interpolations: Obj) -> R<Obj> {
    th.alloc(Template { strings, interpolations })
}

/// `Template(*parts)`: strings beside each other become one, interpolations beside each other get an empty one between them.
fn new(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    if !args.names.is_empty() {
        return Err(th.type_error(format_args!("Template.__new__ only accepts *args arguments")));
    }
    let (mut strings, mut values) = (Vec::new(), Vec::new());
    let mut text: Option<Obj> = None;
    for x in args.all {
        if x.get::<Interpolation>().is_some() {
            let before = text.take().unwrap_or_else(|| th.name(names::EMPTY).clone());
            th.push(&mut strings, before)?;
            th.push(&mut values, x.clone())?;
        } else if x.get::<Str>().is_some() {
            text = Some(match text {
                None => x.clone(),
                Some(t) => th.str_join(&[t, x.clone()])?,
            });
        } else {
            let t = th.type_name(x);
            return Err(th.type_error(format_args!("Template.__new__ *args need to be of type 'str' or 'Interpolation', got {t}")));
        }
    }
    let last = text.unwrap_or_else(|| th.name(names::EMPTY).clone());
    th.push(&mut strings, last)?;
    let (strings, values) = (th.tuple(strings)?, th.tuple(values)?);
    template(th, strings, values)
}

fn concatenate(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if op != BinaryOp::Add {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (Some(x), Some(y)) = (a.get::<Template>(), b.get::<Template>()) else {
        if a.get::<Str>().is_some() {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let (own, other) = (Builtin::StringTemplate.name(), if a.get::<Template>().is_some() { b } else { a });
        let other = th.type_name(other);
        return Err(th.type_error(format_args!("can only concatenate {own} (not \"{other}\") to {own}")));
    };
    let (first, second) = (tuple_object::items(&x.strings), tuple_object::items(&y.strings));
    let mut strings = th.vec(first.len() + second.len())?;
    if let ([init @ .., last], [head, tail @ ..]) = (first, second) {
        strings.extend_from_slice(init);
        strings.push(th.str_join(&[last.clone(), head.clone()])?);
        strings.extend_from_slice(tail);
    }
    let (first, second) = (tuple_object::items(&x.interpolations), tuple_object::items(&y.interpolations));
    let mut values = th.vec(first.len() + second.len())?;
    values.extend_from_slice(first);
    values.extend_from_slice(second);
    let (strings, values) = (th.tuple(strings)?, th.tuple(values)?);
    template(th, strings, values)
}

fn values(th: &mut Thread, v: &Obj) -> R<Obj> {
    let all = tuple_object::items(&this(v).interpolations);
    let mut out = th.vec(all.len())?;
    // Code that no compiler made may have put something else there.
    out.extend(all.iter().filter_map(|i| i.get::<Interpolation>()).map(|i| i.value.clone()));
    th.tuple(out)
}

/// `(string.templatelib._template_unpickle, (strings, interpolations))`
fn reduce(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "__reduce__")?;
    let name = th.intern("_template_unpickle")?;
    let from = th.tuple_of(core::slice::from_ref(&name))?;
    let m = crate::interp::import::import(th, "string.templatelib", &Obj::NONE, &from, 0)?;
    let f = protocol::get_attr(th, &m, &name)?;
    let parts = th.tuple_of(&[this(v).strings.clone(), this(v).interpolations.clone()])?;
    th.tuple_of(&[f, parts])
}

/// Puts into the types what declarations cannot say.
pub fn finish(th: &mut Thread) -> R<()> {
    let mut fields = th.vec(4)?;
    for f in ["value", "expression", "conversion", "format_spec"] {
        fields.push(th.intern(f)?);
    }
    let fields = th.tuple(fields)?;
    let ty = th.isolate().ty(Builtin::Interpolation);
    ty.attributes().set_name(th, th.name(names::MATCH_ARGS), &fields)
}

/// `Template`
pub static TEMPLATE: TypeSpec = TypeSpec {
    doc: "Template object",
    slots: SlotSpec {
        new: Some(new),
        repr: Some(|th, v| {
            let (s, i) = (protocol::repr(th, &this(v).strings)?, protocol::repr(th, &this(v).interpolations)?);
            th.str_fmt(format_args!("Template(strings={}, interpolations={})", str_object::text(&s), str_object::text(&i)))
        }),
        iter: Some(|th, v| th.alloc(TemplateIter { template: v.clone(), at: AtomicUsize::new(0) })),
        binary: Some(concatenate),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add],
    methods: &[
        Method::new("__reduce__", reduce),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "__class_getitem__")?;
            generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[
        GetSet::read("strings", |_, v| Ok(this(v).strings.clone())),
        GetSet::read("interpolations", |_, v| Ok(this(v).interpolations.clone())),
        GetSet::read("values", values),
    ],
    ..TypeSpec::new(Builtin::StringTemplate, const { &Vtable::of::<Template>() })
};

/// The iterator of a template: texts that are not empty, and interpolations.
pub static TEMPLATE_ITER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|_, v| {
            // SAFETY: as in `this`.
            let i = unsafe { v.get_unchecked::<TemplateIter>() };
            let t = this(&i.template);
            loop {
                let at = claim(&i.at, &i.header);
                let list = if at.is_multiple_of(2) { &t.strings } else { &t.interpolations };
                let Some(x) = tuple_object::items(list).get(at / 2) else {
                    i.at.store(usize::MAX / 2, crate::prim::Ordering::Relaxed);
                    return Ok(None);
                };
                if x.get::<Str>().is_none_or(|s| !s.payload.as_str().is_empty()) {
                    return Ok(Some(x.clone()));
                }
            }
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::TemplateIter, const { &Vtable::of::<TemplateIter>() })
};

fn new_interpolation(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [value, expression, conversion, spec] =
        args.bind(th, &Signature::new("Interpolation", ["value", "expression", "conversion", "format_spec"]).required(1))?;
    for (what, x) in [("expression", expression), ("conversion", conversion.filter(|c| !c.is_none())), ("format_spec", spec)] {
        if let Some(x) = x
            && x.get::<Str>().is_none()
        {
            let t = th.argument_type(x);
            return Err(th.type_error(format_args!("Interpolation() argument '{what}' must be str, not {t}")));
        }
    }
    let conversion = conversion.cloned().unwrap_or(Obj::NONE);
    if !conversion.is_none() && !matches!(str_object::text(&conversion), "s" | "a" | "r") {
        return Err(th.value_error(format_args!("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")));
    }
    let empty = th.name(names::EMPTY).clone();
    th.alloc(Interpolation {
        value: value.cloned().unwrap_or(Obj::NONE),
        expression: expression.cloned().unwrap_or_else(|| empty.clone()),
        conversion,
        format_spec: spec.cloned().unwrap_or(empty),
    })
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let p = part(v);
    let mut out = String::from("Interpolation(");
    for (i, x) in [&p.value, &p.expression, &p.conversion, &p.format_spec].into_iter().enumerate() {
        let r = protocol::repr(th, x)?;
        let text = str_object::text(&r);
        out.try_reserve(text.len() + 3).or_raise(th)?;
        out.push_str(if i > 0 { ", " } else { "" });
        out.push_str(text);
    }
    out.push(')');
    th.str(&out)
}

/// `Interpolation`
pub static INTERPOLATION: TypeSpec = TypeSpec {
    doc: "Interpolation object",
    slots: SlotSpec { new: Some(new_interpolation), repr: Some(repr), ..SlotSpec::NONE },
    methods: &[
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "__reduce__")?;
            let p = part(v);
            let cls = th.builtin_type(Builtin::Interpolation);
            let all = th.tuple_of(&[p.value.clone(), p.expression.clone(), p.conversion.clone(), p.format_spec.clone()])?;
            th.tuple_of(&[cls, all])
        }),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "__class_getitem__")?;
            generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[
        GetSet::read("value", |_, v| Ok(part(v).value.clone())),
        GetSet::read("expression", |_, v| Ok(part(v).expression.clone())),
        GetSet::read("conversion", |_, v| Ok(part(v).conversion.clone())),
        GetSet::read("format_spec", |_, v| Ok(part(v).format_spec.clone())),
    ],
    ..TypeSpec::new(Builtin::Interpolation, const { &Vtable::of::<Interpolation>() })
};
