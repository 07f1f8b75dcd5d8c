//! The `_operator` module: operators as functions, and functions that fetch items and attributes or call methods.

use alloc::vec::Vec;

use super::collections::size_argument;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::function_object::payload;
use crate::types::spec::{BinaryOp, CompareOp, Method, ModuleSpec, SlotSpec, TypeSpec, UnaryOp, Vtable};
use crate::types::str_object::{self, Str};
use crate::types::{buffer, protocol, sequence, tuple_object};

payload! {
    /// `itemgetter`
    ItemGetter = ItemGetter {
        /// Tuple of the keys.
        keys: Obj => obj,
    }
}

payload! {
    /// `attrgetter`
    AttrGetter = AttrGetter {
        /// Tuple of tuples: the parts of each dotted name.
        paths: Obj => obj,
    }
}

payload! {
    /// `methodcaller`
    MethodCaller = MethodCaller {
        /// The method's name.
        name: Obj => obj,
        /// Tuple of the arguments, those of keywords last.
        args: Obj => obj,
        /// Tuple of the keywords' names.
        keywords: Obj => obj,
    }
}

macro_rules! payload_of {
    ($name:ident, $payload:ident) => {
        fn $name(v: &Obj) -> &Object<$payload> {
            // SAFETY: called through slots and methods of the type, which check the receiver.
            unsafe { v.get_unchecked::<$payload>() }
        }
    };
}
payload_of!(item_getter, ItemGetter);
payload_of!(attr_getter, AttrGetter);
payload_of!(method_caller, MethodCaller);

/// Shows `operator.name(part, …)`.
fn shown(th: &mut Thread, v: &Obj, name: &str, parts: &mut dyn FnMut(&mut Thread) -> R<Vec<alloc::string::String>>) -> R<Obj> {
    sequence::guarded(th, v, &alloc::format!("{name}(...)"), &mut |th| {
        let parts = parts(th)?;
        th.str_fmt(format_args!("{name}({})", parts.join(", ")))
    })
}

fn repr_text(th: &mut Thread, v: &Obj) -> R<alloc::string::String> {
    let r = protocol::repr(th, v)?;
    Ok(alloc::string::String::from(str_object::text(&r)))
}

/// `operator.itemgetter`
pub static ITEM_GETTER: TypeSpec = TypeSpec {
    doc: "What gets the items of these keys: itemgetter(1)(x) is x[1], itemgetter(1, 2)(x) is (x[1], x[2]).",
    slots: SlotSpec {
        repr: Some(|th, v| {
            shown(th, v, "operator.itemgetter", &mut |th| {
                tuple_object::items(&item_getter(v).keys).iter().map(|k| repr_text(th, k)).collect()
            })
        }),
        call: Some(|th, v, args| {
            args.no_keywords(th, "itemgetter")?;
            let a = args.between(th, "itemgetter", 1, 1)?;
            let keys = tuple_object::items(&item_getter(v).keys);
            if let [key] = keys {
                return protocol::get_item(th, &a[0], key);
            }
            let mut out = th.vec(keys.len())?;
            for key in keys {
                out.push(protocol::get_item(th, &a[0], key)?);
            }
            th.tuple(out)
        }),
        new: Some(|th, _, args| {
            args.no_keywords(th, "itemgetter")?;
            if args.all.is_empty() {
                return Err(th.type_error(format_args!("itemgetter expected 1 argument, got 0")));
            }
            let keys = th.tuple_of(args.all)?;
            th.alloc(ItemGetter { keys })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "itemgetter.__reduce__")?;
        let class = th.type_of(v).to_obj();
        th.pair(class, item_getter(v).keys.clone())
    })],
    ..TypeSpec::new(Builtin::ItemGetter, const { &Vtable::of::<ItemGetter>() })
};

fn fetch(th: &mut Thread, object: &Obj, path: &Obj) -> R<Obj> {
    let mut object = object.clone();
    for name in tuple_object::items(path) {
        object = protocol::get_attr(th, &object, name)?;
    }
    Ok(object)
}

/// The names as they were given.
fn dotted(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    let paths = tuple_object::items(&attr_getter(v).paths);
    let mut out = th.vec(paths.len())?;
    for path in paths {
        let parts: Vec<&str> = tuple_object::items(path).iter().map(str_object::text).collect();
        out.push(th.str(&parts.join("."))?);
    }
    Ok(out)
}

