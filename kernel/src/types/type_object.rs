//! Type objects: layout of instances, method resolution order, attributes, slots, version.
//!
//! T1. `mro`, `bases`, the layout and the shapes of a type never change. T2. Attributes lie in `dict`; whoever changes one then gives the type
//! and its subclasses a new version (after the change is visible), so a cache filled before is refused afterwards, and one filled during the
//! change read its version before it looked up (D10). T3. Slots are words of code, changed one at a time after the attribute.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;

use spin::Mutex;

use super::spec::{self, Slots, Vtable};
use crate::heap::Kind;
use crate::heap::size_class;
use crate::isolate::{Isolate, Thread};
use crate::native::raised::{NoMemory, R};
use crate::object::header::FLAG_GARBAGE;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::shape::MAX_SLOTS;
use crate::object::{Builtin, Field, Header, Obj};
use crate::prim::{AtomicU32, Ordering};
use crate::refcount::biased;
use crate::sync::versioned::Versioned;
use crate::types::dict_object::Dict;
use crate::types::str_object;

/// Entries of a thread's lookup cache.
pub const LOOKUPS: usize = if cfg!(target_pointer_width = "64") { 2048 } else { 32 };

/// An entry of a thread's lookup cache.
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    /// Version of the type; 0 for an unused entry.
    pub version: u32,
    /// Identity of the name.
    pub name: usize,
    /// What was found, not owned; unbound when nothing.
    pub value: crate::object::Value,
}

/// The `new` slot.
pub type NewFn = fn(&mut Thread, &Obj, &crate::native::Args<'_>) -> R<Obj>;

/// A type's payload.
#[derive(Debug)]
pub struct Type {
    /// Layout of the instances' payload.
    pub layout: Builtin,
    /// Its declaration, for built-in types.
    pub spec: Option<&'static spec::TypeSpec>,
    /// What to do with payloads.
    pub vtable: &'static Vtable,
    /// `spec::BASE`, …
    pub flags: AtomicU32,
    /// `__name__`
    pub name: Field,
    /// `__qualname__`
    pub qualname: Field,
    /// Tuple of base types.
    pub bases: Obj,
    /// The type itself, then its bases in C3 order. All are kept alive by `bases`.
    pub mro: Box<[NonNull<Object<Type>>]>,
    /// Attributes.
    pub dict: Obj,
    /// Slots.
    pub slots: Slots,
    /// Changes with every attribute; 0: not to be cached.
    pub version: AtomicU32,
    /// The bytecode function that is `__init__`, by the version under which a call of the class was found to be `object.__new__` and then that. Not
    /// owned: in that version, the class or a base holds it.
    pub plain_init: Versioned<Header>,
    /// Shape of new instances.
    pub root_shape: AtomicU32,
    /// Shape of instances whose attributes lie in a dict.
    pub dict_shape: AtomicU32,
    /// Byte offset of the instance's own fields: a dictionary field, `fixed` slots of `__slots__`, `inline` attribute slots.
    pub extra_offset: u32,
    /// Whether there is a dictionary field (then `1 + fixed + inline` fields).
    pub has_extra: bool,
    /// Number of `__slots__`, inherited ones included.
    pub fixed: u32,
    /// Number of inline attribute slots of new instances; it only grows. Those there are may have fewer, as their shapes say.
    pub inline: AtomicU32,
    /// Instances that have outgrown their slots, since new ones last got more.
    pub outgrown: AtomicU32,
    /// Types derived from this one; they take themselves out when they end.
    pub(crate) subclasses: Mutex<Vec<NonNull<Object<Type>>>>,
    /// Name kept for messages, for as long as the type lives.
    pub(crate) name_text: Mutex<&'static str>,
}

// SAFETY: `mro` and `subclasses` point to types that are alive as T1 says; all else is safe for threads by itself.
unsafe impl Send for Type {}
// SAFETY: as above.
unsafe impl Sync for Type {}

// SAFETY: BUILTIN is used here alone; `trace` visits each owned reference once.
unsafe impl Payload for Type {
    const BUILTIN: Builtin = Builtin::Type;
    const KIND: Kind = Kind::Container;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.name);
        visit.field(&self.qualname);
        visit.obj(&self.bases);
        visit.obj(&self.dict);
    }
}

