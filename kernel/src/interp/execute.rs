//! `compile`, `eval` and `exec`. The kernel has no compiler: the environment's [`Host`](crate::isolate::Host) brings one, or these raise.

use alloc::string::String;

use super::call::run_code;
use super::class_body;
use super::ops::function::new_function;
use crate::bytecode::code_object::Code;
use crate::isolate::{CompileMode, CompileRequest, Host, SourceText, Thread, names};
use crate::native::args::Signature;
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Raised};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::codecs::ESCAPES;
use crate::types::dict_object::Dict;
use crate::types::function_object::Cell;
use crate::types::function_types::running_builtins;
use crate::types::spec::Method;
use crate::types::str_object::Str;
use crate::types::{bytes_object, frozen_dict, protocol, str_object, tuple_object};

/// The functions, for the `builtins` module.
pub static FUNCTIONS: &[Method] = &[
    Method::new("compile", compile).doc("Compile source into a code object that can be executed by exec() or eval()."),
    Method::new("eval", eval).doc("Evaluate the given source in the context of globals and locals."),
    Method::new("exec", exec).doc("Execute the given source in the context of globals and locals."),
];

/// `compile` flags: the text is as if it began with `from __future__ import annotations`.
const FUTURE_ANNOTATIONS: i64 = 0x100_0000;
/// Flags of other future features, which are in force anyway.
const FUTURE: i64 = 0x1fe_0000 | 0x10;
/// The tree is wanted, not code.
const ONLY_AST: i64 = 0x400;
/// With [`ONLY_AST`]: the tree may be optimized. The one here never is.
const OPTIMIZED_AST: i64 = 0x8000;
/// Flag of the parser: a text that lacks its end is an `_IncompleteInputError`.
const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
/// Flags of the parser; but for the last, none changes anything here by itself: `DONT_IMPLY_DEDENT`, `IGNORE_COOKIE`, `TYPE_COMMENTS`.
const PARSER: i64 = 0x200 | 0x800 | 0x1000 | ALLOW_INCOMPLETE_INPUT;

/// Text given as a string, or as bytes with the encoding that they declare.
fn source_text<'a>(th: &mut Thread, v: &'a Obj, what: &str, or_what: &str) -> R<SourceText<'a>> {
    if let Some(s) = v.get::<Str>() {
        return Ok(SourceText::Text(s.payload.as_str()));
    }
    match bytes_object::as_bytes(th, v)? {
        Some(b) => Ok(SourceText::Bytes(b)),
        None => Err(th.type_error(format_args!("{what}() arg 1 must be a string, bytes or {or_what} object"))),
    }
}

/// What compiles.
fn host(th: &mut Thread) -> R<&'static dyn Host> {
    match th.isolate().config.host {
        Some(host) => Ok(host),
        None => Err(th.raise(Builtin::NotImplementedError, format_args!("this environment has no compiler"))),
    }
}

/// Code of a text, for [`run`].
fn compiled(th: &mut Thread, request: CompileRequest<'_>) -> R<Obj> {
    let unit = host(th)?.compile(th, request)?;
    th.code(&unit)
}

/// Whether the code that calls is under `from __future__ import annotations`, which what it compiles inherits.
fn inherited(th: &Thread) -> bool {
    // SAFETY: frames keep their code.
    th.stack.frames().last().is_some_and(|f| unsafe { f.code.as_ref() }.flags.future_annotations)
}

/// A file's name given as a string, bytes, or an object with `__fspath__`.
fn file_name(th: &mut Thread, v: &Obj) -> R<String> {
    let given = match protocol::get_attr_text(th, v, "__fspath__")? {
        Some(f) if v.get::<Str>().is_none() => protocol::call(th, &f, &[])?,
        _ => v.clone(),
    };
    let mut name = String::new();
    if let Some(s) = given.get::<Str>() {
        name.try_reserve_exact(s.payload.as_str().len()).or_raise(th)?;
        name.push_str(s.payload.as_str());
    } else if let Some(b) = bytes_object::as_bytes(th, &given)? {
        // A byte that is no text becomes a character of four.
        name.try_reserve_exact(b.len().saturating_mul(4)).or_raise(th)?;
        for part in b.utf8_chunks() {
            name.push_str(part.valid());
            name.extend(part.invalid().iter().filter_map(|b| char::from_u32(ESCAPES + u32::from(*b))));
        }
    } else {
        let t = th.type_name(v);
        return Err(th.type_error(format_args!("expected str, bytes or os.PathLike object, not {t}")));
    }
    if name.contains('\0') {
        return Err(th.value_error(format_args!("embedded null character")));
    }
    Ok(name)
}

