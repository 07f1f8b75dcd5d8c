//! Iteration and unpacking.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use alloc::vec::Vec;

use super::{consume, read, write};
use crate::bytecode::isa;
use crate::interp::register::copy;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::refcount::biased;
use crate::types::iterators::{ListIter, TupleIter};
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::range_type::RangeIter;
use crate::types::tuple_object::Tuple;

/// `A = iter(B)`
pub unsafe fn get_iter(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = read(th, base, isa::b(w))?;
        let it = protocol::iter(th, b)?;
        consume(th, base, isa::b(w));
        write(base, isa::a(w), it);
        Ok(())
    }
}

/// A range iterator's next value when it counts machine integers and only this thread reaches it: outer `None` for any other.
#[inline(always)]
pub unsafe fn range_next(it: Value) -> Option<Option<Value>> {
    // SAFETY: the caller tested the shape.
    let r = unsafe { Obj::from_ref(&it).get_unchecked::<RangeIter>() };
    if !r.is_small() || biased::is_shared(&r.header) {
        return None;
    }
    match r.next_small() {
        Some(i) => Some(Some(Value::from_small(i)?)),
        None => Some(None),
    }
}

/// The next value of a list's or tuple's iterator that only this thread reaches, as a register word; unbound at the end, `None` for any other
/// iterator.
#[inline(never)]
pub unsafe fn quick_next(it: Value, shape: u32) -> Option<Value> {
    // SAFETY: the caller tested the shape.
    unsafe {
        if shape == Builtin::ListIter.shape() {
            return Obj::from_ref(&it).get_unchecked::<ListIter>().next_word();
        }
        if shape == Builtin::TupleIter.shape() {
            return Some(Obj::from_ref(&it).get_unchecked::<TupleIter>().next_word());
        }
        None
    }
}

/// The next value of the iterator in register B.
#[inline(never)]
pub unsafe fn next(th: &mut Thread, base: *mut Value, w: u32) -> R<Option<Obj>> {
    // SAFETY: the module's contract.
    unsafe {
        let it = Obj::from_ref(&*base.add(isa::b(w) as usize));
        if let Some(l) = it.exact::<ListIter>() {
            return Ok(l.next_item());
        }
        if let Some(t) = it.exact::<TupleIter>() {
            return Ok(t.next_item());
        }
        if it.is_unbound() {
            return Ok(None);
        }
        protocol::next(th, it)
    }
}

/// Exactly the values of a tuple or list, else of any iterable up to one more than `most`. Those from the `listed`th on go into a list in CPython, which asks
/// the iterator for a hint of its length then.
fn values(th: &mut Thread, v: &Obj, most: usize, listed: Option<usize>) -> R<Vec<Obj>> {
    if let Some(t) = v.exact::<Tuple>() {
        let mut items = th.vec(t.items().len())?;
        items.extend_from_slice(t.items());
        return Ok(items);
    }
    if let Some(l) = v.exact::<List>() {
        return l.snapshot(th);
    }
    let it = match protocol::iter(th, v) {
        Ok(it) => it,
        Err(e) => {
            if th.type_of(v).slots.iter().is_none() && th.type_of(v).slots.getitem().is_none() {
                drop(th.take(e));
                let t = th.type_name(v);
                return Err(th.type_error(format_args!("cannot unpack non-iterable {t} object")));
            }
            return Err(e);
        }
    };
    let mut out = Vec::new();
    while out.len() <= most {
        if listed == Some(out.len()) {
            protocol::room_hint(th, &it)?;
        }
        match protocol::next(th, &it)? {
            Some(x) => th.push(&mut out, x)?,
            None => break,
        }
    }
    Ok(out)
}

/// `UNPACK`
pub unsafe fn unpack(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let want = isa::c(w) as usize;
        let a = isa::a(w);
        let b = read(th, base, isa::b(w))?;
        if let Some(t) = b.exact::<Tuple>()
            && t.items().len() == want
        {
            // A temporary's word moves out of its register, which may be among those written; a local keeps the tuple alive itself.
            let r = base.add(isa::b(w) as usize);
            let word = *r;
            let temporary = isa::b(w) as usize >= super::locals(th);
            if temporary {
                *r = Value::UNBOUND;
            }
            for (i, v) in t.items().iter().enumerate() {
                super::super::register::set(base.add(a as usize + i), copy(v.value()));
            }
            if temporary {
                super::super::register::drop_word(word);
            }
            return Ok(());
        }
        if let Some(l) = b.exact::<List>()
            && !biased::is_shared(&l.header)
            && l.len_unshared() == want
        {
            // As above.
            let r = base.add(isa::b(w) as usize);
            let word = *r;
            let temporary = isa::b(w) as usize >= super::locals(th);
            if temporary {
                *r = Value::UNBOUND;
            }
            let mut got = 0;
            // Temporaries that are written hold nothing; in code where they do, what they held ends here, and may change the list.
            while got < want
                && let Some(item) = l.item_word(got)
            {
                super::super::register::set(base.add(a as usize + got), item);
                got += 1;
            }
            if temporary {
                super::super::register::drop_word(word);
            }
            if got < want {
                return Err(th.value_error(format_args!("not enough values to unpack (expected {want}, got {got})")));
            }
            return Ok(());
        }
        let list = values(th, b, want, None)?;
        let got = list.len();
        if got < want {
            return Err(th.value_error(format_args!("not enough values to unpack (expected {want}, got {got})")));
        }
        if got > want {
            let sized =
                b.exact::<Tuple>().is_some() || b.exact::<List>().is_some() || b.exact::<crate::types::dict_object::Dict>().is_some();
            if sized {
                let n = protocol::len(th, b)?;
                return Err(th.value_error(format_args!("too many values to unpack (expected {want}, got {n})")));
            }
            return Err(th.value_error(format_args!("too many values to unpack (expected {want})")));
        }
        consume(th, base, isa::b(w));
        for (i, v) in list.into_iter().enumerate() {
            write(base, a + i as u8, v);
        }
        Ok(())
    }
}

/// `UNPACK_EX`
pub unsafe fn unpack_ex(th: &mut Thread, base: *mut Value, w: u32, after: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let before = isa::c(w) as usize;
        let a = isa::a(w);
        let b = read(th, base, isa::b(w))?;
        let mut list = values(th, b, usize::MAX - 1, Some(before))?;
        let got = list.len();
        if got < before + after {
            let want = before + after;
            return Err(th.value_error(format_args!("not enough values to unpack (expected at least {want}, got {got})")));
        }
        consume(th, base, isa::b(w));
        let tail = list.split_off(got - after);
        let middle = list.split_off(before);
        let middle = th.list(middle)?;
        for (i, v) in list.into_iter().chain(core::iter::once(middle)).chain(tail).enumerate() {
            write(base, a + i as u8, v);
        }
        Ok(())
    }
}
