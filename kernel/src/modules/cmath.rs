//! The `cmath` module.

use crate::isolate::Thread;
use crate::native::raised::{R, Raised};
use crate::native::{Args, Signature};
use crate::object::{Builtin, Obj};
use crate::prim::elementary;
use crate::text::cmath_functions::{self as f, CmathError, Outcome};
use crate::text::complex_math::Complex64;
use crate::types::complex_type::to_complex;
use crate::types::protocol;
use crate::types::spec::{Method, ModuleSpec};

#[cold]
fn cmath_error(th: &mut Thread, e: CmathError) -> Raised {
    match e {
        CmathError::Domain => th.value_error(format_args!("math domain error")),
        CmathError::Range => th.raise(Builtin::OverflowError, format_args!("math range error")),
    }
}

fn finish(th: &mut Thread, r: Outcome) -> R<Obj> {
    match r {
        Ok(z) => th.complex(z),
        Err(e) => Err(cmath_error(th, e)),
    }
}

fn one(th: &mut Thread, a: &Args<'_>, name: &str, g: fn(Complex64) -> Outcome) -> R<Obj> {
    let z = argument(th, a, name)?;
    finish(th, g(z))
}

fn argument(th: &mut Thread, a: &Args<'_>, name: &str) -> R<Complex64> {
    let [z] = a.exactly::<1>(th, name)?;
    to_complex(th, z)
}

fn test(th: &mut Thread, a: &Args<'_>, name: &str, g: fn(Complex64) -> bool) -> R<Obj> {
    let z = argument(th, a, name)?;
    Ok(Obj::from_bool(g(z)))
}

macro_rules! unary {
    ($($name:literal $g:expr;)*) => { &[$(Method::new($name, |th, _, a| one(th, a, concat!("cmath.", $name), $g)),)*] };
}

static UNARY: &[Method] = unary! {
    "acos" |z| Ok(f::acos(z)); "acosh" |z| Ok(f::acosh(z)); "asin" |z| Ok(f::asin(z)); "asinh" |z| Ok(f::asinh(z)); "atan" f::atan;
    "atanh" f::atanh; "cos" f::cos; "cosh" f::cosh; "exp" f::exp; "log10" f::log10; "sin" f::sin; "sinh" f::sinh; "sqrt" |z| Ok(f::sqrt(z));
    "tan" f::tan; "tanh" f::tanh;
};

fn log(th: &mut Thread, a: &Args<'_>) -> R<Obj> {
    let a = a.between(th, "log", 1, 2)?;
    let z = to_complex(th, &a[0])?;
    let Some(base) = a.get(1) else { return finish(th, f::log(z)) };
    let base = to_complex(th, base)?;
    // As in CPython, the logarithm of zero is no error where it is divided by another one.
    let (x, _) = f::log_raw(z);
    let (y, failed) = f::log_raw(base);
    match (x.over(y), failed) {
        (_, Some(e)) => Err(cmath_error(th, e)),
        (Ok(r), None) => th.complex(r),
        (Err(_), None) => Err(cmath_error(th, CmathError::Domain)),
    }
}

fn is_close(th: &mut Thread, args: &Args<'_>) -> R<Obj> {
    const IS_CLOSE: Signature<4> = Signature::new("isclose", ["a", "b", "rel_tol", "abs_tol"]).required(2).keyword_only_from(2);
    let [a, b, relative, absolute] = args.bind(th, &IS_CLOSE)?;
    let none = Obj::NONE;
    let (a, b) = (to_complex(th, a.unwrap_or(&none))?, to_complex(th, b.unwrap_or(&none))?);
    let mut get = |v: Option<&Obj>, otherwise: f64| match v {
        Some(v) => protocol::to_f64(th, v),
        None => Ok(otherwise),
    };
    let (relative, absolute) = (get(relative, 1e-9)?, get(absolute, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(th.value_error(format_args!("tolerances must be non-negative")));
    }
    if a == b {
        return Ok(Obj::TRUE);
    }
    if [a.re, a.im, b.re, b.im].iter().any(|x| x.is_infinite()) {
        return Ok(Obj::FALSE);
    }
    let size = |z: Complex64| z.magnitude().unwrap_or(f64::INFINITY);
    let apart = size(a.minus(b));
    Ok(Obj::from_bool(apart <= relative * size(b) || apart <= relative * size(a) || apart <= absolute))
}

/// The declaration.
pub static SPEC: ModuleSpec = ModuleSpec {
    name: "cmath",
    doc: "Functions of complex numbers.",
    functions: &[
        Method::new("log", |th, _, a| log(th, a)),
        Method::new("phase", |th, _, a| {
            let z = argument(th, a, "cmath.phase")?;
            th.float(elementary::atan2(z.im, z.re))
        }),
        Method::new("polar", |th, _, a| {
            let z = argument(th, a, "cmath.polar")?;
            let r = match z.magnitude() {
                Ok(r) => th.float(r)?,
                Err(_) => return Err(cmath_error(th, CmathError::Range)),
            };
            let phi = th.float(elementary::atan2(z.im, z.re))?;
            th.pair(r, phi)
        }),
        Method::new("rect", |th, _, a| {
            let [r, phi] = a.exactly::<2>(th, "rect")?;
            let (r, phi) = (protocol::to_f64(th, r)?, protocol::to_f64(th, phi)?);
            finish(th, f::rect(r, phi))
        }),
        Method::new("isfinite", |th, _, a| test(th, a, "cmath.isfinite", Complex64::is_finite_pair)),
        Method::new("isnan", |th, _, a| test(th, a, "cmath.isnan", |z| z.re.is_nan() || z.im.is_nan())),
        Method::new("isinf", |th, _, a| test(th, a, "cmath.isinf", |z| z.re.is_infinite() || z.im.is_infinite())),
        Method::new("isclose", |th, _, a| is_close(th, a)),
    ],
    init: Some(|th, m| {
        for x in UNARY {
            th.add_function(m, x)?;
        }
        super::math::add_constants(th, m)?;
        for (n, im) in [("infj", f64::INFINITY), ("nanj", f64::NAN)] {
            let z = th.complex(Complex64::new(0.0, im))?;
            th.add_to_module(m, n, z)?;
        }
        Ok(())
    }),
};
