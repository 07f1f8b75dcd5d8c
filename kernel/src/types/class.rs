//! Making classes: built-in ones from their declarations, program ones from a name, bases and a namespace.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use super::dunder::Dunder;
use super::function_object::{
    ClassMethod, ClassMethodDescriptor, Function, GetSetDescriptor, Member, MethodDescriptor, NativeFunction, SlotWrapper, StaticMethod,
};
use super::instance_slots;
use super::number_protocol;
use super::protocol;
use super::spec::{self, BinaryOp, Binding, Method, SlotId, Slots, TypeSpec};
use super::type_object::{Conflict, Type, as_type, c3};
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::shape::{MAX_SLOTS, Storage};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicU32, Ordering};
use crate::refcount::biased;
use crate::sync::versioned::Versioned;
use crate::types::dict_object::Dict;
use crate::types::str_object::{self, Str};
use crate::types::{tuple_object, weakref};

/// The native method behind `T.__new__` of built-in types.
static NEW: Method = Method::fixed("__new__", call_new);

/// `__dict__` of instances of program classes.
static INSTANCE_DICT: spec::GetSet = super::function_types::INSTANCE_DICT;

/// `T.__new__(cls, ...)` of a built-in type T, which is `this`.
fn call_new(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let Some(owner) = as_type(this) else { return Ok(Obj::NONE) };
    let t = owner.name_text();
    let Some(cls) = args.positional().first() else {
        return Err(th.type_error(format_args!("{t}.__new__(): not enough arguments")));
    };
    let Some(c) = as_type(cls) else {
        let x = th.type_name(cls);
        return Err(th.type_error(format_args!("{t}.__new__(X): X is not a type object ({x})")));
    };
    if !c.is_subtype(owner) {
        let x = c.name_text();
        return Err(th.type_error(format_args!("{t}.__new__({x}): {x} is not a subtype of {t}")));
    }
    if c.layout != owner.layout && !(c.layout.is_exception() && owner.layout.is_exception()) {
        let x = c.name_text();
        if super::object_type::is_made_by_no_program(c) {
            return Err(th.type_error(format_args!("cannot create '{x}' instances")));
        }
        return Err(th.type_error(format_args!("{t}.__new__({x}) is not safe, use {x}.__new__()")));
    }
    match owner.slots.new() {
        Some(f) => f(th, cls, &args.rest()),
        None => Err(th.type_error(format_args!("cannot create '{t}' instances"))),
    }
}

/// A name kept for as long as the isolate lives: type names in messages.
pub(super) fn kept_name(th: &Thread, text: &str) -> Option<&'static str> {
    // SAFETY: what refers to it is a type of this isolate, or says it in a message.
    unsafe { th.isolate().kept.text(text) }
}

/// Everything needed to allocate a type object.
struct Plan<'a> {
    meta: &'a Object<Type>,
    spec: Option<&'static TypeSpec>,
    layout: Builtin,
    vtable: &'static spec::Vtable,
    flags: u32,
    name: Obj,
    qualname: Obj,
    bases: Obj,
    order: Vec<NonNull<Object<Type>>>,
    dict: Obj,
    slots: Slots,
    has_extra: bool,
    fixed: u32,
    inline: u32,
}

fn allocate(th: &mut Thread, plan: Plan<'_>) -> R<Obj> {
    let text = kept_name(th, str_object::text(&plan.name)).or_raise(th)?;
    let mut mro: Vec<NonNull<Object<Type>>> = th.vec(plan.order.len() + 1)?;
    mro.push(NonNull::dangling());
    mro.extend_from_slice(&plan.order);
    let size = plan.vtable.size.next_multiple_of(8);
    let payload = Type {
        layout: plan.layout,
        spec: plan.spec,
        vtable: plan.vtable,
        flags: AtomicU32::new(plan.flags),
        name: Field::new(plan.name),
        qualname: Field::new(plan.qualname),
        bases: plan.bases,
        mro: mro.into_boxed_slice(),
        dict: plan.dict,
        slots: plan.slots,
        plain_init: Versioned::new(),
        version: AtomicU32::new(th.isolate().new_version()),
        root_shape: AtomicU32::new(0),
        dict_shape: AtomicU32::new(0),
        extra_offset: size as u32,
        has_extra: plan.has_extra,
        fixed: plan.fixed,
        inline: AtomicU32::new(plan.inline),
        outgrown: AtomicU32::new(0),
        subclasses: Mutex::new(Vec::new()),
        name_text: Mutex::new(text),
    };
    let object =
        if core::ptr::eq(plan.meta, th.isolate().ty(Builtin::Type)) { th.alloc(payload)? } else { th.alloc_as(plan.meta, payload)? };
    link(&object);
    Ok(object)
}

