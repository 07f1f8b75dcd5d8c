//! The source lines under a frame of a traceback, with marks under the part that raised.
//!
//! Of an operation's text the operator, the subscript or the call's arguments are marked `^` and the operands `~`; any other expression is
//! marked `^` throughout. Marks that would cover the whole line say nothing and are left out, as are those of a line that only returns or
//! assigns the result of a call. Columns count terminal cells, so a wide character takes two marks.

use crate::Mode;
use crate::limits;
use freewheel_kernel::bytecode::unit::Location;
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_python_parser::{self as parser, ParseOptions};
use ruff_text_size::Ranged;

/// Expressions of more lines than this are shown without marks.
const MAX_LINES: u32 = 500;

/// A place in an excerpt: line from 0, cell from 0.
type Place = (usize, usize);

/// The text under the `File` line of a traceback, indented and ending in a newline; `line` gives the source's lines by number, from 1.
pub fn excerpt(line: &dyn Fn(u32) -> Option<String>, at: Location) -> Option<String> {
    let first = line(at.line)?;
    if first.trim().is_empty() {
        return None;
    }
    let count = at.end_line.saturating_sub(at.line);
    if (count == 0 && at.end_column == 0) || count > MAX_LINES {
        return Some(format!("    {}\n", first.trim()));
    }
    let mut original = vec![first.trim_end().to_owned()];
    for i in 1..=count {
        original.push(line(at.line + i).unwrap_or_default().trim_end().to_owned());
    }
    let lines = dedent(&original);
    let cut = original[0].chars().count() - lines[0].chars().count();
    let offset = |text: &str, byte: u32| to_chars(text, byte).saturating_sub(cut);
    let start = offset(&first, at.column);
    let end = offset(original.last().map_or("", String::as_str), at.end_column);
    let segment = segment(&lines, start, end);
    let operation = operation(&segment);
    let shown = is_worth_marking(&lines, start, end, operation.is_some());
    let marks = Marks::new(&lines, start, end, operation);
    let mut out = Vec::new();
    let significant = marks.significant_lines();
    for (i, &n) in significant.iter().enumerate() {
        if i > 0 {
            match n - significant[i - 1] {
                2 => marks.line(n - 1, shown, &mut out),
                skipped @ 3.. => out.push(format!("...<{} lines>...", skipped - 1)),
                _ => {}
            }
        }
        marks.line(n, shown, &mut out);
    }
    Some(dedent(&out).iter().map(|l| format!("    {l}\n")).collect())
}

/// Characters before a byte offset.
fn to_chars(text: &str, byte: u32) -> usize {
    let byte = text.floor_char_boundary(byte as usize);
    text[..byte].chars().count()
}

