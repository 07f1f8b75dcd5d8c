//! stub
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// stub
pub fn new_slice(th: &mut Thread, a: Obj, b: Obj, c: Obj) -> R<Obj> {
    th.tuple(alloc::vec![a, b, c])
}
