//! Signals of the operating system: they are noted where they arrive, and handled by program code in the main thread.
//!
//! Nothing but atomics and a semaphore is touched inside a signal handler. SIGINT is not even that: it is blocked in all threads, and one thread waits for it
//! (`cli::interrupt`), so that no system call of the program is cut short. Other signals get a handler of ours when the program asks for one; it notes
//! the signal and wakes a thread that asks the main thread to look. There the program's handlers run, at the next safepoint or out of a wait.
//! A system call that the main thread waits in is cut short by one more signal, [`nudge`], whose handler does nothing; whoever made the call looks at
//! signals before it tries again.
//!
//! I1. `PENDING` has the bit of each signal that has arrived and has not been handled yet; whoever sets one asks the main thread to look afterwards.
//! I2. `MAIN` is set once, before any signal can be asked for.

use std::sync::atomic::{AtomicI32, AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use freewheel_kernel::isolate::{Isolate, Thread};
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::thread::ThreadHead;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::protocol;

/// Number of signals, and one: signals are numbered from 1.
pub(crate) const NSIG: usize = 65;

static PENDING: AtomicU64 = AtomicU64::new(0);

/// A descriptor that gets a byte for each signal; -1 for none.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// What SIGINT does, where the program has said so: 0 runs a handler, 1 ends the process, 2 nothing.
static INTERRUPT: AtomicU8 = AtomicU8::new(RUNS);
/// [`INTERRUPT`]: the main thread runs a handler.
const RUNS: u8 = 0;
/// [`INTERRUPT`]: as the system has it.
const DEFAULT: u8 = 1;
/// [`INTERRUPT`]: nothing.
const IGNORED: u8 = 2;

#[derive(Debug)]
struct Main {
    isolate: &'static Isolate,
    head: *const ThreadHead,
    /// The thread's number in the system.
    number: libc::pid_t,
}
// SAFETY: the registry checks that the head is registered before it looks at it.
unsafe impl Send for Main {}
// SAFETY: as above; the fields do not change.
unsafe impl Sync for Main {}

static MAIN: OnceLock<Main> = OnceLock::new();

/// The semaphore that wakes the thread which asks the main thread to look.
struct Wake(std::cell::UnsafeCell<libc::sem_t>);
// SAFETY: a semaphore is made for several threads; it is set up before it is used.
unsafe impl Sync for Wake {}
// SAFETY: all bits zero are a value of this C type.
static WAKE: Wake = Wake(std::cell::UnsafeCell::new(unsafe { core::mem::zeroed() }));

/// From now on signals are handled in `th`.
pub(crate) fn main_is(th: &Thread) {
    // Who started this process may have wanted it to live on, as a shell does for what runs beside it.
    if action_of(libc::SIGINT) == Some(Action::Ignore) {
        INTERRUPT.store(IGNORED, Ordering::Relaxed);
    }
    extern "C" fn nothing(_: i32) {}
    let f: extern "C" fn(i32) = nothing;
    // SAFETY: plain data, and a handler that does nothing; without SA_RESTART, so that calls are cut short.
    let number = unsafe {
        let mut a: libc::sigaction = core::mem::zeroed();
        a.sa_sigaction = f as libc::sighandler_t;
        a.sa_flags = libc::SA_ONSTACK;
        libc::sigemptyset(&raw mut a.sa_mask);
        libc::sigaction(nudge_signal(), &raw const a, std::ptr::null_mut());
        libc::gettid()
    };
    let _ = MAIN.set(Main { isolate: th.isolate(), head: &raw const th.head, number });
}

/// The signal that cuts a call short, which is not the program's.
fn nudge_signal() -> i32 {
    libc::SIGRTMAX()
}

/// Asks the main thread to look at signals, if one waits for that, and cuts short the system call that it may be waiting in. Once may not be enough: the thread may have been
/// about to make the call. So whoever noted the signal comes again after a while, for as long as this says that one waits.
pub(crate) fn nudge() -> bool {
    let waits = pending();
    if waits && let Some(m) = MAIN.get() {
        ask_main();
        // SAFETY: numbers only. A thread that has ended is not found.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), m.number, nudge_signal()) };
    }
    waits
}

/// How long to wait before another [`nudge`]: milliseconds by how many there were.
pub(crate) fn nudge_pause(count: u32) -> u64 {
    1 << count.min(6)
}

fn ask_main() {
    if let Some(m) = MAIN.get() {
        m.isolate.registry.interrupt(m.head);
    }
}

fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// Sets the descriptor that gets a byte for each signal, which event loops wait for; the one before.
pub(crate) fn set_wakeup(descriptor: i32) -> i32 {
    WAKEUP.swap(descriptor, Ordering::Relaxed)
}

fn write_byte(signal: i32) {
    let fd = WAKEUP.load(Ordering::Relaxed);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: one readable byte; `write` may be called in a signal handler.
        unsafe { libc::write(fd, (&raw const byte).cast(), 1) };
    }
}

