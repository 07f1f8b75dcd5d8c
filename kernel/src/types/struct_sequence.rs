//! Tuples whose items have names too, and which may have more named values than items: `os.stat_result`, `time.struct_time`.
//!
//! A class of that kind is a heap type over `tuple`. Values that are no items lie in fixed fields of the instance (as those of `__slots__`
//! do); they are written before anybody else sees the instance and never again, so everything here is lock-free.

use alloc::vec::Vec;

use super::spec::{Method, SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::args::Signature;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::text_buf::TextBuf;
use crate::types::dict_object::Dict;
use crate::types::function_object::{MethodDescriptor, NativeFunction};
use crate::types::str_object;
use crate::types::tuple_object::{self, Tuple};
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, class, int_object, protocol, sequence};

/// A descriptor that reads a named value: an item, or one of those behind the items.
#[derive(Debug)]
pub struct StructField {
    name: &'static str,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Item(usize),
    Hidden(usize),
}

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for StructField {
    const BUILTIN: Builtin = Builtin::StructField;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn field(v: &Obj) -> &Object<StructField> {
    // SAFETY: called through slots of the type, which check the receiver.
    unsafe { v.get_unchecked::<StructField>() }
}

/// The type of [`StructField`].
pub static FIELD: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| th.str_fmt(format_args!("<member '{}' of a structure>", field(v).name))),
        descr_get: Some(|th, v, instance, _| match instance {
            Some(i) if !i.is_none() => Ok(read(th, i, field(v).place)),
            _ => Ok(v.clone()),
        }),
        descr_set: Some(|th, _, _, _| Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute")))),
        ..SlotSpec::NONE
    },
    getsets: &[super::spec::GetSet::read("__name__", |th, v| th.intern(field(v).name))],
    ..TypeSpec::new(Builtin::StructField, const { &Vtable::of::<StructField>() })
};

fn read(th: &Thread, v: &Obj, place: Place) -> Obj {
    let found = match place {
        Place::Item(i) => tuple_object::items(v).get(i).cloned(),
        Place::Hidden(i) if v.get::<Tuple>().is_some() && th.type_of(v).fixed as usize > i => attribute::get_fixed(v, i, th),
        Place::Hidden(_) => None,
    };
    found.unwrap_or(Obj::NONE)
}

/// What a class of this kind looks like.
#[derive(Debug)]
pub struct Layout {
    /// Module and name, with a dot between.
    pub name: &'static str,
    /// Docstring.
    pub doc: &'static str,
    /// Names of the values, an empty one for an item without name; those past `visible` are attributes only.
    pub fields: &'static [&'static str],
    /// Number of the tuple's items.
    pub visible: usize,
    /// Whether programs may make instances.
    pub open: bool,
}

impl Layout {
    /// The name without the module.
    pub fn short_name(&self) -> &'static str {
        class::short_name(self.name)
    }
}

static METHODS: [Method; 3] = [Method::new("__repr__", repr), Method::new("__reduce__", reduce), Method::new("__replace__", replace)];
static NEW: Method = Method::fixed("__new__", new);
static NO_NEW: Method = Method::fixed("__new__", |th, this, _| {
    let t = as_type(this).map_or("?", |t| t.name_text());
    Err(th.type_error(format_args!("cannot create '{t}' instances")))
});

/// The class, made once in an isolate. Programs reach it, but cannot put another in its place.
///
/// # Errors
/// `MemoryError`
pub fn class(th: &mut Thread, what: &'static Layout) -> R<Obj> {
    th.hidden(what.name, |th| make_class(th, what))
}

