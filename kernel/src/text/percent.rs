//! printf-style formatting: `'%(key)-5.2f' % values`, for str and bytes.
//!
//! [`parse`] yields the pieces lazily, so that the caller fetches arguments in between and errors come in CPython's order: a bad conversion
//! character is found only after its argument ([`Spec::check`]). The formatting functions take primitives.

use super::float_text::{self, FloatStyle, Notation};
use super::int_text::{self, IntTextError, Integer};
use super::str_index::char_count;
use super::text_buf::{OutOfMemory, TextBuf, extend, reserve};
use super::unicode::is_printable;
use alloc::vec::Vec;
use core::fmt::Debug;

/// A str or bytes to find specifications in. Everything the syntax has is ASCII, so both are searched as bytes.
pub trait Format: Debug + PartialEq {
    /// The bytes, UTF-8 for a str.
    fn bytes(&self) -> &[u8];
    /// The part between two byte positions, which are next to ASCII.
    fn part(&self, start: usize, end: usize) -> &Self;
    /// The character at a byte position, a byte's being its Latin-1 one.
    fn char_at(&self, at: usize) -> Option<char>;
    /// How many characters there are between two byte positions, which are next to ASCII, or the beginning or end of a character.
    fn count(&self, start: usize, end: usize) -> usize;
    /// Whether this is bytes.
    const IS_BYTES: bool;
}

impl Format for str {
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    fn part(&self, start: usize, end: usize) -> &Self {
        self.get(start..end).unwrap_or("")
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.get(at..)?.chars().next()
    }

    fn count(&self, start: usize, end: usize) -> usize {
        self.get(start..end).map_or(0, char_count)
    }

    const IS_BYTES: bool = false;
}

impl Format for [u8] {
    fn bytes(&self) -> &[u8] {
        self
    }

    fn part(&self, start: usize, end: usize) -> &Self {
        self.get(start..end).unwrap_or(&[])
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.get(at).copied().map(char::from)
    }

    fn count(&self, start: usize, end: usize) -> usize {
        end - start
    }

    const IS_BYTES: bool = true;
}

/// Why a format is refused. All are `ValueError`; positions count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentError {
    /// Nothing after `%`, its flags and numbers.
    Stray(usize),
    /// No `)` after `%(`. CPython first sees that the argument is a mapping.
    IncompleteKey(usize),
    /// A width beyond the largest size.
    WidthTooBig(usize),
    /// A precision beyond 2^31 - 1.
    PrecisionTooBig(usize),
    /// `*` after a key.
    StarWithKey(usize),
    /// An ASCII letter that is no conversion.
    Unsupported(char, usize),
    /// Any other character where the conversion should be.
    Unexpected {
        /// The character.
        found: char,
        /// Its position.
        at: usize,
        /// The position of the `%`.
        start: usize,
        /// Whether it is a byte.
        byte: bool,
    },
}

impl PercentError {
    /// CPython's message.
    pub fn message(self) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        match self {
            Self::Stray(at) => out.push_fmt(format_args!("stray % at position {at}"))?,
            Self::IncompleteKey(at) => out.push_fmt(format_args!("stray % or incomplete format key at position {at}"))?,
            Self::WidthTooBig(at) => out.push_fmt(format_args!("width too big at position {at}"))?,
            Self::PrecisionTooBig(at) => out.push_fmt(format_args!("precision too big at position {at}"))?,
            Self::StarWithKey(at) => {
                out.push_fmt(format_args!("* cannot be used with a parenthesised mapping key at position {at}"))?;
            }
            Self::Unsupported(c, at) => out.push_fmt(format_args!("unsupported format %{c} at position {at}"))?,
            Self::Unexpected { found, at, start, byte } => {
                out.push_fmt(format_args!("stray % at position {start} or unexpected format character "))?;
                let code = u32::from(found);
                match found {
                    '\'' => out.push_str("\"'\"")?,
                    ' '..='~' => out.push_fmt(format_args!("'{found}'"))?,
                    _ if byte => out.push_fmt(format_args!("with code 0x{code:02x}"))?,
                    _ if is_printable(found) => out.push_fmt(format_args!("'{found}' (U+{code:04X})"))?,
                    _ => out.push_fmt(format_args!("U+{code:04X}"))?,
                }
                out.push_fmt(format_args!(" at position {at}"))?;
            }
        }
        Ok(out)
    }
}

