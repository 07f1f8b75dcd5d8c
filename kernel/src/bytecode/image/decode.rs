//! From bytes to code units. Nothing is trusted: no count is larger than the bytes that are left, no number of a text or unit is beyond those there are.

use alloc::string::String;
use alloc::vec::Vec;

use super::encode::tag;
use super::{ImageError, MAX_DEPTH, owned};
use crate::bytecode::unit::{CodeFlags, CodeUnit, Const, Handler, Location};
use crate::prim;

type D<T> = Result<T, ImageError>;

/// Bytes being read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the bytes begin in the image.
    offset: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], offset: usize) -> Reader<'a> {
        Reader { bytes, at: 0, offset }
    }

    /// Where it is in the image.
    pub(super) fn at(&self) -> usize {
        self.offset + self.at
    }

    #[cold]
    pub(super) fn malformed(&self, rule: &'static str) -> ImageError {
        ImageError::Malformed { at: self.at(), rule }
    }

    /// Passes over bytes, and gives them.
    pub(super) fn skip(&mut self, n: usize) -> D<&'a [u8]> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.get(..n)).ok_or_else(|| self.malformed("it ends too early"))?;
        self.at += n;
        Ok(found)
    }

    fn array<const N: usize>(&mut self) -> D<[u8; N]> {
        // As many bytes as the array has, so that the other case cannot be.
        self.skip(N)?.try_into().map_err(|_| self.malformed("it ends too early"))
    }

    pub(super) fn byte(&mut self) -> D<u8> {
        let b = *self.bytes.get(self.at).ok_or_else(|| self.malformed("it ends too early"))?;
        self.at += 1;
        Ok(b)
    }

    pub(super) fn word(&mut self) -> D<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn float(&mut self) -> D<f64> {
        Ok(f64::from_bits(u64::from_le_bytes(self.array()?)))
    }

    #[inline]
    fn long(&mut self) -> D<u64> {
        let b = self.byte()?;
        if b < 0x80 {
            return Ok(u64::from(b));
        }
        let mut n = u64::from(b & 0x7f);
        for shift in (7..64).step_by(7) {
            let b = self.byte()?;
            let part = u64::from(b & 0x7f);
            n |= part << shift;
            if part << shift >> shift != part || b == 0 {
                return Err(self.malformed("a number that is too long"));
            }
            if b < 0x80 {
                return Ok(n);
            }
        }
        Err(self.malformed("a number that is too long"))
    }

    #[inline]
    fn number(&mut self) -> D<u32> {
        let n = self.long()?;
        u32::try_from(n).map_err(|_| self.malformed("a number that is too large"))
    }

    #[inline]
    fn signed(&mut self) -> D<i64> {
        let n = self.long()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    /// A number of things, each of which takes a byte at least.
    pub(super) fn count(&mut self) -> D<usize> {
        let n = self.number()? as usize;
        if n > self.bytes.len() - self.at {
            return Err(self.malformed("more than the image holds"));
        }
        Ok(n)
    }

    pub(super) fn text(&mut self) -> D<&'a str> {
        let n = self.count()?;
        let bytes = self.skip(n)?;
        core::str::from_utf8(bytes).map_err(|_| self.malformed("a text that is not UTF-8"))
    }

    /// Whether all has been read.
    pub(super) fn end(&self) -> D<()> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.malformed("bytes behind the end")) }
    }

    /// A list, by its count and what reads one of it.
    fn list<T>(&mut self, mut f: impl FnMut(&mut Self) -> D<T>) -> D<Vec<T>> {
        let n = self.count()?;
        let mut v = room(n)?;
        for _ in 0..n {
            v.push(f(self)?);
        }
        Ok(v)
    }

    fn named<'t>(&mut self, texts: &[&'t str]) -> D<&'t str> {
        let i = self.number()? as usize;
        texts.get(i).copied().ok_or_else(|| self.malformed("no such text"))
    }

    fn name(&mut self, texts: &[&str]) -> D<String> {
        owned(self.named(texts)?)
    }
}

fn room<T>(n: usize) -> D<Vec<T>> {
    let mut v = Vec::new();
    v.try_reserve_exact(n).map_err(|_| ImageError::NoMemory)?;
    Ok(v)
}

/// A unit that no constant has taken yet, and how deep it is.
type Waiting = Option<(CodeUnit, usize)>;

/// The code of one module, which lies at `offset` of the image.
pub(super) fn code(bytes: &[u8], offset: usize) -> D<CodeUnit> {
    let mut r = Reader::new(bytes, offset);
    let texts = r.list(Reader::text)?;
    let count = r.count()?;
    let mut units: Vec<Waiting> = room(count)?;
    let mut taken = 0;
    for _ in 0..count {
        let unit = one(&mut r, &texts, &mut units, &mut taken)?;
        units.push(Some(unit));
    }
    r.end()?;
    match units.pop() {
        Some(Some((unit, _))) if taken == units.len() => Ok(unit),
        _ => Err(r.malformed("a unit that belongs to none")),
    }
}

