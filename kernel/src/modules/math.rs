//! The `math` module.

use alloc::vec::Vec;

use dashu_int::IBig;

use crate::isolate::{Thread, names};
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::text::int_text::Integer;
use crate::text::math_error::MathError;
use crate::text::math_functions::{self as f, Base};
use crate::text::{combinatorics, int_math, math_sums};
use crate::types::int_type::int_error;
use crate::types::spec::{BinaryOp, Method, ModuleSpec};
use crate::types::{float_object, int_object, protocol};

#[cold]
fn math_error(th: &mut Thread, e: MathError) -> Raised {
    let class = if e.is_overflow() { Builtin::OverflowError } else { Builtin::ValueError };
    match e.message() {
        Ok(m) if e != MathError::OutOfMemory => th.raise(class, format_args!("{}", m.as_str())),
        _ => th.no_memory(),
    }
}

fn finish(th: &mut Thread, r: Result<f64, MathError>) -> R<Obj> {
    match r {
        Ok(x) => th.float(x),
        Err(e) => Err(math_error(th, e)),
    }
}

fn one(th: &mut Thread, a: &Args<'_>, name: &str, g: fn(f64) -> Result<f64, MathError>) -> R<Obj> {
    let [x] = a.exactly::<1>(th, name)?;
    let x = protocol::to_f64(th, x)?;
    finish(th, g(x))
}

macro_rules! unary {
    ($($name:literal $g:expr;)*) => { &[$(Method::new($name, |th, _, a| one(th, a, concat!("math.", $name), $g)),)*] };
}

static UNARY: &[Method] = unary! {
    "sqrt" f::sqrt; "cbrt" f::cbrt; "exp" f::exp; "exp2" f::exp2; "expm1" f::expm1; "sin" f::sin; "cos" f::cos; "tan" f::tan;
    "asin" f::asin; "acos" f::acos; "atan" f::atan; "sinh" f::sinh; "cosh" f::cosh; "tanh" f::tanh; "asinh" f::asinh; "acosh" f::acosh;
    "atanh" f::atanh; "erf" f::erf; "erfc" f::erfc; "log1p" f::log1p; "gamma" f::gamma; "lgamma" f::lgamma;
    "fabs" |x| Ok(libm::fabs(x));
    "degrees" |x| Ok(x * (180.0 / core::f64::consts::PI));
    "radians" |x| Ok(x * (core::f64::consts::PI / 180.0));
    "ulp" |x| Ok(f::ulp(x));
};

