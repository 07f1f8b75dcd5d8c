//! The operations every object has: what operators, built-in functions and native code call.

use alloc::vec::Vec;

use super::spec::CompareOp;
use crate::isolate::Thread;
use crate::isolate::names::{self, Name};
use crate::native::Args;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj, Value};
use crate::text::hashing;
use crate::types::attribute;
use crate::types::generic_alias;
use crate::types::iterators::ListIter;
use crate::types::str_object::{self, Str};
use crate::types::tuple_object;
use crate::types::type_object::{Type, as_type};

pub use super::class_protocol::{exception_from, exception_matches, is_instance, is_subclass};
pub(crate) use super::number_protocol::is_number;
pub use super::number_protocol::{
    binary, binary_or_not_implemented, index, index_c_int, index_clamped, index_i64, index_size, inplace, to_f64, unary, unary_opt,
};

// ---- attributes ----

/// `object.name`, or `None` when there is no such attribute.
#[inline]
pub fn get_attr_opt(th: &mut Thread, object: &Obj, name: &Obj) -> R<Option<Obj>> {
    // An attribute may be that of what is wrapped, and so on.
    th.check_native_stack()?;
    match th.type_of(object).slots.getattr() {
        Some(f) => f(th, object, name),
        None => attribute::get(th, object, name),
    }
}

/// [`get_attr_opt`] where an `AttributeError` that program code raises means the same as no attribute.
pub fn get_attr_quiet(th: &mut Thread, object: &Obj, name: &Obj) -> R<Option<Obj>> {
    match get_attr_opt(th, object, name) {
        Err(e) => th.take_if(e, Builtin::AttributeError).map(|_| None),
        found => found,
    }
}

/// `object.name`
#[inline]
pub fn get_attr(th: &mut Thread, object: &Obj, name: &Obj) -> R<Obj> {
    match get_attr_opt(th, object, name)? {
        Some(v) => Ok(v),
        None => Err(attribute::no_attribute(th, object, name)),
    }
}

/// [`get_attr`] by well-known name.
pub fn get_attr_name(th: &mut Thread, object: &Obj, name: Name) -> R<Obj> {
    get_attr(th, object, th.name(name))
}

/// [`get_attr_opt`] by text.
pub fn get_attr_text(th: &mut Thread, object: &Obj, name: &str) -> R<Option<Obj>> {
    let name = th.intern(name)?;
    get_attr_opt(th, object, &name)
}

/// `object.name = value`, or `del object.name` without a value.
#[inline]
pub fn set_attr(th: &mut Thread, object: &Obj, name: &Obj, value: Option<&Obj>) -> R<()> {
    match th.type_of(object).slots.setattr() {
        Some(f) => f(th, object, name, value),
        None => attribute::set(th, object, name, value),
    }
}

/// The type's attribute bound to the object, as operators look dunders up (not in the instance).
pub fn lookup_special(th: &mut Thread, object: &Obj, name: Name) -> R<Option<Obj>> {
    let ty = th.type_of(object);
    let Some(f) = ty.lookup(th.name(name)) else { return Ok(None) };
    match th.type_of(&f).slots.descr_get() {
        Some(get) => get(th, &f, Some(object), &ty.to_obj()).map(Some),
        None => Ok(Some(f)),
    }
}

/// Calls a dunder of the object's type, or gives `None` when the type has none.
pub fn call_special(th: &mut Thread, object: &Obj, name: Name, args: &[&Obj]) -> R<Option<Obj>> {
    let Some(f) = th.type_of(object).lookup(th.name(name)) else { return Ok(None) };
    call_found(th, &f, object, args).map(Some)
}

/// Calls what a lookup in the type of `object` found, bound to it; no bound method is made for a function.
pub fn call_found(th: &mut Thread, f: &Obj, object: &Obj, args: &[&Obj]) -> R<Obj> {
    let ft = th.type_of(f);
    if args.len() <= 4 {
        let mut words = [Value::NONE; 5];
        words[0] = object.value();
        for (w, a) in words[1..].iter_mut().zip(args) {
            *w = a.value();
        }
        if ft.has(super::spec::METHOD) {
            return call(th, f, Obj::from_slice(&words[..1 + args.len()]));
        }
        let bound = bind(th, f, object)?;
        return call(th, &bound, Obj::from_slice(&words[1..1 + args.len()]));
    }
    let bound = bind(th, f, object)?;
    let list: Vec<Value> = args.iter().map(|a| a.value()).collect();
    call(th, &bound, Obj::from_slice(&list))
}

