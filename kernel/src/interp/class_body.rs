//! `__build_class__`, and the functions that see the running frame: `globals`, `locals`.

use alloc::vec::Vec;

use super::call::run_code;
use super::stack::Frame;
use crate::bytecode::code_object::Code;
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj, Value};
use crate::types::dict_object::Dict;
use crate::types::function_object::{Cell, Function};
use crate::types::spec::Method;
use crate::types::type_object::as_type;
use crate::types::{class, protocol, str_object, tuple_object};

/// Functions of the `builtins` module that need the interpreter.
pub static FUNCTIONS: &[Method] = &[
    Method::new("__build_class__", build_class).doc("What a class statement calls."),
    Method::new("__import__", super::import::import_function).doc("What an import statement calls."),
    Method::new("globals", globals).doc("The dict of the module's names."),
    Method::new("locals", locals).doc("The names in this scope and their values."),
];

/// `__build_class__(function, name, *bases, metaclass=None, **keywords)`
fn build_class(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let positional = args.positional();
    let [body, name, bases_given @ ..] = positional else {
        return Err(th.type_error(format_args!("__build_class__: not enough arguments")));
    };
    if body.exact::<Function>().is_none() {
        return Err(th.type_error(format_args!("__build_class__: func must be a function")));
    }
    if name.get::<str_object::Str>().is_none() {
        return Err(th.type_error(format_args!("__build_class__: name is not a string")));
    }
    let original = th.tuple_of(bases_given)?;
    // `__mro_entries__` of bases that are no types.
    let mut bases: alloc::vec::Vec<Obj> = th.vec(bases_given.len())?;
    let mut replaced = false;
    for b in bases_given {
        if as_type(b).is_none()
            && let Some(f) = protocol::get_attr_quiet(th, b, th.name(names::MRO_ENTRIES))?
        {
            let entries = protocol::call(th, &f, core::slice::from_ref(&original))?;
            if entries.get::<tuple_object::Tuple>().is_none() {
                return Err(th.type_error(format_args!("__mro_entries__ must return a tuple")));
            }
            for e in tuple_object::items(&entries) {
                th.push(&mut bases, e.clone())?;
            }
            replaced = true;
            continue;
        }
        th.push(&mut bases, b.clone())?;
    }
    // The metaclass, and the keywords without it.
    let mut meta: Option<Obj> = None;
    let mut key_names = th.vec(args.names.len())?;
    let mut key_values = th.vec(args.names.len())?;
    for (k, v) in args.keywords() {
        if str_object::text(k) == "metaclass" {
            meta = Some(v.clone());
        } else {
            key_names.push(k.clone());
            key_values.push(v.clone());
        }
    }
    let meta = match meta {
        Some(m) if as_type(&m).is_none() => m,
        Some(m) => class::winner(th, &m, &bases)?,
        None => {
            let m = match bases.first() {
                Some(b) => th.type_of(b).to_obj(),
                None => th.builtin_type(Builtin::Type),
            };
            class::winner(th, &m, &bases)?
        }
    };
    let bases = th.tuple(bases)?;
    let mut all: alloc::vec::Vec<Value> = th.vec(3 + key_values.len())?;
    all.push(name.value());
    all.push(bases.value());
    all.extend(key_values.iter().map(Obj::value));
    let plain = as_type(&meta).is_some_and(|t| core::ptr::eq(t, th.isolate().ty(Builtin::Type)));
    let namespace = if plain {
        th.dict()?
    } else {
        match protocol::get_attr_quiet(th, &meta, th.name(names::PREPARE))? {
            Some(f) => protocol::call_args(th, &f, &Args { all: Obj::from_slice(&all), names: &key_names })?,
            None => th.dict()?,
        }
    };
    let cell = run_code(th, body, Some(&namespace))?;
    if replaced && let Some(d) = namespace.get::<Dict>() {
        let key = th.intern("__orig_bases__")?;
        d.set_name(th, &key, &original)?;
    }
    if cell.exact::<Cell>().is_some() {
        protocol::set_item(th, &namespace, th.name(names::CLASSCELL), &cell)?;
    }
    all.truncate(2);
    all.push(namespace.value());
    all.extend(key_values.iter().map(Obj::value));
    let made = protocol::call_args(th, &meta, &Args { all: Obj::from_slice(&all), names: &key_names })?;
    if let Some(c) = cell.exact::<Cell>()
        && as_type(&made).is_some()
        && c.value.get(&c.header).is_none()
    {
        crate::types::function_types::store(th, &c.value, &c.header, made.clone())?;
    }
    // A class made by module-level code is called by all threads (D4): types are deferred from birth.
    Ok(made)
}

