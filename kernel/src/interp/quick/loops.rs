//! Iteration and unpacking.

use super::{drop_two, forms, reg};
use crate::bytecode::isa::{self, Op};
use crate::interp::cache;
use crate::interp::eval::{Base, Next, Pc, bodies, drop_and_go, go, go_on, put, raise, resume, second};
use crate::interp::generator;
use crate::interp::ops;
use crate::interp::register::{can_quick_copy, copy, quick_copy, set, shape_of};
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

/// The next value of a `FOR_ITER`.
#[inline(always)]
unsafe fn step(th: &mut Thread, pc: Pc, base: Base, w: u32, v: Value) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe { put(th, pc.add(1), base, isa::a(w), v) }
}

/// The next pair of values of a `FOR_ITER` that is not made: they go where the `UNPACK` behind it would put them.
#[inline(always)]
unsafe fn step_two(th: &mut Thread, pc: Pc, base: Base, v: Value, w: Value) -> Next {
    // SAFETY: the contract of `Form`; an `UNPACK` into two follows.
    unsafe {
        let to = base.add(isa::a(second(pc.add(1))) as usize);
        let (x, y) = (*to, *to.add(1));
        *to = v;
        *to.add(1) = w;
        if x.is_counted() || y.is_counted() {
            return drop_two(th, pc.add(2), base, x, y);
        }
        go(th, pc.add(2), base)
    }
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

    /// `FOR_ITER_ITEMS`
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
                return step_two(th, pc, base, key, value);
            }
        }
        for_iter(th, pc, base, w)
    }

    /// `FOR_ITER_ENUMERATE`
    for_iter_enumerate |th, pc, base, w| {
        let it = reg(base, isa::b(w));
        if shape_of(it) == Builtin::Enumerate.shape()
            && let Some((number, item)) = (*it.pointer_unchecked().cast::<Object<Enumerate>>()).quick_pair()
        {
            return step_two(th, pc, base, number, item);
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

/// The form of a `FOR_ITER` over iterators of a shape, if there is one.
#[inline(always)]
unsafe fn form_for(th: &Thread, pc: Pc, w: u32, shape: u32) -> Option<Op> {
    const FORMS: [(Builtin, Op); 6] = [
        (Builtin::RangeIter, Op::FOR_ITER_RANGE),
        (Builtin::ListIter, Op::FOR_ITER_LIST),
        (Builtin::TupleIter, Op::FOR_ITER_TUPLE),
        (Builtin::Generator, Op::FOR_ITER_GENERATOR),
        (Builtin::DictKeyIter, Op::FOR_ITER_DICT),
        (Builtin::DictValueIter, Op::FOR_ITER_DICT),
    ];
    const OF_PAIRS: [(Builtin, Op); 2] = [(Builtin::Enumerate, Op::FOR_ITER_ENUMERATE), (Builtin::DictItemIter, Op::FOR_ITER_ITEMS)];
    let form = |forms: &[(Builtin, Op)]| forms.iter().find(|(b, _)| b.shape() == shape).map(|(_, op)| *op);
    // SAFETY: the contract of `Form`.
    form(&FORMS).or_else(|| form(&OF_PAIRS).filter(|_| unsafe { unpacks_two(th, pc, w) }))
}

/// `FOR_ITER` over anything, and its specialised forms when they do not fit: writes the form that does.
#[inline(never)]
pub unsafe fn for_iter(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let it = reg(base, isa::b(w));
        let shape = shape_of(it);
        let form = form_for(th, pc, w, shape);
        if let Some(op) = form
            && isa::op(w) != op as u8
            && cache::may_write(&th.stack.code().loop_fills, cache::MAX_LOOP_FILLS)
        {
            th.stack.code().specialise_at(&*pc.sub(1), op);
        }
        if form == Some(Op::FOR_ITER_GENERATOR) {
            return for_iter_generator(th, pc, base, w);
        }
        let known = matches!(form, Some(Op::FOR_ITER_RANGE | Op::FOR_ITER_LIST | Op::FOR_ITER_TUPLE));
        match next_word(th, pc, base, w, !known) {
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
