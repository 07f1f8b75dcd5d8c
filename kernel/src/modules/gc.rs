//! The `gc` module.

use alloc::vec::Vec;

use crate::gc::{BYTES_PER_CONTAINER, Counts, Extent, inspect};
use crate::native::Signature;
use crate::object::header::{FLAG_FINALIZED, FLAG_OLD};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::frozen_dict;
use crate::types::spec::{Method, ModuleSpec};

/// The generation that means everything.
const OLDEST: i64 = 2;

const fn generation(name: &'static str) -> Signature<1> {
    Signature::new(name, ["generation"]).required(0)
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.",
    functions: &[
        Method::new("collect", |th, _, a| {
            let [generation] = a.bind(th, &generation("collect"))?;
            let generation = match generation {
                Some(n) => crate::types::protocol::index_i64(th, n, Builtin::OverflowError)?,
                None => OLDEST,
            };
            if !(0..=OLDEST).contains(&generation) {
                return Err(th.raise(Builtin::ValueError, format_args!("invalid generation")));
            }
            let n = crate::gc::collect(th, if generation == 0 { Extent::Young } else { Extent::Full })?;
            th.int(n as i64)
        }),
        Method::new("enable", |th, _, _| {
            th.isolate().gc.set_enabled(true);
            Ok(Obj::NONE)
        }),
        Method::new("disable", |th, _, _| {
            th.isolate().gc.set_enabled(false);
            Ok(Obj::NONE)
        }),
        Method::new("isenabled", |th, _, _| Ok(Obj::from_bool(th.isolate().gc.is_enabled()))),
        Method::new("get_count", |th, _, _| {
            let (containers, young) = crate::gc::progress(th);
            let (containers, young) = (th.int(containers as i64)?, th.int(i64::from(young))?);
            th.tuple_of(&[containers, young, Obj::from_i31(0)])
        }),
        Method::new("get_threshold", |th, _, _| {
            let containers = th.int((th.isolate().gc.interval() / BYTES_PER_CONTAINER) as i64)?;
            th.tuple_of(&[containers, Obj::from_i31(0), Obj::from_i31(0)])
        })
        .doc(
            "Return the thresholds as three numbers: about how many containers a thread allocates before it looks for garbage among them, and two zeros. When to look at everything is decided by the growth of memory.",
        ),
        Method::new("set_threshold", |th, _, a| {
            let a = a.between(th, "set_threshold", 1, 3)?;
            let mut first = 0;
            for (i, n) in a.iter().enumerate() {
                let n = crate::types::protocol::index_i64(th, n, Builtin::OverflowError)?;
                first = if i == 0 { n } else { first };
            }
            th.isolate().gc.set_interval(usize::try_from(first).unwrap_or(0).saturating_mul(BYTES_PER_CONTAINER));
            // The calling thread's next one is due by the new number.
            crate::gc::restart(th);
            Ok(Obj::NONE)
        })
        .doc(
            "Set about how many containers a thread allocates before it looks for garbage among them; zero: never. The second and third number are accepted and have no meaning.",
        ),
        Method::new("get_stats", |th, _, _| {
            let gc = &th.isolate().gc;
            let mut generations = th.vec(3)?;
            for counts in [gc.counts(Extent::Young), Counts::default(), gc.counts(Extent::Full)] {
                let d = th.dict()?;
                if let Some(t) = d.get::<crate::types::dict_object::Dict>() {
                    let numbers =
                        [("collections", counts.collections), ("collected", counts.freed), ("uncollectable", 0), ("candidates", counts.candidates)];
                    for (k, v) in numbers {
                        let (k, v) = (th.intern(k)?, th.int(v as i64)?);
                        t.set(th, &k, &v)?;
                    }
                    let (k, v) = (th.intern("duration")?, th.float(counts.nanos as f64 / 1e9)?);
                    t.set(th, &k, &v)?;
                }
                generations.push(d);
            }
            th.list(generations)
        }),
        Method::new("get_contended", |th, _, a| {
            let a = a.between(th, "get_contended", 0, 1)?;
            let n = match a.first() {
                Some(n) => crate::types::protocol::index_i64(th, n, Builtin::OverflowError)?.max(0) as usize,
                None => 10,
            };
            let contended: &crate::refcount::contention::List = &th.isolate().contended;
            let mut pairs = Vec::new();
            for (object, signs) in contended.most(th, n)? {
                let signs = th.int(signs.min(i64::MAX as u64) as i64)?;
                let pair = th.tuple_of(&[object, signs])?;
                th.push(&mut pairs, pair)?;
            }
            th.list(pairs)
        })
        .doc(
            "Return the objects whose reference counts several threads were seen to change at once, the most contended first, as pairs of the object and a number of signs. Such an object is not counted any more by those who only read it; it is freed by a collection.",
        ),
        Method::new("enable_deferred_refcount", |th, _, a| {
            let [x] = a.exactly::<1>(th, "enable_deferred_refcount")?;
            Ok(Obj::from_bool(crate::refcount::contention::defer(th, x)?))
        })
        .doc(
            "Stop counting the references that running code takes to an object: many threads can then read it at the price of one. A collection frees it. This happens by itself to objects whose counts are contended. False if it is so already, or cannot be: for numbers, and for objects that must end at once, like those with a __del__ method.",
        ),
        Method::new("get_objects", |th, _, a| {
            let [generation] = a.bind(th, &generation("get_objects"))?;
            let generation = match generation {
                Some(n) if !n.is_none() => {
                    let n = crate::types::protocol::index_i64(th, n, Builtin::OverflowError)?;
                    if !(-1..=OLDEST).contains(&n) {
                        let rule = if n < -1 { "generation parameter cannot be negative" } else { "generation parameter must be less than the number of available generations (3)" };
                        return Err(th.raise(Builtin::ValueError, format_args!("{rule}")));
                    }
                    (n >= 0).then_some(n)
                }
                _ => None,
            };
            let objects = inspect::containers(th, &mut |p| {
                // SAFETY: the world is stopped, and the object is in use.
                let old = unsafe { p.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_OLD != 0;
                match generation {
                    Some(0) => !old,
                    Some(1) => false,
                    Some(_) => old,
                    None => true,
                }
            })?;
            th.list(objects)
        })
        .doc("Return a list of the containers, or of those that have not (0) or have (2) survived a collection of young objects."),
        Method::new("get_referrers", |th, _, a| {
            let objects = inspect::referrers(th, a.positional())?;
            th.list(objects)
        })
        .doc("The containers in which one of the objects is."),
        Method::new("get_referents", |th, _, a| {
            // The dict inside a frozendict is nothing that programs should see: what that refers to stands in its place.
            let mut asked = th.vec(2 * a.all.len())?;
            let mut inner: Vec<usize> = th.vec(a.all.len())?;
            asked.extend_from_slice(a.positional());
            for d in a.positional().iter().filter_map(frozen_dict::inside) {
                asked.push(d.clone());
                inner.push(d.value().without_uncounted().to_bits());
            }
            inner.sort_unstable();
            let mut objects = inspect::referents(th, &asked)?;
            objects.retain(|o| inner.binary_search(&o.value().without_uncounted().to_bits()).is_err());
            th.list(objects)
        })
        .doc("What is directly in the objects."),
        Method::new("is_finalized", |th, _, a| {
            let [x] = a.exactly::<1>(th, "is_finalized")?;
            Ok(Obj::from_bool(x.header().is_some_and(|h| h.flags.load(Ordering::Relaxed) & FLAG_FINALIZED != 0)))
        })
        .doc("Whether the collector has had the object finalized."),
        Method::new("is_tracked", |th, _, a| {
            let [x] = a.exactly::<1>(th, "is_tracked")?;
            let container = x.value().as_pointer().and_then(core::ptr::NonNull::new).is_some_and(|p| {
                // SAFETY: a live object's block.
                unsafe { crate::heap::kind_of(p.cast()) == crate::heap::Kind::Container }
            });
            Ok(Obj::from_bool(container))
        }),
        Method::new("freeze", |_, _, _| Ok(Obj::NONE)),
        Method::new("unfreeze", |_, _, _| Ok(Obj::NONE)),
        Method::new("get_debug", |_, _, _| Ok(Obj::from_i31(0))),
        Method::new("set_debug", |_, _, _| Ok(Obj::NONE)),
    ],
    init: Some(|th, m| {
        // Taken by `set_debug`, which changes nothing: what they ask CPython to print is in `--stats`.
        for (name, flag) in
            [("DEBUG_STATS", 1), ("DEBUG_COLLECTABLE", 2), ("DEBUG_UNCOLLECTABLE", 4), ("DEBUG_SAVEALL", 32), ("DEBUG_LEAK", 38)]
        {
            th.add_to_module(m, name, Obj::from_i31(flag))?;
        }
        let l = th.list(Vec::new())?;
        th.add_to_module(m, "garbage", l)?;
        let l = th.list(Vec::new())?;
        if th.isolate().multi.load(Ordering::Relaxed) {
            crate::refcount::sharing::share(th, &l)?; // Whichever thread collects will look at it.
        }
        drop(th.isolate().gc.callbacks.replace_raw(l.clone()));
        th.add_to_module(m, "callbacks", l)
    }),
};
