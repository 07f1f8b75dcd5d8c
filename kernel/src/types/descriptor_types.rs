//! Descriptors: what classes hold for methods, computed attributes and slots, `property`, `classmethod`, `staticmethod`, and `super`.

use super::function_object::*;
use super::function_types::{DICT_ATTRIBUTE, by_attribute, call_bound, call_native, field_or_none, store};
use super::spec::{BASE, DICT, GetSet, METHOD, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Header, Obj};
use crate::prim::{AtomicBool, Ordering};
use crate::types::str_object::{self};
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, protocol};

/// Checks that a descriptor of a type is used on an instance of it.
fn check_receiver(th: &mut Thread, owner: &Obj, name: &str, this: &Obj) -> R<()> {
    let Some(o) = as_type(owner) else { return Ok(()) };
    if th.type_of(this).is_subtype(o) {
        return Ok(());
    }
    let (o, t) = (o.name_text(), th.type_name(this));
    Err(th.type_error(format_args!("descriptor '{name}' for '{o}' objects doesn't apply to a '{t}' object")))
}

/// The receiver of an unbound method's call.
fn receiver<'a>(th: &mut Thread, owner: &Obj, name: &str, args: &Args<'a>) -> R<&'a Obj> {
    let Some(this) = args.positional().first() else {
        let o = as_type(owner).map_or("?", |o| o.name_text());
        return Err(th.type_error(format_args!("unbound method {o}.{name}() needs an argument")));
    };
    let Some(o) = as_type(owner) else { return Ok(this) };
    if !th.type_of(this).is_subtype(o) {
        let (o, t) = (o.name_text(), th.type_name(this));
        return Err(th.type_error(format_args!("descriptor '{name}' for '{o}' objects doesn't apply to a '{t}' object")));
    }
    Ok(this)
}

macro_rules! descriptor {
    ($get:ident, $payload:ident) => {
        fn $get(v: &Obj) -> &Object<$payload> {
            // SAFETY: as in `function`.
            unsafe { v.get_unchecked::<$payload>() }
        }
    };
}
descriptor!(method_descriptor, MethodDescriptor);
descriptor!(class_method_descriptor, ClassMethodDescriptor);
descriptor!(slot_wrapper, SlotWrapper);
descriptor!(method_wrapper, MethodWrapper);
descriptor!(getset, GetSetDescriptor);
descriptor!(member, Member);
descriptor!(cell, Cell);
descriptor!(static_method, StaticMethod);
descriptor!(class_method, ClassMethod);
descriptor!(property, Property);
descriptor!(super_of, Super);

/// `__qualname__` of what a class has under a name.
pub(super) fn qualified(th: &mut Thread, owner: Option<&Object<Type>>, name: &str) -> R<Obj> {
    match owner {
        Some(t) => {
            let owner = t.qualname.load(&t.header);
            th.str_fmt(format_args!("{}.{name}", str_object::text(&owner)))
        }
        None => th.intern(name),
    }
}

fn owner_name(owner: &Obj) -> &'static str {
    as_type(owner).map_or("?", |t| t.name_text())
}

