//! Objects: values, headers, shapes, types and handles.

pub mod builtin;
pub mod header;
pub mod value;
