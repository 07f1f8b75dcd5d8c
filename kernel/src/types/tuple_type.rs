//! `tuple`: what programs see of it.

use super::spec::{BASE, BinaryOp, CompareOp, MATCH_SELF, Method, SEQUENCE, SlotSpec, TypeSpec, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj};
use crate::text::hashing::TupleHasher;
use crate::types::dict_table::{NESTED, quick_equal_items};
use crate::types::tuple_object::Tuple;
use crate::types::type_object::{Type, as_type};
use crate::types::{iterators, protocol, sequence, slice_object};

static VTABLE: Vtable = Vtable::of::<Tuple>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A sequence that does not change, of what an iterable gives; without one, the empty tuple.",
    flags: BASE | SEQUENCE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(hash),
        iter: Some(iterators::tuple_iterator),
        compare: Some(compare),
        len: Some(|_, v| Ok(items(v).len())),
        getitem: Some(getitem),
        contains: Some(|th, v, x| Ok(find(th, items(v), x, 0, usize::MAX)?.is_some())),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Mul],
    methods: &[
        Method::new("index", index).doc("Where a value comes first, at start or after and before stop; ValueError when it is not there."),
        Method::new("count", count).doc("How many of the items are equal to a value."),
        Method::new("__getnewargs__", |th, this, args| {
            args.exactly::<0>(th, "tuple.__getnewargs__")?;
            let plain = th.tuple_of(items(this))?;
            th.tuple_of(&[plain])
        }),
        Method::class("__class_getitem__", |th, cls, args| {
            let [key] = args.exactly::<1>(th, "tuple.__class_getitem__")?;
            crate::types::generic_alias::subscript(th, cls, key)
        }),
    ],
    ..TypeSpec::new(Builtin::Tuple, &VTABLE)
};

fn items(v: &Obj) -> &[Obj] {
    // SAFETY: called through slots and methods of `tuple`, which check the receiver.
    unsafe { v.get_unchecked::<Tuple>() }.payload.items()
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let heap = as_type(cls).filter(|t| t.is_heap());
    if heap.is_none() || !overrides_init(th, cls) {
        args.no_keywords(th, "tuple")?;
    }
    let positional = Args::new(args.positional());
    let a = positional.between(th, "tuple", 0, 1)?;
    if heap.is_none()
        && let Some(t) = a.first()
        && t.exact::<Tuple>().is_some()
    {
        return Ok(t.clone());
    }
    let list = match a.first() {
        Some(x) => protocol::collect(th, x)?,
        None => alloc::vec::Vec::new(),
    };
    match heap {
        Some(t) => make_as(th, t, list),
        None => th.tuple(list),
    }
}

/// An instance of a tuple class with items.
pub fn make_as(th: &mut Thread, cls: &Object<Type>, items: alloc::vec::Vec<Obj>) -> R<Obj> {
    if cls.is_heap() { Tuple::allocate_for(th, cls, &mut items.into_iter()) } else { th.tuple(items) }
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

/// Whether a class has an `__init__` of its own, which then takes the keywords that the built-in `__new__` would refuse.
pub(crate) fn overrides_init(th: &Thread, cls: &Obj) -> bool {
    let plain = th.isolate().ty(Builtin::Object).slots.init();
    match (as_type(cls).and_then(|t| t.slots.init()), plain) {
        (Some(f), Some(g)) => !core::ptr::fn_addr_eq(f, g),
        _ => false,
    }
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let list = items(v);
    if list.is_empty() {
        return th.str("()");
    }
    sequence::guarded(th, v, "(...)", &mut |th| {
        let mut rest = list.iter();
        let close = if list.len() == 1 { ",)" } else { ")" };
        let text = sequence::repr_items(th, "(", close, &mut |_| Ok(rest.next().cloned()))?;
        th.str(text.as_str())
    })
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let Some(t) = v.get::<Tuple>() else { return Ok(0) };
    if let Some(h) = t.payload.known_hash() {
        return Ok(h);
    }
    th.check_native_stack()?;
    let mut hasher = TupleHasher::new();
    for item in t.payload.items() {
        hasher.add(match protocol::hash_known(item) {
            Some(h) => h,
            None => protocol::hash(th, item)?,
        });
    }
    let h = hasher.finish();
    t.payload.keep_hash(h);
    Ok(h)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, Some(y)) = (items(a), b.get::<Tuple>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let y = y.payload.items();
    if x.len() != y.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    if matches!(op, CompareOp::Eq | CompareOp::Ne)
        && let Some(equal) = quick_equal_items(x, y, NESTED)
    {
        return Ok(Obj::from_bool(equal == (op == CompareOp::Eq)));
    }
    th.check_native_stack()?;
    for (p, q) in x.iter().zip(y) {
        if !sequence::same(th, p, q)? {
            return sequence::by_items(th, op, p, q);
        }
    }
    Ok(sequence::by_length(op, x.len(), y.len()))
}

fn getitem(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    let list = items(v);
    if sequence::is_slice(th, key) {
        let (start, _, step, count) = slice_object::indices(th, key, list.len())?;
        if count == list.len() && step == 1 && v.exact::<Tuple>().is_some() {
            return Ok(v.clone());
        }
        let (from, to) = sequence::covered(start, step, count);
        if step == 1 {
            return th.tuple_of(&list[from..to]);
        }
        let mut picked = th.vec(count)?;
        picked.extend((0..count as i64).map(|i| list[(start + i * step) as usize].clone()));
        return th.tuple(picked);
    }
    match sequence::index(th, key, list.len(), "tuple")? {
        Some(i) => Ok(list[i].clone()),
        None => Err(sequence::out_of_range(th, "tuple")),
    }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Add => {
            let (Some(x), Some(y)) = (a.get::<Tuple>(), b.get::<Tuple>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
            let (left, right) = (x.payload.items(), y.payload.items());
            if right.is_empty() && a.exact::<Tuple>().is_some() {
                return Ok(a.clone());
            }
            if left.is_empty() && b.exact::<Tuple>().is_some() {
                return Ok(b.clone());
            }
            let n = left.len().checked_add(right.len()).or_raise(th)?;
            let mut all = th.vec(n)?;
            all.extend_from_slice(left);
            all.extend_from_slice(right);
            th.tuple(all)
        }
        BinaryOp::Mul => {
            let (t, n) = if a.get::<Tuple>().is_some() { (a, b) } else { (b, a) };
            let Some(n) = sequence::repeat_count(th, n)? else { return Ok(Obj::NOT_IMPLEMENTED) };
            if n == 1 && t.exact::<Tuple>().is_some() {
                return Ok(t.clone());
            }
            th.tuple_repeated(items(t), n)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Place of the first item equal to `x` in `from..to`.
fn find(th: &mut Thread, list: &[Obj], x: &Obj, from: usize, to: usize) -> R<Option<usize>> {
    for (i, item) in list.iter().enumerate().take(to).skip(from) {
        if sequence::same(th, item, x)? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn index(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "index", 1, 3)?;
    let list = items(this);
    let (from, to) = sequence::bounds(th, a.get(1), a.get(2), list.len())?;
    match find(th, list, &a[0], from, to)? {
        Some(i) => th.int(i as i64),
        None => Err(th.value_error(format_args!("tuple.index(x): x not in tuple"))),
    }
}

fn count(th: &mut Thread, this: &Obj, args: &Args<'_>) -> R<Obj> {
    let [x] = args.exactly::<1>(th, "tuple.count")?;
    let mut n = 0;
    for item in items(this) {
        if sequence::same(th, item, x)? {
            n += 1;
        }
    }
    th.int(n)
}
