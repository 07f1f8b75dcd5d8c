//! `_pickle`: objects to pickles and back, all protocols.
//!
//! [`save`] writes into an [`output`], with [`containers`] and [`reduce`] for what is not a number or a text; [`load`] runs the instructions of a pickle, which
//! it takes from an [`input`], on a stack of its own. Neither needs a `Pickler` or `Unpickler`: those keep a [`memo`] between calls, and the hooks of programs.
//! What is written is what CPython's module in C writes, byte for byte, and errors are its errors.

mod containers;
mod exclusive;
mod input;
mod load;
mod load_objects;
mod memo;
mod notes;
mod opcodes;
mod output;
mod pickler;
mod reduce;
mod save;
mod tables;
mod unpickler;

use freewheel_kernel::native::Builtin;
use freewheel_kernel::types::spec::{Method, ModuleSpec, TypeSpec};

/// The native types.
pub(crate) static TYPES: [&TypeSpec; 4] = [&pickler::SPEC, &unpickler::SPEC, &pickler::MEMO, &unpickler::MEMO];

/// The declaration.
pub(crate) static SPEC: ModuleSpec = ModuleSpec {
    name: "_pickle",
    doc: "Optimized C implementation for the Python pickle module.",
    functions: &[
        Method::new("dump", pickler::dump_function).doc("Write a pickled representation of obj to the open file object file."),
        Method::new("dumps", pickler::dumps_function).doc("Return the pickled representation of the object as a bytes object."),
        Method::new("load", unpickler::load_function).doc("Read and return an object from the pickle data stored in a file."),
        Method::new("loads", unpickler::loads_function).doc("Read and return an object from the given pickle data."),
    ],
    init: Some(|th, m| {
        let types = [
            ("PickleError", Builtin::PickleError),
            ("PicklingError", Builtin::PicklingError),
            ("UnpicklingError", Builtin::UnpicklingError),
            ("Pickler", Builtin::Pickler),
            ("Unpickler", Builtin::Unpickler),
            ("PickleBuffer", Builtin::PickleBuffer),
        ];
        for (name, b) in types {
            let t = th.builtin_type(b);
            th.add_to_module(m, name, t)?;
        }
        Ok(())
    }),
};
