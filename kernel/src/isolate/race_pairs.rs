//! Any two operations on one object, at the same time: for each kind of object a table of what programs do with it, and every pair of its lines.
//!
//! What comes out was put in, the object can be walked afterwards, and the heap is in order. Whether all answers together make sense is asked
//! in `linearizability`; here it is breadth that counts, also for what takes part in no history: a collection, a thread that begins and ends.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

mod buffers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::vec::Vec;

use super::stress_tests::{Meeting, poll, run_all, with_isolate};
use crate::bytecode::isa::{self, Op};
use crate::bytecode::unit::{CodeFlags, CodeUnit, Const};
use crate::gc::{Extent, collect, verify};
use crate::isolate::Thread;
use crate::modules::contextvars;
use crate::native::R;
use crate::object::payload::Object;
use crate::object::{Builtin, Obj};
use crate::refcount::sharing;
use crate::types::dict_object::Dict;
use crate::types::list_object::List;
use crate::types::tuple_object::Tuple;
use crate::types::{attribute, protocol, set_object, str_object, weakref};

/// Meetings of each pair.
const ROUNDS: usize = if cfg!(any(tsan, asan)) { 2 } else { 6 };

/// What is done to an object; the number differs from call to call.
#[derive(Clone, Copy)]
struct Operation {
    name: &'static str,
    /// Calls in a row.
    times: usize,
    run: fn(&mut Thread, &Obj, usize),
}

const fn op(name: &'static str, run: fn(&mut Thread, &Obj, usize)) -> Operation {
    Operation { name, times: 12, run }
}

/// What is done beside any operation.
const BESIDE: &[Operation] = &[
    Operation { name: "full collection", times: 1, run: |th, _, _| drop(collect(th, Extent::Full)) },
    Operation { name: "young collection", times: 3, run: |th, _, _| drop(collect(th, Extent::Young)) },
    Operation { name: "a thread", times: 1, run: a_thread },
];

/// A thread that holds the object, leaves some garbage and ends.
fn a_thread(th: &mut Thread, o: &Obj, n: usize) {
    let ended = Arc::new(AtomicBool::new(false));
    let (held, end) = (o.clone(), ended.clone());
    let started = th.start_thread(alloc::boxed::Box::new(move |th| {
        let garbage = th.list(std::vec![held.clone()]).expect("memory");
        let v = value(th, n);
        garbage.exact::<List>().expect("a list").push(th, v).expect("memory");
        drop((held, garbage));
        end.store(true, Ordering::Release);
    }));
    assert!(started.is_ok());
    while !ended.load(Ordering::Acquire) {
        poll(th);
        std::thread::yield_now();
    }
}

/// A kind of objects.
struct Kind {
    name: &'static str,
    make: fn(&mut Thread) -> Obj,
    operations: &'static [Operation],
    /// Walks the object, with nobody else at it.
    walk: fn(&mut Thread, &Obj),
}

/// A value of ours: a pair of equal numbers.
fn value(th: &mut Thread, n: usize) -> Obj {
    let n = th.int(n as i64).expect("memory");
    th.pair(n.clone(), n).expect("memory")
}

/// Fails unless a value is one of ours.
fn ours(v: &Obj) {
    let Some(t) = v.exact::<Tuple>() else { panic!("{v:?} came out") };
    assert!(matches!(t.items(), [a, b] if a.is(b) && a.value().as_small().is_some()), "{v:?} came out");
}

/// Takes an exception for an answer, as programs do that share what they change: an index out of range, a dict that changed while it was walked, a buffer that
/// someone looks at.
fn answer(th: &mut Thread, r: R<Obj>) -> Option<Obj> {
    match r {
        Ok(v) => Some(v),
        Err(e) => {
            let e = th.take(e);
            let expected = [
                Builtin::LookupError,
                Builtin::ValueError,
                Builtin::RuntimeError,
                Builtin::AttributeError,
                Builtin::StopIteration,
                Builtin::BufferError,
            ];
            let class = th.type_of(&e);
            assert!(expected.iter().any(|b| class.is_subtype(th.isolate().ty(*b))), "{}", th.type_name(&e));
            None
        }
    }
}

fn call(th: &mut Thread, o: &Obj, method: &str, args: &[Obj]) -> Option<Obj> {
    let r = protocol::call_method_text(th, o, method, args);
    answer(th, r)
}

