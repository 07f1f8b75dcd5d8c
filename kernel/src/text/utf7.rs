//! UTF-7 (RFC 2152): ASCII, with other characters in shift sequences, `+`, base64 of UTF-16 and `-`.

use super::base_n::BASE64;
use super::codecs_wide::Step;
use super::text_buf::{OutOfMemory, TextBuf, push};
use alloc::vec::Vec;

/// Whether a character stands for itself: all of ASCII but controls, `+`, `\` and `~`.
fn direct(c: char) -> bool {
    matches!(c, ' '..='}' | '\t' | '\n' | '\r') && !matches!(c, '+' | '\\')
}

/// Encodes a text.
///
/// # Errors
/// Without memory.
pub(super) fn encode(text: &str, out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    let (mut shifted, mut bits, mut left) = (false, 0u32, 0u32);
    for c in text.chars() {
        if direct(c) || c == '+' && !shifted {
            if shifted {
                if left > 0 {
                    push(out, BASE64.digits()[(bits << (6 - left) & 0x3f) as usize])?;
                }
                (shifted, bits, left) = (false, 0, 0);
                if c == '-' || u8::try_from(c).is_ok_and(|b| BASE64.value(b).is_some()) {
                    push(out, b'-')?;
                }
            }
            push(out, c as u8)?;
            if c == '+' {
                push(out, b'-')?;
            }
            continue;
        }
        if !shifted {
            push(out, b'+')?;
            shifted = true;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            bits = bits << 16 | u32::from(*unit);
            left += 16;
            while left >= 6 {
                left -= 6;
                push(out, BASE64.digits()[(bits >> left & 0x3f) as usize])?;
            }
            bits &= (1 << left) - 1;
        }
    }
    if left > 0 {
        push(out, BASE64.digits()[(bits << (6 - left) & 0x3f) as usize])?;
    }
    if shifted {
        push(out, b'-')?;
    }
    Ok(())
}

/// Decodes from `at` on, as far as the next thing that means nothing. With `last`, nothing comes after these bytes.
///
/// # Errors
/// Without memory.
pub(super) fn decode(bytes: &[u8], mut at: usize, last: bool, out: &mut TextBuf) -> Result<Step, OutOfMemory> {
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        if b != b'+' {
            if !b.is_ascii() {
                return Ok(Step::Bad { start, end: at, reason: "unexpected special character" });
            }
            out.push_char(char::from(b))?;
            continue;
        }
        match bytes.get(at) {
            Some(b'-') => {
                out.push_char('+')?;
                at += 1;
                continue;
            }
            Some(b) if BASE64.value(*b).is_none() => return Ok(Step::Bad { start, end: at + 1, reason: "ill-formed sequence" }),
            _ => {}
        }
        // The sequence counts when all of it is there.
        let mut within = TextBuf::new();
        let (mut bits, mut left, mut high) = (0u32, 0u32, None);
        loop {
            let Some(&b) = bytes.get(at) else {
                let rest = high.is_some() || left >= 6 || left > 0 && bits != 0;
                return match (last, rest) {
                    (false, _) => Ok(Step::Done(start)),
                    (true, true) => {
                        out.push_str(within.as_str())?;
                        Ok(Step::Bad { start, end: bytes.len(), reason: "unterminated shift sequence" })
                    }
                    (true, false) => {
                        out.push_str(within.as_str())?;
                        Ok(Step::Done(bytes.len()))
                    }
                };
            };
            let Some(value) = BASE64.value(b) else {
                out.push_str(within.as_str())?;
                if left >= 6 {
                    return Ok(Step::Bad { start, end: at + 1, reason: "partial character in shift sequence" });
                }
                if left > 0 && bits != 0 {
                    return Ok(Step::Bad { start, end: at + 1, reason: "non-zero padding bits in shift sequence" });
                }
                if high.is_some() {
                    return Ok(Step::Bad { start, end: at, reason: "ill-formed sequence" });
                }
                if b == b'-' {
                    at += 1;
                }
                break;
            };
            at += 1;
            bits = bits << 6 | value;
            left += 6;
            if left < 16 {
                continue;
            }
            left -= 16;
            let unit = bits >> left;
            bits &= (1 << left) - 1;
            let code = match (high.take(), unit) {
                (Some(h), 0xdc00..=0xdfff) => 0x10000u32 + ((h - 0xd800) << 10) + (unit - 0xdc00),
                (None, 0xd800..=0xdbff) => {
                    high = Some(unit);
                    continue;
                }
                (None, _) => unit,
                (Some(_), _) => 0xd800,
            };
            match char::from_u32(code) {
                Some(c) => within.push_char(c)?,
                None => {
                    out.push_str(within.as_str())?;
                    return Ok(Step::Bad { start, end: at, reason: "ill-formed sequence" });
                }
            }
        }
    }
    Ok(Step::Done(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (text, bytes) in [
            ("Hi Mom -☺-!", &b"Hi Mom -+Jjo--!"[..]),
            ("A≢Α.", b"A+ImIDkQ."),
            ("日本語", b"+ZeVnLIqe-"),
            ("1+1 = 2", b"1+-1 = 2"),
            ("é+", b"+AOkAKw-"),
            ("~\\😀x", b"+AH4AXNg93gA-x"),
        ] {
            let mut out = Vec::new();
            encode(text, &mut out).unwrap();
            assert_eq!(out, bytes, "{text}");
            let mut back = TextBuf::new();
            assert_eq!(decode(bytes, 0, true, &mut back).unwrap(), Step::Done(bytes.len()));
            assert_eq!(back, text);
        }
    }

    #[test]
    fn errors() {
        for (bytes, step) in [
            (&b"a\xffb"[..], Step::Bad { start: 1, end: 2, reason: "unexpected special character" }),
            (b"+!", Step::Bad { start: 0, end: 2, reason: "ill-formed sequence" }),
            (b"+AO", Step::Bad { start: 0, end: 3, reason: "unterminated shift sequence" }),
            (b"+AO-", Step::Bad { start: 0, end: 4, reason: "partial character in shift sequence" }),
        ] {
            assert_eq!(decode(bytes, 0, true, &mut TextBuf::new()).unwrap(), step, "{bytes:?}");
        }
        assert_eq!(decode(b"ab+AO", 0, false, &mut TextBuf::new()).unwrap(), Step::Done(2));
    }
}
