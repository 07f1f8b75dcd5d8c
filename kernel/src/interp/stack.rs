//! Frames and registers of a thread.
//!
//! S1. Registers lie in one region that never moves; a callee's window begins inside its caller's temporaries, at the arguments. A generator's
//! registers lie in the generator: what it calls has its window at the top, where its arguments are moved to.
//! S2. Every word from the region's start to `filled` is a valid value; words above the running frame's end are never pointers, counted or not.
//! S3. Frames lie in their own region; only the owning thread touches them, or the collector with the world stopped.

use core::ptr::NonNull;

use freewheel_arch::Platform;

use super::eval::End;
use crate::bytecode::code_object::Code;
use crate::object::Value;
use crate::object::payload::Object;
use crate::prim::AtomicU32;
use crate::types::dict_object::Dict;

/// How a frame was entered, which says where its result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// By a call instruction: the result goes to the caller's register `dst`.
    Call,
    /// By a call of a class: the frame runs `__init__`, the result is the instance in `extra`.
    Init,
    /// From native code: evaluation ends with it.
    Entry,
    /// A generator resumed by `FOR_ITER`: a yielded value goes to `dst`; the end jumps.
    ForIter,
    /// A generator resumed by the `YIELD_FROM` of the generator below: what it yields goes on through that; its result ends the delegation.
    Delegate,
    /// A generator resumed by native code: evaluation ends with a yield or the end.
    Resume,
}

impl Kind {
    /// Whether the registers lie in a generator, not on the thread's stack.
    #[inline(always)]
    pub fn is_generator(self) -> bool {
        self >= Kind::ForIter
    }
}

/// One activation.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[cfg_attr(target_pointer_width = "64", repr(align(64)))]
pub struct Frame {
    /// The code; immortal.
    pub code: NonNull<Object<Code>>,
    /// Next instruction, while another frame runs above.
    pub pc: *const AtomicU32,
    /// Register 0.
    pub base: *mut Value,
    /// Globals; kept alive by the function.
    pub globals: NonNull<Object<Dict>>,
    /// The function, owned (perhaps uncounted).
    pub function: Value,
    /// End of the thread's registers in use while it is the running one: of its own, as a rule.
    pub top: *mut Value,
    /// Owned: the instance of an `Init` frame, the generator of a generator's frame, the namespace of a class body; else unbound.
    pub extra: Value,
    /// How it was entered.
    pub kind: Kind,
    /// The caller's register for the result.
    pub dst: u8,
    /// Class body.
    pub class_body: bool,
}

impl Frame {
    /// Whether programs see it: its code does not stand for native code.
    pub fn is_listed(&self) -> bool {
        // SAFETY: a frame's code is immortal.
        !unsafe { self.code.as_ref() }.flags.native
    }
}

/// Words of a thread's register region.
const REGISTERS: usize = if cfg!(target_pointer_width = "64") { 1 << 20 } else { 1 << 10 };
/// Frames of a thread's frame region.
const FRAMES: usize = if cfg!(target_pointer_width = "64") { 1 << 16 } else { 1 << 6 };

/// The regions.
#[derive(Debug)]
pub struct Stack {
    registers: NonNull<Value>,
    frames: NonNull<Frame>,
    /// The running frame; when there is none, the region's first, which is no activation but says where registers begin.
    pub running: *mut Frame,
    /// The running frame's code.
    code: *const Object<Code>,
    /// The frame that the innermost evaluation began with (E4 of `interp::eval`).
    pub entry: *mut Frame,
    /// How that evaluation ended; nothing when by an exception.
    pub ended: Option<End>,
    /// S2.
    filled: *mut Value,
    /// The last frame there may be.
    last: *mut Frame,
}

impl Stack {
    /// Maps the regions; `None` without memory. The pages are taken as they are touched.
    pub fn new(platform: &dyn Platform) -> Option<Stack> {
        let registers = platform.map(REGISTERS * size_of::<Value>(), 1 << 12)?;
        let Some(frames) = platform.map(FRAMES * size_of::<Frame>(), 1 << 12) else {
            // SAFETY: just mapped, unused.
            unsafe { platform.unmap(registers, REGISTERS * size_of::<Value>()) };
            return None;
        };
        let registers = registers.cast::<Value>();
        let frames = frames.cast::<Frame>();
        let none = frames.as_ptr();
        // SAFETY: just mapped.
        unsafe {
            none.write(Frame {
                code: NonNull::dangling(),
                pc: core::ptr::null(),
                base: registers.as_ptr(),
                globals: NonNull::dangling(),
                function: Value::NONE,
                top: registers.as_ptr(),
                extra: Value::UNBOUND,
                kind: Kind::Entry,
                dst: 0,
                class_body: false,
            });
        }
        Some(Stack {
            registers,
            frames,
            running: none,
            code: core::ptr::null(),
            entry: none,
            ended: None,
            filled: registers.as_ptr(),
            last: none.wrapping_add(FRAMES - 1),
        })
    }

