//! Calls: entering functions, calling everything else.

use alloc::vec::Vec;
use core::ptr::NonNull;

use super::bind::bind;
use super::eval::{End, Place, Start, run};
use super::generator;
use super::register::{copy, drop_word, into_obj, set, shape_of};
use super::stack::{Frame, Kind};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::prim::Ordering;
use crate::refcount::biased;
use crate::types::dict_object::Dict;
use crate::types::function_object::{BoundMethod, Function, MethodDescriptor, NativeFunction};
use crate::types::spec::{ABSTRACT, HEAP, Method};
use crate::types::str_object;
use crate::types::tuple_object;
use crate::types::type_object::Type;
use crate::types::{instance_slots, native_closure, object_type, protocol};

/// What a call instruction left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The result is in place.
    Done,
    /// A frame was pushed.
    Pushed,
}

/// Ends the running frame `f`: drops its registers and function.
///
/// # Safety
/// 1. `f` is the running frame.
#[inline]
pub unsafe fn pop(th: &mut Thread, f: *mut Frame) {
    // SAFETY: contract 1; the frame's registers are valid words that it owns.
    unsafe {
        let base = (*f).base;
        let mut r = base.add((*f).code.as_ref().frame_words());
        // The frame stays the running one while its values end: what their finalizers call lies above it. The last first, as in CPython.
        while r > base {
            r = r.sub(1);
            let v = *r;
            // S2: no pointer stays behind, not even an uncounted one.
            if v.is_pointer() {
                *r = Value::UNBOUND;
                super::register::drop_word_by(th, v);
            }
        }
        let owned = if (*f).kind == Kind::Init || (*f).class_body { (*f).extra } else { Value::UNBOUND };
        let function = (*f).function;
        th.stack.pop();
        drop_word(function);
        drop_word(owned);
    }
}

/// How [`leave`] left a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The caller's frame runs on; the result is in place.
    Caller,
    /// The entry frame has ended; the result is the caller's.
    Entry,
    /// A generator that `FOR_ITER` runs has ended.
    Exhausted,
    /// A generator that the running frame delegated to has ended; the result is the caller's.
    Delegate,
    /// An `__init__` returned something: an exception is pending, the frame still runs.
    Raised,
}

/// Ends the running frame, which is not a plain call's, with a result.
///
/// # Safety
/// 1. `v` is owned by the caller, and given up unless the answer is [`Left::Entry`] or [`Left::Delegate`].
#[inline(never)]
pub unsafe fn leave(th: &mut Thread, v: Value) -> Left {
    // SAFETY: a frame is running, and another below it unless it is the entry frame; `dst` is a register of that.
    unsafe {
        let f = th.stack.running;
        if f == th.stack.entry {
            pop(th, f);
            return Left::Entry;
        }
        if (*f).kind == Kind::Init {
            let this = (*f).extra;
            (*f).extra = Value::UNBOUND;
            if !v.is_none() {
                drop(bad_init(th, v));
                drop_word(this);
                return Left::Raised;
            }
            let dst = (*f).dst as usize;
            pop(th, f);
            set((*f.sub(1)).base.add(dst), this);
            return Left::Caller;
        }
        if (*f).kind == Kind::Delegate {
            generator::finish(th, f);
            return Left::Delegate;
        }
        drop_word(v);
        generator::finish(th, f);
        Left::Exhausted
    }
}

/// `TypeError` for an `__init__` that returned something.
#[cold]
pub fn bad_init(th: &mut Thread, v: Value) -> Raised {
    // SAFETY: the caller gives the word up.
    let v = unsafe { into_obj(v) };
    let t = th.type_name(&v);
    th.type_error(format_args!("__init__() should return None, not '{t}'"))
}

