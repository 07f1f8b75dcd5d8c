//! Sorting: a stable merge sort of natural runs whose comparisons may fail.
//!
//! Runs are found from left to right, short ones extended by insertion, and merged in the order that Munro and Wild's powersort gives
//! ("Nearly-Optimal Mergesorts", 2018). A merge first skips what is in place already, and looks ahead by doubling steps when one side wins
//! many times in a row (Peters' "galloping", listsort.txt).
//!
//! S1. After an error the slice is a permutation of what it was: elements may be owned words, so none may be lost or doubled.

use alloc::vec::Vec;

/// Runs shorter than this are extended by insertion, where nobody sees the comparisons.
const MIN_RUN: usize = 24;
/// Lists shorter than this are sorted by insertion where comparisons are seen.
const MOST_INSERTED: usize = 64;
/// Wins in a row after which a merge gallops.
const GALLOP: usize = 7;
/// Most runs pending at a time: powers on the stack are strictly increasing and below the number of bits of a length.
const MAX_PENDING: usize = usize::BITS as usize + 2;

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    /// Depth of the merge that joins this run with the next.
    power: u32,
}

/// Sorts `v` by `less`. `scratch` must have room for half of the elements. `seen` says that programs see what is compared.
pub(crate) fn sort<T: Copy, E>(
    v: &mut [T],
    scratch: &mut Vec<T>,
    seen: bool,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<(), E> {
    let n = v.len();
    let min_run = if seen { seen_run(n) } else { MIN_RUN };
    debug_assert!(n < 2 || scratch.capacity() >= n / 2);
    let mut pending = [Run { start: 0, len: 0, power: 0 }; MAX_PENDING];
    let mut count = 0;
    let mut at = 0;
    while at < n {
        let len = next_run(&mut v[at..], min_run, less)?;
        if count > 0 {
            let before = pending[count - 1];
            let power = node_power(before.start, before.len, len, n);
            while count > 1 && pending[count - 2].power > power {
                merge_top(v, scratch, &mut pending, &mut count, less)?;
            }
            pending[count - 1].power = power;
        }
        pending[count] = Run { start: at, len, power: 0 };
        count += 1;
        at += len;
    }
    while count > 1 {
        merge_top(v, scratch, &mut pending, &mut count, less)?;
    }
    Ok(())
}

/// What stands for `MIN_RUN` where comparisons run code of programs or may fail: longer runs, which need fewer of them. Lists that are sorted by
/// insertion alone compare the pairs that CPython compares. Longer ones have runs of 32 to 64, so many that merges have equal sides.
fn seen_run(n: usize) -> usize {
    let shift = (n / MOST_INSERTED + 1).next_power_of_two().trailing_zeros();
    n.div_ceil(1 << shift)
}

/// Depth, in the ideal merge tree of `n` elements, of the node that joins two neighbouring runs: the first binary digit in which the relative
/// positions of their middles differ.
fn node_power(start: usize, left: usize, right: usize, n: usize) -> u32 {
    let (n2, mut a) = (2 * n as u128, (2 * start + left) as u128);
    let mut b = (2 * start + 2 * left + right) as u128;
    let mut power = 0;
    loop {
        power += 1;
        if a >= n2 / 2 {
            a -= n2 / 2;
            b -= n2 / 2;
        } else if b >= n2 / 2 {
            return power;
        }
        a *= 2;
        b *= 2;
    }
}

/// Finds the run that `v` begins with, turns it round if it falls, extends it if it is short: its length.
fn next_run<T: Copy, E>(v: &mut [T], min_run: usize, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<usize, E> {
    let n = v.len();
    let mut len = rising(v, 1.min(n), less)?;
    // A run that falls may begin with equal elements.
    if len < n && (len == 1 || !less(&v[0], &v[len - 1])?) {
        // Equal neighbours are turned round by themselves, so that turning round the whole leaves them in order.
        v[..len].reverse();
        let mut equal = len;
        len += 1;
        while len < n {
            if less(&v[len], &v[len - 1])? {
                v[equal..len].reverse();
                equal = len;
            } else if less(&v[len - 1], &v[len])? {
                break;
            }
            len += 1;
        }
        v[equal..len].reverse();
        v[..len].reverse();
        len = rising(v, len, less)?;
    }
    let want = min_run.min(n);
    if len < want {
        insert_rest(&mut v[..want], len, less)?;
        len = want;
    }
    Ok(len)
}

/// The end of the elements that do not fall after the first `len`, which do not either.
fn rising<T: Copy, E>(v: &[T], mut len: usize, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<usize, E> {
    while len < v.len() && !less(&v[len], &v[len - 1])? {
        len += 1;
    }
    Ok(len)
}

/// Sorts `v`, whose first `sorted` elements are, by binary insertion.
fn insert_rest<T: Copy, E>(v: &mut [T], sorted: usize, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<(), E> {
    for i in sorted..v.len() {
        let x = v[i];
        let (mut low, mut high) = (0, i);
        while low < high {
            let middle = (low + high) / 2;
            if less(&x, &v[middle])? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        v.copy_within(low..i, low + 1);
        v[low] = x;
    }
    Ok(())
}

fn merge_top<T: Copy, E>(
    v: &mut [T],
    scratch: &mut Vec<T>,
    pending: &mut [Run; MAX_PENDING],
    count: &mut usize,
    less: &mut impl FnMut(&T, &T) -> Result<bool, E>,
) -> Result<(), E> {
    let (a, b) = (pending[*count - 2], pending[*count - 1]);
    *count -= 1;
    pending[*count - 1] = Run { start: a.start, len: a.len + b.len, power: b.power };
    merge(&mut v[a.start..a.start + a.len + b.len], a.len, scratch, less)
}

/// Number of elements of sorted `v` that come before `x`; equal ones do when `after` is set. Looks by doubling steps from the beginning, or
/// from the end.
fn search<T: Copy, E>(v: &[T], x: &T, after: bool, from_end: bool, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<usize, E> {
    let mut before = |y: &T| if after { Ok(!less(x, y)?) } else { less(y, x) };
    let (mut low, mut high) = (0, v.len());
    let mut step = 1;
    if from_end {
        while low < high {
            let at = high.saturating_sub(step).max(low);
            if before(&v[at])? {
                low = at + 1;
                break;
            }
            high = at;
            step *= 2;
        }
    } else {
        while low < high {
            let at = (low + step - 1).min(high - 1);
            if !before(&v[at])? {
                high = at;
                break;
            }
            low = at + 1;
            step *= 2;
        }
    }
    while low < high {
        let middle = (low + high) / 2;
        if before(&v[middle])? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Merges the sorted `v[..middle]` and `v[middle..]`.
fn merge<T: Copy, E>(v: &mut [T], middle: usize, scratch: &mut Vec<T>, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<(), E> {
    let skip = search(&v[..middle], &v[middle], true, false, less)?;
    if skip == middle {
        return Ok(());
    }
    let end = middle + search(&v[middle..], &v[middle - 1], false, true, less)?;
    let (v, middle) = (&mut v[skip..end], middle - skip);
    scratch.clear();
    if middle <= v.len() - middle {
        scratch.extend_from_slice(&v[..middle]);
        // The first of the right side comes first: that is where the left side was cut.
        v[0] = v[middle];
        let mut m = Merge { v, scratch, to: 1, a: 0, b: middle + 1 };
        let r = m.forward(less);
        m.finish_forward();
        r
    } else {
        scratch.extend_from_slice(&v[middle..]);
        // The last of the left side comes last.
        let (to, b) = (v.len() - 1, scratch.len());
        v[to] = v[middle - 1];
        let mut m = Merge { v, scratch, to, a: middle - 1, b };
        let r = m.backward(less);
        m.finish_backward();
        r
    }
}

/// A merge under way. Forward: `scratch[a..]` with `v[b..]` to `v[to..]`, where the gap before `b` is as long as what scratch still holds.
/// Backward: `v[..a]` with `scratch[..b]` to what ends at `v[to]`, where the gap behind `a` is as long as what scratch still holds.
struct Merge<'a, T> {
    v: &'a mut [T],
    scratch: &'a mut Vec<T>,
    to: usize,
    a: usize,
    b: usize,
}

impl<T: Copy> Merge<'_, T> {
    fn forward<E>(&mut self, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<(), E> {
        let (mut left_wins, mut right_wins) = (0, 0);
        while self.a < self.scratch.len() && self.b < self.v.len() {
            if less(&self.v[self.b], &self.scratch[self.a])? {
                self.v[self.to] = self.v[self.b];
                self.b += 1;
                self.to += 1;
                left_wins = 0;
                right_wins += 1;
            } else {
                self.v[self.to] = self.scratch[self.a];
                self.a += 1;
                self.to += 1;
                right_wins = 0;
                left_wins += 1;
            }
            if left_wins >= GALLOP && self.b < self.v.len() {
                let n = search(&self.scratch[self.a..], &self.v[self.b], true, false, less)?;
                self.v[self.to..self.to + n].copy_from_slice(&self.scratch[self.a..self.a + n]);
                self.a += n;
                self.to += n;
                left_wins = 0;
            } else if right_wins >= GALLOP && self.a < self.scratch.len() {
                let n = search(&self.v[self.b..], &self.scratch[self.a], false, false, less)?;
                self.v.copy_within(self.b..self.b + n, self.to);
                self.b += n;
                self.to += n;
                right_wins = 0;
            }
        }
        Ok(())
    }

    /// Puts back what scratch still holds (S1).
    fn finish_forward(&mut self) {
        let rest = self.scratch.len() - self.a;
        self.v[self.to..self.to + rest].copy_from_slice(&self.scratch[self.a..]);
    }

    fn backward<E>(&mut self, less: &mut impl FnMut(&T, &T) -> Result<bool, E>) -> Result<(), E> {
        let (mut left_wins, mut right_wins) = (0, 0);
        while self.a > 0 && self.b > 0 {
            if less(&self.scratch[self.b - 1], &self.v[self.a - 1])? {
                self.v[self.to - 1] = self.v[self.a - 1];
                self.a -= 1;
                self.to -= 1;
                right_wins = 0;
                left_wins += 1;
            } else {
                self.v[self.to - 1] = self.scratch[self.b - 1];
                self.b -= 1;
                self.to -= 1;
                left_wins = 0;
                right_wins += 1;
            }
            if left_wins >= GALLOP && self.b > 0 {
                let stay = search(&self.v[..self.a], &self.scratch[self.b - 1], true, true, less)?;
                let n = self.a - stay;
                self.v.copy_within(stay..self.a, self.to - n);
                self.a = stay;
                self.to -= n;
                left_wins = 0;
            } else if right_wins >= GALLOP && self.a > 0 {
                let stay = search(&self.scratch[..self.b], &self.v[self.a - 1], false, true, less)?;
                let n = self.b - stay;
                self.v[self.to - n..self.to].copy_from_slice(&self.scratch[stay..self.b]);
                self.b = stay;
                self.to -= n;
                right_wins = 0;
            }
        }
        Ok(())
    }

    /// Puts back what scratch still holds (S1).
    fn finish_backward(&mut self) {
        self.v[self.to - self.b..self.to].copy_from_slice(&self.scratch[..self.b]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts pairs by their first element and checks order, stability and, after an error, that nothing was lost.
    fn check(keys: &[u32], seen: bool, fail_at: usize) {
        let mut v: Vec<(u32, usize)> = keys.iter().copied().zip(0..).collect();
        let mut expected = v.clone();
        expected.sort();
        let mut scratch = Vec::with_capacity(v.len() / 2);
        let mut calls = 0;
        let r = sort(&mut v, &mut scratch, seen, &mut |a: &(u32, usize), b: &(u32, usize)| {
            calls += 1;
            if calls == fail_at { Err(()) } else { Ok(a.0 < b.0) }
        });
        if r.is_err() {
            v.sort();
        }
        assert_eq!(v, expected);
    }

    #[test]
    fn sorts_stably_and_loses_nothing() {
        let mut seed = 12345u32;
        let mut random = |bound: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % bound
        };
        // Long runs take Miri minutes and show it nothing that short ones do not.
        let (longest, step) = if cfg!(miri) { (64, 4) } else { (3000, 1) };
        for n in [0, 1, 2, 3, 23, 24, 25, 48, 49, 63, 64, 100, 1000, 3000].into_iter().filter(|n| *n <= longest) {
            let falling: Vec<u32> = (0..n).rev().collect();
            let rising: Vec<u32> = (0..n).collect();
            let blocks: Vec<u32> = (0..n).map(|i| i % 97 + i / 300).collect();
            let few: Vec<u32> = (0..n).map(|_| random(5)).collect();
            let many: Vec<u32> = (0..n).map(|_| random(100_000)).collect();
            for keys in [&falling, &rising, &blocks, &few, &many] {
                for (seen, fail_at) in [0, 1, 2, 30, 77, 500, 2500, 9000].into_iter().step_by(step).flat_map(|n| [(false, n), (true, n)]) {
                    check(keys, seen, fail_at);
                }
            }
        }
    }
}
