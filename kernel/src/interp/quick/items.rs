//! Subscripts and lists.

use super::{drop_two, forms, put_spent, reg};
use crate::bytecode::isa;
use crate::interp::eval::{Base, bodies, drop_and_go, go, put};
use crate::interp::ops;
use crate::interp::register::{copy, drop_word_by, quick_copy, quick_owned};
use crate::isolate::Thread;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::tuple_object::Tuple;

bodies! {
    load_slow 1 |th, pc, base, w| ops::items::load(th, base, w);
    load_immediate_slow 1 |th, pc, base, w| ops::items::load_immediate(th, base, w);
    store_slow 1 |th, pc, base, w| ops::items::store(th, base, w);
    append_slow 1 |th, pc, base, w| ops::build::list_append(th, base, w);
}

/// Item `i` of a tuple, or of a list that only this thread reaches, as a register word; `None` for anything else, and past the ends.
#[inline(always)]
unsafe fn item(v: Value, i: i64) -> Option<Value> {
    if !v.is_pointer() {
        return None;
    }
    // SAFETY: a register word's object is alive; its shape tells what it is. Relaxed: the shapes looked for never change.
    unsafe {
        let p = v.pointer_unchecked();
        let shape = (*p).shape.load(Ordering::Relaxed);
        if shape == Builtin::List.shape() {
            let l = &*p.cast::<Object<List>>();
            let n = l.len_unshared();
            let i = if i < 0 { i.wrapping_add(n as i64) } else { i } as usize;
            return if i < n && !biased::is_shared(&l.header) { quick_copy(l.word_unshared(i)) } else { None };
        }
        if shape == Builtin::Tuple.shape() {
            let items = (*p.cast::<Object<Tuple>>()).items();
            let i = if i < 0 { i.wrapping_add(items.len() as i64) } else { i } as usize;
            return items.get(i).and_then(|v| quick_copy(v.value()));
        }
        None
    }
}

/// Whether a register holds a dict.
#[inline(always)]
unsafe fn is_dict(v: Value) -> bool {
    // SAFETY: a register word's object is alive. Relaxed: the shape of a dict never changes.
    v.is_pointer() && unsafe { (*v.pointer_unchecked()).shape.load(Ordering::Relaxed) } == Builtin::Dict.shape()
}

/// The value of a subscript of a list or dict, other threads may reach it or not, or of a tuple, as a register word: without lock, and counted only
/// where it must be. `None` when there is more to do. Not inlined: it keeps words on the stack, and then no call of the form is a jump.
#[inline(never)]
unsafe fn any_item(v: Value, key: Value) -> Option<Value> {
    let o = Obj::from_ref(&v);
    if let Some(d) = o.exact::<Dict>() {
        let key = Obj::from_ref(&key);
        return d.quick_get(protocol::hash_known(key)?, key).ok()?;
    }
    let from_end = |i: i64, n: usize| if i < 0 { i.wrapping_add(n as i64) } else { i } as usize;
    let i = key.as_small()?;
    if let Some(l) = o.exact::<List>() {
        return l.item_word_index(i);
    }
    let items = o.exact::<Tuple>()?.items();
    // SAFETY: the tuple keeps its items.
    items.get(from_end(i, items.len())).map(|v| unsafe { copy(v.value()) })
}

/// Stores an item into a list that only this thread reaches, and gives what was there; `None` when there is more to do, and nothing was done.
#[inline(always)]
unsafe fn replace(th: &Thread, base: Base, w: u32) -> Option<Value> {
    // SAFETY: the contract of `Form`.
    unsafe {
        let (a, b) = (reg(base, isa::a(w)), reg(base, isa::b(w)));
        let l = Obj::from_ref(&a).exact::<List>()?;
        if !b.is_small() || biased::is_shared(&l.header) {
            return None;
        }
        let n = l.len_unshared();
        let i = b.small_unchecked();
        let i = if i < 0 { i.wrapping_add(n as i64) } else { i } as usize;
        if i >= n {
            return None;
        }
        let new = quick_owned(base.add(isa::c(w) as usize), isa::c(w) as usize >= th.stack.code().locals.len())?;
        Some(l.replace_unshared(i, Obj::from_owned(new)).into_value())
    }
}

