//! `type`, modules, and the singletons' types.

use super::class::{attribute_changed, type_new, winner};
use super::module_object::Module;
use super::spec::{self, BASE, BinaryOp, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::isolate::{Thread, names};
use crate::native::args::named_text_argument;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::dict_object::Dict;
use crate::types::exception::with_attribute;
use crate::types::str_object::{self, Str};
use crate::types::type_object::{NewFn, Type, as_type};
use crate::types::{attribute, frozen_dict, protocol, tuple_object};

static VTABLE: Vtable = Vtable::of::<Type>();

fn ty(v: &Obj) -> &Object<Type> {
    // SAFETY: called through slots and attributes of `type`, which check the receiver.
    unsafe { v.get_unchecked::<Type>() }
}

/// `type`
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let n = protocol::qualified_name(th, ty(v));
            th.str_fmt(format_args!("<class '{n}'>"))
        }),
        call: Some(call),
        getattr: Some(get_attribute),
        setattr: Some(set_attribute),
        new: Some(new),
        init: Some(|_, _, _| Ok(())),
        binary: Some(super::union_type::or),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[
        Method::new("mro", |th, v, args| {
            args.exactly::<0>(th, "mro")?;
            let list = ty(v).mro().iter().map(|t| t.to_obj()).collect();
            th.list(list)
        }),
        Method::new("__subclasses__", |th, v, args| {
            args.exactly::<0>(th, "__subclasses__")?;
            let mut out = alloc::vec::Vec::new();
            ty(v).push_subclasses(&mut out).or_raise(th)?;
            th.list(out)
        }),
        Method::new("__instancecheck__", |th, v, args| {
            let [x] = args.exactly::<1>(th, "__instancecheck__")?;
            Ok(Obj::from_bool(th.type_of(x).is_subtype(ty(v))))
        }),
        Method::new("__subclasscheck__", |th, v, args| {
            let [x] = args.exactly::<1>(th, "__subclasscheck__")?;
            match as_type(x) {
                Some(x) => Ok(Obj::from_bool(x.is_subtype(ty(v)))),
                None => Err(th.type_error(format_args!("issubclass() arg 1 must be a class"))),
            }
        }),
        Method::class("__prepare__", |th, _, _| th.dict()),
    ],
    getsets: &[
        GetSet::write("__name__", |_, v| Ok(ty(v).name.load(&ty(v).header)), |th, v, x| set_name(th, v, x, false)),
        GetSet::write("__qualname__", |_, v| Ok(ty(v).qualname.load(&ty(v).header)), |th, v, x| set_name(th, v, x, true)),
        GetSet::write("__bases__", |_, v| Ok(ty(v).bases.clone()), set_bases),
        GetSet::read("__flags__", flags_shown),
        GetSet::read("__basicsize__", |th, v| th.int(ty(v).vtable.size as i64)),
        GetSet::read("__dictoffset__", |th, v| th.int(if ty(v).has(spec::DICT) { i64::from(ty(v).extra_offset) } else { 0 })),
        GetSet::read("__weakrefoffset__", |th, v| th.int(if ty(v).has(spec::WEAK) { i64::from(ty(v).extra_offset) } else { 0 })),
        GetSet::read("__base__", |_, v| Ok(ty(v).base().map_or(Obj::NONE, |b| b.to_obj()))),
        GetSet::read("__mro__", |th, v| {
            let mut items = ty(v).mro().iter().map(|t| t.to_obj()).collect::<alloc::vec::Vec<_>>().into_iter();
            th.tuple_from(&mut items)
        }),
        GetSet::read("__dict__", |th, v| crate::types::mapping_proxy::new(th, &ty(v).dict)),
        GetSet::write(
            "__module__",
            |th, v| match ty(v).attributes().get_name(th.name(names::MODULE)) {
                // `type` and `function` have it as what their instances are asked by.
                Some(m) if !ty(v).is_heap() && m.get::<Str>().is_none() => th.intern("builtins"),
                m => Ok(m.unwrap_or(Obj::NONE)),
            },
            |th, v, x| set_own(th, v, names::MODULE, x),
        ),
        GetSet::write("__doc__", doc, |th, v, x| set_own(th, v, names::DOC, x)),
        GetSet::write(
            "__annotations__",
            |th, v| {
                if !ty(v).is_heap() {
                    return Err(no_annotations(th, v, "__annotations__"));
                }
                // Set by code under `from __future__ import annotations`, or computed before.
                for name in [names::ANNOTATIONS, names::ANNOTATIONS_CACHE] {
                    if let Some(a) = ty(v).attributes().get_name(th.name(name)) {
                        return Ok(a);
                    }
                }
                let a = match ty(v).attributes().get_name(th.name(names::ANNOTATE_FUNC)) {
                    Some(f) if !f.is_none() => super::function_types::annotations_by(th, &f)?,
                    _ => th.dict()?,
                };
                ty(v).attributes().set_name(th, th.name(names::ANNOTATIONS_CACHE), &a)?;
                Ok(a)
            },
            |th, v, x| {
                let own = ty(v).attributes().get_name(th.name(names::ANNOTATIONS)).is_some();
                if x.is_none() && !own && ty(v).attributes().get_name(th.name(names::ANNOTATIONS_CACHE)).is_none() {
                    check_mutable(th, v, th.name(names::ANNOTATIONS))?;
                    return Err(th.raise(Builtin::AttributeError, format_args!("__annotations__")));
                }
                set_own(th, v, if own { names::ANNOTATIONS } else { names::ANNOTATIONS_CACHE }, x)?;
                set_own(th, v, names::ANNOTATE_FUNC, Some(&Obj::NONE))
            },
        ),
        GetSet::write(
            "__annotate__",
            |th, v| match ty(v).is_heap() {
                true => Ok(ty(v).attributes().get_name(th.name(names::ANNOTATE_FUNC)).unwrap_or(Obj::NONE)),
                false => Err(no_annotations(th, v, "__annotate__")),
            },
            |th, v, x| {
                check_mutable(th, v, th.name(names::ANNOTATE))?;
                super::function_types::check_annotate(th, x)?;
                if x.is_some_and(|x| !x.is_none()) {
                    set_own(th, v, names::ANNOTATIONS_CACHE, None)?;
                }
                set_own(th, v, names::ANNOTATE_FUNC, x)
            },
        ),
        GetSet::write(
            "__type_params__",
            |th, v| match ty(v).attributes().get_name(th.name(names::TYPE_PARAMS)) {
                Some(p) if ty(v).is_heap() => Ok(p),
                _ => th.tuple(alloc::vec::Vec::new()),
            },
            |th, v, x| set_own(th, v, names::TYPE_PARAMS, x),
        ),
        GetSet::write(
            "__abstractmethods__",
            // What `type` itself has of this name is this attribute.
            |th, v| match ty(v).attributes().get_name(th.name(names::ABSTRACTMETHODS)) {
                Some(x) if !core::ptr::eq(ty(v), th.isolate().ty(Builtin::Type)) => Ok(x),
                _ => Err(th.raise(Builtin::AttributeError, format_args!("__abstractmethods__"))),
            },
            set_abstract,
        ),
    ],
    ..TypeSpec::new(Builtin::Type, &VTABLE)
};

