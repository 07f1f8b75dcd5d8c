//! Displays, comprehensions' stores, formatted strings.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use alloc::vec::Vec;

use super::{consume, read, write};
use crate::bytecode::isa::{self, Op};
use crate::interp::register::into_obj;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::{dict_type, list_type, protocol, set_object, set_type, str_object, template};

/// Takes a run of temporaries.
unsafe fn take(th: &mut Thread, base: *mut Value, first: u8, n: usize) -> R<Vec<Obj>> {
    let mut out = th.vec(n)?;
    for i in 0..n {
        // SAFETY: the module's contract.
        unsafe {
            let r = base.add(first as usize + i);
            let v = *r;
            *r = Value::UNBOUND;
            out.push(into_obj(v));
        }
    }
    Ok(out)
}

/// Empties a run of temporaries whose words have a new owner.
#[inline(always)]
unsafe fn forget(base: *mut Value, first: u8, n: usize) {
    for i in 0..n {
        // SAFETY: the module's contract.
        unsafe { *base.add(first as usize + i) = Value::UNBOUND };
    }
}

/// `LIST_APPEND`
pub unsafe fn list_append(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        consume(th, base, isa::b(w));
        match Obj::from_ref(&*base.add(isa::a(w) as usize)).exact::<List>() {
            Some(l) => l.push(th, v),
            None => Err(broken(th)),
        }
    }
}

#[cold]
fn broken(th: &mut Thread) -> crate::native::Raised {
    th.raise(Builtin::SystemError, format_args!("bytecode operand of the wrong type"))
}

/// `BUILD_TUPLE`
pub unsafe fn build_tuple(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let (b, n) = (isa::b(w), isa::c(w) as usize);
        let t = th.tuple_of_words(base.add(b as usize), n)?;
        forget(base, b, n);
        write(base, isa::a(w), t);
        Ok(())
    }
}

/// `BUILD_LIST`
pub unsafe fn build_list(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let (b, n) = (isa::b(w), isa::c(w) as usize);
        let l = th.list_of_words(base.add(b as usize), n)?;
        forget(base, b, n);
        write(base, isa::a(w), l);
        Ok(())
    }
}

/// `SET_ADD`
pub unsafe fn set_add(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract; the set's register keeps it, since nothing that is called from here reaches this frame.
    unsafe {
        let v = read(th, base, isa::b(w))?;
        set_object::add(th, Obj::from_ref(&*base.add(isa::a(w) as usize)), v)?;
        consume(th, base, isa::b(w));
        Ok(())
    }
}

/// `MAP_ADD`
pub unsafe fn map_add(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: as in `set_add`.
    unsafe {
        let k = read(th, base, isa::b(w))?;
        let v = read(th, base, isa::c(w))?;
        let Some(d) = Obj::from_ref(&*base.add(isa::a(w) as usize)).exact::<Dict>() else { return Err(broken(th)) };
        d.set(th, k, v)?;
        consume(th, base, isa::b(w));
        consume(th, base, isa::c(w));
        Ok(())
    }
}

/// The rest of the family.
#[inline(never)]
pub unsafe fn build(th: &mut Thread, base: *mut Value, w: u32, op: Op) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let (a, b, c) = (isa::a(w), isa::b(w), isa::c(w));
        match op {
            Op::BUILD_SET => {
                let items = take(th, base, b, c as usize)?;
                let s = set_object::new_set(th, items)?;
                write(base, a, s);
            }
            Op::BUILD_MAP => {
                let items = take(th, base, b, 2 * c as usize)?;
                let o = th.dict()?;
                let d = o.get_unchecked::<Dict>();
                for pair in items.chunks_exact(2) {
                    d.set(th, &pair[0], &pair[1])?;
                }
                write(base, a, o);
            }
            Op::BUILD_STRING => {
                let items = take(th, base, b, c as usize)?;
                let s = th.str_join(&items)?;
                write(base, a, s);
            }
            Op::LIST_EXTEND => {
                let v = read(th, base, b)?;
                let target = Obj::from_ref(&*base.add(a as usize)).clone();
                let Some(l) = target.exact::<List>() else { return Err(broken(th)) };
                must_be_iterable(th, v)?;
                list_type::extend(th, l, v)?;
                consume(th, base, b);
            }
            Op::SET_UPDATE => {
                let v = read(th, base, b)?;
                let target = Obj::from_ref(&*base.add(a as usize)).clone();
                let Some(t) = set_object::table(&target) else { return Err(broken(th)) };
                set_type::update(th, t, v)?;
                consume(th, base, b);
            }
            Op::DICT_UPDATE | Op::DICT_MERGE => {
                let v = read(th, base, b)?;
                let target = Obj::from_ref(&*base.add(a as usize)).clone();
                let callee = if op == Op::DICT_MERGE { Some(Obj::from_ref(&*base.add(c as usize)).clone()) } else { None };
                merge(th, &target, v, callee)?;
                consume(th, base, b);
            }
            Op::LIST_TO_TUPLE => {
                let v = read(th, base, b)?;
                let items = protocol::collect(th, v)?;
                let t = th.tuple(items)?;
                consume(th, base, b);
                write(base, a, t);
            }
            Op::BUILD_INTERPOLATION => {
                let mut parts = take(th, base, b, 2 + usize::from(c >> 2 & 1))?.into_iter();
                let mut part = || parts.next().unwrap_or(Obj::NONE);
                let (value, text, spec) = (part(), part(), part());
                let i = template::interpolation(th, value, text, c & 3, spec)?;
                write(base, a, i);
            }
            Op::BUILD_TEMPLATE => {
                let mut parts = take(th, base, b, 2)?.into_iter();
                let mut part = || parts.next().unwrap_or(Obj::NONE);
                let (strings, interpolations) = (part(), part());
                let t = template::template(th, strings, interpolations)?;
                write(base, a, t);
            }
            _ => format(th, base, w)?,
        }
        Ok(())
    }
}

