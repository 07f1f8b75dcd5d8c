//! `tuple`

use super::iterators;
use super::sequence::{self, compare_items};
use super::slice_object::{self, Slice};
use super::spec::{BASE, BinaryOp, MATCH_SELF, Method, SEQUENCE, SlotSpec, TypeSpec, Vtable};
use super::tuple_object::Tuple;
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::text::hashing;
use crate::types::protocol;
use crate::types::type_object::{Type, as_type};

fn tuple(v: &Obj) -> &Object<Tuple> {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<Tuple>() }
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let items = tuple(v).items();
    if key.exact::<Slice>().is_some() {
        let (start, _, step, count) = slice_object::indices(th, key, items.len())?;
        if count == items.len() && step == 1 && v.exact::<Tuple>().is_some() {
            return Ok(v.clone());
        }
        let mut out = th.vec(count)?;
        for k in 0..count as i64 {
            out.push(items[(start + k * step) as usize].clone());
        }
        return th.tuple(out);
    }
    match sequence::index(th, key, items.len(), "tuple")? {
        Some(i) => Ok(items[i].clone()),
        None => Err(th.raise(Builtin::IndexError, format_args!("tuple index out of range"))),
    }
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let items = tuple(v).items();
    if items.is_empty() {
        return th.str("()");
    }
    if !protocol::repr_enter(th, v)? {
        return th.str("(...)");
    }
    let r = sequence::repr_items(th, items, "(", if items.len() == 1 { ",)" } else { ")" });
    protocol::repr_leave(th);
    r
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    th.check_native_stack()?;
    let items = tuple(v).items();
    let mut hashes = th.vec(items.len())?;
    for x in items {
        hashes.push(protocol::hash(th, x)?);
    }
    Ok(hashing::hash_tuple(hashes))
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (a.get::<Tuple>(), b.get::<Tuple>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let mut out = th.vec(x.items().len() + y.items().len())?;
            out.extend(x.items().iter().chain(y.items()).cloned());
            th.tuple(out)
        }
        BinaryOp::Mul => {
            let (t, n) = if a.get::<Tuple>().is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            let out = sequence::repeat(th, tuple(t).items(), n)?;
            th.tuple(out)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// An instance of a tuple class with items.
pub fn make_as(th: &mut Thread, cls: &Object<Type>, items: alloc::vec::Vec<Obj>) -> R<Obj> {
    if !cls.is_heap() {
        return th.tuple(items);
    }
    let fixed = cls.instance_size();
    let made = Tuple::allocate_as(th, cls.root_shape.load(Ordering::Relaxed), fixed, &mut items.into_iter())?;
    init_fields(&made, cls);
    Ok(made)
}

/// Writes the own fields of an instance that was allocated bare.
pub(crate) fn init_fields(made: &Obj, cls: &Type) {
    // SAFETY: the block has room for the type's fields; nobody else sees the object yet.
    unsafe {
        let fields = made.value().pointer_unchecked().cast::<u8>().add(cls.extra_offset as usize).cast::<Field>();
        for i in 0..cls.extra_count() {
            fields.add(i).write(Field::empty());
        }
    }
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    args.no_keywords(th, "tuple")?;
    let a = args.between(th, "tuple", 0, 1)?;
    let c = as_type(cls).or_raise(th)?;
    let items = match a.first() {
        Some(x) if x.exact::<Tuple>().is_some() && !c.is_heap() => return Ok(x.clone()),
        Some(x) => protocol::collect(th, x)?,
        None => alloc::vec::Vec::new(),
    };
    make_as(th, c, items)
}

static VTABLE: Vtable = Vtable::of::<Tuple>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    flags: BASE | SEQUENCE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(|th, op, a, b| {
            let (Some(x), Some(y)) = (a.get::<Tuple>(), b.get::<Tuple>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            compare_items(th, op, x.items(), y.items())
        }),
        len: Some(|_, v| Ok(tuple(v).items().len())),
        getitem: Some(getitem),
        contains: Some(|th, v, x| {
            for y in tuple(v).items() {
                if protocol::equal(th, y, x)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }),
        iter: Some(iterators::tuple_iterator),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("index", |th, v, args| {
            let a = args.between(th, "index", 1, 3)?;
            let items = tuple(v).items();
            let (start, stop) = sequence::bounds(th, a.get(1), a.get(2), items.len())?;
            for (i, y) in items.iter().enumerate().take(stop).skip(start) {
                if protocol::equal(th, y, &a[0])? {
                    return th.int(i as i64);
                }
            }
            Err(th.value_error(format_args!("tuple.index(x): x not in tuple")))
        }),
        Method::new("count", |th, v, args| {
            let [x] = args.exactly::<1>(th, "tuple.count")?;
            let mut n = 0;
            for y in tuple(v).items() {
                n += i64::from(protocol::equal(th, y, x)?);
            }
            th.int(n)
        }),
        Method::new("__getnewargs__", |th, v, _| {
            let t = th.tuple_of(tuple(v).items())?;
            th.tuple_of(&[t])
        }),
        Method::class("__class_getitem__", |_, cls, _| Ok(cls.clone())),
    ],
    ..TypeSpec::new(Builtin::Tuple, &VTABLE)
};
