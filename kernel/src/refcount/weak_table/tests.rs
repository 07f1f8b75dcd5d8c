//! The table by itself, over headers that are nobody's.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use std::boxed::Box;
use std::vec::Vec;

use super::*;
use crate::object::header::NO_OWNER;
use crate::sync::test_platform::PLATFORM;

const SLOT: u16 = 1;

/// A block that lives until the test ends, aligned as the heap's are.
fn object() -> NonNull<Header> {
    NonNull::from(Box::leak(Box::new(Header::new(7, SLOT))))
}

fn node(kind: Kind) -> NonNull<Node> {
    NonNull::from(Box::leak(Box::new(Node { header: Header::new(8, SLOT), link: Link::new(kind) })))
}

fn linked(table: &Table, object: NonNull<Header>, kind: Kind) -> NonNull<Node> {
    let node = node(kind);
    let mut spare = Spare::default();
    loop {
        // SAFETY: both live on; each node ends through `end`, or not at all.
        match unsafe { table.link(node, object, SLOT, &mut spare) } {
            Linked::New => return node,
            Linked::Found(found) => {
                decref(found);
                return found;
            }
            Linked::Full(n) => spare = Spare::with_room(n).expect("memory"),
        }
    }
}

fn decref(node: NonNull<Node>) {
    // SAFETY: leaked.
    let _ = biased::decref(unsafe { &node.as_ref().header });
}

fn end(table: &Table, node: NonNull<Node>) {
    decref(node);
    // SAFETY: its only reference is gone.
    unsafe { table.unlink(node) };
}

fn list(table: &Table, object: NonNull<Header>) -> Vec<NonNull<Node>> {
    let mut all = Vec::new();
    // SAFETY: leaked.
    unsafe { table.for_each(object, |n| all.push(n)) };
    all
}

fn follow(node: NonNull<Node>) -> Option<NonNull<Header>> {
    // SAFETY: leaked.
    upgrade(unsafe { &node.as_ref().link }, SLOT, |_| panic!("the object is there"))
}

/// [`follow`] by another thread.
fn follow_elsewhere(node: NonNull<Node>) -> Option<NonNull<Header>> {
    // SAFETY: leaked.
    upgrade(unsafe { &node.as_ref().link }, SLOT + 1, |_| panic!("the object is there"))
}

fn is_flagged(object: NonNull<Header>) -> bool {
    // SAFETY: leaked.
    unsafe { object.as_ref() }.flags.load(Ordering::Relaxed) & FLAG_WEAKLY_REFERENCED != 0
}

fn kill(object: NonNull<Header>) {
    // SAFETY: leaked.
    let h = unsafe { object.as_ref() };
    // `decref_by` is for shared objects.
    let outcome = if biased::is_shared(h) { biased::decref_by(h, SLOT) } else { biased::decref(h) };
    assert_eq!(outcome, biased::Outcome::Dead);
}

#[test]
fn a_list_has_the_plain_one_first_and_then_the_newest() {
    let (table, o) = (Table::new(&PLATFORM), object());
    assert!(!is_flagged(o));
    let a = linked(&table, o, Kind::Callback);
    let plain = linked(&table, o, Kind::Plain);
    let b = linked(&table, o, Kind::Other);
    let c = linked(&table, o, Kind::Callback);
    assert_eq!(list(&table, o), [plain, c, b, a]);
    assert_eq!(linked(&table, o, Kind::Plain), plain, "there is one");
    // SAFETY: leaked.
    assert_eq!(unsafe { table.only(o, Kind::Plain, SLOT) }, Some(plain));
    decref(plain);
    end(&table, b);
    assert_eq!(list(&table, o), [plain, c, a]);
    end(&table, plain);
    assert_eq!(list(&table, o), [c, a]);
    // SAFETY: leaked.
    assert_eq!(unsafe { table.only(o, Kind::Plain, SLOT) }, None);
    end(&table, a);
    end(&table, c);
    assert_eq!(list(&table, o), []);
    assert!(!is_flagged(o));
    assert_eq!(table.size().0, 0);
}

