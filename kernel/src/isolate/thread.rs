//! The state of one thread of an isolate.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;

use super::Isolate;
use super::names::Name;
use crate::heap::{Arena, Kind};
use crate::interp::stack::Stack;
use crate::native::raised::{NoMemory, OrRaise, R};
use crate::object::payload::{Object, Payload};
use crate::object::{Header, Obj};
use crate::thread::ThreadHead;

/// One attached thread. `&mut Thread` is the token that proves attachment; everything that runs program code or may stop takes it mutably.
#[derive(Debug)]
#[repr(C)]
pub struct Thread {
    /// Slot, attachment state and `eval_breaker`; must come first.
    pub head: ThreadHead,
    /// The isolate.
    pub isolate: NonNull<Isolate>,
    /// The arena of the thread's heap slot.
    pub arena: NonNull<Arena>,
    /// Pending exception, or unbound.
    pub exception: Obj,
    /// The exception being handled (`sys.exception()`), or `None`.
    pub handled: Obj,
    /// Frames and registers.
    pub stack: Stack,
    /// How deep dead objects end inside each other.
    pub(crate) ending: u32,
    /// Dead objects that wait for the outer ones.
    pub(crate) trash: Vec<NonNull<Header>>,
    /// Attributes found in types lately.
    pub(crate) lookups: alloc::boxed::Box<[crate::types::type_object::Lookup; crate::types::type_object::LOOKUPS]>,
    /// Attributes of instances found lately.
    pub(crate) stubs: crate::interp::stub_cache::StubCache,
    /// Objects whose `repr` is running, against endless recursion.
    pub repr_guard: Vec<usize>,
    /// `sys.getrecursionlimit()`, at hand.
    pub recursion_limit: usize,
    /// Lowest address native code may use.
    pub stack_limit: usize,
    /// The `Thread` object of `threading`, or unbound before anyone asked.
    pub object: Obj,
    /// Frames that a coroutine made by this thread notes (`sys.set_coroutine_origin_tracking_depth`).
    pub origin_depth: u32,
    /// Told of asynchronous generators when they are first used, and when they are dropped (`sys.set_asyncgen_hooks`); or unbound.
    pub async_hooks: [Obj; 2],
    /// Values of thread-local objects: (identity of the local, its dict).
    pub locals: Vec<(Obj, Obj)>,
    /// The current context (`modules::contextvars`), or unbound before its first use.
    pub context: Obj,
    /// What one native module has looked up in the current context, so that it need not do so at every step; or unbound. It is forgotten whenever another
    /// context becomes current, and whenever a value in the current one changes.
    pub context_pick: Obj,
    /// The loop of `asyncio` that the thread is running (`modules::asyncio`), or unbound.
    pub running_loop: Obj,
    /// The task that this loop is in, or unbound.
    pub running_task: Obj,
    /// A lock to be given back when all of the thread is over.
    pub(crate) done: Option<crate::modules::thread::Done>,
    /// A number for `threading.get_ident`.
    pub ident: u64,
    /// The environment's own number of the thread, or 0 where it has none or before the thread runs.
    pub native: u64,
    /// When it will look for garbage.
    pub(crate) pace: crate::gc::Pace,
    /// What the host wants of it.
    pub(crate) interrupts: crate::thread::interrupts::Interrupts,
    /// It is looking for garbage, or ending some.
    pub(crate) collecting: bool,
    /// Drops reach the state through the calling thread's pointer while functions above hold `&mut Thread`; a type that is not `Unpin` makes no
    /// claim of exclusive access to the compiler.
    pub(crate) _pinned: core::marker::PhantomPinned,
}

/// Bytes of native stack kept for the runtime's own leaf functions.
const STACK_RESERVE: usize = 48 << 10;

