//! The `time` module of an operating system: its clocks, its calendar and its time zone.

use std::ffi::{CStr, CString};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R};
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::spec::{Method, ModuleSpec};
use freewheel_kernel::types::struct_sequence::{self, Layout};
use freewheel_kernel::types::{float_object, int_object, protocol, simple_namespace, str_object, tuple_object};

use super::system::{number, raise_errno, reading_environment, small, succeeded};

/// `struct_time`
pub(super) static STRUCT_TIME: Layout = Layout {
    name: "time.struct_time",
    doc: "A moment in parts: year, month, day, hours, minutes, seconds, day of the week (Monday is 0) and of the year, daylight saving or not.",
    fields: &["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"],
    visible: 9,
    open: true,
};

const NANOS: i64 = 1_000_000_000;

/// The time of a clock.
fn read(th: &mut Thread, clock: libc::clockid_t) -> R<libc::timespec> {
    // SAFETY: a place for the result.
    let (result, time) = unsafe {
        let mut t: libc::timespec = core::mem::zeroed();
        (libc::clock_gettime(clock, &raw mut t), t)
    };
    succeeded(th, result)?;
    Ok(time)
}

fn seconds(th: &mut Thread, clock: libc::clockid_t) -> R<Obj> {
    let t = read(th, clock)?;
    th.float((t.tv_sec * NANOS + t.tv_nsec) as f64 / 1e9)
}

fn whole(th: &mut Thread, clock: libc::clockid_t) -> R<Obj> {
    let t = read(th, clock)?;
    th.int(t.tv_sec * NANOS + t.tv_nsec)
}

macro_rules! clocks {
    ($($name:ident $nanos:ident $clock:ident,)*) => {
        /// Name, number and whether it can be set, of the clocks that functions are named after.
        const CLOCKS: &[(&str, &str, libc::clockid_t)] = &[$((stringify!($name), stringify!($clock), libc::$clock),)*];
        $(
            fn $name(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
                args.exactly::<0>(th, concat!("time.", stringify!($name)))?;
                seconds(th, libc::$clock)
            }
            fn $nanos(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
                args.exactly::<0>(th, concat!("time.", stringify!($nanos)))?;
                whole(th, libc::$clock)
            }
        )*
    };
}

clocks! {
    time time_ns CLOCK_REALTIME,
    monotonic monotonic_ns CLOCK_MONOTONIC,
    perf_counter perf_counter_ns CLOCK_MONOTONIC,
    process_time process_time_ns CLOCK_PROCESS_CPUTIME_ID,
    thread_time thread_time_ns CLOCK_THREAD_CPUTIME_ID,
}

fn clock_argument(th: &mut Thread, v: &Obj) -> R<libc::clockid_t> {
    let n = number(th, v)?;
    match libc::clockid_t::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))),
    }
}

/// The seconds of an argument, or now.
fn moment(th: &mut Thread, args: &Args<'_>, name: &str) -> R<libc::time_t> {
    let a = args.between(th, name, 0, 1)?;
    let Some(v) = a.first().filter(|v| !v.is_none()) else { return Ok(read(th, libc::CLOCK_REALTIME)?.tv_sec) };
    if int_object::is_int(v) {
        if let Some(n) = int_object::to_i64(v) {
            return Ok(n);
        }
    } else {
        let x = match float_object::as_f64(v) {
            Some(x) => x,
            None => protocol::to_f64(th, v)?,
        };
        if x.is_nan() {
            return Err(th.value_error(format_args!("Invalid value NaN (not a number)")));
        }
        let floor = x.floor();
        if (-9.2e18..9.2e18).contains(&floor) {
            return Ok(floor as i64);
        }
    }
    Err(th.raise(Builtin::OverflowError, format_args!("timestamp out of range for platform time_t")))
}

fn broken_down(th: &mut Thread, t: libc::time_t, local: bool) -> R<libc::tm> {
    // SAFETY: places for argument and result; the functions with `_r` keep nothing.
    let look = || unsafe {
        let mut tm: libc::tm = core::mem::zeroed();
        let p = if local { libc::localtime_r(&raw const t, &raw mut tm) } else { libc::gmtime_r(&raw const t, &raw mut tm) };
        if p.is_null() { None } else { Some(tm) }
    };
    let tm = if local { reading_environment(look) } else { look() };
    match tm {
        Some(tm) => Ok(tm),
        None => Err(raise_errno(th, libc::EOVERFLOW, &[])),
    }
}

/// A zone's name, which the C library keeps for ever.
fn zone(tm: &libc::tm) -> String {
    if tm.tm_zone.is_null() {
        return String::new();
    }
    // SAFETY: a C string of the library's.
    unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy().into_owned()
}