/// Calls a method that gives a value of ours, if it gives any.
fn call_for_value(th: &mut Thread, o: &Obj, method: &str, args: &[Obj]) {
    if let Some(v) = call(th, o, method, args).filter(|v| !v.is_none()) {
        ours(&v);
    }
}

/// Walks what can be iterated over; the other thread may end that early.
fn each(th: &mut Thread, o: &Obj, f: fn(&Obj)) {
    let it = protocol::iter(th, o);
    let Some(it) = answer(th, it) else { return };
    // A bound: what others add may be walked, too.
    for _ in 0..1000 {
        let next = protocol::next(th, &it).map(|v| v.unwrap_or(Obj::UNBOUND));
        match answer(th, next) {
            Some(v) if !v.is_unbound() => f(&v),
            _ => return,
        }
    }
}

fn int(th: &mut Thread, n: usize) -> Obj {
    th.int(n as i64).expect("memory")
}

fn list(o: &Obj) -> &Object<List> {
    o.exact::<List>().expect("a list")
}

const LIST: Kind = Kind {
    name: "list",
    make: |th| {
        let items = (0..5).map(|n| value(th, n)).collect();
        th.list(items).expect("memory")
    },
    operations: &[
        op("get", |th, o, n| {
            let i = int(th, n % 4);
            let r = protocol::get_item(th, o, &i);
            answer(th, r).iter().for_each(ours);
        }),
        op("set", |th, o, n| {
            let (i, v) = (int(th, n % 4), value(th, n));
            let r = protocol::set_item(th, o, &i, &v).map(|()| Obj::NONE);
            answer(th, r);
        }),
        op("append", |th, o, n| {
            let v = value(th, n);
            call(th, o, "append", &[v]);
        }),
        op("pop", |th, o, _| call_for_value(th, o, "pop", &[])),
        op("pop the first", |th, o, _| call_for_value(th, o, "pop", &[Obj::from_i31(0)])),
        op("insert", |th, o, n| {
            let v = value(th, n);
            call(th, o, "insert", &[Obj::from_i31(1), v]);
        }),
        op("remove", |th, o, n| {
            let v = value(th, n % 8);
            call(th, o, "remove", &[v]);
        }),
        op("clear and extend", |th, o, n| {
            call(th, o, "clear", &[]);
            let (v, w) = (value(th, n), value(th, n));
            let items = th.list(std::vec![v, w]).expect("memory");
            call(th, o, "extend", &[items]);
        }),
        op("copy", |th, o, _| call(th, o, "copy", &[]).iter().for_each(walk_list)),
        op("replace a part", |th, o, n| {
            let items = (0..n % 5).map(|i| value(th, i)).collect();
            list(o).splice(th, 1, 3, items).expect("memory").iter().for_each(ours);
        }),
        op("replace all others", |th, o, n| {
            let items = (0..2).map(|_| value(th, n)).collect();
            list(o).replace_strided(th, 0, 2, items).expect("memory").iter().for_each(ours);
        }),
        op("remove all others", |th, o, _| list(o).remove_strided(th, 0, 2, 2).expect("memory").iter().for_each(ours)),
        op("reverse", |th, o, _| drop(call(th, o, "reverse", &[]))),
        op("sort", |th, o, _| drop(call(th, o, "sort", &[]))),
        op("walk", |th, o, _| each(th, o, ours)),
        op("contains", |th, o, n| {
            let v = value(th, n);
            protocol::contains(th, o, &v).expect("no error");
        }),
        op("concatenate", |th, o, _| {
            let r = protocol::binary(th, crate::types::spec::BinaryOp::Add, o, o);
            answer(th, r).iter().for_each(walk_list);
        }),
    ],
    walk: |th, o| {
        walk_list(o);
        assert_eq!(list(o).snapshot(th).expect("memory").len(), list(o).len());
    },
};

fn walk_list(o: &Obj) {
    (0..list(o).len()).filter_map(|i| list(o).item(i)).for_each(|v| ours(&v));
}

fn dict(o: &Obj) -> &Object<Dict> {
    o.exact::<Dict>().expect("a dict")
}

/// A key: small integers, and strings of their own.
fn key(th: &mut Thread, n: usize) -> Obj {
    if n.is_multiple_of(3) { th.str_fmt(format_args!("key {}", n % 4)).expect("memory") } else { int(th, n % 7) }
}

