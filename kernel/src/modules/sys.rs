//! The `sys` module, and the console's text streams.

use alloc::string::String;

use crate::interp::class_body;
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::exception::{self, Exception};
use crate::types::function_object::NativeFunction;
use crate::types::function_types::field_or_none;
use crate::types::spec::{GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable};
use crate::types::str_object::{self, Str};
use crate::types::{protocol, traceback_print, unraisable};
use freewheel_arch::{Stream, WriteError};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the interpreter.",
    functions: &[
        Method::new("exit", |th, _, a| {
            let a = a.between(th, "exit", 0, 1)?;
            match a.first().filter(|x| !x.is_none()) {
                Some(all) if all.exact::<crate::types::tuple_object::Tuple>().is_some() => {
                    let e = exception::make(th, Builtin::SystemExit, all.clone())?;
                    Err(th.raise_instance(e))
                }
                code => Err(th.raise_with(Builtin::SystemExit, code.cloned())),
            }
        }),
        Method::new("exc_info", |th, _, a| {
            a.exactly::<0>(th, "exc_info")?;
            let e = th.handled.clone();
            match e.get::<Exception>() {
                Some(x) => {
                    let (t, tb) = (th.type_of(&e).to_obj(), field_or_none(&x.traceback, &x.header));
                    th.tuple_of(&[t, e.clone(), tb])
                }
                None => th.tuple_of(&[Obj::NONE, Obj::NONE, Obj::NONE]),
            }
        }),
        Method::new("exception", |th, _, a| {
            a.exactly::<0>(th, "exception")?;
            Ok(th.handled.clone())
        }),
        Method::new("getrecursionlimit", |th, _, _| th.int(th.recursion_limit as i64)),
        Method::new("setrecursionlimit", |th, _, a| {
            let [n] = a.exactly::<1>(th, "setrecursionlimit")?;
            let n = protocol::index_i64(th, n, Builtin::OverflowError)?;
            if n < 1 {
                return Err(th.value_error(format_args!("recursion limit must be greater or equal than 1")));
            }
            if (n as usize) <= th.stack.depth() {
                let d = th.stack.depth();
                return Err(th.raise(
                    Builtin::RecursionError,
                    format_args!("cannot set the recursion limit to {n} at the recursion depth {d}: the limit is too low"),
                ));
            }
            th.recursion_limit = n as usize;
            th.stack.set_limit(n as usize);
            th.isolate().recursion_limit.store(n as usize, Ordering::Relaxed);
            Ok(Obj::NONE)
        }),
        Method::new("getrefcount", |th, _, a| {
            let [x] = a.exactly::<1>(th, "getrefcount")?;
            th.int(x.header().map_or(i64::from(u32::MAX), crate::refcount::biased::total))
        }),
        Method::new("getsizeof", |th, _, a| {
            let a = a.between(th, "getsizeof", 1, 2)?;
            let n = match a[0].value().as_pointer().and_then(core::ptr::NonNull::new) {
                // SAFETY: a live object's block.
                Some(p) => unsafe { crate::heap::usable_size(p.cast()) },
                None => size_of::<Obj>(),
            };
            th.int(n as i64)
        }),
        Method::new("intern", |th, _, a| {
            let [x] = a.exactly::<1>(th, "intern")?;
            if x.exact::<Str>().is_none() {
                let t = th.type_name(x);
                return Err(th.type_error(format_args!("intern() argument must be str, not {t}")));
            }
            th.intern_obj(x)
        }),
        Method::new("get_int_max_str_digits", |th, _, _| {
            let n = th.isolate().int_max_str_digits.load(Ordering::Relaxed);
            th.int(n as i64)
        }),
        Method::new("set_int_max_str_digits", |th, _, a| {
            let [n] = a.exactly::<1>(th, "set_int_max_str_digits")?;
            let n = protocol::index_i64(th, n, Builtin::OverflowError)?;
            if n != 0 && n < 640 {
                return Err(th.value_error(format_args!("maxdigits must be 0 or larger than 640")));
            }
            th.isolate().int_max_str_digits.store(n as usize, Ordering::Relaxed);
            Ok(Obj::NONE)
        }),
        Method::new("excepthook", excepthook),
        Method::new("__excepthook__", excepthook),
        Method::new("displayhook", displayhook),
        Method::new("__displayhook__", displayhook),
        Method::new("_is_gil_enabled", |th, _, _| Ok(Obj::from_bool(th.isolate().config.gil))),
        Method::new("getswitchinterval", |th, _, _| th.float(0.005)),
        Method::new("setswitchinterval", |_, _, _| Ok(Obj::NONE)),
        Method::new("getdefaultencoding", |th, _, _| th.intern("utf-8")),
        Method::new("getfilesystemencoding", |th, _, _| th.intern("utf-8")),
        Method::new("settrace", |_, _, _| Ok(Obj::NONE)),
        Method::new("gettrace", |_, _, _| Ok(Obj::NONE)),
        Method::new("setprofile", |_, _, _| Ok(Obj::NONE)),
        Method::new("_getframe", get_frame),
    ],
    init: Some(init),
};

