//! `time`: a time of day, with or without a time zone.

use core::sync::atomic::AtomicI64;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Signature, Trace};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{BASE, CompareOp, GetSet, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::{self, Str};

use super::clock::{Clock, Fold, TimeSpec, fold_of};
use super::date::{self, hash_of, integers, kept, reduced, refuse_state, state_of};
use super::delta::Span;
use super::text::Text;
use super::{iso, strftime, zone};

/// Payload of `time`.
#[derive(Debug)]
pub(super) struct TimeOfDay {
    pub(super) clock: Clock,
    pub(super) fold: Fold,
    /// The hash, once it is known; or -1.
    hash: AtomicI64,
    /// A time zone, or `None`.
    pub(super) zone: Obj,
}

// SAFETY: 1: the number is used here alone. 2: one reference, visited once. 3: the rest never changes, or is an atomic.
unsafe impl Payload for TimeOfDay {
    const BUILTIN: Builtin = Builtin::TimeOfDay;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.zone);
    }
}

impl TimeOfDay {
    pub(super) const fn new(clock: Clock, zone: Obj, fold: bool) -> TimeOfDay {
        TimeOfDay { clock, fold: Fold::new(fold), hash: AtomicI64::new(-1), zone }
    }
}

/// The time behind a value of that type.
#[inline]
pub(super) fn time(v: &Obj) -> &TimeOfDay {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<TimeOfDay>().payload }
}

/// A new `time`.
pub(super) fn make(th: &mut Thread, clock: Clock, zone: Obj, fold: bool) -> R<Obj> {
    th.alloc(TimeOfDay::new(clock, zone, fold))
}

/// A `time` of parts and a zone that are not checked, as `class`, which is called where it is derived.
fn of_class(th: &mut Thread, class: &Obj, parts: [i32; 4], zone: Obj, fold: i32) -> R<Obj> {
    if class.is(&th.builtin_type(Builtin::TimeOfDay)) {
        let clock = Clock::new(th, parts)?;
        let fold = fold_of(th, fold)?;
        let zone = zone::argument(th, Some(&zone))?;
        return make(th, clock, zone, fold);
    }
    let mut all = th.vec(5)?;
    for n in parts {
        all.push(th.int(i64::from(n))?);
    }
    all.push(zone);
    let made = protocol::call(th, class, &all)?;
    let fold = fold_of(th, fold)?;
    if let Some(t) = made.get::<TimeOfDay>() {
        t.payload.fold.set(fold);
    }
    Ok(made)
}

fn new(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<6> =
        Signature::new("time", ["hour", "minute", "second", "microsecond", "tzinfo", "fold"]).required(0).keyword_only_from(5);
    if let [state, rest @ ..] = args.positional()
        && rest.len() <= 1
    {
        if let Some(s) = state_of::<6>(state).filter(|s| s[0] & 0x7F < 24) {
            let fold = s[0] & 0x80 != 0;
            let clock = Clock::of_state([s[0] & 0x7F, s[1], s[2], s[3], s[4], s[5]]);
            let zone = state_zone(th, rest.first())?;
            return th.new_payload(class, TimeOfDay::new(clock, zone, fold));
        }
        refuse_state(th, state, 6, 0, |c| c & 0x7F < 24, "time")?;
    }
    let [h, m, s, us, tz, fold] = args.bind(th, &PARAMETERS)?;
    let parts = integers(th, [h, m, s, us], [0; 4])?;
    let fold = integers(th, [fold], [0])?;
    let clock = Clock::new(th, parts)?;
    let fold = fold_of(th, fold[0])?;
    let zone = zone::argument(th, tz)?;
    th.new_payload(class, TimeOfDay::new(clock, zone, fold))
}

/// The zone behind the state in a pickle.
pub(super) fn state_zone(th: &mut Thread, v: Option<&Obj>) -> R<Obj> {
    match v {
        None => Ok(Obj::NONE),
        Some(z) if z.is_none() || zone::is_zone(th, z) => Ok(z.clone()),
        Some(_) => Err(th.type_error(format_args!("bad tzinfo state arg"))),
    }
}

