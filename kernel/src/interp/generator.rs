//! Generators: frames whose registers lie in the heap, in the generator itself.
//!
//! A generator's frame is pushed on the thread's stack when it is resumed, its registers stay where they are. So resuming and suspending move a
//! few words, however many registers there are. (What it calls has its registers on the thread's stack as always; only arguments are moved.)
//!
//! G1. `state` is claimed by one exchange, atomic when the generator is shared; only the thread that holds RUNNING touches `inner` and the
//! registers. G2. The registers hold counted and uncounted references, as those of a thread do: a collection visits them as the generator's
//! contents, and takes uncounted ones for references that are no part of a count. A running generator is kept by its frame. G3. When the generator
//! is SHARED its registers' objects are shared before it is suspended; until then they are the running thread's, no references of the generator (I-S2).

use core::ptr::NonNull;

use super::call;
use super::eval::{End, Next, Start, run};
use super::register::{copy, drop_word, into_obj, set};
use super::stack::{Frame, Kind};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj, Value};
use crate::prim::{AtomicU8, AtomicU32, Ordering, UnsafeCell};
use crate::refcount::{biased, sharing};
use crate::types::dict_object::Dict;
use crate::types::exception;
use crate::types::function_object::Function;
use crate::types::function_types::store;
use crate::types::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::types::{protocol, str_object};

const CREATED: u8 = 0;
const SUSPENDED: u8 = 1;
const RUNNING: u8 = 2;
const CLOSED: u8 = 3;

#[derive(Debug)]
struct Inner {
    /// The registers, behind the payload in the object's block; as many as the code's frame words.
    registers: NonNull<Value>,
    pc: *const AtomicU32,
    /// Register that receives what is sent.
    receive: u8,
    /// Register of the iterator that `yield from` waits for.
    delegate: Option<u8>,
    /// While it waits: the exception that the generator is handling, or unbound. While it runs: the one that its resumer is handling.
    handled: Obj,
}

/// A generator's payload.
#[derive(Debug)]
pub struct Generator {
    state: AtomicU8,
    function: Obj,
    name: Field,
    qualname: Field,
    inner: UnsafeCell<Inner>,
}

// SAFETY: `inner` is touched only by the claiming thread (G1), or with the world stopped; all else is safe for threads.
unsafe impl Sync for Generator {}
// SAFETY: as above.
unsafe impl Send for Generator {}

// SAFETY: BUILTIN is used here alone; `trace` visits each owned reference once.
unsafe impl Payload for Generator {
    const BUILTIN: Builtin = Builtin::Generator;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.function);
        visit.field(&self.name);
        visit.field(&self.qualname);
        self.inner.with(|inner| {
            // SAFETY: nobody else runs it: the world is stopped, or it is this thread's alone (G1, G2).
            unsafe {
                for i in 0..self.words() {
                    visit.value((*inner).registers.add(i).read());
                }
                visit.obj(&(*inner).handled);
            }
        });
    }
    fn trailing(&self) -> usize {
        self.words() * size_of::<Value>()
    }
    fn clear(&self) {
        if claim_shared(self, false).is_some() {
            self.release_registers();
            self.state.store(CLOSED, Ordering::Release);
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        self.release_registers();
    }
}

impl Generator {
    /// Number of registers.
    fn words(&self) -> usize {
        self.code().frame_words()
    }

    fn release_registers(&self) {
        let (registers, handled) = self.inner.with_mut(|inner| {
            // SAFETY: the caller has claimed the generator, or has it for itself.
            unsafe { ((*inner).registers, core::mem::replace(&mut (*inner).handled, Obj::UNBOUND)) }
        });
        for i in (0..self.words()).rev() {
            // SAFETY: the words are the generator's.
            unsafe {
                let r = registers.add(i);
                let v = r.read();
                r.write(Value::UNBOUND);
                drop_word(v);
            }
        }
        drop(handled);
    }

    fn code(&self) -> &Object<Code> {
        // SAFETY: `function` is a function, whose code is a code object.
        unsafe { self.function.get_unchecked::<Function>().code.get_unchecked::<Code>() }
    }

    /// Whether it has not started.
    fn fresh(&self) -> bool {
        self.state.load(Ordering::Acquire) == CREATED
    }
}

