//! `Context`: what programs see of it.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::attribute;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::spec::{BASE, GetSet, Method, SlotSpec, TypeSpec, Vtable};

use super::compare;
use super::context::{Context, Values, context, defaults};
use super::convert;
use super::decimal_type::{apply, shown};
use super::logical::Logic;
use super::number::{Kind, Number, Work};
use super::objects::{Decimal, Operand, make, of_int, required, run, run_power_mod};
use super::signals;
use super::text::Notation;

/// Names of the parameters of `Context`, and of its attributes.
pub(super) const NAMES: [&str; 8] = ["prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];
const NEW: Signature<8> = Signature::new("Context", NAMES).required(0);

/// A method of one number that gives a number.
macro_rules! unary {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            let x = one_of(th, v, args, &Signature::new($name, ["x"]).positional_only(1))?;
            apply(th, v, &x, $f)
        })
    };
}

/// A method of two numbers that gives a number.
macro_rules! binary {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            const PARAMETERS: Signature<2> = Signature::new($name, ["x", "y"]).positional_only(2);
            let f: fn(&mut Work, &Number, &Number) -> Number = $f;
            of_two(th, v, args, &PARAMETERS, f)
        })
    };
}

/// A method of one number that asks what it is.
macro_rules! asks {
    ($name:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            let x = one_of(th, v, args, &Signature::new($name, ["x"]).positional_only(1))?;
            let f: fn(&Number) -> bool = $f;
            Ok(Obj::from_bool(f(&x)))
        })
    };
}

macro_rules! attribute {
    ($name:literal) => {
        GetSet::write($name, |th, v| context(v).get(th, $name), |th, v, value| set(th, v, $name, value))
    };
}

fn set(th: &mut Thread, v: &Obj, name: &str, value: Option<&Obj>) -> R<()> {
    match value {
        Some(x) => context(v).set(th, name, x),
        None => Err(th.raise(Builtin::AttributeError, format_args!("context attributes cannot be deleted"))),
    }
}

/// The number that a method is given.
fn one_of<'a>(th: &mut Thread, v: &'a Obj, args: &Args<'a>, parameters: &Signature<1>) -> R<Operand<'a>> {
    let [x] = args.bind(th, parameters)?;
    required(th, x.unwrap_or(v), &mut context(v).work())
}

fn of_two(th: &mut Thread, v: &Obj, args: &Args<'_>, parameters: &Signature<2>, f: fn(&mut Work, &Number, &Number) -> Number) -> R<Obj> {
    let [x, y] = args.bind(th, parameters)?;
    let c = context(v);
    let mut work = c.work();
    let x = required(th, x.unwrap_or(v), &mut work)?;
    let y = required(th, y.unwrap_or(v), &mut work)?;
    let n = run(th, &mut work, &[&x, &y], true, |w| f(w, &x, &y));
    c.settle(th, work.status)?;
    make(th, n)
}

/// Sets the attributes that are given.
pub(super) fn set_given(th: &mut Thread, c: &Context, given: [Option<&Obj>; 8]) -> R<()> {
    for (name, value) in NAMES.into_iter().zip(given) {
        let Some(v) = value.filter(|v| !v.is_none()) else { continue };
        match name {
            "flags" | "traps" if v.get::<List>().is_some() => {
                let set = signals::set_of_list(th, v)?;
                signals::signals(if name == "flags" { &c.flags } else { &c.traps }).set(set);
            }
            _ => c.set(th, name, v)?,
        }
    }
    Ok(())
}

fn a_decimal(th: &mut Thread, v: &Obj) -> R<()> {
    if v.get::<Decimal>().is_some() { Ok(()) } else { Err(th.type_error(format_args!("argument must be a Decimal"))) }
}

fn copy(th: &mut Thread, v: &Obj) -> R<Obj> {
    context(v).values().make(th)
}

fn create(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("create_decimal", ["num"]).required(0).positional_only(1);
    let [x] = args.bind(th, &PARAMETERS)?;
    let n = match x {
        Some(x) => convert::number_of(th, x, context(v), false)?,
        None => Number::zero(false, 0),
    };
    make(th, n)
}

fn create_from_float(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("create_decimal_from_float", ["f"]).positional_only(1);
    let [x] = args.bind(th, &PARAMETERS)?;
    let x = x.unwrap_or(v);
    let n = match (freewheel_kernel::types::float_object::as_f64(x), of_int(x)) {
        (Some(x), _) => convert::of_float(x),
        (_, Some(n)) => n,
        _ => return Err(th.type_error(format_args!("argument must be int or float"))),
    };
    let c = context(v);
    let mut work = c.work();
    let n = work.finish(n);
    c.settle(th, work.status)?;
    make(th, n)
}

