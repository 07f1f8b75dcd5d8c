//! Weak proxies: objects that pass every operation on to another, which they do not keep alive. `weakref.proxy` makes them.
//!
//! A proxy is a weak reference (`weakref`) of a type of its own. An operation takes a count of the object, without a lock, so that it lives until the
//! operation is over.

use super::spec::{BinaryOp, CompareOp, Method, SlotSpec, TypeSpec, UNHASHABLE, UnaryOp};
use super::weakref;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::protocol;

fn is_proxy(v: &Obj) -> bool {
    // SAFETY: alive while `v` is. Relaxed: the types have no derived ones, and their shapes never change.
    let shape = v.value().as_pointer().map(|p| unsafe { (*p).shape.load(Ordering::Relaxed) });
    shape == Some(Builtin::WeakProxy.shape()) || shape == Some(Builtin::CallableProxy.shape())
}

/// The object of a proxy, or `ReferenceError`; what is no proxy is itself.
fn object(th: &mut Thread, v: &Obj) -> R<Obj> {
    if !is_proxy(v) {
        return Ok(v.clone());
    }
    // The object may be a proxy again.
    th.check_native_stack()?;
    match weakref::upgrade(th, v) {
        Some(o) => Ok(o),
        None => Err(th.raise(Builtin::ReferenceError, format_args!("weakly-referenced object no longer exists"))),
    }
}

/// `weakref.proxy(object, callback)`
pub(super) fn new(th: &mut Thread, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "proxy", 1, 2)?;
    let class = if protocol::is_callable(th, &a[0]) { Builtin::CallableProxy } else { Builtin::WeakProxy };
    let class = th.builtin_type(class);
    weakref::new_ref(th, &class, &a[0], a.get(1))
}

const SLOTS: SlotSpec = SlotSpec {
    repr: Some(|th, v| {
        let at = v.value().without_uncounted().to_bits();
        match weakref::upgrade(th, v) {
            Some(o) => {
                let (t, to) = (th.type_name(&o), o.value().without_uncounted().to_bits());
                th.str_fmt(format_args!("<weakproxy at {at:#x}; to '{t}' at {to:#x}>"))
            }
            None => th.str_fmt(format_args!("<weakproxy at {at:#x}; dead>")),
        }
    }),
    str: Some(|th, v| {
        let o = object(th, v)?;
        protocol::str(th, &o)
    }),
    hash: Some(protocol::unhashable),
    getattr: Some(|th, v, name| {
        let o = object(th, v)?;
        protocol::get_attr(th, &o, name).map(Some)
    }),
    setattr: Some(|th, v, name, value| {
        let o = object(th, v)?;
        protocol::set_attr(th, &o, name, value)
    }),
    iter: Some(|th, v| {
        let o = object(th, v)?;
        protocol::iter(th, &o)
    }),
    next: Some(|th, v| {
        let o = object(th, v)?;
        if th.type_of(&o).slots.next().is_none() {
            let t = th.type_name(&o);
            return Err(th.type_error(format_args!("Weakref proxy referenced a non-iterator '{t}' object")));
        }
        protocol::next(th, &o)
    }),
    compare: Some(|th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj| {
        let (a, b) = (object(th, a)?, object(th, b)?);
        protocol::compare(th, op, &a, &b)
    }),
    truth: Some(|th, v| {
        let o = object(th, v)?;
        protocol::truth(th, &o)
    }),
    len: Some(|th, v| {
        let o = object(th, v)?;
        protocol::len(th, &o)
    }),
    getitem: Some(|th, v, key| {
        let o = object(th, v)?;
        protocol::get_item(th, &o, key)
    }),
    setitem: Some(|th, v, key, value| {
        let o = object(th, v)?;
        match value {
            Some(x) => protocol::set_item(th, &o, key, x),
            None => protocol::del_item(th, &o, key),
        }
    }),
    contains: Some(|th, v, item| {
        let o = object(th, v)?;
        protocol::contains(th, &o, item)
    }),
    binary: Some(|th, op, a, b| {
        let (a, b) = (object(th, a)?, object(th, b)?);
        protocol::binary(th, op, &a, &b)
    }),
    inplace: Some(|th, op, a, b| {
        let (a, b) = (object(th, a)?, object(th, b)?);
        protocol::inplace(th, op, &a, &b)
    }),
    unary: Some(|th, op, a| {
        let o = object(th, a)?;
        protocol::unary(th, op, &o)
    }),
    ..SlotSpec::NONE
};

/// Methods that are looked up in the type, where they would not be found in the object.
const METHODS: &[Method] = &[
    Method::new("__bytes__", |th, v, _| {
        let o = object(th, v)?;
        protocol::call_method_text(th, &o, "__bytes__", &[])
    }),
    Method::new("__reversed__", |th, v, _| {
        let o = object(th, v)?;
        protocol::call_method_text(th, &o, "__reversed__", &[])
    }),
];

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SLOTS,
    binary: &BinaryOp::ALL,
    inplace: &BinaryOp::ALL,
    unary: &UnaryOp::ALL,
    methods: METHODS,
    ..TypeSpec::new(Builtin::WeakProxy, const { &weakref::vtable(Builtin::WeakProxy) })
};

/// The declaration of proxies of what can be called.
pub static CALLABLE: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SlotSpec {
        call: Some(|th, v, args| {
            let o = object(th, v)?;
            protocol::call_args(th, &o, args)
        }),
        ..SLOTS
    },
    binary: &BinaryOp::ALL,
    inplace: &BinaryOp::ALL,
    unary: &UnaryOp::ALL,
    methods: METHODS,
    ..TypeSpec::new(Builtin::CallableProxy, const { &weakref::vtable(Builtin::CallableProxy) })
};
