//! `tzinfo` and `timezone`, and what time zones are asked.

use freewheel_kernel::heap::Kind;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, Payload, R, Raised, Signature, Trace};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::{BASE, CompareOp, Method, SlotSpec, TypeSpec, Vtable};
use freewheel_kernel::types::str_object::{self, Str};

use super::datetime::{self, DateTime};
use super::delta::{self, Span, as_span};
use super::text::Text;

/// Payload of `tzinfo`, which has nothing of its own.
#[derive(Debug)]
pub(super) struct TzInfo;

// SAFETY: 1: the number is used here alone. 2: there are no references. 3: there is nothing.
unsafe impl Payload for TzInfo {
    const BUILTIN: Builtin = Builtin::TzInfo;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// Payload of `timezone`: a fixed offset.
#[derive(Debug)]
pub(super) struct TimeZone {
    /// The offset as programs gave it, a `timedelta`.
    offset: Obj,
    span: Span,
    /// A string, or `None`.
    name: Obj,
}

// SAFETY: 1: the number is used here alone. 2: two references, each visited once. 3: nothing changes.
unsafe impl Payload for TimeZone {
    const BUILTIN: Builtin = Builtin::TimeZone;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.offset);
        visit.obj(&self.name);
    }
}

fn zone(v: &Obj) -> &TimeZone {
    // SAFETY: called through slots and methods of the type, which check the receiver.
    unsafe { &v.get_unchecked::<TimeZone>().payload }
}

/// The zone of UTC, of which there is one.
pub(super) fn utc(th: &mut Thread) -> R<Obj> {
    th.hidden("datetime.utc", |th| {
        let offset = delta::make(th, Span::ZERO)?;
        th.alloc(TimeZone { offset, span: Span::ZERO, name: Obj::NONE })
    })
}

/// A zone of an offset that is in range.
pub(super) fn fixed(th: &mut Thread, span: Span, name: Obj) -> R<Obj> {
    if span == Span::ZERO && name.is_none() {
        return utc(th);
    }
    let offset = delta::make(th, span)?;
    named(th, &offset, span, name)
}

fn named(th: &mut Thread, offset: &Obj, span: Span, name: Obj) -> R<Obj> {
    if !span.is_offset() {
        return Err(no_offset(th, offset));
    }
    th.alloc(TimeZone { offset: offset.clone(), span, name })
}

#[cold]
fn no_offset(th: &mut Thread, offset: &Obj) -> Raised {
    match protocol::repr(th, offset) {
        Ok(shown) => th.value_error(format_args!(
            "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {}",
            str_object::text(&shown)
        )),
        Err(e) => e,
    }
}

/// Whether a value is a time zone.
pub(super) fn is_zone(th: &Thread, v: &Obj) -> bool {
    v.exact::<TimeZone>().is_some() || th.type_of(v).is_subtype_of(th.isolate(), Builtin::TzInfo)
}

/// An argument that must be `None` or a time zone; left out it is `None`.
pub(super) fn argument(th: &mut Thread, v: Option<&Obj>) -> R<Obj> {
    match v {
        None => Ok(Obj::NONE),
        Some(v) if v.is_none() || is_zone(th, v) => Ok(v.clone()),
        Some(v) => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("tzinfo argument must be None or of a tzinfo subclass, not type '{t}'")))
        }
    }
}

/// What `zone.name(of)` gives as an offset; `None` for none.
fn ask(th: &mut Thread, zone: &Obj, name: &str, of: &Obj) -> R<Option<(Span, Obj)>> {
    let offset = protocol::call_method_text(th, zone, name, core::slice::from_ref(of))?;
    if offset.is_none() {
        return Ok(None);
    }
    match as_span(&offset) {
        Some(span) if span.is_offset() => Ok(Some((span, offset))),
        Some(_) => Err(no_offset(th, &offset)),
        None => {
            let t = th.type_name(&offset);
            Err(th.type_error(format_args!("tzinfo.{name}() must return None or timedelta, not '{t}'")))
        }
    }
}

/// The offset from UTC that a zone has for a moment, or for `None`.
pub(super) fn offset(th: &mut Thread, zone: &Obj, of: &Obj) -> R<Option<Span>> {
    if zone.is_none() {
        return Ok(None);
    }
    if let Some(z) = zone.exact::<TimeZone>() {
        return Ok(Some(z.span));
    }
    Ok(ask(th, zone, "utcoffset", of)?.map(|(span, _)| span))
}

/// The object of [`offset`], or `None`.
pub(super) fn offset_object(th: &mut Thread, zone: &Obj, of: &Obj) -> R<Obj> {
    if let Some(z) = zone.exact::<TimeZone>() {
        return Ok(z.offset.clone());
    }
    asked(th, zone, "utcoffset", of)
}

