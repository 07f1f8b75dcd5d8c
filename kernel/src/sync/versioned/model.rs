//! Loom models of versioned pointers: readers of two versions while two writers publish. The pointers are numbers: that of version n is n.

use alloc::vec::Vec;

use loom::sync::Arc;
use loom::thread;

use super::*;

fn number(n: u32) -> *mut u32 {
    core::ptr::without_provenance_mut(n as usize)
}

fn check(v: &Versioned<u32>, version: u32) {
    if let Some(p) = v.get(version) {
        assert_eq!(p, number(version), "another version's pointer");
    }
}

#[test]
fn model_versioned_pointer_is_of_its_version() {
    loom::model(|| {
        let v = Arc::new(Versioned::new());
        v.publish(1, number(1));
        let writers: Vec<_> = [2, 3]
            .map(|n| {
                let v = v.clone();
                thread::spawn(move || v.publish(n, number(n)))
            })
            .into_iter()
            .collect();
        check(&v, 1);
        check(&v, 2);
        check(&v, 3);
        for w in writers {
            w.join().unwrap();
        }
        // Whoever came last or alone has published; nobody left the mark behind.
        assert!(v.version.load(Ordering::Relaxed) != BUSY);
    });
}

/// The mutant: the version is not taken back before the pointer changes (V2).
#[test]
#[should_panic(expected = "another version's pointer")]
fn model_mutant_pointer_before_version() {
    loom::model(|| {
        let v = Arc::new(Versioned::new());
        v.publish(1, number(1));
        let writer = {
            let v = v.clone();
            thread::spawn(move || {
                v.pointer.store(number(2), Ordering::Release);
                v.version.store(2, Ordering::Release);
            })
        };
        check(&v, 1);
        writer.join().unwrap();
    });
}
