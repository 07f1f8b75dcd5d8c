//! Attributes, and the filling of their caches.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa::{self, Op};
use crate::interp::cache::{self, How, Record};
use crate::interp::ops::names::register;
use crate::interp::register::{copy, set, shape_of};
use crate::interp::stub_cache::{self, Entry, Family, Purpose};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::shape::Storage;
use crate::object::{Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::module_object::Module;
use crate::types::spec::METHOD;
use crate::types::type_object::{Type, as_type};
use crate::types::{attribute, descriptor_types, protocol, type_type};

fn may_fill(code: &Code) -> bool {
    cache::may_write(&code.fills, cache::MAX_FILLS * code.sites.len() as u32 + 64)
}

fn running_code(th: &Thread) -> &'static Object<Code> {
    // SAFETY: an instruction is being executed.
    unsafe { th.stack.code() }
}

/// Whether setting attributes of a type's instances is `object`'s.
fn plain_set(ty: &Type) -> bool {
    type F = fn(&mut Thread, &Obj, &Obj, Option<&Obj>) -> R<()>;
    ty.slots.setattr().is_some_and(|f| core::ptr::fn_addr_eq(f, attribute::set as F))
}

/// The word offset of an inline slot.
fn word_offset(ty: &Type, index: usize) -> Option<usize> {
    let at = ty.extra_offset as usize / size_of::<Value>() + index;
    if at < 1 << 13 { Some(at) } else { None }
}

/// What a record in a site that still holds for a receiver gives.
unsafe fn from_record(th: &mut Thread, code: &Code, site: usize, b: &Obj) -> R<Option<Value>> {
    let r = code.records[site].load(Ordering::Acquire);
    // SAFETY: records are never freed (C3).
    let (Some(r), Some(h)) = (unsafe { r.as_ref() }, b.header()) else { return Ok(None) };
    // SAFETY: the site is being executed.
    if r.how == How::Method || !unsafe { r.fits(h) } {
        return Ok(None);
    }
    if r.how == How::Getter
        && let Some(get) = th.type_of(&r.value).slots.descr_get()
    {
        // SAFETY: as in `Record::fits`; whoever calls keeps the receiver, and with it the class.
        let ty = unsafe { &*r.ty }.to_obj();
        let v = get(th, &r.value, if r.of_class { None } else { Some(b) }, &ty)?;
        return Ok(Some(register(v)));
    }
    // SAFETY: the record owns its value.
    Ok(Some(unsafe { copy(r.value.value()) }))
}

/// The name of a site.
#[inline(always)]
unsafe fn site_name(code: &Code, site: usize) -> &Obj {
    // SAFETY: the verifier has seen that the site and its name exist.
    unsafe { code.names.get_unchecked(*code.site_names.get_unchecked(site) as usize) }
}

/// What the stub cache knows of an attribute of an instance; a slot is written back to the site, while that does not change all the time, and the instruction
/// becomes `of_slot`.
#[inline(always)]
unsafe fn from_stubs(th: &Thread, code: &Object<Code>, site: usize, h: &crate::object::Header, of_slot: Op) -> Option<Value> {
    // SAFETY: the shape is the receiver's, so the slot exists, and its type is alive.
    unsafe {
        // Acquire: pairs with the Release that publishes a new shape, so that its slot is seen.
        let e = th.stubs.find(h.shape.load(Ordering::Acquire), site_name(code, site), Family::Load)?;
        match e.purpose {
            Purpose::LoadSlot if e.stamp == th.isolate().slot_epoch() => {
                let place = code.sites.get_unchecked(site);
                if let Some(word) =
                    cache::refilled(place.load(Ordering::Relaxed), cache::slot_word(cache::SLOT, e.offset as usize, e.shape, 0))
                {
                    publish_slot(th, code, site, word, e.stamp, of_slot);
                }
                crate::interp::quick::load_slot(h, e.offset as usize)
            }
            Purpose::LoadValue => stub_cache::value_of(&e, th.isolate().shapes.get(e.shape).ty.as_ref()),
            _ => None,
        }
    }
}

