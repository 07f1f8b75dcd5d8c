//! Read-only views of mappings.
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// A view of a mapping.
pub fn new(_th: &mut Thread, mapping: &Obj) -> R<Obj> {
    Ok(mapping.clone())
}
