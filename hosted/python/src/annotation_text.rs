//! Annotations as text, for `from __future__ import annotations`: what CPython's own writer makes of the tree, so that blanks, comments and the kind of
//! quotes in the source do not matter. Expressions that are not common in annotations are the source's text without comments.

use crate::fstring::without_comments;
use crate::source::Source;
use freewheel_kernel::text::str_repr;
use ruff_python_ast::{Expr, Operator};
use ruff_text_size::Ranged;

/// The text of an annotation that is not evaluated.
pub(crate) fn annotation_text(source: &Source<'_>, e: &Expr) -> String {
    let mut out = String::new();
    write(source, e, &mut out);
    out
}

/// Writes an expression. How deep one nests was bounded when it was read.
fn write(source: &Source<'_>, e: &Expr, out: &mut String) {
    match e {
        Expr::Name(n) => out.push_str(&n.id),
        Expr::NoneLiteral(_) => out.push_str("None"),
        Expr::BooleanLiteral(b) => out.push_str(if b.value { "True" } else { "False" }),
        Expr::EllipsisLiteral(_) => out.push_str("..."),
        Expr::StringLiteral(s) => match str_repr::repr(s.value.to_str()) {
            Ok(text) => out.push_str(text.as_str()),
            Err(_) => out.push_str(source.slice(e.range())),
        },
        Expr::Attribute(a) if simple(&a.value) => {
            write(source, &a.value, out);
            out.push('.');
            out.push_str(&a.attr);
        }
        Expr::Subscript(s) if simple(&s.value) => {
            write(source, &s.value, out);
            out.push('[');
            match &*s.slice {
                Expr::Tuple(t) if !t.elts.is_empty() => {
                    list(source, &t.elts, out);
                    if t.elts.len() == 1 {
                        out.push(',');
                    }
                }
                other => write(source, other, out),
            }
            out.push(']');
        }
        Expr::Call(c) if simple(&c.func) && c.arguments.keywords.is_empty() => {
            write(source, &c.func, out);
            out.push('(');
            list(source, &c.arguments.args, out);
            out.push(')');
        }
        Expr::BinOp(b) if b.op == Operator::BitOr && (simple(&b.left) || is_union(&b.left)) && simple(&b.right) => {
            write(source, &b.left, out);
            out.push_str(" | ");
            write(source, &b.right, out);
        }
        Expr::List(l) => {
            out.push('[');
            list(source, &l.elts, out);
            out.push(']');
        }
        Expr::Tuple(t) => {
            out.push('(');
            list(source, &t.elts, out);
            out.push_str(if t.elts.len() == 1 { ",)" } else { ")" });
        }
        _ => out.push_str(&one_line(source.slice(e.range()))),
    }
}

fn list(source: &Source<'_>, all: &[Expr], out: &mut String) {
    for (i, e) in all.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(source, e, out);
    }
}

/// Whether an expression never needs parentheses.
fn simple(e: &Expr) -> bool {
    matches!(
        e,
        Expr::Name(_)
            | Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::Attribute(_)
            | Expr::Subscript(_)
            | Expr::Call(_)
            | Expr::List(_)
            | Expr::Tuple(_)
    )
}

fn is_union(e: &Expr) -> bool {
    matches!(e, Expr::BinOp(b) if b.op == Operator::BitOr && (simple(&b.left) || is_union(&b.left)) && simple(&b.right))
}

/// Source text on one line, if it has no strings, which may hold blanks that count.
fn one_line(text: &str) -> String {
    let text = without_comments(text);
    if text.contains(['"', '\'']) { text } else { text.split_whitespace().collect::<Vec<_>>().join(" ") }
}
