//! Making functions and classes.
#![allow(clippy::missing_safety_doc, reason = "one contract for the family, in the module above")]

use super::{consume, read, write};
use crate::bytecode::code_object::Code;
use crate::bytecode::isa;
use crate::interp::register::{into_obj, set};
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::object::{Builtin, Field, Obj, Value};
use crate::refcount::biased;
use crate::types::dict_object::Dict;
use crate::types::function_object::Function;
use crate::types::function_types::others_of;
use crate::types::protocol;

/// A function of a code object.
pub fn new_function(th: &mut Thread, code: &Obj, globals: &Obj, closure: Obj) -> R<Obj> {
    let Some(c) = code.exact::<Code>() else {
        return Err(th.raise(Builtin::SystemError, format_args!("a function without code")));
    };
    let module = match globals.exact::<Dict>() {
        Some(g) => g.get_name(th.name(names::NAME)).unwrap_or(Obj::UNBOUND),
        None => Obj::UNBOUND,
    };
    let builtins = others_of(th, globals);
    let rare = match builtins {
        Some(b) => {
            c.stop_caching_builtins();
            Field::new(th.pair(b, Obj::NONE)?)
        }
        None => Field::empty(),
    };
    let f = Function {
        code: Field::new(code.clone()),
        globals: globals.clone(),
        closure,
        defaults: Field::empty(),
        kwdefaults: Field::empty(),
        name: Field::new(c.name.clone()),
        qualname: Field::new(c.qualname.clone()),
        doc: Field::empty(),
        module: Field::new(module),
        annotate: Field::empty(),
        annotations: Field::empty(),
        rare,
    };
    let ty = th.isolate().ty(Builtin::Function);
    th.alloc_as(ty, f)
}

/// `MAKE_FUNCTION`
pub unsafe fn make(th: &mut Thread, base: *mut Value, w: u32, index: usize) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let f = th.stack.running;
        let code = (*f).code.as_ref();
        let globals = (*f).globals.as_ref().to_obj();
        let (a, flags) = (isa::a(w), isa::b(w));
        let mut next = a as usize + 1;
        let mut part = |bit: u8| {
            if flags & bit == 0 {
                return Obj::UNBOUND;
            }
            let r = base.add(next);
            next += 1;
            let v = *r;
            *r = Value::UNBOUND;
            into_obj(v)
        };
        let (defaults, kwdefaults, closure, annotate) = (part(1), part(2), part(4), part(8));
        let made = new_function(th, &code.consts[index], &globals, closure)?;
        let o = made.get_unchecked::<Function>();
        drop(o.defaults.replace_raw(defaults));
        drop(o.kwdefaults.replace_raw(kwdefaults));
        drop(o.annotate.replace_raw(annotate));
        // Functions of modules and of classes at module level live long and are called by all (D4); nested ones hold files and locks.
        if code.flags.module || (code.flags.class_body && !code.qualname_is_nested()) {
            biased::set_deferred(&o.header);
        }
        set(base.add(a as usize), super::names::register(made));
        Ok(())
    }
}

/// `LOAD_BUILD_CLASS`
pub unsafe fn load_build_class(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    let found = super::names::builtin(th, th.name(names::BUILD_CLASS))?;
    let Some(f) = found else {
        return Err(th.raise(Builtin::NameError, format_args!("__build_class__ not found")));
    };
    // SAFETY: the module's contract.
    unsafe { write(base, isa::a(w), f) };
    Ok(())
}

/// `PRINT_EXPR`
pub unsafe fn print_expression(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: the module's contract.
    unsafe {
        let v = read(th, base, isa::a(w))?.clone();
        let sys = th.isolate().sys.peek();
        let sys = Obj::from_borrowed(sys);
        let hook = protocol::get_attr_name(th, &sys, names::DISPLAYHOOK)?;
        protocol::call(th, &hook, &[v])?;
        consume(th, base, isa::a(w));
        Ok(())
    }
}
