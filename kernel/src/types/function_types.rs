//! Types of functions, methods and descriptors: calling and binding.

use super::class::mangle;
use super::function_object::*;
use super::spec::{CompareOp, DICT, GetSet, METHOD, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::bytecode::code_object::Code;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj, Value};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::module_object::Module;
use crate::types::str_object::{self, Str};
use crate::types::type_object::as_type;
use crate::types::{attribute, protocol, tuple_object};

/// Calls `f` with `first` put before the arguments.
pub fn call_bound(th: &mut Thread, f: &Obj, first: &Obj, args: &Args<'_>) -> R<Obj> {
    if args.all.len() < 8 {
        let mut words = [Value::NONE; 8];
        words[0] = first.value();
        for (w, a) in words[1..].iter_mut().zip(args.all) {
            *w = a.value();
        }
        return protocol::call_args(th, f, &Args { all: Obj::from_slice(&words[..args.all.len() + 1]), names: args.names });
    }
    let mut words: alloc::vec::Vec<Value> = th.vec(args.all.len() + 1)?;
    words.push(first.value());
    words.extend(args.all.iter().map(Obj::value));
    protocol::call_args(th, f, &Args { all: Obj::from_slice(&words), names: args.names })
}

/// A value of a field, `None` when unbound.
pub(crate) fn field_or_none(f: &Field, holder: &crate::object::Header) -> Obj {
    f.get(holder).unwrap_or(Obj::NONE)
}

/// Stores in a field through the sharing barrier.
pub(crate) fn store(th: &mut Thread, f: &Field, holder: &crate::object::Header, v: Obj) -> R<()> {
    sharing::barrier(th, holder, &v)?;
    drop(f.replace_raw(v));
    Ok(())
}

/// The builtins of a function that is made with these globals, when those are not the isolate's: what `__builtins__` says there, or those of the
/// function that makes it.
pub fn others_of(th: &Thread, globals: &Obj) -> Option<Obj> {
    let Some(named) = globals.get::<Dict>().and_then(|g| g.get_name(th.name(names::BUILTINS))) else { return running_others(th) };
    let b = named.get::<Module>().map_or(&named, |m| &m.payload.dict);
    (!b.value().is_same(th.isolate().builtins.peek())).then(|| b.clone())
}

/// The builtins of the running function, or the isolate's.
pub fn running_builtins(th: &Thread) -> Obj {
    running_others(th).unwrap_or_else(|| isolate_builtins(th))
}

/// The builtins of the running function, when those are not the isolate's.
pub fn running_others(th: &Thread) -> Option<Obj> {
    th.stack.frames().last().and_then(|f| other_builtins(Obj::from_ref(&f.function)))
}

/// A part of what few functions have.
fn rare(f: &Object<Function>, part: usize) -> Option<Obj> {
    let all = f.rare.get(&f.header)?;
    tuple_object::items(&all).get(part).filter(|x| !x.is_none()).cloned()
}

/// The builtins of a function, when those are not the isolate's.
pub fn other_builtins(function: &Obj) -> Option<Obj> {
    rare(function.exact::<Function>()?, 0)
}

/// The builtins of functions that have no others.
pub fn isolate_builtins(th: &Thread) -> Obj {
    Obj::from_ref(&th.isolate().builtins.peek()).clone()
}

fn bind_method(th: &mut Thread, f: &Obj, instance: Option<&Obj>, _: &Obj) -> R<Obj> {
    match instance {
        None => Ok(f.clone()),
        Some(i) => th.alloc(BoundMethod { function: f.clone(), receiver: i.clone() }),
    }
}

fn function(v: &Obj) -> &Object<Function> {
    // SAFETY: called through slots and attributes of the function type, which check the receiver.
    unsafe { v.get_unchecked::<Function>() }
}

/// Refuses what cannot be a function that computes annotations.
pub fn check_annotate(th: &mut Thread, x: Option<&Obj>) -> R<()> {
    match x {
        None => Err(th.type_error(format_args!("__annotate__ cannot be deleted"))),
        Some(x) if !x.is_none() && !protocol::is_callable(th, x) => {
            Err(th.type_error(format_args!("__annotate__ must be callable or None")))
        }
        _ => Ok(()),
    }
}

