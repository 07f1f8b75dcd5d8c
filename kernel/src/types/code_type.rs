//! Code objects: what programs may read of them.

use super::spec::{GetSet, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::bytecode::code_object::{Changes, Code};
use crate::isolate::Thread;
use crate::native::Args;
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
const COROUTINE: i32 = 128;
const ITERABLE_COROUTINE: i32 = 256;
const ASYNC_GENERATOR: i32 = 512;
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
        (c.flags.generator && c.makes() == Builtin::Generator, GENERATOR),
        (c.flags.coroutine, COROUTINE),
        (c.iterable_coroutine, ITERABLE_COROUTINE),
        (c.flags.async_generator, ASYNC_GENERATOR),
        (c.flags.docstring, HAS_DOCSTRING),
    ];
    bits.iter().filter(|(on, _)| *on).map(|(_, bit)| bit).sum()
}

fn number(th: &mut Thread, n: impl Into<i64>) -> R<Obj> {
    th.int(n.into())
}

/// `co_positions()`: line, last line, column and end column of each word; an offset, as `tb_lasti` is one, counts two for a word.
fn positions(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "co_positions")?;
    let c = code(v);
    let mut all = th.vec(c.words.len())?;
    for pc in 0..c.words.len() as u32 {
        let at = c.location(pc);
        let mut parts = th.vec(4)?;
        for n in [at.line, at.end_line, at.column, at.end_column] {
            parts.push(if at.line == 0 { Obj::NONE } else { th.int(i64::from(n))? });
        }
        all.push(th.tuple(parts)?);
    }
    let all = th.list(all)?;
    protocol::iter(th, &all)
}

/// `co_lines()`: start and end offset of each run of words of one line, and the line.
fn lines(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "co_lines")?;
    let c = code(v);
    let mut all = alloc::vec::Vec::new();
    let (n, mut start) = (c.words.len() as u32, 0);
    while start < n {
        let line = c.location(start).line;
        let end = (start + 1..n).find(|pc| c.location(*pc).line != line).unwrap_or(n);
        let parts =
            [th.int(i64::from(start) * 2)?, th.int(i64::from(end) * 2)?, if line == 0 { Obj::NONE } else { th.int(i64::from(line))? }];
        let run = th.tuple_of(&parts)?;
        th.push(&mut all, run)?;
        start = end;
    }
    let all = th.list(all)?;
    protocol::iter(th, &all)
}

/// `replace(**changes)`: a copy with other names, another first line, or generators that can be awaited.
fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    if !args.positional().is_empty() {
        return Err(th.type_error(format_args!("replace() takes no positional arguments")));
    }
    let c = code(v);
    let (mut changes, mut renamed) = (Changes::default(), false);
    for (name, value) in args.keywords() {
        let text = str_object::text(name);
        if matches!(text, "co_name" | "co_qualname" | "co_filename") {
            if value.get::<str_object::Str>().is_none() {
                let t = th.argument_type(value);
                return Err(th.type_error(format_args!("replace() argument '{text}' must be str, not {t}")));
            }
            let (place, old) = match text {
                "co_name" => (&mut changes.name, &c.name),
                "co_qualname" => (&mut changes.qualname, &c.qualname),
                _ => (&mut changes.filename, &c.filename),
            };
            if str_object::text(value) != str_object::text(old) {
                *place = Some(value.clone());
                renamed = true;
            }
            continue;
        }
        if text == "co_firstlineno" {
            let Ok(line) = u32::try_from(protocol::index_c_int(th, value)?) else {
                return Err(th.value_error(format_args!("co_firstlineno must be a positive integer")));
            };
            if line != c.first_line {
                changes.first_line = Some(line);
                renamed = true;
            }
            continue;
        }
        if text == "co_flags" {
            let new = protocol::index_i64(th, value, Builtin::OverflowError)?;
            let old = i64::from(flags(c));
            if (new ^ old) & !i64::from(ITERABLE_COROUTINE) == 0 {
                changes.iterable_coroutine = Some(new & i64::from(ITERABLE_COROUTINE) != 0);
                continue;
            }
        }
        let Some(old) = protocol::get_attr_quiet(th, v, name)? else {
            return Err(th.type_error(format_args!("replace() got an unexpected keyword argument '{text}'")));
        };
        if !text.starts_with("co_") || !protocol::equal(th, &old, value)? {
            return Err(th.raise(Builtin::NotImplementedError, format_args!("replace() of {text} is not supported")));
        }
    }
    // Code is immortal: what is there already is not made again.
    if renamed { th.replaced_code(c, changes) } else { th.code_awaitable(c, changes.iterable_coroutine.unwrap_or(c.iterable_coroutine)) }
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: WEAK,
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
    methods: &[
        Method::new("replace", replace),
        Method::new("__replace__", replace),
        Method::new("co_positions", positions),
        Method::new("co_lines", lines),
    ],
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