/// The native method behind a callee, its receiver, and how many of the arguments that takes: of a function, or of a built-in type's method whose
/// first argument is a plain instance of the type. `None` for anything else.
#[inline(always)]
unsafe fn native_of(place: *mut Value, at: *mut Value, positional: usize) -> Option<(&'static Method, *const Obj, usize)> {
    // SAFETY: the registers are the caller's; what they hold stays alive during the call, a native function's receiver with it.
    unsafe {
        let callee = *place;
        if !callee.is_pointer() {
            return None;
        }
        let p = callee.pointer_unchecked();
        // Relaxed: the shapes looked for never change.
        let shape = (*p).shape.load(Ordering::Relaxed);
        if shape == Builtin::MethodDescriptor.shape() {
            let m = &*p.cast::<Object<MethodDescriptor>>();
            if positional == 0 || shape_of(*at) != m.shape {
                return None;
            }
            return Some((m.method, at.cast::<Obj>(), 1));
        }
        if shape == Builtin::NativeFunction.shape() {
            let m = &*p.cast::<Object<NativeFunction>>();
            return Some((m.method, &raw const m.payload.this, 0));
        }
        if shape == Builtin::NativeClosure.shape() {
            return Some((&native_closure::CALL, place.cast::<Obj>(), 0));
        }
        None
    }
}

/// [`call`] of a native function or method, by its short way if that will do: its result as a register word, for the caller to write. `None` for
/// anything else, and nothing was done.
///
/// # Safety
/// As [`call`].
#[inline(always)]
pub unsafe fn call_native(th: &mut Thread, base: *mut Value, a: u8, first: usize, n: usize, names: &[Obj]) -> Option<R<Value>> {
    // SAFETY: contract 1 of `call`.
    unsafe {
        let at = base.add(first);
        let callee = *base.add(a as usize);
        let (method, this, skip) = native_of(base.add(a as usize), at, n - names.len())?;
        let all = Obj::from_slice(core::slice::from_raw_parts(at.add(skip), n - skip));
        let short = if names.is_empty() { method.leaf.and_then(|f| f(&*this, all)) } else { None };
        let result = match short {
            Some(v) => v,
            None => {
                if th.is_native_stack_low() {
                    return Some(Err(th.recursion_error("")));
                }
                match (method.call)(th, &*this, &Args { all, names }) {
                    Ok(v) => v.into_value(),
                    Err(e) => return Some(Err(e)),
                }
            }
        };
        // It waits in the callee's register, where a collection sees it: the ends of arguments may run program code.
        *base.add(a as usize) = result;
        let mut r = at.add(n);
        while r > at {
            r = r.sub(1);
            let old = *r;
            *r = Value::UNBOUND;
            if old.is_counted() && !biased::quick_decref(&*old.to_raw()) {
                super::register::release_by(th, old.to_raw());
            }
        }
        drop_word(callee);
        *base.add(a as usize) = Value::UNBOUND;
        Some(Ok(result))
    }
}