    /// Allows no more than `limit` frames.
    pub fn set_limit(&mut self, limit: usize) {
        self.last = self.frames.as_ptr().wrapping_add(limit.min(FRAMES - 1));
    }

    /// Number of frames.
    pub fn depth(&self) -> usize {
        (self.running.addr() - self.frames.as_ptr().addr()) / size_of::<Frame>()
    }

    /// End of the registers in use.
    #[inline(always)]
    pub fn top(&self) -> *mut Value {
        // SAFETY: `running` is inside the region, and initialised.
        unsafe { (*self.running).top }
    }

    /// The running frame's code.
    ///
    /// # Safety
    /// 1. There is a running frame.
    #[inline(always)]
    pub unsafe fn code(&self) -> &'static Object<Code> {
        // SAFETY: contract 1; code is immortal.
        unsafe { &*self.code }
    }

    /// Gives the regions back.
    ///
    /// # Safety
    /// 1. No frame is left.
    pub unsafe fn free(&mut self, platform: &dyn Platform) {
        // SAFETY: mapped in `new`; contract 1.
        unsafe {
            platform.unmap(self.registers.cast(), REGISTERS * size_of::<Value>());
            platform.unmap(self.frames.cast(), FRAMES * size_of::<Frame>());
        }
    }

    /// Makes sure that `words` words from `base` on are valid values (S2); false when the region ends before.
    #[inline(always)]
    pub fn reserve(&mut self, base: *mut Value, words: usize) -> bool {
        let end = base.wrapping_add(words);
        if end <= self.filled { true } else { self.fill(end) }
    }

    /// Whether `at` is a register of the running frame, and that lies in a generator.
    ///
    /// # Safety
    /// 1. There is a running frame.
    #[inline(always)]
    pub unsafe fn is_in_generator(&self, at: *mut Value) -> bool {
        // SAFETY: contract 1.
        unsafe {
            let f = self.running;
            (*f).kind.is_generator() && at.addr().wrapping_sub((*f).base.addr()) <= (*f).code.as_ref().frame_words() * size_of::<Value>()
        }
    }

    /// Whether there is room for one more frame, and `words` words from `base` on are valid values already (S2).
    #[inline(always)]
    pub fn has_room(&self, base: *mut Value, words: usize) -> bool {
        base.wrapping_add(words) <= self.filled && self.has_frame()
    }

    #[cold]
    #[inline(never)]
    fn fill(&mut self, end: *mut Value) -> bool {
        // SAFETY: the region's bounds.
        let limit = unsafe { self.registers.as_ptr().add(REGISTERS) };
        // Room for native calls' arguments is always kept.
        if end.wrapping_add(512) > limit {
            return false;
        }
        let upto = end.wrapping_add(256);
        while self.filled < upto {
            // SAFETY: inside the region.
            unsafe {
                self.filled.write(Value::UNBOUND);
                self.filled = self.filled.add(1);
            }
        }
        true
    }

    /// Whether there is room for one more frame.
    #[inline(always)]
    pub fn has_frame(&self) -> bool {
        self.running < self.last
    }

    /// Adds a frame; false when there are too many.
    #[inline(always)]
    pub fn push(&mut self, f: Frame) -> bool {
        let room = self.has_frame();
        if room {
            // SAFETY: just tested.
            unsafe { self.push_unchecked(f) };
        }
        room
    }

    /// Adds a frame.
    ///
    /// # Safety
    /// 1. There is room for one.
    #[inline(always)]
    pub unsafe fn push_unchecked(&mut self, f: Frame) {
        self.running = self.running.wrapping_add(1);
        self.code = f.code.as_ptr();
        // SAFETY: contract 1.
        unsafe { self.running.write(f) };
    }

    /// Takes the running frame off; it owns nothing any more.
    ///
    /// # Safety
    /// 1. There is one.
    #[inline(always)]
    pub unsafe fn pop(&mut self) {
        // SAFETY: contract 1.
        unsafe {
            self.running = self.running.sub(1);
            self.code = (*self.running).code.as_ptr();
        }
    }

    /// All register words in use, for the collector.
    pub fn words(&self) -> &[Value] {
        let end = self.top();
        // SAFETY: S2.
        unsafe { core::slice::from_raw_parts(self.registers.as_ptr(), end.offset_from(self.registers.as_ptr()) as usize) }
    }

    /// All frames.
    pub fn frames(&self) -> &[Frame] {
        // SAFETY: they are initialised, from the second place on.
        unsafe { core::slice::from_raw_parts(self.frames.as_ptr().add(1), self.depth()) }
    }

    /// The frames that programs may see, the running one first: all but those of code that stands for native code.
    pub fn listed(&self) -> impl Iterator<Item = &Frame> {
        self.frames().iter().rev().filter(|f| f.is_listed())
    }
}