fn to_object(th: &mut Thread, tm: &libc::tm) -> R<Obj> {
    let mut values = Vec::new();
    for n in [
        tm.tm_year.wrapping_add(1900),
        tm.tm_mon + 1,
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        (tm.tm_wday + 6) % 7,
        tm.tm_yday + 1,
        tm.tm_isdst,
    ] {
        let n = th.int(i64::from(n))?;
        th.push(&mut values, n)?;
    }
    let zone = th.str(&zone(tm))?;
    th.push(&mut values, zone)?;
    let offset = th.int(tm.tm_gmtoff)?;
    th.push(&mut values, offset)?;
    struct_sequence::make(th, &STRUCT_TIME, values)
}

/// The nine numbers of a time tuple.
fn from_object(th: &mut Thread, v: &Obj, name: &str) -> R<libc::tm> {
    if v.get::<tuple_object::Tuple>().is_none() {
        return Err(th.type_error(format_args!("Tuple or struct_time argument required")));
    }
    let items = tuple_object::items(v);
    let class = struct_sequence::class(th, &STRUCT_TIME)?;
    let own = th.type_of(v).to_obj().is(&class);
    if items.len() != 9 {
        return Err(th.type_error(format_args!("{name}(): illegal time tuple argument")));
    }
    let mut n = [0; 9];
    for (place, item) in n.iter_mut().zip(items) {
        *place = small(th, item)?;
    }
    let Some(year) = n[0].checked_sub(1900) else { return Err(th.raise(Builtin::OverflowError, format_args!("year out of range"))) };
    // SAFETY: numbers and a pointer that may be null.
    let mut tm: libc::tm = unsafe { core::mem::zeroed() };
    tm.tm_year = year;
    tm.tm_mon = n[1].wrapping_sub(1);
    (tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec) = (n[2], n[3], n[4], n[5]);
    tm.tm_wday = n[6].wrapping_add(1) % 7;
    tm.tm_yday = n[7].wrapping_sub(1);
    tm.tm_isdst = n[8];
    if own
        && let Some(o) = protocol::get_attr_text(th, v, "tm_gmtoff")?
        && let Some(o) = int_object::to_i64(&o)
    {
        tm.tm_gmtoff = o;
    }
    Ok(tm)
}

/// Puts right what programs leave out, and refuses what would lead astray.
fn check(th: &mut Thread, tm: &mut libc::tm) -> R<()> {
    if tm.tm_mon == -1 {
        tm.tm_mon = 0;
    }
    if tm.tm_mday == 0 {
        tm.tm_mday = 1;
    }
    if tm.tm_yday == -1 {
        tm.tm_yday = 0;
    }
    let wrong = [
        (!(0..=11).contains(&tm.tm_mon), "month out of range"),
        (!(0..=31).contains(&tm.tm_mday), "day of month out of range"),
        (!(0..=23).contains(&tm.tm_hour), "hour out of range"),
        (!(0..=59).contains(&tm.tm_min), "minute out of range"),
        (!(0..=61).contains(&tm.tm_sec), "seconds out of range"),
        (tm.tm_wday < 0, "day of week out of range"),
        (!(0..=365).contains(&tm.tm_yday), "day of year out of range"),
    ];
    match wrong.iter().find(|(wrong, _)| *wrong) {
        Some((_, text)) => Err(th.value_error(format_args!("{text}"))),
        None => Ok(()),
    }
}

/// The argument's time, or the local time of now.
fn tuple_or_now(th: &mut Thread, v: Option<&Obj>, name: &str) -> R<libc::tm> {
    let mut tm = match v {
        Some(v) => from_object(th, v, name)?,
        None => {
            let now = read(th, libc::CLOCK_REALTIME)?.tv_sec;
            broken_down(th, now, true)?
        }
    };
    check(th, &mut tm)?;
    Ok(tm)
}

fn as_text(th: &mut Thread, tm: &libc::tm) -> R<Obj> {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (day, month) = (DAYS[tm.tm_wday.rem_euclid(7) as usize], MONTHS[tm.tm_mon.rem_euclid(12) as usize]);
    let year = i64::from(tm.tm_year) + 1900;
    th.str_fmt(format_args!("{day} {month} {:2} {:02}:{:02}:{:02} {year}", tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec))
}

