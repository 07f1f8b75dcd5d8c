//! The command line.

mod interrupt;
mod repl;
mod run;

use std::ffi::OsString;

use clap::Parser;

/// Runs Python programs on all cores, without a global lock.
#[derive(Debug, Parser)]
#[command(name = "freewheel", version, about, disable_help_subcommand = true)]
#[command(
    override_usage = "freewheel [OPTIONS] [FILE.py [ARGS...]]\n       freewheel [OPTIONS] -c CODE [ARGS...]\n       freewheel [OPTIONS] - [ARGS...]\n       freewheel dis FILE.py\n       freewheel              (a prompt)"
)]
pub(crate) struct Options {
    /// Run CODE.
    #[arg(short = 'c', value_name = "CODE", allow_hyphen_values = true)]
    code: Option<String>,
    /// Run under a global lock, one thread at a time, to see the difference.
    #[arg(long)]
    gil: bool,
    /// At exit, print time stopped, collections and pauses, memory, lock and merge counts to standard error.
    #[arg(long)]
    stats: bool,
    /// Most memory for objects, such as 512M or 2G; beyond it programs get MemoryError.
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    heap_limit: Option<usize>,
    /// The program and its arguments; `-` is standard input, `dis FILE.py` prints bytecode.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    program: Vec<OsString>,
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

/// Native stack of the main thread.
const MAIN_STACK: usize = 256 << 20;

/// Runs the command and ends the process.
pub fn main() {
    let options = Options::parse();
    interrupt::block();
    // A thread of our own, for a stack of known size.
    let worker = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(move || run::command(options));
    let code = match worker.map(|w| w.join()) {
        Ok(Ok(code)) => code,
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
    use super::bytes;

    #[test]
    fn sizes() {
        assert_eq!(bytes("512M"), Ok(512 << 20));
        assert_eq!(bytes("8388608"), Ok(8 << 20));
        assert!(bytes("12").is_err());
        assert!(bytes("x").is_err());
        assert!(bytes("99999999999999T").is_err());
    }
}
