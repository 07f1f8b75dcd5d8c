//! Lists.

extern crate std;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::vec::Vec;

use super::checker::Model;
use super::drive::{Gate, Matter, ROUNDS, Subject, holds, is_found_out, number};
use crate::isolate::Thread;
use crate::isolate::stress_tests::{next, poll, run_all, with_isolate};
use crate::native::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::refcount::sharing;
use crate::types::list_object::List;
use crate::types::{protocol, slice_object};

#[derive(Debug)]
pub(super) enum Call {
    Get(usize),
    GetLast,
    Set(usize, i64),
    SetLast(i64),
    DeleteAll,
    Append(i64),
    Pop,
    Len,
    Clear,
    Copy,
    Extend([i64; 2]),
    PopAt(usize),
    Insert(usize, i64),
    Replace([i64; 3]),
    Reverse,
}

#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Nothing,
    Missing,
    One(i64),
    Count(usize),
    All(Vec<i64>),
}

fn one(v: Option<i64>) -> Answer {
    v.map_or(Answer::Missing, Answer::One)
}

fn replaced(place: Option<&mut i64>, v: i64) -> Answer {
    match place {
        Some(place) => {
            *place = v;
            Answer::Nothing
        }
        None => Answer::Missing,
    }
}

impl Model for Vec<i64> {
    type Call = Call;
    type Answer = Answer;
    fn after(&self, call: &Call, answer: &Answer) -> Option<Vec<i64>> {
        let mut l = self.clone();
        let right = match *call {
            Call::Get(i) => one(l.get(i).copied()),
            Call::GetLast => one(l.last().copied()),
            Call::Set(i, v) => replaced(l.get_mut(i), v),
            Call::SetLast(v) => replaced(l.last_mut(), v),
            Call::Append(v) => {
                l.push(v);
                Answer::Nothing
            }
            Call::Pop => one(l.pop()),
            Call::Len => Answer::Count(l.len()),
            Call::Clear | Call::DeleteAll => {
                l.clear();
                Answer::Nothing
            }
            Call::Copy => Answer::All(l.clone()),
            Call::Extend(v) => {
                l.extend(v);
                Answer::Nothing
            }
            Call::PopAt(i) => one((i < l.len()).then(|| l.remove(i))),
            Call::Insert(i, v) => {
                l.insert(i.min(l.len()), v);
                Answer::Nothing
            }
            Call::Replace(v) => {
                l = v.to_vec();
                Answer::Nothing
            }
            Call::Reverse => {
                l.reverse();
                Answer::Nothing
            }
        };
        (right == *answer).then_some(l)
    }
}

/// What a subscript gives; `None` for an `IndexError`.
fn found(th: &mut Thread, r: R<Obj>) -> Option<Obj> {
    match r {
        Ok(v) => Some(v),
        Err(e) => {
            drop(th.take_if(e, Builtin::IndexError).expect("no other error"));
            None
        }
    }
}

/// Which calls are made.
#[derive(Clone, Copy)]
enum Calls {
    /// Those that change the end, or one item.
    Ends,
    /// Those that move items, too.
    Moves,
}

/// What is wrong with it.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// `pop` looks at the last item, and takes the last one out later.
    PopInTwoSteps,
    /// `get` gives what the call before it saw there.
    StaleGet,
}

struct Lists {
    calls: Calls,
    fault: Fault,
    /// For the faulty: what `get` saw last, in which round and where.
    seen: Mutex<(usize, usize, Option<i64>)>,
}

impl Lists {
    fn new(calls: Calls, fault: Fault) -> Lists {
        Lists { calls, fault, seen: Mutex::new((0, 0, None)) }
    }
}

/// Items at first: none, as many as fit without growth, a few, many.
fn length(round: usize) -> usize {
    [0, 2, 4, 3, 32, 1][round / 3 % 6]
}

