//! Dicts and sets: several entries looked up or changed at one moment (`update`, comparisons, the operations of two sets).
//!
//! B1. Keys and values are shared before the lock is taken, so that under it nothing runs program code, and nothing fails but for want of memory.
//! B2. What is displaced ends after the lock is given up.
//! B3. Where only the program can tell whether two keys are equal, the entries from there on are dealt with one by one: it runs without the lock.

use alloc::vec::Vec;

use super::dict_object::{Dict, Pass};
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
use crate::object::payload::Object;
use crate::refcount::{biased, sharing};

/// A key's hash, the key and the value.
pub(crate) type Hashed = (i64, Obj, Obj);

/// What is done with the key of each entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// Its value is set.
    Set,
    /// It is added to a set.
    Add,
    /// It is taken out.
    Remove,
    /// It is taken out of a set, or added when it is not there.
    Toggle,
}

impl Object<Dict> {
    /// Whether there is anything to gain from one moment for so many entries.
    fn is_batch(&self, entries: &[Hashed]) -> bool {
        entries.len() > 1 && biased::is_shared(&self.header)
    }

    /// Changes the entries, at one moment but for B3.
    pub(crate) fn change_all(&self, th: &mut Thread, what: Change, entries: &[Hashed]) -> R<()> {
        let done = if self.is_batch(entries) { self.change_locked(th, what, entries)? } else { 0 };
        for (hash, key, value) in entries.iter().skip(done) {
            match what {
                Change::Set => self.set_hashed(th, *hash, key, value)?,
                Change::Add => self.add_key(th, *hash, key)?,
                Change::Remove => drop(self.remove_hashed(th, *hash, key)?),
                Change::Toggle => {
                    if self.remove_hashed(th, *hash, key)?.is_none() {
                        self.add_key(th, *hash, key)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Changes entries under the lock; how many, before the first one that takes program code.
    fn change_locked(&self, th: &mut Thread, what: Change, entries: &[Hashed]) -> R<usize> {
        if what != Change::Remove {
            for (_, key, value) in entries {
                sharing::share(th, key)?;
                sharing::share(th, value)?;
            }
        }
        let mut displaced = th.vec(entries.len())?;
        let lock = self.lock(th);
        let (mut done, mut result) = (0, Ok(()));
        for (hash, key, value) in entries {
            match (self.pass(*hash, key), what) {
                (Pass::Hit(_), Change::Add) | (Pass::Miss, Change::Remove) => {}
                (Pass::Hit(found), _) => {
                    let Some(t) = self.payload.table() else { break };
                    displaced.push(match what {
                        Change::Set => (Obj::UNBOUND, t.replace(found.index, value.clone())),
                        _ => t.take(found.place, found.index),
                    });
                }
                (Pass::Miss, _) => {
                    let value = if what == Change::Set { value.clone() } else { Obj::NONE };
                    result = self.insert_new(th, *hash, key.clone(), value);
                }
                (Pass::Compare(..) | Pass::Again, _) => break,
            }
            if result.is_err() {
                break;
            }
            done += 1;
        }
        drop(lock);
        drop(displaced);
        result.map(|()| done)
    }

    /// Gives a set the elements of another one, which has the set's own after that. `false`, without having done anything, when other threads may
    /// reach one of the two: what they add meanwhile must not be lost.
    #[must_use]
    pub(crate) fn swap_with(&self, other: &Object<Dict>) -> bool {
        if biased::is_shared(&self.header) || biased::is_shared(&other.header) {
            return false;
        }
        self.swap_tables(other);
        true
    }

    /// Takes out of a set what another one has not, which only this thread reaches; at one moment but for B3.
    pub(crate) fn keep_all(&self, th: &mut Thread, kept: &Object<Dict>) -> R<()> {
        let doubtful = loop {
            let room = self.len();
            let mut displaced = th.vec(room)?;
            let mut unsure = th.vec(room)?;
            let lock = self.lock(th);
            let Some(t) = self.payload.table() else { return Ok(()) };
            if t.live() > room {
                drop(lock);
                continue;
            }
            for i in 0..t.filled() {
                let e = t.entry(i);
                if e.key().is_unbound() {
                    continue;
                }
                // SAFETY: under the lock the set keeps its keys.
                let key = unsafe { Obj::from_borrowed(e.key()) };
                match kept.pass(e.hash, &key) {
                    Pass::Hit(_) => {}
                    Pass::Miss => displaced.push((key, t.take(t.place_of(i), i))),
                    Pass::Compare(..) | Pass::Again => unsure.push((e.hash, key)),
                }
            }
            drop(lock);
            drop(displaced);
            break unsure;
        };
        for (hash, key) in doubtful {
            if kept.get_hashed(th, hash, &key)?.is_none() {
                drop(self.remove_hashed(th, hash, &key)?);
            }
        }
        Ok(())
    }

    /// The values of the entries' keys, looked up at one moment but for B3.
    pub(crate) fn get_all(&self, th: &mut Thread, entries: &[Hashed]) -> R<Vec<Option<Obj>>> {
        let mut out = th.vec(entries.len())?;
        if self.is_batch(entries) {
            let lock = self.lock(th);
            for (hash, key, _) in entries {
                match (self.pass(*hash, key), self.payload.table()) {
                    // SAFETY: under the lock the dict keeps its values.
                    (Pass::Hit(found), Some(t)) => out.push(Some(unsafe { Obj::from_borrowed(t.entry(found.index).value()) })),
                    (Pass::Miss, _) => out.push(None),
                    _ => break,
                }
            }
            drop(lock);
        }
        for (hash, key, _) in entries.iter().skip(out.len()) {
            let found = self.get_hashed(th, *hash, key)?;
            out.push(found);
        }
        Ok(out)
    }
}
