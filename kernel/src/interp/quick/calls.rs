//! Calls, returns, yields.

use super::{forms, load_field, loops, put_spent, reg};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa;
use crate::interp::cache::How;
use crate::interp::call::{self, Flow, Left};
use crate::interp::eval::{Base, End, Next, Pc, Place, after, back, go, go_on, put, put_back, raise, resume, second, stop};
use crate::interp::ops;
use crate::interp::register::{copy, drop_word, into_obj, set};
use crate::interp::stack::{Frame, Kind};
use crate::interp::{delegation, generator};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::function_object::{Function, NativeFunction, Property};
use crate::types::tuple_object;
use crate::types::type_object::Type;

/// The function that a word is, with its code, when a call with `n` arguments needs no binding and nothing asks for a stop.
#[inline(always)]
unsafe fn plain_function<'a>(th: &Thread, callee: Value, n: usize) -> Option<(&'a Object<Function>, &'a Object<Code>)> {
    if !callee.is_pointer() {
        return None;
    }
    // SAFETY: the word's holder keeps the object alive; a function's code is a code object.
    unsafe {
        let p = callee.pointer_unchecked();
        // Relaxed: a function's shape never changes.
        if (*p).shape.load(Ordering::Relaxed) != Builtin::Function.shape() {
            return None;
        }
        let function = &*p.cast::<Object<Function>>();
        let code = function.code();
        if code.plain_args != n as u32 || th.head.poll_needed() { None } else { Some((function, code)) }
    }
}

/// Pushes the frame of a plain call, whose arguments lie from `at` on: `pc` is where the caller goes on, `word` the function's own word.
///
/// # Safety
/// 1. The window is reserved, and there is room for a frame.
#[allow(clippy::too_many_arguments, reason = "what a frame is made of")]
#[inline(always)]
unsafe fn push(
    th: &mut Thread,
    pc: Pc,
    (function, code): (&Object<Function>, &Object<Code>),
    word: Value,
    at: Base,
    n: usize,
    kind: Kind,
    extra: Value,
    dst: u8,
) -> Place {
    // SAFETY: contract 1.
    unsafe {
        (*th.stack.running).pc = pc;
        call::push_plain(th, (function, code), word, at, n, kind, extra, dst)
    }
}

/// Enters a plain function whose `n` arguments lie from register `first` on, when nothing but pushing a frame is to do.
#[inline(always)]
unsafe fn enter(th: &mut Thread, pc: Pc, base: Base, a: u8, first: usize, n: usize, dst: u8) -> Option<Place> {
    // SAFETY: the contract of `Form`: the window is looked at before it is written.
    unsafe {
        let callee = reg(base, a);
        let (function, code) = plain_function(th, callee, n)?;
        let at = base.add(first);
        if (*th.stack.running).kind.is_generator() || !th.stack.has_room(at, code.registers as usize) {
            return None;
        }
        // The frame owns the callee now.
        *base.add(a as usize) = Value::UNBOUND;
        Some(push(th, pc, (function, code), callee, at, n, Kind::Call, Value::UNBOUND, dst))
    }
}

/// [`enter`] from a generator, whose registers are its own: the arguments move to the thread's stack. `None` when there is more to do, and nothing
/// was done.
#[inline(always)]
unsafe fn enter_moved(th: &mut Thread, pc: Pc, base: Base, a: u8, first: usize, n: usize, dst: u8) -> Option<Place> {
    // SAFETY: as in `enter`.
    unsafe {
        let callee = reg(base, a);
        let (function, code) = plain_function(th, callee, n)?;
        let at = th.stack.top();
        if !(*th.stack.running).kind.is_generator() || !th.stack.has_room(at, code.registers as usize) {
            return None;
        }
        *base.add(a as usize) = Value::UNBOUND;
        for i in 0..n {
            let from = base.add(first + i);
            // Volatile: as in `push`.
            at.add(i).write_volatile(*from);
            from.write_volatile(Value::UNBOUND);
        }
        Some(push(th, pc, (function, code), callee, at, n, Kind::Call, Value::UNBOUND, dst))
    }
}

