//! `object`: what every type inherits.

use super::spec::{self, BASE, CompareOp, GetSet, Method, SlotId, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::Field;
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, protocol, str_object};

/// Payload of plain objects: nothing.
#[derive(Debug)]
pub struct Plain;

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Plain {
    const BUILTIN: Builtin = Builtin::Object;
    fn trace(&self, _: &mut dyn Trace) {}
}

static VTABLE: Vtable = Vtable::of::<Plain>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "The base class of the class hierarchy.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(protocol::default_repr),
        // What is wrong with its result is said of `__str__`.
        str: Some(|th, v| match th.type_of(v).slots.repr() {
            Some(f) => f(th, v),
            None => protocol::default_repr(th, v),
        }),
        hash: Some(|_, v| Ok(protocol::identity_hash(v))),
        getattr: Some(attribute::get),
        setattr: Some(attribute::set),
        compare: Some(compare),
        new: Some(new),
        init: Some(init),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("__format__", format),
        Method::new("__dir__", dir),
        Method::new("__sizeof__", |th, this, _| {
            let ty = th.type_of(this);
            let n = match this.header() {
                // Relaxed: a thread that changes the shape meanwhile changes the size.
                Some(h) if ty.has_extra && ty.layout == Builtin::Object => {
                    let shape = th.isolate().shapes.get(h.shape.load(Ordering::Relaxed));
                    ty.extra_offset as usize + shape.capacity as usize * size_of::<Field>()
                }
                _ => ty.instance_size(),
            };
            th.int(n as i64)
        }),
        Method::class("__init_subclass__", |th, cls, args| {
            if !args.names.is_empty() {
                let c = crate::types::type_object::as_type(cls).map_or("object", |c| c.name_text());
                return Err(th.type_error(format_args!("{c}.__init_subclass__() takes no keyword arguments")));
            }
            args.exactly::<0>(th, "__init_subclass__").map(|_| Obj::NONE)
        }),
        super::object_reduce::GETSTATE,
        super::object_reduce::REDUCE,
        super::object_reduce::REDUCE_EX,
        Method::class("__subclasshook__", |_, _, _| Ok(Obj::NOT_IMPLEMENTED)),
    ],
    getsets: &[GetSet::write("__class__", |th, v| Ok(th.type_of(v).to_obj()), set_class)],
    ..TypeSpec::new(Builtin::Object, &VTABLE)
};

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        CompareOp::Eq => Ok(if a.is(b) { Obj::TRUE } else { Obj::NOT_IMPLEMENTED }),
        CompareOp::Ne => {
            // The opposite of `__eq__`, whoever defines it.
            let f = th.type_of(a).slots.compare();
            let Some(f) = f else { return Ok(Obj::NOT_IMPLEMENTED) };
            let r = f(th, CompareOp::Eq, a, b)?;
            if r.is_not_implemented() {
                return Ok(r);
            }
            Ok(Obj::from_bool(!protocol::truth(th, &r)?))
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn overrides(ty: &Type, slot: SlotId) -> bool {
    // A program class has the generic function; so does no built-in type.
    match slot {
        SlotId::new => ty.slots.new().zip(SPEC.slots.new).is_some_and(|(f, g)| !core::ptr::fn_addr_eq(f, g)),
        _ => ty.slots.init().zip(SPEC.slots.init).is_some_and(|(f, g)| !core::ptr::fn_addr_eq(f, g)),
    }
}

/// Whether a built-in type has no way for programs to make instances.
pub(super) fn is_made_by_no_program(ty: &Type) -> bool {
    !ty.is_heap() && ty.layout != Builtin::Object && !overrides(ty, SlotId::new)
}

/// `object.__new__`
pub fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let Some(ty) = as_type(cls) else { return Err(th.type_error(format_args!("object.__new__(X): X is not a type object"))) };
    if !args.all.is_empty() && !is_made_by_no_program(ty) {
        if overrides(ty, SlotId::new) {
            return Err(th.type_error(format_args!("object.__new__() takes exactly one argument (the type to instantiate)")));
        }
        if !overrides(ty, SlotId::init) {
            let t = ty.name_text();
            return Err(th.type_error(format_args!("{t}() takes no arguments")));
        }
    }
    if ty.has(spec::ABSTRACT) {
        let names = protocol::get_attr_name(th, cls, names::ABSTRACTMETHODS)?;
        let mut list = protocol::collect(th, &names)?;
        if let Some(i) = list.iter().position(|n| n.get::<str_object::Str>().is_none()) {
            let t = th.type_name(&list[i]);
            return Err(th.type_error(format_args!("sequence item {i}: expected str instance, {t} found")));
        }
        list.sort_unstable_by(|a, b| str_object::text(a).cmp(str_object::text(b)));
        let mut text = crate::text::text_buf::TextBuf::default();
        for (i, n) in list.iter().enumerate() {
            let r = text.push_fmt(format_args!("{}'{}'", if i > 0 { ", " } else { "" }, str_object::text(n)));
            crate::native::raised::OrRaise::or_raise(r, th)?;
        }
        let (t, s) = (ty.name_text(), if list.len() == 1 { "" } else { "s" });
        return Err(th.type_error(format_args!(
            "Can't instantiate abstract class {t} without an implementation for abstract method{s} {}",
            text.as_str()
        )));
    }
    if ty.layout != Builtin::Object {
        let t = ty.name_text();
        if is_made_by_no_program(ty) {
            return Err(th.type_error(format_args!("cannot create '{t}' instances")));
        }
        return Err(th.type_error(format_args!("object.__new__({t}) is not safe, use {t}.__new__()")));
    }
    if !ty.is_heap() && !ty.has_extra {
        return th.alloc(Plain);
    }
    th.new_instance(ty)
}

