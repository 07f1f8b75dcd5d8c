//! `types.GenericAlias`: `list[int]`. An alias never changes; unions are in `union_type`.

use alloc::vec::Vec;

use super::function_object::payload;
use super::spec::{BASE, BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::list_object::List;
use crate::types::str_object::{self, Str};
use crate::types::tuple_object::{self, Tuple};
use crate::types::union_type;
use crate::types::{attribute, protocol, substitution};

payload! {
    /// Payload of `types.GenericAlias`.
    GenericAlias = GenericAlias {
        /// The type.
        pub origin: Obj => obj,
        /// A tuple of what stands in brackets.
        pub args: Obj => obj,
        /// Written with a `*` before it.
        pub starred: bool => none,
    }
}

fn alias(v: &Obj) -> &Object<GenericAlias> {
    // SAFETY: called through slots and attributes of the type, which check the receiver.
    unsafe { v.get_unchecked::<GenericAlias>() }
}

/// `__class_getitem__` of classes whose subscripts are aliases.
pub(crate) const CLASS_GETITEM: Method = Method::class("__class_getitem__", |th, cls, args| {
    let [key] = args.exactly::<1>(th, "__class_getitem__")?;
    subscript(th, cls, key)
});

/// `origin[key]`, for `__class_getitem__` of built-in types.
pub fn subscript(th: &mut Thread, origin: &Obj, key: &Obj) -> R<Obj> {
    let args = if key.get::<Tuple>().is_some() { key.clone() } else { th.tuple_of(core::slice::from_ref(key))? };
    th.alloc(GenericAlias { origin: origin.clone(), args, starred: false })
}

/// Text of a type as representations show it: a qualified name where there is one, else its own representation.
pub fn push_item(th: &mut Thread, out: &mut TextBuf, item: &Obj) -> R<()> {
    if item.is(&Obj::ELLIPSIS) {
        return out.push_str("...").or_raise(th);
    }
    if item.is(&th.builtin_type(Builtin::NoneType)) {
        return out.push_str("None").or_raise(th);
    }
    let is_alias = substitution::attribute(th, item, "__origin__")?.is_some() && substitution::attribute(th, item, "__args__")?.is_some();
    if !is_alias
        && let Some(name) = protocol::get_attr_quiet(th, item, th.name(names::QUALNAME))?.filter(|n| n.get::<Str>().is_some())
        && let Some(module) = protocol::get_attr_quiet(th, item, th.name(names::MODULE))?.filter(|m| !m.is_none())
    {
        let module = protocol::str(th, &module)?;
        if str_object::text(&module) != "builtins" {
            out.push_str(str_object::text(&module)).or_raise(th)?;
            out.push_char('.').or_raise(th)?;
        }
        return out.push_str(str_object::text(&name)).or_raise(th);
    }
    let text = protocol::repr(th, item)?;
    out.push_str(str_object::text(&text)).or_raise(th)
}

fn push_list(th: &mut Thread, out: &mut TextBuf, items: &[Obj]) -> R<()> {
    th.check_native_stack()?;
    out.push_char('[').or_raise(th)?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ").or_raise(th)?;
        }
        if item.get::<List>().is_some() {
            let inner = protocol::collect(th, item)?;
            push_list(th, out, &inner)?;
        } else {
            push_item(th, out, item)?;
        }
    }
    out.push_char(']').or_raise(th)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = alias(v);
    let mut out = TextBuf::new();
    if a.starred {
        out.push_char('*').or_raise(th)?;
    }
    push_item(th, &mut out, &a.origin)?;
    match tuple_object::items(&a.args) {
        [] => out.push_str("[()]").or_raise(th)?,
        items => push_list(th, &mut out, items)?,
    }
    th.str(out.as_str())
}

/// `GenericAlias(origin, args)`
fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    if !args.names.is_empty() {
        return Err(th.type_error(format_args!("GenericAlias() takes no keyword arguments")));
    }
    let [origin, given] = args.all else {
        let n = args.all.len();
        return Err(th.type_error(format_args!("GenericAlias expected 2 arguments, got {n}")));
    };
    let given = if given.get::<Tuple>().is_some() { given.clone() } else { th.tuple_of(core::slice::from_ref(given))? };
    th.new_payload(cls, GenericAlias { origin: origin.clone(), args: given, starred: false })
}

/// The instance remembers the alias it was made by, if it can.
fn call(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let made = protocol::call_args(th, &alias(v).origin, args)?;
    let name = th.intern("__orig_class__")?;
    if let Err(e) = protocol::set_attr(th, &made, &name, Some(v))
        && let Err(e) = th.take_if(e, Builtin::AttributeError)
    {
        drop(th.take_if(e, Builtin::TypeError)?);
    }
    Ok(made)
}

/// Attributes of the alias itself; all others are those of its type.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__bases__",
    "__copy__",
    "__deepcopy__",
];

fn get_attribute(th: &mut Thread, v: &Obj, name: &Obj) -> R<Option<Obj>> {
    if OWN.contains(&str_object::text(name)) {
        return attribute::get(th, v, name);
    }
    protocol::get_attr(th, &alias(v).origin, name).map(Some)
}