/// What a call of a function gives whose code makes generators of its arguments as they are: the generator takes them over. `None` when there is more to
/// do, and nothing was done.
#[inline(always)]
unsafe fn make_generator(th: &mut Thread, base: Base, a: u8, first: usize, n: usize) -> Option<R<Obj>> {
    // SAFETY: as in `enter`; the function stays alive in its register until the generator has it, and its code is immortal.
    unsafe {
        let function = Obj::from_ref(&*base.add(a as usize)).exact::<Function>()?;
        let code = function.code();
        if code.plain_generator_args != n as u32 {
            return None;
        }
        let made = generator::make(th, function, code, base.add(first), n);
        if made.is_ok() {
            set(base.add(a as usize), Value::UNBOUND);
        }
        Some(made)
    }
}

/// [`enter`] of a function that is called with fewer arguments than it has parameters, all of which it has defaults for.
#[inline(always)]
unsafe fn enter_with_defaults(th: &mut Thread, pc: Pc, base: Base, a: u8, first: usize, n: usize, dst: u8) -> Option<Place> {
    // SAFETY: as in `enter`.
    unsafe {
        let callee = reg(base, a);
        let function = Obj::from_ref(&callee).exact::<Function>()?;
        let code = function.code();
        let all = code.plain_args as usize;
        let at = base.add(first);
        if code.plain_args == u32::MAX
            || n >= all
            || (*th.stack.running).kind.is_generator()
            || !th.stack.has_room(at, code.registers as usize)
        {
            return None;
        }
        let defaults = function.defaults.get(&function.header)?;
        let items = tuple_object::items(&defaults);
        let from = items.len().checked_sub(all - n)?;
        for (i, v) in items[from..].iter().enumerate() {
            *at.add(n + i) = copy(v.value());
        }
        *base.add(a as usize) = Value::UNBOUND;
        Some(push(th, pc, (function, code), callee, at, all, Kind::Call, Value::UNBOUND, dst))
    }
}

/// Calls a program's class whose instances are made by `object.__new__` and then by a plain `__init__` with so many parameters: the frame runs
/// that; or by nothing else, and then there is no frame. `None` when there is more to do, and nothing was done.
#[inline(never)]
unsafe fn enter_init(th: &mut Thread, pc: Pc, base: Base, a: u8, first: usize, n: usize, dst: u8) -> Option<Place> {
    // SAFETY: the contract of `Form`, as in `enter`; the register before the arguments is the callee's, or the empty one of a method call.
    unsafe {
        let callee = reg(base, a);
        if !callee.is_pointer() || callee.is_counted() {
            return None;
        }
        let p = callee.pointer_unchecked();
        if (*p).shape.load(Ordering::Relaxed) != Builtin::Type.shape() {
            return None;
        }
        let ty = &*p.cast::<Object<Type>>();
        let version = ty.version();
        let init = ty.plain_init.get(version)?;
        if core::ptr::eq(init, th.isolate().ty(Builtin::Object).header_ptr()) {
            // No `__init__`, and nothing for it.
            if n != 0 || ty.version() != version {
                return None;
            }
            let this = Obj::from_owned(Value::from_pointer(th.alloc_instance(ty, 0)?.as_ptr()));
            *base.add(a as usize) = Value::UNBOUND;
            set(base.add(dst as usize), this.into_value());
            return Some(Place { pc, base });
        }
        // Its memory stays typed until this thread is quiescent. The version again: it was held then, and a deferred object ends only in a collection.
        if (*init).shared.load(Ordering::Acquire) & biased::DEFERRED_BIT == 0 || ty.version() != version {
            return None;
        }
        let init = Value::from_raw(init).with_uncounted();
        let (function, code) = plain_function(th, init, n + 1)?;
        let at = base.add(first - 1);
        if (*th.stack.running).kind.is_generator() || !th.stack.has_room(at, code.registers as usize) {
            return None;
        }
        let this = Obj::from_owned(Value::from_pointer(th.alloc_instance(ty, 0)?.as_ptr()));
        *base.add(a as usize) = Value::UNBOUND;
        *at = this.clone().into_value();
        Some(push(th, pc, (function, code), init, at, n + 1, Kind::Init, this.into_value(), dst))
    }
}

