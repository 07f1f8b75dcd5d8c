//! The `_functools` module: `partial`, `reduce`, `cmp_to_key`, and the cache behind `lru_cache`.

pub mod partial;

use alloc::vec::Vec;

pub use partial::{PARTIAL, PLACEHOLDER};

use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicU64, Ordering};
use crate::types::dict_object::{Dict, hash_key};
use crate::types::function_object::{BoundMethod, payload};
use crate::types::function_types::{DICT_ATTRIBUTE, store};
use crate::types::int_object::Int;
use crate::types::spec::{BASE, DICT, GetSet, METHOD, Method, ModuleSpec, SlotSpec, TypeSpec, UNHASHABLE, Vtable, WEAK};
use crate::types::str_object::Str;
use crate::types::{protocol, tuple_object};

payload! {
    /// What `cmp_to_key` makes, and what that makes: a value compared by a function.
    CmpKey = CmpKey {
        /// The comparison.
        compare: Obj => obj,
        /// The value, or unbound.
        object: Field => field,
    }
}

payload! {
    /// A function that remembers its results.
    LruCache = LruCache {
        /// The function.
        function: Obj => obj,
        /// Results by arguments, the latest used last.
        store: Obj => obj,
        /// Type of `cache_info()`.
        info: Obj => obj,
        /// First of the keyword arguments in a key.
        mark: Obj => obj,
        /// Most results kept; `None` when there is no bound.
        max: Option<usize> => none,
        /// Arguments of different types are different.
        typed: bool => none,
        /// Calls answered from the store.
        hits: AtomicU64 => none,
        /// Calls that were not.
        misses: AtomicU64 => none,
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
payload_of!(cmp_key, CmpKey);
payload_of!(lru, LruCache);

fn dict(v: &Obj) -> &Object<Dict> {
    // SAFETY: the fields it is used for hold dicts.
    unsafe { v.get_unchecked() }
}

/// `functools.KeyWrapper`
pub static CMP_KEY: TypeSpec = TypeSpec {
    flags: UNHASHABLE,
    slots: SlotSpec {
        hash: Some(protocol::unhashable),
        call: Some(|th, v, args| {
            let signature = Signature::new("K", ["obj"]);
            let [object] = args.bind(th, &signature)?;
            th.alloc(CmpKey { compare: cmp_key(v).compare.clone(), object: Field::new(object.cloned().unwrap_or(Obj::NONE)) })
        }),
        compare: Some(|th, op, a, b| {
            let Some(y) = b.exact::<CmpKey>() else {
                return Err(th.type_error(format_args!("other argument must be K instance")));
            };
            let x = cmp_key(a);
            let (Some(p), Some(q)) = (x.object.get(&x.header), y.object.get(&y.header)) else {
                return Err(th.raise(Builtin::AttributeError, format_args!("object")));
            };
            let r = protocol::call(th, &x.compare, &[p, q])?;
            protocol::compare(th, op, &r, &Obj::from_i31(0))
        }),
        ..SlotSpec::NONE
    },
    getsets: &[GetSet::write(
        "obj",
        |_, v| Ok(cmp_key(v).object.get(&cmp_key(v).header).unwrap_or(Obj::NONE)),
        |th, v, x| store(th, &cmp_key(v).object, &cmp_key(v).header, x.cloned().unwrap_or(Obj::UNBOUND)),
    )],
    ..TypeSpec::new(Builtin::CmpKey, const { &Vtable::of::<CmpKey>() })
};

fn cmp_to_key(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let signature = Signature::new("cmp_to_key", ["mycmp"]);
    let [compare] = args.bind(th, &signature)?;
    th.alloc(CmpKey { compare: compare.cloned().unwrap_or(Obj::NONE), object: Field::empty() })
}

fn reduce(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let signature = Signature::new("reduce", ["function", "iterable", "initial"]).required(2).positional_only(2);
    let [function, iterable, initial] = args.bind(th, &signature)?;
    let none = Obj::NONE;
    let (function, iterable) = (function.unwrap_or(&none), iterable.unwrap_or(&none));
    let it = match protocol::iter(th, iterable) {
        Ok(it) => it,
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            return Err(th.type_error(format_args!("reduce() arg 2 must support iteration")));
        }
    };
    let mut total = match initial {
        Some(v) => v.clone(),
        None => match protocol::next(th, &it)? {
            Some(v) => v,
            None => return Err(th.type_error(format_args!("reduce() of empty iterable with no initial value"))),
        },
    };
    while let Some(x) = protocol::next(th, &it)? {
        total = protocol::call(th, function, &[total, x])?;
    }
    Ok(total)
}

/// `functools._lru_cache_wrapper`
pub static LRU_CACHE: TypeSpec = TypeSpec {
    doc: "Create a cached callable that wraps another function.",
    flags: BASE | DICT | METHOD | WEAK,
    slots: SlotSpec {
        call: Some(lru_call),
        descr_get: Some(|th, v, instance, _| match instance.filter(|i| !i.is_none()) {
            None => Ok(v.clone()),
            Some(i) => th.alloc(BoundMethod { function: v.clone(), receiver: i.clone() }),
        }),
        new: Some(lru_new),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("cache_info", |th, v, args| {
            args.exactly::<0>(th, "_lru_cache_wrapper.cache_info")?;
            let c = lru(v);
            let max = match c.max {
                Some(n) => th.int(n as i64)?,
                None => Obj::NONE,
            };
            // A store is one too large for a moment, between an insertion and the removal that it causes.
            let size = dict(&c.store).len().min(c.max.unwrap_or(usize::MAX));
            let hits = th.int(c.hits.load(Ordering::Relaxed) as i64)?;
            let misses = th.int(c.misses.load(Ordering::Relaxed) as i64)?;
            let size = th.int(size as i64)?;
            protocol::call(th, &c.info, &[hits, misses, max, size])
        })
        .doc("Report cache statistics"),
        Method::new("cache_clear", |th, v, args| {
            args.exactly::<0>(th, "_lru_cache_wrapper.cache_clear")?;
            let c = lru(v);
            c.hits.store(0, Ordering::Relaxed);
            c.misses.store(0, Ordering::Relaxed);
            dict(&c.store).clear_all(th);
            Ok(Obj::NONE)
        })
        .doc("Forgets all results and the counts."),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "_lru_cache_wrapper.__reduce__")?;
            protocol::get_attr_name(th, v, names::QUALNAME)
        }),
        Method::new("__copy__", |_, v, _| Ok(v.clone())),
        Method::new("__deepcopy__", |_, v, _| Ok(v.clone())),
    ],
    getsets: &[DICT_ATTRIBUTE],
    ..TypeSpec::new(Builtin::LruCache, const { &Vtable::of::<LruCache>() })
};

