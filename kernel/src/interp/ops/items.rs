//! Subscripts.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::isa;
use crate::interp::register::set;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Obj, Value};
use crate::types::bytes_object::ByteArray;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::protocol;
use crate::types::slice_object;

/// `A = B[C]`, where the quick forms of lists, tuples and dicts have not done it.
#[inline(never)]
pub unsafe fn load(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = read(th, base, isa::b(w))?;
        let c = read(th, base, isa::c(w))?;
        let r = if let Some(l) = b.exact::<List>()
            && let Some(part) = l.copy_part(th, |n| slice_object::plain_indices(c, n))?
        {
            part
        } else {
            protocol::get_item(th, b, c)?
        };
        consume(th, base, isa::c(w));
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A = B[i]`, as [`load`].
#[inline(never)]
pub unsafe fn load_immediate(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = read(th, base, isa::b(w))?;
        let i = isa::c(w) as i8;
        let r = protocol::get_item(th, b, &Obj::from_i31(i32::from(i)))?;
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A[B] = C`
#[inline(never)]
pub unsafe fn store(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let b = read(th, base, isa::b(w))?;
        let c = read(th, base, isa::c(w))?;
        let done = if let Some(l) = a.exact::<List>()
            && let Some(i) = b.value().as_small()
        {
            l.set_index(th, i, c)?
        } else if let Some(d) = a.exact::<Dict>() {
            d.set(th, b, c)?;
            true
        } else if let (Some(bytes), Some(i), Some(x)) = (a.exact::<ByteArray>(), b.value().as_small(), c.value().as_small()) {
            bytes.set_byte(i, x)
        } else {
            false
        };
        if !done {
            protocol::set_item(th, a, b, c)?;
        }
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        consume(th, base, isa::c(w));
        Ok(())
    }
}

/// `del A[B]`
pub unsafe fn delete(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let b = read(th, base, isa::b(w))?;
        protocol::del_item(th, a, b)?;
        consume(th, base, isa::b(w));
        consume(th, base, isa::a(w));
        Ok(())
    }
}

/// A slice object of the two bounds in registers `b` and `b + 1`.
unsafe fn slice_of(th: &mut Thread, base: *mut Value, b: u8) -> R<Obj> {
    // SAFETY: the module's contract.
    let part = |i: usize| unsafe { Obj::from_ref(&*base.add(b as usize + i)).clone() };
    slice_object::new_slice(th, part(0), part(1), Obj::NONE)
}

/// Drops the two bounds of a slice.
#[inline(always)]
unsafe fn drop_bounds(base: *mut Value, b: u8) {
    // SAFETY: the module's contract.
    unsafe {
        set(base.add(b as usize + 1), Value::UNBOUND);
        set(base.add(b as usize), Value::UNBOUND);
    }
}

/// `A = B[C:C+1]`
#[inline(never)]
pub unsafe fn load_slice(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = read(th, base, isa::b(w))?;
        let c = isa::c(w);
        let (start, stop) = (*base.add(c as usize), *base.add(c as usize + 1));
        let r = if let Some(l) = b.exact::<List>()
            && let Some(part) = l.copy_part(th, |n| slice_object::plain_bounds(start, stop, n).map(|(start, count)| (start, 1, count)))?
        {
            part
        } else {
            let s = slice_of(th, base, c)?;
            protocol::get_item(th, b, &s)?
        };
        drop_bounds(base, c);
        consume(th, base, isa::b(w));
        write(base, isa::a(w), r);
        Ok(())
    }
}

/// `A[B:B+1] = C`
#[inline(never)]
pub unsafe fn store_slice(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let a = read(th, base, isa::a(w))?;
        let c = read(th, base, isa::c(w))?;
        let b = isa::b(w);
        let (start, stop) = (*base.add(b as usize), *base.add(b as usize + 1));
        let done = if let (Some(l), Some(items)) = (a.exact::<List>(), c.exact::<List>())
            && let Some((start, count)) = slice_object::plain_bounds(start, stop, l.len())
        {
            items.len() == count && l.overwrite(start, items)
        } else {
            false
        };
        if !done {
            let s = slice_of(th, base, b)?;
            protocol::set_item(th, a, &s, c)?;
        }
        drop_bounds(base, b);
        consume(th, base, isa::a(w));
        consume(th, base, isa::c(w));
        Ok(())
    }
}

/// `BUILD_SLICE`
pub unsafe fn build_slice(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let b = isa::b(w) as usize;
        let n = isa::c(w) as usize;
        let part = |i: usize| if i < n { Obj::from_ref(&*base.add(b + i)).clone() } else { Obj::NONE };
        let s = crate::types::slice_object::new_slice(th, part(0), part(1), part(2))?;
        for i in 0..n {
            set(base.add(b + i), Value::UNBOUND);
        }
        write(base, isa::a(w), s);
        Ok(())
    }
}
