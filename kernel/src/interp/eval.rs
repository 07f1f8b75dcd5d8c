//! The evaluation loop.
//!
//! Each instruction is a function: it takes the place behind its first word, the running frame's register 0 and the word, and answers where
//! evaluation goes on. What is live between instructions is two machine registers, and every form gets the compiler's best code for itself. Usual
//! cases are in `quick`, everything else in `ops`, out of line.
//!
//! A form goes on to the next instruction by itself ([`go`]), in tail position: optimised, that is a load, a jump through the table, and no return.
//! Rust does not promise that such a call is a jump. So it is one only in builds where LLVM makes it one (`threaded_code`, set by `build.rs`), and a
//! check of the released program's machine code finds a form where it is not (`tests/ci/dispatch.sh`). In all other builds `go` returns to the loop in
//! [`run`], which calls the next form; so does [`back`] everywhere, for what keeps something on the machine's stack.
//!
//! E1. A [`Place`] describes the running frame: after anything that pushed or popped one, it is read from the frame again ([`resume`]). E2. An
//! instruction that raises leaves its sources in place: unwinding drops the temporaries. E3. Every register holds a valid value at every
//! instruction. E4. `Stack::entry` is the frame that the innermost [`run`] began with; only its end leaves that loop. E5. A [`Next`] is returned as it
//! is: whoever holds one may have run any number of instructions, and has nothing left to do.

use super::quick::{arith, attributes, calls, compare, items, jumps, loops, moves, plain, variables};
use super::register::set;
use super::stack::Frame;
use super::unwind::{self, Unwound};
use crate::bytecode::isa::{self, Op};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Value;
use crate::object::obj::release;
use crate::prim::{AtomicU32, Ordering};
use crate::refcount::biased;

/// A place in code: an instruction word.
pub type Pc = *const AtomicU32;
/// Register 0 of a frame.
pub type Base = *mut Value;

/// Where evaluation goes on: at `pc`, with the registers from `base` on.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The next instruction.
    pub pc: Pc,
    /// The running frame's registers.
    pub base: Base,
}

/// What a form ends with: where the loop goes on. A null `pc` ends the loop.
#[must_use]
#[derive(Debug)]
pub struct Next(Place);

/// What executes an instruction: `pc` stands behind its first word `w`.
///
/// # Safety
/// 1. `pc` and `base` are the running frame's, whose code was verified: operands are inside it, jumps stay inside the code, registers are valid
///    values (S2, E3).
pub type Form = unsafe fn(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next;

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
    /// It is a generator's, and what it waits for yielded.
    Delegated(Value),
}

/// Evaluates from the running frame (an [`Kind::Entry`](super::stack::Kind::Entry) or [`Kind::Resume`](super::stack::Kind::Resume) one) until
/// that frame ends.
#[inline(never)]
pub fn run(th: &mut Thread, start: Start) -> R<End> {
    let outer = core::mem::replace(&mut th.stack.entry, th.stack.running);
    // SAFETY: the caller has pushed a frame.
    let Next(mut at) = unsafe {
        match start {
            Start::Normal => back(resume(th)),
            Start::Raise => unwound(th, unwind::unwind),
        }
    };
    while !at.pc.is_null() {
        // SAFETY: E1.
        Next(at) = unsafe { step(th, at) };
    }
    th.stack.entry = outer;
    match th.stack.ended.take() {
        Some(end) => Ok(end),
        None => Err(th.pending()),
    }
}

/// Executes the instruction at a place.
///
/// # Safety
/// 1. The place is the running frame's (E1).
#[inline(always)]
unsafe fn step(th: &mut Thread, at: Place) -> Next {
    // SAFETY: contract 1: verified code has an instruction there. Relaxed: only the low byte of a word changes, between forms of the same operands.
    unsafe {
        let w = (*at.pc).load(Ordering::Relaxed);
        FORMS[isa::op(w) as usize](th, at.pc.add(1), at.base, w)
    }
}

/// Goes on at `pc`, as the last thing that a form does.
///
/// # Safety
/// 1. The place is the running frame's (E1).
#[inline(always)]
pub unsafe fn go(th: &mut Thread, pc: Pc, base: Base) -> Next {
    let at = Place { pc, base };
    if cfg!(threaded_code) {
        // SAFETY: contract 1.
        unsafe { step(th, at) }
    } else {
        back(at)
    }
}

