//! Signals: their classes, what is raised of them, and the mapping that shows which are set.

use core::sync::atomic::{AtomicU32, Ordering};

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, Payload, R, Raised, Trace};
use freewheel_kernel::types::spec::{BASE, CompareOp, Method, SlotSpec, TypeSpec, UNHASHABLE, Vtable};
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{class_protocol, protocol, str_object, tuple_object};

use super::number::condition::*;

/// How many conditions are signals: the first ones.
pub(super) const SIGNALS: usize = 9;

/// The exception class of each condition by its bit, with its base classes: earlier rows, or built-in classes.
const CLASSES: [(&str, &[Base]); 14] = [
    ("InvalidOperation", &[Base::Row(13)]),
    ("FloatOperation", &[Base::Row(13), Base::Class(Builtin::TypeError)]),
    ("DivisionByZero", &[Base::Row(13), Base::Class(Builtin::ZeroDivisionError)]),
    ("Overflow", &[Base::Row(6), Base::Row(7)]),
    ("Underflow", &[Base::Row(6), Base::Row(7), Base::Row(5)]),
    ("Subnormal", &[Base::Row(13)]),
    ("Inexact", &[Base::Row(13)]),
    ("Rounded", &[Base::Row(13)]),
    ("Clamped", &[Base::Row(13)]),
    ("ConversionSyntax", &[Base::Row(0)]),
    ("DivisionImpossible", &[Base::Row(0)]),
    ("DivisionUndefined", &[Base::Row(0), Base::Class(Builtin::ZeroDivisionError)]),
    ("InvalidContext", &[Base::Row(0)]),
    ("DecimalException", &[Base::Class(Builtin::ArithmeticError)]),
];
/// Rows in an order in which each comes after its bases.
const ORDER: [usize; 14] = [13, 0, 1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12];

enum Base {
    Row(usize),
    Class(Builtin),
}

/// Further classes of the module, by place after those of the conditions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Class {
    /// The mapping of signals.
    SignalDict = 14,
    /// `DecimalTuple`
    Tuple,
    /// `numbers.Rational`
    Rational,
}

/// The signals in the order in which a context's `repr` shows them.
const SHOWN: [u32; 9] = [CLAMPED, INVALID_OPERATION, DIVISION_BY_ZERO, INEXACT, FLOAT_OPERATION, OVERFLOW, ROUNDED, SUBNORMAL, UNDERFLOW];

fn make_class(th: &mut Thread, name: &str, bases: &[Obj]) -> R<Obj> {
    let namespace = th.dict()?;
    let (key, module) = (th.intern("__module__")?, th.intern("decimal")?);
    protocol::set_item(th, &namespace, &key, &module)?;
    let (name, bases, meta) = (th.intern(name)?, th.tuple_of(bases)?, th.type_of(&bases[bases.len() - 1]).to_obj());
    protocol::call(th, &meta, &[name, bases, namespace])
}

fn attribute_of(th: &mut Thread, module: &str, name: &str) -> R<Obj> {
    // With a name to look for, the module itself is given and not its package.
    let module = import::import(th, module, &Obj::NONE, &Obj::TRUE, 0)?;
    let name = th.intern(name)?;
    protocol::get_attr(th, &module, &name)
}

fn make_classes(th: &mut Thread) -> R<Obj> {
    let mut all = th.vec(CLASSES.len() + 3)?;
    all.resize(CLASSES.len(), Obj::NONE);
    for i in ORDER {
        let (name, bases) = &CLASSES[i];
        let bases: Vec<Obj> = (bases.iter())
            .map(|b| match b {
                Base::Row(r) => all[*r].clone(),
                Base::Class(c) => th.builtin_type(*c),
            })
            .collect();
        all[i] = make_class(th, name, &bases)?;
    }
    let mapping = attribute_of(th, "_collections_abc", "MutableMapping")?;
    let mixin = th.builtin_type(Builtin::DecimalSignals);
    all.push(make_class(th, "SignalDict", &[mixin, mapping])?);
    let tuple = attribute_of(th, "collections", "namedtuple")?;
    let (name, fields) = (th.str("DecimalTuple")?, th.str("sign digits exponent")?);
    let tuple = protocol::call(th, &tuple, &[name, fields])?;
    let (key, module) = (th.intern("__module__")?, th.intern("decimal")?);
    protocol::set_attr(th, &tuple, &key, Some(&module))?;
    all.push(tuple);
    all.push(attribute_of(th, "numbers", "Rational")?);
    th.tuple(all)
}

fn classes(th: &mut Thread) -> R<Obj> {
    th.hidden("decimal.classes", make_classes)
}

