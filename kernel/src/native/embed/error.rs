//! Exceptions, caught and reported.

use alloc::string::String;

use super::{Attached, Handle};
use crate::native::Raised;
use crate::object::{Builtin, Obj};
use crate::types::{exception, protocol, str_object, traceback_print};

/// An exception that was raised in the isolate and caught here, or is to be raised there by a native function.
#[derive(Clone, Debug)]
pub struct Exception<'i>(Handle<'i>);

/// What became of a call into an isolate.
#[derive(Debug)]
pub enum Error {
    /// The program raised, and nobody caught it.
    Raised(Report),
    /// The calling thread is attached already, to this isolate or another one.
    AlreadyAttached,
    /// There is no memory for an isolate, or for a thread in it.
    OutOfMemory,
}

/// What is left of an exception when its attachment is over: text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name of its class, with its module's unless that is `builtins`.
    pub class: String,
    /// What `str()` says of it.
    pub message: String,
    /// All of the traceback as it is printed, with causes and contexts. It ends with a newline.
    pub traceback: String,
}

impl core::fmt::Display for Report {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.message.is_empty() { f.write_str(&self.class) } else { write!(f, "{}: {}", self.class, self.message) }
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Error::Raised(report) => report.fmt(f),
            Error::AlreadyAttached => f.write_str("the thread is attached to an isolate already"),
            Error::OutOfMemory => f.write_str("not enough memory for an isolate or a thread in it"),
        }
    }
}

impl core::error::Error for Report {}
impl core::error::Error for Error {}

impl<'i> Exception<'i> {
    pub(super) fn new(object: Obj) -> Exception<'i> {
        Exception(Handle::new(object))
    }

    pub(super) fn into_obj(self) -> Obj {
        self.0.into_obj()
    }

    /// The exception's object.
    pub fn value(&self) -> &Handle<'i> {
        &self.0
    }

    /// Whether it is an instance of a built-in exception class, or of one derived from that.
    pub fn is(&self, th: &mut Attached<'i>, class: Builtin) -> bool {
        exception::is_instance_of(th.th(), self.0.obj(), class)
    }

    /// The name of its class, with its module's unless that is `builtins`.
    pub fn class_name(&self, th: &mut Attached<'i>) -> String {
        let th = th.th();
        let ty = th.type_of(self.0.obj());
        protocol::qualified_name(th, ty)
    }

    /// What `str()` says of it; nothing when that raises in its turn.
    pub fn message(&self, th: &mut Attached<'i>) -> String {
        let th = th.th();
        match protocol::str(th, self.0.obj()) {
            Ok(text) => super::convert::copy(str_object::text(&text)),
            Err(e) => {
                drop(th.take(e));
                String::new()
            }
        }
    }

    /// All that stays of it when the attachment is over.
    pub fn report(&self, th: &mut Attached<'i>) -> Report {
        let (class, message) = (self.class_name(th), self.message(th));
        let th = th.th();
        let traceback = match traceback_print::format_exception(th, self.0.obj()) {
            Ok(text) => text.into_string(),
            Err(e) => {
                drop(th.take(e));
                String::new()
            }
        };
        Report { class, message, traceback }
    }
}

impl<'i> Attached<'i> {
    /// What was raised.
    pub(super) fn caught(&mut self, raised: Raised) -> Exception<'i> {
        Exception::new(self.th().take(raised))
    }

    /// A new exception of a built-in class, for a native function to raise.
    #[cold]
    pub fn error(&mut self, class: Builtin, message: core::fmt::Arguments<'_>) -> Exception<'i> {
        let raised = self.th().raise(class, message);
        self.caught(raised)
    }

    /// A `ValueError`.
    #[cold]
    pub fn value_error(&mut self, message: core::fmt::Arguments<'_>) -> Exception<'i> {
        self.error(Builtin::ValueError, message)
    }

    /// A `TypeError`.
    #[cold]
    pub fn type_error(&mut self, message: core::fmt::Arguments<'_>) -> Exception<'i> {
        self.error(Builtin::TypeError, message)
    }
}