impl Thread {
    /// The isolate.
    #[inline(always)]
    pub fn isolate(&self) -> &'static Isolate {
        // SAFETY: the isolate outlives its threads; the `'static` is for the length of any use by an attached thread.
        unsafe { self.isolate.as_ref() }
    }

    /// Heap slot of this thread.
    #[inline(always)]
    pub fn slot(&self) -> u16 {
        self.head.slot
    }

    /// A well-known string.
    #[inline(always)]
    pub fn name(&self, name: Name) -> &'static Obj {
        self.isolate().name(name)
    }

    /// Allocates a plain instance of `T`'s built-in type, which is nothing but its payload. (Instances of types with a dictionary or slots are made by
    /// [`alloc_as`](Thread::alloc_as): what visits objects would look for those behind the block.)
    #[inline]
    pub fn alloc<T: Payload>(&mut self, payload: T) -> R<Obj> {
        debug_assert!(payload.trailing() == 0);
        #[cfg(any(debug_assertions, feature = "checks"))]
        assert!(self.isolate().made_type(T::BUILTIN).is_none_or(|t| !t.has_extra), "an instance without room for its fields");
        match self.alloc_raw(size_of::<Object<T>>(), T::KIND) {
            Some(p) => {
                let object = p.cast::<Object<T>>();
                // SAFETY: fresh memory of that size and alignment.
                unsafe {
                    Object::begin(object, T::BUILTIN.shape(), self.head.slot, payload);
                    Ok(Obj::from_owned(crate::object::Value::from_pointer(object.as_ptr().cast())))
                }
            }
            None => Err(self.no_memory()),
        }
    }

    /// Memory for an object, not initialised.
    #[inline(always)]
    pub fn alloc_raw(&mut self, bytes: usize, kind: Kind) -> Option<NonNull<u8>> {
        if kind == Kind::Container {
            self.pace.budget -= bytes as isize;
            if self.pace.budget < 0 {
                crate::gc::trigger(self);
            }
        }
        // SAFETY: the arena belongs to the slot that this thread occupies.
        let block = unsafe { self.arena.as_mut() }.alloc(bytes, kind)?;
        crate::heap::asan::trim(block, bytes);
        Some(block)
    }

    /// Memory for a buffer, not initialised.
    pub fn alloc_buffer(&mut self, bytes: usize) -> R<NonNull<u8>> {
        // SAFETY: as in `alloc_raw`.
        match unsafe { self.arena.as_mut() }.alloc(bytes, Kind::Raw) {
            Some(p) => {
                crate::heap::asan::trim(p, bytes);
                Ok(p)
            }
            None => Err(self.no_memory()),
        }
    }

    /// Frees a buffer that no other thread can be reading.
    ///
    /// # Safety
    /// 1. It came from [`alloc_buffer`](Thread::alloc_buffer) of some thread and is not used again.
    #[inline(always)]
    pub unsafe fn free_buffer(&mut self, buffer: NonNull<u8>) {
        // SAFETY: contract 1; the thread occupies its slot.
        unsafe {
            if !crate::heap::free_own(self.head.slot, buffer, Kind::Raw) {
                self.arena.as_mut().free(buffer);
            }
        }
    }

    /// Frees the block of an object that has ended.
    ///
    /// # Safety
    /// 1. As for [`free_buffer`](Thread::free_buffer), of an object's block with a dead header.
    #[inline(always)]
    pub(crate) unsafe fn free_object(&mut self, block: NonNull<u8>) {
        // SAFETY: contract 1; the thread occupies its slot.
        unsafe {
            if !crate::heap::free_own(self.head.slot, block, Kind::Container) {
                self.free_elsewhere(block);
            }
        }
    }

    /// Frees an object's block that is not of the thread's own pages. A mapping of its own goes when no stale reader can look at the header any more:
    /// those in pages with others keep theirs.
    ///
    /// # Safety
    /// As for [`free_object`](Thread::free_object).
    #[cold]
    #[inline(never)]
    unsafe fn free_elsewhere(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's contract: nobody finds an object that has ended.
        unsafe {
            match crate::heap::mapped(block) {
                Some(bytes) => self.retire_buffer(block, bytes),
                None => self.arena.as_mut().free_object(block),
            }
        }
    }

    /// Frees a buffer that other threads may be reading, once they are quiescent.
    ///
    /// # Safety
    /// 1. As for [`free_buffer`](Thread::free_buffer). 2. No reader can find it any more.
    pub unsafe fn retire_buffer(&mut self, buffer: NonNull<u8>, bytes: usize) {
        // SAFETY: contracts 1 and 2.
        unsafe { crate::reclaim::retire(&mut self.head, buffer, bytes, free_anywhere) };
    }

    /// Whether little native stack is left.
    #[inline(always)]
    pub fn is_native_stack_low(&self) -> bool {
        freewheel_arch::cpu::stack_pointer() < self.stack_limit + STACK_RESERVE
    }

    /// Raises `RecursionError` when little native stack is left.
    #[inline]
    pub fn check_native_stack(&mut self) -> R<()> {
        if self.is_native_stack_low() { Err(self.recursion_error("")) } else { Ok(()) }
    }

    /// `RecursionError: maximum recursion depth exceeded…`
    #[cold]
    pub fn recursion_error(&mut self, place: &str) -> crate::native::Raised {
        self.raise(crate::object::Builtin::RecursionError, format_args!("maximum recursion depth exceeded{place}"))
    }

    /// `MemoryError` when the heap's limit leaves no room for so much: asked before large things are built in memory that the limit does not
    /// count, to be moved to the heap afterwards.
    pub fn afford(&mut self, bytes: Option<usize>) -> R<()> {
        let space = &self.isolate().space;
        match bytes {
            Some(n) if n <= space.limit().saturating_sub(space.used()) => Ok(()),
            _ => Err(self.no_memory()),
        }
    }

    /// A `Vec` with room for `n` elements, or `MemoryError`.
    pub fn vec<T>(&mut self, n: usize) -> R<Vec<T>> {
        self.afford(n.checked_mul(size_of::<T>()))?;
        let mut v = Vec::new();
        v.try_reserve_exact(n).or_raise(self)?;
        Ok(v)
    }

    /// Pushes to a `Vec`, or `MemoryError`.
    #[inline]
    pub fn push<T>(&mut self, v: &mut Vec<T>, item: T) -> R<()> {
        if v.len() == v.capacity() {
            v.try_reserve(1).or_raise(self)?;
        }
        v.push(item);
        Ok(())
    }

    /// A boxed value, or `NoMemory`.
    pub fn boxed<T>(value: T) -> Result<Box<T>, NoMemory> {
        crate::prim::boxed(value).ok_or(NoMemory)
    }

    /// A safepoint: other threads may run collections, signals and stops here. Cheap when nothing is asked for.
    #[inline(always)]
    pub fn poll(&mut self) -> R<()> {
        if self.head.poll_needed() { self.poll_slow() } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn poll_slow(&mut self) -> R<()> {
        crate::isolate::safepoint(self)
    }

    /// Runs blocking native work detached: other threads may stop the world, collect, or take the global lock meanwhile. What waits for this
    /// thread to settle its counts ends before, so finalizers may run.
    pub fn detached<T>(&mut self, f: impl FnOnce() -> T) -> T {
        crate::refcount::merge_queue::drain_before_waiting(self);
        self.head.detached(f)
    }
}

/// Frees a buffer from whichever thread finds it quiescent.
unsafe fn free_anywhere(block: NonNull<u8>) {
    // SAFETY: the retire list's contract.
    match current_mut() {
        // SAFETY: the arena of the current thread's slot; the block is retired, so nobody uses it.
        Some(th) => unsafe { th.arena.as_mut().free(block) },
        // SAFETY: as above, without an arena at hand.
        None => unsafe { crate::heap::free_foreign(block) },
    }
}

/// The calling thread's state.
///
/// Used where no token can be passed (drops). The reference must not be kept across anything that uses another one.
pub(crate) fn current_mut() -> Option<&'static mut Thread> {
    let p = freewheel_arch::platform::freewheel_current().cast::<Thread>();
    // SAFETY: the pointer is null or that of the calling thread's live state.
    unsafe { p.as_mut() }
}
