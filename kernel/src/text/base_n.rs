//! Bytes as digits of base 32, 64 and 85 (RFC 4648, Ascii85, git's and ZeroMQ's base 85), by any alphabet, and back.
//!
//! Digits go in groups: 8 of base 32 stand for 5 bytes, 4 of base 64 for 3, and 5 of base 85 for 4. Whole groups are done without a look at the
//! rules, which only the last group and what is no digit need.

use alloc::vec::Vec;

use super::binary_text::{BinaryTextError, Decoded};
use super::text_buf::{OutOfMemory, extend};

/// What is no digit has this value.
const NONE: u8 = 0xff;

/// The digits of a base, by value, and their values.
#[derive(Debug)]
pub struct Alphabet<const N: usize> {
    digits: [u8; N],
    values: [u8; 256],
}

impl<const N: usize> Alphabet<N> {
    /// An alphabet of digits by value. Of a digit that stands there twice the higher value counts.
    pub const fn new(digits: &[u8; N]) -> Self {
        let mut values = [NONE; 256];
        let mut i = 0;
        while i < N {
            values[digits[i] as usize] = i as u8;
            i += 1;
        }
        // What fills up groups is no digit.
        if N != 85 {
            values[b'=' as usize] = NONE;
        }
        Alphabet { digits: *digits, values }
    }

    /// The digits by value.
    pub const fn digits(&self) -> &[u8; N] {
        &self.digits
    }

    /// The value of a digit.
    #[inline]
    pub fn value(&self, digit: u8) -> Option<u32> {
        match self.values[usize::from(digit)] {
            NONE => None,
            v => Some(u32::from(v)),
        }
    }
}

/// RFC 4648, section 4.
pub static BASE64: Alphabet<64> = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
/// RFC 4648, section 5.
pub static URL_SAFE_BASE64: Alphabet<64> = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
/// RFC 4648, section 6.
pub static BASE32: Alphabet<32> = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
/// RFC 4648, section 7.
pub static BASE32_HEX: Alphabet<32> = Alphabet::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUV");
/// As in git's binary patches.
pub static BASE85: Alphabet<85> = Alphabet::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~");
/// As in PostScript.
pub static ASCII85: Alphabet<85> =
    Alphabet::new(b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstu");
/// ZeroMQ's RFC 32.
pub static Z85: Alphabet<85> = Alphabet::new(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#");

/// What is let pass in a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// What is no digit is an error; else it is stepped over.
    pub strict: bool,
    /// The last group is filled up with `=`.
    pub padded: bool,
    /// What is stepped over even so.
    pub ignored: &'a [u8],
    /// Only what encoding gives is accepted.
    pub canonical: bool,
}

impl Rules<'_> {
    fn ignores(&self, b: u8) -> bool {
        self.ignored.contains(&b)
    }
}

/// A vector of so many zeros.
fn room(n: Option<usize>) -> Result<Vec<u8>, OutOfMemory> {
    let (n, mut out) = (n.ok_or(OutOfMemory)?, Vec::new());
    out.try_reserve_exact(n).map_err(|_| OutOfMemory)?;
    out.resize(n, 0);
    Ok(out)
}

/// Digits in lines of so many; 0 is one line.
fn in_lines(digits: Vec<u8>, wide: usize) -> Result<Vec<u8>, OutOfMemory> {
    if wide == 0 || digits.len() <= wide {
        return Ok(digits);
    }
    let mut out = Vec::new();
    out.try_reserve(digits.len() + digits.len() / wide + 1).map_err(|_| OutOfMemory)?;
    for line in digits.chunks(wide) {
        if !out.is_empty() {
            out.push(b'\n');
        }
        out.extend_from_slice(line);
    }
    Ok(out)
}

/// The width of lines that have whole groups.
fn whole_groups(wide: usize, group: usize) -> usize {
    if wide == 0 { 0 } else { (wide / group * group).max(group) }
}

