//! What a pattern may not be although it can be read: names bound twice, alternatives that nobody reaches, keys that are equal.

use crate::compiler::Compiler;
use crate::error::{Res, fail};
use crate::pattern::{children, names};
use freewheel_kernel::bytecode::unit::Const;
use freewheel_kernel::text::complex_math::Complex64;
use freewheel_kernel::text::{complex_text, float_text, str_repr};
use ruff_python_ast::{self as ast, Expr, Pattern};
use ruff_text_size::{Ranged, TextRange};

/// Checks a pattern's names; `last` says that it may match everything. Returns what it binds.
pub(crate) fn check(p: &Pattern, last: bool) -> Res<Vec<(String, TextRange)>> {
    check_irrefutable(p, last)?;
    check_names(p)?;
    let mut bound = Vec::new();
    names(p, &mut bound);
    for (i, (name, at)) in bound.iter().enumerate() {
        if bound[..i].iter().any(|(n, _)| n == name) {
            return fail(*at, format!("multiple assignments to name '{name}' in pattern"));
        }
    }
    Ok(bound)
}

fn check_irrefutable(p: &Pattern, last: bool) -> Res<()> {
    match p {
        Pattern::MatchAs(a) => match (&a.pattern, &a.name) {
            (Some(inner), _) => check_irrefutable(inner, last),
            _ if last => Ok(()),
            (None, Some(name)) => fail(p, format!("name capture '{name}' makes remaining patterns unreachable")),
            (None, None) => fail(p, "wildcard makes remaining patterns unreachable"),
        },
        Pattern::MatchOr(o) => {
            let n = o.patterns.len();
            o.patterns.iter().enumerate().try_for_each(|(i, p)| check_irrefutable(p, last && i + 1 == n))
        }
        _ => Ok(()),
    }
}

/// Alternatives must bind the same names, values be literals, and there is one star at most.
fn check_names(p: &Pattern) -> Res<()> {
    match p {
        Pattern::MatchValue(v) if matches!(*v.value, Expr::FString(_) | Expr::TString(_)) => {
            return fail(p, "patterns may only match literals and attribute lookups");
        }
        Pattern::MatchValue(v) => operand(&v.value)?,
        Pattern::MatchMapping(m) => {
            m.keys.iter().try_for_each(operand)?;
            if let Some(k) = m.keys.iter().find(|k| matches!(k, Expr::FString(_) | Expr::TString(_))) {
                return fail(k.range(), "mapping pattern keys may only match literals and attribute lookups");
            }
        }
        Pattern::MatchOr(o) => {
            let set = |p: &Pattern| {
                let mut bound = Vec::new();
                names(p, &mut bound);
                let mut bound: Vec<String> = bound.into_iter().map(|(n, _)| n).collect();
                bound.sort_unstable();
                bound
            };
            let first = set(&o.patterns[0]);
            if o.patterns.iter().any(|p| set(p) != first) {
                return fail(p, "alternative patterns bind different names");
            }
        }
        Pattern::MatchSequence(s) if s.patterns.iter().filter(|p| p.is_match_star()).count() > 1 => {
            return fail(p, "multiple starred expressions in sequence pattern");
        }
        Pattern::MatchClass(c) => {
            for (i, k) in c.arguments.keywords.iter().enumerate() {
                if c.arguments.keywords[..i].iter().any(|other| other.attr.id == k.attr.id) {
                    return fail(k.range, format!("attribute name repeated in class pattern: {}", k.attr));
                }
            }
        }
        _ => {}
    }
    children(p).into_iter().try_for_each(check_names)
}

/// What follows a sign is a number and nothing else; the parser takes `-1 ** 2` for a literal.
fn operand(value: &Expr) -> Res<()> {
    let left = match value {
        Expr::BinOp(b) => &*b.left,
        e => e,
    };
    match left {
        Expr::UnaryOp(u) => match &*u.operand {
            Expr::NumberLiteral(_) => Ok(()),
            Expr::BinOp(b) => fail(TextRange::new(b.left.end(), b.right.start()), "invalid syntax"),
            other => fail(other.range(), "invalid syntax"),
        },
        _ => Ok(()),
    }
}

impl Compiler<'_> {
    /// Literal keys of a mapping pattern must differ.
    pub(crate) fn check_keys(&self, m: &ast::PatternMatchMapping) -> Res<()> {
        let mut seen: Vec<Const> = Vec::new();
        for key in &m.keys {
            let Some(value) = self.fold(key)? else { continue };
            if seen.iter().any(|s| equal(s, &value)) {
                return fail(m.range, format!("mapping pattern checks duplicate key ({})", shown(&value)));
            }
            seen.push(value);
        }
        Ok(())
    }
}

/// A number as a pair of floats, if it is one that they hold exactly.
fn number(value: &Const) -> Option<(f64, f64)> {
    match *value {
        Const::Bool(b) => Some((f64::from(u8::from(b)), 0.0)),
        Const::Int(i) if i.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS => Some((i as f64, 0.0)),
        Const::Float(x) => Some((x, 0.0)),
        Const::Complex(re, im) => Some((re, im)),
        _ => None,
    }
}

/// Equality of keys, which are no tuples.
fn equal(a: &Const, b: &Const) -> bool {
    match (number(a), number(b)) {
        (Some(x), Some(y)) => x == y,
        _ => a == b,
    }
}

/// `repr()` of a key.
fn shown(value: &Const) -> String {
    let text = match value {
        Const::None => return "None".into(),
        Const::Bool(b) => return if *b { "True".into() } else { "False".into() },
        Const::Int(i) => return i.to_string(),
        Const::BigInt(digits) => return digits.clone(),
        Const::Float(x) => float_text::repr(*x),
        Const::Complex(re, im) => complex_text::repr(Complex64 { re: *re, im: *im }),
        Const::Str(s) => str_repr::repr(s),
        Const::Bytes(b) => str_repr::bytes_repr(b),
        _ => return "...".into(),
    };
    text.map_or_else(|_| "...".into(), |t| t.as_str().to_owned())
}