/// Goes on with the running frame, whose `pc` is where it left off.
///
/// # Safety
/// 1. There is one.
#[inline(always)]
pub unsafe fn go_on(th: &mut Thread) -> Next {
    // SAFETY: contract 1.
    unsafe {
        let at = resume(th);
        go(th, at.pc, at.base)
    }
}

/// Goes on where a function that ended with [`back`] leads: for forms whose body needs memory on the machine's stack, whose calls are no jumps. The
/// body is a function that is not inlined, and the form is this.
///
/// # Safety
/// 1. The place is the running frame's (E1).
#[inline(always)]
pub unsafe fn after(th: &mut Thread, next: Next) -> Next {
    // SAFETY: contract 1.
    if !cfg!(threaded_code) || next.0.pc.is_null() { next } else { unsafe { step(th, next.0) } }
}

/// Goes on at a place, by way of the loop.
#[inline(always)]
pub fn back(at: Place) -> Next {
    Next(at)
}

/// Where the running frame left off.
///
/// # Safety
/// 1. There is one.
#[inline(always)]
pub unsafe fn resume(th: &Thread) -> Place {
    // SAFETY: contract 1.
    unsafe {
        let f: *mut Frame = th.stack.running;
        Place { pc: (*f).pc, base: (*f).base }
    }
}

/// Leaves the loop: the entry frame has ended, or waits.
#[inline(never)]
pub fn stop(th: &mut Thread, end: End) -> Next {
    th.stack.ended = Some(end);
    // Were the result known to the compiler, it would put those of a form's other ends together from parts, and they would be no tail calls.
    core::hint::black_box(Next(Place { pc: core::ptr::null(), base: core::ptr::null_mut() }))
}

/// Goes on where the pending exception leads to; `pc` stands behind the first word of the instruction that raised.
///
/// # Safety
/// 1. There is a running frame, and an exception is pending.
#[cold]
#[inline(never)]
pub unsafe fn raise(th: &mut Thread, pc: Pc) -> Next {
    // SAFETY: contract 1.
    unsafe {
        (*th.stack.running).pc = pc;
        unwound(th, unwind::unwind)
    }
}

/// Goes on where unwinding the pending exception leads to.
///
/// # Safety
/// 1. As for [`raise`]; the running frame's `pc` is set.
pub unsafe fn unwound(th: &mut Thread, how: fn(&mut Thread) -> Unwound) -> Next {
    match how(th) {
        // SAFETY: the frame with the handler is the running one.
        Unwound::Handler => back(unsafe { resume(th) }),
        Unwound::Out => {
            th.stack.ended = None;
            Next(Place { pc: core::ptr::null(), base: core::ptr::null_mut() })
        }
    }
}

/// Writes a register and goes on.
///
/// # Safety
/// 1. As for [`Form`]; `v` is owned.
#[inline(always)]
pub unsafe fn put(th: &mut Thread, pc: Pc, base: Base, i: u8, v: Value) -> Next {
    // SAFETY: contract 1.
    unsafe {
        let r = base.add(i as usize);
        let old = *r;
        *r = v;
        if old.is_counted() {
            return drop_and_go(th, pc, base, old);
        }
        go(th, pc, base)
    }
}

/// Writes a register and goes on by way of the loop.
///
/// # Safety
/// 1. As for [`put`].
#[inline(always)]
pub unsafe fn put_back(pc: Pc, base: Base, i: u8, v: Value) -> Next {
    // SAFETY: contract 1.
    unsafe { set(base.add(i as usize), v) };
    back(Place { pc, base })
}

/// Drops a word and goes on. Not inlined: all quick forms end with it, rarely.
///
/// # Safety
/// 1. The word is owned by the caller and counted.
#[inline(never)]
pub unsafe fn drop_and_go(th: &mut Thread, pc: Pc, base: Base, old: Value) -> Next {
    // SAFETY: contract 1.
    if unsafe { biased::quick_decref(&*old.to_raw()) } { unsafe { go(th, pc, base) } } else { unsafe { release_and_go(th, pc, base, old) } }
}

