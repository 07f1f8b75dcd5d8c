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
use crate::types::module_object::Module;
use crate::types::type_object::as_type;
use crate::types::{protocol, str_object};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// How often one place is repeated before it is only counted.
const REPEATS: usize = 3;

/// One line of a traceback.
struct Entry {
    code: Obj,
    pc: u32,
}

/// The whole text of an exception with its causes and contexts, ending in a newline.
pub fn format_exception(th: &mut Thread, e: &Obj) -> R<TextBuf> {
    let mut out = TextBuf::new();
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
        one(th, &mut out, x)?;
        if i > 0 {
            out.push_str(links[i]).or_raise(th)?;
        }
    }
    Ok(out)
}

fn one(th: &mut Thread, out: &mut TextBuf, e: &Obj) -> R<()> {
    let mut entries: Vec<Entry> = Vec::new();
    if let Some(x) = e.get::<Exception>() {
        let mut tb = x.traceback.get(&x.header);
        while let Some(t) = tb {
            let Some(p) = t.exact::<Traceback>() else { break };
            th.push(&mut entries, Entry { code: p.code.clone(), pc: p.pc })?;
            tb = p.next.get(&p.header);
        }
    }
    if !entries.is_empty() {
        out.push_str("Traceback (most recent call last):\n").or_raise(th)?;
        format_entries(th, out, &entries)?;
    }
    summary(th, out, e)
}

fn format_entries(th: &mut Thread, out: &mut TextBuf, entries: &[Entry]) -> R<()> {
    let mut last: Option<(Obj, u32)> = None;
    let mut count = 0;
    for e in entries {
        let at = code_object::location(&e.code, e.pc);
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
        let (file, name) = (code_object::filename(&e.code), code_object::qualname(&e.code));
        let name = if e.code.exact::<Code>().is_some_and(|c| c.flags.module) { "<module>" } else { name };
        out.push_fmt(format_args!("  File \"{file}\", line {}, in {name}\n", at.line)).or_raise(th)?;
        source(th, out, file, at)?;
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

fn line_of(th: &Thread, file: &str, line: u32) -> Option<String> {
    th.isolate().config.host?.source_line(file, line)
}

/// The source line and, where it adds something, carets under the part that raised.
fn source(th: &mut Thread, out: &mut TextBuf, file: &str, at: Location) -> R<()> {
    let Some(line) = line_of(th, file, at.line) else { return Ok(()) };
    let shown = line.trim();
    if shown.is_empty() {
        return Ok(());
    }
    out.push_fmt(format_args!("    {shown}\n")).or_raise(th)?;
    let indent = line.len() - line.trim_start().len();
    // Columns are UTF-8 bytes; carets count characters.
    let to_chars = |byte: u32| line.get(..(byte as usize).min(line.len())).map_or(0, |t| t.chars().count());
    let several = at.end_line > at.line;
    let start = to_chars(at.column).saturating_sub(line[..indent].chars().count());
    let end = if several { shown.chars().count() } else { to_chars(at.end_column).saturating_sub(line[..indent].chars().count()) };
    if at.end_column == 0 || end <= start {
        return Ok(());
    }
    let end = end.min(shown.chars().count());
    let segment: String = shown.chars().skip(start).take(end - start).collect();
    let anchors = if several { None } else { anchors(&segment) };
    let whole = start == 0 && end == shown.chars().count();
    if whole && anchors.is_none() && !several {
        return Ok(());
    }
    if whole && several && anchors.is_none() {
        return Ok(());
    }
    let mut marks = String::new();
    for i in 0..end - start {
        let primary = anchors.as_ref().is_none_or(|(a, b)| i >= *a && i < *b);
        marks.push(if primary { '^' } else { '~' });
    }
    out.push_fmt(format_args!("    {}{marks}\n", " ".repeat(start))).or_raise(th)
}

/// Where in an expression's text the operator, the subscript or the call's arguments are: shown as `^` among `~`.
fn anchors(segment: &str) -> Option<(usize, usize)> {
    let chars: Vec<char> = segment.chars().collect();
    let mut depth = 0i32;
    let mut quote: Option<char> = None;
    let mut top: Vec<(usize, char)> = Vec::new();
    let mut open: Option<usize> = None;
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        if let Some(q) = quote {
            if c == '\\' {
                i += 1;
            } else if c == q {
                quote = None;
            }
            i += 1;
            continue;
        }
        match c {
            '\'' | '"' => quote = Some(c),
            '(' | '[' | '{' => {
                if depth == 0 {
                    open = Some(i);
                }
                depth += 1;
            }
            ')' | ']' | '}' => depth -= 1,
            _ if depth == 0 => top.push((i, c)),
            _ => {}
        }
        i += 1;
    }
    // A binary operator outside brackets, with spaces or operands around it. The loosest one is the expression's.
    let text_at = |i: usize, s: &str| chars[i..].iter().take(s.len()).copied().eq(s.chars());
    for group in [&["|"][..], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "//", "%", "@"], &["**"]] {
        let mut found = None;
        for (i, _) in &top {
            for op in group {
                let longer =
                    ["**", "//", "<<", ">>"].iter().any(|l| l.len() > op.len() && (text_at(*i, l) || (*i > 0 && text_at(*i - 1, l))));
                if *i > 0 && text_at(*i, op) && !longer {
                    let before = chars[..*i].iter().rev().find(|c| **c != ' ');
                    let is_operand = before.is_some_and(|c| c.is_alphanumeric() || "_)]}\"'".contains(*c));
                    let comparison = chars.get(*i + op.len()) == Some(&'=');
                    if is_operand && !comparison {
                        found = Some((*i, op.len()));
                    }
                }
            }
        }
        if let Some((i, n)) = found {
            if segment.contains(" if ")
                || segment.contains(" and ")
                || segment.contains(" or ")
                || top.iter().any(|(_, c)| matches!(c, ',' | '<' | '>' | '='))
            {
                return None;
            }
            return Some((i, i + n));
        }
    }
    // A call or a subscript: its brackets.
    let last = *chars.last()?;
    let open = open?;
    if matches!(last, ')' | ']') && open > 0 && chars[open] == if last == ')' { '(' } else { '[' } {
        if segment.starts_with("lambda") || top.iter().any(|(_, c)| matches!(c, ' ' | ',')) {
            return None;
        }
        return Some((open, chars.len()));
    }
    None
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
        if text.is_empty() {
            out.push_fmt(format_args!("{name}")).or_raise(th)?;
        } else {
            out.push_fmt(format_args!("{name}: {text}")).or_raise(th)?;
        }
        if let Some(s) = suggestion(th, e)? {
            let dot = if text.ends_with(['.', '?']) { "" } else { "." };
            out.push_fmt(format_args!("{dot} {s}")).or_raise(th)?;
        }
        out.push_str("\n").or_raise(th)?;
    }
    notes(th, out, e)
}

