//! The evaluation loop: quick forms inline, everything else in `ops`.
//!
//! E1. `f`, `pc`, `base` describe the running frame; they are reloaded after anything that may push or pop one. E2. An instruction that
//! raises leaves its sources in place: unwinding drops the temporaries. E3. Every register holds a valid value at every instruction.

use core::hint::cold_path;

use super::cache;
use super::call::{self, Flow, Left};
use super::generator;
use super::ops;
use super::register::{copy, drop_word, set};
use super::stack::{Frame, Kind};
use super::unwind::{Unwound, unwind};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa::{self, Op};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Header, Obj, Value};
use crate::prim::{AtomicU32, Ordering};
use crate::refcount::biased;
use crate::types::function_object::Cell;
use crate::types::list_object::List;
use crate::types::spec::{BinaryOp, CompareOp, UnaryOp};

/// What evaluation starts with.
#[derive(Debug)]
pub enum Start {
    /// The running frame's next instruction.
    Normal,
    /// The pending exception, raised in the running frame.
    Raise,
}

/// How an entry frame ended.
#[derive(Debug)]
pub enum End {
    /// It returned.
    Returned(Value),
    /// It is a generator's and yielded.
    Yielded(Value),
}

#[inline(always)]
fn both_small(a: Value, b: Value) -> bool {
    a.to_bits() & b.to_bits() & 1 != 0
}

#[inline(always)]
fn raw_small(bits: isize) -> Value {
    Value::from_raw(core::ptr::without_provenance_mut(bits as usize))
}

/// The float of a flonum or small integer operand beside a flonum.
#[inline(always)]
fn as_double(v: Value) -> Option<f64> {
    if v.is_flonum() {
        Some(v.flonum_unchecked())
    } else if v.is_small() {
        Some(v.small_unchecked() as f64)
    } else {
        None
    }
}

#[inline(always)]
fn doubles(a: Value, b: Value) -> Option<(f64, f64)> {
    if a.is_flonum() || b.is_flonum() { Some((as_double(a)?, as_double(b)?)) } else { None }
}

/// [`doubles`] for comparisons, which are exact: an integer that a double may round goes the slow way.
#[inline(always)]
fn exact_doubles(a: Value, b: Value) -> Option<(f64, f64)> {
    let exact = |v: Value| !v.is_small() || v.small_unchecked().unsigned_abs() <= 1 << 53;
    if exact(a) && exact(b) { doubles(a, b) } else { None }
}