fn power(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("power", ["a", "b", "modulo"]).required(2);
    let [a, b, modulus] = args.bind(th, &PARAMETERS)?;
    let c = context(v);
    let mut work = c.work();
    let x = required(th, a.unwrap_or(v), &mut work)?;
    let y = required(th, b.unwrap_or(v), &mut work)?;
    let n = match modulus.filter(|m| !m.is_none()) {
        None => run(th, &mut work, &[&x, &y], true, |w| w.power(&x, &y)),
        Some(m) => {
            let m = required(th, m, &mut work)?;
            run_power_mod(th, &mut work, &x, &y, &m)?
        }
    };
    c.settle(th, work.status)?;
    make(th, n)
}

/// All of them.
const METHODS: &[Method] = methods![
    unary!("abs", Work::abs),
    unary!("minus", Work::minus),
    unary!("plus", Work::plus),
    unary!("_apply", Work::plus_as_is),
    unary!("to_integral", |w, n| w.round_to_integral(n, false)),
    unary!("to_integral_value", |w, n| w.round_to_integral(n, false)),
    unary!("to_integral_exact", |w, n| w.round_to_integral(n, true)),
    unary!("copy_abs", |_, n| n.magnitude()),
    unary!("copy_negate", |_, n| n.with_sign(!n.negative)),
    unary!("copy_decimal", |_, n| n.clone()),
    binary!("add", Work::add),
    binary!("subtract", Work::sub),
    binary!("multiply", Work::mul),
    binary!("divide", Work::div),
    binary!("divide_int", Work::div_int),
    binary!("remainder", Work::rem),
    binary!("quantize", Work::quantize),
    Method::new("is_canonical", |th, _, args| {
        let [x] = args.exactly::<1>(th, "Context.is_canonical")?;
        a_decimal(th, x).map(|()| Obj::TRUE)
    }),
    Method::new("is_normal", |th, v, args| {
        let x = one_of(th, v, args, &Signature::new("is_normal", ["x"]).positional_only(1))?;
        let work = context(v).work();
        Ok(Obj::from_bool(compare::is_normal(&x, &work.settings)))
    }),
    Method::new("is_subnormal", |th, v, args| {
        let x = one_of(th, v, args, &Signature::new("is_subnormal", ["x"]).positional_only(1))?;
        let work = context(v).work();
        Ok(Obj::from_bool(compare::is_subnormal(&x, &work.settings)))
    }),
    Method::new("number_class", |th, v, args| {
        let x = one_of(th, v, args, &Signature::new("number_class", ["x"]).positional_only(1))?;
        let work = context(v).work();
        th.intern(compare::class(&x, &work.settings))
    }),
    Method::new("same_quantum", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("same_quantum", ["x", "y"]).positional_only(2);
        let [x, y] = args.bind(th, &PARAMETERS)?;
        let mut work = context(v).work();
        let x = required(th, x.unwrap_or(v), &mut work)?;
        let y = required(th, y.unwrap_or(v), &mut work)?;
        Ok(Obj::from_bool(compare::same_quantum(&x, &y)))
    }),
    Method::new("canonical", |th, _, args| {
        let [x] = args.exactly::<1>(th, "Context.canonical")?;
        a_decimal(th, x)?;
        Ok(x.clone())
    }),
    Method::new("divmod", |th, v, args| {
        const PARAMETERS: Signature<2> = Signature::new("divmod", ["x", "y"]).positional_only(2);
        let [x, y] = args.bind(th, &PARAMETERS)?;
        let c = context(v);
        let mut work = c.work();
        let x = required(th, x.unwrap_or(v), &mut work)?;
        let y = required(th, y.unwrap_or(v), &mut work)?;
        let (q, r) = run(th, &mut work, &[&x, &y], true, |w| w.div_mod(&x, &y));
        c.settle(th, work.status)?;
        let (q, r) = (make(th, q)?, make(th, r)?);
        th.pair(q, r)
    }),
    Method::new("fma", |th, v, args| {
        const PARAMETERS: Signature<3> = Signature::new("fma", ["x", "y", "z"]).positional_only(3);
        let [x, y, z] = args.bind(th, &PARAMETERS)?;
        let c = context(v);
        let mut work = c.work();
        let x = required(th, x.unwrap_or(v), &mut work)?;
        let y = required(th, y.unwrap_or(v), &mut work)?;
        let z = required(th, z.unwrap_or(v), &mut work)?;
        let n = run(th, &mut work, &[&x, &y, &z], true, |w| w.fma(&x, &y, &z));
        c.settle(th, work.status)?;
        make(th, n)
    }),
    Method::new("power", power),
    Method::new("create_decimal", create),
    Method::new("create_decimal_from_float", create_from_float),
    Method::new("to_sci_string", |th, v, args| {
        let x = one_of(th, v, args, &Signature::new("to_sci_string", ["x"]).positional_only(1))?;
        shown(th, &x, Notation::Scientific, context(v).capitals())
    }),
    Method::new("to_eng_string", |th, v, args| {
        let x = one_of(th, v, args, &Signature::new("to_eng_string", ["x"]).positional_only(1))?;
        shown(th, &x, Notation::Engineering, context(v).capitals())
    }),
    Method::new("radix", |th, _, args| {
        args.exactly::<0>(th, "Context.radix")?;
        make(th, Number::from_i64(10))
    }),
    Method::new("Etiny", |th, v, args| {
        args.exactly::<0>(th, "Context.Etiny")?;
        th.int(context(v).settings().etiny())
    }),
    Method::new("Etop", |th, v, args| {
        args.exactly::<0>(th, "Context.Etop")?;
        th.int(context(v).settings().etop())
    }),
    Method::new("clear_flags", |th, v, args| {
        args.exactly::<0>(th, "Context.clear_flags")?;
        signals::signals(&context(v).flags).set(0);
        Ok(Obj::NONE)
    }),
    Method::new("clear_traps", |th, v, args| {
        args.exactly::<0>(th, "Context.clear_traps")?;
        signals::signals(&context(v).traps).set(0);
        Ok(Obj::NONE)
    }),
    Method::new("copy", |th, v, args| {
        args.exactly::<0>(th, "Context.copy")?;
        copy(th, v)
    }),
    Method::new("__copy__", |th, v, args| {
        args.exactly::<0>(th, "Context.__copy__")?;
        copy(th, v)
    }),
    Method::new("__reduce__", |th, v, args| {
        args.exactly::<0>(th, "Context.__reduce__")?;
        let class = th.type_of(v).to_obj();
        let values = context(v).values();
        let mut all = Vec::new();
        for name in &NAMES[..6] {
            all.push(context(v).get(th, name)?);
        }
        all.push(signals::list_of(th, values.flags)?);
        all.push(signals::list_of(th, values.traps)?);
        let arguments = th.tuple(all)?;
        th.pair(class, arguments)
    }),
];