/// Claims a generator for running: its state before. `None` when it runs, or (unless `closed_too`) is closed.
fn claim(g: &Object<Generator>, closed_too: bool) -> Option<u8> {
    let now = g.state.load(Ordering::Relaxed);
    if biased::is_shared(&g.header) || now >= RUNNING {
        return claim_shared(g, closed_too);
    }
    // This thread alone reaches it.
    g.state.store(RUNNING, Ordering::Relaxed);
    Some(now)
}

fn claim_shared(g: &Generator, closed_too: bool) -> Option<u8> {
    loop {
        let now = g.state.load(Ordering::Acquire);
        if now == RUNNING || (now == CLOSED && !closed_too) {
            return None;
        }
        if now == CLOSED {
            return Some(CLOSED);
        }
        // AcqRel: pairs with the Release in `suspend`; takes over `inner`.
        if g.state.compare_exchange(now, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            return Some(now);
        }
    }
}

/// A generator of a function whose bound arguments lie from `at` on; takes the registers over.
///
/// # Safety
/// 1. `at` is a reserved window with the code's frame words, all valid.
pub unsafe fn make(th: &mut Thread, function: &Object<Function>, code: &Object<Code>, at: *mut Value) -> R<Obj> {
    let (words, locals) = (code.frame_words(), code.locals.len());
    let Some(block) = th.alloc_raw(size_of::<Object<Generator>>() + words * size_of::<Value>(), Generator::KIND) else {
        return Err(th.no_memory());
    };
    let object = block.cast::<Object<Generator>>();
    // SAFETY: contract 1; fresh memory of that size and alignment, the words behind the object.
    unsafe {
        let registers = object.add(1).cast::<Value>();
        for i in 0..words {
            let mut v = Value::UNBOUND;
            if i < locals {
                v = at.add(i).replace(Value::UNBOUND);
            }
            registers.add(i).write(v);
        }
        let payload = Generator {
            state: AtomicU8::new(CREATED),
            function: function.to_obj(),
            name: Field::new(function.name.load(&function.header)),
            qualname: Field::new(function.qualname.load(&function.header)),
            inner: UnsafeCell::new(Inner { registers, pc: code.words.as_ptr(), receive: u8::MAX, delegate: None, handled: Obj::UNBOUND }),
        };
        Object::begin(object, Builtin::Generator.shape(), th.head.slot, payload);
        Ok(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
    }
}

/// Pushes a claimed generator's frame on the thread's stack; `sent` goes to the receiving register.
///
/// # Safety
/// 1. The caller has claimed `g`; 2. `word` keeps it alive until the frame ends.
#[inline]
unsafe fn enter(th: &mut Thread, g: &Object<Generator>, word: Value, before: u8, sent: Value, kind: Kind, dst: u8) -> R<()> {
    if !th.stack.has_frame() {
        // SAFETY: the sent word is ours.
        unsafe { drop_word(sent) };
        g.state.store(before, Ordering::Release);
        return Err(th.recursion_error(""));
    }
    // SAFETY: contract 1; the function is alive in the generator, its globals are a dict; there is room for a frame.
    unsafe {
        push(th, g, word, kind, dst);
        g.inner.with_mut(|inner| {
            if before == SUSPENDED && (*inner).receive != u8::MAX {
                set((*inner).registers.as_ptr().add((*inner).receive as usize), sent);
            } else {
                drop_word(sent);
            }
            (*inner).delegate = None;
            // The generator's own handled exception, if it was handling one; its resumer's is kept in the generator meanwhile.
            let own = core::mem::replace(&mut (*inner).handled, th.handled.clone());
            if !own.is_unbound() {
                drop(core::mem::replace(&mut th.handled, own));
            }
        });
    }
    Ok(())
}

/// # Safety
/// As [`enter`]; there is room for a frame.
#[inline(always)]
unsafe fn push(th: &mut Thread, g: &Object<Generator>, word: Value, kind: Kind, dst: u8) -> Next {
    // SAFETY: the caller's contract.
    unsafe {
        let function = g.function.get_unchecked::<Function>();
        let code = function.code.get_unchecked::<Code>();
        let next = g.inner.with(|i| Next { pc: (*i).pc, base: (*i).registers.as_ptr() });
        th.stack.push_unchecked(Frame {
            code: NonNull::from(code),
            pc: next.pc,
            base: next.base,
            globals: NonNull::from(function.globals.get_unchecked::<Dict>()),
            // Kept by the generator.
            function: g.function.value().with_uncounted(),
            top: th.stack.top(),
            extra: word,
            kind,
            dst,
            class_body: false,
        });
        next
    }
}

/// [`for_iter`] in the usual case: a suspended or fresh generator of this thread, where nobody handles an exception. `None` when there is more to
/// do, and nothing was done.
///
/// # Safety
/// As [`for_iter`].
#[inline(always)]
pub unsafe fn quick_for_iter(th: &mut Thread, it: Value, dst: u8) -> Option<Next> {
    // SAFETY: contract 1.
    unsafe { quick_enter(th, it, Kind::ForIter, dst) }
}

/// Resumes a suspended or fresh generator of this thread with `None`, where nobody handles an exception: pushes its frame. `None` when there is more
/// to do, and nothing was done.
///
/// # Safety
/// 1. `it` is a generator's word, kept alive until the frame ends.
#[inline(always)]
unsafe fn quick_enter(th: &mut Thread, it: Value, kind: Kind, dst: u8) -> Option<Next> {
    // SAFETY: contract 1; this thread alone reaches the generator (G1).
    unsafe {
        let g = &*it.pointer_unchecked().cast::<Object<Generator>>();
        let state = g.state.load(Ordering::Relaxed);
        if state > SUSPENDED || biased::is_shared(&g.header) || !th.handled.is_none() || !th.stack.has_frame() || th.head.poll_needed() {
            return None;
        }
        let inner = g.inner.with_mut(|i| i);
        let receive = (*inner).receive;
        if !(*inner).handled.is_unbound() {
            return None;
        }
        if receive != u8::MAX && state == SUSPENDED {
            let r = (*inner).registers.add(receive as usize);
            if r.read().is_counted() {
                return None;
            }
            r.write(Value::NONE);
        }
        g.state.store(RUNNING, Ordering::Relaxed);
        (*inner).delegate = None;
        // An immediate, which needs no count.
        core::mem::forget(core::mem::replace(&mut (*inner).handled, Obj::NONE));
        Some(push(th, g, it, kind, dst))
    }
}

/// [`suspend`] at a `YIELD` in the usual case, as [`quick_for_iter`]; false when there is more to do, and nothing was done.
///
/// # Safety
/// As [`suspend`].
#[inline(always)]
pub unsafe fn quick_suspend(th: &mut Thread, f: *mut Frame, pc: *const AtomicU32, receive: u8, delegate: Option<u8>) -> bool {
    // SAFETY: contract 1; this thread alone reaches the generator.
    unsafe {
        let g = &*(*f).extra.pointer_unchecked().cast::<Object<Generator>>();
        if biased::is_shared(&g.header) || !th.handled.is_none() {
            return false;
        }
        let inner = g.inner.with_mut(|i| i);
        if !(*inner).handled.is_none() {
            return false;
        }
        core::mem::forget(core::mem::replace(&mut (*inner).handled, Obj::UNBOUND));
        (*inner).pc = pc;
        (*inner).receive = receive;
        (*inner).delegate = delegate;
        th.stack.pop();
        g.state.store(SUSPENDED, Ordering::Relaxed);
        true
    }
}

/// Takes the running frame, a generator's, off the stack: it waits for what `receive` gets.
///
/// # Safety
/// 1. `f` is the running frame of a generator; its `pc` is set.
pub unsafe fn suspend(th: &mut Thread, f: *mut Frame, receive: u8, delegate: Option<u8>) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let extra = (*f).extra;
        let g = Obj::from_ref(&extra).get_unchecked::<Generator>();
        if biased::is_shared(&g.header) {
            for i in 0..g.words() {
                let v = *(*f).base.add(i);
                sharing::share(th, Obj::from_ref(&v))?;
            }
            // The exception that the generator is handling goes with it.
            let handled = th.handled.clone();
            sharing::share(th, &handled)?;
        }
        g.inner.with_mut(|inner| {
            (*inner).pc = (*f).pc;
            (*inner).receive = receive;
            (*inner).delegate = delegate;
            // What it handles goes with it, unless it handles nothing and only sees its resumer's.
            let outer = core::mem::replace(&mut (*inner).handled, Obj::UNBOUND);
            if !outer.is(&th.handled) {
                (*inner).handled = core::mem::replace(&mut th.handled, outer);
            }
        });
        th.stack.pop();
        // Release: hands `inner` to the next claim (G1).
        g.state.store(SUSPENDED, Ordering::Release);
    }
    Ok(())
}

