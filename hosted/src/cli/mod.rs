//! The command line.

mod compile;
#[cfg(feature = "checks")]
mod faults;
mod repl;
mod run;
mod settings;

use std::ffi::OsString;

use clap::Parser;

/// Runs Python programs on all cores, without a global lock.
#[derive(Debug, Parser)]
#[command(name = "freewheel", version, about, disable_help_subcommand = true, after_help = AFTER_HELP)]
#[command(
    override_usage = "freewheel [OPTIONS] FILE.py [ARGS...]\n       freewheel [OPTIONS] -c CODE [ARGS...]\n       freewheel [OPTIONS] -m MODULE [ARGS...]\n       freewheel [OPTIONS] - [ARGS...]\n       freewheel [OPTIONS]\n       freewheel compile FILE.py [-o FILE.fwi]\n       freewheel dis FILE.py"
)]
pub(crate) struct Options {
    /// Run CODE; what follows are its arguments.
    #[arg(short = 'c', value_name = "CODE", allow_hyphen_values = true)]
    code: Option<String>,
    /// Run the module MODULE of the path as the main program; what follows are its arguments.
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "code")]
    module: Option<String>,
    /// Print the licences of Freewheel and of the library that it carries, and end.
    #[arg(long)]
    licences: bool,
    #[command(flatten)]
    python: Python,
    /// Run under a global lock, one thread at a time, to see the difference.
    #[arg(long)]
    gil: bool,
    /// At exit, print to standard error: time stopped, collections and pauses, memory, waits, merged and queued counts.
    #[arg(long)]
    stats: bool,
    /// After so many seconds, print where all threads are to standard error, and go on. Ctrl-\ (SIGQUIT) does so at any time.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    dump_on_timeout: Option<std::time::Duration>,
    /// Most memory for objects, such as 512M or 2G (K, M, G, T; at least 8M); beyond it programs get MemoryError.
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    heap_limit: Option<usize>,
    /// A file, also an image that `compile` made, a folder with a `__main__.py`, or `-` for standard input; then the program's own arguments.
    // `split` puts `--` before it. Were words with a hyphen allowed here, options with their value in the same word would be taken for them.
    #[arg(trailing_var_arg = true)]
    program: Vec<OsString>,
}

