//! Bytes as text for mail and the like: hexadecimal, quoted-printable, uuencode, and the sums that go with them.

use alloc::vec::Vec;

use super::text_buf::{OutOfMemory, extend};

/// Why a text cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryTextError {
    /// `binascii.Error` with this message.
    Message(&'static str),
    /// Base64 of which the last group has one character; with the number of data characters.
    LoneCharacter(usize),
    /// Base32 of which the last group has 1, 3 or 6 characters; with the number of data characters.
    LoneCharacters(usize),
    /// What stands there is no digit of base 85.
    NoDigit85(usize),
    /// The group of base 85 that begins there stands for more than four bytes hold.
    Overflow85(usize),
    /// No digit of Ascii85.
    NoAscii85(u8),
    /// A short form of Ascii85 within a group.
    InsideGroup85(u8),
    /// `MemoryError`
    OutOfMemory,
}

impl From<OutOfMemory> for BinaryTextError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// What decoding gives.
pub type Decoded = Result<Vec<u8>, BinaryTextError>;

/// The bytes of hexadecimal digits.
///
/// # Errors
/// For other characters, and for half a byte.
pub fn from_hex(text: &[u8]) -> Decoded {
    if !text.len().is_multiple_of(2) && text.iter().all(u8::is_ascii_hexdigit) {
        return Err(BinaryTextError::Message("Odd number of hexadecimal digits"));
    }
    let mut out = Vec::new();
    for pair in text.chunks(2) {
        let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
        match (digit(pair.first()), digit(pair.get(1))) {
            (Some(x), Some(y)) => extend(&mut out, &[(x << 4 | y) as u8])?,
            _ => return Err(BinaryTextError::Message("Non-hexadecimal digit found")),
        }
    }
    Ok(out)
}

/// A line of uuencode, at most 45 bytes.
///
/// # Errors
/// For more bytes.
pub fn to_uu(data: &[u8], backtick: bool) -> Decoded {
    if data.len() > 45 {
        return Err(BinaryTextError::Message("At most 45 bytes at once"));
    }
    let mut out = Vec::new();
    let shown = |n: u32| if n == 0 && backtick { b'`' } else { b' ' + n as u8 };
    extend(&mut out, &[shown(data.len() as u32)])?;
    for group in data.chunks(3) {
        let n = group.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        let four: [u8; 4] = core::array::from_fn(|i| shown(n >> (18 - 6 * i) & 63));
        extend(&mut out, &four)?;
    }
    extend(&mut out, b"\n")?;
    Ok(out)
}

/// The bytes of a line of uuencode.
///
/// # Errors
/// For characters that are none of it.
pub fn from_uu(line: &[u8]) -> Decoded {
    let Some((first, mut rest)) = line.split_first() else { return Err(BinaryTextError::Message("Missing length byte")) };
    let wanted = usize::from(first.wrapping_sub(b' ') & 63);
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
    while out.len() < wanted {
        // Spaces at the end of a line are easily lost.
        let value = match rest.first() {
            None | Some(b'\n' | b'\r') => 0,
            Some(b) if (b' '..=b'`').contains(b) => u32::from(b - b' ') & 63,
            Some(_) => return Err(BinaryTextError::Message("Illegal char")),
        };
        rest = rest.get(1..).unwrap_or(&[]);
        (held, bits) = (held << 6 | value, bits + 6);
        if bits >= 8 {
            bits -= 8;
            extend(&mut out, &[(held >> bits) as u8])?;
        }
    }
    if rest.iter().all(|b| matches!(b, b' ' | b'`' | b'\n' | b'\r')) { Ok(out) } else { Err(BinaryTextError::Message("Trailing garbage")) }
}

