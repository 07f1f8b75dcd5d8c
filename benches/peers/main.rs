//! The memory core beside its best peers: each figure is a ratio of times in one run, ours first.
//!
//! Usage: `cargo bench --bench peers [-- SECTION…] [--csv FILE] [--rounds N]`, with sections `counts`, `locks`, `heap`, `containers`.
//!
//! Every round measures ours and the peer one right after the other; a row shows the median of the rounds' ratios and their quartiles. Below 1.0 we
//! are faster. `at most` is the bar, where there is one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints a table")]
#![allow(clippy::std_instead_of_core, reason = "benches run on std")]

mod containers;
mod counts;
mod heap;
mod locks;
mod measure;

use std::io::Write;
use std::process::ExitCode;

use measure::Table;

/// Measures a section's rows.
type Section = fn(&mut Table);

const SECTIONS: [(&str, Section); 4] =
    [("counts", counts::run), ("locks", locks::run), ("heap", heap::run), ("containers", containers::run)];

fn main() -> ExitCode {
    let mut wanted = Vec::new();
    let (mut csv, mut rounds) = (None, 15);
    let mut args = std::env::args().skip(1);
    while let Some(a) = args.next() {
        match a.as_str() {
            // What cargo passes to every bench.
            "--bench" => {}
            "--csv" => csv = args.next(),
            "--rounds" => rounds = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(rounds),
            name if SECTIONS.iter().any(|s| s.0 == name) => wanted.push(a),
            other => {
                eprintln!(
                    "peers: no section or option {other}; sections: counts, locks, heap, containers; options: --csv FILE, --rounds N"
                );
                return ExitCode::from(2);
            }
        }
    }
    let mut table = Table::new(rounds);
    for (name, run) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|w| w == name) {
            table.section(name);
            run(&mut table);
        }
    }
    if let Some(path) = csv {
        let written = std::fs::File::create(&path).and_then(|mut f| f.write_all(table.csv().as_bytes()));
        if let Err(e) = written {
            eprintln!("peers: {path}: {e}");
            return ExitCode::from(1);
        }
    }
    ExitCode::SUCCESS
}
