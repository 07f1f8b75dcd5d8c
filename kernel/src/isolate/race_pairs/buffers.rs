//! Tables of what has bytes, and of handles of threads.

extern crate std;

use super::{Kind, Operation, answer, call, each, int, list, op, poll, race};
use crate::isolate::Thread;
use crate::native::R;
use crate::object::{Builtin, Obj};
use crate::types::spec::BinaryOp;
use crate::types::{buffer, bytes_object, protocol};

/// Numbers that are put in are smaller than this, and fit each kind of items.
const LIMIT: usize = 50;

fn small(th: &mut Thread, n: usize) -> Obj {
    int(th, n % LIMIT)
}

fn is_small(v: &Obj) {
    assert!(v.value().as_small().is_some_and(|n| (0..LIMIT as i64).contains(&n)), "{v:?} came out");
}

/// The bytes of a bytearray or bytes, each of which was put in.
fn walk_bytes(o: &Obj) {
    let all = bytes_object::with_bytes(o, |b| b.iter().all(|b| usize::from(*b) < LIMIT));
    assert_eq!(all, Some(true), "{o:?}");
}

fn small_bytes(th: &mut Thread, n: usize) -> Obj {
    bytes_object::new_bytes(th, &[(n % LIMIT) as u8; 3][..n % 4]).expect("memory")
}

fn slice(th: &mut Thread, from: usize, to: usize, step: usize) -> Obj {
    let (from, to, step) = (int(th, from), int(th, to), int(th, step));
    let class = th.builtin_type(Builtin::Slice);
    protocol::call(th, &class, &[from, to, step]).expect("memory")
}

fn get(th: &mut Thread, o: &Obj, key: &Obj) -> Option<Obj> {
    let r = protocol::get_item(th, o, key);
    answer(th, r)
}

fn set(th: &mut Thread, o: &Obj, key: &Obj, value: &Obj) {
    let r = protocol::set_item(th, o, key, value).map(|()| Obj::NONE);
    answer(th, r);
}

fn delete(th: &mut Thread, o: &Obj, key: &Obj) {
    let r = protocol::del_item(th, o, key).map(|()| Obj::NONE);
    answer(th, r);
}

/// Holds the size for a moment, and looks at what is shown meanwhile.
fn viewed(th: &mut Thread, o: &Obj) -> R<()> {
    let view = crate::types::memory_view::new_view(th, o)?;
    let before = buffer::len(th, &view)?;
    let copy = call(th, &view, "tobytes", &[]).expect("memory");
    assert_eq!(before, bytes_object::with_bytes(&copy, <[u8]>::len));
    assert_eq!(before, buffer::len(th, o)?);
    call(th, &view, "release", &[]);
    Ok(())
}

// What bytearrays and arrays of integers have in common.
const GET: Operation = op("get", |th, o, n| {
    let i = int(th, n % 4);
    get(th, o, &i).iter().for_each(is_small);
});
const SET: Operation = op("set", |th, o, n| {
    let (i, v) = (int(th, n % 4), small(th, n));
    set(th, o, &i, &v);
});
const DELETE: Operation = op("delete", |th, o, n| {
    let i = int(th, n % 4);
    delete(th, o, &i);
});
const APPEND: Operation = op("append", |th, o, n| {
    let v = small(th, n);
    call(th, o, "append", &[v]);
});
const POP: Operation = op("pop", |th, o, _| call(th, o, "pop", &[]).iter().for_each(is_small));
const INSERT: Operation = op("insert", |th, o, n| {
    let v = small(th, n);
    call(th, o, "insert", &[Obj::from_i31(1), v]);
});
const REMOVE: Operation = op("remove", |th, o, n| {
    let v = small(th, n % 8);
    call(th, o, "remove", &[v]);
});

