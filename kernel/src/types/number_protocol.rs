//! Operators, and operations on numbers of any type, behind the built-in functions.

use super::instance_slots;
use super::int_object::{is_int, to_big};
use super::int_type::int_error;
use super::protocol;
use super::spec::{BinaryOp, UnaryOp};
use super::type_object::Type;
use crate::isolate::{Thread, names};
use crate::native::raised::{R, Raised};
use crate::object::{Builtin, Obj, Object};
use crate::text::complex_math::Complex64;
use crate::text::int_math;
use crate::types::complex_type::as_complex;
use crate::types::float_object::as_f64;
use crate::types::function_object::SlotWrapper;

/// `pow(a, b, modulus)`: each of the three types is asked, as the two of an operator are.
pub fn power(th: &mut Thread, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    if modulus.is_none() {
        return protocol::binary(th, BinaryOp::Pow, a, b);
    }
    let (ta, tb, tm) = (th.type_of(a), th.type_of(b), th.type_of(modulus));
    let same = |x: &Type, y: &Type| x.slots.binary().map(|f| f as usize) == y.slots.binary().map(|f| f as usize);
    let mut asked = [Some(ta), (!same(ta, tb)).then_some(tb), (!same(tm, ta) && !same(tm, tb)).then_some(tm)];
    if asked[1].is_some() && tb.is_subtype(ta) {
        asked.swap(0, 1);
    }
    for t in asked.into_iter().flatten() {
        let r = match (t.slots.binary(), instance_slots::SLOTS.binary) {
            (Some(f), Some(g)) if core::ptr::fn_addr_eq(f, g) => instance_slots::both_orders(th, BinaryOp::Pow, a, b, Some(modulus))?,
            _ => power_of(th, t.layout, a, b, modulus)?,
        };
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    let (x, y, m) = (th.type_name(a), th.type_name(b), th.type_name(modulus));
    Err(th.type_error(format_args!("unsupported operand type(s) for ** or pow(): '{x}', '{y}', '{m}'")))
}

/// What a built-in type of numbers does for `pow` with a modulus; may give `NotImplemented`.
pub(crate) fn power_of(th: &mut Thread, layout: Builtin, a: &Obj, b: &Obj, modulus: &Obj) -> R<Obj> {
    match layout {
        Builtin::Int | Builtin::Bool => match (to_big(a), to_big(b), to_big(modulus)) {
            (Some(x), Some(y), Some(m)) => match int_math::pow_mod(&x, &y, &m) {
                Ok(r) => th.big(r),
                Err(e) => Err(int_error(th, e)),
            },
            _ => Ok(Obj::NOT_IMPLEMENTED),
        },
        Builtin::Float => Err(th.type_error(format_args!("pow() 3rd argument not allowed unless all arguments are integers"))),
        Builtin::Complex => {
            for v in [a, b] {
                if is_int(v) {
                    super::int_object::to_f64(th, v)?;
                } else if as_f64(v).is_none() && as_complex(v).is_none() {
                    return Ok(Obj::NOT_IMPLEMENTED);
                }
            }
            Err(th.value_error(format_args!("complex modulo")))
        }
        _ => match th.isolate().ty(layout).slots.power_mod() {
            Some(f) => f(th, a, b, modulus),
            None => Ok(Obj::NOT_IMPLEMENTED),
        },
    }
}

/// `round(v, digits)`
pub fn round(th: &mut Thread, v: &Obj, digits: Option<&Obj>) -> R<Obj> {
    let digits = digits.filter(|d| !d.is_none());
    let r = match digits {
        Some(d) => protocol::call_special(th, v, names::ROUND, &[d])?,
        None => protocol::call_special(th, v, names::ROUND, &[])?,
    };
    match r {
        Some(r) => Ok(r),
        None => {
            let t = th.type_name(v);
            Err(th.type_error(format_args!("type {t} doesn't define __round__ method")))
        }
    }
}

/// A sum of floats with Neumaier's compensation: what each addition loses is added up for itself.
struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    fn add(&mut self, x: f64) {
        let t = self.sum + x;
        if libm::fabs(self.sum) >= libm::fabs(x) {
            self.lost += (self.sum - t) + x;
        } else {
            self.lost += (x - t) + self.sum;
        }
        self.sum = t;
    }

    /// Adds a float or an int; false if it is neither, and nothing was added.
    fn add_item(&mut self, th: &mut Thread, x: &Obj) -> R<bool> {
        match exact_f64(th, x) {
            Some(x) => self.add(x),
            None if is_int(x) => self.add(super::int_object::to_f64(th, x)?),
            None => return Ok(false),
        }
        Ok(true)
    }

    fn total(&self) -> f64 {
        // What infinities lose is no number.
        if self.lost != 0.0 && self.lost.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

/// The value of a float that is of no derived class.
fn exact_f64(th: &Thread, v: &Obj) -> Option<f64> {
    as_f64(v).filter(|_| !th.type_of(v).is_heap())
}

/// The value of a complex number that is of no derived class.
fn exact_complex(th: &Thread, v: &Obj) -> Option<Complex64> {
    as_complex(v).filter(|_| !th.type_of(v).is_heap())
}

/// `sum(iterable, start)`: ints exactly, floats and complex numbers compensated.
pub fn sum(th: &mut Thread, iterable: &Obj, start: &Obj) -> R<Obj> {
    let it = protocol::iter(th, iterable)?;
    let mut total = start.clone();
    // Machine integers first.
    if let Some(mut n) = total.value().as_small() {
        loop {
            let Some(x) = protocol::next(th, &it)? else { return th.int(n) };
            let small = match x.value().as_small() {
                None if x.is(&Obj::TRUE) || x.is(&Obj::FALSE) => Some(i64::from(x.is(&Obj::TRUE))),
                other => other,
            };
            match small.and_then(|i| n.checked_add(i)) {
                Some(s) => n = s,
                None => {
                    let so_far = th.int(n)?;
                    total = protocol::binary(th, BinaryOp::Add, &so_far, &x)?;
                    break;
                }
            }
        }
    }
    if let Some(first) = exact_f64(th, &total) {
        let mut real = Compensated { sum: first, lost: 0.0 };
        loop {
            let Some(x) = protocol::next(th, &it)? else { return th.float(real.total()) };
            if !real.add_item(th, &x)? {
                let so_far = th.float(real.total())?;
                total = protocol::binary(th, BinaryOp::Add, &so_far, &x)?;
                break;
            }
        }
    }
    if let Some(first) = exact_complex(th, &total) {
        let mut real = Compensated { sum: first.re, lost: 0.0 };
        let mut imaginary = Compensated { sum: first.im, lost: 0.0 };
        loop {
            let Some(x) = protocol::next(th, &it)? else { return th.complex(Complex64::new(real.total(), imaginary.total())) };
            if let Some(z) = exact_complex(th, &x) {
                real.add(z.re);
                imaginary.add(z.im);
            } else if !real.add_item(th, &x)? {
                let so_far = th.complex(Complex64::new(real.total(), imaginary.total()))?;
                total = protocol::binary(th, BinaryOp::Add, &so_far, &x)?;
                break;
            }
        }
    }
    while let Some(x) = protocol::next(th, &it)? {
        total = protocol::binary(th, BinaryOp::Add, &total, &x)?;
    }
    Ok(total)
}

/// `a op b`
pub fn binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let ty = th.type_of(a);
    if core::ptr::eq(ty, th.type_of(b))
        && let Some(f) = ty.slots.binary()
        && !(ty.is_heap() && of_sequences(op) && is_sequence(ty.layout))
    {
        // Of equal types there is one function to ask.
        let r = f(th, op, a, b)?;
        return if r.is_not_implemented() { Err(unsupported(th, op.symbol(), a, b)) } else { Ok(r) };
    }
    let r = binary_or_not_implemented(th, op, a, b)?;
    if r.is_not_implemented() {
        return Err(unsupported(th, op.symbol(), a, b));
    }
    Ok(r)
}

/// `a op b`, or `NotImplemented`. What the operators of numbers leave undone, `+` and `*` of sequences may do.
pub fn binary_or_not_implemented(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let r = number_binary(th, op, a, b)?;
    if r.is_not_implemented() && of_sequences(op) { sequence_binary(th, op, a, b, true) } else { Ok(r) }
}

/// `+` or `*` by what a sequence on the left does, or one on the right of `*`, if that is to be asked; or `NotImplemented`.
fn sequence_binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj, ask_right: bool) -> R<Obj> {
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    let of = if is_sequence_for(th, op, ta) {
        ta
    } else if ask_right && op == BinaryOp::Mul && is_sequence_for(th, op, tb) {
        tb
    } else {
        return Ok(Obj::NOT_IMPLEMENTED);
    };
    match th.isolate().ty(of.layout).slots.binary() {
        Some(f) => f(th, op, a, b),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// `a op b` by what either type does as a number, or `NotImplemented`.
fn number_binary(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let (ta, tb) = (th.type_of(a), th.type_of(b));
    let fa = number_slot(th, op, ta);
    let mut fb = if core::ptr::eq(ta, tb) { None } else { number_slot(th, op, tb) };
    if let (Some(x), Some(y)) = (fa, fb)
        && core::ptr::fn_addr_eq(x, y)
    {
        fb = None;
    }
    if let Some(f) = fa {
        if let Some(g) = fb
            && tb.is_subtype(ta)
        {
            let r = g(th, op, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            fb = None;
        }
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    match fb {
        Some(g) => g(th, op, a, b),
        None => Ok(Obj::NOT_IMPLEMENTED),
    }
}

/// `a op= b`
pub fn inplace(th: &mut Thread, op: BinaryOp, a: &Obj, b: &Obj) -> R<Obj> {
    let ta = th.type_of(a);
    let sequence = of_sequences(op) && is_sequence(ta.layout);
    if let Some(f) = ta.slots.inplace() {
        // A derived class has the sequence's `__iadd__` as an operator of numbers, too, but not its `__imul__`.
        let as_number = !sequence || (ta.is_heap() && (op == BinaryOp::Add || is_redefined(th, ta, op.inplace_name())));
        if as_number {
            let r = f(th, op, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
    }
    let r = number_binary(th, op, a, b)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    if sequence
        && !is_redefined(th, ta, op.inplace_name())
        && let Some(f) = th.isolate().ty(ta.layout).slots.inplace()
    {
        let r = f(th, op, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    // A program's class might have been a sequence itself, and nobody looks at the right then.
    let r = if of_sequences(op) { sequence_binary(th, op, a, b, !ta.is_heap())? } else { r };
    if r.is_not_implemented() {
        return Err(unsupported(th, op.inplace_symbol(), a, b));
    }
    Ok(r)
}

/// What a type does for an operator as a number. `+` and `*` of sequences are no operators of numbers, which come first; a class derived from a sequence has
/// them once it defines one of the two methods.
pub(crate) fn number_slot(th: &Thread, op: BinaryOp, t: &Type) -> Option<BinaryFn> {
    let f = t.slots.binary()?;
    if !of_sequences(op) || !is_sequence(t.layout) {
        return Some(f);
    }
    (is_redefined(th, t, op.name()) || is_redefined(th, t, op.reflected_name())).then_some(f)
}

type BinaryFn = fn(&mut Thread, BinaryOp, &Obj, &Obj) -> R<Obj>;

fn of_sequences(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Mul)
}

/// Whether a built-in type, and what is derived from it, has `+` and `*` of sequences.
pub(super) fn is_sequence(layout: Builtin) -> bool {
    use Builtin::{Array, ByteArray, Bytes, Deque, List, Str, Tuple};
    matches!(layout, Str | Bytes | ByteArray | List | Tuple | Deque | Array)
}

/// Whether a type still has `+` or `*` of the sequence it is derived from: a method of its own takes its place, and for `*` the reflected one does, too.
fn is_sequence_for(th: &Thread, op: BinaryOp, t: &Type) -> bool {
    is_sequence(t.layout) && !is_redefined(th, t, op.name()) && (op == BinaryOp::Add || !is_redefined(th, t, op.reflected_name()))
}

/// Whether a program's class has another method than the built-in type it is derived from.
fn is_redefined(th: &Thread, t: &Type, name: names::Name) -> bool {
    t.is_heap() && t.lookup(th.name(name)).is_some_and(|f| f.exact::<SlotWrapper>().is_none())
}

/// Whether a class derived from a sequence has a base behind it that multiplies by a method of a program's. Then CPython asks the class as a number, and it
/// is the sequence's method that answers, in other words.
fn is_hidden(th: &Thread, t: &Type) -> bool {
    let defines = |b: &&Object<Type>| {
        b.is_heap() && [BinaryOp::Mul.name(), BinaryOp::Mul.reflected_name()].iter().any(|n| b.attributes().get_name(th.name(*n)).is_some())
    };
    t.is_heap() && t.mro().iter().any(defines)
}

/// The error of an operator that neither operand's type has.
#[cold]
fn unsupported(th: &mut Thread, symbol: &str, a: &Obj, b: &Obj) -> Raised {
    let (x, y) = (th.type_of(a), th.type_of(b));
    let op = match symbol {
        "+" | "+=" => Some(BinaryOp::Add),
        "*" | "*=" => Some(BinaryOp::Mul),
        _ => None,
    };
    // Sequences complain in their own words.
    if let Some(op) = op {
        for (t, other) in [(x, y), (y, x)] {
            if op == BinaryOp::Mul && is_sequence_for(th, op, t) && is_hidden(th, t) {
                return th.type_error(format_args!("'{}' object cannot be interpreted as an integer", other.name_text()));
            }
        }
        let other = if is_sequence_for(th, op, x) {
            Some(y)
        } else if op == BinaryOp::Mul && is_sequence_for(th, op, y) && !(symbol == "*=" && x.is_heap()) {
            Some(x)
        } else {
            None
        };
        match other {
            Some(_) if op == BinaryOp::Add => return no_concatenation(th, a, b),
            Some(t) => return th.type_error(format_args!("can't multiply sequence by non-int of type '{}'", t.name_text())),
            None => {}
        }
    }
    let (x, y) = (x.name_text(), y.name_text());
    th.type_error(format_args!("unsupported operand type(s) for {symbol}: '{x}' and '{y}'"))
}

/// The error of `+` of a sequence with something of another kind.
#[cold]
pub(crate) fn no_concatenation(th: &mut Thread, a: &Obj, b: &Obj) -> Raised {
    let (x, y) = (th.type_of(a), th.type_of(b));
    let (s, t) = (x.name_text(), y.name_text());
    match x.layout {
        Builtin::Bytes | Builtin::ByteArray => th.type_error(format_args!("can't concat {t} to {s}")),
        layout => {
            let what = layout.name().rsplit('.').next().unwrap_or_default();
            th.type_error(format_args!("can only concatenate {what} (not \"{t}\") to {what}"))
        }
    }
}

/// A unary operator; `None` when the type lacks it.
pub fn unary_opt(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Option<Obj>> {
    if let Some(f) = th.type_of(a).slots.unary() {
        let r = f(th, op, a)?;
        if !r.is_not_implemented() {
            return Ok(Some(r));
        }
    }
    Ok(None)
}

/// `-a`, `+a`, `~a`, `abs(a)`
pub fn unary(th: &mut Thread, op: UnaryOp, a: &Obj) -> R<Obj> {
    if let Some(r) = unary_opt(th, op, a)? {
        return Ok(r);
    }
    let t = th.type_name(a);
    Err(match op {
        UnaryOp::Neg => th.type_error(format_args!("bad operand type for unary -: '{t}'")),
        UnaryOp::Pos => th.type_error(format_args!("bad operand type for unary +: '{t}'")),
        UnaryOp::Invert => th.type_error(format_args!("bad operand type for unary ~: '{t}'")),
        UnaryOp::Abs => th.type_error(format_args!("bad operand type for abs(): '{t}'")),
        UnaryOp::Int => th.type_error(format_args!("int() argument must be a string, a bytes-like object or a real number, not '{t}'")),
        UnaryOp::Float => th.type_error(format_args!("float() argument must be a string or a real number, not '{t}'")),
        UnaryOp::Index => th.type_error(format_args!("'{t}' object cannot be interpreted as an integer")),
    })
}

/// Whether C's `PyNumber_Check` takes a value for a number.
pub(crate) fn is_number(th: &Thread, v: &Obj) -> bool {
    let t = th.type_of(v);
    matches!(t.layout, Builtin::Int | Builtin::Bool | Builtin::Float | Builtin::Complex)
        || [names::INDEX, names::INT, names::FLOAT].iter().any(|n| t.lookup(th.name(*n)).is_some())
}

/// `operator.index(v)`: an int.
#[inline(always)]
pub fn index(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.value().is_small() {
        // SAFETY: no pointer.
        return Ok(unsafe { Obj::from_owned(v.value()) });
    }
    index_slow(th, v)
}

#[inline(never)]
fn index_slow(th: &mut Thread, v: &Obj) -> R<Obj> {
    if v.exact::<crate::types::int_object::Int>().is_some() {
        return Ok(v.clone());
    }
    // An instance of a subclass is an int already, whatever `__index__` it has.
    if let Some(i) = v.get::<crate::types::int_object::Int>() {
        return th.big(i.value.clone());
    }
    let r = unary(th, UnaryOp::Index, v)?;
    // A bool, or an instance of a subclass, stands for its number.
    match crate::types::int_object::to_integer(&r) {
        Some(_) if r.value().is_small() => Ok(r),
        Some(i) => th.integer(i),
        None => Err(protocol::wrong_result(th, v, "__index__", "an int", &r)),
    }
}

/// [`index`] as a machine integer; out of range raises `class` ("cannot fit 'int' into an index-sized integer").
pub fn index_i64(th: &mut Thread, v: &Obj, class: Builtin) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    match crate::types::int_object::to_i64(&i) {
        Some(i) => Ok(i),
        None => {
            let t = th.type_name(v);
            Err(th.raise(class, format_args!("cannot fit '{t}' into an index-sized integer")))
        }
    }
}

/// [`index`] as a machine integer, for sizes given as arguments ("Python int too large to convert to C ssize_t").
pub fn index_size(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    match crate::types::int_object::to_i64(&i) {
        Some(i) => Ok(i),
        None => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C ssize_t"))),
    }
}

/// [`index`] as C's `int` ("Python int too large to convert to C int").
pub fn index_c_int(th: &mut Thread, v: &Obj) -> R<i32> {
    let i = index(th, v)?;
    match crate::types::int_object::to_i64(&i).and_then(|i| i32::try_from(i).ok()) {
        Some(i) => Ok(i),
        None => Err(th.raise(Builtin::OverflowError, format_args!("Python int too large to convert to C int"))),
    }
}

/// [`index`] as a machine integer, clamped to its range (slices).
pub fn index_clamped(th: &mut Thread, v: &Obj) -> R<i64> {
    if let Some(i) = v.value().as_small() {
        return Ok(i);
    }
    let i = index(th, v)?;
    Ok(crate::types::int_object::to_i64(&i).unwrap_or(if crate::types::int_object::is_negative(&i) { i64::MIN } else { i64::MAX }))
}

/// `float(v)` for numbers.
pub fn to_f64(th: &mut Thread, v: &Obj) -> R<f64> {
    if let Some(x) = crate::types::float_object::as_f64(v) {
        return Ok(x);
    }
    if let Some(i) = v.value().as_small() {
        return Ok(i as f64);
    }
    if let Some(r) = unary_opt(th, UnaryOp::Float, v)? {
        return match crate::types::float_object::as_f64(&r) {
            Some(x) => Ok(x),
            None => Err(protocol::wrong_result(th, v, "__float__", "a float", &r)),
        };
    }
    if let Some(r) = crate::types::sequence::as_index(th, v)? {
        return crate::types::int_object::to_f64(th, &r);
    }
    let t = th.type_name(v);
    Err(th.type_error(format_args!("must be real number, not {t}")))
}
