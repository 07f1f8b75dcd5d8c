//! Cells, globals and builtins.

use super::{forms, protect, reg};
use crate::bytecode::isa;
use crate::interp::cache;
use crate::interp::eval::{Base, Next, Pc, bodies, drop_and_go, go, put, raise, second};
use crate::interp::ops;
use crate::interp::register::{copy, drop_word, quick_copy, quick_owned};
use crate::isolate::Thread;
use crate::object::{Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::function_object::Cell;

/// A register's copy of what a cell holds, if it holds something.
#[inline(always)]
unsafe fn content(c: &Obj) -> Option<Value> {
    let c = c.exact::<Cell>()?;
    // SAFETY: the register or closure keeps the cell alive.
    unsafe {
        loop {
            let v = c.value.peek();
            if v.is_unbound() {
                return None;
            }
            if let Some(v) = protect(&c.header, c.value.word(), v) {
                return Some(v);
            }
        }
    }
}

bodies! {
    empty_cell 1 |th, pc, base, w| ops::names::empty_cell(th, isa::b(w) as usize, false);
    empty_free 1 |th, pc, base, w| ops::names::empty_cell(th, isa::bx(w) as usize, true);
    store_cell_slow 1 |th, pc, base, w| ops::names::store_cell(th, base, w);
    store_free_slow 1 |th, pc, base, w| ops::names::store_free(th, base, w);
}

/// [`content`] of a cell and of an object that only this thread reaches, or that needs no count.
#[inline(always)]
unsafe fn quick_content(c: &Obj) -> Option<Value> {
    let c = c.exact::<Cell>()?;
    let v = c.value.peek();
    if v.is_unbound() || (v.is_pointer() && biased::is_shared(&c.header)) {
        return None;
    }
    // SAFETY: only this thread writes the cell.
    unsafe { quick_copy(v) }
}

/// Puts a register's value into a cell that only this thread reaches, and gives what was there; `None` when there is more to do, and nothing was
/// done.
#[inline(always)]
unsafe fn store_unshared(th: &mut Thread, base: Base, cell: &Obj, i: u8) -> Option<Value> {
    // SAFETY: the contract of `Form`.
    unsafe {
        let c = cell.exact::<Cell>()?;
        if biased::is_shared(&c.header) {
            return None;
        }
        let new = quick_owned(base.add(i as usize), i as usize >= th.stack.code().locals.len())?;
        Some(c.value.replace_unshared(Obj::from_owned(new)).into_value())
    }
}

forms! {
    /// `LOAD_CELL`
    load_cell |th, pc, base, w| {
        let c = reg(base, isa::b(w));
        match quick_content(Obj::from_ref(&c)) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => load_cell_full(th, pc, base, w),
        }
    }

    #[inline(never)]
    load_cell_full |th, pc, base, w| {
        let c = reg(base, isa::b(w));
        match content(Obj::from_ref(&c)) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => empty_cell(th, pc, base, w),
        }
    }

    /// `STORE_CELL`
    store_cell |th, pc, base, w| {
        let cell = reg(base, isa::a(w));
        match store_unshared(th, base, Obj::from_ref(&cell), isa::b(w)) {
            Some(old) if old.is_counted() => drop_and_go(th, pc, base, old),
            Some(_) => go(th, pc, base),
            None => store_cell_slow(th, pc, base, w),
        }
    }

    /// `LOAD_FREE`
    load_free |th, pc, base, w| {
        match quick_content(ops::names::free_cell(th.stack.running, isa::bx(w))) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => load_free_full(th, pc, base, w),
        }
    }

    #[inline(never)]
    load_free_full |th, pc, base, w| {
        match content(ops::names::free_cell(th.stack.running, isa::bx(w))) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => empty_free(th, pc, base, w),
        }
    }

    /// `STORE_FREE`
    store_free |th, pc, base, w| {
        let cell = ops::names::free_cell(th.stack.running, isa::bx(w));
        match store_unshared(th, base, cell, isa::a(w)) {
            Some(old) if old.is_counted() => drop_and_go(th, pc, base, old),
            Some(_) => go(th, pc, base),
            None => store_free_slow(th, pc, base, w),
        }
    }

    /// `LOAD_CLOSURE`
    load_closure |th, pc, base, w| {
        let c = copy(ops::names::free_cell(th.stack.running, isa::bx(w)).value());
        put(th, pc, base, isa::a(w), c)
    }

    /// `LOAD_GLOBAL_MODULE`
    load_global_module |th, pc, base, w| {
        let word = th.stack.code().sites.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        let g = (*th.stack.running).globals.as_ref();
        if word & 15 == cache::GLOBAL
            && let Some(value) = g.payload.cached_value(cache::version(word), cache::place(word))
            && !biased::is_shared(&g.header)
            && let v = Value::from_raw(value.load(Ordering::Relaxed))
            && !v.is_unbound()
            && let Some(v) = quick_copy(v)
        {
            return put(th, pc.add(1), base, isa::a(w), v);
        }
        load_global_full(th, pc, base, w)
    }

    /// `LOAD_GLOBAL_MODULE` of a module that several threads reach.
    #[inline(never)]
    load_global_full |th, pc, base, w| {
        let word = th.stack.code().sites.get_unchecked(second(pc) as usize).load(Ordering::Acquire);
        let g = (*th.stack.running).globals.as_ref();
        if word & 15 == cache::GLOBAL
            && let Some(value) = g.payload.cached_value(cache::version(word), cache::place(word))
        {
            let v = Value::from_raw(value.load(Ordering::Acquire));
            if let Some(v) = protect(&g.header, value, v) {
                // The word may have been that of a table replaced meanwhile, which changes no more: then it proves nothing.
                if !biased::is_shared(&g.header) || g.payload.has_version(cache::version(word)) {
                    return put(th, pc.add(1), base, isa::a(w), v);
                }
                drop_word(v);
            }
        }
        load_global(th, pc, base, w)
    }

    /// `LOAD_GLOBAL_BUILTIN`
    load_global_builtin |th, pc, base, w| {
        let code = th.stack.code();
        if let Some(value) = ops::names::cached_builtin(th, code, (*th.stack.running).globals.as_ref(), second(pc) as usize) {
            let v = Value::from_raw(value.load(Ordering::Acquire));
            // Almost all builtins are immortal or deferred. The place still holds the object, so it was alive when the bits were read, and it ends
            // only in a collection.
            if v.is_counted()
                && (*v.to_raw()).shared.load(Ordering::Acquire) & (biased::DEFERRED_BIT | biased::IMMORTAL_BIT) != 0
                && value.load(Ordering::Acquire) == v.to_raw()
            {
                return put(th, pc.add(1), base, isa::a(w), v.with_uncounted());
            }
        }
        load_builtin_full(th, pc, base, w)
    }

    /// `LOAD_GLOBAL_BUILTIN` of what a program has put there.
    #[inline(never)]
    load_builtin_full |th, pc, base, w| {
        let code = th.stack.code();
        let g = (*th.stack.running).globals.as_ref();
        if let Some(value) = ops::names::cached_builtin(th, code, g, second(pc) as usize) {
            let b = th.isolate().builtins.peek().to_raw();
            if let Some(v) = protect(&*b, value, Value::from_raw(value.load(Ordering::Acquire))) {
                // As in `load_global_full`.
                if ops::names::cached_builtin(th, code, g, second(pc) as usize).is_some() {
                    return put(th, pc.add(1), base, isa::a(w), v);
                }
                drop_word(v);
            }
        }
        load_global(th, pc, base, w)
    }
}

/// `LOAD_GLOBAL`: looks it up, and fills the site.
#[inline(never)]
pub unsafe fn load_global(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        match ops::names::load_global(th, th.stack.running, second(pc) as usize) {
            Ok(v) => put(th, pc.add(1), base, isa::a(w), v),
            Err(_) => raise(th, pc),
        }
    }
}
