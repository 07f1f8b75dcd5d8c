//! Locals, cells, globals, names of class bodies.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa::{self, Op};
use crate::interp::cache;
use crate::interp::register::{copy, set};
use crate::interp::stack::Frame;
use crate::isolate::{Thread, names};
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Header, Obj, Value};
use crate::prim::{AtomicPtr, Ordering};
use crate::types::dict_object::Dict;
use crate::types::exception;
use crate::types::function_object::{Cell, Function};
use crate::types::function_types::{running_others, store};
use crate::types::{protocol, str_object, tuple_object};

/// Raises `UnboundLocalError` for register `i`.
#[cold]
#[inline(never)]
pub fn unbound(th: &mut Thread, i: u8) -> R<()> {
    // SAFETY: an instruction is being executed.
    let code = unsafe { th.stack.code() };
    let name = code.locals.get(i as usize).cloned().unwrap_or_else(|| th.name(names::EMPTY).clone());
    Err(unbound_local(th, &name))
}

fn unbound_local(th: &mut Thread, name: &Obj) -> Raised {
    let n = str_object::text(name);
    let e =
        th.raise(Builtin::UnboundLocalError, format_args!("cannot access local variable '{n}' where it is not associated with a value"));
    exception::with_member(th, e, 0, name.clone())
}

/// `LOAD_FAR`, `STORE_FAR`, `DEL_FAR`
pub unsafe fn far(th: &mut Thread, base: *mut Value, w: u32, op: Op) -> R<()> {
    // SAFETY: the module's contract; far locals lie behind the registers.
    unsafe {
        let code = th.stack.code();
        let place = base.add(code.registers as usize + isa::bx(w) as usize);
        if op == Op::STORE_FAR {
            let v = read(th, base, isa::a(w))?;
            set(place, copy(v.value()));
            consume(th, base, isa::a(w));
            return Ok(());
        }
        if (*place).is_unbound() {
            let name = code.far[isa::bx(w) as usize].clone();
            return Err(unbound_local(th, &name));
        }
        if op == Op::DEL_FAR {
            set(place, Value::UNBOUND);
        } else {
            set(base.add(isa::a(w) as usize), copy(*place));
        }
        Ok(())
    }
}

/// `MAKE_CELL`
pub unsafe fn make_cell(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = Obj::from_ref(&*base.add(isa::a(w) as usize)).clone();
        let c = th.alloc(Cell { value: Field::new(v) })?;
        write(base, isa::a(w), c);
        Ok(())
    }
}

/// The cell of a free variable.
#[inline(always)]
pub unsafe fn free_cell<'a>(f: *mut Frame, i: u16) -> &'a Obj {
    // SAFETY: the frame's function is a function whose closure has a cell for each free variable; else nothing is found.
    unsafe {
        let function = Obj::from_ref(&(*f).function);
        let cells = function.exact::<Function>().and_then(|x| x.closure.exact::<tuple_object::Tuple>());
        match cells.and_then(|t| t.items().get(i as usize)) {
            Some(c) => &*core::ptr::from_ref(c),
            None => &NOTHING,
        }
    }
}

static NOTHING: Obj = Obj::UNBOUND;

/// Raises for an empty cell.
#[cold]
pub fn empty_cell(th: &mut Thread, i: usize, free: bool) -> R<()> {
    // SAFETY: an instruction is being executed.
    let code = unsafe { th.stack.code() };
    if !free {
        let name = code.locals.get(i).cloned().unwrap_or(Obj::NONE);
        return Err(unbound_local(th, &name));
    }
    let name = code.free.get(i).cloned().unwrap_or(Obj::NONE);
    let n = str_object::text(&name);
    let e = th.raise(
        Builtin::NameError,
        format_args!("cannot access free variable '{n}' where it is not associated with a value in enclosing scope"),
    );
    Err(exception::with_member(th, e, 0, name))
}

/// `STORE_CELL`
pub unsafe fn store_cell(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::b(w))?.clone();
        let cell = Obj::from_ref(&*base.add(isa::a(w) as usize)).clone();
        match cell.exact::<Cell>() {
            Some(c) => store(th, &c.value, &c.header, v)?,
            None => return empty_cell(th, isa::a(w) as usize, false),
        }
        consume(th, base, isa::b(w));
        Ok(())
    }
}

/// `DEL_CELL`
pub unsafe fn del_cell(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let cell = Obj::from_ref(&*base.add(isa::a(w) as usize)).clone();
        if let Some(c) = cell.exact::<Cell>()
            && !c.value.replace_raw(Obj::UNBOUND).is_unbound()
        {
            return Ok(());
        }
        empty_cell(th, isa::a(w) as usize, false)
    }
}