const BYTEARRAY: Kind = Kind {
    name: "bytearray",
    make: |th| bytes_object::new_bytearray(th, alloc::vec![1, 2, 3, 4, 5]).expect("memory"),
    operations: &[
        GET,
        SET,
        DELETE,
        APPEND,
        POP,
        INSERT,
        REMOVE,
        op("extend", |th, o, n| {
            let b = small_bytes(th, n);
            call(th, o, "extend", &[b]);
        }),
        op("get a part", |th, o, n| {
            let key = slice(th, 0, n % 7, 1 + n % 2);
            get(th, o, &key).iter().for_each(walk_bytes);
        }),
        op("replace a part", |th, o, n| {
            let (key, b) = (slice(th, 1, 3, 1), small_bytes(th, n));
            set(th, o, &key, &b);
        }),
        op("remove all others", |th, o, _| {
            let key = slice(th, 0, 9, 2);
            delete(th, o, &key);
        }),
        op("take the front", |th, o, _| call(th, o, "take_bytes", &[Obj::from_i31(2)]).iter().for_each(walk_bytes)),
        op("take all", |th, o, _| call(th, o, "take_bytes", &[]).iter().for_each(walk_bytes)),
        op("resize", |th, o, n| {
            let n = int(th, n % 8);
            call(th, o, "resize", &[n]);
        }),
        op("clear", |th, o, _| drop(call(th, o, "clear", &[]))),
        op("reverse", |th, o, _| drop(call(th, o, "reverse", &[]))),
        op("copy", |th, o, _| call(th, o, "copy", &[]).iter().for_each(walk_bytes)),
        op("find", |th, o, n| {
            let b = small_bytes(th, n);
            call(th, o, "find", &[b]);
        }),
        op("concatenate", |th, o, _| {
            let r = protocol::binary(th, BinaryOp::Add, o, o);
            answer(th, r).iter().for_each(walk_bytes);
        }),
        op("compare", |th, o, n| {
            let b = small_bytes(th, n);
            protocol::equal(th, o, &b).expect("no error");
        }),
        op("view", |th, o, _| viewed(th, o).expect("no error")),
        op("walk", |th, o, _| each(th, o, is_small)),
    ],
    walk: |th, o| {
        walk_bytes(o);
        // Nobody holds its size any more.
        assert!(call(th, o, "clear", &[]).is_some());
    },
};

/// A new array of integers.
fn array(th: &mut Thread, n: usize) -> Obj {
    let class = th.builtin_type(Builtin::Array);
    let (code, items) = (th.str("i").expect("memory"), (0..n).map(|n| small(th, n)).collect());
    let items = th.list(items).expect("memory");
    protocol::call(th, &class, &[code, items]).expect("memory")
}

fn walk_array(th: &mut Thread, o: &Obj) {
    let items = call(th, o, "tolist", &[]).expect("memory");
    (0..list(&items).len()).filter_map(|i| list(&items).item(i)).for_each(|v| is_small(&v));
}

const ARRAY: Kind = Kind {
    name: "array",
    make: |th| array(th, 5),
    operations: &[
        GET,
        SET,
        DELETE,
        APPEND,
        POP,
        INSERT,
        REMOVE,
        op("count", |th, o, n| {
            let v = small(th, n % 8);
            call(th, o, "count", &[v]);
        }),
        op("extend", |th, o, n| {
            let other = array(th, n % 4);
            call(th, o, "extend", &[other]);
        }),
        op("get a part", |th, o, n| {
            let key = slice(th, 0, n % 7, 1 + n % 2);
            if let Some(part) = get(th, o, &key) {
                walk_array(th, &part);
            }
        }),
        op("replace a part", |th, o, n| {
            let (key, other) = (slice(th, 1, 3, 1), array(th, n % 4));
            set(th, o, &key, &other);
        }),
        op("remove all others", |th, o, _| {
            let key = slice(th, 0, 9, 2);
            delete(th, o, &key);
        }),
        op("clear", |th, o, _| drop(call(th, o, "clear", &[]))),
        op("reverse", |th, o, _| drop(call(th, o, "reverse", &[]))),
        op("swap bytes twice", |th, o, _| {
            // Beside others the numbers are any; a copy is this thread's alone.
            let copy = call(th, o, "__copy__", &[]).expect("memory");
            call(th, &copy, "byteswap", &[]);
            call(th, &copy, "byteswap", &[]);
            walk_array(th, &copy);
        }),
        op("copy", |th, o, _| {
            let copy = call(th, o, "__copy__", &[]).expect("memory");
            walk_array(th, &copy);
        }),
        op("compare", |th, o, n| {
            let other = array(th, n % 6);
            protocol::equal(th, o, &other).expect("no error");
            protocol::equal(th, o, o).expect("no error");
        }),
        op("concatenate", |th, o, _| {
            let r = protocol::binary(th, BinaryOp::Add, o, o);
            if let Some(both) = answer(th, r) {
                walk_array(th, &both);
            }
        }),
        op("view", |th, o, _| viewed(th, o).expect("no error")),
        op("walk", |th, o, _| each(th, o, is_small)),
    ],
    walk: |th, o| {
        walk_array(th, o);
        assert!(call(th, o, "clear", &[]).is_some());
    },
};

/// Places of a bytearray and of a view of it, in the list that a view's race is about.
const BASE: usize = 0;
const VIEW: usize = 1;

fn view(o: &Obj) -> Obj {
    list(o).item(VIEW).expect("it is always there")
}

fn new_view(th: &mut Thread, o: &Obj) {
    let base = list(o).item(BASE).expect("it is always there");
    let made = crate::types::memory_view::new_view(th, &base).expect("memory");
    list(o).set_item(th, VIEW, &made).expect("memory");
}

