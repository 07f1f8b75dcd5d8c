//! The methods of `str`, gathered: positions, searching, case, layout and `repr`.

pub use super::str_case::*;
pub use super::str_index::*;
pub use super::str_layout::*;
pub use super::str_repr::*;
pub use super::str_search::*;
