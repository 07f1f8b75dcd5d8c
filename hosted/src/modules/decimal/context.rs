//! `Context`: what it holds, and which one is current.
//!
//! Each setting is a word by itself, read and written without lock; an operation takes the settings as they are when it begins. Flags and traps are
//! mappings of their own, which a context keeps for good.

use core::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::modules::contextvars;
use freewheel_kernel::native::{Builtin, Obj, Object, Payload, R, Raised, Trace};
use freewheel_kernel::types::{int_object, protocol, str_object, tuple_object};

use super::number::condition::*;
use super::number::{MAX_EMAX, MAX_PREC, MIN_EMIN, Rounding, Settings, Work};
use super::signals::{self, Signals};

/// Payload of `Context`.
#[derive(Debug)]
pub(super) struct Context {
    prec: AtomicI64,
    emax: AtomicI64,
    emin: AtomicI64,
    /// Index in [`Rounding::ALL`].
    rounding: AtomicU8,
    capitals: AtomicBool,
    clamp: AtomicBool,
    pub(super) flags: Obj,
    pub(super) traps: Obj,
}

// SAFETY: 1: the number is used here alone. 2: two references, each visited once. 3: the references never change, and what does is atomic.
unsafe impl Payload for Context {
    const BUILTIN: Builtin = Builtin::DecimalContext;
    fn trace(&self, visit: &mut dyn Trace) {
        visit.obj(&self.flags);
        visit.obj(&self.traps);
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // Who has kept a mapping is told that it is nobody's.
        self.flags().end();
        self.traps().end();
    }
}

/// The context behind a value of that type.
#[inline]
pub(super) fn context(v: &Obj) -> &Object<Context> {
    // SAFETY: called through slots and methods of the type, which check the receiver, and with contexts that were tested.
    unsafe { v.get_unchecked::<Context>() }
}

/// The values a new context has, in the order of `Context`'s parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values {
    pub(super) settings: Settings,
    pub(super) capitals: bool,
    pub(super) flags: u32,
    pub(super) traps: u32,
}

impl Values {
    /// Those of `DefaultContext` at the start.
    pub(super) const DEFAULT: Values = Values {
        settings: Settings { prec: 28, emax: 999_999, emin: -999_999, rounding: Rounding::HalfEven, clamp: false },
        capitals: true,
        flags: 0,
        traps: INVALID_OPERATION | DIVISION_BY_ZERO | OVERFLOW,
    };

    /// A payload with these.
    pub(super) fn payload(&self, th: &mut Thread) -> R<Context> {
        let s = &self.settings;
        Ok(Context {
            prec: AtomicI64::new(s.prec),
            emax: AtomicI64::new(s.emax),
            emin: AtomicI64::new(s.emin),
            rounding: AtomicU8::new(s.rounding as u8),
            capitals: AtomicBool::new(self.capitals),
            clamp: AtomicBool::new(s.clamp),
            flags: signals::new(th, self.flags)?,
            traps: signals::new(th, self.traps)?,
        })
    }

    /// A context with these.
    pub(super) fn make(&self, th: &mut Thread) -> R<Obj> {
        let payload = self.payload(th)?;
        th.alloc(payload)
    }
}

impl Context {
    // All accesses are Relaxed: the words publish nothing but themselves.
    #[inline]
    pub(super) fn settings(&self) -> Settings {
        Settings {
            prec: self.prec.load(Ordering::Relaxed),
            emax: self.emax.load(Ordering::Relaxed),
            emin: self.emin.load(Ordering::Relaxed),
            rounding: self.rounding(),
            clamp: self.clamp.load(Ordering::Relaxed),
        }
    }

    /// Work under the settings of this moment.
    #[inline]
    pub(super) fn work(&self) -> Work {
        Work::new(self.settings())
    }

    #[inline]
    pub(super) fn rounding(&self) -> Rounding {
        Rounding::ALL[usize::from(self.rounding.load(Ordering::Relaxed)) & 7].0
    }

    pub(super) fn capitals(&self) -> bool {
        self.capitals.load(Ordering::Relaxed)
    }

    fn flags(&self) -> &Object<Signals> {
        signals::signals(&self.flags)
    }

    fn traps(&self) -> &Object<Signals> {
        signals::signals(&self.traps)
    }

    /// All of it.
    pub(super) fn values(&self) -> Values {
        Values { settings: self.settings(), capitals: self.capitals(), flags: self.flags().get(), traps: self.traps().get() }
    }

    /// Notes the conditions that an operation has met, and raises what is trapped.
    #[inline]
    pub(super) fn settle(&self, th: &mut Thread, status: u32) -> R<()> {
        if status == 0 { Ok(()) } else { self.settle_slow(th, status) }
    }

    #[inline(never)]
    fn settle_slow(&self, th: &mut Thread, status: u32) -> R<()> {
        let mut seen = status & ((1 << signals::SIGNALS) - 1);
        if status & INVALID != 0 {
            seen |= INVALID_OPERATION;
        }
        self.flags().add(seen);
        if status & NO_ROOM != 0 {
            return Err(th.no_memory());
        }
        let trapped = self.traps().get() & seen;
        if trapped == 0 {
            return Ok(());
        }
        // Which kinds of invalid operation there were is told of, too.
        let kinds = if trapped & INVALID_OPERATION != 0 { status & INVALID } else { 0 };
        Err(signals::raise(th, (trapped & !INVALID_OPERATION) | kinds))
    }

    /// Notes conditions without raising.
    pub(super) fn note(&self, signals: u32) {
        self.flags().add(signals);
    }

