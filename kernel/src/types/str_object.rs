//! Strings: immutable UTF-8, length known in bytes and in characters.
//!
//! Text lies in the object's own block. A string of ASCII characters (as many bytes as characters) is indexed in constant time; others by
//! a scan. Lone surrogates cannot be represented.

use core::ptr::NonNull;

use crate::heap::Kind;
use crate::isolate::{Isolate, Thread};
use crate::native::raised::{OrRaise, R};
use crate::object::header::FLAG_INTERNED;
use crate::object::payload::{Object, Payload, Trace};
use crate::object::{Builtin, Header, Obj, Value};
use crate::prim::{AtomicI64, Ordering};
use crate::text::text_buf::TextBuf;
use crate::text::{hashing, str_index};

/// A string's payload.
#[derive(Debug)]
#[repr(C)]
pub struct Str {
    /// Hash, or 0 while not computed. A computed 0 is kept as 1, but for the empty text, whose hash it is.
    hash: AtomicI64,
    bytes: u32,
    chars: u32,
    data: NonNull<u8>,
}

/// Where the text of a plain string lies in its block: right behind the payload, in what would be padding of an array of objects.
const TEXT_AT: usize = size_of::<Header>() + size_of::<Str>();

// SAFETY: BUILTIN is used here alone; there are no references; everything is immutable but the hash, which is atomic.
unsafe impl Payload for Str {
    const BUILTIN: Builtin = Builtin::Str;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
    fn trailing(&self) -> usize {
        self.bytes as usize
    }
}

/// Copies a text, which is mostly shorter than a call of the general routine is worth.
///
/// # Safety
/// 1. `n` bytes can be read at `from` and written at `to`, which do not overlap.
#[inline(always)]
unsafe fn copy_text(from: *const u8, to: *mut u8, n: usize) {
    // SAFETY: contract 1; the pairs of words overlap each other where the length is no power of two.
    unsafe {
        if n > 16 {
            core::ptr::copy_nonoverlapping(from, to, n);
        } else if n >= 8 {
            let (a, b) = (from.cast::<u64>().read_unaligned(), from.add(n - 8).cast::<u64>().read_unaligned());
            to.cast::<u64>().write_unaligned(a);
            to.add(n - 8).cast::<u64>().write_unaligned(b);
        } else if n >= 4 {
            let (a, b) = (from.cast::<u32>().read_unaligned(), from.add(n - 4).cast::<u32>().read_unaligned());
            to.cast::<u32>().write_unaligned(a);
            to.add(n - 4).cast::<u32>().write_unaligned(b);
        } else if n > 0 {
            let (a, b, c) = (*from, *from.add(n / 2), *from.add(n - 1));
            *to = a;
            *to.add(n / 2) = b;
            *to.add(n - 1) = c;
        }
    }
}

/// Text of a string that is known to be one (a name, a keyword).
#[inline(always)]
pub fn text(s: &Obj) -> &str {
    match s.get::<Str>() {
        Some(s) => s.payload.as_str(),
        None => "",
    }
}

/// Hash of a text under the isolate's key: 0 for the empty one alone.
pub fn hash_text(isolate: &Isolate, text: &str) -> i64 {
    match hashing::hash_bytes(text.as_bytes(), &isolate.config.hash_key) {
        0 if !text.is_empty() => 1,
        h => h,
    }
}

