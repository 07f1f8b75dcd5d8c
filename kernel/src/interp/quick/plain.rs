//! Instructions without a quick form.

use crate::bytecode::isa::{self, Op};
use crate::interp::eval::{Base, Next, Pc, bodies, go, put, raise, second, unwound};
use crate::interp::{coroutine, delegation, import, ops, unwind};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Builtin;

bodies! {
    far 1 |th, pc, base, w| ops::names::far(th, base, w, op_of(w));
    make_cell 1 |th, pc, base, w| ops::names::make_cell(th, base, w);
    del_cell 1 |th, pc, base, w| ops::names::del_cell(th, base, w);
    del_free 1 |th, pc, base, w| ops::names::del_free(th, w);
    name 2 |th, pc, base, w| ops::names::name(th, base, w, op_of(w), second(pc) as usize);
    load_locals 1 |th, pc, base, w| ops::names::load_locals(th, base, w);
    del_attr 2 |th, pc, base, w| ops::attribute::delete(th, base, w, second(pc) as usize);
    del_item 1 |th, pc, base, w| ops::items::delete(th, base, w);
    load_slice 1 |th, pc, base, w| ops::items::load_slice(th, base, w);
    store_slice 1 |th, pc, base, w| ops::items::store_slice(th, base, w);
    build_slice 1 |th, pc, base, w| ops::items::build_slice(th, base, w);
    get_iter 1 |th, pc, base, w| ops::iteration::get_iter(th, base, w);
    unpack_ex 2 |th, pc, base, w| ops::iteration::unpack_ex(th, base, w, second(pc) as usize);
    build_tuple 1 |th, pc, base, w| ops::build::build_tuple(th, base, w);
    build_list 1 |th, pc, base, w| ops::build::build_list(th, base, w);
    set_add 1 |th, pc, base, w| ops::build::set_add(th, base, w);
    map_add 1 |th, pc, base, w| ops::build::map_add(th, base, w);
    build 1 |th, pc, base, w| ops::build::build(th, base, w, op_of(w));
    make_function 2 |th, pc, base, w| ops::function::make(th, base, w, second(pc) as usize);
    load_build_class 1 |th, pc, base, w| ops::function::load_build_class(th, base, w);
    load_typing 2 |th, pc, base, w| import::typing(th, base, w, second(pc) as usize);
    yield_from_iter 1 |th, pc, base, w| delegation::yield_from_iter(th, base, w);
    get_awaitable 1 |th, pc, base, w| coroutine::get_awaitable(th, base, w);
    get_aiter 1 |th, pc, base, w| coroutine::get_aiter(th, base, w);
    get_anext 1 |th, pc, base, w| coroutine::get_anext(th, base, w);
    async_with_enter 1 |th, pc, base, w| coroutine::async_with_enter(th, base, w);
    enter_handler 1 |th, pc, base, w| enter(th, base, w);
    exit_handler 1 |th, pc, base, w| exit(th, base, w);
    raise_ 1 |th, pc, base, w| ops::exceptions::raise(th, base, w);
    exc_match 1 |th, pc, base, w| ops::exceptions::matches(th, base, w);
    exc_group_match 1 |th, pc, base, w| ops::exceptions::group_match(th, base, w);
    exc_group_rest 1 |th, pc, base, w| ops::exceptions::group_rest(th, base, w);
    with_enter 1 |th, pc, base, w| ops::exceptions::with_enter(th, base, w);
    with_exit 1 |th, pc, base, w| ops::exceptions::with_exit(th, base, w);
    with_except 1 |th, pc, base, w| ops::exceptions::with_except(th, base, w);
    import 2 |th, pc, base, w| import::op(th, base, w, op_of(w), second(pc) as usize);
    import_star 1 |th, pc, base, w| import::star(th, base, w);
    pattern 1 |th, pc, base, w| ops::pattern::test(th, base, w, op_of(w));
    match_class 2 |th, pc, base, w| ops::pattern::class(th, base, w, second(pc) as usize);
    print_expression 1 |th, pc, base, w| ops::function::print_expression(th, base, w);
}

unsafe fn enter(th: &mut Thread, base: Base, w: u32) -> R<()> {
    // SAFETY: the contract of `Form`.
    unsafe { ops::exceptions::enter(th, base, w) };
    Ok(())
}

unsafe fn exit(th: &mut Thread, base: Base, w: u32) -> R<()> {
    // SAFETY: the contract of `Form`.
    unsafe { ops::exceptions::exit(th, base, w) };
    Ok(())
}

/// The opcode of a word: one whose operands need it.
fn op_of(w: u32) -> Op {
    isa::OPS[isa::op(w) as usize]
}

/// `LOAD_ASSERTION_ERROR`
pub unsafe fn load_assertion_error(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    let t = th.isolate().ty(Builtin::AssertionError).to_obj();
    // SAFETY: the contract of `Form`.
    unsafe { put(th, pc, base, isa::a(w), t.into_value()) }
}

/// `RERAISE`, `RERAISE_HANDLED`
pub unsafe fn reraise(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        (*th.stack.running).pc = pc;
        ops::exceptions::reraise(th, base, w, op_of(w));
        unwound(th, unwind::unwind_quietly)
    }
}

/// `END_ASYNC_FOR`
pub unsafe fn end_async_for(th: &mut Thread, pc: Pc, base: Base, w: u32) -> Next {
    // SAFETY: the contract of `Form`.
    unsafe {
        if coroutine::end_async_for(th, base, w) {
            return go(th, pc, base);
        }
        (*th.stack.running).pc = pc;
        ops::exceptions::reraise(th, base, w, Op::RERAISE);
        unwound(th, unwind::unwind_quietly)
    }
}

/// No instruction: the verifier admits existing opcodes only, and the runtime writes existing ones.
pub unsafe fn unknown(th: &mut Thread, pc: Pc, _: Base, w: u32) -> Next {
    let _ = th.raise(Builtin::SystemError, format_args!("unknown opcode {}", isa::op(w)));
    // SAFETY: the contract of `Form`.
    unsafe { raise(th, pc) }
}