const DICT: Kind = Kind {
    name: "dict",
    make: |th| {
        let d = th.dict().expect("memory");
        for n in 0..4 {
            let (k, v) = (key(th, n), value(th, n));
            dict(&d).set(th, &k, &v).expect("memory");
        }
        d
    },
    operations: &[
        op("get", |th, o, n| {
            let k = key(th, n);
            call_for_value(th, o, "get", &[k]);
        }),
        op("set", |th, o, n| {
            let (k, v) = (key(th, n), value(th, n));
            protocol::set_item(th, o, &k, &v).expect("memory");
        }),
        op("delete", |th, o, n| {
            let k = key(th, n);
            let r = protocol::del_item(th, o, &k).map(|()| Obj::NONE);
            answer(th, r);
        }),
        op("pop", |th, o, n| {
            let k = key(th, n);
            call_for_value(th, o, "pop", &[k]);
        }),
        op("pop with default", |th, o, n| {
            let k = key(th, n);
            call_for_value(th, o, "pop", &[k, Obj::NONE]);
        }),
        op("setdefault", |th, o, n| {
            let (k, v) = (key(th, n), value(th, n));
            call_for_value(th, o, "setdefault", &[k, v]);
        }),
        op("popitem", |th, o, _| {
            if let Some(e) = call(th, o, "popitem", &[]) {
                ours(&e.exact::<Tuple>().expect("an entry").items()[1]);
            }
        }),
        op("clear", |th, o, _| drop(call(th, o, "clear", &[]))),
        op("copy", |th, o, _| {
            let copy = call(th, o, "copy", &[]).expect("memory");
            walk_dict(th, &copy);
        }),
        op("update", |th, o, n| {
            let other = th.dict().expect("memory");
            for i in 0..4 {
                let (k, v) = (key(th, n + i), value(th, n));
                dict(&other).set(th, &k, &v).expect("memory");
            }
            call(th, o, "update", &[other]);
        }),
        op("contains", |th, o, n| {
            let k = key(th, n);
            protocol::contains(th, o, &k).expect("no error");
        }),
        op("walk keys", |th, o, _| each(th, o, |k| assert!(k.exact::<Tuple>().is_none()))),
        op("walk values", |th, o, _| {
            let values = call(th, o, "values", &[]).expect("memory");
            each(th, &values, ours);
        }),
        op("walk items", |th, o, _| {
            let items = call(th, o, "items", &[]).expect("memory");
            each(th, &items, |e| ours(&e.exact::<Tuple>().expect("an entry").items()[1]));
        }),
        op("move to the end", |th, o, n| {
            let k = key(th, n);
            call(th, o, "_move_to_end", &[k, Obj::TRUE]);
        }),
        op("move to the front", |th, o, n| {
            let k = key(th, n);
            call(th, o, "_move_to_end", &[k, Obj::FALSE]);
        }),
    ],
    walk: |th, o| walk_dict(th, o),
};

fn walk_dict(th: &mut Thread, o: &Obj) {
    let all = dict(o).snapshot(th).expect("memory");
    assert_eq!(all.len(), dict(o).len());
    for (k, v) in &all {
        ours(v);
        assert!(dict(o).get(th, k).expect("no error").is_some_and(|w| w.is(v)));
    }
}

fn elements(o: &Obj) -> &Object<Dict> {
    set_object::table(o).expect("a set")
}

/// Calls a method of a set with a set of two elements.
fn with_set(th: &mut Thread, o: &Obj, method: &str, n: usize) -> Option<Obj> {
    let items = (0..2).map(|i| key(th, n + i)).collect();
    let other = set_object::new_set(th, items).expect("memory");
    call(th, o, method, &[other])
}

