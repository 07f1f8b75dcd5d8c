//! Functions that an embedder brings at run time: native code that has captured something, with a name, a docstring and a module.
//!
//! Programs see what they see of any native function. Unlike those of the kernel's own modules, which are static tables, such a function ends when nobody
//! refers to it any more, and what it has captured ends with it, on the thread that drops it last.

use alloc::boxed::Box;

use super::function_types::call_native;
use super::spec::{GetSet, METHOD, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::types::function_object::BoundMethod;

/// The code of such a function: the thread, and all arguments.
pub type Code = Box<dyn Fn(&mut Thread, &Args<'_>) -> R<Obj> + Send + Sync>;

/// Such a function's payload.
pub struct NativeClosure {
    name: Obj,
    /// Docstring or `None`.
    doc: Obj,
    /// The module's name or `None`.
    module: Obj,
    code: Code,
}

impl core::fmt::Debug for NativeClosure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NativeClosure").field("name", &self.name).finish_non_exhaustive()
    }
}

// SAFETY: BUILTIN is used here alone; the three references are visited once and never change; what the code has captured is `Send` and `Sync`.
unsafe impl Payload for NativeClosure {
    const BUILTIN: Builtin = Builtin::NativeClosure;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.name);
        visit.obj(&self.doc);
        visit.obj(&self.module);
    }
}

fn closure(v: &Obj) -> &Object<NativeClosure> {
    // SAFETY: called through slots and members of the type, which check the receiver.
    unsafe { v.get_unchecked::<NativeClosure>() }
}

impl Thread {
    /// A native function of a name, a docstring or `None`, and a module's name or `None`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn closure(&mut self, name: Obj, doc: Obj, module: Obj, code: Code) -> R<Obj> {
        self.alloc(NativeClosure { name, doc, module, code })
    }
}

static VTABLE: Vtable = Vtable::of::<NativeClosure>();

/// What calls all of them, each as its own receiver.
pub(crate) static CALL: Method = Method::new("", |th, this, args| (closure(this).code)(th, args));

/// `builtin_function_or_method`, of another layout.
pub(super) static SPEC: TypeSpec = TypeSpec {
    flags: WEAK | METHOD,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let name = super::str_object::text(&closure(v).name);
            th.str_fmt(format_args!("<built-in function {name}>"))
        }),
        call: Some(|th, v, args| call_native(th, &CALL, v, args)),
        // In a class it is a method.
        descr_get: Some(|th, v, instance, _| match instance {
            Some(x) => th.alloc(BoundMethod { function: v.clone(), receiver: x.clone() }),
            None => Ok(v.clone()),
        }),
        ..SlotSpec::NONE
    },
    getsets: &[
        GetSet::read("__name__", |_, v| Ok(closure(v).name.clone())),
        GetSet::read("__qualname__", |_, v| Ok(closure(v).name.clone())),
        GetSet::read("__module__", |_, v| Ok(closure(v).module.clone())),
        GetSet::read("__doc__", |_, v| Ok(closure(v).doc.clone())),
    ],
    ..TypeSpec::new(Builtin::NativeClosure, &VTABLE)
};

/// Boxes code, where there is memory for it.
///
/// # Errors
/// `MemoryError`.
pub fn boxed(th: &mut Thread, code: impl Fn(&mut Thread, &Args<'_>) -> R<Obj> + Send + Sync + 'static) -> R<Code> {
    let b: Code = Thread::boxed(code).or_raise(th)?;
    Ok(b)
}