/// `STORE_FREE`
pub unsafe fn store_free(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::a(w))?.clone();
        let cell = free_cell(th.stack.running, isa::bx(w)).clone();
        match cell.exact::<Cell>() {
            Some(c) => store(th, &c.value, &c.header, v)?,
            None => return empty_cell(th, isa::bx(w) as usize, true),
        }
        consume(th, base, isa::a(w));
        Ok(())
    }
}

/// `DEL_FREE`
pub unsafe fn del_free(th: &mut Thread, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    let cell = unsafe { free_cell(th.stack.running, isa::bx(w)) }.clone();
    if let Some(c) = cell.exact::<Cell>()
        && !c.value.replace_raw(Obj::UNBOUND).is_unbound()
    {
        return Ok(());
    }
    empty_cell(th, isa::bx(w) as usize, true)
}

fn builtins(th: &Thread) -> Option<&'static Object<Dict>> {
    let v = th.isolate().builtins.peek();
    // SAFETY: the builtins dict lives as long as the isolate.
    v.as_pointer().map(|p| unsafe { &*p.cast::<Object<Dict>>() })
}

/// A builtin for the running function.
pub fn builtin(th: &mut Thread, name: &Obj) -> R<Option<Obj>> {
    match running_others(th) {
        Some(b) => item(th, &b, name),
        None => Ok(builtins(th).and_then(|b| b.get_name(name))),
    }
}

/// An item of a namespace of whatever type, if it is there.
fn item(th: &mut Thread, namespace: &Obj, name: &Obj) -> R<Option<Obj>> {
    if let Some(d) = namespace.exact::<Dict>() {
        return Ok(d.get_name(name));
    }
    match protocol::get_item(th, namespace, name) {
        Ok(v) => Ok(Some(v)),
        Err(e) => th.take_if(e, Builtin::KeyError).map(|_| None),
    }
}

#[cold]
fn name_error(th: &mut Thread, name: &Obj) -> Raised {
    let n = str_object::text(name);
    let e = th.raise(Builtin::NameError, format_args!("name '{n}' is not defined"));
    let e = exception::with_member(th, e, 0, name.clone());
    match receiver(th) {
        Some(this) => exception::with_member(th, e, 1, this),
        None => e,
    }
}

/// Code of a class body or of `exec`, made a function and called as one.
#[cold]
fn no_namespace(th: &mut Thread, name: &Obj, op: Op) -> Raised {
    let doing = match op {
        Op::STORE_NAME => "storing",
        Op::DEL_NAME => "deleting",
        _ => "loading",
    };
    th.raise(Builtin::SystemError, format_args!("no locals found when {doing} '{}'", str_object::text(name)))
}

/// The running method's `self`: the report of an uncaught `NameError` looks at its attributes.
fn receiver(th: &Thread) -> Option<Obj> {
    // SAFETY: an instruction is being executed, so there is a frame, and its registers are valid.
    unsafe {
        let f = th.stack.running;
        let i = (*f).code.as_ref().locals.iter().position(|n| str_object::text(n) == "self")?;
        let v = Obj::from_ref(&*(*f).base.add(i));
        (!v.is_unbound() && v.exact::<Cell>().is_none()).then(|| v.clone())
    }
}

/// A name in globals of a class derived from `dict`, which is asked as a mapping is, or a builtin. Never cached.
#[cold]
fn unusual_global(th: &mut Thread, globals: &Obj, name: &Obj) -> R<Value> {
    let found = match item(th, globals, name)? {
        Some(v) => Some(v),
        None => builtin(th, name)?,
    };
    match found {
        Some(v) => Ok(register(v)),
        None => Err(name_error(th, name)),
    }
}

/// A global or builtin; fills the site. The result is a register word.
#[inline(never)]
pub unsafe fn load_global(th: &mut Thread, f: *mut Frame, site: usize) -> R<Value> {
    // SAFETY: the module's contract.
    let (code, globals) = unsafe { ((*f).code.as_ref(), (*f).globals.as_ref()) };
    let name = &code.names[code.site_names[site] as usize];
    if globals.header.shape.load(Ordering::Relaxed) != Builtin::Dict.shape() {
        return unusual_global(th, &globals.to_obj(), name);
    }
    let (version, place) = globals.payload.cache_name(th, name);
    // Read here, counted where something is written.
    let may_fill = code.fills.load(Ordering::Relaxed) < cache::MAX_FILLS * code.sites.len() as u32 + 64;
    if let Some(v) = globals.get_name(name) {
        if let Some(place) = place
            && version != 0
            && place <= cache::MAX_PLACE
            && may_fill
        {
            code.fills.fetch_add(1, Ordering::Relaxed);
            code.sites[site].store(cache::name_word(cache::GLOBAL, place, version), Ordering::Release);
            code.specialise(site, Op::LOAD_GLOBAL_MODULE);
        }
        return Ok(register(v));
    }
    // Nothing found in other builtins is cached: a site's record tells of the isolate's alone.
    if let Some(b) = running_others(th) {
        return match item(th, &b, name)? {
            Some(v) => Ok(register(v)),
            None => Err(name_error(th, name)),
        };
    }
    if let Some(b) = builtins(th) {
        let (builtin_version, place) = b.payload.cache_name(th, name);
        if let Some(v) = b.get_name(name) {
            // SAFETY: the place came with the version.
            if let Some(value) = place.and_then(|p| unsafe { b.payload.cached_value(builtin_version, p) })
                && version != 0
                && builtin_version != 0
                && may_fill
            {
                code.fills.fetch_add(1, Ordering::Relaxed);
                code.cache_builtin(site, cache::BuiltinRecord { globals: version, builtins: builtin_version, value });
            }
            return Ok(register(v));
        }
    }
    Err(name_error(th, name))
}

