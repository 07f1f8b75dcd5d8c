//! Code images: made of programs, run in their place, and damaged in every way.

mod common;

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use common::{Folder, err, freewheel, out, run};
use freewheel_kernel::bytecode::image::{self, Image};

/// A program of several modules.
fn several_modules(folder: &Folder) -> String {
    folder.file("pkg/__init__.py", "from . import a\nVALUE = 'of pkg'\n");
    folder.file("pkg/a.py", "def fail():\n    return 1 / 0\n");
    folder.file("pkg/late.py", "from .sub.deep import X\n");
    folder.file("pkg/sub/__init__.py", "");
    folder.file("pkg/sub/deep.py", "X = 'deep'\n");
    folder.file("hidden.py", "print('hidden', __name__)\n");
    folder.file(
        "app.py",
        "import sys, json\nfrom pkg import a, VALUE\nprint(json.dumps(VALUE), __name__, sys.argv[1:], __file__.split('/')[-1])\n\
         def f():\n    import pkg.late\n    return pkg.late.X\nprint(f(), pkg_file := a.__file__.split('/')[-2:], a.__package__)\n\
         __import__('hid' + 'den')\na.fail()\n",
    )
}

#[test]
fn an_image_runs_as_the_program_does() {
    let (from, to) = (Folder::new("images-from"), Folder::new("images-to"));
    let (app, image) = (several_modules(&from), to.at("app.fwi"));
    let made = run(&["compile", &app, "-o", &image, "--include", "hidden"]);
    assert!(made.status.success() && made.stdout.is_empty() && made.stderr.is_empty(), "{}", err(&made));
    let (program, compiled) = (run(&[&app, "x", "-c"]), run(&[&image, "x", "-c"]));
    assert_eq!(out(&program), out(&compiled));
    assert_eq!(out(&compiled), "\"of pkg\" __main__ ['x', '-c'] app.py\ndeep ['pkg', 'a.py'] pkg\nhidden hidden\n");
    assert_eq!(compiled.status.code(), Some(1));
    // Without the texts there are no lines to show, but their numbers.
    let shown = err(&compiled);
    assert!(
        shown.contains(&format!("File \"{}\", line 9, in <module>\n  File \"{}\", line 2, in fail\n", to.at("app.py"), to.at("pkg/a.py"))),
        "{shown}"
    );
    assert!(err(&program).contains("    return 1 / 0\n           ~~^~~"), "{}", err(&program));
    // Beside the texts it cannot be told from the program.
    let beside = from.at("app.fwi");
    fs::copy(&image, &beside).expect("copied");
    assert_eq!(err(&run(&[&beside, "x", "-c"])), err(&program));
}

#[test]
fn an_image_is_the_same_each_time() {
    let (one, two) = (Folder::new("images-one"), Folder::new("images-two"));
    let images = [&one, &two].map(|f| {
        let app = several_modules(f);
        assert!(run(&["compile", &app]).status.success());
        fs::read(f.at("app.fwi")).expect("beside the program")
    });
    assert!(images[0] == images[1], "wherever it is made");
    let image = Image::open(&images[0]).expect("an image");
    let names: Vec<&str> = image.modules().iter().map(|m| m.name).collect();
    assert_eq!(names, ["__main__", "pkg", "pkg.a", "pkg.late", "pkg.sub", "pkg.sub.deep"]);
    let listed = out(&run(&["dis", &one.at("app.fwi")]));
    assert!(listed.starts_with("# __main__ (app.py)\n<module> (app.py:1)") && listed.contains("\n# pkg.late (pkg/late.py)\n"), "{listed}");
}

#[test]
fn the_library_is_included_where_asked_for() {
    let folder = Folder::new("images-library");
    let app = folder.file("app.py", "import string\nfrom os import path\nprint(string.capwords('a b'))\n");
    assert!(run(&["compile", &app, "--with-library"]).status.success());
    let bytes = fs::read(folder.at("app.fwi")).expect("beside the program");
    let image = Image::open(&bytes).expect("an image");
    let file = |name| image.find(name).map(|m| m.file);
    assert_eq!([file("string"), file("posix"), file("sys")], [Some("<library>/string/__init__.py"), Some("<frozen posix>"), None]);
    assert_eq!(image.verify(), Ok(()));
    assert_eq!(out(&run(&[&folder.at("app.fwi")])), "A B\n");
}

