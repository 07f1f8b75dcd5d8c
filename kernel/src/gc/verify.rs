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
//!     gets it when there is a second thread. The registers of a generator that is running belong to the thread: G3 of `interp::generator`.)
//! V5. I-S1: an object that is not SHARED has the owner whose page it lies in.
//! V6. M1 of `heap::marks`: all bits are set.
//! V7. W2 and W6 of `refcount::weak_table`: an object has its flag when it has weak references, these lead to it, and those that live are SHARED when it
//!     is.
//!
//! An object that some thread is just ending is passed over: its contents may be half gone.

use alloc::vec::Vec;
use core::ptr::NonNull;

use crate::heap::{Kind, kind_of, marks, slot_of};
use crate::interp::generator;
use crate::isolate::{Isolate, Thread};
use crate::object::header::FLAG_WEAKLY_REFERENCED;
use crate::object::lifecycle::{trace, type_of_header};
use crate::object::payload::Trace;
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::refcount::weak_table::{self, Node};
use crate::types::type_object::Type;

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
    /// A rule is broken.
    Broken {
        /// Which.
        rule: Rule,
        /// The object at fault.
        object: Described,
        /// What it refers to, where that is the matter.
        to: Option<Described>,
    },
}

/// What must hold, see above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// V1
    Shape,
    /// V1
    Count,
    /// V2
    InUse,
    /// V3
    Counted,
    /// V4
    Shared,
    /// V4
    SharedType,
    /// V5
    Owner,
    /// V6
    Marked,
    /// V7
    Weak,
}

impl Rule {
    fn text(self) -> &'static str {
        match self {
            Rule::Shape => "V1: there is no such shape",
            Rule::Count => "V1: its count is below zero",
            Rule::InUse => "V2: it refers to no object in use",
            Rule::Counted => "V3: more references to it than its count",
            Rule::Shared => "V4: it is shared and refers to what is not",
            Rule::SharedType => "V4: it is shared and its type is not",
            Rule::Owner => "V5: its owner is not that of its page",
            Rule::Marked => "V6: its bit is clear",
            Rule::Weak => "V7: it and its weak reference do not agree",
        }
    }
}

/// An object's address and header. (Its contents may be anything.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// Where it lies.
    pub address: usize,
    /// Its shape's id.
    pub shape: u32,
    /// The owner's count.
    pub local: u32,
    /// Everyone's count and the state bits.
    pub shared: u32,
    /// The owner's slot.
    pub owner: u16,
}

impl Described {
    /// # Safety
    /// 1. There is a header.
    unsafe fn of(p: NonNull<Header>) -> Described {
        // SAFETY: contract 1.
        let h = unsafe { p.as_ref() };
        Described {
            address: p.addr().get(),
            shape: h.shape.load(Ordering::Relaxed),
            local: h.local.load(Ordering::Relaxed),
            shared: h.shared.load(Ordering::Relaxed),
            owner: h.owner.load(Ordering::Relaxed),
        }
    }
}

impl core::fmt::Display for Described {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Described { address, shape, local, shared, owner } = self;
        write!(
            f,
            "{} at {address:#x} (shape {shape}, local {local}, shared {shared:#x}, owner {owner})",
            Builtin::from_id(*shape).map_or("object", Builtin::name)
        )
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Fault::NoMemory => f.write_str("no memory to look the heap over"),
            Fault::Broken { rule, object, to: None } => write!(f, "{}: {object}", rule.text()),
            Fault::Broken { rule, object, to: Some(to) } => write!(f, "{}: {object} to {to}", rule.text()),
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
        // SAFETY: the world is stopped.
        unsafe {
            super::find::settle_queues(isolate, &mut dead, world);
            look(isolate)
        }
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
    seen: &'a mut [Seen],
    from: NonNull<Header>,
    /// V4 does not ask what it refers to.
    private: bool,
    count: usize,
    fault: Option<Fault>,
}

