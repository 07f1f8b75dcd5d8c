//! The end of a program, as far as it can tell: its threads are waited for, what it registered runs, its globals end, its streams are written out.

use super::{Thread, names};
use crate::modules::sys::Console;
use crate::object::Obj;
use crate::prim::Ordering;
use crate::types::dict_object::Dict;
use crate::types::module_object::Module;
use crate::types::{protocol, str_object, unraisable};

/// What went wrong while a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// An exit function raised; its exception is pending.
    ExitFunction,
    /// What standard output held back could not be written. It has been reported.
    Output,
}

impl Thread {
    /// Ends the program of the calling thread, the isolate's main one: waits for the threads that are no daemons, runs the exit functions, ends what
    /// `__main__` holds when no other thread is left, and writes out what text files in the places of the standard streams hold back. `told` hears of
    /// what went wrong, and takes a pending exception away.
    pub fn finish(&mut self, told: &mut dyn FnMut(&mut Thread, Trouble)) {
        let modules = self.isolate().modules.peek();
        let Some(all) = Obj::from_ref(&modules).get::<Dict>() else { return };
        for (module, function) in [("threading", "_shutdown"), ("atexit", "_run_exitfuncs")] {
            let Ok(key) = self.intern(module) else {
                self.exception = Obj::UNBOUND;
                continue;
            };
            let Some(m) = all.get_name(&key) else { continue };
            let called = protocol::get_attr_text(self, &m, function).and_then(|f| match f {
                Some(f) => protocol::call(self, &f, &[]).map(drop),
                None => Ok(()),
            });
            match called {
                // Whoever is tired of waiting for threads gets their end.
                Err(e) if module == "threading" => {
                    let e = self.take(e);
                    unraisable::report(self, e, "Exception ignored on threading shutdown", None);
                }
                Err(_) => told(self, Trouble::ExitFunction),
                Ok(()) => {}
            }
        }
        // Relaxed: a flag of its own.
        self.isolate().finalizing.store(true, Ordering::Relaxed);
        // Finalizers of what the main module holds run now, as long as everything they use is there.
        if let Some(m) = all.get_name(self.name(names::MAIN)).as_ref().and_then(|m| m.get::<Module>())
            && self.isolate().running_threads() <= 1
            && let Ok(entries) = m.attributes().snapshot(self)
        {
            for (k, v) in entries {
                let dunder = str_object::text(&k).starts_with("__");
                if !dunder && m.attributes().set(self, &k, &Obj::NONE).is_err() {
                    self.exception = Obj::UNBOUND;
                }
                drop(v);
            }
        }
        self.flush_streams(told);
    }

    fn flush_streams(&mut self, told: &mut dyn FnMut(&mut Thread, Trouble)) {
        let sys = self.isolate().sys.peek();
        for which in [names::STDOUT, names::STDERR] {
            let stream = Obj::from_ref(&sys).get::<Module>().and_then(|m| m.attributes().get_name(self.name(which)));
            // The plain console holds nothing back.
            let Some(stream) = stream.filter(|s| !s.is_none() && s.exact::<Console>().is_none()) else { continue };
            let closed = protocol::get_attr_text(self, &stream, "closed").ok().flatten().is_some_and(|c| c.is(&Obj::TRUE));
            self.exception = Obj::UNBOUND;
            if closed {
                continue;
            }
            if let Err(e) = protocol::call_method(self, &stream, self.name(names::FLUSH), &[]) {
                let e = self.take(e);
                if which == names::STDOUT {
                    unraisable::report(self, e, "Exception ignored while flushing sys.stdout", None);
                    told(self, Trouble::Output);
                }
            }
        }
    }
}
