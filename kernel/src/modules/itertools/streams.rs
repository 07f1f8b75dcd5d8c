//! Iterators that pass on what other iterators give: `accumulate`, `chain`, `compress`, `dropwhile`, `filterfalse`, `pairwise`, `starmap`,
//! `takewhile`, `zip_longest`.

use alloc::vec::Vec;

use super::{empty, exchange, holds, store};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicBool, AtomicUsize, Ordering};
use crate::types::function_object::payload;
use crate::types::iterators::itself;
use crate::types::list_object::List;
use crate::types::spec::{BASE, BinaryOp, Method, SlotSpec, TypeSpec, Vtable};
use crate::types::tuple_object::{self, Tuple};
use crate::types::{protocol, str_object};

payload! {
    /// `accumulate`
    Accumulate = Accumulate {
        /// The values.
        iterator: Obj => obj,
        /// What joins the total and a value; `None` for addition.
        function: Obj => obj,
        /// The total so far; unbound at the beginning.
        total: Field => field,
        /// The first total, not yet given; unbound when there is none.
        initial: Field => field,
    }
}

payload! {
    /// `chain`
    Chain = Chain {
        /// Iterator of the iterables; unbound at the end.
        source: Field => field,
        /// The iterator that gives values; unbound between two.
        active: Field => field,
        /// List of those that threads took from the source while another was active; unbound until there are any.
        waiting: Field => field,
    }
}

payload! {
    /// `compress`
    Compress = Compress {
        /// The values.
        data: Obj => obj,
        /// Which of them to give.
        selectors: Obj => obj,
    }
}

payload! {
    /// `dropwhile`
    DropWhile = DropWhile {
        /// The test.
        function: Obj => obj,
        /// The values.
        iterator: Obj => obj,
        /// Whether a value has failed the test.
        begun: AtomicBool => none,
    }
}

payload! {
    /// `takewhile`
    TakeWhile = TakeWhile {
        /// The test.
        function: Obj => obj,
        /// The values.
        iterator: Obj => obj,
        /// Whether a value has failed the test.
        ended: AtomicBool => none,
    }
}

payload! {
    /// `filterfalse`
    FilterFalse = FilterFalse {
        /// The test, or `None`.
        function: Obj => obj,
        /// The values.
        iterator: Obj => obj,
    }
}

payload! {
    /// `starmap`
    StarMap = StarMap {
        /// The function.
        function: Obj => obj,
        /// Iterator of its arguments.
        iterator: Obj => obj,
    }
}

payload! {
    /// `pairwise`
    Pairwise = Pairwise {
        /// The values; unbound at the end.
        iterator: Field => field,
        /// The first of the next pair; unbound at the beginning.
        before: Field => field,
    }
}

/// `zip_longest`
#[derive(Debug)]
pub struct ZipLongest {
    /// The iterators; each unbound at its end.
    iterators: Vec<Field>,
    /// What stands for values that are missing.
    fill: Obj,
    /// Iterators that have not ended.
    active: AtomicUsize,
}