/// What `*v` stands for.
pub(crate) fn collect_starred(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    must_be_iterable(th, v)?;
    protocol::collect(th, v)
}

fn must_be_iterable(th: &mut Thread, v: &Obj) -> R<()> {
    let slots = &th.type_of(v).slots;
    if slots.iter().is_none() && slots.getitem().is_none() {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("Value after * must be an iterable, not {t}")));
    }
    Ok(())
}

/// Text of a callee in messages: `f()` with its module-free qualified name.
fn callee_text(th: &mut Thread, f: &Obj) -> R<alloc::string::String> {
    let q = protocol::get_attr_opt(th, f, th.name(names::QUALNAME))?;
    let q = match q {
        Some(q) if q.get::<str_object::Str>().is_some() => q,
        _ => protocol::str(th, f)?,
    };
    let module = protocol::get_attr_opt(th, f, th.name(names::MODULE))?;
    let q = str_object::text(&q);
    Ok(match module {
        Some(m) if m.get::<str_object::Str>().is_some() && str_object::text(&m) != "builtins" => {
            alloc::format!("{}.{q}()", str_object::text(&m))
        }
        _ => alloc::format!("{q}()"),
    })
}

fn merge(th: &mut Thread, target: &Obj, v: &Obj, callee: Option<Obj>) -> R<()> {
    let Some(d) = target.exact::<Dict>() else { return Err(broken(th)) };
    if (callee.is_none() || d.is_empty())
        && let Some(from) = v.exact::<Dict>()
    {
        return dict_type::merge(th, d, from);
    }
    let pairs: Vec<(Obj, Obj)> = if let Some(from) = v.exact::<Dict>() {
        from.snapshot(th)?
    } else {
        let Some(keys) = protocol::get_attr_quiet(th, v, th.name(names::KEYS))? else {
            let t = protocol::shown_type(th, v);
            return Err(match callee {
                Some(_) => th.type_error(format_args!("Value after ** must be a mapping, not {t}")),
                None => th.type_error(format_args!("'{t}' object is not a mapping")),
            });
        };
        let keys = protocol::call(th, &keys, &[])?;
        let mut out = Vec::new();
        for k in protocol::collect(th, &keys)? {
            let x = protocol::get_item(th, v, &k)?;
            th.push(&mut out, (k, x))?;
        }
        out
    };
    for (k, x) in pairs {
        if let Some(f) = &callee {
            // Whether the keys are strings is looked at when the call is made, after its other arguments.
            if d.contains(th, &k)? {
                let f = callee_text(th, f)?;
                let k = protocol::str(th, &k)?;
                let k = str_object::text(&k);
                return Err(th.type_error(format_args!("{f} got multiple values for keyword argument '{k}'")));
            }
        }
        d.set(th, &k, &x)?;
    }
    Ok(())
}

/// `FORMAT`
unsafe fn format(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let (b, c) = (isa::b(w), isa::c(w));
        let v = read(th, base, b)?.clone();
        let v = match c & 3 {
            1 => protocol::str(th, &v)?,
            2 => protocol::repr(th, &v)?,
            3 => protocol::ascii(th, &v)?,
            _ => v,
        };
        let r = if c & 4 != 0 {
            // Refused at verification would be better still: the spec must be a string.
            let code = th.stack.code();
            if b as u32 + 1 >= code.registers {
                return Err(broken(th));
            }
            let spec = Obj::from_ref(&*base.add(b as usize + 1)).clone();
            let r = protocol::format(th, &v, &spec)?;
            consume(th, base, b + 1);
            r
        } else if v.exact::<str_object::Str>().is_some() {
            v.clone()
        } else if v.value().is_small() || v.value().is_flonum() {
            protocol::str(th, &v)?
        } else {
            let empty = th.name(names::EMPTY);
            protocol::format(th, &v, empty)?
        };
        consume(th, base, b);
        write(base, isa::a(w), r);
        Ok(())
    }
}