/// Calls the value in register `a` with `n` arguments from register `first` on, the last of them named.
///
/// # Safety
/// 1. `base` is the running frame's; the registers exist.
pub unsafe fn call(th: &mut Thread, base: *mut Value, a: u8, first: usize, n: usize, names: &[Obj], dst: u8) -> R<Flow> {
    // SAFETY: contract 1. The callee's word moves out of its register while it runs.
    unsafe {
        th.poll()?;
        let at = base.add(first);
        let callee = *base.add(a as usize);
        if callee.is_unbound() {
            return super::ops::names::unbound(th, a).map(|()| Flow::Done);
        }
        if let Some(result) = call_native(th, base, a, first, n, names) {
            set(base.add(dst as usize), result?);
            return Ok(Flow::Done);
        }
        let callee_obj = Obj::from_ref(&callee);
        if let Some(function) = callee_obj.exact::<Function>() {
            let flow = push_function(th, function, callee, at, n, names, Kind::Call, dst)?;
            return match flow {
                None => {
                    // The frame owns the callee now.
                    *base.add(a as usize) = Value::UNBOUND;
                    Ok(Flow::Pushed)
                }
                Some(generator) => {
                    set(base.add(a as usize), Value::UNBOUND);
                    set(base.add(dst as usize), generator.into_value());
                    Ok(Flow::Done)
                }
            };
        }
        if let Some(m) = callee_obj.exact::<BoundMethod>() {
            // The receiver takes the register before the arguments: the callee's own, or the unbound one behind it.
            let (function, receiver) = (copy(m.function.value()), copy(m.receiver.value()));
            let old = *base.add(a as usize);
            *base.add(a as usize) = Value::UNBOUND;
            set(at.sub(1), receiver);
            // What is needed of it is copied; it is dropped when the call is on its way. (Not counted meanwhile: other threads may use it too.)
            if let Some(f) = Obj::from_ref(&function).exact::<Function>() {
                let r = push_function(th, f, function, at.sub(1), n + 1, names, Kind::Call, dst);
                drop_word(old);
                return match r {
                    Ok(None) => Ok(Flow::Pushed),
                    Ok(Some(generator)) => {
                        drop_word(function);
                        set(base.add(dst as usize), generator.into_value());
                        Ok(Flow::Done)
                    }
                    Err(e) => {
                        drop_word(function);
                        Err(e)
                    }
                };
            }
            let f = into_obj(function);
            let args = Args { all: Obj::from_slice(core::slice::from_raw_parts(at.sub(1), n + 1)), names };
            let r = protocol::call_args(th, &f, &args)?;
            for i in (0..=n).rev() {
                set(at.sub(1).add(i), Value::UNBOUND);
            }
            set(base.add(dst as usize), r.into_value());
            return Ok(Flow::Done);
        }
        let args = Args { all: Obj::from_slice(core::slice::from_raw_parts(at, n)), names };
        let result = if let Some(t) = callee_obj.get::<Type>()
            && t.has(HEAP)
            && let Some(flow) = instantiate(th, callee_obj, t, base, a, at, n, names, dst)?
        {
            return Ok(flow);
        } else {
            protocol::call_args(th, callee_obj, &args)?
        };
        for i in (0..n).rev() {
            set(at.add(i), Value::UNBOUND);
        }
        set(base.add(a as usize), Value::UNBOUND);
        set(base.add(dst as usize), result.into_value());
        Ok(Flow::Done)
    }
}

/// A call of a program class whose `__new__` is `object`'s and whose `__init__` is a bytecode function: the frame runs `__init__`.
///
/// # Safety
/// As [`call`].
#[allow(clippy::too_many_arguments, reason = "the operands of one instruction")]
unsafe fn instantiate(
    th: &mut Thread,
    callee: &Obj,
    t: &Object<Type>,
    base: *mut Value,
    a: u8,
    at: *mut Value,
    n: usize,
    names: &[Obj],
    dst: u8,
) -> R<Option<Flow>> {
    let version = t.version();
    if t.plain_init.get(version).is_none() && !is_plain_call(th, callee, t, version) {
        return Ok(None);
    }
    let Some(init) = t.lookup_by(th, th.name(names::INIT)) else { return Ok(None) };
    let word = super::ops::names::register(init);
    // SAFETY: as `call`; `word` is ours until its frame has it. The instance takes the register before the arguments.
    unsafe {
        let Some(function) = Obj::from_ref(&word).exact::<Function>() else {
            drop_word(word);
            return Ok(None);
        };
        let this = match th.new_instance(t) {
            Ok(this) => this,
            Err(e) => {
                drop_word(word);
                return Err(e);
            }
        };
        let old = *base.add(a as usize);
        *base.add(a as usize) = Value::UNBOUND;
        set(at.sub(1), this.clone().into_value());
        let held = into_obj(old);
        let r = push_function(th, function, word, at.sub(1), n + 1, names, Kind::Init, dst);
        drop(held);
        match r {
            Ok(None) => {
                (*th.stack.running).extra = this.into_value();
                Ok(Some(Flow::Pushed))
            }
            Ok(Some(generator)) => {
                drop_word(word);
                let t = th.type_name(&generator);
                Err(th.type_error(format_args!("__init__() should return None, not '{t}'")))
            }
            Err(e) => {
                drop_word(word);
                Err(e)
            }
        }
    }
}

