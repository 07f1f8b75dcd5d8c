//! Attributes and methods.

use super::calls::enter_property;
use super::{drop_two, drop_word_by, forms, load_field, put_spent, reg};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa;
use crate::interp::cache::{self, How};
use crate::interp::eval::{Base, Form, Next, Pc, Place, bodies, drop_and_go, go, put, second};
use crate::interp::ops;
use crate::interp::register::{copy, quick_copy, quick_owned, set, shape_of};
use crate::isolate::Thread;
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::module_object::Module;

bodies! {
    load 2 |th, pc, base, w| ops::attribute::load(th, base, w, second(pc) as usize);
    store 2 |th, pc, base, w| ops::attribute::store(th, base, w, second(pc) as usize);
    load_method 2 |th, pc, base, w| ops::attribute::load_method(th, base, w, second(pc) as usize);
    load_by_stub 2 |th, pc, base, w| ops::attribute::load_by_stub(th, base, w, second(pc) as usize);
    load_method_by_stub 2 |th, pc, base, w| ops::attribute::load_method_by_stub(th, base, w, second(pc) as usize);
}

/// What the place of a site holds in a module that only this thread reaches, as a register word; `None` when there is more to do.
#[inline(always)]
unsafe fn of_module(code: &Code, pc: Pc, b: Value) -> Option<Value> {
    if !b.is_pointer() {
        return None;
    }
    // SAFETY: the contract of `Form`; a place that came with the version of the keys is one of the table.
    unsafe {
        let h = b.pointer_unchecked();
        let word = code.sites.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        // Relaxed: a module's shape never changes, unless to that of a class of the program's.
        if (*h).shape.load(Ordering::Relaxed) != Builtin::Module.shape() || word & 15 != cache::MODULE {
            return None;
        }
        let d = (*h.cast::<Object<Module>>()).attributes();
        let value = d.payload.cached_value(cache::version(word), cache::place(word))?;
        if biased::is_shared(&d.header) {
            return None;
        }
        let v = Value::from_raw(value.load(Ordering::Relaxed));
        if v.is_unbound() { None } else { quick_copy(v) }
    }
}

/// What the record of a site gives that holds for a receiver, if that is the value itself, as a register word; `None` when there is more to do.
#[inline(always)]
unsafe fn recorded(code: &Code, pc: Pc, b: Value) -> Option<Value> {
    if !b.is_pointer() {
        return None;
    }
    // SAFETY: the contract of `Form`; records are never freed, and the site is being executed.
    unsafe {
        let r = code.records.get_unchecked(second(pc) as usize).load(Ordering::Acquire).as_ref()?;
        if r.how == How::Value && r.fits(&*b.pointer_unchecked()) { quick_copy(r.value.value()) } else { None }
    }
}

/// The end of a `LOAD_METHOD` of what takes no receiver; `at` goes on if there is no such value, and nothing was done.
#[inline(always)]
unsafe fn put_function(th: &mut Thread, pc: Pc, base: Base, w: u32, v: Option<Value>, at: Form) -> Next {
    // SAFETY: the contract of `Form`; `v` is owned.
    unsafe {
        let Some(v) = v else { return at(th, pc, base, w) };
        if (isa::b(w) as usize) < th.stack.code().locals.len() {
            return put_pair(th, pc, base, w, v, Value::UNBOUND);
        }
        let r = base.add(isa::b(w) as usize);
        let b = *r;
        *r = Value::UNBOUND;
        if b.is_counted() {
            return put_pair_spent(th, pc, base, w, v, b);
        }
        put_pair(th, pc, base, w, v, Value::UNBOUND)
    }
}

/// Writes a `LOAD_METHOD`'s pair, both words owned, and goes on.
#[inline(always)]
unsafe fn put_pair(th: &mut Thread, pc: Pc, base: Base, w: u32, function: Value, receiver: Value) -> Next {
    // SAFETY: the contract of `Form`. The pair's registers are temporaries that nothing else is in, but for the receiver's own, which is empty now.
    unsafe {
        let a = base.add(isa::a(w) as usize);
        let (x, y) = (*a, *a.add(1));
        *a = function;
        *a.add(1) = receiver;
        if x.is_counted() || y.is_counted() {
            return drop_two(th, pc.add(1), base, x, y);
        }
        go(th, pc.add(1), base)
    }
}

/// [`put_pair`] of a function alone, with a word to drop.
#[inline(never)]
unsafe fn put_pair_spent(th: &mut Thread, pc: Pc, base: Base, w: u32, function: Value, spent: Value) -> Next {
    // SAFETY: as in `put_pair`; `spent` is owned.
    unsafe {
        let a = base.add(isa::a(w) as usize);
        let (x, y) = (*a, *a.add(1));
        *a = function;
        *a.add(1) = Value::UNBOUND;
        for v in [x, y, spent] {
            drop_word_by(th, v);
        }
        go(th, pc.add(1), base)
    }
}

