//! Weak references.
use crate::isolate::Thread;
use crate::object::Header;
/// Table.
#[derive(Debug, Default)]
pub struct Table {}
/// Clears the weak references to a dying object; false when someone has revived it.
pub fn clear_for(_th: &mut Thread, _object: *mut Header) -> bool {
    true
}
