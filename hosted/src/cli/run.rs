//! Running a program from start to exit code.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Parser;
use freewheel_kernel::bytecode::disassemble::disassemble as disassembled;
use freewheel_kernel::bytecode::image::{Image, ImageError};
use freewheel_kernel::gc::{Extent, PAUSE_BOUNDS};
use freewheel_kernel::interp::import::{import, run_module};
use freewheel_kernel::isolate::{Host, Isolate, Thread, Trouble, names};
use freewheel_kernel::native::{Builtin, Obj, R};
use freewheel_kernel::types::exception::{self, Exception};
use freewheel_kernel::types::function_object::Function;
use freewheel_kernel::types::module_object::Module;
use freewheel_kernel::types::module_stand_in;
use freewheel_kernel::types::str_object::Str;
use freewheel_kernel::types::type_object::as_type;
use freewheel_kernel::types::{int_object, protocol, str_object};
use freewheel_python::Mode;

use super::compile::{self, Request};
#[cfg(feature = "checks")]
use super::faults;
use super::{Ending, Options, repl};
use crate::file_names;
use crate::finder;
use crate::host::{self, HOST};
use crate::library;
use crate::platform::PLATFORM;
use crate::set_up::{Settings, set_up, system_exit};
use crate::stacks;

/// What is run.
enum Program {
    /// Its path, absolute, and the folder to import from.
    File {
        path: String,
        folder: String,
    },
    Code(String),
    Module(String),
    Input,
    Prompt,
}

/// What is done with it.
enum Action {
    Run,
    Disassemble,
    Compile(Request),
}

/// Runs what the options ask for.
pub(super) fn command(options: Options) -> Ending {
    if options.licences {
        let _ = std::io::stdout().write_all(library::licences().as_bytes());
        return Ending::Code(0);
    }
    let mut args: Vec<String> = options.program.iter().map(file_names::text).collect();
    let asked = |word: &str| {
        options.code.is_none() && options.module.is_none() && args.first().is_some_and(|w| w == word) && !Path::new(word).exists()
    };
    let action = if args.len() == 2 && asked("dis") {
        args.remove(0);
        Action::Disassemble
    } else if asked("compile") {
        match Request::try_parse_from(&args) {
            Ok(request) => {
                args = vec![file_names::text(request.file())];
                Action::Compile(request)
            }
            Err(e) => {
                let _ = e.print();
                return Ending::Code(e.exit_code());
            }
        }
    } else {
        Action::Run
    };
    let settings = match Settings::new(&options) {
        Ok(settings) => settings,
        Err(message) => {
            eprintln!("freewheel: {message}");
            return Ending::Code(1);
        }
    };
    let (program, text, argv0) = match choose(&options, &mut args) {
        Ok(p) => p,
        Err((message, code)) => {
            eprintln!("freewheel: {message}");
            return Ending::Code(code);
        }
    };
    let mut argv = vec![argv0];
    argv.extend(args);
    let config = settings.config(options.heap_limit, argv);
    let Some(mut th) = Isolate::start(&PLATFORM, config) else {
        eprintln!("freewheel: not enough memory to start");
        return Ending::Code(71);
    };
    if let Err(e) = crate::signals::main_is(&th) {
        eprintln!("freewheel: no thread for signals, which do what the system does: {e}");
    }
    if let Some(after) = options.dump_on_timeout {
        let later = stacks::Later { after, repeat: false, fd: 2, exit: false, most: stacks::MOST_THREADS };
        if let Err(e) = stacks::write_later(th.isolate(), later) {
            eprintln!("freewheel: no thread for --dump-on-timeout: {e}");
            return Ending::Code(71);
        }
    }
    let folder = match &program {
        Program::File { folder, .. } => Some(folder.clone()),
        Program::Module(_) => std::env::current_dir().ok().map(file_names::text),
        _ => Some(String::new()),
    };
    let words: Vec<String> = std::env::args_os().map(file_names::text).collect();
    let result = set_up(&mut th, &settings, folder, &words).and_then(|()| match &program {
        Program::File { path, folder } if !matches!(action, Action::Run) => match &action {
            Action::Compile(request) => compile::run(&mut th, request, &text, folder, &settings.path),
            _ => disassemble(&mut th, &text, path),
        },
        Program::File { path, folder } if Image::is(&text) => run_image(&mut th, &text, path, folder),
        Program::Prompt => {
            if settings.flags.quiet == 0 {
                greet();
            }
            let main = th.main_module(None)?;
            repl::run(&mut th, &main)
        }
        Program::File { path, .. } => run_main(&mut th, &text, path, Some(path)),
        Program::Module(name) => run_as_main(&mut th, name),
        Program::Code(c) => {
            HOST.remember("<string>", c);
            run_main(&mut th, &text, "<string>", None)
        }
        Program::Input => {
            HOST.remember("<stdin>", &String::from_utf8_lossy(&text));
            run_main(&mut th, &text, "<stdin>", None)
        }
    });
    // A signal may have come during the last call.
    let result = result.and_then(|()| th.poll());
    let inspects = !matches!(program, Program::Prompt) && matches!(action, Action::Run) && inspects(&settings);
    let mut ending = match result {
        Ok(()) => Ending::Code(0),
        // A prompt follows, whatever it was.
        Err(_) if inspects => {
            let e = std::mem::replace(&mut th.exception, Obj::UNBOUND);
            report(&mut th, &e).map_or(Ending::Code(1), Ending::Code)
        }
        Err(_) => uncaught(&mut th),
    };
    if inspects {
        ending = match prompt_after(&mut th) {
            Ok(()) => Ending::Code(0),
            Err(_) => uncaught(&mut th),
        };
    }
    if let Some(e) = finish(&mut th) {
        ending = e;
    }
    let _ = std::io::stdout().flush();
    #[cfg(feature = "checks")]
    if let Some(code) = faults::end(&mut th) {
        ending = Ending::Code(code);
    }
    if options.stats {
        stats(&mut th);
    }
    // The process ends now. Its daemon threads run until then, and look at the states of all threads: this one's stays, attached, so that whoever
    // of them wants to stop the world waits for the end.
    Box::leak(th);
    ending
}

