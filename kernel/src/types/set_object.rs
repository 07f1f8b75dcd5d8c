//! stub
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// stub
pub fn new_set(th: &mut Thread, v: alloc::vec::Vec<Obj>) -> R<Obj> {
    th.list(v)
}
/// stub
pub fn new_frozen(th: &mut Thread, v: alloc::vec::Vec<Obj>) -> R<Obj> {
    th.tuple(v)
}
/// stub
pub fn add(_th: &mut Thread, _s: &Obj, _v: &Obj) -> R<()> {
    Ok(())
}
