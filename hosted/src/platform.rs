//! The platform of an operating system: pages from `mmap`, waiting by hashed queues, clocks, console, threads.
//!
//! # Waiting
//! Sleepers stand in the queue of their address's bucket, first come first served. The promise of [`Platform`] holds because a sleeper validates
//! and enters the queue under the bucket's lock, and an unpark takes the same lock: an unpark that begins after the validation finds the
//! sleeper in the queue, and one that ended before has changed what the validation looks at.
//!
//! A sleeper has one flag with a lock and a condition variable of its own. Whoever takes it out of the queue sets the flag, and a sleeper that was
//! taken out does not return before it is set, even if its time is up: so the flag is never set late, into the next sleep. Buckets' locks
//! come before sleepers' locks. `validate` and `found` run under a bucket's lock and must not park or unpark.

use core::cell::{Cell, RefCell};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use freewheel_arch::platform::NO_SLOT;
use freewheel_arch::{ParkResult, Platform, Stream, WriteError};
use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

#[cfg(test)]
mod tests;

/// Queues of sleepers. More than threads that sleep at once, as a rule.
const BUCKETS: usize = 256;
/// Stack of a thread unless [`OsPlatform::set_stack_bytes`] says otherwise: native code recurses deeply.
const STACK_BYTES: usize = 16 << 20;
/// Left unused at the end of a stack, for the guard page and for what runs when the limit is found to be passed.
const STACK_MARGIN: usize = 128 << 10;

/// An operating system as the kernel sees it.
#[derive(Debug)]
pub struct OsPlatform {
    buckets: [Bucket; BUCKETS],
    stack_bytes: AtomicUsize,
    cores: AtomicUsize,
    threads: AtomicUsize,
    sleeps: AtomicUsize,
    line_is_open: AtomicBool,
}

/// The platform of this process.
pub static PLATFORM: OsPlatform = OsPlatform {
    buckets: [const { Bucket(Mutex::new(VecDeque::new())) }; BUCKETS],
    stack_bytes: AtomicUsize::new(STACK_BYTES),
    cores: AtomicUsize::new(0),
    threads: AtomicUsize::new(0),
    sleeps: AtomicUsize::new(0),
    line_is_open: AtomicBool::new(false),
};

/// Sleepers in order of arrival, on a cache line of their own.
#[derive(Debug)]
#[repr(align(64))]
struct Bucket(Mutex<VecDeque<(usize, Arc<Sleeper>)>>);

#[derive(Debug)]
struct Sleeper {
    woken: Mutex<bool>,
    wake: Condvar,
}

impl Sleeper {
    fn new() -> Sleeper {
        Sleeper { woken: Mutex::new(false), wake: Condvar::new() }
    }
    fn wake(&self) {
        *lock(&self.woken) = true;
        self.wake.notify_one();
    }
    /// Waits for the flag and takes it back; false if the time is up.
    fn sleep(&self, timeout: Option<Duration>) -> bool {
        let woken = lock(&self.woken);
        let mut woken = match timeout {
            None => self.wake.wait_while(woken, |woken| !*woken).unwrap_or_else(PoisonError::into_inner),
            Some(limit) => self.wake.wait_timeout_while(woken, limit, |woken| !*woken).unwrap_or_else(PoisonError::into_inner).0,
        };
        core::mem::take(&mut *woken)
    }
}

/// A callback that panicked leaves nothing half done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

std::thread_local! {
    static CURRENT: Cell<*mut ()> = const { Cell::new(core::ptr::null_mut()) };
    static SLOT: Cell<u16> = const { Cell::new(NO_SLOT) };
    static STACK_LIMIT: Cell<usize> = const { Cell::new(0) };
    static SLEEPER: RefCell<Option<Arc<Sleeper>>> = const { RefCell::new(None) };
}

#[unsafe(no_mangle)]
extern "Rust" fn freewheel_current() -> *mut () {
    CURRENT.with(Cell::get)
}

#[unsafe(no_mangle)]
extern "Rust" fn freewheel_current_slot() -> u16 {
    SLOT.with(Cell::get)
}

#[unsafe(no_mangle)]
extern "Rust" fn freewheel_set_current(pointer: *mut (), slot: u16) {
    CURRENT.with(|c| c.set(pointer));
    SLOT.with(|c| c.set(slot));
}

/// Has the process's allocator give large blocks back to the system as soon as they are freed. glibc learns from a large block that is freed to
/// take the next ones from the heap of the thread that asks. The collector's lists, of some megabytes for a moment, were so left over in the
/// heap of each thread that had ever collected, up to eight for each core. Blocks below a megabyte, the buffers of files and sockets, are kept: for
/// each new mapping the system fills and takes back page by page, which is dearer than what the block is for.
pub(crate) fn return_large_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets a number. A failure leaves the size that is grown by itself.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1 << 20);
    }
}

