//! Packs the Python sources of CPython's library, which a registry package carries, into one file that becomes part of the program; and, with the feature
//! `precompiled`, what they and the modules in `src/modules` compile to, into another.
//!
//! The first is an index and the files, each deflated for itself: number of files, then for each its path's length and path, where its bytes begin
//! behind the index, how many there are, and how many it unpacks to. The second is an index and images: number of images, then for each the length and text
//! of the file's name, where it begins behind the index, and how many bytes it has. Numbers are 32-bit, little-endian.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

#[cfg(feature = "precompiled")]
#[path = "src/modules/python_sources.rs"]
#[allow(unreachable_pub, reason = "it is the library's, too, which shows it")]
mod python_sources;

/// What is left out: programs with windows, and what installs or wraps a C implementation that is not there.
const LEFT_OUT: &[&str] = &[
    "idlelib",
    "ensurepip",
    "turtledemo",
    "tkinter",
    "turtle.py",
    "venv",
    "ctypes",
    "pydoc_data",
    "curses",
    "sqlite3",
    "dbm",
    "wsgiref",
    "lib2to3",
    "msilib",
    "_aix_support.py",
    "_android_support.py",
    "_apple_support.py",
    "_ios_support.py",
    "_osx_support.py",
    "test",
    "README.md",
    "__pycache__",
];

/// What is said otherwise here: file, its words, ours.
const CHANGED: &[(&str, &str, &str)] = &[
    // The name of the interpreter that the package was made for, in paths that programs are told.
    ("sysconfig/__init__.py", "'RustPython'", "'Freewheel'"),
    ("site.py", "'RustPython'", "'Freewheel'"),
    ("site.py", "lib/rustpython", "lib/freewheel"),
    // What `sys.version` holds of it.
    ("platform.py", "\"RustPython\"", "\"Freewheel\""),
    // A debugger needs events, of which there are none; a breakpoint that was left in a program says so, and the program goes on.
    (
        "pdb.py",
        "pdb commands to run when the debugger starts.\n    \"\"\"\n",
        "pdb commands to run when the debugger starts.\n    \"\"\"\n    import warnings\n\
         \x20   return warnings.warn(\"there is no debugger, and the program goes on\", RuntimeWarning, stacklevel=2)\n",
    ),
    // CPython has imported this module before a program begins, so that an import does nothing; the command does what is needed of it without.
    ("site.py", "if not sys.flags.no_site:\n    main()", ""),
];

fn files(root: &Path, folder: &Path, found: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str).map(|n| n.replace('\\', "/")) else { continue };
        if LEFT_OUT.contains(&name.as_str()) || name.ends_with("__pycache__") {
            continue;
        }
        if path.is_dir() {
            files(root, &path, found);
        } else if name.ends_with(".py") || name == "PSF-LICENSE" {
            found.push((name, path));
        }
    }
}

fn main() {
    // The modules written here are part of this script.
    println!("cargo:rerun-if-changed=build.rs");
    let root = Path::new(rustpython_pylib::LIB_PATH);
    let mut found = Vec::new();
    files(root, root, &mut found);
    found.sort();
    assert!(found.iter().any(|(name, _)| name == "PSF-LICENSE"), "the library's licence goes with it");
    let (mut index, mut packed) = (Vec::new(), Vec::new());
    let mut texts = Vec::new();
    for (name, path) in found {
        let mut text = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for (_, theirs, ours) in CHANGED.iter().filter(|(file, ..)| *file == name) {
            let all = String::from_utf8(text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(all.contains(theirs), "{name} no longer says {theirs}");
            text = all.replace(theirs, ours).into_bytes();
        }
        let start = packed.len();
        let mut deflated = Vec::new();
        let mut encoder = flate2::read::DeflateEncoder::new(&text[..], flate2::Compression::best());
        encoder.read_to_end(&mut deflated).expect("memory takes any number of bytes");
        packed.extend(deflated);
        index.push((name.clone(), vec![start, packed.len() - start, text.len()]));
        texts.push((name, text));
    }
    write("library.pack", index, &packed);
    let (mut index, mut packed) = (Vec::new(), Vec::new());
    for (name, image) in images(texts) {
        index.push((name, vec![packed.len(), image.len()]));
        packed.extend(image);
    }
    write("library.images", index, &packed);
}

/// Writes an index and what it tells of.
fn write(file: &str, index: Vec<(String, Vec<usize>)>, bytes: &[u8]) {
    let number = |n: usize| u32::try_from(n).expect("less than 4 GiB").to_le_bytes();
    let mut out = Vec::new();
    out.extend(number(index.len()));
    for (name, numbers) in index {
        out.extend(number(name.len()));
        out.extend(name.as_bytes());
        numbers.into_iter().for_each(|n| out.extend(number(n)));
    }
    out.extend(bytes);
    let path = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join(file);
    fs::write(&path, out).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

#[cfg(not(feature = "precompiled"))]
fn images(_: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

/// Images of the library's files and of the modules written here, by the names that tracebacks give them, in order.
#[cfg(feature = "precompiled")]
fn images(library: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    use core::sync::atomic::{AtomicUsize, Ordering};
    /// Stack that the front-end needs at most.
    const STACK: usize = 64 << 20;
    let stand_ins = python_sources::STAND_INS.iter().map(|(name, text)| (format!("<frozen {name}>"), text.as_bytes().to_vec()));
    let mut texts: Vec<(String, Vec<u8>)> = stand_ins.collect();
    for (name, text) in library.into_iter().filter(|(name, _)| name.ends_with(".py")) {
        let module = name.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".");
        let ours = python_sources::OURS.iter().find(|(n, _)| *n == module);
        texts.push((format!("<library>/{name}"), ours.map_or(text, |(_, ours)| ours.as_bytes().to_vec())));
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        while let Some((name, text)) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
            made.extend(image(name, text).map(|image| (name.clone(), image)));
        }
        made
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all: Vec<(String, Vec<u8>)> = std::thread::scope(|s| {
        let start = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(s, work).expect("a thread");
        let started: Vec<_> = (0..threads).map(start).collect();
        started.into_iter().flat_map(|t| t.join().expect("the front-end does not panic")).collect()
    });
    all.sort();
    all
}

/// The image of one file; `None` for what is no valid text, which says so when it is imported.
#[cfg(feature = "precompiled")]
fn image(name: &str, text: &[u8]) -> Option<Vec<u8>> {
    use freewheel_kernel::bytecode::image::{Module, encode};
    use freewheel_python::{Decoded, Mode, compile, decode};
    let Ok(Decoded::Text(text)) = decode(text, name) else { return None };
    let unit = compile(text, name, Mode::Module).ok()?;
    Some(encode(&[Module { name: "", file: name, package: false, unit: &unit }]).expect("the front-end's units fit"))
}
