//! Signals of the operating system: they are noted where they arrive, and handled by program code in the main thread.
//!
//! Nothing but atomics and a semaphore is touched inside a signal handler. It notes the signal and wakes a thread that asks the main thread to look.
//! There the program's handlers run, at the next safepoint or out of a wait. Whichever thread the system chose, a system call that the main thread
//! waits in is cut short by one more signal, [`nudge`], whose handler does nothing; whoever made the call looks at signals before it tries again.
//!
//! I1. `PENDING` has the bit of each signal that has arrived and has not been handled yet; whoever sets one asks the main thread to look afterwards,
//!     or wakes the thread that does, which goes on until none is left.
//! I2. `MAIN` is set once, before any handler of ours is there.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use freewheel_kernel::isolate::stacks::Stacks;
use freewheel_kernel::isolate::{Isolate, Thread};
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::thread::ThreadHead;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::{frame_object, protocol, unraisable};

/// Number of signals, and one: signals are numbered from 1.
pub(crate) const NSIG: usize = 65;

static PENDING: AtomicU64 = AtomicU64::new(0);

/// A descriptor that gets a byte for each signal; -1 for none.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// Whether the program is told when that descriptor cannot take the byte because it is full, and the error of the last byte that was lost.
static WAKEUP_WARNS: AtomicBool = AtomicBool::new(true);
static WAKEUP_FAILED: AtomicI32 = AtomicI32::new(0);

/// The signals that the main thread has blocked, by their bits.
static MAIN_MASK: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
struct Main {
    isolate: &'static Isolate,
    head: *const ThreadHead,
    ident: u64,
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

/// From now on signals are handled in `th`; SIGINT is `KeyboardInterrupt` there until the program says otherwise.
///
/// # Errors
/// There is no thread for it.
pub(crate) fn main_is(th: &Thread) -> std::io::Result<()> {
    extern "C" fn nothing(_: i32) {}
    let f: extern "C" fn(i32) = nothing;
    // SAFETY: plain data, and a handler that does nothing; without SA_RESTART, so that calls are cut short. Nobody uses the semaphore yet.
    let number = unsafe {
        let mut a: libc::sigaction = core::mem::zeroed();
        a.sa_sigaction = f as libc::sighandler_t;
        a.sa_flags = libc::SA_ONSTACK;
        a.sa_mask = all_signals();
        libc::sigaction(nudge_signal(), &raw const a, std::ptr::null_mut());
        libc::sem_init(WAKE.0.get(), 0, 0);
        libc::gettid()
    };
    let _ = MAIN.set(Main { isolate: th.isolate(), head: &raw const th.head, ident: th.ident, number });
    let before = block_all();
    let started = std::thread::Builder::new().name("signals".into()).spawn(|| {
        let mut nudges = 0;
        loop {
            write_stacks();
            let arrived = if nudge() { wait_for_signal(Some(nudge_pause(nudges))) } else { wait_for_signal(None) };
            nudges = if arrived { 0 } else { nudges + 1 };
        }
    });
    MAIN_MASK.store(bits(&before), Ordering::Relaxed);
    set_mask(&before);
    started?;
    // Who started this process may have wanted it to live on, as a shell does for what runs beside it.
    if action_of(libc::SIGINT) == Some(Action::Default) {
        set_action(libc::SIGINT, Action::Run)?;
    }
    // Ctrl-\ shows where all threads are.
    if action_of(libc::SIGQUIT) == Some(Action::Default) {
        write_stacks_at(libc::SIGQUIT, StacksAt { fd: 2, all: true, chain: false, most: crate::stacks::MOST_THREADS })?;
    }
    Ok(())
}

/// All signals but those that faults of a thread's own send it.
///
/// Each handler keeps them away while it runs: on the small stack that threads have for handlers, one has room, and not one within another.
fn all_signals() -> libc::sigset_t {
    // SAFETY: plain data that the calls fill.
    unsafe {
        let mut all: libc::sigset_t = core::mem::zeroed();
        libc::sigfillset(&raw mut all);
        for fault in [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP] {
            libc::sigdelset(&raw mut all, fault);
        }
        all
    }
}

/// Blocks [`all_signals`] in this thread; those that were blocked before. What it starts inherits that.
pub(crate) fn block_all() -> libc::sigset_t {
    let all = all_signals();
    // SAFETY: plain data that the call fills.
    unsafe {
        let mut before: libc::sigset_t = core::mem::zeroed();
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
        before
    }
}

/// Blocks these signals in this thread, and no others.
pub(crate) fn set_mask(set: &libc::sigset_t) {
    // SAFETY: a set.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, set, std::ptr::null_mut()) };
}

/// In the child of a fork: signals do what they do by default, unless they are ignored.
///
/// # Safety
/// Only before the child runs another program.
pub(crate) unsafe fn forget_handlers() {
    for signal in 1..NSIG as i32 {
        if action_of(signal).is_none() {
            // SAFETY: the default action is no function. A number that is no signal is refused.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
    }
}

fn bits(set: &libc::sigset_t) -> u64 {
    // SAFETY: a set, and numbers of signals.
    (1..NSIG as i32).filter(|n| unsafe { libc::sigismember(set, *n) } == 1).map(bit).sum()
}

/// `pthread_sigmask` for the program, which does not see the signal that is ours: what was blocked before, or the number of the error.
pub(crate) fn change_mask(th: &Thread, how: i32, mut set: libc::sigset_t) -> Result<libc::sigset_t, i32> {
    // SAFETY: sets of our own.
    unsafe {
        libc::sigdelset(&raw mut set, nudge_signal());
        let mut old: libc::sigset_t = core::mem::zeroed();
        let error = libc::pthread_sigmask(how, &raw const set, &raw mut old);
        if error != 0 {
            return Err(error);
        }
        if in_main(th) {
            let mut now: libc::sigset_t = core::mem::zeroed();
            libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), &raw mut now);
            MAIN_MASK.store(bits(&now), Ordering::Relaxed);
        }
        Ok(old)
    }
}

