//! Module objects: a name and a dict.

use crate::isolate::Thread;
use crate::isolate::names;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::{AtomicBool, Ordering};
use crate::types::dict_object::Dict;
use crate::types::module_stand_in::StandIn;
use crate::types::spec::{Method, ModuleSpec};
use crate::types::{protocol, str_object};

/// A module's payload.
#[derive(Debug)]
pub struct Module {
    /// Its attributes, a plain dict.
    pub dict: Obj,
    /// Its body is running: names that it lacks may be a matter of imports in a circle.
    pub initializing: AtomicBool,
    /// The kernel made it, not a call of its type.
    native: bool,
}

// SAFETY: BUILTIN is used here alone; `trace` visits the only reference.
unsafe impl Payload for Module {
    const BUILTIN: Builtin = Builtin::Module;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.dict);
    }
}

impl Module {
    /// Without a body to run, by a call of its type.
    pub fn new(dict: Obj) -> Module {
        Module { dict, initializing: AtomicBool::new(false), native: false }
    }

    /// How messages name it.
    pub fn described(&self, th: &mut Thread) -> alloc::string::String {
        let name = self.name_text(th);
        // Relaxed: only the wording depends on it.
        let partial = if self.initializing.load(Ordering::Relaxed) { "partially initialized " } else { "" };
        alloc::format!("{partial}module '{name}'")
    }

    /// `repr()`: with where it comes from, as far as its `__spec__`, `__file__` and `__loader__` say that.
    pub(super) fn shown(&self, th: &mut Thread) -> R<Obj> {
        let own = |th: &mut Thread, name: &str| -> R<Option<Obj>> {
            let name = th.intern(name)?;
            // What stands for a description is none.
            Ok(self.attributes().get_name(&name).filter(|v| !v.is_none() && v.exact::<StandIn>().is_none()))
        };
        let (mut name, mut loader) = (own(th, "__name__")?, own(th, "__loader__")?);
        let mut file = own(th, "__file__")?;
        if let Some(spec) = own(th, "__spec__")? {
            let of_spec = |th: &mut Thread, name: &str| -> R<Option<Obj>> {
                let found = protocol::get_attr_text(th, &spec, name)?;
                Ok(found.filter(|v| !v.is_none()))
            };
            (name, loader, file) = (of_spec(th, "name")?, of_spec(th, "loader")?, of_spec(th, "origin")?);
            if let Some(origin) = &file {
                let located = match of_spec(th, "has_location")? {
                    Some(v) => protocol::truth(th, &v)?,
                    None => false,
                };
                if !located {
                    let (name, origin) = (shown_name(th, name)?, protocol::str(th, origin)?);
                    return th.str_fmt(format_args!("<module {} ({})>", str_object::text(&name), str_object::text(&origin)));
                }
            }
        }
        let name = shown_name(th, name)?;
        let name = str_object::text(&name);
        if let Some(file) = file {
            let file = protocol::repr(th, &file)?;
            return th.str_fmt(format_args!("<module {name} from {}>", str_object::text(&file)));
        }
        match loader {
            Some(loader) => {
                let loader = protocol::repr(th, &loader)?;
                th.str_fmt(format_args!("<module {name} ({})>", str_object::text(&loader)))
            }
            // As a rule nobody has described it yet.
            None if self.native => th.str_fmt(format_args!("<module {name} (built-in)>")),
            None => th.str_fmt(format_args!("<module {name}>")),
        }
    }

    /// Its attributes.
    #[inline]
    pub fn attributes(&self) -> &Object<Dict> {
        // SAFETY: always a plain dict.
        unsafe { self.dict.get_unchecked::<Dict>() }
    }

    /// Its `__name__`, for messages.
    pub fn name_text(&self, th: &mut Thread) -> alloc::string::String {
        let name = self.attributes().get_name(th.name(names::NAME));
        alloc::string::String::from(name.as_ref().map_or("?", |n| str_object::text(n)))
    }
}

/// A module's name in quotes, or a question mark.
fn shown_name(th: &mut Thread, name: Option<Obj>) -> R<Obj> {
    match name {
        Some(name) => protocol::repr(th, &name),
        None => th.intern("'?'"),
    }
}