#[test]
fn what_goes_wrong_is_said() {
    let folder = Folder::new("images-wrong");
    let app = folder.file("app.py", "try:\n    import nowhere.at_all\nexcept ImportError as e:\n    print(e)\n");
    let made = run(&["compile", &app]);
    assert!(made.status.success());
    assert_eq!(err(&made), "freewheel compile: nowhere, imported by app.py, is not found; the program will look for it when it runs\n");
    let image = folder.at("app.fwi");
    assert_eq!(out(&run(&[&image])), "No module named 'nowhere'\n");

    let no_folder = folder.at("none/app.fwi");
    let made = run(&["compile", &app, "-o", &no_folder]);
    assert_eq!(made.status.code(), Some(1));
    assert!(err(&made).ends_with(&format!("cannot write {no_folder}: [Errno 2] No such file or directory\n")), "{}", err(&made));
    assert_eq!(run(&["compile", &folder.at("none.py")]).status.code(), Some(2));
    let bad = folder.file("bad.py", "a = = 1\n");
    let made = run(&["compile", &bad]);
    assert!(made.status.code() == Some(1) && err(&made).contains("SyntaxError"), "{}", err(&made));
    assert!(!Path::new(&folder.at("bad.fwi")).exists());
    assert_eq!(run(&["compile"]).status.code(), Some(2));
    assert!(out(&run(&["compile", "--help"])).starts_with("Writes a program and the modules that it imports into one image"));

    let whole = fs::read(&image).expect("it is there");
    let refused = |bytes: &[u8], why: &str| {
        fs::write(&image, bytes).expect("written");
        let o = run(&[&image]);
        assert_eq!((o.status.code(), err(&o)), (Some(1), format!("freewheel: {image}: {why}\n")));
    };
    refused(&whole[..40], "a damaged code image: its checksum is wrong");
    let mut other = whole.clone();
    other[8] = 200;
    refused(&other, "a code image of format 200, where 1 is known: compile the program again");
    other.clone_from(&whole);
    other[13] ^= 4;
    refused(&other, "a code image for the instructions of another version: compile the program again");
}

/// Programs whose images are damaged; together they have the instructions that a program can hold.
const PROGRAMS: [(&str, &str); 10] = [
    (
        "calls",
        "def f(a, b=2, *c, d, e=5, **g):\n    return a, b, c, d, e, g\nprint(f(1, d=4), f(*[1, 2, 3], **{'d': 6, 'h': 7}))\nk = [(lambda x, y=i: x + y)(i) for i in range(4)]\nprint(k, max(k, key=lambda v: -v))\n",
    ),
    (
        "closures",
        "def outer(n):\n    total = 0\n    def add(k):\n        nonlocal total\n        total += k * n\n        return total\n    return add\na = outer(3)\na(1)\nprint(a(2), a.__closure__[0].cell_contents)\nx = 1\ndef g():\n    global x\n    x += 1\n    del x\ng()\n",
    ),
    (
        "classes",
        "class A:\n    n = 1\n    def __init__(self, v):\n        self.v = v\n    @property\n    def w(self):\n        return self.v + self.n\nclass B(A):\n    def __init__(self, v):\n        super().__init__(v)\n        self.u = [v]\n        del self.v\n        self.v = 4\nprint(B(2).w, A(3).w, B.__name__)\n",
    ),
    (
        "generators",
        "def g(n):\n    for i in range(n):\n        got = yield i\n        if got:\n            yield from (got, got)\nit = g(3)\nprint(next(it), it.send('x'), list(it))\nasync def c():\n    return [i async for i in d()]\nasync def d():\n    yield 1\ntry:\n    c().send(None)\nexcept StopIteration as e:\n    print(e.value)\n",
    ),
    (
        "exceptions",
        "def f(k):\n    try:\n        return [1, 2][k]\n    except IndexError as e:\n        try:\n            raise ValueError(k) from e\n        except* ValueError:\n            pass\n    else:\n        k = 0\n    finally:\n        print('end', k)\nf(0), f(5)\nclass M:\n    def __enter__(self): return self\n    def __exit__(self, *a): return True\nwith M() as m, M():\n    raise KeyError\n",
    ),
    (
        "loops",
        "t = 0\nfor i in range(20):\n    if i % 3 == 0:\n        continue\n    t += i if i > 5 else -i\n    while t > 50:\n        t -= 9\n    else:\n        pass\nfor i, (a, *b) in enumerate([(1, 2, 3), 'xy']):\n    print(i, a, b)\nprint(t, sum([1.5, 2]), not t, t in {1, 2}, 3 < t <= 90)\n",
    ),
    (
        "containers",
        "l = [3, 1, 2]\nl[0:1] = [9, 8]\nl[-1] -= 1\nd = {'a': 1, **{'b': 2}}\nd['c'] = l[1:]\ndel d['a'], l[0]\ns = {*l, 7} | frozenset({5})\nprint(l, d, sorted(s), [*l, *s][::2], (*l,), {k: v for k, v in d.items()}, l[0] @ 1 if 0 else ~l[0])\n",
    ),
    (
        "texts",
        "n = 3.14159\nw = 'x'\nprint(f'{n:.2f} {w!r:>5} {n=}' + 'a' % () + b'q'.decode(), f'{w:{10}}|')\nt = t'{w} and {n!s:>3}'\nprint(t.strings, t.interpolations[1].value, ''.join(reversed('abc')))\nimport string as s, sys\nfrom string import digits, capwords as c\nprint(s.digits is digits, c('a b'))\n",
    ),
    (
        "matching",
        "class P:\n    __match_args__ = ('x', 'y')\n    def __init__(self, x, y): self.x, self.y = x, y\ndef f(v):\n    match v:\n        case 0 | 1: return 'small'\n        case [a, *rest] if a: return a, rest\n        case {'k': k, **r}: return k, r\n        case P(x, y=2): return x\n        case str() as t: return t\n        case _: return None\nprint([f(v) for v in (1, [2, 3], {'k': 4, 'l': 5}, P(6, 2), 's', None)])\n",
    ),
    (
        "types",
        "type A[T: int = int] = list[T]\ndef f[T](x: T, *y: 'q') -> T:\n    z: int = 1\n    return x\nclass C[**P]:\n    a: int\n    b: 'str' = 'x'\nprint(A.__value__, f.__type_params__, C.__annotations__, f(1), __annotations__ if 0 else __debug__)\nassert f(2) == 2, 'no'\n",
    ),
];