/// Evaluates from the running frame (an [`Kind::Entry`] or [`Kind::Resume`] one) until that frame ends.
pub fn run(th: &mut Thread, start: Start) -> R<End> {
    let entry = th.stack.depth;
    // SAFETY: the caller has pushed a frame; all pointers below are into the running frame (E1), whose code was verified: operands are
    // inside it, jumps stay inside the code, registers are valid values (S2, E3).
    unsafe {
        let mut code: &Object<Code> = (*th.stack.frame()).code.as_ref();
        let mut pc: *const AtomicU32 = (*th.stack.frame()).pc;
        let mut base: *mut Value = (*th.stack.frame()).base;

        // The running frame is not kept at hand: what an instruction needs of it costs a load or two, and the loop's registers are few.
        macro_rules! frame {
            () => {
                th.stack.frame()
            };
        }
        macro_rules! reload {
            () => {{
                let f: *mut Frame = frame!();
                code = (*f).code.as_ref();
                pc = (*f).pc;
                base = (*f).base;
            }};
        }
        macro_rules! r {
            ($i:expr) => {
                (*base.add($i as usize))
            };
        }
        macro_rules! raised {
            () => {{
                cold_path();
                (*frame!()).pc = pc;
                match unwind(th, entry) {
                    Unwound::Handler => {
                        reload!();
                        continue;
                    }
                    Unwound::Out => return Err(th.pending()),
                }
            }};
        }
        macro_rules! check {
            ($e:expr) => {
                match $e {
                    Ok(v) => v,
                    Err(_) => raised!(),
                }
            };
        }
        // Where a raise must name the instruction: `pc` stands right behind its first word.
        macro_rules! slow {
            ($w:ident, $e:expr) => {
                check!($e)
            };
        }
        macro_rules! dst {
            ($i:expr, $v:expr) => {{
                let v = $v;
                set(base.add($i as usize), v)
            }};
        }
        macro_rules! jump {
            ($d:expr) => {
                pc = pc.offset($d as isize)
            };
        }
        macro_rules! arithmetic {
            ($w:ident, $small:expr, $float:expr, $op:expr) => {{
                let (a, b) = (r!(isa::b($w)), r!(isa::c($w)));
                if both_small(a, b) {
                    if let Some(v) = $small(a.to_bits() as isize, b.to_bits() as isize) {
                        dst!(isa::a($w), v);
                        continue;
                    }
                } else if let Some((x, y)) = doubles(a, b) {
                    if let Some(v) = $float(x, y) {
                        dst!(isa::a($w), v);
                        continue;
                    }
                }
                cold_path();
                slow!($w, ops::arith::binary(th, base, $w, $op));
            }};
        }
        macro_rules! immediate {
            ($w:ident, $small:expr, $float:expr, $op:expr, $inplace:expr) => {{
                let (a, i) = (r!(isa::b($w)), isa::c($w) as i8 as isize);
                if a.is_small() {
                    if let Some(v) = $small(a.to_bits() as isize, i << 1 | 1) {
                        dst!(isa::a($w), v);
                        continue;
                    }
                } else if a.is_flonum() {
                    if let Some(v) = $float(a.flonum_unchecked(), i as f64) {
                        dst!(isa::a($w), v);
                        continue;
                    }
                }
                cold_path();
                slow!($w, ops::arith::binary_immediate(th, base, $w, $op, $inplace));
            }};
        }
        macro_rules! compare {
            ($w:ident, $cmp:tt, $op:expr) => {{
                let (a, b) = (r!(isa::b($w)), r!(isa::c($w)));
                if both_small(a, b) {
                    dst!(isa::a($w), Value::from_bool((a.to_bits() as isize) $cmp (b.to_bits() as isize)));
                } else if let Some((x, y)) = exact_doubles(a, b) {
                    dst!(isa::a($w), Value::from_bool(x $cmp y));
                } else {
                    {
                    cold_path();
                    slow!($w, ops::arith::compare(th, base, $w, $op))
                };
                }
            }};
        }
        macro_rules! compare_jump {
            ($w:ident, $cmp:tt, $op:expr) => {{
                let (a, b) = (r!(isa::a($w)), r!(isa::b($w)));
                let truth = if both_small(a, b) {
                    (a.to_bits() as isize) $cmp (b.to_bits() as isize)
                } else if let Some((x, y)) = exact_doubles(a, b) {
                    x $cmp y
                } else {
                    {
                    cold_path();
                    slow!($w, ops::arith::compare_truth(th, base, $w, $op))
                }
                };
                let d = (*pc).load(Ordering::Relaxed) as i32;
                pc = pc.add(1);
                if truth == (isa::c($w) != 0) {
                    jump!(d);
                }
            }};
        }
        macro_rules! compare_jump_immediate {
            ($w:ident, $cmp:tt, $op:expr) => {{
                let (a, i) = (r!(isa::a($w)), isa::b($w) as i8 as isize);
                let truth = if a.is_small() {
                    (a.to_bits() as isize) $cmp (i << 1 | 1)
                } else if a.is_flonum() {
                    a.flonum_unchecked() $cmp (i as f64)
                } else {
                    {
                    cold_path();
                    slow!($w, ops::arith::compare_truth_immediate(th, base, $w, $op))
                }
                };
                let d = (*pc).load(Ordering::Relaxed) as i32;
                pc = pc.add(1);
                if truth == (isa::c($w) != 0) {
                    jump!(d);
                }
            }};
        }
        macro_rules! flow {
            ($e:expr) => {{
                // A callee's frame must not find the caller's place changed.
                (*frame!()).pc = pc;
                match $e {
                    Ok(Flow::Done) => {}
                    Ok(Flow::Pushed) => reload!(),
                    Err(_) => raised!(),
                }
            }};
        }
        macro_rules! leave {
            ($v:expr) => {{
                let v: Value = $v;
                match call::leave(th, entry, v) {
                    Left::Caller => reload!(),
                    Left::Entry => return Ok(End::Returned(v)),
                    Left::Exhausted => {
                        reload!();
                        // `pc` of the caller stands behind the first word of its FOR_ITER.
                        let w = (*pc.sub(1)).load(Ordering::Relaxed);
                        dst!(isa::b(w), Value::UNBOUND);
                        let d = (*pc).load(Ordering::Relaxed) as i32;
                        pc = pc.add(1);
                        jump!(d);
                    }
                    Left::Raised => raised!(),
                }
            }};
        }

        if let Start::Raise = start {
            match unwind(th, entry) {
                Unwound::Handler => reload!(),
                Unwound::Out => return Err(th.pending()),
            }
        }

        loop {
            let w = (*pc).load(Ordering::Relaxed);
            pc = pc.add(1);
            // The verifier admits existing opcodes only, and the runtime writes existing ones.
            let op: Op = core::mem::transmute::<u8, Op>(isa::op(w));
            match op {
                Op::NOP => {}
                Op::MOVE => {
                    let v = r!(isa::b(w));
                    if (isa::b(w) as u32) < code.locals.len() as u32 {
                        if v.is_unbound() {
                            slow!(w, ops::names::unbound(th, isa::b(w)));
                        }
                        dst!(isa::a(w), copy(v));
                    } else {
                        r!(isa::b(w)) = Value::UNBOUND;
                        dst!(isa::a(w), v);
                    }
                }
                Op::COPY => {
                    let v = r!(isa::b(w));
                    if v.is_unbound() && (isa::b(w) as usize) < code.locals.len() {
                        slow!(w, ops::names::unbound(th, isa::b(w)));
                    }
                    dst!(isa::a(w), copy(v));
                }
                Op::LOAD_CONST => {
                    let v = code.consts.get_unchecked(isa::bx(w) as usize).value();
                    // Constants are immortal: never counted.
                    dst!(isa::a(w), if v.is_counted() { v.with_uncounted() } else { v });
                }
                Op::LOAD_INT => dst!(isa::a(w), Value::from_i31(i32::from(isa::sbx(w)))),
                Op::CLEAR => dst!(isa::a(w), Value::UNBOUND),
                Op::DEL_LOCAL => {
                    if r!(isa::a(w)).is_unbound() {
                        slow!(w, ops::names::unbound(th, isa::a(w)));
                    }
                    dst!(isa::a(w), Value::UNBOUND);
                }
                Op::LOAD_FAR | Op::STORE_FAR | Op::DEL_FAR => slow!(w, ops::names::far(th, base, w, op)),

                Op::MAKE_CELL => slow!(w, ops::names::make_cell(th, base, w)),
                Op::LOAD_CELL => {
                    let c = r!(isa::b(w));
                    match load_cell(Obj::from_ref(&c)) {
                        Some(v) => dst!(isa::a(w), v),
                        None => slow!(w, ops::names::empty_cell(th, isa::b(w) as usize, false)),
                    }
                }
                Op::STORE_CELL => slow!(w, ops::names::store_cell(th, base, w)),
                Op::DEL_CELL => slow!(w, ops::names::del_cell(th, base, w)),
                Op::LOAD_FREE => {
                    let c = ops::names::free_cell(frame!(), isa::bx(w));
                    match load_cell(c) {
                        Some(v) => dst!(isa::a(w), v),
                        None => slow!(w, ops::names::empty_cell(th, isa::bx(w) as usize, true)),
                    }
                }
                Op::STORE_FREE => slow!(w, ops::names::store_free(th, base, w)),
                Op::DEL_FREE => slow!(w, ops::names::del_free(th, w)),
                Op::LOAD_CLOSURE => {
                    let c = ops::names::free_cell(frame!(), isa::bx(w));
                    dst!(isa::a(w), copy(c.value()));
                }

                Op::LOAD_GLOBAL => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let v = slow!(w, ops::names::load_global(th, frame!(), site));
                    pc = pc.add(1);
                    dst!(isa::a(w), v);
                }
                Op::LOAD_GLOBAL_MODULE => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let word = code.sites.get_unchecked(site).load(Ordering::Acquire);
                    let g = (*frame!()).globals.as_ref();
                    if word & 15 == cache::GLOBAL
                        && let Some(value) = g.payload.cached_value(cache::version(word), cache::index(word))
                    {
                        let v = Value::from_raw(value.load(Ordering::Acquire));
                        if let Some(v) = protect(&g.header, value, v) {
                            // The word may have been that of a table replaced meanwhile, which changes no more: then it proves nothing.
                            if !biased::is_shared(&g.header) || g.payload.has_version(cache::version(word)) {
                                pc = pc.add(1);
                                dst!(isa::a(w), v);
                                continue;
                            }
                            drop_word(v);
                        }
                    }
                    let v = slow!(w, ops::names::load_global(th, frame!(), site));
                    pc = pc.add(1);
                    dst!(isa::a(w), v);
                }
                Op::LOAD_GLOBAL_BUILTIN => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let word = code.sites.get_unchecked(site).load(Ordering::Acquire);
                    if word & 15 == cache::BUILTIN
                        && (*frame!()).globals.as_ref().payload.has_version(cache::version(word))
                        && let Some(v) = ops::names::cached_builtin(th, code, site, cache::index(word))
                    {
                        pc = pc.add(1);
                        dst!(isa::a(w), v);
                        continue;
                    }
                    let v = slow!(w, ops::names::load_global(th, frame!(), site));
                    pc = pc.add(1);
                    dst!(isa::a(w), v);
                }
                Op::STORE_GLOBAL | Op::DEL_GLOBAL | Op::LOAD_NAME | Op::STORE_NAME | Op::DEL_NAME | Op::LOAD_NAME_OR_FREE => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::names::name(th, base, w, op, site));
                    pc = pc.add(1);
                }
                Op::LOAD_LOCALS => slow!(w, ops::names::load_locals(th, base, w)),

                Op::LOAD_ATTR | Op::LOAD_ATTR_RECORD => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::attribute::load(th, base, w, site));
                    pc = pc.add(1);
                }
                Op::LOAD_ATTR_SLOT => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let b = r!(isa::b(w));
                    if b.is_pointer() {
                        let h = b.pointer_unchecked();
                        let word = code.sites.get_unchecked(site).load(Ordering::Relaxed);
                        if (*h).shape.load(Ordering::Relaxed) == cache::shape(word)
                            && let Some(v) = load_field(&*h, &*h.cast::<u8>().add(cache::slot_bytes(word)).cast::<Field>())
                        {
                            pc = pc.add(1);
                            if isa::b(w) as usize >= code.locals.len() {
                                r!(isa::b(w)) = Value::UNBOUND;
                                drop_word(b);
                            }
                            dst!(isa::a(w), v);
                            continue;
                        }
                    }
                    if !ops::attribute::load_by_stub(th, base, w, code, site) {
                        slow!(w, ops::attribute::load(th, base, w, site));
                    }
                    pc = pc.add(1);
                }
                Op::STORE_ATTR => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::attribute::store(th, base, w, site));
                    pc = pc.add(1);
                }
                Op::STORE_ATTR_SLOT => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let a = r!(isa::a(w));
                    if a.is_pointer() {
                        let h = a.pointer_unchecked();
                        let word = code.sites.get_unchecked(site).load(Ordering::Relaxed);
                        let shape = (*h).shape.load(Ordering::Relaxed);
                        // Shared objects take the slow way: their writers hold the lock.
                        if shape == cache::shape(word) && !biased::is_shared(&*h) {
                            let v = r!(isa::b(w));
                            if !v.is_unbound() {
                                let local = (isa::b(w) as usize) < code.locals.len();
                                let new = if local || (v.is_pointer() && !v.is_counted()) {
                                    Obj::from_borrowed(v)
                                } else {
                                    r!(isa::b(w)) = Value::UNBOUND;
                                    Obj::from_owned(v)
                                };
                                let field = &*h.cast::<Field>().add(cache::offset(word));
                                let old = field.replace_unshared(new);
                                if cache::slot_kind(word) == cache::ADD {
                                    (*h).shape.store(cache::new_shape(word), Ordering::Release);
                                }
                                pc = pc.add(1);
                                drop(old);
                                if isa::a(w) as usize >= code.locals.len() {
                                    dst!(isa::a(w), Value::UNBOUND);
                                }
                                continue;
                            }
                        }
                    }
                    slow!(w, ops::attribute::store(th, base, w, site));
                    pc = pc.add(1);
                }
                Op::DEL_ATTR => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::attribute::delete(th, base, w, site));
                    pc = pc.add(1);
                }
                Op::LOAD_METHOD => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::attribute::load_method(th, base, w, site));
                    pc = pc.add(1);
                }
                Op::LOAD_METHOD_RECORD => {
                    let site = (*pc).load(Ordering::Relaxed) as usize;
                    let b = r!(isa::b(w));
                    if b.is_pointer() {
                        let h = b.pointer_unchecked();
                        let record = code.records.get_unchecked(site).load(Ordering::Acquire);
                        if !record.is_null()
                            && (*record).shape == (*h).shape.load(Ordering::Relaxed)
                            && (*record).is_method
                            && (*(*record).ty).version() == (*record).version
                        {
                            pc = pc.add(1);
                            let a = isa::a(w);
                            let receiver = if (isa::b(w) as usize) < code.locals.len() {
                                copy(b)
                            } else {
                                r!(isa::b(w)) = Value::UNBOUND;
                                b
                            };
                            dst!(a, copy((*record).value.value()));
                            dst!(a as usize + 1, receiver);
                            continue;
                        }
                    }
                    if !ops::attribute::load_method_by_stub(th, base, w, code, site) {
                        slow!(w, ops::attribute::load_method(th, base, w, site));
                    }
                    pc = pc.add(1);
                }

                Op::LOAD_ITEM => {
                    let (b, c) = (r!(isa::b(w)), r!(isa::c(w)));
                    if c.is_small()
                        && let Some(l) = Obj::from_ref(&b).exact::<List>()
                    {
                        let i = c.small_unchecked();
                        if let Some(v) = list_item(l, i) {
                            if isa::b(w) as usize >= code.locals.len() {
                                r!(isa::b(w)) = Value::UNBOUND;
                                drop_word(b);
                            }
                            dst!(isa::a(w), v);
                            continue;
                        }
                    }
                    slow!(w, ops::items::load(th, base, w));
                }
                Op::LOAD_ITEM_I => {
                    let b = r!(isa::b(w));
                    if let Some(l) = Obj::from_ref(&b).exact::<List>()
                        && let Some(v) = list_item(l, i64::from(isa::c(w) as i8))
                    {
                        if isa::b(w) as usize >= code.locals.len() {
                            r!(isa::b(w)) = Value::UNBOUND;
                            drop_word(b);
                        }
                        dst!(isa::a(w), v);
                        continue;
                    }
                    slow!(w, ops::items::load_immediate(th, base, w));
                }
                Op::STORE_ITEM => {
                    let (a, b, c) = (r!(isa::a(w)), r!(isa::b(w)), r!(isa::c(w)));
                    if b.is_small()
                        && let Some(l) = Obj::from_ref(&a).exact::<List>()
                        && !c.is_unbound()
                        && !biased::is_shared(&l.header)
                    {
                        let i = b.small_unchecked();
                        let n = l.len();
                        let i = if i < 0 { i + n as i64 } else { i };
                        if i >= 0 && (i as usize) < n {
                            let locals = code.locals.len();
                            let new = if (isa::c(w) as usize) < locals || (c.is_pointer() && !c.is_counted()) {
                                Obj::from_borrowed(c)
                            } else {
                                r!(isa::c(w)) = Value::UNBOUND;
                                Obj::from_owned(c)
                            };
                            let old = l.replace_unshared(i as usize, new);
                            if isa::a(w) as usize >= locals {
                                dst!(isa::a(w), Value::UNBOUND);
                            }
                            drop(old);
                            continue;
                        }
                    }
                    slow!(w, ops::items::store(th, base, w));
                }
                Op::DEL_ITEM => slow!(w, ops::items::delete(th, base, w)),
                Op::BUILD_SLICE => slow!(w, ops::items::build_slice(th, base, w)),

                Op::ADD => arithmetic!(
                    w,
                    |a: isize, b: isize| a.checked_add(b - 1).map(raw_small),
                    |x: f64, y: f64| Value::from_f64(x + y),
                    BinaryOp::Add
                ),
                Op::SUB => {
                    arithmetic!(
                        w,
                        |a: isize, b: isize| a.checked_sub(b - 1).map(raw_small),
                        |x: f64, y: f64| Value::from_f64(x - y),
                        BinaryOp::Sub
                    )
                }
                Op::MUL => arithmetic!(
                    w,
                    |a: isize, b: isize| (a - 1).checked_mul(b >> 1).map(|n| raw_small(n | 1)),
                    |x: f64, y: f64| Value::from_f64(x * y),
                    BinaryOp::Mul
                ),
                Op::TRUE_DIV => arithmetic!(
                    w,
                    |a: isize, b: isize| {
                        let (x, y) = (a >> 1, b >> 1);
                        // Both exact in a double, so the quotient is rounded once.
                        if y != 0 && (x.unsigned_abs() as u64) < 1 << 52 && (y.unsigned_abs() as u64) < 1 << 52 {
                            Value::from_f64(x as f64 / y as f64)
                        } else {
                            None
                        }
                    },
                    |x: f64, y: f64| if y != 0.0 { Value::from_f64(x / y) } else { None },
                    BinaryOp::TrueDiv
                ),
                Op::FLOOR_DIV => arithmetic!(w, floor_div, |_: f64, _: f64| None::<Value>, BinaryOp::FloorDiv),
                Op::MOD => arithmetic!(w, floor_mod, |_: f64, _: f64| None::<Value>, BinaryOp::Mod),
                Op::AND => arithmetic!(w, |a: isize, b: isize| Some(raw_small(a & b)), |_: f64, _: f64| None::<Value>, BinaryOp::And),
                Op::OR => arithmetic!(w, |a: isize, b: isize| Some(raw_small(a | b)), |_: f64, _: f64| None::<Value>, BinaryOp::Or),
                Op::XOR => arithmetic!(w, |a: isize, b: isize| Some(raw_small(a ^ b | 1)), |_: f64, _: f64| None::<Value>, BinaryOp::Xor),
                Op::LSHIFT => arithmetic!(w, shift_left, |_: f64, _: f64| None::<Value>, BinaryOp::LShift),
                Op::RSHIFT => arithmetic!(w, shift_right, |_: f64, _: f64| None::<Value>, BinaryOp::RShift),
                Op::POW => slow!(w, ops::arith::power(th, base, w)),
                Op::MAT_MUL => slow!(w, ops::arith::binary(th, base, w, BinaryOp::MatMul)),
                Op::IADD => {
                    let (a, b) = (r!(isa::b(w)), r!(isa::c(w)));
                    if both_small(a, b) {
                        if let Some(v) = (a.to_bits() as isize).checked_add(b.to_bits() as isize - 1) {
                            dst!(isa::a(w), raw_small(v));
                            continue;
                        }
                    } else if let Some((x, y)) = doubles(a, b)
                        && let Some(v) = Value::from_f64(x + y)
                    {
                        dst!(isa::a(w), v);
                        continue;
                    }
                    cold_path();
                    slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Add));
                }
                Op::ISUB => {
                    let (a, b) = (r!(isa::b(w)), r!(isa::c(w)));
                    if both_small(a, b) {
                        if let Some(v) = (a.to_bits() as isize).checked_sub(b.to_bits() as isize - 1) {
                            dst!(isa::a(w), raw_small(v));
                            continue;
                        }
                    } else if let Some((x, y)) = doubles(a, b)
                        && let Some(v) = Value::from_f64(x - y)
                    {
                        dst!(isa::a(w), v);
                        continue;
                    }
                    cold_path();
                    slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Sub));
                }
                Op::IMUL => {
                    let (a, b) = (r!(isa::b(w)), r!(isa::c(w)));
                    if both_small(a, b) {
                        if let Some(v) = (a.to_bits() as isize - 1).checked_mul(b.to_bits() as isize >> 1) {
                            dst!(isa::a(w), raw_small(v | 1));
                            continue;
                        }
                    } else if let Some((x, y)) = doubles(a, b)
                        && let Some(v) = Value::from_f64(x * y)
                    {
                        dst!(isa::a(w), v);
                        continue;
                    }
                    slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Mul));
                }
                Op::ITRUE_DIV => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::TrueDiv)),
                Op::IFLOOR_DIV => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::FloorDiv)),
                Op::IMOD => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Mod)),
                Op::IPOW => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Pow)),
                Op::IMAT_MUL => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::MatMul)),
                Op::ILSHIFT => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::LShift)),
                Op::IRSHIFT => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::RShift)),
                Op::IAND => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::And)),
                Op::IOR => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Or)),
                Op::IXOR => slow!(w, ops::arith::inplace(th, base, w, BinaryOp::Xor)),
                Op::ADD_I | Op::IADD_I => immediate!(
                    w,
                    |a: isize, b: isize| a.checked_add(b - 1).map(raw_small),
                    |x: f64, y: f64| Value::from_f64(x + y),
                    BinaryOp::Add,
                    op == Op::IADD_I
                ),
                Op::SUB_I | Op::ISUB_I => immediate!(
                    w,
                    |a: isize, b: isize| a.checked_sub(b - 1).map(raw_small),
                    |x: f64, y: f64| Value::from_f64(x - y),
                    BinaryOp::Sub,
                    op == Op::ISUB_I
                ),
                Op::MUL_I => immediate!(
                    w,
                    |a: isize, b: isize| (a - 1).checked_mul(b >> 1).map(|n| raw_small(n | 1)),
                    |x: f64, y: f64| Value::from_f64(x * y),
                    BinaryOp::Mul,
                    false
                ),
                Op::FLOOR_DIV_I => immediate!(w, floor_div, |_: f64, _: f64| None::<Value>, BinaryOp::FloorDiv, false),
                Op::MOD_I => immediate!(w, floor_mod, |_: f64, _: f64| None::<Value>, BinaryOp::Mod, false),
                Op::LSHIFT_I => immediate!(w, shift_left, |_: f64, _: f64| None::<Value>, BinaryOp::LShift, false),
                Op::RSHIFT_I => immediate!(w, shift_right, |_: f64, _: f64| None::<Value>, BinaryOp::RShift, false),
                Op::AND_I => {
                    immediate!(w, |a: isize, b: isize| Some(raw_small(a & b)), |_: f64, _: f64| None::<Value>, BinaryOp::And, false)
                }

                Op::NEG => {
                    let v = r!(isa::b(w));
                    if v.is_small() {
                        if let Some(n) = v.small_unchecked().checked_neg().and_then(Value::from_small) {
                            dst!(isa::a(w), n);
                            continue;
                        }
                    } else if v.is_flonum()
                        && let Some(n) = Value::from_f64(-v.flonum_unchecked())
                    {
                        dst!(isa::a(w), n);
                        continue;
                    }
                    slow!(w, ops::arith::unary(th, base, w, UnaryOp::Neg));
                }
                Op::POS => slow!(w, ops::arith::unary(th, base, w, UnaryOp::Pos)),
                Op::INVERT => slow!(w, ops::arith::unary(th, base, w, UnaryOp::Invert)),
                Op::NOT => {
                    let v = r!(isa::b(w));
                    if v == Value::TRUE || v == Value::FALSE {
                        dst!(isa::a(w), Value::from_bool(v == Value::FALSE));
                    } else {
                        slow!(w, ops::arith::not(th, base, w));
                    }
                }

                Op::LT => compare!(w, <, CompareOp::Lt),
                Op::LE => compare!(w, <=, CompareOp::Le),
                Op::EQ => compare!(w, ==, CompareOp::Eq),
                Op::NE => compare!(w, !=, CompareOp::Ne),
                Op::GT => compare!(w, >, CompareOp::Gt),
                Op::GE => compare!(w, >=, CompareOp::Ge),
                Op::IS | Op::IS_NOT => slow!(w, ops::arith::is(th, base, w, op == Op::IS_NOT)),
                Op::IN | Op::NOT_IN => slow!(w, ops::arith::contains(th, base, w, op == Op::NOT_IN)),

                Op::JUMP => jump!(isa::sax(w)),
                Op::JUMP_BACK => {
                    jump!(isa::sax(w));
                    if th.head.poll_needed() {
                        slow!(w, th.poll());
                    }
                }
                Op::JUMP_IF_TRUE | Op::JUMP_IF_FALSE => {
                    let v = r!(isa::a(w));
                    let truth = if v == Value::TRUE {
                        true
                    } else if v == Value::FALSE || v.is_none() {
                        false
                    } else if v.is_small() {
                        v.small_unchecked() != 0
                    } else {
                        slow!(w, ops::arith::truth_consume(th, base, isa::a(w)))
                    };
                    if truth == (op == Op::JUMP_IF_TRUE) {
                        jump!(isa::sbx(w));
                    }
                }
                Op::JUMP_IF_TRUE_KEEP | Op::JUMP_IF_FALSE_KEEP => {
                    let v = r!(isa::a(w));
                    let truth = if v == Value::TRUE {
                        true
                    } else if v == Value::FALSE || v.is_none() {
                        false
                    } else if v.is_small() {
                        v.small_unchecked() != 0
                    } else {
                        slow!(w, ops::arith::truth_keep(th, base, isa::a(w)))
                    };
                    if truth == (op == Op::JUMP_IF_TRUE_KEEP) {
                        jump!(isa::sbx(w));
                    }
                }
                Op::JUMP_IF_NONE | Op::JUMP_IF_NOT_NONE => {
                    let v = r!(isa::a(w));
                    if v.is_unbound() {
                        slow!(w, ops::names::unbound(th, isa::a(w)));
                    }
                    if isa::a(w) as usize >= code.locals.len() {
                        dst!(isa::a(w), Value::UNBOUND);
                    }
                    if v.is_none() == (op == Op::JUMP_IF_NONE) {
                        jump!(isa::sbx(w));
                    }
                }
                Op::JUMP_LT => compare_jump!(w, <, CompareOp::Lt),
                Op::JUMP_LE => compare_jump!(w, <=, CompareOp::Le),
                Op::JUMP_EQ => compare_jump!(w, ==, CompareOp::Eq),
                Op::JUMP_NE => compare_jump!(w, !=, CompareOp::Ne),
                Op::JUMP_GT => compare_jump!(w, >, CompareOp::Gt),
                Op::JUMP_GE => compare_jump!(w, >=, CompareOp::Ge),
                Op::JUMP_IS => {
                    let (a, b) = (r!(isa::a(w)), r!(isa::b(w)));
                    if a.is_unbound() || b.is_unbound() {
                        cold_path();
                        slow!(w, ops::names::unbound(th, if a.is_unbound() { isa::a(w) } else { isa::b(w) }));
                    }
                    let truth = a.is_same(b);
                    let locals = code.locals.len();
                    if isa::b(w) as usize >= locals {
                        dst!(isa::b(w), Value::UNBOUND);
                    }
                    if isa::a(w) as usize >= locals {
                        dst!(isa::a(w), Value::UNBOUND);
                    }
                    let d = (*pc).load(Ordering::Relaxed) as i32;
                    pc = pc.add(1);
                    if truth == (isa::c(w) != 0) {
                        jump!(d);
                    }
                }
                Op::JUMP_IN => {
                    let truth = slow!(w, ops::arith::in_truth(th, base, w));
                    let d = (*pc).load(Ordering::Relaxed) as i32;
                    pc = pc.add(1);
                    if truth == (isa::c(w) != 0) {
                        jump!(d);
                    }
                }
                Op::JUMP_LT_I => compare_jump_immediate!(w, <, CompareOp::Lt),
                Op::JUMP_LE_I => compare_jump_immediate!(w, <=, CompareOp::Le),
                Op::JUMP_EQ_I => compare_jump_immediate!(w, ==, CompareOp::Eq),
                Op::JUMP_NE_I => compare_jump_immediate!(w, !=, CompareOp::Ne),
                Op::JUMP_GT_I => compare_jump_immediate!(w, >, CompareOp::Gt),
                Op::JUMP_GE_I => compare_jump_immediate!(w, >=, CompareOp::Ge),

                Op::GET_ITER => slow!(w, ops::iteration::get_iter(th, base, w)),
                Op::FOR_ITER | Op::FOR_ITER_RANGE | Op::FOR_ITER_LIST | Op::FOR_ITER_GENERATOR => {
                    let it = r!(isa::b(w));
                    let shape = if it.is_pointer() { (*it.pointer_unchecked()).shape.load(Ordering::Relaxed) } else { u32::MAX };
                    if shape == Builtin::RangeIter.shape()
                        && let Some(next) = ops::iteration::range_next(it)
                    {
                        match next {
                            Some(v) => {
                                pc = pc.add(1);
                                dst!(isa::a(w), v);
                            }
                            None => {
                                dst!(isa::b(w), Value::UNBOUND);
                                let d = (*pc).load(Ordering::Relaxed) as i32;
                                pc = pc.add(1);
                                jump!(d);
                            }
                        }
                        continue;
                    }
                    if shape == Builtin::Generator.shape() {
                        (*frame!()).pc = pc;
                        match generator::for_iter(th, it, isa::a(w)) {
                            Ok(true) => {
                                reload!();
                                continue;
                            }
                            Ok(false) => {
                                dst!(isa::b(w), Value::UNBOUND);
                                let d = (*pc).load(Ordering::Relaxed) as i32;
                                pc = pc.add(1);
                                jump!(d);
                                continue;
                            }
                            Err(_) => raised!(),
                        }
                    }
                    if let Some(v) = ops::iteration::quick_next(it, shape) {
                        if v.is_unbound() {
                            dst!(isa::b(w), v);
                            let d = (*pc).load(Ordering::Relaxed) as i32;
                            pc = pc.add(1);
                            jump!(d);
                        } else {
                            pc = pc.add(1);
                            dst!(isa::a(w), v);
                        }
                        continue;
                    }
                    match slow!(w, ops::iteration::next(th, base, w)) {
                        Some(v) => {
                            pc = pc.add(1);
                            dst!(isa::a(w), v.into_value());
                        }
                        None => {
                            dst!(isa::b(w), Value::UNBOUND);
                            let d = (*pc).load(Ordering::Relaxed) as i32;
                            pc = pc.add(1);
                            jump!(d);
                        }
                    }
                }
                Op::UNPACK => slow!(w, ops::iteration::unpack(th, base, w)),
                Op::UNPACK_EX => {
                    let after = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::iteration::unpack_ex(th, base, w, after));
                    pc = pc.add(1);
                }

                Op::BUILD_TUPLE
                | Op::BUILD_LIST
                | Op::BUILD_SET
                | Op::BUILD_MAP
                | Op::BUILD_STRING
                | Op::LIST_EXTEND
                | Op::SET_ADD
                | Op::SET_UPDATE
                | Op::MAP_ADD
                | Op::DICT_UPDATE
                | Op::DICT_MERGE
                | Op::LIST_TO_TUPLE
                | Op::FORMAT => slow!(w, ops::build::build(th, base, w, op)),
                Op::LIST_APPEND => slow!(w, ops::build::list_append(th, base, w)),

                Op::MAKE_FUNCTION => {
                    let index = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::function::make(th, base, w, index));
                    pc = pc.add(1);
                }
                Op::CALL => {
                    let a = isa::a(w) as usize;
                    if call::enter(th, base, a, a + 1, isa::b(w) as usize, isa::c(w), pc) {
                        reload!();
                    } else {
                        flow!(call::call(th, base, isa::a(w), a + 1, isa::b(w) as usize, &[], isa::c(w)));
                    }
                }
                Op::CALL_METHOD => {
                    let a = isa::a(w) as usize;
                    // The receiver, when there is one, is the first argument.
                    let bound = !r!(a + 1).is_unbound();
                    let (first, n) = (a + 2 - usize::from(bound), isa::b(w) as usize + usize::from(bound));
                    if call::enter(th, base, a, first, n, isa::c(w), pc) {
                        reload!();
                    } else {
                        flow!(call::call(th, base, isa::a(w), first, n, &[], isa::c(w)));
                    }
                }
                Op::CALL_KW | Op::CALL_METHOD_KW => {
                    let names = crate::types::tuple_object::items(&code.consts[(*pc).load(Ordering::Relaxed) as usize]);
                    let a = isa::a(w) as usize;
                    let (first, n) = if op == Op::CALL_KW {
                        (a + 1, isa::b(w) as usize)
                    } else {
                        let bound = !r!(a + 1).is_unbound();
                        (a + 2 - usize::from(bound), isa::b(w) as usize + usize::from(bound))
                    };
                    pc = pc.add(1);
                    flow!(call::call(th, base, isa::a(w), first, n, names, isa::c(w)));
                }
                Op::CALL_EX => flow!(call::call_ex(th, base, w)),
                Op::RETURN => {
                    let v = r!(isa::a(w));
                    if v.is_unbound() {
                        slow!(w, ops::names::unbound(th, isa::a(w)));
                    }
                    r!(isa::a(w)) = Value::UNBOUND;
                    leave!(v);
                }
                Op::RETURN_NONE => leave!(Value::NONE),
                Op::LOAD_BUILD_CLASS => slow!(w, ops::function::load_build_class(th, base, w)),

                Op::YIELD => {
                    let v = r!(isa::b(w));
                    if v.is_unbound() {
                        slow!(w, ops::names::unbound(th, isa::b(w)));
                    }
                    let v = if (isa::b(w) as usize) < code.locals.len() {
                        copy(v)
                    } else {
                        r!(isa::b(w)) = Value::UNBOUND;
                        v
                    };
                    (*frame!()).pc = pc;
                    let f = frame!();
                    let (kind, to) = ((*f).kind, (*f).dst);
                    slow!(w, generator::suspend(th, f, isa::a(w), None));
                    if kind == Kind::ForIter {
                        reload!();
                        // The caller's FOR_ITER has a second word.
                        pc = pc.add(1);
                        dst!(to, v);
                    } else {
                        return Ok(End::Yielded(v));
                    }
                }
                Op::GET_YIELD_FROM_ITER => slow!(w, generator::yield_from_iter(th, base, w)),
                Op::YIELD_FROM => {
                    if let Some(v) = slow!(w, generator::delegate(th, base, w)) {
                        // Suspended at this instruction.
                        (*frame!()).pc = pc.sub(1);
                        let f = frame!();
                        let (kind, to) = ((*f).kind, (*f).dst);
                        slow!(w, generator::suspend(th, f, isa::c(w), Some(isa::b(w))));
                        let v = v.into_value();
                        if kind == Kind::ForIter {
                            reload!();
                            pc = pc.add(1);
                            dst!(to, v);
                        } else {
                            return Ok(End::Yielded(v));
                        }
                    }
                }

                Op::ENTER_HANDLER => ops::exceptions::enter(th, base, w),
                Op::EXIT_HANDLER => ops::exceptions::exit(th, base, w),
                Op::RAISE => slow!(w, ops::exceptions::raise(th, base, w)),
                Op::RERAISE_HANDLED | Op::RERAISE => {
                    (*frame!()).pc = pc;
                    ops::exceptions::reraise(th, base, w, op);
                    match super::unwind::unwind_quietly(th, entry) {
                        Unwound::Handler => reload!(),
                        Unwound::Out => return Err(th.pending()),
                    }
                }
                Op::EXC_MATCH => slow!(w, ops::exceptions::matches(th, base, w)),
                Op::EXC_GROUP_MATCH => slow!(w, ops::exceptions::group_match(th, base, w)),
                Op::EXC_GROUP_REST => slow!(w, ops::exceptions::group_rest(th, base, w)),
                Op::LOAD_ASSERTION_ERROR => {
                    let t = th.isolate().ty(Builtin::AssertionError).to_obj();
                    dst!(isa::a(w), t.into_value());
                }
                Op::WITH_ENTER => slow!(w, ops::exceptions::with_enter(th, base, w)),
                Op::WITH_EXIT => slow!(w, ops::exceptions::with_exit(th, base, w)),
                Op::WITH_EXCEPT => slow!(w, ops::exceptions::with_except(th, base, w)),

                Op::IMPORT_NAME | Op::IMPORT_FROM => {
                    let name = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, super::import::op(th, base, w, op, name));
                    pc = pc.add(1);
                }
                Op::IMPORT_STAR => slow!(w, super::import::star(th, base, w)),

                Op::MATCH_SEQUENCE | Op::MATCH_MAPPING | Op::MATCH_KEYS | Op::MATCH_REST | Op::GET_LEN => {
                    slow!(w, ops::pattern::test(th, base, w, op))
                }
                Op::MATCH_CLASS => {
                    let n = (*pc).load(Ordering::Relaxed) as usize;
                    slow!(w, ops::pattern::class(th, base, w, n));
                    pc = pc.add(1);
                }
                Op::PRINT_EXPR => slow!(w, ops::function::print_expression(th, base, w)),
            }
        }
    }
}

