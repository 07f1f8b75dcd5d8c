//! The `_imports` module: what `importlib` and `_imp` ask of the program.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, text_argument};
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::{bytes_object, protocol};

use crate::library;

fn name<'a>(th: &mut Thread, args: &Args<'a>, function: &str) -> R<&'a str> {
    let [n] = args.exactly::<1>(th, function)?;
    text_argument(th, function, n)
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "_imports",
    doc: "",
    functions: &[
        Method::new("set_hooks", |th, _, args| {
            let [find, adopt] = args.exactly::<2>(th, "set_hooks")?;
            import::set_hooks(th, find, adopt)?;
            Ok(Obj::NONE)
        }),
        // native_module(name): a new module object, or None.
        Method::new("native_module", |th, _, args| {
            let n = name(th, args, "native_module")?;
            let spec = freewheel_kernel::modules::ALL.iter().chain(super::NATIVE).find(|s| s.name == n).copied();
            spec.map_or(Ok(Obj::NONE), |s| th.native_module(s))
        }),
        // source_hash(key, source): eight bytes.
        Method::new("source_hash", |th, _, args| {
            let [key, source] = args.exactly::<2>(th, "source_hash")?;
            let key = protocol::index_i64(th, key, Builtin::OverflowError)?;
            let Some(source) = bytes_object::as_bytes(th, source)? else {
                let t = th.argument_type(source);
                return Err(th.type_error(format_args!("a bytes-like object is required, not '{t}'")));
            };
            let hash = freewheel_kernel::text::hashing::keyed_hash(&source, key as u64);
            bytes_object::new_bytes(th, &hash.to_le_bytes())
        }),
        // library_file(path): its bytes, or None.
        Method::new("library_file", |th, _, args| {
            let p = name(th, args, "library_file")?;
            match library::inside(p).and_then(library::read) {
                Some(b) => bytes_object::new_bytes(th, &b),
                None => Ok(Obj::NONE),
            }
        }),
        // is_library(path): whether it is a folder or file of the library.
        Method::new("is_library", |th, _, args| {
            let p = name(th, args, "is_library")?;
            Ok(Obj::from_bool(library::inside(p).is_some()))
        }),
        // library_module(folder, name): the file and whether it is a package, or None.
        Method::new("library_module", |th, _, args| {
            let [at, n] = args.exactly::<2>(th, "library_module")?;
            let (at, n) = (text_argument(th, "library_module", at)?, text_argument(th, "library_module", n)?);
            let Some((file, package)) = library::inside(at).and_then(|f| library::module(f, n)) else { return Ok(Obj::NONE) };
            let file = th.str(&format!("{}/{file}", library::ROOT))?;
            th.pair(file, Obj::from_bool(package))
        }),
        // library_listing(folder): pairs of a module's name and whether it is a package.
        Method::new("library_listing", |th, _, args| {
            let p = name(th, args, "library_listing")?;
            let mut all = Vec::new();
            for (n, package) in library::inside(p).map(library::listing).unwrap_or_default() {
                let n = th.str(n)?;
                let pair = th.pair(n, Obj::from_bool(package))?;
                th.push(&mut all, pair)?;
            }
            th.list(all)
        }),
    ],
    init: Some(|th, m| {
        let stand_in = th.builtin_type(Builtin::ModuleStandIn);
        th.add_to_module(m, "STAND_IN", stand_in)
    }),
};
