//! `int` and `bool`.

use core::cmp::Ordering as Order;

use dashu_int::IBig;

use super::int_object::{Int, is_int, to_big, to_i64, to_integer};
use super::spec::{BASE, BinaryOp, CompareOp, GetSet, MATCH_SELF, Method, SlotSpec, TypeSpec, UnaryOp, Vtable};
use crate::isolate::Thread;
use crate::native::args::{named_text_argument, text_argument};
use crate::native::raised::{OrRaise, R, Raised};
use crate::native::{Args, Signature};
use crate::object::payload::{Payload, Trace};
use crate::object::{Builtin, Obj};
use crate::prim::Ordering;
use crate::text::format_spec::Plain;
use crate::text::int_bytes::{self, ByteOrder};
use crate::text::int_math::{self, IntError};
use crate::text::int_text::{self, IntTextError, Integer};
use crate::text::text_buf::TextBuf;
use crate::text::{float_math, format_spec, hashing};
use crate::types::str_object::Str;
use crate::types::type_object::as_type;
use crate::types::{bytes_object, float_object, protocol, str_object};

/// Raises what an integer operation failed with.
#[cold]
pub fn int_error(th: &mut Thread, e: IntError) -> Raised {
    let class = match e {
        IntError::DivisionByZero | IntError::ZeroToNegativePower => Builtin::ZeroDivisionError,
        IntError::NegativeShift | IntError::ZeroModulus | IntError::NotInvertible | IntError::NegativeRoot => Builtin::ValueError,
        _ => Builtin::OverflowError,
    };
    th.raise(class, format_args!("{}", e.message()))
}

/// Raises what a conversion failed with; `shown` is the repr of the text.
#[cold]
pub fn text_error(th: &mut Thread, e: IntTextError, shown: &str) -> Raised {
    match e.message(shown) {
        Ok(m) if e != IntTextError::OutOfMemory => th.value_error(format_args!("{}", m.as_str())),
        _ => th.no_memory(),
    }
}

#[cold]
pub(crate) fn format_error(th: &mut Thread, e: format_spec::FormatError, spec: &str, type_name: &str) -> Raised {
    if matches!(e, format_spec::FormatError::OutOfMemory) {
        return th.no_memory();
    }
    let class = if e.is_overflow() { Builtin::OverflowError } else { Builtin::ValueError };
    match e.message(spec, type_name) {
        Ok(m) => th.raise(class, format_args!("{}", m.as_str())),
        Err(_) => th.no_memory(),
    }
}

fn max_digits(th: &Thread) -> usize {
    th.isolate().int_max_str_digits.load(Ordering::Relaxed)
}

/// `int.__format__`
pub fn format(th: &mut Thread, v: &Obj, spec: &str) -> R<Obj> {
    if spec.is_empty() {
        return protocol::str(th, v);
    }
    if let (Some(i), Some(Plain { zero, width, precision: None, kind: None | Some(b'd') })) = (to_i64(v), Plain::parse(spec.as_bytes())) {
        let mut digits = [0; int_text::DECIMAL_BYTES];
        let text = digits_of(i, &mut digits);
        let padding = width.saturating_sub(text.len());
        if padding > 0 {
            let digits = text.strip_prefix('-').unwrap_or(text);
            return Str::allocate_number(th, i < 0, digits, if zero { b'0' } else { b' ' }, padding).or_raise(th);
        }
        return th.ascii_str(text);
    }
    let n = integer(th, v)?;
    match format_spec::format_int(&n, spec, max_digits(th)) {
        Ok(t) => th.str(t.as_str()),
        Err(e) => {
            let t = th.type_name(v);
            Err(format_error(th, e, spec, t))
        }
    }
}

/// Decimal text of a machine integer, in a buffer of the caller.
fn digits_of(i: i64, buffer: &mut [u8; int_text::DECIMAL_BYTES]) -> &str {
    // SAFETY: digits and a minus sign are ASCII.
    unsafe { core::str::from_utf8_unchecked(int_text::decimal_bytes(i, buffer)) }
}