/// The bytes of quoted-printable text.
///
/// # Errors
/// When memory is out.
pub fn from_qp(text: &[u8], header: bool) -> Decoded {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        at += 1;
        if b != b'=' {
            extend(&mut out, &[if header && b == b'_' { b' ' } else { b }])?;
            continue;
        }
        let digit = |i: usize| text.get(i).and_then(|b| char::from(*b).to_digit(16));
        match text.get(at) {
            None => break,
            Some(b'\n' | b'\r') => {
                // A line that goes on.
                at += text[at..].iter().position(|b| *b == b'\n').map_or(text.len() - at, |n| n + 1);
            }
            Some(b'=') => {
                at += 1;
                extend(&mut out, b"=")?;
            }
            Some(_) => match (digit(at), digit(at + 1)) {
                (Some(x), Some(y)) => {
                    at += 2;
                    extend(&mut out, &[(x << 4 | y) as u8])?;
                }
                _ => extend(&mut out, b"=")?,
            },
        }
    }
    Ok(out)
}

/// Longest line of quoted-printable text.
const QP_LINE: usize = 76;

/// Bytes as quoted-printable text.
///
/// # Errors
/// When memory is out.
pub fn to_qp(data: &[u8], quote_tabs: bool, is_text: bool, header: bool) -> Result<Vec<u8>, OutOfMemory> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let quoted = |b: u8| [b'=', HEX[usize::from(b >> 4)], HEX[usize::from(b & 15)]];
    let first = data.iter().position(|b| *b == b'\n');
    let line_end: &[u8] = if first.is_some_and(|i| i > 0 && data[i - 1] == b'\r') { b"\r\n" } else { b"\n" };
    let (mut out, mut line, mut at) = (Vec::new(), 0, 0);
    while let Some(&b) = data.get(at) {
        let next = data.get(at + 1).copied();
        let blank = matches!(b, b' ' | b'\t');
        let must = b > 126
            || b == b'='
            || header && b == b'_'
            || b == b'.' && line == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0))
            || !is_text && matches!(b, b'\r' | b'\n')
            || blank && (next.is_none() || quote_tabs)
            || b < 33 && !matches!(b, b'\r' | b'\n' | b'\t' | b' ');
        if must {
            if line + 3 >= QP_LINE {
                extend(&mut out, b"=")?;
                extend(&mut out, line_end)?;
                line = 0;
            }
            extend(&mut out, &quoted(b))?;
            line += 3;
            at += 1;
        } else if is_text && (b == b'\n' || b == b'\r' && next == Some(b'\n')) {
            // A blank before a line end would be lost.
            if let Some(last) = out.last().copied().filter(|b| matches!(b, b' ' | b'\t')) {
                out.pop();
                extend(&mut out, &quoted(last))?;
            }
            extend(&mut out, line_end)?;
            line = 0;
            at += if b == b'\r' { 2 } else { 1 };
        } else {
            if next.is_some_and(|n| n != b'\n') && line + 1 >= QP_LINE {
                extend(&mut out, b"=")?;
                extend(&mut out, line_end)?;
                line = 0;
            }
            extend(&mut out, &[if header && b == b' ' { b'_' } else { b }])?;
            line += 1;
            at += 1;
        }
    }
    Ok(out)
}

const fn crc32_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let (mut n, mut bit) = (i as u32, 0);
        while bit < 8 {
            n = if n & 1 != 0 { 0xedb8_8320 ^ n >> 1 } else { n >> 1 };
            bit += 1;
        }
        table[i] = n;
        i += 1;
    }
    table
}

static CRC32: [u32; 256] = crc32_table();

/// CRC-32 (ISO 3309) of bytes that follow others whose sum is `before`.
#[must_use]
pub fn crc32(data: &[u8], before: u32) -> u32 {
    !data.iter().fold(!before, |n, b| CRC32[usize::from(n as u8 ^ b)] ^ n >> 8)
}

/// The CRC of BinHex (polynomial 0x1021) of bytes that follow others.
#[must_use]
pub fn crc_hqx(data: &[u8], before: u16) -> u16 {
    data.iter().fold(before, |n, b| {
        let mut n = n ^ u16::from(*b) << 8;
        for _ in 0..8 {
            n = if n & 0x8000 != 0 { n << 1 ^ 0x1021 } else { n << 1 };
        }
        n
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        assert_eq!(crc32(b"123456789", 0), 0xcbf4_3926);
        assert_eq!(crc32(b"56789", crc32(b"1234", 0)), 0xcbf4_3926);
        assert_eq!(crc_hqx(b"abc", 0), 40406);
    }
}