/// [`drop_and_go`] of the last count, or of one that other threads may take part in.
#[inline(never)]
unsafe fn release_and_go(th: &mut Thread, pc: Pc, base: Base, old: Value) -> Next {
    // SAFETY: the caller's contract.
    unsafe {
        release(old.to_raw());
        go(th, pc, base)
    }
}

/// Forms that are one call of a body in `ops`; those with a second word step over it.
///
/// The body is a function of its own, never part of the form: whatever it keeps in memory on its way would be alive, as the compiler sees it, where the form
/// goes on, and that would be a call instead of a jump.
macro_rules! bodies {
    ($($name:ident $words:literal |$th:ident, $pc:ident, $base:ident, $w:ident| $body:expr;)*) => {
        $(
            #[inline(never)]
            #[allow(unused_variables, reason = "all forms have the same parameters")]
            #[doc = concat!("The body `", stringify!($body), "` as a form.")]
            pub unsafe fn $name(
                $th: &mut $crate::isolate::Thread,
                $pc: $crate::interp::eval::Pc,
                $base: $crate::interp::eval::Base,
                $w: u32,
            ) -> $crate::interp::eval::Next {
                #[inline(never)]
                #[allow(unused_variables, unused_unsafe, reason = "all forms have the same parameters and contract")]
                unsafe fn body(
                    $th: &mut $crate::isolate::Thread,
                    $pc: $crate::interp::eval::Pc,
                    $base: $crate::interp::eval::Base,
                    $w: u32,
                ) -> $crate::native::raised::R<()> {
                    // SAFETY: the contract of `Form` is that of `ops`; a second word is there.
                    unsafe { $body }
                }
                // SAFETY: the form's own contract.
                unsafe {
                    // What runs meanwhile may ask where this frame is.
                    (*$th.stack.running).pc = $pc;
                    match body($th, $pc, $base, $w) {
                        Ok(()) => $crate::interp::eval::go($th, $pc.add($words - 1), $base),
                        Err(_) => $crate::interp::eval::raise($th, $pc),
                    }
                }
            }
        )*
    };
}
pub(super) use bodies;

/// The second word.
///
/// # Safety
/// 1. `pc` stands at it.
#[inline(always)]
pub unsafe fn second(pc: Pc) -> u32 {
    // SAFETY: contract 1. Relaxed: second words never change.
    unsafe { (*pc).load(Ordering::Relaxed) }
}