/// [`call_found`] with one argument.
#[inline(always)]
pub(crate) fn call_found_with(th: &mut Thread, f: &Obj, object: &Obj, arg: &Obj) -> R<Obj> {
    let ft = th.type_of(f);
    match ft.slots.call() {
        Some(call) if ft.has(super::spec::METHOD) => call(th, f, &Args::new(Obj::from_slice(&[object.value(), arg.value()]))),
        _ => call_found(th, f, object, &[arg]),
    }
}

fn bind(th: &mut Thread, f: &Obj, object: &Obj) -> R<Obj> {
    match th.type_of(f).slots.descr_get() {
        Some(get) => {
            let ty = th.type_of(object).to_obj();
            get(th, f, Some(object), &ty)
        }
        None => Ok(f.clone()),
    }
}

/// Calls `object.name(args…)`.
pub fn call_method(th: &mut Thread, object: &Obj, name: &Obj, args: &[Obj]) -> R<Obj> {
    call_method_args(th, object, name, &Args::new(args))
}

/// Calls `object.name(*args, **keywords)`. Of a function in the class no bound method is made.
pub fn call_method_args(th: &mut Thread, object: &Obj, name: &Obj, args: &Args<'_>) -> R<Obj> {
    /// Arguments for which there is room on the stack.
    const FEW: usize = 4;
    let ty = th.type_of(object);
    let n = args.all.len();
    if n <= FEW
        && attribute::is_plain(ty)
        && let Some(f) = ty.lookup(name)
        && th.type_of(&f).has(super::spec::METHOD)
        && attribute::own(th, object, ty, name)?.is_none()
    {
        let mut words = [Value::NONE; FEW + 1];
        words[0] = object.value();
        for (w, a) in words[1..].iter_mut().zip(args.all) {
            *w = a.value();
        }
        return call_args(th, &f, &Args { all: Obj::from_slice(&words[..=n]), names: args.names });
    }
    let f = get_attr(th, object, name)?;
    call_args(th, &f, args)
}

/// [`call_method`] by text.
pub fn call_method_text(th: &mut Thread, object: &Obj, name: &str, args: &[Obj]) -> R<Obj> {
    let name = th.intern(name)?;
    call_method(th, object, &name, args)
}

// ---- calls ----

/// `f(args…)`
#[inline]
pub fn call(th: &mut Thread, f: &Obj, args: &[Obj]) -> R<Obj> {
    call_args(th, f, &Args::new(args))
}

/// `f(*args, **keywords)` as an [`Args`].
#[inline]
pub fn call_args(th: &mut Thread, f: &Obj, args: &Args<'_>) -> R<Obj> {
    // A class's `__call__` may be one of its own instances, and so on for ever.
    th.check_native_stack()?;
    match th.type_of(f).slots.call() {
        Some(c) => c(th, f, args),
        None => Err(not_callable(th, f)),
    }
}

/// `TypeError: 'x' object is not callable`
#[cold]
pub fn not_callable(th: &mut Thread, f: &Obj) -> Raised {
    let t = th.type_name(f);
    th.type_error(format_args!("'{t}' object is not callable"))
}

/// Whether `callable(v)`.
pub fn is_callable(th: &Thread, v: &Obj) -> bool {
    th.type_of(v).slots.call().is_some()
}

/// Runs a finalizer; what it raises is reported and forgotten, and the pending exception stays.
pub fn call_finalizer(th: &mut Thread, finalize: fn(&mut Thread, &Obj) -> R<()>, this: &Obj) {
    let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    if let Err(e) = finalize(th, this) {
        let e = th.take(e);
        crate::types::unraisable::report(th, e, "Exception ignored while calling deallocator", Some(this));
    }
    th.exception = saved;
}

// ---- text ----

/// `repr(v)`, a string.
pub fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.check_native_stack()?;
    let r = match th.type_of(v).slots.repr() {
        Some(f) => f(th, v)?,
        None => default_repr(th, v)?,
    };
    expect_str(th, v, r, "__repr__")
}

/// `<module.Class object at 0x…>`
pub fn default_repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let ty = th.type_of(v);
    let name = qualified_name(th, ty);
    let at = v.value().without_uncounted().to_bits();
    th.str_fmt(format_args!("<{name} object at {at:#x}>"))
}