    /// Sets one of the attributes, all of which have CPython's messages.
    pub(super) fn set(&self, th: &mut Thread, name: &str, v: &Obj) -> R<()> {
        match name {
            "rounding" => {
                let r = rounding_of(th, v)?;
                self.rounding.store(r as u8, Ordering::Relaxed);
                return Ok(());
            }
            "flags" | "traps" => {
                let set = signals::set_of(th, v)?;
                if name == "flags" { self.flags() } else { self.traps() }.set(set);
                return Ok(());
            }
            _ => {}
        }
        if !int_object::is_int(v) {
            return Err(th.type_error(format_args!("an integer is required")));
        }
        let n = protocol::index_size(th, v)?;
        let (word, range, text) = match name {
            "prec" => (&self.prec, 1..=MAX_PREC, "valid range for prec is [1, MAX_PREC]"),
            "Emin" => (&self.emin, MIN_EMIN..=0, "valid range for Emin is [MIN_EMIN, 0]"),
            "Emax" => (&self.emax, 0..=MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]"),
            _ => {
                if !matches!(n, 0 | 1) {
                    return Err(th.value_error(format_args!("valid values for {name} are 0 or 1")));
                }
                if name == "clamp" { &self.clamp } else { &self.capitals }.store(n == 1, Ordering::Relaxed);
                return Ok(());
            }
        };
        if !range.contains(&n) {
            return Err(th.value_error(format_args!("{text}")));
        }
        word.store(n, Ordering::Relaxed);
        Ok(())
    }

    /// Reads one of the attributes.
    pub(super) fn get(&self, th: &mut Thread, name: &str) -> R<Obj> {
        let s = self.settings();
        match name {
            "prec" => th.int(s.prec),
            "Emax" => th.int(s.emax),
            "Emin" => th.int(s.emin),
            "rounding" => th.intern(s.rounding.name()),
            "capitals" => Ok(Obj::from_i31(i32::from(self.capitals()))),
            "clamp" => Ok(Obj::from_i31(i32::from(s.clamp))),
            "flags" => Ok(self.flags.clone()),
            _ => Ok(self.traps.clone()),
        }
    }
}

/// The rounding mode of a name.
pub(super) fn rounding_of(th: &mut Thread, v: &Obj) -> R<Rounding> {
    let found = v.get::<str_object::Str>().and_then(|s| Rounding::ALL.iter().find(|r| r.1 == s.as_str()));
    match found {
        Some(r) => Ok(r.0),
        None => Err(th.type_error(format_args!(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"
        ))),
    }
}

/// `DefaultContext`, `BasicContext` and `ExtendedContext`.
pub(super) fn templates(th: &mut Thread) -> R<Obj> {
    th.hidden("decimal.templates", |th| {
        let default = Values::DEFAULT;
        let nine = Settings { prec: 9, ..default.settings };
        let basic =
            Values { settings: Settings { rounding: Rounding::HalfUp, ..nine }, traps: default.traps | CLAMPED | UNDERFLOW, ..default };
        let extended = Values { settings: nine, traps: 0, ..default };
        let all = [default.make(th)?, basic.make(th)?, extended.make(th)?];
        th.tuple_of(&all)
    })
}

/// The values that a new context begins with: those of `DefaultContext`.
pub(super) fn defaults(th: &mut Thread) -> R<Values> {
    let all = templates(th)?;
    Ok(context(&tuple_object::items(&all)[0]).values())
}

fn variable(th: &mut Thread) -> R<Obj> {
    th.hidden("decimal.context", |th| contextvars::new_variable(th, "decimal_context"))
}

/// The current context.
#[inline]
pub(super) fn current(th: &mut Thread) -> R<Obj> {
    if th.context_pick.is_unbound() {
        look_up(th)?;
    }
    Ok(th.context_pick.clone())
}

/// Work under the current context's settings. Long operations detach the thread, so finalizers may run between this and [`settle_current`]: conditions are
/// noted in the context that is current afterwards.
#[inline]
pub(super) fn current_work(th: &mut Thread) -> R<Work> {
    if th.context_pick.is_unbound() {
        look_up(th)?;
    }
    Ok(context(&th.context_pick).work())
}

/// [`Context::settle`] of the current context.
#[inline]
pub(super) fn settle_current(th: &mut Thread, status: u32) -> R<()> {
    if status == 0 {
        return Ok(());
    }
    let c = current(th)?;
    context(&c).settle(th, status)
}

#[cold]
#[inline(never)]
fn look_up(th: &mut Thread) -> R<()> {
    let var = variable(th)?;
    let found = match contextvars::value_of(th, &var)? {
        Some(c) if c.get::<Context>().is_some() => c,
        _ => {
            let made = Values { flags: 0, ..defaults(th)? }.make(th)?;
            contextvars::set(th, &var, &made)?;
            made
        }
    };
    th.context_pick = found;
    Ok(())
}

/// Makes a context the current one; a copy of it if it is one of the templates.
pub(super) fn set_current(th: &mut Thread, v: &Obj) -> R<()> {
    let Some(c) = v.get::<Context>() else { return Err(not_a_context(th, "argument")) };
    let all = templates(th)?;
    let copy = if tuple_object::items(&all).iter().any(|t| t.is(v)) { Some(Values { flags: 0, ..c.values() }.make(th)?) } else { None };
    let var = variable(th)?;
    contextvars::set(th, &var, copy.as_ref().unwrap_or(v))
}

#[cold]
fn not_a_context(th: &mut Thread, what: &str) -> Raised {
    th.type_error(format_args!("{what} must be a context"))
}

/// The context that a call is given, or the current one.
#[inline]
pub(super) fn given(th: &mut Thread, v: Option<&Obj>) -> R<Obj> {
    match v.filter(|v| !v.is_none()) {
        None => current(th),
        Some(v) if v.get::<Context>().is_some() => Ok(v.clone()),
        Some(_) => Err(not_a_context(th, "optional argument")),
    }
}