/// One of the module's classes in Python.
pub(super) fn class(th: &mut Thread, which: Class) -> R<Obj> {
    let all = classes(th)?;
    Ok(tuple_object::items(&all)[which as usize].clone())
}

/// The exception classes with their names, for the module.
pub(super) fn exceptions(th: &mut Thread) -> R<Vec<(&'static str, Obj)>> {
    let all = classes(th)?;
    Ok(CLASSES.iter().zip(tuple_object::items(&all)).map(|(c, class)| (c.0, class.clone())).collect())
}

/// Makes `Decimal` a number for the abstract classes.
pub(super) fn register(th: &mut Thread) -> R<()> {
    let number = attribute_of(th, "numbers", "Number")?;
    let decimal = th.builtin_type(Builtin::Decimal);
    protocol::call_method_text(th, &number, "register", &[decimal]).map(drop)
}

fn key_error(th: &mut Thread) -> Raised {
    th.raise(
        Builtin::KeyError,
        format_args!(
            "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]"
        ),
    )
}

/// The bit of a signal's class.
fn bit_of(th: &mut Thread, class: &Obj) -> R<u32> {
    let all = classes(th)?;
    match tuple_object::items(&all)[..SIGNALS].iter().position(|c| c.is(class)) {
        Some(i) => Ok(1 << i),
        None => Err(key_error(th)),
    }
}

/// Classes of the signals in `set`, in the order of the bits, as a list.
pub(super) fn list_of(th: &mut Thread, set: u32) -> R<Obj> {
    let all = classes(th)?;
    let items =
        tuple_object::items(&all)[..SIGNALS].iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, c)| c.clone()).collect();
    th.list(items)
}

/// Names of the signals in `set`, as a context shows them.
pub(super) fn names_of(set: u32) -> String {
    let names: Vec<&str> = SHOWN.iter().filter(|bit| set & **bit != 0).map(|bit| CLASSES[bit.trailing_zeros() as usize].0).collect();
    format!("[{}]", names.join(", "))
}

/// Signals of a list of classes.
pub(super) fn set_of_list(th: &mut Thread, v: &Obj) -> R<u32> {
    let mut set = 0;
    for c in protocol::collect(th, v)? {
        set |= bit_of(th, &c)?;
    }
    Ok(set)
}

fn is_dict(th: &Thread, v: &Obj) -> bool {
    matches!(th.type_of(v).layout, Builtin::Dict | Builtin::FrozenDict)
}

/// Signals of a mapping of all of them.
pub(super) fn set_of(th: &mut Thread, v: &Obj) -> R<u32> {
    if v.get::<Signals>().is_some() {
        return live(th, v);
    }
    if !is_dict(th, v) {
        return Err(th.type_error(format_args!("argument must be a signal dict")));
    }
    match set_of_dict(th, v)? {
        Some(set) => Ok(set),
        None => Err(th.raise(Builtin::KeyError, format_args!("invalid signal dict"))),
    }
}

/// Signals of a dict; `None` if its keys are not all of them and nothing else.
fn set_of_dict(th: &mut Thread, v: &Obj) -> R<Option<u32>> {
    let all = classes(th)?;
    let mut set = 0;
    if protocol::len(th, v)? != SIGNALS {
        return Ok(None);
    }
    for (i, class) in tuple_object::items(&all)[..SIGNALS].iter().enumerate() {
        if !protocol::contains(th, v, class)? {
            return Ok(None);
        }
        let value = protocol::get_item(th, v, class)?;
        if protocol::truth(th, &value)? {
            set |= 1 << i;
        }
    }
    Ok(Some(set))
}

/// Raises what is trapped of the conditions that were met.
#[cold]
pub(super) fn raise(th: &mut Thread, trapped: u32) -> Raised {
    let made = (|| {
        let all = classes(th)?;
        let all = tuple_object::items(&all);
        let class = if trapped & INVALID != 0 { 0 } else { trapped.trailing_zeros() as usize };
        // The kinds of invalid operation come first, then the other signals.
        let order = std::iter::once(0).chain(SIGNALS..13).chain(1..SIGNALS);
        let list = order.filter(|i| trapped >> i & 1 == 1).map(|i| all[i].clone()).collect();
        let list = th.list(list)?;
        let e = protocol::call(th, &all[class], &[list])?;
        // The class may be given another `__new__`.
        class_protocol::exception_from(th, &e)
    })();
    match made {
        Ok(e) => th.raise_instance(e),
        Err(r) => r,
    }
}