/// What a function that computes annotations gives.
pub fn annotations_by(th: &mut Thread, f: &Obj) -> R<Obj> {
    let a = protocol::call(th, f, &[Obj::from_i31(1)])?;
    if a.get::<Dict>().is_none() {
        let t = th.type_name(&a);
        return Err(th.type_error(format_args!("__annotate__() must return a dict, not {t}")));
    }
    Ok(a)
}

macro_rules! function_field {
    ($field:ident, $name:literal, str) => {
        GetSet::write(
            $name,
            |_, v| Ok(field_or_none(&function(v).$field, &function(v).header)),
            |th, v, x| match x {
                Some(x) if x.get::<Str>().is_some() => store(th, &function(v).$field, &function(v).header, x.clone()),
                _ => Err(th.type_error(format_args!("{} must be set to a string object", $name))),
            },
        )
    };
    ($field:ident, $name:literal, any) => {
        GetSet::write(
            $name,
            |_, v| Ok(field_or_none(&function(v).$field, &function(v).header)),
            |th, v, x| store(th, &function(v).$field, &function(v).header, x.filter(|x| !x.is_none()).cloned().unwrap_or(Obj::UNBOUND)),
        )
    };
}

/// `function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)`
fn new_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let given = args.bind(th, &Signature::new("function", ["code", "globals", "name", "argdefs", "closure", "kwdefaults"]).required(2))?;
    let given = given.map(|x| x.filter(|x| !x.is_none()));
    let [code, globals, name, defaults, closure, kwdefaults] = given;
    let Some(c) = code.and_then(|c| c.exact::<Code>()) else {
        let t = th.argument_type(code.unwrap_or(&Obj::NONE));
        return Err(th.type_error(format_args!("function() argument 'code' must be code, not {t}")));
    };
    let Some(globals) = globals.filter(|g| g.get::<Dict>().is_some()) else {
        let t = th.argument_type(globals.unwrap_or(&Obj::NONE));
        return Err(th.type_error(format_args!("function() argument 'globals' must be dict, not {t}")));
    };
    if name.is_some_and(|n| n.get::<Str>().is_none()) {
        return Err(th.type_error(format_args!("arg 3 (name) must be None or string")));
    }
    if defaults.is_some_and(|d| d.get::<tuple_object::Tuple>().is_none()) {
        return Err(th.type_error(format_args!("arg 4 (defaults) must be None or tuple")));
    }
    if kwdefaults.is_some_and(|d| d.get::<Dict>().is_none()) {
        return Err(th.type_error(format_args!("arg 6 (kwdefaults) must be None or dict")));
    }
    let wanted = c.free.len();
    let cells: &[Obj] = match closure {
        Some(t) if t.get::<tuple_object::Tuple>().is_some() => tuple_object::items(t),
        None if wanted == 0 => &[],
        None => return Err(th.type_error(format_args!("arg 5 (closure) must be tuple"))),
        Some(_) => return Err(th.type_error(format_args!("arg 5 (closure) must be None or tuple"))),
    };
    if cells.len() != wanted {
        let (n, name) = (cells.len(), str_object::text(&c.name));
        return Err(th.value_error(format_args!("{name} requires closure of length {wanted}, not {n}")));
    }
    if let Some(bad) = cells.iter().find(|x| x.exact::<Cell>().is_none()) {
        let t = th.type_name(bad);
        return Err(th.type_error(format_args!("arg 5 (closure) expected cell, found {t}")));
    }
    let closure = closure.filter(|_| wanted > 0).cloned().unwrap_or(Obj::UNBOUND);
    let made = crate::interp::ops::function::new_function(th, code.unwrap_or(&Obj::NONE), globals, closure)?;
    let f = function(&made);
    for (field, value) in [(&f.name, name), (&f.defaults, defaults), (&f.kwdefaults, kwdefaults)] {
        if let Some(v) = value {
            store(th, field, &f.header, v.clone())?;
        }
    }
    Ok(made)
}

