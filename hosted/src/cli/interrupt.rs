//! Ctrl-C: one thread waits for the signal, so that nothing runs inside a signal handler.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::thread::ThreadHead;

/// The signals waited for.
fn set() -> libc::sigset_t {
    // SAFETY: plain data that the calls fill.
    unsafe {
        let mut s: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut s);
        libc::sigaddset(&raw mut s, libc::SIGINT);
        s
    }
}

/// Blocks the signal in this thread and all that it starts.
pub(super) fn block() {
    let s = set();
    // SAFETY: a valid set.
    unsafe {
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const s, std::ptr::null_mut());
    }
}

/// Ends the process as the signal would have, so that whoever started it (a shell's loop) sees that it was interrupted.
pub(super) fn die() -> ! {
    let s = set();
    // SAFETY: the default action of the signal ends the process; it arrives here as soon as it is no longer blocked.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::pthread_kill(libc::pthread_self(), libc::SIGINT);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const s, std::ptr::null_mut());
    }
    std::process::exit(130)
}

struct Main {
    isolate: &'static freewheel_kernel::isolate::Isolate,
    head: *const ThreadHead,
}
// SAFETY: the registry checks that the head is registered before it looks at it.
unsafe impl Send for Main {}

/// From now on the signal is a `KeyboardInterrupt` in `th`.
pub(super) fn deliver_to(th: &Thread) {
    let main = Main { isolate: th.isolate(), head: &raw const th.head };
    let started = std::thread::Builder::new().name("signals".into()).spawn(move || {
        let main = main;
        let s = set();
        loop {
            let mut signal = 0;
            // SAFETY: a valid set and a place for the result.
            if unsafe { libc::sigwait(&raw const s, &raw mut signal) } != 0 {
                return;
            }
            main.isolate.registry.interrupt(main.head);
        }
    });
    drop(started);
}
