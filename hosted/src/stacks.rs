//! Where all threads are, written to a descriptor: at once, after a time, or at a signal (`signals::write_stacks_at`).
//!
//! Whoever writes is a thread of the isolate for that moment, and stops the others to look at them: those that wait in the system need not come back for
//! it, those that run are at their next safepoint.
//!
//! I1. Nobody who is attached waits for [`WATCH`], which is held while stacks are written.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use freewheel_kernel::isolate::stacks::Stacks;
use freewheel_kernel::isolate::{Isolate, Thread};

use crate::signals;

/// Threads shown unless the program says otherwise, as in CPython.
pub(crate) const MOST_THREADS: usize = 100;

/// The name that the system has for one of this process's threads.
fn name_of(native: u64) -> Option<String> {
    let mut name = std::fs::read_to_string(format!("/proc/self/task/{native}/comm")).ok()?;
    name.truncate(name.trim_end().len());
    Some(name)
}

/// The text, as a thread of the isolate says it.
pub(crate) fn text(th: &mut Thread, what: Stacks) -> String {
    th.stacks(what, &mut name_of).map_or_else(|_| "no memory to show stacks\n".into(), |t| t.into_string())
}

/// Writes all of it, or as much as the descriptor takes.
pub(crate) fn write_to(fd: i32, mut text: &[u8]) {
    while !text.is_empty() {
        // SAFETY: readable bytes.
        let n = unsafe { libc::write(fd, text.as_ptr().cast(), text.len()) };
        match usize::try_from(n) {
            Ok(n) if n > 0 => text = &text[n..],
            _ if n < 0 && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// Writes the stacks, from a thread that is not the isolate's.
pub(crate) fn write_from_outside(isolate: &'static Isolate, fd: i32, what: Stacks) {
    let Some(mut th) = isolate.attach_thread() else {
        write_to(fd, b"no memory to show stacks\n");
        return;
    };
    let what = Stacks { without: Some(th.ident), ..what };
    let text = text(&mut th, what);
    th.end();
    write_to(fd, text.as_bytes());
}

/// What is to happen when time is up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Later {
    pub(crate) after: Duration,
    pub(crate) repeat: bool,
    pub(crate) fd: i32,
    /// The process ends then, with 1.
    pub(crate) exit: bool,
    pub(crate) most: usize,
}

/// How often something was asked for, or no longer wanted: what was asked for under another number is out of date.
static WATCH: Mutex<u64> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

/// Nothing is written later any more, once this is over. The caller is not attached (I1).
pub(crate) fn cancel() {
    *WATCH.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    CHANGED.notify_all();
}

/// Stacks are written later, in place of what was asked for before. The caller is not attached (I1).
///
/// # Errors
/// There is no thread for it.
pub(crate) fn write_later(isolate: &'static Isolate, what: Later) -> std::io::Result<()> {
    let mine = {
        let mut number = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
        *number += 1;
        CHANGED.notify_all();
        *number
    };
    // Signals are for threads that run the program.
    let before = signals::block_all();
    let started = std::thread::Builder::new().name("watchdog".into()).spawn(move || watch(isolate, what, mine));
    signals::set_mask(&before);
    started.map(drop)
}

fn watch(isolate: &'static Isolate, what: Later, mine: u64) {
    let mut number = WATCH.lock().unwrap_or_else(PoisonError::into_inner);
    let mut begun = Instant::now();
    while *number == mine {
        let left = what.after.saturating_sub(begun.elapsed());
        if !left.is_zero() {
            number = CHANGED.wait_timeout(number, left).unwrap_or_else(PoisonError::into_inner).0;
            continue;
        }
        write_to(what.fd, heading(what.after).as_bytes());
        write_from_outside(isolate, what.fd, Stacks { current: None, without: None, all: true, most: what.most });
        if what.exit {
            // SAFETY: ends the process, whatever state it is in.
            unsafe { libc::_exit(1) };
        }
        if !what.repeat {
            return;
        }
        begun = Instant::now();
    }
}

/// `Timeout (0:00:01.500000)!`
fn heading(after: Duration) -> String {
    let (seconds, micros) = (after.as_secs(), after.subsec_micros());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    format!("Timeout ({hours}:{minutes:02}:{seconds:02}{fraction})!\n")
}

#[cfg(test)]
mod tests {
    use super::heading;
    use std::time::Duration;

    #[test]
    fn headings_say_hours_minutes_and_seconds() {
        assert_eq!(heading(Duration::from_millis(500)), "Timeout (0:00:00.500000)!\n");
        assert_eq!(heading(Duration::from_secs(3723)), "Timeout (1:02:03)!\n");
    }
}
