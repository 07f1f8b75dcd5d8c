//! All Python code at hand compiles to sound code.

use super::{check, on_big_stack};
use crate::{Decoded, Mode, compile, decode};
use std::path::{Path, PathBuf};

fn python_files(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            python_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "py") {
            found.push(path);
        }
    }
    found.sort();
}

/// Compiles files and checks their code. Returns how many compiled; failures for reasons not in `excused` are errors.
fn compile_files(files: Vec<PathBuf>, excused: &'static [&'static str]) -> usize {
    on_big_stack(move || {
        let mut compiled = 0;
        let mut failures = Vec::new();
        for path in files {
            let bytes = std::fs::read(&path).expect("the file can be read");
            let name = path.to_string_lossy();
            let result = match decode(&bytes, &name) {
                Ok(Decoded::Text(text)) => compile(text, &name, Mode::Module),
                // Whoever has codecs reads these.
                Ok(Decoded::Encoded(..)) => continue,
                Err(e) => Err(e),
            };
            match result {
                Ok(unit) => {
                    compiled += 1;
                    if let Err(e) = check::check_all(&unit) {
                        failures.push(e);
                    }
                }
                Err(e) if excused.iter().any(|x| e.message.contains(x)) => {}
                Err(e) => failures.push(e.to_string()),
            }
        }
        assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures[..failures.len().min(5)].join("\n\n"));
        compiled
    })
}

#[test]
fn programs_of_this_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for dir in ["examples", "benches/python", "tests/programs"] {
        python_files(&root.join(dir), &mut files);
    }
    // Some are there for their errors.
    files.retain(|p| !p.file_stem().is_some_and(|n| n.to_string_lossy().contains("syntax")));
    let n = files.len();
    assert!(n > 0);
    assert_eq!(compile_files(files, &[]), n);
}

/// A Python library to try, named by the environment (`FREEWHEEL_PYTHON_LIB`).
#[test]
fn another_library() {
    let Ok(dir) = std::env::var("FREEWHEEL_PYTHON_LIB") else { return };
    let mut files = Vec::new();
    python_files(Path::new(&dir), &mut files);
    compile_files(files, &["not supported yet", "outside async function"]);
}
