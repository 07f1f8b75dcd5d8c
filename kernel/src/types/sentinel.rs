//! `sentinel`: unique values with a name (PEP 661). Nothing of them changes.

use super::function_object::payload;
use super::spec::{BinaryOp, Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::spec::GetSet;
use crate::types::str_object::Str;

payload! {
    /// A sentinel's payload.
    Sentinel = Sentinel {
        name: Obj => obj,
        /// What `repr` gives.
        shown: Obj => obj,
        module: Obj => obj,
    }
}

fn sentinel(v: &Obj) -> &Object<Sentinel> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<Sentinel>() }
}

fn new(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<2> = Signature::new("sentinel", ["", "repr"]).required(1).positional_only(1).keyword_only_from(1);
    let given = args.positional().len();
    if given != 1 {
        return Err(th.type_error(format_args!("sentinel() takes exactly 1 positional argument ({given} given)")));
    }
    let [name, shown] = args.bind(th, &SIGNATURE)?;
    let name = name.cloned().unwrap_or(Obj::NONE);
    if name.get::<Str>().is_none() {
        let t = th.type_name(&name);
        return Err(th.type_error(format_args!("sentinel() argument 1 must be str, not {t}")));
    }
    if let Some(r) = shown
        && !r.is_none()
        && r.get::<Str>().is_none()
    {
        let t = th.argument_type(r);
        return Err(th.type_error(format_args!("sentinel() argument 'repr' must be str or None, not {t}")));
    }
    let shown = shown.filter(|r| !r.is_none()).unwrap_or(&name).clone();
    let globals = crate::interp::class_body::globals_of(th);
    let module = globals.get::<Dict>().and_then(|d| d.get_name(th.name(names::NAME))).unwrap_or(Obj::NONE);
    th.alloc(Sentinel { name, shown, module })
}

fn itself(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.between(th, "__copy__", 0, 1)?;
    Ok(v.clone())
}

/// Whether a value is a sentinel.
pub fn is_sentinel(v: &Obj) -> bool {
    v.exact::<Sentinel>().is_some()
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "sentinel(name, /, *, repr=None)\n--\n\nA new object that is like no other, and calls itself by a name.",
    slots: SlotSpec {
        repr: Some(|th, v| super::protocol::str(th, &sentinel(v).shown)),
        binary: Some(super::union_type::or),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[
        Method::new("__copy__", itself),
        Method::new("__deepcopy__", itself),
        // Found again by its name in its module.
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "__reduce__")?;
            Ok(sentinel(v).name.clone())
        }),
    ],
    getsets: &[
        GetSet::read("__name__", |_, v| Ok(sentinel(v).name.clone())),
        GetSet::read("__module__", |_, v| Ok(sentinel(v).module.clone())),
    ],
    ..TypeSpec::new(Builtin::Sentinel, const { &Vtable::of::<Sentinel>() })
};