#[test]
fn a_plain_one_that_is_ending_is_not_used_again() {
    let (table, o) = (Table::new(&PLATFORM), object());
    let old = linked(&table, o, Kind::Plain);
    decref(old);
    let new = linked(&table, o, Kind::Plain);
    assert_ne!(old, new);
    assert_eq!(list(&table, o), [new, old]);
    // SAFETY: its only reference is gone.
    unsafe { table.unlink(old) };
    assert_eq!(list(&table, o), [new]);
}

#[test]
fn one_proxy_and_one_plain_reference_come_before_all_others() {
    let (table, o) = (Table::new(&PLATFORM), object());
    let other = linked(&table, o, Kind::Callback);
    let proxy = linked(&table, o, Kind::Proxy);
    let plain = linked(&table, o, Kind::Plain);
    let last = linked(&table, o, Kind::Other);
    assert_eq!(list(&table, o), [plain, proxy, last, other]);
    assert_eq!(linked(&table, o, Kind::Proxy), proxy, "there is one");
    decref(proxy);
    let new = linked(&table, o, Kind::Proxy);
    assert_eq!(list(&table, o), [plain, new, proxy, last, other]);
    // SAFETY: its only reference is gone.
    unsafe { table.unlink(proxy) };
    assert_eq!(list(&table, o), [plain, new, last, other]);
}

#[test]
fn an_upgrade_gives_the_object_until_it_is_dead() {
    let (table, o) = (Table::new(&PLATFORM), object());
    let w = linked(&table, o, Kind::Plain);
    assert_eq!(follow(w), Some(o));
    // SAFETY: leaked.
    let h = unsafe { o.as_ref() };
    assert_eq!(biased::total(h), 2);
    h.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
    assert_eq!(follow(w), None);
    h.flags.fetch_and(!FLAG_GARBAGE, Ordering::Release);
    biased::set_shared(h);
    assert_eq!(follow_elsewhere(w), Some(o), "another thread, by an exchange");
    assert_eq!(biased::decref_by(h, SLOT + 1), biased::Outcome::Alive);
    assert_eq!(biased::decref_by(h, SLOT), biased::Outcome::Alive);
    kill(o);
    assert!(is_flagged(o));
    assert_eq!(follow(w), None, "dead, though not cleared");
    let mut cleared = Cleared::none();
    // SAFETY: dead.
    unsafe { table.detach(o, Which::All, SLOT, Some(&mut cleared)) };
    assert!(cleared.is_empty(), "it has no callback");
    assert_eq!(follow(w), None);
    end(&table, w);
}

#[test]
fn a_deferred_object_is_given_out_though_nothing_counts_it() {
    let (table, o) = (Table::new(&PLATFORM), object());
    // SAFETY: leaked.
    let h = unsafe { o.as_ref() };
    let w = linked(&table, o, Kind::Plain);
    biased::set_shared(h);
    biased::set_deferred(h);
    assert_eq!(biased::decref_by(h, SLOT), biased::Outcome::Alive);
    assert_eq!(follow_elsewhere(w), Some(o));
    assert!(biased::end_deferred(h));
    assert_eq!(follow_elsewhere(w), None);
}

