//! Loom models of reads without lock: of a list's items, as `List::read_shared` does them, and of a dict's values. The reading is [`protect`]'s own,
//! the length an [`Extent`]; around them the loads and stores are those of `types/list_object.rs`, `list_moves.rs` and `dict_table.rs`, in their order.

use loom::sync::Arc;
use loom::thread;

use super::*;
use crate::prim::{AtomicPtr, AtomicU32, AtomicUsize, UnsafeCell};
use crate::refcount::biased::{MERGED_BIT, ONE, Outcome, SHARED_BIT};
use crate::sync::extent::Extent;
use crate::sync::loom_platform::keep;

/// A block, and the object in it.
struct Block {
    header: Header,
    contents: UnsafeCell<u32>,
    /// How many objects the block has held before.
    generation: AtomicUsize,
}

// SAFETY: the cell is what the model checks.
unsafe impl Sync for Block {}
// SAFETY: as above.
unsafe impl Send for Block {}

impl Block {
    /// A shared object without owner, with one reference.
    fn new() -> &'static Block {
        let header = Header::new(0, 1);
        header.local.store(0, Ordering::Relaxed);
        header.shared.store(ONE | SHARED_BIT | MERGED_BIT, Ordering::Relaxed);
        keep(Block { header, contents: UnsafeCell::new(0), generation: AtomicUsize::new(0) })
    }

    fn word(&self) -> *mut Header {
        core::ptr::from_ref(&self.header).cast_mut()
    }

    fn touch(&self) {
        // SAFETY: loom checks it.
        self.contents.with(|c| unsafe { assert!(*c < 2) });
    }

    /// Gives a reference back. The block of an object that ends holds another at once, which `share` shares.
    fn give_back(&self, share: fn(&Header)) {
        if biased::decref_by(&self.header, 2) != Outcome::Dead {
            return;
        }
        // SAFETY: loom checks that the end comes after all uses.
        self.contents.with_mut(|c| unsafe { *c += 1 });
        self.generation.fetch_add(1, Ordering::Relaxed);
        self.header.shared.store(biased::DEAD, Ordering::Release);
        // As `Header::begin`.
        self.header.local.store(1, Ordering::Relaxed);
        self.header.shared.store(0, Ordering::Relaxed);
        share(&self.header);
    }
}

struct Buffer {
    words: [AtomicPtr<Header>; 2],
}

impl Buffer {
    fn new(words: [*mut Header; 2]) -> *mut Buffer {
        core::ptr::from_mut(alloc::boxed::Box::leak(alloc::boxed::Box::new(Buffer { words: words.map(AtomicPtr::new) })))
    }
}

struct List {
    buffer: AtomicPtr<Buffer>,
    len: Extent,
}

/// What a reader compares after it has the word.
#[derive(Clone, Copy)]
struct Checks {
    word: bool,
    buffer: bool,
    length: bool,
    /// The look at the length before the word is read.
    before: bool,
    /// That the length was not stored meanwhile, for a place that depends on it.
    depends: bool,
}

const ALL: Checks = Checks { word: true, buffer: true, length: true, before: true, depends: true };

impl List {
    fn new(words: [*mut Header; 2], len: usize) -> Arc<List> {
        Arc::new(List { buffer: AtomicPtr::new(Buffer::new(words)), len: Extent::new(len) })
    }

    fn word(&self, i: usize) -> &AtomicPtr<Header> {
        // SAFETY: buffers of an execution are never freed.
        unsafe { &(*self.buffer.load(Ordering::Acquire)).words[i] }
    }

