//! Templates of `str.format`: `literal {name.attr[index]!conversion:spec} ...`.
//!
//! Everything is found lazily and in the order in which CPython finds it, since a program can see which of two errors comes first.

use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode::decimal_value;

/// Why a template is refused. All are `ValueError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateError {
    /// `{` at the end.
    SingleOpen,
    /// `}` outside a field.
    SingleClose,
    /// A field without end.
    ExpectedClose,
    /// `{` in a field's name.
    OpenInName,
    /// `!` at the end.
    NoConversion,
    /// More than one character after `!`.
    ExpectedColon,
    /// A format specification without end.
    UnmatchedOpen,
    /// `.` or `[]` without a name.
    EmptyAttribute,
    /// `[` without `]`.
    MissingBracket,
    /// Something else after `]`.
    AfterBracket,
    /// A number that does not fit.
    TooManyDigits,
    /// `{}` after `{0}`.
    ManualToAuto,
    /// `{0}` after `{}`.
    AutoToManual,
    /// A field in a field in a field.
    Recursion,
    /// A conversion other than `r`, `s` and `a`.
    UnknownConversion(char),
}

impl TemplateError {
    /// CPython's message.
    pub fn message(self) -> Result<TextBuf, OutOfMemory> {
        TextBuf::from_text(match self {
            Self::SingleOpen => "Single '{' encountered in format string",
            Self::SingleClose => "Single '}' encountered in format string",
            Self::ExpectedClose => "expected '}' before end of string",
            Self::OpenInName => "unexpected '{' in field name",
            Self::NoConversion => "end of string while looking for conversion specifier",
            Self::ExpectedColon => "expected ':' after conversion specifier",
            Self::UnmatchedOpen => "unmatched '{' in format spec",
            Self::EmptyAttribute => "Empty attribute in format string",
            Self::MissingBracket => "Missing ']' in format string",
            Self::AfterBracket => "Only '.' or '[' may follow ']' in format field specifier",
            Self::TooManyDigits => "Too many decimal digits in format string",
            Self::ManualToAuto => "cannot switch from manual field specification to automatic field numbering",
            Self::AutoToManual => "cannot switch from automatic field numbering to manual field specification",
            Self::Recursion => "Max string recursion exceeded",
            Self::UnknownConversion(c) => {
                let mut out = TextBuf::from_text("Unknown conversion specifier ")?;
                if matches!(c, '!'..='~') { out.push_char(c) } else { out.push_fmt(format_args!("\\x{:x}", u32::from(c))) }?;
                return Ok(out);
            }
        })
    }
}

/// A replacement field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name with its accessors; see [`Field::parts`].
    pub name: &'a str,
    /// What follows `!`; to be checked with [`check_conversion`] once the value is there.
    pub conversion: Option<char>,
    /// What follows `:`, empty if there is none.
    pub spec: &'a str,
    /// Whether the specification has fields itself.
    pub nested: bool,
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text to copy. Doubled braces come as two literals, the first ending with one brace.
    Literal(&'a str),
    /// A field.
    Field(Field<'a>),
}

/// Iterates over a template's pieces; it ends after the first error.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    rest: &'a str,
}

/// Parses a template.
#[must_use]
pub const fn parse(template: &str) -> Template<'_> {
    Template { rest: template }
}

impl<'a> Iterator for Template<'a> {
    type Item = Result<Piece<'a>, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.rest = "";
        }
        Some(piece)
    }
}

impl<'a> Template<'a> {
    /// Takes `len` bytes, which end at a boundary, and drops `skip` more.
    fn take(&mut self, len: usize, skip: usize) -> &'a str {
        let taken = self.rest.get(..len).unwrap_or("");
        self.rest = self.rest.get(len + skip..).unwrap_or("");
        taken
    }

    fn piece(&mut self) -> Result<Piece<'a>, TemplateError> {
        let bytes = self.rest.as_bytes();
        let Some(at) = bytes.iter().position(|byte| matches!(byte, b'{' | b'}')) else {
            return Ok(Piece::Literal(self.take(self.rest.len(), 0)));
        };
        let (brace, next) = (bytes.get(at), bytes.get(at + 1));
        if brace == next {
            return Ok(Piece::Literal(self.take(at + 1, 1)));
        }
        // CPython looks at the brace before it copies the text in front of it.
        if brace == Some(&b'}') {
            return Err(TemplateError::SingleClose);
        }
        if next.is_none() {
            return Err(TemplateError::SingleOpen);
        }
        if at > 0 {
            return Ok(Piece::Literal(self.take(at, 0)));
        }
        self.take(0, 1);
        self.field().map(Piece::Field)
    }

    /// Reads a field after its opening brace.
    fn field(&mut self) -> Result<Field<'a>, TemplateError> {
        let (mut end, mut in_brackets) = (None, false);
        for (at, byte) in self.rest.bytes().enumerate() {
            match byte {
                b']' if in_brackets => in_brackets = false,
                _ if in_brackets => {}
                b'[' => in_brackets = true,
                b'{' => return Err(TemplateError::OpenInName),
                b'}' | b':' | b'!' => {
                    end = Some((at, byte));
                    break;
                }
                _ => {}
            }
        }
        let (at, byte) = end.ok_or(TemplateError::ExpectedClose)?;
        let mut field = Field { name: self.take(at, 1), conversion: None, spec: "", nested: false };
        if byte == b'}' {
            return Ok(field);
        }
        if byte == b'!' {
            let c = self.rest.chars().next().ok_or(TemplateError::NoConversion)?;
            field.conversion = Some(c);
            self.take(0, c.len_utf8());
            match self.rest.bytes().next() {
                Some(b'}') => {
                    self.take(0, 1);
                    return Ok(field);
                }
                Some(b':') => _ = self.take(0, 1),
                Some(_) => return Err(TemplateError::ExpectedColon),
                None => {}
            }
        }
        let mut depth = 1usize;
        for (at, byte) in self.rest.bytes().enumerate() {
            match byte {
                b'{' => {
                    field.nested = true;
                    depth += 1;
                }
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                field.spec = self.take(at, 1);
                return Ok(field);
            }
        }
        Err(TemplateError::UnmatchedOpen)
    }
}