#[cold]
fn no_annotations(th: &mut Thread, v: &Obj, what: &str) -> crate::native::Raised {
    let t = ty(v).name_text();
    th.raise(Builtin::AttributeError, format_args!("type object '{t}' has no attribute '{what}'"))
}

fn doc(th: &mut Thread, v: &Obj) -> R<Obj> {
    let Some(d) = ty(v).attributes().get_name(th.name(names::DOC)) else { return Ok(Obj::NONE) };
    match th.type_of(&d).slots.descr_get() {
        Some(get) => get(th, &d, None, v),
        None => Ok(d),
    }
}

fn set_own(th: &mut Thread, v: &Obj, name: names::Name, x: Option<&Obj>) -> R<()> {
    let name = th.name(name);
    check_mutable(th, v, name)?;
    match x {
        Some(x) => ty(v).attributes().set_name(th, name, x),
        None => ty(v).attributes().remove(th, name).map(drop),
    }?;
    attribute_changed(th, ty(v), str_object::text(name))
}

fn set_name(th: &mut Thread, v: &Obj, x: Option<&Obj>, qualified: bool) -> R<()> {
    let which = if qualified { "__qualname__" } else { "__name__" };
    let t = ty(v);
    if !t.is_heap() {
        let n = t.name_text();
        return Err(th.type_error(format_args!("cannot set '{which}' attribute of immutable type '{n}'")));
    }
    let Some(x) = x.filter(|x| x.get::<Str>().is_some()) else {
        let (n, got) = (t.name_text(), x.map_or("NoneType", |x| th.type_name(x)));
        return Err(th.type_error(format_args!("can only assign string to {n}.{which}, not '{got}'")));
    };
    crate::refcount::sharing::barrier(th, &t.header, x)?;
    if qualified {
        drop(t.qualname.replace_raw(x.clone()));
    } else {
        let text = super::class::kept_name(th, str_object::text(x)).or_raise(th)?;
        drop(t.name.replace_raw(x.clone()));
        *t.name_text.lock() = text;
    }
    Ok(())
}