/// Adds `tzinfo=…` and `fold=1` to a text of arguments.
pub(super) fn write_zone(th: &mut Thread, out: &mut String, zone: &Obj) -> R<()> {
    if !zone.is_none() {
        let shown = protocol::repr(th, zone)?;
        out.push_str(", tzinfo=");
        out.push_str(str_object::text(&shown));
    }
    Ok(())
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let (class, t) = (th.type_name(v), time(v));
    let [h, m, s, us] = t.clock.parts();
    let mut out = format!("{class}({h}, {m}");
    if s != 0 || us != 0 {
        out.push_str(&format!(", {s}"));
    }
    if us != 0 {
        out.push_str(&format!(", {us}"));
    }
    write_zone(th, &mut out, &t.zone)?;
    if t.fold.get() {
        out.push_str(", fold=1");
    }
    out.push(')');
    th.str(&out)
}

fn iso_format(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("isoformat", ["timespec"]).required(0);
    let [spec] = args.bind(th, &PARAMETERS)?;
    let spec = TimeSpec::of(th, spec)?;
    let t = time(v);
    let mut out = Text::new();
    t.clock.write(&mut out, spec);
    if let Some(offset) = zone::offset(th, &t.zone, &Obj::NONE)? {
        zone::write_offset(&mut out, offset, ":");
    }
    th.ascii_str(out.as_str())
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (x, Some(y)) = (time(a), b.get::<TimeOfDay>()) else { return Ok(Obj::NOT_IMPLEMENTED) };
    if x.zone.is(&y.zone) {
        return Ok(Obj::from_bool(op.holds(x.clock.cmp(&y.clock))));
    }
    let (p, q) = (zone::offset(th, &x.zone, &Obj::NONE)?, zone::offset(th, &y.zone, &Obj::NONE)?);
    let order = match (p, q) {
        (p, q) if p == q => x.clock.cmp(&y.clock),
        (Some(p), Some(q)) => {
            let since = |c: Clock, o: Span| c.seconds() - i64::from(o.days) * 86_400 - i64::from(o.seconds);
            since(x.clock, p).cmp(&since(y.clock, q)).then(x.clock.micros.cmp(&y.clock.micros))
        }
        _ if matches!(op, CompareOp::Eq | CompareOp::Ne) => return Ok(Obj::from_bool(op == CompareOp::Ne)),
        _ => return Err(th.type_error(format_args!("can't compare offset-naive and offset-aware times"))),
    };
    Ok(Obj::from_bool(op.holds(order)))
}

fn hash(th: &mut Thread, v: &Obj) -> R<i64> {
    let t = time(v);
    kept(&t.hash, || match zone::offset(th, &t.zone, &Obj::NONE)? {
        None => Ok(hash_of(th, &t.clock.state())),
        Some(offset) => {
            let since = Span::normal(th, 0, t.clock.seconds(), i64::from(t.clock.micros))?;
            Ok(since.plus(th, offset, -1)?.hash())
        }
    })
}

fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<6> =
        Signature::new("replace", ["hour", "minute", "second", "microsecond", "tzinfo", "fold"]).required(0).keyword_only_from(5);
    let [h, m, s, us, tz, fold] = args.bind(th, &PARAMETERS)?;
    let t = time(v);
    let parts = integers(th, [h, m, s, us], t.clock.parts())?;
    let [fold] = integers(th, [fold], [i32::from(t.fold.get())])?;
    // What is given is looked at last.
    let zone = tz.unwrap_or(&t.zone).clone();
    let class = th.type_of(v).to_obj();
    of_class(th, &class, parts, zone, fold)
}