/// What a field names first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First<'a> {
    /// Nothing: the next argument.
    Auto,
    /// An argument by position.
    Index(usize),
    /// An argument by keyword.
    Name(&'a str),
}

/// A step from a value to a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accessor<'a> {
    /// `.name`.
    Attribute(&'a str),
    /// `[3]`.
    Index(usize),
    /// `[key]`.
    Key(&'a str),
}

/// The accessors of a name; it ends after the first error.
#[derive(Clone, Debug)]
pub struct Accessors<'a> {
    rest: &'a str,
}

/// A text that is all digits as a number.
fn index(text: &str) -> Result<Option<usize>, TemplateError> {
    let mut value = 0usize;
    for c in text.chars() {
        let Some(digit) = decimal_value(c) else {
            return Ok(None);
        };
        let next = value.checked_mul(10).and_then(|value| value.checked_add(usize::from(digit)));
        value = next.filter(|value| isize::try_from(*value).is_ok()).ok_or(TemplateError::TooManyDigits)?;
    }
    Ok((!text.is_empty()).then_some(value))
}

impl<'a> Field<'a> {
    /// Splits the name into what it starts with and its accessors.
    ///
    /// # Errors
    /// [`TemplateError::TooManyDigits`].
    pub fn parts(&self) -> Result<(First<'a>, Accessors<'a>), TemplateError> {
        split_name(self.name)
    }
}

/// Splits a field's name, as `_string.formatter_field_name_split` does.
///
/// # Errors
/// [`TemplateError::TooManyDigits`].
pub fn split_name(name: &str) -> Result<(First<'_>, Accessors<'_>), TemplateError> {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, rest) = name.split_at_checked(end).unwrap_or((name, ""));
    let first = match index(first)? {
        Some(index) => First::Index(index),
        None if first.is_empty() => First::Auto,
        None => First::Name(first),
    };
    Ok((first, Accessors { rest }))
}

impl<'a> Accessors<'a> {
    fn accessor(&mut self) -> Result<Accessor<'a>, TemplateError> {
        let (accessor, rest) = if let Some(after) = self.rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, rest) = after.split_at_checked(end).unwrap_or((after, ""));
            (Accessor::Attribute(name), rest)
        } else if let Some(after) = self.rest.strip_prefix('[') {
            let (key, rest) = after.split_once(']').ok_or(TemplateError::MissingBracket)?;
            (index(key)?.map_or(Accessor::Key(key), Accessor::Index), rest)
        } else {
            return Err(TemplateError::AfterBracket);
        };
        self.rest = rest;
        match accessor {
            Accessor::Attribute("") | Accessor::Key("") => Err(TemplateError::EmptyAttribute),
            accessor => Ok(accessor),
        }
    }
}

impl<'a> Iterator for Accessors<'a> {
    type Item = Result<Accessor<'a>, TemplateError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let accessor = self.accessor();
        if accessor.is_err() {
            self.rest = "";
        }
        Some(accessor)
    }
}

/// Which argument comes next, for one call of `format`; nested fields share it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbering {
    next: usize,
    automatic: Option<bool>,
}

impl Numbering {
    /// The position of a field's argument, or `None` for one by keyword.
    ///
    /// # Errors
    /// When numbered and unnumbered fields mix.
    pub fn position(&mut self, first: First<'_>) -> Result<Option<usize>, TemplateError> {
        let (automatic, index) = match first {
            First::Auto => (true, self.next),
            First::Index(index) => (false, index),
            First::Name(_) => return Ok(None),
        };
        if self.automatic.is_some_and(|before| before != automatic) {
            return Err(if automatic { TemplateError::ManualToAuto } else { TemplateError::AutoToManual });
        }
        self.automatic = Some(automatic);
        if automatic {
            self.next = self.next.saturating_add(1);
        }
        Ok(Some(index))
    }
}