impl Str {
    /// The text.
    #[inline(always)]
    pub fn as_str(&self) -> &str {
        // SAFETY: `data` and `bytes` describe initialised UTF-8 in the object's own block, which never changes.
        unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(self.data.as_ptr(), self.bytes as usize)) }
    }
    /// Length in characters.
    #[inline(always)]
    pub fn chars(&self) -> usize {
        self.chars as usize
    }
    /// Whether all characters are ASCII.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.chars == self.bytes
    }

    /// The hash, if it has been computed.
    #[inline(always)]
    pub fn known_hash(&self) -> Option<i64> {
        // Relaxed: every thread computes the same number.
        match self.hash.load(Ordering::Relaxed) {
            0 => None,
            h => Some(h),
        }
    }

    /// The hash.
    #[inline]
    pub fn hash(&self) -> i64 {
        // Relaxed: every thread computes the same number.
        let h = self.hash.load(Ordering::Relaxed);
        if h != 0 || self.bytes == 0 {
            return h;
        }
        let h = hash_text(crate::isolate::current(), self.as_str());
        self.hash.store(h, Ordering::Relaxed);
        h
    }

    /// A new string of the built-in type; `None` without memory.
    pub fn allocate(th: &mut Thread, text: &str) -> Option<Obj> {
        Self::allocate_as(th, Builtin::Str.shape(), TEXT_AT, text)
    }

    /// A new string of ASCII characters, of which `bytes` gives `count`; should it give fewer, the rest are spaces.
    pub fn allocate_ascii(th: &mut Thread, count: usize, bytes: impl Iterator<Item = u8>) -> Option<Obj> {
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, count, count, |out| {
            let mut bytes = bytes;
            for i in 0..count {
                // SAFETY: `i` is below the number of bytes that `out` has room for; a byte below 0x80 is UTF-8 by itself.
                unsafe { out.add(i).write(bytes.next().map_or(b' ', |b| b & 0x7f)) };
            }
        })
    }

    /// A new string of ASCII text.
    #[inline]
    pub fn allocate_known(th: &mut Thread, text: &str) -> Option<Obj> {
        debug_assert!(text.is_ascii());
        let n = text.len();
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, n, n, |out| {
            // SAFETY: `out` has room for the text, and is fresh memory apart from it.
            unsafe { copy_text(text.as_ptr(), out, n) };
        })
    }

    /// A number's text: `fill` as often as `padding` says, after the sign if it is a zero, else before.
    pub fn allocate_number(th: &mut Thread, negative: bool, digits: &str, fill: u8, padding: usize) -> Option<Obj> {
        debug_assert!(digits.is_ascii() && fill.is_ascii());
        let sign = usize::from(negative);
        let n = digits.len().checked_add(sign)?.checked_add(padding)?;
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, n, n, |out| {
            // SAFETY: `out` has room for sign, padding and digits, all ASCII, and is fresh memory apart from the digits.
            unsafe {
                let from = if fill == b'0' { sign } else { 0 };
                for i in from..from + padding {
                    out.add(i).write(fill);
                }
                if negative {
                    out.add(if fill == b'0' { 0 } else { padding }).write(b'-');
                }
                copy_text(digits.as_ptr(), out.add(padding + sign), digits.len());
            }
        })
    }

    /// A new string of ASCII characters, each made of one of an ASCII text.
    #[inline]
    pub fn allocate_mapped(th: &mut Thread, text: &str, mut map: impl FnMut(u8) -> u8) -> Option<Obj> {
        debug_assert!(text.is_ascii());
        let n = text.len();
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, n, n, |out| {
            for (i, byte) in text.bytes().enumerate() {
                // SAFETY: `out` has room for as many bytes; a byte below 0x80 is UTF-8 by itself.
                unsafe { out.add(i).write(map(byte) & 0x7f) };
            }
        })
    }

    /// A new string: `text` with `new` in place of `count` of its bytes `old`, the first ones of them. `old` is ASCII.
    pub fn allocate_replaced(th: &mut Thread, whole: &Object<Str>, old: u8, new: &Object<Str>, count: usize) -> Option<Obj> {
        debug_assert!(old.is_ascii());
        let (text, new_text) = (whole.as_str().as_bytes(), new.as_str().as_bytes());
        let bytes = (text.len() - count).checked_add(new_text.len().checked_mul(count)?)?;
        let chars = whole.chars() - count + new.chars() * count;
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, bytes, chars, |out| {
            let (mut at, mut left) = (0, count);
            for &byte in text {
                // SAFETY: `out` has room for all bytes but `count` ones, and for `new` as often; an ASCII byte is a character by itself, so what
                // comes out is UTF-8.
                unsafe {
                    if byte == old && left > 0 {
                        left -= 1;
                        core::ptr::copy_nonoverlapping(new_text.as_ptr(), out.add(at), new_text.len());
                        at += new_text.len();
                    } else {
                        out.add(at).write(byte);
                        at += 1;
                    }
                }
            }
            debug_assert!(left == 0 && at == bytes);
        })
    }

    /// A new string: the text of `whole` without its bytes `old`, which is ASCII.
    pub fn allocate_without(th: &mut Thread, whole: &Object<Str>, old: u8) -> Option<Obj> {
        debug_assert!(old.is_ascii());
        let text = whole.as_str().as_bytes();
        let mut at = 0;
        // Room for all of it: counting what goes takes longer than that is worth.
        let made = Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, text.len(), whole.chars(), |out| {
            for &byte in text {
                // SAFETY: `out` has room for as many bytes as the text has; one that goes is written over, or lies behind the new text. ASCII
                // bytes are characters by themselves, so what is left is UTF-8.
                unsafe { out.add(at).write(byte) };
                at += usize::from(byte != old);
            }
        })?;
        let gone = (text.len() - at) as u32;
        // SAFETY: just made, and seen by nobody.
        unsafe {
            let payload = &raw mut (*made.value().pointer_unchecked().cast::<Object<Str>>()).payload;
            (*payload).bytes -= gone;
            (*payload).chars -= gone;
        }
        Some(made)
    }

    /// A new string of the hexadecimal digits of bytes, two for each.
    pub fn allocate_hex(th: &mut Thread, bytes: &[u8]) -> Option<Obj> {
        let n = bytes.len().checked_mul(2)?;
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, n, n, |out| {
            // SAFETY: `out` has room for two digits for each byte, and they are ASCII.
            unsafe { crate::types::sequence::hex_into(out, bytes) };
        })
    }

    /// A new string of the characters that bytes are in Latin-1.
    pub fn allocate_latin1(th: &mut Thread, bytes: &[u8]) -> Option<Obj> {
        let wide = bytes.iter().map(|b| usize::from(b >> 7)).sum();
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, bytes.len().checked_add(wide)?, bytes.len(), |out| {
            let Some((last, most)) = bytes.split_last() else { return };
            let (mut at, lead, trail) = (0, |b: u8| if b < 0x80 { b } else { 0xc0 | b >> 6 }, |b: u8| 0x80 | b & 0x3f);
            // SAFETY: `out` has room for a byte for each character, and for a second one for each beyond ASCII: that of an ASCII one is overwritten by the
            // next, and the last has none.
            unsafe {
                for b in most {
                    out.add(at).write(lead(*b));
                    out.add(at + 1).write(trail(*b));
                    at += 1 + usize::from(b >> 7);
                }
                out.add(at).write(lead(*last));
                if *last >= 0x80 {
                    out.add(at + 1).write(trail(*last));
                }
            }
        })
    }

    /// A new string of a text again and again: `n` times, at least once, and it is not empty.
    pub fn allocate_repeated(th: &mut Thread, whole: &Object<Str>, n: usize) -> Option<Obj> {
        let text = whole.as_str().as_bytes();
        let (bytes, chars) = (text.len().checked_mul(n)?, whole.chars().checked_mul(n)?);
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, bytes, chars, |out| {
            // SAFETY: `out` has room for so many bytes.
            unsafe { crate::types::sequence::repeat_into(out, text, n) };
        })
    }

    /// A new string of ASCII text padded on both sides with an ASCII character.
    pub fn allocate_padded(th: &mut Thread, text: &str, fill: u8, before: usize, after: usize) -> Option<Obj> {
        debug_assert!(text.is_ascii() && fill.is_ascii());
        let n = text.len().checked_add(before)?.checked_add(after)?;
        Self::allocate_with(th, Builtin::Str.shape(), TEXT_AT, n, n, |out| {
            // SAFETY: `out` has room for the three parts, which are UTF-8, and is fresh memory apart from the text.
            unsafe {
                if before > 0 {
                    core::ptr::write_bytes(out, fill, before);
                }
                copy_text(text.as_ptr(), out.add(before), text.len());
                if after > 0 {
                    core::ptr::write_bytes(out.add(before + text.len()), fill, after);
                }
            }
        })
    }

    /// A new string with a shape of a subclass, whose instances have `fixed` bytes before the text.
    pub fn allocate_as(th: &mut Thread, shape: u32, fixed: usize, text: &str) -> Option<Obj> {
        Self::allocate_with(th, shape, fixed, text.len(), str_index::char_count(text), |out| {
            // SAFETY: `out` has room for the text, and is fresh memory apart from it.
            unsafe { copy_text(text.as_ptr(), out, text.len()) };
        })
    }

    /// A new string whose bytes `fill` writes: it must write UTF-8 with that many characters, `bytes` bytes in all, at
    /// the place it is given, which has that much room.
    fn allocate_with(th: &mut Thread, shape: u32, fixed: usize, bytes: usize, chars: usize, fill: impl FnOnce(*mut u8)) -> Option<Obj> {
        let len = u32::try_from(bytes).ok()?;
        let block = th.alloc_raw(fixed + bytes, if fixed == TEXT_AT { Kind::Leaf } else { Kind::Container })?;
        let object = block.cast::<Object<Str>>();
        // SAFETY: fresh memory of `fixed + bytes` bytes, aligned.
        unsafe {
            let data = block.add(fixed);
            fill(data.as_ptr());
            Object::begin(object, shape, th.slot(), Str { hash: AtomicI64::new(0), bytes: len, chars: chars as u32, data });
            Some(Obj::from_owned(Value::from_pointer(object.as_ptr().cast())))
        }
    }
}

