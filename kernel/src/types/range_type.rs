//! stub
use crate::object::Builtin;
use crate::object::payload::{Payload, Trace};
/// stub
#[derive(Debug)]
pub struct RangeIter;
// SAFETY: stub
unsafe impl Payload for RangeIter {
    const BUILTIN: Builtin = Builtin::RangeIter;
    fn trace(&self, _: &mut dyn Trace) {}
}
impl RangeIter {
    /// stub
    pub fn is_small(&self) -> bool {
        false
    }
    /// stub
    pub fn next_small(&self) -> Option<i64> {
        None
    }
}