/// Whether a call of a class is `object.__new__` and then a bytecode `__init__`, nothing else; remembered for `version`, read before. That it is
/// `object.__new__` alone is remembered as well: the type `object` stands for its `__init__`, which does nothing.
#[inline(never)]
fn is_plain_call(th: &mut Thread, callee: &Obj, t: &Object<Type>, version: u32) -> bool {
    let same = |x: Option<crate::types::type_object::NewFn>| {
        x.is_some_and(|f| core::ptr::fn_addr_eq(f, object_type::new as crate::types::type_object::NewFn))
    };
    let meta = th.type_of(callee);
    let is_init = |slots: &crate::types::spec::SlotSpec| t.slots.init().zip(slots.init).is_some_and(|(f, g)| core::ptr::fn_addr_eq(f, g));
    let made = same(t.slots.new())
        && t.is_heap()
        && t.layout == Builtin::Object
        && core::ptr::eq(meta, th.isolate().ty(Builtin::Type))
        && !t.has(ABSTRACT);
    if made && is_init(&object_type::SPEC.slots) {
        t.plain_init.publish(version, th.isolate().ty(Builtin::Object).header_ptr().cast_mut());
    }
    let plain = made && is_init(&instance_slots::SLOTS);
    let init = if plain { t.lookup(th.name(names::INIT)).filter(|f| f.exact::<Function>().is_some()) } else { None };
    if let Some(f) = &init {
        t.plain_init.publish(version, f.value().to_raw());
    }
    init.is_some()
}

/// Binds arguments that lie from `at` on and pushes a frame there, or makes a generator of it.
///
/// The frame takes `word`, the function's own word, over.
///
/// # Safety
/// 1. `at` and the `n` registers from there are the caller's, above its other live ones.
#[allow(clippy::too_many_arguments, reason = "the operands of one instruction")]
pub unsafe fn push_function(
    th: &mut Thread,
    function: &Object<Function>,
    word: Value,
    at: *mut Value,
    n: usize,
    names: &[Obj],
    kind: Kind,
    dst: u8,
) -> R<Option<Obj>> {
    // SAFETY: contract 1; a function's code is a code object and its globals a dict.
    unsafe {
        let code = function.code();
        let words = code.frame_words();
        let place = if th.stack.is_in_generator(at) { th.stack.top() } else { at };
        if !th.stack.reserve(place, words.max(n)) {
            return Err(th.recursion_error(""));
        }
        if place == at {
            return push_at(th, (function, code), word, at, n, names, kind, dst);
        }
        // The caller's registers lie in its generator: the arguments move to the stack.
        for i in 0..n {
            *place.add(i) = core::mem::replace(&mut *at.add(i), Value::UNBOUND);
        }
        push_above(th, (function, code), word, n, names, kind, dst)
    }
}

/// [`push_at`] the end of the running frame's registers, where the arguments have been put. They are gone, whatever comes of it.
///
/// # Safety
/// As [`push_at`].
unsafe fn push_above(
    th: &mut Thread,
    (function, code): (&Object<Function>, &Object<Code>),
    word: Value,
    n: usize,
    names: &[Obj],
    kind: Kind,
    dst: u8,
) -> R<Option<Obj>> {
    // SAFETY: the caller's contract.
    unsafe {
        let at = th.stack.top();
        // What binding may run must not use these registers.
        let caller = th.stack.running;
        (*caller).top = at.add(n);
        let r = push_at(th, (function, code), word, at, n, names, kind, dst);
        (*caller).top = at;
        if !matches!(r, Ok(None)) {
            for i in 0..n {
                set(at.add(i), Value::UNBOUND);
            }
        }
        r
    }
}