impl Trace for References<'_> {
    fn value(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        self.count += 1;
        let Ok(i) = self.seen.binary_search_by_key(&p, |s| s.object) else {
            return self.broken(Rule::InUse, p);
        };
        if v.is_counted() {
            self.seen[i].references += 1;
        }
        // SAFETY: an object in use.
        if !self.private && !shared(unsafe { p.as_ref() }) {
            self.broken(Rule::Shared, p);
        }
    }
}

impl References<'_> {
    fn broken(&mut self, rule: Rule, p: NonNull<Header>) {
        if self.fault.is_none() {
            // SAFETY: `from` is in use, and a reference leads to what was an object's block at least.
            self.fault = unsafe { Some(Fault::Broken { rule, object: Described::of(self.from), to: Some(Described::of(p)) }) };
        }
    }
}

/// What breaks V7 at an object: a weak reference to it, or if it is one, its object.
///
/// # Safety
/// 1. The world is stopped; the object, of type `ty`, is not ending.
unsafe fn weak_fault(isolate: &Isolate, object: NonNull<Header>, ty: &Type) -> Option<NonNull<Header>> {
    // SAFETY: contract 1. A target has its block until it has been cleared.
    unsafe {
        let flagged = |h: &Header| h.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0;
        let h = object.as_ref();
        let alone = !isolate.multi.load(Ordering::Acquire);
        let (mut found, mut fault) = (false, None);
        isolate.weak.for_each(object, |node| {
            found = true;
            let n = node.as_ref();
            let apart = shared(&n.header) != shared(h) && !(alone && biased::is_immortal(h));
            if n.link.target() != object.as_ptr() || (weak_table::lives(&n.header) && apart) {
                fault = Some(node.cast());
            }
        });
        if flagged(h) && !found {
            return Some(object);
        }
        if crate::types::weakref::is_weak(ty.layout)
            && let Some(target) = NonNull::new(object.cast::<Node>().as_ref().link.target())
            && !flagged(target.as_ref())
        {
            return Some(target);
        }
        fault
    }
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
        let (shape, word) = (h.shape.load(Ordering::Relaxed), h.shared.load(Ordering::Relaxed));
        let owned = word & (biased::SHARED_BIT | biased::IMMORTAL_BIT | biased::MERGED_BIT) == 0;
        // SAFETY: as above.
        let (slot, marked) = unsafe { (slot_of(object.cast()), marks::is_marked(object)) };
        let broken = if !isolate.shapes.contains(shape) {
            Some(Rule::Shape)
        } else if biased::total(h) < 0 && !biased::is_immortal(h) {
            Some(Rule::Count)
        } else if owned && slot.is_some_and(|slot| slot != h.owner.load(Ordering::Relaxed)) {
            Some(Rule::Owner)
        } else if !marked {
            Some(Rule::Marked)
        } else {
            None
        };
        if let Some(rule) = broken {
            // SAFETY: as above.
            return Err(Fault::Broken { rule, object: unsafe { Described::of(object) }, to: None });
        }
        if biased::is_ending(h) || (kind == Kind::Leaf && shape != Builtin::Tuple.shape()) {
            continue;
        }
        let alone = !isolate.multi.load(Ordering::Acquire) && biased::is_immortal(h);
        let value = Value::from_pointer(object.as_ptr());
        let running = generator::any(Obj::from_ref(&value)).is_some_and(|g| g.is_running());
        let private = !shared(h) || alone || running;
        let mut visit = References { seen: &mut seen, from: object, private, count: 0, fault: None };
        // SAFETY: contract 1; it is not ending.
        unsafe { trace(object.as_ptr(), &mut visit) };
        // SAFETY: as above.
        let ty = unsafe { type_of_header(isolate, object.as_ptr()) };
        if !private && !shared(&ty.header) {
            visit.broken(Rule::SharedType, NonNull::from(&ty.header));
        }
        // SAFETY: as above.
        if let Some(at_fault) = unsafe { weak_fault(isolate, object, ty) } {
            visit.broken(Rule::Weak, at_fault);
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
            // SAFETY: as above.
            return Err(Fault::Broken { rule: Rule::Counted, object: unsafe { Described::of(s.object) }, to: None });
        }
    }
    Ok(Summary { objects: seen.len(), references })
}