/// `LOAD_ATTR` after the site's own word did not fit: by the stub cache, if that knows.
#[inline(never)]
pub unsafe fn load_by_stub(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = th.stack.code();
        let b = *base.add(isa::b(w) as usize);
        if !b.is_pointer() {
            return load(th, base, w, site);
        }
        let Some(v) = from_stubs(th, code, site, &*b.pointer_unchecked(), Op::LOAD_ATTR_SLOT) else { return load(th, base, w, site) };
        if isa::b(w) as usize >= code.locals.len() {
            set(base.add(isa::b(w) as usize), Value::UNBOUND);
        }
        set(base.add(isa::a(w) as usize), v);
        Ok(())
    }
}

/// `LOAD_METHOD` after the site's own record did not fit: by the stub cache, if that knows.
#[inline(never)]
pub unsafe fn load_method_by_stub(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = th.stack.code();
        let b = *base.add(isa::b(w) as usize);
        if !b.is_pointer() {
            return load_method(th, base, w, site);
        }
        let h = &*b.pointer_unchecked();
        let Some(e) = th.stubs.find(h.shape.load(Ordering::Acquire), site_name(code, site), Family::Method) else {
            // What is called may be the instance's own, or a value of the class that takes no receiver.
            let Some(v) = from_stubs(th, code, site, h, Op::LOAD_METHOD_SLOT) else { return load_method(th, base, w, site) };
            if isa::b(w) as usize >= code.locals.len() {
                set(base.add(isa::b(w) as usize), Value::UNBOUND);
            }
            set(base.add(isa::a(w) as usize), v);
            set(base.add(isa::a(w) as usize + 1), Value::UNBOUND);
            return Ok(());
        };
        let ty = th.isolate().shapes.get(e.shape).ty.as_ref();
        let Some(f) = stub_cache::value_of(&e, ty) else { return load_method(th, base, w, site) };
        if may_fill(code) {
            // SAFETY: `f` is a live register word.
            let value = Obj::from_borrowed(f);
            cache::publish(&code.records[site], Record { shape: e.shape, version: e.stamp, ty, value, how: How::Method, of_class: false });
            code.specialise(site, Op::LOAD_METHOD_RECORD);
        }
        let receiver = take(code, base, isa::b(w));
        set(base.add(isa::a(w) as usize), f);
        set(base.add(isa::a(w) as usize + 1), receiver);
        Ok(())
    }
}

/// `LOAD_ATTR`
#[inline(never)]
pub unsafe fn load(th: &mut Thread, base: *mut Value, w: u32, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let code = running_code(th);
        let b = read(th, base, isa::b(w))?;
        let name = site_name(code, site);
        let v = if let Some(v) = from_module(code, site, b) {
            v
        } else if let Some(v) = from_record(th, code, site, b)? {
            v
        } else if let Some(v) = b.header().and_then(|h| from_stubs(th, code, site, h, Op::LOAD_ATTR_SLOT)) {
            v
        } else {
            let (version, epoch) = (th.type_of(b).version(), th.isolate().slot_epoch());
            let v = protocol::get_attr(th, b, name)?;
            fill_load(th, code, site, b, name, version, epoch, &v, true);
            register(v)
        };
        if isa::b(w) as usize >= code.locals.len() {
            set(base.add(isa::b(w) as usize), Value::UNBOUND);
        }
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
    // SAFETY: the place came with the version; what is read is protected, and the version read again where it may have changed meanwhile.
    unsafe {
        let value = d.payload.cached_value(cache::version(word), cache::place(word))?;
        let v = crate::interp::quick::protect(&d.header, value, Value::from_raw(value.load(Ordering::Acquire)))?;
        if biased::is_shared(&d.header) && !d.payload.has_version(cache::version(word)) {
            crate::interp::register::drop_word(v);
            return None;
        }
        Some(v)
    }
}

