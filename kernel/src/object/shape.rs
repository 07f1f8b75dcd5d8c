//! Shapes: what the 32-bit shape id in a header stands for (D2).
//!
//! A shape names a type and the attribute names that an instance keeps in its inline slots, in order. Shapes of one type form a tree: adding
//! an attribute moves an instance to a child. A slot index never changes meaning during an object's life: an instance that deletes an
//! attribute or outgrows its slots moves to its type's *dictionary shape*, whose attributes lie in a dict. When instances of a type have outgrown
//! theirs, the type gets another tree, whose instances have more room (`types/attribute.rs`).
//!
//! I1. The table maps an id to its shape for good; entries are written once, before the id is published in any header.
//! I2. A shape's names never change; children are only added, under the shape's lock.

use core::ptr::NonNull;

use alloc::boxed::Box;
use alloc::vec::Vec;
use freewheel_arch::Platform;
use spin::Mutex;

use super::obj::Obj;
use super::payload::Object;
use super::value::Value;
use crate::prim::{AtomicPtr, AtomicU32, Ordering};
use crate::types::type_object::Type;

/// How instances of a shape keep their attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// No attributes of their own (built-in types).
    None,
    /// Inline slots, as the names say; new names make child shapes.
    Slots,
    /// Inline slots for `__slots__` only; no new names.
    Fixed,
    /// A dict.
    Dict,
}

/// Layout of an instance.
#[derive(Debug)]
pub struct Shape {
    /// Its id.
    pub id: u32,
    /// How attributes are kept.
    pub storage: Storage,
    /// The type. Types outlive their shapes' use: an instance holds a count of its type.
    pub ty: NonNull<Object<Type>>,
    /// Interned names of the slots in order, from slot `first` on; owned counts.
    names: Vec<Obj>,
    /// Index of the first named slot among the instance's own fields; those before are the dictionary, if there may be one, and `__slots__`.
    pub first: u32,
    /// How many fields of its own an instance has room for. Of a dictionary shape: `first`, whatever room is behind.
    pub capacity: u32,
    children: Mutex<Vec<(usize, u32)>>,
}

/// Ids below this are those of plain instances of built-in types.
pub const FIRST_USER_ID: u32 = super::builtin::Builtin::ALL.len() as u32;

/// Most attributes an instance keeps in slots.
pub const MAX_SLOTS: usize = 30;
/// Most shapes of an isolate.
pub const MAX_SHAPES: usize = if cfg!(target_pointer_width = "64") { 1 << 18 } else { 1 << 12 };

impl Shape {
    /// Number of named slots.
    pub fn len(&self) -> usize {
        self.names.len()
    }
    /// How many of an instance's own fields hold something: the dictionary, `__slots__`, named slots.
    #[inline(always)]
    pub fn used(&self) -> usize {
        self.first as usize + self.names.len()
    }
    /// Whether it names no slots.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
    /// The names in order.
    pub fn names(&self) -> &[Obj] {
        &self.names
    }
    /// Slot of an interned name.
    pub fn slot_of(&self, name: Value) -> Option<usize> {
        self.names.iter().position(|n| n.value().is_same(name)).map(|i| i + self.first as usize)
    }
}

impl Drop for ShapeTable {
    fn drop(&mut self) {
        let made = self.count();
        for entry in &self.entries()[..made] {
            // Relaxed: nobody else has the table.
            if let Some(shape) = NonNull::new(entry.load(Ordering::Relaxed)) {
                // SAFETY: made in `add` as a slice of one, which has the layout of a box of it; nobody reads the table any more.
                drop(unsafe { Box::from_raw(shape.as_ptr()) });
            }
        }
        // SAFETY: mapped in `new`, with so many bytes, and not used any more.
        unsafe { self.platform.unmap(self.entries.cast(), BYTES) };
    }
}

/// The shape table of an isolate.
pub struct ShapeTable {
    platform: &'static dyn Platform,
    /// `MAX_SHAPES` of them, mapped: what was never touched costs nothing.
    entries: NonNull<AtomicPtr<Shape>>,
    next: AtomicU32,
}

