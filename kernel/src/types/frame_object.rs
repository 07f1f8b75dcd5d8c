//! Frame objects: what programs see of an activation.
//!
//! An activation does not know of its frame objects, so that calls and returns do no work for them. A frame object holds the code, the globals and the
//! place of the moment when it was made, and the same of the activations below, for `f_back`, in a tuple that the frames reached by that share. As long as
//! its thread still runs the activation, that thread is shown the present line and variables; afterwards, and to other threads, the line is that of the
//! moment and the variables of a function are not known. (Whether it still runs is seen by its depth, code and globals: of a function that has returned
//! and was called again at the same depth, the later call is shown.) A generator's frame is that of the generator, and shows its line and variables
//! while it waits, too; below it is always who resumes it at the moment. `f_locals` of a function is a copy, where CPython gives a view that writes through.
//!
//! Safe for threads: nothing changes but fields, each by itself.

use super::exception::Traceback;
use super::function_types::{field_or_none, isolate_builtins, other_builtins, others_of, store};
use super::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable};
use crate::bytecode::code_object::{self, Code};
use crate::interp::class_body;
use crate::interp::generator::{self, CREATED, RUNNING, SUSPENDED};
use crate::interp::stack::Frame;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicBool, Ordering};
use crate::types::{protocol, tuple_object};

/// What is kept of an activation for frame objects above it: code, globals, place, and its generator or `None`: programs may come by the tuple.
const BELOW: usize = 4;

/// Payload of a frame object.
#[derive(Debug)]
pub struct FrameObject {
    code: Obj,
    globals: Obj,
    /// Word of the instruction at the moment of making.
    pc: u32,
    /// The thread that runs the activation, by its identifier; 0 when there is none that could.
    thread: u64,
    /// Its place on that thread's stack.
    depth: usize,
    /// Of each activation, outermost first, of which there are at least `depth`, what [`BELOW`] counts; or unbound.
    below: Obj,
    /// `f_back`, once it was asked for.
    back: Field,
    /// `f_trace`
    trace_function: Field,
    /// `f_trace_lines`
    trace_lines: AtomicBool,
    /// `f_trace_opcodes`
    trace_opcodes: AtomicBool,
    /// The generator whose frame it is, or unbound.
    generator: Obj,
}

impl FrameObject {
    /// Of an activation that nothing is known about but its code, its globals and its place.
    fn new(code: Obj, globals: Obj, pc: u32) -> FrameObject {
        FrameObject {
            code,
            globals,
            pc,
            thread: 0,
            depth: 0,
            below: Obj::UNBOUND,
            back: Field::empty(),
            trace_function: Field::empty(),
            trace_lines: AtomicBool::new(true),
            trace_opcodes: AtomicBool::new(false),
            generator: Obj::UNBOUND,
        }
    }
}

// SAFETY: BUILTIN is used here alone; `trace` visits each reference once.
unsafe impl Payload for FrameObject {
    const BUILTIN: Builtin = Builtin::Frame;
    fn trace(&self, visit: &mut dyn Trace) {
        for o in [&self.code, &self.globals, &self.below, &self.generator] {
            visit.obj(o);
        }
        visit.field(&self.back);
        visit.field(&self.trace_function);
    }
    fn clear(&self) {
        drop(self.back.replace_raw(Obj::UNBOUND));
        drop(self.trace_function.replace_raw(Obj::UNBOUND));
    }
}

/// Word of the instruction that an activation is at.
fn place(f: &Frame) -> u32 {
    // SAFETY: the code is immortal, and the place lies in it or right behind.
    let words = unsafe { f.pc.offset_from(f.code.as_ref().words.as_ptr()) };
    (words as u32).saturating_sub(1)
}

fn parts(f: &Frame) -> (Obj, Obj) {
    // SAFETY: a frame keeps its code and globals alive.
    unsafe { (f.code.as_ref().to_obj(), f.globals.as_ref().to_obj()) }
}

