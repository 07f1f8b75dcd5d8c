//! What native code (built-in types, library modules, embedders) is written with.

pub mod args;
pub mod embed;
pub mod raised;

pub use args::{Args, Signature, text_argument};
pub use raised::{NoMemory, OrRaise, R, Raised};

pub use crate::isolate::Thread;
pub use crate::object::{Builtin, Field, Header, Obj, Object, Payload, Trace, Value};