/// Decimal text of an int.
pub fn repr(th: &mut Thread, v: &Obj) -> R<Obj> {
    let mut out = TextBuf::new();
    match to_i64(v) {
        Some(i) => {
            let mut digits = [0; int_text::DECIMAL_BYTES];
            return th.ascii_str(digits_of(i, &mut digits));
        }
        None => {
            let n = to_integer(v).or_raise(th)?;
            if let Err(e) = int_text::push_integer(&mut out, &n, 10, false, max_digits(th)) {
                return Err(text_error(th, e, ""));
            }
        }
    }
    th.str(out.as_str())
}

fn big_binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(y)) = (to_integer(a), to_integer(b)) else { return Ok(Obj::NOT_IMPLEMENTED) };
    let check = |th: &mut Thread, r: Result<Integer, IntError>| match r {
        Ok(i) => th.integer(i),
        Err(e) => Err(int_error(th, e)),
    };
    match op {
        BinaryOp::TrueDiv => {
            return match int_math::true_div(&x, &y) {
                Ok(q) => th.float(q),
                Err(e) => Err(int_error(th, e)),
            };
        }
        BinaryOp::Pow => return power(th, a, b, &x, &y),
        BinaryOp::LShift | BinaryOp::RShift => {
            let count = match &y {
                Integer::Small(i) => *i,
                Integer::Big(n) => {
                    if *n < IBig::ZERO {
                        -1
                    } else {
                        i64::MAX
                    }
                }
            };
            if op == BinaryOp::LShift && x != Integer::Small(0) && (0..int_math::MAX_BITS as i64).contains(&count) {
                th.afford(usize::try_from(count / 8).ok())?;
            }
            let r = if op == BinaryOp::LShift { int_math::shift_left(&x, count) } else { int_math::shift_right(&x, count) };
            return check(th, r);
        }
        _ => {}
    }
    let (x, y) = (IBig::from(x), IBig::from(y));
    let r = match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::DivMod => match int_math::divmod_big(&x, &y) {
            Ok((q, m)) => match op {
                BinaryOp::FloorDiv => q,
                BinaryOp::Mod => m,
                _ => {
                    let (q, m) = (th.big(q)?, th.big(m)?);
                    return th.pair(q, m);
                }
            },
            Err(e) => return Err(int_error(th, e)),
        },
        _ => return Ok(Obj::NOT_IMPLEMENTED),
    };
    th.big(r)
}

/// Bytes of a result that are worth asking for room first.
const LARGE_POWER: usize = 1 << 16;

fn power(th: &mut Thread, a: &Obj, b: &Obj, x: &Integer, y: &Integer) -> R<Obj> {
    let negative = match y {
        Integer::Small(i) => *i < 0,
        Integer::Big(n) => *n < IBig::ZERO,
    };
    if negative {
        if *x == Integer::Small(0) {
            return Err(int_error(th, IntError::ZeroToNegativePower));
        }
        let (p, q) = (super::int_object::to_f64(th, a)?, super::int_object::to_f64(th, b)?);
        return super::float_type::power(th, p, q);
    }
    let e = match y {
        Integer::Small(i) => *i as u64,
        Integer::Big(_) => u64::MAX,
    };
    // What finds no room is not computed first, which may take minutes.
    let least = int_math::least_bytes_of_pow(x, e);
    if least > LARGE_POWER {
        th.afford(Some(least))?;
    }
    match int_math::pow(x, e) {
        Ok(i) => th.integer(i),
        Err(e) => Err(int_error(th, e)),
    }
}

