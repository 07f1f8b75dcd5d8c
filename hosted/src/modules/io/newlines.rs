//! The ends of lines: which a text file knows, finding them, and making them alike.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Obj, OrRaise, R};
use freewheel_kernel::text::bytes_text::find_in;
use freewheel_kernel::text::text_buf::{OutOfMemory, TextBuf};
use freewheel_kernel::types::protocol;
use freewheel_kernel::types::str_object::{self, Str};

/// Kinds of line ends that were seen, one bit each.
pub(super) const FEED: u8 = 1;
const RETURN: u8 = 2;
const BOTH: u8 = 4;

/// The argument `newline` of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Newline {
    /// `None`: all ends are read as `\n`.
    Translated,
    /// `""`: lines end in any way, and keep their ends.
    Any,
    /// `"\n"`
    Feed,
    /// `"\r"`
    Return,
    /// `"\r\n"`
    Both,
}

impl Newline {
    /// Of an argument.
    ///
    /// # Errors
    /// `TypeError`, `ValueError` for what is none.
    pub(super) fn of(th: &mut Thread, v: &Obj) -> R<Newline> {
        if v.is_none() {
            return Ok(Newline::Translated);
        }
        let Some(s) = v.get::<Str>() else {
            let t = th.type_name(v);
            return Err(th.type_error(format_args!("newline must be str or None, not {t}")));
        };
        match s.as_str() {
            "" => Ok(Newline::Any),
            "\n" => Ok(Newline::Feed),
            "\r" => Ok(Newline::Return),
            "\r\n" => Ok(Newline::Both),
            _ => {
                let shown = protocol::repr(th, v)?;
                Err(th.value_error(format_args!("illegal newline value: {}", str_object::text(&shown))))
            }
        }
    }

    /// The argument again.
    pub(super) fn shown(self, th: &mut Thread) -> R<Obj> {
        match self {
            Newline::Translated => Ok(Obj::NONE),
            Newline::Any => th.str(""),
            Newline::Feed => th.str("\n"),
            Newline::Return => th.str("\r"),
            Newline::Both => th.str("\r\n"),
        }
    }

    /// What a `\n` becomes when it is written, if that is something else.
    pub(super) fn written(self) -> Option<&'static str> {
        match self {
            Newline::Return => Some("\r"),
            Newline::Both => Some("\r\n"),
            _ => None,
        }
    }

    /// How many bytes the first line of a text has, its end included; `None` when it does not end there.
    #[inline]
    pub(super) fn line(self, text: &[u8]) -> Option<usize> {
        match self {
            Newline::Translated | Newline::Feed => find_in(text, b"\n").map(|at| at + 1),
            Newline::Return => find_in(text, b"\r").map(|at| at + 1),
            Newline::Both => find_in(text, b"\r\n").map(|at| at + 2),
            Newline::Any => any_line(text),
        }
    }
}

/// The first line of a text where any end will do. There may be none of one kind in all of the text: it is looked for further and further, as long as
/// neither is found.
fn any_line(text: &[u8]) -> Option<usize> {
    let mut width = 256;
    loop {
        let part = &text[..width.min(text.len())];
        let feed = find_in(part, b"\n");
        if let Some(at) = find_in(&part[..feed.unwrap_or(part.len())], b"\r") {
            return Some(if text.get(at + 1) == Some(&b'\n') { at + 2 } else { at + 1 });
        }
        if let Some(at) = feed {
            return Some(at + 1);
        }
        if part.len() == text.len() {
            return None;
        }
        width *= 2;
    }
}

/// The kinds of line ends in a text.
pub(super) fn kinds(text: &str) -> u8 {
    let b = text.as_bytes();
    let mut found = 0;
    let mut rest = b;
    while let Some(at) = find_in(rest, b"\r") {
        found |= if find_in(&rest[..at], b"\n").is_some() { FEED } else { 0 };
        if rest.get(at + 1) == Some(&b'\n') {
            found |= BOTH;
            rest = &rest[at + 2..];
        } else {
            found |= RETURN;
            rest = &rest[at + 1..];
        }
        if found == FEED | RETURN | BOTH {
            return found;
        }
    }
    if find_in(rest, b"\n").is_some() { found | FEED } else { found }
}

/// A text with `\n` in the place of every line end.
pub(super) fn alike(text: &str) -> Result<TextBuf, OutOfMemory> {
    let mut out = TextBuf::with_capacity(text.len())?;
    let mut rest = text;
    while let Some(at) = find_in(rest.as_bytes(), b"\r") {
        out.push_str(&rest[..at])?;
        out.push_str("\n")?;
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest)?;
    Ok(out)
}

/// The attribute `newlines`, of the kinds that were seen.
pub(super) fn shown_kinds(th: &mut Thread, seen: u8) -> R<Obj> {
    let all = [(RETURN, "\r"), (FEED, "\n"), (BOTH, "\r\n")];
    let mut texts = Vec::new();
    for (_, text) in all.iter().filter(|(bit, _)| seen & bit != 0) {
        texts.try_reserve(1).or_raise(th)?;
        texts.push(th.str(text)?);
    }
    match texts.len() {
        0 => Ok(Obj::NONE),
        1 => Ok(texts.remove(0)),
        _ => th.tuple(texts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_their_kind_says() {
        let text = b"a\nb\r\nc\rd";
        let first = |n: Newline, from: usize| n.line(&text[from..]).map(|to| from + to);
        assert_eq!(first(Newline::Feed, 0), Some(2));
        assert_eq!(first(Newline::Translated, 2), Some(5));
        assert_eq!(first(Newline::Return, 0), Some(4));
        assert_eq!(first(Newline::Both, 0), Some(5));
        assert_eq!([0, 2, 5, 7].map(|from| first(Newline::Any, from)), [Some(2), Some(5), Some(7), None]);
    }

    #[test]
    fn far_ends_are_found() {
        let mut text = vec![b'x'; 1000];
        assert_eq!(Newline::Any.line(&text), None);
        // Both halves, on two sides of where the search goes on.
        text.splice(255..255, *b"\r\n");
        assert_eq!(Newline::Any.line(&text), Some(257));
    }

    #[test]
    fn ends_are_made_alike_and_known_by_kind() {
        assert_eq!(alike("a\r\nb\rc\n\r").map(TextBuf::into_string).ok().as_deref(), Some("a\nb\nc\n\n"));
        assert_eq!(kinds("a"), 0);
        assert_eq!(kinds("\n"), FEED);
        assert_eq!(kinds("\r\n"), BOTH);
        assert_eq!(kinds("\r\r\n"), RETURN | BOTH);
        assert_eq!(kinds("\n\r"), FEED | RETURN);
        assert_eq!(kinds("\r\n\n"), FEED | BOTH);
    }
}