/// Ends a generator whose frame `f` is the running one: it returned or raised.
///
/// # Safety
/// 1. `f` is the running frame of a generator.
pub unsafe fn finish(th: &mut Thread, f: *mut Frame) {
    // SAFETY: contract 1; the iterator's register keeps the generator alive.
    unsafe {
        let extra = (*f).extra;
        call::pop(th, f);
        let g = Obj::from_ref(&extra).get_unchecked::<Generator>();
        close_state(th, g);
    }
}

fn close_state(th: &mut Thread, g: &Object<Generator>) {
    let swapped = g.inner.with_mut(|inner| {
        // SAFETY: this thread has claimed the generator.
        core::mem::replace(unsafe { &mut (*inner).handled }, Obj::UNBOUND)
    });
    if !swapped.is_unbound() {
        th.handled = swapped;
    }
    g.state.store(CLOSED, Ordering::Release);
}

#[cold]
fn running(th: &mut Thread) -> Raised {
    th.value_error(format_args!("generator already executing"))
}

/// `FOR_ITER` over a generator: true when its frame was pushed, false when it is exhausted.
///
/// # Safety
/// 1. `it` is a generator in a register of the running frame that keeps it alive.
pub unsafe fn for_iter(th: &mut Thread, it: Value, dst: u8) -> R<bool> {
    // SAFETY: contract 1.
    unsafe {
        let g = Obj::from_ref(&it).get_unchecked::<Generator>();
        match claim(g, true) {
            None => Err(running(th)),
            Some(CLOSED) => Ok(false),
            Some(before) => {
                enter(th, g, it, before, Value::NONE, Kind::ForIter, dst)?;
                Ok(true)
            }
        }
    }
}

