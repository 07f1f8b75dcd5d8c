//! Exceptions that nobody can catch: those of finalizers and callbacks.
use crate::isolate::Thread;
use crate::object::Obj;
/// Reports an exception that cannot be raised.
pub fn report(_th: &mut Thread, exception: Obj, _message: &str, _object: Option<&Obj>) {
    drop(exception);
}