/// A register's copy of the word `v` just read from `place`, a field of `holder`.
///
/// # Safety
/// 1. `v` was read from `place`, which belongs to a live object; the thread has not been quiescent since.
#[inline(always)]
pub(super) unsafe fn protect(holder: &Header, place: &crate::prim::AtomicPtr<Header>, v: Value) -> Option<Value> {
    if !v.is_pointer() {
        return if v.is_unbound() { None } else { Some(v) };
    }
    if !biased::is_shared(holder) {
        // SAFETY: only this thread reaches the holder, which keeps the object alive.
        return Some(unsafe { copy(v) });
    }
    // SAFETY: contract 1.
    unsafe { protect_shared(place, v) }
}

/// [`protect`] for a pointer in a SHARED holder.
///
/// # Safety
/// As [`protect`].
#[inline(never)]
unsafe fn protect_shared(place: &crate::prim::AtomicPtr<Header>, v: Value) -> Option<Value> {
    // SAFETY: contract 1: object memory stays typed until this thread is quiescent.
    unsafe {
        let h = &*v.pointer_unchecked();
        if h.shared.load(Ordering::Acquire) & (biased::DEFERRED_BIT | biased::IMMORTAL_BIT) != 0 {
            // The place still holds it, so it was alive when the bits were read; such an object ends only in a collection.
            return if place.load(Ordering::Acquire) == v.to_raw() { Some(v.with_uncounted()) } else { None };
        }
        if biased::try_incref(h) {
            if place.load(Ordering::Acquire) == v.to_raw() {
                return Some(v);
            }
            drop_word(v);
        }
        None
    }
}