/// `strftime(format, tuple=localtime())`
fn strftime(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let a = args.between(th, "strftime", 1, 2)?;
    if a[0].get::<str_object::Str>().is_none() {
        let t = th.argument_type(&a[0]);
        return Err(th.type_error(format_args!("strftime() argument 1 must be str, not {t}")));
    }
    let mut tm = tuple_or_now(th, a.get(1), "strftime")?;
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    // The name of the zone that the C library would print.
    if tm.tm_zone.is_null() {
        let mut copy = tm;
        // SAFETY: a place of our own.
        reading_environment(|| unsafe { libc::mktime(&raw mut copy) });
        tm.tm_zone = copy.tm_zone;
        if tm.tm_gmtoff == 0 {
            tm.tm_gmtoff = copy.tm_gmtoff;
        }
    }
    let text = str_object::text(&a[0]);
    let mut out = String::new();
    // The C library knows strings that end at a zero.
    for (i, part) in text.split('\0').enumerate() {
        if i > 0 {
            out.push('\0');
        }
        if part.is_empty() {
            continue;
        }
        let Ok(format) = CString::new(part) else { continue };
        let mut room: Vec<u8> = Vec::new();
        let mut size = 256 + part.len() * 2;
        loop {
            th.afford(Some(size))?;
            room.resize(size, 0);
            // SAFETY: `room` is writable for `size` bytes; the format ends in a zero.
            let n = reading_environment(|| unsafe { libc::strftime(room.as_mut_ptr().cast(), size, format.as_ptr(), &raw const tm) });
            // Nothing may be what it makes of the format, or a sign that there is no room.
            if n > 0 || size >= 256 * part.len().max(1) {
                out.push_str(&String::from_utf8_lossy(&room[..n]));
                break;
            }
            size *= 2;
        }
    }
    th.str(&out)
}

/// `mktime(tuple)`
fn mktime(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [v] = args.exactly::<1>(th, "time.mktime")?;
    let mut tm = from_object(th, v, "mktime")?;
    // The library sets the day of the week when it has found the time.
    tm.tm_wday = -1;
    // SAFETY: a place of our own.
    let t = reading_environment(|| unsafe { libc::mktime(&raw mut tm) });
    if t == -1 && tm.tm_wday == -1 {
        return Err(th.raise(Builtin::OverflowError, format_args!("mktime argument out of range")));
    }
    th.float(t as f64)
}

/// `get_clock_info(name)`
fn get_clock_info(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [name] = args.exactly::<1>(th, "get_clock_info")?;
    let name = freewheel_kernel::native::args::text_argument(th, "get_clock_info", name)?;
    let Some((name, number, clock)) = CLOCKS.iter().find(|(n, ..)| *n == name) else {
        return Err(th.value_error(format_args!("unknown clock")));
    };
    // SAFETY: a place for the result.
    let resolution = unsafe {
        let mut t: libc::timespec = core::mem::zeroed();
        libc::clock_getres(*clock, &raw mut t);
        t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9
    };
    let about = th.dict()?;
    if let Some(d) = about.get::<Dict>() {
        let wall = *name == "time";
        let values = [
            ("implementation", th.str(&format!("clock_gettime({number})"))?),
            ("monotonic", Obj::from_bool(!wall)),
            ("adjustable", Obj::from_bool(wall)),
            ("resolution", th.float(resolution)?),
        ];
        for (key, value) in values {
            let key = th.intern(key)?;
            d.set_name(th, &key, &value)?;
        }
    }
    simple_namespace::new(th, &about)
}

/// `strptime(string, format="%a %b %d %H:%M:%S %Y")`, which the library has in Python.
fn strptime(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let m = freewheel_kernel::interp::import::import(th, "_strptime", &Obj::NONE, &Obj::NONE, 0)?;
    match protocol::get_attr_text(th, &m, "_strptime_time")? {
        Some(f) => protocol::call_args(th, &f, args),
        None => Err(th.raise(Builtin::ImportError, format_args!("cannot import name '_strptime_time' from '_strptime'"))),
    }
}

/// Sets `timezone`, `altzone`, `daylight` and `tzname`, from what the zone does in January and in July.
fn set_zone(th: &mut Thread, m: &Obj) -> R<()> {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let now = read(th, libc::CLOCK_REALTIME)?.tv_sec;
    let january = now / YEAR * YEAR;
    let (winter, summer) = (broken_down(th, january, true)?, broken_down(th, january + YEAR / 2, true)?);
    // South of the equator it is the other way round.
    let (standard, saving) = if winter.tm_gmtoff < summer.tm_gmtoff { (winter, summer) } else { (summer, winter) };
    let names = [th.str(&zone(&standard))?, th.str(&zone(&saving))?];
    let values = [
        ("timezone", th.int(-standard.tm_gmtoff)?),
        ("altzone", th.int(-saving.tm_gmtoff)?),
        ("daylight", Obj::from_i31(i32::from(standard.tm_gmtoff != saving.tm_gmtoff))),
        ("tzname", th.tuple_of(&names)?),
    ];
    for (name, value) in values {
        th.add_to_module(m, name, value)?;
    }
    Ok(())
}