/// `(methodcaller, (name, *args))`; with keywords, a `partial` of it that has name and keywords is called with the rest.
fn reduce_caller(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "methodcaller.__reduce__")?;
    let m = method_caller(v);
    let (all, names) = (tuple_object::items(&m.args), tuple_object::items(&m.keywords));
    let class = th.type_of(v).to_obj();
    let (positional, keywords) = all.split_at(all.len().saturating_sub(names.len()));
    let mut call = th.vec(all.len() + 2)?;
    if names.is_empty() {
        call.push(m.name.clone());
        call.extend_from_slice(positional);
        let call = th.tuple(call)?;
        return th.pair(class, call);
    }
    let partial = th.builtin_type(Builtin::Partial);
    call.extend([class, m.name.clone()]);
    call.extend_from_slice(keywords);
    let maker = protocol::call_args(th, &partial, &Args { all: &call, names })?;
    let rest = th.tuple_of(positional)?;
    th.pair(maker, rest)
}

/// `operator.attrgetter`
pub static ATTR_GETTER: TypeSpec = TypeSpec {
    doc: "What gets the attributes of these names: attrgetter('a.b')(x) is x.a.b; of several names, a tuple.",
    slots: SlotSpec {
        repr: Some(|th, v| shown(th, v, "operator.attrgetter", &mut |th| dotted(th, v)?.iter().map(|name| repr_text(th, name)).collect())),
        call: Some(|th, v, args| {
            args.no_keywords(th, "attrgetter")?;
            let a = args.between(th, "attrgetter", 1, 1)?;
            let paths = tuple_object::items(&attr_getter(v).paths);
            if let [path] = paths {
                return fetch(th, &a[0], path);
            }
            let mut out = th.vec(paths.len())?;
            for path in paths {
                out.push(fetch(th, &a[0], path)?);
            }
            th.tuple(out)
        }),
        new: Some(|th, _, args| {
            args.no_keywords(th, "attrgetter")?;
            if args.all.is_empty() {
                return Err(th.type_error(format_args!("attrgetter expected 1 argument, got 0")));
            }
            let mut paths = th.vec(args.all.len())?;
            for a in args.all {
                if a.get::<Str>().is_none() {
                    return Err(th.type_error(format_args!("attribute name must be a string")));
                }
                let mut parts = Vec::new();
                for part in str_object::text(a).split('.') {
                    let part = th.intern(part)?;
                    th.push(&mut parts, part)?;
                }
                paths.push(th.tuple(parts)?);
            }
            let paths = th.tuple(paths)?;
            th.alloc(AttrGetter { paths })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "attrgetter.__reduce__")?;
        let names = dotted(th, v)?;
        let names = th.tuple(names)?;
        let class = th.type_of(v).to_obj();
        th.pair(class, names)
    })],
    ..TypeSpec::new(Builtin::AttrGetter, const { &Vtable::of::<AttrGetter>() })
};

/// `operator.methodcaller`
pub static METHOD_CALLER: TypeSpec = TypeSpec {
    doc: "What calls the method of this name with these arguments: methodcaller('f', 1)(x) is x.f(1).",
    slots: SlotSpec {
        repr: Some(|th, v| {
            shown(th, v, "operator.methodcaller", &mut |th| {
                let m = method_caller(v);
                let args = tuple_object::items(&m.args);
                let keywords = tuple_object::items(&m.keywords);
                let mut out = alloc::vec![repr_text(th, &m.name)?];
                for (i, x) in args.iter().enumerate() {
                    let x = repr_text(th, x)?;
                    match (i + keywords.len()).checked_sub(args.len()) {
                        Some(k) => out.push(alloc::format!("{}={x}", str_object::text(&keywords[k]))),
                        None => out.push(x),
                    }
                }
                Ok(out)
            })
        }),
        call: Some(|th, v, args| {
            args.no_keywords(th, "methodcaller")?;
            let a = args.between(th, "methodcaller", 1, 1)?;
            let m = method_caller(v);
            let f = protocol::get_attr(th, &a[0], &m.name)?;
            protocol::call_args(th, &f, &Args { all: tuple_object::items(&m.args), names: tuple_object::items(&m.keywords) })
        }),
        new: Some(|th, _, args| {
            let Some((name, _)) = args.positional().split_first() else {
                return Err(th.type_error(format_args!("methodcaller needs at least one argument, the method name")));
            };
            if name.get::<Str>().is_none() {
                return Err(th.type_error(format_args!("method name must be a string")));
            }
            let name = th.intern_obj(name)?;
            let all = th.tuple_of(&args.all[1..])?;
            let keywords = th.tuple_of(args.names)?;
            th.alloc(MethodCaller { name, args: all, keywords })
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__reduce__", reduce_caller)],
    ..TypeSpec::new(Builtin::MethodCaller, const { &Vtable::of::<MethodCaller>() })
};

fn is_sequence(th: &Thread, v: &Obj) -> bool {
    let t = th.type_of(v);
    t.slots.getitem().is_some() && !matches!(t.layout, Builtin::Dict | Builtin::MappingProxy)
}

/// `iter(v)` in the words of the functions that search.
fn search(th: &mut Thread, v: &Obj) -> R<Obj> {
    match protocol::iter(th, v) {
        Ok(it) => Ok(it),
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            let t = th.type_name(v);
            Err(th.type_error(format_args!("argument of type '{t}' is not iterable")))
        }
    }
}

fn concatenate(th: &mut Thread, args: &Args<'_>, name: &str, inplace: bool) -> R<Obj> {
    let [a, b] = two(th, args, name)?;
    if !is_sequence(th, a) {
        let t = th.type_name(a);
        return Err(th.type_error(format_args!("'{t}' object can't be concatenated")));
    }
    if inplace { protocol::inplace(th, BinaryOp::Add, a, b) } else { protocol::binary(th, BinaryOp::Add, a, b) }
}

/// Two arguments.
fn two<'a>(th: &mut Thread, args: &Args<'a>, name: &str) -> R<&'a [Obj; 2]> {
    if let (true, Ok(a)) = (args.names.is_empty(), args.all.try_into()) {
        return Ok(a);
    }
    if !args.names.is_empty() {
        return Err(th.type_error(format_args!("_operator.{name}() takes no keyword arguments")));
    }
    let given = args.all.len();
    Err(th.type_error(format_args!("{name} expected 2 arguments, got {given}")))
}

