//! `pickle.PickleBuffer`: a mark on a buffer that it may travel beside a pickle instead of inside it.
//!
//! It keeps a view of the object and gives that to whoever asks for the bytes, so the rules of [`super::buffer`] hold for it as they are.

use super::memory_view::{self, MemoryView};
use super::spec::{BASE, Method, SlotSpec, TypeSpec, Vtable, WEAK};
use crate::isolate::Thread;
use crate::native::Signature;
use crate::native::raised::{R, Raised};
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::types::{buffer, protocol};

/// Payload of `PickleBuffer`.
#[derive(Debug)]
pub struct PickleBuffer {
    /// A view of the bytes, or unbound once it is released.
    view: Field,
}

// SAFETY: BUILTIN is used here alone; the one reference is visited once, and lies in an atomic word.
unsafe impl Payload for PickleBuffer {
    const BUILTIN: Builtin = Builtin::PickleBuffer;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.field(&self.view);
    }
    fn clear(&self) {
        drop(self.view.replace_raw(Obj::UNBOUND));
    }
}

fn buffer_of(v: &Obj) -> &Object<PickleBuffer> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and behind tests.
    unsafe { v.get_unchecked::<PickleBuffer>() }
}

#[cold]
fn released(th: &mut Thread) -> Raised {
    th.value_error(format_args!("operation forbidden on released PickleBuffer object"))
}

/// The view that a `PickleBuffer` keeps.
///
/// # Errors
/// `ValueError` once it is released.
pub fn view(th: &mut Thread, v: &Obj) -> R<Obj> {
    let b = buffer_of(v);
    match b.view.get(&b.header) {
        Some(view) => Ok(view),
        None => Err(released(th)),
    }
}

/// `PickleBuffer`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Wrapper for potentially out-of-band buffers",
    flags: WEAK | BASE,
    slots: SlotSpec {
        new: Some(|th, class, args| {
            let [object] = args.bind(th, &Signature::new("PickleBuffer", [""]).positional_only(1))?;
            let object = object.unwrap_or(class);
            if !buffer::has_buffer(object) {
                return Err(buffer::not_bytes_like(th, object));
            }
            let view = memory_view::new_view(th, object)?;
            th.new_payload(class, PickleBuffer { view: Field::new(view) })
        }),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("raw", |th, v, args| {
            args.exactly::<0>(th, "PickleBuffer.raw")?;
            let view = view(th, v)?;
            if view.get::<MemoryView>().is_none_or(|m| !m.is_contiguous() && !m.is_fortran()) {
                return Err(th.raise(Builtin::BufferError, format_args!("cannot extract raw buffer from non-contiguous buffer")));
            }
            let (bytes, format) = (memory_view::new_view(th, &view)?, th.intern("B")?);
            protocol::call_method_text(th, &bytes, "cast", &[format])
        })
        .doc("Return a memoryview of the raw memory underlying this buffer."),
        Method::new("release", |th, v, args| {
            args.exactly::<0>(th, "PickleBuffer.release")?;
            drop(buffer_of(v).view.replace_raw(Obj::UNBOUND));
            Ok(Obj::NONE)
        })
        .doc("Release the underlying buffer held by the PickleBuffer object."),
    ],
    ..TypeSpec::new(Builtin::PickleBuffer, const { &Vtable::of::<PickleBuffer>() })
};
