//! Tracebacks as CPython prints them.

use alloc::string::String;
use alloc::vec::Vec;

use super::exception::{Exception, Traceback};
use crate::bytecode::code_object::{self, Code};
use crate::bytecode::unit::Location;
use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::suggest;
use crate::text::text_buf::TextBuf;
use crate::types::bytes_object::ByteArray;
use crate::types::module_object::Module;
use crate::types::{exception_group, protocol, spec, str_object, tuple_object, unraisable};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// How often one place is repeated before it is only counted.
const REPEATS: usize = 3;

/// One line of a traceback.
struct Entry {
    code: Obj,
    at: Location,
}

/// Groups inside groups that are shown.
const MAX_GROUP_DEPTH: usize = 10;
/// Exceptions of one group that are shown.
const MAX_GROUP_WIDTH: usize = 15;

/// The whole text of an exception with its causes and contexts, ending in a newline.
pub fn format_exception(th: &mut Thread, e: &Obj) -> R<TextBuf> {
    let mut out = Output { text: TextBuf::new(), depth: 0, close: false };
    chained(th, &mut out, e)?;
    Ok(out.text)
}

/// Where the text goes: below a group it is indented behind a margin.
struct Output {
    text: TextBuf,
    /// Groups that are being shown.
    depth: usize,
    /// The innermost group's frame is still to be closed.
    close: bool,
}

impl Output {
    fn line(&mut self, th: &mut Thread, margin: char, line: &str) -> R<()> {
        let indent = 2 * self.depth;
        let done = match self.depth {
            0 => self.text.push_fmt(format_args!("{line}\n")),
            _ => self.text.push_fmt(format_args!("{:indent$}{margin} {line}\n", "")),
        };
        done.or_raise(th)
    }

    /// Lines that each end in a newline.
    fn lines(&mut self, th: &mut Thread, text: &str) -> R<()> {
        if self.depth == 0 {
            return self.text.push_str(text).or_raise(th);
        }
        let body = text.strip_suffix('\n').unwrap_or(text);
        for l in body.split('\n') {
            self.line(th, '|', l)?;
        }
        Ok(())
    }

    /// A line that divides a group.
    fn divider(&mut self, th: &mut Thread, line: &str) -> R<()> {
        let indent = 2 * self.depth;
        self.text.push_fmt(format_args!("{:indent$}{line}\n", "")).or_raise(th)
    }
}

fn chained(th: &mut Thread, out: &mut Output, e: &Obj) -> R<()> {
    // From the innermost cause outwards.
    let mut chain: Vec<(Obj, &str)> = Vec::new();
    let mut at = e.clone();
    let mut link = "";
    loop {
        if chain.iter().any(|(x, _)| x.is(&at)) || chain.len() > 500 {
            break;
        }
        th.push(&mut chain, (at.clone(), link))?;
        let Some(x) = at.get::<Exception>() else { break };
        if let Some(c) = x.cause.get(&x.header) {
            link = CAUSE;
            at = c;
        } else if let Some(c) = x.context.get(&x.header).filter(|_| !x.suppress.load(Ordering::Relaxed)) {
            link = CONTEXT;
            at = c;
        } else {
            break;
        }
    }
    let links: Vec<&str> = chain.iter().map(|(_, l)| *l).collect();
    for (i, (x, _)) in chain.iter().enumerate().rev() {
        if exception_group::is_group(th, x) {
            group(th, out, x)?;
        } else {
            one(th, out, x, "Traceback (most recent call last):", '|')?;
        }
        if i > 0 {
            out.lines(th, links[i])?;
        }
    }
    Ok(())
}

