//! Functions, bound methods, native functions and descriptors, cells, modules' code.

use crate::bytecode::code_object::Code;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::AtomicBool;
use crate::types::spec::{GetSet, Method, TypeSpec};

macro_rules! payload {
    ($(#[$doc:meta])* $name:ident = $builtin:ident { $($(#[$fd:meta])* $vis:vis $field:ident: $ty:ty => $how:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name { $($(#[$fd])* $vis $field: $ty,)* }

        // SAFETY: the built-in type is used by this payload alone; every reference is visited once; mutable parts are atomic words.
        unsafe impl Payload for $name {
            const BUILTIN: Builtin = Builtin::$builtin;
            const KIND: $crate::heap::Kind = $crate::heap::Kind::Container;
            #[allow(unused_variables, reason = "some payloads hold no references")]
            fn trace(&self, visit: &mut dyn Trace) {
                $(payload!(@trace self visit $field $how);)*
            }
            fn clear(&self) {
                $(payload!(@clear self $field $how);)*
            }
            #[allow(unused_unsafe, unused_variables, reason = "some payloads hold nothing")]
            #[inline(always)]
            unsafe fn end(this: *mut Self, _: &mut $crate::isolate::Thread) {
                // SAFETY: nobody reaches the payload, whose members end one by one, in the order in which they would be dropped.
                unsafe { $(payload!(@end this $field $how);)* }
            }
        }
    };
    (@trace $s:ident $v:ident $f:ident field) => { $v.field(&$s.$f); };
    (@trace $s:ident $v:ident $f:ident obj) => { $v.obj(&$s.$f); };
    (@trace $s:ident $v:ident $f:ident list) => { for o in &$s.$f { $v.obj(o); } };
    (@trace $s:ident $v:ident $f:ident none) => {};
    (@end $t:ident $f:ident field) => { $crate::object::obj::release_value((*$t).$f.peek()); };
    (@end $t:ident $f:ident obj) => { $crate::object::obj::release_value((*$t).$f.value()); };
    (@end $t:ident $f:ident $other:ident) => { core::ptr::drop_in_place(&raw mut (*$t).$f); };
    (@clear $s:ident $f:ident field) => { drop($s.$f.replace_raw(Obj::UNBOUND)); };
    (@clear $s:ident $f:ident $other:ident) => {};
}

pub(crate) use payload;

payload! {
    /// A function written in bytecode.
    Function = Function {
        /// Its code, which is immortal: [`Function::code`].
        pub code: Field => field,
        /// Globals, a dict.
        pub globals: Obj => obj,
        /// Tuple of cells, or unbound.
        pub closure: Obj => obj,
        /// Tuple of defaults, or unbound.
        pub defaults: Field => field,
        /// Dict of keyword-only defaults, or unbound.
        pub kwdefaults: Field => field,
        /// `__name__`
        pub name: Field => field,
        /// `__qualname__`
        pub qualname: Field => field,
        /// `__doc__`, or unbound for the code's docstring.
        pub doc: Field => field,
        /// `__module__`, or unbound.
        pub module: Field => field,
        /// `__annotate__`, or unbound.
        pub annotate: Field => field,
        /// `__annotations__` once computed or assigned, or unbound.
        pub annotations: Field => field,
        /// What few functions have, as a tuple: the namespace of its builtins, as its globals named it when it was made, or `None` for the
        /// isolate's; `__type_params__`, or `None`. Or unbound.
        pub rare: Field => field,
    }
}

impl Function {
    /// Its code at the moment. Programs may give it another, with as many free variables: who uses it for more than one thing loads it once.
    #[inline(always)]
    pub fn code(&self) -> &Object<Code> {
        // SAFETY: never anything but a code object, which is immortal.
        unsafe { &*self.code.peek().pointer_unchecked().cast::<Object<Code>>() }
    }
}

payload! {
    /// A function bound to its first argument.
    BoundMethod = BoundMethod {
        /// The function.
        pub function: Obj => obj,
        /// `self`
        pub receiver: Obj => obj,
    }
}

payload! {
    /// A native function: of a module, or a method of an object bound to it.
    NativeFunction = NativeFunction {
        /// Its declaration.
        pub method: &'static Method => none,
        /// What it gets as `this`.
        pub this: Obj => obj,
        /// Module's name, or `None`.
        pub module: Obj => obj,
    }
}

payload! {
    /// A method of a built-in type, not bound.
    MethodDescriptor = MethodDescriptor {
        /// Its declaration.
        pub method: &'static Method => none,
        /// Shape of the type's own instances.
        pub shape: u32 => none,
        /// The type.
        pub owner: Obj => obj,
    }
}

payload! {
    /// A class method of a built-in type, not bound.
    ClassMethodDescriptor = ClassMethodDescriptor {
        /// Its declaration.
        pub method: &'static Method => none,
        /// The type.
        pub owner: Obj => obj,
    }
}

payload! {
    /// A dunder of a built-in type made from a slot.
    SlotWrapper = SlotWrapper {
        /// Which dunder.
        pub dunder: crate::types::dunder::Dunder => none,
        /// The declaration whose slot it calls.
        pub spec: &'static TypeSpec => none,
        /// The type.
        pub owner: Obj => obj,
    }
}

payload! {
    /// A slot wrapper bound to an object.
    MethodWrapper = MethodWrapper {
        /// The wrapper.
        pub wrapper: Obj => obj,
        /// `self`
        pub receiver: Obj => obj,
    }
}

payload! {
    /// A computed attribute.
    GetSetDescriptor = GetSet {
        /// Its declaration.
        pub getset: &'static GetSet => none,
        /// The type.
        pub owner: Obj => obj,
    }
}

payload! {
    /// A slot of `__slots__`.
    Member = Member {
        /// Its name.
        pub name: Obj => obj,
        /// The type.
        pub owner: Obj => obj,
        /// Index among the fixed slots.
        pub index: usize => none,
    }
}

payload! {
    /// A variable shared by closures.
    Cell = Cell {
        /// Its value, or unbound.
        pub value: Field => field,
    }
}

payload! {
    /// `staticmethod`
    StaticMethod = StaticMethod {
        /// The function.
        pub function: Field => field,
    }
}

payload! {
    /// `classmethod`
    ClassMethod = ClassMethod {
        /// The function.
        pub function: Field => field,
    }
}

payload! {
    /// `property`
    Property = Property {
        /// Getter, or unbound.
        pub get: Field => field,
        /// Setter, or unbound.
        pub set: Field => field,
        /// Deleter, or unbound.
        pub delete: Field => field,
        /// Docstring, or unbound.
        pub doc: Field => field,
        /// Whether the docstring is the getter's.
        pub getter_doc: AtomicBool => none,
        /// Name, once known.
        pub name: Field => field,
    }
}

payload! {
    /// `super`
    Super = Super {
        /// The class after which to look.
        pub class: Obj => obj,
        /// The object or class looked up on; unbound when there is none.
        pub object: Obj => obj,
        /// The type whose resolution order is searched.
        pub object_type: Obj => obj,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::payload::Object;

    #[test]
    fn a_function_takes_a_block_of_112_bytes() {
        // Sizes of blocks are multiples of 16: a word more would cost two, in every closure.
        assert!(size_of::<Object<Function>>() <= 112, "{}", size_of::<Object<Function>>());
    }
}
