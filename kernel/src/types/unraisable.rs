//! Exceptions that nobody can catch: those of finalizers and callbacks.

use crate::isolate::{Thread, names};
use crate::object::Obj;
use crate::object::payload::Object;
use crate::types::module_object::Module;
use crate::types::{protocol, str_object, traceback_print};
use freewheel_arch::Stream;

/// Reports an exception that cannot be raised: "Exception ignored while …" and its traceback, on the program's standard error.
pub fn report(th: &mut Thread, exception: Obj, message: &str, object: Option<&Obj>) {
    let mut text = alloc::string::String::from(message);
    if let Some(o) = object {
        // The function is shown, as the object itself may be half gone.
        let f = th.type_of(o).lookup(th.name(names::DEL));
        let shown = match &f {
            Some(f) => protocol::repr(th, f),
            None => protocol::repr(th, o),
        };
        match shown {
            Ok(r) => text.push_str(str_object::text(&r)),
            Err(e) => drop(th.take(e)),
        }
    }
    text.push_str(":\n");
    match traceback_print::format_exception(th, &exception) {
        Ok(t) => text.push_str(t.as_str()),
        Err(e) => drop(th.take(e)),
    }
    write_error(th, &text);
}

/// Writes to `sys.stderr` as the program set it, or to the console.
pub fn write_error(th: &mut Thread, text: &str) {
    let sys = th.isolate().sys.peek();
    let file = match Obj::from_ref(&sys).get::<Module>() {
        Some(m) => {
            let m: &Object<Module> = m;
            m.attributes().get_name(th.name(names::STDERR))
        }
        None => None,
    };
    if let Some(f) = file.filter(|f| !f.is_none()) {
        let written = th.str(text).and_then(|t| protocol::call_method(th, &f, th.name(names::WRITE), &[t]));
        if let Err(e) = written {
            drop(th.take(e));
        }
        return;
    }
    // An error about an error has no reader.
    let _ = th.isolate().platform().write(Stream::Error, text.as_bytes());
}
