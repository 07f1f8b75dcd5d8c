//! The whole heap looked over: what holds between objects whenever the world is stopped.
//!
//! For tests, for embedders who suspect their native code, and, with the feature `checks-full`, after each full collection. It takes memory for a list
//! of all objects, and time in proportion to it.
//!
//! # Rules
//! V1. No count is below zero, and a shape is that of a type.
//! V2. A reference leads to an object in use.
//! V3. Counted references from the heap to an object are no more than its count. (What is left are registers and native handles.)
//! V4. I-S2 of `refcount::sharing`: what is SHARED refers to what is SHARED, or immortal. (Immortal objects are born with the bit; what they refer to
//!     gets it when there is a second thread.)
//! V5. I-S1: an object that is not SHARED has the owner whose page it lies in.
//! V6. M1 of `heap::marks`: all bits are set.
//!
//! An object that some thread is just ending is passed over: its contents may be half gone.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::heap::{Kind, kind_of, marks, slot_of};
use crate::isolate::{Isolate, Thread};
use crate::object::lifecycle::{trace, type_of_header};
use crate::object::payload::Trace;
use crate::object::{Builtin, Header, Value};
use crate::prim::Ordering;
use crate::refcount::biased;

/// What a look at the heap has found in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Objects, of all kinds.
    pub objects: usize,
    /// References from one to another.
    pub references: usize,
}

/// What is out of order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The list of objects found no memory. Nothing is known.
    NoMemory,
    /// The first object found that breaks a rule: which rule, and what was found.
    Broken(String),
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Fault::NoMemory => f.write_str("no memory to look the heap over"),
            Fault::Broken(text) => f.write_str(text),
        }
    }
}

/// Looks the isolate's heap over, with the world stopped.
///
/// # Errors
/// The first fault.
pub fn verify(th: &mut Thread) -> Result<Summary, Fault> {
    let isolate = th.isolate();
    let mut dead = Vec::new();
    crate::refcount::merge_queue::drain(th);
    let found = isolate.registry.stop_the_world(&mut th.head, |_, world| {
        // Counts are what references say when no queue holds any.
        isolate.merges.settle_stopped(&mut dead, world);
        // SAFETY: the world is stopped.
        unsafe { look(isolate) }
    });
    crate::refcount::merge_queue::end_all(dead);
    found
}

/// An object, and the counted references to it that were found.
struct Seen {
    object: NonNull<Header>,
    references: i64,
}

fn shared(h: &Header) -> bool {
    h.shared.load(Ordering::Relaxed) & (biased::SHARED_BIT | biased::IMMORTAL_BIT) != 0
}

/// The references of one object.
struct References<'a> {
    isolate: &'a Isolate,
    seen: &'a mut [Seen],
    from: NonNull<Header>,
    /// There is one thread and has never been another.
    alone: bool,
    count: usize,
    fault: Option<Fault>,
}

impl Trace for References<'_> {
    fn value(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        self.count += 1;
        let Ok(i) = self.seen.binary_search_by_key(&p, |s| s.object) else {
            return self.broken("V2: a reference leads to no object in use", p);
        };
        if v.is_counted() {
            self.seen[i].references += 1;
        }
        // SAFETY: both are objects in use.
        let (from, to) = unsafe { (self.from.as_ref(), p.as_ref()) };
        if shared(from) && !shared(to) && !(self.alone && biased::is_immortal(from)) {
            self.broken("V4: a shared object refers to one that is not", p);
        }
    }
}

impl References<'_> {
    fn broken(&mut self, rule: &str, p: NonNull<Header>) {
        if self.fault.is_none() {
            let to = if self.seen.binary_search_by_key(&p, |s| s.object).is_ok() { name(self.isolate, p) } else { format!("{p:?}") };
            self.fault = Some(Fault::Broken(format!("{rule}: from {} to {to}", name(self.isolate, self.from))));
        }
    }
}

fn name(isolate: &Isolate, p: NonNull<Header>) -> String {
    // SAFETY: the caller's object is in use, with a shape that was looked at.
    let (ty, h) = unsafe { (type_of_header(isolate, p.as_ptr()), p.as_ref()) };
    let word = h.shared.load(Ordering::Relaxed);
    format!(
        "'{}' at {p:?} (local {}, shared {word:#x}, owner {})",
        ty.name_text(),
        h.local.load(Ordering::Relaxed),
        h.owner.load(Ordering::Relaxed)
    )
}

/// # Safety
/// 1. The world is stopped.
unsafe fn look(isolate: &Isolate) -> Result<Summary, Fault> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut complete = true;
    // SAFETY: contract 1, here and below.
    unsafe {
        isolate.space.for_each_object(true, &mut |object| {
            complete = complete && seen.try_reserve(1).is_ok();
            if complete {
                seen.push(Seen { object, references: 0 });
            }
        });
    }
    if !complete {
        return Err(Fault::NoMemory);
    }
    seen.sort_unstable_by_key(|s| s.object);
    let mut references = 0;
    for i in 0..seen.len() {
        let object = seen[i].object;
        // SAFETY: an object in use.
        let (h, kind) = unsafe { (object.as_ref(), kind_of(object.cast())) };
        let shape = h.shape.load(Ordering::Relaxed);
        if !isolate.shapes.contains(shape) {
            return Err(Fault::Broken(format!("V1: the object at {object:?} has the shape {shape}, which there is not")));
        }
        if biased::total(h) < 0 && !biased::is_immortal(h) {
            return Err(Fault::Broken(format!("V1: a count below zero: {}", name(isolate, object))));
        }
        let word = h.shared.load(Ordering::Relaxed);
        // SAFETY: as above.
        let slot = unsafe { slot_of(object.cast()) };
        if word & (biased::SHARED_BIT | biased::IMMORTAL_BIT | biased::MERGED_BIT) == 0
            && slot.is_some_and(|slot| slot != h.owner.load(Ordering::Relaxed))
        {
            return Err(Fault::Broken(format!("V5: in a page of slot {slot:?}: {}", name(isolate, object))));
        }
        // SAFETY: as above.
        if !unsafe { marks::is_marked(object) } {
            return Err(Fault::Broken(format!("V6: a bit is clear: {}", name(isolate, object))));
        }
        if biased::is_ending(h) || (kind == Kind::Leaf && shape != Builtin::Tuple.shape()) {
            continue;
        }
        let alone = !isolate.multi.load(Ordering::Acquire);
        let mut visit = References { isolate, seen: &mut seen, from: object, alone, count: 0, fault: None };
        // SAFETY: contract 1; it is not ending.
        unsafe { trace(object.as_ptr(), &mut visit) };
        // SAFETY: as above.
        let ty = unsafe { type_of_header(isolate, object.as_ptr()) };
        if shared(h) && !shared(&ty.header) && !(alone && biased::is_immortal(h)) {
            visit.broken("V4: a shared object is of a type that is not", NonNull::from(&ty.header));
        }
        references += visit.count;
        if let Some(fault) = visit.fault {
            return Err(fault);
        }
    }
    for s in &seen {
        // SAFETY: an object in use.
        let h = unsafe { s.object.as_ref() };
        if !biased::is_immortal(h) && s.references > biased::total(h) {
            return Err(Fault::Broken(format!("V3: {} references to {}", s.references, name(isolate, s.object))));
        }
    }
    Ok(Summary { objects: seen.len(), references })
}