/// Finds the program and reads it: what it is, its text, and `sys.argv[0]`. Its own arguments are left. An error comes with its exit code.
fn choose(options: &Options, args: &mut Vec<String>) -> Result<(Program, Vec<u8>, String), (String, i32)> {
    if let Some(c) = options.code.clone() {
        let text = c.clone().into_bytes();
        return Ok((Program::Code(c), text, "-c".into()));
    }
    if let Some(m) = options.module.clone() {
        return Ok((Program::Module(m), Vec::new(), "-m".into()));
    }
    let first = if args.is_empty() { String::new() } else { args.remove(0) };
    if first.is_empty() || first == "-" {
        if options.python.inspect != 0 || first.is_empty() && std::io::stdin().is_terminal() {
            return Ok((Program::Prompt, Vec::new(), first));
        }
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text).map_err(|e| (format!("can't read standard input: {}", describe(&e)), 2))?;
        return Ok((Program::Input, text, first));
    }
    let mut path = absolute(&first);
    let mut folder = None;
    if path.is_dir() {
        let main = path.join("__main__.py");
        if !main.is_file() {
            return Err((format!("can't find '__main__' module in '{}'", path.display()), 1));
        }
        folder = Some(file_names::text(&path));
        path = main;
    }
    // A program imports what lies beside the file itself, not beside a link to it.
    let folder = folder.unwrap_or_else(|| {
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        real.parent().map_or(String::new(), file_names::text)
    });
    let text = std::fs::read(&path);
    let path = file_names::text(&path);
    let mut text = text.map_err(|e| (format!("can't open file '{path}': {}", describe(&e)), 2))?;
    if options.python.skip_line != 0 {
        // Its end stays, for the numbers of the lines that follow.
        text.drain(..text.iter().position(|b| *b == b'\n').unwrap_or(text.len()));
    }
    Ok((Program::File { path, folder }, text, first))
}

