//! `typing.Union`, which is also `types.UnionType`: `int | None`. A union never changes.

use alloc::vec::Vec;

use super::function_object::payload;
use super::spec::{BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::generic_alias::{GenericAlias, push_item};
use crate::types::tuple_object::{self, Tuple};
use crate::types::type_object::as_type;
use crate::types::{protocol, str_object, substitution};

payload! {
    /// Payload of `typing.Union`.
    Union = Union {
        /// A tuple of the members, none twice.
        args: Obj => obj,
    }
}

fn union(v: &Obj) -> &Object<Union> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<Union>() }
}

/// Members of a union, for `isinstance` and `issubclass`.
pub fn members(v: &Obj) -> Option<&[Obj]> {
    v.get::<Union>().map(|u| tuple_object::items(&u.payload.args))
}

/// Adds a member, or the members of a union, unless they are there already. `None` stands for its type.
fn add(th: &mut Thread, all: &mut Vec<Obj>, x: &Obj) -> R<()> {
    let none = th.builtin_type(Builtin::NoneType);
    let parts: &[Obj] = match members(x) {
        Some(parts) => parts,
        None if x.is_none() => core::slice::from_ref(&none),
        None => core::slice::from_ref(x),
    };
    if all.is_empty() && members(x).is_some() {
        // None twice already.
        all.try_reserve(parts.len()).or_raise(th)?;
        all.extend_from_slice(parts);
        return Ok(());
    }
    for part in parts {
        let mut known = false;
        for other in all.iter() {
            known = known || protocol::equal(th, other, part)?;
        }
        if !known {
            th.push(all, part.clone())?;
        }
    }
    Ok(())
}

fn of(th: &mut Thread, all: Vec<Obj>) -> R<Obj> {
    match &all[..] {
        [] => Err(th.type_error(format_args!("Cannot take a Union of no types."))),
        [one] => Ok(one.clone()),
        _ => {
            let args = th.tuple(all)?;
            th.alloc(Union { args })
        }
    }
}

/// Whether `|` of types takes it as it is.
fn is_member(x: &Obj) -> bool {
    x.is_none()
        || super::sentinel::is_sentinel(x)
        || as_type(x).is_some()
        || x.get::<GenericAlias>().is_some()
        || x.get::<Union>().is_some()
}

/// `a | b` of types, aliases, unions and `None`.
pub fn or(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if op != BinaryOp::Or {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    if !is_member(a) || !is_member(b) {
        // A union goes on with whatever `Union[...]` takes.
        if members(a).is_none() && members(b).is_none() {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        let both = th.pair(a.clone(), b.clone())?;
        return class_get_item(th, &both);
    }
    let mut all = Vec::new();
    add(th, &mut all, a)?;
    add(th, &mut all, b)?;
    of(th, all)
}

/// `Union[...]`: whatever `typing` takes for a type, strings included.
fn class_get_item(th: &mut Thread, item: &Obj) -> R<Obj> {
    let given: &[Obj] = match item.get::<Tuple>() {
        Some(_) => tuple_object::items(item),
        None => core::slice::from_ref(item),
    };
    let mut all = Vec::new();
    for x in given {
        // `typing` takes type parameters and type aliases as they are; asking it would need it.
        if is_member(x)
            || substitution::attribute(th, x, "__typing_subst__")?.is_some()
            || substitution::attribute(th, x, "evaluate_value")?.is_some()
        {
            add(th, &mut all, x)?;
            continue;
        }
        let typing = crate::interp::import::import(th, "typing", &Obj::NONE, &Obj::NONE, 0)?;
        let message = th.str("Union[arg, ...]: each arg must be a type.")?;
        let x = protocol::call_method_text(th, &typing, "_type_check", &[x.clone(), message])?;
        add(th, &mut all, &x)?;
    }
    of(th, all)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut out = TextBuf::new();
    for (i, item) in tuple_object::items(&union(v).args).iter().enumerate() {
        if i > 0 {
            out.push_str(" | ").or_raise(th)?;
        }
        push_item(th, &mut out, item)?;
    }
    th.str(out.as_str())
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(y)) = (members(a), members(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let mut same = x.len() == y.len();
    for item in x {
        let mut found = false;
        for other in y {
            found = found || protocol::equal(th, item, other)?;
        }
        same = same && found;
    }
    Ok(match op {
        CompareOp::Eq => Obj::from_bool(same),
        CompareOp::Ne => Obj::from_bool(!same),
        _ => Obj::NOT_IMPLEMENTED,
    })
}

fn parameters(th: &mut Thread, v: &Obj) -> R<Obj> {
    substitution::parameters(th, tuple_object::items(&union(v).args))
}

/// `typing.Union`
pub static UNION: TypeSpec = TypeSpec {
    flags: WEAK,
    doc: "One type or another, as int | str.",
    slots: SlotSpec {
        new: Some(|th, _, _| Err(th.type_error(format_args!("cannot create 'typing.Union' instances")))),
        repr: Some(repr),
        hash: Some(|th, v| {
            // The order of the members does not matter.
            let mut all = 0;
            for item in tuple_object::items(&union(v).args) {
                all ^= protocol::hash(th, item)?;
            }
            Ok(all)
        }),
        compare: Some(compare),
        getitem: Some(|th, v, item| {
            let params = parameters(th, v)?;
            let args = tuple_object::items(&union(v).args);
            let new = substitution::substitute(th, v, args, tuple_object::items(&params), item)?;
            let new = th.tuple(new)?;
            class_get_item(th, &new)
        }),
        binary: Some(or),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[
        Method::class("__class_getitem__", |th, _, args| {
            let [item] = args.exactly::<1>(th, "__class_getitem__")?;
            class_get_item(th, item)
        }),
        Method::new("__mro_entries__", |th, v, _| {
            let text = repr(th, v)?;
            Err(th.type_error(format_args!("Cannot subclass {}", str_object::text(&text))))
        }),
        Method::new("__instancecheck__", |th, v, args| {
            let [x] = args.exactly::<1>(th, "__instancecheck__")?;
            protocol::is_instance(th, x, v).map(Obj::from_bool)
        }),
        Method::new("__subclasscheck__", |th, v, args| {
            let [x] = args.exactly::<1>(th, "__subclasscheck__")?;
            protocol::is_subclass(th, x, v).map(Obj::from_bool)
        }),
    ],
    getsets: &[
        GetSet::read("__args__", |_, v| Ok(union(v).args.clone())),
        GetSet::read("__origin__", |th, _| Ok(th.builtin_type(Builtin::Union))),
        GetSet::read("__parameters__", parameters),
        GetSet::read("__name__", |th, _| th.intern("Union")),
        GetSet::read("__qualname__", |th, _| th.intern("Union")),
    ],
    ..TypeSpec::new(Builtin::Union, const { &Vtable::of::<Union>() })
};
