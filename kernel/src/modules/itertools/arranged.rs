//! `combinations`, `combinations_with_replacement`, `permutations`, `product`: the arrangements of a pool, in the order of their places.
//!
//! The places of the last arrangement given are under the iterator's lock; finding the next ones is arithmetic. The orders are those that the
//! documentation of the module fixes (lexicographic by place).

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::modules::collections::size_argument;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::function_object::payload;
use crate::types::iterators::itself;
use crate::types::locked_state::LockedState;
use crate::types::spec::{BASE, SlotSpec, TypeSpec, Vtable};
use crate::types::{int_object, protocol, str_object, tuple_object};

/// Where an iterator of arrangements is.
#[derive(Debug)]
struct Places {
    /// Places in the pool of the last arrangement.
    at: Vec<usize>,
    /// For permutations: how many choices are left at each place.
    choices: Vec<usize>,
    begun: bool,
    done: bool,
}

impl Places {
    fn new(at: Vec<usize>, choices: Vec<usize>, done: bool) -> LockedState<Places> {
        LockedState::new(Places { at, choices, begun: false, done })
    }

    /// Goes on to the next arrangement; false at the end, for good.
    fn advance(&mut self, step: impl FnOnce(&mut Places) -> bool) -> bool {
        if self.done {
            return false;
        }
        if !core::mem::replace(&mut self.begun, true) {
            return true;
        }
        self.done = !step(self);
        !self.done
    }
}

payload! {
    /// `combinations`
    Combinations = Combinations {
        /// A tuple.
        pool: Obj => obj,
        /// The last combination.
        places: LockedState<Places> => none,
    }
}

payload! {
    /// `combinations_with_replacement`
    Repeated = CombinationsRepeated {
        /// A tuple.
        pool: Obj => obj,
        /// The last combination.
        places: LockedState<Places> => none,
    }
}

payload! {
    /// `permutations`
    Permutations = Permutations {
        /// A tuple.
        pool: Obj => obj,
        /// The last permutation: places of the whole pool, of which the first are given.
        places: LockedState<Places> => none,
        /// How many are given.
        length: usize => none,
    }
}