fn one(r: &mut Reader<'_>, texts: &[&str], units: &mut [Waiting], taken: &mut usize) -> D<(CodeUnit, usize)> {
    let [name, qualname, filename] = [r.name(texts)?, r.name(texts)?, r.name(texts)?];
    let (first_line, flags) = (r.number()?, r.number()?);
    let flags = CodeFlags::from_bits(flags).ok_or_else(|| r.malformed("unknown flags of a unit"))?;
    let [arg_count, positional_only, keyword_only, registers] = [r.number()?, r.number()?, r.number()?, r.number()?];
    let mut names = || r.list(|r| r.name(texts));
    let [locals, far, free, names] = [names()?, names()?, names()?, names()?];
    let cells = r.list(Reader::byte)?;
    let sites = r.list(Reader::number)?;
    let (consts, depth) = constants(r, texts, units, taken)?;
    let count = r.count()?;
    let words = r.skip(count.checked_mul(4).ok_or_else(|| r.malformed("more than the image holds"))?)?;
    let mut code: Vec<u32> = room(count)?;
    let (words, _) = words.as_chunks::<4>();
    code.extend(words.iter().map(|w| u32::from_le_bytes(*w)));
    let handlers = r.list(|r| Ok(Handler { start: r.number()?, end: r.number()?, target: r.number()?, exc_reg: r.byte()? }))?;
    let (mut pc, mut line) = (0, i64::from(first_line));
    let locations = r.list(|r| {
        pc = moved(r, pc)?;
        line = moved(r, line)?;
        let end_line = moved(r, line)?;
        let column = r.number()?;
        let end_column = moved(r, i64::from(column))?;
        // All four are below 2^32: `moved` has seen to it.
        Ok(Location { pc: pc as u32, line: line as u32, end_line: end_line as u32, column, end_column: end_column as u32 })
    })?;
    let unit = CodeUnit {
        name,
        qualname,
        filename,
        first_line,
        flags,
        arg_count,
        positional_only,
        keyword_only,
        locals,
        far,
        registers,
        cells,
        free,
        consts,
        names,
        sites,
        code,
        handlers,
        locations,
    };
    Ok((unit, depth))
}

/// A number that is said by its distance from another.
#[inline]
fn moved(r: &mut Reader<'_>, from: i64) -> D<i64> {
    let by = r.signed()?;
    from.checked_add(by).filter(|n| u32::try_from(*n).is_ok()).ok_or_else(|| r.malformed("a place out of range"))
}

/// The constants of a unit, and how deep the unit is with them.
fn constants(r: &mut Reader<'_>, texts: &[&str], units: &mut [Waiting], taken: &mut usize) -> D<(Vec<Const>, usize)> {
    let count = r.count()?;
    // Items lie here until what they are items of comes and takes them; each with its own depth.
    let mut all: Vec<Const> = room(count)?;
    let mut depths: Vec<(usize, bool)> = room(count)?;
    for _ in 0..count {
        let mut depth = 1;
        let mut code = false;
        let c = match r.byte()? {
            tag::NONE => Const::None,
            tag::FALSE => Const::Bool(false),
            tag::TRUE => Const::Bool(true),
            tag::ELLIPSIS => Const::Ellipsis,
            tag::INT => Const::Int(r.signed()?),
            tag::BIG_INT => Const::BigInt(r.name(texts)?),
            tag::FLOAT => Const::Float(r.float()?),
            tag::COMPLEX => Const::Complex(r.float()?, r.float()?),
            tag::STR => Const::Str(r.name(texts)?),
            tag::BYTES => {
                let n = r.count()?;
                let mut b = room(n)?;
                b.extend_from_slice(r.skip(n)?);
                Const::Bytes(b)
            }
            kind @ (tag::TUPLE | tag::FROZEN_SET) => {
                let n = r.number()? as usize;
                let first = all.len().checked_sub(n).ok_or_else(|| r.malformed("more items than constants before it"))?;
                let mut items = room(n)?;
                items.extend(all.drain(first..));
                for (d, code) in depths.drain(first..) {
                    if code {
                        return Err(r.malformed("code among the items of a constant"));
                    }
                    depth = depth.max(d + 1);
                }
                if kind == tag::TUPLE { Const::Tuple(items) } else { Const::FrozenSet(items) }
            }
            tag::CODE => {
                let i = r.number()? as usize;
                let (unit, d) =
                    units.get_mut(i).and_then(Option::take).ok_or_else(|| r.malformed("no such unit, or one of two constants"))?;
                *taken += 1;
                (depth, code) = (d + 1, true);
                Const::Code(prim::boxed(unit).ok_or(ImageError::NoMemory)?)
            }
            _ => return Err(r.malformed("no such kind of constant")),
        };
        if depth > MAX_DEPTH {
            return Err(r.malformed("constants nested too deeply"));
        }
        all.push(c);
        depths.push((depth, code));
    }
    let depth = depths.iter().map(|(d, _)| *d).max().unwrap_or(0);
    Ok((all, depth))
}
