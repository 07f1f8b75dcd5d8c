//! Warnings: code that is valid and surely not what its author meant.

use super::collect::Collector;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_ast::{CmpOp, Expr, ExprCall, ExprCompare, ExprSubscript, Number, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// A warning: where, and what it says.
pub(crate) type Warning = (TextRange, String);

/// What the warning of an escape sequence says that the error does not.
const FUTURE: &str = " Such sequences will not work in the future.";

/// What a warning says where it is an error.
pub fn warning_as_error(warning: &str) -> String {
    warning.replacen(FUTURE, "", 1)
}

/// The type of a literal that is a constant.
fn constant(e: &Expr) -> Option<&'static str> {
    Some(match e {
        Expr::NumberLiteral(n) => match n.value {
            Number::Int(_) => "int",
            Number::Float(_) => "float",
            Number::Complex { .. } => "complex",
        },
        Expr::StringLiteral(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::BooleanLiteral(_) => "bool",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        _ => return None,
    })
}

/// The type of what an expression makes, where its form says so.
fn kind(e: &Expr) -> Option<&'static str> {
    Some(match e {
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        Expr::Lambda(_) => "function",
        Expr::FString(_) => "str",
        _ => return constant(e),
    })
}

impl Collector {
    fn warn(&mut self, range: TextRange, message: impl Into<String>) {
        self.scopes.warnings.push((range, message.into()));
    }

    /// `return`, `break` or `continue` that leaves a `finally` block, and with it drops what was on its way.
    pub(super) fn warn_leaving(&mut self, s: &Stmt) {
        let word = match (s, self.final_loops) {
            (Stmt::Return(_), Some(_)) => "return",
            (Stmt::Break(_), Some(n)) if n == self.loops => "break",
            (Stmt::Continue(_), Some(n)) if n == self.loops => "continue",
            _ => return,
        };
        // These come before all others.
        let at = self.scopes.warnings.partition_point(|(_, m)| m.ends_with(" in a 'finally' block"));
        self.scopes.warnings.insert(at, (s.range(), format!("'{word}' in a 'finally' block")));
    }

    pub(super) fn warn_assert(&mut self, s: &Stmt, test: &Expr) {
        if test.as_tuple_expr().is_some_and(|t| !t.elts.is_empty()) {
            self.warn(s.range(), "assertion is always true, perhaps remove parentheses?");
        }
    }

    pub(super) fn warn_compare(&mut self, c: &ExprCompare) {
        let mut left = &*c.left;
        for (op, right) in c.ops.iter().zip(c.comparators.iter()) {
            let literal = |e: &Expr| match e {
                Expr::Tuple(t) if t.elts.iter().all(|e| constant(e).is_some()) => Some("tuple"),
                _ => constant(e).filter(|k| !matches!(*k, "bool" | "NoneType" | "ellipsis")),
            };
            if let (CmpOp::Is | CmpOp::IsNot, Some(k)) = (op, literal(left).or_else(|| literal(right))) {
                let (word, meant) = if *op == CmpOp::Is { ("is", "==") } else { ("is not", "!=") };
                return self.warn(c.range, format!("\"{word}\" with '{k}' literal. Did you mean \"{meant}\"?"));
            }
            left = right;
        }
    }

    pub(super) fn warn_call(&mut self, c: &ExprCall) {
        if let Some(k) = kind(&c.func).filter(|k| *k != "function") {
            self.warn(c.range(), format!("'{k}' object is not callable; perhaps you missed a comma?"));
        }
    }

    pub(super) fn warn_subscript(&mut self, s: &ExprSubscript) {
        let Some(k) = kind(&s.value) else { return };
        if matches!(k, "NoneType" | "ellipsis" | "int" | "float" | "complex" | "bool" | "set" | "generator" | "function") {
            return self.warn(s.range, format!("'{k}' object is not subscriptable; perhaps you missed a comma?"));
        }
        if let (true, Some(index)) = (k != "dict", kind(&s.slice).filter(|i| !matches!(*i, "int" | "bool"))) {
            self.warn(s.range, format!("{k} indices must be integers or slices, not {index}; perhaps you missed a comma?"));
        }
    }
}

/// Escape sequences that mean nothing, in all strings of a text.
pub(crate) fn escapes(text: &str, tokens: &Tokens) -> Vec<Warning> {
    let mut found = Vec::new();
    if !text.contains('\\') {
        return found;
    }
    // Prefixes of the f-strings around.
    let mut raw = Vec::new();
    for t in tokens {
        let part = text.get(t.range().to_std_range()).unwrap_or("");
        let prefix: &str = part.split(['"', '\'']).next().unwrap_or("");
        match t.kind() {
            TokenKind::FStringStart | TokenKind::TStringStart => raw.push(prefix.contains(['r', 'R'])),
            TokenKind::FStringEnd | TokenKind::TStringEnd => drop(raw.pop()),
            TokenKind::FStringMiddle | TokenKind::TStringMiddle if raw.last() == Some(&false) => scan(part, t.start(), false, &mut found),
            TokenKind::String if !prefix.contains(['r', 'R']) => scan(part, t.start(), prefix.contains(['b', 'B']), &mut found),
            _ => {}
        }
    }
    found
}

fn scan(part: &str, start: TextSize, bytes: bool, found: &mut Vec<Warning>) {
    let mut chars = part.char_indices();
    while let Some((i, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let Some((_, next)) = chars.next() else { return };
        let rest = &part[i + 1..];
        let octal = rest.as_bytes().iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
        let (shown, what) = match next {
            '\n' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x' => continue,
            'N' | 'u' | 'U' if !bytes => continue,
            '4'..='7' if octal == 3 => (&rest[..3], "invalid octal escape sequence"),
            '0'..='7' => continue,
            _ => (&rest[..next.len_utf8()], "invalid escape sequence"),
        };
        let at = TextRange::at(start + TextSize::of(&part[..i]), TextSize::of('\\') + TextSize::of(shown));
        let message = format!("\"\\{shown}\" is an {what}.{FUTURE} Did you mean \"\\\\{shown}\"? A raw string is also an option.");
        // One in a string is enough, as CPython thinks.
        found.push((at, message));
        return;
    }
}
