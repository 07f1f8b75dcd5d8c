//! Packs the Python sources of CPython's library, which a registry package carries, into one file that becomes part of the program.
//!
//! The pack is an index and the files, each deflated for itself: number of files, then for each its path's length and path, where its bytes begin
//! behind the index, how many there are, and how many it unpacks to. Numbers are 32-bit, little-endian.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

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
    // What asks for a syntax tree and gets on without one when the text has none.
    ("traceback.py", "except SyntaxError:", "except (SyntaxError, NotImplementedError):"),
    ("traceback.py", "suppress(SyntaxError, ImportError)", "suppress(SyntaxError, ImportError, NotImplementedError)"),
    (
        "inspect.py",
        "        module = ast.parse(program)\n    except SyntaxError:",
        "        module = ast.parse(program)\n    except (SyntaxError, NotImplementedError):",
    ),
    (
        "annotationlib.py",
        "    except SyntaxError:\n        return _template_to_ast_constructor(template)",
        "    except (SyntaxError, NotImplementedError):\n        return _template_to_ast_constructor(template)",
    ),
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
    println!("cargo:rerun-if-changed=build.rs");
    let root = Path::new(rustpython_pylib::LIB_PATH);
    let mut found = Vec::new();
    files(root, root, &mut found);
    found.sort();
    assert!(found.iter().any(|(name, _)| name == "PSF-LICENSE"), "the library's licence goes with it");
    let (mut index, mut packed) = (Vec::new(), Vec::new());
    index.extend((found.len() as u32).to_le_bytes());
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
        index.extend((name.len() as u32).to_le_bytes());
        index.extend(name.as_bytes());
        for n in [start, packed.len() - start, text.len()] {
            index.extend((n as u32).to_le_bytes());
        }
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join("library.pack");
    let mut file = fs::File::create(&out).unwrap_or_else(|e| panic!("{}: {e}", out.display()));
    file.write_all(&index).and_then(|()| file.write_all(&packed)).unwrap_or_else(|e| panic!("{}: {e}", out.display()));
}
