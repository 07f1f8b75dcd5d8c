//! `Decimal`: operators, comparisons, conversions.

use std::borrow::Cow;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::complex_type::as_complex;
use freewheel_kernel::types::float_object::as_f64;
use freewheel_kernel::types::spec::{BASE, BinaryOp, CompareOp, GetSet, SlotSpec, TypeSpec, UnaryOp, Vtable};
use freewheel_kernel::types::{class_protocol, protocol, str_object};

use super::context::{context, current, current_work, given, settle_current};
use super::number::condition::*;
use super::number::{Kind, Number, Rounding, Work};
use super::objects::{Decimal, Operand, decimal, far_apart, make, make_as, number, operand, run, run_power_mod};
use super::text::{self, Notation};
use super::{convert, signals};
use crate::modules::system::if_long;

/// The text of a number as a string.
pub(super) fn shown(th: &mut Thread, n: &Number, notation: Notation, capitals: bool) -> R<Obj> {
    match if_long(th, n.coefficient.bytes(), || text::write(n, notation, capitals)) {
        Ok(t) => th.ascii_str(std::str::from_utf8(&t).unwrap_or("")),
        Err(_) => Err(th.no_memory()),
    }
}

fn current_capitals(th: &mut Thread) -> R<bool> {
    let c = current(th)?;
    Ok(context(&c).capitals())
}

fn to_str(th: &mut Thread, v: &Obj) -> R<Obj> {
    let capitals = current_capitals(th)?;
    shown(th, number(v), Notation::Scientific, capitals)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let capitals = current_capitals(th)?;
    let text = shown(th, number(v), Notation::Scientific, capitals)?;
    th.str_fmt(format_args!("Decimal('{}')", str_object::text(&text)))
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    match number(v).kind {
        Kind::Signaling => Err(th.type_error(format_args!("Cannot hash a signaling NaN value"))),
        Kind::Quiet => Ok(protocol::identity_hash(v)),
        _ => Ok(decimal(v).hash(convert::hash)),
    }
}

const OPERATORS: &[BinaryOp] = {
    use BinaryOp::*;
    &[Add, Sub, Mul, TrueDiv, FloorDiv, Mod, Pow, DivMod]
};

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let mut work = current_work(th)?;
    let (Some(x), Some(y)) = (operand(a, &mut work), operand(b, &mut work)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let (x, y) = (&*x, &*y);
    let n = match op {
        BinaryOp::Add => run(th, &mut work, &[x, y], far_apart(x, y), |w| w.add(x, y)),
        BinaryOp::Sub => run(th, &mut work, &[x, y], far_apart(x, y), |w| w.sub(x, y)),
        BinaryOp::Mul => run(th, &mut work, &[x, y], false, |w| w.mul(x, y)),
        BinaryOp::TrueDiv => run(th, &mut work, &[x, y], true, |w| w.div(x, y)),
        BinaryOp::FloorDiv => run(th, &mut work, &[x, y], far_apart(x, y), |w| w.div_int(x, y)),
        BinaryOp::Mod => run(th, &mut work, &[x, y], far_apart(x, y), |w| w.rem(x, y)),
        BinaryOp::Pow => run(th, &mut work, &[x, y], true, |w| w.power(x, y)),
        BinaryOp::DivMod => {
            let (q, r) = run(th, &mut work, &[x, y], far_apart(x, y), |w| w.div_mod(x, y));
            settle_current(th, work.status)?;
            let (q, r) = (make(th, q)?, make(th, r)?);
            return th.pair(q, r);
        }
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    settle_current(th, work.status)?;
    make(th, n)
}

fn power_mod(th: &mut Thread, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    let c = current(th)?;
    let c = context(&c);
    let mut work = c.work();
    let (Some(x), Some(y), Some(m)) = (operand(a, &mut work), operand(b, &mut work), operand(modulus, &mut work)) else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    let n = run_power_mod(th, &mut work, &x, &y, &m)?;
    c.settle(th, work.status)?;
    make(th, n)
}

fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    let n = number(a);
    match op {
        UnaryOp::Int => return convert::to_int(th, n, Rounding::Down),
        UnaryOp::Float => {
            let x = convert::to_float(th, n)?;
            return th.float(x);
        }
        UnaryOp::Invert | UnaryOp::Index => return Ok(Obj::NOT_IMPLEMENTED),
        _ => {}
    }
    let mut work = current_work(th)?;
    let n = match op {
        UnaryOp::Neg => run(th, &mut work, &[n], false, |w| w.minus(n)),
        UnaryOp::Pos => run(th, &mut work, &[n], false, |w| w.plus(n)),
        _ => run(th, &mut work, &[n], false, |w| w.abs(n)),
    };
    settle_current(th, work.status)?;
    make(th, n)
}

