//! All tasks of the isolate that are not done, for `all_tasks()`; none is held by that.
//!
//! Tasks are linked through themselves, in lists that each have a leaf lock. Which list is decided by the address, so that the tasks of one thread, which
//! lie together, are mostly in another one than those of the next.
//!
//! I1. `linked` is true exactly while the task is in its list; both change under the list's lock. A task leaves the list when it is done, and before its block
//! is freed. I2. Whoever looks through the lists has stopped the world: what is there then is there.
//!
//! Tasks of other makes, which do not begin as a [`Task`] does, are in a `WeakSet`, and in a set while they run eagerly.

use alloc::vec::Vec;

use super::future::{self, PENDING};
use super::library;
use super::task::{Task, as_task};
use crate::gc::inspect;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::Obj;
use crate::object::payload::Object;
use crate::prim::{AtomicBool, AtomicU64, Ordering, UnsafeCell};
use crate::sync::leaf::Leaf;
use crate::types::{protocol, set_object};
use freewheel_arch::Platform;

/// Number of lists. Where memory is small there are few cores.
const SHARDS: usize = if cfg!(target_pointer_width = "64") { 16 } else { 1 };
/// Binary logarithm of the bytes whose tasks share a list.
const AREA_SHIFT: u32 = 16;

/// A task's place among all tasks.
#[derive(Debug)]
pub(super) struct Links {
    linked: AtomicBool,
    neighbours: UnsafeCell<Neighbours>,
}

#[derive(Debug)]
struct Neighbours {
    previous: *mut Object<Task>,
    next: *mut Object<Task>,
}

impl Links {
    /// Those of a task that is in no list.
    pub(super) const fn new() -> Links {
        let neighbours = Neighbours { previous: core::ptr::null_mut(), next: core::ptr::null_mut() };
        Links { linked: AtomicBool::new(false), neighbours: UnsafeCell::new(neighbours) }
    }
}

/// A list of tasks, on cache lines of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Shard(Leaf<First>);

struct First(*mut Object<Task>);

// SAFETY: the pointer is to a task that is there while it is in the list (I1), and is followed under the lock or with the world stopped.
unsafe impl Send for First {}

/// The lists, and what numbers tasks.
#[derive(Debug)]
pub struct AllTasks {
    shards: [Shard; SHARDS],
    /// The number in the name of the next task that is not given one.
    number: AtomicU64,
}

impl AllTasks {
    /// No tasks.
    pub(crate) fn new(platform: &'static dyn Platform) -> AllTasks {
        let shards = core::array::from_fn(|_| Shard(Leaf::new(platform, First(core::ptr::null_mut()))));
        AllTasks { shards, number: AtomicU64::new(1) }
    }

    /// The number for the name of a task.
    pub(super) fn next_number(&self) -> u64 {
        // Relaxed: a number, which orders nothing.
        self.number.fetch_add(1, Ordering::Relaxed)
    }

    fn shard(&self, task: *mut Object<Task>) -> &Leaf<First> {
        let area = (task.addr() >> AREA_SHIFT) as u32;
        &self.shards[(area.wrapping_mul(0x9e37_79b9) >> 28) as usize % SHARDS].0
    }

    /// Lists a task, unless it is listed.
    ///
    /// # Safety
    /// 1. The caller holds the task.
    unsafe fn link(&self, task: *mut Object<Task>) {
        self.shard(task).with(|first| {
            // SAFETY: contract 1; by I1 those in the list are there, and their links are used under its lock only.
            unsafe {
                let links = &(*task).payload.links;
                // Relaxed, here and below: written under the lock.
                if links.linked.swap(true, Ordering::Relaxed) {
                    return;
                }
                links.neighbours.with_mut(|n| *n = Neighbours { previous: core::ptr::null_mut(), next: first.0 });
                if !first.0.is_null() {
                    (*first.0).payload.links.neighbours.with_mut(|n| (*n).previous = task);
                }
                first.0 = task;
            }
        });
    }

    /// Takes a task out of its list, if it is in it.
    ///
    /// # Safety
    /// 1. The caller holds the task, or is ending it.
    pub(super) unsafe fn unlink(&self, task: *mut Object<Task>) {
        // SAFETY: contract 1. Relaxed: whoever ends a task comes after all who could list it; and else who is first is nobody's business.
        if !unsafe { &(*task).payload.links }.linked.load(Ordering::Relaxed) {
            return;
        }
        self.shard(task).with(|first| {
            // SAFETY: as in `link`.
            unsafe {
                let links = &(*task).payload.links;
                if !links.linked.swap(false, Ordering::Relaxed) {
                    return;
                }
                let (previous, next) = links.neighbours.with(|n| ((*n).previous, (*n).next));
                if previous.is_null() {
                    first.0 = next;
                } else {
                    (*previous).payload.links.neighbours.with_mut(|n| (*n).next = next);
                }
                if !next.is_null() {
                    (*next).payload.links.neighbours.with_mut(|n| (*n).previous = previous);
                }
            }
        });
    }

