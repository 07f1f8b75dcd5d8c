//! What tests of the command share: running it, and folders that go away.
#![allow(dead_code, unreachable_pub, reason = "each test program uses what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The interpreter: that of the same build, or the one that `FREEWHEEL` names.
pub fn freewheel() -> Command {
    // Children inherit it, and what runs beside a shell has been told to ignore it.
    for signal in [libc::SIGINT, libc::SIGQUIT] {
        // SAFETY: the default action is no function of ours.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    let mut c = Command::new(std::env::var_os("FREEWHEEL").unwrap_or_else(|| env!("CARGO_BIN_EXE_freewheel").into()));
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("PYTHON")) {
        c.env_remove(name);
    }
    c.stdin(Stdio::null());
    c
}

pub fn run(args: &[&str]) -> Output {
    freewheel().args(args).output().expect("it starts")
}

pub fn out(o: &Output) -> String {
    String::from_utf8_lossy(&o.stdout).into_owned()
}

pub fn err(o: &Output) -> String {
    String::from_utf8_lossy(&o.stderr).into_owned()
}

/// A folder of one test, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("freewheel-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a new folder");
        Folder(path.canonicalize().expect("it exists"))
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    /// The path of something in it.
    pub fn at(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
    /// Writes a file, and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.at(name);
        fs::create_dir_all(Path::new(&path).parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