/// Binary operators of ints (and bools).
pub fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (Some(x), Some(y)) = (to_i64(a), to_i64(b)) else {
        if !is_int(a) || !is_int(b) {
            return Ok(Obj::NOT_IMPLEMENTED);
        }
        return big_binary(th, op, a, b);
    };
    let r = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::And => Some(x & y),
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::FloorDiv | BinaryOp::Mod => {
            let r = if op == BinaryOp::FloorDiv { int_math::floor_div_i64(x, y) } else { int_math::floor_mod_i64(x, y).map(Some) };
            match r {
                Ok(r) => r,
                Err(e) => return Err(int_error(th, e)),
            }
        }
        // Those that do not fit, or make no sense, are looked at below.
        BinaryOp::LShift if (0..=62).contains(&y) => x.checked_mul(1 << y),
        BinaryOp::RShift if y >= 0 => Some(x >> y.min(63)),
        BinaryOp::DivMod => {
            if let (Ok(Some(q)), Ok(r)) = (int_math::floor_div_i64(x, y), int_math::floor_mod_i64(x, y)) {
                let (q, r) = (th.int(q)?, th.int(r)?);
                return th.pair(q, r);
            }
            None
        }
        _ => None,
    };
    match r {
        Some(i) => th.int(i),
        None => big_binary(th, op, a, b),
    }
}

fn bool_binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let bit = |v: &Obj| {
        if v.is(&Obj::TRUE) {
            Some(true)
        } else if v.is(&Obj::FALSE) {
            Some(false)
        } else {
            None
        }
    };
    if let (Some(x), Some(y)) = (bit(a), bit(b)) {
        match op {
            BinaryOp::And => return Ok(Obj::from_bool(x & y)),
            BinaryOp::Or => return Ok(Obj::from_bool(x | y)),
            BinaryOp::Xor => return Ok(Obj::from_bool(x ^ y)),
            _ => {}
        }
    }
    binary(th, op, a, b)
}

fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    let Some(x) = to_integer(a) else { return Ok(Obj::NOT_IMPLEMENTED) };
    match (op, x) {
        (UnaryOp::Float, _) => {
            let f = super::int_object::to_f64(th, a)?;
            th.float(f)
        }
        (UnaryOp::Pos | UnaryOp::Int | UnaryOp::Index, x) => th.integer(x),
        (UnaryOp::Invert, Integer::Small(i)) => th.int(!i),
        (UnaryOp::Invert, Integer::Big(b)) => th.big(!b),
        (UnaryOp::Neg, x) => th.big(-IBig::from(x)),
        (UnaryOp::Abs, x) => {
            let b = IBig::from(x);
            th.big(if b < IBig::ZERO { -b } else { b })
        }
    }
}

/// How two numbers compare: ints exactly, ints with floats exactly. `None` when one is NaN or no number.
pub fn order(a: &Obj, b: &Obj) -> Option<Option<Order>> {
    if let (Some(x), Some(y)) = (to_i64(a), to_i64(b)) {
        return Some(Some(x.cmp(&y)));
    }
    let (fa, fb) = (float_object::as_f64(a), float_object::as_f64(b));
    match (fa, fb) {
        (Some(x), Some(y)) => Some(x.partial_cmp(&y)),
        (Some(x), None) => Some(int_math::compare_with_f64(&to_integer(b)?, x).map(Order::reverse)),
        (None, Some(y)) => Some(int_math::compare_with_f64(&to_integer(a)?, y)),
        (None, None) => Some(Some(to_big(a)?.cmp(&to_big(b)?))),
    }
}

fn compare(_: &mut Thread, op: CompareOp, a: &Obj, b: &Obj) -> R<Obj> {
    // Against a float it is the float's comparison that decides, which a subclass may have of its own.
    if !is_int(b) {
        return Ok(Obj::NOT_IMPLEMENTED);
    }
    Ok(match order(a, b) {
        Some(Some(o)) => Obj::from_bool(op.holds(o)),
        Some(None) => Obj::from_bool(op == CompareOp::Ne),
        None => Obj::NOT_IMPLEMENTED,
    })
}

fn hash(_: &mut Thread, v: &Obj) -> R<i64> {
    Ok(match to_integer(v) {
        Some(Integer::Small(i)) => hashing::hash_i64(i),
        Some(Integer::Big(b)) => hashing::hash_big(&b),
        None => 0,
    })
}

