//! Arithmetic, gathered: integers, floats, hashes and conversion to bytes. Names that both kinds have stay in their modules.

pub use super::float_math::{self, FloatError};
pub use super::hashing::{HASH_INFINITY, MODULUS, TupleHasher, hash_big, hash_bytes, hash_f64, hash_i64, hash_tuple};
pub use super::int_bytes::{ByteOrder, ToBytesError, from_bytes, to_bytes};
pub use super::int_math::{self, IntError, MAX_BITS};
pub use super::int_text::Integer;
