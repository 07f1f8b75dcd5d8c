//! Attributes, and the filling of their caches.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa::{self, Op};
use crate::interp::cache::{self, Record};
use crate::interp::ops::names::register;
use crate::interp::register::{copy, set};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::shape::Storage;
use crate::object::{Obj, Value};
use crate::prim::Ordering;
use crate::types::module_object::Module;
use crate::types::spec::METHOD;
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, protocol};

fn may_fill(code: &Code) -> bool {
    let limit = cache::MAX_FILLS * code.sites.len() as u32 + 64;
    // Relaxed: a counter.
    code.fills.fetch_add(1, Ordering::Relaxed) < limit
}

fn running_code(th: &Thread) -> &'static Object<Code> {
    // SAFETY: an instruction is being executed; code is immortal.
    unsafe { (*th.stack.frame()).code.as_ref() }
}

/// Whether attribute access of a type's instances is `object`'s.
fn plain_get(ty: &Type) -> bool {
    type F = fn(&mut Thread, &Obj, &Obj) -> R<Option<Obj>>;
    ty.slots.getattr().is_some_and(|f| core::ptr::fn_addr_eq(f, attribute::get as F))
}

fn plain_set(ty: &Type) -> bool {
    type F = fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()>;
    ty.slots.setattr().is_some_and(|f| core::ptr::fn_addr_eq(f, attribute::set as F))
}

/// The word offset of an inline slot.
fn word_offset(ty: &Type, index: usize) -> Option<usize> {
    let at = ty.extra_offset as usize / size_of::<Value>() + index;
    if at < 1 << 12 { Some(at) } else { None }
}

/// A record in a site that still holds for a receiver: its value.
unsafe fn from_record(code: &Code, site: usize, b: &Obj) -> Option<Value> {
    let r = code.records[site].load(Ordering::Acquire);
    // SAFETY: records are never freed (C3).
    let r = unsafe { r.as_ref() }?;
    let h = b.header()?;
    // SAFETY: the type of a record is kept by its value's owner; types end only in collections, which a record survives by its version.
    let ty = unsafe { &*r.ty };
    let fits = if r.of_class { core::ptr::eq(ty.header_ptr(), h) } else { r.shape == h.shape.load(Ordering::Relaxed) };
    if fits && !r.is_method && ty.version() == r.version {
        // SAFETY: the record owns its value.
        return Some(unsafe { copy(r.value.value()) });
    }
    None
}

/// `LOAD_ATTR`
#[inline(never)]
pub unsafe fn load(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = running_code(th);
        let b = read(th, base, isa::b(w))?;
        let name = &code.names[code.site_names[site] as usize];
        let v = if let Some(v) = from_record(code, site, b) {
            v
        } else if let Some(v) = from_module(code, site, b) {
            v
        } else {
            let version = th.type_of(b).version();
            let v = protocol::get_attr(th, b, name)?;
            fill_load(th, code, site, b, name, version, Some(&v));
            register(v)
        };
        consume(th, base, isa::b(w));
        set(base.add(isa::a(w) as usize), v);
        Ok(())
    }
}

unsafe fn from_module(code: &Code, site: usize, b: &Obj) -> Option<Value> {
    let word = code.sites[site].load(Ordering::Acquire);
    if word & 15 != cache::MODULE {
        return None;
    }
    let m = b.exact::<Module>()?;
    let d = m.attributes();
    d.payload.cached_value(cache::version(word), cache::index(word))?;
    d.value_at(cache::index(word), &code.names[code.site_names[site] as usize]).map(register)
}

/// Fills the caches of a load; `version` is that of the receiver's type from before the lookup.
fn fill_load(th: &mut Thread, code: &Object<Code>, site: usize, b: &Obj, name: &Obj, version: u32, got: Option<&Obj>) {
    let Some(h) = b.header() else { return };
    if !may_fill(code) {
        return;
    }
    if let Some(m) = b.exact::<Module>() {
        let (v, i) = m.attributes().payload.cache_name(th, name);
        if let Some(i) = i
            && v != 0
            && i < 1 << 28
        {
            code.sites[site].store(cache::name_word(cache::MODULE, i, v), Ordering::Release);
        }
        return;
    }
    if let Some(t) = as_type(b) {
        // A class's own attribute that does not bind: read with the class's version.
        let v = t.version();
        let meta = th.type_of(b);
        if v != 0
            && core::ptr::eq(meta, th.isolate().ty(crate::object::Builtin::Type))
            && meta.lookup(name).is_none()
            && let Some(a) = t.lookup(name)
            && got.is_some_and(|g| g.is(&a))
            && t.version() == v
        {
            cache::publish(&code.records[site], Record { shape: 0, version: v, ty: t, value: a, is_method: false, of_class: true });
            code.specialise(site, Op::LOAD_ATTR_RECORD);
        }
        return;
    }
    let ty = th.type_of(b);
    if !plain_get(ty) || version == 0 {
        return;
    }
    let id = h.shape.load(Ordering::Acquire);
    let shape = th.isolate().shapes.get(id);
    let found = ty.lookup(name);
    match found {
        None => {
            if shape.storage == Storage::Slots
                && let Some(i) = shape.slot_of(name.value())
                && let Some(at) = word_offset(ty, i)
            {
                code.sites[site].store(cache::slot_word(cache::SLOT, at, id, 0), Ordering::Release);
                code.specialise(site, Op::LOAD_ATTR_SLOT);
            }
        }
        Some(d) => {
            let dt = th.type_of(&d);
            if let Some(m) = d.exact::<crate::types::function_object::Member>()
                && let Some(at) = word_offset(ty, 1 + m.index)
            {
                // A slot of `__slots__` lies at the same place in every instance of this shape.
                code.sites[site].store(cache::slot_word(cache::SLOT, at, id, 0), Ordering::Release);
                code.specialise(site, Op::LOAD_ATTR_SLOT);
                return;
            }
            let in_slots = matches!(shape.storage, Storage::Slots | Storage::Fixed | Storage::None);
            if dt.slots.descr_get().is_none() && in_slots && shape.slot_of(name.value()).is_none() {
                cache::publish(&code.records[site], Record { shape: id, version, ty, value: d, is_method: false, of_class: false });
                code.specialise(site, Op::LOAD_ATTR_RECORD);
            } else if dt.slots.descr_set().is_none()
                && shape.storage == Storage::Slots
                && let Some(i) = shape.slot_of(name.value())
                && let Some(at) = word_offset(ty, i)
            {
                code.sites[site].store(cache::slot_word(cache::SLOT, at, id, 0), Ordering::Release);
                code.specialise(site, Op::LOAD_ATTR_SLOT);
            }
        }
    }
}