fn make_class(th: &mut Thread, what: &'static Layout) -> R<Obj> {
    let (seen, unseen) = what.fields.split_at(what.visible.min(what.fields.len()));
    let bases = {
        let t = th.builtin_type(Builtin::Tuple);
        th.tuple_of(&[t])?
    };
    let ns = th.dict()?;
    let meta = th.builtin_type(Builtin::Type);
    let name = th.intern(class::short_name(what.name))?;
    let d = ns.get::<Dict>().or_raise(th)?;
    let module = th.intern(class::module_name(what.name))?;
    d.set_name(th, th.name(names::MODULE), &module)?;
    if !what.doc.is_empty() {
        let doc = th.str(what.doc)?;
        d.set_name(th, th.name(names::DOC), &doc)?;
    }
    // Room for the values behind the items.
    let mut slots = th.vec(unseen.len())?;
    for n in unseen {
        slots.push(th.intern(n)?);
    }
    let slots = th.tuple(slots)?;
    d.set_name(th, th.name(names::SLOTS), &slots)?;
    let cls = class::type_new(th, &meta, &name, &bases, d, &Args::NONE)?;
    let ty = as_type(&cls).or_raise(th)?;
    let attributes = ty.attributes();
    attributes.remove(th, th.name(names::SLOTS))?;
    let mut named = Vec::new();
    let (items, hidden) = (seen.iter().enumerate(), unseen.iter().enumerate());
    for (name, place) in items.map(|(i, n)| (*n, Place::Item(i))).chain(hidden.map(|(i, n)| (*n, Place::Hidden(i)))) {
        if name.is_empty() {
            continue;
        }
        let key = th.intern(name)?;
        // So that the names come in their order, also those that `__slots__` entered.
        attributes.remove(th, &key)?;
        let f = th.alloc(StructField { name, place })?;
        attributes.set_name(th, &key, &f)?;
        if let Place::Item(_) = place {
            th.push(&mut named, key)?;
        }
    }
    let named = th.tuple(named)?;
    let unnamed = seen.iter().filter(|n| n.is_empty()).count();
    for (key, n) in [("n_sequence_fields", seen.len()), ("n_fields", what.fields.len()), ("n_unnamed_fields", unnamed)] {
        let (key, n) = (th.intern(key)?, th.int(n as i64)?);
        attributes.set_name(th, &key, &n)?;
    }
    let key = th.intern("__match_args__")?;
    attributes.set_name(th, &key, &named)?;
    for m in &METHODS {
        let f = th.alloc(MethodDescriptor { method: m, shape: ty.root_shape.load(Ordering::Relaxed), owner: cls.clone() })?;
        let key = th.intern(m.name)?;
        attributes.set_name(th, &key, &f)?;
    }
    let f = th.alloc(NativeFunction { method: if what.open { &NEW } else { &NO_NEW }, this: cls.clone(), module: Obj::NONE })?;
    attributes.set_name(th, th.name(names::NEW), &f)?;
    class::update_slots(th, ty);
    *ty.name_text.lock() = what.name;
    // What a class says of its fields holds for all its instances.
    class::close(th, ty);
    Ok(cls)
}

/// A new instance, from a value for each field.
///
/// # Errors
/// `MemoryError`
pub fn make(th: &mut Thread, what: &'static Layout, values: Vec<Obj>) -> R<Obj> {
    let cls = class(th, what)?;
    make_as(th, &cls, values)
}

/// [`make`] for a class of this kind.
fn make_as(th: &mut Thread, cls: &Obj, mut values: Vec<Obj>) -> R<Obj> {
    let ty = as_type(cls).or_raise(th)?;
    let hidden = values.split_off(values.len().saturating_sub(ty.fixed as usize));
    let made = Tuple::allocate_for(th, ty, &mut values.drain(..))?;
    for (i, v) in hidden.iter().enumerate() {
        drop(attribute::set_fixed(th, &made, i, Some(v))?);
    }
    Ok(made)
}

/// Names of values with their places, in order.
type Named = Vec<(Obj, Place)>;

/// The class of this kind that a class is or derives from, its number of items, and all names with their places.
fn declared(th: &mut Thread, ty: &Object<Type>) -> R<(Obj, usize, Named)> {
    let key = th.intern("n_sequence_fields")?;
    for t in ty.mro() {
        let Some(n) = t.attributes().get_name(&key).filter(|_| t.is_heap()).and_then(|n| int_object::to_i64(&n)) else { continue };
        let mut all = Vec::new();
        for (name, v) in t.attributes().snapshot(th)? {
            if let Some(f) = v.exact::<StructField>() {
                th.push(&mut all, (name, f.place))?;
            }
        }
        return Ok((t.to_obj(), n as usize, all));
    }
    Err(th.type_error(format_args!("not a structure")))
}

fn repr(th: &mut Thread, v: &Obj, _: &Args<'_>) -> R<Obj> {
    let (cls, n, fields) = declared(th, th.type_of(v))?;
    sequence::guarded(th, v, "(...)", &mut |th| {
        let mut text = TextBuf::new();
        let name = as_type(&cls).map_or_else(alloc::string::String::new, |t| protocol::qualified_name(th, t));
        text.push_str(&name).or_raise(th)?;
        for (i, x) in tuple_object::items(v).iter().take(n).enumerate() {
            let r = protocol::repr(th, x)?;
            let key = fields.get(i).map_or("", |(k, _)| str_object::text(k));
            text.push_fmt(format_args!("{}{key}={}", if i == 0 { "(" } else { ", " }, str_object::text(&r))).or_raise(th)?;
        }
        text.push_str(")").or_raise(th)?;
        th.str(text.as_str())
    })
}

fn hidden_dict(th: &mut Thread, v: &Obj, fields: &[(Obj, Place)]) -> R<Obj> {
    let out = th.dict()?;
    let d = out.get::<Dict>().or_raise(th)?;
    for (name, place) in fields {
        if let Place::Hidden(_) = place {
            let x = read(th, v, *place);
            d.set_name(th, name, &x)?;
        }
    }
    Ok(out)
}

fn reduce(th: &mut Thread, v: &Obj, _: &Args<'_>) -> R<Obj> {
    let (_, n, fields) = declared(th, th.type_of(v))?;
    let items = th.tuple_of(&tuple_object::items(v)[..n.min(tuple_object::items(v).len())])?;
    let rest = hidden_dict(th, v, &fields)?;
    let args = th.pair(items, rest)?;
    let cls = th.type_of(v).to_obj();
    th.pair(cls, args)
}

fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    if !args.positional().is_empty() {
        let n = args.positional().len();
        return Err(th.type_error(format_args!("__replace__() takes no positional arguments ({n} given)")));
    }
    let (cls, _, fields) = declared(th, th.type_of(v))?;
    let cls_name = as_type(&cls).map_or_else(alloc::string::String::new, |t| protocol::qualified_name(th, t));
    let mut items = th.vec(tuple_object::items(v).len())?;
    items.extend_from_slice(tuple_object::items(v));
    if fields.iter().filter(|f| matches!(f.1, Place::Item(_))).count() < items.len() {
        return Err(th.type_error(format_args!("__replace__() is not supported for {cls_name} because it has unnamed field(s)")));
    }
    let rest = hidden_dict(th, v, &fields)?;
    for (k, x) in args.keywords() {
        match fields.iter().find(|(n, _)| str_object::text(n) == str_object::text(k)) {
            Some((_, Place::Item(i))) => {
                if let Some(item) = items.get_mut(*i) {
                    *item = x.clone();
                }
            }
            Some(_) => {
                let k = th.intern_obj(k)?;
                rest.get::<Dict>().or_raise(th)?.set_name(th, &k, x)?;
            }
            None => {
                let k = protocol::repr(th, k)?;
                return Err(th.type_error(format_args!("Got unexpected field name(s): [{}]", str_object::text(&k))));
            }
        }
    }
    let items = th.tuple(items)?;
    let cls = th.type_of(v).to_obj();
    protocol::call(th, &cls, &[items, rest])
}

static SIGNATURE: Signature<2> = Signature::new("__new__", ["sequence", "dict"]).required(1);

fn wrong_length(th: &mut Thread, name: &str, bound: &str, n: usize, given: usize) -> Raised {
    th.type_error(format_args!("{name}() takes {bound} {n}-sequence ({given}-sequence given)"))
}

fn new(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let owner = as_type(this).or_raise(th)?;
    let Some(cls) = args.positional().first() else {
        return Err(th.type_error(format_args!("{}.__new__(): not enough arguments", owner.name_text())));
    };
    let Some(ty) = as_type(cls) else {
        let x = th.type_name(cls);
        return Err(th.type_error(format_args!("{}.__new__(X): X is not a type object ({x})", owner.name_text())));
    };
    if !ty.is_subtype(owner) {
        let (t, x) = (owner.name_text(), ty.name_text());
        return Err(th.type_error(format_args!("{t}.__new__({x}): {x} is not a subtype of {t}")));
    }
    let (owner, n, fields) = declared(th, ty)?;
    let [given, rest] = args.rest().bind(th, &SIGNATURE)?;
    let given = given.or_raise(th)?;
    if !protocol::is_iterable(th, given) {
        return Err(th.type_error(format_args!("constructor requires a sequence")));
    }
    let mut items = protocol::collect(th, given)?;
    let name = as_type(&owner).map_or_else(alloc::string::String::new, |t| protocol::qualified_name(th, t));
    let hidden = fields.iter().filter(|f| matches!(f.1, Place::Hidden(_))).count();
    let most = n + hidden;
    if items.len() < n || items.len() > most {
        let least = items.len() < n;
        let bound = if hidden == 0 {
            "a"
        } else if least {
            "an at least"
        } else {
            "an at most"
        };
        let len = items.len();
        return Err(wrong_length(th, &name, bound, if least { n } else { most }, len));
    }
    let rest = match rest.filter(|r| !r.is_none()) {
        Some(r) if r.get::<Dict>().is_none() => {
            return Err(th.type_error(format_args!("{name}() takes a dict as second arg, if any")));
        }
        r => r,
    };
    let mut behind: Vec<Obj> = items.drain(n..).collect();
    if let Some(d) = rest.and_then(|r| r.get::<Dict>()) {
        let mut used = 0;
        let from = behind.len();
        for (key, place) in &fields {
            let Place::Hidden(i) = place else { continue };
            if *i < from {
                continue;
            }
            let x = d.get(th, key)?;
            used += usize::from(x.is_some());
            th.push(&mut behind, x.unwrap_or(Obj::NONE))?;
        }
        if d.len() > used {
            return Err(th.type_error(format_args!("{name}() got duplicate or unexpected field name(s)")));
        }
    }
    while behind.len() < hidden {
        th.push(&mut behind, Obj::NONE)?;
    }
    // Times in whole seconds are items of `os.stat_result`, and stand for the exact ones where those are not given.
    for (i, x) in behind.iter_mut().enumerate().take(items.len().saturating_sub(fields.len() - hidden)) {
        if x.is_none() {
            *x = items[fields.len() - hidden + i].clone();
        }
    }
    items.extend(behind);
    make_as(th, cls, items)
}
