//! `date`: a day of the calendar.

use core::sync::atomic::{AtomicI64, Ordering};

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::text::hashing::hash_bytes;
use freewheel_kernel::types::bytes_object::{self, Bytes};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{BASE, BinaryOp, CompareOp, GetSet, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::{self, Str};

use super::calendar::{self, MAX_ORDINAL, MAX_YEAR, MIN_YEAR};
use super::datetime::DateTime;
use super::delta::{self, Span, as_span};
use super::text::Text;

/// A day by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Day {
    /// The first day.
    pub(super) const MIN: Day = Day { year: 1, month: 1, day: 1 };
    /// The last one.
    pub(super) const MAX: Day = Day { year: 9999, month: 12, day: 31 };

    /// A day of parts that are checked.
    ///
    /// # Errors
    /// `ValueError` for a day that no calendar has.
    #[inline]
    pub(super) fn new(th: &mut Thread, year: i32, month: i32, day: i32) -> R<Day> {
        if (MIN_YEAR..=MAX_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && (day <= 28 || day <= calendar::days_in_month(year, month))
        {
            return Ok(Day { year: year as u16, month: month as u8, day: day as u8 });
        }
        Err(Day::refuse(th, year, month, day))
    }

    #[cold]
    fn refuse(th: &mut Thread, year: i32, month: i32, day: i32) -> Raised {
        if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
            return th.value_error(format_args!("year must be in 1..9999, not {year}"));
        }
        if !(1..=12).contains(&month) {
            return th.value_error(format_args!("month must be in 1..12, not {month}"));
        }
        let most = calendar::days_in_month(year, month);
        th.value_error(format_args!("day {day} must be in range 1..{most} for month {month} in year {year}"))
    }

    /// Year, month and day as they are calculated with.
    pub(super) fn parts(self) -> (i32, i32, i32) {
        (i32::from(self.year), i32::from(self.month), i32::from(self.day))
    }

    /// The day's number.
    pub(super) fn ordinal(self) -> i64 {
        let (y, m, d) = self.parts();
        calendar::ordinal(y, m, d)
    }

    /// The day of a number, if dates reach so far.
    pub(super) fn of_ordinal(n: i64) -> Option<Day> {
        if !(1..=MAX_ORDINAL).contains(&n) {
            return None;
        }
        let (y, m, d) = calendar::from_ordinal(n);
        Some(Day { year: y as u16, month: m as u8, day: d as u8 })
    }

    /// The day so many days later.
    ///
    /// # Errors
    /// `OverflowError`
    pub(super) fn later(self, th: &mut Thread, days: i64) -> R<Day> {
        // Most stay within the days that each month has.
        let day = i64::from(self.day) + days;
        if (1..=28).contains(&day) && (1..=9999).contains(&self.year) {
            return Ok(Day { day: day as u8, ..self });
        }
        match Day::of_ordinal(self.ordinal() + days) {
            Some(d) => Ok(d),
            None => Err(th.raise(Builtin::OverflowError, format_args!("date value out of range"))),
        }
    }

    pub(super) fn weekday(self) -> i32 {
        let (y, m, d) = self.parts();
        calendar::weekday(y, m, d)
    }

    /// `2020-01-31`
    pub(super) fn write(self, out: &mut Text) {
        out.number(u32::from(self.year), 4);
        out.push(b'-');
        out.number(u32::from(self.month), 2);
        out.push(b'-');
        out.number(u32::from(self.day), 2);
    }

    /// The bytes that stand for it in pickles.
    pub(super) fn state(self) -> [u8; 4] {
        let [high, low] = self.year.to_be_bytes();
        [high, low, self.month, self.day]
    }

    /// The other way; `None` for no such month.
    pub(super) fn of_state(s: [u8; 4]) -> Option<Day> {
        let [high, low, month, day] = s;
        (1..=12).contains(&month).then_some(Day { year: u16::from_be_bytes([high, low]), month, day })
    }
}

/// Payload of `date`, and the beginning of that of `datetime`.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Date {
    pub(super) day: Day,
    /// The hash, once it is known; or -1.
    pub(super) hash: AtomicI64,
}

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: the day never changes, and the hash is an atomic.
unsafe impl Payload for Date {
    const BUILTIN: Builtin = Builtin::Date;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

impl Date {
    pub(super) const fn new(day: Day) -> Date {
        Date { day, hash: AtomicI64::new(-1) }
    }