fn init(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<()> {
    if args.all.is_empty() {
        return Ok(());
    }
    let ty = th.type_of(v);
    let t = ty.name_text();
    if overrides(ty, SlotId::init) {
        return Err(th.type_error(format_args!("object.__init__() takes exactly one argument (the instance to initialize)")));
    }
    if !overrides(ty, SlotId::new) {
        return Err(th.type_error(format_args!("{t}.__init__() takes exactly one argument (the instance to initialize)")));
    }
    Ok(())
}

fn format(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let [spec] = args.exactly::<1>(th, "object.__format__")?;
    crate::native::args::text_argument(th, "__format__", spec)?;
    if !str_object::text(spec).is_empty() {
        let t = th.type_name(this);
        return Err(th.type_error(format_args!("unsupported format string passed to {t}.__format__")));
    }
    protocol::str(th, this)
}

/// Names of an object's attributes, its type's included: a list, not sorted.
fn dir(th: &mut Thread, this: &Obj, _: &Args<'_>) -> R<Obj> {
    let out = th.dict()?;
    let Some(d) = out.get::<crate::types::dict_object::Dict>() else { return Ok(Obj::NONE) };
    if let Some(own) = protocol::get_attr_quiet(th, this, th.name(names::DICT))?
        && let Some(own) = own.get::<crate::types::dict_object::Dict>()
    {
        for (k, _) in own.snapshot(th)? {
            d.set(th, &k, &Obj::NONE)?;
        }
    }
    let mro: alloc::vec::Vec<_> = match as_type(this) {
        Some(t) => t.mro().iter().map(|t| t.to_obj()).collect(),
        None => th.type_of(this).mro().iter().map(|t| t.to_obj()).collect(),
    };
    for t in &mro {
        let Some(t) = as_type(t) else { continue };
        for (k, _) in t.attributes().snapshot(th)? {
            d.set(th, &k, &Obj::NONE)?;
        }
    }
    let keys = d.snapshot(th)?.into_iter().map(|(k, _)| k).collect();
    th.list(keys)
}

fn set_class(th: &mut Thread, v: &Obj, value: Option<&Obj>) -> R<()> {
    let Some(value) = value else {
        return Err(th.type_error(format_args!("can't delete __class__ attribute")));
    };
    let Some(new) = as_type(value) else {
        let t = th.type_name(value);
        return Err(th.type_error(format_args!("__class__ must be set to a class, not '{t}' object")));
    };
    let old = th.type_of(v);
    let modules = old.layout == Builtin::Module && new.layout == Builtin::Module;
    if !modules && (!old.is_heap() || !new.is_heap()) {
        return Err(th.type_error(format_args!("__class__ assignment only supported for mutable types or ModuleType subclasses")));
    }
    let with_dict = [old, new].map(|t| attribute::own_storage(th.isolate(), t));
    if old.layout != new.layout || old.fixed != new.fixed || with_dict[0] != with_dict[1] {
        let (a, b) = (new.name_text(), old.name_text());
        return Err(th.type_error(format_args!("__class__ assignment: '{a}' object layout differs from '{b}'")));
    }
    // A1 of `attribute`: the values go to a dictionary, so that no slot changes meaning. (Those of modules lie in one anyway.)
    if !modules {
        attribute::dict_of(th, v, old)?;
    }
    if let Some(h) = v.header() {
        // Whoever reaches an instance reaches its type (I-S2).
        crate::refcount::sharing::barrier(th, h, &new.to_obj())?;
        h.shape.store(new.dict_shape.load(crate::prim::Ordering::Relaxed), crate::prim::Ordering::Release);
    }
    // What is remembered of a class was found with its metaclass in mind (C3 of `interp::cache`).
    if let Some(t) = as_type(v) {
        t.changed(th.isolate());
    }
    Ok(())
}