/// The flags of a specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-`.
    pub left: bool,
    /// `+`.
    pub plus: bool,
    /// A space.
    pub space: bool,
    /// `#`.
    pub alternate: bool,
    /// `0`.
    pub zero: bool,
}

/// A width or precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Not given.
    None,
    /// A number.
    Number(usize),
    /// `*`: the next argument.
    Star,
}

/// A conversion specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec<'a, T: Format + ?Sized> {
    /// The mapping key.
    pub key: Option<&'a T>,
    /// The flags.
    pub flags: Flags,
    /// The width.
    pub width: Amount,
    /// The precision.
    pub precision: Amount,
    /// The conversion character, which may be none that exists; `None` where the format ends, which is found out only when the key and the arguments of `*`
    /// have been asked for.
    pub conversion: Option<char>,
    /// The position of the `%`, in characters; for messages.
    pub position: usize,
    /// The position of the conversion character.
    pub conversion_position: usize,
}

impl<T: Format + ?Sized> Spec<'_, T> {
    /// Checks the conversion character, once the argument is there.
    ///
    /// # Errors
    /// [`PercentError::Unsupported`] or [`PercentError::Unexpected`].
    pub fn check(&self, conversion: char) -> Result<(), PercentError> {
        match conversion {
            'd' | 'i' | 'o' | 'u' | 'x' | 'X' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'c' | 'r' | 's' | 'a' => Ok(()),
            'b' if T::IS_BYTES => Ok(()),
            c if c.is_ascii_alphabetic() => Err(PercentError::Unsupported(c, self.position)),
            found => Err(PercentError::Unexpected { found, at: self.conversion_position, start: self.position, byte: T::IS_BYTES }),
        }
    }

    /// Whether there is nothing between the `%` and the conversion character.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.key.is_none() && self.width == Amount::None && self.precision == Amount::None && self.flags == Flags::default()
    }

    /// Puts the arguments of `*` in: a negative width pads after, a negative precision is zero.
    #[must_use]
    pub fn resolve(&self, conversion: char, width: Option<i64>, precision: Option<i64>) -> Resolved {
        let mut flags = self.flags;
        let width = match self.width {
            Amount::None => 0,
            Amount::Number(n) => n,
            Amount::Star => {
                let width = width.unwrap_or(0);
                flags.left |= width < 0;
                usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX)
            }
        };
        let precision = match self.precision {
            Amount::None => None,
            Amount::Number(n) => Some(n),
            Amount::Star => Some(usize::try_from(precision.unwrap_or(0)).unwrap_or(0)),
        };
        Resolved { flags, width, precision, conversion }
    }
}

/// A specification with all its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The flags.
    pub flags: Flags,
    /// The least width.
    pub width: usize,
    /// The precision.
    pub precision: Option<usize>,
    /// The conversion character.
    pub conversion: char,
}

/// A piece of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a, T: Format + ?Sized> {
    /// To copy; `%%` comes as a literal `%`.
    Literal(&'a T),
    /// To fill in.
    Spec(Spec<'a, T>),
}

/// Iterates over a format's pieces; it ends after the first error.
#[derive(Clone, Debug)]
pub struct Pieces<'a, T: Format + ?Sized> {
    format: &'a T,
    at: usize,
    /// The last byte position of which the character's number was asked, and that: it is counted on from there.
    counted: (usize, usize),
}