    /// The hash as `make` has it, which is asked once.
    pub(super) fn hash(&self, make: impl FnOnce() -> R<i64>) -> R<i64> {
        kept(&self.hash, make)
    }
}

/// A hash that is computed once.
pub(super) fn kept(place: &AtomicI64, make: impl FnOnce() -> R<i64>) -> R<i64> {
    // Relaxed: whoever computes it finds the same.
    let known = place.load(Ordering::Relaxed);
    if known != -1 {
        return Ok(known);
    }
    let h = make()?;
    place.store(h, Ordering::Relaxed);
    Ok(h)
}

/// The hash of a state, as that of bytes.
pub(super) fn hash_of(th: &Thread, state: &[u8]) -> i64 {
    hash_bytes(state, &th.isolate().config.hash_key)
}

/// The day behind a value of that type, or of `datetime`.
#[inline]
pub(super) fn date(v: &Obj) -> &Date {
    // SAFETY: called through slots and methods of the type, which check the receiver; a `DateTime` begins with a `Date`, see there.
    unsafe { &v.get_unchecked::<Date>().payload }
}

/// The day of a value, if it is a `date` (or a `datetime`).
pub(super) fn as_day(v: &Obj) -> Option<Day> {
    match v.get::<Date>() {
        Some(d) => Some(d.payload.day),
        None => v.get::<DateTime>().map(|t| t.payload.date.day),
    }
}

/// A new `date`.
#[inline]
pub(super) fn make(th: &mut Thread, day: Day) -> R<Obj> {
    th.alloc(Date::new(day))
}

/// A `date` as `class`, which is called where it is derived.
pub(super) fn of_class(th: &mut Thread, class: &Obj, day: Day) -> R<Obj> {
    if class.is(&th.builtin_type(Builtin::Date)) {
        return make(th, day);
    }
    let (y, m, d) = day.parts();
    protocol::call(th, class, &[y, m, d].map(Obj::from_i31))
}

/// [`of_class`] of parts that are not checked; a derived class checks them as it likes.
pub(super) fn of_parts(th: &mut Thread, class: &Obj, [y, m, d]: [i32; 3]) -> R<Obj> {
    if !class.is(&th.builtin_type(Builtin::Date)) {
        let numbers = [th.int(i64::from(y))?, th.int(i64::from(m))?, th.int(i64::from(d))?];
        return protocol::call(th, class, &numbers);
    }
    let day = Day::new(th, y, m, d)?;
    make(th, day)
}

/// The bytes of a state in a pickle of this or an older Python, where a string has them; `None` if it is none of `N` bytes.
pub(super) fn state_of<const N: usize>(v: &Obj) -> Option<[u8; N]> {
    if let Some(b) = v.get::<Bytes>() {
        return b.payload.as_slice().try_into().ok();
    }
    let s = v.get::<Str>()?;
    let mut state = [0; N];
    let mut chars = s.payload.as_str().chars();
    for place in &mut state {
        *place = u8::try_from(u32::from(chars.next()?)).ok()?;
    }
    chars.next().is_none().then_some(state)
}

/// Whether a string of `length` characters is the state of an old pickle that was not read as Latin-1: `sane` says what the telling one may be.
///
/// # Errors
/// `ValueError` if so.
pub(super) fn refuse_state(th: &mut Thread, v: &Obj, length: usize, at: usize, sane: fn(u32) -> bool, what: &str) -> R<()> {
    let Some(s) = v.get::<Str>() else { return Ok(()) };
    let s = s.payload.as_str();
    if s.chars().count() == length && s.chars().nth(at).is_some_and(|c| sane(u32::from(c))) {
        return Err(th.value_error(format_args!(
            "Failed to encode latin1 string when unpickling a {what} object. pickle.load(data, encoding='latin1') is assumed."
        )));
    }
    Ok(())
}

const NEW: Signature<3> = Signature::new("date", ["year", "month", "day"]);

fn new(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    if let [state] = args.positional() {
        if let Some(day) = state_of(state).and_then(Day::of_state) {
            return th.new_payload(class, Date::new(day));
        }
        refuse_state(th, state, 4, 2, |c| (1..=12).contains(&c), "date")?;
    }
    let given = args.bind(th, &NEW)?;
    let [y, m, d] = integers(th, given, [0; 3])?;
    let day = Day::new(th, y, m, d)?;
    th.new_payload(class, Date::new(day))
}

/// Arguments as numbers, in their order; `or` where they are left out.
#[inline]
pub(super) fn integers<const N: usize>(th: &mut Thread, given: [Option<&Obj>; N], or: [i32; N]) -> R<[i32; N]> {
    let mut out = or;
    for (place, v) in out.iter_mut().zip(given) {
        if let Some(v) = v {
            *place = protocol::index_c_int(th, v)?;
        }
    }
    Ok(out)
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (class, (y, m, d)) = (th.type_name(v), date(v).day.parts());
    th.str_fmt(format_args!("{class}({y}, {m}, {d})"))
}

/// `isoformat()`
pub(super) fn iso(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut out = Text::new();
    date(v).day.write(&mut out);
    th.ascii_str(out.as_str())
}

/// Whether a value is a `date` and no `datetime`.
fn plain(v: &Obj) -> Option<Day> {
    v.get::<Date>().map(|d| d.payload.day)
}

fn compare(_: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    Ok(match (plain(a), plain(b)) {
        (Some(x), Some(y)) => Obj::from_bool(op.holds(x.cmp(&y))),
        _ => Obj::NOT_IMPLEMENTED,
    })
}

/// A day so many days later, as the class of `v`.
fn shifted(th: &mut Thread, v: &Obj, day: Day, span: Span, sign: i64) -> R<Obj> {
    let day = day.later(th, sign * i64::from(span.days))?;
    let class = th.type_of(v);
    if class.is_heap() { of_class(th, &class.to_obj(), day) } else { make(th, day) }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    match (op, plain(a), plain(b)) {
        (BinaryOp::Add, Some(day), None) if let Some(span) = as_span(b) => shifted(th, a, day, span, 1),
        (BinaryOp::Add, None, Some(day)) if let Some(span) = as_span(a) => shifted(th, b, day, span, 1),
        (BinaryOp::Sub, Some(day), None) if let Some(span) = as_span(b) => shifted(th, a, day, span, -1),
        (BinaryOp::Sub, Some(x), Some(y)) => {
            let span = Span::normal(th, x.ordinal() - y.ordinal(), 0, 0)?;
            delta::make(th, span)
        }
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let d = date(v);
    d.hash(|| Ok(hash_of(th, &d.day.state())))
}

/// `ctime()` of a day and a time.
pub(super) fn c_time(th: &mut Thread, day: Day, [h, m, s]: [u8; 3]) -> R<Obj> {
    let (week, month) = (calendar::DAY_NAMES[day.weekday() as usize], calendar::MONTH_NAMES[usize::from(day.month.clamp(1, 12)) - 1]);
    th.str_fmt(format_args!("{week} {month} {:2} {h:02}:{m:02}:{s:02} {:04}", day.day, day.year))
}

/// A state as bytes, with the class: what `__reduce__` gives.
pub(super) fn reduced(th: &mut Thread, v: &Obj, state: &[u8], zone: Option<&Obj>) -> R<Obj> {
    let state = bytes_object::new_bytes(th, state)?;
    let args = match zone {
        Some(z) if !z.is_none() => th.pair(state, z.clone())?,
        _ => th.tuple_of(&[state])?,
    };
    let class = th.type_of(v).to_obj();
    th.pair(class, args)
}

/// `format(v, spec)`
pub(super) fn format(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    let [spec] = args.exactly::<1>(th, "__format__")?;
    if spec.get::<Str>().is_none() {
        let t = th.argument_type(spec);
        return Err(th.type_error(format_args!("__format__() argument must be str, not {t}")));
    }
    if str_object::text(spec).is_empty() {
        return protocol::str(th, v);
    }
    protocol::call_method_text(th, v, "strftime", core::slice::from_ref(spec))
}

/// `replace(...)`
pub(super) fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("replace", ["year", "month", "day"]).required(0);
    let (y, m, d) = date(v).day.parts();
    let given = args.bind(th, &PARAMETERS)?;
    let parts = integers(th, given, [y, m, d])?;
    let class = th.type_of(v).to_obj();
    of_parts(th, &class, parts)
}

/// `date`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "Concrete date type.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(|th, v| protocol::call_method_text(th, v, "isoformat", &[])),
        hash: Some(hash),
        compare: Some(compare),
        binary: Some(binary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::Add, BinaryOp::Sub],
    methods: super::date_methods::METHODS,
    getsets: &[
        GetSet::read("year", |th, v| th.int(i64::from(date(v).day.year))),
        GetSet::read("month", |th, v| th.int(i64::from(date(v).day.month))),
        GetSet::read("day", |th, v| th.int(i64::from(date(v).day.day))),
    ],
    ..TypeSpec::new(Builtin::Date, const { &Vtable::of::<Date>() })
};
