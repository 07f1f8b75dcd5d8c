//! Iteration and unpacking.

use super::{drop_two, forms, reg};
use crate::bytecode::isa::{self, Op};
use crate::interp::cache;
use crate::interp::eval::{Base, Next, Pc, bodies, drop_and_go, go, go_on, put, raise, resume, second};
use crate::interp::generator;
use crate::interp::ops;
use crate::interp::register::{can_quick_copy, copy, quick_copy, set};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::dict_views::Cursor;
use crate::types::iterator_types::Enumerate;
use crate::types::iterators::{ListIter, TupleIter};
use crate::types::range_type::RangeIter;
use crate::types::tuple_object::Tuple;

bodies! {
    unpack_slow 1 |th, pc, base, w| ops::iteration::unpack(th, base, w);
}

/// The shape of a register word's object; [`u32::MAX`] when it is none.
#[inline(always)]
unsafe fn shape_of(v: Value) -> u32 {
    // SAFETY: a register word's object is alive. Relaxed: the shapes looked for never change.
    if v.is_pointer() { unsafe { (*v.pointer_unchecked()).shape.load(Ordering::Relaxed) } } else { u32::MAX }
}

/// The next value of a `FOR_ITER`.
#[inline(always)]
unsafe fn step(th: &mut Thread, pc: Pc, base: Base, w: u32, v: Value) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe { put(th, pc.add(1), base, isa::a(w), v) }
}

/// The end of a `FOR_ITER`: its iterator is dropped.
#[inline(always)]
pub(in crate::interp) unsafe fn exhausted(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let old = reg(base, isa::b(w));
        *base.add(isa::b(w) as usize) = Value::UNBOUND;
        let to = pc.add(1).offset(second(pc) as i32 as isize);
        if old.is_counted() { drop_and_go(th, to, base, old) } else { go(th, to, base) }
    }
}