/// `module.qualname` of a type, without the module for built-in ones.
pub fn qualified_name(th: &mut Thread, ty: &Object<Type>) -> alloc::string::String {
    let qual = ty.qualname.load(&ty.header);
    let qual = str_object::text(&qual);
    match ty.attributes().get_name(th.name(names::MODULE)) {
        Some(m) if m.get::<Str>().is_some() && str_object::text(&m) != "builtins" => alloc::format!("{}.{qual}", str_object::text(&m)),
        _ => alloc::string::String::from(qual),
    }
}

/// The name of a value's type as some errors show it: [`qualified_name`], without the main module.
pub fn shown_type(th: &mut Thread, v: &Obj) -> alloc::string::String {
    let name = qualified_name(th, th.type_of(v));
    match name.strip_prefix("__main__.") {
        Some(short) => alloc::string::String::from(short),
        None => name,
    }
}

/// `str(v)`
pub fn str(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.value().is_small() {
        return super::int_type::repr(th, v);
    }
    if v.exact::<Str>().is_some() {
        return Ok(v.clone());
    }
    th.check_native_stack()?;
    match th.type_of(v).slots.str() {
        Some(f) => {
            let r = f(th, v)?;
            expect_str(th, v, r, "__str__")
        }
        None => repr(th, v),
    }
}

/// `ascii(v)`
pub fn ascii(th: &mut Thread, v: &Obj) -> R<Obj> {
    let r = repr(th, v)?;
    if str_object::text(&r).is_ascii() {
        return Ok(r);
    }
    let text = crate::text::str_repr::escape_non_ascii(str_object::text(&r));
    th.str_buf(text)
}

/// `TypeError`: a special method returned something of the wrong kind.
#[cold]
pub(crate) fn wrong_result(th: &mut Thread, v: &Obj, method: &str, wanted: &str, r: &Obj) -> Raised {
    let (c, t) = (shown_type(th, v), shown_type(th, r));
    th.type_error(format_args!("{c}.{method}() must return {wanted}, not {t}"))
}

fn expect_str(th: &mut Thread, v: &Obj, r: Obj, name: &str) -> R<Obj> {
    if r.get::<Str>().is_some() {
        return Ok(r);
    }
    Err(wrong_result(th, v, name, "a str", &r))
}

/// `format(v, spec)`
pub fn format(th: &mut Thread, v: &Obj, spec: &Obj) -> R<Obj> {
    // Numbers in the word itself are of no subclass.
    if v.value().is_small() {
        return super::int_type::format(th, v, str_object::text(spec));
    }
    if v.value().is_flonum() {
        return super::float_type::format(th, v, str_object::text(spec));
    }
    if str_object::text(spec).is_empty() && v.exact::<Str>().is_some() {
        return Ok(v.clone());
    }
    match call_special(th, v, names::FORMAT, &[spec])? {
        Some(r) if r.get::<Str>().is_some() => Ok(r),
        Some(r) => Err(wrong_result(th, v, "__format__", "a str", &r)),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("unsupported format string passed to {t}.__format__")))
        }
    }
}

// ---- truth, hash, length ----

/// `bool(v)`
#[inline]
pub fn truth(th: &mut Thread, v: &Obj) -> R<bool> {
    let w = v.value();
    if w == Value::TRUE {
        return Ok(true);
    }
    if w == Value::FALSE || w.is_none() {
        return Ok(false);
    }
    if let Some(i) = w.as_small() {
        return Ok(i != 0);
    }
    truth_slow(th, v)
}

#[inline(never)]
fn truth_slow(th: &mut Thread, v: &Obj) -> R<bool> {
    let ty = th.type_of(v);
    if let Some(f) = ty.slots.truth() {
        return f(th, v);
    }
    if let Some(f) = ty.slots.len() {
        return f(th, v).map(|n| n != 0);
    }
    Ok(true)
}

/// `hash(v)` where it is at hand: of small integers, and of plain strings that have been asked before.
#[inline(always)]
pub fn hash_known(v: &Obj) -> Option<i64> {
    if let Some(i) = v.value().as_small() {
        return Some(hashing::hash_i64(i));
    }
    match v.exact::<Str>() {
        Some(s) => s.known_hash(),
        None => v.exact::<tuple_object::Tuple>()?.payload.known_hash(),
    }
}

/// `hash(v)`
#[inline]
pub fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(s) = v.exact::<Str>() {
        return Ok(s.hash());
    }
    if let Some(i) = v.value().as_small() {
        return Ok(hashing::hash_i64(i));
    }
    match th.type_of(v).slots.hash() {
        Some(f) => {
            th.check_native_stack()?;
            f(th, v)
        }
        None => Ok(identity_hash(v)),
    }
}

