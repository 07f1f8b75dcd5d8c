//! `functools.partial` and the places in its arguments.
//!
//! Function, arguments and keywords are read one by one, without a lock; `__setstate__`, which alone replaces them, is three stores. Arguments are a
//! tuple, which never changes.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{R, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj, Value};
use crate::types::dict_object::Dict;
use crate::types::function_object::{BoundMethod, payload};
use crate::types::function_types::{DICT_ATTRIBUTE, store};
use crate::types::spec::{BASE, DICT, GetSet, METHOD, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::str_object::{self, Str};
use crate::types::tuple_object::{self, Tuple};
use crate::types::{generic_alias, protocol};

payload! {
    /// `partial`
    Partial = Partial {
        /// The function.
        function: Field => field,
        /// Tuple of its first arguments.
        args: Field => field,
        /// Dict of keyword arguments.
        keywords: Field => field,
    }
}

payload! {
    /// The type of `Placeholder`.
    Placeholder = Placeholder {}
}

fn partial(v: &Obj) -> &Object<Partial> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Partial>() }
}

impl Object<Partial> {
    /// Function, arguments and keywords; a partial that the collector took apart has none.
    fn parts(&self, th: &mut Thread) -> R<(Obj, Obj, Obj)> {
        match (self.function.get(&self.header), self.args.get(&self.header), self.keywords.get(&self.header)) {
            (Some(f), Some(a), Some(k)) => Ok((f, a, k)),
            _ => Err(th.type_error(format_args!("invalid partial state"))),
        }
    }
}

fn is_placeholder(v: &Obj) -> bool {
    v.exact::<Placeholder>().is_some()
}

/// `Placeholder`, of which there is one.
pub(super) fn placeholder(th: &mut Thread) -> R<Obj> {
    th.hidden("functools.Placeholder", mark)
}

/// An object unlike all others.
pub(super) fn mark(th: &mut Thread) -> R<Obj> {
    th.alloc(Placeholder {})
}

fn dict(v: &Obj) -> &Object<Dict> {
    // SAFETY: the fields it is used for hold dicts.
    unsafe { v.get_unchecked() }
}

fn read_only(th: &mut Thread, _: &Obj, _: Option<&Obj>) -> R<()> {
    Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute")))
}

/// `functools.partial`
pub static PARTIAL: TypeSpec = TypeSpec {
    doc: "A function with some of its arguments already given.",
    flags: BASE | DICT | METHOD | WEAK,
    slots: SlotSpec {
        repr: Some(repr),
        call: Some(call),
        descr_get: Some(|th, v, instance, _| match instance.filter(|i| !i.is_none()) {
            None => Ok(v.clone()),
            Some(i) => th.alloc(BoundMethod { function: v.clone(), receiver: i.clone() }),
        }),
        new: Some(new),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__reduce__", reduce),
        Method::new("__setstate__", set_state),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "partial.__class_getitem__")?;
            generic_alias::subscript(th, cls, key)
        }),
    ],
    getsets: &[
        GetSet::write("func", |th, v| Ok(partial(v).parts(th)?.0), read_only),
        GetSet::write("args", |th, v| Ok(partial(v).parts(th)?.1), read_only),
        GetSet::write("keywords", |th, v| Ok(partial(v).parts(th)?.2), read_only),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::Partial, const { &Vtable::of::<Partial>() })
};

/// The parts of a function that is a partial itself, called as partials are, and has no attributes of its own: a partial of it is one of its function.
fn inner_parts(th: &mut Thread, function: &Obj) -> R<Option<(Obj, Obj, Obj)>> {
    let Some(p) = function.get::<Partial>() else { return Ok(None) };
    let plain = th.builtin_type(Builtin::Partial);
    let plain = crate::types::type_object::as_type(&plain).and_then(|t| t.slots.call());
    if th.type_of(function).slots.call().map(|f| f as usize) != plain.map(|f| f as usize) {
        return Ok(None);
    }
    let own = protocol::get_attr_text(th, function, "__dict__")?;
    if own.as_ref().and_then(|d| d.get::<Dict>()).is_some_and(|d| !d.is_empty()) {
        return Ok(None);
    }
    p.parts(th).map(Some)
}