impl Subject for Lists {
    type Model = Vec<i64>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, Vec<i64>) {
        let items: Vec<i64> = (0..length(round) as i64).collect();
        let objects = items.iter().map(|n| Matter::of(round).make(th, *n)).collect();
        let list = th.list(objects).expect("memory");
        assert!(sharing::share(th, &list).is_ok());
        (list, items)
    }

    fn choose(&self, seed: &mut usize, unique: i64) -> Call {
        let i = next(seed) % 4;
        match self.calls {
            Calls::Ends => match next(seed) % 16 {
                14 => Call::GetLast,
                15 => Call::SetLast(unique),
                0..=3 => Call::Get(i),
                4 => Call::Set(i, unique),
                5..=7 => Call::Append(unique),
                8 | 9 => Call::Pop,
                10 | 11 => Call::Len,
                12 => match i {
                    0 => Call::Clear,
                    1 | 2 => Call::Extend([unique, unique + 1000]),
                    _ => Call::Append(unique),
                },
                _ => Call::Copy,
            },
            Calls::Moves => match next(seed) % 14 {
                0..=4 => Call::Get(i),
                5 => Call::PopAt(0),
                6 => Call::PopAt(i),
                7 => Call::Insert(0, unique),
                8 => Call::Insert(i, unique),
                9 => Call::Reverse,
                10 if i == 0 => Call::DeleteAll,
                10 => Call::Append(unique),
                11 => Call::Len,
                12 => Call::Replace([unique, unique + 1000, unique + 2000]),
                _ => Call::Copy,
            },
        }
    }

    fn call(&self, th: &mut Thread, container: &Obj, round: usize, call: &Call, gate: &Gate) -> Answer {
        let l = container.exact::<List>().expect("a list");
        let matter = Matter::of(round);
        let taken = |o: Option<Obj>| one(o.as_ref().map(number));
        match *call {
            Call::Get(i) if self.fault == Fault::StaleGet => {
                gate.let_others_in();
                let now = (round, i, l.item(i).as_ref().map(number));
                let old = core::mem::replace(&mut *self.seen.lock().expect("no panic"), now);
                one(if (old.0, old.1) == (round, i) { old.2 } else { now.2 })
            }
            Call::Get(i) => taken(l.item(i)),
            Call::Set(i, v) => {
                let v = matter.make(th, v);
                if l.set_item(th, i, &v).expect("memory") { Answer::Nothing } else { Answer::Missing }
            }
            Call::GetLast => {
                let r = protocol::get_item(th, container, &Obj::from_i31(-1));
                taken(found(th, r))
            }
            Call::SetLast(v) => {
                let v = matter.make(th, v);
                let r = protocol::set_item(th, container, &Obj::from_i31(-1), &v).map(|()| Obj::NONE);
                found(th, r).map_or(Answer::Missing, |_| Answer::Nothing)
            }
            Call::DeleteAll => {
                let all = slice_object::new_slice(th, Obj::NONE, Obj::NONE, Obj::NONE).expect("memory");
                protocol::del_item(th, container, &all).expect("no error");
                Answer::Nothing
            }
            Call::Append(v) => {
                let v = matter.make(th, v);
                l.push(th, v).expect("memory");
                Answer::Nothing
            }
            Call::Pop if self.fault == Fault::PopInTwoSteps => {
                let last = l.item(l.len().wrapping_sub(1));
                gate.let_others_in();
                drop(l.pop_last(th));
                taken(last)
            }
            Call::Pop => taken(l.remove_index(th, -1)),
            Call::Len => Answer::Count(protocol::len(th, container).expect("a list has one")),
            Call::Clear => {
                drop(protocol::call_method_text(th, container, "clear", &[]).expect("it has"));
                Answer::Nothing
            }
            Call::Copy => {
                let copy = protocol::call_method_text(th, container, "copy", &[]).expect("memory");
                let copy = copy.exact::<List>().expect("a list");
                Answer::All((0..copy.len()).map(|i| number(&copy.item(i).expect("an item"))).collect())
            }
            Call::Extend(v) => {
                let items = v.map(|v| matter.make(th, v)).into();
                l.extend(th, items).expect("memory");
                Answer::Nothing
            }
            Call::PopAt(i) => taken(l.remove_index(th, i as i64)),
            Call::Insert(i, v) => {
                let v = matter.make(th, v);
                l.insert_index(th, i as i64, v).expect("memory");
                Answer::Nothing
            }
            Call::Replace(v) => {
                let items = v.map(|v| matter.make(th, v)).into();
                let items = th.list(items).expect("memory");
                let all = slice_object::new_slice(th, Obj::NONE, Obj::NONE, Obj::NONE).expect("memory");
                protocol::set_item(th, container, &all, &items).expect("memory");
                Answer::Nothing
            }
            Call::Reverse => {
                l.reverse(th);
                Answer::Nothing
            }
        }
    }
}

