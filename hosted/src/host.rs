//! What the kernel asks of an operating system beyond the platform: modules from files, source lines, standard input.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use freewheel_kernel::bytecode::unit::{CodeUnit, Location};
use freewheel_kernel::isolate::{FoundModule, Host, Thread};
use freewheel_kernel::native::{Builtin, Obj, R, Raised};
use freewheel_kernel::types::exception;
use freewheel_python::{ErrorKind, Mode, SyntaxError};

use crate::modules::FROZEN;

/// Native stack that compiling any text the front-end accepts needs.
const COMPILE_STACK: usize = 64 << 20;

/// Texts nested no deeper than this are compiled on the stack of whoever asks.
const SHALLOW: usize = 24;

/// Files of the operating system.
#[derive(Debug, Default)]
pub struct OsHost {
    /// Lines of files that were read, and of texts that are no files (`-c`, standard input).
    sources: Mutex<HashMap<String, Vec<String>>>,
}

/// The one host of the process.
pub static HOST: std::sync::LazyLock<OsHost> = std::sync::LazyLock::new(OsHost::default);

impl OsHost {
    /// Remembers the text that a name in tracebacks stands for.
    pub fn remember(&self, name: &str, text: &str) {
        if let Ok(mut all) = self.sources.lock() {
            all.insert(name.into(), text.lines().map(String::from).collect());
        }
    }
}

/// Compiles on a thread with stack enough for any text that the front-end accepts.
///
/// # Errors
/// What the front-end says; a failure to start the thread reads as a text that is too complex.
pub fn compile(bytes: &[u8], filename: &str, mode: Mode) -> Result<CodeUnit, Box<SyntaxError>> {
    if bytes.len() < 4096 && freewheel_python::nesting(bytes).is_some_and(|n| n <= SHALLOW) {
        return freewheel_python::compile_bytes(bytes, filename, mode).map(warned).map_err(Box::new);
    }
    std::thread::scope(|s| {
        let started = std::thread::Builder::new()
            .name("compile".into())
            .stack_size(COMPILE_STACK)
            .spawn_scoped(s, || freewheel_python::compile_bytes(bytes, filename, mode).map(warned).map_err(Box::new));
        match started.map(|t| t.join()) {
            Ok(Ok(r)) => r,
            _ => Err(Box::new(SyntaxError {
                kind: ErrorKind::Syntax,
                message: "too complex to compile".into(),
                filename: filename.into(),
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
                source_line: None,
                incomplete: false,
            })),
        }
    })
}

/// Prints what the front-end warns of.
fn warned((unit, warnings): (CodeUnit, Vec<String>)) -> CodeUnit {
    warnings.iter().for_each(|w| eprint!("{w}"));
    unit
}

/// Raises a front-end's error as the exception programs see.
pub fn raise_syntax_error(th: &mut Thread, e: &SyntaxError) -> Raised {
    let class = match e.kind {
        ErrorKind::Syntax => Builtin::SyntaxError,
        ErrorKind::Indentation => Builtin::IndentationError,
        ErrorKind::Tab => Builtin::TabError,
        ErrorKind::Memory => return th.raise(Builtin::MemoryError, format_args!("{}", e.message)),
    };
    let made = (|| {
        let text = match &e.source_line {
            Some(t) => th.str_fmt(format_args!("{t}\n"))?,
            None => Obj::NONE,
        };
        let details = [
            th.str(&e.filename)?,
            th.int(i64::from(e.line))?,
            th.int(i64::from(e.column))?,
            text,
            th.int(i64::from(e.end_line))?,
            th.int(i64::from(e.end_column))?,
        ];
        let message = th.str(&e.message)?;
        let all = th.tuple_of(&details)?;
        let args = th.pair(message.clone(), all)?;
        let x = exception::make(th, class, args)?;
        if let Some(p) = exception::as_exception(&x) {
            for (i, v) in [message].into_iter().chain(details).enumerate() {
                drop(p.members[i].replace_raw(v));
            }
        }
        Ok(x)
    })();
    match made {
        Ok(x) => th.raise_instance(x),
        Err(r) => r,
    }
}

fn candidate(dir: &str, last: &str) -> Option<(PathBuf, Option<String>)> {
    let base = if dir.is_empty() { PathBuf::from(".") } else { PathBuf::from(dir) };
    let package = base.join(last);
    let init = package.join("__init__.py");
    if init.is_file() {
        return Some((init, Some(package.to_string_lossy().into_owned())));
    }
    let file = base.join(format!("{last}.py"));
    if file.is_file() { Some((file, None)) } else { None }
}

impl Host for OsHost {
    fn find_module(&self, th: &mut Thread, name: &str, path: &[String]) -> R<Option<FoundModule>> {
        if let Some((_, text)) = FROZEN.iter().find(|(n, _)| *n == name) {
            let file = format!("<frozen {name}>");
            let unit = match compile(text.as_bytes(), &file, Mode::Module) {
                Ok(u) => u,
                Err(e) => return Err(raise_syntax_error(th, &e)),
            };
            let is_package = FROZEN.iter().any(|(n, _)| n.strip_prefix(name).is_some_and(|r| r.starts_with('.')));
            return Ok(Some(FoundModule { unit, file, package_path: is_package.then(|| format!("<frozen {name}>")) }));
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let mut folder = None;
        for dir in path {
            let Some((file, package_path)) = candidate(dir, last) else {
                // A folder without `__init__.py` is a package when nothing else has the name.
                let here = Path::new(if dir.is_empty() { "." } else { dir }).join(last);
                if folder.is_none() && here.is_dir() {
                    folder = Some(here.to_string_lossy().into_owned());
                }
                continue;
            };
            let shown = display(&file);
            let bytes = match std::fs::read(&file) {
                Ok(b) => b,
                Err(e) => return Err(th.raise(Builtin::ImportError, format_args!("cannot read {shown}: {e}"))),
            };
            let unit = match compile(&bytes, &shown, Mode::Module) {
                Ok(u) => u,
                Err(e) => return Err(raise_syntax_error(th, &e)),
            };
            return Ok(Some(FoundModule { unit, file: shown, package_path }));
        }
        let Some(folder) = folder else { return Ok(None) };
        match compile(b"", "", Mode::Module) {
            Ok(unit) => Ok(Some(FoundModule { unit, file: String::new(), package_path: Some(folder) })),
            Err(e) => Err(raise_syntax_error(th, &e)),
        }
    }

    fn source_line(&self, file: &str, line: u32) -> Option<String> {
        if file.starts_with("<frozen") {
            return None;
        }
        let mut all = self.sources.lock().ok()?;
        if !all.contains_key(file) {
            let text = std::fs::read_to_string(file).ok()?;
            all.insert(file.into(), text.lines().map(String::from).collect());
        }
        all.get(file)?.get((line as usize).checked_sub(1)?).cloned()
    }

    fn source_excerpt(&self, file: &str, at: Location) -> Option<String> {
        freewheel_python::excerpt(&|line| self.source_line(file, line), at)
    }

    fn read_line(&self) -> Option<String> {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(n) if n > 0 => Some(line),
            _ => None,
        }
    }
}

/// A path as tracebacks show it.
fn display(p: &Path) -> String {
    let t = p.to_string_lossy();
    t.strip_prefix("./").map_or_else(|| t.clone().into_owned(), String::from)
}
