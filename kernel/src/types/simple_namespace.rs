//! `types.SimpleNamespace`: an object whose attributes are given by keyword.

use super::function_types::FIXED_DICT;
use super::spec::{BASE, CompareOp, DICT, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::dict_object::Dict;
use crate::types::str_object::{self, Str};
use crate::types::{attribute, dict_type, protocol};

/// Payload: nothing; the attributes lie in the instance's dict.
#[derive(Debug)]
pub struct Namespace;

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Namespace {
    const BUILTIN: Builtin = Builtin::SimpleNamespace;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A namespace of whatever attributes it is given.",
    flags: BASE | DICT | UNHASHABLE,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(protocol::unhashable),
        compare: Some(compare),
        new: Some(|th, cls, _| th.new_payload(cls, Namespace)),
        init: Some(init),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__replace__", |th, this, args| {
        if !args.positional().is_empty() {
            let n = args.positional().len();
            return Err(th.type_error(format_args!("__replace__() takes no positional arguments ({n} given)")));
        }
        let cls = th.type_of(this).to_obj();
        let out = protocol::call(th, &cls, &[])?;
        let (from, to) = (attributes(th, this)?, attributes(th, &out)?);
        dict_type::update(th, &to, &from)?;
        set_keywords(th, &to, args)?;
        Ok(out)
    })],
    getsets: &[FIXED_DICT],
    ..TypeSpec::new(Builtin::SimpleNamespace, const { &Vtable::of::<Namespace>() })
};

fn attributes(th: &mut Thread, v: &Obj) -> R<Obj> {
    let ty = th.type_of(v);
    attribute::dict_of(th, v, ty)
}

/// `SimpleNamespace(**attributes)` for native code: the names and values of a dict.
pub fn new(th: &mut Thread, from: &Obj) -> R<Obj> {
    let cls = th.builtin_type(Builtin::SimpleNamespace);
    let out = th.new_payload(&cls, Namespace)?;
    let to = attributes(th, &out)?;
    dict_type::update(th, &to, from)?;
    Ok(out)
}

fn set_keywords(th: &mut Thread, dict: &Obj, args: &Args<'_>) -> R<()> {
    let d = dict.get::<Dict>().or_raise(th)?;
    for (k, v) in args.keywords() {
        let k = th.intern_obj(k)?;
        d.set_name(th, &k, v)?;
    }
    Ok(())
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    let positional = Args::new(args.positional());
    let a = positional.between(th, th.type_of(v).name_text(), 0, 1)?;
    let dict = attributes(th, v)?;
    if let Some(x) = a.first() {
        let fresh = th.dict()?;
        dict_type::update(th, &fresh, x)?;
        let from = fresh.get::<Dict>().or_raise(th)?;
        let d = dict.get::<Dict>().or_raise(th)?;
        let all = from.snapshot(th)?;
        if all.iter().any(|(k, _)| k.get::<Str>().is_none()) {
            return Err(th.type_error(format_args!("keywords must be strings")));
        }
        for (k, x) in all {
            let k = th.intern_obj(&k)?;
            d.set_name(th, &k, &x)?;
        }
    }
    set_keywords(th, &dict, args)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let plain = v.header().is_some_and(|h| h.shape.load(crate::prim::Ordering::Relaxed) == Builtin::SimpleNamespace.shape());
    let name = if plain { "namespace" } else { th.type_name(v) };
    if !protocol::repr_enter(th, v)? {
        return th.str_fmt(format_args!("{name}(...)"));
    }
    let text = body(th, v);
    protocol::repr_leave(th);
    let text = text?;
    th.str_fmt(format_args!("{name}({})", text.as_str()))
}

fn body(th: &mut Thread, v: &Obj) -> R<TextBuf> {
    let dict = attributes(th, v)?;
    let d = dict.get::<Dict>().or_raise(th)?;
    let mut text = TextBuf::new();
    for (k, x) in d.snapshot(th)? {
        if k.get::<Str>().is_none() || str_object::text(&k).is_empty() {
            continue;
        }
        let r = protocol::repr(th, &x)?;
        let comma = if text.is_empty() { "" } else { ", " };
        text.push_fmt(format_args!("{comma}{}={}", str_object::text(&k), str_object::text(&r))).or_raise(th)?;
    }
    Ok(text)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if b.get::<Namespace>().is_none() {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (x, y) = (attributes(th, a)?, attributes(th, b)?);
    match op {
        CompareOp::Eq | CompareOp::Ne => protocol::compare(th, op, &x, &y),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}
