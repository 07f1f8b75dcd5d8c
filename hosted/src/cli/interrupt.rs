//! Ctrl-C: one thread waits for the signal, so that nothing runs inside a signal handler.

use freewheel_kernel::isolate::Thread;

use crate::signals;

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

/// From now on the signal is what the program's handler makes of it, in `th`; `KeyboardInterrupt` as a rule.
pub(super) fn deliver_to(th: &Thread) {
    signals::main_is(th);
    let s = set();
    // SAFETY: a valid set.
    let fd = unsafe { libc::signalfd(-1, &raw const s, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK) };
    let failed = std::io::Error::last_os_error();
    let started = if fd < 0 {
        Err(failed)
    } else {
        std::thread::Builder::new().name("interrupts".into()).spawn(move || {
            let mut nudges = 0;
            loop {
                let pause = if signals::nudge() { signals::nudge_pause(nudges) as i32 } else { -1 };
                nudges = if pause < 0 { 0 } else { nudges + 1 };
                let mut wait = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
                // SAFETY: one descriptor, as said.
                if unsafe { libc::poll(&raw mut wait, 1, pause) } > 0 {
                    if wait.revents & libc::POLLIN == 0 {
                        // The program has closed it.
                        return;
                    }
                    signals::take_interrupts();
                }
            }
        })
    };
    if let Err(e) = started {
        eprintln!("freewheel: no thread to wait for Ctrl-C, which does nothing: {e}");
    }
}