/// Options that CPython has, too.
#[derive(Debug, clap::Args)]
struct Python {
    /// Leave out assertions, and what is under `if __debug__`; with -OO also docstrings.
    #[arg(short = 'O', action = clap::ArgAction::Count)]
    optimize: u8,
    /// A prompt when the program has ended, also by an exception; a prompt, too, where standard input is no terminal.
    #[arg(short = 'i', action = clap::ArgAction::Count)]
    inspect: u8,
    /// No greeting at the prompt.
    #[arg(short = 'q', action = clap::ArgAction::Count)]
    quiet: u8,
    /// Standard output and error hold nothing back.
    #[arg(short = 'u', action = clap::ArgAction::Count)]
    unbuffered: u8,
    /// Pass over the first line of the file.
    #[arg(short = 'x', action = clap::ArgAction::Count)]
    skip_line: u8,
    /// Do not import from the program's folder.
    #[arg(short = 'P', action = clap::ArgAction::Count)]
    safe_path: u8,
    /// Ignore the variables of the environment whose names begin with PYTHON.
    #[arg(short = 'E', action = clap::ArgAction::Count)]
    no_environment: u8,
    /// -E, -P and -s.
    #[arg(short = 'I', action = clap::ArgAction::Count)]
    isolated: u8,
    /// Without `exit`, `quit`, `help`, `copyright`, `credits` and `license`.
    #[arg(short = 'S', action = clap::ArgAction::Count)]
    no_site: u8,
    /// Filter for warnings, as in `sys.warnoptions`.
    #[arg(short = 'W', value_name = "FILTER")]
    warnings: Vec<String>,
    /// `dev` or `gil=0|1`; others are kept in `sys._xoptions` and do nothing.
    #[arg(short = 'X', value_name = "OPTION")]
    implementation: Vec<String>,
    #[arg(short = 'B', hide = true, action = clap::ArgAction::Count)]
    no_bytecode: u8,
    #[arg(short = 'b', hide = true, action = clap::ArgAction::Count)]
    bytes_warnings: u8,
    #[arg(short = 'd', hide = true, action = clap::ArgAction::Count)]
    debug: u8,
    #[arg(short = 's', hide = true, action = clap::ArgAction::Count)]
    no_user_site: u8,
    #[arg(short = 'v', hide = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

const AFTER_HELP: &str = "\
Without a program it reads statements at a prompt, with history and editing, or runs standard input when that is no terminal.
`compile FILE.py` writes the program and the modules that it imports into one image, FILE.fwi, which runs as the file would; see `compile --help`.
`dis FILE` prints the bytecode of a file or an image instead of running it.

Options of CPython that are taken for programs that call `sys.executable`, and change nothing but `sys.flags`:
-b and -d, -v (nothing is traced), -s (there is no user's folder of packages), -B (bytecode is never written).

Variables of the environment, as in CPython:
PYTHONPATH, PYTHONSAFEPATH, PYTHONOPTIMIZE, PYTHONINSPECT, PYTHONUNBUFFERED, PYTHONIOENCODING, PYTHONWARNINGS, PYTHONDEVMODE,
PYTHON_GIL, PYTHONBREAKPOINT, and PYTHONHASHSEED, with which hashes of strings are the same in every run.

Exit codes: that of sys.exit; 1 after an uncaught exception; 2 when there is nothing to run. Ctrl-C is KeyboardInterrupt in the main thread.";

/// Ends our own options where the program's begin: after `-c CODE`, and before the first word that is no option.
fn split(mut words: Vec<OsString>) -> Vec<OsString> {
    let mut i = 1;
    while i < words.len() {
        let word = words[i].to_string_lossy();
        let end = match &*word {
            "--" => return words,
            "-" => i,
            "--heap-limit" | "--dump-on-timeout" => {
                i += 2;
                continue;
            }
            w if w.starts_with("--") => {
                i += 1;
                continue;
            }
            // One-letter options in a row; the last may have a value, in this word or the next.
            w if w.starts_with('-') => match w.find(['c', 'm', 'X', 'W']) {
                None => {
                    i += 1;
                    continue;
                }
                Some(at) => {
                    let next = if at + 1 == w.len() { i + 2 } else { i + 1 };
                    if matches!(w.as_bytes()[at], b'X' | b'W') {
                        i = next;
                        continue;
                    }
                    next
                }
            },
            _ => i,
        };
        if end <= words.len() {
            words.insert(end, "--".into());
        }
        break;
    }
    words
}

/// Reads a length of time.
fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let n: f64 = text.trim().parse().map_err(|_| String::from("a time is a number of seconds"))?;
    std::time::Duration::try_from_secs_f64(n).ok().filter(|d| d.as_micros() > 0).ok_or_else(|| "a time is more than 0 seconds".into())
}

/// Reads a size: a number with an optional K, M, G or T.
fn bytes(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let (number, unit) = match text.char_indices().last() {
        Some((i, c)) if c.is_ascii_alphabetic() => (&text[..i], c.to_ascii_uppercase()),
        _ => (text, 'B'),
    };
    let shift = match unit {
        'B' => 0,
        'K' => 10,
        'M' => 20,
        'G' => 30,
        'T' => 40,
        _ => return Err("a size is a number with an optional K, M, G or T".into()),
    };
    let n: usize = number.parse().map_err(|_| String::from("a size is a number with an optional K, M, G or T"))?;
    let n = n.checked_shl(shift).filter(|r| r >> shift == n).ok_or("more than this machine can address")?;
    if n < 8 << 20 { Err("at least 8M are needed to start".into()) } else { Ok(n) }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// With this exit code.
    Code(i32),
    /// By a `KeyboardInterrupt` that nobody caught.
    Interrupted,
}

/// Native stack of the main thread.
const MAIN_STACK: usize = 256 << 20;

/// Runs the command and ends the process.
pub fn main() {
    crate::platform::return_large_blocks();
    crate::signals::ignore_file_size();
    let options = Options::parse_from(split(std::env::args_os().collect()));
    // A thread of our own, for a stack of known size.
    let worker = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(move || run::command(options));
    // Signals are for threads that run the program.
    crate::signals::block_all();
    let code = match worker.map(|w| w.join()) {
        Ok(Ok(Ending::Code(code))) => code,
        Ok(Ok(Ending::Interrupted)) => crate::signals::die_of_interrupt(),
        Ok(Err(_)) => 70,
        Err(e) => {
            eprintln!("freewheel: cannot start a thread: {e}");
            71
        }
    };
    std::process::exit(code);
}

#[cfg(test)]
mod tests {
    use super::{bytes, seconds, split};

    #[test]
    fn sizes() {
        assert_eq!(bytes("512M"), Ok(512 << 20));
        assert_eq!(bytes("8388608"), Ok(8 << 20));
        assert!(bytes("12").is_err());
        assert!(bytes("x").is_err());
        assert!(bytes("99999999999999T").is_err());
    }

    #[test]
    fn times() {
        assert_eq!(seconds("1.5"), Ok(std::time::Duration::from_millis(1500)));
        for bad in ["0", "-1", "nan", "1e30", "x"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn options_end_where_the_program_begins() {
        let check = |line: &str, expected: &str| {
            let words = line.split(' ').map(Into::into).collect();
            let found: Vec<String> = split(words).iter().map(|w| w.to_string_lossy().into_owned()).collect();
            assert_eq!(found.join(" "), expected);
        };
        check("fw a.py --gil -c x", "fw -- a.py --gil -c x");
        check("fw --gil a.py --stats", "fw --gil -- a.py --stats");
        check("fw -c pass --gil", "fw -c pass -- --gil");
        check("fw -cpass --gil", "fw -cpass -- --gil");
        check("fw --heap-limit 64M a.py -x", "fw --heap-limit 64M -- a.py -x");
        check("fw --heap-limit=64M - -x", "fw --heap-limit=64M -- - -x");
        check("fw --dump-on-timeout 5 a.py -x", "fw --dump-on-timeout 5 -- a.py -x");
        check("fw -- -x", "fw -- -x");
        check("fw -c", "fw -c");
        check("fw -m unittest -v", "fw -m unittest -- -v");
        check("fw -X dev -m a.b c", "fw -X dev -m a.b -- c");
        check("fw -Xdev -BWignore -Ic pass c", "fw -Xdev -BWignore -Ic pass -- c");
        check("fw -Bmunittest -v", "fw -Bmunittest -- -v");
        check("fw -IBW ignore a.py -c", "fw -IBW ignore -- a.py -c");
    }
}
