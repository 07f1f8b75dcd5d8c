//! What an environment provides to the kernel.

use core::ptr::NonNull;

/// Where console bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Console bytes could not be written; the environment's number for the reason (`errno` where there is such a thing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteError(pub i32);

/// How a [`Platform::park`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParkResult {
    /// Another thread unparked this one.
    Unparked,
    /// The validation failed, so the thread never slept.
    Invalid,
    /// The time was up.
    TimedOut,
}

/// Pages, waiting, time, console and threads of an environment.
///
/// # Safety
/// [`map`](Platform::map) must return memory that nothing else uses until it is unmapped; park must not lose a wake-up: a thread whose
/// validation returned true before an unpark of the same address began is woken by it.
pub unsafe trait Platform: Sync {
    /// Maps `bytes` zeroed bytes whose address is a multiple of `align` (both powers of two or multiples of the platform's page); `None` when
    /// there are none.
    fn map(&self, bytes: usize, align: usize) -> Option<NonNull<u8>>;

    /// Gives memory back.
    ///
    /// # Safety
    /// 1. `start` and `bytes` are those of one earlier `map`. 2. Nothing uses the memory any more.
    unsafe fn unmap(&self, start: NonNull<u8>, bytes: usize);

    /// Sleeps until an unpark of `address`, unless `validate` (run under the queue's lock) is false. `timeout` is in nanoseconds.
    fn park(&self, address: usize, validate: &mut dyn FnMut() -> bool, timeout: Option<u64>) -> ParkResult;

    /// Wakes one thread parked on `address`. `found` runs under the queue's lock with (one was woken, more are waiting).
    fn unpark_one(&self, address: usize, found: &mut dyn FnMut(bool, bool));

    /// Wakes all threads parked on `address`.
    fn unpark_all(&self, address: usize);

    /// Nanoseconds of a clock that never goes back.
    fn now(&self) -> u64;

    /// Nanoseconds since 1970, or `None` where no such clock exists.
    fn wall_clock(&self) -> Option<u64>;

    /// Fills `bytes` with unpredictable bytes as well as the environment can.
    fn entropy(&self, bytes: &mut [u8]);

    /// Writes bytes to a console stream, all of them. May block, so threads call it detached.
    ///
    /// # Errors
    /// When nobody reads any more, and for other reasons of the environment's; some of the bytes may have been written.
    fn write(&self, stream: Stream, bytes: &[u8]) -> Result<(), WriteError>;

    /// Starts a thread that runs `entry(argument)`; false when none can be had.
    fn start_thread(&self, entry: fn(usize), argument: usize) -> bool;

    /// Lets other threads run.
    fn yield_now(&self);

    /// The environment's own number of the calling thread, where there is one.
    fn thread_number(&self) -> Option<u64> {
        None
    }

    /// Names the calling thread for those who look at the environment's threads. Environments that know no names, or shorter ones, do what they can.
    fn name_thread(&self, _name: &str) {}

    /// Tells the calling thread's name, as the environment has it; nothing where it has none.
    fn thread_name(&self, _told: &mut dyn FnMut(&str)) {}

    /// Lowest address that native code of the calling thread may use for its stack.
    fn stack_limit(&self) -> usize;

    /// Number of cores.
    fn cores(&self) -> usize;

    /// Ends the process because an invariant is broken.
    fn abort(&self, message: &str) -> !;
}

/// What [`freewheel_current_slot`] gives a thread that has stored nothing.
pub const NO_SLOT: u16 = u16::MAX;

// Defined by the hosted shim or the board. The slot is asked for whenever a shared object is counted, which takes a few nanoseconds: so it is
// a word of its own, and not found through the pointer.
unsafe extern "Rust" {
    /// The pointer that the calling thread last gave to [`freewheel_set_current`]; null before.
    pub safe fn freewheel_current() -> *mut ();
    /// The number that the calling thread last gave to [`freewheel_set_current`]; [`NO_SLOT`] before.
    pub safe fn freewheel_current_slot() -> u16;
    /// Stores a pointer and a number for the calling thread.
    pub safe fn freewheel_set_current(pointer: *mut (), slot: u16);
}
