//! `float`

use super::float_object::{Float, as_f64};
use super::int_object::{self, is_int};
use super::int_type::{format_error, order};
use super::spec::{BASE, BinaryOp, CompareOp, GetSet, MATCH_SELF, Method, SlotSpec, TypeSpec, UnaryOp, Vtable};
use crate::isolate::Thread;
use crate::native::Args;
use crate::native::args::text_argument;
use crate::native::raised::{OrRaise, R, Raised};
use crate::object::{Builtin, Obj};
use crate::text::float_math::{self, FloatError};
use crate::text::float_text::FloatParseError;
use crate::text::format_spec::Plain;
use crate::text::{float_hex, float_text, format_spec, hashing, int_text};
use crate::types::str_object::Str;
use crate::types::type_object::as_type;
use crate::types::{bytes_object, protocol, str_object};

/// Raises what a float operation failed with.
#[cold]
pub fn float_error(th: &mut Thread, e: FloatError) -> Raised {
    match e {
        FloatError::DivisionByZero | FloatError::ZeroToNegativePower => {
            th.raise(Builtin::ZeroDivisionError, format_args!("{}", e.message()))
        }
        FloatError::PowerTooLarge => {
            let text = match th.str(e.message()) {
                Ok(t) => t,
                Err(e) => return e,
            };
            match th.pair(Obj::from_i31(34), text).and_then(|args| crate::types::exception::make(th, Builtin::OverflowError, args)) {
                Ok(x) => th.raise_instance(x),
                Err(e) => e,
            }
        }
        FloatError::RoundedTooLarge | FloatError::InfinityToInteger => th.raise(Builtin::OverflowError, format_args!("{}", e.message())),
        FloatError::OutOfMemory => th.no_memory(),
        FloatError::Complex => th.value_error(format_args!("negative number cannot be raised to a fractional power")),
        FloatError::NanToInteger => th.value_error(format_args!("{}", e.message())),
    }
}

/// `x ** y`
pub fn power(th: &mut Thread, x: f64, y: f64) -> R<Obj> {
    match float_math::pow(x, y) {
        Ok(r) => th.float(r),
        Err(FloatError::Complex) => super::complex_type::power_of_real(th, x, y),
        Err(e) => Err(float_error(th, e)),
    }
}

fn operand(th: &mut Thread, v: &Obj) -> R<Option<f64>> {
    if let Some(x) = as_f64(v) {
        return Ok(Some(x));
    }
    if is_int(v) {
        return int_object::to_f64(th, v).map(Some);
    }
    Ok(None)
}

const OPERATORS: &[BinaryOp] = {
    use BinaryOp::*;
    &[Add, Sub, Mul, TrueDiv, FloorDiv, Mod, Pow, DivMod]
};

fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    // An int too large for a float matters to the operators that floats have.
    if !OPERATORS.contains(&op) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    let (Some(x), Some(y)) = (operand(th, a)?, operand(th, b)?) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let r = match op {
        BinaryOp::Add => Ok(x + y),
        BinaryOp::Sub => Ok(x - y),
        BinaryOp::Mul => Ok(x * y),
        BinaryOp::TrueDiv => {
            if y == 0.0 {
                Err(FloatError::DivisionByZero)
            } else {
                Ok(x / y)
            }
        }
        BinaryOp::FloorDiv => float_math::floor_div(x, y),
        BinaryOp::Mod => float_math::floor_mod(x, y),
        BinaryOp::Pow => return power(th, x, y),
        BinaryOp::DivMod => match float_math::divmod(x, y) {
            Ok((q, m)) => {
                let (q, m) = (th.float(q)?, th.float(m)?);
                return th.pair(q, m);
            }
            Err(e) => Err(e),
        },
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    match r {
        Ok(v) => th.float(v),
        Err(e) => Err(float_error(th, e)),
    }
}

fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    let Some(x) = as_f64(a) else { return Ok(Obj::NOT_IMPLEMENTED) };
    match op {
        UnaryOp::Neg => th.float(-x),
        UnaryOp::Pos | UnaryOp::Float => th.float(x),
        UnaryOp::Abs => th.float(libm::fabs(x)),
        UnaryOp::Int => super::int_type::from_float(th, x),
        UnaryOp::Invert | UnaryOp::Index => Ok(Obj::NOT_IMPLEMENTED),
    }
}

fn compare(_: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    Ok(match order(a, b) {
        Some(Some(o)) => Obj::from_bool(op.holds(o)),
        Some(None) => Obj::from_bool(op == CompareOp::Ne),
        None => Obj::NOT_IMPLEMENTED,
    })
}

