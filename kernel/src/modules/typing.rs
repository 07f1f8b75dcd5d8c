//! The `_typing_support` module: what `_typing` and `_abc`, which are Python, cannot say in Python.

use crate::isolate::{Thread, names};
use crate::native::args::text_argument;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::types::list_object::List;
use crate::types::spec::{MAPPING, Method, ModuleSpec, SEQUENCE};
use crate::types::type_object::as_type;
use crate::types::{class, collection_kind, int_object, protocol, set_object, tuple_object, weakref};

/// What `abc.get_cache_token()` gives: it differs after each registration.
fn token(th: &Thread) -> i64 {
    // Acquire: pairs with the Release where it is advanced, before which the class was registered.
    i64::from(th.isolate().abc_registrations.load(Ordering::Acquire))
}

/// Whether a class is a subclass, as far as an abstract class's `_abc_impl` knows: the tuple of registered classes, of those that are subclasses, and of a
/// list of a pair, a token and those that were none at its time; all sets of weak references.
fn recall(th: &mut Thread, data: &Obj, class: &Obj) -> R<Option<bool>> {
    let data = tuple_object::items(data);
    let [_, yes, no] = data else { return Err(th.type_error(format_args!("_abc_impl is set to a wrong type"))) };
    let kind = th.builtin_type(Builtin::Weakref);
    let reference = weakref::new_ref(th, &kind, class, None)?;
    let hash = set_object::hash_element(th, &reference)?;
    let holds = |th: &mut Thread, set: &Obj| match set_object::table(set) {
        Some(t) => t.contains_hashed(th, hash, &reference),
        None => Ok(false),
    };
    if holds(th, yes)? {
        return Ok(Some(true));
    }
    let Some(no) = no.get::<List>().and_then(|l| l.item(0)) else { return Ok(None) };
    if let [time, set] = tuple_object::items(&no)
        && int_object::to_i64(time) == Some(token(th))
        && holds(th, set)?
    {
        return Ok(Some(false));
    }
    Ok(None)
}

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
        // abc_token(): differs after each registration
        Method::new("abc_token", |th, _, args| {
            args.exactly::<0>(th, "get_cache_token")?;
            let token = token(th);
            th.int(token)
        }),
        Method::new("advance_abc_token", |th, _, args| {
            args.exactly::<0>(th, "advance_abc_token")?;
            // Release: see `token`.
            th.isolate().abc_registrations.fetch_add(1, Ordering::Release);
            Ok(Obj::NONE)
        }),
        // recall(data, class): what a class's data know of another: True, False or, nothing, None
        Method::new("recall", |th, _, args| {
            let [data, class] = args.exactly::<2>(th, "recall")?;
            Ok(recall(th, data, class)?.map_or(Obj::NONE, Obj::from_bool))
        }),
        Method::new("_abc_instancecheck", |th, _, args| {
            let [class, instance] = args.exactly::<2>(th, "_abc_instancecheck")?;
            let said = protocol::get_attr_name(th, instance, names::CLASS)?;
            let data = protocol::get_attr_name(th, class, names::ABC_IMPL)?;
            let known = recall(th, &data, &said)?;
            let kind = th.type_of(instance).to_obj();
            match known {
                Some(true) => return Ok(Obj::TRUE),
                Some(false) if kind.is(&said) => return Ok(Obj::FALSE),
                _ => {}
            }
            let check = th.name(names::SUBCLASSCHECK);
            let found = protocol::call_method(th, class, check, core::slice::from_ref(&said))?;
            if kind.is(&said) || protocol::truth(th, &found)? {
                return Ok(found);
            }
            protocol::call_method(th, class, check, core::slice::from_ref(&kind))
        }),
    ],
    init: None,
};