#[test]
fn callbacks_are_handed_over_once_newest_first() {
    let (table, o) = (Table::new(&PLATFORM), object());
    let nodes: Vec<_> = (0..6).map(|i| linked(&table, o, if i == 3 { Kind::Other } else { Kind::Callback })).collect();
    // One is ending, one is garbage.
    decref(nodes[1]);
    // SAFETY: leaked.
    unsafe { nodes[4].as_ref() }.header.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
    // SAFETY: leaked.
    unsafe { o.as_ref() }.flags.fetch_or(FLAG_GARBAGE, Ordering::Relaxed);
    let mut cleared = Cleared::none();
    // SAFETY: garbage.
    unsafe { table.detach(o, Which::Callbacks, SLOT, Some(&mut cleared)) };
    assert_eq!(list(&table, o), [nodes[3]], "the one without a callback is left");
    let mut called = Vec::new();
    while let Some(n) = cleared.pop() {
        called.push(n);
    }
    assert_eq!(called, [nodes[5], nodes[2], nodes[0]]);
    // SAFETY: garbage.
    unsafe { table.detach(o, Which::All, SLOT, Some(&mut cleared)) };
    assert!(cleared.is_empty() && !is_flagged(o));
    // SAFETY: dead; it was cleared before, which is found.
    unsafe { table.unlink(nodes[1]) };
}

/// A count of another object, which lies where the reference's object was, is given back.
#[test]
fn another_object_in_the_block_is_not_mistaken() {
    let (table, o) = (Table::new(&PLATFORM), object());
    let w = linked(&table, o, Kind::Other);
    // SAFETY: leaked.
    let link = unsafe { &w.as_ref().link };
    let stale = link.target();
    kill(o);
    let mut cleared = Cleared::none();
    // SAFETY: dead; the block is begun anew as the heap does.
    unsafe {
        table.detach(o, Which::All, SLOT, Some(&mut cleared));
        o.as_ref().owner.store(NO_OWNER, Ordering::Relaxed);
        o.as_ref().shared.store(biased::DEAD, Ordering::Release);
        Header::begin(o.as_ptr(), 9, SLOT);
    }
    assert_eq!(link.target(), null_mut());
    // An upgrade that loaded `target` before all that goes on from here.
    // SAFETY: leaked.
    assert!(biased::try_incref_by(unsafe { &*stale }, SLOT), "it takes what it finds");
    assert_ne!(link.target(), stale, "and looks again");
}

/// Against a model: objects by number, each with its list.
#[test]
fn tables_grow_and_shrink_and_lose_nothing() {
    const OBJECTS: usize = if cfg!(miri) { 60 } else { 3_000 };
    let table = Table::new(&PLATFORM);
    let objects: Vec<_> = (0..OBJECTS).map(|_| object()).collect();
    let mut model: Vec<Vec<NonNull<Node>>> = (0..OBJECTS).map(|_| Vec::new()).collect();
    let mut seed = 7_usize;
    let mut next = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005_u64 as usize).wrapping_add(1_442_695_040_888_963_407_u64 as usize);
        (seed >> 20) % n
    };
    let mut most = 0;
    // More is made than taken away, then the other way round.
    for (makes, rounds) in [(7, 4 * OBJECTS), (2, 6 * OBJECTS)] {
        for _ in 0..rounds {
            let i = next(OBJECTS);
            if next(10) < makes {
                model[i].insert(0, linked(&table, objects[i], Kind::Other));
            } else if !model[i].is_empty() {
                let at = next(model[i].len());
                end(&table, model[i].remove(at));
            }
        }
        let used = model.iter().filter(|l| !l.is_empty()).count();
        assert_eq!(table.size().0, used);
        most = most.max(table.size().1);
    }
    for (o, l) in objects.iter().zip(&model) {
        assert_eq!(list(&table, *o), *l);
        assert_eq!(is_flagged(*o), !l.is_empty());
    }
    for (o, l) in objects.iter().zip(&mut model) {
        let mut cleared = Cleared::none();
        if l.len() > 2 {
            kill(*o);
            // SAFETY: dead.
            unsafe { table.detach(*o, Which::All, SLOT, Some(&mut cleared)) };
        }
        l.drain(..).for_each(|n| end(&table, n));
    }
    let (used, places) = table.size();
    assert_eq!(used, 0);
    assert!(cfg!(miri) || places < most / 4, "{places} of {most}");
}
