//! `BaseExceptionGroup` and `ExceptionGroup`: exceptions that carry exceptions, and how parts of them are picked.
//!
//! `ExceptionGroup` has two bases, so it is no built-in type of one number but a class made like a program's, once per isolate.

use alloc::vec::Vec;

use super::class::type_new;
use super::exception::{Exception, Traceback, as_exception};
use super::function_types::store;
use super::spec::{GetSet, Method};
use super::type_object::{Type, as_type};
use crate::isolate::{Thread, names};
use crate::native::Args;
use crate::native::raised::{OrRaise, R};
use crate::object::payload::Object;
use crate::object::{Builtin, Field, Obj};
use crate::prim::Ordering;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::{protocol, str_object, tuple_object};

/// Where the message is among an exception's members.
const MESSAGE: usize = 0;
/// Where the tuple of exceptions is.
const EXCEPTIONS: usize = 1;
/// Where the `repr()` is of the sequence that it was made from, unless that was a list or tuple.
const GIVEN: usize = 2;

fn member(v: &Obj, i: usize) -> Obj {
    v.get::<Exception>().and_then(|x| x.members[i].get(&x.header)).unwrap_or(Obj::NONE)
}

/// Whether a value is an exception group.
pub(crate) fn is_group(th: &Thread, v: &Obj) -> bool {
    th.type_of(v).is_subtype_of(th.isolate(), Builtin::BaseExceptionGroup)
}

/// A group's message.
pub(crate) fn message(group: &Obj) -> Obj {
    member(group, MESSAGE)
}

/// A group's exceptions, a tuple.
pub(crate) fn exceptions(group: &Obj) -> Obj {
    member(group, EXCEPTIONS)
}

/// Makes the class `ExceptionGroup`.
pub(crate) fn make_class(th: &mut Thread) -> R<Obj> {
    let meta = th.builtin_type(Builtin::Type);
    let bases = [th.builtin_type(Builtin::BaseExceptionGroup), th.builtin_type(Builtin::Exception)];
    let bases = th.tuple_of(&bases)?;
    let name = th.intern("ExceptionGroup")?;
    let namespace = th.dict()?;
    // SAFETY: just made.
    let d = unsafe { namespace.get_unchecked::<Dict>() };
    let module = th.intern("builtins")?;
    d.set_name(th, th.name(names::MODULE), &module)?;
    type_new(th, &meta, &name, &bases, d, &Args::NONE)
}

