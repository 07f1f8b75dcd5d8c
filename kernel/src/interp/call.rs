//! Calls.
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::Obj;
/// Calls a bytecode function.
pub fn call_function(_th: &mut Thread, _f: &Obj, _args: &Args<'_>) -> R<Obj> {
    Ok(Obj::NONE)
}
