//! Interned strings: one immortal object per text, so that names compare by identity.

use alloc::vec::Vec;
use spin::Mutex;

use super::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::{Header, Obj, Value};
use crate::refcount::biased;
use crate::types::str_object::{self, Str};

/// Open hash table of interned strings, under a leaf lock.
#[derive(Debug, Default)]
pub struct Table(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    slots: Vec<Option<Entry>>,
    used: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: i64,
    string: *mut Header,
}

// SAFETY: the pointers are to immortal strings.
unsafe impl Send for Entry {}

impl Inner {
    fn find(&self, text: &str, hash: i64) -> Result<*mut Header, usize> {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            match self.slots[i] {
                None => return Err(i),
                Some(e) if e.hash == hash => {
                    // SAFETY: interned strings are immortal.
                    let s = unsafe { &*e.string.cast::<crate::object::Object<Str>>() };
                    if s.payload.as_str() == text {
                        return Ok(e.string);
                    }
                }
                Some(_) => {}
            }
            i = (i + 1) & mask;
        }
    }

    fn grow(&mut self) -> Option<()> {
        let size = (self.slots.len() * 2).max(1024);
        let mut slots = Vec::new();
        slots.try_reserve_exact(size).ok()?;
        slots.resize(size, None);
        for e in self.slots.iter().flatten() {
            let mut i = e.hash as usize & (size - 1);
            while slots[i].is_some() {
                i = (i + 1) & (size - 1);
            }
            slots[i] = Some(*e);
        }
        self.slots = slots;
        Some(())
    }
}

impl Table {
    fn lookup_or_add(&self, text: &str, hash: i64, make: impl FnOnce() -> Option<Obj>) -> Option<Obj> {
        let mut t = self.0.lock();
        if (t.used + 1) * 2 > t.slots.len() {
            t.grow()?;
        }
        let p = match t.find(text, hash) {
            Ok(p) => p,
            Err(at) => {
                let s = make()?;
                let h = s.value().pointer_unchecked();
                // SAFETY: just made, alive.
                unsafe {
                    biased::make_immortal(&*h);
                    (*h).flags.fetch_or(crate::object::header::FLAG_INTERNED, crate::prim::Ordering::Relaxed);
                }
                core::mem::forget(s);
                t.slots[at] = Some(Entry { hash, string: h });
                t.used += 1;
                h
            }
        };
        // SAFETY: immortal.
        Some(unsafe { Obj::from_owned(Value::from_pointer(p)) })
    }
}

impl Thread {
    /// The interned string with this text.
    pub fn intern(&mut self, text: &str) -> R<Obj> {
        let hash = str_object::hash_text(self.isolate(), text);
        let isolate = self.isolate();
        let found = isolate.interned.lookup_or_add(text, hash, || Str::allocate(self, text));
        found.or_raise(self)
    }

    /// The interned string equal to `s`, which may become it.
    pub fn intern_obj(&mut self, s: &Obj) -> R<Obj> {
        let Some(str) = s.exact::<Str>() else {
            return self.intern(str_object::text(s));
        };
        if str.is_interned() {
            return Ok(s.clone());
        }
        self.intern(str.as_str())
    }
}