/// The generator of an activation.
fn generator_of(f: &Frame) -> Option<Obj> {
    // SAFETY: the frame keeps its generator alive.
    f.kind.is_generator().then(|| unsafe { Obj::from_borrowed(f.extra) })
}

/// The frame object of the running activation, or one `above` it towards the outermost; `None` when there are not so many. Code that stands for native
/// code is not counted.
///
/// # Errors
/// `MemoryError`
pub fn of_running(th: &mut Thread, above: usize) -> R<Option<Obj>> {
    let frames = th.stack.frames();
    match (0..frames.len()).rev().filter(|depth| frames[*depth].is_listed()).nth(above) {
        Some(depth) => at_depth(th, depth).map(Some),
        None => Ok(None),
    }
}

/// The frame object of one of the thread's activations, by its place on the stack.
pub fn at_depth(th: &mut Thread, depth: usize) -> R<Obj> {
    let mut below = th.vec(depth * BELOW)?;
    for f in &th.stack.frames()[..depth] {
        let (code, globals) = parts(f);
        below.extend([code, globals, Obj::from_i31(place(f) as i32), generator_of(f).unwrap_or(Obj::NONE)]);
    }
    let below = th.tuple(below)?;
    let f = th.stack.frames()[depth];
    let (code, globals) = parts(&f);
    let generator = generator_of(&f).unwrap_or(Obj::UNBOUND);
    th.alloc(FrameObject { thread: th.ident, depth, below, generator, ..FrameObject::new(code, globals, place(&f)) })
}

/// The place of the next activation below `depth` that programs may see.
fn listed_below(th: &Thread, depth: usize) -> Option<usize> {
    th.stack.frames()[..depth].iter().rposition(Frame::is_listed)
}

/// Code and globals of a frame object.
pub fn parts_of(frame: &Obj) -> Option<(Obj, Obj)> {
    frame.exact::<FrameObject>().map(|f| (f.code.clone(), f.globals.clone()))
}

/// The frame object of a line of a traceback.
///
/// # Errors
/// `MemoryError`
pub fn of_traceback(th: &mut Thread, t: &Traceback) -> R<Obj> {
    if !t.frame.is_unbound() {
        return Ok(t.frame.clone());
    }
    // The innermost activation of the same code, if it still runs.
    let running = th.stack.frames().iter().rposition(|f| is_of(f, &t.code, &t.globals));
    let thread = if running.is_some() { th.ident } else { 0 };
    let depth = running.unwrap_or(0);
    let generator = running.and_then(|depth| generator_of(&th.stack.frames()[depth])).unwrap_or(Obj::UNBOUND);
    th.alloc(FrameObject { thread, depth, generator, ..FrameObject::new(t.code.clone(), t.globals.clone(), t.pc) })
}

/// The frame object of a suspended generator.
///
/// # Errors
/// `MemoryError`
pub fn of_generator(th: &mut Thread, code: Obj, globals: Obj, pc: u32, generator: Obj) -> R<Obj> {
    th.alloc(FrameObject { generator, ..FrameObject::new(code, globals, pc) })
}

fn frame(v: &Obj) -> &Object<FrameObject> {
    // SAFETY: called through slots and attributes of frames, which check the receiver.
    unsafe { v.get_unchecked::<FrameObject>() }
}

fn is_of(f: &Frame, code: &Obj, globals: &Obj) -> bool {
    let (c, g) = parts(f);
    c.is(code) && g.is(globals)
}

/// The activation of a generator that this thread is in, by its place on the stack.
pub fn depth_of_generator(th: &Thread, generator: &Obj) -> Option<usize> {
    th.stack.frames().iter().rposition(|a| a.kind.is_generator() && Obj::from_ref(&a.extra).is(generator))
}

/// The place of the activation on the asking thread's stack, when that still runs it.
fn running_depth(th: &Thread, f: &FrameObject) -> Option<usize> {
    let there = th.stack.frames().get(f.depth);
    if !f.generator.is_unbound() {
        // Mostly it is where it was.
        return match there.and_then(generator_of) {
            Some(g) if g.is(&f.generator) => Some(f.depth),
            _ => depth_of_generator(th, &f.generator),
        };
    }
    (f.thread == th.ident && there.is_some_and(|a| is_of(a, &f.code, &f.globals))).then_some(f.depth)
}

