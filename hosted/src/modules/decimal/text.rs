//! Numbers as text, both ways.

use super::coefficient::{Coefficient, NoRoom, room};
use super::number::condition::*;
use super::number::{Kind, Number, Work};

/// Exponents beyond this are not read any further.
const MOST_READ: i64 = 4_000_000_000_000_000_000;

/// How a number that is not plain is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// One digit before the point.
    Scientific,
    /// Exponents are multiples of three.
    Engineering,
}

fn starts_with(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[..word.len()].eq_ignore_ascii_case(word)
}

/// The number that ASCII text shows, before it is fit into any settings; `None` if it shows none.
///
/// # Errors
/// Its digits find no room.
pub(super) fn parse(text: &[u8]) -> Result<Option<Number>, NoRoom> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    match text.first() {
        Some(b'0'..=b'9' | b'.') => parse_finite(negative, text),
        Some(b'i' | b'I') if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") => {
            Ok(Some(Number::infinity(negative)))
        }
        Some(_) => {
            let (kind, payload) = if starts_with(text, b"nan") {
                (Kind::Quiet, &text[3..])
            } else if starts_with(text, b"snan") {
                (Kind::Signaling, &text[4..])
            } else {
                return Ok(None);
            };
            if !payload.iter().all(u8::is_ascii_digit) {
                return Ok(None);
            }
            Ok(Some(Number { kind, ..Number::new(negative, Coefficient::parse(payload)?, 0) }))
        }
        None => Ok(None),
    }
}

fn parse_finite(negative: bool, text: &[u8]) -> Result<Option<Number>, NoRoom> {
    let count = |text: &[u8]| text.iter().take_while(|c| c.is_ascii_digit()).count();
    let whole = count(text);
    let mut rest = &text[whole..];
    let mut fraction: &[u8] = &[];
    if let [b'.', after @ ..] = rest {
        let n = count(after);
        (fraction, rest) = (&after[..n], &after[n..]);
    }
    if whole + fraction.len() == 0 {
        return Ok(None);
    }
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', rest @ ..] => match parse_exponent(rest) {
            Some(e) => e,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let coefficient = if fraction.is_empty() {
        Coefficient::parse(&text[..whole])?
    } else if whole + fraction.len() <= 38 {
        let mut room = [0; 38];
        room[..whole].copy_from_slice(&text[..whole]);
        room[whole..whole + fraction.len()].copy_from_slice(fraction);
        Coefficient::parse(&room[..whole + fraction.len()])?
    } else {
        let mut room = Vec::new();
        room.try_reserve_exact(whole + fraction.len()).map_err(|_| NoRoom)?;
        room.extend_from_slice(&text[..whole]);
        room.extend_from_slice(fraction);
        Coefficient::parse(&room)?
    };
    Ok(Some(Number::new(negative, coefficient, exponent - fraction.len() as i64)))
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let e = digits.iter().fold(0i64, |e, d| if e > MOST_READ / 10 { MOST_READ } else { e * 10 + i64::from(d - b'0') });
    Some(if negative { -e } else { e })
}

impl Work {
    /// A number that is taken as an operand: exactly, or under the settings, when the payload of a NaN must fit.
    pub(super) fn take(&mut self, n: Number, exact: bool) -> Number {
        if exact {
            return self.exactly(n);
        }
        if n.is_nan() && !n.coefficient.is_zero() && n.digits() > self.settings.most_payload() {
            return self.error(CONVERSION_SYNTAX);
        }
        self.finish(n)
    }

    /// A number that must be what was given: what the widest settings would change is no operand.
    pub(super) fn exactly(&mut self, n: Number) -> Number {
        let mut work = Work::widest();
        let n = work.finish(n);
        self.status |= work.status & ERRORS;
        if work.status & (INEXACT | ROUNDED | CLAMPED) != 0 { self.error(INVALID_OPERATION) } else { n }
    }

    /// The number of a text, as [`take`](Work::take) has it.
    pub(super) fn read(&mut self, text: Option<&[u8]>, exact: bool) -> Number {
        match text.map_or(Ok(None), parse) {
            Ok(Some(n)) => self.take(n, exact),
            Ok(None) => self.error(CONVERSION_SYNTAX),
            Err(NoRoom) => self.error(NO_ROOM),
        }
    }
}

/// Appends a number without sign and exponent, the point `place` digits after the first: `0.00123`, `12.3`, `1230`.
pub(super) fn push_placed(out: &mut Vec<u8>, digits: &[u8], place: i64) -> Result<(), NoRoom> {
    let count = digits.len() as i64;
    let zeros = if place <= 0 { place.unsigned_abs() } else { (place - count).max(0) as u64 };
    room(zeros)?;
    let zeros = zeros as usize;
    out.try_reserve("0.".len() + digits.len() + zeros).map_err(|_| NoRoom)?;
    if place <= 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + zeros, b'0');
        out.extend_from_slice(digits);
    } else if place >= count {
        out.extend_from_slice(digits);
        out.resize(out.len() + zeros, b'0');
    } else {
        out.extend_from_slice(&digits[..place as usize]);
        out.push(b'.');
        out.extend_from_slice(&digits[place as usize..]);
    }
    Ok(())
}

/// Appends `E+7` or the like.
pub(super) fn push_exponent(out: &mut Vec<u8>, letter: u8, exponent: i64) -> Result<(), NoRoom> {
    use std::io::Write;
    out.try_reserve("E-9223372036854775808".len()).map_err(|_| NoRoom)?;
    out.push(letter);
    write!(out, "{exponent:+}").map_err(|_| NoRoom)
}

/// The text of a number, ASCII.
///
/// # Errors
/// It finds no room.
pub(super) fn write(n: &Number, notation: Notation, capitals: bool) -> Result<Vec<u8>, NoRoom> {
    let mut out = Vec::with_capacity(48);
    if n.negative {
        out.push(b'-');
    }
    match n.kind {
        Kind::Infinite => {
            out.extend_from_slice(b"Infinity");
            return Ok(out);
        }
        Kind::Quiet | Kind::Signaling => {
            out.extend_from_slice(if n.kind == Kind::Quiet { b"NaN" } else { b"sNaN" });
            if !n.coefficient.is_zero() {
                n.coefficient.write(&mut out)?;
            }
            return Ok(out);
        }
        Kind::Finite => {}
    }
    let start = out.len();
    n.coefficient.write(&mut out)?;
    if n.exponent == 0 {
        return Ok(out);
    }
    let count = (out.len() - start) as i64;
    let left = n.exponent + count;
    let place = if n.exponent <= 0 && left > -6 {
        left
    } else if notation == Notation::Scientific {
        1
    } else if n.coefficient.is_zero() {
        (left + 1).rem_euclid(3) - 1
    } else {
        (left - 1).rem_euclid(3) + 1
    };
    if place > 0 && place < count {
        out.try_reserve(1).map_err(|_| NoRoom)?;
        out.insert(start + place as usize, b'.');
    } else if place != count {
        let mut digits = Vec::new();
        digits.try_reserve_exact(out.len() - start).map_err(|_| NoRoom)?;
        digits.extend(out.drain(start..));
        push_placed(&mut out, &digits, place)?;
    }
    if left != place {
        push_exponent(&mut out, if capitals { b'E' } else { b'e' }, left - place)?;
    }
    Ok(out)
}
