//! Memory that others may still be reading: freed when no one can be.

pub mod qsbr;

pub use qsbr::{free_stopped, retire};