/// Enters the plain function of a property, which the record of a `LOAD_ATTR_RECORD` holds, when nothing but pushing a frame is to do. `None` when there is
/// more, and nothing was done.
#[inline(always)]
pub(super) unsafe fn enter_property(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Option<Place> {
    // SAFETY: the contract of `Form`; records are never freed, and the property is the record's.
    unsafe {
        let b = reg(base, isa::b(w));
        let code = th.stack.code();
        let record = code.records.get_unchecked(second(pc) as usize).load(Ordering::Acquire).as_ref()?;
        if !b.is_pointer() || record.how != How::Getter || record.of_class || !record.fits(&*b.pointer_unchecked()) {
            return None;
        }
        let property = record.value.exact::<Property>()?;
        let word = load_field(&property.header, &property.get)?;
        let at = th.stack.top();
        let Some((function, callee)) = plain_function(th, word, 1).filter(|(_, callee)| th.stack.has_room(at, callee.registers as usize))
        else {
            drop_word(word);
            return None;
        };
        let receiver = if (isa::b(w) as usize) < code.locals.len() {
            copy(b)
        } else {
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            b
        };
        // Volatile: as in `push`.
        at.write_volatile(receiver);
        Some(push(th, pc.add(1), (function, callee), word, at, 1, Kind::Call, Value::UNBOUND, isa::a(w)))
    }
}

/// Goes on after something that may have pushed a frame; the running frame's `pc` was set.
#[inline(always)]
unsafe fn flow(th: &mut Thread, pc: Pc, base: Base, flow: R<Flow>) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        match flow {
            Ok(Flow::Done) => go(th, pc, base),
            Ok(Flow::Pushed) => go_on(th),
            Err(_) => raise(th, pc),
        }
    }
}

/// Where the arguments of a method call begin and how many there are: the receiver, when there is one, is the first.
#[inline(always)]
unsafe fn method_arguments(base: Base, w: u32) -> (usize, usize) {
    let a = isa::a(w) as usize;
    // SAFETY: the contract of `Form`.
    let bound = unsafe { !(*base.add(a + 1)).is_unbound() };
    (a + 2 - usize::from(bound), isa::b(w) as usize + usize::from(bound))
}

/// Calls anything, up to where evaluation goes on.
#[inline(never)]
unsafe fn call_any(th: &mut Thread, pc: Pc, base: Base, w: u32, first: usize, n: usize) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let (a, dst) = (isa::a(w), isa::c(w));
        (*th.stack.running).pc = pc;
        if th.head.poll_needed() {
            // The call below asks what is wanted first.
        } else if Obj::from_ref(&*base.add(a as usize)).exact::<Function>().is_some() {
            if let Some(made) = make_generator(th, base, a, first, n) {
                return match made {
                    Ok(v) => put_back(pc, base, dst, v.into_value()),
                    Err(_) => raise(th, pc),
                };
            }
            if let Some(at) = enter_with_defaults(th, pc, base, a, first, n, dst) {
                return back(at);
            }
            if let Some(at) = enter_moved(th, pc, base, a, first, n, dst) {
                return back(at);
            }
        } else {
            match call::call_native(th, base, a, first, n, &[]) {
                Some(Ok(v)) => return put_back(pc, base, dst, v),
                Some(Err(_)) => return raise(th, pc),
                None => {}
            }
            if let Some(at) = enter_init(th, pc, base, a, first, n, dst) {
                return back(at);
            }
        }
        match call::call(th, base, a, first, n, &[], dst) {
            Ok(Flow::Done) => back(Place { pc, base }),
            Ok(Flow::Pushed) => back(resume(th)),
            Err(_) => raise(th, pc),
        }
    }
}

#[inline(never)]
unsafe fn call_slow(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let next = call_any(th, pc, base, w, isa::a(w) as usize + 1, isa::b(w) as usize);
        after(th, next)
    }
}

#[inline(never)]
unsafe fn call_method_slow(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        let (first, n) = method_arguments(base, w);
        let next = call_any(th, pc, base, w, first, n);
        after(th, next)
    }
}

