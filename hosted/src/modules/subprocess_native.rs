//! The `_posixsubprocess` module: a child process that runs another program.

use std::ffi::CString;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{Method, ModuleSpec};

use super::posix::path::{c_string, c_strings, pointers};
use super::posix::{close_range, id, ids};
use super::system::{checked, reading_environment, small};
use crate::signals;

/// What the child needs, all of it made before the fork: between fork and exec only calls that are safe in a signal handler may be made, since other
/// threads may have held any lock of the process.
struct Plan {
    executables: Vec<CString>,
    arguments: Vec<CString>,
    environment: Option<Vec<CString>>,
    folder: Option<CString>,
    /// Sorted.
    keep: Vec<i32>,
    close: bool,
    /// The child's ends of its three streams, or -1.
    streams: [i32; 3],
    /// Ends of the pipes that are the parent's, or -1.
    parents: [i32; 4],
    report: i32,
    restore_signals: bool,
    new_session: bool,
    group: i32,
    gid: Option<u32>,
    groups: Option<Vec<libc::gid_t>>,
    uid: Option<u32>,
    umask: i32,
    /// The signals that the child is to have blocked: as the thread that starts it.
    mask: libc::sigset_t,
}

/// A user or group, unless it is `None`.
fn who(th: &mut Thread, v: &Obj) -> R<Option<u32>> {
    if v.is_none() { Ok(None) } else { id(th, v).map(Some) }
}

fn fork_exec(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [
        process_args,
        executables,
        close,
        keep,
        folder,
        environment,
        p2cread,
        p2cwrite,
        c2pread,
        c2pwrite,
        errread,
        errwrite,
        report_read,
        report,
        restore_signals,
        new_session,
        group,
        gid,
        groups,
        uid,
        umask,
        before,
    ] = args.exactly::<22>(th, "fork_exec")?;
    if !before.is_none() {
        return Err(th.raise(
            Builtin::NotImplementedError,
            format_args!("preexec_fn is not supported: no Python code can run between fork and exec"),
        ));
    }
    let mut plan = Plan {
        executables: c_strings(th, executables)?,
        arguments: c_strings(th, process_args)?,
        environment: if environment.is_none() { None } else { Some(c_strings(th, environment)?) },
        folder: if folder.is_none() { None } else { Some(c_string(th, folder)?) },
        keep: Vec::new(),
        close: protocol::truth(th, close)?,
        streams: [small(th, p2cread)?, small(th, c2pwrite)?, small(th, errwrite)?],
        parents: [small(th, p2cwrite)?, small(th, c2pread)?, small(th, errread)?, small(th, report_read)?],
        report: small(th, report)?,
        restore_signals: protocol::truth(th, restore_signals)?,
        new_session: protocol::truth(th, new_session)?,
        group: small(th, group)?,
        gid: who(th, gid)?,
        groups: None,
        uid: who(th, uid)?,
        umask: small(th, umask)?,
        // SAFETY: all bits zero are a value of this C type.
        mask: unsafe { core::mem::zeroed() },
    };
    for fd in protocol::collect(th, keep)? {
        let fd = small(th, &fd)?;
        th.push(&mut plan.keep, fd)?;
    }
    plan.keep.sort_unstable();
    if !groups.is_none() {
        plan.groups = Some(ids(th, groups)?);
    }
    if plan.arguments.is_empty() {
        return Err(th.value_error(format_args!("args must not be empty")));
    }
    let arguments = pointers(&plan.arguments);
    let environment = plan.environment.as_deref().map(pointers);
    // No handler of the program's is to note in the child what is the child's.
    let start = || {
        plan.mask = signals::block_all();
        // SAFETY: the child makes system calls only, on memory that is ready, and ends by exec or exit.
        let fork = || unsafe {
            let pid = libc::fork();
            if pid == 0 {
                child(&plan, &arguments, environment.as_deref());
            }
            pid
        };
        let pid = if environment.is_some() { fork() } else { reading_environment(fork) };
        // This leaves the error of `fork`.
        signals::set_mask(&plan.mask);
        i64::from(pid)
    };
    let pid = checked(th, &[], start)?;
    th.int(pid)
}