/// Hash of an object by its identity. That of `None` is CPython's constant, as it is in the hashes of tuples and ranges.
pub fn identity_hash(v: &Obj) -> i64 {
    if v.is_none() {
        return 0xFCA8_6420;
    }
    (v.value().without_uncounted().to_bits() >> 4) as i64
}

/// `TypeError: unhashable type: 'x'`, for the `hash` slot.
pub fn unhashable(th: &mut Thread, v: &Obj) -> R<i64> {
    let t = th.type_name(v);
    Err(th.type_error(format_args!("unhashable type: '{t}'")))
}

/// `len(v)`
#[inline(always)]
pub fn len(th: &mut Thread, v: &Obj) -> R<usize> {
    match v.exact::<crate::types::list_object::List>() {
        Some(l) => Ok(l.len()),
        None => len_by_slot(th, v),
    }
}

#[inline(never)]
fn len_by_slot(th: &mut Thread, v: &Obj) -> R<usize> {
    match th.type_of(v).slots.len() {
        Some(f) => f(th, v),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("object of type '{t}' has no len()")))
        }
    }
}

/// Most that is reserved on the word of a hint.
const MOST_HINTED: usize = 1 << 20;

/// How many items a value of a built-in type likely gives: for reserving. Runs no program code.
fn quiet_length_hint(th: &mut Thread, v: &Obj) -> usize {
    let ty = th.type_of(v);
    match ty.slots.len().filter(|_| !ty.is_heap()) {
        Some(f) => match f(th, v) {
            Ok(n) => n.min(MOST_HINTED),
            Err(e) => {
                drop(th.take(e));
                0
            }
        },
        None => 0,
    }
}

/// `operator.length_hint(v)`; `None` when nobody knows.
pub(crate) fn length_hint(th: &mut Thread, v: &Obj) -> R<Option<i64>> {
    if th.type_of(v).slots.len().is_some() {
        match len(th, v) {
            Ok(n) => return Ok(Some(n as i64)),
            Err(e) => drop(th.take_if(e, Builtin::TypeError)?),
        }
    }
    let hint = match call_special(th, v, names::LENGTH_HINT, &[]) {
        Ok(Some(h)) if !h.is_not_implemented() => h,
        Ok(_) => return Ok(None),
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            return Ok(None);
        }
    };
    if !crate::types::int_object::is_int(&hint) {
        return Err(wrong_result(th, v, "__length_hint__", "an int", &hint));
    }
    let n = index_size(th, &hint)?;
    if n < 0 {
        let of = th.type_name(v);
        return Err(th.value_error(format_args!("{of}.__length_hint__() must return a non-negative int")));
    }
    Ok(Some(n))
}

/// [`length_hint`] where a container is made of what is iterated over: how many items to reserve room for.
///
/// # Errors
/// Those of the hint; `MemoryError` for more items than any container has.
pub(crate) fn room_hint(th: &mut Thread, v: &Obj) -> R<usize> {
    let hint = length_hint(th, v)?.unwrap_or(0) as usize;
    if hint > isize::MAX as usize / size_of::<Value>() { Err(th.no_memory()) } else { Ok(hint.min(MOST_HINTED)) }
}

// ---- items ----

/// `v[key]`
#[inline]
pub fn get_item(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    match th.type_of(v).slots.getitem() {
        Some(f) => f(th, v, key),
        None => get_item_slow(th, v, key),
    }
}

#[cold]
fn get_item_slow(th: &mut Thread, v: &Obj, key: &Obj) -> R<Obj> {
    if let Some(t) = as_type(v) {
        if v.is(&th.builtin_type(Builtin::Type)) {
            return generic_alias::subscript(th, v, key);
        }
        let name = th.name(names::CLASS_GETITEM);
        if let Some(f) = get_attr_opt(th, v, name)? {
            return call(th, &f, core::slice::from_ref(key));
        }
        let t = t.name_text();
        return Err(th.type_error(format_args!("type '{t}' is not subscriptable")));
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("'{t}' object is not subscriptable")))
}

/// `v[key] = value`
#[inline]
pub fn set_item(th: &mut Thread, v: &Obj, key: &Obj, value: &Obj) -> R<()> {
    match th.type_of(v).slots.setitem() {
        Some(f) => f(th, v, key, Some(value)),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("'{t}' object does not support item assignment")))
        }
    }
}