forms! {
    /// `LOAD_ITEM`
    load |th, pc, base, w| {
        if isa::b(w) as usize >= th.stack.code().locals.len() {
            return load_spent(th, pc, base, w);
        }
        let c = reg(base, isa::c(w));
        if c.is_small()
            && let Some(v) = item(reg(base, isa::b(w)), c.small_unchecked())
        {
            return put(th, pc, base, isa::a(w), v);
        }
        if c.is_small() || is_dict(reg(base, isa::b(w))) { load_full(th, pc, base, w) } else { load_slow(th, pc, base, w) }
    }

    /// `LOAD_ITEM` of a dict, or of what several threads reach.
    #[inline(never)]
    load_full |th, pc, base, w| {
        let (b, c) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
        let locals = th.stack.code().locals.len();
        let Some(v) = any_item(b, c) else { return load_slow(th, pc, base, w) };
        let spent = |i: u8| {
            let r = base.add(i as usize);
            if (i as usize) < locals { Value::UNBOUND } else { core::mem::replace(&mut *r, Value::UNBOUND) }
        };
        let (c, b) = (spent(isa::c(w)), spent(isa::b(w)));
        if c.is_counted() {
            // The destination keeps the value meanwhile.
            let old = core::mem::replace(&mut *base.add(isa::a(w) as usize), v);
            drop_word_by(th, c);
            return drop_two(th, pc, base, old, b);
        }
        put_spent(th, pc, base, isa::a(w), v, b)
    }

    /// `LOAD_ITEM` of a temporary, which is consumed.
    #[inline(never)]
    load_spent |th, pc, base, w| {
        let (b, c) = (reg(base, isa::b(w)), reg(base, isa::c(w)));
        if c.is_small()
            && let Some(v) = item(b, c.small_unchecked())
        {
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            return put_spent(th, pc, base, isa::a(w), v, b);
        }
        if c.is_small() || is_dict(b) { load_full(th, pc, base, w) } else { load_slow(th, pc, base, w) }
    }

    /// `LOAD_ITEM_I`
    load_immediate |th, pc, base, w| {
        if isa::b(w) as usize >= th.stack.code().locals.len() {
            return load_immediate_spent(th, pc, base, w);
        }
        match item(reg(base, isa::b(w)), i64::from(isa::c(w) as i8)) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => load_immediate_full(th, pc, base, w),
        }
    }

    /// `LOAD_ITEM_I` of a dict, or of what several threads reach.
    #[inline(never)]
    load_immediate_full |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        match any_item(b, Value::from_i31(i32::from(isa::c(w) as i8))) {
            Some(v) if (isa::b(w) as usize) < th.stack.code().locals.len() => put(th, pc, base, isa::a(w), v),
            Some(v) => {
                *base.add(isa::b(w) as usize) = Value::UNBOUND;
                put_spent(th, pc, base, isa::a(w), v, b)
            }
            None => load_immediate_slow(th, pc, base, w),
        }
    }

    /// `LOAD_ITEM_I` of a temporary, which is consumed.
    #[inline(never)]
    load_immediate_spent |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        match item(b, i64::from(isa::c(w) as i8)) {
            Some(v) => {
                *base.add(isa::b(w) as usize) = Value::UNBOUND;
                put_spent(th, pc, base, isa::a(w), v, b)
            }
            None => load_immediate_full(th, pc, base, w),
        }
    }

    /// `STORE_ITEM`
    store |th, pc, base, w| {
        if isa::a(w) as usize >= th.stack.code().locals.len() {
            return store_spent(th, pc, base, w);
        }
        match replace(th, base, w) {
            Some(old) if old.is_counted() => drop_and_go(th, pc, base, old),
            Some(_) => go(th, pc, base),
            None => store_slow(th, pc, base, w),
        }
    }

    /// `STORE_ITEM` into a temporary, which is consumed.
    #[inline(never)]
    store_spent |th, pc, base, w| {
        match replace(th, base, w) {
            Some(old) => {
                let a = reg(base, isa::a(w));
                *base.add(isa::a(w) as usize) = Value::UNBOUND;
                drop_two(th, pc, base, old, a)
            }
            None => store_slow(th, pc, base, w),
        }
    }

    /// `LIST_APPEND`
    list_append |th, pc, base, w| {
        let a = reg(base, isa::a(w));
        if let Some(l) = Obj::from_ref(&a).exact::<List>()
            && !biased::is_shared(&l.header)
            && l.has_room()
            && let Some(new) = quick_owned(base.add(isa::b(w) as usize), isa::b(w) as usize >= th.stack.code().locals.len())
        {
            l.push_unshared(Obj::from_owned(new));
            return go(th, pc, base);
        }
        append_slow(th, pc, base, w)
    }
}