/// The calling thread's sleeper; a fresh one where thread-local values are gone already.
fn sleeper() -> Arc<Sleeper> {
    SLEEPER
        .try_with(|mine| mine.borrow_mut().get_or_insert_with(|| Arc::new(Sleeper::new())).clone())
        .unwrap_or_else(|_| Arc::new(Sleeper::new()))
}

impl OsPlatform {
    /// Sets the stack size, in bytes, of threads started from now on.
    pub fn set_stack_bytes(&self, bytes: usize) {
        // Relaxed: a number.
        self.stack_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Notes what is about to be written to one of the standard streams.
    pub(crate) fn writes(&self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            // Relaxed: for the eye.
            self.line_is_open.store(*last != b'\n', Ordering::Relaxed);
        }
    }

    /// Whether what was written last did not end its line; from now on it counts as ended.
    pub(crate) fn end_line(&self) -> bool {
        // Relaxed: for the eye.
        self.line_is_open.swap(false, Ordering::Relaxed)
    }

    /// How often a thread has gone to sleep on an address: for a lock, an event, another thread's end.
    pub fn sleeps(&self) -> usize {
        // Relaxed: a number.
        self.sleeps.load(Ordering::Relaxed)
    }

    /// The stack size, in bytes, of threads started from now on.
    pub fn stack_bytes(&self) -> usize {
        self.stack_bytes.load(Ordering::Relaxed)
    }

    fn bucket(&self, address: usize) -> MutexGuard<'_, VecDeque<(usize, Arc<Sleeper>)>> {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let hash = (address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BUCKETS.ilog2());
        lock(&self.buckets[hash as usize].0)
    }
}

fn page_bytes() -> usize {
    // SAFETY: asks for a fact. It does not fail for this name; 4096 would do if it did.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096)
}

fn pages(bytes: usize) -> Option<usize> {
    bytes.max(1).checked_next_multiple_of(page_bytes())
}

// SAFETY: `map` gives memory that the operating system gives nobody else; for parking see the file's header.
unsafe impl Platform for OsPlatform {
    fn map(&self, bytes: usize, align: usize) -> Option<NonNull<u8>> {
        let bytes = pages(bytes)?;
        // Asks for so much that an aligned part is inside, and gives back what lies before and after it.
        let slack = if align > page_bytes() { align - page_bytes() } else { 0 };
        let whole = bytes.checked_add(slack)?;
        // SAFETY: a new mapping, wherever there is room.
        let start = unsafe { mmap_anonymous(core::ptr::null_mut(), whole, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE) }.ok()?;
        let before = if slack == 0 { 0 } else { start.addr().next_multiple_of(align) - start.addr() };
        let after = slack - before;
        let aligned = start.cast::<u8>().wrapping_add(before);
        if before > 0 {
            // SAFETY: whole pages of the mapping just made, which nobody uses. It cannot fail but for the number of mappings; then the
            // address space, not memory, is lost.
            let _ = unsafe { munmap(start, before) };
        }
        if after > 0 {
            // SAFETY: as above.
            let _ = unsafe { munmap(aligned.wrapping_add(bytes).cast(), after) };
        }
        NonNull::new(aligned)
    }

    unsafe fn unmap(&self, start: NonNull<u8>, bytes: usize) {
        if let Some(bytes) = pages(bytes) {
            // SAFETY: 1 and 2 of the contract: one mapping of ours, out of use. A failure only keeps it.
            let _ = unsafe { munmap(start.as_ptr().cast(), bytes) };
        }
    }