impl Thread {
    /// A new module with `__name__`, `__doc__` and the rest.
    pub fn module(&mut self, name: &str, doc: Option<&str>) -> R<Obj> {
        let dict = self.dict()?;
        let m = self.alloc(Module { native: true, ..Module::new(dict) })?;
        // SAFETY: just made.
        let d = unsafe { m.get_unchecked::<Module>() }.attributes();
        let n = self.intern(name)?;
        d.set_name(self, self.name(names::NAME), &n)?;
        let doc = match doc {
            Some(t) if !t.is_empty() => self.str(t)?,
            _ => Obj::NONE,
        };
        d.set_name(self, self.name(names::DOC), &doc)?;
        for k in [names::PACKAGE, names::LOADER, names::SPEC] {
            let v = if k == names::PACKAGE { self.name(names::EMPTY).clone() } else { Obj::NONE };
            d.set_name(self, self.name(k), &v)?;
        }
        Ok(m)
    }

    /// A module `__main__`, of a file if there is one, in its place among all modules.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn main_module(&mut self, file: Option<&str>) -> R<Obj> {
        let m = self.module("__main__", None)?;
        if let Some(f) = file {
            let f = self.str(f)?;
            self.set_module_attribute(&m, self.name(names::FILE), &f)?;
        }
        self.set_module_attribute(&m, self.name(names::PACKAGE), &Obj::NONE)?;
        let modules = self.isolate().modules.peek();
        if let Some(d) = Obj::from_ref(&modules).get::<Dict>() {
            d.set_name(self, self.name(names::MAIN), &m)?;
        }
        Ok(m)
    }

    /// The module `__main__`, if there is one.
    pub fn running_main(&self) -> Option<Obj> {
        let modules = self.isolate().modules.peek();
        Obj::from_ref(&modules).get::<Dict>().and_then(|d| d.get_name(self.name(names::MAIN)))
    }

    /// A module made from its declaration.
    pub fn native_module(&mut self, spec: &'static ModuleSpec) -> R<Obj> {
        let m = self.module(spec.name, Some(spec.doc))?;
        for f in spec.functions {
            self.add_function(&m, f)?;
        }
        if let Some(init) = spec.init {
            init(self, &m)?;
        }
        Ok(m)
    }

    /// Adds a native function to a module.
    pub fn add_function(&mut self, module: &Obj, f: &'static Method) -> R<()> {
        let name = self.intern(f.name)?;
        let module_name = match module.get::<Module>() {
            Some(m) => m.attributes().get_name(self.name(names::NAME)).unwrap_or(Obj::NONE),
            None => Obj::NONE,
        };
        let function =
            self.alloc(crate::types::function_object::NativeFunction { method: f, this: module.clone(), module: module_name })?;
        if let Some(h) = function.header() {
            crate::refcount::biased::set_deferred(h);
        }
        self.set_module_attribute(module, &name, &function)
    }

    /// Sets an attribute of a module.
    pub fn set_module_attribute(&mut self, module: &Obj, name: &Obj, value: &Obj) -> R<()> {
        match module.get::<Module>() {
            Some(m) => m.attributes().set_name(self, name, value),
            None => Ok(()),
        }
    }

    /// Sets an attribute of a module by text.
    pub fn add_to_module(&mut self, module: &Obj, name: &str, value: Obj) -> R<()> {
        let name = self.intern(name)?;
        self.set_module_attribute(module, &name, &value)
    }

    /// An object that a native module keeps for itself, one for the isolate: made when it is asked for first. Threads that ask at the same time are
    /// given the same one.
    pub fn hidden(&mut self, name: &str, make: impl FnOnce(&mut Thread) -> R<Obj>) -> R<Obj> {
        let all = self.isolate().hidden.peek();
        let Some(all) = Obj::from_ref(&all).get::<Dict>() else { return make(self) };
        let key = self.intern(name)?;
        if let Some(found) = all.get_name(&key) {
            return Ok(found);
        }
        let made = make(self)?;
        Ok(all.set_default(self, &key, &made)?.0)
    }
}