impl Drop for Type {
    fn drop(&mut self) {
        let Some(&me) = self.mro.first() else { return };
        for base in crate::types::tuple_object::items(&self.bases) {
            if let Some(base) = base.get::<Type>() {
                base.subclasses.lock().retain(|s| *s != me);
            }
        }
    }
}

impl Type {
    /// Number of a new instance's own fields. Who gives it the root shape has read that before, with Acquire.
    #[inline(always)]
    pub fn extra_count(&self) -> usize {
        // Relaxed: see `attribute::outgrown`, which counts up before it publishes the shape.
        if self.has_extra { 1 + self.fixed as usize + self.inline.load(Ordering::Relaxed) as usize } else { 0 }
    }

    /// At least so many inline slots, and those for which a block of that size has room anyway; at most [`MAX_SLOTS`].
    pub fn whole_slots(&self, wanted: u32) -> u32 {
        let fields = self.extra_offset as usize + (1 + self.fixed as usize) * size_of::<Field>();
        let size = fields + wanted as usize * size_of::<Field>();
        let room = if size <= size_class::MAX_SMALL { size_class::size_of_class(size_class::class_of(size)) } else { size };
        (((room - fields) / size_of::<Field>()).min(MAX_SLOTS)) as u32
    }

    /// Bytes of an instance before any trailing items.
    #[inline]
    pub fn instance_size(&self) -> usize {
        if self.has_extra { self.extra_offset as usize + self.extra_count() * size_of::<Field>() } else { self.vtable.size }
    }

    /// Whether a flag is set.
    #[inline(always)]
    pub fn has(&self, flag: u32) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    /// The types of the resolution order.
    #[inline]
    pub fn mro(&self) -> &[&Object<Type>] {
        // SAFETY: T1: all are alive; `NonNull` and a reference have one representation.
        unsafe { core::slice::from_raw_parts(self.mro.as_ptr().cast(), self.mro.len()) }
    }

    /// Name for messages.
    pub fn name_text(&self) -> &'static str {
        *self.name_text.lock()
    }

    /// Its attributes.
    #[inline(always)]
    pub fn attributes(&self) -> &Object<Dict> {
        // SAFETY: always a plain dict.
        unsafe { self.dict.get_unchecked::<Dict>() }
    }

    /// The attribute as found along the resolution order, not bound. `name` is interned.
    ///
    /// The calling thread's cache answers when it can. An entry holds the version it was filled under, read before the lookup, so one that
    /// still matches is right; its value is then in some type's dict. A value found there is protected like any word of a shared object:
    /// count, then look at the version again (T2).
    pub fn lookup(&self, name: &Obj) -> Option<Obj> {
        match crate::isolate::thread::current_mut() {
            Some(th) => self.lookup_by(th, name),
            None => self.lookup_slow(name),
        }
    }

    /// [`lookup`](Self::lookup) with the thread at hand.
    pub fn lookup_by(&self, th: &mut Thread, name: &Obj) -> Option<Obj> {
        let version = self.version();
        if version == 0 {
            return self.lookup_slow(name);
        }
        let key = name.value().without_uncounted().to_bits();
        let place = (version as usize ^ key >> 4) & (LOOKUPS - 1);
        let e = th.lookups[place];
        if e.version == version && e.name == key {
            let v = e.value;
            if v.is_unbound() {
                return None;
            }
            if !v.is_pointer() {
                // SAFETY: no pointer.
                return Some(unsafe { Obj::from_owned(v) });
            }
            // SAFETY: the version matched a moment ago, so the object was alive then and its memory stays typed until this thread is quiescent.
            unsafe {
                let p = v.pointer_unchecked();
                if crate::refcount::protect::count(p, || self.version() == version, || crate::object::obj::release(p)) {
                    return Some(Obj::from_owned(v));
                }
            }
        }
        let found = self.lookup_slow(name);
        // A lookup that raced with a change is filed under the old version, which nobody will have again.
        let value = found.as_ref().map_or(crate::object::Value::UNBOUND, |o| o.value().without_uncounted());
        th.lookups[place] = Lookup { version, name: key, value };
        found
    }

    /// [`lookup`](Self::lookup) without the cache.
    pub fn lookup_slow(&self, name: &Obj) -> Option<Obj> {
        for t in self.mro() {
            if let Some(v) = t.attributes().get_name(name) {
                return Some(v);
            }
        }
        None
    }

    /// The attribute found in the types after `after` in the resolution order.
    pub fn lookup_after(&self, after: &Object<Type>, name: &Obj) -> Option<Obj> {
        let mut seen = false;
        for t in self.mro() {
            if seen && let Some(v) = t.attributes().get_name(name) {
                return Some(v);
            }
            seen |= core::ptr::eq(*t, after);
        }
        None
    }

    /// Whether this is `other` or derived from it.
    #[inline]
    pub fn is_subtype(&self, other: &Object<Type>) -> bool {
        self.mro().iter().any(|t| core::ptr::eq(*t, other))
    }

    /// Whether this is a built-in type or derived from it.
    #[inline]
    pub fn is_subtype_of(&self, isolate: &Isolate, other: Builtin) -> bool {
        self.is_subtype(isolate.ty(other))
    }

    /// The base that gives instances their layout.
    pub fn base(&self) -> Option<&Object<Type>> {
        super::class::best_base(crate::types::tuple_object::items(&self.bases).iter().filter_map(|b| b.get::<Type>()))
    }

    /// Whether it was made by a program.
    #[inline(always)]
    pub fn is_heap(&self) -> bool {
        self.has(spec::HEAP)
    }

    /// The version, for a cache; read it before looking up.
    #[inline(always)]
    pub fn version(&self) -> u32 {
        // Acquire: a cache that reads the new version also sees the attribute that it announces.
        self.version.load(Ordering::Acquire)
    }
}

