//! Objects: values, headers, shapes, types and handles.

#[cfg(not(loom))]
pub mod builtin;
#[cfg(not(loom))]
pub mod field;
pub mod header;
#[cfg(not(loom))]
pub mod lifecycle;
#[cfg(not(loom))]
pub mod obj;
#[cfg(not(loom))]
pub mod payload;
#[cfg(not(loom))]
pub mod shape;
#[cfg(not(loom))]
pub mod value;

#[cfg(not(loom))]
pub use builtin::Builtin;
#[cfg(not(loom))]
pub use field::Field;
pub use header::Header;
#[cfg(not(loom))]
pub use obj::Obj;
#[cfg(not(loom))]
pub use payload::{Object, Payload, Trace};
#[cfg(not(loom))]
pub use value::Value;