unsafe extern "C" {
    fn tzset();
}

/// The declaration.
pub(super) static SPEC: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        Method::new("time", time),
        Method::new("time_ns", time_ns),
        Method::new("monotonic", monotonic),
        Method::new("monotonic_ns", monotonic_ns),
        Method::new("perf_counter", perf_counter),
        Method::new("perf_counter_ns", perf_counter_ns),
        Method::new("process_time", process_time),
        Method::new("process_time_ns", process_time_ns),
        Method::new("thread_time", thread_time),
        Method::new("thread_time_ns", thread_time_ns),
        Method::new("sleep", freewheel_kernel::modules::time::sleep),
        Method::new("clock_gettime", |th, _, args| {
            let [c] = args.exactly::<1>(th, "time.clock_gettime")?;
            let c = clock_argument(th, c)?;
            seconds(th, c)
        }),
        Method::new("clock_gettime_ns", |th, _, args| {
            let [c] = args.exactly::<1>(th, "time.clock_gettime_ns")?;
            let c = clock_argument(th, c)?;
            whole(th, c)
        }),
        Method::new("clock_getres", |th, _, args| {
            let [c] = args.exactly::<1>(th, "time.clock_getres")?;
            let c = clock_argument(th, c)?;
            // SAFETY: a place for the result.
            let (result, t) = unsafe {
                let mut t: libc::timespec = core::mem::zeroed();
                (libc::clock_getres(c, &raw mut t), t)
            };
            succeeded(th, result)?;
            th.float(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9)
        }),
        Method::new("clock_settime", |th, _, args| {
            let [c, t] = args.exactly::<2>(th, "clock_settime")?;
            let (c, t) = (clock_argument(th, c)?, protocol::to_f64(th, t)?);
            let nanos = (t * 1e9) as i64;
            set_clock(th, c, nanos)
        }),
        Method::new("clock_settime_ns", |th, _, args| {
            let [c, t] = args.exactly::<2>(th, "clock_settime_ns")?;
            let (c, nanos) = (clock_argument(th, c)?, number(th, t)?);
            set_clock(th, c, nanos)
        }),
        Method::new("gmtime", |th, _, args| {
            let t = moment(th, args, "gmtime")?;
            let tm = broken_down(th, t, false)?;
            to_object(th, &tm)
        }),
        Method::new("localtime", |th, _, args| {
            let t = moment(th, args, "localtime")?;
            let tm = broken_down(th, t, true)?;
            to_object(th, &tm)
        }),
        Method::new("mktime", mktime),
        Method::new("asctime", |th, _, args| {
            let a = args.between(th, "asctime", 0, 1)?;
            let tm = tuple_or_now(th, a.first(), "asctime")?;
            as_text(th, &tm)
        }),
        Method::new("ctime", |th, _, args| {
            let t = moment(th, args, "ctime")?;
            let tm = broken_down(th, t, true)?;
            as_text(th, &tm)
        }),
        Method::new("strftime", strftime),
        Method::new("strptime", strptime),
        Method::new("get_clock_info", get_clock_info),
        Method::new("tzset", |th, m, args| {
            args.exactly::<0>(th, "time.tzset")?;
            // SAFETY: nobody changes the environment meanwhile.
            reading_environment(|| unsafe { tzset() });
            set_zone(th, m)?;
            Ok(Obj::NONE)
        }),
    ],
    init: Some(|th, m| {
        // SAFETY: as above.
        reading_environment(|| unsafe { tzset() });
        for (name, clock) in [
            ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
            ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
            ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
            ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
            #[cfg(target_os = "linux")]
            ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
            #[cfg(target_os = "linux")]
            ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
            #[cfg(target_os = "linux")]
            ("CLOCK_TAI", libc::CLOCK_TAI),
        ] {
            th.add_to_module(m, name, Obj::from_i31(clock))?;
        }
        let class = struct_sequence::class(th, &STRUCT_TIME)?;
        th.add_to_module(m, "struct_time", class)?;
        th.add_to_module(m, "_STRUCT_TM_ITEMS", Obj::from_i31(11))?;
        set_zone(th, m)
    }),
};

fn set_clock(th: &mut Thread, clock: libc::clockid_t, nanos: i64) -> R<Obj> {
    // SAFETY: plain data.
    let result = unsafe {
        let mut t: libc::timespec = core::mem::zeroed();
        t.tv_sec = nanos.div_euclid(NANOS);
        t.tv_nsec = nanos.rem_euclid(NANOS);
        libc::clock_settime(clock, &raw const t)
    };
    succeeded(th, result)?;
    Ok(Obj::NONE)
}
