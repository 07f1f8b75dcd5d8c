//! What tools ask of `sys`: frames and exceptions of threads, and `sys.monitoring`. What is not there raises `NotImplementedError`.

use crate::isolate::Thread;
use crate::native::Raised;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::dict_object::Dict;
use crate::types::spec::Method;
use crate::types::struct_sequence::Layout;
use crate::types::{frame_object, protocol, simple_namespace, tuple_object};

/// Functions of `sys`.
pub static FUNCTIONS: &[Method] = &[
    Method::new("_is_immortal", |th, _, a| {
        let [x] = a.exactly::<1>(th, "_is_immortal")?;
        Ok(Obj::from_bool(x.header().is_none_or(crate::refcount::biased::is_immortal)))
    }),
    // Relaxed: a flag of its own.
    Method::new("is_finalizing", |th, _, a| {
        a.exactly::<0>(th, "sys.is_finalizing")?;
        Ok(Obj::from_bool(th.isolate().finalizing.load(Ordering::Relaxed)))
    }),
    Method::new("call_tracing", |th, _, a| {
        let [f, args] = a.exactly::<2>(th, "call_tracing")?;
        if args.get::<tuple_object::Tuple>().is_none() {
            let t = th.argument_type(args);
            return Err(th.type_error(format_args!("call_tracing() argument 2 must be tuple, not {t}")));
        }
        protocol::call(th, f, tuple_object::items(args))
    }),
    Method::new("addaudithook", |th, _, a| {
        let [_] = a.bind(th, &crate::native::Signature::new("addaudithook", ["hook"]))?;
        Err(th.raise(Builtin::NotImplementedError, format_args!("audit events are not supported")))
    }),
    Method::new("_current_frames", |th, _, _| {
        let frame = frame_object::of_running(th, 0)?.unwrap_or(Obj::NONE);
        own_entry(th, frame)
    }),
    Method::new("_current_exceptions", |th, _, _| {
        let handled = th.handled.clone();
        own_entry(th, handled)
    }),
    Method::new("getprofile", |th, _, a| a.exactly::<0>(th, "sys.getprofile").map(|_| Obj::NONE)),
    Method::new("_clear_internal_caches", |_, _, _| Ok(Obj::NONE)),
    Method::new("_clear_type_cache", |_, _, _| Ok(Obj::NONE)),
    Method::new("is_stack_trampoline_active", |_, _, _| Ok(Obj::FALSE)),
    Method::new("deactivate_stack_trampoline", |_, _, _| Ok(Obj::NONE)),
    Method::new("is_remote_debug_enabled", |_, _, _| Ok(Obj::FALSE)),
];

/// A dict with one entry, of the calling thread: what other threads do cannot be looked at while they run.
fn own_entry(th: &mut Thread, value: Obj) -> R<Obj> {
    let out = th.dict()?;
    let ident = th.int(th.ident as i64)?;
    if let Some(d) = out.get::<Dict>() {
        d.set(th, &ident, &value)?;
    }
    Ok(out)
}

fn no_events(th: &mut Thread) -> Raised {
    th.raise(Builtin::NotImplementedError, format_args!("monitoring events are not supported"))
}

/// Functions of `sys.monitoring`: there are no events, so no tool can register; what asks is told that there are none.
static MONITORING: &[Method] = &[
    Method::new("get_tool", |_, _, _| Ok(Obj::NONE)),
    Method::new("get_events", |_, _, _| Ok(Obj::from_i31(0))),
    Method::new("get_local_events", |_, _, _| Ok(Obj::from_i31(0))),
    Method::new("use_tool_id", |th, _, _| Err(no_events(th))),
    Method::new("free_tool_id", |th, _, _| Err(no_events(th))),
    Method::new("clear_tool_id", |th, _, _| Err(no_events(th))),
    Method::new("register_callback", |th, _, _| Err(no_events(th))),
    Method::new("restart_events", |th, _, _| Err(no_events(th))),
    Method::new("set_events", |th, _, _| Err(no_events(th))),
    Method::new("set_local_events", |th, _, _| Err(no_events(th))),
];

/// Functions of `sys._jit`: there is no translation to machine code.
static JIT: &[Method] = &[
    Method::new("is_available", |_, _, _| Ok(Obj::FALSE)),
    Method::new("is_enabled", |_, _, _| Ok(Obj::FALSE)),
    Method::new("is_active", |_, _, _| Ok(Obj::FALSE)),
];

/// Names and bits of the events that CPython has.
const EVENTS: [(&str, i32); 20] = [
    ("PY_START", 1),
    ("PY_RESUME", 2),
    ("PY_RETURN", 4),
    ("PY_YIELD", 8),
    ("CALL", 16),
    ("LINE", 32),
    ("INSTRUCTION", 64),
    ("JUMP", 128),
    ("BRANCH_LEFT", 256),
    ("BRANCH_RIGHT", 512),
    ("STOP_ITERATION", 1024),
    ("RAISE", 2048),
    ("EXCEPTION_HANDLED", 4096),
    ("PY_UNWIND", 8192),
    ("PY_THROW", 16384),
    ("RERAISE", 32768),
    ("C_RETURN", 65536),
    ("C_RAISE", 131_072),
    ("BRANCH", 262_144),
    ("NO_EVENTS", 0),
];

/// `sys.thread_info`
static THREAD_INFO: Layout =
    Layout { name: "sys.thread_info", doc: "How threads are made here.", fields: &["name", "lock", "version"], visible: 3, open: true };

fn namespace<'a>(th: &mut Thread, items: impl IntoIterator<Item = (&'a str, Obj)>) -> R<Obj> {
    let all = th.dict()?;
    for (name, value) in items {
        let name = th.intern(name)?;
        if let Some(d) = all.get::<Dict>() {
            d.set_name(th, &name, &value)?;
        }
    }
    simple_namespace::new(th, &all)
}

/// Adds the rest to `sys`.
///
/// # Errors
/// `MemoryError`
pub fn init(th: &mut Thread, sys: &Obj) -> R<()> {
    let m = th.module("sys.monitoring", None)?;
    for f in MONITORING {
        th.add_function(&m, f)?;
    }
    let events = namespace(th, EVENTS.iter().map(|(n, bit)| (*n, Obj::from_i31(*bit))))?;
    th.add_to_module(&m, "events", events)?;
    for (name, id) in [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)] {
        th.add_to_module(&m, name, Obj::from_i31(id))?;
    }
    for name in ["DISABLE", "MISSING"] {
        let class = th.builtin_type(Builtin::Object);
        let marker = protocol::call(th, &class, &[])?;
        th.add_to_module(&m, name, marker)?;
    }
    th.add_to_module(sys, "monitoring", m)?;
    let jit = th.module("sys._jit", None)?;
    for f in JIT {
        th.add_function(&jit, f)?;
    }
    th.add_to_module(sys, "_jit", jit)?;
    let options = th.dict()?;
    th.add_to_module(sys, "_xoptions", options)?;
    th.add_to_module(sys, "pycache_prefix", Obj::NONE)?;
    let values = [th.str("pthread")?, th.str("futex")?, Obj::NONE];
    let info = super::sys::structure(th, &THREAD_INFO, values)?;
    th.add_to_module(sys, "thread_info", info)
}