static FUNCTION_VTABLE: Vtable = Vtable::of::<Function>();
/// `function`
pub static FUNCTION: TypeSpec = TypeSpec {
    flags: DICT | METHOD | WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let q = function(v).qualname.load(&function(v).header);
            let at = v.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<function {} at {at:#x}>", str_object::text(&q)))
        }),
        call: Some(crate::interp::call::call_function),
        new: Some(new_function),
        descr_get: Some(bind_method),
        ..SlotSpec::NONE
    },
    getsets: &[
        function_field!(name, "__name__", str),
        function_field!(qualname, "__qualname__", str),
        function_field!(module, "__module__", any),
        function_field!(kwdefaults, "__kwdefaults__", any),
        GetSet::write(
            "__defaults__",
            |_, v| Ok(field_or_none(&function(v).defaults, &function(v).header)),
            |th, v, x| match x {
                Some(t) if t.get::<tuple_object::Tuple>().is_none() && !t.is_none() => {
                    Err(th.type_error(format_args!("__defaults__ must be set to a tuple object")))
                }
                _ => store(th, &function(v).defaults, &function(v).header, x.filter(|x| !x.is_none()).cloned().unwrap_or(Obj::UNBOUND)),
            },
        ),
        GetSet::write(
            "__doc__",
            |_, v| {
                let f = function(v);
                Ok(match f.doc.get(&f.header) {
                    Some(d) => d,
                    None => crate::bytecode::code_object::docstring(&f.code().to_obj()),
                })
            },
            |th, v, x| store(th, &function(v).doc, &function(v).header, x.cloned().unwrap_or(Obj::NONE)),
        ),
        GetSet::write(
            "__code__",
            |_, v| Ok(function(v).code().to_obj()),
            |th, v, x| {
                let Some(new) = x.and_then(|x| x.exact::<Code>()) else {
                    return Err(th.type_error(format_args!("__code__ must be set to a code object")));
                };
                // Free variables are found by their place in the closure, whatever their names.
                let f = function(v);
                let (free, cells) = (new.free.len(), tuple_object::items(&f.closure).len());
                if free != cells {
                    let name = f.name.load(&f.header);
                    let name = str_object::text(&name);
                    return Err(th.value_error(format_args!("{name}() requires a code object with {cells} free vars, not {free}")));
                }
                if rare(f, 0).is_some() {
                    new.stop_caching_builtins();
                }
                // Calls that are going on, and generators, keep the code that they began with.
                store(th, &f.code, &f.header, new.to_obj())
            },
        ),
        GetSet::read("__globals__", |_, v| Ok(function(v).globals.clone())),
        GetSet::read("__builtins__", |th, v| Ok(other_builtins(v).unwrap_or_else(|| isolate_builtins(th)))),
        GetSet::read("__closure__", |_, v| Ok(if function(v).closure.is_unbound() { Obj::NONE } else { function(v).closure.clone() })),
        GetSet::write(
            "__annotations__",
            |th, v| {
                let f = function(v);
                if let Some(a) = f.annotations.get(&f.header) {
                    return Ok(a);
                }
                let a = match f.annotate.get(&f.header) {
                    Some(g) if !g.is_none() => annotations_by(th, &g)?,
                    _ => th.dict()?,
                };
                store(th, &f.annotations, &f.header, a.clone())?;
                Ok(a)
            },
            |th, v, x| {
                let x = x.filter(|x| !x.is_none());
                if x.is_some_and(|x| x.get::<Dict>().is_none()) {
                    return Err(th.type_error(format_args!("__annotations__ must be set to a dict object")));
                }
                store(th, &function(v).annotate, &function(v).header, Obj::UNBOUND)?;
                store(th, &function(v).annotations, &function(v).header, x.cloned().unwrap_or(Obj::UNBOUND))
            },
        ),
        GetSet::write(
            "__annotate__",
            |_, v| Ok(field_or_none(&function(v).annotate, &function(v).header)),
            |th, v, x| {
                check_annotate(th, x)?;
                if x.is_none_or(Obj::is_none) {
                    return store(th, &function(v).annotate, &function(v).header, Obj::UNBOUND);
                }
                store(th, &function(v).annotations, &function(v).header, Obj::UNBOUND)?;
                store(th, &function(v).annotate, &function(v).header, x.cloned().unwrap_or(Obj::UNBOUND))
            },
        ),
        GetSet::write(
            "__type_params__",
            |th, v| match rare(function(v), 1) {
                Some(p) => Ok(p),
                None => Ok(th.isolate().empty_tuple()),
            },
            |th, v, x| match x {
                Some(x) if x.get::<tuple_object::Tuple>().is_some() => {
                    let f = function(v);
                    // The builtins never change, so whoever comes second takes nothing of the first away.
                    let all = th.pair(rare(f, 0).unwrap_or(Obj::NONE), x.clone())?;
                    store(th, &f.rare, &f.header, all)
                }
                _ => Err(th.type_error(format_args!("__type_params__ must be set to a tuple"))),
            },
        ),
        DICT_ATTRIBUTE,
    ],
    ..TypeSpec::new(Builtin::Function, &FUNCTION_VTABLE)
};