forms! {
    /// `FOR_ITER_RANGE`
    for_iter_range |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::RangeIter.shape() {
            let r = &*it.pointer_unchecked().cast::<Object<RangeIter>>();
            if r.is_small() && !biased::is_shared(&r.header) {
                match r.next_small() {
                    None => return exhausted(th, pc, base, w),
                    Some(i) => {
                        if let Some(v) = Value::from_small(i) {
                            return step(th, pc, base, w, v);
                        }
                        r.step_back();
                    }
                }
            }
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_LIST`
    for_iter_list |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::ListIter.shape() {
            let l = &*it.pointer_unchecked().cast::<Object<ListIter>>();
            if let Some((v, i)) = l.peek_word() {
                if v.is_unbound() {
                    l.close();
                    return exhausted(th, pc, base, w);
                }
                if let Some(v) = quick_copy(v) {
                    l.advance(i);
                    return step(th, pc, base, w, v);
                }
            }
            return for_iter_list_full(th, pc, base, w);
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_LIST` of what several threads reach.
    #[inline(never)]
    for_iter_list_full |th, pc, base, w| {
        match (*reg(base, isa::b(w)).pointer_unchecked().cast::<Object<ListIter>>()).next_word() {
            Some(v) if v.is_unbound() => exhausted(th, pc, base, w),
            Some(v) => step(th, pc, base, w, v),
            None => for_iter(th, pc, base, w),
        }
    }

    /// `FOR_ITER_TUPLE`
    for_iter_tuple |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::TupleIter.shape() {
            let t = &*it.pointer_unchecked().cast::<Object<TupleIter>>();
            if let Some((v, i)) = t.peek_word() {
                if v.is_unbound() {
                    return exhausted(th, pc, base, w);
                }
                if let Some(v) = quick_copy(v) {
                    t.advance(i);
                    return step(th, pc, base, w, v);
                }
            }
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_DICT`
    for_iter_dict |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        let shape = shape_of(it);
        let keys = shape == Builtin::DictKeyIter.shape();
        if keys || shape == Builtin::DictValueIter.shape() {
            // Both are a cursor and nothing else.
            let cursor = &(*it.pointer_unchecked().cast::<Object<Cursor>>()).payload;
            if let Some(next) = cursor.peek()
                && let Some(v) = quick_copy(if keys { next.key } else { next.value })
            {
                cursor.advance(next);
                return step(th, pc, base, w, v);
            }
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_ITEMS`: the pair is not made, key and value go where the `UNPACK` would put them.
    for_iter_items |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::DictItemIter.shape() {
            let cursor = &(*it.pointer_unchecked().cast::<Object<Cursor>>()).payload;
            if let Some(next) = cursor.peek()
                && can_quick_copy(next.value)
                && let Some(key) = quick_copy(next.key)
                && let Some(value) = quick_copy(next.value)
            {
                cursor.advance(next);
                let to = base.add(isa::a(second(pc.add(1))) as usize);
                let (x, y) = (*to, *to.add(1));
                *to = key;
                *to.add(1) = value;
                if x.is_counted() || y.is_counted() {
                    return drop_two(th, pc.add(2), base, x, y);
                }
                return go(th, pc.add(2), base);
            }
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_ENUMERATE`: the pair is not made, number and item go where the `UNPACK` would put them.
    for_iter_enumerate |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::Enumerate.shape()
            && let Some((number, item)) = (*it.pointer_unchecked().cast::<Object<Enumerate>>()).quick_pair()
        {
            let to = base.add(isa::a(second(pc.add(1))) as usize);
            let (x, y) = (*to, *to.add(1));
            *to = number;
            *to.add(1) = item;
            if x.is_counted() || y.is_counted() {
                return drop_two(th, pc.add(2), base, x, y);
            }
            return go(th, pc.add(2), base);
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_GENERATOR`
    for_iter_generator |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) != Builtin::Generator.shape() {
            return for_iter(th, pc, base, w);
        }
        let f = th.stack.running;
        match generator::quick_for_iter(th, it, isa::a(w)) {
            Some(at) => {
                (*f).pc = pc;
                go(th, at.pc, at.base)
            }
            None => for_iter_generator_full(th, pc, base, w),
        }
    }

    /// `FOR_ITER` over any generator.
    #[inline(never)]
    for_iter_generator_full |th, pc, base, w| {
        (*th.stack.running).pc = pc;
        match generator::for_iter(th, reg(base, isa::b(w)), isa::a(w)) {
            Ok(true) => go_on(th),
            Ok(false) => exhausted(th, pc, base, w),
            Err(_) => raise(th, pc),
        }
    }

    /// `UNPACK`
    unpack |th, pc, base, w| {
        let b = reg(base, isa::b(w));
        let want = isa::c(w) as usize;
        if shape_of(b) == Builtin::Tuple.shape() && isa::b(w) as usize >= th.stack.code().locals.len() {
            let items = (*b.pointer_unchecked().cast::<Object<Tuple>>()).items();
            if items.len() == want {
                // The word moves out of its register, which may be among those written; those are temporaries that nothing else is in.
                *base.add(isa::b(w) as usize) = Value::UNBOUND;
                let to = base.add(isa::a(w) as usize);
                for (i, v) in items.iter().enumerate() {
                    let r = to.add(i);
                    if (*r).is_counted() {
                        return unpack_rest(th, pc, base, w, i, b);
                    }
                    let Some(v) = quick_copy(v.value()) else { return unpack_rest(th, pc, base, w, i, b) };
                    *r = v;
                }
                if b.is_counted() {
                    return drop_and_go(th, pc, base, b);
                }
                return go(th, pc, base);
            }
        }
        unpack_slow(th, pc, base, w)
    }
}

/// Unpacks the items of the tuple `b`, which is owned, from the `i`th on.
#[inline(never)]
unsafe fn unpack_rest(th: &mut Thread, pc: Pc, base: Base, w: u32, i: usize, b: Value) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let items = (*b.pointer_unchecked().cast::<Object<Tuple>>()).items();
        for (k, v) in items.iter().enumerate().skip(i) {
            set(base.add(isa::a(w) as usize + k), copy(v.value()));
        }
        if b.is_counted() { drop_and_go(th, pc, base, b) } else { go(th, pc, base) }
    }
}