impl Object<Str> {
    /// Whether this is the interned string of its text.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header.flags.load(Ordering::Relaxed) & FLAG_INTERNED != 0
    }
}

impl Thread {
    /// A new string.
    pub fn str(&mut self, text: &str) -> R<Obj> {
        if text.is_empty() {
            return Ok(self.name(crate::isolate::names::EMPTY).clone());
        }
        if text.len() == 1 {
            return Ok(self.isolate().ascii_char(text.as_bytes()[0]).clone());
        }
        Str::allocate(self, text).or_raise(self)
    }

    /// A new string that is part of another, which spares counting the characters of ASCII text.
    pub fn str_part(&mut self, whole: &Object<Str>, part: &str) -> R<Obj> {
        if !whole.is_ascii() || part.len() < 2 {
            return self.str(part);
        }
        Str::allocate_known(self, part).or_raise(self)
    }

    /// A new string of ASCII text: [`str`](Thread::str) without counting its characters.
    #[inline]
    pub fn ascii_str(&mut self, text: &str) -> R<Obj> {
        if text.len() < 2 { self.str(text) } else { Str::allocate_known(self, text).or_raise(self) }
    }

    /// A string of one character.
    #[inline]
    pub fn char(&mut self, c: char) -> R<Obj> {
        if c.is_ascii() {
            return Ok(self.isolate().ascii_char(c as u8).clone());
        }
        let mut buf = [0; 4];
        Str::allocate(self, c.encode_utf8(&mut buf)).or_raise(self)
    }

