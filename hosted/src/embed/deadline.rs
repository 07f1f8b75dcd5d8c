//! Calls that end in time: one thread of the process watches over all of them.

use std::collections::BTreeMap;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Attached, Error, Exception, Interrupter, OwnedIsolate};

/// How long a program has to clean up after its interruption, before it is stopped.
const GRACE: Duration = Duration::from_millis(20);

/// What is to be done when a time comes.
enum Step {
    Interrupt,
    Stop,
}

#[derive(Default)]
struct Watch {
    /// By time, and by a number, since two may have one time.
    calls: BTreeMap<(Instant, u64), (Interrupter, Step)>,
    numbers: u64,
    /// The thread runs.
    runs: bool,
}

static WATCH: LazyLock<(Mutex<Watch>, Condvar)> = LazyLock::new(Default::default);

fn watch() -> MutexGuard<'static, Watch> {
    // Nothing in here can be left half done.
    WATCH.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread: sleeps until the next time.
fn run() {
    let mut all = watch();
    loop {
        let now = Instant::now();
        match all.calls.first_key_value().map(|(k, _)| *k) {
            None => all = WATCH.1.wait(all).unwrap_or_else(PoisonError::into_inner),
            Some((at, _)) if at > now => all = WATCH.1.wait_timeout(all, at - now).unwrap_or_else(PoisonError::into_inner).0,
            Some(key) => {
                let Some((interrupter, step)) = all.calls.remove(&key) else { continue };
                match step {
                    Step::Interrupt => {
                        interrupter.interrupt();
                        all.calls.insert((now + GRACE, key.1), (interrupter, Step::Stop));
                    }
                    Step::Stop => {
                        interrupter.stop();
                    }
                }
            }
        }
    }
}

/// A call that is watched; not any more when this ends.
struct Watched(u64);

impl Watched {
    fn new(at: Instant, interrupter: Interrupter) -> Option<Watched> {
        let mut all = watch();
        if !all.runs {
            let started = std::thread::Builder::new().name("freewheel-deadlines".into()).spawn(run);
            all.runs = started.is_ok();
        }
        if !all.runs {
            return None;
        }
        all.numbers += 1;
        let number = all.numbers;
        all.calls.insert((at, number), (interrupter, Step::Interrupt));
        drop(all);
        WATCH.1.notify_one();
        Some(Watched(number))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        watch().calls.retain(|key, _| key.1 != self.0);
    }
}

/// [`OwnedIsolate::attach`] for so long at most. When the time is up the program gets a `KeyboardInterrupt`; 20 ms later, if it is still at it, one at every
/// call and turn of a loop, so that it comes to an end whatever it catches. Threads that it has started are not stopped.
///
/// # Errors
/// As for `attach`. A program that was interrupted, and did not deal with it, raised `KeyboardInterrupt: interrupted by the host`.
///
/// # Example
/// ```
/// use freewheel::embed::{Setup, attach_within};
/// use std::time::Duration;
///
/// let isolate = Setup::new().start()?;
/// let told = attach_within(&isolate, Duration::from_millis(10), |th| th.run("while True: pass"));
/// assert_eq!(told.unwrap_err().to_string(), "KeyboardInterrupt: interrupted by the host");
/// # Ok::<(), freewheel::embed::Error>(())
/// ```
pub fn attach_within<T>(
    isolate: &OwnedIsolate,
    limit: Duration,
    f: impl for<'i> FnOnce(&mut Attached<'i>) -> Result<T, Exception<'i>>,
) -> Result<T, Error> {
    let at = Instant::now() + limit;
    isolate.attach(|th| match Watched::new(at, th.interrupter()) {
        Some(_watched) => f(th),
        None => Err(th.error(super::Class::RuntimeError, format_args!("can't start the thread that watches deadlines"))),
    })
}
