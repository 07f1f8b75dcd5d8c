//! Imports: `sys.modules`, native modules, and what the environment's `Host` finds.

use super::call::run_code;
use super::import_lock::{self, Claim};
use super::ops::function::new_function;
use crate::bytecode::isa::{self, Op};
use crate::interp::register::set;
use crate::isolate::{Thread, names};
use crate::native::raised::R;
use crate::native::{Args, Raised};
use crate::object::{Builtin, Obj, Value};
use crate::prim::Ordering;
use crate::types::dict_object::Dict;
use crate::types::exception;
use crate::types::module_object::Module;
use crate::types::{module_stand_in, protocol, str_object, tuple_object};
use alloc::string::String;
use alloc::vec::Vec;

/// `IMPORT_NAME`, `IMPORT_FROM`
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn op(th: &mut Thread, base: *mut Value, w: u32, op: Op, name: usize) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let f = th.stack.running;
        let code = (*f).code.as_ref();
        let name = &code.names[name];
        if op == Op::IMPORT_NAME {
            let c = isa::c(w);
            let from = Obj::from_ref(&*base.add(c as usize)).clone();
            let globals = (*f).globals.as_ref().to_obj();
            let hook = builtin_hook(th)?;
            let level = isa::b(w);
            let m = match hook {
                Some(h) => {
                    let fl = if from.is_unbound() { Obj::NONE } else { from };
                    let a = [name.clone(), globals.clone(), globals, fl, Obj::from_i31(i32::from(level))];
                    protocol::call(th, &h, &a)?
                }
                None => import(th, str_object::text(name), &globals, &from, level)?,
            };
            if c as usize >= code.locals.len() {
                set(base.add(c as usize), Value::UNBOUND);
            }
            set(base.add(isa::a(w) as usize), m.into_value());
            return Ok(());
        }
        let m = Obj::from_ref(&*base.add(isa::b(w) as usize)).clone();
        let v = import_from(th, &m, name)?;
        set(base.add(isa::a(w) as usize), v.into_value());
        Ok(())
    }
}

/// `LOAD_TYPING`
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn typing(th: &mut Thread, base: *mut Value, w: u32, name: usize) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let name = &(*th.stack.running).code.as_ref().names[name];
        let m = import(th, "_typing", &Obj::NONE, &Obj::NONE, 0)?;
        let v = protocol::get_attr(th, &m, name)?;
        set(base.add(isa::a(w) as usize), v.into_value());
        Ok(())
    }
}

/// `__import__` of the running function's builtins, when the program has replaced it.
fn builtin_hook(th: &mut Thread) -> R<Option<Obj>> {
    let Some(f) = super::ops::names::builtin(th, th.name(names::HOOK_IMPORT))? else {
        return Err(th.raise(Builtin::ImportError, format_args!("__import__ not found")));
    };
    Ok(match f.exact::<crate::types::function_object::NativeFunction>() {
        Some(n) if core::ptr::eq(n.method, &super::class_body::FUNCTIONS[1]) => None,
        _ => Some(f),
    })
}

/// `__import__(name, globals, locals, fromlist, level)`
pub fn import_function(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.bind(th, &crate::native::Signature::new("__import__", ["name", "globals", "locals", "fromlist", "level"]).required(1))?;
    let Some(name) = a[0].filter(|n| n.get::<str_object::Str>().is_some()) else {
        return Err(th.type_error(format_args!("module name must be a string")));
    };
    let name = String::from(str_object::text(name));
    let level = match a[4] {
        Some(l) => protocol::index_i64(th, l, Builtin::ValueError)?,
        None => 0,
    };
    if level < 0 {
        return Err(th.value_error(format_args!("level must be >= 0")));
    }
    let globals = a[1].cloned().unwrap_or(Obj::NONE);
    let from = a[3].cloned().unwrap_or(Obj::NONE);
    import(th, &name, &globals, &from, level.clamp(0, 255) as u8)
}

