//! The `time` module.

use crate::isolate::Thread;
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

/// A duration in nanoseconds from a number of seconds.
pub(crate) fn duration(th: &mut Thread, v: &Obj) -> R<Option<u64>> {
    if let Some(i) = int_object::to_i64(v) {
        return Ok(u64::try_from(i).ok().map(|s| s.saturating_mul(1_000_000_000)));
    }
    let x = match float_object::as_f64(v) {
        Some(x) => x,
        None => protocol::to_f64(th, v)?,
    };
    if x.is_nan() {
        return Err(th.value_error(format_args!("Invalid value NaN (not a number)")));
    }
    Ok(if x < 0.0 { None } else { Some((x * 1e9) as u64) })
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
        Method::new("sleep", |th, _, a| {
            let [s] = a.exactly::<1>(th, "time.sleep")?;
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
        }),
    ],
    init: None,
};
