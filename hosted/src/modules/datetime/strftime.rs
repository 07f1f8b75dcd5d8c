//! `strftime` and `strptime` of the types, by those of `time` and `_strptime`.

use freewheel_kernel::interp::import;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Args, Builtin, Obj, R, Signature};
use freewheel_kernel::types::str_object::{self, Str};
use freewheel_kernel::types::{int_object, protocol, tuple_object};

use super::calendar;
use super::datetime::DateTime;
use super::text::Text;
use super::time::TimeOfDay;
use super::zone;

/// The format of a call.
pub(super) fn argument(th: &mut Thread, args: &Args<'_>) -> R<Obj> {
    const PARAMETERS: Signature<1> = Signature::new("strftime", ["format"]);
    let [format] = args.bind(th, &PARAMETERS)?;
    match format {
        Some(f) if f.get::<Str>().is_some() => Ok(f.clone()),
        other => {
            let t = other.map_or("None", |f| th.argument_type(f));
            Err(th.type_error(format_args!("strftime() argument 'format' must be str, not {t}")))
        }
    }
}

/// What the C library does not know of: the zone of a value, what it is asked for, and the microseconds.
struct Fields {
    zone: Obj,
    of: Obj,
    micros: u32,
}

fn fields(v: &Obj) -> Fields {
    if let Some(t) = v.get::<DateTime>() {
        return Fields { zone: t.payload.zone.clone(), of: v.clone(), micros: t.payload.clock.micros };
    }
    match v.get::<TimeOfDay>() {
        Some(t) => Fields { zone: t.payload.zone.clone(), of: Obj::NONE, micros: t.payload.clock.micros },
        None => Fields { zone: Obj::NONE, of: Obj::NONE, micros: 0 },
    }
}

fn offset(th: &mut Thread, f: &Fields, separator: &str) -> R<Text> {
    let mut out = Text::new();
    if let Some(span) = zone::offset(th, &f.zone, &f.of)? {
        zone::write_offset(&mut out, span, separator);
    }
    Ok(out)
}

/// A zone's name in which `%` is doubled; that of a derived class has its own way.
fn doubled(th: &mut Thread, name: &Obj) -> R<String> {
    if !th.type_of(name).is_heap() {
        return Ok(str_object::text(name).replace('%', "%%"));
    }
    let (one, two) = (th.str("%")?, th.str("%%")?);
    let made = protocol::call_method_text(th, name, "replace", &[one, two])?;
    if made.get::<Str>().is_some() {
        return Ok(str_object::text(&made).to_owned());
    }
    Err(th.type_error(format_args!("tzname.replace() did not return a string")))
}

/// The numbers that begin a time tuple, as far as they are such.
fn date_of(tuple: &Obj) -> [i32; 3] {
    let mut out = [1; 3];
    if tuple.get::<tuple_object::Tuple>().is_some() {
        for (place, n) in out.iter_mut().zip(tuple_object::items(tuple)) {
            *place = int_object::to_i64(n).and_then(|n| i32::try_from(n).ok()).unwrap_or(1);
        }
    }
    out
}

/// Formats the time tuple of `v`. Years before 1000 are filled up to four digits, which the C library may not do.
pub(super) fn format(th: &mut Thread, v: &Obj, format: &Obj, tuple: &Obj) -> R<Obj> {
    let text = str_object::text(format);
    // No directive is written as more than four times its length, but for those of zones.
    th.afford(text.len().checked_mul(4))?;
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    let [year, month, day] = date_of(tuple);
    let early = year < 1000;
    while let Some(at) = rest.find('%') {
        let (before, directive) = rest.split_at(at);
        out.push_str(before);
        let mut chars = directive.chars();
        chars.next();
        let kind = chars.next();
        let mut taken = 1 + kind.map_or(0, char::len_utf8);
        let known = match kind {
            Some('z') => {
                let f = fields(v);
                out.push_str(offset(th, &f, "")?.as_str());
                true
            }
            Some(':') if chars.next() == Some('z') => {
                taken += 1;
                let f = fields(v);
                out.push_str(offset(th, &f, ":")?.as_str());
                true
            }
            Some('Z') => {
                let f = fields(v);
                let name = zone::name_of(th, &f.zone, &f.of)?;
                out.push_str(&doubled(th, &name)?);
                true
            }
            Some('f') => {
                let micros = fields(v).micros;
                out.push_str(&format!("{micros:06}"));
                true
            }
            Some('Y') if early => {
                out.push_str(&format!("{year:04}"));
                true
            }
            Some('G') if early => {
                let (year, ..) = calendar::iso_calendar(year, month.clamp(1, 12), day);
                out.push_str(&format!("{year:04}"));
                true
            }
            Some('C') if early => {
                out.push_str(&format!("{:02}", year / 100));
                true
            }
            Some('F') if early => {
                out.push_str(&format!("{year:04}-%m-%d"));
                true
            }
            _ => false,
        };
        if !known {
            out.push_str(&directive[..taken]);
        }
        changed |= known;
        rest = &directive[taken..];
    }
    out.push_str(rest);
    let format = if changed { th.str(&out)? } else { format.clone() };
    let time = import::import(th, "time", &Obj::NONE, &Obj::NONE, 0)?;
    protocol::call_method_text(th, &time, "strftime", &[format, tuple.clone()])
}

/// `strptime(string, format)` by a function of `_strptime`.
pub(super) fn parse(th: &mut Thread, class: &Obj, args: &Args<'_>, name: &str) -> R<Obj> {
    let given = args.between(th, "strptime", 2, 2)?;
    for (i, v) in given.iter().enumerate() {
        if v.get::<Str>().is_none() {
            let (t, at) = (th.argument_type(v), i + 1);
            return Err(th.type_error(format_args!("strptime() argument {at} must be str, not {t}")));
        }
    }
    let module = import::import(th, "_strptime", &Obj::NONE, &Obj::NONE, 0)?;
    match protocol::get_attr_text(th, &module, name)? {
        Some(f) => protocol::call(th, &f, &[class.clone(), given[0].clone(), given[1].clone()]),
        None => Err(th.raise(Builtin::ImportError, format_args!("cannot import name '{name}' from '_strptime'"))),
    }
}