/// A group with the exceptions it holds, as a tree.
fn group(th: &mut Thread, out: &mut Output, e: &Obj) -> R<()> {
    if out.depth > MAX_GROUP_DEPTH {
        return out.line(th, '|', &alloc::format!("... (max_group_depth is {MAX_GROUP_DEPTH})"));
    }
    let outermost = out.depth == 0;
    if outermost {
        out.depth = 1;
    }
    one(th, out, e, "Exception Group Traceback (most recent call last):", if outermost { '+' } else { '|' })?;
    let all = exception_group::exceptions(e);
    let all = tuple_object::items(&all);
    let shown = if all.len() <= MAX_GROUP_WIDTH { all.len() } else { MAX_GROUP_WIDTH + 1 };
    out.close = false;
    for (i, inner) in all.iter().take(shown).enumerate() {
        let last = i + 1 == shown;
        if last {
            // A group inside may close the frame for this one.
            out.close = true;
        }
        let corner = if i == 0 { "+-" } else { "  " };
        let title = if i < MAX_GROUP_WIDTH { alloc::format!("{}", i + 1) } else { String::from("...") };
        out.divider(th, &alloc::format!("{corner}+---------------- {title} ----------------"))?;
        out.depth += 1;
        if i < MAX_GROUP_WIDTH {
            chained(th, out, inner)?;
        } else {
            let n = all.len() - MAX_GROUP_WIDTH;
            let s = if n > 1 { "s" } else { "" };
            out.line(th, '|', &alloc::format!("and {n} more exception{s}"))?;
        }
        if last && out.close {
            out.divider(th, "+------------------------------------")?;
            out.close = false;
        }
        out.depth -= 1;
    }
    if outermost {
        out.depth = 0;
    }
    Ok(())
}

/// One exception without those it is chained to.
fn one(th: &mut Thread, out: &mut Output, e: &Obj, title: &str, margin: char) -> R<()> {
    let mut entries: Vec<Entry> = Vec::new();
    if let Some(x) = e.get::<Exception>() {
        let mut tb = x.traceback.get(&x.header);
        while let Some(t) = tb {
            let Some(p) = t.exact::<Traceback>() else { break };
            th.push(&mut entries, Entry { code: p.code.clone(), at: p.location() })?;
            tb = p.next.get(&p.header);
        }
    }
    let mut text = TextBuf::new();
    if !entries.is_empty() {
        out.line(th, margin, title)?;
        format_entries(th, &mut text, &entries)?;
    }
    summary(th, &mut text, e)?;
    out.lines(th, text.as_str())
}

fn format_entries(th: &mut Thread, out: &mut TextBuf, entries: &[Entry]) -> R<()> {
    let mut last: Option<(Obj, u32)> = None;
    let mut count = 0;
    for e in entries {
        let at = e.at;
        let same = last.as_ref().is_some_and(|(c, l)| *l == at.line && same_place(c, &e.code));
        if same {
            count += 1;
        } else {
            repeated(th, out, count)?;
            last = Some((e.code.clone(), at.line));
            count = 1;
        }
        if count > REPEATS {
            continue;
        }
        let (file, name) = (code_object::filename(&e.code), code_object::name(&e.code));
        let name = if e.code.exact::<Code>().is_some_and(|c| c.flags.module) { "<module>" } else { name };
        out.push_fmt(format_args!("  File \"{file}\", line {}, in {name}\n", at.line)).or_raise(th)?;
        if let Some(text) = th.isolate().config.host.and_then(|h| h.source_excerpt(file, at)) {
            out.push_str(&text).or_raise(th)?;
        }
    }
    repeated(th, out, count)
}

fn same_place(a: &Obj, b: &Obj) -> bool {
    code_object::filename(a) == code_object::filename(b) && code_object::name(a) == code_object::name(b)
}

fn repeated(th: &mut Thread, out: &mut TextBuf, count: usize) -> R<()> {
    if count <= REPEATS {
        return Ok(());
    }
    let n = count - REPEATS;
    let s = if n == 1 { "" } else { "s" };
    out.push_fmt(format_args!("  [Previous line repeated {n} more time{s}]\n")).or_raise(th)
}

