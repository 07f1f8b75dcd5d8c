//! The prompt: lines with history and completion, statements over several lines.

use std::borrow::Cow;

use freewheel_kernel::bytecode::unit::CodeUnit;
use freewheel_kernel::interp::import::{import, run_module};
use freewheel_kernel::isolate::{Isolate, Thread};
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::exception;
use freewheel_kernel::types::{module_object, protocol, str_object};
use freewheel_python::{Incomplete, Mode};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::run;
use crate::host::{self, HOST};
use crate::platform::PLATFORM;

/// One input: its code, the name of a command, or nothing at the end.
enum Input {
    Unit(Box<CodeUnit>),
    Command(&'static str),
    Bad,
    End,
}

/// Completes names by the library's `rlcompleter`, in a thread of its own while the main one waits for a line.
struct Names {
    isolate: &'static Isolate,
}

impl Completer for Names {
    type Candidate = String;

    fn complete(&self, line: &str, end: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let line = &line[..end];
        // At the beginning of a line the key indents.
        if line.trim().is_empty() {
            return Ok((end, vec!["    ".into()]));
        }
        let start = line
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
            .map_or(0, |i| i + line[i..].chars().next().map_or(1, char::len_utf8));
        let (isolate, word) = (self.isolate, &line[start..]);
        let found = std::thread::scope(|s| {
            let worker = std::thread::Builder::new().stack_size(COMPLETION_STACK).spawn_scoped(s, || {
                let Some(mut th) = isolate.attach_thread() else { return Vec::new() };
                let found = completions(&mut th, word).unwrap_or_else(|e| {
                    drop(th.take(e));
                    Vec::new()
                });
                th.end();
                found
            });
            worker.ok().and_then(|w| w.join().ok()).unwrap_or_default()
        });
        Ok((start, found))
    }
}

/// Native stack of the thread that completes names, which may run the program's `__dir__`.
const COMPLETION_STACK: usize = 16 << 20;

/// What the word may become.
fn completions(th: &mut Thread, word: &str) -> R<Vec<String>> {
    let library = import(th, "rlcompleter", &Obj::NONE, &Obj::NONE, 0)?;
    let class = protocol::get_attr_text(th, &library, "Completer")?.unwrap_or(Obj::NONE);
    let completer = protocol::call(th, &class, &[])?;
    let word = th.str(word)?;
    let mut found = Vec::new();
    loop {
        let place = th.int(found.len() as i64)?;
        let one = protocol::call_method_text(th, &completer, "complete", &[word.clone(), place])?;
        if one.get::<str_object::Str>().is_none() {
            return Ok(found);
        }
        found.push(str_object::text(&one).to_owned());
    }
}

impl Hinter for Names {
    type Hint = String;
}
impl Highlighter for Names {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Borrowed(prompt)
    }
}
impl Validator for Names {}
impl Helper for Names {}

type Prompt = Editor<Names, DefaultHistory>;

/// Reads and runs until the end of input.
pub(super) fn run(th: &mut Thread, m: &Obj) -> R<()> {
    let config = Config::builder().auto_add_history(true).completion_type(CompletionType::List).build();
    let Ok(mut editor) = Prompt::with_config(config) else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("no console to edit lines on")));
    };
    let plain = std::env::var("TERM").is_ok_and(|t| PLAIN_TERMINALS.iter().any(|p| t.eq_ignore_ascii_case(p)));
    // Another thread looks at the program's names.
    let isolate = th.isolate();
    isolate.go_multi(th)?;
    editor.set_helper(Some(Names { isolate }));
    let history = std::env::var_os("HOME").map(|h| std::path::Path::new(&h).join(".freewheel_history"));
    if let Some(h) = &history {
        // A first start has no history.
        let _ = editor.load_history(h);
    }
    let mut number = 0;
    loop {
        number += 1;
        finish_line(th);
        let input = read(th, m, if plain { None } else { Some(&mut editor) }, number);
        let done = match input {
            Input::Unit(unit) => run_module(th, m, &unit).map(drop),
            Input::Command(name) => call(th, name),
            Input::Bad => continue,
            Input::End => break,
        };
        if done.is_err() {
            let e = std::mem::replace(&mut th.exception, Obj::UNBOUND);
            if exception::is_instance_of(th, &e, Builtin::SystemExit) {
                th.exception = e.clone();
                save(&mut editor, history.as_deref());
                return Err(th.reraise(e));
            }
            run::report(th, &e);
        }
    }
    save(&mut editor, history.as_deref());
    Ok(())
}

/// The name of what stands alone on a line to be called, as at CPython's prompt, unless the program has one of that name.
fn command(th: &mut Thread, main: &Obj, line: &str) -> Option<&'static str> {
    let name = ["exit", "quit", "copyright", "help"].into_iter().find(|n| *n == line.trim())?;
    let key = th.intern(name).ok()?;
    main.get::<module_object::Module>()?.attributes().get_name(&key).is_none().then_some(name)
}

