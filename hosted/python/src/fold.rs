//! Constant expressions, computed while compiling.
//!
//! Only operations that cannot raise and whose result stays small are folded; anything else is left to the running program.

use crate::error::{Res, fail};
use crate::source::Source;
use freewheel_kernel::bytecode::unit::Const;
use freewheel_kernel::text::complex_math::Complex64;
use ruff_python_ast::{Expr, Int, Number, Operator, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

/// Longest string or tuple that folding may make.
const MAX_FOLDED: usize = 4096;
/// Longest decimal literal, as in CPython (`sys.set_int_max_str_digits`).
const MAX_DECIMAL_DIGITS: usize = 4300;
/// Longest literal in another base; converting it takes quadratic time.
const MAX_OTHER_DIGITS: usize = 20_000;

/// The value of an expression that is constant.
pub(crate) fn fold(source: &Source<'_>, e: &Expr) -> Res<Option<Const>> {
    Ok(Some(match e {
        Expr::NumberLiteral(n) => match &n.value {
            Number::Int(i) => int_literal(i, e.range())?,
            Number::Float(f) => Const::Float(*f),
            Number::Complex { real, imag } => Const::Complex(*real, *imag),
        },
        Expr::StringLiteral(s) => Const::Str(s.value.to_str().to_owned()),
        Expr::BytesLiteral(b) => Const::Bytes(b.value.bytes().collect()),
        Expr::BooleanLiteral(b) => Const::Bool(b.value),
        Expr::NoneLiteral(_) => Const::None,
        Expr::EllipsisLiteral(_) => Const::Ellipsis,
        Expr::Name(n) if n.id == "__debug__" => Const::Bool(source.optimize == 0),
        Expr::Tuple(t) => return Ok(all(source, &t.elts)?.map(Const::Tuple)),
        Expr::UnaryOp(u) => return Ok(fold(source, &u.operand)?.and_then(|v| unary(u.op, v))),
        Expr::BinOp(_) => return fold_chain(source, e),
        _ => return Ok(None),
    }))
}

/// Values of expressions that are all constant.
pub(crate) fn all(source: &Source<'_>, elts: &[Expr]) -> Res<Option<Vec<Const>>> {
    let mut values = Vec::new();
    for e in elts {
        match fold(source, e)? {
            Some(v) => values.push(v),
            None => return Ok(None),
        }
    }
    Ok(Some(values))
}

/// `a + b + c`, from the left, without recursion along the chain.
fn fold_chain(source: &Source<'_>, e: &Expr) -> Res<Option<Const>> {
    let mut links = Vec::new();
    let mut e = e;
    while let Expr::BinOp(b) = e {
        links.push(b);
        e = &b.left;
    }
    let Some(mut value) = fold(source, e)? else { return Ok(None) };
    for b in links.into_iter().rev() {
        let Some(right) = fold(source, &b.right)? else { return Ok(None) };
        match binary(&value, b.op, &right) {
            Some(v) => value = v,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

/// Whether a constant is true.
pub(crate) fn truth(value: &Const) -> bool {
    match value {
        Const::None => false,
        Const::Bool(b) => *b,
        Const::Ellipsis | Const::Code(_) | Const::BigInt(_) => true,
        Const::Int(i) => *i != 0,
        Const::Float(f) => *f != 0.0,
        Const::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Const::Str(s) => !s.is_empty(),
        Const::Bytes(b) => !b.is_empty(),
        Const::Tuple(t) | Const::FrozenSet(t) => !t.is_empty(),
    }
}

fn unary(op: UnaryOp, value: Const) -> Option<Const> {
    Some(match (op, value) {
        (UnaryOp::Not, v) => Const::Bool(!truth(&v)),
        (UnaryOp::USub, Const::Int(i)) => match i.checked_neg() {
            Some(n) => Const::Int(n),
            None => Const::BigInt("9223372036854775808".to_owned()),
        },
        (UnaryOp::USub, Const::BigInt(digits)) => match digits.strip_prefix('-') {
            Some(positive) => big(positive.to_owned()),
            None => big(format!("-{digits}")),
        },
        (UnaryOp::USub, Const::Float(f)) => Const::Float(-f),
        (UnaryOp::USub, Const::Complex(re, im)) => Const::Complex(-re, -im),
        (UnaryOp::UAdd, v @ (Const::Int(_) | Const::BigInt(_) | Const::Float(_) | Const::Complex(..))) => v,
        (UnaryOp::Invert, Const::Int(i)) => Const::Int(!i),
        _ => return None,
    })
}

/// `l op r`, when it cannot raise and stays small.
pub(crate) fn binary(l: &Const, op: Operator, r: &Const) -> Option<Const> {
    match (l, r) {
        (Const::Int(a), Const::Int(b)) => int_binary(*a, op, *b),
        (Const::Float(a), Const::Float(b)) => float_binary(*a, op, *b),
        (Const::Float(a), Const::Int(b)) => float_binary(*a, op, exact(*b)?),
        (Const::Int(a), Const::Float(b)) => float_binary(exact(*a)?, op, *b),
        (Const::Complex(..), Const::Complex(..) | Const::Float(_) | Const::Int(_))
        | (Const::Float(_) | Const::Int(_), Const::Complex(..)) => complex_binary(l, op, r),
        (Const::Str(a), Const::Str(b)) if op == Operator::Add && a.len() + b.len() <= MAX_FOLDED => Some(Const::Str(format!("{a}{b}"))),
        (Const::Bytes(a), Const::Bytes(b)) if op == Operator::Add && a.len() + b.len() <= MAX_FOLDED => {
            Some(Const::Bytes([a.as_slice(), b].concat()))
        }
        (Const::Str(s), Const::Int(n)) | (Const::Int(n), Const::Str(s)) if op == Operator::Mult => {
            repeats(s.len(), *n).map(|n| Const::Str(s.repeat(n)))
        }
        (Const::Bytes(s), Const::Int(n)) | (Const::Int(n), Const::Bytes(s)) if op == Operator::Mult => {
            repeats(s.len(), *n).map(|n| Const::Bytes(s.repeat(n)))
        }
        (Const::Tuple(a), Const::Tuple(b)) if op == Operator::Add && a.len() + b.len() <= MAX_FOLDED => {
            Some(Const::Tuple([a.as_slice(), b].concat()))
        }
        (Const::Tuple(t), Const::Int(n)) if op == Operator::Mult && t.len() <= 256 => repeats(t.len(), *n)
            .filter(|n| n * t.len() <= 256)
            .map(|n| Const::Tuple(core::iter::repeat_n(t, n).flatten().cloned().collect())),
        _ => None,
    }
}

fn repeats(len: usize, n: i64) -> Option<usize> {
    // What is empty needs no turns, however many are asked for.
    let n = if len == 0 { 0 } else { usize::try_from(n.max(0)).ok()? };
    (len.checked_mul(n)? <= MAX_FOLDED).then_some(n)
}

/// An integer as a float, when nothing is lost.
fn exact(i: i64) -> Option<f64> {
    (i.unsigned_abs() <= 1 << 53).then_some(i as f64)
}

fn int_binary(a: i64, op: Operator, b: i64) -> Option<Const> {
    Some(Const::Int(match op {
        Operator::Add => a.checked_add(b)?,
        Operator::Sub => a.checked_sub(b)?,
        Operator::Mult => a.checked_mul(b)?,
        // Python rounds towards minus infinity and the remainder has the divisor's sign.
        Operator::FloorDiv => {
            let q = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
        }
        Operator::Mod => {
            let r = a.checked_rem(b)?;
            if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
        }
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        Operator::LShift => {
            let shift = u32::try_from(b).ok().filter(|s| *s < 63)?;
            a.checked_mul(1 << shift)?
        }
        Operator::RShift => {
            let shift = u32::try_from(b).ok()?;
            a >> shift.min(63)
        }
        Operator::BitAnd => a & b,
        Operator::BitOr => a | b,
        Operator::BitXor => a ^ b,
        Operator::Div => {
            let (x, y) = (exact(a)?, exact(b)?);
            return (y != 0.0).then(|| Const::Float(x / y));
        }
        Operator::MatMult => return None,
    }))
}

fn float_binary(a: f64, op: Operator, b: f64) -> Option<Const> {
    Some(Const::Float(match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        // `%`, `//` and `**` have rules of their own; the runtime knows them.
        _ => return None,
    }))
}

/// Arithmetic with a complex operand; a real one is not made complex first.
fn complex_binary(l: &Const, op: Operator, r: &Const) -> Option<Const> {
    let real = |c: &Const| match c {
        Const::Float(x) => Some(*x),
        Const::Int(i) => exact(*i),
        _ => None,
    };
    let complex = |c: &Const| match c {
        Const::Complex(re, im) => Some(Complex64::new(*re, *im)),
        _ => None,
    };
    let z = match (op, complex(l), complex(r)) {
        (Operator::Add, Some(z), Some(w)) => z.plus(w),
        (Operator::Sub, Some(z), Some(w)) => z.minus(w),
        (Operator::Mult, Some(z), Some(w)) => z.times(w),
        (Operator::Div, Some(z), Some(w)) => z.over(w).ok()?,
        (Operator::Add, Some(z), None) => Complex64::new(z.re + real(r)?, z.im),
        (Operator::Add, None, Some(w)) => Complex64::new(real(l)? + w.re, w.im),
        (Operator::Sub, Some(z), None) => Complex64::new(z.re - real(r)?, z.im),
        (Operator::Sub, None, Some(w)) => Complex64::new(real(l)? - w.re, -w.im),
        (Operator::Mult, Some(z), None) => z.scaled(real(r)?),
        (Operator::Mult, None, Some(w)) => w.scaled(real(l)?),
        (Operator::Div, Some(z), None) => z.over_real(real(r)?).ok()?,
        (Operator::Div, None, Some(w)) => Complex64::real_over(real(l)?, w).ok()?,
        _ => return None,
    };
    Some(Const::Complex(z.re, z.im))
}

/// An integer constant from canonical decimal digits.
fn big(digits: String) -> Const {
    match digits.parse() {
        Ok(i) => Const::Int(i),
        Err(_) => Const::BigInt(digits),
    }
}

pub(crate) fn int_literal(i: &Int, at: TextRange) -> Res<Const> {
    if let Some(small) = i.as_i64() {
        return Ok(Const::Int(small));
    }
    let text: String = i.to_string().chars().filter(|c| *c != '_').collect();
    let radix = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    };
    if radix == 10 {
        let digits = text.trim_start_matches('0');
        if digits.len() > MAX_DECIMAL_DIGITS {
            return fail(
                at,
                format!(
                    "Exceeds the limit ({MAX_DECIMAL_DIGITS} digits) for integer string conversion: value has {} digits; use \
                     sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid \
                     decimal conversion limits.",
                    digits.len()
                ),
            );
        }
        return Ok(big(digits.to_owned()));
    }
    let digits = text[2..].trim_start_matches('0');
    if digits.len() > MAX_OTHER_DIGITS {
        return fail(at, "integer literal is too long");
    }
    Ok(big(to_decimal(digits, radix)))
}

/// Decimal digits of a number written in another base.
fn to_decimal(digits: &str, radix: u64) -> String {
    // Little-endian groups of 18 decimal digits.
    const GROUP: u128 = 1_000_000_000_000_000_000;
    let mut groups: Vec<u64> = vec![0];
    for c in digits.chars() {
        let mut carry = u128::from(c.to_digit(radix as u32).unwrap_or(0));
        for group in &mut groups {
            let n = u128::from(*group) * u128::from(radix) + carry;
            *group = (n % GROUP) as u64;
            carry = n / GROUP;
        }
        if carry > 0 {
            groups.push(carry as u64);
        }
    }
    let mut text = groups.last().copied().unwrap_or(0).to_string();
    for group in groups.iter().rev().skip(1) {
        text.push_str(&format!("{group:018}"));
    }
    text
}
