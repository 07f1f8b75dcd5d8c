//! Notes on exceptions that say what was being written, and exceptions that take the place of others.

use std::fmt::Arguments;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Raised};
use freewheel_kernel::types::{protocol, str_object};

/// Adds a note to an exception that is under way. What goes wrong with that is not told: the exception matters more.
#[cold]
fn noted(th: &mut Thread, e: Raised, note: Arguments<'_>) -> Raised {
    let exception = th.take(e);
    let added = th.str_fmt(note).and_then(|note| protocol::call_method_text(th, &exception, "add_note", &[note]));
    if let Err(second) = added {
        drop(th.take(second));
    }
    th.reraise(exception)
}

/// `when serializing X what`
#[cold]
#[inline(never)]
pub(super) fn part(th: &mut Thread, e: Raised, of: &Obj, what: &str) -> Raised {
    let t = protocol::shown_type(th, of);
    noted(th, e, format_args!("when serializing {t} {what}"))
}

/// `when serializing X item i`
#[cold]
#[inline(never)]
pub(super) fn item(th: &mut Thread, e: Raised, of: &Obj, i: usize) -> Raised {
    let t = protocol::shown_type(th, of);
    noted(th, e, format_args!("when serializing {t} item {i}"))
}

/// `when serializing X item key`
#[cold]
#[inline(never)]
pub(super) fn key(th: &mut Thread, e: Raised, of: &Obj, key: &Obj) -> Raised {
    let t = protocol::shown_type(th, of);
    let exception = th.take(e);
    match protocol::repr(th, key) {
        Ok(shown) => {
            let e = th.reraise(exception);
            noted(th, e, format_args!("when serializing {t} item {}", str_object::text(&shown)))
        }
        Err(second) => {
            drop(th.take(second));
            th.reraise(exception)
        }
    }
}

/// Raises an exception in whose context another one, `before`, is shown.
#[cold]
#[inline(never)]
pub(super) fn after(th: &mut Thread, before: Obj, class: Builtin, text: Arguments<'_>) -> Raised {
    let handled = core::mem::replace(&mut th.handled, before);
    let e = th.raise(class, text);
    th.handled = handled;
    e
}
