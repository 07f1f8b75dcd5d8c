//! What a pickler has written, by identity, and what an unpickler has read, by number.

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
    /// A key, or 0.
    key: usize,
    number: usize,
}

const FREE: Place = Place { key: 0, number: 0 };
/// Places of the smallest table.
const SMALLEST: usize = 32;

/// Numbers by keys, which are not 0.
#[derive(Debug, Default)]
struct Numbers {
    /// None, or a power of two, at most two thirds of them taken.
    places: Vec<Place>,
    taken: usize,
}

impl Numbers {
    #[inline(always)]
    fn start(&self, key: usize) -> usize {
        // Objects lie 16 bytes apart; the product spreads what is left over the upper bits.
        let spread = (key.rotate_right(4) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        spread as usize & (self.places.len() - 1)
    }

    #[inline(always)]
    fn get(&self, key: usize) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let mut at = self.start(key);
        loop {
            let p = self.places[at];
            if p.key == key {
                return Some(p.number);
            }
            if p.key == 0 {
                return None;
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    fn place(&mut self, key: usize, number: usize) {
        let mut at = self.start(key);
        while self.places[at].key != 0 && self.places[at].key != key {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.taken += usize::from(self.places[at].key == 0);
        self.places[at] = Place { key, number };
    }

    #[inline(always)]
    fn set(&mut self, key: usize, number: usize) -> Result<(), NoMemory> {
        if (self.taken + 1) * 3 > self.places.len() * 2 {
            self.grow()?;
        }
        self.place(key, number);
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> Result<(), NoMemory> {
        let n = (self.places.len() * 4).max(SMALLEST);
        let mut places = Vec::new();
        places.try_reserve_exact(n).map_err(|_| NoMemory)?;
        places.resize(n, FREE);
        let old = core::mem::replace(&mut self.places, places);
        self.taken = 0;
        old.iter().filter(|p| p.key != 0).for_each(|p| self.place(p.key, p.number));
        Ok(())
    }
}

/// Objects that were written, with the number of each. It keeps them alive, so that no other takes the place of one.
#[derive(Debug, Default)]
pub(super) struct Written {
    numbers: Numbers,
    objects: Vec<(usize, Obj)>,
}

impl Written {
    /// How many there are.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    /// The number of an object.
    #[inline(always)]
    pub(super) fn get(&self, v: &Obj) -> Option<usize> {
        self.numbers.get(identity(v))
    }

    /// Adds an object that is not there.
    #[inline(always)]
    pub(super) fn add(&mut self, number: usize, v: &Obj) -> Result<(), NoMemory> {
        if self.objects.len() == self.objects.capacity() {
            self.objects.try_reserve(SMALLEST).map_err(|_| NoMemory)?;
        }
        self.numbers.set(identity(v), number)?;
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
    /// Where in `apart` the others are.
    places: Numbers,
    apart: Vec<(usize, Obj)>,
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
            None => self.apart.get(self.places.get(number)?).map(|(_, v)| v),
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
            match self.places.get(number) {
                Some(at) => Some(core::mem::replace(&mut self.apart[at].1, v)),
                None => {
                    self.apart.try_reserve(1).or_raise(th)?;
                    self.places.set(number, self.apart.len()).or_raise(th)?;
                    self.apart.push((number, v));
                    None
                }
            }
        };
        self.count += usize::from(old.is_none());
        Ok(old)
    }

    /// All of them, those in the row by number first.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, &Obj)> {
        let row = self.row.iter().enumerate().filter(|(_, v)| !v.is_unbound());
        row.chain(self.apart.iter().map(|(number, v)| (*number, v)))
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
