//! The end of objects: finalizer, weak references, contents, memory. Iterative: an end inside an end deeper than a few levels waits in the
//! thread's list, so a chain of a million objects does not use the native stack.

use core::ptr::NonNull;

use super::header::{FLAG_ABANDONED, FLAG_FINALIZED, FLAG_WEAKLY_REFERENCED, Header, NO_OWNER};
use super::obj::{Obj, release_value};
use super::payload::{Object, Payload, Trace};
use super::value::Value;
use super::{Builtin, Field};
use crate::isolate::{self, Isolate, Thread};
use crate::object::shape::Shape;
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::list_object::List;
use crate::types::tuple_object::Tuple;
use crate::types::type_object::Type;

/// Ends nested deeper than this wait.
const MAX_NESTED: u32 = 40;

/// The type of an object.
///
/// # Safety
/// 1. `object` is alive and the thread attached.
#[inline(always)]
pub unsafe fn type_of_header(isolate: &Isolate, object: *const Header) -> &'static Object<Type> {
    // SAFETY: contract 1; the type lives as long as any instance.
    unsafe { shape_of_header(isolate, object).ty.as_ref() }
}

/// The shape of an object.
///
/// # Safety
/// 1. `object` is alive and the thread attached.
#[inline(always)]
pub unsafe fn shape_of_header(isolate: &Isolate, object: *const Header) -> &Shape {
    // SAFETY: alive by contract 1, so its shape is in the table.
    unsafe { isolate.shapes.get((*object).shape.load(Ordering::Relaxed)) }
}

/// Visits every reference an object holds: payload, dictionary, slots.
///
/// # Safety
/// 1. `object` is alive, and unshared or the world is stopped or no writer can do harm to a reader of words.
pub unsafe fn trace(object: *mut Header, visit: &mut dyn Trace) {
    let isolate = isolate::current();
    // SAFETY: contract 1.
    unsafe {
        let shape = shape_of_header(isolate, object);
        (shape.ty.as_ref().vtable.trace)(object, visit);
        for f in extra_fields(object, shape) {
            visit.field(f);
        }
    }
}

/// Dictionary field and slots of an instance, as far as they are used. (Behind those that a dictionary shape has may lie slots that were moved to the
/// dictionary, and that the thread which moves them is about to empty: it owns what they hold until then, and the dictionary has it, too.)
///
/// # Safety
/// 1. `object` has the shape, or had it and has not been given back since. 2. The fields are used only while it lives.
pub unsafe fn extra_fields(object: *mut Header, shape: &Shape) -> &'static [Field] {
    let n = shape.used();
    if n == 0 {
        return &[];
    }
    // SAFETY: the type describes the block: fields lie from `extra_offset` on.
    unsafe { core::slice::from_raw_parts(object.cast::<u8>().add(shape.ty.as_ref().extra_offset as usize).cast::<Field>(), n) }
}

/// Ends an object whose last reference is gone.
///
/// # Safety
/// 1. Nobody else has or can get a reference.
#[inline(never)]
pub unsafe fn end(object: *mut Header) {
    let Some(th) = isolate::thread::current_mut() else {
        // A thread that is not attached cannot run finalizers; the object is left to the collector.
        // SAFETY: the block is intact, and the object is the caller's.
        unsafe { &*object }.flags.fetch_or(FLAG_ABANDONED, Ordering::Relaxed);
        return;
    };
    // SAFETY: contract 1.
    unsafe { end_by(th, object) }
}

/// [`end`] by the calling thread, which is `th`.
///
/// # Safety
/// As [`end`].
pub unsafe fn end_by(th: &mut Thread, object: *mut Header) {
    // SAFETY: contract 1; the object's memory is intact until it is freed here or below. Plain strings, lists and tuples have neither finalizer
    // nor weak references nor fields of their own, so what they are is all there is to ask.
    unsafe {
        let shape = (*object).shape.load(Ordering::Relaxed);
        if shape == Builtin::Str.shape() {
            return bury(th, object);
        }
        if shape == Builtin::Tuple.shape() {
            return end_plain::<Tuple>(object, th);
        }
        if shape == Builtin::List.shape() {
            return end_plain::<List>(object, th);
        }
        let shape = shape_of_header(th.isolate(), object);
        let ty: &'static Object<Type> = shape.ty.as_ref();
        // What most objects are: nobody is to be told of the end.
        if (*object).flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED == 0 && ty.slots.finalize().is_none() {
            if !ty.has_extra {
                return (ty.vtable.end_plain)(object, th);
            }
            if ty.layout == Builtin::Object {
                let (at, used) = (ty.extra_offset as usize, shape.used());
                return end_instance(th, object, at, used);
            }
            return end_untold(th, object);
        }
        end_told(th, object);
    }
}