/// `Context`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "Precision, rounding, range of exponents and signals of decimal arithmetic.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(|th, v| {
            let Values { settings: s, capitals, flags, traps } = context(v).values();
            let (rounding, capitals, clamp) = (s.rounding.name(), u8::from(capitals), u8::from(s.clamp));
            let (flags, traps) = (signals::names_of(flags), signals::names_of(traps));
            let (prec, emin, emax) = (s.prec, s.emin, s.emax);
            th.str_fmt(format_args!(
                "Context(prec={prec}, rounding={rounding}, Emin={emin}, Emax={emax}, capitals={capitals}, clamp={clamp}, flags={flags}, traps={traps})"
            ))
        }),
        new: Some(|th, class, _| {
            let payload = Values { capitals: true, ..defaults(th)? }.payload(th)?;
            th.new_payload(class, payload)
        }),
        init: Some(|th, v, args| {
            let given = args.bind(th, &NEW)?;
            set_given(th, context(v), given)
        }),
        setattr: Some(|th, v, name, value| {
            let text = freewheel_kernel::types::str_object::text(name);
            if NAMES.contains(&text) {
                return set(th, v, text, value);
            }
            attribute::set(th, v, name, value)
        }),
        ..SlotSpec::NONE
    },
    methods: METHODS,
    getsets: &[
        attribute!("prec"),
        attribute!("rounding"),
        attribute!("Emin"),
        attribute!("Emax"),
        attribute!("capitals"),
        attribute!("clamp"),
        attribute!("flags"),
        attribute!("traps"),
    ],
    ..TypeSpec::new(Builtin::DecimalContext, const { &Vtable::of::<Context>() })
};
