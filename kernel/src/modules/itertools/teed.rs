//! `tee`: several iterators of one source. What the foremost has taken lies in a chain of blocks, which the others walk along; a block is
//! freed when the last of them has left it.

use alloc::vec::Vec;

use crate::isolate::Thread;
use crate::modules::collections::size_argument;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicBool, AtomicUsize, Ordering};
use crate::refcount::sharing;
use crate::types::iterators::itself;
use crate::types::locked_state::LockedState;
use crate::types::protocol;
use crate::types::spec::{Method, SlotSpec, TypeSpec, Vtable, WEAK};

/// Values in a block: with its other words the block fills a size class.
const BLOCK: usize = 57;

/// A block of values taken from the source.
#[derive(Debug)]
pub struct TeeData {
    source: Obj,
    values: [Field; BLOCK],
    /// How many values there are.
    taken: AtomicUsize,
    /// A value is being taken: program code runs.
    busy: AtomicBool,
    /// The next block, or unbound while this one is not full.
    next: Field,
}

// SAFETY: BUILTIN is used here alone; each reference is visited once; values are written before `taken` tells of them, and never change.
unsafe impl Payload for TeeData {
    const BUILTIN: Builtin = Builtin::TeeData;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.source);
        for f in &self.values {
            visit.field(f);
        }
        visit.field(&self.next);
    }
    fn clear(&self) {
        self.taken.store(0, Ordering::Relaxed);
        for f in &self.values {
            drop(f.replace_raw(Obj::UNBOUND));
        }
        drop(self.next.replace_raw(Obj::UNBOUND));
    }
}

/// Where an iterator is: word of its block, which it owns, and place in it.
#[derive(Debug)]
struct At {
    block: Obj,
    place: usize,
}

/// One of the iterators.
#[derive(Debug)]
pub struct Tee {
    at: LockedState<At>,
}

// SAFETY: BUILTIN is used here alone; the block is the only reference; positions change under the lock.
unsafe impl Payload for Tee {
    const BUILTIN: Builtin = Builtin::Tee;
    fn trace(&self, visit: &mut dyn Trace) {
        // SAFETY: tracing happens with the world stopped or by the owner of an unshared object.
        unsafe { self.at.peek(|at| visit.obj(&at.block)) }
    }
}

fn data(v: &Obj) -> &Object<TeeData> {
    // SAFETY: blocks are reached through the fields of this file only.
    unsafe { v.get_unchecked() }
}

fn teed(v: &Obj) -> &Object<Tee> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked() }
}

fn new_block(th: &mut Thread, source: Obj) -> R<Obj> {
    th.alloc(TeeData {
        source,
        values: core::array::from_fn(|_| Field::empty()),
        taken: AtomicUsize::new(0),
        busy: AtomicBool::new(false),
        next: Field::empty(),
    })
}

impl Object<TeeData> {
    /// Value `i`, taken from the source when it is the first to be missing; `None` at the source's end.
    fn value(&self, th: &mut Thread, i: usize) -> R<Option<Obj>> {
        // Acquire: pairs with the Release below; the value is there.
        if i < self.taken.load(Ordering::Acquire) {
            return Ok(self.values[i].get(&self.header));
        }
        if self.busy.swap(true, Ordering::Acquire) {
            return Err(th.raise(Builtin::RuntimeError, format_args!("cannot re-enter the tee iterator")));
        }
        let x = match i == self.taken.load(Ordering::Acquire) {
            true => protocol::next(th, &self.source),
            // Another thread has taken it since.
            false => Ok(self.values[i].get(&self.header)),
        };
        let x = x.and_then(|x| {
            if let Some(x) = &x
                && self.values[i].peek().is_unbound()
            {
                sharing::barrier(th, &self.header, x)?;
                drop(self.values[i].replace_raw(x.clone()));
                self.taken.store(i + 1, Ordering::Release);
            }
            Ok(x)
        });
        self.busy.store(false, Ordering::Release);
        x
    }