static MD_VTABLE: Vtable = Vtable::of::<MethodDescriptor>();
/// `method_descriptor`
pub static METHOD_DESCRIPTOR: TypeSpec = TypeSpec {
    flags: METHOD,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let m = method_descriptor(v);
            let (n, o) = (m.method.name, owner_name(&m.owner));
            th.str_fmt(format_args!("<method '{n}' of '{o}' objects>"))
        }),
        call: Some(|th, v, args| {
            let m = method_descriptor(v);
            let this = receiver(th, &m.owner, m.method.name, args)?;
            call_native(th, m.method, this, &args.rest())
        }),
        descr_get: Some(|th, v, instance, _| {
            let m = method_descriptor(v);
            match instance {
                None => Ok(v.clone()),
                Some(i) => {
                    check_receiver(th, &m.owner, m.method.name, i)?;
                    th.alloc(NativeFunction { method: m.method, this: i.clone(), module: Obj::NONE })
                }
            }
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "method_descriptor.__reduce__")?;
        let name = th.intern(method_descriptor(v).method.name)?;
        by_attribute(th, &method_descriptor(v).owner, name)
    })],
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(method_descriptor(v).method.name)),
        GetSet::read("__qualname__", |th, v| {
            let m = method_descriptor(v);
            qualified(th, as_type(&m.owner), m.method.name)
        }),
        GetSet::read("__objclass__", |_, v| Ok(method_descriptor(v).owner.clone())),
        GetSet::read("__doc__", |th, v| {
            if method_descriptor(v).method.doc.is_empty() { Ok(Obj::NONE) } else { th.str(method_descriptor(v).method.doc) }
        }),
    ],
    ..TypeSpec::new(Builtin::MethodDescriptor, &MD_VTABLE)
};

static CMD_VTABLE: Vtable = Vtable::of::<ClassMethodDescriptor>();
/// `classmethod_descriptor`
pub static CLASS_METHOD_DESCRIPTOR: TypeSpec = TypeSpec {
    slots: SlotSpec {
        call: Some(|th, v, args| {
            let m = class_method_descriptor(v);
            let Some(this) = args.positional().first() else {
                let (n, o) = (m.method.name, owner_name(&m.owner));
                return Err(th.type_error(format_args!("descriptor '{n}' of '{o}' object needs an argument")));
            };
            call_native(th, m.method, this, &args.rest())
        }),
        descr_get: Some(|th, v, _, owner| {
            let m = class_method_descriptor(v);
            th.alloc(NativeFunction { method: m.method, this: owner.clone(), module: Obj::NONE })
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(class_method_descriptor(v).method.name)),
        GetSet::read("__qualname__", |th, v| {
            let m = class_method_descriptor(v);
            qualified(th, as_type(&m.owner), m.method.name)
        }),
        GetSet::read("__objclass__", |_, v| Ok(class_method_descriptor(v).owner.clone())),
    ],
    ..TypeSpec::new(Builtin::ClassMethodDescriptor, &CMD_VTABLE)
};

static SW_VTABLE: Vtable = Vtable::of::<SlotWrapper>();
/// `wrapper_descriptor`
pub static SLOT_WRAPPER: TypeSpec = TypeSpec {
    flags: METHOD,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let w = slot_wrapper(v);
            let n = str_object::text(th.name(w.dunder.name()));
            th.str_fmt(format_args!("<slot wrapper '{n}' of '{}' objects>", owner_name(&w.owner)))
        }),
        call: Some(|th, v, args| {
            let w = slot_wrapper(v);
            let n = str_object::text(th.name(w.dunder.name()));
            let Some(this) = args.positional().first() else {
                let o = owner_name(&w.owner);
                return Err(th.type_error(format_args!("descriptor '{n}' of '{o}' object needs an argument")));
            };
            if let Some(o) = as_type(&w.owner)
                && !th.type_of(this).is_subtype(o)
            {
                let (o, t) = (o.name_text(), th.type_name(this));
                return Err(th.type_error(format_args!("descriptor '{n}' requires a '{o}' object but received a '{t}'")));
            }
            th.check_native_stack()?;
            w.dunder.call(th, &w.spec.slots, this, &args.rest())
        }),
        descr_get: Some(|th, v, instance, _| match instance {
            None => Ok(v.clone()),
            Some(i) => th.alloc(MethodWrapper { wrapper: v.clone(), receiver: i.clone() }),
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "wrapper_descriptor.__reduce__")?;
        let name = th.name(slot_wrapper(v).dunder.name()).clone();
        by_attribute(th, &slot_wrapper(v).owner, name)
    })],
    getsets: &[
        GetSet::read("__name__", |th, v| Ok(th.name(slot_wrapper(v).dunder.name()).clone())),
        GetSet::read("__qualname__", |th, v| {
            let w = slot_wrapper(v);
            let n = str_object::text(th.name(w.dunder.name()));
            qualified(th, as_type(&w.owner), n)
        }),
        GetSet::read("__objclass__", |_, v| Ok(slot_wrapper(v).owner.clone())),
        GetSet::read("__doc__", |_, _| Ok(Obj::NONE)),
    ],
    ..TypeSpec::new(Builtin::SlotWrapper, &SW_VTABLE)
};