/// `Class: message`, notes, and for syntax errors the place.
fn summary(th: &mut Thread, out: &mut TextBuf, e: &Obj) -> R<()> {
    let ty = th.type_of(e);
    let mut name = protocol::qualified_name(th, ty);
    if let Some(short) = name.strip_prefix("__main__.") {
        name = String::from(short);
    }
    if ty.is_subtype_of(th.isolate(), Builtin::SyntaxError) {
        syntax(th, out, e, &name)?;
    } else {
        let text = match protocol::str(th, e) {
            Ok(t) => String::from(str_object::text(&t)),
            Err(r) => {
                drop(th.take(r));
                String::from("<exception str() failed>")
            }
        };
        let missing = missing_module(th, e)?;
        if let Some(text) = &missing {
            out.push_fmt(format_args!("{name}: {text}")).or_raise(th)?;
        } else if text.is_empty() {
            out.push_fmt(format_args!("{name}")).or_raise(th)?;
        } else {
            out.push_fmt(format_args!("{name}: {text}")).or_raise(th)?;
        }
        if missing.is_none()
            && let Some(s) = suggestion(th, e)?
        {
            out.push_fmt(format_args!(". {s}")).or_raise(th)?;
        }
        out.push_str("\n").or_raise(th)?;
    }
    notes(th, out, e)
}

/// Shows something in a way that may fail.
fn shown(th: &mut Thread, what: &str, v: &Obj, how: fn(&mut Thread, &Obj) -> R<Obj>, how_name: &str) -> R<Obj> {
    match how(th, v) {
        Ok(t) => Ok(t),
        Err(r) => {
            drop(th.take(r));
            th.str_fmt(format_args!("<{what} {how_name}() failed>"))
        }
    }
}

/// The lines of `__notes__`: of a sequence those of its items, of anything else its `repr()`. What fails on the way is said in its place.
fn notes(th: &mut Thread, out: &mut TextBuf, e: &Obj) -> R<()> {
    let key = th.name(names::NOTES);
    let notes = match protocol::get_attr_quiet(th, e, key) {
        Ok(Some(notes)) if !notes.is_none() => notes,
        Ok(_) => return Ok(()),
        Err(r) => {
            let raised = th.take(r);
            let r = shown(th, "__notes__", &raised, protocol::repr, "repr")?;
            return out.push_fmt(format_args!("Ignored error getting __notes__: {}\n", str_object::text(&r))).or_raise(th);
        }
    };
    if !th.type_of(&notes).has(spec::SEQUENCE) && notes.get::<ByteArray>().is_none() {
        let r = shown(th, "__notes__", &notes, protocol::repr, "repr")?;
        return out.push_fmt(format_args!("{}\n", str_object::text(&r))).or_raise(th);
    }
    let items = match protocol::collect(th, &notes) {
        Ok(items) => items,
        Err(r) => {
            drop(th.take(r));
            return Ok(());
        }
    };
    for n in items {
        let t = shown(th, "note", &n, protocol::str, "str")?;
        for l in str_object::text(&t).split('\n') {
            out.push_fmt(format_args!("{l}\n")).or_raise(th)?;
        }
    }
    Ok(())
}