/// Adds the numbers that `math` and `cmath` have.
pub(super) fn add_constants(th: &mut Thread, m: &Obj) -> R<()> {
    let constants = [
        ("pi", core::f64::consts::PI),
        ("e", core::f64::consts::E),
        ("tau", core::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (n, x) in constants {
        let x = th.float(x)?;
        th.add_to_module(m, n, x)?;
    }
    Ok(())
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "math",
    doc: "Functions of real numbers and of integers.",
    functions: &[
        Method::new("atan2", |th, _, a| two(th, a, "atan2", |x, y| Ok(f::atan2(x, y)))),
        Method::new("pow", |th, _, a| two(th, a, "pow", f::pow)),
        Method::new("fmod", |th, _, a| two(th, a, "fmod", f::fmod)),
        Method::new("remainder", |th, _, a| two(th, a, "remainder", f::remainder)),
        Method::new("copysign", |th, _, a| two(th, a, "copysign", |x, y| Ok(libm::copysign(x, y)))),
        Method::new("fmax", |th, _, a| two(th, a, "fmax", |x, y| Ok(libm::fmax(x, y)))),
        Method::new("fmin", |th, _, a| two(th, a, "fmin", |x, y| Ok(libm::fmin(x, y)))),
        Method::new("fma", |th, _, a| {
            let [x, y, z] = a.exactly::<3>(th, "fma")?;
            let (x, y, z) = (protocol::to_f64(th, x)?, protocol::to_f64(th, y)?, protocol::to_f64(th, z)?);
            finish(th, f::fma(x, y, z))
        }),
        Method::new("isfinite", |th, _, a| test(th, a, "math.isfinite", f64::is_finite)),
        Method::new("isinf", |th, _, a| test(th, a, "math.isinf", f64::is_infinite)),
        Method::new("isnan", |th, _, a| test(th, a, "math.isnan", f64::is_nan)),
        Method::new("isnormal", |th, _, a| test(th, a, "math.isnormal", f64::is_normal)),
        Method::new("issubnormal", |th, _, a| test(th, a, "math.issubnormal", f64::is_subnormal)),
        Method::new("signbit", |th, _, a| test(th, a, "math.signbit", f64::is_sign_negative)),
        Method::new("floor", |th, _, a| rounding(th, a, "math.floor", names::FLOOR, libm::floor)),
        Method::new("ceil", |th, _, a| rounding(th, a, "math.ceil", names::CEIL, libm::ceil)),
        Method::new("trunc", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.trunc")?;
            match protocol::call_special(th, x, names::TRUNC, &[])? {
                Some(r) => Ok(r),
                None => {
                    let t = th.type_name(x);
                    Err(th.type_error(format_args!("type {t} doesn't define __trunc__ method")))
                }
            }
        }),
        Method::new("frexp", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.frexp")?;
            let x = protocol::to_f64(th, x)?;
            let (m, e) = f::frexp(x);
            let m = th.float(m)?;
            th.pair(m, Obj::from_i31(e))
        }),
        Method::new("ldexp", |th, _, a| {
            let [x, e] = a.exactly::<2>(th, "ldexp")?;
            let x = protocol::to_f64(th, x)?;
            if !int_object::is_int(e) {
                return Err(th.type_error(format_args!("Expected an int as second argument to ldexp.")));
            }
            let e = protocol::index_clamped(th, e)?;
            finish(th, f::ldexp(x, e))
        }),
        Method::new("modf", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.modf")?;
            let x = protocol::to_f64(th, x)?;
            let (frac, whole) = f::modf(x);
            let (p, q) = (th.float(frac)?, th.float(whole)?);
            th.pair(p, q)
        }),
        Method::new("nextafter", |th, _, args| {
            let [x, y, steps] =
                args.bind(th, &Signature::new("nextafter", ["x", "y", "steps"]).required(2).positional_only(2).keyword_only_from(2))?;
            let none = Obj::NONE;
            let (x, y) = (protocol::to_f64(th, x.unwrap_or(&none))?, protocol::to_f64(th, y.unwrap_or(&none))?);
            let steps = match steps.filter(|s| !s.is_none()) {
                Some(s) => protocol::index_clamped(th, s)?,
                None => 1,
            };
            if steps < 0 {
                return Err(th.value_error(format_args!("steps must be a non-negative integer")));
            }
            th.float(f::next_after(x, y, steps as u64))
        }),
        Method::new("isclose", |th, _, args| {
            let [x, y, rel, abs] =
                args.bind(th, &Signature::new("isclose", ["a", "b", "rel_tol", "abs_tol"]).required(2).keyword_only_from(2))?;
            let mut get = |v: Option<&Obj>, otherwise: f64| match v {
                Some(v) => protocol::to_f64(th, v),
                None => Ok(otherwise),
            };
            let (x, y, rel, abs) = (get(x, 0.0)?, get(y, 0.0)?, get(rel, 1e-9)?, get(abs, 0.0)?);
            match f::is_close(x, y, rel, abs) {
                Ok(b) => Ok(Obj::from_bool(b)),
                Err(e) => Err(math_error(th, e)),
            }
        }),
        Method::new("log", |th, _, a| {
            a.no_keywords(th, "math.log")?;
            let a = a.between(th, "log", 1, 2)?;
            let x = logarithm(th, &a[0], Base::E)?;
            match a.get(1) {
                None => th.float(x),
                Some(b) => {
                    let d = logarithm(th, b, Base::E)?;
                    if d == 0.0 {
                        return Err(th.raise(Builtin::ZeroDivisionError, format_args!("division by zero")));
                    }
                    th.float(x / d)
                }
            }
        }),
        Method::new("log2", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.log2")?;
            let x = logarithm(th, x, Base::Two)?;
            th.float(x)
        }),
        Method::new("log10", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.log10")?;
            let x = logarithm(th, x, Base::Ten)?;
            th.float(x)
        }),
        Method::new("factorial", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.integer.factorial")?;
            let n = index(th, x)?;
            let r = combinatorics::factorial(&n);
            whole(th, r)
        }),
        Method::new("comb", |th, _, a| {
            let [n, k] = a.exactly::<2>(th, "comb")?;
            let (n, k) = (index(th, n)?, index(th, k)?);
            let r = combinatorics::comb(&n, &k);
            whole(th, r)
        }),
        Method::new("perm", |th, _, a| {
            let a = a.between(th, "perm", 1, 2)?;
            let n = index(th, &a[0])?;
            match a.get(1).filter(|k| !k.is_none()) {
                Some(k) => {
                    let k = index(th, k)?;
                    let r = combinatorics::perm(&n, &k);
                    whole(th, r)
                }
                None => {
                    let r = combinatorics::factorial(&n);
                    whole(th, r)
                }
            }
        }),
        Method::new("isqrt", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.integer.isqrt")?;
            let n = index(th, x)?;
            match int_math::isqrt(&n) {
                Ok(r) => th.integer(r),
                Err(e) => Err(int_error(th, e)),
            }
        }),
        Method::new("gcd", |th, _, a| {
            a.no_keywords(th, "math.gcd")?;
            let mut g = IBig::ZERO;
            for x in a.all {
                g = int_math::gcd(&g, &IBig::from(index(th, x)?));
            }
            th.big(g)
        }),
        Method::new("lcm", |th, _, a| {
            a.no_keywords(th, "math.lcm")?;
            let mut l = IBig::ONE;
            for x in a.all {
                let x = IBig::from(index(th, x)?);
                // The others are looked at all the same.
                if x == IBig::ZERO || l == IBig::ZERO {
                    l = IBig::ZERO;
                    continue;
                }
                let g = int_math::gcd(&l, &x);
                l = l / g * x;
                if l < IBig::ZERO {
                    l = -l;
                }
            }
            th.big(l)
        }),
        Method::new("prod", |th, _, args| {
            let [x, start] =
                args.bind(th, &Signature::new("prod", ["iterable", "start"]).required(1).positional_only(1).keyword_only_from(1))?;
            let mut p = start.cloned().unwrap_or(Obj::from_i31(1));
            let it = protocol::iter(th, x.unwrap_or(&Obj::NONE))?;
            while let Some(v) = protocol::next(th, &it)? {
                p = protocol::binary(th, BinaryOp::Mul, &p, &v)?;
            }
            Ok(p)
        }),
        Method::new("sumprod", |th, _, a| {
            let [x, y] = a.exactly::<2>(th, "sumprod")?;
            let (x, y) = (protocol::collect(th, x)?, protocol::collect(th, y)?);
            if x.len() != y.len() {
                return Err(th.value_error(format_args!("Inputs are not the same length")));
            }
            let all_floats = !x.is_empty() && x.iter().chain(&y).all(|v| float_object::as_f64(v).is_some());
            if all_floats {
                // Exact products as pairs of doubles, summed exactly.
                let mut parts: Vec<f64> = th.vec(x.len() * 2)?;
                for (p, q) in x.iter().zip(&y) {
                    let (p, q) = (float_object::as_f64(p).unwrap_or(0.0), float_object::as_f64(q).unwrap_or(0.0));
                    let hi = p * q;
                    parts.push(hi);
                    parts.push(libm::fma(p, q, -hi));
                }
                if parts.iter().all(|p| p.is_finite()) {
                    let r = math_sums::fsum(&parts);
                    return finish(th, r);
                }
            }
            let mut total = Obj::from_i31(0);
            for (p, q) in x.iter().zip(&y) {
                let m = protocol::binary(th, BinaryOp::Mul, p, q)?;
                total = protocol::binary(th, BinaryOp::Add, &total, &m)?;
            }
            Ok(total)
        }),
        Method::new("fsum", |th, _, a| {
            let [x] = a.exactly::<1>(th, "math.fsum")?;
            let v = floats(th, x)?;
            let r = math_sums::fsum(&v);
            finish(th, r)
        }),
        Method::new("hypot", |th, _, a| {
            a.no_keywords(th, "math.hypot")?;
            let mut v = th.vec(a.all.len())?;
            for x in a.all {
                v.push(protocol::to_f64(th, x)?);
            }
            th.float(math_sums::hypot(v.iter().copied()))
        }),
        Method::new("dist", |th, _, a| {
            let [p, q] = a.exactly::<2>(th, "dist")?;
            let (p, q) = (protocol::collect(th, p)?, protocol::collect(th, q)?);
            let (mut left, mut right) = (th.vec(p.len())?, th.vec(q.len())?);
            // Points of different lengths are refused before their coordinates are looked at.
            if p.len() != q.len() {
                return finish(th, Err(MathError::Dimensions));
            }
            for (x, y) in p.iter().zip(&q) {
                left.push(protocol::to_f64(th, x)?);
                right.push(protocol::to_f64(th, y)?);
            }
            let r = math_sums::dist(&left, &right);
            finish(th, r)
        }),
    ],
    init: Some(|th, m| {
        for x in UNARY {
            th.add_function(m, x)?;
        }
        add_constants(th, m)
    }),
};

