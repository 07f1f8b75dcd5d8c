//! The `_warnings` module: what `warnings` is without its conveniences, and what native code warns with.
//!
//! Filters lie in a list and what has been warned of in dicts, which any number of threads may use; the version of the filters is an item of a list.
//! Two threads that warn of the same thing at the same moment may both be heard, as in CPython.

use crate::interp::import;
use crate::isolate::{Thread, names};
use crate::modules::contextvars;
use crate::native::raised::R;
use crate::native::{Args, OrRaise, Signature};
use crate::object::{Builtin, Obj};
use crate::text::text_buf::TextBuf;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::type_object::as_type;
use crate::types::{class_protocol, exception, int_object, protocol, str_object, tuple_object, unraisable};

/// Where a warning belongs.
struct Place {
    /// A string.
    file: Obj,
    line: i64,
    module: Obj,
    registry: Obj,
}

fn filters(th: &mut Thread) -> R<Obj> {
    th.hidden("warnings.filters", |th| {
        let mut all = th.vec(5)?;
        for (action, class, module) in [
            ("default", Builtin::DeprecationWarning, Some("__main__")),
            ("ignore", Builtin::DeprecationWarning, None),
            ("ignore", Builtin::PendingDeprecationWarning, None),
            ("ignore", Builtin::ImportWarning, None),
            ("ignore", Builtin::ResourceWarning, None),
        ] {
            let module = match module {
                Some(m) => th.intern(m)?,
                None => Obj::NONE,
            };
            let (action, class) = (th.intern(action)?, th.builtin_type(class));
            all.push(th.tuple_of(&[action, Obj::NONE, class, module, Obj::from_i31(0)])?);
        }
        th.list(all)
    })
}

fn once_registry(th: &mut Thread) -> R<Obj> {
    th.hidden("warnings.once", Thread::dict)
}

fn context_variable(th: &mut Thread) -> R<Obj> {
    th.hidden("warnings.context", |th| contextvars::new_variable(th, "warnings_context"))
}

fn lock(th: &mut Thread) -> R<Obj> {
    th.hidden("warnings.lock", |th| {
        let class = th.builtin_type(Builtin::RLock);
        protocol::call(th, &class, &[])
    })
}

/// A list whose one item is the filters' version.
fn version(th: &mut Thread) -> R<Obj> {
    th.hidden("warnings.version", |th| th.list(alloc::vec![Obj::from_i31(0)]))
}

/// An attribute of `warnings`, if that has been imported.
fn of_library(th: &mut Thread, name: &str) -> R<Option<Obj>> {
    let key = th.intern("warnings")?;
    let Some(m) = import::known(th, &key).filter(|m| !m.is_none()) else { return Ok(None) };
    protocol::get_attr_text(th, &m, name)
}

/// Whether a filter's pattern fits: nothing fits everything, a string itself, anything else decides by its `match`.
fn fits(th: &mut Thread, pattern: &Obj, text: &Obj) -> R<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if pattern.exact::<str_object::Str>().is_some() {
        return protocol::equal(th, pattern, text);
    }
    let r = protocol::call_method_text(th, pattern, "match", core::slice::from_ref(text))?;
    protocol::truth(th, &r)
}

/// What the first filter that fits says.
fn action_of(th: &mut Thread, list: &Obj, text: &Obj, category: &Obj, place: &Place) -> R<Option<(Obj, Obj)>> {
    let Some(l) = list.get::<List>() else {
        return Err(th.value_error(format_args!("_warnings.filters must be a list")));
    };
    let mut i = 0;
    // Looked at item by item: a filter's pattern is program code, which may change the list.
    while let Some(item) = l.item(i) {
        let [action, message, class, module, line] = tuple_object::items(&item) else {
            return Err(th.value_error(format_args!("_warnings.filters item {i} isn't a 5-tuple")));
        };
        let line = protocol::index_i64(th, line, Builtin::OverflowError)?;
        if (line == 0 || line == place.line)
            && class_protocol::is_subclass(th, category, class)?
            && fits(th, message, text)?
            && fits(th, module, &place.module)?
        {
            return Ok(Some((action.clone(), item.clone())));
        }
        i += 1;
    }
    Ok(None)
}