/// The globals of the running frame.
fn current_globals(th: &Thread) -> Option<Obj> {
    // SAFETY: the frames' globals are alive while the frames are.
    th.stack.frames().last().map(|f| unsafe { f.globals.as_ref() }.to_obj())
}

fn globals(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "globals")?;
    match current_globals(th) {
        Some(g) => Ok(g),
        None => th.dict(),
    }
}

/// The variables of the running frame: the globals of a module, the namespace of a class body, a fresh dict of a function's.
pub fn locals(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "locals")?;
    match th.stack.frames().last().copied() {
        Some(f) => variables(th, &f),
        None => th.dict(),
    }
}

/// The variables of one of the thread's own frames.
pub fn variables(th: &mut Thread, f: &Frame) -> R<Obj> {
    // SAFETY: the frame's code and registers.
    unsafe {
        let code = f.code.as_ref();
        if f.class_body {
            return Ok(Obj::from_borrowed(f.extra));
        }
        if code.flags.module {
            return Ok(f.globals.as_ref().to_obj());
        }
        let mut found = room(th, code)?;
        collect(code, f.base, Obj::from_ref(&f.function), &mut found);
        dict_of(th, found)
    }
}

/// A variable as its frame holds it.
pub(super) struct Variable {
    name: Obj,
    value: Obj,
    /// Whether the value is a cell with the variable's value.
    in_cell: bool,
}

/// The variables of a frame.
pub(super) type Variables = Vec<Variable>;

/// Room for all that a function's frame has.
pub(super) fn room(th: &mut Thread, code: &Code) -> R<Variables> {
    th.vec(code.locals.len() + code.far.len() + code.free.len())
}

/// The variables of a function's registers. Where there is room for all, it takes counts and does nothing else.
///
/// # Safety
/// 1. `base` is where registers of the code are, with `function` its function, and nobody changes them.
pub(super) unsafe fn collect(code: &Code, base: *mut Value, function: &Obj, found: &mut Variables) {
    // SAFETY: contract 1; far locals lie behind the registers.
    let register = |i: usize| unsafe { Obj::from_ref(&*base.add(i)).clone() };
    for (i, name) in code.locals.iter().enumerate() {
        found.push(Variable { name: name.clone(), value: register(i), in_cell: code.cells.contains(&(i as u8)) });
    }
    for (i, name) in code.far.iter().enumerate() {
        found.push(Variable { name: name.clone(), value: register(code.registers as usize + i), in_cell: false });
    }
    if let Some(function) = function.exact::<Function>() {
        for (name, c) in code.free.iter().zip(tuple_object::items(&function.closure)) {
            found.push(Variable { name: name.clone(), value: c.clone(), in_cell: true });
        }
    }
}

/// A dict of variables that are bound.
pub(super) fn dict_of(th: &mut Thread, found: Variables) -> R<Obj> {
    let out = th.dict()?;
    if let Some(d) = out.get::<Dict>() {
        for v in found {
            // The cell of a local may not have been made yet.
            let value = match v.value.exact::<Cell>() {
                Some(c) if v.in_cell => c.value.load(&c.header),
                _ => v.value,
            };
            if !value.is_unbound() {
                d.set_name(th, &v.name, &value)?;
            }
        }
    }
    Ok(out)
}

/// The running frame's globals, or an empty dict's worth of nothing.
pub fn globals_of(th: &Thread) -> Obj {
    current_globals(th).unwrap_or(Obj::NONE)
}
