//! `timedelta`: a length of time in days, seconds and microseconds.

use core::cmp::Ordering;
use core::sync::atomic::{AtomicI64, Ordering as Memory};

use dashu_int::IBig;
use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::text::hashing::{hash_i64, hash_tuple};
use freewheel_kernel::types::float_object::as_f64;
use freewheel_kernel::types::spec::{BASE, BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, UnaryOp, Vtable};
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::{int_object, protocol};

use super::text::Text;

/// Microseconds of a second.
pub(super) const SECOND: i128 = 1_000_000;
/// Microseconds of a day.
pub(super) const DAY: i128 = 86_400 * SECOND;
/// As many days either way.
const MOST_DAYS: i32 = 999_999_999;

/// A length of time: seconds and microseconds are less than a day and a second, and never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) days: i32,
    pub(super) seconds: i32,
    pub(super) micros: i32,
}

impl Span {
    /// No time.
    pub(super) const ZERO: Span = Span { days: 0, seconds: 0, micros: 0 };
    /// The shortest one that differs from none.
    pub(super) const STEP: Span = Span { days: 0, seconds: 0, micros: 1 };
    /// The least.
    pub(super) const MIN: Span = Span { days: -MOST_DAYS, seconds: 0, micros: 0 };
    /// The greatest.
    pub(super) const MAX: Span = Span { days: MOST_DAYS, seconds: 86_399, micros: 999_999 };

    /// All of it in microseconds.
    pub(super) fn total(self) -> i128 {
        (i128::from(self.days) * 86_400 + i128::from(self.seconds)) * SECOND + i128::from(self.micros)
    }

    /// Seconds and microseconds that may be more than a day, and negative.
    ///
    /// # Errors
    /// `OverflowError` for more days than there can be.
    pub(super) fn normal(th: &mut Thread, days: i64, seconds: i64, micros: i64) -> R<Span> {
        let seconds = seconds + micros.div_euclid(1_000_000);
        let days = days + seconds.div_euclid(86_400);
        let (seconds, micros) = (seconds.rem_euclid(86_400) as i32, micros.rem_euclid(1_000_000) as i32);
        match i32::try_from(days) {
            Ok(days) if (-MOST_DAYS..=MOST_DAYS).contains(&days) => Ok(Span { days, seconds, micros }),
            Ok(days) => Err(too_many_days(th, days)),
            Err(_) => Err(too_large(th)),
        }
    }

    /// The span of so many microseconds.
    ///
    /// # Errors
    /// As above.
    pub(super) fn of_micros(th: &mut Thread, total: i128) -> R<Span> {
        // Machine integers divide faster, and most are.
        if let Ok(n) = i64::try_from(total) {
            return Span::normal(th, 0, n.div_euclid(1_000_000), n.rem_euclid(1_000_000));
        }
        let (days, rest) = (total.div_euclid(DAY), total.rem_euclid(DAY) as i64);
        match i64::try_from(days) {
            Ok(days) => Span::normal(th, days, rest / 1_000_000, rest % 1_000_000),
            Err(_) => Err(too_large(th)),
        }
    }

    fn of_big(th: &mut Thread, total: &IBig) -> R<Span> {
        match i128::try_from(total) {
            Ok(n) => Span::of_micros(th, n),
            Err(_) => Err(too_large(th)),
        }
    }

    /// `self + sign * other`
    pub(super) fn plus(self, th: &mut Thread, other: Span, sign: i64) -> R<Span> {
        let (days, seconds) =
            (i64::from(self.days) + sign * i64::from(other.days), i64::from(self.seconds) + sign * i64::from(other.seconds));
        Span::normal(th, days, seconds, i64::from(self.micros) + sign * i64::from(other.micros))
    }

    /// As the hash of the three numbers as a tuple: that of CPython.
    pub(super) fn hash(self) -> i64 {
        hash_tuple([self.days, self.seconds, self.micros].map(|n| hash_i64(i64::from(n))))
    }

    /// Whether it is shorter than a day, either way, as offsets are.
    pub(super) fn is_offset(self) -> bool {
        self.days == 0 || (self.days == -1 && (self.seconds > 0 || self.micros > 0))
    }

