//! Methods of `date`, most of which `datetime` inherits.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::spec::Method;
use freewheel_kernel::types::{protocol, struct_sequence};

use super::calendar::{self, IsoError};
use super::date::{Day, c_time, date, format, integers, iso, of_class, of_parts, reduced, replace};
use super::local::{self, Precision};
use super::{iso, iso_calendar, strftime};
use crate::modules::time_native::STRUCT_TIME;

/// A time tuple of a day and a time.
pub(super) fn time_tuple(th: &mut Thread, day: Day, [h, m, s]: [u8; 3], saving: i32) -> R<Obj> {
    let (y, mo, d) = day.parts();
    let [h, m, s] = [h, m, s].map(i32::from);
    let numbers = [y, mo, d, h, m, s, day.weekday(), calendar::day_of_year(y, mo, d), saving];
    let mut values = th.vec(STRUCT_TIME.fields.len())?;
    values.extend(numbers.map(Obj::from_i31));
    values.resize(STRUCT_TIME.fields.len(), Obj::NONE);
    struct_sequence::make(th, &STRUCT_TIME, values)
}

fn from_timestamp(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "date.fromtimestamp")?;
    let (seconds, _) = local::argument(th, v, Precision::Seconds)?;
    let m = local::local(th, seconds)?;
    of_parts(th, class, m.date)
}

fn today(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    args.exactly::<0>(th, "date.today")?;
    if class.is(&th.builtin_type(Builtin::Date)) {
        let (seconds, _) = local::now(th)?;
        let m = local::local(th, seconds)?;
        return of_parts(th, class, m.date);
    }
    // A derived class may have its own way, and programs their own clock.
    let time = import::import(th, "time", &Obj::NONE, &Obj::NONE, 0)?;
    let now = protocol::call_method_text(th, &time, "time", &[])?;
    protocol::call_method_text(th, class, "fromtimestamp", &[now])
}

fn from_ordinal(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [n] = args.exactly::<1>(th, "date.fromordinal")?;
    let n = protocol::index_c_int(th, n)?;
    if n < 1 {
        return Err(th.value_error(format_args!("ordinal must be >= 1")));
    }
    let (y, m, d) = calendar::from_ordinal(i64::from(n));
    of_parts(th, class, [y as i32, m, d])
}

fn from_iso(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "date.fromisoformat")?;
    let text = iso::argument(th, v)?.as_bytes();
    let parts = if matches!(text.len(), 7 | 8 | 10) { iso::date(text) } else { None };
    match parts {
        Some(parts) => of_parts(th, class, parts),
        None => Err(iso::invalid(th, v)),
    }
}

fn from_iso_calendar(th: &mut Thread, class: &Obj, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<3> = Signature::new("fromisocalendar", ["year", "week", "day"]);
    let given = args.bind(th, &PARAMETERS)?;
    let [year, week, weekday] = integers(th, given, [0; 3])?;
    match calendar::from_iso(year, week, weekday) {
        Ok(n) => {
            let (y, m, d) = calendar::from_ordinal(n);
            of_parts(th, class, [y as i32, m, d])
        }
        Err(IsoError::Year) => Err(th.value_error(format_args!("year must be in 1..9999, not {year}"))),
        Err(IsoError::Week) => Err(th.value_error(format_args!("Invalid week: {week}"))),
        Err(IsoError::Weekday) => Err(th.value_error(format_args!("Invalid weekday: {weekday} (range is [1, 7])"))),
    }
}

/// A method without arguments.
macro_rules! asks {
    ($name:literal, $doc:literal, $f:expr) => {
        Method::new($name, |th, v, args| {
            args.exactly::<0>(th, concat!("date.", $name))?;
            let f: fn(&mut Thread, &Obj) -> R<Obj> = $f;
            f(th, v)
        })
        .doc($doc)
    };
}

pub(super) const METHODS: &[Method] = &[
    Method::class("fromtimestamp", from_timestamp)
        .doc("Create a date from a POSIX timestamp.\n\nThe timestamp is a number that is interpreted as local time."),
    Method::class("fromordinal", from_ordinal).doc("Construct a date from a proleptic Gregorian ordinal.\n\nJanuary 1 of year 1 is day 1."),
    Method::class("fromisoformat", from_iso).doc("Construct a date from a string in ISO 8601 format."),
    Method::class("fromisocalendar", from_iso_calendar).doc("Construct a date from the ISO year, week number and weekday."),
    Method::class("strptime", |th, class, args| strftime::parse(th, class, args, "_strptime_datetime_date"))
        .doc("Parse string according to the given date format (like time.strptime())."),
    Method::class("today", today).doc("Return the current date."),
    asks!("ctime", "Return ctime() style string.", |th, v| c_time(th, date(v).day, [0; 3])),
    Method::new("strftime", |th, v, args| {
        let format = strftime::argument(th, args)?;
        let tuple = protocol::call_method_text(th, v, "timetuple", &[])?;
        strftime::format(th, v, &format, &tuple)
    })
    .doc("Format using strftime()."),
    Method::new("__format__", format).doc("Formats self with strftime."),
    asks!("timetuple", "Return time tuple, compatible with time.localtime().", |th, v| time_tuple(th, date(v).day, [0; 3], -1)),
    asks!("isocalendar", "Return a named tuple containing ISO year, week number, and weekday.", |th, v| {
        let (y, m, d) = date(v).day.parts();
        let (year, week, weekday) = calendar::iso_calendar(y, m, d);
        iso_calendar::make(th, [year, week, weekday])
    }),
    asks!("isoformat", "Return string in ISO 8601 format, YYYY-MM-DD.", iso),
    asks!("isoweekday", "Return the day of the week represented by the date.\n\nMonday == 1 ... Sunday == 7", |_, v| {
        Ok(Obj::from_i31(date(v).day.weekday() + 1))
    }),
    asks!("toordinal", "Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1.", |th, v| th.int(date(v).day.ordinal())),
    asks!("weekday", "Return the day of the week represented by the date.\n\nMonday == 0 ... Sunday == 6", |_, v| {
        Ok(Obj::from_i31(date(v).day.weekday()))
    }),
    Method::new("replace", replace).doc("Return date with new specified fields."),
    Method::new("__replace__", replace).doc("The same as replace()."),
    asks!("__reduce__", "__reduce__() -> (cls, state)", |th, v| reduced(th, v, &date(v).day.state(), None)),
];

/// The day of a value as a plain `date`, or as `class`.
pub(super) fn day_as(th: &mut Thread, v: &Obj) -> R<Obj> {
    let class = th.builtin_type(Builtin::Date);
    of_class(th, &class, date(v).day)
}