static MW_VTABLE: Vtable = Vtable::of::<MethodWrapper>();
/// `method-wrapper`
pub static METHOD_WRAPPER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let w = method_wrapper(v);
            let n = str_object::text(th.name(slot_wrapper(&w.wrapper).dunder.name()));
            let t = th.type_name(&w.receiver);
            let at = w.receiver.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<method-wrapper '{n}' of {t} object at {at:#x}>"))
        }),
        call: Some(|th, v, args| call_bound(th, &method_wrapper(v).wrapper, &method_wrapper(v).receiver, args)),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "method-wrapper.__reduce__")?;
        let name = th.name(slot_wrapper(&method_wrapper(v).wrapper).dunder.name()).clone();
        by_attribute(th, &method_wrapper(v).receiver, name)
    })],
    getsets: &[
        GetSet::read("__name__", |th, v| Ok(th.name(slot_wrapper(&method_wrapper(v).wrapper).dunder.name()).clone())),
        GetSet::read("__qualname__", |th, v| protocol::get_attr(th, &method_wrapper(v).wrapper, th.name(names::QUALNAME))),
        GetSet::read("__self__", |_, v| Ok(method_wrapper(v).receiver.clone())),
    ],
    ..TypeSpec::new(Builtin::MethodWrapper, &MW_VTABLE)
};

static GS_VTABLE: Vtable = Vtable::of::<GetSetDescriptor>();
/// `getset_descriptor`
pub static GETSET: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let g = getset(v);
            th.str_fmt(format_args!("<attribute '{}' of '{}' objects>", g.getset.name, owner_name(&g.owner)))
        }),
        descr_get: Some(|th, v, instance, _| {
            let g = getset(v);
            match instance {
                None => Ok(v.clone()),
                Some(i) => {
                    check_receiver(th, &g.owner, g.getset.name, i)?;
                    (g.getset.get)(th, i)
                }
            }
        }),
        descr_set: Some(|th, v, instance, value| {
            let g = getset(v);
            check_receiver(th, &g.owner, g.getset.name, instance)?;
            match g.getset.set {
                Some(f) => f(th, instance, value),
                None => {
                    let (n, t) = (g.getset.name, owner_name(&g.owner));
                    if as_type(&getset(v).owner).is_some_and(|o| {
                        matches!(o.layout, Builtin::Slice | Builtin::Range | Builtin::Property | Builtin::Complex | Builtin::Struct)
                    }) {
                        return Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute")));
                    }
                    Err(th.raise(Builtin::AttributeError, format_args!("attribute '{n}' of '{t}' objects is not writable")))
                }
            }
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(getset(v).getset.name)),
        GetSet::read("__qualname__", |th, v| qualified(th, as_type(&getset(v).owner), getset(v).getset.name)),
        GetSet::read("__objclass__", |_, v| Ok(getset(v).owner.clone())),
        GetSet::read("__doc__", |_, _| Ok(Obj::NONE)),
    ],
    ..TypeSpec::new(Builtin::GetSet, &GS_VTABLE)
};