/// Payload of the mapping of signals: a set of bits, which threads may change at any time.
#[derive(Debug)]
pub(super) struct Signals(AtomicU32);

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the only word is an atomic.
unsafe impl Payload for Signals {
    const BUILTIN: Builtin = Builtin::DecimalSignals;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The mapping belongs to no context, or to none any more.
const DEAD_BIT: u32 = 1 << 31;

/// What is set, if the mapping's context is alive.
fn live(th: &mut Thread, v: &Obj) -> R<u32> {
    let set = signals(v).get();
    if set & DEAD_BIT == 0 { Ok(set) } else { Err(th.value_error(format_args!("invalid signal dict"))) }
}

impl Signals {
    /// The context is gone.
    pub(super) fn end(&self) {
        self.set(DEAD_BIT);
    }

    // All accesses are Relaxed: a set of bits publishes nothing but itself.
    #[inline]
    pub(super) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, bits: u32) {
        self.0.store(bits, Ordering::Relaxed);
    }

    /// Adds bits; what is there already is not written again.
    #[inline]
    pub(super) fn add(&self, bits: u32) {
        if self.get() & bits != bits {
            self.0.fetch_or(bits, Ordering::Relaxed);
        }
    }
}

/// A new mapping.
pub(super) fn new(th: &mut Thread, bits: u32) -> R<Obj> {
    let class = class(th, Class::SignalDict)?;
    match as_type(&class) {
        Some(c) => th.alloc_as(c, Signals(AtomicU32::new(bits))),
        None => Err(th.type_error(format_args!("SignalDict is no class"))),
    }
}

/// The mapping behind a value of that type.
#[inline]
pub(super) fn signals(v: &Obj) -> &Object<Signals> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and with the mappings of contexts.
    unsafe { v.get_unchecked::<Signals>() }
}

fn pairs(th: &mut Thread, v: &Obj) -> R<Vec<(Obj, bool)>> {
    let set = live(th, v)?;
    let all = classes(th)?;
    Ok(tuple_object::items(&all)[..SIGNALS].iter().enumerate().map(|(i, c)| (c.clone(), set >> i & 1 == 1)).collect())
}

/// `SignalDictMixin`
pub(crate) static MIXIN: TypeSpec = TypeSpec {
    flags: BASE | UNHASHABLE,
    slots: SlotSpec {
        hash: Some(protocol::unhashable),
        new: Some(|th, class, _| th.new_payload(class, Signals(AtomicU32::new(DEAD_BIT)))),
        repr: Some(|th, v| {
            let mut out = String::from("{");
            for (i, (class, set)) in pairs(th, v)?.into_iter().enumerate() {
                let shown = protocol::repr(th, &class)?;
                let comma = if i == 0 { "" } else { ", " };
                let set = if set { "True" } else { "False" };
                out.push_str(&format!("{comma}{}:{set}", str_object::text(&shown)));
            }
            th.str_fmt(format_args!("{out}}}"))
        }),
        compare: Some(|th, op, a, b| {
            let set = live(th, a)?;
            if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return Ok(Obj::NOT_IMPLEMENTED);
            }
            let other = if b.get::<Signals>().is_some() {
                Some(live(th, b)?)
            } else if is_dict(th, b) {
                set_of_dict(th, b)?
            } else {
                return Ok(Obj::NOT_IMPLEMENTED);
            };
            Ok(Obj::from_bool((Some(set) == other) == (op == CompareOp::Eq)))
        }),
        len: Some(|th, v| live(th, v).map(|_| SIGNALS)),
        iter: Some(|th, v| {
            live(th, v)?;
            let all = classes(th)?;
            let keys = th.tuple_of(&tuple_object::items(&all)[..SIGNALS])?;
            protocol::iter(th, &keys)
        }),
        getitem: Some(|th, v, key| {
            let set = live(th, v)?;
            let bit = bit_of(th, key)?;
            Ok(Obj::from_bool(set & bit != 0))
        }),
        setitem: Some(|th, v, key, value| {
            live(th, v)?;
            let Some(value) = value else { return Err(th.value_error(format_args!("signal keys cannot be deleted"))) };
            let bit = bit_of(th, key)?;
            if protocol::truth(th, value)? {
                signals(v).add(bit);
            } else {
                signals(v).0.fetch_and(!bit, Ordering::Relaxed);
            }
            Ok(())
        }),
        ..SlotSpec::NONE
    },
    methods: &[Method::new("copy", |th, v, args| {
        args.exactly::<0>(th, "SignalDict.copy")?;
        let d = th.dict()?;
        for (class, set) in pairs(th, v)? {
            protocol::set_item(th, &d, &class, &Obj::from_bool(set))?;
        }
        Ok(d)
    })],
    ..TypeSpec::new(Builtin::DecimalSignals, const { &Vtable::of::<Signals>() })
};
