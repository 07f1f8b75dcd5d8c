//! Loom models of wishes: one is seen by the attachment that it is for, and by no other.
//!
//! `signal` stands for the SIGNAL bit, which is set and taken as the registry and safepoints do it.

use loom::sync::Arc;
use loom::thread;

use super::*;
use crate::prim::AtomicUsize;
use crate::sync::loom_platform::check;

struct Model {
    interrupts: Interrupts,
    signal: AtomicUsize,
}

impl Model {
    fn new() -> Arc<Model> {
        let m = Model { interrupts: Interrupts::new(), signal: AtomicUsize::new(0) };
        m.interrupts.begin();
        Arc::new(m)
    }

    fn signal(&self) {
        self.signal.fetch_or(1, Ordering::AcqRel);
    }

    fn safepoint(&self) -> Wish {
        if self.signal.swap(0, Ordering::Acquire) == 0 { Wish::None } else { self.interrupts.take() }
    }
}

/// The next attachment never sees what was meant for this one.
fn passes_to_the_next(wish: impl Fn(&Interrupts) -> bool + Copy + Send + Sync + 'static) {
    check(move || {
        let m = Model::new();
        let host = {
            let m = m.clone();
            thread::spawn(move || {
                if wish(&m.interrupts) {
                    m.signal();
                }
            })
        };
        let _ = m.safepoint();
        m.interrupts.begin();
        assert_eq!(m.safepoint(), Wish::None, "an attachment that nobody wanted to stop");
        host.join().expect("no panic");
        m.signal();
        assert_eq!(m.safepoint(), Wish::None, "an attachment that nobody wanted to stop");
    });
}

#[test]
fn a_wish_is_for_one_attachment() {
    passes_to_the_next(|i| i.wish(Some(1), Wish::Stop));
}

/// N2 broken: the number is looked at, and then the wish is made of whichever attachment goes on.
#[test]
#[should_panic(expected = "an attachment that nobody wanted to stop")]
fn mutant_a_wish_looks_before_it_leaps() {
    passes_to_the_next(|i| i.attachment() == 1 && i.wish(None, Wish::Stop));
}

/// A bit that was taken shows the wish; once, whoever wishes twice.
fn is_seen(host: impl Fn(&Model) + Copy + Send + Sync + 'static) {
    check(move || {
        let m = Model::new();
        let other = {
            let m = m.clone();
            thread::spawn(move || host(&m))
        };
        let seen = m.signal.swap(0, Ordering::Acquire) != 0;
        let first = if seen { m.interrupts.take() } else { Wish::None };
        if seen {
            assert_eq!(first, Wish::Interrupt, "a bit without its wish");
        }
        other.join().expect("no panic");
        let second = m.safepoint();
        assert_eq!(seen, second == Wish::None, "taken once");
        assert_eq!(m.safepoint(), Wish::None, "taken once");
    });
}

#[test]
fn a_bit_brings_its_wish() {
    is_seen(|m| {
        assert!(m.interrupts.wish(Some(1), Wish::Interrupt));
        m.signal();
    });
}

/// N1 broken: the bit comes before the wish.
#[test]
#[should_panic(expected = "a bit without its wish")]
fn mutant_the_bit_comes_first() {
    is_seen(|m| {
        m.signal();
        assert!(m.interrupts.wish(Some(1), Wish::Interrupt));
    });
}