    /// Calls `f` with each task.
    ///
    /// # Safety
    /// 1. The world is stopped.
    unsafe fn for_each(&self, f: &mut dyn FnMut(&Object<Task>)) {
        for shard in &self.shards {
            let mut at = shard.0.with(|first| first.0);
            while !at.is_null() {
                // SAFETY: contract 1: nobody changes a list, and what is in one is there (I1).
                unsafe {
                    f(&*at);
                    at = (*at).payload.links.neighbours.with(|n| (*n).next);
                }
            }
        }
    }
}

/// A task's object.
fn pointer(task: &Obj) -> *mut Object<Task> {
    task.value().pointer_unchecked().cast()
}

/// Lists a task of ours.
#[inline]
pub(super) fn list(th: &Thread, task: &Obj) {
    // SAFETY: the caller's value.
    unsafe { th.isolate().tasks.link(pointer(task)) }
}

/// Takes a task of ours out of the list.
#[inline]
pub(super) fn unlist(th: &Thread, task: &Obj) {
    // SAFETY: the caller's value.
    unsafe { th.isolate().tasks.unlink(pointer(task)) }
}

/// Tasks of other makes that a loop is to run.
fn others(th: &mut Thread) -> R<Obj> {
    th.hidden("asyncio.scheduled", |th| {
        let class = library::weak_set(th)?;
        protocol::call(th, &class, &[])
    })
}

/// Tasks of other makes that run eagerly.
fn eager_others(th: &mut Thread) -> R<Obj> {
    th.hidden("asyncio.eager", |th| set_object::new_set(th, Vec::new()))
}

/// `_register_task`
pub(super) fn register(th: &mut Thread, task: &Obj) -> R<()> {
    if as_task(task).is_some() {
        list(th, task);
        return Ok(());
    }
    let set = others(th)?;
    protocol::call_method(th, &set, th.name(names::ADD_METHOD), core::slice::from_ref(task)).map(drop)
}

/// `_unregister_task`
pub(super) fn unregister(th: &mut Thread, task: &Obj) -> R<()> {
    if as_task(task).is_some() {
        unlist(th, task);
        return Ok(());
    }
    let set = others(th)?;
    protocol::call_method(th, &set, th.name(names::DISCARD), core::slice::from_ref(task)).map(drop)
}

/// `_register_eager_task`
pub(super) fn register_eager(th: &mut Thread, task: &Obj) -> R<()> {
    let set = eager_others(th)?;
    set_object::add(th, &set, task)
}

/// `_unregister_eager_task`
pub(super) fn unregister_eager(th: &mut Thread, task: &Obj) -> R<()> {
    let set = eager_others(th)?;
    protocol::call_method(th, &set, th.name(names::DISCARD), core::slice::from_ref(task)).map(drop)
}

/// `all_tasks`: a set of the tasks of a loop that are not done.
pub(super) fn all(th: &mut Thread, event_loop: &Obj) -> R<Obj> {
    // Eager ones first: one that becomes another kind meanwhile is met there.
    let (eager, scheduled) = (eager_others(th)?, others(th)?);
    let mut foreign = protocol::collect(th, &eager)?;
    for task in protocol::collect(th, &scheduled)? {
        th.push(&mut foreign, task)?;
    }
    let tasks = &th.isolate().tasks;
    let own = inspect::taken(th, |take| {
        // SAFETY: (both) `taken` stops the world.
        unsafe {
            tasks.for_each(&mut |task| {
                if task.payload.future.status() == PENDING && task.payload.future.peek(|s| s.event_loop.is(event_loop)) {
                    take(core::ptr::NonNull::from(&task.header));
                }
            });
        }
    })?;
    let result = set_object::new_set(th, own)?;
    for task in foreign {
        let its = future::loop_of(th, &task)?;
        if its.is(event_loop) {
            let done = protocol::call_method(th, &task, th.name(names::DONE), &[])?;
            if !protocol::truth(th, &done)? {
                set_object::add(th, &result, &task)?;
            }
        }
    }
    Ok(result)
}