fn from_iso(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "time.fromisoformat")?;
    let text = iso::argument(th, v)?;
    let Some(parsed) = iso::time(text.strip_prefix('T').unwrap_or(text).as_bytes(), 0) else { return Err(iso::invalid(th, v)) };
    let zone = iso::zone(th, &parsed, v)?;
    let mut parts = parsed.parts;
    if parts[0] == 24 {
        if parts[1..] != [0; 3] {
            return Err(th.value_error(format_args!("minute, second, and microsecond must be 0 when hour is 24")));
        }
        parts[0] = 0;
    }
    of_class(th, class, parts, zone, 0)
}

fn reduce(th: &mut Thread, v: &Obj, protocol: i32) -> R<Obj> {
    let t = time(v);
    let mut state = t.clock.state();
    if protocol > 3 && t.fold.get() {
        state[0] |= 0x80;
    }
    reduced(th, v, &state, Some(&t.zone))
}

/// An attribute that is a number.
macro_rules! number {
    ($name:literal, $field:ident) => {
        GetSet::read($name, |th, v| th.int(i64::from(time(v).clock.$field)))
    };
}

/// `time`
pub(crate) static SPEC: TypeSpec = TypeSpec {
    doc: "Time with time zone.\n\nAll arguments are optional. tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(|th, v| protocol::call_method_text(th, v, "isoformat", &[])),
        hash: Some(hash),
        compare: Some(compare),
        new: Some(new),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::class("fromisoformat", from_iso).doc("Construct a time from a string in ISO 8601 format."),
        Method::class("strptime", |th, class, args| strftime::parse(th, class, args, "_strptime_datetime_time"))
            .doc("Parse string according to the given time format (like time.strptime())."),
        Method::new("isoformat", iso_format)
            .doc("Return the time formatted according to ISO.\n\nThe optional argument timespec says how much of the time is shown."),
        Method::new("strftime", |th, v, args| {
            let format = strftime::argument(th, args)?;
            let c = time(v).clock;
            let numbers = [1900, 1, 1, i32::from(c.hour), i32::from(c.minute), i32::from(c.second), 0, 1, -1];
            let tuple = th.tuple_of(&numbers.map(Obj::from_i31))?;
            strftime::format(th, v, &format, &tuple)
        })
        .doc("Format using strftime()."),
        Method::new("__format__", date::format).doc("Formats self with strftime."),
        Method::new("utcoffset", |th, v, args| {
            args.exactly::<0>(th, "time.utcoffset")?;
            zone::offset_object(th, &time(v).zone, &Obj::NONE)
        })
        .doc("Return self.tzinfo.utcoffset(self)."),
        Method::new("tzname", |th, v, args| {
            args.exactly::<0>(th, "time.tzname")?;
            zone::name_of(th, &time(v).zone, &Obj::NONE)
        })
        .doc("Return self.tzinfo.tzname(self)."),
        Method::new("dst", |th, v, args| {
            args.exactly::<0>(th, "time.dst")?;
            zone::saving_object(th, &time(v).zone, &Obj::NONE)
        })
        .doc("Return self.tzinfo.dst(self)."),
        Method::new("replace", replace).doc("Return time with new specified fields."),
        Method::new("__replace__", replace).doc("The same as replace()."),
        Method::new("__reduce_ex__", |th, v, args| {
            let [p] = args.exactly::<1>(th, "time.__reduce_ex__")?;
            let p = protocol::index_c_int(th, p)?;
            reduce(th, v, p)
        }),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "time.__reduce__")?;
            reduce(th, v, 2)
        }),
    ],
    getsets: &[
        number!("hour", hour),
        number!("minute", minute),
        number!("second", second),
        number!("microsecond", micros),
        GetSet::read("tzinfo", |_, v| Ok(time(v).zone.clone())),
        GetSet::read("fold", |_, v| Ok(Obj::from_i31(i32::from(time(v).fold.get())))),
    ],
    ..TypeSpec::new(Builtin::TimeOfDay, const { &Vtable::of::<TimeOfDay>() })
};

/// Whether an argument is a string, for messages that name none.
pub(super) fn is_str(v: &Obj) -> bool {
    v.get::<Str>().is_some()
}
