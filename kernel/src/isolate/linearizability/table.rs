//! Dicts and sets, and instances, whose attributes become a dict when one is deleted.

extern crate std;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::vec::Vec;

use super::checker::Model;
use super::drive::{Gate, Matter, ROUNDS, Subject, holds, is_found_out, number};
use crate::isolate::Thread;
use crate::isolate::stress_tests::{Meeting, next, poll, run_all, with_isolate};
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::set_object::{self, new_set};
use crate::types::tuple_object::Tuple;
use crate::types::{attribute, protocol, str_object};

/// Keys that are asked for. There may be others, which `clear` and `popitem` meet.
const KEYS: usize = 4;

/// Entries at first: none; as many as fit before the first table, the smallest, and one with wider cells are outgrown; in between.
fn length(round: usize) -> usize {
    [0, 3, 5, 2, 10, 4, 85, 1][round / 3 % 8]
}

fn unwrap<T>(r: crate::native::R<T>) -> T {
    r.expect("no error")
}

/// What a method gives; `None` for a `KeyError`.
fn found(th: &mut Thread, r: crate::native::R<Obj>) -> Option<Obj> {
    match r {
        Ok(v) => Some(v),
        Err(e) => {
            drop(unwrap(th.take_if(e, Builtin::KeyError)));
            None
        }
    }
}

/// What is wrong with it.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Looks first and writes later.
    TwoSteps,
}

#[derive(Debug)]
pub(super) enum DictCall {
    Get(i64),
    Has(i64),
    Set(i64, i64),
    Delete(i64),
    Pop(i64),
    SetDefault(i64, i64),
    PopItem,
    Len,
    Clear,
    Copy,
    /// Of two keys with one value.
    Update([i64; 2], i64),
    /// Whether it is equal to a dict without entries, so that the answer tells something of the moment.
    Equal,
}

#[derive(Debug, PartialEq)]
pub(super) enum DictAnswer {
    Nothing,
    Missing,
    One(i64),
    Entry(i64, i64),
    Is(bool),
    Count(usize),
    All(Vec<(i64, i64)>),
}

/// Entries, the oldest first.
impl Model for Vec<(i64, i64)> {
    type Call = DictCall;
    type Answer = DictAnswer;
    fn after(&self, call: &DictCall, answer: &DictAnswer) -> Option<Self> {
        let mut d = self.clone();
        let at = |k: i64| self.iter().position(|e| e.0 == k);
        let one = |i: Option<usize>| i.map_or(DictAnswer::Missing, |i| DictAnswer::One(self[i].1));
        let right = match *call {
            DictCall::Get(k) => one(at(k)),
            DictCall::Has(k) => DictAnswer::Is(at(k).is_some()),
            DictCall::Set(k, v) => {
                match at(k) {
                    Some(i) => d[i].1 = v,
                    None => d.push((k, v)),
                }
                DictAnswer::Nothing
            }
            DictCall::Delete(k) => match at(k) {
                Some(i) => {
                    d.remove(i);
                    DictAnswer::Nothing
                }
                None => DictAnswer::Missing,
            },
            DictCall::Pop(k) => {
                if let Some(i) = at(k) {
                    d.remove(i);
                }
                one(at(k))
            }
            DictCall::SetDefault(k, v) => match at(k) {
                Some(i) => one(Some(i)),
                None => {
                    d.push((k, v));
                    DictAnswer::One(v)
                }
            },
            DictCall::PopItem => d.pop().map_or(DictAnswer::Missing, |(k, v)| DictAnswer::Entry(k, v)),
            DictCall::Len => DictAnswer::Count(d.len()),
            DictCall::Clear => {
                d.clear();
                DictAnswer::Nothing
            }
            DictCall::Copy => DictAnswer::All(d.clone()),
            DictCall::Update(keys, v) => {
                for k in keys {
                    match d.iter().position(|e| e.0 == k) {
                        Some(i) => d[i].1 = v,
                        None => d.push((k, v)),
                    }
                }
                DictAnswer::Nothing
            }
            DictCall::Equal => DictAnswer::Is(d.is_empty()),
        };
        (right == *answer).then_some(d)
    }
}

struct Dicts {
    fault: Fault,
}

