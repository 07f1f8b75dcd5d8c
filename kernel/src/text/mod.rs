//! Pure text and number algorithms: no objects, no memory of their own, no hardware.
//!
//! Everything here works on `&str`, `&[u8]`, primitive numbers and [`dashu_int::IBig`], and answers in values that the object layer wraps.
//! Growth of text is fallible ([`TextBuf`]); the one exception is inside `dashu_int`, whose allocations abort, so callers bound the sizes of
//! integers before they compute with them.
#![forbid(unsafe_code)]

pub mod base_n;
pub mod binary_text;
pub mod bytes_text;
pub mod cmath_functions;
pub mod codecs;
pub mod codecs_wide;
pub mod combinatorics;
pub mod complex_math;
pub mod complex_text;
pub mod float_hex;
pub mod float_math;
pub mod float_text;
pub mod format_number;
pub mod format_spec;
pub mod hashing;
pub mod int_bytes;
pub mod int_math;
pub mod int_text;
pub mod json_text;
pub mod math_error;
pub mod math_functions;
pub mod math_sums;
pub mod mersenne;
pub mod numbers;
pub mod percent;
pub mod str_case;
pub mod str_format;
pub mod str_index;
pub mod str_layout;
pub mod str_repr;
pub mod str_search;
pub mod strings;
pub mod suggest;
pub mod text_buf;
pub mod unicode;
mod unicode_tables;
mod utf7;

pub use text_buf::{OutOfMemory, TextBuf};