// SAFETY: BUILTIN is used here alone; each reference is visited once; fields are safe for threads.
unsafe impl Payload for ZipLongest {
    const BUILTIN: Builtin = Builtin::ZipLongest;
    fn trace(&self, visit: &mut dyn Trace) {
        for f in &self.iterators {
            visit.field(f);
        }
        visit.obj(&self.fill);
    }
    fn clear(&self) {
        for f in &self.iterators {
            drop(f.replace_raw(Obj::UNBOUND));
        }
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
payload_of!(accumulate, Accumulate);
payload_of!(chain, Chain);
payload_of!(compress, Compress);
payload_of!(drop_while, DropWhile);
payload_of!(take_while, TakeWhile);
payload_of!(filter_false, FilterFalse);
payload_of!(star_map, StarMap);
payload_of!(pairwise, Pairwise);
payload_of!(zip_longest, ZipLongest);

/// `itertools.accumulate`
pub static ACCUMULATE: TypeSpec = TypeSpec {
    doc: "The running totals of an iterable: sums, or what another function makes of the total and the next item.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = accumulate(v);
            if !it.initial.peek().is_unbound() {
                let first = it.initial.replace_raw(Obj::UNBOUND);
                if !first.is_unbound() {
                    store(th, &it.total, &it.header, first.clone())?;
                    return Ok(Some(first));
                }
            }
            let Some(x) = protocol::next(th, &it.iterator)? else { return Ok(None) };
            loop {
                let total = it.total.load(&it.header);
                let new = if total.is_unbound() {
                    x.clone()
                } else if it.function.is_none() {
                    protocol::binary(th, BinaryOp::Add, &total, &x)?
                } else {
                    protocol::call(th, &it.function, &[total.clone(), x.clone()])?
                };
                // Another thread's value came between: join this one to the new total.
                if exchange(th, &it.total, &it.header, &total, new.clone())? {
                    return Ok(Some(new));
                }
            }
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("accumulate", ["iterable", "func", "initial"]).required(1).keyword_only_from(2);
            let [iterable, function, initial] = args.bind(th, &signature)?;
            let iterator = protocol::iter(th, iterable.unwrap_or(&Obj::NONE))?;
            let initial = initial.filter(|v| !v.is_none()).cloned().unwrap_or(Obj::UNBOUND);
            let function = function.cloned().unwrap_or(Obj::NONE);
            th.new_payload(cls, Accumulate { iterator, function, total: Field::empty(), initial: Field::new(initial) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Accumulate, const { &Vtable::of::<Accumulate>() })
};

/// `itertools.chain`
pub static CHAIN: TypeSpec = TypeSpec {
    doc: "What the first iterable gives, then the next, and so on.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(chain_next),
        new: Some(|th, cls, args| {
            args.no_keywords(th, "chain")?;
            let all = th.tuple_of(args.all)?;
            let source = protocol::iter(th, &all)?;
            th.new_payload(cls, Chain { source: Field::new(source), active: Field::empty(), waiting: Field::empty() })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::class("from_iterable", |th, cls, args| {
            let [x] = args.exactly::<1>(th, "chain.from_iterable")?;
            let source = protocol::iter(th, x)?;
            th.new_payload(cls, Chain { source: Field::new(source), active: Field::empty(), waiting: Field::empty() })
        })
        .doc("Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
        Method::class("__class_getitem__", |_, cls, _| Ok(cls.clone())),
    ],
    ..TypeSpec::new(Builtin::Chain, const { &Vtable::of::<Chain>() })
};

fn chain_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = chain(v);
    loop {
        if let Some(active) = it.active.get(&it.header) {
            if let Some(x) = protocol::next(th, &active)? {
                return Ok(Some(x));
            }
            exchange(th, &it.active, &it.header, &active, Obj::UNBOUND)?;
            continue;
        }
        if let Some(list) = it.waiting.get(&it.header)
            && let Some(new) = list.exact::<List>().and_then(|l| l.pop_last(th))
        {
            activate(th, it, new)?;
            continue;
        }
        let Some(source) = it.source.get(&it.header) else { return Ok(None) };
        let next = match protocol::next(th, &source) {
            Ok(Some(x)) => protocol::iter(th, &x).map(Some),
            other => other,
        };
        match next {
            Ok(Some(new)) => activate(th, it, new)?,
            Ok(None) => {
                empty(th, &it.source, &it.header)?;
                return Ok(None);
            }
            Err(e) => {
                let e = th.take(e);
                empty(th, &it.source, &it.header)?;
                return Err(th.reraise(e));
            }
        }
    }
}

/// Makes `new` the active iterator; it waits where another thread has made one active meanwhile, so that none is lost.
fn activate(th: &mut Thread, it: &Object<Chain>, new: Obj) -> R<()> {
    if exchange(th, &it.active, &it.header, &Obj::UNBOUND, new.clone())? {
        return Ok(());
    }
    loop {
        if let Some(list) = it.waiting.get(&it.header)
            && let Some(l) = list.exact::<List>()
        {
            return l.push(th, new);
        }
        let list = th.list_with_room(1)?;
        exchange(th, &it.waiting, &it.header, &Obj::UNBOUND, list)?;
    }
}

/// `itertools.compress`
pub static COMPRESS: TypeSpec = TypeSpec {
    doc: "Those of the data whose selector is true.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = compress(v);
            loop {
                let Some(x) = protocol::next(th, &it.data)? else { return Ok(None) };
                let Some(selector) = protocol::next(th, &it.selectors)? else { return Ok(None) };
                if protocol::truth(th, &selector)? {
                    return Ok(Some(x));
                }
            }
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("compress", ["data", "selectors"]);
            let [data, selectors] = args.bind(th, &signature)?;
            let data = protocol::iter(th, data.unwrap_or(&Obj::NONE))?;
            let selectors = protocol::iter(th, selectors.unwrap_or(&Obj::NONE))?;
            th.new_payload(cls, Compress { data, selectors })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Compress, const { &Vtable::of::<Compress>() })
};

/// A function and the iterator of an iterable: the arguments of half of the module.
fn function_and_iterator(th: &mut Thread, args: &Args<'_>, name: &str) -> R<(Obj, Obj)> {
    let a = args.between(th, name, 2, 2)?;
    let iterator = protocol::iter(th, &a[1])?;
    Ok((a[0].clone(), iterator))
}

/// `itertools.dropwhile`
pub static DROP_WHILE: TypeSpec = TypeSpec {
    doc: "What an iterable gives from the first item on that a predicate is false of.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = drop_while(v);
            loop {
                let Some(x) = protocol::next(th, &it.iterator)? else { return Ok(None) };
                if it.begun.load(Ordering::Relaxed) {
                    return Ok(Some(x));
                }
                let r = protocol::call(th, &it.function, core::slice::from_ref(&x))?;
                if !protocol::truth(th, &r)? {
                    it.begun.store(true, Ordering::Relaxed);
                    return Ok(Some(x));
                }
            }
        }),
        new: Some(|th, cls, args| {
            let (function, iterator) = function_and_iterator(th, args, "dropwhile")?;
            th.new_payload(cls, DropWhile { function, iterator, begun: AtomicBool::new(false) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::DropWhile, const { &Vtable::of::<DropWhile>() })
};

/// `itertools.takewhile`
pub static TAKE_WHILE: TypeSpec = TypeSpec {
    doc: "What an iterable gives before the first item that a predicate is false of.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = take_while(v);
            if it.ended.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let Some(x) = protocol::next(th, &it.iterator)? else { return Ok(None) };
            let r = protocol::call(th, &it.function, core::slice::from_ref(&x))?;
            if protocol::truth(th, &r)? {
                return Ok(Some(x));
            }
            it.ended.store(true, Ordering::Relaxed);
            Ok(None)
        }),
        new: Some(|th, cls, args| {
            let (function, iterator) = function_and_iterator(th, args, "takewhile")?;
            th.new_payload(cls, TakeWhile { function, iterator, ended: AtomicBool::new(false) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::TakeWhile, const { &Vtable::of::<TakeWhile>() })
};

/// `itertools.filterfalse`
pub static FILTER_FALSE: TypeSpec = TypeSpec {
    doc: "Those items that a function is false of; with None, those that are false themselves.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = filter_false(v);
            while let Some(x) = protocol::next(th, &it.iterator)? {
                if !holds(th, &it.function, &x)? {
                    return Ok(Some(x));
                }
            }
            Ok(None)
        }),
        new: Some(|th, cls, args| {
            let (function, iterator) = function_and_iterator(th, args, "filterfalse")?;
            let plain = function.is(&th.builtin_type(Builtin::Bool));
            th.new_payload(cls, FilterFalse { function: if plain { Obj::NONE } else { function }, iterator })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::FilterFalse, const { &Vtable::of::<FilterFalse>() })
};

/// `itertools.starmap`
pub static STAR_MAP: TypeSpec = TypeSpec {
    doc: "What a function returns for each tuple of arguments that an iterable gives.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = star_map(v);
            let Some(x) = protocol::next(th, &it.iterator)? else { return Ok(None) };
            if x.get::<Tuple>().is_some() {
                return protocol::call(th, &it.function, tuple_object::items(&x)).map(Some);
            }
            let items = protocol::collect(th, &x)?;
            protocol::call(th, &it.function, &items).map(Some)
        }),
        new: Some(|th, cls, args| {
            let (function, iterator) = function_and_iterator(th, args, "starmap")?;
            th.new_payload(cls, StarMap { function, iterator })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::StarMap, const { &Vtable::of::<StarMap>() })
};

/// `itertools.pairwise`
pub static PAIRWISE: TypeSpec = TypeSpec {
    doc: "Each item with the one after it: of 'abc', ab, bc.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(pairwise_next),
        new: Some(|th, cls, args| {
            let a = args.between(th, "pairwise", 1, 1)?;
            let iterator = protocol::iter(th, &a[0])?;
            th.new_payload(cls, Pairwise { iterator: Field::new(iterator), before: Field::empty() })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Pairwise, const { &Vtable::of::<Pairwise>() })
};

fn pairwise_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let it = pairwise(v);
    let end = |th: &mut Thread| {
        empty(th, &it.iterator, &it.header)?;
        empty(th, &it.before, &it.header)?;
        Ok(None)
    };
    let Some(iterator) = it.iterator.get(&it.header) else { return Ok(None) };
    if it.before.peek().is_unbound() {
        let Some(first) = protocol::next(th, &iterator)? else { return end(th) };
        exchange(th, &it.before, &it.header, &Obj::UNBOUND, first)?;
    }
    let second = match protocol::next(th, &iterator) {
        Ok(Some(x)) => x,
        Ok(None) => return end(th),
        Err(e) => {
            // What raised is over, too.
            let e = th.take(e);
            end(th)?;
            return Err(th.reraise(e));
        }
    };
    loop {
        // Another thread may have come to the end meanwhile.
        let Some(first) = it.before.get(&it.header) else { return Ok(None) };
        if exchange(th, &it.before, &it.header, &first, second.clone())? {
            return th.pair(first, second).map(Some);
        }
    }
}

/// `itertools.zip_longest`
pub static ZIP_LONGEST: TypeSpec = TypeSpec {
    doc: "Tuples of the first, the second, the next items of several iterables, until the last has ended; fillvalue stands for what others lack.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(zip_longest_next),
        new: Some(|th, cls, args| {
            let mut fill = Obj::NONE;
            for (k, v) in args.keywords() {
                if str_object::text(k) != "fillvalue" {
                    return Err(th.type_error(format_args!("zip_longest() got an unexpected keyword argument")));
                }
                fill = v.clone();
            }
            let mut iterators = th.vec(args.positional().len())?;
            for x in args.positional() {
                iterators.push(Field::new(protocol::iter(th, x)?));
            }
            let active = AtomicUsize::new(iterators.len());
            th.new_payload(cls, ZipLongest { iterators, fill, active })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::ZipLongest, const { &Vtable::of::<ZipLongest>() })
};

fn zip_longest_next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let z = zip_longest(v);
    if z.active.load(Ordering::Relaxed) == 0 {
        return Ok(None);
    }
    let mut out = th.vec(z.iterators.len())?;
    for f in &z.iterators {
        let Some(it) = f.get(&z.header) else {
            out.push(z.fill.clone());
            continue;
        };
        match protocol::next(th, &it) {
            Ok(Some(x)) => out.push(x),
            Ok(None) => {
                // Counted by the thread that takes the iterator out.
                let ended = !f.replace_raw(Obj::UNBOUND).is_unbound();
                let left = |n: usize| n.checked_sub(1);
                if ended && matches!(z.active.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left), Ok(1) | Err(_)) {
                    return Ok(None);
                }
                out.push(z.fill.clone());
            }
            Err(e) => {
                z.active.store(0, Ordering::Relaxed);
                return Err(e);
            }
        }
    }
    th.tuple(out).map(Some)
}
