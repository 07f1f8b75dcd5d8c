//! The command line: what is run, with which arguments and paths, and how it ends.

mod common;

use core::time::Duration;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Instant;

use common::{Folder, err, freewheel, out, run};

fn code(args: &[&str]) -> Option<i32> {
    run(args).status.code()
}

const SHOW: &str = "import sys\nprint(sys.argv, repr(sys.path[0]), globals().get('__file__'), __name__)\n";

#[test]
fn a_file_gets_its_arguments_and_paths() {
    let f = Folder::new("file");
    let path = f.file("show.py", SHOW);
    let folder = f.path().display().to_string();
    let o = run(&[&path, "a", "--gil", "-c"]);
    assert_eq!(out(&o), format!("['{path}', 'a', '--gil', '-c'] '{folder}' {path} __main__\n"));
    let o = freewheel().current_dir(f.path()).args(["./show.py"]).output().expect("it starts");
    assert_eq!(out(&o), format!("['./show.py'] '{folder}' {path} __main__\n"));
}

#[test]
fn tracebacks_name_the_whole_path() {
    let f = Folder::new("trace");
    let path = f.file("bad.py", "def f():\n    1 / 0\nf()\n");
    let o = freewheel().current_dir(f.path()).arg("bad.py").output().expect("it starts");
    assert_eq!(o.status.code(), Some(1));
    assert!(err(&o).starts_with(&format!("Traceback (most recent call last):\n  File \"{path}\", line 3, in <module>\n")), "{}", err(&o));
}

#[test]
fn a_link_imports_from_where_the_file_is() {
    let f = Folder::new("link");
    f.file("real/helper.py", "value = 42\n");
    let path = f.file("real/main.py", "import helper\nprint(helper.value)\n");
    let link = f.path().join("link.py");
    std::os::unix::fs::symlink(path, &link).expect("a link");
    assert_eq!(out(&run(&[&link.to_string_lossy()])), "42\n");
}

#[test]
fn a_folder_runs_its_main() {
    let f = Folder::new("folder");
    f.file("app/__main__.py", "import part, sys\nprint(part.x, len(sys.argv))\n");
    f.file("app/part.py", "x = 'part'\n");
    assert_eq!(out(&run(&[&f.path().join("app").to_string_lossy(), "one"])), "part 2\n");
    fs::create_dir(f.path().join("empty")).expect("a folder");
    let o = run(&[&f.path().join("empty").to_string_lossy()]);
    assert_eq!((o.status.code(), err(&o).contains("can't find '__main__' module in")), (Some(1), true));
}

#[test]
fn code_and_standard_input() {
    let o = run(&["-c", SHOW, "x", "--stats"]);
    assert_eq!(out(&o), "['-c', 'x', '--stats'] '' None __main__\n");
    for args in [&["-", "y"][..], &[]] {
        let mut child = freewheel().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(SHOW.as_bytes()).expect("written");
        let o = child.wait_with_output().expect("it ends");
        let argv = if args.is_empty() { "['']" } else { "['-', 'y']" };
        assert_eq!(out(&o), format!("{argv} '' None __main__\n"));
    }
    let o = run(&["-c", "x = 1\nraise ValueError('no')"]);
    assert!(err(&o).contains("File \"<string>\", line 2, in <module>\n    raise ValueError('no')\n"), "{}", err(&o));
}

#[test]
fn exit_codes() {
    for (text, expected) in [
        ("pass", 0),
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit(257)", 1),
        ("import sys; sys.exit(-1)", 255),
        ("import sys; sys.exit(None)", 0),
        ("import sys; sys.exit(True)", 1),
        ("raise SystemExit(5)", 5),
        ("try:\n    raise SystemExit(6)\nexcept Exception:\n    pass", 6),
        ("raise KeyError('x')", 1),
        ("x = (", 1),
    ] {
        assert_eq!(code(&["-c", text]), Some(expected), "{text}");
    }
    let o = run(&["-c", "import sys; sys.exit('went wrong')"]);
    assert_eq!((o.status.code(), err(&o).as_str()), (Some(1), "went wrong\n"));
    let o = run(&["-c", "raise SystemExit(('a', 1))"]);
    assert_eq!((o.status.code(), err(&o).as_str()), (Some(1), "('a', 1)\n"));
}

#[test]
fn what_cannot_be_run() {
    let f = Folder::new("cannot");
    let missing = f.path().join("missing.py").display().to_string();
    let o = run(&[&missing]);
    assert_eq!(o.status.code(), Some(2));
    assert_eq!(err(&o), format!("freewheel: can't open file '{missing}': [Errno 2] No such file or directory\n"));
    let o = run(&["--no-such-option"]);
    assert_eq!(o.status.code(), Some(2));
    assert!(err(&o).contains("--no-such-option"));
    for size in ["12", "1X", ""] {
        assert_eq!(code(&["--heap-limit", size, "-c", "pass"]), Some(2), "{size}");
    }
}

