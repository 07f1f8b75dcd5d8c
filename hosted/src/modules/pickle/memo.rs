//! What a pickler has written, by identity, and what an unpickler has read, by number.

use std::collections::BTreeMap;

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Header, NoMemory, Obj, OrRaise, R, Trace};
use freewheel_kernel::refcount::sharing;

/// The word that stands for an object's identity.
#[inline(always)]
pub(super) fn identity(v: &Obj) -> usize {
    v.value().without_uncounted().to_bits()
}

#[derive(Clone, Copy, Debug)]
struct Place {
    /// An identity, or 0.
    key: usize,
    number: usize,
}

const FREE: Place = Place { key: 0, number: 0 };
/// Places of the smallest table.
const SMALLEST: usize = 32;

/// Objects that were written, with the number of each. It keeps them alive, so that no other takes the place of one.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// None, or a power of two, at most two thirds of them taken.
    table: Vec<Place>,
    objects: Vec<(usize, Obj)>,
}

impl Written {
    /// How many there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    #[inline(always)]
    fn start(&self, key: usize) -> usize {
        // Objects lie 16 bytes apart; the product spreads what is left over the upper bits.
        ((key >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) & (self.table.len() - 1)
    }

    /// The number of an object.
    #[inline(always)]
    pub(super) fn get(&self, v: &Obj) -> Option<usize> {
        if self.table.is_empty() {
            return None;
        }
        let key = identity(v);
        let mut at = self.start(key);
        loop {
            let p = self.table[at];
            if p.key == key {
                return Some(p.number);
            }
            if p.key == 0 {
                return None;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
    }

    fn place(&mut self, key: usize, number: usize) {
        let mut at = self.start(key);
        while self.table[at].key != 0 && self.table[at].key != key {
            at = (at + 1) & (self.table.len() - 1);
        }
        self.table[at] = Place { key, number };
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> Result<(), NoMemory> {
        let n = (self.table.len() * 4).max(SMALLEST);
        let mut table = Vec::new();
        table.try_reserve_exact(n).map_err(|_| NoMemory)?;
        table.resize(n, FREE);
        self.table = table;
        for i in 0..self.objects.len() {
            let key = identity(&self.objects[i].1);
            let number = self.objects[i].0;
            self.place(key, number);
        }
        Ok(())
    }

    /// Adds an object that is not there.
    #[inline(always)]
    pub(super) fn add(&mut self, number: usize, v: &Obj) -> Result<(), NoMemory> {
        if (self.objects.len() + 1) * 3 > self.table.len() * 2 {
            self.grow()?;
        }
        if self.objects.len() == self.objects.capacity() {
            self.objects.try_reserve(SMALLEST).map_err(|_| NoMemory)?;
        }
        self.place(identity(v), number);
        self.objects.push((number, v.clone()));
        Ok(())
    }

    /// All of them, in the order in which they were added.
    pub(super) fn objects(&self) -> &[(usize, Obj)] {
        &self.objects
    }

    /// A copy.
    pub(super) fn copy(&self) -> Result<Written, NoMemory> {
        let mut out = Written::default();
        for (number, v) in &self.objects {
            out.add(*number, v)?;
        }
        Ok(out)
    }

    /// Visits the objects.
    pub(super) fn trace(&self, visit: &mut dyn Trace) {
        self.objects.iter().for_each(|(_, v)| visit.obj(v));
    }

    /// Shares them where the object that will hold them is shared.
    pub(super) fn publish(&self, th: &mut Thread, holder: &Header) -> R<()> {
        self.objects.iter().try_for_each(|(_, v)| sharing::barrier(th, holder, v))
    }
}

/// Numbers up to so many times those that are taken lie in a row.
const SPREAD: usize = 4;

/// Objects that were read, by number. Numbers far beyond the others, which only a made-up pickle has, lie apart, so that they cost no more than others.
#[derive(Debug, Default)]
pub(super) struct Read {
    row: Vec<Obj>,
    apart: BTreeMap<usize, Obj>,
    count: usize,
}

impl Read {
    /// How many there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The object with a number.
    #[inline(always)]
    pub(super) fn get(&self, number: usize) -> Option<&Obj> {
        match self.row.get(number) {
            Some(v) if !v.is_unbound() => Some(v),
            Some(_) => None,
            None => self.apart.get(&number),
        }
    }

    /// Sets the object with a number; gives the one that had it.
    #[inline(always)]
    pub(super) fn set(&mut self, th: &mut Thread, number: usize, v: Obj) -> R<Option<Obj>> {
        if number == self.row.len() && self.apart.is_empty() {
            th.push(&mut self.row, v)?;
            self.count += 1;
            return Ok(None);
        }
        self.set_slow(th, number, v)
    }

    #[inline(never)]
    fn set_slow(&mut self, th: &mut Thread, number: usize, v: Obj) -> R<Option<Obj>> {
        let old = if number < self.row.len() {
            Some(core::mem::replace(&mut self.row[number], v)).filter(|v| !v.is_unbound())
        } else if number <= (self.count + 8) * SPREAD && self.apart.is_empty() {
            let more = number + 1 - self.row.len();
            self.row.try_reserve(more).or_raise(th)?;
            self.row.resize(number, Obj::UNBOUND);
            self.row.push(v);
            None
        } else {
            self.apart.insert(number, v)
        };
        self.count += usize::from(old.is_none());
        Ok(old)
    }

    /// All of them by number.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Obj)> {
        let row = self.row.iter().enumerate().filter(|(_, v)| !v.is_unbound());
        row.chain(self.apart.iter().map(|(i, v)| (*i, v)))
    }

    /// A copy.
    pub(super) fn copy(&self, th: &mut Thread) -> R<Read> {
        let mut out = Read::default();
        for (number, v) in self.entries() {
            out.set(th, number, v.clone())?;
        }
        Ok(out)
    }

    /// Visits the objects.
    pub(super) fn trace(&self, visit: &mut dyn Trace) {
        self.entries().for_each(|(_, v)| visit.obj(v));
    }

    /// As [`Written::publish`].
    pub(super) fn publish(&self, th: &mut Thread, holder: &Header) -> R<()> {
        self.entries().try_for_each(|(_, v)| sharing::barrier(th, holder, v))
    }
}
