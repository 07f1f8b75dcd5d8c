//! `Decimal` objects, and what other objects are as operands. Decimals are immutable, so all of it is lock-free.

use core::sync::atomic::{AtomicI64, Ordering};
use std::borrow::Cow;

use freewheel_kernel::heap::Kind;
use freewheel_kernel::heap::outside::Outside;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, Object, Payload, R, Raised, Trace};
use freewheel_kernel::types::int_object;
use freewheel_kernel::types::type_object::as_type;

use super::number::{Number, Work};
use crate::modules::system::{SHORT, if_long};

/// Payload of `Decimal`.
#[derive(Debug)]
pub(super) struct Decimal {
    pub(super) number: Number,
    /// The hash, once it is known; or -1.
    hash: AtomicI64,
    _digits: Outside,
}

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the number never changes, and the hash is an atomic.
unsafe impl Payload for Decimal {
    const BUILTIN: Builtin = Builtin::Decimal;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Decimal {
    #[inline]
    fn new(th: &mut Thread, number: Number) -> R<Decimal> {
        let bytes = number.coefficient.bytes();
        Ok(Decimal { number, hash: AtomicI64::new(-1), _digits: Outside::claim(th, bytes)? })
    }

    /// The hash as `make` has it, which is asked once.
    pub(super) fn hash(&self, make: impl FnOnce(&Number) -> i64) -> i64 {
        // Relaxed: whoever computes it finds the same.
        let known = self.hash.load(Ordering::Relaxed);
        if known != -1 {
            return known;
        }
        let h = make(&self.number);
        self.hash.store(h, Ordering::Relaxed);
        h
    }
}

/// The number behind a value of that type.
#[inline]
pub(super) fn number(v: &Obj) -> &Number {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<Decimal>().payload.number }
}

/// The object behind a value of that type.
pub(super) fn decimal(v: &Obj) -> &Object<Decimal> {
    // SAFETY: as above.
    unsafe { v.get_unchecked::<Decimal>() }
}

/// A new `Decimal`.
#[inline]
pub(super) fn make(th: &mut Thread, n: Number) -> R<Obj> {
    let d = Decimal::new(th, n)?;
    th.alloc(d)
}

/// A new instance of `Decimal` or a class that is derived from it.
pub(super) fn make_as(th: &mut Thread, class: &Obj, n: Number) -> R<Obj> {
    let d = Decimal::new(th, n)?;
    match as_type(class).filter(|c| c.is_heap()) {
        Some(c) => th.alloc_as(c, d),
        None => th.alloc(d),
    }
}

/// A number that an operation is given: that of a `Decimal`, or one that was made of another object.
pub(super) type Operand<'a> = Cow<'a, Number>;

/// A `Decimal`, or an int exactly; `None` for anything else.
#[inline]
pub(super) fn operand<'a>(v: &'a Obj, work: &mut Work) -> Option<Operand<'a>> {
    match v.get::<Decimal>() {
        Some(d) => Some(Cow::Borrowed(&d.payload.number)),
        None => of_int(v).map(|n| Cow::Owned(if n.digits() > 38 { work.exactly(n) } else { n })),
    }
}

/// [`operand`], or `TypeError`.
pub(super) fn required<'a>(th: &mut Thread, v: &'a Obj, work: &mut Work) -> R<Operand<'a>> {
    match operand(v, work) {
        Some(n) => Ok(n),
        None => Err(not_supported(th, v)),
    }
}

/// The error of a value that no decimal is made of.
#[cold]
pub(super) fn not_supported(th: &mut Thread, v: &Obj) -> Raised {
    let t = th.type_name(v);
    th.type_error(format_args!("conversion from {t} to Decimal is not supported"))
}

/// The number of an int.
#[inline]
pub(super) fn of_int(v: &Obj) -> Option<Number> {
    if let Some(i) = int_object::to_i64(v) {
        return Some(Number::from_i64(i));
    }
    let (sign, n) = int_object::to_big(v)?.into_parts();
    Some(Number::new(sign == dashu_int::Sign::Negative, n.into(), 0))
}

/// Runs an operation, with the thread detached when its operands or the precision are long.
#[inline]
pub(super) fn run<T>(th: &mut Thread, work: &mut Work, operands: &[&Number], by_precision: bool, f: impl FnOnce(&mut Work) -> T) -> T {
    let long = operands.iter().any(|n| n.coefficient.small().is_none()) || (by_precision && work.settings.prec > SHORT as i64);
    if long { run_long(th, work, operands, by_precision, f) } else { f(work) }
}

/// [`run`] of `power_mod`. It takes a step for each zero that the exponent stands for, however many these are, so it can be interrupted; what is noted
/// in `work` belongs to no context until then.
pub(super) fn run_power_mod(th: &mut Thread, work: &mut Work, a: &Number, b: &Number, modulus: &Number) -> R<Number> {
    let bytes = [a, b, modulus].iter().map(|n| n.coefficient.bytes()).sum::<usize>();
    let bytes = bytes.saturating_add(usize::try_from(modulus.exponent).unwrap_or(0));
    let mut power = match if_long(th, bytes, || work.power_mod(a, b, modulus)) {
        Ok(power) => power,
        Err(n) => return Ok(n),
    };
    while !power.is_done() {
        th.poll()?;
        if_long(th, bytes, || power.advance());
    }
    Ok(power.result())
}

/// Whether a number must be made much longer to have another's exponent.
pub(super) fn far_apart(a: &Number, b: &Number) -> bool {
    a.exponent.abs_diff(b.exponent) > SHORT as u64
}

#[inline(never)]
fn run_long<T>(th: &mut Thread, work: &mut Work, operands: &[&Number], by_precision: bool, f: impl FnOnce(&mut Work) -> T) -> T {
    let mut bytes: usize = operands.iter().map(|n| n.coefficient.bytes()).sum();
    if by_precision {
        bytes = bytes.saturating_add(work.settings.prec as usize);
    }
    if_long(th, bytes, || f(work))
}
