//! Which thread is importing which module: the others wait until it has run, and see it whole.
//!
//! M1. A module name is in `running` from before its module is put into `sys.modules` until its body has ended; its entry names the one thread that
//! runs it. M2. A thread in `waiting` waits for the name next to it. Following names and owners from one to the next ends, unless the last
//! entry would close a circle: then the thread that would close it does not wait, and gets the module as it is, as in a circular import within
//! one thread. M3. The lock is a leaf; nothing wakes, waits or allocates objects under it.

use alloc::string::String;
use alloc::vec::Vec;

use spin::Mutex;

use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::prim::{AtomicU32, Ordering};
use crate::sync::{ParkResult, wait_on, wake_all};

/// Imports going on in an isolate.
#[derive(Debug, Default)]
pub struct Imports {
    table: Mutex<Table>,
    /// Changes whenever an import ends; waiters sleep on its address.
    ended: AtomicU32,
    /// Length of `running`, for a look without the lock.
    count: AtomicU32,
}

#[derive(Debug, Default)]
struct Table {
    running: Vec<(String, u64)>,
    waiting: Vec<(u64, String)>,
}

impl Table {
    fn owner(&self, name: &str) -> Option<u64> {
        self.running.iter().find(|(n, _)| n == name).map(|(_, owner)| *owner)
    }

    /// Whether `owner` waits, through others perhaps, for what `me` is importing (M2).
    fn waits_for(&self, mut owner: u64, me: u64) -> bool {
        while let Some((_, name)) = self.waiting.iter().find(|(who, _)| *who == owner) {
            match self.owner(name) {
                Some(next) if next == me => return true,
                Some(next) => owner = next,
                None => return false,
            }
        }
        false
    }
}

/// How a thread stands to a module it wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It imports it, and must call [`release`].
    Mine,
    /// It is importing it already, or must not wait for who does (M2): it takes what is there.
    Partial,
}

/// Whether any import is going on; if not, what is in `sys.modules` is complete.
#[inline]
pub fn any(th: &Thread) -> bool {
    // Acquire: pairs with the Release in `release`: a module whose import has ended is seen whole.
    th.isolate().imports.count.load(Ordering::Acquire) != 0
}

/// Claims a module, after waiting for a thread that is importing it.
///
/// # Errors
/// `MemoryError`; what a signal raises.
pub fn claim(th: &mut Thread, name: &str) -> R<Claim> {
    let imports = &th.isolate().imports;
    let me = th.ident;
    let mut key = String::new();
    key.try_reserve_exact(name.len()).or_raise(th)?;
    key.push_str(name);
    loop {
        // Acquire: as in `any`.
        let ended = imports.ended.load(Ordering::Acquire);
        let no_room;
        {
            let mut t = imports.table.lock();
            match t.owner(name) {
                None => {
                    no_room = t.running.try_reserve(1).is_err();
                    if !no_room {
                        t.running.push((key, me));
                        imports.count.fetch_add(1, Ordering::Relaxed);
                        return Ok(Claim::Mine);
                    }
                }
                Some(owner) if owner == me || t.waits_for(owner, me) => return Ok(Claim::Partial),
                Some(_) => {
                    no_room = t.waiting.try_reserve(1).is_err();
                    if !no_room {
                        t.waiting.push((me, core::mem::take(&mut key)));
                    }
                }
            }
        }
        if no_room {
            return Err(th.no_memory());
        }
        let address = core::ptr::from_ref(&imports.ended).addr();
        // An import that ends changes the word before it wakes.
        let result = wait_on(&mut th.head, address, &mut || imports.ended.load(Ordering::Relaxed) == ended, None);
        {
            let mut t = imports.table.lock();
            if let Some(i) = t.waiting.iter().position(|(who, _)| *who == me) {
                key = t.waiting.swap_remove(i).1;
            }
        }
        if result == ParkResult::Interrupted {
            th.poll()?;
        }
    }
}

/// Ends the import of a claimed module, however it went.
pub fn release(th: &Thread, name: &str) {
    let imports = &th.isolate().imports;
    let gone = {
        let mut t = imports.table.lock();
        t.running.iter().rposition(|(n, owner)| n == name && *owner == th.ident).map(|i| t.running.swap_remove(i))
    };
    drop(gone);
    // Release: publishes the module to those that do not take the lock.
    imports.count.fetch_sub(1, Ordering::Release);
    imports.ended.fetch_add(1, Ordering::Release);
    wake_all(th.isolate().platform(), core::ptr::from_ref(&imports.ended).addr());
}