/// What resuming a generator gave.
#[derive(Debug)]
pub enum Sent {
    /// It yielded.
    Yielded(Obj),
    /// It returned.
    Returned(Obj),
}

/// Resumes a generator with a value (`None` at first), or with the pending exception.
pub fn resume(th: &mut Thread, this: &Obj, sent: Obj, start: Start) -> R<Sent> {
    th.check_native_stack()?;
    let Some(g) = this.exact::<Generator>() else { return Ok(Sent::Returned(Obj::NONE)) };
    let throwing = matches!(start, Start::Raise);
    let pending = if throwing { core::mem::replace(&mut th.exception, Obj::UNBOUND) } else { Obj::UNBOUND };
    match claim(g, true) {
        None => Err(running(th)),
        Some(CLOSED) => {
            if throwing {
                th.exception = pending;
                return Err(th.pending());
            }
            Ok(Sent::Returned(Obj::NONE))
        }
        Some(before) => {
            if before == CREATED && !throwing && !sent.is_none() {
                g.state.store(CREATED, Ordering::Release);
                return Err(th.type_error(format_args!("can't send non-None value to a just-started generator")));
            }
            // SAFETY: claimed; `this` keeps the generator alive.
            unsafe { enter(th, g, this.value(), before, sent.into_value(), Kind::Resume, 0)? };
            if throwing {
                th.exception = pending;
                // The raise is at the instruction where the generator waits: `pc` must stand behind a first word.
                // SAFETY: the frame just pushed.
                unsafe {
                    let f = th.stack.running;
                    let first = (*f).code.as_ref().words.as_ptr();
                    if (*f).pc == first || g.inner.with(|i| (*i).receive == u8::MAX) {
                        (*f).pc = first.add(1);
                    } else if isa::op((*(*f).pc).load(Ordering::Relaxed)) == isa::Op::YIELD_FROM as u8 {
                        (*f).pc = (*f).pc.add(1);
                    }
                }
            }
            ended(th, g, start)
        }
    }
}