fn two(th: &mut Thread, a: &Args<'_>, name: &str, g: fn(f64, f64) -> Result<f64, MathError>) -> R<Obj> {
    let [x, y] = a.exactly::<2>(th, name)?;
    let (x, y) = (protocol::to_f64(th, x)?, protocol::to_f64(th, y)?);
    finish(th, g(x, y))
}

fn test(th: &mut Thread, a: &Args<'_>, name: &str, g: fn(f64) -> bool) -> R<Obj> {
    let [x] = a.exactly::<1>(th, name)?;
    let x = protocol::to_f64(th, x)?;
    Ok(Obj::from_bool(g(x)))
}

fn rounding(th: &mut Thread, a: &Args<'_>, name: &str, dunder: names::Name, g: fn(f64) -> f64) -> R<Obj> {
    let [x] = a.exactly::<1>(th, name)?;
    // A subclass of float may round in its own way.
    if let Some(v) = float_object::as_f64(x).filter(|_| !th.type_of(x).is_heap()) {
        return crate::types::int_type::from_float(th, g(v));
    }
    if let Some(r) = protocol::call_special(th, x, dunder, &[])? {
        return Ok(r);
    }
    let v = protocol::to_f64(th, x)?;
    crate::types::int_type::from_float(th, g(v))
}

