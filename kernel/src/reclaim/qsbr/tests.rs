//! Reclamation over real threads.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

extern crate std;

use super::*;
use crate::prim::{AtomicBool, AtomicPtr, AtomicUsize};
use crate::sync::test_platform::{keep, registry, with_thread};
use std::boxed::Box;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

/// A block that counts its end.
struct Block {
    freed: Arc<AtomicUsize>,
    value: u64,
}

unsafe fn free_block(block: NonNull<u8>) {
    // SAFETY: made by `retire_block`, freed once.
    let block = unsafe { Box::from_raw(block.as_ptr().cast::<Block>()) };
    block.freed.fetch_add(1, Ordering::Relaxed);
}

fn retire_block(head: &mut ThreadHead, freed: &Arc<AtomicUsize>, bytes: usize) {
    let block = Box::into_raw(Box::new(Block { freed: freed.clone(), value: 7 }));
    // SAFETY: nobody else has seen the block.
    unsafe { retire(head, NonNull::new(block.cast()).unwrap(), bytes, free_block) };
}

#[test]
fn sequences_wrap() {
    assert!(before(1, 2) && !before(2, 2) && !before(3, 2));
    assert!(before(usize::MAX, 0) && !before(0, usize::MAX));
}

#[test]
fn a_full_batch_is_freed_at_the_next_safepoint() {
    let freed = Arc::new(AtomicUsize::new(0));
    with_thread(registry(false), 1, |head| {
        for _ in 0..BATCH_ITEMS {
            assert!(!head.poll_needed());
            retire_block(head, &freed, 16);
        }
        assert!(head.poll_needed());
        assert_eq!(freed.load(Ordering::Relaxed), 0);
        assert_eq!(head.safepoint(), 0);
        assert_eq!((freed.load(Ordering::Relaxed), head.retired_bytes()), (BATCH_ITEMS, 0));
        retire_block(head, &freed, BATCH_BYTES);
        assert!(head.poll_needed(), "a large block is a batch of its own");
        head.safepoint();
        assert_eq!(freed.load(Ordering::Relaxed), BATCH_ITEMS + 1);
    });
}

#[test]
fn the_last_thread_frees_what_it_has_retired() {
    let freed = Arc::new(AtomicUsize::new(0));
    with_thread(registry(false), 1, |head| retire_block(head, &freed, 16));
    assert_eq!(freed.load(Ordering::Relaxed), 1);
}

#[test]
fn an_attached_thread_holds_up_what_a_detached_one_does_not() {
    let r = registry(false);
    let freed = Arc::new(AtomicUsize::new(0));
    let (go, wait) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel::<()>();
    let other = thread::spawn(move || {
        with_thread(r, 2, |head| {
            tell.send(()).unwrap();
            wait.recv().unwrap(); // Attached, on purpose.
            assert!(head.poll_needed(), "asked to be quiescent");
            head.safepoint();
            tell.send(()).unwrap();
            head.detached(|| wait.recv().unwrap());
        })
    });
    with_thread(r, 1, |head| {
        told.recv().unwrap();
        retire_block(head, &freed, BATCH_BYTES);
        head.safepoint();
        assert_eq!(freed.load(Ordering::Relaxed), 0, "the other may be reading it");
        go.send(()).unwrap();
        told.recv().unwrap();
        assert!(head.poll_needed(), "told that it may be free now");
        head.safepoint();
        assert_eq!(freed.load(Ordering::Relaxed), 1);
        go.send(()).unwrap();
        head.detached(|| other.join().unwrap());
    });
}

#[test]
fn an_ended_thread_leaves_its_garbage_to_the_others() {
    let r = registry(false);
    let freed = Arc::new(AtomicUsize::new(0));
    with_thread(r, 1, |head| {
        let theirs = freed.clone();
        // We are attached and not quiescent meanwhile.
        thread::spawn(move || with_thread(r, 2, |head| retire_block(head, &theirs, 16))).join().unwrap();
        assert_eq!(freed.load(Ordering::Relaxed), 0);
        assert!(head.poll_needed());
        head.safepoint();
        assert_eq!(freed.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_stop_frees_everything() {
    let r = registry(false);
    let freed = Arc::new(AtomicUsize::new(0));
    with_thread(r, 1, |head| {
        retire_block(head, &freed, 16);
        r.stop_the_world(head, free_stopped);
        assert_eq!((freed.load(Ordering::Relaxed), head.retired_bytes()), (1, 0));
    });
}

/// Readers follow a pointer that a writer keeps replacing.
fn readers_and_writer(rounds: usize) {
    let r = registry(false);
    let freed = Arc::new(AtomicUsize::new(0));
    let first = Box::into_raw(Box::new(Block { freed: freed.clone(), value: 7 }));
    let link: &'static AtomicPtr<Block> = keep(AtomicPtr::new(first));
    let done: &'static AtomicBool = keep(AtomicBool::new(false));
    let readers: std::vec::Vec<_> = (0..2)
        .map(|i| {
            thread::spawn(move || {
                with_thread(r, 2 + i, |head| {
                    while !done.load(Ordering::Relaxed) {
                        // SAFETY: attached, and no safepoint between the load and the use.
                        assert_eq!(unsafe { (*link.load(Ordering::Acquire)).value }, 7);
                        if i == 0 {
                            head.detached(thread::yield_now);
                        } else if head.poll_needed() {
                            head.safepoint();
                        }
                    }
                })
            })
        })
        .collect();
    with_thread(r, 1, |head| {
        for _ in 0..rounds {
            let new = Box::into_raw(Box::new(Block { freed: freed.clone(), value: 7 }));
            let old = link.swap(new, Ordering::AcqRel);
            // SAFETY: unlinked by the swap.
            unsafe { retire(head, NonNull::new(old.cast()).unwrap(), BATCH_BYTES, free_block) };
            if head.poll_needed() {
                head.safepoint();
            }
        }
        done.store(true, Ordering::Relaxed);
        head.detached(|| readers.into_iter().for_each(|t| t.join().unwrap()));
    });
    assert_eq!(freed.load(Ordering::Relaxed), rounds);
    // SAFETY: nobody is left.
    drop(unsafe { Box::from_raw(link.load(Ordering::Relaxed)) });
}

#[test]
fn readers_find_whole_blocks() {
    readers_and_writer(if cfg!(miri) { 20 } else { 500 });
}

#[test]
fn stress_readers_find_whole_blocks() {
    readers_and_writer(50_000);
}