fn value(v: &Obj) -> f64 {
    as_f64(v).unwrap_or(0.0)
}

/// `float.__format__`
pub fn format(th: &mut Thread, v: &Obj, spec: &str) -> R<Obj> {
    if spec.is_empty() {
        return protocol::str(th, v);
    }
    if let Some(Plain { zero, width, precision: Some(decimals), kind: Some(b'f') }) = Plain::parse(spec.as_bytes()) {
        let x = value(v);
        let mut buffer = [0; float_text::FIXED_BYTES];
        if let Some(digits) = float_text::fixed(x, decimals, &mut buffer) {
            let negative = x.is_sign_negative();
            // SAFETY: digits and a point are ASCII.
            let digits = unsafe { core::str::from_utf8_unchecked(digits) };
            let padding = width.saturating_sub(digits.len() + usize::from(negative));
            if padding == 0 && !negative {
                return th.ascii_str(digits);
            }
            return Str::allocate_number(th, negative, digits, if zero { b'0' } else { b' ' }, padding).or_raise(th);
        }
    }
    match format_spec::format_float(value(v), spec) {
        Ok(t) => th.str(t.as_str()),
        Err(e) => {
            let t = th.type_name(v);
            Err(format_error(th, e, spec, t))
        }
    }
}

/// `repr(x)`
pub fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    th.str_buf(float_text::repr(value(v)))
}

/// `float(v)`
pub fn convert(th: &mut Thread, v: &Obj) -> R<f64> {
    // What a program's class says of numbers goes before what it is derived from.
    if th.type_of(v).slots.unary().is_some() {
        if let Some(r) = protocol::unary_opt(th, UnaryOp::Float, v)? {
            return match as_f64(&r) {
                Some(x) => Ok(x),
                None => Err(protocol::wrong_result(th, v, "__float__", "a float", &r)),
            };
        }
        if let Some(i) = super::sequence::as_index(th, v)? {
            return int_object::to_f64(th, &i);
        }
    }
    let parsed = if let Some(s) = v.get::<str_object::Str>() {
        float_text::parse(s.as_str())
    } else if let Some(b) = bytes_object::as_bytes(th, v)? {
        int_text::of_bytes(&b).ok_or(FloatParseError::Invalid).and_then(float_text::parse)
    } else {
        return protocol::unary(th, UnaryOp::Float, v).map(|_| 0.0);
    };
    match parsed {
        Ok(x) => Ok(x),
        Err(FloatParseError::OutOfMemory) => Err(th.no_memory()),
        Err(FloatParseError::Invalid) => {
            let r = protocol::repr(th, v)?;
            Err(th.value_error(format_args!("could not convert string to float: {}", str_object::text(&r))))
        }
    }
}

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    if as_type(cls).is_none_or(|t| !t.is_heap()) || !super::tuple_type::overrides_init(th, cls) {
        args.no_keywords(th, "float")?;
    }
    let positional = Args::new(args.positional());
    let a = positional.between(th, "float", 0, 1)?;
    let x = match a.first() {
        Some(v) => convert(th, v)?,
        None => 0.0,
    };
    match as_type(cls).filter(|c| c.is_heap()) {
        Some(c) => th.alloc_as(c, Float { value: x }),
        None => th.float(x),
    }
}

/// A float as an instance of `cls`, which is float or a subclass.
fn of_class(th: &mut Thread, cls: &Obj, x: f64) -> R<Obj> {
    let x = th.float(x)?;
    if cls.is(&th.builtin_type(Builtin::Float)) { Ok(x) } else { protocol::call(th, cls, &[x]) }
}

fn rounded(th: &mut Thread, x: f64, f: fn(f64) -> f64) -> R<Obj> {
    super::int_type::from_float(th, f(x))
}

static VTABLE: Vtable = Vtable::of::<Float>();

