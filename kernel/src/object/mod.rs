//! Objects: values, headers, shapes, types and handles.

pub mod header;
pub mod value;