static MEMBER_VTABLE: Vtable = Vtable::of::<Member>();
/// `member_descriptor`
pub static MEMBER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let m = member(v);
            th.str_fmt(format_args!("<member '{}' of '{}' objects>", str_object::text(&m.name), owner_name(&m.owner)))
        }),
        descr_get: Some(|th, v, instance, _| {
            let m = member(v);
            let Some(i) = instance else { return Ok(v.clone()) };
            check_receiver(th, &m.owner, str_object::text(&m.name), i)?;
            match attribute::get_fixed(i, m.index, th) {
                Some(x) => Ok(x),
                None => {
                    let (t, n) = (protocol::shown_type(th, i), str_object::text(&m.name));
                    Err(th.raise(Builtin::AttributeError, format_args!("'{t}' object has no attribute '{n}'")))
                }
            }
        }),
        descr_set: Some(|th, v, instance, value| {
            let m = member(v);
            check_receiver(th, &m.owner, str_object::text(&m.name), instance)?;
            let old = attribute::set_fixed(th, instance, m.index, value)?;
            if value.is_none() && old.is_unbound() {
                return Err(th.raise_with(Builtin::AttributeError, Some(m.name.clone())));
            }
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__name__", |_, v| Ok(member(v).name.clone())),
        GetSet::read("__qualname__", |th, v| qualified(th, as_type(&member(v).owner), str_object::text(&member(v).name))),
        GetSet::read("__objclass__", |_, v| Ok(member(v).owner.clone())),
        GetSet::read("__doc__", |_, _| Ok(Obj::NONE)),
    ],
    ..TypeSpec::new(Builtin::Member, &MEMBER_VTABLE)
};

static CELL_VTABLE: Vtable = Vtable::of::<Cell>();
/// `cell`
pub static CELL: TypeSpec = TypeSpec {
    slots: SlotSpec {
        new: Some(|th, _, args| {
            args.no_keywords(th, "cell")?;
            let given = args.between(th, "cell", 0, 1)?;
            let value = given.first().cloned().unwrap_or(Obj::UNBOUND);
            th.alloc(Cell { value: Field::new(value) })
        }),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::write(
        "cell_contents",
        |th, v| match cell(v).value.get(&cell(v).header) {
            Some(x) => Ok(x),
            None => Err(th.value_error(format_args!("cell is empty"))),
        },
        |th, v, x| store(th, &cell(v).value, &cell(v).header, x.cloned().unwrap_or(Obj::UNBOUND)),
    )],
    ..TypeSpec::new(Builtin::Cell, &CELL_VTABLE)
};

fn wrap_attribute(th: &mut Thread, wrapped: &Obj, name: &Obj) -> R<Option<Obj>> {
    let t = str_object::text(name);
    if matches!(t, "__name__" | "__qualname__" | "__doc__" | "__module__" | "__annotations__" | "__annotate__" | "__isabstractmethod__")
        && !wrapped.is_unbound()
    {
        return protocol::get_attr_opt(th, wrapped, name);
    }
    Ok(None)
}

static SM_VTABLE: Vtable = Vtable::of::<StaticMethod>();
/// `staticmethod`
pub static STATIC_METHOD: TypeSpec = TypeSpec {
    doc: "A method that is given neither instance nor class.",
    flags: BASE | DICT,
    slots: SlotSpec {
        new: Some(|th, cls, _| th.new_payload(cls, StaticMethod { function: Field::empty() })),
        descr_get: Some(|_, v, _, _| Ok(static_method(v).function.load(&static_method(v).header))),
        call: Some(|th, v, args| protocol::call_args(th, &wrapped(v), args)),
        ..WRAPS
    },
    methods: &[super::generic_alias::CLASS_GETITEM],
    getsets: WRAPS_ATTRIBUTES,
    ..TypeSpec::new(Builtin::StaticMethod, &SM_VTABLE)
};