/// Parses a format.
#[must_use]
pub const fn parse<T: Format + ?Sized>(format: &T) -> Pieces<'_, T> {
    Pieces { format, at: 0, counted: (0, 0) }
}

impl<'a, T: Format + ?Sized> Iterator for Pieces<'a, T> {
    type Item = Result<Piece<'a, T>, PercentError>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.format.bytes();
        let rest = bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let literal = rest.iter().position(|byte| *byte == b'%').unwrap_or(rest.len());
        let start = self.at;
        if literal > 0 {
            self.at += literal;
            return Some(Ok(Piece::Literal(self.format.part(start, self.at))));
        }
        self.at += 1;
        if self.peek() == Some(b'%') {
            self.at += 1;
            return Some(Ok(Piece::Literal(self.format.part(start, start + 1))));
        }
        let spec = self.spec(start);
        if spec.is_err() {
            self.at = bytes.len();
        }
        Some(spec.map(Piece::Spec))
    }
}

impl<'a, T: Format + ?Sized> Pieces<'a, T> {
    fn peek(&self) -> Option<u8> {
        self.format.bytes().get(self.at).copied()
    }

    /// The number of the character at a byte position, which is none before the last one asked for.
    fn position(&mut self, at: usize) -> usize {
        let (last, n) = self.counted;
        self.counted = (at, n + self.format.count(last, at));
        self.counted.1
    }

    /// Reads what follows the `%` at `start`.
    fn spec(&mut self, start: usize) -> Result<Spec<'a, T>, PercentError> {
        let position = self.position(start);
        let key = self.key(position)?;
        let mut flags = Flags::default();
        loop {
            match self.peek() {
                Some(b'-') => flags.left = true,
                Some(b'+') => flags.plus = true,
                Some(b' ') => flags.space = true,
                Some(b'#') => flags.alternate = true,
                Some(b'0') => flags.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        let star = |amount: Amount| {
            if amount == Amount::Star && key.is_some() { Err(PercentError::StarWithKey(position)) } else { Ok(amount) }
        };
        let width = star(self.amount(usize::MAX >> 1, PercentError::WidthTooBig(position))?)?;
        let mut precision = Amount::None;
        if self.peek() == Some(b'.') {
            self.at += 1;
            precision = star(self.amount(0x7fff_ffff, PercentError::PrecisionTooBig(position))?)?;
            if precision == Amount::None {
                precision = Amount::Number(0);
            }
        }
        // A length modifier, as in C, means nothing.
        if matches!(self.peek(), Some(b'h' | b'l' | b'L')) {
            self.at += 1;
        }
        let conversion = self.format.char_at(self.at);
        let conversion_position = self.position(self.at);
        self.at += if T::IS_BYTES { 1 } else { conversion.map_or(0, char::len_utf8) };
        Ok(Spec { key, flags, width, precision, conversion, position, conversion_position })
    }

    /// Reads a key in parentheses, which may have parentheses inside.
    fn key(&mut self, position: usize) -> Result<Option<&'a T>, PercentError> {
        if self.peek() != Some(b'(') {
            return Ok(None);
        }
        let start = self.at + 1;
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(Some(self.format.part(start, self.at - 1)));
            }
        }
        Err(PercentError::IncompleteKey(position))
    }

    fn amount(&mut self, limit: usize, too_big: PercentError) -> Result<Amount, PercentError> {
        if self.peek() == Some(b'*') {
            self.at += 1;
            return Ok(Amount::Star);
        }
        let mut number = None;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let next = number.unwrap_or(0usize).checked_mul(10).and_then(|n| n.checked_add(usize::from(digit - b'0')));
            number = Some(next.filter(|n| *n <= limit).ok_or(too_big)?);
            self.at += 1;
        }
        Ok(number.map_or(Amount::None, Amount::Number))
    }
}

