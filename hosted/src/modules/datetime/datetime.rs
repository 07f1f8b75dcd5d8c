//! `datetime`: a day and a time of day, with or without a time zone. This file has the object, its constructor and its operators.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Signature, Trace};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{BASE, BinaryOp, CompareOp, GetSet, SlotSpec, TypeSpec, Vtable};

use super::clock::{Clock, Fold, fold_of};
use super::date::{Date, Day, hash_of, integers, refuse_state, state_of};
use super::delta::{self, Span, as_span};
use super::time::{state_zone, write_zone};
use super::zone;

/// Payload of `datetime`. It begins with that of `date`, so what reads a day need not know which of the two it is.
#[derive(Debug)]
#[repr(C)]
pub(super) struct DateTime {
    pub(super) date: Date,
    pub(super) clock: Clock,
    pub(super) fold: Fold,
    /// A time zone, or `None`.
    pub(super) zone: Obj,
}

const _: () = assert!(core::mem::offset_of!(DateTime, date) == 0 && align_of::<DateTime>() == align_of::<Date>());

// SAFETY: 1: the number is used here alone. 2: one reference, visited once. 3: the rest never changes, or is an atomic.
unsafe impl Payload for DateTime {
    const BUILTIN: Builtin = Builtin::DateTime;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.zone);
    }
}

impl DateTime {
    #[inline]
    pub(super) const fn new(day: Day, clock: Clock, zone: Obj, fold: bool) -> DateTime {
        DateTime { date: Date::new(day), clock, fold: Fold::new(fold), zone }
    }

    /// Time since the beginning of year 1.
    fn since(&self, th: &mut Thread) -> R<Span> {
        Span::normal(th, self.date.day.ordinal(), self.clock.seconds(), i64::from(self.clock.micros))
    }

    fn order(&self, other: &DateTime) -> core::cmp::Ordering {
        self.date.day.cmp(&other.date.day).then(self.clock.cmp(&other.clock))
    }
}

/// The moment behind a value of that type.
#[inline]
pub(super) fn moment(v: &Obj) -> &DateTime {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<DateTime>().payload }
}

/// A new `datetime`.
#[inline]
pub(super) fn make(th: &mut Thread, day: Day, clock: Clock, zone: Obj, fold: bool) -> R<Obj> {
    th.alloc(DateTime::new(day, clock, zone, fold))
}

/// A `datetime` as `class`, which is called where it is derived.
pub(super) fn of_class(th: &mut Thread, class: &Obj, day: Day, clock: Clock, zone: Obj, fold: bool) -> R<Obj> {
    if class.is(&th.builtin_type(Builtin::DateTime)) {
        return make(th, day, clock, zone, fold);
    }
    let (y, m, d) = day.parts();
    by_call(th, class, [y, m, d], clock.parts(), zone, i32::from(fold))
}

/// [`of_class`] of parts and a zone that are not checked; a derived class checks them as it likes.
pub(super) fn of_parts(th: &mut Thread, class: &Obj, date: [i32; 3], time: [i32; 4], zone: Obj, fold: i32) -> R<Obj> {
    if !class.is(&th.builtin_type(Builtin::DateTime)) {
        return by_call(th, class, date, time, zone, fold);
    }
    let day = Day::new(th, date[0], date[1], date[2])?;
    let clock = Clock::new(th, time)?;
    let fold = fold_of(th, fold)?;
    let zone = zone::argument(th, Some(&zone))?;
    make(th, day, clock, zone, fold)
}

fn by_call(th: &mut Thread, class: &Obj, date: [i32; 3], time: [i32; 4], zone: Obj, fold: i32) -> R<Obj> {
    let mut all = th.vec(8)?;
    for n in date.into_iter().chain(time) {
        all.push(th.int(i64::from(n))?);
    }
    all.push(zone);
    let made = protocol::call(th, class, &all)?;
    let fold = fold_of(th, fold)?;
    if let Some(t) = made.get::<DateTime>() {
        t.payload.fold.set(fold);
    }
    Ok(made)
}