macro_rules! binary {
    ($($name:literal $op:ident;)*) => { [$(Method::new($name, |th, _, args| {
        let [a, b] = two(th, args, $name)?;
        protocol::binary(th, BinaryOp::$op, a, b)
    }),)*] };
}
macro_rules! inplace {
    ($($name:literal $op:ident;)*) => { [$(Method::new($name, |th, _, args| {
        let [a, b] = two(th, args, $name)?;
        protocol::inplace(th, BinaryOp::$op, a, b)
    }),)*] };
}
macro_rules! comparison {
    ($($name:literal $op:ident;)*) => { [$(Method::new($name, |th, _, args| {
        let [a, b] = two(th, args, $name)?;
        protocol::compare(th, CompareOp::$op, a, b)
    }),)*] };
}
macro_rules! unary {
    ($($name:literal $op:ident;)*) => { [$(Method::new($name, |th, _, args| {
        let [a] = args.exactly::<1>(th, concat!("_operator.", $name))?;
        protocol::unary(th, UnaryOp::$op, a)
    }),)*] };
}

static BINARY: [Method; 13] = binary! {
    "add" Add; "sub" Sub; "mul" Mul; "truediv" TrueDiv; "floordiv" FloorDiv; "mod" Mod; "pow" Pow; "matmul" MatMul; "lshift" LShift;
    "rshift" RShift; "and_" And; "or_" Or; "xor" Xor;
};
static INPLACE: [Method; 13] = inplace! {
    "iadd" Add; "isub" Sub; "imul" Mul; "itruediv" TrueDiv; "ifloordiv" FloorDiv; "imod" Mod; "ipow" Pow; "imatmul" MatMul;
    "ilshift" LShift; "irshift" RShift; "iand" And; "ior" Or; "ixor" Xor;
};
static COMPARISONS: [Method; 6] = comparison! { "lt" Lt; "le" Le; "eq" Eq; "ne" Ne; "gt" Gt; "ge" Ge; };
static UNARY: [Method; 5] = unary! { "neg" Neg; "pos" Pos; "inv" Invert; "invert" Invert; "abs" Abs; };

fn length_hint(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "length_hint", 1, 2)?;
    let default = match a.get(1) {
        Some(d) => size_argument(th, d)?,
        None => 0,
    };
    let hint = protocol::length_hint(th, &a[0])?.unwrap_or(default);
    th.int(hint)
}