/// A path from the root, without a leading `./`, otherwise as it was given.
fn absolute(path: &str) -> PathBuf {
    let path = file_names::path(path.strip_prefix("./").unwrap_or(path));
    std::env::current_dir().map_or_else(|_| path.clone(), |here| here.join(&path))
}

/// What is wrong with a file, in CPython's words where it has some.
pub(super) fn describe(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "[Errno 2] No such file or directory".into(),
        std::io::ErrorKind::PermissionDenied => "[Errno 13] Permission denied".into(),
        std::io::ErrorKind::IsADirectory => "[Errno 21] Is a directory".into(),
        _ => e.to_string(),
    }
}

/// The greeting of the prompt, which is no output of a program's.
fn greet() {
    eprintln!("Freewheel {} (language of Python 3.15)", env!("CARGO_PKG_VERSION"));
    eprintln!("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
}

/// Whether a prompt follows the program, which may have set the variable itself. Where standard input is no terminal, only the option asks for one.
fn inspects(settings: &Settings) -> bool {
    let flags = &settings.flags;
    let variable = || crate::modules::system::reading_environment(|| std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty()));
    flags.interactive != 0 || std::io::stdin().is_terminal() && (flags.inspect != 0 || flags.ignore_environment == 0 && variable())
}

/// A prompt among what the program has left.
fn prompt_after(th: &mut Thread) -> R<()> {
    let main = th.running_main();
    let main = match main.filter(|m| m.get::<Module>().is_some()) {
        Some(m) => m,
        None => th.main_module(None)?,
    };
    repl::run(th, &main)
}

/// Runs a module of the path, or the `__main__` of a package, as the main program.
fn run_as_main(th: &mut Thread, name: &str) -> R<()> {
    let main = th.main_module(None)?;
    let mut name = name.to_owned();
    loop {
        let path = search_path(th, &name)?;
        let found = match path {
            Some(p) => HOST.find_module(th, &name, &p)?,
            None => None,
        };
        let Some(found) = found else {
            eprintln!("freewheel: No module named {name}");
            return Err(system_exit(th, 1));
        };
        if found.package_path.is_some() {
            name.push_str(".__main__");
            continue;
        }
        let package = th.str(name.rsplit_once('.').map_or("", |x| x.0))?;
        let file = th.str(&found.file)?;
        th.set_module_attribute(&main, th.name(names::PACKAGE), &package)?;
        th.set_module_attribute(&main, th.name(names::FILE), &file)?;
        module_stand_in::describe(th, &main, &name)?;
        let sys = th.isolate().sys.peek();
        if let Some(a) = Obj::from_ref(&sys).get::<Module>().and_then(|s| s.attributes().get_name(th.name(names::ARGV))) {
            protocol::set_item(th, &a, &Obj::from_i31(0), &file)?;
        }
        return run_module(th, &main, &found.unit).map(drop);
    }
}

/// Where a module would be: the path of its package, which is imported, or `sys.path`; `None` when what is before its last dot is no package.
fn search_path(th: &mut Thread, name: &str) -> R<Option<Vec<String>>> {
    let path = match name.rsplit_once('.') {
        Some((parent, _)) => {
            let from = th.tuple(vec![th.name(names::PATH).clone()])?;
            let m = import(th, parent, &Obj::NONE, &from, 0)?;
            m.get::<Module>().and_then(|m| m.attributes().get_name(th.name(names::PATH)))
        }
        None => {
            let sys = th.isolate().sys.peek();
            Obj::from_ref(&sys).get::<Module>().and_then(|s| s.attributes().get_name(th.name(names::PATH_ATTR)))
        }
    };
    let Some(path) = path else { return Ok(None) };
    let all = protocol::collect(th, &path)?;
    Ok(Some(all.iter().map(|d| str_object::text(d).to_owned()).collect()))
}

fn run_main(th: &mut Thread, text: &[u8], name: &str, file: Option<&str>) -> R<()> {
    let m = th.main_module(file)?;
    let options = host::options(th, Mode::Module);
    let unit = host::compile_bytes(th, text, name, options)?;
    #[cfg(feature = "checks")]
    faults::begin(th);
    run_module(th, &m, &unit).map(drop)
}