fn new(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<9> =
        Signature::new("datetime", ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"])
            .required(3)
            .keyword_only_from(8);
    if let [state, rest @ ..] = args.positional()
        && rest.len() <= 1
        && !state.value().is_small()
    {
        if let Some(s) = state_of::<10>(state)
            && let Some(day) = Day::of_state([s[0], s[1], s[2] & 0x7F, s[3]])
        {
            let clock = Clock::of_state([s[4], s[5], s[6], s[7], s[8], s[9]]);
            let zone = state_zone(th, rest.first())?;
            return th.new_payload(class, DateTime::new(day, clock, zone, s[2] & 0x80 != 0));
        }
        refuse_state(th, state, 10, 2, |c| (1..=12).contains(&(c & 0x7F)), "datetime")?;
    }
    let [y, mo, d, h, mi, s, us, tz, fold] = args.bind(th, &PARAMETERS)?;
    let [y, mo, d, h, mi, s, us, fold] = integers(th, [y, mo, d, h, mi, s, us, fold], [0; 8])?;
    let day = Day::new(th, y, mo, d)?;
    let clock = Clock::new(th, [h, mi, s, us])?;
    let fold = fold_of(th, fold)?;
    let zone = zone::argument(th, tz)?;
    th.new_payload(class, DateTime::new(day, clock, zone, fold))
}

/// A moment so much later or earlier, as the class of `v`.
///
/// # Errors
/// `OverflowError`, and those of the class.
pub(super) fn shifted(th: &mut Thread, v: &Obj, span: Span, sign: i64) -> R<Obj> {
    let t = moment(v);
    let (day, clock) = shifted_parts(th, t, span, sign)?;
    as_class_of(th, v, day, clock, t.zone.clone(), false)
}

/// Day and time of [`shifted`].
pub(super) fn shifted_parts(th: &mut Thread, t: &DateTime, span: Span, sign: i64) -> R<(Day, Clock)> {
    let micros = i64::from(t.clock.micros) + sign * i64::from(span.micros);
    let seconds = t.clock.seconds() + sign * i64::from(span.seconds) + micros.div_euclid(1_000_000);
    let days = sign * i64::from(span.days) + seconds.div_euclid(86_400);
    let day = t.date.day.later(th, days)?;
    Ok((day, Clock::of_seconds(seconds.rem_euclid(86_400) as i32, micros.rem_euclid(1_000_000) as i32)))
}

/// A `datetime` of the class that `v` has.
pub(super) fn as_class_of(th: &mut Thread, v: &Obj, day: Day, clock: Clock, zone: Obj, fold: bool) -> R<Obj> {
    let class = th.type_of(v);
    if class.is_heap() { of_class(th, &class.to_obj(), day, clock, zone, fold) } else { make(th, day, clock, zone, fold) }
}

/// The time between two moments.
pub(super) fn difference(th: &mut Thread, a: &Obj, b: &Obj) -> R<Span> {
    let (x, y) = (moment(a), moment(b));
    let mut apart = None;
    if !x.zone.is(&y.zone) {
        let (p, q) = (zone::offset(th, &x.zone, a)?, zone::offset(th, &y.zone, b)?);
        match (p, q) {
            (Some(p), Some(q)) if p != q => apart = Some(p.plus(th, q, -1)?),
            (Some(_), Some(_)) | (None, None) => {}
            _ => return Err(th.type_error(format_args!("can't subtract offset-naive and offset-aware datetimes"))),
        }
    }
    let span = Span::normal(
        th,
        x.date.day.ordinal() - y.date.day.ordinal(),
        x.clock.seconds() - y.clock.seconds(),
        i64::from(x.clock.micros) - i64::from(y.clock.micros),
    )?;
    match apart {
        Some(apart) => span.plus(th, apart, -1),
        None => Ok(span),
    }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match (op, a.get::<DateTime>().is_some(), b.get::<DateTime>().is_some()) {
        (BinaryOp::Add, true, false) if let Some(span) = as_span(b) => shifted(th, a, span, 1),
        (BinaryOp::Add, false, true) if let Some(span) = as_span(a) => shifted(th, b, span, 1),
        (BinaryOp::Sub, true, false) if let Some(span) = as_span(b) => shifted(th, a, span, -1),
        (BinaryOp::Sub, true, true) => {
            let span = difference(th, a, b)?;
            delta::make(th, span)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// Whether the offset of a moment depends on `fold`, which it then has in a gap or where clocks are put back (PEP 495).
fn depends_on_fold(th: &mut Thread, v: &Obj, offset: Option<Span>) -> R<bool> {
    let t = moment(v);
    let other = make(th, t.date.day, t.clock, t.zone.clone(), !t.fold.get())?;
    Ok(zone::offset(th, &t.zone, &other)? != offset)
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, Some(y)) = (moment(a), b.get::<DateTime>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let y = &y.payload;
    if x.zone.is(&y.zone) {
        return Ok(Obj::from_bool(op.holds(x.order(y))));
    }
    let (p, q) = (zone::offset(th, &x.zone, a)?, zone::offset(th, &y.zone, b)?);
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let order = match (p, q) {
        (p, q) if p == q => x.order(y),
        (Some(_), Some(_)) => difference(th, a, b)?.cmp(&Span::ZERO),
        _ if equality => return Ok(Obj::from_bool(op == CompareOp::Ne)),
        _ => return Err(th.type_error(format_args!("can't compare offset-naive and offset-aware datetimes"))),
    };
    if equality && order.is_eq() && (depends_on_fold(th, a, p)? || depends_on_fold(th, b, q)?) {
        return Ok(Obj::from_bool(op == CompareOp::Ne));
    }
    Ok(Obj::from_bool(op.holds(order)))
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let t = moment(v);
    t.date.hash(|| {
        // Whichever of two times it is, it hashes like the first.
        let first = match t.fold.get() {
            true => {
                let class = th.type_of(v).to_obj();
                th.new_payload(&class, DateTime::new(t.date.day, t.clock, t.zone.clone(), false))?
            }
            false => v.clone(),
        };
        match zone::offset(th, &t.zone, &first)? {
            None => Ok(hash_of(th, &state(t, 0))),
            Some(offset) => {
                let since = t.since(th)?;
                Ok(since.plus(th, offset, -1)?.hash())
            }
        }
    })
}

/// The bytes that stand for a moment in pickles.
pub(super) fn state(t: &DateTime, protocol: i32) -> [u8; 10] {
    let ([a, b, mut month, day], [h, mi, s, u, v, w]) = (t.date.day.state(), t.clock.state());
    if protocol > 3 && t.fold.get() {
        month |= 0x80;
    }
    [a, b, month, day, h, mi, s, u, v, w]
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (class, t) = (th.type_name(v), moment(v));
    let ((y, mo, d), [h, mi, s, us]) = (t.date.day.parts(), t.clock.parts());
    let mut out = format!("{class}({y}, {mo}, {d}, {h}, {mi}");
    if s != 0 || us != 0 {
        out.push_str(&format!(", {s}"));
    }
    if us != 0 {
        out.push_str(&format!(", {us}"));
    }
    if t.fold.get() {
        out.push_str(", fold=1");
    }
    write_zone(th, &mut out, &t.zone)?;
    out.push(')');
    th.str(&out)
}

/// An attribute that is a number.
macro_rules! number {
    ($name:literal, $field:ident) => {
        GetSet::read($name, |th, v| th.int(i64::from(moment(v).clock.$field)))
    };
}

/// `datetime`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "A combination of a date and a time.\n\nThe year, month and day arguments are required. tzinfo may be None, or\nan instance of a tzinfo subclass. The remaining arguments may be ints.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(|th, v| {
            let space = th.str(" ")?;
            protocol::call_method_text(th, v, "isoformat", &[space])
        }),
        hash: Some(hash),
        compare: Some(compare),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Sub],
    methods: super::datetime_methods::METHODS,
    getsets: &[
        number!("hour", hour),
        number!("minute", minute),
        number!("second", second),
        number!("microsecond", micros),
        GetSet::read("tzinfo", |_, v| Ok(moment(v).zone.clone())),
        GetSet::read("fold", |_, v| Ok(Obj::from_i31(i32::from(moment(v).fold.get())))),
    ],
    ..TypeSpec::new(Builtin::DateTime, const { &Vtable::of::<DateTime>() })
};