fn trailing(th: &mut Thread) -> Raised {
    th.type_error(format_args!("trailing Placeholders are not allowed"))
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let Some((function, rest)) = args.positional().split_first() else {
        return Err(th.type_error(format_args!("type 'partial' takes at least one argument")));
    };
    if !protocol::is_callable(th, function) {
        return Err(th.type_error(format_args!("the first argument must be callable")));
    }
    if rest.last().is_some_and(is_placeholder) {
        return Err(trailing(th));
    }
    if args.keywords().any(|(_, v)| is_placeholder(v)) {
        return Err(th.type_error(format_args!("Placeholder cannot be passed as a keyword argument")));
    }
    let (target, items, keywords) = match inner_parts(th, function)? {
        Some((f, given, keywords)) => (f, filled(th, tuple_object::items(&given), rest)?, dict(&keywords).copy(th)?),
        None => {
            let mut items = th.vec(rest.len())?;
            items.extend_from_slice(rest);
            (function.clone(), items, th.dict()?)
        }
    };
    for (k, v) in args.keywords() {
        dict(&keywords).set(th, k, v)?;
    }
    let items = th.tuple(items)?;
    th.new_payload(cls, Partial { function: Field::new(target), args: Field::new(items), keywords: Field::new(keywords) })
}

/// `given`, its places filled from `more`; what is left of `more` follows.
fn filled(th: &mut Thread, given: &[Obj], more: &[Obj]) -> R<Vec<Obj>> {
    let mut out = th.vec(given.len() + more.len())?;
    let mut more = more.iter();
    for v in given {
        let v = if is_placeholder(v) { more.next().unwrap_or(v) } else { v };
        out.push(v.clone());
    }
    out.extend(more.cloned());
    Ok(out)
}

fn call(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    th.check_native_stack()?;
    let (function, given, keywords) = partial(v).parts(th)?;
    let given = tuple_object::items(&given);
    let positional = args.positional();
    let places = given.iter().filter(|v| is_placeholder(v)).count();
    if positional.len() < places {
        let got = positional.len();
        return Err(th.type_error(format_args!("missing positional arguments in 'partial' call; expected at least {places}, got {got}")));
    }
    // Values are borrowed: the parts held here and the caller keep them.
    let mut words: Vec<Value> = th.vec(given.len() + args.all.len() + dict(&keywords).len())?;
    let mut more = positional.iter();
    for g in given {
        let g = if places > 0 && is_placeholder(g) { more.next().unwrap_or(g) } else { g };
        words.push(g.value());
    }
    words.extend(more.map(Obj::value));
    if dict(&keywords).is_empty() {
        words.extend(args.all[positional.len()..].iter().map(Obj::value));
        return protocol::call_args(th, &function, &Args { all: Obj::from_slice(&words), names: args.names });
    }
    let own = dict(&keywords).snapshot(th)?;
    // A program can put any key into `keywords`.
    if own.iter().any(|(k, _)| k.get::<Str>().is_none()) {
        return Err(th.type_error(format_args!("keywords must be strings")));
    }
    let mut names: Vec<Obj> = th.vec(own.len() + args.names.len())?;
    words.try_reserve(own.len() + args.names.len()).map_err(|_| th.no_memory())?;
    let same = |a: &Obj, b: &Obj| str_object::text(a) == str_object::text(b);
    for (k, x) in &own {
        let over = args.keywords().find(|(n, _)| same(n, k)).map(|(_, x)| x);
        names.push(k.clone());
        words.push(over.unwrap_or(x).value());
    }
    for (n, x) in args.keywords() {
        if !own.iter().any(|(k, _)| same(n, k)) {
            names.push(n.clone());
            words.push(x.value());
        }
    }
    protocol::call_args(th, &function, &Args { all: Obj::from_slice(&words), names: &names })
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    crate::types::sequence::guarded(th, v, "...", &mut |th| {
        let (function, given, keywords) = partial(v).parts(th)?;
        let name = protocol::qualified_name(th, th.type_of(v));
        let mut text = alloc::format!("{name}(");
        let function = protocol::repr(th, &function)?;
        text.push_str(str_object::text(&function));
        for x in tuple_object::items(&given) {
            let x = protocol::repr(th, x)?;
            text.push_str(", ");
            text.push_str(str_object::text(&x));
        }
        for (k, x) in dict(&keywords).snapshot(th)? {
            let (k, x) = (protocol::str(th, &k)?, protocol::repr(th, &x)?);
            text.push_str(&alloc::format!(", {}={}", str_object::text(&k), str_object::text(&x)));
        }
        text.push(')');
        th.str(&text)
    })
}

