//! The `_signal` module. How signals reach the program: [`crate::signals`].

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::warnings::warn;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Raised, Signature};
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::struct_sequence::{self, Layout};
use freewheel_kernel::types::{exception, int_object, protocol};

use super::system::{errno, number, raise_class, raise_errno, small, succeeded};
use crate::signals::{self, Action, NSIG};

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name),)*] };
}

const NUMBERS: &[(&str, i32)] = numbers! {
    SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT
    SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ
    ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF SIG_BLOCK SIG_UNBLOCK SIG_SETMASK
};

fn signal_number(th: &mut Thread, v: &Obj) -> R<i32> {
    let n = number(th, v)?;
    in_range(th, n)
}

fn in_range(th: &mut Thread, n: i64) -> R<i32> {
    match i32::try_from(n) {
        Ok(n) if (1..NSIG as i32).contains(&n) => Ok(n),
        _ => Err(th.value_error(format_args!("signal number out of range"))),
    }
}

/// What `getsignal` says of a signal.
fn handler_of(th: &mut Thread, signal: i32) -> R<Obj> {
    let all = signals::handlers(th)?;
    Ok(all.get::<List>().and_then(|l| l.item(signal as usize)).unwrap_or(Obj::NONE))
}

/// `signal(signalnum, handler)`: the handler before.
fn signal(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [signal, handler] = args.exactly::<2>(th, "signal")?;
    let signal = number(th, signal)?;
    if !signals::in_main(th) {
        return Err(th.value_error(format_args!("signal only works in main thread of the main interpreter")));
    }
    let signal = in_range(th, signal)?;
    let action = match int_object::to_i64(handler) {
        _ if protocol::is_callable(th, handler) => Action::Run,
        Some(0) => Action::Default,
        Some(1) => Action::Ignore,
        _ => {
            return Err(th.type_error(format_args!("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")));
        }
    };
    // What arrived before belongs to the handler before.
    signals::sent(th)?;
    let before = handler_of(th, signal)?;
    if let Err(e) = signals::set_action(signal, action) {
        return Err(raise_errno(th, e.raw_os_error().unwrap_or(0), &[]));
    }
    let kept = match action {
        Action::Run => handler.clone(),
        Action::Default => Obj::from_i31(0),
        Action::Ignore => Obj::from_i31(1),
    };
    let all = signals::handlers(th)?;
    if let Some(l) = all.get::<List>() {
        l.set_item(th, signal as usize, &kept)?;
    }
    Ok(before)
}

/// `raise_signal(signalnum)`
fn raise_signal(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [signal] = args.exactly::<1>(th, "raise_signal")?;
    let signal = number(th, signal)?;
    // SAFETY: numbers only; the handlers there may be are ours, or the system's.
    let result = unsafe { libc::raise(i32::try_from(signal).unwrap_or(-1)) };
    succeeded(th, result)?;
    signals::sent(th)?;
    Ok(Obj::NONE)
}

fn seconds_of(t: libc::timeval) -> f64 {
    t.tv_sec as f64 + t.tv_usec as f64 / 1e6
}

fn interval(seconds: f64) -> libc::timeval {
    libc::timeval { tv_sec: seconds.trunc() as libc::time_t, tv_usec: (seconds.fract() * 1e6) as libc::suseconds_t }
}

fn pair(th: &mut Thread, t: libc::itimerval) -> R<Obj> {
    let (value, interval) = (th.float(seconds_of(t.it_value))?, th.float(seconds_of(t.it_interval))?);
    th.pair(value, interval)
}

/// `ItimerError`
fn timer_error(th: &mut Thread) -> R<Obj> {
    th.hidden("signal.ItimerError", |th| exception::make_class(th, "signal", "ItimerError", Builtin::OSError))
}

fn timer_failed(th: &mut Thread) -> Raised {
    let errno = errno();
    match timer_error(th) {
        Ok(class) => raise_class(th, &class, errno, &[]),
        Err(raised) => raised,
    }
}