    /// One try at item `i`, which is one of `objects` or no object.
    fn item(&self, i: usize, objects: &[&'static Block], checks: Checks) -> Option<*mut Header> {
        let b = self.buffer.load(Ordering::Acquire);
        if checks.before && !self.len.covers(i) {
            return None;
        }
        self.read(b, i, objects, checks, || self.len.covers(i))
    }

    /// One try at the last item, which is no object.
    fn last(&self, checks: Checks) -> Option<*mut Header> {
        let b = self.buffer.load(Ordering::Acquire);
        let seen = self.len.seen()?;
        let i = seen.number() - 1;
        self.read(b, i, &[], checks, || if checks.depends { self.len.is_still(seen) } else { self.len.covers(i) })
    }

    fn read(
        &self,
        b: *mut Buffer,
        i: usize,
        objects: &[&'static Block],
        checks: Checks,
        settled: impl Fn() -> bool,
    ) -> Option<*mut Header> {
        // SAFETY: buffers of an execution are never freed.
        let place = unsafe { &(*b).words[i] };
        let word = place.load(Ordering::Acquire);
        let still = || (!checks.length || settled()) && (!checks.buffer || core::ptr::eq(b, self.buffer.load(Ordering::Acquire)));
        let Some(object) = objects.iter().find(|o| core::ptr::eq(o.word(), word)) else {
            return if still() { Some(word) } else { None };
        };
        let again = || (!checks.word || place.load(Ordering::Acquire) == word) && still();
        // SAFETY: blocks of an execution are never freed.
        unsafe { protect(word, again, || object.give_back(biased::set_shared)) }.map(|_| word)
    }
}

/// Reads item 0, which is `object` until a writer replaces it, and uses what it finds.
fn use_item(list: &List, object: &'static Block, checks: Checks) {
    if list.item(0, &[object], checks).is_some_and(|w| core::ptr::eq(w, object.word())) {
        // The list held it, so it is the first object in its block, and stays while we have a count.
        assert_eq!(object.generation.load(Ordering::Relaxed), 0, "another object");
        object.touch();
        object.give_back(biased::set_shared);
    }
}

/// A small number.
fn number(n: usize) -> *mut Header {
    core::ptr::without_provenance_mut(2 * n + 1)
}

/// The item is replaced, ends, and its block is used again.
fn replaced(checks: Checks) {
    loom::model(move || {
        let a = Block::new();
        let list = List::new([a.word(), number(0)], 1);
        let reader = {
            let list = list.clone();
            thread::spawn(move || use_item(&list, a, checks))
        };
        list.word(0).swap(number(1), Ordering::AcqRel);
        a.give_back(biased::set_shared);
        reader.join().unwrap();
    });
}

#[test]
fn model_an_item_is_replaced() {
    replaced(ALL);
}

/// The mutant: the word is not looked at again after the count (P2).
#[test]
#[should_panic]
fn model_mutant_word_read_once() {
    replaced(Checks { word: false, ..ALL });
}

/// The buffer is replaced, and the item in the new one, whose old word the old buffer keeps.
fn regrown(checks: Checks, share: fn(&Header)) {
    loom::model(move || {
        let a = Block::new();
        let list = List::new([a.word(), number(0)], 1);
        let reader = {
            let list = list.clone();
            thread::spawn(move || use_item(&list, a, checks))
        };
        list.buffer.store(Buffer::new([a.word(), number(0)]), Ordering::Release);
        list.word(0).swap(number(1), Ordering::AcqRel);
        a.give_back(share);
        reader.join().unwrap();
    });
}

#[test]
fn model_the_buffer_is_replaced() {
    regrown(ALL, biased::set_shared);
}

/// The mutant: the buffer is not looked at again (P4).
#[test]
#[should_panic]
fn model_mutant_buffer_read_once() {
    regrown(Checks { buffer: false, ..ALL }, biased::set_shared);
}

/// The mutant: the next object in the block becomes SHARED by a Relaxed exchange, so that who counts it may not see what came before.
#[test]
#[should_panic]
fn model_mutant_shared_relaxed() {
    regrown(ALL, |h| {
        h.shared.fetch_or(SHARED_BIT, Ordering::Relaxed);
    });
}

/// A writer changes a list of the numbers 1 and 2, or of the first alone, while a reader looks at it.
fn numbers(len: usize, write: fn(&List), read: impl Fn(&List) + Copy + Send + Sync + 'static) {
    loom::model(move || {
        let list = List::new([number(1), number(2)], len);
        let reader = {
            let list = list.clone();
            thread::spawn(move || read(&list))
        };
        write(&list);
        reader.join().unwrap();
    });
}

/// A list is reversed while another thread reads one item and then the other.
fn reversed(checks: Checks) {
    let write = |list: &List| {
        list.len.begin();
        list.word(0).store(number(2), Ordering::Release);
        list.word(1).store(number(1), Ordering::Release);
        list.len.set(2);
    };
    numbers(2, write, move |list| {
        if let (Some(first), Some(second)) = (list.item(0, &[], checks), list.item(1, &[], checks)) {
            assert!(first == number(1) || second == number(1), "one item moved and the other not");
        }
    });
}

#[test]
fn model_items_move_together() {
    reversed(ALL);
}

/// The mutant: the length is not looked at at all (L5 of `list_object`). One look would do here, but not for an item that is appended.
#[test]
#[should_panic(expected = "one item moved and the other not")]
fn model_mutant_moves_overlooked() {
    reversed(Checks { length: false, before: false, ..ALL });
}

/// The last item is taken and another appended, while another thread reads the last item and then the length.
fn appended(checks: Checks) {
    let write = |list: &List| {
        list.len.set(1);
        list.word(1).store(number(0), Ordering::Release);
        list.word(1).store(number(3), Ordering::Release);
        list.len.set(2);
    };
    numbers(2, write, move |list| {
        if list.item(1, &[], checks) == Some(number(3)) {
            assert_eq!(list.len.get(), 2, "an item that is not in the list yet");
        }
    });
}

#[test]
fn model_items_are_counted_when_seen() {
    appended(ALL);
}

/// The mutant: the length is not looked at after the word.
#[test]
#[should_panic(expected = "an item that is not in the list yet")]
fn model_mutant_item_before_its_length() {
    appended(Checks { length: false, ..ALL });
}

/// An item is appended and the one before it replaced, while another thread reads the last item: what replaced it never was the last.
fn replaced_before_the_last(checks: Checks) {
    let write = |list: &List| {
        list.word(1).store(number(2), Ordering::Release);
        list.len.set(2);
        list.word(0).swap(number(3), Ordering::AcqRel);
    };
    numbers(1, write, move |list| {
        assert!(list.last(checks) != Some(number(3)), "an item that was not the last");
    });
}

#[test]
fn model_the_last_item_is_the_last() {
    replaced_before_the_last(ALL);
}

/// The mutant: it is enough that the place is in the list, whatever the length was by then.
#[test]
#[should_panic(expected = "an item that was not the last")]
fn model_mutant_last_of_another_length() {
    replaced_before_the_last(Checks { depends: false, ..ALL });
}

/// As `CHANGING_BIT` and `EMPTY` of `dict_table`.
const CHANGING: u32 = 1 << 31;
const EMPTY: u32 = u32::MAX;

/// A dict's table of one cell and two entries.
struct Table {
    cell: AtomicU32,
    live: AtomicU32,
    values: [AtomicPtr<Header>; 2],
}

impl Table {
    fn new() -> Arc<Table> {
        let values = [number(0), number(0)].map(AtomicPtr::new);
        Arc::new(Table { cell: AtomicU32::new(EMPTY), live: AtomicU32::new(0), values })
    }

    /// The value of the key, if it is there.
    fn get(&self) -> Option<*mut Header> {
        let n = self.cell.load(Ordering::Acquire);
        if n == EMPTY { None } else { Some(self.values[n as usize].load(Ordering::Acquire)) }
    }

    /// `settled_live`
    fn len(&self) -> Option<u32> {
        let n = self.live.load(Ordering::Acquire);
        if n & CHANGING == 0 { Some(n) } else { None }
    }
}

/// A key comes, while another thread looks it up and then asks for the number of keys.
fn added(changing: u32) {
    loom::model(move || {
        let t = Table::new();
        let reader = {
            let t = t.clone();
            thread::spawn(move || {
                if let Some(v) = t.get() {
                    assert!(core::ptr::eq(v, number(7)), "an entry that is not complete");
                    assert!(t.len().is_none_or(|n| n == 1), "a key that is not counted");
                }
            })
        };
        t.values[0].store(number(7), Ordering::Relaxed);
        t.live.store(changing, Ordering::Relaxed);
        t.cell.store(0, Ordering::Release);
        t.live.store(1, Ordering::Release);
        reader.join().unwrap();
    });
}

#[test]
fn model_keys_are_counted_when_seen() {
    added(CHANGING);
}

/// The mutant: nothing says that a key is coming (D5 of `dict_table`).
#[test]
#[should_panic(expected = "a key that is not counted")]
fn model_mutant_key_before_the_number() {
    added(0);
}
