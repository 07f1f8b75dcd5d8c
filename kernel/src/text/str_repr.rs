//! `repr` and `ascii` of text, and `repr` of bytes.

use super::text_buf::{OutOfMemory, TextBuf};
use super::unicode::is_printable;

/// The quote Python chooses: double only if that spares escaping a single one.
fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

/// Appends a character escaped by number, in the shortest form.
fn push_escape(out: &mut TextBuf, c: char) -> Result<(), OutOfMemory> {
    let code = u32::from(c);
    let (letter, digits) = match code {
        0..=0xff => (b'x', 2),
        0x100..=0xffff => (b'u', 4),
        _ => (b'U', 8),
    };
    let mut text = [b'\\'; 10];
    text[1] = letter;
    for (i, digit) in text[2..2 + digits].iter_mut().rev().enumerate() {
        *digit = b"0123456789abcdef"[(code >> (4 * i) & 15) as usize];
    }
    out.push_str(core::str::from_utf8(&text[..2 + digits]).unwrap_or_default())
}

/// Appends one character of a quoted text.
fn push_quoted(out: &mut TextBuf, c: char, quote: char, shown: impl Fn(char) -> bool) -> Result<(), OutOfMemory> {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\\' => out.push_str("\\\\"),
        c if c == quote => {
            out.push_char('\\')?;
            out.push_char(c)
        }
        c if shown(c) => out.push_char(c),
        c => push_escape(out, c),
    }
}

/// How many bytes, from the beginning, stand for themselves in a quoted text of any kind.
fn plain(bytes: &[u8], quote: char) -> usize {
    bytes.iter().position(|b| !matches!(b, b' '..=b'~') || char::from(*b) == quote || *b == b'\\').unwrap_or(bytes.len())
}

fn push_quoted_text(out: &mut TextBuf, text: &str, shown: impl Fn(char) -> bool) -> Result<(), OutOfMemory> {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    out.push_char(quote)?;
    let mut rest = text;
    loop {
        let run;
        (run, rest) = rest.split_at(plain(rest.as_bytes(), quote));
        out.push_str(run)?;
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        push_quoted(out, c, quote, &shown)?;
        rest = chars.as_str();
    }
    out.push_char(quote)
}

/// Appends `repr(text)`.
pub fn push_repr(out: &mut TextBuf, text: &str) -> Result<(), OutOfMemory> {
    out.reserve(text.len().saturating_add(2))?;
    push_quoted_text(out, text, is_printable)
}

/// `repr(text)`.
pub fn repr(text: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::new();
    push_repr(&mut out, text)?;
    Ok(out)
}

/// Appends `ascii(text)`.
pub fn push_ascii(out: &mut TextBuf, text: &str) -> Result<(), OutOfMemory> {
    push_quoted_text(out, text, |c| matches!(c, ' '..='~'))
}

/// `ascii(text)`.
pub fn ascii(text: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::new();
    push_ascii(&mut out, text)?;
    Ok(out)
}

/// What `ascii(x)` makes of `repr(x)`: other characters escaped, and no quotes added.
pub fn escape_non_ascii(text: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(text.len())?;
    for c in text.chars() {
        if c.is_ascii() { out.push_char(c) } else { push_escape(&mut out, c) }?;
    }
    Ok(out)
}

/// Appends `repr(bytes)`.
pub fn push_bytes_repr(out: &mut TextBuf, bytes: &[u8]) -> Result<(), OutOfMemory> {
    out.push_char('b')?;
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    out.push_char(quote)?;
    let mut rest = bytes;
    loop {
        let run;
        (run, rest) = rest.split_at(plain(rest, quote));
        // ASCII, as `plain` has seen.
        out.push_str(core::str::from_utf8(run).unwrap_or_default())?;
        let Some((byte, after)) = rest.split_first() else { break };
        push_quoted(out, char::from(*byte), quote, |_| false)?;
        rest = after;
    }
    out.push_char(quote)
}

/// `repr(bytes)`.
pub fn bytes_repr(bytes: &[u8]) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(bytes.len().saturating_add(3))?;
    push_bytes_repr(&mut out, bytes)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        assert_eq!(repr("a'b").unwrap(), r#""a'b""#);
        assert_eq!(repr("a'\"b").unwrap(), r#"'a\'"b'"#);
        assert_eq!(repr("\"").unwrap(), r#"'"'"#);
        assert_eq!(
            repr("\n\t\r\\\0\x7fé\u{a0}\u{200b}\u{e000}\u{10ffff}😀").unwrap(),
            "'\\n\\t\\r\\\\\\x00\\x7fé\\xa0\\u200b\\ue000\\U0010ffff😀'"
        );
        assert_eq!(ascii("é→😀'").unwrap(), "\"\\xe9\\u2192\\U0001f600'\"");
        assert_eq!(escape_non_ascii("[é\\n]").unwrap(), "[\\xe9\\n]");
    }

    #[test]
    fn bytes() {
        assert_eq!(bytes_repr(b"a'\"\\\n\x00\xff").unwrap(), r#"b'a\'"\\\n\x00\xff'"#);
        assert_eq!(bytes_repr(b"'").unwrap(), r#"b"'""#);
    }
}