fn parameters(th: &mut Thread, v: &Obj) -> R<Obj> {
    substitution::parameters(th, tuple_object::items(&alias(v).args))
}

fn get_item(th: &mut Thread, v: &Obj, item: &Obj) -> R<Obj> {
    let a = alias(v);
    let params = parameters(th, v)?;
    let args = substitution::substitute(th, v, tuple_object::items(&a.args), tuple_object::items(&params), item)?;
    let args = th.tuple(args)?;
    th.alloc(GenericAlias { origin: a.origin.clone(), args, starred: a.starred })
}

fn starred(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = alias(v);
    th.alloc(GenericAlias { origin: a.origin.clone(), args: a.args.clone(), starred: true })
}

fn refuse(th: &mut Thread, function: &str) -> R<Obj> {
    Err(th.type_error(format_args!("{function}() argument 2 cannot be a parameterized generic")))
}

fn reduce(th: &mut Thread, v: &Obj) -> R<Obj> {
    let a = alias(v);
    let cls = th.builtin_type(Builtin::GenericAlias);
    let parts = th.tuple_of(&[a.origin.clone(), a.args.clone()])?;
    if !a.starred {
        return th.tuple_of(&[cls, parts]);
    }
    let plain = th.alloc(GenericAlias { origin: a.origin.clone(), args: a.args.clone(), starred: false })?;
    let iterator = protocol::iter(th, &plain)?;
    let builtins = th.isolate().builtins.peek();
    let name = th.intern("next")?;
    let next = Obj::from_ref(&builtins).get::<crate::types::dict_object::Dict>().and_then(|d| d.get_name(&name));
    let parts = th.tuple_of(core::slice::from_ref(&iterator))?;
    th.tuple_of(&[next.unwrap_or(Obj::NONE), parts])
}

/// `types.GenericAlias`
pub static ALIAS: TypeSpec = TypeSpec {
    doc: "A class with type arguments, as list[int] (PEP 585): __origin__ is the class, __args__ the arguments.",
    flags: BASE | WEAK,
    slots: SlotSpec {
        new: Some(new),
        repr: Some(repr),
        hash: Some(|th, v| {
            let a = alias(v);
            Ok(protocol::hash(th, &a.origin)? ^ protocol::hash(th, &a.args)?)
        }),
        compare: Some(|th, op, a, b| {
            let (x, Some(y)) = (alias(a), b.get::<GenericAlias>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = x.starred == y.starred && protocol::equal(th, &x.origin, &y.origin)? && protocol::equal(th, &x.args, &y.args)?;
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        call: Some(call),
        getattr: Some(get_attribute),
        getitem: Some(get_item),
        iter: Some(|th, v| {
            let one = starred(th, v)?;
            let one = th.tuple_of(core::slice::from_ref(&one))?;
            protocol::iter(th, &one)
        }),
        binary: Some(union_type::or),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Or],
    methods: &[
        Method::new("__mro_entries__", |th, v, args| {
            args.exactly::<1>(th, "__mro_entries__")?;
            th.tuple_of(core::slice::from_ref(&alias(v).origin))
        }),
        Method::new("__instancecheck__", |th, _, _| refuse(th, "isinstance")),
        Method::new("__subclasscheck__", |th, _, _| refuse(th, "issubclass")),
        Method::new("__reduce__", |th, v, _| reduce(th, v)),
        Method::new("__dir__", |th, v, _| {
            let own = protocol::call_method_text(th, &alias(v).origin, "__dir__", &[]);
            let mut all: Vec<Obj> = match own {
                Ok(list) => protocol::collect(th, &list)?,
                // A class's `__dir__` wants an instance: its own names are its metaclass's to tell.
                Err(e) => {
                    drop(th.take(e));
                    let meta = th.type_of(&alias(v).origin).to_obj();
                    let list = protocol::call_method_text(th, &meta, "__dir__", core::slice::from_ref(&alias(v).origin))?;
                    protocol::collect(th, &list)?
                }
            };
            for name in OWN.iter().filter(|n| !matches!(**n, "__bases__" | "__copy__" | "__deepcopy__")) {
                let name = th.intern(name)?;
                if !all.iter().any(|x| x.is(&name)) {
                    th.push(&mut all, name)?;
                }
            }
            th.list(all)
        }),
    ],
    getsets: &[
        GetSet::read("__origin__", |_, v| Ok(alias(v).origin.clone())),
        GetSet::read("__args__", |_, v| Ok(alias(v).args.clone())),
        GetSet::read("__unpacked__", |_, v| Ok(Obj::from_bool(alias(v).starred))),
        GetSet::read("__parameters__", parameters),
        GetSet::read("__typing_unpacked_tuple_args__", |th, v| {
            let a = alias(v);
            Ok(if a.starred && a.origin.is(&th.builtin_type(Builtin::Tuple)) { a.args.clone() } else { Obj::NONE })
        }),
    ],
    ..TypeSpec::new(Builtin::GenericAlias, const { &Vtable::of::<GenericAlias>() })
};