const NEW: Signature<2> = Signature::new("int", ["x", "base"]).required(0).positional_only(1);

fn new(th: &mut Thread, cls: &Obj, args: &Args<'_>) -> R<Obj> {
    if args.names.is_empty() && as_type(cls).is_none_or(|c| !c.is_heap()) {
        args.between(th, "int", 0, 2)?;
    }
    let [x, base] = args.bind(th, &NEW)?;
    let value = match (x, base) {
        (None, None) => Obj::from_i31(0),
        (None, Some(_)) => return Err(th.type_error(format_args!("int() missing string argument"))),
        (Some(x), None) => convert(th, x)?,
        (Some(x), Some(base)) => {
            // One out of range is no base either.
            let b = match protocol::index_clamped(th, base)? {
                b @ (0 | 2..=36) => b,
                _ => return Err(th.value_error(format_args!("int() base must be >= 2 and <= 36, or 0"))),
            };
            if let Some(s) = x.get::<str_object::Str>() {
                parse(th, s.as_str(), b, x)?
            } else if matches!(th.type_of(x).layout, Builtin::Bytes | Builtin::ByteArray)
                && let Some(bytes) = bytes_object::as_bytes(th, x)?
            {
                parse_bytes(th, &bytes, b)?
            } else {
                return Err(th.type_error(format_args!("int() can't convert non-string with explicit base")));
            }
        }
    };
    let Some(c) = as_type(cls).filter(|c| c.is_heap()) else { return Ok(value) };
    let big = to_big(&value).or_raise(th)?;
    let i = Int::new(th, big)?;
    th.alloc_as(c, i)
}

/// The int that the text in a buffer shows; an error shows the text as bytes, whatever the buffer's type.
fn parse_bytes(th: &mut Thread, bytes: &[u8], base: i64) -> R<Obj> {
    let shown = bytes_object::new_bytes(th, bytes)?;
    // What is no digit, for an error that shows the bytes.
    parse(th, int_text::of_bytes(bytes).unwrap_or("?"), base, &shown)
}

fn parse(th: &mut Thread, text: &str, base: i64, shown: &Obj) -> R<Obj> {
    let b = u32::try_from(base).unwrap_or(u32::MAX);
    match int_text::parse(text, b, max_digits(th)) {
        Ok(i) => th.integer(i),
        Err(e) => {
            let r = protocol::repr(th, shown)?;
            Err(text_error(th, e, str_object::text(&r)))
        }
    }
}

/// `int(x)`
pub fn convert(th: &mut Thread, x: &Obj) -> R<Obj> {
    if let Some(s) = x.exact::<str_object::Str>() {
        return parse(th, s.as_str(), 10, x);
    }
    if let Some(r) = protocol::unary_opt(th, UnaryOp::Int, x)? {
        if is_int(&r) {
            let i = to_integer(&r).or_raise(th)?;
            return th.integer(i);
        }
        return Err(protocol::wrong_result(th, x, "__int__", "an int", &r));
    }
    if let Some(r) = super::sequence::as_index(th, x)? {
        return Ok(r);
    }
    if let Some(s) = x.get::<str_object::Str>() {
        return parse(th, s.as_str(), 10, x);
    }
    if let Some(bytes) = bytes_object::as_bytes(th, x)? {
        return parse_bytes(th, &bytes, 10);
    }
    protocol::unary(th, UnaryOp::Int, x)
}

fn integer(th: &mut Thread, v: &Obj) -> R<Integer> {
    to_integer(v).or_raise(th)
}

fn byte_order(th: &mut Thread, name: &str, v: Option<&Obj>) -> R<ByteOrder> {
    let Some(v) = v else { return Ok(ByteOrder::Big) };
    match named_text_argument(th, name, "byteorder", v)? {
        "big" => Ok(ByteOrder::Big),
        "little" => Ok(ByteOrder::Little),
        _ => Err(th.value_error(format_args!("byteorder must be either 'little' or 'big'"))),
    }
}

static VTABLE: Vtable = Vtable::of::<Int>();

