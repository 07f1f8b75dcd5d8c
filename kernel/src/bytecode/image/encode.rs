//! From code units to bytes.

use alloc::vec::Vec;

use super::{FORMAT, ImageError, MAGIC, MAX_DEPTH, Module, instructions, seal};
use crate::bytecode::unit::{CodeUnit, Const};

/// Bytes being written.
#[derive(Debug, Default)]
struct Writer {
    bytes: Vec<u8>,
}

type W<T = ()> = Result<T, ImageError>;

impl Writer {
    fn raw(&mut self, b: &[u8]) -> W {
        self.bytes.try_reserve(b.len()).map_err(|_| ImageError::NoMemory)?;
        self.bytes.extend_from_slice(b);
        Ok(())
    }

    fn byte(&mut self, b: u8) -> W {
        self.raw(&[b])
    }

    fn number(&mut self, mut n: u64) -> W {
        while n > 0x7f {
            self.byte(n as u8 | 0x80)?;
            n >>= 7;
        }
        self.byte(n as u8)
    }

    fn signed(&mut self, n: i64) -> W {
        self.number((n << 1 ^ n >> 63) as u64)
    }

    fn count(&mut self, n: usize) -> W {
        self.number(u64::from(u32::try_from(n).map_err(|_| ImageError::TooLarge)?))
    }

    fn text(&mut self, t: &str) -> W {
        self.count(t.len())?;
        self.raw(t.as_bytes())
    }
}

/// The texts of one code, each once, found by sorting.
#[derive(Debug, Default)]
struct Texts<'a> {
    sorted: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn add(&mut self, t: &'a str) -> W {
        push(&mut self.sorted, t)
    }

    fn close(&mut self) {
        self.sorted.sort_unstable();
        self.sorted.dedup();
    }

    fn number(&self, t: &str) -> W<usize> {
        // Whoever writes a text has added it.
        self.sorted.binary_search(&t).map_err(|_| ImageError::TooLarge)
    }
}

fn push<T>(v: &mut Vec<T>, item: T) -> W {
    v.try_reserve(1).map_err(|_| ImageError::NoMemory)?;
    v.push(item);
    Ok(())
}

