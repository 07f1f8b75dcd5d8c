//! The `faulthandler` module: where all threads are, on request, after a time, or at a signal.
//!
//! Asking to be told of faults (`enable`, `-X faulthandler`) is accepted, and nothing is written when the process dies of one. How stacks are looked at: [`crate::stacks`].

use std::time::Duration;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::isolate::stacks::Stacks;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{int_object, protocol};

use super::system::{raise_errno, small};
use crate::signals::{self, NSIG};
use crate::stacks::{self, Later, MOST_THREADS};

/// Files that stacks are written to later, kept so that their descriptors stay theirs: by signal, at 0 for the time, and at [`FAULTS`].
fn files(th: &mut Thread) -> R<Obj> {
    th.hidden("faulthandler.files", |th| {
        let mut all = th.vec(NSIG + 1)?;
        all.resize_with(NSIG + 1, || Obj::NONE);
        th.list(all)
    })
}

/// Place of the file for faults, which is there while the program wants to be told of them.
const FAULTS: usize = NSIG;

/// Keeps a file; the one before.
fn keep(th: &mut Thread, place: usize, file: Obj) -> R<Obj> {
    let all = files(th)?;
    let Some(l) = all.get::<List>() else { return Ok(Obj::NONE) };
    Ok(l.exchange_item(th, place, file)?.unwrap_or(Obj::NONE))
}

/// The descriptor to write to, and whose it is: a number, that of a file object, or that of `sys.stderr`.
fn descriptor(th: &mut Thread, file: Option<&Obj>) -> R<(i32, Obj)> {
    let file = match file.filter(|f| !f.is_none()) {
        Some(f) => f.clone(),
        None => {
            let sys = th.isolate().sys.peek();
            match protocol::get_attr_text(th, Obj::from_ref(&sys), "stderr")? {
                Some(f) if !f.is_none() => f,
                Some(_) => return Err(th.raise(Builtin::RuntimeError, format_args!("sys.stderr is None"))),
                None => return Err(th.raise(Builtin::RuntimeError, format_args!("unable to get sys.stderr"))),
            }
        }
    };
    if int_object::is_int(&file) {
        let n = protocol::index_i64(th, &file, Builtin::OverflowError)?;
        return match i32::try_from(n) {
            Ok(n) if n >= 0 => Ok((n, Obj::NONE)),
            Ok(_) => Err(th.value_error(format_args!("file is not a valid file descriptor"))),
            Err(_) => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))),
        };
    }
    let n = protocol::call_method_text(th, &file, "fileno", &[])?;
    let n = int_object::to_i64(&n).and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 0);
    let Some(n) = n else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("file.fileno() is not a valid file descriptor")));
    };
    // What the file holds back comes before; whether that succeeds does not matter.
    if let Err(e) = protocol::call_method_text(th, &file, "flush", &[]) {
        drop(th.take(e));
    }
    Ok((n, file))
}

/// A truth value among arguments.
fn truth(th: &mut Thread, v: Option<&Obj>, otherwise: bool) -> R<bool> {
    v.map_or(Ok(otherwise), |v| protocol::truth(th, v))
}

