//! The prompt: lines with history, statements over several lines.

use freewheel_kernel::bytecode::unit::CodeUnit;
use freewheel_kernel::interp::import::run_module;
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::exception;
use freewheel_python::Mode;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Config, Editor};

use super::run;
use crate::host::{self, HOST};

/// One input: its code, or nothing at the end.
enum Input {
    Unit(Box<CodeUnit>),
    Bad,
    End,
}

/// Reads and runs until the end of input.
pub(super) fn run(th: &mut Thread) -> R<()> {
    let m = run::main_module(th, None)?;
    println!("Freewheel {} (language of Python 3.15)", env!("CARGO_PKG_VERSION"));
    let config = Config::builder().auto_add_history(true).build();
    let Ok(mut editor) = Editor::<(), DefaultHistory>::with_config(config) else {
        return Err(th.raise(Builtin::RuntimeError, format_args!("no console to edit lines on")));
    };
    let history = std::env::var_os("HOME").map(|h| std::path::Path::new(&h).join(".freewheel_history"));
    if let Some(h) = &history {
        // A first start has no history.
        let _ = editor.load_history(h);
    }
    let mut number = 0;
    loop {
        number += 1;
        let unit = match read(th, &mut editor, number) {
            Input::Unit(u) => u,
            Input::Bad => continue,
            Input::End => break,
        };
        if run_module(th, &m, &unit).is_err() {
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

fn save(editor: &mut Editor<(), DefaultHistory>, path: Option<&std::path::Path>) {
    if let Some(p) = path {
        // A home that cannot be written is no reason to complain at every exit.
        let _ = editor.save_history(p);
    }
}

fn read(th: &mut Thread, editor: &mut Editor<(), DefaultHistory>, number: u32) -> Input {
    let mut text = String::new();
    loop {
        let prompt = if text.is_empty() { ">>> " } else { "... " };
        let line = th.detached(|| editor.readline(prompt));
        match line {
            Ok(l) => {
                let blank = l.trim().is_empty();
                if text.is_empty() && blank {
                    return Input::Bad;
                }
                text.push_str(&l);
                text.push('\n');
                if !blank && freewheel_python::needs_more_input(&text) {
                    continue;
                }
                let name = format!("<python-input-{}>", number - 1);
                HOST.remember(&name, &text);
                match host::compile(text.as_bytes(), &name, Mode::Interactive) {
                    Ok(u) => return Input::Unit(Box::new(u)),
                    Err(e) if e.incomplete && !blank => {}
                    Err(e) => {
                        let r = host::raise_syntax_error(th, &e);
                        let x = th.take(r);
                        run::report(th, &x);
                        return Input::Bad;
                    }
                }
            }
            Err(ReadlineError::Interrupted) => {
                println!("KeyboardInterrupt");
                return Input::Bad;
            }
            Err(_) => return Input::End,
        }
    }
}