/// `_getframe(depth=0)`: what programs ask a frame for, its globals, locals and code, at the time of the call.
fn get_frame(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "_getframe", 0, 1)?;
    let depth = match a.first() {
        Some(d) => usize::try_from(protocol::index_i64(th, d, Builtin::OverflowError)?).unwrap_or(0),
        None => 0,
    };
    let found = th.stack.frames().iter().rev().nth(depth).map(|f| {
        // SAFETY: a frame keeps its code and globals alive.
        unsafe { (f.code.as_ref().to_obj(), f.globals.as_ref().to_obj()) }
    });
    let Some((code, globals)) = found else { return Err(th.value_error(format_args!("call stack is not deep enough"))) };
    let frame = th.module("frame", None)?;
    if depth == 0 {
        let locals = class_body::locals(th, this, &Args::NONE)?;
        th.add_to_module(&frame, "f_locals", locals)?;
    }
    th.add_to_module(&frame, "f_globals", globals)?;
    th.add_to_module(&frame, "f_code", code)?;
    Ok(frame)
}

/// Version of the language that programs see.
const VERSION: [i32; 3] = [3, 15, 0];

fn init(th: &mut Thread, m: &Obj) -> R<()> {
    let isolate = th.isolate();
    let mut argv = th.vec(isolate.config.argv.len())?;
    for a in &isolate.config.argv {
        argv.push(th.str(a)?);
    }
    let argv = th.list(argv)?;
    th.add_to_module(m, "argv", argv)?;
    let path = th.list(alloc::vec::Vec::new())?;
    th.add_to_module(m, "path", path)?;
    for hook in [&unraisable::HOOK, &unraisable::ORIGINAL_HOOK] {
        let f = th.alloc(NativeFunction { method: hook, this: Obj::NONE, module: Obj::NONE })?;
        th.add_to_module(m, hook.name, f)?;
    }
    let modules = isolate.modules.peek();
    // SAFETY: the dict lives as long as the isolate.
    let modules = unsafe { Obj::from_borrowed(modules) };
    th.add_to_module(m, "modules", modules)?;
    for (name, stream) in [("stdout", Stream::Out), ("stderr", Stream::Error)] {
        let f = th.alloc(Console { stream: Some(stream) })?;
        let dunder = alloc::format!("__{name}__");
        th.add_to_module(m, &dunder, f.clone())?;
        th.add_to_module(m, name, f)?;
    }
    let f = th.alloc(Console { stream: None })?;
    th.add_to_module(m, "__stdin__", f.clone())?;
    th.add_to_module(m, "stdin", f)?;
    for (name, text) in [
        ("version", "3.15.0 (freewheel 0.1.0)"),
        ("platform", "linux"),
        ("byteorder", if cfg!(target_endian = "little") { "little" } else { "big" }),
        ("executable", ""),
        ("prefix", ""),
        ("exec_prefix", ""),
        ("copyright", ""),
        ("ps1", ">>> "),
        ("ps2", "... "),
    ] {
        let t = th.str(text)?;
        th.add_to_module(m, name, t)?;
    }
    let n = th.int(i64::MAX)?;
    th.add_to_module(m, "maxsize", n)?;
    th.add_to_module(m, "maxunicode", Obj::from_i31(0x10_ffff))?;
    th.add_to_module(m, "hexversion", Obj::from_i31(0x030f_00f0))?;
    th.add_to_module(m, "api_version", Obj::from_i31(1013))?;
    th.add_to_module(m, "dont_write_bytecode", Obj::TRUE)?;
    th.add_to_module(m, "tracebacklimit", Obj::from_i31(1000))?;
    let last = th.str("final")?;
    let items = [Obj::from_i31(VERSION[0]), Obj::from_i31(VERSION[1]), Obj::from_i31(VERSION[2]), last, Obj::from_i31(0)];
    let info = structure(th, "version_info", &["major", "minor", "micro", "releaselevel", "serial"], &items)?;
    th.add_to_module(m, "version_info", info.clone())?;
    let attributes = th.dict()?;
    let name = th.str("freewheel")?;
    for (key, value) in [("name", name), ("version", info)] {
        let key = th.intern(key)?;
        if let Some(d) = attributes.get::<crate::types::dict_object::Dict>() {
            d.set_name(th, &key, &value)?;
        }
    }
    let implementation = crate::types::simple_namespace::new(th, &attributes)?;
    th.add_to_module(m, "implementation", implementation)?;
    let values = [
        th.float(f64::MAX)?,
        Obj::from_i31(1024),
        Obj::from_i31(308),
        th.float(f64::MIN_POSITIVE)?,
        Obj::from_i31(-1021),
        Obj::from_i31(-307),
        Obj::from_i31(15),
        Obj::from_i31(53),
        th.float(f64::EPSILON)?,
        Obj::from_i31(2),
        Obj::from_i31(1),
    ];
    let fields = ["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"];
    let info = structure(th, "float_info", &fields, &values)?;
    th.add_to_module(m, "float_info", info)?;
    let algorithm = th.str("siphash13")?;
    let small = Obj::from_i31;
    let values =
        [small(64), th.int((1 << 61) - 1)?, small(314_159), small(0), small(1_000_003), algorithm, small(64), small(128), small(0)];
    let fields = ["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"];
    let info = structure(th, "hash_info", &fields, &values)?;
    th.add_to_module(m, "hash_info", info)?;
    let fields = ["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"];
    let info = structure(th, "int_info", &fields, &[small(30), small(4), small(4300), small(640)])?;
    th.add_to_module(m, "int_info", info)?;
    let info = structure(th, "flags", &["optimize", "debug", "interactive"], &[Obj::from_i31(0), Obj::from_i31(0), Obj::from_i31(0)])?;
    th.add_to_module(m, "flags", info)
}

