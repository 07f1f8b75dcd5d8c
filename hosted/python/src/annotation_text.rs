//! Annotations as text, for `from __future__ import annotations`: names, attributes, subscripts, calls, unions, lists, tuples and plain strings are written
//! as CPython's own writer makes them of the tree, so that blanks, comments and the kind of quotes do not matter. All else (numbers, other operators,
//! strings with a prefix) is the source's text on one line, without comments.

use crate::fstring::plain_text;
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

/// The expression that one begins with, where the rest can be written after it.
fn beginning(e: &Expr) -> Option<&Expr> {
    match e {
        Expr::Attribute(a) if simple(&a.value) => Some(&a.value),
        Expr::Subscript(s) if simple(&s.value) => Some(&s.value),
        Expr::Call(c) if simple(&c.func) && c.arguments.keywords.is_empty() => Some(&c.func),
        // A union to the left needs no parentheses, whatever it is made of.
        Expr::BinOp(b) if is_union(e) && (simple(&b.left) || is_union(&b.left)) && simple(&b.right) => Some(&b.left),
        _ => None,
    }
}

/// Writes an expression. How deep one nests inside brackets was bounded when it was read; chains may be as long as they like.
fn write(source: &Source<'_>, e: &Expr, out: &mut String) {
    let mut chain = Vec::new();
    let mut first = e;
    while let Some(b) = beginning(first) {
        chain.push(first);
        first = b;
    }
    write_first(source, first, out);
    for e in chain.into_iter().rev() {
        write_rest(source, e, out);
    }
}

/// What comes after the [`beginning`].
fn write_rest(source: &Source<'_>, e: &Expr, out: &mut String) {
    match e {
        Expr::Attribute(a) => {
            out.push('.');
            out.push_str(&a.attr);
        }
        Expr::Subscript(s) => {
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
        Expr::Call(c) => {
            out.push('(');
            list(source, &c.arguments.args, out);
            out.push(')');
        }
        Expr::BinOp(b) => {
            out.push_str(" | ");
            write(source, &b.right, out);
        }
        _ => {}
    }
}

/// Writes an expression that has no [`beginning`].
fn write_first(source: &Source<'_>, e: &Expr, out: &mut String) {
    match e {
        Expr::Name(n) => out.push_str(&n.id),
        Expr::NoneLiteral(_) => out.push_str("None"),
        Expr::BooleanLiteral(b) => out.push_str(if b.value { "True" } else { "False" }),
        Expr::EllipsisLiteral(_) => out.push_str("..."),
        Expr::StringLiteral(s) => match str_repr::repr(s.value.to_str()) {
            Ok(text) => out.push_str(text.as_str()),
            Err(_) => out.push_str(source.slice(e.range())),
        },
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
        _ => out.push_str(&plain_text(source.slice(e.range()), true)),
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
    matches!(e, Expr::BinOp(b) if b.op == Operator::BitOr)
}
