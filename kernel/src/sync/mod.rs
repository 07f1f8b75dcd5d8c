//! stub
pub mod object_lock;