/// `__flags__`, with those bits of CPython's that say something here.
fn flags_shown(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (t, isolate) = (ty(v), th.isolate());
    // Ready, and known to the collector.
    let mut bits: i64 = 1 << 12 | 1 << 14;
    // What stands for types of C modules are classes made at run time to CPython, but for the modules that are part of its core.
    let of_module = |s: &TypeSpec| {
        let name = s.builtin.name();
        name.contains('.') && !["types.", "_contextvars.", "weakref.", "typing.", "pickle."].iter().any(|core| name.starts_with(core))
    };
    let heap = t.is_heap() || t.spec.is_some_and(of_module);
    let fixed = !t.is_heap() || t.has(spec::SEALED);
    bits |= i64::from(heap) << 9 | i64::from(fixed) << 8;
    for (flag, bit) in [(spec::BASE, 10), (spec::SEQUENCE, 5), (spec::MAPPING, 6), (spec::MATCH_SELF, 22)] {
        bits |= i64::from(t.has(flag)) << bit;
    }
    let kinds =
        [Builtin::Int, Builtin::List, Builtin::Tuple, Builtin::Bytes, Builtin::Str, Builtin::Dict, Builtin::BaseException, Builtin::Type];
    for (i, kind) in kinds.into_iter().enumerate() {
        bits |= i64::from(t.is_subtype_of(isolate, kind)) << (24 + i);
    }
    bits |= i64::from(t.has(spec::ABSTRACT)) << 20;
    th.int(bits)
}

/// `__abstractmethods__ = x`; whether that is true is asked now, once.
fn set_abstract(th: &mut Thread, v: &Obj, x: Option<&Obj>) -> R<()> {
    check_mutable(th, v, th.name(names::ABSTRACTMETHODS))?;
    if x.is_none() && ty(v).attributes().get_name(th.name(names::ABSTRACTMETHODS)).is_none() {
        return Err(th.raise(Builtin::AttributeError, format_args!("__abstractmethods__")));
    }
    let is_abstract = match x {
        Some(x) => protocol::truth(th, x)?,
        None => false,
    };
    // Relaxed: `set_own` gives the class a new version after this, by which calls of the class are found anew.
    match is_abstract {
        true => ty(v).flags.fetch_or(spec::ABSTRACT, Ordering::Relaxed),
        false => ty(v).flags.fetch_and(!spec::ABSTRACT, Ordering::Relaxed),
    };
    set_own(th, v, names::ABSTRACTMETHODS, x)
}

/// Resolution orders never change, since they are read without a lock: only the bases that a class has can be assigned.
fn set_bases(th: &mut Thread, v: &Obj, x: Option<&Obj>) -> R<()> {
    let t = ty(v);
    check_mutable(th, v, th.name(names::BASES))?;
    let n = t.name_text();
    let Some(x) = x else { return Err(th.type_error(format_args!("can't delete {n}.__bases__"))) };
    if x.get::<tuple_object::Tuple>().is_none() {
        let got = th.type_name(x);
        return Err(th.type_error(format_args!("can only assign tuple to {n}.__bases__, not {got}")));
    }
    let (old, new) = (tuple_object::items(&t.bases), tuple_object::items(x));
    if new.is_empty() {
        return Err(th.type_error(format_args!("can only assign non-empty tuple to {n}.__bases__, not ()")));
    }
    if old.len() == new.len() && old.iter().zip(new).all(|(a, b)| a.is(b)) {
        return Ok(());
    }
    Err(th.raise(Builtin::NotImplementedError, format_args!("assigning other bases to {n}.__bases__ is not supported")))
}

