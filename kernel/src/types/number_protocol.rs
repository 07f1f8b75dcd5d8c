//! Operations on numbers of any type.
use super::protocol;
use super::spec::BinaryOp;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
/// `pow(a, b, modulus)`
pub fn power(th: &mut Thread, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    let _ = modulus;
    protocol::binary(th, BinaryOp::Pow, a, b)
}