/// A register's copy of a field.
///
/// # Safety
/// 1. `field` belongs to the live object `holder`.
#[inline(always)]
unsafe fn load_field(holder: &Header, field: &Field) -> Option<Value> {
    let v = field.peek();
    // SAFETY: contract 1.
    unsafe { protect(holder, field.word(), v) }
}

/// A register's copy of the slot that lies `offset` words from an object's start, if it holds something.
///
/// # Safety
/// 1. The object is alive and has a field there.
#[inline(always)]
pub(super) unsafe fn load_slot(h: &Header, offset: usize) -> Option<Value> {
    // SAFETY: contract 1.
    unsafe { load_field(h, &*core::ptr::from_ref(h).cast::<Field>().add(offset)) }
}

#[inline(always)]
fn load_cell(c: &Obj) -> Option<Value> {
    let c = c.exact::<Cell>()?;
    // SAFETY: the register keeps the cell alive.
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

#[inline(always)]
fn list_item(l: &Object<List>, i: i64) -> Option<Value> {
    let n = l.len();
    let i = if i < 0 { i + n as i64 } else { i };
    if i < 0 || i as usize >= n {
        return None;
    }
    l.item_word(i as usize)
}

#[inline(always)]
fn floor_div(a: isize, b: isize) -> Option<Value> {
    let (x, y) = (a >> 1, b >> 1);
    if y == 0 || y == -1 {
        return None;
    }
    let q = x / y;
    let q = if x % y != 0 && (x < 0) != (y < 0) { q - 1 } else { q };
    Some(raw_small(q << 1 | 1))
}

#[inline(always)]
fn floor_mod(a: isize, b: isize) -> Option<Value> {
    let (x, y) = (a >> 1, b >> 1);
    if y == 0 || y == -1 {
        return None;
    }
    let m = x % y;
    let m = if m != 0 && (m < 0) != (y < 0) { m + y } else { m };
    Some(raw_small(m << 1 | 1))
}

#[inline(always)]
fn shift_left(a: isize, b: isize) -> Option<Value> {
    let (x, n) = (a >> 1, b >> 1);
    if !(0..isize::BITS as isize - 2).contains(&n) {
        return None;
    }
    let v = x << n;
    if v >> n == x { Value::from_small(v as i64) } else { None }
}

#[inline(always)]
fn shift_right(a: isize, b: isize) -> Option<Value> {
    let (x, n) = (a >> 1, b >> 1);
    if n < 0 { None } else { Some(raw_small((x >> n.min(isize::BITS as isize - 1)) << 1 | 1)) }
}