/// What daylight saving time adds.
pub(super) fn saving(th: &mut Thread, zone: &Obj, of: &Obj) -> R<Option<Span>> {
    if zone.is_none() || zone.exact::<TimeZone>().is_some() {
        return Ok(None);
    }
    Ok(ask(th, zone, "dst", of)?.map(|(span, _)| span))
}

/// The object of [`saving`], or `None`.
pub(super) fn saving_object(th: &mut Thread, zone: &Obj, of: &Obj) -> R<Obj> {
    asked(th, zone, "dst", of)
}

fn asked(th: &mut Thread, zone: &Obj, name: &str, of: &Obj) -> R<Obj> {
    if zone.is_none() {
        return Ok(Obj::NONE);
    }
    Ok(ask(th, zone, name, of)?.map_or(Obj::NONE, |(_, offset)| offset))
}

/// The zone's name, a string, or `None`.
pub(super) fn name_of(th: &mut Thread, zone: &Obj, of: &Obj) -> R<Obj> {
    if zone.is_none() {
        return Ok(Obj::NONE);
    }
    let name = protocol::call_method_text(th, zone, "tzname", core::slice::from_ref(of))?;
    if name.is_none() || name.get::<Str>().is_some() {
        return Ok(name);
    }
    let t = th.type_name(&name);
    Err(th.type_error(format_args!("tzinfo.tzname() must return None or a string, not '{t}'")))
}

/// Adds an offset to a text, such as `+01:00`; seconds and microseconds where there are any.
pub(super) fn write_offset(out: &mut Text, span: Span, separator: &str) {
    let (sign, [hours, minutes, seconds, micros]) = span.as_offset();
    out.push(sign);
    out.number(hours, 2);
    out.push_str(separator);
    out.number(minutes, 2);
    if seconds != 0 || micros != 0 {
        out.push_str(separator);
        out.number(seconds, 2);
    }
    if micros != 0 {
        out.push(b'.');
        out.number(micros, 6);
    }
}

/// The argument of a method of `tzinfo` must be a moment of that very zone.
fn own_moment<'a>(th: &mut Thread, zone: &Obj, v: &'a Obj) -> R<&'a DateTime> {
    let Some(t) = v.get::<DateTime>() else { return Err(th.type_error(format_args!("fromutc: argument must be a datetime"))) };
    if t.payload.zone.is(zone) { Ok(&t.payload) } else { Err(th.value_error(format_args!("fromutc: dt.tzinfo is not self"))) }
}

fn from_utc(th: &mut Thread, zone: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "tzinfo.fromutc")?;
    own_moment(th, zone, v)?;
    let Some(offset) = offset(th, zone, v)? else {
        return Err(th.value_error(format_args!("fromutc: non-None utcoffset() result required")));
    };
    let Some(saved) = saving(th, zone, v)? else {
        return Err(th.value_error(format_args!("fromutc: non-None dst() result required")));
    };
    let standard = offset.plus(th, saved, -1)?;
    let local = datetime::shifted(th, v, standard, 1)?;
    // The class may make something else of it.
    let of = local.get::<DateTime>().map_or(Obj::NONE, |t| t.payload.zone.clone());
    match saving(th, &of, &local)? {
        Some(Span::ZERO) => Ok(local),
        Some(saved) => datetime::shifted(th, &local, saved, 1),
        None => Err(th.value_error(format_args!("fromutc: tz.dst() gave inconsistent results; cannot convert"))),
    }
}

/// A method that derived classes must have.
macro_rules! lacking {
    ($name:literal, $doc:literal) => {
        Method::new($name, |th, _, args| {
            args.exactly::<1>(th, concat!("tzinfo.", $name))?;
            Err(th.raise(Builtin::NotImplementedError, format_args!(concat!("a tzinfo subclass must implement ", $name, "()"))))
        })
        .doc($doc)
    };
}

/// `tzinfo`
pub(crate) static TZINFO: TypeSpec = TypeSpec {
    doc: "Abstract base class for time zone info objects.\n\nSubclasses must override the tzname(), utcoffset() and dst() methods.",
    flags: BASE,
    slots: SlotSpec { new: Some(|th, class, _| th.new_payload(class, TzInfo)), ..SlotSpec::NONE },
    methods: &[
        lacking!("tzname", "datetime -> string name of time zone."),
        lacking!("utcoffset", "datetime -> timedelta showing offset from UTC, negative values indicating West of UTC"),
        lacking!("dst", "datetime -> DST offset as timedelta positive east of UTC."),
        Method::new("fromutc", from_utc).doc("datetime in UTC -> datetime in local time."),
        Method::new("__reduce__", |th, v, args| {
            args.exactly::<0>(th, "tzinfo.__reduce__")?;
            let given = match protocol::get_attr_text(th, v, "__getinitargs__")? {
                Some(f) => protocol::call(th, &f, &[])?,
                None => th.isolate().empty_tuple(),
            };
            let state = protocol::call_method_text(th, v, "__getstate__", &[])?;
            let class = th.type_of(v).to_obj();
            th.tuple_of_array([class, given, state])
        }),
    ],
    ..TypeSpec::new(Builtin::TzInfo, const { &Vtable::of::<TzInfo>() })
};