/// Sends a signal to the own process: to the main thread, unless that has blocked it. 0, or -1 with `errno`.
pub(crate) fn send_to_self(signal: i32) -> i32 {
    let blocked = (1..NSIG as i32).contains(&signal) && MAIN_MASK.load(Ordering::Relaxed) & bit(signal) != 0;
    // SAFETY: numbers only.
    unsafe {
        match MAIN.get() {
            Some(m) if !blocked => libc::syscall(libc::SYS_tgkill, libc::getpid(), m.number, signal) as i32,
            _ => libc::kill(libc::getpid(), signal),
        }
    }
}

/// Makes a write beyond the limit of a file's size an error of that call (`OSError`, EFBIG), not the end of the process, as CPython does.
pub(crate) fn ignore_file_size() {
    // SAFETY: no handler is installed that another thread could rely on.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Ends the process as SIGINT would have, so that whoever started it (a shell's loop) sees that it was interrupted.
pub(crate) fn die_of_interrupt() -> ! {
    // SAFETY: the default action of the signal ends the process; it arrives here as soon as it is no longer blocked.
    unsafe {
        let mut s: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut s);
        libc::sigaddset(&raw mut s, libc::SIGINT);
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::pthread_kill(libc::pthread_self(), libc::SIGINT);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const s, std::ptr::null_mut());
    }
    std::process::exit(130)
}

/// The signal that cuts a call short, which is not the program's.
fn nudge_signal() -> i32 {
    libc::SIGRTMAX()
}

/// Asks the main thread to look at signals, if one waits for that, and cuts short the system call that it may be waiting in. Once may not be enough: the
/// thread may have been about to make the call. So it is done again after a while, for as long as this says that one waits.
fn nudge() -> bool {
    let waits = pending();
    if waits && let Some(m) = MAIN.get() {
        ask_main();
        // SAFETY: numbers only. A thread that has ended is not found.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), m.number, nudge_signal()) };
    }
    waits
}

/// How long to wait before another [`nudge`]: milliseconds by how many there were.
fn nudge_pause(count: u32) -> u64 {
    1 << count.min(6)
}

/// Where stacks are written when a signal arrives, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StacksAt {
    pub(crate) fd: i32,
    /// Those of all threads, or of the main one alone.
    pub(crate) all: bool,
    /// What happened before at the signal happens too.
    pub(crate) chain: bool,
    pub(crate) most: usize,
}