/// Ends the running frame with a result, whatever that takes.
#[inline(never)]
unsafe fn leave_full(th: &mut Thread, pc: Pc, _: Base, v: Value) -> Next {
    // SAFETY: the contract of `Form`. The result is counted meanwhile: what ends with the frame may run program code, and a collection with it.
    unsafe {
        let v = into_obj(v).into_value();
        match call::leave(th, v) {
            Left::Caller => go_on(th),
            Left::Entry => stop(th, End::Returned(v)),
            Left::Exhausted => loops::after_generator(th),
            Left::Delegate => {
                let at = resume(th);
                delegation::end(at.base, (*at.pc.sub(1)).load(Ordering::Relaxed), v);
                go(th, at.pc, at.base)
            }
            Left::Raised => raise(th, pc),
        }
    }
}

/// [`leave`] of a call's frame that holds the last count of something.
#[inline(never)]
unsafe fn leave_last(th: &mut Thread, _: Pc, _: Base, v: Value) -> Next {
    // SAFETY: the contract of `Form`. As in `leave_full`; the frame stays the running one while its values end: what their finalizers call lies
    // above it.
    unsafe {
        let v = into_obj(v).into_value();
        let f = th.stack.running;
        let dst = (*f).dst;
        call::pop(th, f);
        let next = resume(th);
        put(th, next.pc, next.base, dst, v)
    }
}

/// Drops what the running frame holds, when that is but counts that others have too; false when there is more to do.
#[inline(always)]
unsafe fn drop_registers(f: *mut Frame, base: Base) -> bool {
    // SAFETY: the contract of `Form`; the frame is a call's, so its registers end where the stack's do.
    unsafe {
        let mut i = (*f).top.offset_from(base);
        // The last first, as in CPython.
        while i > 0 {
            i -= 1;
            let r = base.offset(i);
            let old = *r;
            // S2: no pointer stays behind, not even an uncounted one.
            if old.is_pointer() {
                if old.is_counted() && !biased::quick_decref(&*old.to_raw()) {
                    return false;
                }
                *r = Value::UNBOUND;
            }
        }
        !(*f).function.is_counted()
    }
}

/// Ends the running frame with a result.
#[inline(always)]
unsafe fn leave(th: &mut Thread, pc: Pc, base: Base, v: Value) -> Next {
    // SAFETY: the contract of `Form`; the frame below a call's is its caller, and no evaluation begins with a call's.
    unsafe {
        let f = th.stack.running;
        if (*f).kind != Kind::Call {
            return leave_init(th, pc, base, v);
        }
        if !drop_registers(f, base) {
            return leave_last(th, pc, base, v);
        }
        let dst = (*f).dst;
        th.stack.pop();
        let next = resume(th);
        put(th, next.pc, next.base, dst, v)
    }
}

/// [`leave`] of an `__init__`, whose call's result is the instance.
#[inline(never)]
unsafe fn leave_init(th: &mut Thread, pc: Pc, base: Base, v: Value) -> Next {
    // SAFETY: as in `leave`.
    unsafe {
        let f = th.stack.running;
        if (*f).kind != Kind::Init || !v.is_none() || !drop_registers(f, base) {
            return leave_full(th, pc, base, v);
        }
        let (dst, this) = ((*f).dst, (*f).extra);
        th.stack.pop();
        let next = resume(th);
        put(th, next.pc, next.base, dst, this)
    }
}