/// `max_threads` among arguments, which must be a number.
fn most(th: &mut Thread, v: Option<&Obj>) -> R<usize> {
    let n = v.map_or(Ok(MOST_THREADS as i64), |v| protocol::index_i64(th, v, Builtin::OverflowError))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

fn enable(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const ENABLE: Signature<4> =
        Signature::new("enable", ["file", "all_threads", "c_stack", "max_threads"]).required(0).keyword_only_from(3);
    let [file, all_threads, c_stack, max_threads] = args.bind(th, &ENABLE)?;
    truth(th, all_threads, true)?;
    truth(th, c_stack, true)?;
    most(th, max_threads)?;
    let (_, file) = descriptor(th, file)?;
    keep(th, FAULTS, if file.is_none() { Obj::TRUE } else { file })?;
    Ok(Obj::NONE)
}

fn dump_traceback(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const DUMP: Signature<3> = Signature::new("dump_traceback", ["file", "all_threads", "max_threads"]).required(0).keyword_only_from(2);
    let [file, all_threads, max_threads] = args.bind(th, &DUMP)?;
    let all = truth(th, all_threads, true)?;
    let most = most(th, max_threads)?;
    let (fd, _file) = descriptor(th, file)?;
    let current = Some(th.ident);
    let text = stacks::text(th, Stacks { current, without: None, all, most });
    th.detached(|| stacks::write_to(fd, text.as_bytes()));
    Ok(Obj::NONE)
}

fn dump_c_stack(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const DUMP: Signature<1> = Signature::new("dump_c_stack", ["file"]).required(0);
    let [file] = args.bind(th, &DUMP)?;
    descriptor(th, file)?;
    Err(th.raise(Builtin::NotImplementedError, format_args!("faulthandler.dump_c_stack() is not supported")))
}

fn dump_traceback_later(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const LATER: Signature<5> =
        Signature::new("dump_traceback_later", ["timeout", "repeat", "file", "exit", "max_threads"]).required(1).keyword_only_from(4);
    let [timeout, repeat, file, exit, max_threads] = args.bind(th, &LATER)?;
    let nanos = freewheel_kernel::modules::time::nanoseconds(th, timeout.unwrap_or(&Obj::NONE))?;
    // Nothing is measured below a microsecond.
    let micros = u64::try_from(nanos / 1000).unwrap_or(0);
    if micros == 0 {
        return Err(th.value_error(format_args!("timeout must be greater than 0")));
    }
    let (repeat, exit) = (truth(th, repeat, false)?, truth(th, exit, false)?);
    let most = most(th, max_threads)?;
    let (fd, file) = descriptor(th, file)?;
    // The one that writes later has no means to know that an isolate has ended.
    if !crate::signals::is_of_process(th) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("dump_traceback_later is for programs of the command line")));
    }
    let isolate = th.isolate();
    let later = Later { after: Duration::from_micros(micros), repeat, fd, exit, most };
    th.detached(stacks::cancel);
    keep(th, 0, file)?;
    if th.detached(|| stacks::write_later(isolate, later)).is_err() {
        return Err(th.raise(Builtin::RuntimeError, format_args!("unable to start watchdog thread")));
    }
    Ok(Obj::NONE)
}

fn cancel_dump_traceback_later(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "faulthandler.cancel_dump_traceback_later")?;
    th.detached(stacks::cancel);
    keep(th, 0, Obj::NONE)?;
    Ok(Obj::NONE)
}

/// A signal at which stacks may be written.
fn signal_number(th: &mut Thread, v: &Obj) -> R<i32> {
    let n = small(th, v)?;
    if [libc::SIGSEGV, libc::SIGFPE, libc::SIGABRT, libc::SIGBUS, libc::SIGILL].contains(&n) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("signal {n} cannot be registered, use enable() instead")));
    }
    if (1..NSIG as i32).contains(&n) { Ok(n) } else { Err(th.value_error(format_args!("signal number out of range"))) }
}

fn register(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const REGISTER: Signature<5> =
        Signature::new("register", ["signum", "file", "all_threads", "chain", "max_threads"]).required(1).keyword_only_from(4);
    let [signal, file, all_threads, chain, max_threads] = args.bind(th, &REGISTER)?;
    let signal = signal_number(th, signal.unwrap_or(&Obj::NONE))?;
    let (all, chain) = (truth(th, all_threads, true)?, truth(th, chain, false)?);
    let most = most(th, max_threads)?;
    let (fd, file) = descriptor(th, file)?;
    if let Err(e) = signals::write_stacks_at(signal, signals::StacksAt { fd, all, chain, most }) {
        return Err(raise_errno(th, e.raw_os_error().unwrap_or(0), &[]));
    }
    keep(th, signal as usize, file)?;
    Ok(Obj::NONE)
}

fn unregister(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [signal] = args.exactly::<1>(th, "faulthandler.unregister")?;
    let signal = signal_number(th, signal)?;
    let was = signals::write_no_stacks_at(signal);
    keep(th, signal as usize, Obj::NONE)?;
    Ok(Obj::from_bool(was))
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: &[
        Method::new("enable", enable),
        Method::new("disable", |th, _, args| {
            args.exactly::<0>(th, "faulthandler.disable")?;
            Ok(Obj::from_bool(!keep(th, FAULTS, Obj::NONE)?.is_none()))
        }),
        Method::new("is_enabled", |th, _, args| {
            args.exactly::<0>(th, "faulthandler.is_enabled")?;
            let all = files(th)?;
            Ok(Obj::from_bool(all.get::<List>().and_then(|l| l.item(FAULTS)).is_some_and(|f| !f.is_none())))
        }),
        Method::new("dump_traceback", dump_traceback),
        Method::new("dump_c_stack", dump_c_stack),
        Method::new("dump_traceback_later", dump_traceback_later),
        Method::new("cancel_dump_traceback_later", cancel_dump_traceback_later),
        Method::new("register", register),
        Method::new("unregister", unregister),
    ],
    init: None,
};
