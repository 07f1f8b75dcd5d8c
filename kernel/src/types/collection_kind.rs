//! Whether `match` takes instances of a class for sequences or for mappings: a class is one or the other, or neither, as the first class of its
//! resolution order that has a say says.
//!
//! A class may become a sequence while others derive from it: `Sequence.register`. Either the new class is in its base's list by then, and is
//! changed with it, or it looks at its base after it entered that list, under the list's lock, and sees the change.

use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use super::spec::{MAPPING, SEQUENCE};
use super::type_object::{Type, as_type};
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::{Obj, Object};

const KINDS: u32 = SEQUENCE | MAPPING;

/// A class that `match` has no opinion of yet takes that of the first of its ancestors that has one.
pub(crate) fn inherit(ty: &Object<Type>) {
    if ty.has(KINDS) {
        return;
    }
    // Relaxed: the lock of the list of subclasses orders a change before this, see above.
    let kind = ty.mro().iter().skip(1).map(|t| t.flags.load(Ordering::Relaxed) & KINDS).find(|&k| k != 0);
    ty.flags.fetch_or(kind.unwrap_or(0), Ordering::Relaxed);
}

/// Makes a class of a program a sequence or mapping, with `deep` also all that derive from it. `sequence` and `mapping` are not both true.
pub(crate) fn set(th: &mut Thread, class: &Obj, sequence: bool, mapping: bool, deep: bool) -> R<()> {
    let kind = if sequence { SEQUENCE } else { 0 } | if mapping { MAPPING } else { 0 };
    let mut work = Vec::new();
    th.push(&mut work, class.clone())?;
    while let Some(t) = work.pop() {
        let Some(t) = as_type(&t) else { continue };
        if !t.is_heap() || t.flags.load(Ordering::Relaxed) & KINDS == kind {
            continue;
        }
        // Relaxed: flags publish nothing. Two threads that register a class as both leave one of the two.
        let _ = t.flags.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |f| Some(f & !KINDS | kind));
        if deep {
            t.push_subclasses(&mut work).or_raise(th)?;
        }
    }
    Ok(())
}