/// Base 32 or 64 of bytes, in lines of at most `wide` digits, if that is not 0, but of one group at least.
///
/// # Errors
/// When memory is out.
pub fn encode<const N: usize>(data: &[u8], alphabet: &Alphabet<N>, padded: bool, wide: usize) -> Result<Vec<u8>, OutOfMemory> {
    let bits = N.trailing_zeros() as usize;
    let (bytes, digits) = if bits == 6 { (3, 4) } else { (5, 8) };
    let mut out = room(data.len().div_ceil(bytes).checked_mul(digits))?;
    let digit = |n: u64, i: usize| alphabet.digits[(n >> (bits * (digits - 1 - i))) as usize & (N - 1)];
    let groups = data.chunks_exact(bytes);
    let rest = groups.remainder();
    let mut to = out.chunks_exact_mut(digits);
    for (group, to) in groups.zip(&mut to) {
        let n = group.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
        to.iter_mut().enumerate().for_each(|(i, d)| *d = digit(n, i));
    }
    if let Some(to) = to.next() {
        let n = rest.iter().fold(0u64, |n, b| n << 8 | u64::from(*b)) << (8 * (bytes - rest.len()));
        let used = (rest.len() * 8).div_ceil(bits);
        to[..used].iter_mut().enumerate().for_each(|(i, d)| *d = digit(n, i));
        to[used..].fill(b'=');
        if !padded {
            out.truncate(out.len() - (digits - used));
        }
    }
    in_lines(out, whole_groups(wide, digits))
}

/// The bytes of a text in base 32 or 64.
///
/// # Errors
/// For a last group that is not whole, and as the rules say.
pub fn decode<const N: usize>(text: &[u8], alphabet: &Alphabet<N>, rules: Rules<'_>) -> Decoded {
    use BinaryTextError::Message;
    let bits = N.trailing_zeros() as usize;
    let (bytes, digits) = if bits == 6 { (3, 4) } else { (5, 8) };
    let mut out = Vec::new();
    out.try_reserve_exact(text.len() / digits * bytes + bytes).map_err(|_| OutOfMemory)?;
    let lone = if bits == 6 { BinaryTextError::LoneCharacter } else { BinaryTextError::LoneCharacters };
    let (mut held, mut in_group, mut pads, mut data) = (0u64, 0usize, 0usize, 0usize);
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        if in_group == 0 && pads == 0 {
            for group in text[at..].chunks_exact(digits) {
                let (mut n, mut all) = (0u64, 0u8);
                for b in group {
                    let v = alphabet.values[usize::from(*b)];
                    all |= v;
                    n = n << bits | u64::from(v & (N as u8 - 1));
                }
                if all >= N as u8 {
                    break;
                }
                out.extend_from_slice(&n.to_be_bytes()[8 - bytes..]);
                (at, data) = (at + digits, data + digits);
            }
            if at == text.len() {
                break;
            }
        }
        let b = text.get(at).copied().unwrap_or(b);
        at += 1;
        if b == b'=' {
            let strict = rules.strict && !rules.ignores(b);
            if strict && !rules.padded {
                return Err(Message("Padding not allowed"));
            }
            if strict && in_group == 0 {
                let first = data == 0 && pads == 0;
                return Err(Message(if first { "Leading padding not allowed" } else { "Excess padding not allowed" }));
            }
            if strict && splits_a_byte(in_group, bits) {
                return Err(lone(data));
            }
            pads += 1;
            if strict && in_group + pads > digits {
                return Err(Message("Excess padding not allowed"));
            }
            continue;
        }
        let Some(value) = alphabet.value(b) else {
            if rules.strict && !rules.ignores(b) {
                return Err(Message(if bits == 6 { "Only base64 data is allowed" } else { "Only base32 data is allowed" }));
            }
            continue;
        };
        if rules.strict && pads > 0 && !rules.ignores(b'=') {
            let whole = in_group + pads >= digits;
            return Err(Message(if whole { "Excess data after padding" } else { "Discontinuous padding not allowed" }));
        }
        // What fills up may stand among the digits where it is ignored; in base 32 it counts for its group nevertheless.
        if bits == 6 {
            pads = 0;
        }
        data += 1;
        held = held << bits | u64::from(value);
        in_group += 1;
        if in_group == digits {
            out.extend_from_slice(&held.to_be_bytes()[8 - bytes..]);
            (held, in_group, pads) = (0, 0, 0);
        }
    }
    if splits_a_byte(in_group, bits) {
        return Err(lone(data));
    }
    let left = in_group * bits % 8;
    if in_group > 0 {
        if rules.padded && in_group + pads < digits {
            return Err(Message("Incorrect padding"));
        }
        if rules.canonical && held & ((1 << left) - 1) != 0 {
            return Err(Message("Non-zero padding bits"));
        }
        let n = in_group * bits / 8;
        out.extend_from_slice(&(held >> left).to_be_bytes()[8 - n..]);
    }
    Ok(out)
}

/// Whether the last of so many digits has bits of no byte alone: encoding never ends so.
const fn splits_a_byte(digits: usize, bits: usize) -> bool {
    digits * bits % 8 >= bits
}

/// How Ascii85 is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ascii85 {
    /// `y` stands for four spaces.
    pub folds_spaces: bool,
    /// Between `<~` and `~>`.
    pub adobe: bool,
}

const POWERS: [u32; 5] = [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1];

