//! Read-only views of mappings: `type.__dict__`, `types.MappingProxyType`.

use super::function_object::payload;
use super::spec::{MAPPING, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::{protocol, str_object};

payload! {
    /// A view.
    MappingProxy = MappingProxy {
        /// What is seen.
        pub mapping: Obj => obj,
    }
}

/// A view of a mapping.
pub fn new(th: &mut Thread, mapping: &Obj) -> R<Obj> {
    th.alloc(MappingProxy { mapping: mapping.clone() })
}

fn inner(v: &Obj) -> &Obj {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    let p: &Object<MappingProxy> = unsafe { v.get_unchecked::<MappingProxy>() };
    &p.payload.mapping
}

macro_rules! forward {
    ($name:literal) => {
        Method::new($name, |th, v, args| {
            let f = protocol::get_attr_text(th, inner(v), $name)?;
            match f {
                Some(f) => protocol::call_args(th, &f, args),
                None => Ok(Obj::NONE),
            }
        })
    };
}

static VTABLE: Vtable = Vtable::of::<MappingProxy>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: MAPPING,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let r = protocol::repr(th, inner(v))?;
            th.str_fmt(format_args!("mappingproxy({})", str_object::text(&r)))
        }),
        str: Some(|th, v| protocol::str(th, inner(v))),
        len: Some(|th, v| protocol::len(th, inner(v))),
        getitem: Some(|th, v, k| protocol::get_item(th, inner(v), k)),
        contains: Some(|th, v, k| protocol::contains(th, inner(v), k)),
        iter: Some(|th, v| protocol::iter(th, inner(v))),
        compare: Some(|th, op, a, b| {
            let b = b.exact::<MappingProxy>().map_or(b, |p| &p.payload.mapping);
            protocol::compare(th, op, inner(a), b)
        }),
        new: Some(|th, _, args| {
            let [m] = args.exactly::<1>(th, "mappingproxy")?;
            new(th, m)
        }),
        ..SlotSpec::NONE
    },
    methods: &[forward!("get"), forward!("keys"), forward!("values"), forward!("items"), forward!("copy")],
    ..TypeSpec::new(Builtin::MappingProxy, &VTABLE)
};