/// What values are made of, so that it isn't always what the keys are made of.
fn of_values(round: usize) -> Matter {
    Matter::of(round / 24)
}

impl Subject for Dicts {
    type Model = Vec<(i64, i64)>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, Self::Model) {
        let dict = unwrap(th.dict());
        let entries: Vec<(i64, i64)> = (0..length(round) as i64).map(|k| (k, k)).collect();
        for (k, v) in &entries {
            let (k, v) = (Matter::of(round).make(th, *k), of_values(round).make(th, *v));
            unwrap(dict.exact::<Dict>().expect("a dict").set(th, &k, &v));
        }
        unwrap(sharing::share(th, &dict));
        (dict, entries)
    }

    fn choose(&self, seed: &mut usize, unique: i64) -> DictCall {
        let k = (next(seed) % KEYS) as i64;
        match next(seed) % 16 {
            0 | 1 => DictCall::Get(k),
            2..=4 => DictCall::Has(k),
            5 | 6 => DictCall::Set(k, unique),
            7 => DictCall::Delete(k),
            8 | 9 => DictCall::Pop(k),
            10 | 11 => DictCall::SetDefault(k, unique),
            12 => DictCall::PopItem,
            13 | 14 => DictCall::Len,
            _ if k == 0 => DictCall::Clear,
            _ => DictCall::Copy,
        }
    }

    fn call(&self, th: &mut Thread, container: &Obj, round: usize, call: &DictCall, gate: &Gate) -> DictAnswer {
        let d = container.exact::<Dict>().expect("a dict");
        let (keys, values) = (Matter::of(round), of_values(round));
        let one = |o: Option<Obj>| o.map_or(DictAnswer::Missing, |o| DictAnswer::One(number(&o)));
        match *call {
            DictCall::Get(k) => {
                let k = keys.make(th, k);
                one(unwrap(d.get(th, &k)))
            }
            DictCall::Has(k) => {
                let k = keys.make(th, k);
                DictAnswer::Is(unwrap(protocol::contains(th, container, &k)))
            }
            DictCall::Set(k, v) => {
                let (k, v) = (keys.make(th, k), values.make(th, v));
                unwrap(protocol::set_item(th, container, &k, &v));
                DictAnswer::Nothing
            }
            DictCall::Delete(k) => {
                let k = keys.make(th, k);
                let r = protocol::del_item(th, container, &k).map(|()| Obj::NONE);
                found(th, r).map_or(DictAnswer::Missing, |_| DictAnswer::Nothing)
            }
            DictCall::Pop(k) => {
                let k = keys.make(th, k);
                let v = unwrap(protocol::call_method_text(th, container, "pop", &[k, Obj::NONE]));
                one((!v.is_none()).then_some(v))
            }
            DictCall::SetDefault(k, v) if self.fault == Fault::TwoSteps => {
                let (k, v) = (keys.make(th, k), values.make(th, v));
                let old = unwrap(d.get(th, &k));
                gate.let_others_in();
                if old.is_some() {
                    return one(old);
                }
                unwrap(d.set(th, &k, &v));
                one(Some(v))
            }
            DictCall::SetDefault(k, v) => {
                let (k, v) = (keys.make(th, k), values.make(th, v));
                one(Some(unwrap(protocol::call_method_text(th, container, "setdefault", &[k, v]))))
            }
            DictCall::PopItem => {
                let r = protocol::call_method_text(th, container, "popitem", &[]);
                found(th, r).map_or(DictAnswer::Missing, |e| match e.exact::<Tuple>().expect("a pair").items() {
                    [k, v] => DictAnswer::Entry(number(k), number(v)),
                    _ => panic!("a pair"),
                })
            }
            DictCall::Len => DictAnswer::Count(unwrap(protocol::len(th, container))),
            DictCall::Clear => {
                d.clear_all(th);
                DictAnswer::Nothing
            }
            DictCall::Copy => {
                let copy = unwrap(d.copy(th));
                DictAnswer::All(entries(th, copy.exact::<Dict>().expect("a dict")))
            }
            DictCall::Update([k, l], v) if self.fault == Fault::TwoSteps => {
                let (k, l, v) = (keys.make(th, k), keys.make(th, l), values.make(th, v));
                unwrap(d.set(th, &k, &v));
                gate.let_others_in();
                unwrap(d.set(th, &l, &v));
                DictAnswer::Nothing
            }
            DictCall::Update(all, v) => {
                let (other, v) = (unwrap(th.dict()), values.make(th, v));
                for k in all {
                    let k = keys.make(th, k);
                    unwrap(other.exact::<Dict>().expect("a dict").set(th, &k, &v));
                }
                drop(unwrap(protocol::call_method_text(th, container, "update", &[other])));
                DictAnswer::Nothing
            }
            DictCall::Equal => {
                let empty = unwrap(th.dict());
                DictAnswer::Is(unwrap(protocol::equal(th, container, &empty)))
            }
        }
    }
}

