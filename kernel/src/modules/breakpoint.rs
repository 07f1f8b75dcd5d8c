//! `breakpoint()` and the hook behind it.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::types::protocol;
use crate::types::str_object::{self, Str};

/// `breakpoint(*args, **kws)`
pub(super) fn breakpoint(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let sys = crate::interp::import::import(th, "sys", &Obj::NONE, &Obj::NONE, 0)?;
    match protocol::get_attr_text(th, &sys, "breakpointhook")? {
        Some(hook) => protocol::call_args(th, &hook, args),
        None => Err(th.raise(Builtin::RuntimeError, format_args!("lost sys.breakpointhook"))),
    }
}

/// `$PYTHONBREAKPOINT`, as `os.environ` has it now.
fn wanted(th: &mut Thread, sys: &Obj) -> R<Option<Obj>> {
    if let Some(flags) = protocol::get_attr_text(th, sys, "flags")?
        && let Some(ignored) = protocol::get_attr_text(th, &flags, "ignore_environment")?
        && protocol::truth(th, &ignored)?
    {
        return Ok(None);
    }
    let os = match crate::interp::import::import(th, "os", &Obj::NONE, &Obj::NONE, 0) {
        Ok(os) => os,
        // Without an operating system there is no environment.
        Err(e) => return th.take_if(e, Builtin::ImportError).map(|_| None),
    };
    let Some(environment) = protocol::get_attr_text(th, &os, "environ")? else { return Ok(None) };
    let name = th.str("PYTHONBREAKPOINT")?;
    let value = protocol::call_method_text(th, &environment, "get", &[name])?;
    Ok(if value.get::<Str>().is_some_and(|v| !v.as_str().is_empty()) { Some(value) } else { None })
}

/// What a dotted name stands for: an attribute of a module, of `builtins` without one. `None` when there is no such thing.
fn resolved(th: &mut Thread, name: &str) -> R<Option<Obj>> {
    let (module, attribute) = name.rsplit_once('.').unwrap_or(("builtins", name));
    if module.split('.').any(str::is_empty) {
        return Ok(None);
    }
    let mut found = match crate::interp::import::import(th, module, &Obj::NONE, &Obj::NONE, 0) {
        Ok(m) => m,
        Err(e) => return th.take_if(e, Builtin::ImportError).map(|_| None),
    };
    // The import gives the package; its modules are attributes.
    for part in module.split('.').skip(1).chain([attribute]) {
        match protocol::get_attr_text(th, &found, part)? {
            Some(x) => found = x,
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// `sys.breakpointhook(*args, **kws)`: calls what `$PYTHONBREAKPOINT` names, `pdb.set_trace` unless it is set; nothing for `0`.
pub(super) fn hook(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let sys = crate::interp::import::import(th, "sys", &Obj::NONE, &Obj::NONE, 0)?;
    let name = wanted(th, &sys)?;
    let name = name.as_ref().map_or("pdb.set_trace", str_object::text);
    if name == "0" {
        return Ok(Obj::NONE);
    }
    match resolved(th, name)? {
        Some(f) => protocol::call_args(th, &f, args),
        None => {
            super::warnings::warn(th, Builtin::RuntimeWarning, format_args!("Ignoring unimportable $PYTHONBREAKPOINT: \"{name}\""), 1)?;
            Ok(Obj::NONE)
        }
    }
}