impl core::fmt::Debug for ShapeTable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ShapeTable").field("count", &self.count()).finish_non_exhaustive()
    }
}

/// Bytes of the table.
const BYTES: usize = MAX_SHAPES * size_of::<AtomicPtr<Shape>>();

// SAFETY: the mapping is the table's; entries are written once before their id is known (I1); a shape's own interior is locked (I2).
unsafe impl Send for ShapeTable {}
// SAFETY: as above.
unsafe impl Sync for ShapeTable {}

impl ShapeTable {
    /// An empty table; `None` without memory.
    pub fn new(platform: &'static dyn Platform) -> Option<ShapeTable> {
        let entries = platform.map(BYTES, 1 << 12)?.cast::<AtomicPtr<Shape>>();
        Some(ShapeTable { platform, entries, next: AtomicU32::new(0) })
    }

    #[inline(always)]
    fn entries(&self) -> &[AtomicPtr<Shape>] {
        // SAFETY: mapped in `new` with room for so many, and zero, which is a null pointer.
        unsafe { core::slice::from_raw_parts(self.entries.as_ptr(), MAX_SHAPES) }
    }

    /// The shape with an id taken from a live object's header.
    #[inline(always)]
    pub fn get(&self, id: u32) -> &Shape {
        debug_assert!((id as usize) < MAX_SHAPES);
        // SAFETY: ids in headers come from `add`, so the entry is in range and was written before the id was published (I1).
        unsafe {
            // Acquire: pairs with the Release in `add`; publishes the shape. (On x86 a plain load.)
            &*self.entries().get_unchecked(id as usize).load(Ordering::Acquire)
        }
    }

    /// Adds a shape; `None` when the table or memory is exhausted.
    pub fn add(&self, ty: NonNull<Object<Type>>, storage: Storage, names: Vec<Obj>, first: u32, capacity: u32) -> Option<u32> {
        let mut room: Vec<Shape> = Vec::new();
        room.try_reserve_exact(1).ok()?;
        // Relaxed: the id is only a ticket; publication is the Release below.
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        if id as usize >= MAX_SHAPES {
            self.next.store(MAX_SHAPES as u32, Ordering::Relaxed);
            return None;
        }
        room.push(Shape { id, storage, ty, names, first, capacity, children: Mutex::new(Vec::new()) });
        let shape: &'static mut [Shape] = room.leak();
        // Release: pairs with the Acquire in `get`.
        self.entries()[id as usize].store(shape.as_mut_ptr(), Ordering::Release);
        Some(id)
    }

    /// The child of `parent` that adds `name` (an interned string), made when missing; `None` where instances have no room for it, at the bound, or
    /// without memory.
    pub fn child(&self, parent: &Shape, name: &Obj) -> Option<u32> {
        let key = name.value().to_bits();
        let mut children = parent.children.lock();
        if let Some(&(_, id)) = children.iter().find(|(k, _)| *k == key) {
            return Some(id);
        }
        if parent.names.len() >= MAX_SLOTS || parent.used() >= parent.capacity as usize {
            return None;
        }
        children.try_reserve(1).ok()?;
        let mut names = Vec::new();
        names.try_reserve_exact(parent.names.len() + 1).ok()?;
        names.extend(parent.names.iter().cloned());
        names.push(name.clone());
        let id = self.add(parent.ty, Storage::Slots, names, parent.first, parent.capacity)?;
        children.push((key, id));
        Some(id)
    }

    /// Whether there is a shape with this id.
    pub fn contains(&self, id: u32) -> bool {
        self.entries().get(id as usize).is_some_and(|e| !e.load(Ordering::Acquire).is_null())
    }

    /// Number of shapes made.
    pub fn count(&self) -> usize {
        (self.next.load(Ordering::Relaxed) as usize).min(MAX_SHAPES)
    }
}