/// The declaration.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A number of double precision: of a number, or of a text.",
    flags: BASE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(|_, v| Ok(hashing::hash_f64(value(v)).unwrap_or_else(|| protocol::identity_hash(v)))),
        compare: Some(compare),
        truth: Some(|_, v| Ok(value(v) != 0.0)),
        binary: Some(binary),
        unary: Some(unary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    unary: &[UnaryOp::Neg, UnaryOp::Pos, UnaryOp::Abs, UnaryOp::Int, UnaryOp::Float],
    methods: &[
        Method::new("__format__", |th, v, args| {
            let [spec] = args.exactly::<1>(th, "float.__format__")?;
            let spec = text_argument(th, "__format__", spec)?;
            format(th, v, spec)
        }),
        Method::new("is_integer", |th, v, args| {
            args.exactly::<0>(th, "float.is_integer")?;
            let x = value(v);
            Ok(Obj::from_bool(x.is_finite() && libm::floor(x) == x))
        }),
        Method::new("conjugate", |th, v, args| {
            args.exactly::<0>(th, "float.conjugate")?;
            th.float(value(v))
        }),
        Method::new("as_integer_ratio", |th, v, args| {
            args.exactly::<0>(th, "float.as_integer_ratio")?;
            let x = value(v);
            match float_math::as_integer_ratio(x) {
                Some((n, d)) => {
                    let (n, d) = (th.integer(n)?, th.integer(d)?);
                    th.pair(n, d)
                }
                None if x.is_nan() => Err(th.value_error(format_args!("cannot convert NaN to integer ratio"))),
                None => Err(th.raise(Builtin::OverflowError, format_args!("cannot convert Infinity to integer ratio"))),
            }
        }),
        Method::new("hex", |th, v, args| {
            args.exactly::<0>(th, "float.hex")?;
            let t = hex(value(v));
            th.str(&t)
        }),
        Method::new("__round__", |th, v, args| {
            let a = args.between(th, "__round__", 0, 1)?;
            let x = value(v);
            match a.first().filter(|d| !d.is_none()) {
                None => match float_math::round_to_int(x) {
                    Ok(i) => th.integer(i),
                    Err(e) => Err(float_error(th, e)),
                },
                Some(d) => {
                    let d = protocol::index_clamped(th, d)?;
                    match float_math::round_digits(x, d) {
                        Ok(r) => th.float(r),
                        Err(e) => Err(float_error(th, e)),
                    }
                }
            }
        }),
        Method::new("__trunc__", |th, v, args| {
            args.exactly::<0>(th, "float.__trunc__")?;
            super::int_type::from_float(th, value(v))
        }),
        Method::new("__floor__", |th, v, args| {
            args.exactly::<0>(th, "float.__floor__")?;
            rounded(th, value(v), libm::floor)
        }),
        Method::new("__ceil__", |th, v, args| {
            args.exactly::<0>(th, "float.__ceil__")?;
            rounded(th, value(v), libm::ceil)
        }),
        Method::new("__getnewargs__", |th, v, args| {
            args.exactly::<0>(th, "float.__getnewargs__")?;
            let x = th.float(value(v))?;
            th.tuple_of(&[x])
        }),
        Method::class("__getformat__", |th, _, args| {
            let [kind] = args.exactly::<1>(th, "__getformat__")?;
            match crate::native::text_argument(th, "__getformat__", kind)? {
                "double" | "float" => th.str(if cfg!(target_endian = "little") { "IEEE, little-endian" } else { "IEEE, big-endian" }),
                _ => Err(th.value_error(format_args!("__getformat__() argument 1 must be 'double' or 'float'"))),
            }
        }),
        Method::class("from_number", |th, cls, args| {
            let [x] = args.exactly::<1>(th, "float.from_number")?;
            let x = protocol::to_f64(th, x)?;
            of_class(th, cls, x)
        }),
        Method::class("fromhex", |th, cls, args| {
            let [x] = args.exactly::<1>(th, "float.fromhex")?;
            let Some(s) = x.get::<str_object::Str>() else {
                return Err(th.type_error(format_args!("bad argument type for built-in operation")));
            };
            match float_hex::parse(s.as_str()) {
                Ok(x) => of_class(th, cls, x),
                Err(float_hex::HexError::Invalid) => Err(th.value_error(format_args!("invalid hexadecimal floating-point string"))),
                Err(float_hex::HexError::TooLarge) => {
                    Err(th.raise(Builtin::OverflowError, format_args!("hexadecimal value too large to represent as a float")))
                }
            }
        }),
    ],
    getsets: &[GetSet::read("real", |th, v| th.float(value(v))), GetSet::read("imag", |th, _| th.float(0.0))],
    ..TypeSpec::new(Builtin::Float, &VTABLE)
};

/// `float.hex()`
fn hex(x: f64) -> alloc::string::String {
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x.is_nan() {
        return alloc::string::String::from("nan");
    }
    if x.is_infinite() {
        return alloc::format!("{sign}inf");
    }
    let bits = x.to_bits();
    let (e, m) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    if e == 0 && m == 0 {
        return alloc::format!("{sign}0x0.0p+0");
    }
    let (lead, e) = if e == 0 { (0, -1022) } else { (1, e - 1023) };
    alloc::format!("{sign}0x{lead}.{m:013x}p{e:+}")
}