fn find_action(th: &mut Thread, text: &Obj, category: &Obj, place: &Place) -> R<(Obj, Obj)> {
    let variable = context_variable(th)?;
    if let Some(c) = contextvars::value_of(th, &variable)?.filter(|c| !c.is_none())
        && let Some(list) = protocol::get_attr_text(th, &c, "_filters")?
        && let Some(found) = action_of(th, &list, text, category, place)?
    {
        return Ok(found);
    }
    let list = match of_library(th, "filters")? {
        Some(l) => l,
        None => filters(th)?,
    };
    if let Some(found) = action_of(th, &list, text, category, place)? {
        return Ok(found);
    }
    let default = match of_library(th, "defaultaction")? {
        Some(a) => a,
        None => th.intern("default")?,
    };
    Ok((default, Obj::NONE))
}

/// Whether this has been warned of; notes it if asked to.
fn already(th: &mut Thread, registry: &Obj, key: &Obj, note: bool) -> R<bool> {
    let Some(d) = registry.get::<Dict>() else { return Ok(false) };
    let now = version(th)?.get::<List>().and_then(|l| l.item(0)).unwrap_or(Obj::NONE);
    let name = th.intern("version")?;
    let same = match d.get_name(&name) {
        Some(v) => protocol::equal(th, &v, &now)?,
        None => false,
    };
    if !same {
        // The filters have changed since: what they would say now is not known.
        d.clear_all(th);
        d.set_name(th, &name, &now)?;
    } else if let Some(v) = d.get(th, key)?
        && protocol::truth(th, &v)?
    {
        return Ok(true);
    }
    if note {
        d.set(th, key, &Obj::TRUE)?;
    }
    Ok(false)
}

fn show(th: &mut Thread, message: &Obj, text: &Obj, category: &Obj, place: &Place, source: &Obj) -> R<()> {
    if let Some(f) = of_library(th, "_showwarnmsg")?
        && let Some(class) = of_library(th, "WarningMessage")?
    {
        if !protocol::is_callable(th, &f) {
            return Err(th.type_error(format_args!("warnings._showwarnmsg() must be set to a callable")));
        }
        let (file, line) = (place.file.clone(), th.int(place.line)?);
        let m = protocol::call(th, &class, &[message.clone(), category.clone(), file, line, Obj::NONE, Obj::NONE, source.clone()])?;
        return protocol::call(th, &f, &[m]).map(drop);
    }
    let name = protocol::get_attr(th, category, th.name(names::NAME))?;
    let mut out = TextBuf::new();
    let (name, text) = (str_object::text(&name), str_object::text(text));
    out.push_fmt(format_args!("{}:{}: {name}: {text}\n", str_object::text(&place.file), place.line)).or_raise(th)?;
    // What no file has, such as `<string>`, is not shown.
    let file = Some(str_object::text(&place.file)).filter(|f| !f.starts_with('<') || f.starts_with("<library>"));
    let line = th.isolate().config.host.and_then(|h| h.source_line(file?, u32::try_from(place.line).ok()?));
    if let Some(l) = line.as_deref().map(str::trim).filter(|l| !l.is_empty()) {
        out.push_fmt(format_args!("  {l}\n")).or_raise(th)?;
    }
    unraisable::write_error(th, out.as_str());
    Ok(())
}

fn warn_at(th: &mut Thread, message: &Obj, category: &Obj, place: &Place, source: &Obj) -> R<()> {
    let is_warning = exception::is_instance_of(th, message, Builtin::Warning);
    let (text, category, message) = if is_warning {
        (protocol::str(th, message)?, th.type_of(message).to_obj(), message.clone())
    } else {
        let made = protocol::call(th, category, core::slice::from_ref(message))?;
        (message.clone(), category.clone(), made)
    };
    let line = th.int(place.line)?;
    let key = th.tuple_of(&[text.clone(), category.clone(), line])?;
    if already(th, &place.registry, &key, false)? {
        return Ok(());
    }
    let (action, item) = find_action(th, &text, &category, place)?;
    match str_object::text(&action) {
        "error" => return Err(th.raise_instance(message)),
        "ignore" => return Ok(()),
        "always" | "all" => {}
        kind @ ("once" | "module" | "default") => {
            if let Some(d) = place.registry.get::<Dict>() {
                d.set(th, &key, &Obj::TRUE)?;
            }
            let seen = match kind {
                "once" | "module" => {
                    // Without a place of its own, once in the whole program.
                    let registry = match (kind, place.registry.is_none()) {
                        ("once", true) => match of_library(th, "onceregistry")? {
                            Some(d) => d,
                            None => once_registry(th)?,
                        },
                        _ => place.registry.clone(),
                    };
                    let key = th.pair(text.clone(), category.clone())?;
                    already(th, &registry, &key, true)?
                }
                _ => false,
            };
            if seen {
                return Ok(());
            }
        }
        _ => {
            let (a, i) = (protocol::repr(th, &action)?, protocol::repr(th, &item)?);
            return Err(th.raise(
                Builtin::RuntimeError,
                format_args!("Unrecognized action ({}) in warnings.filters:\n {}", str_object::text(&a), str_object::text(&i)),
            ));
        }
    }
    show(th, &message, &text, &category, place, source)
}