/// Imports a module: the last part of the name when `from` names something, else the first.
pub fn import(th: &mut Thread, name: &str, globals: &Obj, from: &Obj, level: u8) -> R<Obj> {
    let full = if level == 0 { String::from(name) } else { resolve(th, name, globals, level)? };
    if full.is_empty() {
        return Err(th.value_error(format_args!("Empty module name")));
    }
    let module = load_dotted(th, &full)?;
    let wants = !from.is_none() && !from.is_unbound() && protocol::truth(th, from)?;
    if !wants {
        if level == 0 || name.is_empty() {
            let first = name.split('.').next().unwrap_or(name);
            if first.len() == name.len() {
                return Ok(module);
            }
            return load(th, first);
        }
        // `import` statements are never relative.
        return Ok(module);
    }
    // Names that are submodules are imported too.
    if let Some(m) = module.get::<Module>()
        && m.attributes().get_name(th.name(names::PATH)).is_some()
    {
        let mut wanted: Vec<Obj> = tuple_object::items(from).to_vec();
        if wanted.iter().any(|n| str_object::text(n) == "*") {
            wanted = match m.attributes().get_name(th.name(names::ALL)) {
                Some(all) => protocol::collect(th, &all)?,
                None => Vec::new(),
            };
        }
        for n in wanted {
            if n.get::<str_object::Str>().is_none() || m.attributes().get_name(&n).is_some() {
                continue;
            }
            let sub = alloc::format!("{full}.{}", str_object::text(&n));
            match load_dotted(th, &sub) {
                Ok(_) => {}
                Err(e) => {
                    let e2 = th.exception.clone();
                    let same = e2
                        .get::<exception::Exception>()
                        .and_then(|x| x.members[0].get(&x.header))
                        .is_some_and(|x| str_object::text(&x) == sub);
                    if same && exception::is_instance_of(th, &e2, Builtin::ModuleNotFoundError) {
                        drop(th.take(e));
                    } else {
                        return Err(e);
                    }
                }
            }
        }
    }
    Ok(module)
}

/// The absolute name of a relative import.
fn resolve(th: &mut Thread, name: &str, globals: &Obj, level: u8) -> R<String> {
    let package = match globals.get::<Dict>() {
        Some(g) => g.get_name(th.name(names::PACKAGE)),
        None => None,
    };
    let package = match package {
        Some(p) if p.get::<str_object::Str>().is_some() && !str_object::text(&p).is_empty() => p,
        _ => return Err(th.raise(Builtin::ImportError, format_args!("attempted relative import with no known parent package"))),
    };
    let mut base = str_object::text(&package);
    for _ in 1..level {
        match base.rfind('.') {
            Some(i) => base = &base[..i],
            None => return Err(th.raise(Builtin::ImportError, format_args!("attempted relative import beyond top-level package"))),
        }
    }
    Ok(if name.is_empty() { String::from(base) } else { alloc::format!("{base}.{name}") })
}

fn modules(th: &Thread) -> Obj {
    let v = th.isolate().modules.peek();
    // SAFETY: the dict lives as long as the isolate.
    unsafe { Obj::from_borrowed(v) }
}

/// What `sys.modules` has by a name, which is interned; the module may still be being imported.
pub(crate) fn known(th: &Thread, name: &Obj) -> Option<Obj> {
    modules(th).get::<Dict>()?.get_name(name)
}

fn loaded(th: &mut Thread, name: &str) -> R<Option<Obj>> {
    let key = th.intern(name)?;
    match known(th, &key) {
        Some(m) if m.is_none() => Err(not_found(th, name, Some("; None in sys.modules"))),
        other => Ok(other),
    }
}

#[cold]
fn not_found(th: &mut Thread, name: &str, why: Option<&str>) -> Raised {
    let why = why.unwrap_or("");
    let e = match why {
        "; None in sys.modules" => th.raise(Builtin::ModuleNotFoundError, format_args!("import of {name} halted{why}")),
        _ => th.raise(Builtin::ModuleNotFoundError, format_args!("No module named '{name}'{why}")),
    };
    let Ok(n) = th.str(name) else { return th.pending() };
    exception::with_member(th, e, 0, n)
}

