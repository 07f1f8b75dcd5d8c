//! Paired timing.

use std::sync::Barrier;
use std::time::{Duration, Instant};

/// How long one measurement lasts, about.
const SLICE: Duration = Duration::from_millis(25);

struct Row {
    section: &'static str,
    what: String,
    peer: &'static str,
    ratio: f64,
    low: f64,
    high: f64,
    /// Nanoseconds of an operation, ours and the peer's; none where the row is a ratio of ratios.
    each: Option<(f64, f64)>,
    bar: Option<f64>,
}

/// The rows measured so far, printed as they come.
pub(crate) struct Table {
    rounds: usize,
    section: &'static str,
    rows: Vec<Row>,
}

/// A piece of work: does the operation so many times and says how long that took.
pub(crate) type Work<'a> = &'a mut dyn FnMut(u64) -> Duration;

/// Does something `n` times.
pub(crate) fn repeat(n: u64, mut f: impl FnMut(u64)) {
    for i in 0..n {
        f(i);
    }
}

/// Times [`repeat`] on the calling thread.
pub(crate) fn timed(n: u64, f: impl FnMut(u64)) -> Duration {
    let started = Instant::now();
    repeat(n, f);
    started.elapsed()
}

/// A pseudo-random number, and the next seed.
pub(crate) fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

/// Runs `f` in `threads` native threads at once, each with its number; from the moment when all are ready to the end of the last.
pub(crate) fn at_once(threads: usize, f: impl Fn(usize) + Sync) -> Duration {
    let ready = Barrier::new(threads + 1);
    std::thread::scope(|s| {
        let (ready, f) = (&ready, &f);
        let workers: Vec<_> = (0..threads)
            .map(|i| {
                s.spawn(move || {
                    ready.wait();
                    f(i);
                })
            })
            .collect();
        ready.wait();
        let started = Instant::now();
        for w in workers {
            w.join().expect("no panic");
        }
        started.elapsed()
    })
}

/// Iterations that take about a slice.
fn calibrate(work: Work) -> u64 {
    let mut n = 64;
    loop {
        let t = work(n);
        if t >= SLICE / 4 {
            return ((n as f64) * SLICE.as_secs_f64() / t.as_secs_f64()).max(1.0) as u64;
        }
        n *= 4;
    }
}

fn quantile(sorted: &[f64], q: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * q).round() as usize]
}

impl Table {
    pub(crate) fn new(rounds: usize) -> Table {
        Table { rounds, section: "", rows: Vec::new() }
    }

    pub(crate) fn section(&mut self, name: &'static str) {
        self.section = name;
        println!("\n## {name}\n");
        println!("| what | peer | time, ours / peer | quartiles | ns, ours | ns, peer | at most |");
        println!("|---|---|---:|---|---:|---:|---:|");
    }

    /// Measures ours against one peer; both do the same work for the same number of iterations.
    pub(crate) fn compare(&mut self, what: &str, peer: &'static str, bar: Option<f64>, ours: Work, theirs: Work) {
        let n = calibrate(theirs).min(calibrate(ours)).max(1);
        let (mut ratios, mut a, mut b) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..self.rounds {
            // Whoever goes first may find the processor cooler: they take turns.
            let (x, y) = if round % 2 == 0 {
                let x = ours(n);
                (x, theirs(n))
            } else {
                let y = theirs(n);
                (ours(n), y)
            };
            ratios.push(x.as_secs_f64() / y.as_secs_f64());
            a.push(x.as_nanos() as f64 / n as f64);
            b.push(y.as_nanos() as f64 / n as f64);
        }
        for v in [&mut ratios, &mut a, &mut b] {
            v.sort_unstable_by(f64::total_cmp);
        }
        let row = Row {
            section: self.section,
            what: what.to_owned(),
            peer,
            ratio: quantile(&ratios, 0.5),
            low: quantile(&ratios, 0.25),
            high: quantile(&ratios, 0.75),
            each: Some((quantile(&a, 0.5), quantile(&b, 0.5))),
            bar,
        };
        self.add(row);
    }

    fn add(&mut self, row: Row) {
        let bar = row.bar.map_or_else(String::new, |b| format!("{b:.2}{}", if row.ratio <= b { "" } else { " **missed**" }));
        println!(
            "| {} | {} | {:.2} | {:.2} to {:.2} | {} | {bar} |",
            row.what,
            row.peer,
            row.ratio,
            row.low,
            row.high,
            row.each.map_or_else(|| "|".to_owned(), |(a, b)| format!("{a:.1} | {b:.1}"))
        );
        self.rows.push(row);
    }

    /// Measures what sharing takes from the second thread: the time that two threads take over that of one, with one object for all, over the same of
    /// a control, `peer`, that shares nothing. Both are given a number of threads and how often to do their operation.
    ///
    /// Two threads may sit on the halves of one core: there a loop that keeps the core busy gains less from the second than one that waits,
    /// whatever they share. So the same code with an object each is a better control than a loop that spins.
    pub(crate) fn scaling(
        &mut self,
        what: &str,
        peer: &'static str,
        bar: Option<f64>,
        common: &mut dyn FnMut(usize, u64) -> Duration,
        control: &mut dyn FnMut(usize, u64) -> Duration,
    ) {
        let (n, m) = (calibrate(&mut |n| common(1, n)), calibrate(&mut |n| control(1, n)));
        let best = |f: &mut dyn FnMut(usize, u64) -> Duration, threads, n| (0..3).map(|_| f(threads, n)).min().unwrap_or_default();
        let mut lost = |_| {
            // Two threads take as long as the slower of them: the best of three each.
            best(common, 2, n).div_duration_f64(best(common, 1, n)) / best(control, 2, m).div_duration_f64(best(control, 1, m))
        };
        let mut ratios: Vec<f64> = (0..self.rounds).map(&mut lost).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let (ratio, low, high) = (quantile(&ratios, 0.5), quantile(&ratios, 0.25), quantile(&ratios, 0.75));
        self.add(Row { section: self.section, what: what.to_owned(), peer, ratio, low, high, each: None, bar });
    }

    pub(crate) fn csv(&self) -> String {
        let mut s = String::from("section,what,peer,ratio,low,high,ours_ns,peer_ns,at_most\n");
        for r in &self.rows {
            let bar = r.bar.map_or_else(String::new, |b| format!("{b:.2}"));
            s += &format!(
                "{},\"{}\",{},{:.3},{:.3},{:.3},{},{bar}\n",
                r.section,
                r.what,
                r.peer,
                r.ratio,
                r.low,
                r.high,
                r.each.map_or_else(|| ",".to_owned(), |(a, b)| format!("{a:.2},{b:.2}"))
            );
        }
        s
    }
}