/// `BaseExceptionGroup.__new__(cls, message, exceptions)`
pub(crate) fn new(th: &mut Thread, ty: &Object<Type>, positional: &[Obj]) -> R<Obj> {
    let [message, sequence] = positional else {
        let n = positional.len();
        return Err(th.type_error(format_args!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({n} given)")));
    };
    if message.get::<str_object::Str>().is_none() {
        let t = th.argument_type(message);
        return Err(th.type_error(format_args!("BaseExceptionGroup.__new__() argument 1 must be str, not {t}")));
    }
    if th.type_of(sequence).slots.getitem().is_none() || sequence.get::<Dict>().is_some() {
        return Err(th.type_error(format_args!("second argument (exceptions) must be a sequence")));
    }
    let list = protocol::collect(th, sequence)?;
    if list.is_empty() {
        return Err(th.value_error(format_args!("second argument (exceptions) must be a non-empty sequence")));
    }
    let mut plain = true;
    for (i, e) in list.iter().enumerate() {
        if as_exception(e).is_none() {
            return Err(th.value_error(format_args!("Item {i} of second argument (exceptions) is not an exception")));
        }
        plain &= th.type_of(e).is_subtype_of(th.isolate(), Builtin::Exception);
    }
    let isolate = th.isolate();
    let class = isolate.exception_group.peek();
    let class = as_type(Obj::from_ref(&class));
    let mut ty = ty;
    if core::ptr::eq(ty, isolate.ty(Builtin::BaseExceptionGroup)) {
        if let Some(class) = class.filter(|_| plain) {
            ty = class;
        }
    } else if !plain && class.is_some_and(|c| core::ptr::eq(ty, c)) {
        return Err(th.type_error(format_args!("Cannot nest BaseExceptions in an ExceptionGroup")));
    } else if !plain && ty.is_subtype_of(isolate, Builtin::Exception) {
        let t = ty.name_text();
        return Err(th.type_error(format_args!("Cannot nest BaseExceptions in '{t}'")));
    }
    // What is no list or tuple is shown as it was given.
    let given = match sequence.exact::<List>().is_some() || sequence.exact::<tuple_object::Tuple>().is_some() {
        true => Obj::UNBOUND,
        false => protocol::repr(th, sequence)?,
    };
    let args = th.tuple_of(positional)?;
    let e = th.alloc_as(ty, Exception::new(args))?;
    let all = th.tuple(list)?;
    if let Some(x) = e.get::<Exception>() {
        drop(x.members[MESSAGE].replace_raw(message.clone()));
        drop(x.members[EXCEPTIONS].replace_raw(all));
        drop(x.members[GIVEN].replace_raw(given));
    }
    Ok(e)
}

/// `repr()` of a group: of what it holds, even if the list that it was given has changed since.
pub(crate) fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let x = v.get::<Exception>().or_raise(th)?;
    let shown = match x.members[GIVEN].get(&x.header) {
        Some(text) => text,
        None => {
            let all = exceptions(v);
            let args = x.args.load(&x.header);
            let was_list = tuple_object::items(&args).get(1).is_some_and(|s| s.exact::<List>().is_some());
            let all = if was_list {
                let mut items = th.vec(tuple_object::items(&all).len())?;
                items.extend_from_slice(tuple_object::items(&all));
                th.list(items)?
            } else {
                all
            };
            protocol::repr(th, &all)?
        }
    };
    let message = message(v);
    let message = protocol::repr(th, &message)?;
    let name = th.type_of(v).name_text();
    th.str_fmt(format_args!("{name}({}, {})", str_object::text(&message), str_object::text(&shown)))
}

/// What a condition of `split` and `subgroup` says about one exception.
fn matches(th: &mut Thread, condition: &Obj, e: &Obj) -> R<bool> {
    if as_type(condition).is_some() || condition.get::<tuple_object::Tuple>().is_some() {
        return protocol::exception_matches(th, e, condition);
    }
    let r = protocol::call(th, condition, core::slice::from_ref(e))?;
    protocol::truth(th, &r)
}

fn check_condition(th: &mut Thread, condition: &Obj) -> R<()> {
    let is_class = |th: &Thread, c: &Obj| as_type(c).is_some_and(|t| t.is_subtype_of(th.isolate(), Builtin::BaseException));
    let fits = if let Some(t) = condition.get::<tuple_object::Tuple>() {
        t.items().iter().all(|c| is_class(th, c))
    } else if as_type(condition).is_some() {
        is_class(th, condition)
    } else {
        protocol::is_callable(th, condition)
    };
    if fits {
        return Ok(());
    }
    Err(th.type_error(format_args!("expected an exception type, a tuple of exception types, or a callable (other than a class)")))
}

/// The part of an exception that a condition picks, and, where they are wanted, the others.
fn split(th: &mut Thread, e: &Obj, others: bool, picks: &mut dyn FnMut(&mut Thread, &Obj) -> R<bool>) -> R<(Option<Obj>, Option<Obj>)> {
    th.check_native_stack()?;
    if picks(th, e)? {
        return Ok((Some(e.clone()), None));
    }
    if !is_group(th, e) {
        return Ok((None, others.then(|| e.clone())));
    }
    let (mut picked, mut rest): (Vec<Obj>, Vec<Obj>) = (Vec::new(), Vec::new());
    for inner in tuple_object::items(&exceptions(e)) {
        let (a, b) = split(th, inner, others, picks)?;
        if let Some(a) = a {
            th.push(&mut picked, a)?;
        }
        if let Some(b) = b {
            th.push(&mut rest, b)?;
        }
    }
    Ok((subset(th, e, picked)?, subset(th, e, rest)?))
}

/// A group like `group` of some of its exceptions.
fn subset(th: &mut Thread, group: &Obj, list: Vec<Obj>) -> R<Option<Obj>> {
    if list.is_empty() {
        return Ok(None);
    }
    let list = th.list(list)?;
    let Some(derive) = protocol::get_attr_text(th, group, "derive")? else { return Ok(None) };
    let derived = protocol::call(th, &derive, &[list])?;
    if !is_group(th, &derived) {
        return Err(th.type_error(format_args!("derive must return an instance of BaseExceptionGroup")));
    }
    let (Some(from), Some(to)) = (group.get::<Exception>(), derived.get::<Exception>()) else { return Ok(None) };
    for (from_field, to_field) in [(&from.traceback, &to.traceback), (&from.context, &to.context), (&from.cause, &to.cause)] {
        if let Some(v) = from_field.get(&from.header) {
            store(th, to_field, &to.header, v)?;
        }
    }
    to.suppress.store(from.suppress.load(Ordering::Relaxed), Ordering::Relaxed);
    let key = th.name(names::NOTES);
    if let Some(notes) = protocol::get_attr_quiet(th, group, key)? {
        // What is no sequence is not copied.
        if notes.get::<List>().is_some() || notes.get::<tuple_object::Tuple>().is_some() {
            let notes = protocol::collect(th, &notes)?;
            let notes = th.list(notes)?;
            protocol::set_attr(th, &derived, key, Some(&notes))?;
        }
    }
    Ok(Some(derived))
}

/// Methods of both classes.
pub(crate) const METHODS: &[Method] = &[
    Method::new("derive", |th, this, args| {
        let [list] = args.exactly::<1>(th, "derive")?;
        let class = th.builtin_type(Builtin::BaseExceptionGroup);
        protocol::call(th, &class, &[message(this), list.clone()])
    }),
    Method::new("split", |th, this, args| {
        let [condition] = args.exactly::<1>(th, "split")?;
        check_condition(th, condition)?;
        let (picked, rest) = split(th, this, true, &mut |th, e| matches(th, condition, e))?;
        th.tuple_of(&[picked.unwrap_or(Obj::NONE), rest.unwrap_or(Obj::NONE)])
    }),
    Method::new("subgroup", |th, this, args| {
        let [condition] = args.exactly::<1>(th, "subgroup")?;
        check_condition(th, condition)?;
        Ok(split(th, this, false, &mut |th, e| matches(th, condition, e))?.0.unwrap_or(Obj::NONE))
    }),
    Method::class("__class_getitem__", |th, this, args| {
        let [key] = args.exactly::<1>(th, "BaseExceptionGroup.__class_getitem__")?;
        crate::types::generic_alias::subscript(th, this, key)
    }),
];

/// Attributes of both classes.
pub(crate) const GETSETS: &[GetSet] =
    &[GetSet::read("message", |_, v| Ok(message(v))), GetSet::read("exceptions", |_, v| Ok(exceptions(v)))];

/// `str(group)`
pub(crate) fn text(th: &mut Thread, v: &Obj) -> R<Obj> {
    let n = tuple_object::items(&exceptions(v)).len();
    let s = if n == 1 { "" } else { "s" };
    let m = message(v);
    let m = m.get::<str_object::Str>().or_raise(th)?;
    th.str_fmt(format_args!("{} ({n} sub-exception{s})", m.as_str()))
}

/// What a clause `except* condition` takes of an exception, and what it leaves; an exception that is no group is taken in a group of its own.
pub(crate) fn take_matching(th: &mut Thread, e: &Obj, condition: &Obj, code: &Obj, pc: u32) -> R<(Obj, Obj)> {
    check_clause(th, condition)?;
    if e.is_none() {
        return Ok((Obj::NONE, Obj::NONE));
    }
    if protocol::exception_matches(th, e, condition)? {
        if is_group(th, e) {
            return Ok((e.clone(), Obj::NONE));
        }
        let class = th.builtin_type(Builtin::BaseExceptionGroup);
        let list = th.tuple_of(core::slice::from_ref(e))?;
        let text = th.name(names::EMPTY).clone();
        let group = protocol::call(th, &class, &[text, list])?;
        let globals = crate::interp::class_body::globals_of(th);
        let here = th.alloc(Traceback { next: Field::empty(), code: code.clone(), globals, pc, line: 0, frame: Obj::UNBOUND })?;
        if let Some(x) = group.get::<Exception>() {
            store(th, &x.traceback, &x.header, here)?;
        }
        return Ok((group, Obj::NONE));
    }
    if !is_group(th, e) {
        return Ok((Obj::NONE, e.clone()));
    }
    let parts = protocol::call_method_text(th, e, "split", core::slice::from_ref(condition))?;
    match parts.get::<tuple_object::Tuple>().map(|t| t.items()) {
        Some([picked, rest, ..]) => Ok((picked.clone(), rest.clone())),
        Some(items) => {
            let (t, n) = (th.type_name(e), items.len());
            Err(th.type_error(format_args!("{t}.split must return a 2-tuple, got tuple of size {n}")))
        }
        None => {
            let (t, r) = (th.type_name(e), th.type_name(&parts));
            Err(th.type_error(format_args!("{t}.split must return a tuple, not {r}")))
        }
    }
}

fn check_clause(th: &mut Thread, condition: &Obj) -> R<()> {
    let classes = condition.get::<tuple_object::Tuple>().map_or(core::slice::from_ref(condition), |t| t.items());
    for c in classes {
        let isolate = th.isolate();
        let Some(t) = as_type(c).filter(|t| t.is_subtype_of(isolate, Builtin::BaseException)) else {
            return Err(th.type_error(format_args!("catching classes that do not inherit from BaseException is not allowed")));
        };
        if t.is_subtype_of(isolate, Builtin::BaseExceptionGroup) {
            return Err(th.type_error(format_args!("catching ExceptionGroup with except* is not allowed. Use except instead.")));
        }
    }
    Ok(())
}

/// What is raised when all clauses `except*` of `original` have run: what they raised, and what of the original they left or raised again,
/// in the original's shape. `None` when there is nothing.
pub(crate) fn leftover(th: &mut Thread, original: &Obj, raised: &[Obj]) -> R<Obj> {
    let mut found = raised.iter().filter(|e| !e.is_none());
    if !is_group(th, original) {
        return Ok(found.next().cloned().unwrap_or(Obj::NONE));
    }
    let (mut fresh, mut kept): (Vec<Obj>, Vec<Obj>) = (Vec::new(), Vec::new());
    for e in found {
        let list = if is_part_of(th, e, original)? { &mut kept } else { &mut fresh };
        th.push(list, e.clone())?;
    }
    let mut leaves = Vec::new();
    for e in &kept {
        collect_leaves(th, e, &mut leaves)?;
    }
    let rest = if leaves.is_empty() { None } else { split(th, original, false, &mut |_, e| Ok(leaves.iter().any(|l| l.is(e))))?.0 };
    if fresh.is_empty() {
        return Ok(rest.unwrap_or(Obj::NONE));
    }
    match (rest, &fresh[..]) {
        (Some(rest), _) => th.push(&mut fresh, rest)?,
        (None, [one]) => return Ok(one.clone()),
        (None, _) => {}
    }
    let class = th.builtin_type(Builtin::BaseExceptionGroup);
    let text = th.name(names::EMPTY).clone();
    let list = th.list(fresh)?;
    protocol::call(th, &class, &[text, list])
}

/// Whether an exception is the original or was split off it: such parts carry its traceback, cause, context and notes.
fn is_part_of(th: &mut Thread, e: &Obj, original: &Obj) -> R<bool> {
    let (Some(a), Some(b)) = (e.get::<Exception>(), original.get::<Exception>()) else { return Ok(false) };
    let same = |x: &Field, y: &Field| x.load(&a.header).is(&y.load(&b.header));
    Ok(e.is(original) || (is_group(th, e) && same(&a.traceback, &b.traceback) && same(&a.cause, &b.cause) && same(&a.context, &b.context)))
}

fn collect_leaves(th: &mut Thread, e: &Obj, out: &mut Vec<Obj>) -> R<()> {
    th.check_native_stack()?;
    if !is_group(th, e) {
        return th.push(out, e.clone());
    }
    for inner in tuple_object::items(&exceptions(e)) {
        collect_leaves(th, inner, out)?;
    }
    Ok(())
}
