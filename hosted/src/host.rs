//! What the kernel asks of an operating system beyond the platform: modules from files, source lines, standard input.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use freewheel_kernel::bytecode::image::{Image, ImageError};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const, Location};
use freewheel_kernel::isolate::{CompileMode, CompileRequest, FoundModule, Host, LineRead, SourceText, Thread};
use freewheel_kernel::modules::{codecs, warnings};
use freewheel_kernel::native::{Builtin, Obj, R, Raised};
use freewheel_kernel::types::{bytes_object, exception, protocol, str_object};
use freewheel_python::{Decoded, ErrorKind, Mode, Options, Program, SyntaxError};

use crate::file_names;
use crate::finder::{self, Found};
use crate::library;
use crate::platform::PLATFORM;
use crate::syntax_tree;

/// Native stack that compiling any text the front-end accepts needs.
const COMPILE_STACK: usize = 64 << 20;

/// Most files whose lines are kept.
const MOST_FILES: usize = 64;

/// Lines of texts, by the names that tracebacks give them.
#[derive(Debug, Default)]
struct Sources {
    texts: HashMap<String, Vec<String>>,
    /// Those of them that can be read again, oldest first.
    files: VecDeque<String>,
}

impl Sources {
    /// Keeps the lines of a file, and forgets those of the oldest when there are many.
    fn keep(&mut self, file: &str, text: &str) {
        if self.texts.insert(file.into(), text.lines().map(String::from).collect()).is_some() {
            return;
        }
        self.files.push_back(file.into());
        if self.files.len() > MOST_FILES
            && let Some(oldest) = self.files.pop_front()
        {
            self.texts.remove(&oldest);
        }
    }
}

/// Files of the operating system.
#[derive(Debug, Default)]
pub struct OsHost {
    /// Lines of files that were read, and of texts that are no files (`-c`, standard input).
    sources: Mutex<Sources>,
    /// The beginning of a line of standard input whose end a signal kept from coming.
    line: Mutex<Vec<u8>>,
}

/// The one host of the process.
pub static HOST: std::sync::LazyLock<OsHost> = std::sync::LazyLock::new(OsHost::default);

impl OsHost {
    /// Remembers the text that a name in tracebacks stands for.
    pub fn remember(&self, name: &str, text: &str) {
        if let Ok(mut all) = self.sources.lock() {
            all.texts.insert(name.into(), text.lines().map(String::from).collect());
        }
    }

    /// [`remember`](Self::remember), when lines of that name may be shown: it is a file, or its bytes have been remembered as well as they could be read.
    fn remember_decoded(&self, name: &str, text: &str) {
        let known = self.sources.lock().is_ok_and(|all| all.texts.contains_key(name));
        if known || library::inside(name).is_some() || file_names::path(name).is_file() {
            self.remember(name, text);
        }
    }
}

/// How the interpreter compiles a text of its own accord.
pub fn options(th: &Thread, mode: Mode) -> Options {
    Options { optimize: th.isolate().config.flags.left_out(), ..mode.into() }
}

/// What the front-end makes of a text, and what it warns of.
#[derive(Debug)]
pub struct Made<T> {
    made: T,
    warnings: Vec<SyntaxError>,
}

impl<T> Made<T> {
    /// What is made, once the program has been warned.
    ///
    /// # Errors
    /// `SyntaxError` where the program's filters make errors of such warnings; what its own code for showing them raises.
    pub fn warned(self, th: &mut Thread) -> R<T> {
        for w in &self.warnings {
            if let Err(e) = warnings::warn_of_line(th, Builtin::SyntaxWarning, &w.message, &w.filename, w.line) {
                th.take_if(e, Builtin::SyntaxWarning)?;
                return Err(raise_as(th, w, Some((Builtin::SyntaxError, &freewheel_python::warning_as_error(&w.message)))));
            }
        }
        Ok(self.made)
    }
}

/// Compiles on a thread with stack enough for any text that the front-end accepts.
///
/// # Errors
/// What the front-end says; a failure to start the thread reads as a text that is too complex.
pub fn compile(text: &str, filename: &str, options: Options) -> Result<Made<CodeUnit>, Box<SyntaxError>> {
    with_stack(text, filename, || freewheel_python::compile_with_warnings(text, filename, options))
}