    /// A new string from a finished buffer, or from the failure to make one.
    pub fn str_buf(&mut self, text: Result<TextBuf, crate::text::text_buf::OutOfMemory>) -> R<Obj> {
        let text = text.or_raise(self)?;
        self.str(text.as_str())
    }

    /// A new string from format arguments.
    pub fn str_fmt(&mut self, args: core::fmt::Arguments<'_>) -> R<Obj> {
        if let Some(s) = args.as_str() {
            return self.str(s);
        }
        let mut buf = TextBuf::default();
        buf.push_fmt(args).or_raise(self)?;
        self.str(buf.as_str())
    }

    /// Two strings joined.
    pub fn str_concat(&mut self, a: &Object<Str>, b: &Object<Str>) -> R<Obj> {
        let (x, y) = (a.as_str().as_bytes(), b.as_str().as_bytes());
        let (n, chars) = (x.len(), a.chars() + b.chars());
        let made = Str::allocate_with(self, Builtin::Str.shape(), TEXT_AT, n + y.len(), chars, |out| {
            // SAFETY: `out` has room for both texts, and is fresh memory apart from them.
            unsafe {
                copy_text(x.as_ptr(), out, n);
                copy_text(y.as_ptr(), out.add(n), y.len());
            }
        });
        made.or_raise(self)
    }

    /// Strings joined without separator. All must be strings.
    pub fn str_join(&mut self, parts: &[Obj]) -> R<Obj> {
        let (mut bytes, mut chars, mut plain) = (0, 0, true);
        for p in parts {
            match p.exact::<Str>() {
                Some(s) => {
                    bytes += s.bytes as usize;
                    chars += s.chars();
                }
                None => {
                    plain = false;
                    if let Some(s) = p.get::<Str>() {
                        bytes += s.bytes as usize;
                        chars += s.chars();
                    }
                }
            }
        }
        let made = Str::allocate_with(self, Builtin::Str.shape(), TEXT_AT, bytes, chars, |out| {
            let mut at = 0;
            for p in parts {
                // SAFETY: all were found to be strings.
                let t = if plain { unsafe { p.get_unchecked::<Str>() }.as_str() } else { text(p) }.as_bytes();
                // SAFETY: the lengths of all parts, which never change, were added up for the room at `out`.
                unsafe { copy_text(t.as_ptr(), out.add(at), t.len()) };
                at += t.len();
            }
        });
        made.or_raise(self)
    }
}

/// Equality of two strings by text, quick when they are the same or differ in length.
#[inline]
pub fn equal(a: &Object<Str>, b: &Object<Str>) -> bool {
    core::ptr::eq(a, b) || (a.bytes == b.bytes && a.as_str() == b.as_str())
}