fn running(th: &Thread, f: &FrameObject) -> Option<Frame> {
    running_depth(th, f).map(|depth| th.stack.frames()[depth])
}

/// Word of the instruction that it is at, as far as that is known.
fn present_place(th: &mut Thread, f: &FrameObject) -> u32 {
    if let Some(a) = running(th, f) {
        return place(&a);
    }
    match generator::any(&f.generator) {
        Some(g) if g.state() == SUSPENDED => generator::place(th, g),
        _ => f.pc,
    }
}

fn line(th: &mut Thread, f: &FrameObject) -> u32 {
    code_object::location(&f.code, present_place(th, f)).line
}

/// What is kept of an activation below.
fn entry_below(f: &FrameObject, depth: usize) -> Option<&[Obj; BELOW]> {
    tuple_object::items(&f.below).get(depth * BELOW..).and_then(|rest| rest.first_chunk())
}

/// Whether that is what was kept of this activation.
fn is_entry(a: &Frame, [code, globals, _, generator]: &[Obj; BELOW]) -> bool {
    is_of(a, code, globals) && generator_of(a).unwrap_or(Obj::NONE).is(generator)
}

/// The frame object of what is kept of an activation below.
fn of_entry(th: &mut Thread, above: &FrameObject, depth: usize, [code, globals, pc, generator]: &[Obj; BELOW]) -> R<Obj> {
    let pc = protocol::index_i64(th, pc, Builtin::OverflowError)? as u32;
    let generator = if generator.is_none() { Obj::UNBOUND } else { generator.clone() };
    let of = FrameObject::new(code.clone(), globals.clone(), pc);
    th.alloc(FrameObject { thread: above.thread, depth, below: above.below.clone(), generator, ..of })
}

fn back(th: &mut Thread, v: &Obj) -> R<Obj> {
    let f = frame(v);
    let made = if !f.generator.is_unbound() {
        // Below it is who resumes it, each time another.
        let Some(depth) = running_depth(th, f).and_then(|depth| listed_below(th, depth)) else { return Ok(Obj::NONE) };
        if let Some(b) = f.back.get(&f.header)
            && b.exact::<FrameObject>().is_some_and(|b| running_depth(th, b) == Some(depth))
        {
            return Ok(b);
        }
        match entry_below(f, depth) {
            Some(entry) if f.thread == th.ident && is_entry(&th.stack.frames()[depth], entry) => of_entry(th, f, depth, entry)?,
            _ => at_depth(th, depth)?,
        }
    } else if let Some(b) = f.back.get(&f.header) {
        return Ok(b);
    } else if f.below.is_unbound() {
        let Some(depth) = running_depth(th, f).and_then(|depth| listed_below(th, depth)) else { return Ok(Obj::NONE) };
        at_depth(th, depth)?
    } else {
        let listed = |depth: &usize| entry_below(f, *depth).and_then(|e| e[0].exact::<Code>()).is_some_and(|c| !c.flags.native);
        let Some(depth) = (0..f.depth).rev().find(listed) else { return Ok(Obj::NONE) };
        let Some(entry) = entry_below(f, depth) else { return Ok(Obj::NONE) };
        of_entry(th, f, depth, entry)?
    };
    store(th, &f.back, &f.header, made.clone())?;
    Ok(made)
}

fn locals(th: &mut Thread, v: &Obj) -> R<Obj> {
    let f = frame(v);
    if let Some(a) = running(th, f) {
        return class_body::variables(th, &a);
    }
    if let Some(g) = generator::any(&f.generator) {
        return generator::variables(th, g);
    }
    match f.code.exact::<Code>() {
        Some(c) if c.flags.module && !c.flags.namespace => Ok(f.globals.clone()),
        _ => th.dict(),
    }
}

