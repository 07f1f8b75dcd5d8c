//! What pickles need of other modules, looked up once for the isolate.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, R};
use freewheel_kernel::types::{protocol, tuple_object};

/// One of them, by its place in [`NAMES`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// Functions that take instances apart, by class.
    Dispatch,
    /// Numbers of extensions, by module and name.
    Extensions,
    /// Modules and names of extensions, by number.
    Inverted,
    /// Objects of extensions that were looked up, by number.
    Cache,
    /// Names of Python 2 to those of today.
    Names,
    /// Modules of Python 2 to those of today.
    Modules,
    /// Names of today to those of Python 2.
    OldNames,
    /// Modules of today to those of Python 2.
    OldModules,
    Encode,
    Partial,
    GetAttr,
    Int,
    Loaded,
}

/// Modules and attributes, in the order of [`Table`].
const NAMES: [(&str, &str); 13] = [
    ("copyreg", "dispatch_table"),
    ("copyreg", "_extension_registry"),
    ("copyreg", "_inverted_registry"),
    ("copyreg", "_extension_cache"),
    ("_compat_pickle", "NAME_MAPPING"),
    ("_compat_pickle", "IMPORT_MAPPING"),
    ("_compat_pickle", "REVERSE_NAME_MAPPING"),
    ("_compat_pickle", "REVERSE_IMPORT_MAPPING"),
    ("codecs", "encode"),
    ("functools", "partial"),
    ("builtins", "getattr"),
    ("builtins", "int"),
    ("sys", "modules"),
];

/// An attribute of a module, which is imported.
pub(super) fn attribute_of(th: &mut Thread, module: &str, name: &str) -> R<Obj> {
    // With a name to look for, the module itself is given and not its package.
    let module = import::import(th, module, &Obj::NONE, &Obj::TRUE, 0)?;
    let name = th.intern(name)?;
    protocol::get_attr(th, &module, &name)
}

fn make(th: &mut Thread) -> R<Obj> {
    let mut all = th.vec(NAMES.len())?;
    for (module, name) in NAMES {
        all.push(attribute_of(th, module, name)?);
    }
    th.tuple(all)
}

/// All of them, kept by a call that may need several.
#[derive(Debug, Default)]
pub(super) struct Tables(Option<Obj>);

impl Tables {
    /// One of them.
    pub(super) fn get(&mut self, th: &mut Thread, which: Table) -> R<Obj> {
        if self.0.is_none() {
            self.0 = Some(th.hidden("pickle.tables", make)?);
        }
        let all = self.0.as_ref().map_or(&[][..], tuple_object::items);
        Ok(all.get(which as usize).cloned().unwrap_or(Obj::NONE))
    }
}
