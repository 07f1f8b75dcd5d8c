//! The `resource` module: what a process has used, and what it may use.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::struct_sequence::{self, Layout};
use freewheel_kernel::types::tuple_object;

use super::system::{errno, number, raise_errno, small, succeeded};

static USAGE: Layout = Layout {
    name: "resource.struct_rusage",
    doc: "struct_rusage: Result from getrusage.",
    fields: &[
        "ru_utime",
        "ru_stime",
        "ru_maxrss",
        "ru_ixrss",
        "ru_idrss",
        "ru_isrss",
        "ru_minflt",
        "ru_majflt",
        "ru_nswap",
        "ru_inblock",
        "ru_oublock",
        "ru_msgsnd",
        "ru_msgrcv",
        "ru_nsignals",
        "ru_nvcsw",
        "ru_nivcsw",
    ],
    visible: 16,
    open: true,
};

/// Which resource.
fn resource(th: &mut Thread, v: &Obj) -> R<i32> {
    match small(th, v)? {
        n if (0..=libc::RLIMIT_RTTIME as i32).contains(&n) => Ok(n),
        _ => Err(th.value_error(format_args!("invalid resource specified"))),
    }
}

fn limit(th: &mut Thread, n: libc::rlim_t) -> R<Obj> {
    th.int(if n == libc::RLIM_INFINITY { -1 } else { n as i64 })
}

fn get_limit(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [what] = args.exactly::<1>(th, "getrlimit")?;
    let what = resource(th, what)?;
    // SAFETY: plain data that the call fills.
    let (r, l) = unsafe {
        let mut l: libc::rlimit = core::mem::zeroed();
        (libc::getrlimit(what as _, &raw mut l), l)
    };
    succeeded(th, r)?;
    let (soft, hard) = (limit(th, l.rlim_cur)?, limit(th, l.rlim_max)?);
    th.pair(soft, hard)
}

fn set_limit(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [what, limits] = args.exactly::<2>(th, "setrlimit")?;
    let what = resource(th, what)?;
    let [soft, hard] = tuple_object::items(limits) else {
        return Err(th.value_error(format_args!("expected a tuple of 2 integers")));
    };
    let (soft, hard) = (number(th, soft)?, number(th, hard)?);
    let l = libc::rlimit { rlim_cur: soft as libc::rlim_t, rlim_max: hard as libc::rlim_t };
    // SAFETY: plain data.
    if unsafe { libc::setrlimit(what as _, &raw const l) } != 0 {
        return Err(match errno() {
            libc::EINVAL => th.value_error(format_args!("current limit exceeds maximum limit")),
            libc::EPERM => th.value_error(format_args!("not allowed to raise maximum limit")),
            e => raise_errno(th, e, &[]),
        });
    }
    Ok(Obj::NONE)
}

fn get_usage(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [who] = args.exactly::<1>(th, "getrusage")?;
    let who = small(th, who)?;
    // SAFETY: plain data that the call fills.
    let (r, u) = unsafe {
        let mut u: libc::rusage = core::mem::zeroed();
        (libc::getrusage(who, &raw mut u), u)
    };
    if r != 0 {
        return Err(th.value_error(format_args!("invalid who parameter")));
    }
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    let mut values = vec![th.float(seconds(u.ru_utime))?, th.float(seconds(u.ru_stime))?];
    for n in [
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ] {
        values.push(th.int(n)?);
    }
    struct_sequence::make(th, &USAGE, values)
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "resource",
    doc: "",
    functions: &[
        Method::new("getrlimit", get_limit),
        Method::new("setrlimit", set_limit),
        Method::new("getrusage", get_usage),
        Method::new("getpagesize", |th, _, _| {
            // SAFETY: it has no arguments.
            let n = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
            th.int(n)
        }),
    ],
    init: Some(|th, m| {
        let class = struct_sequence::class(th, &USAGE)?;
        th.add_to_module(m, "struct_rusage", class)?;
        let error = th.builtin_type(Builtin::OSError);
        th.add_to_module(m, "error", error)?;
        let numbers: &[(&str, i64)] = &[
            ("RLIM_INFINITY", -1),
            ("RLIMIT_AS", libc::RLIMIT_AS as i64),
            ("RLIMIT_CORE", libc::RLIMIT_CORE as i64),
            ("RLIMIT_CPU", libc::RLIMIT_CPU as i64),
            ("RLIMIT_DATA", libc::RLIMIT_DATA as i64),
            ("RLIMIT_FSIZE", libc::RLIMIT_FSIZE as i64),
            ("RLIMIT_MEMLOCK", libc::RLIMIT_MEMLOCK as i64),
            ("RLIMIT_NOFILE", libc::RLIMIT_NOFILE as i64),
            ("RLIMIT_NPROC", libc::RLIMIT_NPROC as i64),
            ("RLIMIT_RSS", libc::RLIMIT_RSS as i64),
            ("RLIMIT_STACK", libc::RLIMIT_STACK as i64),
            ("RUSAGE_SELF", i64::from(libc::RUSAGE_SELF)),
            ("RUSAGE_CHILDREN", i64::from(libc::RUSAGE_CHILDREN)),
        ];
        for (name, n) in numbers {
            let n = th.int(*n)?;
            th.add_to_module(m, name, n)?;
        }
        Ok(())
    }),
};
