//! Code objects.
use crate::object::Obj;
/// The docstring.
pub fn docstring(_code: &Obj) -> Obj {
    Obj::NONE
}