/// An owned value as a register keeps it: uncounted where it may be.
pub fn register(o: Obj) -> Value {
    // SAFETY: `o` keeps the object alive during the call; an uncounted word needs nothing after.
    let v = unsafe { copy(o.value()) };
    if v.is_counted() {
        // The copy took a count of its own.
        drop(o);
    }
    v
}

/// Where the builtin of a site lies, if its record still holds.
#[inline(always)]
pub fn cached_builtin<'a>(th: &Thread, code: &Object<Code>, globals: &Object<Dict>, site: usize) -> Option<&'a AtomicPtr<Header>> {
    // SAFETY: records are never freed (C3); while the versions are the same, so are the tables.
    unsafe {
        let r = code.builtin_record(site).load(Ordering::Acquire).as_ref()?;
        if !globals.payload.has_version(r.globals) {
            return None;
        }
        let b = th.isolate().builtins.peek().to_raw().cast::<Object<Dict>>();
        if !(*b).payload.has_version(r.builtins) {
            return None;
        }
        Some(&*r.value)
    }
}

/// Instructions with a site that names a global or a class body's name.
pub unsafe fn name(th: &mut Thread, base: *mut Value, w: u32, op: Op, site: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let f = th.stack.running;
        let code = (*f).code.as_ref();
        let name = &code.names[code.site_names[site] as usize];
        let globals = (*f).globals.as_ref();
        match op {
            Op::STORE_GLOBAL => {
                let v = read(th, base, isa::a(w))?;
                if th.isolate().multi.load(Ordering::Relaxed) {
                    crate::refcount::sharing::share(th, v)?;
                }
                globals.set_name(th, name, v)?;
                consume(th, base, isa::a(w));
            }
            Op::DEL_GLOBAL => {
                if globals.remove(th, name)?.is_none() {
                    return Err(name_error(th, name));
                }
            }
            _ => {
                let ns = Obj::from_ref(&(*f).extra).clone();
                if ns.is_unbound() {
                    return Err(no_namespace(th, name, op));
                }
                match op {
                    Op::STORE_NAME => {
                        let v = read(th, base, isa::a(w))?;
                        match ns.exact::<Dict>() {
                            Some(d) => d.set_name(th, name, v)?,
                            None => protocol::set_item(th, &ns, name, v)?,
                        }
                        consume(th, base, isa::a(w));
                    }
                    Op::DEL_NAME => {
                        let gone = match ns.exact::<Dict>() {
                            Some(d) => d.remove(th, name)?.is_some(),
                            None => {
                                protocol::del_item(th, &ns, name)?;
                                true
                            }
                        };
                        if !gone {
                            return Err(name_error(th, name));
                        }
                    }
                    _ => {
                        let found = item(th, &ns, name)?;
                        let v = match found {
                            Some(v) => v,
                            None if op == Op::LOAD_NAME_OR_FREE => {
                                let cell = free_cell(f, isa::b(w) as u16).clone();
                                match cell.exact::<Cell>().and_then(|c| c.value.get(&c.header)) {
                                    Some(v) => v,
                                    None => return empty_cell(th, isa::b(w) as usize, true),
                                }
                            }
                            None => {
                                let found = match globals.get_name(name) {
                                    Some(v) => Some(v),
                                    None => builtin(th, name)?,
                                };
                                match found {
                                    Some(v) => v,
                                    None => return Err(name_error(th, name)),
                                }
                            }
                        };
                        write(base, isa::a(w), v);
                    }
                }
            }
        }
        Ok(())
    }
}

/// `LOAD_LOCALS`
pub unsafe fn load_locals(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let ns = Obj::from_ref(&(*th.stack.running).extra).clone();
        write(base, isa::a(w), ns);
        Ok(())
    }
}