fn check_mutable(th: &mut Thread, v: &Obj, name: &Obj) -> R<()> {
    let t = ty(v);
    if t.is_heap() && !t.has(super::spec::SEALED) {
        return Ok(());
    }
    let (t, n) = (t.name_text(), str_object::text(name));
    Err(th.type_error(format_args!("cannot set '{n}' attribute of immutable type '{t}'")))
}

/// `__annotations__` and `__annotate__` of a module that has none yet: computed, and kept among its attributes.
fn module_annotations(th: &mut Thread, v: &Obj, name: &Obj) -> R<Option<Obj>> {
    let value = if name.is(th.name(names::ANNOTATE)) {
        Obj::NONE
    } else if name.is(th.name(names::ANNOTATIONS)) {
        match module(v).attributes().get_name(th.name(names::ANNOTATE)) {
            Some(f) if !f.is_none() => super::function_types::annotations_by(th, &f)?,
            _ => th.dict()?,
        }
    } else {
        return Ok(None);
    };
    module(v).attributes().set_name(th, name, &value)?;
    Ok(Some(value))
}

/// `type(x)`, `type(name, bases, dict)`, and calling any class.
pub fn call(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    /// Whether it is `object.__init__`, which only complains, and only of arguments that `object.__new__` has not seen.
    #[inline(always)]
    fn is_plain_init(f: fn(&mut Thread, &Obj, &Args<'_>) -> R<()>) -> bool {
        super::object_type::SPEC.slots.init.is_some_and(|g| core::ptr::fn_addr_eq(f, g))
    }
    #[inline(always)]
    fn is_plain_new(f: NewFn) -> bool {
        super::object_type::SPEC.slots.new.is_some_and(|g| core::ptr::fn_addr_eq(f, g))
    }
    let t = ty(cls);
    if core::ptr::eq(t, th.isolate().ty(Builtin::Type)) {
        match args.positional() {
            [v] => {
                args.no_keywords(th, "type")?;
                return Ok(th.type_of(v).to_obj());
            }
            [_, _, _] => {}
            _ => return Err(th.type_error(format_args!("type() takes 1 or 3 arguments"))),
        }
    }
    let Some(new) = t.slots.new() else {
        let n = t.name_text();
        return Err(th.type_error(format_args!("cannot create '{n}' instances")));
    };
    let object = new(th, cls, args)?;
    if !t.is_heap() && t.slots.init().is_some_and(is_plain_init) && !is_plain_new(new) {
        return Ok(object);
    }
    let made = th.type_of(&object);
    if made.is_subtype(t)
        && let Some(init) = made.slots.init()
        && !(is_plain_init(init) && (args.all.is_empty() || !is_plain_new(new)))
    {
        init(th, &object, args)?;
    }
    Ok(object)
}

fn new(th: &mut Thread, meta: &Obj, args: &Args<'_>) -> R<Obj> {
    let positional = args.positional();
    let [name, bases, namespace] = positional else {
        let n = positional.len();
        return Err(th.type_error(format_args!("type.__new__() takes exactly 3 arguments ({n} given)")));
    };
    if name.get::<Str>().is_none() {
        let t = th.argument_type(name);
        return Err(th.type_error(format_args!("type.__new__() argument 1 must be str, not {t}")));
    }
    if bases.get::<tuple_object::Tuple>().is_none() {
        let t = th.argument_type(bases);
        return Err(th.type_error(format_args!("type.__new__() argument 2 must be tuple, not {t}")));
    }
    let Some(d) = frozen_dict::inside(namespace).unwrap_or(namespace).get::<Dict>() else {
        let t = protocol::shown_type(th, namespace);
        return Err(th.type_error(format_args!("type.__new__() argument 3 must be dict or frozendict, not {t}")));
    };
    for b in tuple_object::items(bases) {
        if as_type(b).is_none() && protocol::get_attr_quiet(th, b, th.name(names::MRO_ENTRIES))?.is_some() {
            return Err(th.type_error(format_args!("type() doesn't support MRO entry resolution; use types.new_class()")));
        }
    }
    let best = winner(th, meta, tuple_object::items(bases))?;
    if !best.is(meta)
        && let Some(f) = as_type(&best).and_then(|t| t.slots.new())
        && as_type(meta).and_then(|t| t.slots.new()).is_none_or(|g| !core::ptr::fn_addr_eq(f, g))
    {
        return f(th, &best, args);
    }
    type_new(th, &best, name, bases, d, args)
}

/// Whether the attributes of a metaclass's instances are found as those of plain classes are.
pub(crate) fn is_plain(meta: &Type) -> bool {
    type F = fn(&mut Thread, &Obj, &Obj) -> R<Option<Obj>>;
    meta.slots.getattr().is_some_and(|f| core::ptr::fn_addr_eq(f, get_attribute as F))
}

/// `type.__getattribute__`
pub fn get_attribute(th: &mut Thread, v: &Obj, name: &Obj) -> R<Option<Obj>> {
    let name = &th.intern_obj(name)?;
    let t = ty(v);
    let meta = th.type_of(v);
    let found = meta.lookup(name);
    if let Some(d) = &found {
        let dt = th.type_of(d);
        if dt.slots.descr_set().is_some()
            && let Some(f) = dt.slots.descr_get()
        {
            return f(th, d, Some(v), &meta.to_obj()).map(Some);
        }
    }
    if let Some(a) = t.lookup(name) {
        return match th.type_of(&a).slots.descr_get() {
            Some(f) => f(th, &a, None, v).map(Some),
            None => Ok(Some(a)),
        };
    }
    match found {
        None => Ok(None),
        Some(d) => match th.type_of(&d).slots.descr_get() {
            Some(f) => f(th, &d, Some(v), &meta.to_obj()).map(Some),
            None => Ok(Some(d)),
        },
    }
}

fn set_attribute(th: &mut Thread, v: &Obj, name: &Obj, value: Option<&Obj>) -> R<()> {
    let name = &th.intern_obj(name)?;
    let t = ty(v);
    check_mutable(th, v, name)?;
    let meta = th.type_of(v);
    if let Some(d) = meta.lookup(name)
        && let Some(f) = th.type_of(&d).slots.descr_set()
    {
        return f(th, &d, v, value);
    }
    let before = t.attributes().get_name(name);
    match value {
        Some(x) => t.attributes().set_name(th, name, x)?,
        None => {
            if t.attributes().remove(th, name)?.is_none() {
                let (n, t) = (str_object::text(name), t.name_text());
                let e = th.raise(Builtin::AttributeError, format_args!("type object '{t}' has no attribute '{n}'"));
                return Err(with_attribute(th, e, v, name));
            }
        }
    }
    attribute_changed(th, t, str_object::text(name))?;
    // What comes before instance slots has changed: slots found before are void (C2 of `interp::cache`).
    let is_data = |v: Option<&Obj>| v.is_some_and(|d| th.type_of(d).slots.descr_set().is_some());
    if is_data(value) || is_data(before.as_ref()) || HOOKS.iter().any(|h| th.name(*h).is(name)) {
        th.isolate().forget_slots();
    }
    // What classes hold may be asked from now on, or no more: whatever is remembered of any class is void (C3). So it is when a metaclass gets what it
    // had not; of what it has, nothing is remembered.
    let new_of_metaclass = before.is_none() && value.is_some() && t.is_subtype(th.isolate().ty(Builtin::Type));
    if th.name(names::GET).is(name) || new_of_metaclass {
        th.isolate().ty(Builtin::Object).changed(th.isolate());
    }
    Ok(())
}

/// Class attributes that decide how attributes are accessed.
const HOOKS: [names::Name; 6] = [names::GETATTRIBUTE, names::GETATTR, names::SETATTR, names::DELATTR, names::SET, names::DELETE];

static MODULE_VTABLE: Vtable = Vtable::of::<Module>();

fn module(v: &Obj) -> &Object<Module> {
    // SAFETY: as in `ty`.
    unsafe { v.get_unchecked::<Module>() }
}

/// `module`
pub static MODULE: TypeSpec = TypeSpec {
    flags: BASE | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| module(v).shown(th)),
        getattr: Some(|th, v, name| {
            let name = &th.intern_obj(name)?;
            // What a class derived from `module` defines may come first.
            if !th.type_of(v).is_heap()
                && let Some(x) = module(v).attributes().get_name(name)
            {
                return Ok(Some(x));
            }
            if let Some(x) = attribute::get(th, v, name)? {
                return Ok(Some(x));
            }
            if let Some(x) = module_annotations(th, v, name)? {
                return Ok(Some(x));
            }
            if let Some(f) = module(v).attributes().get_name(th.name(names::GETATTR)) {
                return protocol::call(th, &f, core::slice::from_ref(name)).map(Some);
            }
            Ok(None)
        }),
        new: Some(|th, cls, _| {
            let dict = th.dict()?;
            th.new_payload(cls, Module::new(dict))
        }),
        init: Some(|th, v, args| {
            const S: Signature<2> = Signature::new("module", ["name", "doc"]).required(1);
            let [name, doc] = args.bind(th, &S)?;
            let name = name.cloned().unwrap_or(Obj::NONE);
            named_text_argument(th, "module", "name", &name)?;
            let m = module(v).attributes();
            m.set_name(th, th.name(names::NAME), &name)?;
            for k in [names::PACKAGE, names::LOADER, names::SPEC] {
                m.set_name(th, th.name(k), &Obj::NONE)?;
            }
            let doc = doc.cloned().unwrap_or(Obj::NONE);
            m.set_name(th, th.name(names::DOC), &doc)
        }),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::write(
        "__dict__",
        |_, v| Ok(module(v).dict.clone()),
        |th, _, _| Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute"))),
    )],
    ..TypeSpec::new(Builtin::Module, &MODULE_VTABLE)
};

