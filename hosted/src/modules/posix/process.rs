//! The process, its user, its children and its environment.

use std::ffi::CString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Obj, OrRaise, R, Signature};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::struct_sequence::{self, Layout};
use freewheel_kernel::types::{bytes_object, protocol, str_object, tuple_object};

use super::path::{self, Accept};
use super::{id, ids};
use crate::file_names;
use crate::modules::system::{checked, errno, number, raise_errno, reading_environment, small, strerror, writing_environment};
use crate::signals;

/// `posix.uname_result`
pub(super) static UNAME: Layout = Layout {
    name: "posix.uname_result",
    doc: "uname_result: Result from os.uname().",
    fields: &["sysname", "nodename", "release", "version", "machine"],
    visible: 5,
    open: true,
};

/// `posix.times_result`
pub(super) static TIMES: Layout = Layout {
    name: "posix.times_result",
    doc: "times_result: Result from os.times().",
    fields: &["user", "system", "children_user", "children_system", "elapsed"],
    visible: 5,
    open: true,
};

/// `os.terminal_size`
pub(super) static TERMINAL_SIZE: Layout = Layout {
    name: "os.terminal_size",
    doc: "How many columns and lines a terminal has.",
    fields: &["columns", "lines"],
    visible: 2,
    open: true,
};

/// A function without arguments that gives a number.
macro_rules! plain {
    ($($name:literal $f:ident),* $(,)?) => {
        &[$(Method::new($name, |th, _, args| {
            let [] = args.exactly::<0>(th, $name)?;
            // SAFETY: it has no arguments and cannot fail.
            let n = unsafe { libc::$f() };
            th.int(i64::from(n))
        }),)*]
    };
}

/// Functions that read a child's status.
macro_rules! status {
    ($($name:literal $f:ident $how:ident),* $(,)?) => {
        &[$(Method::new($name, |th, _, args| {
            let [s] = args.exactly::<1>(th, $name)?;
            let s = small(th, s)?;
            status!($how, th, libc::$f(s))
        }),)*]
    };
    (truth, $th:expr, $x:expr) => { Ok(Obj::from_bool($x)) };
    (number, $th:expr, $x:expr) => { $th.int(i64::from($x)) };
}

/// Functions that give a number.
pub(super) static PLAIN: &[Method] = plain! {
    "getpid" getpid, "getppid" getppid, "getuid" getuid, "geteuid" geteuid, "getgid" getgid, "getegid" getegid, "getpgrp" getpgrp,
};

/// Functions that read a child's status.
pub(super) static STATUS: &[Method] = status! {
    "WIFEXITED" WIFEXITED truth, "WIFSIGNALED" WIFSIGNALED truth, "WIFSTOPPED" WIFSTOPPED truth, "WIFCONTINUED" WIFCONTINUED truth,
    "WCOREDUMP" WCOREDUMP truth, "WEXITSTATUS" WEXITSTATUS number, "WTERMSIG" WTERMSIG number, "WSTOPSIG" WSTOPSIG number,
};

fn environment_text(th: &mut Thread, v: &Obj) -> R<Vec<u8>> {
    let b = match v.get::<str_object::Str>() {
        Some(s) => file_names::encode(s.as_str()),
        None => match v.get::<bytes_object::Bytes>() {
            Some(b) => b.as_slice().to_vec(),
            None => {
                let t = th.type_name(v);
                return Err(th.type_error(format_args!("expected str, bytes or os.PathLike object, not {t}")));
            }
        },
    };
    if b.contains(&0) { Err(th.value_error(format_args!("embedded null byte"))) } else { Ok(b) }
}

/// All variables, as bytes.
fn environ(th: &mut Thread) -> R<Obj> {
    let out = th.dict()?;
    let d = out.get::<Dict>().or_raise(th)?;
    for (k, v) in std::env::vars_os() {
        let (k, v) = (bytes_object::new_bytes(th, k.as_bytes())?, bytes_object::new_bytes(th, v.as_bytes())?);
        d.set(th, &k, &v)?;
    }
    Ok(out)
}