/// The place that is `level` frames up: 1 is the running one. Files that begin with one of `skipped` do not count.
fn place(th: &mut Thread, level: i64, skipped: &[Obj]) -> R<Place> {
    let (mut wanted, mut first) = (level.max(1), true);
    let mut found = None;
    for f in th.stack.listed() {
        // SAFETY: a frame keeps its code and globals alive; its `pc` lies in its code.
        let (code, globals, line) = unsafe {
            let code = f.code.as_ref();
            let at = f.pc.offset_from(code.words.as_ptr()).max(1) as u32 - 1;
            (code, f.globals.as_ref().to_obj(), code.location(at).line)
        };
        let file = str_object::text(&code.filename);
        if !first && skipped.iter().any(|s| file.starts_with(str_object::text(s))) {
            continue;
        }
        first = false;
        if wanted > 1 {
            wanted -= 1;
            continue;
        }
        found = Some((code.filename.clone(), i64::from(line), globals));
        break;
    }
    let Some((file, line, globals)) = found else {
        let name = th.intern("sys")?;
        return Ok(Place { file: th.intern("<sys>")?, line: 0, module: name, registry: th.dict()? });
    };
    let Some(g) = globals.get::<Dict>() else { return Ok(Place { file, line, module: Obj::NONE, registry: Obj::NONE }) };
    let key = th.intern("__warningregistry__")?;
    let registry = match g.get_name(&key) {
        Some(r) => r,
        None => {
            let made = th.dict()?;
            g.set_default(th, &key, &made)?.0
        }
    };
    let module = match g.get_name(th.name(names::NAME)) {
        Some(m) if m.get::<str_object::Str>().is_some() => m,
        _ => th.intern("<string>")?,
    };
    Ok(Place { file, line, module, registry })
}

/// Warns from native code: `level` 1 is the program code that is running.
///
/// # Errors
/// The warning itself, where filters make it an error; what the program's own code for showing it raises.
pub fn warn(th: &mut Thread, category: Builtin, text: core::fmt::Arguments<'_>, level: i64) -> R<()> {
    let message = th.str_fmt(text)?;
    let class = th.builtin_type(category);
    let place = place(th, level, &[])?;
    warn_at(th, &message, &class, &place, &Obj::NONE)
}

/// Warns of a line in a text that is not running, which may be none of a module.
///
/// # Errors
/// As [`warn`].
pub fn warn_of_line(th: &mut Thread, category: Builtin, text: &str, file: &str, line: u32) -> R<()> {
    let (message, class, file) = (th.str(text)?, th.builtin_type(category), th.str(file)?);
    let module = module_of_file(th, &file)?;
    warn_at(th, &message, &class, &Place { file, line: i64::from(line), module, registry: Obj::NONE }, &Obj::NONE)
}

/// What a file's module is called where nobody says.
fn module_of_file(th: &mut Thread, file: &Obj) -> R<Obj> {
    match str_object::text(file) {
        "" => th.str("<unknown>"),
        name => th.str(name.strip_suffix(".py").unwrap_or(name)),
    }
}

/// The class of a warning: that of the message if it is one, `UserWarning` if nothing is said.
fn category(th: &mut Thread, message: &Obj, given: Option<&Obj>) -> R<Obj> {
    if exception::is_instance_of(th, message, Builtin::Warning) {
        return Ok(th.type_of(message).to_obj());
    }
    let class = match given {
        Some(c) if !c.is_none() => c.clone(),
        _ => th.builtin_type(Builtin::UserWarning),
    };
    if as_type(&class).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::Warning)) {
        return Ok(class);
    }
    Err(match as_type(&class) {
        Some(t) => th.type_error(format_args!("category must be a Warning subclass, not class '{}'", t.name_text())),
        None => {
            let t = th.type_name(&class);
            th.type_error(format_args!("category must be a Warning subclass, not '{t}'"))
        }
    })
}