macro_rules! singleton {
    ($payload:ident, $spec:ident, $builtin:ident, $text:literal, $value:expr, $type:literal, $methods:expr, $truth:expr) => {
        /// Has no instances but the immediate.
        #[derive(Debug)]
        pub struct $payload;
        // SAFETY: BUILTIN is used here alone; there is nothing to visit.
        unsafe impl Payload for $payload {
            const BUILTIN: Builtin = Builtin::$builtin;
            fn trace(&self, _: &mut dyn Trace) {}
        }
        /// Its type.
        pub static $spec: TypeSpec = TypeSpec {
            slots: SlotSpec {
                repr: Some(|th, _| th.intern($text)),
                truth: Some($truth),
                new: Some(|th, _, args| {
                    if !args.all.is_empty() {
                        return Err(th.type_error(format_args!("{} takes no arguments", $type)));
                    }
                    Ok($value)
                }),
                ..SlotSpec::NONE
            },
            methods: $methods,
            ..TypeSpec::new(Builtin::$builtin, const { &Vtable::of::<$payload>() })
        };
    };
}
/// How a singleton is pickled: by its name.
macro_rules! by_name {
    ($text:literal) => {
        &[Method::new("__reduce__", |th, _, args| {
            args.exactly::<0>(th, "__reduce__")?;
            th.intern($text)
        })]
    };
}
singleton!(NonePayload, NONE, NoneType, "None", Obj::NONE, "NoneType", &[], |_, _| Ok(false));
singleton!(EllipsisPayload, ELLIPSIS, EllipsisType, "Ellipsis", Obj::ELLIPSIS, "EllipsisType", by_name!("Ellipsis"), |_, _| Ok(true));
singleton!(
    NotImplementedPayload,
    NOT_IMPLEMENTED,
    NotImplementedType,
    "NotImplemented",
    Obj::NOT_IMPLEMENTED,
    "NotImplementedType",
    by_name!("NotImplemented"),
    |th, _| Err(th.type_error(format_args!("NotImplemented should not be used in a boolean context")))
);