/// [`compile`] for bytes, in the encoding that they declare.
///
/// # Errors
/// `SyntaxError`, also for an encoding that is unknown, or not that of the bytes.
pub fn compile_bytes(th: &mut Thread, bytes: &[u8], filename: &str, options: Options) -> R<CodeUnit> {
    of_bytes(th, bytes, filename, |text| compile(text, filename, options))
}

/// What the front-end makes of bytes, in the encoding that they declare.
fn of_bytes<T>(th: &mut Thread, bytes: &[u8], filename: &str, f: impl FnOnce(&str) -> Result<Made<T>, Box<SyntaxError>>) -> R<T> {
    let decoded;
    let text = match freewheel_python::decode(bytes, filename) {
        Ok(Decoded::Text(text)) => text,
        Ok(Decoded::Encoded(body, encoding)) => {
            decoded = decoded_by(th, body, &encoding, filename)?;
            str_object::text(&decoded)
        }
        Err(e) => return Err(raise_syntax_error(th, &e)),
    };
    of_text(th, text, f)
}

/// What the front-end makes of a text, of whose warnings the program hears. The text is kept alive by the caller.
fn of_text<T>(th: &mut Thread, text: &str, f: impl FnOnce(&str) -> Result<Made<T>, Box<SyntaxError>>) -> R<T> {
    match th.detached(|| f(text)) {
        Ok(made) => made.warned(th),
        Err(e) => Err(raise_syntax_error(th, &e)),
    }
}

/// What the front-end makes of a program's own text.
fn of_source<T>(th: &mut Thread, text: &SourceText<'_>, filename: &str, f: impl FnOnce(&str) -> Result<Made<T>, Box<SyntaxError>>) -> R<T> {
    match text {
        SourceText::Text(t) => of_text(th, t, f),
        SourceText::Bytes(b) => of_bytes(th, b, filename, f),
        SourceText::Tree(_) => Err(th.raise(Builtin::NotImplementedError, format_args!("compile(): syntax trees cannot be compiled yet"))),
    }
}

/// The front-end's name of a mode.
const fn mode(mode: CompileMode) -> Mode {
    match mode {
        CompileMode::Exec => Mode::Module,
        CompileMode::Eval => Mode::Eval,
        CompileMode::Single => Mode::Interactive,
    }
}

/// Source text that a codec of the program's decodes.
fn decoded_by(th: &mut Thread, body: &[u8], encoding: &str, filename: &str) -> R<Obj> {
    let bytes = bytes_object::new_bytes(th, body)?;
    let refused = match codecs::decode(th, body, &bytes, encoding, None) {
        Ok(text) => {
            // Who prints a traceback cannot call codecs then.
            HOST.remember_decoded(filename, str_object::text(&text));
            return Ok(text);
        }
        Err(e) => e,
    };
    let e = th.take(refused);
    if ![Builtin::UnicodeError, Builtin::LookupError].into_iter().any(|class| exception::is_instance_of(th, &e, class)) {
        return Err(th.reraise(e));
    }
    let message = protocol::str(th, &e)?;
    let file = th.str(filename)?;
    // No line of a text that nobody could read.
    let place = th.tuple_of(&[file, Obj::from_i31(0), Obj::from_i31(-1), Obj::NONE])?;
    let args = th.pair(message, place)?;
    let made = exception::make(th, Builtin::SyntaxError, args)?;
    Err(th.raise_instance(made))
}

/// The program of a text's tree, made where there is stack enough for any text.
///
/// # Errors
/// As [`compile`].
pub(crate) fn parse_tree(text: &str, filename: &str, mode: Mode) -> Result<Made<Program>, Box<SyntaxError>> {
    with_stack(text, filename, || freewheel_python::parse_tree(text, filename, mode))
}

/// Runs the front-end on a text where there is stack enough for it.
fn with_stack<T: Send>(
    text: &str,
    filename: &str,
    f: impl FnOnce() -> Result<(T, Vec<SyntaxError>), SyntaxError> + Send,
) -> Result<Made<T>, Box<SyntaxError>> {
    let go = || f().map(|(made, warnings)| Made { made, warnings }).map_err(Box::new);
    if text.len() < 4096 && freewheel_python::nesting(text).is_some_and(|n| n <= freewheel_python::SHALLOW) {
        return go();
    }
    std::thread::scope(|s| {
        let started = std::thread::Builder::new().name("compile".into()).stack_size(COMPILE_STACK).spawn_scoped(s, go);
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
                incomplete: None,
            })),
        }
    })
}

/// Raises a front-end's error as the exception programs see.
pub fn raise_syntax_error(th: &mut Thread, e: &SyntaxError) -> Raised {
    raise_as(th, e, None)
}