/// `setitimer(which, seconds, interval=0.0)`: what it was before.
fn setitimer(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "setitimer", 2, 3)?;
    let which = number(th, &a[0])?;
    let seconds = protocol::to_f64(th, &a[1])?;
    let every = match a.get(2) {
        Some(i) => protocol::to_f64(th, i)?,
        None => 0.0,
    };
    let new = libc::itimerval { it_interval: interval(every), it_value: interval(seconds) };
    // SAFETY: a value, and a place for the one before.
    let (result, old) = unsafe {
        let mut old: libc::itimerval = core::mem::zeroed();
        (libc::setitimer(which as _, &raw const new, &raw mut old), old)
    };
    if result == 0 { pair(th, old) } else { Err(timer_failed(th)) }
}

fn set_of(th: &mut Thread, v: &Obj) -> R<libc::sigset_t> {
    // SAFETY: plain data that the calls fill.
    let mut set = unsafe {
        let mut s: libc::sigset_t = core::mem::zeroed();
        libc::sigemptyset(&raw mut s);
        s
    };
    for x in protocol::collect(th, v)? {
        let n = number(th, &x)?;
        if !(1..NSIG as i64).contains(&n) {
            return Err(th.value_error(format_args!("signal number {n} out of range [1; {}]", NSIG - 1)));
        }
        // SAFETY: a set of our own.
        if unsafe { libc::sigaddset(&raw mut set, n as i32) } != 0 {
            warn(th, Builtin::RuntimeWarning, format_args!("invalid signal number {n}, please use valid_signals()"), 1)?;
        }
    }
    Ok(set)
}

fn to_set(th: &mut Thread, set: &libc::sigset_t) -> R<Obj> {
    let mut all = Vec::new();
    for n in 1..NSIG as i32 {
        // SAFETY: a set of our own.
        if unsafe { libc::sigismember(set, n) } == 1 {
            th.push(&mut all, Obj::from_i31(n))?;
        }
    }
    let all = th.list(all)?;
    let class = th.builtin_type(Builtin::Set);
    protocol::call(th, &class, &[all])
}

fn pthread_sigmask(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [how, mask] = args.exactly::<2>(th, "pthread_sigmask")?;
    let how = number(th, how)?;
    let set = set_of(th, mask)?;
    let old = match signals::change_mask(th, how as i32, set) {
        Ok(old) => old,
        Err(e) => return Err(raise_errno(th, e, &[])),
    };
    // What was let through has arrived by now.
    if signals::in_main(th) {
        signals::handle(th)?;
    }
    to_set(th, &old)
}

/// `signal.struct_siginfo`
static INFORMATION: Layout = Layout {
    name: "signal.struct_siginfo",
    doc: "What sigwaitinfo and sigtimedwait say of a signal.",
    fields: &["si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"],
    visible: 7,
    open: false,
};

/// Waits for one of these signals, so many nanoseconds at most: what is known of it, or `None`.
fn signal_information(th: &mut Thread, set: &libc::sigset_t, limit: Option<u64>) -> R<Obj> {
    let until = limit.map(|l| std::time::Instant::now().checked_add(std::time::Duration::from_nanos(l)));
    // SAFETY: plain data that the call fills.
    let mut got: libc::siginfo_t = unsafe { core::mem::zeroed() };
    let result = super::system::system(th, || {
        let left = until.flatten().map(|u| {
            let left = u.saturating_duration_since(std::time::Instant::now());
            libc::timespec { tv_sec: left.as_secs() as libc::time_t, tv_nsec: left.subsec_nanos() as libc::c_long }
        });
        // SAFETY: a set, a place for the result, and a time or null.
        i64::from(unsafe { libc::sigtimedwait(set, &raw mut got, left.as_ref().map_or(core::ptr::null(), core::ptr::from_ref)) })
    })?;
    match result {
        Ok(_) => {}
        Err(libc::EAGAIN) => return Ok(Obj::NONE),
        Err(e) => return Err(raise_errno(th, e, &[])),
    }
    // SAFETY: the fields of signals that were sent, or of a child's end; zero where the system has left them alone.
    let (pid, uid, status) = unsafe { (got.si_pid(), got.si_uid(), got.si_status()) };
    let mut items = th.vec(7)?;
    for n in [got.si_signo, got.si_code, got.si_errno, pid, uid as i32, status, 0] {
        items.push(th.int(i64::from(n))?);
    }
    struct_sequence::make(th, &INFORMATION, items)
}