payload! {
    /// `product`
    Product = Product {
        /// Tuples.
        pools: Vec<Obj> => list,
        /// The last combination of places, one for each pool.
        places: LockedState<Places> => none,
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
payload_of!(combinations, Combinations);
payload_of!(repeated, Repeated);
payload_of!(permutations, Permutations);
payload_of!(product, Product);

/// The tuple of the values at `places` of a pool.
fn picked(th: &mut Thread, pool: &[Obj], places: &[usize]) -> R<Option<Obj>> {
    th.tuple_from(&mut places.iter().map(|&i| pool[i].clone())).map(Some)
}

fn next_combination(p: &mut Places, n: usize) -> bool {
    let r = p.at.len();
    // The last place that can still move up.
    let Some(i) = (0..r).rev().find(|&i| p.at[i] != i + n - r) else { return false };
    p.at[i] += 1;
    for k in i + 1..r {
        p.at[k] = p.at[k - 1] + 1;
    }
    true
}

fn next_repeated(p: &mut Places, n: usize) -> bool {
    let Some(i) = (0..p.at.len()).rev().find(|&i| p.at[i] != n - 1) else { return false };
    let to = p.at[i] + 1;
    p.at[i..].fill(to);
    true
}

fn next_permutation(p: &mut Places, n: usize, r: usize) -> bool {
    for i in (0..r).rev() {
        p.choices[i] -= 1;
        if p.choices[i] > 0 {
            let k = n - p.choices[i];
            p.at.swap(i, k);
            return true;
        }
        // Every value has stood here: back to the order before.
        p.at[i..].rotate_left(1);
        p.choices[i] = n - i;
    }
    false
}

fn next_product(p: &mut Places, pools: &[Obj]) -> bool {
    for i in (0..pools.len()).rev() {
        p.at[i] += 1;
        if p.at[i] < tuple_object::items(&pools[i]).len() {
            return true;
        }
        p.at[i] = 0;
    }
    false
}

/// A pool and the length of the arrangements.
fn pool_and_length(th: &mut Thread, args: &Args<'_>, name: &'static str) -> R<(Obj, usize)> {
    let signature = Signature::new(name, ["iterable", "r"]);
    let [iterable, r] = args.bind(th, &signature)?;
    let r = size_argument(th, r.unwrap_or(&Obj::NONE))?;
    let items = protocol::collect(th, iterable.unwrap_or(&Obj::NONE))?;
    let pool = th.tuple(items)?;
    match usize::try_from(r) {
        Ok(r) => Ok((pool, r)),
        Err(_) => Err(th.value_error(format_args!("r cannot be negative"))),
    }
}

fn numbers(th: &mut Thread, range: impl ExactSizeIterator<Item = usize>) -> R<Vec<usize>> {
    let mut out = th.vec(range.len())?;
    out.extend(range);
    Ok(out)
}

/// `itertools.combinations`
pub static COMBINATIONS: TypeSpec = TypeSpec {
    doc: "All choices of r items in the order of the iterable, as tuples: of 'abc' and 2, ab, ac, bc.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let c = combinations(v);
            let pool = tuple_object::items(&c.pool);
            // SAFETY: 1: arithmetic and the allocation of a tuple. 2: our own header.
            unsafe {
                c.places.with(th, &c.header, |th, p| match p.advance(|p| next_combination(p, pool.len())) {
                    true => picked(th, pool, &p.at),
                    false => Ok(None),
                })
            }
        }),
        new: Some(|th, cls, args| {
            let (pool, r) = pool_and_length(th, args, "combinations")?;
            let too_long = r > tuple_object::items(&pool).len();
            let at = numbers(th, 0..if too_long { 0 } else { r })?;
            th.new_payload(cls, Combinations { pool, places: Places::new(at, Vec::new(), too_long) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Combinations, const { &Vtable::of::<Combinations>() })
};

/// `itertools.combinations_with_replacement`
pub static COMBINATIONS_REPEATED: TypeSpec = TypeSpec {
    doc: "All choices of r items in the order of the iterable, each as often as may be: of 'ab' and 2, aa, ab, bb.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let c = repeated(v);
            let pool = tuple_object::items(&c.pool);
            // SAFETY: as above.
            unsafe {
                c.places.with(th, &c.header, |th, p| match p.advance(|p| next_repeated(p, pool.len())) {
                    true => picked(th, pool, &p.at),
                    false => Ok(None),
                })
            }
        }),
        new: Some(|th, cls, args| {
            let (pool, r) = pool_and_length(th, args, "combinations_with_replacement")?;
            let none = r > 0 && tuple_object::items(&pool).is_empty();
            let mut at: Vec<usize> = th.vec(r)?;
            at.resize(r, 0);
            th.new_payload(cls, Repeated { pool, places: Places::new(at, Vec::new(), none) })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::CombinationsRepeated, const { &Vtable::of::<Repeated>() })
};

/// `itertools.permutations`
pub static PERMUTATIONS: TypeSpec = TypeSpec {
    doc: "All orders of r of the items (of all of them by default), as tuples: of 'ab', ab, ba.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let c = permutations(v);
            let pool = tuple_object::items(&c.pool);
            // SAFETY: as above.
            unsafe {
                c.places.with(th, &c.header, |th, p| match p.advance(|p| next_permutation(p, pool.len(), c.length)) {
                    true => picked(th, pool, &p.at[..c.length]),
                    false => Ok(None),
                })
            }
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("permutations", ["iterable", "r"]).required(1);
            let [iterable, r] = args.bind(th, &signature)?;
            let items = protocol::collect(th, iterable.unwrap_or(&Obj::NONE))?;
            let n = items.len();
            let pool = th.tuple(items)?;
            let r = match r.filter(|r| !r.is_none()) {
                None => n as i64,
                Some(r) if !int_object::is_int(r) => return Err(th.type_error(format_args!("Expected int as r"))),
                Some(r) => size_argument(th, r)?,
            };
            let Ok(r) = usize::try_from(r) else { return Err(th.value_error(format_args!("r must be non-negative"))) };
            let too_long = r > n;
            let length = if too_long { 0 } else { r };
            let at = numbers(th, 0..n)?;
            let choices = numbers(th, (0..length).map(|i| n - i))?;
            th.new_payload(cls, Permutations { pool, places: Places::new(at, choices, too_long), length })
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Permutations, const { &Vtable::of::<Permutations>() })
};

/// `itertools.product`
pub static PRODUCT: TypeSpec = TypeSpec {
    doc: "All tuples of one item of each iterable, as nested loops would give them; with repeat, each iterable so many times.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let c = product(v);
            // SAFETY: as above.
            unsafe {
                c.places.with(th, &c.header, |th, p| match p.advance(|p| next_product(p, &c.pools)) {
                    true => {
                        let mut items = c.pools.iter().zip(&p.at).map(|(pool, &i)| tuple_object::items(pool)[i].clone());
                        th.tuple_from(&mut items).map(Some)
                    }
                    false => Ok(None),
                })
            }
        }),
        new: Some(product_new),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Product, const { &Vtable::of::<Product>() })
};

fn product_new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let mut repeat = 1;
    for (k, v) in args.keywords() {
        let k = str_object::text(k);
        if k != "repeat" {
            return Err(th.type_error(format_args!("product() got an unexpected keyword argument '{k}'")));
        }
        repeat = match usize::try_from(size_argument(th, v)?) {
            Ok(n) => n,
            Err(_) => return Err(th.value_error(format_args!("repeat argument cannot be negative"))),
        };
    }
    let given = if repeat == 0 { &[] } else { args.positional() };
    let Some(n) = given.len().checked_mul(repeat).filter(|n| *n <= isize::MAX as usize / size_of::<Obj>()) else {
        return Err(th.raise(Builtin::OverflowError, format_args!("repeat argument too large")));
    };
    let mut pools: Vec<Obj> = th.vec(n)?;
    for x in given {
        let items = protocol::collect(th, x)?;
        pools.push(th.tuple(items)?);
    }
    for i in given.len()..n {
        pools.push(pools[i - given.len()].clone());
    }
    let mut at: Vec<usize> = Vec::new();
    at.try_reserve_exact(n).or_raise(th)?;
    at.resize(n, 0);
    let none = pools.iter().any(|p| tuple_object::items(p).is_empty());
    th.new_payload(cls, Product { pools, places: Places::new(at, Vec::new(), none) })
}