/// The `next` slot.
fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    // SAFETY: called for generators only; `v` keeps it alive.
    let entered = !th.is_native_stack_low() && unsafe { quick_enter(th, v.value(), Kind::Resume, 0) }.is_some();
    let sent = if entered { ended(th, generator(v), Start::Normal)? } else { resume(th, v, Obj::NONE, Start::Normal)? };
    match sent {
        Sent::Yielded(x) => Ok(Some(x)),
        Sent::Returned(x) if x.is_none() => Ok(None),
        Sent::Returned(x) => Err(stop(th, x)),
    }
}

/// Evaluates a generator's frame that was pushed, until it yields or ends.
fn ended(th: &mut Thread, g: &Object<Generator>, start: Start) -> R<Sent> {
    match run(th, start) {
        // SAFETY: the words are ours.
        Ok(End::Yielded(v)) => Ok(Sent::Yielded(unsafe { into_obj(v) })),
        Ok(End::Returned(v)) => {
            close_state(th, g);
            // SAFETY: as above.
            Ok(Sent::Returned(unsafe { into_obj(v) }))
        }
        Err(e) => {
            close_state(th, g);
            Err(e)
        }
    }
}

/// `StopIteration` with a value.
pub fn stop(th: &mut Thread, v: Obj) -> Raised {
    th.raise_with(Builtin::StopIteration, if v.is_none() { None } else { Some(v) })
}

fn generator(v: &Obj) -> &Object<Generator> {
    // SAFETY: called through slots and methods of generators, which check the receiver.
    unsafe { v.get_unchecked::<Generator>() }
}

/// The iterator that a suspended generator delegates to.
fn delegate_of(g: &Object<Generator>) -> Option<Obj> {
    let before = claim(g, false)?;
    let d = g.inner.with(|inner| {
        // SAFETY: claimed.
        let inner = unsafe { &*inner };
        // SAFETY: the register keeps its object alive.
        inner.delegate.map(|r| unsafe { Obj::from_borrowed(inner.registers.add(r as usize).read()) })
    });
    g.state.store(before, Ordering::Release);
    d
}

/// Makes a suspended `yield from` finish with a value: what resuming it then gets.
fn finish_delegation(g: &Object<Generator>, value: Obj) -> Option<()> {
    let before = claim(g, false)?;
    g.inner.with_mut(|inner| {
        // SAFETY: claimed; `pc` is at the YIELD_FROM, whose registers exist.
        unsafe {
            let inner = &mut *inner;
            let w = (*inner.pc).load(Ordering::Relaxed);
            let (a, b, c) = (isa::a(w) as usize, isa::b(w) as usize, isa::c(w) as usize);
            for (i, v) in [(b, Value::UNBOUND), (c, Value::UNBOUND), (a, value.into_value())] {
                set(inner.registers.as_ptr().add(i), v);
            }
            inner.pc = inner.pc.add(1);
            inner.receive = u8::MAX;
            inner.delegate = None;
        }
    });
    g.state.store(before, Ordering::Release);
    Some(())
}

/// `generator.throw(exception)`
fn throw(th: &mut Thread, this: &Obj, e: Obj) -> R<Sent> {
    th.check_native_stack()?;
    let g = generator(this);
    if let Some(sub) = delegate_of(g) {
        let result = if exception::is_instance_of(th, &e, Builtin::GeneratorExit) {
            close_iterator(th, &sub).map(|()| None)
        } else if sub.exact::<Generator>().is_some() {
            throw(th, &sub, e.clone()).map(Some)
        } else {
            match protocol::get_attr_text(th, &sub, "throw")? {
                None => Ok(None),
                Some(f) => match protocol::call(th, &f, core::slice::from_ref(&e)) {
                    Ok(v) => Ok(Some(Sent::Yielded(v))),
                    Err(r) => match th.take_if(r, Builtin::StopIteration) {
                        Ok(x) => Ok(Some(Sent::Returned(stop_value(&x)))),
                        Err(r) => Err(r),
                    },
                },
            }
        };
        match result {
            Ok(Some(Sent::Yielded(v))) => return Ok(Sent::Yielded(v)),
            Ok(Some(Sent::Returned(v))) => {
                sharing::barrier(th, &g.header, &v)?;
                if finish_delegation(g, v).is_none() {
                    return Err(running(th));
                }
                return resume(th, this, Obj::NONE, Start::Normal);
            }
            Ok(None) => {}
            // What the inner iterator raised is raised here.
            Err(_) => return resume(th, this, Obj::NONE, Start::Raise),
        }
    }
    th.exception = e;
    resume(th, this, Obj::NONE, Start::Raise)
}