    /// As the offset of a time zone: sign, hours, minutes, seconds, microseconds.
    pub(super) fn as_offset(self) -> (u8, [u32; 4]) {
        let total = self.total();
        let n = total.unsigned_abs() as u64;
        let (seconds, micros) = ((n / 1_000_000) as u32, (n % 1_000_000) as u32);
        (if total < 0 { b'-' } else { b'+' }, [seconds / 3600, seconds / 60 % 60, seconds % 60, micros])
    }
}

#[cold]
fn too_many_days(th: &mut Thread, days: i32) -> Raised {
    th.raise(Builtin::OverflowError, format_args!("days={days}; must have magnitude <= {MOST_DAYS}"))
}

#[cold]
fn too_large(th: &mut Thread) -> Raised {
    th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))
}

/// Payload of `timedelta`.
#[derive(Debug)]
pub(super) struct TimeDelta {
    pub(super) span: Span,
    /// The hash, once it is known; or -1.
    hash: AtomicI64,
}

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the span never changes, and the hash is an atomic.
unsafe impl Payload for TimeDelta {
    const BUILTIN: Builtin = Builtin::TimeDelta;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The span behind a value of that type.
#[inline]
pub(super) fn span(v: &Obj) -> Span {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { v.get_unchecked::<TimeDelta>().payload.span }
}

/// The span of a value, if it is a `timedelta`.
#[inline]
pub(super) fn as_span(v: &Obj) -> Option<Span> {
    v.get::<TimeDelta>().map(|d| d.payload.span)
}

/// A new `timedelta`.
#[inline]
pub(super) fn make(th: &mut Thread, span: Span) -> R<Obj> {
    th.alloc(TimeDelta { span, hash: AtomicI64::new(-1) })
}

/// The parameters in the order of the constructor, with their microseconds.
const PARTS: [(&str, i64); 7] = [
    ("days", 86_400_000_000),
    ("seconds", 1_000_000),
    ("microseconds", 1),
    ("milliseconds", 1000),
    ("minutes", 60_000_000),
    ("hours", 3_600_000_000),
    ("weeks", 604_800_000_000),
];
/// The order in which they are added up, which shows in which is complained of first, and in how fractions round.
const ORDER: [usize; 7] = [2, 3, 1, 4, 5, 0, 6];

fn new(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<7> =
        Signature::new("timedelta", ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"]).required(0);
    let given = args.bind(th, &PARAMETERS)?;
    let mut total: i128 = 0;
    let mut plain = true;
    for (v, (_, unit)) in given.iter().zip(PARTS) {
        let Some(v) = v else { continue };
        match v.value().as_small() {
            Some(n) => total += i128::from(n) * i128::from(unit),
            None => plain = false,
        }
    }
    let span = if plain { Span::of_micros(th, total)? } else { mixed(th, &given)? };
    th.new_payload(class, TimeDelta { span, hash: AtomicI64::new(-1) })
}

/// The sum of numbers of any kind.
fn mixed(th: &mut Thread, given: &[Option<&Obj>; 7]) -> R<Span> {
    let mut total = IBig::ZERO;
    let mut fraction = 0.0;
    for i in ORDER {
        let Some(v) = given[i] else { continue };
        let (name, unit) = PARTS[i];
        if let Some(n) = int_object::to_big(v) {
            total += n * IBig::from(unit);
        } else if let Some(x) = as_f64(v) {
            total += whole(th, x.trunc())? * IBig::from(unit);
            let rest = x.fract() * unit as f64;
            total += whole(th, rest.trunc())?;
            fraction += rest.fract();
        } else {
            let t = th.type_name(v);
            return Err(th.type_error(format_args!("unsupported type for timedelta {name} component: {t}")));
        }
    }
    if fraction != 0.0 {
        // Halves go to the even sum, so it matters what the fractions are added to.
        let mut rounded = fraction.round();
        if (rounded - fraction).abs() == 0.5 {
            let odd = if &total % IBig::from(2) == IBig::ZERO { 0.0 } else { 1.0 };
            rounded = 2.0 * ((fraction + odd) * 0.5).round() - odd;
        }
        total += whole(th, rounded)?;
    }
    Span::of_big(th, &total)
}

/// A float without a fraction as an integer.
fn whole(th: &mut Thread, x: f64) -> R<IBig> {
    if x.abs() < 9e15 {
        return Ok(IBig::from(x as i64));
    }
    if x.is_nan() {
        return Err(th.value_error(format_args!("cannot convert float NaN to integer")));
    }
    if x.is_infinite() {
        return Err(th.raise(Builtin::OverflowError, format_args!("cannot convert float infinity to integer")));
    }
    let (mantissa, exponent) = parts(x);
    Ok(if exponent >= 0 { IBig::from(mantissa) << exponent as usize } else { IBig::from(mantissa) >> exponent.unsigned_abs() as usize })
}

/// A finite float as mantissa and exponent of two.
fn parts(x: f64) -> (i64, i32) {
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7FF) as i32, (bits & ((1 << 52) - 1)) as i64);
    let (mantissa, exponent) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    (if x.is_sign_negative() { -mantissa } else { mantissa }, exponent)
}