/// Dicts, by the operations that hold the lock: they see updates of several keys as one. (Lookups take no lock and may come in between.)
struct Updates(Dicts);

/// A round whose keys are compared without program code.
fn plain(round: usize) -> usize {
    round / 3 * 3 + round % 2
}

impl Subject for Updates {
    type Model = Vec<(i64, i64)>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, Self::Model) {
        self.0.fresh(th, plain(round))
    }

    fn choose(&self, seed: &mut usize, unique: i64) -> DictCall {
        let k = (next(seed) % KEYS) as i64;
        match next(seed) % 16 {
            0..=6 => DictCall::Update([k, (k + 1) % KEYS as i64], unique),
            7 => DictCall::Set(k, unique),
            8 => DictCall::Delete(k),
            9 => DictCall::PopItem,
            10 => DictCall::Equal,
            11 if k == 0 => DictCall::Clear,
            _ => DictCall::Copy,
        }
    }

    fn call(&self, th: &mut Thread, container: &Obj, round: usize, call: &DictCall, gate: &Gate) -> DictAnswer {
        self.0.call(th, container, plain(round), call, gate)
    }
}

/// Instances of a class without anything, as dicts of their attributes.
struct Instances;

const NAMES: [&str; KEYS] = ["a", "b", "c", "d"];

/// The name of an attribute.
fn name(th: &mut Thread, k: i64) -> Obj {
    unwrap(th.intern(NAMES[k as usize]))
}

/// The number that a name stands for.
fn named(o: &Obj) -> i64 {
    NAMES.iter().position(|n| *n == str_object::text(o)).expect("a name of ours") as i64
}

impl Subject for Instances {
    type Model = Vec<(i64, i64)>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, Self::Model) {
        let ty = th.builtin_type(Builtin::Type);
        let (class, bases, namespace) = (unwrap(th.str("C")), th.isolate().empty_tuple(), unwrap(th.dict()));
        let class = unwrap(protocol::call(th, &ty, &[class, bases, namespace]));
        let instance = unwrap(protocol::call(th, &class, &[]));
        let entries: Vec<(i64, i64)> = (0..(round / 3 % 4) as i64).map(|k| (k, k)).collect();
        for (k, v) in &entries {
            let (k, v) = (name(th, *k), of_values(round).make(th, *v));
            unwrap(protocol::set_attr(th, &instance, &k, Some(&v)));
        }
        unwrap(sharing::share(th, &instance));
        (instance, entries)
    }

    fn choose(&self, seed: &mut usize, unique: i64) -> DictCall {
        let k = (next(seed) % KEYS) as i64;
        match next(seed) % 16 {
            0..=5 => DictCall::Get(k),
            6..=9 => DictCall::Set(k, unique),
            10..=12 => DictCall::Has(k),
            // These two end the time of slots.
            13 => DictCall::Copy,
            _ => DictCall::Delete(k),
        }
    }

    fn call(&self, th: &mut Thread, instance: &Obj, round: usize, call: &DictCall, _: &Gate) -> DictAnswer {
        match *call {
            DictCall::Set(k, v) => {
                let (k, v) = (name(th, k), of_values(round).make(th, v));
                unwrap(protocol::set_attr(th, instance, &k, Some(&v)));
                DictAnswer::Nothing
            }
            DictCall::Delete(k) => {
                let k = name(th, k);
                match protocol::set_attr(th, instance, &k, None) {
                    Ok(()) => DictAnswer::Nothing,
                    Err(e) => {
                        drop(unwrap(th.take_if(e, Builtin::AttributeError)));
                        DictAnswer::Missing
                    }
                }
            }
            DictCall::Copy => {
                let ty = th.type_of(instance);
                let d = unwrap(attribute::dict_of(th, instance, ty));
                let all = unwrap(d.exact::<Dict>().expect("a dict").snapshot(th));
                DictAnswer::All(all.iter().map(|(k, v)| (named(k), number(v))).collect())
            }
            DictCall::Get(k) | DictCall::Has(k) => {
                let k = name(th, k);
                let v = unwrap(protocol::get_attr_opt(th, instance, &k)).map(|v| number(&v));
                match call {
                    DictCall::Has(_) => DictAnswer::Is(v.is_some()),
                    _ => v.map_or(DictAnswer::Missing, DictAnswer::One),
                }
            }
            _ => panic!("not chosen"),
        }
    }
}

