//! Loom models of a generator's state: two threads claim, change what is inside and leave, while a third looks. `inside` is what loom watches; `lock`
//! stands for the object's lock.

use loom::sync::{Arc, Mutex};
use loom::thread;

use super::*;
use crate::prim::UnsafeCell;
use crate::sync::loom_platform::check;

struct Model {
    state: GeneratorState,
    lock: Mutex<()>,
    inside: UnsafeCell<u32>,
}

// SAFETY: the cell is what the model checks.
unsafe impl Sync for Model {}
// SAFETY: as above.
unsafe impl Send for Model {}

impl Model {
    fn new() -> Arc<Model> {
        Arc::new(Model { state: GeneratorState::new(SUSPENDED), lock: Mutex::new(()), inside: UnsafeCell::new(0) })
    }

    /// One step of the generator, unless another thread is in it: whether it was made.
    fn resume(&self) -> bool {
        loop {
            match self.state.claim() {
                Claim::From(SUSPENDED) => break,
                Claim::LookedAt => drop(self.lock.lock().unwrap()),
                Claim::Running => return false,
                other => panic!("{other:?}"),
            }
        }
        // SAFETY: loom checks it.
        self.inside.with_mut(|i| unsafe { *i += 1 });
        self.state.leave(SUSPENDED);
        true
    }

    fn look(&self, end: fn(&GeneratorState, u8)) -> Option<u32> {
        let _lock = self.lock.lock().unwrap();
        let before = self.state.begin_look()?;
        // SAFETY: loom checks it.
        let seen = self.inside.with(|i| unsafe { *i });
        end(&self.state, before);
        Some(seen)
    }
}

fn resumes_beside_looks(end: fn(&GeneratorState, u8)) {
    check(move || {
        let m = Model::new();
        let other = {
            let m = m.clone();
            thread::spawn(move || m.resume())
        };
        let looker = {
            let m = m.clone();
            thread::spawn(move || m.look(end))
        };
        // A look is no reason to be refused, another step is.
        let mut steps = u32::from(m.resume());
        steps += u32::from(other.join().unwrap());
        assert!(steps >= 1, "both were refused");
        assert!(looker.join().unwrap().is_none_or(|seen| seen <= steps));
        assert_eq!(m.state.get(), SUSPENDED);
        assert_eq!(m.look(end), Some(steps));
    });
}

#[test]
fn model_generator_is_claimed_by_one_and_looked_at_by_others() {
    resumes_beside_looks(GeneratorState::end_look);
}

/// The mutant: a look ends without Release. What it reads is not before what the next claim writes.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_look_ended_without_release() {
    resumes_beside_looks(|state, before| state.0.store(before, Ordering::Relaxed));
}

/// The mutant: who looks does not keep claims away.
#[test]
#[should_panic(expected = "Causality violation")]
fn model_mutant_look_without_the_bit() {
    check(|| {
        let m = Model::new();
        let other = {
            let m = m.clone();
            thread::spawn(move || m.resume())
        };
        if m.state.get() == SUSPENDED {
            // SAFETY: loom checks it.
            m.inside.with(|i| unsafe { *i });
        }
        other.join().unwrap();
    });
}
