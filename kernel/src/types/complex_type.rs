//! `complex`: layout, arithmetic and what programs see. Objects never change.

use alloc::string::String;

use super::float_object::as_f64;
use super::int_object::{self, is_int};
use super::int_type::{format_error, order};
use super::protocol;
use super::spec::{BASE, BinaryOp, CompareOp, GetSet, Method, SlotSpec, TypeSpec, UnaryOp, Vtable};
use super::str_object::{self, Str};
use super::type_object::as_type;
use crate::heap::Kind;
use crate::isolate::{Thread, names};
use crate::native::args::text_argument;
use crate::native::raised::{R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::text::complex_math::{Complex64, ComplexError};
use crate::text::complex_text::{self, ComplexParseError};
use crate::text::hashing;

/// A boxed complex number.
#[derive(Debug)]
pub struct Complex {
    /// The number.
    pub value: Complex64,
}

// SAFETY: BUILTIN is used here alone; there are no references; the number never changes.
unsafe impl Payload for Complex {
    const BUILTIN: Builtin = Builtin::Complex;
    const KIND: Kind = Kind::Leaf;
    fn trace(&self, _: &mut dyn Trace) {}
}

/// The number of a complex object (not of an int or a float).
#[inline]
pub fn as_complex(v: &Obj) -> Option<Complex64> {
    v.get::<Complex>().map(|c| c.value)
}

impl Thread {
    /// A complex number.
    pub fn complex(&mut self, value: Complex64) -> R<Obj> {
        self.alloc(Complex { value })
    }
}

/// Raises what a complex operation failed with.
#[cold]
pub fn complex_error(th: &mut Thread, e: ComplexError) -> Raised {
    let class = match e {
        ComplexError::DivisionByZero | ComplexError::ZeroToPower => Builtin::ZeroDivisionError,
        ComplexError::PowerTooLarge | ComplexError::AbsTooLarge => Builtin::OverflowError,
    };
    th.raise(class, format_args!("{}", e.message()))
}

fn finish(th: &mut Thread, r: Result<Complex64, ComplexError>) -> R<Obj> {
    match r {
        Ok(z) => th.complex(z),
        Err(e) => Err(complex_error(th, e)),
    }
}

/// A real power whose result is complex: a negative number to a fraction.
pub fn power_of_real(th: &mut Thread, x: f64, y: f64) -> R<Obj> {
    finish(th, Complex64::new(x, 0.0).power(Complex64::new(y, 0.0)))
}

/// An operand: complex, or real.
enum Operand {
    Complex(Complex64),
    Real(f64),
}

fn operand(th: &mut Thread, v: &Obj) -> R<Option<Operand>> {
    if let Some(z) = as_complex(v) {
        return Ok(Some(Operand::Complex(z)));
    }
    if let Some(x) = as_f64(v) {
        return Ok(Some(Operand::Real(x)));
    }
    if is_int(v) {
        return int_object::to_f64(th, v).map(|x| Some(Operand::Real(x)));
    }
    Ok(None)
}

fn widened(o: Operand) -> Complex64 {
    match o {
        Operand::Complex(z) => z,
        Operand::Real(x) => Complex64::new(x, 0.0),
    }
}

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    use Operand::{Complex as C, Real};
    if !matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::TrueDiv | BinaryOp::Pow) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (Some(x), Some(y)) = (operand(th, a)?, operand(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let r = match (op, x, y) {
        (BinaryOp::Add, C(z), C(w)) => Ok(z.plus(w)),
        (BinaryOp::Add, C(z), Real(x)) | (BinaryOp::Add, Real(x), C(z)) => Ok(Complex64::new(z.re + x, z.im)),
        (BinaryOp::Sub, C(z), C(w)) => Ok(z.minus(w)),
        (BinaryOp::Sub, C(z), Real(x)) => Ok(Complex64::new(z.re - x, z.im)),
        (BinaryOp::Sub, Real(x), C(z)) => Ok(Complex64::new(x - z.re, -z.im)),
        (BinaryOp::Mul, C(z), C(w)) => Ok(z.times(w)),
        (BinaryOp::Mul, C(z), Real(x)) | (BinaryOp::Mul, Real(x), C(z)) => Ok(z.scaled(x)),
        (BinaryOp::TrueDiv, C(z), C(w)) => z.over(w),
        (BinaryOp::TrueDiv, C(z), Real(x)) => z.over_real(x),
        (BinaryOp::TrueDiv, Real(x), C(z)) => Complex64::real_over(x, z),
        (_, x, y) => widened(x).power(widened(y)),
    };
    finish(th, r)
}

fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    let z = value(a);
    match op {
        UnaryOp::Neg => th.complex(z.negated()),
        UnaryOp::Pos => th.complex(z),
        UnaryOp::Abs => match z.magnitude() {
            Ok(x) => th.float(x),
            Err(e) => Err(complex_error(th, e)),
        },
        _ => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn compare(th: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let z = value(a);
    let same = if let Some(w) = as_complex(b) {
        z == w
    } else if is_int(b) || as_f64(b).is_some() {
        z.im == 0.0 && {
            let re = th.float(z.re)?;
            order(&re, b) == Some(Some(core::cmp::Ordering::Equal))
        }
    } else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    Ok(Obj::from_bool(same == (op == CompareOp::Eq)))
}

fn hash(_: &mut Thread, v: &Obj) -> R<i64> {
    const IMAGINARY: i64 = 1_000_003;
    let z = value(v);
    let part = |x: f64| hashing::hash_f64(x).unwrap_or_else(|| protocol::identity_hash(v));
    let h = part(z.re).wrapping_add(IMAGINARY.wrapping_mul(part(z.im)));
    Ok(if h == -1 { -2 } else { h })
}

fn value(v: &Obj) -> Complex64 {
    as_complex(v).unwrap_or(Complex64::new(0.0, 0.0))
}

/// `repr(z)`
pub fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.str_buf(complex_text::repr(value(v)))
}

/// What `__complex__` gives; `None` when the type has none.
fn by_method(th: &mut Thread, v: &Obj) -> R<Option<Complex64>> {
    if v.exact::<Complex>().is_some() {
        return Ok(Some(value(v)));
    }
    if v.header().is_none() || is_int(v) && !th.type_of(v).is_heap() {
        return Ok(None);
    }
    match protocol::call_special(th, v, names::COMPLEX, &[])? {
        Some(r) => match as_complex(&r) {
            Some(z) => Ok(Some(z)),
            None => Err(protocol::wrong_result(th, v, "__complex__", "a complex", &r)),
        },
        None => Ok(None),
    }
}

/// Whether a value converts to a float by its type.
fn is_real(th: &mut Thread, v: &Obj) -> bool {
    let ty = th.type_of(v);
    if ty.is_heap() {
        return ty.lookup(th.name(names::FLOAT)).is_some() || ty.lookup(th.name(names::INDEX)).is_some();
    }
    is_int(v) || as_f64(v).is_some()
}

/// A number as a complex one, as the functions of `cmath` take it.
pub fn to_complex(th: &mut Thread, v: &Obj) -> R<Complex64> {
    if let Some(z) = by_method(th, v)? {
        return Ok(z);
    }
    if let Some(z) = as_complex(v) {
        return Ok(z);
    }
    protocol::to_f64(th, v).map(|x| Complex64::new(x, 0.0))
}

fn parse(th: &mut Thread, shown: &Obj, text: &str) -> R<Complex64> {
    match complex_text::parse(text) {
        Ok(z) => Ok(z),
        Err(ComplexParseError::Malformed) => Err(th.value_error(format_args!("complex() arg is a malformed string"))),
        Err(ComplexParseError::Underscore) => {
            let r = protocol::repr(th, shown)?;
            Err(th.value_error(format_args!("could not convert string to complex: {}", str_object::text(&r))))
        }
        Err(ComplexParseError::OutOfMemory) => Err(th.no_memory()),
    }
}

fn of_class(th: &mut Thread, cls: &Obj, value: Complex64) -> R<Obj> {
    match as_type(cls).filter(|c| c.is_heap()) {
        Some(c) => th.alloc_as(c, Complex { value }),
        None => th.complex(value),
    }
}

const NEW: Signature<2> = Signature::new("complex", ["real", "imag"]).required(0);

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    let [real, imag] = args.bind(th, &NEW)?;
    let plain = as_type(cls).is_some_and(|c| !c.is_heap());
    if let (Some(x), None, true) = (real, imag, args.names.is_empty()) {
        if plain && x.exact::<Complex>().is_some() {
            return Ok(x.clone());
        }
        let z = if let Some(s) = x.get::<Str>() {
            parse(th, x, s.as_str())?
        } else if let Some(z) = by_method(th, x)? {
            z
        } else if let Some(z) = as_complex(x) {
            z
        } else if is_real(th, x) {
            Complex64::new(protocol::to_f64(th, x)?, 0.0)
        } else {
            let t = protocol::shown_type(th, x);
            return Err(th.type_error(format_args!("complex() argument must be a string or a number, not {t}")));
        };
        return of_class(th, cls, z);
    }
    // A number that is complex, or one that is real and not asked for its value yet: what the two are is looked at first.
    let part = |th: &mut Thread, v: Option<&Obj>, which: &str| -> R<Option<Complex64>> {
        let Some(v) = v else { return Ok(None) };
        if let Some(z) = as_complex(v) {
            return Ok(Some(z));
        }
        // As CPython, `real` alone may convert itself.
        if which == "real"
            && v.get::<Str>().is_none()
            && let Some(z) = by_method(th, v)?
        {
            return Ok(Some(z));
        }
        if is_real(th, v) {
            return Ok(None);
        }
        let t = protocol::shown_type(th, v);
        Err(th.type_error(format_args!("complex() argument '{which}' must be a real number, not {t}")))
    };
    let (r, i) = (part(th, real, "real")?, part(th, imag, "imag")?);
    let (r_complex, i_complex) = (r.is_some(), i.is_some());
    let mut whole = |given: Option<Complex64>, v: Option<&Obj>| match (given, v) {
        (Some(z), _) => Ok(z),
        (None, Some(v)) => protocol::to_f64(th, v).map(|x| Complex64::new(x, 0.0)),
        (None, None) => Ok(Complex64::new(0.0, 0.0)),
    };
    let (r, i) = (whole(r, real)?, whole(i, imag)?);
    let re = if i_complex { r.re - i.im } else { r.re };
    let im = if imag.is_none() {
        r.im
    } else if r_complex {
        i.re + r.im
    } else {
        i.re
    };
    of_class(th, cls, Complex64::new(re, im))
}

