//! How native code says that it raised: a word-free marker, with the exception kept by the thread.

use crate::isolate::Thread;
use crate::object::{Builtin, Obj};
use crate::types::exception;

/// An exception is pending in the thread. Made only by the `raise` family, so holding one means that there is one.
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// Result of anything that may raise.
pub type R<T> = Result<T, Raised>;

impl Thread {
    /// Raises an exception class with a message.
    #[cold]
    #[inline(never)]
    pub fn raise(&mut self, class: Builtin, message: core::fmt::Arguments<'_>) -> Raised {
        exception::raise_message(self, class, message);
        Raised(())
    }

    /// `TypeError` with a message.
    #[cold]
    pub fn type_error(&mut self, message: core::fmt::Arguments<'_>) -> Raised {
        self.raise(Builtin::TypeError, message)
    }

    /// `ValueError` with a message.
    #[cold]
    pub fn value_error(&mut self, message: core::fmt::Arguments<'_>) -> Raised {
        self.raise(Builtin::ValueError, message)
    }

    /// Raises an exception class with one argument (or none).
    #[cold]
    pub fn raise_with(&mut self, class: Builtin, argument: Option<Obj>) -> Raised {
        exception::raise_argument(self, class, argument);
        Raised(())
    }

    /// Raises a finished exception instance; its context is set to the exception being handled.
    #[cold]
    pub fn raise_instance(&mut self, instance: Obj) -> Raised {
        exception::set_context(self, &instance);
        self.exception = instance;
        Raised(())
    }

    /// Makes an instance pending again as it is (its context and traceback stay).
    #[cold]
    pub fn reraise(&mut self, instance: Obj) -> Raised {
        self.exception = instance;
        Raised(())
    }

    /// `MemoryError`, from the instance that the isolate keeps for this.
    #[cold]
    #[inline(never)]
    pub fn no_memory(&mut self) -> Raised {
        crate::heap::trim::ask(self);
        exception::raise_no_memory(self);
        Raised(())
    }

    /// Takes the pending exception: the other side of [`Raised`].
    #[inline]
    pub fn take(&mut self, _: Raised) -> Obj {
        core::mem::replace(&mut self.exception, Obj::UNBOUND)
    }

    /// Takes the pending exception if it is an instance of `class`; otherwise it stays pending.
    pub fn take_if(&mut self, raised: Raised, class: Builtin) -> R<Obj> {
        if exception::is_instance_of(self, &self.exception.clone(), class) { Ok(self.take(raised)) } else { Err(raised) }
    }

    /// Claims that an exception is pending, for code that left the word-free world (a frame loop).
    pub(crate) fn pending(&self) -> Raised {
        debug_assert!(!self.exception.is_unbound());
        Raised(())
    }
}

impl From<crate::text::text_buf::OutOfMemory> for NoMemory {
    fn from(_: crate::text::text_buf::OutOfMemory) -> NoMemory {
        NoMemory
    }
}

/// Memory is out; becomes `MemoryError` where a thread is at hand, with [`OrRaise::or_raise`].
#[derive(Clone, Copy, Debug)]
pub struct NoMemory;

/// Turns an out-of-memory result or option into a raised `MemoryError`.
pub trait OrRaise<T> {
    /// The value, or `MemoryError`.
    fn or_raise(self, th: &mut Thread) -> R<T>;
}

impl<T> OrRaise<T> for Option<T> {
    #[inline]
    fn or_raise(self, th: &mut Thread) -> R<T> {
        match self {
            Some(v) => Ok(v),
            None => Err(th.no_memory()),
        }
    }
}

impl<T> OrRaise<T> for Result<T, NoMemory> {
    #[inline]
    fn or_raise(self, th: &mut Thread) -> R<T> {
        self.map_err(|_| th.no_memory())
    }
}

impl<T> OrRaise<T> for Result<T, crate::text::text_buf::OutOfMemory> {
    #[inline]
    fn or_raise(self, th: &mut Thread) -> R<T> {
        self.map_err(|_| th.no_memory())
    }
}

impl<T> OrRaise<T> for Result<T, alloc::collections::TryReserveError> {
    #[inline]
    fn or_raise(self, th: &mut Thread) -> R<T> {
        self.map_err(|_| th.no_memory())
    }
}