/// Makes an image of modules, the first of which is the program.
///
/// Units are taken as they are: one that may not run is refused where it would.
///
/// # Errors
/// [`ImageError::TooLarge`], also for no module at all, and [`ImageError::NoMemory`].
pub fn encode(modules: &[Module<'_>]) -> Result<Vec<u8>, ImageError> {
    if modules.is_empty() {
        return Err(ImageError::TooLarge);
    }
    let (mut w, mut codes) = (Writer::default(), Writer::default());
    w.raw(&MAGIC)?;
    w.raw(&FORMAT.to_le_bytes())?;
    w.raw(&instructions().to_le_bytes())?;
    w.raw(&[0; 8])?;
    w.count(modules.len())?;
    for m in modules {
        w.text(m.name)?;
        w.text(m.file)?;
        w.byte(u8::from(m.package))?;
        let begun = codes.bytes.len();
        code(&mut codes, m.unit)?;
        w.count(codes.bytes.len() - begun)?;
    }
    w.raw(&codes.bytes)?;
    seal(&mut w.bytes);
    Ok(w.bytes)
}

/// A unit and all units among its constants.
fn code(w: &mut Writer, unit: &CodeUnit) -> W {
    let units = inner_first(unit)?;
    let mut texts = Texts::default();
    for u in &units {
        [&u.name, &u.qualname, &u.filename].into_iter().try_for_each(|t| texts.add(t))?;
        [&u.locals, &u.far, &u.free, &u.names].into_iter().flatten().try_for_each(|t| texts.add(t))?;
        constants(&u.consts, |c| match c {
            Const::Str(t) | Const::BigInt(t) => texts.add(t),
            _ => Ok(()),
        })?;
    }
    texts.close();
    w.count(texts.sorted.len())?;
    for t in &texts.sorted {
        w.text(t)?;
    }
    w.count(units.len())?;
    // Numbers of the units that have been written and that no constant has taken yet; a unit's own are the last.
    let mut waiting: Vec<usize> = Vec::new();
    for (number, u) in units.into_iter().enumerate() {
        let own = u.consts.iter().filter(|c| matches!(c, Const::Code(_))).count();
        let first = waiting.len().saturating_sub(own);
        one(w, u, &texts, &waiting[first..])?;
        waiting.truncate(first);
        push(&mut waiting, number)?;
    }
    Ok(())
}

/// A unit and those inside it, each behind its own.
fn inner_first(unit: &CodeUnit) -> W<Vec<&CodeUnit>> {
    let mut all = Vec::new();
    let mut open: Vec<(&CodeUnit, usize)> = Vec::new();
    push(&mut open, (unit, 0))?;
    while let Some((u, next)) = open.last_mut() {
        let inner = u.consts[*next..].iter().enumerate().find_map(|(i, c)| match c {
            Const::Code(inner) => Some((i, inner)),
            _ => None,
        });
        match inner {
            Some((skipped, inner)) => {
                *next += skipped + 1;
                if open.len() >= MAX_DEPTH {
                    return Err(ImageError::TooLarge);
                }
                push(&mut open, (inner, 0))?;
            }
            None => {
                push(&mut all, *u)?;
                open.pop();
            }
        }
    }
    Ok(all)
}

/// Constants in the order in which they are written: items before what they are items of.
fn constants<'a>(all: &'a [Const], mut f: impl FnMut(&'a Const) -> W) -> W {
    // What is open: a constant whose items have not all been given yet, and how many have.
    let mut open: Vec<(&Const, usize)> = Vec::new();
    for c in all {
        push(&mut open, (c, 0))?;
        while let Some((c, next)) = open.last_mut() {
            let item = match c {
                Const::Tuple(items) | Const::FrozenSet(items) => items.get(*next),
                _ => None,
            };
            match item {
                Some(item) => {
                    *next += 1;
                    if open.len() >= MAX_DEPTH || matches!(item, Const::Code(_)) {
                        return Err(ImageError::TooLarge);
                    }
                    push(&mut open, (item, 0))?;
                }
                None => {
                    f(c)?;
                    open.pop();
                }
            }
        }
    }
    Ok(())
}

/// One unit. `inner` are the numbers of the units among its constants, in their order.
fn one(w: &mut Writer, u: &CodeUnit, texts: &Texts<'_>, inner: &[usize]) -> W {
    for t in [&u.name, &u.qualname, &u.filename] {
        w.count(texts.number(t)?)?;
    }
    for n in [u.first_line, u.flags.bits(), u.arg_count, u.positional_only, u.keyword_only, u.registers] {
        w.number(u64::from(n))?;
    }
    for names in [&u.locals, &u.far, &u.free, &u.names] {
        w.count(names.len())?;
        for t in names {
            w.count(texts.number(t)?)?;
        }
    }
    w.count(u.cells.len())?;
    w.raw(&u.cells)?;
    w.count(u.sites.len())?;
    for s in &u.sites {
        w.number(u64::from(*s))?;
    }
    let mut count = 0;
    constants(&u.consts, |_| {
        count += 1;
        Ok(())
    })?;
    w.count(count)?;
    let mut inner = inner.iter();
    constants(&u.consts, |c| constant(w, c, texts, &mut inner))?;
    w.count(u.code.len())?;
    for word in &u.code {
        w.raw(&word.to_le_bytes())?;
    }
    w.count(u.handlers.len())?;
    for h in &u.handlers {
        for n in [h.start, h.end, h.target] {
            w.number(u64::from(n))?;
        }
        w.byte(h.exc_reg)?;
    }
    w.count(u.locations.len())?;
    let (mut pc, mut line) = (0, i64::from(u.first_line));
    for l in &u.locations {
        // Ascending, but that is not the encoder's to trust.
        w.signed(i64::from(l.pc) - pc)?;
        w.signed(i64::from(l.line) - line)?;
        w.signed(i64::from(l.end_line) - i64::from(l.line))?;
        w.number(u64::from(l.column))?;
        w.signed(i64::from(l.end_column) - i64::from(l.column))?;
        (pc, line) = (i64::from(l.pc), i64::from(l.line));
    }
    Ok(())
}

/// Tags of constants. Those with a value have it behind them.
pub(super) mod tag {
    pub(crate) const NONE: u8 = 0;
    pub(crate) const FALSE: u8 = 1;
    pub(crate) const TRUE: u8 = 2;
    pub(crate) const ELLIPSIS: u8 = 3;
    pub(crate) const INT: u8 = 4;
    pub(crate) const BIG_INT: u8 = 5;
    pub(crate) const FLOAT: u8 = 6;
    pub(crate) const COMPLEX: u8 = 7;
    pub(crate) const STR: u8 = 8;
    pub(crate) const BYTES: u8 = 9;
    pub(crate) const TUPLE: u8 = 10;
    pub(crate) const FROZEN_SET: u8 = 11;
    pub(crate) const CODE: u8 = 12;
}

fn constant(w: &mut Writer, c: &Const, texts: &Texts<'_>, inner: &mut core::slice::Iter<'_, usize>) -> W {
    match c {
        Const::None => w.byte(tag::NONE),
        Const::Bool(b) => w.byte(if *b { tag::TRUE } else { tag::FALSE }),
        Const::Ellipsis => w.byte(tag::ELLIPSIS),
        Const::Int(i) => {
            w.byte(tag::INT)?;
            w.signed(*i)
        }
        Const::BigInt(t) => {
            w.byte(tag::BIG_INT)?;
            w.count(texts.number(t)?)
        }
        Const::Float(x) => {
            w.byte(tag::FLOAT)?;
            w.raw(&x.to_bits().to_le_bytes())
        }
        Const::Complex(re, im) => {
            w.byte(tag::COMPLEX)?;
            w.raw(&re.to_bits().to_le_bytes())?;
            w.raw(&im.to_bits().to_le_bytes())
        }
        Const::Str(t) => {
            w.byte(tag::STR)?;
            w.count(texts.number(t)?)
        }
        Const::Bytes(b) => {
            w.byte(tag::BYTES)?;
            w.count(b.len())?;
            w.raw(b)
        }
        Const::Tuple(items) => {
            w.byte(tag::TUPLE)?;
            w.count(items.len())
        }
        Const::FrozenSet(items) => {
            w.byte(tag::FROZEN_SET)?;
            w.count(items.len())
        }
        Const::Code(_) => {
            w.byte(tag::CODE)?;
            w.count(*inner.next().ok_or(ImageError::TooLarge)?)
        }
    }
}