/// A signal has arrived. Not to be called inside a signal handler.
pub(crate) fn arrived(signal: i32) {
    // Release: pairs with the Acquire in `handle`.
    PENDING.fetch_or(bit(signal), Ordering::Release);
    write_byte(signal);
    ask_main();
}

/// `_thread.interrupt_main`: nothing happens unless a handler would run.
pub(crate) fn simulate(signal: i32) {
    if signal != libc::SIGINT || INTERRUPT.load(Ordering::Relaxed) == RUNS {
        arrived(signal);
    }
}

/// Notes each SIGINT that has arrived. One thread does so when there is one (`cli::interrupt`), and so does whoever is about to ask what has arrived.
pub(crate) fn take_interrupts() {
    // I3. What is taken is noted before anybody else finds that there is nothing to take.
    static TAKING: Mutex<()> = Mutex::new(());
    let _held = TAKING.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: plain data that the calls fill.
    unsafe {
        let mut set: libc::sigset_t = core::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGINT);
        let at_once: libc::timespec = core::mem::zeroed();
        while libc::sigtimedwait(&raw const set, std::ptr::null_mut(), &raw const at_once) == libc::SIGINT {
            if interrupted() {
                crate::cli::die_of_interrupt();
            }
        }
    }
}

/// To be called when `th` has sent a signal: when it was to its own process, the handler has run when this is over, if this is the main thread.
///
/// # Errors
/// What a handler raises.
pub(crate) fn sent(th: &mut Thread) -> R<()> {
    take_interrupts();
    if in_main(th) {
        handle(th)?;
    }
    th.poll()
}

/// SIGINT has arrived; whether it is to end the process.
pub(crate) fn interrupted() -> bool {
    match INTERRUPT.load(Ordering::Relaxed) {
        DEFAULT => true,
        IGNORED => false,
        _ => {
            arrived(libc::SIGINT);
            false
        }
    }
}

extern "C" fn note(signal: i32) {
    // SAFETY: the interrupted thread's own word, which it may be about to read: it finds what it left there.
    let errno = unsafe { *libc::__errno_location() };
    PENDING.fetch_or(bit(signal), Ordering::Release);
    write_byte(signal);
    // SAFETY: `sem_post` may be called in a signal handler; the semaphore was set up before this handler was. As above.
    unsafe {
        libc::sem_post(WAKE.0.get());
        *libc::__errno_location() = errno;
    }
}

/// Waits until a handler has noted a signal, or for so many milliseconds; whether one has.
fn wait_for_signal(limit: Option<u64>) -> bool {
    // SAFETY: the semaphore was set up before this thread was started; a place for the time.
    unsafe {
        let Some(limit) = limit else { return libc::sem_wait(WAKE.0.get()) == 0 };
        let mut until: libc::timespec = core::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut until);
        let nanos = until.tv_nsec as u64 + limit * 1_000_000;
        until.tv_sec += (nanos / 1_000_000_000) as libc::time_t;
        until.tv_nsec = (nanos % 1_000_000_000) as libc::c_long;
        libc::sem_timedwait(WAKE.0.get(), &raw const until) == 0
    }
}

/// Starts the thread that asks the main thread to look, once.
fn start_waking() -> std::io::Result<()> {
    static STARTED: Mutex<bool> = Mutex::new(false);
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if *started {
        return Ok(());
    }
    // SAFETY: nobody uses the semaphore yet: handlers are there only once the thread is.
    unsafe { libc::sem_init(WAKE.0.get(), 0, 0) };
    std::thread::Builder::new().name("signals".into()).spawn(|| {
        let mut nudges = 0;
        loop {
            let arrived = if nudge() { wait_for_signal(Some(nudge_pause(nudges))) } else { wait_for_signal(None) };
            nudges = if arrived { 0 } else { nudges + 1 };
        }
    })?;
    *started = true;
    Ok(())
}

/// What is to happen when a signal arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// What the system does.
    Default,
    /// Nothing.
    Ignore,
    /// The program's handler runs.
    Run,
}