fn syntax(th: &mut Thread, out: &mut TextBuf, e: &Obj, name: &str) -> R<()> {
    let Some(x) = e.get::<Exception>() else { return Ok(()) };
    let m = |i: usize| x.members[i].get(&x.header).filter(|v| !v.is_none());
    let number = |i: usize| m(i).and_then(|v| v.value().as_small());
    let msg = m(0).unwrap_or(Obj::NONE);
    let msg = protocol::str(th, &msg)?;
    let msg = str_object::text(&msg);
    let typo = match (th.isolate().config.host, m(1), number(2).and_then(|n| u32::try_from(n).ok())) {
        (Some(host), Some(f), Some(line)) if msg == "invalid syntax" || msg.contains("Perhaps you forgot a comma") => {
            f.get::<crate::types::str_object::Str>().and_then(|_| host.keyword_typo(str_object::text(&f), line))
        }
        _ => None,
    };
    if let Some(line) = number(2) {
        let file = m(1);
        let file = file.as_ref().map_or("<string>", |f| str_object::text(f));
        out.push_fmt(format_args!("  File \"{file}\", line {line}\n")).or_raise(th)?;
        if let Some(t) = m(4) {
            let text = str_object::text(&t).trim_end_matches('\n');
            let shown = text.trim_start();
            let indent = text.chars().count() - shown.chars().count();
            let shown = shown.trim_end();
            if !shown.is_empty() {
                out.push_fmt(format_args!("    {shown}\n")).or_raise(th)?;
                // A place in the indentation has no mark.
                let offset = typo.map_or(number(3), |(start, ..)| Some(start as i64 + 1));
                let end_offset = typo.map_or(number(6), |(_, end, _)| Some(end as i64 + 1));
                if let Some(offset) = offset.filter(|o| *o > indent as i64) {
                    let start = (offset as usize - 1).saturating_sub(indent);
                    let same_line = typo.is_some() || number(5).is_none_or(|l| l == line);
                    let end = match end_offset {
                        Some(end) if same_line && end > offset => (end as usize - 1).saturating_sub(indent),
                        _ if !same_line => shown.chars().count(),
                        _ => start + 1,
                    };
                    out.push_fmt(format_args!("    {}{}\n", " ".repeat(start), "^".repeat(end.saturating_sub(start).max(1))))
                        .or_raise(th)?;
                }
            }
        }
    }
    match typo {
        Some((.., keyword)) => out.push_fmt(format_args!("{name}: invalid syntax. Did you mean '{keyword}'?\n")),
        None => out.push_fmt(format_args!("{name}: {}\n", if msg.is_empty() { "<no detail available>" } else { msg })),
    }
    .or_raise(th)
}

/// Names of the standard library's modules, sorted.
fn library_names(th: &mut Thread) -> R<Vec<Obj>> {
    let Some(all) = unraisable::sys_attribute(th, names::STDLIB_MODULE_NAMES) else { return Ok(Vec::new()) };
    let mut all = protocol::collect(th, &all)?;
    all.retain(|n| n.get::<str_object::Str>().is_some());
    all.sort_unstable_by(|a, b| str_object::text(a).cmp(str_object::text(b)));
    Ok(all)
}

/// The name of the module that was not found.
fn module_not_found(th: &Thread, e: &Obj) -> Option<Obj> {
    let x = e.get::<Exception>()?;
    if !th.type_of(e).is_subtype_of(th.isolate(), Builtin::ModuleNotFoundError) {
        return None;
    }
    x.members[0].get(&x.header).filter(|n| n.get::<str_object::Str>().is_some())
}

/// What is said of a module of the standard library that is not here.
fn missing_module(th: &mut Thread, e: &Obj) -> R<Option<String>> {
    let Some(name) = module_not_found(th, e) else { return Ok(None) };
    let Some(all) = unraisable::sys_attribute(th, names::STDLIB_MODULE_NAMES) else { return Ok(None) };
    let known = protocol::contains(th, &all, &name)?;
    let name = str_object::text(&name);
    Ok(known.then(|| alloc::format!("Standard library module '{name}' was not found: Freewheel does not have it")))
}