const OPERATORS: &[BinaryOp] = {
    use BinaryOp::*;
    &[Add, Sub, Mul, TrueDiv, FloorDiv, Mod, Pow, LShift, RShift, And, Or, Xor, DivMod]
};

/// `int`
pub static SPEC: TypeSpec = TypeSpec {
    doc: "An integer of any size: of a number, cut off towards zero, or of a text in a base from 2 to 36 (0: as its prefix says).",
    flags: BASE | MATCH_SELF,
    slots: SlotSpec {
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        truth: Some(|_, v| Ok(to_i64(v) != Some(0))),
        binary: Some(binary),
        unary: Some(unary),
        new: Some(new),
        ..SlotSpec::NONE
    },
    binary: OPERATORS,
    unary: &UnaryOp::ALL,
    methods: &[
        Method::new("__format__", |th, v, args| {
            let [spec] = args.exactly::<1>(th, "int.__format__")?;
            let spec = text_argument(th, "__format__", spec)?;
            format(th, v, spec)
        }),
        Method::new("bit_length", |th, v, args| {
            args.exactly::<0>(th, "int.bit_length")?;
            let n = int_math::bit_length(&IBig::from(integer(th, v)?));
            th.int(n as i64)
        }),
        Method::new("bit_count", |th, v, args| {
            args.exactly::<0>(th, "int.bit_count")?;
            let n = int_math::bit_count(&IBig::from(integer(th, v)?));
            th.int(n as i64)
        }),
        Method::new("conjugate", |th, v, args| {
            args.exactly::<0>(th, "int.conjugate")?;
            let n = integer(th, v)?;
            th.integer(n)
        }),
        Method::new("is_integer", |th, _, args| args.exactly::<0>(th, "int.is_integer").map(|_| Obj::TRUE)),
        Method::new("as_integer_ratio", |th, v, args| {
            args.exactly::<0>(th, "int.as_integer_ratio")?;
            let n = integer(th, v)?;
            let n = th.integer(n)?;
            th.pair(n, Obj::from_i31(1))
        }),
        Method::new("to_bytes", |th, v, args| {
            let [length, order, signed] =
                args.bind(th, &Signature::new("to_bytes", ["length", "byteorder", "signed"]).required(0).keyword_only_from(2))?;
            let length = match length {
                Some(n) if super::int_object::is_int(n) && super::int_object::to_i64(n).is_none() => {
                    return Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t")));
                }
                Some(n) => protocol::index_i64(th, n, Builtin::OverflowError)?,
                None => 1,
            };
            if length < 0 {
                return Err(th.value_error(format_args!("length cannot be negative")));
            }
            let order = byte_order(th, "to_bytes", order)?;
            let signed = match signed {
                Some(s) => protocol::truth(th, s)?,
                None => false,
            };
            let n = IBig::from(integer(th, v)?);
            match int_bytes::to_bytes(&n, length as usize, order, signed) {
                Ok(b) => bytes_object::new_bytes(th, &b),
                Err(int_bytes::ToBytesError::OutOfMemory) => Err(th.no_memory()),
                Err(e) => Err(th.raise(Builtin::OverflowError, format_args!("{}", e.message()))),
            }
        }),
        Method::class("from_bytes", |th, cls, args| {
            let [bytes, order, signed] =
                args.bind(th, &Signature::new("from_bytes", ["bytes", "byteorder", "signed"]).required(1).keyword_only_from(2))?;
            let order = byte_order(th, "from_bytes", order)?;
            let signed = match signed {
                Some(s) => protocol::truth(th, s)?,
                None => false,
            };
            let source = bytes.cloned().unwrap_or(Obj::NONE);
            let b = match bytes_object::as_bytes(th, &source)? {
                Some(b) => b,
                None => bytes_object::from_iterable(th, &source, "bytes", true)?.into(),
            };
            let n = th.integer(int_bytes::from_bytes(&b, order, signed))?;
            if !cls.is(&th.builtin_type(Builtin::Int)) {
                return protocol::call(th, cls, &[n]);
            }
            Ok(n)
        }),
        Method::new("__round__", |th, v, args| {
            let a = args.between(th, "__round__", 0, 1)?;
            let n = integer(th, v)?;
            let digits = match a.first() {
                Some(d) if !d.is_none() => protocol::index_clamped(th, d)?,
                _ => 0,
            };
            if digits >= 0 {
                return th.integer(n);
            }
            // To a multiple of a power of ten, ties to even.
            let Some(count) = u32::try_from(-digits).ok().filter(|c| *c < 100_000) else { return Ok(Obj::from_i31(0)) };
            let unit = IBig::from(10).pow(count as usize);
            let n = IBig::from(n);
            let (q, r) = match int_math::divmod_big(&n, &unit) {
                Ok(x) => x,
                Err(e) => return Err(int_error(th, e)),
            };
            let twice = &r * IBig::from(2);
            let up = twice > unit || (twice == unit && (&q & IBig::ONE) == IBig::ONE);
            th.big((if up { q + IBig::ONE } else { q }) * unit)
        }),
        Method::new("__floor__", |th, v, args| {
            args.exactly::<0>(th, "int.__floor__")?;
            let n = integer(th, v)?;
            th.integer(n)
        }),
        Method::new("__ceil__", |th, v, args| {
            args.exactly::<0>(th, "int.__ceil__")?;
            let n = integer(th, v)?;
            th.integer(n)
        }),
        Method::new("__trunc__", |th, v, args| {
            args.exactly::<0>(th, "int.__trunc__")?;
            let n = integer(th, v)?;
            th.integer(n)
        }),
        Method::new("__getnewargs__", |th, v, args| {
            args.exactly::<0>(th, "int.__getnewargs__")?;
            let n = integer(th, v)?;
            let n = th.integer(n)?;
            th.tuple_of(&[n])
        }),
    ],
    getsets: &[
        GetSet::read("real", |th, v| {
            let n = integer(th, v)?;
            th.integer(n)
        }),
        GetSet::read("imag", |_, _| Ok(Obj::from_i31(0))),
        GetSet::read("numerator", |th, v| {
            let n = integer(th, v)?;
            th.integer(n)
        }),
        GetSet::read("denominator", |_, _| Ok(Obj::from_i31(1))),
    ],
    ..TypeSpec::new(Builtin::Int, &VTABLE)
};

