//! Code objects: what programs may read of them.

use super::spec::{GetSet, SlotSpec, TypeSpec, Vtable};
use crate::bytecode::code_object::Code;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::{protocol, str_object};

/// `co_flags`
const OPTIMIZED: i32 = 1;
const NEW_LOCALS: i32 = 2;
const VARARGS: i32 = 4;
const VARKEYWORDS: i32 = 8;
const NESTED: i32 = 16;
const GENERATOR: i32 = 32;
const HAS_DOCSTRING: i32 = 0x400_0000;

fn code(v: &Obj) -> &Object<Code> {
    // SAFETY: called through slots and attributes of code objects, which check the receiver.
    unsafe { v.get_unchecked::<Code>() }
}

/// Parameters of every kind.
fn parameters(c: &Code) -> usize {
    (c.arg_count + c.keyword_only) as usize + usize::from(c.flags.varargs) + usize::from(c.flags.varkeywords)
}

/// `co_varnames`: the parameters, then the other variables that no inner function uses.
fn variables(th: &mut Thread, c: &Code) -> R<Obj> {
    let mut names = th.vec(c.locals.len() + c.far.len())?;
    for (i, n) in c.locals.iter().enumerate() {
        if i < parameters(c) || !is_cell(c, i) {
            names.push(n.clone());
        }
    }
    names.extend(c.far.iter().cloned());
    th.tuple(names)
}

fn is_cell(c: &Code, local: usize) -> bool {
    c.cells.iter().any(|x| usize::from(*x) == local)
}

fn cells(th: &mut Thread, c: &Code) -> R<Obj> {
    let mut names = th.vec(c.cells.len())?;
    names.extend(c.cells.iter().filter_map(|i| c.locals.get(usize::from(*i))).cloned());
    th.tuple(names)
}

fn flags(c: &Code) -> i32 {
    let bits = [
        (!c.flags.module && !c.flags.class_body, OPTIMIZED | NEW_LOCALS),
        (c.flags.varargs, VARARGS),
        (c.flags.varkeywords, VARKEYWORDS),
        (c.qualname_is_nested(), NESTED),
        (c.flags.generator, GENERATOR),
        (c.flags.docstring, HAS_DOCSTRING),
    ];
    bits.iter().filter(|(on, _)| *on).map(|(_, bit)| bit).sum()
}

fn number(th: &mut Thread, n: impl Into<i64>) -> R<Obj> {
    th.int(n.into())
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let c = code(v);
            let at = v.value().without_uncounted().to_bits();
            let file = protocol::repr(th, &c.filename)?;
            let (name, file) = (str_object::text(&c.name), str_object::text(&file));
            let file = file.trim_matches('\'');
            th.str_fmt(format_args!("<code object {name} at {at:#x}, file \"{file}\", line {}>", c.first_line))
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("co_name", |_, v| Ok(code(v).name.clone())),
        GetSet::read("co_qualname", |_, v| Ok(code(v).qualname.clone())),
        GetSet::read("co_filename", |_, v| Ok(code(v).filename.clone())),
        GetSet::read("co_firstlineno", |th, v| number(th, code(v).first_line)),
        GetSet::read("co_argcount", |th, v| number(th, code(v).arg_count)),
        GetSet::read("co_posonlyargcount", |th, v| number(th, code(v).positional_only)),
        GetSet::read("co_kwonlyargcount", |th, v| number(th, code(v).keyword_only)),
        GetSet::read("co_nlocals", |th, v| {
            let names = variables(th, code(v))?;
            th.int(super::tuple_object::items(&names).len() as i64)
        }),
        GetSet::read("co_varnames", |th, v| variables(th, code(v))),
        GetSet::read("co_cellvars", |th, v| cells(th, code(v))),
        GetSet::read("co_freevars", |th, v| th.tuple_of(&code(v).free)),
        GetSet::read("co_names", |th, v| th.tuple_of(&code(v).names)),
        GetSet::read("co_consts", |th, v| th.tuple_of(&code(v).consts)),
        GetSet::read("co_flags", |th, v| number(th, flags(code(v)))),
    ],
    ..TypeSpec::new(Builtin::Code, const { &Vtable::of::<Code>() })
};