/// Imports every part of a dotted name; gives the last.
fn load_dotted(th: &mut Thread, full: &str) -> R<Obj> {
    let mut end = 0;
    let mut last = Obj::NONE;
    loop {
        let next = full[end..].find('.').map_or(full.len(), |i| end + i);
        let part = &full[..next];
        last = if end == 0 { load(th, part)? } else { load_in(th, part, &last)? };
        if next == full.len() {
            return Ok(last);
        }
        end = next + 1;
    }
}

fn load(th: &mut Thread, name: &str) -> R<Obj> {
    load_in(th, name, &Obj::NONE)
}

/// Imports one module whose parent (if any) is imported.
fn load_in(th: &mut Thread, name: &str, parent: &Obj) -> R<Obj> {
    if let Some(m) = loaded(th, name)? {
        if !import_lock::any(th) {
            return Ok(m);
        }
        // Perhaps its body is running, in this thread or in another.
        if import_lock::claim(th, name)? == Claim::Mine {
            import_lock::release(th, name);
        }
        // Gone again when its body has failed: then this thread tries.
        if let Some(m) = loaded(th, name)? {
            return Ok(m);
        }
    }
    th.check_native_stack()?;
    if import_lock::claim(th, name)? == Claim::Partial {
        // A circle that is not in `sys.modules` (yet): the import is begun anew, as it would be without threads.
        return find_and_run(th, name, parent);
    }
    let result = match loaded(th, name) {
        Ok(None) => find_and_run(th, name, parent),
        Ok(Some(m)) => Ok(m),
        Err(e) => Err(e),
    };
    import_lock::release(th, name);
    result
}

/// Sets what `importlib` adds to imports: `find(name, path, behind)` asks finders of the program's own, before those of the interpreter or when they
/// have found nothing, and gives a module or `None`; `adopt(name, module)` describes a module before its body is run.
///
/// # Errors
/// `MemoryError`
pub fn set_hooks(th: &mut Thread, find: &Obj, adopt: &Obj) -> R<()> {
    for (field, hook) in th.isolate().import_hooks.iter().zip([find, adopt]) {
        if th.isolate().multi.load(Ordering::Relaxed) {
            crate::refcount::sharing::share(th, hook)?;
        }
        if let Some(h) = hook.header() {
            // Any thread that imports reads the field, without a lock.
            crate::refcount::biased::make_immortal(h);
        }
        drop(field.replace_raw(hook.clone()));
    }
    Ok(())
}

/// One of the hooks, if they are set.
fn hook(th: &Thread, which: usize) -> Option<Obj> {
    let h = th.isolate().import_hooks[which].peek();
    // The object is immortal.
    (!h.is_unbound()).then(|| Obj::from_ref(&h).clone())
}

/// Asks finders of the program's own.
fn find_by_hook(th: &mut Thread, name: &str, path: Option<&[String]>, parent: &Obj, behind: bool) -> R<Option<Obj>> {
    let Some(find) = hook(th, 0) else { return Ok(None) };
    let path = match path {
        Some(p) => {
            let mut all = th.vec(p.len())?;
            for d in p {
                all.push(th.str(d)?);
            }
            th.list(all)?
        }
        None => Obj::NONE,
    };
    let text = th.str(name)?;
    let m = protocol::call(th, &find, &[text, path, Obj::from_bool(behind)])?;
    if m.is_none() {
        return Ok(None);
    }
    if let Some(p) = parent.get::<Module>() {
        let last = th.intern(name.rsplit_once('.').map_or(name, |x| x.1))?;
        p.attributes().set_name(th, &last, &m)?;
    }
    Ok(Some(m))
}

/// Describes a new module, or says that `importlib` will.
fn describe(th: &mut Thread, name: &str, m: &Obj) -> R<()> {
    let Some(adopt) = hook(th, 1) else { return module_stand_in::describe(th, m, name) };
    let name = th.str(name)?;
    protocol::call(th, &adopt, &[name, m.clone()]).map(drop)
}

