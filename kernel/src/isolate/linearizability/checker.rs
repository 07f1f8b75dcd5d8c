//! Is there an order in which a model gives the answers of a history?
//!
//! The search tries every call that may come next (nothing that has not been placed yet had ended before it began), in depth. A pair of placed
//! calls and model state from which it came back is not entered a second time: what can still follow depends on nothing else (Wing and Gong,
//! 1993; the table of pairs is Lowe's, 2017). Histories are short, so a set of calls is a word.

extern crate std;

use std::collections::HashSet;
use std::fmt::{Debug, Write};
use std::hash::Hash;
use std::string::String;
use std::vec::Vec;

/// A plain container.
pub(super) trait Model: Clone + Eq + Hash + Debug {
    type Call: Debug;
    type Answer: Debug;
    /// The container after a call, if it can give that answer.
    fn after(&self, call: &Self::Call, answer: &Self::Answer) -> Option<Self>;
}

/// A call that has ended.
#[derive(Debug)]
pub(super) struct Event<C, A> {
    pub(super) thread: usize,
    pub(super) call: C,
    pub(super) answer: A,
    /// Moments, all different.
    pub(super) began: u64,
    pub(super) ended: u64,
}

type History<M> = [Event<<M as Model>::Call, <M as Model>::Answer>];

struct Search<'a, M: Model> {
    history: &'a History<M>,
    entered: HashSet<(u64, M)>,
    order: Vec<usize>,
}

impl<M: Model> Search<'_, M> {
    fn rest(&mut self, placed: u64, state: &M) -> bool {
        let open = |i: &usize| placed & (1 << i) == 0;
        let Some(first_end) = (0..self.history.len()).filter(open).map(|i| self.history[i].ended).min() else { return true };
        for i in (0..self.history.len()).filter(open) {
            let event = &self.history[i];
            if event.began > first_end {
                continue;
            }
            let Some(next) = state.after(&event.call, &event.answer) else { continue };
            let placed = placed | 1 << i;
            if !self.entered.insert((placed, next.clone())) {
                continue;
            }
            self.order.push(i);
            if self.rest(placed, &next) {
                return true;
            }
            self.order.pop();
        }
        false
    }
}

/// An order of the calls (by their indices) that explains all answers.
pub(super) fn explain<M: Model>(start: &M, history: &History<M>) -> Option<Vec<usize>> {
    assert!(history.len() < 64, "a set of calls is a word");
    let mut search = Search { history, entered: HashSet::new(), order: Vec::new() };
    search.rest(0, start).then_some(search.order)
}

/// A history as a table: a line for each call, by its beginning.
pub(super) fn table<M: Model>(start: &M, history: &History<M>) -> String {
    let mut lines: Vec<_> = history.iter().collect();
    lines.sort_by_key(|e| e.began);
    let mut out = std::format!("at first {start:?}\n");
    for e in lines {
        writeln!(out, "{:>4}..{:<4} thread {}  {:?} -> {:?}", e.began, e.ended, e.thread, e.call, e.answer).expect("memory");
    }
    out
}

mod tests {
    extern crate std;

    use super::{Event, Model, explain, table};
    use std::vec::Vec;

    /// A word that is written and read.
    #[derive(Clone, PartialEq, Eq, Hash, Debug)]
    struct Word(u8);

    #[derive(Debug)]
    enum Call {
        Write(u8),
        Read,
        Swap(u8),
    }

    impl Model for Word {
        type Call = Call;
        type Answer = u8;
        fn after(&self, call: &Call, answer: &u8) -> Option<Word> {
            match call {
                Call::Write(v) => Some(Word(*v)),
                Call::Read => (*answer == self.0).then(|| self.clone()),
                Call::Swap(v) => (*answer == self.0).then_some(Word(*v)),
            }
        }
    }

    fn history(events: Vec<(usize, u64, u64, Call, u8)>) -> Vec<Event<Call, u8>> {
        events.into_iter().map(|(thread, began, ended, call, answer)| Event { thread, call, answer, began, ended }).collect()
    }

    fn is_explained(events: Vec<(usize, u64, u64, Call, u8)>) -> bool {
        explain(&Word(0), &history(events)).is_some()
    }

    use Call::{Read, Swap, Write};

    #[test]
    fn one_thread_after_the_other_has_one_order() {
        assert!(is_explained(std::vec![]));
        assert!(is_explained(std::vec![(0, 1, 2, Write(1), 0), (1, 3, 4, Read, 1)]));
        assert!(!is_explained(std::vec![(0, 1, 2, Write(1), 0), (1, 3, 4, Read, 0)]));
    }

    #[test]
    fn what_overlaps_may_come_in_either_order() {
        for seen in [0, 1] {
            assert!(is_explained(std::vec![(0, 1, 4, Write(1), 0), (1, 2, 3, Read, seen)]));
        }
        assert!(!is_explained(std::vec![(0, 1, 4, Write(1), 0), (1, 2, 3, Read, 2)]));
    }

    #[test]
    fn a_value_once_seen_is_not_unseen() {
        let reads = |a, b| std::vec![(0, 1, 8, Write(1), 0), (1, 2, 3, Read, a), (2, 4, 5, Read, b)];
        assert!(is_explained(reads(0, 1)) && is_explained(reads(0, 0)) && is_explained(reads(1, 1)));
        assert!(!is_explained(reads(1, 0)));
    }

    #[test]
    fn two_writers_are_seen_in_one_order_by_all() {
        let seen = |c: [u8; 2], d: [u8; 2]| {
            std::vec![
                (0, 1, 20, Write(1), 0),
                (1, 2, 21, Write(2), 0),
                (2, 3, 5, Read, c[0]),
                (3, 4, 6, Read, d[0]),
                (2, 7, 9, Read, c[1]),
                (3, 8, 10, Read, d[1]),
            ]
        };
        assert!(is_explained(seen([1, 2], [1, 2])));
        assert!(!is_explained(seen([1, 2], [2, 1])));
    }

    #[test]
    fn nothing_is_taken_twice() {
        let taken = |a, b| std::vec![(0, 1, 5, Swap(1), a), (1, 2, 6, Swap(2), b)];
        assert!(is_explained(taken(0, 1)) && is_explained(taken(2, 0)));
        assert!(!is_explained(taken(0, 0)));
    }

    #[test]
    fn the_order_found_gives_the_answers() {
        let h =
            history(std::vec![(0, 1, 9, Swap(1), 2), (1, 2, 8, Swap(2), 0), (2, 3, 4, Read, 0), (2, 5, 6, Read, 2), (2, 10, 11, Read, 1)]);
        let order = explain(&Word(0), &h).expect("there is one");
        assert_eq!(order, [2, 1, 3, 0, 4]);
        assert!(table(&Word(0), &h).contains("   5..6    thread 2  Read -> 2\n"));
    }

    /// Calls without any effect have as many orders as there are; each set of them is looked at once.
    #[test]
    fn many_equal_orders_take_no_time() {
        let mut events: Vec<_> = (0..16).map(|i| (i, i as u64, 100 + i as u64, Read, 0)).collect();
        events.push((16, 200, 201, Read, 7));
        assert!(!is_explained(events));
    }
}