    /// The block after this one.
    fn following(&self, th: &mut Thread) -> R<Obj> {
        if let Some(b) = self.next.get(&self.header) {
            return Ok(b);
        }
        let new = new_block(th, self.source.clone())?;
        super::exchange(th, &self.next, &self.header, &Obj::UNBOUND, new)?;
        match self.next.get(&self.header) {
            Some(b) => Ok(b),
            // Cleared by the collector.
            None => new_block(th, self.source.clone()),
        }
    }
}

impl Object<Tee> {
    fn at(&self, th: &mut Thread) -> (Obj, usize) {
        // SAFETY: 1: takes a count. 2: our own header.
        unsafe { self.at.with(th, &self.header, |_, at| (at.block.clone(), at.place)) }
    }

    /// Moves on if no other thread has.
    fn moved(&self, th: &mut Thread, from: (&Obj, usize), to: (Obj, usize)) -> R<bool> {
        sharing::barrier(th, &self.header, &to.0)?;
        // SAFETY: 1: words are exchanged; the old block ends outside. 2: our own header.
        let old = unsafe {
            self.at.with(th, &self.header, |_, at| {
                if !at.block.is(from.0) || at.place != from.1 {
                    return Err(to.0);
                }
                at.place = to.1;
                Ok(core::mem::replace(&mut at.block, to.0))
            })
        };
        Ok(old.is_ok())
    }
}

/// A further iterator at the place of another.
fn copy(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (block, place) = teed(v).at(th);
    th.alloc(Tee { at: LockedState::new(At { block, place }) })
}

fn from_iterable(th: &mut Thread, x: &Obj) -> R<Obj> {
    let it = protocol::iter(th, x)?;
    if it.get::<Tee>().is_some() {
        return copy(th, &it);
    }
    let block = new_block(th, it)?;
    th.alloc(Tee { at: LockedState::new(At { block, place: 0 }) })
}

/// `itertools._tee`
pub static TEE: TypeSpec = TypeSpec {
    flags: WEAK,
    doc: "One of the iterators that tee makes of one.",
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = teed(v);
            loop {
                let (block, place) = it.at(th);
                if place == BLOCK {
                    let next = data(&block).following(th)?;
                    it.moved(th, (&block, place), (next, 0))?;
                    continue;
                }
                let Some(x) = data(&block).value(th, place)? else { return Ok(None) };
                if it.moved(th, (&block, place), (block.clone(), place + 1))? {
                    return Ok(Some(x));
                }
            }
        }),
        new: Some(|th, _, args| {
            let a = args.between(th, "_tee", 1, 1)?;
            from_iterable(th, &a[0])
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("__copy__", |th, v, args| {
        args.exactly::<0>(th, "_tee.__copy__")?;
        copy(th, v)
    })
    .doc("Another iterator at the same place.")],
    ..TypeSpec::new(Builtin::Tee, const { &Vtable::of::<Tee>() })
};

/// `itertools._tee_dataobject`
pub static TEE_DATA: TypeSpec =
    TypeSpec { doc: "What iterators made by tee have in common.", ..TypeSpec::new(Builtin::TeeData, const { &Vtable::of::<TeeData>() }) };

/// `tee(iterable, n=2)`
pub(super) fn tee(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    args.no_keywords(th, "itertools.tee")?;
    let a = args.between(th, "tee", 1, 2)?;
    let n = match a.get(1) {
        Some(n) => size_argument(th, n)?,
        None => 2,
    };
    let Ok(n) = usize::try_from(n) else { return Err(th.value_error(format_args!("n cannot be negative"))) };
    let mut out: Vec<Obj> = th.vec(n)?;
    let first = from_iterable(th, &a[0])?;
    for _ in 1..n {
        out.push(copy(th, &first)?);
    }
    if n > 0 {
        out.push(first);
    }
    th.tuple(out)
}
