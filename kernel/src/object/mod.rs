//! Objects: values, headers, shapes, types and handles.

pub mod builtin;
pub mod field;
pub mod header;
pub mod lifecycle;
pub mod obj;
pub mod payload;
pub mod shape;
pub mod value;

pub use builtin::Builtin;
pub use field::Field;
pub use header::Header;
pub use obj::Obj;
pub use payload::{Object, Payload, Trace};
pub use value::Value;
