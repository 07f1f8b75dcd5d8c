//! Methods of `datetime`.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::warnings;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Raised, Signature};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::str_object::{self, Str};

use super::calendar;
use super::clock::{Clock, TimeSpec};
use super::date::{as_day, c_time, integers, reduced};
use super::date_methods::{day_as, time_tuple};
use super::datetime::{as_class_of, moment, of_class, of_parts, shifted_parts, state};
use super::delta::{SECOND, Span, ratio};
use super::iso::{self, Parsed};
use super::local::{self, EPOCH, Precision};
use super::text::Text;
use super::time::{self, TimeOfDay, is_str};
use super::{strftime, zone};

/// The moment of a timestamp as `class`: in UTC to begin with where there is a zone, whose time it then becomes.
fn at(th: &mut Thread, class: &Obj, (seconds, micros): (i64, i32), zone: Obj) -> R<Obj> {
    if zone.is_none() {
        let m = local::local(th, seconds)?;
        let fold = local::is_fold(th, seconds, &m)?;
        return of_moment(th, class, &m, micros, Obj::NONE, fold);
    }
    let m = local::universal(th, seconds)?;
    let utc = of_moment(th, class, &m, micros, zone.clone(), false)?;
    protocol::call_method_text(th, &zone, "fromutc", &[utc])
}

fn of_moment(th: &mut Thread, class: &Obj, m: &local::Moment, micros: i32, zone: Obj, fold: bool) -> R<Obj> {
    let [h, min, s] = m.time;
    of_parts(th, class, m.date, [h, min, s, micros], zone, i32::from(fold))
}

fn now(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("now", ["tz"]).required(0);
    let [tz] = args.bind(th, &PARAMETERS)?;
    let zone = zone::argument(th, tz)?;
    let now = local::now(th)?;
    at(th, class, now, zone)
}

fn deprecated(th: &mut Thread, name: &str, instead: &str) -> R<()> {
    let what = format_args!(
        "datetime.datetime.{name}() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.{instead}."
    );
    warnings::warn(th, Builtin::DeprecationWarning, what, 1)
}

fn utc_now(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "datetime.utcnow")?;
    deprecated(th, "utcnow", "now(datetime.UTC)")?;
    let (seconds, micros) = local::now(th)?;
    let m = local::universal(th, seconds)?;
    of_moment(th, class, &m, micros, Obj::NONE, false)
}

fn from_timestamp(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<2> = Signature::new("fromtimestamp", ["timestamp", "tz"]).required(1);
    let [v, tz] = args.bind(th, &PARAMETERS)?;
    let zone = zone::argument(th, tz)?;
    let when = local::argument(th, v.unwrap_or(&Obj::NONE), Precision::Micros)?;
    at(th, class, when, zone)
}

fn utc_from_timestamp(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "datetime.utcfromtimestamp")?;
    deprecated(th, "utcfromtimestamp", "fromtimestamp(timestamp, datetime.UTC)")?;
    let (seconds, micros) = local::argument(th, v, Precision::Micros)?;
    let m = local::universal(th, seconds)?;
    of_moment(th, class, &m, micros, Obj::NONE, false)
}

#[cold]
fn wrong(th: &mut Thread, parameter: &str, wanted: &str, v: &Obj) -> Raised {
    let t = th.argument_type(v);
    th.type_error(format_args!("combine() argument '{parameter}' must be datetime.{wanted}, not {t}"))
}

fn combine(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("combine", ["date", "time", "tzinfo"]).required(2);
    let [day, clock, tz] = args.bind(th, &PARAMETERS)?;
    let none = Obj::NONE;
    let (day, clock) = (day.unwrap_or(&none), clock.unwrap_or(&none));
    let Some(d) = as_day(day) else { return Err(wrong(th, "date", "date", day)) };
    let Some(t) = clock.get::<TimeOfDay>() else { return Err(wrong(th, "time", "time", clock)) };
    let zone = match tz {
        None => t.payload.zone.clone(),
        given => zone::argument(th, given)?,
    };
    of_class(th, class, d, t.payload.clock, zone, t.payload.fold.get())
}

fn from_iso(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "datetime.fromisoformat")?;
    let text = iso::argument(th, v)?.as_bytes();
    let Some((date, parsed)) = read(text) else { return Err(iso::invalid(th, v)) };
    let zone = iso::zone(th, &parsed, v)?;
    let ([mut y, mut m, mut d], mut parts) = (date, parsed.parts);
    // Midnight at the end of a day is that of the next.
    if parts[0] == 24 && (1..=12).contains(&m) && d <= calendar::days_in_month(y, m) {
        if parts[1..] != [0; 3] {
            return Err(th.value_error(format_args!("minute, second, and microsecond must be 0 when hour is 24")));
        }
        parts[0] = 0;
        d += 1;
        if d > calendar::days_in_month(y, m) {
            (m, d) = (m + 1, 1);
        }
        if m > 12 {
            (y, m) = (y + 1, 1);
        }
    }
    of_parts(th, class, [y, m, d], parts, zone, 0)
}