fn exec(th: &mut Thread, name: &str, p: &Obj, argv: &Obj, env: Option<&Obj>) -> R<Obj> {
    let p = path::path(th, name, "path", p, Accept::Path)?;
    let args = path::c_strings(th, argv)?;
    match args.first() {
        None => return Err(th.value_error(format_args!("{name}() arg 2 must not be empty"))),
        Some(a) if a.is_empty() => return Err(th.value_error(format_args!("{name}() arg 2 first element cannot be empty"))),
        Some(_) => {}
    }
    let mut variables = None;
    if let Some(env) = env {
        let mut all = Vec::new();
        let items = protocol::call_method_text(th, env, "items", &[])?;
        for pair in protocol::collect(th, &items)? {
            let [k, v] = tuple_object::items(&pair) else {
                return Err(th.type_error(format_args!("env.items() must give pairs")));
            };
            let (mut line, v) = (environment_text(th, k)?, environment_text(th, v)?);
            if line.is_empty() || line.contains(&b'=') {
                return Err(th.value_error(format_args!("illegal environment variable name")));
            }
            line.push(b'=');
            line.extend_from_slice(&v);
            match CString::new(line) {
                Ok(line) => all.push(line),
                Err(_) => return Err(th.value_error(format_args!("embedded null byte"))),
            }
        }
        variables = Some(all);
    }
    let argv = path::pointers(&args);
    let replace = || {
        // SAFETY: arrays of C strings that end with null and outlive the call. Other threads end with the program that is replaced.
        unsafe {
            match &variables {
                Some(all) => libc::execve(p.c.as_ptr(), argv.as_ptr(), path::pointers(all).as_ptr()),
                None => libc::execv(p.c.as_ptr(), argv.as_ptr()),
            };
        }
        errno()
    };
    let e = if variables.is_some() { replace() } else { reading_environment(replace) };
    // As in CPython, `execv` alone does not name the file.
    let file = env.map(|_| &p.given);
    Err(raise_errno(th, e, file.as_slice()))
}

fn waited(th: &mut Thread, pid: i32, options: i32) -> R<Obj> {
    let mut status = 0;
    // SAFETY: room for the status.
    let pid = checked(th, &[], || i64::from(unsafe { libc::waitpid(pid, &raw mut status, options) }))?;
    let both = [th.int(pid)?, th.int(i64::from(status))?];
    th.tuple_of(&both)
}