/// [`raise_syntax_error`], or another class of it with a message of its own.
fn raise_as(th: &mut Thread, e: &SyntaxError, other: Option<(Builtin, &str)>) -> Raised {
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
        let message = th.str(other.map_or(&*e.message, |(_, message)| message))?;
        let all = th.tuple_of(&details)?;
        let args = th.pair(message, all)?;
        exception::make(th, other.map_or(class, |(class, _)| class), args)
    })();
    match made {
        Ok(x) => th.raise_instance(x),
        Err(r) => r,
    }
}

/// Raises what is wrong with an image.
pub fn raise_image_error(th: &mut Thread, e: &ImageError) -> Raised {
    match e {
        ImageError::NoMemory => th.no_memory(),
        e => th.raise(Builtin::ImportError, format_args!("{e}")),
    }
}

impl Host for OsHost {
    fn find_module(&self, th: &mut Thread, name: &str, path: &[String]) -> R<Option<FoundModule>> {
        let options = options(th, Mode::Module);
        let Some(found) = finder::find(name, path.iter().map(String::as_str)) else { return Ok(None) };
        let compiled = |th: &mut Thread, text: &str, file: &str| of_text(th, text, |text| compile(text, file, options));
        let (unit, file, package_path) = match found {
            Found::Compiled(entry) => {
                let unit = th.detached(|| entry.unit());
                let mut unit = unit.map_err(|e| raise_image_error(th, &e))?;
                let mut file = entry.file.to_owned();
                if let Some(running) = finder::running() {
                    running.place(&mut unit);
                    file = running.file(&file);
                }
                let package = entry.package.then(|| package_of(&file));
                (unit, file, package)
            }
            Found::StandIn(text) => {
                let file = format!("<frozen {name}>");
                let mut unit = match precompiled(&file, options) {
                    Some(unit) => unit,
                    None => compiled(th, text, &file)?,
                };
                stand_for_native(&mut unit);
                (unit, String::new(), None)
            }
            Found::Library(inside, package) => {
                let file = format!("{}/{inside}", library::ROOT);
                let unit = match precompiled(&file, options) {
                    Some(unit) => unit,
                    None => compile_bytes(th, &library::read(&inside).unwrap_or_default(), &file, options)?,
                };
                let package = package.then(|| package_of(&file));
                (unit, file, package)
            }
            Found::File(file, package) => {
                let shown = display(&file);
                let unit = match th.detached(|| std::fs::read(&file)) {
                    Ok(bytes) => compile_bytes(th, &bytes, &shown, options)?,
                    Err(e) => return Err(th.raise(Builtin::ImportError, format_args!("cannot read {shown}: {e}"))),
                };
                (unit, shown, package.map(|p| file_names::text(&p)))
            }
            Found::Folder(folder) => (compiled(th, "", "")?, String::new(), Some(file_names::text(&folder))),
        };
        Ok(Some(FoundModule { unit, file, package_path }))
    }

    fn compile(&self, th: &mut Thread, request: CompileRequest<'_>) -> R<CodeUnit> {
        let mode = mode(request.mode);
        let options = Options { mode, namespace: true, future_annotations: request.future_annotations, optimize: request.optimize };
        let name = request.filename;
        if !request.partial {
            return of_source(th, &request.text, name, |text| compile(text, name, options));
        }
        const LACKS: (Builtin, &str) = (Builtin::IncompleteInputError, "incomplete input");
        let made = of_source(th, &request.text, name, |text| {
            // A block is closed by a line's end of its own: what joins lines that somebody typed ends in one after a blank line.
            let lacking = match compile(text, name, options) {
                Ok(_) if mode == Mode::Interactive && !text.ends_with('\n') && freewheel_python::needs_more_input(text).is_some() => None,
                Err(e) if e.incomplete.is_some() => Some(e),
                made => return made.map(|m| Made { made: Ok(m.made), warnings: m.warnings }),
            };
            Ok(Made { made: Err(lacking), warnings: Vec::new() })
        })?;
        made.map_err(|lacking| match lacking {
            Some(e) => raise_as(th, &e, Some(LACKS)),
            None => th.raise(LACKS.0, format_args!("{}", LACKS.1)),
        })
    }

    fn is_syntax_tree(&self, th: &mut Thread, v: &Obj) -> R<bool> {
        syntax_tree::is_node(th, v)
    }