/// Imports one module that is not in `sys.modules`.
fn find_and_run(th: &mut Thread, name: &str, parent: &Obj) -> R<Obj> {
    let isolate = th.isolate();
    let native = isolate.config.modules.iter().chain(crate::modules::ALL).find(|s| s.name == name).copied();
    if let Some(spec) = native {
        let m = th.native_module(spec)?;
        describe(th, name, &m)?;
        return add_module(th, name, m, parent);
    }
    let mut path: Vec<String> = Vec::new();
    if parent.is_none() {
        let sys = isolate.sys.peek();
        let p = Obj::from_ref(&sys).get::<Module>().and_then(|m| m.attributes().get_name(th.name(names::PATH_ATTR)));
        if let Some(p) = p {
            for d in protocol::collect(th, &p)? {
                th.push(&mut path, String::from(str_object::text(&d)))?;
            }
        }
    } else {
        let p = match parent.get::<Module>() {
            Some(m) => m.attributes().get_name(th.name(names::PATH)),
            None => None,
        };
        let Some(p) = p else {
            let up = name.rsplit_once('.').map_or("", |x| x.0);
            let why = alloc::format!("; '{up}' is not a package");
            return Err(not_found(th, name, Some(&why)));
        };
        for d in protocol::collect(th, &p)? {
            th.push(&mut path, String::from(str_object::text(&d)))?;
        }
    }
    let own_path = (!parent.is_none()).then_some(&path[..]);
    if let Some(m) = find_by_hook(th, name, own_path, parent, false)? {
        return Ok(m);
    }
    let found = match isolate.config.host {
        Some(h) => h.find_module(th, name, &path)?,
        None => None,
    };
    let Some(found) = found else {
        return match find_by_hook(th, name, own_path, parent, true)? {
            Some(m) => Ok(m),
            None => Err(not_found(th, name, None)),
        };
    };
    let m = th.module(name, None)?;
    // SAFETY: just made.
    let d = unsafe { m.get_unchecked::<Module>() }.attributes();
    if !found.file.is_empty() {
        let file = th.str(&found.file)?;
        d.set_name(th, th.name(names::FILE), &file)?;
    }
    let package = match &found.package_path {
        Some(p) => {
            let p = th.str(p)?;
            let list = th.list(alloc::vec![p])?;
            d.set_name(th, th.name(names::PATH), &list)?;
            name
        }
        None => name.rsplit_once('.').map_or("", |x| x.0),
    };
    let package = th.str(package)?;
    d.set_name(th, th.name(names::PACKAGE), &package)?;
    describe(th, name, &m)?;
    let m = add_module(th, name, m, parent)?;
    let running = |on: bool| {
        if let Some(m) = m.get::<Module>() {
            m.initializing.store(on, Ordering::Relaxed);
        }
    };
    running(true);
    let done = run_module(th, &m, &found.unit);
    running(false);
    if let Err(e) = done {
        let key = th.intern(name)?;
        if let Some(all) = modules(th).get::<Dict>() {
            let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
            let gone = all.remove(th, &key);
            drop(gone);
            th.exception = saved;
        }
        return Err(e);
    }
    // The module may have replaced itself.
    Ok(loaded(th, name)?.unwrap_or(m))
}

/// Runs a unit as the body of a module.
pub fn run_module(th: &mut Thread, m: &Obj, unit: &crate::bytecode::unit::CodeUnit) -> R<Obj> {
    let code = th.code(unit)?;
    let Some(module) = m.get::<Module>() else { return Ok(Obj::NONE) };
    let globals = module.payload.dict.clone();
    if let Some(d) = globals.get::<Dict>() {
        let key = th.name(names::BUILTINS);
        if d.get_name(key).is_none() {
            let all = modules(th);
            let b = th.name(names::BUILTINS_MODULE);
            if let Some(b) = all.get::<Dict>().and_then(|d| d.get_name(b)) {
                d.set_name(th, key, &b)?;
            }
        }
    }
    let f = new_function(th, &code, &globals, Obj::UNBOUND)?;
    run_code(th, &f, None)
}

