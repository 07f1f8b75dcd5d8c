//! Moments as numbers, and the local time of the C library.
//!
//! "Seconds" here count from the beginning of year 1, in whatever zone is meant; a timestamp counts from [`EPOCH`] on, in UTC.

use std::ffi::CStr;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::float_object::as_f64;
use freewheel_kernel::types::spec::UnaryOp;
use freewheel_kernel::types::{int_object, protocol};

use super::calendar;
use super::clock::Clock;
use super::date::Day;
use super::delta::Span;
use super::zone;
use crate::modules::system::{raise_errno, reading_environment};

/// The first of January 1970.
pub(super) const EPOCH: i64 = 719_163 * 86_400;
/// No zone puts its clocks back by more.
const MOST_FOLD: i64 = 24 * 3600;

/// A moment in parts, the year being such as the C library may give.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) date: [i32; 3],
    /// Hour, minute and second.
    pub(super) time: [i32; 3],
}

impl Moment {
    /// Seconds from year 1 on.
    ///
    /// # Errors
    /// `ValueError` for a year that dates do not have.
    fn seconds(&self, th: &mut Thread) -> R<i64> {
        let ([y, m, d], [h, min, s]) = (self.date, self.time);
        if !(calendar::MIN_YEAR..=calendar::MAX_YEAR).contains(&y) {
            return Err(th.value_error(format_args!("year must be in 1..9999, not {y}")));
        }
        Ok(calendar::ordinal(y, m, d) * 86_400 + i64::from(h) * 3600 + i64::from(min) * 60 + i64::from(s))
    }
}

/// Seconds of a day and a time.
pub(super) fn seconds(day: Day, clock: Clock) -> i64 {
    day.ordinal() * 86_400 + clock.seconds()
}

fn broken_down(th: &mut Thread, timestamp: i64) -> R<libc::tm> {
    let t: libc::time_t = timestamp;
    // SAFETY: places for argument and result; the function keeps neither.
    let tm = reading_environment(|| unsafe {
        let mut tm: libc::tm = core::mem::zeroed();
        if libc::localtime_r(&raw const t, &raw mut tm).is_null() { None } else { Some(tm) }
    });
    match tm {
        Some(tm) => Ok(tm),
        None => Err(raise_errno(th, libc::EOVERFLOW, &[])),
    }
}

/// The local time of a timestamp.
pub(super) fn local(th: &mut Thread, timestamp: i64) -> R<Moment> {
    let tm = broken_down(th, timestamp)?;
    // A leap second is the second before, for want of another.
    let time = [tm.tm_hour, tm.tm_min, tm.tm_sec.min(59)];
    Ok(Moment { date: [tm.tm_year.wrapping_add(1900), tm.tm_mon + 1, tm.tm_mday], time })
}

/// The time of a timestamp in UTC.
pub(super) fn universal(th: &mut Thread, timestamp: i64) -> R<Moment> {
    let (days, rest) = (timestamp.div_euclid(86_400), timestamp.rem_euclid(86_400) as i32);
    let (y, m, d) = calendar::from_ordinal(days + EPOCH / 86_400);
    match i32::try_from(y) {
        Ok(y) => Ok(Moment { date: [y, m, d], time: [rest / 3600, rest / 60 % 60, rest % 60] }),
        Err(_) => Err(raise_errno(th, libc::EOVERFLOW, &[])),
    }
}

/// The local time in seconds, of seconds in UTC.
fn local_seconds(th: &mut Thread, seconds: i64) -> R<i64> {
    local(th, seconds - EPOCH)?.seconds(th)
}

/// Whether a local time is the second of two: shortly before this moment the clock showed it already.
pub(super) fn is_fold(th: &mut Thread, timestamp: i64, shown: &Moment) -> R<bool> {
    let now = shown.seconds(th)?;
    let before = local_seconds(th, EPOCH + timestamp - MOST_FOLD)?;
    let moved = now - before - MOST_FOLD;
    Ok(moved < 0 && local_seconds(th, EPOCH + timestamp + moved)? == now)
}