fn entries(th: &mut Thread, d: &Object<Dict>) -> Vec<(i64, i64)> {
    unwrap(d.snapshot(th)).iter().map(|(k, v)| (number(k), number(v))).collect()
}

#[derive(Debug)]
pub(super) enum SetCall {
    Has(i64),
    Add(i64),
    Discard(i64),
    Remove(i64),
    Pop,
    Len,
    Clear,
    Copy,
    /// Adds two.
    Update([i64; 2]),
    /// Takes two out.
    Subtract([i64; 2]),
    /// Takes out those of two that are there, and adds the others.
    Toggle([i64; 2]),
    /// Takes out all but two.
    Keep([i64; 2]),
}

#[derive(Debug, PartialEq)]
pub(super) enum SetAnswer {
    Nothing,
    Missing,
    Is(bool),
    One(i64),
    Count(usize),
    All(BTreeSet<i64>),
}

impl Model for BTreeSet<i64> {
    type Call = SetCall;
    type Answer = SetAnswer;
    fn after(&self, call: &SetCall, answer: &SetAnswer) -> Option<Self> {
        let mut s = self.clone();
        let right = match call {
            SetCall::Has(x) => SetAnswer::Is(s.contains(x)),
            SetCall::Add(x) => {
                s.insert(*x);
                SetAnswer::Nothing
            }
            SetCall::Discard(x) => {
                s.remove(x);
                SetAnswer::Nothing
            }
            SetCall::Remove(x) => {
                if s.remove(x) {
                    SetAnswer::Nothing
                } else {
                    SetAnswer::Missing
                }
            }
            // Whichever it is.
            SetCall::Pop => match answer {
                SetAnswer::One(x) => return s.remove(x).then_some(s),
                _ if s.is_empty() => SetAnswer::Missing,
                _ => return None,
            },
            SetCall::Len => SetAnswer::Count(s.len()),
            SetCall::Clear => {
                s.clear();
                SetAnswer::Nothing
            }
            SetCall::Copy => SetAnswer::All(s.clone()),
            SetCall::Update(all) => {
                s.extend(all);
                SetAnswer::Nothing
            }
            SetCall::Subtract(all) => {
                s.retain(|x| !all.contains(x));
                SetAnswer::Nothing
            }
            SetCall::Keep(all) => {
                s.retain(|x| all.contains(x));
                SetAnswer::Nothing
            }
            SetCall::Toggle(all) => {
                for x in all {
                    if !s.remove(x) {
                        s.insert(*x);
                    }
                }
                SetAnswer::Nothing
            }
        };
        (right == *answer).then_some(s)
    }
}

struct Sets {
    fault: Fault,
}