fn stop_value(e: &Obj) -> Obj {
    e.get::<exception::Exception>().and_then(|x| x.members[0].get(&x.header)).unwrap_or(Obj::NONE)
}

fn close_iterator(th: &mut Thread, sub: &Obj) -> R<()> {
    if sub.exact::<Generator>().is_some() {
        return close(th, sub).map(drop);
    }
    match protocol::get_attr_text(th, sub, "close")? {
        Some(f) => protocol::call(th, &f, &[]).map(drop),
        None => Ok(()),
    }
}

/// `generator.close()`
fn close(th: &mut Thread, this: &Obj) -> R<Obj> {
    let g = generator(this);
    match claim(g, true) {
        None => return Err(running(th)),
        Some(CLOSED) => return Ok(Obj::NONE),
        Some(CREATED) => {
            g.release_registers();
            g.state.store(CLOSED, Ordering::Release);
            return Ok(Obj::NONE);
        }
        Some(before) => g.state.store(before, Ordering::Release),
    }
    let args = th.isolate().empty_tuple();
    let e = exception::make(th, Builtin::GeneratorExit, args)?;
    match throw(th, this, e) {
        Ok(Sent::Yielded(_)) => Err(th.raise(Builtin::RuntimeError, format_args!("generator ignored GeneratorExit"))),
        Ok(Sent::Returned(v)) => Ok(v),
        Err(r) => {
            let e = th.exception.clone();
            if exception::is_instance_of(th, &e, Builtin::GeneratorExit) || exception::is_instance_of(th, &e, Builtin::StopIteration) {
                drop(th.take(r));
                return Ok(Obj::NONE);
            }
            Err(r)
        }
    }
}

/// `GET_YIELD_FROM_ITER`
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn yield_from_iter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let v = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let it = if v.exact::<Generator>().is_some() { v } else { protocol::iter(th, &v)? };
        if isa::b(w) as usize >= th.stack.code().locals.len() {
            set(base.add(isa::b(w) as usize), Value::UNBOUND);
        }
        set(base.add(isa::a(w) as usize), it.into_value());
        Ok(())
    }
}

/// `YIELD_FROM`: what the inner iterator yielded, or `None` when it has finished (its result is in place).
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn delegate(th: &mut Thread, base: *mut Value, w: u32) -> R<Option<Obj>> {
    // SAFETY: contract 1.
    unsafe {
        let word = *base.add(isa::b(w) as usize);
        if (*base.add(isa::c(w) as usize)).is_none()
            && let Some(g) = Obj::from_ref(&word).exact::<Generator>()
            && !th.is_native_stack_low()
            && quick_enter(th, word, Kind::Resume, 0).is_some()
        {
            // The register keeps the inner generator meanwhile.
            return match ended(th, g, Start::Normal)? {
                Sent::Yielded(v) => Ok(Some(v)),
                Sent::Returned(v) => {
                    finished(base, w, v);
                    Ok(None)
                }
            };
        }
        let it = Obj::from_ref(&word).clone();
        let sent = Obj::from_ref(&*base.add(isa::c(w) as usize)).clone();
        let sent = if sent.is_unbound() { Obj::NONE } else { sent };
        let step = if it.exact::<Generator>().is_some() {
            resume(th, &it, sent, Start::Normal)?
        } else if sent.is_none() {
            match protocol::next_with_value(th, &it) {
                Ok(Some(v)) => Sent::Yielded(v),
                Ok(None) => Sent::Returned(Obj::NONE),
                Err(r) => Sent::Returned(stop_value(&th.take_if(r, Builtin::StopIteration)?)),
            }
        } else {
            match protocol::call_method(th, &it, th.name(names::SEND), &[sent]) {
                Ok(v) => Sent::Yielded(v),
                Err(r) => Sent::Returned(stop_value(&th.take_if(r, Builtin::StopIteration)?)),
            }
        };
        match step {
            Sent::Yielded(v) => Ok(Some(v)),
            Sent::Returned(v) => {
                finished(base, w, v);
                Ok(None)
            }
        }
    }
}

