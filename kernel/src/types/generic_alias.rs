//! `list[int]` and `int | str`: types as annotations and `isinstance` take them.

use alloc::vec::Vec;

use super::function_object::payload;
use super::spec::{BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::tuple_object::{self, Tuple};
use crate::types::type_object::as_type;
use crate::types::{attribute, protocol, str_object};

payload! {
    /// Payload of `types.GenericAlias`.
    GenericAlias = GenericAlias {
        /// The type.
        pub origin: Obj => obj,
        /// A tuple of what stands in brackets.
        pub args: Obj => obj,
    }
}

payload! {
    /// Payload of `typing.Union`.
    Union = Union {
        /// A tuple of the members, none twice.
        pub args: Obj => obj,
    }
}

fn alias(v: &Obj) -> &Object<GenericAlias> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<GenericAlias>() }
}

fn union(v: &Obj) -> &Object<Union> {
    // SAFETY: as in `alias`.
    unsafe { v.get_unchecked::<Union>() }
}

/// `origin[key]`, for `__class_getitem__` of built-in types.
pub fn subscript(th: &mut Thread, origin: &Obj, key: &Obj) -> R<Obj> {
    let args = if key.get::<Tuple>().is_some() { key.clone() } else { th.tuple_of(core::slice::from_ref(key))? };
    th.alloc(GenericAlias { origin: origin.clone(), args })
}

/// Members of a union, for `isinstance` and `issubclass`.
pub fn members(v: &Obj) -> Option<&[Obj]> {
    v.get::<Union>().map(|u| tuple_object::items(&u.payload.args))
}

/// Text of a member as representations show it: names of classes without `<class …>`.
fn push_item(th: &mut Thread, out: &mut TextBuf, item: &Obj) -> R<()> {
    if item.is(&Obj::ELLIPSIS) {
        return out.push_str("...").or_raise(th);
    }
    if item.is(&th.builtin_type(Builtin::NoneType)) {
        return out.push_str("None").or_raise(th);
    }
    if let Some(t) = as_type(item) {
        let name = protocol::qualified_name(th, t);
        return out.push_str(&name).or_raise(th);
    }
    let text = protocol::repr(th, item)?;
    out.push_str(str_object::text(&text)).or_raise(th)
}

fn alias_repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = alias(v);
    let mut out = TextBuf::new();
    push_item(th, &mut out, &a.origin)?;
    out.push_char('[').or_raise(th)?;
    let items = tuple_object::items(&a.args);
    if items.is_empty() {
        out.push_str("()").or_raise(th)?;
    }
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ").or_raise(th)?;
        }
        push_item(th, &mut out, item)?;
    }
    out.push_char(']').or_raise(th)?;
    th.str(out.as_str())
}

fn union_repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut out = TextBuf::new();
    for (i, item) in tuple_object::items(&union(v).args).iter().enumerate() {
        if i > 0 {
            out.push_str(" | ").or_raise(th)?;
        }
        push_item(th, &mut out, item)?;
    }
    th.str(out.as_str())
}

/// `a | b` of types, aliases, unions and `None`.
pub fn or(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if op != BinaryOp::Or {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let mut all: Vec<Obj> = Vec::new();
    for side in [a, b] {
        let none = th.builtin_type(Builtin::NoneType);
        let parts: &[Obj] = match members(side) {
            Some(parts) => parts,
            None if side.is_none() => core::slice::from_ref(&none),
            None if as_type(side).is_some() || side.get::<GenericAlias>().is_some() => core::slice::from_ref(side),
            None => return Ok(Obj::NOT_IMPLEMENTED),
        };
        for part in parts {
            let mut known = false;
            for other in &all {
                known = known || protocol::equal(th, other, part)?;
            }
            if !known {
                th.push(&mut all, part.clone())?;
            }
        }
    }
    if let [one] = &all[..] {
        return Ok(one.clone());
    }
    let args = th.tuple(all)?;
    th.alloc(Union { args })
}

fn equality(op: CompareOp, same: bool) -> Obj {
    match op {
        CompareOp::Eq => Obj::from_bool(same),
        CompareOp::Ne => Obj::from_bool(!same),
        _ => Obj::NOT_IMPLEMENTED,
    }
}

/// `types.GenericAlias`
pub static ALIAS: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(alias_repr),
        hash: Some(|th, v| {
            let a = alias(v);
            Ok(protocol::hash(th, &a.origin)? ^ protocol::hash(th, &a.args)?)
        }),
        compare: Some(|th, op, a, b| {
            let (x, Some(y)) = (alias(a), b.get::<GenericAlias>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = protocol::equal(th, &x.origin, &y.origin)? && protocol::equal(th, &x.args, &y.args)?;
            Ok(equality(op, same))
        }),
        call: Some(|th, v, args| protocol::call_args(th, &alias(v).origin, args)),
        getattr: Some(|th, v, name| {
            let own = matches!(str_object::text(name), "__origin__" | "__args__" | "__parameters__" | "__class__" | "__mro_entries__");
            if !own && let Some(x) = protocol::get_attr_opt(th, &alias(v).origin, name)? {
                return Ok(Some(x));
            }
            attribute::get(th, v, name)
        }),
        getitem: Some(|th, v, _| {
            let text = alias_repr(th, v)?;
            Err(th.type_error(format_args!("{} is not a generic class", str_object::text(&text))))
        }),
        binary: Some(or),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[Method::new("__mro_entries__", |th, v, args| {
        args.exactly::<1>(th, "__mro_entries__")?;
        th.tuple_of(&[alias(v).origin.clone()])
    })],
    getsets: &[
        GetSet::read("__origin__", |_, v| Ok(alias(v).origin.clone())),
        GetSet::read("__args__", |_, v| Ok(alias(v).args.clone())),
        GetSet::read("__parameters__", |th, _| th.tuple(Vec::new())),
    ],
    ..TypeSpec::new(Builtin::GenericAlias, const { &Vtable::of::<GenericAlias>() })
};

/// `typing.Union`
pub static UNION: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(union_repr),
        hash: Some(|th, v| {
            // The order of the members does not matter.
            let mut all = 0;
            for item in tuple_object::items(&union(v).args) {
                all ^= protocol::hash(th, item)?;
            }
            Ok(all)
        }),
        compare: Some(|th, op, a, b| {
            let (Some(x), Some(y)) = (members(a), members(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let mut same = x.len() == y.len();
            for item in x {
                let mut found = false;
                for other in y {
                    found = found || protocol::equal(th, item, other)?;
                }
                same = same && found;
            }
            Ok(equality(op, same))
        }),
        binary: Some(or),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    getsets: &[
        GetSet::read("__args__", |_, v| Ok(union(v).args.clone())),
        GetSet::read("__origin__", |th, _| Ok(th.builtin_type(Builtin::Union))),
        GetSet::read("__parameters__", |th, _| th.tuple(Vec::new())),
    ],
    ..TypeSpec::new(Builtin::Union, const { &Vtable::of::<Union>() })
};
