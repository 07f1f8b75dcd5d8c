//! `_datetime`: dates, times of day, moments and the time between them.
//!
//! [`calendar`], [`text`] and [`iso`] know nothing of the interpreter, or next to nothing; [`local`] has the C library's clock and zone; the rest are the
//! types that programs see. Objects never change: hashes that are kept are atomics, and so is the one mark ([`clock::Fold`]) that is set on what a derived
//! class has made. Results and messages are those of CPython's module in C.

mod calendar;
mod clock;
mod date;
mod date_methods;
#[allow(clippy::module_inception, reason = "the type has the module's name")]
mod datetime;
mod datetime_methods;
mod delta;
mod iso;
mod iso_calendar;
mod local;
mod strftime;
mod text;
mod time;
mod zone;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::spec::{ModuleSpec, TypeSpec};
use freewheel_kernel::types::type_object::as_type;

use clock::Clock;
use date::Day;
use delta::Span;

/// The native types.
pub(crate) static TYPES: [&TypeSpec; 6] = [&delta::SPEC, &zone::TZINFO, &zone::TIMEZONE, &date::SPEC, &time::SPEC, &datetime::SPEC];

/// Sets attributes of a type that are instances of some type of the module.
fn constants<const N: usize>(th: &mut Thread, class: Builtin, values: [(&str, Obj); N]) -> R<()> {
    let class = th.builtin_type(class);
    let Some(t) = as_type(&class) else { return Ok(()) };
    for (name, value) in values {
        let name = th.intern(name)?;
        t.attributes().set_name(th, &name, &value)?;
    }
    t.changed(th.isolate());
    Ok(())
}

fn fill(th: &mut Thread, m: &Obj) -> R<()> {
    let span =
        |seconds| Span { days: if seconds < 0 { -1 } else { 0 }, seconds: if seconds < 0 { 86_400 + seconds } else { seconds }, micros: 0 };
    let step = delta::make(th, Span::STEP)?;
    let values = [("resolution", step.clone()), ("min", delta::make(th, Span::MIN)?), ("max", delta::make(th, Span::MAX)?)];
    constants(th, Builtin::TimeDelta, values)?;
    let day = delta::make(th, Span { days: 1, ..Span::ZERO })?;
    let values = [("min", date::make(th, Day::MIN)?), ("max", date::make(th, Day::MAX)?), ("resolution", day)];
    constants(th, Builtin::Date, values)?;
    let (min, max) = (time::make(th, Clock::MIN, Obj::NONE, false)?, time::make(th, Clock::MAX, Obj::NONE, false)?);
    constants(th, Builtin::TimeOfDay, [("min", min), ("max", max), ("resolution", step.clone())])?;
    let min = datetime::make(th, Day::MIN, Clock::MIN, Obj::NONE, false)?;
    let max = datetime::make(th, Day::MAX, Clock::MAX, Obj::NONE, false)?;
    constants(th, Builtin::DateTime, [("min", min), ("max", max), ("resolution", step)])?;
    let utc = zone::utc(th)?;
    // Whole minutes, as they were before offsets had seconds.
    let (min, max) = (zone::fixed(th, span(-86_340), Obj::NONE)?, zone::fixed(th, span(86_340), Obj::NONE)?);
    constants(th, Builtin::TimeZone, [("utc", utc.clone()), ("min", min), ("max", max)])?;
    for (name, b) in [
        ("date", Builtin::Date),
        ("datetime", Builtin::DateTime),
        ("time", Builtin::TimeOfDay),
        ("timedelta", Builtin::TimeDelta),
        ("timezone", Builtin::TimeZone),
        ("tzinfo", Builtin::TzInfo),
    ] {
        let t = th.builtin_type(b);
        th.add_to_module(m, name, t)?;
    }
    for (name, year) in [("MINYEAR", calendar::MIN_YEAR), ("MAXYEAR", calendar::MAX_YEAR)] {
        th.add_to_module(m, name, Obj::from_i31(year))?;
    }
    th.add_to_module(m, "UTC", utc)?;
    // What extensions in C would take; there are none.
    th.add_to_module(m, "datetime_CAPI", Obj::NONE)
}

/// The declaration.
pub(crate) static SPEC: ModuleSpec =
    ModuleSpec { name: "_datetime", doc: "Fast implementation of the datetime module.", functions: &[], init: Some(fill) };