/// What the slot of a site holds in an object that only this thread reaches, as a register word; `None` when there is more to do.
#[inline(always)]
unsafe fn slot(code: &Code, pc: Pc, b: Value) -> Option<Value> {
    if !b.is_pointer() {
        return None;
    }
    // SAFETY: the contract of `Form`; the object has the site's shape, so it has the slot.
    unsafe {
        let h = b.pointer_unchecked();
        let word = code.sites.get_unchecked(second(pc) as usize).load(Ordering::Relaxed);
        if (*h).shape.load(Ordering::Relaxed) != cache::shape(word) || biased::is_shared(&*h) {
            return None;
        }
        let v = (*h.cast::<u8>().add(cache::slot_bytes(word)).cast::<Field>()).peek();
        if v.is_unbound() { None } else { quick_copy(v) }
    }
}

forms! {
    /// `LOAD_ATTR_SLOT`
    load_slot |th, pc, base, w| {
        let code = th.stack.code();
        if isa::b(w) as usize >= code.locals.len() {
            return load_slot_spent(th, pc, base, w);
        }
        match slot(code, pc, reg(base, isa::b(w))) {
            Some(v) => put(th, pc.add(1), base, isa::a(w), v),
            None => load_slot_full(th, pc, base, w),
        }
    }

    /// `LOAD_ATTR_SLOT` of a temporary, which is consumed.
    #[inline(never)]
    load_slot_spent |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        match slot(th.stack.code(), pc, b) {
            Some(v) => {
                *base.add(isa::b(w) as usize) = Value::UNBOUND;
                put_spent(th, pc.add(1), base, isa::a(w), v, b)
            }
            None => load_slot_full(th, pc, base, w),
        }
    }

    /// `LOAD_ATTR_SLOT` of an object that several threads reach.
    #[inline(never)]
    load_slot_full |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        if !b.is_pointer() {
            return load(th, pc, base, w);
        }
        let code = th.stack.code();
        let h = b.pointer_unchecked();
        let word = code.sites.get_unchecked(second(pc) as usize).load(Ordering::Relaxed);
        if (*h).shape.load(Ordering::Relaxed) == cache::shape(word)
            && let Some(v) = load_field(&*h, &*h.cast::<u8>().add(cache::slot_bytes(word)).cast::<Field>())
        {
            if (isa::b(w) as usize) < code.locals.len() {
                return put(th, pc.add(1), base, isa::a(w), v);
            }
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            return put_spent(th, pc.add(1), base, isa::a(w), v, b);
        }
        load_by_stub(th, pc, base, w)
    }

    /// `LOAD_ATTR_MODULE`
    load_module |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        let code = th.stack.code();
        let Some(v) = of_module(code, pc, b) else { return load(th, pc, base, w) };
        if (isa::b(w) as usize) < code.locals.len() {
            return put(th, pc.add(1), base, isa::a(w), v);
        }
        *base.add(isa::b(w) as usize) = Value::UNBOUND;
        put_spent(th, pc.add(1), base, isa::a(w), v, b)
    }

    /// `LOAD_METHOD_MODULE`
    load_method_module |th, pc, base, w| {
        let v = of_module(th.stack.code(), pc, reg(base, isa::b(w)));
        put_function(th, pc, base, w, v, load_method)
    }

    /// `LOAD_METHOD_SLOT`
    load_method_slot |th, pc, base, w| {
        let v = slot(th.stack.code(), pc, reg(base, isa::b(w)));
        put_function(th, pc, base, w, v, load_method_slot_full)
    }

    /// `LOAD_METHOD_SLOT` of an object that several threads reach.
    #[inline(never)]
    load_method_slot_full |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        if !b.is_pointer() {
            return load_method(th, pc, base, w);
        }
        let h = b.pointer_unchecked();
        let word = th.stack.code().sites.get_unchecked(second(pc) as usize).load(Ordering::Relaxed);
        let fits = (*h).shape.load(Ordering::Relaxed) == cache::shape(word);
        let v = if fits { load_field(&*h, &*h.cast::<u8>().add(cache::slot_bytes(word)).cast::<Field>()) } else { None };
        put_function(th, pc, base, w, v, load_method_by_stub)
    }

    /// `LOAD_METHOD_VALUE`
    load_method_value |th, pc, base, w| {
        let v = recorded(th.stack.code(), pc, reg(base, isa::b(w)));
        put_function(th, pc, base, w, v, load_method_by_stub)
    }

    /// `LOAD_ATTR_RECORD`
    load_record |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        if !b.is_pointer() {
            return load(th, pc, base, w);
        }
        let code = th.stack.code();
        let h = b.pointer_unchecked();
        let record = code.records.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        if record.is_null() {
            return load(th, pc, base, w);
        }
        let r = &*record;
        if r.how != How::Value || !r.fits(&*h) {
            return load_getter(th, pc, base, w);
        }
        if let Some(v) = quick_copy(r.value.value())
        {
            if (isa::b(w) as usize) < code.locals.len() {
                return put(th, pc.add(1), base, isa::a(w), v);
            }
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            return put_spent(th, pc.add(1), base, isa::a(w), v, b);
        }
        load(th, pc, base, w)
    }

    /// `LOAD_ATTR_RECORD` of what is asked each time: the function of a property runs in a frame of its own.
    #[inline(never)]
    load_getter |th, pc, base, w| {
        match enter_property(th, pc, base, w) {
            Some(Place { pc, base }) => go(th, pc, base),
            None => load(th, pc, base, w),
        }
    }

    /// `STORE_ATTR_SLOT`
    store_slot |th, pc, base, w| {
        let a = reg(base, isa::a(w));
        if !a.is_pointer() {
            return store(th, pc, base, w);
        }
        let code = th.stack.code();
        let h = a.pointer_unchecked();
        let word = code.sites.get_unchecked(second(pc) as usize).load(Ordering::Relaxed);
        let shape = (*h).shape.load(Ordering::Relaxed);
        // Shared objects take the slow way: their writers hold the lock.
        if shape != cache::shape(word) || biased::is_shared(&*h) {
            return store(th, pc, base, w);
        }
        let locals = code.locals.len();
        let Some(new) = quick_owned(base.add(isa::b(w) as usize), isa::b(w) as usize >= locals) else {
            return store(th, pc, base, w);
        };
        let new = Obj::from_owned(new);
        let field = &*h.cast::<Field>().add(cache::offset(word));
        let old = field.replace_unshared(new).into_value();
        if cache::slot_kind(word) == cache::ADD {
            (*h).shape.store(cache::new_shape(word), Ordering::Release);
        }
        if isa::a(w) as usize >= locals {
            *base.add(isa::a(w) as usize) = Value::UNBOUND;
            if a.is_counted() {
                return drop_two(th, pc.add(1), base, old, a);
            }
        }
        if old.is_counted() {
            return drop_and_go(th, pc.add(1), base, old);
        }
        go(th, pc.add(1), base)
    }

    /// `LOAD_METHOD_RECORD`
    load_method_record |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        if !b.is_pointer() {
            return load_method_number(th, pc, base, w);
        }
        let code = th.stack.code();
        let h = b.pointer_unchecked();
        let record = code.records.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        if !record.is_null()
            && (*record).shape == (*h).shape.load(Ordering::Relaxed)
            && (*record).how == How::Method
            && (*(*record).ty).version() == (*record).version
        {
            // Functions and method descriptors of classes are deferred or immortal.
            let f = (*record).value.value();
            if (*f.pointer_unchecked()).shared.load(Ordering::Relaxed) & (biased::DEFERRED_BIT | biased::IMMORTAL_BIT) == 0 {
                return load_method(th, pc, base, w);
            }
            let receiver = if (isa::b(w) as usize) < code.locals.len() {
                match quick_copy(b) {
                    Some(b) => b,
                    None => return load_method_shared(th, pc, base, w),
                }
            } else {
                *base.add(isa::b(w) as usize) = Value::UNBOUND;
                b
            };
            return put_pair(th, pc, base, w, f.with_uncounted(), receiver);
        }
        load_method_by_stub(th, pc, base, w)
    }

    /// `LOAD_METHOD_RECORD` of a number that is no object.
    #[inline(never)]
    load_method_number |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        let code = th.stack.code();
        let record = code.records.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        if b.is_pointer()
            || record.is_null()
            || (*record).shape != shape_of(b)
            || (*record).how != How::Method
            || (*(*record).ty).version() != (*record).version
        {
            return load_method(th, pc, base, w);
        }
        if isa::b(w) as usize >= code.locals.len() {
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
        }
        // Methods of built-in types are immortal.
        put_pair(th, pc, base, w, (*record).value.value().with_uncounted(), b)
    }

    /// `LOAD_METHOD_RECORD`, whose record fits, of a local that several threads count.
    #[inline(never)]
    load_method_shared |th, pc, base, w| {
        // The record is looked at again only to get at its function: one that replaced it meanwhile may not fit.
        let b = reg(base, isa::b(w));
        let record = &*th.stack.code().records.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        if record.shape != (*b.pointer_unchecked()).shape.load(Ordering::Relaxed)
            || record.how != How::Method
            || (*record.ty).version() != record.version
        {
            return load_method_by_stub(th, pc, base, w);
        }
        let a = base.add(isa::a(w) as usize);
        set(a, copy(record.value.value()));
        set(a.add(1), copy(b));
        go(th, pc.add(1), base)
    }
}