/// Signals at which stacks are to be written: how, and what happened there before. Not for signal handlers.
static STACKS_AT: Mutex<[Option<(StacksAt, libc::sigaction)>; NSIG]> = Mutex::new([const { None }; NSIG]);

/// The bit of each signal at which stacks are to be written and have not been yet. It is set like [`PENDING`], and given up when they have.
static STACKS_PENDING: AtomicU64 = AtomicU64::new(0);

/// Bits of signals whose stacks are written and whose handler runs as well.
static CHAINED: AtomicU64 = AtomicU64::new(0);

extern "C" fn note_stacks(signal: i32) {
    STACKS_PENDING.fetch_or(bit(signal), Ordering::Release);
    if CHAINED.load(Ordering::Relaxed) & bit(signal) != 0 {
        note(signal);
    } else {
        wake();
    }
}

/// From now on stacks are written when the signal arrives.
///
/// # Errors
/// The system's.
pub(crate) fn write_stacks_at(signal: i32, how: StacksAt) -> std::io::Result<()> {
    let mut all = STACKS_AT.lock().unwrap_or_else(PoisonError::into_inner);
    let f: extern "C" fn(i32) = note_stacks;
    // SAFETY: plain data; the handler touches atomics and a semaphore alone.
    let before = unsafe {
        let mut before: libc::sigaction = core::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut before) != 0 {
            return Err(std::io::Error::last_os_error());
        }
        // What happens beside it was settled by whoever came first.
        let before = all[signal as usize].map_or(before, |(_, b)| b);
        let noted: extern "C" fn(i32) = note;
        if how.chain && before.sa_sigaction == noted as libc::sighandler_t {
            CHAINED.fetch_or(bit(signal), Ordering::Relaxed);
        } else {
            CHAINED.fetch_and(!bit(signal), Ordering::Relaxed);
        }
        let mut a: libc::sigaction = core::mem::zeroed();
        a.sa_sigaction = f as libc::sighandler_t;
        a.sa_mask = all_signals();
        // Whoever waits in the system goes on.
        a.sa_flags = libc::SA_ONSTACK | libc::SA_RESTART;
        if libc::sigaction(signal, &raw const a, std::ptr::null_mut()) != 0 {
            return Err(std::io::Error::last_os_error());
        }
        before
    };
    all[signal as usize] = Some((how, before));
    Ok(())
}

/// The signal does what it did before stacks were written; whether they were.
pub(crate) fn write_no_stacks_at(signal: i32) -> bool {
    let mut all = STACKS_AT.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((_, before)) = all[signal as usize].take() else { return false };
    CHAINED.fetch_and(!bit(signal), Ordering::Relaxed);
    // SAFETY: what the system gave.
    unsafe { libc::sigaction(signal, &raw const before, std::ptr::null_mut()) };
    true
}

/// Writes the stacks that signals have asked for.
fn write_stacks() {
    loop {
        let waiting = STACKS_PENDING.load(Ordering::Acquire);
        let (Some(m), true) = (MAIN.get(), waiting != 0) else { return };
        let signal = waiting.trailing_zeros() as i32 + 1;
        let asked = STACKS_AT.lock().unwrap_or_else(PoisonError::into_inner)[signal as usize];
        if let Some((how, before)) = asked {
            let what = Stacks { current: Some(m.ident), without: None, all: how.all, most: how.most };
            crate::stacks::write_from_outside(m.isolate, how.fd, what);
            if how.chain && before.sa_sigaction == libc::SIG_DFL {
                write_no_stacks_at(signal);
                send_to_self(signal);
            }
        }
        // Those who wait for it have their stacks.
        STACKS_PENDING.fetch_and(!bit(signal), Ordering::Release);
    }
}

fn ask_main() {
    if let Some(m) = MAIN.get() {
        m.isolate.registry.interrupt(m.head);
    }
}

fn bit(signal: i32) -> u64 {
    1 << (signal - 1)
}