fn new(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<2> = Signature::new("timezone", ["offset", "name"]).required(1);
    let [offset, name] = args.bind(th, &PARAMETERS)?;
    let none = Obj::NONE;
    let offset = offset.unwrap_or(&none);
    let Some(span) = as_span(offset) else {
        let t = th.argument_type(offset);
        return Err(th.type_error(format_args!("timezone() argument 'offset' must be datetime.timedelta, not {t}")));
    };
    let name = match name {
        Some(n) if n.get::<Str>().is_none() => {
            let t = th.argument_type(n);
            return Err(th.type_error(format_args!("timezone() argument 'name' must be str, not {t}")));
        }
        Some(n) => n.clone(),
        None if span == Span::ZERO => return utc(th),
        None => Obj::NONE,
    };
    named(th, offset, span, name)
}

fn text(th: &mut Thread, v: &Obj) -> R<Obj> {
    let z = zone(v);
    if !z.name.is_none() {
        return Ok(z.name.clone());
    }
    let mut out = Text::new();
    out.push_str("UTC");
    if z.span != Span::ZERO {
        write_offset(&mut out, z.span, ":");
    }
    th.ascii_str(out.as_str())
}

/// The argument of a method of `timezone`, which is looked at only so far.
fn check_moment(th: &mut Thread, name: &str, args: &Args<'_>) -> R<()> {
    let [v] = args.exactly::<1>(th, &format!("timezone.{name}"))?;
    if v.is_none() || v.get::<DateTime>().is_some() {
        return Ok(());
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("{name}(dt) argument must be a datetime instance or None, not {t}")))
}

fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    if utc(th)?.is(v) {
        return th.str("datetime.timezone.utc");
    }
    let (class, z) = (th.type_name(v), zone(v));
    let offset = protocol::repr(th, &z.offset)?;
    let offset = str_object::text(&offset);
    if z.name.is_none() {
        return th.str_fmt(format_args!("{class}({offset})"));
    }
    let name = protocol::repr(th, &z.name)?;
    th.str_fmt(format_args!("{class}({offset}, {})", str_object::text(&name)))
}

/// `timezone`
pub(crate) static TIMEZONE: TypeSpec = TypeSpec {
    doc: "Fixed offset from UTC implementation of tzinfo.",
    slots: SlotSpec {
        repr: Some(repr),
        str: Some(text),
        hash: Some(|_, v| Ok(zone(v).span.hash())),
        compare: Some(|_, op, a, b| {
            Ok(match (op, b.get::<TimeZone>()) {
                (CompareOp::Eq | CompareOp::Ne, Some(b)) => Obj::from_bool((zone(a).span == b.payload.span) == (op == CompareOp::Eq)),
                _ => Obj::NOT_IMPLEMENTED,
            })
        }),
        new: Some(new),
        ..SlotSpec::NONE
    },
    methods: &[
        Method::new("tzname", |th, v, args| {
            check_moment(th, "tzname", args)?;
            text(th, v)
        })
        .doc("If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'."),
        Method::new("utcoffset", |th, v, args| {
            check_moment(th, "utcoffset", args)?;
            Ok(zone(v).offset.clone())
        })
        .doc("Return fixed offset."),
        Method::new("dst", |th, _, args| {
            check_moment(th, "dst", args)?;
            Ok(Obj::NONE)
        })
        .doc("Return None."),
        Method::new("fromutc", |th, v, args| {
            let [t] = args.exactly::<1>(th, "timezone.fromutc")?;
            own_moment(th, v, t)?;
            datetime::shifted(th, t, zone(v).span, 1)
        })
        .doc("datetime in UTC -> datetime in local time."),
        Method::new("__getinitargs__", |th, v, args| {
            args.exactly::<0>(th, "timezone.__getinitargs__")?;
            let z = zone(v);
            if z.name.is_none() { th.tuple_of(core::slice::from_ref(&z.offset)) } else { th.pair(z.offset.clone(), z.name.clone()) }
        })
        .doc("pickle support"),
    ],
    ..TypeSpec::new(Builtin::TimeZone, const { &Vtable::of::<TimeZone>() })
};
