//! Coroutines that end before they have begun: `RuntimeWarning: coroutine 'f' was never awaited`.
//!
//! The `warnings` module says it, where there is one; else the warning is written to standard error as that would, once for each line.

use alloc::string::String;

use crate::interp::generator::Generator;
use crate::interp::import;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::types::dict_object::Dict;
use crate::types::{int_object, protocol, str_object, tuple_object, unraisable};

/// Warns of a coroutine; `origin` is where it was made, if that is known.
pub(crate) fn warn_coroutine(th: &mut Thread, coroutine: &Obj, qualname: &Obj, origin: Option<Obj>) {
    let done = match function(th, "_warn_unawaited_coroutine") {
        Ok(Some(f)) => protocol::call(th, &f, core::slice::from_ref(coroutine)).map(drop),
        Ok(None) => {
            let mut message = alloc::format!("coroutine '{}' was never awaited", str_object::text(qualname));
            if let Some(origin) = origin {
                push_origin(th, &mut message, &origin);
            }
            write(th, &message)
        }
        Err(r) => Err(r),
    };
    if let Err(r) = done {
        let e = th.take(r);
        unraisable::report(th, e, "Exception ignored while finalizing coroutine", Some(qualname));
    }
}

/// Warns of what a method of an asynchronous generator gave.
pub(crate) fn warn_method(th: &mut Thread, method: &str, g: &Object<Generator>) {
    let q = g.qualname.load(&g.header);
    let message = alloc::format!("coroutine method '{method}' of '{}' was never awaited", str_object::text(&q));
    let done = match function(th, "warn") {
        Ok(Some(f)) => {
            let class = th.builtin_type(Builtin::RuntimeWarning);
            // With the level and the generator, from which it comes.
            th.str(&message).and_then(|t| protocol::call(th, &f, &[t, class, Obj::from_i31(1), g.to_obj()])).map(drop)
        }
        Ok(None) => write(th, &message),
        Err(r) => Err(r),
    };
    if let Err(r) = done {
        let e = th.take(r);
        unraisable::report(th, e, "Exception ignored while finalizing coroutine", Some(&q));
    }
}

/// A function of the `warnings` module, if there is one.
fn function(th: &mut Thread, name: &str) -> R<Option<Obj>> {
    match import::import(th, "warnings", &Obj::NONE, &Obj::NONE, 0) {
        Ok(m) => protocol::get_attr_text(th, &m, name),
        Err(r) => th.take_if(r, Builtin::ImportError).map(|_| None),
    }
}

/// Adds the places where a coroutine was made, outermost first, with their source lines.
fn push_origin(th: &mut Thread, message: &mut String, origin: &Obj) {
    message.push_str("\nCoroutine created at (most recent call last)");
    for place in tuple_object::items(origin).iter().rev() {
        let [file, line, name] = tuple_object::items(place) else { continue };
        let (file, name) = (str_object::text(file), str_object::text(name));
        let line = int_object::to_i64(line).unwrap_or(0);
        message.push_str(&alloc::format!("\n  File \"{file}\", line {line}, in {name}"));
        if let Some(text) = source_line(th, file, line) {
            message.push_str(&alloc::format!("\n    {text}"));
        }
    }
}

fn source_line(th: &Thread, file: &str, line: i64) -> Option<String> {
    let text = th.isolate().config.host?.source_line(file, u32::try_from(line).ok()?)?;
    let text = text.trim();
    (!text.is_empty()).then(|| String::from(text))
}

/// Writes a warning for the running line, unless it was given there before.
fn write(th: &mut Thread, message: &str) -> R<()> {
    let Some((code, globals, pc)) = th.stack.frames().last().map(|f| {
        // SAFETY: a frame keeps its code and globals alive, and its `pc` stands behind a first word.
        unsafe { (f.code.as_ref(), f.globals.as_ref().to_obj(), f.pc.offset_from(f.code.as_ref().words.as_ptr()) as u32) }
    }) else {
        return Ok(());
    };
    let line = i64::from(code.location(pc.saturating_sub(1)).line);
    let file = str_object::text(&code.filename);
    let key = {
        let (text, number, class) = (th.str(message)?, th.int(line)?, th.builtin_type(Builtin::RuntimeWarning));
        th.tuple_of(&[text, class, number])?
    };
    if let Some(globals) = globals.exact::<Dict>() {
        let name = th.intern("__warningregistry__")?;
        let registry = match globals.get_name(&name).filter(|r| r.exact::<Dict>().is_some()) {
            Some(r) => r,
            None => {
                let r = th.dict()?;
                globals.set_name(th, &name, &r)?;
                r
            }
        };
        if let Some(registry) = registry.exact::<Dict>() {
            if registry.get(th, &key)?.is_some() {
                return Ok(());
            }
            registry.set(th, &key, &Obj::TRUE)?;
        }
    }
    let mut text = alloc::format!("{file}:{line}: RuntimeWarning: {message}\n");
    if let Some(source) = source_line(th, file, line) {
        text.push_str(&alloc::format!("  {source}\n"));
    }
    text.push_str("RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n");
    unraisable::write_error(th, &text);
    Ok(())
}