#[cold]
fn by_zero(th: &mut Thread) -> Raised {
    th.raise(Builtin::ZeroDivisionError, format_args!("division by zero"))
}

/// The quotient rounded to the nearest, halves to even.
fn nearest(a: i128, b: i128) -> i128 {
    let (a, b) = if b < 0 { (-a, -b) } else { (a, b) };
    let (q, r) = (a.div_euclid(b), a.rem_euclid(b));
    match r.cmp(&(b - r)) {
        Ordering::Less => q,
        Ordering::Greater => q + 1,
        Ordering::Equal => q + (q & 1),
    }
}

/// [`nearest`] of numbers of any size.
fn nearest_big(a: IBig, b: IBig) -> IBig {
    use dashu_int::ops::DivRemEuclid;
    let (a, b) = if b < IBig::ZERO { (-a, -b) } else { (a, b) };
    let d = b.clone();
    let (q, r) = a.div_rem_euclid(b);
    let twice = IBig::from(r) * IBig::from(2);
    match twice.cmp(&d) {
        Ordering::Less => q,
        Ordering::Greater => q + IBig::ONE,
        Ordering::Equal => {
            let odd = &q % IBig::from(2) != IBig::ZERO;
            if odd { q + IBig::ONE } else { q }
        }
    }
}

/// Times a float, or divided by one: exactly, then rounded.
fn by_float(th: &mut Thread, a: Span, x: f64, divide: bool) -> R<Obj> {
    if x.is_nan() {
        return Err(th.value_error(format_args!("cannot convert NaN to integer ratio")));
    }
    if x.is_infinite() {
        return Err(th.raise(Builtin::OverflowError, format_args!("cannot convert Infinity to integer ratio")));
    }
    let (mantissa, exponent) = parts(x);
    let (mut above, mut below) = (IBig::from(a.total()), IBig::ONE);
    if divide {
        if mantissa == 0 {
            return Err(by_zero(th));
        }
        below = IBig::from(mantissa);
    } else {
        above *= IBig::from(mantissa);
    }
    let shift = exponent.unsigned_abs() as usize;
    if (exponent < 0) == divide {
        above <<= shift;
    } else {
        below <<= shift;
    }
    let span = Span::of_big(th, &nearest_big(above, below))?;
    make(th, span)
}

/// [`by_float`] of an instance of a derived class, which says itself what its ratio is.
fn by_ratio(th: &mut Thread, a: Span, by: &Obj, divide: bool) -> R<Obj> {
    let pair = protocol::call_method_text(th, by, "as_integer_ratio", &[])?;
    if pair.get::<Tuple>().is_none() {
        let t = th.type_name(&pair);
        return Err(th.type_error(format_args!("unexpected return type from as_integer_ratio(): expected tuple, not '{t}'")));
    }
    let [above, below] = tuple_object::items(&pair) else {
        return Err(th.value_error(format_args!("as_integer_ratio() must return a 2-tuple")));
    };
    let (above, below) = if divide { (below, above) } else { (above, below) };
    let (Some(above), Some(below)) = (int_object::to_big(above), int_object::to_big(below)) else {
        return Err(th.type_error(format_args!("non-integer arguments in division")));
    };
    if below == IBig::ZERO {
        return Err(by_zero(th));
    }
    let span = Span::of_big(th, &nearest_big(IBig::from(a.total()) * above, below))?;
    make(th, span)
}