forms! {
    /// `CALL`
    call |th, pc, base, w| {
        let a = isa::a(w);
        match enter(th, pc, base, a, a as usize + 1, isa::b(w) as usize, isa::c(w)) {
            Some(Place { pc, base }) => go(th, pc, base),
            None => call_leaf(th, pc, base, w),
        }
    }

    /// `CALL` of a native function that has a short way, with one argument.
    #[inline(never)]
    call_leaf |th, pc, base, w| {
        let callee = reg(base, isa::a(w));
        if isa::b(w) == 1
            && callee.is_pointer()
            && !callee.is_counted()
            && (*callee.pointer_unchecked()).shape.load(Ordering::Relaxed) == Builtin::NativeFunction.shape()
            && let native = &(*callee.pointer_unchecked().cast::<Object<NativeFunction>>()).payload
            && let Some(f) = native.method.leaf
        {
            let r = base.add(isa::a(w) as usize + 1);
            if let Some(v) = f(&native.this, Obj::from_slice(core::slice::from_ref(&*r))) {
                let spent = *r;
                *r = Value::UNBOUND;
                *base.add(isa::a(w) as usize) = Value::UNBOUND;
                return put_spent(th, pc, base, isa::c(w), v, spent);
            }
        }
        call_slow(th, pc, base, w)
    }

    /// `CALL_METHOD`
    call_method |th, pc, base, w| {
        let a = isa::a(w);
        if reg(base, a + 1).is_unbound() {
            return call_method_unbound(th, pc, base, w);
        }
        match enter(th, pc, base, a, a as usize + 1, isa::b(w) as usize + 1, isa::c(w)) {
            Some(Place { pc, base }) => go(th, pc, base),
            None => call_method_slow(th, pc, base, w),
        }
    }

    /// `CALL_METHOD` of what is no method.
    #[inline(never)]
    call_method_unbound |th, pc, base, w| {
        let a = isa::a(w);
        match enter(th, pc, base, a, a as usize + 2, isa::b(w) as usize, isa::c(w)) {
            Some(Place { pc, base }) => go(th, pc, base),
            None => call_method_slow(th, pc, base, w),
        }
    }

    /// `CALL_KW`
    call_keywords |th, pc, base, w| {
        let names = tuple_object::items(&th.stack.code().consts[second(pc) as usize]);
        (*th.stack.running).pc = pc.add(1);
        let r = call::call(th, base, isa::a(w), isa::a(w) as usize + 1, isa::b(w) as usize, names, isa::c(w));
        flow(th, pc.add(1), base, r)
    }

    /// `CALL_METHOD_KW`
    call_method_keywords |th, pc, base, w| {
        let names = tuple_object::items(&th.stack.code().consts[second(pc) as usize]);
        let (first, n) = method_arguments(base, w);
        (*th.stack.running).pc = pc.add(1);
        let r = call::call(th, base, isa::a(w), first, n, names, isa::c(w));
        flow(th, pc.add(1), base, r)
    }

    /// `CALL_EX`
    call_unpacked |th, pc, base, w| {
        (*th.stack.running).pc = pc;
        let r = call::call_ex(th, base, w);
        flow(th, pc, base, r)
    }

    /// `RETURN`
    return_ |th, pc, base, w| {
        let v = reg(base, isa::a(w));
        if v.is_unbound() {
            return unbound_a(th, pc, base, w);
        }
        *base.add(isa::a(w) as usize) = Value::UNBOUND;
        leave(th, pc, base, v)
    }

    /// `RETURN_NONE`
    return_none |th, pc, base, w| {
        leave(th, pc, base, Value::NONE)
    }

    /// `YIELD`
    yield_ |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        if v.is_unbound() {
            return unbound_b(th, pc, base, w);
        }
        let f = th.stack.running;
        if (isa::b(w) as usize) >= th.stack.code().locals.len() && generator::quick_suspend(th, f, pc, isa::a(w), None) {
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            if (*f).kind != Kind::ForIter {
                return hand_on(th, (*f).kind, v);
            }
            let to = (*f).dst;
            let next = resume(th);
            return put(th, next.pc.add(1), next.base, to, v);
        }
        yield_full(th, pc, base, w)
    }

    /// `YIELD` from anywhere.
    #[inline(never)]
    yield_full |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        let v = if (isa::b(w) as usize) < th.stack.code().locals.len() {
            copy(v)
        } else {
            *base.add(isa::b(w) as usize) = Value::UNBOUND;
            v
        };
        (*th.stack.running).pc = pc;
        hand_out(th, pc, isa::a(w), None, v)
    }

    /// `YIELD_FROM`
    yield_from |th, pc, base, w| {
        // The register keeps the inner generator meanwhile.
        let inner = reg(base, isa::b(w));
        if reg(base, isa::c(w)).is_none() && generator::sendable(Obj::from_ref(&inner)).is_some() {
            (*th.stack.running).pc = pc;
            if let Some(at) = generator::quick_enter(th, inner, Kind::Delegate, 0) {
                return go(th, at.pc, at.base);
            }
        }
        yield_from_any(th, pc, base, w)
    }

    /// `YIELD_FROM` of any iterator.
    #[inline(never)]
    yield_from_any |th, pc, base, w| {
        match delegate(th, base, w) {
            Ok(v) if v.is_unbound() => go(th, pc, base),
            Ok(v) => {
                // Suspended at this instruction.
                (*th.stack.running).pc = pc.sub(1);
                hand_out(th, pc, isa::c(w), Some(isa::b(w)), v)
            }
            Err(_) => raise(th, pc),
        }
    }
}