fn strsignal(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [signal] = args.exactly::<1>(th, "strsignal")?;
    let signal = signal_number(th, signal)?;
    // SAFETY: a C string of the library's, or null; it is copied at once.
    let text = unsafe {
        let p = libc::strsignal(signal);
        if p.is_null() { None } else { Some(std::ffi::CStr::from_ptr(p).to_string_lossy().into_owned()) }
    };
    match text {
        Some(t) if !t.starts_with("Unknown signal") => th.str(&t),
        _ => Ok(Obj::NONE),
    }
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[
        Method::new("signal", signal),
        Method::new("getsignal", |th, _, args| {
            let [signal] = args.exactly::<1>(th, "getsignal")?;
            let signal = signal_number(th, signal)?;
            handler_of(th, signal)
        }),
        Method::new("raise_signal", raise_signal),
        Method::new("default_int_handler", |th, _, args| {
            args.between(th, "default_int_handler", 2, 2)?;
            Err(th.raise_with(Builtin::KeyboardInterrupt, None))
        }),
        Method::new("alarm", |th, _, args| {
            let [n] = args.exactly::<1>(th, "alarm")?;
            let n = number(th, n)?;
            // SAFETY: a number.
            let left = unsafe { libc::alarm(n.clamp(0, i64::from(u32::MAX)) as u32) };
            th.int(i64::from(left))
        }),
        Method::new("setitimer", setitimer),
        Method::new("getitimer", |th, _, args| {
            let [which] = args.exactly::<1>(th, "getitimer")?;
            let which = number(th, which)?;
            // SAFETY: a place for the result.
            let (result, now) = unsafe {
                let mut now: libc::itimerval = core::mem::zeroed();
                (libc::getitimer(which as _, &raw mut now), now)
            };
            if result == 0 { pair(th, now) } else { Err(timer_failed(th)) }
        }),
        Method::new("pause", |th, _, args| {
            args.exactly::<0>(th, "pause")?;
            loop {
                let seen = signals::pending();
                if seen || freewheel_kernel::sync::parking::sleep(&mut th.head, 50_000_000) && signals::pending() {
                    th.poll()?;
                    signals::handle(th)?;
                    return Ok(Obj::NONE);
                }
                if th.head.poll_needed() {
                    let handled = signals::pending();
                    th.poll()?;
                    if handled {
                        return Ok(Obj::NONE);
                    }
                }
            }
        }),
        Method::new("pthread_sigmask", pthread_sigmask),
        Method::new("pthread_kill", |th, _, args| {
            let [ident, signal] = args.exactly::<2>(th, "pthread_kill")?;
            let (_, signal) = (number(th, ident)?, number(th, signal)?);
            if signal == 0 {
                return Ok(Obj::NONE);
            }
            // Handlers run in the main thread, whichever thread a signal goes to.
            let signal = in_range(th, signal)?;
            succeeded(th, signals::send_to_self(signal))?;
            signals::sent(th)?;
            Ok(Obj::NONE)
        }),
        Method::new("sigpending", |th, _, args| {
            args.exactly::<0>(th, "sigpending")?;
            // SAFETY: a place for the result.
            let set = unsafe {
                let mut s: libc::sigset_t = core::mem::zeroed();
                libc::sigpending(&raw mut s);
                s
            };
            to_set(th, &set)
        }),
        Method::new("sigwait", |th, _, args| {
            let [set] = args.exactly::<1>(th, "sigwait")?;
            let set = set_of(th, set)?;
            let mut signal = 0;
            // SAFETY: a set and a place for the result.
            let error = th.detached(|| unsafe { libc::sigwait(&raw const set, &raw mut signal) });
            if error != 0 {
                return Err(raise_errno(th, error, &[]));
            }
            th.int(i64::from(signal))
        }),
        Method::new("sigwaitinfo", |th, _, args| {
            let [set] = args.exactly::<1>(th, "sigwaitinfo")?;
            let set = set_of(th, set)?;
            signal_information(th, &set, None)
        }),
        Method::new("sigtimedwait", |th, _, args| {
            let [set, limit] = args.exactly::<2>(th, "sigtimedwait")?;
            let set = set_of(th, set)?;
            let limit = freewheel_kernel::modules::time::nanoseconds(th, limit)?;
            if limit < 0 {
                return Err(th.value_error(format_args!("timeout must be non-negative")));
            }
            signal_information(th, &set, Some(limit as u64))
        }),
        Method::new("strsignal", strsignal),
        Method::new("valid_signals", |th, _, args| {
            args.exactly::<0>(th, "valid_signals")?;
            // SAFETY: a set of our own.
            let set = unsafe {
                let mut s: libc::sigset_t = core::mem::zeroed();
                libc::sigfillset(&raw mut s);
                s
            };
            to_set(th, &set)
        }),
        Method::new("siginterrupt", |th, _, args| {
            let [signal, cuts] = args.exactly::<2>(th, "siginterrupt")?;
            let (signal, cuts) = (signal_number(th, signal)?, protocol::truth(th, cuts)?);
            // SAFETY: plain data, which the first call fills; the handler stays.
            let result = unsafe {
                let mut a: libc::sigaction = core::mem::zeroed();
                match libc::sigaction(signal, core::ptr::null(), &raw mut a) {
                    0 => {
                        a.sa_flags = if cuts { a.sa_flags & !libc::SA_RESTART } else { a.sa_flags | libc::SA_RESTART };
                        libc::sigaction(signal, &raw const a, core::ptr::null_mut())
                    }
                    failed => failed,
                }
            };
            succeeded(th, result)?;
            Ok(Obj::NONE)
        }),
        Method::new("set_wakeup_fd", |th, _, args| {
            let signature =
                Signature::new("set_wakeup_fd", ["fd", "warn_on_full_buffer"]).required(1).positional_only(1).keyword_only_from(1);
            let [fd, warns] = args.bind(th, &signature)?;
            let fd = small(th, fd.unwrap_or(&Obj::NONE))?;
            let warns = warns.map_or(Ok(true), |w| protocol::truth(th, w))?;
            if !signals::in_main(th) {
                return Err(th.value_error(format_args!("set_wakeup_fd only works in main thread of the main interpreter")));
            }
            if fd != -1 {
                // SAFETY: a number.
                let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
                if flags < 0 {
                    let errno = errno();
                    return Err(raise_errno(th, errno, &[]));
                }
                if flags & libc::O_NONBLOCK == 0 {
                    return Err(th.value_error(format_args!("the fd {fd} must be in non-blocking mode")));
                }
            }
            th.int(i64::from(signals::set_wakeup(fd, warns)))
        }),
    ],
    init: Some(|th, m| {
        for (name, n) in NUMBERS {
            th.add_to_module(m, name, Obj::from_i31(*n))?;
        }
        th.add_to_module(m, "SIGCLD", Obj::from_i31(libc::SIGCHLD))?;
        th.add_to_module(m, "SIGRTMIN", Obj::from_i31(libc::SIGRTMIN()))?;
        th.add_to_module(m, "SIGRTMAX", Obj::from_i31(libc::SIGRTMAX()))?;
        th.add_to_module(m, "NSIG", Obj::from_i31(NSIG as i32))?;
        th.add_to_module(m, "SIG_DFL", Obj::from_i31(0))?;
        th.add_to_module(m, "SIG_IGN", Obj::from_i31(1))?;
        let information = struct_sequence::class(th, &INFORMATION)?;
        th.add_to_module(m, "struct_siginfo", information)?;
        let error = timer_error(th)?;
        th.add_to_module(m, "ItimerError", error)?;
        let interrupt = th.intern("default_int_handler")?;
        let interrupt = protocol::get_attr(th, m, &interrupt)?;
        let all = signals::handlers(th)?;
        if let Some(l) = all.get::<List>() {
            for n in 1..NSIG as i32 {
                let handler = match signals::action_of(n) {
                    Some(Action::Ignore) => Obj::from_i31(1),
                    _ if n == libc::SIGINT => interrupt.clone(),
                    Some(Action::Default) => Obj::from_i31(0),
                    None if signals::writes_stacks(n) => Obj::from_i31(0),
                    _ => Obj::NONE,
                };
                l.set_item(th, n as usize, &handler)?;
            }
        }
        Ok(())
    }),
};