/// Pushes the frame of a plain function, whose arguments lie from `at` on, as many as it has parameters: `word` is the function's own word. Where it begins.
///
/// # Safety
/// 1. The window is reserved, and there is room for a frame. 2. The code is plain for `n` arguments.
#[allow(clippy::too_many_arguments, reason = "what a frame is made of")]
#[inline(always)]
pub(super) unsafe fn push_plain(
    th: &mut Thread,
    (function, code): (&Object<Function>, &Object<Code>),
    word: Value,
    at: *mut Value,
    n: usize,
    kind: Kind,
    extra: Value,
    dst: u8,
) -> Place {
    // SAFETY: contracts 1 and 2; a function's globals are a dict.
    unsafe {
        let mut r = at.add(n);
        let end = at.add(code.locals.len());
        while r < end {
            // Volatile: there are few, and the compiler's way to many would cost each call more than it saves.
            r.write_volatile(Value::UNBOUND);
            r = r.add(1);
        }
        let start = code.words.as_ptr();
        th.stack.push_unchecked(Frame {
            code: NonNull::from(code),
            pc: start,
            base: at,
            globals: NonNull::from(function.globals.get_unchecked::<Dict>()),
            function: word,
            top: at.add(code.registers as usize),
            extra,
            kind,
            dst,
            class_body: false,
        });
        Place { pc: start, base: at }
    }
}

/// [`push_function`] with the window where the arguments are; it is reserved for the code, which is one that the function had.
///
/// # Safety
/// As [`push_function`].
#[allow(clippy::too_many_arguments, reason = "the operands of one instruction")]
#[inline]
unsafe fn push_at(
    th: &mut Thread,
    (function, code): (&Object<Function>, &Object<Code>),
    word: Value,
    at: *mut Value,
    n: usize,
    names: &[Obj],
    kind: Kind,
    dst: u8,
) -> R<Option<Obj>> {
    // SAFETY: the caller's contract.
    unsafe {
        let words = code.frame_words();
        let locals = code.locals.len();
        if (n as u32 == code.plain_args || n as u32 == code.plain_generator_args) && names.is_empty() {
            for i in n..locals {
                *at.add(i) = Value::UNBOUND;
            }
        } else {
            bind(th, function, code, at, n, names)?;
        }
        for i in code.registers as usize..words {
            *at.add(i) = Value::UNBOUND;
        }
        if code.flags.generator {
            let g = generator::make(th, function, code, at, locals)?;
            return Ok(Some(g));
        }
        // Code of a class body or a text, made a function's: its names are the globals, as in CPython. (`extra` of `Init` is the instance's place.)
        let in_namespace = (code.flags.class_body || code.flags.namespace) && kind != Kind::Init;
        let extra = if in_namespace { copy(function.globals.value()) } else { Value::UNBOUND };
        let frame = Frame {
            code: NonNull::from(code),
            pc: code.words.as_ptr(),
            base: at,
            globals: NonNull::from(function.globals.get_unchecked::<Dict>()),
            function: word,
            top: at.add(words),
            extra,
            kind,
            dst,
            class_body: in_namespace,
        };
        if !th.stack.push(frame) {
            drop_word(extra);
            // The arguments are the caller's again; its unwinding drops them only as far as its own registers go.
            for i in 0..words {
                set(at.add(i), Value::UNBOUND);
            }
            return Err(th.recursion_error(""));
        }
        Ok(None)
    }
}