const SET: Kind = Kind {
    name: "set",
    make: |th| {
        let items = (0..4).map(|n| key(th, n)).collect();
        set_object::new_set(th, items).expect("memory")
    },
    operations: &[
        op("add", |th, o, n| {
            let k = key(th, n);
            call(th, o, "add", &[k]);
        }),
        op("discard", |th, o, n| {
            let k = key(th, n);
            call(th, o, "discard", &[k]);
        }),
        op("remove", |th, o, n| {
            let k = key(th, n);
            call(th, o, "remove", &[k]);
        }),
        op("pop", |th, o, _| {
            if let Some(k) = call(th, o, "pop", &[]) {
                assert!(k.exact::<Tuple>().is_none());
            }
        }),
        op("clear", |th, o, _| drop(call(th, o, "clear", &[]))),
        op("copy", |th, o, _| {
            let copy = call(th, o, "copy", &[]).expect("memory");
            walk_set(th, &copy);
        }),
        op("contains", |th, o, n| {
            let k = key(th, n);
            protocol::contains(th, o, &k).expect("no error");
        }),
        op("update", |th, o, n| drop(with_set(th, o, "update", n))),
        op("union", |th, o, n| {
            let all = with_set(th, o, "union", n).expect("memory");
            walk_set(th, &all);
        }),
        op("intersection_update", |th, o, n| drop(with_set(th, o, "intersection_update", n))),
        op("symmetric_difference_update", |th, o, n| drop(with_set(th, o, "symmetric_difference_update", n))),
        op("issuperset", |th, o, n| drop(with_set(th, o, "issuperset", n))),
        op("walk", |th, o, _| each(th, o, |k| assert!(k.exact::<Tuple>().is_none()))),
    ],
    walk: |th, o| walk_set(th, o),
};

fn walk_set(th: &mut Thread, o: &Obj) {
    let all = elements(o).snapshot(th).expect("memory");
    assert_eq!(all.len(), elements(o).len());
    for (k, v) in &all {
        assert!(v.is_none() && elements(o).contains(th, k).expect("no error"));
    }
}

/// A class without anything.
fn class(th: &mut Thread, name: &str) -> Obj {
    let ty = th.builtin_type(Builtin::Type);
    let (name, bases, namespace) = (th.str(name).expect("memory"), th.isolate().empty_tuple(), th.dict().expect("memory"));
    protocol::call(th, &ty, &[name, bases, namespace]).expect("memory")
}

fn name(th: &mut Thread, n: usize) -> Obj {
    th.intern(["a", "b", "c", "d", "e", "f", "g", "h", "i"][n % 9]).expect("memory")
}

fn get_attribute(th: &mut Thread, o: &Obj, n: usize) {
    let n = name(th, n);
    let r = protocol::get_attr(th, o, &n);
    answer(th, r).iter().for_each(ours);
}

fn set_attribute(th: &mut Thread, o: &Obj, n: usize) {
    let (n, v) = (name(th, n), value(th, n));
    protocol::set_attr(th, o, &n, Some(&v)).expect("memory");
}

fn delete_attribute(th: &mut Thread, o: &Obj, n: usize) {
    let n = name(th, n);
    let r = protocol::set_attr(th, o, &n, None).map(|()| Obj::NONE);
    answer(th, r);
}

fn class_of(th: &Thread, o: &Obj) -> Obj {
    th.type_of(o).to_obj()
}

const ATTRIBUTE: Kind = Kind {
    name: "attribute",
    make: |th| {
        let c = class(th, "C");
        let o = protocol::call(th, &c, &[]).expect("memory");
        (0..2).for_each(|n| set_attribute(th, &o, n));
        o
    },
    operations: &[
        op("get", get_attribute),
        op("get the first", |th, o, _| get_attribute(th, o, 0)),
        op("set", set_attribute),
        op("set the first", |th, o, _| set_attribute(th, o, 0)),
        op("delete", delete_attribute),
        op("dict", |th, o, _| {
            let ty = th.type_of(o);
            let d = attribute::dict_of(th, o, ty).expect("memory");
            dict(&d).snapshot(th).expect("memory").iter().for_each(|(_, v)| ours(v));
        }),
        op("another dict", |th, o, n| {
            let d = th.dict().expect("memory");
            let (k, v) = (name(th, n), value(th, n));
            dict(&d).set_name(th, &k, &v).expect("memory");
            let dict_name = th.intern("__dict__").expect("memory");
            // The descriptor is the class's: an object that is given another class between its lookup and its call is none of that class any more.
            if let Err(e) = protocol::set_attr(th, o, &dict_name, Some(&d)) {
                let e = th.take(e);
                let said = protocol::str(th, &e).expect("memory");
                assert!(str_object::text(&said).contains("doesn't apply to a"), "{}", str_object::text(&said));
            }
        }),
        op("get by class", |th, o, n| {
            let c = class_of(th, o);
            get_attribute(th, &c, n);
        }),
        op("set in class", |th, o, n| {
            let c = class_of(th, o);
            set_attribute(th, &c, n);
        }),
        op("delete in class", |th, o, n| {
            let c = class_of(th, o);
            delete_attribute(th, &c, n);
        }),
        Operation {
            name: "another class",
            times: 2,
            run: |th, o, _| {
                let c = class(th, "D");
                let class_name = th.intern("__class__").expect("memory");
                let r = protocol::set_attr(th, o, &class_name, Some(&c)).map(|()| Obj::NONE);
                answer(th, r);
            },
        },
    ],
    walk: |th, o| {
        for n in 0..9 {
            get_attribute(th, o, n);
            set_attribute(th, o, n);
            get_attribute(th, o, n);
        }
        let ty = th.type_of(o);
        let d = attribute::dict_of(th, o, ty).expect("memory");
        walk_dict(th, &d);
    },
};