fn dict_of(th: &mut Thread, v: &Obj) -> R<Obj> {
    let ty = th.type_of(v);
    attribute::dict_of(th, v, ty)
}

fn set_dict(th: &mut Thread, v: &Obj, d: &Obj) -> R<()> {
    if d.get::<Dict>().is_none() {
        let t = th.type_name(d);
        return Err(th.type_error(format_args!("__dict__ must be set to a dictionary, not a '{t}'")));
    }
    let ty = th.type_of(v);
    attribute::replace_dict(th, v, ty, d)
}

/// `__dict__` of instances of built-in types that have one.
pub const DICT_ATTRIBUTE: GetSet = GetSet::write("__dict__", dict_of, |th, v, x| match x {
    Some(d) => set_dict(th, v, d),
    None => Err(th.type_error(format_args!("cannot delete __dict__"))),
});

/// `__dict__` of those where it stays the same dict.
pub const FIXED_DICT: GetSet =
    GetSet::write("__dict__", dict_of, |th, _, _| Err(th.raise(Builtin::AttributeError, format_args!("readonly attribute"))));

/// `__dict__` of instances of program classes: a new one takes the place of one that is deleted.
pub const INSTANCE_DICT: GetSet = GetSet::write("__dict__", dict_of, |th, v, x| match x {
    Some(d) => set_dict(th, v, d),
    None => {
        let d = th.dict()?;
        set_dict(th, v, &d)
    }
});

fn method(v: &Obj) -> &Object<BoundMethod> {
    // SAFETY: as in `function`.
    unsafe { v.get_unchecked::<BoundMethod>() }
}

static METHOD_VTABLE: Vtable = Vtable::of::<BoundMethod>();
/// `method`
pub static BOUND_METHOD: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let q = protocol::get_attr_opt(th, &method(v).function, th.name(names::QUALNAME))?;
            let r = protocol::repr(th, &method(v).receiver)?;
            let q = q.as_ref().filter(|q| q.get::<str_object::Str>().is_some()).map_or("?", str_object::text);
            th.str_fmt(format_args!("<bound method {q} of {}>", str_object::text(&r)))
        }),
        call: Some(|th, v, args| call_bound(th, &method(v).function, &method(v).receiver, args)),
        getattr: Some(|th, v, name| {
            // A method's module is its function's, not the type's.
            if name.is(th.name(names::MODULE)) {
                return protocol::get_attr_opt(th, &method(v).function, name);
            }
            match attribute::get(th, v, name)? {
                Some(x) => Ok(Some(x)),
                None => protocol::get_attr_opt(th, &method(v).function, name),
            }
        }),
        compare: Some(|_, op, a, b| {
            let Some(y) = b.exact::<BoundMethod>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = method(a).function.is(&y.function) && method(a).receiver.is(&y.receiver);
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        hash: Some(|_, v| Ok(protocol::identity_hash(&method(v).receiver) ^ protocol::identity_hash(&method(v).function))),
        new: Some(|th, _, args| {
            let [f, x] = args.exactly::<2>(th, "method")?;
            if !protocol::is_callable(th, f) {
                return Err(th.type_error(format_args!("first argument must be callable")));
            }
            if x.is_none() {
                return Err(th.type_error(format_args!("instance must not be None")));
            }
            th.alloc(BoundMethod { function: f.clone(), receiver: x.clone() })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "__reduce__")?;
        let name = protocol::get_attr_name(th, &method(v).function, names::NAME)?;
        let qualified = protocol::get_attr_quiet(th, &method(v).function, th.name(names::QUALNAME))?;
        let class = match &qualified {
            Some(q) => str_object::text(q).rsplit('.').nth(1).unwrap_or(""),
            None => "",
        };
        // A private one is found under the name that the class has it by.
        let name = if class.is_empty() || name.get::<Str>().is_none() { name } else { th.intern(&mangle(class, str_object::text(&name)))? };
        by_attribute(th, &method(v).receiver, name)
    })],
    getsets: &[
        GetSet::read("__func__", |_, v| Ok(method(v).function.clone())),
        GetSet::read("__self__", |_, v| Ok(method(v).receiver.clone())),
        GetSet::read("__doc__", |th, v| protocol::get_attr_name(th, &method(v).function, names::DOC)),
    ],
    ..TypeSpec::new(Builtin::BoundMethod, &METHOD_VTABLE)
};