#[test]
fn stress_a_list_answers_in_one_order_at_its_end() {
    holds(Lists::new(Calls::Ends, Fault::None));
}

#[test]
fn stress_a_list_answers_in_one_order_when_items_move() {
    holds(Lists::new(Calls::Moves, Fault::None));
}

#[test]
fn stress_a_list_that_pops_in_two_steps_is_found_out() {
    is_found_out(Lists::new(Calls::Ends, Fault::PopInTwoSteps));
}

#[test]
fn stress_a_list_that_gives_old_items_is_found_out() {
    is_found_out(Lists::new(Calls::Ends, Fault::StaleGet));
}

/// An item that was taken out does not come back: a reader that was late with the length must not see what is about to be appended. (The moment
/// in which it could is short; few runs would notice.)
#[test]
fn stress_an_item_is_there_once_it_is_seen() {
    with_isolate(false, |th| {
        let list = th.list(Vec::new()).expect("memory");
        assert!(sharing::share(th, &list).is_ok());
        let end = AtomicBool::new(false);
        run_all(th, 2, move |th, number| {
            let l = list.exact::<List>().expect("a list");
            if number == 0 {
                for n in 0..ROUNDS * 40 {
                    let n = th.int(n as i64).expect("memory");
                    l.push(th, n).expect("memory");
                    drop(l.pop_last(th));
                    poll(th);
                }
                end.store(true, Ordering::Release);
                return;
            }
            while !end.load(Ordering::Acquire) {
                let (a, b, c) = (l.item(0), l.item(0), l.item(0));
                if let (Some(a), None, Some(c)) = (a, b, c) {
                    assert!(!a.is(&c), "seen, gone, and there again");
                }
                poll(th);
            }
        });
    });
}

/// The items are numbers in a row, and move to the front together: of two looks, the first nearer to the front, the second gives a number that is
/// larger by as much as the places are apart, at least.
#[test]
fn stress_items_move_all_at_once() {
    const COUNT: usize = 2000;
    const APART: usize = COUNT / 2;
    with_isolate(false, |th| {
        let items: Vec<Obj> = (0..COUNT as i64).map(|n| th.int(n).expect("memory")).collect();
        let list = th.list(items).expect("memory");
        assert!(sharing::share(th, &list).is_ok());
        let end = AtomicBool::new(false);
        run_all(th, 2, move |th, number| {
            let l = list.exact::<List>().expect("a list");
            if number == 0 {
                for n in COUNT..COUNT + ROUNDS * 5 {
                    let n = th.int(n as i64).expect("memory");
                    l.push(th, n).expect("memory");
                    assert!(l.remove_index(th, 0).is_some());
                    poll(th);
                }
                end.store(true, Ordering::Release);
                return;
            }
            for i in (0..APART).cycle() {
                if end.load(Ordering::Acquire) {
                    break;
                }
                let (near, far) = (number_at(l, i), number_at(l, i + APART));
                assert!(far >= near + APART as i64, "{near} {far}");
                poll(th);
            }
        });
    });
}

fn number_at(l: &Object<List>, i: usize) -> i64 {
    number(&l.item(i).expect("the list is never shorter"))
}