/// Calls a built-in function.
fn call(th: &mut Thread, name: &str) -> R<()> {
    let builtins = import(th, "builtins", &Obj::NONE, &Obj::NONE, 0)?;
    match protocol::get_attr_text(th, &builtins, name)? {
        Some(f) => protocol::call(th, &f, &[]).map(drop),
        None => Ok(()),
    }
}

/// What the program wrote without an end of line comes before the prompt, which begins a line.
fn finish_line(th: &mut Thread) {
    let sys = import(th, "sys", &Obj::NONE, &Obj::NONE, 0);
    let flushed = sys.and_then(|sys| match protocol::get_attr_text(th, &sys, "stdout")? {
        Some(out) if !out.is_none() => protocol::call_method_text(th, &out, "flush", &[]).map(drop),
        _ => Ok(()),
    });
    if let Err(e) = flushed {
        drop(th.take(e));
    }
    if PLATFORM.end_line() {
        println!();
    }
}

fn save(editor: &mut Prompt, path: Option<&std::path::Path>) {
    if let Some(p) = path {
        // A home that cannot be written is no reason to complain at every exit.
        let _ = editor.save_history(p);
    }
}

/// Terminals that cannot move the cursor: on them a line is read as the system edits it.
const PLAIN_TERMINALS: [&str; 3] = ["dumb", "cons25", "emacs"];

/// A line that the system has edited, without its end. What a signal interrupts is over, as it is for the system.
fn plain_line(prompt: &str) -> rustyline::Result<String> {
    use std::io::Write;
    let mut out = std::io::stdout();
    out.write_all(prompt.as_bytes())?;
    out.flush()?;
    let mut line = Vec::new();
    loop {
        let mut byte = 0u8;
        // SAFETY: room for one byte. One at a time: what follows may be the program's to read.
        match unsafe { libc::read(libc::STDIN_FILENO, (&raw mut byte).cast(), 1) } {
            1 if byte == b'\n' => break,
            1 => line.push(byte),
            0 if line.is_empty() => return Err(ReadlineError::Eof),
            0 => break,
            _ => {
                let e = std::io::Error::last_os_error();
                if e.kind() == std::io::ErrorKind::Interrupted {
                    println!();
                    return Err(ReadlineError::Interrupted);
                }
                return Err(e.into());
            }
        }
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// The prompt that the program wants: `sys.ps1`, or `sys.ps2` for lines that go on, as text.
fn prompt(th: &mut Thread, name: &str) -> String {
    let found = import(th, "sys", &Obj::NONE, &Obj::NONE, 0).and_then(|sys| match protocol::get_attr_text(th, &sys, name)? {
        Some(p) => Ok(str_object::text(&protocol::str(th, &p)?).to_owned()),
        None => Ok(String::new()),
    });
    found.unwrap_or_else(|e| {
        drop(th.take(e));
        String::new()
    })
}

/// Reads one statement, or several that stand on one line.
fn read(th: &mut Thread, main: &Obj, mut editor: Option<&mut Prompt>, number: u32) -> Input {
    let mut text = String::new();
    loop {
        let prompt = prompt(th, if text.is_empty() { "ps1" } else { "ps2" });
        let line = th.detached(|| match &mut editor {
            Some(editor) => editor.readline(&prompt),
            None => plain_line(&prompt),
        });
        match line {
            Ok(l) => {
                let blank = l.trim().is_empty();
                if text.is_empty() && blank {
                    return Input::Bad;
                }
                if text.is_empty()
                    && let Some(name) = command(th, main, &l)
                {
                    return Input::Command(name);
                }
                text.push_str(&l);
                text.push('\n');
                let goes_on = |lacks: Incomplete| !blank || lacks == Incomplete::Closing;
                if freewheel_python::needs_more_input(&text).is_some_and(goes_on) {
                    continue;
                }
                let name = format!("<python-input-{}>", number - 1);
                HOST.remember(&name, &text);
                match host::compile(&text, &name, host::options(th, Mode::Interactive)) {
                    Ok(made) => match made.warned(th) {
                        Ok(u) => return Input::Unit(Box::new(u)),
                        Err(e) => {
                            let x = th.take(e);
                            run::report(th, &x);
                            return Input::Bad;
                        }
                    },
                    Err(e) if e.incomplete.is_some_and(goes_on) => {}
                    Err(e) => {
                        let r = host::raise_syntax_error(th, &e);
                        let x = th.take(r);
                        run::report(th, &x);
                        return Input::Bad;
                    }
                }
            }
            Err(ReadlineError::Interrupted) => {
                // In the terminal's raw mode the key is a byte, no signal: what the program wants done at the signal is done.
                if editor.is_some() {
                    crate::signals::simulate(libc::SIGINT);
                }
                if let Err(e) = th.poll() {
                    let e = th.take(e);
                    if exception::is_instance_of(th, &e, Builtin::KeyboardInterrupt) {
                        println!("KeyboardInterrupt");
                    } else {
                        run::report(th, &e);
                    }
                }
                return Input::Bad;
            }
            Err(_) => return Input::End,
        }
    }
}
