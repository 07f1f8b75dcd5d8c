//! `freewheel compile`: a program and the modules that it imports, as one image.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};

use clap::Parser;
use freewheel_kernel::bytecode::image::{self, Module};
use freewheel_kernel::bytecode::isa::{self, Op};
use freewheel_kernel::bytecode::unit::{CodeUnit, Const};
use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{R, Raised};
use freewheel_python::Mode;

use super::run::describe;
use crate::finder::{self, Found};
use crate::set_up::system_exit;
use crate::{host, library};

/// What is compiled, into what.
#[derive(Debug, Parser)]
#[command(
    name = "freewheel compile",
    bin_name = "freewheel compile",
    about = "Writes a program and the modules that it imports into one image, which `freewheel FILE.fwi` runs."
)]
#[command(
    after_help = "Imports are found in the code, wherever they stand in it; what a program imports by names that it computes is included by --include.
Modules of the library are left out, since the interpreter has them. Options of the language (-O, -OO) stand before `compile`."
)]
pub(super) struct Request {
    /// The program.
    file: PathBuf,
    /// The image; without this option it lies beside the program.
    #[arg(short = 'o', value_name = "FILE.fwi")]
    output: Option<PathBuf>,
    /// Include a module that is not seen to be imported, and what it imports.
    #[arg(long, value_name = "MODULE")]
    include: Vec<String>,
    /// Include modules of the library, too.
    #[arg(long)]
    with_library: bool,
}

impl Request {
    /// The program's file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}

/// A module to be put into the image.
struct Compiled {
    name: String,
    file: String,
    package: bool,
    unit: CodeUnit,
}

/// An import that a unit makes.
#[derive(Debug, PartialEq, Eq)]
struct Import<'u> {
    /// The name behind the dots.
    module: &'u str,
    /// How many dots.
    level: u8,
    /// What is taken from the module, which may be modules.
    names: Vec<&'u str>,
}

/// The imports in a unit and in all units among its constants.
fn imports(unit: &CodeUnit) -> Vec<Import<'_>> {
    let mut found = Vec::new();
    let mut work = vec![unit];
    while let Some(u) = work.pop() {
        work.extend(u.consts.iter().filter_map(|c| if let Const::Code(inner) = c { Some(&**inner) } else { None }));
        // What was loaded last: the names that an import takes stand just before it.
        let mut loaded = &Const::None;
        let mut at = 0;
        while let Some(op) = u.code.get(at).and_then(|w| Op::from_u8(isa::op(*w))) {
            let w = u.code[at];
            match op {
                Op::LOAD_CONST => loaded = u.consts.get(usize::from(isa::bx(w))).unwrap_or(&Const::None),
                Op::IMPORT_NAME => {
                    let module = u.code.get(at + 1).and_then(|n| u.names.get(*n as usize));
                    let names = match loaded {
                        Const::Tuple(names) => names.iter().filter_map(|n| if let Const::Str(n) = n { Some(&**n) } else { None }).collect(),
                        _ => Vec::new(),
                    };
                    found.extend(module.map(|module| Import { module, level: isa::b(w), names }));
                }
                _ => {}
            }
            if op != Op::LOAD_CONST {
                loaded = &Const::None;
            }
            at += op.format().words();
        }
    }
    found
}

/// The full name of what a module imports; `None` if that lies above all packages.
fn full_name(import: &Import<'_>, by: &str, package: bool) -> Option<String> {
    if import.level == 0 {
        return Some(import.module.to_owned());
    }
    let mut base = by;
    // The first dot stands for the package that a module is in, which is the module itself if it is one.
    for _ in usize::from(package)..usize::from(import.level) {
        base = base.rsplit_once('.').map_or("", |(parent, _)| parent);
    }
    if base.is_empty() {
        return None;
    }
    Some(if import.module.is_empty() { base.to_owned() } else { format!("{base}.{}", import.module) })
}

/// Whether a module is the kernel's or the interpreter's own.
fn is_native(name: &str) -> bool {
    freewheel_kernel::modules::ALL.iter().chain(crate::modules::NATIVE).any(|m| m.name == name)
}