/// `Did you mean: 'x'?`
fn suggestion(th: &mut Thread, e: &Obj) -> R<Option<String>> {
    let isolate = th.isolate();
    let ty = th.type_of(e);
    let Some(x) = e.get::<Exception>() else { return Ok(None) };
    let wrong = |i: usize| x.members[i].get(&x.header).filter(|v| v.get::<str_object::Str>().is_some());
    if ty.is_subtype_of(isolate, Builtin::NameError) {
        let Some(name) = wrong(0) else { return Ok(None) };
        // In a method the instance may have what was meant (its `self` came along when the name was not found).
        if let Some(this) = x.members[1].get(&x.header) {
            match protocol::get_attr_opt(th, &this, &name) {
                Ok(Some(_)) => return Ok(Some(alloc::format!("Did you mean: 'self.{}'?", str_object::text(&name)))),
                Ok(None) => {}
                Err(r) => drop(th.take(r)),
            }
        }
        let w = str_object::text(&name);
        // Names that the raising frame could see: its locals, its globals, the builtins.
        let mut seen: Vec<String> = Vec::new();
        let mut tb = x.traceback.get(&x.header);
        let mut code = None;
        while let Some(t) = tb {
            let Some(p) = t.exact::<Traceback>() else { break };
            code = Some(p.code.clone());
            tb = p.next.get(&p.header);
        }
        if let Some(c) = code.as_ref().and_then(|c| c.exact::<Code>()) {
            for n in c.locals.iter().chain(&c.free) {
                seen.push(String::from(str_object::text(n)));
            }
        }
        let main = isolate.modules.peek();
        if let Some(d) = Obj::from_ref(&main).get::<crate::types::dict_object::Dict>()
            && let Some(m) = d.get_name(th.name(names::MAIN))
            && let Some(m) = m.get::<Module>()
        {
            for (k, _) in m.attributes().snapshot(th)? {
                seen.push(String::from(str_object::text(&k)));
            }
        }
        let b = isolate.builtins.peek();
        if let Some(d) = Obj::from_ref(&b).get::<crate::types::dict_object::Dict>() {
            for (k, _) in d.snapshot(th)? {
                seen.push(String::from(str_object::text(&k)));
            }
        }
        let near = suggest::closest(w, seen.iter().map(String::as_str));
        return Ok(match (near, STANDARD.contains(&w)) {
            (Some(s), false) => Some(alloc::format!("Did you mean: '{s}'?")),
            (Some(s), true) => Some(alloc::format!("Did you mean: '{s}'? Or did you forget to import '{w}'?")),
            (None, true) => Some(alloc::format!("Did you forget to import '{w}'?")),
            (None, false) => None,
        });
    }
    if ty.is_subtype_of(isolate, Builtin::AttributeError) {
        let (Some(w), Some(object)) = (wrong(0), x.members[1].get(&x.header)) else { return Ok(None) };
        let w = String::from(str_object::text(&w));
        let mut seen: Vec<String> = Vec::new();
        let list = match protocol::call_special(th, &object, names::DIR, &[]) {
            Ok(Some(l)) => protocol::collect(th, &l)?,
            Ok(None) => Vec::new(),
            Err(r) => {
                drop(th.take(r));
                return Ok(None);
            }
        };
        for n in &list {
            let n = str_object::text(n);
            if w.starts_with('_') || !n.starts_with('_') {
                seen.push(String::from(n));
            }
        }
        seen.sort();
        let near = suggest::closest(&w, seen.iter().map(String::as_str));
        return Ok(near.map(|s| alloc::format!("Did you mean '.{s}' instead of '.{w}'?")));
    }
    if let Some(name) = module_not_found(th, e) {
        let name = str_object::text(&name);
        if name.contains('.') {
            return Ok(None);
        }
        let all = library_names(th)?;
        return Ok(suggest::closest(name, all.iter().map(str_object::text)).map(|s| alloc::format!("Did you mean: '{s}'?")));
    }
    if ty.is_subtype_of(isolate, Builtin::ImportError) {
        let (Some(module), Some(w)) = (wrong(0), wrong(2)) else { return Ok(None) };
        let all = isolate.modules.peek();
        let found = Obj::from_ref(&all).get::<crate::types::dict_object::Dict>().and_then(|d| d.get_name(&module));
        let Some(m) = found else { return Ok(None) };
        let Some(m) = m.get::<Module>() else { return Ok(None) };
        let mut seen: Vec<String> = Vec::new();
        for (k, _) in m.attributes().snapshot(th)? {
            seen.push(String::from(str_object::text(&k)));
        }
        seen.sort();
        return Ok(suggest::closest(str_object::text(&w), seen.iter().map(String::as_str)).map(|s| alloc::format!("Did you mean: '{s}'?")));
    }
    Ok(None)
}

/// Modules of the standard library that people forget to import.
const STANDARD: &[&str] = &[
    "abc",
    "array",
    "asyncio",
    "base64",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "gc",
    "glob",
    "hashlib",
    "heapq",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "queue",
    "random",
    "re",
    "shutil",
    "socket",
    "sqlite3",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "unittest",
    "urllib",
    "uuid",
    "warnings",
    "weakref",
    "zlib",
];
