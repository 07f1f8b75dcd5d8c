//! Generators, coroutines and asynchronous generators: frames whose registers lie in the heap, in the object itself.
//!
//! The three are one thing here, called generator; they differ in who may resume them and in what their ends mean, which is told by their code.
//!
//! A generator's frame is pushed on the thread's stack when it is resumed, its registers stay where they are. So resuming and suspending move a
//! few words, however many registers there are. (What it calls has its registers on the thread's stack as always; only arguments are moved.)
//!
//! G1. Only the thread that has claimed `state` (`generator_state`) touches `inner` and the registers, and who looks (at the place, the variables, what
//! it waits for) while none can claim it. It stays claimed while an exception is thrown into what it waits for. G2. The registers hold counted and
//! uncounted references, as those of a thread do: a collection visits them as the generator's contents, and takes uncounted ones for references that
//! are no part of a count. A running generator is kept by its frame. G3. When the generator is SHARED its registers' objects are shared before it is suspended; until then
//! they are the running thread's, no references of the generator (I-S2).
//!
//! `marks` and `extra` are atomic words of their own: of an asynchronous generator any thread may read and set them.

use core::ptr::NonNull;

use super::call;
use super::eval::{End, Place, Start, run};
use super::register::{drop_word, into_obj, set};
use super::stack::{Frame, Kind};
use super::{class_body, coroutine, delegation};
use crate::bytecode::code_object::{BEFORE_START, Code};
use crate::bytecode::isa;
use crate::isolate::Thread;
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj, Value};
use crate::prim::{AtomicU8, AtomicU32, Ordering, UnsafeCell};
use crate::refcount::{biased, sharing};
pub(crate) use crate::sync::generator_state::{CLOSED, CREATED, RUNNING, SUSPENDED};
use crate::sync::generator_state::{Claim, GeneratorState};
use crate::sync::object_lock::Locked;
use crate::types::dict_object::Dict;
use crate::types::exception;
use crate::types::function_object::Function;

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
    state: GeneratorState,
    /// What has become of an asynchronous generator: bits of `async_generator`.
    pub(super) marks: AtomicU8,
    function: Obj,
    /// Its code, immortal. The function may be given another.
    code: NonNull<Object<Code>>,
    pub(super) name: Field,
    pub(crate) qualname: Field,
    /// Where a coroutine was made, or the finalizer of an asynchronous generator; or unbound.
    pub(super) extra: Field,
    inner: UnsafeCell<Inner>,
}

// SAFETY: `inner` is touched only by the claiming thread (G1), or with the world stopped; code is immortal; all else is safe for threads.
unsafe impl Sync for Generator {}
// SAFETY: as above.
unsafe impl Send for Generator {}

// SAFETY: BUILTIN stands for the three types, which share this layout; `trace` visits each owned reference once.
unsafe impl Payload for Generator {
    const BUILTIN: Builtin = Builtin::Generator;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.function);
        visit.field(&self.name);
        visit.field(&self.qualname);
        visit.field(&self.extra);
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
        // Nobody looks at what is garbage.
        if let Claim::From(_) = self.state.claim() {
            self.release_registers();
            drop(self.extra.replace_raw(Obj::UNBOUND));
            self.state.leave(CLOSED);
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        self.release_registers();
    }
}

impl Generator {
    /// Whether a thread is in it: then its registers are that thread's (G3).
    pub(crate) fn is_running(&self) -> bool {
        self.state.peek() == RUNNING
    }

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

    pub(super) fn code(&self) -> &Object<Code> {
        // SAFETY: immortal.
        unsafe { self.code.as_ref() }
    }

    /// Its function.
    pub fn function(&self) -> &Obj {
        &self.function
    }

    /// The globals of its function.
    pub(super) fn globals(&self) -> Obj {
        // SAFETY: `function` is a function.
        unsafe { self.function.get_unchecked::<Function>() }.globals.clone()
    }