/// Whether the instruction behind a `FOR_ITER` unpacks what that gives, a temporary, into two.
unsafe fn unpacks_two(th: &Thread, pc: Pc, w: u32) -> bool {
    // SAFETY: the contract of `Form`: control does not run off the end, so there is an instruction.
    unsafe {
        let next = second(pc.add(1));
        isa::op(next) == Op::UNPACK as u8
            && isa::b(next) == isa::a(w)
            && isa::c(next) == 2
            && isa::a(w) as usize >= th.stack.code().locals.len()
    }
}

/// `FOR_ITER` over anything, and its specialised forms when they do not fit: writes the form that does.
#[inline(never)]
pub unsafe fn for_iter(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let it = reg(base, isa::b(w));
        let shape = shape_of(it);
        let fits = if shape == Builtin::RangeIter.shape() {
            Some(Op::FOR_ITER_RANGE)
        } else if shape == Builtin::ListIter.shape() {
            Some(Op::FOR_ITER_LIST)
        } else if shape == Builtin::Generator.shape() {
            Some(Op::FOR_ITER_GENERATOR)
        } else {
            None
        };
        let form = fits.or_else(|| {
            if shape == Builtin::DictKeyIter.shape() || shape == Builtin::DictValueIter.shape() {
                Some(Op::FOR_ITER_DICT)
            } else if shape == Builtin::TupleIter.shape() {
                Some(Op::FOR_ITER_TUPLE)
            } else if shape == Builtin::DictItemIter.shape() {
                unpacks_two(th, pc, w).then_some(Op::FOR_ITER_ITEMS)
            } else {
                (shape == Builtin::Enumerate.shape() && unpacks_two(th, pc, w)).then_some(Op::FOR_ITER_ENUMERATE)
            }
        });
        if let Some(op) = form
            && isa::op(w) != op as u8
            && cache::may_write(&th.stack.code().loop_fills, cache::MAX_LOOP_FILLS)
        {
            th.stack.code().specialise_at(&*pc.sub(1), op);
        }
        if fits == Some(Op::FOR_ITER_GENERATOR) {
            return for_iter_generator(th, pc, base, w);
        }
        match next_word(th, pc, base, w, fits.is_none()) {
            Ok(v) if v.is_unbound() => exhausted(th, pc, base, w),
            Ok(v) => step(th, pc, base, w, v),
            Err(_) => raise(th, pc),
        }
    }
}

/// The next value of the iterator of a `FOR_ITER`; the unbound word at its end.
#[inline(never)]
unsafe fn next_word(th: &mut Thread, pc: Pc, base: Base, w: u32, by_slot: bool) -> R<Value> {
    // SAFETY: the contract of `Form`.
    unsafe {
        let it = reg(base, isa::b(w));
        // The iterator's register keeps it alive.
        if by_slot
            && !it.is_unbound()
            && let Some(f) = th.type_of(Obj::from_ref(&it)).slots.next()
        {
            (*th.stack.running).pc = pc;
            return match f(th, &*base.add(isa::b(w) as usize).cast::<Obj>()) {
                Ok(v) => Ok(v.map_or(Value::UNBOUND, Obj::into_value)),
                Err(e) => th.take_if(e, Builtin::StopIteration).map(|_| Value::UNBOUND),
            };
        }
        if let Some(v) = ops::iteration::quick_next(it, shape_of(it)) {
            return Ok(v);
        }
        (*th.stack.running).pc = pc;
        Ok(ops::iteration::next(th, base, w)?.map_or(Value::UNBOUND, Obj::into_value))
    }
}

/// Gives a `FOR_ITER` that a generator's end came to its end: `pc` stands behind its first word.
pub(in crate::interp) unsafe fn after_generator(th: &mut Thread) -> Next {
    // SAFETY: the running frame waits in a `FOR_ITER`.
    unsafe {
        let at = resume(th);
        let w = (*at.pc.sub(1)).load(Ordering::Relaxed);
        exhausted(th, at.pc, at.base, w)
    }
}