/// `bool` has no objects but the two immediates.
#[derive(Debug)]
pub struct Bool;

// SAFETY: BUILTIN is used here alone; there is nothing to visit.
unsafe impl Payload for Bool {
    const BUILTIN: Builtin = Builtin::Bool;
    fn trace(&self, _: &mut dyn Trace) {}
}

static BOOL_VTABLE: Vtable = Vtable::of::<Bool>();

/// `bool`
pub static BOOL: TypeSpec = TypeSpec {
    doc: "True or False: whether a value is true.",
    flags: MATCH_SELF,
    slots: SlotSpec {
        repr: Some(|th, v| th.intern(if v.is(&Obj::TRUE) { "True" } else { "False" })),
        truth: Some(|_, v| Ok(v.is(&Obj::TRUE))),
        binary: Some(bool_binary),
        new: Some(|th, _, args| {
            let a = args.between(th, "bool", 0, 1)?;
            match a.first() {
                Some(v) => protocol::truth(th, v).map(Obj::from_bool),
                None => Ok(Obj::FALSE),
            }
        }),
        ..SlotSpec::NONE
    },
    binary: &[BinaryOp::And, BinaryOp::Or, BinaryOp::Xor],
    ..TypeSpec::new(Builtin::Bool, &BOOL_VTABLE)
};

/// Truncation of a float to an int.
pub fn from_float(th: &mut Thread, x: f64) -> R<Obj> {
    match float_math::truncate_to_int(x) {
        Ok(i) => th.integer(i),
        Err(e) => Err(super::float_type::float_error(th, e)),
    }
}