/// [`end`] of an object that is nothing but its payload.
///
/// # Safety
/// As [`end`]. 2. The layout is that of `T`, and there is nothing else to end.
pub(crate) unsafe fn end_plain<T: Payload>(object: *mut Header, th: &mut Thread) {
    // SAFETY: contracts 1 and 2.
    unsafe {
        if !T::NEEDS_END {
            return bury(th, object);
        }
        if th.ending >= MAX_NESTED {
            return end_told(th, object);
        }
        th.ending += 1;
        T::end(&raw mut (*object.cast::<Object<T>>()).payload, th);
        bury(th, object);
    }
    leave(th);
}

/// [`end`] of an instance that is nothing but its fields.
///
/// # Safety
/// As [`end`]. 2. It has so many fields in use, from so many bytes on. 3. There is nothing else to end.
#[inline(never)]
unsafe fn end_instance(th: &mut Thread, object: *mut Header, at: usize, used: usize) {
    // SAFETY: contracts 1 to 3; its fields are words that the object owns.
    unsafe {
        if th.ending >= MAX_NESTED {
            return end_told(th, object);
        }
        th.ending += 1;
        let mut field = object.cast::<u8>().add(at).cast::<Value>();
        let end = field.add(used);
        while field != end {
            release_value(*field);
            field = field.add(1);
        }
        bury(th, object);
    }
    leave(th);
}

/// [`end`] of an object without finalizer and weak references.
///
/// # Safety
/// As [`end`].
#[inline(never)]
unsafe fn end_untold(th: &mut Thread, object: *mut Header) {
    // SAFETY: contract 1.
    unsafe {
        if th.ending >= MAX_NESTED {
            return end_told(th, object);
        }
        th.ending += 1;
        dismantle(th, object);
    }
    leave(th);
}

/// [`end`] of an object with a finalizer or weak references, or of one that must wait.
///
/// # Safety
/// As [`end`].
#[cold]
#[inline(never)]
unsafe fn end_told(th: &mut Thread, object: *mut Header) {
    if th.ending >= MAX_NESTED {
        // SAFETY: not null.
        let p = unsafe { NonNull::new_unchecked(object) };
        if th.trash.try_reserve(1).is_ok() {
            th.trash.push(p);
            return;
        }
    }
    th.ending += 1;
    // SAFETY: contract 1.
    unsafe { end_one(th, object) };
    leave(th);
}

/// After an end: those that waited for the outermost one.
#[inline(always)]
fn leave(th: &mut Thread) {
    if th.ending == 1 && !th.trash.is_empty() {
        end_waiting(th);
    }
    th.ending -= 1;
}

#[cold]
#[inline(never)]
fn end_waiting(th: &mut Thread) {
    while let Some(p) = th.trash.pop() {
        // SAFETY: it was put there dead.
        unsafe { end_one(th, p.as_ptr()) };
    }
}