/// `compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1)`
fn compile(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<7> =
        Signature::new("compile", ["source", "filename", "mode", "flags", "dont_inherit", "optimize", "_feature_version"])
            .required(3)
            .keyword_only_from(6);
    let [source, filename, mode, flags, alone, optimize, _] = args.bind(th, &SIGNATURE)?;
    let (Some(source), Some(filename), Some(mode)) = (source, filename, mode) else { return Ok(Obj::NONE) };
    let filename = file_name(th, filename)?;
    let mode = crate::native::args::named_text_argument(th, "compile", "mode", mode)?;
    let flags = match flags {
        Some(f) => protocol::index_i64(th, f, Builtin::OverflowError)?,
        None => 0,
    };
    if flags & !(FUTURE | ONLY_AST | OPTIMIZED_AST | PARSER) != 0 {
        return Err(th.value_error(format_args!("compile(): unrecognised flags")));
    }
    let optimize = match optimize {
        Some(o) => protocol::index_i64(th, o, Builtin::OverflowError)?,
        None => -1,
    };
    let optimize = match optimize {
        -1 => th.isolate().config.flags.left_out(),
        0..=2 => optimize as u8,
        _ => return Err(th.value_error(format_args!("compile(): invalid optimize value"))),
    };
    let alone = match alone {
        Some(x) => protocol::truth(th, x)?,
        None => false,
    };
    let only_tree = flags & ONLY_AST != 0;
    let mode = match mode {
        "exec" => CompileMode::Exec,
        "eval" => CompileMode::Eval,
        "single" => CompileMode::Single,
        "func_type" if only_tree => {
            return Err(th.raise(Builtin::NotImplementedError, format_args!("compile(): mode 'func_type' is not supported")));
        }
        "func_type" => return Err(th.value_error(format_args!("compile() mode 'func_type' requires flag PyCF_ONLY_AST"))),
        _ => {
            let modes = if only_tree { "'exec', 'eval', 'single' or 'func_type'" } else { "'exec', 'eval' or 'single'" };
            return Err(th.value_error(format_args!("compile() mode must be {modes}")));
        }
    };
    let text = if source.get::<Str>().is_none() && host(th)?.is_syntax_tree(th, source)? {
        if flags & (ONLY_AST | OPTIMIZED_AST) == ONLY_AST {
            return Ok(source.clone());
        }
        SourceText::Tree(source)
    } else {
        source_text(th, source, "compile", "AST")?
    };
    let future_annotations = flags & FUTURE_ANNOTATIONS != 0 || !alone && inherited(th);
    let partial = flags & ALLOW_INCOMPLETE_INPUT != 0;
    let request = CompileRequest { text, filename: &filename, mode, future_annotations, optimize, partial };
    if only_tree { host(th)?.syntax_tree(th, request) } else { compiled(th, request) }
}

/// What `eval` and `exec` run code in.
struct Scope {
    globals: Obj,
    locals: Obj,
}

/// Whether it has items by key.
fn is_mapping(th: &Thread, v: &Obj) -> bool {
    th.type_of(v).slots.getitem().is_some()
}

/// The mappings given, or those of the running frame.
fn scope(th: &mut Thread, name: &str, this: &Obj, globals: Option<&Obj>, locals: Option<&Obj>) -> R<Scope> {
    let globals = globals.filter(|g| !g.is_none());
    let locals = locals.filter(|l| !l.is_none());
    if let Some(g) = globals
        && g.get::<Dict>().is_none()
    {
        return Err(if frozen_dict::inside(g).is_some() {
            // A frame's globals are a dict, in which CPython puts `__builtins__` first.
            th.type_error(format_args!("cannot assign __builtins__ to frozendict globals"))
        } else if name == "eval" && is_mapping(th, g) {
            th.type_error(format_args!("globals must be a real dict; try eval(code, {{}}, mapping)"))
        } else if name == "eval" {
            th.type_error(format_args!("globals must be a dict or a frozendict"))
        } else {
            let t = th.type_name(g);
            th.type_error(format_args!("exec() globals must be a dict or a frozendict, not {t}"))
        });
    }
    if let Some(l) = locals
        && !is_mapping(th, l)
    {
        let t = th.type_name(l);
        return Err(match name {
            "eval" => th.type_error(format_args!("locals must be a mapping")),
            _ => th.type_error(format_args!("locals must be a mapping or None, not {t}")),
        });
    }
    let (globals, locals) = match (globals, locals) {
        (Some(g), Some(l)) => (g.clone(), l.clone()),
        (Some(g), None) => (g.clone(), g.clone()),
        (None, l) => {
            let g = class_body::globals_of(th);
            if g.is_none() {
                return Err(th.raise(Builtin::SystemError, format_args!("globals and locals cannot be NULL")));
            }
            let l = match l {
                Some(l) => l.clone(),
                None => class_body::locals(th, this, &Args::NONE)?,
            };
            (g, l)
        }
    };
    add_builtins(th, &globals)?;
    Ok(Scope { globals, locals })
}

