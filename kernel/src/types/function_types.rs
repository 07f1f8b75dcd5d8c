//! Types of functions, methods and descriptors: calling and binding.

use super::function_object::*;
use super::spec::{BASE, CompareOp, DICT, GetSet, METHOD, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj, Value};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::str_object::{self, Str};
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, protocol, tuple_object};

/// Calls `f` with `first` put before the arguments.
pub fn call_bound(th: &mut Thread, f: &Obj, first: &Obj, args: &Args<'_>) -> R<Obj> {
    if args.all.len() < 8 {
        let mut words = [Value::NONE; 8];
        words[0] = first.value();
        for (w, a) in words[1..].iter_mut().zip(args.all) {
            *w = a.value();
        }
        return protocol::call_args(th, f, &Args { all: Obj::from_slice(&words[..args.all.len() + 1]), names: args.names });
    }
    let mut words: alloc::vec::Vec<Value> = th.vec(args.all.len() + 1)?;
    words.push(first.value());
    words.extend(args.all.iter().map(Obj::value));
    protocol::call_args(th, f, &Args { all: Obj::from_slice(&words), names: args.names })
}

/// A value of a field, `None` when unbound.
pub(crate) fn field_or_none(f: &Field, holder: &crate::object::Header) -> Obj {
    f.get(holder).unwrap_or(Obj::NONE)
}

/// Stores in a field through the sharing barrier.
pub(crate) fn store(th: &mut Thread, f: &Field, holder: &crate::object::Header, v: Obj) -> R<()> {
    sharing::barrier(th, holder, &v)?;
    drop(f.replace_raw(v));
    Ok(())
}

fn bind_method(th: &mut Thread, f: &Obj, instance: Option<&Obj>, _: &Obj) -> R<Obj> {
    match instance {
        None => Ok(f.clone()),
        Some(i) => th.alloc(BoundMethod { function: f.clone(), receiver: i.clone() }),
    }
}

fn function(v: &Obj) -> &Object<Function> {
    // SAFETY: called through slots and attributes of the function type, which check the receiver.
    unsafe { v.get_unchecked::<Function>() }
}

macro_rules! function_field {
    ($field:ident, $name:literal, str) => {
        GetSet::write(
            $name,
            |_, v| Ok(field_or_none(&function(v).$field, &function(v).header)),
            |th, v, x| match x {
                Some(x) if x.get::<Str>().is_some() => store(th, &function(v).$field, &function(v).header, x.clone()),
                _ => Err(th.type_error(format_args!("{} must be set to a string object", $name))),
            },
        )
    };
    ($field:ident, $name:literal, any) => {
        GetSet::write(
            $name,
            |_, v| Ok(field_or_none(&function(v).$field, &function(v).header)),
            |th, v, x| store(th, &function(v).$field, &function(v).header, x.filter(|x| !x.is_none()).cloned().unwrap_or(Obj::UNBOUND)),
        )
    };
}

static FUNCTION_VTABLE: Vtable = Vtable::of::<Function>();
/// `function`
pub static FUNCTION: TypeSpec = TypeSpec {
    flags: DICT | METHOD,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let q = function(v).qualname.load(&function(v).header);
            let at = v.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<function {} at {at:#x}>", str_object::text(&q)))
        }),
        call: Some(crate::interp::call::call_function),
        descr_get: Some(bind_method),
        ..SlotSpec::NONE
    },
    getsets: &[
        function_field!(name, "__name__", str),
        function_field!(qualname, "__qualname__", str),
        function_field!(module, "__module__", any),
        function_field!(kwdefaults, "__kwdefaults__", any),
        GetSet::write(
            "__defaults__",
            |_, v| Ok(field_or_none(&function(v).defaults, &function(v).header)),
            |th, v, x| match x {
                Some(t) if t.get::<tuple_object::Tuple>().is_none() && !t.is_none() => {
                    Err(th.type_error(format_args!("__defaults__ must be set to a tuple object")))
                }
                _ => store(th, &function(v).defaults, &function(v).header, x.filter(|x| !x.is_none()).cloned().unwrap_or(Obj::UNBOUND)),
            },
        ),
        GetSet::write(
            "__doc__",
            |_, v| {
                let f = function(v);
                Ok(match f.doc.get(&f.header) {
                    Some(d) => d,
                    None => crate::bytecode::code_object::docstring(&f.code),
                })
            },
            |th, v, x| store(th, &function(v).doc, &function(v).header, x.cloned().unwrap_or(Obj::NONE)),
        ),
        GetSet::read("__code__", |_, v| Ok(function(v).code.clone())),
        GetSet::read("__globals__", |_, v| Ok(function(v).globals.clone())),
        GetSet::read("__closure__", |_, v| Ok(if function(v).closure.is_unbound() { Obj::NONE } else { function(v).closure.clone() })),
        GetSet::write(
            "__annotations__",
            |th, v| {
                let f = function(v);
                if let Some(a) = f.annotations.get(&f.header) {
                    return Ok(a);
                }
                let a = match f.annotate.get(&f.header) {
                    Some(g) if !g.is_none() => protocol::call(th, &g, &[Obj::from_i31(1)])?,
                    _ => th.dict()?,
                };
                store(th, &f.annotations, &f.header, a.clone())?;
                Ok(a)
            },
            |th, v, x| store(th, &function(v).annotations, &function(v).header, x.cloned().unwrap_or(Obj::UNBOUND)),
        ),
        GetSet::write(
            "__annotate__",
            |_, v| Ok(field_or_none(&function(v).annotate, &function(v).header)),
            |th, v, x| {
                store(th, &function(v).annotations, &function(v).header, Obj::UNBOUND)?;
                store(th, &function(v).annotate, &function(v).header, x.cloned().unwrap_or(Obj::UNBOUND))
            },
        ),
        GetSet::read("__type_params__", |th, _| th.tuple(alloc::vec::Vec::new())),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::Function, &FUNCTION_VTABLE)
};