/// Publishes a slot word, unless the slot epoch has moved since before the lookup (C2).
fn publish_slot(th: &Thread, code: &Object<Code>, site: usize, word: u64, epoch: u32, op: Op) {
    code.sites[site].store(word, Ordering::Release);
    if th.isolate().slot_epoch() != epoch {
        code.sites[site].store(cache::EMPTY, Ordering::Release);
    }
    code.specialise(site, op);
}

/// Fills the caches of a load that gave `got` (`is_load`), or of a call's method that is no function of the receiver's type; `version`, that of the
/// receiver's type, and `epoch` are from before the lookup.
#[allow(clippy::too_many_arguments, reason = "what a lookup found, and when")]
fn fill_load(th: &mut Thread, code: &Object<Code>, site: usize, b: &Obj, name: &Obj, version: u32, epoch: u32, got: &Obj, is_load: bool) {
    let Some(h) = b.header() else { return };
    if let Some(m) = b.exact::<Module>() {
        let (v, i) = m.attributes().payload.cache_name(th, name);
        if let Some(i) = i
            && v != 0
            && i <= cache::MAX_PLACE
            && may_fill(code)
        {
            code.sites[site].store(cache::name_word(cache::MODULE, i, v), Ordering::Release);
            code.specialise(site, if is_load { Op::LOAD_ATTR_MODULE } else { Op::LOAD_METHOD_MODULE });
        }
        return;
    }
    if let Some(t) = as_type(b) {
        // A class's own attribute: read with the class's version.
        let v = t.version();
        let meta = th.type_of(b);
        // What its metaclass has would come first, or be asked: metaclasses that change make all versions new.
        if v != 0
            && type_type::is_plain(meta)
            && meta.lookup(name).is_none()
            && let Some(a) = t.lookup(name)
            && t.version() == v
        {
            // A function and its like give themselves to classes; a program's descriptor may do so now, and something else another time.
            let descriptor = th.type_of(&a);
            let itself = descriptor.slots.descr_get().is_none() || (got.is(&a) && !descriptor.is_heap());
            let how = if itself { How::Value } else { How::Getter };
            publish_record(code, site, Record { shape: 0, version: v, ty: t, value: a, how, of_class: true }, is_load);
        }
        return;
    }
    let ty = th.type_of(b);
    if !attribute::is_plain(ty) || version == 0 {
        return;
    }
    let id = h.shape.load(Ordering::Acquire);
    let shape = th.isolate().shapes.get(id);
    let found = ty.lookup(name);
    let own = || if shape.storage == Storage::Slots { shape.slot_of(name.value()).and_then(|i| word_offset(ty, i)) } else { None };
    let slot = match &found {
        None => own(),
        Some(d) => match d.exact::<crate::types::function_object::Member>() {
            // A slot of `__slots__` lies at the same place in every instance of this shape.
            Some(m) => word_offset(ty, 1 + m.index),
            None if th.type_of(d).slots.descr_set().is_some() => None,
            None => own(),
        },
    };
    if let Some(at) = slot {
        let e =
            Entry { name: 0, shape: id, stamp: epoch, new_shape: 0, offset: at as u16, purpose: Purpose::LoadSlot, value: Value::UNBOUND };
        th.stubs.put(name, Family::Load, e);
        if let Some(word) = cache::refilled(code.sites[site].load(Ordering::Relaxed), cache::slot_word(cache::SLOT, at, id, 0)) {
            publish_slot(th, code, site, word, epoch, if is_load { Op::LOAD_ATTR_SLOT } else { Op::LOAD_METHOD_SLOT });
        }
        return;
    }
    let Some(d) = found else { return };
    let alone = matches!(shape.storage, Storage::Slots | Storage::Fixed | Storage::None) && shape.slot_of(name.value()).is_none();
    let descriptor = th.type_of(&d);
    if descriptor.slots.descr_get().is_some() {
        // A data descriptor comes before all; that it is one is for sure where its type cannot change.
        if alone || (descriptor.slots.descr_set().is_some() && !descriptor.is_heap()) {
            publish_record(code, site, Record { shape: id, version, ty, value: d, how: How::Getter, of_class: false }, is_load);
        }
    } else if alone {
        let value = d.value();
        th.stubs.put(
            name,
            Family::Load,
            Entry { name: 0, shape: id, stamp: version, new_shape: 0, offset: 0, purpose: Purpose::LoadValue, value },
        );
        publish_record(code, site, Record { shape: id, version, ty, value: d, how: How::Value, of_class: false }, is_load);
    }
}

