//! The `time` module without an operating system: clocks and `sleep`. An environment that knows time zones has a module of its own.

use crate::isolate::Thread;
use crate::native::Args;
use crate::native::raised::R;
use crate::object::{Builtin, Obj};
use crate::types::spec::{Method, ModuleSpec};
use crate::types::{float_object, int_object, protocol};

fn seconds(th: &mut Thread, nanos: u64) -> R<Obj> {
    th.float(nanos as f64 / 1e9)
}

fn whole(th: &mut Thread, nanos: u64) -> R<Obj> {
    th.int(nanos.min(i64::MAX as u64) as i64)
}

fn now(th: &Thread) -> u64 {
    th.isolate().platform().now()
}

fn wall(th: &mut Thread) -> R<u64> {
    match th.isolate().platform().wall_clock() {
        Some(n) => Ok(n),
        None => Err(th.raise(Builtin::OSError, format_args!("no clock"))),
    }
}

/// Nanoseconds, rounded away from zero, of a number of seconds.
///
/// # Errors
/// `OverflowError` past what 64 bits hold; `ValueError` for a NaN; `TypeError` for what is no number.
pub fn nanoseconds(th: &mut Thread, v: &Obj) -> R<i64> {
    let out_of_range = |th: &mut Thread| Err(th.raise(Builtin::OverflowError, format_args!("timestamp out of range for C PyTime_t")));
    if int_object::is_int(v) {
        return match int_object::to_i64(v).and_then(|s| s.checked_mul(1_000_000_000)) {
            Some(n) => Ok(n),
            None => out_of_range(th),
        };
    }
    let x = match float_object::as_f64(v) {
        Some(x) => x,
        None => protocol::to_f64(th, v)?,
    };
    if x.is_nan() {
        return Err(th.value_error(format_args!("Invalid value NaN (not a number)")));
    }
    let nanos = x * 1e9;
    let nanos = if nanos < 0.0 { libm::floor(nanos) } else { libm::ceil(nanos) };
    // 2^63 is a float, and the first past the range.
    let past = -(i64::MIN as f64);
    if (-past..past).contains(&nanos) { Ok(nanos as i64) } else { out_of_range(th) }
}

/// A duration in nanoseconds from a number of seconds; `None` for a negative one.
///
/// # Errors
/// As [`nanoseconds`].
pub(crate) fn duration(th: &mut Thread, v: &Obj) -> R<Option<u64>> {
    nanoseconds(th, v).map(|n| u64::try_from(n).ok())
}

/// `sleep(seconds)`: signals are handled meanwhile, and do not end it.
///
/// # Errors
/// What a signal's handler raises; `ValueError` for a negative length.
pub fn sleep(th: &mut Thread, _: &Obj, args: &Args<'_>) -> R<Obj> {
    let [s] = args.exactly::<1>(th, "time.sleep")?;
    let Some(nanos) = duration(th, s)? else {
        return Err(th.value_error(format_args!("sleep length must be non-negative")));
    };
    let until = now(th).saturating_add(nanos);
    loop {
        let left = until.saturating_sub(now(th));
        if nanos > 0 && left == 0 {
            return Ok(Obj::NONE);
        }
        if !crate::sync::parking::sleep(&mut th.head, left) {
            th.poll()?;
            continue;
        }
        if nanos == 0 {
            return Ok(Obj::NONE);
        }
    }
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        Method::new("time", |th, _, _| {
            let n = wall(th)?;
            seconds(th, n)
        }),
        Method::new("time_ns", |th, _, _| {
            let n = wall(th)?;
            whole(th, n)
        }),
        Method::new("monotonic", |th, _, _| seconds(th, now(th))),
        Method::new("monotonic_ns", |th, _, _| whole(th, now(th))),
        Method::new("perf_counter", |th, _, _| seconds(th, now(th))),
        Method::new("perf_counter_ns", |th, _, _| whole(th, now(th))),
        Method::new("process_time", |th, _, _| seconds(th, now(th))),
        Method::new("process_time_ns", |th, _, _| whole(th, now(th))),
        Method::new("thread_time", |th, _, _| seconds(th, now(th))),
        Method::new("sleep", sleep),
    ],
    init: None,
};