/// The other side of a comparison: both numbers to compare, or `None` where the types do not.
fn comparable<'a>(th: &mut Thread, op: CompareOp, n: &'a Number, b: &'a Obj) -> R<Option<(Operand<'a>, Operand<'a>)>> {
    if let Some(d) = b.get::<Decimal>() {
        return Ok(Some((Cow::Borrowed(n), Cow::Borrowed(&d.payload.number))));
    }
    if let Some(i) = super::objects::of_int(b) {
        return Ok(Some((Cow::Borrowed(n), Cow::Owned(i))));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let float = match as_complex(b) {
        Some(z) if equality && z.im == 0.0 => Some(z.re),
        Some(_) => return Ok(None),
        None => as_f64(b),
    };
    if let Some(x) = float {
        let c = current(th)?;
        if equality {
            context(&c).note(FLOAT_OPERATION);
        } else {
            context(&c).settle(th, FLOAT_OPERATION)?;
        }
        return Ok(Some((Cow::Borrowed(n), Cow::Owned(convert::of_float(x)))));
    }
    // Most other values are no numbers at all.
    if b.header().is_none() {
        return Ok(None);
    }
    let rational = signals::class(th, signals::Class::Rational)?;
    if class_protocol::is_instance(th, b, &rational)? {
        let (x, y) = convert::times_denominator(th, n, b)?;
        return Ok(Some((Cow::Owned(x), Cow::Owned(y))));
    }
    Ok(None)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let Some((x, y)) = comparable(th, op, number(a), b)? else { return Ok(Obj::NOT_IMPLEMENTED) };
    if x.is_nan() || y.is_nan() {
        let signaling = x.kind == Kind::Signaling || y.kind == Kind::Signaling;
        if signaling || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            let c = current(th)?;
            context(&c).settle(th, INVALID_OPERATION)?;
        }
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    Ok(Obj::from_bool(op.holds(x.compare_values(&y))))
}

const NEW: Signature<2> = Signature::new("Decimal", ["value", "context"]).required(0);

fn new(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [value, c] = args.bind(th, &NEW)?;
    let c = given(th, c)?;
    let n = match value {
        None => Number::zero(false, 0),
        Some(v) => {
            let plain = class.is(&th.builtin_type(Builtin::Decimal));
            if plain && v.exact::<Decimal>().is_some() {
                return Ok(v.clone());
            }
            convert::number_of(th, v, context(&c), true)?
        }
    };
    make_as(th, class, n)
}

/// A number exactly, as `cls`, which is called for classes that are derived.
pub(super) fn of_class(th: &mut Thread, class: &Obj, n: Number) -> R<Obj> {
    let d = make(th, n)?;
    if class.is(&th.builtin_type(Builtin::Decimal)) { Ok(d) } else { protocol::call(th, class, &[d]) }
}

/// A whole number that a method rounds to.
pub(super) fn rounded(th: &mut Thread, v: &Obj, rounding: Rounding) -> R<Obj> {
    convert::to_int(th, number(v), rounding)
}

/// Runs a unary operation of a method.
pub(super) fn apply(th: &mut Thread, c: &Obj, n: &Number, f: fn(&mut Work, &Number) -> Number) -> R<Obj> {
    let c = context(c);
    let mut work = c.work();
    let n = run(th, &mut work, &[n], true, |w| f(w, n));
    c.settle(th, work.status)?;
    make(th, n)
}

/// `Decimal`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "A decimal number: of an int, a text, a tuple of sign, digits and exponent, or a float, exactly.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(to_str),
        hash: Some(hash),
        compare: Some(compare),
        truth: Some(|_, v| Ok(!number(v).is_zero())),
        binary: Some(binary),
        power_mod: Some(power_mod),
        unary: Some(unary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    unary: &[UnaryOp::Neg, UnaryOp::Pos, UnaryOp::Abs, UnaryOp::Int, UnaryOp::Float],
    methods: super::decimal_methods::METHODS,
    getsets: &[GetSet::read("real", |_, v| Ok(v.clone())), GetSet::read("imag", |th, _| make(th, Number::zero(false, 0)))],
    ..TypeSpec::new(Builtin::Decimal, const { &Vtable::of::<Decimal>() })
};