fn notes(th: &mut Thread, out: &mut TextBuf, e: &Obj) -> R<()> {
    let key = th.name(names::NOTES);
    let Some(list) = protocol::get_attr_opt(th, e, key)? else { return Ok(()) };
    if list.get::<crate::types::list_object::List>().is_none() && list.get::<crate::types::tuple_object::Tuple>().is_none() {
        let r = protocol::repr(th, &list)?;
        return out.push_fmt(format_args!("{}\n", str_object::text(&r))).or_raise(th);
    }
    for n in protocol::collect(th, &list)? {
        let t = protocol::str(th, &n)?;
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
                if let Some(offset) = number(3).filter(|o| *o >= 1) {
                    let start = (offset as usize - 1).saturating_sub(indent);
                    let same_line = number(5).is_none_or(|l| l == line);
                    let end = match number(6) {
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
    let msg = m(0).unwrap_or(Obj::NONE);
    let msg = protocol::str(th, &msg)?;
    let msg = str_object::text(&msg);
    out.push_fmt(format_args!("{name}: {}\n", if msg.is_empty() { "<no detail available>" } else { msg })).or_raise(th)
}

/// `Did you mean: 'x'?`
fn suggestion(th: &mut Thread, e: &Obj) -> R<Option<String>> {
    let isolate = th.isolate();
    let ty = th.type_of(e);
    let Some(x) = e.get::<Exception>() else { return Ok(None) };
    let wrong = |i: usize| x.members[i].get(&x.header).filter(|v| v.get::<str_object::Str>().is_some());
    if ty.is_subtype_of(isolate, Builtin::NameError) {
        let Some(w) = wrong(0) else { return Ok(None) };
        let w = str_object::text(&w);
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
        if let Some(s) = suggest::closest(w, seen.iter().map(String::as_str)) {
            return Ok(Some(alloc::format!("Did you mean: '{s}'?")));
        }
        if STANDARD.contains(&w) {
            return Ok(Some(alloc::format!("Did you forget to import '{w}'?")));
        }
        return Ok(None);
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
        let _ = as_type(&object);
        return Ok(suggest::closest(&w, seen.iter().map(String::as_str)).map(|s| alloc::format!("Did you mean: '{s}'?")));
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