/// `del v[key]`
pub fn del_item(th: &mut Thread, v: &Obj, key: &Obj) -> R<()> {
    match th.type_of(v).slots.setitem() {
        Some(f) => f(th, v, key, None),
        None => {
            // CPython words it after the failed attempt as a sequence, where the type could have been one.
            let ty = th.type_of(v);
            let sequence = (ty.is_heap() || ty.slots.len().is_some()) && super::int_object::to_i64(key).is_some();
            let (t, does) = (ty.name_text(), if sequence { "doesn't" } else { "does not" });
            Err(th.type_error(format_args!("'{t}' object {does} support item deletion")))
        }
    }
}

/// `item in v`
pub fn contains(th: &mut Thread, v: &Obj, item: &Obj) -> R<bool> {
    if let Some(f) = th.type_of(v).slots.contains() {
        return f(th, v, item);
    }
    if th.type_of(v).slots.iter().is_none() && th.type_of(v).slots.getitem().is_none() {
        return Err(no_container(th, v));
    }
    let it = match iter(th, v) {
        Ok(it) => it,
        // Whatever was wrong with it, it is said in these words.
        Err(e) => {
            drop(th.take_if(e, Builtin::TypeError)?);
            return Err(no_container(th, v));
        }
    };
    while let Some(x) = next(th, &it)? {
        if equal(th, &x, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cold]
fn no_container(th: &mut Thread, v: &Obj) -> Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("argument of type '{t}' is not a container or iterable"))
}

// ---- iteration ----

/// Whether `iter(v)` has a way to work.
pub fn is_iterable(th: &Thread, v: &Obj) -> bool {
    let ty = th.type_of(v);
    ty.slots.iter().is_some() || (ty.slots.getitem().is_some() && ty.layout != Builtin::Dict)
}

/// `iter(v)`
#[inline]
pub fn iter(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.exact::<crate::types::list_object::List>().is_some() {
        return crate::types::iterators::list_iterator(th, v);
    }
    if v.exact::<crate::types::range_type::Range>().is_some() {
        return crate::types::range_type::iter(th, v);
    }
    let ty = th.type_of(v);
    if let Some(f) = ty.slots.iter() {
        let it = f(th, v)?;
        if it.header().is_some() && th.type_of(&it).slots.next().is_some() {
            return Ok(it);
        }
        return Err(wrong_result(th, v, "__iter__", "an iterator", &it));
    }
    if ty.slots.getitem().is_some() && ty.layout != Builtin::Dict {
        return crate::types::iterators::sequence_iterator(th, v);
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("'{t}' object is not iterable")))
}

/// `next(v)`; `None` at the end, however the iterator says it.
///
/// A safepoint: some iterators never end and run no program code that would look, and every loop over one comes by here.
#[inline]
pub fn next(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    th.poll()?;
    if let Some(items) = v.exact::<ListIter>()
        && let Some(x) = items.next_unshared()
    {
        return Ok(Some(x));
    }
    match next_with_value(th, v) {
        Ok(x) => Ok(x),
        Err(e) => th.take_if(e, Builtin::StopIteration).map(|_| None),
    }
}

/// [`next`] that leaves a `StopIteration` pending when it carries the iterator's result.
#[inline]
pub fn next_with_value(th: &mut Thread, v: &Obj) -> R<Option<Obj>> {
    // Iterators over iterators over iterators.
    th.check_native_stack()?;
    match th.type_of(v).slots.next() {
        Some(f) => f(th, v),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("'{t}' object is not an iterator")))
        }
    }
}

/// All values of an iterable.
pub fn collect(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    collect_by(th, v, |th, v| Ok(quiet_length_hint(th, v)))
}

/// [`collect`] for a list, which asks the iterable how many there are.
pub(crate) fn collect_list(th: &mut Thread, v: &Obj) -> R<Vec<Obj>> {
    collect_by(th, v, room_hint)
}