/// The timestamp of a local time: the earlier or the later one where there are two, and where there is none what the clock before or after the gap says.
pub(super) fn timestamp(th: &mut Thread, day: Day, clock: Clock, fold: bool) -> R<i64> {
    let shown = seconds(day, clock);
    let first = local_seconds(th, shown)? - shown;
    let guess = shown - first;
    let second = {
        let again = local_seconds(th, guess)?;
        if again == shown {
            // It is a solution. Is it the right one of two?
            let other = if fold { guess + MOST_FOLD } else { guess - MOST_FOLD };
            let offset = local_seconds(th, other)? - other;
            if offset == first {
                return Ok(guess - EPOCH);
            }
            offset
        } else {
            again - guess
        }
    };
    let other = shown - second;
    if local_seconds(th, other)? == shown {
        return Ok(other - EPOCH);
    }
    if local_seconds(th, guess)? == shown {
        return Ok(guess - EPOCH);
    }
    // The clock was put forward over this time.
    Ok(if fold { guess.min(other) } else { guess.max(other) } - EPOCH)
}

/// The local zone at a timestamp, as a fixed one.
pub(super) fn local_zone(th: &mut Thread, timestamp: i64) -> R<Obj> {
    let tm = broken_down(th, timestamp)?;
    let name = if tm.tm_zone.is_null() {
        String::new()
    } else {
        // SAFETY: a C string of the library's, which it keeps for ever.
        unsafe { CStr::from_ptr(tm.tm_zone) }.to_string_lossy().into_owned()
    };
    let name = th.str(&name)?;
    let span = Span::normal(th, 0, tm.tm_gmtoff, 0)?;
    zone::fixed(th, span, name)
}

/// The timestamp of now, and its microseconds.
pub(super) fn now(th: &mut Thread) -> R<(i64, i32)> {
    // SAFETY: a place for the result.
    let (result, t) = unsafe {
        let mut t: libc::timespec = core::mem::zeroed();
        (libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut t), t)
    };
    if result != 0 {
        let errno = crate::modules::system::errno();
        return Err(raise_errno(th, errno, &[]));
    }
    Ok((t.tv_sec, (t.tv_nsec / 1000) as i32))
}

/// How a timestamp with a fraction becomes whole microseconds or seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    /// To the nearest microsecond, halves to even.
    Micros,
    /// Down to seconds.
    Seconds,
}

/// The seconds and microseconds of a timestamp that a program gives.
///
/// # Errors
/// For what is no number, and what no clock shows.
pub(super) fn argument(th: &mut Thread, v: &Obj, precision: Precision) -> R<(i64, i32)> {
    let x = match as_f64(v) {
        Some(x) => x,
        None if int_object::is_int(v) => return whole(th, v),
        None => match protocol::unary_opt(th, UnaryOp::Index, v)? {
            Some(n) => return whole(th, &n),
            None => real(th, v)?,
        },
    };
    if x.is_nan() {
        return Err(th.value_error(format_args!("Invalid value NaN (not a number)")));
    }
    let (mut seconds, mut micros) = (x.trunc(), 0.0);
    if precision == Precision::Seconds {
        seconds = x.floor();
    } else if x.is_finite() {
        micros = (x.fract() * 1e6).round_ties_even();
        if micros >= 1e6 {
            (micros, seconds) = (micros - 1e6, seconds + 1.0);
        } else if micros < 0.0 {
            (micros, seconds) = (micros + 1e6, seconds - 1.0);
        }
    }
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&seconds) {
        return Ok((seconds as i64, micros as i32));
    }
    Err(too_far(th))
}

fn whole(th: &mut Thread, v: &Obj) -> R<(i64, i32)> {
    match int_object::to_i64(v) {
        Some(n) => Ok((n, 0)),
        None => Err(too_far(th)),
    }
}

/// `float(v)` of a number that is no float.
fn real(th: &mut Thread, v: &Obj) -> R<f64> {
    match protocol::unary_opt(th, UnaryOp::Float, v)?.as_ref().and_then(as_f64) {
        Some(x) => Ok(x),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("must be real number, not {t}")))
        }
    }
}

#[cold]
fn too_far(th: &mut Thread) -> freewheel_kernel::native::Raised {
    th.raise(Builtin::OverflowError, format_args!("timestamp out of range for platform time_t"))
}
