//! The `itertools` module.
//!
//! IT1. Threads may share an iterator. What it holds changes by single exchanges, or under the iterator's lock for steps that are counted;
//! the program code that it calls runs outside. So no step is torn, no value of a source is given twice, and which thread gets which is as
//! the threads' order has it.

pub mod arranged;
pub mod counted;
pub mod grouped;
pub mod streams;
pub mod teed;

pub use arranged::{COMBINATIONS, COMBINATIONS_REPEATED, PERMUTATIONS, PRODUCT};
pub use counted::{BATCHED, COUNT, CYCLE, ISLICE, REPEAT};
pub use grouped::{GROUP_BY, GROUPER};
pub use streams::{ACCUMULATE, CHAIN, COMPRESS, DROP_WHILE, FILTER_FALSE, PAIRWISE, STAR_MAP, TAKE_WHILE, ZIP_LONGEST};
pub use teed::{TEE, TEE_DATA};

use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::{Builtin, Field, Header, Obj};
use crate::refcount::{biased, sharing};
use crate::sync::object_lock::Locked;
use crate::types::protocol;
use crate::types::spec::{Method, ModuleSpec};

/// Stores `new` in a field that still holds `expected`; false when another thread was faster.
fn exchange(th: &mut Thread, field: &Field, holder: &Header, expected: &Obj, new: Obj) -> R<bool> {
    if !biased::is_shared(holder) {
        // Program code that ran since `expected` was read may have come by here too.
        if !field.peek().is_same(expected.value()) {
            return Ok(false);
        }
        // SAFETY: the holder is unshared.
        drop(unsafe { field.replace_unshared(new) });
        return Ok(true);
    }
    sharing::barrier(th, holder, &new)?;
    let out = {
        // Writers hold the lock, so that the comparison and the store are one step for them.
        let _lock = Locked::new(holder, &mut th.head);
        if field.peek().is_same(expected.value()) { Ok(field.replace_raw(new)) } else { Err(new) }
    };
    Ok(out.is_ok())
}

/// Stores in a field, whatever it holds.
fn store(th: &mut Thread, field: &Field, holder: &Header, new: Obj) -> R<()> {
    sharing::barrier(th, holder, &new)?;
    let old = if biased::is_shared(holder) {
        let _lock = Locked::new(holder, &mut th.head);
        field.replace_raw(new)
    } else {
        field.replace_raw(new)
    };
    drop(old);
    Ok(())
}

/// Empties a field.
fn empty(th: &mut Thread, field: &Field, holder: &Header) -> R<()> {
    store(th, field, holder, Obj::UNBOUND)
}

/// What `bool(function(x))` says, the function being `None` for `bool(x)`.
fn holds(th: &mut Thread, function: &Obj, x: &Obj) -> R<bool> {
    if function.is_none() {
        return protocol::truth(th, x);
    }
    let r = protocol::call(th, function, core::slice::from_ref(x))?;
    protocol::truth(th, &r)
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[Method::new("tee", teed::tee).doc("So many iterators, each of which gives all that the iterable has left.")],
    init: Some(|th, m| {
        for b in [
            Builtin::Accumulate,
            Builtin::Batched,
            Builtin::Chain,
            Builtin::Combinations,
            Builtin::CombinationsRepeated,
            Builtin::Compress,
            Builtin::Count,
            Builtin::Cycle,
            Builtin::DropWhile,
            Builtin::FilterFalse,
            Builtin::GroupBy,
            Builtin::Grouper,
            Builtin::ISlice,
            Builtin::Pairwise,
            Builtin::Permutations,
            Builtin::Product,
            Builtin::Repeat,
            Builtin::StarMap,
            Builtin::TakeWhile,
            Builtin::Tee,
            Builtin::TeeData,
            Builtin::ZipLongest,
        ] {
            let t = th.builtin_type(b);
            let name = b.name();
            th.add_to_module(m, name.rsplit('.').next().unwrap_or(name), t)?;
        }
        Ok(())
    }),
};