/// A tuple whose items have names too, as `sys.version_info` is.
fn structure(th: &mut Thread, name: &str, fields: &[&str], values: &[Obj]) -> R<Obj> {
    let bases = {
        let t = th.builtin_type(Builtin::Tuple);
        th.tuple_of(&[t])?
    };
    let ns = th.dict()?;
    let meta = th.builtin_type(Builtin::Type);
    let name = th.intern(name)?;
    let d = ns.get::<crate::types::dict_object::Dict>();
    if let Some(d) = d {
        let module = th.intern("sys")?;
        d.set_name(th, th.name(names::MODULE), &module)?;
        let empty = th.isolate().empty_tuple();
        d.set_name(th, th.name(names::SLOTS), &empty)?;
        for (i, f) in fields.iter().enumerate() {
            let key = th.intern(f)?;
            let p = th.alloc(super::collections::TupleGetter::new(i, Obj::NONE))?;
            d.set_name(th, &key, &p)?;
        }
        let cls = crate::types::class::type_new(th, &meta, &name, &bases, d, &Args::NONE)?;
        if let Some(c) = crate::types::type_object::as_type(&cls) {
            return crate::types::tuple_type::make_as(th, c, values.to_vec());
        }
    }
    th.tuple_of(values)
}

/// A console stream: output, error, or input when there is no stream.
#[derive(Debug)]
pub struct Console {
    stream: Option<Stream>,
}

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Console {
    const BUILTIN: Builtin = Builtin::Console;
    fn trace(&self, _: &mut dyn Trace) {}
}

fn console(v: &Obj) -> &Object<Console> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Console>() }
}

/// Writes to the environment's console.
///
/// # Errors
/// `OSError` of the class that the environment's error number stands for, `BrokenPipeError` above all.
pub(super) fn write_console(th: &mut Thread, stream: Stream, text: &str) -> R<()> {
    let platform = th.isolate().platform();
    let Err(WriteError(number)) = th.detached(|| platform.write(stream, text.as_bytes())) else { return th.poll() };
    let reason = match number {
        5 => "Input/output error",
        9 => "Bad file descriptor",
        27 => "File too large",
        28 => "No space left on device",
        32 => "Broken pipe",
        _ => "Console error",
    };
    let class = th.builtin_type(Builtin::OSError);
    let args = [th.int(i64::from(number))?, th.str(reason)?];
    let e = protocol::call(th, &class, &args)?;
    Err(th.raise_instance(e))
}

fn read_line(th: &mut Thread) -> R<Option<String>> {
    let Some(host) = th.isolate().config.host else { return Ok(None) };
    let line = th.detached(|| host.read_line());
    th.poll()?;
    Ok(line)
}

