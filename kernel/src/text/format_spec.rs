//! The format-specification mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.
//!
//! [`FormatSpec::parse`] reads it; [`format_str`], [`format_int`] and [`format_float`] apply it. The layout of numbers (sign, prefix, groups,
//! padding) is in `format_number`.

use super::float_text::{self, FloatStyle, Notation};
use super::format_number::{Parts, push_aligned, push_number};
use super::int_text::{self, IntTextError, Integer};
use super::text_buf::{OutOfMemory, TextBuf};

/// Where padding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `<`: after the text.
    Left,
    /// `>`: before the text.
    Right,
    /// `^`: around the text, the odd one after it.
    Center,
    /// `=`: between the sign and the digits.
    AfterSign,
}

/// What a number shows if it is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nothing.
    Minus,
    /// `+`.
    Plus,
    /// A space.
    Space,
}

/// Which separator divides digits into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// None.
    None,
    /// `,` every three digits.
    Comma,
    /// `_` every three digits, or every four in base 2, 8 and 16.
    Underscore,
}

impl Grouping {
    /// The separator.
    #[must_use]
    pub const fn separator(self) -> Option<char> {
        match self {
            Self::None => None,
            Self::Comma => Some(','),
            Self::Underscore => Some('_'),
        }
    }
}

/// A parsed specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    /// What to pad with; `' '` if not said.
    pub fill: char,
    /// Where to pad; the type's own side if not said.
    pub align: Align,
    /// The sign policy, if said.
    pub sign: Option<Sign>,
    /// `z`.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// The least width in characters.
    pub width: usize,
    /// Groups of the digits before the point.
    pub grouping: Grouping,
    /// The precision, if said.
    pub precision: Option<usize>,
    /// Groups of the digits after the point.
    pub fraction_grouping: Grouping,
    /// The type character, if said.
    pub kind: Option<char>,
}

/// Why a specification is refused. All are `ValueError` but those that [`FormatError::is_overflow`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// Not of the form.
    Invalid,
    /// A number beyond what fits.
    TooManyDigits,
    /// Both separators in one place.
    CommaAndUnderscore,
    /// A separator with a type that has none.
    GroupingWithType(char, char),
    /// A point without a number.
    MissingPrecision,
    /// A precision beyond 2^31 - 1.
    PrecisionTooBig,
    /// A type that the object has not.
    UnknownCode(char),
    /// One of the messages without arguments.
    NotAllowed(&'static str),
    /// `OverflowError`: no character has that number.
    CharacterRange,
    /// The number of a surrogate for `c`: CPython's texts can hold one by itself.
    Surrogate,
    /// `OverflowError`: a big integer as a character.
    CLong,
    /// `OverflowError`: an integer beyond the largest float.
    IntTooLarge,
    /// An integer over the limit of digits.
    Digits(IntTextError),
    /// `MemoryError`.
    OutOfMemory,
}

impl From<OutOfMemory> for FormatError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl From<IntTextError> for FormatError {
    fn from(error: IntTextError) -> Self {
        if error == IntTextError::OutOfMemory { Self::OutOfMemory } else { Self::Digits(error) }
    }
}

/// Shows a type character as CPython does: itself if printable ASCII, else its number.
fn push_code(out: &mut TextBuf, c: char) -> Result<(), OutOfMemory> {
    if matches!(c, '!'..='\x7f') { out.push_char(c) } else { out.push_fmt(format_args!("\\x{:x}", u32::from(c))) }
}

impl FormatError {
    /// Whether this is an `OverflowError` rather than a `ValueError`.
    #[must_use]
    pub const fn is_overflow(&self) -> bool {
        matches!(self, Self::CharacterRange | Self::CLong | Self::IntTooLarge)
    }

    /// CPython's message, for a specification given to an object of a type.
    pub fn message(&self, spec: &str, type_name: &str) -> Result<TextBuf, OutOfMemory> {
        let mut out = TextBuf::new();
        match self {
            Self::Invalid => out.push_fmt(format_args!("Invalid format specifier '{spec}' for object of type '{type_name}'"))?,
            Self::TooManyDigits => out.push_str("Too many decimal digits in format string")?,
            Self::CommaAndUnderscore => out.push_str("Cannot specify both ',' and '_'.")?,
            Self::GroupingWithType(separator, kind) => {
                out.push_fmt(format_args!("Cannot specify '{separator}' with '"))?;
                push_code(&mut out, *kind)?;
                out.push_str("'.")?;
            }
            Self::MissingPrecision => out.push_str("Format specifier missing precision")?,
            Self::PrecisionTooBig => out.push_str("precision too big")?,
            Self::UnknownCode(kind) => {
                out.push_str("Unknown format code '")?;
                push_code(&mut out, *kind)?;
                out.push_fmt(format_args!("' for object of type '{type_name}'"))?;
            }
            Self::NotAllowed(message) => out.push_str(message)?,
            Self::CharacterRange => out.push_str("%c arg not in range(0x110000)")?,
            Self::Surrogate => out.push_str("%c arg is a surrogate, which strings here cannot hold")?,
            Self::CLong => out.push_str("Python int too large to convert to C long")?,
            Self::IntTooLarge => out.push_str("int too large to convert to float")?,
            Self::Digits(error) => return error.message(""),
            Self::OutOfMemory => out.push_str("out of memory")?,
        }
        Ok(out)
    }
}

