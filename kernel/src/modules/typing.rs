//! The `_typing_support` module: what `_typing` and `_abc`, which are Python, cannot say in Python.

use crate::native::args::text_argument;
use crate::object::{Builtin, Obj};
use crate::types::spec::{MAPPING, Method, ModuleSpec, SEQUENCE};
use crate::types::tuple_object::Tuple;
use crate::types::type_object::as_type;
use crate::types::{class, collection_kind, set_object, tuple_object, weakref};

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "_typing_support",
    doc: "Makes classes look like built-in types.",
    functions: &[
        Method::new("seal", |th, _, args| {
            let [class, module] = args.exactly::<2>(th, "seal")?;
            text_argument(th, "seal", module)?;
            class::seal(th, class, module)?;
            Ok(Obj::NONE)
        }),
        // match_as(class, is_sequence, is_mapping, with_subclasses)
        Method::new("match_as", |th, _, args| {
            let [class, sequence, mapping, deep] = args.exactly::<4>(th, "match_as")?;
            collection_kind::set(th, class, sequence.is(&Obj::TRUE), mapping.is(&Obj::TRUE), deep.is(&Obj::TRUE))?;
            Ok(Obj::NONE)
        }),
        Method::new("matched_as", |th, _, args| {
            let [class] = args.exactly::<1>(th, "matched_as")?;
            let has = |flag| Obj::from_bool(as_type(class).is_some_and(|t| t.has(flag)));
            th.tuple_raw(&[has(SEQUENCE), has(MAPPING)])
        }),
        // recall(yes, (token of no, no), token, class): what sets of weak references to classes know of a class: True, False or, nothing, None
        Method::new("recall", |th, _, args| {
            let [yes, no, token, class] = args.exactly::<4>(th, "recall")?;
            let kind = th.builtin_type(Builtin::Weakref);
            let reference = weakref::new_ref(th, &kind, class, None)?;
            let hash = set_object::hash_element(th, &reference)?;
            let mut holds = |set: &Obj| match set_object::table(set) {
                Some(t) => t.contains_hashed(th, hash, &reference),
                None => Ok(false),
            };
            if holds(yes)? {
                return Ok(Obj::TRUE);
            }
            if no.get::<Tuple>().is_some()
                && let [time, set] = tuple_object::items(no)
                && time.is(token)
                && holds(set)?
            {
                return Ok(Obj::FALSE);
            }
            Ok(Obj::NONE)
        }),
    ],
    init: None,
};
