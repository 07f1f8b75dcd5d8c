//! Padding, tabs, and character-by-character translation.

use super::bytes_text::Pad;
use super::str_index::char_count;
use super::text_buf::{OutOfMemory, TextBuf};

/// `text` between two runs of `fill`.
pub fn padded(text: &str, fill: char, before: usize, after: usize) -> Result<TextBuf, OutOfMemory> {
    let room = fill.len_utf8().checked_mul(before + after).and_then(|n| n.checked_add(text.len()));
    let mut out = TextBuf::with_capacity(room.ok_or(OutOfMemory)?)?;
    out.push_repeated(fill, before)?;
    out.push_str(text)?;
    out.push_repeated(fill, after)?;
    Ok(out)
}

/// How many characters are missing to a width, which may be negative.
fn missing(text: &str, width: i64) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(char_count(text))
}

/// `text.ljust(width, fill)`.
pub fn ljust(text: &str, width: i64, fill: char) -> Result<TextBuf, OutOfMemory> {
    padded(text, fill, 0, missing(text, width))
}

/// `text.rjust(width, fill)`.
pub fn rjust(text: &str, width: i64, fill: char) -> Result<TextBuf, OutOfMemory> {
    padded(text, fill, missing(text, width), 0)
}

/// `text.center(width, fill)`.
pub fn center(text: &str, width: i64, fill: char) -> Result<TextBuf, OutOfMemory> {
    let missing = missing(text, width);
    let before = center_left(missing, width);
    padded(text, fill, before, missing - before)
}

/// How much padding goes before and after the text for `ljust`, `rjust` or `center`.
#[must_use]
pub fn sides(how: Pad, missing: usize, width: i64) -> (usize, usize) {
    let before = match how {
        Pad::Left => 0,
        Pad::Right => missing,
        Pad::Center => center_left(missing, width),
    };
    (before, missing - before)
}

/// How much of the padding goes to the left: half, and the odd one too where the width is odd. CPython's choice, observable since 1.5.
pub(super) fn center_left(missing: usize, width: i64) -> usize {
    missing / 2 + usize::from(missing & 1 == 1 && width & 1 == 1)
}

/// `text.zfill(width)`: zeros after the sign.
pub fn zfill(text: &str, width: i64) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(text.len())?;
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    out.push_str(text.get(..text.len() - unsigned.len()).unwrap_or(""))?;
    out.push_repeated('0', missing(text, width))?;
    out.push_str(unsigned)?;
    Ok(out)
}

/// `text.expandtabs(tab_size)`; a size that is not positive removes the tabs.
pub fn expand_tabs(text: &str, tab_size: i64) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(text.len())?;
    let size = usize::try_from(tab_size).unwrap_or(0);
    let mut column = 0usize;
    for c in text.chars() {
        if c == '\t' {
            if size > 0 {
                let spaces = size - column % size;
                out.push_repeated(' ', spaces)?;
                column = column.checked_add(spaces).ok_or(OutOfMemory)?;
            }
        } else {
            column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
            out.push_char(c)?;
        }
    }
    Ok(out)
}

/// `text.translate(table)`: `map` appends what each character becomes.
///
/// # Errors
/// Without memory, and what `map` fails with.
pub fn translate<E: From<OutOfMemory>>(text: &str, mut map: impl FnMut(char, &mut TextBuf) -> Result<(), E>) -> Result<TextBuf, E> {
    let mut out = TextBuf::with_capacity(text.len())?;
    for c in text.chars() {
        map(c, &mut out)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding() {
        assert_eq!(ljust("é", 3, '→').unwrap(), "é→→");
        assert_eq!(rjust("é", 3, '→').unwrap(), "→→é");
        assert_eq!(center("ab", 5, '*').unwrap(), "**ab*");
        assert_eq!(center("a", 4, '*').unwrap(), "*a**");
        assert_eq!(center("abc", -1, '*').unwrap(), "abc");
        assert_eq!(ljust("a", i64::MAX, 'x'), Err(OutOfMemory));
        assert_eq!(zfill("-5", 4).unwrap(), "-005");
        assert_eq!(zfill("+", 3).unwrap(), "+00");
        assert_eq!(zfill("éa", 3).unwrap(), "0éa");
        assert_eq!(zfill("", 2).unwrap(), "00");
        assert_eq!(zfill("--5", 5).unwrap(), "-00-5");
    }

    #[test]
    fn tabs() {
        assert_eq!(expand_tabs("a\tbé\tc\n\td", 4).unwrap(), "a   bé  c\n    d");
        assert_eq!(expand_tabs("a\tb", 0).unwrap(), "ab");
        assert_eq!(expand_tabs("a\tb", -3).unwrap(), "ab");
        assert_eq!(expand_tabs("a\t", i64::MAX), Err(OutOfMemory));
    }

    #[test]
    fn translation() {
        let table = |c: char, out: &mut TextBuf| match c {
            'a' => Ok(()),
            'b' => out.push_str("→→"),
            c => out.push_char(c),
        };
        assert_eq!(translate("abcab", table).unwrap(), "→→c→→");
    }
}