/// `CALL_EX`: arguments from a tuple and a dict.
///
/// # Safety
/// As [`call`].
pub unsafe fn call_ex(th: &mut Thread, base: *mut Value, w: u32) -> R<Flow> {
    // SAFETY: the run of registers was verified.
    unsafe {
        let a = isa::a(w) as usize;
        let with_keywords = isa::b(w) == 1;
        let callee = Obj::from_ref(&*base.add(a)).clone();
        let args = Obj::from_ref(&*base.add(a + 1)).clone();
        let mut values: Vec<Obj>;
        let mut names: Vec<Obj> = Vec::new();
        let all: &[Obj] = match args.exact::<tuple_object::Tuple>() {
            Some(t) if !with_keywords => t.items(),
            Some(t) => {
                values = th.vec(t.items().len())?;
                values.extend_from_slice(t.items());
                add_keywords(th, base, a, &callee, &mut values, &mut names)?;
                &values
            }
            None => {
                values = super::ops::build::collect_starred(th, &args)?;
                if with_keywords {
                    add_keywords(th, base, a, &callee, &mut values, &mut names)?;
                }
                &values
            }
        };
        let result = match enter_unpacked(th, &callee, all, &names, isa::c(w)) {
            Some(entered) => entered?,
            None => Some(protocol::call_args(th, &callee, &Args { all, names: &names })?),
        };
        for i in 0..2 + usize::from(with_keywords) {
            set(base.add(a + i), Value::UNBOUND);
        }
        let Some(r) = result else { return Ok(Flow::Pushed) };
        set(base.add(isa::c(w) as usize), r.into_value());
        Ok(Flow::Done)
    }
}

/// Adds the entries of a `CALL_EX`'s dict to the arguments.
///
/// # Safety
/// As [`call`].
unsafe fn add_keywords(th: &mut Thread, base: *mut Value, a: usize, callee: &Obj, values: &mut Vec<Obj>, names: &mut Vec<Obj>) -> R<()> {
    // SAFETY: the run of registers was verified.
    let d = unsafe { Obj::from_ref(&*base.add(a + 2)).clone() };
    let Some(d) = d.get::<Dict>() else { return Ok(()) };
    for (k, v) in d.snapshot(th)? {
        if k.get::<str_object::Str>().is_none() {
            if th.type_of(callee).slots.call().is_none() {
                return Err(protocol::not_callable(th, callee));
            }
            return Err(th.type_error(format_args!("keywords must be strings")));
        }
        th.push(names, k)?;
        th.push(values, v)?;
    }
    Ok(())
}

/// Calls a bytecode function, or a method that is one, with arguments that lie elsewhere, the last of them named: they are copied above the running frame,
/// and the function's frame is pushed there, or it is a generator. `None` for what is neither, and nothing was done.
///
/// # Safety
/// 1. There is a running frame.
unsafe fn enter_unpacked(th: &mut Thread, callee: &Obj, args: &[Obj], names: &[Obj], dst: u8) -> Option<R<Option<Obj>>> {
    let method = callee.exact::<BoundMethod>();
    let f = method.map_or(callee, |m| &m.payload.function);
    let function = f.exact::<Function>()?;
    let code = function.code();
    let receiver = method.map(|m| &m.payload.receiver);
    let n = usize::from(receiver.is_some()) + args.len();
    // SAFETY: contract 1; the window is reserved before it is written.
    unsafe {
        let at = th.stack.top();
        if let Err(e) = th.poll() {
            return Some(Err(e));
        }
        if !th.stack.reserve(at, code.frame_words().max(n)) {
            return Some(Err(th.recursion_error("")));
        }
        for (i, v) in receiver.into_iter().chain(args).enumerate() {
            *at.add(i) = copy(v.value());
        }
        let word = copy(f.value());
        let r = push_above(th, (function, code), word, n, names, Kind::Call, dst);
        if !matches!(r, Ok(None)) {
            drop_word(word);
        }
        Some(r)
    }
}

