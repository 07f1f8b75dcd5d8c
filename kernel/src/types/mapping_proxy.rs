//! `mappingproxy`: read-only views of mappings, a class's `__dict__` above all.

use super::function_object::payload;
use super::spec::{BinaryOp, MAPPING, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::{protocol, str_object};

payload! {
    /// `mappingproxy`
    MappingProxy = MappingProxy {
        /// The mapping.
        pub mapping: Obj => obj,
    }
}

/// A view of a mapping.
pub fn new(th: &mut Thread, mapping: &Obj) -> R<Obj> {
    th.alloc(MappingProxy { mapping: mapping.clone() })
}

fn mapping(v: &Obj) -> &Obj {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<MappingProxy>().payload.mapping }
}

/// Passes a method on to the mapping.
fn forward(th: &mut Thread, this: &Obj, name: &str, args: &[Obj]) -> R<Obj> {
    protocol::call_method_text(th, &mapping(this).clone(), name, args)
}

macro_rules! forwarded {
    ($name:literal, $doc:literal) => {
        Method::new($name, |th, this, args| {
            args.exactly::<0>(th, concat!("mappingproxy.", $name))?;
            forward(th, this, $name, &[])
        })
        .doc($doc)
    };
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Read-only proxy of a mapping.",
    flags: MAPPING,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let r = protocol::repr(th, mapping(v))?;
            th.str_fmt(format_args!("mappingproxy({})", str_object::text(&r)))
        }),
        str: Some(|th, v| protocol::str(th, mapping(v))),
        hash: Some(|th, v| protocol::hash(th, mapping(v))),
        iter: Some(|th, v| protocol::iter(th, mapping(v))),
        compare: Some(|th, op, a, b| protocol::compare(th, op, mapping(a), b)),
        len: Some(|th, v| protocol::len(th, mapping(v))),
        getitem: Some(|th, v, k| protocol::get_item(th, mapping(v), k)),
        contains: Some(|th, v, k| protocol::contains(th, mapping(v), k)),
        binary: Some(binary),
        inplace: Some(inplace),
        new: Some(make),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    inplace: &[BinaryOp::Or],
    methods: &[
        Method::new("get", get).doc("The value of a key; for one that is not there, the default."),
        forwarded!("keys", "A view of the keys."),
        forwarded!("values", "A view of the values."),
        forwarded!("items", "A view of the pairs of key and value."),
        forwarded!("copy", "Return a shallow copy of the mapping."),
        forwarded!("__reversed__", "Return a reverse iterator over the mapping's keys."),
    ],
    ..TypeSpec::new(Builtin::MappingProxy, const { &Vtable::of::<MappingProxy>() })
};

fn make(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let signature = Signature::new("mappingproxy", ["mapping"]);
    let [Some(m)] = args.bind(th, &signature)? else { return Ok(Obj::NONE) };
    let is_mapping =
        th.type_of(m).slots.getitem().is_some() && th.type_of(m).layout != Builtin::List && th.type_of(m).layout != Builtin::Tuple;
    if !is_mapping {
        let t = th.type_name(m);
        return Err(th.type_error(format_args!("mappingproxy() argument must be a mapping, not {t}")));
    }
    new(th, m)
}

fn get(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "get", 1, 2)?;
    let default = a.get(1).cloned().unwrap_or(Obj::NONE);
    if let Some(d) = mapping(this).exact::<Dict>() {
        return Ok(d.get(th, &a[0])?.unwrap_or(default));
    }
    let m = mapping(this).clone();
    let f = protocol::get_attr(th, &m, th.name(names::GET_METHOD))?;
    protocol::call(th, &f, &[a[0].clone(), default])
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    if op != BinaryOp::Or {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let open = |v: &Obj| v.exact::<MappingProxy>().map_or_else(|| v.clone(), |p| p.mapping.clone());
    protocol::binary_or_not_implemented(th, op, &open(a), &open(b))
}

fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, _: &Obj) -> R<Obj> {
    if op != BinaryOp::Or {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let t = th.type_name(a);
    Err(th.type_error(format_args!("'|=' is not supported by {t}; use '|' instead")))
}