/// `warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())`
fn warn_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [message, class, level, source, skipped] = args.bind(
        th,
        &Signature::new("warn", ["message", "category", "stacklevel", "source", "skip_file_prefixes"]).required(1).keyword_only_from(4),
    )?;
    let message = message.cloned().unwrap_or(Obj::NONE);
    let class = category(th, &message, class)?;
    let level = match level {
        Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
        None => 1,
    };
    let skipped = match skipped {
        Some(s) if s.get::<tuple_object::Tuple>().is_some() => tuple_object::items(s),
        Some(s) => {
            let t = th.type_name(s);
            return Err(th.type_error(format_args!("skip_file_prefixes must be a tuple of strs, not {t}")));
        }
        None => &[],
    };
    if skipped.iter().any(|s| s.get::<str_object::Str>().is_none()) {
        return Err(th.type_error(format_args!("Found non-str in skip_file_prefixes.")));
    }
    let place = place(th, if skipped.is_empty() { level } else { level.max(2) }, skipped)?;
    warn_at(th, &message, &class, &place, source.unwrap_or(&Obj::NONE))?;
    Ok(Obj::NONE)
}

/// `warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)`
fn warn_explicit(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [message, class, file, line, module, registry, _globals, source] = args.bind(
        th,
        &Signature::new("warn_explicit", ["message", "category", "filename", "lineno", "module", "registry", "module_globals", "source"])
            .required(4),
    )?;
    let [message, class, file, line] = [message, class, file, line].map(|a| a.cloned().unwrap_or(Obj::NONE));
    if file.get::<str_object::Str>().is_none() {
        let t = th.argument_type(&file);
        return Err(th.type_error(format_args!("warn_explicit() argument 'filename' must be str, not {t}")));
    }
    let class = category(th, &message, Some(&class))?;
    let module = match module.filter(|m| !m.is_none()) {
        Some(m) => m.clone(),
        None => module_of_file(th, &file)?,
    };
    let registry = registry.cloned().unwrap_or(Obj::NONE);
    if !registry.is_none() && registry.get::<Dict>().is_none() {
        return Err(th.type_error(format_args!("'registry' must be a dict or None")));
    }
    let line = match int_object::to_i64(&line) {
        Some(n) => n,
        None => protocol::index_i64(th, &line, Builtin::OverflowError)?,
    };
    let place = Place { file: file.clone(), line, module, registry };
    warn_at(th, &message, &class, &place, source.unwrap_or(&Obj::NONE))?;
    Ok(Obj::NONE)
}

/// `_filters_mutated_lock_held()`: what has been warned of may be warned of again.
fn filters_changed(th: &mut Thread, _: &Obj, _: &Args<'_>) -> R<Obj> {
    let l = lock(th)?;
    if protocol::call_method_text(th, &l, "_is_owned", &[])?.is(&Obj::FALSE) {
        return Err(th.raise(Builtin::RuntimeError, format_args!("warnings lock is not held")));
    }
    let list = version(th)?;
    if let Some(l) = list.get::<List>() {
        let now = l.item(0).as_ref().and_then(int_object::to_i64).unwrap_or(0);
        let next = th.int(now + 1)?;
        l.set_item(th, 0, &next)?;
    }
    Ok(Obj::NONE)
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_warnings",
    doc: "What warnings has that is native.",
    functions: &[
        Method::new("warn", warn_function).doc("Gives a warning, which the filters may drop or make an exception."),
        Method::new("warn_explicit", warn_explicit).doc("Gives a warning, which the filters may drop or make an exception."),
        Method::new("_filters_mutated_lock_held", filters_changed),
        Method::new("_acquire_lock", |th, _, _| {
            let l = lock(th)?;
            protocol::call_method_text(th, &l, "acquire", &[])
        }),
        Method::new("_release_lock", |th, _, _| {
            let l = lock(th)?;
            protocol::call_method_text(th, &l, "release", &[])
        }),
    ],
    init: Some(|th, m| {
        let list = filters(th)?;
        th.add_to_module(m, "filters", list)?;
        let once = once_registry(th)?;
        th.add_to_module(m, "_onceregistry", once)?;
        let default = th.intern("default")?;
        th.add_to_module(m, "_defaultaction", default)?;
        let variable = context_variable(th)?;
        th.add_to_module(m, "_warnings_context", variable)
    }),
};