impl Subject for Sets {
    type Model = BTreeSet<i64>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, BTreeSet<i64>) {
        let numbers: BTreeSet<i64> = (0..length(round) as i64).collect();
        let items = numbers.iter().map(|n| Matter::of(round).make(th, *n)).collect();
        let set = unwrap(new_set(th, items));
        unwrap(sharing::share(th, &set));
        (set, numbers)
    }

    fn choose(&self, seed: &mut usize, _unique: i64) -> SetCall {
        let x = (next(seed) % KEYS) as i64;
        match next(seed) % 14 {
            0..=2 => SetCall::Has(x),
            3..=5 => SetCall::Add(x),
            6 => SetCall::Discard(x),
            7 | 8 => SetCall::Remove(x),
            9 | 10 => SetCall::Pop,
            11 | 12 => SetCall::Len,
            _ if x == 0 => SetCall::Clear,
            _ => SetCall::Copy,
        }
    }

    fn call(&self, th: &mut Thread, container: &Obj, round: usize, call: &SetCall, gate: &Gate) -> SetAnswer {
        let table = set_object::table(container).expect("a set");
        let matter = Matter::of(round);
        match *call {
            SetCall::Has(x) => {
                let x = matter.make(th, x);
                SetAnswer::Is(unwrap(protocol::contains(th, container, &x)))
            }
            SetCall::Add(x) => {
                let x = matter.make(th, x);
                unwrap(set_object::add(th, container, &x));
                SetAnswer::Nothing
            }
            SetCall::Discard(x) => {
                let x = matter.make(th, x);
                drop(unwrap(protocol::call_method_text(th, container, "discard", &[x])));
                SetAnswer::Nothing
            }
            SetCall::Remove(x) => {
                let x = matter.make(th, x);
                let r = protocol::call_method_text(th, container, "remove", &[x]);
                found(th, r).map_or(SetAnswer::Missing, |_| SetAnswer::Nothing)
            }
            SetCall::Pop if self.fault == Fault::TwoSteps => {
                let Some((_, x, _)) = table.entry_from(th, 0) else { return SetAnswer::Missing };
                gate.let_others_in();
                drop(unwrap(table.remove(th, &x)));
                SetAnswer::One(number(&x))
            }
            SetCall::Pop => {
                let r = protocol::call_method_text(th, container, "pop", &[]);
                found(th, r).map_or(SetAnswer::Missing, |x| SetAnswer::One(number(&x)))
            }
            SetCall::Len => SetAnswer::Count(unwrap(protocol::len(th, container))),
            SetCall::Clear => {
                table.clear_all(th);
                SetAnswer::Nothing
            }
            SetCall::Copy => {
                let copy = unwrap(protocol::call_method_text(th, container, "copy", &[]));
                let items = unwrap(set_object::table(&copy).expect("a set").snapshot(th));
                SetAnswer::All(items.iter().map(|(x, _)| number(x)).collect())
            }
            SetCall::Update([x, y]) if self.fault == Fault::TwoSteps => {
                let (x, y) = (matter.make(th, x), matter.make(th, y));
                unwrap(set_object::add(th, container, &x));
                gate.let_others_in();
                unwrap(set_object::add(th, container, &y));
                SetAnswer::Nothing
            }
            SetCall::Update(all) | SetCall::Subtract(all) | SetCall::Toggle(all) | SetCall::Keep(all) => {
                let other = all.iter().map(|x| matter.make(th, *x)).collect();
                let other = unwrap(new_set(th, other));
                let name = match call {
                    SetCall::Update(_) => "update",
                    SetCall::Subtract(_) => "difference_update",
                    SetCall::Keep(_) => "intersection_update",
                    _ => "symmetric_difference_update",
                };
                drop(unwrap(protocol::call_method_text(th, container, name, &[other])));
                SetAnswer::Nothing
            }
        }
    }
}

/// Sets, by the operations that hold the lock.
struct SetUpdates(Sets);

impl Subject for SetUpdates {
    type Model = BTreeSet<i64>;

    fn fresh(&self, th: &mut Thread, round: usize) -> (Obj, BTreeSet<i64>) {
        self.0.fresh(th, plain(round))
    }

    fn choose(&self, seed: &mut usize, _unique: i64) -> SetCall {
        let x = (next(seed) % KEYS) as i64;
        let two = [x, (x + 1) % KEYS as i64];
        match next(seed) % 12 {
            0..=2 => SetCall::Update(two),
            3 | 4 => SetCall::Subtract(two),
            5 => SetCall::Keep(two),
            6 | 7 => SetCall::Toggle(two),
            8 => SetCall::Add(x),
            _ => SetCall::Copy,
        }
    }