static CM_VTABLE: Vtable = Vtable::of::<ClassMethod>();
/// `classmethod`
pub static CLASS_METHOD: TypeSpec = TypeSpec {
    doc: "A method that is given the class, not the instance.",
    flags: BASE | DICT,
    slots: SlotSpec {
        new: Some(|th, cls, _| th.new_payload(cls, ClassMethod { function: Field::empty() })),
        descr_get: Some(|th, v, _, owner| {
            let function = class_method(v).function.load(&class_method(v).header);
            th.alloc(BoundMethod { function, receiver: owner.clone() })
        }),
        ..WRAPS
    },
    methods: &[super::generic_alias::CLASS_GETITEM],
    getsets: WRAPS_ATTRIBUTES,
    ..TypeSpec::new(Builtin::ClassMethod, &CM_VTABLE)
};

/// The function of a static or class method, and what holds it.
fn wrapper(v: &Obj) -> (&Field, &Header) {
    match v.get::<StaticMethod>() {
        Some(m) => (&m.function, &m.header),
        None => (&class_method(v).function, &class_method(v).header),
    }
}

fn wrapped(v: &Obj) -> Obj {
    let (f, holder) = wrapper(v);
    f.load(holder)
}

/// What static and class methods have in common: they show the function that they wrap, and its attributes.
const WRAPS: SlotSpec = SlotSpec {
    repr: Some(|th, v| {
        let name = if v.get::<StaticMethod>().is_some() { "staticmethod" } else { "classmethod" };
        let r = protocol::repr(th, &wrapped(v))?;
        th.str_fmt(format_args!("<{name}({})>", str_object::text(&r)))
    }),
    init: Some(|th, v, args| {
        let name = if v.get::<StaticMethod>().is_some() { "staticmethod" } else { "classmethod" };
        let f = &args.between(th, name, 1, 1)?[0];
        let (field, holder) = wrapper(v);
        store(th, field, holder, f.clone())
    }),
    getattr: Some(|th, v, name| match wrap_attribute(th, &wrapped(v), name)? {
        Some(x) => Ok(Some(x)),
        None => attribute::get(th, v, name),
    }),
    ..SlotSpec::NONE
};

const WRAPS_ATTRIBUTES: &[GetSet] =
    &[GetSet::read("__func__", |_, v| Ok(wrapped(v))), GetSet::read("__wrapped__", |_, v| Ok(wrapped(v))), DICT_ATTRIBUTE];

fn unbound_if_none(v: Option<&Obj>) -> Obj {
    v.filter(|v| !v.is_none()).cloned().unwrap_or(Obj::UNBOUND)
}

/// Another one of the same class, with another getter, setter or deleter. A docstring that was the getter's is the new getter's.
fn property_copy(th: &mut Thread, v: &Obj, get: Option<&Obj>, set: Option<&Obj>, delete: Option<&Obj>) -> R<Obj> {
    let p = property(v);
    let pick = |new: Option<&Obj>, old: &Field| new.filter(|f| !f.is_none()).cloned().or_else(|| old.get(&p.header)).unwrap_or(Obj::NONE);
    let getter = pick(get, &p.get);
    // Relaxed: written when the property was made.
    let doc = if !getter.is_none() && p.getter_doc.load(Ordering::Relaxed) { Obj::NONE } else { field_or_none(&p.doc, &p.header) };
    let parts = [getter, pick(set, &p.set), pick(delete, &p.delete), doc];
    let cls = th.type_of(v).to_obj();
    let new = protocol::call(th, &cls, &parts)?;
    if let (Some(q), Some(name)) = (new.get::<Property>(), p.name.get(&p.header)) {
        store(th, &q.name, &q.header, name)?;
    }
    Ok(new)
}