fn collect_by(th: &mut Thread, v: &Obj, hint: impl FnOnce(&mut Thread, &Obj) -> R<usize>) -> R<Vec<Obj>> {
    if let Some(l) = v.exact::<crate::types::list_object::List>() {
        return l.snapshot(th);
    }
    if let Some(t) = v.exact::<tuple_object::Tuple>() {
        let mut out = th.vec(t.items().len())?;
        out.extend(t.items().iter().cloned());
        return Ok(out);
    }
    if let Some(d) = v.exact::<crate::types::deque_object::Deque>() {
        return d.snapshot(th);
    }
    if let Some(s) = v.exact::<Str>() {
        let mut out = th.vec(s.chars())?;
        for c in s.as_str().chars() {
            out.push(th.char(c)?);
        }
        return Ok(out);
    }
    if let Some(all) = snapshot(th, v)? {
        return Ok(all);
    }
    let it = iter(th, v)?;
    let hint = hint(th, v)?;
    let mut out = Vec::new();
    // Without a hint there are likely a few.
    out.try_reserve(hint.max(8)).or_raise(th)?;
    while let Some(x) = next(th, &it)? {
        th.push(&mut out, x)?;
    }
    Ok(out)
}

/// What iterating over a dict, a view of one or a set gives, at one moment; `None` for anything else.
pub(crate) fn snapshot(th: &mut Thread, v: &Obj) -> R<Option<Vec<Obj>>> {
    use crate::types::set_object::{FrozenSet, Set};
    let table = if let Some(s) = v.exact::<Set>() {
        s.table()
    } else if let Some(s) = v.exact::<FrozenSet>() {
        s.table()
    } else {
        return crate::types::dict_views::snapshot(th, v);
    };
    let entries = table.snapshot(th)?;
    let mut out = th.vec(entries.len())?;
    out.extend(entries.into_iter().map(|(k, _)| k));
    Ok(Some(out))
}

// ---- comparison ----

/// `a op b` as an object.
#[inline]
pub fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    th.check_native_stack()?;
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    let mut reflected_tried = false;
    if !core::ptr::eq(ta, tb)
        && tb.is_heap()
        && tb.is_subtype(ta)
        && let Some(f) = tb.slots.compare()
    {
        reflected_tried = true;
        let r = f(th, op.swapped(), b, a)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if let Some(f) = ta.slots.compare() {
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if !reflected_tried && let Some(f) = tb.slots.compare() {
        let r = f(th, op.swapped(), b, a)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    match op {
        CompareOp::Eq => Ok(Obj::from_bool(a.is(b))),
        CompareOp::Ne => Ok(Obj::from_bool(!a.is(b))),
        _ => {
            let (x, y, s) = (ta.name_text(), tb.name_text(), op.symbol());
            Err(th.type_error(format_args!("'{s}' not supported between instances of '{x}' and '{y}'")))
        }
    }
}

/// Truth of `a op b`.
#[inline]
pub fn compare_truth(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<bool> {
    if let (Some(x), Some(y)) = (a.value().as_small(), b.value().as_small()) {
        return Ok(op.holds(x.cmp(&y)));
    }
    let r = compare(th, op, a, b)?;
    truth(th, &r)
}

/// `a is b or a == b`: equality as containers see it.
#[inline]
pub fn equal(th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if let (Some(x), Some(y)) = (a.exact::<Str>(), b.exact::<Str>()) {
        return Ok(str_object::equal(x, y));
    }
    if a.value().is_small() && b.value().is_small() {
        return Ok(false);
    }
    // Objects that leave it to `object` are equal to themselves only.
    if let (Some(f), Some(g), Some(plain)) =
        (th.type_of(a).slots.compare(), th.type_of(b).slots.compare(), super::object_type::SPEC.slots.compare)
        && core::ptr::fn_addr_eq(f, plain)
        && core::ptr::fn_addr_eq(g, plain)
    {
        return Ok(false);
    }
    compare_truth(th, CompareOp::Eq, a, b)
}

// ---- repr's guard ----

/// Containers inside containers that `repr` shows: each level copies the text of those below.
const MAX_NESTED_REPR: usize = 10_000;

/// Guards a `repr` against endless recursion: false when `v` is being shown already. Pair with [`repr_leave`].
pub fn repr_enter(th: &mut Thread, v: &Obj) -> R<bool> {
    let id = v.value().without_uncounted().to_bits();
    if th.repr_guard.contains(&id) {
        return Ok(false);
    }
    if th.repr_guard.len() >= MAX_NESTED_REPR {
        return Err(th.recursion_error(" while getting the repr of an object"));
    }
    let room = th.repr_guard.try_reserve(1);
    room.or_raise(th)?;
    th.repr_guard.push(id);
    Ok(true)
}

/// Ends [`repr_enter`].
pub fn repr_leave(th: &mut Thread) {
    th.repr_guard.pop();
}