/// Points a new type's resolution order at itself.
fn link(object: &Obj) {
    let p = object.value().pointer_unchecked().cast::<Object<Type>>();
    // SAFETY: just made; nobody else sees it.
    unsafe {
        let mro: *mut Box<[NonNull<Object<Type>>]> = &raw mut (*p).payload.mro;
        (&mut *mro)[0] = NonNull::new_unchecked(p);
        biased::set_deferred(&(*p).header);
    }
}

impl Thread {
    /// Makes the built-in types' objects, first all bare, then filled: their attributes are objects of built-in types themselves.
    pub(crate) fn make_builtin_types(&mut self, specs: &[&'static TypeSpec], vtable_of: fn(Builtin) -> &'static TypeSpec) -> R<()> {
        let isolate = self.isolate();
        for &b in Builtin::ALL {
            let spec = specs.iter().chain(isolate.config.types).find(|s| s.builtin == b).copied().unwrap_or_else(|| vtable_of(b));
            let base = b.base();
            let mut order = Vec::new();
            if b != Builtin::Object {
                let mut at = base;
                loop {
                    order.try_reserve(1).or_raise(self)?;
                    order.push(NonNull::from(isolate.ty(at)));
                    if at == Builtin::Object {
                        break;
                    }
                    at = at.base();
                }
            }
            let name = self.intern(short_name(b.name()))?;
            let dict = self.dict()?;
            let bases = if b == Builtin::Object { self.tuple_raw(&[])? } else { self.tuple_raw(&[isolate.ty(base).to_obj()])? };
            let slots = Slots::of_spec(&spec.slots);
            if b != Builtin::Object {
                slots.inherit_from(&isolate.ty(base).slots);
            }
            let inherited = if b == Builtin::Object {
                0
            } else {
                isolate.ty(base).flags.load(Ordering::Relaxed) & (spec::SEQUENCE | spec::MAPPING | spec::DICT | spec::WEAK)
            };
            let flags = spec.flags | inherited;
            let vtable = spec.vtable;
            let layout = if b.is_exception() { Builtin::BaseException } else { vtable.layout };
            let payload = Type {
                layout,
                spec: Some(spec),
                vtable,
                flags: AtomicU32::new(flags),
                name: Field::new(name.clone()),
                qualname: Field::new(name),
                bases,
                mro: {
                    let mut mro = self.vec(order.len() + 1)?;
                    mro.push(NonNull::dangling());
                    mro.extend_from_slice(&order);
                    mro.into_boxed_slice()
                },
                dict,
                slots,
                plain_init: Versioned::new(),
                version: AtomicU32::new(isolate.new_version()),
                root_shape: AtomicU32::new(b.shape()),
                dict_shape: AtomicU32::new(b.shape()),
                extra_offset: vtable.size.next_multiple_of(8) as u32,
                has_extra: flags & spec::DICT != 0,
                fixed: 0,
                inline: AtomicU32::new(0),
                outgrown: AtomicU32::new(0),
                subclasses: Mutex::new(Vec::new()),
                name_text: Mutex::new(short_or_full(b.name())),
            };
            let object = self.alloc(payload)?;
            link(&object);
            // SAFETY: the type was just made and is immortal from here on.
            unsafe { biased::make_immortal(&*object.value().pointer_unchecked()) };
            let p = object.value().pointer_unchecked().cast::<Object<Type>>();
            isolate.set_type(b, p);
            let (storage, own) = if flags & spec::DICT != 0 { (Storage::Dict, 1) } else { (Storage::None, 0) };
            // SAFETY: not null.
            let id = isolate.shapes.add(unsafe { NonNull::new_unchecked(p) }, storage, Vec::new(), own, own).or_raise(self)?;
            debug_assert_eq!(id, b.shape());
            core::mem::forget(object);
        }
        Ok(())
    }

    /// Fills the attributes of the built-in types.
    pub(crate) fn fill_builtin_types(&mut self) -> R<()> {
        for &b in Builtin::ALL {
            let ty = self.isolate().ty(b);
            if let Some(base) = ty.base() {
                let mut subs = base.subclasses.lock();
                subs.try_reserve(1).or_raise(self)?;
                subs.push(NonNull::from(ty));
            }
            let Some(spec) = ty.spec.filter(|s| s.builtin == b) else { continue };
            self.fill(ty, spec)?;
        }
        Ok(())
    }

    fn fill(&mut self, ty: &'static Object<Type>, spec: &'static TypeSpec) -> R<()> {
        let owner = ty.to_obj();
        let d = ty.attributes();
        for dunder in Dunder::all() {
            let has = match dunder {
                Dunder::New => false,
                Dunder::Hash if spec.flags & spec::UNHASHABLE != 0 => {
                    d.set_name(self, self.name(names::HASH), &Obj::NONE)?;
                    false
                }
                _ => provides(spec, dunder),
            };
            if has {
                let w = self.alloc(SlotWrapper { dunder, spec, owner: owner.clone() })?;
                d.set_name(self, self.name(dunder.name()), &w)?;
            }
        }
        if spec.slots.new.is_some() {
            let f = self.alloc(NativeFunction { method: &NEW, this: owner.clone(), module: Obj::NONE })?;
            d.set_name(self, self.name(names::NEW), &f)?;
        }
        for m in spec.methods {
            let name = self.intern(m.name)?;
            let f = match m.binding {
                Binding::Instance => self.alloc(MethodDescriptor { method: m, shape: spec.builtin.shape(), owner: owner.clone() })?,
                Binding::Class => self.alloc(ClassMethodDescriptor { method: m, owner: owner.clone() })?,
                Binding::Static => {
                    let f = self.alloc(NativeFunction { method: m, this: Obj::NONE, module: Obj::NONE })?;
                    self.alloc_as(self.isolate().ty(Builtin::StaticMethod), StaticMethod { function: Field::new(f) })?
                }
            };
            if let Some(h) = f.header() {
                biased::set_deferred(h);
            }
            d.set_name(self, &name, &f)?;
        }
        for g in spec.getsets {
            let name = self.intern(g.name)?;
            let f = self.alloc(GetSetDescriptor { getset: g, owner: owner.clone() })?;
            d.set_name(self, &name, &f)?;
        }
        let doc = if spec.doc.is_empty() { Obj::NONE } else { self.str(spec.doc)? };
        let key = self.name(names::DOC);
        if d.get_name(key).is_none() {
            d.set_name(self, key, &doc)?;
        }
        let module = module_name(spec.builtin.name());
        let module = self.intern(module)?;
        if d.get_name(self.name(names::MODULE)).is_none() {
            d.set_name(self, self.name(names::MODULE), &module)?;
        }
        ty.changed(self.isolate());
        Ok(())
    }

    /// A tuple object even when empty (while the empty one is being made).
    pub(crate) fn tuple_raw(&mut self, items: &[Obj]) -> R<Obj> {
        tuple_object::Tuple::allocate_as(self, Builtin::Tuple.shape(), size_of::<Object<tuple_object::Tuple>>(), &mut items.iter().cloned())
    }

    /// Native layout types for modules: a built-in type's object.
    pub fn builtin_type(&self, b: Builtin) -> Obj {
        self.isolate().ty(b).to_obj()
    }
}

pub(super) fn short_name(full: &'static str) -> &'static str {
    match full.rfind('.') {
        Some(i) => &full[i + 1..],
        None => full,
    }
}

/// CPython shows the module in messages only for types of modules.
fn short_or_full(full: &'static str) -> &'static str {
    full
}

pub(super) fn module_name(full: &'static str) -> &'static str {
    match full.rfind('.') {
        Some(i) => &full[..i],
        None => "builtins",
    }
}

/// Makes a program class look like a built-in type of `module`: it cannot be changed or derived from, and messages name it in full.
pub fn seal(th: &mut Thread, class: &Obj, module: &Obj) -> R<()> {
    let Some(t) = as_type(class).filter(|t| t.is_heap()) else { return Ok(()) };
    let name = alloc::format!("{}.{}", str_object::text(module), t.name_text());
    *t.name_text.lock() = kept_name(th, &name).or_raise(th)?;
    t.attributes().set_name(th, th.name(names::MODULE), module)?;
    close(th, t);
    Ok(())
}

/// Makes a program class one that cannot be changed or derived from.
pub fn close(th: &mut Thread, t: &Object<Type>) {
    // Relaxed: done while the class is made or its module imported, before anybody else has it.
    t.flags.fetch_and(!spec::BASE, Ordering::Relaxed);
    t.flags.fetch_or(spec::SEALED, Ordering::Relaxed);
    t.changed(th.isolate());
}

/// Takes `__dict__` and `__weakref__` out of a class that another one, made from its namespace, takes the place of.
pub fn clear_descriptors(th: &mut Thread, class: &Obj) -> R<()> {
    let Some(t) = as_type(class) else {
        let t = th.type_name(class);
        return Err(th.type_error(format_args!("_clear_type_descriptors() argument must be type, not {t}")));
    };
    if !t.is_heap() || t.has(spec::SEALED) {
        return Err(th.type_error(format_args!("argument is immutable")));
    }
    for name in [names::DICT, names::WEAKREF] {
        let name = th.name(name);
        drop(t.attributes().remove(th, name)?);
        attribute_changed(th, t, str_object::text(name))?;
    }
    Ok(())
}

/// The most derived metaclass of `meta` and the bases' ones.
pub fn winner(th: &mut Thread, meta: &Obj, bases: &[Obj]) -> R<Obj> {
    let mut best = meta.clone();
    for b in bases {
        let t = th.type_of(b).to_obj();
        let (Some(x), Some(y)) = (as_type(&best), as_type(&t)) else { continue };
        if x.is_subtype(y) {
            continue;
        }
        if y.is_subtype(x) {
            best = t;
            continue;
        }
        return Err(th.type_error(format_args!(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        )));
    }
    Ok(best)
}

/// The base whose layout instances have: the first that has the layout which all others are parts of. `None` where there is none such.
pub(crate) fn best_base<'a>(mut bases: impl Iterator<Item = &'a Object<Type>>) -> Option<&'a Object<Type>> {
    let mut best = bases.next()?;
    let mut layout = layout_of(best);
    for t in bases {
        let other = layout_of(t);
        if layout.is_subtype(other) {
            continue;
        }
        if !other.is_subtype(layout) {
            return None;
        }
        (best, layout) = (t, other);
    }
    Some(best)
}

/// The class among a class and its ancestors that has given it its layout: the one that has added the last of its slots, else a built-in one.
fn layout_of(t: &Object<Type>) -> &Object<Type> {
    if t.fixed == 0 {
        return t.mro().iter().copied().filter(|b| !b.is_heap() && b.layout == t.layout).last().unwrap_or(t);
    }
    let mut t = t;
    while let Some(base) = t.mro().iter().skip(1).copied().find(|b| b.fixed == t.fixed) {
        t = base;
    }
    t
}

/// `type.__new__(meta, name, bases, namespace, **keywords)`
pub fn type_new(th: &mut Thread, meta: &Obj, name: &Obj, bases_given: &Obj, namespace: &Object<Dict>, keywords: &Args<'_>) -> R<Obj> {
    let isolate = th.isolate();
    if str_object::text(name).contains('\0') {
        return Err(th.value_error(format_args!("type name must not contain null characters")));
    }
    let object_type = isolate.ty(Builtin::Object).to_obj();
    let bases =
        if tuple_object::items(bases_given).is_empty() { th.tuple_of(core::slice::from_ref(&object_type))? } else { bases_given.clone() };
    let mut types: Vec<&Object<Type>> = th.vec(tuple_object::items(&bases).len())?;
    for b in tuple_object::items(&bases) {
        let Some(t) = as_type(b) else {
            return Err(th.type_error(format_args!("type() argument 2 must be tuple of types")));
        };
        if !t.has(spec::BASE) {
            let n = t.name_text();
            return Err(th.type_error(format_args!("type '{n}' is not an acceptable base type")));
        }
        if types.iter().any(|o| core::ptr::eq(*o, t)) {
            let n = t.name_text();
            return Err(th.type_error(format_args!("duplicate base class {n}")));
        }
        types.push(t);
    }
    let meta = winner(th, meta, tuple_object::items(&bases))?;
    let Some(best) = best_base(types.iter().copied()) else {
        return Err(th.type_error(format_args!("multiple bases have instance lay-out conflict")));
    };
    let dict = namespace.copy(th)?;
    // SAFETY: just made.
    let d = unsafe { dict.get_unchecked::<Dict>() };
    if d.get_name(th.name(names::MODULE)).is_none()
        && let Some(globals) = crate::interp::class_body::globals_of(th).get::<Dict>()
        && let Some(module) = globals.get_name(th.name(names::NAME))
    {
        d.set_name(th, th.name(names::MODULE), &module)?;
    }
    let qualname = match d.remove(th, th.name(names::QUALNAME))? {
        Some(q) if q.get::<Str>().is_some() => q,
        Some(q) => {
            let t = th.type_name(&q);
            return Err(th.type_error(format_args!("type __qualname__ must be a str, not {t}")));
        }
        None => name.clone(),
    };
    if d.get_name(th.name(names::MODULE)).is_none()
        && let Some(globals) = crate::interp::class_body::globals_of(th).get::<Dict>()
        && let Some(module) = globals.get_name(th.name(names::NAME))
    {
        d.set_name(th, th.name(names::MODULE), &module)?;
    }
    let cell = d.remove(th, th.name(names::CLASSCELL))?;
    // Annotations and their like see the class's names as they are when they are asked for.
    let key = th.intern("__classdictcell__")?;
    if let Some(c) = d.remove(th, &key)?
        && let Some(c) = c.exact::<super::function_object::Cell>()
    {
        super::function_types::store(th, &c.value, &c.header, dict.clone())?;
    }
    for (key, class) in [(names::NEW, false), (names::INIT_SUBCLASS, true), (names::CLASS_GETITEM, true)] {
        if let Some(f) = d.get_name(th.name(key))
            && f.exact::<Function>().is_some()
        {
            let wrapped = if class {
                th.alloc_as(th.isolate().ty(Builtin::ClassMethod), ClassMethod { function: Field::new(f) })?
            } else {
                th.alloc_as(th.isolate().ty(Builtin::StaticMethod), StaticMethod { function: Field::new(f) })?
            };
            d.set_name(th, th.name(key), &wrapped)?;
        }
    }
    // A class with `__eq__` and without `__hash__` is not hashable.
    if d.get_name(th.name(names::EQ)).is_some() && d.get_name(th.name(names::HASH)).is_none() {
        d.set_name(th, th.name(names::HASH), &Obj::NONE)?;
    }
    let declared = d.get_name(th.name(names::SLOTS));
    // A module's attributes lie in its own dictionary, whatever its class.
    let is_module = best.layout == Builtin::Module;
    let has_dict = |t: &Object<Type>| super::attribute::own_storage(isolate, t);
    // What the base that gives the layout has, a class cannot have once more; it may have what another one has.
    let base_has_dict = is_module || has_dict(best);
    let base_weak = best.has(spec::WEAK);
    let base_fixed = best.fixed;
    let mut members: Vec<Obj> = Vec::new();
    let mut wants_dict = declared.is_none();
    let varying = matches!(best.layout, Builtin::Int | Builtin::Bool | Builtin::Tuple | Builtin::Bytes);
    let mut wants_weak = declared.is_none() && !base_weak && !varying;
    if let Some(s) = &declared {
        let list = if s.get::<Str>().is_some() { alloc::vec![s.clone()] } else { protocol::collect(th, s)? };
        let mut names: Vec<&str> = Vec::new();
        for n in &list {
            let Some(t) = n.get::<Str>() else {
                let t = th.type_name(n);
                return Err(th.type_error(format_args!("__slots__ items must be strings, not '{t}'")));
            };
            match t.payload.as_str() {
                text @ ("__dict__" | "__weakref__") => {
                    let (had, wanted) = if text == "__dict__" { (base_has_dict, &mut wants_dict) } else { (base_weak, &mut wants_weak) };
                    if had || *wanted {
                        return Err(th.type_error(format_args!("{text} slot disallowed: we already got one")));
                    }
                    *wanted = true;
                }
                text => {
                    if !crate::text::str_case::is_identifier(text) {
                        return Err(th.type_error(format_args!("__slots__ must be identifiers")));
                    }
                    th.push(&mut names, text)?;
                }
            }
        }
        for text in names {
            let mangled = mangle(str_object::text(name), text);
            let n = th.intern(&mangled)?;
            if d.get_name(&n).is_some() {
                return Err(th.value_error(format_args!("'{text}' in __slots__ conflicts with class variable")));
            }
            th.push(&mut members, n)?;
        }
        if !members.is_empty() && matches!(best.layout, Builtin::Int | Builtin::Bool | Builtin::Bytes) {
            let t = best.name_text();
            return Err(th.type_error(format_args!("arbitrary __slots__ not supported for subtype of '{t}'")));
        }
        members.sort_by(|a, b| str_object::text(a).cmp(str_object::text(b)));
        // As in CPython: classes that declare slots, these alone, have it from any base.
        wants_weak = wants_weak || !base_weak && types.iter().any(|t| t.has(spec::WEAK));
    }
    let order = match c3(&types) {
        Ok(o) => o,
        Err(Conflict::NoMemory) => return Err(th.no_memory()),
        Err(Conflict::Order(heads)) => {
            // SAFETY: the bases keep every class of their orders alive.
            let list: Vec<&str> =
                heads.iter().map(|t| unsafe { t.as_ref() }.name_text()).map(|n| n.rsplit('.').next().unwrap_or(n)).collect();
            let list = list.join(", ");
            return Err(th.type_error(format_args!("Cannot create a consistent method resolution order (MRO) for bases {list}")));
        }
    };
    let dynamic = !is_module && (wants_dict || types.iter().copied().any(has_dict));
    let fixed = base_fixed + members.len() as u32;
    let inline = if dynamic { inline_slots(th, d, &types)? } else { 0 };
    let mut flags = spec::HEAP | spec::BASE;
    for t in &types {
        flags |= t.flags.load(Ordering::Relaxed) & (spec::DICT | spec::MATCH_SELF);
    }
    if base_weak || wants_weak {
        flags |= spec::WEAK;
    }
    if dynamic {
        flags |= spec::DICT;
    }
    let meta_type = as_type(&meta).or_raise(th)?;
    let plan = Plan {
        meta: meta_type,
        spec: None,
        layout: best.layout,
        vtable: best.vtable,
        flags,
        name: name.clone(),
        qualname,
        bases: bases.clone(),
        order,
        dict: dict.clone(),
        slots: Slots::of_spec(&spec::SlotSpec::NONE),
        // Without slots modules of all classes are alike, so that they can be given another one.
        has_extra: !is_module || fixed > 0,
        fixed,
        inline,
    };
    let object = allocate(th, plan)?;
    let ty = as_type(&object).or_raise(th)?;
    let pointer = NonNull::from(ty);
    // SAFETY: not null; provenance of the whole object.
    let pointer =
        unsafe { NonNull::new_unchecked(object.value().pointer_unchecked().cast::<Object<Type>>().with_addr(pointer.addr().get())) };
    let storage = if dynamic { Storage::Slots } else { Storage::Fixed };
    let first = if ty.has_extra { 1 + ty.fixed } else { 0 };
    if dynamic && ty.layout == Builtin::Object {
        ty.inline.store(ty.whole_slots(inline), Ordering::Relaxed);
    }
    let capacity = ty.extra_count() as u32;
    let root = isolate.shapes.add(pointer, storage, Vec::new(), first, capacity).or_raise(th)?;
    ty.root_shape.store(root, Ordering::Relaxed);
    if dynamic {
        let id = isolate.shapes.add(pointer, Storage::Dict, Vec::new(), first, first).or_raise(th)?;
        ty.dict_shape.store(id, Ordering::Relaxed);
    } else {
        ty.dict_shape.store(root, Ordering::Relaxed);
    }
    for (i, n) in members.iter().enumerate() {
        let m = th.alloc(Member { name: n.clone(), owner: object.clone(), index: base_fixed as usize + i })?;
        d.set_name(th, n, &m)?;
    }
    if d.get_name(th.name(names::DOC)).is_none() {
        d.set_name(th, th.name(names::DOC), &Obj::NONE)?;
    }
    // Classes have their `__dict__` from `type`.
    if dynamic && !base_has_dict && best.layout != Builtin::Type && d.get_name(th.name(names::DICT)).is_none() {
        let g = th.alloc(GetSetDescriptor { getset: &INSTANCE_DICT, owner: object.clone() })?;
        d.set_name(th, th.name(names::DICT), &g)?;
    }
    if wants_weak && d.get_name(th.name(names::WEAKREF)).is_none() {
        let g = th.alloc(GetSetDescriptor { getset: &weakref::FIRST, owner: object.clone() })?;
        d.set_name(th, th.name(names::WEAKREF), &g)?;
    }
    for t in &types {
        let mut subs = t.subclasses.lock();
        subs.try_reserve(1).or_raise(th)?;
        subs.push(pointer);
    }
    super::collection_kind::inherit(ty);
    // A class that may be reached from shared bases must be shared with them (subclass lists count as references, D5).
    if th.isolate().multi.load(Ordering::Relaxed) || types.iter().any(|t| t.is_heap() && biased::is_shared(&t.header)) {
        crate::refcount::sharing::share(th, &object)?;
    }
    update_slots(th, ty);
    if let Some(c) = &cell
        && let Some(c) = c.exact::<crate::types::function_object::Cell>()
    {
        crate::refcount::sharing::barrier(th, &c.header, &object)?;
        drop(c.value.replace_raw(object.clone()));
    }
    // `__set_name__` in the order of the namespace.
    for (k, v) in d.snapshot(th)? {
        if let Some(f) = th.type_of(&v).lookup(th.name(names::SET_NAME))
            && let Err(e) = protocol::call_found(th, &f, &v, &[&object, &k])
        {
            return Err(note_set_name(th, e, &v, &k, &object));
        }
    }
    // `super(cls, cls).__init_subclass__(**keywords)`
    if let Some(f) = ty.lookup_after(ty, th.name(names::INIT_SUBCLASS)) {
        let bound = match th.type_of(&f).slots.descr_get() {
            Some(get) => get(th, &f, None, &object)?,
            None => f,
        };
        let only = Args { all: &keywords.all[keywords.all.len() - keywords.names.len()..], names: keywords.names };
        protocol::call_args(th, &bound, &only)?;
    }
    Ok(object)
}

/// The pending exception with a note that says which attribute it comes from.
fn note_set_name(th: &mut Thread, e: crate::native::Raised, v: &Obj, k: &Obj, class: &Obj) -> crate::native::Raised {
    let exception = th.take(e);
    let (t, c) = (th.type_name(v), as_type(class).map_or("?", |c| c.name_text()));
    let noted = protocol::repr(th, k).and_then(|key| {
        let note = th.str_fmt(format_args!("Error calling __set_name__ on '{t}' instance {} in '{c}'", str_object::text(&key)))?;
        protocol::call_method_text(th, &exception, "add_note", &[note])
    });
    if let Err(x) = noted {
        drop(th.take(x));
    }
    th.reraise(exception)
}

/// `_Class__name` for a private name.
pub fn mangle(class: &str, name: &str) -> alloc::string::String {
    let stripped = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || stripped.is_empty() {
        return alloc::string::String::from(name);
    }
    alloc::format!("_{stripped}{name}")
}

/// How many attributes instances of a new class keep inline: those its methods assign, and those of its bases, with some room.
fn inline_slots(th: &mut Thread, d: &Object<Dict>, bases: &[&Object<Type>]) -> R<u32> {
    let own = match d.get_name(th.name(names::STATIC_ATTRIBUTES)) {
        Some(t) => tuple_object::items(&t).len() as u32,
        None => 0,
    };
    let inherited = bases.iter().map(|t| t.inline.load(Ordering::Relaxed)).max().unwrap_or(0);
    let want = if own == 0 { inherited.max(4) } else { own + inherited.saturating_sub(if inherited == 4 { 3 } else { 0 }) };
    Ok(want.clamp(1, MAX_SLOTS as u32))
}

/// Computes all slots of a program class from its attributes and bases.
pub fn update_slots(th: &Thread, ty: &Object<Type>) {
    for &slot in SlotId::ALL {
        update_slot(th, ty, slot);
    }
}

/// Computes one slot. One slot stands for several methods (all operators, say), and each of them is the nearest type's that has it: the slot is the one that
/// calls methods as soon as one of them is a program's, even if a built-in type that comes before has others.
fn update_slot(th: &Thread, ty: &Object<Type>, slot: SlotId) {
    let mro = ty.mro();
    let has_slot = |t: &&&Object<Type>| !t.is_heap() && t.spec.is_some_and(|s| slot.is_in(&s.slots));
    let native = mro.iter().find(has_slot);
    // A method that is that slot's own says nothing; another type's does (`__str__ = object.__str__`).
    let is_slot = |w: &SlotWrapper, d| w.dunder == d && native.and_then(|t| t.spec).is_some_and(|s| core::ptr::eq(s, w.spec));
    let says = |t: &Object<Type>, d: Dunder| {
        t.attributes().get_name(th.name(d.name())).is_some_and(|v| {
            v.exact::<SlotWrapper>().is_none_or(|w| !is_slot(w, d))
                && v.exact::<NativeFunction>().is_none_or(|n| !core::ptr::eq(n.method, &NEW))
        })
    };
    // Built-in types come last in most classes, and take nothing from those before.
    let mut natives = 0;
    let of_program = mro.iter().enumerate().any(|(i, t)| {
        if !t.is_heap() {
            natives += 1;
            return false;
        }
        let taken = |d: &Dunder| natives > 0 && mro[..i].iter().any(|t| !t.is_heap() && t.spec.is_some_and(|s| provides(s, *d)));
        Dunder::of(slot).filter(|d| !taken(d)).any(|d| says(t, d))
    });
    if of_program {
        ty.slots.set_one(&instance_slots::SLOTS, slot);
    } else if let Some(t) = native {
        ty.slots.copy_one(&t.slots, slot);
    } else {
        ty.slots.set_one(&spec::SlotSpec::NONE, slot);
    }
}

/// Whether a built-in type's slots do what a method stands for.
fn provides(spec: &TypeSpec, dunder: Dunder) -> bool {
    match dunder {
        // Sequences are concatenated by what is on the left.
        Dunder::Reflected(BinaryOp::Add) if number_protocol::is_sequence(spec.builtin) => false,
        Dunder::Binary(op) | Dunder::Reflected(op) => spec.binary.contains(&op),
        Dunder::Inplace(op) => spec.inplace.contains(&op),
        Dunder::Unary(op) => spec.unary.contains(&op),
        // What `getattr` of a built-in type does is `__getattribute__`.
        Dunder::GetAttr => false,
        _ => dunder.slot().is_in(&spec.slots),
    }
}

/// After an attribute of a program class changed: slots of it and its subclasses, and versions.
pub fn attribute_changed(th: &mut Thread, ty: &Object<Type>, name: &str) -> R<()> {
    if name.starts_with("__") && name.ends_with("__") {
        let mut work: Vec<Obj> = Vec::new();
        th.push(&mut work, ty.to_obj())?;
        while let Some(t) = work.pop() {
            let Some(t) = as_type(&t) else { continue };
            if t.is_heap() {
                for d in Dunder::all().filter(|d| str_object::text(th.name(d.name())) == name) {
                    update_slot(th, t, d.slot());
                }
            }
            t.push_subclasses(&mut work).or_raise(th)?;
        }
    }
    ty.changed(th.isolate());
    Ok(())
}