/// `property.__init__` once its arguments are known.
fn property_init(th: &mut Thread, v: &Obj, a: [Option<&Obj>; 4]) -> R<()> {
    let p = property(v);
    store(th, &p.get, &p.header, unbound_if_none(a[0]))?;
    store(th, &p.set, &p.header, unbound_if_none(a[1]))?;
    store(th, &p.delete, &p.header, unbound_if_none(a[2]))?;
    let mut doc = unbound_if_none(a[3]);
    let mut from_getter = false;
    if let (true, Some(g)) = (doc.is_unbound(), a[0].filter(|g| !g.is_none())) {
        let found = match protocol::get_attr_opt(th, g, th.name(names::DOC)) {
            Ok(d) => d,
            Err(e) => {
                drop(th.take_if(e, Builtin::AttributeError)?);
                None
            }
        };
        doc = unbound_if_none(found.as_ref());
        from_getter = !doc.is_unbound();
    }
    // Relaxed: a flag alone.
    p.getter_doc.store(from_getter, Ordering::Relaxed);
    store(th, &p.doc, &p.header, doc.clone())?;
    if !th.type_of(v).is_heap() {
        return Ok(());
    }
    // In a subclass the class's own docstring would hide it.
    let doc = if doc.is_unbound() { Obj::NONE } else { doc };
    match protocol::set_attr(th, v, th.name(names::DOC), Some(&doc)) {
        Err(e) if !from_getter => th.take_if(e, Builtin::AttributeError).map(drop),
        r => r,
    }
}

/// Whether a function is marked as abstract.
fn is_abstract(th: &mut Thread, f: &Field, holder: &crate::object::Header) -> R<bool> {
    let Some(f) = f.get(holder) else { return Ok(false) };
    match protocol::get_attr_text(th, &f, "__isabstractmethod__")? {
        Some(x) => protocol::truth(th, &x),
        None => Ok(false),
    }
}

fn property_missing(th: &mut Thread, v: &Obj, owner: &Obj, what: &str) -> crate::native::Raised {
    let p = property(v);
    let name = p.name.get(&p.header);
    let name = match &name {
        Some(n) => alloc::format!(" '{}'", str_object::text(n)),
        None => alloc::string::String::new(),
    };
    let t = th.type_of(owner).qualname.load(&th.type_of(owner).header);
    let t = str_object::text(&t);
    th.raise(Builtin::AttributeError, format_args!("property{name} of '{t}' object has no {what}"))
}