/// `STORE_ATTR`
#[inline(never)]
pub unsafe fn store(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = running_code(th);
        let a = read(th, base, isa::a(w))?;
        let v = read(th, base, isa::b(w))?;
        let name = &code.names[code.site_names[site] as usize];
        let before = a.header().map(|h| h.shape.load(Ordering::Acquire));
        protocol::set_attr(th, a, name, Some(v))?;
        if let Some(before) = before {
            fill_store(th, code, site, a, name, before);
        }
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        Ok(())
    }
}

fn fill_store(th: &mut Thread, code: &Object<Code>, site: usize, a: &Obj, name: &Obj, before: u32) {
    let Some(h) = a.header() else { return };
    let ty = th.type_of(a);
    if !plain_set(ty) || !ty.has_extra || !may_fill(code) {
        return;
    }
    let now = h.shape.load(Ordering::Acquire);
    if now >= 1 << 24 {
        return;
    }
    let shape = th.isolate().shapes.get(now);
    let word = match ty.lookup(name) {
        Some(d) => match d.exact::<crate::types::function_object::Member>() {
            Some(m) => word_offset(ty, 1 + m.index).map(|at| cache::slot_word(cache::SLOT, at, now, 0)),
            None if th.type_of(&d).slots.descr_set().is_some() => None,
            None => slot(ty, shape, name, before, now),
        },
        None => slot(ty, shape, name, before, now),
    };
    if let Some(word) = word {
        code.sites[site].store(word, Ordering::Release);
        code.specialise(site, Op::STORE_ATTR_SLOT);
    }
}

fn slot(ty: &Type, shape: &crate::object::shape::Shape, name: &Obj, before: u32, now: u32) -> Option<u64> {
    if shape.storage != Storage::Slots {
        return None;
    }
    let at = word_offset(ty, shape.slot_of(name.value())?)?;
    Some(if before == now { cache::slot_word(cache::SLOT, at, now, 0) } else { cache::slot_word(cache::ADD, at, before, now) })
}

/// `DEL_ATTR`
pub unsafe fn delete(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = running_code(th);
        let a = read(th, base, isa::a(w))?;
        let name = &code.names[code.site_names[site] as usize];
        protocol::set_attr(th, a, name, None)?;
        consume(th, base, isa::a(w));
        Ok(())
    }
}

/// `LOAD_METHOD`
#[inline(never)]
pub unsafe fn load_method(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = running_code(th);
        let b = read(th, base, isa::b(w))?.clone();
        let name = &code.names[code.site_names[site] as usize];
        let a = isa::a(w);
        if let Some(v) = from_module(code, site, &b) {
            consume(th, base, isa::b(w));
            set(base.add(a as usize), v);
            set(base.add(a as usize + 1), Value::UNBOUND);
            return Ok(());
        }
        let ty = th.type_of(&b);
        let version = ty.version();
        if plain_get(ty)
            && let Some(f) = ty.lookup(name)
            && th.type_of(&f).has(METHOD)
            && attribute::own(th, &b, ty, name)?.is_none()
        {
            if let Some(h) = b.header()
                && version != 0
            {
                let id = h.shape.load(Ordering::Acquire);
                let storage = th.isolate().shapes.get(id).storage;
                // An instance with a dictionary may get an attribute of that name any time.
                if storage != Storage::Dict && may_fill(code) && ty.version() == version {
                    cache::publish(
                        &code.records[site],
                        Record { shape: id, version, ty, value: f.clone(), is_method: true, of_class: false },
                    );
                    code.specialise(site, Op::LOAD_METHOD_RECORD);
                }
            }
            consume(th, base, isa::b(w));
            set(base.add(a as usize), register(f));
            write(base, a + 1, b);
            return Ok(());
        }
        let v = protocol::get_attr(th, &b, name)?;
        if b.exact::<Module>().is_some() {
            fill_load(th, code, site, &b, name, version, Some(&v));
        }
        consume(th, base, isa::b(w));
        set(base.add(a as usize), register(v));
        set(base.add(a as usize + 1), Value::UNBOUND);
        Ok(())
    }
}
