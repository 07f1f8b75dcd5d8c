//! Marking: a list of objects whose references have yet to be followed.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::List;
use super::find::spare_leaf;
use crate::heap::marks;
use crate::isolate::Isolate;
use crate::object::lifecycle::extra_fields;
use crate::object::payload::{Object, Trace};
use crate::object::shape::FIRST_USER_ID;
use crate::object::{Builtin, Header, Value};
use crate::prim::Ordering;
use crate::types::list_object::List as Items;
use crate::types::tuple_object::Tuple;

/// Objects fetched before they are looked at. Memory answers in about the time that it takes to visit as many.
const AHEAD: usize = 8;

/// Marks candidates as they are reached.
pub(super) struct Marker<'a> {
    isolate: &'a Isolate,
    list: List,
    /// Instances keep their types alive: types are candidates as well.
    types: bool,
    /// The shape whose type was marked last.
    last_shape: u32,
    /// Something did not fit the list.
    pub(super) missing: bool,
}

impl<'a> Marker<'a> {
    /// A marker that also marks `types` of what it marks.
    pub(super) fn new(isolate: &'a Isolate, types: bool) -> Marker<'a> {
        Marker { isolate, list: Vec::new(), types, last_shape: 0, missing: false }
    }

    /// Adds an object whose bit was set.
    #[inline(always)]
    pub(super) fn push(&mut self, p: NonNull<Header>) {
        if self.list.len() == self.list.capacity() && self.list.try_reserve(1).is_err() {
            self.missing = true;
            return;
        }
        self.list.push(p);
    }

    /// Takes an object off the list.
    pub(super) fn pop(&mut self) -> Option<NonNull<Header>> {
        self.list.pop()
    }

    /// Follows references until there is nothing left to follow.
    ///
    /// # Safety
    /// 1. The candidates are for this thread alone: not shared, or the world is stopped.
    pub(super) unsafe fn drain(&mut self) {
        // Taken off the list and being fetched: `waiting` of them, the oldest at `first`. One that is visited at once would be waited for.
        let mut ahead = [NonNull::dangling(); AHEAD];
        let (mut first, mut waiting) = (0, 0);
        loop {
            while waiting < AHEAD
                && let Some(p) = self.list.pop()
            {
                freewheel_arch::cpu::prefetch(p.as_ptr().cast());
                ahead[(first + waiting) % AHEAD] = p;
                waiting += 1;
            }
            if waiting == 0 {
                return;
            }
            let p = ahead[first];
            first = (first + 1) % AHEAD;
            waiting -= 1;
            // SAFETY: contract 1.
            unsafe { self.follow(p) };
        }
    }

    /// # Safety
    /// 1. As for [`drain`](Self::drain).
    #[inline(always)]
    unsafe fn follow(&mut self, p: NonNull<Header>) {
        let isolate = self.isolate;
        // SAFETY: contract 1.
        let shape = unsafe { visit(isolate, p, self) };
        // Built-in types are immortal. Neighbours are often of one shape.
        if self.types && shape != self.last_shape && shape >= FIRST_USER_ID {
            self.last_shape = shape;
            // SAFETY: the shape of a live object has a type.
            self.value(unsafe { isolate.shapes.get(shape).ty.as_ref() }.as_value());
        }
    }
}

impl Trace for Marker<'_> {
    #[inline(always)]
    fn value(&mut self, v: Value) {
        let Some(p) = v.as_pointer().and_then(NonNull::new) else { return };
        // SAFETY: references lead to objects, and bits change in the collecting thread only.
        unsafe {
            if marks::mark(p) {
                self.push(p);
            } else if !v.is_counted() {
                spare_leaf(p);
            }
        }
    }
}

/// [`trace`](crate::object::lifecycle::trace), without a call for each reference of the most frequent sorts of objects. Returns the shape.
///
/// # Safety
/// 1. As for `trace`.
#[inline(always)]
pub(super) unsafe fn visit<V: Trace>(isolate: &Isolate, p: NonNull<Header>, visitor: &mut V) -> u32 {
    // SAFETY: contract 1; only objects of a layout carry its shape.
    unsafe {
        let shape = p.as_ref().shape.load(Ordering::Relaxed);
        if shape == Builtin::Tuple.shape() {
            for item in p.cast::<Object<Tuple>>().as_ref().items() {
                visitor.obj(item);
            }
        } else if shape == Builtin::List.shape() {
            p.cast::<Object<Items>>().as_ref().for_each_word(|v| visitor.value(v));
        } else {
            let layout = isolate.shapes.get(shape);
            let ty = layout.ty.as_ref();
            if ty.layout != Builtin::Object {
                (ty.vtable.trace)(p.as_ptr(), visitor);
            }
            for f in extra_fields(p.as_ptr(), layout) {
                visitor.field(f);
            }
        }
        shape
    }
}
