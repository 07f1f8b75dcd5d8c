//! Stable merge sort of objects, by `<`, which may run program code and raise.
//!
//! Runs already in order are found first and merged pairwise (a natural merge sort), so sorted and reversed input takes linear time.
//! Numbers and strings of one kind are compared without calls.

use alloc::vec::Vec;

use super::spec::CompareOp;
use crate::isolate::Thread;
use crate::native::raised::{OrRaise, R};
use crate::object::Obj;
use crate::types::protocol;
use crate::types::str_object::Str;

/// Sorts items by `key(item)`, or by themselves.
pub fn sort(th: &mut Thread, items: &mut Vec<Obj>, key: Option<&Obj>, reverse: bool) -> R<()> {
    let n = items.len();
    if n < 2 {
        if let (Some(k), [one]) = (key, &items[..]) {
            protocol::call(th, k, core::slice::from_ref(one))?;
        }
        return Ok(());
    }
    let mut keys: Vec<Obj> = Vec::new();
    if let Some(k) = key {
        keys.try_reserve_exact(n).or_raise(th)?;
        for x in items.iter() {
            let v = protocol::call(th, k, core::slice::from_ref(x))?;
            keys.push(v);
        }
    }
    let mut order: Vec<u32> = th.vec(n)?;
    order.extend(0..n as u32);
    if reverse {
        // Reversed twice, equal items keep their order.
        order.reverse();
    }
    let by: &[Obj] = if keys.is_empty() { items } else { &keys };
    if let Some(done) = quick(by, &mut order) {
        if !done {
            merge_sort(th, by, &mut order)?;
        }
    }
    if reverse {
        order.reverse();
    }
    let mut out: Vec<Obj> = th.vec(n)?;
    let mut old: Vec<Option<Obj>> = th.vec(n)?;
    old.extend(items.drain(..).map(Some));
    for i in order {
        if let Some(x) = old[i as usize].take() {
            out.push(x);
        }
    }
    *items = out;
    Ok(())
}

/// Keys of one simple kind are sorted without calls: `Some(false)` when they are not.
fn quick(by: &[Obj], order: &mut [u32]) -> Option<bool> {
    if by.iter().all(|k| k.value().is_small()) {
        order.sort_by_key(|i| by[*i as usize].value().small_unchecked());
        return Some(true);
    }
    if by.iter().all(|k| k.value().is_flonum()) {
        order.sort_by(|a, b| {
            let (x, y) = (by[*a as usize].value().flonum_unchecked(), by[*b as usize].value().flonum_unchecked());
            x.partial_cmp(&y).unwrap_or(core::cmp::Ordering::Equal)
        });
        return Some(true);
    }
    if by.iter().all(|k| k.exact::<Str>().is_some()) {
        let text = |i: &u32| by[*i as usize].exact::<Str>().map_or("", |s| s.payload.as_str());
        order.sort_by(|a, b| text(a).cmp(text(b)));
        return Some(true);
    }
    Some(false)
}

fn less(th: &mut Thread, a: &Obj, b: &Obj) -> R<bool> {
    if let (Some(x), Some(y)) = (a.value().as_small(), b.value().as_small()) {
        return Ok(x < y);
    }
    protocol::compare_truth(th, CompareOp::Lt, a, b)
}

fn merge_sort(th: &mut Thread, by: &[Obj], order: &mut Vec<u32>) -> R<()> {
    let n = order.len();
    // Ends of the runs.
    let mut runs: Vec<usize> = Vec::new();
    let mut i = 0;
    while i < n {
        let mut j = i + 1;
        if j < n {
            let falling = less(th, &by[order[j] as usize], &by[order[i] as usize])?;
            j += 1;
            while j < n && less(th, &by[order[j] as usize], &by[order[j - 1] as usize])? == falling {
                j += 1;
            }
            if falling {
                order[i..j].reverse();
            }
        }
        // Short runs are made longer by insertion.
        let end = (i + 16).min(n);
        while j < end {
            let x = order[j];
            let (mut low, mut high) = (i, j);
            while low < high {
                let mid = (low + high) / 2;
                if less(th, &by[x as usize], &by[order[mid] as usize])? {
                    high = mid;
                } else {
                    low = mid + 1;
                }
            }
            order.copy_within(low..j, low + 1);
            order[low] = x;
            j += 1;
        }
        th.push(&mut runs, j)?;
        i = j;
    }
    let mut buffer: Vec<u32> = th.vec(n)?;
    while runs.len() > 1 {
        let mut next: Vec<usize> = th.vec(runs.len() / 2 + 1)?;
        let mut start = 0;
        for pair in runs.chunks(2) {
            if let [mid, end] = *pair {
                merge(th, by, order, &mut buffer, start, mid, end)?;
            }
            let end = pair[pair.len() - 1];
            next.push(end);
            start = end;
        }
        runs = next;
    }
    Ok(())
}

fn merge(th: &mut Thread, by: &[Obj], order: &mut [u32], buffer: &mut Vec<u32>, start: usize, mid: usize, end: usize) -> R<()> {
    buffer.clear();
    buffer.extend_from_slice(&order[start..mid]);
    let (mut i, mut j, mut k) = (0, mid, start);
    while i < buffer.len() && j < end {
        let right_first = match less(th, &by[order[j] as usize], &by[buffer[i] as usize]) {
            Ok(b) => b,
            Err(e) => {
                // Nothing is lost when a comparison raises.
                order[k..k + buffer.len() - i].copy_from_slice(&buffer[i..]);
                return Err(e);
            }
        };
        if right_first {
            order[k] = order[j];
            j += 1;
        } else {
            order[k] = buffer[i];
            i += 1;
        }
        k += 1;
    }
    order[k..k + buffer.len() - i].copy_from_slice(&buffer[i..]);
    Ok(())
}
