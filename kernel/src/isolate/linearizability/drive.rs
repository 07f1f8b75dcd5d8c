//! Threads that call one container at the same time, round after round, and note what they asked, when, and what came back.

extern crate std;

use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::vec::Vec;

use super::checker::{Event, Model, explain, table};
use crate::gc::{Extent, collect};
use crate::isolate::Thread;
use crate::isolate::stress_tests::{Meeting, next, poll, run_all, with_isolate};
use crate::object::Obj;
use crate::refcount::sharing;
use crate::types::list_object::List;
use crate::types::str_object;
use crate::types::tuple_object::Tuple;

/// Threads, and calls of each in a round.
const THREADS: usize = 3;
const CALLS: usize = 6;

/// Rounds of a test that finds nothing.
pub(super) const ROUNDS: usize = if cfg!(any(tsan, asan)) { 400 } else { 3_000 };

/// A container under test.
pub(super) trait Subject: Send + Sync + 'static {
    type Model: Model<Call: Send, Answer: Send> + Send;
    /// A container for round `round`, and its model.
    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, Self::Model);
    /// A call, by chance; `unique` is a value that no other call of the round has.
    fn choose(&self, seed: &mut usize, unique: i64) -> <Self::Model as Model>::Call;
    /// Makes the call.
    fn call(
        &self,
        th: &mut Thread,
        container: &Obj,
        round: usize,
        call: &<Self::Model as Model>::Call,
        gate: &Gate,
    ) -> <Self::Model as Model>::Answer;
}

/// Where a faulty container lets others in between.
#[derive(Debug)]
pub(super) struct Gate(AtomicU64);

impl Gate {
    fn stamp(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    /// Waits until others have begun and ended calls, or have had much time to.
    pub(super) fn let_others_in(&self) {
        let now = self.0.load(Ordering::SeqCst);
        for _ in 0..200 {
            if self.0.load(Ordering::SeqCst) >= now + 4 {
                return;
            }
            std::thread::yield_now();
        }
    }
}

type Events<S> = Vec<Event<<<S as Subject>::Model as Model>::Call, <<S as Subject>::Model as Model>::Answer>>;

struct Round<S: Subject> {
    start: Option<S::Model>,
    events: Events<S>,
}

struct Field<S: Subject> {
    subject: S,
    gate: Gate,
    meeting: Meeting,
    end: AtomicBool,
    round: Mutex<Round<S>>,
    found: Mutex<Option<String>>,
}

impl<S: Subject> Field<S> {
    fn play(&self, th: &mut Thread, container: &Obj, round: usize, number: usize) -> Events<S> {
        let mut seed = round * THREADS + number + 1;
        next(&mut seed);
        (0..CALLS)
            .map(|i| {
                match (round % 64, number, i) {
                    (5, 1, 3) => drop(collect(th, Extent::Full)),
                    (9 | 41, 2, 3) => drop(collect(th, Extent::Young)),
                    _ => {}
                }
                if next(&mut seed).is_multiple_of(8) {
                    std::thread::yield_now();
                }
                (0..next(&mut seed) % 64).for_each(|_| std::hint::spin_loop());
                let call = self.subject.choose(&mut seed, (number * CALLS + i) as i64 + 100);
                let began = self.gate.stamp();
                let answer = self.subject.call(th, container, round, &call, &self.gate);
                let ended = self.gate.stamp();
                poll(th);
                Event { thread: number, call, answer, began, ended }
            })
            .collect()
    }
}

/// Plays so many rounds, or until a history has no explanation: that history.
fn unexplained<S: Subject>(subject: S, rounds: usize) -> Option<String> {
    let round = Mutex::new(Round { start: None, events: Vec::new() });
    let (gate, meeting, end) = (Gate(AtomicU64::new(0)), Meeting::new(THREADS), AtomicBool::new(false));
    let field = Arc::new(Field { subject, gate, meeting, end, round, found: Mutex::new(None) });
    let f = field.clone();
    with_isolate(false, move |th| {
        let place = th.list(std::vec![Obj::NONE]).expect("memory");
        assert!(sharing::share(th, &place).is_ok());
        run_all(th, THREADS, move |th, number| {
            let place = place.exact::<List>().expect("a list");
            for round in 0..rounds {
                if number == 0 {
                    let (container, model) = f.subject.fresh(th, round);
                    assert!(place.set_item(th, 0, &container).is_ok());
                    f.round.lock().expect("no panic").start = Some(model);
                    f.gate.0.store(1, Ordering::SeqCst);
                }
                f.meeting.wait(th);
                if f.end.load(Ordering::Acquire) {
                    return;
                }
                let container = place.item(0).expect("an item");
                let events = f.play(th, &container, round, number);
                drop(container);
                f.round.lock().expect("no panic").events.extend(events);
                f.meeting.wait(th);
                if number == 0 {
                    let mut r = f.round.lock().expect("no panic");
                    let (start, events) = (r.start.take().expect("was set"), core::mem::take(&mut r.events));
                    if explain(&start, &events).is_none() {
                        *f.found.lock().expect("no panic") = Some(std::format!("round {round}, {}", table(&start, &events)));
                        f.end.store(true, Ordering::Release);
                    }
                }
            }
        });
        crate::gc::verify::verify(th).expect("a heap in order");
    });
    field.found.lock().expect("no panic").take()
}

/// Each history has an explanation.
pub(super) fn holds(subject: impl Subject) {
    if let Some(history) = unexplained(subject, ROUNDS) {
        panic!("these answers have no order:\n{history}");
    }
}

/// A container with a fault is found out.
pub(super) fn is_found_out(subject: impl Subject) {
    let history = unexplained(subject, 20_000).expect("the checker sees nothing");
    std::println!("found:\n{history}");
}

/// What keys and values are made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Matter {
    /// A word.
    Small,
    /// A string of its own each time.
    Text,
    /// A tuple, which takes the lock to compare.
    Tuple,
}

impl Matter {
    pub(super) fn of(i: usize) -> Matter {
        [Matter::Small, Matter::Text, Matter::Tuple][i % 3]
    }

    /// A new object that stands for a number.
    pub(super) fn make(self, th: &mut Thread, n: i64) -> Obj {
        match self {
            Matter::Small => th.int(n).expect("memory"),
            Matter::Text => th.str_fmt(format_args!("number {n}")).expect("memory"),
            Matter::Tuple => {
                let n = th.int(n).expect("memory");
                th.pair(n.clone(), n).expect("memory")
            }
        }
    }
}

/// The number that an object stands for. It is whole, or this fails.
pub(super) fn number(o: &Obj) -> i64 {
    if let Some(t) = o.exact::<Tuple>() {
        let [a, b] = t.items() else { panic!("a pair") };
        assert!(a.is(b));
        return number(a);
    }
    match o.value().as_small() {
        Some(n) => n,
        None => str_object::text(o).strip_prefix("number ").and_then(|n| n.parse().ok()).expect("a text of ours"),
    }
}