/// Publishes a record, while the code may be written; the site becomes one that looks at it first.
fn publish_record(code: &Object<Code>, site: usize, r: Record, is_load: bool) {
    if may_fill(code) {
        cache::publish(&code.records[site], r);
        code.specialise(site, if is_load { Op::LOAD_ATTR_RECORD } else { Op::LOAD_METHOD_VALUE });
    }
}

/// Stores through the stub cache into an object that only this thread reaches; true when it did.
unsafe fn store_by_stub(th: &Thread, code: &Object<Code>, site: usize, a: &Obj, name: &Obj, v: &Obj) -> bool {
    let Some(h) = a.header() else { return false };
    let Some(e) = th.stubs.find(h.shape.load(Ordering::Relaxed), name, Family::Store) else { return false };
    // Shared objects take the slow way: their writers hold the lock.
    if e.stamp != th.isolate().slot_epoch() || crate::refcount::biased::is_shared(h) {
        return false;
    }
    let kind = if e.purpose == Purpose::StoreAdd { cache::ADD } else { cache::SLOT };
    let word = cache::slot_word(kind, e.offset as usize, e.shape, if kind == cache::ADD { e.new_shape } else { 0 });
    if let Some(word) = cache::refilled(code.sites[site].load(Ordering::Relaxed), word) {
        publish_slot(th, code, site, word, e.stamp, Op::STORE_ATTR_SLOT);
    }
    // SAFETY: the shape is the object's, so the slot exists; only this thread reaches it.
    unsafe {
        let field = &*core::ptr::from_ref(h).cast::<crate::object::Field>().add(e.offset as usize);
        let old = field.replace_unshared(v.clone());
        if e.purpose == Purpose::StoreAdd {
            h.shape.store(e.new_shape, Ordering::Release);
        }
        drop(old);
    }
    true
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
        if !store_by_stub(th, code, site, a, name, v) {
            let before = a.header().map(|h| h.shape.load(Ordering::Acquire));
            let epoch = th.isolate().slot_epoch();
            protocol::set_attr(th, a, name, Some(v))?;
            if let Some(before) = before {
                fill_store(th, code, site, a, name, before, epoch);
            }
        }
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        Ok(())
    }
}