/// A text as date and time.
fn read(text: &[u8]) -> Option<([i32; 3], Parsed)> {
    if text.len() < 7 {
        return None;
    }
    let end = iso::date_end(text)?;
    let date = iso::date(text.get(..end)?)?;
    if end == text.len() {
        return Some((date, Parsed::NONE));
    }
    // Any character stands between the two.
    let next = (end + 1..text.len()).find(|i| text[*i] & 0xC0 != 0x80).unwrap_or(text.len());
    Some((date, iso::time(text, next)?))
}

/// A value's offset from UTC.
fn offset(th: &mut Thread, v: &Obj) -> R<Option<Span>> {
    zone::offset(th, &moment(v).zone, v)
}

fn three(c: Clock) -> [u8; 3] {
    [c.hour, c.minute, c.second]
}

fn tuple(th: &mut Thread, v: &Obj) -> R<Obj> {
    let t = moment(v);
    let saving = match zone::saving(th, &t.zone, v)? {
        None => -1,
        Some(s) => i32::from(s != Span::ZERO),
    };
    time_tuple(th, t.date.day, three(t.clock), saving)
}

fn utc_tuple(th: &mut Thread, v: &Obj) -> R<Obj> {
    let t = moment(v);
    let (day, clock) = match offset(th, v)? {
        Some(o) => shifted_parts(th, t, o, -1)?,
        None => (t.date.day, t.clock),
    };
    time_tuple(th, day, three(clock), 0)
}

/// The timestamp of a moment without a zone, which is local time.
fn local_timestamp(th: &mut Thread, v: &Obj) -> R<i64> {
    let t = moment(v);
    local::timestamp(th, t.date.day, t.clock, t.fold.get())
}

/// The local zone at a moment without a zone. In a gap, which no clock shows, it is that of the side which `fold` names.
fn own_zone(th: &mut Thread, v: &Obj) -> R<Obj> {
    let t = moment(v);
    let fold = t.fold.get();
    let (when, other) = (local_timestamp(th, v)?, local::timestamp(th, t.date.day, t.clock, !fold)?);
    local::local_zone(th, if other != when && (other > when) == fold { other } else { when })
}

fn timestamp(th: &mut Thread, v: &Obj) -> R<Obj> {
    let t = moment(v);
    let micros = t.clock.micros;
    if t.zone.is_none() {
        let seconds = local_timestamp(th, v)?;
        return th.float(seconds as f64 + f64::from(micros) / 1e6);
    }
    let Some(o) = offset(th, v)? else {
        return Err(th.type_error(format_args!("can't subtract offset-naive and offset-aware datetimes")));
    };
    let since = i128::from(local::seconds(t.date.day, t.clock) - EPOCH) * SECOND + i128::from(micros) - o.total();
    ratio(th, since, SECOND)
}

fn iso_format(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<2> = Signature::new("isoformat", ["sep", "timespec"]).required(0);
    let [separator, spec] = args.bind(th, &PARAMETERS)?;
    let separator = match separator {
        None => "T",
        Some(s) if !is_str(s) => {
            let t = th.argument_type(s);
            return Err(th.type_error(format_args!("isoformat() argument 'sep' must be a unicode character, not {t}")));
        }
        Some(s) => {
            let n = s.get::<Str>().map_or(0, |s| s.payload.chars());
            if n != 1 {
                return Err(
                    th.type_error(format_args!("isoformat(): argument 'sep' must be a unicode character, not a string of length {n}"))
                );
            }
            str_object::text(s)
        }
    };
    let spec = TimeSpec::of(th, spec)?;
    let t = moment(v);
    let mut out = Text::new();
    t.date.day.write(&mut out);
    out.push_str(separator);
    t.clock.write(&mut out, spec);
    if let Some(o) = offset(th, v)? {
        zone::write_offset(&mut out, o, ":");
    }
    if separator.is_ascii() { th.ascii_str(out.as_str()) } else { th.str(out.as_str()) }
}