/// Place of an object, or of a weak reference to it, in the list that a weak reference's race is about.
const TARGET: usize = 0;
const WEAK: usize = 1;

fn new_target(th: &mut Thread, o: &Obj) {
    let v = value(th, 0);
    let target = set_object::new_set(th, std::vec![v]).expect("memory");
    let class = th.builtin_type(Builtin::Weakref);
    let weak = weakref::new_ref(th, &class, &target, None).expect("memory");
    list(o).set_item(th, WEAK, &weak).expect("memory");
    list(o).set_item(th, TARGET, &target).expect("memory");
}

fn is_target(v: &Obj) {
    let all = elements(v);
    assert!(all.len() <= 1);
}

fn weak(o: &Obj) -> Obj {
    list(o).item(WEAK).expect("it is always there")
}

const WEAKREF: Kind = Kind {
    name: "weakref",
    make: |th| {
        let o = th.list(std::vec![Obj::NONE; 2]).expect("memory");
        new_target(th, &o);
        o
    },
    operations: &[
        op("upgrade", |th, o, _| weakref::upgrade(th, &weak(o)).iter().for_each(is_target)),
        op("call", |th, o, _| {
            let r = protocol::call(th, &weak(o), &[]);
            answer(th, r).iter().filter(|v| !v.is_none()).for_each(is_target);
        }),
        op("drop the object", |th, o, _| {
            list(o).set_item(th, TARGET, &Obj::NONE).expect("memory");
        }),
        op("drop the reference", |th, o, _| {
            // Another reference to the object, which may be the same one.
            let target = list(o).item(TARGET).filter(|v| !v.is_none());
            if let Some(target) = target {
                let class = th.builtin_type(Builtin::Weakref);
                let weak = weakref::new_ref(th, &class, &target, None).expect("memory");
                list(o).set_item(th, WEAK, &weak).expect("memory");
            }
        }),
        op("another object", |th, o, _| new_target(th, o)),
        op("keep what it leads to", |th, o, _| {
            if let Some(target) = weakref::upgrade(th, &weak(o)) {
                list(o).set_item(th, TARGET, &target).expect("memory");
            }
        }),
        op("with callback", |th, o, _| {
            let target = list(o).item(TARGET).filter(|v| !v.is_none());
            if let Some(target) = target {
                let class = th.builtin_type(Builtin::Weakref);
                // A class that can be called with anything.
                let callback = th.builtin_type(Builtin::Type);
                let weak = weakref::new_ref(th, &class, &target, Some(&callback)).expect("memory");
                drop(target);
                list(o).set_item(th, WEAK, &weak).expect("memory");
            }
        }),
        op("proxy", |th, o, _| {
            let target = list(o).item(TARGET).filter(|v| !v.is_none());
            if let Some(target) = target {
                let class = th.builtin_type(Builtin::WeakProxy);
                let proxy = weakref::new_ref(th, &class, &target, None).expect("memory");
                assert_eq!(protocol::len(th, &proxy).expect("the object is held"), elements(&target).len());
            }
        }),
        op("compare", |th, o, _| {
            let (a, b) = (weak(o), weak(o));
            protocol::equal(th, &a, &b).expect("no error");
        }),
    ],
    walk: |th, o| {
        // What the other thread owned, and this one let go, may live until that thread looks at its queue.
        weakref::upgrade(th, &weak(o)).iter().for_each(is_target);
        new_target(th, o);
        assert!(weakref::upgrade(th, &weak(o)).is_some_and(|found| list(o).item(TARGET).is_some_and(|target| target.is(&found))));
    },
};