/// Appends a number's text with sign, prefix and padding.
fn push_number(out: &mut TextBuf, text: &str, prefix: &str, spec: &Resolved) -> Result<(), OutOfMemory> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None if spec.flags.plus => ("+", text),
        None if spec.flags.space => (" ", text),
        None => ("", text),
    };
    let padding = spec.width.saturating_sub(sign.len() + prefix.len() + digits.len());
    let (before, zeros, after) = match spec.flags {
        Flags { left: true, .. } => (0, 0, padding),
        Flags { zero: true, .. } => (0, padding, 0),
        _ => (padding, 0, 0),
    };
    out.push_repeated(' ', before)?;
    out.push_str(sign)?;
    out.push_str(prefix)?;
    out.push_repeated('0', zeros)?;
    out.push_str(digits)?;
    out.push_repeated(' ', after)
}

/// Appends an integer for `d`, `i`, `u`, `o`, `x` or `X`; the precision is the least number of digits.
///
/// # Errors
/// Over the limit of digits, as `int_text::push_big`.
pub fn push_int(out: &mut TextBuf, value: &Integer, spec: &Resolved, max_digits: usize) -> Result<(), IntTextError> {
    let (radix, prefix) = match spec.conversion {
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = TextBuf::new();
    int_text::push_integer(&mut digits, value, radix, spec.conversion == 'X', max_digits)?;
    let (sign, magnitude) = digits.as_str().strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let mut text = TextBuf::new();
    text.push_str(sign)?;
    text.push_repeated('0', spec.precision.unwrap_or(0).saturating_sub(magnitude.len()))?;
    text.push_str(magnitude)?;
    Ok(push_number(out, text.as_str(), if spec.flags.alternate { prefix } else { "" }, spec)?)
}

/// Appends a float for `e`, `f`, `g` or their capitals.
pub fn push_float(out: &mut TextBuf, value: f64, spec: &Resolved) -> Result<(), OutOfMemory> {
    let notation = match spec.conversion.to_ascii_lowercase() {
        'e' => Notation::Exponent,
        'f' => Notation::Fixed,
        _ => Notation::General,
    };
    let style = FloatStyle {
        alternate: spec.flags.alternate,
        upper: spec.conversion.is_ascii_uppercase(),
        ..FloatStyle::new(notation, spec.precision.unwrap_or(6))
    };
    let mut text = TextBuf::new();
    float_text::push_float(&mut text, value, &style)?;
    push_number(out, text.as_str(), "", spec)
}

/// Appends text for `s`, `r`, `a` or `c`, cut to the precision (but for `c`).
pub fn push_text(out: &mut TextBuf, text: &str, spec: &Resolved) -> Result<(), OutOfMemory> {
    let limit = spec.precision.filter(|_| spec.conversion != 'c');
    let end = limit.and_then(|n| text.char_indices().nth(n)).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text);
    let padding = if spec.width == 0 { 0 } else { spec.width.saturating_sub(char_count(text)) };
    let before = if spec.flags.left { 0 } else { padding };
    out.push_repeated(' ', before)?;
    out.push_str(text)?;
    out.push_repeated(' ', padding - before)
}

/// Appends bytes for `b`, `s` or `c`, cut to the precision (but for `c`).
pub fn push_bytes(out: &mut Vec<u8>, bytes: &[u8], spec: &Resolved) -> Result<(), OutOfMemory> {
    let limit = spec.precision.filter(|_| spec.conversion != 'c').unwrap_or(usize::MAX);
    let bytes = bytes.get(..limit.min(bytes.len())).unwrap_or(bytes);
    let padding = spec.width.saturating_sub(bytes.len());
    let before = if spec.flags.left { 0 } else { padding };
    reserve(out, padding)?;
    out.resize(out.len() + before, b' ');
    extend(out, bytes)?;
    reserve(out, padding - before)?;
    out.resize(out.len() + (padding - before), b' ');
    Ok(())
}

#[cfg(test)]
#[path = "percent_tests.rs"]
mod tests;