/// # Safety
/// As [`end`].
unsafe fn end_one(th: &mut Thread, object: *mut Header) {
    // SAFETY: the object's memory is intact until freed below.
    let h = unsafe { &*object };
    // SAFETY: as above.
    let ty = unsafe { type_of_header(th.isolate(), object) };
    if let Some(finalize) = ty.slots.finalize()
        && h.flags.load(Ordering::Relaxed) & FLAG_FINALIZED == 0
    {
        // Alive again for the call, with one reference of ours.
        revive(th, h);
        h.flags.fetch_or(FLAG_FINALIZED, Ordering::Relaxed);
        // SAFETY: the reference just made.
        let this = unsafe { Obj::from_owned(Value::from_pointer(object)) };
        crate::types::protocol::call_finalizer(th, finalize, &this);
        core::mem::forget(this);
        match biased::decref(h) {
            biased::Outcome::Dead => {}
            biased::Outcome::Alive => return,
            biased::Outcome::Queue => {
                // SAFETY: the queue takes the reference over.
                unsafe { queue(object) };
                return;
            }
        }
    }
    if h.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0 {
        // SAFETY: dead, and finalized: nothing makes it live again (W3 of `weak_table`).
        unsafe { crate::types::weakref::clear_for(th, NonNull::new_unchecked(object)) };
    }
    // SAFETY: nobody reaches the object.
    unsafe { dismantle(th, object) };
}

/// Gives a dead object one reference of the calling thread.
fn revive(th: &Thread, h: &Header) {
    if biased::is_shared(h) {
        biased::revive_merged(h);
    } else {
        h.owner.store(th.slot(), Ordering::Relaxed);
        h.local.store(1, Ordering::Relaxed);
    }
}

/// Drops the contents and frees the block.
///
/// # Safety
/// 1. Nobody reaches the object. 2. Finalizer and weak references are done.
#[inline(always)]
pub(crate) unsafe fn dismantle(th: &mut Thread, object: *mut Header) {
    // SAFETY: contract 1; the type describes the block.
    unsafe {
        let shape = shape_of_header(th.isolate(), object);
        let vtable = shape.ty.as_ref().vtable;
        for f in extra_fields(object, shape) {
            core::ptr::drop_in_place(core::ptr::from_ref(f).cast_mut());
        }
        (vtable.end)(object, th);
        bury(th, object);
    }
}

/// Frees the block of an object without contents.
///
/// # Safety
/// 1. Nobody reaches the object, and its contents are gone.
#[inline(always)]
unsafe fn bury(th: &mut Thread, object: *mut Header) {
    // SAFETY: contract 1.
    unsafe {
        let h = &*object;
        h.owner.store(NO_OWNER, Ordering::Relaxed);
        h.flags.store(0, Ordering::Relaxed);
        h.lock.store(0, Ordering::Relaxed);
        // The heap's walk knows a free block by this.
        h.shape.store(u32::MAX, Ordering::Relaxed);
        // Release: a stale reader that sees the dead word reads nothing else.
        h.shared.store(biased::DEAD, Ordering::Release);
        th.free_object(NonNull::new_unchecked(object.cast()));
    }
}

/// Hands an object to its owner's merge queue.
///
/// # Safety
/// 1. `biased::decref` said [`Queue`](biased::Outcome::Queue), so the entry owns a reference.
#[cold]
#[inline(never)]
pub unsafe fn queue(object: *mut Header) {
    if let (Some(th), Some(p)) = (isolate::thread::current_mut(), NonNull::new(object)) {
        crate::refcount::merge_queue::push(th, p);
    }
}

impl Obj {
    /// The type of the value.
    #[inline]
    pub fn type_in(&self, isolate: &Isolate) -> &'static Object<Type> {
        let v = self.value();
        if let Some(p) = v.as_pointer() {
            // SAFETY: alive while `self` is.
            return unsafe { type_of_header(isolate, p) };
        }
        isolate.ty(builtin_of_immediate(v))
    }
}

impl Thread {
    /// The type of a value.
    #[inline(always)]
    pub fn type_of(&self, v: &Obj) -> &'static Object<Type> {
        v.type_in(self.isolate())
    }

    /// Name of a value's type, for messages.
    pub fn type_name(&self, v: &Obj) -> &'static str {
        self.type_of(v).name_text()
    }
}

/// The type of a value that is no pointer.
pub fn builtin_of_immediate(v: Value) -> Builtin {
    if v.is_small() {
        Builtin::Int
    } else if v.is_flonum() {
        Builtin::Float
    } else if v.is_none() {
        Builtin::NoneType
    } else if v == Value::TRUE || v == Value::FALSE {
        Builtin::Bool
    } else if v == Value::ELLIPSIS {
        Builtin::EllipsisType
    } else {
        Builtin::NotImplementedType
    }
}