/// Whether a conversion is one of `r`, `s` and `a`.
///
/// # Errors
/// [`TemplateError::UnknownConversion`].
pub const fn check_conversion(conversion: char) -> Result<(), TemplateError> {
    match conversion {
        'r' | 's' | 'a' => Ok(()),
        other => Err(TemplateError::UnknownConversion(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    /// Pieces as `_string.formatter_parser` lists them, or the error.
    fn shown(template: &str) -> String {
        let mut out = TextBuf::new();
        for piece in parse(template) {
            match piece {
                Ok(Piece::Literal(text)) => out.push_fmt(format_args!("<{text}>")).unwrap(),
                Ok(Piece::Field(f)) => out.push_fmt(format_args!("({}|{}|{})", f.name, f.conversion.unwrap_or('-'), f.spec)).unwrap(),
                Err(error) => return error.message().unwrap().into_string(),
            }
        }
        out.into_string()
    }

    #[test]
    fn pieces() {
        for (template, expected) in [
            ("a{{b}}c", "<a{><b}><c>"),
            ("x{a!r:>{w}}y", "<x>(a|r|>{w})<y>"),
            ("{}{0}", "(|-|)(0|-|)"),
            ("{a[}]}", "(a[}]|-|)"),
            ("{a[{]:é}", "(a[{]|-|é)"),
            ("{a!}", "unmatched '{' in format spec"),
            ("{a!:}", "(a|:|)"),
            ("{a!é}", "(a|é|)"),
            ("{a:{{}}}", "(a|-|{{}})"),
            ("{", "Single '{' encountered in format string"),
            ("x{", "Single '{' encountered in format string"),
            ("}", "Single '}' encountered in format string"),
            ("{}}", "Single '}' encountered in format string"),
            ("{a", "expected '}' before end of string"),
            ("{a[", "expected '}' before end of string"),
            ("{a[}", "expected '}' before end of string"),
            ("{a!", "end of string while looking for conversion specifier"),
            ("{a!r", "unmatched '{' in format spec"),
            ("{a!rr}", "expected ':' after conversion specifier"),
            ("{a:{}", "unmatched '{' in format spec"),
            ("{:", "unmatched '{' in format spec"),
            ("{a{b}}", "unexpected '{' in field name"),
            ("{a{", "unexpected '{' in field name"),
        ] {
            assert_eq!(shown(template), expected, "{template}");
        }
        assert!(matches!(parse("{:{x}}").next(), Some(Ok(Piece::Field(Field { nested: true, .. })))));
    }

    #[test]
    fn names() {
        let split = |name| {
            let (first, rest) = split_name(name)?;
            Ok::<_, TemplateError>((first, rest.collect::<Result<Vec<_>, _>>()?))
        };
        use Accessor::{Attribute, Index, Key};
        assert_eq!(split("0.x[1][k]"), Ok((First::Index(0), alloc::vec![Attribute("x"), Index(1), Key("k")])));
        assert_eq!(split("[0]"), Ok((First::Auto, alloc::vec![Index(0)])));
        assert_eq!(split("a[-1]"), Ok((First::Name("a"), alloc::vec![Key("-1")])));
        assert_eq!(split("01"), Ok((First::Index(1), Vec::new())));
        assert_eq!(split("a]"), Ok((First::Name("a]"), Vec::new())));
        for (name, error) in [
            ("a[", TemplateError::MissingBracket),
            ("a.", TemplateError::EmptyAttribute),
            ("a[]", TemplateError::EmptyAttribute),
            ("a..b", TemplateError::EmptyAttribute),
            ("a[1]b", TemplateError::AfterBracket),
            ("99999999999999999999", TemplateError::TooManyDigits),
        ] {
            assert_eq!(split(name), Err(error), "{name}");
        }
    }

    #[test]
    fn numbering() {
        let mut numbers = Numbering::default();
        assert_eq!(numbers.position(First::Auto), Ok(Some(0)));
        assert_eq!(numbers.position(First::Name("a")), Ok(None));
        assert_eq!(numbers.position(First::Auto), Ok(Some(1)));
        assert_eq!(numbers.position(First::Index(0)), Err(TemplateError::AutoToManual));
        let mut numbers = Numbering::default();
        assert_eq!(numbers.position(First::Index(3)), Ok(Some(3)));
        assert_eq!(numbers.position(First::Auto), Err(TemplateError::ManualToAuto));
        assert_eq!(check_conversion('é').unwrap_err().message().unwrap().as_str().to_string(), "Unknown conversion specifier \\xe9");
    }
}