/// `def f(): x = (7, 7); while True: x = yield x`
fn generator_function(th: &mut Thread) -> Obj {
    let unit = CodeUnit {
        name: "f".into(),
        qualname: "f".into(),
        flags: CodeFlags { generator: true, ..CodeFlags::default() },
        locals: std::vec!["x".into()],
        registers: 4,
        consts: std::vec![Const::Tuple(std::vec![Const::Int(7), Const::Int(7)])],
        code: std::vec![isa::abx(Op::LOAD_CONST, 0, 0), isa::abc(Op::YIELD, 0, 0, 0), isa::asx(Op::JUMP, -2).expect("near")],
        ..CodeUnit::default()
    };
    let code = th.code(&unit).expect("valid code");
    let globals = th.dict().expect("memory");
    crate::interp::ops::function::new_function(th, &code, &globals, Obj::UNBOUND).expect("memory")
}

/// Place of the generator, of its function, and of another one.
const GENERATOR: usize = 0;
const FUNCTION: usize = 1;
const OTHER: usize = 2;

fn generator(o: &Obj) -> Obj {
    list(o).item(GENERATOR).expect("it is always there")
}

fn new_generator(th: &mut Thread, o: &Obj) {
    let f = list(o).item(FUNCTION).expect("it is always there");
    let g = protocol::call(th, &f, &[]).expect("memory");
    list(o).set_item(th, GENERATOR, &g).expect("memory");
}

const GENERATOR_KIND: Kind = Kind {
    name: "generator",
    make: |th| {
        let (f, other) = (generator_function(th), generator_function(th));
        let o = th.list(std::vec![Obj::NONE, f, other]).expect("memory");
        new_generator(th, &o);
        o
    },
    operations: &[
        op("next", |th, o, _| {
            let r = protocol::next(th, &generator(o)).map(|v| v.unwrap_or(Obj::NONE));
            answer(th, r).iter().filter(|v| !v.is_none()).for_each(ours);
        }),
        op("send", |th, o, n| {
            let g = generator(o);
            let v = value(th, n);
            // A generator that has not started takes `None` alone.
            let r = protocol::next(th, &g).map(|v| v.unwrap_or(Obj::NONE));
            answer(th, r);
            match protocol::call_method_text(th, &g, "send", &[v]) {
                Ok(v) if v.is_none() => {}
                Ok(v) => ours(&v),
                Err(e) => drop(th.take(e)),
            }
        }),
        op("close", |th, o, _| drop(call(th, &generator(o), "close", &[]))),
        op("throw", |th, o, _| {
            let e = th.builtin_type(Builtin::ValueError);
            call(th, &generator(o), "throw", &[e]);
        }),
        op("another", |th, o, _| new_generator(th, o)),
        op("other code", |th, o, n| {
            let name = th.intern("__code__").expect("memory");
            let from = list(o).item([FUNCTION, OTHER][n % 2]).expect("it is always there");
            let code = protocol::get_attr(th, &from, &name).expect("no error");
            let to = list(o).item(FUNCTION).expect("it is always there");
            protocol::set_attr(th, &to, &name, Some(&code)).expect("no error");
        }),
        op("variables", |th, o, _| {
            let frame = protocol::get_attr_text(th, &generator(o), "gi_frame").expect("no error");
            if let Some(f) = frame.filter(|f| !f.is_none()) {
                let found = protocol::get_attr_text(th, &f, "f_locals").expect("no error");
                assert!(found.is_some_and(|d| d.exact::<Dict>().is_some()));
            }
        }),
        op("whether it runs", |th, o, _| {
            let running = protocol::get_attr_text(th, &generator(o), "gi_running").expect("no error");
            assert!(running.is_some());
        }),
    ],
    walk: |th, o| {
        new_generator(th, o);
        let first = protocol::next(th, &generator(o)).expect("no error").expect("it yields");
        ours(&first);
    },
};

/// Two variables that contexts have values of.
fn variable(th: &mut Thread, n: usize) -> Obj {
    let name = if n.is_multiple_of(2) { "race.even" } else { "race.odd" };
    th.hidden(name, |th| contextvars::new_variable(th, "v")).expect("memory")
}

/// Runs a variable's method in a context, if nobody else is in it.
fn in_context(th: &mut Thread, context: &Obj, variable: &Obj, method: &str, arg: Obj) -> Option<Obj> {
    let f = protocol::get_attr_text(th, variable, method).expect("memory").expect("it has that method");
    call(th, context, "run", &[f, arg])
}