fn replace(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<9> =
        Signature::new("replace", ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"])
            .required(0)
            .keyword_only_from(8);
    let [y, mo, d, h, mi, s, us, tz, fold] = args.bind(th, &PARAMETERS)?;
    let t = moment(v);
    let ((year, month, day), [hour, minute, second, micros]) = (t.date.day.parts(), t.clock.parts());
    let or = [year, month, day, hour, minute, second, micros, i32::from(t.fold.get())];
    let [y, mo, d, h, mi, s, us, fold] = integers(th, [y, mo, d, h, mi, s, us, fold], or)?;
    let zone = tz.unwrap_or(&t.zone).clone();
    let class = th.type_of(v).to_obj();
    of_parts(th, &class, [y, mo, d], [h, mi, s, us], zone, fold)
}

fn as_time_zone(th: &mut Thread, v: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("astimezone", ["tz"]).required(0);
    let [tz] = args.bind(th, &PARAMETERS)?;
    let wanted = zone::argument(th, tz)?;
    let t = moment(v);
    let offset = match t.zone.is_none() {
        false if t.zone.is(&wanted) => return Ok(v.clone()),
        false => offset(th, v)?,
        true => None,
    };
    let offset = match offset {
        Some(o) => o,
        // Local time.
        None => {
            let own = own_zone(th, v)?;
            if own.is(&wanted) {
                return Ok(v.clone());
            }
            zone::offset(th, &own, v)?.unwrap_or(Span::ZERO)
        }
    };
    let (day, clock) = shifted_parts(th, t, offset, -1)?;
    let wanted = if wanted.is_none() { local::local_zone(th, local::seconds(day, clock) - EPOCH)? } else { wanted };
    let utc = as_class_of(th, v, day, clock, wanted.clone(), false)?;
    protocol::call_method_text(th, &wanted, "fromutc", &[utc])
}

fn reduce(th: &mut Thread, v: &Obj, protocol: i32) -> R<Obj> {
    let t = moment(v);
    reduced(th, v, &state(t, protocol), Some(&t.zone))
}

/// A method without arguments.
macro_rules! asks {
    ($name:literal, $doc:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("datetime.", $name))?;
            let f: fn(&mut Thread, &Obj) -> R<Obj> = $f;
            f(th, v)
        })
        .doc($doc)
    };
}

pub(super) const METHODS: &[Method] = &[
    Method::class("now", now)
        .doc("Returns new datetime object representing current time local to tz.\n\nIf no tz is specified, uses local timezone."),
    Method::class("utcnow", utc_now).doc("Return a new datetime representing UTC day and time."),
    Method::class("fromtimestamp", from_timestamp)
        .doc("Create a datetime from a POSIX timestamp.\n\nIt is in local time unless there is a tz."),
    Method::class("utcfromtimestamp", utc_from_timestamp).doc("Create a naive UTC datetime from a POSIX timestamp."),
    Method::class("strptime", |th, class, args| strftime::parse(th, class, args, "_strptime_datetime_datetime"))
        .doc("Parse string according to the given date and time format (like time.strptime())."),
    Method::class("combine", combine).doc("Construct a datetime from a given date and a given time."),
    Method::class("fromisoformat", from_iso).doc("Construct a date from a string in ISO 8601 format."),
    asks!("date", "Return date object with same year, month and day.", day_as),
    asks!("time", "Return time object with same time but with tzinfo=None.", |th, v| {
        let t = moment(v);
        time::make(th, t.clock, Obj::NONE, t.fold.get())
    }),
    asks!("timetz", "Return time object with same time and tzinfo.", |th, v| {
        let t = moment(v);
        time::make(th, t.clock, t.zone.clone(), t.fold.get())
    }),
    asks!("ctime", "Return ctime() style string.", |th, v| {
        let t = moment(v);
        c_time(th, t.date.day, three(t.clock))
    }),
    asks!("timetuple", "Return time tuple, compatible with time.localtime().", tuple),
    asks!("timestamp", "Return POSIX timestamp as float.", timestamp),
    asks!("utctimetuple", "Return UTC time tuple, compatible with time.localtime().", utc_tuple),
    Method::new("isoformat", iso_format)
        .doc("Return string in ISO 8601 format.\n\nsep stands between date and time; timespec says how much of the time is shown."),
    asks!("utcoffset", "Return self.tzinfo.utcoffset(self).", |th, v| zone::offset_object(th, &moment(v).zone, v)),
    asks!("tzname", "Return self.tzinfo.tzname(self).", |th, v| zone::name_of(th, &moment(v).zone, v)),
    asks!("dst", "Return self.tzinfo.dst(self).", |th, v| zone::saving_object(th, &moment(v).zone, v)),
    Method::new("replace", replace).doc("Return datetime with new specified fields."),
    Method::new("__replace__", replace).doc("The same as replace()."),
    Method::new("astimezone", as_time_zone).doc("Convert to local time in new timezone tz."),
    Method::new("__reduce_ex__", |th, v, args| {
        let [p] = args.exactly::<1>(th, "datetime.__reduce_ex__")?;
        let p = protocol::index_c_int(th, p)?;
        reduce(th, v, p)
    }),
    asks!("__reduce__", "__reduce__() -> (cls, state)", |th, v| reduce(th, v, 2)),
];