/// Walks over the specification's characters.
struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn advance(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.advance();
        }
        found
    }

    /// A decimal number, digits of any script as in CPython.
    fn number(&mut self) -> Result<Option<usize>, FormatError> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(super::unicode::decimal_value) {
            let next = number.unwrap_or(0usize).checked_mul(10).and_then(|n| n.checked_add(usize::from(digit)));
            // As for CPython's Py_ssize_t, half of the range is allowed.
            number = Some(next.filter(|n| isize::try_from(*n).is_ok()).ok_or(FormatError::TooManyDigits)?);
            self.advance();
        }
        Ok(number)
    }

    fn grouping(&mut self) -> Result<Grouping, FormatError> {
        let found = if self.take(',') {
            Grouping::Comma
        } else if self.take('_') {
            Grouping::Underscore
        } else {
            return Ok(Grouping::None);
        };
        let other = if found == Grouping::Comma { '_' } else { ',' };
        if self.peek() == Some(other) { Err(FormatError::CommaAndUnderscore) } else { Ok(found) }
    }
}

/// What most specifications say: a width, with or without zeros before the number, a precision and a type.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    /// Whether to pad with zeros.
    pub zero: bool,
    /// The least width.
    pub width: usize,
    /// The precision.
    pub precision: Option<usize>,
    /// The type character.
    pub kind: Option<u8>,
}

impl Plain {
    /// Reads a specification; `None` if it says anything else, or something wrong.
    #[must_use]
    pub fn parse(mut text: &[u8]) -> Option<Self> {
        /// A number of at most six digits at the start.
        fn number(text: &mut &[u8]) -> Option<usize> {
            let (mut value, mut digits) = (0, 0);
            while let [digit @ b'0'..=b'9', rest @ ..] = *text {
                if digits == 6 {
                    return None;
                }
                value = value * 10 + usize::from(digit - b'0');
                digits += 1;
                *text = rest;
            }
            (digits > 0).then_some(value)
        }
        let mut plain = Self { zero: false, width: 0, precision: None, kind: None };
        if let [b'0', rest @ ..] = text {
            plain.zero = true;
            text = rest;
        }
        if let [b'0'..=b'9', ..] = text {
            plain.width = number(&mut text)?;
        }
        if let [b'.', rest @ ..] = text {
            text = rest;
            plain.precision = Some(number(&mut text)?);
        }
        // `z` is an option where it comes first.
        if let [kind @ (b'a'..=b'y' | b'A'..=b'Z' | b'%'), rest @ ..] = text {
            plain.kind = Some(*kind);
            text = rest;
        }
        text.is_empty().then_some(plain)
    }
}

fn align_of(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::AfterSign,
        _ => return None,
    })
}