    /// What it is doing; another thread may have changed that meanwhile.
    pub(crate) fn state(&self) -> u8 {
        self.state.get()
    }

    /// What messages call it.
    pub(super) fn what(&self) -> &'static str {
        match self.code().makes() {
            Builtin::Coroutine => "coroutine",
            Builtin::AsyncGenerator => "async generator",
            _ => "generator",
        }
    }
}

/// The generator, coroutine or asynchronous generator that a value is.
pub(crate) fn any(v: &Obj) -> Option<&Object<Generator>> {
    match v.exact::<Generator>() {
        Some(g) => Some(g),
        None if coroutine::is_coroutine(v) || has_shape(v, Builtin::AsyncGenerator) => Some(generator(v)),
        None => None,
    }
}

/// Whether a value is a generator of the simple kind.
pub(crate) fn is_plain(v: &Obj) -> bool {
    v.exact::<Generator>().is_some()
}

/// Whether a value is a coroutine: made by an `async def`.
pub(crate) fn is_coroutine(v: &Obj) -> bool {
    coroutine::is_coroutine(v)
}

/// The generator or coroutine that a value is: what is resumed by sending to it.
#[inline(always)]
pub(super) fn sendable(v: &Obj) -> Option<&Object<Generator>> {
    match v.exact::<Generator>() {
        Some(g) => Some(g),
        None if has_shape(v, Builtin::Coroutine) => Some(generator(v)),
        None => None,
    }
}

/// Whether a value is an instance of one of the types here.
#[inline(always)]
pub(super) fn has_shape(v: &Obj, b: Builtin) -> bool {
    // SAFETY: alive while `v` is. Relaxed: these shapes never change.
    v.value().as_pointer().is_some_and(|p| unsafe { (*p).shape.load(Ordering::Relaxed) } == b.shape())
}

/// Claims a generator for running: its state before. `None` when it runs; of one that is closed, CLOSED and no claim.
fn claim(th: &mut Thread, g: &Object<Generator>) -> Option<u8> {
    let now = g.state.peek();
    if !biased::is_shared(&g.header) && now < RUNNING {
        // This thread alone reaches it.
        g.state.set_alone(RUNNING);
        return Some(now);
    }
    loop {
        match g.state.claim() {
            Claim::From(before) => return Some(before),
            Claim::Running => return None,
            Claim::Closed => return Some(CLOSED),
            // Who looks holds the object's lock until it is done.
            Claim::LookedAt => drop(Locked::new(&g.header, &mut th.head)),
        }
    }
}

/// Runs `f` on the inside of a generator that waits or has not begun, and on its state. `None` for any other: a thread is in it, or it has ended.
///
/// # Safety
/// 1. `f` runs no program code, ends no object, passes no safepoint and takes no lock: it runs under the object's.
unsafe fn look<O>(th: &mut Thread, g: &Object<Generator>, f: impl FnOnce(&Inner, u8) -> O) -> Option<O> {
    if !biased::is_shared(&g.header) {
        // This thread alone reaches it.
        let now = g.state.peek();
        // SAFETY: so nobody changes it, and by contract 1 `f` does not either.
        return (now < RUNNING).then(|| g.inner.with(|inner| f(unsafe { &*inner }, now)));
    }
    let _lock = Locked::new(&g.header, &mut th.head);
    let now = g.state.begin_look()?;
    // SAFETY: only who has claimed it changes what is inside.
    let out = g.inner.with(|inner| f(unsafe { &*inner }, now));
    g.state.end_look(now);
    Some(out)
}