fn digits85(alphabet: &Alphabet<85>, n: u32) -> [u8; 5] {
    POWERS.map(|p| alphabet.digits[(n / p % 85) as usize])
}

/// The number of a group, which zeros fill up.
fn number85(group: &[u8]) -> u32 {
    let mut four = [0; 4];
    four[..group.len()].copy_from_slice(group);
    u32::from_be_bytes(four)
}

/// Base 85 of bytes; with `whole`, of the zeros that fill up the last group, too. Lines are as in [`encode`].
///
/// # Errors
/// When memory is out.
pub fn encode85(data: &[u8], alphabet: &Alphabet<85>, whole: bool, wide: usize) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = room(data.len().div_ceil(4).checked_mul(5))?;
    for (group, to) in data.chunks(4).zip(out.chunks_exact_mut(5)) {
        to.copy_from_slice(&digits85(alphabet, number85(group)));
    }
    if !whole {
        out.truncate(out.len() - (4 - data.len() % 4) % 4);
    }
    in_lines(out, whole_groups(wide, 5))
}

/// Ascii85 of bytes; with `whole`, of the zeros that fill up the last group, too. Lines have at most `wide` characters, if that is not 0.
///
/// # Errors
/// When memory is out.
pub fn encode_ascii85(data: &[u8], form: Ascii85, whole: bool, wide: usize) -> Result<Vec<u8>, OutOfMemory> {
    let mut out = Vec::new();
    out.try_reserve((data.len().div_ceil(4)).checked_mul(5).and_then(|n| n.checked_add(4)).ok_or(OutOfMemory)?).map_err(|_| OutOfMemory)?;
    if form.adobe {
        out.extend_from_slice(b"<~");
    }
    for group in data.chunks(4) {
        match (number85(group), group.len()) {
            (0, 4) => out.push(b'z'),
            (0, _) if whole => out.push(b'z'),
            (0x2020_2020, 4) if form.folds_spaces => out.push(b'y'),
            (n, _) if whole => out.extend_from_slice(&digits85(&ASCII85, n)),
            (n, bytes) => out.extend_from_slice(&digits85(&ASCII85, n)[..=bytes]),
        }
    }
    let wide = if form.adobe && wide > 0 { wide.max(2) } else { wide };
    let last = if wide == 0 || out.is_empty() { 0 } else { (out.len() - 1) % wide + 1 };
    let mut out = in_lines(out, wide)?;
    if form.adobe {
        let closing: &[u8] = if wide > 0 && last + 2 > wide { b"\n~>" } else { b"~>" };
        extend(&mut out, closing)?;
    }
    Ok(out)
}

/// A group of base 85 that is being read.
#[derive(Default)]
struct Group85 {
    digits: usize,
    number: u64,
}

impl Group85 {
    /// The bytes of the group; of one that is not whole, those that its digits decide.
    ///
    /// # Errors
    /// What is wrong: more than four bytes hold, a lone digit, or digits that encoding does not give.
    fn close(self, out: &mut Vec<u8>, canonical: bool, wrong: impl Fn(Wrong85) -> BinaryTextError) -> Result<(), BinaryTextError> {
        if self.digits == 0 {
            return Ok(());
        }
        // The digits that lack are as high as can be: what is cut off then does not count.
        let number = (self.digits..5).fold(self.number, |n, _| n * 85 + 84);
        let Ok(number) = u32::try_from(number) else { return Err(wrong(Wrong85::Overflow)) };
        let bytes = match self.digits {
            1 => return Err(wrong(Wrong85::Lone)),
            n => n - 1,
        };
        let decided = &number.to_be_bytes()[..bytes];
        if canonical && bytes < 4 {
            let again = POWERS.iter().take(self.digits).fold(0u64, |n, p| n * 85 + u64::from(number85(decided) / p % 85));
            if again != self.number {
                return Err(BinaryTextError::Message("Non-zero padding bits"));
            }
        }
        out.extend_from_slice(decided);
        Ok(())
    }
}

enum Wrong85 {
    Overflow,
    Lone,
}