    fn syntax_tree(&self, th: &mut Thread, request: CompileRequest<'_>) -> R<Obj> {
        let (name, mode) = (request.filename, mode(request.mode));
        let program = of_source(th, &request.text, name, |text| parse_tree(text, name, mode))?;
        syntax_tree::build(th, &program)
    }

    fn source_line(&self, file: &str, line: u32) -> Option<String> {
        if line == 0 || file.starts_with("<frozen") {
            return None;
        }
        let find = |all: &Sources| Some(all.texts.get(file)?.get((line as usize).checked_sub(1)?).cloned());
        if let Some(found) = find(&*self.sources.lock().ok()?) {
            return found;
        }
        // Not under the lock. What is no plain file could keep whoever reads it waiting.
        let text = match library::inside(file) {
            Some(inside) => String::from_utf8(library::read(inside)?).ok()?,
            None => {
                let file = file_names::path(file);
                if !std::fs::metadata(&file).ok()?.is_file() {
                    return None;
                }
                std::fs::read_to_string(&file).ok()?
            }
        };
        let mut all = self.sources.lock().ok()?;
        all.keep(file, &text);
        find(&all)?
    }

    fn source_excerpt(&self, file: &str, at: Location) -> Option<String> {
        freewheel_python::excerpt(&|line| self.source_line(file, line), at)
    }

    fn keyword_typo(&self, file: &str, line: u32) -> Option<(usize, usize, &'static str)> {
        let mut text = String::new();
        for n in 1..=line {
            text.push_str(&self.source_line(file, n)?);
            text.push('\n');
        }
        freewheel_python::keyword_typo(&text).map(|t| (t.start, t.end, t.keyword))
    }

    fn simulate_signal(&self, signal: i64) -> bool {
        match i32::try_from(signal) {
            Ok(n) if (1..crate::signals::NSIG as i32).contains(&n) => crate::signals::simulate(n),
            _ => return false,
        }
        true
    }

    fn guard(&self, f: &mut dyn FnMut()) -> Result<(), String> {
        // What the function has left half done is its own: objects are whole at all times.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).map_err(|what| {
            let text = what.downcast_ref::<&str>().map(|t| (*t).to_owned());
            text.or_else(|| what.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into())
        })
    }

    fn handle_signals(&self, th: &mut Thread) -> R<()> {
        crate::signals::handle(th)
    }

    fn read_line(&self) -> LineRead {
        let mut input = std::io::stdin().lock();
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Not the library's own `read_line`, which would go on after a signal.
            let (taken, ended) = match input.fill_buf() {
                Ok(bytes) => {
                    let end = bytes.iter().position(|b| *b == b'\n');
                    let n = end.map_or(bytes.len(), |i| i + 1);
                    line.extend_from_slice(&bytes[..n]);
                    (n, end.is_some() || n == 0)
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => return LineRead::Interrupted,
                // What cannot be read has come to its end.
                Err(_) => (0, true),
            };
            input.consume(taken);
            if ended {
                let bytes = std::mem::take(&mut *line);
                if bytes.ends_with(b"\n") && input_is_terminal() {
                    // The user's own end of line is on the screen.
                    PLATFORM.end_line();
                }
                return if bytes.is_empty() { LineRead::End } else { LineRead::Line(file_names::decode(&bytes)) };
            }
        }
    }
}

fn input_is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdin())
}

/// Says of code and of what is in it that it stands for native code.
fn stand_for_native(unit: &mut CodeUnit) {
    let mut left = vec![unit];
    while let Some(unit) = left.pop() {
        unit.flags.native = true;
        left.extend(unit.consts.iter_mut().filter_map(|c| if let Const::Code(inside) = c { Some(&mut **inside) } else { None }));
    }
}

/// What a module of the library or a stand-in compiles to, if the program has it.
fn precompiled(file: &str, options: Options) -> Option<CodeUnit> {
    if options.optimize != 0 {
        return None;
    }
    // One that is damaged or finds no memory is as good as none: the text is there, and compiling it says what is wrong.
    Image::open(library::image(file)?).ok()?.modules().first()?.unit().ok()
}

/// The folder of a package, by its file.
fn package_of(file: &str) -> String {
    file.strip_suffix("/__init__.py").unwrap_or(file).to_owned()
}

/// A path as tracebacks show it.
fn display(p: &Path) -> String {
    let t = file_names::text(p);
    t.strip_prefix("./").map_or_else(|| t.clone(), String::from)
}