/// A `YIELD_FROM` whose inner iterator has finished.
unsafe fn finished(base: *mut Value, w: u32, v: Obj) {
    // SAFETY: the running frame's operands.
    unsafe {
        set(base.add(isa::b(w) as usize), Value::UNBOUND);
        set(base.add(isa::c(w) as usize), Value::UNBOUND);
        set(base.add(isa::a(w) as usize), copy(v.value()));
    }
}

static VTABLE: Vtable = Vtable::of::<Generator>();

/// `generator`
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let q = generator(v).qualname.load(&generator(v).header);
            let at = v.value().without_uncounted().to_bits();
            th.str_fmt(format_args!("<generator object {} at {at:#x}>", str_object::text(&q)))
        }),
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(next),
        finalize: Some(|th, v| {
            let g = generator(v);
            if g.fresh() || g.state.load(Ordering::Acquire) == CLOSED {
                return Ok(());
            }
            close(th, v).map(drop)
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("send", |th, v, args| {
            let [x] = args.exactly::<1>(th, "generator.send")?;
            match resume(th, v, x.clone(), Start::Normal)? {
                Sent::Yielded(x) => Ok(x),
                Sent::Returned(x) => Err(stop(th, x)),
            }
        }),
        Method::new("throw", throw_method),
        Method::new("close", |th, v, args| {
            args.exactly::<0>(th, "generator.close")?;
            close(th, v)
        }),
    ],
    getsets: &[
        GetSet::write(
            "__name__",
            |_, v| Ok(generator(v).name.load(&generator(v).header)),
            |th, v, x| store(th, &generator(v).name, &generator(v).header, x.cloned().unwrap_or(Obj::NONE)),
        ),
        GetSet::write(
            "__qualname__",
            |_, v| Ok(generator(v).qualname.load(&generator(v).header)),
            |th, v, x| store(th, &generator(v).qualname, &generator(v).header, x.cloned().unwrap_or(Obj::NONE)),
        ),
        GetSet::read("gi_running", |_, v| Ok(Obj::from_bool(generator(v).state.load(Ordering::Acquire) == RUNNING))),
        GetSet::read("gi_suspended", |_, v| Ok(Obj::from_bool(generator(v).state.load(Ordering::Acquire) == SUSPENDED))),
        GetSet::read("gi_code", |_, v| Ok(generator(v).code().to_obj())),
        GetSet::read("gi_yieldfrom", |_, v| Ok(delegate_of(generator(v)).unwrap_or(Obj::NONE))),
        GetSet::read("gi_frame", |_, v| {
            // Frames of suspended generators are not exposed; a closed one has none, as programs test.
            Ok(if generator(v).state.load(Ordering::Acquire) == CLOSED { Obj::NONE } else { generator(v).code().to_obj() })
        }),
    ],
    ..TypeSpec::new(Builtin::Generator, &VTABLE)
};

fn throw_method(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "throw", 1, 3)?;
    let value = match a.get(1) {
        Some(x) if !x.is_none() => {
            if exception::as_exception(x).is_some() {
                x.clone()
            } else {
                protocol::call(th, &a[0], core::slice::from_ref(x))?
            }
        }
        _ => a[0].clone(),
    };
    let is_class = crate::types::type_object::as_type(&value).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
    if exception::as_exception(&value).is_none() && !is_class {
        let t = th.type_name(&value);
        return Err(th.type_error(format_args!("exceptions must be classes or instances deriving from BaseException, not {t}")));
    }
    let e = protocol::exception_from(th, &value)?;
    match throw(th, v, e)? {
        Sent::Yielded(x) => Ok(x),
        Sent::Returned(x) => Err(stop(th, x)),
    }
}