const MEMORY_VIEW: Kind = Kind {
    name: "memoryview",
    make: |th| {
        let base = bytes_object::new_bytearray(th, alloc::vec![1, 2, 3, 4, 5, 6, 7, 8]).expect("memory");
        let o = th.list(alloc::vec![base, Obj::NONE]).expect("memory");
        new_view(th, &o);
        o
    },
    operations: &[
        op("get", |th, o, n| {
            let i = int(th, n % 8);
            get(th, &view(o), &i).iter().for_each(is_small);
        }),
        op("set", |th, o, n| {
            let (i, v) = (int(th, n % 8), small(th, n));
            set(th, &view(o), &i, &v);
        }),
        op("get a part", |th, o, n| {
            let key = slice(th, n % 3, 7, 1 + n % 2);
            if let Some(part) = get(th, &view(o), &key) {
                call(th, &part, "tobytes", &[]).iter().for_each(walk_bytes);
                call(th, &part, "release", &[]);
            }
        }),
        op("set a part", |th, o, n| {
            let key = slice(th, 1, 3, 1);
            let b = bytes_object::new_bytes(th, &[(n % LIMIT) as u8; 2]).expect("memory");
            set(th, &view(o), &key, &b);
        }),
        op("copy a part to another", |th, o, _| {
            let (from, to) = (slice(th, 0, 4, 1), slice(th, 2, 6, 1));
            if let Some(part) = get(th, &view(o), &from) {
                set(th, &view(o), &to, &part);
                call(th, &part, "release", &[]);
            }
        }),
        op("cast", |th, o, _| {
            let code = th.str("H").expect("memory");
            if let Some(cast) = call(th, &view(o), "cast", &[code]) {
                call(th, &cast, "tolist", &[]);
                call(th, &cast, "release", &[]);
            }
        }),
        op("bytes", |th, o, _| call(th, &view(o), "tobytes", &[]).iter().for_each(walk_bytes)),
        op("list", |th, o, _| {
            if let Some(items) = call(th, &view(o), "tolist", &[]) {
                each(th, &items, is_small);
            }
        }),
        op("compare", |th, o, n| {
            let b = small_bytes(th, n);
            let r = protocol::equal(th, &view(o), &b).map(Obj::from_bool);
            answer(th, r);
        }),
        op("release", |th, o, _| drop(call(th, &view(o), "release", &[]))),
        op("another view", |th, o, _| new_view(th, o)),
        op("change the size", |th, o, n| {
            let base = list(o).item(BASE).expect("it is always there");
            let v = small(th, n);
            call(th, &base, "append", &[v]);
        }),
    ],
    walk: |th, o| {
        let base = list(o).item(BASE).expect("it is always there");
        walk_bytes(&base);
        call(th, &view(o), "release", &[]);
        // Views that the other thread let go may live until it looks at its queue, so that the size may still be held.
        call(th, &base, "clear", &[]);
    },
};

/// Threads of the test: the main thread and the two that meet.
const OF_THE_TEST: usize = 3;

const THREAD_HANDLE: Kind = Kind {
    name: "_ThreadHandle",
    make: |th| {
        let class = th.builtin_type(Builtin::ThreadHandle);
        protocol::call(th, &class, &[]).expect("memory")
    },
    operations: &[
        Operation {
            name: "start",
            times: 1,
            run: |th, o, _| {
                let module = crate::interp::import::import(th, "_thread", &Obj::NONE, &Obj::NONE, 0).expect("it is there");
                let nothing = th.builtin_type(Builtin::Dict);
                // Only one starts it.
                call(th, &module, "start_joinable_thread", &[nothing, o.clone()]);
            },
        },
        op("join", |th, o, _| drop(call(th, o, "join", &[]))),
        op("look whether it is over", |th, o, _| drop(call(th, o, "join", &[Obj::from_i31(0)]))),
        op("is done", |th, o, _| {
            // Once it is over it stays so.
            let (first, second) = (call(th, o, "is_done", &[]), call(th, o, "is_done", &[]));
            assert!(first.is_some_and(|v| !v.is(&Obj::TRUE)) || second.is_some_and(|v| v.is(&Obj::TRUE)));
        }),
        op("say that it is over", |th, o, _| drop(call(th, o, "_set_done", &[]))),
        op("number", |th, o, _| {
            let n = protocol::get_attr_text(th, o, "ident").expect("no error");
            assert!(n.is_some());
        }),
    ],
    walk: |th, o| {
        call(th, o, "join", &[]);
        while th.isolate().running_threads() > OF_THE_TEST {
            poll(th);
            std::thread::yield_now();
        }
    },
};

#[test]
fn stress_every_pair_of_operations_bytearray() {
    race(&BYTEARRAY);
}

#[test]
fn stress_every_pair_of_operations_array() {
    race(&ARRAY);
}

#[test]
fn stress_every_pair_of_operations_memoryview() {
    race(&MEMORY_VIEW);
}

#[test]
fn stress_every_pair_of_operations_thread_handle() {
    race(&THREAD_HANDLE);
}