static OTHERS: &[Method] = &[
    Method::new("not_", |th, _, args| {
        let [a] = args.exactly::<1>(th, "_operator.not_")?;
        Ok(Obj::from_bool(!protocol::truth(th, a)?))
    }),
    Method::new("truth", |th, _, args| {
        let [a] = args.exactly::<1>(th, "_operator.truth")?;
        protocol::truth(th, a).map(Obj::from_bool)
    }),
    Method::new("is_", |th, _, args| {
        let [a, b] = two(th, args, "is_")?;
        Ok(Obj::from_bool(a.is(b)))
    }),
    Method::new("is_not", |th, _, args| {
        let [a, b] = two(th, args, "is_not")?;
        Ok(Obj::from_bool(!a.is(b)))
    }),
    Method::new("is_none", |th, _, args| {
        let [a] = args.exactly::<1>(th, "_operator.is_none")?;
        Ok(Obj::from_bool(a.is_none()))
    }),
    Method::new("is_not_none", |th, _, args| {
        let [a] = args.exactly::<1>(th, "_operator.is_not_none")?;
        Ok(Obj::from_bool(!a.is_none()))
    }),
    Method::new("index", |th, _, args| {
        let [a] = args.exactly::<1>(th, "_operator.index")?;
        protocol::index(th, a)
    }),
    Method::new("concat", |th, _, args| concatenate(th, args, "concat", false)),
    Method::new("iconcat", |th, _, args| concatenate(th, args, "iconcat", true)),
    Method::new("contains", |th, _, args| {
        let [a, b] = two(th, args, "contains")?;
        protocol::contains(th, a, b).map(Obj::from_bool)
    }),
    Method::new("countOf", |th, _, args| {
        let [a, b] = two(th, args, "countOf")?;
        let it = search(th, a)?;
        let mut n = 0;
        while let Some(x) = protocol::next(th, &it)? {
            n += i64::from(protocol::equal(th, &x, b)?);
        }
        th.int(n)
    }),
    Method::new("indexOf", |th, _, args| {
        let [a, b] = two(th, args, "indexOf")?;
        let it = search(th, a)?;
        let mut n = 0;
        while let Some(x) = protocol::next(th, &it)? {
            if protocol::equal(th, &x, b)? {
                return th.int(n);
            }
            n += 1;
        }
        Err(th.value_error(format_args!("sequence.index(x): x not in sequence")))
    }),
    Method::new("getitem", |th, _, args| {
        let [a, b] = two(th, args, "getitem")?;
        protocol::get_item(th, a, b)
    }),
    Method::new("setitem", |th, _, args| {
        let a = args.between(th, "setitem", 3, 3)?;
        protocol::set_item(th, &a[0], &a[1], &a[2])?;
        Ok(Obj::NONE)
    }),
    Method::new("delitem", |th, _, args| {
        let [a, b] = two(th, args, "delitem")?;
        protocol::del_item(th, a, b)?;
        Ok(Obj::NONE)
    }),
    Method::new("length_hint", length_hint),
    Method::new("_compare_digest", |th, _, args| {
        let [a, b] = two(th, args, "_compare_digest")?;
        compare_digest(th, a, b)
    }),
    Method::new("call", |th, _, args| {
        if args.positional().is_empty() {
            return Err(th.type_error(format_args!("call expected at least 1 argument, got 0")));
        }
        protocol::call_args(th, &args.all[0], &args.rest())
    }),
];

/// Equality of two secrets, in a time that depends on their lengths alone.
fn compare_digest(th: &mut Thread, a: &Obj, b: &Obj) -> R<Obj> {
    let same = |x: &[u8], y: &[u8]| x.len() == y.len() && x.iter().zip(y).fold(0, |n, (p, q)| n | (p ^ q)) == 0;
    if let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) {
        let (x, y) = (x.as_str(), y.as_str());
        if !x.is_ascii() || !y.is_ascii() {
            return Err(th.type_error(format_args!("comparing strings with non-ASCII characters is not supported")));
        }
        return Ok(Obj::from_bool(same(x.as_bytes(), y.as_bytes())));
    }
    match (buffer::as_buffer(th, a)?, buffer::as_buffer(th, b)?) {
        (Some(x), Some(y)) => Ok(Obj::from_bool(same(&x, &y))),
        _ => {
            let (x, y) = (th.type_name(a), th.type_name(b));
            Err(th.type_error(format_args!("unsupported operand types(s) or combination of types: '{x}' and '{y}'")))
        }
    }
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_operator",
    doc: "Operator interface.",
    functions: OTHERS,
    init: Some(|th, m| {
        for f in BINARY.iter().chain(&INPLACE).chain(&COMPARISONS).chain(&UNARY) {
            th.add_function(m, f)?;
        }
        for (name, b) in [("itemgetter", Builtin::ItemGetter), ("attrgetter", Builtin::AttrGetter), ("methodcaller", Builtin::MethodCaller)]
        {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};