/// The child's side.
///
/// # Safety
/// 1. In the child of a fork, whose other threads are gone. 2. The lists of pointers end with null.
unsafe fn child(plan: &Plan, arguments: &[*const libc::c_char], environment: Option<&[*const libc::c_char]>) -> ! {
    // SAFETY: contract 1: each call is one that a signal handler may make.
    unsafe {
        let (errno, in_folder) = match prepare(plan) {
            Ok(()) => (0, false),
            Err((e, in_folder)) => (e, in_folder),
        };
        let mut failure = errno;
        if errno == 0 {
            for e in &plan.executables {
                match environment {
                    Some(env) => libc::execve(e.as_ptr(), arguments.as_ptr(), env.as_ptr()),
                    None => libc::execv(e.as_ptr(), arguments.as_ptr()),
                };
                let now = *libc::__errno_location();
                if (now != libc::ENOENT && now != libc::ENOTDIR) || failure == 0 {
                    failure = now;
                }
            }
        }
        // `OSError:` the number in hexadecimal, `:`, and a word when it was not exec that failed: what the parent reads.
        let mut line = [0u8; 48];
        let mut n = 0;
        let mut put = |bytes: &[u8]| {
            for b in bytes {
                line[n] = *b;
                n += 1;
            }
        };
        put(b"OSError:");
        let mut started = false;
        for shift in (0..8).rev() {
            let digit = (failure as u32 >> (shift * 4) & 15) as usize;
            started |= digit != 0 || shift == 0;
            if started {
                put(&b"0123456789abcdef"[digit..=digit]);
            }
        }
        put(match errno {
            0 => b":",
            _ if in_folder => b":noexec:chdir",
            _ => b":noexec",
        });
        libc::write(plan.report, line.as_ptr().cast(), n);
        libc::_exit(255)
    }
}

/// Makes the child what was asked for; or the number of an error, and whether it was the folder that could not be entered.
///
/// # Safety
/// As [`child`].
unsafe fn prepare(plan: &Plan) -> Result<(), (i32, bool)> {
    // SAFETY: contract 1 of `child`.
    unsafe {
        let failed = |r: i32| if r < 0 { *libc::__errno_location() } else { 0 };
        macro_rules! check {
            ($call:expr) => {
                let e = failed($call);
                if e != 0 {
                    return Err((e, false));
                }
            };
        }
        let inheritable = |fd: i32| libc::fcntl(fd, libc::F_SETFD, 0);
        for fd in plan.keep.iter().filter(|fd| **fd != plan.report) {
            check!(inheritable(*fd));
        }
        for fd in plan.parents.iter().filter(|fd| **fd >= 0) {
            libc::close(*fd);
        }
        let mut streams = plan.streams;
        // What would be overwritten moves out of the way.
        for (to, from) in (0..).zip(&mut streams) {
            if (0..to).contains(from) {
                *from = libc::dup(*from);
                check!(*from);
            }
        }
        for (to, from) in (0..).zip(streams) {
            if from == to {
                check!(inheritable(from));
            } else if from >= 0 {
                check!(libc::dup2(from, to));
            }
        }
        for from in streams {
            if from > 2 && !plan.keep.contains(&from) {
                libc::close(from);
            }
        }
        if let Some(f) = &plan.folder {
            let e = failed(libc::chdir(f.as_ptr()));
            if e != 0 {
                return Err((e, true));
            }
        }
        if plan.umask >= 0 {
            libc::umask(plan.umask as libc::mode_t);
        }
        if plan.restore_signals {
            for s in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(s, libc::SIG_DFL);
            }
        }
        signals::forget_handlers();
        libc::sigprocmask(libc::SIG_SETMASK, &raw const plan.mask, core::ptr::null_mut());
        if plan.new_session {
            check!(libc::setsid());
        }
        if plan.group >= 0 {
            check!(libc::setpgid(0, plan.group));
        }
        if let Some(g) = &plan.groups {
            check!(libc::setgroups(g.len() as _, g.as_ptr()));
        }
        if let Some(g) = plan.gid {
            check!(libc::setregid(g, g));
        }
        if let Some(u) = plan.uid {
            check!(libc::setreuid(u, u));
        }
        if plan.close {
            let mut from = 3;
            for fd in plan.keep.iter().copied().chain([i32::MAX]) {
                if fd > from {
                    close_range(from, fd - 1);
                }
                from = from.max(fd.saturating_add(1));
            }
        }
        Ok(())
    }
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[Method::new("fork_exec", fork_exec)],
    init: None,
};