/// `__dict__` of instances that have one.
pub const DICT_ATTRIBUTE: GetSet = GetSet::write(
    "__dict__",
    |th, v| {
        let ty = th.type_of(v);
        attribute::dict_of(th, v, ty)
    },
    |th, v, x| match x {
        Some(d) if d.get::<Dict>().is_some() => {
            let ty = th.type_of(v);
            attribute::replace_dict(th, v, ty, d)
        }
        _ => {
            Err(th.type_error(format_args!("__dict__ must be set to a dictionary, not a '{}'", x.map_or("NoneType", |x| th.type_name(x)))))
        }
    },
);

fn method(v: &Obj) -> &Object<BoundMethod> {
    // SAFETY: as in `function`.
    unsafe { v.get_unchecked::<BoundMethod>() }
}

static METHOD_VTABLE: Vtable = Vtable::of::<BoundMethod>();
/// `method`
pub static BOUND_METHOD: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let q = protocol::get_attr_opt(th, &method(v).function, th.name(names::QUALNAME))?.unwrap_or(Obj::NONE);
            let r = protocol::repr(th, &method(v).receiver)?;
            th.str_fmt(format_args!("<bound method {} of {}>", str_object::text(&q), str_object::text(&r)))
        }),
        call: Some(|th, v, args| call_bound(th, &method(v).function, &method(v).receiver, args)),
        getattr: Some(|th, v, name| match attribute::get(th, v, name)? {
            Some(x) => Ok(Some(x)),
            None => protocol::get_attr_opt(th, &method(v).function, name),
        }),
        compare: Some(|_, op, a, b| {
            let Some(y) = b.exact::<BoundMethod>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = method(a).function.is(&y.function) && method(a).receiver.is(&y.receiver);
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        hash: Some(|_, v| Ok(protocol::identity_hash(&method(v).receiver) ^ protocol::identity_hash(&method(v).function))),
        new: Some(|th, _, args| {
            let [f, x] = args.exactly::<2>(th, "method")?;
            if !protocol::is_callable(th, f) {
                return Err(th.type_error(format_args!("first argument must be callable")));
            }
            th.alloc(BoundMethod { function: f.clone(), receiver: x.clone() })
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__func__", |_, v| Ok(method(v).function.clone())),
        GetSet::read("__self__", |_, v| Ok(method(v).receiver.clone())),
        GetSet::read("__doc__", |th, v| protocol::get_attr_name(th, &method(v).function.clone(), names::DOC)),
    ],
    ..TypeSpec::new(Builtin::BoundMethod, &METHOD_VTABLE)
};

fn native(v: &Obj) -> &Object<NativeFunction> {
    // SAFETY: as in `function`.
    unsafe { v.get_unchecked::<NativeFunction>() }
}

/// Calls native code, with the native stack checked.
#[inline]
pub fn call_native(th: &mut Thread, m: &Method, this: &Obj, args: &Args<'_>) -> R<Obj> {
    th.check_native_stack()?;
    (m.call)(th, this, args)
}

static NATIVE_VTABLE: Vtable = Vtable::of::<NativeFunction>();
/// `builtin_function_or_method`
pub static NATIVE_FUNCTION: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let n = native(v);
            if n.this.get::<crate::types::module_object::Module>().is_some() || n.this.is_none() {
                return th.str_fmt(format_args!("<built-in function {}>", n.method.name));
            }
            let t = th.type_name(&n.this);
            let at = n.this.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<built-in method {} of {t} object at {at:#x}>", n.method.name))
        }),
        call: Some(|th, v, args| call_native(th, native(v).method, &native(v).this, args)),
        compare: Some(|_, op, a, b| {
            let Some(y) = b.exact::<NativeFunction>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = core::ptr::eq(native(a).method, y.method) && native(a).this.is(&y.this);
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(native(v).method.name)),
        GetSet::read("__qualname__", |th, v| {
            let n = native(v);
            if n.this.get::<crate::types::module_object::Module>().is_some() || n.this.is_none() {
                return th.intern(n.method.name);
            }
            let t = match as_type(&n.this) {
                Some(t) => t.name_text(),
                None => th.type_name(&n.this),
            };
            th.str_fmt(format_args!("{t}.{}", n.method.name))
        }),
        GetSet::read("__module__", |_, v| Ok(native(v).module.clone())),
        GetSet::read("__self__", |_, v| Ok(native(v).this.clone())),
        GetSet::read("__doc__", |th, v| if native(v).method.doc.is_empty() { Ok(Obj::NONE) } else { th.str(native(v).method.doc) }),
    ],
    ..TypeSpec::new(Builtin::NativeFunction, &NATIVE_VTABLE)
};

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
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(method_descriptor(v).method.name)),
        GetSet::read("__qualname__", |th, v| {
            let m = method_descriptor(v);
            th.str_fmt(format_args!("{}.{}", owner_name(&m.owner), m.method.name))
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
    getsets: &[
        GetSet::read("__name__", |th, v| Ok(th.name(slot_wrapper(v).dunder.name()).clone())),
        GetSet::read("__qualname__", |th, v| {
            let w = slot_wrapper(v);
            let n = str_object::text(th.name(w.dunder.name()));
            th.str_fmt(format_args!("{}.{n}", owner_name(&w.owner)))
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
    getsets: &[
        GetSet::read("__name__", |th, v| Ok(th.name(slot_wrapper(&method_wrapper(v).wrapper).dunder.name()).clone())),
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
                    if as_type(&getset(v).owner).is_some_and(|o| matches!(o.layout, Builtin::Slice | Builtin::Range | Builtin::Property)) {
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
                    let (t, n) = (th.type_name(i), str_object::text(&m.name));
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
        GetSet::read("__objclass__", |_, v| Ok(member(v).owner.clone())),
        GetSet::read("__doc__", |_, _| Ok(Obj::NONE)),
    ],
    ..TypeSpec::new(Builtin::Member, &MEMBER_VTABLE)
};

static CELL_VTABLE: Vtable = Vtable::of::<Cell>();
/// `cell`
pub static CELL: TypeSpec = TypeSpec {
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
    if matches!(t, "__name__" | "__qualname__" | "__doc__" | "__module__" | "__annotations__") && !wrapped.is_unbound() {
        return protocol::get_attr_opt(th, wrapped, name);
    }
    Ok(None)
}

static SM_VTABLE: Vtable = Vtable::of::<StaticMethod>();
/// `staticmethod`
pub static STATIC_METHOD: TypeSpec = TypeSpec {
    flags: BASE | DICT,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let f = static_method(v).function.load(&static_method(v).header);
            let r = protocol::repr(th, &f)?;
            th.str_fmt(format_args!("<staticmethod({})>", str_object::text(&r)))
        }),
        new: Some(|th, cls, _| th.new_payload(cls, StaticMethod { function: Field::empty() })),
        init: Some(|th, v, args| {
            let f = &args.between(th, "staticmethod", 1, 1)?[0];
            store(th, &static_method(v).function, &static_method(v).header, f.clone())
        }),
        descr_get: Some(|_, v, _, _| Ok(static_method(v).function.load(&static_method(v).header))),
        call: Some(|th, v, args| {
            let f = static_method(v).function.load(&static_method(v).header);
            protocol::call_args(th, &f, args)
        }),
        getattr: Some(|th, v, name| {
            let f = static_method(v).function.load(&static_method(v).header);
            match wrap_attribute(th, &f, name)? {
                Some(x) => Ok(Some(x)),
                None => attribute::get(th, v, name),
            }
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__func__", |_, v| Ok(static_method(v).function.load(&static_method(v).header))),
        GetSet::read("__wrapped__", |_, v| Ok(static_method(v).function.load(&static_method(v).header))),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::StaticMethod, &SM_VTABLE)
};

static CM_VTABLE: Vtable = Vtable::of::<ClassMethod>();
/// `classmethod`
pub static CLASS_METHOD: TypeSpec = TypeSpec {
    flags: BASE | DICT,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let f = class_method(v).function.load(&class_method(v).header);
            let r = protocol::repr(th, &f)?;
            th.str_fmt(format_args!("<classmethod({})>", str_object::text(&r)))
        }),
        new: Some(|th, cls, _| th.new_payload(cls, ClassMethod { function: Field::empty() })),
        init: Some(|th, v, args| {
            let f = &args.between(th, "classmethod", 1, 1)?[0];
            store(th, &class_method(v).function, &class_method(v).header, f.clone())
        }),
        descr_get: Some(|th, v, _, owner| {
            let f = class_method(v).function.load(&class_method(v).header);
            th.alloc(BoundMethod { function: f, receiver: owner.clone() })
        }),
        getattr: Some(|th, v, name| {
            let f = class_method(v).function.load(&class_method(v).header);
            match wrap_attribute(th, &f, name)? {
                Some(x) => Ok(Some(x)),
                None => attribute::get(th, v, name),
            }
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__func__", |_, v| Ok(class_method(v).function.load(&class_method(v).header))),
        GetSet::read("__wrapped__", |_, v| Ok(class_method(v).function.load(&class_method(v).header))),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::ClassMethod, &CM_VTABLE)
};

fn unbound_if_none(v: Option<&Obj>) -> Obj {
    v.filter(|v| !v.is_none()).cloned().unwrap_or(Obj::UNBOUND)
}

fn property_copy(th: &mut Thread, v: &Obj, get: Option<&Obj>, set: Option<&Obj>, delete: Option<&Obj>) -> R<Obj> {
    let p = property(v);
    let pick = |new: Option<&Obj>, old: &Field| new.cloned().or_else(|| old.get(&p.header)).unwrap_or(Obj::UNBOUND);
    let new = Property {
        get: Field::new(pick(get, &p.get)),
        set: Field::new(pick(set, &p.set)),
        delete: Field::new(pick(delete, &p.delete)),
        doc: Field::new(p.doc.load(&p.header)),
        name: Field::new(p.name.load(&p.header)),
    };
    let cls = th.type_of(v).to_obj();
    th.new_payload(&cls, new)
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
                Property { get: Field::empty(), set: Field::empty(), delete: Field::empty(), doc: Field::empty(), name: Field::empty() },
            )
        }),
        init: Some(|th, v, args| {
            const S: Signature<4> = Signature {
                name: "property",
                parameters: ["fget", "fset", "fdel", "doc"],
                required: 0,
                positional_only: 0,
                keyword_only_from: 4,
            };
            let a = args.bind(th, &S)?;
            let p = property(v);
            store(th, &p.get, &p.header, unbound_if_none(a[0]))?;
            store(th, &p.set, &p.header, unbound_if_none(a[1]))?;
            store(th, &p.delete, &p.header, unbound_if_none(a[2]))?;
            let doc = match (a[3], a[0]) {
                (Some(d), _) if !d.is_none() => d.clone(),
                (_, Some(g)) if !g.is_none() => protocol::get_attr_opt(th, g, th.name(names::DOC))?.unwrap_or(Obj::NONE),
                _ => Obj::NONE,
            };
            store(th, &p.doc, &p.header, doc)
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
            let [_, n] = args.exactly::<2>(th, "__set_name__")?;
            store(th, &property(v).name, &property(v).header, n.clone())?;
            Ok(Obj::NONE)
        }),
    ],
    getsets: &[
        GetSet::read("fget", |_, v| Ok(field_or_none(&property(v).get, &property(v).header))),
        GetSet::read("fset", |_, v| Ok(field_or_none(&property(v).set, &property(v).header))),
        GetSet::read("fdel", |_, v| Ok(field_or_none(&property(v).delete, &property(v).header))),
        GetSet::read("__name__", |_, v| Ok(field_or_none(&property(v).name, &property(v).header))),
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
    if args.all.is_empty() {
        return Err(th.raise(Builtin::RuntimeError, format_args!("super(): no arguments")));
    }
    let a = args.between(th, "super()", 1, 2)?;
    let class = &a[0];
    let Some(c) = as_type(class) else {
        let t = th.type_name(class);
        return Err(th.type_error(format_args!("super() argument 1 must be a type, not {t}")));
    };
    let Some(object) = a.get(1).filter(|o| !o.is_none()) else {
        return th.new_payload(cls, Super { class: class.clone(), object: Obj::UNBOUND, object_type: Obj::NONE });
    };
    let object_type = super_type(th, c, object)?;
    th.new_payload(cls, Super { class: class.clone(), object: object.clone(), object_type })
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