/// The type of [`Console`].
pub static CONSOLE: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| {
            let n = match console(v).stream {
                Some(Stream::Out) => "<stdout>",
                Some(Stream::Error) => "<stderr>",
                None => "<stdin>",
            };
            th.str_fmt(format_args!("<_io.TextIOWrapper name='{n}' encoding='utf-8'>"))
        }),
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| {
            if console(v).stream.is_some() {
                return Err(th.raise(Builtin::OSError, format_args!("not readable")));
            }
            match read_line(th)? {
                Some(l) => th.str(&l).map(Some),
                None => Ok(None),
            }
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("write", |th, v, a| {
            let [t] = a.exactly::<1>(th, "write")?;
            let Some(s) = t.get::<Str>() else {
                let t = th.type_name(t);
                return Err(th.type_error(format_args!("write() argument must be str, not {t}")));
            };
            let Some(stream) = console(v).stream else {
                return Err(th.raise(Builtin::OSError, format_args!("not writable")));
            };
            write_console(th, stream, s.as_str())?;
            th.int(s.chars() as i64)
        }),
        Method::new("writelines", |th, v, a| {
            let [l] = a.exactly::<1>(th, "writelines")?;
            for t in protocol::collect(th, l)? {
                protocol::call_method(th, v, th.name(names::WRITE), &[t])?;
            }
            Ok(Obj::NONE)
        }),
        Method::new("flush", |_, _, _| Ok(Obj::NONE)),
        Method::new("isatty", |_, _, _| Ok(Obj::FALSE)),
        Method::new("fileno", |_, v, _| {
            Ok(Obj::from_i31(match console(v).stream {
                None => 0,
                Some(Stream::Out) => 1,
                Some(Stream::Error) => 2,
            }))
        }),
        Method::new("readable", |_, v, _| Ok(Obj::from_bool(console(v).stream.is_none()))),
        Method::new("writable", |_, v, _| Ok(Obj::from_bool(console(v).stream.is_some()))),
        Method::new("readline", |th, _, _| match read_line(th)? {
            Some(l) => th.str(&l),
            None => th.str(""),
        }),
        Method::new("read", |th, _, _| {
            let mut all = String::new();
            while let Some(l) = read_line(th)? {
                all.push_str(&l);
            }
            th.str(&all)
        }),
        Method::new("readlines", |th, _, _| {
            let mut out = alloc::vec::Vec::new();
            while let Some(l) = read_line(th)? {
                let l = th.str(&l)?;
                th.push(&mut out, l)?;
            }
            th.list(out)
        }),
    ],
    getsets: &[
        GetSet::read("encoding", |th, _| th.intern("utf-8")),
        GetSet::read("errors", |th, _| th.intern("strict")),
        GetSet::read("closed", |_, _| Ok(Obj::FALSE)),
        GetSet::read("name", |th, v| {
            th.intern(match console(v).stream {
                Some(Stream::Out) => "<stdout>",
                Some(Stream::Error) => "<stderr>",
                None => "<stdin>",
            })
        }),
    ],
    ..TypeSpec::new(Builtin::Console, const { &Vtable::of::<Console>() })
};

/// `sys.excepthook(type, value, traceback)`: prints the traceback.
fn excepthook(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "excepthook", 3, 3)?;
    let value = if a[1].is_none() { &a[0] } else { &a[1] };
    if exception::as_exception(value).is_none() {
        let t = th.type_name(value);
        return Err(th.type_error(format_args!("print_exception(): Exception expected for value, {t} found")));
    }
    print_exception(th, value)?;
    Ok(Obj::NONE)
}

/// Prints an exception with its traceback to the program's standard error.
pub fn print_exception(th: &mut Thread, e: &Obj) -> R<()> {
    let text = traceback_print::format_exception(th, e)?;
    unraisable::write_error(th, text.as_str());
    Ok(())
}

/// `sys.displayhook(value)`
fn displayhook(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "displayhook")?;
    if v.is_none() {
        return Ok(Obj::NONE);
    }
    let b = th.isolate().builtins.peek();
    let r = protocol::repr(th, v)?;
    let line = th.str_fmt(format_args!("{}\n", str_object::text(&r)))?;
    write_console(th, Stream::Out, str_object::text(&line))?;
    if let Some(d) = Obj::from_ref(&b).get::<crate::types::dict_object::Dict>() {
        d.set_name(th, th.name(names::UNDERSCORE), v)?;
    }
    Ok(Obj::NONE)
}
