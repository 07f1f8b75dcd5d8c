//! The `sys` module, and the console's text streams.

use alloc::string::String;

use crate::isolate::{LineRead, Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::native::{Args, Signature};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::types::exception::{self, Exception};
use crate::types::function_object::NativeFunction;
use crate::types::function_types::field_or_none;
use crate::types::spec::{GetSet, Method, ModuleSpec, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::types::str_object::{self, Str};
use crate::types::struct_sequence::{self, Layout};
use crate::types::{attribute, protocol, traceback_print, unraisable};
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
        Method::new("_clear_type_descriptors", |th, _, a| {
            let [class] = a.exactly::<1>(th, "_clear_type_descriptors")?;
            crate::types::class::clear_descriptors(th, class)?;
            Ok(Obj::NONE)
        }),
        Method::new("intern", |th, _, a| {
            let [x] = a.exactly::<1>(th, "intern")?;
            if x.exact::<Str>().is_none() {
                let t = th.argument_type(x);
                return Err(th.type_error(format_args!("intern() argument must be str, not {t}")));
            }
            th.intern_obj(x)
        }),
        Method::new("_is_interned", |th, _, a| {
            let [x] = a.exactly::<1>(th, "_is_interned")?;
            if x.get::<Str>().is_none() {
                let t = th.argument_type(x);
                return Err(th.type_error(format_args!("_is_interned() argument must be str, not {t}")));
            }
            Ok(Obj::from_bool(x.exact::<Str>().is_some_and(|s| s.is_interned())))
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
        Method::new("breakpointhook", super::breakpoint::hook),
        Method::new("__breakpointhook__", super::breakpoint::hook),
        Method::new("displayhook", displayhook),
        Method::new("__displayhook__", displayhook),
        Method::new("_is_gil_enabled", |th, _, _| Ok(Obj::from_bool(th.isolate().config.gil))),
        // Threads do not take turns; the number is kept for who asks.
        Method::new("getswitchinterval", |th, _, a| {
            a.exactly::<0>(th, "sys.getswitchinterval")?;
            // Relaxed: a number of its own, as below.
            let micros = th.isolate().switch_interval.load(Ordering::Relaxed);
            th.float(1e-6 * micros as f64)
        }),
        Method::new("setswitchinterval", |th, _, a| {
            let [x] = a.exactly::<1>(th, "sys.setswitchinterval")?;
            let seconds = protocol::to_f64(th, x)?;
            if seconds <= 0.0 {
                return Err(th.value_error(format_args!("switch interval must be strictly positive")));
            }
            th.isolate().switch_interval.store((1e6 * seconds) as u64, Ordering::Relaxed);
            Ok(Obj::NONE)
        }),
        Method::new("getdefaultencoding", |th, _, _| th.intern("utf-8")),
        Method::new("getfilesystemencoding", |th, _, _| th.intern("utf-8")),
        Method::new("getfilesystemencodeerrors", |th, _, _| th.intern("surrogateescape")),
        // There are no audit hooks to call.
        Method::new("audit", |th, _, a| {
            let a = a.between(th, "audit", 1, usize::MAX)?;
            if a[0].get::<Str>().is_none() {
                let t = th.argument_type(&a[0]);
                return Err(th.type_error(format_args!("audit() argument 1 must be str, not {t}")));
            }
            Ok(Obj::NONE)
        }),
        // No option of the command says how many processors there shall seem to be.
        Method::new("_get_cpu_count_config", |_, _, _| Ok(Obj::from_i31(-1))),
        Method::new("settrace", |th, _, a| no_hook(th, a, "sys.settrace", "tracing")),
        Method::new("gettrace", |th, _, a| a.exactly::<0>(th, "sys.gettrace").map(|_| Obj::NONE)),
        Method::new("setprofile", |th, _, a| no_hook(th, a, "sys.setprofile", "profiling")),
        Method::new("_getframe", get_frame),
        Method::new("_getframemodulename", get_frame_module_name),
        Method::new("set_asyncgen_hooks", set_async_hooks),
        Method::new("get_asyncgen_hooks", |th, _, a| {
            a.exactly::<0>(th, "get_asyncgen_hooks")?;
            let hooks = th.async_hooks.clone().map(|h| if h.is_unbound() { Obj::NONE } else { h });
            structure(th, &ASYNC_HOOKS, hooks)
        }),
        Method::new("set_coroutine_origin_tracking_depth", |th, _, a| {
            let signature = Signature::new("set_coroutine_origin_tracking_depth", ["depth"]);
            let [depth] = a.bind(th, &signature)?;
            let depth = protocol::index_i64(th, depth.unwrap_or(&Obj::NONE), Builtin::OverflowError)?;
            if depth < 0 {
                return Err(th.value_error(format_args!("depth must be >= 0")));
            }
            th.origin_depth = u32::try_from(depth).unwrap_or(u32::MAX);
            Ok(Obj::NONE)
        }),
        Method::new("get_coroutine_origin_tracking_depth", |th, _, a| {
            a.exactly::<0>(th, "get_coroutine_origin_tracking_depth")?;
            th.int(i64::from(th.origin_depth))
        }),
    ],
    init: Some(init),
};

/// `settrace` and `setprofile`: nothing is told of what a program does, so there is nobody to tell it to.
fn no_hook(th: &mut Thread, args: &Args<'_>, name: &str, what: &str) -> R<Obj> {
    let [f] = args.exactly::<1>(th, name)?;
    if f.is_none() {
        return Ok(Obj::NONE);
    }
    Err(th.raise(Builtin::NotImplementedError, format_args!("{name}(): {what} is not supported")))
}

/// `set_asyncgen_hooks(firstiter=…, finalizer=…)`: those given are set, `None` takes one away.
fn set_async_hooks(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let names = ["firstiter", "finalizer"];
    if args.all.len() > 2 {
        let given = args.all.len();
        return Err(th.type_error(format_args!("function takes at most 2 arguments ({given} given)")));
    }
    let signature = Signature::new("this function", names).required(0).keyword_only_from(2);
    let given = args.bind(th, &signature)?;
    let mut hooks = th.async_hooks.clone();
    // The finalizer is looked at first, as in CPython; nothing changes unless both will do.
    for i in [1, 0] {
        let Some(hook) = given[i] else { continue };
        if !hook.is_none() && !protocol::is_callable(th, hook) {
            let (name, t) = (names[i], th.type_name(hook));
            return Err(th.type_error(format_args!("callable {name} expected, got {t}")));
        }
        hooks[i] = if hook.is_none() { Obj::UNBOUND } else { hook.clone() };
    }
    let old = core::mem::replace(&mut th.async_hooks, hooks);
    drop(old);
    Ok(Obj::NONE)
}

/// `_getframe(depth=0)`
fn get_frame(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "_getframe", 0, 1)?;
    let depth = match a.first() {
        Some(d) => usize::try_from(protocol::index_i64(th, d, Builtin::OverflowError)?).unwrap_or(0),
        None => 0,
    };
    match crate::types::frame_object::of_running(th, depth)? {
        Some(f) => Ok(f),
        None => Err(th.value_error(format_args!("call stack is not deep enough"))),
    }
}

/// `_getframemodulename(depth=0)`: `__name__` of the globals of a frame, or None.
fn get_frame_module_name(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [depth] = args.bind(th, &crate::native::Signature::new("_getframemodulename", ["depth"]).required(0))?;
    let depth = match depth {
        Some(d) => usize::try_from(protocol::index_i64(th, d, Builtin::OverflowError)?).unwrap_or(0),
        None => 0,
    };
    // SAFETY: the globals live as long as the frame.
    let globals = th.stack.listed().nth(depth).map(|f| unsafe { f.globals.as_ref() }.to_obj());
    let name = globals.as_ref().and_then(|g| g.get::<crate::types::dict_object::Dict>()).and_then(|d| d.get_name(th.name(names::NAME)));
    Ok(name.unwrap_or(Obj::NONE))
}

/// Version of the language that programs see.
const VERSION: [i32; 3] = [3, 15, 0];
/// The same in one number; `f0` says that it is final.
const HEX_VERSION: i32 = VERSION[0] << 24 | VERSION[1] << 16 | VERSION[2] << 8 | 0xf0;

fn init(th: &mut Thread, m: &Obj) -> R<()> {
    let isolate = th.isolate();
    for f in super::sys_tools::FUNCTIONS {
        th.add_function(m, f)?;
    }
    super::sys_tools::init(th, m)?;
    let mut argv = th.vec(isolate.config.argv.len())?;
    for a in &isolate.config.argv {
        argv.push(th.str(a)?);
    }
    let warnings = th.list(alloc::vec::Vec::new())?;
    th.add_to_module(m, "warnoptions", warnings)?;
    let argv = th.list(argv)?;
    th.add_to_module(m, "argv", argv)?;
    let path = th.list(alloc::vec::Vec::new())?;
    th.add_to_module(m, "path", path)?;
    for name in ["meta_path", "path_hooks"] {
        let empty = th.list(alloc::vec::Vec::new())?;
        th.add_to_module(m, name, empty)?;
    }
    let cache = th.dict()?;
    th.add_to_module(m, "path_importer_cache", cache)?;
    for hook in [&unraisable::HOOK, &unraisable::ORIGINAL_HOOK] {
        let f = th.alloc(NativeFunction { method: hook, this: Obj::NONE, module: Obj::NONE })?;
        th.add_to_module(m, hook.name, f)?;
    }
    let modules = isolate.modules.peek();
    // SAFETY: the dict lives as long as the isolate.
    let modules = unsafe { Obj::from_borrowed(modules) };
    th.add_to_module(m, "modules", modules)?;
    for (name, stream) in [("stdout", Stream::Out), ("stderr", Stream::Error)] {
        let f = th.alloc(Console::new(Some(stream)))?;
        let dunder = alloc::format!("__{name}__");
        th.add_to_module(m, &dunder, f.clone())?;
        th.add_to_module(m, name, f)?;
    }
    let f = th.alloc(Console::new(None))?;
    th.add_to_module(m, "__stdin__", f.clone())?;
    th.add_to_module(m, "stdin", f)?;
    for (name, text) in [
        ("version", "3.15.0 (Freewheel 0.1.0) [rustc]"),
        ("platform", "linux"),
        ("byteorder", if cfg!(target_endian = "little") { "little" } else { "big" }),
        ("executable", ""),
        ("prefix", ""),
        ("exec_prefix", ""),
        ("base_prefix", ""),
        ("base_exec_prefix", ""),
        ("platlibdir", "lib"),
        ("abiflags", ""),
        ("float_repr_style", "short"),
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
    th.add_to_module(m, "hexversion", Obj::from_i31(HEX_VERSION))?;
    th.add_to_module(m, "api_version", Obj::from_i31(1013))?;
    th.add_to_module(m, "dont_write_bytecode", Obj::TRUE)?;
    th.add_to_module(m, "tracebacklimit", Obj::from_i31(1000))?;
    let last = th.str("final")?;
    let items = [Obj::from_i31(VERSION[0]), Obj::from_i31(VERSION[1]), Obj::from_i31(VERSION[2]), last, Obj::from_i31(0)];
    let info = structure(th, &VERSION_INFO, items)?;
    th.add_to_module(m, "version_info", info.clone())?;
    let attributes = th.dict()?;
    let name = th.str("freewheel")?;
    for (key, value) in [("name", name), ("version", info), ("hexversion", Obj::from_i31(HEX_VERSION)), ("cache_tag", Obj::NONE)] {
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
    let info = structure(th, &FLOAT_INFO, values)?;
    th.add_to_module(m, "float_info", info)?;
    let algorithm = th.str("siphash13")?;
    let small = Obj::from_i31;
    let values =
        [small(64), th.int((1 << 61) - 1)?, small(314_159), small(0), small(1_000_003), algorithm, small(64), small(128), small(0)];
    let info = structure(th, &HASH_INFO, values)?;
    th.add_to_module(m, "hash_info", info)?;
    let info = structure(th, &INT_INFO, [small(30), small(4), small(4300), small(640)])?;
    th.add_to_module(m, "int_info", info)?;
    let info = flags(th)?;
    th.add_to_module(m, "flags", info)
}

/// `sys.flags`
static FLAGS: Layout = Layout {
    name: "sys.flags",
    doc: "What options and environment variables say.",
    fields: &[
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
        "gil",
        "thread_inherit_context",
        "context_aware_warnings",
        "lazy_imports",
    ],
    visible: 18,
    open: false,
};

/// `sys.version_info`
static VERSION_INFO: Layout = Layout {
    name: "sys.version_info",
    doc: "The version, part by part.",
    fields: &["major", "minor", "micro", "releaselevel", "serial"],
    visible: 5,
    open: false,
};

/// `sys.float_info`
static FLOAT_INFO: Layout = Layout {
    name: "sys.float_info",
    doc: "sys.float_info\n\nA named tuple holding information about the float type.",
    fields: &["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"],
    visible: 11,
    open: true,
};

/// `sys.hash_info`
static HASH_INFO: Layout = Layout {
    name: "sys.hash_info",
    doc: "How hashes are computed.",
    fields: &["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"],
    visible: 9,
    open: true,
};

/// `sys.int_info`
static INT_INFO: Layout = Layout {
    name: "sys.int_info",
    doc: "How integers are kept, and how long their texts may be.",
    fields: &["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"],
    visible: 4,
    open: true,
};

/// What `sys.get_asyncgen_hooks` gives.
static ASYNC_HOOKS: Layout = Layout {
    name: "asyncgen_hooks",
    doc: "asyncgen_hooks\n\nThe callbacks for the begin and the end of asynchronous generators.",
    fields: &["firstiter", "finalizer"],
    visible: 2,
    open: true,
};

/// A new instance.
pub(super) fn structure<const N: usize>(th: &mut Thread, what: &'static Layout, values: [Obj; N]) -> R<Obj> {
    let mut all = th.vec(N)?;
    all.extend(values);
    struct_sequence::make(th, what, all)
}

fn flags(th: &mut Thread) -> R<Obj> {
    let config = &th.isolate().config;
    let (gil, hashed, told) = (config.gil, config.hash_key != [0; 16], config.flags);
    let digits = th.isolate().int_max_str_digits.load(Ordering::Relaxed);
    let mut values = th.vec(FLAGS.fields.len())?;
    for &field in FLAGS.fields {
        values.push(match field {
            // There are no files of bytecode, and no encoding but UTF-8 is the usual one.
            "dont_write_bytecode" | "utf8_mode" => Obj::from_i31(1),
            "hash_randomization" => Obj::from_i31(i32::from(hashed)),
            "dev_mode" => Obj::from_bool(told.dev_mode),
            "safe_path" => Obj::from_bool(told.safe_path),
            "int_max_str_digits" => th.int(digits as i64)?,
            "gil" => Obj::from_i31(i32::from(gil)),
            // As CPython has it without a global lock, and with one.
            "thread_inherit_context" | "context_aware_warnings" => Obj::from_i31(i32::from(!gil)),
            "lazy_imports" => Obj::from_i31(-1),
            field => th.int(i64::from(told.item(field).unwrap_or(0)))?,
        });
    }
    struct_sequence::make(th, &FLAGS, values)
}

/// A console stream: output, error, or input when there is no stream.
///
/// It knows what nearly all programs ask of one. For everything else the environment's library makes a real text file, which takes its place
/// in `sys`; whoever kept the old object is served by that file too.
#[derive(Debug)]
pub struct Console {
    stream: Option<Stream>,
    /// The text file that took this one's place.
    file: Field,
}

// SAFETY: BUILTIN is used here alone; the file is the only reference, and a field.
unsafe impl Payload for Console {
    const BUILTIN: Builtin = Builtin::Console;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.file);
    }
}

impl Console {
    fn new(stream: Option<Stream>) -> Console {
        Console { stream, file: Field::empty() }
    }
}

/// The text file that took a console's place.
fn replaced(v: &Obj) -> Option<Obj> {
    console(v).file.get(&console(v).header)
}

/// The same, made when there is none yet and the environment has such files.
fn file_instead(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    if let Some(f) = replaced(v) {
        return Ok(Some(f));
    }
    if let Err(e) = crate::interp::import::import(th, "_io", &Obj::NONE, &Obj::NONE, 0) {
        th.take_if(e, Builtin::ImportError)?;
    }
    Ok(replaced(v))
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
    loop {
        let line = th.detached(|| host.read_line());
        th.poll()?;
        match line {
            LineRead::Line(l) => return Ok(Some(l)),
            LineRead::End => return Ok(None),
            LineRead::Interrupted => {}
        }
    }
}

/// A method of standard input that reads, with what says how much: the text file in the console's place knows.
fn read_some(th: &mut Thread, v: &Obj, name: &str, a: &Args<'_>) -> R<Option<Obj>> {
    if a.all.is_empty() {
        return Ok(None);
    }
    match file_instead(th, v)? {
        Some(f) => {
            let method = th.intern(name)?;
            let method = protocol::get_attr(th, &f, &method)?;
            protocol::call_args(th, &method, a).map(Some)
        }
        None => Ok(None),
    }
}

/// The type of [`Console`].
pub static CONSOLE: TypeSpec = TypeSpec {
    flags: WEAK,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let n = match console(v).stream {
                Some(Stream::Out) => "<stdout>",
                Some(Stream::Error) => "<stderr>",
                None => "<stdin>",
            };
            let mode = if console(v).stream.is_none() { 'r' } else { 'w' };
            th.str_fmt(format_args!("<_io.TextIOWrapper name='{n}' mode='{mode}' encoding='utf-8'>"))
        }),
        getattr: Some(|th, v, name| {
            if let Some(f) = replaced(v) {
                return protocol::get_attr_opt(th, &f, name);
            }
            let found = attribute::get(th, v, name)?;
            let text = str_object::text(name);
            if found.is_some() || text.starts_with("__") {
                return Ok(found);
            }
            match file_instead(th, v)? {
                Some(f) => protocol::get_attr_opt(th, &f, name),
                None => Ok(None),
            }
        }),
        setattr: Some(|th, v, name, value| match file_instead(th, v)? {
            Some(f) => protocol::set_attr(th, &f, name, value),
            None => attribute::set(th, v, name, value),
        }),
        iter: Some(|_, v| Ok(v.clone())),
        next: Some(|th, v| {
            if let Some(f) = replaced(v) {
                return protocol::next(th, &f);
            }
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
        Method::new("_become", |th, v, a| {
            let [f] = a.exactly::<1>(th, "_become")?;
            // A chain of them could end in itself.
            if f.get::<Console>().is_some() {
                return Err(th.type_error(format_args!("a console cannot take a console's place")));
            }
            crate::refcount::sharing::barrier(th, &console(v).header, f)?;
            drop(console(v).file.replace_raw(f.clone()));
            Ok(Obj::NONE)
        }),
        // _wanted(): encoding, errors (either may be None), and whether all is written at once.
        Method::new("_wanted", |th, _, _| {
            let streams = &th.isolate().config.streams;
            let mut said = [Obj::NONE, Obj::NONE, Obj::from_bool(streams.unbuffered)];
            for (item, text) in said.iter_mut().zip([&streams.encoding, &streams.errors]) {
                if let Some(text) = text {
                    *item = th.str(text)?;
                }
            }
            th.tuple_of(&said)
        }),
        Method::new("fileno", |_, v, _| {
            Ok(Obj::from_i31(match console(v).stream {
                None => 0,
                Some(Stream::Out) => 1,
                Some(Stream::Error) => 2,
            }))
        }),
        Method::new("readable", |_, v, _| Ok(Obj::from_bool(console(v).stream.is_none()))),
        Method::new("writable", |_, v, _| Ok(Obj::from_bool(console(v).stream.is_some()))),
        Method::new("readline", |th, v, a| match read_some(th, v, "readline", a)? {
            Some(l) => Ok(l),
            None => match read_line(th)? {
                Some(l) => th.str(&l),
                None => th.str(""),
            },
        }),
        Method::new("read", |th, v, a| {
            if let Some(text) = read_some(th, v, "read", a)? {
                return Ok(text);
            }
            let mut all = String::new();
            while let Some(l) = read_line(th)? {
                all.try_reserve(l.len()).or_raise(th)?;
                all.push_str(&l);
            }
            th.str(&all)
        }),
        Method::new("readlines", |th, v, a| {
            if let Some(lines) = read_some(th, v, "readlines", a)? {
                return Ok(lines);
            }
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
        GetSet::read("errors", |th, v| {
            th.intern(if matches!(console(v).stream, Some(Stream::Error)) { "backslashreplace" } else { "surrogateescape" })
        }),
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
    super::builtins::write(th, names::STDOUT, &line)?;
    if let Some(d) = Obj::from_ref(&b).get::<crate::types::dict_object::Dict>() {
        d.set_name(th, th.name(names::UNDERSCORE), v)?;
    }
    Ok(Obj::NONE)
}