/// Lines without the white space that all of them start with.
fn dedent(lines: &[String]) -> Vec<String> {
    let margin = |l: &String| l[..l.len() - l.trim_start().len()].to_owned();
    let mut common: Option<String> = None;
    for l in lines.iter().filter(|l| !l.trim().is_empty()) {
        let mine = margin(l);
        common = Some(match common {
            None => mine,
            Some(c) => c.chars().zip(mine.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect(),
        });
    }
    let common = common.unwrap_or_default();
    lines.iter().map(|l| if l.trim().is_empty() { String::new() } else { l[common.len()..].to_owned() }).collect()
}

/// The text that raised.
fn segment(lines: &[String], start: usize, end: usize) -> String {
    let last = lines.len() - 1;
    let mut out = String::new();
    for (i, l) in lines.iter().enumerate() {
        let from = if i == 0 { start } else { 0 };
        let to = if i == last { end } else { usize::MAX };
        out.extend(l.chars().take(to).skip(from));
        if i != last {
            out.push('\n');
        }
    }
    out
}

fn parse(text: &str, mode: Mode) -> Option<Mod> {
    limits::check(text, mode).ok()?;
    let parsed = parser::parse_unchecked(text, ParseOptions::from(crate::parse::mode(mode)));
    if parsed.errors().is_empty() { Some(parsed.into_syntax()) } else { None }
}

/// Byte range of what makes a text an operation: its operator, or the brackets of its subscript or call and all between them.
fn operation(segment: &str) -> Option<(usize, usize)> {
    // Brackets let the expression go over several lines.
    let Some(Mod::Expression(tree)) = parse(&format!("(\n{segment}\n)"), Mode::Eval) else { return None };
    let at = |byte: ruff_text_size::TextSize| byte.to_usize().saturating_sub(2);
    match &*tree.body {
        Expr::BinOp(b) => {
            let from = find(segment, at(b.left.end()), |c| !c.is_whitespace() && c != ')')?;
            let first = segment[from..].chars().next()?.len_utf8();
            let second = segment[from + first..].chars().next();
            let long = from + first < at(b.right.start()) && second.is_some_and(|c| !c.is_whitespace() && c != '\\' && c != '#');
            Some((from, from + first + if long { second?.len_utf8() } else { 0 }))
        }
        Expr::Subscript(s) => Some((find(segment, at(s.value.end()), |c| c == '[')?, at(s.end()))),
        Expr::Call(c) => Some((find(segment, at(c.func.end()), |c| c == '(')?, at(c.end()))),
        _ => None,
    }
}

/// First character from `from` on that is wanted; comments and line continuations are stepped over.
fn find(text: &str, from: usize, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let mut comment = false;
    for (i, c) in text.get(from..)?.char_indices() {
        if comment || c == '#' || c == '\\' {
            comment = c != '\n';
        } else if wanted(c) {
            return Some(from + i);
        }
    }
    None
}

/// Whether marks tell the reader something.
fn is_worth_marking(lines: &[String], start: usize, end: usize, operation: bool) -> bool {
    let text = lines.join("\n");
    if let Some(Mod::Module(m)) = parse(&text, Mode::Module) {
        let call = match m.body.first() {
            None => return false,
            Some(Stmt::Return(r)) => r.value.as_deref().filter(|v| v.as_call_expr().is_some_and(|c| c.func.is_name_expr())),
            Some(Stmt::Assign(a)) => Some(&*a.value).filter(|v| v.is_call_expr() && matches!(&*a.targets, [one] if one.is_name_expr())),
            Some(_) => None,
        };
        if let Some(c) = call {
            let (from, to) = (c.start().to_usize(), c.end().to_usize());
            let last_line = text.rfind('\n').map_or(0, |i| i + 1);
            if !text[..from].contains('\n') && to > last_line && from == start && to - last_line == end {
                return false;
            }
        }
    }
    let outside = |text: String| !text.trim().is_empty();
    operation || outside(lines[0].chars().take(start).collect()) || outside(lines[lines.len() - 1].chars().skip(end).collect())
}

/// Terminal cells of a character.
fn width(c: char) -> usize {
    const WIDE: &[(u32, u32)] = &[
        (0x1100, 0x115f),
        (0x231a, 0x231b),
        (0x2329, 0x232a),
        (0x2e80, 0x303e),
        (0x3041, 0x4dbf),
        (0x4e00, 0xa4cf),
        (0xa960, 0xa97f),
        (0xac00, 0xd7a3),
        (0xf900, 0xfaff),
        (0xfe10, 0xfe19),
        (0xfe30, 0xfe6f),
        (0xff01, 0xff60),
        (0xffe0, 0xffe6),
        (0x1f300, 0x1f64f),
        (0x1f680, 0x1f6ff),
        (0x1f900, 0x1f9ff),
        (0x20000, 0x3fffd),
    ];
    let c = u32::from(c);
    if WIDE.iter().any(|&(a, b)| a <= c && c <= b) { 2 } else { 1 }
}

/// Terminal cells of the first `n` characters.
fn cells(text: &str, n: usize) -> usize {
    text.chars().take(n).map(width).sum()
}

/// What is marked, in cells.
struct Marks<'l> {
    lines: &'l [String],
    start: usize,
    end: usize,
    operation: Option<(Place, Place)>,
}

impl<'l> Marks<'l> {
    fn new(lines: &'l [String], start: usize, end: usize, operation: Option<(usize, usize)>) -> Self {
        let segment = segment(lines, start, end);
        let place = |byte: usize| -> Place {
            let before = &segment[..byte];
            let n = before.matches('\n').count();
            let in_line = before[before.rfind('\n').map_or(0, |i| i + 1)..].chars().count();
            (n, cells(&lines[n], in_line + if n == 0 { start } else { 0 }))
        };
        let last = lines.last().map_or("", String::as_str);
        Marks {
            lines,
            start: cells(&lines[0], start),
            end: cells(last, end),
            operation: operation.map(|(from, to)| (place(from), place(to))),
        }
    }

    /// The first and the last line, and those around the ends of the operation's marks.
    fn significant_lines(&self) -> Vec<usize> {
        let last = self.lines.len() - 1;
        let mut all = vec![0, last];
        if let Some(((a, _), (b, _))) = self.operation {
            for n in [a, b] {
                all.extend([n.saturating_sub(1), n, (n + 1).min(last)]);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn line(&self, n: usize, marked: bool, out: &mut Vec<String>) {
        let text = &self.lines[n];
        out.push(text.clone());
        if !marked {
            return;
        }
        let margin = text.chars().count() - text.trim_start().chars().count();
        let all = if n == self.lines.len() - 1 { self.end } else { cells(text, usize::MAX) };
        let mark = |cell: usize| match self.operation {
            _ if cell < margin || (n == 0 && cell < self.start) => ' ',
            Some((from, to)) if (n, cell) < from || (n, cell) >= to => '~',
            _ => '^',
        };
        out.push((0..all).map(mark).collect());
    }
}