/// Functions of this file.
pub(super) static FUNCTIONS: &[Method] = &[
    Method::new("_create_environ", |th, _, _| environ(th)),
    Method::new("putenv", |th, _, args| {
        let [k, v] = args.exactly::<2>(th, "putenv")?;
        let (k, v) = (environment_text(th, k)?, environment_text(th, v)?);
        if k.is_empty() || k.contains(&b'=') {
            return Err(th.value_error(format_args!("illegal environment variable name")));
        }
        let (k, v) = (std::ffi::OsString::from_vec(k), std::ffi::OsString::from_vec(v));
        // SAFETY: Rust's readers go through the lock of `std::env`, and calls of ours to C that read the environment through this one.
        writing_environment(|| unsafe { std::env::set_var(k, v) });
        Ok(Obj::NONE)
    }),
    Method::new("unsetenv", |th, _, args| {
        let [k] = args.exactly::<1>(th, "unsetenv")?;
        let k = environment_text(th, k)?;
        if k.is_empty() || k.contains(&b'=') {
            return Err(raise_errno(th, libc::EINVAL, &[]));
        }
        // SAFETY: as for `putenv`.
        writing_environment(|| unsafe { std::env::remove_var(std::ffi::OsString::from_vec(k)) });
        Ok(Obj::NONE)
    }),
    Method::new("_exit", |th, _, args| {
        static S: Signature<1> = Signature::new("_exit", ["status"]);
        let [n] = args.bind(th, &S)?;
        let n = small(th, n.unwrap_or(&Obj::NONE))?;
        // SAFETY: ends the process.
        unsafe { libc::_exit(n) }
    }),
    Method::new("abort", |_, _, _| std::process::abort()),
    Method::new("cpu_count", |th, _, _| {
        // SAFETY: a number only.
        match unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } {
            n if n > 0 => th.int(n),
            _ => Ok(Obj::NONE),
        }
    }),
    Method::new("_affinity_count", |th, _, _| {
        let n = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        th.int(n as i64)
    }),
    Method::new("sched_getaffinity", |th, _, args| {
        let [pid] = args.exactly::<1>(th, "sched_getaffinity")?;
        let pid = small(th, pid)?;
        // SAFETY: plain data that the call fills.
        let mut set: libc::cpu_set_t = unsafe { core::mem::zeroed() };
        // SAFETY: as above, with its size.
        checked(th, &[], || i64::from(unsafe { libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), &raw mut set) }))?;
        // SAFETY: numbers below the size of the set.
        let all: Vec<Obj> = (0..1024).filter(|i| unsafe { libc::CPU_ISSET(*i, &set) }).map(|i| Obj::from_i31(i as i32)).collect();
        let list = th.list(all)?;
        let cls = th.builtin_type(freewheel_kernel::native::Builtin::Set);
        protocol::call(th, &cls, &[list])
    }),
    Method::new("sched_yield", |th, _, _| {
        th.detached(std::thread::yield_now);
        Ok(Obj::NONE)
    }),
    Method::new("umask", |th, _, args| {
        let [m] = args.exactly::<1>(th, "umask")?;
        let m = small(th, m)?;
        // SAFETY: a number only.
        let n = unsafe { libc::umask(m as libc::mode_t) };
        th.int(i64::from(n))
    }),
    Method::new("urandom", |th, _, args| {
        let [n] = args.exactly::<1>(th, "urandom")?;
        let n = number(th, n)?;
        if n < 0 {
            return Err(th.value_error(format_args!("negative argument not allowed")));
        }
        let mut b = th.vec(n as usize)?;
        b.resize(n as usize, 0);
        let platform = th.isolate().platform();
        th.detached(|| platform.entropy(&mut b));
        bytes_object::new_bytes(th, &b)
    }),
    Method::new("strerror", |th, _, args| {
        let [n] = args.exactly::<1>(th, "strerror")?;
        let n = small(th, n)?;
        th.str(&strerror(n))
    }),
    Method::new("kill", |th, _, args| {
        let [pid, sig] = args.exactly::<2>(th, "kill")?;
        let (pid, sig) = (small(th, pid)?, small(th, sig)?);
        // SAFETY: numbers only.
        let own = pid == unsafe { libc::getpid() };
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(if own { signals::send_to_self(sig) } else { unsafe { libc::kill(pid, sig) } }))?;
        signals::sent(th)?;
        Ok(Obj::NONE)
    }),
    Method::new("killpg", |th, _, args| {
        let [pid, sig] = args.exactly::<2>(th, "killpg")?;
        let (pid, sig) = (small(th, pid)?, small(th, sig)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::killpg(pid, sig) }))?;
        signals::sent(th)?;
        Ok(Obj::NONE)
    }),
    Method::new("wait", |th, _, args| {
        let [] = args.exactly::<0>(th, "wait")?;
        waited(th, -1, 0)
    }),
    Method::new("waitpid", |th, _, args| {
        let [pid, options] = args.exactly::<2>(th, "waitpid")?;
        let (pid, options) = (small(th, pid)?, small(th, options)?);
        waited(th, pid, options)
    }),
    Method::new("waitstatus_to_exitcode", |th, _, args| {
        static S: Signature<1> = Signature::new("waitstatus_to_exitcode", ["status"]);
        let [s] = args.bind(th, &S)?;
        let s = small(th, s.unwrap_or(&Obj::NONE))?;
        if libc::WIFEXITED(s) {
            return th.int(i64::from(libc::WEXITSTATUS(s)));
        }
        if libc::WIFSIGNALED(s) {
            return th.int(-i64::from(libc::WTERMSIG(s)));
        }
        Err(if libc::WIFSTOPPED(s) {
            let n = libc::WSTOPSIG(s);
            th.value_error(format_args!("process stopped by delivery of signal {n}"))
        } else {
            th.value_error(format_args!("invalid wait status: {s}"))
        })
    }),
    Method::new("execv", |th, _, args| {
        let [p, argv] = args.exactly::<2>(th, "execv")?;
        exec(th, "execv", p, argv, None)
    }),
    Method::new("execve", |th, _, args| {
        static S: Signature<3> = Signature::new("execve", ["path", "argv", "env"]);
        let [p, argv, env] = args.bind(th, &S)?;
        exec(th, "execve", p.unwrap_or(&Obj::NONE), argv.unwrap_or(&Obj::NONE), env)
    }),
    Method::new("system", |th, _, args| {
        static S: Signature<1> = Signature::new("system", ["command"]);
        let [c] = args.bind(th, &S)?;
        let c = path::path(th, "system", "command", c.unwrap_or(&Obj::NONE), Accept::Path)?;
        // SAFETY: a C string. The call itself leaves out SIGINT and SIGQUIT while the child runs, which are the child's.
        let n = th.detached(|| unsafe { libc::system(c.c.as_ptr()) });
        th.int(i64::from(n))
    }),
    Method::new("uname", |th, _, args| {
        let [] = args.exactly::<0>(th, "uname")?;
        // SAFETY: plain data that the call fills with C strings.
        let mut u: libc::utsname = unsafe { core::mem::zeroed() };
        // SAFETY: as above.
        checked(th, &[], || i64::from(unsafe { libc::uname(&raw mut u) }))?;
        let mut items = th.vec(5)?;
        for part in [&u.sysname, &u.nodename, &u.release, &u.version, &u.machine] {
            let bytes: Vec<u8> = part.iter().take_while(|c| **c != 0).map(|c| *c as u8).collect();
            items.push(path::file_name(th, &bytes, false)?);
        }
        struct_sequence::make(th, &UNAME, items)
    }),
    Method::new("times", |th, _, args| {
        let [] = args.exactly::<0>(th, "times")?;
        // SAFETY: plain data that the call fills.
        let mut t: libc::tms = unsafe { core::mem::zeroed() };
        // SAFETY: as above; and a number only.
        let (elapsed, ticks) = unsafe { (libc::times(&raw mut t), libc::sysconf(libc::_SC_CLK_TCK).max(1)) };
        let mut items = th.vec(5)?;
        for n in [t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed] {
            items.push(th.float(n as f64 / ticks as f64)?);
        }
        struct_sequence::make(th, &TIMES, items)
    }),
    Method::new("getloadavg", |th, _, _| {
        let mut all = [0.0; 3];
        // SAFETY: room for three numbers.
        if unsafe { libc::getloadavg(all.as_mut_ptr(), 3) } != 3 {
            return Err(th.raise(freewheel_kernel::native::Builtin::OSError, format_args!("Load averages are unobtainable")));
        }
        let items = [th.float(all[0])?, th.float(all[1])?, th.float(all[2])?];
        th.tuple_of(&items)
    }),
    Method::new("getgroups", |th, _, _| {
        let mut all = vec![0; 65536];
        // SAFETY: room for as many as said.
        let n = checked(th, &[], || i64::from(unsafe { libc::getgroups(all.len() as i32, all.as_mut_ptr()) }))?;
        let mut out = th.vec(n as usize)?;
        for g in &all[..n as usize] {
            out.push(th.int(i64::from(*g))?);
        }
        th.list(out)
    }),
    Method::new("getpgid", |th, _, args| {
        static S: Signature<1> = Signature::new("getpgid", ["pid"]);
        let [pid] = args.bind(th, &S)?;
        let pid = small(th, pid.unwrap_or(&Obj::NONE))?;
        // SAFETY: a number only.
        let n = checked(th, &[], || i64::from(unsafe { libc::getpgid(pid) }))?;
        th.int(n)
    }),
    Method::new("getsid", |th, _, args| {
        let [pid] = args.exactly::<1>(th, "getsid")?;
        let pid = small(th, pid)?;
        // SAFETY: a number only.
        let n = checked(th, &[], || i64::from(unsafe { libc::getsid(pid) }))?;
        th.int(n)
    }),
    Method::new("setsid", |th, _, _| {
        // SAFETY: no arguments.
        checked(th, &[], || i64::from(unsafe { libc::setsid() }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setpgid", |th, _, args| {
        let [a, b] = args.exactly::<2>(th, "setpgid")?;
        let (a, b) = (small(th, a)?, small(th, b)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::setpgid(a, b) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setuid", |th, _, args| {
        let [n] = args.exactly::<1>(th, "setuid")?;
        let n = id(th, n)?;
        // SAFETY: a number only.
        checked(th, &[], || i64::from(unsafe { libc::setuid(n) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setgid", |th, _, args| {
        let [n] = args.exactly::<1>(th, "setgid")?;
        let n = id(th, n)?;
        // SAFETY: a number only.
        checked(th, &[], || i64::from(unsafe { libc::setgid(n) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setreuid", |th, _, args| {
        let [a, b] = args.exactly::<2>(th, "setreuid")?;
        let (a, b) = (id(th, a)?, id(th, b)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::setreuid(a, b) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setregid", |th, _, args| {
        let [a, b] = args.exactly::<2>(th, "setregid")?;
        let (a, b) = (id(th, a)?, id(th, b)?);
        // SAFETY: numbers only.
        checked(th, &[], || i64::from(unsafe { libc::setregid(a, b) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("setgroups", |th, _, args| {
        let [groups] = args.exactly::<1>(th, "setgroups")?;
        let all = ids(th, groups)?;
        // SAFETY: as many as said.
        checked(th, &[], || i64::from(unsafe { libc::setgroups(all.len() as _, all.as_ptr()) }))?;
        Ok(Obj::NONE)
    }),
    Method::new("nice", |th, _, args| {
        let [n] = args.exactly::<1>(th, "nice")?;
        let n = small(th, n)?;
        // SAFETY: a number only; -1 may be an answer, so the error number tells.
        let (r, e) = unsafe {
            *libc::__errno_location() = 0;
            let r = libc::nice(n);
            (r, *libc::__errno_location())
        };
        if r == -1 && e != 0 { Err(raise_errno(th, e, &[])) } else { th.int(i64::from(r)) }
    }),
    Method::new("sysconf", |th, _, args| {
        let [n] = args.exactly::<1>(th, "sysconf")?;
        let n = match n.get::<str_object::Str>() {
            Some(s) => match super::constants::SYSCONF.iter().find(|(k, _)| *k == s.as_str()) {
                Some((_, n)) => *n,
                None => return Err(th.value_error(format_args!("unrecognized configuration name"))),
            },
            None => small(th, n)?,
        };
        // SAFETY: a number only; -1 may be an answer, so the error number tells.
        let (r, e) = unsafe {
            *libc::__errno_location() = 0;
            let r = libc::sysconf(n);
            (r, *libc::__errno_location())
        };
        if r == -1 && e != 0 { Err(raise_errno(th, e, &[])) } else { th.int(r) }
    }),
    Method::new("getrandom", |th, _, args: &Args<'_>| {
        static S: Signature<2> = Signature::new("getrandom", ["size", "flags"]).required(1);
        let [n, flags] = args.bind(th, &S)?;
        let n = number(th, n.unwrap_or(&Obj::NONE))?;
        let flags = flags.map_or(Ok(0), |f| small(th, f))?;
        if n < 0 {
            return Err(raise_errno(th, libc::EINVAL, &[]));
        }
        let mut room: Vec<u8> = th.vec(n as usize)?;
        room.resize(n as usize, 0);
        // SAFETY: room of that length.
        let got = checked(th, &[], || unsafe { libc::getrandom(room.as_mut_ptr().cast(), room.len(), flags as u32) } as i64)?;
        bytes_object::new_bytes(th, &room[..got as usize])
    }),
];
