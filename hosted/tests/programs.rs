//! Runs every program of `tests/programs/` free-threaded and under the global lock, each as a test of its own, and compares what it
//! prints and its exit code, to the byte, with what CPython 3.15 did (`tests/programs/expect` writes those files).
//!
//! `NAME.py` runs in its own folder. `NAME.out` is its standard output; `NAME.err` its standard error, which must be empty where that file is
//! missing; `NAME.code` its exit code, zero where that file is missing; `NAME.in` its standard input. The folder's path is cut out of both sides.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use libtest_mimic::{Arguments, Failed, Trial};

/// No program takes a tenth of this; a deadlock must not hang the suite.
const LIMIT: Duration = Duration::from_secs(120);

fn main() {
    // Programs inherit it, and what runs beside a shell has been told to ignore it.
    // SAFETY: the default action is no function of ours.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_DFL) };
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/programs").canonicalize().expect("tests/programs is there");
    let mut trials = Vec::new();
    for program in programs(&root) {
        let topic = program.parent().and_then(Path::file_name).map(OsStr::to_string_lossy).unwrap_or_default();
        let name = format!("{topic}::{}", program.file_stem().unwrap_or_default().to_string_lossy());
        for (mode, flag) in [("free", None), ("gil", Some("--gil"))] {
            let program = program.clone();
            trials.push(Trial::test(format!("{name}::{mode}"), move || run(&program, flag)));
        }
    }
    assert!(!trials.is_empty(), "no programs under {}", root.display());
    trials.push(Trial::test("guarantees::every_row_is_raced", move || rows_are_raced(&root)));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Each row of `docs/thread_safety.md` names its race, `PROGRAM.ROW`, and each race has its row.
fn rows_are_raced(root: &Path) -> Result<(), Failed> {
    let page = fs::read_to_string(root.join("../../docs/thread_safety.md"))?;
    let mut named: Vec<String> = page
        .lines()
        .filter(|l| l.starts_with('|') && !l.starts_with("|---") && !l.starts_with("| operation"))
        .map(|l| {
            let cell = l.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim();
            cell.strip_prefix('`').and_then(|c| c.strip_suffix('`')).map(String::from).ok_or(format!("no race: {l}"))
        })
        .collect::<Result<_, _>>()?;
    let mut raced = Vec::new();
    for program in programs(root).iter().filter(|p| p.parent().is_some_and(|d| d.ends_with("threads_guarantees"))) {
        let stem = program.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(program)?;
        let rows = text.lines().filter_map(|l| l.strip_prefix("def row_")?.strip_suffix("():"));
        raced.extend(rows.map(|row| format!("{stem}.{row}")));
    }
    raced.sort();
    named.sort();
    if let Some(twice) = named.windows(2).find(|w| w[0] == w[1]) {
        return Err(format!("two rows name {}", twice[0]).into());
    }
    let missing: Vec<_> = named.iter().filter(|n| !raced.contains(n)).collect();
    let unnamed: Vec<_> = raced.iter().filter(|n| !named.contains(n)).collect();
    if named.is_empty() || !missing.is_empty() || !unnamed.is_empty() {
        return Err(format!("rows without a race: {missing:?}; races without a row: {unnamed:?}").into());
    }
    Ok(())
}

/// The programs of all topics in order. Files in folders deeper down are modules that programs import.
fn programs(root: &Path) -> Vec<PathBuf> {
    let list = |dir: &Path| -> Vec<PathBuf> { fs::read_dir(dir).expect("readable").map(|e| e.expect("readable").path()).collect() };
    let mut found: Vec<PathBuf> = list(root)
        .iter()
        .filter(|p| p.is_dir())
        .flat_map(|p| list(p))
        .filter(|p| p.extension() == Some(OsStr::new("py")) && p.with_extension("out").exists())
        .collect();
    found.sort();
    found
}

fn run(program: &Path, flag: Option<&str>) -> Result<(), Failed> {
    let dir = program.parent().ok_or("no folder")?;
    let file = program.file_name().ok_or("no name")?;
    let input = fs::read(program.with_extension("in")).unwrap_or_default();
    // Whoever runs the tests may have set some for a Python of their own.
    let theirs = std::env::vars_os().map(|(name, _)| name).filter(|n| n.to_string_lossy().starts_with("PYTHON"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_freewheel"));
    for name in theirs {
        command.env_remove(name);
    }
    let mut child =
        command.args(flag).arg(file).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or("no pipe")?;
    // A program that does not read its input closes the pipe.
    let _ = stdin.write_all(&input);
    drop(stdin);
    let (stdout, stderr) = (child.stdout.take().ok_or("no pipe")?, child.stderr.take().ok_or("no pipe")?);
    let read = |mut from: Box<dyn Read + Send>| {
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let ok = from.read_to_end(&mut bytes).is_ok();
            let _ = send.send(if ok { bytes } else { b"unreadable".to_vec() });
        });
        receive
    };
    let (out, err) = (read(Box::new(stdout)), read(Box::new(stderr)));
    let Ok(out) = out.recv_timeout(LIMIT) else {
        let _ = child.kill();
        return Err(format!("still running after {} s", LIMIT.as_secs()).into());
    };
    let err = err.recv_timeout(LIMIT).unwrap_or_default();
    let status = child.wait()?;
    let expected_code: i32 =
        fs::read_to_string(program.with_extension("code")).map_or(Ok(0), |t| t.trim().parse()).map_err(|e| format!("{e}"))?;
    let prefix = format!("{}/", dir.display());
    compare("standard output", &fs::read(program.with_extension("out"))?, &out, &prefix)?;
    compare("standard error", &fs::read(program.with_extension("err")).unwrap_or_default(), &err, &prefix)?;
    if status.code() != Some(expected_code) {
        return Err(format!("{status}, not exit code {expected_code}").into());
    }
    Ok(())
}

/// Says where the first different line is.
fn compare(what: &str, expected: &[u8], found: &[u8], prefix: &str) -> Result<(), Failed> {
    let clean = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(prefix, "");
    let (expected, found) = (clean(expected), clean(found));
    if expected == found {
        return Ok(());
    }
    let line = expected.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("<the end>").to_owned();
    let tail: Vec<&str> = found.lines().rev().take(12).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    let message = format!(
        "{what} differs in line {}\n  CPython:   {}\n  Freewheel: {}\nits last lines:\n{}",
        line + 1,
        at(&expected),
        at(&found),
        tail.join("\n")
    );
    Err(message.into())
}
