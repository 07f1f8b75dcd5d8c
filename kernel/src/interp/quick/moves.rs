//! Moves and constants.

use super::{forms, reg};
use crate::bytecode::isa;
use crate::interp::eval::{bodies, go, put};
use crate::interp::ops;
use crate::interp::register::{copy, quick_copy};
use crate::object::Value;

bodies! {
    unbound_b 1 |th, pc, base, w| ops::names::unbound(th, isa::b(w));
    unbound_a 1 |th, pc, base, w| ops::names::unbound(th, isa::a(w));
}

forms! {
    /// `NOP`
    nop |th, pc, base, w| { go(th, pc, base) }

    /// `MOVE` of a temporary: its word moves. (Code objects have a `COPY` where a unit moves a local.)
    move_ |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        *base.add(isa::b(w) as usize) = Value::UNBOUND;
        put(th, pc, base, isa::a(w), v)
    }

    /// `COPY`
    copy_ |th, pc, base, w| {
        let v = reg(base, isa::b(w));
        if v.is_unbound() && (isa::b(w) as usize) < th.stack.code().locals.len() {
            return unbound_b(th, pc, base, w);
        }
        match quick_copy(v) {
            Some(v) => put(th, pc, base, isa::a(w), v),
            None => copy_full(th, pc, base, w),
        }
    }

    #[inline(never)]
    copy_full |th, pc, base, w| {
        let v = copy(reg(base, isa::b(w)));
        put(th, pc, base, isa::a(w), v)
    }

    /// `LOAD_CONST`
    load_const |th, pc, base, w| {
        let v = th.stack.code().consts.get_unchecked(isa::bx(w) as usize).value();
        // Constants are immortal: never counted.
        put(th, pc, base, isa::a(w), if v.is_counted() { v.with_uncounted() } else { v })
    }

    /// `LOAD_INT`
    load_int |th, pc, base, w| {
        put(th, pc, base, isa::a(w), Value::from_i31(i32::from(isa::sbx(w))))
    }

    /// `CLEAR`
    clear |th, pc, base, w| {
        put(th, pc, base, isa::a(w), Value::UNBOUND)
    }

    /// `DEL_LOCAL`
    del_local |th, pc, base, w| {
        if reg(base, isa::a(w)).is_unbound() {
            return unbound_a(th, pc, base, w);
        }
        put(th, pc, base, isa::a(w), Value::UNBOUND)
    }
}
