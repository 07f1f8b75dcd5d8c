//! A time of day, as `time` and `datetime` have it.

use core::sync::atomic::{AtomicBool, Ordering};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, R, Raised};
use freewheel_kernel::types::str_object::{self, Str};

use super::text::Text;

/// A time of day by its parts; in their order, so that clocks compare as the times do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) micros: u32,
}

impl Clock {
    /// The beginning of a day.
    pub(super) const MIN: Clock = Clock { hour: 0, minute: 0, second: 0, micros: 0 };
    /// Its last microsecond.
    pub(super) const MAX: Clock = Clock { hour: 23, minute: 59, second: 59, micros: 999_999 };

    /// A time of parts that are checked.
    ///
    /// # Errors
    /// `ValueError` for a time that no day has.
    #[inline]
    pub(super) fn new(th: &mut Thread, [hour, minute, second, micros]: [i32; 4]) -> R<Clock> {
        if (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second) && (0..1_000_000).contains(&micros) {
            return Ok(Clock { hour: hour as u8, minute: minute as u8, second: second as u8, micros: micros as u32 });
        }
        Err(Clock::refuse(th, [hour, minute, second, micros]))
    }

    #[cold]
    fn refuse(th: &mut Thread, parts: [i32; 4]) -> Raised {
        const NAMES: [(&str, i32); 4] = [("hour", 23), ("minute", 59), ("second", 59), ("microsecond", 999_999)];
        for (n, (name, most)) in parts.into_iter().zip(NAMES) {
            if !(0..=most).contains(&n) {
                return th.value_error(format_args!("{name} must be in 0..{most}, not {n}"));
            }
        }
        th.value_error(format_args!("time out of range"))
    }

    /// The parts as they are calculated with.
    pub(super) fn parts(self) -> [i32; 4] {
        [i32::from(self.hour), i32::from(self.minute), i32::from(self.second), self.micros as i32]
    }

    /// Whole seconds since midnight.
    pub(super) fn seconds(self) -> i64 {
        i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// The time so many seconds and microseconds after midnight: less than a day.
    pub(super) fn of_seconds(seconds: i32, micros: i32) -> Clock {
        Clock { hour: (seconds / 3600) as u8, minute: (seconds / 60 % 60) as u8, second: (seconds % 60) as u8, micros: micros as u32 }
    }

    /// Adds the time to a text, with as much of it as `spec` says.
    pub(super) fn write(self, out: &mut Text, spec: TimeSpec) {
        out.number(u32::from(self.hour), 2);
        if spec == TimeSpec::Hours {
            return;
        }
        out.push(b':');
        out.number(u32::from(self.minute), 2);
        if spec == TimeSpec::Minutes {
            return;
        }
        out.push(b':');
        out.number(u32::from(self.second), 2);
        match spec {
            TimeSpec::Milliseconds => {
                out.push(b'.');
                out.number(self.micros / 1000, 3);
            }
            TimeSpec::Auto if self.micros == 0 => {}
            TimeSpec::Auto | TimeSpec::Microseconds => {
                out.push(b'.');
                out.number(self.micros, 6);
            }
            _ => {}
        }
    }

    /// The bytes that stand for it in pickles.
    pub(super) fn state(self) -> [u8; 6] {
        let [_, a, b, c] = self.micros.to_be_bytes();
        [self.hour, self.minute, self.second, a, b, c]
    }

    /// The other way.
    pub(super) fn of_state([hour, minute, second, a, b, c]: [u8; 6]) -> Clock {
        Clock { hour, minute, second, micros: u32::from_be_bytes([0, a, b, c]) }
    }
}

/// How much of a time `isoformat` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeSpec {
    Auto,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
    Microseconds,
}

impl TimeSpec {
    /// The one of an argument.
    ///
    /// # Errors
    /// `TypeError`, `ValueError`
    pub(super) fn of(th: &mut Thread, v: Option<&Obj>) -> R<TimeSpec> {
        let Some(v) = v else { return Ok(TimeSpec::Auto) };
        if v.get::<Str>().is_none() {
            let t = th.argument_type(v);
            return Err(th.type_error(format_args!("isoformat() argument 'timespec' must be str, not {t}")));
        }
        Ok(match str_object::text(v) {
            "auto" => TimeSpec::Auto,
            "hours" => TimeSpec::Hours,
            "minutes" => TimeSpec::Minutes,
            "seconds" => TimeSpec::Seconds,
            "milliseconds" => TimeSpec::Milliseconds,
            "microseconds" => TimeSpec::Microseconds,
            _ => return Err(th.value_error(format_args!("Unknown timespec value"))),
        })
    }
}

/// Which of two equal local times is meant, where clocks are put back (PEP 495). It is set on what a derived class has made, so it is an atomic.
#[derive(Debug)]
pub(super) struct Fold(AtomicBool);

impl Fold {
    pub(super) const fn new(later: bool) -> Fold {
        Fold(AtomicBool::new(later))
    }

    // Both are Relaxed: it is written before others are given the object.
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, later: bool) {
        self.0.store(later, Ordering::Relaxed);
    }
}

/// A `fold` of parts that are not checked.
///
/// # Errors
/// `ValueError`
pub(super) fn fold_of(th: &mut Thread, n: i32) -> R<bool> {
    match n {
        0 | 1 => Ok(n == 1),
        _ => Err(th.value_error(format_args!("fold must be either 0 or 1, not {n}"))),
    }
}
