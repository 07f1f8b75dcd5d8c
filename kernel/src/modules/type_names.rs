//! The `_types` module: names of built-in types that have none in the built-in scope.

use crate::object::Builtin;
use crate::types::spec::ModuleSpec;

const NAMES: &[(&str, Builtin)] = &[
    ("AsyncGeneratorType", Builtin::AsyncGenerator),
    ("BuiltinFunctionType", Builtin::NativeFunction),
    ("BuiltinMethodType", Builtin::NativeFunction),
    ("CellType", Builtin::Cell),
    ("ClassMethodDescriptorType", Builtin::ClassMethodDescriptor),
    ("CodeType", Builtin::Code),
    ("CoroutineType", Builtin::Coroutine),
    ("EllipsisType", Builtin::EllipsisType),
    ("FrameType", Builtin::Frame),
    ("FunctionType", Builtin::Function),
    ("GeneratorType", Builtin::Generator),
    ("GenericAlias", Builtin::GenericAlias),
    ("GetSetDescriptorType", Builtin::GetSet),
    ("LambdaType", Builtin::Function),
    ("MappingProxyType", Builtin::MappingProxy),
    ("MemberDescriptorType", Builtin::Member),
    ("MethodDescriptorType", Builtin::MethodDescriptor),
    ("MethodType", Builtin::BoundMethod),
    ("MethodWrapperType", Builtin::MethodWrapper),
    ("ModuleType", Builtin::Module),
    ("NoneType", Builtin::NoneType),
    ("NotImplementedType", Builtin::NotImplementedType),
    ("SimpleNamespace", Builtin::SimpleNamespace),
    ("TracebackType", Builtin::Traceback),
    ("UnionType", Builtin::Union),
    ("WrapperDescriptorType", Builtin::SlotWrapper),
];

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_types",
    doc: "Define names for built-in types.",
    functions: &[],
    init: Some(|th, m| {
        for (name, b) in NAMES {
            let t = th.builtin_type(*b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};