/// Gives globals their `__builtins__`: those of who asks.
fn add_builtins(th: &mut Thread, globals: &Obj) -> R<()> {
    let key = th.name(names::BUILTINS);
    let Some(d) = globals.get::<Dict>() else { return Ok(()) };
    if d.get_name(key).is_some() {
        return Ok(());
    }
    let builtins = running_builtins(th);
    d.set_name(th, key, &builtins)
}

/// Runs code, of any kind, in a scope.
fn run(th: &mut Thread, code: &Obj, scope: &Scope, closure: Obj) -> R<Obj> {
    if th.isolate().multi.load(Ordering::Relaxed) {
        // Other threads may be given functions that the code makes (D5).
        crate::refcount::sharing::share(th, &scope.globals)?;
    }
    let f = new_function(th, code, &scope.globals, closure)?;
    run_code(th, &f, Some(&scope.locals))
}

/// Refuses code that wants arguments, which neither function has.
fn check_plain(th: &mut Thread, c: &Object<Code>) -> Result<(), Raised> {
    let q = c.qualname.clone();
    let q = str_object::text(&q);
    match c.arg_count {
        0 => Ok(()),
        1 => Err(th.type_error(format_args!("{q}() missing 1 required positional argument: '{}'", str_object::text(&c.locals[0])))),
        n => Err(th.type_error(format_args!("{q}() missing {n} required positional arguments"))),
    }
}

/// `eval(source, /, globals=None, locals=None)`
fn eval(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<3> = Signature::new("eval", ["source", "globals", "locals"]).required(1).positional_only(1);
    let [source, globals, locals] = args.bind(th, &SIGNATURE)?;
    let Some(source) = source else { return Ok(Obj::NONE) };
    let scope = scope(th, "eval", this, globals, locals)?;
    if let Some(c) = source.exact::<Code>() {
        if !c.free.is_empty() {
            return Err(th.type_error(format_args!("code object passed to eval() may not contain free variables")));
        }
        check_plain(th, c)?;
        return run(th, source, &scope, Obj::UNBOUND);
    }
    let text = match source_text(th, source, "eval", "code")? {
        SourceText::Text(t) => SourceText::Text(t.trim_start_matches([' ', '\t'])),
        other => other,
    };
    let future_annotations = inherited(th);
    let optimize = th.isolate().config.flags.left_out();
    let code =
        compiled(th, CompileRequest { text, filename: "<string>", mode: CompileMode::Eval, future_annotations, optimize, partial: false })?;
    run(th, &code, &scope, Obj::UNBOUND)
}

/// `exec(source, /, globals=None, locals=None, *, closure=None)`
fn exec(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    const SIGNATURE: Signature<4> =
        Signature::new("exec", ["source", "globals", "locals", "closure"]).required(1).positional_only(1).keyword_only_from(3);
    let [source, globals, locals, closure] = args.bind(th, &SIGNATURE)?;
    let Some(source) = source else { return Ok(Obj::NONE) };
    let scope = scope(th, "exec", this, globals, locals)?;
    let closure = closure.filter(|c| !c.is_none());
    if let Some(c) = source.exact::<Code>() {
        let closure = exec_closure(th, c, closure)?;
        check_plain(th, c)?;
        run(th, source, &scope, closure)?;
        return Ok(Obj::NONE);
    }
    if closure.is_some() {
        return Err(th.type_error(format_args!("closure can only be used when source is a code object")));
    }
    let text = source_text(th, source, "exec", "code")?;
    let future_annotations = inherited(th);
    let optimize = th.isolate().config.flags.left_out();
    let code =
        compiled(th, CompileRequest { text, filename: "<string>", mode: CompileMode::Exec, future_annotations, optimize, partial: false })?;
    run(th, &code, &scope, Obj::UNBOUND)?;
    Ok(Obj::NONE)
}

/// The closure for code given to `exec`: as many cells as the code has free variables.
fn exec_closure(th: &mut Thread, c: &Object<Code>, closure: Option<&Obj>) -> R<Obj> {
    let wanted = c.free.len();
    let Some(closure) = closure else {
        if wanted == 0 {
            return Ok(Obj::UNBOUND);
        }
        return Err(th.type_error(format_args!("code object requires a closure of exactly length {wanted}")));
    };
    if wanted == 0 {
        return Err(th.type_error(format_args!("cannot use a closure with this code object")));
    }
    let is_closure = closure
        .exact::<tuple_object::Tuple>()
        .is_some_and(|t| t.items().len() == wanted && t.items().iter().all(|x| x.exact::<Cell>().is_some()));
    if !is_closure {
        return Err(th.type_error(format_args!("code object requires a closure of exactly length {wanted}")));
    }
    Ok(closure.clone())
}
