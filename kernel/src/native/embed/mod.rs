//! The safe interface for programs that have the runtime inside: isolates of their own, threads that come and go, handles, native functions.
//!
//! # The rules, and who keeps them
//! E1. Objects are touched by attached threads alone: every operation takes the token [`Attached`], which exists during [`OwnedIsolate::attach`] and inside
//! native functions, and cannot leave its thread. E2. A [`Handle`] belongs to one attachment: its lifetime `'i` is a brand that no two attachments share,
//! so it neither outlives the attachment, nor meets a handle of another isolate; it is not `Send`. The compiler keeps E1 and E2.
//! E3. What crosses threads, or outlives an attachment, is an [`Owned`] reference: whatever it reaches is shared (D5) when it is made. It may be dropped
//! anywhere: elsewhere than in its isolate the count is queued, after the isolate's end nothing happens. Its isolate is checked when it is used.
//! E4. Text and bytes of objects are lent for as long as the token is lent, shared: whatever may run program code, stop or detach takes the token
//! exclusively, so nothing lent survives a stop (D13). E5. While a thread is detached it cannot use handles: what runs then is `Send`.
//! E6. An isolate ends when its owner does, and gives every byte back (`isolate::release`).

mod arguments;
mod attached;
mod convert;
mod error;
mod function;
mod handle;
mod interrupter;
mod known;
mod module;
mod owned;
mod owned_isolate;
#[cfg(all(test, not(miri)))]
mod stress_tests;

pub use arguments::Arguments;
pub use attached::Attached;
pub use convert::{Bytes, FromHandle, IntoHandle};
pub use error::{Error, Exception, Report};
pub use function::Function;
pub use handle::{Handle, Items};
pub use interrupter::Interrupter;
pub use module::Module;
pub use owned::Owned;
pub use owned_isolate::{EndError, OwnedIsolate};

pub use crate::isolate::{Config, Flags, Host, Streams};
pub use crate::object::Builtin as Class;
