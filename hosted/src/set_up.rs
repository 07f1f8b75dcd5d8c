//! What a program finds when it begins: where modules are looked for, what `sys` says of its environment.

use freewheel_kernel::interp::import::import;
use freewheel_kernel::isolate::{Config, Flags, Streams, Thread};
use freewheel_kernel::modules::codecs;
use freewheel_kernel::native::{Builtin, Obj, R, Raised};
use freewheel_kernel::types::{dict_object::Dict, exception, protocol, str_object};

use crate::file_names;
use crate::host::HOST;
use crate::library;

/// What a program finds around it, apart from itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) flags: Flags,
    pub(crate) streams: Streams,
    /// Key of string hashes.
    pub(crate) hash_key: [u8; 16],
    /// `sys.warnoptions`
    pub(crate) warnings: Vec<String>,
    /// Folders to import from, behind the program's own.
    pub(crate) path: Vec<String>,
    /// `-X NAME=VALUE`, as `sys._xoptions` shows them.
    pub(crate) extra: Vec<(String, Option<String>)>,
    /// A global lock is wanted.
    pub(crate) gil: bool,
    /// `faulthandler.enable()` is called, which is told and changes nothing.
    pub(crate) enables_faulthandler: bool,
}

impl Settings {
    /// The isolate of a program with the front-end and the library on board.
    pub(crate) fn config(&self, heap_limit: Option<usize>, argv: Vec<String>) -> Config {
        Config {
            gil: self.gil,
            heap_limit: heap_limit.unwrap_or(usize::MAX / 2),
            hash_key: self.hash_key,
            modules: crate::modules::NATIVE,
            types: crate::modules::TYPES,
            argv,
            flags: self.flags,
            streams: self.streams.clone(),
            host: Some(&*HOST),
        }
    }
}

/// What `sys` says of the command and its environment: where modules are looked for, and the interpreter's own name; and what else is there before a
/// program begins.
pub(crate) fn set_up(th: &mut Thread, settings: &Settings, folder: Option<String>, words: &[String]) -> R<()> {
    let sys = th.isolate().sys.peek();
    let sys = Obj::from_ref(&sys).clone();
    let folder = folder.filter(|_| !settings.flags.safe_path);
    let path = folder.as_deref().into_iter().chain(settings.path.iter().map(String::as_str)).chain([library::ROOT]);
    let native = freewheel_kernel::modules::ALL.iter().chain(crate::modules::NATIVE).map(|m| m.name);
    let native = native.chain(crate::modules::STAND_INS.iter().map(|(n, _)| *n));
    let mut known: Vec<&str> =
        library::top_level().into_iter().chain(native.clone()).chain(crate::modules::LACKING.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    // These two are Python around native modules; `os` looks for one of them.
    let mut built_in: Vec<&str> = native.chain(["_io", "posix"]).collect();
    built_in.sort_unstable();
    let executable = std::env::current_exe().map(file_names::text).unwrap_or_default();
    let path = texts(th, path)?;
    let words = texts(th, words.iter().map(String::as_str))?;
    let warnings = texts(th, settings.warnings.iter().map(String::as_str))?;
    let extra = th.dict()?;
    for (name, value) in &settings.extra {
        let (name, value) = (th.intern(name)?, value.as_ref().map_or(Ok(Obj::TRUE), |v| th.str(v))?);
        if let Some(d) = extra.get::<Dict>() {
            d.set_name(th, &name, &value)?;
        }
    }
    let built_in = texts(th, built_in)?;
    let built_in = th.tuple(built_in)?;
    let known = texts(th, known)?;
    let known = freewheel_kernel::types::set_object::new_frozen(th, known)?;
    let values = [
        ("path", th.list(path)?),
        ("orig_argv", th.list(words)?),
        ("warnoptions", th.list(warnings)?),
        ("_xoptions", extra),
        ("builtin_module_names", built_in),
        ("stdlib_module_names", known),
        ("executable", th.str(&executable)?),
        ("_base_executable", th.str(&executable)?),
        ("_stdlib_dir", th.str(library::ROOT)?),
    ];
    for (name, value) in values {
        let name = th.intern(name)?;
        th.set_module_attribute(&sys, &name, &value)?;
    }
    // As in CPython, where the module `site` does it.
    if settings.flags.no_site == 0 {
        crate::modules::site_native::add(th)?;
    }
    // The rest costs nothing where nobody has asked for it.
    if settings.streams.encoding.is_some() || settings.streams.errors.is_some() {
        check_streams(th, &settings.streams)?;
        import(th, "_io", &Obj::NONE, &Obj::NONE, 0)?;
    }
    if !settings.warnings.is_empty() {
        import(th, "warnings", &Obj::NONE, &Obj::NONE, 0)?;
    }
    if settings.enables_faulthandler {
        let module = import(th, "faulthandler", &Obj::NONE, &Obj::NONE, 0)?;
        protocol::call_method_text(th, &module, "enable", &[])?;
    }
    Ok(())
}

/// Refuses an encoding of the streams that no codec knows: without one nothing could be said, not even that.
fn check_streams(th: &mut Thread, streams: &Streams) -> R<()> {
    let Some(encoding) = &streams.encoding else { return Ok(()) };
    let nothing = th.str("")?;
    match codecs::encode(th, &nothing, encoding, None) {
        Ok(_) => Ok(()),
        Err(e) => {
            let e = th.take(e);
            let why = protocol::str(th, &e)?;
            eprintln!("freewheel: PYTHONIOENCODING: {}", str_object::text(&why));
            Err(system_exit(th, 1))
        }
    }
}

fn texts<'a>(th: &mut Thread, list: impl IntoIterator<Item = &'a str>) -> R<Vec<Obj>> {
    let mut all = Vec::new();
    for t in list {
        let t = th.str(t)?;
        th.push(&mut all, t)?;
    }
    Ok(all)
}

/// Raises `SystemExit` with a code.
pub(crate) fn system_exit(th: &mut Thread, code: i32) -> Raised {
    let made = th.tuple(vec![Obj::from_i31(code)]).and_then(|args| exception::make(th, Builtin::SystemExit, args));
    match made {
        Ok(e) => th.raise_instance(e),
        Err(r) => r,
    }
}
