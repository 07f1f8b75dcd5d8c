//! `format(decimal, spec)` for the specifications that are common; the others are left to the module in Python.

use super::coefficient::{Coefficient, NoRoom};
use super::number::{Kind, Number, Rounding, Settings, Work};
use super::text;

/// A specification, as far as it is dealt with here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    fill: char,
    align: u8,
    sign: u8,
    zero: bool,
    width: usize,
    grouped: bool,
    precision: Option<i64>,
    /// `e`, `E`, `f`, `F`, `g`, `G` or `%`; `None` is `g` or `G`, as the context has it.
    kind: Option<u8>,
}

fn is_align(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '^')
}

/// The largest width, and the largest precision.
const MOST: usize = 1 << 40;

/// Why a specification is not dealt with here.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is wrong, or one for the module in Python.
    Other,
    /// A number in it is too large.
    TooLarge,
}

impl Spec {
    /// Reads a specification.
    ///
    /// # Errors
    /// It is not dealt with here, or is wrong.
    pub(super) fn parse(spec: &str) -> Result<Spec, Unread> {
        let mut out = Spec { fill: ' ', align: b'>', sign: b'-', zero: false, width: 0, grouped: false, precision: None, kind: None };
        let mut chars = spec.chars();
        let mut rest = spec;
        let mut aligned = false;
        match (chars.next(), chars.next()) {
            (Some(fill), Some(align)) if is_align(align) => {
                (out.fill, out.align, aligned) = (fill, align as u8, true);
                rest = chars.as_str();
            }
            (Some(align), _) if is_align(align) => {
                (out.align, aligned) = (align as u8, true);
                rest = &spec[1..];
            }
            _ => {}
        }
        let mut rest = rest.as_bytes();
        if let [sign @ (b' ' | b'+' | b'-'), after @ ..] = rest {
            (out.sign, rest) = (*sign, after);
        }
        if let [b'0', after @ ..] = rest {
            if aligned {
                return Err(Unread::Other);
            }
            (out.fill, out.align, out.zero, rest) = ('0', b'=', true, after);
        }
        let number = |rest: &mut &[u8]| {
            let n = rest.iter().take_while(|c| c.is_ascii_digit()).count();
            let digits = std::str::from_utf8(&rest[..n]).unwrap_or("");
            *rest = &rest[n..];
            if digits.is_empty() { Err(Unread::Other) } else { digits.parse::<usize>().ok().filter(|n| *n <= MOST).ok_or(Unread::TooLarge) }
        };
        if rest.first().is_some_and(u8::is_ascii_digit) {
            out.width = number(&mut rest)?;
        }
        if let [b',', after @ ..] = rest {
            (out.grouped, rest) = (true, after);
        }
        if let [b'.', after @ ..] = rest {
            rest = after;
            out.precision = Some(number(&mut rest)? as i64);
        }
        if let [kind @ (b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%'), after @ ..] = rest {
            (out.kind, rest) = (Some(*kind), after);
        }
        if rest.is_empty() { Ok(out) } else { Err(Unread::Other) }
    }

    /// Characters that it asks for, about.
    pub(super) fn size(&self) -> usize {
        self.width + self.precision.unwrap_or(0) as usize
    }

    /// The text of a number.
    ///
    /// # Errors
    /// It finds no room.
    pub(super) fn format(&self, n: &Number, rounding: Rounding, capitals: bool) -> Result<String, NoRoom> {
        let sign = match (n.negative, self.sign) {
            (true, _) => "-",
            (_, b'+') => "+",
            (_, b' ') => " ",
            _ => "",
        };
        if n.kind != Kind::Finite {
            let mut body = text::write(&n.magnitude(), text::Notation::Scientific, true)?;
            if self.kind == Some(b'%') {
                body.push(b'%');
            }
            // What has no digits is not padded with zeros.
            let plain = if self.zero { Spec { fill: ' ', align: b'>', ..*self } } else { *self };
            return plain.aligned(sign, &body);
        }
        let kind = self.kind.unwrap_or(if capitals { b'G' } else { b'g' });
        let mut n = n.clone();
        if kind == b'%' {
            n.exponent += 2;
        }
        let fixed = matches!(kind, b'f' | b'F' | b'%');
        if let Some(p) = self.precision {
            if fixed {
                n = rescaled(&n, -p, rounding)?;
            } else if matches!(kind, b'e' | b'E') {
                n = rounded(&n, p + 1, rounding);
                if !n.coefficient.is_zero() && n.digits() < p + 1 {
                    let by = p + 1 - n.digits();
                    n = Number::new(n.negative, n.coefficient.shift_left(by as u64)?, n.exponent - by);
                }
            } else if n.digits() > p {
                n = rounded(&n, p.max(1), rounding);
            }
        }
        if n.coefficient.is_zero() && n.exponent > 0 && fixed {
            n.exponent = 0;
        }
        let mut digits = Vec::new();
        n.coefficient.write(&mut digits)?;
        let left = n.exponent + digits.len() as i64;
        let place = match kind {
            b'e' | b'E' => match self.precision {
                Some(p) if n.coefficient.is_zero() => 1 - p,
                _ => 1,
            },
            b'g' | b'G' if !(n.exponent <= 0 && left > -6) => 1,
            _ => left,
        };
        let mut body = Vec::new();
        text::push_placed(&mut body, &digits, place)?;
        let whole = body.iter().position(|c| *c == b'.').unwrap_or(body.len());
        let mut tail = Vec::new();
        tail.try_reserve_exact(body.len() - whole).map_err(|_| NoRoom)?;
        tail.extend(body.drain(whole..));
        if left != place || matches!(kind, b'e' | b'E') {
            text::push_exponent(&mut tail, if kind.is_ascii_uppercase() { b'E' } else { b'e' }, left - place)?;
        }
        if kind == b'%' {
            tail.push(b'%');
        }
        if self.zero || self.grouped {
            let least = if self.zero { self.width.saturating_sub(sign.len() + tail.len()) } else { 0 };
            body = grouped(&body, self.grouped, least)?;
        }
        body.try_reserve(tail.len()).map_err(|_| NoRoom)?;
        body.extend_from_slice(&tail);
        self.aligned(sign, &body)
    }

    /// Pads a sign and what follows it to the width.
    fn aligned(&self, sign: &str, body: &[u8]) -> Result<String, NoRoom> {
        let padding = self.width.saturating_sub(sign.len() + body.len());
        let (before, between, after) = match self.align {
            b'<' => (0, 0, padding),
            b'=' => (0, padding, 0),
            b'^' => (padding / 2, 0, padding - padding / 2),
            _ => (padding, 0, 0),
        };
        let mut out = String::new();
        out.try_reserve(sign.len() + body.len() + padding * self.fill.len_utf8()).map_err(|_| NoRoom)?;
        out.extend(std::iter::repeat_n(self.fill, before));
        out.push_str(sign);
        out.extend(std::iter::repeat_n(self.fill, between));
        out.push_str(std::str::from_utf8(body).unwrap_or(""));
        out.extend(std::iter::repeat_n(self.fill, after));
        Ok(out)
    }
}

/// A number rounded to so many digits, if it has more.
fn rounded(n: &Number, digits: i64, rounding: Rounding) -> Number {
    let mut work = Work::new(Settings { prec: digits, rounding, ..Settings::WIDEST });
    work.finish(n.clone())
}

/// A number with another exponent, whatever its digits.
fn rescaled(n: &Number, exponent: i64, rounding: Rounding) -> Result<Number, NoRoom> {
    let mut out = Number::new(n.negative, Coefficient::ZERO, exponent);
    if n.exponent >= exponent {
        out.coefficient = n.coefficient.shift_left((n.exponent - exponent) as u64)?;
    } else {
        let (kept, rest) = n.coefficient.shift_right((exponent - n.exponent) as u64);
        out.coefficient = kept;
        Work::new(Settings { rounding, ..Settings::WIDEST }).round_last(&mut out, rest);
    }
    Ok(out)
}

/// Digits with zeros before them and separators between groups of three, at least `least` characters.
fn grouped(digits: &[u8], separated: bool, least: usize) -> Result<Vec<u8>, NoRoom> {
    let mut out = Vec::new();
    let longest = (digits.len().max(least) / 3 + 1) * 4;
    out.try_reserve(longest).map_err(|_| NoRoom)?;
    let mut in_group = 0;
    let mut left = digits.iter().rev();
    loop {
        let next = left.next();
        if next.is_none() && out.len() >= least {
            break;
        }
        if separated && in_group == 3 {
            out.push(b',');
            in_group = 0;
        }
        out.push(*next.unwrap_or(&b'0'));
        in_group += 1;
    }
    out.reverse();
    Ok(out)
}