    fn park(&self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult {
        let sleeper = sleeper();
        {
            let mut bucket = self.bucket(address);
            if !validate() {
                return ParkResult::Invalid;
            }
            bucket.push_back((address, sleeper.clone()));
        }
        // Relaxed: a number.
        self.sleeps.fetch_add(1, Ordering::Relaxed);
        if sleeper.sleep(timeout.map(Duration::from_nanos)) {
            return ParkResult::Unparked;
        }
        let mut bucket = self.bucket(address);
        if let Some(place) = bucket.iter().position(|(_, s)| Arc::ptr_eq(s, &sleeper)) {
            bucket.remove(place);
            return ParkResult::TimedOut;
        }
        drop(bucket);
        // Taken out just now: the flag is set, or about to be.
        sleeper.sleep(None);
        ParkResult::Unparked
    }

    fn unpark_one(&self, address: usize, found: &mut dyn FnMut(bool, bool)) {
        let mut bucket = self.bucket(address);
        let place = bucket.iter().position(|(a, _)| *a == address);
        let (one, more) = match place {
            // Those before it have other addresses.
            Some(place) => {
                let one = bucket.remove(place);
                (one, bucket.iter().skip(place).any(|(a, _)| *a == address))
            }
            None => (None, false),
        };
        found(one.is_some(), more);
        drop(bucket);
        if let Some((_, sleeper)) = one {
            sleeper.wake();
        }
    }

    fn unpark_all(&self, address: usize) {
        self.bucket(address).retain(|(a, sleeper)| {
            let stays = *a != address;
            if !stays {
                sleeper.wake();
            }
            stays
        });
    }

    fn now(&self) -> u64 {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is writable. It does not fail for this clock.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
        time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
    }

    fn wall_clock(&self) -> Option<u64> {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok()
    }

    fn entropy(&self, bytes: &mut [u8]) {
        use std::io::Read;
        let mut filled = 0;
        while filled < bytes.len() {
            let rest = &mut bytes[filled..];
            // SAFETY: `rest` is writable for its length.
            let n = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
            if n > 0 {
                filled += n as usize;
            } else if std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
                // A system without the call.
                match std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(rest)) {
                    Ok(()) => return,
                    Err(_) => self.abort("no source of random bytes"),
                }
            }
        }
    }

    fn write(&self, stream: Stream, mut bytes: &[u8]) -> Result<(), WriteError> {
        let file = match stream {
            Stream::Out => libc::STDOUT_FILENO,
            Stream::Error => libc::STDERR_FILENO,
        };
        self.writes(bytes);
        while !bytes.is_empty() {
            // SAFETY: `bytes` is readable for its length.
            let n = unsafe { libc::write(file, bytes.as_ptr().cast(), bytes.len()) };
            if n >= 0 {
                bytes = &bytes[n as usize..];
                continue;
            }
            match std::io::Error::last_os_error().raw_os_error() {
                Some(libc::EINTR) => {}
                Some(libc::EAGAIN) => {
                    let mut wanted = libc::pollfd { fd: file, events: libc::POLLOUT, revents: 0 };
                    // SAFETY: one descriptor. Whatever it answers, the write is tried again.
                    unsafe { libc::poll(&raw mut wanted, 1, -1) };
                }
                // EPIPE, when the reader has gone; and others.
                error => return Err(WriteError(error.unwrap_or(0))),
            }
        }
        Ok(())
    }

    fn start_thread(&self, entry: fn(usize), argument: usize) -> bool {
        let number = self.threads.fetch_add(1, Ordering::Relaxed) + 1;
        let builder = std::thread::Builder::new().name(format!("freewheel-{number}")).stack_size(self.stack_bytes());
        builder.spawn(move || entry(argument)).is_ok()
    }

    fn yield_now(&self) {
        std::thread::yield_now();
    }

    fn thread_number(&self) -> Option<u64> {
        Some(u64::from(rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs()))
    }

    fn name_thread(&self, name: &str) {
        // The system takes 15 bytes; a character is not cut in two.
        let mut end = name.len().min(15);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        if let Ok(name) = std::ffi::CString::new(&name[..end]) {
            let _ = rustix::thread::set_name(&name);
        }
    }

    fn thread_name(&self, told: &mut dyn FnMut(&str)) {
        if let Ok(name) = rustix::thread::name() {
            told(&name.to_string_lossy());
        }
    }

    fn stack_limit(&self) -> usize {
        let known = STACK_LIMIT.with(Cell::get);
        if known != 0 {
            return known;
        }
        let limit = stack_start().saturating_add(STACK_MARGIN);
        STACK_LIMIT.with(|c| c.set(limit));
        limit
    }

    fn cores(&self) -> usize {
        // Asked once: the answer comes from files, and the locks ask often. Relaxed: a number.
        let known = self.cores.load(Ordering::Relaxed);
        if known != 0 {
            return known;
        }
        let cores = std::thread::available_parallelism().map_or(1, core::num::NonZero::get);
        self.cores.store(cores, Ordering::Relaxed);
        cores
    }

    fn abort(&self, message: &str) -> ! {
        for part in ["freewheel: ", message, "\n"] {
            // Nobody is left to tell.
            let _ = self.write(Stream::Error, part.as_bytes());
        }
        std::process::abort()
    }
}

/// Lowest address of the calling thread's stack.
#[cfg(target_os = "linux")]
fn stack_start() -> usize {
    let mut attributes = core::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut start, mut bytes) = (core::ptr::null_mut(), 0);
    // SAFETY: the attributes are initialised by the first call if it succeeds, read by the second and destroyed by the third.
    let found = unsafe {
        libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) == 0 && {
            let found = libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut start, &raw mut bytes) == 0;
            libc::pthread_attr_destroy(attributes.as_mut_ptr());
            found
        }
    };
    if found { start.addr() } else { assumed_stack_start() }
}

/// Lowest address of the calling thread's stack.
#[cfg(target_vendor = "apple")]
fn stack_start() -> usize {
    // SAFETY: both ask for facts about the calling thread.
    unsafe {
        let thread = libc::pthread_self();
        libc::pthread_get_stackaddr_np(thread).addr() - libc::pthread_get_stacksize_np(thread)
    }
}

/// Lowest address of the calling thread's stack.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn stack_start() -> usize {
    assumed_stack_start()
}

/// Where it is not known: half a megabyte below us is there in any thread.
#[cfg_attr(target_vendor = "apple", allow(dead_code, reason = "the system tells"))]
fn assumed_stack_start() -> usize {
    freewheel_arch::cpu::stack_pointer().saturating_sub(512 << 10)
}
