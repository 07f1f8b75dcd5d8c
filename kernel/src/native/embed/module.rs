//! Native modules, each one declaration.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Attached, Exception, Function, Handle, IntoHandle};
use crate::object::Obj;
use crate::types::dict_object::Dict;

/// What makes the value of a constant.
type Make = Box<dyn for<'i> FnOnce(&mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>>>;

/// A native module as it is declared; [`Attached::add_module`] makes it one that programs import.
///
/// What its functions have captured is `Send` and `Sync`, so they are called by any number of threads at once.
///
/// # Example
/// ```no_run
/// use freewheel_kernel::native::embed::{Function, Module};
///
/// let module = Module::new("limits")
///     .doc("What this host allows.")
///     .constant("MOST", 42)
///     .function(Function::new("allows", |th, args| Ok(args.get::<i64>(th, 0)? <= 42)).parameters(["number"]));
/// # let _ = module;
/// ```
pub struct Module {
    name: String,
    doc: String,
    functions: Vec<Function>,
    constants: Vec<(String, Make)>,
}

impl core::fmt::Debug for Module {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Module").field("name", &self.name).field("functions", &self.functions).finish_non_exhaustive()
    }
}

impl Module {
    /// A module of this name, dotted when it lies in a package.
    pub fn new(name: &str) -> Module {
        Module { name: name.into(), doc: String::new(), functions: Vec::new(), constants: Vec::new() }
    }

    /// Its docstring.
    pub fn doc(mut self, text: &str) -> Module {
        self.doc = text.into();
        self
    }

    /// Adds a function.
    pub fn function(mut self, function: Function) -> Module {
        self.functions.push(function);
        self
    }

    /// Adds a value of this name.
    pub fn constant<T: for<'i> IntoHandle<'i> + 'static>(mut self, name: &str, value: T) -> Module {
        self.constants.push((name.into(), Box::new(move |th| value.into_handle(th))));
        self
    }

    pub(super) fn add_to<'i>(self, th: &mut Attached<'i>) -> Result<Handle<'i>, Exception<'i>> {
        let kernel = th.th();
        let modules = kernel.isolate().modules.peek();
        let modules = Obj::from_ref(&modules).clone();
        let made = kernel.module(&self.name, Some(&self.doc)).and_then(|m| Ok((kernel.intern(&self.name)?, m)));
        let (name, module) = th.done(made)?;
        let module = Handle::new(module);
        for function in self.functions {
            let key = th.th().intern(&function.name);
            let key = th.done(key)?;
            let made = function.make(th, name.clone())?;
            let set = th.th().set_module_attribute(module.obj(), &key, made.obj());
            th.done(set)?;
        }
        for (key, make) in self.constants {
            let value = make(th)?;
            module.set(th, &key, value)?;
        }
        let Some(all) = modules.get::<Dict>() else { return Ok(module) };
        let kept = all.set_default(th.th(), &name, module.obj());
        let (_, is_new) = th.done(kept)?;
        if is_new { Ok(module) } else { Err(th.value_error(format_args!("there is a module '{}' already", self.name))) }
    }
}