fn fill_store(th: &mut Thread, code: &Object<Code>, site: usize, a: &Obj, name: &Obj, before: u32, epoch: u32) {
    let Some(h) = a.header() else { return };
    let ty = th.type_of(a);
    if !plain_set(ty) || !ty.has_extra {
        return;
    }
    let now = h.shape.load(Ordering::Acquire);
    let shape = th.isolate().shapes.get(now);
    let own = || if shape.storage == Storage::Slots { shape.slot_of(name.value()).and_then(|i| word_offset(ty, i)) } else { None };
    let slot = match ty.lookup(name) {
        Some(d) => match d.exact::<crate::types::function_object::Member>() {
            Some(m) => word_offset(ty, 1 + m.index),
            None if th.type_of(&d).slots.descr_set().is_some() => None,
            None => own(),
        },
        None => own(),
    };
    let Some(at) = slot else { return };
    let added = before != now;
    let e = Entry {
        name: 0,
        shape: before,
        stamp: epoch,
        new_shape: now,
        offset: at as u16,
        purpose: if added { Purpose::StoreAdd } else { Purpose::StoreSlot },
        value: Value::UNBOUND,
    };
    // A step of more than one slot was made by somebody else meanwhile, or inside a hook.
    if added && th.isolate().shapes.get(before).len() + 1 != shape.len() {
        return;
    }
    th.stubs.put(name, Family::Store, e);
    let word = if added { cache::slot_word(cache::ADD, at, before, now) } else { cache::slot_word(cache::SLOT, at, now, 0) };
    if let Some(word) = cache::refilled(code.sites[site].load(Ordering::Relaxed), word) {
        publish_slot(th, code, site, word, epoch, Op::STORE_ATTR_SLOT);
    }
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
        let (a, at) = (isa::a(w), isa::b(w));
        let name = site_name(code, site);
        if let Some(v) = from_module(code, site, read(th, base, at)?) {
            consume(th, base, at);
            set(base.add(a as usize), v);
            set(base.add(a as usize + 1), Value::UNBOUND);
            return Ok(());
        }
        let b = read(th, base, at)?.clone();
        if let Some(v) = from_record(th, code, site, &b)? {
            consume(th, base, at);
            set(base.add(a as usize), v);
            set(base.add(a as usize + 1), Value::UNBOUND);
            return Ok(());
        }
        if let Some((f, receiver)) = descriptor_types::super_function(th, &b, name) {
            consume(th, base, at);
            set(base.add(a as usize), register(f));
            write(base, a + 1, receiver);
            return Ok(());
        }
        let ty = th.type_of(&b);
        let (version, epoch) = (ty.version(), th.isolate().slot_epoch());
        if attribute::is_plain(ty)
            && let Some(f) = ty.lookup(name)
            && th.type_of(&f).has(METHOD)
            && attribute::own(th, &b, ty, name)?.is_none()
        {
            if version != 0 && ty.version() == version {
                fill_method(th, code, site, &b, ty, name, version, &f);
            }
            consume(th, base, at);
            set(base.add(a as usize), register(f));
            write(base, a + 1, b);
            return Ok(());
        }
        let v = protocol::get_attr(th, &b, name)?;
        fill_load(th, code, site, &b, name, version, epoch, &v, false);
        consume(th, base, at);
        set(base.add(a as usize), register(v));
        set(base.add(a as usize + 1), Value::UNBOUND);
        Ok(())
    }
}

/// A source register's word: a local's copy, or the temporary itself.
unsafe fn take(code: &Code, base: *mut Value, i: u8) -> Value {
    // SAFETY: the module's contract.
    unsafe {
        let r = base.add(i as usize);
        let v = *r;
        if (i as usize) < code.locals.len() {
            return copy(v);
        }
        *r = Value::UNBOUND;
        v
    }
}

#[allow(clippy::too_many_arguments, reason = "what a lookup found, and when")]
fn fill_method(th: &mut Thread, code: &Object<Code>, site: usize, b: &Obj, ty: &'static Object<Type>, name: &Obj, version: u32, f: &Obj) {
    let id = match b.header() {
        Some(h) => h.shape.load(Ordering::Acquire),
        None => match shape_of(b.value()) {
            u32::MAX => return,
            id => id,
        },
    };
    let shape = th.isolate().shapes.get(id);
    // An instance with a dictionary may get an attribute of that name any time.
    if shape.storage == Storage::Dict || shape.slot_of(name.value()).is_some() {
        return;
    }
    let value = f.value();
    th.stubs.put(
        name,
        Family::Method,
        Entry { name: 0, shape: id, stamp: version, new_shape: 0, offset: 0, purpose: Purpose::Method, value },
    );
    if may_fill(code) {
        cache::publish(&code.records[site], Record { shape: id, version, ty, value: f.clone(), how: How::Method, of_class: false });
        code.specialise(site, Op::LOAD_METHOD_RECORD);
    }
}
