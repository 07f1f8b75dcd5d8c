//! The `_os` module: what `os` needs of the operating system.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{bytes_object, exception, protocol, str_object};

fn path(th: &mut Thread, args: &Args<'_>, name: &str) -> R<String> {
    let [p] = args.exactly::<1>(th, name)?;
    if p.get::<str_object::Str>().is_none() {
        let t = th.type_name(p);
        return Err(th.type_error(format_args!("{name}: path should be string, not {t}")));
    }
    Ok(str_object::text(p).into())
}

/// Raises an error of the operating system.
pub(super) fn os_error(th: &mut Thread, e: &std::io::Error, file: &str) -> freewheel_kernel::native::Raised {
    let errno = e.raw_os_error().unwrap_or(0);
    let text = e.to_string();
    let text = text.split(" (os error").next().unwrap_or("");
    let made = (|| {
        let args = [Obj::from_i31(errno), th.str(text)?, th.str(file)?];
        let class = th.builtin_type(Builtin::OSError);
        // An error that no path belongs to has none.
        protocol::call(th, &class, if file.is_empty() { &args[..2] } else { &args })
    })();
    match made {
        Ok(x) if exception::as_exception(&x).is_some() => th.raise_instance(x),
        Ok(_) => th.raise(Builtin::OSError, format_args!("{text}")),
        Err(r) => r,
    }
}

/// Does something to a path, with the thread detached.
fn changed(th: &mut Thread, args: &Args<'_>, name: &str, f: fn(&str) -> std::io::Result<()>) -> R<Obj> {
    let p = path(th, args, name)?;
    match th.detached(|| f(&p)) {
        Ok(()) => Ok(Obj::NONE),
        Err(e) => Err(os_error(th, &e, &p)),
    }
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_os",
    doc: "",
    functions: &[
        Method::new("_environ", |th, _, _| {
            let out = th.dict()?;
            if let Some(d) = out.get::<Dict>() {
                for (k, v) in std::env::vars_os() {
                    let (k, v) = (th.str(&k.to_string_lossy())?, th.str(&v.to_string_lossy())?);
                    d.set(th, &k, &v)?;
                }
            }
            Ok(out)
        }),
        // The process's own environment is left alone: changing it is not safe while other threads run.
        Method::new("_putenv", |_, _, _| Ok(Obj::NONE)),
        Method::new("_unsetenv", |_, _, _| Ok(Obj::NONE)),
        Method::new("cpu_count", |th, _, _| {
            let n = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            th.int(n as i64)
        }),
        Method::new("getpid", |th, _, _| th.int(i64::from(std::process::id()))),
        Method::new("getcwd", |th, _, _| match std::env::current_dir() {
            Ok(d) => th.str(&d.to_string_lossy()),
            Err(e) => Err(os_error(th, &e, ".")),
        }),
        Method::new("listdir", |th, _, args| {
            let a = args.between(th, "listdir", 0, 1)?;
            let dir = a.first().map_or(".", str_object::text);
            let entries = match std::fs::read_dir(dir) {
                Ok(e) => e,
                Err(e) => return Err(os_error(th, &e, dir)),
            };
            let mut out = Vec::new();
            for e in entries.flatten() {
                let n = th.str(&e.file_name().to_string_lossy())?;
                th.push(&mut out, n)?;
            }
            th.list(out)
        }),
        Method::new("remove", |th, _, a| changed(th, a, "remove", |p| std::fs::remove_file(p))),
        Method::new("unlink", |th, _, a| changed(th, a, "unlink", |p| std::fs::remove_file(p))),
        Method::new("rmdir", |th, _, a| changed(th, a, "rmdir", |p| std::fs::remove_dir(p))),
        Method::new("mkdir", |th, _, a| changed(th, a, "mkdir", |p| std::fs::create_dir(p))),
        Method::new("_exists", |th, _, a| Ok(Obj::from_bool(std::path::Path::new(&path(th, a, "exists")?).exists()))),
        Method::new("_isfile", |th, _, a| Ok(Obj::from_bool(std::path::Path::new(&path(th, a, "isfile")?).is_file()))),
        Method::new("_isdir", |th, _, a| Ok(Obj::from_bool(std::path::Path::new(&path(th, a, "isdir")?).is_dir()))),
        Method::new("urandom", |th, _, args| {
            let [n] = args.exactly::<1>(th, "urandom")?;
            let n = protocol::index_i64(th, n, Builtin::OverflowError)?.clamp(0, 1 << 24) as usize;
            let mut b = vec![0; n];
            th.isolate().platform().entropy(&mut b);
            bytes_object::new_bytes(th, &b)
        }),
    ],
    init: None,
};
