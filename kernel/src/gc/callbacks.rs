//! What a program wants to be told: the functions in `gc.callbacks` are called before and after each collection.

use super::Extent;
use crate::isolate::Thread;
use crate::native::raised::R;
use crate::object::Obj;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::{protocol, unraisable};

/// Calls the program's functions, if it has any; what they raise is reported.
pub(super) fn notify(th: &mut Thread, phase: &str, extent: Extent, collected: usize) {
    let list = th.isolate().gc.callbacks.peek();
    let count = Obj::from_ref(&list).get::<List>().map_or(0, |l| l.len());
    if count == 0 {
        return;
    }
    // SAFETY: the field keeps the list, from the module's start on.
    let list = unsafe { Obj::from_borrowed(list) };
    let saved = core::mem::replace(&mut th.exception, Obj::UNBOUND);
    for i in 0..count {
        let Some(f) = list.get::<List>().and_then(|l| l.item(i)) else { break };
        let called = information(th, phase, extent, collected).and_then(|arguments| protocol::call(th, &f, &arguments));
        if let Err(e) = called {
            let e = th.take(e);
            unraisable::report(th, e, "Exception ignored while calling GC callback", Some(&f));
        }
    }
    th.exception = saved;
}

/// The arguments: the phase, and a dict.
fn information(th: &mut Thread, phase: &str, extent: Extent, collected: usize) -> R<[Obj; 2]> {
    let d = th.dict()?;
    if let Some(t) = d.get::<Dict>() {
        let generation = if extent == Extent::Young { 0 } else { 2 };
        for (k, v) in [("generation", generation), ("collected", collected as i64), ("uncollectable", 0)] {
            let (k, v) = (th.intern(k)?, th.int(v)?);
            t.set(th, &k, &v)?;
        }
    }
    Ok([th.intern(phase)?, d])
}