/// Calls a bytecode function from native code: the `call` slot of functions.
pub fn call_function(th: &mut Thread, f: &Obj, args: &Args<'_>) -> R<Obj> {
    th.check_native_stack()?;
    let Some(function) = f.exact::<Function>() else { return Err(protocol::not_callable(th, f)) };
    let n = args.all.len();
    if n <= FEW && args.names.is_empty() && function.code().plain_generator_args == n as u32 {
        return make_generator(th, function, args.all);
    }
    // SAFETY: arguments are copied above the running frame's end; there is one, at least the region's first.
    unsafe {
        let at = th.stack.top();
        let code = function.code();
        if code.plain_args == n as u32 && args.names.is_empty() && th.stack.has_room(at, code.registers as usize) {
            for (i, v) in args.all.iter().enumerate() {
                *at.add(i) = copy(v.value());
            }
            push_plain(th, (function, code), copy(f.value()), at, n, Kind::Entry, Value::UNBOUND, 0);
            return finish_entry(th);
        }
        if !th.stack.reserve(at, n) {
            return Err(th.recursion_error(""));
        }
        for (i, v) in args.all.iter().enumerate() {
            *at.add(i) = copy(v.value());
        }
        // What binding may run must not use these registers.
        let caller = th.stack.running;
        (*caller).top = at.add(n);
        let word = copy(f.value());
        let pushed = push_function(th, function, word, at, n, args.names, Kind::Entry, 0);
        match pushed {
            Ok(None) => (*caller).top = at,
            Ok(Some(generator)) => {
                (*caller).top = at;
                drop_word(word);
                return Ok(generator);
            }
            Err(e) => {
                for i in 0..n {
                    set(at.add(i), Value::UNBOUND);
                }
                (*caller).top = at;
                drop_word(word);
                return Err(e);
            }
        }
        finish_entry(th)
    }
}

/// Arguments that [`make_generator`] takes.
const FEW: usize = 4;

/// What a function makes whose code makes generators of its arguments as they are, which are few: no frame is needed for that.
fn make_generator(th: &mut Thread, function: &Object<Function>, args: &[Obj]) -> R<Obj> {
    let mut words = [Value::UNBOUND; FEW];
    // SAFETY: as many words as there are arguments, which are its parameters; the code is immortal. What it has taken over is unbound here.
    unsafe {
        for (w, a) in words.iter_mut().zip(args) {
            *w = copy(a.value());
        }
        let made = generator::make(th, function, function.code(), words.as_mut_ptr(), args.len());
        for w in words {
            drop_word(w);
        }
        made
    }
}

/// Evaluates the entry frame that was just pushed.
///
/// # Safety
/// 1. The running frame is an entry frame that has not begun.
pub unsafe fn finish_entry(th: &mut Thread) -> R<Obj> {
    match run(th, Start::Normal)? {
        // SAFETY: the word is ours.
        End::Returned(v) | End::Yielded(v) | End::Delegated(v) => Ok(unsafe { into_obj(v) }),
    }
}

/// Runs code as a module's body or a class body: without arguments, in the given globals.
pub fn run_code(th: &mut Thread, function: &Obj, namespace: Option<&Obj>) -> R<Obj> {
    th.check_native_stack()?;
    let Some(f) = function.exact::<Function>() else { return Err(protocol::not_callable(th, function)) };
    // SAFETY: the window begins above the running frame's end.
    unsafe {
        let at = th.stack.top();
        let word = copy(function.value());
        match push_function(th, f, word, at, 0, &[], Kind::Entry, 0) {
            Ok(None) => {}
            Ok(Some(g)) => {
                drop_word(word);
                return Ok(g);
            }
            Err(e) => {
                drop_word(word);
                return Err(e);
            }
        }
        let frame = th.stack.running;
        let flags = (*frame).code.as_ref().flags;
        // A function's code has its own variables, even when it is run by `exec`.
        if let Some(ns) = namespace.filter(|_| flags.class_body || flags.namespace || flags.module) {
            let old = core::mem::replace(&mut (*frame).extra, copy(ns.value()));
            (*frame).class_body = true;
            drop_word(old);
        }
        finish_entry(th)
    }
}
