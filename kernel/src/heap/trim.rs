//! Empty pages go back to the space, where any slot, class and kind can have them.
//!
//! Done in each collection, but for the page that a class is taking blocks from; and when memory has run out, for all: a page that was full of
//! small blocks may be empty by the time the exception is handled, and the next request may be for another size, or come from another thread.
//! Only with the world stopped, for a reader that is late may still look at the headers in
//! an object page (P1 of `page`).

use core::ptr::NonNull;

use super::page::Page;
use super::{Arena, CLASSES, KINDS, PAGE, Space};
use crate::isolate::{Isolate, Thread};
use crate::object::Obj;
use crate::prim::Ordering;
use crate::thread::breaker;

impl Arena {
    /// Takes the empty pages out of the arena, those in use as current ones only if `all`; they are marked by not being `listed`.
    ///
    /// # Safety
    /// 1. The world is stopped.
    pub(super) unsafe fn unlist_empty(&mut self, all: bool) {
        for kind in 0..KINDS {
            for class in 0..CLASSES {
                let mut p = core::mem::replace(&mut self.lists[kind][class], core::ptr::null_mut());
                self.resume[kind][class] = core::ptr::null_mut();
                let kept = if all { core::ptr::null_mut() } else { self.current[kind][class] };
                self.current[kind][class] = kept;
                while !p.is_null() {
                    // SAFETY: pages of this slot, which nobody else touches during the stop.
                    unsafe {
                        let next = (*p).next;
                        (*p).collect();
                        if (*p).is_empty() && p != kept {
                            (*p).listed = false;
                        } else {
                            (*p).next = self.lists[kind][class];
                            self.lists[kind][class] = p;
                        }
                        p = next;
                    }
                }
            }
        }
        // SAFETY: contract 1.
        unsafe { self.forget_unlisted() };
    }
}

impl Space {
    /// Takes back all pages that their arenas have given up.
    ///
    /// # Safety
    /// 1. The world is stopped.
    pub(super) unsafe fn take_back(&self) {
        let mut inner = self.inner.lock();
        let super::Inner { pages, free, .. } = &mut *inner;
        pages.retain(|p: &NonNull<Page>| {
            // SAFETY: pages in use; contract 1.
            let (listed, taken) = unsafe { (p.as_ref().listed, p.as_ref().taken) };
            if listed || free.try_reserve(1).is_err() {
                return true;
            }
            free.push(p.cast());
            // Relaxed: a count.
            self.used.fetch_sub(PAGE, Ordering::Relaxed);
            self.allocations.fetch_add(taken, Ordering::Relaxed);
            false
        });
    }
}

/// Asks for a trim at the thread's next safepoint.
pub(crate) fn ask(th: &mut Thread) {
    // Relaxed: whoever sees it late trims late.
    th.isolate().space.trim.store(true, Ordering::Relaxed);
    th.head.eval_breaker.fetch_or(breaker::GC, Ordering::Relaxed);
}

/// At a safepoint: if memory ran out since the last one, collects garbage and takes back empty pages.
pub(crate) fn if_asked(th: &mut Thread) {
    let isolate: &'static Isolate = th.isolate();
    // Relaxed: a request, which publishes nothing.
    if !isolate.space.trim.load(Ordering::Relaxed) || !isolate.space.trim.swap(false, Ordering::Relaxed) {
        return;
    }
    if isolate.gc.is_enabled() {
        let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
        if let Err(e) = crate::gc::collect(th, crate::gc::Extent::Full) {
            drop(th.take(e));
        }
        th.exception = saved;
        // The collection itself may have run out; that is no reason to come back at once.
        isolate.space.trim.store(false, Ordering::Relaxed);
    }
    isolate.registry.stop_the_world(&mut th.head, |_, _| {
        // SAFETY: the world is stopped.
        unsafe { give_back(isolate, true) };
    });
}

/// Takes the empty pages of all slots back to the space, current ones only if `all`.
///
/// # Safety
/// 1. The world is stopped.
pub(crate) unsafe fn give_back(isolate: &Isolate, all: bool) {
    for slot in isolate.slots.lock().iter_mut() {
        // SAFETY: contract 1: nobody uses the arena, whoever occupies the slot.
        unsafe { slot.arena.as_mut().unlist_empty(all) };
    }
    // SAFETY: contract 1.
    unsafe { isolate.space.take_back() };
}
