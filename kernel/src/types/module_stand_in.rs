//! What stands for a module's `__spec__` and `__loader__` until `importlib` describes the module.
//!
//! A module has both as soon as it exists, and few are ever asked for them: `importlib`, whose objects they are, is imported when somebody asks for more
//! than the name, and answers from then on. Once it is there it describes each module itself, and puts its own objects in the places of these.

use super::spec::{SlotSpec, TypeSpec, Vtable};
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::{protocol, str_object};
use alloc::string::String;

/// Payload: of which module, and for which of the two.
#[derive(Debug)]
pub struct StandIn {
    name: String,
    loader: bool,
}

// SAFETY: BUILTIN is used here alone; it holds no reference, and does not change.
unsafe impl Payload for StandIn {
    const BUILTIN: Builtin = Builtin::ModuleStandIn;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotSpec {
        repr: Some(|th, v| match object(th, v)? {
            Some(o) => protocol::repr(th, &o),
            None => th.str("<module not described yet>"),
        }),
        getattr: Some(|th, v, name| {
            if let Some(s) = v.exact::<StandIn>()
                && !s.loader
                && str_object::text(name) == "name"
            {
                return th.str(&s.name).map(Some);
            }
            match object(th, v)? {
                Some(o) => protocol::get_attr_opt(th, &o, name),
                None => Ok(None),
            }
        }),
        setattr: Some(|th, v, name, value| match object(th, v)? {
            Some(o) => protocol::set_attr(th, &o, name, value),
            None => Err(th.raise(Builtin::AttributeError, format_args!("importlib has not described the module yet"))),
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::ModuleStandIn, const { &Vtable::of::<StandIn>() })
};

/// What `importlib` has for it; `None` while that is being imported itself.
fn object(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    let Some(s) = v.exact::<StandIn>() else { return Ok(None) };
    let library = crate::interp::import::import(th, "importlib", &Obj::NONE, &Obj::NONE, 0)?;
    let Some(described) = protocol::get_attr_text(th, &library, "_described")? else { return Ok(None) };
    let name = th.str(&s.name)?;
    let spec = protocol::call(th, &described, &[name])?;
    if s.loader { protocol::get_attr_text(th, &spec, "loader") } else { Ok(Some(spec)) }
}

/// Gives a module that is imported as `name` both of them.
///
/// # Errors
/// `MemoryError`
pub fn describe(th: &mut Thread, module: &Obj, name: &str) -> R<()> {
    for (attribute, loader) in [(names::SPEC, false), (names::LOADER, true)] {
        let mut own = String::new();
        own.try_reserve_exact(name.len()).or_raise(th)?;
        own.push_str(name);
        let object = th.alloc(StandIn { name: own, loader })?;
        th.set_module_attribute(module, th.name(attribute), &object)?;
    }
    Ok(())
}