/// Compiles the program whose text is given, and writes the image.
pub(super) fn run(th: &mut Thread, request: &Request, text: &[u8], folder: &str, path: &[String]) -> R<()> {
    let mut search: Vec<&str> = vec![folder];
    search.extend(path.iter().map(String::as_str));
    search.push(library::ROOT);
    let name = request.file.file_name().map_or_else(|| "__main__.py".into(), |n| n.to_string_lossy().into_owned());
    let options = host::options(th, Mode::Module);
    let unit = host::compile_bytes(th, text, &name, options)?;
    let mut all = vec![Compiled { name: "__main__".into(), file: name, package: false, unit }];
    let mut seen: HashSet<String> = HashSet::from(["__main__".into()]);
    // Names of modules, and of those that import them, if these are the program's.
    let mut wanted: VecDeque<(String, Option<String>)> = request.include.iter().map(|m| (m.clone(), Some("--include".into()))).collect();
    let mut next = 0;
    loop {
        while let Some(m) = all.get(next) {
            let by = library::inside(&m.file).is_none().then(|| m.file.clone());
            for import in imports(&m.unit) {
                let Some(full) = full_name(&import, if m.name == "__main__" { "" } else { &m.name }, m.package) else { continue };
                // What is taken from a module may be a module, or not.
                wanted.extend(import.names.iter().map(|n| (format!("{full}.{n}"), None)));
                wanted.push_back((full, by.clone()));
            }
            next += 1;
        }
        let Some((name, by)) = wanted.pop_front() else { break };
        // Packages are imported before what is in them.
        for (end, _) in name.match_indices('.').chain([(name.len(), "")]) {
            let part = &name[..end];
            if !seen.insert(part.to_owned()) {
                continue;
            }
            match module(th, part, &search, request.with_library)? {
                Some(Some(m)) => all.push(m),
                Some(None) => {}
                None => {
                    seen.remove(part);
                    if let Some(by) = by.as_ref().filter(|_| !is_native(part)) {
                        eprintln!("freewheel compile: {part}, imported by {by}, is not found; the program will look for it when it runs");
                        seen.insert(part.to_owned());
                    }
                    break;
                }
            }
        }
    }
    // The program first; the others in an order that does not depend on who imports whom.
    all[1..].sort_by(|a, b| a.name.cmp(&b.name));
    let modules: Vec<Module<'_>> = all.iter().map(|m| Module { name: &m.name, file: &m.file, package: m.package, unit: &m.unit }).collect();
    let bytes = image::encode(&modules).map_err(|e| host::raise_image_error(th, &e))?;
    let output = request.output.clone().unwrap_or_else(|| request.file.with_extension("fwi"));
    std::fs::write(&output, bytes).map_err(|e| failed(th, "write", &output, &e))
}

/// Ends the command because of a file.
fn failed(th: &mut Thread, verb: &str, file: &Path, e: &std::io::Error) -> Raised {
    eprintln!("freewheel compile: cannot {verb} {}: {}", file.display(), describe(e));
    system_exit(th, 1)
}

/// Compiles a module: `None` if there is none of the name, `Some(None)` if it is there and need not be in the image.
fn module(th: &mut Thread, name: &str, search: &[&str], with_library: bool) -> R<Option<Option<Compiled>>> {
    let below: Vec<String> = match name.rsplit_once('.') {
        Some((parent, _)) => search
            .iter()
            .map(|f| if f.is_empty() { parent.replace('.', "/") } else { format!("{f}/{}", parent.replace('.', "/")) })
            .collect(),
        None => search.iter().map(|f| (*f).to_owned()).collect(),
    };
    let Some(found) = finder::find(name, below.iter().map(String::as_str)) else { return Ok(None) };
    let options = host::options(th, Mode::Module);
    let base = name.replace('.', "/");
    let (text, file, package) = match found {
        Found::StandIn(_) | Found::Library(..) if !with_library => return Ok(Some(None)),
        Found::StandIn(text) => (text.into(), format!("<frozen {name}>"), false),
        Found::Library(file, package) => (library::read(&file).unwrap_or_default(), format!("{}/{file}", library::ROOT), package),
        Found::File(path, package) => {
            let text = std::fs::read(&path).map_err(|e| failed(th, "read", &path, &e))?;
            let package = package.is_some();
            (text, if package { format!("{base}/__init__.py") } else { format!("{base}.py") }, package)
        }
        // Where others add to it is not known when the image is run; it becomes a package like others.
        Found::Folder(_) => (Vec::new(), format!("{base}/__init__.py"), true),
        Found::Compiled(_) => return Ok(Some(None)),
    };
    let unit = host::compile_bytes(th, &text, &file, options)?;
    Ok(Some(Some(Compiled { name: name.into(), file, package, unit })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_seen_wherever_they_stand() {
        let text = "import a.b, c as d\nfrom e import f, g\nfrom . import h\ndef x():\n    from ..i.j import k\n    class y:\n        import l\nfrom m import *\n";
        let unit = freewheel_python::compile(text, "a.py", Mode::Module).expect("valid");
        let mut found: Vec<String> =
            imports(&unit).iter().map(|i| format!("{}{} {}", ".".repeat(i.level.into()), i.module, i.names.join(","))).collect();
        found.sort();
        assert_eq!(found, [". h", "..i.j k", "a.b ", "c ", "e f,g", "l ", "m *"]);
    }

    #[test]
    fn relative_names_are_resolved() {
        let name = |module, level, by, package| full_name(&Import { module, level, names: vec![] }, by, package);
        assert_eq!(name("x.y", 0, "a.b", false).as_deref(), Some("x.y"));
        assert_eq!(name("", 1, "a.b", false).as_deref(), Some("a"));
        assert_eq!(name("c", 1, "a.b", true).as_deref(), Some("a.b.c"));
        assert_eq!(name("c", 2, "a.b", true).as_deref(), Some("a.c"));
        assert_eq!(name("c", 2, "a.b.d", false).as_deref(), Some("a.c"));
        assert_eq!(name("c", 1, "", false), None);
        assert_eq!(name("c", 3, "a.b", true), None);
    }
}
