//! stub
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// stub
pub fn new_bytes(th: &mut Thread, _b: &[u8]) -> R<Obj> {
    th.str("bytes")
}
