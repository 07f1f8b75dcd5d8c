//! What lies behind the header: one Rust type per built-in layout.

use core::ops::Deref;
use core::ptr::NonNull;

use super::builtin::Builtin;
use super::field::Field;
use super::header::Header;
use super::obj::Obj;
use super::value::Value;
use crate::heap::Kind;
use crate::isolate::Thread;
use crate::types::type_object::Type;

/// Visits the references an object holds: the collector and the sharing walk call it with the world stopped or as the owner.
pub trait Trace {
    /// One reference, by its word.
    fn value(&mut self, v: Value);
    /// One reference in a field.
    #[inline]
    fn field(&mut self, f: &Field) {
        self.value(f.peek());
    }
    /// One owned reference.
    #[inline]
    fn obj(&mut self, o: &Obj) {
        self.value(o.value());
    }
}

/// Contents of the objects of one built-in layout.
///
/// # Safety
/// 1. `BUILTIN` is used by this type alone. 2. [`trace`](Payload::trace) visits every reference the payload owns, once. 3. Everything other
///    threads may do through `&self` is safe for threads.
pub unsafe trait Payload: Sized + 'static {
    /// The built-in type that has this layout.
    const BUILTIN: Builtin;
    /// Whether the collector must walk such objects.
    const KIND: Kind = Kind::Container;
    /// Visits the references.
    fn trace(&self, visit: &mut dyn Trace);
    /// Gives up references that could be part of a cycle, when the collector found the object in garbage. The object must stay usable.
    fn clear(&self) {}
    /// Whether the payload's end is more than the end of its memory.
    const NEEDS_END: bool = core::mem::needs_drop::<Self>();
    /// Ends the payload, with the thread at hand: what dropping it does.
    ///
    /// # Safety
    /// 1. Nobody reaches the object, and the payload is not used again.
    #[inline(always)]
    unsafe fn end(this: *mut Self, _: &mut Thread) {
        // SAFETY: contract 1.
        unsafe { core::ptr::drop_in_place(this) };
    }
    /// Bytes of the payload that follow the fixed part (items of a tuple, text of a string).
    fn trailing(&self) -> usize {
        0
    }
}

/// An object: header and payload.
#[derive(Debug)]
#[repr(C)]
pub struct Object<T> {
    /// The header.
    pub header: Header,
    /// The contents.
    pub payload: T,
}

impl<T> Object<T> {
    /// Makes a block an object, see [`Header::begin`].
    ///
    /// # Safety
    /// 1. `this` is a block of the caller's, aligned and large enough, not in use.
    #[inline(always)]
    pub unsafe fn begin(this: NonNull<Object<T>>, shape: u32, owner: u16, payload: T) {
        // SAFETY: contract 1.
        unsafe {
            (&raw mut (*this.as_ptr()).payload).write(payload);
            Header::begin(this.as_ptr().cast(), shape, owner);
        }
    }
}

impl<T> Deref for Object<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.payload
    }
}

impl<T: Payload> Object<T> {
    /// A new counted reference to this object.
    #[inline]
    pub fn to_obj(&self) -> Obj {
        // SAFETY: `self` is alive during the call; the pointer has the provenance of the header it was made from.
        unsafe { Obj::from_borrowed(Value::from_pointer(core::ptr::from_ref(self).cast_mut().cast())) }
    }

    /// Runs `f` with this object seen as an owned reference, without counting.
    #[inline]
    pub fn as_value(&self) -> Value {
        Value::from_pointer(core::ptr::from_ref(self).cast_mut().cast())
    }
}

impl Obj {
    /// The object's contents when its type has (or inherits) the layout of `T`.
    #[inline(always)]
    pub fn get<T: Payload>(&self) -> Option<&Object<T>> {
        self.value().get_ref()
    }

    /// [`get`](Obj::get) for plain instances of the built-in type only.
    #[inline(always)]
    pub fn exact<T: Payload>(&self) -> Option<&Object<T>> {
        let p = self.value().as_pointer()?;
        // SAFETY: alive while `self` is; only objects of that layout carry this shape id.
        unsafe { if (*p).shape.load(crate::prim::Ordering::Relaxed) == T::BUILTIN.shape() { Some(&*p.cast::<Object<T>>()) } else { None } }
    }

    /// The contents without a test.
    ///
    /// # Safety
    /// 1. The object has the layout of `T`.
    #[inline(always)]
    pub unsafe fn get_unchecked<T: Payload>(&self) -> &Object<T> {
        // SAFETY: contract 1; we borrow a live object.
        unsafe { &*self.value().pointer_unchecked().cast::<Object<T>>() }
    }
}

impl Value {
    #[inline(always)]
    fn get_ref<'a, T: Payload>(self) -> Option<&'a Object<T>> {
        let p = self.as_pointer()?;
        // SAFETY: called through a reference that keeps the object alive.
        let id = unsafe { (*p).shape.load(crate::prim::Ordering::Relaxed) };
        if id == T::BUILTIN.shape()
            || (id >= crate::object::shape::FIRST_USER_ID && layout_of(id) == T::BUILTIN)
            || exception_layout(id, T::BUILTIN)
        {
            // SAFETY: the layout was tested.
            Some(unsafe { &*p.cast::<Object<T>>() })
        } else {
            None
        }
    }
}

#[inline]
fn exception_layout(id: u32, want: Builtin) -> bool {
    want as u16 == Builtin::BaseException as u16 && id >= Builtin::BaseException.shape() && id < crate::object::shape::FIRST_USER_ID
}

#[inline(never)]
fn layout_of(id: u32) -> Builtin {
    let isolate = crate::isolate::current();
    // SAFETY: types of shapes of live objects are alive.
    let ty: &Object<Type> = unsafe { isolate.shapes.get(id).ty.as_ref() };
    ty.layout
}