/// The bytes of a text in base 85.
///
/// # Errors
/// For what is no digit and not to be ignored, for a group that stands for more than four bytes hold, and for a last group of one digit.
pub fn decode85(text: &[u8], alphabet: &Alphabet<85>, rules: Rules<'_>) -> Decoded {
    // Where the group would begin if nothing were ignored.
    let wrong = |last: usize| {
        move |what| match what {
            Wrong85::Overflow => BinaryTextError::Overflow85(last / 5 * 5),
            Wrong85::Lone => BinaryTextError::Message("Incomplete Base85 group"),
        }
    };
    let mut out = Vec::new();
    out.try_reserve_exact(text.len() / 5 * 4 + 4).map_err(|_| OutOfMemory)?;
    let mut group = Group85::default();
    for (at, &b) in text.iter().enumerate() {
        let Some(value) = alphabet.value(b) else {
            if rules.ignores(b) {
                continue;
            }
            return Err(BinaryTextError::NoDigit85(at));
        };
        group.number = group.number * 85 + u64::from(value);
        group.digits += 1;
        if group.digits == 5 {
            core::mem::take(&mut group).close(&mut out, rules.canonical, wrong(at))?;
        }
    }
    let last = text.len() + 4 - group.digits;
    group.close(&mut out, rules.canonical, wrong(last))?;
    Ok(out)
}

/// The bytes of a text in Ascii85.
///
/// # Errors
/// As [`decode85`]; for a short form in the middle of a group, and for an end that is not `~>` where that is asked for.
pub fn decode_ascii85(text: &[u8], form: Ascii85, rules: Rules<'_>) -> Decoded {
    use BinaryTextError::Message;
    let wrong = |what| match what {
        Wrong85::Overflow => Message("Ascii85 overflow"),
        Wrong85::Lone => Message("Incomplete Ascii85 group"),
    };
    let text = if form.adobe {
        let inside = text.strip_suffix(b"~>").ok_or(Message("Ascii85 encoded byte sequences must end with b'~>'"))?;
        inside.strip_prefix(b"<~").unwrap_or(inside)
    } else {
        text
    };
    let mut out = Vec::new();
    out.try_reserve(text.len() / 5 * 4 + 4).map_err(|_| OutOfMemory)?;
    let mut group = Group85::default();
    for &b in text {
        if let Some(value) = ASCII85.value(b) {
            group.number = group.number * 85 + u64::from(value);
            group.digits += 1;
            if group.digits == 5 {
                if rules.canonical && group.number == 0 {
                    return Err(Message("Non-canonical encoding, use 'z' for all-zero groups"));
                }
                core::mem::take(&mut group).close(&mut out, rules.canonical, wrong)?;
            }
        } else if b == b'z' || (b == b'y' && form.folds_spaces) {
            if group.digits > 0 {
                return Err(BinaryTextError::InsideGroup85(b));
            }
            extend(&mut out, if b == b'z' { &[0; 4] } else { b"    " })?;
        } else if !rules.ignores(b) {
            return Err(BinaryTextError::NoAscii85(b));
        }
    }
    group.close(&mut out, rules.canonical, wrong)?;
    Ok(out)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648() {
        let cases = [
            ("f", "Zg==", "MY======", "CO======"),
            ("foo", "Zm9v", "MZXW6===", "CPNMU==="),
            ("fooba", "Zm9vYmE=", "MZXW6YTB", "CPNMUOJ1"),
            ("foobar", "Zm9vYmFy", "MZXW6YTBOI======", "CPNMUOJ1E8======"),
        ];
        for (data, base64, base32, hex) in cases {
            let data = data.as_bytes();
            assert_eq!(encode(data, &BASE64, true, 0).unwrap(), base64.as_bytes());
            assert_eq!(encode(data, &BASE32, true, 0).unwrap(), base32.as_bytes());
            assert_eq!(encode(data, &BASE32_HEX, true, 0).unwrap(), hex.as_bytes());
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        let rules = Rules { strict: true, padded: true, ignored: b"\n", canonical: true };
        let open = Rules { padded: false, ..rules };
        let form = Ascii85 { folds_spaces: true, adobe: true };
        for n in 0..40usize {
            let data: Vec<u8> = (0..n).map(|i| (i * i * 37 + n) as u8).collect();
            for wide in [0, 1, 7, 30] {
                assert_eq!(decode(&encode(&data, &BASE64, true, wide).unwrap(), &BASE64, rules).unwrap(), data);
                assert_eq!(decode(&encode(&data, &BASE32, true, wide).unwrap(), &BASE32, rules).unwrap(), data);
                assert_eq!(decode(&encode(&data, &URL_SAFE_BASE64, false, wide).unwrap(), &URL_SAFE_BASE64, open).unwrap(), data);
                assert_eq!(decode(&encode(&data, &BASE32_HEX, false, wide).unwrap(), &BASE32_HEX, open).unwrap(), data);
                assert_eq!(decode85(&encode85(&data, &Z85, false, wide).unwrap(), &Z85, rules).unwrap(), data);
                assert_eq!(decode_ascii85(&encode_ascii85(&data, form, false, wide).unwrap(), form, rules).unwrap(), data);
            }
        }
    }
}
