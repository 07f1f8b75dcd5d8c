//! Exceptions that nobody can catch: those of finalizers and callbacks.

use alloc::string::String;

use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::exception::Exception;
use crate::types::function_object::NativeFunction;
use crate::types::module_object::Module;
use crate::types::spec::Method;
use crate::types::{exception, protocol, str_object, traceback_print};
use freewheel_arch::Stream;

/// `sys.unraisablehook`
pub static HOOK: Method = Method::new("unraisablehook", default_hook);
/// `sys.__unraisablehook__`
pub static ORIGINAL_HOOK: Method = Method::new("__unraisablehook__", default_hook);

/// Reports an exception that cannot be raised through `sys.unraisablehook`: "Exception ignored while …" and its traceback. `object` is what
/// was being called; of an object with a finalizer the finalizer is named, as the object itself may be half gone.
pub fn report(th: &mut Thread, exception: Obj, message: &str, object: Option<&Obj>) {
    let object = object.map(|o| th.type_of(o).lookup(th.name(names::DEL)).unwrap_or_else(|| o.clone()));
    let message = &described(th, message, object.as_ref());
    if let Some(hook) = sys_attribute(th, names::UNRAISABLEHOOK)
        && !hook.exact::<NativeFunction>().is_some_and(|f| core::ptr::eq(f.method, &raw const HOOK))
    {
        let called = information(th, &exception, message).and_then(|i| protocol::call(th, &hook, &[i]));
        if let Err(e) = called {
            let e = th.take(e);
            let message = described(th, "Exception ignored in sys.unraisablehook", Some(&hook));
            print(th, &e, &message);
        }
        return;
    }
    print(th, &exception, message);
}

/// A message with what it is about.
fn described(th: &mut Thread, message: &str, object: Option<&Obj>) -> String {
    let mut text = String::from(message);
    if let Some(o) = object {
        match protocol::repr(th, o) {
            Ok(r) => {
                text.push(' ');
                text.push_str(str_object::text(&r));
            }
            Err(e) => drop(th.take(e)),
        }
    }
    text
}

/// What a hook is given.
fn information(th: &mut Thread, exception: &Obj, message: &str) -> R<Obj> {
    let class = th.builtin_type(Builtin::SimpleNamespace);
    let information = protocol::call(th, &class, &[])?;
    let kind = th.type_of(exception).to_obj();
    let traceback = exception.get::<Exception>().and_then(|x| x.traceback.get(&x.header)).unwrap_or(Obj::NONE);
    let message = th.str(message)?;
    let fields =
        [("exc_type", kind), ("exc_value", exception.clone()), ("exc_traceback", traceback), ("err_msg", message), ("object", Obj::NONE)];
    for (name, value) in fields {
        let name = th.intern(name)?;
        protocol::set_attr(th, &information, &name, Some(&value))?;
    }
    Ok(information)
}

/// `sys.unraisablehook(unraisable)`
fn default_hook(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [information] = args.exactly::<1>(th, "unraisablehook")?;
    let field = |th: &mut Thread, name: &str| Ok(protocol::get_attr_text(th, information, name)?.filter(|v| !v.is_none()));
    let message = field(th, "err_msg")?;
    let object = field(th, "object")?;
    let Some(exception) = field(th, "exc_value")? else { return Ok(Obj::NONE) };
    let message = message.as_ref().filter(|m| m.get::<str_object::Str>().is_some());
    let message = message.map_or("Exception ignored in", |m| str_object::text(m));
    let message = described(th, message, object.as_ref());
    print(th, &exception, &message);
    Ok(Obj::NONE)
}

fn print(th: &mut Thread, exception: &Obj, message: &str) {
    let mut text = String::from(message);
    text.push_str(":\n");
    match traceback_print::format_exception(th, exception) {
        Ok(t) => text.push_str(t.as_str()),
        Err(e) => drop(th.take(e)),
    }
    write_error(th, &text);
}

/// An attribute of `sys`, whatever the program has made of it.
pub(crate) fn sys_attribute(th: &Thread, name: names::Name) -> Option<Obj> {
    let sys = th.isolate().sys.peek();
    let sys: &Object<Module> = Obj::from_ref(&sys).get::<Module>()?;
    sys.attributes().get_name(th.name(name))
}

/// Writes to `sys.stderr` as the program set it, or to the console: also when that found no memory, so that what ended a program is not kept secret.
pub fn write_error(th: &mut Thread, text: &str) {
    if let Some(f) = sys_attribute(th, names::STDERR).filter(|f| !f.is_none()) {
        let written = th.str(text).and_then(|t| protocol::call_method(th, &f, th.name(names::WRITE), &[t]));
        let Err(e) = written else { return };
        let e = th.take(e);
        if !exception::is_instance_of(th, &e, Builtin::MemoryError) {
            return;
        }
    }
    // An error about an error has no reader.
    let _ = th.isolate().platform().write(Stream::Error, text.as_bytes());
}