impl Object<Type> {
    /// Its header, for identity.
    pub fn header_ptr(&self) -> *const Header {
        &raw const self.header
    }

    /// Gives the type and its subclasses new versions, after an attribute changed (T2).
    pub fn changed(&self, isolate: &Isolate) {
        // Release: pairs with the Acquire in `version`.
        self.version.store(isolate.new_version(), Ordering::Release);
        let mut work: Vec<Obj> = Vec::new();
        if self.push_subclasses(&mut work).is_err() {
            stop_versions(isolate);
        }
        while let Some(t) = work.pop() {
            if let Some(t) = t.get::<Type>() {
                t.version.store(isolate.new_version(), Ordering::Release);
                if t.push_subclasses(&mut work).is_err() {
                    stop_versions(isolate);
                }
            }
        }
    }

    /// Adds counts of the classes derived from this one to a list; what the collector has found in garbage is left out.
    pub(crate) fn push_subclasses(&self, to: &mut Vec<Obj>) -> Result<(), NoMemory> {
        let list = self.subclasses.lock();
        to.try_reserve(list.len()).map_err(|_| NoMemory)?;
        for t in list.iter() {
            // SAFETY: a class takes itself out under this lock before its block ends, so the block is there; `try_incref` tells whether the
            // class still lives. A count is taken.
            unsafe {
                let h = &*t.as_ref().header_ptr();
                if h.flags.load(Ordering::Relaxed) & FLAG_GARBAGE == 0 && biased::try_incref(h) {
                    to.push(Obj::from_owned(t.as_ref().as_value()));
                }
            }
        }
        Ok(())
    }
}

/// Without memory to tell all subclasses nothing may be cached by version any more.
#[cold]
fn stop_versions(isolate: &Isolate) {
    isolate.next_version.store(u32::MAX - 1024, Ordering::Relaxed);
}

/// Why there is no method resolution order.
#[derive(Debug)]
pub enum Conflict {
    /// These classes contradict each other.
    Order(Vec<NonNull<Object<Type>>>),
    /// No memory to find out.
    NoMemory,
}