#[test]
fn help_explains_each_option() {
    let text = out(&run(&["--help"]));
    for word in ["FILE.py", "-c", "--gil", "--stats", "--heap-limit", "dis FILE.py", "prompt", "__main__.py", "global lock", "MemoryError"]
    {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    assert!(out(&run(&["--version"])).starts_with("freewheel "));
}

#[test]
fn dis_prints_bytecode() {
    let f = Folder::new("dis");
    let path = f.file("add.py", "def add(a, b):\n    return a + b\n");
    let o = run(&["dis", &path]);
    assert_eq!(o.status.code(), Some(0), "{}", err(&o));
    assert!(out(&o).contains("ADD") && out(&o).contains("RETURN"), "{}", out(&o));
    let bad = f.file("bad.py", "def f(:\n");
    let o = run(&["dis", &bad]);
    assert_eq!(o.status.code(), Some(1));
    assert!(err(&o).contains("SyntaxError") && err(&o).contains(&format!("File \"{bad}\", line 1")), "{}", err(&o));
}

#[test]
fn modes_and_figures() {
    let text = "import sys, threading\nt = threading.Thread(target=lambda: None)\nt.start()\nt.join()\nprint(sys._is_gil_enabled())";
    assert_eq!(out(&run(&["-c", text])), "False\n");
    assert_eq!(out(&run(&["--gil", "-c", text])), "True\n");
    let o = run(&["--stats", "-c", "import gc\ngc.collect()"]);
    for word in ["stopped:", "collections:", "memory:", "waits:", "counts:"] {
        assert!(err(&o).contains(word), "{word} is not in\n{}", err(&o));
    }
}

/// Every way to use up the heap ends in `MemoryError`, in the main thread and in others, and the program goes on.
#[test]
fn out_of_heap_is_an_exception() {
    let text = r#"
import threading

def grow():
    l = []
    while True:
        l.append([0] * 1000)

def integers():
    l = [1 << 1000000]
    while True:
        l.append(l[-1] + 1)

def strings():
    s = "ab"
    while True:
        s = s + s

def table():
    d = {}
    while True:
        d[len(d)] = str(len(d))

def group():
    s = set()
    while True:
        s.add(len(s))

def chain():
    class Node:
        def __init__(self, next):
            self.next = next
    n = None
    while True:
        n = Node(n)

attempts = [
    grow, integers, strings, table, group, chain,
    lambda: "x" * 10**9, lambda: bytes(10**9), lambda: list(range(10**8)), lambda: (1,) * 10**9,
    lambda: "".join(["x" * 10**6] * 1000), lambda: f"{1:>100000000}",
]
results = []

def attempt(f):
    try:
        f()
    except MemoryError:
        results.append("out")

for f in attempts:
    attempt(f)
print(len(results) == len(attempts))
for f in attempts[:6]:
    t = threading.Thread(target=attempt, args=(f,))
    t.start()
    t.join()
print(len(results) == len(attempts) + 6, sum(range(1000)))
"#;
    for mode in [&[][..], &["--gil"]] {
        let o = freewheel().args(mode).args(["--heap-limit", "64M", "-c", text]).output().expect("it starts");
        assert_eq!((out(&o).as_str(), err(&o).as_str(), o.status.code()), ("True\nTrue 499500\n", "", Some(0)));
    }
}

/// What a regular expression has to come back to is memory like other: without it there is an error, and the next match goes well.
#[test]
fn a_match_out_of_heap() {
    let text = "import re\ntry:\n    re.match('(?:ab|ba)*c', 'ab' * 5000000)\nexcept MemoryError:\n    print('out')\n\
                print(re.match('(?:ab|ba)*', 'ab' * 100).end())";
    let o = run(&["--heap-limit", "64M", "-c", text]);
    assert_eq!((out(&o).as_str(), err(&o).as_str(), o.status.code()), ("out\n200\n", "", Some(0)));
}

/// Large objects give their memory back when they end, without a collection: many times the limit goes through it.
#[test]
fn large_objects_go_by() {
    let text = "import gc\ngc.disable()\nfor i in range(500):\n    b = bytes(1 << 20)\n    s = 'x' * (1 << 20)\n    t = (i,) * 50000\nprint(len(b), len(s), len(t))";
    for mode in [&[][..], &["--gil"]] {
        let o = freewheel().args(mode).args(["--heap-limit", "16M", "-c", text]).output().expect("it starts");
        assert_eq!((out(&o).as_str(), err(&o).as_str(), o.status.code()), ("1048576 1048576 50000\n", "", Some(0)));
    }
}

/// Threads that use up the heap together take it from each other, wherever they are: that may end the program, but never the process.
#[test]
fn threads_out_of_heap_together() {
    let text = r#"
import threading

def fill():
    for _ in range(3):
        try:
            l = []
            while True:
                l.append({len(l): [str(len(l))]})
        except MemoryError:
            l = None

threads = [threading.Thread(target=fill) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
"#;
    let o = run(&["--heap-limit", "32M", "-c", text]);
    assert!(matches!(o.status.code(), Some(0 | 1)), "{}: {}", o.status, err(&o));
    assert!(!err(&o).contains("panicked"), "{}", err(&o));
}

/// What threads out of memory leave behind now and then, made at will.
#[test]
fn threads_that_could_not_end_properly_do_not_hold_the_program_up() {
    let text = "import threading\nt = threading.Thread(target=int)\nt.start()\nt.join()\nthreading._running[10**6] = t\n\
                threading._dangling.append(t)\nprint('end')";
    let o = run(&["-c", text]);
    assert_eq!((o.status.code(), out(&o).as_str()), (Some(0), "end\n"), "{}", err(&o));
    let text = "import threading\nclass T(threading.Thread):\n    def _bootstrap(self):\n        pass\ntry:\n    T().start()\n\
                except RuntimeError as e:\n    print(e)\nprint(threading.active_count())";
    let o = run(&["-c", text]);
    assert_eq!((o.status.code(), out(&o).as_str()), (Some(0), "can't start new thread\n1\n"), "{}", err(&o));
}

#[test]
fn contended_objects_are_named() {
    let text = "import gc\nd = {'a': 1}\nprint(gc.enable_deferred_refcount(d), gc.enable_deferred_refcount(d), gc.enable_deferred_refcount(7))\n\
                print(gc.get_contended(), gc.get_contended(0))\nn = d\ndel d, n\ngc.collect()\nprint(gc.get_contended())\nl = [1, 2, 3]\n\
                gc.enable_deferred_refcount(l)";
    let o = run(&["--stats", "-c", text]);
    assert_eq!(out(&o), "True False False\n[({'a': 1}, 0)] []\n[]\n", "{}", err(&o));
    assert!(err(&o).contains("contended:          1 objects") && err(&o).contains("list of 3 at 0x"), "{}", err(&o));
}

#[test]
fn a_closed_pipe_is_an_exception() {
    let text = "for i in range(10**7):\n    print('line', i)";
    let mut child = freewheel().args(["-c", text]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut start = [0; 16];
    child.stdout.take().expect("a pipe").read_exact(&mut start).expect("some output");
    // The pipe is closed by now.
    let o = child.wait_with_output().expect("it ends");
    assert_eq!(o.status.code(), Some(1));
    assert!(err(&o).ends_with("BrokenPipeError: [Errno 32] Broken pipe\n"), "{}", err(&o));
}

/// Starts a program, waits until it prints `ready`, and interrupts it.
fn interrupt(text: &str) -> Output {
    let mut child = freewheel().args(["-c", text]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut line = [0; 6];
    stdout.read_exact(&mut line).expect("the program is ready");
    assert_eq!(&line, b"ready\n");
    let id = i32::try_from(child.id()).expect("a process id");
    let begun = Instant::now();
    // SAFETY: our child, not waited for yet.
    assert_eq!(unsafe { libc::kill(id, libc::SIGINT) }, 0);
    let mut o = child.wait_with_output().expect("it ends");
    assert!(begun.elapsed() < Duration::from_secs(30));
    stdout.read_to_end(&mut o.stdout).expect("the rest");
    o
}

#[test]
fn interrupts_end_programs() {
    use std::os::unix::process::ExitStatusExt;
    for wait in
        ["while True: pass", "time.sleep(100)", "threading.Event().wait()", "threading.Lock().acquire() and lock.acquire()", "t.join()"]
    {
        let text = format!(
            "import time, threading\nlock = threading.Lock()\nlock.acquire()\nt = threading.Thread(target=time.sleep, args=(100,), \
             daemon=True)\nt.start()\nprint('ready')\n{wait}"
        );
        let o = interrupt(&text);
        assert_eq!(o.status.signal(), Some(libc::SIGINT), "{wait}: {} {}", o.status, err(&o));
        assert!(err(&o).ends_with("KeyboardInterrupt\n"), "{wait}: {}", err(&o));
    }
}

#[test]
fn interrupts_can_be_caught() {
    let o = interrupt("try:\n    print('ready')\n    while True: pass\nexcept KeyboardInterrupt:\n    print('caught')");
    assert_eq!((out(&o).as_str(), o.status.code()), ("caught\n", Some(0)));
}

#[test]
fn a_missing_module_is_lacking_here_or_nowhere() {
    for name in ["tkinter", "sqlite3"] {
        let o = run(&["-c", &format!("import {name}")]);
        let expected = format!("ModuleNotFoundError: Standard library module '{name}' was not found: Freewheel does not have it\n");
        assert!(err(&o).ends_with(&expected), "{}", err(&o));
    }
    let o = run(&["-c", "import no_such_module_anywhere"]);
    assert!(err(&o).ends_with("ModuleNotFoundError: No module named 'no_such_module_anywhere'\n"), "{}", err(&o));
}

const WAITS: &str = "import threading\ndef waits():\n    while True: pass\ntry:\n    threading.Thread(target=waits, name='w', daemon=True).start()\n    \
                     print('ready')\n    threading.Lock().acquire() and threading.Event().wait()\nexcept KeyboardInterrupt:\n    pass";

fn assert_shows_all_threads(text: &str) {
    assert!(text.contains(" [w] (most recent call first):\n  File \"<string>\", line 3 in waits\n"), "{text}");
    assert!(text.contains(" [main] (most recent call first):\n") && text.contains("  File \"<string>\", line 7 in <module>\n"), "{text}");
}

#[test]
fn stacks_are_shown_at_sigquit() {
    let mut child = freewheel().args(["-c", WAITS]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let (mut stdout, mut stderr) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    stdout.read_exact(&mut [0; 6]).expect("the program is ready");
    let id = i32::try_from(child.id()).expect("a process id");
    // The main thread has said that it is about to wait.
    std::thread::sleep(Duration::from_millis(300));
    // SAFETY: our child, not waited for yet.
    assert_eq!(unsafe { libc::kill(id, libc::SIGQUIT) }, 0);
    let mut text = String::new();
    while !text.contains("in <module>\n") {
        let mut part = [0; 1024];
        let n = stderr.read(&mut part).expect("it is written");
        assert_ne!(n, 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&part[..n]));
    }
    assert_shows_all_threads(&text);
    // SAFETY: as above.
    assert_eq!(unsafe { libc::kill(id, libc::SIGINT) }, 0);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn stacks_are_shown_when_time_is_up() {
    let text = WAITS.replace(".wait()", ".wait(2)");
    let o = run(&["--dump-on-timeout", "0.5", "-c", &text]);
    assert_eq!(o.status.code(), Some(0));
    assert!(err(&o).starts_with("Timeout (0:00:00.500000)!\nThread 0x"), "{}", err(&o));
    assert_shows_all_threads(&err(&o));
    assert_eq!(code(&["--dump-on-timeout", "0", "-c", "pass"]), Some(2));
}

/// A terminal with the prompt in it.
struct Terminal {
    master: fs::File,
    child: std::process::Child,
    /// Read, and not yet expected.
    pending: String,
}

impl Terminal {
    fn start(home: &Path) -> Terminal {
        use std::os::fd::FromRawFd;
        let (mut master, mut slave) = (0, 0);
        // SAFETY: two places for descriptors; no name, no settings.
        let made = unsafe { libc::openpty(&raw mut master, &raw mut slave, core::ptr::null_mut(), core::ptr::null(), core::ptr::null()) };
        assert_eq!(made, 0);
        // The program must not hold its own terminal open.
        // SAFETY: a descriptor of ours.
        assert_eq!(unsafe { libc::fcntl(master, libc::F_SETFD, libc::FD_CLOEXEC) }, 0);
        // SAFETY: fresh descriptors, ours alone.
        let (master, slave) = unsafe { (fs::File::from_raw_fd(master), fs::File::from_raw_fd(slave)) };
        let end = || Stdio::from(slave.try_clone().expect("a copy"));
        let child = freewheel().env("HOME", home).env("TERM", "xterm").stdin(end()).stdout(end()).stderr(end()).spawn().expect("it starts");
        Terminal { master, child, pending: String::new() }
    }

    /// Reads until `text` has come.
    fn expect(&mut self, text: &str) {
        let begun = Instant::now();
        loop {
            if let Some(at) = self.pending.find(text) {
                self.pending.drain(..at + text.len());
                return;
            }
            let mut wanted = libc::pollfd { fd: std::os::fd::AsRawFd::as_raw_fd(&self.master), events: libc::POLLIN, revents: 0 };
            // SAFETY: one descriptor.
            let ready = unsafe { libc::poll(&raw mut wanted, 1, 1000) };
            assert!(begun.elapsed() < Duration::from_secs(30), "no {text:?} in {:?}", self.pending);
            if ready > 0 {
                let mut bytes = [0; 4096];
                let n = self.master.read(&mut bytes).unwrap_or(0);
                assert!(n > 0, "ended before {text:?}: {:?}", self.pending);
                self.pending.push_str(&String::from_utf8_lossy(&bytes[..n]));
            }
        }
    }

    fn send(&mut self, text: &str) {
        self.master.write_all(text.as_bytes()).expect("written");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_prompt() {
    let home = Folder::new("prompt");
    let mut t = Terminal::start(home.path());
    t.expect(">>> ");
    t.send("6 * 7\r");
    t.expect("42\r\n");
    t.expect(">>> ");
    t.send("def twice(x):\r");
    t.expect("... ");
    t.send("    return x + x\r");
    t.expect("... ");
    t.send("\r");
    t.expect(">>> ");
    t.send("twice('ab')\r");
    t.expect("'abab'\r\n");
    t.expect(">>> ");
    t.send("_ + '!'\r");
    t.expect("'abab!'\r\n");
    t.expect(">>> ");
    t.send("1 / 0\r");
    t.expect("ZeroDivisionError: division by zero\r\n");
    t.expect(">>> ");
    t.send("x = = 1\r");
    t.expect("SyntaxError");
    t.expect(">>> ");
    // The line before, from history, with something added to it.
    t.send("x = 5\r");
    t.expect(">>> ");
    t.send("\u{1b}[A0\r");
    t.expect(">>> ");
    t.send("x\r");
    t.expect("50\r\n");
    t.expect(">>> ");
    // A line given up.
    t.send("forgotten\u{3}");
    t.expect("KeyboardInterrupt");
    t.expect(">>> ");
    // Blank lines end blocks, not strings and brackets.
    for line in ["def f():\r", "    '''doc\r", "\r", "    '''\r", "    return [6,\r", "\r", "7]\r"] {
        t.send(line);
        t.expect("... ");
    }
    t.send("\r");
    t.expect(">>> ");
    t.send("f()\r");
    t.expect("[6, 7]\r\n");
    t.expect(">>> ");
    // What the program wants done at the interrupt key.
    for line in ["import signal\r", "h = lambda *a: print('han' + 'dled')\r"] {
        t.send(line);
        t.expect(">>> ");
    }
    t.send("signal.signal(2, h) and 7 * 7\r");
    t.expect("49\r\n");
    t.expect(">>> ");
    t.send("forgotten\u{3}");
    t.expect("handled");
    t.expect(">>> ");
    t.send("import sys; sys.exit(7)\r");
    let status = t.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(7));
    let history = fs::read_to_string(home.path().join(".freewheel_history")).expect("a history");
    assert!(history.contains("twice('ab')"), "{history}");
}

#[test]
fn the_prompt_completes_names_and_knows_commands() {
    let home = Folder::new("complete");
    let mut t = Terminal::start(home.path());
    t.expect("for more information.");
    t.expect(">>> ");
    t.send("longest_name = 6 * 7\r");
    t.expect(">>> ");
    t.send("longe\t\r");
    t.expect("42\r\n");
    t.expect(">>> ");
    t.send("import os\r");
    t.expect(">>> ");
    t.send("os.geten\t\t");
    t.expect("os.getenvb(");
    t.send("\u{3}");
    t.expect("KeyboardInterrupt");
    t.expect(">>> ");
    // At the beginning of a line the key indents.
    t.send("if 1:\r");
    t.expect("... ");
    t.send("\tprint('in', 'dented')\r");
    t.expect("... ");
    t.send("\r");
    t.expect("in dented\r\n");
    t.expect(">>> ");
    t.send("print('open', 'line', end='')\r");
    t.expect("\r\nopen line\r\n");
    t.expect(">>> ");
    t.send("5 if\r");
    t.expect("SyntaxError");
    t.expect(">>> ");
    t.send("@staticmethod\r");
    t.expect("... ");
    t.send("def f(): return 'decor' + 'ated'\r");
    t.expect("... ");
    t.send("\r");
    t.expect(">>> ");
    t.send("f()\r");
    t.expect("'decorated'");
    t.expect(">>> ");
    t.send("copyright\r");
    t.expect("Python Software Foundation");
    t.expect(">>> ");
    t.send("exit = 11\r");
    t.expect(">>> ");
    t.send("exit\r");
    t.expect("11\r\n");
    t.expect(">>> ");
    t.send("del exit\r");
    t.expect(">>> ");
    t.send("exit\r");
    assert_eq!(t.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn the_prompt_outlives_signals() {
    let home = Folder::new("signal");
    let mut t = Terminal::start(home.path());
    t.expect(">>> ");
    t.send("6 * ");
    t.expect("6 * ");
    // The line editor looks for signals when one cuts its read short: a signal that comes just before it reads is seen at the next one.
    std::thread::sleep(Duration::from_millis(500));
    let id = i32::try_from(t.child.id()).expect("a process id");
    // SAFETY: our child, not waited for yet.
    assert_eq!(unsafe { libc::kill(id, libc::SIGINT) }, 0);
    t.expect("KeyboardInterrupt");
    t.expect(">>> ");
    t.send("6 * 7\r");
    t.expect("42\r\n");
}

#[test]
fn the_prompt_ends_with_its_input() {
    let home = Folder::new("end");
    let mut t = Terminal::start(home.path());
    t.expect(">>> ");
    t.send("\u{4}");
    assert_eq!(t.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_program_may_be_in_the_encoding_that_it_declares() {
    let f = Folder::new("encoding");
    let text = b"# coding: latin-1\nprint(ascii('\xe9'))\nraise ValueError('\xe9')\n";
    let path = f.path().join("french.py");
    fs::write(&path, text).expect("written");
    let mut child = freewheel().arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(text).expect("written");
    for o in [run(&[&path.to_string_lossy()]), child.wait_with_output().expect("it ends")] {
        assert_eq!((o.status.code(), out(&o).as_str()), (Some(1), "'\\xe9'\n"));
        assert!(err(&o).ends_with("line 3, in <module>\n    raise ValueError('é')\nValueError: é\n"), "{}", err(&o));
    }
    fs::write(&path, b"# coding: no-such-thing\n").expect("written");
    let o = run(&[&path.to_string_lossy()]);
    assert_eq!(err(&o), format!("  File \"{}\", line 0\nSyntaxError: unknown encoding: no-such-thing\n", path.display()));
}

#[test]
fn the_library_names_this_interpreter() {
    let o = run(&[
        "-c",
        "import platform, site, sysconfig\nprint(platform.python_implementation(), site.getusersitepackages(), sysconfig.get_path('purelib'))",
    ]);
    let said = out(&o);
    assert!(said.starts_with("Freewheel ") && said.matches("/freewheel3.15").count() == 2, "{said} {}", err(&o));
}

/// What a program prints that is given variables of the environment.
fn out_with(variables: &[(&str, &str)], args: &[&str]) -> String {
    let o = freewheel().envs(variables.iter().copied()).args(args).output().expect("it starts");
    out(&o) + &err(&o)
}

#[test]
fn optimizing_leaves_out_assertions_and_docstrings() {
    let f = Folder::new("optimize");
    f.file("part.py", "'the module'\ndef f():\n    'the function'\n    assert 0, 'kept'\n    return __debug__\n");
    let text = "import builtins, part, sys\nprint(part.__doc__, part.f.__doc__, __debug__, builtins.__debug__, eval('__debug__'), sys.flags.optimize)\n\
                try:\n    print(part.f())\nexcept AssertionError as e:\n    print(e)\n\
                print(compile('__debug__', '', 'eval', optimize=0).co_consts)";
    let path = f.file("main.py", text);
    let docs = "the module the function";
    for (args, variables, expected) in [
        (&[][..], &[][..], format!("{docs} True True True 0\nkept\n(True,)\n")),
        (&["-O"], &[], format!("{docs} False False False 1\nFalse\n(True,)\n")),
        (&["-OO"], &[], "None None False False False 2\nFalse\n(True,)\n".into()),
        (&[], &[("PYTHONOPTIMIZE", "x")], format!("{docs} False False False 1\nFalse\n(True,)\n")),
        (&["-O"], &[("PYTHONOPTIMIZE", "2")], "None None False False False 2\nFalse\n(True,)\n".into()),
        (&["-E"], &[("PYTHONOPTIMIZE", "2")], format!("{docs} True True True 0\nkept\n(True,)\n")),
    ] {
        let args: Vec<&str> = args.iter().copied().chain([&*path]).collect();
        assert_eq!(out_with(variables, &args), expected, "{args:?} {variables:?}");
    }
}

#[test]
fn flags_say_what_the_command_was_told() {
    let show = "import sys\nf = sys.flags\nprint(*[n for n in dir(f) if not n.startswith(('_', 'n_')) and n not in ('count', 'index') and getattr(f, n) not in (0, None)])";
    let usual = ["context_aware_warnings", "dont_write_bytecode", "hash_randomization", "int_max_str_digits", "lazy_imports"];
    let always = ["thread_inherit_context", "utf8_mode"];
    for (args, variables, expected) in [
        (&[][..], &[][..], ""),
        (&["-q", "-b", "-v", "-d", "-S"], &[], "bytes_warning debug no_site quiet verbose"),
        (&["-I"], &[("PYTHONDEBUG", "1")], "ignore_environment isolated no_user_site safe_path"),
        (&["-E"], &[("PYTHONSAFEPATH", "1")], "ignore_environment"),
        (&["-P", "-X", "dev"], &[], "dev_mode safe_path"),
        (&[], &[("PYTHONSAFEPATH", "0"), ("PYTHONDEVMODE", "1"), ("PYTHONINSPECT", "")], "dev_mode safe_path"),
        (&["-X", "gil=1"], &[], "gil"),
    ] {
        let args: Vec<&str> = args.iter().copied().chain(["-c", show]).collect();
        let said = out_with(variables, &args);
        let found: Vec<&str> = said.split_whitespace().filter(|w| !usual.contains(w) && !always.contains(w)).collect();
        assert_eq!(found.join(" "), expected, "{args:?} {variables:?}");
    }
    let show = "import sys\nprint(sys.warnoptions, sys._xoptions)";
    assert_eq!(
        out_with(&[("PYTHONWARNINGS", "error,once")], &["-X", "dev", "-X", "a=b", "-W", "ignore", "-c", show]),
        "['default', 'error', 'once', 'ignore'] {'dev': True, 'a': 'b'}\n"
    );
    assert!(out_with(&[("PYTHONWARNINGS", "error")], &["-c", "import warnings\nwarnings.warn('so')"]).ends_with("UserWarning: so\n"));
    assert_eq!(out_with(&[("PYTHONWARNINGS", "error")], &["-Ic", "import sys\nprint(sys.warnoptions)"]), "[]\n");
    let folder = "import sys\nprint(sys.path[0])";
    assert_eq!(out_with(&[], &["-P", "-c", folder]), "<library>\n");
}

#[test]
fn a_prompt_follows_a_program() {
    let ask = |args: &[&str], input: &str| {
        let mut child =
            freewheel().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
        child.wait_with_output().expect("it ends")
    };
    let o = ask(&["-i", "-c", "a = 5\nprint('first')"], "a + 1\n");
    assert_eq!((o.status.code(), out(&o).as_str(), err(&o).as_str()), (Some(0), "first\n6\n", ""));
    for (end, said) in [("raise SystemExit(3)", "SystemExit: 3\n"), ("1 / 0", "ZeroDivisionError: division by zero\n")] {
        let o = ask(&["-i", "-c", &format!("a = 5\n{end}")], "print(a)\nexit(4)\n");
        assert_eq!((o.status.code(), out(&o).as_str()), (Some(4), "5\n"));
        assert!(err(&o).ends_with(said), "{}", err(&o));
    }
    // Without a program the prompt greets, unless it is told not to.
    let o = ask(&["-i"], "print(7)\n");
    assert_eq!((out(&o).as_str(), err(&o).starts_with("Freewheel ")), ("7\n", true));
    let o = ask(&["-iq"], "print(7)\n");
    assert_eq!((out(&o).as_str(), err(&o).as_str()), ("7\n", ""));
    // Only the option asks for it where there is no terminal.
    let o = freewheel().env("PYTHONINSPECT", "1").args(["-c", "print(1)"]).output().expect("it starts");
    assert_eq!((o.status.code(), out(&o).as_str()), (Some(0), "1\n"));
}

#[test]
fn the_first_line_is_passed_over() {
    let f = Folder::new("first_line");
    let path = f.file("tool.bat", "@freewheel -x %0 & exit\nprint('ran')\n1 / 0\n");
    let o = run(&["-x", &path]);
    assert_eq!(out(&o), "ran\n");
    assert!(err(&o).contains("line 3, in <module>\n"), "{}", err(&o));
}

#[test]
fn seeds_of_hashes() {
    let text = "import sys\nprint(hash('abc'), hash('abcdefghijklmnop'), sys.flags.hash_randomization)";
    // What CPython 3.15 prints on a 64-bit machine.
    for (seed, expected) in [
        ("42", "3869580338025362921 -8666121773944120556 1\n"),
        ("0", "-4594863902769663758 -7712962755478248686 0\n"),
        ("+1", "-4667308735975688587 8950552839769313115 1\n"),
    ] {
        assert_eq!(out_with(&[("PYTHONHASHSEED", seed)], &["-c", text]), expected);
    }
    for seed in ["random", ""] {
        let once = || out_with(&[("PYTHONHASHSEED", seed)], &["-c", text]);
        assert_ne!(once(), once());
    }
    for seed in ["abc", "-1", "4294967296"] {
        let o = freewheel().env("PYTHONHASHSEED", seed).args(["-c", "pass"]).output().expect("it starts");
        let said = "freewheel: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]\n";
        assert_eq!((o.status.code(), err(&o).as_str()), (Some(1), said));
        let o = freewheel().env("PYTHONHASHSEED", seed).args(["-E", "-c", "pass"]).output().expect("it starts");
        assert_eq!(o.status.code(), Some(0));
    }
}

#[test]
fn the_encoding_of_the_streams() {
    let show = "import sys\nprint(sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.encoding, 'é€')";
    let said = |value: &str, args: &[&str]| {
        let o = freewheel().env("PYTHONIOENCODING", value).args(args).args(["-c", show]).output().expect("it starts");
        o.stdout.iter().map(|b| char::from(*b)).collect::<String>()
    };
    assert_eq!(said("latin-1:replace", &[]), "iso8859-1 replace backslashreplace iso8859-1 \u{e9}?\n");
    assert!(said(":ignore", &[]).starts_with("utf-8 ignore backslashreplace utf-8 "));
    assert!(said("latin-1", &["-E"]).starts_with("utf-8 "));
    let o = freewheel().env("PYTHONIOENCODING", "nope").args(["-c", "pass"]).output().expect("it starts");
    assert_eq!((o.status.code(), err(&o).as_str()), (Some(1), "freewheel: PYTHONIOENCODING: unknown encoding: nope\n"));
    // A text file in the place of standard output holds nothing back, either.
    let text = "import os, sys\nsys.stdout.buffer.write(b'a\\n')\nos._exit(0)";
    for (variables, args, expected) in
        [(&[("PYTHONUNBUFFERED", "1")][..], &["-c", text][..], "a\n"), (&[], &["-uc", text], "a\n"), (&[], &["-c", text], "")]
    {
        assert_eq!(out_with(variables, args), expected, "{args:?}");
    }
}

#[test]
fn a_module_that_is_the_program_has_a_specification() {
    let f = Folder::new("main_spec");
    let show = "import argparse, sys\nprint(argparse.ArgumentParser().prog, __spec__.name, __spec__.parent, __package__)\n\
                print('importlib' in sys.modules, __loader__.get_source(__spec__.name)[:6], 'importlib' in sys.modules)\n";
    f.file("pack/__init__.py", "");
    f.file("pack/__main__.py", show);
    f.file("pack/tool.py", show);
    let run = |name: &str| freewheel().current_dir(f.path()).args(["-m", name]).output().expect("it starts");
    let o = run("pack");
    assert!(out(&o).starts_with("freewheel -m pack pack.__main__ pack pack\n"), "{} {}", out(&o), err(&o));
    assert!(out(&o).ends_with(" import True\n"));
    assert!(out(&run("pack.tool")).starts_with("freewheel -m pack.tool pack.tool pack pack\n"));
    assert!(err(&run("zipfile")).starts_with("usage: freewheel -m zipfile "));
    // It has one before anything of importlib is there.
    let o = freewheel()
        .args(["-c", "import sys, textwrap\nprint(textwrap.__spec__.name, 'importlib' in sys.modules)"])
        .output()
        .expect("it starts");
    assert_eq!(out(&o), "textwrap False\n");
}

#[test]
fn what_is_not_there_says_so() {
    let o = run(&["-c", "import ast\ncompile(ast.parse('1'), '', 'exec')"]);
    assert!(err(&o).ends_with("\nNotImplementedError: compile(): syntax trees cannot be compiled yet\n"), "{}", err(&o));
    let text = "import inspect\ntry:\n    inspect.signature(len)\nexcept ValueError:\n    print('none')";
    assert_eq!(out_with(&[], &["-c", text]), "none\n");
    let f = Folder::new("breakpoint");
    let path = f.file("stops.py", "breakpoint()\nprint('on')\nimport pdb; pdb.set_trace()\n");
    let o = run(&[&path]);
    let warning = |line, text| format!("{path}:{line}: RuntimeWarning: there is no debugger, and the program goes on\n  {text}\n");
    assert_eq!((o.status.code(), out(&o).as_str()), (Some(0), "on\n"));
    assert_eq!(err(&o), warning(1, "breakpoint()") + &warning(3, "import pdb; pdb.set_trace()"));
}