fn format(th: &mut Thread, v: &Obj, spec: &str) -> R<Obj> {
    if spec.is_empty() {
        return protocol::str(th, v);
    }
    match complex_text::format(value(v), spec) {
        Ok(t) => th.str(t.as_str()),
        Err(e) => {
            let t: String = th.type_name(v).into();
            Err(format_error(th, e, spec, &t))
        }
    }
}

/// `complex`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A complex number: of a real and an imaginary part, of one number, or of a text such as '1+2j'.",
    flags: BASE,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        truth: Some(|_, v| {
            let z = value(v);
            Ok(z.re != 0.0 || z.im != 0.0)
        }),
        binary: Some(binary),
        unary: Some(unary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: {
        use BinaryOp::*;
        &[Add, Sub, Mul, TrueDiv, Pow]
    },
    unary: &[UnaryOp::Neg, UnaryOp::Pos, UnaryOp::Abs],
    methods: &[
        Method::new("conjugate", |th, v, args| {
            args.exactly::<0>(th, "complex.conjugate")?;
            let z = value(v);
            th.complex(Complex64::new(z.re, -z.im))
        }),
        Method::new("__complex__", |th, v, args| {
            args.exactly::<0>(th, "complex.__complex__")?;
            if v.exact::<Complex>().is_some() { Ok(v.clone()) } else { th.complex(value(v)) }
        }),
        Method::new("__format__", |th, v, args| {
            let [spec] = args.exactly::<1>(th, "complex.__format__")?;
            let spec = text_argument(th, "__format__", spec)?;
            format(th, v, spec)
        }),
        Method::new("__getnewargs__", |th, v, args| {
            args.exactly::<0>(th, "complex.__getnewargs__")?;
            let z = value(v);
            let (re, im) = (th.float(z.re)?, th.float(z.im)?);
            th.pair(re, im)
        }),
        Method::class("from_number", |th, cls, args| {
            let [x] = args.exactly::<1>(th, "complex.from_number")?;
            if x.exact::<Complex>().is_some() && as_type(cls).is_some_and(|c| !c.is_heap()) {
                return Ok(x.clone());
            }
            let z = to_complex(th, x)?;
            if as_type(cls).is_some_and(|c| !c.is_heap()) {
                return th.complex(z);
            }
            let z = th.complex(z)?;
            protocol::call(th, cls, &[z])
        }),
    ],
    getsets: &[GetSet::read("real", |th, v| th.float(value(v).re)), GetSet::read("imag", |th, v| th.float(value(v).im))],
    ..TypeSpec::new(Builtin::Complex, const { &Vtable::of::<Complex>() })
};