/// An int as large as matters: `None` for what is none. Its negative is one, too, so the least of machine integers counts as larger.
fn factor(v: &Obj) -> Option<Option<i128>> {
    if let Some(n) = int_object::to_i64(v) {
        return Some(Some(i128::from(n)));
    }
    int_object::to_big(v).map(|n| i128::try_from(&n).ok().filter(|n| *n != i128::MIN))
}

fn times(th: &mut Thread, a: Span, by: Option<i128>) -> R<Obj> {
    let total = a.total();
    let span = match by.and_then(|n| total.checked_mul(n)) {
        Some(n) => Span::of_micros(th, n)?,
        None if total == 0 => Span::ZERO,
        None => return Err(too_large(th)),
    };
    make(th, span)
}

/// The quotient of two counts of microseconds, rounded once.
pub(super) fn ratio(th: &mut Thread, a: i128, b: i128) -> R<Obj> {
    const EXACT: u128 = 1 << 53;
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT && b != 0 {
        return th.float(a as f64 / b as f64);
    }
    let (a, b) = (th.int_wide(a)?, th.int_wide(b)?);
    protocol::binary(th, BinaryOp::TrueDiv, &a, &b)
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match (as_span(a), as_span(b)) {
        (Some(x), Some(y)) => {
            let span = match op {
                BinaryOp::Add => x.plus(th, y, 1)?,
                BinaryOp::Sub => x.plus(th, y, -1)?,
                BinaryOp::TrueDiv | BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::DivMod => return quotient(th, op, x.total(), y.total()),
                _ => return Ok(Obj::NOT_IMPLEMENTED),
            };
            make(th, span)
        }
        (Some(x), None) => by_number(th, op, x, b),
        (None, Some(y)) if op == BinaryOp::Mul => by_number(th, op, y, a),
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn quotient(th: &mut Thread, op: BinaryOp, x: i128, y: i128) -> R<Obj> {
    if y == 0 {
        return Err(by_zero(th));
    }
    if op == BinaryOp::TrueDiv {
        return ratio(th, x, y);
    }
    // Towards minus infinity, whatever the signs; the quotient of the two ends of the range fits.
    let (mut q, mut r) = (x / y, x % y);
    if r != 0 && (r < 0) != (y < 0) {
        (q, r) = (q - 1, r + y);
    }
    if op == BinaryOp::FloorDiv {
        return th.int_wide(q);
    }
    let rest = Span::of_micros(th, r)?;
    let rest = make(th, rest)?;
    if op == BinaryOp::Mod {
        return Ok(rest);
    }
    let q = th.int_wide(q)?;
    th.pair(q, rest)
}

fn by_number(th: &mut Thread, op: BinaryOp, x: Span, by: &Obj) -> R<Obj> {
    match op {
        BinaryOp::Mul | BinaryOp::TrueDiv | BinaryOp::FloorDiv => {}
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    }
    let Some(n) = factor(by) else {
        return match as_f64(by).filter(|_| op != BinaryOp::FloorDiv) {
            Some(_) if th.type_of(by).is_heap() => by_ratio(th, x, by, op == BinaryOp::TrueDiv),
            Some(f) => by_float(th, x, f, op == BinaryOp::TrueDiv),
            None => Ok(Obj::NOT_IMPLEMENTED),
        };
    };
    let total = x.total();
    let n = match n {
        _ if op == BinaryOp::Mul => return times(th, x, n),
        Some(0) => return Err(by_zero(th)),
        Some(n) => n,
        // Greater than any span: what is left is a fraction, of which the floor may be below zero.
        None => {
            let below = op == BinaryOp::FloorDiv && total != 0 && (total < 0) != int_object::is_negative(by);
            return make(th, if below { Span { days: -1, seconds: 86_399, micros: 999_999 } } else { Span::ZERO });
        }
    };
    let micros = if op == BinaryOp::TrueDiv {
        nearest(total, n)
    } else {
        let (q, r) = (total / n, total % n);
        if r != 0 && (r < 0) != (n < 0) { q - 1 } else { q }
    };
    let span = Span::of_micros(th, micros)?;
    make(th, span)
}

fn unary(th: &mut Thread, op: UnaryOp, v: &Obj) -> R<Obj> {
    let s = span(v);
    let s = match op {
        UnaryOp::Neg => Span::ZERO.plus(th, s, -1)?,
        UnaryOp::Abs if s.days < 0 => Span::ZERO.plus(th, s, -1)?,
        UnaryOp::Pos | UnaryOp::Abs => s,
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    make(th, s)
}

fn compare(_: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    Ok(match as_span(b) {
        Some(y) => Obj::from_bool(op.holds(span(a).cmp(&y))),
        None => Obj::NOT_IMPLEMENTED,
    })
}

fn hash(_: &mut Thread, v: &Obj) -> R<i64> {
    // SAFETY: a slot of the type, which checks the receiver.
    let d = unsafe { v.get_unchecked::<TimeDelta>() };
    // Relaxed: whoever computes it finds the same.
    let known = d.hash.load(Memory::Relaxed);
    if known != -1 {
        return Ok(known);
    }
    let h = d.span.hash();
    d.hash.store(h, Memory::Relaxed);
    Ok(h)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (class, s) = (th.type_name(v), span(v));
    let mut parts = Text::new();
    for (name, n) in [("days", s.days), ("seconds", s.seconds), ("microseconds", s.micros)] {
        if n != 0 {
            parts.push_str(if parts.is_empty() { "" } else { ", " });
            parts.push_str(name);
            parts.push(b'=');
            parts.signed(n);
        }
    }
    if parts.is_empty() {
        parts.push(b'0');
    }
    th.str_fmt(format_args!("{class}({})", parts.as_str()))
}

fn to_str(th: &mut Thread, v: &Obj) -> R<Obj> {
    let s = span(v);
    let mut out = Text::new();
    if s.days != 0 {
        out.signed(s.days);
        out.push_str(if s.days.abs() == 1 { " day, " } else { " days, " });
    }
    out.signed(s.seconds / 3600);
    out.push(b':');
    out.number((s.seconds / 60 % 60) as u32, 2);
    out.push(b':');
    out.number((s.seconds % 60) as u32, 2);
    if s.micros != 0 {
        out.push(b'.');
        out.number(s.micros as u32, 6);
    }
    th.ascii_str(out.as_str())
}

/// `timedelta`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "Difference between two datetime values.\n\nAll arguments are optional and default to 0.\nArguments may be integers or floats, and may be positive or negative.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(to_str),
        hash: Some(hash),
        compare: Some(compare),
        truth: Some(|_, v| Ok(span(v) != Span::ZERO)),
        binary: Some(binary),
        unary: Some(unary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::TrueDiv, BinaryOp::FloorDiv, BinaryOp::Mod, BinaryOp::DivMod],
    unary: &[UnaryOp::Neg, UnaryOp::Pos, UnaryOp::Abs],
    methods: &[
        Method::new("total_seconds", |th, v, args| {
            args.exactly::<0>(th, "timedelta.total_seconds")?;
            ratio(th, span(v).total(), SECOND)
        })
        .doc("Total seconds in the duration."),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "timedelta.__reduce__")?;
            let s = span(v);
            let state = th.tuple_of_array([s.days, s.seconds, s.micros].map(Obj::from_i31))?;
            let class = th.type_of(v).to_obj();
            th.pair(class, state)
        }),
    ],
    getsets: &[
        GetSet::read("days", |th, v| th.int(i64::from(span(v).days))),
        GetSet::read("seconds", |th, v| th.int(i64::from(span(v).seconds))),
        GetSet::read("microseconds", |th, v| th.int(i64::from(span(v).micros))),
    ],
    ..TypeSpec::new(Builtin::TimeDelta, const { &Vtable::of::<TimeDelta>() })
};