/// A generator of a function, of which the first `bound` registers are to hold what lies from `at` on: that is taken over.
///
/// # Safety
/// 1. `at` are so many valid registers, no more than the code's locals, bound as its parameters are.
pub unsafe fn make(th: &mut Thread, function: &Object<Function>, code: &Object<Code>, at: *mut Value, bound: usize) -> R<Obj> {
    let words = code.frame_words();
    let Some(block) = th.alloc_raw(size_of::<Object<Generator>>() + words * size_of::<Value>(), Generator::KIND) else {
        return Err(th.no_memory());
    };
    let object = block.cast::<Object<Generator>>();
    // SAFETY: contract 1; fresh memory of that size and alignment, the words behind the object.
    unsafe {
        let registers = object.add(1).cast::<Value>();
        for i in 0..words {
            let mut v = Value::UNBOUND;
            if i < bound {
                v = at.add(i).replace(Value::UNBOUND);
            }
            registers.add(i).write(v);
        }
        let payload = Generator {
            state: GeneratorState::new(CREATED),
            marks: AtomicU8::new(0),
            function: function.to_obj(),
            code: NonNull::from(code),
            name: Field::new(function.name.load(&function.header)),
            qualname: Field::new(function.qualname.load(&function.header)),
            extra: Field::empty(),
            inner: UnsafeCell::new(Inner { registers, pc: code.words.as_ptr(), receive: u8::MAX, delegate: None, handled: Obj::UNBOUND }),
        };
        Object::begin(object, code.makes().shape(), th.head.slot, payload);
        let made = Obj::from_owned(Value::from_pointer(object.as_ptr().cast()));
        if code.flags.coroutine && th.origin_depth > 0 {
            coroutine::note_origin(th, generator(&made))?;
        }
        Ok(made)
    }
}