fn logarithm(th: &mut Thread, x: &Obj, base: Base) -> R<f64> {
    let whole = match int_object::to_integer(x) {
        None if float_object::as_f64(x).is_none() && protocol::lookup_special(th, x, names::FLOAT)?.is_none() => {
            crate::types::sequence::as_index(th, x)?.and_then(|i| int_object::to_integer(&i))
        }
        whole => whole,
    };
    let r = match whole {
        Some(i) => f::log_integer(&IBig::from(i), base),
        None => match protocol::to_f64(th, x) {
            Ok(x) => f::log(x, base),
            // Too large for a float, but perhaps a number all the same.
            Err(e) => {
                let e = th.take_if(e, Builtin::OverflowError)?;
                match crate::types::sequence::as_index(th, x)?.and_then(|i| int_object::to_integer(&i)) {
                    Some(i) => f::log_integer(&IBig::from(i), base),
                    None => return Err(th.raise_instance(e)),
                }
            }
        },
    };
    match r {
        Ok(x) => Ok(x),
        Err(e) => Err(math_error(th, e)),
    }
}

fn index(th: &mut Thread, x: &Obj) -> R<Integer> {
    let i = protocol::index(th, x)?;
    int_object::to_integer(&i).or_raise(th)
}

fn whole(th: &mut Thread, r: Result<Integer, MathError>) -> R<Obj> {
    match r {
        Ok(i) => th.integer(i),
        Err(e) => Err(math_error(th, e)),
    }
}

fn floats(th: &mut Thread, x: &Obj) -> R<Vec<f64>> {
    let mut out = Vec::new();
    let it = protocol::iter(th, x)?;
    while let Some(v) = protocol::next(th, &it)? {
        let v = protocol::to_f64(th, &v)?;
        th.push(&mut out, v)?;
    }
    Ok(out)
}
