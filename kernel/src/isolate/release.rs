//! The end of an isolate: every byte that it took goes back.
//!
//! A program's end (`finish`) leaves much behind: modules, types, code and names refer to each other, most of it immortal. Nothing of that can be given
//! up one by one, and need not be: all of it goes at once.
//!
//! L1. The calling thread is the isolate's only one, and nobody else refers to it. L2. Every object is made immortal first, so that giving up a
//! reference is nothing any more, and no object ends because another does. L3. Then the payload of each object ends, once: that gives back what it holds
//! outside of the heap (boxes, descriptors of files, buffers of the host). An end may look at the header of any object, and at payloads as follows. L4.
//! Those whose ends look at others' payloads go first: weak references, views, tasks, generators (which look at code); then all others; then code; then
//! types, which every step before asks how a payload ends, and which have forgotten their bases then. L5. The heap's memory is unmapped last.
//! Finalizers of program classes do not run here: those of what only `__main__` held have run before, and the others' modules are going.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;

use super::{Isolate, Thread};
use crate::gc;
use crate::object::lifecycle::type_of_header;
use crate::object::{Builtin, Header, Obj, Object};
use crate::prim::Ordering;
use crate::refcount::{biased, merge_queue};
use crate::types::spec::Vtable;
use crate::types::type_object::Type;

/// When the payload of an object ends (L4).
fn turn(layout: Builtin) -> u8 {
    match layout {
        Builtin::Weakref | Builtin::WeakProxy | Builtin::CallableProxy | Builtin::MemoryView | Builtin::AsyncTask => 0,
        Builtin::Generator | Builtin::Coroutine | Builtin::AsyncGenerator => 1,
        Builtin::Code => 3,
        Builtin::Type => 4,
        _ => 2,
    }
}

impl Thread {
    /// Drops what is the thread's own and collects, for the last time before [`release`](Thread::release): the last finalizers run. Then says how many other
    /// threads of the program there are, which a finalizer may have started just now. When there is none, no program code runs from here on.
    pub fn settle(&mut self) -> usize {
        if !self.is_alone() {
            return self.isolate().running_threads().saturating_sub(1).max(1);
        }
        self.forget_all();
        merge_queue::drain(self);
        if gc::collect(self, gc::Extent::Full).is_err() {
            self.exception = Obj::UNBOUND;
        }
        if self.is_alone() { 0 } else { self.isolate().running_threads().saturating_sub(1).max(1) }
    }

    /// Whether the thread is the isolate's only one. Who has left the program and is about to leave the registry, too, is waited for.
    fn is_alone(&mut self) -> bool {
        let isolate = self.isolate();
        while isolate.registry.threads() > 1 {
            if isolate.running_threads() > 1 {
                return false;
            }
            self.detached(|| isolate.platform().yield_now());
        }
        true
    }

    /// Ends the isolate of the calling thread: ends all objects, and gives all memory back. The thread is of no isolate afterwards.
    ///
    /// # Safety
    /// 1. No frame is left on the thread's stack. 2. [`settle`](Thread::settle) has just said 0, and no other thread can come. 3. Nobody uses an object of the
    ///    isolate, or a reference to it or its threads, afterwards; to drop an [`Obj`] is a use.
    pub unsafe fn release(mut self: Box<Thread>) {
        let isolate = self.isolate();
        debug_assert!(self.is_alone() && self.stack.depth() == 0, "L1, contract 1");
        isolate.given_up.close();
        let p = NonNull::from(isolate);
        // SAFETY: L1, by contracts 2 and 3.
        unsafe { self.end_objects() };
        self.end();
        // SAFETY: made by `start` from a box; contract 3 and L1: this is the last reference.
        drop(unsafe { Box::from_raw(p.as_ptr()) });
    }

    /// Ends the payloads of all objects (L2 to L4).
    ///
    /// # Safety
    /// 1. L1.
    unsafe fn end_objects(&mut self) {
        let isolate = self.isolate();
        // SAFETY: L1: there is no other thread; an object in use. `make_immortal` neither allocates nor frees.
        unsafe { isolate.space.for_each_object(true, &mut |p| biased::make_immortal(p.as_ref())) };
        for round in 0..=4 {
            loop {
                let mut some: Vec<NonNull<Header>> = Vec::new();
                let mut all = true;
                // SAFETY: as above; vectors are not of the heap. Each object is in use, and its type's payload has not ended (L4).
                unsafe {
                    isolate.space.for_each_object(true, &mut |p| {
                        if turn(type_of_header(isolate, p.as_ptr()).layout) == round && !is_over(p) {
                            all = all && some.try_reserve(1).is_ok();
                            if all {
                                some.push(p);
                            }
                        }
                    });
                }
                if round == 4 {
                    for p in &some {
                        // SAFETY: a type, which nobody looks at but this thread. Without an order of bases its end does not look for them (L4).
                        unsafe { (*p.as_ptr().cast::<Object<Type>>()).payload.mro = Box::default() };
                    }
                }
                for p in &some {
                    // SAFETY: L1 to L4: alive, nobody else reaches it, and once: it is marked before.
                    unsafe {
                        let end = if round == 4 { TYPES.end } else { type_of_header(isolate, p.as_ptr()).vtable.end };
                        p.as_ref().flags.fetch_or(OVER, Ordering::Relaxed);
                        end(p.as_ptr(), self);
                    }
                }
                // Without memory for all of them at once: those that there was memory for, and again.
                if all || some.is_empty() {
                    break;
                }
            }
        }
    }
}

/// How types end, without asking one that may have ended.
static TYPES: Vtable = Vtable::of::<Type>();

/// The payload of an object has ended; no object that lives has this flag, which is that of one found in garbage.
const OVER: u8 = crate::object::header::FLAG_GARBAGE;

fn is_over(p: NonNull<Header>) -> bool {
    // SAFETY: an object's header.
    unsafe { p.as_ref() }.flags.load(Ordering::Relaxed) & OVER != 0
}

impl Drop for Isolate {
    fn drop(&mut self) {
        for slot in self.slots.get_mut().drain(..) {
            // SAFETY: made from a box in `take_slot`; no thread is left that occupies the slot.
            drop(unsafe { Box::from_raw(slot.arena.as_ptr()) });
        }
    }
}
