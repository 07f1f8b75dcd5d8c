//! `groupby`: runs of values that have the same key.

use super::{empty, store};
use crate::isolate::Thread;
use crate::native::Signature;
use crate::native::raised::R;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Field, Obj};
use crate::prim::{AtomicUsize, Ordering};
use crate::types::function_object::payload;
use crate::types::iterators::itself;
use crate::types::protocol;
use crate::types::spec::{BASE, SlotSpec, TypeSpec, Vtable};

payload! {
    /// `groupby`
    GroupBy = GroupBy {
        /// The values.
        iterator: Obj => obj,
        /// What gives a value its key; `None` for the value itself.
        key: Obj => obj,
        /// Key of the group given last, or unbound.
        target: Field => field,
        /// Key of the value taken last, or unbound.
        current_key: Field => field,
        /// The value taken last, or unbound when it was given.
        current: Field => field,
        /// Number of the group given last: only its values are given.
        group: AtomicUsize => none,
    }
}

payload! {
    /// The values of one group.
    Grouper = Grouper {
        /// The `groupby`.
        parent: Obj => obj,
        /// The group's key.
        key: Obj => obj,
        /// The group's number.
        group: usize => none,
    }
}

fn group_by(v: &Obj) -> &Object<GroupBy> {
    // SAFETY: called through slots of the type, which check the receiver, or with the parent of a group.
    unsafe { v.get_unchecked() }
}

fn grouper(v: &Obj) -> &Object<Grouper> {
    // SAFETY: called through slots of the type, which check the receiver.
    unsafe { v.get_unchecked() }
}

/// Takes the next value and its key; false at the end.
fn step(th: &mut Thread, g: &Object<GroupBy>) -> R<bool> {
    let Some(x) = protocol::next(th, &g.iterator)? else { return Ok(false) };
    let key = if g.key.is_none() { x.clone() } else { protocol::call(th, &g.key, core::slice::from_ref(&x))? };
    store(th, &g.current, &g.header, x)?;
    store(th, &g.current_key, &g.header, key)?;
    Ok(true)
}

/// `itertools.groupby`
pub static GROUP_BY: TypeSpec = TypeSpec {
    doc: "Pairs of a key and an iterator over the items that have it, for each run of items with equal keys; key is a function, or None for the items themselves.",
    flags: BASE,
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let g = group_by(v);
            let group = g.group.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            // On to the first value after the group given last.
            let key = loop {
                if let Some(key) = g.current_key.get(&g.header) {
                    match g.target.get(&g.header) {
                        None => break key,
                        Some(target) => {
                            if !protocol::equal(th, &target, &key)? {
                                break key;
                            }
                        }
                    }
                }
                if !step(th, g)? {
                    return Ok(None);
                }
            };
            store(th, &g.target, &g.header, key.clone())?;
            let values = th.alloc(Grouper { parent: v.clone(), key: key.clone(), group })?;
            th.pair(key, values).map(Some)
        }),
        new: Some(|th, cls, args| {
            let signature = Signature::new("groupby", ["iterable", "key"]).required(1);
            let [iterable, key] = args.bind(th, &signature)?;
            let iterator = protocol::iter(th, iterable.unwrap_or(&Obj::NONE))?;
            th.new_payload(
                cls,
                GroupBy {
                    iterator,
                    key: key.cloned().unwrap_or(Obj::NONE),
                    target: Field::empty(),
                    current_key: Field::empty(),
                    current: Field::empty(),
                    group: AtomicUsize::new(0),
                },
            )
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::GroupBy, const { &Vtable::of::<GroupBy>() })
};

/// `itertools._grouper`
pub static GROUPER: TypeSpec = TypeSpec {
    slots: SlotSpec {
        iter: Some(itself),
        next: Some(|th, v| {
            let it = grouper(v);
            let g = group_by(&it.parent);
            if g.group.load(Ordering::Relaxed) != it.group {
                return Ok(None);
            }
            if g.current.peek().is_unbound() && !step(th, g)? {
                return Ok(None);
            }
            let Some(key) = g.current_key.get(&g.header) else { return Ok(None) };
            if !protocol::equal(th, &it.key, &key)? {
                return Ok(None);
            }
            let x = g.current.replace_raw(Obj::UNBOUND);
            if x.is_unbound() {
                return Ok(None);
            }
            empty(th, &g.current_key, &g.header)?;
            Ok(Some(x))
        }),
        ..SlotSpec::NONE
    },
    ..TypeSpec::new(Builtin::Grouper, const { &Vtable::of::<Grouper>() })
};