/// Sets the descriptor that gets a byte for each signal, which event loops wait for, and whether the program is told when it is full; the one before.
pub(crate) fn set_wakeup(descriptor: i32, warns: bool) -> i32 {
    WAKEUP_WARNS.store(warns, Ordering::Relaxed);
    WAKEUP.swap(descriptor, Ordering::Relaxed)
}

fn write_byte(signal: i32) {
    let fd = WAKEUP.load(Ordering::Relaxed);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: one readable byte; `write` may be called in a signal handler. The calling thread's own word.
        let (written, errno) = unsafe { (libc::write(fd, (&raw const byte).cast(), 1), *libc::__errno_location()) };
        if written < 0 && (errno != libc::EAGAIN || WAKEUP_WARNS.load(Ordering::Relaxed)) {
            WAKEUP_FAILED.store(errno, Ordering::Relaxed);
        }
    }
}

/// `_thread.interrupt_main`: as if the signal had arrived; nothing happens unless a handler of the program's would run.
pub(crate) fn simulate(signal: i32) {
    if action_of(signal).is_none() {
        // Release: pairs with the Acquire in `handle`.
        PENDING.fetch_or(bit(signal), Ordering::Release);
        write_byte(signal);
        ask_main();
        wake();
    }
}

/// To be called when `th` has sent a signal: when it was to its own process and this is the main thread, the handler has run when this is over.
///
/// # Errors
/// What a handler raises.
pub(crate) fn sent(th: &mut Thread) -> R<()> {
    while STACKS_PENDING.load(Ordering::Acquire) != 0 {
        th.detached(|| std::thread::sleep(std::time::Duration::from_micros(100)));
        th.poll()?;
    }
    if in_main(th) {
        handle(th)?;
    }
    th.poll()
}

extern "C" fn note(signal: i32) {
    // SAFETY: the interrupted thread's own word, which it may be about to read: it finds what it left there.
    let errno = unsafe { *libc::__errno_location() };
    PENDING.fetch_or(bit(signal), Ordering::Release);
    write_byte(signal);
    wake();
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

/// Wakes the thread that asks the main thread to look, and writes stacks.
fn wake() {
    // SAFETY: `sem_post` may be called in a signal handler, and leaves `errno` when it succeeds, as it does below its limit; the semaphore was set up
    // before any handler was.
    unsafe { libc::sem_post(WAKE.0.get()) };
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
    if signal == nudge_signal() {
        return Err(std::io::Error::from_raw_os_error(libc::EINVAL));
    }
    let handler = match action {
        Action::Default => libc::SIG_DFL,
        Action::Ignore => libc::SIG_IGN,
        Action::Run => {
            let f: extern "C" fn(i32) = note;
            f as libc::sighandler_t
        }
    };
    // SAFETY: plain data; the handler touches atomics and a semaphore alone.
    let result = unsafe {
        let mut a: libc::sigaction = core::mem::zeroed();
        a.sa_sigaction = handler;
        a.sa_mask = all_signals();
        // Calls that the signal cuts short end, as in CPython, and whoever made them looks at signals before it goes on.
        a.sa_flags = libc::SA_ONSTACK;
        libc::sigaction(signal, &raw const a, std::ptr::null_mut())
    };
    if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

/// Whether nothing but stacks happens at a signal.
pub(crate) fn writes_stacks(signal: i32) -> bool {
    STACKS_AT.lock().unwrap_or_else(PoisonError::into_inner)[signal as usize].is_some()
}

/// What the system does with a signal now: `None` for something of ours, or of others.
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

/// Whether the thread's isolate is that of the command's program, which lives as long as the process.
pub(crate) fn is_of_process(th: &Thread) -> bool {
    MAIN.get().is_some_and(|m| std::ptr::eq(m.isolate, th.isolate()))
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
            break;
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
    let failed = WAKEUP_FAILED.swap(0, Ordering::Relaxed);
    if failed != 0 {
        let e = crate::modules::system::raise_errno(th, failed, &[]);
        let e = th.take(e);
        unraisable::report(th, e, "Exception ignored while trying to write to the signal wakeup fd", None);
    }
    Ok(())
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
    let frame = frame_object::of_running(th, 0)?.unwrap_or(Obj::NONE);
    protocol::call(th, &handler, &[Obj::from_i31(signal), frame]).map(drop)
}