/// Pushes a claimed generator's frame on the thread's stack; `sent`, if there is such, goes to the receiving register.
///
/// # Safety
/// 1. The caller has claimed `g`; 2. `word` keeps it alive until the frame ends.
#[inline]
unsafe fn enter(th: &mut Thread, g: &Object<Generator>, word: Value, before: u8, sent: Option<Value>, kind: Kind, dst: u8) -> R<()> {
    if !th.stack.has_frame() {
        if let Some(sent) = sent {
            // SAFETY: the word is ours.
            unsafe { drop_word(sent) };
        }
        g.state.leave(before);
        return Err(th.recursion_error(""));
    }
    // SAFETY: contract 1; the function is alive in the generator, its globals are a dict; there is room for a frame.
    unsafe {
        push(th, g, word, kind, dst);
        g.inner.with_mut(|inner| {
            match sent {
                Some(sent) if before == SUSPENDED && (*inner).receive != u8::MAX => {
                    set((*inner).registers.as_ptr().add((*inner).receive as usize), sent);
                }
                Some(sent) => drop_word(sent),
                None => {}
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
unsafe fn push(th: &mut Thread, g: &Object<Generator>, word: Value, kind: Kind, dst: u8) -> Place {
    // SAFETY: the caller's contract.
    unsafe {
        let function = g.function.get_unchecked::<Function>();
        let code = g.code();
        let next = g.inner.with(|i| Place { pc: (*i).pc, base: (*i).registers.as_ptr() });
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
pub unsafe fn quick_for_iter(th: &mut Thread, it: Value, dst: u8) -> Option<Place> {
    // SAFETY: contract 1.
    unsafe { quick_enter(th, it, Kind::ForIter, dst) }
}

/// Resumes a suspended or fresh generator of this thread with `None`, where nobody handles an exception: pushes its frame. `None` when there is more
/// to do, and nothing was done.
///
/// # Safety
/// 1. `it` is a generator's word, kept alive until the frame ends.
#[inline(always)]
pub(super) unsafe fn quick_enter(th: &mut Thread, it: Value, kind: Kind, dst: u8) -> Option<Place> {
    // SAFETY: contract 1; this thread alone reaches the generator (G1).
    unsafe {
        let g = &*it.pointer_unchecked().cast::<Object<Generator>>();
        let state = g.state.peek();
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
        g.state.set_alone(RUNNING);
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
        g.state.set_alone(SUSPENDED);
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
        g.state.leave(SUSPENDED);
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
    g.state.leave(CLOSED);
}

/// The exception that the resumer of the running frame is handling, if that is a generator's; `None` as an object where it handles none.
pub(super) fn seen_of_resumer(th: &Thread) -> Option<Obj> {
    // SAFETY: there is a running frame, which keeps its generator and has claimed it.
    unsafe {
        let f = th.stack.running;
        if !(*f).kind.is_generator() {
            return None;
        }
        let g = &*(*f).extra.pointer_unchecked().cast::<Object<Generator>>();
        Some(g.inner.with(|inner| (*inner).handled.clone())).filter(|seen| !seen.is_unbound())
    }
}

#[cold]
fn running(th: &mut Thread, g: &Generator) -> Raised {
    let what = g.what();
    th.value_error(format_args!("{what} already executing"))
}

/// What resuming a generator that has ended gives: a coroutine has but one result.
#[cold]
fn finished(th: &mut Thread, g: &Generator, input: Input) -> R<Sent> {
    if g.code().flags.coroutine {
        return Err(th.raise(Builtin::RuntimeError, format_args!("cannot reuse already awaited coroutine")));
    }
    match input {
        Input::Send(_) => Ok(Sent::Returned(Obj::NONE)),
        Input::Throw(e) => Err(th.reraise(e)),
    }
}

/// `FOR_ITER` over a generator: true when its frame was pushed, false when it is exhausted.
///
/// # Safety
/// 1. `it` is a generator in a register of the running frame that keeps it alive.
pub unsafe fn for_iter(th: &mut Thread, it: Value, dst: u8) -> R<bool> {
    // SAFETY: contract 1.
    unsafe {
        let g = Obj::from_ref(&it).get_unchecked::<Generator>();
        match claim(th, g) {
            None => Err(running(th, g)),
            Some(CLOSED) => Ok(false),
            Some(before) => {
                enter(th, g, it, before, Some(Value::NONE), Kind::ForIter, dst)?;
                Ok(true)
            }
        }
    }
}

/// What a generator is resumed with.
#[derive(Debug)]
pub(crate) enum Input {
    /// A value; `None` at first.
    Send(Obj),
    /// An exception.
    Throw(Obj),
}

/// What resuming a generator gave.
#[derive(Debug)]
pub(crate) enum Sent {
    /// It yielded.
    Yielded(Obj),
    /// What it waits for yielded, through it.
    Delegated(Obj),
    /// It returned.
    Returned(Obj),
}

impl Sent {
    /// As a method gives it: a yielded value, or `StopIteration` with the result.
    pub(crate) fn into_result(self, th: &mut Thread) -> R<Obj> {
        match self {
            Sent::Yielded(x) | Sent::Delegated(x) => Ok(x),
            Sent::Returned(x) => Err(stop(th, x)),
        }
    }

    /// As the `next` slot gives it.
    pub(crate) fn into_next(self, th: &mut Thread) -> R<Option<Obj>> {
        match self {
            Sent::Yielded(x) | Sent::Delegated(x) => Ok(Some(x)),
            Sent::Returned(x) if x.is_none() => Ok(None),
            Sent::Returned(x) => Err(stop(th, x)),
        }
    }
}

/// Resumes a generator of any kind.
pub(crate) fn resume(th: &mut Thread, this: &Obj, input: Input) -> R<Sent> {
    th.check_native_stack()?;
    let g = generator(this);
    match claim(th, g) {
        None => Err(running(th, g)),
        Some(CLOSED) => finished(th, g, input),
        Some(before) => resume_claimed(th, this, before, input),
    }
}

/// [`resume`] of a generator that the caller has claimed.
fn resume_claimed(th: &mut Thread, this: &Obj, before: u8, input: Input) -> R<Sent> {
    let g = generator(this);
    let (sent, thrown) = match input {
        Input::Send(v) => (Some(v), None),
        // What was to be assigned keeps the value that it has: the `yield` has none.
        Input::Throw(e) => (None, Some(e)),
    };
    if before == CREATED && sent.as_ref().is_some_and(|v| !v.is_none()) {
        g.state.leave(CREATED);
        let what = g.what();
        return Err(th.type_error(format_args!("can't send non-None value to a just-started {what}")));
    }
    if before == CREATED
        && let Some(e) = thrown
    {
        // Nothing in it has begun that could catch or tidy up.
        g.release_registers();
        th.exception = e;
        // SAFETY: `function` is a function, whose globals are a dict.
        let globals = unsafe { g.function.get_unchecked::<Function>().globals.get_unchecked::<Dict>() };
        if !g.code().flags.native {
            exception::add_traceback(th, g.code(), globals, BEFORE_START);
        }
        close_state(th, g);
        return Err(th.pending());
    }
    // SAFETY: claimed, so nobody else changes it.
    let handles = g.inner.with(|i| unsafe { !(*i).handled.is_unbound() });
    // SAFETY: claimed.
    let delegating = g.inner.with(|i| unsafe { (*i).delegate.is_some() });
    // SAFETY: claimed; `this` keeps the generator alive.
    unsafe { enter(th, g, this.value(), before, sent.map(Obj::into_value), Kind::Resume, 0)? };
    let Some(e) = thrown else { return ended(th, g, Start::Normal) };
    if handles {
        // Raised while the generator itself handles one, not merely its resumer.
        exception::set_context(th, &e);
    }
    th.exception = e;
    // The raise is at the instruction where the generator waits: `pc` must stand behind its first word. It does so behind a `YIELD`, and behind a
    // `YIELD_FROM` that is done (`finish_delegation`), even when the generator could not go on from there at once because the stack was full. One
    // that is still waiting it stands at.
    if delegating {
        // SAFETY: the frame just pushed, at a `YIELD_FROM`, which has one word.
        unsafe {
            let f = th.stack.running;
            (*f).pc = (*f).pc.add(1);
        }
    }
    ended(th, g, Start::Raise)
}

/// The `next` slot of generators.
pub(super) fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    // SAFETY: called for generators only; `v` keeps it alive.
    let entered = !th.is_native_stack_low() && unsafe { quick_enter(th, v.value(), Kind::Resume, 0) }.is_some();
    let sent = if entered { ended(th, generator(v), Start::Normal)? } else { resume(th, v, Input::Send(Obj::NONE))? };
    sent.into_next(th)
}

/// Evaluates a generator's frame that was pushed, until it yields or ends.
pub(super) fn ended(th: &mut Thread, g: &Object<Generator>, start: Start) -> R<Sent> {
    match run(th, start) {
        // SAFETY: the words are ours.
        Ok(End::Yielded(v)) => Ok(Sent::Yielded(unsafe { into_obj(v) })),
        // SAFETY: as above.
        Ok(End::Delegated(v)) => Ok(Sent::Delegated(unsafe { into_obj(v) })),
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

/// The payload of a value that is known to be a generator of some kind.
pub(super) fn generator(v: &Obj) -> &Object<Generator> {
    // SAFETY: called through slots and methods of the three types, which check the receiver, or after a look at the shape.
    unsafe { v.get_unchecked::<Generator>() }
}

/// Whether a generator has not begun, and has no delegate therefore.
#[inline(always)]
pub(super) fn is_fresh(g: &Object<Generator>) -> bool {
    g.state.get() == CREATED
}

/// What a suspended generator waits for.
pub(super) fn delegate_of(th: &mut Thread, g: &Object<Generator>) -> Option<Obj> {
    // SAFETY: it takes a count.
    unsafe { look(th, g, |inner, _| delegate_in(inner)) }.flatten()
}

/// Word of the instruction where a generator waits; [`BEFORE_START`] when it does not.
pub(crate) fn place(th: &mut Thread, g: &Object<Generator>) -> u32 {
    let word = |inner: &Inner, state| {
        // SAFETY: the place lies in the code, behind a `YIELD` or at a `YIELD_FROM`.
        (state == SUSPENDED).then(|| unsafe { inner.pc.offset_from(g.code().words.as_ptr()) as u32 - u32::from(inner.delegate.is_none()) })
    };
    // SAFETY: it reads two words.
    unsafe { look(th, g, word) }.flatten().unwrap_or(BEFORE_START)
}

/// The variables of a generator that waits or has not begun; none of any other.
pub(crate) fn variables(th: &mut Thread, g: &Object<Generator>) -> R<Obj> {
    let code = g.code();
    // Made before the look, under which nothing may be allocated.
    let mut found = class_body::room(th, code)?;
    // SAFETY: (both) there is room for all, so counts are taken and nothing else; the registers are those of its code and function.
    unsafe { look(th, g, |inner, _| class_body::collect(code, inner.registers.as_ptr(), &g.function, &mut found)) };
    class_body::dict_of(th, found)
}

/// The iterator in the register that `yield from` waits for.
fn delegate_in(inner: &Inner) -> Option<Obj> {
    // SAFETY: the register keeps its object alive.
    inner.delegate.map(|r| unsafe { Obj::from_borrowed(inner.registers.add(r as usize).read()) })
}

/// Makes a claimed generator that waits in a `YIELD_FROM` be done with that: `value` is what resuming it then gets.
fn finish_delegation(th: &mut Thread, g: &Object<Generator>, value: Obj) -> R<()> {
    sharing::barrier(th, &g.header, &value)?;
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
    Ok(())
}

/// Throws an exception into a generator of any kind, that is: into what it waits for, as far as there is something. A `GeneratorExit` closes that
/// when `close_inner`.
pub(crate) fn throw(th: &mut Thread, this: &Obj, e: Obj, close_inner: bool) -> R<Sent> {
    th.check_native_stack()?;
    let g = generator(this);
    let before = match claim(th, g) {
        None => return Err(running(th, g)),
        Some(CLOSED) => return finished(th, g, Input::Throw(e)),
        Some(before) => before,
    };
    // SAFETY: claimed.
    let Some(inner) = g.inner.with(|inner| delegate_in(unsafe { &*inner })) else {
        return resume_claimed(th, this, before, Input::Throw(e));
    };
    let input = match delegation::throw_into(th, &inner, &e, close_inner) {
        Ok(Some(Sent::Returned(v))) => match finish_delegation(th, g, v) {
            Ok(()) => Input::Send(Obj::NONE),
            Err(r) => Input::Throw(th.take(r)),
        },
        Ok(Some(Sent::Yielded(v) | Sent::Delegated(v))) => {
            g.state.leave(before);
            return Ok(Sent::Delegated(v));
        }
        Ok(None) => Input::Throw(e),
        // What was raised there is raised here.
        Err(r) => Input::Throw(th.take(r)),
    };
    drop(inner);
    resume_claimed(th, this, before, input)
}

/// `close()` of a generator of any kind: raises `GeneratorExit` in it.
pub(crate) fn close(th: &mut Thread, this: &Obj) -> R<Obj> {
    let g = generator(this);
    match claim(th, g) {
        None => return Err(running(th, g)),
        Some(CLOSED) => return Ok(Obj::NONE),
        Some(CREATED) => {
            g.release_registers();
            g.state.leave(CLOSED);
            return Ok(Obj::NONE);
        }
        Some(before) => g.state.leave(before),
    }
    let args = th.isolate().empty_tuple();
    let e = exception::make(th, Builtin::GeneratorExit, args)?;
    match throw(th, this, e, true) {
        Ok(Sent::Yielded(_) | Sent::Delegated(_)) => {
            let what = g.what();
            Err(th.raise(Builtin::RuntimeError, format_args!("{what} ignored GeneratorExit")))
        }
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