/// Opens an image, and proves all of it.
fn open_image(th: &mut Thread, bytes: &[u8], path: &str) -> R<Image<'static>> {
    // The process ends with the program, and all its modules are read from here.
    let bytes: &'static [u8] = Vec::leak(bytes.to_vec());
    let opened = th.detached(|| {
        let image = Image::open(bytes)?;
        image.verify().map(|()| image)
    });
    opened.map_err(|e| match e {
        ImageError::NoMemory => th.no_memory(),
        e => {
            eprintln!("freewheel: {path}: {e}");
            system_exit(th, 1)
        }
    })
}

/// Runs an image: its first module is the program, the others are found before those of `sys.path`.
fn run_image(th: &mut Thread, bytes: &[u8], path: &str, folder: &str) -> R<()> {
    let image = open_image(th, bytes, path)?;
    let running = finder::run_image(image, folder.to_owned());
    let Some(program) = running.image.modules().first() else { return Ok(()) };
    let mut unit = program.unit().map_err(|e| host::raise_image_error(th, &e))?;
    running.place(&mut unit);
    let main = th.main_module(Some(&running.file(program.file)))?;
    #[cfg(feature = "checks")]
    faults::begin(th);
    run_module(th, &main, &unit).map(drop)
}

/// Handles the exception that ended the program.
fn uncaught(th: &mut Thread) -> Ending {
    let e = std::mem::replace(&mut th.exception, Obj::UNBOUND);
    if exception::is_instance_of(th, &e, Builtin::SystemExit) {
        return Ending::Code(exit_code(th, &e));
    }
    if let Some(code) = report(th, &e) {
        return Ending::Code(code);
    }
    if exception::is_instance_of(th, &e, Builtin::KeyboardInterrupt) { Ending::Interrupted } else { Ending::Code(1) }
}

/// Prints an exception through `sys.excepthook`. An exit code, when the hook ends the program itself.
pub(super) fn report(th: &mut Thread, e: &Obj) -> Option<i32> {
    let sys = th.isolate().sys.peek();
    let hook = Obj::from_ref(&sys).get::<Module>().and_then(|m| m.attributes().get_name(th.name(names::EXCEPTHOOK)));
    let Some(hook) = hook else {
        eprintln!("sys.excepthook is missing");
        if freewheel_kernel::modules::sys::print_exception(th, e).is_err() {
            th.exception = Obj::UNBOUND;
        }
        return None;
    };
    let t = th.type_of(e).to_obj();
    let tb = e.get::<Exception>().and_then(|x| x.traceback.get(&x.header)).unwrap_or(Obj::NONE);
    if protocol::call(th, &hook, &[t, e.clone(), tb]).is_err() {
        let second = std::mem::replace(&mut th.exception, Obj::UNBOUND);
        if exception::is_instance_of(th, &second, Builtin::SystemExit) {
            return Some(exit_code(th, &second));
        }
        eprintln!("Error in sys.excepthook:");
        for x in [&second, e] {
            if freewheel_kernel::modules::sys::print_exception(th, x).is_err() {
                th.exception = Obj::UNBOUND;
            }
            if !x.is(e) {
                eprintln!("\nOriginal exception was:");
            }
        }
    }
    None
}

/// The exit code that a `SystemExit` carries.
fn exit_code(th: &mut Thread, e: &Obj) -> i32 {
    let code = e.get::<Exception>().and_then(|x| x.members[0].get(&x.header)).unwrap_or(Obj::NONE);
    if code.is_none() {
        return 0;
    }
    if int_object::is_int(&code) {
        return int_object::to_i64(&code).map_or(255, |i| (i & 0xff) as i32);
    }
    match protocol::str(th, &code) {
        Ok(t) => {
            let line = format!("{}\n", str_object::text(&t));
            freewheel_kernel::types::unraisable::write_error(th, &line);
        }
        Err(e) => drop(th.take(e)),
    }
    1
}