/// A context's values are ours; a copy that nobody has entered keeps what it has.
fn copied_context(th: &mut Thread, o: &Obj, n: usize) {
    let Some(copy) = call(th, o, "copy", &[]) else { return };
    let v = variable(th, n);
    let before = call(th, &copy, "get", core::slice::from_ref(&v)).expect("a value or None");
    let mine = value(th, n);
    assert!(in_context(th, &copy, &v, "set", mine.clone()).is_some(), "a context of one thread is entered by another");
    assert!(call(th, &copy, "get", &[v]).is_some_and(|x| x.is(&mine)));
    if !before.is_none() {
        ours(&before);
    }
}

const CONTEXT: Kind = Kind {
    name: "context",
    make: |th| {
        let class = th.builtin_type(Builtin::Context);
        protocol::call(th, &class, &[]).expect("memory")
    },
    operations: &[
        op("set", |th, o, n| {
            let (v, x) = (variable(th, n), value(th, n));
            in_context(th, o, &v, "set", x);
        }),
        op("set and reset", |th, o, n| {
            let (v, x) = (variable(th, n), value(th, n));
            if let Some(token) = in_context(th, o, &v, "set", x) {
                in_context(th, o, &v, "reset", token);
            }
        }),
        op("get", |th, o, n| {
            let v = variable(th, n);
            call_for_value(th, o, "get", &[v]);
        }),
        op("copy", copied_context),
        op("values", |th, o, _| {
            let values = call(th, o, "values", &[]).expect("an iterator");
            each(th, &values, ours);
        }),
        op("len", |th, o, _| assert!(protocol::len(th, o).expect("memory") <= 2)),
        op("equal", |th, o, _| {
            let other = call(th, o, "copy", &[]).expect("memory");
            let equal = protocol::equal(th, o, &other);
            answer(th, equal.map(Obj::from_bool));
        }),
    ],
    walk: |th, o| {
        let values = call(th, o, "values", &[]).expect("an iterator");
        each(th, &values, ours);
    },
};

fn race(kind: &'static Kind) {
    with_isolate(false, move |th| {
        let place = th.list(std::vec![Obj::NONE]).expect("memory");
        sharing::share(th, &place).expect("memory");
        let own = kind.operations.len();
        let all: Vec<Operation> = kind.operations.iter().chain(BESIDE).copied().collect();
        // Not those of BESIDE with each other: that is asked for once, not for each kind.
        let pairs: Vec<(usize, usize)> = (0..own).flat_map(|i| (i..all.len()).map(move |k| (i, k))).collect();
        let meeting = Meeting::new(2);
        run_all(th, 2, move |th, number| {
            for (at, (i, k)) in pairs.iter().enumerate() {
                let mine = all[if number == 0 { *i } else { *k }];
                for round in 0..ROUNDS {
                    if number == 0 {
                        let o = (kind.make)(th);
                        sharing::share(th, &o).expect("memory");
                        list(&place).set_item(th, 0, &o).expect("memory");
                    }
                    meeting.wait(th);
                    let o = list(&place).item(0).expect("it is always there");
                    for n in 0..mine.times {
                        (mine.run)(th, &o, round + n * (number + 1));
                        poll(th);
                    }
                    drop(o);
                    meeting.wait(th);
                    if number == 0 {
                        (kind.walk)(th, &list(&place).item(0).expect("it is always there"));
                    }
                }
                if number == 0 && at % 8 == 0 {
                    in_order(th, kind.name, mine.name, all[*k].name);
                }
            }
            if number == 0 {
                in_order(th, kind.name, "all", "all");
            }
        });
    });
}

fn in_order(th: &mut Thread, kind: &str, a: &str, b: &str) {
    if let Err(fault) = verify::verify(th) {
        panic!("{kind}, {a} beside {b}: {fault}");
    }
}

#[test]
fn stress_every_pair_of_operations_list() {
    race(&LIST);
}

#[test]
fn stress_every_pair_of_operations_dict() {
    race(&DICT);
}

#[test]
fn stress_every_pair_of_operations_set() {
    race(&SET);
}

#[test]
fn stress_every_pair_of_operations_attribute() {
    race(&ATTRIBUTE);
}

#[test]
fn stress_every_pair_of_operations_context() {
    race(&CONTEXT);
}

#[test]
fn stress_every_pair_of_operations_weakref() {
    race(&WEAKREF);
}

#[test]
fn stress_every_pair_of_operations_generator() {
    race(&GENERATOR_KIND);
}