/// `clear()`: of a generator that has not begun, which is closed; of what has ended there is nothing to clear.
fn clear(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "frame.clear")?;
    let f = frame(v);
    let state = generator::any(&f.generator).map(|g| g.state());
    if running(th, f).is_some() || state == Some(RUNNING) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("cannot clear an executing frame")));
    }
    match state {
        // The words are CPython's.
        Some(SUSPENDED) => Err(th.raise(Builtin::RuntimeError, format_args!("cannot clear an suspended frame"))),
        Some(CREATED) => generator::close(th, &f.generator).map(|_| Obj::NONE),
        _ => Ok(Obj::NONE),
    }
}

fn set_flag(th: &mut Thread, flag: &AtomicBool, x: &Obj) -> R<()> {
    if !x.is(&Obj::TRUE) && !x.is(&Obj::FALSE) {
        return Err(th.type_error(format_args!("attribute value type must be bool")));
    }
    flag.store(x.is(&Obj::TRUE), Ordering::Relaxed);
    Ok(())
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let f = frame(v);
            let at = v.value().without_uncounted().to_bits();
            let (file, name, line) = (code_object::filename(&f.code), code_object::name(&f.code), line(th, f));
            th.str_fmt(format_args!("<frame at {at:#x}, file '{file}', line {line}, code {name}>"))
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("clear", clear)],
    getsets: &[
        GetSet::read("f_code", |_, v| Ok(frame(v).code.clone())),
        GetSet::read("f_globals", |_, v| Ok(frame(v).globals.clone())),
        GetSet::read("f_builtins", |th, v| {
            let f = frame(v);
            let others = match (generator::any(&f.generator), running(th, f)) {
                (Some(g), _) => other_builtins(g.function()),
                (None, Some(a)) => other_builtins(Obj::from_ref(&a.function)),
                // Of one that has ended: what its globals say now.
                (None, None) => others_of(th, &f.globals),
            };
            Ok(others.unwrap_or_else(|| isolate_builtins(th)))
        }),
        GetSet::read("f_locals", locals),
        GetSet::read("f_back", back),
        GetSet::read("f_lineno", |th, v| {
            let n = line(th, frame(v));
            th.int(i64::from(n))
        }),
        GetSet::read("f_lasti", |th, v| {
            let pc = present_place(th, frame(v));
            th.int(i64::from(pc) * 2)
        }),
        GetSet::read("f_generator", |_, v| {
            let g = &frame(v).generator;
            Ok(if g.is_unbound() { Obj::NONE } else { g.clone() })
        }),
        GetSet::write(
            "f_trace",
            |_, v| Ok(field_or_none(&frame(v).trace_function, &frame(v).header)),
            |th, v, x| {
                let x = x.filter(|x| !x.is_none()).cloned().unwrap_or(Obj::UNBOUND);
                store(th, &frame(v).trace_function, &frame(v).header, x)
            },
        ),
        // Relaxed, both: flags of their own, which nothing asks for as long as there is no tracing.
        GetSet::write(
            "f_trace_lines",
            |_, v| Ok(Obj::from_bool(frame(v).trace_lines.load(Ordering::Relaxed))),
            |th, v, x| {
                let Some(x) = x else { return Err(th.type_error(format_args!("can't delete numeric/char attribute"))) };
                set_flag(th, &frame(v).trace_lines, x)
            },
        ),
        GetSet::write(
            "f_trace_opcodes",
            |_, v| Ok(Obj::from_bool(frame(v).trace_opcodes.load(Ordering::Relaxed))),
            |th, v, x| {
                let Some(x) = x else {
                    let message = format_args!("attribute 'f_trace_opcodes' of 'frame' objects cannot be deleted");
                    return Err(th.raise(Builtin::AttributeError, message));
                };
                set_flag(th, &frame(v).trace_opcodes, x)
            },
        ),
    ],
    ..TypeSpec::new(Builtin::Frame, const { &Vtable::of::<FrameObject>() })
};