/// Sets what happens when a signal arrives.
///
/// # Errors
/// The system's, such as for SIGKILL.
pub(crate) fn set_action(signal: i32, action: Action) -> std::io::Result<()> {
    if signal == libc::SIGINT {
        // What arrived before is the earlier action's.
        take_interrupts();
        let how = match action {
            Action::Run => RUNS,
            Action::Default => DEFAULT,
            Action::Ignore => IGNORED,
        };
        INTERRUPT.store(how, Ordering::Relaxed);
    }
    if signal == nudge_signal() {
        return Err(std::io::Error::from_raw_os_error(libc::EINVAL));
    }
    let handler = match action {
        // One thread waits for SIGINT. What the system has for it is for the programs that this one starts.
        Action::Run if signal == libc::SIGINT => libc::SIG_DFL,
        Action::Default => libc::SIG_DFL,
        Action::Ignore => libc::SIG_IGN,
        Action::Run => {
            start_waking()?;
            let f: extern "C" fn(i32) = note;
            f as libc::sighandler_t
        }
    };
    // SAFETY: plain data; the handler touches atomics and a semaphore alone.
    let result = unsafe {
        let mut a: libc::sigaction = core::mem::zeroed();
        a.sa_sigaction = handler;
        libc::sigemptyset(&raw mut a.sa_mask);
        // Calls that the signal cuts short end, as in CPython, and whoever made them looks at signals before it goes on.
        a.sa_flags = libc::SA_ONSTACK;
        libc::sigaction(signal, &raw const a, std::ptr::null_mut())
    };
    if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

/// What the system does with a signal now: `None` for something of others.
pub(crate) fn action_of(signal: i32) -> Option<Action> {
    // SAFETY: a place for the result.
    let handler = unsafe {
        let mut a: libc::sigaction = core::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut a) != 0 {
            return None;
        }
        a.sa_sigaction
    };
    match handler {
        libc::SIG_DFL => Some(Action::Default),
        libc::SIG_IGN => Some(Action::Ignore),
        _ => None,
    }
}

/// Whether the calling thread is the main one.
pub(crate) fn in_main(th: &Thread) -> bool {
    MAIN.get().is_some_and(|m| std::ptr::eq(m.head, &raw const th.head))
}

/// Whether a signal has arrived that has not been handled.
pub(crate) fn pending() -> bool {
    PENDING.load(Ordering::Relaxed) != 0
}

/// The list of handlers by signal: functions, or 0 for the default, 1 for none; `None` for what is not the program's.
pub(crate) fn handlers(th: &mut Thread) -> R<Obj> {
    th.hidden("signal.handlers", |th| {
        let mut all = th.vec(NSIG)?;
        all.resize_with(NSIG, || Obj::NONE);
        th.list(all)
    })
}

/// Runs the program's handlers of the signals that have arrived. Without one, SIGINT is `KeyboardInterrupt`.
///
/// # Errors
/// What a handler raises; the handlers of signals after it run at the next safepoint.
pub(crate) fn handle(th: &mut Thread) -> R<()> {
    loop {
        // Acquire: pairs with the Release of whoever noted the signal.
        let waiting = PENDING.load(Ordering::Acquire);
        if waiting == 0 {
            return Ok(());
        }
        let signal = waiting.trailing_zeros() as i32 + 1;
        PENDING.fetch_and(!bit(signal), Ordering::AcqRel);
        if let Err(e) = handle_one(th, signal) {
            if pending() {
                ask_main();
            }
            return Err(e);
        }
    }
}

fn handle_one(th: &mut Thread, signal: i32) -> R<()> {
    let all = handlers(th)?;
    let handler = all.get::<List>().and_then(|l| l.item(signal as usize)).unwrap_or(Obj::NONE);
    if handler.is_none() {
        return if signal == libc::SIGINT { Err(th.raise_with(Builtin::KeyboardInterrupt, None)) } else { Ok(()) };
    }
    if !protocol::is_callable(th, &handler) {
        return Ok(());
    }
    let frame = frame(th)?;
    protocol::call(th, &handler, &[Obj::from_i31(signal), frame]).map(drop)
}

/// The running frame as programs see it, or `None`.
fn frame(th: &mut Thread) -> R<Obj> {
    let sys = th.isolate().sys.peek();
    match protocol::get_attr_text(th, Obj::from_ref(&sys), "_getframe")? {
        Some(f) if th.stack.has_frame() => protocol::call(th, &f, &[]),
        _ => Ok(Obj::NONE),
    }
}