/// What the iterator that a `YIELD_FROM` waits for yields; the unbound word when it has ended and its result is written.
#[inline(never)]
unsafe fn delegate(th: &mut Thread, base: Base, w: u32) -> R<Value> {
    // SAFETY: the contract of `Form`.
    Ok(unsafe { delegation::delegate(th, base, w) }?.map_or(Value::UNBOUND, Obj::into_value))
}

#[cold]
#[inline(never)]
unsafe fn unbound_a(th: &mut Thread, pc: Pc, _: Base, w: u32) -> Next {
    let _ = ops::names::unbound(th, isa::a(w));
    // SAFETY: the contract of `Form`.
    unsafe { raise(th, pc) }
}

#[cold]
#[inline(never)]
unsafe fn unbound_b(th: &mut Thread, pc: Pc, _: Base, w: u32) -> Next {
    let _ = ops::names::unbound(th, isa::b(w));
    // SAFETY: the contract of `Form`.
    unsafe { raise(th, pc) }
}

/// Suspends the running generator, whose frame's `pc` is set, and hands a value to its resumer: through all that delegate to it, each of which is suspended at
/// its `YIELD_FROM`. `pc` is where to raise.
#[inline(never)]
unsafe fn hand_out(th: &mut Thread, mut pc: Pc, mut receive: u8, mut delegate: Option<u8>, v: Value) -> Next {
    // SAFETY: the contract of `Form`; a resumer's `FOR_ITER` has a second word.
    unsafe {
        loop {
            let f = th.stack.running;
            let (kind, to) = ((*f).kind, (*f).dst);
            if !generator::quick_suspend(th, f, (*f).pc, receive, delegate) && generator::suspend(th, f, receive, delegate).is_err() {
                drop_word(v);
                return raise(th, pc);
            }
            match kind {
                Kind::ForIter => {
                    let next = resume(th);
                    return put(th, next.pc.add(1), next.base, to, v);
                }
                Kind::Delegate => (pc, receive, delegate) = delegating(th),
                _ => return stop(th, if delegate.is_some() { End::Delegated(v) } else { End::Yielded(v) }),
            }
        }
    }
}

/// [`hand_out`] of a generator that is suspended already, to a resumer that is no `FOR_ITER`.
#[inline(never)]
unsafe fn hand_on(th: &mut Thread, kind: Kind, v: Value) -> Next {
    if kind != Kind::Delegate {
        return stop(th, End::Yielded(v));
    }
    // SAFETY: the contract of `Form`.
    unsafe {
        let (pc, receive, delegate) = delegating(th);
        hand_out(th, pc, receive, delegate, v)
    }
}

/// Puts the running frame, which stands behind its `YIELD_FROM`, at that, to be suspended there: where it stood, and what [`hand_out`] wants to know.
#[inline(always)]
unsafe fn delegating(th: &Thread) -> (Pc, u8, Option<u8>) {
    // SAFETY: a frame below one of kind `Delegate` stands there.
    unsafe {
        let f = th.stack.running;
        let behind = (*f).pc;
        (*f).pc = behind.sub(1);
        let w = (*(*f).pc).load(Ordering::Relaxed);
        (behind, isa::c(w), Some(isa::b(w)))
    }
}