/// The end of the program. How it ended, when that changes it.
fn finish(th: &mut Thread) -> Option<Ending> {
    let mut ending = None;
    th.finish(&mut |th, trouble| {
        ending = Some(match trouble {
            Trouble::ExitFunction => uncaught(th),
            Trouble::Output => Ending::Code(120),
        });
    });
    ending
}

/// `dis`: of a text, or of all modules of an image.
fn disassemble(th: &mut Thread, text: &[u8], file: &str) -> R<()> {
    let text = if Image::is(text) {
        let image = open_image(th, text, file)?;
        let mut all = String::new();
        for m in image.modules() {
            let unit = m.unit().map_err(|e| host::raise_image_error(th, &e))?;
            all.push_str(&format!("# {} ({})\n{}", m.name, m.file, disassembled(&unit)));
        }
        all
    } else {
        let options = host::options(th, Mode::Module);
        disassembled(&host::compile_bytes(th, text, file, options)?)
    };
    // A reader that has seen enough ends the output.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// What an object is, in a few words, without running program code.
fn in_words(th: &mut Thread, object: &Obj) -> String {
    let ty = th.type_of(object);
    let text = if object.exact::<Str>().is_some() || object.exact::<Function>().is_some() || object.exact::<Module>().is_some() {
        match protocol::repr(th, object) {
            Ok(text) => Some(str_object::text(&text).to_owned()),
            Err(e) => {
                drop(th.take(e));
                None
            }
        }
    } else if let Some(ty) = as_type(object) {
        Some(format!("<class '{}'>", ty.name_text()))
    } else if !ty.is_heap()
        && let Some(len) = ty.slots.len()
    {
        len(th, object).ok().map(|n| format!("{} of {n}", ty.name_text()))
    } else {
        None
    };
    let text: String = text.unwrap_or_else(|| format!("{} object", ty.name_text())).chars().take(72).collect();
    format!("{text} at {:#x}", object.value().without_uncounted().to_bits())
}

/// `--stats`
fn stats(th: &mut Thread) {
    let isolate = th.isolate();
    let (stops, nanos) = (isolate.registry.stops(), isolate.registry.stopped_nanos());
    // SAFETY: the world is stopped.
    let allocations = isolate.registry.stop_the_world(&mut th.head, |_, _| unsafe { isolate.space.allocations() });
    let (queued, merged) = isolate.merges.counts();
    eprintln!("stopped:            {stops} times, {:.3} ms in all", nanos as f64 / 1e6);
    for (name, extent) in [("young collections:", Extent::Young), ("full collections:", Extent::Full)] {
        let c = isolate.gc.counts(extent);
        eprintln!("{name:<19} {}, longest pause {:.3} ms, {} objects freed", c.collections, c.longest_nanos as f64 / 1e6, c.freed);
        if c.collections != 0 {
            let bounds = PAUSE_BOUNDS.iter().map(|b| format!("to {} ms", *b as f64 / 1e6)).chain(["longer".into()]);
            let pauses: Vec<String> = bounds.zip(c.pauses).filter(|(_, n)| *n != 0).map(|(b, n)| format!("{n} {b}")).collect();
            eprintln!("  pauses:           {}", pauses.join(", "));
        }
    }
    eprintln!(
        "memory:             {} bytes in use, {} at most, {} pages and large blocks taken",
        isolate.space.used(),
        isolate.space.peak(),
        isolate.space.refills()
    );
    eprintln!("allocations:        {allocations} blocks");
    eprintln!("waits:              {} for locks, {} for anything", isolate.registry.lock_waits(), PLATFORM.sleeps());
    eprintln!("counts:             {queued} queued to their owners, {merged} merged");
    let most = match isolate.contended.most(th, 5) {
        Ok(most) => most,
        Err(e) => return drop(th.take(e)),
    };
    eprintln!("contended:          {} objects", isolate.contended.len());
    for (object, signs) in most {
        eprintln!("    {signs:>8} signs   {}", in_words(th, &object));
    }
}