/// `(type, (function,), (function, args, keywords, dict or None))`
fn reduce(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "partial.__reduce__")?;
    let (function, given, keywords) = partial(v).parts(th)?;
    let own = match protocol::get_attr_text(th, v, "__dict__")? {
        Some(d) if d.get::<Dict>().is_some_and(|d| !d.is_empty()) => d,
        _ => Obj::NONE,
    };
    let class = th.type_of(v).to_obj();
    let call = th.tuple_of(core::slice::from_ref(&function))?;
    let state = th.tuple_of(&[function, given, keywords, own])?;
    th.tuple_of(&[class, call, state])
}

fn set_state(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [state] = args.exactly::<1>(th, "partial.__setstate__")?;
    let parts = match state.get::<Tuple>() {
        Some(_) => tuple_object::items(state),
        None => &[],
    };
    let wrong = |th: &mut Thread| th.type_error(format_args!("invalid partial state"));
    let [function, given, keywords, own] = parts else { return Err(wrong(th)) };
    let is_dict = |v: &Obj| v.is_none() || v.get::<Dict>().is_some();
    if !protocol::is_callable(th, function) || given.get::<Tuple>().is_none() || !is_dict(keywords) || !is_dict(own) {
        return Err(wrong(th));
    }
    if tuple_object::items(given).last().is_some_and(is_placeholder) {
        return Err(trailing(th));
    }
    // Of the very types, not of subclasses.
    let given = if given.exact::<Tuple>().is_some() { given.clone() } else { th.tuple_of(tuple_object::items(given))? };
    let keywords = match (keywords.exact::<Dict>(), keywords.get::<Dict>()) {
        (Some(_), _) => keywords.clone(),
        (None, Some(d)) => d.copy(th)?,
        (None, None) => th.dict()?,
    };
    let p = partial(v);
    store(th, &p.function, &p.header, function.clone())?;
    store(th, &p.args, &p.header, given)?;
    store(th, &p.keywords, &p.header, keywords)?;
    let own = if own.is_none() { th.dict()? } else { own.clone() };
    let name = th.intern("__dict__")?;
    protocol::set_attr(th, v, &name, Some(&own))?;
    Ok(Obj::NONE)
}

/// `functools._PlaceholderType`
pub static PLACEHOLDER: TypeSpec = TypeSpec {
    doc: "The class of Placeholder, which keeps a place free among the arguments of partial.",
    slots: SlotSpec {
        repr: Some(|th, _| th.str("Placeholder")),
        new: Some(|th, _, args| {
            if !args.all.is_empty() {
                return Err(th.type_error(format_args!("PlaceholderType takes no arguments")));
            }
            placeholder(th)
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, _, args| {
        args.exactly::<0>(th, "_PlaceholderType.__reduce__")?;
        th.str("Placeholder")
    })],
    ..TypeSpec::new(Builtin::Placeholder, const { &Vtable::of::<Placeholder>() })
};