/// How one run of a damaged image ended, if not as it may: with any exit code that programs have, in a short time.
fn fault(image: &Path) -> Option<String> {
    let mut child =
        freewheel().args(["--heap-limit", "64M"]).arg(image).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let begun = Instant::now();
    let mut stderr = child.stderr.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let ended = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break Some(status);
        }
        // A program that was changed may loop: what matters is that it stays inside.
        if begun.elapsed() > Duration::from_secs(1) {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let text = reader.join().expect("it reads");
    match ended {
        _ if text.contains("panicked") || text.contains("invariant") => Some(text),
        None => None,
        Some(status) if status.code().is_some_and(|c| c < 128 && c != 70) => None,
        Some(status) => Some(format!("{status}: {text}")),
    }
}

/// Runs images with one bit flipped or with their end cut off, checksums set right, each `step`-th of them beginning with one that `begin` chooses; tells of
/// those that did harm.
fn damage(step: usize, begin: usize) {
    let folder = Folder::new(&format!("images-damage-{step}"));
    let mut images = Vec::new();
    for (name, text) in PROGRAMS {
        let program = folder.file(&format!("of_{name}.py"), text);
        let made = run(&["compile", &program]);
        assert!(made.status.success(), "{name}: {}", err(&made));
        let image = folder.at(&format!("of_{name}.fwi"));
        let ran = run(&[&image]);
        assert!(!err(&ran).contains("Error") || name == "closures", "{name}: {}", err(&ran));
        images.push((name, fs::read(image).expect("written")));
    }
    // A case is an image and a bit of it, or behind these a length.
    let cases: Vec<(usize, usize)> =
        images.iter().enumerate().flat_map(|(i, (_, b))| (0..b.len() * 9).map(move |n| (i, n))).skip(begin % step).step_by(step).collect();
    let (next, ran) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = |worker: usize| {
        let file = PathBuf::from(folder.at(&format!("worker-{worker}.fwi")));
        let mut faults = Vec::new();
        while let Some((i, n)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (name, whole) = &images[*i];
            let mut bytes = whole.clone();
            if *n < whole.len() * 8 {
                bytes[n / 8] ^= 1 << (n % 8);
            } else {
                bytes.truncate(n - whole.len() * 8);
            }
            image::seal(&mut bytes);
            // What is refused before it is code needs no process to say so.
            if Image::open(&bytes).and_then(|i| i.verify()).is_err() {
                continue;
            }
            ran.fetch_add(1, Ordering::Relaxed);
            fs::write(&file, &bytes).expect("written");
            faults.extend(fault(&file).map(|f| format!("{name}, case {n}: {f}")));
        }
        faults
    };
    let faults: Vec<String> = std::thread::scope(|s| {
        let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(2, usize::from)).map(|w| s.spawn(move || work(w))).collect();
        workers.into_iter().flat_map(|w| w.join().expect("a worker")).collect()
    });
    println!("{} damaged images, {} of them valid and run", cases.len(), ran.load(Ordering::Relaxed));
    assert!(faults.is_empty(), "{} of {} did harm:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

#[test]
fn a_damaged_image_is_refused_or_harmless() {
    damage(487, 11);
}

/// All of them, for `tests/ci/images.sh`; `FREEWHEEL_IMAGES_STEP` and `FREEWHEEL_IMAGES_BEGIN` take a part.
#[test]
#[ignore = "takes minutes"]
fn every_damaged_image_is_refused_or_harmless() {
    let number = |name, other| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(other);
    damage(number("FREEWHEEL_IMAGES_STEP", 1), number("FREEWHEEL_IMAGES_BEGIN", 0));
}