/// How something that an object's attribute gives is pickled: by asking for it again.
pub(super) fn by_attribute(th: &mut Thread, object: &Obj, name: Obj) -> R<Obj> {
    let builtins = th.isolate().builtins.peek();
    let key = th.intern("getattr")?;
    let getattr = Obj::from_ref(&builtins).get::<Dict>().and_then(|d| d.get_name(&key)).unwrap_or(Obj::NONE);
    let call = th.pair(object.clone(), name)?;
    th.pair(getattr, call)
}

fn native(v: &Obj) -> &Object<NativeFunction> {
    // SAFETY: as in `function`.
    unsafe { v.get_unchecked::<NativeFunction>() }
}

/// Calls native code, with the native stack checked.
#[inline]
pub fn call_native(th: &mut Thread, m: &Method, this: &Obj, args: &Args<'_>) -> R<Obj> {
    th.check_native_stack()?;
    (m.call)(th, this, args)
}

static NATIVE_VTABLE: Vtable = Vtable::of::<NativeFunction>();
/// `builtin_function_or_method`
pub static NATIVE_FUNCTION: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let n = native(v);
            if n.this.get::<crate::types::module_object::Module>().is_some() || n.this.is_none() {
                return th.str_fmt(format_args!("<built-in function {}>", n.method.name));
            }
            let t = th.type_name(&n.this);
            let at = n.this.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<built-in method {} of {t} object at {at:#x}>", n.method.name))
        }),
        call: Some(|th, v, args| call_native(th, native(v).method, &native(v).this, args)),
        compare: Some(|_, op, a, b| {
            let Some(y) = b.exact::<NativeFunction>() else { return Ok(Obj::NOT_IMPLEMENTED) };
            let same = core::ptr::eq(native(a).method, y.method) && native(a).this.is(&y.this);
            Ok(match op {
                CompareOp::Eq => Obj::from_bool(same),
                CompareOp::Ne => Obj::from_bool(!same),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "__reduce__")?;
        let n = native(v);
        let name = th.intern(n.method.name)?;
        if n.this.is_none() || n.this.get::<crate::types::module_object::Module>().is_some() {
            // Found again by its name in its module.
            return Ok(name);
        }
        by_attribute(th, &n.this, name)
    })],
    getsets: &[
        GetSet::read("__name__", |th, v| th.intern(native(v).method.name)),
        GetSet::read("__qualname__", |th, v| {
            let n = native(v);
            if n.this.get::<crate::types::module_object::Module>().is_some() || n.this.is_none() {
                return th.intern(n.method.name);
            }
            let owner = as_type(&n.this).unwrap_or_else(|| th.type_of(&n.this));
            super::descriptor_types::qualified(th, Some(owner), n.method.name)
        }),
        GetSet::read("__module__", |_, v| Ok(native(v).module.clone())),
        GetSet::read("__self__", |_, v| Ok(native(v).this.clone())),
        GetSet::read("__doc__", |th, v| if native(v).method.doc.is_empty() { Ok(Obj::NONE) } else { th.str(native(v).method.doc) }),
    ],
    ..TypeSpec::new(Builtin::NativeFunction, &NATIVE_VTABLE)
};
