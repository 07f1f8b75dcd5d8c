//! Reading dates and times in ISO 8601's forms. What is accepted, oddities included, is what CPython's module in C accepts.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, R, Raised};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::str_object::{self, Str};

use super::calendar;
use super::clock::Clock;
use super::delta::Span;
use super::zone;

/// The argument of `fromisoformat`.
///
/// # Errors
/// `TypeError` for anything but a string.
pub(super) fn argument<'a>(th: &mut Thread, v: &'a Obj) -> R<&'a str> {
    if v.get::<Str>().is_some() {
        return Ok(str_object::text(v));
    }
    let t = th.argument_type(v);
    Err(th.type_error(format_args!("fromisoformat() argument must be str, not {t}")))
}

/// `ValueError`: the text is none of the forms.
#[cold]
pub(super) fn invalid(th: &mut Thread, v: &Obj) -> Raised {
    match protocol::repr(th, v) {
        Ok(shown) => th.value_error(format_args!("Invalid isoformat string: {}", str_object::text(&shown))),
        Err(e) => e,
    }
}

/// A byte, or 0 behind the end.
fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The number of `n` digits at a place, which moves on.
fn digits(text: &[u8], at: &mut usize, n: usize) -> Option<i32> {
    let mut value = 0;
    for _ in 0..n {
        let d = byte(text, *at);
        if !d.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i32::from(d - b'0');
        *at += 1;
    }
    Some(value)
}

/// Year, month and day of a text in one of the forms of dates; they may be out of range, unless the form is that of weeks.
pub(super) fn date(text: &[u8]) -> Option<[i32; 3]> {
    let at = &mut 0;
    let year = digits(text, at, 4)?;
    let separated = byte(text, *at) == b'-';
    *at += usize::from(separated);
    if byte(text, *at) == b'W' {
        *at += 1;
        let week = digits(text, at, 2)?;
        let mut weekday = 1;
        if *at < text.len() {
            if separated {
                if byte(text, *at) != b'-' {
                    return None;
                }
                *at += 1;
            }
            weekday = digits(text, at, 1)?;
        }
        let (y, m, d) = calendar::from_ordinal(calendar::from_iso(year, week, weekday).ok()?);
        return Some([y as i32, m, d]);
    }
    let month = digits(text, at, 2)?;
    if separated {
        if byte(text, *at) != b'-' {
            return None;
        }
        *at += 1;
    }
    Some([year, month, digits(text, at, 2)?])
}

/// Where the date ends in a text of date and time, which has at least seven bytes.
pub(super) fn date_end(text: &[u8]) -> Option<usize> {
    let len = text.len();
    if len == 7 {
        return Some(7);
    }
    if byte(text, 4) == b'-' {
        if byte(text, 5) != b'W' {
            return Some(10);
        }
        if len < 8 {
            return None;
        }
        if len > 8 && byte(text, 8) == b'-' {
            return match len {
                9 => None,
                // A dash and two digits are hours behind a dash, and no day.
                _ if len > 10 && byte(text, 10).is_ascii_digit() => Some(8),
                _ => Some(10),
            };
        }
        return Some(8);
    }
    if byte(text, 4) != b'W' {
        return Some(8);
    }
    let end = (7..len).find(|i| !text[*i].is_ascii_digit()).unwrap_or(len);
    // The time has an even number of digits, so an odd one more is the day.
    Some(if end < 9 {
        end
    } else if end % 2 == 0 {
        7
    } else {
        8
    })
}

/// A time that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parsed {
    /// Hour, minute, second and microsecond, which may be out of range.
    pub(super) parts: [i32; 4],
    /// The offset: whether it is negative, and its parts likewise.
    offset: Option<(bool, [i32; 4])>,
    /// Whether the offset is no offset, or something is left behind it: an error, but a part of it that is out of range is complained of first.
    wrong: bool,
}

impl Parsed {
    /// Midnight, without a zone.
    pub(super) const NONE: Parsed = Parsed { parts: [0; 4], offset: None, wrong: false };
}

/// The zone of a time that was read, or `None`.
///
/// # Errors
/// `ValueError` for parts out of range, and for more than a time.
pub(super) fn zone(th: &mut Thread, parsed: &Parsed, text: &Obj) -> R<Obj> {
    let Some((negative, parts)) = parsed.offset else { return Ok(Obj::NONE) };
    let c = Clock::new(th, parts)?;
    if parsed.wrong {
        return Err(invalid(th, text));
    }
    let sign = if negative { -1 } else { 1 };
    let span = Span::normal(th, 0, sign * c.seconds(), sign * i64::from(c.micros))?;
    zone::fixed(th, span, Obj::NONE)
}

/// A time from place `from` on, which goes to the end of the text.
pub(super) fn time(text: &[u8], from: usize) -> Option<Parsed> {
    let sign = (from..text.len()).find(|i| matches!(text[*i], b'+' | b'-' | b'Z')).unwrap_or(text.len());
    let (parts, left) = clock(text, from, sign);
    if left == Left::Bad {
        return None;
    }
    if sign == text.len() {
        return if left == Left::More { None } else { Some(Parsed { parts, offset: None, wrong: false }) };
    }
    if text[sign] == b'Z' {
        return if sign + 1 == text.len() { Some(Parsed { parts, offset: Some((false, [0; 4])), wrong: false }) } else { None };
    }
    let (offset, left) = clock(text, sign + 1, text.len());
    Some(Parsed { parts, offset: Some((text[sign] == b'-', offset)), wrong: left != Left::Nothing })
}

/// What comes behind the parts of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    /// Something that may belong to what follows.
    More,
    /// Nothing that a time may have.
    Bad,
}

/// Hours, minutes and so on from `at` to `end`, as many as there are, and what is left.
fn clock(text: &[u8], at: usize, end: usize) -> ([i32; 4], Left) {
    let mut parts = [0; 4];
    let left = clock_parts(text, at, end, &mut parts).unwrap_or(Left::Bad);
    (parts, left)
}

fn clock_parts(text: &[u8], mut at: usize, end: usize, parts: &mut [i32; 4]) -> Option<Left> {
    let left = |next: u8| if next == 0 { Left::Nothing } else { Left::More };
    let mut separated = true;
    for (i, part) in parts.iter_mut().take(3).enumerate() {
        *part = digits(text, &mut at, 2)?;
        let next = byte(text, at);
        at += 1;
        if i == 0 {
            separated = next == b':';
        }
        if at >= end {
            // What comes next may be the sign of the offset.
            return if matches!(next, b'.' | b',') { None } else { Some(left(next)) };
        }
        match next {
            b':' if separated => {
                if i == 2 {
                    return None;
                }
            }
            b'.' | b',' => {
                if i < 2 {
                    return None;
                }
                break;
            }
            _ if !separated => at -= 1,
            _ => return None,
        }
    }
    let n = (end - at).min(6);
    let mut fraction = digits(text, &mut at, n)?;
    for _ in n..6 {
        fraction *= 10;
    }
    parts[3] = fraction;
    while byte(text, at).is_ascii_digit() {
        at += 1;
    }
    Some(left(byte(text, at)))
}