fn lru_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let signature = Signature::new("lru_cache", ["user_function", "maxsize", "typed", "cache_info_type"]);
    let [function, max, typed, info] = args.bind(th, &signature)?;
    let none = Obj::NONE;
    let (function, max) = (function.unwrap_or(&none), max.unwrap_or(&none));
    if !protocol::is_callable(th, function) {
        return Err(th.type_error(format_args!("the first argument must be callable")));
    }
    let max = if max.is_none() {
        None
    } else {
        let Some(max) = crate::types::sequence::as_index(th, max)? else {
            return Err(th.type_error(format_args!("maxsize should be integer or None")));
        };
        Some(usize::try_from(super::collections::size_argument(th, &max)?).unwrap_or(0))
    };
    let typed = protocol::truth(th, typed.unwrap_or(&none))?;
    let store = th.dict()?;
    // Any object of its own does.
    let mark = partial::mark(th)?;
    th.new_payload(
        cls,
        LruCache {
            function: function.clone(),
            store,
            info: info.cloned().unwrap_or(Obj::NONE),
            mark,
            max,
            typed,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        },
    )
}

/// What a call's result is filed under.
fn key_of(th: &mut Thread, c: &LruCache, args: &Args<'_>) -> R<Obj> {
    if args.names.is_empty() && !c.typed {
        if let [one] = args.all
            && (one.value().is_small() || one.exact::<Int>().is_some() || one.exact::<Str>().is_some())
        {
            return Ok(one.clone());
        }
        return th.tuple_of(args.all);
    }
    let mut items: Vec<Obj> = th.vec(2 * args.all.len() + args.names.len() + 1)?;
    items.extend(args.positional().iter().cloned());
    if !args.names.is_empty() {
        items.push(c.mark.clone());
        for (k, v) in args.keywords() {
            items.push(k.clone());
            items.push(v.clone());
        }
    }
    if c.typed {
        items.extend(args.all.iter().map(|v| th.type_of(v).to_obj()));
    }
    th.tuple(items)
}

/// Threads that miss at the same time each compute; the first result stays. A hit moves its entry to the end, so the first is the one that
/// was not used for longest.
fn lru_call(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let c = lru(v);
    th.check_native_stack()?;
    let count = |n: &AtomicU64| {
        n.fetch_add(1, Ordering::Relaxed);
    };
    if c.max == Some(0) {
        count(&c.misses);
        return protocol::call_args(th, &c.function, args);
    }
    let key = key_of(th, c, args)?;
    let hash = hash_key_plain(th, &key)?;
    let results = dict(&c.store);
    if let Some(r) = results.get_hashed(th, hash, &key)? {
        count(&c.hits);
        if c.max.is_some() {
            results.move_to_end_hashed(th, hash, &key, true)?;
        }
        return Ok(r);
    }
    count(&c.misses);
    let r = protocol::call_args(th, &c.function, args)?;
    let (_, added) = results.set_default_hashed(th, hash, &key, &r)?;
    if added && let Some(max) = c.max {
        while results.len() > max {
            if results.pop_first(th).is_none() {
                break;
            }
        }
    }
    Ok(r)
}

/// The key's hash; an unhashable argument is complained of as itself.
fn hash_key_plain(th: &mut Thread, key: &Obj) -> R<i64> {
    if key.get::<tuple_object::Tuple>().is_some() { protocol::hash(th, key) } else { hash_key(th, key) }
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_functools",
    doc: "What functools has that is native.",
    functions: &[Method::new("reduce", reduce), Method::new("cmp_to_key", cmp_to_key)],
    init: Some(|th, m| {
        for (name, b) in [
            ("partial", Builtin::Partial),
            ("_lru_cache_wrapper", Builtin::LruCache),
            ("KeyWrapper", Builtin::CmpKey),
            ("_PlaceholderType", Builtin::Placeholder),
        ] {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        let p = partial::placeholder(th)?;
        th.add_to_module(m, "Placeholder", p)
    }),
};
