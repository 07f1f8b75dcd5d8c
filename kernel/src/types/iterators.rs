//! Iterators.
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// An iterator that calls `__getitem__` with 0, 1, 2 …
pub fn sequence_iterator(_th: &mut Thread, v: &Obj) -> R<Obj> {
    Ok(v.clone())
}
use crate::object::Builtin;
use crate::object::payload::{Payload, Trace};
/// stub
#[derive(Debug)]
pub struct ListIter;
/// stub
#[derive(Debug)]
pub struct TupleIter;
// SAFETY: stub
unsafe impl Payload for ListIter {
    const BUILTIN: Builtin = Builtin::ListIter;
    fn trace(&self, _: &mut dyn Trace) {}
}
// SAFETY: stub
unsafe impl Payload for TupleIter {
    const BUILTIN: Builtin = Builtin::TupleIter;
    fn trace(&self, _: &mut dyn Trace) {}
}
impl ListIter {
    /// stub
    pub fn next_item(&self) -> Option<Obj> {
        None
    }
}
impl TupleIter {
    /// stub
    pub fn next_item(&self) -> Option<Obj> {
        None
    }
}