static PROPERTY_VTABLE: Vtable = Vtable::of::<Property>();
/// `property`
pub static PROPERTY: TypeSpec = TypeSpec {
    flags: BASE,
    slots: SlotSpec {
        new: Some(|th, cls, _| {
            th.new_payload(
                cls,
                Property {
                    get: Field::empty(),
                    set: Field::empty(),
                    delete: Field::empty(),
                    doc: Field::empty(),
                    getter_doc: AtomicBool::new(false),
                    name: Field::empty(),
                },
            )
        }),
        init: Some(|th, v, args| {
            const S: Signature<4> = Signature::new("property", ["fget", "fset", "fdel", "doc"]).required(0);
            let a = args.bind(th, &S)?;
            property_init(th, v, a)
        }),
        descr_get: Some(|th, v, instance, _| {
            let Some(i) = instance else { return Ok(v.clone()) };
            let p = property(v);
            match p.get.get(&p.header) {
                Some(f) => protocol::call(th, &f, core::slice::from_ref(i)),
                None => Err(property_missing(th, v, i, "getter")),
            }
        }),
        descr_set: Some(|th, v, instance, value| {
            let p = property(v);
            match value {
                Some(x) => match p.set.get(&p.header) {
                    Some(f) => {
                        let a = [instance.value(), x.value()];
                        protocol::call(th, &f, Obj::from_slice(&a)).map(drop)
                    }
                    None => Err(property_missing(th, v, instance, "setter")),
                },
                None => match p.delete.get(&p.header) {
                    Some(f) => protocol::call(th, &f, core::slice::from_ref(instance)).map(drop),
                    None => Err(property_missing(th, v, instance, "deleter")),
                },
            }
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("getter", |th, v, args| {
            let [f] = args.exactly::<1>(th, "getter")?;
            property_copy(th, v, Some(f), None, None)
        }),
        Method::new("setter", |th, v, args| {
            let [f] = args.exactly::<1>(th, "setter")?;
            property_copy(th, v, None, Some(f), None)
        }),
        Method::new("deleter", |th, v, args| {
            let [f] = args.exactly::<1>(th, "deleter")?;
            property_copy(th, v, None, None, Some(f))
        }),
        Method::new("__set_name__", |th, v, args| {
            let given = args.all.len();
            let Ok([_, n]) = <&[Obj; 2]>::try_from(args.all) else {
                return Err(th.type_error(format_args!("__set_name__() takes 2 positional arguments but {given} were given")));
            };
            store(th, &property(v).name, &property(v).header, n.clone())?;
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[
        GetSet::read("fget", |_, v| Ok(field_or_none(&property(v).get, &property(v).header))),
        GetSet::read("fset", |_, v| Ok(field_or_none(&property(v).set, &property(v).header))),
        GetSet::read("fdel", |_, v| Ok(field_or_none(&property(v).delete, &property(v).header))),
        GetSet::write(
            "__name__",
            |th, v| {
                let p = property(v);
                if let Some(name) = p.name.get(&p.header) {
                    return Ok(name);
                }
                if let Some(g) = p.get.get(&p.header)
                    && let Some(name) = protocol::get_attr_opt(th, &g, th.name(names::NAME))?
                {
                    return Ok(name);
                }
                Err(th.raise(Builtin::AttributeError, format_args!("'property' object has no attribute '__name__'")))
            },
            |th, v, x| store(th, &property(v).name, &property(v).header, x.cloned().unwrap_or(Obj::UNBOUND)),
        ),
        GetSet::read("__isabstractmethod__", |th, v| {
            let p = property(v);
            let any = is_abstract(th, &p.get, &p.header)? || is_abstract(th, &p.set, &p.header)? || is_abstract(th, &p.delete, &p.header)?;
            Ok(Obj::from_bool(any))
        }),
        GetSet::write(
            "__doc__",
            |_, v| Ok(field_or_none(&property(v).doc, &property(v).header)),
            |th, v, x| store(th, &property(v).doc, &property(v).header, x.cloned().unwrap_or(Obj::NONE)),
        ),
    ],
    ..TypeSpec::new(Builtin::Property, &PROPERTY_VTABLE)
};

static SUPER_VTABLE: Vtable = Vtable::of::<Super>();
/// `super`
pub static SUPER: TypeSpec = TypeSpec {
    doc: "The attributes that come after a class in the order of method resolution of an object or a class; in a method, super() needs no arguments.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let s = super_of(v);
            let c = owner_name(&s.class);
            if s.object.is_unbound() {
                return th.str_fmt(format_args!("<super: <class '{c}'>, NULL>"));
            }
            let t = owner_name(&s.object_type);
            th.str_fmt(format_args!("<super: <class '{c}'>, <{t} object>>"))
        }),
        new: Some(super_new),
        init: Some(|_, _, _| Ok(())),
        // One without an object, found in a class, is given the object that it was asked of.
        descr_get: Some(|th, v, instance, _| {
            let s = super_of(v);
            let (Some(i), Some(c)) = (instance.filter(|i| !i.is_none() && s.object.is_unbound()), as_type(&s.class)) else {
                return Ok(v.clone());
            };
            if th.type_of(v).is_heap() {
                let cls = th.type_of(v).to_obj();
                return protocol::call(th, &cls, &[s.class.clone(), i.clone()]);
            }
            let object_type = super_type(th, c, i)?;
            th.alloc(Super { class: s.class.clone(), object: i.clone(), object_type })
        }),
        getattr: Some(|th, v, name| {
            let s = super_of(v);
            if !s.object.is_unbound()
                && str_object::text(name) != "__class__"
                && let (Some(t), Some(c)) = (as_type(&s.object_type), as_type(&s.class))
            {
                let name = th.intern_obj(name)?;
                if let Some(f) = t.lookup_after(c, &name) {
                    return match th.type_of(&f).slots.descr_get() {
                        Some(get) => {
                            let instance = if s.object.is(&s.object_type) { None } else { Some(&s.object) };
                            get(th, &f, instance, &s.object_type).map(Some)
                        }
                        None => Ok(Some(f)),
                    };
                }
            }
            attribute::get(th, v, name)
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__thisclass__", |_, v| Ok(super_of(v).class.clone())),
        GetSet::read("__self__", |_, v| Ok(if super_of(v).object.is_unbound() { Obj::NONE } else { super_of(v).object.clone() })),
        GetSet::read("__self_class__", |_, v| {
            Ok(if super_of(v).object.is_unbound() { Obj::NONE } else { super_of(v).object_type.clone() })
        }),
    ],
    ..TypeSpec::new(Builtin::Super, &SUPER_VTABLE)
};

fn super_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    args.no_keywords(th, "super")?;
    let derived = as_type(cls).is_some_and(|t| t.is_heap());
    let (class, object) = match args.all {
        [class] => (class, None),
        [class, object] => (class, Some(object)),
        [] => return Err(th.raise(Builtin::RuntimeError, format_args!("super(): no arguments"))),
        more if derived => return Err(th.type_error(format_args!("super() takes at most 2 arguments ({} given)", more.len()))),
        more => return Err(th.type_error(format_args!("super() expected at most 2 arguments, got {}", more.len()))),
    };
    let Some(c) = as_type(class) else {
        let (article, t) = (if derived { "" } else { "a " }, th.type_name(class));
        return Err(th.type_error(format_args!("super() argument 1 must be {article}type, not {t}")));
    };
    let Some(object) = object.filter(|o| !o.is_none()) else {
        return th.new_payload(cls, Super { class: class.clone(), object: Obj::UNBOUND, object_type: Obj::NONE });
    };
    let object_type = super_type(th, c, object)?;
    th.new_payload(cls, Super { class: class.clone(), object: object.clone(), object_type })
}

/// The function that `super(class, object).name` finds, and the object that it takes first, if that is what it finds: no method need be made of them.
pub(crate) fn super_function(th: &mut Thread, v: &Obj, name: &Obj) -> Option<(Obj, Obj)> {
    let s = &v.exact::<Super>()?.payload;
    if s.object.is_unbound() || s.object.is(&s.object_type) {
        return None;
    }
    let f = as_type(&s.object_type)?.lookup_after(as_type(&s.class)?, name)?;
    // `__class__` is no function.
    th.type_of(&f).has(super::spec::METHOD).then(|| (f, s.object.clone()))
}

/// The type whose resolution order `super(class, object)` searches.
pub fn super_type(th: &mut Thread, class: &Object<Type>, object: &Obj) -> R<Obj> {
    if let Some(t) = as_type(object)
        && t.is_subtype(class)
    {
        return Ok(object.clone());
    }
    let t = th.type_of(object);
    if t.is_subtype(class) {
        return Ok(t.to_obj());
    }
    // A proxy says whose instance it stands for.
    if let Some(shown) = protocol::get_attr_text(th, object, "__class__")?
        && as_type(&shown).is_some_and(|t| t.is_subtype(class))
    {
        return Ok(shown);
    }
    Err(th.type_error(format_args!(
        "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).",
        if as_type(object).is_some() { "type" } else { "instance of" },
        as_type(object).map_or(t.name_text(), |t| t.name_text()),
        class.name_text()
    )))
}

impl Thread {
    /// An object of layout `T` for `__new__`: plain when `cls` is the built-in type itself.
    pub fn new_payload<T: crate::object::Payload>(&mut self, cls: &Obj, payload: T) -> R<Obj> {
        match as_type(cls) {
            Some(c) if c.is_heap() || c.has_extra => self.alloc_as(c, payload),
            _ => self.alloc(payload),
        }
    }
}