/// C3 linearisation of `bases` (Barrett et al., OOPSLA 1996); `None` when the orders conflict.
pub fn c3(bases: &[&Object<Type>]) -> Result<Vec<NonNull<Object<Type>>>, Conflict> {
    let mut lists: Vec<Vec<NonNull<Object<Type>>>> = Vec::new();
    lists.try_reserve_exact(bases.len() + 1).map_err(|_| Conflict::NoMemory)?;
    for b in bases {
        let mut l = Vec::new();
        l.try_reserve_exact(b.mro.len()).map_err(|_| Conflict::NoMemory)?;
        l.extend(b.mro.iter().rev().copied());
        lists.push(l);
    }
    let mut own = Vec::new();
    own.try_reserve_exact(bases.len()).map_err(|_| Conflict::NoMemory)?;
    own.extend(bases.iter().rev().map(|b| NonNull::from(*b)));
    lists.push(own);
    let mut out = Vec::new();
    out.try_reserve(1 + lists.iter().map(Vec::len).sum::<usize>()).map_err(|_| Conflict::NoMemory)?;
    // Lists are kept reversed: heads are at the end.
    loop {
        lists.retain(|l| !l.is_empty());
        if lists.is_empty() {
            return Ok(out);
        }
        let good = lists.iter().filter_map(|l| l.last()).find(|c| !lists.iter().any(|l| l[..l.len() - 1].contains(c))).copied();
        let Some(c) = good else {
            // The classes that each have to come before another of them.
            let mut heads: Vec<NonNull<Object<Type>>> = Vec::new();
            heads.try_reserve_exact(lists.len()).map_err(|_| Conflict::NoMemory)?;
            for h in lists.iter().filter_map(|l| l.last()) {
                if !heads.contains(h) {
                    heads.push(*h);
                }
            }
            return Err(Conflict::Order(heads));
        };
        out.push(c);
        for l in &mut lists {
            if l.last() == Some(&c) {
                l.pop();
            }
        }
    }
}

/// The type behind a value, or `None` when it is no type.
#[inline]
pub fn as_type(v: &Obj) -> Option<&Object<Type>> {
    v.get::<Type>()
}

impl Thread {
    /// A new instance of a heap type without payload of its own, attributes unset.
    pub fn new_instance(&mut self, ty: &Object<Type>) -> R<Obj> {
        match self.alloc_instance(ty, 0) {
            Some(p) => {
                // SAFETY: header and fields are initialised; the plain layout has no payload.
                Ok(unsafe { Obj::from_owned(crate::object::Value::from_pointer(p.as_ptr())) })
            }
            None => Err(self.no_memory()),
        }
    }

    /// Memory for an instance of a type with `trailing` bytes more: header and own fields initialised, payload not.
    pub fn alloc_instance(&mut self, ty: &Type, trailing: usize) -> Option<NonNull<Header>> {
        // Acquire: pairs with the Release in `attribute::outgrown`; the number of fields is read behind it.
        let shape = ty.root_shape.load(Ordering::Acquire);
        let (offset, count) = (ty.extra_offset as usize, ty.extra_count());
        let size = if ty.has_extra { offset + count * size_of::<Field>() } else { ty.vtable.size };
        let p = self.alloc_raw(size + trailing, Kind::Container)?;
        // SAFETY: fresh memory of that size.
        unsafe {
            let fields = p.add(offset).cast::<Field>();
            for i in 0..count {
                fields.add(i).write(Field::empty());
            }
            let h = p.cast::<Header>();
            Header::begin(h.as_ptr(), shape, self.slot());
            Some(h)
        }
    }

    /// An object of layout `T` whose type is `cls`, a subtype of `T`'s type: what `__new__` of a built-in type makes.
    pub fn alloc_as<T: Payload>(&mut self, cls: &Object<Type>, payload: T) -> R<Obj> {
        if cls.layout != T::BUILTIN && !(cls.layout.is_exception() && T::BUILTIN == Builtin::BaseException) {
            let name = cls.name_text();
            return Err(self.type_error(format_args!("object layout of '{name}' does not fit")));
        }
        // SAFETY: the type's layout is `T`.
        unsafe { self.alloc_laid_out(cls, payload) }
    }

    /// [`alloc_as`](Self::alloc_as) of a type that has the layout of `T` under another name.
    ///
    /// # Safety
    /// 1. Instances of `cls` are laid out as `T` says.
    pub(crate) unsafe fn alloc_laid_out<T: Payload>(&mut self, cls: &Type, payload: T) -> R<Obj> {
        match self.alloc_instance(cls, 0) {
            Some(p) => {
                // SAFETY: contract 1: the block has room for the payload behind the header; the count is the value's.
                unsafe {
                    (&raw mut (*p.as_ptr().cast::<Object<T>>()).payload).write(payload);
                    Ok(Obj::from_owned(crate::object::Value::from_pointer(p.as_ptr())))
                }
            }
            None => Err(self.no_memory()),
        }
    }
}

/// `type.__name__` as text.
pub fn name_of(ty: &Object<Type>) -> alloc::string::String {
    alloc::string::String::from(str_object::text(&ty.name.load(&ty.header)))
}