    fn call(&self, th: &mut Thread, container: &Obj, round: usize, call: &SetCall, gate: &Gate) -> SetAnswer {
        self.0.call(th, container, plain(round), call, gate)
    }
}

#[test]
fn stress_an_update_of_a_dict_is_one_moment() {
    holds(Updates(Dicts { fault: Fault::None }));
}

#[test]
fn stress_an_update_in_two_steps_is_found_out() {
    is_found_out(Updates(Dicts { fault: Fault::TwoSteps }));
}

#[test]
fn stress_an_update_of_a_set_is_one_moment() {
    holds(SetUpdates(Sets { fault: Fault::None }));
}

#[test]
fn stress_an_update_of_a_set_in_two_steps_is_found_out() {
    is_found_out(SetUpdates(Sets { fault: Fault::TwoSteps }));
}

#[test]
fn stress_a_dict_answers_in_one_order() {
    holds(Dicts { fault: Fault::None });
}

#[test]
fn stress_an_instance_answers_in_one_order() {
    holds(Instances);
}

#[test]
fn stress_a_dict_that_sets_defaults_in_two_steps_is_found_out() {
    is_found_out(Dicts { fault: Fault::TwoSteps });
}

#[test]
fn stress_a_set_answers_in_one_order() {
    holds(Sets { fault: Fault::None });
}

#[test]
fn stress_a_set_that_pops_in_two_steps_is_found_out() {
    is_found_out(Sets { fault: Fault::TwoSteps });
}

/// The number of entries agrees with a lookup before it, while keys come and while they go.
#[test]
fn stress_a_length_counts_what_is_found() {
    const KEYS: i64 = 200;
    with_isolate(false, |th| {
        let dict = unwrap(th.dict());
        unwrap(sharing::share(th, &dict));
        let meeting = Meeting::new(2);
        run_all(th, 2, move |th, number| {
            let d = dict.exact::<Dict>().expect("a dict");
            for _ in 0..ROUNDS / 10 {
                for k in 0..KEYS {
                    let key = unwrap(th.int(k));
                    if number == 0 {
                        unwrap(d.set(th, &key, &Obj::NONE));
                    } else {
                        while !unwrap(d.contains(th, &key)) {
                            poll(th);
                        }
                        assert!(d.len() as i64 > k);
                    }
                    poll(th);
                }
                meeting.wait(th);
                for k in (0..KEYS).rev() {
                    let key = unwrap(th.int(k));
                    if number == 0 {
                        assert!(unwrap(d.remove(th, &key)).is_some());
                    } else {
                        while unwrap(d.contains(th, &key)) {
                            poll(th);
                        }
                        assert!(d.len() as i64 <= k);
                    }
                    poll(th);
                }
                meeting.wait(th);
            }
        });
    });
}

/// A key that is moved to the end, or to the front, is there all the time, and so is what others set meanwhile.
#[test]
fn stress_a_key_that_moves_stays() {
    for last in [true, false] {
        with_isolate(false, move |th| {
            let dict = unwrap(th.dict());
            for k in 0..8 {
                let key = unwrap(th.int(k));
                unwrap(dict.exact::<Dict>().expect("a dict").set(th, &key, &key));
            }
            unwrap(sharing::share(th, &dict));
            let end = AtomicBool::new(false);
            run_all(th, 3, move |th, number| {
                let d = dict.exact::<Dict>().expect("a dict");
                for i in 0..ROUNDS as i64 * 4 {
                    let key = unwrap(th.int(i % 8));
                    match number {
                        0 => assert!(unwrap(d.move_to_end(th, &key, last))),
                        1 => {
                            let (new, v) = (unwrap(th.int(100 + i % 3)), unwrap(th.int(i)));
                            unwrap(d.set(th, &new, &v));
                            assert!(unwrap(d.remove(th, &new)).is_some_and(|w| w.is(&v)));
                        }
                        _ if end.load(Ordering::Acquire) => break,
                        _ => {
                            assert!(unwrap(d.contains(th, &key)));
                            assert!(unwrap(d.get(th, &key)).is_some_and(|v| v.is(&key)));
                            assert!((8..=9).contains(&d.len()));
                        }
                    }
                    poll(th);
                }
                end.store(true, Ordering::Release);
            });
        });
    }
}