impl FormatSpec {
    /// Parses a specification; `default_align` is the type's own side and `default_kind` what the type takes a missing type character for
    /// (`'s'` for str, `'d'` for int, none for float).
    ///
    /// # Errors
    /// As CPython's parser; whether the type has the type character is found when formatting.
    pub fn parse(text: &str, default_align: Align, default_kind: Option<char>) -> Result<Self, FormatError> {
        if let Some(plain) = Plain::parse(text.as_bytes()) {
            return Ok(Self {
                fill: if plain.zero { '0' } else { ' ' },
                align: if plain.zero && default_align == Align::Right { Align::AfterSign } else { default_align },
                sign: None,
                no_negative_zero: false,
                alternate: false,
                width: plain.width,
                grouping: Grouping::None,
                precision: plain.precision,
                fraction_grouping: Grouping::None,
                kind: plain.kind.map(char::from).or(default_kind),
            });
        }
        let mut cursor = Cursor { rest: text };
        let mut spec = Self {
            fill: ' ',
            align: default_align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: Grouping::None,
            precision: None,
            fraction_grouping: Grouping::None,
            kind: default_kind,
        };
        let (mut fill_given, mut align_given) = (false, false);
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        if let (Some(fill), Some(align)) = (first, second.and_then(align_of)) {
            (spec.fill, spec.align, fill_given, align_given) = (fill, align, true, true);
            cursor.rest = chars.as_str();
        } else if let Some(align) = first.and_then(align_of) {
            (spec.align, align_given) = (align, true);
            cursor.advance();
        }
        spec.sign = match cursor.peek() {
            Some('+') => Some(Sign::Plus),
            Some('-') => Some(Sign::Minus),
            Some(' ') => Some(Sign::Space),
            _ => None,
        };
        if spec.sign.is_some() {
            cursor.advance();
        }
        spec.no_negative_zero = cursor.take('z');
        spec.alternate = cursor.take('#');
        if !fill_given && cursor.take('0') {
            spec.fill = '0';
            if !align_given && default_align == Align::Right {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = cursor.number()?.unwrap_or(0);
        spec.grouping = cursor.grouping()?;
        if cursor.take('.') {
            spec.precision = cursor.number()?;
            spec.fraction_grouping = cursor.grouping()?;
            if spec.precision.is_none() && spec.fraction_grouping == Grouping::None {
                return Err(FormatError::MissingPrecision);
            }
        }
        if let Some(kind) = cursor.peek() {
            spec.kind = Some(kind);
            cursor.advance();
        }
        if !cursor.rest.is_empty() {
            return Err(FormatError::Invalid);
        }
        spec.check_grouping()?;
        // CPython has this character for none, where the type takes none.
        if spec.kind == Some('\0') && default_kind.is_none() {
            spec.kind = None;
        }
        Ok(spec)
    }

    fn check_grouping(&self) -> Result<(), FormatError> {
        if let Some(separator) = self.grouping.separator() {
            match self.kind {
                None | Some('\0' | 'd' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%') => {}
                Some('b' | 'o' | 'x' | 'X') if self.grouping == Grouping::Underscore => {}
                Some(kind) => return Err(FormatError::GroupingWithType(separator, kind)),
            }
        }
        match self.fraction_grouping.separator() {
            Some(separator) if self.kind == Some('n') => Err(FormatError::GroupingWithType(separator, 'n')),
            _ => Ok(()),
        }
    }
}

/// `format(value, spec)` for a str; `type_name` enters only messages.
///
/// # Errors
/// As `str.__format__`.
pub fn format_str(value: &str, spec: &str) -> Result<TextBuf, FormatError> {
    if spec.is_empty() {
        return Ok(TextBuf::from_text(value)?);
    }
    let spec = FormatSpec::parse(spec, Align::Left, Some('s'))?;
    format_str_with(value, &spec)
}

/// [`format_str`] with a parsed specification.
///
/// # Errors
/// As `str.__format__`.
pub fn format_str_with(value: &str, spec: &FormatSpec) -> Result<TextBuf, FormatError> {
    let refusal = match spec {
        FormatSpec { kind: Some(kind), .. } if *kind != 's' => return Err(FormatError::UnknownCode(*kind)),
        FormatSpec { sign: Some(Sign::Space), .. } => Some("Space not allowed in string format specifier"),
        FormatSpec { sign: Some(_), .. } => Some("Sign not allowed in string format specifier"),
        FormatSpec { no_negative_zero: true, .. } => Some("Negative zero coercion (z) not allowed in string format specifier"),
        FormatSpec { alternate: true, .. } => Some("Alternate form (#) not allowed in string format specifier"),
        FormatSpec { align: Align::AfterSign, .. } => Some("'=' alignment not allowed in string format specifier"),
        _ => None,
    };
    if let Some(message) = refusal {
        return Err(FormatError::NotAllowed(message));
    }
    let cut = spec.precision.and_then(|n| value.char_indices().nth(n)).map_or(value.len(), |(at, _)| at);
    let mut out = TextBuf::new();
    push_aligned(&mut out, value.get(..cut).unwrap_or(value), spec.fill, spec.align, spec.width)?;
    Ok(out)
}

/// `format(value, spec)` for an int.
///
/// # Errors
/// As `int.__format__`.
pub fn format_int(value: &Integer, spec: &str, max_digits: usize) -> Result<TextBuf, FormatError> {
    if spec.is_empty() {
        let mut out = TextBuf::new();
        int_text::push_integer(&mut out, value, 10, false, max_digits)?;
        return Ok(out);
    }
    format_int_with(value, &FormatSpec::parse(spec, Align::Right, Some('d'))?, max_digits)
}

/// [`format_int`] with a parsed specification.
///
/// # Errors
/// As `int.__format__`.
pub fn format_int_with(value: &Integer, spec: &FormatSpec, max_digits: usize) -> Result<TextBuf, FormatError> {
    let kind = spec.kind.unwrap_or('d');
    let (radix, prefix) = match kind {
        'c' | 'd' | 'n' => (10, ""),
        'b' => (2, "0b"),
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let value = match value {
                Integer::Small(small) => *small as f64,
                Integer::Big(big) => super::int_math::to_f64(big).ok_or(FormatError::IntTooLarge)?,
            };
            return format_float_with(value, spec);
        }
        other => return Err(FormatError::UnknownCode(other)),
    };
    if spec.precision.is_some() {
        return Err(FormatError::NotAllowed("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(FormatError::NotAllowed("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if kind == 'c' {
        return format_char(value, spec);
    }
    let (mut digits, mut small) = (TextBuf::new(), [0; int_text::DECIMAL_BYTES]);
    let digits = match value {
        Integer::Small(n) if radix == 10 => int_text::decimal(*n, &mut small),
        _ => {
            int_text::push_integer(&mut digits, value, radix, kind == 'X', max_digits)?;
            digits.as_str()
        }
    };
    let (negative, digits) = digits.strip_prefix('-').map_or((false, digits), |rest| (true, rest));
    let parts = Parts {
        negative,
        prefix: if spec.alternate { prefix } else { "" },
        digits,
        rest: "",
        group: if radix == 10 { 3 } else { 4 },
        fraction: 0,
    };
    let mut out = TextBuf::with_capacity(spec.width.clamp(24, 64))?;
    push_number(&mut out, &parts, spec)?;
    Ok(out)
}

/// Type `c`: the integer as a character.
fn format_char(value: &Integer, spec: &FormatSpec) -> Result<TextBuf, FormatError> {
    if spec.sign.is_some() {
        return Err(FormatError::NotAllowed("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(FormatError::NotAllowed("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let Integer::Small(code) = value else {
        return Err(FormatError::CLong);
    };
    let c = match u32::try_from(*code) {
        Ok(0xd800..0xe000) => return Err(FormatError::Surrogate),
        Ok(code) => char::from_u32(code).ok_or(FormatError::CharacterRange)?,
        Err(_) => return Err(FormatError::CharacterRange),
    };
    let mut utf8 = [0; 4];
    let parts = Parts { negative: false, prefix: "", digits: "", rest: c.encode_utf8(&mut utf8), group: 3, fraction: 0 };
    let mut out = TextBuf::with_capacity(spec.width.clamp(24, 64))?;
    push_number(&mut out, &parts, spec)?;
    Ok(out)
}

/// `format(value, spec)` for a float.
///
/// # Errors
/// As `float.__format__`.
pub fn format_float(value: f64, spec: &str) -> Result<TextBuf, FormatError> {
    if spec.is_empty() {
        return Ok(float_text::repr(value)?);
    }
    format_float_with(value, &FormatSpec::parse(spec, Align::Right, None)?)
}

/// [`format_float`] with a parsed specification.
///
/// # Errors
/// As `float.__format__`.
pub fn format_float_with(value: f64, spec: &FormatSpec) -> Result<TextBuf, FormatError> {
    if spec.precision.is_some_and(|precision| precision > 0x7fff_ffff) {
        return Err(FormatError::PrecisionTooBig);
    }
    let precision = spec.precision.unwrap_or(6);
    let (value, notation) = match spec.kind {
        None if spec.precision.is_none() => (value, Notation::Shortest),
        Some('e' | 'E') => (value, Notation::Exponent),
        Some('f' | 'F') => (value, Notation::Fixed),
        None | Some('g' | 'G' | 'n') => (value, Notation::General),
        Some('%') => (value * 100.0, Notation::Fixed),
        Some(other) => return Err(FormatError::UnknownCode(other)),
    };
    let style = FloatStyle {
        alternate: spec.alternate,
        add_dot_zero: spec.kind.is_none(),
        no_negative_zero: spec.no_negative_zero,
        upper: matches!(spec.kind, Some('E' | 'F' | 'G')),
        ..FloatStyle::new(notation, precision)
    };
    let mut text = TextBuf::with_capacity(32)?;
    float_text::push_float(&mut text, value, &style)?;
    if spec.kind == Some('%') {
        text.push_char('%')?;
    }
    if spec.width == 0 && spec.sign.is_none() && spec.grouping.separator().is_none() && spec.fraction_grouping.separator().is_none() {
        return Ok(text);
    }
    let (negative, body) = text.as_str().strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let whole = body.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = body.split_at_checked(whole).unwrap_or(("", body));
    let fraction = rest.strip_prefix('.').map_or(0, |decimals| decimals.bytes().take_while(u8::is_ascii_digit).count());
    let mut out = TextBuf::new();
    push_number(&mut out, &Parts { negative, prefix: "", digits, rest, group: 3, fraction }, spec)?;
    Ok(out)
}

#[cfg(test)]
#[path = "format_spec_tests.rs"]
mod tests;