/// The form of an opcode.
const fn form(op: Op) -> Form {
    match op {
        Op::NOP => moves::nop,
        Op::MOVE => moves::move_,
        Op::COPY => moves::copy_,
        Op::LOAD_CONST => moves::load_const,
        Op::LOAD_INT => moves::load_int,
        Op::CLEAR => moves::clear,
        Op::DEL_LOCAL => moves::del_local,
        Op::LOAD_FAR | Op::STORE_FAR | Op::DEL_FAR => plain::far,

        Op::MAKE_CELL => plain::make_cell,
        Op::LOAD_CELL => variables::load_cell,
        Op::STORE_CELL => variables::store_cell,
        Op::DEL_CELL => plain::del_cell,
        Op::LOAD_FREE => variables::load_free,
        Op::STORE_FREE => variables::store_free,
        Op::DEL_FREE => plain::del_free,
        Op::LOAD_CLOSURE => variables::load_closure,

        Op::LOAD_GLOBAL => variables::load_global,
        Op::LOAD_GLOBAL_MODULE => variables::load_global_module,
        Op::LOAD_GLOBAL_BUILTIN => variables::load_global_builtin,
        Op::STORE_GLOBAL | Op::DEL_GLOBAL | Op::LOAD_NAME | Op::STORE_NAME | Op::DEL_NAME | Op::LOAD_NAME_OR_FREE => plain::name,
        Op::LOAD_LOCALS => plain::load_locals,

        Op::LOAD_ATTR => attributes::load,
        Op::LOAD_ATTR_RECORD => attributes::load_record,
        Op::LOAD_ATTR_MODULE => attributes::load_module,
        Op::LOAD_ATTR_SLOT => attributes::load_slot,
        Op::STORE_ATTR => attributes::store,
        Op::STORE_ATTR_SLOT => attributes::store_slot,
        Op::DEL_ATTR => plain::del_attr,
        Op::LOAD_METHOD => attributes::load_method,
        Op::LOAD_METHOD_RECORD => attributes::load_method_record,
        Op::LOAD_METHOD_VALUE => attributes::load_method_value,
        Op::LOAD_METHOD_SLOT => attributes::load_method_slot,
        Op::LOAD_METHOD_MODULE => attributes::load_method_module,

        Op::LOAD_ITEM => items::load,
        Op::LOAD_ITEM_I => items::load_immediate,
        Op::STORE_ITEM => items::store,
        Op::DEL_ITEM => plain::del_item,
        Op::LOAD_SLICE => plain::load_slice,
        Op::STORE_SLICE => plain::store_slice,
        Op::BUILD_SLICE => plain::build_slice,

        Op::ADD => arith::add,
        Op::SUB => arith::sub,
        Op::MUL => arith::mul,
        Op::TRUE_DIV => arith::true_div,
        Op::FLOOR_DIV => arith::floor_div,
        Op::MOD => arith::modulo,
        Op::POW => arith::pow,
        Op::MAT_MUL => arith::mat_mul,
        Op::LSHIFT => arith::lshift,
        Op::RSHIFT => arith::rshift,
        Op::AND => arith::and,
        Op::OR => arith::or,
        Op::XOR => arith::xor,
        Op::IADD => arith::iadd,
        Op::ISUB => arith::isub,
        Op::IMUL => arith::imul,
        Op::ITRUE_DIV => arith::itrue_div,
        Op::IFLOOR_DIV => arith::ifloor_div,
        Op::IMOD => arith::imod,
        Op::IPOW => arith::ipow,
        Op::IMAT_MUL => arith::imat_mul,
        Op::ILSHIFT => arith::ilshift,
        Op::IRSHIFT => arith::irshift,
        Op::IAND => arith::iand,
        Op::IOR => arith::ior,
        Op::IXOR => arith::ixor,
        Op::ADD_I => arith::add_i,
        Op::SUB_I => arith::sub_i,
        Op::MUL_I => arith::mul_i,
        Op::FLOOR_DIV_I => arith::floor_div_i,
        Op::MOD_I => arith::modulo_i,
        Op::LSHIFT_I => arith::lshift_i,
        Op::RSHIFT_I => arith::rshift_i,
        Op::AND_I => arith::and_i,
        Op::IADD_I => arith::iadd_i,
        Op::ISUB_I => arith::isub_i,
        Op::NEG => arith::neg,
        Op::POS => arith::pos,
        Op::INVERT => arith::invert,
        Op::NOT => arith::not,

        Op::LT => compare::lt,
        Op::LE => compare::le,
        Op::EQ => compare::eq,
        Op::NE => compare::ne,
        Op::GT => compare::gt,
        Op::GE => compare::ge,
        Op::IS => compare::is,
        Op::IS_NOT => compare::is_not,
        Op::IN => compare::contains,
        Op::NOT_IN => compare::not_contains,

        Op::JUMP => jumps::jump,
        Op::JUMP_BACK => jumps::jump_back,
        Op::JUMP_IF_TRUE => jumps::jump_if_true,
        Op::JUMP_IF_FALSE => jumps::jump_if_false,
        Op::JUMP_IF_TRUE_KEEP => jumps::jump_if_true_keep,
        Op::JUMP_IF_FALSE_KEEP => jumps::jump_if_false_keep,
        Op::JUMP_IF_NONE => jumps::jump_if_none,
        Op::JUMP_IF_NOT_NONE => jumps::jump_if_not_none,
        Op::JUMP_LT => jumps::jump_lt,
        Op::JUMP_LE => jumps::jump_le,
        Op::JUMP_EQ => jumps::jump_eq,
        Op::JUMP_NE => jumps::jump_ne,
        Op::JUMP_GT => jumps::jump_gt,
        Op::JUMP_GE => jumps::jump_ge,
        Op::JUMP_IS => jumps::jump_is,
        Op::JUMP_IN => jumps::jump_in,
        Op::JUMP_LT_I => jumps::jump_lt_i,
        Op::JUMP_LE_I => jumps::jump_le_i,
        Op::JUMP_EQ_I => jumps::jump_eq_i,
        Op::JUMP_NE_I => jumps::jump_ne_i,
        Op::JUMP_GT_I => jumps::jump_gt_i,
        Op::JUMP_GE_I => jumps::jump_ge_i,

        Op::GET_ITER => plain::get_iter,
        Op::FOR_ITER => loops::for_iter,
        Op::FOR_ITER_RANGE => loops::for_iter_range,
        Op::FOR_ITER_TUPLE => loops::for_iter_tuple,
        Op::FOR_ITER_DICT => loops::for_iter_dict,
        Op::FOR_ITER_ITEMS => loops::for_iter_items,
        Op::FOR_ITER_LIST => loops::for_iter_list,
        Op::FOR_ITER_GENERATOR => loops::for_iter_generator,
        Op::FOR_ITER_ENUMERATE => loops::for_iter_enumerate,
        Op::UNPACK => loops::unpack,
        Op::UNPACK_EX => plain::unpack_ex,

        Op::BUILD_TUPLE => plain::build_tuple,
        Op::BUILD_LIST => plain::build_list,
        Op::SET_ADD => plain::set_add,
        Op::MAP_ADD => plain::map_add,
        Op::BUILD_SET
        | Op::BUILD_MAP
        | Op::BUILD_STRING
        | Op::LIST_EXTEND
        | Op::SET_UPDATE
        | Op::DICT_UPDATE
        | Op::DICT_MERGE
        | Op::LIST_TO_TUPLE
        | Op::BUILD_INTERPOLATION
        | Op::BUILD_TEMPLATE
        | Op::FORMAT => plain::build,
        Op::LIST_APPEND => items::list_append,

        Op::MAKE_FUNCTION => plain::make_function,
        Op::CALL => calls::call,
        Op::CALL_METHOD => calls::call_method,
        Op::CALL_KW => calls::call_keywords,
        Op::CALL_METHOD_KW => calls::call_method_keywords,
        Op::CALL_EX => calls::call_unpacked,
        Op::RETURN => calls::return_,
        Op::RETURN_NONE => calls::return_none,
        Op::LOAD_BUILD_CLASS => plain::load_build_class,
        Op::LOAD_TYPING => plain::load_typing,

        Op::YIELD => calls::yield_,
        Op::GET_YIELD_FROM_ITER => plain::yield_from_iter,
        Op::YIELD_FROM => calls::yield_from,
        Op::GET_AWAITABLE => plain::get_awaitable,
        Op::GET_AITER => plain::get_aiter,
        Op::GET_ANEXT => plain::get_anext,
        Op::END_ASYNC_FOR => plain::end_async_for,
        Op::ASYNC_WITH_ENTER => plain::async_with_enter,

        Op::ENTER_HANDLER => plain::enter_handler,
        Op::EXIT_HANDLER => plain::exit_handler,
        Op::RAISE => plain::raise_,
        Op::RERAISE_HANDLED | Op::RERAISE => plain::reraise,
        Op::EXC_MATCH => plain::exc_match,
        Op::EXC_GROUP_MATCH => plain::exc_group_match,
        Op::EXC_GROUP_REST => plain::exc_group_rest,
        Op::LOAD_ASSERTION_ERROR => plain::load_assertion_error,
        Op::WITH_ENTER => plain::with_enter,
        Op::WITH_EXIT => plain::with_exit,
        Op::WITH_EXCEPT => plain::with_except,

        Op::IMPORT_NAME | Op::IMPORT_FROM => plain::import,
        Op::IMPORT_STAR => plain::import_star,

        Op::MATCH_SEQUENCE | Op::MATCH_MAPPING | Op::MATCH_KEYS | Op::MATCH_REST | Op::GET_LEN => plain::pattern,
        Op::MATCH_CLASS => plain::match_class,
        Op::PRINT_EXPR => plain::print_expression,
    }
}

/// The forms by opcode.
static FORMS: [Form; 256] = {
    let mut all: [Form; 256] = [plain::unknown; 256];
    let mut i = 0;
    while i < isa::OPS.len() {
        all[i] = form(isa::OPS[i]);
        i += 1;
    }
    all
};