fn add_module(th: &mut Thread, name: &str, m: Obj, parent: &Obj) -> R<Obj> {
    let key = th.intern(name)?;
    let all = modules(th);
    if let Some(d) = all.get::<Dict>() {
        // Two threads that import at once must end with one module.
        let (kept, fresh) = d.set_default(th, &key, &m)?;
        if !fresh {
            return Ok(kept);
        }
    }
    if let Some(h) = m.header() {
        crate::refcount::biased::set_deferred(h);
    }
    if th.isolate().multi.load(crate::prim::Ordering::Relaxed) {
        crate::refcount::sharing::share(th, &m)?;
    }
    if let Some(p) = parent.get::<Module>() {
        let last = name.rsplit_once('.').map_or(name, |x| x.1);
        let last = th.intern(last)?;
        p.attributes().set_name(th, &last, &m)?;
    }
    Ok(m)
}

/// `from module import name`
fn import_from(th: &mut Thread, m: &Obj, name: &Obj) -> R<Obj> {
    if let Some(v) = protocol::get_attr_quiet(th, m, name)? {
        return Ok(v);
    }
    // A submodule that is being imported.
    if let Some(module) = m.get::<Module>() {
        let n = module.name_text(th);
        let full = alloc::format!("{n}.{}", str_object::text(name));
        if let Some(v) = loaded(th, &full)? {
            return Ok(v);
        }
        let text = str_object::text(name);
        let file = module.attributes().get_name(th.name(names::FILE));
        let shown = file.as_ref().filter(|f| f.get::<str_object::Str>().is_some()).map_or("unknown location", |f| str_object::text(f));
        let e = if module.initializing.load(Ordering::Relaxed) {
            let from = module.described(th);
            th.raise(
                Builtin::ImportError,
                format_args!("cannot import name '{text}' from {from} (most likely due to a circular import) ({shown})"),
            )
        } else {
            th.raise(Builtin::ImportError, format_args!("cannot import name '{text}' from '{n}' ({shown})"))
        };
        let n = th.str(&n)?;
        let e = exception::with_member(th, e, 0, n);
        let e = exception::with_member(th, e, 2, name.clone());
        return Err(match file {
            Some(f) => exception::with_member(th, e, 1, f),
            None => e,
        });
    }
    let text = str_object::text(name);
    Err(th.raise(Builtin::ImportError, format_args!("cannot import name '{text}'")))
}

/// `IMPORT_STAR`
///
/// # Safety
/// 1. The running frame's operands.
pub unsafe fn star(th: &mut Thread, base: *mut Value, w: u32) -> R<()> {
    // SAFETY: contract 1.
    unsafe {
        let m = Obj::from_ref(&*base.add(isa::a(w) as usize)).clone();
        let f = th.stack.running;
        let globals = (*f).globals.as_ref().to_obj();
        let to = globals.get_unchecked::<Dict>();
        let all = protocol::get_attr_quiet(th, &m, th.name(names::ALL))?;
        let list = match &all {
            Some(all) => protocol::collect(th, all)?,
            None => {
                let d = protocol::get_attr_name(th, &m, names::DICT)?;
                match d.get::<Dict>() {
                    Some(d) => d.snapshot(th)?.into_iter().map(|(k, _)| k).filter(|k| !str_object::text(k).starts_with('_')).collect(),
                    None => Vec::new(),
                }
            }
        };
        for n in list {
            let v = protocol::get_attr(th, &m, &n)?;
            let n = th.intern_obj(&n)?;
            if th.isolate().multi.load(crate::prim::Ordering::Relaxed) {
                crate::refcount::sharing::share(th, &v)?;
            }
            to.set_name(th, &n, &v)?;
        }
        set(base.add(isa::a(w) as usize), Value::UNBOUND);
        Ok(())
    }
}
